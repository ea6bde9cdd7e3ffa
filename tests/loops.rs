//! `flywheel loops`: what each loop did, and by its scores which leads, held against cutting the loops.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// The answer about a scenario, in JSON: what each loop did.
fn effects(scenario: &Path, arguments: &[&str]) -> Value {
    asked(scenario, arguments)
}

/// The same by scores.
fn loops(scenario: &Path, arguments: &[&str]) -> Value {
    asked(scenario, &[&["--scores"], arguments].concat())
}

fn asked(scenario: &Path, arguments: &[&str]) -> Value {
    let folder = TempDir::new().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_flywheel"))
        .env("COLUMNS", "1000")
        .args(["loops", "--json", "--quiet", "--no-charts", "--out"])
        .arg(folder.path())
        .arg(scenario)
        .args(arguments)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).unwrap()
}

fn shipped(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// The demonstration's team left alone, with one from each box, a busy one, one that works harder, and a healthy one whose
/// demand is doubled for twelve weeks.
fn five(folder: &Path) -> Vec<std::path::PathBuf> {
    let pushed = folder.join("pushed.toml");
    let text = format!(
        "title = 'pushed'\nextends = '{}'\n[shock.demand]\nconstant = 'demand_shock'\namount = 1\nfrom = 4\nto = 16\n",
        shipped("healthy.toml").display()
    );
    fs::write(&pushed, text).unwrap();
    let names = ["wicked-loop.toml", "one-from-each-box.toml", "busy.toml", "work-harder.toml"];
    names.iter().map(|name| shipped(name)).chain([pushed]).collect()
}

/// Five teams, and for each of three weeks the loop whose link carries most in the half-year that follows, with the loop
/// whose cut changes that half-year most.
///
/// Where they are not the same, next to nothing moves any more, and all cuts are small. What is so of other scenarios stands in
/// docs/loops.md.
#[test]
fn the_loop_that_leads_is_the_one_that_is_missed() {
    let folder = TempDir::new().unwrap();
    let (mut agree, mut told) = (0, String::new());
    for scenario in five(folder.path()) {
        let answer = loops(&scenario, &["--replications", "200", "--at", "13", "--at", "26", "--at", "52"]);
        for moment in answer["scores_and_cuts"].as_array().unwrap() {
            agree += usize::from(moment["agree"] == true);
            told += &format!("{} {moment}\n", scenario.file_stem().unwrap().to_string_lossy());
        }
    }
    assert_eq!(told.lines().count(), 15);
    assert!(agree >= 11, "{agree} of 15 agree:\n{told}");
}

/// The demonstration in a coach's words: the loops that carry the team down hand over to the same loops carrying it up.
#[test]
fn the_flywheel_takes_over_where_one_from_each_box_is_picked_and_only_there() {
    let carried_up = |name: &str| {
        let answer = loops(&shipped(name), &["--replications", "300", "--no-cuts"]);
        (answer["virtuous_at_end"]["value"].as_f64().unwrap(), answer)
    };
    let (picked, answer) = carried_up("one-from-each-box.toml");
    let (left_alone, nothing) = carried_up("wicked-loop.toml");
    // Left alone, teams hardly move in the end, some of them up: that is the direction, not the place.
    assert!(picked > 0.8 && left_alone < picked - 0.2, "{picked} and {left_alone}");
    let there = |answer: &Value| answer["outcomes_at_end"].to_string();
    assert!(there(&nothing) != there(&answer), "{}", there(&nothing));
    // After the last pick is asked for, and long before the run ends.
    let since = answer["virtuous_since"].as_f64().unwrap();
    assert!((22.0..52.0).contains(&since), "{since}");
    let first = |answer: &Value| answer["loops"][0]["loop"].as_str().unwrap().to_string();
    assert!(["R1", "R8"].contains(&first(&nothing).as_str()), "{}", first(&nothing));
    // What has no name is told, however much it is.
    assert!(answer["all_other_loops"]["value"].as_f64().unwrap() > 0.5);
}

/// A model of one stock in XMILE: where it begins, and what flows in and out.
fn of_one_stock(folder: &Path, name: &str, begins: &str, inflow: &str, outflow: &str) -> std::path::PathBuf {
    let file = folder.join(name);
    let text = format!(
        "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'><header><vendor>v</vendor>\
         <product version='1'>p</product></header><sim_specs><start>0</start><stop>50</stop><dt>0.25</dt></sim_specs>\
         <model><variables><stock name='a'><eqn>{begins}</eqn><inflow>grow</inflow><outflow>die</outflow></stock>\
         <flow name='grow'><eqn>{inflow}</eqn></flow><flow name='die'><eqn>{outflow}</eqn></flow></variables></model></xmile>"
    );
    fs::write(&file, text).unwrap();
    file
}

/// What is said on standard output and on standard error, with the exit code.
fn spoken(scenario: &Path, arguments: &[&str], folder: &Path) -> (String, String, i32) {
    let run = Command::new(env!("CARGO_BIN_EXE_flywheel"))
        .env("COLUMNS", "1000")
        .args(["loops", "--quiet", "--no-charts", "--out"])
        .arg(folder)
        .arg(scenario)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&run.stdout), text(&run.stderr), run.status.code().unwrap())
}

