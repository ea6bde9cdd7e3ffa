//! Operations on rows: each is decoded once for a whole block, and its loop over the lanes is plain enough for the
//! compiler to use the widest instructions the processor has.

use multiversion::multiversion;

use crate::model::builtin::{Function, with_each_function};
use crate::program::Curve;
use crate::program::op::{Clock, Op, apply};

/// Where noise rows come from: the source, the rows of its mean and spread, the row to fill.
pub type Draw<'a> = &'a mut dyn FnMut(u32, &[f64], &[f64], &mut [f64]);

/// Runs a tape over a block.
///
/// # Shape
/// `memory` holds rows of `width` lanes; every operation's row stands after those it reads.
///
/// # Determinism
/// Lanes do not mix and nothing is fused, so that neither the width nor the processor changes a bit.
#[multiversion(targets = "simd")]
pub fn evaluate(tape: &[Op], memory: &mut [f64], width: usize, clock: &Clock, tables: &[Curve], draw: Draw) {
    for op in tape {
        match *op {
            Op::Apply { function, arguments, out } => {
                let (before, rest) = memory.split_at_mut(out as usize * width);
                let operand = |i: usize| &before[arguments[i] as usize * width..][..width];
                let (a, b, c, out) = (operand(0), operand(1), operand(2), &mut rest[..width]);
                macro_rules! loops {
                    ($($each:ident)*) => {
                        match function {
                            $(Function::$each => each(out, a, b, c, |x| apply(Function::$each, x, clock)),)*
                        }
                    };
                }
                with_each_function!(loops);
            }
            Op::Look { table, x, out } => {
                let (before, rest) = memory.split_at_mut(out as usize * width);
                let curve = &tables[table as usize];
                let x = &before[x as usize * width..][..width];
                for (out, x) in rest[..width].iter_mut().zip(x) {
                    *out = curve.at(*x);
                }
            }
            Op::Noise { noise, mean, spread, out } => {
                let (before, rest) = memory.split_at_mut(out as usize * width);
                let row = |slot: u32| &before[slot as usize * width..][..width];
                draw(noise, row(mean), row(spread), &mut rest[..width]);
            }
        }
    }
}

#[inline(always)]
fn each(out: &mut [f64], a: &[f64], b: &[f64], c: &[f64], f: impl Fn([f64; 3]) -> f64) {
    for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
        *out = f([*a, *b, *c]);
    }
}
