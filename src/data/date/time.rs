//! The time behind a date, and the offset of its zone.

use jiff::civil::Time;
use jiff::tz::Offset;

/// Names of zones that mean one offset, in hours from UTC.
const ZONES: [(&str, i32); 16] = [
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 1),
    ("cet", 1),
    ("mez", 1),
    ("cest", 2),
    ("mesz", 2),
    ("eet", 2),
    ("eest", 3),
    ("est", -5),
    ("edt", -4),
    ("pst", -8),
    ("pdt", -7),
    ("mst", -7),
];

/// Words that may stand between a date and a time, or behind it.
const FILLERS: [&str; 15] = ["t", "at", "um", "à", "a", "las", "kl", "om", "uhr", "h", "r", "г", "日", "alle", "ore"];

/// Reads what stands behind a date: nothing, a time, a time with an offset. None where it is none of these.
pub fn read(text: &str) -> Option<(Time, Option<Offset>)> {
    let mut rest = past_fillers(text);
    let mut time = Time::midnight();
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        (time, rest) = clock(rest)?;
        rest = past_fillers(rest);
    }
    // What stands in brackets says the same again: "(GMT)", "[Europe/Berlin]".
    let rest = rest.split(['(', '[']).next().unwrap_or_default().trim();
    Some((time, offset(rest)?))
}

fn past_fillers(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == '.');
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_filler = || FILLERS.contains(&word.to_lowercase().as_str()) && half_of_day(rest).is_none();
        if word.is_empty() || !is_filler() {
            return rest;
        }
        rest = after;
    }
}

/// "9:05 AM", "18:55:03.250", "9h05": and what stands behind it.
fn clock(text: &str) -> Option<(Time, &str)> {
    let (hour, mut rest) = number(text)?;
    let mut parts = [0, 0];
    for part in &mut parts {
        // A dot stands between hours and minutes in some languages, before parts of a second in all.
        let after = rest.strip_prefix([':', 'h', '.']).filter(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        let Some(after) = after else { break };
        (*part, rest) = number(after)?;
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']).filter(|f| f.starts_with(|c: char| c.is_ascii_digit())) {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let [minute, second] = parts;
    let (hour, rest) = match half_of_day(rest.trim_start()) {
        Some((is_after_noon, after)) if (1..=12).contains(&hour) => {
            (hour % 12 + if is_after_noon { 12 } else { 0 }, after)
        }
        // "13:05 PM" is written too.
        Some((true, after)) => (hour, after),
        Some(_) => return None,
        None => (hour, rest),
    };
    // A leap second is the last of its minute.
    let time = Time::new(hour, minute, second.min(59), 0).ok().filter(|_| second <= 60)?;
    Some((time, rest))
}

fn number(text: &str) -> Option<(i8, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok().filter(|_| end <= 2)?, rest))
}

/// Whether it is after noon, and what stands behind the words that say so.
fn half_of_day(text: &str) -> Option<(bool, &str)> {
    const HALVES: [(&str, bool); 8] = [
        ("a.m.", false),
        ("p.m.", true),
        ("a. m.", false),
        ("p. m.", true),
        ("am", false),
        ("pm", true),
        ("vorm.", false),
        ("nachm.", true),
    ];
    HALVES.iter().find_map(|(word, after_noon)| {
        let (begin, rest) = text.split_at_checked(word.len())?;
        let ends = !rest.starts_with(|c: char| c.is_alphabetic());
        (begin.eq_ignore_ascii_case(word) && ends).then_some((*after_noon, rest))
    })
}

/// The offset that is written, if one is; None where something else stands there.
fn offset(text: &str) -> Option<Option<Offset>> {
    if text.is_empty() {
        return Some(None);
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let base = match name {
        "" => 0,
        name => ZONES.iter().find(|(zone, _)| zone.eq_ignore_ascii_case(name))?.1 * 3600,
    };
    let rest = rest.trim();
    let (sign, digits) = match rest.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => match rest.strip_prefix(['-', '−']) {
            Some(digits) => (-1, digits),
            None if rest.is_empty() => return Some(Offset::from_seconds(base).ok()),
            None => return None,
        },
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        1 | 2 if is_number => (digits.parse::<i32>().ok()?, 0),
        4 if is_number => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    let seconds = base + sign * (hours * 3600 + minutes * 60);
    if hours > 15 || minutes > 59 { None } else { Some(Offset::from_seconds(seconds).ok()) }
}
