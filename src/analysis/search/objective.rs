//! Objectives: what a plan is to bring, as a number of one replication, and whether more of it is better.

use crate::model::moments::reached;
use crate::model::scenario::Scenario;
use crate::model::{Better, Kind};
use crate::results::Results;
use crate::run::keep::Reading;
use crate::text::{Diagnostic, plain, plural};

use crate::analysis::quantity::Quantity;

/// What a plan is to bring.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// What it is called, where it has a name of its own.
    pub name: Option<&'static str>,
    pub quantity: Quantity,
    /// Less of it is better.
    pub less: bool,
}

/// The objectives with names: what each is about, for people, and the variable of the model it needs.
pub const NAMED: [(&str, &str, &str); 6] = [
    ("outcome", "what the delivered work brings, over the whole run", "effective_throughput"),
    ("throughput", "throughput at the end", "throughput"),
    ("flow-time", "flow time at the end; less is better", "flow_time"),
    ("trust", "trust at the end", "trust"),
    ("energy", "energy at the end", "energy"),
    ("flywheel", "the chance of being in the flywheel at the end", "flywheel"),
];

/// The one that is meant where nobody says, the first that the model has.
const USUAL: [&str; 2] = ["flywheel", "outcome"];

/// How many saved moments the end of what moves by the week is: one is luck, a quarter is history.
const LAST: usize = 8;

impl Objective {
    /// The objective of a name, or one in the grammar of a claim's path; more of it is better, unless `less` is, or the
    /// model says so.
    ///
    /// # Errors
    /// What is wrong with it; a name whose variable the model does not have.
    pub fn read(scenario: &Scenario, text: &str, less: bool) -> Result<Objective, Diagnostic> {
        let Some((name, _, variable)) = NAMED.iter().find(|(name, ..)| name.eq_ignore_ascii_case(text)) else {
            let quantity = Quantity::read(scenario, text)?;
            return Ok(Objective { name: None, less: less || quantity.better == Some(Better::Low), quantity });
        };
        let quantity = match *name {
            "outcome" => over_the_run(scenario, variable)?,
            _ => at_the_end(scenario, variable)?,
        };
        Ok(Objective { name: Some(name), quantity, less: less || *name == "flow-time" })
    }

    /// What a plan is to bring where nobody says: the way out, or what the delivered work brings, or the first of what
    /// people usually ask about of which the model says which way is better; None where there is no such thing.
    pub fn usual(scenario: &Scenario) -> Option<Objective> {
        let named = USUAL.iter().find_map(|name| Objective::read(scenario, name, false).ok());
        let asked = || Quantity::usual(scenario).into_iter().find(|quantity| quantity.better.is_some());
        named.or_else(|| asked().and_then(|quantity| Objective::read(scenario, &quantity.text, false).ok()))
    }

    pub fn readings(&self, scenario: &Scenario) -> Vec<Reading> {
        self.quantity.readings(&scenario.time)
    }

    /// Its values, replication by replication, turned so that more is better.
    pub fn gains(&self, results: &Results) -> Vec<f64> {
        let mut values = self.quantity.values(results);
        if self.less {
            values.iter_mut().for_each(|value| *value = -*value);
        }
        values
    }

    /// A gain as it is told: with its own sign.
    pub fn told(&self, gain: f64) -> f64 {
        // No minus before nothing.
        if self.less { 0.0 - gain } else { gain }
    }
}

/// What a rate adds up to over a run: the mean of its saved values times the length of the run.
fn over_the_run(scenario: &Scenario, rate: &str) -> Result<Quantity, Diagnostic> {
    let (start, stop) = ends(scenario);
    let length = plain(reached(stop, -start, 1));
    let quantity = Quantity::read(scenario, &format!("{length} * {rate}@{}..{}", plain(start), plain(stop)))?;
    let model = &scenario.model;
    let unit = model.find(rate).map(|id| model.variable(id).unit.times(&model.time_unit));
    let words = format!("outcome delivered in {length} {}", plural(&scenario.time.unit));
    let unit = unit.map_or(String::new(), |unit| unit.to_string());
    Ok(Quantity { words, measure: unit.clone(), unit, ..quantity })
}

/// A stock or an outcome class at the last moment; what moves by the week as the mean of the last moments.
fn at_the_end(scenario: &Scenario, name: &str) -> Result<Quantity, Diagnostic> {
    let saved = scenario.time.saved();
    let (_, stop) = ends(scenario);
    let own = scenario.model.find(name).map(|id| scenario.model.variable(id));
    let steady = own.is_none_or(|own| own.stock().is_some() || matches!(own.kind, Kind::Outcome { .. }));
    let from = saved[saved.len().saturating_sub(LAST)..].first().copied().unwrap_or(stop);
    let from = if steady { String::new() } else { format!("{}..", plain(from)) };
    Quantity::read(scenario, &format!("{name}@{from}{}", plain(stop)))
}

/// The first and the last saved moment.
fn ends(scenario: &Scenario) -> (f64, f64) {
    let saved = scenario.time.saved();
    let start = scenario.time.start;
    (saved.first().copied().unwrap_or(start), saved.last().copied().unwrap_or(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;

    #[test]
    fn every_name_has_an_objective_in_the_shipped_model() {
        let scenario = Scenario::of_model(file::shipped());
        let of = |name: &str| Objective::read(&scenario, name, false).unwrap();
        let texts = NAMED.map(|(name, ..)| of(name).quantity.text);
        let expected = [
            "104 * effective_throughput@0..104",
            "throughput@97..104",
            "flow_time@97..104",
            "trust@104",
            "energy@104",
            "flywheel@104",
        ];
        assert_eq!(texts, expected);
        assert_eq!(Objective::usual(&scenario), Some(of("flywheel")));
        let outcome = of("outcome");
        assert_eq!((outcome.quantity.words.as_str(), outcome.less), ("outcome delivered in 104 weeks", false));
        assert_eq!(outcome.quantity.measure, "item");
        assert!(of("flow-time").less && !of("trust").less && of("flywheel").quantity.is_class);
        let is_less = |text: &str, less: bool| Objective::read(&scenario, text, less).unwrap().less;
        assert!(
            is_less("pressure@104", false) && is_less("trust@104 - trust@0", true) && !is_less("flywheel@52", false)
        );
    }

    #[test]
    fn what_the_model_does_not_have_cannot_be_aimed_at() {
        let scenario = Scenario::of_model(file::shipped());
        let wrong = Objective::read(&scenario, "happines@104", false).unwrap_err();
        assert_eq!(wrong.message, "the outcome asks for `happines`, and nothing in the model is called so");
    }
}
