//! Files that belong together: all are written beside their places, and put there at the end, or none is.
//!
//! A kill leaves each file old or new, never half of one; where it falls between two files, the manifest tells, which is
//! put there last and holds the hash of every file beside it. A failure leaves the old files. What a killed program left
//! beside is taken away by the next one that writes there.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::text::diagnostic::{Code, Diagnostic};

#[cfg(feature = "parquet")]
use super::super::Failure;
use super::super::print;
use super::{door, is_standard, reason};

/// What is written and not in its place yet. While it is held, nothing is put in a place.
static BESIDE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn beside() -> MutexGuard<'static, Vec<PathBuf>> {
    BESIDE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes away what is not in its place yet. While the answer is held no file is put in its place and none is begun: the
/// program can end.
pub fn stop_writing() -> impl Sized {
    let mut parts = beside();
    parts.drain(..).for_each(|part| drop(fs::remove_file(part)));
    parts
}

/// Tries whether files can be made in a folder.
///
/// # Errors
/// The system's reason why not.
pub fn try_folder(folder: &Path) -> io::Result<()> {
    Part::create(part_beside(&folder.join("try"), "")).map(drop)
}

/// Files that are put in their places together.
#[derive(Default)]
pub struct Batch {
    staged: Vec<Staged>,
    /// Charts of an older set that this one lacks.
    stale: Vec<PathBuf>,
}

struct Staged {
    /// As it was named.
    path: PathBuf,
    /// Where it goes: a link keeps pointing where it points, and what it points at is written.
    place: PathBuf,
    /// Where it is written; None of a device or a pipe, which have taken it already.
    part: Option<Part>,
    sha256: String,
}

/// A file beside its place. While it is locked, its writer lives.
struct Part {
    path: PathBuf,
    file: File,
}

/// Writes into a part, and takes the hash of what is written.
pub struct Pen<'p> {
    file: &'p File,
    hash: Sha256,
}

impl Write for Pen<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = door::write(self.file, bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A reader who has seen enough is no error.
fn to_standard_output(contents: &[u8]) -> Result<(), Diagnostic> {
    let mut out = io::stdout().lock();
    match out.write_all(contents).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::error(Code::NotWritable, format!("cannot write to standard output: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

fn refusal(path: &Path) -> impl Fn(String) -> Diagnostic + '_ {
    |why| Diagnostic::error(Code::NotWritable, format!("cannot write `{}`: {why}", path.display()))
}

impl Batch {
    /// Writes a file beside its place. Standard output, a device or a pipe takes it at once: nothing can be put in its place.
    ///
    /// # Errors
    /// A diagnostic where the folder cannot be made or the file cannot be written.
    pub fn add(&mut self, path: &Path, contents: &[u8]) -> Result<(), Diagnostic> {
        if is_standard(path) {
            return to_standard_output(contents);
        }
        let refuse = refusal(path);
        if fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
            let written = door::append(path).and_then(|file| Pen::new(&file).write_all(contents));
            if let Err(error) = written.or_else(|e| if e.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(e) })
            {
                return Err(refuse(reason(&error)));
            }
            self.staged.push(Staged { path: path.into(), place: path.into(), part: None, sha256: String::new() });
            return Ok(());
        }
        self.stage(path, &mut |pen| pen.write_all(contents).map_err(|error| refuse(reason(&error))))
    }

    /// The same for what `fill` writes piece by piece: what is too long to be in memory.
    ///
    /// # Errors
    /// As [`Batch::add`]; what filling it fails with.
    #[cfg(feature = "parquet")]
    pub fn add_by(
        &mut self,
        path: &Path,
        fill: &mut dyn FnMut(&mut Pen) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
            return Err(refusal(path)("something else is there, and no file".into()).into());
        }
        self.stage(path, fill)
    }

    fn stage<E: From<Diagnostic>>(
        &mut self,
        path: &Path,
        fill: &mut dyn FnMut(&mut Pen) -> Result<(), E>,
    ) -> Result<(), E> {
        let refuse = refusal(path);
        let place = if path.is_symlink() { fs::canonicalize(path).unwrap_or(path.into()) } else { path.to_path_buf() };
        if place.is_dir() {
            return Err(refuse("it is a folder".into()).into());
        }
        let folder = folder_of(&place);
        if let Some(file) = folder.ancestors().find(|a| a.is_file()) {
            return Err(refuse(format!("`{}` is a file, and would have to be a folder", file.display())).into());
        }
        // Of two texts for one file the later one counts.
        self.staged.retain(|staged| staged.place != place);
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        door::make_folder(folder).map_err(|error| refuse(reason(&error)))?;
        sweep(folder, |of| of == name);
        let part = Part::create(part_beside(&place, "")).map_err(|error| refuse(reason(&error)))?;
        let mut pen = Pen::new(&part.file);
        fill(&mut pen)?;
        let sha256 = hexadecimal(pen.hash);
        self.staged.push(Staged { path: path.into(), place, part: Some(part), sha256 });
        Ok(())
    }

    /// Adds the manifest of a folder of results, after all others in it: what is `told` of them, and their hashes. The charts
    /// that an older manifest there tells of, and this set lacks, go when it is put in its place.
    ///
    /// # Errors
    /// As [`Batch::add`].
    pub fn add_manifest(&mut self, path: &Path, mut told: Value) -> Result<(), Diagnostic> {
        let siblings =
            self.staged.iter().filter(|staged| staged.path.parent() == path.parent() && staged.part.is_some());
        let name = |staged: &Staged| staged.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hashes: BTreeMap<String, String> = siblings.map(|s| (name(s), s.sha256.clone())).collect();
        told["files"] = json!(hashes);
        self.replace_charts(path);
        self.add(path, (print::pretty(&told) + "\n").as_bytes())?;
        // The folder is the program's own: what was left there is of no use to anybody.
        sweep(folder_of(path), |_| true);
        Ok(())
    }

    /// Lets the charts that the manifest in place tells of, and this set lacks, go when it is put in its place: they show
    /// other numbers. What somebody has changed since stays, and so does what a manifest names elsewhere.
    fn replace_charts(&mut self, manifest: &Path) {
        let bytes = |path: &Path| {
            let mut bytes = Vec::new();
            // What is no plain file could be read for ever.
            let file = fs::symlink_metadata(path).is_ok_and(|about| about.is_file()).then(|| door::open(path))?.ok()?;
            (&file).read_to_end(&mut bytes).ok().map(|_| bytes)
        };
        let told = bytes(manifest).and_then(|told| serde_json::from_slice::<Value>(&told).ok());
        for (name, hash) in told.iter().filter_map(|told| told["files"].as_object()).flatten() {
            let is_chart = [".svg", ".png"].iter().any(|ending| name.ends_with(ending));
            let path = folder_of(manifest).join(name);
            let is_here = Path::new(name).file_name().is_some_and(|own| own == name.as_str());
            let is_new = self.staged.iter().any(|staged| staged.path == path);
            let is_as_told = || bytes(&path).is_some_and(|now| *hash == hexadecimal(Sha256::new_with_prefix(now)));
            if is_chart && is_here && !is_new && is_as_told() {
                self.stale.push(path);
            }
        }
    }

    /// Puts all files in their places, in the order in which they were added; tells which they are.
    ///
    /// # Errors
    /// A file that cannot be put in its place: then those before it are as they were.
    pub fn place(mut self) -> Result<Vec<PathBuf>, Diagnostic> {
        let mut parts = beside();
        let mut undo: Vec<Undo> = Vec::new();
        for path in &self.stale {
            let old = part_beside(path, "old.");
            if let Err(error) = door::rename(path, &old) {
                undo.into_iter().rev().for_each(Undo::undo);
                return Err(Diagnostic::error(
                    Code::NotWritable,
                    format!("cannot take `{}` away: {}", path.display(), reason(&error)),
                ));
            }
            undo.push(Undo::PutBack(old, path.clone()));
        }
        for Staged { path, place, part, .. } in &self.staged {
            let Some(part) = part else { continue };
            let old = part_beside(place, "old.");
            undo.push(match fs::symlink_metadata(place) {
                Err(_) => Undo::Remove(place.clone()),
                // Where the old file cannot be kept, the new one is as good.
                Ok(_) => door::link(place, &old).map_or(Undo::Nothing, |()| Undo::PutBack(old, place.clone())),
            });
            if let Err(error) = door::rename(&part.path, place) {
                undo.pop().into_iter().for_each(Undo::forget);
                undo.into_iter().rev().for_each(Undo::undo);
                return Err(refusal(path)(reason(&error)));
            }
        }
        undo.into_iter().for_each(Undo::forget);
        parts.retain(|part| self.staged.iter().all(|s| s.part.as_ref().is_none_or(|own| own.path != *part)));
        Ok(std::mem::take(&mut self.staged).into_iter().map(|staged| staged.path).collect())
    }
}

