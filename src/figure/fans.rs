//! Small multiples of trajectories: a panel a variable, bands and sample paths over time, one scenario or several over
//! each other.

use crate::analysis::outcome::ending;
use crate::analysis::paired::same_draws;
use crate::analysis::summary::{Band, Summary};
use crate::model::VariableId;
use crate::results::Results;
use crate::text::{capital, person};

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::{Figure, Hue, Mark, Panel, bands_of, behind, furthest, look_of, moments_of_all, moved, words_for_bands};

/// One scenario's results with their bands, and what a label calls it.
pub struct Series<'a> {
    pub results: &'a Results,
    pub summary: &'a Summary,
    pub name: String,
}

/// How many sample paths show what one team's luck looks like: enough to see that bands are not paths, few enough to
/// follow one (needs of users: 20 to 40).
const PATHS: usize = 30;

/// Of more scenarios nobody reads how all of them ended.
const FEW: usize = 2;

/// A page with a panel for each variable that every series has kept. The first series is the base case.
pub fn fans(title: &str, series: &[Series], variables: &[VariableId]) -> Figure {
    let panels: Vec<Panel> = variables.iter().filter_map(|id| panel(series, *id)).collect();
    let mut all: Vec<String> = series.iter().map(|s| s.results.all()).collect();
    all.dedup();
    let luck = match series {
        [_] => "",
        [first, rest @ ..] if rest.iter().all(|s| same_draws(first.results, s.results)) => ", with the same luck",
        _ => ", not with the same luck",
    };
    let bands = words_for_bands(series.len());
    let paths = if series.len() == 1 { format!("; thin lines: {PATHS} of them") } else { String::new() };
    let mut seeds: Vec<String> = series.iter().map(|s| s.results.scenario.seed.to_string()).collect();
    seeds.dedup();
    let few = series.len() <= FEW;
    let words = |s: &Series| Some(format!("{}: {}", s.name, ending(s.results)?.words()));
    let endings: Vec<String> = series.iter().filter(|_| few).filter_map(words).collect();
    let footer = if endings.is_empty() { String::new() } else { format!("Of 100 at the end, {}.", endings.join("; ")) };
    let subtitle = format!("{}{luck}: {bands}{paths}", all.join(", "));
    let source = format!("Seed {}, flywheel {}", seeds.join(", "), env!("CARGO_PKG_VERSION"));
    Figure::screen(title.to_string(), subtitle, footer, source, panels)
}

fn panel(series: &[Series], id: VariableId) -> Option<Panel> {
    let first = series.first()?;
    let variable = first.results.variable(id);
    let mut marks = Vec::new();
    let mut range = (f64::INFINITY, f64::NEG_INFINITY);
    for (index, one) in series.iter().enumerate() {
        let bands = one.summary.of(id)?;
        let (hue, dashed) = look(series, index);
        let x = one.summary.times.clone();
        let line = |pick: &dyn Fn(&Band) -> f64| bands.iter().map(pick).collect::<Vec<f64>>();
        let mut seen = |values: &[f64]| {
            range = values.iter().filter(|v| v.is_finite()).fold(range, |r, v| (r.0.min(*v), r.1.max(*v)));
        };
        for (strength, low, high) in bands_of(series.len()).iter().copied() {
            let (low, high) = (line(&|b| b.quantiles[low]), line(&|b| b.quantiles[high]));
            seen(&low);
            seen(&high);
            marks.push(Mark::Band { hue, strength, x: x.clone(), low, high });
        }
        if series.len() == 1 {
            for replication in 0..PATHS.min(one.results.paths()) {
                let y = one.results.path(id, replication);
                seen(&y);
                marks.push(Mark::Path { hue, x: x.clone(), y });
            }
        }
        let label = (series.len() > 1).then(|| one.name.clone());
        let median = line(&|b| b.median.value);
        seen(&median);
        marks.push(Mark::Line { hue, width: 5, dashed, x, y: median, label, value: None });
    }
    let scenarios: Vec<_> = series.iter().map(|s| (&*s.results.scenario, s.name.as_str())).collect();
    marks.extend(moments_of_all(&scenarios));
    let range = if range.0 > range.1 { (0.0, 1.0) } else { range };
    // Stocks and flows of work are read against nothing; 0 belongs on the axis wherever it is near.
    let low = if range.0 >= 0.0 && range.0 < 0.7 * range.1 { 0.0 } else { range.0 };
    let time = &first.results.scenario.time;
    let stop = series.iter().map(|s| s.results.scenario.time.stop).fold(time.stop, f64::max);
    Some(Panel {
        title: capital(&variable.words()),
        headline: headline(series, id),
        unit: variable.measure(),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, time.start, stop),
        x: (time.start, stop),
        y: rounded_outwards(low, range.1, INTERVALS),
        marks,
    })
}

/// What became of a variable, or where it ends in the scenarios where it is furthest up and down.
fn headline(series: &[Series], id: VariableId) -> String {
    let median = |one: &Series, first: bool| {
        let bands = one.summary.of(id).unwrap_or(&[]);
        if first { bands.first() } else { bands.last() }.map_or(f64::NAN, |band| band.median.value)
    };
    let Some(first) = series.first() else { return String::new() };
    let variable = first.results.variable(id);
    let title = capital(&variable.words());
    if series.len() == 1 {
        return format!("{title} {}", moved(median(first, true), median(first, false), variable));
    }
    let each: Vec<(&str, f64)> = series.iter().map(|one| (one.name.as_str(), median(one, false))).collect();
    let measure = behind(variable);
    format!("{title} ends at {}", furthest(&each, person, &measure))
}

fn look(series: &[Series], index: usize) -> (Hue, bool) {
    match series {
        [one] if one.results.scenario.picks.is_empty() => (Hue::Base, false),
        [_] => (Hue::Change, false),
        _ => look_of(index),
    }
}
