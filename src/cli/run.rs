//! `flywheel run`: scenarios to a table, charts and files.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use crate::analysis::outcome::{ending, of_hundred};
use crate::analysis::paired::{compare, share_luck};
use crate::analysis::summary::{Band, QUANTILES, Summary, summarise};
use crate::answer::ensemble::{ensemble, refuse_too_much};
use crate::figure::MOST_SCENARIOS;
use crate::figure::fans::{Series, fans};
use crate::figure::flow_diagram::{flow_diagram, top};
use crate::figure::flow_distribution::flow_distribution;
use crate::model::scenario::Scenario;
use crate::model::{DistributionKind, VariableId};
use crate::results::Results;
use crate::run::keep::{Reading, Wanted, values_in_memory};
use crate::text::{Source, plural};

use super::charts::Charts;
use super::files::Batch;
use super::folders;
use super::shell::quoted;
use super::{DEFAULT, Manner, Outcome, Overrides, open_beside, out_folder, print, runs};
use crate::answer::numbers::{person, small};
pub use crate::answer::outcomes::headline;
use crate::answer::provenance::{self, file_name, sha256};
use crate::cli::tables::table;

pub const EXAMPLES: &str = "\
Examples:
  flywheel run                                             the demonstration
  flywheel run scenarios/wicked-loop.toml                  one scenario, into out/wicked-loop/
  flywheel run a.toml b.toml --png                         two over each other, charts as PNG too
  flywheel run my-team.toml --replications 10000 --seed 7  more teams, other luck";

#[derive(Args)]
pub struct Arguments {
    /// Scenario or model files; none: the demonstration.
    scenarios: Vec<String>,
    #[command(flatten)]
    overrides: Overrides,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Write every path too, as runs.parquet: scenario, replication, time, variable, value.
    #[arg(long)]
    parquet: bool,
    #[command(flatten)]
    charts: Charts,
}

/// A scenario that has been run.
struct Ran {
    results: Results,
    summary: Summary,
    folder: PathBuf,
    files: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    if arguments.parquet {
        runs::ready()?;
    }
    let demonstration = arguments.scenarios.is_empty();
    let mut out = out_folder(&arguments.out)?;
    if demonstration {
        out.push("demonstration");
    }
    let (mut scenarios, mut told) = (Vec::new(), Vec::new());
    for name in names(arguments) {
        let mut scenario = open_beside(&name, &mut told)?;
        arguments.overrides.apply(&mut scenario);
        scenarios.push(scenario);
    }
    folders::refuse_twice(&scenarios)?;
    folders::tell_apart(&mut scenarios);
    folders::tell_titles_apart(&mut scenarios);
    if let [_, _, ..] = &scenarios[..] {
        let values = |s: &Scenario| values_in_memory(s.recorded().len(), s.time.saved().len(), s.replications);
        refuse_too_much(scenarios.len(), scenarios.iter().map(values).fold(0, u64::saturating_add))?;
    }
    let mut ran = Vec::new();
    for scenario in scenarios {
        let readings = last_throughput(&scenario).into_iter().collect();
        let results =
            ensemble(&scenario, &Wanted { variables: scenario.recorded(), readings, ..Wanted::default() }, &manner)?;
        let summary = summarise(&results);
        let folder = out.join(&scenario.stem);
        ran.push(Ran { results, summary, folder, files: Vec::new() });
    }
    let mut batch = Batch::default();
    // What may be ended early comes before all other files.
    if arguments.parquet {
        for one in &ran {
            runs::add(&mut batch, &one.folder.join("runs.parquet"), one.scenario(), manner)?;
        }
    }
    // Scenarios of one model are seen on one scale.
    for index in 0..ran.len() {
        ran[index].add_all(&mut batch, arguments.charts, top_of(&ran, index))?;
    }
    if ran.len() > 1 && arguments.charts.wanted() {
        add_together(&mut batch, &ran, &out, demonstration, arguments.charts)?;
    }
    let mut shared = batch.place()?;
    for one in &mut ran {
        let is_own = |path: &mut PathBuf| path.parent() == Some(&one.folder);
        one.files = shared.extract_if(.., is_own).collect();
    }
    if manner.json {
        let answer = Answer { scenarios: ran.iter().map(Ran::answer).collect(), files: paths(&shared) };
        return print::json(&answer);
    }
    print::told(&spoken(&ran, demonstration))?;
    print::written(shared.iter().chain(ran.iter().flat_map(|r| &r.files)), manner);
    Ok(())
}

