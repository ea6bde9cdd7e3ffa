//! Rank correlation: how far one number rises or falls with another, whatever the shape of the curve.

use crate::math;

use crate::analysis::estimate::Estimate;

/// Ranks from 1, in the order of the values; equal values share the mean of their ranks.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut out = vec![0.0; values.len()];
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let before = order.partition_point(|i| values[*i] < values[equal[0]]);
        equal.iter().for_each(|i| out[*i] = before as f64 + 0.5 * (equal.len() + 1) as f64);
    }
    out
}

/// Spearman's rank correlation, from -1 to 1, with its error; NaN where one of the two never differs. Pairs in which
/// either is infinite or no number are left out.
///
/// # Source
/// Spearman (1904), American Journal of Psychology 15(1), 72-101. Error: Fieller, Hartley & Pearson (1957), "Tests for
/// rank correlation coefficients. I", Biometrika 44, 470-481: variance 1.06 / (n - 3) on Fisher's scale.
///
/// ```
/// use flywheel::analysis::sensitivity::rank_correlation::spearman;
/// // scipy 1.11: spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])
/// let found = spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0]);
/// assert!((found.value - 0.8207826816681233).abs() < 1e-12);
/// ```
pub fn spearman(first: &[f64], second: &[f64]) -> Estimate {
    let pairs = first.iter().zip(second).filter(|(a, b)| a.is_finite() && b.is_finite());
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.map(|(a, b)| (*a, *b)).unzip();
    let (first, second) = (ranks(&first), ranks(&second));
    let n = first.len() as f64;
    let middle = 0.5 * (n + 1.0);
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum::<f64>();
    let value = product(&first, &second) / math::sqrt(product(&first, &first) * product(&second, &second));
    let error = if n > 3.0 { (1.0 - value * value) * math::sqrt(1.06 / (n - 3.0)) } else { f64::INFINITY };
    Estimate { value, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert_eq!(ranks(&[]), [0.0; 0]);
    }

    #[test]
    fn what_rises_along_has_one_and_what_never_differs_has_none() {
        let ramp: Vec<f64> = (0..50).map(f64::from).collect();
        let cubes: Vec<f64> = ramp.iter().map(|x| x * x * x).collect();
        let falling: Vec<f64> = ramp.iter().map(|x| -x).collect();
        assert_eq!(spearman(&ramp, &cubes).value, 1.0);
        assert_eq!(spearman(&ramp, &falling).value, -1.0);
        assert!(spearman(&ramp, &[7.0; 50]).value.is_nan());
        let mut broken = cubes.clone();
        broken[3] = f64::NAN;
        assert_eq!(spearman(&ramp, &broken).value, 1.0);
    }

    /// Without any relation one in three lies beyond one error, and one in twenty beyond two.
    #[test]
    fn the_error_is_as_large_as_it_says() {
        let draw = |seed: u64, i: u64| {
            let mut x = (seed * 1000 + i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (x ^ (x >> 31)) as f64
        };
        let column = |seed: u64| (0..200).map(|i| draw(seed, i)).collect::<Vec<f64>>();
        let beyond = |errors: f64| {
            let outside = |seed: &u64| {
                let found = spearman(&column(2 * seed), &column(2 * seed + 1));
                found.value.abs() > errors * found.error
            };
            (0..400).filter(outside).count()
        };
        let (one, two) = (beyond(1.0), beyond(2.0));
        assert!((88..=160).contains(&one) && (6..=36).contains(&two), "{one} and {two} of 400");
    }
}
