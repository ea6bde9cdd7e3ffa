//! What stays of an ensemble when it has run: every value while that is cheap, then counts and what was asked for.

use std::collections::{HashMap, HashSet};

use crate::model::VariableId;
use crate::model::scenario::Scenario;

use super::ensemble::{Part, RunError, Samples, Watch, in_chunks, over, refuse_too_many};
use super::tally::{MOST, Tally};

/// Up to this many replications every value is kept, and quantiles are exact; beyond, values are counted in bins, which
/// takes about the memory of so many values.
pub const EXACT: u64 = OF_A_TALLY;

/// Of more replications than [`EXACT`], the paths of this many are kept, to be drawn.
pub const PATHS: u64 = 64;

/// The most points, of one variable at one moment, in which values are counted: with the octaves that variables
/// commonly have, they take a gigabyte.
const MOST_TALLIES: usize = 1 << 15;

/// A tally takes about the memory of so many values.
const OF_A_TALLY: u64 = (1 << 27) / MOST_TALLIES as u64;

/// About so many values of an ensemble are in memory, 8 bytes each: all of few replications, and counts of many.
pub fn values_in_memory(variables: usize, times: usize, replications: u64) -> u64 {
    let each = if replications > EXACT { OF_A_TALLY } else { replications };
    each.saturating_mul(variables as u64).saturating_mul(times as u64)
}

/// What somebody wants to know of an ensemble.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Variables whose spread over the replications is kept at every saved moment.
    pub variables: Vec<VariableId>,
    /// Numbers that are kept of every replication, however many there are; each once, however often it stands here.
    pub readings: Vec<Reading>,
    /// Every value is kept of more replications than [`EXACT`] too: paths are held against each other.
    pub every: bool,
}

/// A number about one replication: the mean of a variable over saved moments, by their indices, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reading {
    pub variable: VariableId,
    pub from: usize,
    pub to: usize,
}

/// What was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// How many replications were run.
    pub replications: u64,
    /// Every value of the first of them: of all, where there are no `tallies`.
    pub first: Samples,
    /// The values of all replications, counted.
    ///
    /// # Shape
    /// `tallies[variable * times + time]`; empty up to [`EXACT`] replications, and where every value is wanted.
    pub tallies: Vec<Tally>,
    /// Each reading with its value in every replication.
    pub readings: Vec<(Reading, Vec<f64>)>,
}

impl From<Samples> for Kept {
    fn from(first: Samples) -> Kept {
        let replications = first.replications.end - first.replications.start;
        Kept { replications, first, tallies: Vec::new(), readings: Vec::new() }
    }
}

/// Runs a part of a scenario's ensemble and keeps what is wanted of it.
///
/// # Errors
/// As [`super::ensemble::run`]; that whoever looks on has ended it.
///
/// # Determinism
/// As there; counts do not depend on the order of the replications, and sums are taken in it.
pub fn keep(scenario: &Scenario, wanted: &Wanted, part: &Part, watch: &dyn Watch) -> Result<Kept, RunError> {
    let times = scenario.time.saved();
    let replications = part.replications.end.saturating_sub(part.replications.start);
    let counted = replications > EXACT && !wanted.every;
    let points = wanted.variables.len() * times.len();
    let paths = if counted { PATHS.min(replications) } else { replications };
    refuse_too_many(wanted.variables.len(), times.len(), paths)?;
    if replications > MOST {
        return Err(RunError::TooManyToCount(replications));
    }
    if counted && points > MOST_TALLIES {
        let values = u128::from(replications) * points as u128;
        return Err(RunError::TooMany { variables: wanted.variables.len(), times: times.len(), replications, values });
    }
    refuse_too_many(wanted.readings.len(), 1, replications)?;

    let mut variables = wanted.variables.clone();
    let mut places: HashMap<VariableId, usize> = variables.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    for reading in &wanted.readings {
        places.entry(reading.variable).or_insert_with(|| {
            variables.push(reading.variable);
            variables.len() - 1
        });
    }
    let mut values = vec![0.0; points * paths as usize];
    let mut rows: Vec<&mut [f64]> = values.chunks_mut(paths.max(1) as usize).collect();
    let mut tallies = vec![Tally::default(); if counted { points } else { 0 }];
    let mut seen = HashSet::new();
    let each_once = wanted.readings.iter().filter(|reading| seen.insert(**reading));
    let mut readings: Vec<(Reading, Vec<f64>)> =
        each_once.map(|reading| (*reading, vec![0.0; replications as usize])).collect();
    let not_finite = in_chunks(scenario, &variables, part, watch, &mut |chunk| {
        over(&mut rows, |point, row| chunk.copy_to(point, row));
        over(&mut tallies, |point, tally| chunk.pieces(point).flatten().for_each(|value| tally.add(*value)));
        over(&mut readings, |_, (reading, row)| {
            let variable = places[&reading.variable];
            let points = (variable * chunk.times + reading.from)..=(variable * chunk.times + reading.to);
            points.for_each(|point| chunk.add_to(point, row));
        });
    })?;
    for (reading, row) in &mut readings {
        let moments = (reading.to - reading.from + 1) as f64;
        row.iter_mut().for_each(|value| *value /= moments);
    }
    let start = part.replications.start;
    let first =
        Samples { variables: wanted.variables.clone(), times, replications: start..start + paths, values, not_finite };
    Ok(Kept { replications, first, tallies, readings })
}
