//! The door that every effect on a file goes through, so that a test can let any of them fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Opens a file to read it.
pub fn open(path: &Path) -> io::Result<File> {
    fault::pass()?;
    File::open(path)
}

/// Opens what is there, a device or a pipe, to write to it.
pub fn append(path: &Path) -> io::Result<File> {
    fault::pass()?;
    OpenOptions::new().write(true).open(path)
}

/// An empty file under this name.
pub fn create(path: &Path) -> io::Result<File> {
    fault::pass()?;
    File::create(path)
}

/// Writes some of the bytes, and tells how many. On a full disk some fit before one does not.
pub fn write(mut file: &File, bytes: &[u8]) -> io::Result<usize> {
    if let Err(error) = fault::pass() {
        file.write_all(&bytes[..bytes.len() / 2])?;
        return Err(error);
    }
    file.write(bytes)
}

/// Puts a file in another's place.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fault::pass()?;
    fs::rename(from, to)
}

/// A second name for a file.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    fault::pass()?;
    fs::hard_link(from, to)
}

pub fn remove(path: &Path) -> io::Result<()> {
    fault::pass()?;
    fs::remove_file(path)
}

/// A folder, with those it lies in.
pub fn make_folder(path: &Path) -> io::Result<()> {
    fault::pass()?;
    fs::create_dir_all(path)
}

#[cfg(not(test))]
mod fault {
    pub fn pass() -> std::io::Result<()> {
        Ok(())
    }
}

/// The effects of a thread are counted, and one of them fails.
#[cfg(test)]
pub mod fault {
    use std::cell::Cell;
    use std::io::{Error, ErrorKind, Result};

    thread_local! {
        /// How many effects pass before one fails.
        static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    pub fn pass() -> Result<()> {
        let left = LEFT.get();
        LEFT.set(left.and_then(|left| left.checked_sub(1)));
        if left == Some(0) { Err(Error::from(ErrorKind::StorageFull)) } else { Ok(()) }
    }

    /// Does something while the effect with this number, counted from 0, fails; tells whether there was one.
    pub fn at<T>(number: usize, act: impl FnOnce() -> T) -> (T, bool) {
        LEFT.set(Some(number));
        let done = act();
        (done, LEFT.replace(None).is_none())
    }
}
