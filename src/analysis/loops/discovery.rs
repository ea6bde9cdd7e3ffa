//! Loop discovery: every feedback loop of a model, or the strongest ones in a run.

use crate::model::graph::Graph;
use crate::program::scores::{Between, Route, Score};

use super::cycles::{Cycle, Cycles, MOST_FOLLOWED, all, discovered_in_time, strongest};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery {
    /// The strongest first.
    pub loops: Vec<Route>,
    /// Whether these are all that there are.
    pub all: bool,
    /// Whether the search for the strongest went to its end; in a large and dense model it would have none.
    pub finished: bool,
}

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Up to so many cycles are listed; of more, the strongest ways are looked for.
    listed: usize,
    /// So many links are followed to list them.
    followed: u64,
    /// So many of the strongest are kept.
    kept: usize,
    /// So many links are followed to see which state acts on which.
    seen_through: u64,
    /// So many links are followed in the search for the strongest.
    searched: u64,
}

const LIMITS: Limits =
    Limits { listed: 1000, followed: MOST_FOLLOWED, kept: 200, seen_through: 200_000, searched: 100_000_000 };

/// Finds every cycle of a model, or where there are too many, the strongest ways round its states, each of all paths
/// together that pass the same states in the same order. Single paths would not do: where two of them cancel out, both are
/// large, and nothing comes of them. They are what there is in a model in which too many states act on each other.
///
/// `run` is given what has to be scored, and gives the scores in a run of the usual team: `scores[score][time]`.
///
/// # Errors
/// Those of `run`.
pub fn discover<E>(graph: &Graph, run: impl FnMut(&[Score]) -> Result<Vec<Vec<f64>>, E>) -> Result<Discovery, E> {
    discover_within(LIMITS, graph, run)
}

fn discover_within<E>(
    limits: Limits,
    graph: &Graph,
    mut run: impl FnMut(&[Score]) -> Result<Vec<Vec<f64>>, E>,
) -> Result<Discovery, E> {
    let loops = |graph: &Graph, cycles: &[Cycle], between| {
        cycles.iter().map(|cycle| Route { through: cycle.variables(graph), between }).collect()
    };
    if let Cycles::All(cycles) = all(graph, limits.listed, limits.followed) {
        let scores = run(&of_links(graph, Between::Link))?;
        let cycles = strongest(graph, &scores, cycles);
        return Ok(Discovery { loops: loops(graph, &cycles, Between::Link), all: true, finished: true });
    }
    let states = graph.seen_through_within(limits.seen_through, |id| graph.states.binary_search(&id).is_err());
    let (searched, between) = states.as_ref().map_or((graph, Between::Link), |states| (states, Between::Paths));
    let scores = run(&of_links(searched, between))?;
    let found = discovered_in_time(searched, &scores, limits.searched);
    let mut cycles = strongest(searched, &scores, found.cycles);
    cycles.truncate(limits.kept);
    Ok(Discovery { loops: loops(searched, &cycles, between), all: false, finished: found.to_the_end })
}

/// The scores of all links of a graph, or of all paths between the two ends of each.
pub fn of_links(graph: &Graph, between: Between) -> Vec<Score> {
    let score = |cause, effect| match between {
        Between::Link => Score::Link(cause, effect),
        Between::Paths => Score::Paths(cause, effect, Vec::new()),
    };
    graph.links.iter().map(|link| score(link.cause, link.effect)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::VariableId;
    use crate::model::graph::Link;
    use crate::model::polarity::Influence;

    /// So many states, each of which acts on each other.
    fn dense(states: u32) -> Graph {
        let all = || (0..states).map(VariableId);
        let link = |(cause, effect)| Link { cause, effect, influence: Influence::Plus };
        let pairs = all().flat_map(|cause| all().map(move |effect| (cause, effect)));
        Graph::new(states as usize, pairs.filter(|(a, b)| a != b).map(link).collect(), all().collect())
    }

    /// What is found where each link is a little weaker than the one before.
    fn found(limits: Limits, graph: &Graph) -> Discovery {
        let run = |asked: &[Score]| Ok::<_, ()>((0..asked.len()).map(|i| vec![0.9 / (1.0 + i as f64)]).collect());
        discover_within(limits, graph, run).unwrap()
    }

    /// Five states that all act on each other make 10 + 20 + 30 + 24 cycles.
    #[test]
    fn each_limit_is_reached_and_told() {
        let graph = dense(5);
        let told = |limits| {
            let found = found(limits, &graph);
            (found.all, found.finished)
        };
        assert_eq!((told(LIMITS), found(LIMITS, &graph).loops.len()), ((true, true), 84));
        assert_eq!(told(Limits { listed: 84, ..LIMITS }), (true, true));
        let more = Limits { listed: 83, ..LIMITS };
        assert_eq!(told(more), (false, true));
        assert_eq!(told(Limits { followed: 100, ..LIMITS }), (false, true));
        assert_eq!(told(Limits { searched: 40, ..more }), (false, false));
        assert_eq!(found(Limits { kept: 3, ..more }, &graph).loops.len(), 3);
        let between = |limits| found(limits, &graph).loops[0].between;
        assert_eq!(between(more), Between::Paths);
        assert_eq!(between(Limits { seen_through: 4, ..more }), Between::Link);
        // Eight make 16,064.
        assert!(!found(LIMITS, &dense(8)).all);
    }
}