/// The scenarios of the demonstration, from inside the program, unless files are named.
fn names(arguments: &Arguments) -> Vec<String> {
    if arguments.scenarios.is_empty() {
        return vec![DEFAULT.into(), "<one-from-each-box.toml>".into()];
    }
    arguments.scenarios.clone()
}

/// How high the cumulative flow diagram of a scenario reaches, and those of the others of its model.
fn top_of(ran: &[Ran], of: usize) -> f64 {
    let model = |one: &Ran| one.scenario().model.source.text.clone();
    let same = ran.iter().filter(|one| model(one) == model(&ran[of]));
    same.filter_map(|one| top(&one.results, &one.summary)).fold(0.0, f64::max)
}

impl Ran {
    fn scenario(&self) -> &Scenario {
        &self.results.scenario
    }

    fn add_all(&self, batch: &mut Batch, charts: Charts, top: f64) -> Outcome {
        batch.add(&self.folder.join("summary.csv"), self.summary.csv(&self.results).as_bytes())?;
        if charts.wanted() {
            self.add_charts(batch, charts, top)?;
        }
        Ok(batch.add_manifest(&self.folder.join("manifest.json"), manifest(&self.results))?)
    }

    fn add_charts(&self, batch: &mut Batch, charts: Charts, top: f64) -> Outcome {
        let series = [self.series()];
        let page = fans(&self.scenario().title, &series, &headline(self.scenario()));
        charts.add(batch, &self.folder.join("trajectories"), &page)?;
        let of_flows = [
            ("cumulative-flow", flow_diagram(&self.results, &self.summary, top)),
            ("flow-distribution", flow_distribution(&self.results, &self.summary)),
        ];
        for (name, figure) in of_flows {
            if let Some(figure) = figure {
                charts.add(batch, &self.folder.join(name), &figure)?;
            }
        }
        Ok(())
    }

    fn series(&self) -> Series<'_> {
        Series {
            results: &self.results,
            summary: &self.summary,
            name: self.scenario().label.clone().unwrap_or_else(|| self.scenario().title.clone()),
        }
    }

    fn answer(&self) -> ScenarioAnswer {
        let scenario = self.scenario();
        let outcomes = ending(&self.results).map(|e| e.shares).unwrap_or_default();
        let rows = headline(scenario).into_iter().flat_map(|id| self.rows_of(id)).collect();
        ScenarioAnswer {
            file: scenario.source.name.clone(),
            title: scenario.title.clone(),
            seed: scenario.seed,
            replications: self.results.replications(),
            outcomes: outcomes
                .iter()
                .map(|(name, e)| json!({"outcome": name, "share": e.value, "monte_carlo_error": e.error}))
                .collect(),
            headline: rows,
            files: paths(&self.files),
        }
    }

    fn rows_of(&self, id: VariableId) -> Vec<Value> {
        let variable = self.results.variable(id);
        let Some(bands) = self.summary.of(id) else { return Vec::new() };
        let mut out = Vec::new();
        for index in moments(&self.results) {
            let band = &bands[index];
            let mut row = json!({
                "variable": variable.name, "label": variable.words(), "unit": variable.unit.to_string(),
                "time": self.results.times()[index], "mean": band.mean,
                "median_monte_carlo_error": band.median.error,
            });
            for (p, value) in QUANTILES.iter().zip(band.quantiles) {
                row[format!("p{:.0}", p * 100.0)] = json!(value);
            }
            out.push(row);
        }
        out
    }
}

#[derive(Serialize)]
struct Answer {
    scenarios: Vec<ScenarioAnswer>,
    files: Vec<String>,
}

#[derive(Serialize)]
struct ScenarioAnswer {
    file: String,
    title: String,
    seed: u64,
    replications: usize,
    outcomes: Vec<Value>,
    headline: Vec<Value>,
    files: Vec<String>,
}

pub(super) fn paths(files: &[PathBuf]) -> Vec<String> {
    files.iter().map(|f| f.display().to_string()).collect()
}

