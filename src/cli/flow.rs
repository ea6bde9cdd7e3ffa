//! `flywheel flow`: what a team's own dates show.

use std::path::PathBuf;

use clap::Args;

use crate::answer::flow::Question;

use super::charts::Charts;
use super::deliver::deliver;
use super::own_files::OwnFiles;
use super::{Manner, Outcome, out_folder, whole};

pub const EXAMPLES: &str = "\
Examples:
  flywheel flow issues.csv                        charts and figures of what Jira, GitHub, Linear and others export
  flywheel flow issues.xlsx --dates dmy           the day stands first in dates
  flywheel flow issues.csv --as-of 2026-03-01     as it looked on that day
  flywheel flow moves.csv --begun \"In Arbeit\"     a list of status changes, with a status of your own
  flywheel flow issues.csv --start created        there is no start of work: take the day it was asked for
  flywheel flow team.csv --column done=Live       a column that is not recognised by its name
  flywheel flow issues.csv --png --out review     charts as PNG too, into another folder

What is read, what each tool's export can say and what it cannot: docs/data.md. Nothing leaves your machine.";

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    files: OwnFiles,
    /// How many weeks are looked at, up to the last day: 52 if not given, and no more than the data hold.
    #[arg(long, value_name = "N", value_parser = whole::<u16>(2, 520), allow_negative_numbers = true)]
    weeks: Option<u16>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let files = arguments.files.open()?;
    let folder = out_folder(&arguments.out)?;
    let question = Question { reading: arguments.files.asked(&files)?, weeks: arguments.weeks };
    let came: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    deliver(&question.ask(&came)?, &folder, arguments.charts, manner)
}
