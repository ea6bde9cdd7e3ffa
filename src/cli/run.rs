//! `flywheel run`: scenarios to a table, charts and files.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::answer::Answer;
use crate::answer::form::Manifest;
use crate::answer::run::{DEMONSTRATION, Question, Run};
use crate::model::scenario::Scenario;

use super::charts::Charts;
use super::files::Batch;
use super::shell::quoted;
use super::{Manner, Outcome, Overrides, deliver, folders, open_beside, out_folder, print, runs};

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

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    if arguments.parquet {
        runs::ready()?;
    }
    let demonstration = arguments.scenarios.is_empty();
    let mut folder = out_folder(&arguments.out)?;
    let mut names = arguments.scenarios.clone();
    if demonstration {
        folder.push("demonstration");
        names = DEMONSTRATION.map(String::from).to_vec();
    }
    let mut told = Vec::new();
    let mut scenarios = names.iter().map(|name| open_beside(name, &mut told)).collect::<Result<Vec<_>, _>>()?;
    folders::refuse_twice(&scenarios)?;
    folders::tell_apart(&mut scenarios);
    let answer = Question { demonstration, luck: arguments.overrides.luck() }.ask(scenarios, &manner)?;
    let mut batch = Batch::default();
    // What may be ended early comes before all other files.
    if arguments.parquet {
        for run in &answer.runs {
            runs::add(&mut batch, &folder.join(&run.scenario().stem).join("runs.parquet"), run.scenario(), manner)?;
        }
    }
    deliver::add(&answer, &folder, arguments.charts, &mut batch)?;
    let mut manifests = answer.manifests().into_iter();
    for (run, Manifest { name, mut told }) in answer.runs.iter().zip(manifests.by_ref()) {
        told["command"] = json!(command(run));
        batch.add_manifest(&folder.join(name), told)?;
    }
    if arguments.charts.wanted() {
        answer.why_not_together().iter().for_each(|why| print::note(why));
        for Manifest { name, told } in manifests {
            batch.add_manifest(&folder.join(name), told)?;
        }
    }
    deliver::tell(&answer, &batch.place()?, manner)
}

/// The command that gives the same numbers, whatever the file says of luck.
fn command(run: &Run) -> String {
    let Scenario { source, seed, design, .. } = run.scenario();
    let (name, replications) = (quoted(&source.name), run.results.replications());
    format!("flywheel run {name} --seed {seed} --replications {replications} --design {}", design.name())
}
