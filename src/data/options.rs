//! How a file is to be read, as far as somebody says so.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::item::StartFrom;

/// What is said of a file; nothing of it has to be.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Nothing later than this day is looked at.
    pub as_of: Option<Date>,
    /// In which order numbers are a date.
    pub dates: Option<Order>,
    /// In which zone days are counted, where times come with an offset.
    pub zone: Option<TimeZone>,
    /// What the start of work is taken from; a column of its own, if not said.
    pub start: Option<StartFrom>,
    /// Statuses, or stages with a column of their own, that mean that work has begun.
    pub begun: Vec<String>,
    /// Statuses, or stages with a column of their own, that mean that it is finished.
    pub finished: Vec<String>,
    /// Columns that are not recognised by their names.
    pub columns: Vec<(Role, String)>,
}

/// In which order the numbers of a date stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
    YearFirst,
}

impl Order {
    /// As it is typed.
    pub const CHOICES: &[(&str, Order)] =
        &[("dmy", Order::DayFirst), ("mdy", Order::MonthFirst), ("ymd", Order::YearFirst)];
}

/// What a column can be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Name,
    Title,
    Kind,
    Created,
    Started,
    Done,
    Dropped,
    Closed,
    Released,
    State,
    Category,
    Resolution,
    Changed,
    IsPullRequest,
    Environment,
    To,
    At,
}

impl Role {
    /// Those that can be named, as it is typed.
    pub const CHOICES: &[(&str, Role)] = &[
        ("name", Role::Name),
        ("type", Role::Kind),
        ("created", Role::Created),
        ("started", Role::Started),
        ("done", Role::Done),
        ("dropped", Role::Dropped),
        ("released", Role::Released),
        ("status", Role::To),
        ("time", Role::At),
    ];

    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Role::Name => "name",
            Role::Title => "title",
            Role::Kind => "type",
            Role::Created => "asked for",
            Role::Started => "start of work",
            Role::Done => "finish",
            Role::Dropped => "withdrawn",
            Role::Closed => "withdrawn, where it was not merged",
            Role::Released => "release",
            Role::State | Role::Category => "status at the time of the export",
            Role::Resolution => "how it was closed",
            Role::Changed => "last change, which says how old the status is",
            Role::IsPullRequest => "whether it is a pull request",
            Role::Environment => "where it was deployed to",
            Role::To => "status it came to",
            Role::At => "when it came there",
        }
    }
}
