//! `flywheel compare`: what differs between scenarios, and what comes of it for the same teams with the same luck.

mod machine;
mod memo;
mod pages;
mod words;

use std::path::PathBuf;

use clap::Args;

use crate::analysis::course::{Course, course};
use crate::analysis::estimate::{Estimate, mean};
use crate::analysis::paired::{self, Paired, is_told, over_time};
use crate::analysis::quantity::Quantity;
use crate::analysis::since;
use crate::analysis::summary::{Band, Summary, band, summarise};
use crate::answer::ensemble::{ensemble, refuse_too_much};
use crate::answer::{Onlooker, Refusal};
use crate::model::difference::{Difference, differences};
use crate::model::file::SHIPPED_NAME;
use crate::model::scenario::Scenario;
use crate::model::time::whole_steps;
use crate::model::{Kind, TermKind, VariableId};
use crate::results::{Results, Spread};
use crate::run::keep::{Reading, Wanted};
use crate::text::{one_line, plain, plural};

use super::charts::Charts;
use super::files::{Batch, is_standard};
use super::folders;
use super::memo::check_file;
use super::run::headline;
use super::shell::quoted;
use super::{Failure, Manner, Outcome, Overrides, open_beside, out_folder, print, stakes};
use crate::answer::outcomes::{quantities, values_of};
use crate::answer::provenance::manifest;

pub const EXAMPLES: &str = "\
Examples:
  flywheel compare now.toml plan.toml                      what the plan changes, and what comes of it
  flywheel compare now.toml plan-a.toml plan-b.toml --png  two plans, each against now; PNG too
  flywheel compare now.toml plan.toml --of 'trust@52'      one outcome; say --of again for more
  flywheel compare now.toml plan.toml --memo plan.html     one page to hand on: claim, odds, charts, assumptions
  flywheel compare now.toml plan.toml --json               for machines

All scenarios are run with one seed: team by team and week by week they have the same luck, so that what differs is owed \
to what was changed. Each is held against the first.";

#[derive(Args)]
pub struct Arguments {
    /// Scenario or model files, two or more; the first is what the others are held against.
    scenarios: Vec<String>,
    /// An outcome to compare, such as trust@104; once for each.
    #[arg(long, value_name = "OUTCOME")]
    of: Vec<String>,
    #[command(flatten)]
    overrides: Overrides,
    /// Write a memo of one page, Markdown with links to the charts or HTML with the charts inside, by its ending; - is Markdown to standard output.
    #[arg(long, value_name = "FILE")]
    memo: Option<PathBuf>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

/// Scenarios, and what came of them.
struct Comparison {
    /// The first is what the others are held against.
    ran: Vec<Ran>,
    /// In which inputs they differ.
    changed: Vec<Difference>,
    /// The saved moments that all of them have.
    times: Vec<f64>,
    /// What people see first.
    headline: Vec<VariableId>,
    /// The differences of each but the first to the first.
    ///
    /// # Shape
    /// `differences[scenario][headline][time]`
    differences: Vec<Vec<Vec<Paired>>>,
    outcomes: Vec<Compared>,
}

struct Ran {
    /// A few words for it, which no other has.
    name: String,
    results: Results,
    summary: Summary,
}

impl Ran {
    fn scenario(&self) -> &Scenario {
        &self.results.scenario
    }
}

/// An outcome in all scenarios.
struct Compared {
    quantity: Quantity,
    /// In each scenario.
    each: Vec<Spreading>,
    /// Each but the first, against the first.
    paired: Vec<Paired>,
    /// How each got there, where the outcome is a variable's value.
    ways: Vec<Way>,
}

impl Comparison {
    /// What is asked first, and claims are about: an outcome that is a number, where there is one.
    fn first(&self) -> &Compared {
        self.outcomes.iter().find(|compared| !compared.quantity.is_class).unwrap_or(&self.outcomes[0])
    }

