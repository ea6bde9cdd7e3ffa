//! `flywheel new`: a commented scenario to start from, and beside it the schema by which editors complete and check it.

use std::path::{Path, PathBuf};

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::form::{FORMAT, Whole};
use crate::export::schema;
use crate::model::file;

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
}

/// That a scenario was written.
#[derive(Serialize, JsonSchema)]
pub struct Data {}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let path = &arguments.file;
    if is_standard(path) {
        return print::answer(TEMPLATE);
    }
    // A link that leads nowhere is there as well.
    if path.symlink_metadata().is_ok() {
        return Err(Failure::usage(format!(
            "`{}` exists already, and is left as it is: choose another name",
            path.display()
        )));
    }
    let beside = path.with_file_name(SCHEMA);
    let text = format!("#:schema ./{SCHEMA}\n{TEMPLATE}");
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
