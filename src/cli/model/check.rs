//! `flywheel model check`: whether a model is well made; with `--battery`, whether it behaves.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::answer::battery;
use crate::answer::model::verify::{self, warn};
use crate::cli::files::Disk;
use crate::cli::{Failure, Manner, Outcome, deliver};

use super::open;

pub const EXAMPLES: &str = "\
Examples:
  flywheel model check my-model.toml             names, units, order of calculation, named loops
  flywheel model check --battery                 the tests to pass before anyone acts on it
  flywheel model check my-model.toml --battery   the same for a model of your own";

#[derive(Args)]
pub struct Arguments {
    /// The model file; the shipped model, if not given.
    file: Option<PathBuf>,
    /// Check the units of an XMILE model too. In our own format they are always checked.
    #[arg(long)]
    units: bool,
    /// Run the validation battery: integration error, conservation, extremes, surprises, and the claims of the
    /// model's own battery.
    #[arg(long, conflicts_with = "units")]
    battery: bool,
    /// With --battery: how many draws of all constants, 2000 if not given.
    #[arg(long, value_name = "N", requires = "battery", value_parser = crate::cli::whole::<u64>(10, u64::MAX), allow_negative_numbers = true)]
    replications: Option<u64>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let model = Arc::new(open(&arguments.file)?);
    if !arguments.battery {
        let question = verify::Question { units: arguments.units };
        return deliver::tell_alone(&question.ask(&model, &manner)?, manner);
    }
    warn(&model, &manner);
    let answer = battery::Question { replications: arguments.replications }.ask(&model, &Disk, &manner)?;
    deliver::tell_alone(&answer, manner)?;
    if answer.has_failed() { Err(Failure::Check) } else { Ok(()) }
}
