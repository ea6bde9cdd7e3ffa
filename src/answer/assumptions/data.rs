//! What machines read of assumptions.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::sensitivity::influence::Influence;
use crate::answer::machine::{Estimated, Number};
use crate::model::{DistributionKind, Grade, Role};

use super::Assumptions;
use super::variance::VarianceShare;

/// What a scenario assumes, and what hangs on it.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// The scenario, by the name of its file without its ending.
    pub scenario: String,
    /// The name of its model.
    pub model: String,
    /// How many replications influence was found from.
    pub replications: u64,
    /// The seed of all luck.
    pub seed: u64,
    /// What influence was sought on.
    pub outcomes: Vec<Outcome>,
    /// What the outcomes vary with, group by group; empty where there are no two groups.
    pub variance: Vec<VarianceShare>,
    /// The most influential first.
    pub assumptions: Vec<Assumption>,
    /// The names of the other constants, role by role.
    pub other_constants: BTreeMap<Role, Vec<String>>,
    pub tables: Vec<Table>,
    /// What is left out of the model, a sentence each.
    pub left_out: Vec<String>,
}

/// An outcome on which influence was sought.
#[derive(Serialize, JsonSchema)]
pub struct Outcome {
    /// As it was asked: `trust@104`.
    pub outcome: String,
    /// What it is, for people.
    pub words: String,
    /// Its unit, or what a pure number runs on; empty where neither is known.
    pub measure: String,
}

/// A constant that is an assumption.
#[derive(Serialize, JsonSchema)]
pub struct Assumption {
    pub name: String,
    /// The default.
    pub value: Number,
    /// Its least and its largest value; null of a distribution without ends.
    pub range: Option<[Number; 2]>,
    pub distribution: DistributionKind,
    /// The standard deviation of a normal distribution, in its unit; else 0.
    pub sd: Number,
    /// The coefficient of variation of a lognormal distribution; else 0.
    pub cv: Number,
    /// Its unit; `1` of a pure number.
    pub unit: String,
    pub about: String,
    /// Where value and range come from; empty where the model does not say.
    pub source: String,
    pub grade: Grade,
    /// Outcome by outcome; empty where all replications have the same value.
    pub influences: Vec<Moved>,
}

/// What an assumption has to do with an outcome.
#[derive(Serialize, JsonSchema)]
pub struct Moved {
    /// As it was asked: `trust@104`.
    pub outcome: String,
    /// Spearman's, over the replications.
    pub rank_correlation: Estimated,
    /// Mean of the outcome where the constant is in its highest tenth, less that where it is in its lowest, in units of the
    /// outcome.
    pub swing: Estimated,
    /// Whether the rank correlation lies two Monte Carlo errors from nothing.
    pub told_from_luck: bool,
}

/// A table, whose points are assumed too.
#[derive(Serialize, JsonSchema)]
pub struct Table {
    pub name: String,
    pub grade: Grade,
    /// Where its points come from; empty where the model does not say.
    pub source: String,
}

impl Assumptions {
    pub(super) fn machine(&self) -> Data {
        let model = &self.scenario.model;
        let outcome =
            |q: &Quantity| Outcome { outcome: q.text.clone(), words: q.words.clone(), measure: q.measure.clone() };
        let others = self.others().into_iter();
        let others = others.map(|(role, names)| (role, names.into_iter().map(String::from).collect()));
        let table = |t: &crate::model::Table| Table { name: t.name.clone(), grade: t.grade, source: t.source.clone() };
        Data {
            scenario: self.scenario.stem.clone(),
            model: model.name.clone(),
            replications: self.scenario.replications,
            seed: self.scenario.seed,
            outcomes: self.quantities.iter().map(outcome).collect(),
            variance: self.shares.iter().map(|own| own.told(&self.quantities)).collect(),
            assumptions: self.assumptions.iter().map(|own| self.assumption(own)).collect(),
            other_constants: others.collect(),
            tables: model.tables.iter().map(table).collect(),
            left_out: model.left_out.clone(),
        }
    }

    fn assumption(&self, own: &super::Assumption) -> Assumption {
        let (variable, spread) = (self.scenario.model.variable(own.id), &own.spread);
        let moved = |(quantity, found): (&Quantity, &Influence)| Moved {
            outcome: quantity.text.clone(),
            rank_correlation: found.correlation.into(),
            swing: found.difference.into(),
            told_from_luck: found.is_told(),
        };
        Assumption {
            name: variable.name.clone(),
            value: spread.value.into(),
            range: spread.range.map(|(low, high)| [low.into(), high.into()]),
            distribution: spread.kind,
            sd: spread.sd.into(),
            cv: spread.cv.into(),
            unit: variable.unit.to_string(),
            about: variable.about.clone(),
            source: own.source.clone(),
            grade: own.grade,
            influences: self.quantities.iter().zip(&own.influences).map(moved).collect(),
        }
    }
}
