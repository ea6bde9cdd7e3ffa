//! Two scenarios with the same luck, replication by replication.

use crate::model::VariableId;
use crate::results::{Results, Spread};
use crate::run::keep::Reading;

use super::estimate::{Estimate, quantile, quantiles, share};

/// The difference that one scenario makes to a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// Share of replications in which the second scenario has more of it.
    pub more: Estimate,
    /// Median of the differences, second less first.
    pub median: Estimate,
    /// 5% and 95% points of the differences.
    pub range: (f64, f64),
}

/// Whether two results share their luck: same seed, design and number, same model and time axis.
pub fn share_luck(first: &Results, second: &Results) -> bool {
    let (a, b) = (&first.scenario, &second.scenario);
    (a.seed, a.design, a.replications, a.uncertainty) == (b.seed, b.design, b.replications, b.uncertainty)
        && a.points == b.points
        && a.time == b.time
        && a.model.source.text == b.model.source.text
}

/// Compares the means of a variable over the saved moments `from..=to`; None where it was not kept.
pub fn compare(first: &Results, second: &Results, id: VariableId, from: usize, to: usize) -> Option<Paired> {
    let reading = Reading { variable: id, from, to };
    Some(between(&first.reading(reading)?, &second.reading(reading)?))
}

/// The difference from one row of values to another, replication by replication.
pub fn between(before: &[f64], after: &[f64]) -> Paired {
    let differences: Vec<f64> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    let spread = Spread::Each(&differences);
    let [low, high] = quantiles(spread, [0.05, 0.95]);
    Paired {
        more: share(differences.iter().filter(|d| **d > 0.0).count(), differences.len()),
        median: quantile(spread, 0.5),
        range: (low, high),
    }
}
