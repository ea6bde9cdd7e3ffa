//! Promises: so many by a day, or when so many are finished.

use jiff::civil::Date;

use crate::analysis::forecast::score::Quantiles;
use crate::analysis::forecast::simulate::Futures;

use super::super::Refusal;
use super::{MOST_WEEKS, number, parsed};

/// How many are finished by a day.
pub struct Promise {
    pub by: Date,
    /// Days from the day of the forecast.
    pub days: usize,
    pub finished: Quantiles,
    /// How many were promised, and the share of futures in which at least so many are finished.
    pub odds: Option<(u32, f64)>,
}

impl Promise {
    pub(super) fn of(futures: &Futures, days: usize, by: Date, items: Option<u32>) -> Promise {
        let kept = |items: u32| futures.finished_by(days).filter(|finished| *finished >= items).count();
        let odds = items.map(|items| (items, kept(items) as f64 / futures.count() as f64));
        Promise { by, days, finished: Quantiles::of_counts(futures.finished_by(days)), odds }
    }
}

/// The shares of futures for which a day is told.
pub const SHARES: [f64; 4] = [0.5, 0.8, 0.9, 0.95];

/// When so many are finished.
pub struct When {
    pub items: u32,
    /// For each of [`SHARES`], the day after that of the forecast by which so many futures have finished them; None where
    /// it is further than is looked.
    pub days: [Option<usize>; 4],
}

impl When {
    pub(super) fn of(futures: &Futures, items: u32) -> When {
        let mut days: Vec<usize> = futures.day_of(items).map(|day| day.unwrap_or(usize::MAX)).collect();
        days.sort_unstable();
        // The day by which at least such a share of futures is there.
        let at = |share: f64| {
            let futures = (share * days.len() as f64).ceil().max(1.0) as usize;
            days.get(futures - 1).copied().filter(|day| *day != usize::MAX)
        };
        When { items, days: SHARES.map(at) }
    }
}

/// The days from the day of the forecast to one that is asked about.
pub(super) fn day_after(as_of: Date, by: &str) -> Result<(usize, Date), Refusal> {
    let date = parsed("by", by)?;
    let days = number(date) - number(as_of);
    if days < 1 {
        return Err(Refusal::of(
            "by",
            by,
            format!("it is not after {as_of}, the day of the forecast: name a later day"),
        ));
    }
    if days > 7 * i32::from(MOST_WEEKS) {
        let why =
            format!("it is more than {MOST_WEEKS} weeks after {as_of}: what a team does so late is not in its dates");
        return Err(Refusal::of("by", by, why));
    }
    Ok((days.unsigned_abs() as usize, date))
}
