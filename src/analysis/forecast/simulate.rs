//! Item by item: every open item and every one that begins later goes through the weeks until it is finished or given up.
//!
//! A future has a level of starts and a pace of its own ([`Level`]), and hazards drawn about those that were seen; each of
//! its items then waits for an end with the hazard of its age. Finishes, work in progress and cycle times are counted from
//! the same items, so that they fit each other.

use crate::run::stream::{Kind, Stream};

use super::draw::Draws;
use super::known::Known;
use super::level::Level;
use super::survival::{BINS, Hazards, bin, first_age, watched};

/// A team as its history leaves it: what futures are drawn from.
pub struct Team {
    /// Starts a week.
    pub starts: Level,
    /// Finishes, as a multiple of those that the hazards of a year would give.
    pub pace: Level,
    pub finishing: Hazards,
    /// None where nothing was ever given up.
    pub dropping: Option<Hazards>,
    /// The ages in days of open items, in the order of [`Known::open`].
    pub ages: Vec<u32>,
}

impl Team {
    /// Learns from what is known; None where nothing was finished in the last year, or no week is known whole.
    pub fn of(known: &Known) -> Option<Team> {
        let finishing = Hazards::of(&watched(known, false))?;
        let dropping = Hazards::of(&watched(known, true));
        let weeks = known.weeks;
        if weeks == 0 {
            return None;
        }
        let starts = Level::of(&known.starts(weeks), &vec![1.0; weeks]);
        let pace = Level::of(&known.finishes(weeks), &expected(known, &finishing));
        let age = |index: usize| (known.origin - known.items[index].started).unsigned_abs();
        Some(Team { starts, pace, finishing, dropping, ages: known.open().into_iter().map(age).collect() })
    }
}

/// How many of the items in progress were to be expected to be finished in each known week, at the hazards of their ages.
fn expected(known: &Known, hazards: &Hazards) -> Vec<f64> {
    let mut out = vec![0.0; known.weeks];
    let before = known.origin - 7 * known.weeks as i32;
    for item in &known.items {
        let last = item.left().unwrap_or(known.origin).min(known.origin);
        let mut day = item.started.max(before + 1);
        while day <= last {
            let week = ((day - before - 1) / 7) as usize;
            let end = (before + 7 * (week as i32 + 1)).min(last) + 1;
            out[week] += hazards.expected((day - item.started).unsigned_abs(), (end - item.started).unsigned_abs());
            day = end;
        }
    }
    out
}

/// Futures of a team, day by day.
pub struct Futures {
    pub weeks: usize,
    /// Items finished by the end of each day from the day after the origin, for each future.
    finished: Vec<u32>,
    /// Items in progress at the end of each week, for each future.
    open: Vec<u32>,
    /// For each future, the cycle times that half and 85% of the items finished within it do not exceed; NaN where there are
    /// none.
    pub cycle_times: Vec<[f64; 2]>,
    /// In how many futures each item that is now open is finished.
    pub finished_of_open: Vec<u32>,
}

impl Futures {
    pub fn count(&self) -> usize {
        self.cycle_times.len()
    }

    fn days(&self) -> usize {
        7 * self.weeks
    }

    /// Items finished by the end of a day after the origin (7 is a week), in each future.
    pub fn finished_by(&self, day: usize) -> impl Iterator<Item = u32> {
        self.finished.chunks(self.days()).map(move |days| if day == 0 { 0 } else { days[day - 1] })
    }

    /// Items finished in a week, counted from 1, in each future.
    pub fn finished_in(&self, week: usize) -> impl Iterator<Item = u32> {
        self.finished_by(7 * week).zip(self.finished_by(7 * (week - 1))).map(|(after, before)| after - before)
    }

    /// Items in progress at the end of a week, counted from 1, in each future.
    pub fn open_after(&self, week: usize) -> impl Iterator<Item = u32> {
        self.open.chunks(self.weeks).map(move |weeks| weeks[week - 1])
    }

    /// The first day after the origin by which so many are finished, in each future; None where its days are not enough.
    pub fn day_of(&self, items: u32) -> impl Iterator<Item = Option<usize>> {
        self.finished.chunks(self.days()).map(move |days| {
            let before = days.partition_point(|finished| *finished < items);
            (before < days.len()).then_some(before + 1)
        })
    }
}

/// The streams of one seed.
struct Luck {
    starts: Stream,
    numbers: Stream,
    pace: Stream,
    hazards: Stream,
    open: Stream,
    begun: Stream,
}

/// Simulates futures of so many weeks.
///
/// # Determinism
/// A future is a pure function of seed and its number: more futures, or longer ones, begin with the same.
pub fn simulate(team: &Team, weeks: usize, futures: usize, seed: u64) -> Futures {
    let stream = |purpose: &str| Stream::new(Kind::Noise, &format!("forecast {purpose}"), seed);
    let luck = Luck {
        starts: stream("starts"),
        numbers: stream("numbers of starts"),
        pace: stream("pace"),
        hazards: stream("hazards"),
        open: stream("open items"),
        begun: stream("items begun later"),
    };
    let mut out = Futures {
        weeks,
        finished: Vec::with_capacity(futures * 7 * weeks),
        open: Vec::with_capacity(futures * weeks),
        cycle_times: Vec::with_capacity(futures),
        finished_of_open: vec![0; team.ages.len()],
    };
    for future in 0..futures as u64 {
        one(team, &luck, future, &mut out);
    }
    out
}

