//! Words to the two streams: answers to standard output, talk to standard error.

use std::io::{ErrorKind, Write};

/// Writes an answer. A reader who has seen enough (`| head`) is no error.
pub fn answer(text: &str) {
    let mut out = std::io::stdout().lock();
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    if let Err(error) = write!(out, "{text}{end}").and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        note(&format!("error: cannot write the answer: {error}"));
    }
}

/// Writes talk: what is going on, and what went wrong.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
