//! `flywheel simulate`: one run without luck.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::model::VariableId;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::results::Results;

use super::files::write;
use super::{Manner, Outcome, ensemble, open, print, tell_not_finite};

pub const EXAMPLES: &str = "\
Examples:
  flywheel simulate scenarios/wicked-loop.toml             CSV to the screen
  flywheel simulate scenarios/wicked-loop.toml -o run.csv  CSV to a file
  flywheel simulate my-model.toml                          a model: its default team

Constants are at their defaults and noise is at its mean. Every variable is a column, time first, in the shortest \
digits that read back as the same number, at every save interval.";

#[derive(Args)]
pub struct Arguments {
    /// A model or scenario file.
    file: String,
    /// Where the CSV goes; standard output, if not given.
    #[arg(short, long, value_name = "CSV")]
    output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..open(&arguments.file)? };
    let every: Vec<VariableId> = scenario.model.declared().collect();
    let results = ensemble(&scenario, &every)?;
    tell_not_finite(&results);
    let csv = results.wide_csv(0);
    if let Some(path) = &arguments.output {
        write(path, csv.as_bytes())?;
        if !manner.quiet && !manner.json {
            print::note(&format!(
                "{} variables at {} moments in {}",
                every.len(),
                results.times().len(),
                path.display()
            ));
        }
    }
    match &arguments.output {
        _ if manner.json => {
            print::answer(&serde_json::to_string_pretty(&answer(arguments, &results)).unwrap_or_default())
        }
        Some(_) => Ok(()),
        None => print::answer(&csv),
    }
}

/// The same numbers for machines; what is no finite number is null.
fn answer(arguments: &Arguments, results: &Results) -> Value {
    let model = &results.scenario.model;
    let variable = |id: &VariableId| {
        let variable = model.variable(*id);
        json!({"variable": variable.name, "unit": variable.unit.to_string(), "values": results.path(*id, 0)})
    };
    json!({
        "file": arguments.file,
        "written": arguments.output.as_ref().map(|path| path.display().to_string()),
        "time_unit": model.time.unit,
        "times": results.times(),
        "variables": results.variables().iter().map(variable).collect::<Vec<_>>(),
    })
}
