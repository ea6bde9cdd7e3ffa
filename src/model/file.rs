//! A model file to a model: every key is described in `docs/model-file.md`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic, sorted};
use crate::text::lexer::{is_keyword, short};
use crate::text::parser::EquationText;
use crate::text::toml::{self, MOST_WRONG, Node, Reader, Table as Keys, Value};
use crate::text::{Source, Span, canonical, plain, suggestion};

use super::order::{Moment, order};
use super::resolve::{Scope, a};
use super::time::{TimeSpec, whole_steps};
use super::units::{self, Unit, parse_unit};
use super::*;

/// The text of the model that is shipped inside the program.
pub const SHIPPED: &str = include_str!("../../models/improvement-flywheel.toml");

/// The name by which messages call the shipped model.
pub const SHIPPED_NAME: &str = "<improvement-flywheel>";

/// The shipped model.
pub fn shipped() -> Arc<Model> {
    let model = read(&Source::new(SHIPPED_NAME, SHIPPED));
    Arc::new(model.unwrap_or_else(|wrong| panic!("the shipped model is broken: {wrong:?}")))
}

const ONE_FLOW: &str =
    "a flow runs from one place to one other: list it once on each side, and give other stocks their own";

/// The most outcome classes; each is held against all before it.
const MOST_OUTCOMES: usize = 100;

/// The most outflows that share what is in a stock that cannot go below 0; each waits for those before it.
const MOST_SERVED: usize = 100;

/// Reads and checks a model.
///
/// # Errors
/// Everything that is wrong with it, sorted by place; only the first mistake where it is not TOML at all.
pub fn read(source: &Arc<Source>) -> Result<Model, Vec<Diagnostic>> {
    let root = toml::read(source).map_err(|d| vec![d])?;
    let mut file = File { reader: Reader::new(source), units: Vec::new(), scope: Scope::default() };
    let model = file.model(root);
    if file.reader.wrong.is_empty() { Ok(model) } else { Err(sorted(file.reader.wrong)) }
}

struct File {
    reader: Reader,
    units: Vec<String>,
    scope: Scope,
}

/// A variable whose equations are not yet resolved, because they may mention variables further down.
struct Draft {
    name: String,
    span: Span,
    label: Option<(String, Span)>,
    unit: Unit,
    scale: Option<String>,
    about: String,
    kind: DraftKind,
}

enum DraftKind {
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
        cv: Option<EquationText>,
        period: (f64, Span),
    },
    Outcome {
        condition: Option<EquationText>,
    },
}

