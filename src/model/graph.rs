//! The causal graph of a model: which variable goes into which, with what sign, and what feeds back on itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use super::limits::Limit;
use super::order::{Moment, causes};
use super::polarity::{Influence, Possible};
use super::{Kind, Model, Pipeline, Variable, VariableId};

/// A direct influence of one variable on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub cause: VariableId,
    pub effect: VariableId,
    pub influence: Influence,
}

/// Variables and the links between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Each once, in the order of causes and then of effects.
    pub links: Vec<Link>,
    /// Where something is carried from one step to the next, in order: every loop of a model runs through one of these.
    pub states: Vec<VariableId>,
    /// Of each variable the index of its first link.
    first: Vec<usize>,
}

impl Graph {
    /// Links between variables, the first of which is 0 and the last `variables - 1`.
    pub fn new(variables: usize, mut links: Vec<Link>, states: Vec<VariableId>) -> Graph {
        links.sort_by_key(|link| (link.cause, link.effect));
        let mut first = vec![0; variables + 1];
        links.iter().for_each(|link| first[link.cause.0 as usize + 1] += 1);
        for i in 0..variables {
            first[i + 1] += first[i];
        }
        Graph { links, states, first }
    }

    /// The links of a model between all its variables, those too that delays and averages keep for themselves: a cause is
    /// what an equation mentions, and what flows into a stock or out of it.
    pub fn of(model: &Model) -> Graph {
        let possible = Possible::of(model);
        let mut links = Vec::new();
        for effect in model.ids() {
            let into = possible.influences(&direct_causes(model.variable(effect)), effect);
            links.extend(into.into_iter().map(|(cause, influence)| Link { cause, effect, influence }));
        }
        let states = model.ids().filter(|id| model.variable(*id).is_state()).collect();
        Graph::new(model.variables.len(), links, states)
    }

    /// The links between the variables that people see; delays and averages are seen through.
    pub fn shown(model: &Model) -> Graph {
        let mut graph = Graph::of(model).seen_through(|id| model.variable(id).owner.is_some());
        // What a delay keeps is its owner's.
        graph.states = model.ids().filter(|id| model.variable(*id).is_state()).map(|id| model.shown(id)).collect();
        graph.states.sort();
        graph.states.dedup();
        graph
    }

    /// The links between all variables but some: what runs through those becomes one link.
    pub fn seen_through(&self, skips: impl Fn(VariableId) -> bool) -> Graph {
        self.seen_through_within(u64::MAX, skips).expect("no walk is that long")
    }

    /// The same; None where more links than these have to be followed. What joins many causes and acts on many effects is
    /// gone through again from each cause, and gives as many links as there are pairs of them.
    pub fn seen_through_within(&self, most_followed: u64, skips: impl Fn(VariableId) -> bool) -> Option<Graph> {
        let mut links = Vec::new();
        let mut walk = Walk::new(self);
        for cause in self.variables().filter(|id| !skips(*id)) {
            let reached = walk.from(cause, &skips);
            if walk.followed > most_followed {
                return None;
            }
            links.extend(reached.into_iter().map(|(effect, influence)| Link { cause, effect, influence }));
        }
        let states = self.states.iter().copied().filter(|id| !skips(*id)).collect();
        Some(Graph::new(self.first.len() - 1, links, states))
    }

    /// The links between what stands for the variables: those that then have the same ends become one. What one part of a
    /// whole does to another part is no link.
    pub fn joined(&self, stands_for: impl Fn(VariableId) -> VariableId) -> Graph {
        let mut joined: BTreeMap<(VariableId, VariableId), Influence> = BTreeMap::new();
        for link in &self.links {
            let (cause, effect) = (stands_for(link.cause), stands_for(link.effect));
            if cause != effect || link.cause == link.effect {
                let influence = joined.entry((cause, effect)).or_insert(Influence::Nothing);
                *influence = influence.beside(link.influence);
            }
        }
        let links = joined.into_iter().map(|((cause, effect), influence)| Link { cause, effect, influence }).collect();
        let mut states: Vec<VariableId> = self.states.iter().map(|id| stands_for(*id)).collect();
        states.sort();
        states.dedup();
        Graph::new(self.width(), links, states)
    }

    fn variables(&self) -> impl Iterator<Item = VariableId> + use<> {
        (0..self.first.len() as u32 - 1).map(VariableId)
    }

    /// How many variables there are, linked or not.
    pub fn width(&self) -> usize {
        self.first.len() - 1
    }

