//! `flywheel sensitivity`: which of the things that are not known matter.

use std::path::PathBuf;

use clap::Args;

use crate::answer::Refusal;
use crate::answer::sensitivity::{Method, Question};

use super::charts::Charts;
use super::deliver::deliver;
use super::{DEFAULT, Manner, Outcome, one_of, open, out_folder, whole};

pub const EXAMPLES: &str = "\
Examples:
  flywheel sensitivity                                which assumptions of the wicked loop matter
  flywheel sensitivity my-team.toml                   throughput, trust, flow time, outcome classes
  flywheel sensitivity my-team.toml --of trust@52     one outcome; repeat --of for more
  flywheel sensitivity --of 'delivered@104 - delivered@52' --samples 4096
  flywheel sensitivity my-team.toml --method morris   a first look, a fiftieth of the runs

An outcome is written as in a claim: a variable at a moment (trust@104), its mean over a stretch (throughput@97..104), or \
a calculation with these. Sobol indices divide an outcome's variance among the assumptions: what each does alone, and \
what it does together with others. Morris's effects say how far an outcome moves when one assumption moves and all others stay.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// An outcome to ask about, such as trust@104; repeat for more.
    #[arg(long, value_name = "OUTCOME")]
    of: Vec<String>,
    /// How to measure it: sobol (shares of the variance) or morris (a first look with few runs).
    #[arg(long, value_name = "METHOD", value_parser = one_of(Method::CHOICES), default_value = "sobol")]
    method: Method,
    /// Sobol: rows of the design, a power of two, 1024 if not given. Morris: trajectories, 20 if not given.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    samples: Option<String>,
    /// Seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = open(arguments.scenario.as_deref().unwrap_or(DEFAULT))?;
    let folder = out_folder(&arguments.out)?;
    deliver(&arguments.question()?.ask(scenario, &manner)?, &folder, arguments.charts, manner)
}

impl Arguments {
    fn question(&self) -> Result<Question, Refusal> {
        let number = |text: &String| text.parse().map_err(|_| self.method.refuse_samples(text));
        Ok(Question {
            of: self.of.clone(),
            method: self.method,
            samples: self.samples.as_ref().map(number).transpose()?,
            seed: self.seed,
        })
    }
}
