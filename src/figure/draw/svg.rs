//! A page as SVG. Letters are drawn as outlines, so that every viewer shows what was measured; the text itself lies over
//! them without ink, to be found, marked and copied.

use std::collections::HashMap;
use std::fmt::Write;

use super::HALO;
use super::color::Color;
use super::geometry::Point;
use super::page::Page;
use super::shape::{Pen, Shape};
use super::text::{Face, Letter, Placed, Stroke};

/// Lengths are whole numbers of tenths of a pixel.
const DOTS: f64 = 10.0;
/// Of an em, in the outlines of letters.
const EM: f64 = 1000.0;

/// The page as an SVG document.
pub fn document(page: &Page) -> String {
    let mut writer = Writer {
        mark: mark(page),
        dots_per_unit: DOTS * page.unit,
        letters: HashMap::new(),
        outlines: String::new(),
        drawn: String::new(),
        words: String::new(),
    };
    page.shapes.iter().for_each(|shape| writer.shape(shape));
    let Writer { mark, outlines, drawn, words, .. } = writer;
    let (width, height) = (page.width, page.height);
    let mut out = format!(
        "<svg width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{mark}t {mark}d\" viewBox=\"0 0 {} {}\" \
         xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" stroke-linejoin=\"round\">\n<title id=\"{mark}t\">{}</title>\n<desc id=\"{mark}d\">{}</desc>\n",
        DOTS * f64::from(width),
        DOTS * f64::from(height),
        escaped(&page.title),
        escaped(&page.about)
    );
    if !outlines.is_empty() {
        out.push_str(&format!("<defs>\n{outlines}</defs>\n"));
    }
    out.push_str(&drawn);
    if !words.is_empty() {
        out.push_str(&format!("<g fill-opacity=\"0\" font-family=\"sans-serif\">\n{words}</g>\n"));
    }
    out + "</svg>\n"
}

/// What the names in a document begin with, so that several can stand in one page.
///
/// # Source
/// Fowler, Noll & Vo (1991), FNV-1a.
fn mark(page: &Page) -> String {
    let texts = page.shapes.iter().map(|shape| if let Shape::Text { text, .. } = shape { text.as_str() } else { "." });
    let bytes = [page.title.as_str(), &page.about].into_iter().chain(texts).flat_map(str::bytes);
    let hash = bytes.fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("f{:04x}", (hash ^ (hash >> 16)) & 0xFFFF)
}

struct Writer {
    mark: String,
    dots_per_unit: f64,
    /// Letters that have been drawn, with their numbers.
    letters: HashMap<Letter, usize>,
    outlines: String,
    drawn: String,
    words: String,
}

impl Writer {
    fn dots(&self, units: f64) -> i64 {
        (units * self.dots_per_unit).round() as i64
    }

    fn at(&self, (x, y): Point) -> (i64, i64) {
        (self.dots(x), self.dots(y))
    }

