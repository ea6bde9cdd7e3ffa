//! Scores over an ensemble: beside each block of replications a second one, which is shown the values of two neighbouring
//! moments before each saved one.

use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::model::scenario::Scenario;
use crate::program::scores::{Score, compile_scores};
use crate::program::{Era, Program, Slot};

use super::ensemble::{Part, RunError, Samples, Watch, over, refuse_too_many, scored_in_chunks};
use super::step::{Block, TooLong};

/// Variables and scores of a part of an ensemble at the saved moments.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    pub samples: Samples,
    /// # Shape
    /// `scores[score][time][replication]`, as in [`Samples`]. At the first moment, before which nothing changes, all are
    /// 0.
    pub scores: Vec<f64>,
}

/// Runs a part of a scenario's ensemble and scores links and loops on the way.
///
/// The scores at a saved moment are those of the last step before it, unless luck is drawn or something is done at saved
/// moments: then they are those of the step before that one, in which nothing comes from without, so that a score says
/// what the structure does and not that a die was thrown.
///
/// # Errors
/// As [`super::ensemble::run`]; that whoever looks on has ended it.
pub fn run(
    scenario: &Scenario,
    wanted: &[VariableId],
    causal: &Graph,
    asked: &[Score],
    part: &Part,
    watch: &dyn Watch,
) -> Result<Scored, RunError> {
    let times = scenario.time.saved();
    let replications = part.replications.end.saturating_sub(part.replications.start);
    refuse_too_many(wanted.len() + asked.len(), times.len(), replications)?;
    let program = compile_scores(scenario, causal, asked);
    let count = replications as usize;
    let mut values = vec![0.0; (wanted.len() + asked.len()) * times.len() * count];
    let mut rows: Vec<&mut [f64]> = values.chunks_mut(count.max(1)).collect();
    let not_finite = scored_in_chunks(scenario, wanted, Some(&program), part, watch, &mut |chunk| {
        over(&mut rows, |point, row| chunk.copy_to(point, row));
    })?;
    let scores = values.split_off(wanted.len() * times.len() * count);
    let replications = part.replications.clone();
    let samples = Samples { variables: wanted.to_vec(), times, replications, values, not_finite };
    Ok(Scored { samples, scores })
}

/// Looks at a block as it moves, and scores it.
pub(super) struct Scorer<'a> {
    program: &'a Program,
    block: Block<'a>,
    /// Rows of the block that is looked at, in the order of the program's given rows.
    sources: &'a [Slot],
    steps_a_save: usize,
    /// Steps from the moment that is scored to the one that is saved.
    lag: usize,
}

impl<'a> Scorer<'a> {
    pub fn new(
        scenario: &Scenario,
        program: &'a Program,
        sources: &'a [Slot],
        width: usize,
    ) -> Result<Scorer<'a>, TooLong> {
        let block = Block::new(program, width, 0, Vec::new(), |_, _| ())?;
        let steps_a_save = scenario.time.steps_a_save();
        let disturbed = scenario.uncertainty.of_noise() || !scenario.additions().is_empty();
        // Three steps: one before anything comes from without, and one after.
        let lag = usize::from(disturbed && steps_a_save >= 3);
        Ok(Scorer { program, block, sources, steps_a_save, lag })
    }

    /// Scores the change to a block's present moment where that is asked for, and keeps it where the next one is.
    pub fn look_at(&mut self, block: &Block) {
        let (step, lag, steps_a_save) = (block.step(), self.lag, self.steps_a_save);
        let is_scored = |step: usize| (step + lag).is_multiple_of(steps_a_save);
        if step > 0 && is_scored(step) {
            self.fill(Era::After, block);
            self.block.calculate_at(step - 1);
        }
        if is_scored(step + 1) {
            self.fill(Era::Before, block);
        }
    }

    fn fill(&mut self, era: Era, from: &Block) {
        for ((_, _, to), source) in self.program.given.iter().zip(self.sources).filter(|((_, of, _), _)| *of == era) {
            self.block.row_mut(*to).copy_from_slice(from.row(*source));
        }
    }

    /// The last scores, in the order in which they were asked for.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.program.wanted.iter().map(|slot| self.block.row(*slot))
    }
}
