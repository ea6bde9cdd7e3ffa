//! What a person reads of a team's flow.

use std::collections::BTreeMap;

use crate::answer::Words;
use crate::data::{Rejected, StartFrom};
use crate::text::{listed, one_line};

use super::count::percentile;
use super::{Flow, OwnFile, Week};

/// So many rows are named for each reason; all are in the sheet.
const MOST_ROWS: usize = 8;
/// So many open items are named.
const OLDEST: usize = 5;
/// So many types are told.
const MOST_KINDS: usize = 5;

impl Flow {
    pub(super) fn told(&self) -> Words {
        let mut out = Words::default();
        for file in &self.files {
            tell_file(file, &mut out);
        }
        let last =
            if self.is_asked { "the day you asked for" } else { "the last date in the data; --as-of takes another" };
        let weeks = self.weeks.len();
        out.say(&format!(
            "\n{} to {}, {last}: {}. A week is seven days and ends with that day of the week.\n\n",
            self.first(),
            self.as_of,
            many(weeks, "week")
        ));
        out.table(self.table());
        out.say("\n");
        for sentence in self.sentences() {
            out.say(&format!("- {sentence}.\n"));
        }
        out
    }

    /// What is counted: a row each.
    fn table(&self) -> Vec<Vec<String>> {
        let row = |name: &str, low: String, middle: String, high: String| vec![name.to_string(), low, middle, high];
        let mut rows = vec![row("A week", "a slow one".into(), "the middle".into(), "a busy one".into())];
        let mut weekly = |name: &str, of: &dyn Fn(&Week) -> usize| {
            let [low, middle, high] = self.weekly(of);
            rows.push(row(name, low.to_string(), middle.to_string(), high.to_string()));
        };
        weekly("items that came", &|week| week.arrived);
        if self.start_from == StartFrom::Work {
            weekly("items begun", &|week| week.started);
        }
        weekly("items done", &|week| week.done);
        if self.weeks.iter().any(|week| week.dropped > 0) {
            weekly("items withdrawn", &|week| week.dropped);
        }
        rows
    }

    /// The number of a week that 10, 50 and 90 of 100 weeks do not exceed.
    fn weekly(&self, of: &dyn Fn(&Week) -> usize) -> [usize; 3] {
        let mut counts: Vec<usize> = self.weeks.iter().map(of).collect();
        counts.sort_unstable();
        if counts.is_empty() { [0; 3] } else { [10, 50, 90].map(|share| percentile(&counts, share)) }
    }

    /// A sentence for each of what is shown.
    fn sentences(&self) -> Vec<String> {
        let mut out = vec![self.cycle_time_words()];
        out.push(self.throughput_words());
        out.extend(self.age_words());
        out.push(self.balance_words());
        out.extend(self.kind_words());
        out
    }

    pub(super) fn cycle_time_words(&self) -> String {
        let Some(times) = &self.cycle_times else {
            return "How long items take cannot be told: none that was done has a start".into();
        };
        let [p50, p85, p95] = times.percentiles;
        let from = match self.start_from {
            StartFrom::Created => "from being asked for (not from the start of work) to done",
            _ => "from start to done",
        };
        format!(
            "Of {} done, 50% took {} or less {from}, 85% took {p85} or less, 95% took {p95} or less (done on the \
             day of the start is 0)",
            many(times.each.len(), "item"),
            many(p50 as usize, "day"),
        )
    }

    pub(super) fn throughput_words(&self) -> String {
        let [_, middle, _] = self.weekly(&|week| week.done);
        let done = || self.weeks.iter().map(|week| week.done);
        let (least, most) = (done().min().unwrap_or(0), done().max().unwrap_or(0));
        format!(
            "{} were done in {}: {middle} in the middle week, {least} in the slowest and {most} in the busiest",
            many(done().sum(), "item"),
            many(self.weeks.len(), "week")
        )
    }

