//! One panel: the room it needs around its axes, and what is drawn there.

mod flags;

use super::color::{Color, GRID_LINE, INK, SHADE, WHITE, ZERO_LINE};
use super::geometry::{Point, Rect, cut_area, cut_line, spread, unbroken};
use super::key::{Key, beside_line, events};
use super::shape::{Anchor, Pen, Sheet};
use super::text::{FLAG, Face, NAME, PANEL_TITLE, TICK, UNIT};
use crate::figure::axis::{INTERVALS, tick_labels, ticks, with_width};
use crate::figure::{Hue, Mark, Panel};
use flags::Flag;

/// A panel with its place on the page and what is written around it.
pub struct Plan<'a> {
    pub panel: &'a Panel,
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
    y_ticks: Vec<(f64, String)>,
    pub(super) names: Vec<Name>,
    /// Names of layers, beside the right end of the axes.
    pub(super) led: Vec<Name>,
    /// What is written in each layer, by its mark.
    pub(super) layers: Vec<(usize, String)>,
    /// The widest that names beside the axes are.
    pub(super) name_width: f64,
    /// Names of heights, which stand in the place of numbers.
    lanes: Vec<(f64, Vec<String>)>,
    pub title: Vec<String>,
    pub flags: Vec<Flag>,
    /// The unit stands below the title, not after it.
    pub unit_below: bool,
    pub shows_x_label: bool,
    pub shows_x_numbers: bool,
    pub shows_flags: bool,
    /// All of the panel.
    pub frame: Rect,
    /// Its axes.
    pub plot: Rect,
}

/// The name of a line, to stand beside its right end, or of a layer that has no room for it.
pub(super) struct Name {
    pub(super) end: Point,
    pub(super) hue: Hue,
    pub(super) lines: Vec<String>,
    /// Whether a line leads from the end to the name.
    pub(super) led: bool,
}

/// From a name or a number to the axes.
const NAME_GAP: f64 = 16.0;
const TICK_GAP: f64 = 10.0;
/// From the title to the unit after it.
const UNIT_GAP: f64 = 10.0;
/// From the axes up to the number of a moment, and from one row of names to the next.
const FLAG_GAP: f64 = 9.0;
const FLAG_ROW: f64 = 30.0;
/// Height of the numbers below the axes.
const TICK_ROW: f64 = 34.0;
/// Half the height of the end of a whisker.
const WHISKER: f64 = 7.0;
const BAR_OPACITY: f64 = 0.55;
/// How far the strongest cell of a map is from white: names can still be read on it.
const FULL_CELL: f64 = 0.75;
/// Radius of the place where one is.
const PLACE: f64 = 13.0;
/// Radius of a dot, and how much of what lies below it a dot hides.
const DOT: f64 = 6.5;
const DOT_OPACITY: f64 = 0.5;
/// Width of a panel beside which there is more room for names.
const WIDE: f64 = 700.0;
/// The most of a panel's width that the names of its lanes take, and what else stands beside the axes.
const LANE: f64 = 0.4;
/// The same of a big picture, whose letters are large.
pub const LANE_WHEN_BIG: f64 = 0.5;
const BESIDE: f64 = 70.0;
/// The least of the axes' width that bars have, whatever is written at their ends.
const BARS: f64 = 0.2;
/// Height of a panel below which it has half as many numbers.
const LOW: f64 = 340.0;
/// About the height that a panel's words above and below its axes take.
const AROUND: f64 = 130.0;

