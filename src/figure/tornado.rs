//! Tornado charts: how far each of the things that are not known moves an outcome, those that matter most on top.

use crate::analysis::estimate::Estimate;

use super::axis::with_width;
use super::{Figure, Hue, Mark, Panel};

/// What moves one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// The outcome: "throughput, mean of weeks 97 to 104".
    pub title: String,
    /// What came out, in a sentence.
    pub headline: String,
    /// How to read it where it is a picture of its own; empty: as the page says.
    pub reading: String,
    /// What stands after the title, smaller: how much of it all is luck.
    pub note: String,
    /// The outcome's unit.
    pub unit: String,
    /// Between these the outcome is whatever happens, and so are the whiskers.
    pub limits: (f64, f64),
    /// The outcome where nothing is out of the ordinary: from there the bars go.
    pub middle: f64,
    /// From the top.
    pub factors: Vec<Factor>,
}

/// Something that moves an outcome, with one bar or two.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    pub name: String,
    pub ends: Vec<End>,
}

/// Where a bar ends.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The value of the outcome, with its Monte Carlo error.
    pub at: Estimate,
    /// What is written there: the constant's own value, with which the outcome is so.
    pub text: String,
    /// Of a constant that is high, as against one that is low.
    pub is_high: bool,
}

/// The limits of an outcome that has none.
pub const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// Whiskers reach so many Monte Carlo errors to either side.
pub const WHISKERS: f64 = 2.0;

/// One bar alone does not fill a panel.
const FEWEST_LANES: usize = 4;

/// A page with a panel for each outcome.
pub fn tornado(title: String, subtitle: String, footer: String, source: String, tornadoes: &[Tornado]) -> Figure {
    Figure::screen(title, subtitle, footer, source, tornadoes.iter().map(panel).collect())
}

fn panel(tornado: &Tornado) -> Panel {
    let lanes = tornado.factors.len().max(FEWEST_LANES) as f64;
    let mut marks = Vec::new();
    for (index, factor) in tornado.factors.iter().enumerate() {
        let lane = lanes - index as f64 - 0.5;
        // Two bars on one side of the middle would hide each other, and so would what is written at their ends.
        let sides: Vec<bool> = factor.ends.iter().map(|end| end.at.value < tornado.middle).collect();
        let apart = matches!(sides[..], [a, b] if a == b);
        for (index, end) in factor.ends.iter().enumerate() {
            let (offset, height) = if apart { (0.19 - 0.38 * index as f64, 0.34) } else { (0.0, 0.66) };
            let value = match &factor.ends[..] {
                [low, high] if apart && index == usize::from(reach(high, tornado) > reach(low, tornado)) => {
                    format!("{}, {}", low.text, high.text)
                }
                _ if apart => String::new(),
                _ => end.text.clone(),
            };
            marks.push(Mark::Bar {
                hue: if end.is_high { Hue::Change } else { Hue::Base },
                y: lane + offset,
                height,
                from: tornado.middle,
                to: end.at.value,
                whisker: whisker(end, tornado),
                value,
            });
        }
        marks.push(Mark::Lane { y: lane, name: factor.name.clone() });
    }
    let (x, y) = (vec![tornado.middle; 2], vec![0.0, lanes]);
    marks.push(Mark::Line { hue: Hue::Ink, width: 2, dashed: false, x, y, label: None, value: None });
    Panel {
        title: tornado.title.clone(),
        headline: tornado.headline.clone(),
        reading: tornado.reading.clone(),
        unit: tornado.note.clone(),
        x_label: tornado.unit.clone(),
        x_ticks: Vec::new(),
        x_names: Vec::new(),
        x: range(tornado),
        y: (0.0, lanes),
        marks,
    }
}

/// From where to where an end is uncertain, as far as an outcome can be; the end itself where that is not known.
fn whisker(end: &End, tornado: &Tornado) -> (f64, f64) {
    let Estimate { value, error } = end.at;
    let error = if error.is_finite() { WHISKERS * error } else { 0.0 };
    let (least, most) = tornado.limits;
    ((value - error).max(least).min(value), (value + error).min(most).max(value))
}

/// How far from the middle a bar and its whisker reach.
fn reach(end: &End, tornado: &Tornado) -> f64 {
    let (low, high) = whisker(end, tornado);
    (tornado.middle - low).max(high - tornado.middle)
}

/// All bars and whiskers, and room for what is written at their ends.
fn range(tornado: &Tornado) -> (f64, f64) {
    let reach = |end: &End| <[f64; 2]>::from(whisker(end, tornado));
    let ends = tornado.factors.iter().flat_map(|factor| &factor.ends).flat_map(reach).filter(|x| x.is_finite());
    let (low, high) = ends.fold((tornado.middle, tornado.middle), |(low, high), x| (low.min(x), high.max(x)));
    let room = 0.25 * (high - low);
    with_width(low - room, high + room)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(name: &str, low: f64, high: f64) -> Factor {
        let end = |value, is_high| End { at: Estimate { value, error: 0.1 }, text: format!("{value}"), is_high };
        Factor { name: name.into(), ends: vec![end(low, false), end(high, true)] }
    }

    #[test]
    fn bars_go_from_the_middle_and_keep_off_each_other() {
        let factors = vec![factor("demand", 2.0, 6.0), factor("size", 3.0, 3.5)];
        let (title, unit) = ("throughput".into(), "item/week".into());
        let (headline, reading, note) = (String::new(), String::new(), String::new());
        let figure = tornado(
            "t".into(),
            "s".into(),
            String::new(),
            "f".into(),
            &[Tornado { title, headline, reading, note, unit, limits: (1.9, 9.0), middle: 4.0, factors }],
        );
        let [panel] = &figure.panels[..] else { panic!() };
        let bars: Vec<(f64, f64, f64, f64)> = panel
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Bar { y, height, from, to, .. } => Some((*y, *height, *from, *to)),
                _ => None,
            })
            .collect();
        assert_eq!(bars[..2], [(3.5, 0.66, 4.0, 2.0), (3.5, 0.66, 4.0, 6.0)]);
        assert!(bars[2].0 - 0.5 * bars[2].1 >= bars[3].0 + 0.5 * bars[3].1, "one above the other: {bars:?}");
        assert!(panel.x.0 <= 1.9 && panel.x.1 >= 6.2);
        let whiskers: Vec<(f64, f64)> = panel
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Bar { whisker, .. } => Some(*whisker),
                _ => None,
            })
            .collect();
        assert_eq!(whiskers[..2], [(1.9, 2.2), (5.8, 6.2)], "not below what can be");
    }

    #[test]
    fn a_page_without_anything_can_be_made() {
        let empty = Tornado {
            title: "t".into(),
            headline: String::new(),
            reading: String::new(),
            note: String::new(),
            unit: String::new(),
            limits: ANY,
            middle: f64::NAN,
            factors: Vec::new(),
        };
        let page = |panels: &[Tornado]| tornado("t".into(), "s".into(), String::new(), "f".into(), panels);
        assert_eq!(page(&[empty]).panels[0].x, (0.0, 1.0));
        assert!(page(&[]).panels.is_empty());
    }
}
