//! What machines read of a team's flow.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::form::Sheet;
use crate::data::{Item, Rejected, StartFrom};
use crate::results::field;

use super::days::between;
use super::{Flow, count};

/// How work flows through a team, from its own dates. Days are written year first.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// The last day that is looked at.
    pub as_of: String,
    /// The first day that is looked at.
    pub from: String,
    /// What stands in for the start of work: `work` where it is its own, `created` where the day on which an item was asked
    /// for does, `nothing` where no item has a start.
    pub start: String,
    pub sources: Vec<File>,
    pub items: Counts,
    /// Of the items done from the first day to the last, in days from start to done: 0 for one done on the day of its start. None where
    /// none has a start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycle_time_days: Option<CycleTime>,
    /// Seven days each; the last ends with the last day.
    pub weeks: Vec<Week>,
    pub open: Open,
    /// Types of the items done, the most frequent first.
    pub types: Vec<Type>,
}

/// A file, and how it was read.
#[derive(Serialize, JsonSchema)]
pub struct File {
    pub name: String,
    /// What it looks like.
    pub layout: String,
    pub columns: Vec<Column>,
    pub notes: Vec<String>,
    /// Rows of which no item was made.
    pub rejected: Vec<Row>,
    /// Rows of which an item was made, and of which something is to be known.
    pub remarked: Vec<Row>,
}

/// A column, and what it was taken for.
#[derive(Serialize, JsonSchema)]
pub struct Column {
    pub header: String,
    pub taken_for: String,
}

/// A row with what is the matter with it.
#[derive(Serialize, JsonSchema)]
pub struct Row {
    /// As a spreadsheet counts: the header is row 1.
    pub row: usize,
    pub reason: String,
    pub detail: String,
}

/// How many items there are, whenever they were begun.
#[derive(Serialize, JsonSchema)]
pub struct Counts {
    pub all: usize,
    pub done: usize,
    pub dropped: usize,
    /// Neither done nor dropped.
    pub open: usize,
}

/// How long items took.
#[derive(Serialize, JsonSchema)]
pub struct CycleTime {
    /// How many items this is of.
    pub items: usize,
    /// So many of 100 took so many days at most.
    pub p50: i64,
    pub p85: i64,
    pub p95: i64,
}

/// Seven days.
#[derive(Serialize, JsonSchema)]
pub struct Week {
    pub first: String,
    pub last: String,
    /// Items that came: asked for, or begun where that is not known.
    pub arrived: usize,
    pub started: usize,
    pub done: usize,
    pub dropped: usize,
    /// Begun and open at the end of the last day.
    pub in_progress: usize,
    /// Asked for and not begun, then.
    pub waiting: usize,
}

/// What is begun and open on the last day.
#[derive(Serialize, JsonSchema)]
pub struct Open {
    pub items: usize,
    /// How many are older than 50, 85 and 95 of 100 items were when they were done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub older: Option<[usize; 3]>,
    /// The oldest first.
    pub oldest: Vec<Age>,
}

/// An open item.
#[derive(Serialize, JsonSchema)]
pub struct Age {
    pub name: String,
    pub age_days: i64,
}

/// Items of one type.
#[derive(Serialize, JsonSchema)]
pub struct Type {
    pub name: String,
    pub done: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_days: Option<i64>,
}

impl Flow {
    pub(super) fn machine(&self) -> Data {
        let of = |is: &dyn Fn(&Item) -> bool| self.items().filter(|item| is(item)).count();
        let times = self.cycle_times.as_ref();
        Data {
            as_of: self.as_of.to_string(),
            from: self.first().to_string(),
            start: match self.start_from {
                StartFrom::Work => "work",
                StartFrom::Created => "created",
                StartFrom::Nothing => "nothing",
            }
            .into(),
            sources: self.files.iter().map(file).collect(),
            items: Counts {
                all: of(&|_| true),
                done: of(&|item| item.done.is_some()),
                dropped: of(&|item| item.dropped.is_some()),
                open: of(&|item| count::left(item).is_none()),
            },
            cycle_time_days: times.map(|times| {
                let [p50, p85, p95] = times.percentiles;
                CycleTime { items: times.each.len(), p50, p85, p95 }
            }),
            weeks: self.weeks.iter().map(week).collect(),
            open: Open {
                items: self.ages.each.len(),
                older: self.ages.older,
                oldest: self
                    .ages
                    .each
                    .iter()
                    .map(|(name, _, age)| Age { name: name.clone(), age_days: *age })
                    .collect(),
            },
            types: self
                .kinds
                .iter()
                .map(|kind| Type { name: kind.name.clone(), done: kind.done, median_days: kind.median })
                .collect(),
        }
    }
}

fn week(week: &super::Week) -> Week {
    let super::Week { first, last, arrived, started, done, dropped, in_progress, waiting } = *week;
    Week { first: first.to_string(), last: last.to_string(), arrived, started, done, dropped, in_progress, waiting }
}

fn file(file: &super::OwnFile) -> File {
    let items = &file.items;
    let row = |one: &Rejected| Row { row: one.row, reason: one.reason.kind.into(), detail: one.reason.detail.clone() };
    let column =
        |column: &crate::data::Column| Column { header: column.header.clone(), taken_for: column.taken_for.clone() };
    File {
        name: file.name.clone(),
        layout: items.layout.clone(),
        columns: items.columns.iter().map(column).collect(),
        notes: items.notes.clone(),
        rejected: items.rejected.iter().map(row).collect(),
        remarked: items.remarked.iter().map(row).collect(),
    }
}

/// The items, the weeks, and the rows that were left out or remarked on.
pub fn sheets(flow: &Flow) -> Vec<Sheet> {
    let day = |day: Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
    let mut items = String::from("file,row,name,type,created,started,done,dropped,released,days\n");
    for file in &flow.files {
        for item in &file.items.items {
            let took = item.started.zip(item.done).map_or(String::new(), |(from, to)| between(from, to).to_string());
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let cells = [
                file.name.clone(),
                item.row.to_string(),
                text(&item.name),
                text(&item.kind),
                day(item.created),
                day(item.started),
                day(item.done),
                day(item.dropped),
                day(item.released),
                took,
            ];
            items.push_str(&line(&cells));
        }
    }
    let mut weeks = String::from("first,last,arrived,started,done,dropped,in_progress,waiting\n");
    for week in &flow.weeks {
        let super::Week { first, last, arrived, started, done, dropped, in_progress, waiting } = week;
        weeks.push_str(&format!("{first},{last},{arrived},{started},{done},{dropped},{in_progress},{waiting}\n"));
    }
    let mut rows = String::from("file,row,used,reason,detail\n");
    for file in &flow.files {
        let items = &file.items;
        let all = items.rejected.iter().map(|one| (one, "no")).chain(items.remarked.iter().map(|one| (one, "yes")));
        for (one, used) in all {
            let reason = &one.reason;
            let cells =
                [file.name.clone(), one.row.to_string(), used.into(), reason.kind.into(), reason.detail.clone()];
            rows.push_str(&line(&cells));
        }
    }
    let sheet = |name: &str, text: String| Sheet { name: format!("flow/{name}.csv"), text };
    vec![sheet("items", items), sheet("weeks", weeks), sheet("rows", rows)]
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| field(cell)).collect();
    cells.join(",") + "\n"
}
