//! What picks and shocks add to a constant, as an equation over time.

use crate::model::builtin::Function;
use crate::model::moments::Moments;
use crate::model::scenario::Addition;
use crate::model::{Term, TimeSpec};

/// The equation of a constant that is moved: `base + (first + second + ...)`, the very operations of a run.
pub fn moved(base: f64, additions: &[&Addition], time: &TimeSpec) -> Term {
    let sum = additions.iter().map(|a| added(a, time)).reduce(|sum, next| Term::apply(Function::Add, [sum, next]));
    match sum {
        Some(sum) => Term::apply(Function::Add, [Term::number(base), sum]),
        None => Term::number(base),
    }
}

/// [`Addition::at`] as an equation.
fn added(addition: &Addition, time: &TimeSpec) -> Term {
    let Addition { amount, size, from, ramp, to, .. } = *addition;
    let amount = || match size {
        Some((size, 1.0)) => Term::variable(size),
        Some((size, times)) => Term::apply(Function::Multiply, [Term::variable(size), Term::number(times)]),
        None => Term::number(amount),
    };
    let step = |height: Term, at: f64| Term::apply(Function::Step, [height, Term::number(moment(at, time))]);
    if ramp <= 0.0 {
        return match to {
            Some(to) => Term::apply(Function::Subtract, [step(amount(), from), step(amount(), to)]),
            None => step(amount(), from),
        };
    }
    let since = Term::apply(Function::Subtract, [Term::apply(Function::Time, []), Term::number(from)]);
    let share = Term::apply(Function::Divide, [since, Term::number(ramp)]);
    let risen = Term::apply(Function::Max, [Term::number(0.0), Term::apply(Function::Min, [Term::number(1.0), share])]);
    let risen = match to {
        Some(to) => {
            let before = Term::apply(Function::Subtract, [Term::number(1.0), step(Term::number(1.0), to)]);
            Term::apply(Function::Multiply, [risen, before])
        }
        None => risen,
    };
    Term::apply(Function::Multiply, [risen, amount()])
}

/// The moment at which a step is written: the first step of the run at or after it, which is when a run steps;
/// simulators differ in what they make of moments between two steps. Those that multiply or add up `dt` may reach the
/// moment a rounding too early, and would step a whole `dt` too late: then it is written half a `dt` earlier.
fn moment(at: f64, time: &TimeSpec) -> f64 {
    let step = ((at - time.start) / time.dt - SLACK).ceil().max(0.0);
    if step > time.steps() as f64 {
        return at;
    }
    let first = Moments::of(time).at(step as usize);
    let added_up = (0..step as u64).fold(time.start, |t, _| t + time.dt);
    let multiplied = time.start + step * time.dt;
    if added_up < first || multiplied < first { first - time.dt / 2.0 } else { first }
}

/// The part of a step within which moments count as equal, as in a run.
const SLACK: f64 = 1e-6;
