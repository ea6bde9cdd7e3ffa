//! `flywheel model`: read a model, verify it, and write it for others.

mod check;
pub mod diagram;
mod export;

use std::path::Path;

use clap::{Args, Subcommand};

use crate::answer::assumptions::{self, USUAL};
use crate::answer::model::show;
use crate::answer::{Luck, Refusal};
use crate::model::scenario_file::is_model;
use crate::model::{Model, file, read as read_model};
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::{Source, toml};

use super::files::read;
use super::{Failure, Manner, Outcome, deliver, print};

#[derive(Subcommand)]
pub enum Command {
    /// Read a model: an overview, or one variable with all that goes into it.
    Show(Show),
    /// Verify a model: names, units, order of calculation, named loops. With --battery, its behaviour too.
    #[command(after_help = check::EXAMPLES)]
    Check(check::Arguments),
    /// Write a model or scenario for other tools and people: XMILE, a graph, a document.
    #[command(after_help = export::EXAMPLES)]
    Export(export::Arguments),
    /// Draw a model: stocks, flows, arrows with their signs, loops.
    #[command(after_help = diagram::EXAMPLES)]
    Diagram(diagram::Diagram),
}

#[derive(Args)]
pub struct Show {
    /// A variable, constant, table, intervention or loop; without it, the whole model.
    name: Option<String>,
    /// The model file; the shipped model, if not given. With --assumptions a scenario too.
    #[arg(long, value_name = "FILE")]
    model: Option<std::path::PathBuf>,
    /// Every assumption: value, range, source and its grade, and how far the outcomes move with it.
    #[arg(long, conflicts_with = "name")]
    assumptions: bool,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Args)]
struct Ask {
    /// With --assumptions: the same as a Markdown page.
    #[arg(long, requires = "assumptions")]
    markdown: bool,
    /// With --assumptions: an outcome to ask about, such as trust@104; repeat for more.
    #[arg(long, value_name = "OUTCOME", requires = "assumptions")]
    of: Vec<String>,
    /// With --assumptions: how many replications, 4000 if not given.
    #[arg(long, value_name = "N", requires = "assumptions", value_parser = super::whole::<u64>(10, u64::MAX), allow_negative_numbers = true)]
    replications: Option<u64>,
    /// With --assumptions: seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N", requires = "assumptions", value_parser = super::whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
}

pub fn run(command: &Command, manner: Manner) -> Outcome {
    match command {
        Command::Show(show) if show.assumptions => assumed(show, manner),
        Command::Show(show) => shown(show, manner),
        Command::Check(arguments) => check::run(arguments, manner),
        Command::Export(arguments) => export::run(arguments, manner),
        Command::Diagram(arguments) => diagram::run(arguments, manner),
    }
}

fn shown(Show { name, model, .. }: &Show, manner: Manner) -> Outcome {
    let question = show::Question { name: name.clone() };
    let answer = question.ask(&open(model)?).map_err(|refusal| with_way_out(refusal, name))?;
    deliver::tell_alone(&answer, manner)?;
    if name.is_none() && !manner.json {
        print::told("\n`flywheel model show NAME` tells all about one of these.\n")?;
    }
    Ok(())
}

/// Where nothing near it has a name, what else there is to do.
fn with_way_out(refusal: Refusal, name: &Option<String>) -> Refusal {
    match refusal {
        Refusal::Asked { of, why } if !why.contains("did you mean") => {
            let help = match name.as_ref().is_some_and(|name| Path::new(name).is_file()) {
                true => "it is a file; `flywheel model show --model FILE` reads one",
                false => "`flywheel model show` tells what there is",
            };
            Refusal::Asked { of, why: format!("{why}: {help}") }
        }
        refusal => refusal,
    }
}

fn assumed(Show { model, ask, .. }: &Show, manner: Manner) -> Outcome {
    let file = model.as_ref().map_or(USUAL.into(), |path| path.to_string_lossy());
    let luck = Luck { replications: ask.replications, seed: ask.seed, ..Luck::default() };
    let answer = assumptions::Question { of: ask.of.clone(), luck }.ask(super::open(&file)?, &manner)?;
    match ask.markdown && !manner.json {
        true => print::answer(&answer.page()),
        false => deliver::tell_alone(&answer, manner),
    }
}

pub fn open(path: &Option<std::path::PathBuf>) -> Result<Model, Failure> {
    let Some(path) = path else { return Ok(file::read(&Source::new(file::SHIPPED_NAME, file::SHIPPED))?) };
    let source = read(path)?;
    if !is_model(&source) {
        // What is no TOML at all says so first.
        toml::read(&source)?;
        let message = format!("`{}` is not a model: it declares no stock, flow or auxiliary", path.display());
        let wrong = Diagnostic::error(Code::WrongType, message);
        return Err(wrong.help("a scenario is run, not checked or drawn: its model is the file it names with `model`, or the one that is shipped").into());
    }
    Ok(read_model(&source)?)
}
