//! What is known of each number: before and after, and how far the dates tell it, in words.

use crate::analysis::fit::regression::Posterior;
use crate::analysis::fit::summaries::quantile;
use crate::math;
use crate::model::VariableId;

use super::prior::{Bank, Of, What};
use super::scale::Scale;

/// How far data tell a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Its spread is three tenths of what it was before, or less.
    Known,
    /// Seven tenths or less.
    Weakly,
    /// More than that: it is what it was before.
    NotFromData,
    /// It leaves no trace in dates; the model ties it to what does.
    FromModel,
}

/// Up to this part of the spread before a number is known, and up to that weakly.
const KNOWN: f64 = 0.3;
const WEAKLY: f64 = 0.7;

impl Word {
    /// The word for a number whose spread is such a part of what it was before.
    pub fn of(ratio: f64, is_hidden: bool) -> Word {
        match ratio {
            ratio if ratio > WEAKLY => Word::NotFromData,
            _ if is_hidden => Word::FromModel,
            ratio if ratio <= KNOWN => Word::Known,
            _ => Word::Weakly,
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Word::Known => "known",
            Word::Weakly => "weakly",
            Word::NotFromData => "not from your data",
            Word::FromModel => "from the model, not from your data",
        }
    }
}

/// A number before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The name of the variable of the model.
    pub name: String,
    /// What it is, in words.
    pub words: String,
    pub unit: String,
    /// The middle and the ends of four fifths, before and after.
    pub before: [f64; 3],
    pub after: [f64; 3],
    /// Spread after over spread before, on a scale without ends.
    pub ratio: f64,
    pub word: Word,
}

/// Stocks that dates show, in part or in whole.
const SHOWN: [&str; 2] = ["wip", "backlog"];
/// Stocks that people ask about and no date shows.
const HIDDEN: [&str; 3] = ["trust", "energy", "debt"];

/// The numbers, and what else people ask about.
pub fn rows(bank: &Bank, found: &Posterior, says_slips: bool) -> Vec<Row> {
    let model = &bank.model;
    let row = |name: &str, words: String, unit: String, scale: Scale, both: (&[f64], &[f64]), hidden: bool| {
        let (before, after) = both;
        let ends = |all: &[f64]| [0.1, 0.5, 0.9].map(|share| scale.close(quantile(all, share).unwrap_or(f64::NAN)));
        let ratio = spread(after) / spread(before).max(1e-12);
        let word = Word::of(ratio, hidden);
        Row { name: name.into(), words, unit, before: ends(before), after: ends(after), ratio, word }
    };
    let named = |id: VariableId| {
        let own = model.variable(id);
        (own.name.clone(), own.words().to_string(), own.unit.to_string())
    };
    let mut out = Vec::new();
    for (at, number) in bank.numbers.iter().enumerate() {
        let both = (&bank.teams.numbers[at][..], &found.numbers[at][..]);
        let (name, words, unit) = match &number.of {
            Of::Position => ("pressure".into(), "where you stand: pressure, 1 is everyday".into(), "1".into()),
            Of::Slipped => ("slipped".into(), "promises that slip".into(), "1".into()),
            Of::Constant(id) => named(*id),
        };
        // Whether promises were kept leaves no date, and can be said.
        let is_hidden = number.of == Of::Slipped && !says_slips;
        out.push(row(&name, words, unit, number.scale, both, is_hidden));
    }
    for wanted in SHOWN.iter().chain(&HIDDEN) {
        let of = |what: &What| matches!(what, What::Now(id) if model.variable(*id).name == *wanted);
        let Some(at) = bank.carried.iter().position(|carried| of(&carried.what)) else { continue };
        let What::Now(id) = bank.carried[at].what else { continue };
        let (name, words, unit) = named(id);
        let both = (&bank.teams.carried[at][..], &found.carried[at][..]);
        out.push(row(&name, words, unit, bank.carried[at].scale, both, HIDDEN.contains(wanted)));
    }
    out
}

/// The share of draws in each class of outcome: by pressure, as the model says.
pub fn classes(bank: &Bank, found: &Posterior) -> Vec<(String, f64)> {
    let scale = bank.numbers[0].scale;
    let pressure: Vec<f64> = found.numbers[0].iter().map(|on| scale.close(*on)).collect();
    let share = |of: &dyn Fn(f64) -> bool| {
        pressure.iter().filter(|pressure| of(**pressure)).count() as f64 / (pressure.len() as f64).max(1.0)
    };
    // The limits of the model's outcomes `flywheel` and `wicked`.
    let (low, high) = (share(&|p| p < 1.2), share(&|p| p > 1.5));
    vec![("in the flywheel".into(), low), ("undecided".into(), 1.0 - low - high), ("in the wicked loop".into(), high)]
}

/// Standard deviation.
pub fn spread(values: &[f64]) -> f64 {
    let n = (values.len() as f64).max(1.0);
    let mean = values.iter().sum::<f64>() / n;
    math::sqrt(values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n)
}
