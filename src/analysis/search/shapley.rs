//! Shapley values: what each pick of a plan contributes to what the plan brings, and which picks need each other.
//!
//! A plan of k picks is a game of k players: the value of a set of them is what the plan brings with these picks alone, each
//! started when it is in the whole plan.

use crate::analysis::bootstrap::{Resamples, spread};
use crate::analysis::criterion::Criterion;
use crate::analysis::estimate::Estimate;

/// The most picks whose sets are all run: 2^10 of them are 1024 plans.
pub const MOST_PICKS: usize = 10;

/// What each pick contributes.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapleyValues {
    /// What doing nothing brings, and the whole plan.
    pub nothing: Estimate,
    pub whole: Estimate,
    /// What the plan brings more than nothing: the Shapley values add up to it.
    pub gain: Estimate,
    /// In the order of the picks.
    pub picks: Vec<Contribution>,
    /// Every pair of picks, by their places.
    pub pairs: Vec<Interaction>,
}

/// What one pick contributes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// What it brings alone.
    pub alone: Estimate,
    /// What would be lost without it.
    pub leave_one_out: Estimate,
    /// Its Shapley value: what it adds on average over all orders in which the picks could join.
    ///
    /// # Source
    /// Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II.
    pub shapley: Estimate,
}

/// What two picks do together beyond what each does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interaction {
    /// Their places among the picks.
    pub picks: (usize, usize),
    /// Their Shapley interaction index: above 0 they need each other, below 0 one can stand in for the other.
    ///
    /// # Source
    /// Grabisch & Roubens (1999), "An axiomatic approach to the concept of interaction among players in cooperative
    /// games", International Journal of Game Theory 28.
    pub index: Estimate,
}

/// Divides what a plan brings over its picks, with the error that other replications would make.
///
/// # Shape
/// `judged[set][replication]`: the plan with the picks of a set, whose bit `i` stands for pick `i`: none first, all last.
///
/// # Panics
/// Where there is not one row for each set of picks.
pub fn shapley_values(criterion: Criterion, judged: &[Vec<f64>], resamples: &Resamples) -> ShapleyValues {
    let picks = judged.len().trailing_zeros() as usize;
    assert_eq!(judged.len(), 1 << picks, "one row for each set of picks");
    let at: Vec<f64> = judged.iter().map(|row| criterion.of(row)).collect();
    let resampled: Vec<Vec<f64>> = judged.iter().map(|row| resamples.of(criterion, row)).collect();
    let count = resampled.first().map_or(0, Vec::len);
    let resample = |index: usize| resampled.iter().map(|row| row[index]).collect::<Vec<f64>>();
    let games: Vec<Vec<f64>> = (0..count).map(resample).collect();
    // Everything here is a sum of values of sets, and so has the spread of that sum over the resamples.
    let estimate = |sum: &dyn Fn(&[f64]) -> f64| Estimate {
        value: sum(&at),
        error: spread(games.iter().map(|game| sum(game)).collect::<Vec<f64>>().into_iter()),
    };
    let whole = judged.len() - 1;
    let contribution = |pick: usize| Contribution {
        alone: estimate(&|game| game[1 << pick] - game[0]),
        leave_one_out: estimate(&|game| game[whole] - game[whole & !(1 << pick)]),
        shapley: estimate(&|game| shapley(game, pick)),
    };
    let pairs = (0..picks).flat_map(|one| (one + 1..picks).map(move |other| (one, other)));
    ShapleyValues {
        nothing: estimate(&|game| game[0]),
        whole: estimate(&|game| game[whole]),
        gain: estimate(&|game| game[whole] - game[0]),
        picks: (0..picks).map(contribution).collect(),
        pairs: pairs.map(|picks| Interaction { picks, index: estimate(&|game| interaction(game, picks)) }).collect(),
    }
}

/// The sum over the sets S without `player` of s! (n - s - 1)! / n! times (v(S and player) - v(S)).
fn shapley(game: &[f64], player: usize) -> f64 {
    let n = game.len().trailing_zeros();
    let without = (0..game.len()).filter(|set| set & (1 << player) == 0);
    without.map(|set| (game[set | 1 << player] - game[set]) / (f64::from(n) * choose(n - 1, set.count_ones()))).sum()
}

/// The sum over the sets S without both of s! (n - s - 2)! / (n - 1)! times (v(S and both) - v(S and one) - v(S and the
/// other) + v(S)).
fn interaction(game: &[f64], (one, other): (usize, usize)) -> f64 {
    let n = game.len().trailing_zeros();
    let (one, other) = (1 << one, 1 << other);
    let without = (0..game.len()).filter(|set| set & (one | other) == 0);
    without
        .map(|set| {
            let together = game[set | one | other] - game[set | one] - game[set | other] + game[set];
            together / (f64::from(n - 1) * choose(n - 2, set.count_ones()))
        })
        .sum()
}

