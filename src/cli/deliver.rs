//! An answer to where it is wanted: files into a folder, words or JSON to standard output.

use std::path::{Path, PathBuf};

use crate::answer::form::{Answer, Chart, Whole};

use super::charts::Charts;
use super::files::Batch;
use super::{Failure, Manner, Outcome, print};

/// Lays the files of an answer down in a folder, and tells the answer.
///
/// # Errors
/// A chart that cannot be drawn; a file, or the answer, that cannot be written.
pub fn deliver<A: Answer>(answer: &A, folder: &Path, charts: Charts, manner: Manner) -> Outcome {
    let mut batch = Batch::default();
    add(answer, folder, charts, &mut batch)?;
    add_manifests(answer, folder, &mut batch)?;
    tell(answer, &batch.place()?, manner)
}

/// Adds the sheets and charts of an answer to the files; tells the charts with the files that hold them.
///
/// # Errors
/// A chart that cannot be drawn; a file that cannot be written.
pub fn add<A: Answer>(
    answer: &A,
    folder: &Path,
    charts: Charts,
    batch: &mut Batch,
) -> Result<Vec<(PathBuf, Chart)>, Failure> {
    for sheet in answer.sheets() {
        batch.add(&folder.join(&sheet.name), sheet.text.as_bytes())?;
    }
    let mut out = Vec::new();
    if charts.wanted() {
        for chart in answer.charts() {
            out.extend(charts.add_chart(batch, folder, chart)?);
        }
    }
    Ok(out)
}

/// Adds the manifests of an answer, after all that they tell of.
///
/// # Errors
/// A file that cannot be written.
pub fn add_manifests<A: Answer>(answer: &A, folder: &Path, batch: &mut Batch) -> Outcome {
    for manifest in answer.manifests() {
        batch.add_manifest(&folder.join(&manifest.name), manifest.told)?;
    }
    Ok(())
}

/// Tells an answer, and which files were written for it.
///
/// # Errors
/// The answer cannot be written.
pub fn tell<A: Answer>(answer: &A, files: &[PathBuf], manner: Manner) -> Outcome {
    if manner.json {
        let files = files.iter().map(|file| file.display().to_string()).collect();
        return print::json(&Whole::of(answer, Some(files)));
    }
    print::words(&answer.words())?;
    print::written(files, manner);
    Ok(())
}

/// Tells an answer that no files belong to.
///
/// # Errors
/// The answer cannot be written.
pub fn tell_alone<A: Answer>(answer: &A, manner: Manner) -> Outcome {
    match manner.json {
        true => print::json(&Whole::of(answer, None)),
        false => print::words(&answer.words()),
    }
}
