//! The instruction set, and the one scalar meaning of each instruction.

use crate::math;
use crate::model::Shape;
use crate::model::builtin::Function;
use crate::model::moments::Moments;

use super::{Curve, Slot};

/// One instruction: rows in, one row out. `P` is the way places are given: slots in a program, positions in a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Op<P = Slot> {
    /// A function of up to three rows; unused operands repeat the first one.
    Apply { function: Function, arguments: [P; 3], out: P },
    /// A function of a function, one operation where there were two: `outer(inner(a, b), c)`, or `outer(c, inner(a, b))`
    /// where the inner one is on the right. Both are [`ARITHMETIC`], and each rounds for itself.
    Fused { outer: Function, inner: Function, side: Side, arguments: [P; 3], out: P },
    /// A quotient whose divisor does not change in time: its reciprocal was found before, and multiplying is quicker. The
    /// value is that of the division, to the last bit.
    Quotient { x: P, by: P, reciprocal: P, out: P },
    /// A table.
    Look { table: u32, x: P, out: P },
    /// A draw at the beginning of each period, held in between.
    Noise { noise: u32, mean: P, spread: P, out: P },
    /// A row as it is up to the moment `until`, and as it was then ever after.
    Hold { x: P, until: f64, out: P },
}

/// On which side of the outer operation the inner one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// The functions of two rows that are fused.
pub const ARITHMETIC: [Function; 6] =
    [Function::Add, Function::Subtract, Function::Multiply, Function::Divide, Function::Min, Function::Max];

impl<P: Copy> Op<P> {
    /// The same instruction with places of another kind.
    pub fn with_places<Q>(self, place: impl Fn(P) -> Q) -> Op<Q> {
        match self {
            Op::Apply { function, arguments, out } => {
                Op::Apply { function, arguments: arguments.map(&place), out: place(out) }
            }
            Op::Fused { outer, inner, side, arguments, out } => {
                Op::Fused { outer, inner, side, arguments: arguments.map(&place), out: place(out) }
            }
            Op::Quotient { x, by, reciprocal, out } => {
                Op::Quotient { x: place(x), by: place(by), reciprocal: place(reciprocal), out: place(out) }
            }
            Op::Look { table, x, out } => Op::Look { table, x: place(x), out: place(out) },
            Op::Noise { noise, mean, spread, out } => {
                Op::Noise { noise, mean: place(mean), spread: place(spread), out: place(out) }
            }
            Op::Hold { x, until, out } => Op::Hold { x: place(x), until, out: place(out) },
        }
    }
}

/// The moment at which something is calculated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// What `time` is: within a step of Runge and Kutta it moves on.
    pub time: f64,
    /// The beginning of the step: pulses start at whole steps only.
    pub step_start: f64,
    pub dt: f64,
    pub start: f64,
    pub stop: f64,
}

impl Clock {
    /// The moment `part` of a step after the beginning of step number `step`.
    pub fn within(moments: &Moments, step: usize, part: f64) -> Clock {
        let Moments { start, stop, dt, .. } = *moments;
        Clock { time: moments.within(step, part), step_start: moments.at(step), dt, start, stop }
    }

    /// The part of a step within which two moments count as equal: far above rounding, far below a step.
    pub fn slack(&self) -> f64 {
        self.dt * 1e-6
    }
}

/// Whether the value depends on the moment and not on the arguments alone.
pub fn moves_with_time(function: Function) -> bool {
    matches!(function, Function::Time | Function::Step | Function::Ramp | Function::Pulse | Function::PulseTrain)
}

/// The value of an argument that was left out.
pub fn left_out(function: Function) -> f64 {
    match function {
        // A ramp without an end rises for ever.
        Function::Ramp => f64::INFINITY,
        _ => 0.0,
    }
}

fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// The meaning of every function; the constant folder, the interpreter and the row-wise evaluator all call it.
#[inline(always)]
pub fn apply(function: Function, [a, b, c]: [f64; 3], clock: &Clock) -> f64 {
    match function {
        Function::Add => a + b,
        Function::Subtract => a - b,
        Function::Multiply => a * b,
        Function::Divide => a / b,
        Function::Power => math::pow(a, b),
        Function::Modulo => remainder(a, b),
        Function::Negate => -a,
        Function::Less => truth(a < b),
        Function::LessEqual => truth(a <= b),
        Function::Greater => truth(a > b),
        Function::GreaterEqual => truth(a >= b),
        Function::Equal => truth(a == b),
        Function::NotEqual => truth(a != b),
        Function::And => truth(a != 0.0 && b != 0.0),
        Function::Or => truth(a != 0.0 || b != 0.0),
        Function::Not => truth(a == 0.0),
        Function::Choose => {
            if a != 0.0 {
                b
            } else {
                c
            }
        }
        Function::Min => {
            if a < b {
                a
            } else {
                b
            }
        }
        Function::Max => {
            if a > b {
                a
            } else {
                b
            }
        }
        Function::Abs => a.abs(),
        Function::Exp => math::exp(a),
        Function::Ln => math::ln(a),
        Function::Log10 => math::log10(a),
        Function::Sqrt => math::sqrt(a),
        Function::Sin => math::sin(a),
        Function::Cos => math::cos(a),
        Function::Tan => math::tan(a),
        Function::Arcsin => math::arcsin(a),
        Function::Arccos => math::arccos(a),
        Function::Arctan => math::arctan(a),
        Function::Int => a.floor(),
        Function::Round => a.round(),
        Function::SafeDivide => {
            if b == 0.0 {
                c
            } else {
                a / b
            }
        }
        Function::Pi => std::f64::consts::PI,
        Function::Infinity => f64::INFINITY,
        Function::Time => clock.time,
        Function::Dt => clock.dt,
        Function::StartTime => clock.start,
        Function::StopTime => clock.stop,
        Function::Step => {
            if clock.time >= b - clock.slack() {
                a
            } else {
                0.0
            }
        }
        Function::Ramp => {
            if clock.time <= b {
                0.0
            } else if clock.time < c {
                a * (clock.time - b)
            } else {
                a * (c - b)
            }
        }
        Function::Pulse => pulse(a, b, c, clock),
        Function::PulseTrain => train(a, b, c, clock),
    }
}

/// What is left of `a` when `b` is taken from it as often as it goes, exactly, moved by one `b` where it has not the sign of
/// `b`. Where that rounds to `b` itself it is the next number nearer to 0. No number where one of them is infinite or `b`
/// is 0.
fn remainder(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest == 0.0 {
        0.0
    } else if b.is_infinite() {
        f64::NAN
    } else if (rest < 0.0) == (b < 0.0) {
        rest
    } else if rest + b == b {
        f64::from_bits(b.to_bits() - 1)
    } else {
        rest + b
    }
}

/// `volume / dt` in the first step that begins at or after `first`, and in those at or after every `interval` from there.
fn pulse(volume: f64, first: f64, interval: f64, clock: &Clock) -> f64 {
    let since = clock.step_start - first;
    let begins_here = since >= -clock.slack() && phase(since, interval, clock) < clock.dt - clock.slack();
    if begins_here { volume / clock.dt } else { 0.0 }
}

/// 1 in the steps that begin within `length` of `from`, and again every `interval`.
///
/// # Source
/// PULSE TRAIN of the Vensim reference manual.
fn train(from: f64, length: f64, interval: f64, clock: &Clock) -> f64 {
    let since = clock.step_start - from;
    truth(since >= -clock.slack() && phase(since, interval, clock) < length - clock.slack())
}

/// Time since the last of a row of moments `interval` apart; a moment that a rounding has not quite reached counts.
fn phase(since: f64, interval: f64, clock: &Clock) -> f64 {
    if interval > 0.0 { since - interval * ((since + clock.slack()) / interval).floor() } else { since }
}

