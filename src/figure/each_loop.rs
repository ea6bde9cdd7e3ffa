//! Small multiples of loops: a panel for each, its share in what happens over time, one scenario or two over each other.

use crate::analysis::loops::dominance::Dominance;
use crate::analysis::summary::Quantiles;
use crate::model::scenario::Scenario;
use crate::results::Spread;
use crate::text::plain;

use super::axis::calendar;
use super::dominance::{Scored, nothing_to_share, sharing};
use super::{BANDS, DrawnBand, Figure, Hue, Mark, Panel, called, moments, source};

/// The shares of the loops in one scenario.
pub struct Line<'a> {
    pub name: String,
    pub dominance: &'a Dominance,
    pub hue: Hue,
}

/// The most loops that have panels, and the least that one must do at some moment in nineteen of twenty replications.
const MOST: usize = 8;
const LEAST: f64 = 0.05;

/// A page with a panel for each of the loops, which come with their names.
pub fn each_loop(scenario: &Scenario, times: &[f64], lines: &[Line], loops: &[(usize, String)], teams: &str) -> Figure {
    let Scored { at, x, only } = Scored::of(times);
    let drawn: Vec<(&String, Vec<Mark>)> = loops
        .iter()
        .map(|(of, name)| (name, lines.iter().flat_map(|line| marks(line, lines.len(), *of, &at, &x)).collect()))
        .collect();
    let (drawn, small): (Vec<_>, Vec<_>) = drawn.into_iter().enumerate().partition(|(place, (_, marks))| {
        let (low, high) = reach(marks.iter());
        *place < MOST && (*place == 0 || high.max(-low) >= LEAST)
    });
    let drawn: Vec<_> = drawn.into_iter().map(|(_, one)| one).collect();
    let small: Vec<&str> = small.iter().map(|(_, (name, _))| name.as_str()).collect();
    let y = range(drawn.iter().flat_map(|(_, marks)| marks));
    let time = &scenario.time;
    let panel = |title: String, mut marks: Vec<Mark>| {
        marks.extend(moments(scenario));
        Panel {
            headline: headline(&title, lines, &marks),
            reading: String::new(),
            title,
            unit: "share; one scale for all".into(),
            x_label: time.unit.clone(),
            x_ticks: calendar(&time.unit, time.start, time.stop),
            x_names: Vec::new(),
            x: (time.start, time.stop),
            y,
            marks,
        }
    };
    let below = if y.0 < 0.0 { "Below 0 a loop balances. " } else { "" };
    let mut panels: Vec<Panel> = drawn.into_iter().map(|(name, marks)| panel(name.clone(), marks)).collect();
    if panels.is_empty() {
        let note = nothing_to_share(0.5 * (time.start + time.stop), 0.5 * (y.0 + y.1));
        panels.push(panel("The share of each loop".into(), vec![note]));
    }
    let kept = only.map_or(String::new(), |at| format!("; only {} {} is kept", time.unit, plain(at)));
    let one = lines.iter().all(|line| line.dominance.replications == 1);
    let bands = if one { "" } else { "; thick line median, bands hold 50 and 90 of 100" };
    let title = format!("{}: the share of each loop", scenario.title);
    let subtitle = format!("{teams}: share of the activity of these loops{bands}{kept}");
    panels.iter_mut().for_each(|panel| panel.reading = format!("{below}{subtitle}."));
    let less = if small.is_empty() { String::new() } else { format!("These do less: {}. ", small.join(", ")) };
    let footer = format!("{below}{less}Loops that Matter (Schoenberg and others 2020, 2023).");
    Figure::screen(title, subtitle, footer, source(scenario.seed), panels)
}

/// What a loop does at the end, in each scenario.
fn headline(title: &str, lines: &[Line], marks: &[Mark]) -> String {
    let end = |mark: &Mark| if let Mark::Line { y, .. } = mark { y.last().copied() } else { None };
    // Below 0 a loop balances, and a headline says so where it stands alone.
    let share = |end: f64| match (100.0 * end).round() + 0.0 {
        percent if percent < 0.0 => format!("\u{2212}{:.0}% (balancing)", -percent),
        percent => format!("{percent:.0}%"),
    };
    let ends: Vec<(String, &str)> =
        marks.iter().filter_map(end).zip(lines).map(|(end, line)| (share(end), line.name.as_str())).collect();
    match &ends[..] {
        [] => String::new(),
        [(only, _)] => format!("{title}: at the end {only} of the activity of these loops"),
        [(first, name), others @ ..] if others.iter().all(|(other, _)| other == first) => {
            let names = others.iter().map(|(_, name)| format!(" as with {}", called(name))).collect::<String>();
            format!("{title}: at the end {first} of the activity of these loops, with {}{names}", called(name))
        }
        [(first, name), others @ ..] => {
            let others =
                others.iter().map(|(share, name)| format!(", {share} with {}", called(name))).collect::<String>();
            format!("{title}: at the end {first} of the activity of these loops with {}{others}", called(name))
        }
    }
}

/// The bands and the median of one loop in one scenario; they break where nothing is shared.
fn marks(line: &Line, lines: usize, of: usize, at: &[usize], x: &[f64]) -> Vec<Mark> {
    let quantiles = |time: &usize| {
        let shares = line.dominance.share(of, *time);
        let sharing: Vec<f64> = sharing(line.dominance, *time).iter().map(|r| shares[*r]).collect();
        Quantiles::with_median(Spread::Each(&sharing)).0
    };
    let bands: Vec<Quantiles> = at.iter().map(quantiles).collect();
    let curve = |of: fn(&Quantiles) -> f64| bands.iter().map(of).collect::<Vec<f64>>();
    let between = |(strength, low, high): DrawnBand| {
        let (low, high) = (curve(low), curve(high));
        Mark::Band { hue: line.hue, strength, x: x.to_vec(), low, high }
    };
    let mut marks = BANDS.map(between).to_vec();
    let dashed = lines > 1 && line.hue == Hue::Base;
    let label = (lines > 1).then(|| line.name.clone());
    marks.push(Mark::Line {
        hue: line.hue,
        width: 5,
        dashed,
        x: x.to_vec(),
        y: curve(|of| of.p50),
        label,
        value: None,
    });
    marks
}

/// One scale for all panels, so that a small loop looks small: all that is drawn, and zero.
fn range<'a>(marks: impl Iterator<Item = &'a Mark>) -> (f64, f64) {
    let range = reach(marks);
    let tenths = ((10.0 * range.0).floor() / 10.0, (10.0 * range.1).ceil() / 10.0);
    if range.0 < range.1 { tenths } else { (0.0, 1.0) }
}

/// From where to where bands reach, and zero.
fn reach<'a>(marks: impl Iterator<Item = &'a Mark>) -> (f64, f64) {
    let bands = marks.filter_map(|mark| if let Mark::Band { low, high, .. } = mark { Some((low, high)) } else { None });
    bands
        .flat_map(|(low, high)| low.iter().chain(high))
        .fold((0.0, 0.0), |(least, most), y| (least.min(*y), most.max(*y)))
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
        assert_eq!(range([band(-0.28, 0.1), band(0.0, 0.93)].iter()), (-0.3, 1.0));
        assert_eq!(range([band(0.0, 0.0)].iter()), (0.0, 1.0));
    }
}
