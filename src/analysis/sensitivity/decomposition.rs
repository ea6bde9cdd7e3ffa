//! Decomposition of variance: everything that one run of Saltelli's design says about an outcome.

use crate::math;
use crate::model::points::Points;

use super::decile_means::{DecileMeans, decile_means};
use super::net_error::indices_of_net;
use super::sobol_indices::Indices;
use crate::analysis::estimate::{Estimate, mean};

/// An outcome with what each factor has to do with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// Over the replications that differ in everything: sets A and B of the design.
    pub mean: Estimate,
    /// Standard deviation over the same, in the unit of the outcome.
    pub deviation: f64,
    /// In the order of the factors.
    pub contributions: Vec<Contribution>,
}

/// What one factor has to do with an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    pub indices: Indices,
    /// None for luck, which is neither low nor high.
    pub means: Option<DecileMeans>,
}

impl Decomposition {
    /// Whether the outcome differs between replications at all: else there is no variance to share out.
    pub fn varies(&self) -> bool {
        self.contributions.iter().any(|own| !own.indices.total.value.is_nan())
    }
}

/// Finds what an outcome rests on from its values at the points of [`saltelli`](crate::run::points::saltelli)'s design with
/// `size` rows.
///
/// # Shape
/// One value a replication. Constants come first among the factors, in the order of the columns of the points.
///
/// # Panics
/// Where there are not as many values as points.
pub fn decompose(points: &Points, size: usize, values: &[f64]) -> Decomposition {
    assert_eq!(points.replications(), values.len() as u64, "one value a replication");
    let base = &values[..2 * size];
    let means_of = |column: usize| {
        let places: Vec<f64> = (0..base.len() as u64).map(|replication| points.at(replication, column)).collect();
        decile_means(&places, base)
    };
    let contribution = |(factor, indices): (usize, Indices)| Contribution {
        indices,
        means: (factor < points.width()).then(|| means_of(factor)),
    };
    let mean = mean(base);
    let count = base.iter().filter(|value| value.is_finite()).count() as f64;
    let place = |row: usize, column: usize| points.at(row as u64, column);
    let contributions =
        indices_of_net(values, size, points.width(), place).into_iter().enumerate().map(contribution).collect();
    Decomposition { mean, deviation: mean.error * math::sqrt(count), contributions }
}
