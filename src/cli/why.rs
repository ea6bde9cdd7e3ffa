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

Two sentences, from the run of the usual team (every constant at its default, no luck): which loop leads and by which links \
the variable is moved, each time by the cause that does most of what works the way the variable goes; and what has changed \
since before it last bent. Under them the model's own equations along those links, with carets under the cause.

A part is how far the equation moves if that cause alone moves, among all causes (Loops that Matter). What is carried over \
time (stocks) is asked about its pace: what makes it move faster or more slowly. Nothing that happens after the moment is \
looked at.";

#[derive(Args)]
pub struct Arguments {
    /// What is asked about: any variable of the model, by name or label, or an intervention by its title.
    variable: String,
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// When, in the model's unit of time.
    #[arg(long, alias = "week", value_name = "MOMENT", allow_negative_numbers = true)]
    at: f64,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let given = arguments.scenario.as_deref().unwrap_or(DEFAULT);
    if Path::new(&arguments.variable).is_file() && !Path::new(given).exists() {
        let message = format!("`{}` is a file: the variable comes first, then the scenario", arguments.variable);
        return Err(Failure::usage(message));
    }
    let question = Question { variable: arguments.variable.clone(), at: arguments.at };
    tell_alone(&question.ask(open(given)?, &manner)?, manner)
}
