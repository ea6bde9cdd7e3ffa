//! Where the texts of scenarios and models come from.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
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
    ("with-room.toml", include_str!("../../scenarios/with-room.toml")),
    ("everything-at-once.toml", include_str!("../../scenarios/everything-at-once.toml")),
    ("busy.toml", include_str!("../../scenarios/busy.toml")),
    ("work-harder.toml", include_str!("../../scenarios/work-harder.toml")),
    ("push-hard.toml", include_str!("../../scenarios/push-hard.toml")),
    ("workshop.toml", include_str!("../../scenarios/workshop.toml")),
];

/// The scenarios by which the shipped model is judged, named in its `battery`.
pub const BATTERY: &[(&str, &str)] = &[
    ("free-releases.toml", include_str!("../../models/battery/free-releases.toml")),
    ("not-now-alone.toml", include_str!("../../models/battery/not-now-alone.toml")),
    ("quick-wins-alone.toml", include_str!("../../models/battery/quick-wins-alone.toml")),
    ("rm1-left-alone.toml", include_str!("../../models/battery/rm1-left-alone.toml")),
    ("rm2-luck-only.toml", include_str!("../../models/battery/rm2-luck-only.toml")),
    ("rm2-one-from-each.toml", include_str!("../../models/battery/rm2-one-from-each.toml")),
    ("rm2-three-years.toml", include_str!("../../models/battery/rm2-three-years.toml")),
    ("rm3-all-teams-4-weeks.toml", include_str!("../../models/battery/rm3-all-teams-4-weeks.toml")),
    ("rm3-all-teams-52-weeks.toml", include_str!("../../models/battery/rm3-all-teams-52-weeks.toml")),
    ("rm3-doubled-34-weeks.toml", include_str!("../../models/battery/rm3-doubled-34-weeks.toml")),
    ("rm3-doubled-38-weeks.toml", include_str!("../../models/battery/rm3-doubled-38-weeks.toml")),
    ("rm3-healthy.toml", include_str!("../../models/battery/rm3-healthy.toml")),
    ("rm3-one-team-52-weeks.toml", include_str!("../../models/battery/rm3-one-team-52-weeks.toml")),
    ("rm3-one-team-8-weeks.toml", include_str!("../../models/battery/rm3-one-team-8-weeks.toml")),
    ("rm4-everything-at-once.toml", include_str!("../../models/battery/rm4-everything-at-once.toml")),
    ("rm4-one-from-each.toml", include_str!("../../models/battery/rm4-one-from-each.toml")),
    ("rm5-everything-at-once.toml", include_str!("../../models/battery/rm5-everything-at-once.toml")),
    ("rm5-worse-before-better.toml", include_str!("../../models/battery/rm5-worse-before-better.toml")),
    ("rm6-healthy-pushed.toml", include_str!("../../models/battery/rm6-healthy-pushed.toml")),
    ("rm6-stressed-pushed.toml", include_str!("../../models/battery/rm6-stressed-pushed.toml")),
    ("rm6-work-harder.toml", include_str!("../../models/battery/rm6-work-harder.toml")),
    ("rm7-all-empty.toml", include_str!("../../models/battery/rm7-all-empty.toml")),
    ("rm7-full-trust.toml", include_str!("../../models/battery/rm7-full-trust.toml")),
    ("rm7-no-demand-all-teams.toml", include_str!("../../models/battery/rm7-no-demand-all-teams.toml")),
    ("rm7-no-demand.toml", include_str!("../../models/battery/rm7-no-demand.toml")),
    ("rm7-no-friction.toml", include_str!("../../models/battery/rm7-no-friction.toml")),
    ("rm7-no-people-all-teams.toml", include_str!("../../models/battery/rm7-no-people-all-teams.toml")),
    ("rm7-no-people.toml", include_str!("../../models/battery/rm7-no-people.toml")),
    ("rm7-no-trust.toml", include_str!("../../models/battery/rm7-no-trust.toml")),
    ("rm7-tenfold-demand-all-teams.toml", include_str!("../../models/battery/rm7-tenfold-demand-all-teams.toml")),
    ("rm7-tenfold-demand.toml", include_str!("../../models/battery/rm7-tenfold-demand.toml")),
    ("rm7-wip-limit-zero.toml", include_str!("../../models/battery/rm7-wip-limit-zero.toml")),
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

/// Texts by their names, and those that are shipped: for who has no folder to read from.
pub struct Texts<'a>(pub &'a BTreeMap<String, String>);

impl Library for Texts<'_> {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        match self.0.get(name) {
            Some(text) => Ok(Source::new(name, text.as_str())),
            None => ShippedLibrary.read(name),
        }
    }

    fn beside(&self, from: &str, path: &str) -> String {
        let known = |name: &str| self.0.contains_key(name).then(|| name.to_string());
        let own = |joined: String| known(&joined).or_else(|| known(path)).unwrap_or_else(|| ShippedLibrary::name(path));
        beside(from, path, own, |_| false)
    }
}

/// The name of a file that is written as `path` in the file `from`: of a shipped one as such, else what `own` makes of the path
/// from the folder of `from`.
pub fn beside(from: &str, path: &str, own: impl Fn(String) -> String, is_link: impl Fn(&Path) -> bool) -> String {
    // A shipped scenario is named as such from anywhere, and names others of its kind.
    if is_shipped(path) {
        return path.to_string();
    }
    if is_shipped(from) {
        return ShippedLibrary::name(path);
    }
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    own(without_detours(&folder.join(path), is_link).to_string_lossy().into_owned())
}

/// A path without `folder/..`, so that each file has one name however it is reached. Behind a link `..` is another
/// folder, and stays.
fn without_detours(path: &Path, is_link: impl Fn(&Path) -> bool) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        let back = part == Component::ParentDir;
        if back && matches!(out.components().next_back(), Some(Component::Normal(_))) && !is_link(&out) {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out
}
