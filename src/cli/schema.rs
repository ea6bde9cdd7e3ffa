//! `flywheel schema`: the form of files and answers as JSON Schema.

use std::path::PathBuf;

use clap::Args;
use schemars::schema_for;
use serde_json::Value;

use crate::answer::ask;
use crate::answer::form::Whole;
use crate::export::schema;
use crate::text::suggestion;

use super::model::diagram;
use super::{Failure, Manner, Outcome, model, new, print, workshop};

pub const EXAMPLES: &str = "\
Examples:
  flywheel schema scenario > scenario.schema.json        the keys of scenario files, with the shipped model's names
  flywheel schema scenario --model mine.toml             the same with the names of a model of yours
  flywheel schema model                                  the keys of model files
  flywheel schema loops                                  what `flywheel loops --json` answers
  flywheel schema errors                                 what any command answers with --json when something is wrong

Editors that know TOML (Tombi, Even Better TOML) complete and check a scenario whose first line is \
#:schema ./scenario.schema.json. `flywheel new` writes both.";

#[derive(Args)]
pub struct Arguments {
    /// scenario, model, errors, or the name of a command that answers.
    of: String,
    /// The model whose names are completed in scenarios; the shipped model, if not given.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, _manner: Manner) -> Outcome {
    print::json(&of(&arguments.of, &arguments.model)?)
}

fn of(name: &str, about: &Option<PathBuf>) -> Result<Value, Failure> {
    match name {
        "scenario" => return Ok(schema::scenario(&model::open(about)?)),
        "model" => return Ok(schema::model()),
        "diagram" => return Ok(schema_for!(Whole<diagram::Data>).into()),
        "new" => return Ok(schema_for!(Whole<new::Data>).into()),
        "workshop" => return Ok(schema_for!(Whole<workshop::Data>).into()),
        _ => {}
    }
    ask::schema(name).map(Value::from).ok_or_else(|| {
        let known = || {
            ["scenario", "model", "errors", "diagram", "new", "workshop"]
                .into_iter()
                .chain(ask::QUESTIONS.iter().copied())
        };
        let help = suggestion::help_for(name, known());
        let help = help.unwrap_or_else(|| format!("it is one of {}", known().collect::<Vec<_>>().join(", ")));
        Failure::usage(format!("`{name}` has no schema: {help}"))
    })
}
