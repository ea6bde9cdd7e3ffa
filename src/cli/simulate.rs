//! `flywheel simulate`: one run without luck.

use std::path::PathBuf;

use clap::Args;

use crate::answer::Refusal;
use crate::answer::form::Whole;
use crate::answer::simulate::{BEYOND, Question, Setting};
use crate::model::Method;
use crate::model::scenario_file::load;

use super::files::{Disk, is_standard, spare_sources, try_place, write};
use super::{Manner, Outcome, print};

pub const EXAMPLES: &str = "\
Examples:
  flywheel simulate scenarios/wicked-loop.toml             CSV to the screen
  flywheel simulate scenarios/wicked-loop.toml -o run.csv  CSV to a file
  flywheel simulate my-model.toml                          a model: its default team
  flywheel simulate my-model.toml --set team_size=9        another constant, or another start of a stock
  flywheel simulate my-model.toml --dt 0.125 --method rk4  smaller steps, and a better method

Constants are at their defaults and noise is at its mean. Every variable is a column, with time first, and every save \
interval a row. Where `--dt` is longer, every step is a row. Numbers have the fewest digits that read back as the same number.";

#[derive(Args)]
pub struct Arguments {
    /// A model or scenario file; - is standard input.
    file: String,
    /// Where the CSV goes; standard output, if not given.
    #[arg(short, long, value_name = "CSV")]
    output: Option<PathBuf>,
    /// Length of a step, in place of the file's.
    #[arg(long, value_name = "DT", allow_negative_numbers = true)]
    dt: Option<f64>,
    /// How stocks are integrated, in place of the file's method: euler or rk4.
    #[arg(long, value_name = "METHOD", value_parser = method)]
    method: Option<Method>,
    /// Give a constant this value, or a stock this start; repeat for more.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<Setting>,
    /// Let --set go outside the range that the model allows.
    #[arg(long, requires = "set")]
    allow_outside: bool,
}

fn method(text: &str) -> Result<Method, String> {
    let found = Method::CHOICES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, method)| *method).ok_or_else(|| "it is one of euler, rk4".to_string())
}

/// Names may hold a `=`, numbers do not: the last one divides them.
fn setting(text: &str) -> Result<Setting, String> {
    let (name, value) = text.rsplit_once('=').ok_or("it is written NAME=VALUE, such as delay=3")?;
    let name = name.trim();
    let quoted = |quote| name.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let name = quoted('"').or_else(|| quoted('\'')).unwrap_or(name);
    if name.is_empty() {
        return Err("a name should stand before the `=`".into());
    }
    match value.trim().parse() {
        Ok(value) => Ok(Setting { name: name.into(), value }),
        Err(_) => Err(format!("`{}` is not a number", value.trim())),
    }
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = load(&arguments.file, &Disk)?;
    let output = arguments.output.as_ref().filter(|path| !is_standard(path));
    if let Some(path) = output {
        spare_sources(path, &scenario)?;
        try_place(path)?;
    }
    let Arguments { dt, method, set, allow_outside, .. } = arguments;
    let question = Question { dt: *dt, method: *method, set: set.clone(), allow_outside: *allow_outside };
    let answer = question.ask(scenario, &manner).map_err(as_typed)?;
    if let Some(path) = output {
        write(path, answer.csv().as_bytes())?;
        if !manner.quiet && !manner.json {
            print::note(&format!("{} in {}", answer.size(), print::path(path)));
        }
    }
    match output {
        _ if manner.json => {
            let files = output.map(|path| path.display().to_string()).into_iter().collect();
            print::json(&Whole::of(&answer, Some(files)))
        }
        Some(_) => Ok(()),
        None => print::answer(&answer.csv()),
    }
}

/// A refusal whose way out is an option.
fn as_typed(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Asked { of, why } => Refusal::Asked { of, why: why.replace(BEYOND, "add --allow-outside") },
        refusal => refusal,
    }
}