#[test]
fn nothing_is_claimed_of_what_is_no_number() {
    let folder = TempDir::new().unwrap();
    // Beyond all numbers from 7 on.
    let file = of_one_stock(folder.path(), "soon.xmile", "1", "0.3*a*a", "0.1*a");
    let (answer, talk, code) = spoken(&file, &["--scores"], folder.path());
    assert_eq!(code, 0, "{talk}");
    assert!(talk.contains("infinite or no number at all from time 7 on"), "{talk}");
    assert!(answer.contains("  time 0.25 to 6.75: R1 a leads\n  time 7 to 50: no claim: "), "{answer}");
    assert!(answer.contains("Nothing is cut in time 12.5 and 25: "), "{answer}");
    for csv in ["shares.csv", "links.csv"] {
        let text = fs::read_to_string(folder.path().join("soon").join(csv)).unwrap();
        for row in text.lines().skip(1) {
            let wrong = |cell: &str| matches!(cell, "nan" | "NaN" | "inf" | "-inf" | "-0.0");
            assert!(!row.split(',').any(wrong), "{csv}: {row}");
        }
    }
    let shares = fs::read_to_string(folder.path().join("soon/shares.csv")).unwrap();
    assert!(shares.contains("\n7.0,R1,a,R,,,,,,,,,\n") && shares.contains("\n0.0,R1,a,R,0.0,"), "{shares}");
    assert_eq!(loops(&file, &[])["scores_and_cuts"], Value::Array(Vec::new()));
    // Beyond them at once: nothing is left to tell.
    let file = of_one_stock(folder.path(), "at-once.xmile", "1e100", "a*a*1e100", "0.1*a");
    let (answer, talk, code) = spoken(&file, &["--scores"], folder.path());
    assert_eq!((answer.as_str(), code), ("", 3));
    assert!(talk.starts_with("error[not-finite]: `grow` is infinite or no number at all from time 0.25 on"), "{talk}");
}

/// Logistic growth in one equation, whose link into the flow has no sure sign.
#[test]
fn a_loop_that_turns_is_told() {
    let folder = TempDir::new().unwrap();
    let file = of_one_stock(folder.path(), "logistic.xmile", "1", "0.3*a*(1-a/100)", "0");
    let (answer, ..) = spoken(&file, &["--scores", "--no-cuts"], folder.path());
    // Half of the most, 50, is reached at ln(99) / 0.3 = 15.3, a little later in steps of 0.25.
    assert!(answer.contains("R1 a (R→B)"), "{answer}");
    assert!(answer.contains("R1 a turns from reinforcing to balancing in time 16."), "{answer}");
    let turns = &loops(&file, &["--no-cuts"])["loops"][0]["polarity_phases"];
    assert_eq!(turns[1], serde_json::json!({"from": 16.0, "polarity": "B"}));
    // Harvested above its best, it balances all along, and is called so.
    let file = of_one_stock(folder.path(), "above.xmile", "90", "0.3*a*(1-a/100)", "0");
    assert_eq!(loops(&file, &["--no-cuts"])["loops"][0]["loop"], "B1");
}

