//! The value of an equation and its slope along one variable, each as an interval: the chain rule at all possible values
//! at once.
//!
//! # Source
//! Slopes along with values: Wengert (1964), A simple automatic derivative evaluation program, Communications of the ACM
//! 7(8). On intervals: Moore (1979), Methods and Applications of Interval Analysis.

use crate::math;

use super::builtin::Function;
use super::interval::Interval;
use super::{Model, Shape, Table, Term, TermKind, VariableId};

/// A value, and the slope of it along one variable.
#[derive(Debug, Clone, Copy)]
pub struct Dual {
    pub value: Interval,
    pub slope: Interval,
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
pub struct Reading<'a> {
    pub model: &'a Model,
    /// Between which two numbers each variable can lie.
    pub within: &'a [Interval],
    /// The variable along which the slope is asked; None where only the value is.
    pub along: Option<VariableId>,
    /// A variable that is taken to be 0.
    pub emptied: Option<VariableId>,
}

impl Reading<'_> {
    /// All values that a piece of an equation can have, and all slopes.
    pub fn read(&self, term: &Term) -> Dual {
        match &term.kind {
            TermKind::Number(x) => Dual::constant(Interval::point(*x)),
            TermKind::Variable(id) | TermKind::Stateful { value: id, .. } | TermKind::Sum { value: id, .. } => {
                let value = if self.emptied == Some(*id) { Interval::ZERO } else { self.within[id.0 as usize] };
                Dual { value, slope: if self.along == Some(*id) { Interval::ONE } else { Interval::ZERO } }
            }
            TermKind::Look(table, x) => {
                let x = self.read(x);
                let (value, slope) = look(self.model.table(*table), x.value);
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
            (Time | StartTime | StopTime, _) => Dual::constant(Interval::new(self.model.time.start, f64::INFINITY)),
            // A height, a slope or a volume that comes at some moments and not at others.
            (Step, [a, rest @ ..]) if still(rest) => a.through(a.value.hull(Interval::ZERO), Interval::TRUTH),
            (Ramp | Pulse, [a, rest @ ..]) if still(rest) => a.through(a.value.direction(), Interval::NOT_NEGATIVE),
            (Equal | NotEqual | And | Or | Not | PulseTrain, read) => unknown(Interval::TRUTH, read),
            // Each function stands here by its name, so that the compiler asks which way a new one goes.
            (
                Add | Subtract | Multiply | Divide | Power | Modulo | Negate | Less | LessEqual | Greater
                | GreaterEqual | Choose | Min | Max | Abs | Exp | Ln | Log10 | Sqrt | Sin | Cos | Tan | Arcsin | Arccos
                | Arctan | Int | Round | SafeDivide | Step | Ramp | Pulse,
                read,
            ) => unknown(Interval::WHOLE, read),
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
pub fn addends(sum: &Term) -> Vec<&Term> {
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
        (TermKind::Stateful { value: a, .. }, TermKind::Stateful { value: b, .. })
        | (TermKind::Sum { value: a, .. }, TermKind::Sum { value: b, .. }) => a == b,
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
