//! Feedback loops of a causal graph: all of them where they can be told, and the strongest where nobody could.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::model::VariableId;
use crate::model::graph::{Graph, Parts};
use crate::model::loops::Polarity;
use crate::model::polarity::Influence;

/// A way along links that comes back to where it began, and meets no variable twice.
///
/// # Determinism
/// It begins with the link that comes first in the graph, so that one cycle has one form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cycle {
    /// Indices into [`Graph::links`], each from the effect of the one before.
    pub links: Vec<u32>,
}

impl Cycle {
    /// A closed way along links, from wherever it begins.
    fn new(mut links: Vec<u32>) -> Cycle {
        let first = (0..links.len()).min_by_key(|i| links[*i]).unwrap_or(0);
        links.rotate_left(first);
        Cycle { links }
    }

    /// The variables in order: the cause of each link.
    pub fn variables(&self, graph: &Graph) -> Vec<VariableId> {
        self.links.iter().map(|link| graph.links[*link as usize].cause).collect()
    }

    /// What the loop does to a deviation; None where the values that a run takes decide, or one link does nothing.
    pub fn polarity(&self, graph: &Graph) -> Option<Polarity> {
        let influences = self.links.iter().map(|link| graph.links[*link as usize].influence);
        match influences.fold(Influence::Plus, Influence::then) {
            Influence::Plus => Some(Polarity::Reinforcing),
            Influence::Minus => Some(Polarity::Balancing),
            Influence::Nothing | Influence::Either => None,
        }
    }

    /// The product of the scores of the links.
    pub fn score(&self, scores: &[f64]) -> f64 {
        self.links.iter().map(|link| scores[*link as usize]).product()
    }
}

/// The cycles of a graph, where there are not too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cycles {
    /// Every one, sorted.
    All(Vec<Cycle>),
    /// More than so many.
    MoreThan(usize),
}

/// Every cycle of a graph, where there are at most `limit`.
pub fn all(graph: &Graph, limit: usize) -> Cycles {
    let mut out = Vec::new();
    let stopped = each(graph, &mut |links| match out.len() < limit {
        true => {
            out.push(Cycle::new(links.to_vec()));
            ControlFlow::Continue(())
        }
        false => ControlFlow::Break(()),
    });
    out.sort();
    if stopped.is_break() { Cycles::MoreThan(limit) } else { Cycles::All(out) }
}