impl<'a> Plan<'a> {
    /// A panel in a cell of about this width and height, not yet placed.
    pub fn new(panel: &'a Panel, cell: (f64, f64), key: &Key, is_big: bool) -> Plan<'a> {
        let (x, y) = (with_width(panel.x.0, panel.x.1), with_width(panel.y.0, panel.y.1));
        let lanes = if is_big {
            lanes(panel, (cell.0, cell.1 + PANEL_TITLE.size), LANE_WHEN_BIG)
        } else {
            lanes(panel, cell, LANE)
        };
        let x = with_room_for_values(panel, x, cell.0 - lanes_width(&lanes) - BESIDE);
        let intervals = if cell.1 < LOW { INTERVALS / 2 } else { INTERVALS };
        Plan {
            panel,
            x,
            y,
            y_ticks: labelled_ticks(y, intervals, cell.1 - AROUND),
            names: panel.marks.iter().filter_map(|mark| name(mark, x, name_width(cell.0), key)).collect(),
            led: Vec::new(),
            layers: Vec::new(),
            name_width: name_width(cell.0),
            lanes,
            title: Vec::new(),
            flags: Vec::new(),
            unit_below: true,
            shows_x_label: true,
            shows_x_numbers: true,
            shows_flags: true,
            frame: Rect::default(),
            plot: Rect::default(),
        }
    }

    /// Room left of the axes, for the numbers.
    pub fn left(&self) -> f64 {
        if !self.lanes.is_empty() {
            return lanes_width(&self.lanes);
        }
        self.y_ticks.iter().map(|(_, label)| TICK.width(label) + TICK_GAP).fold(0.0, f64::max)
    }

    /// Room right of the axes, for the names of lines or half of the last number.
    pub fn right(&self) -> f64 {
        let names =
            self.names.iter().chain(&self.led).flat_map(|name| &name.lines).map(|line| NAME.width(line) + NAME_GAP);
        let numbers = self.x_labels(INTERVALS).into_iter().map(|(_, label)| 0.5 * TICK.width(&label));
        names.chain(numbers).fold(14.0, f64::max)
    }

    /// What stands below the axes, and where.
    fn x_labels(&self, intervals: usize) -> Vec<(f64, String)> {
        let (given, names) = (&self.panel.x_ticks, &self.panel.x_names);
        match (given.is_empty(), names.is_empty()) {
            (true, _) => labelled(ticks(self.x.0, self.x.1, intervals)),
            (false, true) => labelled(given.clone()),
            (false, false) => given.iter().copied().zip(names.iter().cloned()).collect(),
        }
    }

    /// Room above the axes, for title, unit and flags.
    pub fn head(&self) -> f64 {
        let unit = if self.unit_below { UNIT.line() } else { 0.0 };
        let rows = self.flags.iter().map(|flag| flag.row + 1).max().filter(|_| self.shows_flags);
        let flags = rows.map_or(0.0, |rows| rows as f64 * FLAG_ROW + FLAG_GAP);
        let title = self.title.len() as f64 * PANEL_TITLE.line();
        // A title hangs over its frame; without one the unit stands there.
        title + unit + flags + if self.title.is_empty() { 22.0 } else { 12.0 }
    }

    /// Room below the axes, for the numbers and the name of what they count.
    pub fn foot(&self) -> f64 {
        let numbers = if self.shows_x_numbers { TICK_ROW } else { 10.0 };
        let label = if self.shows_x_label { UNIT.line() } else { 0.0 };
        numbers + label
    }

    pub fn has_same_axis(&self, other: &Plan) -> bool {
        self.x == other.x && self.panel.x_label == other.panel.x_label
    }

    pub fn unit_fits_after_title(&self) -> bool {
        self.title.len() < 2 && self.unit_x() + UNIT.width(&self.panel.unit) <= self.frame.right
    }

    /// Where a unit after the title begins.
    fn unit_x(&self) -> f64 {
        self.frame.left + self.title.first().map_or(0.0, |line| PANEL_TITLE.width(line) + UNIT_GAP)
    }

    /// A point of the axes on the page.
    pub(super) fn place(&self, (x, y): Point) -> Option<Point> {
        let across = (x - self.x.0) / (self.x.1 - self.x.0);
        let up = (y - self.y.0) / (self.y.1 - self.y.0);
        // What lies on an edge of the axes lies on it to the last digit, or it would be cut off.
        let Rect { left, top, right, bottom } = self.plot;
        let point = (left * (1.0 - across) + right * across, bottom * (1.0 - up) + top * up);
        (point.0.is_finite() && point.1.is_finite()).then_some(point)
    }

    /// The visible pieces of a curve.
    fn curve(&self, x: &[f64], y: &[f64]) -> Vec<Vec<Point>> {
        let points = x.iter().zip(y).map(|(&x, &y)| self.place((x, y)));
        unbroken(points).iter().flat_map(|line| cut_line(line, self.plot)).collect()
    }

    pub fn draw(&self, sheet: &mut Sheet) {
        self.draw_title(sheet);
        self.draw_stretches(sheet);
        self.draw_y_axis(sheet);
        self.draw_x_axis(sheet);
        let kinds = [
            Self::draw_cells,
            Self::draw_layer,
            Self::draw_band,
            Self::draw_bar,
            Self::draw_dots,
            Self::draw_path,
            Self::draw_line,
        ];
        for draw in kinds {
            self.panel.marks.iter().for_each(|mark| draw(self, sheet, mark));
        }
        self.draw_flags(sheet);
        self.draw_leaders(sheet);
        self.draw_layer_names(sheet);
        self.panel.marks.iter().for_each(|mark| self.draw_place(sheet, mark));
        self.draw_words(sheet);
        self.draw_names(sheet);
    }

    fn draw_title(&self, sheet: &mut Sheet) {
        let mut y = self.frame.top - if self.title.is_empty() { 0.0 } else { 0.25 * PANEL_TITLE.size };
        for line in &self.title {
            y += PANEL_TITLE.line();
            sheet.text(PANEL_TITLE, (self.frame.left, y), Anchor::Start, line);
        }
        let at = if self.unit_below { (self.frame.left, y + UNIT.line()) } else { (self.unit_x(), y) };
        sheet.text(UNIT, at, Anchor::Start, &UNIT.shortened(&self.panel.unit, self.frame.right - at.0));
    }

    fn draw_stretches(&self, sheet: &mut Sheet) {
        for event in events(&self.panel.marks).iter().filter(|event| event.from < event.to) {
            if let Some((left, right)) = self.visible(event) {
                sheet.rect(Rect { left, right, ..self.plot }, SHADE);
            }
        }
    }

    /// Light lines across at the numbers; zero is darker. Lanes have their names there, and no lines.
    fn draw_y_axis(&self, sheet: &mut Sheet) {
        let Rect { left, right, .. } = self.plot;
        if !self.lanes.is_empty() {
            return self.draw_lanes(sheet);
        }
        let apart = self.plot.height() / self.y_ticks.len().saturating_sub(1).max(1) as f64;
        let every = (TICK.line() / apart.max(1.0)).ceil().max(1.0) as usize;
        for (value, label) in self.y_ticks.iter().rev().step_by(every) {
            let Some((_, y)) = self.place((self.x.0, *value)) else { continue };
            let color = if *value == 0.0 { ZERO_LINE } else { GRID_LINE };
            sheet.line(&[(left, y), (right, y)], Pen::plain(color, 1.5));
            sheet.text(TICK, (left - TICK_GAP, y + TICK.half_height()), Anchor::End, label);
        }
    }

    fn draw_x_axis(&self, sheet: &mut Sheet) {
        let bottom = self.plot.bottom;
        let intervals = (self.plot.width() / 90.0).clamp(2.0, 6.0) as usize;
        let numbers: Vec<(f64, f64, String)> = self
            .x_labels(intervals)
            .into_iter()
            .filter_map(|(value, label)| Some((value, self.place((value, self.y.0))?.0, label)))
            .collect();
        let clear = |a: &(f64, f64, String), b: &(f64, f64, String)| {
            b.1 - a.1 >= 0.5 * (TICK.width(&a.2) + TICK.width(&b.2)) + 0.4 * TICK.size
        };
        // The last is always written, and of the others as many as keep off each other.
        let last = numbers.len().saturating_sub(1);
        let keep_off = |every: &usize| {
            let kept: Vec<_> = numbers.iter().rev().step_by(*every).collect();
            kept.windows(2).all(|pair| clear(pair[1], pair[0]))
        };
        let every = (1..=last.max(1)).find(keep_off).unwrap_or(last + 1);
        for (index, (value, x, label)) in numbers.iter().enumerate() {
            let (value, x) = (*value, *x);
            if !self.lanes.is_empty() {
                let color = if value == 0.0 { ZERO_LINE } else { GRID_LINE };
                sheet.line(&[(x, self.plot.top), (x, bottom)], Pen::plain(color, 1.5));
            }
            sheet.line(&[(x, bottom + 2.0), (x, bottom + 8.0)], Pen::plain(ZERO_LINE, 1.5));
            if self.shows_x_numbers && (last - index).is_multiple_of(every) {
                sheet.text(TICK, (x, bottom + 10.0 + TICK.size), Anchor::Middle, label);
            }
        }
        if self.shows_x_label {
            let label = UNIT.shortened(&self.panel.x_label, self.plot.width());
            sheet.text(UNIT, (self.plot.right, bottom + TICK_ROW + UNIT.size), Anchor::End, &label);
        }
    }

    /// The cells of a map, which fill the axes.
    fn draw_cells(&self, sheet: &mut Sheet, mark: &Mark) {
        let Mark::Cells { columns, values } = mark else { return };
        let columns = (*columns).max(1);
        let rows = values.len().div_ceil(columns);
        let Rect { left, bottom, .. } = self.plot;
        let (width, height) = (self.plot.width() / columns as f64, self.plot.height() / rows.max(1) as f64);
        for (index, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let (column, row) = ((index % columns) as f64, (index / columns) as f64);
            let (left, bottom) = (left + column * width, bottom - row * height);
            let rect = Rect { left, right: left + width, top: bottom - height, bottom };
            let hue = if *value < 0.0 { Hue::Base } else { Hue::Change };
            sheet.rect(rect, Color::of(hue).on_white(FULL_CELL * value.abs().min(1.0)));
        }
    }

    /// A disc with a white rim.
    fn draw_place(&self, sheet: &mut Sheet, mark: &Mark) {
        let Some((at, radius, _, here)) = self.place_of(mark) else { return };
        sheet.disc(at, radius + 4.0, WHITE);
        sheet.disc(at, radius, INK);
        if here {
            sheet.disc(at, 0.4 * radius, WHITE);
        }
    }

    /// Where a place is on the page, the radius of its disc, its name, and whether one is there.
    fn place_of<'m>(&self, mark: &'m Mark) -> Option<(Point, f64, &'m str, bool)> {
        let Mark::Place { x, y, name, here } = mark else { return None };
        let at = self.place((*x, *y)).filter(|&at| self.plot.contains(at))?;
        Some((at, if *here { PLACE } else { 0.6 * PLACE }, name, *here))
    }