impl Curve {
    /// The value of the table at `x`, by its [`Shape`].
    #[inline(always)]
    pub fn at(&self, x: f64) -> f64 {
        let last = self.x.len() - 1;
        let mut piece = 0;
        for knot in &self.x[1..last] {
            piece += usize::from(x >= *knot);
        }
        let line = |piece: usize| self.y[piece] + self.slope[piece] * (x - self.x[piece]);
        if self.shape == Shape::Discrete && x < self.x[last] {
            self.y[piece]
        } else if x < self.x[0] {
            self.beyond(line(0), self.y[0])
        } else if x > self.x[last] {
            self.beyond(self.y[last] + self.slope[last - 1] * (x - self.x[last]), self.y[last])
        } else if x == self.x[last] {
            // The line through the last piece may miss its end by a rounding.
            self.y[last]
        } else {
            line(piece)
        }
    }

    /// Beyond an end, where the line would go on to `line` and the value at the end is `end`.
    #[inline(always)]
    fn beyond(&self, line: f64, end: f64) -> f64 {
        match self.shape {
            Shape::Clamp | Shape::Discrete => end,
            Shape::Extrapolate => line,
            Shape::Strict => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use proptest::prelude::*;

    use super::*;

    const CLOCK: Clock = Clock { time: 12.0, step_start: 12.0, dt: 0.1, start: 0.0, stop: 20.0 };

    fn check(function: Function, arguments: [f64; 3], expected: f64) {
        assert_eq!(apply(function, arguments, &CLOCK), expected, "{function:?} {arguments:?}");
    }

    #[test]
    fn remainder_has_the_sign_of_the_divisor_and_int_goes_down() {
        check(Function::Modulo, [7.0, 4.0, 0.0], 3.0);
        check(Function::Modulo, [-7.0, 4.0, 0.0], 1.0);
        check(Function::Modulo, [7.0, -4.0, 0.0], -1.0);
        check(Function::Int, [-19.875, 0.0, 0.0], -20.0);
    }

    #[test]
    fn remainders_are_exact_and_never_the_divisor() {
        for (a, b, expected) in [
            (1e17, 7.0, 5.0),
            (1e16, 3.0, 1.0),
            (2020.3, 0.1, 0.09999999999984238),
            (-5.3, 0.1, 4.718447854656915e-16),
            (6.0, -3.0, 0.0),
            (-0.0, 3.0, 0.0),
            (-1e-300, 4.0, 4.0f64.next_down()),
            (5e-324, -4.0, -4.0f64.next_down()),
            (f64::MAX, 5e-324, 0.0),
        ] {
            let found = apply(Function::Modulo, [a, b, 0.0], &CLOCK);
            assert_eq!(found.to_bits(), expected.to_bits(), "{a} mod {b}: {found}");
        }
        for [a, b] in [[5.0, 0.0], [0.0, 0.0], [f64::INFINITY, 2.0], [5.0, f64::INFINITY], [-5.0, f64::INFINITY]] {
            assert!(apply(Function::Modulo, [a, b, 0.0], &CLOCK).is_nan(), "{a} mod {b}");
        }
    }

    /// A number times 2 to the power 1074, which is whole.
    fn whole(x: f64) -> BigInt {
        let (bits, exponent) = (x.abs().to_bits() & ((1 << 52) - 1), (x.to_bits() >> 52 & 0x7ff) as usize);
        let size = if exponent == 0 { BigInt::from(bits) } else { BigInt::from(bits | 1 << 52) << (exponent - 1) };
        if x < 0.0 { -size } else { size }
    }

    proptest! {
        #[test]
        fn remainders_are_those_of_whole_numbers(a in any::<f64>(), b in any::<f64>(), near in -80i32..80) {
            // Of numbers far apart, and of numbers whose quotient has some digits.
            let close = b * a.signum() * (1.0 + a.abs().fract()) * math::pow(2.0, f64::from(near));
            for a in [a, close].into_iter().filter(|a| a.is_finite() && b.is_finite() && b != 0.0) {
                let found = apply(Function::Modulo, [a, b, 0.0], &CLOCK);
                let exact = ((whole(a) % whole(b)) + whole(b)) % whole(b);
                let off = |x: f64| (whole(x) - &exact).magnitude().clone();
                prop_assert!(found.abs() < b.abs() && found * b.signum() >= 0.0, "{a} mod {b}: {found}");
                // No neighbour is nearer, but for the divisor itself.
                for other in [found.next_up(), found.next_down()].into_iter().filter(|other| *other != b) {
                    prop_assert!(off(found) <= off(other), "{a} mod {b}: {found}, and {other} is nearer");
                }
            }
        }
    }

    #[test]
    fn half_a_power_is_the_root_to_the_last_bit() {
        for x in [2.0, 0.1, 1e-300, 7e200] {
            check(Function::Power, [x, 0.5, 0.0], f64::sqrt(x));
        }
    }

    #[test]
    fn inputs_over_time() {
        check(Function::Step, [5.0, 12.0, 0.0], 5.0);
        check(Function::Step, [5.0, 12.1, 0.0], 0.0);
        check(Function::Ramp, [2.0, 10.0, f64::INFINITY], 4.0);
        check(Function::Ramp, [2.0, 10.0, 11.0], 2.0);
        check(Function::Pulse, [20.0, 12.0, 5.0], 20.0 / 0.1);
        check(Function::Pulse, [20.0, 2.0, 5.0], 20.0 / 0.1);
        check(Function::Pulse, [20.0, 2.0, 0.0], 0.0);
        // Between two steps: in the one that follows.
        check(Function::Pulse, [20.0, 11.92, 0.0], 20.0 / 0.1);
        check(Function::Pulse, [20.0, 11.89, 0.0], 0.0);
        check(Function::Pulse, [20.0, 12.01, 0.0], 0.0);
        // 12 reached by adding up tenths is 11.999999999999986: it has to count as 12.
        let drifted = Clock { step_start: (0..120).fold(0.0, |t, _| t + 0.1), ..CLOCK };
        assert_eq!(apply(Function::Pulse, [20.0, 2.0, 5.0], &drifted), 20.0 / 0.1);
    }

    #[test]
    fn a_table_beyond_its_ends_and_between_its_points() {
        let (x, y) = (vec![0.0, 1.0, 3.0], vec![0.1, 0.3, 0.7]);
        let curve = |shape| Curve { slope: vec![0.2 / 1.0, 0.4 / 2.0], x: x.clone(), y: y.clone(), shape };
        let at = |shape, points: [f64; 6]| points.map(|x| curve(shape).at(x));
        let points = [-1.0, 0.0, 0.5, 2.0, 3.0, 4.0];
        assert_eq!(at(Shape::Clamp, points), [0.1, 0.1, 0.1 + 0.2 * 0.5, 0.3 + 0.2, 0.7, 0.7]);
        assert_eq!(at(Shape::Extrapolate, points), [0.1 - 0.2, 0.1, 0.1 + 0.2 * 0.5, 0.3 + 0.2, 0.7, 0.7 + 0.2]);
        assert_eq!(at(Shape::Discrete, points), [0.1, 0.1, 0.1, 0.3, 0.7, 0.7]);
        assert!(curve(Shape::Strict).at(3.1).is_nan() && curve(Shape::Strict).at(-0.1).is_nan());
        for shape in [Shape::Clamp, Shape::Extrapolate, Shape::Discrete, Shape::Strict] {
            assert!(curve(shape).at(f64::NAN).is_nan(), "{shape:?}");
        }
    }

    #[test]
    fn pulse_trains_and_rounding() {
        let at = |time: f64| Clock { time, step_start: time, dt: 0.25, start: 0.0, stop: 40.0 };
        let train = |time: f64| apply(Function::PulseTrain, [10.0, 1.0, 5.0], &at(time));
        let times = [9.75, 10.0, 10.75, 11.0, 14.75, 15.0, 15.75, 16.0];
        assert_eq!(times.map(train), [0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
        let round = |x: f64| apply(Function::Round, [x, 0.0, 0.0], &CLOCK);
        assert_eq!([2.5, -2.5, 2.4, -0.4].map(round), [3.0, -3.0, 2.0, 0.0]);
    }
}
