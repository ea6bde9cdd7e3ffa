//! Which of many alternatives is best, found with few replications: a race on common random numbers.
//!
//! All alternatives are run in the same few replications; those that are clearly behind drop out; the others are run in
//! more, and so on, until few are left, which are run in all. Because alternatives share replications, they are compared
//! pair by pair: what luck does to both does not count. How sure a comparison is comes from one bootstrap over
//! replications, the same resamples for all.
//!
//! # Source
//! Racing: Maron & Moore (1994), "Hoeffding races", NIPS 6. Halving a field on a budget: Karnin, Koren & Somekh (2013),
//! "Almost optimal exploration in multi-armed bandits", ICML 30. Selection on common random numbers: Nelson & Matejcik
//! (1995), "Using common random numbers for indifference-zone selection", Management Science 41(12).

use std::ops::Range;

use crate::math;

use super::criterion::Criterion;
use super::estimate::Estimate;
use super::resample::{Resamples, spread};

/// What is raced, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Race {
    pub alternatives: usize,
    /// The replications that there are: the best of all have each of them.
    pub replications: u64,
    pub criterion: Criterion,
    /// Of the resamples.
    pub seed: u64,
    /// Nothing drops out.
    pub exhaustive: bool,
}

/// What a race wants to know: some alternatives in some replications.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat<'a> {
    pub alternatives: &'a [usize],
    pub replications: Range<u64>,
    /// The most runs that may follow after these.
    pub later: u64,
}

/// What came of a race.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Runs of the model, one a replication of an alternative.
    pub runs: u64,
    /// Somebody ended it before its time.
    pub ended: bool,
    /// In how many replications the leaders were run.
    pub replications: u64,
    /// Every alternative as far as it got, by its index; errors are its own, not those of comparisons.
    pub standings: Vec<Standing>,
    /// Those that were not dropped, the best first.
    pub leaders: Vec<Leader>,
    /// The chance that the first of them is the best of all alternatives, in all replications that there could be.
    pub confidence: f64,
}

/// How far an alternative got.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    pub replications: u64,
    pub at: Estimate,
    /// The chance that it is better than the best, by what was known when it dropped out; of leaders, see there.
    pub missed: f64,
}

/// One that was not dropped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leader {
    pub alternative: usize,
    pub at: Estimate,
    /// How far it is behind the first, with the error of the comparison.
    pub behind: Estimate,
    /// It cannot be told from the first: it is behind by less than two Monte Carlo errors.
    pub ties: bool,
    /// The chance that it is the best of the leaders.
    pub chance: f64,
}

/// How many places of the list are to be right: nothing drops out that could belong there.
pub const TOP: usize = 10;

/// Replications of the first heat, and the most of a later one as a part of all: a heat that somebody ends is lost.
const FIRST: u64 = 64;
const HEATS: u64 = 8;

/// What a race may cost, as a share of running everything.
pub const SHARE: f64 = 0.2;

/// How many errors behind the last place of the list an alternative drops out.
const CLEARLY: f64 = 3.0;

/// How many errors apart two are told apart.
const APART: f64 = 2.0;

/// Resamples by which alternatives drop out, and by which leaders are compared.
const FEW: usize = 100;
const MANY: usize = 2000;

impl Race {
    /// Runs it. `run` gives the values of the alternatives of a heat, one a replication, or None where somebody has ended
    /// it; more has to be better.
    ///
    /// # Shape
    /// Values by alternative, in the order of the heat, then by replication.
    ///
    /// # Errors
    /// What `run` refuses.
    ///
    /// # Determinism
    /// The same values give the same search, bit for bit.
    pub fn run<E>(&self, mut run: impl FnMut(Heat) -> Result<Option<Vec<Vec<f64>>>, E>) -> Result<Search, E> {
        let nothing = Estimate { value: f64::NAN, error: f64::INFINITY };
        let mut standings = vec![Standing { replications: 0, at: nothing, missed: 0.0 }; self.alternatives];
        let mut alive: Vec<usize> = (0..self.alternatives).collect();
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); self.alternatives];
        let (mut done, mut runs, mut ended) = (0, 0, false);
        while done < self.replications && !alive.is_empty() {
            let next = self.next(done);
            let now = alive.len() as u64 * (next - done);
            let later = self.most_runs(alive.len()).saturating_sub(runs + now);
            let heat = Heat { alternatives: &alive, replications: done..next, later };
            let Some(came) = run(heat)? else {
                ended = true;
                break;
            };
            runs += now;
            done = next;
            for (alternative, came) in alive.iter().zip(came) {
                values[*alternative].extend(came);
            }
            let field = Field::new(self, &alive, &values, done, FEW);
            field.note(&mut standings);
            if !self.exhaustive && done < self.replications {
                let most = self.affordable(alive.len(), done, runs);
                let stays = field.stays(most, self.replications);
                let mut place = 0..;
                alive.retain(|alternative| {
                    let stays = place.next().is_some_and(|place: usize| stays[place]);
                    if !stays {
                        values[*alternative] = Vec::new();
                    }
                    stays
                });
            }
        }
        if done == 0 {
            return Ok(Search { runs, ended, replications: 0, standings, leaders: Vec::new(), confidence: 0.0 });
        }
        let field = Field::new(self, &alive, &values, done, MANY);
        let leaders = field.leaders();
        let missed: f64 = (0..self.alternatives).filter(|a| !alive.contains(a)).map(|a| standings[a].missed).sum();
        let confidence = leaders.first().map_or(0.0, |first| first.chance * (1.0 - missed).max(0.0));
        Ok(Search { runs, ended, replications: done, standings, leaders, confidence })
    }

    /// Up to which replication the next heat goes.
    fn next(&self, done: u64) -> u64 {
        let step = done.clamp(FIRST, FIRST.max(self.replications / HEATS / FIRST * FIRST));
        self.replications.min(done + step)
    }

    /// All runs that there may be, where so many alternatives are left.
    fn most_runs(&self, alive: usize) -> u64 {
        let all = self.alternatives as u64 * self.replications;
        let first = self.alternatives as u64 * self.next(0);
        let least = first + (alive.min(2 * TOP) as u64) * (self.replications - self.next(0));
        if self.exhaustive { all } else { ((SHARE * all as f64) as u64).max(least) }
    }

    /// How many alternatives of those alive the next heat can have, if each of the heats to come is to have its share.
    fn affordable(&self, alive: usize, done: u64, runs: u64) -> usize {
        let left = self.most_runs(alive).saturating_sub(runs);
        let (mut heats, mut at) = (0, done);
        while at < self.replications {
            at = self.next(at);
            heats += 1;
        }
        let most = left / heats.max(1) / (self.next(done) - done).max(1);
        (most as usize).max(2 * TOP)
    }
}

