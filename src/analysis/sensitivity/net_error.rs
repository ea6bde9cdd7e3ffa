//! How far off sensitivity indices from a scrambled Sobol sequence are.
//!
//! The rows of a scrambled sequence are spread more evenly than independent ones, and what is found with them is up to
//! forty times nearer the truth than a standard error over rows says. Several scramblings would tell the error, but each
//! would have fewer rows, and the gain of the sequence would be lost. So a smooth [surface](super::polynomial_chaos) through the
//! outcome takes the outcome's place: to it the whole design can be applied again under many scramblings, and no model has
//! to be run. What the surface does not explain is taken as independent from row to row.
//!
//! ```text
//! error^2 = variance over scramblings of the surface's mean residual
//!           + variance over rows of (outcome's residual - surface's residual) / rows,    over V^2
//! ```
//!
//! where the residual of an index I in a row is that row's part in the numerator less I times its part in the variance V
//! (the linearised error of a ratio: Cochran 1977, "Sampling Techniques", section 6.4).

use crate::math;
use crate::model::scenario::Design;

use super::polynomial_chaos::Expansion;
use super::sobol_indices::{Indices, Parts, indices};

/// So many scramblings, and fewer, down to the least, where rows are many.
const SCRAMBLINGS: (usize, usize) = (8, 32);
const MOST_ROWS: usize = 1 << 18;

/// The indices of all factors, as [`indices`] finds them, with errors that hold for a design whose constants go by one
/// scrambled Sobol sequence.
///
/// `place(row, column)` tells where constant `column` of `width` stands within its distribution in a row of A, or, from
/// row `size` on, of B. Factors beyond the constants (luck) are drawn at random.
///
/// # Shape
/// As in [`indices`].
///
/// # Determinism
/// The same values at the same places have the same errors.
pub fn indices_of_net(values: &[f64], size: usize, width: usize, place: impl Fn(usize, usize) -> f64) -> Vec<Indices> {
    let mut found = indices(values, size);
    let total = |factor: &usize| found[*factor].total.value;
    let mut order: Vec<usize> = (0..width.min(found.len())).filter(|factor| total(factor) > 0.0).collect();
    order.sort_by(|a, b| total(b).total_cmp(&total(a)));
    let surface = Expansion::fit(&values[..2 * size], size, &order, &place);
    let columns = surface.columns();
    if columns.is_empty() {
        return found;
    }
    let own = surface.values(size, |set, row, column| place(set * size + row, column));
    let scattered: Vec<Vec<f64>> = (0..scramblings(size)).map(|seed| scrambled(&surface, size, width, seed)).collect();
    for (factor, indices) in found.iter_mut().enumerate() {
        // What the surface does not bend along it does not take from B.
        let swapped = columns.binary_search(&factor).map_or(0, |index| 2 + index);
        let part = |values: &[f64], swapped: usize| -> Option<Parts> {
            Parts::new(&values[..size], &values[size..2 * size], &values[swapped * size..][..size])
        };
        let (Some(outcome), Some(smooth)) = (part(values, 2 + factor), part(&own, swapped)) else { continue };
        let again: Vec<Parts> = scattered.iter().filter_map(|values| part(values, swapped)).collect();
        let whole = mean(&outcome.variance);
        for (index, kind) in [(&mut indices.first, 0), (&mut indices.total, 1)] {
            let residuals = |parts: &Parts| parts.residuals(kind, index.value);
            let means: Vec<f64> = again.iter().map(|parts| mean(&residuals(parts))).collect();
            let rest: Vec<f64> = match outcome.variance.len() == smooth.variance.len() {
                true => residuals(&outcome).iter().zip(residuals(&smooth)).map(|(all, own)| all - own).collect(),
                // Rows without a number are left out, and no longer stand beside each other.
                false => residuals(&outcome),
            };
            index.error = math::sqrt(variance(&means) + variance(&rest) / rest.len() as f64) / whole;
        }
    }
    found
}

fn scramblings(size: usize) -> u64 {
    (MOST_ROWS / size.max(1)).clamp(SCRAMBLINGS.0, SCRAMBLINGS.1) as u64
}

