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
    /// More than were asked for, or more than could be looked for.
    TooMany,
}

/// How many cycles a graph has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Exactly(u64),
    /// So many were found before the search was ended.
    AtLeast(u64),
}

/// So many links are followed in the search for cycles, unless somebody wants to know for certain: where cycles are long
/// and few, the search for the next one can go through the whole graph.
pub const MOST_FOLLOWED: u64 = 20_000_000;

/// Every cycle of a graph, where there are at most `limit` and they are found along so many links.
pub fn all(graph: &Graph, limit: usize, most_followed: u64) -> Cycles {
    let mut out = Vec::new();
    let stopped = each(graph, most_followed, &mut |links| match out.len() < limit {
        true => {
            out.push(Cycle::new(links.to_vec()));
            ControlFlow::Continue(())
        }
        false => ControlFlow::Break(()),
    });
    out.sort();
    if stopped.is_break() { Cycles::TooMany } else { Cycles::All(out) }
}

/// How many cycles a graph has; one more than `limit` is not passed, nor so many links. Nothing is kept but the cycle that
/// is being walked.
pub fn count(graph: &Graph, limit: u64, most_followed: u64) -> Count {
    let mut found = 0;
    let stopped = each(graph, most_followed, &mut |_| {
        found += 1;
        if found > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if stopped.is_break() { Count::AtLeast(found) } else { Count::Exactly(found) }
}

/// Calls `visit` with the links of each cycle in turn, until it breaks or so many links have been followed.
///
/// # Source
/// Johnson (1975), Finding all the elementary circuits of a directed graph, SIAM Journal on Computing 4(1), in each
/// strongly connected part by itself: when all cycles through one variable are found it is taken out, and what is left
/// falls into parts again.
pub fn each(graph: &Graph, most_followed: u64, visit: &mut impl FnMut(&[u32]) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut parts = Parts::new(graph);
    let mut search = Johnson::new(graph, most_followed);
    let all: Vec<VariableId> = (0..graph.width() as u32).map(VariableId).collect();
    let mut links_at: Vec<usize> = all.iter().map(|v| graph.leaving(*v).len()).collect();
    graph.links.iter().for_each(|link| links_at[link.effect.0 as usize] += 1);
    let mut open = parts.among(&all);
    while let Some(mut part) = open.pop() {
        let start = part.remove(divider(&part, &links_at));
        search.through(start, &part, visit)?;
        search.follow(part.len() as u64)?;
        open.extend(parts.among(&part));
    }
    ControlFlow::Continue(())
}

/// The place of the variable without which a part falls into the smallest pieces, as far as one can see: the one with the
/// most links, or of many such ones the middle one on the way by which the part was found.
fn divider(part: &[VariableId], links_at: &[usize]) -> usize {
    let links = |i: &usize| links_at[part[*i].0 as usize];
    let most = (0..part.len()).map(|i| links(&i)).max().unwrap_or(0);
    let such: Vec<usize> = (0..part.len()).filter(|i| links(i) == most).collect();
    such.get(such.len() / 2).copied().unwrap_or(0)
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
    /// How many more links are followed.
    left: u64,
}

/// A variable on the way, the links from it that are still to be followed, and whether it has led back to the start.
struct Stop {
    at: u32,
    links: std::ops::Range<usize>,
    closes: bool,
}

impl Johnson<'_> {
    fn new(graph: &Graph, most_followed: u64) -> Johnson<'_> {
        let n = graph.width();
        let (part, blocked, blocks) = (vec![0; n], vec![false; n], vec![Vec::new(); n]);
        Johnson { graph, part, parts: 0, blocked, blocks, left: most_followed }
    }

    /// Breaks where no more links are followed.
    fn follow(&mut self, links: u64) -> ControlFlow<()> {
        self.left = self.left.saturating_sub(links);
        if self.left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// All cycles through `start` and others of its part.
    fn through(
        &mut self,
        start: VariableId,
        part: &[VariableId],
        visit: &mut impl FnMut(&[u32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.parts += 1;
        for v in part.iter().chain([&start]) {
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
                self.follow(1)?;
                if self.part[to] != self.parts {
                    continue;
                }
                if next == start {
                    stop.closes = true;
                    way.push(index as u32);
                    visit(&way)?;
                    self.follow(way.len() as u64)?;
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

/// Strong cycles that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// Sorted, each once.
    pub cycles: Vec<Cycle>,
    /// Whether the search went to its end from every state at every moment.
    pub to_the_end: bool,
}

/// Strong cycles of a graph too large for all of them: from each state the links are followed in the order of their
/// scores, and a variable is given up where it has been reached before by a way with as large a product of scores.
///
/// Not every strong cycle is found: one that shares its beginning with a stronger way to its middle is lost, unless it is
/// found from another state. Where two ways are equally strong the second is given up too, for in a graph of equal scores
/// there would be no end of them otherwise; links with a score of 0 are not followed. In a dense graph variables are
/// reached by ever stronger ways, again and again: so many links are followed in all and no more, from each state its share
/// of those that are left.
///
/// # Shape
/// `scores[i]` is the score of `graph.links[i]` at one moment; its sign does not matter.
///
/// # Source
/// Eberlein & Schoenberg (2020), Finding the Loops That Matter: the strongest path algorithm.
pub fn discovered(graph: &Graph, scores: &[f64], most_followed: u64) -> Discovered {
    assert_eq!(scores.len(), graph.links.len(), "a score for each link");
    let mut discovery = Discovery::new(graph, 1, most_followed);
    discovery.at_moment(scores);
    discovery.end()
}

/// Strong cycles of a graph at each moment of a run: see [`discovered`].
///
/// # Shape
/// `scores[link][time]`, in the order of the graph's links.
pub fn discovered_in_time(graph: &Graph, scores: &[Vec<f64>], most_followed: u64) -> Discovered {
    let times = scores.first().map_or(0, Vec::len);
    let mut discovery = Discovery::new(graph, times, most_followed);
    (0..times).for_each(|time| discovery.at_moment(&moment(scores, time)));
    discovery.end()
}

/// A search for strong cycles.
struct Discovery<'a> {
    graph: &'a Graph,
    /// The links of each variable that may lead back to it.
    back: Vec<Vec<usize>>,
    /// States that may be come back to.
    starts: Vec<VariableId>,
    /// The best way by which each variable has been reached, and from which start.
    best: Vec<(u64, f64)>,
    on_way: Vec<bool>,
    started: u64,
    /// How often a start is still to be made, and how many links may be followed until then.
    turns: u64,
    left: u64,
    found: HashSet<Cycle>,
    to_the_end: bool,
}

impl Discovery<'_> {
    fn new(graph: &Graph, times: usize, most_followed: u64) -> Discovery<'_> {
        let mut part_of = vec![None; graph.width()];
        for (number, part) in graph.parts().iter().enumerate() {
            part.iter().for_each(|v| part_of[v.0 as usize] = Some(number));
        }
        let part = |v: VariableId| part_of[v.0 as usize];
        let leads_back = |link: &usize| {
            let link = &graph.links[*link];
            part(link.cause).is_some() && part(link.cause) == part(link.effect)
        };
        let all = (0..graph.width() as u32).map(VariableId);
        let starts: Vec<VariableId> = graph.states.iter().copied().filter(|v| part(*v).is_some()).collect();
        Discovery {
            graph,
            back: all.map(|v| graph.leaving(v).filter(leads_back).collect()).collect(),
            best: vec![(0, 0.0); graph.width()],
            on_way: vec![false; graph.width()],
            started: 0,
            turns: (times * starts.len()) as u64,
            starts,
            left: most_followed,
            found: HashSet::new(),
            to_the_end: true,
        }
    }

    fn at_moment(&mut self, scores: &[f64]) {
        let strongest_first = |links: &Vec<usize>| {
            let mut links: Vec<usize> = links.iter().copied().filter(|i| scores[*i].abs() > 0.0).collect();
            links.sort_by(|a, b| scores[*b].abs().total_cmp(&scores[*a].abs()));
            links
        };
        let strongest_first: Vec<Vec<usize>> = self.back.iter().map(strongest_first).collect();
        for i in 0..self.starts.len() {
            self.from(self.starts[i], scores, &strongest_first);
        }
    }

    fn from(&mut self, start: VariableId, scores: &[f64], strongest_first: &[Vec<usize>]) {
        let mut share = self.left / self.turns.max(1);
        self.left -= share;
        self.turns -= 1;
        self.started += 1;
        let mut way: Vec<u32> = Vec::new();
        // Each variable on the way with the product so far, and how many of its links have been followed.
        let mut stops = vec![(start, 1.0, 0)];
        self.on_way[start.0 as usize] = true;
        while let Some((at, product, next)) = stops.last_mut() {
            let Some(&link) = strongest_first[at.0 as usize].get(*next) else {
                self.on_way[at.0 as usize] = false;
                stops.pop();
                way.pop();
                continue;
            };
            if share == 0 {
                self.to_the_end = false;
                stops.iter().for_each(|(v, ..)| self.on_way[v.0 as usize] = false);
                break;
            }
            share -= 1;
            *next += 1;
            let (to, product) = (self.graph.links[link].effect, *product * scores[link].abs());
            let best = &mut self.best[to.0 as usize];
            if best.0 != self.started {
                *best = (self.started, 0.0);
            }
            if to == start {
                let cycle: Vec<u32> = way.iter().copied().chain([link as u32]).collect();
                // To keep a cycle is work as well.
                share = share.saturating_sub(cycle.len() as u64);
                self.found.insert(Cycle::new(cycle));
            } else if !self.on_way[to.0 as usize] && product > best.1 {
                best.1 = product;
                self.on_way[to.0 as usize] = true;
                way.push(link as u32);
                stops.push((to, product, 0));
            }
        }
        self.left += share;
    }

    fn end(self) -> Discovered {
        let mut cycles: Vec<Cycle> = self.found.into_iter().collect();
        cycles.sort();
        Discovered { cycles, to_the_end: self.to_the_end }
    }
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
