//! Why a constant is what it is, and what luck does: no loop moves either.

use serde_json::json;

use crate::answer::numbers::fine;
use crate::model::scenario::{Addition, Scenario};
use crate::model::{Noise, VariableId};
use crate::text::{capital, counted, plain, singular};

use super::Answer;
use super::outside::movers;
use super::words::measured;

/// Tells a constant's value at a moment and what moves it.
pub fn answer(scenario: &Scenario, of: VariableId, at: f64) -> Answer {
    let variable = scenario.model.variable(of);
    let unit = singular(&scenario.time.unit);
    let (slack, moved) = (1e-6 * scenario.time.dt, movers(scenario, of));
    let [own, value] = values(scenario, of, at);
    let outside = moved.iter().map(|mover| {
        let a = &mover.addition;
        json!({
            "title": mover.title, "amount": a.amount, "from": a.from, "ramp": a.ramp, "to": a.to, "now": a.at(at, slack),
        })
    });
    let json = json!({
        "file": scenario.source.name, "title": scenario.title, "variable": variable.name, "label": variable.words(),
        "unit": variable.unit.to_string(), "at": at, "value": value, "constant": own,
        "outside": outside.collect::<Vec<_>>(),
    });
    let mut out = format!(
        "{}\n{} in {unit} {}: {}. It is a constant: no loop moves it, only picks and shocks do.\n",
        scenario.title,
        capital(&variable.words()),
        plain(at),
        measured(variable, value, &unit),
    );
    out.push_str(&match moved.is_empty() {
        true => "In this scenario none does.\n".to_string(),
        false => format!("By itself it is {}; in this scenario it is moved by\n", fine(own)),
    });
    for mover in &moved {
        out.push_str(&format!("  \"{}\" {}\n", mover.title, added(&mover.addition, at, slack, &unit)));
    }
    Answer { json, words: out, picture: None }
}

/// What a constant is by itself, and what it is at a moment with all that picks and shocks add.
pub fn values(scenario: &Scenario, of: VariableId, at: f64) -> [f64; 2] {
    let own = scenario.constants.iter().find(|(id, _)| *id == of).map_or(f64::NAN, |(_, spread)| spread.value);
    let slack = 1e-6 * scenario.time.dt;
    [own, own + movers(scenario, of).iter().map(|mover| mover.addition.at(at, slack)).sum::<f64>()]
}

/// "from week 16: +0.70 over 6 weeks (all of it now)".
pub fn added(a: &Addition, at: f64, slack: f64, unit: &str) -> String {
    let now = match a.at(at, slack) {
        _ if at < a.from - slack => "not yet".to_string(),
        _ if a.to.is_some_and(|to| at >= to - slack) => "no more".to_string(),
        now if now == a.amount => "all of it now".to_string(),
        now => format!("{} now", signed(now)),
    };
    let to = a.to.map_or(String::new(), |to| format!(" to {}", plain(to)));
    format!("from {unit} {}{to}: {} ({now})", plain(a.from), ramped(a.amount, a.ramp, unit))
}

/// "+0.70 over 6 weeks".
pub fn ramped(amount: f64, ramp: f64, unit: &str) -> String {
    let over = if ramp > 0.0 { format!(" over {}", counted(ramp, unit)) } else { String::new() };
    format!("{}{over}", signed(amount))
}

/// Tells that noise is luck, and around what it is drawn.
pub fn answer_of_luck(scenario: &Scenario, of: VariableId, noise: &Noise) -> Answer {
    let variable = scenario.model.variable(of);
    let unit = singular(&scenario.time.unit);
    let (kind, mean, period) = (noise.kind.name(), &noise.mean.text, noise.period);
    let json = json!({
        "file": scenario.source.name, "title": scenario.title, "variable": variable.name, "label": variable.words(),
        "unit": variable.unit.to_string(), "luck": kind, "mean": mean, "period": period,
    });
    let often = match period {
        1.0 => format!("each {unit}"),
        period => format!("every {}", counted(period, &unit)),
    };
    let one = scenario.one();
    let words = format!(
        "{}\n{} is luck, drawn anew {often} ({kind}, with mean {mean}): nothing makes it what it is.\n\
         The usual {one} that `flywheel why` explains has none: there it stands at its mean.\n",
        scenario.title,
        capital(&variable.words()),
    );
    Answer { json, words, picture: None }
}

fn signed(amount: f64) -> String {
    format!("{}{}", if amount > 0.0 { "+" } else { "" }, fine(amount))
}
