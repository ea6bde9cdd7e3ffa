//! Small multiples of trajectories: a panel a variable, bands and sample paths over time, one scenario or several over
//! each other.

use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::ending;
use crate::analysis::paired::same_draws;
use crate::analysis::summary::{Band, Summary};
use crate::model::VariableId;
use crate::results::Results;
use crate::text::{capital, person, plain};

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
    let mut panels: Vec<Panel> = variables.iter().filter_map(|id| panel(series, *id)).collect();
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
    panels.iter_mut().for_each(|panel| panel.reading = subtitle.clone());
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
            let (low, high) = (line(&|b| low(&b.quantiles)), line(&|b| high(&b.quantiles)));
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
        reading: String::new(),
        unit: variable.measure(),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, time.start, stop),
        x_names: Vec::new(),
        x: (time.start, stop),
        y: rounded_outwards(low, range.1, INTERVALS),
        marks,
    })
}

/// What became of a variable, or where it is at the last moment that all scenarios have: in the first, and in those where it
/// is furthest up and down.
fn headline(series: &[Series], id: VariableId) -> String {
    let Some(first) = series.first() else { return String::new() };
    let variable = first.results.variable(id);
    let title = capital(&variable.words());
    let medians =
        |one: &Series| -> Vec<Estimate> { one.summary.of(id).unwrap_or(&[]).iter().map(|band| band.median).collect() };
    let time = &first.results.scenario.time;
    if series.len() == 1 {
        let medians = medians(first);
        let (Some(start), Some(end)) = (medians.first(), medians.last()) else { return title };
        let way = on_the_way(&medians).map_or(String::new(), |place| {
            let (value, at) = (person(medians[place].value), plain(first.summary.times[place]));
            format!(", after {value} in {} {at}", time.unit)
        });
        return format!("{title} {}{way}", moved(start.value, end.value, variable));
    }
    let lasts = || series.iter().filter_map(|one| one.summary.times.last().copied());
    let last = lasts().fold(f64::INFINITY, f64::min);
    let at_last = |one: &Series| {
        let place = one.summary.times.iter().rposition(|time| *time <= last);
        place.and_then(|place| medians(one).get(place).copied()).map_or(f64::NAN, |median| median.value)
    };
    let each: Vec<(&str, f64)> = series.iter().map(|one| (one.name.as_str(), at_last(one))).collect();
    let when = if lasts().all(|own| own == last) {
        "ends at".to_string()
    } else {
        format!("in {} {}, the last that all have:", time.unit, plain(last))
    };
    format!("{title} {when} {}", furthest(&each, person, &behind(variable)))
}

/// Where on the way a course was furthest outside of what lies between its start and its end, if that is a good part of all
/// its ups and downs and told from them by three errors: what gets worse before it gets better.
fn on_the_way(course: &[Estimate]) -> Option<usize> {
    const PART: f64 = 0.15;
    const ERRORS: f64 = 3.0;
    let (start, end) = (course.first()?.value, course.last()?.value);
    let (low, high) = (start.min(end), start.max(end));
    let outside = |place: &usize| (low - course[*place].value).max(course[*place].value - high);
    let most = (0..course.len()).max_by(|a, b| outside(a).total_cmp(&outside(b)))?;
    let (least, highest) = course.iter().fold((low, high), |(a, b), at| (a.min(at.value), b.max(at.value)));
    let enough = (PART * (highest - least)).max(ERRORS * course[most].error);
    (outside(&most) > enough).then_some(most)
}

fn look(series: &[Series], index: usize) -> (Hue, bool) {
    match series {
        [one] if one.results.scenario.picks.is_empty() => (Hue::Base, false),
        [_] => (Hue::Change, false),
        _ => look_of(index),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gets_worse_before_it_gets_better_is_seen() {
        let course = |values: &[f64]| {
            on_the_way(&values.iter().map(|&value| Estimate { value, error: 0.01 }).collect::<Vec<_>>())
        };
        assert_eq!(course(&[0.45, 0.36, 0.33, 0.6, 0.85]), Some(2));
        assert_eq!(course(&[23.0, 25.0, 31.0, 8.0]), Some(2));
        // On the way from one to the other, hardly beside it, and next to nothing.
        assert_eq!(course(&[0.1, 0.5, 0.9]), None);
        assert_eq!(course(&[0.45, 0.44, 0.85]), None);
        assert_eq!(course(&[1.0, 1.02, 1.0]), None);
        assert_eq!(course(&[]), None);
    }
}
