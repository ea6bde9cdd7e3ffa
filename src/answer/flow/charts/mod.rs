//! What is seen of a team's flow, a chart a question.

mod ages;
mod cumulative;
mod cycle_times;
mod kinds;
mod months;
mod weekly;

use crate::answer::form::Chart;
use crate::figure::{Figure, Hue, Mark, Panel};
use crate::text::capital;

use super::Flow;

/// The charts that a team's data have something for.
pub fn charts(flow: &Flow) -> Vec<Chart> {
    let chart = |name: &str, figure: Figure| Chart::of(format!("flow/{name}"), figure);
    let mut out = Vec::new();
    out.extend(cycle_times::figure(flow).map(|figure| chart("cycle-time", figure)));
    out.push(chart("throughput", weekly::throughput(flow)));
    out.extend(ages::figure(flow).map(|figure| chart("ageing", figure)));
    out.push(chart("cumulative-flow", cumulative::figure(flow)));
    out.push(chart("arrivals-and-departures", weekly::balance(flow)));
    out.extend(kinds::figure(flow).map(|figure| chart("types", figure)));
    out
}

/// A page with one panel: the sentence that says what it shows is its title.
fn page(flow: &Flow, sentence: &str, reading: &str, panel: Panel) -> Figure {
    let files: Vec<&str> = flow.files.iter().map(|file| file.name.as_str()).collect();
    let source = format!("{}, flywheel {}", files.join(", "), env!("CARGO_PKG_VERSION"));
    let title = capital(sentence);
    let panel = Panel { headline: title.clone(), reading: reading.into(), ..panel };
    Figure::screen(title, reading.into(), String::new(), source, vec![panel])
}

/// A line across all weeks, named at its end.
fn across(hue: Hue, weeks: (f64, f64), y: f64, label: String) -> Mark {
    Mark::Line {
        hue,
        width: 3,
        dashed: true,
        x: vec![weeks.0, weeks.1],
        y: vec![y, y],
        label: Some(label),
        value: None,
    }
}
