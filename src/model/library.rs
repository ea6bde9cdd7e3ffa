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

/// Whether a name is one of what is shipped: a file may be called `<b>.toml` too.
pub fn is_shipped(name: &str) -> bool {
    name.starts_with('<') && name.ends_with('>')
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

/// The scenarios by which the shipped model is judged, named in its `battery`.
pub const BATTERY: &[(&str, &str)] = &[
    ("free-releases.toml", include_str!("../../models/battery/free-releases.toml")),
    ("not-now-alone.toml", include_str!("../../models/battery/not-now-alone.toml")),
    ("quick-wins-alone.toml", include_str!("../../models/battery/quick-wins-alone.toml")),
    ("r1-left-alone.toml", include_str!("../../models/battery/r1-left-alone.toml")),
    ("r2-luck-only.toml", include_str!("../../models/battery/r2-luck-only.toml")),
    ("r2-one-from-each.toml", include_str!("../../models/battery/r2-one-from-each.toml")),
    ("r2-three-years.toml", include_str!("../../models/battery/r2-three-years.toml")),
    ("r3-all-teams-26-weeks.toml", include_str!("../../models/battery/r3-all-teams-26-weeks.toml")),
    ("r3-all-teams-4-weeks.toml", include_str!("../../models/battery/r3-all-teams-4-weeks.toml")),
    ("r3-doubled-12-weeks.toml", include_str!("../../models/battery/r3-doubled-12-weeks.toml")),
    ("r3-doubled-14-weeks.toml", include_str!("../../models/battery/r3-doubled-14-weeks.toml")),
    ("r3-healthy.toml", include_str!("../../models/battery/r3-healthy.toml")),
    ("r3-one-team-20-weeks.toml", include_str!("../../models/battery/r3-one-team-20-weeks.toml")),
    ("r3-one-team-8-weeks.toml", include_str!("../../models/battery/r3-one-team-8-weeks.toml")),
    ("r4-everything-at-once.toml", include_str!("../../models/battery/r4-everything-at-once.toml")),
    ("r4-one-from-each.toml", include_str!("../../models/battery/r4-one-from-each.toml")),
    ("r5-everything-at-once.toml", include_str!("../../models/battery/r5-everything-at-once.toml")),
    ("r5-worse-before-better.toml", include_str!("../../models/battery/r5-worse-before-better.toml")),
    ("r6-healthy-pushed.toml", include_str!("../../models/battery/r6-healthy-pushed.toml")),
    ("r6-stressed-pushed.toml", include_str!("../../models/battery/r6-stressed-pushed.toml")),
    ("r6-work-harder.toml", include_str!("../../models/battery/r6-work-harder.toml")),
    ("r7-all-empty.toml", include_str!("../../models/battery/r7-all-empty.toml")),
    ("r7-full-trust.toml", include_str!("../../models/battery/r7-full-trust.toml")),
    ("r7-no-demand-all-teams.toml", include_str!("../../models/battery/r7-no-demand-all-teams.toml")),
    ("r7-no-demand.toml", include_str!("../../models/battery/r7-no-demand.toml")),
    ("r7-no-friction.toml", include_str!("../../models/battery/r7-no-friction.toml")),
    ("r7-no-people-all-teams.toml", include_str!("../../models/battery/r7-no-people-all-teams.toml")),
    ("r7-no-people.toml", include_str!("../../models/battery/r7-no-people.toml")),
    ("r7-no-trust.toml", include_str!("../../models/battery/r7-no-trust.toml")),
    ("r7-tenfold-demand-all-teams.toml", include_str!("../../models/battery/r7-tenfold-demand-all-teams.toml")),
    ("r7-tenfold-demand.toml", include_str!("../../models/battery/r7-tenfold-demand.toml")),
    ("r7-wip-limit-zero.toml", include_str!("../../models/battery/r7-wip-limit-zero.toml")),
    ("small-batch-alone.toml", include_str!("../../models/battery/small-batch-alone.toml")),
    ("wip-limit-alone.toml", include_str!("../../models/battery/wip-limit-alone.toml")),
    ("year-without-pressure.toml", include_str!("../../models/battery/year-without-pressure.toml")),
];

/// The library of what is shipped; its names stand in angle brackets, without a folder.
pub struct ShippedLibrary;

impl ShippedLibrary {
    /// What a shipped file is called, by whatever way it is reached: there is one of each name.
    pub fn name(path: &str) -> String {
        let bare = path.trim_matches(|c| c == '<' || c == '>');
        format!("<{}>", bare.rsplit('/').next().unwrap_or(bare))
    }
}

impl Library for ShippedLibrary {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        let own = ShippedLibrary::name(name);
        let found = SHIPPED.iter().chain(BATTERY).find(|(file, _)| own[1..own.len() - 1] == **file);
        let (_, text) =
            found.ok_or_else(|| Diagnostic::error(Code::NotReadable, format!("no scenario `{name}` is shipped")))?;
        Ok(Source::new(own, *text))
    }

    fn beside(&self, _from: &str, path: &str) -> String {
        ShippedLibrary::name(path)
    }
}
