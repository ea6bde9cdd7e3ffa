//! What is later than the day up to which a file is read changes nothing of what is read: blanked, it leaves the same.

use flywheel::data::{Order, Reading, StartFrom, read};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// A cell: a date, or a text.
#[derive(Debug, Clone)]
enum Cell {
    Day(Option<Date>),
    Text(String),
}

/// How dates are written in a file.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    Iso,
    DayFirst,
    MonthFirst,
    Utc,
    Jira,
}

impl Spelling {
    fn write(self, day: Date) -> String {
        match self {
            Spelling::Iso => day.to_string(),
            Spelling::DayFirst => day.strftime("%d/%m/%Y").to_string(),
            Spelling::MonthFirst => day.strftime("%m/%d/%Y").to_string(),
            Spelling::Utc => day.strftime("%Y-%m-%dT12:30:00Z").to_string(),
            Spelling::Jira => day.strftime("%d/%b/%y 9:41 AM").to_string(),
        }
    }
}

const LAYOUTS: [&str; 4] = [
    "key,type,created,started,done,dropped,updated,status,resolution",
    "Issue key,Issue Type,Created,Resolved,Status Category Changed,Status,Resolution",
    "ID,Link,Name,Backlog,Ready,In Progress,Review,Done,Type",
    "item,status,time",
];

fn words(column: &str) -> Vec<&'static str> {
    match column {
        "type" | "Type" | "Issue Type" => vec!["Story", "Bug"],
        "status" | "Status" => vec!["To Do", "In Progress", "Done", "Cancelled", "Cooking"],
        "resolution" | "Resolution" => vec!["", "Done", "Won't Do"],
        "item" => vec!["A", "B", "C"],
        _ => vec!["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8"],
    }
}

fn is_text(column: &str) -> bool {
    matches!(
        column,
        "key"
            | "type"
            | "Type"
            | "Issue key"
            | "Issue Type"
            | "status"
            | "Status"
            | "resolution"
            | "Resolution"
            | "ID"
            | "Link"
            | "Name"
            | "item"
    )
}

fn cell(column: &'static str) -> BoxedStrategy<Cell> {
    match is_text(column) {
        true => prop::sample::select(words(column)).prop_map(|word| Cell::Text(word.into())).boxed(),
        false => prop::option::weighted(0.8, 0..70_i64)
            .prop_map(|days| Cell::Day(days.map(|days| date(2025, 1, 1) + jiff::Span::new().days(days))))
            .boxed(),
    }
}

fn rows(layout: &'static str) -> impl Strategy<Value = (&'static str, Vec<Vec<Cell>>)> {
    let row: Vec<_> = layout.split(',').map(cell).collect();
    prop::collection::vec(row, 1..12).prop_map(move |rows| (layout, rows))
}

fn file(header: &str, rows: &[Vec<Cell>], spelling: Spelling, up_to: Option<Date>) -> String {
    let written = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Day(day) => {
            day.filter(|day| up_to.is_none_or(|last| *day <= last)).map_or(String::new(), |day| spelling.write(day))
        }
    };
    let lines = rows.iter().map(|row| row.iter().map(written).collect::<Vec<_>>().join(","));
    std::iter::once(header.to_string()).chain(lines).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn blanking_all_that_is_later_leaves_the_same(
        (header, rows) in prop::sample::select(&LAYOUTS[..]).prop_flat_map(rows),
        spelling in prop::sample::select(vec![Spelling::Iso, Spelling::DayFirst, Spelling::MonthFirst, Spelling::Utc, Spelling::Jira]),
        day in 0..70_i64,
        is_said in any::<bool>(),
        start in prop::sample::select(vec![None, Some(StartFrom::Created), Some(StartFrom::Nothing)]),
    ) {
        let as_of = date(2025, 1, 1) + jiff::Span::new().days(day);
        let dates = is_said.then_some(if matches!(spelling, Spelling::MonthFirst) { Order::MonthFirst } else { Order::DayFirst });
        let reading = Reading { as_of: Some(as_of), dates, start, ..Reading::default() };
        let whole = read(file(header, &rows, spelling, None).as_bytes(), &reading);
        let blanked = read(file(header, &rows, spelling, Some(as_of)).as_bytes(), &reading);
        // A date that may be later is asked about, and with the answer nothing is left open.
        if is_said || whole.is_ok() {
            prop_assert_eq!(whole, blanked);
        }
    }
}