    fn push(&mut self, args: std::fmt::Arguments) {
        let written = self.drawn.write_fmt(args);
        debug_assert!(written.is_ok(), "a string takes all that is written");
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Rect { rect, color } => {
                let ((x, y), (right, bottom)) = (self.at((rect.left, rect.top)), self.at((rect.right, rect.bottom)));
                let (width, height) = ((right - x).max(0), (bottom - y).max(0));
                let fill = painted("fill", *color);
                self.push(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{fill}/>\n"));
            }
            Shape::Disc { centre, radius, color } => {
                let ((x, y), radius) = (self.at(*centre), self.dots(*radius));
                let fill = painted("fill", *color);
                self.push(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{fill}/>\n"));
            }
            Shape::Area { corners, color } => {
                let (path, fill) = (self.path(corners), painted("fill", *color));
                self.push(format_args!("<path d=\"{path}z\"{fill}/>\n"));
            }
            Shape::Line { points, pen } => self.line(points, *pen),
            Shape::Text { face, at, anchor, halo, text } => {
                let start = (at.0 - anchor.share_left() * face.width(text), at.1);
                self.text(*face, start, *halo, text);
            }
        }
    }

    fn line(&mut self, points: &[Point], pen: Pen) {
        let (path, width) = (self.path(points), self.dots(pen.width).max(1));
        let dash = pen.dash.map_or(String::new(), |(dash, gap)| {
            format!(" stroke-dasharray=\"{} {}\"", self.dots(dash).max(1), self.dots(gap).max(1))
        });
        let stroke = painted("stroke", pen.color);
        self.push(format_args!("<path d=\"{path}\" fill=\"none\"{stroke} stroke-width=\"{width}\"{dash}/>\n"));
    }

    /// Straight lines from point to point, each from where the last ended; those that go on as before are one.
    fn path(&self, points: &[Point]) -> String {
        let mut dots = points.iter().map(|&point| self.at(point));
        let Some(first) = dots.next() else { return String::new() };
        let mut steps: Vec<(i64, i64)> = Vec::new();
        let mut at = first;
        for to in dots {
            let step = (to.0 - at.0, to.1 - at.1);
            at = to;
            match steps.last_mut() {
                _ if step == (0, 0) => {}
                Some(last) if goes_on(*last, step) => *last = (last.0 + step.0, last.1 + step.1),
                _ => steps.push(step),
            }
        }
        if steps.is_empty() {
            steps.push((0, 0));
        }
        let mut out = String::new();
        numbers(&mut out, 'M', &[first]);
        numbers(&mut out, 'l', &steps);
        out
    }

    /// A line of text that begins at a point: its letters, the rest as the viewer has it, and its words without ink.
    fn text(&mut self, face: Face, start: Point, halo: bool, text: &str) {
        let letters = face.set(text);
        let shapes: Vec<(usize, i64)> = letters
            .iter()
            .filter(|placed| !placed.char.is_whitespace())
            .filter_map(|placed| Some((self.number(placed.letter?), (EM * placed.x).round() as i64)))
            .collect();
        let (x, y) = self.at(start);
        let scale = face.size * self.dots_per_unit / EM;
        let color = painted("fill", face.color) + &painted("stroke", face.color);
        let mut layers = vec![(color, 2.0 * face.rim())];
        if halo {
            let white = " fill=\"#FFFFFF\" stroke=\"#FFFFFF\"".to_string();
            layers.insert(0, (white, 2.0 * (face.rim() + HALO / face.size)));
        }
        for (color, rim) in layers.iter().filter(|_| !shapes.is_empty()) {
            let rim = (EM * rim).round();
            self.push(format_args!(
                "<g transform=\"translate({x} {y})scale({scale:.4})\"{color} stroke-width=\"{rim}\">"
            ));
            for (number, x) in &shapes {
                let mark = self.mark.clone();
                self.push(format_args!("<use xlink:href=\"#{mark}{number}\" x=\"{x}\"/>"));
            }
            self.push(format_args!("</g>\n"));
        }
        let em = self.dots(face.size);
        for (run, from, to) in foreign(&letters, face.width(text) / face.size) {
            let (x, length) = (self.dots(start.0 + from * face.size), self.dots((to - from) * face.size));
            let (run, fill) = (escaped(&run), painted("fill", face.color));
            self.push(format_args!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{em}\" font-family=\"sans-serif\" textLength=\"{length}\" \
                 lengthAdjust=\"spacingAndGlyphs\"{fill}>{run}</text>\n"
            ));
        }
        if !shapes.is_empty() {
            let length = self.dots(face.width(text));
            let words = escaped(text);
            self.words.push_str(&format!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{em}\" textLength=\"{length}\" \
                 lengthAdjust=\"spacingAndGlyphs\">{words}</text>\n"
            ));
        }
    }

    /// The number of a letter, whose outline is written once.
    fn number(&mut self, letter: Letter) -> usize {
        let next = self.letters.len();
        *self.letters.entry(letter).or_insert_with(|| {
            let path = outline(&letter.outline());
            self.outlines.push_str(&format!("<path id=\"{}{next}\" d=\"{path}\"/>\n", self.mark));
            next
        })
    }
}

/// Whether a step goes the way of the one before it.
fn goes_on(before: (i64, i64), step: (i64, i64)) -> bool {
    let [(a, b), (c, d)] = [before, step].map(|(x, y)| (i128::from(x), i128::from(y)));
    a * d == b * c && a * c + b * d > 0
}

/// A command of a path with its points; a minus parts numbers as well as a blank does.
fn numbers(out: &mut String, command: char, points: &[(i64, i64)]) {
    out.push(command);
    for number in points.iter().flat_map(|(x, y)| [*x, *y]) {
        if number >= 0 && !out.ends_with(command) {
            out.push(' ');
        }
        out.push_str(&number.to_string());
    }
}

fn outline(strokes: &[Stroke]) -> String {
    let mut out = String::new();
    let (mut first, mut at) = ((0, 0), (0, 0));
    let round = |(x, y): Point| ((EM * x).round() as i64, (EM * y).round() as i64);
    for stroke in strokes {
        let mut step = |command: char, points: &[Point]| {
            let ends: Vec<(i64, i64)> = points.iter().map(|point| round(*point)).collect();
            let steps: Vec<(i64, i64)> = ends.iter().map(|end| (end.0 - at.0, end.1 - at.1)).collect();
            numbers(&mut out, command, &steps);
            at = ends.last().copied().unwrap_or(at);
        };
        match *stroke {
            Stroke::Move(to) => {
                step('m', &[to]);
                first = at;
            }
            Stroke::Line(to) => step('l', &[to]),
            Stroke::Quad(a, to) => step('q', &[a, to]),
            Stroke::Cubic(a, b, to) => step('c', &[a, b, to]),
            Stroke::Close => {
                out.push('z');
                at = first;
            }
        }
    }
    out
}

/// What the fonts do not have, in runs, with where each begins and ends, in ems.
fn foreign(letters: &[Placed], end: f64) -> Vec<(String, f64, f64)> {
    let mut runs: Vec<(String, f64, f64)> = Vec::new();
    let ends = letters.iter().skip(1).map(|next| next.x).chain([end]);
    let mut is_open = false;
    for (placed, end) in letters.iter().zip(ends) {
        if placed.letter.is_none() {
            match runs.last_mut().filter(|_| is_open) {
                Some(run) => {
                    run.0.push(placed.char);
                    run.2 = end;
                }
                None => runs.push((placed.char.to_string(), placed.x, end)),
            }
        }
        is_open = placed.letter.is_none();
    }
    runs.retain(|(_, from, to)| to > from);
    runs
}

/// A colour as an attribute.
fn painted(what: &str, Color { rgb: [red, green, blue], opacity }: Color) -> String {
    let faint = if opacity < 1.0 { format!(" {what}-opacity=\"{opacity}\"") } else { String::new() };
    format!(" {what}=\"#{red:02X}{green:02X}{blue:02X}\"{faint}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
