//! A file as items: table, layout, days, then row by row.

use jiff::civil::{Date, DateTime};

use super::changes;
use super::days::Days;
use super::item::{Items, Reason, Rejected, StartFrom};
use super::layout::{Form, Layout};
use super::options::{Reading, Role};
use super::question::{Question, Trouble};
use super::status::Statuses;
use super::table::{Row, Table};
use super::{listed, plausible, stages};

/// Reads the items of a file, whatever wrote it.
///
/// What is later than [`Reading::as_of`] counts as empty, and decides nothing of how the rest is read.
///
/// # Errors
/// What has to be said first, and why the file is no table.
pub fn read(bytes: &[u8], reading: &Reading) -> Result<Items, Trouble> {
    let mut table = Table::read(bytes)?;
    let layout = Layout::of(&table, reading)?;
    let mut rejected = unclosed(&mut table);
    let mut open = Vec::new();
    let start_from = start_from(&layout, &table, reading)?;
    open.extend(start_from.clone().err());
    let days = Days::decide(&table, &layout.dated(), reading).map_err(|questions| open.extend(questions)).ok();
    let mut file = File {
        table: &table,
        layout: &layout,
        statuses: Statuses::of(reading),
        is_as_of: reading.as_of.is_some(),
        last: None,
        items: Items { start_from: start_from.unwrap_or_default(), ..Items::default() },
    };
    match (days, layout.form) {
        (None, _) => {}
        (Some(days), Form::Changes) => open.extend(changes::read(&mut file, &days)),
        (Some(days), form) => {
            if form == Form::Stages {
                stages::read(&mut file, &days);
            } else {
                listed::read(&mut file, &days);
            }
            file.items.notes.extend(days.notes);
        }
    }
    if !open.is_empty() {
        return Err(Trouble::Open(open));
    }
    let (last, mut items) = (file.last, file.items);
    items.rejected.append(&mut rejected);
    plausible::check(&mut items);
    items.rejected.sort_by_key(|rejected| rejected.row);
    items.remarked.sort_by_key(|remarked| remarked.row);
    items.columns = layout.told(&table);
    items.layout = words(&layout);
    let has_start = layout.form == Form::Changes || !layout.stages.is_empty() || layout.column(Role::Started).is_some();
    items.notes.extend(layout.tool.limits(has_start).map(str::to_string));
    items.notes.extend(table.notes.iter().cloned());
    items.as_of = reading.as_of.or(last);
    Ok(items)
}

/// A file while its rows are read.
pub struct File<'a> {
    pub table: &'a Table,
    pub layout: &'a Layout,
    pub statuses: Statuses,
    /// Whether somebody said up to which day it is read: what has no date may then be later.
    pub is_as_of: bool,
    /// The last day that was seen.
    pub last: Option<Date>,
    pub items: Items,
}

impl File<'_> {
    /// The text in the column with this role, if it has one and something stands there.
    pub fn text<'r>(&self, row: &'r Row, role: Role) -> Option<&'r str> {
        self.layout.column(role).map(|column| row.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// When the cell of a column says that something happened.
    ///
    /// # Errors
    /// Where it is no date.
    pub fn moment(&mut self, row: &Row, column: usize, days: &Days) -> Result<Option<DateTime>, Reason> {
        let cell = row.cell(column);
        let at = days.read(cell).map_err(|_| {
            let header = self.table.header.get(column).unwrap_or_default().trim();
            Reason { kind: "a date that there is not", detail: format!("`{}` in {header}", begin(cell)) }
        })?;
        self.last = self.last.max(at.map(DateTime::date));
        Ok(at)
    }

    /// The name of the item in a row: its key, else its title.
    pub fn name(&self, row: &Row) -> Option<String> {
        self.text(row, Role::Name).or_else(|| self.text(row, Role::Title)).map(str::to_string)
    }

    pub fn kind(&self, row: &Row) -> Option<String> {
        self.text(row, Role::Kind).map(str::to_string)
    }

    pub fn reject(&mut self, row: usize, kind: &'static str, detail: impl Into<String>) {
        self.items.rejected.push(Rejected { row, reason: Reason { kind, detail: detail.into() } });
    }

    pub fn remark(&mut self, row: usize, kind: &'static str, detail: impl Into<String>) {
        self.items.remarked.push(Rejected { row, reason: Reason { kind, detail: detail.into() } });
    }

    /// What is said of a row without any date.
    pub fn undated(&self) -> &'static str {
        if self.is_as_of { "no date up to the day that was asked for" } else { "no date" }
    }
}

/// The characters with which a cell begins: enough to know it again.
fn begin(cell: &str) -> String {
    const MOST: usize = 40;
    let mut begin: String = cell.chars().take(MOST).collect();
    if begin.len() < cell.len() {
        begin.push('…');
    }
    begin
}

/// Takes out the row that swallows all that come after it.
fn unclosed(table: &mut Table) -> Vec<Rejected> {
    let Some(row) = table.unclosed else { return Vec::new() };
    table.rows.retain(|other| other.row != row);
    let detail = "all that follows in the file is taken for a part of it".to_string();
    vec![Rejected { row, reason: Reason { kind: "a quotation mark that is never closed", detail } }]
}

/// What stands in for the start of work; a question where only somebody who knows can say it.
fn start_from(layout: &Layout, table: &Table, reading: &Reading) -> Result<Result<StartFrom, Question>, Trouble> {
    let has = |role: Role| layout.column(role).is_some();
    let has_start = layout.form != Form::Item || has(Role::Started);
    let created = layout.column(Role::Created).and_then(|column| table.header.get(column));
    match (reading.start, created) {
        (Some(StartFrom::Created), None) if layout.form == Form::Item => {
            Err(Trouble::Refused("--start created: no column of the file says when an item was asked for".into()))
        }
        (Some(start), _) => Ok(Ok(start)),
        (None, _) if has_start => Ok(Ok(StartFrom::Work)),
        (None, Some(created)) if has(Role::Done) => Ok(Err(Question::Start { created: created.trim().into() })),
        (None, _) => Ok(Ok(StartFrom::Nothing)),
    }
}

/// What the file looks like.
fn words(layout: &Layout) -> String {
    let form = match layout.form {
        Form::Item => "a row for each item",
        Form::Stages => "a row for each item and a column for each stage",
        Form::Changes => "a row for each change of status",
        Form::Deployment => "a row for each deployment",
    };
    layout.tool.name().map_or_else(|| form.to_string(), |name| format!("{name}: {form}"))
}
