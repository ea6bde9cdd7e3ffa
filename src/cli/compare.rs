//! `flywheel compare`: what differs between scenarios, and what comes of it for the same teams with the same luck.

use std::path::PathBuf;

use clap::Args;

use super::charts::Charts;
use super::memo::{check_file, deliver_with};
use super::shell::quoted;
use super::{Manner, Outcome, Overrides, folders, open_beside, out_folder};
use crate::answer::compare::Question;
use crate::model::scenario::Scenario;

pub const EXAMPLES: &str = "\
Examples:
  flywheel compare now.toml plan.toml                      what the plan changes, and with what effect
  flywheel compare now.toml plan-a.toml plan-b.toml --png  two plans, each against now; PNG too
  flywheel compare now.toml plan.toml --of 'trust@52'      one outcome; repeat --of for more
  flywheel compare now.toml plan.toml --memo plan.html     one page to hand on: claim, odds, charts, assumptions
  flywheel compare now.toml plan.toml --json               for machines

All scenarios are run with one seed. Every team has the same luck in each of them, week by week. So whatever differs in the \
results comes from what was changed. Each scenario is compared with the first.";

#[derive(Args)]
pub struct Arguments {
    /// Scenario or model files, two or more; the others are compared with the first.
    scenarios: Vec<String>,
    /// An outcome to compare, such as trust@104; repeat for more.
    #[arg(long, value_name = "OUTCOME")]
    of: Vec<String>,
    #[command(flatten)]
    overrides: Overrides,
    /// Write a one-page memo: .md is Markdown with links to the charts, .html is HTML with the charts inside,
    /// - is Markdown to standard output.
    #[arg(long, value_name = "FILE")]
    memo: Option<PathBuf>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let (mut scenarios, mut told) = (Vec::new(), Vec::new());
    for name in &arguments.scenarios {
        scenarios.push(open_beside(name, &mut told)?);
    }
    folders::tell_apart(&mut scenarios);
    if let Some(memo) = &arguments.memo {
        check_file(memo, &scenarios)?;
    }
    let question =
        Question { of: arguments.of.clone(), memo: arguments.memo.is_some(), luck: arguments.overrides.luck() };
    let found = question.ask(scenarios, &manner)?;
    let command = || command(arguments, found.first_scenario());
    let folder = out_folder(&arguments.out)?;
    deliver_with(&found, arguments.memo.as_deref(), &command, &folder, arguments.charts, manner)
}

/// The command that gives the same numbers, whatever the files say of luck.
fn command(arguments: &Arguments, first: &Scenario) -> String {
    let mut words = vec!["flywheel".to_string(), "compare".into()];
    words.extend(arguments.scenarios.iter().map(|name| quoted(name)));
    words.extend(arguments.of.iter().map(|of| format!("--of {}", quoted(of))));
    words.push(format!("--seed {} --replications {} --design {}", first.seed, first.replications, first.design.name()));
    words.join(" ")
}
