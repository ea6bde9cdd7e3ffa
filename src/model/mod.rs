//! What a model says: stocks, flows, auxiliaries, constants, tables and noise sources with units, and around them
//! boxes, interventions, named loops, starting points and outcome classes.
//!
//! `file` reads a model from TOML and `xmile` from XMILE, both to drafts; `draft` makes variables of those, `resolve`
//! gives their names meaning, `stateful` makes the hidden stocks of delays and averages, `units` checks that all
//! balances, `order` finds the order of calculation, `graph` shows what goes into what, with the sign that `polarity` finds
//! from the equations by the slopes of `slope` on each `interval`, `loops` checks the named loops, and `scenario_file` reads what is
//! done to which team. This room evaluates nothing: units and signs are read off the equations.

pub mod balance;
pub mod beginning;
pub mod builtin;
pub mod change;
pub mod claim;
pub mod contradiction;
pub mod cut;
pub mod diagram;
pub mod difference;
pub mod distribution;
pub mod draft;
pub mod family;
pub mod file;
pub mod grade;
pub mod graph;
pub mod interval;
pub mod joint;
pub mod keys;
pub mod library;
pub mod limits;
pub mod loops;
pub mod moments;
pub mod order;
pub mod plan;
pub mod points;
pub mod polarity;
pub mod resolve;
pub mod room;
pub mod scenario;
pub mod scenario_file;
pub mod slope;
pub mod stateful;
pub mod story;
pub mod time;
pub mod units;
pub mod usual;
pub mod xmile;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{Diagnostic, Source, Span, canonical};
pub use beginning::{Beginning, Beginnings};
use builtin::{Function, Stateful};
pub use change::{Card, ChangeBox, ChangeKind, Intervention, Size};
pub use distribution::{DistributionKind, Spread};
pub use family::Member;
pub use grade::Grade;
pub use time::{Method, TimeSpec};
pub use units::Unit;
use usual::{ObjectiveSpec, PickSpec, TippingSpec};

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
    pub dialect: draft::Dialect,
    pub name: String,
    pub title: String,
    pub about: String,
    /// What one replication is to people: "team".
    pub one: Option<String>,
    pub time: TimeSpec,
    /// What the run's clock is measured in; not given where an XMILE file does not say.
    pub time_unit: Unit,
    /// Base units and what one of each is.
    pub units: Vec<(String, String)>,
    /// Units that an XMILE file names itself.
    pub named_units: Vec<NamedUnit>,
    /// In the order of the file.
    pub variables: Vec<Variable>,
    /// What the names and labels stand for.
    pub scope: resolve::Scope,
    pub tables: Vec<Table>,
    /// Every variable that is calculated from others at each step, after all it depends on.
    pub order: Vec<VariableId>,
    /// The same for the initial moment, where stocks too are calculated.
    pub initial_order: Vec<VariableId>,
    /// For each variable what limits it: only outflows of stocks that cannot go below 0 are limited.
    pub limits: Vec<Vec<limits::Limit>>,
    pub boxes: Vec<ChangeBox>,
    pub interventions: Vec<Intervention>,
    pub loops: Vec<loops::NamedLoop>,
    pub starts: Vec<Start>,
    /// The starting point of a scenario that names none.
    pub default_start: Option<String>,
    /// The figures that a team knows of itself.
    pub team: Vec<TeamFigure>,
    /// The starting point of a scenario that names none and tells of its team.
    pub team_start: Option<String>,
    /// What cannot be true together of a team at its start.
    pub contradictions: Vec<contradiction::Contradiction>,
    /// Outcome classes in order; the first whose condition holds is the team's. Each is a variable too.
    pub outcomes: Vec<VariableId>,
    /// What people see first, in order.
    pub headline: Vec<VariableId>,
    /// What questions are about where nobody says, beside the outcome classes; none where the model does not say.
    pub usual_outcomes: Vec<VariableId>,
    /// What loops are told by where nobody says: what each of them does to it.
    pub told_by: Option<VariableId>,
    /// What plans may be to bring, by names; the first is the usual one.
    pub objectives: Vec<ObjectiveSpec>,
    /// What is usual of plans.
    pub pick: PickSpec,
    /// How long after the start the moments are that tables show, ascending; empty: quarters of the run.
    pub moments: Vec<f64>,
    pub flow_diagram: Option<FlowDiagram>,
    pub flow_distribution: Option<FlowDistribution>,
    /// What is asked about the edge between outcomes where nobody says what.
    pub tipping: TippingSpec,
    /// What the picture of the model shows a room.
    pub diagram: diagram::DiagramSpec,
    /// What a room sees of the model on one page.
    pub room: Option<room::RoomSpec>,
    /// The unit of the constant to which an intervention's cost is added, where there is one.
    pub cost_unit: Option<Unit>,
    /// What the model leaves out, a sentence each.
    pub left_out: Vec<String>,
    /// The scenario files by which the model wants to be judged, as written, each with its place.
    pub battery: Vec<(String, Span)>,
    /// What can be run, and is not quite what the file asks for.
    pub warnings: Vec<Diagnostic>,
}

