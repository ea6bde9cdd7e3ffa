//! A block of replications, moved through time.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::moments::Moments;
use crate::model::scenario::Addition;
use crate::model::{Method, VariableId};
use crate::program::op::{Clock, Op};
use crate::program::{Input, Program, Slot, State};

use thiserror::Error;

use super::lanes::{LANES, Lanes, Memory, Moved, Place, euler, evaluate, slopes};
use super::luck::NoiseLuck;

/// The most inputs that the pipelines of a block hold: 2^25 of them are 256 MiB.
const MOST_HELD: usize = 1 << 25;

/// Pipelines so long that what is in them would fill the memory.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("the delays hold more than {MOST_HELD} values at a time: make them shorter, or dt longer")]
pub struct TooLong;

/// Replications side by side, at one moment.
///
/// # Shape
/// `memory` is one row of `width` lanes a slot, lane after lane; lane 0 is `first_replication`. Rows are filled up to whole
/// [`Lanes`]; what stands in the lanes beyond `width` is calculated and never read.
#[derive(Clone)]
pub struct Block<'p> {
    program: &'p Program,
    width: usize,
    first_replication: u64,
    /// [`Lanes`] of a row.
    row: usize,
    memory: Memory,
    step_tape: Vec<Op<Place>>,
    states: Vec<Moved>,
    /// Whether the rate of some state is a state: then all rates are found before any state moves.
    entangled: bool,
    noises: Vec<NoiseLuck>,
    moments: Moments,
    step: usize,
    scratch: Scratch,
    rings: Vec<Ring>,
}

/// Rows beside the block's own: one a state in each.
#[derive(Clone, Default)]
struct Scratch {
    /// Present slopes.
    net: Vec<Lanes>,
    /// For Runge and Kutta's method: values at the step's start.
    base: Vec<Lanes>,
    /// The same: weighted sum of the stages' slopes.
    sum: Vec<Lanes>,
}

