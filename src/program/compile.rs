//! A scenario to a program: equations become operations on rows; what is equal is computed once; what does not change
//! in time is computed before it begins; what nobody asks for is left out.

use std::collections::HashMap;

use crate::model::builtin::Function;
use crate::model::cut::Hold;
use crate::model::limits::Limit;
use crate::model::moments::Moments;
use crate::model::scenario::{Addition, Scenario};
use crate::model::{
    Beginning, Equation, Intervention, Kind, Model, Noise, Pipeline, Stock, Table, Term, TermKind, VariableId,
};

use super::emit::emit;
use super::op::{Clock, apply, left_out, moves_with_time};
use super::{Curve, Era, NoiseSource, Program};

/// Compiles a scenario so that the `wanted` variables can be read at every step.
pub fn compile(scenario: &Scenario, wanted: &[VariableId]) -> Program {
    compiled(Graph::new(scenario), wanted)
}

/// The same with every constant left open: what is drawn for it, and what picks and shocks add to it, can change without
/// compiling again ([`Program::adopt`]).
pub fn compile_open(scenario: &Scenario, wanted: &[VariableId]) -> Program {
    let mut program = compiled(Graph { open: true, ..Graph::new(scenario) }, wanted);
    program.adopt(scenario);
    program
}

fn compiled(mut graph: Graph, wanted: &[VariableId]) -> Program {
    graph.leaves();
    let scenario = graph.scenario;
    let model = &*scenario.model;
    for id in scenario.initial_order() {
        graph.instead = graph.held(id, Tape::Initial);
        let node = graph.variable(id, Tape::Initial);
        graph.initial[id.0 as usize] = node;
    }
    for &id in &model.order {
        // What a state reads at a step is its flows, which are known in the end.
        if !model.variable(id).is_state() {
            graph.instead = graph.held(id, Tape::Step);
        }
        let node = graph.variable(id, Tape::Step);
        graph.current[id.0 as usize] = node;
    }
    let wanted: Vec<Node> = wanted.iter().map(|id| graph.current[id.0 as usize]).collect();
    emit(graph, &wanted)
}

/// A value in the making; what it reads stands before it.
pub(super) type Node = u32;

/// When an operation runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tape {
    Prologue,
    Initial,
    Step,
}

/// How a value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// A number, by its bits.
    Literal(u64),
    /// A constant in which replications differ, or a stock's start in which they do.
    Constant(VariableId),
    Input(u32),
    State(VariableId),
    /// Written from without.
    Given(VariableId, Era),
    Apply(Function, [Node; 3]),
    /// The first over the second, of which the third is the reciprocal.
    Quotient([Node; 3]),
    Look(u32, Node),
    Noise(u32, Node, Node),
    /// A node up to a moment, by its bits, and its value at that moment after it.
    Hold(Node, u64),
}

/// What moves over time as picks and shocks have it.
#[derive(Clone)]
pub(super) struct Moved {
    /// Which constant, if it is one.
    pub(super) constant: Option<VariableId>,
    /// Without additions.
    pub(super) base: Node,
    pub(super) additions: Vec<Addition>,
    /// The constants of which its additions are multiples, now or with other picks.
    pub(super) sizes: Vec<(VariableId, Node)>,
}

pub(super) struct Graph<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) model: &'a Model,
    /// What is carried from step to step.
    pub(super) states: Vec<VariableId>,
    clock: Clock,
    pub(super) nodes: Vec<(Origin, Tape)>,
    /// Equal values of one tape are one node.
    known: HashMap<(Origin, Tape), Node>,
    pub(super) initial: Vec<Node>,
    pub(super) current: Vec<Node>,
    /// How long each pipeline is that does not last one step.
    pub(super) lengths: HashMap<VariableId, Node>,
    pub(super) inputs: Vec<Moved>,
    pub(super) noises: Vec<NoiseSource>,
    /// Where in `noises` each source stands.
    known_noises: HashMap<NoiseSource, u32>,
    /// What the equations that are being compiled read in place of these variables.
    pub(super) instead: HashMap<VariableId, Node>,
    /// Whether constants stay open: see [`compile_open`].
    open: bool,
}