    /// Notes and the names of places, each near its point, where nothing else is written: that of where one is first.
    fn draw_words(&self, sheet: &mut Sheet) {
        let marks = &self.panel.marks;
        let mut taken: Vec<Rect> = Vec::new();
        for (at, radius, ..) in marks.iter().filter_map(|mark| self.place_of(mark)) {
            let (left, top, right, bottom) = (at.0 - radius, at.1 - radius, at.0 + radius, at.1 + radius);
            taken.push(Rect { left, top, right, bottom });
        }
        // On a map the lines are what it is about.
        if marks.iter().any(|mark| matches!(mark, Mark::Cells { .. })) {
            taken.extend(marks.iter().flat_map(|mark| self.along(mark)));
        }
        let mut places: Vec<_> = marks.iter().filter_map(|mark| self.place_of(mark)).collect();
        places.sort_by_key(|(.., here)| !here);
        for (at, radius, name, here) in places {
            let face = if here { NAME } else { FLAG };
            let gap = radius + 12.0;
            let is_left = at.0 - self.plot.left > 0.6 * self.plot.width();
            let room = if is_left { at.0 - gap - self.plot.left } else { self.plot.right - at.0 - gap };
            let name = face.shortened(name, room);
            let half = 0.5 * face.width(&name);
            let (left, right) = (at.0 - gap - half, at.0 + gap + half);
            let first = if is_left { [left, right, at.0] } else { [right, left, at.0] };
            self.write_near(sheet, face, &first, at.1, &name, &mut taken);
        }
        for mark in marks {
            let Mark::Note { hue, x, y, text } = mark else { continue };
            let Some((x, y)) = self.place((*x, *y)).filter(|&at| self.plot.contains(at)) else { continue };
            let face = NAME.of(Color::of(*hue).darkened(60.0));
            self.write_near(sheet, face, &[x], y, &face.shortened(text, self.plot.width()), &mut taken);
        }
    }

