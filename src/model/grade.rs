//! How well the source of a number bears it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::diagnostic::{Code, Diagnostic, Severity};
use crate::text::toml::word_of;

use super::{Constant, Model, Role, Variable, VariableId};

/// What stands behind the value and the range of a constant, or the points of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// The source measured it, and its text was read.
    Primary,
    /// A text that was read tells what others measured, or measured something near it.
    Secondary,
    /// Nobody measured it: somebody judged it, and says so.
    Judgement,
    /// A source is named whose text was not checked, or none is named.
    Unverified,
}

impl Grade {
    pub const CHOICES: &[(&str, Grade)] = &[
        ("primary", Grade::Primary),
        ("secondary", Grade::Secondary),
        ("judgement", Grade::Judgement),
        ("unverified", Grade::Unverified),
    ];

    pub fn name(self) -> &'static str {
        word_of(Grade::CHOICES, self)
    }

    /// The grade of a source that gives itself none: a source that begins by calling itself judgement is that, and any
    /// other has not been checked.
    ///
    /// ```
    /// use flywheel::model::grade::Grade;
    /// assert_eq!(Grade::of("judgement (a half-year)"), Grade::Judgement);
    /// assert_eq!(Grade::of("Little 1961"), Grade::Unverified);
    /// ```
    pub fn of(source: &str) -> Grade {
        let owned =
            source.split(|c: char| !c.is_alphabetic()).next().is_some_and(|w| w.eq_ignore_ascii_case("judgement"));
        if owned { Grade::Judgement } else { Grade::Unverified }
    }
}

/// A warning for every assumption that has no range or no source: others cannot judge it.
pub fn doubts(model: &Model) -> Vec<Diagnostic> {
    let doubt = |(_, variable, constant): (VariableId, &Variable, &Constant)| {
        let ranged = constant.spread.varies() || constant.spread.range.is_some();
        let (lacking, help) = match (ranged, constant.source.is_empty()) {
            _ if constant.role != Role::Assumption => return None,
            (true, false) => return None,
            (false, true) => ("neither a range nor a source", "min = ..., max = ..., source = \"judgement\""),
            (false, false) => ("no range", "min = ..., max = ..., and a distribution where runs are to differ in it"),
            (true, true) => ("no source", "source = \"judgement\", or where the number comes from"),
        };
        let message = format!("the assumption `{}` has {lacking}: nobody can say how far it may be off", variable.name);
        let wrong = Diagnostic::error(Code::MissingKey, message).at(&model.source, variable.span, "assumed");
        let help = format!("{help}; what is no assumption has another role: \"decision\", \"definition\" or \"lever\"");
        Some(Diagnostic { severity: Severity::Warning, ..wrong.help(help) })
    };
    model.constants().filter_map(doubt).collect()
}
