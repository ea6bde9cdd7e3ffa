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
use crate::run::ensemble::{Watch, over};

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

/// Replications of the first heat, and the most of a later one as a part of all: a heat that somebody ends is lost.
const FIRST: u64 = 64;
const HEATS: u64 = 8;

/// What a race may cost, as a share of running everything.
pub const SHARE: f64 = 0.2;

/// How many errors behind the last place of the list an alternative drops out: many, for with few replications an error is
/// itself not well known.
const CLEARLY: f64 = 6.0;

/// How many errors behind the first an alternative can no longer be the best.
const CONTENDS: f64 = 3.0;

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

/// Of so many contenders, the first, it is found out how much of what lies between them is luck.
const MOST_CONTENDERS: usize = 40;

impl Race {
    /// Runs it. `run` gives the values of the alternatives of a heat, one a replication, or None where `watch` has ended it;
    /// more has to be better. What is known of the heats before is told even then, and soon.
    ///
    /// # Shape
    /// Values by alternative, in the order of the heat, then by replication.
    ///
    /// # Errors
    /// What `run` refuses.
    ///
    /// # Determinism
    /// The same values give the same search, bit for bit.
    pub fn run<E>(
        &self,
        watch: &dyn Watch,
        mut run: impl FnMut(Heat) -> Result<Option<Vec<Vec<f64>>>, E>,
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
            let Some(came) = run(Heat { alternatives: &alive, replications: done..next, later })? else {
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

    /// How many alternatives the next heat can have. Enough is put by for twice the list to be run to the end; of what is
    /// left a heat may cost half, for the earlier heats tell more apart, and the last all of it.
    fn affordable(&self, alive: usize, done: u64, runs: u64) -> usize {
        let least = 2 * TOP as u64;
        let left = self.most_runs(alive).saturating_sub(runs);
        let spare = left.saturating_sub(least * (self.replications - done));
        let next = self.next(done);
        let part = if next < self.replications { spare / 2 } else { spare };
        (least + part / (next - done).max(1)) as usize
    }
}

/// Alternatives that were run in the same replications.
struct Field {
    alive: Vec<usize>,
    replications: u64,
    /// What each is judged by, replication by replication.
    judged: Vec<Vec<f64>>,
    /// The criterion of each.
    at: Vec<f64>,
    /// The same in every resample; in more of them for some.
    resampled: Vec<Vec<f64>>,
    /// Places in `alive`, the best first.
    order: Vec<usize>,
}

impl Field {
    /// None where it was ended.
    fn new(race: &Race, alive: &[usize], values: &[Vec<f64>], replications: u64, watch: &dyn Watch) -> Option<Field> {
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
    fn keep_only(&mut self, stays: &[bool]) {
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
    fn refine(&mut self, race: &Race, is_awaited: bool) {
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
    fn behind(&self, place: usize, other: usize) -> Estimate {
        let differences = self.resampled[other].iter().zip(&self.resampled[place]).map(|(other, own)| other - own);
        Estimate { value: self.at[other] - self.at[place], error: spread(differences) }
    }

    /// How many errors one is behind another: none where it is not behind, and any number where luck plays no part.
    fn errors_behind(&self, place: usize, other: usize) -> f64 {
        let Estimate { value, error } = self.behind(place, other);
        match () {
            () if self.at[other].is_nan() => 0.0,
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

    /// Which of those alive stay, at most so many: those that are not clearly behind the last place of the list in all of
    /// the replications, or not clearly behind the first in all that there could be. Of what is known from some of all
    /// replications, only what the others can change is in doubt.
    fn stays(&self, most: usize, all: u64) -> Vec<bool> {
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
    fn keep_best_somewhere(&self, stays: &mut [bool]) {
        for (place, judged) in self.judged.iter().enumerate() {
            stays[place] |= judged.contains(&0.0);
        }
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
    fn chances(&self) -> Vec<f64> {
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
fn variance_within(most: f64, square: f64) -> f64 {
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
fn normal_tail(z: f64) -> f64 {
    0.5 * math::erfc(z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::super::estimate::mean;
    use super::*;
    use crate::run::ensemble::Nobody;
    use crate::run::stream::{Kind, Stream};

    /// A standard normal number for each place, by the sum of twelve uniform ones.
    fn normals(name: &str, seed: u64, n: usize) -> Vec<f64> {
        let mut stream = Stream::new(Kind::Noise, name, seed);
        let mut out = vec![-6.0; n];
        for period in 0..12 {
            let mut row = vec![0.0; n];
            stream.fill(0, period, &mut row);
            out.iter_mut().zip(row).for_each(|(sum, uniform)| *sum += uniform);
        }
        out
    }

    /// Alternatives with given means, which share their luck and have some of their own.
    fn values(seed: u64, means: &[f64], replications: usize) -> Vec<Vec<f64>> {
        let shared = normals("shared", seed, replications);
        let own = |alternative: usize| normals(&format!("own {alternative}"), seed, replications);
        let value = |mean: &f64, own: Vec<f64>| {
            own.iter().zip(&shared).map(|(own, shared)| mean + own + 3.0 * shared).collect()
        };
        means.iter().enumerate().map(|(alternative, mean)| value(mean, own(alternative))).collect()
    }

    fn race(alternatives: usize, replications: u64, criterion: Criterion) -> Race {
        Race { alternatives, replications, criterion, seed: 1, exhaustive: false }
    }

    /// The race over values that are there.
    fn search(race: &Race, values: &[Vec<f64>]) -> Search {
        let mut runs = 0;
        let search = race.run(&Nobody, |heat| {
            let Range { start, end } = heat.replications;
            runs += heat.alternatives.len() as u64 * (end - start);
            let of = |a: &usize| values[*a][start as usize..end as usize].to_vec();
            Ok::<_, ()>(Some(heat.alternatives.iter().map(of).collect()))
        });
        let search = search.unwrap();
        assert_eq!(search.runs, runs);
        search
    }

    fn top(search: &Search) -> Vec<usize> {
        search.leaders.iter().take(TOP).map(|leader| leader.alternative).collect()
    }

    /// A few stand out of many.
    fn field(alternatives: usize) -> Vec<f64> {
        (0..alternatives).map(|a| 3.0 / (1.0 + ((a * 37) % alternatives) as f64 / 4.0)).collect()
    }

    #[test]
    fn the_race_finds_what_running_everything_finds_with_a_fifth_of_the_runs() {
        let (alternatives, replications) = (300, 1000);
        let values = values(1, &field(alternatives), replications);
        for criterion in [Criterion::Mean, Criterion::Median, Criterion::Tail] {
            let race = race(alternatives, replications as u64, criterion);
            let all = search(&Race { exhaustive: true, ..race.clone() }, &values);
            let quick = search(&race, &values);
            assert_eq!(top(&quick), top(&all), "{criterion:?}");
            assert_eq!((all.runs, all.leaders.len()), (300_000, 300));
            assert!(quick.runs <= 60_000, "{criterion:?}: {}", quick.runs);
            // The numbers of leaders are those of all replications, and so are what is between them.
            for (quick, all) in quick.leaders.iter().zip(&all.leaders).take(TOP) {
                assert_eq!((quick.at, quick.behind, quick.ties), (all.at, all.behind, all.ties));
            }
        }
    }

    /// Plans that drop out because there is no time for them might have been the best: their chances are those of a normal
    /// number as many errors out as each is behind, and the confidence goes without them.
    #[test]
    fn confidence_counts_those_that_dropped_out() {
        let (alternatives, replications) = (300, 1000);
        let means: Vec<f64> = (0..alternatives).map(|a| if a == 0 { 0.2 } else { 0.0 }).collect();
        let values = values(5, &means, replications);
        let found = search(&race(alternatives, replications as u64, Criterion::Mean), &values);
        let dropped = |a: &usize| found.leaders.iter().all(|leader| leader.alternative != *a);
        let dropped: Vec<usize> = (0..alternatives).filter(dropped).collect();
        assert!(dropped.len() > 100 && found.leaders[0].alternative == 0);
        let (mut told, mut known) = (0.0, 0.0);
        for a in dropped.iter().copied() {
            let ran = found.standings[a].replications;
            let so_far = |a: usize| &values[a][..ran as usize];
            let sum = |a: usize| so_far(a).iter().sum::<f64>();
            let beside = (0..alternatives).filter(|a| found.standings[*a].replications >= ran);
            let ahead = beside.max_by(|a, b| sum(*a).total_cmp(&sum(*b))).unwrap();
            let between: Vec<f64> = so_far(ahead).iter().zip(so_far(a)).map(|(x, y)| x - y).collect();
            let between = mean(&between);
            told += found.standings[a].missed;
            known += normal_tail(between.value / between.error);
        }
        // Errors from a hundred resamples are known to a fourteenth, and those drop out first whose error came out small.
        assert!(known > 0.5 && (0.6..1.2).contains(&(told / known)), "told {told}, known {known}");
        let missed: f64 = dropped.iter().map(|a| found.standings[*a].missed).sum();
        let left = (1.0 - missed).max(0.0);
        assert!((found.confidence - left * found.leaders[0].chance).abs() < 1e-12, "{}", found.confidence);
        assert!(found.confidence < 0.5 && found.leaders[0].chance > 0.9);
    }

    #[test]
    fn where_nothing_can_be_told_apart_it_says_so_and_keeps_to_its_budget() {
        let values = values(2, &[0.0; 200], 1000);
        let found = search(&race(200, 1000, Criterion::Mean), &values);
        assert!(found.runs <= 40_000, "{}", found.runs);
        assert!(found.confidence < 0.1, "{}", found.confidence);
        assert!(found.leaders.iter().filter(|leader| leader.ties).count() > 5);
    }

    /// What is said to be so sure has to be so as often, however near each other the best are.
    #[test]
    fn confidence_is_how_often_it_is_right() {
        let (trials, alternatives, replications) = (200, 8, 100);
        for (spread, rightly) in [(0.05, 0.2..0.5), (0.2, 0.5..0.8), (1.0, 0.8..1.0)] {
            let (mut right, mut said, mut among, mut said_among) = (0.0, 0.0, 0.0, 0.0);
            for trial in 0..trials {
                let means: Vec<f64> = normals("means", trial, alternatives).iter().map(|x| spread * x).collect();
                let best = (0..alternatives).max_by(|a, b| means[*a].total_cmp(&means[*b])).unwrap();
                let values = values(trial, &means, replications as usize);
                let found = search(&race(alternatives, replications, Criterion::Mean), &values);
                right += f64::from(u8::from(found.leaders[0].alternative == best)) / trials as f64;
                said += found.confidence / trials as f64;
                let is_among = found.leaders.iter().any(|leader| leader.ties && leader.alternative == best);
                among += f64::from(u8::from(is_among)) / trials as f64;
                said_among += found.confidence_of_ties / trials as f64;
                assert!(found.confidence_of_ties >= found.confidence);
            }
            assert!(rightly.contains(&right), "{spread}: right in {right}");
            // The standard error of a share found in so many trials; to the other side there is some caution besides.
            let error = (right * (1.0 - right) / trials as f64).sqrt();
            assert!(said < right + 2.0 * error, "{spread}: said {said}, right {right}");
            assert!(said > right - 2.0 * error - 0.1, "{spread}: said {said}, right {right}");
            // The same of those that tie; a share of nearly all has the error of one that is four of 200 short of it.
            let error = (among.min(0.98) * (1.0 - among.min(0.98)) / trials as f64).sqrt();
            assert!((said_among - among).abs() < 2.0 * error + 0.05, "{spread}: said {said_among}, among {among}");
        }
    }

    /// Of equal ones each is as likely to be the best: the bootstrap by itself would say 0.46 of eight.
    #[test]
    fn the_first_of_equals_is_not_taken_for_the_best() {
        let trials = 100;
        let said = |trial| search(&race(8, 100, Criterion::Mean), &values(trial, &[0.0; 8], 100)).confidence;
        let said: f64 = (0..trials).map(said).sum::<f64>() / trials as f64;
        assert!((0.1..0.3).contains(&said), "{said}");
    }

    #[test]
    fn variances_of_what_is_cut_off() {
        // Of a standard normal number within 3, the square is 0.9733 on average: 1 - 2*3*phi(3)/(2*Phi(3) - 1).
        assert!((variance_within(3.0, 0.973_336_9) - 1.0).abs() < 1e-4);
        assert_eq!(variance_within(3.0, 3.0), f64::INFINITY);
        assert!(variance_within(3.0, 1e-4) < 1.1e-4);
    }

    #[test]
    fn luck_that_is_shared_decides_nothing() {
        // Alike but for a constant: nothing is left to luck.
        let shared = normals("shared", 1, 500);
        let values: Vec<Vec<f64>> =
            (0..30).map(|a| shared.iter().map(|x| x + 0.01 * f64::from(a / 2)).collect()).collect();
        for criterion in [Criterion::Mean, Criterion::Median, Criterion::Tail] {
            let found = search(&race(30, 500, criterion), &values);
            // The last two are the same, and share the first place.
            assert_eq!(top(&found)[..4], [28, 29, 26, 27]);
            assert_eq!(found.leaders[..4].iter().map(|l| l.ties).collect::<Vec<_>>(), [true, true, false, false]);
            assert!((found.confidence - 0.5).abs() < 1e-9, "{}", found.confidence);
        }
    }

    #[test]
    fn who_ends_it_gets_what_is_known() {
        let values = values(1, &field(100), 1000);
        let race = race(100, 1000, Criterion::Median);
        let mut heats = 0;
        let found = race.run(&Nobody, |heat| {
            heats += 1;
            let Range { start, end } = heat.replications;
            let of = |a: &usize| values[*a][start as usize..end as usize].to_vec();
            Ok::<_, ()>((heats < 3).then(|| heat.alternatives.iter().map(of).collect()))
        });
        let found = found.unwrap();
        assert!(found.ended && found.replications == 128 && found.leaders.len() >= TOP);
        assert!(found.confidence > 0.0 && found.confidence < 1.0);
        let nothing = race.run(&Nobody, |_| Ok::<_, ()>(None)).unwrap();
        assert!(nothing.ended && nothing.leaders.is_empty() && nothing.runs == 0);
        assert_eq!(race.run(&Nobody, |_| Err("wrong")), Err("wrong"));
    }

    #[test]
    fn few_replications_and_few_alternatives() {
        for (alternatives, replications) in [(1, 1), (1, 1000), (2, 2), (3, 65), (20, 1)] {
            let found = search(
                &race(alternatives, replications, Criterion::Median),
                &values(3, &vec![0.0; alternatives], replications as usize),
            );
            assert_eq!(found.replications, replications);
            assert!(!found.leaders.is_empty() && found.leaders[0].ties);
            assert!((0.0..=1.0).contains(&found.confidence));
        }
    }

    #[test]
    fn what_is_no_number_comes_last() {
        let mut values = values(1, &[0.0, 5.0, 1.0], 200);
        values[1] = vec![f64::NAN; 200];
        let found = search(&race(3, 200, Criterion::Mean), &values);
        assert_eq!(found.leaders[0].alternative, 2);
        assert!(found.standings[1].at.value.is_nan() && found.confidence > 0.9);
    }
}
