//! A scenario's deterministic run as stocks, flows and auxiliaries alone: what XMILE has words for.
//!
//! Constants are numbers, or equations over time where picks and shocks move them; noise is at its mean; outcome classes
//! are auxiliaries; counters are stocks with a flow; what keeps stocks and flows from going below 0 stands in the
//! equations, since simulators differ in what they make of a tag for it.

use std::collections::{HashMap, HashSet};

use crate::model::builtin::{Callable, Function};
use crate::model::draft::Dialect;
use crate::model::limits::Limit;
use crate::model::scenario::{Addition, Scenario};
use crate::model::{
    Beginning, Constant, Equation, Kind, Model, Noise, Role, Stock, Table, TableId, Term, TermKind, Unit, VariableId,
};
use crate::text::{Span, canonical, plain};

use super::equation::{Naming, quoted, reference, write};
use super::schedule;

/// A symbol of the model as XMILE has it.
#[derive(Debug, Clone)]
pub struct Element {
    /// In equations it is [`reference`] of its canonical form.
    pub name: String,
    /// Whether the file it comes from has the name in quotes.
    pub in_quotes: bool,
    pub shape: Shape,
    /// For a stock its initial value.
    pub equation: String,
    /// The table that the value of the equation is looked up in.
    pub table: Option<TableId>,
    /// Indices of the elements that the equation mentions.
    pub causes: Vec<usize>,
    pub unit: String,
    /// The values that mean something.
    pub range: Option<(f64, f64)>,
    pub about: String,
    /// The number of the clock that it stands for.
    pub clock: Option<Function>,
}

impl Element {
    /// The name as an attribute: a line break is the two characters `\n` of the standard (2.2.2).
    pub fn title(&self) -> String {
        let name = self.name.replace("\r\n", "\n").replace(['\n', '\r'], "\\n");
        if self.in_quotes { quoted(&name) } else { name }
    }
}

/// What an element is drawn as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// With the indices of its flows in listed order.
    Stock {
        inflows: Vec<usize>,
        outflows: Vec<usize>,
    },
    Flow,
    Auxiliary,
    /// An auxiliary that reads nothing.
    Constant,
}

/// All elements of a scenario: its model's variables in the order of the file, then what they need beside.
pub fn elements(scenario: &Scenario) -> Vec<Element> {
    let model = &*scenario.model;
    let taken = model.variables.iter().map(|v| v.name.clone()).chain(model.tables.iter().map(|t| t.name.clone()));
    let mut sheet = Sheet {
        scenario,
        model,
        declared: model.declared().count(),
        bases: scenario.constants.iter().map(|(id, spread)| (*id, spread.value)).collect(),
        additions: scenario.additions(),
        taken: taken.collect(),
        sites: HashMap::new(),
        named: HashSet::new(),
        clocks: HashMap::new(),
        added: Vec::new(),
    };
    let own: Vec<Element> = model.declared().map(|id| sheet.variable(id)).collect();
    let called: HashSet<TableId> = own.iter().chain(&sheet.added).filter_map(|e| e.table).collect();
    for id in (0..model.tables.len() as u32).map(TableId).filter(|id| !called.contains(id)) {
        // No equation asks: the table stands at its first point, and keeps its place.
        sheet.site(id, plain(model.table(id).x[0]), Vec::new());
    }
    own.into_iter().chain(sheet.added).collect()
}

/// The words for a name: blanks for underscores, but at the ends, where they would be lost.
pub fn words(name: &str) -> String {
    if name.starts_with('_') || name.ends_with('_') { name.to_string() } else { name.replace('_', " ") }
}

struct Sheet<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    /// How many variables the file declares.
    declared: usize,
    /// Constants as they are before anything is added.
    bases: HashMap<VariableId, f64>,
    additions: Vec<Addition>,
    /// Canonical names that stand for something.
    taken: HashSet<String>,
    /// Tables called with an equation, and the element for each such call.
    sites: HashMap<(TableId, String), usize>,
    /// Tables whose own name stands for one of their calls.
    named: HashSet<TableId>,
    clocks: HashMap<Function, usize>,
    /// Elements that are no variables; their indices go on after those of the variables.
    added: Vec<Element>,
}

