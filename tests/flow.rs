//! What a team's own dates show: what is asked, and that nothing later than the day asked for is in any output.

use std::path::Path;
use std::process::{Command, Output};

use flywheel::answer::own_items::Asked;
use flywheel::answer::{Answer, Refusal, flow};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn flywheel(arguments: &[&str]) -> (Output, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    let out = command.current_dir(root()).arg("flow").args(arguments).arg("--out").arg(folder.path()).output().unwrap();
    (out, folder)
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn what_is_open_is_asked_with_the_option_that_answers_it() {
    for (file, option) in [
        ("jira_cloud_all_fields", "--start"),
        ("two_columns", "--dates"),
        ("status_changes_own_names", "--zone"),
        ("github_issues", "--start"),
    ] {
        let (out, _) = flywheel(&[&format!("tests/data/layouts/{file}.csv")]);
        let told = said(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{file}: {told}");
        assert!(told.starts_with(&format!("error: {option}: ")), "{file}: {told}");
        assert!(out.stdout.is_empty());
    }
    let (out, folder) = flywheel(&["tests/data/layouts/jira_cloud_all_fields.csv", "--start", "created"]);
    let told = said(&out.stdout);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    assert!(told.contains("There is no start of work: the day on which an item was asked for stands in"), "{told}");
    assert!(told.contains("Left out: 1 row, finished, and no date of it: 5 (Done)."), "{told}");
    for file in ["cycle-time.svg", "throughput.svg", "ageing.svg", "cumulative-flow.svg", "items.csv", "rows.csv"] {
        assert!(folder.path().join("flow").join(file).is_file(), "{file}");
    }
}

#[test]
fn what_cannot_be_had_is_said() {
    let (out, _) = flywheel(&["tests/data/layouts/trello.csv"]);
    let told = said(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert!(told.contains("Trello exports the last activity of a card, and no day"), "{told}");
    let (out, _) = flywheel(&["no-such-file.csv"]);
    assert_eq!(out.status.code(), Some(3));
    let (out, _) = flywheel(&["tests/data/layouts/nave.csv", "--as-of", "soon"]);
    assert!(said(&out.stderr).contains("--as-of soon: it is a day, such as 2026-03-01"), "{}", said(&out.stderr));
    assert_eq!(out.status.code(), Some(2));
}

/// Everything that comes out: data, words, sheets, charts.
fn all(text: &str, as_of: &str) -> String {
    let reading = Asked { as_of: Some(as_of.into()), ..Asked::default() };
    let flow = flow::Question { reading, weeks: None }.ask(&[("ours.csv", text.as_bytes())]).unwrap();
    let mut out = serde_json::to_string(&flow.data()).unwrap() + &flow.words().wide(100);
    flow.sheets().iter().for_each(|sheet| out.push_str(&sheet.text));
    flow.charts().iter().for_each(|chart| out.push_str(&chart.picture.svg().unwrap()));
    out
}

#[test]
fn what_is_later_than_the_day_asked_for_changes_no_bit() {
    let as_of = "2024-06-30";
    for name in ["pytest", "Lighthouse"] {
        let text = std::fs::read_to_string(root().join(format!("tests/data/real/{name}.csv"))).unwrap();
        let mut later = 0;
        let mut blank = |cell: &str| {
            let is_later = cell.len() == as_of.len() && cell > as_of;
            later += usize::from(is_later);
            if is_later { String::new() } else { cell.to_string() }
        };
        let lines = text.lines().map(|line| line.split(',').map(&mut blank).collect::<Vec<_>>().join(","));
        let blanked = lines.collect::<Vec<_>>().join("\n");
        assert!(later > 100, "{name}");
        assert_eq!(all(&text, as_of), all(&blanked, as_of), "{name}");
    }
}

#[test]
fn what_the_sentences_say_is_counted() {
    let file = b"id,type,start,done\n1,Bug,2025-01-01,2025-01-01\n2,Bug,2025-01-01,2025-01-05\n3,Story,2025-01-02,2025-01-12\n\
        4,Story,2025-01-03,\n5,Bug,2025-01-10,2025-01-14\n";
    let flow = flow::Question::default().ask(&[("ours.csv", file)]).unwrap();
    let words = flow.words().wide(1000);
    for sentence in [
        "Of 4 items done, 50% took 4 days or less from start to done, 85% took 10 or less, 95% took 10 or less",
        "4 items were done in 2 weeks: 2 in the middle week, 2 in the slowest and 2 in the busiest.",
        "1 item is in progress, the oldest for 11 days; 1 of them for longer than the 10 days in which 85% were done. The oldest: 4.",
        "5 items came and 4 left: 1 more is open at the end than at the start, 1 in all.",
        "Done by type: Bug 3 (75%, half of them in 4 days or less); Story 1 (25%, half of them in 10 days or less).",
    ] {
        assert!(words.contains(sentence), "{sentence}\n{words}");
    }
    let empty = flow::Question::default().ask(&[]);
    assert!(matches!(empty, Err(Refusal::Asked { .. })));
}
