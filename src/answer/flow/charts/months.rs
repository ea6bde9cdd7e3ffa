//! Days on an axis of weeks: the last day is 0, the weeks before it are negative.

use jiff::civil::{Date, date};

use crate::answer::flow::Flow;
use crate::answer::flow::days::{between, later};
use crate::figure::Panel;

/// About so many months, or weeks, are named.
const MOST: usize = 7;

/// Where a day is.
pub fn place(flow: &Flow, day: Date) -> f64 {
    between(flow.as_of, day) as f64 / 7.0
}

/// The end of each week.
pub fn ends(flow: &Flow) -> Vec<f64> {
    flow.weeks.iter().map(|week| place(flow, week.last)).collect()
}

/// The range of the axis: all days that are looked at.
pub fn range(flow: &Flow) -> (f64, f64) {
    (place(flow, flow.first()) - 1.0 / 7.0, 0.0)
}

/// The panel with its days named: the first of months, or the ends of weeks where there are few.
pub fn with_days(flow: &Flow, panel: Panel) -> Panel {
    let (first, last) = (flow.first(), flow.as_of);
    let mut days: Vec<Date> = Vec::new();
    if flow.weeks.len() <= 2 * MOST {
        let every = flow.weeks.len().div_ceil(MOST).max(1);
        days.extend(flow.weeks.iter().rev().step_by(every).map(|week| week.last));
    } else {
        let months = (flow.weeks.len() * 12).div_ceil(52);
        let step = [1, 2, 3, 6, 12, 24].into_iter().find(|step| months.div_ceil(*step) <= MOST).unwrap_or(24);
        let mut month = date(first.year(), 1, 1);
        while month <= last {
            days.extend((month >= first).then_some(month));
            month = later(month, 31 * step as i64).first_of_month();
        }
    }
    days.sort_unstable();
    let form = if flow.weeks.len() <= 2 * MOST { "%-d %b" } else { "%b %Y" };
    Panel {
        x_label: format!("days up to {last}"),
        x_ticks: days.iter().map(|day| place(flow, *day)).collect(),
        x_names: days.iter().map(|day| day.strftime(form).to_string()).collect(),
        x: range(flow),
        ..panel
    }
}
