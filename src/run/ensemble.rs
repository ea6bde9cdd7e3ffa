//! Many replications of a scenario, in blocks, over all threads.

use std::ops::Range;

use thiserror::Error;

use crate::model::VariableId;
use crate::model::draft::Dialect;
use crate::model::scenario::Scenario;
use crate::program::Program;
use crate::program::compile::compile;

use super::luck::{ConstantLuck, LuckError, NoiseLuck};
use super::reference;
use super::step::{Block, TooLong};

/// Lanes of a block: wide enough to spread the decoding, small enough for a block to stay near the processor.
pub const WIDTH: usize = 64;

/// The most values that are kept: 2^28 of them are 2 GiB.
const MOST_VALUES: u64 = 1 << 28;

/// The most values of one replication: they become text of about a gigabyte.
const MOST_OF_ONE: u64 = 1 << 26;

/// Which part of an ensemble is run, and in blocks of which width. Neither changes a bit of any replication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub replications: Range<u64>,
    pub width: usize,
}

impl Part {
    /// The whole ensemble.
    pub fn whole(scenario: &Scenario) -> Part {
        Part { replications: 0..scenario.replications, width: WIDTH }
    }
}

/// The wanted variables of a part of an ensemble at the saved moments.
///
/// # Shape
/// `values[variable][time][replication]`, replications side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    pub variables: Vec<VariableId>,
    pub times: Vec<f64>,
    pub replications: Range<u64>,
    pub values: Vec<f64>,
    pub not_finite: Option<NotFinite>,
}

/// What became infinite or NaN on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct NotFinite {
    /// Replications in which it happened.
    pub replications: usize,
    /// The first of them, and where in it the first such value arose.
    pub replication: u64,
    pub variable: VariableId,
    pub time: f64,
}

/// Why an ensemble cannot be run.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RunError {
    #[error(transparent)]
    Luck(#[from] LuckError),
    #[error(transparent)]
    TooLong(#[from] TooLong),
    #[error("{name} is {value} at the start of replication {replication}")]
    NotFiniteAtStart { variable: VariableId, name: String, value: f64, replication: u64 },
    #[error(
        "{variables} variables at {times} moments in {replications} replications are {values} values, more than are kept \
         ({MOST_VALUES} in all, {MOST_OF_ONE} of one replication): ask for fewer replications, or save less often"
    )]
    TooMany { variables: usize, times: usize, replications: u64, values: u64 },
}

/// Runs a part of a scenario's ensemble and keeps the `wanted` variables at the saved moments.
///
/// # Errors
/// An initial value that is not a finite number; a design or an ensemble that is too large.
///
/// # Determinism
/// A replication's values depend on the scenario and its number alone.
pub fn run(scenario: &Scenario, wanted: &[VariableId], part: &Part) -> Result<Samples, RunError> {
    let times = scenario.time.saved();
    let replications = part.replications.end.saturating_sub(part.replications.start);
    let values = replications.saturating_mul((wanted.len() * times.len()) as u64);
    if values > MOST_VALUES || (wanted.len() * times.len()) as u64 > MOST_OF_ONE {
        return Err(RunError::TooMany { variables: wanted.len(), times: times.len(), replications, values });
    }
    let program = compile(scenario, wanted);
    let width = part.width.max(1) as u64;
    let blocks: Vec<Range<u64>> = (part.replications.start..part.replications.end)
        .step_by(width as usize)
        .map(|first| first..(first + width).min(part.replications.end))
        .collect();
    let columns = over_blocks(&blocks, |block| run_block(scenario, &program, block.clone(), times.len()))?;

    let (points, count) = (wanted.len() * times.len(), replications as usize);
    // One block is the whole already.
    let mut values = if blocks.len() == 1 { Vec::new() } else { vec![0.0; points * count] };
    let mut at = 0;
    let mut wrong: Vec<u64> = Vec::new();
    // Each column goes as soon as it is copied: the values are not held twice.
    for (block, column) in blocks.iter().zip(columns) {
        wrong.extend(&column.not_finite);
        let lanes = (block.end - block.start) as usize;
        if blocks.len() == 1 {
            values = column.values;
            break;
        }
        for point in 0..points {
            values[point * count + at..][..lanes].copy_from_slice(&column.values[point * lanes..][..lanes]);
        }
        at += lanes;
    }
    let not_finite = match wrong.first() {
        Some(&first) => Some(find_not_finite(scenario, first, wrong.len())?),
        None => None,
    };
    Ok(Samples { variables: wanted.to_vec(), times, replications: part.replications.clone(), values, not_finite })
}

