//! The mean of an outcome in the lowest and in the highest tenth of a constant: the bars of a tornado chart.

use crate::math;

use crate::analysis::estimate::{Estimate, mean};

/// The mean of an outcome over those replications in which a constant is low, and over those in which it is high.
///
/// # Units
/// Those of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecileMeans {
    pub low: Estimate,
    pub high: Estimate,
}

impl DecileMeans {
    /// From low to high, positive where more of the constant gives more of the outcome; both are of different replications.
    pub fn difference(&self) -> Estimate {
        let (low, high) = (self.low.error, self.high.error);
        Estimate { value: self.high.value - self.low.value, error: math::sqrt(low * low + high * high) }
    }
}

/// Which part of the replications counts as low, and which as high: a tenth each.
pub const TAIL: f64 = 0.1;

/// The means of an outcome at both ends of a constant, whose place within its distribution (0 to 1) is known in each replication.
///
/// All else is as it comes: what else is uncertain, and luck, differ within each tenth as they do overall, and make the
/// errors. A mean, not a median: it is what the first Sobol index is about, and for an outcome class it is its share.
///
/// # Shape
/// One place and one value a replication. Values that are infinite or no number are left out.
///
/// ```
/// use flywheel::analysis::sensitivity::decile_means::decile_means;
///
/// let places: Vec<f64> = (0..100).map(|i| (f64::from(i) + 0.5) / 100.0).collect();
/// let squares: Vec<f64> = places.iter().map(|u| u * u).collect();
/// let means = decile_means(&places, &squares);
/// assert!((means.low.value - 0.01 / 3.0).abs() < 1e-4 && (means.high.value - 2.71 / 3.0).abs() < 1e-4);
/// ```
pub fn decile_means(places: &[f64], values: &[f64]) -> DecileMeans {
    let of = |tail: &dyn Fn(f64) -> bool| {
        let there: Vec<f64> = places.iter().zip(values).filter(|(u, _)| tail(**u)).map(|(_, value)| *value).collect();
        mean(&there)
    };
    DecileMeans { low: of(&|u| u < TAIL), high: of(&|u| u > 1.0 - TAIL) }
}
