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
use super::scores::Scorer;
use super::step::{Block, TooLong};
use super::tally::MOST;

/// Lanes of a block: wide enough to spread the decoding, small enough for a block to stay near the processor.
pub const WIDTH: usize = 64;

/// The most values that are kept: 2^28 of them are 2 GiB.
pub const MOST_VALUES: u64 = 1 << 28;

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
         ({MOST_VALUES} in all, which take 2 GiB, and {MOST_OF_ONE} of one replication): ask for fewer replications, record \
         less, or save less often"
    )]
    TooMany { variables: usize, times: usize, replications: u64, values: u128 },
    #[error("{0} replications are more than can be counted ({MOST}): ask for fewer")]
    TooManyToCount(u64),
    #[error("ended before all replications were done")]
    Ended,
}

/// Somebody who looks on while replications run, and may end it.
pub trait Watch: Sync {
    /// So many more replications are done.
    fn done(&self, replications: u64);
    /// Whether to stop, done or not.
    fn ended(&self) -> bool;
}

/// Nobody looks on: a run goes to its end.
pub struct Nobody;

impl Watch for Nobody {
    fn done(&self, _replications: u64) {}

    fn ended(&self) -> bool {
        false
    }
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
    refuse_too_many(wanted.len(), times.len(), replications)?;
    let count = replications as usize;
    let mut values = vec![0.0; wanted.len() * times.len() * count];
    let mut rows: Vec<&mut [f64]> = values.chunks_mut(count.max(1)).collect();
    let not_finite = in_chunks(scenario, wanted, part, &Nobody, &mut |chunk| {
        over(&mut rows, |point, row| chunk.copy_to(point, row));
    })?;
    Ok(Samples { variables: wanted.to_vec(), times, replications: part.replications.clone(), values, not_finite })
}

/// Refuses what would not fit into memory.
pub(super) fn refuse_too_many(variables: usize, times: usize, replications: u64) -> Result<(), RunError> {
    let of_one = (variables * times) as u64;
    let values = u128::from(replications) * u128::from(of_one);
    if values > u128::from(MOST_VALUES) || of_one > MOST_OF_ONE {
        return Err(RunError::TooMany { variables, times, replications, values });
    }
    Ok(())
}

/// Runs a part of a scenario's ensemble, handing the `wanted` variables at the saved moments over as they come out, some
/// replications at a time, in their order; nothing of them stays in memory. Tells what became infinite or NaN.
///
/// # Errors
/// As [`run`]; that whoever looks on has ended it.
pub fn in_chunks(
    scenario: &Scenario,
    wanted: &[VariableId],
    part: &Part,
    watch: &dyn Watch,
    take: &mut dyn FnMut(&Chunk),
) -> Result<Option<NotFinite>, RunError> {
    compiled_in_chunks(scenario, &compile(scenario, wanted), part, watch, take)
}

/// The same of a scenario that is compiled already, so that what is wanted can be read.
///
/// # Errors
/// As there.
pub(super) fn compiled_in_chunks(
    scenario: &Scenario,
    program: &Program,
    part: &Part,
    watch: &dyn Watch,
    take: &mut dyn FnMut(&Chunk),
) -> Result<Option<NotFinite>, RunError> {
    blocks_in_chunks(scenario, program, program.wanted.len(), None, part, watch, take)
}

/// The same with scores: a point of score number `k` is that of a variable which stands `k` places after the wanted ones.
///
/// # Errors
/// As there.
pub(super) fn scored_in_chunks(
    scenario: &Scenario,
    wanted: &[VariableId],
    scores: Option<&Program>,
    part: &Part,
    watch: &dyn Watch,
    take: &mut dyn FnMut(&Chunk),
) -> Result<Option<NotFinite>, RunError> {
    let read = scores.iter().flat_map(|scores| scores.given.iter().map(|(id, _, _)| *id));
    let program = compile(scenario, &wanted.iter().copied().chain(read).collect::<Vec<_>>());
    blocks_in_chunks(scenario, &program, wanted.len(), scores, part, watch, take)
}

