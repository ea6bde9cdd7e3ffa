//! What happens in a week: how many are done, how many come and leave.

use crate::answer::flow::count::percentile;
use crate::answer::flow::words::many;
use crate::answer::flow::{Flow, Week};
use crate::figure::axis::{INTERVALS, rounded_outwards};
use crate::figure::{Figure, Hue, Mark, Panel};

use super::{across, months, page};

/// Weeks over which arrivals and departures are averaged, so that lines can be told apart.
const AVERAGED: usize = 4;

/// How many are done in each week, with the middle.
pub fn throughput(flow: &Flow) -> Figure {
    let x = months::ends(flow);
    let done: Vec<usize> = flow.weeks.iter().map(|week| week.done).collect();
    let y: Vec<f64> = done.iter().map(|done| *done as f64).collect();
    let mut sorted = done.clone();
    sorted.sort_unstable();
    let middle = if sorted.is_empty() { 0 } else { percentile(&sorted, 50) };
    let (least, most) = (sorted.first().copied().unwrap_or(0), sorted.last().copied().unwrap_or(0));
    let line =
        Mark::Line { hue: Hue::Change, width: 3, dashed: false, x: x.clone(), y: y.clone(), label: None, value: None };
    let marks = vec![
        line,
        Mark::Dots { hue: Hue::Change, x, y },
        across(Hue::Base, months::range(flow), middle as f64, format!("middle: {middle} a week")),
    ];
    let panel =
        Panel { title: "Items done".into(), unit: "items/week".into(), y: top(most as f64), marks, ..Panel::default() };
    let sentence = format!("In the middle week {} done, in the slowest {least}, in the busiest {most}", are(middle));
    let reading = "Items done in each week of seven days, at its last day.";
    page(flow, &sentence, reading, months::with_days(flow, panel))
}

/// How many came, and how many left, as averages of the last weeks.
pub fn balance(flow: &Flow) -> Figure {
    let came = averages(flow, |week| week.arrived);
    let left = averages(flow, |week| week.done + week.dropped);
    let most = came.iter().chain(&left).fold(0.0_f64, |most, value| most.max(*value));
    let x = months::ends(flow).split_off(flow.weeks.len() - came.len());
    let line = |hue: Hue, y: Vec<f64>, dashed: bool, label: &str| Mark::Line {
        hue,
        width: 5,
        dashed,
        x: x.clone(),
        y,
        label: Some(label.into()),
        value: None,
    };
    let marks = vec![line(Hue::Base, came, true, "came"), line(Hue::Change, left, false, "left: done or withdrawn")];
    let panel = Panel {
        title: "Arrivals and departures".into(),
        unit: "items/week".into(),
        y: top(most),
        marks,
        ..Panel::default()
    };
    let reading = format!(
        "Averages of {} each. An item comes on the first day that is known of it.",
        many(AVERAGED.min(flow.weeks.len()), "week")
    );
    page(flow, &flow.balance_words(), &reading, months::with_days(flow, panel))
}

fn top(most: f64) -> (f64, f64) {
    rounded_outwards(0.0, most.max(1.0), INTERVALS)
}

fn are(number: usize) -> String {
    format!("{} {}", many(number, "item"), if number == 1 { "is" } else { "are" })
}

/// Of each week with those before it; the first weeks, which have too few before them, are left out.
fn averages(flow: &Flow, of: impl Fn(&Week) -> usize) -> Vec<f64> {
    let each: Vec<f64> = flow.weeks.iter().map(|week| of(week) as f64).collect();
    let length = AVERAGED.min(each.len()).max(1);
    each.windows(length).map(|weeks| weeks.iter().sum::<f64>() / length as f64).collect()
}
