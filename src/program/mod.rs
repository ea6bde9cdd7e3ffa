//! A scenario compiled to straight-line code over rows: slots, not names.
//!
//! ```text
//! model + scenario  --compile-->  program:  prologue   once a block
//!                                           initial    at the first moment: initial values of states
//!                                           step       at every moment: auxiliaries and flows from states
//! ```
//!
//! Every operation writes a row of its own that no other operation writes, and reads rows that stand before it.

pub mod compile;
pub mod listing;
pub mod op;

use crate::model::scenario::Addition;
use crate::model::{DistributionKind, Shape, Spread, TimeSpec, VariableId};
use op::Op;

/// Index of a row of lanes in a block's memory.
pub type Slot = u32;

/// What a block of replications executes.
#[derive(Debug, Clone)]
pub struct Program {
    /// Rows a block needs.
    pub slots: usize,
    /// Rows that hold one number throughout.
    pub literals: Vec<(Slot, f64)>,
    /// Rows of the constants in which replications differ.
    pub constants: Vec<ConstantRow>,
    /// Constants that picks and shocks move.
    pub inputs: Vec<Input>,
    /// Stocks and counters.
    pub states: Vec<State>,
    pub pipes: Vec<Pipe>,
    pub noises: Vec<NoiseSource>,
    pub tables: Vec<Curve>,
    /// What does not change in time.
    pub prologue: Vec<Op>,
    /// What initial values are calculated from.
    pub initial: Vec<Op>,
    pub step: Vec<Op>,
    /// Where each wanted variable is found after `step`.
    pub wanted: Vec<(VariableId, Slot)>,
    pub time: TimeSpec,
}

/// A constant in which replications differ.
#[derive(Debug, Clone)]
pub struct ConstantRow {
    pub name: String,
    /// Its place among all constants of the model: its dimension in a Sobol sequence.
    pub dimension: usize,
    pub spread: Spread,
    pub slot: Slot,
}

/// A constant with what is added to it over time.
#[derive(Debug, Clone)]
pub struct Input {
    /// The row without additions.
    pub base: Slot,
    /// The row with them, which equations read.
    pub slot: Slot,
    pub additions: Vec<Addition>,
}

/// A row that is carried from one step to the next.
#[derive(Debug, Clone)]
pub struct State {
    pub variable: VariableId,
    pub slot: Slot,
    /// The row of its initial value, after `initial`.
    pub initial: Slot,
    pub inflows: Vec<Slot>,
    pub outflows: Vec<Slot>,
}

/// A pipeline delay: the row of what comes out, carried from one step to the next.
#[derive(Debug, Clone)]
pub struct Pipe {
    pub variable: VariableId,
    pub slot: Slot,
    /// What goes in, after `step`.
    pub input: Slot,
    /// Its length in units of time, after `initial`; None is one step.
    pub length: Option<Slot>,
    /// What comes out before the first input does, after `initial`.
    pub initial: Slot,
}

/// A source of luck.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NoiseSource {
    pub name: String,
    pub kind: DistributionKind,
    /// Steps for which a draw is held.
    pub steps: usize,
}

/// A table as the evaluators read it.
#[derive(Debug, Clone)]
pub struct Curve {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// Rise over run of each piece.
    pub slope: Vec<f64>,
    pub shape: Shape,
}
