//! Paired differences: two scenarios with the same luck (common random numbers), replication by replication.

pub mod onset;
pub mod sign;
pub mod time_course;

use crate::math;
use crate::model::VariableId;
use crate::results::{Results, Spread};
use crate::run::keep::Reading;

use crate::analysis::estimate::{Estimate, mean, share};
use crate::analysis::summary::Quantiles;

/// The difference that one scenario makes to a number, second less first, over replications that share their luck.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedDifference {
    /// Share of replications in which the second scenario has more of it.
    pub more: Estimate,
    /// Share in which it has less; in the rest there is no difference at all.
    pub less: Estimate,
    pub mean: Estimate,
    /// Error that the difference of the two means would have if each scenario had luck of its own.
    pub independent_error: f64,
    /// Median of the differences.
    pub median: Estimate,
    /// Of the differences.
    pub quantiles: Quantiles,
}

/// How many Monte Carlo errors something must lie from 0 to be told from it.
pub const TOLD: f64 = 2.0;

impl PairedDifference {
    /// Of the values of two scenarios, replication by replication. What is infinite or no number in either is left out.
    pub fn of(first: &[f64], second: &[f64]) -> PairedDifference {
        let pairs = first.iter().zip(second).filter(|(a, b)| a.is_finite() && b.is_finite());
        let (first, second): (Vec<f64>, Vec<f64>) = pairs.map(|(a, b)| (*a, *b)).unzip();
        let differences: Vec<f64> = first.iter().zip(&second).map(|(a, b)| b - a).collect();
        let (a, b) = (mean(&first).error, mean(&second).error);
        let spread = Spread::Each(&differences);
        let (quantiles, median) = Quantiles::with_median(spread);
        let count = |holds: &dyn Fn(f64) -> bool| differences.iter().filter(|d| holds(**d)).count();
        PairedDifference {
            more: share(count(&|d| d > 0.0), differences.len()),
            less: share(count(&|d| d < 0.0), differences.len()),
            mean: mean(&differences),
            independent_error: math::sqrt(a * a + b * b),
            median,
            quantiles,
        }
    }

    /// Whether not one replication differs.
    pub fn is_nothing(&self) -> bool {
        self.more.value == 0.0 && self.less.value == 0.0
    }

    /// How many times smaller the shared luck makes the error of the mean difference; None where there is no error: every
    /// replication differs by the same.
    pub fn error_ratio(&self) -> Option<f64> {
        (self.mean.error > 0.0 && self.independent_error.is_finite()).then(|| self.independent_error / self.mean.error)
    }

    /// 5% and 95% points of the differences.
    pub fn range(&self) -> (f64, f64) {
        (self.quantiles.p5, self.quantiles.p95)
    }
}

/// Whether an estimate can be told from nothing.
pub fn is_told(estimate: Estimate) -> bool {
    estimate.value != 0.0 && estimate.value.abs() >= TOLD * estimate.error
}

/// Whether two results have the same draws, replication by replication: same model, seed, design and number. Their time
/// axes may differ: a draw belongs to a moment, not to a step.
pub fn same_draws(first: &Results, second: &Results) -> bool {
    let (a, b) = (&first.scenario, &second.scenario);
    (a.seed, a.design, a.replications, a.uncertainty) == (b.seed, b.design, b.replications, b.uncertainty)
        && a.points == b.points
        && a.joint == b.joint
        && a.model.source.text == b.model.source.text
}

/// Whether two results share their luck moment by moment: same draws, same time axis.
pub fn share_luck(first: &Results, second: &Results) -> bool {
    same_draws(first, second) && first.scenario.time == second.scenario.time
}

/// Compares the means of a variable over the saved moments `from..=to`; None where it was not kept.
pub fn compare(first: &Results, second: &Results, id: VariableId, from: usize, to: usize) -> Option<PairedDifference> {
    let reading = Reading { variable: id, from, to };
    Some(PairedDifference::of(&first.reading(reading)?, &second.reading(reading)?))
}

/// Compares a variable at each of the first `moments` saved moments; None where not every value of it was kept.
pub fn over_time(first: &Results, second: &Results, id: VariableId, moments: usize) -> Option<Vec<PairedDifference>> {
    (0..moments).map(|time| Some(PairedDifference::of(first.at(id, time)?, second.at(id, time)?))).collect()
}

