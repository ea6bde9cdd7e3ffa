//! Draws a [`Figure`](super::Figure) or a [`Diagram`](super::diagram::Diagram) as SVG text or as the bytes of a PNG.
//!
//! `Figure -> shapes -> SVG | PNG`. The page is laid out once, in units of a full screen, as a list of `Shape`s; one file
//! writes them as SVG, another paints them with plotters. Nothing is read from the machine: text is measured and drawn in
//! fonts that a crate carries.

#[cfg(not(target_arch = "wasm32"))]
mod bitmap;
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
    /// A page without area, or with more than memory should be asked for.
    #[error("a page of {width} x {height} pixels cannot be drawn: it must have 1 to {MOST_PIXELS} pixels")]
    PageSize { width: u32, height: u32 },
    /// The drawing library gave up.
    #[cfg(not(target_arch = "wasm32"))]
    #[error("plotters could not draw the page: {0}")]
    Plotters(String),
    /// The page was drawn but not packed.
    #[cfg(not(target_arch = "wasm32"))]
    #[error("the page could not be packed as PNG")]
    Encoding(#[from] png::EncodingError),
}

const MOST_PIXELS: u64 = 16_000_000;

/// Width of the white rim around text that stands on marks, in units.
const HALO: f64 = 2.5;

/// The page as an SVG document.
///
/// # Errors
/// [`DrawError::PageSize`]; every figure of a fair size can be drawn, whatever its values.
pub fn svg(page: impl Into<Page>) -> Result<String, DrawError> {
    let page: Page = page.into();
    check_size(&page)?;
    // Some of what a model's titles can hold XML cannot, and some turns the direction of reading.
    Ok(visible::lines(&svg::document(&page)).into_owned())
}

/// The page as the bytes of a PNG file.
///
/// # Errors
/// As for [`svg`].
#[cfg(not(target_arch = "wasm32"))]
pub fn png(page: impl Into<Page>) -> Result<Vec<u8>, DrawError> {
    let page: Page = page.into();
    check_size(&page)?;
    bitmap::file(&page)
}

fn check_size(page: &Page) -> Result<(), DrawError> {
    let (width, height) = (page.width, page.height);
    let fits = (1..=MOST_PIXELS).contains(&(u64::from(width) * u64::from(height)));
    if fits { Ok(()) } else { Err(DrawError::PageSize { width, height }) }
}

#[cfg(test)]
mod tests;
