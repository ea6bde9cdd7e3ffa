//! The sign of every link, read off the equations: does more of the cause, all else equal, give more or less of the
//! effect?
//!
//! Like the check of units this runs nothing. For each variable it asks between which two numbers it can lie, and for
//! each cause of an equation between which two numbers the slope along it lies, by `src/model/slope.rs`. A slope
//! that is nowhere negative is a plus. Where the slope changes its sign with the values, or may for all that is known,
//! the sign is [`Influence::Either`]: then the values that a run takes decide.
//!
//! What is taken for possible: constants within their ranges, levers from 0 up to what all interventions together can
//! add, stocks within their `range` and not below 0 where they cannot be. A scenario that sets a number outside can turn
//! a sign; so can a run by steps so long that they overshoot an empty stock.
//!
//! # Source
//! Stocks that stay at 0 or above because nothing takes from them there: Nagumo (1942).

use std::collections::BTreeMap;

use super::change::Effect;
use super::interval::Interval;
use super::slope::{Dual, Reading, addends};
use super::*;

/// What more of a cause does to an effect, all else equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Influence {
    /// Never anything.
    Nothing,
    /// More, or nothing.
    Plus,
    /// Less, or nothing.
    Minus,
    /// More at some values and less at others, or nobody knows.
    Either,
}

impl Influence {
    /// What one influence after another does.
    pub fn then(self, next: Influence) -> Influence {
        use Influence::*;
        match (self, next) {
            (Nothing, _) | (_, Nothing) => Nothing,
            (Either, _) | (_, Either) => Either,
            (a, b) if a == b => Plus,
            _ => Minus,
        }
    }

    /// What two influences side by side do.
    pub fn beside(self, other: Influence) -> Influence {
        match (self, other) {
            (Influence::Nothing, x) | (x, Influence::Nothing) => x,
            (a, b) if a == b => a,
            _ => Influence::Either,
        }
    }

    fn of_slope(slope: Interval) -> Influence {
        match slope {
            _ if slope.is_zero() => Influence::Nothing,
            Interval { low, .. } if low >= 0.0 => Influence::Plus,
            Interval { high, .. } if high <= 0.0 => Influence::Minus,
            _ => Influence::Either,
        }
    }
}

/// The most times that stocks are taken for not negative and one of them is found not to be.
const MOST_TRIALS: usize = 16;

/// Between which two numbers each variable of a model can lie, and what follows for its links.
pub struct Possible<'a> {
    model: &'a Model,
    within: Vec<Interval>,
}

