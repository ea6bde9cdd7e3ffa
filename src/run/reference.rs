//! The slow, obvious interpreter: one replication, straight from the model's equations, without program, rows,
//! folding or sharing. Everything fast is held against it to the last bit; it also finds where a run first went
//! wrong, because it keeps every variable at every step.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::model::builtin::Function;
use crate::model::cut::{Cut, Hold};
use crate::model::moments::Moments;
use crate::model::scenario::{Addition, Scenario, Uncertainty};
use crate::model::stateful::asked_of_stage;
use crate::model::{Beginning, Equation, Kind, Method, Model, Stock, Term, TermKind, VariableId};
use crate::program::compile::curve;
use crate::program::op::{Clock, apply, left_out};
use crate::program::{ConstantRow, NoiseSource, Slot};

use super::luck::{ConstantLuck, LuckError, NoiseLuck};
use super::step::{added, pipe_steps};

/// Every variable of one replication at every step.
///
/// # Shape
/// `values[step][variable]`, by [`VariableId`].
#[derive(Debug, Clone)]
pub struct Trajectory {
    pub times: Vec<f64>,
    pub values: Vec<Vec<f64>>,
}

/// Runs one replication of a scenario.
///
/// # Errors
/// A constant that cannot be drawn.
pub fn run(scenario: &Scenario, replication: u64) -> Result<Trajectory, LuckError> {
    let mut interpreter = Interpreter::new(scenario, replication)?;
    let (steps, moments) = (scenario.time.steps(), interpreter.moments);
    let mut out = Trajectory { times: Vec::new(), values: Vec::new() };
    interpreter.start();
    for step in 0..=steps {
        if step > 0 {
            interpreter.advance();
        }
        out.times.push(moments.at(step));
        out.values.push(interpreter.values.clone());
    }
    Ok(out)
}

/// The first value of a replication that is no finite number: its moment, and the first such variable in order of
/// calculation. Nothing is kept, for a run may have ten million steps.
///
/// # Errors
/// A constant that cannot be drawn.
pub fn first_not_finite(scenario: &Scenario, replication: u64) -> Result<Option<(f64, VariableId)>, LuckError> {
    let model = &*scenario.model;
    let states = model.ids().filter(|id| model.variable(*id).is_state());
    let order: Vec<VariableId> = states.chain(model.order.iter().copied()).collect();
    let mut interpreter = Interpreter::new(scenario, replication)?;
    interpreter.start();
    for step in 0..=scenario.time.steps() {
        if step > 0 {
            interpreter.advance();
        }
        if let Some(id) = order.iter().find(|id| !interpreter.values[id.0 as usize].is_finite()) {
            return Ok(Some((interpreter.moments.at(step), *id)));
        }
    }
    Ok(None)
}

/// Asks `judge` about the first moment of a scenario without luck, where it is told the value of any term.
///
/// # Errors
/// A constant that cannot be drawn.
pub fn at_the_start<R>(scenario: &Scenario, judge: impl FnOnce(&dyn Fn(&Term) -> f64) -> R) -> Result<R, LuckError> {
    after(scenario, 0, judge)
}

/// The same about the last moment of its run.
///
/// # Errors
/// A constant that cannot be drawn.
pub fn at_the_end<R>(scenario: &Scenario, judge: impl FnOnce(&dyn Fn(&Term) -> f64) -> R) -> Result<R, LuckError> {
    after(scenario, scenario.time.steps(), judge)
}

fn after<R>(scenario: &Scenario, steps: usize, judge: impl FnOnce(&dyn Fn(&Term) -> f64) -> R) -> Result<R, LuckError> {
    // A cut is what the equation of one variable reads, and these are nobody's.
    let cuts = Vec::new();
    let quiet = Scenario { uncertainty: Uncertainty::None, points: None, cuts, ..scenario.clone() };
    let mut interpreter = Interpreter::new(&quiet, 0)?;
    interpreter.start();
    (0..steps).for_each(|_| interpreter.advance());
    let clock = interpreter.clock(0.0);
    Ok(judge(&|term| interpreter.term(VariableId(0), term, &clock)))
}

