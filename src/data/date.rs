//! Dates as people and programs write them.

mod names;
mod scan;
mod time;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::options::Order;

/// A moment as it is written: in its own zone, with the offset of that zone where it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: DateTime,
    pub offset: Option<Offset>,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Nothing.
    Blank,
    /// One day, however numbers are ordered.
    Sure(Moment),
    /// Three numbers of which the last is the year, or with the year first where it has two digits.
    Numbers { first: u8, second: u8, third: i16, time: Time, offset: Option<Offset>, dotted: bool },
    /// No date, or none that there is.
    Wrong,
}

/// The years that a date can be in: earlier ones and later ones come of empty fields and of slips.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// What programs write where there is no date.
const NOTHING: [&str; 9] = ["-", "–", "—", "null", "none", "n/a", "na", "nat", "nan"];

/// The day that workbooks count from: day 1 is the first of January 1900, and they take 1900 for a leap year.
const SERIAL_ZERO: Date = jiff::civil::date(1899, 12, 30);

impl Written {
    /// Reads a cell; a number alone is a day in workbooks only.
    pub fn read(cell: &str, has_serials: bool) -> Written {
        let cell = cell.trim();
        if cell.is_empty() || NOTHING.iter().any(|nothing| cell.eq_ignore_ascii_case(nothing)) {
            return Written::Blank;
        }
        if let Ok(number) = cell.parse::<f64>()
            && !(cell.len() == 8 && cell.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return if has_serials { serial(number) } else { Written::Wrong };
        }
        scan::date(cell)
    }

    /// The moment, with numbers in this order; None where there is no such day.
    pub fn ordered(self, order: Order) -> Option<Moment> {
        match self {
            Written::Sure(moment) => Some(moment),
            Written::Blank | Written::Wrong => None,
            Written::Numbers { first, second, third, time, offset, .. } => {
                let (year, month, day) = match order {
                    Order::DayFirst => (year_of(third), second, first),
                    Order::MonthFirst => (year_of(third), first, second),
                    Order::YearFirst if third < 100 => (year_of(first.into()), second, u8::try_from(third).ok()?),
                    Order::YearFirst => return None,
                };
                moment(year, month, day, time, offset)
            }
        }
    }
}

fn moment(year: i16, month: u8, day: u8, time: Time, offset: Option<Offset>) -> Option<Moment> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    YEARS.contains(&year).then(|| Moment { at: date.to_datetime(time), offset })
}

/// A year of two digits is one of these hundred: 1990 to 2089.
fn year_of(number: i16) -> i16 {
    match number {
        0..=89 => 2000 + number,
        90..=99 => 1900 + number,
        _ => number,
    }
}

fn serial(number: f64) -> Written {
    let days = number.floor();
    if !(1.0..100_000.0).contains(&days) {
        return Written::Wrong;
    }
    let date = SERIAL_ZERO.checked_add(jiff::Span::new().days(days as i64));
    match date {
        Ok(date) if YEARS.contains(&date.year()) => {
            Written::Sure(Moment { at: date.to_datetime(Time::midnight()), offset: None })
        }
        _ => Written::Wrong,
    }
}

#[cfg(test)]
mod tests;
