//! `flywheel simulate`: one run without luck.

use std::path::PathBuf;

use clap::Args;

use crate::model::VariableId;
use crate::model::scenario::{Scenario, Uncertainty, load};

use super::files::{Disk, write};
use super::{Manner, Outcome, ensemble, print, tell_not_finite};

pub const EXAMPLES: &str = "\
Examples:
  flywheel simulate scenarios/wicked-loop.toml             CSV to the screen
  flywheel simulate scenarios/wicked-loop.toml -o run.csv  CSV to a file
  flywheel simulate my-model.toml                          a model file: its default team, nothing done

Constants are at their defaults and noise is at its mean. Every variable is a column, time first, in the shortest
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
    let scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..load(&arguments.file, &Disk)? };
    let every: Vec<VariableId> = scenario.model.ids().collect();
    let results = ensemble(&scenario, &every)?;
    tell_not_finite(&results);
    let csv = results.wide_csv(0);
    match &arguments.output {
        None => print::answer(&csv),
        Some(path) => {
            write(path, csv.as_bytes())?;
            if !manner.quiet {
                print::note(&format!(
                    "{} variables at {} moments in {}",
                    every.len(),
                    results.times().len(),
                    path.display()
                ));
            }
        }
    }
    Ok(())
}
