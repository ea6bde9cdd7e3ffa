//! Charts as plain data, and the one place that draws them.
//!
//! A [`Figure`] is a page: a title and a grid of [`Panel`]s, each a pair of axes and the [`Mark`]s on them. The
//! other files of this folder build figures from results; `draw` turns a figure into SVG or PNG and is the
//! only file that knows the drawing library.

pub mod axis;
pub mod basins;
#[cfg(not(target_arch = "wasm32"))]
pub mod diagram;
pub mod difference;
pub mod dominance;
#[cfg(not(target_arch = "wasm32"))]
pub mod draw;
pub mod each_loop;
pub mod fans;
pub mod flow_diagram;
pub mod flow_distribution;
pub mod shocks;
pub mod slope;
pub mod tornado;

use crate::model::scenario::Scenario;

/// The picks and shocks of a scenario as marks: what was done, and when.
pub fn moments(scenario: &Scenario) -> Vec<Mark> {
    let title = |pick: &crate::model::scenario::Pick| scenario.model.interventions[pick.intervention].title.clone();
    let picks = scenario.picks.iter().map(|pick| Mark::Moment { x: pick.start, label: title(pick) });
    let stop = scenario.time.stop;
    let shocks = scenario.shocks.iter().map(|shock| {
        let to = shock.to.unwrap_or(stop).min(stop);
        Mark::Stretch { from: shock.from, to, label: shock.title.clone() }
    });
    picks.chain(shocks).collect()
}

/// The same of several scenarios with their names, once each. Where several do things of their own, the marks say whose
/// they are.
fn moments_of_all(scenarios: &[(&Scenario, &str)]) -> Vec<Mark> {
    let each: Vec<Vec<Mark>> = scenarios.iter().map(|(scenario, _)| gathered(moments(scenario))).collect();
    let several = each.iter().filter(|marks| !marks.is_empty()).count() > 1;
    let mut out = Vec::new();
    for ((_, name), marks) in scenarios.iter().zip(&each) {
        for mark in marks {
            let everywhere = each.iter().all(|marks| marks.contains(mark));
            let mark = if several && !everywhere { owned(mark, name) } else { mark.clone() };
            if !out.contains(&mark) {
                out.push(mark);
            }
        }
    }
    out
}

/// So many things at one moment have names of their own; of more there is room for their number only.
const NAMED: usize = 3;

/// Many things that are done at one moment, as one.
fn gathered(marks: Vec<Mark>) -> Vec<Mark> {
    let at = |mark: &Mark| if let Mark::Moment { x, .. } = mark { Some(*x) } else { None };
    let together = |x: f64| marks.iter().filter(|mark| at(mark) == Some(x)).count();
    let mut out: Vec<Mark> = Vec::new();
    for mark in &marks {
        let mark = match at(mark) {
            Some(x) if together(x) > NAMED => Mark::Moment { x, label: format!("{} changes", together(x)) },
            _ => mark.clone(),
        };
        if !out.contains(&mark) {
            out.push(mark);
        }
    }
    out
}

fn owned(mark: &Mark, owner: &str) -> Mark {
    let mut mark = mark.clone();
    if let Mark::Moment { label, .. } | Mark::Stretch { label, .. } = &mut mark {
        label.push_str(&format!(" ({owner})"));
    }
    mark
}

/// A page of panels, laid out row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// One line across the top, in the words of the room.
    pub title: String,
    /// A second, smaller line: what was run, how many replications, what the bands are.
    pub subtitle: String,
    /// A last line across the bottom: how to read the page, the seed, the version.
    pub footer: String,
    /// Panels in reading order.
    pub panels: Vec<Panel>,
    /// Panels side by side in one row; the number of rows follows.
    pub columns: usize,
    /// Width of the page in pixels.
    pub width: u32,
    /// Height of the page in pixels.
    pub height: u32,
}

/// One pair of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What is shown, in a person's words: "Throughput".
    pub title: String,
    /// The unit of the vertical axis, written under the panel's title: "item/week".
    pub unit: String,
    /// Label of the horizontal axis: "week".
    pub x_label: String,
    /// Where the horizontal axis has its numbers; empty: wherever [`axis::ticks`] puts them.
    pub x_ticks: Vec<f64>,
    /// Smallest and largest x shown.
    pub x: (f64, f64),
    /// Smallest and largest y shown; the builder rounds them outwards to pleasant numbers.
    pub y: (f64, f64),
    /// Drawn in order, later over earlier, within each kind: first cells and layers, then bands, bars, paths, lines, moments, notes and
    /// places.
    pub marks: Vec<Mark>,
}

/// Colours by meaning; `draw` maps them to a palette that is safe for colour-blind eyes (Okabe and Ito 2008).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hue {
    /// The base case, the wicked loop.
    Base,
    /// The scenario held against it, the flywheel.
    Change,
    /// Further series, and the stages of a cumulative flow diagram.
    Series(usize),
    /// Axes, notes, zero lines.
    Ink,
}

/// Something drawn on a panel's axes.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// The area between two curves. `strength` is 0 (faint: the 5 to 95% band) to 1 (clear: the 25 to 75% band, or a
    /// stage of a cumulative flow diagram).
    Band { hue: Hue, strength: f64, x: Vec<f64>, low: Vec<f64>, high: Vec<f64> },
    /// A layer of a stack, in a colour that hides what lies below; `strength` as for a band. Its name stands inside, where
    /// the layer is widest, or not at all; `short` stands for it where the whole name is written elsewhere. A layer that
    /// `leads` has its name in any case, beside the axes where there is no room, with a line to its widest place.
    Layer {
        hue: Hue,
        strength: f64,
        x: Vec<f64>,
        low: Vec<f64>,
        high: Vec<f64>,
        name: String,
        short: Option<String>,
        leads: bool,
    },
    /// A curve; `label` is written beside its right end, in its hue, or in the page's key where panels are too narrow
    /// for it. `value` is written behind the label, and stays beside the line where the label is in the key.
    Line { hue: Hue, width: u32, dashed: bool, x: Vec<f64>, y: Vec<f64>, label: Option<String>, value: Option<String> },
    /// One replication: a hair line in the hue.
    Path { hue: Hue, x: Vec<f64>, y: Vec<f64> },
    /// A vertical line at a moment, named at the top: the start of an intervention. Where several panels share the
    /// page they show numbers, and the key under the subtitle has the names; what happens at one time has one number.
    Moment { x: f64, label: String },
    /// A shaded stretch of time, named at the top: a shock or a push from start to end.
    Stretch { from: f64, to: f64, label: String },
    /// A bar across, from one x to another, with a whisker from one x to another around its end. `value` is
    /// written beyond the whisker. `y` is the bar's middle, `height` how much of the axis it takes.
    Bar { hue: Hue, y: f64, height: f64, from: f64, to: f64, whisker: (f64, f64), value: String },
    /// The name of a height, left of the axes: what a bar there is about. A panel with such names has no numbers there.
    Lane { y: f64, name: String },
    /// Text at a point inside the axes (the name of an area in a cumulative flow diagram).
    Note { hue: Hue, x: f64, y: f64, text: String },
    /// A map: equal cells that fill the axes, row by row from the bottom, `columns` in a row, each from -1 (all in the
    /// base hue) over 0 (white) to 1 (all in the hue of change).
    Cells { columns: usize, values: Vec<f64> },
    /// A place on a map, with its name beside it; `here` stands out.
    Place { x: f64, y: f64, name: String, here: bool },
}
