//! A page as the bytes of a PNG, through plotters; the only file that knows it.
//!
//! plotters takes whole numbers only, so several dots go to a pixel; they are averaged back to pixels, which also smooths
//! the edges.

use std::collections::HashMap;

use ab_glyph_rasterizer::{Rasterizer, point};
use plotters::coord::Shift;
use plotters::element::{DashedPathElement, Drawable, PointCollection};
use plotters::prelude::*;
use plotters::style::Color as _;

use super::color::{Color, WHITE};
use super::geometry::Point;
use super::page::Page;
use super::shape::{Anchor, Pen, Shape};
use super::text::{Face, Letter, Stroke};
use super::{DrawError, HALO};

/// Dots to the side of a pixel.
const DOTS: u32 = 3;

/// The page as a PNG.
pub fn file(page: &Page) -> Result<Vec<u8>, DrawError> {
    let (width, height) = (page.width, page.height);
    let mut dots = vec![255; (width * DOTS * height * DOTS * 3) as usize];
    let backend = BitMapBackend::with_buffer(&mut dots, (width * DOTS, height * DOTS));
    let dots_per_unit = page.unit * f64::from(DOTS);
    Painter { area: backend.into_drawing_area(), dots_per_unit, masks: HashMap::new() }.paint(&page.shapes)?;

    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&averaged(&dots, width as usize))?;
    Ok(file)
}

/// A picture `width` pixels wide, each the mean of a square of dots.
fn averaged(dots: &[u8], width: usize) -> Vec<u8> {
    const SIDE: usize = DOTS as usize;
    let mut pixels = Vec::with_capacity(dots.len() / (SIDE * SIDE));
    let mut sums = vec![0_u16; 3 * width];
    for rows in dots.chunks_exact(3 * width * SIDE * SIDE) {
        sums.fill(0);
        for row in rows.chunks_exact(3 * width * SIDE) {
            for (sum, pixel) in sums.as_chunks_mut::<3>().0.iter_mut().zip(row.as_chunks::<{ 3 * SIDE }>().0) {
                for dot in pixel.as_chunks::<3>().0 {
                    for channel in 0..3 {
                        sum[channel] += u16::from(dot[channel]);
                    }
                }
            }
        }
        pixels.extend(sums.iter().map(|sum| (sum / (SIDE * SIDE) as u16) as u8));
    }
    pixels
}

/// How much of each dot a letter covers.
struct Mask {
    /// Of the first dot, from the letter's place on the baseline.
    corner: (i32, i32),
    width: usize,
    cover: Vec<u8>,
}

/// Paints shapes, which are in units, on a backend of plotters, which has dots.
struct Painter<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    dots_per_unit: f64,
    /// By letter, size and rim: most are drawn many times.
    masks: HashMap<(Letter, u64, u64), Mask>,
}

impl<DB: DrawingBackend> Painter<DB> {
    fn paint(mut self, shapes: &[Shape]) -> Result<(), DrawError> {
        shapes.iter().try_for_each(|shape| match shape {
            Shape::Rect { rect, color } => {
                let corners = [self.at((rect.left, rect.top)), self.at((rect.right, rect.bottom))];
                self.draw(&Rectangle::new(corners, rgba(*color).filled()))
            }
            Shape::Disc { centre, radius, color } => {
                self.draw(&Circle::new(self.at(*centre), self.dots(*radius), rgba(*color).filled()))
            }
            Shape::Area { corners, color } => {
                let corners: Vec<_> = corners.iter().map(|&corner| self.at(corner)).collect();
                self.draw(&Polygon::new(corners, rgba(*color).filled()))
            }
            Shape::Line { points, pen } => self.line(points, *pen),
            Shape::Text { face, at, anchor, halo, text } => {
                if *halo {
                    self.text(face.of(WHITE), HALO, *at, *anchor, text)?;
                }
                self.text(*face, face.rim() * face.size, *at, *anchor, text)
            }
        })?;
        self.area.present().map_err(refused)
    }

    fn dots(&self, units: f64) -> i32 {
        (units * self.dots_per_unit).round() as i32
    }

    fn at(&self, (x, y): Point) -> (i32, i32) {
        (self.dots(x), self.dots(y))
    }

