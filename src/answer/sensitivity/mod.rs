//! Which of the things that are not known matter.

mod chart;
pub mod data;
mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::estimate::Estimate;
use crate::analysis::sensitivity::decile_means::TAIL;
use crate::analysis::sensitivity::decomposition::{Decomposition, decompose};
use crate::analysis::sensitivity::morris::{Effects, effects};
use crate::analysis::sensitivity::ranking::{Ranking, rank};
use crate::model::Spread;
use crate::model::scenario::Scenario;
use crate::program::compile::compile;
use crate::run::design::max_dimensions;
use crate::run::keep::Wanted;
use crate::run::luck::{LuckError, distribution};
use crate::run::points::{Factor, LEVELS, Step, factors, saltelli, trajectories};

use super::ensemble::{ensemble, refusal};
use super::form::{Chart, Manifest, Sheet};
use super::outcomes::{quantities, values_of};
use super::provenance::manifest;
use super::{Answer, Onlooker, Refusal, Words};

/// Which of the things that are not known matter for outcomes? What is None or empty is as usual.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// Outcomes to ask about, such as `trust@104`, written as in a claim; the usual ones, if none are given.
    pub of: Vec<String>,
    /// How to ask: Sobol's way, if not given.
    pub method: Method,
    /// Sobol: rows of the design, a power of two from 16 to 1048576, 1024 if not given. Morris: trajectories, 2 to 100000, 20
    /// if not given.
    pub samples: Option<u64>,
    /// Seed of all luck, in place of the scenario's.
    pub seed: Option<u64>,
}

/// How to ask what matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Sobol indices: shares of an outcome's variance.
    #[default]
    Sobol,
    /// Morris's elementary effects: a first look with few runs.
    Morris,
}

/// Least and most rows of Saltelli's design; with fewer an error means nothing, with more the memory is full.
const ROWS: (u64, u64) = (16, 1 << 20);
const USUAL_ROWS: u64 = 1024;
/// Least and most trajectories: of one, nothing is known about the spread.
const WALKS: (u64, u64) = (2, 100_000);
const USUAL_WALKS: u64 = 20;

/// A share of the variance that is worth a line.
const LEAST_SHARE: f64 = 0.02;
/// An effect that is worth a line, as a part of the largest.
const LEAST_EFFECT: f64 = 0.05;

/// What matters, outcome by outcome.
pub struct Sensitivity {
    pub scenario: Scenario,
    pub method: Method,
    /// Rows of the design, or trajectories.
    pub samples: u64,
    /// Replications in all.
    pub runs: u64,
    /// What is not known: the uncertain constants, and luck.
    pub factors: Vec<Factor>,
    /// The outcomes.
    pub quantities: Vec<Quantity>,
    pub found: Found,
}

/// What came out, an outcome after the other.
pub enum Found {
    Sobol(Vec<Decomposition>),
    /// Of each outcome the effects of each factor.
    Morris(Vec<Vec<Effects>>),
}

impl Method {
    pub const CHOICES: &[(&str, Method)] = &[("sobol", Method::Sobol), ("morris", Method::Morris)];

    /// How many rows or trajectories, where so many are asked for.
    fn samples(self, asked: Option<u64>) -> Result<u64, Refusal> {
        let Some(number) = asked else {
            return Ok(if self == Method::Sobol { USUAL_ROWS } else { USUAL_WALKS });
        };
        let is_right = match self {
            Method::Sobol => number.is_power_of_two() && (ROWS.0..=ROWS.1).contains(&number),
            Method::Morris => (WALKS.0..=WALKS.1).contains(&number),
        };
        if is_right { Ok(number) } else { Err(self.refuse_samples(number)) }
    }

    /// Says how many samples can be asked for, where something else was.
    pub fn refuse_samples(self, asked: impl ToString) -> Refusal {
        let why = match self {
            Method::Sobol => {
                format!("Sobol indices take a power of two from {} to {}, such as {USUAL_ROWS}", ROWS.0, ROWS.1)
            }
            Method::Morris => {
                format!("Morris's effects take from {} to {} trajectories, such as {USUAL_WALKS}", WALKS.0, WALKS.1)
            }
        };
        Refusal::of("samples", asked, why)
    }
}

