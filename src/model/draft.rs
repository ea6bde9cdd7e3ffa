//! From drafts to variables: names are declared first, so that equations may mention what stands further down; then
//! they are resolved. Every form of model file makes drafts, and all that follows is the same for them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::text::diagnostic::{Code, MOST_WRONG, Mistakes};
use crate::text::lexer::{is_keyword, short};
use crate::text::mapping::EquationText;
use crate::text::{Source, Span, canonical};

use super::builtin::Function;
use super::limits::{Limit, limits};
use super::order::{Moment, causes, order};
use super::resolve::{Resolver, Scope, a};
use super::stateful::Hidden;
use super::*;

const ONE_FLOW: &str =
    "a flow runs from one place to one other: list it once on each side, and give other stocks their own";

/// The most outflows that share what is in a stock that cannot go below 0; each waits for those before it.
const MOST_SERVED: usize = 100;

/// The longest name, in bytes: what a delay keeps is called after its owner, a hundred times and more.
const LONGEST_NAME: usize = 1_000;

/// The form of a model file, where it decides what is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Our own: a flow runs from one place to one other, and a name that an equation may mention without brackets means
    /// one thing.
    Own,
    /// XMILE: names in quotes may be words of the language, a variable wins over a function, a table may share its
    /// variable's name.
    Xmile,
}

/// A variable whose equations are not yet resolved, because they may mention variables further down.
#[derive(Clone)]
pub struct Draft {
    /// Canonical.
    pub name: String,
    pub spelling: String,
    pub span: Span,
    pub label: Option<(String, Span)>,
    pub unit: Unit,
    pub scale: Option<String>,
    pub better: Option<Better>,
    pub about: String,
    /// A table that stands between the equation and the value.
    pub through: Option<TableId>,
    pub member: Option<Member>,
    pub kind: DraftKind,
}

#[derive(Clone)]
pub enum DraftKind {
    Stock {
        initial: Option<EquationText>,
        inflows: Vec<(String, Span)>,
        outflows: Vec<(String, Span)>,
        non_negative: bool,
        range: Option<(f64, f64)>,
    },
    Flow {
        equation: Option<EquationText>,
        non_negative: bool,
    },
    Auxiliary {
        equation: Option<EquationText>,
    },
    Counter {
        initial: EquationText,
        rate: Option<EquationText>,
    },
    Constant(Constant),
    Noise {
        kind: DistributionKind,
        mean: Option<EquationText>,
        spread: Option<EquationText>,
        period: (f64, Span),
    },
    Outcome {
        condition: Option<EquationText>,
    },
}

/// Enters all names, and refuses those that stand for two things.
pub fn declare(drafts: &[Draft], tables: &[Table], dialect: Dialect, mistakes: &mut Mistakes) -> Scope {
    let mut scope = Scope { is_lenient: dialect == Dialect::Xmile, ..Scope::default() };
    let mut places: HashMap<String, Span> = HashMap::new();
    let named = drafts.iter().map(|d| (&d.name, d.span)).chain(tables.iter().map(|t| (&t.name, t.span)));
    for (name, span) in named {
        let taken = dialect == Dialect::Own && (is_keyword(name) || Function::named(name).is_some());
        if name.len() > LONGEST_NAME {
            let message = format!("`{}` is longer than a name can be", short(name));
            mistakes.refuse(Code::TooLarge, span, message, format!("at most {LONGEST_NAME} bytes"));
        }
        if taken || name.is_empty() || (dialect == Dialect::Own && name.contains('"')) {
            let label = if taken { "a word of the equation language" } else { "no equation could name it" };
            mistakes.refuse(Code::Syntax, span, format!("`{}` cannot be a name", short(name)), label);
        }
        // A variable and the table on its way stand in one place.
        if let Some(first) = places.insert(name.clone(), span).filter(|first| *first != span) {
            let source = mistakes.source.clone();
            let message = format!("`{}` is declared twice", short(name));
            let wrong = mistakes.refuse(Code::Duplicate, span, message, "and again here");
            *wrong = wrong.clone().at(&source, first, "first declared here");
        }
    }
    for draft in drafts {
        let Some((label, span)) = &draft.label else { continue };
        let key = canonical(label);
        if key == draft.name {
            continue;
        }
        if let Some(first) = places.insert(key.clone(), *span) {
            let source = mistakes.source.clone();
            let message = format!("the label `{}` already means something else", short(label));
            let wrong = mistakes.refuse(Code::Duplicate, *span, message, "a second use");
            *wrong = wrong.clone().at(&source, first, "the first");
        }
        scope.labels.insert(key, draft.name.clone());
    }
    scope.variables = drafts.iter().enumerate().map(|(i, d)| (d.name.clone(), VariableId(i as u32))).collect();
    for Member { family, of } in drafts.iter().filter_map(|d| d.member.as_ref()) {
        scope.families.entry(family.clone()).or_default().push(of.clone());
    }
    scope.tables = tables.iter().enumerate().map(|(i, t)| (t.name.clone(), TableId(i as u32))).collect();
    scope
}