    /// Whether a scenario but the first is exactly the first in all that was asked.
    fn is_same(&self, index: usize) -> bool {
        self.outcomes.iter().all(|compared| compared.paired[index].is_nothing())
    }
}

impl Compared {
    /// Whether what differs between a scenario and the first can be told from noise.
    fn is_told(&self, index: usize) -> bool {
        let paired = &self.paired[index];
        is_told(if self.quantity.is_class { paired.mean } else { paired.median })
    }
}

/// An outcome in one scenario.
struct Spreading {
    mean: Estimate,
    band: Band,
}

/// How a variable got to differ from that of the first scenario, and what that came to in all.
struct Way {
    course: Course,
    /// The course of a counter of it, where the model has one.
    in_all: Option<Course>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenarios = aligned(arguments)?;
    let first = &scenarios[0];
    if let Some(memo) = &arguments.memo {
        check_file(memo, &scenarios)?;
    }
    // The outcome has to be there in the shortest run.
    let shortest = scenarios.iter().min_by(|a, b| a.time.stop.total_cmp(&b.time.stop)).unwrap_or(first);
    let asked = quantities(shortest, &arguments.of, &manner)?;
    let times = shortest.time.saved();
    let headline = headline(first);
    let variables = variables(first, &headline, &asked);
    let points: usize = scenarios.iter().map(|scenario| scenario.time.saved().len() * variables.len()).sum();
    refuse_too_much(scenarios.len(), first.replications.saturating_mul(points as u64))?;

    let mut ran = Vec::new();
    for (scenario, name) in scenarios.iter().zip(names(&scenarios)) {
        let mut readings: Vec<Reading> = asked.iter().flat_map(|quantity| quantity.readings(&scenario.time)).collect();
        if arguments.memo.is_some() {
            readings.extend(stakes::readings(scenario));
        }
        let results = ensemble(scenario, &Wanted { variables: variables.clone(), readings, every: true }, &manner)?;
        let summary = summarise(&results);
        ran.push(Ran { name, results, summary });
    }
    let changed = differences(&scenarios.iter().collect::<Vec<_>>());
    let outcomes =
        asked.into_iter().map(|quantity| compared(quantity, &ran, times.len(), &manner)).collect::<Result<_, _>>()?;
    let over_time = |one: &Ran| {
        headline.iter().filter_map(|id| over_time(&ran[0].results, &one.results, *id, times.len())).collect()
    };
    let differences = ran[1..].iter().map(over_time).collect();
    let comparison = Comparison { ran, changed, times, headline, differences, outcomes };

