//! How Stella, iThink and Vensim write a unit:
//!
//! ```text
//! unit     = ["/"] product { ("*" | "/") product }      from left to right; "per" is "/"
//! product  = power { ["-"] power }                      binds tighter: $/person-year is $/(person*year)
//! power    = place ["^" exponent]                       also m², m**2, s-1, "square m", "m squared"
//! place    = name | number | "(" unit ")"
//! exponent = ["-"] number | "(" ["-"] number ["/" number] ")"
//! ```
//!
//! A name is one or more words, or in quotes; words are parted by blanks or underscores, and may hold signs of money and
//! percent, digits and points. Several words are one name, but for a product of names that each are units elsewhere in the
//! file. A number is a unit too, 1 alone is none: `1000*people` are not people, and a thousand is not 1.

use crate::model::units::fraction;

use super::units::Units;
use super::*;

/// Texts beyond are names as they stand.
const LONGEST: usize = 500;
/// Brackets within brackets, likewise.
const DEEPEST: usize = 20;
/// Names of more words are not looked for.
const MOST_WORDS: usize = 8;

/// Reads a text; none if it is no unit.
pub(super) fn read(units: &mut Units, text: &str) -> Option<Unit> {
    if text.len() > LONGEST {
        return None;
    }
    if let Some(unit) = units.known(text) {
        return Some(unit);
    }
    let mut reader = Reader { units, text, tokens: tokens(text)?, at: 0, depth: 0 };
    let unit = reader.unit()?;
    (reader.at == reader.tokens.len()).then_some(unit)
}

/// The words of a text that are no part of a longer name.
pub(super) fn alone(text: &str) -> Vec<&str> {
    let tokens = if text.len() > LONGEST { None } else { tokens(text) }.unwrap_or_default();
    let is_word = |at: usize| tokens.get(at).is_some_and(|(token, _)| *token == Token::Word);
    let single = (0..tokens.len()).filter(|at| is_word(*at) && !is_word(at + 1) && (*at == 0 || !is_word(at - 1)));
    single.map(|at| raised(&text[tokens[at].1.start..tokens[at].1.end]).0).collect()
}

/// Whether a name is made of others by signs, `per` or raised digits.
pub(super) fn is_compound(name: &str) -> bool {
    tokens(name).unwrap_or_default().iter().any(|(token, span)| match token {
        Token::Word => raised(&name[span.start..span.end]).1 != 1,
        Token::Number(_) | Token::Quoted => false,
        _ => true,
    })
}

/// Whether a text is one or more words and nothing else.
pub(super) fn is_words(text: &str) -> bool {
    tokens(text).is_some_and(|tokens| tokens.iter().all(|(token, _)| *token == Token::Word))
}

/// Whether a name can stand among others without quotes.
pub(super) fn is_name(name: &str) -> bool {
    let tokens = tokens(name).unwrap_or_default();
    let ends = |(first, last): (&(Token, Span), &(Token, Span))| {
        first.0 != Token::Hyphen && (first.1.start, last.1.end) == (0, name.len())
    };
    let all = tokens.len() <= MOST_WORDS && tokens.iter().all(|(token, _)| token.is_of_name());
    all && tokens.first().zip(tokens.last()).is_some_and(ends)
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Word,
    Quoted,
    Number(f64),
    Per,
    Times,
    Over,
    Hyphen,
    Power,
    Open,
    Close,
}

impl Token {
    /// Whether a character belongs to a word.
    pub(super) fn is_of_word(c: char) -> bool {
        let parts = c.is_whitespace() || c == '_' || "\"+=<>".contains(c);
        !parts && Token::of_sign(c).is_none()
    }

    fn of_sign(c: char) -> Option<Token> {
        Some(match c {
            '*' | '\u{b7}' | '\u{d7}' | '\u{22c5}' | '\u{2219}' | '\u{2022}' => Token::Times,
            '/' | '\u{f7}' | '\u{2215}' | '\u{2044}' => Token::Over,
            '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}' => Token::Hyphen,
            '^' => Token::Power,
            '(' | '[' | '{' => Token::Open,
            ')' | ']' | '}' => Token::Close,
            _ => return None,
        })
    }

    /// Whether a name that the file declares may hold it.
    fn is_of_name(self) -> bool {
        matches!(self, Token::Word | Token::Number(_) | Token::Per | Token::Hyphen)
    }
}

