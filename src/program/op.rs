//! The instruction set, and the one scalar meaning of each instruction.

use crate::math;
use crate::model::TimeSpec;
use crate::model::builtin::Function;

use super::{Curve, Slot};

/// One instruction: rows in, one row out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Op {
    /// A function of up to three rows; unused operands repeat the first one.
    Apply { function: Function, arguments: [Slot; 3], out: Slot },
    /// A table.
    Look { table: u32, x: Slot, out: Slot },
    /// A draw at the beginning of each period, held in between.
    Noise { noise: u32, mean: Slot, cv: Slot, out: Slot },
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
    pub fn within(time: &TimeSpec, step: usize, part: f64) -> Clock {
        let step_start = time.at(step);
        Clock { time: step_start + part * time.dt, step_start, dt: time.dt, start: time.start, stop: time.stop }
    }

    /// The part of a step within which two moments count as equal: far above rounding, far below a step.
    pub fn slack(&self) -> f64 {
        self.dt * 1e-6
    }
}

/// Whether the value depends on the moment and not on the arguments alone.
pub fn moves_with_time(function: Function) -> bool {
    matches!(function, Function::Time | Function::Step | Function::Ramp | Function::Pulse)
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
        Function::Modulo => a - b * (a / b).floor(),
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
        Function::SafeDivide => {
            if b == 0.0 {
                c
            } else {
                a / b
            }
        }
        Function::Pi => std::f64::consts::PI,
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
    }
}

/// `volume / dt` in the step that begins at `first`, and in those `interval` apart after it.
fn pulse(volume: f64, first: f64, interval: f64, clock: &Clock) -> f64 {
    let since = clock.step_start - first;
    let phase = if interval > 0.0 { since - interval * (since / interval + 1e-6).floor() } else { since };
    let begins_here = since >= -clock.slack() && phase.abs() < clock.dt * 0.5;
    if begins_here { volume / clock.dt } else { 0.0 }
}

impl Curve {
    /// The value of the table at `x`: straight lines between the points, the end's value (or NaN, where strict) beyond
    /// them.
    #[inline(always)]
    pub fn at(&self, x: f64) -> f64 {
        let last = self.x.len() - 1;
        let mut piece = 0;
        for knot in &self.x[1..last] {
            piece += usize::from(x >= *knot);
        }
        let inside = self.y[piece] + self.slope[piece] * (x - self.x[piece]);
        let below = if self.strict { f64::NAN } else { self.y[0] };
        let above = if self.strict { f64::NAN } else { self.y[last] };
        if x < self.x[0] {
            below
        } else if x > self.x[last] {
            above
        } else if x == self.x[last] {
            // The line through the last piece may miss its end by a rounding.
            self.y[last]
        } else {
            inside
        }
    }
}

#[cfg(test)]
mod tests {
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
        // 12 reached by adding up tenths is 11.999999999999986: it has to count as 12.
        let drifted = Clock { step_start: (0..120).fold(0.0, |t, _| t + 0.1), ..CLOCK };
        assert_eq!(apply(Function::Pulse, [20.0, 2.0, 5.0], &drifted), 20.0 / 0.1);
    }

    #[test]
    fn a_table_keeps_its_ends() {
        let (x, y) = (vec![0.0, 1.0, 3.0], vec![0.1, 0.3, 0.7]);
        let curve = Curve { slope: vec![0.2 / 1.0, 0.4 / 2.0], x, y, strict: false };
        assert_eq!(curve.at(-1.0), 0.1);
        assert_eq!(curve.at(0.0), 0.1);
        assert_eq!(curve.at(2.0), 0.3 + 0.2);
        assert_eq!(curve.at(3.0), 0.7);
        assert_eq!(curve.at(9.0), 0.7);
        assert!(curve.at(f64::NAN).is_nan());
        assert!(Curve { strict: true, ..curve }.at(3.1).is_nan());
    }
}
