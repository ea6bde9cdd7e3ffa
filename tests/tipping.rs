//! `flywheel tipping` where the answers are known: a team whose edge is a constant, and the figures of the brief.

use std::fs;
use std::path::Path;
use std::process::Command;

use flywheel::answer::tipping::map::Others;
use flywheel::answer::tipping::{Question, Tipping};
use flywheel::answer::{Answer, Refusal};
use flywheel::cli::files::Disk;
use flywheel::model::file;
use flywheel::run::ensemble::Nobody;
use flywheel::{Scenario, Source, load};
use serde_json::Value;
use tempfile::TempDir;

/// A level that goes to 0 from below the edge, and to 1 from above it. Another stock does nothing.
const MODEL: &str = r#"
name = "level"
title = "A level with an edge"
default_start = "well"
one = "team"
headline = ["level", "idle"]

[time]
unit = "week"
stop = 80
dt = 0.125
save = 1

[stock.level]
unit = "1"
range = [0, 1]
inflows = ["change"]

[stock.idle]
unit = "1"

[flow.change]
unit = "1/week"
equation = '(level*(1 - level)*(level - edge) + push)/pace'

[constant.edge]
value = 0.3
unit = "1"
distribution = "uniform"
min = 0.2
max = 0.4

[constant.pace]
value = 1
unit = "week"

[constant.push]
value = 0
unit = "1"
role = "lever"

[start.well]
stocks = { level = 0.9, idle = 1 }

[start.ill]
stocks = { level = 0.1, idle = 3 }

[[outcome]]
name = "good"
when = 'level > 0.7'

[[outcome]]
name = "bad"
when = 'level < 0.15'

[[outcome]]
name = "open"
"#;

const EDGE: f64 = 0.3;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("level.toml"), MODEL).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.env("COLUMNS", "1000");
    let ran = command.current_dir(folder).arg("tipping").args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&run(folder, &[arguments, &["--json"]].concat())).unwrap()
}

fn level(text: &str) -> Scenario {
    let model = file::read(&Source::new("level.toml", text)).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    Scenario::of_model(model.into())
}