/// Writes one equation, and notes what it mentions.
struct Pen<'s, 'a> {
    sheet: &'s mut Sheet<'a>,
    causes: Vec<usize>,
}

impl Pen<'_, '_> {
    fn mention(&mut self, index: usize) {
        if !self.causes.contains(&index) {
            self.causes.push(index);
        }
    }
}

impl Naming for Pen<'_, '_> {
    fn variable(&mut self, id: VariableId) -> String {
        self.mention(id.0 as usize);
        reference(&self.sheet.model.variable(id).name)
    }

    fn look(&mut self, table: TableId, at: &Term) -> String {
        let (equation, causes) = self.sheet.equation(at);
        let index = self.sheet.site(table, equation, causes);
        self.mention(index);
        self.sheet.reference_of(index)
    }

    fn clock(&mut self, function: Function) -> String {
        let index = self.sheet.clock(function);
        self.mention(index);
        self.sheet.reference_of(index)
    }
}

impl<'a> Sheet<'a> {
    /// The text of an equation and what it mentions.
    fn equation(&mut self, term: &Term) -> (String, Vec<usize>) {
        let mut pen = Pen { sheet: self, causes: Vec::new() };
        let text = write(term, &mut pen);
        (text, pen.causes)
    }

    fn variable(&mut self, id: VariableId) -> Element {
        let model = self.model;
        let variable = model.variable(id);
        let mut table = None;
        let mut shape = Shape::Auxiliary;
        let mut range = None;
        let (equation, causes) = match &variable.kind {
            Kind::Stock(stock) => {
                let ids = |flows: &[(VariableId, _)]| flows.iter().map(|f| f.0.0 as usize).collect();
                shape = Shape::Stock { inflows: ids(&stock.inflows), outflows: ids(&stock.outflows) };
                range = stock.range;
                self.initial(id, stock)
            }
            Kind::Flow { equation, non_negative } => {
                shape = Shape::Flow;
                let term = equation.root.clone();
                let term = if *non_negative { Term::apply(Function::Max, [Term::number(0.0), term]) } else { term };
                let limited = self.limited(id, term);
                self.equation(&limited)
            }
            Kind::Auxiliary { equation } => match &equation.root.kind {
                // An auxiliary with a graph can be called as a table, and then hides the function of its name.
                TermKind::Look(called, at)
                    if model.table(*called).span == variable.span || Callable::named(&variable.name).is_none() =>
                {
                    table = Some(*called);
                    self.equation(at)
                }
                _ => self.equation(&equation.root),
            },
            Kind::Counter { initial, rate } => {
                let inflow = self.counting(&variable.name, rate, variable.unit.over(&self.time_unit()));
                shape = Shape::Stock { inflows: vec![inflow], outflows: Vec::new() };
                self.equation(&initial.root)
            }
            Kind::Constant(_) => self.constant(id),
            Kind::Noise(noise) => self.equation(&noise.mean.root),
            // Hidden: its owner's equation asks for it by name.
            Kind::Pipeline(pipeline) => self.equation(&pipeline.input.root),
            Kind::Outcome { condition, before } => self.outcome(condition.as_ref(), before),
        };
        if causes.is_empty() && table.is_none() && shape == Shape::Auxiliary {
            shape = Shape::Constant;
        }
        let about = about(model, id, table.map(|t| model.table(t)));
        let unit = variable.unit.to_string();
        let (name, in_quotes) = named(model, &variable.spelling, variable.span);
        Element { name, in_quotes, shape, equation, table, causes, unit, range, about, clock: None }
    }

