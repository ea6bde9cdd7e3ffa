//! What an intervention does, which no loop moves: since when it is in force, what it adds, and how far people live by it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::machine::Number;
use crate::answer::scoring::score;
use crate::answer::{Briefly, Onlooker, Refusal};
use crate::model::graph::Graph;
use crate::model::scenario::{Addition, Pick, Scenario, Uncertainty};
use crate::model::{ChangeKind, Kind, VariableId};
use crate::text::{canonical, capital, plain, singular};

use super::constant::{added, ramped, values};
use super::words::measured;

/// An intervention, and what it has done by a saved moment.
pub struct Intervention {
    scenario: Scenario,
    index: usize,
    at: f64,
    /// What each of its picks adds to constants.
    additions: Vec<Addition>,
    /// Variables that are there for this intervention alone, with their values in the usual run.
    own: Vec<(VariableId, f64)>,
    /// The variable that is called as it is.
    namesake: Option<VariableId>,
}

/// What an intervention has done by a moment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InterventionData {
    /// The scenario or model file.
    pub file: String,
    pub title: String,
    pub intervention: String,
    /// What people call it.
    pub label: String,
    pub at: Number,
    /// Where the scenario picks it; empty where it does not.
    pub picked: Vec<PickData>,
    /// What its picks add to constants.
    pub adds: Vec<PickAdditionData>,
    /// Variables that are there for this intervention alone, with their values at that moment in the run of the usual team;
    /// empty where it is not picked.
    pub values: Vec<ValueData>,
    /// The variable that is called as it is, where one is.
    pub same_name: Option<String>,
}

/// A pick of an intervention.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PickData {
    /// When it begins.
    pub from: Number,
    /// By how much it is stronger, or weaker, than the model's own: 1 is the same.
    pub strength: Number,
    /// Whether it is learned or decided.
    pub kind: ChangeKind,
}

/// What a pick adds to a constant.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PickAdditionData {
    pub constant: String,
    /// In the end, in the constant's unit.
    pub amount: Number,
    /// When it begins.
    pub from: Number,
    /// How long it takes until all of it is there.
    pub ramp: Number,
    /// At the moment that is asked about.
    pub now: Number,
}

/// A variable's value.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueData {
    pub variable: String,
    /// In its unit.
    pub value: Number,
}

impl Intervention {
    /// By a saved moment.
    ///
    /// # Errors
    /// That the run is too large.
    pub fn of(scenario: Scenario, index: usize, at: usize, onlooker: &dyn Onlooker) -> Result<Intervention, Refusal> {
        let additions: Vec<Addition> = picks(&scenario, index).flat_map(|pick| scenario.additions_of(pick)).collect();
        let is_picked = picks(&scenario, index).next().is_some();
        let own = if is_picked { members(&scenario, index, at, onlooker)? } else { Vec::new() };
        let (at, namesake) = (scenario.time.saved()[at], namesake(&scenario, index));
        Ok(Intervention { scenario, index, at, additions, own, namesake })
    }

    fn slack(&self) -> f64 {
        1e-6 * self.scenario.time.dt
    }

    pub fn data(&self) -> InterventionData {
        let Intervention { scenario, index, at, additions, own, namesake } = self;
        let name = |id: VariableId| scenario.model.variable(id).name.clone();
        let adds = additions.iter().map(|addition| PickAdditionData {
            constant: name(addition.constant),
            amount: addition.amount.into(),
            from: addition.from.into(),
            ramp: addition.ramp.into(),
            now: addition.at(*at, self.slack()).into(),
        });
        let intervention = &scenario.model.interventions[*index];
        let picked = picks(scenario, *index).map(|pick| PickData {
            from: pick.start.into(),
            strength: pick.strength.into(),
            kind: pick.kind,
        });
        InterventionData {
            file: scenario.source.name.clone(),
            title: scenario.title.clone(),
            intervention: intervention.name.clone(),
            label: intervention.title.clone(),
            at: (*at).into(),
            picked: picked.collect(),
            adds: adds.collect(),
            values: own.iter().map(|(id, value)| ValueData { variable: name(*id), value: (*value).into() }).collect(),
            same_name: namesake.map(name),
        }
    }

