//! Files: the only place that reads and writes them.

use std::fs;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::model::library::{Library, ShippedLibrary};
use crate::model::scenario::Scenario;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::{Source, suggestion};

use super::Failure;

/// The largest file that is read: far above any model, far below what would fill the memory.
const LARGEST_BYTES: u64 = 16 << 20;

/// Files on disk, and the shipped scenarios under their names in angle brackets.
pub struct Disk;

impl Library for Disk {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        if name.starts_with('<') { ShippedLibrary.read(name) } else { read(Path::new(name)) }
    }

    fn beside(&self, from: &str, path: &str) -> String {
        // A shipped scenario is named as such from anywhere, and names others of its kind.
        if path.starts_with('<') {
            return path.to_string();
        }
        if from.starts_with('<') {
            return ShippedLibrary::name(path);
        }
        let folder = Path::new(from).parent().unwrap_or(Path::new(""));
        without_detours(&folder.join(path)).to_string_lossy().into_owned()
    }
}

/// A path without `folder/..`, so that each file has one name however it is reached. Behind a link `..` is another
/// folder, and stays.
fn without_detours(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        let back = part == Component::ParentDir;
        if back && matches!(out.components().next_back(), Some(Component::Normal(_))) && !out.is_symlink() {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out
}

/// Whether a name stands for standard input, or standard output.
pub fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// What came by standard input: it comes once, and may be asked for by several.
static CAME: OnceLock<Result<Vec<u8>, String>> = OnceLock::new();

fn came() -> Result<Vec<u8>, String> {
    let read = || {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(LARGEST_BYTES + 1).read_to_end(&mut bytes);
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
    let bytes = if is_standard(path) { came().map_err(&refuse)? } else { bytes(path, &refuse)? };
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(refuse(format!("it is larger than {} MiB, and no model is", LARGEST_BYTES >> 20)));
    }
    match String::from_utf8(bytes) {
        // An editor's byte order mark is no part of the text.
        Ok(text) => Ok(Source::new(name, text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Err(error) => {
            let place = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = 1 + bytes[..place].iter().filter(|b| **b == b'\n').count();
            let message = format!("`{name}` is not a text file: byte {}, in line {line}, is no UTF-8", place + 1);
            Err(Diagnostic::error(Code::NotText, message).help("a model or scenario is text; save it in UTF-8"))
        }
    }
}

fn bytes(path: &Path, refuse: &dyn Fn(String) -> Diagnostic) -> Result<Vec<u8>, Diagnostic> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
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
    let read = fs::File::open(path).and_then(|file| file.take(LARGEST_BYTES + 1).read_to_end(&mut bytes));
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
    let nearest = suggestion::nearest(wrong, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(nearest).display()))
}

/// Refuses to write over a file that a scenario was read from: the model would be lost for its result.
///
/// # Errors
/// The name of that file, in a sentence.
pub fn spare_sources(path: &Path, scenario: &Scenario) -> Result<(), Failure> {
    let sources = [&scenario.source, &scenario.model.source].into_iter().chain(&scenario.extends);
    spare(path, sources.map(|source| source.name.as_str()))
}

/// Refuses to write over one of these files.
///
/// # Errors
/// The name of that file, in a sentence.
pub fn spare<'a>(path: &Path, mut names: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
    let own = |path: &Path| fs::canonicalize(path).ok();
    match names.find(|name| own(Path::new(name)).is_some_and(|n| Some(n) == own(path))) {
        Some(name) => Err(Failure::Usage(format!("`{name}` is read here, and would be lost: write to another file"))),
        None => Ok(()),
    }
}

/// Held while a file is written beside its place: an interrupt waits for it, and leaves no part of a file behind.
static WRITING: Mutex<()> = Mutex::new(());

