//! What reads along: how wide it is, and whether it knows colours.

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
