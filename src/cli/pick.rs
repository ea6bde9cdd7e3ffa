//! `flywheel pick`: which one from each box.

use std::path::PathBuf;

use clap::Args;

use super::charts::Charts;
use super::memo::{check_file, deliver_with};
use super::shell::quoted;
use super::{DEFAULT, Failure, Manner, Outcome, Overrides, open, out_folder};
use crate::analysis::criterion::Criterion;
use crate::answer::pick::{Found, Question};
use crate::model::plan::Orders;
use crate::text::plain;

pub const EXAMPLES: &str = "\
Examples:
  flywheel pick                                            which one from each box, for the team of the wicked loop
  flywheel pick my-team.toml                               for yours
  flywheel pick my-team.toml --budget 12                   for at most 12 person*weeks of change effort
  flywheel pick my-team.toml --by p10                      what the work brings to nine teams in ten
  flywheel pick my-team.toml --objective flywheel          the chance of the flywheel, in place of what the work brings
  flywheel pick my-team.toml --objective 'pressure@52' --less
  flywheel pick my-team.toml --not bureaucracy,swarm       without these two
  flywheel pick my-team.toml --only trust,wip_limit        all of one box, and one of another
  flywheel pick my-team.toml --gaps 6,12 --orders all      in every order, 6 or 12 weeks apart
  flywheel pick my-team.toml --memo plan.html              one page to hand on: claim, odds, charts, assumptions

All plans are compared in the same possible teams, with the same luck. Those that are clearly behind drop out early; \
--exhaustive runs all of them to the end. The picks of the scenario are set aside, and shown beside the others.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// What a plan should achieve: an objective that the model declares, or an outcome as in a claim, such as
    /// flywheel@52. If not given, the model's first objective. The shipped model declares outcome, flywheel, throughput,
    /// flow-time, trust and energy.
    #[arg(long, value_name = "OBJECTIVE")]
    objective: Option<String>,
    /// Less of the objective is better.
    #[arg(long)]
    less: bool,
    /// How plans are ranked: median (if not given; mean, of what is added up over the run), p10 (what nine teams in ten reach), mean, or regret (the most that
    /// nine in ten lose against the best plan for them). For an outcome class, always by its chance.
    #[arg(long, value_name = "CRITERION", value_parser = criterion)]
    by: Option<Criterion>,
    /// The most that a plan may cost, in change effort; in the shipped model it is that of a team of eight.
    #[arg(long, value_name = "COST", allow_negative_numbers = true)]
    budget: Option<f64>,
    /// Pick only these interventions, or from these boxes.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Pick none of these interventions, or none from these boxes.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    not: Vec<String>,
    /// When the first pick starts; if not given, as in the scenario's own picks, else as the model declares.
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    first: Option<f64>,
    /// Time from the start of one pick to the start of the next; if not given, as the model declares.
    #[arg(long, value_name = "TIME", value_delimiter = ',', allow_negative_numbers = true)]
    gaps: Vec<f64>,
    /// Orders in which picks may start: boxes (the order of the boxes) or all.
    #[arg(long, value_name = "ORDERS", value_parser = orders, default_value = "boxes")]
    orders: Orders,
    /// Run every plan in every team, five times the work or more.
    #[arg(long)]
    exhaustive: bool,
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

fn criterion(text: &str) -> Result<Criterion, String> {
    let found = Criterion::CHOICES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, criterion)| *criterion).ok_or_else(|| "it is one of median, p10, mean, regret".to_string())
}

fn orders(text: &str) -> Result<Orders, String> {
    let found = Orders::CHOICES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, orders)| *orders).ok_or_else(|| "it is one of boxes, all".to_string())
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = open(arguments.scenario.as_deref().unwrap_or(DEFAULT))?;
    if let Some(memo) = &arguments.memo {
        check_file(memo, std::slice::from_ref(&scenario))?;
    }
    let folder = out_folder(&arguments.out)?;
    let found = arguments.question().ask(scenario, &manner)?;
    let command = || command(arguments, &found);
    deliver_with(&found, arguments.memo.as_deref(), &command, &folder, arguments.charts, manner)?;
    if found.is_partial() { Err(Failure::EndedEarly) } else { Ok(()) }
}

impl Arguments {
    fn question(&self) -> Question {
        Question {
            objective: self.objective.clone(),
            less: self.less,
            by: self.by,
            budget: self.budget,
            only: self.only.clone(),
            not: self.not.clone(),
            first: self.first,
            gaps: self.gaps.clone(),
            orders: self.orders,
            exhaustive: self.exhaustive,
            memo: self.memo.is_some(),
            luck: self.overrides.luck(),
        }
    }
}

/// The command that gives the same numbers, whatever the file says of luck.
fn command(arguments: &Arguments, found: &Found) -> String {
    let numbers = |numbers: &[f64]| numbers.iter().map(|number| plain(*number)).collect::<Vec<_>>().join(",");
    let with = |option: &str, value: String| (!value.is_empty()).then(|| format!("{option} {}", quoted(&value)));
    // A value that begins with a minus would be taken for an option.
    let number = |option: &str, value: Option<f64>| value.map(|value| format!("{option}={}", plain(value)));
    let scenario = found.scenario();
    let words = [
        Some("flywheel pick".to_string()),
        arguments.scenario.as_ref().map(|name| quoted(name)),
        arguments.objective.as_ref().map(|objective| format!("--objective {}", quoted(objective))),
        arguments.less.then(|| "--less".into()),
        arguments.by.map(|_| format!("--by {}", found.criterion().name())),
        number("--budget", arguments.budget),
        with("--only", arguments.only.join(",")),
        with("--not", arguments.not.join(",")),
        number("--first", arguments.first),
        with("--gaps", numbers(&arguments.gaps)),
        (arguments.orders == Orders::All).then(|| "--orders all".into()),
        arguments.exhaustive.then(|| "--exhaustive".into()),
        Some(format!(
            "--seed {} --replications {} --design {}",
            scenario.seed,
            scenario.replications,
            scenario.design.name()
        )),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
