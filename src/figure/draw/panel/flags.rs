//! Flags: the names or numbers of moments and stretches, above the axes of a panel.

use super::{FLAG_GAP, FLAG_ROW, Plan};
use crate::figure::draw::color::GREY;
use crate::figure::draw::geometry::{Rect, spread};
use crate::figure::draw::key::{DISC, Event, Key, draw_number, events};
use crate::figure::draw::shape::{Anchor, Pen, Sheet};
use crate::figure::draw::text::FLAG;

/// The name or number of a moment or stretch, to stand above the axes.
#[derive(Debug, PartialEq)]
pub struct Flag {
    is_moment: bool,
    x: f64,
    name: String,
    number: Option<usize>,
    /// Where the name begins, or the middle of the number.
    text_x: f64,
    /// Rows above the axes.
    pub(super) row: usize,
}

impl Plan<'_> {
    /// Takes up the moments and stretches, kept apart: numbers of the key side by side, names in rows.
    pub fn place_flags(&mut self, key: &Key) {
        self.flags = events(&self.panel.marks).into_iter().filter_map(|event| self.flag(event, key)).collect();
        self.flags.sort_by(|a, b| a.x.total_cmp(&b.x));
        if key.has_events() {
            spread_numbers(&mut self.flags, self.plot);
        } else {
            stack_names(&mut self.flags, self.plot);
        }
    }

    fn flag(&self, event: Event, key: &Key) -> Option<Flag> {
        let (from, to) = self.visible(&event)?;
        let name = FLAG.shortened(&event.names, 0.9 * self.plot.width());
        let x = 0.5 * (from + to);
        let is_moment = event.from == event.to;
        Some(Flag { is_moment, x, name, number: key.number(&event), text_x: x, row: 0 })
    }

    /// From where to where on the page an event is to be seen.
    pub(super) fn visible(&self, event: &Event) -> Option<(f64, f64)> {
        let (low, high) = self.x;
        let x = |x: f64| self.place((x.clamp(low, high), self.y.0)).map(|(x, _)| x);
        if event.to < low || event.from > high { None } else { x(event.from).zip(x(event.to)) }
    }

    pub(super) fn draw_flags(&self, sheet: &mut Sheet) {
        let Rect { top, bottom, .. } = self.plot;
        for flag in &self.flags {
            let baseline = top - FLAG_GAP - flag.row as f64 * FLAG_ROW;
            let line_top =
                if flag.number.is_some() || flag.name.is_empty() { top } else { baseline - 2.0 * FLAG.half_height() };
            if flag.is_moment {
                let dotted = Pen { dash: Some((2.0, 5.0)), ..Pen::plain(GREY, 2.0) };
                sheet.line(&[(flag.x, bottom), (flag.x, line_top)], dotted);
            }
            match flag.number {
                None if flag.name.is_empty() => {}
                None => sheet.text_on_marks(FLAG, (flag.text_x, baseline), Anchor::Start, &flag.name),
                Some(number) if self.shows_flags => {
                    let middle = (flag.text_x, top - FLAG_GAP - DISC);
                    let leader = [(flag.x, top), (flag.text_x, top - FLAG_GAP), middle];
                    sheet.line(&leader, Pen::plain(GREY, 2.0));
                    draw_number(sheet, middle, number);
                }
                Some(_) => {}
            }
        }
    }
}

fn spread_numbers(flags: &mut [Flag], plot: Rect) {
    let mut flags: Vec<&mut Flag> = flags.iter_mut().filter(|flag| flag.number.is_some()).collect();
    let size = (2.0 * DISC + 3.0).min(plot.width() / flags.len().max(1) as f64);
    let wanted: Vec<(f64, f64)> = flags.iter().map(|flag| (flag.x, size)).collect();
    for (flag, x) in flags.iter_mut().zip(spread(&wanted, plot.left - DISC, plot.right + DISC)) {
        flag.text_x = x;
    }
}

/// From right to left, each name in the lowest row where it runs over no later flag.
fn stack_names(flags: &mut [Flag], plot: Rect) {
    for i in (0..flags.len()).rev().filter(|&i| !flags[i].name.is_empty()).collect::<Vec<_>>() {
        let width = FLAG.width(&flags[i].name);
        let start = if flags[i].is_moment { flags[i].x + 8.0 } else { flags[i].x - 0.5 * width };
        let start = start.min(plot.right - width).max(plot.left);
        let named = flags[i + 1..].iter().filter(|later| !later.name.is_empty());
        let run_over = named.filter(|later| later.x.min(later.text_x) < start + width + 20.0);
        flags[i].row = run_over.map(|later| later.row + 1).max().unwrap_or(0);
        flags[i].text_x = start;
    }
}