/// A unit that an XMILE file names, with what else it is called (4.1.2 of the standard).
#[derive(Debug, Clone)]
pub struct NamedUnit {
    pub name: String,
    /// The product of others that it stands for.
    pub equation: Option<String>,
    pub aliases: Vec<String>,
    /// Whether the file takes the unit out of use: it means nothing then, and is only kept.
    pub disabled: bool,
}

/// Something with a name, a unit and a value at every moment.
#[derive(Debug)]
pub struct Variable {
    /// Canonical: lower case, underscores.
    pub name: String,
    /// The name as the file spells it.
    pub spelling: String,
    /// Words for people, where they differ from the name.
    pub label: Option<String>,
    pub unit: Unit,
    /// What a pure number runs on, in words: "share of time lost"; shown where others show their unit.
    pub scale: Option<String>,
    /// Which way it is better, where the model says so.
    pub better: Option<Better>,
    pub about: String,
    /// Where it is declared.
    pub span: Span,
    /// For what a delay, an average or a draw keeps from step to step: the variable whose equation asks for it; for the
    /// sum of a family, for which many may ask, the sum itself. People never see such a variable.
    pub owner: Option<VariableId>,
    /// For a member of a family, whose it is.
    pub member: Option<Member>,
    pub kind: Kind,
}

/// Which way a variable is better: trust high, pressure low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More of it is better.
    High,
    /// Less of it is better.
    Low,
}

impl Better {
    pub const CHOICES: &[(&str, Better)] = &[("high", Better::High), ("low", Better::Low)];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(Better::CHOICES, self)
    }
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
    /// What something else was a while ago.
    Pipeline(Pipeline),
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
    /// Outflows, in listed order, are limited to what is there and flows in.
    pub non_negative: bool,
    /// The values that mean something, where not all do: trust from 0 to 1.
    pub range: Option<(f64, f64)>,
}

/// A number that stays the same through a run, unless an intervention or a shock moves it.
#[derive(Debug, Clone)]
pub struct Constant {
    pub spread: Spread,
    /// What it may be at all, where the model says; its spread says how far it may be off.
    pub range: Option<(f64, f64)>,
    pub role: Role,
    pub source: String,
    pub grade: Grade,
}

/// What a constant is to those who use the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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
    /// The coefficient of variation of a lognormal, the standard deviation of a normal, the width of a uniform.
    pub spread: Option<Equation>,
    /// In units of time; a whole number of steps.
    pub period: f64,
}

/// A delay of fixed length, through which everything moves in step; it changes at whole steps only.
#[derive(Debug)]
pub struct Pipeline {
    pub input: Equation,
    /// In units of time, read at the start of the run and rounded to whole steps, at least one; None is one step.
    pub length: Option<Equation>,
    /// What comes out until the first input has passed through; None is the first input.
    pub initial: Option<Equation>,
}