fn blocks_in_chunks(
    scenario: &Scenario,
    program: &Program,
    wanted: usize,
    scores: Option<&Program>,
    part: &Part,
    watch: &dyn Watch,
    take: &mut dyn FnMut(&Chunk),
) -> Result<Option<NotFinite>, RunError> {
    let times = scenario.time.saved().len();
    let rows = wanted + scores.map_or(0, |scores| scores.wanted.len());
    let (width, points) = (part.width.max(1), rows * times);
    let constants = program.constants.iter().map(|c| ConstantLuck::new(scenario, c)).collect::<Result<Vec<_>, _>>()?;
    let noises: Vec<NoiseLuck> = program.noises.iter().map(|n| NoiseLuck::new(scenario, n)).collect();
    let runner = Runner { scenario, program, wanted, scores, constants, noises, times, watch };
    // Enough blocks at a time to keep every thread busy, no more values than stay out of the way.
    let most = BLOCKS_A_THREAD * threads();
    let blocks = (CHUNK_VALUES / (points * width).max(1)).clamp(threads(), most);
    let mut columns: Vec<Column> = Vec::new();
    let mut wrong: Option<(u64, usize)> = None;
    let Range { start, end } = part.replications;
    let mut first = start;
    while first < end {
        let stop = end.min(first.saturating_add((blocks * width) as u64));
        let borders: Vec<u64> = (first..stop).step_by(width).collect();
        columns.resize_with(borders.len(), Column::default);
        over(&mut columns, |index, column| {
            let from = borders[index];
            column.ended = runner.run_block(from..stop.min(from + width as u64), column).err();
        });
        // In the order of the blocks, whichever thread is first: of several failures too the first block's is told.
        if let Some(error) = columns.iter_mut().find_map(|column| column.ended.take()) {
            return Err(error);
        }
        for column in &columns {
            if let Some((replication, count)) = column.wrong {
                let (_, all) = wrong.get_or_insert((replication, 0));
                *all += count;
            }
        }
        take(&Chunk { first: (first - start) as usize, times, columns: &columns });
        first = stop;
    }
    match wrong {
        Some((first, count)) => find_not_finite(scenario, first, count).map(Some),
        None => Ok(None),
    }
}

/// Blocks that are handed over together, for each thread.
const BLOCKS_A_THREAD: usize = 32;

/// Values that are handed over together, unless one block has more: 2^23 of them are 64 MiB.
const CHUNK_VALUES: usize = 1 << 23;

#[cfg(not(target_arch = "wasm32"))]
fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(target_arch = "wasm32")]
fn threads() -> usize {
    1
}

/// Calls `each` with every item and its index, on all threads; in which order is not said, so that no item may depend on
/// another. Runs within it share the threads.
#[cfg(not(target_arch = "wasm32"))]
pub fn over<T: Send>(items: &mut [T], each: impl Fn(usize, &mut T) + Sync + Send) {
    use rayon::prelude::*;
    items.par_iter_mut().enumerate().for_each(|(index, item)| each(index, item));
}

#[cfg(target_arch = "wasm32")]
pub fn over<T>(items: &mut [T], each: impl Fn(usize, &mut T)) {
    items.iter_mut().enumerate().for_each(|(index, item)| each(index, item));
}

/// Neighbouring replications as they come out of the engine.
///
/// A *point* is a wanted variable at a saved moment: number `variable * times + time`.
pub struct Chunk<'a> {
    /// The place of its first replication in the part that is run.
    pub first: usize,
    pub times: usize,
    columns: &'a [Column],
}

