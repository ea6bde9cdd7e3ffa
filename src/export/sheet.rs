//! A scenario's deterministic run as stocks, flows and auxiliaries alone: what XMILE has words for.
//!
//! Constants are numbers, or equations over time where picks and shocks move them; noise is at its mean; outcome classes
//! are auxiliaries; counters are stocks with a flow; what keeps stocks and flows from going below 0 stands in the
//! equations, since simulators differ in what they make of a tag for it.

use std::collections::{HashMap, HashSet};

use crate::model::builtin::Function;
use crate::model::scenario::Scenario;
use crate::model::{
    Constant, Equation, Kind, Model, Noise, Role, Stock, Table, TableId, Term, TermKind, Unit, VariableId, order,
};
use crate::text::{canonical, plain};

use super::equation::{Naming, reference, write};
use super::schedule;

/// A symbol of the model as XMILE has it.
#[derive(Debug, Clone)]
pub struct Element {
    /// Words, with blanks: in equations it is [`reference`] of its canonical form.
    pub name: String,
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
        taken: taken.collect(),
        sites: HashMap::new(),
        named: HashSet::new(),
        clocks: HashMap::new(),
        added: Vec::new(),
    };
    let own: Vec<Element> = model.declared().map(|id| sheet.variable(id)).collect();
    let uncalled: Vec<TableId> = (0..model.tables.len() as u32).map(TableId).collect();
    for id in uncalled {
        let read = |e: &Element| e.table == Some(id);
        if !own.iter().chain(&sheet.added).any(read) {
            // No equation asks: the table stands at its first point, and keeps its place.
            sheet.site(id, plain(model.table(id).x[0]), Vec::new());
        }
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
                let term = if *non_negative { apply(Function::Max, [number(0.0), term]) } else { term };
                let limited = self.limited(id, term);
                self.equation(&limited)
            }
            Kind::Auxiliary { equation } => match &equation.root.kind {
                TermKind::Look(called, at) => {
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
        Element { name: words(&variable.spelling), shape, equation, table, causes, unit, range, about }
    }

    fn initial(&mut self, id: VariableId, stock: &Stock) -> (String, Vec<usize>) {
        match (self.scenario.initial.get(&id), &stock.initial) {
            (Some(value), _) => self.equation(&number(*value)),
            (None, Some(equation)) => self.equation(&equation.root),
            (None, None) => self.equation(&number(0.0)),
        }
    }

    fn constant(&mut self, id: VariableId) -> (String, Vec<usize>) {
        let base = self.scenario.constants.iter().find(|c| c.0 == id).map_or(0.0, |c| c.1.value);
        let all = self.scenario.additions();
        let mine: Vec<_> = all.iter().filter(|a| a.constant == id).collect();
        self.equation(&schedule::moved(base, &mine, &self.scenario.time))
    }

    /// An outflow of stocks that cannot go below 0: at most what is there and not taken by those served before it.
    fn limited(&self, flow: VariableId, mut term: Term) -> Term {
        let limits = &order::limits(&self.model.variables)[flow.0 as usize];
        // The list is a stock, then the outflows served before this one; several stocks follow each other.
        let stocks = limits.chunk_by(|_, next| !self.model.variable(*next).is_state());
        for stock in stocks {
            let there = apply(Function::Divide, [variable(stock[0]), apply(Function::Dt, [])]);
            let left = stock[1..].iter().fold(there, |left, taken| apply(Function::Subtract, [left, variable(*taken)]));
            term = apply(Function::Min, [apply(Function::Max, [number(0.0), left]), term]);
        }
        term
    }

    fn outcome(&mut self, condition: Option<&Equation>, before: &[VariableId]) -> (String, Vec<usize>) {
        let not_before = before.iter().map(|id| apply(Function::Not, [variable(*id)]));
        let all = not_before.chain(condition.map(|c| c.root.clone()));
        let Some(holds) = all.reduce(|all, next| apply(Function::And, [all, next])) else {
            return self.equation(&number(1.0));
        };
        self.equation(&apply(Function::Choose, [holds, number(1.0), number(0.0)]))
    }

    /// The flow into a counter.
    fn counting(&mut self, counter: &str, rate: &Equation, unit: Unit) -> usize {
        let (equation, causes) = self.equation(&rate.root);
        let name = self.fresh(&format!("{counter}_inflow"));
        let about = format!("What {} counts.", words(counter));
        let unit = unit.to_string();
        self.add(Element { name, shape: Shape::Flow, equation, table: None, causes, unit, range: None, about })
    }

    /// The element for a table called with an equation: simulators agree on an auxiliary with a graph, not on a call.
    fn site(&mut self, table: TableId, equation: String, causes: Vec<usize>) -> usize {
        if let Some(index) = self.sites.get(&(table, equation.clone())) {
            return *index;
        }
        let Table { name, output, about, source, .. } = self.model.table(table);
        // In XMILE a table may share its name with a variable, which then is another element.
        let own = !self.model.scope.variables.contains_key(name) && self.named.insert(table);
        let name = if own { words(name) } else { self.fresh(name) };
        let about = sourced(about, source);
        let unit = output.to_string();
        let key = (table, equation.clone());
        let shape = Shape::Auxiliary;
        let index = self.add(Element { name, shape, equation, table: Some(table), causes, unit, range: None, about });
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
        let (equation, about, shape) = (plain(value), about.to_string(), Shape::Constant);
        let element = Element { name, shape, equation, table: None, causes: Vec::new(), unit, range: None, about };
        let index = self.add(element);
        self.clocks.insert(function, index);
        index
    }

    fn time_unit(&self) -> Unit {
        Unit::base(&self.scenario.time.unit)
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
        self.model.declared().count() + self.added.len() - 1
    }

    fn reference_of(&self, index: usize) -> String {
        reference(&canonical(&self.added[index - self.model.declared().count()].name))
    }
}

fn apply<const N: usize>(function: Function, arguments: [Term; N]) -> Term {
    schedule::term(TermKind::Apply(function, arguments.into()))
}

fn number(x: f64) -> Term {
    schedule::term(TermKind::Number(x))
}

fn variable(id: VariableId) -> Term {
    schedule::term(TermKind::Variable(id))
}

/// A sentence on what something is, and one on where it comes from.
fn sourced(about: &str, source: &str) -> String {
    if source.is_empty() { about.to_string() } else { format!("{} Source: {source}.", ended(about)) }
}

/// A text with a full stop at its end.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { text.to_string() } else { format!("{text}.") }
}

/// What is known of a variable beside its equation, in sentences.
fn about(model: &Model, id: VariableId, table: Option<&Table>) -> String {
    let variable = model.variable(id);
    let mut out = vec![ended(&variable.about)];
    if let Some(label) = &variable.label {
        out.push(format!("Called {label}."));
    }
    match &variable.kind {
        Kind::Constant(Constant { spread, role, source }) => {
            if spread.varies() {
                out.push(format!("Here at its default; it is uncertain: {}.", super::markdown::spread(spread)));
            }
            if *role == Role::Assumption && !source.is_empty() {
                out.push(format!("Source: {}.", source.trim_end_matches('.')));
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
        out.push(format!("Table {}: {}", words(&table.name), sourced(&table.about, &table.source)));
    }
    out.retain(|sentence| !sentence.is_empty());
    out.join(" ")
}
