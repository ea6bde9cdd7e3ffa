//! Loop dominance: a variable over time, and under it the shares of all loops, stacked to the whole.
//!
//! From below: vicious reinforcing loops, other reinforcing ones, balancing ones; from above: virtuous reinforcing loops. Means over the replications, because only means add up.

use crate::analysis::loops::direction::{Direction, Directions, mean_part};
use crate::analysis::loops::dominance::Dominance;
use crate::analysis::outcome::of_hundred;
use crate::model::VariableId;
use crate::text::plain;

use super::axis::calendar;
use super::fans::{Series, fans};
use super::{Figure, Hue, Mark, Panel, moments, source};

/// What the page is about.
pub struct Page<'a> {
    pub series: Series<'a>,
    /// The variable on top.
    pub of: VariableId,
    pub dominance: &'a Dominance,
    pub directions: &'a Directions,
    /// The loops, the largest first.
    pub labels: Vec<LoopLabel>,
    /// "1000 possible teams, without the luck of single weeks".
    pub teams: String,
}

/// A loop with its name.
pub struct LoopLabel {
    pub of: usize,
    pub name: String,
}

/// So many loops have layers of their own; more could not be told apart.
const MOST: usize = 6;

/// The ways in which loops run, from below.
const FROM_BELOW: [Direction; 3] = [Direction::Vicious, Direction::Neutral, Direction::Balancing];

/// The page.
pub fn dominance(page: &Page) -> Figure {
    let scenario = &page.series.results.scenario;
    let last = page.dominance.times.saturating_sub(1);
    let top = fans("", std::slice::from_ref(&page.series), &[page.of]);
    let layers = layers(page);
    let mut panels = top.panels;
    let subtitle = match page.dominance.replications {
        1 => page.teams.clone(),
        _ => format!("{}: thick line median; bands hold 50 and 90 of 100; below, means of shares", page.teams),
    };
    let others = page.dominance.mean_rest(last.min(1), last).value;
    let shown = percent(1.0 - others);
    let legend = legend(&layers);
    let footer = format!("{legend}Not shown: {} of all loop activity.", percent(others));
    let reading = format!("These make up {shown} of all loop activity. {legend}");
    for panel in &mut panels {
        panel.reading = format!("{}: {}", page.teams, super::words_for_bands(1));
    }
    panels.push(Panel { reading, ..stack(page, &layers) });
    let title = format!("{}: which loop drives it", scenario.title);
    Figure { columns: 1, ..Figure::screen(title, subtitle, footer, source(scenario.seed), panels) }
}

/// What the colours mean that are in the picture.
fn legend(layers: &[Layer]) -> String {
    let shown = |direction: Direction| layers.iter().any(|layer| layer.direction == direction);
    let mut out = String::new();
    if shown(Direction::Vicious) {
        out.push_str("Orange: vicious loops, which make things worse. ");
    }
    if shown(Direction::Virtuous) {
        out.push_str("Blue: virtuous loops, which make things better. ");
    }
    if shown(Direction::Neutral) {
        out.push_str("Purple: other reinforcing loops. ");
    }
    if shown(Direction::Balancing) {
        out.push_str("Grey: balancing loops. ");
    }
    if layers.iter().any(|layer| layer.short.is_none()) {
        out.push_str("Others do less. ");
    }
    out
}

fn stack(page: &Page, layers: &[Layer]) -> Panel {
    let scenario = &page.series.results.scenario;
    let Scored { x, only, .. } = Scored::of(page.series.results.times());
    let mut marks = Vec::new();
    let mut below = vec![0.0; x.len()];
    for direction in FROM_BELOW {
        for (index, layer) in layers.iter().filter(|layer| layer.direction == direction).enumerate() {
            let high: Vec<f64> = below.iter().zip(&layer.height).map(|(low, height)| low + height).collect();
            marks.push(layer.mark(index, &x, &below, &high));
            below = high;
        }
    }
    // What carries up hangs from the top, so that one sees it grow towards the middle.
    let whole = |i: usize| layers.iter().map(|layer| layer.height[i]).sum();
    let mut above: Vec<f64> = (0..x.len()).map(whole).collect();
    for (index, layer) in layers.iter().filter(|layer| layer.direction == Direction::Virtuous).enumerate() {
        let low: Vec<f64> = above.iter().zip(&layer.height).map(|(high, height)| high - height).collect();
        marks.push(layer.mark(index, &x, &low, &above));
        above = low;
    }
    let time = &scenario.time;
    if marks.is_empty() {
        marks.push(nothing_to_share(0.5 * (time.start + time.stop), 0.5));
    }
    marks.extend(moments(scenario));
    let moment = only.map_or(String::new(), |at| format!(" in {} {}, the only one kept", time.unit, plain(at)));
    Panel {
        title: "Loop activity".into(),
        headline: headline(layers),
        reading: String::new(),
        unit: format!("share of the activity of these loops{moment}"),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, time.start, time.stop),
        x_names: Vec::new(),
        x: (time.start, time.stop),
        y: (0.0, 1.0),
        marks,
    }
}