    pub(super) fn age_words(&self) -> Option<String> {
        if self.start_from == StartFrom::Nothing {
            return None;
        }
        let open = &self.ages.each;
        let Some((_, _, oldest)) = open.first() else { return Some("No item is in progress".into()) };
        let older = match (&self.cycle_times, self.ages.older) {
            (Some(times), Some([_, older, _])) => {
                format!(
                    "; {} of them for longer than the {} in which 85% were done",
                    if older == 0 { "none".into() } else { older.to_string() },
                    many(times.percentiles[1] as usize, "day")
                )
            }
            _ => String::new(),
        };
        let names: Vec<String> = open.iter().take(OLDEST).map(|(name, ..)| one_line(name)).collect();
        let is = if open.len() == 1 { "is" } else { "are" };
        Some(format!(
            "{} {is} in progress, the oldest for {}{older}. The oldest: {}",
            many(open.len(), "item"),
            many(*oldest as usize, "day"),
            listed(&names, "and")
        ))
    }

    pub(super) fn balance_words(&self) -> String {
        let sum = |of: &dyn Fn(&Week) -> usize| self.weeks.iter().map(of).sum::<usize>();
        let (came, left) = (sum(&|week| week.arrived), sum(&|week| week.done + week.dropped));
        let open = self.weeks.last().map_or(0, |week| week.in_progress + week.waiting);
        let was = self.before.in_progress + self.before.waiting;
        let is = |number: usize| format!("{number} {}", if number == 1 { "is" } else { "are" });
        let than = |by: usize, word: &str| match by {
            1 => format!("1 {word} is open at the end than at the start, {open} in all"),
            by => format!("{by} {word} are open at the end than at the start, {open} in all"),
        };
        let change = match open.cmp(&was) {
            std::cmp::Ordering::Greater => than(open - was, "more"),
            std::cmp::Ordering::Less => than(was - open, "fewer"),
            std::cmp::Ordering::Equal => format!("{} open at the end, as many as at the start", is(open)),
        };
        format!("{} came and {left} left: {change}", many(came, "item"))
    }

    pub(super) fn kind_words(&self) -> Option<String> {
        let all: usize = self.kinds.iter().map(|kind| kind.done).sum();
        let told = |kind: &super::Kind| {
            let median = kind
                .median
                .map_or(String::new(), |days| format!(", half of them in {} or less", many(days as usize, "day")));
            format!("{} {} ({}%{median})", one_line(&kind.name), kind.done, (100 * kind.done + all / 2) / all.max(1))
        };
        let kinds: Vec<String> = self.kinds.iter().take(MOST_KINDS).map(told).collect();
        (!kinds.is_empty()).then(|| format!("Done by type: {}", kinds.join("; ")))
    }
}

/// "1 item", "3 items".
pub(super) fn many(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// How a file was read, and what was not.
fn tell_file(file: &OwnFile, out: &mut Words) {
    let items = &file.items;
    let columns: Vec<String> =
        items.columns.iter().map(|column| format!("`{}` is {}", one_line(&column.header), column.taken_for)).collect();
    out.say(&format!("{}: {}. {}.\n", file.name, items.layout, many(items.items.len(), "item")));
    out.say(&format!("{}.\n", columns.join(", ")));
    if items.start_from == StartFrom::Created {
        out.say(
            "There is no start of work: the day on which an item was asked for stands in, so that waiting counts.\n",
        );
    }
    items.notes.iter().for_each(|note| out.say(&format!("{}\n", one_line(note))));
    tell_rows("Left out", &items.rejected, out);
    tell_rows("Used, and odd", &items.remarked, out);
}

fn tell_rows(words: &str, rows: &[Rejected], out: &mut Words) {
    let mut kinds: BTreeMap<&str, Vec<&Rejected>> = BTreeMap::new();
    rows.iter().for_each(|one| kinds.entry(one.reason.kind).or_default().push(one));
    for (kind, rows) in kinds {
        let told = |one: &&Rejected| match one.reason.detail.as_str() {
            "" => one.row.to_string(),
            detail => format!("{} ({})", one.row, one_line(detail)),
        };
        let mut named: Vec<String> = rows.iter().take(MOST_ROWS).map(told).collect();
        if rows.len() > MOST_ROWS {
            named.push(format!("{} more in flow/rows.csv", rows.len() - MOST_ROWS));
        }
        let rows = many(rows.len(), "row");
        out.say(&format!("{words}: {rows}, {kind}: {}.\n", named.join(", ")));
    }
}