impl<'a> Graph<'a> {
    pub(super) fn new(scenario: &'a Scenario) -> Graph<'a> {
        let model = &*scenario.model;
        Graph {
            scenario,
            model,
            states: Vec::new(),
            clock: Clock::within(&Moments::of(&scenario.time), 0, 0.0),
            nodes: Vec::new(),
            known: HashMap::new(),
            initial: vec![0; model.variables.len()],
            current: vec![0; model.variables.len()],
            lengths: HashMap::new(),
            inputs: Vec::new(),
            noises: Vec::new(),
            known_noises: HashMap::new(),
            instead: HashMap::new(),
            open: false,
        }
    }

    /// Rows that no operation writes: constants, inputs and states. They come first, so that all else stands after
    /// what it reads.
    fn leaves(&mut self) {
        let (model, additions) = (self.model, self.scenario.additions());
        // Every size that may be added to a constant, now or with other picks.
        let mut levers: HashMap<VariableId, Vec<VariableId>> = HashMap::new();
        for effect in model.interventions.iter().flat_map(Intervention::all_effects) {
            levers.entry(effect.constant).or_default().extend(effect.size.constant);
        }
        // Sizes come before what they are added to.
        let sizes = model.sizes();
        let (first, then): (Vec<_>, Vec<_>) = self.scenario.constants.iter().partition(|(id, _)| sizes.contains(id));
        for &(id, spread) in first.into_iter().chain(then) {
            let varies =
                self.open || self.scenario.uncertainty.of_constants() && spread.varies() || self.scenario.is_given(id);
            let base =
                if varies { self.node(Origin::Constant(id), Tape::Prologue) } else { self.literal(spread.value) };
            let mine: Vec<_> = additions.iter().filter(|a| a.constant == id).cloned().collect();
            let node = if mine.is_empty() && !(self.open && levers.contains_key(&id)) {
                base
            } else {
                let sizes = match levers.get(&id).filter(|_| self.open) {
                    Some(all) => all.clone(),
                    None => mine.iter().filter_map(|addition| Some(addition.size?.0)).collect(),
                };
                let sizes = sizes.into_iter().map(|size| (size, self.current[size.0 as usize])).collect();
                let node = self.node(Origin::Input(self.inputs.len() as u32), Tape::Step);
                self.inputs.push(Moved { constant: Some(id), base, additions: mine, sizes });
                node
            };
            self.initial[id.0 as usize] = node;
            self.current[id.0 as usize] = node;
        }
        self.states = self.model.ids().filter(|id| self.model.variable(*id).is_state()).collect();
        for id in self.states.clone() {
            self.current[id.0 as usize] = self.node(Origin::State(id), Tape::Step);
        }
    }

    pub(super) fn node(&mut self, origin: Origin, tape: Tape) -> Node {
        if let Some(&node) = self.known.get(&(origin, tape)) {
            return node;
        }
        let node = self.nodes.len() as Node;
        self.nodes.push((origin, tape));
        self.known.insert((origin, tape), node);
        node
    }

    pub(super) fn literal(&mut self, value: f64) -> Node {
        self.node(Origin::Literal(value.to_bits()), Tape::Prologue)
    }

    fn value_of(&self, node: Node) -> Option<f64> {
        match self.nodes[node as usize].0 {
            Origin::Literal(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The node of a variable at the initial moment or at a step; what it depends on has been made before.
    pub(super) fn variable(&mut self, id: VariableId, tape: Tape) -> Node {
        let model = self.model;
        let variable = model.variable(id);
        match &variable.kind {
            Kind::Constant(_) => self.current[id.0 as usize],
            Kind::Stock(_) | Kind::Counter { .. } | Kind::Pipeline(_) if tape == Tape::Step => {
                self.current[id.0 as usize]
            }
            Kind::Stock(_) if self.scenario.is_given(id) => self.node(Origin::Constant(id), Tape::Prologue),
            Kind::Stock(Stock { initial, .. }) => match (self.scenario.initial.get(&id), initial) {
                (Some(Beginning::Number(value)), _) => self.literal(*value),
                (Some(Beginning::Equation(equation, _)), _) => self.equation(equation, tape),
                (None, Some(equation)) => self.equation(equation, tape),
                (None, None) => self.literal(0.0),
            },
            Kind::Counter { initial, .. } => self.equation(initial, tape),
            Kind::Pipeline(Pipeline { input, length, initial }) => {
                if let Some(length) = length {
                    let length = self.equation(length, tape);
                    self.lengths.insert(id, length);
                }
                self.equation(initial.as_ref().unwrap_or(input), tape)
            }
            Kind::Flow { equation, non_negative } => {
                let mut node = self.equation(equation, tape);
                if *non_negative {
                    let zero = self.literal(0.0);
                    node = self.apply(Function::Max, &[zero, node], tape);
                }
                self.limited(id, node, tape)
            }
            Kind::Auxiliary { equation } => self.equation(equation, tape),
            Kind::Noise(noise) => self.noise(&variable.name, noise, tape),
            Kind::Outcome { condition, before } => {
                let one = self.literal(1.0);
                let mut node = one;
                for earlier in before {
                    let earlier = self.read(*earlier, tape);
                    let not = self.apply(Function::Not, &[earlier], tape);
                    node = self.apply(Function::And, &[node, not], tape);
                }
                if let Some(condition) = condition {
                    let condition = self.equation(condition, tape);
                    node = self.apply(Function::And, &[node, condition], tape);
                }
                node
            }
        }
    }

    /// An outflow of stocks that cannot go below 0: at most what is there, flows in and is not taken by those before it.
    fn limited(&mut self, flow: VariableId, mut node: Node, tape: Tape) -> Node {
        for Limit { stock, inflows, before } in &self.model.limits[flow.0 as usize] {
            let (stock, dt) = (self.at(*stock, tape), self.literal(self.clock.dt));
            let mut available = self.apply(Function::Divide, &[stock, dt], tape);
            for (flows, function) in [(inflows, Function::Add), (before, Function::Subtract)] {
                for id in flows {
                    let flow = self.at(*id, tape);
                    available = self.apply(function, &[available, flow], tape);
                }
            }
            let zero = self.literal(0.0);
            available = self.apply(Function::Max, &[zero, available], tape);
            node = self.apply(Function::Min, &[available, node], tape);
        }
        node
    }

    fn at(&self, id: VariableId, tape: Tape) -> Node {
        if tape == Tape::Initial { self.initial[id.0 as usize] } else { self.current[id.0 as usize] }
    }

    /// What an equation reads for a variable.
    fn read(&self, id: VariableId, tape: Tape) -> Node {
        self.instead.get(&id).copied().unwrap_or_else(|| self.at(id, tape))
    }

    /// What the scenario's cuts let the equations of a variable read, and those of what it keeps from step to step.
    pub(super) fn held(&mut self, of: VariableId, tape: Tape) -> HashMap<VariableId, Node> {
        let (scenario, start, slack) = (self.scenario, self.clock.start, self.clock.slack());
        let effect = self.model.shown(of);
        let mut out = HashMap::new();
        for cut in scenario.cuts.iter().filter(|cut| cut.effect == effect || cut.effect == of) {
            let cause = self.at(cut.cause, tape);
            let node = match cut.hold {
                Hold::At(value) if cut.holds_in_step(start, slack) => self.literal(value),
                // At the initial moment a later cut has not begun, and `Then` changes nothing.
                _ if tape == Tape::Initial => continue,
                Hold::At(value) => {
                    let since = self.since(cut.cause, cut.from);
                    let value = self.literal(value);
                    self.apply(Function::Choose, &[since, value, cause], tape)
                }
                Hold::Then => {
                    let origin = Origin::Hold(cause, cut.from.max(start).to_bits());
                    if self.nodes[cause as usize].1 == Tape::Prologue { cause } else { self.node(origin, tape) }
                }
            };
            out.insert(cut.cause, node);
        }
        out
    }

    /// 0 up to the step that begins at a moment, 1 from there on.
    fn since(&mut self, constant: VariableId, from: f64) -> Node {
        let none = self.literal(0.0);
        let node = self.node(Origin::Input(self.inputs.len() as u32), Tape::Step);
        let additions = vec![Addition { constant, amount: 1.0, size: None, from, ramp: 0.0, to: None }];
        self.inputs.push(Moved { constant: None, base: none, additions, sizes: Vec::new() });
        node
    }

    fn noise(&mut self, name: &str, noise: &Noise, tape: Tape) -> Node {
        let mean = self.equation(&noise.mean, tape);
        if !self.scenario.uncertainty.of_noise() {
            return mean;
        }
        let spread = match &noise.spread {
            Some(spread) => self.equation(spread, tape),
            None => mean,
        };
        let source = NoiseSource { name: name.to_string(), kind: noise.kind, steps: noise.steps(self.clock.dt) };
        let noises = &mut self.noises;
        let index = *self.known_noises.entry(source).or_insert_with_key(|source| {
            noises.push(source.clone());
            noises.len() as u32 - 1
        });
        self.node(Origin::Noise(index, mean, spread), tape)
    }

    pub(super) fn equation(&mut self, equation: &Equation, tape: Tape) -> Node {
        self.term(&equation.root, tape)
    }

    fn term(&mut self, term: &Term, tape: Tape) -> Node {
        match &term.kind {
            TermKind::Number(value) => self.literal(*value),
            TermKind::Variable(id) => self.read(*id, tape),
            TermKind::Look(table, x) => {
                let x = self.term(x, tape);
                let origin = Origin::Look(table.0, x);
                match self.value_of(x) {
                    Some(x) => {
                        let value = curve(self.model.table(*table)).at(x);
                        self.literal(value)
                    }
                    None => self.node(origin, self.tape_of(&[x], tape)),
                }
            }
            TermKind::Apply(function, arguments) => {
                let mut nodes: Vec<Node> = arguments.iter().map(|a| self.term(a, tape)).collect();
                // A fourth argument has been written as an equation of its own.
                while nodes.len() < function.row().arguments.1.min(3) {
                    nodes.push(self.literal(left_out(*function)));
                }
                self.apply(*function, &nodes, tape)
            }
            TermKind::Stateful { value, .. } => self.read(*value, tape),
            // A cut holds what this equation reads of one member, and not what others do.
            TermKind::Sum { all, .. } if !self.instead.is_empty() => self.term(all, tape),
            TermKind::Sum { value, .. } => self.read(*value, tape),
        }
    }

    pub(super) fn apply(&mut self, function: Function, arguments: &[Node], tape: Tape) -> Node {
        let values: Vec<f64> = arguments.iter().map_while(|a| self.value_of(*a)).collect();
        if values.len() == arguments.len() && !moves_with_time(function) {
            let operand = |i: usize| values.get(i).copied().unwrap_or(0.0);
            let value = apply(function, [operand(0), operand(1), operand(2)], &self.clock);
            return self.literal(value);
        }
        if let (Function::Multiply | Function::Divide, &[a, b]) = (function, arguments) {
            match (self.value_of(a), self.value_of(b)) {
                (Some(1.0), _) if function == Function::Multiply => return b,
                (_, Some(1.0)) => return a,
                // Halves, quarters and so on have exact reciprocals, and multiplying is quicker.
                (_, Some(divisor)) if function == Function::Divide && is_power_of_two(divisor) => {
                    let reciprocal = self.literal(1.0 / divisor);
                    return self.apply(Function::Multiply, &[a, reciprocal], tape);
                }
                _ => {}
            }
        }
        if let (Function::Divide, &[x, by]) = (function, arguments)
            && [x, by].map(|node| self.nodes[node as usize].1 == Tape::Prologue) == [false, true]
        {
            let one = self.literal(1.0);
            let reciprocal = self.apply(Function::Divide, &[one, by], tape);
            return self.node(Origin::Quotient([x, by, reciprocal]), tape);
        }
        let first = match arguments.first() {
            Some(first) => *first,
            // A function of time alone still names a row to read.
            None => self.literal(0.0),
        };
        let operand = |i: usize| arguments.get(i).copied().unwrap_or(first);
        let origin = Origin::Apply(function, [operand(0), operand(1), operand(2)]);
        let tape = if moves_with_time(function) { tape } else { self.tape_of(arguments, tape) };
        self.node(origin, tape)
    }

    /// What reads only what does not change in time belongs before it.
    fn tape_of(&self, arguments: &[Node], tape: Tape) -> Tape {
        let still = arguments.iter().all(|a| self.nodes[*a as usize].1 == Tape::Prologue);
        if still { Tape::Prologue } else { tape }
    }

    /// Flows into and out of a state; for a counter, its rate; for a pipeline, its input.
    pub(super) fn flows(&mut self, id: VariableId) -> (Vec<Node>, Vec<Node>) {
        let model = self.model;
        self.instead = self.held(id, Tape::Step);
        match &model.variable(id).kind {
            Kind::Stock(stock) => {
                let node = |flow: &(VariableId, _)| self.read(flow.0, Tape::Step);
                (stock.inflows.iter().map(node).collect(), stock.outflows.iter().map(node).collect())
            }
            Kind::Counter { rate: inflow, .. } | Kind::Pipeline(Pipeline { input: inflow, .. }) => {
                (vec![self.equation(inflow, Tape::Step)], Vec::new())
            }
            _ => (Vec::new(), Vec::new()),
        }
    }
}

/// Whether dividing by a number is multiplying by its reciprocal, to the last bit.
fn is_power_of_two(x: f64) -> bool {
    x.is_normal() && (1.0 / x).is_normal() && x.to_bits() << 12 == 0
}

/// A table with the slope of each piece.
pub fn curve(table: &Table) -> Curve {
    let piece = |i: usize| (table.y[i + 1] - table.y[i]) / (table.x[i + 1] - table.x[i]);
    let slope = (0..table.x.len() - 1).map(piece).collect();
    Curve { x: table.x.clone(), y: table.y.clone(), slope, shape: table.shape }
}
