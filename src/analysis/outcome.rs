//! Where an ensemble ends: the share of replications in each outcome class.

use crate::results::{Results, Spread};

use super::estimate::{Estimate, share};

/// The shares of the model's outcome classes at the last saved moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// Words for each class, and its share.
    pub shares: Vec<(String, Estimate)>,
}

/// Counts the replications in each outcome class at the end; None where the model has no classes.
pub fn ending(results: &Results) -> Option<Ending> {
    let last = results.times().len().checked_sub(1)?;
    let mut shares = Vec::new();
    for id in &results.scenario.model.outcomes {
        let hits = match results.spread(*id, last)? {
            Spread::Each(values) => values.iter().filter(|v| **v != 0.0).count(),
            Spread::Counted(tally) => tally.not_zero() as usize,
        };
        shares.push((results.variable(*id).words(), share(hits, results.replications())));
    }
    (!shares.is_empty()).then_some(Ending { shares })
}

impl Ending {
    /// "76 in the flywheel, 22 in the wicked loop, 2 undecided": counts of 100, which add up to 100.
    pub fn words(&self) -> String {
        let shares: Vec<f64> = self.shares.iter().map(|(_, e)| e.value).collect();
        let parts = self.shares.iter().zip(of_hundred(&shares));
        parts.map(|((name, _), count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    }

    /// Two Monte Carlo errors of the least certain share, in counts of 100: what "give or take" means.
    pub fn give_or_take(&self) -> f64 {
        let error = self.shares.iter().map(|(_, e)| e.error).fold(0.0, f64::max);
        (200.0 * error).ceil()
    }
}

/// Shares as whole counts of 100 that add up to 100, by the largest remainders; a share too small or too large to count
/// is not called none or all.
///
/// # Source
/// Hare's quota with largest remainders, as seats are dealt out in parliaments.
pub fn of_hundred(shares: &[f64]) -> Vec<String> {
    let mut counts: Vec<f64> = shares.iter().map(|s| (s * 100.0).floor()).collect();
    let missing = (shares.iter().sum::<f64>() * 100.0).round() - counts.iter().sum::<f64>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| (shares[*b] * 100.0 - counts[*b]).total_cmp(&(shares[*a] * 100.0 - counts[*a])));
    for index in order.into_iter().take(missing.max(0.0) as usize) {
        counts[index] += 1.0;
    }
    let words = |(count, share): (&f64, &f64)| match (*count, *share) {
        (0.0, share) if share > 0.0 => "fewer than 1".to_string(),
        (100.0, share) if share < 1.0 => "more than 99".to_string(),
        (count, _) => format!("{count:.0}"),
    };
    counts.iter().zip(shares).map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_do_not_overstate() {
        let check = |shares: &[f64], expected: &[&str]| assert_eq!(of_hundred(shares), expected);
        check(&[0.137, 0.828, 0.035], &["14", "83", "3"]);
        check(&[0.755, 0.224, 0.021], &["76", "22", "2"]);
        check(&[0.003, 0.99, 0.007], &["fewer than 1", "99", "1"]);
        check(&[0.998, 0.002], &["more than 99", "fewer than 1"]);
        check(&[1.0, 0.0], &["100", "0"]);
        check(&[0.5], &["50"]);
    }
}