    let folder = out_folder(&arguments.out)?.join(folders::of_several(&scenarios));
    let mut batch = Batch::default();
    batch.add(&folder.join("compare.csv"), comparison.outcomes_csv().as_bytes())?;
    batch.add(&folder.join("difference.csv"), comparison.over_time_csv().as_bytes())?;
    let mut charts = Vec::new();
    if arguments.charts.wanted() {
        for (name, page) in comparison.pages() {
            charts.extend(arguments.charts.add(&mut batch, &folder.join(name), &page)?);
        }
    }
    if let Some(memo) = &arguments.memo {
        comparison.memo(command(arguments, first), charts).add(&mut batch, memo)?;
    }
    batch.add_manifest(&folder.join("compare-manifest.json"), manifest("compare", &scenarios))?;
    let files = batch.place()?;
    // What goes to standard output is the whole answer.
    if arguments.memo.as_deref().is_some_and(is_standard) {
        return Ok(());
    }
    if manner.json {
        return print::json(&comparison.json(&files));
    }
    print::told(&comparison.spoken())?;
    print::written(&files, manner);
    Ok(())
}

/// The command that gives the same numbers, whatever the files say of luck.
fn command(arguments: &Arguments, first: &Scenario) -> String {
    let mut words = vec!["flywheel".to_string(), "compare".into()];
    words.extend(arguments.scenarios.iter().map(|name| quoted(name)));
    words.extend(arguments.of.iter().map(|of| format!("--of {}", quoted(of))));
    words.push(format!("--seed {} --replications {} --design {}", first.seed, first.replications, first.design.name()));
    words.join(" ")
}

/// The most replications that are compared: every value of each is kept.
const MOST_COMPARED: u64 = 10_000;

/// The scenarios as they can be held against each other: one model, one seed, number and design, one interval of saved
/// moments. What had to be made alike is told.
fn aligned(arguments: &Arguments) -> Result<Vec<Scenario>, Failure> {
    let refuse = |why: String| Err(Failure::usage(why));
    match &arguments.scenarios[..] {
        [] => return refuse("there is nothing to compare: name two scenario files or more".into()),
        [one] => {
            return refuse(format!("there is only `{one}` to compare: name a second scenario, such as {}", other(one)));
        }
        _ => {}
    }
    let (mut scenarios, mut told) = (Vec::new(), Vec::new());
    for name in &arguments.scenarios {
        let mut scenario = open_beside(name, &mut told)?;
        arguments.overrides.apply(&mut scenario);
        scenarios.push(scenario);
    }
    let first = scenarios[0].clone();
    if let Some(other) = scenarios.iter().find(|s| s.model.source.text != first.model.source.text) {
        return refuse(format!(
            "`{}` is about {}, and `{}` about {}: only scenarios on one model can be compared",
            first.source.name,
            model_of(&first),
            other.source.name,
            model_of(other)
        ));
    }
    if first.replications > MOST_COMPARED {
        return refuse(format!(
            "{} replications are more than can be compared path by path: take at most {MOST_COMPARED}, with --replications",
            first.replications
        ));
    }
    folders::tell_apart(&mut scenarios);
    folders::tell_titles_apart(&mut scenarios);
    tell_one_luck(&scenarios);
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
        print::note(&format!("the runs end at {unit} {stops}: they are compared up to {unit} {shortest}"));
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
fn tell_one_luck(scenarios: &[Scenario]) {
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
        print::note(&format!(
            "the files ask for different luck: all are run as `{name}` says, with {}",
            told.join(", ")
        ));
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
fn names(scenarios: &[Scenario]) -> Vec<String> {
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

/// What is kept of each scenario: what people see first, the outcome classes, what is asked about, and what counts it.
fn variables(scenario: &Scenario, headline: &[VariableId], asked: &[Quantity]) -> Vec<VariableId> {
    let mut out = Vec::new();
    let own: Vec<VariableId> = asked.iter().filter_map(Quantity::variable).collect();
    let counters = own.iter().filter_map(|id| counter_of(scenario, *id));
    for id in headline.iter().chain(&scenario.model.outcomes).chain(&own).copied().chain(counters) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// The counter that adds up a variable and nothing else.
fn counter_of(scenario: &Scenario, of: VariableId) -> Option<VariableId> {
    let counts = |id: &VariableId| match &scenario.model.variable(*id).kind {
        Kind::Counter { rate, .. } => matches!(rate.root.kind, TermKind::Variable(id) if id == of),
        _ => false,
    };
    scenario.model.declared().find(counts)
}

/// Holds an outcome of all scenarios against that of the first.
fn compared(quantity: Quantity, ran: &[Ran], moments: usize, onlooker: &dyn Onlooker) -> Result<Compared, Refusal> {
    let values = ran.iter().map(|one| values_of(&quantity, &one.results, onlooker));
    let values: Vec<Vec<f64>> = values.collect::<Result<_, _>>()?;
    let spreading = |values: &Vec<f64>| Spreading { mean: mean(values), band: band(Spread::Each(values)) };
    let of = quantity.variable().filter(|_| !quantity.is_class);
    let way = |one: &Ran| {
        let id = of?;
        let course = |id: VariableId| {
            let base: Vec<f64> = ran[0].summary.of(id)?.iter().map(|band| band.median.value).collect();
            let paired = over_time(&ran[0].results, &one.results, id, moments)?;
            let rows = || paired::differences(&ran[0].results, &one.results, id, moments);
            Some(course(&paired, &base, |side| since::since(&rows()?, side)))
        };
        Some(Way { course: course(id)?, in_all: counter_of(ran[0].scenario(), id).and_then(course) })
    };
    Ok(Compared {
        each: values.iter().map(spreading).collect(),
        paired: values[1..].iter().map(|second| Paired::of(&values[0], second)).collect(),
        ways: ran[1..].iter().filter_map(way).collect(),
        quantity,
    })
}
