//! How many have come and gone since the start of the weeks: the height between lines is what is open.

use crate::answer::flow::words::many;
use crate::answer::flow::{Flow, Open};
use crate::figure::axis::{INTERVALS, rounded_outwards};
use crate::figure::{Figure, Hue, Mark, Panel};

use super::{months, page};

/// The diagram; waiting has a band where items have a day on which they were asked for.
pub fn figure(flow: &Flow) -> Figure {
    let x: Vec<f64> = std::iter::once(months::range(flow).0).chain(months::ends(flow)).collect();
    let Open { in_progress, waiting } = flow.before;
    let (mut gone, mut begun, mut came) = (vec![0.0], vec![in_progress as f64], vec![(in_progress + waiting) as f64]);
    let mut left = 0;
    for week in &flow.weeks {
        left += week.done + week.dropped;
        gone.push(left as f64);
        begun.push((left + week.in_progress) as f64);
        came.push((left + week.in_progress + week.waiting) as f64);
    }
    let has_waiting = waiting > 0 || flow.weeks.iter().any(|week| week.waiting > 0);
    let mut marks = Vec::new();
    let mut band = |hue: Hue, low: &[f64], high: &[f64], label: &str| {
        marks.push(Mark::Band { hue, strength: 1.0, x: x.clone(), low: low.to_vec(), high: high.to_vec() });
        let label = Some(label.to_string());
        marks.push(Mark::Line { hue, width: 4, dashed: false, x: x.clone(), y: high.to_vec(), label, value: None });
    };
    if has_waiting {
        band(Hue::Series(0), &begun, &came, "came (below it: waiting)");
    }
    band(Hue::Change, &gone, &begun, "begun (below it: in progress)");
    let label = Some("done or withdrawn".to_string());
    let gone_line = Mark::Line { hue: Hue::Ink, width: 4, dashed: false, x: x.clone(), y: gone, label, value: None };
    marks.push(gone_line);
    let most = came.last().copied().unwrap_or(0.0).max(1.0);
    let panel = Panel {
        title: "Cumulative flow".into(),
        unit: "items since the first of these days, and those open then".into(),
        y: rounded_outwards(0.0, most, 2 * INTERVALS),
        marks,
        ..Panel::default()
    };
    let end = flow.weeks.last().map_or(0, |week| week.in_progress);
    let sentence = format!(
        "{} in progress at the end{}",
        many(end, "item"),
        match flow.weeks.last() {
            Some(week) if has_waiting => format!(", {} waiting", week.waiting),
            _ => String::new(),
        }
    );
    let reading =
        "Up and down between two lines: what is open. From left to right: how long that takes to get through.";
    page(flow, &sentence, reading, months::with_days(flow, panel))
}