impl<'p> Block<'p> {
    /// A block at the first moment. `fill` writes the row of a constant, by its index in [`Program::constants`].
    ///
    /// # Errors
    /// Pipelines that are too long to be held.
    pub fn new(
        program: &'p Program,
        width: usize,
        first_replication: u64,
        noises: Vec<NoiseLuck>,
        mut fill: impl FnMut(usize, &mut [f64]),
    ) -> Result<Block<'p>, TooLong> {
        let row = width.div_ceil(LANES);
        let place = |slot: Slot| Place::of(slot, row);
        let linked = |tape: &[Op]| tape.iter().map(|op| op.with_places(place)).collect::<Vec<_>>();
        let places = |slots: &[Slot]| slots.iter().map(|slot| place(*slot)).collect::<Vec<_>>();
        let moved = |state: &State| Moved {
            state: place(state.slot),
            inflows: places(&state.inflows),
            outflows: places(&state.outflows),
        };
        let own: HashSet<Slot> = program.states.iter().map(|s| s.slot).collect();
        let entangled = program.states.iter().any(|s| s.inflows.iter().chain(&s.outflows).any(|f| own.contains(f)));
        let rows = vec![[0.0; LANES]; program.states.len() * row];
        let scratch = match program.time.method {
            Method::Rk4 => Scratch { net: rows.clone(), base: rows.clone(), sum: rows },
            Method::Euler if entangled => Scratch { net: rows, ..Scratch::default() },
            Method::Euler => Scratch::default(),
        };
        let mut block = Block {
            program,
            width,
            first_replication,
            row,
            memory: Memory::new(program.rows * row),
            step_tape: linked(&program.step),
            states: program.states.iter().map(moved).collect(),
            entangled,
            noises,
            moments: Moments::of(&program.time),
            step: 0,
            scratch,
            rings: Vec::new(),
        };
        for &(slot, value) in &program.literals {
            block.memory[place(slot).row(row)].fill([value; LANES]);
        }
        for (index, constant) in program.constants.iter().enumerate() {
            fill(index, block.row_mut(constant.slot));
        }
        let clock = block.clock(0.0);
        block.run(&linked(&program.prologue), &clock, Stage::Whole);
        block.schedule();
        block.run(&linked(&program.initial), &clock, Stage::Whole);
        for state in &program.states {
            block.copy(state.initial, state.slot);
        }
        block.lay_pipes()?;
        block.calculate(&clock, Stage::Whole);
        Ok(block)
    }

    /// The lanes of a slot at the present moment.
    pub fn row(&self, slot: Slot) -> &[f64] {
        &self.memory[self.place(slot)].as_flattened()[..self.width]
    }

    pub(super) fn row_mut(&mut self, slot: Slot) -> &mut [f64] {
        let place = self.place(slot);
        &mut self.memory[place].as_flattened_mut()[..self.width]
    }

    fn place(&self, slot: Slot) -> Range<usize> {
        Place::of(slot, self.row).row(self.row)
    }

    fn copy(&mut self, from: Slot, to: Slot) {
        let (from, to) = (self.place(from), self.place(to));
        self.memory.copy_within(from, to.start);
    }

    /// Moves all replications on by dt; afterwards auxiliaries and flows are those of the new moment.
    pub fn advance(&mut self) {
        self.fill_pipes();
        match self.program.time.method {
            Method::Euler => self.euler(),
            Method::Rk4 => self.runge_kutta(),
        }
        self.step += 1;
        self.empty_pipes();
        self.schedule();
        self.calculate(&self.clock(0.0), Stage::Whole);
    }

    /// Lets the holds that are known by the moments until which they would follow their causes end now: what they hand on stays
    /// as it is.
    pub(super) fn hold(&mut self, untils: &[f64], now: f64) {
        for op in &mut self.step_tape {
            if let Op::Hold { until, .. } = op
                && untils.contains(until)
            {
                *until = now;
            }
        }
    }

    /// The number of steps from the first moment to the present one.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Runs the program's step again, at the clock of another step: rows that are given have changed.
    pub fn calculate_at(&mut self, step: usize) {
        self.step = step;
        self.calculate(&self.clock(0.0), Stage::Whole);
    }

    /// The moment `part` of a step after the present one.
    fn clock(&self, part: f64) -> Clock {
        Clock::within(&self.moments, self.step, part)
    }

    /// Sets the constants that picks and shocks move to their values at the present moment.
    fn schedule(&mut self) {
        let clock = self.clock(0.0);
        for input in &self.program.inputs {
            if input.additions.iter().all(|addition| addition.size.is_none()) {
                let added = added(&input.additions, &clock, |_| f64::NAN);
                self.copy(input.base, input.slot);
                self.row_mut(input.slot).iter_mut().for_each(|value| *value += added);
            } else {
                self.schedule_lanes(input, &clock);
            }
        }
    }

    /// The same of a constant to which each replication has its own amount added: the sum first, as [`added`] has it.
    fn schedule_lanes(&mut self, input: &Input, clock: &Clock) {
        let (base, row) = (self.place(input.base), self.place(input.slot));
        self.memory[row.clone()].fill([0.0; LANES]);
        for addition in &input.additions {
            let share = addition.share(clock.step_start, clock.slack());
            let size = input.size_of(addition).map(|(slot, times)| (self.place(slot), times));
            for (i, lanes) in row.clone().enumerate() {
                for lane in 0..LANES {
                    let amount = match &size {
                        Some((place, times)) => self.memory[place.start + i][lane] * times,
                        None => addition.amount,
                    };
                    self.memory[lanes][lane] += share.map_or(0.0, |share| share * amount);
                }
            }
        }
        for (from, to) in base.zip(row) {
            for lane in 0..LANES {
                self.memory[to][lane] += self.memory[from][lane];
            }
        }
    }

    /// Makes the pipelines, as long as they are at the first moment.
    fn lay_pipes(&mut self) -> Result<(), TooLong> {
        let (program, width) = (self.program, self.width);
        let mut held = 0;
        for pipe in &program.pipes {
            self.copy(pipe.initial, pipe.slot);
            let steps = |length: f64| pipe_steps(length, program.time.dt, program.time.steps());
            let steps = match pipe.length {
                Some(length) => self.row(length).iter().map(|length| steps(*length)).collect(),
                None => vec![1; width],
            };
            let ring = Ring::new(steps, program.time.steps());
            held += ring.rows * width;
            if held > MOST_HELD {
                return Err(TooLong);
            }
            self.rings.push(ring);
        }
        for ring in &mut self.rings {
            ring.memory = vec![0.0; ring.rows * width];
        }
        Ok(())
    }

    /// Puts the present inputs into the pipelines.
    fn fill_pipes(&mut self) {
        let mut rings = std::mem::take(&mut self.rings);
        for (pipe, ring) in self.program.pipes.iter().zip(&mut rings) {
            ring.row_mut(self.step, self.width).copy_from_slice(self.row(pipe.input));
        }
        self.rings = rings;
    }

    /// Sets what comes out of the pipelines at the present step.
    fn empty_pipes(&mut self) {
        let rings = std::mem::take(&mut self.rings);
        for (pipe, ring) in self.program.pipes.iter().zip(&rings) {
            for (lane, steps) in ring.steps.iter().enumerate() {
                let value = match self.step.checked_sub(*steps) {
                    Some(then) => ring.row(then, self.width)[lane],
                    None => self.row(pipe.initial)[lane],
                };
                self.row_mut(pipe.slot)[lane] = value;
            }
        }
        self.rings = rings;
    }

    /// Calculates auxiliaries and flows from the states.
    fn calculate(&mut self, clock: &Clock, stage: Stage) {
        let tape = std::mem::take(&mut self.step_tape);
        self.run(&tape, clock, stage);
        self.step_tape = tape;
    }

    fn run(&mut self, tape: &[Op<Place>], clock: &Clock, stage: Stage) {
        let Block { program, width, first_replication, row, memory, noises, step, .. } = self;
        let row = *row;
        let mut draw = |memory: &mut [Lanes], noise: u32, [mean, spread]: [Place; 2], out: Place| {
            let noise = &mut noises[noise as usize];
            // A draw is held from the step that begins its period to the step that begins the next.
            if stage == Stage::Whole && step.is_multiple_of(noise.steps) {
                let lanes = |place: Place| memory[place.row(row)].as_flattened()[..*width].to_vec();
                let (mean, spread) = (lanes(mean), lanes(spread));
                let out = &mut memory[out.row(row)].as_flattened_mut()[..*width];
                noise.fill(*first_replication, (*step / noise.steps) as u64, &mean, &spread, out);
            }
        };
        evaluate(tape, memory, row, clock, &program.tables, &mut draw);
    }

    fn euler(&mut self) {
        let (row, dt) = (self.row, self.program.time.dt);
        if self.entangled {
            self.slopes();
            self.go(|value, net, _| value + dt * net, From::Present);
        } else {
            euler(&self.states, &mut self.memory, row, dt);
        }
    }

    /// The classical method of Runge and Kutta (Kutta 1901); noise and scheduled inputs stay as at the step's start.
    fn runge_kutta(&mut self) {
        let (row, dt) = (self.row, self.program.time.dt);
        for (moved, base) in self.states.iter().zip(self.scratch.base.chunks_mut(row)) {
            base.copy_from_slice(&self.memory[moved.state.row(row)]);
        }
        self.slopes();
        self.scratch.sum.copy_from_slice(&self.scratch.net);
        // How far each stage goes along the slopes before it, and the weight of the slopes found there.
        for (reach, weight) in [(0.5, 2.0), (0.5, 2.0), (1.0, 1.0)] {
            self.go(|base, net, _| base + reach * dt * net, From::Base);
            self.calculate(&self.clock(reach), Stage::Within);
            self.slopes();
            for (sum, net) in self.scratch.sum.iter_mut().zip(&self.scratch.net) {
                *sum = std::array::from_fn(|l| sum[l] + weight * net[l]);
            }
        }
        self.go(|base, _, sum| base + dt / 6.0 * sum, From::Base);
    }

    /// Sets every state from where it is or was at the step's start, the present slope and the weighted sum of slopes.
    fn go(&mut self, value: impl Fn(f64, f64, f64) -> f64, from: From) {
        let row = self.row;
        let Block { memory, scratch: Scratch { net, base, sum }, states, .. } = self;
        for (s, moved) in states.iter().enumerate() {
            for (i, state) in memory[moved.state.row(row)].iter_mut().enumerate() {
                let at = s * row + i;
                *state = match from {
                    From::Present => std::array::from_fn(|l| value(state[l], net[at][l], 0.0)),
                    From::Base => std::array::from_fn(|l| value(base[at][l], net[at][l], sum[at][l])),
                };
            }
        }
    }

    fn slopes(&mut self) {
        slopes(&self.states, &self.memory, self.row, &mut self.scratch.net);
    }
}

