//! Files: the only place that reads and writes them.

mod batch;
mod door;

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::model::library::{Library, ShippedLibrary, beside, is_shipped};
use crate::model::scenario::Scenario;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::{Source, encoding, suggestion};

use super::Failure;

#[cfg(feature = "parquet")]
pub use batch::Pen;
pub use batch::{Batch, stop_writing};

/// The largest file that is read: far above any model, far below what would fill the memory.
const LARGEST_BYTES: u64 = 16 << 20;

/// The same of an export of items, which has long texts in it that are not needed.
const LARGEST_OWN_BYTES: u64 = 256 << 20;

/// Files on disk, and the shipped scenarios under their names in angle brackets.
pub struct Disk;

impl Library for Disk {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        if is_shipped(name) { ShippedLibrary.read(name) } else { read(Path::new(name)) }
    }

    fn beside(&self, from: &str, path: &str) -> String {
        beside(from, path, |joined| joined, Path::is_symlink)
    }
}

/// Whether a name stands for standard input, or standard output.
pub fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// What came by standard input: it comes once, and may be asked for by several.
static CAME: OnceLock<Result<Vec<u8>, String>> = OnceLock::new();

fn came(most: u64) -> Result<Vec<u8>, String> {
    let read = || {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes);
        read.map(|_| bytes).map_err(|error| reason(&error))
    };
    CAME.get_or_init(read).clone()
}

/// Reads a text file, or standard input.
///
/// # Errors
/// A diagnostic for a missing file (with the nearest name in its folder), a folder, a file that is no text, or one that
/// is too large.
pub fn read(path: &Path) -> Result<Arc<Source>, Diagnostic> {
    let name = path.to_string_lossy().into_owned();
    let refuse = |why: String| Diagnostic::error(Code::NotReadable, format!("cannot read `{name}`: {why}"));
    let bytes =
        if is_standard(path) { came(LARGEST_BYTES).map_err(&refuse)? } else { bytes(path, LARGEST_BYTES, &refuse)? };
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(refuse(format!("it is larger than {} MiB, and no model is", LARGEST_BYTES >> 20)));
    }
    encoding::source(&name, &bytes)
}

/// Reads the bytes of a team's own file, or of standard input.
///
/// # Errors
/// As for [`read`], whatever is in it.
pub fn read_own(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let name = path.to_string_lossy();
    let refuse = |why: String| Diagnostic::error(Code::NotReadable, format!("cannot read `{name}`: {why}"));
    let bytes = match is_standard(path) {
        true => came(LARGEST_OWN_BYTES).map_err(&refuse)?,
        false => bytes(path, LARGEST_OWN_BYTES, &refuse)?,
    };
    match bytes.len() as u64 > LARGEST_OWN_BYTES {
        true => Err(refuse(format!("it is larger than {} MiB: export fewer columns", LARGEST_OWN_BYTES >> 20))),
        false => Ok(bytes),
    }
}

fn bytes(path: &Path, most: u64, refuse: &dyn Fn(String) -> Diagnostic) -> Result<Vec<u8>, Diagnostic> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(refuse("there is no such file".into()).maybe_help(nearest_file(path)));
        }
        Err(error) => return Err(refuse(reason(&error))),
    };
    if about.is_dir() {
        let help = "name a file in it; `flywheel check` takes a folder too";
        return Err(refuse("it is a folder".into()).help(help));
    }
    // What is no plain file (a pipe, a device) does not know its length: one byte too many tells.
    let mut bytes = Vec::new();
    let read = door::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|error| refuse(reason(&error)))?;
    Ok(bytes)
}

/// The reason in words, without the system's number for it.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

fn nearest_file(path: &Path) -> Option<String> {
    let wrong = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> =
        fs::read_dir(folder).ok()?.filter_map(|e| e.ok()?.file_name().into_string().ok()).collect();
    let meant = |path: &Path| format!("did you mean `{}`?", path.display());
    // The ending is omitted, or the folder of the scenarios.
    let [ended, inside] = [path.with_file_name(format!("{wrong}.toml")), Path::new("scenarios").join(path)];
    let ended_inside = Path::new("scenarios").join(&ended);
    if let Some(found) = [&ended, &inside, &ended_inside].into_iter().find(|path| path.is_file()) {
        return Some(meant(found));
    }
    let nearest = suggestion::nearest(wrong, names.iter().map(String::as_str))?;
    Some(meant(&path.with_file_name(nearest)))
}

/// Refuses to write over a file that a scenario was read from: the model would be lost for its result.
///
/// # Errors
/// The name of that file, in a sentence.
pub fn spare_sources(path: &Path, scenario: &Scenario) -> Result<(), Failure> {
    let points = scenario.joint.iter().map(|joint| &joint.source);
    let sources = [&scenario.source, &scenario.model.source].into_iter().chain(&scenario.extends).chain(points);
    spare(path, sources.map(|source| source.name.as_str()))
}

