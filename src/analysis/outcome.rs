//! Where an ensemble ends: the share of replications in each outcome class.

use crate::results::{Results, Spread};

use super::estimate::{Estimate, share};

/// The shares of the model's outcome classes at the last saved moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// Words for each class, and its share.
    pub shares: Vec<(String, Estimate)>,
}

/// Counts the replications in each outcome class at the end; None where the model has no classes, or something became
/// infinite or no number at all in every replication: what a class is then says nothing.
pub fn ending(results: &Results) -> Option<Ending> {
    if results.not_finite().is_some_and(|wrong| wrong.replications == results.replications()) {
        return None;
    }
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
    /// "76 in the flywheel, 22 in the wicked loop, 2 undecided": counts of 100, each as [`of_hundred`] tells it anywhere. Of
    /// classes that share all replications, the last one's is what the others leave of 100.
    pub fn words(&self) -> String {
        let mut counts: Vec<f64> = self.shares.iter().map(|(_, e)| counted(e.value)).collect();
        let whole = self.shares.iter().map(|(_, e)| e.value).sum::<f64>();
        if let Some((last, others)) = counts.split_last_mut()
            && (whole - 1.0).abs() < 1e-9
        {
            *last = (100.0 - others.iter().sum::<f64>()).max(0.0);
        }
        let part =
            |((name, share), count): (&(String, Estimate), f64)| format!("{} {name}", count_words(count, share.value));
        self.shares.iter().zip(counts).map(part).collect::<Vec<_>>().join(", ")
    }

    /// Two Monte Carlo errors of the least certain share, in counts of 100: what "give or take" means.
    pub fn give_or_take(&self) -> f64 {
        let error = self.shares.iter().map(|(_, e)| e.error).fold(0.0, f64::max);
        (200.0 * error).ceil()
    }
}

/// A share as a whole count of 100; one too small or too large to count is not called none or all.
pub fn of_hundred(share: f64) -> String {
    count_words(counted(share), share)
}

/// A half is one more, also where a hundred times the share comes out just below it: 0.285.
fn counted(share: f64) -> f64 {
    (share * 100.0 + 1e-9).round()
}

fn count_words(count: f64, share: f64) -> String {
    match count {
        0.0 if share > 0.0 => "fewer than 1".to_string(),
        100.0 if share < 1.0 => "more than 99".to_string(),
        count => format!("{count:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_the_same_alone_and_together_and_do_not_overstate() {
        let check = |shares: &[f64], expected: &str| {
            let class = |(name, share): (char, &f64)| (name.to_string(), Estimate { value: *share, error: 0.0 });
            assert_eq!(Ending { shares: ('a'..).zip(shares).map(class).collect() }.words(), expected);
        };
        check(&[0.137, 0.828, 0.035], "14 a, 83 b, 3 c");
        check(&[0.155, 0.77, 0.075], "16 a, 77 b, 7 c");
        check(&[0.003, 0.99, 0.007], "fewer than 1 a, 99 b, 1 c");
        check(&[0.998, 0.002], "more than 99 a, fewer than 1 b");
        check(&[0.005, 0.005, 0.99], "1 a, 1 b, 98 c");
        check(&[0.7, 0.6], "70 a, 60 b");
        assert_eq!(
            [0.155, 0.285, 0.035, 0.004, 0.999, 0.0, 1.0].map(of_hundred),
            ["16", "29", "4", "fewer than 1", "more than 99", "0", "100"]
        );
    }
}