#[test]
fn a_loop_without_a_sure_sign_is_called_by_what_it_does() {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/bench.toml");
    let answer = loops(&bench, &["--no-cuts", "--replications", "64"]);
    for told in answer["loops"].as_array().unwrap() {
        let (id, share) = (told["loop"].as_str().unwrap(), told["share_signed"]["value"].as_f64().unwrap());
        let turned =
            told["polarity_phases"].as_array().unwrap().iter().any(|phase| phase["polarity"] != told["polarity"]);
        assert!(id.starts_with('R') == (share > 0.0) || turned, "{told}");
    }
    assert!(answer["loops"].as_array().unwrap().iter().any(|told| told["polarity"] == "B"));
}

#[test]
fn words_on_the_demonstration_say_no_more_than_is_known() {
    let folder = TempDir::new().unwrap();
    let one = shipped("one-from-each-box.toml");
    let (answer, ..) = spoken(&one, &["--replications", "200", "--scores", "--no-cuts"], folder.path());
    let lines: Vec<&str> = answer.lines().filter(|line| line.starts_with("  week ")).collect();
    let mut next = 1;
    for line in &lines {
        // Every week is covered, and a majority is more than half.
        let (weeks, what) = line.trim_start().trim_start_matches("week ").split_once(':').unwrap();
        let (from, to) = weeks.split_once(" to ").unwrap_or((weeks, weeks));
        assert_eq!(from.parse::<u32>().unwrap(), next, "{answer}");
        next = to.parse::<u32>().unwrap() + 1;
        if let Some((_, count)) = what.split_once("leads in most teams (") {
            assert!(count.split(' ').next().unwrap().parse::<u32>().unwrap() > 50, "{line}");
        }
    }
    assert_eq!(next, 105, "{answer}");
    // The direction is not the place, and how much is not told has a reason.
    assert!(
        answer
            .contains("That is the direction at that moment, not the place. Outcomes by then, of 100 such teams, without the luck of single weeks: "),
        "{answer}"
    );
    assert!(answer.contains("This is so much because every long loop counts separately"), "{answer}");
    let (few, ..) = spoken(&one, &["--replications", "3", "--scores", "--no-cuts"], folder.path());
    assert!(few.contains("of 3 teams, since week ") && !few.contains("of 100 teams"), "{few}");
    let (left, ..) =
        spoken(&shipped("wicked-loop.toml"), &["--replications", "200", "--scores", "--no-cuts"], folder.path());
    assert!(left.contains("In the last 26 weeks the median of pressure went from 2."), "{left}");
}

#[test]
fn cuts_are_told_in_order_each_once_and_without_errors_that_are_none() {
    let folder = TempDir::new().unwrap();
    let one = shipped("one-from-each-box.toml");
    let (answer, ..) =
        spoken(&one, &["--replications", "1", "--scores", "--at", "52", "--at", "13", "--at", "52"], folder.path());
    let head = answer.lines().find(|line| line.contains("cut in week")).unwrap();
    assert_eq!(head.matches("cut in week").count(), 2, "{head}");
    assert!(head.find("week 13").unwrap() < head.find("week 52").unwrap(), "{head}");
    assert!(answer.contains("there is no error with one team") && !answer.contains("unknown"), "{answer}");
    // Of all loops that are named, some keep a stock within bounds.
    let (answer, ..) = spoken(&one, &["--replications", "2", "--scores", "--at", "52", "--all"], folder.path());
    assert!(answer.contains("can only be compared among the main loops"), "{answer}");
    let bench = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/bench.xmile");
    let (answer, ..) = spoken(&bench, &["--scores", "--at", "26"], folder.path());
    assert!(answer.contains(" are cut at the same link, from "), "{answer}");
}

