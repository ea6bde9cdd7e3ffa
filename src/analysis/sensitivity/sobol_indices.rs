//! Sobol indices: which share of an outcome's variance is owed to which factor.

use crate::math;

use crate::analysis::estimate::Estimate;

/// What one factor has to do with the variance of an outcome.
///
/// # Units
/// Shares of the variance, without unit. They lie between 0 and 1, but for their errors; in a sum, `first` over all
/// factors is at most 1 and `total` at least 1, and both are 1 where factors do not depend on each other's values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// The share owed to this factor alone: what would go, on average, if it were known.
    pub first: Estimate,
    /// The share owed to this factor alone or together with others: what would be left, on average, if all others were
    /// known.
    pub total: Estimate,
}

/// The indices of all factors from the values of an outcome at the points of
/// [`saltelli`](crate::run::points::saltelli)'s design with `size` rows.
///
/// With a, b and c the outcome in row j of A, of B and of A with the factor from B, m and V mean and variance of all a
/// and b:
///
/// ```text
/// first = mean of (b - m)(c - a) / V         total = mean of (a - c)^2 / 2V
/// ```
///
/// A row in which one of the three is infinite or no number is left out, for this factor.
///
/// # Shape
/// `values` are those of A, then of B, then of A with each factor in turn from B: `size` of each. One result a factor.
/// NaN where the outcome is the same everywhere.
///
/// # Errors of the estimates
/// Both are ratios of two means over the rows; their standard errors are those of a ratio, linearised, with rows taken
/// as independent (Cochran 1977, "Sampling Techniques", section 6.4). For the rows of a Sobol sequence, which are spread
/// more evenly, see [`net_error`](super::net_error).
///
/// # Panics
/// Where the number of values is not a whole number of sets of `size`.
///
/// # Source
/// First: Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), "Variance based sensitivity analysis of model
/// output", Computer Physics Communications 181(2), table 2 (b). Total: Jansen (1999), "Analysis of variance designs for
/// model output", Computer Physics Communications 117(1-2), 35-43.
///
/// ```
/// use flywheel::analysis::sensitivity::sobol_indices::indices;
///
/// // x + 2 y at A = (0, 0), (1, 1), (0, 1), (1, 0) and B = (1, 0), (0, 1), (0, 0), (1, 1)
/// let (a, b) = ([0.0, 3.0, 2.0, 1.0], [1.0, 2.0, 0.0, 3.0]);
/// let (x_from_b, y_from_b) = ([1.0, 2.0, 2.0, 1.0], [0.0, 3.0, 0.0, 3.0]);
/// let [x, y] = indices(&[a, b, x_from_b, y_from_b].concat(), 4)[..] else { unreachable!() };
/// assert_eq!((x.total.value, y.total.value), (0.2, 0.8));
/// ```
pub fn indices(values: &[f64], size: usize) -> Vec<Indices> {
    assert!(size > 0 && values.len().is_multiple_of(size) && values.len() >= 2 * size, "whole sets of values");
    let (a, b) = (&values[..size], &values[size..2 * size]);
    values[2 * size..].chunks(size).map(|swapped| of_factor(a, b, swapped)).collect()
}

fn of_factor(a: &[f64], b: &[f64], swapped: &[f64]) -> Indices {
    let Some(Parts { variance, alone, in_all }) = Parts::new(a, b, swapped) else {
        let unknown = Estimate { value: f64::NAN, error: f64::NAN };
        return Indices { first: unknown, total: unknown };
    };
    Indices { first: ratio(&alone, &variance), total: ratio(&in_all, &variance) }
}

/// The part of each row in the variance of the outcome, and in that which a factor makes.
pub(super) struct Parts {
    pub variance: Vec<f64>,
    alone: Vec<f64>,
    in_all: Vec<f64>,
}

impl Parts {
    /// None where the outcome is the same everywhere.
    pub fn new(a: &[f64], b: &[f64], swapped: &[f64]) -> Option<Parts> {
        let rows: Vec<[f64; 3]> = a
            .iter()
            .zip(b)
            .zip(swapped)
            .map(|((a, b), c)| [*a, *b, *c])
            .filter(|row| row.iter().all(|value| value.is_finite()))
            .collect();
        // The mean of equal numbers may not be equal to them: the variance would be of rounding.
        if rows.iter().flatten().all(|value| *value == rows[0][0]) {
            return None;
        }
        let middle = rows.iter().map(|[a, b, _]| a + b).sum::<f64>() / (2 * rows.len()) as f64;
        let variance =
            rows.iter().map(|[a, b, _]| 0.5 * ((a - middle) * (a - middle) + (b - middle) * (b - middle))).collect();
        let alone = rows.iter().map(|[a, b, c]| (b - middle) * (c - a)).collect();
        let in_all = rows.iter().map(|[a, _, c]| 0.5 * (a - c) * (a - c)).collect();
        Some(Parts { variance, alone, in_all })
    }

