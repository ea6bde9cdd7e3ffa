//! Noise is luck: nothing makes it what it is.

use schemars::JsonSchema;
use serde::Serialize;

use super::asked::AskedData;
use crate::answer::machine::Number;
use crate::model::scenario::Scenario;
use crate::model::{Noise, VariableId};
use crate::text::{capital, counted, singular};

/// Noise, and how it is drawn.
pub struct Luck {
    scenario: Scenario,
    of: VariableId,
    distribution: &'static str,
    mean: String,
    period: f64,
}

/// That a variable is luck, and around what it is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LuckData {
    #[serde(flatten)]
    pub asked: AskedData,
    /// The distribution that it is drawn from.
    pub distribution: String,
    /// The equation of its mean.
    pub mean: String,
    /// How long a draw lasts, in the model's unit of time.
    pub period: Number,
}

impl Luck {
    pub fn of(scenario: Scenario, of: VariableId, noise: &Noise) -> Luck {
        let (distribution, mean) = (noise.kind.name(), noise.mean.text.clone());
        Luck { scenario, of, distribution, mean, period: noise.period }
    }

    pub fn data(&self) -> LuckData {
        let Luck { scenario, of, distribution, mean, period } = self;
        LuckData {
            asked: AskedData::of(scenario, *of),
            distribution: distribution.to_string(),
            mean: mean.clone(),
            period: (*period).into(),
        }
    }

    pub fn told(&self) -> String {
        let Luck { scenario, of, distribution, mean, period } = self;
        let unit = singular(&scenario.time.unit);
        let often = match *period {
            1.0 => format!("each {unit}"),
            period => format!("every {}", counted(period, &unit)),
        };
        let one = scenario.one();
        format!(
            "{}\n{} is luck, drawn anew {often} ({distribution} with mean {mean}): nothing causes it.\n\
             The usual {one}, which is explained here, has no luck: this stays at its mean.\n",
            scenario.title,
            capital(&scenario.model.variable(*of).words()),
        )
    }
}
