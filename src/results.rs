//! What a run gave: `Results[variable][time][replication]` with names and units, and its text forms.
//!
//! Results know no plots and no files: writers hand over strings.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::model::scenario::Scenario;
use crate::model::{Variable, VariableId};
use crate::run::ensemble::NotFinite;
use crate::run::keep::{Kept, Reading};
use crate::run::tally::Tally;
use crate::text::visible;

/// What was kept of a scenario's ensemble.
#[derive(Debug, Clone)]
pub struct Results {
    pub scenario: Arc<Scenario>,
    kept: Kept,
    /// Where each kept variable stands in their order.
    places: HashMap<VariableId, usize>,
}

/// A variable at one moment in all replications.
#[derive(Debug, Clone, Copy)]
pub enum Spread<'a> {
    /// Every value, in the order of the replications.
    Each(&'a [f64]),
    /// Values counted in bins: there are more than [`EXACT`](crate::run::keep::EXACT) of them.
    Counted(&'a Tally),
}

impl Results {
    pub fn new(scenario: Arc<Scenario>, kept: impl Into<Kept>) -> Results {
        let kept = kept.into();
        // Of one that was asked for twice the first counts.
        let places = kept.first.variables.iter().enumerate().rev().map(|(place, id)| (*id, place)).collect();
        Results { scenario, kept, places }
    }

    /// The saved moments.
    pub fn times(&self) -> &[f64] {
        &self.kept.first.times
    }

    /// How many replications there are.
    pub fn replications(&self) -> usize {
        self.kept.replications as usize
    }

    /// Of how many of them, from the first, whole paths were kept.
    pub fn paths(&self) -> usize {
        let kept = &self.kept.first.replications;
        (kept.end - kept.start) as usize
    }

    /// What one replication is to people: a team, where the model says so.
    pub fn one(&self) -> &str {
        self.scenario.one()
    }

    /// "1000 possible teams": what all replications are to people.
    pub fn all(&self) -> String {
        match self.replications() {
            1 => format!("1 possible {}", self.one()),
            n if !self.scenario.differs() => format!("{n} equal runs (nothing is uncertain)"),
            n => format!("{n} possible {}s", self.one()),
        }
    }

    /// The kept variables, in the order in which they were asked for.
    pub fn variables(&self) -> &[VariableId] {
        &self.kept.first.variables
    }

    pub fn variable(&self, id: VariableId) -> &Variable {
        self.scenario.model.variable(id)
    }

    /// All replications of a variable at the saved moment with this index; None where the variable was not kept.
    pub fn spread(&self, id: VariableId, time: usize) -> Option<Spread<'_>> {
        let variable = self.place(id)?;
        let times = self.times().len();
        match self.kept.tallies.get(variable * times + time) {
            _ if time >= times => None,
            Some(tally) => Some(Spread::Counted(tally)),
            None => Some(Spread::Each(self.row(variable, time))),
        }
    }

    /// The same, every value; None also where values were counted only.
    pub fn at(&self, id: VariableId, time: usize) -> Option<&[f64]> {
        match self.spread(id, time)? {
            Spread::Each(values) => Some(values),
            Spread::Counted(_) => None,
        }
    }

    fn place(&self, id: VariableId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// A kept variable, by its place, in the replications of which paths were kept.
    fn row(&self, variable: usize, time: usize) -> &[f64] {
        let (times, count) = (self.times().len(), self.paths());
        &self.kept.first.values[(variable * times + time) * count..][..count]
    }

    /// A number about each replication; None where neither it nor every value of its variable was kept.
    pub fn reading(&self, reading: Reading) -> Option<Cow<'_, [f64]>> {
        if let Some((_, values)) = self.kept.readings.iter().find(|(kept, _)| *kept == reading) {
            return Some(Cow::Borrowed(values));
        }
        let mut sums = vec![0.0; self.replications()];
        for time in reading.from..=reading.to {
            let row = self.at(reading.variable, time)?;
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        let moments = (reading.to - reading.from + 1) as f64;
        Some(Cow::Owned(sums.into_iter().map(|sum| sum / moments).collect()))
    }

    /// One replication of a variable over time, of those of which paths were kept.
    pub fn path(&self, id: VariableId, replication: usize) -> Vec<f64> {
        let Some(variable) = self.place(id) else { return vec![f64::NAN; self.times().len()] };
        (0..self.times().len()).map(|time| self.row(variable, time)[replication]).collect()
    }

    /// The index of the saved moment `time`.
    pub fn time_index(&self, time: f64) -> Option<usize> {
        self.scenario.time.saved_index(time)
    }

    /// What became infinite or NaN on the way.
    pub fn not_finite(&self) -> Option<&NotFinite> {
        self.kept.first.not_finite.as_ref()
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

/// A text as a field of CSV (RFC 4180): on one line, in quotes where it holds a comma.
///
/// A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a formula, in quotes too: an apostrophe before it
/// makes it text. Where a semicolon parts the fields, so can what follows one. A number stays a number.
///
/// # Source
/// OWASP, "CSV Injection".
pub fn field(text: &str) -> String {
    const BEGINS_A_FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let text = visible::line(text);
    let is_number = text.parse::<f64>().is_ok();
    let harmless = |piece: &str| match piece.starts_with(BEGINS_A_FORMULA) && !is_number {
        true => format!("'{piece}"),
        false => piece.to_string(),
    };
    let text = text.split(';').map(harmless).collect::<Vec<_>>().join(";");
    if text.contains([',', '"', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A number in the shortest digits that read back as the same number.
pub fn shortest(value: f64) -> String {
    if value.is_nan() { "NaN".into() } else { format!("{value:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_text_to_every_spreadsheet() {
        for (text, written) in [
            ("open requests", "open requests"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-5% of demand", "'-5% of demand"),
            ("+a, b", "\"'+a, b\""),
            ("a;=b", "\"a;'=b\""),
            ("＝1", "'＝1"),
            ("-5", "-5"),
            ("\t=1", r"\t=1"),
            ("\r\n=1", r"\r\n=1"),
            ("a\u{202e}", r"a\u{202e}"),
        ] {
            assert_eq!(field(text), written, "{text:?}");
        }
    }
}