/// The page on which scenarios lie over each other, where they can.
fn add_together(batch: &mut Batch, ran: &[Ran], out: &Path, demonstration: bool, charts: Charts) -> Outcome {
    let first = ran[0].scenario();
    let same_model = ran.iter().all(|r| r.scenario().model.source.text == first.model.source.text);
    if !same_model {
        print::note("the scenarios have different models: each has its own charts, and there is no common one");
        return Ok(());
    }
    if ran.len() > MOST_SCENARIOS {
        let many = format!("{} scenarios over each other cannot be told apart: each has its own charts", ran.len());
        print::note(&format!("{many}; name at most {MOST_SCENARIOS} for a common one"));
        return Ok(());
    }
    let folder = match demonstration {
        true => out.to_path_buf(),
        false => out.join(folders::of_several(ran.iter().map(Ran::scenario))),
    };
    let series: Vec<Series> = ran.iter().map(Ran::series).collect();
    let title = |r: &Ran| match &r.scenario().label {
        Some(label) if *label != r.scenario().title => format!("{} ({label})", r.scenario().title),
        _ => r.scenario().title.clone(),
    };
    let titles: Vec<String> = ran.iter().map(title).collect();
    let title = if ran.len() > 3 { format!("{} scenarios over each other", ran.len()) } else { titles.join(" · ") };
    let page = fans(&title, &series, &headline(first));
    charts.add(batch, &folder.join("side-by-side"), &page)?;
    let told = provenance::manifest("run", ran.iter().map(Ran::scenario));
    Ok(batch.add_manifest(&folder.join("manifest.json"), told)?)
}

/// What a run needs to be repeated; no clock in it, so that equal runs give equal files.
fn manifest(results: &Results) -> Value {
    let scenario = &results.scenario;
    let model = &scenario.model;
    let constants: serde_json::Map<String, Value> = scenario
        .constants
        .iter()
        .map(|(id, spread)| {
            let mut value = json!({"value": spread.value, "unit": model.variable(*id).unit.to_string()});
            if spread.varies() {
                value["distribution"] = json!(spread.kind.name());
                if let Some((min, max)) = spread.range {
                    value["min"] = json!(min);
                    value["max"] = json!(max);
                }
                match spread.kind {
                    DistributionKind::Normal => value["sd"] = json!(spread.sd),
                    DistributionKind::Lognormal => value["cv"] = json!(spread.cv),
                    _ => {}
                }
            }
            (model.variable(*id).name.clone(), value)
        })
        .collect();
    let picks: Vec<Value> = scenario
        .picks
        .iter()
        .map(|p| json!({"intervention": model.interventions[p.intervention].name, "start": p.start, "strength": p.strength}))
        .collect();
    let shocks: Vec<Value> = scenario
        .shocks
        .iter()
        .map(|s| json!({"name": s.name, "constant": model.variable(s.constant).name, "amount": s.amount, "from": s.from, "to": s.to}))
        .collect();
    let initial: serde_json::Map<String, Value> =
        scenario.initial.iter().map(|(id, value)| (model.variable(*id).name.clone(), json!(value))).collect();
    let time = &scenario.time;
    let source = |s: &Source| json!({"file": file_name(s), "sha256": sha256(&s.text)});
    let command = format!(
        "flywheel run {} --seed {} --replications {} --design {}",
        quoted(&scenario.source.name),
        scenario.seed,
        results.replications(),
        scenario.design.name()
    );
    json!({
        "flywheel": env!("CARGO_PKG_VERSION"),
        "command": command,
        "scenario": source(&scenario.source),
        "extends": scenario.extends.iter().map(|s| source(s)).collect::<Vec<_>>(),
        "model": {"file": file_name(&model.source), "name": model.name, "sha256": sha256(&model.source.text)},
        "seed": scenario.seed,
        "replications": results.replications(),
        "design": scenario.design.name(),
        "uncertainty": scenario.uncertainty.name(),
        "time": {"unit": time.unit, "start": time.start, "stop": time.stop, "dt": time.dt, "save": time.save, "method": time.method.name()},
        "start": scenario.start,
        "initial": initial,
        "picks": picks,
        "shocks": shocks,
        "constants": constants,
    })
}

/// The moments a table shows: the start, quarters of the way that people think in, the end.
fn moments(results: &Results) -> Vec<usize> {
    let time = &results.scenario.time;
    let last = results.times().len() - 1;
    let mut out = vec![0];
    for week in [26.0, 52.0, 104.0, 156.0, 208.0] {
        out.extend(results.time_index(time.start + week).filter(|i| *i < last));
    }
    out.push(last);
    out.dedup();
    out
}

/// What a person reads aloud: a table, and one sentence on how it ended.
fn spoken(ran: &[Ran], demonstration: bool) -> String {
    let mut out = String::new();
    if demonstration {
        out.push_str(DEMONSTRATION);
    }
    ran.iter().for_each(|one| out.push_str(&ending_sentence(one)));
    if let [first, second] = ran {
        out.push_str(&paired_sentence(first, second).unwrap_or_default());
    }
    out.push_str(if out.is_empty() { "" } else { "\n" });
    for one in ran {
        let scenario = one.scenario();
        out.push_str(&format!(
            "{}\n{}, seed {}: medians; at the end the range that holds 90 of 100, and the median's Monte Carlo error\n\n",
            scenario.title,
            one.results.all(),
            scenario.seed
        ));
        out.push_str(&bands_table(one));
        out.push('\n');
    }
    if ran.iter().any(|one| ending(&one.results).is_some()) {
        out.push_str("\"Give or take\" is two Monte Carlo errors: what other luck would change. What other judgement would change is not in it.\n");
    }
    out
}

