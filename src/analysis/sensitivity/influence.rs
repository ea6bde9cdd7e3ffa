//! What hangs on an assumption: how an outcome moves with a constant over an ensemble in which all constants differ.

use super::decile_means::decile_means;
use super::rank_correlation::{ranks, spearman};
use crate::analysis::estimate::Estimate;

/// What one constant has to do with one outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Influence {
    /// Rank correlation over the replications.
    pub correlation: Estimate,
    /// Mean of the outcome where the constant is in its highest tenth, less that where it is in its lowest.
    ///
    /// # Units
    /// Those of the outcome.
    pub difference: Estimate,
}

impl Influence {
    /// Whether chance alone would seldom give as much: it lies two Monte Carlo errors from nothing.
    pub fn is_told(&self) -> bool {
        self.correlation.value.abs() >= 2.0 * self.correlation.error
    }
}

/// Finds what a constant has to do with an outcome from the values of both, replication by replication.
pub fn influence(constant: &[f64], outcome: &[f64]) -> Influence {
    let count = constant.len() as f64;
    let places: Vec<f64> = ranks(constant).into_iter().map(|rank| (rank - 0.5) / count).collect();
    Influence { correlation: spearman(constant, outcome), difference: decile_means(&places, outcome).difference() }
}

/// The order of influence: by the largest rank correlation with any of the outcomes, the largest first; what is no
/// number comes last. Equals stay in their order.
pub fn by_influence(influences: &[Vec<Influence>]) -> Vec<usize> {
    let size = |i: usize| influences[i].iter().map(|one| one.correlation.value.abs()).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..influences.len()).collect();
    order.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deciles_of_a_straight_line_differ_by_nine_tenths_of_its_length() {
        let ramp: Vec<f64> = (0..1000).map(f64::from).collect();
        let line: Vec<f64> = ramp.iter().map(|x| -0.002 * x).collect();
        let found = influence(&ramp, &line);
        assert_eq!(found.correlation.value, -1.0);
        assert!((found.difference.value + 1.8).abs() < 1e-9, "{:?}", found.difference);
        assert!(found.is_told());
        let still = influence(&ramp, &[4.0; 1000]);
        assert!(still.correlation.value.is_nan() && still.difference.value == 0.0 && !still.is_told());
        assert_eq!(by_influence(&[vec![still], vec![still, found], vec![]]), [1, 0, 2]);
    }
}
