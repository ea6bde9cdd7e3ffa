//! What a page is made of, in units and colours; whoever paints it needs to know nothing else.

use super::color::Color;
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
