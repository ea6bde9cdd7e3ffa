//! Maps of starting points: where they lead, the border between the basins, and where one stands.

use crate::text::capital;

use super::{Figure, Hue, Mark, Panel};

/// What a map shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Basins {
    pub title: String,
    pub subtitle: String,
    pub footer: String,
    pub source: String,
    /// What came out, in a sentence.
    pub headline: String,
    /// How to read the map where there is little room for words.
    pub reading: String,
    /// What the horizontal and the vertical axis are, with their units.
    pub axes: [Axis; 2],
    /// Cells in a row.
    pub columns: usize,
    /// For each cell, row by row from the bottom, -1 where all end badly, 1 where all end well.
    pub values: Vec<f64>,
    /// Where the odds are even; several lines, if need be.
    pub border: Vec<Vec<(f64, f64)>>,
    /// Where the border would be without luck.
    pub border_without_luck: Vec<Vec<(f64, f64)>>,
    /// Names of places, and where they are; the first is where one stands, if it is on the map.
    pub here: Option<(String, (f64, f64))>,
    pub places: Vec<(String, (f64, f64))>,
}

/// One axis of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub words: String,
    pub unit: String,
    pub range: (f64, f64),
}

impl Axis {
    fn share(&self, value: f64) -> f64 {
        (value - self.range.0) / (self.range.1 - self.range.0)
    }
}

/// Places nearer to each other than this part of the map share one mark.
const ONE_PLACE: f64 = 0.02;

/// A line that ends so far to the right has its name beside the axes; else it stands that far aside of the line.
const RIGHT: f64 = 0.9;
const ASIDE: f64 = 0.075;

/// The page with the map.
pub fn basins(basins: &Basins) -> Figure {
    let [x, y] = &basins.axes;
    let mut marks = vec![Mark::Cells { columns: basins.columns, values: basins.values.clone() }];
    marks.extend(lines(&basins.border_without_luck, true, ("without luck", 0.86), &basins.axes));
    marks.extend(lines(&basins.border, false, ("even odds", 0.94), &basins.axes));
    let mut places: Vec<(String, (f64, f64), bool)> = Vec::new();
    let named = basins.here.iter().map(|place| (place, true)).chain(basins.places.iter().map(|place| (place, false)));
    for ((name, at), here) in named {
        let near = |other: &(f64, f64)| {
            let apart = [x.share(at.0) - x.share(other.0), y.share(at.1) - y.share(other.1)];
            apart.iter().all(|apart| apart.abs() < ONE_PLACE)
        };
        match places.iter_mut().find(|(_, other, _)| near(other)) {
            Some((names, ..)) => names.push_str(&format!(" ({name})")),
            None => places.push((name.clone(), *at, here)),
        }
    }
    // Where one stands is drawn over all else.
    places.sort_by_key(|(_, _, here)| *here);
    marks.extend(places.into_iter().map(|(name, (x, y), here)| Mark::Place { x, y, name, here }));
    let panel = Panel {
        title: capital(&y.words),
        headline: basins.headline.clone(),
        reading: basins.reading.clone(),
        unit: y.unit.clone(),
        x_label: if x.unit.is_empty() { x.words.clone() } else { format!("{} ({})", x.words, x.unit) },
        x_ticks: Vec::new(),
        x_names: Vec::new(),
        x: x.range,
        y: y.range,
        marks,
    };
    let Basins { title, subtitle, footer, source, .. } = basins.clone();
    Figure::screen(title, subtitle, footer, source, vec![panel])
}

/// Lines of which the longest has the name: right of the axes where it ends there, else beside it, about so far up.
fn lines(lines: &[Vec<(f64, f64)>], dashed: bool, (name, up): (&str, f64), [x, y]: &[Axis; 2]) -> Vec<Mark> {
    let longest = (0..lines.len()).max_by_key(|line| lines[*line].len());
    let marks = |(index, line): (usize, &Vec<(f64, f64)>)| {
        let mut line = line.clone();
        // The name stands at the right.
        if line.first().zip(line.last()).is_some_and(|(first, last)| first.0 > last.0) {
            line.reverse();
        }
        let is_longest = Some(index) == longest;
        let ends_right = line.last().is_some_and(|end| x.share(end.0) > RIGHT);
        let from = |point: &&(f64, f64)| (y.share(point.1) - up).abs();
        let beside = line.iter().min_by(|a, b| from(a).total_cmp(&from(b))).filter(|_| is_longest && !ends_right);
        let note = beside.map(|at| {
            let aside = if x.share(at.0) < 0.5 { ASIDE } else { -ASIDE };
            let (x, y) = (at.0 + aside * (x.range.1 - x.range.0), at.1);
            Mark::Note { hue: Hue::Ink, x, y, text: name.to_string() }
        });
        let label = (is_longest && ends_right).then(|| name.to_string());
        let (x, y) = line.into_iter().unzip();
        let width = if dashed { 3 } else { 6 };
        [Mark::Line { hue: Hue::Ink, width, dashed, x, y, label, value: None }].into_iter().chain(note)
    };
    lines.iter().enumerate().flat_map(marks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_meet_share_a_mark_and_the_name_of_a_line_is_on_the_right() {
        let axis = |words: &str| Axis { words: words.into(), unit: String::new(), range: (0.0, 10.0) };
        let figure = basins(&Basins {
            title: "t".into(),
            subtitle: "s".into(),
            footer: "f".into(),
            source: String::new(),
            headline: String::new(),
            reading: String::new(),
            axes: [axis("trust"), axis("work")],
            columns: 1,
            values: vec![1.0],
            border: vec![vec![(9.5, 1.0), (5.0, 2.0), (0.0, 3.0)], vec![(1.0, 9.0), (2.0, 9.0)]],
            border_without_luck: vec![vec![(2.0, 0.0), (2.0, 9.0)]],
            here: Some(("you are here".into(), (5.0, 5.0))),
            places: vec![("busy".into(), (5.1, 5.0)), ("well".into(), (9.0, 1.0))],
        });
        let marks = &figure.panels[0].marks;
        let names: Vec<&str> = marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Place { name, .. } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(names, ["well", "you are here (busy)"]);
        let lines: Vec<(f64, bool)> = marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Line { x, label, .. } => Some((x[x.len() - 1], label.is_some())),
                _ => None,
            })
            .collect();
        assert_eq!(lines, [(2.0, false), (9.5, true), (2.0, false)]);
        let note = marks.iter().find(|mark| matches!(mark, Mark::Note { .. }));
        let text = "without luck".to_string();
        assert_eq!(note, Some(&Mark::Note { hue: Hue::Ink, x: 2.75, y: 9.0, text }));
    }
}
