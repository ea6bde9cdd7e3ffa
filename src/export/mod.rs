//! A scenario as other tools and people read it: XMILE for simulators, DOT and Mermaid for pictures of the causal graph,
//! Markdown for reviewers.
//!
//! Strings out, no files. Equations are printed from their trees, so that what is written is what is run.

pub mod connector;
pub mod equation;
pub mod graph;
pub mod layout;
pub mod markdown;
pub mod room;
pub mod scenario;
pub mod schedule;
pub mod schema;
pub mod sheet;
pub mod xmile;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::scenario::Scenario;

/// What a scenario can be written as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// XMILE 1.0 (OASIS 2015): one deterministic run for Stella, PySD, simlin and others.
    Xmile,
    /// The causal graph in the language of Graphviz.
    Dot,
    /// The causal graph as a Mermaid flowchart.
    Mermaid,
    /// The whole model and what the scenario does, for review.
    #[default]
    Markdown,
}

impl Form {
    pub const CHOICES: &[(&str, Form)] =
        &[("xmile", Form::Xmile), ("dot", Form::Dot), ("mermaid", Form::Mermaid), ("markdown", Form::Markdown)];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(Form::CHOICES, self)
    }
}

/// Writes a scenario in a form.
pub fn write(scenario: &Scenario, form: Form) -> String {
    match form {
        Form::Xmile => xmile::write(scenario),
        Form::Dot => graph::dot(&scenario.model),
        Form::Mermaid => graph::mermaid(&scenario.model),
        Form::Markdown => markdown::write(scenario),
    }
}