/// How a file that was put in its place is taken away from there.
enum Undo {
    /// The old file is kept under this name.
    PutBack(PathBuf, PathBuf),
    /// There was none.
    Remove(PathBuf),
    Nothing,
}

impl Undo {
    fn undo(self) {
        let _ = match self {
            Undo::PutBack(old, place) => door::rename(&old, &place),
            Undo::Remove(place) => door::remove(&place),
            Undo::Nothing => Ok(()),
        };
    }

    fn forget(self) {
        if let Undo::PutBack(old, _) = self {
            let _ = door::remove(&old);
        }
    }
}

impl Part {
    /// A new file, locked. Another program may take it away for a dead one's before it is locked: then it is made again.
    fn create(path: PathBuf) -> io::Result<Part> {
        let mut parts = beside();
        loop {
            let file = door::create(&path)?;
            // Where a file system knows no locks, nothing is swept either.
            let _ = file.lock();
            if path.exists() {
                parts.push(path.clone());
                return Ok(Part { path, file });
            }
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let mut parts = BESIDE.try_lock();
        if let Ok(parts) = &mut parts {
            parts.retain(|part| *part != self.path);
        }
        // What was put in its place has this name no longer.
        let _ = fs::remove_file(&self.path);
    }
}

impl<'p> Pen<'p> {
    fn new(file: &'p File) -> Pen<'p> {
        Pen { file, hash: Sha256::new() }
    }
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `.summary.csv.4711.part`: the name says whose it is.
fn part_beside(place: &Path, what: &str) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    folder_of(place).join(format!(".{name}.{what}{}.part", std::process::id()))
}

/// The file that a part was to become; None of other names.
fn whole_of(name: &str) -> Option<&str> {
    let (name, number) = name.strip_prefix('.')?.strip_suffix(".part")?.rsplit_once('.')?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| name.strip_suffix(".old").unwrap_or(name))
}

/// Takes away what dead programs left of these files in a folder. A part that is locked has a writer who lives.
fn sweep(folder: &Path, of: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let is_part = name.to_str().and_then(whole_of).is_some_and(&of);
        if !is_part || !entry.file_type().is_ok_and(|kind| kind.is_file()) || beside().contains(&path) {
            continue;
        }
        let Ok(file) = door::open(&path) else { continue };
        match file.try_lock() {
            Ok(()) => drop(door::remove(&path)),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests;