    /// Small squares along a line, which cover it.
    fn along(&self, mark: &Mark) -> Vec<Rect> {
        const HALF: f64 = 6.0;
        let Mark::Line { x, y, .. } = mark else { return Vec::new() };
        let square = |(x, y): Point| Rect { left: x - HALF, top: y - HALF, right: x + HALF, bottom: y + HALF };
        let between = |pair: &[Point]| {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            let steps = ((to_x - x).abs().max((to_y - y).abs()) / (2.0 * HALF)).ceil().max(1.0);
            let at = move |step: usize| {
                let share = step as f64 / steps;
                square((x + share * (to_x - x), y + share * (to_y - y)))
            };
            (0..=steps as usize).map(at)
        };
        self.curve(x, y).iter().flat_map(|line| line.windows(2).flat_map(between).collect::<Vec<_>>()).collect()
    }

    /// Writes text around the first of these middles, as near to this height as there is room for it.
    fn write_near(&self, sheet: &mut Sheet, face: Face, middles: &[f64], y: f64, text: &str, taken: &mut Vec<Rect>) {
        let (half, up) = (0.5 * face.width(text), 0.5 * face.line());
        let Rect { left, right, top, bottom } = self.plot;
        let steps =
            (0..40).map(|step| f64::from((step + 1) / 2 * if step % 2 == 0 { 1 } else { -1 }) * 0.55 * face.line());
        let spots = steps.flat_map(|step| middles.iter().map(move |x| (*x, step)));
        let rects = spots.map(|(x, step)| {
            let x = x.min(right - half).max(left + half);
            let y = (y + step).min(bottom - up).max(top + up);
            Rect { left: x - half, right: x + half, top: y - up, bottom: y + up }
        });
        if let Some(rect) = rects.into_iter().find(|rect| taken.iter().all(|other| !rect.meets(*other))) {
            let at = (0.5 * (rect.left + rect.right), 0.5 * (rect.top + rect.bottom) + face.half_height());
            sheet.text_on_marks(face, at, Anchor::Middle, text);
            taken.push(rect);
        }
    }

