//! `flywheel model export --to markdown` of a model: the complete reference, of which that of the shipped model is kept in
//! `docs/reference.md`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use flywheel::model::file;
use tempfile::TempDir;

/// Enough that shares are known to two hundredths, and few enough to be found by every test run.
const ARGUMENTS: [&str; 6] = ["model", "export", "--to", "markdown", "--replications", "500"];

fn flywheel(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(folder).args(arguments).arg("--quiet").output().unwrap()
}

fn text(ran: &Output) -> String {
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout.clone()).unwrap()
}

/// The page is what the command at its top writes; `INSTA_UPDATE=always` writes it anew.
#[test]
fn the_reference_of_the_shipped_model_is_what_its_command_writes() {
    let folder = TempDir::new().unwrap();
    let written = text(&flywheel(folder.path(), &ARGUMENTS));
    assert_eq!(
        written.lines().nth(2),
        Some(&*format!("Written by `flywheel {}` from the model itself.", ARGUMENTS.join(" ")))
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md");
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept == written {
        return;
    }
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, written).unwrap();
        return;
    }
    let lines = kept.lines().zip(written.lines());
    let first = lines.clone().find(|(kept, written)| kept != written);
    panic!("docs/reference.md is out of date (INSTA_UPDATE=always writes it anew), first at {first:#?}");
}

/// What a reviewer looks for stands in the page, where its list of contents says, in tables that are whole.
#[test]
fn the_reference_holds_all_of_the_model_in_whole_tables() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md")).unwrap();
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let (_, contents) = page.split_once("\n\nContents: ").unwrap();
    let listed: Vec<&str> = contents.split("\n\n").next().unwrap().split(" ·\n").collect();
    let links = headings
        .iter()
        .map(|title| format!("[{title}](#{})", title.to_lowercase().replace(' ', "-").replace([',', '\''], "")));
    assert_eq!(listed, links.collect::<Vec<_>>());
    let order = [
        "About",
        "Left out",
        "Stocks",
        "Flows",
        "Auxiliaries",
        "Constants",
        "Tables",
        "Noise",
        "Interventions",
        "Loops",
        "Starting points",
        "Outcomes",
        "Assumptions, by influence",
        "Battery",
    ];
    let places: Vec<_> = order.iter().map(|title| headings.iter().position(|heading| heading == title)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{headings:?}");

    let model = file::shipped();
    for id in model.listed() {
        let row = format!("\n| `{}`", model.listed_name(model.variable(id)));
        assert!(page.contains(&row), "{row}");
    }
    for intervention in &model.interventions {
        assert!(page.contains(&format!("(`{}`) | `", intervention.name)), "{} adds nothing", intervention.name);
    }
    for named in &model.loops {
        let [cause, effect] = [named.cut.0, named.cut.1].map(|id| model.listed_name(model.variable(id)));
        let row = page.lines().find(|line| line.starts_with(&format!("| {} {} |", named.id, named.name))).unwrap();
        assert!(row.contains(&format!("| `{cause} -> {effect}` |")), "{row}");
    }
    for (path, _) in &model.battery {
        let name = path.trim_start_matches("battery/").trim_end_matches(".toml");
        assert!(page.contains(&format!(" | {name} | ")), "{name}");
    }
    for table in page.split("\n\n").filter(|part| part.starts_with('|')) {
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        let first = table.lines().next().unwrap();
        assert!(table.lines().all(|line| line.starts_with("| ") || line.starts_with("|---")), "{table}");
        assert!(table.lines().all(|line| bars(line) == bars(first)), "{table}");
    }
}

/// A model of one's own, which names neither battery nor outcomes.
const LEAK: &str = r#"
title = "A leak"
[time]
unit = "hour"
stop = 20
dt = 0.125
save = 1
[unit]
litre = "a litre of water"
[stock.tank]
unit = "litre"
initial = 10
outflows = ["leaking"]
[flow.leaking]
unit = "litre/hour"
equation = 'tank / stay'
[constant.stay]
unit = "hour"
value = 4
distribution = "uniform"
min = 3
max = 5
"#;

#[test]
fn a_model_of_ones_own_is_run_for_its_reference_and_a_scenario_is_not() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("leak.toml"), LEAK).unwrap();
    fs::write(folder.path().join("slow.toml"), "model = \"leak.toml\"\ntitle = \"Slow\"\nconstants = { stay = 5 }\n")
        .unwrap();
    let export =
        |arguments: &[&str]| flywheel(folder.path(), &[&["model", "export", "--to", "markdown"], arguments].concat());

    let page = text(&export(&["leak.toml", "--replications", "200"]));
    assert!(
        page.starts_with("# A leak\n\nWritten by `flywheel model export leak.toml --to markdown --replications 200`")
    );
    // The longer it stays, the more is left at the end.
    assert!(page.contains("| `stay` | unverified | 4 | 3 | 5 | 1.00 ("), "{page}");
    assert!(page.contains("with 200 draws") && page.contains("0 failed"), "{page}");
    assert!(page.contains("- The model names no scenarios to be judged by"), "{page}");

    let without = text(&export(&["leak.toml", "--replications", "0"]));
    assert!(without.contains("## Stocks") && !without.contains("## Battery") && !without.contains("## Assumptions"));
    let scenario = text(&export(&["slow.toml"]));
    assert!(scenario.contains("## What is done") && scenario.contains("## The model: A leak"), "{scenario}");
    assert!(!scenario.contains("## Battery"));

    let refused = export(&["slow.toml", "--replications", "200"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("only a model of our own form"));
    assert_eq!(export(&["leak.toml", "--replications", "9"]).status.code(), Some(2));
}
