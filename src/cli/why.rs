//! `flywheel why`: why a variable does what it does at a moment.

use std::path::Path;

use clap::Args;

use crate::answer::why::Question;

use super::deliver::tell_alone;
use super::{DEFAULT, Failure, Manner, Outcome, open};

pub const EXAMPLES: &str = "\
Examples:
  flywheel why throughput --at 20               the wicked loop: what moves throughput in week 20
  flywheel why trust --at 26 my-team.toml       the same for your team, and any variable by its name or label
  flywheel why \"open requests\" --at 26 --json     for machines
  flywheel why births --at 12.5 model.xmile       any model, in its own unit of time

First what moved it most and since when, in the run of the usual team: every constant at its default, no luck. Then the loop \
behind it, and what that did in the last quarter, over 100 teams with their luck. Below stand the model's own equations along \
the causal chain, each time back to the largest cause that pushes the same way, with carets under it. --details says all of \
it in words.

A percentage is the share of a cause: how far the equation moves if it alone moves, out of all causes (Loops that Matter). \
For a stock it is \
about the pace: what speeds it up or slows it down. Nothing after the moment is considered.";

#[derive(Args)]
pub struct Arguments {
    /// Any variable of the model by its name or label, or an intervention by its title.
    variable: String,
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// When, in the model's unit of time.
    #[arg(long, alias = "week", value_name = "MOMENT", allow_negative_numbers = true)]
    at: f64,
    /// Tell in words, too, which loop leads, the chain of causes, and what has changed since before the last turning point.
    #[arg(long)]
    details: bool,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let given = arguments.scenario.as_deref().unwrap_or(DEFAULT);
    if Path::new(&arguments.variable).is_file() && !Path::new(given).exists() {
        let message = format!("`{}` is a file: the variable comes first, then the scenario", arguments.variable);
        return Err(Failure::usage(message));
    }
    let question = Question { variable: arguments.variable.clone(), at: arguments.at, details: arguments.details };
    tell_alone(&question.ask(open(given)?, &manner)?, manner)
}
