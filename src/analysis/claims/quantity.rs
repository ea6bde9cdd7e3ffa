//! Quantities that an analysis is about: numbers of one replication, written as claims write them.

use crate::model::claim::{Path, Scope};
use crate::model::moments::reached;
use crate::model::scenario::Scenario;
use crate::model::{Better, Kind, Model, TimeSpec, Variable, VariableId};
use crate::results::Results;
use crate::run::keep::Reading;
use crate::text::mapping::{EquationText, Mapping};
use crate::text::{Diagnostic, Source, canonical, capital, plain, plural, units};

use super::verdict::{Evidence, reading, values};

/// A number of one replication: `trust@104`, `throughput@97..104`, `delivered@104 - delivered@52`.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// As it is written.
    pub text: String,
    pub path: Path,
    /// What it is, for people: "throughput, mean of weeks 97 to 104".
    pub words: String,
    /// Its unit, or what a pure number runs on; empty where neither is known.
    pub measure: String,
    /// What stands behind a number of it in a sentence: the unit; empty for a pure number, whatever its scale.
    pub unit: String,
    /// Which way it is better, where the model says so.
    pub better: Option<Better>,
    /// It is an outcome class, 0 or 1 in one replication: its mean is a share.
    pub is_class: bool,
}

/// So many of a model's headline are what people ask about, where the model does not say.
const FEW: usize = 3;

/// How many saved moments the last of a flow or an auxiliary is: one is luck, a quarter is history.
const LAST: usize = 8;

impl Quantity {
    /// Reads a quantity in the grammar of a claim's path.
    ///
    /// # Errors
    /// What is wrong with it; its place is in a source named `--of`.
    pub fn read(scenario: &Scenario, text: &str) -> Result<Quantity, Diagnostic> {
        let source = Source::new("--of", text);
        let scope = Scope { model: &scenario.model, time: &scenario.time, base: None };
        let path = scope.outcome(&EquationText { source, text: text.into(), mapping: Mapping::From(0) })?;
        let (words, measure, unit, better, is_class) = match &path {
            Path::Value { variable, from, to, .. } => {
                let own = scenario.model.variable(*variable);
                let is_class = matches!(own.kind, Kind::Outcome { .. }) && from == to;
                let unit = if own.unit.is_one() { String::new() } else { units(&own.unit.to_string()) };
                (words(own, *from, *to, &scenario.time.unit), own.measure(), unit, own.better, is_class)
            }
            _ => (text.to_string(), String::new(), String::new(), None, false),
        };
        let measure = if is_class { format!("share of {}s", scenario.one()) } else { measure };
        Ok(Quantity { text: text.into(), path, words, measure, unit, better, is_class })
    }

    /// What is asked about where nobody says: the outcomes that the model declares for it, else the first three of its
    /// headline, else its stocks; and each outcome class but the one that is left over. At the end of the run.
    pub fn usual(scenario: &Scenario) -> Vec<Quantity> {
        let model = &scenario.model;
        let mut ids: Vec<VariableId> = match (&model.usual_outcomes[..], &model.headline[..]) {
            ([], []) => model.declared().filter(|id| model.variable(*id).stock().is_some()).collect(),
            ([], headline) => headline.iter().take(FEW).copied().collect(),
            (declared, _) => declared.to_vec(),
        };
        let has_condition =
            |id: &&VariableId| matches!(model.variable(**id).kind, Kind::Outcome { condition: Some(_), .. });
        ids.extend(model.outcomes.iter().filter(has_condition));
        let end = |id: VariableId| Quantity::at_the_end(scenario, id, &name(scenario, id)).ok();
        ids.into_iter().filter_map(end).collect()
    }

