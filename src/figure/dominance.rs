//! Who does what: a variable over time, and under it all that loops do, stacked to the whole.
//!
//! From below: reinforcing loops that carry the team down (wicked), what balances, what has no name; from above: reinforcing
//! loops that carry it up (flywheel). Means over the replications, because only means add up.

use crate::analysis::dominance::Dominance;
use crate::analysis::upper_hand::{Way, Ways, mean_part};
use crate::model::VariableId;

use super::axis::calendar;
use super::fans::{Series, fans};
use super::{Figure, Hue, Mark, Panel, moments};

/// What the page is about.
pub struct Page<'a> {
    pub series: Series<'a>,
    /// The variable on top.
    pub of: VariableId,
    pub dominance: &'a Dominance,
    pub ways: &'a Ways,
    /// The loops, the largest first.
    pub sharers: Vec<Sharer>,
    /// "1000 possible teams, without the luck of single weeks".
    pub teams: String,
}

/// A loop with its name.
pub struct Sharer {
    pub of: usize,
    pub name: String,
}

/// So many loops have bands of their own; more could not be told apart.
const MOST: usize = 6;

/// The room that a name takes: a character across, as a part of the axis, and a line, as a part of the height.
const CHARACTER: f64 = 0.0078;
const LINE: f64 = 0.075;

/// The page.
pub fn dominance(page: &Page) -> Figure {
    let scenario = &page.series.results.scenario;
    let last = page.dominance.times.saturating_sub(1);
    let top = fans("", std::slice::from_ref(&page.series), &[page.of]);
    let mut panels = top.panels;
    panels.push(stack(page));
    Figure {
        title: format!("{}: which loop drives it", scenario.title),
        subtitle: format!("{}: thick line median; bands hold 50 and 90 of 100; below, means of shares", page.teams),
        footer: format!(
            "Orange: loops that carry the {one} down. Blue: the same loops carrying it up. Grey: loops that hold it. Not \
             shown: {others} of 100 of what all loops do. Seed {}, flywheel {}",
            scenario.seed,
            env!("CARGO_PKG_VERSION"),
            one = scenario.one(),
            others = (100.0 * page.dominance.mean_rest(last.min(1), last).value).round()
        ),
        panels,
        columns: 1,
        width: 1920,
        height: 1080,
    }
}

fn stack(page: &Page) -> Panel {
    let Page { dominance, ways, .. } = page;
    let scenario = &page.series.results.scenario;
    // Before the first moment nothing has changed, and there is nothing to share.
    let times: Vec<usize> = (1..dominance.times).collect();
    let x: Vec<f64> = times.iter().map(|time| page.series.results.times()[*time]).collect();
    let mut marks = Vec::new();
    let mut notes = Vec::new();
    let mut below = vec![0.0; x.len()];
    for way in [Way::Wicked, Way::Plain, Way::Balancing] {
        for (index, layer) in layers(page, way, &times).iter().enumerate() {
            let high: Vec<f64> = below.iter().zip(&layer.height).map(|(low, height)| low + height).collect();
            marks.extend(band(way, index, &x, &below, &high));
            notes.extend(name(&layer.name, &x, &below, &high));
            below = high;
        }
    }
    // What carries up hangs from the top, so that one sees it grow towards the middle.
    let part = |of: usize, time: usize| {
        let parts = Way::ALL.iter().map(|way| mean_part(dominance, ways, of, *way, time));
        if dominance.alone[of] { 0.0 } else { parts.sum() }
    };
    let mut above: Vec<f64> = times.iter().map(|time| (0..dominance.loops).map(|of| part(of, *time)).sum()).collect();
    for (index, layer) in layers(page, Way::Flywheel, &times).iter().enumerate() {
        let low: Vec<f64> = above.iter().zip(&layer.height).map(|(high, height)| high - height).collect();
        marks.extend(band(Way::Flywheel, index, &x, &low, &above));
        notes.extend(name(&layer.name, &x, &low, &above));
        above = low;
    }
    marks.extend(moments(scenario));
    marks.extend(notes);
    let time = &scenario.time;
    Panel {
        title: "What loops do".into(),
        unit: "share of what these loops do".into(),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, time.start, time.stop),
        x: (time.start, time.stop),
        y: (0.0, 1.0),
        marks,
    }
}

