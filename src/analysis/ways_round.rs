//! The ways round a model on which something feeds back: every one, or the strongest in a run.

use crate::model::graph::Graph;
use crate::program::scores::{Between, Route, Score};

use super::cycles::{Cycle, Cycles, MOST_FOLLOWED, all, discovered_in_time, strongest};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The strongest first.
    pub ways: Vec<Route>,
    /// Whether these are all that there are.
    pub every: bool,
    /// Whether the search for the strongest went to its end; in a large and dense model it would have none.
    pub to_the_end: bool,
}

/// Up to so many cycles are listed; of more, the strongest ways are looked for.
const MOST_LISTED: usize = 1000;

/// So many of the strongest are kept.
const MOST_KEPT: usize = 200;

/// So many links are followed to see which state acts on which.
const MOST_SEEN_THROUGH: u64 = 200_000;

/// So many links are followed in the search for the strongest.
const MOST_SEARCHED: u64 = 100_000_000;

/// Finds every cycle of a model, or where there are too many, the strongest ways round its states, each of all paths
/// together that pass the same states in the same order. Single paths would not do: where two of them cancel out, both are
/// large, and nothing comes of them. They are what there is in a model in which too many states act on each other.
///
/// `run` is given what has to be scored, and gives the scores in a run of the usual team: `scores[score][time]`.
///
/// # Errors
/// Those of `run`.
pub fn search<E>(graph: &Graph, mut run: impl FnMut(&[Score]) -> Result<Vec<Vec<f64>>, E>) -> Result<Found, E> {
    let ways = |graph: &Graph, cycles: &[Cycle], between| {
        cycles.iter().map(|cycle| Route { through: cycle.variables(graph), between }).collect()
    };
    if let Cycles::All(cycles) = all(graph, MOST_LISTED, MOST_FOLLOWED) {
        let scores = run(&of_links(graph, Between::Link))?;
        let cycles = strongest(graph, &scores, cycles);
        return Ok(Found { ways: ways(graph, &cycles, Between::Link), every: true, to_the_end: true });
    }
    let states = graph.seen_through_within(MOST_SEEN_THROUGH, |id| graph.states.binary_search(&id).is_err());
    let (searched, between) = states.as_ref().map_or((graph, Between::Link), |states| (states, Between::Paths));
    let scores = run(&of_links(searched, between))?;
    let found = discovered_in_time(searched, &scores, MOST_SEARCHED);
    let mut cycles = strongest(searched, &scores, found.cycles);
    cycles.truncate(MOST_KEPT);
    Ok(Found { ways: ways(searched, &cycles, between), every: false, to_the_end: found.to_the_end })
}

/// The scores of all links of a graph, or of all paths between the two ends of each.
pub fn of_links(graph: &Graph, between: Between) -> Vec<Score> {
    let score = |cause, effect| match between {
        Between::Link => Score::Link(cause, effect),
        Between::Paths => Score::Paths(cause, effect, Vec::new()),
    };
    graph.links.iter().map(|link| score(link.cause, link.effect)).collect()
}
