//! `flywheel tipping`: where the edge is between starting points that end well and those that do not, and what pushes a
//! team over it.

use std::path::PathBuf;

use clap::Args;

use crate::answer::tipping::map::Others;
use crate::answer::tipping::{GRID, GRIDS, LEAST_AND_MOST, Question, REPLICATIONS};

use super::charts::Charts;
use super::deliver::deliver;
use super::{DEFAULT, Manner, Outcome, one_of, open, out_folder, whole};

pub const EXAMPLES: &str = "\
Examples:
  flywheel tipping                                       the wicked loop: which teams recover by themselves
  flywheel tipping my-team.toml --x trust --y wip        trust and work in progress
  flywheel tipping my-team.toml --x team_size=4..10 --y request_rate
  flywheel tipping my-team.toml --others stay            all but these two as in the file
  flywheel tipping --shock demand_shock=0.5 --durations 8,16,32 --horizon 156
  flywheel tipping my-team.toml --here --shock management_push

The map shows, for each starting point, how many teams end up in an outcome class. Classes are conditions in the model file.

A shock adds an amount to a constant for a while. It hits a team at the model's best starting point; --from and --here choose \
another. All else is as in the scenario.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// What goes across the map: a stock (where it starts) or a constant, with its range if you like: trust=0.2..0.9.
    #[arg(long, value_name = "NAME[=LOW..HIGH]")]
    x: Option<String>,
    /// What goes up the map.
    #[arg(long, value_name = "NAME[=LOW..HIGH]")]
    y: Option<String>,
    /// What the other stocks do on the map: follow the axes along the straight line from the model's best starting point to
    /// its worst (the default, where there are two that end differently), or stay where the scenario starts.
    #[arg(long, value_name = "HOW", value_parser = one_of(Others::CHOICES))]
    others: Option<Others>,
    /// The outcome class that the odds are about; the model's first, if not given.
    #[arg(long, value_name = "NAME")]
    class: Option<String>,
    /// Cells of the map across and up.
    #[arg(long, value_name = "N", default_value_t = GRID, value_parser = whole::<u16>(GRIDS.0.into(), GRIDS.1.into()), allow_negative_numbers = true)]
    grid: u16,
    /// Teams in each cell of the map; the line of even odds and the figures in words rest on four times as many.
    #[arg(long, value_name = "N", default_value_t = REPLICATIONS, value_parser = whole::<u64>(LEAST_AND_MOST.0, LEAST_AND_MOST.1), allow_negative_numbers = true)]
    replications: u64,
    /// When teams are counted, in place of the scenario's horizon.
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    horizon: Option<f64>,
    /// The shock: a constant, and what is added to it.
    #[arg(long, value_name = "NAME[=AMOUNT]")]
    shock: Option<String>,
    /// When the shock begins; after four save intervals, if not given.
    #[arg(long, alias = "week", value_name = "TIME", allow_negative_numbers = true)]
    at: Option<f64>,
    /// How long shocks last in the table.
    #[arg(long, value_name = "TIME,...", value_delimiter = ',', allow_negative_numbers = true)]
    durations: Vec<f64>,
    /// The starting point of the shocked team; the model's best, if not given.
    #[arg(long, value_name = "START", conflicts_with = "here")]
    from: Option<String>,
    /// The shocked team starts where the scenario starts.
    #[arg(long)]
    here: bool,
    /// Seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = open(arguments.scenario.as_deref().unwrap_or(DEFAULT))?;
    let folder = out_folder(&arguments.out)?;
    deliver(&arguments.question().ask(scenario, &manner)?, &folder, arguments.charts, manner)
}

impl Arguments {
    fn question(&self) -> Question {
        Question {
            x: self.x.clone(),
            y: self.y.clone(),
            others: self.others,
            class: self.class.clone(),
            grid: Some(self.grid),
            replications: Some(self.replications),
            horizon: self.horizon,
            shock: self.shock.clone(),
            at: self.at,
            durations: self.durations.clone(),
            from: self.from.clone(),
            here: self.here,
            seed: self.seed,
        }
    }
}
