//! How work flows through a team, from its own dates: how long items take, how many are finished in a week, what is open
//! and how old it is.

mod charts;
mod count;
mod data;
mod days;
mod words;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::data::{Item, StartFrom};

use super::form::{Chart, Sheet};
use super::own_items::{Asked, Came, OwnFile};
use super::{Answer, Refusal, Words};

pub use count::{Ages, CycleTimes, Kind, Open, Week};
pub use data::Data;

/// The most weeks that are looked at, where nobody says how many: a year.
pub const WEEKS: u16 = 52;

/// What do a team's own dates show? What is None or empty is as usual.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// How the files are to be read.
    pub reading: Asked,
    /// How many weeks are looked at, up to the day of [`Asked::as_of`] or the last in the files: 2 to 520, 52 if not given, and no more
    /// than the files hold.
    pub weeks: Option<u16>,
}

/// What a team's own dates show.
pub struct Flow {
    pub files: Vec<OwnFile>,
    /// The last day that is looked at.
    pub as_of: Date,
    /// Whether somebody asked for that day.
    pub is_asked: bool,
    /// Whether all items have their own start of work, or the day on which they were asked for stands in.
    pub start_from: StartFrom,
    /// What was open before the first week.
    pub before: Open,
    /// Weeks of seven days each, of which the last ends with the last day.
    pub weeks: Vec<Week>,
    /// Of the items done in these weeks; None where none of them has a start.
    pub cycle_times: Option<CycleTimes>,
    /// Of the items begun and still open.
    pub ages: Ages,
    /// Types of the items done in these weeks, the most frequent first; empty where they have none.
    pub kinds: Vec<Kind>,
}

impl Question {
    /// Reads the files of a team, and counts.
    ///
    /// ```
    /// use flywheel::answer::{Answer, flow};
    ///
    /// let file = b"id,start,done\n1,2025-01-06,2025-01-08\n2,2025-01-07,2025-01-20\n3,2025-01-13,\n";
    /// let flow = flow::Question::default().ask(&[("ours.csv", file)]).unwrap();
    /// assert_eq!((flow.data().items.done, flow.data().open.items), (2, 1));
    /// ```
    ///
    /// # Errors
    /// As for [`Asked::read`]; files without an item that can be counted.
    pub fn ask(&self, files: &[Came]) -> Result<Flow, Refusal> {
        let most = match self.weeks {
            None => WEEKS,
            Some(weeks @ 2..=520) => weeks,
            Some(other) => return Err(Refusal::of("weeks", other, "it is a whole number from 2 to 520")),
        };
        let files = self.reading.read(files)?;
        let limits = || files.iter().flat_map(|file| &file.items.notes).cloned().collect::<Vec<_>>().join(" ");
        let Some(as_of) = files.iter().filter_map(|file| file.items.as_of).max() else {
            return Err(Refusal::of("data", "", format!("no item in it has a date of start or finish. {}", limits())));
        };
        let items: Vec<&Item> = files.iter().flat_map(|file| &file.items.items).collect();
        let (before, weeks) = count::weeks(&items, as_of, most.into());
        let Some(first) = weeks.first().map(|week| week.first) else {
            return Err(Refusal::of(
                "data",
                "",
                format!("it holds no item with less than a week of history. {}", limits()),
            ));
        };
        let cycle_times = CycleTimes::of(&items, first, as_of);
        let ages = Ages::of(&items, cycle_times.as_ref(), as_of);
        let kinds = count::kinds(&items, first, as_of);
        let start_from = files.iter().map(|file| file.items.start_from).find(|start| *start != StartFrom::Work);
        let is_asked = self.reading.as_of.is_some();
        let start_from = start_from.unwrap_or_default();
        Ok(Flow { files, as_of, is_asked, start_from, before, weeks, cycle_times, ages, kinds })
    }
}

impl Flow {
    /// All items, file by file.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.files.iter().flat_map(|file| &file.items.items)
    }

    /// The first of the days that are looked at.
    pub fn first(&self) -> Date {
        self.weeks.first().map_or(self.as_of, |week| week.first)
    }
}

impl Answer for Flow {
    type Data = Data;
    const NAME: &'static str = "flow";

    fn data(&self) -> Data {
        self.machine()
    }

    fn words(&self) -> Words {
        self.told()
    }

    fn sheets(&self) -> Vec<Sheet> {
        data::sheets(self)
    }

    fn charts(&self) -> Vec<Chart> {
        charts::charts(self)
    }
}
