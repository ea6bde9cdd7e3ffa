//! A date from left to right: three numbers, or two and the name of a month, then a time.

use super::names::{Word, word};
use super::{Written, moment, time, year_of};

/// What was found of a date so far.
#[derive(Default)]
struct Found {
    /// Numbers, and with how many digits they are written.
    numbers: Vec<(i16, usize)>,
    /// The month, and whether its name may be a day of the week.
    month: Option<(u8, bool)>,
    dots: usize,
}

impl Found {
    fn is_whole(&self) -> bool {
        self.numbers.len() + usize::from(self.month.is_some()) == 3
    }

    /// Takes the next word or number; None where it does not belong to a date.
    fn take(&mut self, token: &str, after: &str) -> Option<()> {
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            self.numbers.push((token.parse().ok().filter(|_| token.len() <= 4)?, token.len()));
            self.dots += usize::from(after.starts_with('.'));
            return Some(());
        }
        self.month = match (word(token)?, self.month) {
            (Word::Filler, month) => month,
            (Word::Month(month), None) => Some((month, false)),
            (Word::MonthOrDay(month), None) => Some((month, true)),
            // What was taken for March is a Tuesday.
            (Word::Month(month) | Word::MonthOrDay(month), Some((_, true))) => Some((month, false)),
            (_, Some((_, false))) => return None,
        };
        Some(())
    }
}

/// Reads a text that is not empty.
pub fn date(text: &str) -> Written {
    compact(text).or_else(|| spaced(text)).unwrap_or(Written::Wrong)
}

fn spaced(text: &str) -> Option<Written> {
    let mut found = Found::default();
    let mut rest = text;
    while !found.is_whole() {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ",/-.'’".contains(c));
        let first = rest.chars().next()?;
        let length = match first {
            '年' | '月' | '日' => first.len_utf8(),
            _ if first.is_ascii_digit() => run(rest, |c| c.is_ascii_digit()),
            _ if first.is_alphabetic() => run(rest, char::is_alphabetic),
            _ => return None,
        };
        let (token, after) = rest.split_at(length);
        found.take(token, after)?;
        rest = after;
    }
    let (time, offset) = time::read(rest)?;
    let sure = |year: i16, month: i16, day: i16| {
        let part = |number: i16| u8::try_from(number).ok();
        moment(year, part(month)?, part(day)?, time, offset).map(Written::Sure)
    };
    match (&found.numbers[..], found.month) {
        // "2025 Jan 6" has its year first; all others their day.
        ([(a, 4), (b, _)], Some((month, _))) => sure(*a, month.into(), *b),
        ([(a, _), (b, _)], Some((month, _))) => sure(year_of(*b), month.into(), *a),
        ([(a, 4), (b, _), (c, _)], None) => sure(*a, *b, *c),
        ([(a, 1 | 2), (b, 1 | 2), (third, 1 | 2 | 4)], None) => Some(Written::Numbers {
            first: u8::try_from(*a).ok()?,
            second: u8::try_from(*b).ok()?,
            third: *third,
            time,
            offset,
            dotted: found.dots >= 2,
        }),
        _ => None,
    }
}

/// `20250113`, with or without a time behind it.
fn compact(text: &str) -> Option<Written> {
    let (date, rest) = text.split_at_checked(8).filter(|_| run(text, |c| c.is_ascii_digit()) == 8)?;
    let part = |from: usize, to: usize| date.get(from..to).and_then(|digits| digits.parse::<u8>().ok());
    let year = date.get(..4).and_then(|digits| digits.parse().ok())?;
    let (time, offset) = time::read(rest)?;
    moment(year, part(4, 6)?, part(6, 8)?, time, offset).map(Written::Sure)
}

/// How long the run of such characters is at the start, in bytes.
fn run(text: &str, is_in: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_in(c)).unwrap_or(text.len())
}
