//! What comes from outside the model: picks and shocks.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::VariableId;
use crate::model::scenario::{Addition, Scenario};

/// What begins or ends, by its title.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub time: f64,
    pub title: String,
    pub kind: EventKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum EventKind {
    #[serde(rename = "starts")]
    Begins,
    #[serde(rename = "ends")]
    Ends,
}

/// How far back from a moment what came from outside is told where nothing has bent since: an eighth of the run, in saved
/// intervals.
pub fn reach(times: &[f64]) -> usize {
    (times.len() - 1) / 8
}

/// What picks and shocks begin or end from one moment to before another, in order. What happens at the second moment has
/// moved nothing yet.
pub fn events(scenario: &Scenario, from: f64, before: f64) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    for pick in &scenario.picks {
        let title = scenario.model.interventions[pick.intervention].title.clone();
        out.push(Event { time: pick.start, title, kind: EventKind::Begins });
    }
    for shock in &scenario.shocks {
        out.push(Event { time: shock.from, title: shock.title.clone(), kind: EventKind::Begins });
        out.extend(shock.to.map(|to| Event { time: to, title: shock.title.clone(), kind: EventKind::Ends }));
    }
    out.retain(|event| event.time >= from && event.time < before);
    out.sort_by(|a, b| a.time.total_cmp(&b.time));
    out
}

/// What one pick or shock adds to a constant.
pub struct Mover {
    pub title: String,
    pub addition: Addition,
}

/// The picks and shocks that move a constant, in the order in which they begin.
pub fn movers(scenario: &Scenario, constant: VariableId) -> Vec<Mover> {
    let mut out = Vec::new();
    for pick in &scenario.picks {
        let title = &scenario.model.interventions[pick.intervention].title;
        let own = scenario.additions_of(pick).into_iter().filter(|addition| addition.constant == constant);
        out.extend(own.map(|addition| Mover { title: title.clone(), addition }));
    }
    for shock in scenario.shocks.iter().filter(|shock| shock.constant == constant) {
        let addition =
            Addition { constant, amount: shock.amount, size: None, from: shock.from, ramp: 0.0, to: shock.to };
        out.push(Mover { title: shock.title.clone(), addition });
    }
    out.sort_by(|a, b| a.addition.from.total_cmp(&b.addition.from));
    out
}
