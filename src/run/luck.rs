//! What a scenario draws: the constants of each replication, and the noise of each period.

use crate::model::scenario::Scenario;
use crate::model::{DistributionKind, Spread};
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

/// The draws of one uncertain constant over all replications.
#[derive(Clone)]
pub struct ConstantLuck {
    uniforms: Uniforms,
    distribution: Distribution,
}

impl ConstantLuck {
    /// # Errors
    /// A Sobol design with more constants than the sequence has dimensions; a distribution that cannot be drawn from.
    pub fn new(scenario: &Scenario, constant: &ConstantRow) -> Result<ConstantLuck, LuckError> {
        let ConstantRow { name, dimension, spread, .. } = constant;
        let uniforms = scenario.design.uniforms(scenario.seed, name, *dimension, scenario.replications)?;
        let distribution = distribution(spread);
        distribution.check().map_err(|why| LuckError::Distribution { constant: name.clone(), why })?;
        Ok(ConstantLuck { uniforms, distribution })
    }

    /// The constant's values in a row of neighbouring replications.
    pub fn fill(&mut self, first_replication: u64, row: &mut [f64]) {
        self.uniforms.fill(first_replication, row);
        for value in row {
            *value = self.distribution.quantile(*value);
        }
    }

    /// The constant's value in one replication.
    pub fn at(&self, replication: u64) -> f64 {
        self.distribution.quantile(self.uniforms.at(replication))
    }
}

/// The draws of one noise source.
#[derive(Clone)]
pub struct NoiseLuck {
    stream: Stream,
    kind: DistributionKind,
    /// Steps for which a draw is held.
    pub steps: usize,
}

impl NoiseLuck {
    pub fn new(seed: u64, source: &NoiseSource) -> NoiseLuck {
        NoiseLuck { stream: Stream::new(Kind::Noise, &source.name, seed), kind: source.kind, steps: source.steps }
    }

    /// Draws a row of neighbouring replications; `mean` and `spread` are those of the period's beginning.
    pub fn fill(&mut self, first_replication: u64, period: u64, mean: &[f64], spread: &[f64], out: &mut [f64]) {
        self.stream.fill(first_replication, period, out);
        for ((value, mean), spread) in out.iter_mut().zip(mean).zip(spread) {
            *value = draw(self.kind, *mean, *spread, *value);
        }
    }

    /// Draws for one replication.
    pub fn at(&self, replication: u64, period: u64, mean: f64, spread: f64) -> f64 {
        draw(self.kind, mean, spread, self.stream.uniform(replication, period))
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
