//! What a scenario draws: the constants of each replication, and the noise of each period.

use std::sync::Arc;

use crate::model::joint::Joint;
use crate::model::points::Points;
use crate::model::scenario::Scenario;
use crate::model::{DistributionKind, Spread, VariableId};
use crate::program::{ConstantRow, NoiseSource};

use thiserror::Error;

use super::design::{DesignError, Uniforms};
use super::quantile::{Distribution, DistributionError, LognormalShape};
use super::stream::{Kind, Stream};

/// The distribution a constant is drawn from.
pub fn distribution(spread: &Spread) -> Distribution {
    let Spread { kind, value, range, sd, cv } = *spread;
    let (min, max) = range.unwrap_or((value, value));
    match kind {
        DistributionKind::Fixed => Distribution::Fixed { value },
        DistributionKind::Uniform => Distribution::Uniform { min, max },
        DistributionKind::Triangular => Distribution::Triangular { min, mode: value, max },
        DistributionKind::Normal => Distribution::Normal { mean: value, sd },
        DistributionKind::Lognormal => Distribution::Lognormal { mean: value, cv },
        DistributionKind::Exponential => Distribution::Exponential { mean: value },
        DistributionKind::Poisson => Distribution::Poisson { mean: value },
    }
}

/// Why a constant cannot be drawn.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LuckError {
    #[error(transparent)]
    Design(#[from] DesignError),
    #[error("the constant `{constant}` cannot be drawn: {why}")]
    Distribution { constant: String, why: DistributionError },
}

/// The draws of one uncertain constant over all replications, or what each of them is given.
#[derive(Clone)]
pub struct ConstantLuck {
    place: Place,
    distribution: Distribution,
}

/// Where a constant lies within its distribution, replication by replication.
#[derive(Clone)]
enum Place {
    /// Where the scenario's design puts it.
    Drawn(Box<Uniforms>),
    /// Where the scenario says: a column of its points.
    Given(Arc<Points>, usize),
    /// Nowhere: it is one number.
    Fixed,
    /// Nowhere: the scenario says the value itself.
    Valued(Arc<Points>, VariableId),
    /// Nowhere: a table beside the scenario says the value, by whose luck a replication has.
    Joined(Arc<Joint>, VariableId, Option<Arc<Points>>),
}

impl ConstantLuck {
    /// # Errors
    /// A Sobol design with more constants than the sequence has dimensions; a distribution that cannot be drawn from.
    pub fn new(scenario: &Scenario, constant: &ConstantRow) -> Result<ConstantLuck, LuckError> {
        let ConstantRow { variable, name, dimension, spread, .. } = constant;
        let place = match &scenario.points {
            Some(points) if points.given(*variable).is_some() => Place::Valued(points.clone(), *variable),
            points if scenario.is_given(*variable) => match &scenario.joint {
                Some(joint) => Place::Joined(joint.clone(), *variable, points.clone()),
                None => Place::Fixed,
            },
            _ if !spread.varies() => Place::Fixed,
            Some(points) => {
                let before = &scenario.constants[..*dimension];
                Place::Given(points.clone(), before.iter().filter(|(_, spread)| spread.varies()).count())
            }
            None => {
                let Scenario { design, seed, replications, .. } = scenario;
                Place::Drawn(design.uniforms(*seed, name, *dimension, *replications)?.into())
            }
        };
        let distribution = distribution(spread);
        distribution.check().map_err(|why| LuckError::Distribution { constant: name.clone(), why })?;
        Ok(ConstantLuck { place, distribution })
    }

    /// The constant's values in a row of neighbouring replications.
    pub fn fill(&mut self, first_replication: u64, row: &mut [f64]) {
        match &mut self.place {
            Place::Drawn(uniforms) => uniforms.fill(first_replication, row),
            Place::Given(points, column) => {
                row.iter_mut()
                    .zip(first_replication..)
                    .for_each(|(u, replication)| *u = points.at(replication, *column));
            }
            Place::Fixed => return row.fill(self.distribution.quantile(0.5)),
            Place::Valued(points, variable) => {
                let given = points.given(*variable).unwrap_or_default();
                return row.copy_from_slice(&given[first_replication as usize..][..row.len()]);
            }
            Place::Joined(joint, variable, points) => {
                for (value, replication) in row.iter_mut().zip(first_replication..) {
                    *value = joined(joint, *variable, points.as_deref(), replication);
                }
                return;
            }
        }
        for value in row {
            *value = self.distribution.quantile(*value);
        }
    }