/// Which loop does most at the end, and how much.
fn headline(layers: &[Layer]) -> String {
    let end = |layer: &&Layer| layer.height.last().copied().unwrap_or(f64::NAN);
    let named = layers.iter().filter(|layer| layer.short.is_some() && end(layer).is_finite());
    let most = named.max_by(|a, b| end(a).total_cmp(&end(b)));
    most.map_or(String::new(), |layer| {
        let share = percent(end(&layer));
        format!("Of the loops shown, {} leads at the end: {share} of their activity", layer.name)
    })
}

/// A share in percent; one too small or too large to count is not called none or all.
fn percent(share: f64) -> String {
    format!("{}%", of_hundred(share).replace("fewer", "less"))
}

/// What stands in the place of shares where there are none.
pub(super) fn nothing_to_share(x: f64, y: f64) -> Mark {
    let text = "No two loops compete here, or nothing changes: there are no shares to show".to_string();
    Mark::Note { hue: Hue::Ink, x, y, text }
}

/// The saved moments that have scores: all but the first, before which nothing has changed.
pub(super) struct Scored {
    pub at: Vec<usize>,
    pub x: Vec<f64>,
    /// The one moment that there is, whose shares are drawn across the whole of the axis.
    pub only: Option<f64>,
}

impl Scored {
    pub fn of(times: &[f64]) -> Scored {
        match times {
            [first, last] => Scored { at: vec![1, 1], x: vec![*first, *last], only: Some(*last) },
            _ => Scored { at: (1..times.len()).collect(), x: times.iter().skip(1).copied().collect(), only: None },
        }
    }
}

/// The replications in which there is anything to share at a moment: not where nothing changes, nor where nothing is a
/// number any more.
pub(super) fn sharing(dominance: &Dominance, time: usize) -> Vec<usize> {
    let competing: Vec<&[f64]> =
        (0..dominance.loops).filter(|of| !dominance.alone[*of]).map(|of| dominance.share(of, time)).collect();
    (0..dominance.replications).filter(|r| competing.iter().any(|shares| shares[*r] != 0.0)).collect()
}

/// What a loop does while it runs one direction, at each moment with scores; not a number where nothing is shared.
struct Layer {
    direction: Direction,
    name: String,
    /// The number by which its loop goes; None for a lump of loops.
    short: Option<String>,
    height: Vec<f64>,
    /// Whether it is the thickest at some moment, or its loop is in the lead in most replications. Of lumps nobody says
    /// that they lead.
    leads: bool,
}

impl Layer {
    /// Neighbours of one colour are told apart by its strength, and by a line between them. The strengths are such that
    /// without colour what holds is the lightest, and what carries up the darkest.
    fn mark(&self, index: usize, x: &[f64], low: &[f64], high: &[f64]) -> Mark {
        let (hue, [strong, weak]) = match self.direction {
            Direction::Vicious => (Hue::Base, [0.7, 0.4]),
            Direction::Virtuous => (Hue::Change, [0.72, 0.46]),
            Direction::Neutral => (Hue::Series(3), [0.8, 0.45]),
            Direction::Balancing => (Hue::Ink, [0.2, 0.1]),
        };
        Mark::Layer {
            hue,
            strength: if index.is_multiple_of(2) { strong } else { weak },
            x: x.to_vec(),
            low: low.to_vec(),
            high: high.to_vec(),
            name: self.name.clone(),
            short: self.short.clone(),
            leads: self.leads,
        }
    }
}