const DEMONSTRATION: &str = "\
The demonstration: one team, deep in work, twice. The first time nobody does anything. The second time, with the same \
luck week by week, the team picks one change from each of the four boxes.

";

/// Medians over time; at the end also the range that holds 90 of 100 teams, and how sure the median is.
fn bands_table(one: &Ran) -> String {
    let moments = moments(&one.results);
    let unit = &one.scenario().time.unit;
    let week = |i: &usize| format!("{unit} {}", person_time(one.results.times()[*i]));
    let mut head = vec![String::new()];
    head.extend(moments.iter().map(week));
    head.extend(["90 of 100".to_string(), "error".to_string()]);
    let mut rows = vec![head];
    for id in headline(one.scenario()) {
        let variable = one.results.variable(id);
        let Some(bands) = one.summary.of(id) else { continue };
        let measure = variable.measure();
        let mut row =
            vec![if measure.is_empty() { variable.words() } else { format!("{} ({measure})", variable.words()) }];
        row.extend(moments.iter().map(|i| person(bands[*i].median.value)));
        if let Some(Band { quantiles: [low, .., high], median, .. }) = moments.last().map(|i| bands[*i]) {
            row.extend([format!("{} to {}", person(low), person(high)), small(median.error)]);
        }
        rows.push(row);
    }
    table(&rows)
}

fn person_time(time: f64) -> String {
    if time.fract() == 0.0 { format!("{time:.0}") } else { person(time) }
}

/// "One from each box: after 104 weeks, of 100 such teams: 76 in the flywheel, ... (give or take 3)."
fn ending_sentence(one: &Ran) -> String {
    let Some(ending) = ending(&one.results) else {
        return match one.results.not_finite().is_some() && !one.scenario().model.outcomes.is_empty() {
            true => format!("{}: where such {}s end cannot be told.\n", one.scenario().title, one.results.one()),
            false => String::new(),
        };
    };
    let time = &one.scenario().time;
    format!(
        "{}: after {} {}, of 100 such {}s: {} (give or take {}).\n",
        one.scenario().title,
        person_time(one.results.times().last().map_or(0.0, |last| last - time.start)),
        plural(&time.unit),
        one.results.one(),
        ending.words(),
        person_time(ending.give_or_take())
    )
}

/// How many of the last saved moments a comparison is about: one is luck, a quarter is history.
const LAST: usize = 8;

/// Throughput over the last saved moments, where it is among what people see first.
fn last_throughput(scenario: &Scenario) -> Option<Reading> {
    let variable = scenario.model.find("throughput").filter(|id| scenario.model.headline.contains(id))?;
    let to = scenario.time.saved().len() - 1;
    Some(Reading { variable, from: (to + 1).saturating_sub(LAST), to })
}

/// Replication by replication: which scenario ends with more throughput, in how many pairs, and by how much.
fn paired_sentence(first: &Ran, second: &Ran) -> Option<String> {
    let model = &first.scenario().model;
    let Reading { variable: throughput, from, to: last } = last_throughput(first.scenario())?;
    if !share_luck(&first.results, &second.results) {
        return None;
    }
    let forwards = compare(&first.results, &second.results, throughput, from, last)?;
    if forwards.is_nothing() {
        return Some(format!(
            "With the same luck, \"{}\" and \"{}\" end with the same throughput in every {}.\n",
            first.scenario().title,
            second.scenario().title,
            first.results.one()
        ));
    }
    let (better, worse, paired) = if forwards.more.value >= 0.5 {
        (second, first, forwards)
    } else {
        (first, second, compare(&second.results, &first.results, throughput, from, last)?)
    };
    let (unit, (low, high)) = (&model.variable(throughput).unit, paired.range());
    Some(format!(
        "With the same luck, \"{}\" ends with more throughput than \"{}\" in {} of 100 {}s (give or take {}), by a median \
         of {} {unit} (90 of 100: {} to {}), over the last {} {}.\n",
        better.scenario().title,
        worse.scenario().title,
        of_hundred(paired.more.value),
        first.results.one(),
        person_time((200.0 * paired.more.error).ceil()),
        person(paired.median.value),
        person(low),
        person(high),
        last - from + 1,
        plural(&first.scenario().time.unit)
    ))
}
