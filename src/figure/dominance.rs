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

/// A band is named where it is at least as high as this: lower, and the name would not fit into it.
const NAMED: f64 = 0.075;

/// A loop has a band of its own where somewhere it does at least this much.
const OWN: f64 = 0.08;

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

/// One layer of the stack.
struct Layer {
    name: String,
    way: Way,
    height: Vec<f64>,
}

fn stack(page: &Page) -> Panel {
    let Page { dominance, ways, .. } = page;
    let scenario = &page.series.results.scenario;
    let times = page.series.results.times();
    let x = times.to_vec();
    let of_way = |way: Way| layers(page, way);
    let mut marks = Vec::new();
    let mut below = vec![0.0; x.len()];
    for way in [Way::Wicked, Way::Plain, Way::Balancing] {
        for (index, layer) in of_way(way).iter().enumerate() {
            let high: Vec<f64> = below.iter().zip(&layer.height).map(|(low, height)| low + height).collect();
            lay(&mut marks, layer, index, &x, &below, &high);
            below = high;
        }
    }
    // What carries up hangs from the top, so that one sees it grow towards the middle.
    let part = |of: usize, time: usize| {
        let parts = Way::ALL.iter().map(|way| mean_part(dominance, ways, of, *way, time));
        if dominance.alone[of] { 0.0 } else { parts.sum() }
    };
    let whole: Vec<f64> = (0..x.len()).map(|time| (0..dominance.loops).map(|of| part(of, time)).sum()).collect();
    let mut above = whole;
    for (index, layer) in of_way(Way::Flywheel).iter().enumerate() {
        let low: Vec<f64> = above.iter().zip(&layer.height).map(|(high, height)| high - height).collect();
        lay(&mut marks, layer, index, &x, &low, &above);
        above = low;
    }
    marks.extend(moments(scenario));
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

/// The layers of loops while they run one way: those that do much by themselves, and the others together.
fn layers(page: &Page, way: Way) -> Vec<Layer> {
    let Page { dominance, ways, .. } = page;
    let times = dominance.times;
    let mut out: Vec<Layer> = Vec::new();
    let mut others = vec![0.0; times];
    for sharer in page.sharers.iter().filter(|sharer| !dominance.alone[sharer.of]) {
        let height: Vec<f64> = (0..times).map(|time| mean_part(dominance, ways, sharer.of, way, time)).collect();
        if height.iter().any(|height| *height >= OWN) {
            out.push(Layer { name: sharer.name.clone(), way, height });
        } else {
            others.iter_mut().zip(&height).for_each(|(sum, height)| *sum += height);
        }
    }
    if others.iter().any(|height| *height > 0.0) {
        out.push(Layer { name: "others".into(), way, height: others });
    }
    out
}

fn lay(marks: &mut Vec<Mark>, layer: &Layer, index: usize, x: &[f64], low: &[f64], high: &[f64]) {
    let hue = match layer.way {
        Way::Wicked => Hue::Base,
        Way::Flywheel => Hue::Change,
        Way::Plain | Way::Balancing => Hue::Ink,
    };
    // Neighbours of one colour are told apart by its strength, and by a line between them.
    let strength = if index.is_multiple_of(2) { 1.0 } else { 0.35 };
    marks.push(Mark::Band { hue, strength, x: x.to_vec(), low: low.to_vec(), high: high.to_vec() });
    marks.push(Mark::Line { hue, width: 1, dashed: false, x: x.to_vec(), y: high.to_vec(), label: None });
    let Some(place) = thickest(&layer.height, x.len()) else { return };
    if layer.height[place] >= NAMED {
        let y = 0.5 * (low[place] + high[place]);
        marks.push(Mark::Note { hue: Hue::Ink, x: x[place], y, text: layer.name.clone() });
    }
}

/// Where a layer is thickest, away from the ends, where its name would be cut off.
fn thickest(height: &[f64], times: usize) -> Option<usize> {
    let margin = times / 8;
    (margin..times.saturating_sub(margin)).max_by(|a, b| height[*a].total_cmp(&height[*b]))
}
