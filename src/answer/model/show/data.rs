//! What machines read of a model.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::machine::Number;
use crate::model::loops::NamedLoop;
use crate::model::{self, ChangeKind, DistributionKind, Grade, Model, Role, TeamFigure, VariableId};

use super::words::{adds, definition, input_of, neighbours, paths};

/// A model, or all that a name in it stands for.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Data {
    Whole(Whole),
    Named(Named),
}

/// What a name stands for.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Named {
    /// As a rule one thing; an intervention may share its name with what it changes.
    pub found: Vec<Found>,
}

/// A model, entry by entry.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Whole {
    pub name: String,
    pub title: String,
    pub about: String,
    pub variables: Vec<Variable>,
    pub interventions: Vec<Lever>,
    pub loops: Vec<LoopName>,
    /// The figures that a team knows of itself.
    pub team: Vec<Figure>,
    /// What the model leaves out, a sentence each.
    pub left_out: Vec<String>,
}

/// A figure that a team knows of itself.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Figure {
    /// Its name under `[team]` of a scenario.
    pub figure: String,
    /// What people call it.
    pub label: String,
    /// The constant that it sets.
    pub constant: String,
    /// Its unit; `1` of a pure number.
    pub unit: String,
    pub about: String,
}

/// A variable.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Variable {
    /// Its name as the file writes it.
    pub name: String,
    /// What people call it, where that is something else.
    pub label: Option<String>,
    /// Stock, flow, auxiliary, constant, noise, counter or outcome.
    pub kind: String,
    /// Its unit; `1` of a pure number.
    pub unit: String,
    /// What it is calculated from.
    pub definition: String,
    pub about: String,
}

/// An intervention in a list.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Lever {
    pub name: String,
    pub title: String,
    /// The name of its box.
    #[serde(rename = "box")]
    pub in_box: String,
    /// Whether it is learned or decided, where a scenario does not say.
    pub kind: ChangeKind,
    /// How long it takes until it works in full, in the model's unit of time; a decision works at once.
    pub ramp: Number,
    /// What it costs at full strength.
    pub cost: Number,
}

/// A loop in a list.
#[derive(Clone, Serialize, JsonSchema)]
pub struct LoopName {
    /// Such as `R1`.
    pub id: String,
    pub name: String,
    pub about: String,
}

/// A thing that has a name in the model.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Found {
    Variable(Made),
    Start(Start),
    Figure(Figure),
    Table(Table),
    Intervention(Intervention),
    Loop(Loop),
}

/// A variable with its neighbours.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Made {
    #[serde(flatten)]
    pub variable: Variable,
    /// The names of the variables that its equation reads.
    pub causes: Vec<String>,
    /// The names of the variables whose equations read it.
    pub effects: Vec<String>,
    /// Of a constant, where its value comes from.
    #[serde(flatten)]
    pub constant: Option<Constant>,
}

/// Where the value of a constant comes from.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Constant {
    pub role: Role,
    pub source: String,
    pub grade: Grade,
    pub value: Number,
    pub distribution: DistributionKind,
    /// Its least and its largest value; null of a distribution without ends.
    pub range: Option<[Number; 2]>,
}

/// A starting point.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Start {
    /// Its name.
    pub start: String,
    pub title: String,
    pub about: String,
    /// The stocks that it gives, by name, each in its unit.
    pub stocks: BTreeMap<String, Beginning>,
}

/// What a stock begins with.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Beginning {
    Number(Number),
    /// An equation, which each replication calculates with its own constants.
    Equation(String),
}

/// A table.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Table {
    /// Its name.
    pub table: String,
    /// The unit of its input.
    pub input: String,
    /// The unit of its output.
    pub output: String,
    /// Input and output of each point.
    pub points: Vec<[Number; 2]>,
    pub about: String,
    pub source: String,
    pub grade: Grade,
    /// How it is stretched, where its steepness is uncertain.
    pub steepness: Option<Steepness>,
}

/// A table is looked up at `about + constant * (input - about)`.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Steepness {
    pub about: Number,
    /// The name of the constant.
    pub constant: String,
}

/// An intervention.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Intervention {
    /// Its name.
    pub intervention: String,
    pub title: String,
    /// The name of its box.
    #[serde(rename = "box")]
    pub in_box: String,
    /// Whether it is learned or decided, where a scenario does not say.
    pub kind: ChangeKind,
    /// How long it takes until it works in full, in the model's unit of time; a decision works at once.
    pub ramp: Number,
    /// What it costs at full strength.
    pub cost: Number,
    /// What it adds to which constants, for people: `push +0.2`.
    pub adds: Vec<String>,
    pub about: String,
    /// What it is in a real team.
    pub real: Option<String>,
    /// What to watch once it is taken up.
    pub watch: Option<String>,
    /// What is usually said against it, and an answer.
    pub objection: Option<String>,
    /// When it usually starts, in the model's time.
    pub start: Option<Number>,
}

