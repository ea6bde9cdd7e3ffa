//! The yardstick: resampling the last 13 weeks, what Monte Carlo tools for teams do.
//!
//! # Source
//! Magennis (2011), "Forecasting and Simulating Software Development Projects", and the tools that followed it.

use crate::run::stream::{Kind, Stream};

use super::draw::Draws;
use super::known::Known;
use super::simulate::percentiles;

/// Weeks that are drawn from.
const WEEKS: usize = 13;

/// Futures of resampled weeks; weeks are outer, futures inner.
pub struct Resampled {
    /// Finished in each week.
    pub finished: Vec<Vec<u32>>,
    /// In progress at the end of each: now, and starts less finishes.
    pub open: Vec<Vec<u32>>,
    /// As many cycle times as were finished, drawn from those of the 13 weeks: what half and 85% do not exceed.
    pub cycle_times: Vec<[f64; 2]>,
}

/// Draws weeks, each with its starts and its finishes together.
pub fn mc13(known: &Known, weeks: usize, futures: usize, seed: u64) -> Resampled {
    let stream = Stream::new(Kind::Noise, "forecast mc13", seed);
    let (starts, finishes) = (known.starts(WEEKS), known.finishes(WEEKS));
    let since = known.origin - 7 * WEEKS as i32;
    let recent = known.items.iter().filter(|item| item.done.is_some_and(|done| done > since));
    let pool: Vec<u32> = recent.filter_map(|item| u32::try_from(item.cycle_time()?).ok()).collect();
    let now = known.open().len() as i64;
    let mut out = Resampled {
        finished: vec![Vec::with_capacity(futures); weeks],
        open: vec![Vec::with_capacity(futures); weeks],
        cycle_times: Vec::with_capacity(futures),
    };
    for future in 0..futures as u64 {
        let mut draws = Draws::of(&stream, future);
        let (mut open, mut all) = (now, 0);
        for week in 0..weeks {
            let drawn = draws.below(WEEKS);
            open += i64::from(starts[drawn]) - i64::from(finishes[drawn]);
            all += finishes[drawn];
            out.finished[week].push(finishes[drawn]);
            out.open[week].push(open.max(0) as u32);
        }
        let times = all.clamp(1, MOST_TIMES);
        let mut times: Vec<u32> =
            (0..times).filter_map(|_| pool.get(draws.below(pool.len().max(1))).copied()).collect();
        out.cycle_times.push(if times.is_empty() { [0.0; 2] } else { percentiles(&mut times) });
    }
    out
}

/// Cycle times that are drawn for a future at most: percentiles of more are the same.
const MOST_TIMES: u32 = 400;