/// Resolves all equations; hidden variables come after those of the drafts. `dt` is the file's own.
pub fn variables(drafts: Vec<Draft>, scope: &Scope, dt: f64, mistakes: &mut Mistakes) -> Vec<Variable> {
    let outcomes: Vec<VariableId> = (0..)
        .map(VariableId)
        .zip(&drafts)
        .filter(|(_, d)| matches!(d.kind, DraftKind::Outcome { .. }))
        .map(|(id, _)| id)
        .collect();
    let mut hidden = Hidden::after(&drafts, dt, &mistakes.source);
    let mut out = Vec::with_capacity(drafts.len());
    for (id, draft) in (0..).map(VariableId).zip(drafts) {
        out.push(variable(draft, id, scope, &outcomes, &mut hidden, mistakes));
    }
    out.append(&mut hidden.variables);
    for (sum, member) in hidden.sums() {
        out[sum.0 as usize].unit = out[member.0 as usize].unit.clone();
    }
    serve_what_is_used_first(&mut out);
    out
}

/// Outflows of a stock that cannot go below 0 are served as they are listed, but one whose equation uses another comes
/// after it: else each would wait for the other.
fn serve_what_is_used_first(variables: &mut [Variable]) {
    for at in 0..variables.len() {
        let Some(stock) = variables[at].stock().filter(|s| s.non_negative && s.outflows.len() > 1) else { continue };
        let mut waiting: Vec<_> =
            stock.outflows.iter().map(|flow| (*flow, used_by(variables, flow.0, &stock.outflows))).collect();
        let mut served = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let free = |used: &[VariableId]| !waiting.iter().any(|((other, _), _)| used.contains(other));
            // Where all wait for each other the equations run in a circle, which is told elsewhere.
            let next = waiting.iter().position(|(_, used)| free(used)).unwrap_or(0);
            served.push(waiting.remove(next).0);
        }
        if let Kind::Stock(stock) = &mut variables[at].kind {
            stock.outflows = served;
        }
    }
}

/// Which of the `listed` variables go into the value of one within a step.
fn used_by(variables: &[Variable], of: VariableId, listed: &[(VariableId, Span)]) -> Vec<VariableId> {
    let mut seen = HashSet::new();
    let mut open = vec![of];
    while let Some(id) = open.pop() {
        open.extend(
            causes(&variables[id.0 as usize], &[], Moment::Step).into_iter().filter(|cause| seen.insert(*cause)),
        );
    }
    listed.iter().map(|(id, _)| *id).filter(|id| seen.contains(id)).collect()
}

fn variable(
    draft: Draft,
    id: VariableId,
    scope: &Scope,
    outcomes: &[VariableId],
    hidden: &mut Hidden,
    mistakes: &mut Mistakes,
) -> Variable {
    let mut resolver = Resolver::new(scope, mistakes, hidden, (id, &draft.name), draft.member.as_ref());
    let mut resolve = |text: Option<EquationText>| {
        let nothing = Equation { root: Term { kind: TermKind::Number(0.0), span: draft.span }, text: String::new() };
        match text {
            Some(text) if resolver.wrong().len() < MOST_WRONG && draft.name.len() <= LONGEST_NAME => {
                resolver.equation(&text).unwrap_or(nothing)
            }
            _ => nothing,
        }
    };
    let through = |mut equation: Equation| {
        if let Some(table) = draft.through {
            let Term { kind, span } = equation.root;
            equation.root = Term { kind: TermKind::Look(table, Box::new(Term { kind, span })), span };
        }
        equation
    };
    let kind = match draft.kind {
        DraftKind::Flow { equation, non_negative } => Kind::Flow { equation: through(resolve(equation)), non_negative },
        DraftKind::Auxiliary { equation } => Kind::Auxiliary { equation: through(resolve(equation)) },
        DraftKind::Counter { initial, rate } => Kind::Counter { initial: resolve(Some(initial)), rate: resolve(rate) },
        DraftKind::Constant(constant) => Kind::Constant(constant),
        DraftKind::Noise { kind, mean, spread, period } => {
            let (mean, spread) = (resolve(mean), spread.map(|e| resolve(Some(e))));
            Kind::Noise(Noise { kind, mean, spread, period: period.0 })
        }
        DraftKind::Outcome { condition } => {
            let before = outcomes.iter().copied().filter(|o| *o < id).collect();
            Kind::Outcome { condition: condition.map(|e| resolve(Some(e))), before }
        }
        DraftKind::Stock { initial, inflows, outflows, non_negative, range } => {
            let initial = initial.map(|e| resolve(Some(e)));
            let mut named = |flows: Vec<(String, Span)>| -> Vec<(VariableId, Span)> {
                flows
                    .into_iter()
                    .filter_map(|(name, span)| scope.named(&name, span, mistakes).map(|id| (id, span)))
                    .collect()
            };
            let (inflows, outflows) = (named(inflows), named(outflows));
            Kind::Stock(Stock { initial, inflows, outflows, non_negative, range })
        }
    };
    Variable {
        name: draft.name,
        spelling: draft.spelling,
        label: draft.label.map(|(label, _)| label),
        unit: draft.unit,
        scale: draft.scale,
        better: draft.better,
        about: draft.about,
        span: draft.span,
        owner: None,
        member: draft.member,
        kind,
    }
}

