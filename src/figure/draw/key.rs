//! The key of a page: what colours and numbers in its panels stand for.

use super::color::{Color, GREY};
use super::geometry::{Point, Rect};
use super::panel::name_width;
use super::shape::{Anchor, Pen, Sheet};
use super::text::{FLAG, NAME, NUMBER};
use crate::figure::{Figure, Hue, Mark, Panel};

/// Radius of the disc of a number.
pub const DISC: f64 = 14.0;
/// From the left of a disc to the name behind it.
const BEHIND_DISC: f64 = 2.7 * DISC;
/// Width of a sample of a line.
const SAMPLE: f64 = 56.0;
/// From one row of names to the next, and from one name to the next.
const ROW: f64 = 34.0;
const GAP: f64 = 30.0;
const MOST_ROWS: f64 = 3.0;
/// Moments that a panel with the page to itself writes in full: how many, and how wide, as a share of the page.
const FEW: usize = 5;
const SHORT: f64 = 0.6;
/// The most of a panel's height that names beside it take.
const MOST_OF_HEIGHT: f64 = 0.35;
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
    /// The names that have no room in panels of about this width and height, on a page so wide inside.
    pub fn of(figure: &Figure, cell: (f64, f64), width: f64) -> Key {
        let marks = || figure.panels.iter().flat_map(|panel| &panel.marks);
        let events: Vec<Event> = events(marks()).into_iter().filter(|event| !event.names.is_empty()).collect();
        let lines: Vec<(Hue, bool, String)> = marks().filter_map(named_line).collect();
        let alone = figure.panels.len() == 1;
        let mut key = Key::default();
        // Names broken in two, the same in each of many narrow panels, would take the room of what they name.
        let most = if figure.columns > WIDE { 1 } else { 2 };
        let fit = |name: String| NAME.fits(&name, name_width(cell.0), most);
        let beside = |panel: &Panel| panel.marks.iter().filter(|mark| beside_line(mark, false).is_some()).count();
        let are_many = figure.panels.iter().any(|panel| beside(panel) as f64 * NAME.line() > MOST_OF_HEIGHT * cell.1);
        if are_many || !alone && !marks().filter_map(|mark| beside_line(mark, false)).all(fit) {
            key.lines = distinct(lines);
        }
        let room = (SHORT * width).max(width - 600.0);
        if !alone || events.len() > FEW || events.iter().any(|event| FLAG.width(&event.names) > room) {
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
        let widths = self.lines.iter().map(|(.., name)| SAMPLE + NAME.width(name));
        let most = Rows::widest(space, widths.collect());
        let mut rows = Rows::new(space);
        for (hue, dashed, name) in &self.lines {
            let name = NAME.shortened(name, most - SAMPLE);
            let Some((x, y)) = rows.place(SAMPLE + NAME.width(&name)) else { break };
            sheet.line(&[(x, y), (x + SAMPLE - 10.0, y)], Pen::line(*hue, 5.0, *dashed));
            let face = NAME.of(Color::of(*hue).darkened(105.0));
            sheet.text(face, (x + SAMPLE, y + face.half_height()), Anchor::Start, &name);
        }
        let widths = self.events.iter().map(|event| BEHIND_DISC + FLAG.width(&event.names));
        let most = Rows::widest(space, widths.collect());
        let mut rows = Rows::new(Rect { top: rows.end(), ..space });
        for (number, event) in (1..).zip(&self.events) {
            let name = FLAG.shortened(&event.names, most - BEHIND_DISC);
            let Some((x, y)) = rows.place(BEHIND_DISC + FLAG.width(&name)) else { break };
            draw_number(sheet, (x + DISC, y), number);
            sheet.text(FLAG, (x + BEHIND_DISC, y + FLAG.half_height()), Anchor::Start, &name);
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
    /// How wide names may be so that all find a place: any width, if as they are they do.
    fn widest(space: Rect, widths: Vec<f64>) -> f64 {
        let fit = |most: f64| {
            let mut rows = Rows::new(space);
            widths.iter().all(|width| rows.place(width.min(most)).is_some())
        };
        let whole =
            (1..=4).map(|part| (space.width() - GAP * f64::from(part - 1)) / f64::from(part)).find(|most| fit(*most));
        let in_row = widths.len().div_ceil(MOST_ROWS as usize) as f64;
        whole.unwrap_or((space.width() + GAP) / in_row.max(1.0) - GAP - 1e-6)
    }

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
        Mark::Moment { x, label, .. } => Some((*x, *x, label)),
        Mark::Stretch { from, to, label } => Some((from.min(*to), from.max(*to), label)),
        _ => None,
    };
    let mut all = distinct(marks.into_iter().filter_map(named).filter(|(from, to, _)| from <= to));
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let same_time = all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let event = |group: &[(f64, f64, &String)]| {
        let names = group.iter().map(|(.., name)| name.as_str()).filter(|name| !name.is_empty());
        let names = names.collect::<Vec<_>>().join(" · ");
        Event { from: group[0].0, to: group[0].1, names }
    };
    same_time.map(event).collect()
}

pub fn draw_number(sheet: &mut Sheet, (x, y): Point, number: usize) {
    sheet.disc((x, y), DISC, GREY);
    sheet.text(NUMBER, (x, y + NUMBER.half_height()), Anchor::Middle, &number.to_string());
}
