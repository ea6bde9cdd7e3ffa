//! What answers have in common for machines.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::estimate::Estimate;
use crate::analysis::summary;
use crate::model::Model;
use crate::text::Diagnostic;

use super::Refusal;
use super::form::FORMAT;
use super::refusal::message;

/// A number in full precision; null where it is infinite or no number at all, and a zero has no sign.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Number(f64);

impl From<f64> for Number {
    fn from(value: f64) -> Number {
        Number(value + 0.0)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "In full precision; null where it is infinite or no number at all.",
            "type": ["number", "null"],
        })
    }
}

/// A figure that luck has a part in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Estimated {
    pub value: Number,
    /// The standard error of the value: what other luck would change.
    pub monte_carlo_error: Number,
}

impl From<Estimate> for Estimated {
    fn from(estimate: Estimate) -> Estimated {
        Estimated { value: estimate.value.into(), monte_carlo_error: estimate.error.into() }
    }
}

/// A share of all replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// 0 to 1.
    pub share: Number,
    /// The standard error of the share: what other luck would change.
    pub monte_carlo_error: Number,
}

impl From<Estimate> for Share {
    fn from(estimate: Estimate) -> Share {
        Share { share: estimate.value.into(), monte_carlo_error: estimate.error.into() }
    }
}

/// What an outcome is: a number about each replication.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OutcomeName {
    /// It as a claim writes it: `trust@104`.
    pub outcome: String,
    /// The variable that it is a value of; null where it is a calculation.
    pub variable: Option<String>,
    /// What people call that variable; of a calculation, the calculation.
    pub label: String,
    /// What the outcome is, in words: "trust, week 104".
    pub words: String,
    /// Its unit, or what a pure number runs on; empty where neither is known.
    pub unit: String,
}

impl OutcomeName {
    /// Of a model's quantity.
    pub fn of(quantity: &Quantity, model: &Model) -> OutcomeName {
        let (variable, label) = quantity.named(model);
        OutcomeName {
            outcome: quantity.text.clone(),
            variable: variable.map(String::from),
            label,
            words: quantity.words.clone(),
            unit: quantity.measure.clone(),
        }
    }
}

/// The share of replications that end in an outcome class.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ClassShare {
    /// What people call the class.
    pub outcome: String,
    #[serde(flatten)]
    pub share: Share,
}

/// Quantiles by their names: `p5` is what 5% of the replications lie below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantiles(summary::Quantiles);

impl From<summary::Quantiles> for Quantiles {
    fn from(quantiles: summary::Quantiles) -> Quantiles {
        Quantiles(quantiles)
    }
}

impl Serialize for Quantiles {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = summary::Quantiles::NAMES.into_iter().zip(self.0.values().map(Number::from));
        serializer.collect_map(named)
    }
}

impl JsonSchema for Quantiles {
    fn schema_name() -> Cow<'static, str> {
        "Quantiles".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Number>();
        let properties: serde_json::Map<String, serde_json::Value> =
            summary::Quantiles::NAMES.iter().map(|name| (name.to_string(), number.clone().into())).collect();
        let names: Vec<&String> = properties.keys().collect();
        json_schema!({"type": "object", "required": names, "properties": properties})
    }
}

/// What is wrong, in place of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Wrong {
    /// The version of this form: [`FORMAT`].
    pub format: u32,
    /// One entry a mistake.
    pub errors: Vec<Mistake>,
}

/// A mistake, or what else keeps an answer from being given.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Mistake {
    /// A stable word for this kind of mistake: see `docs/json.md`.
    pub code: String,
    /// One sentence that names what is wrong, and the rule.
    pub message: String,
    /// The file in which it stands; null where it stands in none.
    pub file: Option<String>,
    /// The line in the file, from 1.
    pub line: Option<usize>,
    /// The column in the line, in characters, from 1.
    pub column: Option<usize>,
    /// What can be done instead.
    pub help: Option<String>,
}

/// The code of a question that means nothing, and of a command line that does.
pub const USAGE: &str = "wrong-usage";

/// The code of work that was ended before its answer was known.
pub const ENDED: &str = "ended";

impl Wrong {
    pub fn new(errors: Vec<Mistake>) -> Wrong {
        Wrong { format: FORMAT, errors }
    }

    /// Why a question has no answer, where a part of it is `named` as its reader knows it.
    pub fn of(refusal: &Refusal, named: impl Fn(&str) -> String) -> Wrong {
        Wrong::new(match refusal {
            Refusal::Asked { of, why } => vec![Mistake::of(USAGE, message(of.as_ref(), why, named))],
            Refusal::Files(wrong) => wrong.iter().map(Mistake::from).collect(),
            Refusal::Ended => vec![Mistake::of(ENDED, "stopped before the end")],
        })
    }
}

impl Mistake {
    /// One that stands in no file.
    pub fn of(code: &str, message: impl Into<String>) -> Mistake {
        Mistake { code: code.into(), message: message.into(), file: None, line: None, column: None, help: None }
    }
}

impl From<&Diagnostic> for Mistake {
    fn from(wrong: &Diagnostic) -> Mistake {
        let place = wrong.labels.first().map(|label| &label.place);
        Mistake {
            code: wrong.code.name().into(),
            message: wrong.message.clone(),
            file: place.map(|place| place.source.name.clone()),
            line: place.map(|place| place.source.line(place.span.start)),
            column: place.map(|place| place.source.column(place.span.start)),
            help: wrong.help.clone(),
        }
    }
}