/// The surface at the points of Saltelli's design under another scrambling.
fn scrambled(surface: &Expansion, size: usize, width: usize, seed: u64) -> Vec<f64> {
    let sets = [0, width].map(|first| -> Vec<Vec<f64>> {
        let column = |column: usize| {
            let dimension = first + column;
            let mut row = vec![0.5; size];
            // The design exists: the outcome was found with it.
            if let Ok(mut uniforms) = Design::Sobol.uniforms(seed, &dimension.to_string(), dimension, size as u64) {
                uniforms.fill(0, &mut row);
            }
            row
        };
        surface.columns().into_iter().map(column).collect()
    });
    let columns = surface.columns();
    let index = |column: usize| columns.binary_search(&column).expect("one of its columns");
    surface.values(size, |set, row, column| sets[set][index(column)][row])
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let middle = mean(values);
    values.iter().map(|value| (value - middle) * (value - middle)).sum::<f64>() / (values.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// The places of Saltelli's design, A and B one below the other, by column.
    fn places(factors: usize, size: usize, seed: u64) -> Vec<Vec<f64>> {
        let half = |dimension: usize| {
            let mut row = vec![0.0; size];
            Design::Sobol.uniforms(seed, &format!("x{dimension}"), dimension, size as u64).unwrap().fill(0, &mut row);
            row
        };
        (0..factors).map(|factor| [half(factor), half(factors + factor)].concat()).collect()
    }

    fn found(factors: usize, size: usize, seed: u64, function: &dyn Fn(&[f64]) -> f64) -> Vec<Indices> {
        let places = places(factors, size, seed);
        let at = |row: usize, swapped: Option<usize>| {
            let from = |factor: usize| if swapped == Some(factor) { size + row } else { row };
            function(&(0..factors).map(|factor| places[factor][from(factor)]).collect::<Vec<f64>>())
        };
        let mut values: Vec<f64> = (0..2 * size).map(|row| at(row, None)).collect();
        (0..factors).for_each(|factor| values.extend((0..size).map(|row| at(row, Some(factor)))));
        indices_of_net(&values, size, factors, |row, column| places[column][row])
    }

    /// The reported errors over the true ones, each as a root of a mean square over seeds, index by index; and the part
    /// of the indices that are within two of their errors.
    fn honesty(size: usize, truth: &[(f64, f64)], function: &dyn Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
        const SEEDS: u64 = 60;
        let (mut off, mut told) = (vec![0.0; 2 * truth.len()], vec![0.0; 2 * truth.len()]);
        let mut within = 0;
        for seed in 1..=SEEDS {
            for (factor, found) in found(truth.len(), size, seed, function).into_iter().enumerate() {
                for (kind, (found, truth)) in
                    [(found.first, truth[factor].0), (found.total, truth[factor].1)].iter().enumerate()
                {
                    off[2 * factor + kind] += (found.value - truth) * (found.value - truth);
                    told[2 * factor + kind] += found.error * found.error;
                    within += usize::from((found.value - truth).abs() <= 2.0 * found.error);
                }
            }
        }
        let ratios = told.iter().zip(off).map(|(told, off)| math::sqrt(told / off)).collect();
        (ratios, within as f64 / (SEEDS as usize * 2 * truth.len()) as f64)
    }

    fn check_honest(size: usize, truth: &[(f64, f64)], function: &dyn Fn(&[f64]) -> f64) {
        let (ratios, within) = honesty(size, truth, function);
        assert!(ratios.iter().all(|ratio| (0.7..1.5).contains(ratio)), "{ratios:?}");
        assert!((0.88..0.99).contains(&within), "{within}");
    }

    fn spread(u: f64) -> f64 {
        PI * (2.0 * u - 1.0)
    }

    /// 3 x + 2 y + z, uniform alike: shares as 9 to 4 to 1.
    #[test]
    fn errors_of_a_sum_are_right() {
        let truth = [9.0, 4.0, 1.0].map(|part| (part / 14.0, part / 14.0));
        let sum = |u: &[f64]| 3.0 * spread(u[0]) + 2.0 * spread(u[1]) + spread(u[2]);
        for size in [64, 256] {
            check_honest(size, &truth, &sum);
        }
    }

    /// A sum of curves: each has the variance of its own (of exp(x): (e^2 - 1)/2 - (e - 1)^2; of x^2: 4/45 of its width
    /// squared; of a wave over a whole period: 1/2).
    #[test]
    fn errors_of_a_sum_of_curves_are_right() {
        let e = math::exp(1.0);
        let parts = [(e * e - 1.0) / 2.0 - (e - 1.0) * (e - 1.0), 4.0 / 45.0, 0.5 * 0.04];
        let all: f64 = parts.iter().sum();
        let curves = |u: &[f64]| math::exp(u[0]) + u[1] * u[1] + 0.2 * math::sin(2.0 * PI * u[2]);
        check_honest(1024, &parts.map(|part| (part / all, part / all)), &curves);
    }

    /// Ishigami & Homma (1990), with a = 7 and b = 0.1; indices as in Saltelli, Chan & Scott (2000), section 2.9.
    #[test]
    fn errors_of_ishigami_are_right() {
        let (pi4, pi8) = (PI * PI * PI * PI, PI * PI * PI * PI * PI * PI * PI * PI);
        let v1 = 0.5 * (1.0 + 0.1 * pi4 / 5.0) * (1.0 + 0.1 * pi4 / 5.0);
        let (v2, v13) = (49.0 / 8.0, 0.01 * pi8 * 8.0 / 225.0);
        let v = v1 + v2 + v13;
        let truth = [(v1 / v, (v1 + v13) / v), (v2 / v, v2 / v), (0.0, v13 / v)];
        let ishigami = |u: &[f64]| {
            let (x, y, z) = (spread(u[0]), spread(u[1]), spread(u[2]));
            math::sin(x) + 7.0 * math::sin(y) * math::sin(y) + 0.1 * z * z * z * z * math::sin(x)
        };
        for size in [256, 1024] {
            check_honest(size, &truth, &ishigami);
        }
    }

    /// Where a cliff leaves much to chance, the errors are rather too large than too small.
    #[test]
    fn errors_at_a_cliff_are_not_too_small() {
        let cliff = |u: &[f64]| f64::from(u[0] + 0.5 * u[1] * u[2] > 0.8);
        let truth: Vec<(f64, f64)> =
            found(3, 1 << 17, 1, &cliff).iter().map(|found| (found.first.value, found.total.value)).collect();
        let (ratios, within) = honesty(512, &truth, &cliff);
        assert!(ratios.iter().all(|ratio| (0.8..2.5).contains(ratio)) && within > 0.93, "{ratios:?} {within}");
    }

    #[test]
    fn what_is_not_used_has_no_error_and_what_is_random_has_the_usual_one() {
        let [used, idle] = found(2, 64, 1, &|u| u[0] * u[0])[..] else { panic!() };
        assert!(used.first.error > 0.0);
        assert_eq!((idle.first.value, idle.first.error, idle.total.value, idle.total.error), (0.0, 0.0, 0.0, 0.0));
        // Nothing to bend along: all is luck.
        let values: Vec<f64> = (0..3 * 64).map(|i| f64::from((i * 7919u32) % 191)).collect();
        assert_eq!(indices_of_net(&values, 64, 0, |_, _| 0.5), indices(&values, 64));
    }
}
