//! How old the open items are, against how long those took that were done.

use crate::answer::flow::Flow;
use crate::answer::flow::count::SHARES;
use crate::answer::flow::words::many;
use crate::figure::axis::{INTERVALS, rounded_outwards};
use crate::figure::{Figure, Hue, Mark, Panel};
use crate::text::one_line;

use super::page;

/// So many are shown, the oldest: more cannot be read from the back of a room.
const MOST: usize = 12;

/// A bar for each; None where nothing that was begun is open.
pub fn figure(flow: &Flow) -> Option<Figure> {
    let open = &flow.ages.each;
    let oldest = open.first()?.2;
    let shown = open.len().min(MOST);
    let percentiles = flow.cycle_times.as_ref().map(|times| times.percentiles);
    let mut marks = Vec::new();
    for (place, (name, kind, age)) in open.iter().take(MOST).enumerate() {
        let y = (shown - place) as f64 - 0.5;
        let is_late = percentiles.is_some_and(|[_, late, _]| *age > late);
        let hue = if is_late { Hue::Base } else { Hue::Change };
        let value = many(*age as usize, "day");
        let kind = kind.as_ref().map_or(String::new(), |kind| format!(" ({kind})"));
        marks.push(Mark::Lane { y, name: one_line(&format!("{name}{kind}")) });
        let age = *age as f64;
        marks.push(Mark::Bar { hue, y, height: 0.7, from: 0.0, to: age, whisker: (age, age), value });
    }
    let mut named = Vec::new();
    for (share, days) in SHARES.iter().zip(percentiles.into_iter().flatten()) {
        if !named.contains(&days) {
            named.push(days);
            marks.push(Mark::Moment {
                x: days as f64,
                label: format!("{share}% done by {}", many(days as usize, "day")),
                count: 1,
            });
        }
    }
    let right = named.iter().copied().max().unwrap_or(0).max(oldest).max(1) as f64;
    let panel = Panel {
        title: "Age of items in progress".into(),
        unit: String::new(),
        x_label: "days since the start".into(),
        x: rounded_outwards(0.0, right, INTERVALS),
        y: (0.0, shown as f64),
        marks,
        ..Panel::default()
    };
    let sentence = match (flow.ages.older, percentiles) {
        (Some([_, late, _]), Some([_, days, _])) => format!(
            "{late} of {} in progress are older than the {} in which 85% were done",
            many(open.len(), "item"),
            many(days as usize, "day")
        ),
        _ => format!("{} in progress, the oldest for {}", many(open.len(), "item"), many(oldest as usize, "day")),
    };
    let reading = match open.len() > shown {
        true => format!("The {shown} oldest of {}. Lines: how long those took that were done.", open.len()),
        false => "Lines: how long those took that were done.".into(),
    };
    Some(page(flow, &sentence, &reading, panel))
}