impl<'a> Possible<'a> {
    pub fn of(model: &'a Model) -> Possible<'a> {
        let mut out = Possible { model, within: vec![Interval::WHOLE; model.variables.len()] };
        let added = additions(model);
        for id in model.ids() {
            out.within[id.0 as usize] = match &model.variable(id).kind {
                Kind::Constant(constant) => constant_within(constant, added[id.0 as usize]),
                Kind::Stock(stock) => {
                    let range = stock.range.map_or(Interval::WHOLE, |(low, high)| Interval::new(low, high));
                    if stock.non_negative { range.within(Interval::NOT_NEGATIVE) } else { range }
                }
                _ => Interval::WHOLE,
            };
        }
        // Where the order is not known the equations run in a circle, and the model is refused.
        if !model.order.is_empty() {
            out.find_stocks_that_stay_above_0();
        }
        out
    }

    /// Between which two numbers a variable can lie.
    pub fn within(&self, id: VariableId) -> Interval {
        self.within[id.0 as usize]
    }

    /// All that may be negative and starts at 0 or above is taken not to be; what then is drawn below 0 where it is 0
    /// itself is taken to be, until all that is left holds together.
    fn find_stocks_that_stay_above_0(&mut self) {
        let free = |id: &VariableId| self.model.variable(*id).is_state() && self.within(*id) == Interval::WHOLE;
        let mut trusted: Vec<VariableId> = self.model.ids().filter(free).collect();
        for trial in 0.. {
            trusted.iter().for_each(|id| self.within[id.0 as usize] = Interval::NOT_NEGATIVE);
            self.calculate();
            let fallen: Vec<VariableId> = match trial < MOST_TRIALS {
                true => trusted.iter().copied().filter(|id| !self.stays_above_0(*id)).collect(),
                false => trusted.clone(),
            };
            fallen.iter().for_each(|id| self.within[id.0 as usize] = Interval::WHOLE);
            if fallen.is_empty() {
                return;
            }
            trusted.retain(|id| fallen.binary_search(id).is_err());
        }
    }

    fn stays_above_0(&mut self, id: VariableId) -> bool {
        let variable = self.model.variable(id);
        let start = |equation: &Equation| self.value(&equation.root, None).low >= 0.0;
        let begins_above_0 = |value: &Beginning| match value {
            Beginning::Number(value) => *value >= 0.0,
            Beginning::Equation(equation, _) => start(equation),
        };
        let given = |start: &Start| start.stocks.iter().all(|(stock, value)| *stock != id || begins_above_0(value));
        if !self.model.starts.iter().all(given) {
            return false;
        }
        match &variable.kind {
            Kind::Stock(Stock { initial, inflows, outflows, .. }) => {
                let at = |flow: VariableId| match &self.model.variable(flow).kind {
                    Kind::Flow { equation, non_negative } => {
                        let value = self.value(&equation.root, Some(id));
                        if *non_negative { value.rising(|x| x.max(0.0)) } else { value }
                    }
                    _ => Interval::WHOLE,
                };
                initial.iter().all(start)
                    && inflows.iter().all(|(flow, _)| at(*flow).low >= 0.0)
                    && outflows.iter().all(|(flow, _)| at(*flow).high <= 0.0)
            }
            Kind::Counter { initial, rate } => start(initial) && self.value(&rate.root, None).low >= 0.0,
            Kind::Pipeline(Pipeline { input, initial, .. }) => start(input) && initial.iter().all(start),
            _ => false,
        }
    }

    /// Finds the interval of all that is calculated.
    fn calculate(&mut self) {
        for &id in &self.model.order {
            let within = match &self.model.variable(id).kind {
                Kind::Flow { equation, non_negative: true } => self.value(&equation.root, None).rising(|x| x.max(0.0)),
                Kind::Flow { equation, .. } | Kind::Auxiliary { equation } => self.value(&equation.root, None),
                Kind::Noise(noise) => match noise.kind {
                    DistributionKind::Fixed => self.value(&noise.mean.root, None),
                    DistributionKind::Lognormal | DistributionKind::Exponential | DistributionKind::Poisson => {
                        Interval::NOT_NEGATIVE
                    }
                    _ => Interval::WHOLE,
                },
                Kind::Outcome { .. } => Interval::TRUTH,
                _ => continue,
            };
            self.within[id.0 as usize] = within;
        }
    }

    fn reading(&self, along: Option<VariableId>, emptied: Option<VariableId>) -> Reading<'_> {
        Reading { model: self.model, within: &self.within, along, emptied }
    }

    fn value(&self, term: &Term, emptied: Option<VariableId>) -> Interval {
        self.reading(None, emptied).read(term).value
    }

    /// The slope of an equation along one of the variables that it mentions.
    fn slope(&self, equation: &Equation, along: VariableId) -> Influence {
        let Dual { slope, .. } = self.reading(Some(along), None).read(&equation.root);
        Influence::of_slope(slope)
    }

    /// The signs of the links into a variable from those that it is calculated from or moved by.
    pub fn influences(&self, causes: &[VariableId], effect: VariableId) -> Vec<(VariableId, Influence)> {
        let mut found: BTreeMap<VariableId, Influence> = causes.iter().map(|id| (*id, Influence::Nothing)).collect();
        let mut add = |id: VariableId, influence: Influence| {
            found.entry(id).and_modify(|so_far| *so_far = so_far.beside(influence));
        };
        match &self.model.variable(effect).kind {
            Kind::Stock(stock) => {
                stock.inflows.iter().for_each(|(id, _)| add(*id, Influence::Plus));
                stock.outflows.iter().for_each(|(id, _)| add(*id, Influence::Minus));
            }
            Kind::Auxiliary { equation } if matches!(equation.root.kind, TermKind::Apply(Function::Add, _)) => {
                self.slopes_of_sum(&equation.root)
                    .into_iter()
                    .for_each(|(id, slope)| add(id, Influence::of_slope(slope)));
            }
            _ => causes.iter().for_each(|id| add(*id, self.influence(*id, effect))),
        }
        found.into_iter().collect()
    }

