//! Estimates from independent replications, each with its Monte Carlo error.

use crate::math;

/// A number found from replications, and how far it would vary if they were drawn again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub value: f64,
    /// One standard error: about two in three repetitions come within it, and 95 of 100 within two.
    pub error: f64,
}

/// Replications in order, without those that are infinite or no number: they are counted and reported where they arise.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted(Vec<f64>);

impl Sorted {
    pub fn new(values: &[f64]) -> Sorted {
        let mut values: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        Sorted(values)
    }

    /// The value with a share `p` of the replications below it, by linear interpolation between order statistics; NaN
    /// where there are none.
    ///
    /// # Source
    /// Hyndman and Fan (1996), "Sample quantiles in statistical packages", definition 7.
    pub fn quantile(&self, p: f64) -> f64 {
        let Sorted(values) = self;
        let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
        let place = p.clamp(0.0, 1.0) * last as f64;
        let (below, part) = (place.floor() as usize, place - place.floor());
        let above = (below + 1).min(last);
        if part == 0.0 || values[below] == values[above] {
            return values[below];
        }
        values[below] + part * (values[above] - values[below])
    }

    /// A quantile with its error: half the distance between the quantiles one binomial standard deviation to either
    /// side, which needs no assumption about the distribution.
    ///
    /// # Source
    /// Conover (1999), "Practical Nonparametric Statistics", section 3.2: the number of replications below a quantile
    /// is binomial.
    pub fn quantile_estimate(&self, p: f64) -> Estimate {
        let n = self.0.len() as f64;
        let value = self.quantile(p);
        if n < 2.0 {
            return Estimate { value, error: if n < 1.0 { f64::NAN } else { f64::INFINITY } };
        }
        let spread = math::sqrt(p * (1.0 - p) / n);
        Estimate { value, error: (self.quantile(p + spread) - self.quantile(p - spread)) / 2.0 }
    }
}

/// The mean, summed in the order of the replications, with its error; what is infinite or no number is left out.
pub fn mean(values: &[f64]) -> Estimate {
    let finite = || values.iter().filter(|v| v.is_finite());
    let n = finite().count() as f64;
    let value = finite().sum::<f64>() / n;
    let squares: f64 = finite().map(|v| (v - value) * (v - value)).sum();
    let error = if n < 2.0 { f64::INFINITY } else { math::sqrt(squares / (n - 1.0) / n) };
    Estimate { value, error }
}

/// The share of `n` replications of which `hits` have a property, with its error.
///
/// # Source
/// Agresti and Coull (1998): two hits and two misses are added for the error, so that a share of 0 or 1 found in few
/// replications is not taken for certainty.
pub fn share(hits: usize, n: usize) -> Estimate {
    let (hits, n) = (hits as f64, n as f64);
    let p = (hits + 2.0) / (n + 4.0);
    Estimate { value: hits / n, error: math::sqrt(p * (1.0 - p) / (n + 4.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_definition_seven() {
        // numpy 1.26: np.percentile([3, 1, 4, 1, 5, 9, 2, 6], [5, 25, 50, 75, 95])
        let sorted = Sorted::new(&[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]);
        for (p, expected) in [(0.05, 1.0), (0.25, 1.75), (0.5, 3.5), (0.75, 5.25), (0.95, 7.95)] {
            assert!((sorted.quantile(p) - expected).abs() < 1e-12, "{p}");
        }
        assert_eq!(Sorted::new(&[7.0]).quantile(0.3), 7.0);
        assert!(Sorted::new(&[]).quantile(0.3).is_nan());
        assert_eq!(Sorted::new(&[f64::NAN, 2.0]).quantile(0.5), 2.0);
    }

    #[test]
    fn the_error_of_a_median_is_that_of_theory() {
        // Of a uniform variable the median of n has standard error 1 / (2 sqrt(n)).
        let values: Vec<f64> = (0..10_000).map(|i| (f64::from(i) + 0.5) / 10_000.0).collect();
        let estimate = Sorted::new(&values).quantile_estimate(0.5);
        assert!((estimate.value - 0.5).abs() < 1e-9);
        assert!((estimate.error - 0.005).abs() < 1e-4, "{}", estimate.error);
    }

    #[test]
    fn mean_and_share() {
        let estimate = mean(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(estimate.value, 2.5);
        // Standard deviation sqrt(5/3), over sqrt(4).
        assert!((estimate.error - (5.0f64 / 3.0).sqrt() / 2.0).abs() < 1e-15);
        assert_eq!(share(1000, 1000).value, 1.0);
        assert!(share(1000, 1000).error > 0.001);
        assert!((share(500, 1000).error - 0.5 / 1000f64.sqrt()).abs() < 1e-4);
    }
}