    fn draw<'e, E>(&self, element: &'e E) -> Result<(), DrawError>
    where
        E: Drawable<DB>,
        &'e E: PointCollection<'e, (i32, i32)>,
    {
        self.area.draw(element).map_err(refused)
    }

    fn line(&self, points: &[Point], pen: Pen) -> Result<(), DrawError> {
        let points = points.iter().map(|&point| self.at(point));
        let style = rgba(pen.color).stroke_width(self.dots(pen.width).max(1) as u32);
        match pen.dash {
            None => self.draw(&PathElement::new(points.collect::<Vec<_>>(), style)),
            Some((dash, gap)) => {
                let (dash, gap) = (self.dots(dash).max(1), self.dots(gap).max(1));
                self.draw(&DashedPathElement::new(points, dash, gap, style))
            }
        }
    }

    /// A line of text, with a rim of so many units in the same colour.
    fn text(&mut self, face: Face, rim: f64, at: Point, anchor: Anchor, text: &str) -> Result<(), DrawError> {
        let (em, rim) = (face.size * self.dots_per_unit, rim * self.dots_per_unit);
        let (left, baseline) = self.at((at.0 - anchor.share_left() * face.width(text), at.1));
        let color = rgba(face.color);
        for placed in face.set(text).iter().filter(|placed| !placed.char.is_whitespace()) {
            let letter = placed.letter.unwrap_or(Letter::MISSING);
            let mask = self.masks.entry((letter, em.to_bits(), rim.to_bits())).or_insert_with(|| mask(letter, em, rim));
            let x = left.saturating_add((placed.x * em).round() as i32).saturating_add(mask.corner.0);
            let y = baseline.saturating_add(mask.corner.1);
            for (dot, cover) in mask.cover.iter().enumerate().filter(|(_, cover)| **cover > 0) {
                let (right, down) = ((dot % mask.width) as i32, (dot / mask.width) as i32);
                let at = (x.saturating_add(right), y.saturating_add(down));
                self.area.draw_pixel(at, &color.mix(f64::from(*cover) / 255.0)).map_err(refused)?;
            }
        }
        Ok(())
    }
}

fn refused(error: impl std::fmt::Display) -> DrawError {
    DrawError::Plotters(error.to_string())
}

fn rgba(color: Color) -> RGBAColor {
    let [red, green, blue] = color.rgb;
    RGBAColor(red, green, blue, color.opacity)
}

/// A letter with an em and a rim of so many dots.
fn mask(letter: Letter, em: f64, rim: f64) -> Mask {
    let strokes = letter.outline();
    let ends = strokes.iter().flat_map(|stroke| match *stroke {
        Stroke::Move(a) | Stroke::Line(a) => vec![a],
        Stroke::Quad(a, b) => vec![a, b],
        Stroke::Cubic(a, b, c) => vec![a, b, c],
        Stroke::Close => Vec::new(),
    });
    let (mut low, mut high) = ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
    for (x, y) in ends {
        low = (low.0.min(em * x), low.1.min(em * y));
        high = (high.0.max(em * x), high.1.max(em * y));
    }
    if low.0 > high.0 {
        return Mask { corner: (0, 0), width: 1, cover: Vec::new() };
    }
    let room = rim.ceil() + 1.0;
    let corner = (low.0.floor() - room, low.1.floor() - room);
    let size = [high.0 - corner.0, high.1 - corner.1].map(|side| (side.ceil() + room) as usize + 1);
    let offsets = ring(rim);
    let [width, height] = size;
    let plain = raster(&strokes, em, corner, size);
    let mut cover = plain.clone();
    for (dx, dy) in offsets {
        for y in 0..height as i32 {
            let from = y - dy;
            if from < 0 || from >= height as i32 {
                continue;
            }
            let source = &plain[from as usize * width..][..width];
            let target = &mut cover[y as usize * width..][..width];
            let (skip, shift) = (dx.max(0) as usize, (-dx).max(0) as usize);
            for (dot, other) in target[skip..].iter_mut().zip(&source[shift..]) {
                *dot = (*dot).max(*other);
            }
        }
    }
    Mask { corner: (corner.0 as i32, corner.1 as i32), width, cover }
}

fn raster(strokes: &[Stroke], em: f64, corner: Point, [width, height]: [usize; 2]) -> Vec<u8> {
    let mut rasterizer = Rasterizer::new(width, height);
    let at = |(x, y): Point| point((em * x - corner.0) as f32, (em * y - corner.1) as f32);
    let (mut first, mut from) = (point(0.0, 0.0), point(0.0, 0.0));
    for stroke in strokes {
        from = match *stroke {
            Stroke::Move(to) => {
                first = at(to);
                first
            }
            Stroke::Line(to) => {
                rasterizer.draw_line(from, at(to));
                at(to)
            }
            Stroke::Quad(a, to) => {
                rasterizer.draw_quad(from, at(a), at(to));
                at(to)
            }
            Stroke::Cubic(a, b, to) => {
                rasterizer.draw_cubic(from, at(a), at(b), at(to));
                at(to)
            }
            Stroke::Close => {
                rasterizer.draw_line(from, first);
                first
            }
        };
    }
    let mut cover = vec![0; width * height];
    rasterizer.for_each_pixel(|dot, share| cover[dot] = (255.0 * share.clamp(0.0, 1.0)).round() as u8);
    cover
}

/// Steps to all sides, dense enough that a letter drawn at all of them has a rim of this radius.
fn ring(radius: f64) -> Vec<(i32, i32)> {
    const DIAGONAL: f64 = std::f64::consts::FRAC_1_SQRT_2;
    let directions = [(1.0, 0.0), (DIAGONAL, DIAGONAL), (0.0, 1.0), (-DIAGONAL, DIAGONAL)];
    let mut ring = Vec::new();
    for radius in [radius, 0.5 * radius] {
        for (x, y) in directions.map(|(x, y)| ((radius * x).round() as i32, (radius * y).round() as i32)) {
            ring.extend([(x, y), (-x, -y)]);
        }
    }
    ring.sort_unstable();
    ring.dedup();
    ring
}
