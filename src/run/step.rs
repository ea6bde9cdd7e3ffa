//! A block of replications, moved through time.

use crate::model::Method;
use crate::model::scenario::Addition;
use crate::program::op::Clock;
use crate::program::{Program, Slot};

use thiserror::Error;

use super::lanes::evaluate;
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
/// `memory` is one row of `width` lanes a slot, lane after lane; lane 0 is `first_replication`.
pub struct Block<'p> {
    program: &'p Program,
    width: usize,
    first_replication: u64,
    memory: Vec<f64>,
    noises: Vec<NoiseLuck>,
    step: usize,
    scratch: Scratch,
    rings: Vec<Ring>,
}

/// Rows beside the block's own: one a state in each.
struct Scratch {
    /// Present slopes.
    net: Vec<f64>,
    /// For Runge and Kutta's method: values at the step's start.
    base: Vec<f64>,
    /// The same: weighted sum of the stages' slopes.
    sum: Vec<f64>,
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
        let rows = program.states.len() * width;
        let stages = if program.time.method == Method::Rk4 { rows } else { 0 };
        let scratch = Scratch { net: vec![0.0; rows], base: vec![0.0; stages], sum: vec![0.0; stages] };
        let memory = vec![0.0; program.slots * width];
        let rings = Vec::new();
        let mut block = Block { program, width, first_replication, memory, noises, step: 0, scratch, rings };
        for &(slot, value) in &program.literals {
            block.row_mut(slot).fill(value);
        }
        for (index, constant) in program.constants.iter().enumerate() {
            fill(index, block.row_mut(constant.slot));
        }
        let clock = block.clock(0.0);
        block.run(&program.prologue, &clock, Stage::Whole);
        block.schedule();
        block.run(&program.initial, &clock, Stage::Whole);
        for state in &program.states {
            let from = state.initial as usize * width;
            block.memory.copy_within(from..from + width, state.slot as usize * width);
        }
        let mut held = 0;
        for pipe in &program.pipes {
            let from = pipe.initial as usize * width;
            block.memory.copy_within(from..from + width, pipe.slot as usize * width);
            let steps = |length: f64| pipe_steps(length, program.time.dt, program.time.steps());
            let steps = match pipe.length {
                Some(length) => block.row(length).iter().map(|length| steps(*length)).collect(),
                None => vec![1; width],
            };
            let ring = Ring::new(steps, program.time.steps());
            held += ring.rows * width;
            if held > MOST_HELD {
                return Err(TooLong);
            }
            block.rings.push(ring);
        }
        for ring in &mut block.rings {
            ring.memory = vec![0.0; ring.rows * width];
        }
        block.run(&program.step, &clock, Stage::Whole);
        Ok(block)
    }

    /// The lanes of a slot at the present moment.
    pub fn row(&self, slot: Slot) -> &[f64] {
        &self.memory[slot as usize * self.width..][..self.width]
    }

    fn row_mut(&mut self, slot: Slot) -> &mut [f64] {
        &mut self.memory[slot as usize * self.width..][..self.width]
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
        let clock = self.clock(0.0);
        let program = self.program;
        self.run(&program.step, &clock, Stage::Whole);
    }

    /// The moment `part` of a step after the present one.
    fn clock(&self, part: f64) -> Clock {
        Clock::within(&self.program.time, self.step, part)
    }

    /// Sets the constants that picks and shocks move to their values at the present moment.
    fn schedule(&mut self) {
        let clock = self.clock(0.0);
        let (program, width) = (self.program, self.width);
        for input in &program.inputs {
            let added = added(&input.additions, &clock);
            let from = input.base as usize * width;
            self.memory.copy_within(from..from + width, input.slot as usize * width);
            for value in self.row_mut(input.slot) {
                *value += added;
            }
        }
    }

    /// Puts the present inputs into the pipelines.
    fn fill_pipes(&mut self) {
        let Block { program, width, memory, step, rings, .. } = self;
        for (pipe, ring) in program.pipes.iter().zip(rings) {
            ring.row_mut(*step, *width).copy_from_slice(&memory[pipe.input as usize * *width..][..*width]);
        }
    }

    /// Sets what comes out of the pipelines at the present step.
    fn empty_pipes(&mut self) {
        let Block { program, width, memory, step, rings, .. } = self;
        for (pipe, ring) in program.pipes.iter().zip(rings) {
            for (lane, steps) in ring.steps.iter().enumerate() {
                let value = match step.checked_sub(*steps) {
                    Some(then) => ring.row(then, *width)[lane],
                    None => memory[pipe.initial as usize * *width + lane],
                };
                memory[pipe.slot as usize * *width + lane] = value;
            }
        }
    }

    fn run(&mut self, tape: &[crate::program::op::Op], clock: &Clock, stage: Stage) {
        let Block { program, width, first_replication, memory, noises, step, .. } = self;
        let mut draw = |noise: u32, mean: &[f64], spread: &[f64], out: &mut [f64]| {
            let noise = &mut noises[noise as usize];
            // A draw is held from the step that begins its period to the step that begins the next.
            if stage == Stage::Whole && step.is_multiple_of(noise.steps) {
                noise.fill(*first_replication, (*step / noise.steps) as u64, mean, spread, out);
            }
        };
        evaluate(tape, memory, *width, clock, &program.tables, &mut draw);
    }

    fn euler(&mut self) {
        self.slopes();
        let (program, width, dt) = (self.program, self.width, self.program.time.dt);
        let Block { memory, scratch, .. } = self;
        for (state, net) in program.states.iter().zip(scratch.net.chunks(width)) {
            for (value, net) in memory[state.slot as usize * width..][..width].iter_mut().zip(net) {
                *value += dt * net;
            }
        }
    }

    /// The classical method of Runge and Kutta (Kutta 1901); noise and scheduled inputs stay as at the step's start.
    fn runge_kutta(&mut self) {
        let (program, width, dt) = (self.program, self.width, self.program.time.dt);
        for (state, base) in program.states.iter().zip(self.scratch.base.chunks_mut(width)) {
            base.copy_from_slice(&self.memory[state.slot as usize * width..][..width]);
        }
        self.slopes();
        self.scratch.sum.copy_from_slice(&self.scratch.net);
        // How far each stage goes along the slopes before it, and the weight of the slopes found there.
        for (reach, weight) in [(0.5, 2.0), (0.5, 2.0), (1.0, 1.0)] {
            self.go(|base, net, _| base + reach * dt * net);
            let clock = self.clock(reach);
            self.run(&program.step, &clock, Stage::Within);
            self.slopes();
            for (sum, net) in self.scratch.sum.iter_mut().zip(&self.scratch.net) {
                *sum += weight * net;
            }
        }
        self.go(|base, _, sum| base + dt / 6.0 * sum);
    }

    /// Sets every state from its value at the step's start, the present slope and the weighted sum of slopes.
    fn go(&mut self, value: impl Fn(f64, f64, f64) -> f64) {
        let width = self.width;
        let Block { memory, scratch, program, .. } = self;
        for (i, state) in program.states.iter().enumerate() {
            let row = |rows: &'_ [f64], lane: usize| rows[i * width + lane];
            for (lane, out) in memory[state.slot as usize * width..][..width].iter_mut().enumerate() {
                *out = value(row(&scratch.base, lane), row(&scratch.net, lane), row(&scratch.sum, lane));
            }
        }
    }

    /// Inflows less outflows of every state, in listed order. All are found before any state moves: a rate may be a
    /// state itself.
    fn slopes(&mut self) {
        let width = self.width;
        let Block { memory, scratch, program, .. } = self;
        scratch.net.fill(0.0);
        for (state, net) in program.states.iter().zip(scratch.net.chunks_mut(width)) {
            for slot in &state.inflows {
                for (net, flow) in net.iter_mut().zip(&memory[*slot as usize * width..][..width]) {
                    *net += flow;
                }
            }
            for slot in &state.outflows {
                for (net, flow) in net.iter_mut().zip(&memory[*slot as usize * width..][..width]) {
                    *net -= flow;
                }
            }
        }
    }
}

/// The last inputs of a pipeline.
///
/// # Shape
/// As many rows of lanes as the longest lane has steps, written in turn.
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

/// The sum of what picks and shocks add to a constant at a moment, in their order.
pub fn added(additions: &[Addition], clock: &Clock) -> f64 {
    additions.iter().map(|a| a.at(clock.step_start, clock.slack())).sum()
}
