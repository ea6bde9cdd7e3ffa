//! What keeps a stock from going below 0: how much each of its outflows can take.
//!
//! Outflows are served in listed order. Each takes at most what is there, what flows in during the step, and what those
//! before it leave. So an outflow waits for inflows, and an inflow that waits for the outflow cannot count: it counts as 0.

use std::collections::{BTreeSet, HashSet, VecDeque};

use super::graph::{Graph, Link};
use super::order::{Moment, causes};
use super::polarity::Influence;
use super::{Variable, VariableId};

/// What one stock gives to one of its outflows at most: `stock / dt`, more by what flows in and less by what the outflows
/// before it take, and not below 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    pub stock: VariableId,
    /// The inflows that count, in listed order.
    pub inflows: Vec<VariableId>,
    /// The outflows that are served before.
    pub before: Vec<VariableId>,
}

impl Limit {
    /// All that the limit is calculated from.
    pub fn variables(&self) -> impl Iterator<Item = VariableId> {
        std::iter::once(self.stock).chain(self.inflows.iter().copied()).chain(self.before.iter().copied())
    }
}

/// The limits of every variable; only outflows of stocks that cannot go below 0 have any.
///
/// An inflow counts where that closes no circle. One that depends on the outflow, by equations, initial values or the
/// order in which outflows are served, never does. Where several limits would wait for each other, as they can in a ring of
/// stocks, the circle is opened at the outflow whose name comes first. So neither the order of the file nor that of the
/// variables decides what counts.
pub fn limits(variables: &[Variable]) -> Vec<Vec<Limit>> {
    let mut out = vec![Vec::new(); variables.len()];
    for (i, variable) in variables.iter().enumerate() {
        let Some(stock) = variable.stock().filter(|s| s.non_negative) else { continue };
        let mut before = Vec::new();
        for &(flow, _) in &stock.outflows {
            let limit = Limit { stock: VariableId(i as u32), inflows: Vec::new(), before: before.clone() };
            out[flow.0 as usize].push(limit);
            before.push(flow);
        }
    }
    let counted = Waits::new(variables, &out).counted();
    for (flow, limits) in (0..).map(VariableId).zip(&mut out) {
        for limit in limits {
            let inflows = inflows(variables, limit.stock);
            limit.inflows = inflows.filter(|inflow| counted.contains(&(*inflow, flow))).collect();
        }
    }
    out
}

/// The inflows of a stock that its limit for an outflow does not count, in listed order.
pub fn not_counted<'a>(variables: &'a [Variable], limit: &'a Limit) -> impl Iterator<Item = VariableId> + 'a {
    inflows(variables, limit.stock).filter(|inflow| !limit.inflows.contains(inflow))
}

fn inflows(variables: &[Variable], stock: VariableId) -> impl Iterator<Item = VariableId> + '_ {
    variables[stock.0 as usize].stock().into_iter().flat_map(|stock| stock.inflows.iter().map(|(flow, _)| *flow))
}

/// An inflow, and an outflow that waits for it where it counts.
type Wait = (VariableId, VariableId);

/// Which variable waits for which within one moment.
struct Waits<'a> {
    variables: &'a [Variable],
    /// Whatever counts: by equations, by initial values, by the order in which outflows are served.
    sure: Graph,
    /// If all inflows counted; those of one outflow stand together.
    asked: Vec<Wait>,
}

