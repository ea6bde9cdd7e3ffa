//! Who waits for an answer.

use crate::run::ensemble::{Nobody, Watch};
use crate::text::diagnostic::Diagnostic;

/// Who waits for an answer: is told what is worth knowing on the way, sees how far each piece of work has come, and may end
/// it. A command line shows a bar, a page a number; [`Nobody`] waits without looking.
pub trait Onlooker: Sync {
    /// A piece of work begins, of so many replications, as far as is known.
    fn begin<'w>(&'w self, what: &str, replications: u64) -> Box<dyn Work + 'w>;

    /// Something worth knowing that is no part of the answer.
    fn note(&self, text: &str);

    /// The same of what is a help to know, and can be left unsaid.
    fn aside(&self, text: &str) {
        self.note(text);
    }

    /// What can be done and is probably a slip, with its place in a file.
    fn warn(&self, warnings: &[Diagnostic]);

    /// Whether all work is to stop.
    fn ended(&self) -> bool;
}

/// A piece of work that somebody looks at; it is over when this is dropped.
pub trait Work: Watch {
    /// From now on it is of so many replications, those that are done included: how much is to do may turn out on the way.
    fn expect(&self, _replications: u64) {}

    /// Enough is known by now for an answer, if it ended here.
    fn has_an_answer(&self) {}
}

impl Onlooker for Nobody {
    fn begin<'w>(&'w self, _what: &str, _replications: u64) -> Box<dyn Work + 'w> {
        Box::new(Nobody)
    }

    fn note(&self, _text: &str) {}

    fn warn(&self, _warnings: &[Diagnostic]) {}

    fn ended(&self) -> bool {
        false
    }
}

impl Work for Nobody {}

/// The same onlooker for pieces of work that are over at once, of which nothing is shown.
pub struct Briefly<'a>(pub &'a dyn Onlooker);

impl Onlooker for Briefly<'_> {
    fn begin<'w>(&'w self, _what: &str, _replications: u64) -> Box<dyn Work + 'w> {
        Box::new(Unshown(self.0))
    }

    fn note(&self, text: &str) {
        self.0.note(text);
    }

    fn aside(&self, text: &str) {
        self.0.aside(text);
    }

    fn warn(&self, warnings: &[Diagnostic]) {
        self.0.warn(warnings);
    }

    fn ended(&self) -> bool {
        self.0.ended()
    }
}

struct Unshown<'a>(&'a dyn Onlooker);

impl Watch for Unshown<'_> {
    fn done(&self, _replications: u64) {}

    fn ended(&self) -> bool {
        self.0.ended()
    }
}

impl Work for Unshown<'_> {}
