//! Small multiples of loops: a panel for each, its share in what happens over time, one scenario or two over each other.

use crate::analysis::dominance::Dominance;
use crate::model::scenario::Scenario;

use super::axis::calendar;
use super::{Figure, Hue, Mark, Panel, moments};

/// The shares of the loops in one scenario.
pub struct Line<'a> {
    pub name: String,
    pub dominance: &'a Dominance,
    pub hue: Hue,
}

/// Panels side by side.
const COLUMNS: usize = 4;

/// A page with a panel for each of the loops, which come with their names.
pub fn each_loop(scenario: &Scenario, times: &[f64], lines: &[Line], loops: &[(usize, String)], teams: &str) -> Figure {
    let panels: Vec<Panel> = loops.iter().map(|(of, name)| panel(scenario, times, lines, *of, name)).collect();
    let rows = panels.len().div_ceil(COLUMNS).max(2) as u32;
    let over = match lines {
        [base, _, ..] => format!("; dashed: {}", base.name),
        _ => String::new(),
    };
    Figure {
        title: format!("{}: what each loop does", scenario.title),
        subtitle: format!(
            "{teams}: share of what these loops do; thick line median, bands hold 50 and 90 of 100{over}"
        ),
        footer: format!(
            "Below 0 a loop balances. Loops that Matter (Schoenberg and others 2020, 2023). Seed {}, flywheel {}",
            scenario.seed,
            env!("CARGO_PKG_VERSION")
        ),
        panels,
        columns: COLUMNS,
        width: 1920,
        height: 540 * rows,
    }
}

fn panel(scenario: &Scenario, times: &[f64], lines: &[Line], of: usize, name: &str) -> Panel {
    let mut marks = Vec::new();
    let mut lowest = 0.0_f64;
    let mut highest = 0.0_f64;
    for line in lines {
        let bands: Vec<_> = (0..times.len()).map(|time| line.dominance.band(of, time)).collect();
        let curve = |place: usize| bands.iter().map(|band| band.quantiles[place]).collect::<Vec<f64>>();
        for (strength, low, high) in [(0.0, 0, 4), (1.0, 1, 3)] {
            let (low, high) = (curve(low), curve(high));
            lowest = low.iter().fold(lowest, |a, b| a.min(*b));
            highest = high.iter().fold(highest, |a, b| a.max(*b));
            marks.push(Mark::Band { hue: line.hue, strength, x: times.to_vec(), low, high });
        }
        let dashed = lines.len() > 1 && line.hue == Hue::Base;
        let label = (lines.len() > 1).then(|| line.name.clone());
        marks.push(Mark::Line { hue: line.hue, width: 5, dashed, x: times.to_vec(), y: curve(2), label, value: None });
    }
    marks.extend(moments(scenario));
    let time = &scenario.time;
    // All panels have one scale, so that a small loop looks small.
    let y = if -lowest > highest { (-1.0, 0.0) } else { (if lowest < -0.02 { -0.5 } else { 0.0 }, 1.0) };
    Panel {
        title: name.to_string(),
        unit: "share of what these do".into(),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, time.start, time.stop),
        x: (time.start, time.stop),
        y,
        marks,
    }
}
