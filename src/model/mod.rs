//! What a model says: stocks, flows, auxiliaries, constants, tables and noise sources with units, and around them
//! boxes, interventions, named loops, starting points and outcome classes.
//!
//! `file` reads a model from TOML, `resolve` gives its names meaning, `units` checks that it balances, `order`
//! finds the order of calculation, `loops` checks the named loops, and `scenario_file` reads what is done to which
//! team. This room evaluates nothing.

pub mod builtin;
pub mod claim;
pub mod distribution;
pub mod file;
pub mod library;
pub mod loops;
pub mod order;
pub mod resolve;
pub mod scenario;
pub mod scenario_file;
pub mod time;
pub mod units;

use std::sync::Arc;

use crate::text::{Source, Span, canonical};
use builtin::Function;
pub use distribution::{DistributionKind, Spread};
pub use time::{Method, TimeSpec};
pub use units::Unit;

/// Index of a variable in [`Model::variables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub u32);

/// Index of a table in [`Model::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub u32);

/// A whole model, read and checked.
#[derive(Debug)]
pub struct Model {
    pub source: Arc<Source>,
    pub name: String,
    pub title: String,
    pub about: String,
    /// What one replication is to people: "team".
    pub one: Option<String>,
    pub time: TimeSpec,
    /// Base units and what one of each is.
    pub units: Vec<(String, String)>,
    /// In the order of the file.
    pub variables: Vec<Variable>,
    /// What the names and labels stand for.
    pub scope: resolve::Scope,
    pub tables: Vec<Table>,
    /// Every variable that is calculated from others at each step, after all it depends on.
    pub order: Vec<VariableId>,
    /// The same for the initial moment, where stocks too are calculated.
    pub initial_order: Vec<VariableId>,
    pub boxes: Vec<ChangeBox>,
    pub interventions: Vec<Intervention>,
    pub loops: Vec<loops::NamedLoop>,
    pub starts: Vec<Start>,
    /// The starting point of a scenario that names none.
    pub default_start: Option<String>,
    /// Outcome classes in order; the first whose condition holds is the team's. Each is a variable too.
    pub outcomes: Vec<VariableId>,
    /// What people see first, in order.
    pub headline: Vec<VariableId>,
    pub flow_diagram: Option<FlowDiagram>,
    /// The constant to which an intervention's cost is added.
    pub cost_constant: Option<VariableId>,
    /// What the model leaves out, a sentence each.
    pub left_out: Vec<String>,
}

/// Something with a name, a unit and a value at every moment.
#[derive(Debug)]
pub struct Variable {
    /// Canonical: lower case, underscores.
    pub name: String,
    /// Words for people, where they differ from the name.
    pub label: Option<String>,
    pub unit: Unit,
    /// What a pure number runs on, in words: "share of time lost"; shown where others show their unit.
    pub scale: Option<String>,
    pub about: String,
    /// Where it is declared.
    pub span: Span,
    pub kind: Kind,
}

/// The kinds of variables, by how their value comes about.
#[derive(Debug)]
pub enum Kind {
    Stock(Stock),
    /// What moves a stock: unit of the stock per unit of time.
    Flow {
        equation: Equation,
        non_negative: bool,
    },
    Auxiliary {
        equation: Equation,
    },
    /// A stock that only counts: the integral of a rate. It drives nothing.
    Counter {
        initial: Equation,
        rate: Equation,
    },
    Constant(Constant),
    Noise(Noise),
    /// An outcome class: 1 while its condition holds and that of no class before it, else 0.
    Outcome {
        condition: Option<Equation>,
        before: Vec<VariableId>,
    },
}

/// Accumulates its inflows less its outflows.
#[derive(Debug)]
pub struct Stock {
    /// None where every starting point gives it.
    pub initial: Option<Equation>,
    /// Flows with the place where each is listed.
    pub inflows: Vec<(VariableId, Span)>,
    pub outflows: Vec<(VariableId, Span)>,
    /// Outflows, in listed order, are limited to what is there.
    pub non_negative: bool,
    /// The values that mean something, where not all do: trust from 0 to 1.
    pub range: Option<(f64, f64)>,
}

/// A number that stays the same through a run, unless an intervention or a shock moves it.
#[derive(Debug, Clone)]
pub struct Constant {
    pub spread: Spread,
    pub role: Role,
    pub source: String,
}

/// What a constant is to those who use the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A number that could be otherwise: it has a range and a source.
    Assumption,
    /// A fact about the team, or a choice of its own.
    Decision,
    /// True by definition: a scale, a floor.
    Definition,
    /// Zero until an intervention, a shock or a scenario sets it.
    Lever,
}

impl Role {
    pub const CHOICES: &[(&str, Role)] = &[
        ("assumption", Role::Assumption),
        ("decision", Role::Decision),
        ("definition", Role::Definition),
        ("lever", Role::Lever),
    ];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(Role::CHOICES, self)
    }
}

/// Luck: drawn once a period, held in between.
#[derive(Debug)]
pub struct Noise {
    pub kind: DistributionKind,
    /// Read at the start of each period; a run without noise has this value at every step.
    pub mean: Equation,
    /// Coefficient of variation, for distributions that have one.
    pub cv: Option<Equation>,
    /// In units of time; a whole number of steps.
    pub period: f64,
}

impl Noise {
    /// Steps of `dt` for which a draw is held.
    pub fn steps(&self, dt: f64) -> usize {
        time::whole_steps(self.period, dt).unwrap_or(1).max(1)
    }
}

/// A graphical function: straight lines between points.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    pub input: Unit,
    pub output: Unit,
    /// Strictly increasing.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// NaN beyond the ends instead of the value at the end.
    pub strict: bool,
    pub about: String,
    pub source: String,
    pub span: Span,
}

