//! Which day a cell says: decided once for a file, from the cells that are not later than the day up to which it is read.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::date::{Moment, Written};
use super::options::{Order, Reading};
use super::question::Question;
use super::table::Table;

/// How cells are read as days.
pub struct Days {
    order: Order,
    zone: Option<TimeZone>,
    as_of: Option<Date>,
    has_serials: bool,
    /// What is to be known of it, in sentences.
    pub notes: Vec<String>,
}

/// A cell that is no date, or none that there is.
#[derive(Debug)]
pub struct NoDate;

impl Days {
    /// Decides by what stands in these columns. A cell that can be read in one order only says which order it is, unless it
    /// is later than the day up to which the file is read.
    ///
    /// # Errors
    /// What is left open.
    pub fn decide(table: &Table, columns: &[usize], reading: &Reading) -> Result<Days, Vec<Question>> {
        let mut days = Days {
            order: reading.dates.unwrap_or(Order::DayFirst),
            zone: reading.zone.clone(),
            as_of: reading.as_of,
            has_serials: table.has_serials,
            notes: Vec::new(),
        };
        let seen = Seen::of(table, columns, &days);
        let mut open = Vec::new();
        if reading.dates.is_none() {
            let told =
                |(row, cell): &(usize, String), order: &str| format!("Dates are {order}: row {row} has `{cell}`.");
            match (&seen.day_first, &seen.month_first, &seen.either) {
                (Some((row, cell)), Some(against), _) => {
                    open.push(Question::DayOrMonth { row: *row, cell: cell.clone(), against: Some(against.clone()) })
                }
                (Some(found), None, _) => days.notes.push(told(found, "day first")),
                (None, Some(found), _) => {
                    days.order = Order::MonthFirst;
                    days.notes.push(told(found, "month first"));
                }
                (None, None, Some((row, cell))) => {
                    open.push(Question::DayOrMonth { row: *row, cell: cell.clone(), against: None });
                }
                (None, None, None) => {}
            }
        }
        let mut offsets = seen.offsets.into_iter();
        match (offsets.next(), offsets.next(), &days.zone) {
            (Some((_, first)), Some((_, second)), None) => open.push(Question::Zone { first, second }),
            (Some((offset, _)), None, None) => {
                let offset =
                    if offset == 0 { "UTC".into() } else { format!("{:+} h from UTC", f64::from(offset) / 3600.0) };
                days.notes.push(format!(
                    "Days are those of the times in the file ({offset}); --zone counts those of the team."
                ));
            }
            _ => {}
        }
        if open.is_empty() { Ok(days) } else { Err(open) }
    }

    /// When a cell says that something happened; None where it says nothing, or something later than the day up to which
    /// the file is read.
    ///
    /// # Errors
    /// Where it is no date.
    pub fn read(&self, cell: &str) -> Result<Option<DateTime>, NoDate> {
        match Written::read(cell, self.has_serials) {
            Written::Blank => Ok(None),
            written => {
                let at = |order: Order| written.ordered(order).and_then(|moment| self.here(moment));
                match at(self.order) {
                    Some(at) => Ok(Some(at).filter(|at| !self.is_later(*at))),
                    // It may be written in the other order and later, which nothing before that day can tell.
                    None if [Order::DayFirst, Order::MonthFirst]
                        .into_iter()
                        .filter_map(at)
                        .any(|at| self.is_later(at)) =>
                    {
                        Ok(None)
                    }
                    None => Err(NoDate),
                }
            }
        }
    }

    /// A moment in the zone in which days are counted.
    fn here(&self, moment: Moment) -> Option<DateTime> {
        match (&self.zone, moment.offset) {
            (Some(zone), Some(offset)) => {
                Some(offset.to_timestamp(moment.at).ok()?.to_zoned_datetime(zone.clone()).datetime())
            }
            _ => Some(moment.at),
        }
    }

    fn is_later(&self, at: DateTime) -> bool {
        self.as_of.is_some_and(|as_of| at.date() > as_of)
    }
}

/// What the cells of a file show of how they are to be read: each with the first row that shows it.
#[derive(Default)]
struct Seen {
    day_first: Option<(usize, String)>,
    month_first: Option<(usize, String)>,
    either: Option<(usize, String)>,
    /// By the seconds from UTC.
    offsets: BTreeMap<i32, (usize, String)>,
}

impl Seen {
    fn of(table: &Table, columns: &[usize], days: &Days) -> Seen {
        let mut seen = Seen::default();
        for row in &table.rows {
            for column in columns {
                let cell = row.cell(*column);
                seen.look_at(row.row, cell, Written::read(cell, table.has_serials), days);
            }
        }
        seen
    }

    fn look_at(&mut self, row: usize, cell: &str, written: Written, days: &Days) {
        let counts = |moment: &Moment| days.here(*moment).is_some_and(|at| !days.is_later(at));
        let moment = match written {
            Written::Sure(moment) => Some(moment).filter(counts),
            Written::Numbers { dotted, .. } => {
                let day_first = written.ordered(Order::DayFirst);
                // Where dots stand between numbers, in all languages of the CLDR the day comes first.
                let month_first = written.ordered(Order::MonthFirst).filter(|_| !(dotted && day_first.is_some()));
                let at = || (row, cell.to_string());
                match (day_first, month_first) {
                    (Some(one), None) if counts(&one) => drop(self.day_first.get_or_insert_with(at)),
                    (None, Some(one)) if counts(&one) => drop(self.month_first.get_or_insert_with(at)),
                    (Some(one), Some(other)) if one != other && (counts(&one) || counts(&other)) => {
                        self.either.get_or_insert_with(at);
                    }
                    _ => {}
                }
                let chosen = written.ordered(days.order);
                chosen.filter(counts)
            }
            Written::Blank | Written::Wrong => None,
        };
        if let Some(offset) = moment.and_then(|moment| moment.offset) {
            self.offsets.entry(offset.seconds()).or_insert_with(|| (row, cell.to_string()));
        }
    }
}
