//! What cuts change in a while: an ensemble that goes on from saved moments, as it is and with links held.

use std::ops::Range;

use crate::model::VariableId;
use crate::model::cut::{Cut, Hold};
use crate::model::moments::Moments;
use crate::model::scenario::Scenario;
use crate::program::Program;
use crate::program::compile::compile;

use super::ensemble::{Part, RunError, Watch, over, refuse_too_many};
use super::luck::{ConstantLuck, NoiseLuck};
use super::step::Block;

/// Links that are held over windows of time, and what is read at the end of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Windows {
    /// Sets of links, from cause to effect, each set held as one: from the start of a window on its effects go on with the
    /// value that its causes have then.
    pub sets: Vec<Vec<(VariableId, VariableId)>>,
    /// Where windows begin, and how long they are: numbers of steps. Those that would end after the run are left out.
    pub starts: Vec<usize>,
    pub length: usize,
    /// What is read.
    pub variable: VariableId,
}

/// What was read at the ends of windows.
#[derive(Debug, Clone, PartialEq)]
pub struct AtTheEnd {
    /// Those windows that end within the run, by where they begin.
    pub starts: Vec<usize>,
    /// With nothing held.
    ///
    /// # Shape
    /// `plain[window][replication]`
    pub plain: Vec<Vec<f64>>,
    /// With each set held from the start of the window on.
    ///
    /// # Shape
    /// `held[set][window][replication]`
    pub held: Vec<Vec<Vec<f64>>>,
}

impl Windows {
    /// Runs a part of a scenario's ensemble once, and from the start of each window once more for each set, to its end: what
    /// was before a window is not run again. Cuts of the scenario itself stay.
    ///
    /// # Errors
    /// As [`run`](super::ensemble::run); that whoever looks on has ended it.
    ///
    /// # Determinism
    /// The bits are those of runs from the start with a [`Cut`] from the start of the window.
    pub fn run(&self, scenario: &Scenario, part: &Part, watch: &dyn Watch) -> Result<AtTheEnd, RunError> {
        let steps = scenario.time.steps();
        let mut starts: Vec<usize> = self.starts.iter().copied().filter(|start| start + self.length <= steps).collect();
        starts.sort_unstable();
        starts.dedup();
        let count = part.replications.end.saturating_sub(part.replications.start);
        refuse_too_many(1 + self.sets.len(), starts.len(), count)?;
        let mut cuttable = scenario.clone();
        cuttable.cuts.extend(self.links().into_iter().enumerate().map(|(index, (cause, effect))| Cut {
            cause,
            effect,
            from: never(scenario, index),
            hold: Hold::Then,
        }));
        let program = compile(&cuttable, &[self.variable]);
        let runner = Runner {
            windows: self,
            program: &program,
            starts: &starts,
            moments: Moments::of(&scenario.time),
            untils: self.untils(scenario),
            constants: program
                .constants
                .iter()
                .map(|constant| ConstantLuck::new(&cuttable, constant))
                .collect::<Result<Vec<_>, _>>()?,
            noises: program.noises.iter().map(|noise| NoiseLuck::new(&cuttable, noise)).collect(),
            watch,
        };
        let Range { start, end } = part.replications;
        let borders: Vec<u64> = (start..end).step_by(part.width.max(1)).collect();
        let mut blocks: Vec<Result<AtTheEnd, RunError>> = borders.iter().map(|_| Err(RunError::Ended)).collect();
        over(&mut blocks, |index, block| {
            let from = borders[index];
            *block = runner.run_block(from..end.min(from + part.width.max(1) as u64));
        });
        let mut out = AtTheEnd::empty(&starts, self.sets.len());
        for block in blocks {
            out.append(block?);
        }
        Ok(out)
    }

    /// Every link once.
    fn links(&self) -> Vec<(VariableId, VariableId)> {
        let mut out: Vec<(VariableId, VariableId)> = Vec::new();
        for link in self.sets.iter().flatten() {
            if !out.contains(link) {
                out.push(*link);
            }
        }
        out
    }

    /// For each set the moments by which the program knows its links.
    fn untils(&self, scenario: &Scenario) -> Vec<Vec<f64>> {
        let links = self.links();
        let until = |link| links.iter().position(|own| own == link).map(|index| never(scenario, index));
        self.sets.iter().map(|set| set.iter().filter_map(until).collect()).collect()
    }
}

/// A moment after the end of the run, another one for each link: a program that holds links from there on does what it would
/// do without, and each of its holds can be told from the others.
fn never(scenario: &Scenario, index: usize) -> f64 {
    let time = &scenario.time;
    time.stop + (time.stop - time.start) * (1 + index) as f64
}

impl AtTheEnd {
    fn empty(starts: &[usize], sets: usize) -> AtTheEnd {
        let windows = vec![Vec::new(); starts.len()];
        AtTheEnd { starts: starts.to_vec(), plain: windows.clone(), held: vec![windows; sets] }
    }

    /// Puts the replications of another block behind.
    fn append(&mut self, block: AtTheEnd) {
        let own = self.plain.iter_mut().chain(self.held.iter_mut().flatten());
        own.zip(block.plain.into_iter().chain(block.held.into_iter().flatten()))
            .for_each(|(own, more)| own.extend(more));
    }
}

/// What all blocks share.
struct Runner<'a> {
    windows: &'a Windows,
    program: &'a Program,
    starts: &'a [usize],
    moments: Moments,
    untils: Vec<Vec<f64>>,
    constants: Vec<ConstantLuck>,
    noises: Vec<NoiseLuck>,
    watch: &'a dyn Watch,
}

impl Runner<'_> {
    fn run_block(&self, lanes: Range<u64>) -> Result<AtTheEnd, RunError> {
        let Runner { program, starts, .. } = *self;
        let width = (lanes.end - lanes.start) as usize;
        let mut constants = self.constants.clone();
        let fill = |index: usize, row: &mut [f64]| constants[index].fill(lanes.start, row);
        let mut block = Block::new(program, width, lanes.start, self.noises.clone(), fill)?;
        let mut out = AtTheEnd::empty(starts, self.windows.sets.len());
        let (length, slot) = (self.windows.length, program.wanted[0]);
        let last = starts.last().map_or(0, |start| start + length);
        loop {
            let step = block.step();
            if let Some(window) = step.checked_sub(length).and_then(|start| starts.binary_search(&start).ok()) {
                out.plain[window] = block.row(slot).to_vec();
            }
            if let Ok(window) = starts.binary_search(&step) {
                for (set, untils) in self.untils.iter().enumerate() {
                    let mut held = block.clone();
                    held.hold(untils, self.moments.at(step));
                    self.advance(&mut held, length)?;
                    out.held[set][window] = held.row(slot).to_vec();
                }
            }
            if step == last {
                break;
            }
            self.advance(&mut block, 1)?;
        }
        self.watch.done(width as u64);
        Ok(out)
    }

    fn advance(&self, block: &mut Block, steps: usize) -> Result<(), RunError> {
        for _ in 0..steps {
            if self.watch.ended() {
                return Err(RunError::Ended);
            }
            block.advance();
        }
        Ok(())
    }
}
