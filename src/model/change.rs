//! What a team can take up: interventions, in boxes, and how much each adds to which constants.

use std::collections::HashSet;

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

/// A change that a team can take up: amounts added to constants, rising over a ramp.
#[derive(Debug)]
pub struct Intervention {
    pub name: String,
    /// Index into [`Model::boxes`].
    pub in_box: usize,
    pub title: String,
    pub about: String,
    /// Time over which the amounts rise from 0, in units of time; 0 is a step.
    pub ramp: f64,
    /// Constants and what is added to each at full strength, cost included.
    pub adds: Vec<(VariableId, Size)>,
    pub cost: Size,
    pub span: Span,
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