/// Delays and averages with a stage that is shorter than a step at the first moment, without luck: whose they are, and how
/// long the shortest stage is. Steps cannot follow such a stage.
///
/// # Errors
/// A constant that cannot be drawn.
pub fn short_stages(scenario: &Scenario) -> Result<BTreeMap<VariableId, f64>, LuckError> {
    let model = &*scenario.model;
    let stages = || model.ids().filter_map(|id| Some((id, asked_of_stage(model.variable(id))?)));
    let mut out = BTreeMap::new();
    if stages().next().is_none() {
        return Ok(out);
    }
    let quiet = Scenario { uncertainty: Uncertainty::None, points: None, ..scenario.clone() };
    let mut interpreter = Interpreter::new(&quiet, 0)?;
    interpreter.start();
    let clock = interpreter.clock(0.0);
    for (id, time) in stages() {
        let time = interpreter.term(id, time, &clock);
        if time < clock.dt - clock.slack() {
            let shortest = out.entry(model.shown(id)).or_insert(time);
            *shortest = time.min(*shortest);
        }
    }
    Ok(out)
}

struct Interpreter<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    replication: u64,
    moments: Moments,
    step: usize,
    values: Vec<f64>,
    /// Constants before picks and shocks, sizes of interventions first.
    constants: Vec<(VariableId, f64)>,
    additions: HashMap<VariableId, Vec<Addition>>,
    noises: HashMap<VariableId, NoiseLuck>,
    /// For each pipeline: what comes out at first, its steps, and what is in it, oldest first.
    pipes: HashMap<VariableId, (f64, usize, VecDeque<f64>)>,
    /// For each cut, its cause as it last was while the link carried.
    held: Vec<f64>,
}

