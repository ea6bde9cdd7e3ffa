//! A list of items: a row each, with columns for dates and for how the item stands.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime};

use super::days::Days;
use super::item::{Item, Reason, StartFrom};
use super::layout::Form;
use super::options::Role;
use super::read::File;
use super::status::{Stage, usual};
use super::table::Row;

/// Reads every row.
pub fn read(file: &mut File, days: &Days) {
    let mut first_rows: HashMap<String, usize> = HashMap::new();
    for row in &file.table.rows {
        if let Some(reason) = not_an_item(file, row) {
            file.reject(row.row, reason.kind, reason.detail);
            continue;
        }
        let key = file.text(row, Role::Name).map(str::to_string);
        if let Some(at) = key.as_ref().and_then(|key| first_rows.get(key)) {
            let earlier = &mut file.items.items[*at];
            let detail = format!("row {}: {}", earlier.row, key.unwrap_or_default());
            file.reject(row.row, "an item that another row has", detail);
            continue;
        }
        match item(file, row, days) {
            Ok(Some(item)) => {
                first_rows.extend(key.map(|key| (key, file.items.items.len())));
                file.items.items.push(item);
            }
            Ok(None) => file.reject(row.row, file.undated(), ""),
            Err(reason) => file.reject(row.row, reason.kind, reason.detail),
        }
    }
}

/// Why a row is none of the items that are asked about, whatever its dates.
fn not_an_item(file: &File, row: &Row) -> Option<Reason> {
    let has_merges = || file.layout.column(Role::Closed).is_some();
    let is_true = |text: &str| text.eq_ignore_ascii_case("true") || text == "1" || text.eq_ignore_ascii_case("yes");
    if file.text(row, Role::IsPullRequest).is_some_and(is_true) && !has_merges() {
        return Some(Reason { kind: "a pull request in a list of issues", detail: String::new() });
    }
    let place = file.text(row, Role::Environment).filter(|_| file.layout.form == Form::Deployment)?;
    let is_released = place.to_lowercase().starts_with("prod") || place.eq_ignore_ascii_case("live");
    (!is_released).then(|| Reason { kind: "a deployment that reaches no user", detail: place.into() })
}

/// The item of a row; None where it has no date.
fn item(file: &mut File, row: &Row, days: &Days) -> Result<Option<Item>, Reason> {
    let mut date = |role: Role| -> Result<Option<Date>, Reason> {
        let Some(column) = file.layout.column(role) else { return Ok(None) };
        Ok(file.moment(row, column, days)?.map(DateTime::date))
    };
    let closed = date(Role::Closed)?;
    let mut item = Item {
        row: row.row,
        created: date(Role::Created)?,
        started: date(Role::Started)?,
        done: date(Role::Done)?,
        dropped: date(Role::Dropped)?,
        released: date(Role::Released)?,
        ..Item::default()
    };
    // Closed, and not merged.
    item.dropped = item.dropped.or(closed.filter(|_| item.done.is_none()));
    let changed = last_change(file, row, days);
    item.name = file.name(row);
    item.kind = file.kind(row);
    if file.layout.form == Form::Deployment {
        let failed = file.text(row, Role::State).filter(|state| !is_success(state));
        if let Some(state) = failed.filter(|_| item.released.take().is_some()) {
            file.remark(row.row, "a deployment that failed", state);
        }
    } else {
        settle(file, row, &mut item, changed)?;
    }
    match file.items.start_from {
        StartFrom::Work => {}
        StartFrom::Created => item.started = item.created,
        StartFrom::Nothing => item.started = None,
    }
    let dates = [item.created, item.started, item.done, item.dropped, item.released];
    Ok(dates.iter().any(Option::is_some).then_some(item))
}

fn is_success(state: &str) -> bool {
    matches!(
        state.to_lowercase().as_str(),
        "success" | "succeeded" | "successful" | "ok" | "deployed" | "finished" | "done"
    )
}

/// When the item was last changed in any way that is known, up to the day that was asked for.
fn last_change(file: &mut File, row: &Row, days: &Days) -> Option<Date> {
    let columns: Vec<usize> =
        file.layout.roles.iter().filter(|(role, _)| *role == Role::Changed).map(|(_, column)| *column).collect();
    // Nothing of the item hangs on them where they are no dates.
    columns.into_iter().filter_map(|column| file.moment(row, column, days).ok().flatten()).map(DateTime::date).max()
}

/// Brings the dates of an item in line with how it stands at the time of the export: withdrawn, or open again.
///
/// How it stands is known up to a day only if it has not changed since: what cannot be told from later is not used.
fn settle(file: &mut File, row: &Row, item: &mut Item, changed: Option<Date>) -> Result<(), Reason> {
    let is_known = !file.is_as_of || changed.is_some();
    let resolution = file.text(row, Role::Resolution);
    let state = [Role::Category, Role::State].into_iter().filter_map(|role| file.text(row, role)).find_map(|text| {
        let stage = file.statuses.stage(text)?;
        Some((stage, text))
    });
    let state = state.filter(|_| is_known);
    let is_withdrawn = |text: &str| usual(text) == Some(Stage::Dropped);
    // How an item was closed goes with the day on which it was.
    let closing = resolution.filter(|_| is_known || item.done.is_some());
    let own_state = file.text(row, Role::State).filter(|_| is_known);
    let withdrawn = closing.into_iter().chain(own_state).find(|text| is_withdrawn(text));
    if let Some(word) = withdrawn {
        let done = item.done.take();
        item.dropped = item.dropped.or(done).or(changed);
        return match item.dropped {
            Some(_) => Ok(()),
            None => Err(Reason { kind: "withdrawn, and no date of it", detail: word.into() }),
        };
    }
    match (item.done, state) {
        (Some(done), Some((Stage::Waiting | Stage::Active, text))) => {
            item.done = None;
            file.remark(row.row, "finished once, and open again", format!("{done}, now {text}"));
        }
        (None, Some((Stage::Done | Stage::Released, text)))
            if item.dropped.is_none() && file.layout.column(Role::Done).is_some() =>
        {
            return Err(Reason { kind: "finished, and no date of it", detail: text.into() });
        }
        _ => {}
    }
    Ok(())
}
