//! `flywheel sensitivity`: which of the things that are not known matter.

mod chart;
mod machine;
mod words;

use std::path::PathBuf;

use clap::Args;

use crate::analysis::estimate::Estimate;
use crate::analysis::morris::{Effects, effects};
use crate::analysis::quantity::Quantity;
use crate::analysis::ranking::{Ranking, rank};
use crate::analysis::sensitivity::{Sensitivity, sensitivity};
use crate::analysis::swing::TAIL;
use crate::answer::ensemble::{ensemble, refusal};
use crate::answer::{Onlooker, Refusal};
use crate::model::Spread;
use crate::model::scenario::Scenario;
use crate::program::compile::compile;
use crate::run::design::max_dimensions;
use crate::run::keep::Wanted;
use crate::run::luck::{LuckError, distribution};
use crate::run::points::{Factor, LEVELS, Step, factors, saltelli, trajectories};

use super::charts::Charts;
use super::files::Batch;
use super::{DEFAULT, Failure, Manner, Outcome, open, out_folder, print};
use crate::answer::outcomes::{quantities, values_of};
use crate::answer::provenance::manifest;

pub const EXAMPLES: &str = "\
Examples:
  flywheel sensitivity                                what the wicked loop rests on
  flywheel sensitivity my-team.toml                   throughput, trust, flow time, outcome classes
  flywheel sensitivity my-team.toml --of trust@52     one outcome; --of again: one more
  flywheel sensitivity --of 'delivered@104 - delivered@52' --samples 4096
  flywheel sensitivity my-team.toml --method morris   a first look, a fiftieth of the runs

An outcome is written as in a claim: a variable at a moment (trust@104), its mean over a stretch (throughput@97..104), or \
a calculation with such. Sobol indices say which share of an outcome's variance goes back to which assumption: alone, and \
in all that it has a part in. Morris's effects say how far an outcome moves when one assumption moves and all others stay.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the wicked loop.
    scenario: Option<String>,
    /// An outcome to ask about, such as trust@104; once for each.
    #[arg(long, value_name = "OUTCOME")]
    of: Vec<String>,
    /// How to ask: sobol (shares of the variance) or morris (a first look with few runs).
    #[arg(long, value_name = "METHOD", value_parser = method, default_value = "sobol")]
    method: Method,
    /// Sobol: rows of the design, a power of two, 1024 if not given. Morris: trajectories, 20 if not given.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    samples: Option<String>,
    /// Seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N", value_parser = super::whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    Sobol,
    Morris,
}

const METHODS: [(&str, Method); 2] = [("sobol", Method::Sobol), ("morris", Method::Morris)];

fn method(text: &str) -> Result<Method, String> {
    let found = METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, method)| *method).ok_or_else(|| "it is one of sobol, morris".to_string())
}

impl Method {
    fn name(self) -> &'static str {
        METHODS.iter().find(|(_, method)| *method == self).map_or("", |(name, _)| *name)
    }
}

/// Least and most rows of Saltelli's design; with fewer an error means nothing, with more the memory is full.
const ROWS: (usize, usize) = (16, 1 << 20);
const USUAL_ROWS: usize = 1024;
/// Least and most trajectories: of one, nothing is known about the spread.
const WALKS: (usize, usize) = (2, 100_000);
const USUAL_WALKS: usize = 20;

/// A share of the variance that is worth a line.
const LEAST_SHARE: f64 = 0.02;
/// An effect that is worth a line, as a part of the largest.
const LEAST_EFFECT: f64 = 0.05;

/// What was asked, of whom.
struct Asked {
    scenario: Scenario,
    method: Method,
    samples: usize,
    runs: u64,
    factors: Vec<Factor>,
    quantities: Vec<Quantity>,
}

/// What came out, an outcome after the other.
enum Found {
    Sobol(Vec<Sensitivity>),
    Morris(Vec<Vec<Effects>>),
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let mut scenario = open(arguments.scenario.as_deref().unwrap_or(DEFAULT))?;
    scenario.seed = arguments.seed.unwrap_or(scenario.seed);
    let quantities = quantities(&scenario, &arguments.of, &manner)?;
    let unread = hold_unread(&mut scenario, &quantities);
    let factors = factors(&scenario);
    let uncertain = scenario.uncertain().count();
    if uncertain == 0 {
        return Err(nothing_uncertain(&scenario));
    }
    if unread > 0 && !manner.quiet {
        let constants = if unread == 1 { "constant is" } else { "constants are" };
        print::note(&format!(
            "{unread} uncertain {constants} left out, and cannot matter: nothing that is asked is calculated from there"
        ));
    }
    let samples = samples(arguments)?;
    let method = arguments.method;
    let (points, walks) = match method {
        Method::Sobol => {
            let most = max_dimensions() / 2;
            if uncertain > most {
                let why = format!("{uncertain} constants are uncertain, and Sobol indices take at most {most}");
                return Err(Failure::usage(format!("{why}: --method morris takes any number")));
            }
            let points = saltelli(&scenario, samples).map_err(|why| refusal(&scenario, LuckError::from(why).into()))?;
            (points, Vec::new())
        }
        Method::Morris => {
            let design = trajectories(&scenario, samples);
            (design.points, design.steps)
        }
    };
    let at = scenario.at(points);
    let values = outcomes(&at, &quantities, &manner)?;
    let asked = Asked { runs: at.replications, scenario, method, samples, factors, quantities };
    let found = asked.analyse(&at, &walks, &values);
    let folder = out_folder(&arguments.out)?.join(&asked.scenario.stem);
    let mut batch = Batch::default();
    batch.add(&folder.join("sensitivity.csv"), asked.csv(&found).as_bytes())?;
    arguments.charts.add(&mut batch, &folder.join("sensitivity"), &asked.page(&found))?;
    batch.add_manifest(&folder.join("sensitivity-manifest.json"), manifest("sensitivity", [&asked.scenario]))?;
    let files = batch.place()?;
    if manner.json {
        return print::json(&asked.json(&found, &files));
    }
    print::told(&asked.spoken(&found))?;
    print::written(&files, manner);
    Ok(())
}

