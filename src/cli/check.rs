//! `flywheel check`: what scenario files claim, proved or refuted.

use std::path::Path;

use clap::Args;

use crate::answer::Refusal;
use crate::answer::check::{Checks, Question};
use crate::model::xmile::ENDINGS;
use crate::text::{Diagnostic, visible};

use super::files::{Walk, read};
use super::{Failure, Manner, Outcome, Overrides, deliver, open, print};

pub const EXAMPLES: &str = "\
Examples:
  flywheel check scenarios/               every scenario in a folder
  flywheel check my-team.toml --seed 7    the same claims with other luck

A claim is proved or refuted if its two sides lie at least two Monte Carlo errors apart. Otherwise it is undecided, and \
more replications may decide it. The exit code is 0 only if every claim is proved, except those that the file says fail.

With --json, each file is listed under `claims`, `without_claims` or `models`. A file that cannot be judged because of a \
mistake is listed under `errors`, and reported on standard error too.";

#[derive(Args)]
pub struct Arguments {
    /// Scenario files, or folders of them.
    #[arg(required = true)]
    paths: Vec<String>,
    #[command(flatten)]
    overrides: Overrides,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let question = Question { luck: arguments.overrides.luck() };
    let mut answer = Checks::default();
    let named = files(&arguments.paths, &mut answer.wrong)?;
    for file in named {
        let judged = open(&file).and_then(|scenario| Ok(question.ask(scenario, &manner)?.judged));
        match judged {
            Ok(judged) => {
                if !manner.json {
                    judged.iter().try_for_each(|judged| print::words(&judged.told()))?;
                }
                answer.judged.extend(judged);
            }
            // One bad file does not keep the others from being judged.
            Err(Failure::Refused(Refusal::Files(found))) => answer.wrong.extend(found),
            Err(failure) => return Err(failure),
        }
    }
    match manner.json {
        true => deliver::tell_alone(&answer, manner)?,
        false if answer.judged.is_empty() => {}
        false => print::words(&answer.told_together())?,
    }
    match answer.holds() {
        _ if !answer.wrong.is_empty() => Err(Failure::Told(answer.wrong)),
        true => Ok(()),
        false => Err(Failure::Check),
    }
}

/// The files named, and the scenarios and models in the folders named; what there cannot be read is wrong, and keeps no
/// other from being judged.
fn files(paths: &[String], wrong: &mut Vec<Diagnostic>) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    for path in paths {
        if !Path::new(path).is_dir() {
            out.push(path.clone());
            continue;
        }
        let found = Walk::through(Path::new(path), &|path| ending(path).is_some_and(|ending| is_ours(&ending)))?;
        found.passed.iter().for_each(|told| print::note(&visible::line(told)));
        if found.files.is_empty() && found.wrong.is_empty() {
            return Err(Failure::usage(format!(
                "there is no scenario and no model in `{path}`: no file in it ends in .toml or .{}",
                ENDINGS.join(", .")
            )));
        }
        wrong.extend(found.wrong);
        // Much else is XML.
        let is_other = |file: &Path| {
            ending(file).is_some_and(|e| e == "xml") && read(file).is_ok_and(|source| !source.text.contains("<xmile"))
        };
        let ours = found.files.into_iter().filter(|file| !is_other(file));
        out.extend(ours.map(|file| file.to_string_lossy().into_owned()));
    }
    Ok(out)
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_lowercase())
}

fn is_ours(ending: &str) -> bool {
    ending == "toml" || ENDINGS.contains(&ending)
}
