//! Which luck, and how much of it, in place of what a scenario says.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::scenario::{Design, Scenario};
use crate::text::diagnostic::{Code, Diagnostic};

use super::Refusal;

/// Which luck, and how much of it: what is None is as the scenario says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Luck {
    /// The seed of all luck.
    pub seed: Option<u64>,
    /// How many replications.
    pub replications: Option<u64>,
    /// How the replications' constants are spread.
    pub design: Option<Design>,
}

impl Luck {
    /// Puts it in place of what the scenario says.
    pub fn apply(&self, scenario: &mut Scenario) {
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        scenario.replications = self.replications.unwrap_or(scenario.replications);
        scenario.design = self.design.unwrap_or(scenario.design);
    }

    /// Of too many replications, where they were asked for here and not in a file, tells the part of the question.
    pub fn refused(&self, refusal: Refusal) -> Refusal {
        match refusal {
            Refusal::Files(wrong) if self.replications.is_some() && is_too_many(&wrong) => {
                Refusal::missing("replications", wrong[0].message.clone())
            }
            refusal => refusal,
        }
    }
}

fn is_too_many(wrong: &[Diagnostic]) -> bool {
    matches!(wrong, [first, ..] if first.code == Code::TooLarge && first.labels.is_empty())
}