    pub fn told(&self) -> String {
        let Intervention { scenario, index, at, additions, own, namesake } = self;
        let (intervention, unit) = (&scenario.model.interventions[*index], singular(&scenario.time.unit));
        let slack = self.slack();
        let words = |id: VariableId| scenario.model.variable(id).words();
        let mut out = format!("{}\n\"{}\" is an intervention: ", scenario.title, intervention.title);
        let first = picks(scenario, *index).map(|pick| pick.start).min_by(f64::total_cmp);
        let is_decided = picks(scenario, *index).any(|pick| pick.kind == ChangeKind::Decision);
        let decided = if is_decided { " as a decision" } else { "" };
        out.push_str(&match first {
            None => "this scenario does not pick it. If picked, it would add to\n".to_string(),
            Some(from) if from > at + slack => {
                format!("it is picked{decided}, but begins only in {unit} {}. It adds to\n", plain(from))
            }
            Some(from) => format!("it is picked{decided}, and in force since {unit} {}. It adds to\n", plain(from)),
        });
        match first {
            None => intervention.effects(intervention.kind).iter().for_each(|effect| {
                let amount = ramped(scenario.usual(effect.size), intervention.ramp_as(intervention.kind), &unit);
                out.push_str(&format!("  {}: {amount}\n", words(effect.constant)));
            }),
            Some(_) => additions.iter().for_each(|addition| {
                let added = added(addition, *at, slack, &unit);
                out.push_str(&format!("  {} {added}\n", words(addition.constant)));
            }),
        }
        if !own.is_empty() {
            out.push_str(&format!(
                "What belongs to it alone, in {unit} {} in the usual {}:\n",
                plain(*at),
                scenario.one()
            ));
        }
        for (id, value) in own {
            let variable = scenario.model.variable(*id);
            let value = measured(variable, *value, &unit);
            out.push_str(&format!("  {} (`{}`): {value}\n", variable.words(), variable.name));
        }
        if let Some(id) = *namesake {
            let variable = scenario.model.variable(id);
            out.push_str(&match variable.is_constant() {
                true => {
                    let value = measured(variable, values(scenario, id, *at)[1], &unit);
                    format!("{} is a constant of the same name, {value}.\n", capital(&format!("`{}`", variable.name)))
                }
                false => format!("There is also a variable of the same name: ask about `{}`.\n", variable.name),
            });
        }
        out
    }
}

/// The scenario's picks of an intervention.
fn picks(scenario: &Scenario, index: usize) -> impl Iterator<Item = &Pick> {
    scenario.picks.iter().filter(move |pick| pick.intervention == index)
}

/// What is there once for each intervention and moves, as far as it belongs to this one, with its values in the usual run.
///
/// # Errors
/// That the run is too large.
fn members(
    scenario: &Scenario,
    index: usize,
    at: usize,
    onlooker: &dyn Onlooker,
) -> Result<Vec<(VariableId, f64)>, Refusal> {
    let model = &scenario.model;
    let own = |id: &VariableId| {
        let variable = model.variable(*id);
        let belongs = variable.member.as_ref().is_some_and(|member| member.of == model.interventions[index].name);
        belongs && matches!(variable.kind, Kind::Stock(_) | Kind::Auxiliary { .. })
    };
    let ids: Vec<VariableId> = model.declared().filter(own).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let usual = Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario.clone() };
    let samples = score(&usual, &Graph::of(model), &ids, &[], &Briefly(onlooker))?.samples;
    let values = samples.values.iter().skip(at).step_by(samples.times.len());
    Ok(ids.into_iter().zip(values.copied()).collect())
}

/// The variable that is called as the intervention is.
fn namesake(scenario: &Scenario, index: usize) -> Option<VariableId> {
    let intervention = &scenario.model.interventions[index];
    let found = |name: &str| scenario.model.find(&canonical(name));
    found(&intervention.name).or_else(|| found(&intervention.title))
}
