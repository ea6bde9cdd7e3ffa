//! The sign of every link, read off the equations: does more of the cause, all else equal, give more or less of the
//! effect?
//!
//! Like the check of units this runs nothing. For each variable it asks between which two numbers it can lie, and for
//! each cause of an equation between which two numbers the slope along it lies, by the chain rule on intervals. A slope
//! that is nowhere negative is a plus. Where the slope changes its sign with the values, or may for all that is known,
//! the sign is [`Influence::Either`]: then the values that a run takes decide.
//!
//! What is taken for possible: constants within their ranges, levers from 0 up to what all interventions together can
//! add, stocks within their `range` and not below 0 where they cannot be. A scenario that sets a number outside can turn
//! a sign; so can a run by steps so long that they overshoot an empty stock.
//!
//! # Source
//! Slopes along with values: Wengert (1964); on intervals: Moore (1979), Methods and Applications of Interval Analysis,
//! section 3.4. Stocks that stay at 0 or above because nothing takes from them there: Nagumo (1942).

use crate::math;

use super::builtin::Function;
use super::interval::Interval;
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
        let given = |start: &Start| start.stocks.iter().all(|(stock, value)| *stock != id || *value >= 0.0);
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

    fn value(&self, term: &Term, emptied: Option<VariableId>) -> Interval {
        Reading { possible: self, along: None, emptied }.read(term).value
    }

    /// The slope of an equation along one of the variables that it mentions.
    fn slope(&self, equation: &Equation, along: VariableId) -> Influence {
        let Dual { slope, .. } = Reading { possible: self, along: Some(along), emptied: None }.read(&equation.root);
        Influence::of_slope(slope)
    }

    /// The sign of a link between two variables, the second of which is calculated from, or moved by, the first.
    pub fn influence(&self, cause: VariableId, effect: VariableId) -> Influence {
        match &self.model.variable(effect).kind {
            Kind::Stock(stock) => {
                let lists = |flows: &[(VariableId, Span)], sign| match flows.iter().any(|(id, _)| *id == cause) {
                    true => sign,
                    false => Influence::Nothing,
                };
                lists(&stock.inflows, Influence::Plus).beside(lists(&stock.outflows, Influence::Minus))
            }
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
            Kind::Constant(_) => Influence::Nothing,
        }
    }
}

/// What all interventions together can take from each constant, and add to it.
fn additions(model: &Model) -> Vec<(f64, f64)> {
    let mut out = vec![(0.0, 0.0); model.variables.len()];
    for &(id, amount) in model.interventions.iter().flat_map(|i| &i.adds) {
        let (least, most) = &mut out[id.0 as usize];
        *(if amount < 0.0 { least } else { most }) += amount;
    }
    out
}

fn constant_within(constant: &Constant, (least, most): (f64, f64)) -> Interval {
    let Spread { kind, value, range, .. } = constant.spread;
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

/// A value, and the slope of it along one variable.
#[derive(Debug, Clone, Copy)]
struct Dual {
    value: Interval,
    slope: Interval,
}

impl Dual {
    fn constant(value: Interval) -> Dual {
        Dual { value, slope: Interval::ZERO }
    }

    /// A function of this with that value, and with a slope in that interval.
    fn through(self, value: Interval, slope: Interval) -> Dual {
        Dual { value, slope: slope.times(self.slope) }
    }
}

/// Reads an equation at all possible values at once.
struct Reading<'a> {
    possible: &'a Possible<'a>,
    along: Option<VariableId>,
    /// A variable that is taken to be 0.
    emptied: Option<VariableId>,
}

