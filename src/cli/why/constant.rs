//! Why a constant is what it is: nothing moves it but picks and shocks.

use serde_json::json;

use crate::cli::numbers::person;
use crate::cli::{Manner, Outcome, print};
use crate::model::VariableId;
use crate::model::scenario::Scenario;
use crate::text::plain;

/// Tells a constant's value and what is added to it.
pub fn tell(scenario: &Scenario, of: VariableId, manner: Manner) -> Outcome {
    let model = &scenario.model;
    let variable = model.variable(of);
    let unit = &scenario.time.unit;
    let value = scenario.constants.iter().find(|(id, _)| *id == of).map_or(f64::NAN, |(_, spread)| spread.value);
    let picks = scenario.picks.iter().flat_map(|pick| {
        let intervention = &model.interventions[pick.intervention];
        let own = intervention.adds.iter().filter(|(constant, _)| *constant == of);
        own.map(|(_, amount)| (intervention.title.clone(), amount * pick.strength, pick.start, None))
    });
    let shocks = scenario.shocks.iter().filter(|shock| shock.constant == of);
    let shocks = shocks.map(|shock| (shock.title.clone(), shock.amount, shock.from, shock.to));
    let mut moved: Vec<(String, f64, f64, Option<f64>)> = picks.chain(shocks).collect();
    moved.sort_by(|a, b| a.2.total_cmp(&b.2));
    if manner.json {
        let added = moved
            .iter()
            .map(|(title, amount, from, to)| json!({"title": title, "amount": amount, "from": from, "to": to}));
        let answer = json!({
            "file": scenario.source.name, "title": scenario.title, "variable": variable.name, "label": variable.words(),
            "unit": variable.unit.to_string(), "constant": value, "outside": added.collect::<Vec<_>>(),
        });
        return print::answer(&serde_json::to_string_pretty(&answer).unwrap_or_default());
    }
    let measure = if variable.unit.is_one() { String::new() } else { format!(" {}", variable.unit) };
    let mut out = format!(
        "{} is a constant, {}{measure}: no loop moves it, only picks and shocks do.\n",
        variable.words(),
        person(value)
    );
    if moved.is_empty() {
        out.push_str("In this scenario none does.\n");
    }
    for (title, amount, from, to) in moved {
        let sign = if amount > 0.0 { "+" } else { "" };
        let to = to.map_or(String::new(), |to| format!(" to {}", plain(to)));
        out.push_str(&format!("  \"{title}\" from {unit} {}{to}: {sign}{}\n", plain(from), person(amount)));
    }
    print::answer(&out)
}
