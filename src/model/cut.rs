//! Cuts: a link from a cause to an effect that stops carrying. The effect goes on with one value of the cause, while the
//! cause, and whoever else reads it, goes on as it does.

use super::graph::Graph;
use super::loops::NamedLoop;
use super::time::TimeSpec;
use super::{Model, VariableId};
use crate::text::plain;

/// A link that is held from a moment on. Of several cuts of one link the last one counts.
///
/// An effect's equation is all that it is calculated from, with what delays and averages keep for it: its initial value
/// too, where the cut begins with the run. For a stock it is the sum of its flows. That an outflow takes no more than is
/// there is no part of an equation and stays, and so a stock whose flow is held may fall below 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    pub cause: VariableId,
    pub effect: VariableId,
    /// A moment on the model's time axis at which a step begins. Nothing that is calculated before it changes.
    pub from: f64,
    pub hold: Hold,
}

/// At which value of its cause an effect is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hold {
    /// After `from`, that which the cause has at `from`, each replication its own; where the run begins later, that at its
    /// start. Nothing changes at `from` itself.
    Then,
    /// From the step that begins at `from` on, this number, in the unit of the cause.
    At(f64),
}

impl Cut {
    /// The cut that stops a named loop.
    pub fn of(named: &NamedLoop, from: f64) -> Cut {
        let (cause, effect) = named.cut;
        Cut { cause, effect, from, hold: Hold::Then }
    }

    /// Why nothing, or not what is meant, would be held.
    pub fn misfit(&self, model: &Model, time: &TimeSpec) -> Option<String> {
        let name = |id| &model.variable(id).name;
        let (cause, effect) = (name(self.cause), name(self.effect));
        if Graph::shown(model).link(self.cause, self.effect).is_none() {
            return Some(format!("`{effect}` does not read `{cause}`: there is nothing to cut"));
        }
        let steps = (self.from - time.start) / time.dt;
        let (from, start, stop, dt) = (plain(self.from), plain(time.start), plain(time.stop), plain(time.dt));
        if !(time.start..=time.stop).contains(&self.from) {
            return Some(format!("a cut at {from} is outside the run, which goes from {start} to {stop}"));
        }
        let between = (steps - steps.round()).abs() > 1e-6;
        between.then(|| format!("a cut begins with a step, and {from} is between two of {dt} from {start} on"))
    }

    /// Whether a step that begins at `step_start` is one of those at [`Hold::At`]. `slack` is the part of a step within
    /// which moments count as equal.
    pub fn holds_in_step(&self, step_start: f64, slack: f64) -> bool {
        step_start >= self.from - slack
    }
}
