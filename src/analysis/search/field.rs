//! Alternatives that were run in the same replications, and how far each is behind another.

use crate::analysis::bootstrap::{Resamples, spread};
use crate::analysis::estimate::Estimate;
use crate::math;
use crate::run::ensemble::{Watch, over};

use super::chance::normal_tail;
use super::race::{Leader, Race, Standing, TOP};

/// How many errors behind the last place of the list an alternative drops out: many, for with few replications an error is
/// itself not well known.
const CLEARLY: f64 = 6.0;

/// How many errors apart two are told apart.
const APART: f64 = 2.0;

/// Resamples by which alternatives drop out, and by which the first are compared in the end.
const FEW: usize = 100;
const MANY: usize = 2000;

/// Values of all resamples that are done at once, in a tenth of a second: 2^25.
const AT_ONCE: usize = 1 << 25;

/// How many are compared more closely in the end, as long as they are not so many errors behind the first: until then they
/// stay.
const MOST_COMPARED: usize = 200;
const COMPARED: f64 = 4.0;

/// Alternatives that were run in the same replications.
pub struct Field {
    pub alive: Vec<usize>,
    replications: u64,
    /// What each is judged by, replication by replication.
    judged: Vec<Vec<f64>>,
    /// The criterion of each.
    pub at: Vec<f64>,
    /// The same in every resample; in more of them for some.
    pub resampled: Vec<Vec<f64>>,
    /// Places in `alive`, the best first.
    pub order: Vec<usize>,
}

impl Field {
    /// None where `watch` has ended it.
    pub fn new(
        race: &Race,
        alive: &[usize],
        values: &[Vec<f64>],
        replications: u64,
        watch: &dyn Watch,
    ) -> Option<Field> {
        let rows: Vec<&[f64]> = alive.iter().map(|alternative| &values[*alternative][..]).collect();
        let judged = race.criterion.judged(&rows);
        let resamples = Resamples::new(race.seed, replications as usize, FEW);
        let mut found: Vec<(f64, Vec<f64>)> = vec![(f64::NAN, Vec::new()); alive.len()];
        over(&mut found, |place, found| {
            if !watch.ended() {
                *found = (race.criterion.of(&judged[place]), resamples.of(race.criterion, &judged[place]));
            }
        });
        if watch.ended() {
            return None;
        }
        let (at, resampled): (Vec<f64>, Vec<Vec<f64>>) = found.into_iter().unzip();
        let mut order: Vec<usize> = (0..alive.len()).collect();
        // What is no number comes last; what is equal, in the order in which it was given.
        let size = |place: usize| if at[place].is_nan() { f64::NEG_INFINITY } else { at[place] };
        order.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
        Some(Field { alive: alive.to_vec(), replications, judged, at, resampled, order })
    }

    /// Leaves those away that do not stay.
    pub fn keep_only(&mut self, stays: &[bool]) {
        fn keep<T>(rows: &mut Vec<T>, stays: &[bool]) {
            let mut stay = stays.iter();
            rows.retain(|_| stay.next().is_some_and(|stays| *stays));
        }
        let mut place = 0;
        let places: Vec<Option<usize>> = stays
            .iter()
            .map(|stays| {
                place += usize::from(*stays);
                stays.then(|| place - 1)
            })
            .collect();
        self.order = self.order.iter().filter_map(|old| places[*old]).collect();
        keep(&mut self.alive, stays);
        keep(&mut self.judged, stays);
        keep(&mut self.at, stays);
        keep(&mut self.resampled, stays);
    }

    /// Takes more resamples of those that are not clearly behind the first, and of the first of the list; where somebody
    /// waits, no more than are done at once.
    pub fn refine(&mut self, race: &Race, is_awaited: bool) {
        let best = self.order[0];
        let is_near = |(rank, place): &(usize, &usize)| *rank < TOP || self.errors_behind(**place, best) <= COMPARED;
        let near = self.order.iter().enumerate().filter(is_near).map(|(_, place)| *place).take(MOST_COMPARED);
        let mut found: Vec<(usize, Vec<f64>)> = near.map(|place| (place, Vec::new())).collect();
        let at_once = (AT_ONCE / (found.len() * self.replications as usize)).clamp(FEW, MANY);
        let count = if is_awaited { at_once } else { MANY };
        let resamples = Resamples::new(race.seed, self.replications as usize, count);
        over(&mut found, |_, (place, found)| *found = resamples.of(race.criterion, &self.judged[*place]));
        found.into_iter().for_each(|(place, found)| self.resampled[place] = found);
    }

    /// How far one is behind another, with the error of the comparison: from the resamples that both have, which are the
    /// same.
    pub fn behind(&self, place: usize, other: usize) -> Estimate {
        let differences = self.resampled[other].iter().zip(&self.resampled[place]).map(|(other, own)| other - own);
        Estimate { value: self.at[other] - self.at[place], error: spread(differences) }
    }

    /// How many errors one is behind another: none where it is not behind, and any number where luck plays no part.
    pub fn errors_behind(&self, place: usize, other: usize) -> f64 {
        let Estimate { value, error } = self.behind(place, other);
        match () {
            () if self.at[other].is_nan() => 0.0,
            () if self.at[place].is_nan() => f64::INFINITY,
            () if value <= 0.0 => 0.0,
            () => value / error,
        }
    }

    pub fn note(&self, standings: &mut [Standing]) {
        let Some(best) = self.order.first() else { return };
        for (place, alternative) in self.alive.iter().enumerate() {
            let at = Estimate { value: self.at[place], error: spread(self.resampled[place].iter().copied()) };
            let missed = normal_tail(self.errors_behind(place, *best));
            standings[*alternative] = Standing { replications: self.replications, at, missed };
        }
    }

    /// Which of those alive stay, at most so many: those that are not clearly behind the last place of the list in all of
    /// the replications, or not clearly behind the first in all that there could be. Of what is known from some of all
    /// replications, only what the others can change is in doubt.
    pub fn stays(&self, most: usize, all: u64) -> Vec<bool> {
        let (first, last) = (self.order[0], self.order[(TOP - 1).min(self.order.len() - 1)]);
        let doubt = math::sqrt(1.0 - self.replications as f64 / all as f64);
        let listed = |place: usize| self.errors_behind(place, last) / doubt / CLEARLY;
        let contends = |place: usize| self.errors_behind(place, first) / COMPARED;
        let mut behind: Vec<(f64, usize)> =
            self.order.iter().map(|place| (listed(*place).min(contends(*place)), *place)).collect();
        behind.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut stays = vec![false; self.alive.len()];
        for (_, place) in behind.iter().take(most).filter(|(behind, _)| *behind <= 1.0) {
            stays[*place] = true;
        }
        stays
    }

    /// Lets those stay too that are the best in some replication: regret is held against them.
    pub fn keep_best_somewhere(&self, stays: &mut [bool]) {
        for (place, judged) in self.judged.iter().enumerate() {
            stays[place] |= judged.contains(&0.0);
        }
    }

    pub fn leaders(&self) -> Vec<Leader> {
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
}
