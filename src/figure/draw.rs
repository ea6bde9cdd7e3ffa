//! Draws a [`Figure`](super::Figure) or a [`Diagram`](super::diagram::Diagram) as SVG text or as the bytes of a PNG; the only file that knows plotters.
//!
//! `Figure -> shapes -> SVG | PNG`. The page is laid out once, in units of a full screen, as a list of `Shape`s;
//! this file paints the list on either backend of plotters. Both backends take whole numbers only, so several dots go
//! to a pixel: the SVG says so in its `viewBox`; the PNG is averaged back to pixels, which also smooths its edges.
//!
//! Nothing is read from the machine: text is measured, and in the PNG drawn, in fonts that a crate carries. The SVG
//! keeps its text as text and names similar fonts for the viewer to choose from.

mod diagram;
pub(super) mod geometry;
mod key;
mod layer;
pub(super) mod page;
mod panel;
mod shape;
pub(super) mod text;

use ab_glyph::Font;
use plotters::coord::Shift;
use plotters::element::{DashedPathElement, Drawable, PointCollection};
use plotters::prelude::*;
use plotters::style::Color as _;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use self::geometry::Point;
pub use self::page::Page;
use self::shape::{Anchor, Color, Pen, Shape};
use self::text::{Face, Glyph};
use crate::text::visible;

/// Why a page could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// A page without area, or with more than memory should be asked for.
    #[error("a page of {width} x {height} pixels cannot be drawn: it must have 1 to {MOST_PIXELS} pixels")]
    PageSize { width: u32, height: u32 },
    /// The drawing library gave up.
    #[error("plotters could not draw the page: {0}")]
    Plotters(String),
    /// The page was drawn but not packed.
    #[error("the page could not be packed as PNG")]
    Encoding(#[from] png::EncodingError),
}

const MOST_PIXELS: u64 = 16_000_000;

/// The page as an SVG document.
///
/// # Errors
/// [`DrawError::PageSize`]; every figure of a fair size can be drawn, whatever its values.
pub fn svg(page: impl Into<Page>) -> Result<String, DrawError> {
    const DOTS: u32 = 10;
    let page: Page = page.into();
    let (width, height) = page_size(&page)?;
    let mut document = String::new();
    let backend = SVGBackend::with_string(&mut document, (width * DOTS, height * DOTS));
    let painter = Painter::new(backend, Medium::Svg, page.unit * f64::from(DOTS));
    painter.paint(&page.shapes)?;
    let rim = painter.dots(2.0 * HALO);
    drop(painter);

    let dots = format!("<svg width=\"{}\" height=\"{}\"", width * DOTS, height * DOTS);
    let pixels = format!("<svg width=\"{width}\" height=\"{height}\" stroke-linejoin=\"round\"");
    let halo = format!("aria-hidden=\"true\" fill=\"#FFFFFF\" stroke=\"#FFFFFF\" stroke-width=\"{rim}\"");
    let document = document.replacen(&dots, &pixels, 1).replace(HALO_IN_SVG, &halo);
    // Some of what a model's titles can hold XML cannot, and some turns the direction of reading.
    Ok(visible::lines(&document).into_owned())
}

/// The page as the bytes of a PNG file.
///
/// # Errors
/// As for [`svg`].
pub fn png(page: impl Into<Page>) -> Result<Vec<u8>, DrawError> {
    const DOTS: u32 = 3;
    let page: Page = page.into();
    let (width, height) = page_size(&page)?;
    let mut dots = vec![255; (width * DOTS * height * DOTS * 3) as usize];
    let backend = BitMapBackend::with_buffer(&mut dots, (width * DOTS, height * DOTS));
    Painter::new(backend, Medium::Png, page.unit * f64::from(DOTS)).paint(&page.shapes)?;

    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&averaged(&dots, width as usize, DOTS as usize))?;
    Ok(file)
}

fn page_size(page: &Page) -> Result<(u32, u32), DrawError> {
    let (width, height) = (page.width, page.height);
    let fits = (1..=MOST_PIXELS).contains(&(u64::from(width) * u64::from(height)));
    if fits { Ok((width, height)) } else { Err(DrawError::PageSize { width, height }) }
}

/// A picture `width` pixels wide, each the mean of a square of `side` by `side` dots.
fn averaged(dots: &[u8], width: usize, side: usize) -> Vec<u8> {
    let row = 3 * width * side;
    let mean = |rows: &[u8], pixel: usize, channel: usize| {
        let dot = |i: usize| usize::from(rows[row * (i / side) + 3 * (pixel * side + i % side) + channel]);
        ((0..side * side).map(dot).sum::<usize>() / (side * side)) as u8
    };
    let pixels = |rows| (0..3 * width).map(move |i| mean(rows, i / 3, i % 3));
    dots.chunks_exact(row * side).flat_map(pixels).collect()
}

