//! A program as people read it: one line an operation.
//!
//! ```text
//! prologue
//!   r7 = r3 * r5
//! step
//!   r12 = f_reactive(r9)
//! ```

use std::fmt::Write;

use crate::model::Model;
use crate::model::builtin::Function;

use super::op::{Op, Side};
use super::{Program, Slot};

/// The program's rows and operations in order.
pub fn listing(program: &Program, model: &Model) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let mut line = |text: String| writeln!(out, "{text}").unwrap_or(());
    line(format!("rows {}", program.rows));
    for (slot, value) in &program.literals {
        line(format!("  {slot} = {value:?}"));
    }
    for constant in &program.constants {
        line(format!("  {} = {} drawn {}", constant.slot, constant.name, constant.spread.kind.name()));
    }
    for input in &program.inputs {
        line(format!("  {} = {} + {} additions over time", input.slot, input.base, input.additions.len()));
    }
    for (name, tape) in [("prologue", &program.prologue), ("initial", &program.initial), ("step", &program.step)] {
        line(name.to_string());
        for op in tape {
            line(format!("  {}", operation(op, program, model)));
        }
    }
    line("integrate".into());
    for state in &program.states {
        let rows = |slots: &[Slot], sign: &str| slots.iter().map(|s| format!(" {sign} {s}")).collect::<String>();
        let name = &model.variable(state.variable).name;
        line(format!("  {} {name}:{}{}", state.slot, rows(&state.inflows, "+"), rows(&state.outflows, "-")));
    }
    for pipe in &program.pipes {
        let length = pipe.length.map_or("one step".into(), |length| length.to_string());
        let name = &model.variable(pipe.variable).name;
        line(format!("  {} {name}: {} delayed by {length}, before that {}", pipe.slot, pipe.input, pipe.initial));
    }
    out
}

fn operation(op: &Op, program: &Program, model: &Model) -> String {
    match op {
        Op::Apply { function, arguments, out } => {
            let row = function.row();
            let operands: Vec<String> = arguments.iter().take(row.arguments.1).map(Slot::to_string).collect();
            match operands.as_slice() {
                [a, b] if row.is_operator() => format!("{out} = {a} {} {b}", row.name),
                _ => format!("{out} = {}({})", row.name, operands.join(", ")),
            }
        }
        Op::Fused { outer, inner, side, arguments: [a, b, c], out } => {
            let written = |function: Function, x: &str, y: &str| match function.row().is_operator() {
                true => format!("({x} {} {y})", function.row().name),
                false => format!("{}({x}, {y})", function.row().name),
            };
            let (inner, c) = (written(*inner, &a.to_string(), &b.to_string()), c.to_string());
            let whole = if *side == Side::Left { written(*outer, &inner, &c) } else { written(*outer, &c, &inner) };
            format!("{out} = {}", whole.strip_prefix('(').and_then(|w| w.strip_suffix(')')).unwrap_or(&whole))
        }
        Op::Quotient { x, by, reciprocal, out } => format!("{out} = {x} / {by} ({reciprocal} is 1 / {by})"),
        Op::Look { table, x, out } => format!("{out} = {}({x})", model.tables[*table as usize].name),
        Op::Hold { x, until, out } => format!("{out} = {x} until {until}, held from there"),
        Op::Noise { noise, mean, spread, out } => {
            format!("{out} = {}(mean {mean}, spread {spread})", program.noises[*noise as usize].name)
        }
    }
}
