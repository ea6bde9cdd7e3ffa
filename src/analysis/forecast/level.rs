//! Counts a week that vary about a level which drifts: what the level is now, how fast it moves, how much weeks vary.
//!
//! ```text
//! count(week)    ~ negative binomial with mean exposure(week) * exp(level(week)) and variance mean + dispersion * mean^2
//! level(week)    = level(week - 1) + drift * t, t from Student's t distribution with 2 degrees of freedom
//! drift          one of DRIFTS, dispersion one of DISPERSIONS: equally likely before any week is seen
//! ```
//!
//! Nothing is fitted by hand: for each pair of drift and dispersion a filter on a grid of levels gives the likelihood of the
//! weeks and the level at their end (Kitagawa), and futures draw pair and level from what that leaves. A team whose weeks
//! say little about its drift gets all of them, and so the wide bands that it should have. The tails of the t distribution are
//! the changes of regime: most weeks the level hardly moves, and now and then a team is halved or doubled at once.
//!
//! # Source
//! Kitagawa (1987), "Non-Gaussian state-space modeling of nonstationary time series", JASA 82(400), 1032-1041,
//! doi:10.1080/01621459.1987.10478534: the filter on a grid, and heavy-tailed innovations for levels that jump.

use crate::math::{exp, ln, ln_1p, ln_gamma, sqrt};

use super::draw::Draws;

/// How far the level moves in a week, as the scale of its logarithm: steps of a factor of four. Half of all weeks move it by
/// less than 0.8 of that: the first is a team that hardly changes from one year to the next, the last one that changes by a
/// third in an ordinary quarter.
pub const DRIFTS: [f64; 3] = [0.005, 0.02, 0.08];

/// How much weeks vary beyond luck, as the variance of a factor on each week's mean: steps of a factor of four, from weeks that
/// are as even as luck lets them be to weeks that are mostly empty or full.
pub const DISPERSIONS: [f64; 4] = [0.0125, 0.05, 0.2, 0.8];

/// The grid of levels: so far to each side of the mean of all weeks (a factor of 11), in steps of 5%. In one week a level
/// may go as far.
const REACH: usize = 48;
const STEP: f64 = 0.05;

const LEVELS: usize = 2 * REACH + 1;
const MOVES: usize = 2 * REACH + 1;

/// What is known of a level after weeks of counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The logarithm of the mean of all weeks, in the middle of the grid.
    middle: f64,
    /// For each pair of drift and dispersion: how likely it is, all together 1, and where on the grid the level is.
    pairs: Vec<Pair>,
}

#[derive(Debug, Clone, PartialEq)]
struct Pair {
    drift: f64,
    dispersion: f64,
    weight: f64,
    levels: [f64; LEVELS],
}

/// The share of a Student's t distribution with 2 degrees of freedom below `t`: `1/2 + t / (2 sqrt(2 + t^2))`.
fn below(t: f64) -> f64 {
    0.5 + 0.5 * t / sqrt(2.0 + t * t)
}

/// The inverse of [`below`].
fn t_quantile(u: f64) -> f64 {
    (2.0 * u - 1.0) / sqrt(2.0 * u * (1.0 - u))
}

/// Where a level goes in a week, by steps of the grid.
fn moves(drift: f64) -> [f64; MOVES] {
    let edge = |step: usize| below((step as f64 - REACH as f64 - 0.5) * STEP / drift);
    let all = edge(MOVES) - edge(0);
    std::array::from_fn(|step| (edge(step + 1) - edge(step)) / all)
}

/// The logarithm of the chance of a count: negative binomial with this mean and dispersion.
pub fn ln_chance(count: u32, mean: f64, dispersion: f64) -> f64 {
    let (count, size) = (f64::from(count), 1.0 / dispersion);
    let ways = ln_gamma(count + size) - ln_gamma(size) - ln_gamma(count + 1.0);
    ways + count * ln(mean / (mean + size)) - size * ln_1p(mean / size)
}

