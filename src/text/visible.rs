//! Text from elsewhere as it may be shown: what people write in files and what files are called reaches screens, tables
//! and pictures, and nothing in it may move a cursor, change a colour, turn the direction of reading or hide.
//!
//! # Source
//! Unicode Technical Report 36, "Unicode Security Considerations"; Boucher & Anderson (2021), "Trojan Source: Invisible
//! Vulnerabilities", arXiv:2111.00169 (marks of direction); ECMA-48 (control functions of terminals).

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character acts on what shows it instead of being seen: control characters (line breaks and tabs too), marks
/// of direction, separators of lines, what has no width, tags, and what is no character.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
        || u32::from(c) & 0xfffe == 0xfffe
}

/// A text on one line: what would act is written out, as `\n` or `\u{202e}`.
///
/// ```
/// use flywheel::text::visible::line;
/// assert_eq!(line("x\r  proved\u{1b}[0m"), r"x\r  proved\u{1b}[0m");
/// assert_eq!(line("Größe, 団, می\u{200c}خواهم"), "Größe, 団, می\u{200c}خواهم");
/// ```
pub fn line(text: &str) -> Cow<'_, str> {
    written_out(text, |_| false)
}

/// A text whose lines are its own: all but line breaks and tabs is written out as in [`line`].
pub fn lines(text: &str) -> Cow<'_, str> {
    written_out(text, |c| matches!(c, '\n' | '\t'))
}

fn written_out(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~') || kept(char::from(b)) && b.is_ascii()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Many scripts join and part their letters by these; among ours they only make one name look like another.
        let joins = |c: char| matches!(c, '\u{200c}' | '\u{200d}');
        let is_of_script = |c: char| !c.is_ascii() && !is_harmful(c) && !joins(c);
        let stray = joins(c) && !(is_of_script(before) && chars.peek().is_some_and(|c| is_of_script(*c)));
        match c {
            '\n' | '\r' | '\t' if !kept(c) => out.extend(c.escape_default()),
            _ if !kept(c) && (stray || is_harmful(c)) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            _ => out.push(c),
        }
        before = if stray { ' ' } else { c };
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_written_out_and_what_is_read_stays() {
        let check = |text: &str, expected: &str| assert_eq!(line(text), expected, "{text:?}");
        check("a\u{1b}]0;T\u{7}", r"a\u{1b}]0;T\u{7}");
        check("a\r\nb\tc", r"a\r\nb\tc");
        check("a\u{9b}31m\u{85}", r"a\u{9b}31m\u{85}");
        check("a\u{202e}b\u{2066}c\u{200f}", r"a\u{202e}b\u{2066}c\u{200f}");
        check("a\u{200b}b\u{feff}c\u{200d}d", r"a\u{200b}b\u{feff}c\u{200d}d");
        check("\u{e0041}\u{ffff}\u{1fffe}", r"\u{e0041}\u{ffff}\u{1fffe}");
        check("naïve \u{1f469}\u{200d}\u{1f52c} שלום", "naïve \u{1f469}\u{200d}\u{1f52c} שלום");
        check("", "");
        assert_eq!(lines("a\n\tb\r\u{1b}"), "a\n\tb\\r\\u{1b}");
    }

    #[test]
    fn what_has_been_written_out_stays_as_it_is() {
        let all: String = (0..=0x2_ffff).filter_map(char::from_u32).collect();
        let once = line(&all).into_owned();
        assert!(line(&once) == once);
        assert!(!once.chars().any(is_harmful));
    }
}
