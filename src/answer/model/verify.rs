//! Verify: whether a model is well made.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::feedback::{Feedback, Graph};
use crate::answer::form::Answer;
use crate::answer::{Onlooker, Refusal, Words, contradictions, stages};
use crate::model::draft::Dialect;
use crate::model::limits::not_counted;
use crate::model::scenario::Scenario;
use crate::model::{Model, VariableId, balance, grade};
use crate::text::diagnostic::{Diagnostic, Severity, sorted};
use crate::text::{counted, singular};

use super::counts;

/// So many names stand in a sentence.
const MOST_NAMES: usize = 8;

/// Whether a model is well made.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// Check the units of an XMILE model too; those of our own form are always checked.
    pub units: bool,
}

/// That a model is well made, and what there is in it.
pub struct Verified {
    model: Arc<Model>,
    units_checked: bool,
    feedback: Feedback,
}

/// That a model is well made, and what there is in it.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// The name of the model.
    pub model: String,
    /// That it is well made.
    pub verified: bool,
    pub units_checked: bool,
    /// The names of the variables that state no unit.
    pub without_unit: Vec<String>,
    /// How many it has of each kind: `stocks`, `flows`, `auxiliaries`, `constants`, `tables`; in our own form also
    /// `noise sources`, `counters`, `interventions` and `loops`.
    pub counts: BTreeMap<String, usize>,
    pub graph: Graph,
    /// Where an outflow is limited by its stock, and some inflow does not count for it.
    pub not_counted: Vec<NotCounted>,
}

/// An outflow of a stock that cannot go below 0, and what flows in meanwhile that it cannot take.
#[derive(Serialize, JsonSchema)]
pub struct NotCounted {
    pub stock: String,
    pub outflow: String,
    pub inflows: Vec<String>,
}

impl Question {
    /// Verifies a model that was read: its units, and what is worth knowing of it.
    ///
    /// ```
    /// use flywheel::answer::{Answer, model::verify::Question};
    /// use flywheel::model::file;
    /// use flywheel::run::ensemble::Nobody;
    ///
    /// let answer = Question::default().ask(&file::shipped(), &Nobody).unwrap();
    /// assert!(answer.data().units_checked && answer.data().without_unit.is_empty());
    /// ```
    ///
    /// # Errors
    /// The units that do not balance.
    pub fn ask(&self, model: &Arc<Model>, onlooker: &dyn Onlooker) -> Result<Verified, Refusal> {
        let units_checked = self.units || model.dialect == Dialect::Own;
        let wrong = if units_checked { balance::check(model) } else { Vec::new() };
        if !wrong.is_empty() {
            not_compared(model, &balance::without_unit(model)).iter().for_each(|told| onlooker.note(told));
            return Err(sorted(wrong).into());
        }
        warn(model, onlooker);
        Ok(Verified { model: model.clone(), units_checked, feedback: Feedback::of(model) })
    }
}

/// Tells what can be done in a model and is probably a slip.
pub fn warn(model: &Arc<Model>, onlooker: &dyn Onlooker) {
    let of_file = model.warnings.iter().cloned().chain(grade::doubts(model));
    let alone = Scenario::of_model(model.clone());
    let of_start = stages::too_short(&alone).into_iter().chain(contradictions::of(&alone));
    // Where nobody is asked about yet nothing is stopped.
    let of_start = of_start.map(|told| Diagnostic { severity: Severity::Warning, ..told });
    let warnings: Vec<Diagnostic> = of_file.chain(of_start).collect();
    if !warnings.is_empty() {
        onlooker.warn(&warnings);
    }
}

impl Answer for Verified {
    type Data = Data;
    const NAME: &'static str = "verify";

    fn data(&self) -> Data {
        Data {
            model: self.model.name.clone(),
            verified: true,
            units_checked: self.units_checked,
            without_unit: balance::without_unit(&self.model).into_iter().map(String::from).collect(),
            counts: counts(&self.model).into_iter().map(|(name, count)| (name.to_string(), count)).collect(),
            graph: self.feedback.graph(),
            not_counted: apart(&self.model),
        }
    }

    fn words(&self) -> Words {
        let Verified { model, units_checked, feedback } = self;
        let (units_checked, unitless) = (*units_checked, balance::without_unit(model));
        let counts = counts(model).into_iter();
        let parts: Vec<String> = counts.map(|(name, count)| counted(count as f64, &singular(name))).collect();
        let units = match units_checked {
            true if unitless.len() == written(model) => "no units are given",
            true if !unitless.is_empty() => "every equation balances in the units that are given",
            true => "every equation balances in its units",
            false => "units are kept as they are, and are not checked",
        };
        let not_compared = match units_checked {
            true => not_compared(model, &unitless).iter().map(|told| format!("\n  {told}")).collect(),
            false => String::new(),
        };
        let loops = match model.loops.is_empty() {
            true => "",
            false => ",\n  and every named loop follows links in the equations, with the same signs",
        };
        Words::of(format!(
            "{}: fine\n  {}\n  {feedback}\n  every name is known, {units}, no equation runs in a circle{loops}{not_compared}{}\n",
            model.title,
            parts.join(", "),
            apart(model).iter().map(NotCounted::told).collect::<String>()
        ))
    }
}

/// How many variables people wrote.
fn written(model: &Model) -> usize {
    model.variables.iter().filter(|v| v.owner.is_none()).count()
}

/// What has no unit, where variables have one: other variables, and time.
fn not_compared(model: &Model, unitless: &[&str]) -> Vec<String> {
    let all = written(model);
    if unitless.len() == all {
        return Vec::new();
    }
    let time = (!model.time_unit.is_given()).then(|| {
        "the file gives no unit of time: flows are not compared with their stocks, nor moments with anything"
            .to_string()
    });
    unitless_in_words(unitless, all).into_iter().chain(time).collect()
}

fn unitless_in_words(unitless: &[&str], all: usize) -> Option<String> {
    if unitless.is_empty() {
        return None;
    }
    let names = unitless.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let more = unitless.len().saturating_sub(MOST_NAMES);
    let names = if more == 0 { names } else { format!("{names} and {more} more") };
    let (state, are) = if unitless.len() == 1 { ("states", "is") } else { ("state", "are") };
    Some(format!("{} of {all} variables {state} no unit and {are} compared with nothing: {names}", unitless.len()))
}

/// What flows into stocks and does not count where their outflows are limited, in the order of the file.
fn apart(model: &Model) -> Vec<NotCounted> {
    let name = |id: VariableId| model.variable(id).name.clone();
    let mut out = Vec::new();
    for outflow in model.ids() {
        for limit in &model.limits[outflow.0 as usize] {
            let inflows: Vec<String> = not_counted(&model.variables, limit).map(name).collect();
            if !inflows.is_empty() {
                out.push(NotCounted { stock: name(limit.stock), outflow: name(outflow), inflows });
            }
        }
    }
    out
}

impl NotCounted {
    fn told(&self) -> String {
        let NotCounted { stock, outflow, inflows } = self;
        let (bring, depend) = if inflows.len() == 1 { ("brings", "depends") } else { ("bring", "depend") };
        let inflows: Vec<String> = inflows.iter().map(|name| format!("`{name}`")).collect();
        let inflows = inflows.join(" and ");
        format!("\n  `{outflow}` cannot take what {inflows}, which {depend} on it, {bring} to `{stock}` within a step")
    }
}
