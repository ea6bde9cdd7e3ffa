//! Where the texts of scenarios and models come from.

use std::sync::Arc;

use crate::text::Source;
use crate::text::diagnostic::{Code, Diagnostic};

/// Where other files come from: a path as written, and the name of the file in which it is written.
pub trait Library {
    /// The text under a name.
    ///
    /// # Errors
    /// A diagnostic without a place, where there is no such text.
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic>;

    /// The name of a file that is written as `path` in the file `from`.
    fn beside(&self, from: &str, path: &str) -> String;
}

/// The scenarios that are shipped inside the program: file name and text.
pub const SHIPPED: &[(&str, &str)] = &[
    ("healthy.toml", include_str!("../../scenarios/healthy.toml")),
    ("wicked-loop.toml", include_str!("../../scenarios/wicked-loop.toml")),
    ("one-from-each-box.toml", include_str!("../../scenarios/one-from-each-box.toml")),
    ("everything-at-once.toml", include_str!("../../scenarios/everything-at-once.toml")),
    ("busy.toml", include_str!("../../scenarios/busy.toml")),
    ("work-harder.toml", include_str!("../../scenarios/work-harder.toml")),
];

/// The library of shipped scenarios; their names stand in angle brackets.
pub struct ShippedLibrary;

impl Library for ShippedLibrary {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        let bare = name.trim_matches(|c| c == '<' || c == '>');
        let text = SHIPPED.iter().find(|(file, _)| *file == bare).map(|(_, text)| *text);
        let text =
            text.ok_or_else(|| Diagnostic::error(Code::NotReadable, format!("no scenario `{name}` is shipped")))?;
        Ok(Source::new(format!("<{bare}>"), text))
    }

    fn beside(&self, _from: &str, path: &str) -> String {
        path.to_string()
    }
}
