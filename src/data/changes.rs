//! A list of changes of status: an item, a status that it came to, and when.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::{Date, DateTime};

use super::days::Days;
use super::item::Item;
use super::options::Role;
use super::question::Question;
use super::read::File;
use super::status::Stage;

/// An item that came to a status.
struct Change {
    row: usize,
    at: DateTime,
    status: String,
    stage: Option<Stage>,
}

/// What a list says of one item.
struct History {
    item: Item,
    changes: Vec<Change>,
}

/// Reads every row, then every item; returns what has to be said of the statuses first.
pub fn read(file: &mut File, days: &Days) -> Vec<Question> {
    let (Some(to), Some(at)) = (file.layout.column(Role::To), file.layout.column(Role::At)) else { return Vec::new() };
    let created = file.layout.column(Role::Created);
    let mut histories: Vec<History> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in &file.table.rows {
        let Some(name) = file.name(row) else {
            file.reject(row.row, "no item", "");
            continue;
        };
        let status = row.cell(to);
        let found = file.moment(row, at, days);
        let when = match found {
            Ok(Some(when)) if !status.is_empty() => when,
            Ok(Some(_)) => {
                file.reject(row.row, "no status", "");
                continue;
            }
            Ok(None) => {
                file.reject(row.row, file.undated(), "");
                continue;
            }
            Err(reason) => {
                file.reject(row.row, reason.kind, reason.detail);
                continue;
            }
        };
        let place = *places.entry(name.clone()).or_insert_with(|| {
            let item = Item { row: row.row, name: Some(name), kind: file.kind(row), ..Item::default() };
            histories.push(History { item, changes: Vec::new() });
            histories.len() - 1
        });
        if let Some(column) = created {
            // Not a date, it is as good as missing: the item has others.
            let created = file.moment(row, column, days).ok().flatten().map(DateTime::date);
            let item = &mut histories[place].item;
            item.created = item.created.or(created);
        }
        let stage = file.statuses.stage(status);
        histories[place].changes.push(Change { row: row.row, at: when, status: status.into(), stage });
    }
    let open = tell_statuses(file, &histories, days);
    for history in histories {
        let item = settle(file, history);
        file.items.items.push(item);
    }
    open
}

/// Tells what was taken for what; returns what has to be asked where none of the names is known.
fn tell_statuses(file: &mut File, histories: &[History], days: &Days) -> Vec<Question> {
    let changes = || histories.iter().flat_map(|history| &history.changes);
    let of = |is: &dyn Fn(Option<Stage>) -> bool| -> BTreeSet<&str> {
        changes().filter(|change| is(change.stage)).map(|change| change.status.as_str()).collect()
    };
    let told = |words: &str, names: &BTreeSet<&str>| {
        (!names.is_empty()).then(|| format!("{words}: {}.", names.iter().copied().collect::<Vec<_>>().join(", ")))
    };
    let active = of(&|stage| stage == Some(Stage::Active));
    let done = of(&|stage| matches!(stage, Some(Stage::Done | Stage::Released)));
    let unknown = of(&|stage| stage.is_none());
    let notes = [
        told("Statuses that count as begun", &active),
        told("Statuses that count as finished", &done),
        told("Statuses before work begins", &of(&|stage| stage == Some(Stage::Waiting))),
        told("Statuses that count as withdrawn", &of(&|stage| stage == Some(Stage::Dropped))),
        told("Statuses that count as neither begun nor finished (--begun, --finished)", &unknown),
    ];
    file.items.notes.extend(notes.into_iter().flatten());
    file.items.notes.extend(days.notes.iter().cloned());
    let seen: Vec<String> = unknown.iter().map(|name| name.to_string()).collect();
    let asked = |of: Role| Question::Statuses { of, seen: seen.clone() };
    let missing = [(active.is_empty(), Role::Started), (done.is_empty(), Role::Done)];
    missing.into_iter().filter(|(is_missing, _)| *is_missing && !seen.is_empty()).map(|(_, of)| asked(of)).collect()
}

/// The item that a history comes to: its first start, its last finish.
fn settle(file: &mut File, history: History) -> Item {
    let History { mut item, mut changes } = history;
    // Some lists have the newest first; the order of the rows decides where times are the same.
    if changes.first().zip(changes.last()).is_some_and(|(first, last)| first.at > last.at) {
        changes.reverse();
    }
    changes.sort_by_key(|change| change.at);
    let mut done: Option<Date> = None;
    let mut went_back = None;
    let mut reopened = None;
    for change in &changes {
        let on = change.at.date();
        match change.stage {
            Some(Stage::Waiting) => {
                item.created = item.created.or(Some(on));
                if item.started.is_some() && done.is_none() {
                    went_back = went_back.or(Some((change, on)));
                }
            }
            Some(Stage::Active) => item.started = item.started.or(Some(on)),
            Some(Stage::Done) => done = done.or(Some(on)),
            Some(Stage::Released) => {
                item.released = item.released.or(Some(on));
                done = done.or(Some(on));
            }
            Some(Stage::Dropped) => item.dropped = Some(on),
            None => {}
        }
        match change.stage {
            Some(Stage::Waiting | Stage::Active) if done.is_some() || item.dropped.is_some() => {
                reopened = Some((change, on));
                (done, item.dropped, item.released) = (None, None, None);
            }
            Some(Stage::Done | Stage::Released) => item.dropped = None,
            Some(Stage::Dropped) => done = None,
            _ => {}
        }
    }
    item.done = done;
    if item.done.is_none() {
        item.released = None;
    }
    if let Some((change, on)) = went_back {
        file.remark(change.row, "went back to a stage before work", format!("{} on {on}", change.status));
    }
    if let Some((change, on)) = reopened {
        file.remark(change.row, "opened again", format!("{} on {on}", change.status));
    }
    item
}