impl Level {
    /// Filters weeks of counts, the oldest first; `exposure` is what each week's mean is a multiple of: 1 for starts, and
    /// the finishes that are to be expected at the usual pace for finishes.
    pub fn of(counts: &[u32], exposure: &[f64]) -> Level {
        let (seen, exposed) = (counts.iter().map(|count| f64::from(*count)).sum::<f64>(), exposure.iter().sum::<f64>());
        // Half a count where there was none at all.
        let middle = ln(seen.max(0.5) / if exposed > 0.0 { exposed } else { 1.0 });
        let grid: [f64; LEVELS] = std::array::from_fn(|place| exp(middle + (place as f64 - REACH as f64) * STEP));
        let weeks = || counts.iter().zip(exposure).filter(|(_, exposure)| **exposure > 0.0);
        let mut pairs = Vec::new();
        let mut likelihoods = Vec::new();
        for dispersion in DISPERSIONS {
            let chances: Vec<[f64; LEVELS]> = weeks()
                .map(|(count, exposure)| grid.map(|level| exp(ln_chance(*count, exposure * level, dispersion))))
                .collect();
            for drift in DRIFTS {
                let (likelihood, levels) = filter(&chances, &moves(drift));
                likelihoods.push(likelihood);
                pairs.push(Pair { drift, dispersion, weight: 0.0, levels });
            }
        }
        let best = likelihoods.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = likelihoods.iter().map(|likelihood| exp(likelihood - best)).collect();
        let all: f64 = weights.iter().sum();
        pairs.iter_mut().zip(weights).for_each(|(pair, weight)| pair.weight = weight / all);
        Level { middle, pairs }
    }

    /// Draws one future of so many weeks: the mean of each, as a multiple of its exposure.
    ///
    /// A longer future begins as a shorter one does.
    pub fn future(&self, weeks: usize, draws: &mut Draws) -> Vec<f64> {
        let pair = &self.pairs[place(self.pairs.iter().map(|pair| pair.weight), draws.uniform())];
        let cell = place(pair.levels.iter().copied(), draws.uniform());
        let mut level = (cell as f64 - REACH as f64 + draws.uniform() - 0.5) * STEP;
        let reach = (REACH as f64 + 0.5) * STEP;
        let farthest = below(reach / pair.drift);
        let size = 1.0 / pair.dispersion;
        (0..weeks)
            .map(|_| {
                let u = 1.0 - farthest + draws.uniform() * (2.0 * farthest - 1.0);
                level = (level + pair.drift * t_quantile(u)).clamp(-reach, reach);
                exp(self.middle + level) * draws.gamma(size) / size
            })
            .collect()
    }

    /// The mean of what is now known of the level, as a multiple of the exposure.
    pub fn now(&self) -> f64 {
        let value = |place: usize| exp(self.middle + (place as f64 - REACH as f64) * STEP);
        let mean = |pair: &Pair| pair.levels.iter().enumerate().map(|(place, share)| share * value(place)).sum::<f64>();
        self.pairs.iter().map(|pair| pair.weight * mean(pair)).sum()
    }

    /// The mean of what is known of drift and dispersion.
    pub fn drift_and_dispersion(&self) -> (f64, f64) {
        let mean = |of: fn(&Pair) -> f64| self.pairs.iter().map(|pair| pair.weight * of(pair)).sum();
        (mean(|pair| pair.drift), mean(|pair| pair.dispersion))
    }
}

/// The logarithm of the likelihood of weeks, and where the level is at their end, from no idea of it at their beginning.
fn filter(chances: &[[f64; LEVELS]], moves: &[f64; MOVES]) -> (f64, [f64; LEVELS]) {
    let mut levels = [1.0 / LEVELS as f64; LEVELS];
    let mut likelihood = 0.0;
    for chance in chances {
        let mut padded = [0.0; LEVELS + 2 * REACH];
        for (from, share) in levels.iter().enumerate() {
            for (to, part) in padded[from..from + MOVES].iter_mut().zip(moves) {
                *to += share * part;
            }
        }
        let mut all = 0.0;
        for (place, level) in levels.iter_mut().enumerate() {
            *level = padded[place + REACH] * chance[place];
            all += *level;
        }
        if all <= 0.0 {
            // No level of the grid can have given this week: it tells nothing.
            levels = std::array::from_fn(|place| padded[place + REACH]);
            all = levels.iter().sum();
        }
        levels.iter_mut().for_each(|level| *level /= all);
        likelihood += ln(all);
    }
    (likelihood, levels)
}

