//! What machines read of runs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::outcome::ending;
use crate::answer::machine::{ClassShare, Number, Quantiles};
use crate::answer::outcomes::headline;

use super::{Run, Runs};

/// Scenarios that were run.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// In the order in which they were asked for.
    pub scenarios: Vec<Scenario>,
}

/// A scenario that was run.
#[derive(Serialize, JsonSchema)]
pub struct Scenario {
    /// The file it was read from, as it was named.
    pub file: String,
    pub title: String,
    /// The seed of all luck.
    pub seed: u64,
    /// How many replications were run.
    pub replications: usize,
    /// Where they end; empty where the model has no outcome classes.
    pub outcomes: Vec<ClassShare>,
    /// What people see first, variable by variable, each at a few moments.
    pub headline: Vec<Moment>,
}

/// A variable at a moment, over all replications.
#[derive(Serialize, JsonSchema)]
pub struct Moment {
    /// The name of the variable.
    pub variable: String,
    /// What people call it.
    pub label: String,
    /// Its unit; `1` of a pure number.
    pub unit: String,
    /// When, in the model's unit of time.
    pub time: Number,
    pub mean: Number,
    /// The standard error of the median.
    pub median_monte_carlo_error: Number,
    #[serde(flatten)]
    pub quantiles: Quantiles,
}

impl Runs {
    pub(super) fn machine(&self) -> Data {
        Data { scenarios: self.runs.iter().map(Run::machine).collect() }
    }
}

impl Run {
    fn machine(&self) -> Scenario {
        let scenario = self.scenario();
        let classes = ending(&self.results).map(|ending| ending.shares).unwrap_or_default();
        let outcomes = classes.into_iter().map(|(outcome, share)| ClassShare { outcome, share: share.into() });
        Scenario {
            file: scenario.source.name.clone(),
            title: scenario.title.clone(),
            seed: scenario.seed,
            replications: self.results.replications(),
            outcomes: outcomes.collect(),
            headline: self.headline(),
        }
    }

    fn headline(&self) -> Vec<Moment> {
        let mut out = Vec::new();
        for id in headline(self.scenario()) {
            let (variable, Some(bands)) = (self.results.variable(id), self.summary.of(id)) else { continue };
            out.extend(self.moments().into_iter().map(|at| Moment {
                variable: variable.name.clone(),
                label: variable.words(),
                unit: variable.unit.to_string(),
                time: self.results.times()[at].into(),
                mean: bands[at].mean.into(),
                median_monte_carlo_error: bands[at].median.error.into(),
                quantiles: bands[at].quantiles.into(),
            }));
        }
        out
    }
}