/// What limits each variable, and the orders of calculation at a step and at the start.
#[derive(Default)]
pub struct Orders {
    pub limits: Vec<Vec<Limit>>,
    pub step: Vec<VariableId>,
    pub initial: Vec<VariableId>,
}

/// Puts what is to be calculated in order; empty where names or flows are not sound, or equations run in a circle, which is
/// told.
pub fn orders(variables: &[Variable], dialect: Dialect, mistakes: &mut Mistakes) -> Orders {
    let flows_are_sound = check_flows(variables, dialect, mistakes);
    if !flows_are_sound || mistakes.wrong.iter().any(|d| d.code == Code::Duplicate) {
        return Orders::default();
    }
    let limits = limits(variables);
    let source: Arc<Source> = mistakes.source.clone();
    let mut ordered = |moment| {
        order(variables, &limits, &source, moment, &Beginnings::new()).unwrap_or_else(|circles| {
            // A circle within a step is one at the start as well: once is enough.
            if !mistakes.wrong.iter().any(|d| d.code == Code::Circular) {
                mistakes.wrong.extend(circles);
            }
            Vec::new()
        })
    };
    let (step, initial) = (ordered(Moment::Step), ordered(Moment::Initial));
    Orders { limits, step, initial }
}

/// Whether stocks are moved by flows, and each flow takes from at most one stock and gives to at most one: what
/// leaves one stock twice, or two at once, would come from nowhere.
fn check_flows(variables: &[Variable], dialect: Dialect, mistakes: &mut Mistakes) -> bool {
    let told = mistakes.wrong.len();
    let source = mistakes.source.clone();
    for outwards in [false, true] {
        let mut seen: HashMap<VariableId, (Span, VariableId)> = HashMap::new();
        for (stock_id, variable) in (0..).map(VariableId).zip(variables) {
            let Some(stock) = variable.stock() else { continue };
            for &(id, span) in if outwards { &stock.outflows } else { &stock.inflows } {
                let listed = &variables[id.0 as usize];
                let (name, kind) = (&listed.name, a(listed.kind_name()));
                if !matches!(listed.kind, Kind::Flow { .. }) {
                    let message = format!("`{name}` is {kind}, and only flows move a stock");
                    let wrong = mistakes.refuse(Code::WrongType, span, message, "not a flow");
                    *wrong = wrong.clone().at(&source, listed.span, kind);
                    wrong.help = Some(match dialect {
                        Dialect::Own => format!("a flow may have it as its equation: [flow.NAME] equation = '{name}'"),
                        Dialect::Xmile => format!("a flow may have it as its equation: <eqn>{name}</eqn>"),
                    });
                } else if let Some((first, other)) = seen.insert(id, (span, stock_id)) {
                    // Converted models let one rate move two stocks: each is moved by all of it.
                    if dialect == Dialect::Xmile && other != stock_id {
                        continue;
                    }
                    let twice = match (other == stock_id, outwards) {
                        (true, _) => format!("`{name}` is listed twice"),
                        (false, true) => format!("`{name}` flows out of two stocks"),
                        (false, false) => format!("`{name}` flows into two stocks"),
                    };
                    let wrong = mistakes.refuse(Code::Duplicate, span, twice, "and again here");
                    *wrong = wrong.clone().at(&source, first, "listed here");
                    wrong.help =
                        Some("a flow runs from one place to one other: give each stock a flow of its own".into());
                }
            }
            let crowd = stock.outflows.len();
            if outwards && stock.non_negative && crowd > MOST_SERVED {
                let message = format!("`{}` cannot go below 0 and has {crowd} outflows", variable.name);
                mistakes.refuse(Code::OutOfRange, variable.span, message, format!("serves at most {MOST_SERVED}"));
            }
        }
    }
    for variable in variables {
        let Some(stock) = variable.stock() else { continue };
        for &(id, span) in &stock.outflows {
            if let Some((_, first)) = stock.inflows.iter().find(|(inflow, _)| *inflow == id) {
                let message =
                    format!("`{}` flows into `{1}` and out of it", variables[id.0 as usize].name, variable.name);
                let wrong = mistakes.refuse(Code::Duplicate, span, message, "out of it here");
                *wrong = wrong.clone().at(&source, *first, "into it here").help(ONE_FLOW);
            }
        }
    }
    mistakes.wrong.len() == told
}
