//! Values to instructions: what is not needed is left out, what meets is fused, and every value gets a place.

use std::collections::HashMap;

use crate::model::{Kind, VariableId};

use super::compile::{Graph, Moved, Node, Origin, Tape, curve};
use super::op::{ARITHMETIC, Op, Side};
use super::{ConstantRow, Input, Pipe, Program, Slot, State};

/// Writes the program that keeps what the wanted values need.
pub(super) fn emit(mut graph: Graph, wanted: &[Node]) -> Program {
    let states = graph.states.clone();
    let flows: HashMap<VariableId, (Vec<Node>, Vec<Node>)> = states.iter().map(|id| (*id, graph.flows(*id))).collect();
    let needed = needed(&graph, &flows, wanted);
    let states: Vec<VariableId> =
        states.into_iter().filter(|id| needed[graph.current[id.0 as usize] as usize]).collect();
    let mut uses = Uses::new(&graph, needed);
    uses.pin_all(&graph, &states, &flows, wanted);
    uses.fuse(&graph);
    let slots = uses.slots(&graph);
    uses.program(&graph, &states, &flows, wanted, &slots)
}

/// Marks what the wanted variables are calculated from.
fn needed(graph: &Graph, flows: &HashMap<VariableId, (Vec<Node>, Vec<Node>)>, wanted: &[Node]) -> Vec<bool> {
    let mut needed = vec![false; graph.nodes.len()];
    let mut open: Vec<Node> = wanted.to_vec();
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut needed[node as usize], true) {
            continue;
        }
        match graph.nodes[node as usize].0 {
            Origin::Input(i) => {
                let Moved { base, sizes, .. } = &graph.inputs[i as usize];
                open.push(*base);
                open.extend(sizes.iter().map(|(_, node)| *node));
            }
            Origin::State(id) => {
                let (inflows, outflows) = &flows[&id];
                open.push(graph.initial[id.0 as usize]);
                open.extend(inflows.iter().chain(outflows).chain(graph.lengths.get(&id)));
            }
            origin => open.extend(operands(&origin)),
        }
    }
    needed
}

/// The nodes that a node reads when it is calculated; each as often as it stands there.
fn operands(origin: &Origin) -> Vec<Node> {
    match *origin {
        Origin::Apply(function, arguments) => arguments[..function.row().arguments.1.clamp(1, 3)].to_vec(),
        Origin::Quotient(operands) => operands.to_vec(),
        Origin::Look(_, x) | Origin::Hold(x, _) => vec![x],
        Origin::Noise(_, mean, spread) => vec![mean, spread],
        Origin::Literal(_) | Origin::Constant(_) | Origin::Input(_) | Origin::State(_) | Origin::Given(..) => {
            Vec::new()
        }
    }
}

/// What is known of the use of each node.
struct Uses {
    needed: Vec<bool>,
    /// Read by others than the instructions of its tape, so that it has a place of its own.
    pinned: Vec<bool>,
    /// The node that is calculated together with this one, and its side.
    inner: Vec<Option<(Node, Side)>>,
    /// Whether it is calculated together with the one that reads it.
    absorbed: Vec<bool>,
}

impl Uses {
    fn new(graph: &Graph, needed: Vec<bool>) -> Uses {
        let count = graph.nodes.len();
        Uses { needed, pinned: vec![false; count], inner: vec![None; count], absorbed: vec![false; count] }
    }

    fn pin_all(
        &mut self,
        graph: &Graph,
        states: &[VariableId],
        flows: &HashMap<VariableId, (Vec<Node>, Vec<Node>)>,
        wanted: &[Node],
    ) {
        let pin = |marks: &mut [bool], node: Node| marks[node as usize] = true;
        wanted.iter().for_each(|node| pin(&mut self.pinned, *node));
        for id in states {
            let (inflows, outflows) = &flows[id];
            let (current, initial) = (graph.current[id.0 as usize], graph.initial[id.0 as usize]);
            for node in [current, initial].iter().chain(inflows).chain(outflows).chain(graph.lengths.get(id)) {
                pin(&mut self.pinned, *node);
            }
        }
        for (node, (origin, tape)) in graph.nodes.iter().enumerate() {
            // A draw is held from period to period, a held value to the end; what is calculated before the steps is read in
            // all of them.
            let lasts = match origin {
                Origin::Literal(_) | Origin::Constant(_) | Origin::Input(_) | Origin::State(_) => true,
                Origin::Given(..) | Origin::Noise(..) | Origin::Hold(..) => true,
                Origin::Apply(..) | Origin::Quotient(_) | Origin::Look(..) => false,
            };
            self.pinned[node] |= *tape != Tape::Step || lasts;
        }
    }

    /// Joins an operation with one that nothing else reads.
    fn fuse(&mut self, graph: &Graph) {
        let mut read = vec![0u32; graph.nodes.len()];
        for (_, (origin, _)) in graph.nodes.iter().enumerate().filter(|(node, _)| self.needed[*node]) {
            operands(origin).iter().for_each(|o| read[*o as usize] += 1);
        }
        let arithmetic = |node: usize| match graph.nodes[node] {
            (Origin::Apply(function, arguments), Tape::Step) if ARITHMETIC.contains(&function) => Some(arguments),
            _ => None,
        };
        for outer in 0..graph.nodes.len() {
            let Some([a, b, _]) = arithmetic(outer).filter(|_| self.needed[outer]) else { continue };
            let inner = [(a, Side::Left), (b, Side::Right)].into_iter().find(|(inner, _)| {
                let i = *inner as usize;
                let alone = read[i] == 1 && !self.pinned[i] && self.inner[i].is_none();
                alone && arithmetic(i).is_some()
            });
            if let Some((inner, side)) = inner {
                self.inner[outer] = Some((inner, side));
                self.absorbed[inner as usize] = true;
            }
        }
    }

