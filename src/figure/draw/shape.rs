//! What a page is made of, in units and colours; whoever paints it needs to know nothing else.

use super::geometry::{Point, Rect};
use super::text::{Face, printable};
use crate::figure::Hue;

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Rect {
        rect: Rect,
        color: Color,
    },
    Disc {
        centre: Point,
        radius: f64,
        color: Color,
    },
    /// A filled polygon.
    Area {
        corners: Vec<Point>,
        color: Color,
    },
    Line {
        points: Vec<Point>,
        pen: Pen,
    },
    /// One line of text with its baseline at `at`, with a white rim where it stands on other shapes.
    Text {
        face: Face,
        at: Point,
        anchor: Anchor,
        halo: bool,
        text: String,
    },
}

/// Shapes in the order in which they are painted.
#[derive(Debug, Default)]
pub struct Sheet {
    pub shapes: Vec<Shape>,
}

impl Sheet {
    pub fn rect(&mut self, rect: Rect, color: Color) {
        self.shapes.push(Shape::Rect { rect, color });
    }

    pub fn disc(&mut self, centre: Point, radius: f64, color: Color) {
        self.shapes.push(Shape::Disc { centre, radius, color });
    }

    pub fn area(&mut self, corners: Vec<Point>, color: Color) {
        if corners.len() > 2 {
            self.shapes.push(Shape::Area { corners, color });
        }
    }

    pub fn line(&mut self, points: &[Point], pen: Pen) {
        if points.len() > 1 {
            self.shapes.push(Shape::Line { points: points.to_vec(), pen });
        }
    }

    pub fn text(&mut self, face: Face, at: Point, anchor: Anchor, text: &str) {
        if !text.is_empty() {
            self.shapes.push(Shape::Text { face, at, anchor, halo: false, text: printable(text) });
        }
    }

    /// Text with a white rim, for places where other shapes are.
    pub fn text_on_marks(&mut self, face: Face, at: Point, anchor: Anchor, text: &str) {
        if !text.is_empty() {
            self.shapes.push(Shape::Text { face, at, anchor, halo: true, text: printable(text) });
        }
    }
}

/// Which part of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// Share of the text to the left of the point.
    pub fn share_left(self) -> f64 {
        match self {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5,
            Anchor::End => 1.0,
        }
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    pub color: Color,
    pub width: f64,
    /// Lengths of a dash and of the gap after it.
    pub dash: Option<(f64, f64)>,
}

impl Pen {
    pub const fn plain(color: Color, width: f64) -> Pen {
        Pen { color, width, dash: None }
    }

    /// The pen of a [`Mark::Line`](crate::figure::Mark::Line).
    pub fn line(hue: Hue, width: f64, dashed: bool) -> Pen {
        Pen { color: Color::of(hue), width, dash: dashed.then_some((3.2 * width, 2.0 * width)) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color {
    pub rgb: [u8; 3],
    /// 0 to 1.
    pub opacity: f64,
}

pub const WHITE: Color = Color::solid(0xFF, 0xFF, 0xFF);
pub const INK: Color = Color::solid(0x26, 0x26, 0x26);
pub const GREY: Color = Color::solid(0x5E, 0x5E, 0x5E);
pub const ZERO_LINE: Color = Color::solid(0x8C, 0x8C, 0x8C);
pub const GRID_LINE: Color = Color::solid(0xE2, 0xE2, 0xE2);
pub const SHADE: Color = Color::solid(0xF1, 0xF1, 0xF1);

/// The palette that people with any kind of colour vision can tell apart.
///
/// # Source
/// Okabe & Ito (2008), "Color Universal Design".
const ORANGE: Color = Color::solid(0xE6, 0x9F, 0x00);
const SKY: Color = Color::solid(0x56, 0xB4, 0xE9);
const GREEN: Color = Color::solid(0x00, 0x9E, 0x73);
const YELLOW: Color = Color::solid(0xF0, 0xE4, 0x42);
const BLUE: Color = Color::solid(0x00, 0x72, 0xB2);
const VERMILLION: Color = Color::solid(0xD5, 0x5E, 0x00);
const PURPLE: Color = Color::solid(0xCC, 0x79, 0xA7);
const SERIES: [Color; 7] = [GREEN, ORANGE, SKY, PURPLE, YELLOW, BLUE, VERMILLION];

impl Color {
    const fn solid(red: u8, green: u8, blue: u8) -> Color {
        Color { rgb: [red, green, blue], opacity: 1.0 }
    }

    pub fn of(hue: Hue) -> Color {
        match hue {
            Hue::Base => VERMILLION,
            Hue::Change => BLUE,
            Hue::Series(n) => SERIES[n % SERIES.len()],
            Hue::Ink => INK,
        }
    }

    pub fn at(self, opacity: f64) -> Color {
        Color { opacity, ..self }
    }

    /// The colour, with white for the rest of it: what lies below does not show through.
    pub fn on_white(self, share: f64) -> Color {
        Color {
            rgb: self.rgb.map(|channel| (255.0 - share * (255.0 - f64::from(channel))).round() as u8),
            opacity: 1.0,
        }
    }

    /// The colour, darkened until its brightness (0 to 255) is at most this, so that it can be read as text.
    pub fn darkened(self, brightest: f64) -> Color {
        let [red, green, blue] = self.rgb.map(f64::from);
        let brightness = 0.30 * red + 0.59 * green + 0.11 * blue;
        let share = (brightest / brightness).min(1.0);
        Color { rgb: [red, green, blue].map(|channel| (share * channel) as u8), ..self }
    }
}