impl Chunk<'_> {
    /// The values of a point, a piece at a time, in the order of the replications.
    pub fn pieces(&self, point: usize) -> impl Iterator<Item = &[f64]> {
        self.columns.iter().map(move |column| &column.values[point * column.width..][..column.width])
    }

    /// Puts the values of a point where they belong in a row of the part's replications, as far as that goes.
    pub fn copy_to(&self, point: usize, row: &mut [f64]) {
        self.meet(point, row, |row, piece| row.copy_from_slice(piece));
    }

    /// The same, adding them to what stands there.
    pub fn add_to(&self, point: usize, row: &mut [f64]) {
        self.meet(point, row, |row, piece| row.iter_mut().zip(piece).for_each(|(sum, value)| *sum += value));
    }

    fn meet(&self, point: usize, row: &mut [f64], set: impl Fn(&mut [f64], &[f64])) {
        let mut rest = row.get_mut(self.first..).unwrap_or_default();
        for piece in self.pieces(point) {
            let (own, after) = rest.split_at_mut(piece.len().min(rest.len()));
            set(own, &piece[..own.len()]);
            rest = after;
        }
    }
}

/// What came of one block.
///
/// # Shape
/// `values[variable][time][lane]`, `width` lanes.
#[derive(Default)]
struct Column {
    width: usize,
    values: Vec<f64>,
    /// The first replication in which something is infinite or NaN, and how many there are.
    wrong: Option<(u64, usize)>,
    ended: Option<RunError>,
}

/// What all blocks of a run share.
struct Runner<'a> {
    scenario: &'a Scenario,
    program: &'a Program,
    /// How many of the variables that the program keeps are handed over; the rest is for the scores.
    wanted: usize,
    scores: Option<&'a Program>,
    constants: Vec<ConstantLuck>,
    noises: Vec<NoiseLuck>,
    times: usize,
    watch: &'a dyn Watch,
}

impl Runner<'_> {
    fn run_block(&self, lanes: Range<u64>, column: &mut Column) -> Result<(), RunError> {
        let Runner { scenario, program, wanted, times, watch, .. } = *self;
        let width = (lanes.end - lanes.start) as usize;
        let mut constants = self.constants.clone();
        let fill = |index: usize, row: &mut [f64]| constants[index].fill(lanes.start, row);
        let mut block = Block::new(program, width, lanes.start, self.noises.clone(), fill)?;
        column.width = width;
        let mut scorer = match self.scores {
            Some(scores) => Some(Scorer::new(scenario, scores, &program.wanted[wanted..], width)?),
            None => None,
        };
        let rows = wanted + self.scores.map_or(0, |scores| scores.wanted.len());
        column.values.clear();
        column.values.resize(rows * times * width, 0.0);
        let mut wrong = vec![false; width];
        let steps_a_save = program.time.steps_a_save();
        for time in 0..times {
            if time > 0 {
                for _ in 0..steps_a_save {
                    if watch.ended() {
                        return Err(RunError::Ended);
                    }
                    block.advance();
                    if let Some(scorer) = &mut scorer {
                        scorer.look_at(&block);
                    }
                }
            } else if let Some(scorer) = &mut scorer {
                scorer.look_at(&block);
            }
            for state in &program.states {
                note(block.row(state.slot), &mut wrong);
            }
            // Models of other tools may divide by nothing at first; where they start from must be known all the same.
            let forgiving = scenario.model.dialect == Dialect::Xmile;
            if time == 0 && forgiving {
                refuse_at_start(scenario, &lanes, &wrong)?;
            }
            let mut put = |index: usize, row: &[f64]| {
                column.values[(index * times + time) * width..][..width].copy_from_slice(row);
            };
            for (index, slot) in program.wanted[..wanted].iter().enumerate() {
                put(index, block.row(*slot));
                note(block.row(*slot), &mut wrong);
            }
            // Before the first moment nothing has changed, and all scores stay at 0.
            if let Some(scorer) = scorer.as_ref().filter(|_| time > 0) {
                scorer.rows().enumerate().for_each(|(index, row)| put(wanted + index, row));
            }
            if time == 0 && !forgiving {
                refuse_at_start(scenario, &lanes, &wrong)?;
            }
        }
        let first = wrong.iter().position(|w| *w);
        column.wrong = first.map(|lane| (lanes.start + lane as u64, wrong.iter().filter(|w| **w).count()));
        watch.done(width as u64);
        Ok(())
    }
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