    /// What is left of each row where an index has this value: of the first one (0) or the total one (1).
    pub fn residuals(&self, kind: usize, index: f64) -> Vec<f64> {
        let parts = if kind == 0 { &self.alone } else { &self.in_all };
        parts.iter().zip(&self.variance).map(|(part, own)| part - index * own).collect()
    }
}

/// The ratio of two means over the same rows, with its linearised error.
fn ratio(parts: &[f64], wholes: &[f64]) -> Estimate {
    let n = parts.len() as f64;
    let whole = wholes.iter().sum::<f64>() / n;
    let value = parts.iter().sum::<f64>() / n / whole;
    let squares: f64 = parts.iter().zip(wholes).map(|(part, own)| part - value * own).map(|rest| rest * rest).sum();
    let error = if n < 2.0 { f64::INFINITY } else { math::sqrt(squares / (n - 1.0) / n) / whole };
    Estimate { value, error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::Design;
    use std::f64::consts::PI;

    /// Points of a scrambled Sobol sequence in twice as many dimensions as there are factors, then the values of a
    /// function at them in the shape of Saltelli's design.
    fn values(factors: usize, size: usize, seed: u64, function: &dyn Fn(&[f64]) -> f64) -> Vec<f64> {
        let column = |dimension: usize| {
            let mut row = vec![0.0; size];
            Design::Sobol.uniforms(seed, &format!("x{dimension}"), dimension, size as u64).unwrap().fill(0, &mut row);
            row
        };
        let columns: Vec<Vec<f64>> = (0..2 * factors).map(column).collect();
        let at = |row: usize, from_b: &dyn Fn(usize) -> bool| {
            let x: Vec<f64> = (0..factors).map(|f| columns[if from_b(f) { factors + f } else { f }][row]).collect();
            function(&x)
        };
        let mut out: Vec<f64> = (0..size).map(|row| at(row, &|_| false)).collect();
        out.extend((0..size).map(|row| at(row, &|_| true)));
        for factor in 0..factors {
            out.extend((0..size).map(|row| at(row, &|f| f == factor)));
        }
        out
    }

    /// Ishigami & Homma (1990), with a = 7 and b = 0.1, on three numbers uniform between -pi and pi.
    fn ishigami(u: &[f64]) -> f64 {
        let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        let squared = x[2] * x[2];
        math::sin(x[0]) + 7.0 * math::sin(x[1]) * math::sin(x[1]) + 0.1 * squared * squared * math::sin(x[0])
    }

    /// First and total indices in closed form (Saltelli, Chan & Scott 2000, "Sensitivity Analysis", section 2.9).
    fn ishigami_indices() -> [(f64, f64); 3] {
        let (a, b) = (7.0, 0.1);
        let (pi4, pi8) = (PI * PI * PI * PI, PI * PI * PI * PI * PI * PI * PI * PI);
        let v1 = 0.5 * (1.0 + b * pi4 / 5.0) * (1.0 + b * pi4 / 5.0);
        let v2 = a * a / 8.0;
        let v13 = b * b * pi8 * 8.0 / 225.0;
        let v = v1 + v2 + v13;
        [(v1 / v, (v1 + v13) / v), (v2 / v, v2 / v), (0.0, v13 / v)]
    }

    /// Sobol's g function: the product of (|4 u - 2| + a) / (1 + a).
    fn sobol_g(a: &'static [f64]) -> impl Fn(&[f64]) -> f64 {
        move |u| u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
    }

    /// Saltelli & Sobol (1995): a factor has the part 1 / (3 (1 + a)^2), and parts multiply.
    fn sobol_g_indices(a: &[f64]) -> Vec<(f64, f64)> {
        let parts: Vec<f64> = a.iter().map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a))).collect();
        let all: f64 = parts.iter().map(|part| 1.0 + part).product();
        parts.iter().map(|part| (part / (all - 1.0), part * (all / (1.0 + part)) / (all - 1.0))).collect()
    }

    fn check(found: &[Indices], expected: &[(f64, f64)]) {
        assert_eq!(found.len(), expected.len());
        for (factor, (found, (first, total))) in found.iter().zip(expected).enumerate() {
            for (name, found, truth) in [("first", found.first, first), ("total", found.total, total)] {
                let off = (found.value - truth).abs();
                assert!(off <= 2.0 * found.error, "{name} index of factor {factor}: {found:?}, {truth} in closed form");
                // An error that says nothing would pass too.
                assert!(found.error < 0.02, "{name} index of factor {factor}: {found:?}");
            }
        }
    }

    #[test]
    fn ishigami_is_within_two_errors_of_the_closed_form() {
        for seed in 1..=5 {
            check(&indices(&values(3, 1 << 14, seed, &ishigami), 1 << 14), &ishigami_indices());
        }
    }

    #[test]
    fn sobol_g_is_within_two_errors_of_the_closed_form() {
        const A: &[f64] = &[0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
        let found = indices(&values(A.len(), 1 << 14, 1, &sobol_g(A)), 1 << 14);
        check(&found, &sobol_g_indices(A));
    }

    /// Over many seeds of independent points, the errors are what they claim to be: about 95 of 100 within two.
    #[test]
    fn errors_cover_the_truth() {
        let mut within = 0;
        let truth = ishigami_indices();
        for seed in 0..100 {
            let stream = crate::run::stream::Stream::new(crate::run::stream::Kind::Constant, "x", seed);
            let size = 512;
            let draw = |row: usize, set: u64, factor: usize| stream.uniform(row as u64, 10 * set + factor as u64);
            let at = |row: usize, swapped: &dyn Fn(usize) -> bool| {
                ishigami(&(0..3).map(|f| draw(row, u64::from(swapped(f)), f)).collect::<Vec<f64>>())
            };
            let mut all: Vec<f64> = (0..size).map(|row| at(row, &|_| false)).collect();
            all.extend((0..size).map(|row| at(row, &|_| true)));
            (0..3).for_each(|factor| all.extend((0..size).map(|row| at(row, &|f| f == factor))));
            for (found, (first, total)) in indices(&all, size).iter().zip(truth) {
                within += usize::from((found.first.value - first).abs() <= 2.0 * found.first.error);
                within += usize::from((found.total.value - total).abs() <= 2.0 * found.total.error);
            }
        }
        assert!((550..=590).contains(&within), "{within} of 600");
    }

    #[test]
    fn where_factors_only_add_up_first_and_total_are_one() {
        for slopes in [[1.0, 2.0, 3.0, 4.0], [0.1, 10.0, 5.0, 0.0], [-3.0, 3.0, -1.0, 1.0]] {
            let add = |u: &[f64]| 5.0 + u.iter().zip(slopes).map(|(u, slope)| slope * (u - 0.5)).sum::<f64>();
            let found = indices(&values(4, 1 << 12, 3, &add), 1 << 12);
            let squares: f64 = slopes.iter().map(|slope| slope * slope).sum();
            for (Indices { first, total }, slope) in found.iter().zip(slopes) {
                let truth = slope * slope / squares;
                assert!(
                    (first.value - truth).abs() < 0.01 && (total.value - truth).abs() < 0.01,
                    "{first:?} {total:?}"
                );
            }
        }
    }

    #[test]
    fn a_factor_that_is_not_used_has_exactly_nothing() {
        let found = indices(&values(3, 256, 1, &|u| u[0] * u[2]), 256);
        let nothing = Estimate { value: 0.0, error: 0.0 };
        assert_eq!(found[1], Indices { first: nothing, total: nothing });
        assert!(found[0].total.value > 0.3);
    }

    #[test]
    fn the_order_of_factors_does_not_matter() {
        let (size, order) = (256, [2, 0, 1]);
        let all = values(3, size, 1, &ishigami);
        let mut shuffled = all[..2 * size].to_vec();
        order.iter().for_each(|f| shuffled.extend(&all[(2 + f) * size..][..size]));
        let (found, again) = (indices(&all, size), indices(&shuffled, size));
        assert!(order.iter().zip(again).all(|(f, again)| found[*f] == again));
    }

    /// Other units of the outcome change nothing: a power of two not a bit.
    #[test]
    fn units_do_not_matter() {
        let all = values(3, 256, 1, &ishigami);
        let scaled: Vec<f64> = all.iter().map(|y| 1024.0 * y).collect();
        assert_eq!(indices(&all, 256), indices(&scaled, 256));
    }

    #[test]
    fn what_never_changes_has_no_indices() {
        let found = indices(&[0.1; 15], 3);
        assert!(found.iter().all(|i| i.first.value.is_nan() && i.total.value.is_nan()));
    }

    #[test]
    fn rows_without_a_number_are_left_out() {
        let size = 1 << 10;
        let mut all = values(3, size, 1, &ishigami);
        (all[5], all[size + 7], all[2 * size + 9]) = (f64::NAN, f64::INFINITY, f64::NAN);
        for (found, (first, total)) in indices(&all, size).iter().zip(ishigami_indices()) {
            assert!((found.first.value - first).abs() < 0.1 && (found.total.value - total).abs() < 0.1);
        }
    }
}
