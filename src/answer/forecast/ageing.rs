//! Open items that are older than most ever get, or more likely than not to be open for another quarter.

use crate::analysis::forecast::known::Known;
use crate::data::Item;

use super::FUTURES;

/// An open item that is in danger.
pub struct Ageing {
    /// Its key or title in the file; else its row.
    pub name: String,
    pub row: usize,
    /// Days since its start.
    pub age: usize,
    /// It is older than 85 of 100 items are when they are finished.
    pub is_old: bool,
    /// The share of futures in which it is finished within 13 weeks.
    pub odds: f64,
}

/// Those in danger, the oldest first; `finished` counts the futures in which each open item is finished.
pub(super) fn of<'i>(
    known: &Known,
    finished: &[u32],
    usual_85: Option<usize>,
    item: impl Fn(usize) -> &'i Item,
) -> Vec<Ageing> {
    let each = known.open().into_iter().zip(finished).map(|(index, finished)| {
        let found = item(known.rows[index]);
        let age = usize::try_from(known.origin - known.items[index].started).unwrap_or(0);
        Ageing {
            name: found.name.clone().unwrap_or_else(|| format!("row {}", found.row)),
            row: found.row,
            age,
            is_old: usual_85.is_some_and(|usual| age > usual),
            odds: f64::from(*finished) / FUTURES as f64,
        }
    });
    // Known items are in the order of their starts.
    each.filter(|item| item.is_old || item.odds < 0.5).collect()
}
