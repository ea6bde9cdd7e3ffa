//! `flywheel why` where the answers are known.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use flywheel::answer::{Answer, Refusal, why};
use flywheel::run::ensemble::Nobody;
use flywheel::{Diagnostic, Library, Scenario, Source, load};
use serde_json::Value;
use tempfile::TempDir;

fn flywheel(here: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_flywheel"))
        .env("COLUMNS", "1000")
        .current_dir(here)
        .env("NO_COLOR", "1")
        .args(arguments)
        .output();
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
        let expected = format!("{:.0}% of the change in births", 100.0 * part);
        assert!(picture.contains(&expected), "{expected}: {picture}");
    }
    let lines = |text: &str| text.lines().filter(|line| line.contains('^')).map(String::from).collect::<Vec<_>>();
    assert!(lines(&early)[0].trim_start_matches(['|', ' ']).starts_with("^^^^^^^^^^"), "population is marked: {early}");
    assert!(!lines(&late)[0].contains("^^^^^^^^^^"), "room is marked: {late}");
}

/// What comes in rises at 10: the level bends there, and nothing but the step did it.
#[test]
fn a_turning_point_is_found_where_a_step_is() {
    let here = TempDir::new().unwrap();
    let tank = "<stock name='level'><eqn>4</eqn><inflow>pouring</inflow></stock>\n\
                <flow name='pouring'><eqn>1+step(2,10)</eqn></flow>";
    fs::write(here.path().join("tank.xmile"), xmile(tank)).unwrap();
    let (code, said, _) = flywheel(here.path(), &["why", "level", "tank.xmile", "--at", "12", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    let point = &answer["turning_point"];
    assert_eq!(point["at"], 10.0, "{answer:#}");
    assert_eq!((point["slope_before"].as_f64(), point["slope_after"].as_f64()), (Some(1.0), Some(3.0)), "{answer:#}");
}

/// A stock that grows by half of itself in a unit of time, in a file that keeps results every so often.
fn saved_every(dt: f64, save: &str) -> Scenario {
    let text = format!(
        "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'><header><vendor>v</vendor>\
         <product version='1'>p</product></header><sim_specs isee:save_interval='{save}' xmlns:isee='http://iseesystems.com/XMILE'>\
         <start>0.7</start><stop>3.7</stop><dt>{dt}</dt></sim_specs><model><variables>\
         <stock name='level'><eqn>1</eqn><inflow>more</inflow></stock><flow name='more'><eqn>0.5*level</eqn></flow>\
         </variables></model></xmile>"
    );
    struct One(String);
    impl Library for One {
        fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
            Ok(Source::new(name, self.0.clone()))
        }

        fn beside(&self, _: &str, path: &str) -> String {
            path.into()
        }
    }
    load("it.xmile", &One(text)).unwrap()
}

/// Moments such as 0.7 + 3 * 0.1 are no sums of steps to the last bit, and a save interval of 2.4 steps is one of two: the
/// value is that of the step that is nearest, and not of one beside it.
#[test]
fn the_value_is_that_of_the_nearest_step() {
    for (dt, save, steps) in [(0.1, "0.1", 1), (0.1, "0.3", 3), (0.25, "0.6", 2), (0.3, "0.4", 1)] {
        let scenario = saved_every(dt, save);
        let mut level = vec![1.0_f64];
        while level.len() <= scenario.time.steps() {
            let last = level[level.len() - 1];
            level.push(last + dt * (0.5 * last));
        }
        for (index, step) in (0..level.len()).step_by(steps).enumerate() {
            let at = 0.7 + index as f64 * (steps as f64 * dt);
            let question = why::Question { variable: "level".into(), at, ..Default::default() };
            let why::Data::Variable(told) = question.ask(scenario.clone(), &Nobody).unwrap().data() else { panic!() };
            let value = serde_json::to_value(told.value).unwrap().as_f64().unwrap();
            assert!((value / level[step] - 1.0).abs() < 1e-12, "{value} at {at}, every {save}: {}", level[step]);
        }
        // What lies between two saved moments has no value, however near one of them is.
        let between =
            why::Question { variable: "level".into(), at: 0.7 + 0.51 * dt * steps as f64, ..Default::default() };
        assert!(matches!(between.ask(scenario, &Nobody), Err(Refusal::Asked { .. })), "every {save}");
    }
}

/// The frozen model, whose lines do not change.
const FROZEN: &str = "conformance/brief/one-from-each.toml";

fn frozen(arguments: &[&str]) -> (Option<i32>, String, String) {
    flywheel(Path::new(env!("CARGO_MANIFEST_DIR")), &[&["why", "--details"], arguments, &[FROZEN]].concat())
}

#[test]
fn a_team_is_told_in_words_and_equations() {
    let answer = |arguments: &[&str]| {
        let (code, said, _) = frozen(arguments);
        assert_eq!(code, Some(0), "{arguments:?}");
        said
    };
    insta::assert_snapshot!("why-throughput", answer(&["throughput", "--at", "20"]));
    insta::assert_snapshot!("why-trust-at-the-start", answer(&["trust", "--at", "0"]));
    insta::assert_snapshot!("why-pressure", answer(&["pressure", "--at", "60"]));
    insta::assert_snapshot!("why-constant", answer(&["change_asked", "--at", "18"]));
    insta::assert_snapshot!("why-luck", answer(&["work_noise", "--at", "18"]));
    let wrong = [
        &["trsut", "--at", "5"][..],
        &["trust", "--at", "900"],
        &["trust"],
        &["R1", "--at", "5"],
        &["f_reactive", "--at", "5"],
    ];
    let told: Vec<String> = wrong
        .iter()
        .map(|arguments| {
            let (code, _, said) = frozen(arguments);
            assert_eq!(code, Some(2));
            said
        })
        .collect();
    insta::assert_snapshot!("why-wrong-usage", told.join("\n"));
}

/// The words before the equations, on one line a paragraph: what it does, two sentences in short, two at length, and what run it
/// is.
fn paragraphs(said: &str) -> Vec<String> {
    let words = said.split("\nnote:").next().unwrap();
    words.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_answer_has_a_chain_of_at_most_five_steps_about_what_has_happened() {
    for week in ["12", "30", "60"] {
        for variable in ["trust", "pressure", "wip", "throughput", "backlog", "debt", "energy"] {
            let (_, said, _) = frozen(&[variable, "--at", week]);
            let told = paragraphs(&said);
            assert_eq!(told.len(), 5, "{said}");
            // The chain is a sentence of its own; of the others each says one thing.
            let sentences = |paragraph: &str| paragraph.split(". ").map(String::from).collect::<Vec<String>>();
            for sentence in told[2..4].iter().flat_map(|paragraph| sentences(paragraph)) {
                assert!(sentence.starts_with(char::is_uppercase) && !sentence.contains(';'), "{sentence}");
            }
            assert!(told[2].matches(", so ").count() <= 5, "{}", told[2]);
            let now: f64 = week.parse().unwrap();
            let later = told[3].split("week ").skip(1).filter_map(|text| {
                text.split(|c: char| !c.is_ascii_digit()).next().and_then(|number| number.parse::<f64>().ok())
            });
            assert!(later.into_iter().all(|week| week <= now), "{}", told[3]);
            assert!(told[4].starts_with("This is the usual team") && told[4].contains("`loops`"), "{said}");
        }
    }
}

/// In short: two sentences of at most 25 words, whatever is asked, and the second with a figure where a loop pushed.
#[test]
fn two_sentences_of_at_most_25_words_come_first() {
    let mut figures = 0;
    for week in ["0", "12", "30", "60", "104"] {
        for variable in ["trust", "pressure", "wip", "recent_thr", "lateness", "debt", "energy", "flow_time"] {
            let here = TempDir::new().unwrap();
            let (_, said, _) = flywheel(here.path(), &["why", variable, PLAN, "--at", week]);
            let told = paragraphs(&said);
            assert_eq!(told.len(), 2, "{said}");
            let sentences: Vec<&str> = told[1].trim_end_matches('.').split(". ").collect();
            assert_eq!(sentences.len(), 2, "{}", told[1]);
            for sentence in &sentences {
                assert!(sentence.split_whitespace().count() <= 25, "{sentence}");
            }
            figures += usize::from(sentences[1].contains("(100 teams)") && sentences[1].contains(" by "));
        }
    }
    assert!(figures >= 25, "{figures}");
}

/// Of the shipped model, which says what is better high or low, as the frozen one does not.
#[test]
fn the_leading_loop_is_named_with_the_way_it_works() {
    let here = TempDir::new().unwrap();
    let mut found = Vec::new();
    for week in ["12", "30", "60"] {
        let (_, said, _) = flywheel(here.path(), &["why", "pressure", PLAN, "--at", week, "--json"]);
        let answer: Value = serde_json::from_str(&said).unwrap();
        let (_, spoken, _) = flywheel(here.path(), &["why", "pressure", PLAN, "--at", week, "--details"]);
        let first = &paragraphs(&spoken)[2];
        let loops = answer["loops"].as_array().unwrap();
        let Some(leads) = loops.iter().find(|told| told["loop"] == answer["dominant_loop"]) else { continue };
        let name = format!("{} {}, ", answer["dominant_loop"].as_str().unwrap(), leads["name"].as_str().unwrap());
        assert!(first.starts_with(&name), "{first}");
        let works = match leads["direction"].as_str().unwrap() {
            "vicious" => "a reinforcing loop, vicious at the moment",
            "virtuous" => "a reinforcing loop, virtuous at the moment",
            "balancing" => "a balancing loop",
            _ => "a reinforcing loop",
        };
        assert!(first.contains(&format!("{works}, leads in week {week} in the usual team. ")), "{first}");
        found.push(leads["direction"].as_str().unwrap().to_string());
    }
    assert!(["vicious", "virtuous"].iter().all(|way| found.iter().any(|other| other == way)), "{found:?}");
}

fn told_of(model: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let here = TempDir::new().unwrap();
    let model = xmile(model).replace("<sim_specs>", "<sim_specs time_units='days'>");
    fs::write(here.path().join("it.xmile"), model).unwrap();
    flywheel(here.path(), &[&["why", "--details"], arguments, &["it.xmile"]].concat())
}

/// The level falls below nothing, and its root is no number; `other` has nothing to do with it.
const ENDING: &str = "<stock name='level'><eqn>10</eqn><outflow>draining</outflow></stock>\n\
                      <flow name='draining'><eqn>root*other*0.3</eqn></flow>\n<aux name='root'><eqn>sqrt(level)</eqn></aux>\n\
                      <stock name='other'><eqn>1</eqn><inflow>more</inflow></stock>\n\
                      <flow name='more'><eqn>other*0.1</eqn></flow>";

#[test]
fn what_is_no_number_is_not_explained() {
    let (code, said, wrong) = told_of(ENDING, &["level", "--at", "20"]);
    assert_eq!((code, said.as_str()), (Some(3), ""));
    insta::assert_snapshot!("why-no-number", wrong);
    // What has nothing to do with it is explained, and so is the same at a moment before; both are told once.
    for arguments in [["other", "--at", "20"], ["level", "--at", "3"]] {
        let (code, said, wrong) = told_of(ENDING, &arguments);
        assert_eq!(code, Some(0), "{wrong}");
        assert!(said.contains("in day"), "{said}");
        assert_eq!(wrong.matches("`root` is infinite or no number at all from day").count(), 1, "{wrong}");
    }
}

const DRAIN: &str = "<stock name='level'><eqn>100</eqn><outflow>draining</outflow></stock>\n\
                     <flow name='draining'><eqn>level/5</eqn></flow>\n<aux name='reading'><eqn>level*2</eqn></aux>";

#[test]
fn one_loop_alone_is_named_and_has_not_turned() {
    let (_, said, _) = told_of(DRAIN, &["level", "--at", "5"]);
    let told = paragraphs(&said);
    assert!(told[0].contains("Level in day 5:") && told[0].contains("a day, more and more slowly"), "{said}");
    assert_eq!(
        told[1],
        "Level has been falling since day 0. In the 3 days to day 5 no loop pushed that way; B1 level worked against it by 9.31."
    );
    assert!(told[2].contains("The one loop through level is B1 level, a balancing loop"), "{said}");
    assert!(told[2].contains("and so on round. This is the loop B1 level"), "{said}");
    assert_eq!(told[3], "Up to day 5 it has had no turning point.");
    assert!(told[4].contains("The model has one loop"), "{said}");
}

#[test]
fn what_no_loop_depends_on_is_an_output() {
    let (_, said, _) = told_of(DRAIN, &["reading", "--at", "5"]);
    assert!(paragraphs(&said)[2].starts_with("Reading is calculated from level. No loop depends on it"), "{said}");
    let (_, said, _) = frozen(&["throughput", "--at", "60"]);
    assert!(paragraphs(&said)[2].starts_with("Throughput is calculated from "), "{said}");
}

/// The level drains by what it was four days ago: what it is now is no cause of that.
#[test]
fn what_goes_into_a_delay_now_is_no_cause_of_what_comes_out() {
    let delay = "<stock name='level'><eqn>4</eqn><inflow>pouring</inflow><outflow>draining</outflow></stock>\n\
                 <flow name='pouring'><eqn>1+step(2,10)</eqn></flow>\n\
                 <flow name='draining'><eqn>delay(level,4)/10</eqn></flow>";
    let (_, said, _) = told_of(delay, &["draining", "--at", "16", "--json"]);
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answer["chain"].as_array().unwrap().len(), 0, "{answer:#}");
    assert_eq!(answer["ends"]["in"], "cut");
}

#[test]
fn a_constant_has_its_value_at_the_moment() {
    let value = |week: &str| {
        let (_, said, _) = frozen(&["change_asked", "--at", week, "--json"]);
        serde_json::from_str::<Value>(&said).unwrap()["value"].as_f64().unwrap()
    };
    assert_eq!(value("0"), 0.0);
    assert!(value("6") > 0.0 && value("60") > value("6"), "{} {}", value("6"), value("60"));
}

/// The plan of the demonstration, from inside the program.
const PLAN: &str = "<one-from-each-box.toml>";

fn demonstrated(arguments: &[&str]) -> (Option<i32>, String, String) {
    let here = TempDir::new().unwrap();
    let (code, said, wrong) = flywheel(here.path(), &[&["why", "--details"], arguments, &[PLAN]].concat());
    (code, said.split_whitespace().collect::<Vec<_>>().join(" "), wrong)
}

#[test]
fn what_comes_later_does_not_make_a_variable_stand_still() {
    let boom =
        "<stock name='x'><eqn>10</eqn><inflow>more</inflow></stock>\n<flow name='more'><eqn>0.02*x*x</eqn></flow>";
    let (_, said, _) = told_of(boom, &["x", "--at", "4"]);
    let told = paragraphs(&said);
    assert!(told[0].contains("rising by") && told[0].contains("faster and faster"), "{said}");
    assert!(told[2].contains("The one loop through x is R1 x, a reinforcing loop"), "{said}");
}

/// What goes up and down: the last bend never goes another way than the variable, and is the last time it turned back.
#[test]
fn after_its_last_turning_point_a_variable_goes_as_it_does() {
    let waves = "<stock name='prey'><eqn>10</eqn><inflow>births</inflow><outflow>eaten</outflow></stock>\n\
                 <flow name='births'><eqn>0.6*prey</eqn></flow>\n<flow name='eaten'><eqn>0.06*prey*predators</eqn></flow>\n\
                 <stock name='predators'><eqn>5</eqn><inflow>fed</inflow><outflow>starving</outflow></stock>\n\
                 <flow name='fed'><eqn>0.04*prey*predators</eqn></flow>\n<flow name='starving'><eqn>0.6*predators</eqn></flow>";
    let mut turned_back = 0;
    for at in 4..=24 {
        let (_, said, _) = told_of(waves, &["prey", "--at", &at.to_string(), "--json"]);
        let answer: Value = serde_json::from_str(&said).unwrap();
        let [before, after] = ["slope_before", "slope_after"].map(|slope| answer["turning_point"][slope].as_f64());
        let Some((before, after)) = before.zip(after) else { continue };
        assert!(after * answer["rate"].as_f64().unwrap() >= 0.0, "{at}: {answer:#}");
        turned_back += i32::from(before * after < 0.0);
    }
    assert!(turned_back > 2);
}

const GROWTH: &str = "<stock name='x'><eqn>10</eqn><inflow>births</inflow></stock>\n\
                      <flow name='births'><eqn>0.8*x*(1-x/1000)</eqn></flow>";

/// Half of the room is taken at 6: there the loop turns, or hands over where it is written as two.
#[test]
fn loops_that_have_turned_or_handed_over_are_told() {
    for at in ["6.75", "10", "20"] {
        let (_, said, _) = told_of(GROWTH, &["x", "--at", at]);
        let told = paragraphs(&said);
        assert!(told[2].starts_with("The one loop through x is R1 x, by now balancing (since day 6"), "{said}");
        assert!(told[3].contains("R1 x turned from reinforcing to balancing in day 6"), "{said}");
    }
    let two = "<stock name='x'><eqn>10</eqn><inflow>births</inflow><outflow>deaths</outflow></stock>\n\
               <flow name='births'><eqn>0.8*x</eqn></flow>\n<flow name='deaths'><eqn>0.8*x*x/1000</eqn></flow>";
    for at in ["6.75", "10", "20"] {
        let (_, said, _) = told_of(two, &["x", "--at", at]);
        let taken_over = "R1 x had the largest share through x, then B1 x from day 6";
        assert!(paragraphs(&said)[3].contains(taken_over), "{said}");
    }
}

#[test]
fn a_circle_without_a_name_is_called_by_its_stocks() {
    for (variable, week) in [("pressure", "20"), ("pressure", "60"), ("trust", "12"), ("energy", "30")] {
        let (_, said, _) = demonstrated(&[variable, "--at", week]);
        assert!(!said.contains("without a name"), "{said}");
    }
    let (_, said, _) = demonstrated(&["recent_thr", "--at", "20"]);
    assert!(said.contains("Here recent throughput acts on itself"), "{said}");
}

#[test]
fn an_intervention_is_told_with_what_it_adds_and_what_is_called_the_same() {
    for typed in ["WIP limit", "wip_limit"] {
        let (code, said, _) = demonstrated(&[typed, "--at", "30"]);
        assert_eq!(code, Some(0));
        assert!(said.contains("\"WIP limit\" is an intervention: it is picked, and in force since week 16."), "{said}");
        assert!(said.contains("from week 16: +0.70 over 6 weeks (all of it now)"), "{said}");
        assert!(said.contains("(`adoption_wip_limit`): 0."), "{said}");
        assert!(said.contains("`wip_limit` is a constant of the same name, 1.00 items/person"), "{said}");
    }
    let (_, said, _) = demonstrated(&["WIP limit", "--at", "10"]);
    assert!(said.contains("begins only in week 16"), "{said}");
    let (_, said, _) = demonstrated(&["Swarm and pair", "--at", "10"]);
    assert!(said.contains("this scenario does not pick it"), "{said}");
    let (_, said, _) = demonstrated(&["WIP limit", "--at", "30", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&said).unwrap()["picked"][0]["from"], 16.0);
}

#[test]
fn what_no_variable_is_called_has_a_way_out() {
    for (typed, way_out) in [
        ("R8 Burnout", "not a variable but the reinforcing loop R8 Burnout"),
        ("practice", "once for each intervention: name one of them, such as `practice_"),
        ("week", "`flywheel model show`"),
        ("", "`flywheel model show`"),
    ] {
        let (code, _, wrong) = demonstrated(&[typed, "--at", "30"]);
        assert!(code == Some(2) && wrong.contains(way_out), "{typed}: {wrong}");
    }
    let (code, _, wrong) = told_of(GROWTH, &["R1", "--at", "10"]);
    assert!(code == Some(2) && wrong.contains("`loops` tells"), "{wrong}");
}

#[test]
fn small_numbers_have_digits_that_count() {
    let (_, said, _) = demonstrated(&["net_trust", "--at", "30"]);
    let value = said.split("in week 30: ").nth(1).unwrap().split(' ').collect::<Vec<_>>();
    assert!(value[0].parse::<f64>().unwrap() != 0.0, "{said}");
    assert_eq!(value[1..3], ["a", "week,"], "{said}");
}

#[test]
fn what_came_from_outside_is_told_since_when() {
    let (_, said, _) = demonstrated(&["practice_demo", "--at", "30"]);
    assert!(
        said.contains("What came from outside since week 17: \"Smaller batches, ship more often\" in week 22"),
        "{said}"
    );
}
