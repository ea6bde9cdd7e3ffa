//! Slope charts: where each of several scenarios begins and where it ends, a panel an outcome.

use crate::text::{capital, person};

use super::axis::{INTERVALS, rounded_outwards};
use super::{Figure, Mark, Panel, furthest, look_of};

/// What becomes of one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Slopes {
    /// The outcome: "throughput, mean of weeks 97 to 104".
    pub title: String,
    pub unit: String,
    /// What stands behind a number in a sentence: " items/week".
    pub behind: String,
    /// The unit of time.
    pub x_label: String,
    /// First and last moment.
    pub moments: (f64, f64),
    /// The base case first.
    pub lines: Vec<Slope>,
}

/// One scenario's way from start to end.
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// The scenario.
    pub name: String,
    /// The number reached, as it stands at the end.
    pub number: String,
    pub start: f64,
    pub end: f64,
    /// From where to where the end is spread; the whisker there.
    pub range: Option<(f64, f64)>,
}

/// From one whisker to the next, as a share of the way: those of several scenarios stand side by side behind its end.
const BESIDE: f64 = 0.025;

/// A page with a panel for each outcome.
pub fn slope(title: String, subtitle: String, source: String, slopes: &[Slopes]) -> Figure {
    Figure::screen(title, subtitle, String::new(), source, slopes.iter().map(panel).collect())
}

fn panel(slopes: &Slopes) -> Panel {
    let (first, last) = slopes.moments;
    let step = BESIDE * (last - first);
    let mut marks = Vec::new();
    let mut range = (f64::INFINITY, f64::NEG_INFINITY);
    for (place, line) in slopes.lines.iter().enumerate() {
        let (hue, dashed) = look_of(place);
        let ends = line.range.map_or([line.end; 2], |(low, high)| [low, high]);
        let seen = [line.start, line.end, ends[0], ends[1]];
        range = seen.iter().filter(|v| v.is_finite()).fold(range, |r, v| (r.0.min(*v), r.1.max(*v)));
        if line.range.is_some() {
            let at = last + step * (place + 1) as f64;
            marks.push(Mark::Line {
                hue,
                width: 3,
                dashed: false,
                x: vec![at; 2],
                y: ends.to_vec(),
                label: None,
                value: None,
            });
        }
        let (x, y) = (vec![first, last], vec![line.start, line.end]);
        let (label, value) = (Some(line.name.clone()), Some(line.number.clone()));
        marks.push(Mark::Line { hue, width: 6, dashed, x, y, label, value });
    }
    let range = if range.0 > range.1 { (0.0, 1.0) } else { range };
    // 0 belongs on the axis wherever it is near.
    let low = if range.0 >= 0.0 && range.0 < 0.7 * range.1 { 0.0 } else { range.0 };
    Panel {
        title: slopes.title.clone(),
        headline: headline(slopes),
        reading: if slopes.lines.iter().any(|line| line.range.is_some()) {
            "Medians at the start and at the end; upright lines hold 90 of 100.".into()
        } else {
            "At the start and at the end.".into()
        },
        unit: slopes.unit.clone(),
        x_label: slopes.x_label.clone(),
        x_ticks: vec![first, last],
        x_names: Vec::new(),
        x: (first, last + step * (slopes.lines.len() + 1) as f64),
        y: rounded_outwards(low, range.1, INTERVALS),
        marks,
    }
}

/// Where the outcome ends, in the first scenario and in those where that is furthest up and down.
fn headline(slopes: &Slopes) -> String {
    let each: Vec<(&str, f64)> = slopes.lines.iter().map(|line| (line.name.as_str(), line.end)).collect();
    let number = |end: f64| {
        let line = slopes.lines.iter().find(|line| line.end.total_cmp(&end).is_eq());
        line.map_or_else(|| person(end), |line| line.number.clone())
    };
    format!("{}: {}", capital(&slopes.title), furthest(&each, number, &slopes.behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scenario_has_a_line_with_its_name_and_a_whisker_of_its_own() {
        let line = |name: &str, end: f64| {
            let range = Some((end - 1.0, end + 1.0));
            Slope { name: name.into(), number: end.to_string(), start: 4.0, end, range }
        };
        let slopes = Slopes {
            title: "throughput".into(),
            unit: "item/week".into(),
            behind: " items/week".into(),
            x_label: "week".into(),
            moments: (0.0, 100.0),
            lines: vec![line("nothing", 2.0), line("something", 6.0)],
        };
        let figure = slope("t".into(), "s".into(), "f".into(), &[slopes]);
        let [panel] = &figure.panels[..] else { panic!() };
        let mut names = Vec::new();
        let mut whiskers = Vec::new();
        for mark in &panel.marks {
            match mark {
                Mark::Line { label: Some(label), value: Some(value), .. } => {
                    names.push((label.as_str(), value.as_str()))
                }
                Mark::Line { x, y, .. } => whiskers.push((x[0], y[0], y[1])),
                _ => {}
            }
        }
        assert_eq!(names, [("nothing", "2"), ("something", "6")]);
        assert_eq!(whiskers, [(102.5, 1.0, 3.0), (105.0, 5.0, 7.0)]);
        assert!(panel.y.0 <= 1.0 && panel.y.1 >= 7.0);
        assert!(slope("t".into(), "s".into(), "f".into(), &[]).panels.is_empty());
    }
}
