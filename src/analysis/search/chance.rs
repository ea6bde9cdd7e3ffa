//! The chance that each of those that are left is the best of all.

use crate::analysis::estimate::Estimate;
use crate::math;

use super::field::Field;

/// How many errors behind the first an alternative can no longer be the best.
const CONTENDS: f64 = 3.0;

/// Of so many contenders, the first, it is found out how much of what lies between them is luck.
const MOST_CONTENDERS: usize = 40;

impl Field {
    /// The chance that each is the best of all that could be found with ever more replications.
    ///
    /// The best of a few that are nearly equal is ahead by luck too, and the bootstrap by itself takes what it is ahead
    /// for real. So the lead of each over the mean of the contenders is shrunk first: by the part of what lies between
    /// them that luck would make. Then the chance of each is the share of the resamples in which it is the best; those
    /// that are equal share it.
    ///
    /// # Source
    /// Shrinkage: James & Stein (1961), in the form of empirical Bayes by Efron & Morris (1973), "Stein's estimation rule
    /// and its competitors", Journal of the American Statistical Association 68: where what lies between contenders has v
    /// times the variance of luck, the part s = 1 - 1/v of it is real. With T the numbers found, m their mean and T* those
    /// of a resample, the best is the largest of sqrt(s) (T - m) + T* - T.
    pub(super) fn chances(&self) -> Vec<f64> {
        let best = self.order[0];
        let contenders: Vec<usize> =
            self.order.iter().copied().filter(|place| self.errors_behind(*place, best) <= CONTENDS).collect();
        let mean = contenders.iter().map(|place| self.at[*place]).sum::<f64>() / contenders.len() as f64;
        let real = math::sqrt(self.real_part(&contenders));
        let mut out = vec![0.0; self.alive.len()];
        let resamples = contenders.iter().map(|place| self.resampled[*place].len()).min().unwrap_or(0);
        for resample in 0..resamples {
            let at = |place: usize| {
                let luck = self.resampled[place][resample] - self.at[place];
                real * (self.at[place] - mean) + luck
            };
            let most = contenders.iter().map(|place| at(*place)).fold(f64::NEG_INFINITY, f64::max);
            let winners: Vec<usize> = contenders.iter().copied().filter(|place| at(*place) == most).collect();
            for place in &winners {
                out[*place] += 1.0 / (winners.len() * resamples) as f64;
            }
        }
        out
    }

    /// Which part of the variance of what lies between contenders is not luck: 0 where all of it may be, 1 where none is.
    fn real_part(&self, contenders: &[usize]) -> f64 {
        let (mut squares, mut pairs) = (0.0, 0.0);
        for (index, place) in contenders.iter().take(MOST_CONTENDERS).enumerate() {
            for other in &contenders[..index] {
                let Estimate { value, error } = self.behind(*place, *other);
                let errors = value / error;
                // Two that do the same say nothing, and those further apart than contenders are would not be among them.
                if errors <= CONTENDS {
                    squares += errors * errors;
                    pairs += 1.0;
                }
            }
        }
        if pairs == 0.0 { 1.0 } else { (1.0 - 1.0 / variance_within(CONTENDS, squares / pairs)).max(0.0) }
    }
}

/// The variance of a normal number around 0 whose square is so large on average where it is at most `most` in size;
/// infinite where every size is as frequent.
pub fn variance_within(most: f64, square: f64) -> f64 {
    let mean_square = |variance: f64| {
        let end = most / math::sqrt(variance);
        let density = math::exp(-0.5 * end * end) / math::sqrt(2.0 * std::f64::consts::PI);
        variance * (1.0 - 2.0 * end * density / (1.0 - 2.0 * normal_tail(end)))
    };
    let (mut low, mut high) = (1e-6, 1e4);
    if square >= mean_square(high) {
        return f64::INFINITY;
    }
    for _ in 0..60 {
        let middle = math::sqrt(low * high);
        if mean_square(middle) < square { low = middle } else { high = middle }
    }
    low
}

/// The chance that a standard normal number is above `z`.
pub fn normal_tail(z: f64) -> f64 {
    0.5 * math::erfc(z / std::f64::consts::SQRT_2)
}
