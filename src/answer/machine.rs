//! What answers have in common for machines.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::analysis::estimate::Estimate;

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
