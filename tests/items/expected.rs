//! Every layout, row by row.

use std::fs;
use std::path::{Path, PathBuf};

use flywheel::data::{Item, Items, Reading, Rejected, Role, StartFrom, Trouble, read};

/// What a file beside a layout says: what is asked, the options that answer, and all rows.
struct Expected {
    asks: Vec<String>,
    reading: Reading,
    items: Vec<String>,
    rejected: Vec<String>,
    remarked: Vec<String>,
}

impl Expected {
    fn of(text: &str) -> Expected {
        let mut out = Expected {
            asks: Vec::new(),
            reading: Reading::default(),
            items: Vec::new(),
            rejected: Vec::new(),
            remarked: Vec::new(),
        };
        for line in text.lines() {
            if let Some(asks) = line.strip_prefix("asks ") {
                out.asks = asks.split(' ').map(str::to_string).collect();
            } else if line.starts_with("--") {
                let words: Vec<&str> = line.split(' ').collect();
                words.chunks(2).for_each(|pair| option(&mut out.reading, pair[0], pair[1]));
            } else if let Some(rejected) = line.strip_prefix("rejected ") {
                out.rejected.push(rejected.into());
            } else if let Some(remarked) = line.strip_prefix("remarked ") {
                out.remarked.push(remarked.into());
            } else if !line.starts_with("row,") {
                out.items.push(line.into());
            }
        }
        out
    }
}

fn option(reading: &mut Reading, name: &str, value: &str) {
    use flywheel::data::Order;
    match (name, value) {
        ("--start", "created") => reading.start = Some(StartFrom::Created),
        ("--start", "none") => reading.start = Some(StartFrom::Nothing),
        ("--dates", "dmy") => reading.dates = Some(Order::DayFirst),
        ("--dates", "mdy") => reading.dates = Some(Order::MonthFirst),
        ("--zone", zone) => reading.zone = Some(jiff::tz::TimeZone::get(zone).unwrap()),
        ("--begun", status) => reading.begun.push(status.into()),
        ("--finished", status) => reading.finished.push(status.into()),
        _ => panic!("{name} {value}"),
    }
}

pub fn line(item: &Item) -> String {
    let date = |date: Option<jiff::civil::Date>| date.map_or(String::new(), |date| date.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        item.row.to_string(),
        text(&item.name),
        text(&item.kind),
        date(item.created),
        date(item.started),
        date(item.done),
        date(item.dropped),
        date(item.released),
    ]
    .join(",")
}

fn reasons(rejected: &[Rejected]) -> Vec<String> {
    let mut all: Vec<String> = rejected.iter().map(|one| format!("{}: {}", one.row, one.reason.kind)).collect();
    all.sort();
    all
}

pub fn layouts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    paths.sort();
    paths
}

#[test]
fn every_layout_comes_to_the_items_that_are_right_for_it() {
    let mut seen = 0;
    for path in layouts() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        let mut expected = Expected::of(&fs::read_to_string(path.with_extension("expected")).unwrap());
        if !expected.asks.is_empty() {
            let Err(Trouble::Open(questions)) = read(&bytes, &Reading::default()) else {
                panic!("{name} asks nothing")
            };
            let mut asked: Vec<&str> = questions.iter().map(|question| question.option()).collect();
            asked.sort_unstable();
            assert_eq!(asked, expected.asks, "{name}");
        }
        let items: Items = read(&bytes, &expected.reading).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        assert_eq!(items.items.iter().map(line).collect::<Vec<_>>(), expected.items, "{name}");
        expected.rejected.sort();
        expected.remarked.sort();
        assert_eq!(reasons(&items.rejected), expected.rejected, "{name}: rejected");
        assert_eq!(reasons(&items.remarked), expected.remarked, "{name}: remarked");
        seen += 1;
    }
    assert!(seen >= 15);
}

#[test]
fn days_near_midnight_are_those_of_the_zone() {
    let file = b"key,started,done\nA,2025-01-06T23:30:00Z,2025-07-07T22:30:00Z\n";
    let days = |zone: Option<&str>| {
        let zone = zone.map(|zone| jiff::tz::TimeZone::get(zone).unwrap());
        line(&read(file, &Reading { zone, ..Reading::default() }).unwrap().items[0])
    };
    assert_eq!(days(None), "2,A,,,2025-01-06,2025-07-07,,");
    assert_eq!(days(Some("Europe/Berlin")), "2,A,,,2025-01-07,2025-07-08,,");
    assert_eq!(days(Some("America/New_York")), "2,A,,,2025-01-06,2025-07-07,,");
}

#[test]
fn a_date_later_than_the_day_asked_for_says_nothing_of_the_order() {
    let file = b"key,started,done\nA,01/02/2025,13/02/2025\n";
    assert!(read(file, &Reading::default()).is_ok());
    let as_of = Some(jiff::civil::date(2025, 2, 12));
    let Err(Trouble::Open(questions)) = read(file, &Reading { as_of, ..Reading::default() }) else { panic!() };
    assert_eq!(questions[0].option(), "dates");
}

#[test]
fn dates_of_both_orders_are_asked_about() {
    let file = b"key,started,done\nA,01/13/2025,02/20/2025\nB,13/01/2025,20/02/2025\n";
    let Err(Trouble::Open(questions)) = read(file, &Reading::default()) else { panic!() };
    assert!(questions[0].words().contains("`13/01/2025`, day first, and row 2 has `01/13/2025`"), "{questions:?}");
    let dates = Some(flywheel::data::Order::MonthFirst);
    let items = read(file, &Reading { dates, ..Reading::default() }).unwrap();
    assert_eq!((items.items.len(), items.rejected[0].row), (1, 3));
}

#[test]
fn real_files_are_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/real");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let items = read(text.as_bytes(), &Reading::default()).unwrap();
        assert_eq!(items.items.len() + items.rejected.len(), text.lines().count() - 1, "{}", path.display());
        assert!(items.items.iter().all(|item| item.started <= item.done && item.started.is_some()));
    }
}

#[test]
fn statuses_that_nobody_knows_are_asked_about() {
    let file = b"item,status,time\nA,Werkbank,2025-01-06\nA,Regal,2025-01-07\n";
    let Err(Trouble::Open(questions)) = read(file, &Reading::default()) else { panic!() };
    let asked: Vec<&str> = questions.iter().map(|question| question.option()).collect();
    assert_eq!(asked, ["begun", "finished"]);
    assert!(questions[1].words().contains("Regal, Werkbank: name them, such as --finished"), "{questions:?}");
}

#[test]
fn a_column_can_be_named() {
    let file = b"ref,Angefangen,Live seit\nA,2025-01-06,2025-01-07\n";
    let Err(Trouble::Open(questions)) = read(file, &Reading::default()) else { panic!() };
    assert_eq!(questions[0].option(), "column");
    let columns = [(Role::Started, "Angefangen"), (Role::Done, "live seit")];
    let columns = columns.map(|(role, name)| (role, name.to_string())).to_vec();
    let items = read(file, &Reading { columns, ..Reading::default() }).unwrap();
    assert_eq!(line(&items.items[0]), "2,,,,2025-01-06,2025-01-07,,");
}