    fn draw_band(&self, sheet: &mut Sheet, mark: &Mark) {
        let Mark::Band { hue, strength, x, low, high } = mark else { return };
        let edges = x.iter().zip(low.iter().zip(high));
        let edges = edges.map(|(&x, (&low, &high))| Some((self.place((x, low))?, self.place((x, high))?)));
        for run in unbroken(edges) {
            let (lows, highs): (Vec<Point>, Vec<Point>) = run.into_iter().unzip();
            let corners = highs.iter().copied().chain(lows.iter().rev().copied()).collect();
            sheet.area(cut_area(corners, self.plot), Color::of(*hue).at(band_opacity(*strength)));
            for edge in [lows, highs].iter().flat_map(|edge| cut_line(edge, self.plot)) {
                sheet.line(&edge, Pen::plain(Color::of(*hue).at(0.3), 1.2));
            }
        }
    }

    /// A bar with the whisker at its end; what is written there stands beyond the whisker.
    fn draw_bar(&self, sheet: &mut Sheet, mark: &Mark) {
        let Mark::Bar { hue, y, height, from, to, whisker, value, .. } = mark else { return };
        let corner = |x: f64, y: f64| self.place((x.clamp(self.x.0, self.x.1), y.clamp(self.y.0, self.y.1)));
        let (low, high) = (y - 0.5 * height, y + 0.5 * height);
        let Some((start, end)) = corner(*from, low).zip(corner(*to, high)) else { return };
        let rect = Rect { left: start.0.min(end.0), right: start.0.max(end.0), top: end.1, bottom: start.1 };
        sheet.rect(rect, Color::of(*hue).at(BAR_OPACITY));
        let middle = 0.5 * (rect.top + rect.bottom);
        let reach = corner(whisker.0, *y).zip(corner(whisker.1, *y));
        let (left, right) = reach.map_or((end.0, end.0), |(left, right)| (left.0, right.0));
        let pen = Pen::plain(Color::of(*hue).darkened(60.0), 3.0);
        sheet.line(&[(left, middle), (right, middle)], pen);
        for x in [left, right] {
            sheet.line(&[(x, middle - WHISKER), (x, middle + WHISKER)], pen);
        }
        let face = TICK.of(Color::of(*hue).darkened(60.0));
        let (x, anchor) = if to < from { (left - TICK_GAP, Anchor::End) } else { (right + TICK_GAP, Anchor::Start) };
        let room = if to < from { x - self.plot.left } else { self.frame.right - x };
        if !value.is_empty() {
            let value = face.shortened(value, room);
            sheet.text_on_marks(face, (x, middle + TICK.half_height()), anchor, &value);
        }
    }

