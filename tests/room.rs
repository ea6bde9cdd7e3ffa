//! What a page is told is what the command line tells of the same scenario file, to the last bit.

use std::collections::BTreeMap;

use flywheel::analysis::summary::summarise;
use flywheel::answer::room::Room;
use flywheel::answer::{Answer, compare};
use flywheel::model::library::Texts;
use flywheel::run::ensemble::{Nobody, Part, run};
use flywheel::{Results, load};
use proptest::prelude::*;
use serde_json::{Value, json};

const TEAMS: u64 = 32;

fn asked(room: &mut Room, question: &Value) -> Value {
    serde_json::from_str(&room.ask(&question.to_string())).unwrap()
}

fn opened(scenario: &str, files: &BTreeMap<&str, &str>) -> (Room, Value) {
    let mut room = Room::default();
    let about = asked(&mut room, &json!({ "about": { "scenario": scenario, "files": files } }));
    assert!(about["errors"].is_null(), "{about}");
    (room, about)
}

fn shipped() -> Room {
    opened("<one-from-each-box.toml>", &BTreeMap::new()).0
}

fn show(of: &Value) -> Value {
    json!({ "show": { "of": of, "replications": TEAMS, "charts": ["trust", "delivering"], "paths": 3 } })
}

/// Both files of a setting, as a page offers them for download.
fn files(room: &mut Room, of: &Value) -> BTreeMap<String, String> {
    [(false, "plan.toml"), (true, "base.toml")]
        .map(|(base, name)| {
            let file = asked(room, &json!({ "file": { "of": of, "base": base, "replications": TEAMS } }));
            (name.to_string(), file["toml"].as_str().unwrap_or_else(|| panic!("{file}")).to_string())
        })
        .into()
}

/// The five lines of a variable as the library has them.
fn bands(files: &BTreeMap<String, String>, name: &str, variable: &str) -> Vec<Vec<f64>> {
    let scenario = load(name, &Texts(files)).unwrap();
    let id = scenario.model.find(variable).unwrap();
    let samples = run(&scenario, &[id], &Part::whole(&scenario)).unwrap();
    let summary = summarise(&Results::new(scenario.into(), samples));
    let lines = summary.of(id).unwrap().iter().map(|band| band.quantiles.values());
    let mut out = vec![Vec::new(); 5];
    lines.for_each(|values| out.iter_mut().zip(values).for_each(|(line, value)| line.push(value)));
    out
}

fn numbers(lines: &Value) -> Vec<Vec<f64>> {
    serde_json::from_value(lines.clone()).unwrap()
}

fn holds_for(room: &mut Room, of: &Value) {
    let shown = asked(room, &show(of));
    assert!(shown["errors"].is_null(), "{shown}");
    let files = files(room, of);
    for (name, side) in [("plan.toml", "plan"), ("base.toml", "base")] {
        assert_eq!(numbers(&shown[side]["bands"]["trust"]), bands(&files, name, "trust"), "{side} of {of}");
    }
    let both = ["base.toml", "plan.toml"].map(|name| load(name, &Texts(&files)).unwrap());
    let question = compare::Question { of: vec!["delivering@97..104".into()], ..Default::default() };
    let found = serde_json::to_value(question.ask(both.into(), &Nobody).unwrap().data()).unwrap();
    let difference = &found["outcomes"][0]["differences"][0];
    assert_eq!(shown["odds"]["more"]["value"], difference["more"]["value"], "{of}");
    assert_eq!(shown["odds"]["median"]["value"], difference["p50"], "{of}");
    assert_eq!(shown["course"]["visible"]["from"], difference["course"]["visible_from"], "{of}");
}

#[test]
fn a_page_tells_what_its_files_tell() {
    let room = &mut shipped();
    holds_for(room, &json!({ "scenario": "<one-from-each-box.toml>" }));
    let picks = json!({ "wip_limit": { "start": 16, "strength": 0.5 }, "quick_wins": { "start": 4 } });
    holds_for(room, &json!({ "scenario": "<busy.toml>", "picks": picks }));
    let team = json!({ "people": 9, "throughput": 2.5, "open": 34, "waiting_to_start": 40 });
    holds_for(room, &json!({ "scenario": "<wicked-loop.toml>", "picks": picks, "team": team }));
    holds_for(room, &json!({ "scenario": "<wicked-loop.toml>", "picks": picks, "constants": { "patience": 31.4159 } }));
}

#[test]
fn who_gives_figures_begins_as_they_say() {
    let team = json!({ "people": 9, "throughput": 2.5, "open": 34, "release_every": 3, "slipped": 0.7 });
    let told = |scenario: &str| {
        let of = json!({ "scenario": scenario, "team": team });
        let shown = asked(&mut shipped(), &show(&of));
        let first = |variable: &str| numbers(&shown["base"]["bands"][variable])[2][0];
        (first("recent_thr"), first("wip"))
    };
    // Whatever the team of the scenario is like.
    assert_eq!(told("<wicked-loop.toml>"), (2.5, 34.0));
    assert_eq!(told("<one-from-each-box.toml>"), (2.5, 34.0));
}

