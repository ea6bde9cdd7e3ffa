//! Charts into files.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::figure::draw;
use crate::text::diagnostic::{Code, Diagnostic};

use super::Failure;
use super::files::Batch;

/// How charts are drawn, if they are.
#[derive(Args, Clone, Copy)]
pub struct Charts {
    /// Draw the charts as PNG as well as SVG.
    #[arg(long)]
    png: bool,
    /// Draw no charts.
    #[arg(long, conflicts_with = "png")]
    no_charts: bool,
}

impl Charts {
    /// Whether charts are drawn at all.
    pub fn wanted(self) -> bool {
        !self.no_charts
    }

    /// Adds a figure or a diagram to the files, unless none are wanted: as SVG, and as PNG where asked for. Tells the name of
    /// the SVG.
    ///
    /// # Errors
    /// A figure that cannot be drawn; a file that cannot be written.
    pub fn add(
        self,
        batch: &mut Batch,
        stem: &Path,
        page: impl Into<draw::Page> + Copy,
    ) -> Result<Option<PathBuf>, Failure> {
        let refuse = |error: draw::DrawError| {
            Diagnostic::error(Code::NotWritable, format!("cannot draw `{}`: {error}", stem.display()))
        };
        if !self.wanted() {
            return Ok(None);
        }
        let svg = stem.with_extension("svg");
        batch.add(&svg, draw::svg(page).map_err(refuse)?.as_bytes())?;
        if self.png {
            batch.add(&stem.with_extension("png"), &draw::png(page).map_err(refuse)?)?;
        }
        Ok(Some(svg))
    }
}