/// Where a state sets out from.
#[derive(Clone, Copy)]
enum From {
    /// Its present value.
    Present,
    /// Its value at the step's start.
    Base,
}

/// The last inputs of a pipeline.
///
/// # Shape
/// As many rows of lanes as the longest lane has steps, written in turn.
#[derive(Clone)]
struct Ring {
    /// Steps from one end to the other, a lane each.
    steps: Vec<usize>,
    rows: usize,
    memory: Vec<f64>,
}

impl Ring {
    /// `run` is the number of steps of the whole run: what comes out later is never seen, and not kept. The memory is
    /// taken when all rings are known.
    fn new(steps: Vec<usize>, run: usize) -> Ring {
        let rows = steps.iter().filter(|steps| **steps <= run).max().copied().unwrap_or(1);
        Ring { memory: Vec::new(), rows, steps }
    }

    fn row(&self, step: usize, width: usize) -> &[f64] {
        &self.memory[step % self.rows * width..][..width]
    }

    fn row_mut(&mut self, step: usize, width: usize) -> &mut [f64] {
        &mut self.memory[step % self.rows * width..][..width]
    }
}

/// The whole number of steps nearest to a pipeline's length, from halfway up; at least one. One that outlasts the `run`,
/// or that is not a number, lets nothing through.
pub fn pipe_steps(length: f64, dt: f64, run: usize) -> usize {
    let steps = (length / dt + 0.5 + 1e-9).floor();
    if steps <= run as f64 { steps.max(1.0) as usize } else { run + 1 }
}

/// Whether a whole step begins, or a stage within one, in which noise is held.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Whole,
    Within,
}

/// The sum of what picks and shocks add to a constant at a moment, in their order; `value` tells what a constant is of which
/// an amount is a multiple.
pub fn added(additions: &[Addition], clock: &Clock, value: impl Fn(VariableId) -> f64) -> f64 {
    let amount = |a: &Addition| a.size.map_or(a.amount, |(size, times)| value(size) * times);
    let added = |a: &Addition| a.share(clock.step_start, clock.slack()).map_or(0.0, |share| share * amount(a));
    additions.iter().map(added).sum()
}
