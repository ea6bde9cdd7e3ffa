//! Text with places: sources and spans, diagnostics, the equation language, TOML.
//!
//! This room turns characters into trees and remembers where each piece stood. It knows no stocks: what a name
//! means is the business of [`crate::model`].

pub mod diagnostic;
pub mod expr;
pub mod lexer;
pub mod parser;
pub mod span;
pub mod suggestion;
pub mod toml;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use span::{Place, Source, Span};

/// The one spelling of a name that names are compared by, as in XMILE 1.0 (section 2.2.2): lower case; runs of
/// blanks, line breaks and underscores are one underscore.
///
/// ```
/// assert_eq!(flywheel::text::canonical("Net  Change_in\nTrust"), "net_change_in_trust");
/// ```
pub fn canonical(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.trim().chars() {
        if c.is_whitespace() || c == '_' {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    if gap {
        out.push('_');
    }
    out
}
