//! `flywheel model check --battery`: what the shipped model and its frozen ancestor are held to, and small wrong models of
//! which each fails one test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flywheel::model::file;
use flywheel::model::library::BATTERY;
use serde_json::Value;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the battery in a folder where nothing of ours lies.
fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.env("COLUMNS", "1000");
    command.current_dir(folder).args(["model", "check", "--battery", "--quiet"]).args(arguments).output().unwrap()
}

fn text(ran: &Output) -> String {
    String::from_utf8(ran.stdout.clone()).unwrap()
}

fn json(ran: &Output) -> Value {
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)))
}

/// The tests of an answer that stand so: name and answer.
fn standing<'a>(answer: &'a Value, standing: &str) -> Vec<&'a str> {
    let tests = answer["tests"].as_array().unwrap().iter();
    tests.filter(|test| test["standing"] == standing).map(|test| test["test"].as_str().unwrap()).collect()
}

/// What the document says of the shipped model is what the program says; `INSTA_UPDATE=always` writes it anew.
#[test]
fn the_shipped_model_fails_no_test_and_the_document_tells_how_it_stands() {
    let folder = TempDir::new().unwrap();
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran));
    let path = root().join("docs/battery.md");
    let document = fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once("```text\n").unwrap();
    let (told, after) = rest.split_once("```\n").unwrap();
    if told != text(&ran) && std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, format!("{before}```text\n{}```\n{after}", text(&ran))).unwrap();
        return;
    }
    assert_eq!(told, text(&ran), "docs/battery.md is out of date: INSTA_UPDATE=always writes it anew");
}

/// Fewer draws tell less: more is undecided, and nothing is refuted.
#[test]
fn few_draws_refute_nothing() {
    let folder = TempDir::new().unwrap();
    let ran = check(folder.path(), &["--json", "--replications", "200"]);
    assert_eq!(ran.status.code(), Some(0));
    let answer = json(&ran);
    assert_eq!((&answer["failed"], &answer["replications"]), (&Value::from(0), &Value::from(200)));
    let count = |word: &str| answer[word].as_u64().unwrap() as usize;
    assert_eq!(count("passed") + count("noted"), answer["tests"].as_array().unwrap().len());
    assert_eq!(standing(&answer, "noted").len(), count("noted"));
}

#[test]
fn the_battery_in_the_program_is_the_one_in_the_folder() {
    let folder = root().join("models/battery");
    let mut there: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    there.sort();
    let mut shipped: Vec<&str> = BATTERY.iter().map(|(name, _)| *name).collect();
    shipped.sort_unstable();
    assert_eq!(shipped, there);
    // What claims something is named by the model; the rest is what claims are held against.
    let named: Vec<String> = file::shipped().battery.iter().map(|(path, _)| path.replace("battery/", "")).collect();
    for (name, text) in BATTERY {
        assert_eq!(text.contains("[[expect]]"), named.contains(&name.to_string()), "{name}");
    }
}

/// The frozen model with its own battery, in a folder of its own.
fn frozen(change: impl Fn(&str) -> String) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(root().join("conformance/brief/model.toml")).unwrap();
    let own = root().join("conformance/brief");
    let is_asked = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("[[expect]]");
    let all = fs::read_dir(own.join("battery")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = all.filter(is_asked).collect();
    files.sort();
    let path = folder.path().join("frozen.toml");
    fs::write(&path, format!("battery = {files:?}\n{}", change(&text))).unwrap();
    (folder, path.to_string_lossy().into_owned())
}

/// The figures that were published of the frozen model are found in it: within three errors of both, and rounding.
#[test]
fn the_frozen_model_shows_every_reference_mode_in_the_published_share() {
    let (folder, model) = frozen(str::to_string);
    let ran = check(folder.path(), &[&model, "--json", "--replications", "400"]);
    let answer = json(&ran);
    assert_eq!(standing(&answer, "failed"), [""; 0]);
    assert_eq!(standing(&answer, "noted"), ["ranges at corners", "surprises"]);
    let published = answer["tests"].as_array().unwrap().iter().filter(|test| test["figures"]["published"].is_object());
    assert!(published.count() > 25);
}

/// The test above has teeth: people who hear every refusal, and never press, leave no wicked loop.
#[test]
fn a_model_without_the_loop_fails_and_says_which_modes_are_gone() {
    let calm = "points = [[0, 0], [0.5, 0.05], [1, 0.15], [1.5, 0.4], [2, 0.62], [2.5, 0.78], [3, 0.88], [4, 0.9]]";
    let (folder, model) = frozen(|text| {
        assert!(text.contains(calm));
        text.replace(calm, "points = [[0, 0], [4, 0]]")
    });
    let ran = check(folder.path(), &[&model, "--json", "--replications", "300"]);
    assert_eq!(ran.status.code(), Some(1));
    let answer = json(&ran);
    let failed = standing(&answer, "failed");
    assert!(failed.contains(&"r1-left-alone"), "{failed:?}");
    assert!(!failed.contains(&"conservation") && !failed.contains(&"numbers"), "{failed:?}");
}

