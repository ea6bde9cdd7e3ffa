//! `flywheel loops`: the feedback loops of a scenario, which of them drives it and when, and what cutting each would do.

use std::path::PathBuf;

use clap::Args;

use crate::answer::loops::Question;

use super::charts::Charts;
use super::deliver::deliver;
use super::{DEFAULT, Manner, Outcome, Overrides, open, out_folder};

pub const EXAMPLES: &str = "\
Examples:
  flywheel loops                                  the wicked loop: which loop drives it, and when
  flywheel loops my-team.toml --png               the same for your team; charts as PNG too
  flywheel loops my-team.toml --of trust          with the chart of trust above the loops
  flywheel loops my-team.toml --at 13 --at 52     cut each loop in week 13, and in week 52
  flywheel loops model.xmile                      the strongest loops of any model

A loop's share is what it does, among all that loops do at that moment (Loops that Matter). What it does once it is cut is \
found by running again, with the same teams, and one of its links held at the value of that moment.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// The variable whose chart stands above the loops, in place of the first that the model shows.
    #[arg(long, value_name = "VARIABLE")]
    of: Option<String>,
    /// When loops are cut, in the model's unit of time; given once for each moment, in any order. A quarter and half of the run, if not given.
    #[arg(long, alias = "week", value_name = "MOMENT", allow_negative_numbers = true)]
    at: Vec<f64>,
    /// Tell of all loops that the model names, not only of those that a coach tells; of a model without names, of all found.
    #[arg(long)]
    all: bool,
    /// Cut no loops: their shares only.
    #[arg(long, conflicts_with = "at")]
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
    let question = Question {
        of: arguments.of.clone(),
        at: arguments.at.clone(),
        all: arguments.all,
        no_cuts: arguments.no_cuts,
        luck: arguments.overrides.luck(),
    };
    deliver(&question.ask(scenario, &manner)?, &folder, arguments.charts, manner)
}
