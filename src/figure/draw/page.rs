//! The page: its title, the key of its moments, and the place of every panel.

use super::color::WHITE;
use super::geometry::Rect;
use super::key::Key;
use super::panel::Plan;
use super::shape::{Anchor, Shape, Sheet};
use super::text::{FOOTER, Face, HEADLINE, LEAST, PAGE_TITLE, PANEL_TITLE, SUBTITLE};
use crate::figure::{Figure, Panel};

/// A figure, or a picture of a model, laid out. Lengths are in units, of which 1920 by 1080 fill a screen of small panels.
pub struct Page {
    pub shapes: Vec<Shape>,
    /// What it is called, and what it shows, for readers who do not see it.
    pub title: String,
    pub about: String,
    /// Pixels to a unit.
    pub unit: f64,
    /// Of the page, in pixels.
    pub width: u32,
    pub height: u32,
}

/// The least size of letters, as a share of the page's height.
const LETTERS: f64 = 0.022;
const LETTERS_WHEN_BIG: f64 = 0.04;

const MARGIN: f64 = 44.0;
/// About the width that a big picture has between its margins.
pub const WIDTH_WHEN_BIG: f64 = LEAST / LETTERS_WHEN_BIG * 16.0 / 9.0 - 2.0 * MARGIN;
const COLUMN_GAP: f64 = 32.0;
const ROW_GAP: f64 = 22.0;
/// About the height that the page's own words take.
const AROUND: f64 = 150.0;
/// Least room in which a panel can be read.
const PANEL_WIDTH: f64 = 300.0;
const PANEL_HEIGHT: f64 = 300.0;

impl From<&Figure> for Page {
    fn from(figure: &Figure) -> Page {
        let unit = unit(figure);
        let (width, height) = (f64::from(figure.width) / unit, f64::from(figure.height) / unit);
        let mut sheet = Sheet::default();
        sheet.rect(Rect { left: 0.0, top: 0.0, right: width, bottom: height }, WHITE);
        let inside = Rect { left: MARGIN, top: 22.0, right: width - MARGIN, bottom: height - 16.0 };
        let (columns, rows) = grid(figure);
        let cell = (inside.width() / columns as f64, (inside.height() - AROUND) / rows as f64);
        let key = Key::of(figure, cell, inside.width());
        let top = heading(&mut sheet, figure, &key, inside);
        let bottom = footing(&mut sheet, figure, inside).max(top + 1.0);
        for plan in plans(figure, &key, Rect { top, bottom, ..inside }) {
            plan.draw(&mut sheet);
        }
        let Figure { width, height, .. } = *figure;
        Page { shapes: sheet.shapes, title: figure.title.clone(), about: about(figure), unit, width, height }
    }
}

/// What is on the page, in sentences: what came out in each of its panels.
fn about(figure: &Figure) -> String {
    let said = |panel: &Panel| if panel.headline.is_empty() { panel.title.clone() } else { panel.headline.clone() };
    let panels = figure.panels.iter().map(said);
    let all = [figure.subtitle.clone()].into_iter().chain(panels).chain([figure.footer.clone(), figure.source.clone()]);
    let sentences = all.map(|text| text.trim().trim_end_matches('.').to_string()).filter(|text| !text.is_empty());
    sentences.collect::<Vec<_>>().join(". ") + "."
}

/// Pixels to a unit: more where few panels can be bolder, less where the page is small or shared by many.
fn unit(figure: &Figure) -> f64 {
    let (columns, rows) = grid(figure);
    let (width, height) = (f64::from(figure.width), f64::from(figure.height));
    let letters = match figure.panels.len() {
        _ if figure.big => LETTERS_WHEN_BIG,
        0..=1 => 1.15 * LETTERS,
        2..=4 => 1.05 * LETTERS,
        _ => LETTERS,
    };
    let screen = height.min(width * 9.0 / 16.0) * letters / LEAST;
    screen.min(width / columns as f64 / PANEL_WIDTH).min(height / rows as f64 / PANEL_HEIGHT)
}

/// Columns and rows of panels.
fn grid(figure: &Figure) -> (usize, usize) {
    let panels = figure.panels.len().max(1);
    let columns = figure.columns.clamp(1, panels);
    (columns, panels.div_ceil(columns))
}

/// Title, subtitle and key; returns where the panels may begin.
fn heading(sheet: &mut Sheet, figure: &Figure, key: &Key, space: Rect) -> f64 {
    let (title, subtitle) = if figure.big { (headline(&figure.title, space), FOOTER) } else { (PAGE_TITLE, SUBTITLE) };
    // What a headline leaves of the room for words, two lines at least.
    let is_short = figure.big && title.fits(&figure.title, space.width(), 1);
    let most = if is_short { 3 } else { 2 };
    let top = lines(sheet, title, &figure.title, space, space.top, if figure.big { 3 } else { 2 }) + 4.0;
    let said = if figure.big { whole_sentences(subtitle, &figure.subtitle, space, most) } else { &figure.subtitle };
    let top = lines(sheet, subtitle, said, space, top, most) + 8.0;
    key.draw(sheet, Rect { top, ..space }) + 12.0
}

/// The headline as large as all of it fits: in two lines, or else in three.
fn headline(text: &str, space: Rect) -> Face {
    let sizes = [(HEADLINE.size, 2), (27.0, 2), (27.0, 3), (LEAST, 3)];
    let faces = sizes.map(|(size, most)| (Face { size, ..HEADLINE }, most));
    faces.into_iter().find(|(face, most)| face.fits(text, space.width(), *most)).map_or(faces[3].0, |(face, _)| face)
}

