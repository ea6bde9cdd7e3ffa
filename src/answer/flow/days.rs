//! Days between dates.

use jiff::civil::Date;

/// From one day to another: 0 from a day to itself.
pub fn between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// So many days later, or earlier; the nearest day that a calendar has.
pub fn later(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
