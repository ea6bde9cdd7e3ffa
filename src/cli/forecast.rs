//! `flywheel forecast`: how many items by when, from a team's own dates.

use std::path::PathBuf;

use clap::Args;

use crate::answer::forecast::{MOST_WEEKS, Question};

use super::charts::Charts;
use super::deliver::deliver;
use super::own_files::OwnFiles;
use super::{Manner, Outcome, out_folder, whole};

pub const EXAMPLES: &str = "\
Examples:
  flywheel forecast team.csv                                    how many items in the next 13 weeks
  flywheel forecast team.csv --by 2027-03-01 --items 40         the odds of a promise
  flywheel forecast team.csv --items 40                         when 40 more items are finished
  flywheel forecast team.csv --by 2027-03-01                    how many by a day
  flywheel forecast team.csv --as-of 2026-06-30                 what it would have said then

It needs when work on each item began and when it was finished, of open items too. Every open item, and those that begin later, \
go through 2000 futures: with the share of items of each age that were finished in a day, and with starts and a pace that drift \
as this team's have. Bands hold 50, 80 and 90 of 100 futures. Nothing is drawn on along a line.

Below stands what the same method would have said of this team in earlier quarters, beside resampling of the last 13 weeks. \
docs/forecast.md has the method and its scores.";

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    files: OwnFiles,
    /// Weeks to look ahead.
    #[arg(long, value_name = "N", default_value_t = 13, value_parser = whole::<u16>(1, MOST_WEEKS.into()), allow_negative_numbers = true)]
    weeks: u16,
    /// A day by which so many are promised, or about which is asked how many.
    #[arg(long, value_name = "DAY")]
    by: Option<String>,
    /// So many more items to be finished, after the day of the forecast.
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u32::MAX.into()), allow_negative_numbers = true)]
    items: Option<u32>,
    /// Seed of all luck.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: u64,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let files = arguments.files.open()?;
    let folder = out_folder(&arguments.out)?;
    let question = Question {
        reading: arguments.files.asked(&files)?,
        weeks: Some(arguments.weeks),
        by: arguments.by.clone(),
        items: arguments.items,
        seed: Some(arguments.seed),
    };
    let came: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    deliver(&question.ask(&came, &manner)?, &folder, arguments.charts, manner)
}
