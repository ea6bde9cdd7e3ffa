//! Why a constant is what it is, and what luck does: no loop moves either.

use serde_json::json;

use crate::cli::numbers::{fine, person};
use crate::cli::{Manner, Outcome, print};
use crate::model::scenario::Scenario;
use crate::model::{Noise, Variable, VariableId};
use crate::text::{capital, counted, plain, singular};

use super::outside::movers;

/// Tells a constant's value at a moment and what moves it.
pub fn tell(scenario: &Scenario, of: VariableId, at: f64, manner: Manner) -> Outcome {
    let variable = scenario.model.variable(of);
    let unit = singular(&scenario.time.unit);
    let slack = 1e-6 * scenario.time.dt;
    let own = scenario.constants.iter().find(|(id, _)| *id == of).map_or(f64::NAN, |(_, spread)| spread.value);
    let moved = movers(scenario, of);
    let value = own + moved.iter().map(|mover| mover.addition.at(at, slack)).sum::<f64>();
    if manner.json {
        let added = moved.iter().map(|mover| {
            let a = &mover.addition;
            json!({
                "title": mover.title, "amount": a.amount, "from": a.from, "ramp": a.ramp, "to": a.to, "now": a.at(at, slack),
            })
        });
        let answer = json!({
            "file": scenario.source.name, "title": scenario.title, "variable": variable.name, "label": variable.words(),
            "unit": variable.unit.to_string(), "at": at, "value": value, "constant": own,
            "outside": added.collect::<Vec<_>>(),
        });
        return print::answer(&serde_json::to_string_pretty(&answer).unwrap_or_default());
    }
    let mut out = format!(
        "{}\n{} in {unit} {}: {}{}. It is a constant: no loop moves it, only picks and shocks do.\n",
        scenario.title,
        capital(&variable.words()),
        plain(at),
        person(value),
        measure(variable),
    );
    out.push_str(&match moved.is_empty() {
        true => "In this scenario none does.\n".to_string(),
        false => format!("By itself it is {}; in this scenario it is moved by\n", person(own)),
    });
    for mover in &moved {
        let a = &mover.addition;
        let now = match a.at(at, slack) {
            _ if at < a.from - slack => "not yet".to_string(),
            _ if a.to.is_some_and(|to| at >= to - slack) => "no more".to_string(),
            now if now == a.amount => "all of it now".to_string(),
            now => format!("{} now", signed(now)),
        };
        let ramp = match a.ramp {
            ramp if ramp > 0.0 => format!(" over {}", counted(ramp, &unit)),
            _ => String::new(),
        };
        let to = a.to.map_or(String::new(), |to| format!(" to {}", plain(to)));
        let (title, from, amount) = (&mover.title, plain(a.from), signed(a.amount));
        out.push_str(&format!("  \"{title}\" from {unit} {from}{to}: {amount}{ramp} ({now})\n"));
    }
    print::answer(&out)
}

/// Tells that noise is luck, and around what it is drawn.
pub fn tell_luck(scenario: &Scenario, of: VariableId, noise: &Noise, manner: Manner) -> Outcome {
    let variable = scenario.model.variable(of);
    let unit = singular(&scenario.time.unit);
    let (kind, mean, period) = (noise.kind.name(), &noise.mean.text, noise.period);
    if manner.json {
        let answer = json!({
            "file": scenario.source.name, "title": scenario.title, "variable": variable.name, "label": variable.words(),
            "unit": variable.unit.to_string(), "luck": kind, "mean": mean, "period": period,
        });
        return print::answer(&serde_json::to_string_pretty(&answer).unwrap_or_default());
    }
    let often = match period {
        1.0 => format!("each {unit}"),
        period => format!("every {}", counted(period, &unit)),
    };
    let one = scenario.one();
    print::answer(&format!(
        "{}\n{} is luck, drawn anew {often} ({kind}, with mean {mean}): nothing makes it what it is.\n\
         The usual {one} that `flywheel why` explains has none: there it stands at its mean.\n",
        scenario.title,
        capital(&variable.words()),
    ))
}

fn measure(variable: &Variable) -> String {
    if variable.unit.is_one() { String::new() } else { format!(" {}", variable.unit) }
}

fn signed(amount: f64) -> String {
    format!("{}{}", if amount > 0.0 { "+" } else { "" }, fine(amount))
}
