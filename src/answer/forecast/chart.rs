//! The fan: items finished up to now, and from now on in the futures.

use crate::analysis::forecast::score::{Band, Quantiles};
use crate::figure::forecast::{Fan, fan};
use crate::figure::{Figure, source};

use super::Forecast;
use super::words::range;

/// Weeks of the past beside those ahead: twice as many, so that a change of pace is seen.
const PAST: usize = 2;

impl Forecast {
    pub(super) fn chart(&self) -> Figure {
        let past = (PAST * self.weeks).min(self.known.weeks);
        let mut so_far = 0.0;
        let finished = self.known.finishes(past).into_iter().map(|week| {
            so_far += f64::from(week);
            so_far
        });
        let finished: Vec<f64> = std::iter::once(0.0).chain(finished).collect();
        let ahead: Vec<Quantiles> = (1..=self.weeks).map(|week| self.finished(week)).collect();
        let last = self.finished(self.weeks);
        let promised = self.promise.as_ref().and_then(|promise| {
            let (items, odds) = promise.odds?;
            let week = promise.days as f64 / 7.0;
            (week <= self.weeks as f64).then(|| (week, f64::from(items), odds, promise.by.to_string()))
        });
        fan(&Fan {
            title: format!("{}: items finished, up to {} and from then on", self.stem, self.as_of),
            subtitle: format!(
                "{} futures, item by item. Bands hold 50, 80 and 90 of 100; thick line: the middle.",
                self.futures.count()
            ),
            headline: format!(
                "{} more items by {}, for eight chances in ten",
                range(&last, Band::Eighty),
                self.day(self.weeks)
            ),
            footer: self.looked_back(),
            source: source(self.seed),
            x_label: format!("weeks from {}", self.as_of),
            past: finished,
            ahead,
            promised,
        })
    }
}
