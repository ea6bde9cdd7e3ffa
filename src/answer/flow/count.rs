//! What is counted of items: week by week, how long they took, how old the open ones are, and of which type.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::data::Item;

use super::days::{between, later};

/// Seven days, and what happened in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub first: Date,
    pub last: Date,
    /// Items that came: asked for, or begun where that is not known.
    pub arrived: usize,
    pub started: usize,
    pub done: usize,
    pub dropped: usize,
    /// Begun, and neither done nor withdrawn, at the end of the last day.
    pub in_progress: usize,
    /// Asked for and not begun, then.
    pub waiting: usize,
}

/// When an item came: the first day that is known of it.
pub fn arrived(item: &Item) -> Option<Date> {
    [item.created, item.started, item.done, item.dropped].into_iter().flatten().min()
}

/// When it left.
pub fn left(item: &Item) -> Option<Date> {
    item.done.or(item.dropped)
}

/// When it was no longer waiting: begun, or gone without.
fn taken(item: &Item) -> Option<Date> {
    item.started.or_else(|| left(item))
}

/// What is open at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    pub in_progress: usize,
    pub waiting: usize,
}

/// The weeks that end with a day: as many as are whole since the first date of any item, and at most so many; and what was
/// open when they began.
pub fn weeks(items: &[&Item], as_of: Date, most: usize) -> (Open, Vec<Week>) {
    let Some(first) = items.iter().filter_map(|item| arrived(item)).min() else { return Default::default() };
    let days = between(first, as_of) + 1;
    let number = usize::try_from(days / 7).unwrap_or(0).clamp(1, most);
    let start = later(as_of, 1 - 7 * number as i64);
    let place = |day: Option<Date>| {
        let day = day.filter(|day| (start..=as_of).contains(day))?;
        usize::try_from(between(start, day) / 7).ok()
    };
    let count = |of: &dyn Fn(&Item) -> Option<Date>| {
        let mut counts = vec![0; number];
        items.iter().filter_map(|item| place(of(item))).for_each(|week| counts[week] += 1);
        counts
    };
    // What stood at the start, then what came and went.
    let earlier = |of: &dyn Fn(&Item) -> Option<Date>| {
        items.iter().filter(|item| of(item).is_some_and(|day| day < start)).count()
    };
    let (mut came, mut took, mut went) = (earlier(&arrived), earlier(&taken), earlier(&left));
    let before = Open { in_progress: took - went, waiting: came - took };
    let [all, begun, takes, done, dropped] = [
        count(&arrived),
        count(&|item| item.started),
        count(&taken),
        count(&|item| item.done),
        count(&|item| item.dropped),
    ];
    let week = |week: usize| {
        came += all[week];
        took += takes[week];
        went += done[week] + dropped[week];
        let first = later(start, 7 * week as i64);
        Week {
            first,
            last: later(first, 6),
            arrived: all[week],
            started: begun[week],
            done: done[week],
            dropped: dropped[week],
            in_progress: took - went,
            waiting: came - took,
        }
    };
    (before, (0..number).map(week).collect())
}

/// How long items took from their start to being done, in days; one that was done on the day of its start took 0.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleTimes {
    /// When each was done, and how many days it took, in the order of the days on which they were done.
    pub each: Vec<(Date, i64)>,
    /// The days that 50, 85 and 95 of 100 took at most.
    pub percentiles: [i64; 3],
}

/// The shares that are told of cycle times.
pub const SHARES: [usize; 3] = [50, 85, 95];

impl CycleTimes {
    /// Of items done in these days.
    pub fn of(items: &[&Item], first: Date, last: Date) -> Option<CycleTimes> {
        let took = |item: &&Item| {
            let (start, done) = (item.started?, item.done?);
            (first..=last).contains(&done).then(|| (done, between(start, done)))
        };
        let mut each: Vec<(Date, i64)> = items.iter().filter_map(took).collect();
        each.sort_unstable();
        let mut sorted: Vec<i64> = each.iter().map(|(_, days)| *days).collect();
        sorted.sort_unstable();
        (!sorted.is_empty()).then(|| CycleTimes { each, percentiles: SHARES.map(|share| percentile(&sorted, share)) })
    }
}

/// The smallest of sorted numbers that so many of 100 do not exceed.
///
/// # Source
/// The inverse of the empirical distribution: definition 1 of Hyndman & Fan (1996).
///
/// # Panics
/// Where there are none.
pub fn percentile<T: Copy>(sorted: &[T], share: usize) -> T {
    sorted[(share * sorted.len()).div_ceil(100).max(1) - 1]
}

/// What is begun and still open.
#[derive(Debug, Clone, PartialEq)]
pub struct Ages {
    /// Each with its name, its type and its age in days, the oldest first.
    pub each: Vec<(String, Option<String>, i64)>,
    /// How many are older than 50, 85 and 95 of 100 items were when they were done; None where that is not known.
    pub older: Option<[usize; 3]>,
}

impl Ages {
    pub fn of(items: &[&Item], cycle_times: Option<&CycleTimes>, as_of: Date) -> Ages {
        let open = items.iter().filter(|item| left(item).is_none());
        let age = |item: &&Item| {
            let name = item.name.clone().unwrap_or_else(|| format!("row {}", item.row));
            Some((name, item.kind.clone(), between(item.started?, as_of)))
        };
        let mut each: Vec<_> = open.filter_map(age).collect();
        each.sort_by_key(|(.., age)| std::cmp::Reverse(*age));
        let older = |than: i64| each.iter().filter(|(.., age)| *age > than).count();
        let older = cycle_times.map(|times| times.percentiles.map(older));
        Ages { each, older }
    }
}

/// Items of one type that were done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    pub name: String,
    pub done: usize,
    /// The days that half of those with a start took at most.
    pub median: Option<i64>,
}

/// Types of the items done in these days, the most frequent first.
pub fn kinds(items: &[&Item], first: Date, last: Date) -> Vec<Kind> {
    let mut kinds: BTreeMap<&str, (usize, Vec<i64>)> = BTreeMap::new();
    for item in items {
        let (Some(done), Some(kind)) = (item.done.filter(|done| (first..=last).contains(done)), &item.kind) else {
            continue;
        };
        let (count, times) = kinds.entry(kind).or_default();
        *count += 1;
        times.extend(item.started.map(|start| between(start, done)));
    }
    let kind = |(name, (done, mut times)): (&str, (usize, Vec<i64>))| {
        times.sort_unstable();
        Kind { name: name.into(), done, median: (!times.is_empty()).then(|| percentile(&times, 50)) }
    };
    let mut out: Vec<Kind> = kinds.into_iter().map(kind).collect();
    out.sort_by_key(|kind| std::cmp::Reverse(kind.done));
    out
}

#[cfg(test)]
mod tests;