impl Reading<'_> {
    fn read(&self, term: &Term) -> Dual {
        match &term.kind {
            TermKind::Number(x) => Dual::constant(Interval::point(*x)),
            TermKind::Variable(id) | TermKind::Stateful { value: id, .. } => {
                let value = if self.emptied == Some(*id) { Interval::ZERO } else { self.possible.within(*id) };
                Dual { value, slope: if self.along == Some(*id) { Interval::ONE } else { Interval::ZERO } }
            }
            TermKind::Look(table, x) => {
                let x = self.read(x);
                let (value, slope) = look(self.possible.model.table(*table), x.value);
                x.through(value, slope)
            }
            TermKind::Apply(function, arguments) => self.apply(*function, arguments),
        }
    }

    fn apply(&self, function: Function, terms: &[Term]) -> Dual {
        use Function::*;
        if let Some(found) = self.sum_of_itself(function, terms) {
            return found;
        }
        let read: Vec<Dual> = terms.iter().map(|term| self.read(term)).collect();
        match (function, read[..].as_ref()) {
            (Add, &[a, b]) => Dual { value: a.value.plus(b.value), slope: a.slope.plus(b.slope) },
            (Subtract, &[a, b]) => Dual { value: a.value.minus(b.value), slope: a.slope.minus(b.slope) },
            (Negate, &[a]) => a.through(a.value.negative(), Interval::ONE.negative()),
            (Multiply, &[a, b]) => product(a, b),
            (Divide, &[a, b]) => product(a, inverse(b)),
            (SafeDivide, &[a, b, ..]) if !b.value.contains(0.0) => product(a, inverse(b)),
            (SafeDivide, &[a, b, ..]) if b.slope.is_zero() => {
                let otherwise = read.get(2).copied().unwrap_or(Dual::constant(Interval::ZERO));
                either(product(a, inverse(b)), otherwise)
            }
            (Power, &[a, b]) => power(a, b),
            (Sqrt, &[a]) => power(a, Dual::constant(Interval::point(0.5))),
            (Exp, &[a]) => {
                let value = a.value.rising(math::exp);
                a.through(value, value)
            }
            (Ln, &[a]) => logarithm(a, math::ln),
            (Log10, &[a]) => logarithm(a, math::log10),
            (Min, &[a, b]) => least(a, b),
            (Max, &[a, b]) => negative(least(negative(a), negative(b))),
            (Abs, &[a]) if a.value.low >= 0.0 => a,
            (Abs, &[a]) if a.value.high <= 0.0 => negative(a),
            (Abs, &[a]) => a.through(a.value.size(), Interval::new(-1.0, 1.0)),
            (Int, &[a]) => a.through(a.value.rising(f64::floor), Interval::NOT_NEGATIVE),
            (Round, &[a]) => a.through(a.value.rising(f64::round), Interval::NOT_NEGATIVE),
            (Less | LessEqual, &[a, b]) => exceeds(b, a),
            (Greater | GreaterEqual, &[a, b]) => exceeds(a, b),
            (And | Or, &[a, b]) if a.value.low >= 0.0 && b.value.low >= 0.0 => {
                Dual { value: Interval::TRUTH, slope: a.slope.plus(b.slope).direction() }
            }
            (Not, &[a]) if a.value.low >= 0.0 => negative(a).through(Interval::TRUTH, Interval::NOT_NEGATIVE),
            (Choose, &[c, a, b]) => choice(c, a, b),
            (Sin | Cos, &[a]) => a.through(Interval::new(-1.0, 1.0), Interval::new(-1.0, 1.0)),
            (Tan, &[a]) => a.through(Interval::WHOLE, Interval::WHOLE),
            (Arcsin, &[a]) => a.through(Interval::WHOLE, Interval::new(1.0, f64::INFINITY)),
            (Arccos, &[a]) => a.through(Interval::NOT_NEGATIVE, Interval::new(f64::NEG_INFINITY, -1.0)),
            (Arctan, &[a]) => a.through(a.value.rising(math::arctan), Interval::TRUTH),
            (Pi, _) => Dual::constant(Interval::point(std::f64::consts::PI)),
            (Infinity | Dt, _) => Dual::constant(Interval::NOT_NEGATIVE),
            (Time | StartTime | StopTime, _) => {
                Dual::constant(Interval::new(self.possible.model.time.start, f64::INFINITY))
            }
            // A height, a slope or a volume that comes at some moments and not at others.
            (Step, [a, rest @ ..]) if still(rest) => a.through(a.value.hull(Interval::ZERO), Interval::TRUTH),
            (Ramp | Pulse, [a, rest @ ..]) if still(rest) => a.through(a.value.direction(), Interval::NOT_NEGATIVE),
            (Equal | NotEqual | And | Or | Not | PulseTrain, read) => unknown(Interval::TRUTH, read),
            (_, read) => unknown(Interval::WHOLE, read),
        }
    }

    /// Forms in which one thing stands twice, and whose parts taken singly would tell less than the whole: a share,
    /// `a / (a + b)`; what a limit takes, `min(a, b) - a`; a difference over what its own sign chooses.
    fn sum_of_itself(&self, function: Function, terms: &[Term]) -> Option<Dual> {
        let [left, right] = terms else { return None };
        match (function, &left.kind, &right.kind) {
            (Function::Divide, _, TermKind::Apply(Function::Add, _)) => {
                let mut parts = addends(right);
                let own = parts.iter().position(|part| same(part, left))?;
                parts.remove(own);
                let sum = |a: Dual, b: Dual| Dual { value: a.value.plus(b.value), slope: a.slope.plus(b.slope) };
                let a = self.read(left);
                let b = parts.into_iter().map(|part| self.read(part)).reduce(sum)?;
                let whole = sum(a, b);
                let slope = a.slope.times(b.value).minus(a.value.times(b.slope));
                let mut value = a.value.times(whole.value.inverse());
                if a.value.low >= 0.0 && b.value.low >= 0.0 {
                    value = value.within(Interval::TRUTH);
                }
                Some(Dual { value, slope: slope.times(whole.value.square().inverse()) })
            }
            (Function::Subtract, TermKind::Apply(limit @ (Function::Min | Function::Max), parts), _) => {
                let other = parts.iter().position(|part| same(part, right)).map(|i| &parts[1 - i])?;
                let (a, b) = (self.read(other), self.read(right));
                let difference = Dual { value: a.value.minus(b.value), slope: a.slope.minus(b.slope) };
                let zero = Dual::constant(Interval::ZERO);
                Some(match limit {
                    Function::Min => least(difference, zero),
                    _ => negative(least(negative(difference), zero)),
                })
            }
            (
                Function::Divide | Function::Multiply,
                TermKind::Apply(Function::Subtract, difference),
                TermKind::Apply(Function::Choose, choice),
            ) => {
                let TermKind::Apply(comparison, sides) = &choice[0].kind else { return None };
                use Function::*;
                let compares = matches!(comparison, Less | LessEqual | Greater | GreaterEqual);
                let both = |a: &Term, b: &Term| same(&difference[0], a) && same(&difference[1], b);
                if !compares || !(both(&sides[0], &sides[1]) || both(&sides[1], &sides[0])) {
                    return None;
                }
                // Where the choice changes the difference is 0: nothing jumps.
                let (a, b) = (self.read(left), either(self.read(&choice[1]), self.read(&choice[2])));
                Some(if function == Divide { product(a, inverse(b)) } else { product(a, b) })
            }
            _ => None,
        }
    }
}