impl File {
    fn model(&mut self, mut root: Keys) -> Model {
        let name = self.reader.text(&mut root, "name").map_or(String::new(), |(n, _)| n);
        let title = self.reader.text(&mut root, "title").map_or(name.clone(), |(t, _)| t);
        let about = self.reader.prose(&mut root, "about");
        let one = self.reader.text(&mut root, "one").map(|(one, _)| one);
        let units = self.base_units(&mut root);
        let time = {
            let mut table = self.reader.table(&mut root, "time");
            let time = TimeSpec::read(&mut self.reader, &mut table);
            if !self.units.contains(&time.unit) {
                self.units.push(time.unit.clone());
            }
            self.reader.close(table, "[time]");
            time
        };
        let tables = self.tables(&mut root);
        let drafts = self.drafts(&mut root);
        self.declare(&drafts, &tables);
        let outcomes: Vec<VariableId> = drafts
            .iter()
            .enumerate()
            .filter(|(_, d)| matches!(d.kind, DraftKind::Outcome { .. }))
            .map(|(i, _)| VariableId(i as u32))
            .collect();
        let noise_places: Vec<(f64, Span)> = drafts.iter().filter_map(noise_period).collect();
        self.check_periods(&time, &noise_places);
        let variables: Vec<Variable> =
            drafts.into_iter().enumerate().map(|(i, d)| self.variable(d, i, &outcomes)).collect();
        let flows_are_sound = self.check_flows(&variables);

        let boxes = self.boxes(&mut root);
        let cost_constant = self.reader.text(&mut root, "cost_constant");
        let cost_constant = cost_constant.and_then(|(name, span)| self.constant(&variables, &name, span));
        let interventions = self.interventions(&mut root, &variables, &boxes, cost_constant);
        let starts = self.starts(&mut root, &variables);
        let default_start = self.default_start(&mut root, &starts);
        let loops = loops::read(&mut self.reader, &mut root, &self.scope, &variables);
        let headline = self.reader.texts(&mut root, "headline");
        let headline = headline.iter().filter_map(|(name, span)| self.named(name, *span)).collect();
        let flow_diagram = self.flow_diagram(&mut root);
        let left_out = self.reader.texts(&mut root, "left_out").into_iter().map(|(text, _)| text).collect();
        self.close(root);
        self.check_initials(&variables, &starts, default_start.as_deref());

        let source = self.reader.source.clone();
        let names_are_sound = !self.reader.wrong.iter().any(|d| d.code == Code::Duplicate);
        let mut ordered = |moment| {
            if !flows_are_sound || !names_are_sound {
                return Vec::new();
            }
            order(&variables, &source, moment).unwrap_or_else(|circles| {
                // A circle within a step is one at the start as well: once is enough.
                if !self.reader.wrong.iter().any(|d| d.code == Code::Circular) {
                    self.reader.wrong.extend(circles);
                }
                Vec::new()
            })
        };
        let (step_order, initial_order) = (ordered(Moment::Step), ordered(Moment::Initial));
        let model = Model {
            source,
            name,
            title,
            about,
            one,
            time,
            units,
            variables,
            scope: std::mem::take(&mut self.scope),
            tables,
            order: step_order,
            initial_order,
            boxes,
            interventions,
            loops,
            starts,
            default_start,
            outcomes,
            headline,
            flow_diagram,
            cost_constant,
            left_out,
        };
        // A name that means nothing leaves a 0 behind: units are judged only where all names are known.
        if self.reader.wrong.is_empty() {
            self.reader.wrong.extend(units::check(&model));
        }
        model
    }

    /// Refuses the keys that nobody took. What stands under a mistyped `[constnat.delay]` is told there, and not once
    /// more wherever `delay` is used.
    fn close(&mut self, root: Keys) {
        let mut misplaced = HashSet::new();
        for entry in &root.entries {
            if let Value::Table(inner) = &entry.node.value {
                misplaced.extend(inner.entries.iter().map(|e| canonical(&e.key)));
            }
        }
        let about_misplaced = |d: &Diagnostic| {
            let written = d.labels.first().map_or("", |l| l.place.text());
            let name = written.trim_matches(|c| matches!(c, '"' | '\'' | '(' | ')'));
            d.code == Code::UnknownName && misplaced.contains(&canonical(name))
        };
        self.reader.wrong.retain(|d| !about_misplaced(d));
        self.reader.close(root, "a model file");
    }