/// A small model: a tank, with what is said of it and beside it.
fn tank(folder: &Path, top: &str, stock: &str, rest: &str) -> String {
    let text = format!(
        r#"
name = "tank"
headline = ["tank"]
{top}

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
inflows = ["filling"]
outflows = ["draining"]
{stock}

[flow.filling]
unit = "litre/hour"
equation = 'tap'

[flow.draining]
unit = "litre/hour"
equation = 'tank / stay'

[constant.tap]
unit = "litre/hour"
value = 5
distribution = "uniform"
min = 4
max = 6

[constant.stay]
unit = "hour"
value = 4
{rest}
"#
    );
    fs::write(folder.join("tank.toml"), text).unwrap();
    "tank.toml".into()
}

/// What fails of a small model that is changed, the exit code, and all that is said.
fn failed(top: &str, stock: &str, rest: &str, change: (&str, &str)) -> (Vec<String>, Option<i32>, String) {
    let folder = TempDir::new().unwrap();
    let model = tank(folder.path(), top, stock, rest);
    let path = folder.path().join(&model);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(change.0), "{change:?}");
    fs::write(&path, text.replace(change.0, change.1)).unwrap();
    let ran = check(folder.path(), &[&model, "--json", "--replications", "100"]);
    let answer = json(&ran);
    if answer["errors"].is_array() {
        return (Vec::new(), ran.status.code(), text_of(&answer));
    }
    let failed = standing(&answer, "failed").into_iter().map(String::from).collect();
    (failed, ran.status.code(), text_of(&answer))
}

fn text_of(answer: &Value) -> String {
    serde_json::to_string_pretty(answer).unwrap()
}

#[test]
fn a_small_sound_model_passes_all_that_can_be_asked_of_it() {
    let (failed, code, said) = failed("", "", "", ("", ""));
    assert_eq!((failed, code), (Vec::new(), Some(0)), "{said}");
    assert!(said.contains("\"noted\": 0"), "{said}");
}

#[test]
fn steps_that_are_too_long_fail() {
    let (failed, code, _) = failed("", "", "", ("value = 4\n", "value = 0.5\n"));
    assert_eq!((failed, code), (vec!["steps halved".into(), "Runge and Kutta".into()], Some(1)));
}

#[test]
fn a_stock_that_is_drained_below_nothing_fails() {
    // An inflow that runs backwards is limited by nobody.
    let tap = ("'tap'", "'tap - leak'");
    let leak = "\n[constant.leak]\nunit = \"litre/hour\"\nvalue = 7\n";
    let (failed, code, said) = failed("", "non_negative = true", leak, tap);
    assert_eq!((failed, code), (vec!["below nothing".into()], Some(1)), "{said}");
}

#[test]
fn a_range_that_is_left_by_teams_that_do_nothing_fails() {
    let (failed, code, said) = failed("", "range = [0, 15]", "", ("", ""));
    assert_eq!((failed, code), (vec!["ranges".into()], Some(1)), "{said}");
}

#[test]
fn what_is_no_number_at_a_corner_fails_and_is_named() {
    // A root of less than nothing, but not from the start, and only where the tap is nearly shut.
    let odd = r#"
[aux.level]
unit = "1"
equation = 'sqrt((tank - least) / least)'

[constant.least]
unit = "litre"
value = 9
distribution = "uniform"
min = 8
max = 9.9
"#;
    let (failed, code, said) = failed("", "", odd, ("value = 4\n", "value = 2.1\n"));
    assert_eq!((failed, code), (vec!["numbers".into()], Some(1)), "{said}");
    assert!(said.contains("`level` is no number at hour 0.25 of corner"), "{said}");
}

#[test]
fn what_is_no_number_at_the_start_of_a_corner_fails_too() {
    let odd = "\n[aux.level]\nunit = \"1\"\nequation = 'ln((least - tank) / least)'\n
[constant.least]\nunit = \"litre\"\nvalue = 99\ndistribution = \"uniform\"\nmin = 9\nmax = 99\n";
    let (failed, code, said) = failed("", "", odd, ("", ""));
    assert_eq!((failed, code), (vec!["numbers".into()], Some(1)), "{said}");
    assert!(said.contains("`level` is no number at hour 0 of corner"), "{said}");
}

#[test]
fn a_stage_that_more_leaves_than_enters_fails() {
    let counters = r#"
[counter.entered]
unit = "litre"
initial = 0
rate = 'filling'

[counter.left]
unit = "litre"
initial = 0
rate = 'draining'

[flow_diagram]
lines = ["entered", "left"]
stages = ["in the tank"]
"#;
    // What stands in the tank at the start has never entered it.
    let (failed, code, said) = failed("", "", counters, ("value = 4\n", "value = 2\n"));
    assert_eq!((failed, code), (vec!["stages".into()], Some(1)), "{said}");
    let counted = counters.replacen("initial = 0", "initial = 'tank'", 1);
    assert_eq!(self::failed("", "", &counted, ("value = 4\n", "value = 2\n")).0, [""; 0]);
}