fn ask(question: &Question) -> Tipping {
    question.ask(level(MODEL), &Nobody).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

/// What machines read of an answer.
fn data(found: &Tipping) -> Value {
    serde_json::to_value(found.data()).unwrap()
}

/// What people read of it.
fn spoken(found: &Tipping) -> String {
    found.words().wide(1000)
}

/// A map with so many cells each way, and so many teams in each.
fn map(x: &str, y: &str, grid: u16, replications: u64) -> Question {
    let (grid, replications) = (Some(grid), Some(replications));
    Question { x: Some(x.into()), y: Some(y.into()), grid, replications, ..Question::default() }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn close(found: f64, expected: f64, allowed: f64) {
    assert!((found - expected).abs() <= allowed, "{found}, not {expected}");
}

fn points(lines: &Value) -> Vec<(f64, f64)> {
    let lines = lines.as_array().unwrap().iter().flat_map(|line| line.as_array().unwrap());
    lines.map(|point| (number(&point[0]), number(&point[1]))).collect()
}

#[test]
fn the_border_is_where_the_level_is_the_edge() {
    let question = Question { others: Some(Others::Stay), ..map("level=0..1", "edge=0.2..0.41", 9, 16) };
    let found = data(&ask(&question));
    // The edge is given in each cell, and there is no luck: with teams and without, a cell is one thing or the other.
    let still = points(&found["map"]["border_without_luck"]);
    assert!(still.len() > 8, "{still:?}");
    for (level, edge) in still {
        close(level, edge, 1.0 / 9.0 / 64.0);
    }
    let (x, y) = (&found["map"]["x"], &found["map"]["y"]);
    for (row, shares) in found["map"]["shares"]["good"].as_array().unwrap().iter().enumerate() {
        for (column, share) in shares.as_array().unwrap().iter().enumerate() {
            let well = number(&x[column]) > number(&y[row]);
            assert_eq!(number(share), f64::from(u8::from(well)), "{} {}", x[column], y[row]);
            assert_eq!(found["map"]["without_luck"][row][column], if well { "good" } else { "bad" });
        }
    }
    // Over all teams the edge is uniform between 0.2 and 0.4: at a level of 0.3 half of them are above theirs.
    let border = &found["x"]["border"];
    let error = number(&border["monte_carlo_error"]);
    close(number(&border["value"]), EDGE, 3.0 * error);
    // The share falls by 5 from 0.2 to 0.4, and its error is that of a half.
    let expected = 0.5 / 64.0_f64.sqrt() / 5.0;
    assert!((0.6..1.6).contains(&(error / expected)), "{error}, about {expected}");
    assert!(found["y"]["border"].is_null(), "from 0.9 no edge from 0.2 to 0.4 is too high");
    // The states to settle in are 1 and 0: the edge lies seven tenths down.
    close(number(&found["between"]["border_without_luck"]), 1.0 - EDGE, 5e-4);
    close(number(&found["towards"]["without_luck"]), (0.9 - EDGE) / 0.8, 5e-4);
    assert_eq!((&found["towards"]["start"], &found["class"]), (&"ill".into(), &"good".into()));
}

/// From where the scenario starts, the level follows what the idle stock does: half as far, for the other axis stays.
#[test]
fn other_stocks_follow_along_the_line() {
    let idle = map("idle=0..4", "pace=0.9..1.1", 8, 4);
    let found = data(&ask(&Question { others: Some(Others::Follow), ..idle.clone() }));
    // The line goes from 0.9 to 0.1 while the idle stock goes from 1 to 3: the edge is met at 2.5.
    for (idle, _) in points(&found["map"]["border_without_luck"]) {
        close(idle, 1.0 + 2.0 * (0.9 - EDGE) / 0.8, 4.0 / 8.0 / 64.0);
    }
    let stays = data(&ask(&Question { others: Some(Others::Stay), ..idle }));
    assert_eq!(points(&stays["map"]["border_without_luck"]), []);
    let found = data(&ask(&map("level=0..1", "idle=0..4", 8, 4)));
    assert!(
        points(&found["map"]["border_without_luck"]).iter().all(|(level, _)| (level - EDGE).abs() < 1.0 / 8.0 / 64.0)
    );
}

/// The level after a push of so many weeks from week 4 on, and then for long, step by step.
fn after(weeks: usize, push: f64) -> f64 {
    let dt = 0.125;
    let mut level = 0.9_f64;
    for step in 0..8 * 800 {
        let pushed = (8 * 4..8 * (4 + weeks)).contains(&step);
        level += dt * (level * (1.0 - level) * (level - EDGE) + if pushed { push } else { 0.0 });
    }
    level
}

#[test]
fn the_least_shock_is_that_of_a_run_step_by_step() {
    let shocked = |shock: &str, durations: &[f64]| {
        let (shock, durations) = (Some(shock.into()), durations.to_vec());
        Question { grid: Some(2), replications: Some(32), shock, durations, ..Question::default() }
    };
    let found = data(&ask(&shocked("push=-0.15", &[2.0, 8.0, 40.0])));
    let shock = &found["shock"];
    let least = (1..76).find(|weeks| after(*weeks, -0.15) < 0.5).unwrap();
    assert!(least > 3, "{least}");
    let still = &shock["without_luck"];
    assert_eq!((number(&still["least_duration"]), &still["longer_tips_too"]), (least as f64, &true.into()));
    let half = least.div_ceil(2);
    assert_eq!(number(&still["least_amount"]["duration"]), half as f64);
    let amount = number(&still["least_amount"]["amount"]);
    assert!(after(half, amount) < 0.5 && after(half, amount / 1.002) > 0.5, "{amount} in {half} weeks");
    let tipped = |row: usize| number(&shock["tipped"][row]["all"]["share"]);
    assert_eq!((tipped(0), tipped(2)), (0.0, 1.0));
    assert_eq!((&shock["start"], &shock["into"]), (&"well".into(), &"bad".into()));
    // Without noise there is no luck alone.
    assert!(shock["tipped"][0]["noise"].is_null());
    // A push that is too small never tips, and a team that is lost cannot be tipped.
    let small = ask(&shocked("push=-0.01", &[]));
    assert!(data(&small)["shock"]["without_luck"]["least_duration"].is_null());
    let said = spoken(&small);
    assert!(said.contains("Without luck, this does not tip it for good, even if it lasts until week 80."), "{said}");
    let said = spoken(&ask(&Question { from: Some("ill".into()), ..shocked("push=-1", &[]) }));
    assert!(
        said.contains("There is nothing to tip: without luck, it does not end up good even without a shock."),
        "{said}"
    );
}

#[test]
fn the_answer_is_the_same_in_all_forms_whatever_the_threads() {
    let folder = folder();
    let arguments = ["level.toml", "--grid", "6", "--replications", "16", "--shock", "push=-0.2", "--durations", "2,4"];
    let said = run(folder.path(), &[&arguments[..], &["--out", "a"]].concat());
    insta::assert_snapshot!("tipping", said);
    assert_eq!(run(folder.path(), &[&arguments[..], &["--out", "b", "--threads", "1"]].concat()), said);
    for name in ["tipping.csv", "tipping.svg", "tipping-shock.csv", "tipping-shock.svg"] {
        let read = |out: &str| fs::read_to_string(folder.path().join(out).join("level").join(name)).unwrap();
        assert_eq!(read("a"), read("b"), "{name}");
    }
    let found = json(folder.path(), &[&arguments[..], &["--out", "c", "--png"]].concat());
    let csv = fs::read_to_string(folder.path().join("c/level/tipping.csv")).unwrap();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("level,idle,good,good_error,bad,bad_error,open,open_error,without_luck"));
    for (index, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let (column, row) = (index % 6, index / 6);
        let map = &found["map"];
        let numbers = [&map["x"][column], &map["y"][row], &map["shares"]["good"][row][column]];
        assert_eq!([0, 1, 2].map(|i| cells[i].parse::<f64>().unwrap()), numbers.map(number));
        assert_eq!(map["without_luck"][row][column], cells[8]);
    }
    let shocks = fs::read_to_string(folder.path().join("c/level/tipping-shock.csv")).unwrap();
    assert_eq!(shocks.lines().next(), Some("duration,uncertainty,tipped,tipped_error"));
    // No shock at all, and two lengths.
    assert_eq!(shocks.lines().count(), 1 + 3);
    assert!(shocks.lines().nth(1).is_some_and(|row| row.starts_with("0.0,")), "{shocks}");
    let files: Vec<&str> = found["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    let stems = [".csv", "-shock.csv", ".svg", ".png", "-shock.svg", "-shock.png", "-manifest.json"];
    assert_eq!(files, stems.map(|stem| format!("c/level/tipping{stem}")));
    assert!(files.iter().all(|file| folder.path().join(file).exists()));
}

/// What is published of the frozen model (its brief, section 8, R3): from 600 replications, healthy teams with demand
/// doubled from week 4, tipped at week 156; and where the edge lies without luck.
#[test]
fn tipping_is_that_of_the_brief() {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/brief/nothing.toml");
    let question = Question {
        grid: Some(2),
        replications: Some(48),
        horizon: Some(156.0),
        shock: Some("demand_shock".into()),
        durations: vec![4.0, 12.0, 20.0],
        ..Question::default()
    };
    let found = data(&question.ask(load(model, &Disk).unwrap(), &Nobody).unwrap());
    let between = &found["between"];
    assert_eq!((&between["from"], &between["to"]), (&"healthy".into(), &"stressed".into()));
    close(number(&between["border_without_luck"]), 0.27, 0.005);
    let shock = &found["shock"];
    assert_eq!(
        (&shock["constant"], &shock["at"], &shock["amount"]),
        (&"demand_shock".into(), &4.0.into(), &1.0.into())
    );
    // Published: 12 weeks recover, 14 weeks tip for good.
    let least = number(&shock["without_luck"]["least_duration"]);
    assert!((13.0..=14.0).contains(&least), "{least}");
    for (row, (noise, all)) in [(0.01, 0.28), (0.38, 0.60), (0.95, 0.83)].into_iter().enumerate() {
        for (luck, published) in [("noise", noise), ("all", all)] {
            let share = &shock["tipped"][row][luck];
            let own = number(&share["monte_carlo_error"]);
            let theirs = (f64::max(published * (1.0 - published), 0.01) / 600.0).sqrt();
            let allowed = 3.0 * (own * own + theirs * theirs).sqrt() + 0.005;
            close(number(&share["share"]), published, allowed);
        }
    }
}

/// The other stock does nothing: the line of even odds stands upright where the straight way to the other starting point
/// turns, and is known as closely as that.
#[test]
fn the_line_on_the_map_and_the_words_are_one_answer() {
    let found = data(&ask(&map("level=0..1", "idle=0..4", 9, 16)));
    let turn = &found["towards"]["border"];
    let (share, error) = (number(&turn["value"]), number(&turn["monte_carlo_error"]));
    let [well, ill] = [0.9, 0.1];
    let border = points(&found["map"]["border"]);
    assert!(border.len() >= 9, "{border:?}");
    for (level, _) in border {
        close(level, well + share * (ill - well), 3.0 * error * (well - ill));
    }
    // All cells rest on equally many teams, those beside the line too: two estimates would meet in a second edge.
    let good = found["map"]["shares"]["good"].as_array().unwrap();
    let shares: Vec<f64> = good.iter().flat_map(|row| row.as_array().unwrap()).map(number).collect();
    assert!(shares.iter().all(|share| (share * 16.0).fract() == 0.0), "{shares:?}");
}

/// What nobody says is as the model says, in a model that shares no name with the shipped one.
#[test]
fn a_model_says_what_is_asked_about_it() {
    let own = "[tipping]\naxes = [\"edge\", \"idle\"]\nshock = \"push\"\namount = -0.2\n";
    let small = Question { grid: Some(2), replications: Some(2), ..Question::default() };
    let asked = |question: &Question| question.ask(level(&format!("{MODEL}{own}")), &Nobody).unwrap();
    let found = data(&asked(&small));
    assert_eq!((&found["x"]["name"], &found["y"]["name"]), (&"edge".into(), &"idle".into()));
    assert_eq!((&found["shock"]["constant"], &found["shock"]["amount"]), (&"push".into(), &(-0.2).into()));
    // What is asked stands before it, and the rest is as the model says.
    let other = data(&asked(&Question { x: Some("idle".into()), shock: Some("edge=0.1".into()), ..small.clone() }));
    assert_eq!((&other["x"]["name"], &other["y"]["name"]), (&"idle".into(), &"edge".into()));
    assert_eq!(other["shock"]["constant"], "edge");
    // Of a model that says nothing the first stocks are shown, and nothing is shocked.
    let silent = data(&ask(&small));
    assert_eq!((&silent["x"]["name"], &silent["y"]["name"]), (&"level".into(), &"idle".into()));
    assert!(silent["shock"].is_null());
}

#[test]
fn what_the_command_line_would_refuse_is_refused_of_any_question() {
    let refused = |question: Question| match question.ask(level(MODEL), &Nobody) {
        Err(Refusal::Asked { of: Some(part), why }) => (part.name, why),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("an answer to {question:?}"),
    };
    let (name, why) = refused(Question { grid: Some(1), ..Question::default() });
    assert_eq!((name, why.as_str()), ("grid", "it is a whole number from 2 to 200"));
    let (name, why) = refused(Question { replications: Some(1), ..Question::default() });
    assert_eq!((name, why.as_str()), ("replications", "it is a whole number from 2 to 100000"));
    let both = Question { from: Some("ill".into()), here: true, ..Question::default() };
    assert_eq!(refused(both).0, "from");
}
