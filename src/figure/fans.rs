//! Small multiples of trajectories: a panel a variable, bands and sample paths over time, one scenario or several over
//! each other.

use crate::analysis::outcome::ending;
use crate::analysis::paired::same_draws;
use crate::analysis::summary::{Band, Summary};
use crate::model::VariableId;
use crate::results::Results;
use crate::text::capital;

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::{Figure, Hue, Mark, Panel, moments_of_all};

/// One scenario's results with their bands, and what a label calls it.
pub struct Series<'a> {
    pub results: &'a Results,
    pub summary: &'a Summary,
    pub name: String,
}

/// How many sample paths show what one team's luck looks like: enough to see that bands are not paths, few enough to
/// follow one (needs of users: 20 to 40).
const PATHS: usize = 30;

/// The most scenarios whose outer bands can be told apart.
const FEW: usize = 2;

/// Panels side by side.
const COLUMNS: usize = 4;

/// A page with a panel for each variable that every series has kept. The first series is the base case.
pub fn fans(title: &str, series: &[Series], variables: &[VariableId]) -> Figure {
    let panels: Vec<Panel> = variables.iter().filter_map(|id| panel(series, *id)).collect();
    // Two rows fill a projector; more of them make the page longer, not the panels smaller.
    let rows = panels.len().div_ceil(COLUMNS).max(2) as u32;
    let mut all: Vec<String> = series.iter().map(|s| s.results.all()).collect();
    all.dedup();
    let luck = match series {
        [_] => "",
        [first, rest @ ..] if rest.iter().all(|s| same_draws(first.results, s.results)) => ", with the same luck",
        _ => ", not with the same luck",
    };
    let bands = if series.len() > FEW { "band holds 50 of 100" } else { "bands hold 50 and 90 of 100" };
    let paths = if series.len() == 1 { format!("; thin lines: {PATHS} of them") } else { String::new() };
    let mut seeds: Vec<String> = series.iter().map(|s| s.results.scenario.seed.to_string()).collect();
    seeds.dedup();
    let few = series.len() <= FEW;
    let words = |s: &Series| Some(format!("{}: {}", s.name, ending(s.results)?.words()));
    let endings: Vec<String> = series.iter().filter(|_| few).filter_map(words).collect();
    let endings =
        if endings.is_empty() { String::new() } else { format!("Of 100 at the end, {}. ", endings.join("; ")) };
    Figure {
        title: title.to_string(),
        subtitle: format!("{}{luck}: thick line median; {bands}{paths}", all.join(", ")),
        footer: format!("{endings}Seed {}, flywheel {}", seeds.join(", "), env!("CARGO_PKG_VERSION")),
        panels,
        columns: COLUMNS,
        width: 1920,
        height: 540 * rows,
    }
}

fn panel(series: &[Series], id: VariableId) -> Option<Panel> {
    let first = series.first()?;
    let variable = first.results.variable(id);
    let mut marks = Vec::new();
    let mut range = (f64::INFINITY, f64::NEG_INFINITY);
    for (index, one) in series.iter().enumerate() {
        let bands = one.summary.of(id)?;
        let hue = hue_of(series, index);
        let x = one.summary.times.clone();
        let line = |pick: &dyn Fn(&Band) -> f64| bands.iter().map(pick).collect::<Vec<f64>>();
        // Many bands over each other make mud: from three scenarios on only the inner ones are drawn.
        let outer = if series.len() > FEW { None } else { Some((0.0, 0, 4)) };
        for (strength, low, high) in outer.into_iter().chain([(1.0, 1, 3)]) {
            let (low, high) = (line(&|b| b.quantiles[low]), line(&|b| b.quantiles[high]));
            for value in low.iter().chain(&high).filter(|v| v.is_finite()) {
                range = (range.0.min(*value), range.1.max(*value));
            }
            marks.push(Mark::Band { hue, strength, x: x.clone(), low, high });
        }
        if series.len() == 1 {
            for replication in 0..PATHS.min(one.results.paths()) {
                let y = one.results.path(id, replication);
                range = y.iter().filter(|v| v.is_finite()).fold(range, |r, v| (r.0.min(*v), r.1.max(*v)));
                marks.push(Mark::Path { hue, x: x.clone(), y });
            }
        }
        let label = (series.len() > 1).then(|| one.name.clone());
        let dashed = hue == Hue::Base && series.len() > 1;
        marks.push(Mark::Line { hue, width: 5, dashed, x, y: line(&|b| b.median.value), label, value: None });
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
        unit: variable.measure(),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, time.start, stop),
        x: (time.start, stop),
        y: rounded_outwards(low, range.1, INTERVALS),
        marks,
    })
}

/// The base case has its own colour; what is done against it the other; further ones follow.
fn hue_of(series: &[Series], index: usize) -> Hue {
    let something_done = !series[index].results.scenario.picks.is_empty();
    match (index, series.len()) {
        (0, 1) if something_done => Hue::Change,
        (0, _) => Hue::Base,
        (1, _) => Hue::Change,
        (n, _) => Hue::Series(n - 2),
    }
}
