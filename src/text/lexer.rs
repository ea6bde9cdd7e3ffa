//! Characters to tokens.

use super::span::Span;
use super::{is_blank, shown};

/// A word or sign of the equation language.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Number(f64),
    Name(String),
    /// One of `if then else and or not mod`, in lower case.
    Keyword(&'static str),
    /// An operator or a bracket, as written in [`SIGNS`].
    Sign(&'static str),
    /// Something that belongs to no token, with what is wrong about it.
    Wrong(String),
    End,
}

/// Words that are operators; the case does not matter.
const KEYWORDS: [&str; 7] = ["if", "then", "else", "and", "or", "not", "mod"];

/// Signs, longest first where one begins with another.
const SIGNS: [&str; 18] =
    ["<=", ">=", "<>", "..", "//", "+", "-", "*", "/", "^", "<", ">", "=", "(", ")", ",", "@", ";"];

/// Signs of other notations, and what is written here instead; longest first where one begins with another.
const FOREIGN: [(&str, &str); 20] = [
    ("==", "="),
    ("!=", "<>"),
    ("=>", ">="),
    ("=<", "<="),
    ("&&", "and"),
    ("||", "or"),
    ("**", "^"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
    ("≠", "<>"),
    ("≤", "<="),
    ("≥", ">="),
    ("×", "*"),
    ("·", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("–", "-"),
    ("“", "\""),
    ("”", "\""),
];

/// Functions whose names are several words in the models that other tools convert; the brackets of a call follow.
const SEVERAL_WORDS: &[&[&str]] = &[
    &["pulse", "train"],
    &["delay", "fixed"],
    &["if", "then", "else"],
    &["random", "normal"],
    &["random", "uniform"],
    &["sample", "if", "true"],
];

/// Whether a character may begin a name without quotes: XMILE 1.0 (section 2.2.1) lets all beyond ASCII, save blanks
/// and the signs of other notations.
fn is_letter(c: char) -> bool {
    let foreign = || FOREIGN.iter().any(|(sign, _)| sign.starts_with(c));
    c.is_alphabetic() || matches!(c, '_' | '$') || (!c.is_ascii() && !is_blank(c) && !c.is_control() && !foreign())
}

/// Whether a character may go on a name without quotes: Vensim and Stella write apostrophes in it (`team's_pace`).
fn continues_name(c: char) -> bool {
    is_letter(c) || c.is_numeric() || c == '\''
}

/// Whether a name would be read as an operator unless it stands in quotes.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.iter().any(|k| name.eq_ignore_ascii_case(k))
}

/// Whether a text without quotes is read as one name, all of it: `base.` is not.
pub fn is_one_name(text: &str) -> bool {
    matches!(tokens(text).as_slice(), [(Token::Name(name), _), (Token::End, _)] if **name == *text)
}

/// Splits an equation into tokens with their spans within `text`; the last one is [`Token::End`]. Blanks and
/// `{comments}` are dropped.
pub fn tokens(text: &str) -> Vec<(Token, Span)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if is_blank(c) {
            at += c.len_utf8();
            continue;
        } else if c == '{' {
            match rest.find('}') {
                Some(end) => {
                    at += end + 1;
                    continue;
                }
                None => (Token::Wrong("this comment is not closed by `}`".into()), rest.len()),
            }
        } else if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
            number(rest)
        } else if c == '"' {
            match closing_quote(&rest[1..]) {
                Some(end) => (Token::Name(rest[1..=end].into()), end + 2),
                None => (Token::Wrong("this name is not closed by `\"`".into()), rest.len()),
            }
        } else if is_letter(c) {
            word(rest)
        } else if c == '[' {
            (Token::Wrong("`[` begins a subscript, and arrays are not supported".into()), 1)
        } else if let Some((foreign, ours)) = FOREIGN.iter().find(|(foreign, _)| rest.starts_with(foreign)) {
            (Token::Wrong(format!("`{foreign}` is written `{ours}` here")), foreign.len())
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            (Token::Wrong(format!("`{}` means nothing in an equation", shown(c))), c.len_utf8())
        };
        out.push((token, Span::new(at, at + length)));
        at += length;
    }
    out.push((Token::End, Span::new(text.len(), text.len())));
    out
}

/// A number: digits, a point, an exponent. The two points of a range (`52..104`) end it.
fn number(text: &str) -> (Token, usize) {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1) != Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    let token = match text[..end].parse::<f64>() {
        Ok(value) if value.is_finite() => Token::Number(value),
        _ => Token::Wrong(format!(
            "`{}` is not a number that a computer can hold (at most about 1.8e308)",
            short(&text[..end])
        )),
    };
    (token, end)
}

/// Where a quoted name ends: `\"` is part of it.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// A name or a keyword. A point followed by a letter continues it (`base.trust`).
fn word(text: &str) -> (Token, usize) {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = c == '.' && chars.peek().is_some_and(|(_, d)| d.is_alphabetic() || *d == '_');
        if !(continues_name(c) || joins) {
            break;
        }
        end = at + c.len_utf8();
    }
    // A point also joins a name in quotes: base."batch size".
    if text[end..].starts_with(".\"")
        && let Some(length) = closing_quote(&text[end + 2..])
    {
        let quoted = &text[end + 2..end + 2 + length];
        return (Token::Name(format!("{}.{quoted}", &text[..end])), end + length + 3);
    }
    let word = &text[..end];
    if let Some((name, length)) = SEVERAL_WORDS.iter().find_map(|words| several_words(text, words)) {
        return (Token::Name(name), length);
    }
    match KEYWORDS.iter().find(|k| word.eq_ignore_ascii_case(k)) {
        Some(keyword) => (Token::Keyword(keyword), end),
        None => (Token::Name(word.into()), end),
    }
}

/// A call whose name is these words with blanks between them: the name with underscores, and its length in the text.
fn several_words(text: &str, words: &[&str]) -> Option<(String, usize)> {
    let mut rest = text;
    for word in words {
        rest = rest.trim_start_matches(is_blank);
        let begins = rest.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        if !begins || rest[word.len()..].starts_with(continues_name) {
            return None;
        }
        rest = &rest[word.len()..];
    }
    rest.trim_start_matches(is_blank).starts_with('(').then(|| (words.join("_"), text.len() - rest.len()))
}

/// A text cut to what fits into a message.
pub fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.into(),
    }
}
