//! Operations on rows: each is decoded once for a whole block, and its loop over the lanes is plain enough for the
//! compiler to use the widest instructions the processor has.

use multiversion::multiversion;

use crate::model::Shape;
use crate::model::builtin::{Function, with_each_function};
use crate::program::op::{Clock, Op, Side, apply};
use crate::program::{Curve, Slot};

/// Lanes that are calculated together: a row is so many of these, and what is the same in all lanes is one.
pub type Lanes = [f64; LANES];

/// How many lanes that are: what the widest processors hold in one register.
pub const LANES: usize = 16;

/// Where the lanes of a slot lie in a block's memory: those number `i` at `start + i * stride`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    start: u32,
    stride: u32,
}

impl Place {
    #[inline(always)]
    pub fn lanes(self, i: usize) -> usize {
        self.start as usize + i * self.stride as usize
    }

    /// How many lanes there are, where a row has `row` of them.
    #[inline(always)]
    pub fn count(self, row: usize) -> usize {
        if self.stride == 0 { 1 } else { row }
    }
}

/// How a block's memory is laid out: numbers first, then rows.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    pub numbers: usize,
    /// [`Lanes`] of a row.
    pub row: usize,
}

impl Layout {
    pub fn place(self, slot: Slot) -> Place {
        match slot {
            Slot::Number(index) => Place { start: index, stride: 0 },
            Slot::Row(index) => Place { start: (self.numbers + index as usize * self.row) as u32, stride: 1 },
        }
    }
}

/// A state with its flows.
#[derive(Debug, Clone)]
pub struct Moved {
    pub state: Place,
    pub inflows: Vec<Place>,
    pub outflows: Vec<Place>,
}

/// Fills rows of noise: the source, the places of its mean and spread, the place to fill.
pub type Draw<'a> = &'a mut dyn FnMut(&mut [Lanes], u32, [Place; 2], Place);

/// Runs a tape over a block.
///
/// # Shape
/// `row` is the number of [`Lanes`] in a row of `memory`.
///
/// # Determinism
/// Lanes do not mix and every operation rounds for itself, so that neither the width nor the processor changes a bit.
#[multiversion(targets = "simd")]
pub fn evaluate(tape: &[Op<Place>], memory: &mut [Lanes], row: usize, clock: &Clock, tables: &[Curve], draw: Draw) {
    for op in tape {
        match *op {
            Op::Apply { function, arguments, out } => {
                let count = out.count(row);
                macro_rules! loops {
                    ($($each:ident)*) => {
                        match function {
                            $(Function::$each => each(memory, arguments, out, count, |[a, b, c], l| {
                                apply(Function::$each, [a[l], b[l], c[l]], clock)
                            }),)*
                        }
                    };
                }
                with_each_function!(loops);
            }
            Op::Fused { outer, inner, side, arguments, out } => {
                let count = out.count(row);
                macro_rules! fused {
                    ($outer:ident $inner:ident) => {{
                        let inner = |a: &Lanes, b: &Lanes, l: usize| apply(Function::$inner, [a[l], b[l], 0.0], clock);
                        let outer = |x: f64, y: f64| apply(Function::$outer, [x, y, 0.0], clock);
                        match side {
                            Side::Left => {
                                each(memory, arguments, out, count, |[a, b, c], l| outer(inner(a, b, l), c[l]))
                            }
                            Side::Right => {
                                each(memory, arguments, out, count, |[a, b, c], l| outer(c[l], inner(a, b, l)))
                            }
                        }
                    }};
                }
                macro_rules! inners {
                    ($outer:ident) => {
                        match inner {
                            Function::Add => fused!($outer Add),
                            Function::Subtract => fused!($outer Subtract),
                            Function::Multiply => fused!($outer Multiply),
                            Function::Divide => fused!($outer Divide),
                            Function::Min => fused!($outer Min),
                            Function::Max => fused!($outer Max),
                            _ => unreachable!("only arithmetic is fused"),
                        }
                    };
                }
                match outer {
                    Function::Add => inners!(Add),
                    Function::Subtract => inners!(Subtract),
                    Function::Multiply => inners!(Multiply),
                    Function::Divide => inners!(Divide),
                    Function::Min => inners!(Min),
                    Function::Max => inners!(Max),
                    _ => unreachable!("only arithmetic is fused"),
                }
            }
            Op::Look { table, x, out } => look(&tables[table as usize], memory, x, out, out.count(row)),
            Op::Noise { noise, mean, spread, out } => draw(memory, noise, [mean, spread], out),
        }
    }
}

/// One row from three, lanes by lanes.
#[inline(always)]
fn each(
    memory: &mut [Lanes],
    arguments: [Place; 3],
    out: Place,
    count: usize,
    value: impl Fn([&Lanes; 3], usize) -> f64,
) {
    for i in 0..count {
        let [a, b, c] = arguments.map(|place| memory[place.lanes(i)]);
        memory[out.lanes(i)] = std::array::from_fn(|l| value([&a, &b, &c], l));
    }
}

/// [`Lanes`] that are looked up together: enough for the compiler to see a loop.
const TOGETHER: usize = 4;

