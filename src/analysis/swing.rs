//! Swings: what an outcome is on average where a constant is low, and where it is high.

use crate::math;

use super::estimate::{Estimate, mean};

/// The mean of an outcome over those replications in which a constant is low, and over those in which it is high.
///
/// # Units
/// Those of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    pub low: Estimate,
    pub high: Estimate,
}

impl Swing {
    /// From low to high: positive where more of the constant gives more of the outcome.
    pub fn width(&self) -> f64 {
        self.high.value - self.low.value
    }

    /// The same with its error: both ends are of different replications.
    pub fn moved(&self) -> Estimate {
        let (low, high) = (self.low.error, self.high.error);
        Estimate { value: self.width(), error: math::sqrt(low * low + high * high) }
    }
}

/// Which part of the replications counts as low, and which as high: a tenth each.
pub const TAIL: f64 = 0.1;

/// The swing of an outcome over a constant, whose place within its distribution (0 to 1) is known in each replication.
///
/// All else is as it comes: what else is uncertain, and luck, differ within each tenth as they do overall, and make the
/// errors. A mean, not a median: it is what the first Sobol index is about, and for an outcome class it is its share.
///
/// # Shape
/// One place and one value a replication. Values that are infinite or no number are left out.
///
/// ```
/// use flywheel::analysis::swing::swing;
///
/// let places: Vec<f64> = (0..100).map(|i| (f64::from(i) + 0.5) / 100.0).collect();
/// let squares: Vec<f64> = places.iter().map(|u| u * u).collect();
/// let swing = swing(&places, &squares);
/// assert!((swing.low.value - 0.01 / 3.0).abs() < 1e-4 && (swing.high.value - 2.71 / 3.0).abs() < 1e-4);
/// ```
pub fn swing(places: &[f64], values: &[f64]) -> Swing {
    let of = |tail: &dyn Fn(f64) -> bool| {
        let there: Vec<f64> = places.iter().zip(values).filter(|(u, _)| tail(**u)).map(|(_, value)| *value).collect();
        mean(&there)
    };
    Swing { low: of(&|u| u < TAIL), high: of(&|u| u > 1.0 - TAIL) }
}
