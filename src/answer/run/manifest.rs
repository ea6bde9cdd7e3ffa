//! What a run needs to be repeated.

use serde_json::{Map, Value, json};

use crate::answer::provenance::{file_name, sha256};
use crate::model::{Beginning, DistributionKind, Spread};
use crate::results::Results;
use crate::text::Source;

/// What a run needs to be repeated; no clock in it, so that equal runs give equal files.
pub fn of(results: &Results) -> Value {
    let scenario = &results.scenario;
    let model = &scenario.model;
    let constants: Map<String, Value> = scenario
        .constants
        .iter()
        .map(|(id, spread)| (model.variable(*id).name.clone(), constant(spread, &model.variable(*id).unit.to_string())))
        .collect();
    let picks: Vec<Value> = scenario
        .picks
        .iter()
        .map(|p| json!({"intervention": model.interventions[p.intervention].name, "start": p.start, "strength": p.strength, "kind": p.kind.name()}))
        .collect();
    let shocks: Vec<Value> = scenario
        .shocks
        .iter()
        .map(|s| json!({"name": s.name, "constant": model.variable(s.constant).name, "amount": s.amount, "from": s.from, "to": s.to}))
        .collect();
    let initial: Map<String, Value> =
        scenario.initial.iter().map(|(id, value)| (model.variable(*id).name.clone(), beginning(value))).collect();
    let time = &scenario.time;
    let source = |s: &Source| json!({"file": file_name(s), "sha256": sha256(&s.text)});
    let mut out = json!({
        "flywheel": env!("CARGO_PKG_VERSION"),
        "scenario": source(&scenario.source),
        "extends": scenario.extends.iter().map(|s| source(s)).collect::<Vec<_>>(),
        "model": {"file": file_name(&model.source), "name": model.name, "sha256": sha256(&model.source.text)},
        "seed": scenario.seed,
        "replications": results.replications(),
        "design": scenario.design.name(),
        "uncertainty": scenario.uncertainty.name(),
        "time": {"unit": time.unit, "start": time.start, "stop": time.stop, "dt": time.dt, "save": time.save, "method": time.method.name()},
        "start": scenario.start,
        "initial": initial,
        "picks": picks,
        "shocks": shocks,
        "constants": constants,
    });
    if let Some(joint) = &scenario.joint {
        out["points"] = source(&joint.source);
    }
    // The figures that a team told of itself, each with the constant that it set.
    if !scenario.team.is_empty() {
        let figure = |index: &usize| {
            let own = &model.team[*index];
            (own.name.clone(), json!(model.variable(own.constant).name))
        };
        out["team"] = Value::Object(scenario.team.iter().map(figure).collect());
    }
    out
}

/// A number, or the text of an equation.
fn beginning(value: &Beginning) -> Value {
    value.number().map_or_else(|| json!(value.text()), |number| json!(number))
}

/// A constant with its distribution, where it has one.
fn constant(spread: &Spread, unit: &str) -> Value {
    let mut out = json!({"value": spread.value, "unit": unit});
    if spread.varies() {
        out["distribution"] = json!(spread.kind.name());
        if let Some((min, max)) = spread.range {
            out["min"] = json!(min);
            out["max"] = json!(max);
        }
        match spread.kind {
            DistributionKind::Normal => out["sd"] = json!(spread.sd),
            DistributionKind::Lognormal => out["cv"] = json!(spread.cv),
            _ => {}
        }
    }
    out
}
