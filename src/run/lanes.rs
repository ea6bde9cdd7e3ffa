//! Operations on rows: each is decoded once for a whole block, and its loop over the lanes is plain enough for the
//! compiler to use the widest instructions the processor has.

use std::cell::Cell;
use std::ops::{Deref, DerefMut, Range};

use bytemuck::{Pod, Zeroable};
use multiversion::multiversion;
use multiversion::target::target_cfg_f;

use crate::math;
use crate::model::Shape;
use crate::model::builtin::{Function, with_each_function};
use crate::program::op::{Clock, Op, Side, apply};
use crate::program::{Curve, Slot};

/// Lanes that are calculated together: a row is so many of these.
pub type Lanes = [f64; LANES];

/// How many lanes that are: what the widest processors hold in one register.
pub const LANES: usize = 16;

/// Rows one after the other, each from the beginning of a cache line: a register that is filled from two lines is filled in
/// twice the time.
#[derive(Clone)]
pub struct Memory(Vec<Line>);

/// A cache line.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C, align(64))]
struct Line([f64; 8]);

impl Memory {
    /// So many [`Lanes`], all 0.
    pub fn new(lanes: usize) -> Memory {
        Memory(vec![Line([0.0; 8]); lanes * LANES / 8])
    }
}

impl Deref for Memory {
    type Target = [Lanes];

    fn deref(&self) -> &[Lanes] {
        bytemuck::cast_slice(&self.0)
    }
}

impl DerefMut for Memory {
    fn deref_mut(&mut self) -> &mut [Lanes] {
        bytemuck::cast_slice_mut(&mut self.0)
    }
}

/// Where the row of a slot begins in a block's memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place(u32);

impl Place {
    /// Where a slot lies, where each row is so many [`Lanes`].
    pub fn of(slot: Slot, row: usize) -> Place {
        Place(slot.0 * row as u32)
    }

    /// Its row, of so many [`Lanes`].
    #[inline(always)]
    pub fn row(self, row: usize) -> Range<usize> {
        self.0 as usize..self.0 as usize + row
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
                macro_rules! loops {
                    ($($each:ident)*) => {
                        match function {
                            $(Function::$each => each(memory, arguments, out, row, |[a, b, c], l| {
                                apply(Function::$each, [a[l], b[l], c[l]], clock)
                            }),)*
                        }
                    };
                }
                with_each_function!(loops);
            }
            Op::Fused { outer, inner, side, arguments, out } => {
                macro_rules! fused {
                    ($outer:ident $inner:ident) => {{
                        let inner = |a: &Lanes, b: &Lanes, l: usize| apply(Function::$inner, [a[l], b[l], 0.0], clock);
                        let outer = |x: f64, y: f64| apply(Function::$outer, [x, y, 0.0], clock);
                        match side {
                            Side::Left => each(memory, arguments, out, row, |[a, b, c], l| outer(inner(a, b, l), c[l])),
                            Side::Right => {
                                each(memory, arguments, out, row, |[a, b, c], l| outer(c[l], inner(a, b, l)))
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
            Op::Quotient { x, by, reciprocal, out } => {
                let arguments = [x, by, reciprocal];
                if target_cfg_f!(any(target_feature = "fma", target_arch = "aarch64")) {
                    quotient(memory, arguments, out, row);
                } else {
                    each(memory, arguments, out, row, |[x, by, _], l| x[l] / by[l]);
                }
            }
            Op::Look { table, x, out } => look(&tables[table as usize], memory, x, out, row),
            Op::Noise { noise, mean, spread, out } => draw(memory, noise, [mean, spread], out),
            Op::Hold { x, until, out } => {
                if clock.time <= until + clock.slack() {
                    memory.copy_within(x.row(row), out.row(row).start);
                }
            }
        }
    }
}

/// A value for each lane. A plain loop: what the library has for it is not always compiled into the place of the call,
/// and then not for the processor that is there.
#[inline(always)]
fn lanes(value: impl Fn(usize) -> f64) -> Lanes {
    let mut out = [0.0; LANES];
    for (l, out) in out.iter_mut().enumerate() {
        *out = value(l);
    }
    out
}

/// Rows of a block's memory, of which one is written while others, or the same, are read.
type Rows<'m> = &'m [Cell<Lanes>];

/// One row from three, lanes by lanes.
#[inline(always)]
fn each(
    memory: &mut [Lanes],
    [a, b, c]: [Place; 3],
    out: Place,
    row: usize,
    value: impl Fn([&Lanes; 3], usize) -> f64,
) {
    let memory: Rows = Cell::from_mut(memory).as_slice_of_cells();
    let (a, b, c, out) = (&memory[a.row(row)], &memory[b.row(row)], &memory[c.row(row)], &memory[out.row(row)]);
    for (((a, b), c), out) in a.iter().zip(b).zip(c).zip(out) {
        let (a, b, c) = (a.get(), b.get(), c.get());
        out.set(lanes(|l| value([&a, &b, &c], l)));
    }
}

/// Quotients without dividing, where the processor multiplies and adds in one rounding, and all of the numbers allow it.
#[inline(always)]
fn quotient(memory: &mut [Lanes], arguments: [Place; 3], out: Place, row: usize) {
    let [x, by, _] = arguments;
    let mut beyond = 0;
    for x in memory[x.row(row)].as_flattened() {
        beyond |= math::dividend_beyond(*x);
    }
    for by in memory[by.row(row)].as_flattened() {
        beyond |= math::divisor_beyond(*by);
    }
    if beyond == 0 {
        each(memory, arguments, out, row, |[x, by, reciprocal], l| math::quotient(x[l], by[l], reciprocal[l]));
    } else {
        each(memory, arguments, out, row, |[x, by, _], l| x[l] / by[l]);
    }
}

/// [`Lanes`] that are looked up together: enough for the compiler to see a loop.
const TOGETHER: usize = 4;

/// The values of a table at a row of points.
#[inline(always)]
fn look(curve: &Curve, memory: &mut [Lanes], x: Place, out: Place, row: usize) {
    let mut values = [0.0; LANES * TOGETHER];
    for first in (0..row).step_by(TOGETHER) {
        let some = TOGETHER.min(row - first);
        let points = memory[x.row(row)][first..][..some].as_flattened();
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
        memory[out.row(row)][first..][..some].as_flattened_mut().copy_from_slice(values);
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
        let step = |value: f64, net: f64| value + dt * net;
        // The commonest states, whose lanes need no loop over flows.
        match (inflows.as_slice(), outflows.as_slice()) {
            (&[inflow], &[]) => {
                each(memory, [state, inflow, inflow], state, row, |[now, more, _], l| step(now[l], 0.0 + more[l]));
            }
            (&[inflow], &[outflow]) => {
                each(memory, [state, inflow, outflow], state, row, |[now, more, less], l| {
                    step(now[l], 0.0 + more[l] - less[l])
                });
            }
            _ => {
                for i in 0..row {
                    let net = slope(memory, inflows, outflows, i);
                    let state = &mut memory[state.row(row)][i];
                    *state = lanes(|l| step(state[l], net[l]));
                }
            }
        }
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

/// The same for lanes number `i` of one state.
#[inline(always)]
fn slope(memory: &[Lanes], inflows: &[Place], outflows: &[Place], i: usize) -> Lanes {
    let mut net = [0.0; LANES];
    for flow in inflows {
        let flow = memory[flow.0 as usize + i];
        net = lanes(|l| net[l] + flow[l]);
    }
    for flow in outflows {
        let flow = memory[flow.0 as usize + i];
        net = lanes(|l| net[l] - flow[l]);
    }
    net
}
