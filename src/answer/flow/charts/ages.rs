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

/// Room above the bars for the names of the lines, in bars.
const HEAD: f64 = 1.0;

/// Lines whose names do not meet are at least this part of the axis apart.
const CLEAR: f64 = 0.25;

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
    let right = percentiles.map_or(oldest, |percentiles| percentiles[2].max(oldest)).max(1) as f64;
    let lines = percentiles.map_or(Vec::new(), |percentiles| SHARES.into_iter().zip(percentiles).collect());
    marks.extend(lines.iter().map(|(_, days)| {
        let (x, y) = (vec![*days as f64; 2], vec![0.0, shown as f64]);
        Mark::Line { hue: Hue::Ink, width: 3, dashed: true, x, y, label: None, value: None }
    }));
    // The line that bars are coloured by has its name, and of the others those that are clear of it.
    let is_clear = |(share, days): &&(usize, i64)| {
        let late = percentiles.map_or(0, |percentiles| percentiles[1]);
        *share == SHARES[1] || (days - late).abs() as f64 > CLEAR * right
    };
    marks.extend(lines.iter().filter(is_clear).map(|(share, days)| {
        let text = format!("{share}%: {}", many(*days as usize, "day"));
        Mark::Note { hue: Hue::Ink, x: *days as f64, y: shown as f64 + 0.5 * HEAD, text }
    }));
    let panel = Panel {
        title: "Age of items in progress".into(),
        unit: String::new(),
        x_label: "days since the start".into(),
        x: rounded_outwards(0.0, right, INTERVALS),
        y: (0.0, shown as f64 + if lines.is_empty() { 0.0 } else { HEAD }),
        marks,
        ..Panel::default()
    };
    let sentence = match (flow.ages.older, percentiles) {
        (Some([_, late, _]), Some([_, days, _])) => {
            let late = match late {
                0 => "None".into(),
                late => late.to_string(),
            };
            let days = many(days as usize, "day");
            format!("{late} of {} in progress older than the {days} in which 85% were done", many(open.len(), "item"))
        }
        _ => format!("{} in progress, the oldest for {}", many(open.len(), "item"), many(oldest as usize, "day")),
    };
    let of = match open.len() > shown {
        true => format!("The {shown} oldest of {}. ", open.len()),
        false => String::new(),
    };
    let reading = percentiles.map_or(of.clone(), |[p50, p85, p95]| {
        format!(
            "{of}Lines: of those that were done, 50% took {p50} days or less, 85% {p85} or less, 95% {p95} or less."
        )
    });
    Some(page(flow, &sentence, &reading, panel))
}