fn nothing_uncertain(scenario: &Scenario) -> Failure {
    let name = &scenario.source.name;
    let why = match scenario.constants.iter().any(|(_, spread)| spread.varies()) {
        true => format!("`{name}` says uncertainty = \"{}\"", scenario.uncertainty.name()),
        false => format!("no constant of `{name}` has a distribution"),
    };
    Failure::usage(format!("{why}: nothing is uncertain, so nothing can matter more or less"))
}

/// Holds at their values the uncertain constants that nothing asked is calculated from, at no moment and in no way; tells
/// how many they are. Where that would be all, all stay: that none matters is an answer too.
fn hold_unread(scenario: &mut Scenario, quantities: &[Quantity]) -> usize {
    let readings = quantities.iter().flat_map(|quantity| quantity.readings(&scenario.time));
    let program = compile(scenario, &readings.map(|reading| reading.variable).collect::<Vec<_>>());
    let uncertain = scenario.uncertain().count();
    if scenario.uncertain().all(|(id, _)| program.constants.iter().all(|row| row.variable != id)) {
        return 0;
    }
    for (id, spread) in &mut scenario.constants {
        if spread.varies() && program.constants.iter().all(|row| row.variable != *id) {
            *spread = Spread::fixed(spread.value);
        }
    }
    uncertain - scenario.uncertain().count()
}

/// How many rows or trajectories.
fn samples(arguments: &Arguments) -> Result<usize, Failure> {
    let Some(text) = &arguments.samples else {
        return Ok(if arguments.method == Method::Sobol { USUAL_ROWS } else { USUAL_WALKS });
    };
    let number: Option<usize> = text.parse().ok();
    let right = match arguments.method {
        Method::Sobol => number.filter(|n| n.is_power_of_two() && (ROWS.0..=ROWS.1).contains(n)),
        Method::Morris => number.filter(|n| (WALKS.0..=WALKS.1).contains(n)),
    };
    right.ok_or_else(|| {
        Failure::usage(match arguments.method {
            Method::Sobol => format!(
                "--samples {text}: Sobol indices take a power of two from {} to {}, such as {USUAL_ROWS}",
                ROWS.0, ROWS.1
            ),
            Method::Morris => {
                format!(
                    "--samples {text}: Morris's effects take from {} to {} trajectories, such as {USUAL_WALKS}",
                    WALKS.0, WALKS.1
                )
            }
        })
    })
}

/// The values of all quantities, replication by replication, found in one pass.
fn outcomes(at: &Scenario, quantities: &[Quantity], onlooker: &dyn Onlooker) -> Result<Vec<Vec<f64>>, Refusal> {
    let readings = quantities.iter().flat_map(|quantity| quantity.readings(&at.time)).collect();
    let results = ensemble(at, &Wanted { variables: Vec::new(), readings, ..Wanted::default() }, onlooker)?;
    quantities.iter().map(|quantity| values_of(quantity, &results, onlooker)).collect()
}

impl Asked {
    fn analyse(&self, at: &Scenario, walks: &[Vec<Step>], values: &[Vec<f64>]) -> Found {
        match (self.method, &at.points) {
            (Method::Sobol, Some(points)) => {
                Found::Sobol(values.iter().map(|values| sensitivity(points, self.samples, values)).collect())
            }
            _ => Found::Morris(values.iter().map(|values| effects(walks, self.factors.len(), values)).collect()),
        }
    }

    /// The words for a factor.
    fn words(&self, factor: usize) -> String {
        match self.factors[factor] {
            Factor::Constant(id, _) => self.scenario.model.variable(id).words(),
            Factor::Luck => format!("luck of the {}", crate::text::plural(&self.scenario.time.unit)),
        }
    }

    /// The name of a factor in files: the constant's own.
    fn name(&self, factor: usize) -> &str {
        match self.factors[factor] {
            Factor::Constant(id, _) => &self.scenario.model.variable(id).name,
            Factor::Luck => "luck",
        }
    }

    /// Unit, low and high value of a constant.
    fn ends(&self, factor: usize) -> Option<(String, f64, f64)> {
        let Factor::Constant(id, spread) = self.factors[factor] else { return None };
        let (low, high) = ends(&spread, self.method);
        Some((self.scenario.model.variable(id).measure(), low, high))
    }

    fn ranking(&self, sizes: &[Estimate], most: usize) -> Ranking {
        let least = match self.method {
            Method::Sobol => LEAST_SHARE,
            Method::Morris => sizes.iter().map(|size| size.value).fold(0.0, f64::max) * LEAST_EFFECT,
        };
        rank(sizes, least, most)
    }
}

/// A constant's low and high value: the middle of its low and of its high tenth, or its lowest and highest level.
fn ends(spread: &Spread, method: Method) -> (f64, f64) {
    let low = match method {
        Method::Sobol => 0.5 * TAIL,
        Method::Morris => 0.5 / LEVELS as f64,
    };
    let distribution = distribution(spread);
    (distribution.quantile(low), distribution.quantile(1.0 - low))
}
