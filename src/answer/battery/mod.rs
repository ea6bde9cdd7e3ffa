//! The battery: the tests that the field expects of a model before anyone acts on it.
//!
//! One half can be asked of any model ([`own`]), the other only of this one: scenario files, which the model names as its
//! `battery`, with what they claim. `docs/battery.md` says what each test asks and where it comes from.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::claims::checks::Standing;
use crate::model::Model;
use crate::model::library::Library;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::scenario_file::load_about;
use crate::text::Diagnostic;

use super::ensemble::{watched, watched_held};
use super::form::Answer;
use super::judging::{self, Runs, judge_all};
use super::{Luck, Onlooker, Refusal, Words};

mod claimed;
mod data;
mod own;
mod words;

pub use data::{Data, Figures};

/// Enough that a share is known to about a hundredth.
pub const REPLICATIONS: u64 = 2000;

/// How a model stands in the battery of tests.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// How many draws of all constants there are wherever something is drawn; 2000, if not given.
    pub replications: Option<u64>,
}

/// How a model stands in its battery.
pub struct Battery {
    model: Arc<Model>,
    replications: u64,
    tests: Vec<Test>,
}

/// One test, and how it came out.
struct Test {
    name: String,
    /// What it asks, in a sentence.
    asks: String,
    found: String,
    limit: String,
    /// What was published of the same figure, and how far it has moved.
    published: String,
    standing: Standing,
    /// What somebody should know, a sentence each.
    notes: Vec<String>,
    /// The same for machines.
    figures: Figures,
}

impl Question {
    /// Runs the battery of a model; the files that the model names come from the library.
    ///
    /// ```no_run
    /// use flywheel::answer::Answer;
    /// use flywheel::answer::battery::Question;
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, model::file};
    ///
    /// let answer = Question::default().ask(&file::shipped(), &ShippedLibrary, &Nobody).unwrap();
    /// assert_eq!(answer.data().failed, 0);
    /// ```
    ///
    /// # Errors
    /// A file of the battery that cannot be read; a model that cannot be run; that somebody ended it.
    pub fn ask(&self, model: &Arc<Model>, library: &dyn Library, onlooker: &dyn Onlooker) -> Result<Battery, Refusal> {
        let replications = self.replications.unwrap_or(REPLICATIONS);
        let scenarios = scenarios(model, replications, library)?;
        let own = own::Own::new(model, replications);
        let work = own.work() + scenarios.iter().map(judging::work).sum::<u64>();
        let work = onlooker.begin("battery", work);
        let mut tests = own.tests(&*work)?;
        for scenario in &scenarios {
            // Where nothing is drawn, all replications are one.
            let drawn = scenario.uncertainty != Uncertainty::None;
            let luck = Luck { replications: drawn.then_some(replications), ..Luck::default() };
            let runs = Runs {
                plain: &|scenario, wanted| watched(scenario, wanted, &*work),
                held: &|scenario, windows| watched_held(scenario, windows, &*work),
            };
            let findings = judge_all(scenario, luck, &runs)?;
            let claims = scenario.claims.iter().zip(&findings);
            tests.extend(claims.map(|(claim, finding)| claimed::test(scenario, claim, finding)));
        }
        Ok(Battery { model: model.clone(), replications, tests })
    }
}

impl Battery {
    /// Whether a test failed.
    pub fn has_failed(&self) -> bool {
        self.count(Standing::Failed) > 0
    }

    fn count(&self, standing: Standing) -> usize {
        self.tests.iter().filter(|test| test.standing == standing).count()
    }
}

impl Answer for Battery {
    type Data = Data;
    const NAME: &'static str = "battery";

    fn data(&self) -> Data {
        self.machine()
    }

    fn words(&self) -> Words {
        self.told()
    }
}

/// The scenarios of the model's battery, each about this very model.
fn scenarios(model: &Arc<Model>, replications: u64, library: &dyn Library) -> Result<Vec<Scenario>, Refusal> {
    let mut out = Vec::new();
    let mut wrong = Vec::new();
    for (path, span) in &model.battery {
        match load_about(&library.beside(&model.source.name, path), model, library) {
            Ok(scenario) if scenario.uncertainty == Uncertainty::None => out.push(scenario),
            Ok(scenario) => out.push(Scenario { replications, ..scenario }),
            Err(found) => {
                let place = |d: Diagnostic| match d.labels.is_empty() {
                    true => d.at(&model.source, *span, "named here"),
                    false => d,
                };
                wrong.extend(found.into_iter().map(place));
            }
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(wrong.into()) }
}