#[test]
fn an_outcome_that_turns_round_is_noted() {
    let bent = "\n[constant.best]\nunit = \"litre/hour\"\nvalue = 5\n";
    let hill = ("'tap'", "'best - (tap - best)^2 / best * 20'");
    let (failed, code, said) = failed("", "", bent, hill);
    assert_eq!((failed, code), (Vec::new(), Some(0)), "{said}");
    assert!(said.contains("tank goes up and down along tap"), "{said}");
}

#[test]
fn a_unit_that_does_not_balance_is_refused_in_our_form_and_fails_in_xmile() {
    let (_, code, said) = failed("", "", "", ("'tap'", "'tank'"));
    assert_eq!(code, Some(3));
    assert!(said.contains("unit-mismatch"), "{said}");
    let folder = TempDir::new().unwrap();
    let xmile = r#"<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>none</vendor><product version="1">none</product></header>
<sim_specs time_units="hour"><start>0</start><stop>20</stop><dt>0.125</dt></sim_specs>
<model><variables>
<stock name="tank"><eqn>10</eqn><outflow>draining</outflow><units>litre</units></stock>
<flow name="draining"><eqn>tank</eqn><units>litre/hour</units></flow>
</variables></model></xmile>"#;
    fs::write(folder.path().join("tank.xmile"), xmile.replace("<eqn>tank</eqn>", "<eqn>tank * 0.1</eqn>")).unwrap();
    let ran = check(folder.path(), &["tank.xmile", "--json", "--replications", "10"]);
    assert_eq!((standing(&json(&ran), "failed"), ran.status.code()), (vec!["units"], Some(1)));
}

/// A file of a battery: one claim about the tank, whose level ends at 20 litres.
fn with_claim(claim: &str) -> (Output, Value) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("claim.toml"), format!("[[expect]]\nclaim = \"the tank fills\"\n{claim}\n")).unwrap();
    let model = tank(folder.path(), "battery = [\"claim.toml\"]", "", "");
    let ran = check(folder.path(), &[&model, "--json", "--replications", "100"]);
    let answer = json(&ran);
    (ran, answer)
}

#[test]
fn a_claim_that_is_refuted_fails_and_a_figure_that_moved_is_noted() {
    let (ran, answer) = with_claim("that = 'median(tank@20) < 15'");
    assert_eq!((ran.status.code(), standing(&answer, "failed")), (Some(1), vec!["claim"]));
    let (ran, answer) = with_claim("that = 'median(tank@20) > 15'\npublished = { value = 12, replications = 600 }");
    assert_eq!((ran.status.code(), standing(&answer, "noted")), (Some(0), vec!["claim"]));
    let test = answer["tests"].as_array().unwrap().last().unwrap();
    assert!(test["figures"]["published"]["moved_by"].as_f64().unwrap() > 7.0, "{test}");
    let (ran, answer) = with_claim("that = 'median(tank@20) > 15'\npublished = { value = 20, replications = 600 }");
    assert_eq!((ran.status.code(), standing(&answer, "noted")), (Some(0), vec![]));
    let (ran, answer) = with_claim("that = 'share(tap@0 > 5) > 0.5'");
    assert_eq!((ran.status.code(), standing(&answer, "noted")), (Some(0), vec!["claim"]), "undecided");
}

/// The tank drains the faster the fuller it is; held at the first hour's outflow it would hold 60 litres in the end, and not 20.
#[test]
fn a_claim_can_ask_what_a_loop_did() {
    let folder = TempDir::new().unwrap();
    let loops = "[loop.B1]\npolarity = \"B\"\npaths = [\"tank + draining - tank\"]\ncut = \"tank -> draining\"";
    let model = tank(folder.path(), "battery = [\"claim.toml\"]", "", loops);
    let claim = "mean(effect(B1, tank@20, from = 0)) < -35 and mean(effect(B1, tank@20, from = 0)) > -45";
    fs::write(folder.path().join("claim.toml"), format!("[[expect]]\nclaim = \"c\"\nthat = '{claim}'\n")).unwrap();
    let ran = check(folder.path(), &[&model, "--json", "--replications", "100"]);
    let answer = json(&ran);
    let test = answer["tests"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (ran.status.code(), &test["test"], &test["standing"]),
        (Some(0), &"claim".into(), &"passed".into()),
        "{test}"
    );
}

#[test]
fn a_battery_that_cannot_be_read_is_told_where_it_is_named() {
    let folder = TempDir::new().unwrap();
    let model = tank(folder.path(), "battery = [\"gone.toml\"]", "", "");
    let ran = check(folder.path(), &[&model]);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(3), "{said}");
    assert!(said.contains("gone.toml") && said.contains("--> tank.toml:4:12"), "{said}");
}
