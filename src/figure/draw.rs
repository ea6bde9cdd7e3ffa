//! Draws a [`Figure`](super::Figure) or a [`Diagram`](super::diagram::Diagram) as SVG text or as the bytes of a PNG.
//!
//! `Figure -> shapes -> SVG | PNG`. The page is laid out once, in units of a full screen, as a list of `Shape`s; one file
//! writes them as SVG, another paints them with plotters. Nothing is read from the machine: text is measured and drawn in
//! fonts that a crate carries.

#[cfg(not(target_arch = "wasm32"))]
mod bitmap;
mod color;
mod diagram;
pub(super) mod geometry;
mod key;
mod layer;
pub(super) mod page;
mod panel;
mod shape;
mod svg;
pub(super) mod text;

pub use self::page::Page;
use crate::text::visible;

/// Why a page could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// A page without area, or with sides longer than viewers can show.
    #[error("a page of {width} x {height} pixels cannot be drawn: each side must have 1 to {LONGEST_SIDE} pixels")]
    PageSize { width: u32, height: u32 },
    /// More pixels than memory should be asked for.
    #[error("{width} x {height} pixels are too many for a PNG, which has at most {MOST_PIXELS}: write SVG instead")]
    TooManyPixels { width: u32, height: u32 },
    /// The drawing library gave up.
    #[cfg(not(target_arch = "wasm32"))]
    #[error("plotters could not draw the page: {0}")]
    Plotters(String),
    /// The page was drawn but not packed.
    #[cfg(not(target_arch = "wasm32"))]
    #[error("the page could not be packed as PNG")]
    Encoding(#[from] png::EncodingError),
}

/// Of a PNG: each pixel takes memory, in an SVG none does.
const MOST_PIXELS: u64 = 16_000_000;
/// Of any page.
const LONGEST_SIDE: u32 = 65_535;

/// Width of the white rim around text that stands on marks, in units.
const HALO: f64 = 2.5;

/// The page as an SVG document.
///
/// # Errors
/// [`DrawError::PageSize`]; every figure of a fair size can be drawn, whatever its values.
pub fn svg(page: impl Into<Page>) -> Result<String, DrawError> {
    let page: Page = page.into();
    check_sides(page.width, page.height)?;
    // Some of what a model's titles can hold XML cannot, and some turns the direction of reading.
    Ok(visible::lines(&svg::document(&page)).into_owned())
}

/// The page as the bytes of a PNG file.
///
/// # Errors
/// As for [`fits_png`], and what stops the drawing library.
#[cfg(not(target_arch = "wasm32"))]
pub fn png(page: impl Into<Page>) -> Result<Vec<u8>, DrawError> {
    let page: Page = page.into();
    fits_png(page.width, page.height)?;
    bitmap::file(&page)
}

/// Whether a page of this size can be a PNG.
///
/// # Errors
/// [`DrawError::PageSize`] and [`DrawError::TooManyPixels`].
pub fn fits_png(width: u32, height: u32) -> Result<(), DrawError> {
    check_sides(width, height)?;
    let fits = u64::from(width) * u64::from(height) <= MOST_PIXELS;
    if fits { Ok(()) } else { Err(DrawError::TooManyPixels { width, height }) }
}

/// Whether the name of a bar fits in one line beside it on a big picture.
pub(super) fn fits_lane(name: &str) -> bool {
    text::FLAG.width(name) <= panel::LANE_WHEN_BIG * page::WIDTH_WHEN_BIG
}

fn check_sides(width: u32, height: u32) -> Result<(), DrawError> {
    let fits = [width, height].iter().all(|side| (1..=LONGEST_SIDE).contains(side));
    if fits { Ok(()) } else { Err(DrawError::PageSize { width, height }) }
}

#[cfg(test)]
mod tests;
