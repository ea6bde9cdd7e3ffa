//! Pick: which one from each box is best, how sure that is, and what each pick contributes.
//!
//! `asked` makes plans of a question, `raced` runs them, and the other files tell what came out.

mod boxes;
mod charts;
mod data;
mod memo;
mod search;
mod setup;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::criterion::Criterion;
use crate::model::plan::Orders;
use crate::model::scenario::Scenario;

use super::form::{Answer, Chart, Manifest, Sheet};
use super::provenance::manifest;
use super::{Luck, Onlooker, Refusal, Words};
pub use data::Data;
use search::Picked;
use setup::Setup;

/// Which plan is best: at most one intervention from each box, and when each starts? All plans are held against each other
/// in the same replications, with the same luck. What the scenario picks itself is set aside, and shown beside the others.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// What a plan is to bring: an objective by its name, or an outcome as claims write it, such as `trust@104`; if none is
    /// named, the first that the model declares.
    pub objective: Option<String>,
    /// Whether less of the objective is better; where the model says which way is better, that holds by itself.
    pub less: bool,
    /// What counts of the values in all replications. If nothing is said, of an outcome class its chance, of an objective that is
    /// added up over the run the mean, and of anything else the median.
    pub by: Option<Criterion>,
    /// The most that a plan may cost, in change effort.
    pub budget: Option<f64>,
    /// Only these interventions, or those from these boxes; all, if none are named.
    pub only: Vec<String>,
    /// None of these interventions, or of those from these boxes.
    pub not: Vec<String>,
    /// When the first pick starts, in the model's unit of time; if nothing is said, as in the scenario's own picks, else as
    /// the model declares.
    pub first: Option<f64>,
    /// From the start of one pick to that of the next, each to be tried; if none are named, those that the model declares.
    pub gaps: Vec<f64>,
    /// In which order picks may start.
    pub orders: Orders,
    /// Whether to run every plan in every replication, in place of a race in which plans drop out that are clearly behind.
    pub exhaustive: bool,
    /// Whether a memo is wanted: then what was drawn for the uncertain constants is kept, so that it can tell which of them
    /// its claims rest on.
    pub memo: bool,
    /// In place of the luck that the scenario asks for.
    pub luck: Luck,
}

/// The plans, and what came out.
pub struct Found {
    setup: Setup,
    picked: Picked,
}

impl Question {
    /// Runs plans in the scenario and finds the best.
    ///
    /// ```
    /// use flywheel::answer::{Answer, Luck, pick};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let scenario = load("<wicked-loop.toml>", &ShippedLibrary).unwrap();
    /// let luck = Luck { replications: Some(50), ..Luck::default() };
    /// let only = vec!["not_now".into(), "wip_limit".into()];
    /// let found = pick::Question { only, luck, ..Default::default() }.ask(scenario, &Nobody).unwrap();
    /// assert_eq!(found.data().plans, 1 + 2 + 3);
    /// ```
    ///
    /// # Errors
    /// What means nothing, with the way out; what cannot be run; that somebody ended it before anything was known. Where
    /// something is known by then, that is the answer: see [`Found::is_partial`].
    pub fn ask(&self, scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Found, Refusal> {
        let setup = Setup::new(self, scenario, onlooker)?;
        let picked = Picked::of(&setup, onlooker)?;
        Ok(Found { setup, picked })
    }
}

impl Found {
    /// Whether somebody ended the search: the answer is what was known by then.
    pub fn is_partial(&self) -> bool {
        self.picked.search.ended
    }

    /// The scenario whose plans these are, as it was run: without picks of its own.
    pub fn scenario(&self) -> &Scenario {
        &self.setup.scenario
    }

    /// By what plans were ranked.
    pub fn criterion(&self) -> Criterion {
        self.setup.criterion
    }
}

impl Answer for Found {
    type Data = Data;
    const NAME: &'static str = "pick";

    fn data(&self) -> Data {
        self.setup.told(&self.picked)
    }

    fn words(&self) -> Words {
        self.setup.spoken(&self.picked)
    }

    fn sheets(&self) -> Vec<Sheet> {
        vec![Sheet { name: format!("{}/pick.csv", self.setup.scenario.stem), text: self.setup.csv(&self.picked) }]
    }

    fn charts(&self) -> Vec<Chart> {
        if self.is_partial() {
            return Vec::new();
        }
        let Found { setup, picked } = self;
        let figures = [
            ("pick", Some(setup.plans_figure(picked))),
            ("contributions", setup.contributions_figure(picked)),
            ("side-by-side", setup.beside_figure(picked)),
        ];
        let chart =
            |(name, figure): (_, Option<_>)| Some(Chart::of(format!("{}/{name}", setup.scenario.stem), figure?));
        figures.into_iter().filter_map(chart).collect()
    }

    fn manifests(&self) -> Vec<Manifest> {
        let told = manifest("pick", [&self.setup.scenario]);
        vec![Manifest { name: format!("{}/pick-manifest.json", self.setup.scenario.stem), told }]
    }
}