fn one(team: &Team, luck: &Luck, future: u64, out: &mut Futures) {
    let (weeks, days) = (out.weeks, 7 * out.weeks);
    let mut draws = Draws::of(&luck.starts, future);
    let starts = team.starts.future(weeks, &mut draws);
    let pace = team.pace.future(weeks, &mut Draws::of(&luck.pace, future));
    let mut about = Draws::of(&luck.hazards, future);
    let mut rates = team.finishing.rates();
    rates.iter_mut().zip(team.finishing.ends).for_each(|(rate, ends)| *rate *= about.gamma(ends) / ends);
    let walk = Walk {
        pace: &pace,
        finishing: Rates::of(rates),
        dropping: team.dropping.as_ref().map(|hazards| Rates::of(hazards.rates())),
    };

    let (mut finished, mut change) = (vec![0u32; days], vec![0i32; days + 1]);
    let mut cycle_times: Vec<u32> = Vec::new();
    let mut leave = |first_day: usize, age: u32, draws: &mut Draws| -> bool {
        change[first_day] += 1;
        match walk.end(first_day, age, draws) {
            Some((day, true)) => {
                finished[day] += 1;
                change[day] -= 1;
                cycle_times.push(age + (day - first_day) as u32);
                true
            }
            Some((day, false)) => {
                change[day] -= 1;
                false
            }
            None => false,
        }
    };
    let mut open = Draws::of(&luck.open, future);
    for (age, count) in team.ages.iter().zip(&mut out.finished_of_open) {
        *count += u32::from(leave(0, age + 1, &mut open));
    }
    let (mut begun, mut number) = (Draws::of(&luck.begun, future), Draws::of(&luck.numbers, future));
    for (week, mean) in starts.iter().enumerate() {
        for _ in 0..number.poisson(*mean) {
            let day = 7 * week + begun.below(7);
            leave(day, 0, &mut begun);
        }
    }

    let mut so_far = 0;
    out.finished.extend(finished.iter().map(|today| {
        so_far += today;
        so_far
    }));
    let mut now = 0;
    let evenings = change[..days].iter().map(|change| {
        now += change;
        now as u32
    });
    out.open.extend(evenings.enumerate().filter(|(day, _)| day % 7 == 6).map(|(_, open)| open));
    out.cycle_times.push(percentiles(&mut cycle_times));
}

/// How an item goes through the days of one future, which are counted from 0.
struct Walk<'a> {
    pace: &'a [f64],
    finishing: Rates,
    dropping: Option<Rates>,
}

impl Walk<'_> {
    /// The day on which an item ends, and whether it is finished then; None where it is still open after the last. It has
    /// `age` on the first of its days.
    fn end(&self, first_day: usize, age: u32, draws: &mut Draws) -> Option<(usize, bool)> {
        let done = self.finishing.end(first_day, age, draws.exponential(), |week| self.pace[week], self.pace.len());
        let Some(dropping) = &self.dropping else { return done.map(|day| (day, true)) };
        let dropped = dropping.end(first_day, age, draws.exponential(), |_| 1.0, self.pace.len());
        match (done, dropped) {
            (Some(done), Some(dropped)) if dropped < done => Some((dropped, false)),
            (Some(done), _) => Some((done, true)),
            (None, dropped) => dropped.map(|day| (day, false)),
        }
    }
}

/// Rates a day by bins of age, and their sums over all ages before each bin.
struct Rates {
    rates: [f64; BINS],
    before: [f64; BINS],
}

impl Rates {
    fn of(rates: [f64; BINS]) -> Rates {
        let mut before = [0.0; BINS];
        for bin in 1..BINS {
            before[bin] = before[bin - 1] + rates[bin - 1] * f64::from(first_age(bin) - first_age(bin - 1));
        }
        Rates { rates, before }
    }

    /// The sum of rates over all ages before this one.
    fn sum(&self, age: u32) -> f64 {
        let bin = bin(age);
        self.before[bin] + self.rates[bin] * f64::from(age - first_age(bin))
    }

    /// The day on which so much of the rate is used up.
    fn end(
        &self,
        first_day: usize,
        age: u32,
        mut left: f64,
        pace: impl Fn(usize) -> f64,
        weeks: usize,
    ) -> Option<usize> {
        let at = |day: usize| age + (day - first_day) as u32;
        let mut day = first_day;
        for week in first_day / 7..weeks {
            let (pace, next) = (pace(week), 7 * (week + 1));
            let used = pace * (self.sum(at(next)) - self.sum(at(day)));
            if used < left {
                (left, day) = (left - used, next);
                continue;
            }
            while day + 1 < next {
                left -= pace * self.rates[bin(at(day))];
                if left <= 0.0 {
                    break;
                }
                day += 1;
            }
            return Some(day);
        }
        None
    }
}

/// What half and 85% do not exceed, by linear interpolation between order statistics.
pub fn percentiles(values: &mut [u32]) -> [f64; 2] {
    values.sort_unstable();
    [0.5, 0.85].map(|share| {
        let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
        let place = share * last as f64;
        let (below, above) = (place as usize, (place as usize + 1).min(last));
        let [low, high] = [values[below], values[above]].map(f64::from);
        low + (place - below as f64) * (high - low)
    })
}
