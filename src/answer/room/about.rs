//! All that a page says of a model and its scenarios before anything is run.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::paired::time_course::Side as Way;
use crate::answer::Refusal;
use crate::answer::outcomes::headline;
use crate::model::change::Intervention;
use crate::model::loops::Polarity;
use crate::model::room::{Tank, TankArrow};
use crate::model::scenario::{Pick, Scenario};
use crate::model::story::{self, Step as Told};
use crate::model::{Better, Constant, Model, Role, Spread, TeamFigure, VariableId};
use crate::text::plural;

use super::setting::Picked;

/// A model and its scenarios, in the words of their files.
#[derive(Debug, Serialize, JsonSchema)]
pub struct About {
    pub version: String,
    /// The model's title, and its unit of time.
    pub model: String,
    pub unit: String,
    /// The name of the file that is opened.
    pub scenario: String,
    /// All that can be opened, that one first.
    pub scenarios: Vec<ScenarioAbout>,
    /// Saved moments.
    pub times: Vec<f64>,
    /// How many replications a run of the file has.
    pub replications: u64,
    pub seed: u64,
    pub boxes: Vec<BoxAbout>,
    pub interventions: Vec<InterventionAbout>,
    pub figures: Vec<FigureAbout>,
    pub assumptions: Vec<AssumptionAbout>,
    pub loops: Vec<LoopAbout>,
    /// The classes of outcomes, in the order of the model file: the best first.
    pub outcomes: Vec<ClassAbout>,
    /// What can be on a chart.
    pub variables: Vec<VariableAbout>,
    pub ring: Ring,
    /// The two charts that are shown at first.
    pub charts: Vec<String>,
    /// The variable that the odds are about.
    pub odds: String,
    pub story: Vec<Step>,
    /// What the model leaves out.
    pub left_out: Vec<String>,
    /// Where numbers come from: how many there are of each grade of evidence.
    pub grades: BTreeMap<String, usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ScenarioAbout {
    pub name: String,
    pub title: String,
    pub label: String,
    pub prose: String,
    pub picks: BTreeMap<String, Picked>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct BoxAbout {
    pub name: String,
    pub title: String,
    pub about: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct InterventionAbout {
    pub name: String,
    pub title: String,
    /// The place of its box.
    #[serde(rename = "box")]
    pub in_box: usize,
    pub about: String,
    /// How long it takes to become a habit, in the model's unit of time.
    pub ramp: f64,
    /// Where its start is marked.
    pub start: f64,
    pub real: String,
    pub watch: String,
    pub objection: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FigureAbout {
    pub name: String,
    pub label: String,
    pub about: String,
    pub unit: String,
    pub min: f64,
    pub max: f64,
    /// What the opened scenario says; null where it says nothing.
    pub value: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AssumptionAbout {
    pub name: String,
    pub label: String,
    pub about: String,
    pub unit: String,
    pub value: f64,
    pub min: f64,
    pub max: f64,
    pub source: String,
    pub grade: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LoopAbout {
    pub id: String,
    pub name: String,
    pub reinforcing: bool,
    pub about: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ClassAbout {
    pub name: String,
    pub label: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct VariableAbout {
    pub name: String,
    pub label: String,
    pub unit: String,
    pub about: String,
    pub better: Option<Way>,
}

/// Four tanks, clockwise from the upper left, and the arrows between them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ring {
    pub tanks: Vec<TankAbout>,
    pub arrows: Vec<ArrowAbout>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TankAbout {
    /// The variable that arrows are about, and the one that fills it.
    pub variable: String,
    pub shows: String,
    pub name: String,
    pub unit: String,
    /// What fills it.
    pub full: f64,
    pub better: Way,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ArrowAbout {
    pub from: String,
    pub to: String,
    /// Its words while things get worse, and while they get better.
    pub worse: String,
    pub better: String,
    /// The loops that run along it.
    pub loops: Vec<String>,
}

/// A step of the story of the opened file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    pub title: String,
    pub say: String,
    pub more: String,
    /// The same in other languages, by their codes.
    pub words: BTreeMap<String, Words>,
    /// Whether a condition stands behind it that `flywheel check` proves.
    pub proved: bool,
    pub holds: String,
    /// The titles of what is run, and of what it is held against.
    pub scenario: String,
    pub against: String,
    /// A few words for what is run, where something happens in it; else empty.
    pub label: String,
    /// What is taken up in it, and what happens in it and not in what it is held against.
    pub picks: BTreeMap<String, Picked>,
    pub shocks: Vec<ShockAbout>,
    /// What is drawn: variables of tanks, places of arrows, variables of charts.
    pub tanks: Vec<String>,
    pub arrows: Vec<usize>,
    pub charts: Vec<String>,
    pub wheel: bool,
    pub odds: bool,
    pub week: f64,
    /// The variable that is guessed first.
    pub guess: Option<String>,
    /// Whether the room goes on by itself from here.
    pub own: bool,
}

/// What happens to a team for a while.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShockAbout {
    pub title: String,
    pub from: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Words {
    pub title: String,
    pub say: String,
    pub more: String,
}

/// The variable that odds are about, and which way it is better.
///
/// # Errors
/// That the model says nothing of a room.
pub fn odds(model: &Model) -> Result<(VariableId, Way), Refusal> {
    let id = model.room.as_ref().ok_or_else(|| no_room(model))?.odds;
    Ok((id, way(model.variable(id).better.unwrap_or(Better::High))))
}

/// The variables of the tanks: what arrows are about, and what fills them.
pub fn tanks(model: &Model) -> Vec<VariableId> {
    model.room.iter().flat_map(|room| room.tanks.iter().flat_map(|tank| [tank.variable, tank.shows])).collect()
}

fn no_room(model: &Model) -> Refusal {
    let why = format!("the model \"{}\" says nothing of a room: give it a `[room]` (docs/model-file.md)", model.title);
    Refusal::of("scenario", &model.source.name, why)
}

fn way(better: Better) -> Way {
    match better {
        Better::High => Way::More,
        Better::Low => Way::Less,
    }
}

fn picked(scenario: &Scenario) -> BTreeMap<String, Picked> {
    let own = &scenario.model.interventions;
    let one = |pick: &Pick| {
        let kind = (pick.kind != own[pick.intervention].kind).then_some(pick.kind);
        (own[pick.intervention].name.clone(), Picked { start: pick.start, strength: pick.strength, kind })
    };
    scenario.picks.iter().map(one).collect()
}

impl About {
    pub fn of(name: &str, scenario: &Scenario, others: &[Scenario], story: &[Told]) -> Result<About, Refusal> {
        let model = &*scenario.model;
        let room = model.room.as_ref().ok_or_else(|| no_room(model))?;
        let named = |id: VariableId| model.variable(id).name.clone();
        let along = room.loops_along(&model.loops);
        let arrow = |(arrow, along): (&TankArrow, &Vec<usize>)| ArrowAbout {
            from: named(room.tanks[arrow.from].variable),
            to: named(room.tanks[arrow.to].variable),
            worse: arrow.worse.clone(),
            better: arrow.better.clone(),
            loops: along.iter().map(|index| model.loops[*index].id.clone()).collect(),
        };
        let tank = |tank: &Tank| TankAbout {
            variable: named(tank.variable),
            shows: named(tank.shows),
            name: tank.name.clone(),
            unit: tank.unit.clone(),
            full: tank.full,
            better: way(tank.better),
        };
        let mut grades = BTreeMap::new();
        model.constants().filter(|(_, _, own)| own.role == Role::Assumption).for_each(|(_, _, own)| {
            *grades.entry(own.grade.name().to_string()).or_default() += 1;
        });
        Ok(About {
            version: env!("CARGO_PKG_VERSION").into(),
            model: model.title.clone(),
            unit: plural(&scenario.time.unit),
            scenario: name.into(),
            scenarios: std::iter::once((name, scenario))
                .chain(others.iter().map(|other| (other.source.name.as_str(), other)))
                .map(|(name, own)| ScenarioAbout {
                    name: name.into(),
                    title: own.title.clone(),
                    label: own.label.clone().unwrap_or_else(|| own.title.clone()),
                    prose: own.prose.clone(),
                    picks: picked(own),
                })
                .collect(),
            times: scenario.time.saved(),
            replications: scenario.replications,
            seed: scenario.seed,
            boxes: model
                .boxes
                .iter()
                .map(|own| BoxAbout { name: own.name.clone(), title: own.title.clone(), about: own.about.clone() })
                .collect(),
            interventions: model.interventions.iter().map(intervention).collect(),
            figures: model.team.iter().enumerate().map(|(index, own)| figure(scenario, index, own)).collect(),
            assumptions: assumptions(scenario),
            loops: model
                .loops
                .iter()
                .filter(|own| own.story)
                .map(|own| LoopAbout {
                    id: own.id.clone(),
                    name: own.name.clone(),
                    reinforcing: own.polarity == Polarity::Reinforcing,
                    about: own.about.clone(),
                })
                .collect(),
            outcomes: model
                .outcomes
                .iter()
                .map(|id| ClassAbout { name: named(*id), label: model.variable(*id).words() })
                .collect(),
            variables: charted(scenario)
                .into_iter()
                .map(|id| {
                    let own = model.variable(id);
                    VariableAbout {
                        name: own.name.clone(),
                        label: own.words(),
                        unit: own.measure(),
                        about: own.about.clone(),
                        better: own.better.map(way),
                    }
                })
                .collect(),
            ring: Ring {
                tanks: room.tanks.iter().map(tank).collect(),
                arrows: room.arrows.iter().zip(&along).map(arrow).collect(),
            },
            charts: room.charts.map(named).into(),
            odds: named(room.odds),
            story: story.iter().map(|own| step(own, model)).collect(),
            left_out: model.left_out.clone(),
            grades,
        })
    }
}

fn step(own: &Told, model: &Model) -> Step {
    let named = |ids: &[VariableId]| ids.iter().map(|id| model.variable(*id).name.clone()).collect();
    let words = |words: &story::Words| Words {
        title: words.title.clone().unwrap_or_default(),
        say: words.say.clone(),
        more: words.more.clone(),
    };
    let Words { title, say, more } = words(&own.words);
    let happens = own.scenario.shocks.iter().filter(|shock| !own.against.shocks.contains(shock));
    let shocks: Vec<ShockAbout> =
        happens.map(|shock| ShockAbout { title: shock.title.clone(), from: shock.from }).collect();
    Step {
        title,
        say,
        more,
        words: own.translated.iter().map(|(code, own)| (code.clone(), words(own))).collect(),
        proved: own.claim().is_some(),
        holds: own.claim().map(|claim| claim.text.clone()).unwrap_or_default(),
        scenario: own.scenario.title.clone(),
        against: own.against.title.clone(),
        label: own.scenario.label.clone().filter(|_| !shocks.is_empty()).unwrap_or_default(),
        picks: picked(&own.scenario),
        shocks,
        tanks: named(&own.tanks),
        arrows: own.arrows.clone(),
        charts: named(&own.charts),
        wheel: own.wheel,
        odds: own.odds,
        week: own.week,
        guess: own.guess.map(|id| model.variable(id).name.clone()),
        own: own.own,
    }
}

/// What people see first, and what the ring and the charts of a room show; each once.
fn charted(scenario: &Scenario) -> Vec<VariableId> {
    let room = scenario.model.room.iter().flat_map(|room| room.charts.into_iter().chain([room.odds]));
    let mut out: Vec<VariableId> = Vec::new();
    for id in room.chain(tanks(&scenario.model)).chain(headline(scenario)) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

fn intervention(own: &Intervention) -> InterventionAbout {
    InterventionAbout {
        name: own.name.clone(),
        title: own.title.clone(),
        in_box: own.in_box,
        about: own.about.clone(),
        ramp: own.ramp_as(own.kind),
        start: own.card.start.unwrap_or_default(),
        real: own.card.real.clone().unwrap_or_default(),
        watch: own.card.watch.clone().unwrap_or_default(),
        objection: own.card.objection.clone().unwrap_or_default(),
    }
}

fn figure(scenario: &Scenario, index: usize, own: &TeamFigure) -> FigureAbout {
    let model = &scenario.model;
    let constant = model.variable(own.constant);
    let range = own.range.or(constant.constant().and_then(|own| own.range));
    let (min, max) = range.unwrap_or((0.0, f64::MAX));
    let told = scenario.team.contains(&index).then(|| spread_of(scenario, own.constant).value);
    FigureAbout {
        name: own.name.clone(),
        label: model.words_of(own),
        about: own.about.clone(),
        unit: constant.measure(),
        min,
        max,
        value: told,
    }
}

fn spread_of(scenario: &Scenario, id: VariableId) -> Spread {
    scenario.constants.iter().find(|(own, _)| *own == id).map_or(Spread::fixed(f64::NAN), |(_, spread)| *spread)
}

/// The constants that could be otherwise, with the range that the model has for each.
fn assumptions(scenario: &Scenario) -> Vec<AssumptionAbout> {
    let model = &scenario.model;
    let figures: Vec<VariableId> = model.team.iter().map(|own| own.constant).collect();
    let is_told = |own: &Constant| matches!(own.role, Role::Assumption | Role::Decision);
    let told = model.constants().filter(|(id, _, own)| is_told(own) && !figures.contains(id));
    told.map(|(id, variable, own)| {
        let spread = spread_of(scenario, id);
        let wide = own.range.unwrap_or((spread.value - spread.value.abs(), spread.value + spread.value.abs()));
        let (min, max) = spread.range.or(own.spread.range).unwrap_or(wide);
        AssumptionAbout {
            name: variable.name.clone(),
            label: variable.words(),
            about: variable.about.clone(),
            unit: variable.measure(),
            value: spread.value,
            min,
            max,
            source: own.source.clone(),
            grade: own.grade.name().into(),
        }
    })
    .collect()
}
