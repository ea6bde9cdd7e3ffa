//! What machines read of a sensitivity: CSV and JSON with the same numbers, in full precision.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::estimate::Estimate;
use crate::analysis::sensitivity::decomposition::Contribution;
use crate::analysis::sensitivity::morris::Effects;
use crate::answer::machine::{Estimated, Number, OutcomeName};
use crate::results::{field, shortest};

use super::{Found, Method, Sensitivity};

/// Which of the things that are not known matter, outcome by outcome.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Data {
    /// The file of the scenario.
    pub file: String,
    /// The title of the scenario.
    pub title: String,
    pub method: Method,
    pub seed: u64,
    /// Rows of the design, or trajectories.
    pub samples: u64,
    /// Replications in all.
    pub runs: u64,
    pub outcomes: Vec<Outcome>,
}

/// An outcome, and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Outcome {
    #[serde(flatten)]
    pub named: OutcomeName,
    /// The uncertain constants in the order of the model file, then luck, where there is any.
    pub factors: Vec<Factor>,
    /// How it differs between replications, with Sobol's method.
    #[serde(flatten)]
    pub moments: Option<Moments>,
}

/// How an outcome differs between replications.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Moments {
    /// The mean, in the unit of the outcome.
    pub mean: Number,
    /// The standard error of the mean: what other luck would change.
    pub mean_monte_carlo_error: Number,
    /// In the unit of the outcome.
    pub standard_deviation: Number,
}

/// What one factor has to do with an outcome.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Factor {
    /// The constant's name, or `luck`.
    pub factor: String,
    /// What people call it.
    pub label: String,
    /// None of luck.
    #[serde(flatten)]
    pub ends: Option<Ends>,
    #[serde(flatten)]
    pub effect: Effect,
}

/// A constant's low and high value.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Ends {
    /// Its unit; empty for a pure number.
    pub unit: String,
    /// The 5% point of its distribution; with Morris's method its lowest level.
    pub low: Number,
    /// The 95% point of its distribution; with Morris's method its highest level.
    pub high: Number,
}

/// How much a factor matters, by the method.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Effect {
    Sobol(Shares),
    Morris(ElementaryEffects),
}

/// Shares of the variance of an outcome.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Shares {
    /// First Sobol index: the share of the variance that would go, on average, if this were known exactly.
    pub first: Estimated,
    /// Total Sobol index: the share that would stay, on average, if all else were known.
    pub total: Estimated,
    /// None of luck.
    #[serde(flatten)]
    pub tenths: Option<Tenths>,
}

/// The mean of an outcome at both ends of a constant, in the unit of the outcome.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Tenths {
    /// Over the tenth of replications in which the constant is lowest.
    pub mean_if_low: Estimated,
    /// Over the tenth in which it is highest.
    pub mean_if_high: Estimated,
}

/// What an outcome does when a factor alone goes from its low end to its high end, in the unit of the outcome.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ElementaryEffects {
    /// The mean size of the effects: mu* of Campolongo et al.
    pub size: Estimated,
    /// Their mean with its sign: mu of Morris.
    pub mean: Estimated,
    /// Their standard deviation: sigma, how much the effect depends on all else.
    pub spread: Number,
}

pub(super) fn data(sensitivity: &Sensitivity) -> Data {
    let Sensitivity { scenario, quantities, found, .. } = sensitivity;
    let outcome = |(index, quantity): (usize, &crate::analysis::claims::quantity::Quantity)| {
        let moments = match found {
            Found::Sobol(found) => Some(Moments {
                mean: found[index].mean.value.into(),
                mean_monte_carlo_error: found[index].mean.error.into(),
                standard_deviation: found[index].deviation.into(),
            }),
            Found::Morris(_) => None,
        };
        Outcome {
            named: OutcomeName::of(quantity, &scenario.model),
            factors: (0..sensitivity.factors.len()).map(|own| factor(sensitivity, index, own)).collect(),
            moments,
        }
    };
    Data {
        file: scenario.source.name.clone(),
        title: scenario.title.clone(),
        method: sensitivity.method,
        seed: scenario.seed,
        samples: sensitivity.samples,
        runs: sensitivity.runs,
        outcomes: quantities.iter().enumerate().map(outcome).collect(),
    }
}

fn factor(sensitivity: &Sensitivity, quantity: usize, factor: usize) -> Factor {
    let effect = match &sensitivity.found {
        Found::Sobol(found) => {
            let Contribution { indices, means } = &found[quantity].contributions[factor];
            let tenths = means.map(|means| Tenths { mean_if_low: means.low.into(), mean_if_high: means.high.into() });
            Effect::Sobol(Shares { first: indices.first.into(), total: indices.total.into(), tenths })
        }
        Found::Morris(found) => {
            let Effects { size, mean, spread } = found[quantity][factor];
            Effect::Morris(ElementaryEffects { size: size.into(), mean: mean.into(), spread: spread.into() })
        }
    };
    let ends = sensitivity.ends(factor);
    Factor {
        factor: sensitivity.factor_name(factor).into(),
        label: sensitivity.factor_words(factor),
        ends: ends.map(|(unit, low, high)| Ends { unit, low: low.into(), high: high.into() }),
        effect,
    }
}

/// A row an outcome and factor.
pub(super) fn as_csv(sensitivity: &Sensitivity) -> String {
    let mut out = String::from("outcome,unit,factor,label,factor_unit,low,high,");
    out.push_str(match sensitivity.method {
        Method::Sobol => {
            "first,first_error,total,total_error,mean_if_low,mean_if_low_error,mean_if_high,mean_if_high_error"
        }
        Method::Morris => "size,size_error,mean,mean_error,spread",
    });
    out.push('\n');
    for (index, quantity) in sensitivity.quantities.iter().enumerate() {
        for factor in 0..sensitivity.factors.len() {
            let (unit, low, high) =
                sensitivity.ends(factor).map_or_else(Default::default, |(u, l, h)| (u, shortest(l), shortest(h)));
            let mut row = [&quantity.text, &quantity.measure].map(|text| field(text)).to_vec();
            row.extend([field(sensitivity.factor_name(factor)), field(&sensitivity.factor_words(factor))]);
            row.extend([field(&unit), low, high]);
            let numbers = numbers(&sensitivity.found, index, factor);
            row.extend(numbers.into_iter().map(|x| x.map_or(String::new(), shortest)));
            out.push_str(&row.join(","));
            out.push('\n');
        }
    }
    out
}

/// The numbers of a row of the CSV; none where luck has no low and no high.
fn numbers(found: &Found, quantity: usize, factor: usize) -> Vec<Option<f64>> {
    let both = |estimate: Estimate| [Some(estimate.value), Some(estimate.error)];
    match found {
        Found::Sobol(found) => {
            let Contribution { indices, means } = &found[quantity].contributions[factor];
            let means = means
                .map_or([None; 4], |s| [Some(s.low.value), Some(s.low.error), Some(s.high.value), Some(s.high.error)]);
            [&both(indices.first)[..], &both(indices.total), &means].concat()
        }
        Found::Morris(found) => {
            let Effects { size, mean, spread } = found[quantity][factor];
            [&both(size)[..], &both(mean), &[Some(spread)]].concat()
        }
    }
}
