//! The question about items that were read from a team's own files.

use jiff::civil::{Date, date};

use crate::answer::Onlooker;
use crate::answer::own_items::OwnFile;
use crate::data::{Item as Read, StartFrom};

use super::{Item, Question};

impl Question {
    /// About the items of files of one team, up to the last day that was read.
    ///
    /// Where the day on which an item was asked for stands in for the start of work, nothing is known of what waits, and
    /// that is told.
    pub fn of(files: &[OwnFile], onlooker: &dyn Onlooker) -> Question {
        let mut out = Question::default();
        for OwnFile { name, items } in files {
            let stands_in = items.start_from == StartFrom::Created;
            if stands_in {
                onlooker.note(&format!(
                    "{name}: the day on which an item was asked for stands in for the start of work, so what waits is counted \
                     as open: answer worked_on, and read where you stand with doubt"
                ));
            }
            out.items.extend(items.items.iter().map(|item| {
                let own = Item::from(item);
                Item { created: own.created.filter(|_| !stands_in), ..own }
            }));
            out.as_of = out.as_of.max(items.as_of.map(day));
        }
        out
    }
}

impl From<&Read> for Item {
    fn from(item: &Read) -> Item {
        Item {
            created: item.created.map(day),
            started: item.started.map(day),
            done: item.done.map(day),
            dropped: item.dropped.map(day),
        }
    }
}

/// Days since the beginning of 1970.
fn day(day: Date) -> i32 {
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day(date(1970, 1, 2)), 1);
        assert_eq!(day(date(1969, 12, 31)), -1);
        assert_eq!(day(date(2026, 11, 30)) - day(date(2026, 2, 28)), 275);
    }
}