/// The font family as the SVG names it.
const FAMILY: &str = "Ubuntu, 'Open Sans', 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif";
/// What plotters' SVG calls the size of a text, in ems.
const SIZE_IN_SVG: f64 = 1.24;
/// Where plotters' SVG puts the baseline below the top of a text, in ems.
const ASCENT_IN_SVG: f64 = 0.76;
/// Width of the white rim around text that stands on marks, in units.
const HALO: f64 = 2.5;
const HALO_COLOR: Color = Color { rgb: [0xFF; 3], opacity: 0.99 };
/// What plotters' SVG writes for [`HALO_COLOR`], which nothing else uses; it has no word for a rim itself.
const HALO_IN_SVG: &str = "opacity=\"0.99\" fill=\"#FFFFFF\"";

#[derive(Clone, Copy, PartialEq)]
enum Medium {
    Svg,
    Png,
}

/// Paints shapes, which are in units, on a backend of plotters, which has dots.
struct Painter<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    medium: Medium,
    dots_per_unit: f64,
}

impl<DB: DrawingBackend> Painter<DB> {
    fn new(backend: DB, medium: Medium, dots_per_unit: f64) -> Self {
        Painter { area: backend.into_drawing_area(), medium, dots_per_unit }
    }

    fn paint(&self, shapes: &[Shape]) -> Result<(), DrawError> {
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
                    self.text(*face, HALO_COLOR, HALO, *at, *anchor, text)?;
                }
                self.text(*face, face.color, face.rim() * face.size, *at, *anchor, text)
            }
        })?;
        self.area.present().map_err(|error| DrawError::Plotters(error.to_string()))
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
        self.area.draw(element).map_err(|error| DrawError::Plotters(error.to_string()))
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

    /// A line of text, in the PNG with a rim in the same colour.
    fn text(&self, face: Face, color: Color, rim: f64, at: Point, anchor: Anchor, text: &str) -> Result<(), DrawError> {
        let em = face.size * self.dots_per_unit;
        let (x, y) = self.at(at);
        if self.medium == Medium::Svg {
            let weight = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
            let font = FontDesc::new(FontFamily::Name(FAMILY), SIZE_IN_SVG * em, weight);
            let style = font.color(&rgba(color)).pos(Pos::new(h_pos(anchor), VPos::Top));
            return self.draw(&Text::new(text, (x, y.saturating_sub((ASCENT_IN_SVG * em).round() as i32)), style));
        }
        let (glyphs, width) = face.set(text);
        let left = f64::from(x) - anchor.share_left() * width * em;
        let rim = ring(rim * self.dots_per_unit);
        glyphs.iter().try_for_each(|glyph| self.glyph(glyph, em, (left + glyph.x * em, y), &rim, rgba(color)))
    }

    /// A glyph, drawn once for every offset. plotters can do this too, but it drops the space before each letter,
    /// which looks uneven on a screen.
    fn glyph(
        &self,
        glyph: &Glyph,
        em: f64,
        (x, y): (f64, i32),
        offsets: &[(i32, i32)],
        color: RGBAColor,
    ) -> Result<(), DrawError> {
        let scale = (em * glyph.height_in_ems()) as f32;
        let placed = glyph.id.with_scale_and_position(scale, ab_glyph::point(x as f32, y as f32));
        let Some(outline) = glyph.font.outline_glyph(placed) else { return Ok(()) };
        let corner = outline.px_bounds().min;
        let mut drawn = Ok(());
        outline.draw(|dot_x, dot_y, cover| {
            let (x, y) = (corner.x as i32 + dot_x as i32, corner.y as i32 + dot_y as i32);
            for (dx, dy) in offsets {
                if drawn.is_ok() && cover > 0.0 {
                    drawn = self.area.draw_pixel((x + dx, y + dy), &color.mix(f64::from(cover.min(1.0))));
                }
            }
        });
        drawn.map_err(|error| DrawError::Plotters(error.to_string()))
    }
}

fn rgba(color: Color) -> RGBAColor {
    let [red, green, blue] = color.rgb;
    RGBAColor(red, green, blue, color.opacity)
}

fn h_pos(anchor: Anchor) -> HPos {
    match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    }
}

/// The centre and points around it, dense enough that glyphs drawn at all of them have a rim of this radius.
fn ring(radius: f64) -> Vec<(i32, i32)> {
    const DIAGONAL: f64 = std::f64::consts::FRAC_1_SQRT_2;
    let directions = [(1.0, 0.0), (DIAGONAL, DIAGONAL), (0.0, 1.0), (-DIAGONAL, DIAGONAL)];
    let mut ring = vec![(0, 0)];
    for radius in [radius, 0.5 * radius] {
        for (x, y) in directions.map(|(x, y)| ((radius * x).round() as i32, (radius * y).round() as i32)) {
            ring.extend([(x, y), (-x, -y)]);
        }
    }
    ring.sort_unstable();
    ring.dedup();
    ring
}

#[cfg(test)]
mod tests;