    /// The constant's value in one replication.
    pub fn at(&self, replication: u64) -> f64 {
        self.distribution.quantile(match &self.place {
            Place::Drawn(uniforms) => uniforms.at(replication),
            Place::Given(points, column) => points.at(replication, *column),
            Place::Fixed => 0.5,
            Place::Valued(points, variable) => {
                return points.given(*variable).unwrap_or_default()[replication as usize];
            }
            Place::Joined(joint, variable, points) => {
                return joined(joint, *variable, points.as_deref(), replication);
            }
        })
    }
}

/// What a table beside the scenario says.
fn joined(joint: &Joint, variable: VariableId, points: Option<&Points>, replication: u64) -> f64 {
    let luck = points.map_or(replication, |points| points.luck(replication));
    joint.at(variable, luck).unwrap_or(f64::NAN)
}

/// The draws of one noise source.
#[derive(Clone)]
pub struct NoiseLuck {
    stream: Stream,
    /// Says whose luck a replication has, where it is not its own.
    points: Option<Arc<Points>>,
    kind: DistributionKind,
    /// Steps for which a draw is held.
    pub steps: usize,
}

impl NoiseLuck {
    pub fn new(scenario: &Scenario, source: &NoiseSource) -> NoiseLuck {
        let NoiseSource { name, kind, steps } = source;
        let stream = Stream::new(Kind::Noise, name, scenario.seed);
        NoiseLuck { stream, points: scenario.points.clone(), kind: *kind, steps: *steps }
    }

    /// Draws a row of neighbouring replications; `mean` and `spread` are those of the period's beginning.
    pub fn fill(&mut self, first_replication: u64, period: u64, mean: &[f64], spread: &[f64], out: &mut [f64]) {
        self.uniforms(first_replication, period, out);
        for ((value, mean), spread) in out.iter_mut().zip(mean).zip(spread) {
            *value = draw(self.kind, *mean, *spread, *value);
        }
    }

    /// Draws for one replication.
    pub fn at(&self, replication: u64, period: u64, mean: f64, spread: f64) -> f64 {
        let luck = self.points.as_ref().map_or(replication, |points| points.luck(replication));
        draw(self.kind, mean, spread, self.stream.uniform(luck, period))
    }

    fn uniforms(&mut self, first_replication: u64, period: u64, row: &mut [f64]) {
        let Some(points) = &self.points else { return self.stream.fill(first_replication, period, row) };
        let lucks: Vec<u64> =
            (first_replication..).take(row.len()).map(|replication| points.luck(replication)).collect();
        let mut rest = row;
        // The generator is positioned once for those that follow each other.
        for lucks in lucks.chunk_by(|a, b| a + 1 == *b) {
            let (row, after) = rest.split_at_mut(lucks.len());
            self.stream.fill(lucks[0], period, row);
            rest = after;
        }
    }
}

fn draw(kind: DistributionKind, mean: f64, spread: f64, u: f64) -> f64 {
    match kind {
        DistributionKind::Poisson => Distribution::Poisson { mean }.quantile(u),
        DistributionKind::Exponential => Distribution::Exponential { mean }.quantile(u),
        DistributionKind::Uniform => mean + spread * (u - 0.5),
        // Below 0 neither means anything: NaN, which is told at the end of the run.
        _ if spread < 0.0 => f64::NAN,
        DistributionKind::Normal => Distribution::Normal { mean, sd: spread }.quantile(u),
        _ if mean < 0.0 => f64::NAN,
        _ => LognormalShape::new(spread).quantile(mean, u),
    }
}
