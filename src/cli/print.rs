//! Words to the two streams: answers to standard output, talk to standard error.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use crate::text::diagnostic::{Code, Diagnostic};

use super::files::reason;
use super::{Manner, Outcome};

/// Writes an answer. A reader who has seen enough (`| head`) is no error.
///
/// # Errors
/// A diagnostic where the answer cannot be written, as on a full disk.
pub fn answer(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    match write!(out, "{text}{end}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let message = format!("cannot write the answer: {}", reason(&error));
            Err(Diagnostic::error(Code::NotWritable, message).into())
        }
        _ => Ok(()),
    }
}

/// Tells which files were written, unless it is to be quiet.
pub fn written<'f>(files: impl IntoIterator<Item = &'f PathBuf>, manner: Manner) {
    if !manner.quiet {
        let lines: String = files.into_iter().map(|f| format!("\n  {}", f.display())).collect();
        note(&format!("\nWritten:{lines}"));
    }
}

/// Writes talk: what is going on, and what went wrong.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