    fn initial(&mut self, id: VariableId, stock: &Stock) -> (String, Vec<usize>) {
        match (self.scenario.initial.get(&id), &stock.initial) {
            (Some(Beginning::Number(value)), _) => self.equation(&Term::number(*value)),
            (Some(Beginning::Equation(equation, _)), _) => self.equation(&equation.root),
            (None, Some(equation)) => self.equation(&equation.root),
            (None, None) => self.equation(&Term::number(0.0)),
        }
    }

    fn constant(&mut self, id: VariableId) -> (String, Vec<usize>) {
        let base = self.bases.get(&id).copied().unwrap_or(0.0);
        let mine: Vec<_> = self.additions.iter().filter(|a| a.constant == id).collect();
        let moved = schedule::moved(base, &mine, &self.scenario.time);
        self.equation(&moved)
    }

    /// An outflow of stocks that cannot go below 0: at most what is there, flows in and is not taken by those before it.
    fn limited(&self, flow: VariableId, mut term: Term) -> Term {
        for Limit { stock, inflows, before } in &self.model.limits[flow.0 as usize] {
            let mut available = Term::apply(Function::Divide, [Term::variable(*stock), Term::apply(Function::Dt, [])]);
            for (flows, function) in [(inflows, Function::Add), (before, Function::Subtract)] {
                for flow in flows {
                    available = Term::apply(function, [available, Term::variable(*flow)]);
                }
            }
            term = Term::apply(Function::Min, [Term::apply(Function::Max, [Term::number(0.0), available]), term]);
        }
        term
    }

    fn outcome(&mut self, condition: Option<&Equation>, before: &[VariableId]) -> (String, Vec<usize>) {
        let not_before = before.iter().map(|id| Term::apply(Function::Not, [Term::variable(*id)]));
        let all = not_before.chain(condition.map(|c| c.root.clone()));
        let Some(holds) = all.reduce(|all, next| Term::apply(Function::And, [all, next])) else {
            return self.equation(&Term::number(1.0));
        };
        self.equation(&Term::apply(Function::Choose, [holds, Term::number(1.0), Term::number(0.0)]))
    }

    /// The flow into a counter.
    fn counting(&mut self, counter: &str, rate: &Equation, unit: Unit) -> usize {
        let (equation, causes) = self.equation(&rate.root);
        let name = self.fresh(&format!("{counter}_inflow"));
        let about = format!("What {} counts.", words(counter));
        self.add(Element { causes, ..beside(name, Shape::Flow, equation, unit.to_string(), about) })
    }

    /// The element for a table called with an equation: simulators agree on an auxiliary with a graph, not on a call.
    fn site(&mut self, table: TableId, equation: String, causes: Vec<usize>) -> usize {
        if let Some(index) = self.sites.get(&(table, equation.clone())) {
            return *index;
        }
        let Table { name, spelling, output, about, source, span, .. } = self.model.table(table);
        // In XMILE a table may share its name with a variable, which then is another element, or with a function, which
        // an element would hide.
        let is_other = self.model.scope.variables.contains_key(name) || Callable::named(name).is_some();
        let own = !is_other && self.named.insert(table);
        let (name, in_quotes) = if own { named(self.model, spelling, *span) } else { (self.fresh(name), false) };
        let key = (table, equation.clone());
        let element = beside(name, Shape::Auxiliary, equation, output.to_string(), sourced(about, source));
        let index = self.add(Element { in_quotes, table: Some(table), causes, ..element });
        self.sites.insert(key, index);
        index
    }

    /// The element for a number of the clock: PySD knows none of them by its name in XMILE.
    fn clock(&mut self, function: Function) -> usize {
        if let Some(index) = self.clocks.get(&function) {
            return *index;
        }
        let time = &self.scenario.time;
        let (name, value, about) = match function {
            Function::StartTime => ("start_of_run", time.start, "STARTTIME: the first moment of the run."),
            Function::StopTime => ("end_of_run", time.stop, "STOPTIME: the last moment of the run."),
            _ => ("length_of_step", time.dt, "DT, which has to be changed here too when it is changed."),
        };
        let name = self.fresh(name);
        let unit = self.time_unit().to_string();
        let element = beside(name, Shape::Constant, plain(value), unit, about.to_string());
        let index = self.add(Element { clock: Some(function), ..element });
        self.clocks.insert(function, index);
        index
    }