/// As many of the sentences, from the first on, as fit in so many lines.
fn whole_sentences(face: Face, text: &str, space: Rect, most: usize) -> &str {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    ends.map(|end| &text[..end]).filter(|part| face.fits(part, space.width(), most)).last().unwrap_or(text)
}

/// The last lines; returns where the panels must end.
fn footing(sheet: &mut Sheet, figure: &Figure, space: Rect) -> f64 {
    let text = format!("{} {}", figure.footer, figure.source);
    let height = FOOTER.wrapped(&text, space.width(), 2).len() as f64 * FOOTER.line();
    lines(sheet, FOOTER, &text, space, space.bottom - height, 2);
    if height == 0.0 { space.bottom } else { space.bottom - height - 12.0 }
}

/// A text of at most so many lines; returns where it ends.
fn lines(sheet: &mut Sheet, face: Face, text: &str, space: Rect, mut y: f64, most: usize) -> f64 {
    for line in face.wrapped(text, space.width(), most) {
        sheet.text(face, (space.left, y + face.size), Anchor::Start, &line);
        y += face.line();
    }
    y
}

/// Places the panels so that all axes have one size and stand in straight columns and rows.
fn plans<'a>(figure: &'a Figure, key: &Key, space: Rect) -> Vec<Plan<'a>> {
    let (columns, rows) = grid(figure);
    let cell = (space.width() / columns as f64, space.height() / rows as f64);
    let mut plans: Vec<Plan> = figure.panels.iter().map(|panel| Plan::new(panel, cell, key, figure.big)).collect();
    lay_out(&mut plans, figure, key, space);
    // Names beside the axes make these narrower, so that more names may need to stand there.
    for _ in 0..3 {
        let changed: Vec<bool> = plans.iter_mut().map(Plan::name_layers).collect();
        if !changed.contains(&true) {
            break;
        }
        lay_out(&mut plans, figure, key, space);
    }
    plans
}

fn lay_out(plans: &mut [Plan], figure: &Figure, key: &Key, space: Rect) {
    let (columns, _) = grid(figure);
    place_columns(plans, columns, space);
    for plan in plans.iter_mut() {
        plan.title = PANEL_TITLE.wrapped(&plan.panel.title, plan.frame.width(), 2);
        plan.place_flags(key);
    }
    share_axes(plans, columns);
    place_rows(plans, figure, space);
}

fn place_columns(plans: &mut [Plan], columns: usize, space: Rect) {
    let column = |c: usize| plans.iter().skip(c).step_by(columns);
    let lefts: Vec<f64> = (0..columns).map(|c| largest(column(c).map(Plan::left))).collect();
    let rights: Vec<f64> = (0..columns).map(|c| largest(column(c).map(Plan::right))).collect();
    let around = lefts.iter().chain(&rights).sum::<f64>() + COLUMN_GAP * (columns - 1) as f64;
    let width = ((space.width() - around) / columns as f64).max(1.0);
    let mut x = space.left;
    for (c, (left, right)) in lefts.into_iter().zip(rights).enumerate() {
        for plan in plans.iter_mut().skip(c).step_by(columns) {
            (plan.plot.left, plan.plot.right) = (x + left, x + left + width);
            (plan.frame.left, plan.frame.right) = (x, x + left + width + right);
        }
        x += left + width + right + COLUMN_GAP;
    }
}

/// Decides what a panel leaves to the panels above and below it, and where all panels have their unit.
fn share_axes(plans: &mut [Plan], columns: usize) {
    let many_rows = plans.len() > 2 * columns;
    let unit_below = plans.iter().any(|plan| plan.title.is_empty() || !plan.unit_fits_after_title());
    for i in 0..plans.len() {
        let above = i.checked_sub(columns).is_some_and(|above| plans[above].has_same_axis(&plans[i]));
        let below = plans.get(i + columns).is_some_and(|below| below.has_same_axis(&plans[i]));
        let same_flags = above && plans[i - columns].flags == plans[i].flags;
        plans[i].unit_below = unit_below;
        plans[i].shows_x_label = !below;
        plans[i].shows_x_numbers = !below || !many_rows;
        plans[i].shows_flags = !same_flags || !many_rows;
    }
}

fn place_rows(plans: &mut [Plan], figure: &Figure, space: Rect) {
    let (columns, _) = grid(figure);
    let around = |row: &[Plan]| (largest(row.iter().map(Plan::head)), largest(row.iter().map(Plan::foot)));
    let rows: Vec<(f64, f64)> = plans.chunks(columns).map(around).collect();
    let gaps = ROW_GAP * rows.len().saturating_sub(1) as f64;
    let around = rows.iter().map(|(head, foot)| head + foot).sum::<f64>() + gaps;
    let weight = |row: usize| figure.heights.get(row).copied().unwrap_or(1.0);
    let all: f64 = (0..rows.len()).map(weight).sum();
    let mut y = space.top;
    for (place, (row, (head, foot))) in plans.chunks_mut(columns).zip(rows).enumerate() {
        let height = ((space.height() - around) * weight(place) / all).max(1.0);
        for plan in row {
            (plan.frame.top, plan.frame.bottom) = (y, y + head + height + foot);
            (plan.plot.top, plan.plot.bottom) = (y + head, y + head + height);
        }
        y += head + height + foot + ROW_GAP;
    }
}

fn largest(sizes: impl Iterator<Item = f64>) -> f64 {
    sizes.fold(0.0, f64::max)
}
