//! What a page has set: a scenario, the team's own figures, assumptions, and what it takes up.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Refusal, contradictions};
use crate::model::library::{Library, Texts};
use crate::model::scenario::{Pick, Scenario};
use crate::model::scenario_file::load_about;
use crate::model::{ChangeKind, Model};
use crate::text::{Diagnostic, Source, plain, suggestion};

use super::{MOST_READ, Room};

/// What is run: what a page has set, or a step of the opened file's story.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Of {
    Step(OfStep),
    Setting(Setting),
}

/// A step of the story by its place, from 0.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfStep {
    pub step: usize,
}

/// How a team stands and what it takes up.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The name of a scenario file.
    pub scenario: String,
    /// Figures of the team, by name.
    #[serde(default)]
    pub team: BTreeMap<String, f64>,
    /// Constants in which it differs from the scenario, by name.
    #[serde(default)]
    pub constants: BTreeMap<String, f64>,
    /// All that it takes up, by name of the intervention: picks of the scenario are not added.
    #[serde(default)]
    pub picks: BTreeMap<String, Picked>,
}

/// An intervention that is taken up.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Picked {
    /// When it begins, in the model's unit of time.
    pub start: f64,
    /// How much of it is done; 1 is all.
    #[serde(default = "all")]
    pub strength: f64,
    /// Whether it is learned or decided; as the model has it, if it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ChangeKind>,
}

fn all() -> f64 {
    1.0
}

/// A scenario, and what it is held against.
pub struct Both {
    pub plan: Scenario,
    pub base: Arc<Scenario>,
    /// What tells the base from any other.
    pub key: String,
}

/// The name under which a setting is read.
const SET: &str = "room.toml";

/// The files of a page, and the text of what is set on it.
struct WithSetting<'a>(Texts<'a>, &'a str);

impl Library for WithSetting<'_> {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        if name == SET { Ok(Source::new(SET, self.1)) } else { self.0.read(name) }
    }

    fn beside(&self, from: &str, path: &str) -> String {
        if from == SET { path.to_string() } else { self.0.beside(from, path) }
    }
}

impl Room {
    /// The scenario of a setting or step with so many replications, and the same with no new decisions.
    ///
    /// # Errors
    /// What is wrong with it, at the name of what is.
    pub(super) fn both(&mut self, of: &Of, replications: u64) -> Result<Both, Refusal> {
        if replications == 0 {
            return Err(Refusal::of("replications", 0, "there is nothing to run: at least 1"));
        }
        match of {
            Of::Setting(setting) => self.set(setting, replications),
            Of::Step(OfStep { step }) => self.step(*step, replications),
        }
    }

    fn set(&mut self, setting: &Setting, replications: u64) -> Result<Both, Refusal> {
        let key = text(setting, &self.opened()?.model);
        let read = match self.read.get(&key) {
            Some(read) => read.clone(),
            None => {
                let mut read = self.load(&key)?;
                let (doubts, judged) = contradictions::judged(&read);
                judged?;
                read.warnings.extend(doubts);
                // What the scenario takes up by itself is no part of what is set: the page has taken it over, or has not.
                read.picks.clear();
                if self.read.len() >= MOST_READ {
                    self.read.clear();
                }
                self.read.entry(key.clone()).or_insert_with(|| Arc::new(read)).clone()
            }
        };
        let picks = picks(&read, setting)?;
        let base = Scenario { replications, ..(*read).clone() };
        Ok(Both { plan: Scenario { picks, ..base.clone() }, base: Arc::new(base), key })
    }

    fn step(&self, step: usize, replications: u64) -> Result<Both, Refusal> {
        let count = self.story.len();
        let found = self.story.get(step);
        let own = found.ok_or_else(|| Refusal::of("step", step, format!("the story has {count} steps, from 0")))?;
        // What a step is held against is run with the step's luck.
        let plan = Scenario { replications, ..(*own.scenario).clone() };
        let (seed, design, uncertainty) = (plan.seed, plan.design, plan.uncertainty);
        let base = Scenario { replications, seed, design, uncertainty, ..(*own.against).clone() };
        Ok(Both { plan, base: Arc::new(base), key: format!("step {step}") })
    }

    /// Reads a scenario's text. All of a page are about one model, which is not read again.
    fn load(&self, text: &str) -> Result<Scenario, Refusal> {
        let opened = self.opened()?;
        let mut read = load_about(SET, &opened.model, &WithSetting(Texts(&self.files), text))?;
        read.title.clone_from(&opened.title);
        Ok(read)
    }
}

/// A setting as a scenario file, without what is taken up.
fn text(setting: &Setting, model: &Model) -> String {
    let mut out = format!("extends = {}\n", toml::Value::String(setting.scenario.clone()));
    // Who gives figures begins as they say, and not as the scenario's team does.
    if let Some(start) = model.team_start.as_ref().filter(|_| !setting.team.is_empty()) {
        out.push_str(&format!("start = {}\n", toml::Value::String(start.clone())));
    }
    for (table, values) in [("team", &setting.team), ("constants", &setting.constants)] {
        if !values.is_empty() {
            out.push_str(&format!("\n[{table}]\n"));
        }
        for (name, value) in values {
            out.push_str(&format!("{} = {}\n", toml::Value::String(name.clone()), plain(*value)));
        }
    }
    out
}

/// What is taken up, in the order of the model.
fn picks(scenario: &Scenario, setting: &Setting) -> Result<Vec<Pick>, Refusal> {
    let model = &scenario.model;
    let mut out = Vec::new();
    for (name, picked) in &setting.picks {
        let index = model.interventions.iter().position(|own| own.name == *name).ok_or_else(|| unknown(model, name))?;
        let Picked { start, strength, kind } = *picked;
        let refuse = |asked: f64, why: String| Refusal::of("picks", format!("{name} {}", plain(asked)), why);
        if !(start >= scenario.time.start && start < scenario.time.stop) {
            let (from, to) = (plain(scenario.time.start), plain(scenario.time.stop));
            return Err(refuse(start, format!("it begins within the run, from {from} to before {to}")));
        }
        if !(strength >= 0.0 && strength.is_finite()) {
            return Err(refuse(strength, "a strength is 0 or more, and 1 is all of it".into()));
        }
        let kind = kind.unwrap_or(model.interventions[index].kind);
        out.push(Pick { intervention: index, start, strength, kind });
    }
    out.sort_by_key(|pick| pick.intervention);
    Ok(out)
}

fn unknown(model: &Model, name: &str) -> Refusal {
    let names = model.interventions.iter().map(|own| own.name.as_str());
    let near = suggestion::nearest(name, names).map_or(String::new(), |near| format!(": did you mean `{near}`?"));
    Refusal::of("picks", name, format!("the model has no such intervention{near}"))
}