/// Alternatives that were run in the same replications.
struct Field<'a> {
    alive: &'a [usize],
    replications: u64,
    /// The criterion of each.
    at: Vec<f64>,
    /// The same in every resample.
    resampled: Vec<Vec<f64>>,
    /// Places in `alive`, the best first.
    order: Vec<usize>,
}

impl<'a> Field<'a> {
    fn new(race: &Race, alive: &'a [usize], values: &[Vec<f64>], replications: u64, resamples: usize) -> Field<'a> {
        let rows: Vec<&[f64]> = alive.iter().map(|alternative| &values[*alternative][..]).collect();
        let judged = race.criterion.judged(&rows);
        let resamples = Resamples::new(race.seed, replications as usize, resamples);
        let at: Vec<f64> = judged.iter().map(|row| race.criterion.of(row)).collect();
        let resampled = judged.iter().map(|row| resamples.of(race.criterion, row)).collect();
        let mut order: Vec<usize> = (0..alive.len()).collect();
        // What is no number comes last; what is equal, in the order in which it was given.
        let size = |place: usize| if at[place].is_nan() { f64::NEG_INFINITY } else { at[place] };
        order.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
        Field { alive, replications, at, resampled, order }
    }

    /// How far one is behind another, with the error of the comparison.
    fn behind(&self, place: usize, other: usize) -> Estimate {
        let differences = self.resampled[other].iter().zip(&self.resampled[place]).map(|(other, own)| other - own);
        Estimate { value: self.at[other] - self.at[place], error: spread(differences) }
    }

    /// How many errors one is behind another: none where it is not behind, and any number where luck plays no part.
    fn errors_behind(&self, place: usize, other: usize) -> f64 {
        let Estimate { value, error } = self.behind(place, other);
        match () {
            () if self.at[place].is_nan() => f64::INFINITY,
            () if value <= 0.0 => 0.0,
            () => value / error,
        }
    }

    fn note(&self, standings: &mut [Standing]) {
        let Some(best) = self.order.first() else { return };
        for (place, alternative) in self.alive.iter().enumerate() {
            let at = Estimate { value: self.at[place], error: spread(self.resampled[place].iter().copied()) };
            let missed = normal_tail(self.errors_behind(place, *best));
            standings[*alternative] = Standing { replications: self.replications, at, missed };
        }
    }

    /// Which of those alive stay, at most so many: those that are not clearly behind the last place of the list. Of a
    /// number that is known from some of all replications, only what the others can change is in doubt.
    fn stays(&self, most: usize, all: u64) -> Vec<bool> {
        let last = self.order[(TOP - 1).min(self.order.len() - 1)];
        let doubt = math::sqrt(1.0 - self.replications as f64 / all as f64);
        let mut behind: Vec<(f64, usize)> =
            self.order.iter().map(|place| (self.errors_behind(*place, last) / doubt, *place)).collect();
        behind.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut stays = vec![false; self.alive.len()];
        for (_, place) in behind.iter().take(most).filter(|(errors, _)| *errors <= CLEARLY) {
            stays[*place] = true;
        }
        stays
    }

    fn leaders(&self) -> Vec<Leader> {
        let best = self.order[0];
        let chances = self.chances();
        let leader = |place: &usize| {
            let behind = self.behind(*place, best);
            Leader {
                alternative: self.alive[*place],
                at: Estimate { value: self.at[*place], error: spread(self.resampled[*place].iter().copied()) },
                behind,
                ties: *place == best || behind.value <= APART * behind.error,
                chance: chances[*place],
            }
        };
        self.order.iter().map(leader).collect()
    }

    /// In which share of the resamples each is the best; those that are equal share it.
    fn chances(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.alive.len()];
        let resamples = self.resampled.first().map_or(0, Vec::len);
        for resample in 0..resamples {
            let at = |place: usize| self.resampled[place][resample];
            let best = (0..self.alive.len()).map(at).fold(f64::NEG_INFINITY, f64::max);
            let winners: Vec<usize> = (0..self.alive.len()).filter(|place| at(*place) == best).collect();
            for place in &winners {
                out[*place] += 1.0 / (winners.len() * resamples) as f64;
            }
        }
        out
    }
}

/// The chance that a standard normal number is above `z`.
fn normal_tail(z: f64) -> f64 {
    0.5 * math::erfc(z / std::f64::consts::SQRT_2)
}
