//! What machines read of the battery.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::claims::checks::Standing;
use crate::answer::machine::Number;
use crate::model::claim::Relation;

use super::Battery;

/// How a model stands in its battery.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// The name of the model.
    pub model: String,
    /// How many draws of all constants there are wherever something is drawn.
    pub replications: u64,
    pub tests: Vec<Test>,
    /// How many tests passed.
    pub passed: usize,
    /// How many did not fail, and somebody should know of.
    pub noted: usize,
    /// How many failed.
    pub failed: usize,
}

/// A test, and how it came out.
#[derive(Serialize, JsonSchema)]
pub struct Test {
    /// Its name; of a claim, that of its file without the ending.
    pub test: String,
    /// What it asks, in a sentence.
    pub asks: String,
    pub standing: Standing,
    /// What was found, for people.
    pub found: String,
    /// What is allowed, for people.
    pub limit: String,
    /// What was found and what is allowed, in full precision.
    pub figures: Figures,
    /// What somebody should know, a sentence each.
    pub notes: Vec<String>,
}

/// What a test found, and what is allowed; which of these it is depends on the test.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Figures {
    /// A claim of a scenario file.
    Claim {
        /// The claim as it is written.
        that: String,
        comparisons: Vec<Compared>,
        /// What was published of the left side of the first comparison; null where nothing was.
        published: Option<Published>,
    },
    /// How far the worst of all variables goes, as a part of its largest size.
    Worst {
        found: Number,
        limit: Number,
        /// Which variable it is; null where there is none to look at.
        variable: Option<String>,
    },
    /// How many of something were found.
    Count { found: u64, limit: u64 },
    /// How many outcomes turn round along the range of a constant.
    Turning {
        found: usize,
        /// The outcome and the constant of each.
        pairs: Vec<[String; 2]>,
    },
}

/// Both sides of a comparison.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Compared {
    /// The left side.
    pub found: Number,
    /// Its standard error.
    pub monte_carlo_error: Number,
    pub relation: Relation,
    /// The right side.
    pub limit: Number,
    /// Its standard error.
    pub limit_error: Number,
}

/// A figure that was published before.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Published {
    pub value: Number,
    /// What was found now, less that.
    pub moved_by: Number,
    /// Whether that is more than luck and rounding explain.
    pub more_than_luck: bool,
}

impl Battery {
    pub(super) fn machine(&self) -> Data {
        let test = |test: &super::Test| Test {
            test: test.name.clone(),
            asks: test.asks.clone(),
            standing: test.standing,
            found: test.found.clone(),
            limit: test.limit.clone(),
            figures: test.figures.clone(),
            notes: test.notes.clone(),
        };
        Data {
            model: self.model.name.clone(),
            replications: self.replications,
            tests: self.tests.iter().map(test).collect(),
            passed: self.count(Standing::Passed),
            noted: self.count(Standing::Noted),
            failed: self.count(Standing::Failed),
        }
    }
}
