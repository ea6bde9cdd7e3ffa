//! Tables for machines.

use crate::analysis::forecast::score::Quantiles;
use crate::results::shortest;

use super::{Forecast, day_after, number};

const QUANTILES: &str = "q5,q10,q25,q50,q75,q90,q95";

fn row(Quantiles(told): Quantiles) -> String {
    told.map(shortest).join(",")
}

/// A row for each week and quantity: finished since the day of the forecast, in progress.
pub(super) fn weeks(found: &Forecast) -> String {
    let mut out = format!("week,date,quantity,{QUANTILES}\n");
    for week in 1..=found.weeks {
        for (quantity, told) in [("finished", found.finished(week)), ("in_progress", found.open(week))] {
            out.push_str(&format!("{week},{},{quantity},{}\n", found.day(week), row(told)));
        }
    }
    out
}

/// A row for each forecast of the past and method, with what came.
pub(super) fn looks(found: &Forecast) -> String {
    let mut out = format!("origin,method,{QUANTILES},came\n");
    for look in &found.backtest.looks {
        let day = day_after(found.as_of, i64::from(look.origin - number(found.as_of)));
        for (method, told) in [("item_by_item", look.said), ("mc13", look.mc13)] {
            out.push_str(&format!("{day},{method},{},{}\n", row(told), shortest(look.came)));
        }
    }
    out
}
