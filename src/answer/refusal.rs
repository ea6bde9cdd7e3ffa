//! Why a question has no answer.

use crate::text::diagnostic::Diagnostic;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The question means nothing: a part of it, or all of it, and why.
    Asked {
        /// The part as it was asked; None where the question as a whole has no answer.
        of: Option<Part>,
        why: String,
    },
    /// A file is not what it should be.
    Files(Vec<Diagnostic>),
    /// Whoever looks on ended the work.
    Ended,
}

/// A part of a question as it was asked: its name, such as `horizon`, and what stood there, such as `-3`; nothing, where it
/// was not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub asked: String,
}

impl Refusal {
    /// Of a part of the question, by its name and what was asked.
    pub fn of(name: &'static str, asked: impl ToString, why: impl Into<String>) -> Refusal {
        Refusal::Asked { of: Some(Part { name, asked: asked.to_string() }), why: why.into() }
    }

    /// Of a part of the question that was not asked, and has to be.
    pub fn missing(name: &'static str, why: impl Into<String>) -> Refusal {
        Refusal::of(name, "", why)
    }

    /// Of the question as a whole.
    pub fn asked(why: impl Into<String>) -> Refusal {
        Refusal::Asked { of: None, why: why.into() }
    }
}

impl From<Diagnostic> for Refusal {
    fn from(diagnostic: Diagnostic) -> Refusal {
        Refusal::Files(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Refusal {
    fn from(diagnostics: Vec<Diagnostic>) -> Refusal {
        Refusal::Files(diagnostics)
    }
}

/// What is said of a question that means nothing, with the part that does as the reader knows it: `--horizon -3: ...` on a
/// command line.
pub fn message(of: Option<&Part>, why: &str, named: impl Fn(&str) -> String) -> String {
    let part = |Part { name, asked }: &Part| format!("{}: ", format!("{} {asked}", named(name)).trim_end());
    format!("{}{why}", of.map_or(String::new(), part))
}
