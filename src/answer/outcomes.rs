//! Outcomes that are asked about.

use crate::analysis::claims::quantity::Quantity;
use crate::model::VariableId;
use crate::model::scenario::Scenario;
use crate::results::Results;
use crate::text::diagnostic::Diagnostic;
use crate::text::suggestion;

use super::{Onlooker, Refusal};

/// How many outcomes are asked about where nobody says which.
const MOST_USUAL: usize = 9;

/// What is asked about: what was typed, each once, or what people usually ask.
///
/// # Errors
/// What is wrong with what was typed; that there is nothing to ask about.
pub fn quantities(scenario: &Scenario, typed: &[String], onlooker: &dyn Onlooker) -> Result<Vec<Quantity>, Refusal> {
    let mut out: Vec<Quantity> = Vec::new();
    for text in typed {
        let refuse = |wrong: Diagnostic| {
            let help = wrong.help.map_or(String::new(), |help| format!(": {help}"));
            Refusal::of("of", text, format!("{}{help}", wrong.message))
        };
        let quantity = Quantity::read(scenario, text).map_err(refuse)?;
        if out.iter().all(|other| other.path != quantity.path) {
            out.push(quantity);
        }
    }
    if !out.is_empty() {
        return Ok(out);
    }
    out = Quantity::usual(scenario);
    if out.is_empty() {
        let message = "the model has no headline, no stocks and no outcome classes: say what to ask about";
        return Err(Refusal::missing("of", message));
    }
    if out.len() > MOST_USUAL {
        onlooker.note(&format!("of {} outcomes the first {MOST_USUAL}: ask for others by name", out.len()));
        out.truncate(MOST_USUAL);
    }
    Ok(out)
}

/// An outcome's values, replication by replication. One that is a number in no run is refused, and one that is none in some
/// is told: never a silent NaN.
///
/// # Errors
/// Which outcome is no number.
pub fn values_of(quantity: &Quantity, results: &Results, onlooker: &dyn Onlooker) -> Result<Vec<f64>, Refusal> {
    let values = quantity.values(results);
    match values.iter().filter(|value| !value.is_finite()).count() {
        0 => {}
        all if all == values.len() => {
            let why = "is infinite or no number at all in every run: a division by 0, or a root of what is below 0?";
            return Err(Refusal::asked(format!("{} {why}", quantity.text)));
        }
        some => onlooker.note(&format!(
            "warning: {} is infinite or no number at all in {some} of {} runs, which are left out",
            quantity.text,
            values.len()
        )),
    }
    Ok(values)
}

/// What people see first; every kept variable, where the model does not say.
pub fn headline(scenario: &Scenario) -> Vec<VariableId> {
    let model = &scenario.model;
    let mut out = if model.headline.is_empty() { scenario.recorded() } else { model.headline.clone() };
    out.extend(scenario.record.iter().filter(|id| !model.headline.contains(id)));
    out.dedup();
    out.truncate(16);
    out
}

/// The variable that a part of a question names, by its name or label.
///
/// # Errors
/// That there is none, with the nearest one that there is, or else some that the model shows first.
pub fn variable(scenario: &Scenario, of: &'static str, typed: &str) -> Result<VariableId, Refusal> {
    let model = &scenario.model;
    model.find(typed).ok_or_else(|| {
        let shown = || {
            let names: Vec<String> =
                model.headline.iter().map(|id| format!("`{}`", model.variable(*id).name)).collect();
            if names.is_empty() { String::new() } else { format!("; the model shows {}", names.join(", ")) }
        };
        let nearest = suggestion::nearest(typed, model.names());
        let help = nearest.map_or_else(shown, |near| format!(": did you mean `{near}`?"));
        Refusal::of(of, typed, format!("nothing is called that{help}"))
    })
}
