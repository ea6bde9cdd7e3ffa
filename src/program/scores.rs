//! Link and loop scores as straight-line code: from the values of all variables at two moments, how much of each
//! variable's change is owed to which of its causes, and how strong the loops are that the causes close.
//!
//! # Source
//! Schoenberg, Davidsen & Eberlein (2020), "Understanding model behavior using the Loops that Matter method", System
//! Dynamics Review 36(2), 158-190; the score from a flow to its stock as corrected by Schoenberg, Hayward & Eberlein
//! (2023), "Improving Loops that Matter", System Dynamics Review 39(2), 140-151.

use std::collections::{HashMap, HashSet};

use crate::model::builtin::Function;
use crate::model::graph::Graph as CausalGraph;
use crate::model::scenario::Scenario;
use crate::model::{Kind, Model, Pipeline, Spread, Unit, VariableId};

use super::compile::{Graph, Node, Origin, Tape};
use super::emit::emit;
use super::{Era, Program};

/// Something that is scored.
///
/// # Units
/// None. A link score is the share of the effect's change that is owed to the cause, signed by the polarity of the link;
/// it is above 1 where other causes work against this one. Products of link scores are path and loop scores.
#[derive(Debug, Clone, PartialEq)]
pub enum Score {
    /// The link from a cause to an effect whose equation, or whose flows, mention it.
    Link(VariableId, VariableId),
    /// The part of an effect's change that a cause moves: the score of their link, with a minus where the cause works
    /// against the change that comes about.
    Part(VariableId, VariableId),
    /// How far a variable moves, in its own unit.
    Change(VariableId),
    /// By how much the rate changes at which a state moves, in its unit per unit of time; of anything else the change
    /// itself. This is what the parts are parts of.
    Turn(VariableId),
    /// The sum of the scores of all paths from one variable to another that pass through nothing that is carried over
    /// time and through none of the others given.
    Paths(VariableId, VariableId, Vec<VariableId>),
    /// The sum of the scores of routes, with their signs: together they are one loop.
    Loop(Vec<Route>),
    /// The sum of the sizes of scores: how much all of these do, one way or the other.
    Sizes(Vec<Remainder>),
}

/// What is left of a route when parts of it are taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remainder {
    pub of: Route,
    pub less: Vec<Route>,
}

/// A closed way through the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// In the direction of influence, the first not repeated at the end.
    pub through: Vec<VariableId>,
    pub between: Between,
}

/// How a route runs from one of its variables to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// By the one link that there is.
    Link,
    /// By all paths that pass neither a state nor another variable of the route.
    Paths,
}

/// Compiles scores of a scenario's model. The program has no states: its `given` rows are filled with the values of two
/// moments and `step` is run at the clock of the first of them; each score is then found at its place in `wanted`.
///
/// What luck and schedule do is given with those values. A link into a noise source is one into its mean, and one into a
/// fixed delay is one into what enters it.
pub fn compile_scores(scenario: &Scenario, causal: &CausalGraph, asked: &[Score]) -> Program {
    let mut rank = vec![0; causal.width()];
    scenario.model.order.iter().enumerate().for_each(|(place, id)| rank[id.0 as usize] = place);
    let mut scorer =
        Scorer { graph: Graph::new(scenario), after: Vec::new(), causes: causes(causal), rank, links: HashMap::new() };
    scorer.leaves();
    let wanted: Vec<Node> = asked.iter().map(|score| scorer.score(score)).collect();
    emit(scorer.graph, &wanted)
}

/// So many mentions of variables are compiled for the scores of all links of a model.
pub const MOST_MENTIONS: usize = 2_000_000;

/// The variable whose links take the most to score, and how many there are, where those of all take more than can be
/// compiled: a link is scored by its effect's equation, so that a sum of thousands takes the square of them.
pub fn too_much(model: &Model, causal: &CausalGraph) -> Option<(VariableId, usize)> {
    let of = |(place, causes): (usize, &Vec<VariableId>)| {
        let effect = VariableId(place as u32);
        let mut mentions = 0;
        for (equation, _) in model.variable(effect).equations(&Unit::one()) {
            equation.root.each_variable(&mut |_| mentions += 1);
        }
        (mentions * causes.len(), effect, causes.len())
    };
    let all: Vec<(usize, VariableId, usize)> = causes(causal).iter().enumerate().map(of).collect();
    let whole: usize = all.iter().map(|(cost, ..)| cost).sum();
    all.into_iter().max_by_key(|(cost, ..)| *cost).filter(|_| whole > MOST_MENTIONS).map(|(_, id, links)| (id, links))
}

/// For each variable the variables that have a link into it.
fn causes(causal: &CausalGraph) -> Vec<Vec<VariableId>> {
    let mut out = vec![Vec::new(); causal.width()];
    causal.links.iter().for_each(|link| out[link.effect.0 as usize].push(link.cause));
    out
}

/// `graph.current` holds the values before; where a cause moves alone, its value after stands there for a while.
struct Scorer<'a> {
    graph: Graph<'a>,
    after: Vec<Node>,
    causes: Vec<Vec<VariableId>>,
    /// The place of each variable in the order of calculation.
    rank: Vec<usize>,
    links: HashMap<(VariableId, VariableId), Node>,
}

