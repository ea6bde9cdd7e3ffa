//! Export: a model or scenario for other tools and people.
//!
//! Exports run nothing. The document of a model is complete only with what its runs tell (what hangs on each assumption,
//! and how the model stands in its battery), so that this question finds these and hands them over.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::form::Answer;
use crate::answer::{Onlooker, Refusal, Words, assumptions, battery};
use crate::export::room::{Arrow, Landmark, Room};
use crate::export::{self, Form, markdown, room};
use crate::figure::diagram::{self, Label, Look, View, diagram};
use crate::model::Model;
use crate::model::draft::Dialect;
use crate::model::file::SHIPPED_NAME;
use crate::model::library::Library;
use crate::model::scenario::Scenario;
use crate::model::scenario_file::load;

/// A model or scenario for other tools and people.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// What is written.
    pub to: Form,
    /// Of a causal graph, how much is shown; all, if not given.
    pub view: Option<Seen>,
    /// For a model as markdown: how many draws tell what hangs on its assumptions and how it stands in its battery, 4000 and
    /// 2000 if not given; 0 leaves both out.
    pub replications: Option<u64>,
    /// What the document of a model says it was written by; the program, if not given.
    pub written_by: Option<String>,
}

/// How much of a causal graph is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// A few landmarks, boxes and the loops by name.
    Room,
    All,
}

impl Seen {
    pub const CHOICES: &[(&str, Seen)] = &[("room", Seen::Room), ("all", Seen::All)];
}

/// A model or scenario as another tool or a person reads it.
pub struct Exported {
    pub form: Form,
    pub text: String,
}

/// A model or scenario as another tool or a person reads it.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    pub form: Form,
    /// All of it; left out where a file holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Question {
    /// Writes a scenario, or a model by itself; the files of its battery come from the library.
    ///
    /// ```
    /// use flywheel::ShippedLibrary;
    /// use flywheel::answer::model::export::Question;
    /// use flywheel::export::Form;
    /// use flywheel::model::{file, scenario::Scenario};
    /// use flywheel::run::ensemble::Nobody;
    ///
    /// let question = Question { to: Form::Mermaid, ..Question::default() };
    /// let answer = question.ask(&Scenario::of_model(file::shipped()), &ShippedLibrary, &Nobody).unwrap();
    /// assert!(answer.text.starts_with("flowchart"));
    /// ```
    ///
    /// # Errors
    /// A part of the question that this form has no use for; a model that cannot be run, or its battery read.
    pub fn ask(
        &self,
        scenario: &Scenario,
        library: &dyn Library,
        onlooker: &dyn Onlooker,
    ) -> Result<Exported, Refusal> {
        // XMILE knows neither assumptions nor a battery.
        let has_results = scenario.is_model_alone() && scenario.model.dialect == Dialect::Own;
        if let Some(asked) = self.replications.filter(|_| !(has_results && self.to == Form::Markdown)) {
            let why = "only a model of our own form, written as markdown, is run for what is written";
            return Err(Refusal::of("replications", asked, why));
        }
        if self.view.is_some() && !matches!(self.to, Form::Dot | Form::Mermaid) {
            return Err(Refusal::missing("view", "only a graph, written as dot or mermaid, has views"));
        }
        // Without named loops there are no landmarks.
        let is_room = self.view == Some(Seen::Room) && !scenario.model.loops.is_empty();
        let text = match self.to {
            Form::Markdown if has_results => self.reference(scenario, library, onlooker)?,
            Form::Dot if is_room => room::dot(&scenario.model, &room_of(&scenario.model)),
            Form::Mermaid if is_room => room::mermaid(&scenario.model, &room_of(&scenario.model)),
            form => export::write(scenario, form),
        };
        Ok(Exported { form: self.to, text })
    }

    /// All there is to say about a model, and how it was found.
    fn reference(
        &self,
        scenario: &Scenario,
        library: &dyn Library,
        onlooker: &dyn Onlooker,
    ) -> Result<String, Refusal> {
        let written_by = self.written_by.as_deref().unwrap_or("flywheel");
        let results = match self.replications {
            Some(0) => Vec::new(),
            _ => {
                let question = battery::Question { replications: self.replications };
                let tests = question.ask(&scenario.model, library, onlooker)?;
                // With the shipped model a plan, so that the strengths of levers matter.
                let plan = match scenario.model.source.name == SHIPPED_NAME {
                    true => Some(load(assumptions::USUAL, library)?),
                    false => None,
                };
                let assumed = assumptions::section(plan.as_ref().unwrap_or(scenario), self.replications, onlooker)?;
                vec![assumed, tests.section()]
            }
        };
        let below_title = format!("Written by {} from the model itself.", markdown::code(written_by));
        Ok(markdown::with_results(scenario, &below_title, &results))
    }
}

impl Answer for Exported {
    type Data = Data;
    const NAME: &'static str = "export";

    fn data(&self) -> Data {
        Data { form: self.form, text: Some(self.text.clone()) }
    }

    fn words(&self) -> Words {
        Words::of(self.text.clone())
    }
}

/// What a room sees of a model, where our own picture has it.
fn room_of(model: &Model) -> Room {
    let drawn = diagram(model, View::Room, None);
    let words = |label: &Label| label.lines.join(" ");
    let nodes = drawn.nodes.iter().filter(|node| node.look != Look::Ghost);
    let arrow = |arrow: &diagram::Arrow| Arrow {
        cause: arrow.cause,
        effect: arrow.effect,
        sign: arrow.sign.map(|(sign, _)| sign),
        is_delayed: arrow.delay.is_some(),
    };
    Room {
        landmarks: nodes
            .map(|node| Landmark { variable: node.variable, lines: node.label.lines.clone(), at: node.symbol.centre() })
            .collect(),
        arrows: drawn.arrows.iter().map(arrow).collect(),
        loops: drawn.turns.iter().map(|turn| (words(&turn.letter), words(&turn.name), turn.centre)).collect(),
        boxes: drawn
            .regions
            .iter()
            .filter_map(|region| region.title.as_ref())
            .map(|t| (words(t), t.rect.centre()))
            .collect(),
        height: f64::from(drawn.height),
    }
}
