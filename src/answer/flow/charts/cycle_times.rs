//! How long each item took, by the day on which it was done.

use crate::answer::flow::Flow;
use crate::answer::flow::count::SHARES;
use crate::answer::flow::words::many;
use crate::figure::axis::{INTERVALS, rounded_outwards};
use crate::figure::{Figure, Hue, Mark, Panel};

use super::{across, months, page};

/// The axis reaches so many times beyond the time in which 95 of 100 are done; what took longer stands on its upper edge.
const BEYOND: f64 = 1.5;

/// The scatter with the lines of 50, 85 and 95 of 100; None where no item that was done has a start.
pub fn figure(flow: &Flow) -> Option<Figure> {
    let times = flow.cycle_times.as_ref()?;
    let longest = times.each.iter().map(|(_, days)| *days).max()? as f64;
    let (_, top) = rounded_outwards(0.0, (BEYOND * times.percentiles[2] as f64).min(longest).max(1.0), INTERVALS);
    let x: Vec<f64> = times.each.iter().map(|(done, _)| months::place(flow, *done)).collect();
    let y: Vec<f64> = times.each.iter().map(|(_, days)| (*days as f64).min(top)).collect();
    let beyond = times.each.iter().filter(|(_, days)| *days as f64 > top).count();
    let mut marks = vec![Mark::Dots { hue: Hue::Change, x, y }];
    let mut last = None;
    for (share, days) in SHARES.iter().zip(times.percentiles) {
        // Lines at one height have one name.
        let label = format!("{share}%: {}", many(days as usize, "day"));
        if last == Some(days)
            && let Some(Mark::Line { label: Some(name), .. }) = marks.last_mut()
        {
            *name = label;
            continue;
        }
        last = Some(days);
        marks.push(across(Hue::Base, months::range(flow), days as f64, label));
    }
    let edge = match beyond {
        0 => String::new(),
        _ => format!(
            " {} took longer than the axis reaches, up to {longest} days: on its upper edge.",
            many(beyond, "item")
        ),
    };
    let panel = Panel {
        title: "Time from start to done".into(),
        unit: "days".into(),
        y: (0.0, top),
        marks,
        ..Panel::default()
    };
    let [p50, p85, _] = times.percentiles;
    let sentence = format!("50% of items take {} or less, 85% take {p85} or less", many(p50 as usize, "day"));
    let reading = format!("A dot is an item on the day it was done; done on the day of the start is 0.{edge}");
    Some(page(flow, &sentence, &reading, months::with_days(flow, panel)))
}
