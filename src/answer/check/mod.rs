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
use super::judging::{Runs, judge_all, judge_story};
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
    /// Step by step of its story; None where a step is talk.
    story: Vec<Option<Finding>>,
}

/// A claim of a file, or of a step of its story, with what became of it.
struct Proof<'a> {
    file: &'a str,
    /// Which step of the story makes it, from 1; None where the file itself does.
    step: Option<usize>,
    claim: &'a Claim,
    finding: &'a Finding,
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
        let story = judge_story(&scenario, self.luck, &runs)?;
        Ok(Checks { judged: vec![Judged { scenario, findings, story }], wrong: Vec::new() })
    }
}

impl Checks {
    /// Whether every verdict is the one that its file states.
    pub fn holds(&self) -> bool {
        self.proofs().all(|proof| proof.is_as_stated())
    }

    /// Every claim of every file, those of its story after its own.
    fn proofs(&self) -> impl Iterator<Item = Proof<'_>> {
        self.judged.iter().flat_map(Judged::proofs)
    }

    /// How many claims there are of which this holds.
    fn count(&self, holds: impl Fn(&Proof) -> bool) -> usize {
        self.proofs().filter(holds).count()
    }

    fn count_of(&self, verdict: Verdict) -> usize {
        self.count(|proof| proof.finding.verdict == verdict)
    }
}

impl Judged {
    fn file(&self) -> &str {
        &self.scenario.source.name
    }

    fn proofs(&self) -> impl Iterator<Item = Proof<'_>> {
        let file = self.file();
        let claims = self.scenario.claims.iter().zip(&self.findings);
        let claims = claims.map(move |(claim, finding)| Proof { file, step: None, claim, finding });
        let story = self.scenario.story.iter().zip(&self.story).enumerate();
        let story = story.filter_map(move |(i, (step, finding))| {
            Some(Proof { file, step: Some(i + 1), claim: step.claim()?, finding: finding.as_ref()? })
        });
        claims.chain(story)
    }

    /// The steps of the story that are talk, from 1.
    fn talk(&self) -> Vec<usize> {
        let steps = self.scenario.story.iter().enumerate();
        steps.filter(|(_, step)| step.claim().is_none()).map(|(i, _)| i + 1).collect()
    }

    fn is_silent(&self) -> bool {
        self.scenario.claims.is_empty() && self.scenario.story.is_empty()
    }
}

impl Proof<'_> {
    /// The sentence, with the step in front that says it.
    fn sentence(&self) -> String {
        let sentence = &self.claim.sentence;
        self.step.map_or(sentence.clone(), |step| format!("story step {step}: {sentence}"))
    }

    fn is_as_stated(&self) -> bool {
        self.finding.is_as_stated(self.claim)
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