/// One layer of the stack.
struct Layer {
    name: String,
    height: Vec<f64>,
}

/// The layers of loops while they run one way: the largest by themselves, and the others together.
fn layers(page: &Page, way: Way, times: &[usize]) -> Vec<Layer> {
    let Page { dominance, ways, .. } = page;
    let mut out: Vec<Layer> = Vec::new();
    let mut others = vec![0.0; times.len()];
    for (place, sharer) in page.sharers.iter().filter(|sharer| !dominance.alone[sharer.of]).enumerate() {
        let height: Vec<f64> = times.iter().map(|time| mean_part(dominance, ways, sharer.of, way, *time)).collect();
        if place < MOST {
            out.push(Layer { name: sharer.name.clone(), height });
        } else {
            others.iter_mut().zip(&height).for_each(|(sum, height)| *sum += height);
        }
    }
    out.push(Layer { name: "others".into(), height: others });
    out.retain(|layer| layer.height.iter().any(|height| *height > 0.0));
    out
}

/// Neighbours of one colour are told apart by its strength, and by a line between them.
fn band(way: Way, index: usize, x: &[f64], low: &[f64], high: &[f64]) -> [Mark; 2] {
    let hue = match way {
        Way::Wicked => Hue::Base,
        Way::Flywheel => Hue::Change,
        Way::Plain | Way::Balancing => Hue::Ink,
    };
    let strength = if index.is_multiple_of(2) { 1.0 } else { 0.35 };
    let edge = if way == Way::Flywheel { low } else { high };
    [
        Mark::Band { hue, strength, x: x.to_vec(), low: low.to_vec(), high: high.to_vec() },
        Mark::Line { hue, width: 1, dashed: false, x: x.to_vec(), y: edge.to_vec(), label: None, value: None },
    ]
}

/// A layer's name, where it lies wholly within the layer; None where it would not.
fn name(text: &str, x: &[f64], low: &[f64], high: &[f64]) -> Option<Mark> {
    let (first, last) = (*x.first()?, *x.last()?);
    let half = 0.5 * CHARACTER * text.chars().count() as f64 * (last - first);
    let room = |centre: f64| {
        let under = |i: &usize| (x[*i] - centre).abs() <= half;
        let floor = (0..x.len()).filter(under).map(|i| low[i]).fold(f64::NEG_INFINITY, f64::max);
        let roof = (0..x.len()).filter(under).map(|i| high[i]).fold(f64::INFINITY, f64::min);
        (roof - floor, 0.5 * (roof + floor))
    };
    let inside = x.iter().filter(|centre| **centre - half >= first && **centre + half <= last);
    let best = inside.max_by(|a, b| room(**a).0.total_cmp(&room(**b).0))?;
    let (height, y) = room(*best);
    (height >= LINE).then(|| Mark::Note { hue: Hue::Ink, x: *best, y, text: text.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_where_its_layer_is_thick_enough_all_along() {
        let x: Vec<f64> = (0..=100).map(f64::from).collect();
        let low = vec![0.0; 101];
        let high: Vec<f64> = x.iter().map(|x| if (40.0..=80.0).contains(x) { 0.2 } else { 0.02 }).collect();
        let Some(Mark::Note { x: at, y, .. }) = name("R1 Reactive team", &x, &low, &high) else { panic!("no name") };
        assert!((46.0..=74.0).contains(&at) && (y - 0.1).abs() < 1e-9, "{at} {y}");
        assert_eq!(name("R1 Reactive team", &x, &low, &[0.05; 101]), None);
    }
}