fn tokens(text: &str) -> Option<Vec<(Token, Span)>> {
    let mut out: Vec<(Token, Span)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if c.is_whitespace() || c == '_' {
            at += c.len_utf8();
            continue;
        } else if rest.starts_with("**") {
            (Token::Power, 2)
        } else if let Some(token) = Token::of_sign(c) {
            (token, c.len_utf8())
        } else if c == '"' {
            let mark = |i: &(usize, &str)| !rest[..i.0].ends_with('\\');
            (Token::Quoted, rest.match_indices('"').skip(1).find(mark)?.0 + 1)
        } else {
            let word = rest.find(|c| !Token::is_of_word(c)).unwrap_or(rest.len());
            match number(rest) {
                Some((number, length)) if length >= word => (Token::Number(number), length),
                _ if word == 0 => return None,
                _ if rest[..word].eq_ignore_ascii_case("per") => (Token::Per, word),
                _ => (Token::Word, word),
            }
        };
        out.push((token, Span::new(at, at + length)));
        at += length;
    }
    Some(out)
}

/// The number at the start of a text, and its length.
fn number(text: &str) -> Option<(f64, usize)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if text[end..].starts_with('.') {
        end += 1 + digits(end + 1);
    }
    if let Some(after) = text[end..].strip_prefix(['e', 'E']) {
        let sign = usize::from(after.starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    Some((text[..end].parse().ok()?, end))
}

/// A written number as a unit: what is 1/1000 of something is it over 1000.
fn scale(number: f64) -> Option<Unit> {
    let whole = (1.0 / number).round();
    let named = |number: f64| Unit::named(&number.to_string(), &number.to_string());
    match number {
        1.0 => Some(Unit::one()),
        x if !(x.is_finite() && x > 0.0) => None,
        x if x < 1.0 && (x * whole - 1.0).abs() < 1e-12 => Some(named(whole).power((-1, 1))),
        x => Some(named(x)),
    }
}

struct Reader<'a> {
    units: &'a mut Units,
    text: &'a str,
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| *token)
    }

    fn take(&mut self, wanted: Token) -> bool {
        let found = self.peek(0) == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The text of tokens `from..to`.
    fn piece(&self, from: usize, to: usize) -> &'a str {
        &self.text[self.tokens[from].1.start..self.tokens[to - 1].1.end]
    }

    fn unit(&mut self) -> Option<Unit> {
        let over = matches!(self.peek(0), Some(Token::Over | Token::Per)) && self.declared().is_none();
        let mut unit = if over { Unit::one() } else { self.product()? };
        loop {
            if self.take(Token::Times) {
                unit = unit.times(&self.product()?);
            } else if self.take(Token::Over) || self.take(Token::Per) {
                unit = unit.over(&self.product()?);
            } else {
                return Some(unit);
            }
            Some(&unit).filter(|unit| unit.is_plain())?;
        }
    }

    fn product(&mut self) -> Option<Unit> {
        let mut product = self.power()?;
        while self.take(Token::Hyphen) || matches!(self.peek(0), Some(Token::Word | Token::Quoted)) {
            product = product.times(&self.power()?);
        }
        Some(product)
    }

    /// A power, and what names without a sign before it multiply it by.
    fn power(&mut self) -> Option<Unit> {
        let named = self.peek(0) == Some(Token::Word);
        let mut factors = self.place()?;
        let last = factors.pop()?;
        let last = match (self.peek(0), self.peek(1)) {
            (Some(Token::Power), _) => {
                self.at += 1;
                let power = self.exponent()?;
                last.power(power)
            }
            // As in `m s-1`.
            (Some(Token::Hyphen), Some(Token::Number(x))) if named && x.fract() == 0.0 && (1.0..10.0).contains(&x) => {
                self.at += 2;
                last.power((-(x as i32), 1))
            }
            _ => last,
        };
        Some(factors.iter().fold(last, |product, factor| product.times(factor))).filter(Unit::is_plain)
    }

    fn exponent(&mut self) -> Option<(i32, i32)> {
        let open = self.take(Token::Open);
        let above = self.signed()?;
        let below = if open && self.take(Token::Over) { self.signed()? } else { 1.0 };
        if open {
            self.take(Token::Close).then_some(())?;
        }
        fraction(above, below)
    }

    fn signed(&mut self) -> Option<f64> {
        let minus = self.take(Token::Hyphen);
        let Some(Token::Number(x)) = self.peek(0) else { return None };
        self.at += 1;
        Some(if minus { -x } else { x })
    }

    fn place(&mut self) -> Option<Vec<Unit>> {
        if let Some((end, unit)) = self.declared() {
            self.at = end;
            return Some(vec![unit]);
        }
        let from = self.at;
        self.at += 1;
        match self.tokens.get(from)?.0 {
            Token::Open if self.depth < DEEPEST => {
                self.depth += 1;
                let unit = self.unit()?;
                self.depth -= 1;
                self.take(Token::Close).then(|| vec![unit])
            }
            Token::Quoted => {
                let name = self.piece(from, from + 1);
                let name = &name[1..name.len() - 1];
                (!canonical(name).is_empty()).then(|| vec![self.units.quoted(name)])
            }
            Token::Number(number) => Some(vec![scale(number)?]),
            Token::Word => {
                while self.take(Token::Word) {}
                Some(self.names(from, self.at))
            }
            _ => None,
        }
    }

    /// The longest name from here on that the file declares, with its end; it may hold hyphens and `per`, and ends where
    /// its last word does not go on.
    fn declared(&mut self) -> Option<(usize, Unit)> {
        let of_name = |token: Token| token.is_of_name();
        let most = (0..MOST_WORDS).take_while(|ahead| self.peek(*ahead).is_some_and(of_name)).count();
        if self.peek(0) == Some(Token::Hyphen) {
            return None;
        }
        (1..=most).rev().find_map(|length| {
            if self.peek(length) == Some(Token::Word) {
                return None;
            }
            let end = self.at + length;
            Some((end, self.units.known(self.piece(self.at, end))?))
        })
    }

    /// The units that a run of words names.
    fn names(&mut self, from: usize, to: usize) -> Vec<Unit> {
        let word = |at: usize| self.piece(at, at + 1).to_lowercase();
        let powers = [("square", 2), ("squared", 2), ("sq", 2), ("cubic", 3), ("cubed", 3), ("cu", 3)];
        let power = |at: usize| powers.iter().find(|(name, _)| word(at) == *name);
        if to - from == 1 {
            return vec![self.word(self.piece(from, to))];
        }
        if let (first, last) = (power(from), power(to - 1))
            && let Some((name, n)) = first.or(last)
        {
            let before = !name.ends_with('d');
            if before == first.is_some() {
                let mut inner = if before { self.names(from + 1, to) } else { self.names(from, to - 1) };
                let raised = if before { inner.first_mut() } else { inner.last_mut() };
                raised.into_iter().for_each(|unit| *unit = unit.power((*n, 1)));
                return inner;
            }
        }
        let parts = if to - from > MOST_WORDS { None } else { self.parts(from, to) };
        parts.unwrap_or_else(|| vec![self.units.named(self.piece(from, to))])
    }

    /// A run of words as a product of names that are all units elsewhere in the file, the longest first.
    fn parts(&mut self, from: usize, to: usize) -> Option<Vec<Unit>> {
        if from == to {
            return Some(Vec::new());
        }
        (from + 1..=to).rev().find_map(|end| {
            let name = self.piece(from, end);
            let single = end == from + 1 && self.units.stands_alone(raised(name).0);
            let first = if single { Some(self.word(name)) } else { self.units.known(name) }?;
            let rest = self.parts(end, to)?;
            Some(std::iter::once(first).chain(rest).collect())
        })
    }

    /// One word, which may end in raised digits.
    fn word(&mut self, word: &str) -> Unit {
        let (stem, power) = raised(word);
        if power == 1 || self.units.known(word).is_some() {
            return self.units.named(word);
        }
        let number = number(stem).filter(|(_, length)| *length == stem.len());
        let unit = number.and_then(|(number, _)| scale(number)).unwrap_or_else(|| self.units.named(stem));
        unit.power((power, 1))
    }
}

/// A word without the raised digits at its end, and the power that they are.
fn raised(word: &str) -> (&str, i32) {
    const DIGITS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let stem = word.trim_end_matches(|c| DIGITS.contains(c) || c == '⁻');
    let raised = &word[stem.len()..];
    let digit = |c: char| DIGITS.chars().position(|digit| digit == c);
    let digits = raised.strip_prefix('⁻').unwrap_or(raised);
    let size = digits.chars().try_fold(0, |sum: i32, c| sum.checked_mul(10)?.checked_add(digit(c)? as i32));
    match size {
        Some(size) if !stem.is_empty() && (1..100).contains(&size) => {
            (stem, if digits.len() < raised.len() { -size } else { size })
        }
        _ => (word, 1),
    }
}
