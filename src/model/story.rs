//! A story that a scenario file tells to a room, step by step: what is said, what is run and drawn with it, and the
//! condition that proves the sentence. It is read by `scenario_file`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::VariableId;
use super::claim::Claim;
use super::scenario::Scenario;

/// A step of a story.
#[derive(Debug, Clone)]
pub struct Step {
    pub words: Words,
    /// The same in other languages, by their codes of two small letters.
    pub translated: BTreeMap<String, Words>,
    /// What is run: the file's own scenario or another, with what is taken up in this step. It claims and tells nothing.
    pub scenario: Arc<Scenario>,
    /// What it is held against, with the same luck; the same scenario with nothing taken up, where the file names none.
    pub against: Arc<Scenario>,
    /// The tanks that are drawn, by their variables; all of the model, where the file does not say.
    pub tanks: Vec<VariableId>,
    /// The arrows that are drawn, by their places in [`RoomSpec::arrows`](super::room::RoomSpec::arrows); all, where the
    /// file does not say.
    pub arrows: Vec<usize>,
    pub charts: Vec<VariableId>,
    /// Whether the wheel is drawn.
    pub wheel: bool,
    /// Whether the odds are told.
    pub odds: bool,
    /// Where the playhead stands: a moment at which results of the step's scenario are kept.
    pub week: f64,
    /// What is guessed before it is shown.
    pub guess: Option<VariableId>,
    /// Whether the room goes on by itself from here.
    pub own: bool,
    /// A condition of the step's scenario, in which `base` is what it is held against; None where the sentence is talk, and
    /// says nothing of the model.
    pub holds: Option<Claim>,
}

/// What is said in a step, in one language.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    pub title: Option<String>,
    /// One sentence, said large.
    pub say: String,
    /// What is said below it; may be empty.
    pub more: String,
}

impl Step {
    /// The claim that proves the sentence; None where it is talk.
    pub fn claim(&self) -> Option<&Claim> {
        self.holds.as_ref()
    }
}