#[cfg(not(target_arch = "wasm32"))]
fn over_blocks<T: Send>(
    blocks: &[Range<u64>],
    run: impl Fn(&Range<u64>) -> Result<T, RunError> + Sync + Send,
) -> Result<Vec<T>, RunError> {
    use rayon::prelude::*;
    // In the order of the blocks, whichever thread is first: of several failures too the first block's is told.
    let all: Vec<Result<T, RunError>> = blocks.par_iter().map(&run).collect();
    all.into_iter().collect()
}

#[cfg(target_arch = "wasm32")]
fn over_blocks<T>(blocks: &[Range<u64>], run: impl Fn(&Range<u64>) -> Result<T, RunError>) -> Result<Vec<T>, RunError> {
    blocks.iter().map(run).collect()
}

/// The values of one block.
///
/// # Shape
/// `values[variable][time][lane]`.
struct Column {
    values: Vec<f64>,
    not_finite: Vec<u64>,
}

fn run_block(scenario: &Scenario, program: &Program, lanes: Range<u64>, times: usize) -> Result<Column, RunError> {
    let width = (lanes.end - lanes.start) as usize;
    let mut constants =
        program.constants.iter().map(|c| ConstantLuck::new(scenario, c)).collect::<Result<Vec<_>, _>>()?;
    let noises = program.noises.iter().map(|n| NoiseLuck::new(scenario, n)).collect();
    let mut block =
        Block::new(program, width, lanes.start, noises, |index, row| constants[index].fill(lanes.start, row))?;
    let mut column = Column { values: vec![0.0; program.wanted.len() * times * width], not_finite: Vec::new() };
    let mut wrong = vec![false; width];
    let steps_a_save = program.time.steps_a_save();
    for time in 0..times {
        if time > 0 {
            for _ in 0..steps_a_save {
                block.advance();
            }
        }
        for state in &program.states {
            note(block.row(state.slot), &mut wrong);
        }
        // Models of other tools may divide by nothing at first; where they start from must be known all the same.
        let forgiving = scenario.model.dialect == Dialect::Xmile;
        if time == 0 && forgiving {
            refuse_at_start(scenario, &lanes, &wrong)?;
        }
        for (index, (_, slot)) in program.wanted.iter().enumerate() {
            let row = block.row(*slot);
            column.values[(index * times + time) * width..][..width].copy_from_slice(row);
            note(row, &mut wrong);
        }
        if time == 0 && !forgiving {
            refuse_at_start(scenario, &lanes, &wrong)?;
        }
    }
    column.not_finite.extend(wrong.iter().enumerate().filter(|(_, w)| **w).map(|(lane, _)| lanes.start + lane as u64));
    Ok(column)
}

fn note(row: &[f64], wrong: &mut [bool]) {
    for (value, wrong) in row.iter().zip(wrong) {
        *wrong |= !value.is_finite();
    }
}

/// Refuses the first replication that is `wrong` at the first moment.
fn refuse_at_start(scenario: &Scenario, lanes: &Range<u64>, wrong: &[bool]) -> Result<(), RunError> {
    let Some(lane) = wrong.iter().position(|w| *w) else { return Ok(()) };
    let replication = lanes.start + lane as u64;
    let model = &*scenario.model;
    let mut first = scenario.clone();
    first.time.stop = first.time.start;
    let (_, variable) = reference::first_not_finite(&first, replication)?.unwrap_or((first.time.start, VariableId(0)));
    let value = reference::run(&first, replication)?.values[0][variable.0 as usize];
    let variable = model.shown(variable);
    let name = model.variable(variable).name.clone();
    Err(RunError::NotFiniteAtStart { variable, name, value, replication })
}

fn find_not_finite(scenario: &Scenario, replication: u64, replications: usize) -> Result<NotFinite, RunError> {
    let first = reference::first_not_finite(scenario, replication)?;
    let (time, variable) = first.unwrap_or((scenario.time.start, VariableId(0)));
    Ok(NotFinite { replications, replication, variable: scenario.model.shown(variable), time })
}
