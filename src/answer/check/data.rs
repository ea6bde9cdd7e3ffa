//! What machines read of claims.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::claims::verdict::Verdict;
use crate::answer::machine::Number;
use crate::answer::machine::{Estimated, Mistake};
use crate::model::claim::{self, Relation};

use super::{Checks, Judged, Proof};

/// What becomes of the claims of scenarios; every file stands in one of these lists.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// Every claim, file by file, those of the steps of its story after its own.
    pub claims: Vec<Claim>,
    /// The files that tell a story.
    pub stories: Vec<Story>,
    /// The files that claim nothing, though they could.
    pub without_claims: Vec<String>,
    /// The files that are models, which claim nothing.
    pub models: Vec<Model>,
    /// What keeps files from being judged.
    pub errors: Vec<Mistake>,
}

/// A claim, and what became of it.
#[derive(Serialize, JsonSchema)]
pub struct Claim {
    /// The file in which it stands.
    pub file: String,
    /// Which step of the file's story says it, from 1; none where the file itself does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The claim as a sentence.
    pub claim: String,
    /// The claim as it is written.
    pub that: String,
    pub verdict: Verdict,
    pub comparisons: Vec<Compared>,
    /// What was published of the left side of the first comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Number>,
    /// The range of 90 in 100 replications around what was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<[Number; 2]>,
    /// Why it fails, where the file says that it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<String>,
    /// Whether the verdict is the one that the file states.
    pub as_stated: bool,
}

/// A story, and how much of it is to be proved.
#[derive(Serialize, JsonSchema)]
pub struct Story {
    pub file: String,
    /// How many steps it has.
    pub steps: usize,
    /// The steps that claim nothing, from 1.
    pub talk: Vec<usize>,
}

/// Both sides of a comparison.
#[derive(Serialize, JsonSchema)]
pub struct Compared {
    pub left: Estimated,
    pub relation: Relation,
    pub right: Estimated,
}

/// A model that is well made.
#[derive(Serialize, JsonSchema)]
pub struct Model {
    pub file: String,
    /// The name of the model.
    pub model: String,
    /// That it was read and verified.
    pub verified: bool,
}

impl Checks {
    pub(super) fn machine(&self) -> Data {
        let (models, scenarios): (Vec<&Judged>, Vec<&Judged>) =
            self.judged.iter().partition(|judged| judged.scenario.is_model_alone());
        let model = |judged: &Judged| Model {
            file: judged.file().into(),
            model: judged.scenario.model.name.clone(),
            verified: true,
        };
        let silent = scenarios.iter().filter(|judged| judged.is_silent());
        let stories = scenarios.iter().filter(|judged| !judged.scenario.story.is_empty());
        let story = |judged: &&Judged| Story {
            file: judged.file().into(),
            steps: judged.scenario.story.len(),
            talk: judged.talk(),
        };
        Data {
            claims: self.proofs().map(of).collect(),
            stories: stories.map(story).collect(),
            without_claims: silent.map(|judged| judged.file().into()).collect(),
            models: models.into_iter().map(model).collect(),
            errors: self.wrong.iter().map(Mistake::from).collect(),
        }
    }
}

fn of(proof: Proof) -> Claim {
    let Proof { file, step, claim, finding } = proof;
    let compared = |(comparison, (left, right)): (&claim::Comparison, &(_, _))| Compared {
        left: Estimated::from(*left),
        relation: comparison.relation,
        right: Estimated::from(*right),
    };
    Claim {
        file: file.to_string(),
        step,
        claim: claim.sentence.clone(),
        that: claim.text.clone(),
        verdict: finding.verdict,
        published: claim.published.as_ref().map(|published| published.value.into()),
        band: finding.band.map(|(low, high)| [low.into(), high.into()]),
        fails: claim.fails.clone(),
        as_stated: finding.is_as_stated(claim),
        comparisons: claim.comparisons.iter().zip(&finding.sides).map(compared).collect(),
    }
}