/// The place among shares, which come to 1, in which `u` lies.
fn place(shares: impl Iterator<Item = f64>, u: f64) -> usize {
    let (mut sum, mut last) = (0.0, 0);
    for (index, share) in shares.enumerate() {
        sum += share;
        if share > 0.0 {
            last = index;
        }
        if u < sum {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_t_distribution_of_two_degrees() {
        // Tables: 0.95 at 2.919986, 0.975 at 4.302653, 0.995 at 9.924843.
        for (share, t) in [(0.5, 0.0), (0.95, 2.919986), (0.975, 4.302653), (0.995, 9.924843)] {
            assert!((t_quantile(share) - t).abs() < 1e-6 && (below(t) - share).abs() < 1e-7, "{share}");
        }
    }

    /// A dispersion of 1 is the geometric distribution, one of almost 0 Poisson's; the chances come to 1, the mean is the
    /// mean and the variance `mean + dispersion mean^2`.
    #[test]
    fn the_negative_binomial() {
        for count in 0..20 {
            let geometric = ln(0.25) + f64::from(count) * ln(0.75);
            assert!((ln_chance(count, 3.0, 1.0) - geometric).abs() < 1e-12);
        }
        let poisson = -3.0 + 2.0 * ln(3.0) - ln(2.0);
        assert!((ln_chance(2, 3.0, 1e-7) - poisson).abs() < 1e-5);
        let chances: Vec<f64> = (0..2000).map(|count| exp(ln_chance(count, 8.0, 0.4))).collect();
        let moment = |power: i32| -> f64 {
            let of = |count: usize| (0..power).fold(1.0, |product, _| product * count as f64);
            chances.iter().enumerate().map(|(count, chance)| of(count) * chance).sum()
        };
        assert!((moment(0) - 1.0).abs() < 1e-9 && (moment(1) - 8.0).abs() < 1e-9);
        assert!((moment(2) - 64.0 - (8.0 + 0.4 * 64.0)).abs() < 1e-7);
    }

    /// Gamma numbers are drawn of shapes of at least 1.
    #[test]
    fn no_dispersion_is_above_one() {
        assert!(DISPERSIONS.into_iter().all(|dispersion| dispersion <= 1.0));
    }

    #[test]
    fn moves_come_to_one_and_are_even() {
        for drift in DRIFTS {
            let moves = moves(drift);
            assert!((moves.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((moves[0] - moves[MOVES - 1]).abs() < 1e-12);
        }
    }

    /// Against the sum over all paths of a level, on weeks few enough to walk them all.
    #[test]
    fn the_filter_sums_over_all_paths() {
        let grid: [f64; LEVELS] = std::array::from_fn(|place| exp((place as f64 - REACH as f64) * STEP));
        let chances: Vec<[f64; LEVELS]> =
            [2, 5].map(|count| grid.map(|level| exp(ln_chance(count, 3.0 * level, 0.2)))).to_vec();
        let moves = moves(0.08);
        let mut sum = 0.0;
        for start in 0..LEVELS as i32 {
            for first in -(REACH as i32)..=REACH as i32 {
                for second in -(REACH as i32)..=REACH as i32 {
                    let (a, b) = (start + first, start + first + second);
                    let on = 0..LEVELS as i32;
                    if on.contains(&a) && on.contains(&b) {
                        let step = |by: i32| moves[(by + REACH as i32) as usize];
                        sum += step(first) * step(second) * chances[0][a as usize] * chances[1][b as usize]
                            / LEVELS as f64;
                    }
                }
            }
        }
        let (likelihood, _) = filter(&chances, &moves);
        assert!((likelihood - ln(sum)).abs() < 1e-9, "{likelihood} is not {}", ln(sum));
    }

    #[test]
    fn steady_weeks_leave_little_drift_and_a_jump_leaves_the_new_level() {
        let steady = Level::of(&[6, 5, 7, 6, 6, 5, 7, 6].repeat(12), &[1.0; 96]);
        assert!((steady.now() - 6.0).abs() < 0.6, "{}", steady.now());
        let (drift, dispersion) = steady.drift_and_dispersion();
        assert!(drift < 0.03 && dispersion < 0.05, "{drift} {dispersion}");
        let jump: Vec<u32> = [[12; 40], [4; 40]].concat();
        let now = Level::of(&jump, &[1.0; 80]).now();
        assert!((now - 4.0).abs() < 0.7, "{now}");
    }

    #[test]
    fn nothing_at_all_is_a_low_level() {
        let level = Level::of(&[0; 30], &[1.0; 30]);
        assert!(level.now() < 0.1);
        assert_eq!(Level::of(&[], &[]).pairs.len(), DRIFTS.len() * DISPERSIONS.len());
    }
}