/// What a sum is the sum of.
fn addends(sum: &Term) -> Vec<&Term> {
    let mut out = Vec::new();
    let mut open = vec![sum];
    while let Some(term) = open.pop() {
        match &term.kind {
            TermKind::Apply(Function::Add, parts) => open.extend(parts),
            _ => out.push(term),
        }
    }
    out
}

/// Whether two pieces of equations say the same.
fn same(a: &Term, b: &Term) -> bool {
    let all = |a: &[Term], b: &[Term]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    match (&a.kind, &b.kind) {
        (TermKind::Number(a), TermKind::Number(b)) => a == b,
        (TermKind::Variable(a), TermKind::Variable(b)) => a == b,
        (TermKind::Look(a, x), TermKind::Look(b, y)) => a == b && same(x, y),
        (TermKind::Apply(f, a), TermKind::Apply(g, b)) => f == g && all(a, b),
        (TermKind::Stateful { value: a, .. }, TermKind::Stateful { value: b, .. }) => a == b,
        _ => false,
    }
}

fn still(arguments: &[Dual]) -> bool {
    arguments.iter().all(|a| a.slope.is_zero())
}

fn unknown(value: Interval, arguments: &[Dual]) -> Dual {
    Dual { value, slope: if still(arguments) { Interval::ZERO } else { Interval::WHOLE } }
}

fn negative(a: Dual) -> Dual {
    Dual { value: a.value.negative(), slope: a.slope.negative() }
}

fn product(a: Dual, b: Dual) -> Dual {
    Dual { value: a.value.times(b.value), slope: a.slope.times(b.value).plus(a.value.times(b.slope)) }
}

