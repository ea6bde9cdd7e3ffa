//! The room: what a page for a workshop asks of the engine, JSON in and JSON out, and what it is told.
//!
//! Unlike the [other questions](super::ask) these are asked again and again of one model while somebody moves a slider: a
//! [`Room`] keeps what has been read and what has been run between them. Nothing that is kept changes an answer.

mod about;
mod setting;
mod shown;
mod slow;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::summary::Summary;
use crate::model::library::{ShippedLibrary, Texts, is_shipped};
use crate::model::scenario::Scenario;
use crate::model::scenario_file::{load, load_about};
use crate::model::story::Step;
use crate::results::Results;

use super::machine::Wrong;
use super::{Refusal, contradictions};
pub use about::About;
pub use setting::{Of, OfStep, Picked, Setting};
pub use shown::{Digest, Shown};
pub use slow::{Did, Edge, File, Memo, Sentences};

/// What a page asks.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// Opens a scenario and tells all that a page says about it.
    About {
        /// The name of its file.
        scenario: String,
        /// Files by their names; all others are those that are shipped.
        #[serde(default)]
        files: BTreeMap<String, String>,
        /// The names of those that people choose from, beside the one that is opened.
        #[serde(default)]
        beside: Vec<String>,
    },
    /// Runs a setting, and the same with no new decisions.
    Show {
        of: Of,
        replications: u64,
        /// Variables of which paths and differences are told, beside the medians of all that the ring shows.
        #[serde(default)]
        charts: Vec<String>,
        /// How many paths of single replications.
        #[serde(default)]
        paths: usize,
    },
    /// Tells whether an engine has the figures of another: all that `show` tells, as a hash.
    Digest { of: Of, replications: u64 },
    /// Finds what each loop did to the outcome, quarter by quarter.
    Did { of: Of, replications: u64 },
    /// Tells in two sentences why a variable goes as it does in a week.
    Why { of: Of, variable: String, week: f64 },
    /// Writes a setting as a scenario file; `base` is the same with no new decisions.
    File {
        of: Of,
        #[serde(default)]
        base: bool,
        #[serde(default)]
        replications: Option<u64>,
    },
    /// Writes the memo of a comparison with no new decisions.
    Memo { of: Of, replications: u64 },
    /// Finds the edge between the outcome classes, and where the team stands.
    Edge { of: Of, grid: u16, replications: u64 },
}

/// What was read and run for a page.
#[derive(Default)]
pub struct Room {
    files: BTreeMap<String, String>,
    opened: Option<Arc<Scenario>>,
    /// The story that is told: of the file that was opened, or else of the shipped ones.
    story: Vec<Step>,
    /// Scenarios by the text that was read for them, with no new decisions.
    read: HashMap<String, Arc<Scenario>>,
    /// The bases that were run last, each by the text of its file and what was kept of it.
    bases: Vec<(String, Arc<Ran>)>,
}

/// An ensemble with its summary.
struct Ran {
    results: Results,
    summary: Summary,
}

/// So many bases are kept: few teams at once and all of them, with two choices of charts.
const MOST_BASES: usize = 4;

/// The shipped file that tells a story.
const STORY: &str = "<workshop.toml>";

/// So many scenarios are kept as they were read.
const MOST_READ: usize = 16;

impl Room {
    /// Answers a question, as JSON; or says what is wrong with it, as the JSON of a [`Wrong`].
    ///
    /// ```
    /// use flywheel::answer::room::Room;
    ///
    /// let mut room = Room::default();
    /// room.ask(r#"{"about": {"scenario": "<one-from-each-box.toml>"}}"#);
    /// let of = r#"{"scenario": "<one-from-each-box.toml>", "picks": {"wip_limit": {"start": 16}}}"#;
    /// let shown = room.ask(&format!(r#"{{"show": {{"of": {of}, "replications": 20}}}}"#));
    /// assert!(shown.contains("\"odds\""), "{shown}");
    /// assert!(room.ask("{}").contains("\"errors\""));
    /// ```
    pub fn ask(&mut self, question: &str) -> String {
        let asked = serde_json::from_str::<Ask>(question).map_err(|wrong| Refusal::asked(wrong.to_string()));
        let told = asked.and_then(|ask| self.answer(&ask));
        told.unwrap_or_else(|refusal| json(&Wrong::of(&refusal, str::to_string)))
    }

    fn answer(&mut self, ask: &Ask) -> Result<String, Refusal> {
        Ok(match ask {
            Ask::About { scenario, files, beside } => json(&self.open(scenario, files, beside)?),
            Ask::Show { of, replications, charts, paths } => json(&self.show(of, *replications, charts, *paths)?),
            Ask::Digest { of, replications } => json(&self.digest(of, *replications)?),
            Ask::Did { of, replications } => json(&self.did(of, *replications)?),
            Ask::Why { of, variable, week } => json(&self.why(of, variable, *week)?),
            Ask::File { of, base, replications } => json(&self.file(of, *base, *replications)?),
            Ask::Memo { of, replications } => json(&self.memo(of, *replications)?),
            Ask::Edge { of, grid, replications } => json(&self.edge(of, *grid, *replications)?),
        })
    }

    fn open(&mut self, name: &str, files: &BTreeMap<String, String>, beside: &[String]) -> Result<About, Refusal> {
        let library = Texts(files);
        let scenario = load(name, &library)?;
        contradictions::judged(&scenario).1?;
        let others = beside.iter().filter(|other| *other != name);
        let others = others.map(|other| load_about(other, &scenario.model, &library)).collect::<Result<Vec<_>, _>>()?;
        let story = match scenario.story.is_empty() {
            false => scenario.story.clone(),
            true => shipped_story(&scenario),
        };
        let about = About::of(name, &scenario, &others, &story)?;
        *self = Room { files: files.clone(), story, opened: Some(Arc::new(scenario)), ..Room::default() };
        Ok(about)
    }

    /// What was opened.
    fn opened(&self) -> Result<Arc<Scenario>, Refusal> {
        self.opened.clone().ok_or_else(|| Refusal::asked("nothing is opened yet: ask `about` first"))
    }
}

/// The story that is shipped, where it is about the same model.
fn shipped_story(scenario: &Scenario) -> Vec<Step> {
    match is_shipped(&scenario.model.source.name) {
        true => load_about(STORY, &scenario.model, &ShippedLibrary).map(|shipped| shipped.story).unwrap_or_default(),
        false => Vec::new(),
    }
}

/// All that is told can be told in JSON: numbers that are none are null.
fn json(told: &impl Serialize) -> String {
    serde_json::to_string(told).unwrap_or_default()
}
