//! What an intervention does, which no loop moves: since when it is in force, what it adds, and how far people live by it.

use serde_json::json;

use crate::answer::scoring::score;
use crate::answer::{Briefly, Onlooker, Refusal};
use crate::model::graph::Graph;
use crate::model::scenario::{Addition, Scenario, Uncertainty};
use crate::model::{Kind, VariableId};
use crate::text::{canonical, capital, plain, singular};

use super::Answer;
use super::constant::{added, ramped, values};
use super::words::measured;

/// Tells what an intervention has done by a saved moment.
pub fn answer(scenario: &Scenario, index: usize, at: usize, onlooker: &dyn Onlooker) -> Result<Answer, Refusal> {
    let intervention = &scenario.model.interventions[index];
    let (time, unit, slack) = (scenario.time.saved()[at], singular(&scenario.time.unit), 1e-6 * scenario.time.dt);
    let picks: Vec<_> = scenario.picks.iter().filter(|pick| pick.intervention == index).collect();
    let additions: Vec<Addition> = picks
        .iter()
        .flat_map(|pick| {
            intervention.adds.iter().map(|(constant, amount)| Addition {
                constant: *constant,
                amount: amount * pick.strength,
                from: pick.start,
                ramp: intervention.ramp,
                to: None,
            })
        })
        .collect();
    let own = if picks.is_empty() { Vec::new() } else { members(scenario, index, at, onlooker)? };
    let namesake = namesake(scenario, index);
    let words = |id: VariableId| scenario.model.variable(id).words();
    let name = |id: VariableId| &scenario.model.variable(id).name;
    let adds = additions.iter().map(|a| {
        json!({"constant": name(a.constant), "amount": a.amount, "from": a.from, "ramp": a.ramp, "now": a.at(time, slack)})
    });
    let json = json!({
        "file": scenario.source.name, "title": scenario.title, "intervention": intervention.name,
        "label": intervention.title, "at": time,
        "picked": picks.iter().map(|pick| json!({"from": pick.start, "strength": pick.strength})).collect::<Vec<_>>(),
        "adds": adds.collect::<Vec<_>>(),
        "values": own.iter().map(|(id, value)| json!({"variable": name(*id), "value": value})).collect::<Vec<_>>(),
        "same_name": namesake.map(name),
    });
    let mut out = format!("{}\n\"{}\" is an intervention: ", scenario.title, intervention.title);
    let first = picks.iter().map(|pick| pick.start).min_by(f64::total_cmp);
    out.push_str(&match first {
        None => "this scenario does not pick it. Picked, it would add to\n".to_string(),
        Some(from) if from > time + slack => {
            format!("it is picked, and begins in {unit} {} only. It adds to\n", plain(from))
        }
        Some(from) => format!("it is picked, and in force since {unit} {}. It adds to\n", plain(from)),
    });
    match picks.is_empty() {
        true => intervention.adds.iter().for_each(|(constant, amount)| {
            let amount = ramped(*amount, intervention.ramp, &unit);
            out.push_str(&format!("  {}: {amount}\n", words(*constant)));
        }),
        false => additions.iter().for_each(|addition| {
            let added = added(addition, time, slack, &unit);
            out.push_str(&format!("  {} {added}\n", words(addition.constant)));
        }),
    }
    if !own.is_empty() {
        out.push_str(&format!("With it stand in {unit} {}, in the run of the usual {}\n", plain(time), scenario.one()));
    }
    for (id, value) in own {
        let variable = scenario.model.variable(id);
        out.push_str(&format!("  {} (`{}`): {}\n", variable.words(), variable.name, measured(variable, value, &unit)));
    }
    if let Some(id) = namesake {
        let variable = scenario.model.variable(id);
        out.push_str(&match variable.is_constant() {
            true => {
                let value = measured(variable, values(scenario, id, time)[1], &unit);
                format!("{} is a constant of the same name, {value}.\n", capital(&format!("`{}`", variable.name)))
            }
            false => format!("There is a variable of the same name: ask why of `{}`.\n", variable.name),
        });
    }
    Ok(Answer { json, words: out, picture: None })
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
