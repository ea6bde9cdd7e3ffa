//! Charts into files.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::figure::draw;
use crate::text::diagnostic::{Code, Diagnostic};

use super::Failure;
use super::files::write;

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

    /// Writes a figure or a diagram, unless none are wanted: as SVG, and as PNG where asked for. Tells what was written.
    ///
    /// # Errors
    /// A figure that cannot be drawn; a file that cannot be written.
    pub fn write(self, stem: &Path, page: impl Into<draw::Page> + Copy) -> Result<Vec<PathBuf>, Failure> {
        let refuse = |error: draw::DrawError| {
            Diagnostic::error(Code::NotWritable, format!("cannot draw `{}`: {error}", stem.display()))
        };
        let mut out = Vec::new();
        if self.wanted() {
            out.push(stem.with_extension("svg"));
            write(&out[0], draw::svg(page).map_err(refuse)?.as_bytes())?;
        }
        if self.png {
            let path = stem.with_extension("png");
            write(&path, &draw::png(page).map_err(refuse)?)?;
            out.push(path);
        }
        Ok(out)
    }
}
