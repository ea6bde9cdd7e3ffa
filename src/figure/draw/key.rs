//! The key of a page: what colours and numbers in its panels stand for.

use super::geometry::{Point, Rect};
use super::shape::{Anchor, Color, GREY, Pen, Sheet};
use super::text::{FLAG, NAME, NUMBER};
use crate::figure::{Figure, Hue, Mark};

/// Radius of the disc of a number.
pub const DISC: f64 = 14.0;
/// Width of a sample of a line.
const SAMPLE: f64 = 56.0;
/// From one row of names to the next, and from one name to the next.
const ROW: f64 = 36.0;
const GAP: f64 = 30.0;
const MOST_ROWS: f64 = 3.0;
/// Moments that a panel with the page to itself writes in full: how many, and how wide.
const FEW: usize = 5;
const SHORT: f64 = 1000.0;
/// The most panels side by side that have room beside them for names in two lines.
const WIDE: usize = 3;

/// Names that do not stand in the panels, which show a number or a colour in their place. A panel that has the page to
/// itself writes its names in full, as long as they are few.
#[derive(Default)]
pub struct Key {
    /// Lines, where a panel is too narrow to have their names beside them.
    lines: Vec<(Hue, bool, String)>,
    /// Moments and stretches; their numbers begin with one.
    events: Vec<Event>,
}

impl Key {
    pub fn of(figure: &Figure, name_width: f64) -> Key {
        let marks = || figure.panels.iter().flat_map(|panel| &panel.marks);
        let events = events(marks());
        let lines: Vec<(Hue, bool, String)> = marks().filter_map(named_line).collect();
        let alone = figure.panels.len() == 1;
        let mut key = Key::default();
        // Names broken in two, the same in each of many narrow panels, would take the room of what they name.
        let most = if figure.columns > WIDE { 1 } else { 2 };
        if !alone && !marks().filter_map(|mark| beside_line(mark, false)).all(|name| NAME.fits(&name, name_width, most))
        {
            key.lines = distinct(lines);
        }
        if !alone || events.len() > FEW || events.iter().any(|event| FLAG.width(&event.names) > SHORT) {
            key.events = events;
        }
        key
    }

    pub fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    pub fn has_events(&self) -> bool {
        !self.events.is_empty()
    }

    pub fn number(&self, event: &Event) -> Option<usize> {
        self.events.iter().position(|known| (known.from, known.to) == (event.from, event.to)).map(|i| i + 1)
    }

    /// Lines, then moments and stretches, side by side in a few rows each; returns where they end.
    pub fn draw(&self, sheet: &mut Sheet, space: Rect) -> f64 {
        let mut rows = Rows::new(space);
        for (hue, dashed, name) in &self.lines {
            let name = NAME.shortened(name, space.width() - SAMPLE);
            let Some((x, y)) = rows.place(SAMPLE + NAME.width(&name)) else { break };
            sheet.line(&[(x, y), (x + SAMPLE - 10.0, y)], Pen::line(*hue, 5.0, *dashed));
            let face = NAME.of(Color::of(*hue).darkened(105.0));
            sheet.text(face, (x + SAMPLE, y + face.half_height()), Anchor::Start, &name);
        }
        let mut rows = Rows::new(Rect { top: rows.end(), ..space });
        for (number, event) in (1..).zip(&self.events) {
            let lines = FLAG.wrapped(&event.names, space.width() - 3.0 * DISC, MOST_ROWS as usize);
            for (i, line) in lines.iter().enumerate() {
                let Some((x, y)) = rows.place(2.7 * DISC + FLAG.width(line)) else { break };
                if i == 0 {
                    draw_number(sheet, (x + DISC, y), number);
                }
                sheet.text(FLAG, (x + 2.7 * DISC, y + FLAG.half_height()), Anchor::Start, line);
            }
        }
        rows.end()
    }
}

/// Where the next name of a key may stand.
struct Rows {
    space: Rect,
    x: f64,
    y: f64,
}

impl Rows {
    fn new(space: Rect) -> Rows {
        Rows { space, x: space.left, y: space.top }
    }

    /// The left end and middle of a name of this width; None where all rows are full.
    fn place(&mut self, width: f64) -> Option<Point> {
        if self.x > self.space.left && self.x + width > self.space.right {
            (self.x, self.y) = (self.space.left, self.y + ROW);
        }
        if self.y > self.space.top + (MOST_ROWS - 0.5) * ROW {
            return None;
        }
        let at = (self.x, self.y + 0.5 * ROW);
        self.x += width + GAP;
        Some(at)
    }

    fn end(&self) -> f64 {
        if self.x > self.space.left { self.y + ROW } else { self.y }
    }
}

fn distinct<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}

/// What stands beside the right end of a line: its name and its value, or what the key leaves of them.
pub fn beside_line(mark: &Mark, is_in_key: bool) -> Option<String> {
    let Mark::Line { label, value, .. } = mark else { return None };
    let label = label.as_ref().filter(|_| !is_in_key);
    let parts: Vec<&str> = label.into_iter().chain(value).map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn named_line(mark: &Mark) -> Option<(Hue, bool, String)> {
    match mark {
        Mark::Line { hue, dashed, label: Some(label), .. } => Some((*hue, *dashed, label.clone())),
        _ => None,
    }
}

/// A moment (which ends when it begins) or a stretch, with the names of all that happens then.
pub struct Event {
    pub from: f64,
    pub to: f64,
    pub names: String,
}

/// The moments and stretches among the marks, in order of time, one for each time.
pub fn events<'a>(marks: impl IntoIterator<Item = &'a Mark>) -> Vec<Event> {
    let named = |mark: &'a Mark| match mark {
        Mark::Moment { x, label } => Some((*x, *x, label)),
        Mark::Stretch { from, to, label } => Some((from.min(*to), from.max(*to), label)),
        _ => None,
    };
    let mut all = distinct(marks.into_iter().filter_map(named).filter(|(from, to, _)| from <= to));
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let same_time = all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let event = |group: &[(f64, f64, &String)]| {
        let names = group.iter().map(|(.., name)| name.as_str()).collect::<Vec<_>>().join(" · ");
        Event { from: group[0].0, to: group[0].1, names }
    };
    same_time.map(event).collect()
}

pub fn draw_number(sheet: &mut Sheet, (x, y): Point, number: usize) {
    sheet.disc((x, y), DISC, GREY);
    sheet.text(NUMBER, (x, y + NUMBER.half_height()), Anchor::Middle, &number.to_string());
}
