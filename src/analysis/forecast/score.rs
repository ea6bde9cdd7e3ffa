//! How good a forecast by quantiles was, once it is known what came.

use crate::analysis::estimate;
use crate::results::Spread;

/// The quantiles by which a forecast is told: the ends of the bands of 50, 80 and 90%, and the median.
pub const SHARES: [f64; 7] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/// A forecast of one number: its quantiles at [`SHARES`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantiles(pub [f64; 7]);

/// A band about the median.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    Half,
    Eighty,
    Ninety,
}

impl Band {
    pub const ALL: [Band; 3] = [Band::Half, Band::Eighty, Band::Ninety];

    /// The share that it is to hold.
    pub fn share(self) -> f64 {
        let (low, high) = self.ends();
        SHARES[high] - SHARES[low]
    }

    fn ends(self) -> (usize, usize) {
        match self {
            Band::Half => (2, 4),
            Band::Eighty => (1, 5),
            Band::Ninety => (0, 6),
        }
    }
}

impl Quantiles {
    /// Of simulated values, by linear interpolation between order statistics; values that are no number are left out.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Quantiles {
        let values: Vec<f64> = values.into_iter().collect();
        Quantiles(estimate::quantiles(Spread::Each(&values), SHARES))
    }

    /// Of simulated counts.
    pub fn of_counts(counts: impl IntoIterator<Item = u32>) -> Quantiles {
        Quantiles::of(counts.into_iter().map(f64::from))
    }

    pub fn median(&self) -> f64 {
        self.0[3]
    }

    pub fn band(&self, band: Band) -> (f64, f64) {
        let (low, high) = band.ends();
        (self.0[low], self.0[high])
    }

    /// The weighted interval score, in the unit of what is forecast; lower is better. It is twice the mean pinball loss over
    /// the seven quantiles, close to the distance from the median where all are one.
    ///
    /// # Source
    /// Bracher et al. (2021), "Evaluating epidemic forecasts in an interval format", PLoS Computational Biology 17(2),
    /// doi:10.1371/journal.pcbi.1008618.
    pub fn wis(&self, came: f64) -> f64 {
        let loss = |(share, quantile): (&f64, &f64)| {
            let beyond = came - quantile;
            (share * beyond).max((share - 1.0) * beyond)
        };
        2.0 * SHARES.iter().zip(&self.0).map(loss).sum::<f64>() / SHARES.len() as f64
    }

    /// Whether a band holds what came: 1 inside, 0 outside, a half on an edge, for counts are whole; the share that it is to
    /// hold where the band is a point and what came is on it.
    pub fn holds(&self, band: Band, came: f64) -> f64 {
        let (low, high) = self.band(band);
        if low < came && came < high {
            1.0
        } else if came < low || came > high {
            0.0
        } else if low == high {
            band.share()
        } else {
            0.5
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_of_a_point_is_its_distance() {
        let point = Quantiles([4.0; 7]);
        assert!((point.wis(7.0) - 3.0).abs() < 1e-12 && (point.wis(2.0) - 2.0).abs() < 1e-12);
        assert_eq!(point.wis(4.0), 0.0);
        assert!((point.holds(Band::Eighty, 4.0) - 0.8).abs() < 1e-12);
    }

    /// By the definition of Bracher et al.: half the distance from the median and, for each band, `alpha / 2` of its score,
    /// which is its width and `2 / alpha` times what it misses by; all divided by the number of bands and a half.
    #[test]
    fn the_score_is_that_of_intervals() {
        let told = Quantiles([1.0, 2.0, 4.0, 5.0, 7.0, 11.0, 12.0]);
        for came in [0.0, 1.5, 3.0, 5.0, 8.0, 20.0] {
            let mut sum = 0.5 * (came - told.median()).abs();
            for band in Band::ALL {
                let ((low, high), alpha) = (told.band(band), 1.0 - band.share());
                let missed = (low - came).max(0.0) + (came - high).max(0.0);
                sum += alpha / 2.0 * (high - low + 2.0 / alpha * missed);
            }
            assert!((told.wis(came) - sum / 3.5).abs() < 1e-12, "{came}");
        }
    }

    #[test]
    fn an_edge_counts_a_half() {
        let told = Quantiles([1.0, 2.0, 4.0, 5.0, 7.0, 11.0, 12.0]);
        let held = |came: f64| Band::ALL.map(|band| told.holds(band, came));
        assert_eq!(held(5.0), [1.0, 1.0, 1.0]);
        assert_eq!(held(4.0), [0.5, 1.0, 1.0]);
        assert_eq!(held(12.0), [0.0, 0.0, 0.5]);
        assert_eq!(held(0.0), [0.0, 0.0, 0.0]);
    }
}