impl Question {
    /// Runs the design.
    ///
    /// ```
    /// use flywheel::answer::{Answer, sensitivity};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let scenario = load("<wicked-loop.toml>", &ShippedLibrary).unwrap();
    /// let question = sensitivity::Question { of: vec!["trust@104".into()], samples: Some(16), ..Default::default() };
    /// let found = question.ask(scenario, &Nobody).unwrap();
    /// assert_eq!(found.data().outcomes[0].named.label, "trust");
    /// assert!(found.words().wide(100).contains("of the variance"));
    /// ```
    ///
    /// # Errors
    /// What is wrong with the question; that nothing is uncertain; an outcome that is no number.
    pub fn ask(&self, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Sensitivity, Refusal> {
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        let quantities = quantities(&scenario, &self.of, onlooker)?;
        let unread = hold_unread(&mut scenario, &quantities);
        let factors = factors(&scenario);
        let uncertain = scenario.uncertain().count();
        if uncertain == 0 {
            return Err(nothing_uncertain(&scenario));
        }
        if unread > 0 {
            let (constants, them) = if unread == 1 { ("constant is", "it") } else { ("constants are", "them") };
            onlooker.aside(&format!("{unread} uncertain {constants} left out: no outcome depends on {them}"));
        }
        let (method, samples) = (self.method, self.method.samples(self.samples)?);
        let (points, walks) = match method {
            Method::Sobol => {
                let most = max_dimensions() / 2;
                if uncertain > most {
                    let why = format!("{uncertain} constants are uncertain, and Sobol indices take at most {most}");
                    return Err(Refusal::of("method", "sobol", format!("{why}: morris takes any number")));
                }
                let points = saltelli(&scenario, samples as usize);
                (points.map_err(|why| refusal(&scenario, LuckError::from(why).into()))?, Vec::new())
            }
            Method::Morris => {
                let design = trajectories(&scenario, samples as usize);
                (design.points, design.steps)
            }
        };
        let at = scenario.at(points);
        let values = values(&at, &quantities, onlooker)?;
        let found = analyse(&at, method, samples as usize, &factors, &walks, &values);
        Ok(Sensitivity { runs: at.replications, scenario, method, samples, factors, quantities, found })
    }
}

fn nothing_uncertain(scenario: &Scenario) -> Refusal {
    let name = &scenario.source.name;
    let why = match scenario.constants.iter().any(|(_, spread)| spread.varies()) {
        true => format!("`{name}` says uncertainty = \"{}\"", scenario.uncertainty.name()),
        false => format!("no constant of `{name}` has a distribution"),
    };
    Refusal::asked(format!("{why}: nothing is uncertain, so nothing can matter more or less"))
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

/// The values of all quantities, replication by replication, found in one pass.
fn values(at: &Scenario, quantities: &[Quantity], onlooker: &dyn Onlooker) -> Result<Vec<Vec<f64>>, Refusal> {
    let readings = quantities.iter().flat_map(|quantity| quantity.readings(&at.time)).collect();
    let results = ensemble(at, &Wanted { variables: Vec::new(), readings, ..Wanted::default() }, onlooker)?;
    quantities.iter().map(|quantity| values_of(quantity, &results, onlooker)).collect()
}

fn analyse(
    at: &Scenario,
    method: Method,
    samples: usize,
    factors: &[Factor],
    walks: &[Vec<Step>],
    values: &[Vec<f64>],
) -> Found {
    match (method, &at.points) {
        (Method::Sobol, Some(points)) => {
            Found::Sobol(values.iter().map(|values| decompose(points, samples, values)).collect())
        }
        _ => Found::Morris(values.iter().map(|values| effects(walks, factors.len(), values)).collect()),
    }
}

impl Sensitivity {
    /// The words for a factor.
    fn factor_words(&self, factor: usize) -> String {
        match self.factors[factor] {
            Factor::Constant(id, _) => self.scenario.model.variable(id).words(),
            Factor::Luck => "luck".into(),
        }
    }

    /// The name of a factor in files: the constant's own.
    fn factor_name(&self, factor: usize) -> &str {
        match self.factors[factor] {
            Factor::Constant(id, _) => &self.scenario.model.variable(id).name,
            Factor::Luck => "luck",
        }
    }

    /// Unit, low and high value of a constant: the middle of its low and of its high tenth, or its lowest and highest level.
    fn ends(&self, factor: usize) -> Option<(String, f64, f64)> {
        let Factor::Constant(id, spread) = self.factors[factor] else { return None };
        let low = match self.method {
            Method::Sobol => 0.5 * TAIL,
            Method::Morris => 0.5 / LEVELS as f64,
        };
        let distribution = distribution(&spread);
        let measure = self.scenario.model.variable(id).measure();
        Some((measure, distribution.quantile(low), distribution.quantile(1.0 - low)))
    }

    fn ranking(&self, sizes: &[Estimate], most: usize) -> Ranking {
        let least = match self.method {
            Method::Sobol => LEAST_SHARE,
            Method::Morris => sizes.iter().map(|size| size.value).fold(0.0, f64::max) * LEAST_EFFECT,
        };
        rank(sizes, least, most)
    }

    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.scenario.stem)
    }
}

impl Answer for Sensitivity {
    type Data = data::Data;
    const NAME: &'static str = "sensitivity";

    fn data(&self) -> data::Data {
        data::data(self)
    }

    fn words(&self) -> Words {
        self.spoken()
    }

    fn sheets(&self) -> Vec<Sheet> {
        vec![Sheet { name: self.place("sensitivity.csv"), text: data::as_csv(self) }]
    }

    fn charts(&self) -> Vec<Chart> {
        vec![Chart::of(self.place("sensitivity"), self.chart())]
    }

    fn manifests(&self) -> Vec<Manifest> {
        vec![Manifest {
            name: self.place("sensitivity-manifest.json"),
            told: manifest("sensitivity", [&self.scenario]),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::toml::assert_one_word_each;

    #[test]
    fn the_methods_have_one_word_each() {
        assert_one_word_each(Method::CHOICES);
    }
}
