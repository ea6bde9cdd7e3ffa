//! `flywheel why` where the answers are known.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

fn flywheel(here: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let run =
        Command::new(env!("CARGO_BIN_EXE_flywheel")).current_dir(here).env("NO_COLOR", "1").args(arguments).output();
    let run = run.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (run.status.code(), text(&run.stdout), text(&run.stderr))
}

fn xmile(variables: &str) -> String {
    format!(
        "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'>\n<header><vendor>v</vendor>\
         <product version='1'>p</product></header>\n<sim_specs><start>0</start><stop>24</stop><dt>0.25</dt></sim_specs>\n\
         <model><variables>\n{variables}\n</variables></model></xmile>\n"
    )
}

/// Logistic growth from 10 to 1000: births are moved up by the many before half of it is reached, at 9.2, and down by the
/// lack of room after.
#[test]
fn births_are_moved_by_the_many_first_and_by_the_lack_of_room_then() {
    let here = TempDir::new().unwrap();
    let growth = "<stock name='population'><eqn>10</eqn><inflow>births</inflow></stock>\n\
                  <flow name='births'><eqn>0.5*population*room</eqn></flow>\n<aux name='room'><eqn>1-population/1000</eqn></aux>";
    fs::write(here.path().join("growth.xmile"), xmile(growth)).unwrap();
    let picture = |at: &str| {
        let (code, said, _) = flywheel(here.path(), &["why", "births", "growth.xmile", "--at", at]);
        assert_eq!(code, Some(0));
        said
    };
    let (early, late) = (picture("4"), picture("14"));
    assert!(early.contains("rising") && late.contains("falling"), "{early}\n{late}");
    // Of a change of births the many have the part that is room, and the room the part that is taken.
    let mut population = 10.0;
    let mut taken = [0.0; 2];
    for step in 1..=56 {
        match step {
            16 => taken[0] = population / 1000.0,
            56 => taken[1] = population / 1000.0,
            _ => {}
        }
        population += 0.25 * 0.5 * population * (1.0 - population / 1000.0);
    }
    for (picture, part) in [(&early, 1.0 - taken[0]), (&late, taken[1])] {
        let expected = format!("{:.0} of 100 of the change in births", 100.0 * part);
        assert!(picture.contains(&expected), "{expected}: {picture}");
    }
    let lines = |text: &str| text.lines().filter(|line| line.contains('^')).map(String::from).collect::<Vec<_>>();
    assert!(lines(&early)[0].trim_start_matches(['|', ' ']).starts_with("^^^^^^^^^^"), "population is marked: {early}");
    assert!(!lines(&late)[0].contains("^^^^^^^^^^"), "room is marked: {late}");
}

/// What comes in rises at 10: the level bends there, and nothing but the step did it.
#[test]
fn a_bend_is_found_where_a_step_is() {
    let here = TempDir::new().unwrap();
    let tank = "<stock name='level'><eqn>4</eqn><inflow>pouring</inflow></stock>\n\
                <flow name='pouring'><eqn>1+step(2,10)</eqn></flow>";
    fs::write(here.path().join("tank.xmile"), xmile(tank)).unwrap();
    let (code, said, _) = flywheel(here.path(), &["why", "level", "tank.xmile", "--at", "11", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    let bend = &answer["bend"];
    assert_eq!(bend["at"], 10.0, "{answer:#}");
    assert_eq!((bend["slope_before"].as_f64(), bend["slope_after"].as_f64()), (Some(1.0), Some(3.0)), "{answer:#}");
}

#[test]
fn the_demonstration_is_told_in_words_and_equations() {
    let here = TempDir::new().unwrap();
    let answer = |arguments: &[&str]| {
        let (code, said, _) = flywheel(here.path(), arguments);
        assert_eq!(code, Some(0), "{arguments:?}");
        said
    };
    insta::assert_snapshot!("why-throughput", answer(&["why", "throughput", "--week", "20"]));
    insta::assert_snapshot!("why-trust-at-the-start", answer(&["why", "trust", "--week", "0"]));
    insta::assert_snapshot!("why-constant", answer(&["why", "wip_adherence", "--week", "18"]));
    let wrong = [&["why", "trsut", "--week", "5"][..], &["why", "trust", "--week", "900"], &["why", "trust"]];
    let told: Vec<String> = wrong
        .iter()
        .map(|arguments| {
            let (code, _, said) = flywheel(here.path(), arguments);
            assert_eq!(code, Some(2));
            said
        })
        .collect();
    insta::assert_snapshot!("why-wrong-usage", told.join("\n"));
}
