//! `flywheel new`: a commented scenario to start from, and beside it the schema by which editors complete and check it.

mod figures;

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::contradictions;
use crate::answer::form::{FORMAT, Whole};
use crate::export::schema;
use crate::model::file;
use crate::model::library::Texts;
use crate::model::scenario_file::load;

use figures::Figures;

use super::files::{Batch, is_standard};
use super::shell::quoted;
use super::{Failure, Manner, Outcome, print};

/// The scenario that `new` writes; a test runs it.
pub const TEMPLATE: &str = include_str!("new-scenario.toml");

/// What lies beside it.
const SCHEMA: &str = "flywheel-scenario.schema.json";

#[derive(Args)]
pub struct Arguments {
    /// The file to write; an existing one is left alone, and - is standard output.
    file: PathBuf,
    #[command(flatten)]
    figures: Figures,
}

pub const EXAMPLES: &str = "\
Examples:
  flywheel new my-team.toml                     on a terminal it asks for your figures; elsewhere an example to change
  flywheel new my-team.toml --people 9 --throughput 2.5 --open 34 --release-every 3";

/// That a scenario was written.
#[derive(Serialize, JsonSchema)]
pub struct Data {}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let path = &arguments.file;
    if is_standard(path) {
        return print::answer(&written(&arguments.figures, manner)?);
    }
    // A link that leads nowhere is there as well.
    if path.symlink_metadata().is_ok() {
        return Err(Failure::usage(format!(
            "`{}` exists already, and is left as it is: choose another name",
            path.display()
        )));
    }
    let beside = path.with_file_name(SCHEMA);
    let text = format!("#:schema ./{SCHEMA}\n{}", written(&asked(&arguments.figures, manner)?, manner)?);
    let mut batch = Batch::default();
    batch.add(&beside, (print::pretty(&schema::scenario(&file::shipped())) + "\n").as_bytes())?;
    batch.add(path, text.as_bytes())?;
    let files = batch.place()?;
    if manner.json {
        let files = files.iter().map(|file| file.display().to_string()).collect();
        return print::json(&Whole { format: FORMAT, answer: "new".into(), data: Data {}, files: Some(files) });
    }
    if !manner.quiet {
        let typed = print::path(Path::new(&quoted(&path.display().to_string())));
        print::note(&format!(
            "{} is written: change it, then `flywheel run {typed}`. Beside it lies {SCHEMA}, by which editors that know TOML \
             complete and check scenarios.",
            print::path(path)
        ));
    }
    Ok(())
}

/// The figures of the team: those that were typed, or else those that a person at a terminal is asked for.
fn asked(figures: &Figures, manner: Manner) -> Result<Figures, Failure> {
    let is_person = std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !manner.json && !manner.quiet;
    if !figures.is_empty() || !is_person {
        return Ok(figures.clone());
    }
    let told = figures.clone().ask(&mut std::io::stdin().lock(), &mut std::io::stderr());
    told.map_err(|wrong| Failure::usage(format!("the answers cannot be read: {wrong}")))
}

/// The scenario of a team with these figures; what contradicts itself in them is told before anything is run or written.
fn written(figures: &Figures, manner: Manner) -> Result<String, Failure> {
    if figures.is_empty() {
        return Ok(TEMPLATE.to_string());
    }
    let text = figures.scenario(TEMPLATE);
    let files = BTreeMap::from([(OWN.to_string(), text.clone())]);
    contradictions::tell(&load(OWN, &Texts(&files))?, &manner)?;
    Ok(text)
}

/// What a scenario that is not written yet is called where something is said of it.
const OWN: &str = "your figures";
