//! Check: what scenarios claim, proved or refuted.

mod data;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::claims::verdict::{Finding, Verdict};
use crate::model::claim::Claim;
use crate::model::grade;
use crate::model::scenario::Scenario;
use crate::text::Diagnostic;

use super::ensemble::{ensemble, held};
use super::form::Answer;
use super::judging::{Runs, judge_all};
use super::{Luck, Onlooker, Refusal, Words};

pub use data::Data;

/// What becomes of the claims of a scenario.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    pub luck: Luck,
}

/// What becomes of the claims of scenarios.
#[derive(Default)]
pub struct Checks {
    pub judged: Vec<Judged>,
    /// What keeps files from being judged.
    pub wrong: Vec<Diagnostic>,
}

/// A scenario, or a model, with what becomes of its claims.
pub struct Judged {
    scenario: Scenario,
    /// Claim by claim.
    findings: Vec<Finding>,
}

impl Question {
    /// Judges the claims of a scenario. Of a model, which claims nothing, it is told how well its assumptions are graded.
    ///
    /// ```
    /// use flywheel::answer::{Answer, Luck, check::Question};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let question = Question { luck: Luck { replications: Some(500), ..Luck::default() } };
    /// let answer = question.ask(load("<wicked-loop.toml>", &ShippedLibrary).unwrap(), &Nobody).unwrap();
    /// assert!(!answer.data().claims.is_empty());
    /// assert!(answer.words().wide(100).contains("claims proved"));
    /// ```
    ///
    /// # Errors
    /// A scenario that cannot be run; a share of what is no yes or no; that somebody ended it.
    pub fn ask(&self, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Checks, Refusal> {
        self.luck.apply(&mut scenario);
        if scenario.is_model_alone() {
            let doubts = grade::doubts(&scenario.model);
            if !doubts.is_empty() {
                onlooker.warn(&doubts);
            }
        }
        let runs = Runs {
            plain: &|scenario, wanted| ensemble(scenario, wanted, onlooker),
            held: &|scenario, windows| held(scenario, windows, onlooker),
        };
        let findings = judge_all(&scenario, self.luck, &runs)?;
        Ok(Checks { judged: vec![Judged { scenario, findings }], wrong: Vec::new() })
    }
}

impl Checks {
    /// Whether every verdict is the one that its file states.
    pub fn holds(&self) -> bool {
        self.claims().all(|(_, claim, finding)| finding.is_as_stated(claim))
    }

    /// Every claim with its file and what became of it.
    fn claims(&self) -> impl Iterator<Item = (&str, &Claim, &Finding)> {
        self.judged.iter().flat_map(|judged| {
            let claims = judged.scenario.claims.iter().zip(&judged.findings);
            claims.map(|(claim, finding)| (judged.file(), claim, finding))
        })
    }

    /// How many claims there are of which this holds.
    fn count(&self, holds: impl Fn(&Claim, &Finding) -> bool) -> usize {
        self.claims().filter(|(_, claim, finding)| holds(claim, finding)).count()
    }

    fn count_of(&self, verdict: Verdict) -> usize {
        self.count(|_, finding| finding.verdict == verdict)
    }
}

impl Judged {
    fn file(&self) -> &str {
        &self.scenario.source.name
    }
}

impl Answer for Checks {
    type Data = Data;
    const NAME: &'static str = "check";

    fn data(&self) -> Data {
        self.machine()
    }

    fn words(&self) -> Words {
        let mut out = Words::default();
        self.judged.iter().for_each(|judged| out.extend(judged.told()));
        out.extend(self.told_together());
        out
    }
}
