//! `flywheel new`: a commented scenario to start from.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::files::{is_standard, write};
use super::shell::quoted;
use super::{Failure, Manner, Outcome, print};

/// The scenario that `new` writes; a test runs it.
pub const TEMPLATE: &str = include_str!("new-scenario.toml");

#[derive(Args)]
pub struct Arguments {
    /// The file to write; an existing one is left alone, and - is standard output.
    file: PathBuf,
}

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
    write(path, TEMPLATE.as_bytes())?;
    if manner.json {
        return print::json(&json!({"written": path.display().to_string()}));
    }
    if !manner.quiet {
        let typed = print::path(Path::new(&quoted(&path.display().to_string())));
        print::note(&format!("{} is written: change it, then `flywheel run {typed}`", print::path(path)));
    }
    Ok(())
}
