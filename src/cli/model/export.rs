//! `flywheel model export`: a model or scenario for other tools and people.

use std::sync::Arc;

use clap::Args;

use crate::answer::Answer;
use crate::answer::form::Whole;
use crate::answer::model::export::{Data, Question, Seen};
use crate::cli::files::{Disk, is_standard, spare_sources, try_place, write};
use crate::cli::shell::quoted;
use crate::cli::{Manner, Outcome, deliver, print};
use crate::export::Form;
use crate::model::scenario::Scenario;

use super::open;

pub const EXAMPLES: &str = "\
Examples:
  flywheel model export --to xmile -o model.xmile                     the shipped model, for Stella, PySD, simlin
  flywheel model export scenarios/work-harder.toml --to xmile         one run of a scenario, its schedule as equations
  flywheel model export my-model.toml --to dot | dot -Tsvg > my.svg   the causal graph, drawn by Graphviz
  flywheel model export --to mermaid --view room                      a few landmarks and the loops by name
  flywheel model export my-team.toml --to markdown -o my-team.md      all that a reviewer needs
  flywheel model export --to markdown -o reference.md                 the shipped model, with the results of its battery";

/// Fewer tell nothing.
const FEWEST: u64 = 10;

#[derive(Args)]
pub struct Arguments {
    /// The model or scenario file; the shipped model, if not given.
    file: Option<String>,
    /// What to write: xmile, dot, mermaid or markdown.
    #[arg(long, value_name = "FORM", value_parser = form)]
    to: Form,
    /// Of dot and mermaid, how much is shown: room (a few landmarks, boxes and the loops by name) or all.
    #[arg(long, value_name = "VIEW", value_parser = seen)]
    view: Option<Seen>,
    /// Where it goes; standard output, if not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
    /// For a model as Markdown: draws for the influence of its assumptions and for its battery, 4000 and 2000 if not
    /// given; 0 omits both.
    #[arg(long, value_name = "N", value_parser = replications)]
    replications: Option<u64>,
}

fn form(text: &str) -> Result<Form, String> {
    let found = Form::CHOICES.iter().find(|(name, _)| *name == text);
    found.map(|(_, form)| *form).ok_or_else(|| "it is one of xmile, dot, mermaid, markdown".to_string())
}

fn seen(text: &str) -> Result<Seen, String> {
    let found = Seen::CHOICES.iter().find(|(name, _)| *name == text);
    found.map(|(_, seen)| *seen).ok_or_else(|| "it is room or all".to_string())
}

fn replications(text: &str) -> Result<u64, String> {
    let asked = text.parse().ok().filter(|asked| *asked == 0 || *asked >= FEWEST);
    asked.ok_or_else(|| format!("it is a whole number, {FEWEST} or more, or 0 for none"))
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let Arguments { file, to, view, replications, .. } = arguments;
    let scenario = match file {
        Some(file) => crate::cli::open(file)?,
        None => Scenario::of_model(Arc::new(open(&None)?)),
    };
    let output = arguments.output.as_ref().filter(|path| !is_standard(path));
    if let Some(path) = output {
        spare_sources(path, &scenario)?;
        try_place(path)?;
    }
    let question = Question { to: *to, view: *view, replications: *replications, written_by: Some(command(arguments)) };
    let answer = question.ask(&scenario, &Disk, &manner)?;
    let Some(path) = output else {
        return match manner.json {
            true => deliver::tell_alone(&answer, manner),
            false => print::answer(&answer.text),
        };
    };
    write(path, answer.text.as_bytes())?;
    if manner.json {
        let files = vec![path.display().to_string()];
        return print::json(&Whole { data: Data { text: None, ..answer.data() }, ..Whole::of(&answer, Some(files)) });
    }
    if !manner.quiet {
        print::note(&format!("{} as {} in {}", scenario.title, to.name(), print::path(path)));
    }
    Ok(())
}

/// The command that writes the same document.
fn command(arguments: &Arguments) -> String {
    let file = arguments.file.as_ref().map_or(String::new(), |file| format!(" {}", quoted(file)));
    let count = arguments.replications.map_or(String::new(), |count| format!(" --replications {count}"));
    format!("flywheel model export{file} --to markdown{count}")
}
