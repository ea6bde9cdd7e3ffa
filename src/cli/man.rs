//! `flywheel man`: the manual pages, one for each command.

use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man;

use crate::text::suggestion;

use super::files::write;
use super::{Failure, Manner, Outcome, print, usage};

#[derive(Args)]
pub struct Arguments {
    /// The command whose page to print, such as `model check`; the program itself, if not given.
    command: Vec<String>,
    /// Write the pages of all commands into this folder: flywheel.1, flywheel-run.1, and so on.
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    out: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, mut program: clap::Command, manner: Manner) -> Outcome {
    // Names and options of sub-commands are whole only then.
    program.build();
    if let Some(folder) = &arguments.out {
        let mut files = Vec::new();
        for command in all(&program) {
            let path = folder.join(Man::new(command.clone()).get_filename());
            write(&path, page(command).as_bytes())?;
            files.push(path);
        }
        print::written(&files, manner);
        return Ok(());
    }
    let mut command = &program;
    for name in &arguments.command {
        let Some(found) = command.find_subcommand(name) else {
            let known = shown(command).map(clap::Command::get_name);
            let help = suggestion::help_for(name, known).map_or(String::new(), |help| format!(": {help}"));
            return Err(Failure::usage(format!("`{}` has no command `{name}`{help}", full_name(command))));
        };
        command = found;
    }
    print::answer(&page(command))
}

fn shown(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|command| !command.is_hide_set())
}

/// A command and all below it.
fn all(command: &clap::Command) -> Vec<&clap::Command> {
    let below = shown(command).flat_map(all);
    std::iter::once(command).chain(below).collect()
}

fn full_name(command: &clap::Command) -> &str {
    command.get_bin_name().unwrap_or(command.get_name())
}

/// A page in the language of `man`.
fn page(command: &clap::Command) -> String {
    let page = Man::new(command.clone()).source(format!("flywheel {}", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    // What cannot be written into memory is nothing.
    let _ = page.render(&mut text);
    let text = String::from_utf8_lossy(&text);
    let usage = usage(&mut command.clone()).replace('\\', "\\\\").replace('-', "\\-");
    // The library's synopsis names every option, and the values of none.
    let line = |line: &str, above: &str| if above == ".SH SYNOPSIS" { usage.clone() } else { line.to_string() };
    let above = std::iter::once("").chain(text.lines());
    text.lines().zip(above).map(|(own, above)| line(own, above) + "\n").collect()
}