/// How many cycles a graph has; None where there are more than `limit`. Nothing is kept but the one that is being walked.
pub fn count(graph: &Graph, limit: u64) -> Option<u64> {
    let mut found = 0;
    let stopped = each(graph, &mut |_| {
        found += 1;
        if found > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    stopped.is_continue().then_some(found)
}

/// Calls `visit` with the links of each cycle in turn, until it breaks.
///
/// # Source
/// Johnson (1975), Finding all the elementary circuits of a directed graph, SIAM Journal on Computing 4(1), in each
/// strongly connected part by itself: when all cycles through one variable are found it is taken out, and what is left
/// falls into parts again.
pub fn each(graph: &Graph, visit: &mut impl FnMut(&[u32]) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut parts = Parts::new(graph);
    let mut search = Johnson::new(graph);
    let all: Vec<VariableId> = (0..graph.width() as u32).map(VariableId).collect();
    let mut open = parts.among(&all);
    while let Some(part) = open.pop() {
        search.through(part[0], &part, visit)?;
        open.extend(parts.among(&part[1..]));
    }
    ControlFlow::Continue(())
}

struct Johnson<'a> {
    graph: &'a Graph,
    /// The part in which each variable was last looked at.
    part: Vec<u32>,
    parts: u32,
    /// On the way, or known to lead nowhere as long as the way is what it is.
    blocked: Vec<bool>,
    /// What each variable blocks: those become free when it does.
    blocks: Vec<Vec<u32>>,
}

/// A variable on the way, the links from it that are still to be followed, and whether it has led back to the start.
struct Stop {
    at: u32,
    links: std::ops::Range<usize>,
    closes: bool,
}

impl Johnson<'_> {
    fn new(graph: &Graph) -> Johnson<'_> {
        let n = graph.width();
        Johnson { graph, part: vec![0; n], parts: 0, blocked: vec![false; n], blocks: vec![Vec::new(); n] }
    }

    /// All cycles through `start` within its part.
    fn through(
        &mut self,
        start: VariableId,
        part: &[VariableId],
        visit: &mut impl FnMut(&[u32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.parts += 1;
        for v in part {
            self.part[v.0 as usize] = self.parts;
            self.blocked[v.0 as usize] = false;
            self.blocks[v.0 as usize].clear();
        }
        let graph = self.graph;
        let mut way: Vec<u32> = Vec::new();
        let mut stops = vec![Stop { at: start.0, links: graph.leaving(start), closes: false }];
        self.blocked[start.0 as usize] = true;
        while let Some(stop) = stops.last_mut() {
            if let Some(index) = stop.links.next() {
                let next = graph.links[index].effect;
                let to = next.0 as usize;
                if self.part[to] != self.parts {
                    continue;
                }
                if next == start {
                    stop.closes = true;
                    way.push(index as u32);
                    visit(&way)?;
                    way.pop();
                } else if !self.blocked[to] {
                    self.blocked[to] = true;
                    way.push(index as u32);
                    stops.push(Stop { at: next.0, links: graph.leaving(next), closes: false });
                }
                continue;
            }
            let Stop { at, closes, .. } = *stop;
            stops.pop();
            way.pop();
            if closes {
                self.free(at);
                stops.iter_mut().last().into_iter().for_each(|above| above.closes = true);
                continue;
            }
            for link in &graph.links[graph.leaving(VariableId(at))] {
                let to = link.effect.0 as usize;
                if self.part[to] == self.parts && !self.blocks[to].contains(&at) {
                    self.blocks[to].push(at);
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn free(&mut self, variable: u32) {
        let mut open = vec![variable];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut self.blocked[at as usize], false) {
                open.append(&mut self.blocks[at as usize]);
            }
        }
    }
}

/// Strong cycles of a graph too large for all of them: from each state the links are followed in the order of their
/// scores, and a variable is given up where it has been reached before by a way with as large a product of scores.
/// Sorted, each once.
///
/// Not every strong cycle is found: one that shares its beginning with a stronger way to its middle is lost, unless it is
/// found from another state. Where two ways are equally strong the second is given up too, for in a graph of equal scores
/// there would be no end of them otherwise; links with a score of 0 are not followed.
///
/// # Shape
/// `scores[i]` is the score of `graph.links[i]` at one moment; its sign does not matter.
///
/// # Source
/// Eberlein & Schoenberg (2020), Finding the Loops That Matter: the strongest path algorithm.
pub fn discovered(graph: &Graph, scores: &[f64]) -> Vec<Cycle> {
    assert_eq!(scores.len(), graph.links.len(), "a score for each link");
    let strongest_first: Vec<Vec<usize>> = (0..graph.width() as u32)
        .map(|v| {
            let mut links: Vec<usize> = graph.leaving(VariableId(v)).filter(|i| scores[*i].abs() > 0.0).collect();
            links.sort_by(|a, b| scores[*b].abs().total_cmp(&scores[*a].abs()));
            links
        })
        .collect();
    let mut found: HashSet<Cycle> = HashSet::new();
    let mut best = vec![0.0; graph.width()];
    let mut on_way = vec![false; graph.width()];
    for &start in &graph.states {
        best.fill(0.0);
        let mut way: Vec<u32> = Vec::new();
        // Each variable on the way with the product so far, and how many of its links have been followed.
        let mut stops = vec![(start, 1.0, 0)];
        on_way[start.0 as usize] = true;
        while let Some((at, product, next)) = stops.last_mut() {
            let Some(&link) = strongest_first[at.0 as usize].get(*next) else {
                on_way[at.0 as usize] = false;
                stops.pop();
                way.pop();
                continue;
            };
            *next += 1;
            let (to, product) = (graph.links[link].effect, *product * scores[link].abs());
            if to == start {
                let cycle: Vec<u32> = way.iter().copied().chain([link as u32]).collect();
                found.insert(Cycle::new(cycle));
            } else if !on_way[to.0 as usize] && product > best[to.0 as usize] {
                best[to.0 as usize] = product;
                on_way[to.0 as usize] = true;
                way.push(link as u32);
                stops.push((to, product, 0));
            }
        }
    }
    let mut out: Vec<Cycle> = found.into_iter().collect();
    out.sort();
    out
}

/// Strong cycles of a graph at each moment of a run, each once: see [`discovered`].
///
/// # Shape
/// `scores[link][time]`, in the order of the graph's links.
pub fn discovered_in_time(graph: &Graph, scores: &[Vec<f64>]) -> Vec<Cycle> {
    let times = scores.first().map_or(0, Vec::len);
    let mut cycles: Vec<Cycle> = (0..times).flat_map(|time| discovered(graph, &moment(scores, time))).collect();
    cycles.sort();
    cycles.dedup();
    cycles
}

/// Cycles by their strength in a run, the strongest first: the part that each has in all that these do, in the mean of the
/// moments.
///
/// # Shape
/// As there.
pub fn strongest(graph: &Graph, scores: &[Vec<f64>], cycles: Vec<Cycle>) -> Vec<Cycle> {
    assert_eq!(scores.len(), graph.links.len(), "a score for each link");
    let times = scores.first().map_or(0, Vec::len);
    let mut strength = vec![0.0; cycles.len()];
    for time in 0..times {
        let scores = moment(scores, time);
        let sizes: Vec<f64> = cycles.iter().map(|cycle| cycle.score(&scores).abs()).collect();
        let whole: f64 = sizes.iter().sum();
        if whole > 0.0 && whole.is_finite() {
            strength.iter_mut().zip(&sizes).for_each(|(sum, size)| *sum += size / whole);
        }
    }
    let mut order: Vec<usize> = (0..cycles.len()).collect();
    order.sort_by(|a, b| strength[*b].total_cmp(&strength[*a]));
    order.into_iter().map(|i| cycles[i].clone()).collect()
}

/// The scores of all links at one moment.
fn moment(scores: &[Vec<f64>], time: usize) -> Vec<f64> {
    scores.iter().map(|link| link[time]).collect()
}