fn inverse(a: Dual) -> Dual {
    a.through(a.value.inverse(), a.value.square().inverse().negative())
}

/// One or the other, nobody knows which.
fn either(a: Dual, b: Dual) -> Dual {
    Dual { value: a.value.hull(b.value), slope: a.slope.hull(b.slope) }
}

fn least(a: Dual, b: Dual) -> Dual {
    match (a, b) {
        _ if a.value.high <= b.value.low => a,
        _ if b.value.high <= a.value.low => b,
        _ => {
            let value = Interval::new(a.value.low.min(b.value.low), a.value.high.min(b.value.high));
            Dual { value, slope: a.slope.hull(b.slope) }
        }
    }
}

/// Whether one is above another.
fn exceeds(a: Dual, b: Dual) -> Dual {
    match (a.value, b.value) {
        (a, b) if a.low > b.high => Dual::constant(Interval::ONE),
        (a, b) if a.high < b.low => Dual::constant(Interval::ZERO),
        _ => Dual { value: Interval::TRUTH, slope: a.slope.minus(b.slope).direction() },
    }
}

fn choice(c: Dual, a: Dual, b: Dual) -> Dual {
    match c.value {
        _ if c.value.is_zero() => b,
        _ if !c.value.contains(0.0) => a,
        // Where the condition turns true the value jumps from one to the other.
        _ => {
            let Dual { value, slope } = either(a, b);
            let jump = c.slope.direction().times(a.value.minus(b.value));
            Dual { value, slope: slope.plus(jump) }
        }
    }
}

fn power(a: Dual, b: Dual) -> Dual {
    let value = a.value.power(b.value);
    let below = a.value.power(b.value.minus(Interval::ONE));
    let mut slope = b.value.times(below).times(a.slope);
    if !b.slope.is_zero() {
        slope = slope.plus(value.times(a.value.within(Interval::NOT_NEGATIVE).rising(math::ln)).times(b.slope));
    }
    Dual { value, slope }
}

fn logarithm(a: Dual, of: impl Fn(f64) -> f64) -> Dual {
    let positive = a.value.within(Interval::NOT_NEGATIVE);
    // Of the slope only the sign is asked.
    a.through(positive.rising(of), positive.inverse().direction())
}

/// The values of a table over an interval, and its slopes there.
fn look(table: &Table, over: Interval) -> (Interval, Interval) {
    let (x, y) = (&table.x, &table.y);
    let last = x.len() - 1;
    let ends = (over.low < x[0], over.high > x[last]);
    // At the end of a piece the next one only begins, unless it goes straight up or down.
    let touched = |i: usize| match over.low < over.high && x[i] < x[i + 1] {
        true => over.high > x[i] && over.low < x[i + 1],
        false => over.high >= x[i] && over.low <= x[i + 1],
    };
    let mut value: Option<Interval> = None;
    let mut slope: Option<Interval> = None;
    let mut take = |values: Interval, slopes: Interval| {
        value = Some(value.map_or(values, |v| v.hull(values)));
        slope = Some(slope.map_or(slopes, |s| s.hull(slopes)));
    };
    for i in (0..last).filter(|i| touched(*i)) {
        let rise = y[i + 1] - y[i];
        let piece = Interval::point(y[i]).hull(Interval::point(y[i + 1]));
        let jumps = table.shape == Shape::Discrete || x[i] == x[i + 1];
        let slope = if jumps { Interval::point(rise).direction() } else { Interval::point(rise / (x[i + 1] - x[i])) };
        take(piece, slope);
    }
    for (beyond, end, piece) in [(ends.0, 0, 0), (ends.1, last, last - 1)] {
        let slope = Interval::point((y[piece + 1] - y[piece]) / (x[piece + 1] - x[piece]));
        match table.shape {
            _ if !beyond => {}
            Shape::Extrapolate => {
                let away = if end == 0 { Interval::NOT_NEGATIVE.negative() } else { Interval::NOT_NEGATIVE };
                take(Interval::point(y[end]).plus(away.times(slope)), slope);
            }
            Shape::Clamp | Shape::Discrete | Shape::Strict => take(Interval::point(y[end]), Interval::ZERO),
        }
    }
    (value.unwrap_or(Interval::WHOLE), slope.unwrap_or(Interval::WHOLE))
}
