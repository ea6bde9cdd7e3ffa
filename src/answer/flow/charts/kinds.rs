//! Of which types the items are that were done.

use crate::answer::flow::Flow;
use crate::answer::flow::words::many;
use crate::figure::axis::{INTERVALS, rounded_outwards};
use crate::figure::{Figure, Hue, Mark, Panel};
use crate::text::one_line;

use super::page;

/// So many types are shown.
const MOST: usize = 8;

/// A bar for each type; None where items have no type.
pub fn figure(flow: &Flow) -> Option<Figure> {
    let first = flow.kinds.first()?;
    let all: usize = flow.kinds.iter().map(|kind| kind.done).sum();
    let shown = flow.kinds.len().min(MOST);
    let mut marks = Vec::new();
    for (place, kind) in flow.kinds.iter().take(MOST).enumerate() {
        let y = (shown - place) as f64 - 0.5;
        let median =
            kind.median.map_or(String::new(), |days| format!(", half in {} or less", many(days as usize, "day")));
        let value = format!("{}{median}", kind.done);
        marks.push(Mark::Lane { y, name: one_line(&kind.name) });
        let to = kind.done as f64;
        marks.push(Mark::Bar { hue: Hue::Change, y, height: 0.7, from: 0.0, to, whisker: (to, to), value });
    }
    let panel = Panel {
        title: "Items done, by type".into(),
        x_label: "items done".into(),
        x: rounded_outwards(0.0, first.done as f64, INTERVALS),
        y: (0.0, shown as f64),
        marks,
        ..Panel::default()
    };
    let share = (100 * first.done + all / 2) / all.max(1);
    let sentence = format!("{share}% of items done are of type {}", one_line(&first.name));
    let reading = format!("{} done in these weeks, by type.", many(all, "item"));
    Some(page(flow, &sentence, &reading, panel))
}