impl Noise {
    /// Steps of `dt` for which a draw is held.
    pub fn steps(&self, dt: f64) -> usize {
        time::whole_steps(self.period, dt).unwrap_or(1).max(1)
    }
}

/// A graphical function: what an input gives, by points.
#[derive(Debug)]
pub struct Table {
    /// Canonical.
    pub name: String,
    /// The name as the file spells it.
    pub spelling: String,
    /// None where nothing is known of it.
    pub input: Option<Unit>,
    pub output: Unit,
    /// Increasing; where two are the same, the table jumps from the first to the last of their values.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub shape: Shape,
    pub about: String,
    pub source: String,
    pub grade: Grade,
    /// How far the table is stretched along its input, where that is uncertain.
    pub stretch: Option<Stretch>,
    pub span: Span,
}

/// A table that is looked up at `about + steepness*(input - about)`: its value at `about` is sure, and how fast it
/// changes on either side is not.
///
/// # Source
/// Tables drawn by hand are normalised about a reference point, and varied about it (Sterman 2000, chapter 14).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    pub about: f64,
    /// The constant that multiplies the distance from `about`; 1 is the table as drawn.
    pub steepness: VariableId,
}

/// What a table is between its points and beyond them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Straight lines between the points; beyond them the value at the end.
    Clamp,
    /// Straight lines between the points; beyond them the lines at the ends go on.
    Extrapolate,
    /// The value of the point to the left; before the first, that of the first.
    Discrete,
    /// Straight lines between the points; beyond them NaN.
    Strict,
}

impl Shape {
    pub const CHOICES: &[(&str, Shape)] = &[
        ("clamp", Shape::Clamp),
        ("extrapolate", Shape::Extrapolate),
        ("discrete", Shape::Discrete),
        ("strict", Shape::Strict),
    ];
}

/// An equation whose names are resolved.
#[derive(Debug, Clone)]
pub struct Equation {
    pub root: Term,
    /// As the file has it; empty in hidden variables.
    pub text: String,
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
    /// A function that remembers or draws; its value is that of a hidden variable.
    Stateful {
        function: Stateful,
        arguments: Vec<Term>,
        value: VariableId,
    },
    /// All members of a family added up; the value is that of a hidden variable, one for all equations that ask.
    Sum {
        all: Arc<Term>,
        value: VariableId,
    },
}

impl Term {
    /// A piece of an equation that no file has written, and so without a place.
    fn unwritten(kind: TermKind) -> Term {
        Term { kind, span: Span::default() }
    }

    pub fn number(x: f64) -> Term {
        Term::unwritten(TermKind::Number(x))
    }

    pub fn variable(id: VariableId) -> Term {
        Term::unwritten(TermKind::Variable(id))
    }

    pub fn apply<const N: usize>(function: Function, arguments: [Term; N]) -> Term {
        Term::unwritten(TermKind::Apply(function, arguments.into()))
    }

    /// Calls `visit` with each variable that is mentioned, from left to right.
    pub fn each_variable(&self, visit: &mut impl FnMut(VariableId)) {
        self.each_mention(&mut |id, _| visit(id));
    }

    /// The same with the place of each mention.
    pub fn each_mention(&self, visit: &mut impl FnMut(VariableId, Span)) {
        match &self.kind {
            TermKind::Number(_) => {}
            TermKind::Variable(id) => visit(*id, self.span),
            TermKind::Look(_, x) => x.each_mention(visit),
            TermKind::Apply(_, arguments) => arguments.iter().for_each(|a| a.each_mention(visit)),
            TermKind::Stateful { value, .. } | TermKind::Sum { value, .. } => visit(*value, self.span),
        }
    }
}

/// A named set of initial values.
#[derive(Debug)]
pub struct Start {
    pub name: String,
    pub title: String,
    pub about: String,
    pub stocks: Vec<(VariableId, Beginning)>,
}

