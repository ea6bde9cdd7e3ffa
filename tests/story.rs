//! Stories of scenario files: what their steps show, and that what they say is so.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use flywheel::export::scenario::toml;
use flywheel::model::library::Library;
use flywheel::model::scenario::Scenario;
use flywheel::model::scenario_file::load;
use flywheel::{Diagnostic, ShippedLibrary, Source};

/// Files of a test, by name, beside those that are shipped.
struct Texts<'a>(&'a [(&'a str, &'a str)]);

impl Library for Texts<'_> {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        match self.0.iter().find(|(own, _)| *own == name) {
            Some((_, text)) => Ok(Source::new(name, *text)),
            None => ShippedLibrary.read(name),
        }
    }

    fn beside(&self, _: &str, path: &str) -> String {
        path.into()
    }
}

fn story(text: &str) -> Scenario {
    load("story.toml", &Texts(&[("story.toml", text)])).unwrap_or_else(|wrong| panic!("{wrong:#?}"))
}

fn picks(scenario: &Scenario) -> Vec<(&str, f64)> {
    scenario.picks.iter().map(|p| (scenario.model.interventions[p.intervention].name.as_str(), p.start)).collect()
}

#[test]
fn a_step_takes_up_what_it_says_and_nothing_else() {
    let told = story(
        "extends = \"wicked-loop.toml\"\n[picks]\ndemo = 2\n\
        [[story]]\nsay = \"nothing\"\ntalk = true\n\
        [[story]]\nsay = \"a limit\"\npicks = { wip_limit = 16 }\ntalk = true\n\
        [[story]]\nsay = \"another file\"\nscenario = \"one-from-each-box.toml\"\ntalk = true\n\
        [[story]]\nsay = \"another file, otherwise\"\nscenario = \"one-from-each-box.toml\"\npicks = { demo = 1 }\ntalk = true\n\
        [[story]]\nsay = \"against another\"\nagainst = \"busy.toml\"\ntalk = true\n\
        [[story]]\nsay = \"the limit again\"\npicks = { wip_limit = 16 }\ntalk = true\n",
    );
    assert_eq!(picks(&told), [("demo", 2.0)]);
    let [nothing, limit, other, otherwise, against, again] = told.story.as_slice() else { panic!("six steps") };
    assert!(picks(&nothing.scenario).is_empty());
    assert_eq!(picks(&limit.scenario), [("wip_limit", 16.0)]);
    assert_eq!(picks(&other.scenario).len(), 4);
    assert_eq!(picks(&otherwise.scenario), [("demo", 1.0)]);
    assert!(told.story[..4].iter().all(|step| picks(&step.against).is_empty()));
    assert_eq!(against.against.title, "A busy team");
    // What is the same is there once.
    assert!(Arc::ptr_eq(&limit.scenario, &again.scenario) && Arc::ptr_eq(&limit.against, &nothing.against));
    assert!(told.story.iter().all(|step| step.scenario.story.is_empty() && step.scenario.claims.is_empty()));
    assert!(told.story.iter().all(|step| Arc::ptr_eq(&step.scenario.model, &told.model)));
    // Where it does not say, all tanks and arrows are drawn, the wheel too, no chart, and the playhead is at the start.
    assert_eq!((nothing.tanks.len(), nothing.arrows.len(), nothing.charts.len()), (4, 5, 0));
    assert!(nothing.wheel && !nothing.odds && !nothing.own && nothing.guess.is_none() && nothing.week == 0.0);
}

#[test]
fn a_story_is_neither_inherited_nor_exported() {
    let text = "extends = \"<workshop.toml>\"\n";
    let extended = load("more.toml", &Texts(&[("more.toml", text)])).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    assert!(extended.story.is_empty());
    let workshop = load("<workshop.toml>", &ShippedLibrary).unwrap();
    assert!(!workshop.story.is_empty() && !toml(&workshop, None).contains("story"));
}

/// A room that speaks German is told all of it, and the last step is its own.
#[test]
fn the_story_of_the_workshop_is_whole() {
    let story = load("<workshop.toml>", &ShippedLibrary).unwrap().story;
    assert!((10..=16).contains(&story.len()));
    for (number, step) in (1..).zip(&story) {
        let german = &step.translated["de"];
        assert!(step.words.title.is_some() && german.title.is_some(), "step {number}");
        assert_ne!(german.say, step.words.say, "step {number}");
        assert!(!step.words.more.is_empty() && !german.more.is_empty(), "step {number}");
        assert_eq!(step.own, number == story.len(), "step {number}");
        // What is guessed is seen when it is shown.
        assert!(step.guess.is_none_or(|guess| step.charts.contains(&guess)), "step {number}");
    }
    // Arrow by arrow, until all are drawn.
    let arrows: Vec<usize> = story.iter().map(|step| step.arrows.len()).collect();
    assert_eq!(arrows[..5], [1, 2, 3, 4, 5]);
    let drawn: BTreeSet<usize> = story[4].arrows.iter().copied().collect();
    assert_eq!(drawn.len(), 5);
}

fn check(file: &str) -> (String, Option<i32>) {
    let ran = Command::new(env!("CARGO_BIN_EXE_flywheel")).env("COLUMNS", "1000").args(["check", file]).output();
    let ran = ran.unwrap();
    (String::from_utf8(ran.stdout).unwrap() + &String::from_utf8(ran.stderr).unwrap(), ran.status.code())
}

#[test]
fn what_the_workshop_says_is_so() {
    let (said, code) = check(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/workshop.toml"));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("  proved     story step 1: ") && said.contains("  talk       5 of the 16 steps"), "{said}");
}

/// A base of a step is the one that the step names, whatever other steps of the same scenario name.
#[test]
fn each_step_is_judged_by_its_own_runs() {
    let text = "extends = \"<wicked-loop.toml>\"\nreplications = 50\n\
        [[story]]\nsay = \"a limit\"\npicks = { wip_limit = 16 }\nholds = 'mean((wip@10 - base.wip@10)^2) < 0.0001'\n\
        [[story]]\nsay = \"another team\"\npicks = { wip_limit = 16 }\nagainst = \"<busy.toml>\"\nholds = 'mean(wip@10 - base.wip@10) > 5'\n\
        [[story]]\nsay = \"it is not so\"\nholds = 'mean(trust@104 - base.trust@104) > 0.1'\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("story.toml");
    fs::write(&path, text).unwrap();
    let (said, code) = check(&path.to_string_lossy());
    assert_eq!(code, Some(1), "{said}");
    for line in
        ["  proved     story step 1: a limit", "  proved     story step 2: another team", "  refuted    story step 3: "]
    {
        assert!(said.contains(line), "{said}");
    }
    assert!(said.contains("2 of 3 claims proved, 1 refuted"), "{said}");
}
