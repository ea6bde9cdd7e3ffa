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

A loop's share is its part of the activity of all loops at that moment (Loops that Matter). To see what cutting it would \
change, the same teams are run again with one of its links held at the value that it has at that moment.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// The variable to chart above the loops; the first that the model shows, if not given.
    #[arg(long, value_name = "VARIABLE")]
    of: Option<String>,
    /// When to cut loops, in the model's unit of time; give it once for each moment. After a quarter and half of the run, if not given.
    #[arg(long, alias = "week", value_name = "MOMENT", allow_negative_numbers = true)]
    at: Vec<f64>,
    /// Show all named loops, not only the main ones. If the model names none, show all that are found.
    #[arg(long)]
    all: bool,
    /// Show shares only, and cut no loops.
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
