//! One door to all questions, JSON in and JSON out: for a page, and for whoever else speaks no Rust.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, schema_for};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::library::Texts;
use crate::model::scenario::Scenario;
use crate::model::scenario_file::load;

use super::form::{Answer, Sheet, Whole};
use super::machine::Wrong;
use super::model::{export, show, verify};
use super::{
    Onlooker, Refusal, Words, assumptions, battery, check, compare, contradictions, flow, forecast, loops, pick, run,
    scores, sensitivity, simulate, tipping, why,
};

/// A question of one of the names that answers have, to scenarios of a library.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The name of the question, such as `loops`.
    pub question: String,
    /// Scenario or model files, by their names: one, or as many as are to be run or compared. None: the wicked loop.
    #[serde(default)]
    pub scenarios: Vec<String>,
    /// The parts of the question, by the names that its own form has; what is left out is as usual.
    #[serde(default)]
    pub parts: Value,
    /// Files that are given with the question, by their names; all others are those that are shipped.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// An answer with all that belongs to it.
#[derive(Serialize, JsonSchema)]
pub struct Reply<T> {
    /// What machines read.
    pub answer: Whole<T>,
    /// What a person reads.
    pub words: Words,
    /// Tables in full precision.
    pub sheets: Vec<Sheet>,
    /// What is seen, page by page.
    pub charts: Vec<Drawn>,
}

/// A page of a chart.
#[derive(Serialize, JsonSchema)]
pub struct Drawn {
    /// Its place below a folder of results, without an ending.
    pub stem: String,
    pub title: String,
    pub svg: String,
}

impl Request {
    /// Answers, as the JSON of a [`Reply`].
    ///
    /// ```
    /// use flywheel::answer::ask::Request;
    /// use flywheel::run::ensemble::Nobody;
    ///
    /// let request = r#"{"question": "why", "parts": {"variable": "trust", "at": 26}}"#;
    /// let request: Request = serde_json::from_str(request).unwrap();
    /// assert!(request.answer(&Nobody).unwrap().contains("Trust in week 26"));
    /// ```
    ///
    /// # Errors
    /// A name that no question has, parts that it does not have, files that are not what they should be; and those of the
    /// question itself.
    pub fn answer(&self, onlooker: &dyn Onlooker) -> Result<String, Refusal> {
        answer(self, onlooker)
    }

    fn parts<Q: DeserializeOwned + Default>(&self) -> Result<Q, Refusal> {
        if self.parts.is_null() {
            return Ok(Q::default());
        }
        serde_json::from_value(self.parts.clone()).map_err(|wrong| Refusal::of("parts", "", wrong.to_string()))
    }

    fn one(&self) -> Result<Scenario, Refusal> {
        match &self.scenarios[..] {
            [] => Ok(load("<wicked-loop.toml>", &Texts(&self.files))?),
            [one] => Ok(load(one, &Texts(&self.files))?),
            _ => Err(Refusal::of("scenarios", self.scenarios.join(", "), "this is asked of one scenario")),
        }
    }

    /// The one scenario, of which is told what in its start contradicts itself.
    fn judged(&self, onlooker: &dyn Onlooker) -> Result<Scenario, Refusal> {
        let scenario = self.one()?;
        contradictions::tell(&scenario, onlooker)?;
        Ok(scenario)
    }

    /// A team's own files: all that are given with the question.
    fn data(&self) -> Vec<(&str, &[u8])> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect()
    }

    fn several(&self, onlooker: &dyn Onlooker) -> Result<Vec<Scenario>, Refusal> {
        let read = |name: &String| -> Result<Scenario, Refusal> {
            let scenario = load(name, &Texts(&self.files))?;
            contradictions::tell(&scenario, onlooker)?;
            Ok(scenario)
        };
        self.scenarios.iter().map(read).collect()
    }
}

/// A row for each question: its name, its parts, its answer, and how it is asked of the scenarios of a request.
macro_rules! questions {
    ($($name:literal $question:ty => $answer:ty, |$parts:ident, $request:ident, $onlooker:ident| $ask:expr;)*) => {
        /// The names of the questions.
        pub const QUESTIONS: &[&str] = &[$($name),*];

        fn answer(request: &Request, onlooker: &dyn Onlooker) -> Result<String, Refusal> {
            match request.question.as_str() {
                $($name => {
                    let ($parts, $request, $onlooker): ($question, _, _) = (request.parts()?, request, onlooker);
                    reply::<$answer>(&$ask?)
                })*
                other => Err(Refusal::of("question", other, format!("it is one of {}", QUESTIONS.join(", ")))),
            }
        }

        /// The schema of an answer as JSON, by the name of its question; `errors` is what is said in place of one.
        pub fn schema(name: &str) -> Option<Schema> {
            match name {
                $($name => Some(schema_for!(Whole<<$answer as Answer>::Data>)),)*
                "errors" => Some(schema_for!(Wrong)),
                _ => None,
            }
        }
    };
}

questions! {
    "run" run::Question => run::Runs, |parts, request, onlooker| parts.ask(request.several(onlooker)?, onlooker);
    "simulate" simulate::Question => simulate::Simulation, |parts, request, onlooker| parts.ask(request.one()?, onlooker);
    "check" check::Question => check::Checks, |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "compare" compare::Question => compare::Comparison, |parts, request, onlooker| parts.ask(request.several(onlooker)?, onlooker);
    "pick" pick::Question => pick::Found, |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "tipping" tipping::Question => tipping::Tipping, |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "sensitivity" sensitivity::Question => sensitivity::Sensitivity,
        |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "loops" loops::Question => loops::Loops, |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "scores" scores::Question => scores::Scores, |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "why" why::Question => why::Why, |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "assumptions" assumptions::Question => assumptions::Assumptions,
        |parts, request, onlooker| parts.ask(request.judged(onlooker)?, onlooker);
    "battery" battery::Question => battery::Battery,
        |parts, request, onlooker| parts.ask(&request.one()?.model, &Texts(&request.files), onlooker);
    "verify" verify::Question => verify::Verified, |parts, request, onlooker| parts.ask(&request.one()?.model, onlooker);
    "export" export::Question => export::Exported,
        |parts, request, onlooker| parts.ask(&request.one()?, &Texts(&request.files), onlooker);
    "flow" flow::Question => flow::Flow, |parts, request, _onlooker| parts.ask(&request.data());
    "forecast" forecast::Question => forecast::Forecast, |parts, request, onlooker| parts.ask(&request.data(), onlooker);
    "show" show::Question => show::Shown, |parts, request, _onlooker| parts.ask(&request.one()?.model);
}

fn reply<A: Answer>(answer: &A) -> Result<String, Refusal> {
    let mut charts = Vec::new();
    for page in answer.charts().into_iter().flat_map(|chart| chart.pages(false)) {
        let svg =
            page.picture.svg().map_err(|wrong| Refusal::asked(format!("cannot draw `{}`: {wrong}", page.stem)))?;
        charts.push(Drawn { title: page.picture.title(), stem: page.stem, svg });
    }
    let reply = Reply { answer: Whole::of(answer, None), words: answer.words(), sheets: answer.sheets(), charts };
    serde_json::to_string(&reply).map_err(|wrong| Refusal::asked(wrong.to_string()))
}