#[test]
fn what_no_loop_moves_is_refused_with_a_way_out() {
    let folder = TempDir::new().unwrap();
    let one = shipped("one-from-each-box.toml");
    for (arguments, expected) in [
        (&["--of", "wip_limit"][..], "--of wip_limit: that is a constant, and no loop moves it"),
        (&["--of", "presure"], "--of presure: nothing is called that: did you mean `pressure`?"),
        (&["--of", "nope"], "--of nope: nothing is called that; the model shows `pressure`"),
        (&["--replications", "99999999999"], "--replications: "),
    ] {
        let (answer, talk, code) = spoken(&one, arguments, folder.path());
        assert_eq!((answer.as_str(), code), ("", 2), "{talk}");
        assert!(talk.contains(expected), "{talk}");
    }
}

#[test]
fn a_loop_that_competes_with_none_leads_nothing() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("draining.xmile");
    let text = "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'><header><vendor>v</vendor>\
                <product version='1'>p</product></header><sim_specs><start>0</start><stop>10</stop><dt>0.5</dt></sim_specs>\
                <model><variables><stock name='tank'><eqn>9</eqn><outflow>out</outflow></stock>\
                <flow name='out'><eqn>tank/4</eqn></flow></variables></model></xmile>";
    fs::write(&file, text).unwrap();
    let answer = loops(&file, &[]);
    assert_eq!(answer["loops"][0]["alone"], true);
    assert_eq!(answer["loops"][0]["moments_dominant"]["value"], 0.0);
    assert_eq!(answer["scores_and_cuts"][0]["agree"], Value::Null);
}

/// Five scenarios, and in each three quarters: which way the reinforcing loops of the story work together is which way the
/// outcome goes. The scenarios and weeks are those of the test on scores. Where it is not so, the loops have just turned, next to
/// nothing moves, or demand has just been doubled: docs/loops.md.
#[test]
fn the_story_goes_the_way_that_its_loops_push() {
    let folder = TempDir::new().unwrap();
    let (mut agree, mut told) = (0, String::new());
    for scenario in five(folder.path()) {
        let answer = effects(&scenario, &["--replications", "300"]);
        let case = answer["cases"].as_array().unwrap().last().unwrap();
        let reinforcing: Vec<usize> = (0..answer["loops"].as_array().unwrap().len())
            .filter(|of| answer["loops"][*of]["polarity"] == "R" && answer["loops"][*of]["story"] == true)
            .collect();
        for from in [13.0, 26.0, 52.0] {
            let windows = case["change"].as_array().unwrap();
            let at = windows.iter().position(|window| window["from"] == from).unwrap();
            let mean = |window: &Value| window["mean"]["value"].as_f64().unwrap();
            let sum: f64 = reinforcing.iter().map(|of| mean(&case["loops"][*of]["windows"][at])).sum();
            let change = mean(&windows[at]);
            agree += usize::from(sum * change > 0.0);
            let name = scenario.file_stem().unwrap().to_string_lossy();
            told += &format!("{name} from week {from}: loops {sum:.3}, change {change:.3}\n");
        }
    }
    assert_eq!(told.lines().count(), 15);
    assert!(agree >= 12, "{agree} of 15 agree:\n{told}");
}