    fn time_unit(&self) -> Unit {
        self.scenario.model.time_unit.clone()
    }

    /// A name that nothing else has, in words.
    fn fresh(&mut self, wanted: &str) -> String {
        let numbered = (2..).map(|n| format!("{wanted}_{n}"));
        let free = std::iter::once(wanted.to_string()).chain(numbered).find(|name| !self.taken.contains(name));
        let free = free.expect("numbers do not end");
        self.taken.insert(free.clone());
        words(&free)
    }

    fn add(&mut self, element: Element) -> usize {
        self.added.push(element);
        self.declared + self.added.len() - 1
    }

    fn reference_of(&self, index: usize) -> String {
        reference(&canonical(&self.added[index - self.declared].name))
    }
}

/// An element that is no variable of the model.
fn beside(name: String, shape: Shape, equation: String, unit: String, about: String) -> Element {
    let (in_quotes, table, causes, range, clock) = (false, None, Vec::new(), None, None);
    Element { name, in_quotes, shape, equation, table, causes, unit, range, about, clock }
}

/// A name of the model's file, and whether the file has it in quotes. Some simulators take them for a part of the name,
/// others cannot do without: whoever wrote the file has chosen.
fn named(model: &Model, spelling: &str, span: Span) -> (String, bool) {
    if model.dialect == Dialect::Own {
        return (words(spelling), false);
    }
    let name = model.source.text.get(span.start..span.end).unwrap_or("").trim();
    let in_quotes = ["&quot;", "&#34;", "&#x22;", "\""].iter().any(|mark| name.starts_with(mark));
    (spelling.to_string(), in_quotes)
}

/// Sentences one after the other; a full stop stands only where another follows.
fn sentences(parts: impl IntoIterator<Item = String>) -> String {
    let told = parts.into_iter().map(|part| part.trim().to_string()).filter(|part| !part.is_empty());
    told.reduce(|all, next| format!("{} {next}", ended(&all))).unwrap_or_default()
}

/// What something is, and where it comes from.
fn sourced(about: &str, source: &str) -> String {
    let source = source.trim().trim_end_matches('.');
    let source = if source.is_empty() { String::new() } else { format!("Source: {source}.") };
    sentences([about.to_string(), source])
}

/// A text with a full stop at its end.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':', ';']) { text.to_string() } else { format!("{text}.") }
}

/// What is known of a variable beside its equation, in sentences.
fn about(model: &Model, id: VariableId, table: Option<&Table>) -> String {
    let variable = model.variable(id);
    let mut out = vec![variable.about.clone()];
    if let Some(label) = &variable.label {
        out.push(format!("Called {label}."));
    }
    match &variable.kind {
        Kind::Constant(Constant { spread, role, source, range: _, grade: _ }) => {
            if spread.varies() {
                out.push(format!("Here at its default; it is uncertain: {}.", super::markdown::spread(spread)));
            }
            if *role == Role::Assumption {
                out.push(sourced("", source));
            }
        }
        Kind::Noise(Noise { kind, period, .. }) => out.push(format!(
            "Here at its mean; in flywheel it is {}, drawn every {} {}.",
            kind.name(),
            plain(*period),
            model.time.unit
        )),
        Kind::Stock(_)
        | Kind::Flow { .. }
        | Kind::Auxiliary { .. }
        | Kind::Counter { .. }
        | Kind::Pipeline(_)
        | Kind::Outcome { .. } => {}
    }
    if let Some(table) = table {
        let told = sourced(&table.about, &table.source);
        if !told.is_empty() {
            out.push(format!("Table {}: {told}", words(&table.name)));
        }
    }
    sentences(out)
}