/// A loop that the model names.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Loop {
    /// Such as `R1`.
    #[serde(rename = "loop")]
    pub id: String,
    pub name: String,
    /// Reinforcing or balancing.
    pub polarity: String,
    /// The ways round it, with the sign of each influence.
    pub paths: Vec<String>,
    /// The cause and the effect at which it is cut.
    pub cut: [String; 2],
    pub about: String,
}

pub fn whole(model: &Model) -> Whole {
    let lever = |found: &model::Intervention| Lever {
        name: found.name.clone(),
        title: found.title.clone(),
        in_box: model.boxes[found.in_box].name.clone(),
        kind: found.kind,
        ramp: found.ramp_as(found.kind).into(),
        cost: found.cost.value.into(),
    };
    let loop_name =
        |found: &NamedLoop| LoopName { id: found.id.clone(), name: found.name.clone(), about: found.about.clone() };
    Whole {
        name: model.name.clone(),
        title: model.title.clone(),
        about: model.about.clone(),
        variables: model.declared().map(|id| variable(model, id)).collect(),
        interventions: model.interventions.iter().map(lever).collect(),
        loops: model.loops.iter().map(loop_name).collect(),
        team: model.team.iter().map(|own| figure(model, own)).collect(),
        left_out: model.left_out.clone(),
    }
}

fn variable(model: &Model, id: VariableId) -> Variable {
    let own = model.variable(id);
    Variable {
        name: own.spelling.clone(),
        label: own.label.clone(),
        kind: own.kind_name().into(),
        unit: own.unit.to_string(),
        definition: definition(model, own),
        about: own.about.clone(),
    }
}

pub fn made(model: &Model, id: VariableId) -> Made {
    let [causes, effects] = neighbours(model, id);
    let constant = model.variable(id).constant().map(|constant| Constant {
        role: constant.role,
        source: constant.source.clone(),
        grade: constant.grade,
        value: constant.spread.value.into(),
        distribution: constant.spread.kind,
        range: constant.spread.range.map(|(low, high)| [low.into(), high.into()]),
    });
    Made { variable: variable(model, id), causes, effects, constant }
}

pub fn start(model: &Model, found: &model::Start) -> Start {
    let model_name = |id: VariableId| model.variable(id).name.clone();
    let beginning = |value: &model::Beginning| match value {
        model::Beginning::Number(value) => Beginning::Number((*value).into()),
        model::Beginning::Equation(equation, _) => Beginning::Equation(equation.text.clone()),
    };
    let stock = |(id, value): &(VariableId, model::Beginning)| (model_name(*id), beginning(value));
    Start {
        start: found.name.clone(),
        title: found.title.clone(),
        about: found.about.clone(),
        stocks: found.stocks.iter().map(stock).collect(),
    }
}

pub fn figure(model: &Model, found: &TeamFigure) -> Figure {
    let constant = model.variable(found.constant);
    Figure {
        figure: found.name.clone(),
        label: model.words_of(found),
        constant: constant.name.clone(),
        unit: constant.unit.to_string(),
        about: found.about.clone(),
    }
}

pub fn table(model: &Model, found: &model::Table) -> Table {
    Table {
        table: found.name.clone(),
        input: input_of(found),
        output: found.output.to_string(),
        points: found.x.iter().zip(&found.y).map(|(x, y)| [(*x).into(), (*y).into()]).collect(),
        about: found.about.clone(),
        source: found.source.clone(),
        grade: found.grade,
        steepness: found.stretch.as_ref().map(|stretch| Steepness {
            about: stretch.about.into(),
            constant: model.variable(stretch.steepness).name.clone(),
        }),
    }
}

pub fn intervention(model: &Model, found: &model::Intervention) -> Intervention {
    let model::Card { real, watch, objection, start } = found.card.clone();
    Intervention {
        intervention: found.name.clone(),
        title: found.title.clone(),
        in_box: model.boxes[found.in_box].name.clone(),
        kind: found.kind,
        ramp: found.ramp_as(found.kind).into(),
        cost: found.cost.value.into(),
        adds: adds(model, found),
        about: found.about.clone(),
        real,
        watch,
        objection,
        start: start.map(Number::from),
    }
}

pub fn named_loop(model: &Model, found: &NamedLoop) -> Loop {
    Loop {
        id: found.id.clone(),
        name: found.name.clone(),
        polarity: found.polarity.words().into(),
        paths: paths(model, found),
        cut: [found.cut.0, found.cut.1].map(|id| model.variable(id).name.clone()),
        about: found.about.clone(),
    }
}