/// The differences of a variable at each of the first `moments` saved moments, second less first; NaN where either is no
/// finite number, and None where not every value was kept.
///
/// # Shape
/// `differences[time][replication]`.
pub fn differences(first: &Results, second: &Results, id: VariableId, moments: usize) -> Option<Vec<Vec<f64>>> {
    let finite = |(a, b): (&f64, &f64)| if a.is_finite() && b.is_finite() { b - a } else { f64::NAN };
    let row = |time| Some(first.at(id, time)?.iter().zip(second.at(id, time)?).map(finite).collect());
    (0..moments).map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::file;
    use crate::model::scenario::Scenario;
    use crate::run::ensemble::Samples;

    /// 0.5 to 99.5.
    fn ramp() -> Vec<f64> {
        (0..100).map(|i| f64::from(i) + 0.5).collect()
    }

    #[test]
    fn a_thing_differs_from_itself_by_exactly_nothing() {
        let same = PairedDifference::of(&ramp(), &ramp());
        assert!(same.is_nothing() && !is_told(same.mean) && !is_told(same.median));
        assert_eq!((same.mean.value, same.mean.error, same.median.value, same.median.error), (0.0, 0.0, 0.0, 0.0));
        assert_eq!((same.quantiles, same.error_ratio()), (Quantiles::default(), None));
    }

    #[test]
    fn shared_luck_leaves_the_error_of_what_is_not_shared() {
        // The second has the luck of the first and 1 more or 3 more by turns: a mean of 2, a deviation of 1.
        let second: Vec<f64> = ramp().iter().enumerate().map(|(i, x)| x + if i % 2 == 0 { 1.0 } else { 3.0 }).collect();
        let paired = PairedDifference::of(&ramp(), &second);
        assert_eq!((paired.mean.value, paired.more.value, paired.less.value), (2.0, 1.0, 0.0));
        // Standard deviation of 1 with n - 1, over sqrt(n).
        assert!((paired.mean.error - (100.0f64 / 99.0).sqrt() / 10.0).abs() < 1e-12);
        // Of a ramp of 100: (100^2 - 1) / 12 with n in the divisor.
        let variance: f64 = (1e4 - 1.0) / 12.0 / 99.0;
        assert!((paired.independent_error - (2.0 * variance).sqrt()).abs() < 0.02, "{}", paired.independent_error);
        assert_eq!(paired.error_ratio(), Some(paired.independent_error / paired.mean.error));
    }

    #[test]
    fn two_errors_tell_from_nothing_and_what_cancels_out_is_something() {
        let told = |errors: f64| is_told(Estimate { value: 0.5 * errors, error: 0.5 });
        assert_eq!([0.9, 1.5, 2.0, -2.1].map(told), [false, false, true, true]);
        let cancels = PairedDifference::of(&[0.0, 0.0], &[1.0, -1.0]);
        assert_eq!((cancels.mean.value, cancels.is_nothing()), (0.0, false));
    }

    #[test]
    fn what_is_no_number_is_left_out_of_both() {
        let paired = PairedDifference::of(&[1.0, f64::NAN, 3.0], &[2.0, 5.0, f64::INFINITY]);
        assert_eq!((paired.more.value, paired.median.value), (1.0, 1.0));
    }

    /// A draw belongs to a moment: with half the step the teams are the same, and their saved moments are others.
    #[test]
    fn luck_is_shared_moment_by_moment_on_the_same_time_axis_only() {
        let results = |seed: u64, dt: f64| {
            let mut scenario = Scenario { seed, ..Scenario::of_model(file::shipped()) };
            (scenario.time.dt, scenario.time.save) = (dt, dt);
            let (variables, values) = (Vec::new(), Vec::new());
            let samples = Samples { variables, times: Vec::new(), replications: 0..0, values, not_finite: None };
            Results::new(Arc::new(scenario), samples)
        };
        let shared = |a: &Results, b: &Results| (same_draws(a, b), share_luck(a, b));
        let (whole, half, other) = (results(1, 1.0), results(1, 0.5), results(2, 1.0));
        assert_eq!(shared(&whole, &results(1, 1.0)), (true, true));
        assert_eq!(shared(&whole, &half), (true, false));
        assert_eq!(shared(&whole, &other), (false, false));
    }
}
