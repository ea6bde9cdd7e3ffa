//! Charts into files.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::answer::form;
use crate::figure::{Figure, draw};
use crate::text::diagnostic::{Code, Diagnostic};

use super::files::Batch;
use super::{Failure, Outcome};

/// How charts are drawn, if they are.
#[derive(Args, Clone, Copy)]
pub struct Charts {
    /// Draw the charts as PNG as well as SVG.
    #[arg(long)]
    png: bool,
    /// Draw each panel as a picture of its own, to be read from the back of a room: large letters, and
    /// the result as the headline.
    #[arg(long)]
    big: bool,
    /// Draw no charts.
    #[arg(long, conflicts_with_all = ["png", "big"])]
    no_charts: bool,
}

impl Charts {
    /// Whether charts are drawn at all.
    pub fn wanted(self) -> bool {
        !self.no_charts
    }

    /// Adds a figure to the files, unless none are wanted, on as many pages as it takes.
    ///
    /// # Errors
    /// As for [`Charts::add_page`].
    pub fn add(self, batch: &mut Batch, stem: &Path, figure: &Figure) -> Outcome {
        if !self.wanted() {
            return Ok(());
        }
        for (end, page) in if self.big { figure.pictures() } else { figure.pages() } {
            let stem = match stem.file_name() {
                Some(name) if !end.is_empty() => stem.with_file_name(format!("{}-{end}", name.to_string_lossy())),
                _ => stem.to_path_buf(),
            };
            self.add_page(batch, &stem, &page)?;
        }
        Ok(())
    }

    /// Adds a chart of an answer to the files in a folder, unless none are wanted, on as many pages as it takes; tells the
    /// pages with their files.
    ///
    /// # Errors
    /// As for [`Charts::add_page`].
    pub fn add_chart(
        self,
        batch: &mut Batch,
        folder: &Path,
        chart: form::Chart,
    ) -> Result<Vec<(PathBuf, form::Chart)>, Failure> {
        let mut out = Vec::new();
        for page in chart.pages(self.big) {
            let file = self.add_page(batch, &folder.join(&page.stem), &page.picture)?;
            out.extend(file.map(|file| (file, page)));
        }
        Ok(out)
    }

    /// Adds a page to the files, unless none are wanted: as SVG, and as PNG where asked for. Tells the name of the SVG.
    ///
    /// # Errors
    /// A page that cannot be drawn; a file that cannot be written.
    pub fn add_page(
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
