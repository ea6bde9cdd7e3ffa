//! Small multiples of loops: a panel for each, its share in what happens over time, one scenario or two over each other.

use crate::analysis::dominance::Dominance;
use crate::analysis::summary::band;
use crate::model::scenario::Scenario;
use crate::results::Spread;
use crate::text::plain;

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::dominance::{Scored, nothing_to_share, sharing};
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
    let Scored { at, x, only } = Scored::of(times);
    let drawn: Vec<(&String, Vec<Mark>)> = loops
        .iter()
        .map(|(of, name)| (name, lines.iter().flat_map(|line| marks(line, lines.len(), *of, &at, &x)).collect()))
        .collect();
    let y = range(drawn.iter().flat_map(|(_, marks)| marks));
    let time = &scenario.time;
    let panel = |title: String, mut marks: Vec<Mark>| {
        marks.extend(moments(scenario));
        Panel {
            title,
            unit: "share; one scale for all".into(),
            x_label: time.unit.clone(),
            x_ticks: calendar(&time.unit, time.start, time.stop),
            x: (time.start, time.stop),
            y,
            marks,
        }
    };
    let mut panels: Vec<Panel> = drawn.into_iter().map(|(name, marks)| panel(name.clone(), marks)).collect();
    if panels.is_empty() {
        let note = nothing_to_share(0.5 * (time.start + time.stop), 0.5 * (y.0 + y.1));
        panels.push(panel("What each loop does".into(), vec![note]));
    }
    let rows = panels.len().div_ceil(COLUMNS).max(2) as u32;
    let kept = only.map_or(String::new(), |at| format!("; only {} {} is kept", time.unit, plain(at)));
    let one = lines.iter().all(|line| line.dominance.replications == 1);
    let bands = if one { "" } else { "; thick line median, bands hold 50 and 90 of 100" };
    Figure {
        title: format!("{}: what each loop does", scenario.title),
        subtitle: format!("{teams}: share of what these loops do{bands}{kept}"),
        footer: format!(
            "{}Loops that Matter (Schoenberg and others 2020, 2023). Seed {}, flywheel {}",
            if y.0 < 0.0 { "Below 0 a loop balances. " } else { "" },
            scenario.seed,
            env!("CARGO_PKG_VERSION")
        ),
        panels,
        columns: COLUMNS,
        width: 1920,
        height: 540 * rows,
    }
}

/// The bands and the median of one loop in one scenario; they break where nothing is shared.
fn marks(line: &Line, lines: usize, of: usize, at: &[usize], x: &[f64]) -> Vec<Mark> {
    let quantiles = |time: &usize| {
        let shares = line.dominance.share(of, *time);
        let sharing: Vec<f64> = sharing(line.dominance, *time).iter().map(|r| shares[*r]).collect();
        if sharing.is_empty() { [f64::NAN; 5] } else { band(Spread::Each(&sharing)).quantiles }
    };
    let bands: Vec<_> = at.iter().map(quantiles).collect();
    let curve = |place: usize| bands.iter().map(|band| band[place]).collect::<Vec<f64>>();
    let between = |(strength, low, high)| {
        let (low, high) = (curve(low), curve(high));
        Mark::Band { hue: line.hue, strength, x: x.to_vec(), low, high }
    };
    let mut marks = [(0.0, 0, 4), (1.0, 1, 3)].map(between).to_vec();
    let dashed = lines > 1 && line.hue == Hue::Base;
    let label = (lines > 1).then(|| line.name.clone());
    marks.push(Mark::Line { hue: line.hue, width: 5, dashed, x: x.to_vec(), y: curve(2), label, value: None });
    marks
}

/// One scale for all panels, so that a small loop looks small: all that is drawn, and zero.
fn range<'a>(marks: impl Iterator<Item = &'a Mark>) -> (f64, f64) {
    let mut range = (0.0_f64, 0.0_f64);
    for mark in marks {
        if let Mark::Band { low, high, .. } = mark {
            range = low.iter().chain(high).fold(range, |(least, most), y| (least.min(*y), most.max(*y)));
        }
    }
    if range.0 < range.1 { rounded_outwards(range.0, range.1, INTERVALS) } else { (0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_scale_holds_all_that_is_drawn() {
        let band = |low: f64, high: f64| {
            let (low, high) = (vec![0.0, f64::NAN, low], vec![0.0, f64::NAN, high]);
            Mark::Band { hue: Hue::Base, strength: 0.0, x: vec![0.0, 1.0, 2.0], low, high }
        };
        assert_eq!(range([band(-0.28, 0.1), band(0.0, 0.93)].iter()), (-0.5, 1.0));
        assert_eq!(range([band(0.0, 0.0)].iter()), (0.0, 1.0));
    }
}
