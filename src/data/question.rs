//! What a file leaves open, and why it cannot be read.

use thiserror::Error;

use super::options::Role;

/// Why there are no items.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Trouble {
    /// Somebody has to say something first; at least one question.
    #[error("{}", .0.iter().map(Question::words).collect::<Vec<_>>().join("; "))]
    Open(Vec<Question>),
    /// The file is no table, or an option does not fit it: why, and the way out.
    #[error("{0}")]
    Refused(String),
}

/// What only somebody who knows the team can say: it is asked, and never guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Whether the day or the month stands first: a row with a date that can be read both ways; where the file has dates of
    /// both kinds, one that can only be read day first and one that can only be read month first.
    DayOrMonth { row: usize, cell: String, against: Option<(usize, String)> },
    /// In which zone days are counted: two rows with times of different offsets.
    Zone { first: (usize, String), second: (usize, String) },
    /// What stands in for the start of work, which the file does not have.
    Start { created: String },
    /// Which statuses mean that work has begun, or that it is finished.
    Statuses { of: Role, seen: Vec<String> },
    /// Which column is what.
    Columns { headers: Vec<String> },
}

impl Question {
    /// The option that answers it, as the command line has it, without dashes.
    pub fn option(&self) -> &'static str {
        match self {
            Question::DayOrMonth { .. } => "dates",
            Question::Zone { .. } => "zone",
            Question::Start { .. } => "start",
            Question::Statuses { of: Role::Done, .. } => "finished",
            Question::Statuses { .. } => "begun",
            Question::Columns { .. } => "column",
        }
    }

    /// The answers there are, where they are few.
    pub fn choices(&self) -> &'static [&'static str] {
        match self {
            Question::DayOrMonth { .. } => &["dmy", "mdy"],
            Question::Start { .. } => &["created", "none"],
            _ => &[],
        }
    }

    /// The question and its answers in a sentence.
    pub fn words(&self) -> String {
        match self {
            Question::DayOrMonth { row, cell, against: None } => format!(
                "row {row} has `{cell}`, and nothing says whether the day or the month stands first: --dates dmy or --dates mdy"
            ),
            Question::DayOrMonth { row, cell, against: Some((other, month_first)) } => format!(
                "row {row} has `{cell}`, day first, and row {other} has `{month_first}`, month first: \
                 --dates dmy or --dates mdy says which holds, and rows that do not fit are left out"
            ),
            Question::Zone { first: (row, cell), second: (other, another) } => format!(
                "row {row} has `{cell}` and row {other} has `{another}`: these are of different zones, and a time near \
                 midnight is another day in another zone; say where the team works, such as --zone Europe/Berlin"
            ),
            Question::Start { created } => format!(
                "the file has no start of work: --start created takes `{created}` in its place, so that time in the \
                 queue counts as work; --start none does without, and tells nothing of cycle time"
            ),
            Question::Statuses { of, seen } => format!(
                "which of these statuses mean that work {}? {}: name them, such as --{} \"{}\"",
                if *of == Role::Done { "is finished" } else { "has begun" },
                seen.join(", "),
                self.option(),
                seen.first().map_or("", String::as_str),
            ),
            Question::Columns { headers } => format!(
                "no column of start or finish was recognised among {}: name them, such as --column started=NAME \
                 --column done=NAME",
                headers.join(", ")
            ),
        }
    }
}
