//! A list of items with a column for each stage, which holds the day on which an item came there.

use jiff::civil::{Date, DateTime};

use super::days::Days;
use super::item::{Item, Reason};
use super::options::Role;
use super::read::File;
use super::status::Stage;
use super::table::Row;

/// A stage that an item came to.
struct Entered {
    /// Its place among the columns of stages.
    at: usize,
    stage: Stage,
    on: Date,
}

/// Reads every row.
pub fn read(file: &mut File, days: &Days) {
    let stages = stages(file);
    for row in &file.table.rows {
        match item(file, row, &stages, days) {
            Ok(Some(item)) => file.items.items.push(item),
            Ok(None) => file.reject(row.row, file.undated(), ""),
            Err(reason) => file.reject(row.row, reason.kind, reason.detail),
        }
    }
    file.items.notes.push(
        "Work starts on the first day in a stage of work, and is finished on the day that the last stage of finishing has."
            .into(),
    );
}

/// What each column of a stage means; one without a usual name goes with the one before it.
fn stages(file: &File) -> Vec<Stage> {
    let mut last = Stage::Waiting;
    let mut out = Vec::new();
    for column in &file.layout.stages {
        last = column.stage.unwrap_or(last);
        out.push(last);
    }
    // Where nothing else is the finish, the release is.
    if !out.contains(&Stage::Done) {
        out.iter_mut().filter(|stage| **stage == Stage::Released).for_each(|stage| *stage = Stage::Done);
    }
    out
}

fn item(file: &mut File, row: &Row, stages: &[Stage], days: &Days) -> Result<Option<Item>, Reason> {
    let mut entered: Vec<Entered> = Vec::new();
    let layout = file.layout;
    for (at, (column, stage)) in layout.stages.iter().zip(stages).enumerate() {
        let on = file.moment(row, column.column, days)?.map(DateTime::date);
        entered.extend(on.map(|on| Entered { at, stage: *stage, on }));
    }
    let Some(last) = entered.last().map(|last| last.at) else { return Ok(None) };
    let name = |at: usize| layout.stages[at].name.as_str();
    let is_skipped = |at: &usize| stages[*at] <= Stage::Active && !entered.iter().any(|entered| entered.at == *at);
    let skipped: Vec<&str> = (0..last).filter(is_skipped).map(name).collect();
    if !skipped.is_empty() && entered.iter().any(|entered| entered.stage < Stage::Dropped) {
        file.remark(row.row, "a stage was skipped", skipped.join(", "));
    }
    let back = entered.windows(2).find(|pair| pair[1].on < pair[0].on);
    if let Some([earlier, later]) = back.and_then(|pair| <&[Entered; 2]>::try_from(pair).ok()) {
        let detail = format!("{} on {}, {} on {}", name(earlier.at), earlier.on, name(later.at), later.on);
        file.remark(row.row, "a stage is dated before the one it follows", detail);
    }
    let of = |stage: Stage| entered.iter().filter(move |entered| entered.stage == stage).map(|entered| entered.on);
    let mut item = Item {
        row: row.row,
        name: file.name(row),
        kind: file.kind(row),
        created: of(Stage::Waiting).min(),
        started: of(Stage::Active).min(),
        done: of(Stage::Done).max(),
        dropped: of(Stage::Dropped).max(),
        released: of(Stage::Released).max(),
    };
    // One that came to users is finished.
    item.done = item.done.or(item.released);
    if item.name.is_none() {
        item.name = file.text(row, Role::Title).map(str::to_string);
    }
    Ok(Some(item))
}