/// No file is half written while this is held.
pub fn between_files() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes a file so that a kill leaves the old one or the new one, never half of one: beside its place, then renamed.
///
/// # Errors
/// A diagnostic where the folder cannot be made or the file cannot be written.
pub fn write(path: &Path, contents: &[u8]) -> Result<(), Diagnostic> {
    if is_standard(path) {
        return to_standard_output(contents);
    }
    let refuse =
        |why: String| Diagnostic::error(Code::NotWritable, format!("cannot write `{}`: {why}", path.display()));
    // A link keeps pointing where it points, and what it points at is written.
    let place = if path.is_symlink() { fs::canonicalize(path).unwrap_or(path.into()) } else { path.to_path_buf() };
    match fs::metadata(&place) {
        Ok(about) if about.is_dir() => return Err(refuse("it is a folder".into())),
        // A device or a pipe takes what it is given; nothing can be put in its place.
        Ok(about) if !about.is_file() => {
            let mut out = fs::OpenOptions::new().write(true).open(&place).map_err(|error| refuse(reason(&error)))?;
            return match out.write_all(contents) {
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(refuse(reason(&error))),
                _ => Ok(()),
            };
        }
        _ => {}
    }
    in_place(&place, &mut |mut file| file.write_all(contents).map_err(|error| refuse(reason(&error))), &refuse)
}

/// Writes what is no text for people to standard output; a reader who has seen enough is no error.
fn to_standard_output(contents: &[u8]) -> Result<(), Diagnostic> {
    let mut out = std::io::stdout().lock();
    match out.write_all(contents).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::error(Code::NotWritable, format!("cannot write to standard output: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Writes a file that `fill` fills, in the same way: for what is too long to be in memory.
///
/// # Errors
/// As [`write`]; what filling it fails with.
#[cfg(feature = "parquet")]
pub fn write_by(path: &Path, fill: &mut dyn FnMut(&fs::File) -> Result<(), Failure>) -> Result<(), Failure> {
    let refuse =
        |why: String| Diagnostic::error(Code::NotWritable, format!("cannot write `{}`: {why}", path.display()));
    let place = if path.is_symlink() { fs::canonicalize(path).unwrap_or(path.into()) } else { path.to_path_buf() };
    if fs::metadata(&place).is_ok_and(|about| !about.is_file()) {
        return Err(refuse("something else is there, and no file".into()).into());
    }
    in_place(&place, fill, &refuse)
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
        _ => {}
    }
    // A folder that is not there yet can be made where one that is there can be written into.
    let folder = path.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(Path::new("."));
    if folder.is_file() {
        return Err(refuse(format!("`{}` is a file, and would have to be a folder", folder.display())));
    }
    let tried = folder.join(format!(".try.{}.part", std::process::id()));
    let _whole = between_files();
    fs::File::create(&tried).and_then(|_| fs::remove_file(&tried)).map_err(|error| refuse(reason(&error)))
}

/// Fills a file beside its place and puts it there, or leaves nothing.
fn in_place<E: From<Diagnostic>>(
    place: &Path,
    fill: &mut dyn FnMut(&fs::File) -> Result<(), E>,
    refuse: &dyn Fn(String) -> Diagnostic,
) -> Result<(), E> {
    let folder = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Some(file) = folder.ancestors().find(|a| a.is_file()) {
        return Err(refuse(format!("`{}` is a file, and would have to be a folder", file.display())).into());
    }
    fs::create_dir_all(folder).map_err(|error| refuse(reason(&error)))?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.part", std::process::id()));
    let _whole = between_files();
    let created = fs::File::create(&beside).map_err(|error| refuse(reason(&error)).into());
    let written = created
        .and_then(|file| fill(&file))
        .and_then(|()| fs::rename(&beside, place).map_err(|error| refuse(reason(&error)).into()));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// The TOML files in a folder and below it, sorted by name.
///
/// # Errors
/// A diagnostic where the folder cannot be read.
pub fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let refuse = |error: std::io::Error| {
        Diagnostic::error(
            Code::NotReadable,
            format!("cannot read the folder `{}`: {}", folder.display(), reason(&error)),
        )
    };
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).map_err(refuse)? {
        let path = entry.map_err(refuse)?.path();
        // A link to a folder may lead back here.
        if path.is_dir() && !path.is_symlink() {
            out.extend(toml_files(&path)?);
        } else if path.extension().is_some_and(|e| e == "toml") {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}
