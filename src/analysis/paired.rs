//! Two scenarios with the same luck, replication by replication.

use crate::model::VariableId;
use crate::results::Results;

use super::estimate::{Estimate, Sorted, share};

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
    let difference = |r: usize| Some(second.mean(id, from, to, r)? - first.mean(id, from, to, r)?);
    let count = first.replications().min(second.replications());
    let differences: Vec<f64> = (0..count).map(difference).collect::<Option<_>>()?;
    let sorted = Sorted::new(&differences);
    Some(Paired {
        more: share(differences.iter().filter(|d| **d > 0.0).count(), count),
        median: sorted.quantile_estimate(0.5),
        range: (sorted.quantile(0.05), sorted.quantile(0.95)),
    })
}
