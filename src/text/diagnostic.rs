//! What is wrong with a text, as plain data: interfaces draw it.

use std::fmt;
use std::sync::Arc;

use super::span::{Place, Source, Span};

macro_rules! codes {
    ($($variant:ident $name:literal,)*) => {
        /// The stable name of a kind of mistake; every one has a wrong file under `tests/errors/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $name] $variant,)* }

        impl Code {
            /// All codes, in the order of the alphabet.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name as people see it, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }
        }
    };
}

codes! {
    BadClaim "bad-claim",
    BadDistribution "bad-distribution",
    BadLoop "bad-loop",
    BadTable "bad-table",
    BadTime "bad-time",
    BadUnit "bad-unit",
    Circular "circular",
    Contradiction "contradiction",
    Duplicate "duplicate",
    EmptyFile "empty-file",
    ExtendsCircle "extends-circle",
    MissingKey "missing-key",
    NotFinite "not-finite",
    NotReadable "not-readable",
    NotSupported "not-supported",
    NotText "not-text",
    NotWritable "not-writable",
    OutOfRange "out-of-range",
    Syntax "syntax",
    TooLarge "too-large",
    UnitMismatch "unit-mismatch",
    UnknownKey "unknown-key",
    UnknownName "unknown-name",
    WrongArguments "wrong-arguments",
    WrongType "wrong-type",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether the text can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// The text can be used, and probably does not say what was meant.
    Warning,
}

/// A place with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub place: Place,
    pub text: String,
}

/// One mistake: what it is, where it stands, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One sentence that names the offending text and the rule.
    pub message: String,
    /// The first label is where the mistake stands; none where there is no text at all (a missing file).
    pub labels: Vec<Label>,
    /// Something that can be typed instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, severity: Severity::Error, message: message.into(), labels: Vec::new(), help: None }
    }

    /// Adds a label; the first one added is the primary one.
    pub fn at(mut self, source: &Arc<Source>, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { place: Place { source: source.clone(), span }, text: text.into() });
        self
    }

    /// Adds the way out.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds the way out, where there is one.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help;
        self
    }

    fn position(&self) -> (String, usize) {
        self.labels.first().map_or((String::new(), 0), |l| (l.place.source.name.clone(), l.place.span.start))
    }
}

/// One line: file, line, code and message; the form for logs and for errors passed on as text.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(Label { place, .. }) = self.labels.first() {
            write!(f, "{}:{}: ", place.source.name, place.source.line(place.span.start))?;
        }
        write!(f, "{} [{}]", self.message, self.code)
    }
}

impl std::error::Error for Diagnostic {}

/// About the most mistakes that are looked for: a file made by a program can have a hundred thousand, nobody reads them,
/// and for each the nearest name is sought.
pub const MOST_WRONG: usize = 100;

/// What is wrong with one file, as it is found.
pub struct Mistakes {
    pub source: Arc<Source>,
    pub wrong: Vec<Diagnostic>,
}

impl Mistakes {
    pub fn new(source: &Arc<Source>) -> Mistakes {
        Mistakes { source: source.clone(), wrong: Vec::new() }
    }

    /// Whether there are more mistakes than anyone will read.
    pub fn is_full(&self) -> bool {
        self.wrong.len() >= MOST_WRONG
    }

    /// Notes a mistake at a place.
    pub fn refuse(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.wrong.push(Diagnostic::error(code, message).at(&self.source, span, label));
        self.wrong.last_mut().expect("just pushed")
    }
}

/// Sorts by file and position, and drops repetitions.
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(Diagnostic::position);
    diagnostics.dedup();
    diagnostics
}
