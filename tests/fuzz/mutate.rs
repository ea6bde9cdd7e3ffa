//! Texts made of others: words, numbers, lines and pieces taken out, doubled, exchanged, put in from elsewhere.

use std::ops::Range;

use flywheel::model::builtin::{Callable, TABLE};

use crate::luck::Luck;

/// Numbers at the edges of what numbers can be, and texts that are nearly numbers.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1",
    "0.5",
    "2",
    "1e-320",
    "1e308",
    "-1e308",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "18446744073709551616",
    "0x10",
    "1_000",
    "1e",
    ".",
    "1.",
    ".5",
    "1..2",
    "1e99999",
    "0.1",
    "0.3",
    "1e-9",
    "1/3",
    "999999999999999999999999",
];

/// What is seldom in a file by intention.
const STRANGE: &[&str] = &[
    "\"",
    "'",
    "'''",
    "\"\"\"",
    "\\",
    "\\n",
    "\\\"",
    "\\u0000",
    "\\uFFFE",
    "\u{feff}",
    "\u{fffe}",
    "\u{202e}",
    "\u{a0}",
    "\u{2009}",
    "\u{85}",
    "\u{200b}",
    "e\u{301}",
    "\u{e9}",
    "\u{130}",
    "\u{df}",
    "\u{1f9e0}",
    "\u{ffff}",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\u{1b}[31m",
    "#",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "(",
    ")",
    "=",
    ",",
    ";",
    "@",
    "..",
    "//",
    "<>",
    "<=",
    "^",
    "--",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&lt;",
    "&#0;",
    "&#xFFFE;",
    "&#x110000;",
    "&nope;",
    "<",
    ">",
    "/>",
    "</",
    "<?xml",
    "<!DOCTYPE",
    "true",
    "false",
    "1979-05-27",
    "base.",
    "self",
    "per",
    "if",
    "then",
    "else",
    "not",
    "and",
    "or",
    "mod",
];

/// Mutates texts of one corpus.
pub struct Mutator {
    corpus: Vec<String>,
    /// The words of the corpus, each once, and those of the language.
    words: Vec<String>,
    /// No text grows beyond this many bytes.
    longest: usize,
}

impl Mutator {
    pub fn new(corpus: Vec<String>, longest: usize) -> Mutator {
        let mut words: Vec<String> =
            corpus.iter().flat_map(|text| tokens(text).into_iter().map(|t| text[t].to_string())).collect();
        words.retain(|word| word.starts_with(|c: char| c.is_alphanumeric()) && word.len() < 40);
        words.extend(Callable::names().map(String::from));
        words.extend(TABLE.iter().map(|row| row.name.to_string()));
        words.sort();
        words.dedup();
        Mutator { corpus, words, longest }
    }

    pub fn corpus(&self) -> &[String] {
        &self.corpus
    }

    /// A text of the corpus, changed in one to four ways.
    pub fn text(&self, luck: &mut Luck) -> String {
        let mut text = self.corpus[luck.below(self.corpus.len())].clone();
        for _ in 0..=luck.below(4) {
            text = match luck.below(10) {
                0 => self.characters(&text, luck),
                1 | 2 => self.lines(&text, luck),
                3 => self.pieces(&text, luck),
                4 => nested(&text, luck),
                _ => self.exchanged(&text, luck),
            };
            if text.len() > self.longest {
                let end = text.floor_char_boundary(self.longest);
                text.truncate(end);
            }
        }
        text
    }

    fn word(&self, luck: &mut Luck) -> String {
        match luck.below(4) {
            0 => luck.of(NUMBERS).to_string(),
            1 => luck.of(STRANGE).to_string(),
            _ => self.words[luck.below(self.words.len())].clone(),
        }
    }

    /// One token is another one, is gone, is doubled, or has another before it.
    fn exchanged(&self, text: &str, luck: &mut Luck) -> String {
        let tokens = tokens(text);
        if tokens.is_empty() {
            return self.word(luck);
        }
        let mut at = tokens[luck.below(tokens.len())].clone();
        // Numbers are fewer than words, and as worth a change.
        if luck.one_in(3) {
            let is_number = |t: &&Range<usize>| text[(*t).clone()].starts_with(|c: char| c.is_ascii_digit());
            let numbers: Vec<_> = tokens.iter().filter(is_number).collect();
            if !numbers.is_empty() {
                at = numbers[luck.below(numbers.len())].clone();
            }
        }
        let own = &text[at.clone()];
        let new = match luck.below(8) {
            0 => String::new(),
            1 => format!("{own}{own}"),
            2 => format!("{own} {}", self.word(luck)),
            3 => format!("{} {own}", self.word(luck)),
            4 => text[tokens[luck.below(tokens.len())].clone()].to_string(),
            5 => own.repeat(1 + luck.below(64)),
            _ => self.word(luck),
        };
        replaced(text, at, &new)
    }

    /// One character is another, is gone, or has another before it.
    fn characters(&self, text: &str, luck: &mut Luck) -> String {
        let start = text.floor_char_boundary(luck.below(text.len() + 1));
        let end = text.ceil_char_boundary((start + luck.below(3)).min(text.len()));
        let new = match luck.below(3) {
            0 => String::new(),
            1 => luck.of(STRANGE).to_string(),
            _ => {
                let most = if luck.one_in(4) { 0x3000 } else { 128 };
                char::from_u32(luck.below(most) as u32).unwrap_or(' ').to_string()
            }
        };
        replaced(text, start..end, &new)
    }

    /// A line is gone, stands twice, elsewhere, or comes from another text.
    fn lines(&self, text: &str, luck: &mut Luck) -> String {
        let ends: &str = if text.contains('\n') { "\n" } else { ">" };
        let mut lines: Vec<&str> = text.split_inclusive(ends).collect();
        if lines.is_empty() {
            return text.to_string();
        }
        let (at, to) = (luck.below(lines.len()), luck.below(lines.len()));
        let other = self.corpus[luck.below(self.corpus.len())].as_str();
        let others: Vec<&str> = other.split_inclusive(ends).collect();
        match luck.below(4) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[to]),
            2 => lines.swap(at, to),
            _ if others.is_empty() => {}
            _ => {
                let from = luck.below(others.len());
                let to = (from + 1 + luck.below(6)).min(others.len());
                lines.splice(at..at, others[from..to].iter().copied());
            }
        }
        lines.concat()
    }

    /// A piece is gone, stands twice, or the rest is that of another text.
    fn pieces(&self, text: &str, luck: &mut Luck) -> String {
        let a = text.floor_char_boundary(luck.below(text.len() + 1));
        let b = text.floor_char_boundary(luck.below(text.len() + 1));
        let (start, end) = (a.min(b), a.max(b));
        match luck.below(3) {
            0 => replaced(text, start..end, ""),
            1 => replaced(text, end..end, &text[start..end]),
            _ => {
                let other = &self.corpus[luck.below(self.corpus.len())];
                let from = other.floor_char_boundary(luck.below(other.len() + 1));
                format!("{}{}", &text[..start], &other[from..])
            }
        }
    }
}

/// A token stands in many brackets.
fn nested(text: &str, luck: &mut Luck) -> String {
    let tokens = tokens(text);
    if tokens.is_empty() {
        return text.to_string();
    }
    let at = tokens[luck.below(tokens.len())].clone();
    let (open, close) = [
        ("(", ")"),
        ("-", ""),
        ("[", "]"),
        ("if 1 then ", " else 0"),
        ("abs(", ")"),
        ("smth1(", ", 2)"),
        ("<a>", "</a>"),
    ][luck.below(7)];
    let depth = [1, 2, 10, 120, 199, 201, 300][luck.below(7)];
    let new = format!("{}{}{}", open.repeat(depth), &text[at.clone()], close.repeat(depth));
    replaced(text, at, &new)
}

fn replaced(text: &str, at: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..at.start], &text[at.end..])
}

/// Words with their numbers, and signs one by one; blanks are none.
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if in_word(c) {
            while let Some((at, c)) = chars.next_if(|(_, c)| in_word(*c)) {
                end = at + c.len_utf8();
            }
        }
        out.push(start..end);
    }
    out
}