    /// The nodes that a node's instruction reads.
    fn reads(&self, graph: &Graph, node: usize) -> Vec<Node> {
        let mut out = operands(&graph.nodes[node].0);
        if let Some((inner, side)) = self.inner[node] {
            let [a, b] = [0, 1].map(|i| operands(&graph.nodes[inner as usize].0)[i]);
            let other = if side == Side::Left { out[1] } else { out[0] };
            out = vec![a, b, other];
        }
        out
    }

    /// A row for every value: in turn, and rows that are free again first.
    fn slots(&self, graph: &Graph) -> Vec<Slot> {
        let emitted = |node: &usize| self.needed[*node] && !self.absorbed[*node];
        let mut last_read = vec![0; graph.nodes.len()];
        for node in (0..graph.nodes.len()).filter(emitted) {
            self.reads(graph, node).iter().for_each(|read| last_read[*read as usize] = node);
        }
        let mut slots = vec![Slot(0); graph.nodes.len()];
        let mut rows = 0;
        let mut free: Vec<u32> = Vec::new();
        for node in (0..graph.nodes.len()).filter(emitted) {
            let free_before = free.len();
            for read in self.reads(graph, node) {
                let i = read as usize;
                // A row that is read for the last time here may take the result: lanes are read before they are written.
                let Slot(row) = slots[i];
                if !self.pinned[i] && last_read[i] == node && !free[free_before..].contains(&row) {
                    free.push(row);
                }
            }
            let reusable = graph.nodes[node].1 == Tape::Step && !self.pinned[node];
            let row = if reusable { free.pop() } else { None };
            slots[node] = Slot(row.unwrap_or_else(|| {
                rows += 1;
                rows - 1
            }));
        }
        slots
    }

    fn program(
        &self,
        graph: &Graph,
        states: &[VariableId],
        flows: &HashMap<VariableId, (Vec<Node>, Vec<Node>)>,
        wanted: &[Node],
        slots: &[Slot],
    ) -> Program {
        let slot = |node: Node| slots[node as usize];
        let all = |nodes: &[Node]| nodes.iter().map(|n| slot(*n)).collect::<Vec<Slot>>();
        let emitted = (0..graph.nodes.len()).filter(|node| self.needed[*node] && !self.absorbed[*node]);
        let mut program = Program {
            rows: emitted.clone().map(|node| slots[node].0 as usize + 1).max().unwrap_or(0),
            literals: Vec::new(),
            constants: Vec::new(),
            inputs: Vec::new(),
            states: Vec::new(),
            pipes: Vec::new(),
            noises: graph.noises.clone(),
            tables: graph.model.tables.iter().map(curve).collect(),
            prologue: Vec::new(),
            initial: Vec::new(),
            step: Vec::new(),
            wanted: all(wanted),
            given: Vec::new(),
            time: graph.scenario.time.clone(),
        };
        for node in emitted {
            let (origin, tape) = graph.nodes[node];
            let out = slots[node];
            let op = match origin {
                Origin::Literal(bits) => {
                    program.literals.push((out, f64::from_bits(bits)));
                    continue;
                }
                Origin::Constant(id) => {
                    program.constants.push(ConstantRow::new(graph.scenario, id, out));
                    continue;
                }
                Origin::Input(i) => {
                    let Moved { constant, base, additions, sizes } = graph.inputs[i as usize].clone();
                    let sizes = sizes.into_iter().map(|(size, node)| (size, slot(node))).collect();
                    program.inputs.push(Input { constant, base: slot(base), slot: out, additions, sizes });
                    continue;
                }
                Origin::State(_) => continue,
                Origin::Given(id, era) => {
                    program.given.push((id, era, out));
                    continue;
                }
                Origin::Apply(outer, arguments) => match self.inner[node] {
                    Some((inner, side)) => {
                        let [a, b, other] = [0, 1, 2].map(|i| slot(self.reads(graph, node)[i]));
                        let Origin::Apply(inner, _) = graph.nodes[inner as usize].0 else { continue };
                        Op::Fused { outer, inner, side, arguments: [a, b, other], out }
                    }
                    None => Op::Apply { function: outer, arguments: arguments.map(slot), out },
                },
                Origin::Quotient(operands) => {
                    let [x, by, reciprocal] = operands.map(slot);
                    Op::Quotient { x, by, reciprocal, out }
                }
                Origin::Look(table, x) => Op::Look { table, x: slot(x), out },
                Origin::Hold(x, until) => Op::Hold { x: slot(x), until: f64::from_bits(until), out },
                Origin::Noise(noise, mean, spread) => Op::Noise { noise, mean: slot(mean), spread: slot(spread), out },
            };
            match tape {
                Tape::Prologue => program.prologue.push(op),
                Tape::Initial => program.initial.push(op),
                Tape::Step => program.step.push(op),
            }
        }
        for id in states {
            let (inflows, outflows) = &flows[id];
            let (current, initial) = (slot(graph.current[id.0 as usize]), slot(graph.initial[id.0 as usize]));
            if let Kind::Pipeline(_) = graph.model.variable(*id).kind {
                let length = graph.lengths.get(id).map(|node| slot(*node));
                program.pipes.push(Pipe { variable: *id, slot: current, input: slot(inflows[0]), length, initial });
            } else {
                let (inflows, outflows) = (all(inflows), all(outflows));
                program.states.push(State { variable: *id, slot: current, initial, inflows, outflows });
            }
        }
        program
    }
}