/// Refuses to write over one of these files.
///
/// # Errors
/// The name of that file, in a sentence.
pub fn spare<'a>(path: &Path, mut names: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
    let own = |path: &Path| fs::canonicalize(path).ok();
    match names.find(|name| own(Path::new(name)).is_some_and(|n| Some(n) == own(path))) {
        Some(name) => Err(Failure::usage(format!("`{name}` is read here, and would be lost: write to another file"))),
        None => Ok(()),
    }
}

/// Writes one file so that a kill leaves the old one or the new one, never half of one: beside its place, then renamed.
///
/// # Errors
/// A diagnostic where the folder cannot be made or the file cannot be written.
pub fn write(path: &Path, contents: &[u8]) -> Result<(), Diagnostic> {
    let mut batch = Batch::default();
    batch.add(path, contents)?;
    batch.place().map(drop)
}

/// Tries whether a file can be written, before the work that it is to hold: nothing of it is left.
///
/// # Errors
/// As [`write`]'s.
pub fn try_place(path: &Path) -> Result<(), Diagnostic> {
    let refuse =
        |why: String| Diagnostic::error(Code::NotWritable, format!("cannot write `{}`: {why}", path.display()));
    match fs::metadata(path) {
        _ if is_standard(path) => return Ok(()),
        Ok(about) if about.is_dir() => return Err(refuse("it is a folder".into())),
        Ok(about) if !about.is_file() => return Ok(()),
        // No answer is TOML, and every scenario is.
        Ok(_) if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) => {
            let why = "it is there already, and would be lost if it is a scenario or a model";
            return Err(refuse(why.into()).help("write to another file, or take this one away first"));
        }
        _ => {}
    }
    // A folder that is not there yet can be made where one that is there can be written into.
    let folder = path.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(Path::new("."));
    if folder.is_file() {
        return Err(refuse(format!("`{}` is a file, and would have to be a folder", folder.display())));
    }
    batch::try_folder(folder).map_err(|error| refuse(reason(&error)))
}

/// What is found in a folder and below it.
#[derive(Default)]
pub struct Walk {
    /// The files that are ours by their ending, sorted by name.
    pub files: Vec<PathBuf>,
    /// What is named like one of ours and cannot be read.
    pub wrong: Vec<Diagnostic>,
    /// Folders that are not walked, each with the reason.
    pub passed: Vec<String>,
}

impl Walk {
    /// Looks for files whose name `is_ours`.
    ///
    /// # Errors
    /// A diagnostic where the folder itself cannot be read.
    pub fn through(folder: &Path, is_ours: &dyn Fn(&Path) -> bool) -> Result<Walk, Diagnostic> {
        let mut walk = Walk::default();
        walk.enter(folder, is_ours)?;
        walk.files.sort();
        walk.passed.sort();
        Ok(walk)
    }

    fn enter(&mut self, folder: &Path, is_ours: &dyn Fn(&Path) -> bool) -> Result<(), Diagnostic> {
        let refuse = |error: std::io::Error| {
            let message = format!("cannot read the folder `{}`: {}", folder.display(), reason(&error));
            Diagnostic::error(Code::NotReadable, message)
        };
        for entry in fs::read_dir(folder).map_err(refuse)? {
            let entry = entry.map_err(refuse)?;
            let path = entry.path();
            let about = fs::metadata(&path);
            if about.as_ref().is_ok_and(fs::Metadata::is_dir) {
                match path.is_symlink() {
                    // It may lead back here, or out of what was named.
                    true => {
                        self.passed.push(format!("`{}` is a link to a folder, and is not followed", path.display()))
                    }
                    // One folder that cannot be read does not keep the others from being read.
                    false => drop(self.enter(&path, is_ours).map_err(|wrong| self.wrong.push(wrong))),
                }
                continue;
            }
            if !is_ours(&path) {
                continue;
            }
            let why = match about {
                Ok(about) if about.is_file() => {
                    self.files.push(path);
                    continue;
                }
                Ok(about) => format!("it is {}, and no file", kind(&about.file_type())),
                Err(error) if error.kind() == ErrorKind::NotFound => "it is a link that leads nowhere".into(),
                Err(error) => reason(&error),
            };
            self.wrong.push(Diagnostic::error(Code::NotReadable, format!("cannot read `{}`: {why}", path.display())));
        }
        Ok(())
    }
}

/// What is there in place of a file: to read from it could last for ever.
#[cfg(unix)]
fn kind(of: &fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match of {
        _ if of.is_fifo() => "a pipe",
        _ if of.is_socket() => "a socket",
        _ => "a device",
    }
}

#[cfg(not(unix))]
fn kind(_: &fs::FileType) -> &'static str {
    "something else"
}
