//! Weighted least squares with a little pull to nothing, for several outcomes at once.

use crate::math;

/// Coefficients of outcomes on features.
///
/// # Shape
/// `coefficients[outcome][feature]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    pub coefficients: Vec<Vec<f64>>,
}

/// Fits outcomes to features, each row with its weight: the sum of weighted squares, and `ridge` times the total weight
/// times the square of each coefficient but the first, that of a feature which is 1 everywhere.
///
/// # Shape
/// `features[row][feature]`, `outcomes[outcome][row]`, a weight for each row.
///
/// # Source
/// Hoerl & Kennard (1970), "Ridge regression", Technometrics 12(1), 55-67; by the decomposition of Cholesky.
pub fn fit(features: &[Vec<f64>], outcomes: &[Vec<f64>], weights: &[f64], ridge: f64) -> Fitted {
    let width = features.first().map_or(0, Vec::len);
    let total: f64 = weights.iter().sum();
    let mut square = vec![vec![0.0; width]; width];
    let mut sides = vec![vec![0.0; width]; outcomes.len()];
    for (row, (x, weight)) in features.iter().zip(weights).enumerate().filter(|(_, (_, weight))| **weight > 0.0) {
        for (i, xi) in x.iter().enumerate() {
            let wx = weight * xi;
            square[i][..=i].iter_mut().zip(x).for_each(|(sum, xj)| *sum += wx * xj);
            sides.iter_mut().zip(outcomes).for_each(|(side, outcome)| side[i] += wx * outcome[row]);
        }
    }
    for (i, line) in square.iter_mut().enumerate() {
        line[i] += if i == 0 { 1e-9 } else { ridge } * total.max(1e-300);
    }
    cholesky(&mut square);
    let coefficients = sides.into_iter().map(|side| solve(&square, side)).collect();
    Fitted { coefficients }
}

impl Fitted {
    /// What is expected of an outcome at such features.
    pub fn at(&self, outcome: usize, features: &[f64]) -> f64 {
        self.coefficients[outcome].iter().zip(features).map(|(c, x)| c * x).sum()
    }
}

/// The lower triangle whose square a positive definite matrix is, in its place.
fn cholesky(a: &mut [Vec<f64>]) {
    for i in 0..a.len() {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            a[i][j] = match i == j {
                true => math::sqrt((a[i][i] - sum).max(1e-12)),
                false => (a[i][j] - sum) / a[j][j],
            };
        }
    }
}

fn solve(lower: &[Vec<f64>], mut x: Vec<f64>) -> Vec<f64> {
    for i in 0..x.len() {
        let sum: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
        x[i] = (x[i] - sum) / lower[i][i];
    }
    for i in (0..x.len()).rev() {
        let sum: f64 = (i + 1..x.len()).map(|k| lower[k][i] * x[k]).sum();
        x[i] = (x[i] - sum) / lower[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again() {
        let features: Vec<Vec<f64>> = (0..20).map(|i| vec![1.0, f64::from(i), f64::from(i * i)]).collect();
        let outcome = features.iter().map(|x| 3.0 - 2.0 * x[1] + 0.5 * x[2]).collect();
        let found = fit(&features, &[outcome], &[1.0; 20], 0.0);
        for (coefficient, true_one) in found.coefficients[0].iter().zip([3.0, -2.0, 0.5]) {
            assert!((coefficient - true_one).abs() < 1e-6, "{found:?}");
        }
    }

    #[test]
    fn rows_without_weight_say_nothing() {
        let features: Vec<Vec<f64>> = (0..6).map(|i| vec![1.0, f64::from(i)]).collect();
        let outcome = vec![0.0, 1.0, 2.0, 3.0, 99.0, -99.0];
        let found = fit(&features, &[outcome], &[1.0, 1.0, 1.0, 1.0, 0.0, 0.0], 0.0);
        assert!((found.at(0, &[1.0, 10.0]) - 10.0).abs() < 1e-5);
    }
}