/// The layers of all loops, by the way they run: the largest by themselves, and the others together.
fn layers(page: &Page) -> Vec<Layer> {
    let Page { dominance, directions, .. } = page;
    let Scored { at, .. } = Scored::of(page.series.results.times());
    let mut out: Vec<Layer> = Vec::new();
    let mut of: Vec<Option<usize>> = Vec::new();
    let labels: Vec<&LoopLabel> = page.labels.iter().filter(|label| !dominance.alone[label.of]).collect();
    // Means over the replications in which there is something to share; 0 / 0 where there are none, which breaks the layers.
    let whole = |time: &usize| sharing(dominance, *time).len() as f64 / dominance.replications as f64;
    let wholes: Vec<f64> = at.iter().map(whole).collect();
    for direction in Direction::ALL {
        let mut add = |whose: &[&LoopLabel], name: String, short: Option<String>| {
            let sum = |(time, whole): (&usize, &f64)| {
                let parts = whose.iter().map(|label| mean_part(dominance, directions, label.of, direction, *time));
                parts.sum::<f64>() / whole
            };
            let height: Vec<f64> = at.iter().zip(&wholes).map(sum).collect();
            if height.iter().any(|height| *height > 0.0) {
                of.push(short.as_ref().map(|_| whose[0].of));
                out.push(Layer { direction, name, short, height, leads: false });
            }
        };
        for label in labels.iter().take(MOST) {
            let id = label.name.split_whitespace().next().unwrap_or_default();
            add(&[label], label.name.clone(), Some(id.to_string()));
        }
        add(labels.get(MOST..).unwrap_or_default(), "others".into(), None);
    }
    for (i, time) in at.iter().enumerate() {
        let thickest = |whose: &dyn Fn(usize) -> bool| {
            let there = (0..out.len()).filter(|layer| whose(*layer) && out[*layer].height[i] > 0.0);
            there.max_by(|a, b| out[*a].height[i].total_cmp(&out[*b].height[i]))
        };
        let leads = dominance.leads(*time);
        let first = (0..leads.len()).max_by(|a, b| leads[*a].value.total_cmp(&leads[*b].value));
        let both = [thickest(&|_| true), thickest(&|layer| of[layer].is_some() && of[layer] == first)];
        both.into_iter().flatten().for_each(|layer| out[layer].leads = of[layer].is_some());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(direction: Direction) -> Layer {
        Layer { direction, name: "R1 Reactive team".into(), short: Some("R1".into()), height: vec![1.0], leads: true }
    }

    #[test]
    fn the_legend_explains_the_colours_that_are_there() {
        let check = |directions: &[Direction], legend: &str| {
            let layers: Vec<Layer> = directions.iter().map(|direction| layer(*direction)).collect();
            assert_eq!(super::legend(&layers), legend);
        };
        check(&[], "");
        check(&[Direction::Balancing], "Grey: balancing loops. ");
        check(&[Direction::Virtuous], "Blue: virtuous loops, which make things better. ");
        check(
            &[Direction::Vicious, Direction::Virtuous],
            "Orange: vicious loops, which make things worse. Blue: virtuous loops, which make things better. ",
        );
        let others = Layer { name: "others".into(), short: None, ..layer(Direction::Balancing) };
        assert!(super::legend(&[others]).ends_with("Others do less. "));
    }

    #[test]
    fn neighbours_differ_without_colour() {
        // The brightness of a colour on white, as a page without colour shows it.
        let grey = |direction: Direction, index: usize| {
            let Mark::Layer { hue, strength, .. } = layer(direction).mark(index, &[0.0], &[0.0], &[1.0]) else {
                panic!()
            };
            let full = match hue {
                Hue::Base => 119.0,
                Hue::Change => 87.0,
                Hue::Ink => 38.0,
                _ => 151.0,
            };
            255.0 - strength * (255.0 - full)
        };
        for direction in Direction::ALL {
            assert!((grey(direction, 0) - grey(direction, 1)).abs() > 20.0, "{direction:?}");
        }
        // What holds lies on what carries down, and under what carries up.
        for other in [Direction::Vicious, Direction::Virtuous] {
            let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)];
            let least = pairs
                .map(|(a, b)| (grey(Direction::Balancing, a) - grey(other, b)).abs())
                .into_iter()
                .fold(f64::MAX, f64::min);
            assert!(least > 10.0, "{other:?} {least}");
        }
    }

    #[test]
    fn one_moment_is_drawn_across_the_axis() {
        let one = Scored::of(&[0.0, 104.0]);
        assert_eq!((one.at, one.x, one.only), (vec![1, 1], vec![0.0, 104.0], Some(104.0)));
        assert_eq!(Scored::of(&[0.0, 1.0, 2.0]).x, [1.0, 2.0]);
    }
}
