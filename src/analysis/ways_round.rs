//! The ways round a model on which something feeds back: every one, or the strongest in a run.

use crate::model::graph::Graph;
use crate::program::scores::{Between, Route, Score};

use super::cycles::{Cycles, all, discovered_in_time, strongest};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The strongest first.
    pub ways: Vec<Route>,
    /// Whether these are all that there are.
    pub every: bool,
}

/// Up to so many cycles are listed; of more, the strongest ways are looked for.
const MOST_LISTED: usize = 1000;

/// So many of the strongest are kept.
const MOST_KEPT: usize = 200;

/// Finds every cycle of a model, or where there are too many, the strongest ways round its states, each of all paths
/// together that pass the same states in the same order. Single paths would not do: where two of them cancel out, both are
/// large, and nothing comes of them.
///
/// `run` is given what has to be scored, and gives the scores in a run of the usual team: `scores[score][time]`.
///
/// # Errors
/// Those of `run`.
pub fn search<E>(graph: &Graph, mut run: impl FnMut(&[Score]) -> Result<Vec<Vec<f64>>, E>) -> Result<Found, E> {
    let ways = |graph: &Graph, cycles: &[super::cycles::Cycle], between| {
        cycles.iter().map(|cycle| Route { through: cycle.variables(graph), between }).collect()
    };
    if let Cycles::All(cycles) = all(graph, MOST_LISTED) {
        let scores = run(&of_links(graph, Between::Link))?;
        let cycles = strongest(graph, &scores, cycles);
        return Ok(Found { ways: ways(graph, &cycles, Between::Link), every: true });
    }
    let states = graph.seen_through(|id| graph.states.binary_search(&id).is_err());
    let scores = run(&of_links(&states, Between::Paths))?;
    let mut cycles = strongest(&states, &scores, discovered_in_time(&states, &scores));
    cycles.truncate(MOST_KEPT);
    Ok(Found { ways: ways(&states, &cycles, Between::Paths), every: false })
}

/// The scores of all links of a graph, or of all paths between the two ends of each.
pub fn of_links(graph: &Graph, between: Between) -> Vec<Score> {
    let score = |cause, effect| match between {
        Between::Link => Score::Link(cause, effect),
        Between::Paths => Score::Paths(cause, effect, Vec::new()),
    };
    graph.links.iter().map(|link| score(link.cause, link.effect)).collect()
}
