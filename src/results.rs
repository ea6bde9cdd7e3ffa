//! What a run gave: `Results[variable][time][replication]` with names and units, and its text forms.
//!
//! Results know no plots and no files: writers hand over strings.

use std::ops::Range;
use std::sync::Arc;

use crate::model::scenario::Scenario;
use crate::model::{Variable, VariableId};
use crate::run::ensemble::{NotFinite, Samples};

/// The kept variables of a scenario's ensemble.
#[derive(Debug, Clone)]
pub struct Results {
    pub scenario: Arc<Scenario>,
    samples: Samples,
}

impl Results {
    pub fn new(scenario: Arc<Scenario>, samples: Samples) -> Results {
        Results { scenario, samples }
    }

    /// The saved moments.
    pub fn times(&self) -> &[f64] {
        &self.samples.times
    }

    /// How many replications there are.
    pub fn replications(&self) -> usize {
        let Range { start, end } = self.samples.replications;
        (end - start) as usize
    }

    /// What one replication is to people: a team, where the model says so.
    pub fn one(&self) -> &str {
        self.scenario.one()
    }

    /// "1000 possible teams": what all replications are to people.
    pub fn all(&self) -> String {
        match self.replications() {
            1 => format!("1 possible {}", self.one()),
            n => format!("{n} possible {}s", self.one()),
        }
    }

    /// The kept variables, in the order in which they were asked for.
    pub fn variables(&self) -> &[VariableId] {
        &self.samples.variables
    }

    pub fn variable(&self, id: VariableId) -> &Variable {
        self.scenario.model.variable(id)
    }

    /// All replications of a variable at the saved moment with this index; None where the variable was not kept.
    pub fn at(&self, id: VariableId, time: usize) -> Option<&[f64]> {
        let index = self.samples.variables.iter().position(|v| *v == id)?;
        (time < self.samples.times.len()).then(|| self.row(index, time))
    }

    /// The same for the kept variable with this index.
    fn row(&self, variable: usize, time: usize) -> &[f64] {
        let (times, count) = (self.samples.times.len(), self.replications());
        &self.samples.values[(variable * times + time) * count..][..count]
    }

    /// The mean of a variable over the saved moments `from..=to` in one replication; None where it was not kept.
    pub fn mean(&self, id: VariableId, from: usize, to: usize, replication: usize) -> Option<f64> {
        let values = (from..=to).map(|time| self.at(id, time)?.get(replication).copied());
        values.sum::<Option<f64>>().map(|sum| sum / (to - from + 1) as f64)
    }

    /// One replication of a variable over time.
    pub fn path(&self, id: VariableId, replication: usize) -> Vec<f64> {
        (0..self.times().len()).map(|t| self.at(id, t).map_or(f64::NAN, |row| row[replication])).collect()
    }

    /// The index of the saved moment `time`.
    pub fn time_index(&self, time: f64) -> Option<usize> {
        self.scenario.time.saved_index(time)
    }

    /// What became infinite or NaN on the way.
    pub fn not_finite(&self) -> Option<&NotFinite> {
        self.samples.not_finite.as_ref()
    }

    /// One replication as CSV: `time` first, then a column a variable in the model's own spelling, in the shortest digits that read back as the
    /// same number.
    pub fn wide_csv(&self, replication: usize) -> String {
        let names = self.variables().iter().map(|id| field(&self.variable(*id).spelling));
        let mut out: String = std::iter::once("time".into()).chain(names).collect::<Vec<_>>().join(",");
        out.push('\n');
        for (index, time) in self.times().iter().enumerate() {
            let values = (0..self.variables().len()).map(|variable| self.row(variable, index)[replication]);
            let row: Vec<String> = std::iter::once(*time).chain(values).map(shortest).collect();
            out.push_str(&row.join(","));
            out.push('\n');
        }
        out
    }
}

/// A name as a field of CSV (RFC 4180): in quotes where it holds a comma.
pub fn field(name: &str) -> String {
    if name.contains([',', '"', '\n']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_string() }
}

/// A number in the shortest digits that read back as the same number.
pub fn shortest(value: f64) -> String {
    if value.is_nan() { "NaN".into() } else { format!("{value:?}") }
}