impl<'a> Interpreter<'a> {
    fn new(scenario: &'a Scenario, replication: u64) -> Result<Interpreter<'a>, LuckError> {
        let model = &*scenario.model;
        let mut constants = Vec::new();
        for &(id, spread) in &scenario.constants {
            let value = if scenario.uncertainty.of_constants() && spread.varies() || scenario.is_given(id) {
                ConstantLuck::new(scenario, &ConstantRow::new(scenario, id, Slot(0)))?.at(replication)
            } else {
                spread.value
            };
            constants.push((id, value));
        }
        // Sizes come before what they are added to.
        let sizes = model.sizes();
        constants.sort_by_key(|(id, _)| !sizes.contains(id));
        let mut additions: HashMap<VariableId, Vec<Addition>> = HashMap::new();
        for addition in scenario.additions() {
            additions.entry(addition.constant).or_default().push(addition);
        }
        let mut noises = HashMap::new();
        for id in model.ids() {
            if let Kind::Noise(noise) = &model.variable(id).kind {
                let steps = noise.steps(scenario.time.dt);
                let source = NoiseSource { name: model.variable(id).name.clone(), kind: noise.kind, steps };
                noises.insert(id, NoiseLuck::new(scenario, &source));
            }
        }
        let values = vec![0.0; model.variables.len()];
        let (pipes, held) = (HashMap::new(), vec![0.0; scenario.cuts.len()]);
        let step = 0;
        Ok(Interpreter {
            scenario,
            model,
            replication,
            moments: Moments::of(&scenario.time),
            step,
            values,
            constants,
            additions,
            noises,
            pipes,
            held,
        })
    }

    fn clock(&self, part: f64) -> Clock {
        Clock::within(&self.moments, self.step, part)
    }

    fn start(&mut self) {
        self.schedule();
        let clock = self.clock(0.0);
        for id in self.scenario.initial_order() {
            let given = self.scenario.given(id, self.replication).map(Beginning::Number);
            let start = given.as_ref().or(self.scenario.initial.get(&id));
            self.values[id.0 as usize] = match (&self.model.variable(id).kind, start) {
                (Kind::Stock(_), Some(Beginning::Number(value))) => *value,
                (Kind::Stock(_), Some(Beginning::Equation(equation, _))) => self.equation(id, equation, &clock),
                (Kind::Stock(Stock { initial: Some(equation), .. }), None) => self.equation(id, equation, &clock),
                (Kind::Stock(Stock { initial: None, .. }), None) => 0.0,
                (Kind::Counter { initial, .. }, _) => self.equation(id, initial, &clock),
                (Kind::Pipeline(pipeline), _) => {
                    let first = self.equation(id, pipeline.initial.as_ref().unwrap_or(&pipeline.input), &clock);
                    let steps = pipeline.length.as_ref().map_or(1, |length| {
                        pipe_steps(self.equation(id, length, &clock), clock.dt, self.scenario.time.steps())
                    });
                    self.pipes.insert(id, (first, steps, VecDeque::new()));
                    first
                }
                _ => self.calculate(id, &clock, true),
            };
        }
        self.calculate_all(&clock, true);
        self.note_causes();
    }

    fn schedule(&mut self) {
        let clock = self.clock(0.0);
        for &(id, value) in &self.constants {
            let size = |size: VariableId| self.values[size.0 as usize];
            let moved = self.additions.get(&id).map(|additions| added(additions, &clock, size));
            self.values[id.0 as usize] = moved.map_or(value, |moved| value + moved);
        }
    }

    fn calculate_all(&mut self, clock: &Clock, whole_step: bool) {
        for id in self.model.order.clone() {
            if !self.model.variable(id).is_state() {
                self.values[id.0 as usize] = self.calculate(id, clock, whole_step);
            }
        }
    }

    fn calculate(&self, id: VariableId, clock: &Clock, whole_step: bool) -> f64 {
        match &self.model.variable(id).kind {
            Kind::Stock(_) | Kind::Counter { .. } | Kind::Pipeline(_) | Kind::Constant(_) => self.values[id.0 as usize],
            Kind::Auxiliary { equation } => self.equation(id, equation, clock),
            Kind::Flow { equation, non_negative } => {
                let mut value = self.equation(id, equation, clock);
                if *non_negative {
                    value = apply(Function::Max, [0.0, value, 0.0], clock);
                }
                self.limited(id, value, clock)
            }
            Kind::Noise(noise) => {
                let mean = self.equation(id, &noise.mean, clock);
                if !self.scenario.uncertainty.of_noise() {
                    return mean;
                }
                let luck = &self.noises[&id];
                if !whole_step || !self.step.is_multiple_of(luck.steps) {
                    return self.values[id.0 as usize];
                }
                let spread = noise.spread.as_ref().map_or(mean, |spread| self.equation(id, spread, clock));
                luck.at(self.replication, (self.step / luck.steps) as u64, mean, spread)
            }
            Kind::Outcome { condition, before } => {
                let taken = before.iter().any(|b| self.read(id, *b, clock) != 0.0);
                let holds = condition.as_ref().is_none_or(|c| self.equation(id, c, clock) != 0.0);
                if holds && !taken { 1.0 } else { 0.0 }
            }
        }
    }

    /// What is left of an outflow when each stock it leaves gives only what it has and gets, first come, first served.
    fn limited(&self, flow: VariableId, mut value: f64, clock: &Clock) -> f64 {
        let at = |id: &VariableId| self.values[id.0 as usize];
        for limit in &self.model.limits[flow.0 as usize] {
            let mut available = at(&limit.stock) / clock.dt;
            limit.inflows.iter().for_each(|inflow| available += at(inflow));
            limit.before.iter().for_each(|outflow| available -= at(outflow));
            let available = apply(Function::Max, [0.0, available, 0.0], clock);
            value = apply(Function::Min, [available, value, 0.0], clock);
        }
        value
    }

    /// What the equation of a variable reads for another one.
    fn read(&self, of: VariableId, id: VariableId, clock: &Clock) -> f64 {
        let value = self.values[id.0 as usize];
        let effects = [of, self.model.shown(of)];
        let cut = |cut: &Cut| cut.cause == id && effects.contains(&cut.effect);
        let Some(place) = self.scenario.cuts.iter().rposition(cut) else { return value };
        let cut = &self.scenario.cuts[place];
        match cut.hold {
            Hold::At(number) if cut.holds_in_step(clock.step_start, clock.slack()) => number,
            Hold::Then if clock.time > cut.from.max(clock.start) + clock.slack() => self.held[place],
            _ => value,
        }
    }

    /// Notes the causes of the links that have not been cut before this step.
    fn note_causes(&mut self) {
        let clock = self.clock(0.0);
        for (cut, held) in self.scenario.cuts.iter().zip(&mut self.held) {
            if clock.time <= cut.from.max(clock.start) + clock.slack() {
                *held = self.values[cut.cause.0 as usize];
            }
        }
    }

    fn equation(&self, of: VariableId, equation: &Equation, clock: &Clock) -> f64 {
        self.term(of, &equation.root, clock)
    }

    /// A piece of an equation of a variable.
    fn term(&self, of: VariableId, term: &Term, clock: &Clock) -> f64 {
        match &term.kind {
            TermKind::Number(value) => *value,
            TermKind::Variable(id) => self.read(of, *id, clock),
            TermKind::Look(table, x) => curve(self.model.table(*table)).at(self.term(of, x, clock)),
            TermKind::Apply(function, arguments) => {
                let operand = |i: usize| arguments.get(i).map_or(left_out(*function), |a| self.term(of, a, clock));
                apply(*function, [operand(0), operand(1), operand(2)], clock)
            }
            TermKind::Stateful { value, .. } => self.read(of, *value, clock),
            TermKind::Sum { all, .. } => self.term(of, all, clock),
        }
    }

    /// Net rate of change of every state.
    fn slopes(&self, clock: &Clock) -> Vec<(VariableId, f64)> {
        let mut out = Vec::new();
        for id in self.model.ids() {
            let mut net = 0.0;
            match &self.model.variable(id).kind {
                Kind::Stock(stock) => {
                    stock.inflows.iter().for_each(|f| net += self.read(id, f.0, clock));
                    stock.outflows.iter().for_each(|f| net -= self.read(id, f.0, clock));
                }
                Kind::Counter { rate, .. } => net += self.equation(id, rate, clock),
                _ => continue,
            }
            out.push((id, net));
        }
        out
    }

    fn advance(&mut self) {
        let dt = self.scenario.time.dt;
        let clock = self.clock(0.0);
        let model = self.model;
        let inputs: Vec<(VariableId, f64)> = model
            .ids()
            .filter_map(|id| match &model.variable(id).kind {
                Kind::Pipeline(pipeline) => Some((id, self.equation(id, &pipeline.input, &clock))),
                _ => None,
            })
            .collect();
        let first = self.slopes(&self.clock(0.0));
        match self.scenario.time.method {
            Method::Euler => {
                for (id, net) in first {
                    self.values[id.0 as usize] += dt * net;
                }
            }
            Method::Rk4 => {
                let base: Vec<f64> = first.iter().map(|(id, _)| self.values[id.0 as usize]).collect();
                let second = self.stage(&base, &first, 0.5);
                let third = self.stage(&base, &second, 0.5);
                let fourth = self.stage(&base, &third, 1.0);
                for (i, (id, k1)) in first.iter().enumerate() {
                    let sum = k1 + 2.0 * second[i].1 + 2.0 * third[i].1 + fourth[i].1;
                    self.values[id.0 as usize] = base[i] + dt / 6.0 * sum;
                }
            }
        }
        self.step += 1;
        for (id, input) in inputs {
            let Some((first, steps, kept)) = self.pipes.get_mut(&id) else { continue };
            kept.push_back(input);
            let passed = if kept.len() == *steps { kept.pop_front() } else { None };
            self.values[id.0 as usize] = passed.unwrap_or(*first);
        }
        self.schedule();
        self.calculate_all(&self.clock(0.0), true);
        self.note_causes();
    }

    /// The slopes found by going `reach` of a step along the slopes given.
    fn stage(&mut self, base: &[f64], slopes: &[(VariableId, f64)], reach: f64) -> Vec<(VariableId, f64)> {
        let dt = self.scenario.time.dt;
        for ((id, net), base) in slopes.iter().zip(base) {
            self.values[id.0 as usize] = base + reach * dt * net;
        }
        let clock = self.clock(reach);
        self.calculate_all(&clock, false);
        self.slopes(&clock)
    }
}
