//! Scenarios as they can be held against each other: one model, one luck, one interval of saved moments.

use crate::answer::several::tell_titles_apart;
use crate::answer::{Onlooker, Refusal};
use crate::model::file::SHIPPED_NAME;
use crate::model::scenario::Scenario;
use crate::model::time::whole_steps;
use crate::text::{one_line, plain, plural};

/// The most replications that are compared: every value of each is kept.
const MOST_REPLICATIONS: u64 = 10_000;

/// The scenarios with one seed, number and design of replications and one interval of saved moments. What had to be made
/// alike is told.
///
/// # Errors
/// Fewer than two scenarios, several models, too many replications, moments that not all have.
pub fn alike(mut scenarios: Vec<Scenario>, onlooker: &dyn Onlooker) -> Result<Vec<Scenario>, Refusal> {
    let refuse = |why: String| Err(Refusal::asked(why));
    let first = match &scenarios[..] {
        [] => return refuse("there is nothing to compare: name two scenario files or more".into()),
        [one] => {
            let name = &one.source.name;
            return refuse(format!(
                "there is only `{name}` to compare: name a second scenario, such as {}",
                other(name)
            ));
        }
        [first, ..] => first.clone(),
    };
    if let Some(other) = scenarios.iter().find(|s| s.model.source.text != first.model.source.text) {
        return refuse(format!(
            "`{}` is about {}, and `{}` about {}: only scenarios on one model can be compared",
            first.source.name,
            model_of(&first),
            other.source.name,
            model_of(other)
        ));
    }
    if first.replications > MOST_REPLICATIONS {
        let why = format!("scenarios are compared path by path in at most {MOST_REPLICATIONS} replications");
        return Err(Refusal::of("replications", first.replications, why));
    }
    tell_titles_apart(&mut scenarios);
    tell_one_luck(&scenarios, onlooker);
    let saves: Vec<f64> = scenarios.iter().map(|s| s.time.save).collect();
    let longest = saves.iter().copied().fold(0.0, f64::max);
    if saves.iter().any(|save| whole_steps(longest, *save).is_none()) {
        let saves = distinct(scenarios.iter().map(|s| plain(s.time.save)));
        return refuse(format!(
            "results are kept every {} {}: there are no moments that all have; give all files the same `save`",
            saves.join(" and every "),
            plural(&first.time.unit)
        ));
    }
    let stops = distinct(scenarios.iter().map(|s| plain(s.time.stop)));
    if stops.len() > 1 {
        let shortest = scenarios.iter().map(|s| s.time.stop).fold(f64::INFINITY, f64::min);
        let (unit, stops, shortest) = (&first.time.unit, stops.join(" and "), plain(shortest));
        onlooker.note(&format!("the runs end at {unit} {stops}: they are compared up to {unit} {shortest}"));
    }
    for scenario in &mut scenarios {
        scenario.seed = first.seed;
        scenario.replications = first.replications;
        scenario.design = first.design;
        scenario.uncertainty = first.uncertainty;
        scenario.time.save = longest;
    }
    Ok(scenarios)
}

/// What messages call the model of a scenario.
fn model_of(scenario: &Scenario) -> String {
    let name = &scenario.model.source.name;
    if name == SHIPPED_NAME { "the shipped model".into() } else { format!("the model `{name}`") }
}

/// A file that could be held against this one.
fn other(name: &str) -> &'static str {
    if name.ends_with("wicked-loop.toml") { "scenarios/one-from-each-box.toml" } else { "scenarios/wicked-loop.toml" }
}

/// Tells where the files ask for different luck: there is one for all.
fn tell_one_luck(scenarios: &[Scenario], onlooker: &dyn Onlooker) {
    let luck = |scenario: &Scenario| {
        [
            format!("seed {}", scenario.seed),
            format!("replications {}", scenario.replications),
            format!("design {}", scenario.design.name()),
            format!("uncertainty {}", scenario.uncertainty.name()),
        ]
    };
    let (first, of_first) = (&scenarios[0], luck(&scenarios[0]));
    let differs = |place: usize| scenarios.iter().any(|scenario| luck(scenario)[place] != of_first[place]);
    let told: Vec<&str> =
        (0..of_first.len()).filter(|place| differs(*place)).map(|place| of_first[place].as_str()).collect();
    if !told.is_empty() {
        let name = &first.source.name;
        onlooker
            .note(&format!("the files ask for different luck: all are run as `{name}` says, with {}", told.join(", ")));
    }
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut out = Vec::new();
    for word in words {
        if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

/// A few words for each scenario: its label, else its title; where two would be called the same, their files' names too,
/// and where those are the same, numbers.
pub fn names(scenarios: &[Scenario]) -> Vec<String> {
    let unlike = |names: &[String], name: &String| names.iter().filter(|other| *other == name).count() == 1;
    let short: Vec<String> = scenarios.iter().map(|s| s.label.clone().unwrap_or_else(|| s.title.clone())).collect();
    let stems: Vec<String> = scenarios.iter().map(|s| one_line(&s.stem)).collect();
    let name = |index: usize| match (&short[index], &stems[index]) {
        (name, _) if unlike(&short, name) => name.clone(),
        (_, stem) if unlike(&stems, stem) => stem.clone(),
        (name, _) => {
            let before = short[..index].iter().filter(|other| *other == name).count();
            format!("{name} {}", before + 1)
        }
    };
    (0..scenarios.len()).map(name).collect()
}
