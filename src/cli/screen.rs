//! What reads along: how wide it is, and whether it knows colours.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use terminal_size::{Width, terminal_size_of};

/// One of the two streams that the program writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Answers,
    Talk,
}

/// Set by `--no-color`.
static COLOURLESS: AtomicBool = AtomicBool::new(false);

/// The width where no terminal says one, and the least that text is fitted to: what is narrower breaks lines by itself.
const USUAL: usize = 100;
const LEAST: usize = 60;

/// From here on nothing is coloured.
pub fn without_colours() {
    COLOURLESS.store(true, Ordering::Relaxed);
}

/// Whether a person reads a stream on a terminal.
pub fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Answers => std::io::stdout().is_terminal(),
        Stream::Talk => std::io::stderr().is_terminal(),
    }
}

/// Whether a stream is a terminal that can go back over what it has shown.
pub fn is_clever(stream: Stream) -> bool {
    is_terminal(stream) && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether what is written to a stream is coloured: on a terminal that is not dumb, unless `--no-color` or the variable
/// `NO_COLOR` forbids it.
pub fn is_coloured(stream: Stream) -> bool {
    let forbidden = std::env::var_os("NO_COLOR").is_some_and(|word| !word.is_empty());
    is_clever(stream) && !forbidden && !COLOURLESS.load(Ordering::Relaxed)
}

/// How many columns a stream has: those of its terminal; of what is none, those that the variable `COLUMNS` says, else 100.
pub fn width(stream: Stream) -> usize {
    let terminal = match stream {
        Stream::Answers => terminal_size_of(std::io::stdout()),
        Stream::Talk => terminal_size_of(std::io::stderr()),
    };
    let terminal = terminal.map(|(Width(columns), _)| usize::from(columns)).filter(|columns| *columns > 0);
    let said = || std::env::var_os("COLUMNS").as_deref().and_then(OsStr::to_str).and_then(|text| text.parse().ok());
    terminal.or_else(said).unwrap_or(USUAL).max(LEAST)
}

/// Breaks the lines that are longer than so many columns between their words. What stands to the right begins there again,
/// and a little further, so that a list stays one.
pub fn wrapped(text: &str, width: usize) -> String {
    let ends = if text.ends_with('\n') { "\n" } else { "" };
    let lines: Vec<Cow<str>> = text.lines().map(|line| wrapped_line(line, width)).collect();
    lines.join("\n") + ends
}

fn wrapped_line(line: &str, width: usize) -> Cow<'_, str> {
    if line.chars().count() <= width {
        return Cow::Borrowed(line);
    }
    let indent = line.chars().take_while(|c| *c == ' ').count().min(width / 2);
    let further = if indent == 0 { 0 } else { indent + 2 };
    let pieces = broken(line.trim_start_matches(' '), width - indent, width - further);
    let mut out = " ".repeat(indent);
    out.push_str(&pieces.join(&format!("\n{}", " ".repeat(further))));
    Cow::Owned(out)
}

/// The pieces of a text, the first of at most `first` columns and the others of at most `other`, divided between words; a
/// word that is longer has a piece of its own.
pub fn broken(text: &str, first: usize, other: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    let mut columns = 0;
    // A run of blanks within a piece stays as it is: it may stand for a column.
    for word in text.split_inclusive(' ') {
        let length = word.trim_end().chars().count();
        let most = if out.len() == 1 { first } else { other };
        if columns > 0 && length > 0 && columns + length > most {
            out.push(String::new());
            columns = 0;
        }
        if let Some(piece) = out.last_mut().filter(|_| columns > 0 || length > 0) {
            piece.push_str(word);
            columns += word.chars().count();
        }
    }
    out.iter().map(|piece| piece.trim_end().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_lists_stay_lists() {
        let check = |text: &str, width: usize, expected: &str| assert_eq!(wrapped(text, width), expected);
        check("one two three\n", 7, "one two\nthree\n");
        check("  one two three", 9, "  one two\n    three");
        check("short\nas it  is", 20, "short\nas it  is");
        check("a wordthatistoolong b", 6, "a\nwordthatistoolong\nb");
        check("", 60, "");
    }
}
