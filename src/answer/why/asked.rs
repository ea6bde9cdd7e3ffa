//! The variable that is asked about.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::VariableId;
use crate::model::scenario::Scenario;

/// The variable that is asked about, and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AskedData {
    /// The scenario or model file.
    pub file: String,
    pub title: String,
    pub variable: String,
    /// What people call it.
    pub label: String,
    pub unit: String,
}

impl AskedData {
    pub fn of(scenario: &Scenario, variable: VariableId) -> AskedData {
        let variable = scenario.model.variable(variable);
        AskedData {
            file: scenario.source.name.clone(),
            title: scenario.title.clone(),
            variable: variable.name.clone(),
            label: variable.words(),
            unit: variable.unit.to_string(),
        }
    }
}
