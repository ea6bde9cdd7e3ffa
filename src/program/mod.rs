//! A scenario compiled to straight-line code over rows: slots, not names.
//!
//! ```text
//! model + scenario  --compile-->  program:  prologue   once a block
//!                                           initial    at the first moment: initial values of states
//!                                           step       at every moment: auxiliaries and flows from states
//! ```
//!
//! Rows of `step` that nobody reads any more are used again, so that a block stays near the processor; all others are
//! written by one operation only. A number that is the same in all lanes is a row too: then every operation is one loop
//! over rows, and nothing is decided within it.

pub mod compile;
pub mod emit;
pub mod listing;
pub mod op;
pub mod scores;

use std::fmt;

use crate::model::scenario::{Addition, Scenario};
use crate::model::{DistributionKind, Shape, Spread, TimeSpec, VariableId};
use op::Op;

/// Where a value is kept in a block's memory: a row of lanes, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Slot(pub u32);

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

/// What a block of replications executes.
#[derive(Debug, Clone)]
pub struct Program {
    /// Rows a block needs.
    pub rows: usize,
    /// Rows that hold one number throughout.
    pub literals: Vec<(Slot, f64)>,
    /// Rows of the constants, and of the starts of stocks, in which replications differ.
    pub constants: Vec<ConstantRow>,
    /// Constants that picks and shocks move.
    pub inputs: Vec<Input>,
    /// Stocks and counters; their own slots are rows.
    pub states: Vec<State>,
    pub pipes: Vec<Pipe>,
    pub noises: Vec<NoiseSource>,
    pub tables: Vec<Curve>,
    /// What does not change in time.
    pub prologue: Vec<Op>,
    /// What initial values are calculated from.
    pub initial: Vec<Op>,
    pub step: Vec<Op>,
    /// Where each wanted value is found after `step`, in the order in which they were asked for.
    pub wanted: Vec<Slot>,
    /// Rows that are written from without before each run of `step`; of a scenario's own program, none.
    pub given: Vec<(VariableId, Era, Slot)>,
    pub time: TimeSpec,
}

/// Which of two moments a given row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Era {
    Before,
    After,
}

/// A constant in which replications differ, or the start of a stock that each replication is given.
#[derive(Debug, Clone)]
pub struct ConstantRow {
    pub variable: VariableId,
    pub name: String,
    /// Its place among all constants of the model: its dimension in a Sobol sequence. Starts of stocks are not drawn.
    pub dimension: usize,
    pub spread: Spread,
    pub slot: Slot,
}

impl ConstantRow {
    pub fn new(scenario: &Scenario, variable: VariableId, slot: Slot) -> ConstantRow {
        let name = scenario.model.variable(variable).name.clone();
        let drawn = scenario.constants.iter().enumerate().find(|(_, (id, _))| *id == variable);
        let (dimension, spread) =
            drawn.map_or((0, Spread::fixed(0.0)), |(dimension, (_, spread))| (dimension, *spread));
        ConstantRow { variable, name, dimension, spread, slot }
    }
}

impl Program {
    /// Takes over what another scenario draws for its constants, and what its picks and shocks add to them; of a program
    /// whose constants are open, and a scenario that differs in nothing else.
    pub fn adopt(&mut self, scenario: &Scenario) {
        let additions = scenario.additions();
        for row in &mut self.constants {
            let Some((_, spread)) = scenario.constants.get(row.dimension).filter(|(id, _)| *id == row.variable) else {
                continue;
            };
            row.spread = if scenario.uncertainty.of_constants() { *spread } else { Spread::fixed(spread.value) };
        }
        for input in &mut self.inputs {
            let Some(constant) = input.constant else { continue };
            input.additions = additions.iter().filter(|own| own.constant == constant).cloned().collect();
        }
    }
}

/// A constant with what is added to it over time.
#[derive(Debug, Clone)]
pub struct Input {
    /// Which, if the file has it.
    pub constant: Option<VariableId>,
    /// The row without additions.
    pub base: Slot,
    /// The row with them, which equations read.
    pub slot: Slot,
    pub additions: Vec<Addition>,
    /// The rows of the constants of which its additions are multiples.
    pub sizes: Vec<(VariableId, Slot)>,
}

impl Input {
    /// The row of the constant of which an addition is a multiple, and by which number.
    pub fn size_of(&self, addition: &Addition) -> Option<(Slot, f64)> {
        let (constant, times) = addition.size?;
        let (_, slot) = self.sizes.iter().find(|(own, _)| *own == constant)?;
        Some((*slot, times))
    }
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