impl<'a> Waits<'a> {
    fn new(variables: &'a [Variable], limits: &[Vec<Limit>]) -> Waits<'a> {
        let (mut sure, mut asked) = (Vec::new(), Vec::new());
        for ((effect, variable), limits) in (0..).map(VariableId).zip(variables).zip(limits) {
            // What a variable waits for at the start holds all that it waits for in a step.
            sure.extend(causes(variable, limits, Moment::Initial).into_iter().map(|cause| (cause, effect)));
            asked.extend(limits.iter().flat_map(|l| inflows(variables, l.stock)).map(|inflow| (inflow, effect)));
        }
        Waits { variables, sure: graph(variables.len(), sure), asked }
    }

    /// The waits that close no circle.
    fn counted(&self) -> HashSet<Wait> {
        let asked = self.independent();
        let parts = self.parts(&asked);
        let mut counted: HashSet<Wait> = asked.iter().copied().filter(|wait| !parts.hold(*wait)).collect();
        // Within a part all are put in an order, each after what it surely waits for, and if possible after all else.
        let asked = graph(self.variables.len(), asked);
        let mut due = vec![(0, 0); self.variables.len()];
        let inside =
            |graph: &Graph, cause| effects(graph, cause).filter(|effect| parts.hold((cause, *effect))).collect();
        for cause in self.ids() {
            let [sure, asked]: [Vec<VariableId>; 2] = [inside(&self.sure, cause), inside(&asked, cause)];
            sure.iter().for_each(|effect| due[effect.0 as usize].0 += 1);
            asked.iter().for_each(|effect| due[effect.0 as usize].1 += 1);
        }
        let name = |id: VariableId| self.variables[id.0 as usize].name.as_str();
        let mut free: Vec<VariableId> = self.ids().filter(|id| due[id.0 as usize] == (0, 0)).collect();
        let waiting = self.ids().filter(|id| matches!(due[id.0 as usize], (0, 1..)));
        let mut waiting: BTreeSet<(&str, VariableId)> = waiting.map(|id| (name(id), id)).collect();
        let mut placed = vec![false; self.variables.len()];
        while let Some(next) = free.pop().or_else(|| waiting.pop_first().map(|(_, id)| id)) {
            placed[next.0 as usize] = true;
            let [sure, asked]: [Vec<VariableId>; 2] = [inside(&self.sure, next), inside(&asked, next)];
            for effect in sure {
                due[effect.0 as usize].0 -= 1;
                match due[effect.0 as usize] {
                    (0, 0) => free.push(effect),
                    (0, _) => drop(waiting.insert((name(effect), effect))),
                    _ => {}
                }
            }
            for effect in asked.into_iter().filter(|effect| !placed[effect.0 as usize]) {
                counted.insert((next, effect));
                due[effect.0 as usize].1 -= 1;
                if due[effect.0 as usize] == (0, 0) {
                    waiting.remove(&(name(effect), effect));
                    free.push(effect);
                }
            }
        }
        counted
    }

    /// The waits for inflows that do not depend on the outflow.
    fn independent(&self) -> Vec<Wait> {
        // What depends on the outflow and is waited for by it is in one part with it.
        let parts = self.parts(&self.asked);
        let mut out = Vec::new();
        for waits in self.asked.chunk_by(|a, b| a.1 == b.1) {
            let outflow = waits[0].1;
            let mut looked_for: HashSet<VariableId> = waits.iter().filter(|w| parts.hold(**w)).map(|w| w.0).collect();
            let mut found = HashSet::from([outflow]);
            let mut open = VecDeque::from([outflow]);
            while !looked_for.is_empty()
                && let Some(cause) = open.pop_front()
            {
                for effect in effects(&self.sure, cause).filter(|effect| parts.hold((cause, *effect))) {
                    if found.insert(effect) {
                        looked_for.remove(&effect);
                        open.push_back(effect);
                    }
                }
            }
            out.extend(waits.iter().filter(|wait| !found.contains(&wait.0)));
        }
        out
    }

    /// The parts in which each waits for each, with what is sure and some of what is asked.
    fn parts(&self, asked: &[Wait]) -> Parts {
        let all = self.sure.links.iter().map(|link| (link.cause, link.effect)).chain(asked.iter().copied());
        let mut of = vec![None; self.variables.len()];
        for (number, part) in graph(of.len(), all).parts().into_iter().enumerate() {
            part.into_iter().for_each(|id| of[id.0 as usize] = Some(number));
        }
        Parts { of }
    }

    fn ids(&self) -> impl Iterator<Item = VariableId> + use<> {
        (0..self.variables.len() as u32).map(VariableId)
    }
}

/// The part of each variable that is in one.
struct Parts {
    of: Vec<Option<usize>>,
}

impl Parts {
    /// Whether both ends are in one part.
    fn hold(&self, (cause, effect): Wait) -> bool {
        let [cause, effect] = [cause, effect].map(|id| self.of[id.0 as usize]);
        cause.is_some() && cause == effect
    }
}

fn graph(variables: usize, waits: impl IntoIterator<Item = Wait>) -> Graph {
    let link = |(cause, effect)| Link { cause, effect, influence: Influence::Nothing };
    Graph::new(variables, waits.into_iter().map(link).collect(), Vec::new())
}

fn effects(graph: &Graph, cause: VariableId) -> impl Iterator<Item = VariableId> + '_ {
    graph.links[graph.leaving(cause)].iter().map(|link| link.effect)
}