    fn draw_lanes(&self, sheet: &mut Sheet) {
        for (y, lines) in &self.lanes {
            let inside = |at: &Point| self.plot.contains(*at);
            let Some((_, middle)) = self.place((self.x.0, *y)).filter(inside) else { continue };
            let mut baseline = middle - 0.5 * (lines.len() as f64 - 1.0) * FLAG.line() + FLAG.half_height();
            for line in lines {
                sheet.text(FLAG, (self.plot.left - TICK_GAP, baseline), Anchor::End, line);
                baseline += FLAG.line();
            }
        }
    }

    fn draw_dots(&self, sheet: &mut Sheet, mark: &Mark) {
        let Mark::Dots { hue, x, y } = mark else { return };
        let places = x.iter().zip(y).filter_map(|(&x, &y)| self.place((x, y)));
        for at in places.filter(|at| self.plot.contains(*at)) {
            sheet.disc(at, DOT, Color::of(*hue).at(DOT_OPACITY));
        }
    }

    fn draw_path(&self, sheet: &mut Sheet, mark: &Mark) {
        let Mark::Path { hue, x, y } = mark else { return };
        for line in self.curve(x, y) {
            sheet.line(&line, Pen::plain(Color::of(*hue).at(0.18), 1.2));
        }
    }

    fn draw_line(&self, sheet: &mut Sheet, mark: &Mark) {
        let Mark::Line { hue, width, dashed, x, y, .. } = mark else { return };
        let width = f64::from((*width).clamp(1, 20));
        for line in self.curve(x, y) {
            match line[..] {
                [point] => sheet.disc(point, width, Color::of(*hue)),
                _ => sheet.line(&line, Pen::line(*hue, width, *dashed)),
            }
        }
    }

    /// The names of lines beside their right ends, moved apart: each with its lines and its middle.
    fn placed_names(&self) -> Vec<(&Name, Vec<String>, f64)> {
        let Rect { top, bottom, .. } = self.plot;
        let names = || self.names.iter().chain(&self.led);
        let lines: usize = names().map(|name| name.lines.len()).sum();
        let is_full = lines as f64 * NAME.line() > bottom - top + 0.75 * NAME.line();
        let lines = |name: &Name| match is_full {
            true => NAME.wrapped(&name.lines.join(" "), self.name_width, 1),
            false => name.lines.clone(),
        };
        let all: Vec<(&Name, Vec<String>)> = names().map(|name| (name, lines(name))).collect();
        let middle = |name: &Name| self.place(name.end).map_or(bottom, |(_, y)| y.clamp(top, bottom));
        let wanted: Vec<(f64, f64)> =
            all.iter().map(|(name, lines)| (middle(name), lines.len() as f64 * NAME.line())).collect();
        // Not below the axes, where the numbers are.
        let middles = spread(&wanted, top - 0.5 * NAME.line(), bottom + 0.25 * NAME.line());
        all.into_iter().zip(middles).map(|((name, lines), middle)| (name, lines, middle)).collect()
    }

    /// Lines from layers to names beside the axes; names inside are written over them.
    fn draw_leaders(&self, sheet: &mut Sheet) {
        for (name, _, middle) in self.placed_names() {
            let Some(end) = self.place(name.end).filter(|_| name.led) else { continue };
            let leader = [end, (self.plot.right + 0.7 * NAME_GAP, middle)];
            sheet.line(&leader, Pen::plain(WHITE, 5.0));
            sheet.line(&leader, Pen::plain(INK, 2.0));
            sheet.disc(end, 5.0, INK);
        }
    }

    fn draw_names(&self, sheet: &mut Sheet) {
        for (name, lines, middle) in self.placed_names() {
            let face = NAME.of(Color::of(name.hue).darkened(105.0));
            let mut baseline = middle - 0.5 * (lines.len() as f64 - 1.0) * NAME.line() + NAME.half_height();
            for line in &lines {
                sheet.text(face, (self.plot.right + NAME_GAP, baseline), Anchor::Start, line);
                baseline += NAME.line();
            }
        }
    }
}

/// Room for the names of lines beside a panel of this width.
pub fn name_width(width: f64) -> f64 {
    let share = if width > WIDE { 0.4 } else { 0.26 };
    (share * width).max(110.0)
}

