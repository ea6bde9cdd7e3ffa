//! What a team can take up: interventions, in boxes, and how much each adds to which constants.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Span;

use super::{Model, VariableId};

/// One of the boxes from which a team picks a change.
#[derive(Debug)]
pub struct ChangeBox {
    pub name: String,
    pub title: String,
    pub about: String,
    /// What it is about: in the picture of the model these stand in it.
    pub variables: Vec<VariableId>,
}

/// How a change comes about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is learned: what it adds rises over its ramp, and so does what it costs to learn it.
    #[default]
    Habit,
    /// It is decided, and there at once.
    Decision,
}

/// The way out where a model knows no decisions, and one is asked for.
pub const NO_DECISIONS: &str =
    "name a constant at the top of the model file, which its equations read: decided_constant = \"...\"";

impl ChangeKind {
    pub const CHOICES: &[(&str, ChangeKind)] = &[("habit", ChangeKind::Habit), ("decision", ChangeKind::Decision)];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(ChangeKind::CHOICES, self)
    }
}

/// A change that a team can take up: amounts added to constants, rising over a ramp.
#[derive(Debug)]
pub struct Intervention {
    pub name: String,
    /// Index into [`Model::boxes`].
    pub in_box: usize,
    pub title: String,
    pub about: String,
    /// How it comes about where nobody says.
    pub kind: ChangeKind,
    /// Time over which the amounts of a habit rise from 0, in units of time; 0 is a step.
    pub ramp: f64,
    /// Constants and what is added to each at full strength.
    pub adds: Vec<(VariableId, Size)>,
    pub cost: Size,
    /// The constant to which a habit adds its cost; None where it has none.
    pub cost_constant: Option<VariableId>,
    /// The constant to which a decision adds 1; None where the model knows no decisions.
    pub decided_constant: Option<VariableId>,
    pub card: Card,
    pub span: Span,
}

/// What a room is told of an intervention; all of it may be missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Card {
    /// What it is in a real team.
    pub real: Option<String>,
    /// What to watch once it is taken up.
    pub watch: Option<String>,
    /// What is usually said against it, and an answer.
    pub objection: Option<String>,
    /// When it usually starts, in the model's time.
    pub start: Option<f64>,
}

/// What an intervention adds to one constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    pub constant: VariableId,
    /// At full strength.
    pub size: Size,
    /// Whether it is the same at any strength: that something is decided.
    pub is_whole: bool,
}

impl Intervention {
    /// What it adds to which constants where it comes about in this way.
    pub fn effects(&self, kind: ChangeKind) -> Vec<Effect> {
        let part = |constant, size| Effect { constant, size, is_whole: false };
        let adds = self.adds.iter().map(|(constant, size)| part(*constant, *size));
        let last = match kind {
            ChangeKind::Habit => self.cost_constant.map(|constant| part(constant, self.cost)),
            ChangeKind::Decision => self.decided_constant.map(|constant| {
                let size = Size { value: 1.0, constant: None };
                Effect { constant, size, is_whole: true }
            }),
        };
        adds.chain(last).collect()
    }

    /// What it can add to constants, in whichever way it comes about.
    pub fn all_effects(&self) -> impl Iterator<Item = Effect> {
        let of_decision = self.effects(ChangeKind::Decision).into_iter().filter(|effect| effect.is_whole);
        self.effects(ChangeKind::Habit).into_iter().chain(of_decision)
    }

    /// Time over which what it adds rises from 0.
    pub fn ramp_as(&self, kind: ChangeKind) -> f64 {
        if kind == ChangeKind::Decision { 0.0 } else { self.ramp }
    }
}

/// How much an intervention adds to a constant, or costs, at full strength.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Size {
    /// The usual size, as the model file has it.
    pub value: f64,
    /// The constant that holds it, where the file says more of it than a number: then each replication draws its own.
    pub constant: Option<VariableId>,
}

impl Size {
    /// Whether there is anything of it, in some replication.
    pub fn is_any(&self) -> bool {
        self.value > 0.0 || self.constant.is_some()
    }
}

impl Model {
    /// The constants that hold sizes of interventions.
    pub fn sizes(&self) -> HashSet<VariableId> {
        let all = self.interventions.iter().flat_map(|own| own.adds.iter().map(|(_, size)| size).chain([&own.cost]));
        all.filter_map(|size| size.constant).collect()
    }
}
