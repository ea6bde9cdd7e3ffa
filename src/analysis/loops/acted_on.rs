//! The variable that loops act on, in words: what it is called, and what is done to it.

use crate::model::{Better, Kind, Variable};
use crate::text::units;

/// A variable of which is told what loops do to it.
#[derive(Debug, Clone, Copy)]
pub struct ActedOn<'a>(pub &'a Variable);

/// How a verb stands in its sentence.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// "loops lift it"
    Do,
    /// "a loop lifts it"
    Does,
    /// "from lifting it"
    Doing,
    /// "it lifted it"
    Did,
}

impl ActedOn<'_> {
    /// "recent throughput", "the chance of being in the flywheel".
    pub fn words(&self) -> String {
        match self.0.kind {
            Kind::Outcome { .. } => format!("the chance of being {}", self.0.words()),
            _ => self.0.words(),
        }
    }

    /// What stands behind a number of it: " items/week"; nothing behind a pure number.
    pub fn behind(&self) -> String {
        if self.0.unit.is_one() { String::new() } else { format!(" {}", units(&self.0.unit.to_string())) }
    }

    /// The same behind its name: "recent throughput (items/week)".
    pub fn with_unit(&self) -> String {
        match self.behind() {
            none if none.is_empty() => self.words(),
            behind => format!("{} ({})", self.words(), behind.trim()),
        }
    }

    /// Whether more of it is better, as far as the model says.
    pub fn is_better_high(&self) -> bool {
        self.0.better == Some(Better::High)
    }

    /// Whether more of it is worse, as far as the model says.
    pub fn is_better_low(&self) -> bool {
        self.0.better == Some(Better::Low)
    }

    /// What is done to `what`: it is lifted or dragged down where more of it is better, and else raised or lowered.
    pub fn does(&self, form: Form, raises: bool, what: &str) -> String {
        let forms = match (raises, self.is_better_high()) {
            (true, true) => ["lift", "lifts", "lifting", "lifted"],
            (false, true) => ["drag", "drags", "dragging", "dragged"],
            (true, false) => ["raise", "raises", "raising", "raised"],
            (false, false) => ["lower", "lowers", "lowering", "lowered"],
        };
        let down = if !raises && self.is_better_high() { " down" } else { "" };
        format!("{} {what}{down}", forms[form as usize])
    }
}