    /// A variable at the end of the run: a stock or an outcome class at the last saved moment, what moves from moment to
    /// moment as the mean of the last ones; `called` is one of its names.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn at_the_end(scenario: &Scenario, id: VariableId, called: &str) -> Result<Quantity, Diagnostic> {
        let own = scenario.model.variable(id);
        let saved = scenario.time.saved();
        let last = saved.last().copied().unwrap_or(scenario.time.start);
        let from = saved[saved.len().saturating_sub(LAST)..].first().copied().unwrap_or(last);
        let steady = own.stock().is_some() || matches!(own.kind, Kind::Outcome { .. });
        let from = if steady { String::new() } else { format!("{}..", plain(from)) };
        Quantity::read_of(scenario, called, &|name| format!("{name}@{from}{}", plain(last)))
    }

    /// A rate added up over the run: the mean of its saved values times the length of the run.
    ///
    /// # Errors
    /// What is wrong with its name.
    pub fn over_the_run(scenario: &Scenario, id: VariableId, label: Option<&str>) -> Result<Quantity, Diagnostic> {
        let own = scenario.model.variable(id);
        let saved = scenario.time.saved();
        let start = saved.first().copied().unwrap_or(scenario.time.start);
        let stop = saved.last().copied().unwrap_or(scenario.time.start);
        let length = plain(reached(stop, -start, 1));
        let text = |name: &str| format!("{length} * {name}@{}..{}", plain(start), plain(stop));
        let quantity = Quantity::read_of(scenario, &own.name, &text)?;
        let what = label.map_or_else(|| format!("{}, added up", own.words()), String::from);
        let words = format!("{what} in {length} {}", plural(&scenario.time.unit));
        let unit = own.unit.times(&scenario.model.time_unit).to_string();
        Ok(Quantity { words, unit: units(&unit), measure: unit, better: own.better, ..quantity })
    }

    /// In quotes every name can be asked for, and only some have to be.
    fn read_of(scenario: &Scenario, name: &str, text: &dyn Fn(&str) -> String) -> Result<Quantity, Diagnostic> {
        let quoted = || text(&format!("\"{}\"", name.replace('"', "\\\"")));
        Quantity::read(scenario, &text(name)).or_else(|wrong| Quantity::read(scenario, &quoted()).map_err(|_| wrong))
    }

    /// It as a title: "Throughput, mean of weeks 97 to 104"; a calculation stays as it is written.
    pub fn title(&self) -> String {
        if self.words == self.text { self.words.clone() } else { capital(&self.words) }
    }

    /// The variable that it is a value of, where it is no calculation with such.
    pub fn variable(&self) -> Option<VariableId> {
        match self.path {
            Path::Value { variable, .. } => Some(variable),
            _ => None,
        }
    }

    /// The name of the variable that it is a value of, and what people call that: the same in every table and answer. A
    /// calculation has no variable, and is called what it is.
    pub fn named<'m>(&self, model: &'m Model) -> (Option<&'m str>, String) {
        match self.variable().map(|id| model.variable(id)) {
            Some(variable) => (Some(&variable.name), variable.words()),
            None => (None, self.words.clone()),
        }
    }

    /// What has to be kept of each replication to know it.
    pub fn readings(&self, time: &TimeSpec) -> Vec<Reading> {
        let mut out = Vec::new();
        self.path.each_value(&mut |id, _, from, to| out.extend(reading(id, from, to, time)));
        out
    }

    /// Its values, replication by replication.
    pub fn values(&self, results: &Results) -> Vec<f64> {
        values(&self.path, Evidence::of(results), None)
    }
}

/// A variable's name, in words where those are as good.
pub fn name(scenario: &Scenario, id: VariableId) -> String {
    let own = scenario.model.variable(id);
    let words = own.label.as_deref().map(canonical).filter(|words| scenario.model.find(words) == Some(id));
    words.unwrap_or_else(|| own.name.clone())
}

fn words(variable: &Variable, from: f64, to: f64, unit: &str) -> String {
    let (words, from, to, same) = (variable.words(), plain(from), plain(to), from == to);
    if same { format!("{words}, {unit} {to}") } else { format!("{words}, mean of {unit}s {from} to {to}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;

    #[test]
    fn the_usual_questions_are_few_and_read_back() {
        let scenario = Scenario::of_model(file::shipped());
        let texts: Vec<String> = Quantity::usual(&scenario).into_iter().map(|q| q.text).collect();
        let expected =
            ["good_output@97..104", "trust@104", "flow_time@97..104", "in_the_flywheel@104", "in_the_wicked_loop@104"];
        assert_eq!(texts, expected);
        let read = |text: &str| Quantity::read(&scenario, text).unwrap();
        assert_eq!(read("good_output@97..104").words, "good output, mean of weeks 97 to 104");
        assert_eq!(read("trust@104").words, "trust, week 104");
        assert!(read("flywheel@104").is_class && !read("trust@104").is_class);
        assert_eq!(read("trust@104 - trust@0").words, "trust@104 - trust@0");
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        let scenario = Scenario::of_model(file::shipped());
        let check = |text: &str, message: &str, help: &str| {
            let wrong = Quantity::read(&scenario, text).unwrap_err();
            assert_eq!((wrong.message.as_str(), wrong.help.as_deref().unwrap_or_default()), (message, help));
        };
        let called = "the outcome asks for `trsut`, and nothing in the model is called so";
        check("trsut@104", called, "did you mean `trust`?");
        let when = "say when: trust@104, or the mean over a stretch: trust@0..104";
        check("trust", "`trust` has a value at every moment", when);
        check("trsut", called, "did you mean `trust`?");
        check("trust@105", "no results are kept at week 105", "they are kept from 0 to 104, every 1");
        check("trust@1e308", "no results are kept at week 1e308", "they are kept from 0 to 104, every 1");
        check("3 + 4", "a number is the same whatever happens", "");
        let alone = "what a loop did takes runs of its own, and only claims have them";
        check("effect(R1, trust@104, from = 26)", alone, "a scenario file asks for it under [[expect]]");
        let base = "the outcome does not say which scenario `base` is";
        check("base.trust@104", base, "an outcome is about one scenario: leave `base.` away");
    }
}
