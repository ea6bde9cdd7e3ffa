//! How long it takes to read a team's own file of 100,000 rows: `cargo bench --bench read_items`. It has to be less than a
//! second of processor time; all of it is done on one thread.

use std::fmt::Write;
use std::time::Instant;

use flywheel::data::{Reading, read};

const ROWS: usize = 100_000;

/// As Jira exports issues, with a text over several lines in each; dates as it writes them.
fn issues() -> String {
    let mut out = String::from(
        "Summary,Issue key,Issue Type,Status,Status Category,Resolution,Created,Actual start,Updated,Resolved,Labels,Labels,Description\n",
    );
    for row in 0..ROWS {
        let (day, month) = (row % 28 + 1, ["Jan", "Feb", "Mar", "Apr"][row % 4]);
        let _ = writeln!(
            out,
            "\"Item, {row}\",ZZ-{row},Story,Done,Done,Done,{day:02}/{month}/25 9:41 AM,{day:02}/{month}/25 9:41 AM,{day:02}/May/25 9:05 AM,\
             {day:02}/May/25 9:05 AM,web,api,\"Line one\nline \"\"two\"\" of a text that is as long as most are\"",
        );
    }
    out
}

/// Changes of status, four of each item.
fn changes() -> String {
    let mut out = String::from("item,from,to,time\n");
    let statuses = ["To Do", "In Progress", "In Review", "Done"];
    for row in 0..ROWS {
        let (item, step) = (row / 4, row % 4);
        let _ = writeln!(out, "ZZ-{item},,{},{:02}/01/2025 09:{:02}", statuses[step], 13 + step, item % 60);
    }
    out
}

fn main() {
    for (name, text) in [("issues", issues()), ("status changes", changes())] {
        let begun = Instant::now();
        let items = read(text.as_bytes(), &Reading::default()).expect("it is a table");
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{name}: {ROWS} rows, {:.1} MB, {} items in {seconds:.2} s",
            text.len() as f64 / 1e6,
            items.items.len()
        );
    }
}