/// A figure that a team knows of itself: a name for one of the constants, in words of the team.
#[derive(Debug)]
pub struct TeamFigure {
    pub name: String,
    /// The constant that it sets, whose unit it has.
    pub constant: VariableId,
    /// The values that say something, where others of the constant stand for nobody having said.
    pub range: Option<(f64, f64)>,
    /// Words for people, where they differ from those of the constant.
    pub label: Option<String>,
    pub about: String,
    pub span: Span,
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

/// What a whole is divided into: a team's working time, by what it goes to.
#[derive(Debug)]
pub struct FlowDistribution {
    pub title: String,
    /// The whole, in words: "the time spent on work".
    pub of: String,
    /// Two or more, all in one unit.
    pub parts: Vec<VariableId>,
    /// What people call the parts.
    pub labels: Vec<String>,
}

/// Reads and checks a model in our own form or in XMILE.
///
/// # Errors
/// Everything that is wrong with it, sorted by place.
pub fn read(source: &Arc<Source>) -> Result<Model, Vec<Diagnostic>> {
    if xmile::is_xmile(source) { xmile::read(source) } else { file::read(source) }
}

impl Model {
    pub fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.0 as usize]
    }

    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0 as usize]
    }

    /// The ids of all variables, in the order of the file; hidden ones come last.
    pub fn ids(&self) -> impl Iterator<Item = VariableId> + use<> {
        (0..self.variables.len() as u32).map(VariableId)
    }

    /// The variables that the file declares.
    pub fn declared(&self) -> impl Iterator<Item = VariableId> + use<'_> {
        self.ids().filter(|id| self.variable(*id).owner.is_none())
    }

    /// The declared variable to which this one belongs: itself, unless it is hidden.
    pub fn shown(&self, id: VariableId) -> VariableId {
        self.variable(id).owner.unwrap_or(id)
    }

    /// The variable with this name or label, in any spelling that XMILE takes as equal.
    pub fn find(&self, name: &str) -> Option<VariableId> {
        let name = canonical(name);
        let of_name = |name: &str| self.scope.variables.get(name).copied();
        of_name(&name).or_else(|| of_name(self.scope.labels.get(&name)?))
    }

    /// Names and labels by which variables can be found, for "did you mean".
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let declared = self.variables.iter().filter(|v| v.owner.is_none());
        declared.flat_map(|v| std::iter::once(v.name.as_str()).chain(v.label.as_deref()))
    }

    /// An equation of a variable as people read it: called through the variable's own table, where one stands between.
    pub fn text_of(&self, variable: &Variable, equation: &Equation) -> String {
        let Variable { name, span, .. } = variable;
        let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        match &equation.root.kind {
            TermKind::Look(id, _) if self.table(*id).span == *span && plain => format!("{name}({})", equation.text),
            TermKind::Look(id, _) if self.table(*id).span == *span => format!("\"{name}\"({})", equation.text),
            _ => equation.text.clone(),
        }
    }

    /// The figure of the team with this name.
    pub fn figure(&self, name: &str) -> Option<&TeamFigure> {
        let name = canonical(name);
        self.team.iter().find(|figure| figure.name == name)
    }

    /// What people call a figure of the team.
    pub fn words_of(&self, figure: &TeamFigure) -> String {
        figure.label.clone().unwrap_or_else(|| self.variable(figure.constant).words())
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
    /// The words for people: the label, or the name as it is spelt, with blanks.
    pub fn words(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.spelling.replace("\\n", " ").replace(['_', '\n'], " "))
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

    pub fn constant(&self) -> Option<&Constant> {
        match &self.kind {
            Kind::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    /// Whether the value is carried from one step to the next.
    pub fn is_state(&self) -> bool {
        matches!(self.kind, Kind::Stock(_) | Kind::Counter { .. } | Kind::Pipeline(_))
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
            Kind::Pipeline(_) => "pipeline",
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
            Kind::Noise(Noise { mean, spread, .. }) => {
                std::iter::once((mean, own)).chain(spread.iter().map(|e| (e, Unit::one()))).collect()
            }
            // Units are judged at the call that makes it.
            Kind::Pipeline(_) => Vec::new(),
            Kind::Outcome { condition, .. } => condition.iter().map(|e| (e, Unit::one())).collect(),
        }
    }
}