    /// The indices of the links that leave a variable.
    pub fn leaving(&self, cause: VariableId) -> Range<usize> {
        self.first[cause.0 as usize]..self.first[cause.0 as usize + 1]
    }

    /// The link between two variables.
    pub fn link(&self, cause: VariableId, effect: VariableId) -> Option<&Link> {
        let links = &self.links[self.leaving(cause)];
        links.binary_search_by_key(&effect, |link| link.effect).ok().map(|i| &links[i])
    }

    /// What a variable does to those that it reaches through nothing but what `passes`: on all ways together, for each
    /// that does not pass.
    pub fn reached(&self, from: VariableId, passes: impl Fn(VariableId) -> bool) -> BTreeMap<VariableId, Influence> {
        Walk::new(self).from(from, &passes)
    }

    /// Whether a link is part of some way round a closed path of variables, from each to the next through nothing that is
    /// carried over time and no other variable of the path.
    pub fn runs_along(&self, path: &[VariableId], (cause, effect): (VariableId, VariableId)) -> bool {
        let passes = |id: VariableId| self.states.binary_search(&id).is_err() && !path.contains(&id);
        let leads =
            |from: VariableId, to: VariableId| self.reached(from, |id| id != to && passes(id)).contains_key(&to);
        self.link(cause, effect).is_some()
            && (0..path.len()).any(|i| {
                let (from, to) = (path[i], path[(i + 1) % path.len()]);
                (from == cause || passes(cause) && leads(from, cause))
                    && (to == effect || passes(effect) && leads(effect, to))
            })
    }

    /// The links of a shortest way from one variable to another through nothing but what `passes`.
    pub fn way(&self, from: VariableId, to: VariableId, passes: impl Fn(VariableId) -> bool) -> Option<Vec<Link>> {
        let mut last: BTreeMap<VariableId, Link> = BTreeMap::new();
        let mut open = VecDeque::from([from]);
        while !last.contains_key(&to) {
            let at = open.pop_front()?;
            for link in &self.links[self.leaving(at)] {
                if (link.effect == to || passes(link.effect)) && !last.contains_key(&link.effect) {
                    last.insert(link.effect, *link);
                    open.push_back(link.effect);
                }
            }
        }
        let mut way = vec![last[&to]];
        while way[way.len() - 1].cause != from {
            way.push(last[&way[way.len() - 1].cause]);
        }
        way.reverse();
        Some(way)
    }

    /// The parts in which everything acts on everything else, each sorted, the largest first; a variable that acts on
    /// nothing that acts on it is in none.
    pub fn parts(&self) -> Vec<Vec<VariableId>> {
        let all: Vec<VariableId> = self.variables().collect();
        let mut parts = Parts::new(self).among(&all);
        parts.iter_mut().for_each(|part| part.sort());
        parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part[0]));
        parts
    }
}

/// What a variable is calculated from or moved by, each once.
pub fn direct_causes(variable: &Variable) -> Vec<VariableId> {
    let mut out: Vec<VariableId> = Vec::new();
    match &variable.kind {
        Kind::Stock(stock) => out.extend(stock.inflows.iter().chain(&stock.outflows).map(|f| f.0)),
        Kind::Counter { rate: cause, .. } | Kind::Pipeline(Pipeline { input: cause, .. }) => {
            cause.root.each_variable(&mut |id| out.push(id));
        }
        _ => return causes(variable, &[], Moment::Step),
    }
    out.sort();
    out.dedup();
    out
}

/// Whether a variable is another one, or is calculated from it or moved by it, on whatever way.
pub fn depends(model: &Model, effect: VariableId, cause: VariableId) -> bool {
    let mut seen = BTreeSet::from([effect]);
    let mut open = vec![effect];
    while let Some(at) = open.pop() {
        let limits = model.limits.get(at.0 as usize).into_iter().flatten().flat_map(Limit::variables);
        for before in direct_causes(model.variable(at)).into_iter().chain(limits) {
            if seen.insert(before) {
                open.push(before);
            }
        }
    }
    seen.contains(&cause)
}

/// Follows links from one variable after another.
struct Walk<'a> {
    graph: &'a Graph,
    /// Which influences have come over each link, and on which walk.
    seen: Vec<[u32; 3]>,
    walks: u32,
    /// How often a link has been followed on all walks.
    followed: u64,
}

