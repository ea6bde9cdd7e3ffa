//! Objectives: what a plan is to bring, as a number of one replication, and whether more of it is better.

use crate::analysis::claims::quantity::{self, Quantity};
use crate::model::Better;
use crate::model::scenario::Scenario;
use crate::model::usual::{ObjectiveSpec, Over};
use crate::results::Results;
use crate::run::keep::Reading;
use crate::text::{Diagnostic, canonical};

/// What a plan is to bring.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// What the model calls it, where it has a name of its own.
    pub name: Option<String>,
    pub quantity: Quantity,
    /// Less of it is better.
    pub less: bool,
}

impl Objective {
    /// The objective that the model declares under a name, or one in the grammar of a claim's path; more of it is better,
    /// unless `less` is, or the model says so.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(scenario: &Scenario, text: &str, less: bool) -> Result<Objective, Diagnostic> {
        let declared = scenario.model.objectives.iter().find(|own| canonical(&own.name) == canonical(text));
        let quantity = match declared {
            Some(declared) => declared_quantity(scenario, declared)?,
            None => Quantity::read(scenario, text)?,
        };
        let less = less || quantity.better == Some(Better::Low);
        Ok(Objective { name: declared.map(|own| own.name.clone()), quantity, less })
    }

    /// What a plan is to bring where nobody says: the first objective that the model declares, or the first of what people
    /// usually ask about of which it says which way is better; None where there is no such thing.
    pub fn usual(scenario: &Scenario) -> Option<Objective> {
        let declared = scenario.model.objectives.first().map(|own| own.name.clone());
        let asked = || Quantity::usual(scenario).into_iter().find(|quantity| quantity.better.is_some());
        declared.or_else(|| Some(asked()?.text)).and_then(|text| Objective::read(scenario, &text, false).ok())
    }

    /// Whether the model declares it as what is added up over the run.
    pub fn is_total(&self, scenario: &Scenario) -> bool {
        let name = self.name.as_ref();
        scenario.model.objectives.iter().any(|own| Some(&own.name) == name && own.over == Over::Run)
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

fn declared_quantity(scenario: &Scenario, declared: &ObjectiveSpec) -> Result<Quantity, Diagnostic> {
    let ObjectiveSpec { name, variable, over, label, .. } = declared;
    match over {
        Over::Run => Quantity::over_the_run(scenario, *variable, label.as_deref()),
        Over::End => {
            // Under its own name, where that is one of the variable's.
            let own = scenario.model.find(name) == Some(*variable);
            let called = if own { canonical(name) } else { quantity::name(scenario, *variable) };
            Quantity::at_the_end(scenario, *variable, &called)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;
    use crate::text::Source;

    #[test]
    fn every_objective_of_the_shipped_model_can_be_aimed_at() {
        let scenario = Scenario::of_model(file::shipped());
        let of = |name: &str| Objective::read(&scenario, name, false).unwrap();
        let found: Vec<(String, String)> =
            scenario.model.objectives.iter().map(|own| (own.name.clone(), of(&own.name).quantity.text)).collect();
        let expected = [
            ("outcome", "104 * value@0..104"),
            ("flywheel", "flywheel@104"),
            ("throughput", "good_output@97..104"),
            ("flow-time", "flow_time@97..104"),
            ("trust", "trust@104"),
            ("energy", "energy@104"),
        ];
        assert_eq!(found, expected.map(|(name, text)| (name.to_string(), text.to_string())));
        assert_eq!(Objective::usual(&scenario), Some(of("outcome")));
        assert_eq!(of("Flow-Time"), of("flow-time"));
        let outcome = of("outcome");
        assert_eq!((outcome.quantity.words.as_str(), outcome.less), ("value delivered in 104 weeks", false));
        assert_eq!(outcome.quantity.measure, "person*week");
        assert!(outcome.is_total(&scenario) && !of("trust").is_total(&scenario));
        assert!(of("flow-time").less && !of("trust").less && of("flywheel").quantity.is_class);
        let is_less = |text: &str, less: bool| Objective::read(&scenario, text, less).unwrap().less;
        assert!(
            is_less("pressure@104", false) && is_less("trust@104 - trust@0", true) && !is_less("flywheel@52", false)
        );
    }

    #[test]
    fn a_model_declares_its_own() {
        let text = "time = { unit = \"month\", stop = 12 }\n\
            stock.bath = { unit = \"1\", initial = 1, outflows = [\"drain\"] }\n\
            flow.drain = { unit = \"1/month\", equation = 'bath / emptying', better = \"low\" }\n\
            constant.emptying = { unit = \"month\", value = 5 }\n\
            objective.spilt = { of = \"drain\", over = \"run\" }\nobjective.left = { of = \"bath\" }\n\
            questions.outcomes = [\"drain\"]\n";
        let scenario = Scenario::of_model(file::read(&Source::new("bath", text)).unwrap().into());
        let usual = Objective::usual(&scenario).unwrap();
        assert_eq!((usual.name.as_deref(), usual.less), (Some("spilt"), true));
        assert_eq!(usual.quantity.text, "12 * drain@0..12");
        assert_eq!(usual.quantity.words, "drain, added up in 12 months");
        assert_eq!(Objective::read(&scenario, "left", false).unwrap().quantity.text, "bath@12");
        let texts: Vec<String> = Quantity::usual(&scenario).into_iter().map(|quantity| quantity.text).collect();
        assert_eq!(texts, ["drain@5..12"]);
    }

    #[test]
    fn what_the_model_does_not_have_cannot_be_aimed_at() {
        let scenario = Scenario::of_model(file::shipped());
        let wrong = Objective::read(&scenario, "happines@104", false).unwrap_err();
        assert_eq!(wrong.message, "the outcome asks for `happines`, and nothing in the model is called so");
    }
}
