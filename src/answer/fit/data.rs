//! What machines read of where a team stands.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::machine::Number;
use crate::math;

use super::backcast;
use super::questions::QUESTIONS;
use super::told::Word;
use super::{Fit, Known};

/// Where a team stands.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// How many weeks were looked at.
    pub weeks: usize,
    /// Whether the items say when they were created.
    pub created: bool,
    /// How many teams were simulated, and from which seed.
    pub teams: usize,
    pub seed: u64,
    /// Why there is no position: what of the data no team of the model has. Empty where there is one; all below is empty
    /// where it is not.
    pub outside: Vec<Outside>,
    /// The share of teams that look like this one in each class of outcome.
    pub classes: Vec<Class>,
    pub numbers: Vec<Row>,
    /// The five questions: what the dates say that the answer would be, and what it was.
    pub questions: Vec<Asked>,
    /// The model's bands over the weeks that were looked at.
    pub backcast: Vec<Weekly>,
    /// The team as a scenario file, whose points are called `my-team.points.csv`; null where there is no position.
    pub scenario: Option<String>,
    /// Its points: a table of what the team can be, a row each.
    pub points: Option<String>,
}

/// A figure that no team of the model has.
#[derive(Serialize, JsonSchema)]
pub struct Outside {
    /// What it is, in words.
    pub what: String,
    pub found: Number,
    /// Where 99 of 100 simulated teams lie.
    pub low: Number,
    pub high: Number,
}

/// A class of outcome.
#[derive(Serialize, JsonSchema)]
pub struct Class {
    pub class: String,
    pub share: Number,
}

/// A number before and after the data, with the ends of four fifths.
#[derive(Serialize, JsonSchema)]
pub struct Row {
    /// Its name in the model.
    pub name: String,
    pub words: String,
    pub unit: String,
    /// A tenth of teams lies below, a half, nine tenths.
    pub before: [Number; 3],
    pub after: [Number; 3],
    /// Its spread after over its spread before.
    pub ratio: Number,
    pub known: Word,
}

/// A question.
#[derive(Serialize, JsonSchema)]
pub struct Asked {
    pub name: String,
    pub asks: String,
    /// What of the model it speaks to.
    pub speaks_to: String,
    pub answers: Vec<Predicted>,
    /// The word of the answer that was given; null where nobody knows.
    pub answer: Option<String>,
}

/// An answer, and how likely it is by the dates alone.
#[derive(Serialize, JsonSchema)]
pub struct Predicted {
    /// The word by which it is given.
    pub word: String,
    pub says: String,
    pub share: Number,
}

/// A weekly figure with the model's band.
#[derive(Serialize, JsonSchema)]
pub struct Weekly {
    pub what: String,
    pub own: Vec<Number>,
    /// The ends of nine tenths of the teams.
    pub low: Vec<Number>,
    pub high: Vec<Number>,
    /// Weeks inside the band.
    pub inside: usize,
}

impl Fit {
    pub(super) fn machine(&self) -> Data {
        let many = |values: &[f64]| values.iter().map(|value| Number::from(*value)).collect::<Vec<_>>();
        let weekly = |own: &backcast::Weekly| Weekly {
            what: own.what.into(),
            own: many(&own.own),
            low: many(&own.low),
            high: many(&own.high),
            inside: own.inside(),
        };
        let row = |row: &super::Row| Row {
            name: row.name.clone(),
            words: row.words.clone(),
            unit: row.unit.clone(),
            before: row.before.map(Number::from),
            after: row.after.map(Number::from),
            ratio: row.ratio.into(),
            known: row.word,
        };
        let asked = |asked: &super::Asked| {
            let question = &QUESTIONS[asked.question];
            let answers = question.answers.iter().zip(&asked.predicted);
            Asked {
                name: question.name.into(),
                asks: question.asks.into(),
                speaks_to: question.speaks_to.into(),
                answers: answers
                    .map(|((word, says, _), share)| Predicted {
                        word: (*word).into(),
                        says: (*says).into(),
                        share: (*share).into(),
                    })
                    .collect(),
                answer: asked.answer.map(|answer| question.answers[answer].0.into()),
            }
        };
        let (scenario, points) = self.scenario("my-team.points.csv").unzip();
        Data {
            scenario,
            points,
            weeks: self.weeks,
            created: self.known == Known::Created,
            teams: self.simulated,
            seed: self.seed,
            outside: self
                .outside
                .iter()
                .map(|own| Outside {
                    what: own.what.into(),
                    found: math::exp(own.found).into(),
                    low: math::exp(own.range.0).into(),
                    high: math::exp(own.range.1).into(),
                })
                .collect(),
            classes: self
                .classes
                .iter()
                .map(|(class, share)| Class { class: class.clone(), share: (*share).into() })
                .collect(),
            numbers: self.rows.iter().map(row).collect(),
            questions: self.asked.iter().map(asked).collect(),
            backcast: self.backcast.iter().flat_map(|own| [weekly(&own.done), weekly(&own.open)]).collect(),
        }
    }
}