    fn base_units(&mut self, root: &mut Keys) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for entry in self.reader.table(root, "unit").entries {
            let name = canonical(&entry.key);
            self.units.push(name.clone());
            match entry.node.value {
                Value::Text(about) => out.push((name, about)),
                _ => {
                    let message = format!("`{}` should say in words what one of it is", short(&name));
                    self.reader.refuse(Code::WrongType, entry.node.span, message, "text belongs here");
                }
            }
        }
        out
    }

    fn unit(&mut self, table: &mut Keys, key: &'static str, what: &str) -> Unit {
        let Some((text, span)) = self.reader.text(table, key) else {
            if let Some(wrong) = self.reader.missing(table, key, what) {
                wrong.help = Some(format!("for example {key} = \"item/week\", or \"1\" for a pure number"));
            }
            return Unit::one();
        };
        let text = self.reader.equation_text(text, span);
        parse_unit(&text, &self.units).unwrap_or_else(|wrong| {
            // A base unit that is missing is missing everywhere: once is enough.
            let told = self.reader.is_full()
                || self.reader.wrong.iter().any(|d| d.code == Code::BadUnit && d.message == wrong.message);
            self.reader.wrong.extend((!told).then_some(wrong));
            Unit::one()
        })
    }

    fn tables(&mut self, root: &mut Keys) -> Vec<Table> {
        let mut out = Vec::new();
        for (name, span, mut table) in self.reader.named_tables(root, "table") {
            let what = format!("the table `{}`", short(&name));
            let input = self.unit(&mut table, "input", &what);
            let output = self.unit(&mut table, "output", &what);
            let strict =
                self.reader.choice(&mut table, "range", &[("clamp", false), ("strict", true)]).unwrap_or(false);
            let about = self.reader.prose(&mut table, "about");
            let source = self.reader.prose(&mut table, "source");
            let (x, y) = self.points(&mut table, span, &what);
            self.reader.close(table, "a table");
            out.push(Table { name: canonical(&name), input, output, x, y, strict, about, source, span });
        }
        out
    }

    /// `points = [[x, y], ...]`: at least two, x rising.
    fn points(&mut self, table: &mut Keys, place: Span, what: &str) -> (Vec<f64>, Vec<f64>) {
        let (mut x, mut y) = (Vec::new(), Vec::new());
        let told = self.reader.wrong.len();
        for node in self.reader.list(table, "points", "a list of points [x, y]") {
            let Some([px, py]) = point(&node.value) else {
                self.reader.refuse(Code::WrongType, node.span, "a point is two numbers: [x, y]", "not a point").help =
                    Some("points are written like this: points = [[0, 1], [10, 0.5]]".into());
                break;
            };
            if let Some(last) = x.last().filter(|last| **last >= px) {
                let message = format!(
                    "the points of {what} should go from left to right: {} comes after {}",
                    plain(px),
                    plain(*last)
                );
                self.reader.refuse(Code::BadTable, node.span, message, "x does not rise here");
                break;
            }
            x.push(px);
            y.push(py);
        }
        if x.len() < 2 && self.reader.wrong.len() == told {
            let message =
                format!("{what} needs two points or more, and has {}", if x.is_empty() { "none" } else { "one" });
            self.reader.refuse(Code::BadTable, place, message, "needs points = [[x, y], ...]");
        }
        (x, y)
    }

    /// `range = [least, most]`.
    fn range(&mut self, table: &mut Keys) -> Option<(f64, f64)> {
        let entry = self.reader.any(table, "range")?;
        match point(&entry.node.value) {
            Some([least, most]) if least < most => Some((least, most)),
            given => {
                let code = if given.is_some() { Code::OutOfRange } else { Code::WrongType };
                let message = "`range` should be two numbers, the least and the most";
                self.reader.refuse(code, entry.node.span, message, "not a range").help =
                    Some("for example range = [0, 1]".into());
                None
            }
        }
    }

    fn drafts(&mut self, root: &mut Keys) -> Vec<Draft> {
        let mut out = Vec::new();
        for (name, span, mut t) in self.reader.named_tables(root, "stock") {
            let initial = self.reader.equation(&mut t, "initial");
            // One that cannot be read is there all the same, and not to be missed once more.
            let unread = t.holds("initial").then(|| self.zero(span));
            let kind = DraftKind::Stock {
                initial: initial.or(unread),
                inflows: self.reader.texts(&mut t, "inflows"),
                outflows: self.reader.texts(&mut t, "outflows"),
                non_negative: self.reader.flag(&mut t, "non_negative").unwrap_or(false),
                range: self.range(&mut t),
            };
            out.push(self.draft(name, span, t, "a stock", kind));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "flow") {
            let equation = self.needed_equation(&mut t, "equation", "a flow");
            let non_negative = self.reader.flag(&mut t, "non_negative").unwrap_or(false);
            out.push(self.draft(name, span, t, "a flow", DraftKind::Flow { equation, non_negative }));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "aux") {
            let equation = self.needed_equation(&mut t, "equation", "an auxiliary");
            out.push(self.draft(name, span, t, "an auxiliary", DraftKind::Auxiliary { equation }));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "counter") {
            let initial = self.reader.equation(&mut t, "initial").unwrap_or_else(|| self.zero(span));
            let rate = self.needed_equation(&mut t, "rate", "a counter");
            out.push(self.draft(name, span, t, "a counter", DraftKind::Counter { initial, rate }));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "constant") {
            let spread = Spread::read(&mut self.reader, &mut t, &name);
            let role = self.reader.choice(&mut t, "role", Role::CHOICES).unwrap_or(Role::Assumption);
            let source = self.reader.prose(&mut t, "source");
            out.push(self.draft(name, span, t, "a constant", DraftKind::Constant(Constant { spread, role, source })));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "noise") {
            let kinds = [("lognormal", DistributionKind::Lognormal), ("poisson", DistributionKind::Poisson)];
            let kind = self.reader.choice(&mut t, "distribution", &kinds);
            if kind.is_none() {
                self.reader.missing(&t, "distribution", "a noise source");
            }
            let mean = self.needed_equation(&mut t, "mean", "a noise source");
            let cv = match kind {
                Some(DistributionKind::Lognormal) => self.needed_equation(&mut t, "cv", "a lognormal noise source"),
                Some(_) => None,
                // Nobody can say whether it is needed.
                None => self.reader.equation(&mut t, "cv"),
            };
            let kind = kind.unwrap_or(DistributionKind::Lognormal);
            let period = self.reader.number(&mut t, "period").unwrap_or((1.0, span));
            out.push(self.draft(name, span, t, "a noise source", DraftKind::Noise { kind, mean, cv, period }));
        }
        // The file tells its story in its own order, whatever the kinds.
        out.sort_by_key(|d| d.span);
        for (number, mut t) in self.reader.listed_tables(root, "outcome").into_iter().enumerate() {
            if number == MOST_OUTCOMES {
                let message = format!("there are more than {MOST_OUTCOMES} outcome classes");
                self.reader.refuse(Code::OutOfRange, t.span, message, "one too many");
                break;
            }
            let Some((name, span)) = self.reader.text(&mut t, "name") else {
                self.reader.missing(&t, "name", "an outcome class");
                t.entries.retain(|e| !matches!(e.key.as_str(), "when" | "label" | "about"));
                self.reader.close(t, "an outcome class");
                continue;
            };
            let condition = self.reader.equation(&mut t, "when");
            out.push(self.draft(name, span, t, "an outcome class", DraftKind::Outcome { condition }));
        }
        out
    }

    fn needed_equation(&mut self, table: &mut Keys, key: &'static str, what: &str) -> Option<EquationText> {
        let equation = self.reader.equation(table, key);
        if equation.is_none() {
            self.reader.missing(table, key, what);
        }
        equation
    }

    fn zero(&self, span: Span) -> EquationText {
        EquationText { text: "0".into(), ..self.reader.equation_text(String::new(), span) }
    }

    fn draft(&mut self, name: String, span: Span, mut table: Keys, what: &str, kind: DraftKind) -> Draft {
        let label = self.reader.text(&mut table, "label");
        let scale = self.reader.text(&mut table, "scale").map(|(scale, _)| scale);
        let about = self.reader.prose(&mut table, "about");
        let unit = match kind {
            DraftKind::Outcome { .. } => Unit::one(),
            _ => self.unit(&mut table, "unit", &format!("`{}`", short(&name))),
        };
        self.reader.close(table, what);
        Draft { name: canonical(&name), span, label, unit, scale, about, kind }
    }

    /// Enters all names, and refuses those that stand for two things.
    fn declare(&mut self, drafts: &[Draft], tables: &[Table]) {
        let mut places: HashMap<String, Span> = HashMap::new();
        let named =
            drafts.iter().map(|d| (d.name.clone(), d.span)).chain(tables.iter().map(|t| (t.name.clone(), t.span)));
        for (name, span) in named {
            let taken = is_keyword(&name) || Function::named(&name).is_some();
            if taken || name.is_empty() || name.contains('"') {
                let label = if taken { "a word of the equation language" } else { "no equation could name it" };
                self.reader.refuse(Code::Syntax, span, format!("`{}` cannot be a name", short(&name)), label);
            }
            if let Some(first) = places.insert(name.clone(), span) {
                let source = self.reader.source.clone();
                let message = format!("`{}` is declared twice", short(&name));
                let wrong = self.reader.refuse(Code::Duplicate, span, message, "and again here");
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
                let source = self.reader.source.clone();
                let message = format!("the label `{}` already means something else", short(label));
                let wrong = self.reader.refuse(Code::Duplicate, *span, message, "a second use");
                *wrong = wrong.clone().at(&source, first, "the first");
            }
            self.scope.labels.insert(key, draft.name.clone());
        }
        self.scope.variables = drafts.iter().enumerate().map(|(i, d)| (d.name.clone(), VariableId(i as u32))).collect();
        self.scope.tables = tables.iter().enumerate().map(|(i, t)| (t.name.clone(), TableId(i as u32))).collect();
    }

    fn variable(&mut self, draft: Draft, index: usize, outcomes: &[VariableId]) -> Variable {
        let nothing = || Equation { root: Term { kind: TermKind::Number(0.0), span: draft.span } };
        let (scope, wrong) = (&self.scope, &mut self.reader.wrong);
        let mut resolve = |text: Option<EquationText>| match text {
            Some(text) if wrong.len() < MOST_WRONG => scope.equation(&text, wrong).unwrap_or_else(nothing),
            _ => nothing(),
        };
        let kind = match draft.kind {
            DraftKind::Flow { equation, non_negative } => Kind::Flow { equation: resolve(equation), non_negative },
            DraftKind::Auxiliary { equation } => Kind::Auxiliary { equation: resolve(equation) },
            DraftKind::Counter { initial, rate } => {
                Kind::Counter { initial: resolve(Some(initial)), rate: resolve(rate) }
            }
            DraftKind::Constant(constant) => Kind::Constant(constant),
            DraftKind::Noise { kind, mean, cv, period } => {
                Kind::Noise(Noise { kind, mean: resolve(mean), cv: cv.map(|e| resolve(Some(e))), period: period.0 })
            }
            DraftKind::Outcome { condition } => {
                let before = outcomes.iter().copied().filter(|o| (o.0 as usize) < index).collect();
                Kind::Outcome { condition: condition.map(|e| resolve(Some(e))), before }
            }
            DraftKind::Stock { initial, inflows, outflows, non_negative, range } => {
                let initial = initial.map(|e| resolve(Some(e)));
                let mut named = |flows: Vec<(String, Span)>| -> Vec<(VariableId, Span)> {
                    flows.into_iter().filter_map(|(name, span)| self.named(&name, span).map(|id| (id, span))).collect()
                };
                let (inflows, outflows) = (named(inflows), named(outflows));
                Kind::Stock(Stock { initial, inflows, outflows, non_negative, range })
            }
        };
        let label = draft.label.map(|(label, _)| label);
        Variable {
            name: draft.name,
            label,
            unit: draft.unit,
            scale: draft.scale,
            about: draft.about,
            span: draft.span,
            kind,
        }
    }

    /// The variable with this name, or a diagnostic.
    fn named(&mut self, name: &str, span: Span) -> Option<VariableId> {
        let found = self.scope.variables.get(&canonical(name)).copied();
        if found.is_none() && !self.reader.is_full() {
            let help = self.scope.help_for(name);
            let message = format!("nothing is called `{}`", short(name));
            self.reader.refuse(Code::UnknownName, span, message, "unknown variable").help = help;
        }
        found
    }

    /// Whether stocks are moved by flows, and each flow takes from at most one stock and gives to at most one: what
    /// leaves one stock twice, or two at once, would come from nowhere.
    fn check_flows(&mut self, variables: &[Variable]) -> bool {
        let told = self.reader.wrong.len();
        let source = self.reader.source.clone();
        for outwards in [false, true] {
            let mut seen: HashMap<VariableId, (Span, VariableId)> = HashMap::new();
            for (stock_id, variable) in (0..).map(VariableId).zip(variables) {
                let Some(stock) = variable.stock() else { continue };
                for &(id, span) in if outwards { &stock.outflows } else { &stock.inflows } {
                    let listed = &variables[id.0 as usize];
                    let (name, kind) = (&listed.name, a(listed.kind_name()));
                    if !matches!(listed.kind, Kind::Flow { .. }) {
                        let message = format!("`{name}` is {kind}, and only flows move a stock");
                        let wrong = self.reader.refuse(Code::WrongType, span, message, "not a flow");
                        *wrong = wrong.clone().at(&source, listed.span, kind);
                        wrong.help =
                            Some(format!("a flow may have it as its equation: [flow.NAME] equation = '{name}'"));
                    } else if let Some((first, other)) = seen.insert(id, (span, stock_id)) {
                        let twice = match (other == stock_id, outwards) {
                            (true, _) => format!("`{name}` is listed twice"),
                            (false, true) => format!("`{name}` flows out of two stocks"),
                            (false, false) => format!("`{name}` flows into two stocks"),
                        };
                        let wrong = self.reader.refuse(Code::Duplicate, span, twice, "and again here");
                        *wrong = wrong.clone().at(&source, first, "listed here");
                        wrong.help =
                            Some("a flow runs from one place to one other: give each stock a flow of its own".into());
                    }
                }
                let crowd = stock.outflows.len();
                if outwards && stock.non_negative && crowd > MOST_SERVED {
                    let message = format!("`{}` cannot go below 0 and has {crowd} outflows", variable.name);
                    self.reader.refuse(
                        Code::OutOfRange,
                        variable.span,
                        message,
                        format!("serves at most {MOST_SERVED}"),
                    );
                }
            }
        }
        for variable in variables {
            let Some(stock) = variable.stock() else { continue };
            for &(id, span) in &stock.outflows {
                if let Some((_, first)) = stock.inflows.iter().find(|(inflow, _)| *inflow == id) {
                    let message =
                        format!("`{}` flows into `{1}` and out of it", variables[id.0 as usize].name, variable.name);
                    let wrong = self.reader.refuse(Code::Duplicate, span, message, "out of it here");
                    *wrong = wrong.clone().at(&source, *first, "into it here").help(ONE_FLOW);
                }
            }
        }
        self.reader.wrong.len() == told
    }

    /// The constant with this name, or a diagnostic.
    fn constant(&mut self, variables: &[Variable], name: &str, span: Span) -> Option<VariableId> {
        let found = self.scope.variables.get(&canonical(name)).copied();
        if let Some(id) = found.filter(|id| variables[id.0 as usize].is_constant()) {
            return Some(id);
        }
        let constants = variables.iter().filter(|v| v.is_constant()).map(|v| v.name.as_str());
        let help = suggestion::help_for(name, constants);
        let message = match found {
            Some(id) => {
                let kind = a(variables[id.0 as usize].kind_name());
                format!("`{}` is {kind}, and only a constant can be set", short(name))
            }
            None => format!("no constant is called `{}`", short(name)),
        };
        self.reader.refuse(Code::UnknownName, span, message, "not a constant").help = help;
        None
    }

    fn check_periods(&mut self, time: &TimeSpec, periods: &[(f64, Span)]) {
        for &(period, span) in periods {
            if whole_steps(period, time.dt).is_none_or(|steps| steps == 0) {
                let message =
                    format!("a noise period of {} is not a whole number of steps of {}", plain(period), plain(time.dt));
                self.reader.refuse(Code::BadTime, span, message, "not a whole number of steps");
            }
        }
    }

    fn boxes(&mut self, root: &mut Keys) -> Vec<ChangeBox> {
        let mut out = Vec::new();
        for (name, _, mut table) in self.reader.named_tables(root, "box") {
            let number = self.reader.number(&mut table, "number").map_or(out.len() as f64 + 1.0, |(n, _)| n);
            let title = self.reader.text(&mut table, "title").map_or(name.clone(), |(t, _)| t);
            let about = self.reader.prose(&mut table, "about");
            self.reader.close(table, "a box");
            out.push((number, ChangeBox { name: canonical(&name), title, about }));
        }
        out.sort_by(|a, b| a.0.total_cmp(&b.0));
        out.into_iter().map(|(_, b)| b).collect()
    }

    fn interventions(
        &mut self,
        root: &mut Keys,
        variables: &[Variable],
        boxes: &[ChangeBox],
        cost_constant: Option<VariableId>,
    ) -> Vec<Intervention> {
        let mut out = Vec::new();
        for (name, span, mut table) in self.reader.named_tables(root, "intervention") {
            let what = format!("the intervention `{}`", short(&name));
            let title = self.reader.text(&mut table, "title").map_or(name.clone(), |(t, _)| t);
            let about = self.reader.prose(&mut table, "about");
            let in_box = self.in_box(&mut table, boxes, &what);
            let ramp = self.not_negative(&mut table, "ramp");
            let cost = self.not_negative(&mut table, "cost");
            let mut adds = Vec::new();
            for entry in self.reader.table(&mut table, "adds").entries {
                let amount = self.reader.as_number(&entry);
                let constant = self.constant(variables, &entry.key, entry.key_span);
                adds.extend(constant.zip(amount));
            }
            if cost > 0.0 {
                match cost_constant {
                    Some(constant) => adds.push((constant, cost)),
                    None => {
                        self.reader
                            .refuse(
                                Code::MissingKey,
                                span,
                                format!("{what} has a cost, and the model does not say what it is added to"),
                                "has a cost",
                            )
                            .help = Some("name a constant at the top of the file: cost_constant = \"...\"".into());
                    }
                }
            }
            self.reader.close(table, "an intervention");
            out.push(Intervention { name: canonical(&name), in_box, title, about, ramp, adds, cost, span });
        }
        out
    }

    fn in_box(&mut self, table: &mut Keys, boxes: &[ChangeBox], what: &str) -> usize {
        let Some((name, span)) = self.reader.text(table, "box") else {
            self.reader.missing(table, "box", what);
            return 0;
        };
        boxes.iter().position(|b| b.name == canonical(&name)).unwrap_or_else(|| {
            let help = suggestion::help_for(&name, boxes.iter().map(|b| b.name.as_str()));
            self.reader
                .refuse(Code::UnknownName, span, format!("there is no box `{}`", short(&name)), "unknown box")
                .help = help;
            0
        })
    }

    fn not_negative(&mut self, table: &mut Keys, key: &'static str) -> f64 {
        let Some((x, span)) = self.reader.number(table, key) else { return 0.0 };
        if x < 0.0 {
            self.reader.refuse(
                Code::OutOfRange,
                span,
                format!("`{key}` is {}, and cannot be negative", plain(x)),
                "at least 0",
            );
        }
        x
    }

    fn starts(&mut self, root: &mut Keys, variables: &[Variable]) -> Vec<Start> {
        let mut out: Vec<Start> = Vec::new();
        for (name, _, mut table) in self.reader.named_tables(root, "start") {
            let title = self.reader.text(&mut table, "title").map_or(name.clone(), |(t, _)| t);
            let about = self.reader.prose(&mut table, "about");
            let mut stocks: BTreeMap<VariableId, f64> = BTreeMap::new();
            for entry in self.reader.table(&mut table, "mix").entries {
                let Some(share) = self.reader.as_number(&entry) else { continue };
                let Some(other) = out.iter().find(|s: &&Start| s.name == canonical(&entry.key)) else {
                    let help = suggestion::help_for(&entry.key, out.iter().map(|s| s.name.as_str()));
                    let message = format!("no starting point `{}` stands above this one", short(&entry.key));
                    self.reader.refuse(Code::UnknownName, entry.key_span, message, "unknown here").help = help;
                    continue;
                };
                for &(stock, value) in &other.stocks {
                    *stocks.entry(stock).or_insert(0.0) += share * value;
                }
            }
            for entry in self.reader.table(&mut table, "stocks").entries {
                let value = self.reader.as_number(&entry);
                let id = self.scope.variables.get(&canonical(&entry.key)).copied();
                let Some(id) = id.filter(|id| variables[id.0 as usize].stock().is_some()) else {
                    let message = match id {
                        Some(id) => format!("`{}` is {}", short(&entry.key), a(variables[id.0 as usize].kind_name())),
                        None => format!("nothing is called `{}`", short(&entry.key)),
                    };
                    let stocks = variables.iter().filter(|v| v.stock().is_some()).map(|v| v.name.as_str());
                    let help = suggestion::help_for(&entry.key, stocks);
                    let message = format!("{message}, and only stocks have a starting value");
                    self.reader.refuse(Code::UnknownName, entry.key_span, message, "not a stock").help = help;
                    continue;
                };
                stocks.extend(value.map(|v| (id, v)));
            }
            self.reader.close(table, "a starting point");
            out.push(Start { name: canonical(&name), title, about, stocks: stocks.into_iter().collect() });
        }
        out
    }

    fn default_start(&mut self, root: &mut Keys, starts: &[Start]) -> Option<String> {
        let (name, span) = self.reader.text(root, "default_start")?;
        let key = canonical(&name);
        if !starts.iter().any(|s| s.name == key) {
            let help = suggestion::help_for(&name, starts.iter().map(|s| s.name.as_str()));
            let message = format!("there is no starting point `{}`", short(&name));
            self.reader.refuse(Code::UnknownName, span, message, "unknown starting point").help = help;
        }
        Some(key)
    }

    /// A stock without an initial equation needs a value in every starting point, and one of them to be the default.
    fn check_initials(&mut self, variables: &[Variable], starts: &[Start], default: Option<&str>) {
        let bare: Vec<usize> =
            (0..variables.len()).filter(|i| variables[*i].stock().is_some_and(|s| s.initial.is_none())).collect();
        let mut lacking: HashMap<usize, &str> = HashMap::new();
        for start in starts.iter().rev() {
            let given: HashSet<usize> = start.stocks.iter().map(|(id, _)| id.0 as usize).collect();
            lacking.extend(bare.iter().filter(|i| !given.contains(i)).map(|i| (*i, start.name.as_str())));
        }
        for i in bare {
            let Variable { name, span, .. } = &variables[i];
            let mut message = format!("the stock `{name}` has no initial value");
            let mut help = "give it one in its own unit: initial = 10".to_string();
            match (default, lacking.get(&i)) {
                (Some(_), None) => continue,
                (_, Some(start)) => {
                    message.push_str(&format!(", and the starting point `{start}` gives it none"));
                    help.push_str(&format!(", or one in [start.{start}.stocks]"));
                }
                (None, None) if starts.is_empty() => {}
                (None, None) => {
                    message.push_str(" of its own, and the model no starting point by default");
                    help.push_str(&format!(
                        ", or name a starting point at the top of the file: default_start = \"{}\"",
                        starts[0].name
                    ));
                }
            }
            self.reader.refuse(Code::MissingKey, *span, message, "starts at what?").help = Some(help);
        }
    }

    fn flow_diagram(&mut self, root: &mut Keys) -> Option<FlowDiagram> {
        let mut table = self.reader.table(root, "flow_diagram");
        if table.entries.is_empty() {
            return None;
        }
        let place = table.span;
        let title = self.reader.text(&mut table, "title").map_or("Cumulative flow".into(), |(t, _)| t);
        let lines = self.reader.texts(&mut table, "lines");
        let lines: Vec<VariableId> = lines.iter().filter_map(|(name, span)| self.named(name, *span)).collect();
        let stages: Vec<String> = self.reader.texts(&mut table, "stages").into_iter().map(|(s, _)| s).collect();
        self.reader.close(table, "[flow_diagram]");
        if lines.len() != stages.len() + 1 && self.reader.wrong.is_empty() {
            let (lines, stages) = (lines.len(), stages.len());
            let message = format!("between {lines} lines there is one stage fewer, and {stages} are named");
            self.reader.refuse(Code::OutOfRange, place, message, "one stage a space");
        }
        Some(FlowDiagram { title, lines, stages })
    }
}

/// A point `[x, y]`.
fn point(value: &Value) -> Option<[f64; 2]> {
    let Value::List(items) = value else { return None };
    match items.as_slice() {
        [Node { value: Value::Number(x), .. }, Node { value: Value::Number(y), .. }] => Some([*x, *y]),
        _ => None,
    }
}

fn noise_period(draft: &Draft) -> Option<(f64, Span)> {
    match draft.kind {
        DraftKind::Noise { period, .. } => Some(period),
        _ => None,
    }
}