/// The values of a table at a row of points.
#[inline(always)]
fn look(curve: &Curve, memory: &mut [Lanes], x: Place, out: Place, count: usize) {
    let mut values = [0.0; LANES * TOGETHER];
    for first in (0..count).step_by(TOGETHER) {
        // A number is looked up once for all lanes.
        let some = if x.stride == 0 { 1 } else { TOGETHER.min(count - first) };
        let points = memory[x.lanes(first)..][..some].as_flattened();
        let values = &mut values[..points.len()];
        match (curve.shape, curve.x.len()) {
            (Shape::Clamp, 2) => choose::<0>(curve, points, values),
            (Shape::Clamp, 3) => choose::<1>(curve, points, values),
            (Shape::Clamp, 4) => choose::<2>(curve, points, values),
            (Shape::Clamp, 5) => choose::<3>(curve, points, values),
            (Shape::Clamp, 6) => choose::<4>(curve, points, values),
            (Shape::Clamp, 7) => choose::<5>(curve, points, values),
            (Shape::Clamp, 8) => choose::<6>(curve, points, values),
            (Shape::Clamp, 9) => choose::<7>(curve, points, values),
            (Shape::Clamp, 10) => choose::<8>(curve, points, values),
            (Shape::Clamp, 11) => choose::<9>(curve, points, values),
            _ => values.iter_mut().zip(points).for_each(|(value, x)| *value = curve.at(*x)),
        }
        for (lanes, values) in memory[out.lanes(first)..][..some].as_flattened_mut().iter_mut().zip(values) {
            *lanes = *values;
        }
        if x.stride == 0 {
            let value = memory[out.lanes(0)];
            (1..count).for_each(|i| memory[out.lanes(i)] = value);
            return;
        }
    }
}

/// [`Curve::at`] for a table with `KNOTS` points between its ends: a choice at each of them in place of a search, which
/// the processor does for several lanes at once.
#[inline(always)]
fn choose<const KNOTS: usize>(curve: &Curve, points: &[f64], values: &mut [f64]) {
    let part = |list: &[f64]| -> [f64; KNOTS] { std::array::from_fn(|k| list[k + 1]) };
    let (x, y, slope) = (part(&curve.x), part(&curve.y), part(&curve.slope));
    let (first_x, first_y, first_slope) = (curve.x[0], curve.y[0], curve.slope[0]);
    let (last_x, last_y) = (curve.x[KNOTS + 1], curve.y[KNOTS + 1]);
    for (value, &point) in values.iter_mut().zip(points) {
        let (mut from, mut base, mut rise) = (first_x, first_y, first_slope);
        for k in 0..KNOTS {
            let beyond = point >= x[k];
            from = if beyond { x[k] } else { from };
            base = if beyond { y[k] } else { base };
            rise = if beyond { slope[k] } else { rise };
        }
        let inside = base + rise * (point - from);
        let inside = if point < first_x { first_y } else { inside };
        *value = if point >= last_x { last_y } else { inside };
    }
}

/// Moves every state by `dt` times its inflows less its outflows, in listed order. No flow may be a state.
#[multiversion(targets = "simd")]
pub fn euler(states: &[Moved], memory: &mut [Lanes], row: usize, dt: f64) {
    for Moved { state, inflows, outflows } in states {
        let state = *state;
        // The commonest states, whose lanes need no loop over flows.
        match (inflows.as_slice(), outflows.as_slice()) {
            (&[inflow], &[]) => moved(memory, state, row, dt, |memory, i| {
                let inflow = memory[inflow.lanes(i)];
                std::array::from_fn(|l| 0.0 + inflow[l])
            }),
            (&[inflow], &[outflow]) => moved(memory, state, row, dt, |memory, i| {
                let (inflow, outflow) = (memory[inflow.lanes(i)], memory[outflow.lanes(i)]);
                std::array::from_fn(|l| 0.0 + inflow[l] - outflow[l])
            }),
            _ => moved(memory, state, row, dt, |memory, i| slope(memory, inflows, outflows, i)),
        }
    }
}

#[inline(always)]
fn moved(memory: &mut [Lanes], state: Place, row: usize, dt: f64, net: impl Fn(&[Lanes], usize) -> Lanes) {
    for i in 0..row {
        let net = net(memory, i);
        let state = &mut memory[state.lanes(i)];
        *state = std::array::from_fn(|l| state[l] + dt * net[l]);
    }
}

/// Inflows less outflows of every state, in listed order.
///
/// # Shape
/// `net` is one row a state.
#[multiversion(targets = "simd")]
pub fn slopes(states: &[Moved], memory: &[Lanes], row: usize, net: &mut [Lanes]) {
    for (Moved { inflows, outflows, .. }, net) in states.iter().zip(net.chunks_mut(row)) {
        for (i, net) in net.iter_mut().enumerate() {
            *net = slope(memory, inflows, outflows, i);
        }
    }
}

#[inline(always)]
fn slope(memory: &[Lanes], inflows: &[Place], outflows: &[Place], i: usize) -> Lanes {
    let mut net = [0.0; LANES];
    for flow in inflows {
        let flow = memory[flow.lanes(i)];
        net = std::array::from_fn(|l| net[l] + flow[l]);
    }
    for flow in outflows {
        let flow = memory[flow.lanes(i)];
        net = std::array::from_fn(|l| net[l] - flow[l]);
    }
    net
}
