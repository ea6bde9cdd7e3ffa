//! What claims rest on, for people: their odds at both ends of each uncertain constant.

use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::of_hundred;
use crate::analysis::sensitivity::decile_means::TAIL;
use crate::analysis::sensitivity::decile_odds::{DecileOdds, decile_odds};
use crate::model::scenario::Scenario;
use crate::model::{Spread, VariableId};
use crate::results::Results;
use crate::run::keep::Reading;
use crate::run::luck::distribution;
use crate::text::capital;

use crate::answer::numbers::{give_or_take, person};
use crate::answer::words::Rows;

/// How many assumptions a claim is shown to rest on, where none flips it, and at most.
const FEW: usize = 3;
const MOST: usize = 5;

/// What is claimed of each replication.
pub struct Claim {
    /// 1 in the replications in which it holds, 0 in the others, and no number where it is not about them.
    pub holds: Vec<f64>,
    /// "That "one of each" is better in throughput".
    pub that: String,
    /// ""one of each" better in throughput".
    pub short: String,
    /// What it is about: "teams".
    pub among: String,
}

/// An uncertain constant with what was drawn for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    id: VariableId,
    spread: Spread,
    values: Vec<f64>,
}

/// What of each replication has to be kept: what was drawn for the uncertain constants.
pub fn readings(scenario: &Scenario) -> Vec<Reading> {
    scenario.uncertain().map(|(variable, _)| Reading { variable, from: 0, to: 0 }).collect()
}

/// The uncertain constants of which that was kept.
pub fn draws(results: &Results) -> Vec<Draws> {
    let known = |(id, spread)| {
        let values = results.reading(Reading { variable: id, from: 0, to: 0 })?;
        Some(Draws { id, spread, values: values.to_vec() })
    };
    results.scenario.uncertain().filter_map(known).collect()
}

/// The head of the rows that [`rests_on`] makes.
pub fn head() -> Vec<String> {
    ["claim", "assumption", "lowest tenth, about", "odds there", "highest tenth, about", "odds there"]
        .map(String::from)
        .to_vec()
}

/// What a claim rests on, in a sentence and in rows: the constants that flip it, or else those that move its odds most.
pub fn rests_on(scenario: &Scenario, drawn: &[Draws], claim: &Claim) -> (String, Rows) {
    let Claim { holds, that, among, .. } = claim;
    let known: Vec<f64> = holds.iter().copied().filter(|holds| holds.is_finite()).collect();
    let odds = known.iter().sum::<f64>() / known.len().max(1) as f64;
    let mut all: Vec<(&Draws, DecileOdds)> =
        drawn.iter().map(|drawn| (drawn, decile_odds(&drawn.values, holds))).collect();
    all.sort_by(|a, b| b.1.width().total_cmp(&a.1.width()));
    let uncertain = all.len();
    let told: Vec<(&Draws, DecileOdds)> = all.into_iter().filter(|(_, at_ends)| at_ends.is_told()).collect();
    let reversing = told.iter().filter(|(_, at_ends)| at_ends.reverses(odds)).count();
    let holds = format!("{that} holds for {} of 100 {among}.", of_hundred(odds));
    let text = match (uncertain, told.len(), reversing) {
        (0, ..) => format!("{holds} No constant is uncertain, so nothing could overturn it."),
        (1, 0, _) => format!("{holds} The one uncertain constant makes no clear difference to that."),
        (_, 0, _) => format!("{holds} None of the {uncertain} uncertain constants makes a clear difference to that."),
        (.., 0) => format!(
            "{holds} No single one of the {uncertain} uncertain constants would overturn it. These move the odds most."
        ),
        _ => format!(
            "{holds} Of the {uncertain} uncertain constants, each of these could overturn it alone: at one end the odds are even, \
             worse than even, or too close to tell."
        ),
    };
    let shown: Vec<&(&Draws, DecileOdds)> = match reversing {
        0 => told.iter().take(FEW).collect(),
        _ => told.iter().filter(|(_, at_ends)| at_ends.reverses(odds)).take(MOST).collect(),
    };
    (text, shown.into_iter().map(|(drawn, at_ends)| row(scenario, &claim.short, drawn, at_ends)).collect())
}

fn row(scenario: &Scenario, claim: &str, drawn: &Draws, at_ends: &DecileOdds) -> Vec<String> {
    let variable = scenario.model.variable(drawn.id);
    let distribution = distribution(&drawn.spread);
    let measure = variable.measure();
    let at = |share: f64| format!("{} {measure}", person(distribution.quantile(share))).trim_end().to_string();
    let odds = |odds: Estimate| format!("{} of 100, ±\u{a0}{}", of_hundred(odds.value), give_or_take(odds.error));
    let (low, high) = (at(0.5 * TAIL), at(1.0 - 0.5 * TAIL));
    vec![claim.into(), capital(&variable.words()), low, odds(at_ends.low), high, odds(at_ends.high)]
}
