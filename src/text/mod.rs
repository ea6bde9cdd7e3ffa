//! Text with places: encodings, sources and spans, diagnostics, the equation language, TOML, XML.
//!
//! This room turns characters into trees and remembers where each piece stood. It knows no stocks: what a name
//! means is the business of [`crate::model`].

pub mod diagnostic;
pub mod encoding;
pub mod excerpt;
pub mod expr;
pub mod lexer;
pub mod mapping;
pub mod parser;
pub mod span;
pub mod suggestion;
pub mod toml;
pub mod visible;
pub mod xml;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use span::{Place, Source, Span};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A number as people write it in a file: plain where that is short, with an exponent where it is not.
///
/// ```
/// use flywheel::text::plain;
/// assert_eq!([plain(10.0), plain(0.3), plain(-1e300)], ["10", "0.3", "-1e300"]);
/// ```
pub fn plain(x: f64) -> String {
    let short = x == 0.0 || !x.is_finite() || (1e-6..1e16).contains(&x.abs());
    if short { format!("{x}") } else { format!("{x:e}") }
}

/// About three digits: 110, 33.1, 4.79, 0.16, 1.70e12; a dash where there is no number.
pub fn person(value: f64) -> String {
    if !value.is_finite() {
        return "-".into();
    }
    let decimals = match value.abs() {
        // Longer than anyone reads.
        size if size >= 1e9 => return format!("{value:.2e}"),
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    // Rounding can leave a minus before nothing.
    if text.trim_matches(|c| matches!(c, '-' | '0' | '.')).is_empty() { text.replace('-', "") } else { text }
}

/// The words with a large first letter, as they begin a line.
///
/// ```
/// assert_eq!(flywheel::text::capital("flow time"), "Flow time");
/// ```
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// As [`person`], with two digits that count where a number is small: 0.051.
pub fn fine(value: f64) -> String {
    let size = value.abs();
    if !(1e-8..0.1).contains(&size) {
        person(value)
    } else {
        format!("{}{}", if value < 0.0 { "-" } else { "" }, small(size))
    }
}

/// So many decimals that a number of this size has so many digits that count.
///
/// ```
/// use flywheel::text::decimals;
/// assert_eq!([decimals(0.077, 2), decimals(0.58, 3), decimals(58.0, 2), decimals(0.0, 2)], [3, 3, 0, 0]);
/// ```
pub fn decimals(size: f64, digits: usize) -> usize {
    let mut unit = (1..digits).fold(1.0, |unit, _| 10.0 * unit);
    let mut decimals = 0;
    while decimals < 8 && size < unit && size != 0.0 {
        decimals += 1;
        unit /= 10.0;
    }
    decimals
}

/// A number with its sign, which one that is written as nothing has not.
///
/// ```
/// use flywheel::text::signed;
/// assert_eq!([signed(0.0504, 3), signed(-0.04, 1), signed(-2.0, 0), signed(f64::NAN, 2)], ["+0.050", "0.0", "-2", "-"]);
/// ```
pub fn signed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "-".into();
    }
    let number = format!("{value:+.decimals$}");
    match number.contains(|c| ('1'..='9').contains(&c)) {
        true => number,
        false => number[1..].to_string(),
    }
}

/// An error: two digits that count, 0.0031 or 1.4.
pub fn small(value: f64) -> String {
    if value.abs() < 1e-8 {
        return "0".into();
    }
    if !value.is_finite() {
        return "unknown".into();
    }
    let decimals = decimals(value, 2);
    format!("{value:.decimals$}")
}

/// Several of what a word names: of a unit of time that a file writes in the plural, the word itself.
///
/// ```
/// assert_eq!(["week", "days", "person"].map(flywheel::text::plural), ["weeks", "days", "people"]);
/// ```
pub fn plural(word: &str) -> String {
    if word == "person" {
        return "people".into();
    }
    let vowel = |c: char| "aeiouAEIOU".contains(c);
    if word == "person" {
        return "people".into();
    }
    match word.strip_suffix('y').filter(|stem| !stem.is_empty() && !stem.ends_with(vowel)) {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with('s') => word.to_string(),
        None => format!("{word}s"),
    }
}

/// A unit behind a number with decimals: "items/week".
///
/// ```
/// assert_eq!(["item/week", "1/week", "weeks"].map(flywheel::text::units), ["items/week", "1/week", "weeks"]);
/// ```
pub fn units(unit: &str) -> String {
    let (counted, per) = unit.split_at(unit.find('/').unwrap_or(unit.len()));
    let is_word = !counted.is_empty() && counted.chars().all(char::is_alphabetic);
    if is_word { plural(counted) + per } else { unit.to_string() }
}

/// "1 week", "3 weeks".
pub fn counted(number: f64, unit: &str) -> String {
    format!("{} {}", plain(number), if number == 1.0 { singular(unit) } else { plural(unit) })
}

/// One of what a word names, as it stands before a number: "day 3".
///
/// ```
/// assert_eq!(["week", "days", "centuries"].map(flywheel::text::singular), ["week", "day", "century"]);
/// ```
pub fn singular(word: &str) -> String {
    if word == "people" {
        return "person".into();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    word.strip_suffix('s').filter(|one| one.len() > 1 && !one.ends_with('s')).unwrap_or(word).to_string()
}

/// "a, b and c", or whatever word stands before the last.
///
/// ```
/// use flywheel::text::listed;
/// assert_eq!(listed(&["R1".into(), "R6".into(), "B3".into()], "and"), "R1, R6 and B3");
/// assert_eq!(listed(&["R1".into()], "or"), "R1");
/// ```
pub fn listed(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., end] => format!("{} {last} {end}", before.join(", ")),
    }
}

/// A text on one line: a title, a name or a sentence, however its file breaks it.
///
/// ```
/// assert_eq!(flywheel::text::one_line(" Say no\r\n  more often "), "Say no more often");
/// ```
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a file may not hold this character: on a screen it does who knows what.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Whether Unicode keeps this for no character at all: XML cannot hold it, and it is no part of a name.
pub(crate) fn is_no_character(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// A character as a message shows it: what cannot be seen is told by its number.
pub(crate) fn shown(c: char) -> String {
    let hides = visible::is_harmful(c) || is_blank(c) || is_combining_mark(c);
    if hides { format!("U+{:04X}", u32::from(c)) } else { c.to_string() }
}

/// Whether a character parts the words of a name: the white space of Unicode, and what takes no room at all between
/// words.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{180e}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The one spelling of a name that names are compared by, as in XMILE 1.0 (section 2.2.2): lower case; runs of
/// blanks, line breaks and underscores are one underscore; letters with their marks are composed (NFC).
///
/// ```
/// use flywheel::text::canonical;
/// assert_eq!(canonical("Net  Change_in\nTrust"), "net_change_in_trust");
/// assert_eq!(canonical(r"Net\nChange"), "net_change");
/// assert_eq!(canonical("Cafe\u{301}\u{3000}noir"), "caf\u{e9}_noir");
/// ```
pub fn canonical(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    let mut chars = name.trim_matches(is_blank).chars().peekable();
    while let Some(c) = chars.next() {
        // The two characters `\n` stand for a line break in names.
        let broken = c == '\\' && chars.peek() == Some(&'n');
        if broken {
            chars.next();
        }
        // A quotation mark in a name is written with or without its mark.
        if c == '\\' && chars.peek() == Some(&'"') {
            continue;
        }
        if is_no_character(c) {
            continue;
        }
        if broken || is_blank(c) || c == '_' {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    if gap {
        out.push('_');
    }
    if out.is_ascii() { out } else { out.nfc().collect() }
}
