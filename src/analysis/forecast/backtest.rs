//! What the method would have said in the past, and what came: a forecast by rolling origin.

use super::known::{Dates, Known};
use super::mc13::mc13;
use super::score::{Band, Quantiles};
use super::simulate::{Team, percentiles, simulate};

/// Weeks that a forecast of a backtest reaches, and the weeks between its origins, so that what they are held against does
/// not overlap.
pub const HORIZON: usize = 13;

/// Origins that are looked back to at most: four years.
pub const MOST_ORIGINS: usize = 16;

/// Fewer origins say nothing of whether bands hold: of eight forecasts whose 80% bands are right, three or more fall outside
/// in one case of five.
pub const LEAST_ORIGINS: usize = 8;

/// What is forecast from the end of an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Finished in a week, counted from 1.
    InWeek(usize),
    /// Finished in so many weeks together.
    Within(usize),
    /// In progress at the end of a week.
    OpenAfter(usize),
    /// What half of the cycle times, in days, of the items finished in 13 weeks do not exceed.
    MedianCycleTime,
    /// What 85% do not exceed.
    CycleTime85,
}

impl Quantity {
    /// All that are scored, in the order in which they are written.
    pub fn all() -> Vec<Quantity> {
        let weeks = (1..=HORIZON).map(Quantity::InWeek);
        let within = [4, 8, 13].map(Quantity::Within);
        let open = [4, 8, 13].map(Quantity::OpenAfter);
        weeks.chain(within).chain(open).chain([Quantity::MedianCycleTime, Quantity::CycleTime85]).collect()
    }

    /// Its name in files of forecasts.
    pub fn name(self) -> String {
        match self {
            Quantity::InWeek(week) => format!("thr_w{week}"),
            Quantity::Within(weeks) => format!("thr_{weeks}"),
            Quantity::OpenAfter(week) => format!("wip_{week}"),
            Quantity::MedianCycleTime => "ct_p50".into(),
            Quantity::CycleTime85 => "ct_p85".into(),
        }
    }
}

/// The quantiles of every quantity, item by item; None where nothing can be learned.
pub fn by_item(known: &Known, futures: usize, seed: u64) -> Option<Vec<(Quantity, Quantiles)>> {
    let futures = simulate(&Team::of(known)?, HORIZON, futures, seed);
    let of = |quantity: Quantity| match quantity {
        Quantity::InWeek(week) => Quantiles::of_counts(futures.finished_in(week)),
        Quantity::Within(weeks) => Quantiles::of_counts(futures.finished_by(7 * weeks)),
        Quantity::OpenAfter(week) => Quantiles::of_counts(futures.open_after(week)),
        Quantity::MedianCycleTime => Quantiles::of(futures.cycle_times.iter().map(|times| times[0])),
        Quantity::CycleTime85 => Quantiles::of(futures.cycle_times.iter().map(|times| times[1])),
    };
    Some(Quantity::all().into_iter().map(|quantity| (quantity, of(quantity))).collect())
}

/// The same by resampling the last 13 weeks.
pub fn by_mc13(known: &Known, futures: usize, seed: u64) -> Vec<(Quantity, Quantiles)> {
    let drawn = mc13(known, HORIZON, futures, seed);
    let within = |weeks: usize| {
        (0..futures).map(|future| drawn.finished[..weeks].iter().map(|week| week[future]).sum()).collect::<Vec<u32>>()
    };
    let of = |quantity: Quantity| match quantity {
        Quantity::InWeek(week) => Quantiles::of_counts(drawn.finished[week - 1].iter().copied()),
        Quantity::Within(weeks) => Quantiles::of_counts(within(weeks)),
        Quantity::OpenAfter(week) => Quantiles::of_counts(drawn.open[week - 1].iter().copied()),
        Quantity::MedianCycleTime => Quantiles::of(drawn.cycle_times.iter().map(|times| times[0])),
        Quantity::CycleTime85 => Quantiles::of(drawn.cycle_times.iter().map(|times| times[1])),
    };
    Quantity::all().into_iter().map(|quantity| (quantity, of(quantity))).collect()
}

/// What came of a quantity after an origin; None for cycle times where fewer than five items were finished.
pub fn came(items: &[Dates], origin: i32, quantity: Quantity) -> Option<f64> {
    let finished = |from: usize, to: usize| {
        let days = origin + 7 * from as i32 + 1..=origin + 7 * to as i32;
        items.iter().filter(move |item| item.done.is_some_and(|done| days.contains(&done)))
    };
    let times = |which: usize| {
        let times = finished(0, HORIZON).filter_map(|item| u32::try_from(item.cycle_time()?).ok());
        let mut times: Vec<u32> = times.collect();
        (times.len() >= 5).then(|| percentiles(&mut times)[which])
    };
    match quantity {
        Quantity::InWeek(week) => Some(finished(week - 1, week).count() as f64),
        Quantity::Within(weeks) => Some(finished(0, weeks).count() as f64),
        Quantity::OpenAfter(week) => {
            let day = origin + 7 * week as i32;
            Some(items.iter().filter(|item| item.is_open_at(day)).count() as f64)
        }
        Quantity::MedianCycleTime => times(0),
        Quantity::CycleTime85 => times(1),
    }
}

/// One forecast of the past.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// At the end of this day.
    pub origin: i32,
    /// How many were to be finished in the 13 weeks after it, item by item and by resampling.
    pub said: Quantiles,
    pub mc13: Quantiles,
    /// How many were.
    pub came: f64,
}

/// What the method would have said of 13 weeks, from origins 13 weeks apart, the oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Backtest {
    pub looks: Vec<Look>,
}

impl Backtest {
    /// Looks back from what is known now. An origin counts if as much was known at it as `is_enough` asks for.
    pub fn of(known: &Known, is_enough: impl Fn(&Known) -> bool, futures: usize, seed: u64) -> Backtest {
        let mut looks = Vec::new();
        for back in 1..=MOST_ORIGINS as i32 {
            let origin = known.origin - 7 * HORIZON as i32 * back;
            let then = Known::at(&known.items, origin);
            if !is_enough(&then) {
                break;
            }
            let total = |all: Vec<(Quantity, Quantiles)>| {
                all.into_iter().find(|(quantity, _)| *quantity == Quantity::Within(HORIZON)).map(|(_, told)| told)
            };
            let both = (by_item(&then, futures, seed).and_then(total), total(by_mc13(&then, futures, seed)));
            let (Some(said), Some(mc13)) = both else { break };
            let Some(came) = came(&known.items, origin, Quantity::Within(HORIZON)) else { break };
            looks.push(Look { origin, said, mc13, came });
        }
        looks.reverse();
        Backtest { looks }
    }

    /// In how many looks a band held what came; an edge counts a half.
    pub fn held(&self, band: Band, said: impl Fn(&Look) -> Quantiles) -> f64 {
        self.looks.iter().map(|look| said(look).holds(band, look.came)).sum()
    }

    /// The mean score of the method over that of resampling; None where that was never wrong.
    pub fn score_to_mc13(&self) -> Option<f64> {
        let sum = |said: fn(&Look) -> Quantiles| self.looks.iter().map(|look| said(look).wis(look.came)).sum::<f64>();
        let (own, other) = (sum(|look| look.said), sum(|look| look.mc13));
        (other > 0.0).then(|| own / other)
    }
}