/// Bands lie over one another: strength 0 stays faint, and even strength 1 hides nothing.
fn band_opacity(strength: f64) -> f64 {
    let strength = if strength.is_nan() { 0.0 } else { strength.clamp(0.0, 1.0) };
    0.16 + 0.22 * strength
}

/// The numbers of an axis of about this height. One that goes below 0 has a number there, or nobody would know how far.
fn labelled_ticks((low, high): (f64, f64), intervals: usize, height: f64) -> Vec<(f64, String)> {
    let mut all = ticks(low, high, intervals);
    let is_apart = |least: f64| (least - low) / (high - low) * height > TICK.line();
    if low < 0.0 && all.first().is_some_and(|least| *least == 0.0 && is_apart(*least)) {
        all.insert(0, low);
    }
    labelled(all)
}

fn labelled(ticks: Vec<f64>) -> Vec<(f64, String)> {
    let labels = tick_labels(&ticks);
    ticks.into_iter().zip(labels).collect()
}

/// What stands beside a line that has a name or a value and ends somewhere on the axes.
fn name(mark: &Mark, (low, high): (f64, f64), width: f64, key: &Key) -> Option<Name> {
    let text = beside_line(mark, key.has_lines())?;
    let Mark::Line { hue, x, y, .. } = mark else { return None };
    let on_axes = |(x, y): &Point| (low..=high).contains(x) && y.is_finite();
    let end = x.iter().copied().zip(y.iter().copied()).rfind(on_axes)?;
    Some(Name { end, hue: *hue, lines: NAME.wrapped(&text, width, 2), led: false })
}

/// The most lines that the name of a lane takes.
const LANE_LINES: f64 = 3.0;

/// Where the lanes of a panel in such a cell are, and their names: in several lines, where these keep off the neighbours.
fn lanes(panel: &Panel, (width, height): (f64, f64), share: f64) -> Vec<(f64, Vec<String>)> {
    let apart = (height - AROUND) / (panel.y.1 - panel.y.0).abs().max(1.0);
    let most = (apart / FLAG.line()).floor().clamp(1.0, LANE_LINES) as usize;
    let lane = |mark: &Mark| match mark {
        Mark::Lane { y, name } => Some((*y, FLAG.wrapped(name, share * width, most))),
        _ => None,
    };
    panel.marks.iter().filter_map(lane).collect()
}

fn lanes_width(lanes: &[(f64, Vec<String>)]) -> f64 {
    lanes.iter().flat_map(|(_, lines)| lines).map(|line| FLAG.width(line) + TICK_GAP).fold(0.0, f64::max)
}

/// The range of a panel, such that what is written at the ends of its bars finds room on axes of this width.
fn with_room_for_values(panel: &Panel, (low, high): (f64, f64), width: f64) -> (f64, f64) {
    let (mut ends, mut room) = ((f64::INFINITY, f64::NEG_INFINITY), (0.0_f64, 0.0_f64));
    for mark in &panel.marks {
        // An upright line that bars are held against is seen even where none reaches it.
        if let Mark::Line { x, .. } = mark
            && panel.marks.iter().any(|mark| matches!(mark, Mark::Bar { .. }))
            && let [from, to] = x[..]
            && from == to
        {
            ends = (ends.0.min(from), ends.1.max(from));
        }
        let Mark::Bar { from, to, whisker, value, .. } = mark else { continue };
        let seen = [*from, *to, whisker.0, whisker.1].into_iter().filter(|x| x.is_finite());
        ends = seen.fold(ends, |(low, high), x| (low.min(x), high.max(x)));
        let text = TICK.width(value) + 2.0 * TICK_GAP;
        if to < from { room.0 = room.0.max(text) } else { room.1 = room.1.max(text) }
    }
    if !(ends.1 - ends.0).is_normal() || width <= 0.0 {
        return (low, high);
    }
    let share = ((1.0 - BARS) * width / (room.0 + room.1)).min(1.0);
    let room = (share * room.0, share * room.1);
    let bars = width - room.0 - room.1;
    let per_unit = (ends.1 - ends.0) / bars;
    with_width(ends.0 - room.0 * per_unit, ends.1 + room.1 * per_unit)
}
