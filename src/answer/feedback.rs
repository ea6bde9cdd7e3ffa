//! How far a model acts on itself, in a line.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::loops::cycles::{self, Count};
use crate::model::Model;
use crate::model::graph::{self, Link};
use crate::model::polarity::Influence;

/// More cycles than these are not counted: a model of seventy variables can have millions.
const MOST_CYCLES: u64 = 10_000;

/// How far a model acts on itself.
pub struct Feedback {
    links: usize,
    signs: usize,
    /// How many variables each part has in which everything acts on everything else, the largest first.
    parts: Vec<usize>,
    cycles: Count,
}

/// The causal graph of a model.
#[derive(Serialize, JsonSchema)]
pub struct Graph {
    /// How many links there are.
    pub links: usize,
    /// How many of them have one sign, whatever the values.
    pub signs: usize,
    /// How many variables each part has in which everything acts on everything else, the largest first.
    pub parts: Vec<usize>,
    /// How many cycles there are; null where they are more than are counted.
    pub cycles: Option<u64>,
    /// How many cycles there are at least.
    pub cycles_at_least: u64,
}

impl Feedback {
    pub fn of(model: &Model) -> Feedback {
        let graph = graph::Graph::shown(model);
        let signed = |link: &&Link| matches!(link.influence, Influence::Plus | Influence::Minus);
        Feedback {
            links: graph.links.len(),
            signs: graph.links.iter().filter(signed).count(),
            parts: graph.parts().iter().map(Vec::len).collect(),
            cycles: cycles::count(&graph, MOST_CYCLES, cycles::MOST_FOLLOWED),
        }
    }

    /// The same for machines.
    pub fn graph(&self) -> Graph {
        let (cycles, at_least) = match self.cycles {
            Count::Exactly(cycles) => (Some(cycles), cycles),
            Count::AtLeast(cycles) => (None, cycles),
        };
        Graph { links: self.links, signs: self.signs, parts: self.parts.clone(), cycles, cycles_at_least: at_least }
    }
}

impl fmt::Display for Feedback {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Feedback { links, signs, parts, cycles } = self;
        write!(f, "{links} links, {signs} of them with one sign at all values; ")?;
        let Some(largest) = parts.first() else { return write!(f, "no feedback") };
        match cycles {
            Count::Exactly(1) => write!(f, "1 cycle")?,
            Count::Exactly(cycles) => write!(f, "{cycles} cycles")?,
            Count::AtLeast(cycles) if *cycles > MOST_CYCLES => write!(f, "more than {MOST_CYCLES} cycles")?,
            Count::AtLeast(cycles) => write!(f, "at least {cycles} cycles, and more than can be looked for")?,
        }
        match parts.len() {
            1 => write!(f, " (variables on them: {largest})"),
            n => write!(f, " in {n} separate parts (variables on the largest: {largest})"),
        }
    }
}