#[test]
fn every_step_of_the_story_is_told() {
    let mut room = shipped();
    let about = asked(&mut room, &json!({ "about": { "scenario": "<one-from-each-box.toml>" } }));
    let steps = about["story"].as_array().unwrap();
    assert!(steps.len() >= 8, "{}", steps.len());
    for (index, step) in steps.iter().enumerate() {
        let shown = asked(&mut room, &show(&json!({ "step": index })));
        assert!(shown["errors"].is_null(), "{step}: {shown}");
    }
    let wrong = room.ask(&json!({ "show": { "of": { "step": steps.len() }, "replications": 8 } }).to_string());
    assert!(wrong.contains("the story has"), "{wrong}");
}

#[test]
fn what_was_asked_before_changes_no_answer() {
    let ask = |picks: Value| show(&json!({ "scenario": "<wicked-loop.toml>", "picks": picks }));
    let [first, second] = [json!({ "demo": { "start": 3 } }), json!({ "wip_limit": { "start": 9 } })].map(ask);
    let mut room = shipped();
    let told = [&first, &second, &first].map(|ask| room.ask(&ask.to_string()));
    assert_eq!(told[0], told[2]);
    assert_eq!(told[1], shipped().ask(&second.to_string()));
}

#[test]
fn a_page_may_have_files_of_its_own() {
    let given = BTreeMap::from([
        ("teams/ours.toml", "title = \"Ours\"\nextends = \"../base.toml\"\n[picks]\nwip_limit = 8\n"),
        ("base.toml", "title = \"Base\"\nextends = \"<wicked-loop.toml>\"\nseed = 7\n"),
    ]);
    let (mut room, about) = opened("teams/ours.toml", &given);
    assert_eq!((&about["seed"], &about["scenarios"][0]["title"]), (&json!(7), &json!("Ours")));
    assert_eq!(about["scenarios"][0]["picks"]["wip_limit"]["start"], 8.0);
    let shown = asked(&mut room, &show(&json!({ "scenario": "teams/ours.toml" })));
    assert_eq!(shown["differs"], false);
}

#[test]
fn what_is_slow_has_an_answer() {
    let room = &mut shipped();
    let of = json!({ "scenario": "<wicked-loop.toml>", "picks": { "wip_limit": { "start": 16 } } });
    let did = asked(room, &json!({ "did": { "of": of, "replications": 8 } }));
    assert_eq!(did["starts"].as_array().unwrap().len(), did["plan"]["R1"].as_array().unwrap().len());
    assert_ne!(did["plan"]["R1"], did["base"]["R1"]);
    let why = asked(room, &json!({ "why": { "of": of, "variable": "trust", "week": 26 } }));
    assert_eq!(why["sentences"].as_array().unwrap().len(), 2, "{why}");
    let memo = asked(room, &json!({ "memo": { "of": of, "replications": 16 } }));
    assert!(
        memo["claim"][0].as_str().unwrap().contains("with the same luck")
            || memo["claim"][0].as_str().unwrap().contains("With the same luck"),
        "{memo}"
    );
    let edge = asked(room, &json!({ "edge": { "of": of, "grid": 4, "replications": 4 } }));
    assert_eq!((edge["cells"].as_array().unwrap().len(), &edge["x"]["name"]), (4, &json!("trust")), "{edge}");
}

#[test]
fn what_is_wrong_is_said() {
    let room = &mut shipped();
    for (of, said) in [
        (json!({ "scenario": "nowhere.toml" }), "nowhere.toml"),
        (json!({ "scenario": "<busy.toml>", "picks": { "wip_limits": { "start": 1 } } }), "did you mean `wip_limit`"),
        (json!({ "scenario": "<busy.toml>", "picks": { "wip_limit": { "start": 104 } } }), "within the run"),
        (json!({ "scenario": "<busy.toml>", "picks": { "wip_limit": { "start": 1, "strength": -1 } } }), "0 or more"),
        (json!({ "scenario": "<busy.toml>", "constants": { "nothing": 1 } }), "nothing"),
        (json!({ "scenario": "<busy.toml>", "team": { "people": -4 } }), "people"),
        (json!({ "scenario": "x\"\n[constants]\npatience = 1\n#" }), "no scenario"),
    ] {
        let told = room.ask(&show(&of).to_string());
        assert!(told.contains("\"errors\"") && told.contains(said), "{of}: {told}");
    }
    assert!(
        Room::default().ask(&show(&json!({ "scenario": "<busy.toml>" })).to_string()).contains("nothing is opened")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_stops_a_room(text in ".{0,60}") {
        let mut room = Room::default();
        let named = json!({ "about": { "scenario": "a.toml", "files": { "a.toml": text } } });
        for question in [text.clone(), named.to_string()] {
            prop_assert!(serde_json::from_str::<Value>(&room.ask(&question)).is_ok());
        }
    }
}