/// In how many ways k of n can be chosen.
fn choose(n: u32, k: u32) -> f64 {
    (0..k).fold(1.0, |ways, i| ways * f64::from(n - i) / f64::from(i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A game in which every replication has the same values.
    fn of(game: &[f64]) -> ShapleyValues {
        let judged: Vec<Vec<f64>> = game.iter().map(|value| vec![*value; 8]).collect();
        shapley_values(Criterion::Median, &judged, &Resamples::new(1, 8, 10))
    }

    fn values(shares: &[Contribution]) -> Vec<f64> {
        shares.iter().map(|share| share.shapley.value).collect()
    }

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        let close = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12);
        assert!(close, "{found:?}, not {expected:?}");
    }

    #[test]
    fn of_one_replication_no_error_is_known() {
        let found = shapley_values(Criterion::Median, &[vec![1.0], vec![3.0]], &Resamples::new(1, 1, 10));
        assert_eq!((found.gain.value, found.gain.error), (2.0, f64::INFINITY));
    }

    /// The glove game, worked by hand in Shapley's way: one has a left glove, two have right ones, a pair is worth 1.
    /// Of the six orders the left glove completes a pair in four, each right one in one.
    #[test]
    fn the_glove_game() {
        // Sets by their bits: none, L, R, LR, S, LS, RS, LRS.
        let found = of(&[0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        close(&values(&found.picks), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        // The mean over the sets without both, here none and the third player, of what both add beyond what each does:
        // L and R: (1 - 0 - 0 + 0) alone, (1 - 1 - 0 + 0) beside S; R and S: (0 - 0 - 0 + 0) alone, (1 - 1 - 1 + 0) beside L.
        let pairs: Vec<f64> = found.pairs.iter().map(|pair| pair.index.value).collect();
        close(&pairs, &[0.5, 0.5, -0.5]);
        assert_eq!(found.pairs.iter().map(|pair| pair.picks).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
        assert_eq!((found.picks[0].leave_one_out.value, found.picks[1].leave_one_out.value), (1.0, 0.0));
        assert!(found.picks[0].shapley.error < 1e-12);
    }

    /// Efficiency, symmetry, the null player and additivity are Shapley's axioms; here for four players.
    #[test]
    fn shapleys_axioms() {
        let game: Vec<f64> = (0..16u32).map(|set| f64::from(set.wrapping_mul(2_654_435_761) % 97)).collect();
        let found = of(&game);
        let sum: f64 = values(&found.picks).iter().sum();
        assert!((sum - found.gain.value).abs() < 1e-12 && found.gain.value == game[15] - game[0]);
        // Players 1 and 2 change places in every set; player 3 changes nothing.
        let alike: Vec<f64> = [0.0, 1.0, 1.0, 4.0, 1.0, 4.0, 4.0, 9.0].repeat(2);
        let found = of(&alike);
        close(&values(&found.picks), &[3.0, 3.0, 3.0, 0.0]);
        assert_eq!(found.picks[3].alone.value, 0.0);
        let both: Vec<f64> = game.iter().zip(&alike).map(|(a, b)| a + b).collect();
        let added: Vec<f64> = values(&of(&game).picks).iter().zip(values(&found.picks)).map(|(a, b)| a + b).collect();
        close(&values(&of(&both).picks), &added);
        // Squares of the number present: each pair adds 2, whoever else is there.
        close(&[found.pairs[0].index.value, found.pairs[2].index.value], &[2.0, 0.0]);
    }

    #[test]
    fn plans_of_one_pick_and_of_none() {
        let found = of(&[2.0, 5.0]);
        close(&values(&found.picks), &[3.0]);
        assert!(found.pairs.is_empty());
        let nothing = of(&[2.0]);
        assert_eq!((nothing.gain.value, nothing.picks.len()), (0.0, 0));
    }

    /// What luck does to all sets is in no share; what it does to one is.
    #[test]
    fn errors_are_of_what_is_not_shared() {
        let luck: Vec<f64> = (0..400).map(|r| f64::from(r % 20)).collect();
        let more: Vec<f64> = luck.iter().map(|x| x + 1.0).collect();
        let resamples = Resamples::new(1, 400, 200);
        let found = shapley_values(Criterion::Mean, &[luck.clone(), more], &resamples);
        assert!(found.picks[0].shapley.error < 1e-12 && found.whole.error > 0.1);
        let twice: Vec<f64> = luck.iter().map(|x| 2.0 * x).collect();
        let found = shapley_values(Criterion::Mean, &[luck.clone(), twice], &resamples);
        // The mean of the luck itself: standard deviation sqrt((20^2 - 1) / 12), over sqrt(400).
        assert!((found.picks[0].shapley.error / ((399.0f64 / 12.0).sqrt() / 20.0) - 1.0).abs() < 0.15);
    }
}
