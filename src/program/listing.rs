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

use super::Program;
use super::op::Op;

/// The program's rows and operations in order.
pub fn listing(program: &Program, model: &Model) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let mut line = |text: String| writeln!(out, "{text}").unwrap_or(());
    line(format!("rows {}", program.slots));
    for (slot, value) in &program.literals {
        line(format!("  r{slot} = {value:?}"));
    }
    for constant in &program.constants {
        line(format!("  r{} = {} drawn {}", constant.slot, constant.name, constant.spread.kind.name()));
    }
    for input in &program.inputs {
        line(format!("  r{} = r{} + {} additions over time", input.slot, input.base, input.additions.len()));
    }
    for (name, tape) in [("prologue", &program.prologue), ("initial", &program.initial), ("step", &program.step)] {
        line(name.to_string());
        for op in tape {
            line(format!("  {}", operation(op, program, model)));
        }
    }
    line("integrate".into());
    for state in &program.states {
        let rows = |slots: &[u32], sign: &str| slots.iter().map(|s| format!(" {sign} r{s}")).collect::<String>();
        let name = &model.variable(state.variable).name;
        line(format!("  r{} {name}:{}{}", state.slot, rows(&state.inflows, "+"), rows(&state.outflows, "-")));
    }
    for pipe in &program.pipes {
        let length = pipe.length.map_or("one step".into(), |length| format!("r{length}"));
        let name = &model.variable(pipe.variable).name;
        line(format!("  r{} {name}: r{} delayed by {length}, before that r{}", pipe.slot, pipe.input, pipe.initial));
    }
    out
}

fn operation(op: &Op, program: &Program, model: &Model) -> String {
    match op {
        Op::Apply { function, arguments, out } => {
            let row = function.row();
            let operands: Vec<String> = arguments.iter().take(row.arguments.1).map(|a| format!("r{a}")).collect();
            match operands.as_slice() {
                [a, b] if row.is_operator() => format!("r{out} = {a} {} {b}", row.name),
                _ => format!("r{out} = {}({})", row.name, operands.join(", ")),
            }
        }
        Op::Look { table, x, out } => format!("r{out} = {}(r{x})", model.tables[*table as usize].name),
        Op::Noise { noise, mean, spread, out } => {
            format!("r{out} = {}(mean r{mean}, spread r{spread})", program.noises[*noise as usize].name)
        }
    }
}