    /// The slopes of a sum along each variable that it mentions: those of the terms that mention it. A sum of thousands is
    /// not gone through again for each of them.
    fn slopes_of_sum(&self, sum: &Term) -> BTreeMap<VariableId, Interval> {
        let mut out: BTreeMap<VariableId, Interval> = BTreeMap::new();
        for term in addends(sum) {
            let mut mentioned = Vec::new();
            term.each_variable(&mut |id| mentioned.push(id));
            mentioned.sort();
            mentioned.dedup();
            for id in mentioned {
                let slope = out.entry(id).or_insert(Interval::ZERO);
                *slope = slope.plus(self.reading(Some(id), None).read(term).slope);
            }
        }
        out
    }

    /// The sign of a link between two variables, the second of which is calculated from the first.
    fn influence(&self, cause: VariableId, effect: VariableId) -> Influence {
        match &self.model.variable(effect).kind {
            Kind::Flow { equation, non_negative } => {
                let never = *non_negative && self.within(effect).is_zero();
                if never { Influence::Nothing } else { self.slope(equation, cause) }
            }
            Kind::Auxiliary { equation } => self.slope(equation, cause),
            Kind::Counter { rate: into, .. } | Kind::Pipeline(Pipeline { input: into, .. }) => self.slope(into, cause),
            // A draw is the higher, the higher the mean; what more spread does depends on the luck.
            Kind::Noise(Noise { mean, spread, .. }) => {
                let spread = spread.as_ref().map_or(Influence::Nothing, |spread| self.slope(spread, cause));
                self.slope(mean, cause).beside(spread.then(Influence::Either))
            }
            Kind::Outcome { condition, before } => {
                let own = condition.as_ref().map_or(Influence::Nothing, |c| self.slope(c, cause));
                let others = if before.contains(&cause) { Influence::Minus } else { Influence::Nothing };
                own.beside(others)
            }
            Kind::Stock(_) | Kind::Constant(_) => Influence::Nothing,
        }
    }
}

/// What all interventions together can take from each constant, and add to it.
fn additions(model: &Model) -> Vec<(f64, f64)> {
    let mut out = vec![(0.0, 0.0); model.variables.len()];
    for Effect { constant, size, .. } in model.interventions.iter().flat_map(Intervention::all_effects) {
        let own = size.constant.and_then(|own| model.variable(own).constant());
        let Interval { low, high } = own.map_or(Interval::point(size.value), |own| constant_within(own, (0.0, 0.0)));
        let (least, most) = &mut out[constant.0 as usize];
        *least += low.min(0.0);
        *most += high.max(0.0);
    }
    out
}

fn constant_within(constant: &Constant, (least, most): (f64, f64)) -> Interval {
    let Spread { kind, value, range, .. } = constant.spread;
    // What somebody decides is where the model allows, whatever it usually is.
    let range = constant.range.filter(|_| constant.role == Role::Decision).or(range);
    let own = match (constant.role, range) {
        (_, Some((low, high))) => Interval::new(low, high).hull(Interval::point(value)),
        (Role::Definition, None) => Interval::point(value),
        // What no intervention moves is moved by the shocks of a scenario.
        (Role::Lever, None) if (least, most) == (0.0, 0.0) && value == 0.0 => Interval::NOT_NEGATIVE,
        (Role::Lever, None) => Interval::point(value),
        (_, None) if kind == DistributionKind::Normal || value == 0.0 => Interval::WHOLE,
        // Nothing is said but the number: another team has another one, though hardly of the other sign.
        (_, None) if value > 0.0 => Interval::NOT_NEGATIVE,
        (_, None) => Interval::NOT_NEGATIVE.negative(),
    };
    own.plus(Interval::new(least, most))
}
