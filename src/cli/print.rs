//! Words to the two streams: answers to standard output, talk to standard error.
//!
//! Nothing that a file says reaches a terminal as a command: what is printed here is text, and only pictures, whose words
//! are made harmless before they are coloured, hold the commands of a terminal.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::answer::words::{Words, wrapped};
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::{excerpt, visible};

use super::files::reason;
use super::screen::{self, Stream};
use super::{Failure, Manner, Outcome};

/// Writes an answer. A reader who has seen enough (`| head`) is no error.
///
/// # Errors
/// A diagnostic where the answer cannot be written, as on a full disk.
pub fn answer(text: &str) -> Outcome {
    coloured_answer(&visible::lines(text))
}

/// The same with colours: of a picture, whose words have been made harmless.
///
/// # Errors
/// As [`answer`].
pub fn coloured_answer(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    match write!(out, "{text}{end}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(&error)),
        _ => Ok(()),
    }
}

/// What is said of an answer that could not be written.
pub fn unwritten(error: &std::io::Error) -> Failure {
    Diagnostic::error(Code::NotWritable, format!("cannot write the answer: {}", reason(error))).into()
}

/// Writes an answer to people, in lines as long as the screen is wide; tables in it are as wide as that already.
///
/// # Errors
/// As [`answer`].
pub fn told(text: &str) -> Outcome {
    coloured_answer(&wrapped(&visible::lines(text), screen::width(Stream::Answers)))
}

/// Writes an answer in words: its tables too are as wide as the screen.
///
/// # Errors
/// As [`answer`].
pub fn words(words: &Words) -> Outcome {
    coloured_answer(&words.coloured(screen::width(Stream::Answers), screen::is_coloured(Stream::Answers)))
}

/// Writes an answer for machines.
///
/// # Errors
/// As [`answer`].
pub fn json(value: &impl Serialize) -> Outcome {
    answer(&pretty(value))
}

/// JSON in which every character that would act on what shows it is an escape: the same text to all who read it.
pub fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c != '\n' && visible::is_harmful(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
            false => out.push(c),
        }
    }
    out
}

/// A path on one line.
pub fn path(path: &Path) -> String {
    visible::line(&path.display().to_string()).into_owned()
}

/// Tells which files were written, unless it is to be quiet.
pub fn written<'f>(files: impl IntoIterator<Item = &'f PathBuf>, manner: Manner) {
    if !manner.quiet {
        let lines: String = files.into_iter().map(|f| format!("\n  {}", path(f))).collect();
        note(&format!("\nWritten:{lines}"));
    }
}

/// Writes talk: what is going on, and what went wrong.
///
/// On a terminal its lines are broken between words; what goes elsewhere keeps one line a message.
pub fn note(text: &str) {
    let text = visible::lines(text);
    match screen::is_terminal(Stream::Talk) {
        true => coloured_note(&wrapped(&text, screen::width(Stream::Talk))),
        false => coloured_note(&text),
    }
}

/// Shows mistakes, in colour where a person reads them.
pub fn diagnostics(diagnostics: &[Diagnostic]) {
    coloured_note(excerpt::all(diagnostics, screen::is_coloured(Stream::Talk)).trim_end());
}

fn coloured_note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