/// An equation whose names are resolved.
#[derive(Debug, Clone)]
pub struct Equation {
    pub root: Term,
}

impl Equation {
    /// The equation's text as the file has it.
    pub fn text<'a>(&self, source: &'a Source) -> &'a str {
        &source.text[self.root.span.start..self.root.span.end]
    }
}

/// A piece of an equation.
#[derive(Debug, Clone)]
pub struct Term {
    pub kind: TermKind,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum TermKind {
    Number(f64),
    Variable(VariableId),
    /// The value of a table at a point.
    Look(TableId, Box<Term>),
    Apply(Function, Vec<Term>),
}

impl Term {
    /// Calls `visit` with each variable that is mentioned, from left to right.
    pub fn each_variable(&self, visit: &mut impl FnMut(VariableId)) {
        match &self.kind {
            TermKind::Number(_) => {}
            TermKind::Variable(id) => visit(*id),
            TermKind::Look(_, x) => x.each_variable(visit),
            TermKind::Apply(_, arguments) => arguments.iter().for_each(|a| a.each_variable(visit)),
        }
    }
}

/// One of the boxes from which a team picks a change.
#[derive(Debug)]
pub struct ChangeBox {
    pub name: String,
    pub title: String,
    pub about: String,
}

/// A change that a team can take up: amounts added to constants, rising over a ramp.
#[derive(Debug)]
pub struct Intervention {
    pub name: String,
    /// Index into [`Model::boxes`].
    pub in_box: usize,
    pub title: String,
    pub about: String,
    /// Time over which the amounts rise from 0, in units of time; 0 is a step.
    pub ramp: f64,
    /// Constants and the amounts added at full strength, cost included.
    pub adds: Vec<(VariableId, f64)>,
    pub cost: f64,
    pub span: Span,
}

/// A named set of initial values.
#[derive(Debug)]
pub struct Start {
    pub name: String,
    pub title: String,
    pub about: String,
    pub stocks: Vec<(VariableId, f64)>,
}

/// Which counters make a cumulative flow diagram.
#[derive(Debug)]
pub struct FlowDiagram {
    pub title: String,
    /// Cumulative entries into each stage from the first on, then exits from the last.
    pub lines: Vec<VariableId>,
    /// Names of the spaces between the lines.
    pub stages: Vec<String>,
}

impl Model {
    pub fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.0 as usize]
    }

    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0 as usize]
    }

    /// The ids of all variables, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = VariableId> + use<> {
        (0..self.variables.len() as u32).map(VariableId)
    }

    /// The variable with this name or label, in any spelling that XMILE takes as equal.
    pub fn find(&self, name: &str) -> Option<VariableId> {
        let name = canonical(name);
        let of_name = |name: &str| self.scope.variables.get(name).copied();
        of_name(&name).or_else(|| of_name(self.scope.labels.get(&name)?))
    }

    /// Names and labels by which variables can be found, for "did you mean".
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().flat_map(|v| std::iter::once(v.name.as_str()).chain(v.label.as_deref()))
    }

    /// The intervention with this name.
    pub fn intervention(&self, name: &str) -> Option<&Intervention> {
        let name = canonical(name);
        self.interventions.iter().find(|i| i.name == name)
    }

    /// All constants with their ids, in the order of the file.
    pub fn constants(&self) -> impl Iterator<Item = (VariableId, &Variable, &Constant)> {
        self.ids().filter_map(|id| match &self.variable(id).kind {
            Kind::Constant(constant) => Some((id, self.variable(id), constant)),
            _ => None,
        })
    }
}

impl Variable {
    /// The words for people: the label, or the name with blanks.
    pub fn words(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.name.replace('_', " "))
    }

    /// What stands beside the words on an axis or in a table: the unit, or a pure number's scale.
    pub fn measure(&self) -> String {
        match &self.scale {
            Some(scale) => scale.clone(),
            None if self.unit.is_one() => String::new(),
            None => self.unit.to_string(),
        }
    }

    pub fn stock(&self) -> Option<&Stock> {
        match &self.kind {
            Kind::Stock(stock) => Some(stock),
            _ => None,
        }
    }

    /// Whether the value is carried from one step to the next.
    pub fn is_state(&self) -> bool {
        matches!(self.kind, Kind::Stock(_) | Kind::Counter { .. })
    }

    pub fn is_constant(&self) -> bool {
        matches!(self.kind, Kind::Constant(_))
    }

    /// The word for the variable's kind.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Stock(_) => "stock",
            Kind::Flow { .. } => "flow",
            Kind::Auxiliary { .. } => "auxiliary",
            Kind::Counter { .. } => "counter",
            Kind::Constant(_) => "constant",
            Kind::Noise(_) => "noise",
            Kind::Outcome { .. } => "outcome",
        }
    }

    /// The equations of this variable with the unit each must have.
    pub fn equations(&self, time: &Unit) -> Vec<(&Equation, Unit)> {
        let own = self.unit.clone();
        match &self.kind {
            Kind::Stock(Stock { initial, .. }) => initial.iter().map(|e| (e, own.clone())).collect(),
            Kind::Flow { equation, .. } | Kind::Auxiliary { equation } => vec![(equation, own)],
            Kind::Counter { initial, rate } => vec![(initial, own.clone()), (rate, own.over(time))],
            Kind::Constant(_) => Vec::new(),
            Kind::Noise(Noise { mean, cv, .. }) => {
                std::iter::once((mean, own)).chain(cv.iter().map(|e| (e, Unit::one()))).collect()
            }
            Kind::Outcome { condition, .. } => condition.iter().map(|e| (e, Unit::one())).collect(),
        }
    }
}
