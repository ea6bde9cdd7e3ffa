//! An item of work with its dates, and what was read of a file beside its items.

use jiff::civil::Date;

/// An item of work.
///
/// Only what happened has a date: what is open has neither `done` nor `dropped`. No item has both, none is done or dropped
/// before it was started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Where it stands in the file, as a spreadsheet counts: the header is row 1, a text over several lines is one row. Of
    /// an item with several rows, the first.
    pub row: usize,
    /// The key or number that the file has for it; else its title.
    pub name: Option<String>,
    /// Its type, as the file calls it: "Bug".
    pub kind: Option<String>,
    /// When it was asked for.
    pub created: Option<Date>,
    /// When work on it first began; see [`Items::start_from`].
    pub started: Option<Date>,
    /// When it was last finished, and stayed so.
    pub done: Option<Date>,
    /// When it was withdrawn in place of being finished.
    pub dropped: Option<Date>,
    /// When it came to those who use it.
    pub released: Option<Date>,
}

/// What was read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    /// In the order of their first rows.
    pub items: Vec<Item>,
    /// Rows of which no item was made.
    pub rejected: Vec<Rejected>,
    /// Rows of which an item was made, and of which something is to be known: a stage was skipped, work went back.
    pub remarked: Vec<Rejected>,
    /// Which column was taken for what.
    pub columns: Vec<Column>,
    /// What the file looks like: "Jira, the current state of its issues".
    pub layout: String,
    /// What else is to be known of the reading, in sentences: what such a file cannot say, how dates were read.
    pub notes: Vec<String>,
    /// What stands in for the start of work.
    pub start_from: StartFrom,
    /// The last date up to which the file was read: the one that was asked for, or the last that is in it.
    pub as_of: Option<Date>,
}

/// What [`Item::started`] is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StartFrom {
    /// The start of work, from a column or a change of status.
    #[default]
    Work,
    /// The day on which it was asked for, because nothing else is known and somebody said that it may stand in.
    Created,
    /// Nothing: no item has a start.
    Nothing,
}

/// A row with what is the matter with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// As [`Item::row`].
    pub row: usize,
    pub reason: Reason,
}

/// What is the matter with a row: its kind, by which rows are counted, and the row's own words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The same for all rows with the same trouble: "done before its start".
    pub kind: &'static str,
    /// What stands there; nothing where the kind says it all.
    pub detail: String,
}

/// A column, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub header: String,
    /// In words: "start of work".
    pub taken_for: String,
}