/// Each figure is of the same teams: single effects add up to their sum, and every share of teams that went up or down is one.
#[test]
fn what_loops_did_is_told_with_errors_and_adds_up() {
    let answer = effects(&shipped("one-from-each-box.toml"), &["--replications", "60"]);
    assert_eq!(answer["outcome"], "recent_thr");
    let cases = answer["cases"].as_array().unwrap();
    assert_eq!(
        cases.iter().map(|case| case["label"].as_str().unwrap()).collect::<Vec<_>>(),
        ["left alone", "one of each"]
    );
    for case in cases {
        for (window, from) in (0..8).map(|window| (window, 13.0 * window as f64)) {
            let at = |trajectory: &Value| trajectory[window].clone();
            let each = case["loops"].as_array().unwrap().iter().map(|own| at(&own["windows"]));
            let sum: f64 = each.clone().map(|did| did["mean"]["value"].as_f64().unwrap()).sum();
            let told = at(&case["each_alone_added_up"]);
            assert!((sum - told["mean"]["value"].as_f64().unwrap()).abs() < 1e-12, "{sum} {told}");
            for did in each.chain([told]) {
                assert_eq!((did["from"].as_f64(), did["to"].as_f64()), (Some(from), Some(from + 13.0)));
                let share = |way: &str| did[way]["share"].as_f64().unwrap();
                assert!(share("raised") + share("lowered") <= 1.0, "{did}");
                let (low, high) = (did["p5"].as_f64().unwrap(), did["p95"].as_f64().unwrap());
                assert!(low <= high && did["mean"]["monte_carlo_error"].as_f64().unwrap() >= 0.0, "{did}");
            }
        }
        assert_eq!(case["pairs"].as_array().unwrap().len(), 3);
    }
    // What is done begins in week 4: before the first quarter both are the same team.
    let first = |case: &Value| case["change"][0]["mean"]["value"].as_f64().unwrap();
    assert!(first(&cases[0]) != first(&cases[1]));
}

#[test]
fn windows_are_a_choice() {
    let answer = effects(
        &shipped("wicked-loop.toml"),
        &["--replications", "8", "--of", "trust", "--window", "26", "--every", "13"],
    );
    assert_eq!((answer["outcome"].as_str(), answer["window"].as_f64()), (Some("trust"), Some(26.0)));
    let case = &answer["cases"][0];
    let from: Vec<f64> =
        case["change"].as_array().unwrap().iter().map(|window| window["from"].as_f64().unwrap()).collect();
    assert_eq!(from, [0.0, 13.0, 26.0, 39.0, 52.0, 65.0, 78.0]);
    let folder = TempDir::new().unwrap();
    for (arguments, expected) in [
        (&["--window", "0"][..], "--window 0: it is a whole number of weeks, from 1 to the whole run of 104"),
        (&["--window", "13.5"], "--window 13.5: it is a whole number"),
        (&["--window", "105"], "the whole run of 104"),
        (&["--window", "nan"], "--window NaN: it is a whole number"),
        (&["--every", "-1"], "--every -1: it is a whole number"),
        (&["--at", "13"], "--scores"),
        (&["--scores", "--window", "13"], "--window"),
    ] {
        let (answer, talk, code) = spoken(&shipped("wicked-loop.toml"), arguments, folder.path());
        assert_eq!((answer.as_str(), code), ("", 2), "{talk}");
        assert!(talk.contains(expected), "{talk}");
    }
}

/// Any model: one without names, one whose run becomes no number, and one in which nothing comes round.
#[test]
fn any_model_can_be_asked_what_its_loops_did() {
    let folder = TempDir::new().unwrap();
    let file = of_one_stock(folder.path(), "logistic.xmile", "1", "0.3*a", "0.003*a*a");
    let (answer, _, code) = spoken(&file, &[], folder.path());
    assert_eq!(code, 0);
    assert!(answer.starts_with("logistic: what each loop did to a\n"), "{answer}");
    assert!(answer.contains("\nR1 a  ") && answer.contains("\nB1 a  "), "{answer}");
    let file = of_one_stock(folder.path(), "soon.xmile", "1", "0.3*a*a", "0.1*a");
    let (answer, talk, code) = spoken(&file, &[], folder.path());
    assert!(code == 0 && talk.contains("infinite or no number at all from time 7 on"), "{talk}");
    assert!(!answer.to_lowercase().contains("nan") && !answer.contains("inf "), "{answer}");
    let csv = fs::read_to_string(folder.path().join("soon/loops.csv")).unwrap();
    assert!(!csv.to_lowercase().contains("nan") && !csv.contains("inf,"), "{csv}");
    let file = of_one_stock(folder.path(), "none.xmile", "1", "2", "0");
    let (answer, talk, code) = spoken(&file, &[], folder.path());
    assert!((answer.as_str(), code) == ("", 2) && talk.contains("it has no loops"), "{talk}");
}
