//! `flywheel loops`: what each feedback loop of a scenario did to an outcome, and when it turned.

use std::path::PathBuf;

use clap::Args;

use crate::answer::{loops, scores};

use super::charts::Charts;
use super::deliver::deliver;
use super::{DEFAULT, Manner, Outcome, Overrides, open, out_folder};

pub const EXAMPLES: &str = "\
Examples:
  flywheel loops                                  what each loop of the wicked loop does to recent throughput
  flywheel loops my-team.toml --png               the same for your team; charts as PNG too
  flywheel loops my-team.toml --of trust          what each does to trust
  flywheel loops my-team.toml --window 26         over half a year, for loops that are slow
  flywheel loops model.xmile                      the strongest loops of any model
  flywheel loops my-team.toml --scores            which loop leads, by Loops that Matter

The same teams are run on from the beginning of each window with a loop's link held at the value that it has then. What is \
missing at the window's end is what the loop did. With interventions, the same teams left alone are told beside.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// The outcome: a variable. The one that the model asks about, if not given.
    #[arg(long, value_name = "VARIABLE")]
    of: Option<String>,
    /// How long a window is, in the model's unit of time. A quarter of a year, if not given.
    #[arg(long, value_name = "TIME", allow_negative_numbers = true, conflicts_with = "scores")]
    window: Option<f64>,
    /// From the beginning of one window to that of the next. A window, if not given.
    #[arg(long, value_name = "TIME", allow_negative_numbers = true, conflicts_with = "scores")]
    every: Option<f64>,
    /// Tell of all named loops, not only the main ones. If the model names none, tell of all that are found.
    #[arg(long)]
    all: bool,
    /// Which loop leads when, by the share of each in what all loops do (Loops that Matter), and what cutting each changes.
    #[arg(long)]
    scores: bool,
    /// When to cut loops, beside scores: in the model's unit of time, once for each moment. After a quarter and half of the run, if not given.
    #[arg(long, alias = "week", value_name = "MOMENT", allow_negative_numbers = true, requires = "scores")]
    at: Vec<f64>,
    /// Scores only: cut no loops.
    #[arg(long, conflicts_with = "at", requires = "scores")]
    no_cuts: bool,
    #[command(flatten)]
    overrides: Overrides,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = open(arguments.scenario.as_deref().unwrap_or(DEFAULT))?;
    let folder = out_folder(&arguments.out)?;
    let (of, all, luck) = (arguments.of.clone(), arguments.all, arguments.overrides.luck());
    if arguments.scores {
        let question = scores::Question { of, at: arguments.at.clone(), all, no_cuts: arguments.no_cuts, luck };
        return deliver(&question.ask(scenario, &manner)?, &folder, arguments.charts, manner);
    }
    let question = loops::Question { of, window: arguments.window, every: arguments.every, all, luck };
    deliver(&question.ask(scenario, &manner)?, &folder, arguments.charts, manner)
}
