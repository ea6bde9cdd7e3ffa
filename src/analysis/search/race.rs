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

use crate::analysis::criterion::Criterion;
use crate::analysis::estimate::Estimate;
use crate::run::ensemble::Watch;

use super::field::Field;

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
pub struct Round<'a> {
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
    /// The chance that the best of all alternatives is among those that tie with the first, itself included.
    pub confidence_of_ties: f64,
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

/// Replications of the first round, and the most of a later one as a part of all: a round that somebody ends is lost.
const FIRST: u64 = 64;
const ROUNDS: u64 = 8;

/// What a race may cost, as a share of running everything.
pub const BUDGET: f64 = 0.2;

impl Race {
    /// Runs it. `run` gives the values of the alternatives of a round, one a replication, or None where `watch` has ended it;
    /// more has to be better. What is known of the rounds before is told even then, and soon.
    ///
    /// # Shape
    /// Values by alternative, in the order of the round, then by replication.
    ///
    /// # Errors
    /// What `run` refuses.
    ///
    /// # Determinism
    /// The same values give the same search, bit for bit.
    pub fn run<E>(
        &self,
        watch: &dyn Watch,
        mut run: impl FnMut(Round) -> Result<Option<Vec<Vec<f64>>>, E>,
    ) -> Result<Search, E> {
        let nothing = Estimate { value: f64::NAN, error: f64::INFINITY };
        let mut standings = vec![Standing { replications: 0, at: nothing, missed: 0.0 }; self.alternatives];
        let mut alive: Vec<usize> = (0..self.alternatives).collect();
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); self.alternatives];
        let mut field: Option<Field> = None;
        let (mut done, mut runs, mut ended) = (0, 0, false);
        while done < self.replications && !alive.is_empty() {
            let next = self.next(done);
            let now = alive.len() as u64 * (next - done);
            let later = self.most_runs(alive.len()).saturating_sub(runs + now);
            let Some(came) = run(Round { alternatives: &alive, replications: done..next, later })? else {
                ended = true;
                break;
            };
            runs += now;
            for (alternative, came) in alive.iter().zip(came) {
                values[*alternative].extend(came);
            }
            let Some(mut own) = Field::new(self, &alive, &values, next, watch) else {
                ended = true;
                break;
            };
            done = next;
            own.note(&mut standings);
            if !self.exhaustive && done < self.replications {
                let most = self.affordable(alive.len(), done, runs);
                let mut stays = own.stays(most, self.replications);
                if self.criterion == Criterion::Regret {
                    own.keep_best_somewhere(&mut stays);
                }
                own.keep_only(&stays);
                for alternative in alive.iter().zip(&stays).filter(|(_, stays)| !**stays).map(|(a, _)| *a) {
                    values[alternative] = Vec::new();
                }
                alive.clone_from(&own.alive);
            }
            field = Some(own);
        }
        let Some(mut field) = field else {
            let (leaders, confidence, confidence_of_ties) = (Vec::new(), 0.0, 0.0);
            return Ok(Search { runs, ended, replications: 0, standings, leaders, confidence, confidence_of_ties });
        };
        field.refine(self, ended);
        field.note(&mut standings);
        let leaders = field.leaders();
        alive.iter().for_each(|alternative| standings[*alternative].missed = 0.0);
        let missed: f64 = standings.iter().map(|standing| standing.missed).sum();
        // One replication says nothing of what others would say.
        let known = if done > 1 { (1.0 - missed).max(0.0) } else { 0.0 };
        let confidence = known * leaders.first().map_or(0.0, |first| first.chance);
        let of_ties: f64 = leaders.iter().filter(|leader| leader.ties).map(|leader| leader.chance).sum();
        let confidence_of_ties = known * of_ties.min(1.0);
        Ok(Search { runs, ended, replications: done, standings, leaders, confidence, confidence_of_ties })
    }

    /// Up to which replication the next round goes.
    fn next(&self, done: u64) -> u64 {
        let step = done.clamp(FIRST, FIRST.max(self.replications / ROUNDS / FIRST * FIRST));
        self.replications.min(done + step)
    }

    /// All runs that there may be, where so many alternatives are left.
    fn most_runs(&self, alive: usize) -> u64 {
        let all = self.alternatives as u64 * self.replications;
        let first = self.alternatives as u64 * self.next(0);
        let least = first + (alive.min(2 * TOP) as u64) * (self.replications - self.next(0));
        if self.exhaustive { all } else { ((BUDGET * all as f64) as u64).max(least) }
    }

    /// How many alternatives the next round can have. Enough is put by for twice the list to be run to the end; of what is
    /// left a round may cost half, for the earlier rounds tell more apart, and the last all of it.
    fn affordable(&self, alive: usize, done: u64, runs: u64) -> usize {
        let least = 2 * TOP as u64;
        let left = self.most_runs(alive).saturating_sub(runs);
        let spare = left.saturating_sub(least * (self.replications - done));
        let next = self.next(done);
        let part = if next < self.replications { spare / 2 } else { spare };
        (least + part / (next - done).max(1)) as usize
    }
}

#[cfg(test)]
mod tests;