impl Walk<'_> {
    fn new(graph: &Graph) -> Walk<'_> {
        Walk { graph, seen: vec![[0; 3]; graph.links.len()], walks: 0, followed: 0 }
    }

    /// A walk never turns on the spot: a stock that drains itself is no second way through it.
    fn from(&mut self, from: VariableId, passes: &impl Fn(VariableId) -> bool) -> BTreeMap<VariableId, Influence> {
        self.walks += 1;
        let mut out: BTreeMap<VariableId, Influence> = BTreeMap::new();
        let mut open: Vec<(usize, Influence)> = Vec::new();
        let mut step = |at: VariableId, before: Option<VariableId>, so_far: Influence, open: &mut Vec<_>| {
            for index in self.graph.leaving(at) {
                let link = self.graph.links[index];
                if Some(link.effect) == before && passes(link.effect) {
                    continue;
                }
                let ways: &[Influence] = match so_far.then(link.influence) {
                    Influence::Plus => &[Influence::Plus],
                    Influence::Minus => &[Influence::Minus],
                    Influence::Nothing => &[Influence::Nothing],
                    Influence::Either => &[Influence::Plus, Influence::Minus],
                };
                for &way in ways {
                    let seen = &mut self.seen[index][way as usize % 3];
                    if std::mem::replace(seen, self.walks) != self.walks {
                        open.push((index, way));
                    }
                }
            }
        };
        step(from, None, Influence::Plus, &mut open);
        while let Some((index, so_far)) = open.pop() {
            self.followed += 1;
            let link = self.graph.links[index];
            match passes(link.effect) {
                true => step(link.effect, Some(link.cause), so_far, &mut open),
                false => {
                    let sum = out.entry(link.effect).or_insert(Influence::Nothing);
                    *sum = sum.beside(so_far);
                }
            }
        }
        out
    }
}

/// Finds strongly connected parts, again and again of other sets of variables.
///
/// # Source
/// Tarjan (1972), Depth-first search and linear graph algorithms, SIAM Journal on Computing 1(2).
pub struct Parts<'a> {
    graph: &'a Graph,
    /// The set in which each variable was last looked at.
    set: Vec<u32>,
    sets: u32,
    number: Vec<u32>,
    low: Vec<u32>,
}

const NOT_YET: u32 = u32::MAX;
const DONE: u32 = u32::MAX - 1;

impl Parts<'_> {
    pub fn new(graph: &Graph) -> Parts<'_> {
        let n = graph.width();
        Parts { graph, set: vec![0; n], sets: 0, number: vec![NOT_YET; n], low: vec![0; n] }
    }

    /// The parts of the graph with these variables only: those of two or more, and variables that are linked to themselves;
    /// each in the order in which its variables were come upon.
    pub fn among(&mut self, variables: &[VariableId]) -> Vec<Vec<VariableId>> {
        self.sets += 1;
        for v in variables {
            self.set[v.0 as usize] = self.sets;
            self.number[v.0 as usize] = NOT_YET;
        }
        let mut out = Vec::new();
        let mut count = 0;
        let mut waiting: Vec<VariableId> = Vec::new();
        for &root in variables {
            if self.number[root.0 as usize] != NOT_YET {
                continue;
            }
            let mut path = vec![(root, self.graph.leaving(root))];
            while let Some((at, links)) = path.last_mut() {
                let at = at.0 as usize;
                if self.number[at] == NOT_YET {
                    (self.number[at], self.low[at]) = (count, count);
                    count += 1;
                    waiting.push(VariableId(at as u32));
                }
                if let Some(link) = links.next() {
                    let to = self.graph.links[link].effect;
                    match self.number[to.0 as usize] {
                        _ if self.set[to.0 as usize] != self.sets => {}
                        NOT_YET => path.push((to, self.graph.leaving(to))),
                        DONE => {}
                        number => self.low[at] = self.low[at].min(number),
                    }
                    continue;
                }
                path.pop();
                if let Some((above, _)) = path.last() {
                    self.low[above.0 as usize] = self.low[above.0 as usize].min(self.low[at]);
                }
                if self.low[at] == self.number[at] {
                    let from = waiting.iter().rposition(|v| v.0 as usize == at).expect("what is open waits");
                    let part = waiting.split_off(from);
                    part.iter().for_each(|v| self.number[v.0 as usize] = DONE);
                    if part.len() > 1 || self.graph.link(part[0], part[0]).is_some() {
                        out.push(part);
                    }
                }
            }
        }
        out
    }
}
