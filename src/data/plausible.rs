//! Dates of one item that cannot all be true, or leave something out.

use jiff::civil::Date;

use super::item::{Item, Items, Reason, Rejected, StartFrom};

/// Takes out items that cannot be, and remarks on those that leave something out.
pub fn check(read: &mut Items) {
    let has_starts = read.items.iter().any(|item| item.started.is_some());
    let start_from = read.start_from;
    let Items { items, rejected, remarked, .. } = read;
    items.retain(|item| match impossible(item) {
        Some(reason) => {
            rejected.push(Rejected { row: item.row, reason });
            false
        }
        None => {
            let remark = |kind, detail: String| Rejected { row: item.row, reason: Reason { kind, detail } };
            if let (Some(created), Some(started)) = (item.created, item.started)
                && started < created
            {
                remarked.push(remark("started before it was asked for", format!("{started}, asked for {created}")));
            }
            if let (Some(done), Some(released)) = (item.done, item.released)
                && released < done
            {
                remarked.push(remark("released before it was done", format!("{released}, done {done}")));
            }
            if has_starts && start_from == StartFrom::Work && item.done.is_some() && item.started.is_none() {
                remarked.push(remark("done, and no start", String::new()));
            }
            true
        }
    });
    // A row of which no item is left is told once.
    remarked.retain(|remark| !rejected.iter().any(|rejected| rejected.row == remark.row));
}

/// Why the dates of an item cannot be; the first reason.
fn impossible(item: &Item) -> Option<Reason> {
    let Item { created, started, done, dropped, .. } = *item;
    let before = |end: Option<Date>, begin: Option<Date>, kind: &'static str, word: &str| match (end, begin) {
        (Some(end), Some(begin)) if end < begin => Some(Reason { kind, detail: format!("{end}, {word} {begin}") }),
        _ => None,
    };
    let both = done.zip(dropped).map(|(done, dropped)| Reason {
        kind: "done and withdrawn",
        detail: format!("done {done}, withdrawn {dropped}"),
    });
    both.or_else(|| before(done, started, "done before its start", "started"))
        .or_else(|| before(dropped, started, "withdrawn before its start", "started"))
        .or_else(|| before(done, created, "done before it was asked for", "asked for"))
        .or_else(|| before(dropped, created, "withdrawn before it was asked for", "asked for"))
}
