//! The odds of a claim in the lowest and in the highest tenth of an assumption, from the replications that it was found in.

use super::decile_means::TAIL;
use crate::analysis::estimate::{Estimate, share};

/// The odds of a claim in the tenth of replications in which an assumption is lowest, and in that in which it is highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecileOdds {
    pub low: Estimate,
    pub high: Estimate,
}

/// How many errors the two odds must lie apart to be told apart. Of dozens of assumptions that do nothing, the one that
/// seems to do most is often two or three off by chance alone.
pub const TOLD_OF_MANY: f64 = 3.5;

/// Odds that are even: beyond them a claim that was right more often than not is wrong more often than not.
pub const EVEN: f64 = 0.5;

/// The odds of a claim at both ends of an assumption, whose value is known in each replication; `holds` is 1 where the claim holds there,
/// 0 where it does not, and no number where that is not known.
///
/// All else is as it comes: what goes together with the assumption in the scenario's spreads goes together here.
///
/// # Shape
/// One value each a replication.
///
/// ```
/// use flywheel::analysis::sensitivity::decile_odds::decile_odds;
///
/// let size: Vec<f64> = (0..100).map(f64::from).collect();
/// let holds: Vec<f64> = size.iter().map(|size| f64::from(*size < 95.0)).collect();
/// let odds = decile_odds(&size, &holds);
/// assert_eq!((odds.low.value, odds.high.value), (1.0, 0.5));
/// ```
pub fn decile_odds(assumption: &[f64], holds: &[f64]) -> DecileOdds {
    let mut known: Vec<(f64, f64)> = assumption.iter().copied().zip(holds.iter().copied()).collect();
    known.retain(|(value, holds)| value.is_finite() && holds.is_finite());
    // Stable: of equal values the earlier replication comes first.
    known.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tail = ((TAIL * known.len() as f64).round() as usize).max(1).min(known.len());
    let odds = |part: &[(f64, f64)]| share(part.iter().filter(|(_, holds)| *holds != 0.0).count(), part.len());
    DecileOdds { low: odds(&known[..tail]), high: odds(&known[known.len() - tail..]) }
}

impl DecileOdds {
    /// How far the odds move from end to end.
    pub fn width(&self) -> f64 {
        (self.high.value - self.low.value).abs()
    }

    /// Whether the odds can be told to depend on the assumption, which is one of many.
    pub fn is_told(&self) -> bool {
        let errors = self.low.error * self.low.error + self.high.error * self.high.error;
        self.width() > TOLD_OF_MANY * crate::math::sqrt(errors)
    }

    /// Whether a claim of these odds is at even or beyond it at one end, or may be, as far as can be told.
    pub fn reverses(&self, odds: f64) -> bool {
        let beyond = |end: &Estimate| {
            if odds >= EVEN { end.value - 2.0 * end.error <= EVEN } else { end.value + 2.0 * end.error >= EVEN }
        };
        [self.low, self.high].iter().any(beyond)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assumption_that_decides_all_reverses_and_one_that_decides_nothing_does_not() {
        let count = 1000;
        let first: Vec<f64> = (0..count).map(|i| f64::from(i * 7 % count)).collect();
        let other: Vec<f64> = (0..count).map(|i| f64::from(i * 13 % count)).collect();
        let holds: Vec<f64> = first.iter().map(|x| f64::from(*x > 240.0)).collect();
        let decides = decile_odds(&first, &holds);
        assert_eq!((decides.low.value, decides.high.value, decides.width()), (0.0, 1.0, 1.0));
        assert!(decides.is_told() && decides.reverses(0.76) && decides.reverses(0.24));
        let nothing = decile_odds(&other, &holds);
        assert!(!nothing.is_told() && !nothing.reverses(0.76), "{nothing:?}");
        // The tenths are a tenth each: the odds of both are those of a hundred.
        assert_eq!(nothing.low.error, share((100.0 * nothing.low.value).round() as usize, 100).error);
    }

    #[test]
    fn what_is_not_known_is_left_out_and_nothing_panics() {
        let found = decile_odds(&[3.0, f64::NAN, 1.0, 2.0], &[1.0, 1.0, 0.0, f64::NAN]);
        assert_eq!((found.low.value, found.high.value), (0.0, 1.0));
        assert!(decile_odds(&[], &[]).low.value.is_nan());
    }
}
