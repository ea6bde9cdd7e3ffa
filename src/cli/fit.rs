//! `flywheel fit`: where a team stands, from its own dates and five plain questions.

use std::path::PathBuf;

use clap::Args;

use crate::answer::fit::Question;

use super::deliver::{tell, tell_alone};
use super::files::{Batch, is_standard, spare};
use super::own_files::OwnFiles;
use super::{Failure, Manner, Outcome, whole};

pub const EXAMPLES: &str = "\
Examples:
  flywheel fit issues.csv --people 9                    where you stand, and what your dates cannot tell
  flywheel fit issues.csv --people 9 -o my-team.toml    the same, and your team as a scenario with its points beside it
  flywheel fit issues.csv --answer slips=most --answer decides=loudest
  flywheel pick my-team.toml                            what to do first, for all that your team can be

Five questions for what dates cannot say. Leave out what you do not know:
  worked_on   Of the items that your tracker calls open, how many are really being worked on?
              all (nearly all), most (three in four), half, few (a quarter or less)
  slips       Of ten dates that you promise, how many slip?
              hardly (one or none), quarter (two or three), half, most (seven or eight), nearly_all
  decides     Who decides what is started next?
              plan (we do, from an agreed order), mixed (we do, and often something urgent comes in between), loudest
  releases    How often does finished work reach those who use it?
              daily, weekly, fortnight, monthly, quarter
  waits       Of the items that are open, how many wait for somebody else at any moment?
              hardly (hardly any), tenth (one in ten), quarter (one in four), half

How it is found, and how far it can be believed: docs/fit.md. Nothing leaves your machine.";

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    files: OwnFiles,
    /// Everyone who does the work, testers and designers included. Of all that dates do not say it tells most.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    people: Option<f64>,
    /// An answer to one of the five questions below; repeat for more.
    #[arg(long, value_name = "QUESTION=ANSWER", value_parser = answer)]
    answer: Vec<(String, String)>,
    /// What your team is called.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The scenario to write; its points lie beside it. Existing files are replaced.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Seed of all luck.
    #[arg(long, value_name = "N", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
}

fn answer(text: &str) -> Result<(String, String), String> {
    let (question, answer) = text.split_once('=').ok_or("it is written QUESTION=ANSWER, such as slips=half")?;
    Ok((question.trim().into(), answer.trim().into()))
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    if arguments.output.as_ref().is_some_and(|path| is_standard(path)) {
        return Err(Failure::usage("--output -: a team is two files, and standard output is one: name a file"));
    }
    let files = arguments.files.open()?;
    let reading = arguments.files.asked(&files)?;
    let came: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let mut question = Question::of(&reading.read(&came)?, &manner);
    question.people = arguments.people;
    question.answers = arguments.answer.iter().cloned().collect();
    question.title = arguments.title.clone();
    question.seed = arguments.seed;
    let fit = question.ask(&manner)?;
    let Some(path) = &arguments.output else { return tell_alone(&fit, manner) };
    let points = path.with_extension("points.csv");
    for path in [path, &points] {
        spare(path, came.iter().map(|(name, _)| *name))?;
    }
    let beside = points.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut batch = Batch::default();
    if let Some((scenario, table)) = fit.scenario(&beside) {
        batch.add(&points, table.as_bytes())?;
        batch.add(path, scenario.as_bytes())?;
    }
    tell(&fit, &batch.place()?, manner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::fit::questions::QUESTIONS;

    #[test]
    fn the_help_has_every_question_and_every_answer() {
        for question in &QUESTIONS {
            let from = EXAMPLES.find(&format!("  {}  ", question.name)).unwrap();
            let told: Vec<&str> = EXAMPLES[from..].lines().take(2).collect();
            assert!(told[0].ends_with(question.asks), "{}", question.name);
            let words = told[1].replace(['(', ')', ','], " ");
            let has = |(word, _, _): &(&str, &str, f64)| words.split_whitespace().any(|own| own == *word);
            assert!(question.answers.iter().all(has), "{}", question.name);
        }
    }
}
