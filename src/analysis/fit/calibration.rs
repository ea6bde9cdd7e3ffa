//! Whether answers can be believed: teams whose answer is known, and where it lies among the draws.
//!
//! # Source
//! Talts, Betancourt, Simpson, Vehtari & Gelman (2018), "Validating Bayesian inference algorithms with simulation-based
//! calibration", arXiv 1804.06788.

use crate::math;

/// Where the true value lies among draws: the share of them below it, a half of those equal to it.
pub fn rank(draws: &[f64], truth: f64) -> f64 {
    let below = draws.iter().filter(|draw| **draw < truth).count() as f64;
    let equal = draws.iter().filter(|draw| **draw == truth).count() as f64;
    (below + equal / 2.0) / (draws.len() as f64).max(1.0)
}

/// The share of ranks within the middle part of this size: how often intervals of so much hold.
pub fn coverage(ranks: &[f64], part: f64) -> f64 {
    let inside = ranks.iter().filter(|rank| (**rank - 0.5).abs() <= part / 2.0).count() as f64;
    inside / (ranks.len() as f64).max(1.0)
}

/// How likely ranks that are spread evenly would fill `bins` as unevenly as these: Pearson's chi-square test.
pub fn flatness(ranks: &[f64], bins: usize) -> f64 {
    let mut counts = vec![0.0; bins];
    for rank in ranks {
        counts[((rank * bins as f64) as usize).min(bins - 1)] += 1.0;
    }
    let expected = ranks.len() as f64 / bins as f64;
    let statistic: f64 = counts.iter().map(|count| (count - expected) * (count - expected) / expected).sum();
    chi_square_above(statistic, bins as f64 - 1.0)
}

/// The probability that a chi-square variable with so many degrees of freedom is larger.
///
/// # Source
/// Abramowitz & Stegun (1964), 6.5.29 and 26.4.19: the series of the incomplete gamma function.
fn chi_square_above(x: f64, freedom: f64) -> f64 {
    let (a, x) = (freedom / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
    while term > sum * 1e-15 && n < a + 10_000.0 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    (1.0 - math::exp(a * math::ln(x) - x - math::ln_gamma(a)) * sum).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chi_square_is_that_of_the_tables() {
        // Abramowitz & Stegun, table 26.8.
        for (x, freedom, p) in [(3.841, 1.0, 0.05), (16.919, 9.0, 0.05), (21.666, 9.0, 0.01), (4.168, 9.0, 0.9)] {
            assert!((chi_square_above(x, freedom) - p).abs() < 2e-4, "{x} {freedom}");
        }
    }

    #[test]
    fn even_ranks_are_flat_and_others_are_not() {
        let even: Vec<f64> = (0..500).map(|i| (f64::from(i) + 0.5) / 500.0).collect();
        assert!(flatness(&even, 10) > 0.99);
        assert!((coverage(&even, 0.9) - 0.9).abs() < 0.01);
        let heaped: Vec<f64> = even.iter().map(|x| x * x).collect();
        assert!(flatness(&heaped, 10) < 1e-6);
        assert_eq!(rank(&[1.0, 2.0, 2.0, 3.0], 2.0), 0.5);
    }
}