impl Scorer<'_> {
    /// Rows of values before and after. Constants that nothing moves are the same before and after.
    fn leaves(&mut self) {
        let graph = &mut self.graph;
        let scenario = graph.scenario;
        let additions = scenario.additions();
        let constants: HashMap<VariableId, Spread> = scenario.constants.iter().copied().collect();
        for id in graph.model.ids() {
            let place = id.0 as usize;
            let node = match constants.get(&id) {
                Some(spread) if additions.iter().all(|a| a.constant != id) => {
                    let varies = scenario.uncertainty.of_constants() && spread.varies() || scenario.is_given(id);
                    Some(if varies {
                        graph.node(Origin::Given(id, Era::Before), Tape::Step)
                    } else {
                        graph.literal(spread.value)
                    })
                }
                _ => None,
            };
            graph.current[place] = node.unwrap_or_else(|| graph.node(Origin::Given(id, Era::Before), Tape::Step));
            self.after.push(node.unwrap_or_else(|| graph.node(Origin::Given(id, Era::After), Tape::Step)));
        }
    }

    fn score(&mut self, score: &Score) -> Node {
        match score {
            Score::Link(cause, effect) => self.link(*cause, *effect),
            Score::Part(cause, effect) => self.part(*cause, *effect),
            Score::Change(id) => self.moved(*id),
            Score::Turn(id) => self.whole(*id),
            Score::Paths(from, to, barred) => self.paths(*from, *to, barred),
            Score::Loop(routes) => {
                let scores: Vec<Node> = routes.iter().map(|route| self.route(route)).collect();
                self.sum(&scores)
            }
            Score::Sizes(remainders) => {
                let sizes: Vec<Node> = remainders.iter().map(|remainder| self.size(remainder)).collect();
                self.sum(&sizes)
            }
        }
    }

    fn size(&mut self, remainder: &Remainder) -> Node {
        let mut score = self.route(&remainder.of);
        for route in &remainder.less {
            let part = self.route(route);
            score = self.apply(Function::Subtract, &[score, part]);
        }
        self.apply(Function::Abs, &[score])
    }

    fn route(&mut self, route: &Route) -> Node {
        let Route { through, between } = route;
        let mut product = None;
        for (i, &from) in through.iter().enumerate() {
            let to = through[(i + 1) % through.len()];
            let factor = match between {
                Between::Link => self.link(from, to),
                Between::Paths => self.paths(from, to, through),
            };
            product = Some(product.map_or(factor, |product| self.apply(Function::Multiply, &[product, factor])));
        }
        product.unwrap_or_else(|| self.graph.literal(0.0))
    }

    /// The sum over all paths, by one pass through the variables between in the order of calculation: without states
    /// there is no way back, and what has reached a variable by all paths is what has reached its causes.
    fn paths(&mut self, from: VariableId, to: VariableId, barred: &[VariableId]) -> Node {
        let model = self.graph.model;
        let open = |id: VariableId| id != from && id != to && !barred.contains(&id) && !model.variable(id).is_state();
        let mut reached: HashMap<VariableId, Node> = HashMap::new();
        for id in self.leading_to(to, open) {
            let arriving = self.arriving(from, id, &reached);
            if let Some(score) = arriving {
                reached.insert(id, score);
            }
        }
        self.arriving(from, to, &reached).unwrap_or_else(|| self.graph.literal(0.0))
    }

    /// The calculated variables from which `to` is reached through variables that are `open`, in the order of calculation.
    fn leading_to(&self, to: VariableId, open: impl Fn(VariableId) -> bool) -> Vec<VariableId> {
        let mut found = HashSet::new();
        let mut next = vec![to];
        while let Some(at) = next.pop() {
            for &cause in &self.causes[at.0 as usize] {
                if open(cause) && found.insert(cause) {
                    next.push(cause);
                }
            }
        }
        let calculated = |id: &VariableId| self.graph.model.order.get(self.rank[id.0 as usize]) == Some(id);
        let mut out: Vec<VariableId> = found.into_iter().filter(calculated).collect();
        out.sort_by_key(|id| self.rank[id.0 as usize]);
        out
    }

    /// What arrives at a variable from the start itself and from variables that have been reached.
    fn arriving(&mut self, from: VariableId, at: VariableId, reached: &HashMap<VariableId, Node>) -> Option<Node> {
        let mut terms = Vec::new();
        for cause in self.causes[at.0 as usize].clone() {
            if cause == from {
                terms.push(self.link(cause, at));
            } else if let Some(&so_far) = reached.get(&cause) {
                let link = self.link(cause, at);
                terms.push(self.apply(Function::Multiply, &[so_far, link]));
            }
        }
        if terms.is_empty() { None } else { Some(self.sum(&terms)) }
    }

    /// The score of a link.
    fn link(&mut self, cause: VariableId, effect: VariableId) -> Node {
        if let Some(node) = self.links.get(&(cause, effect)) {
            return *node;
        }
        let by_cause = self.owed(cause, effect);
        let share = self.share(by_cause, effect);
        let node = match &self.graph.model.variable(effect).kind {
            Kind::Stock(stock) if stock.inflows.iter().any(|(flow, _)| *flow == cause) => share,
            Kind::Stock(_) => self.apply(Function::Negate, &[share]),
            _ => {
                let moved = self.moved(cause);
                let zero = self.graph.literal(0.0);
                let down = self.apply(Function::Less, &[by_cause, zero]);
                let cause_down = self.apply(Function::Less, &[moved, zero]);
                let against = self.apply(Function::NotEqual, &[down, cause_down]);
                let negative = self.apply(Function::Negate, &[share]);
                self.apply(Function::Choose, &[against, negative, share])
            }
        };
        self.links.insert((cause, effect), node);
        node
    }

    /// What of an effect's change comes of one cause: what its equation gives where that cause alone has moved, less what
    /// it gives where none has; of a stock, what the flow brings or takes.
    fn owed(&mut self, cause: VariableId, effect: VariableId) -> Node {
        match &self.graph.model.variable(effect).kind {
            Kind::Stock(stock) => {
                let lists = |flows: &[(VariableId, _)]| flows.iter().any(|(flow, _)| *flow == cause);
                match (lists(&stock.inflows), lists(&stock.outflows)) {
                    // A flow that leaves a stock and comes back moves nothing.
                    (true, true) => self.graph.literal(0.0),
                    (true, false) => self.moved(cause),
                    _ => {
                        let moved = self.moved(cause);
                        self.apply(Function::Negate, &[moved])
                    }
                }
            }
            _ => {
                let place = cause.0 as usize;
                let before = std::mem::replace(&mut self.graph.current[place], self.after[place]);
                let alone = self.value(effect);
                self.graph.current[place] = before;
                let unmoved = self.value(effect);
                self.apply(Function::Subtract, &[alone, unmoved])
            }
        }
    }

    fn part(&mut self, cause: VariableId, effect: VariableId) -> Node {
        let (owed, whole) = (self.owed(cause, effect), self.whole(effect));
        let zero = self.graph.literal(0.0);
        self.apply(Function::SafeDivide, &[owed, whole, zero])
    }

    /// The size of a part of a variable's change in that of the whole; 0 where it does not change.
    fn share(&mut self, part: Node, effect: VariableId) -> Node {
        let whole = self.whole(effect);
        let [part, whole] = [part, whole].map(|change| self.apply(Function::Abs, &[change]));
        let zero = self.graph.literal(0.0);
        self.apply(Function::SafeDivide, &[part, whole, zero])
    }

    /// A variable's change. What is carried over time changes as the rate does at which it moves.
    fn whole(&mut self, effect: VariableId) -> Node {
        if !has_rate(&self.graph.model.variable(effect).kind) {
            return self.moved(effect);
        }
        let before = self.value(effect);
        let now = std::mem::replace(&mut self.graph.current, self.after.clone());
        let after = self.value(effect);
        self.graph.current = now;
        self.apply(Function::Subtract, &[after, before])
    }

    /// How far a variable has moved.
    fn moved(&mut self, id: VariableId) -> Node {
        let place = id.0 as usize;
        self.apply(Function::Subtract, &[self.after[place], self.graph.current[place]])
    }

    /// What an effect's equation gives for what stands in `graph.current`; for what is carried over time, the rate at
    /// which it changes.
    fn value(&mut self, id: VariableId) -> Node {
        let model: &Model = self.graph.model;
        match &model.variable(id).kind {
            Kind::Stock(stock) => {
                let flow = |graph: &Graph, id: VariableId| graph.current[id.0 as usize];
                let mut net = None;
                for (list, function) in [(&stock.inflows, Function::Add), (&stock.outflows, Function::Subtract)] {
                    for (id, _) in list {
                        let flow = flow(&self.graph, *id);
                        net = Some(match (net, function) {
                            (None, Function::Add) => flow,
                            (None, _) => self.apply(Function::Negate, &[flow]),
                            (Some(net), _) => self.apply(function, &[net, flow]),
                        });
                    }
                }
                net.unwrap_or_else(|| self.graph.literal(0.0))
            }
            Kind::Counter { rate: equation, .. } | Kind::Pipeline(Pipeline { input: equation, .. }) => {
                self.graph.equation(equation, Tape::Step)
            }
            Kind::Noise(noise) => self.graph.equation(&noise.mean, Tape::Step),
            _ => self.graph.variable(id, Tape::Step),
        }
    }

    fn sum(&mut self, terms: &[Node]) -> Node {
        let zero = self.graph.literal(0.0);
        terms.iter().copied().reduce(|sum, term| self.apply(Function::Add, &[sum, term])).unwrap_or(zero)
    }

    fn apply(&mut self, function: Function, arguments: &[Node]) -> Node {
        self.graph.apply(function, arguments, Tape::Step)
    }
}

/// Whether a variable's change is that of the rate at which it moves, or of the mean around which it is drawn.
fn has_rate(kind: &Kind) -> bool {
    matches!(kind, Kind::Stock(_) | Kind::Counter { .. } | Kind::Pipeline(_) | Kind::Noise(_))
}
