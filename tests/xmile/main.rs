//! What XMILE means, a subject a test: tiny models against closed forms, sums by hand and a few lines that calculate
//! the same in another way. Numbers in brackets are the sections of XMILE 1.0 (OASIS 2015).

mod convergence;
mod draws;
mod expressions;
mod inputs;
mod limits;
mod memory;
mod own;
mod reading;
mod tables;
mod time;
mod units;

use std::sync::Arc;

use flywheel::model::Model;
use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::results::Results;
use flywheel::run::ensemble::{Part, run};
use flywheel::text::diagnostic::Code;
use flywheel::text::{Diagnostic, Source};

/// Ten steps of 1.
const TEN: &str = "<sim_specs><start>0</start><stop>10</stop><dt>1</dt></sim_specs>";

fn specs(stop: f64, dt: f64, method: &str) -> String {
    format!("<sim_specs method=\"{method}\"><start>0</start><stop>{stop}</stop><dt>{dt}</dt></sim_specs>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn aux(name: &str, equation: &str) -> String {
    format!("<aux name=\"{}\"><eqn>{}</eqn></aux>\n", escaped(name), escaped(equation))
}

fn flow(name: &str, equation: &str) -> String {
    aux(name, equation).replace("<aux ", "<flow ").replace("</aux>", "</flow>")
}

fn stock(name: &str, initial: &str, inflows: &[&str], outflows: &[&str]) -> String {
    let listed = |tag: &str, names: &[&str]| names.iter().map(|n| format!("<{tag}>{n}</{tag}>")).collect::<String>();
    let flows = listed("inflow", inflows) + &listed("outflow", outflows);
    format!("<stock name=\"{name}\"><eqn>{}</eqn>{flows}</stock>\n", escaped(initial))
}

/// Auxiliaries by name and equation.
fn auxiliaries(rows: &[(&str, &str)]) -> String {
    rows.iter().map(|(name, equation)| aux(name, equation)).collect()
}

fn document(specs: &str, variables: &str) -> String {
    format!(
        "<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\">{specs}\
         <model><variables>{variables}</variables></model></xmile>"
    )
}

fn read(text: &str) -> Result<Model, Vec<Diagnostic>> {
    flywheel::model::read(&Source::new("test.xmile", text))
}

fn model(text: &str) -> Arc<Model> {
    Arc::new(read(text).unwrap_or_else(|wrong| panic!("{wrong:#?}\n{text}")))
}

fn codes(text: &str) -> Vec<Code> {
    read(text).map_or_else(|wrong| wrong.iter().map(|d| d.code).collect(), |_| Vec::new())
}

/// One run without luck.
fn quiet(text: &str) -> Scenario {
    Scenario { uncertainty: Uncertainty::None, replications: 1, ..Scenario::of_model(model(text)) }
}

struct Ran(Results);

fn ran(scenario: Scenario) -> Ran {
    let wanted: Vec<_> = scenario.model.ids().collect();
    let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap_or_else(|why| panic!("{why}"));
    Ran(Results::new(scenario.into(), samples))
}

fn ran_text(text: &str) -> Ran {
    ran(quiet(text))
}

/// Runs variables from 0 to 10 by steps of 1.
fn ran_ten(variables: &str) -> Ran {
    ran_text(&document(TEN, variables))
}

impl Ran {
    fn path(&self, name: &str) -> Vec<f64> {
        let id = self.0.scenario.model.find(name).unwrap_or_else(|| panic!("nothing is called {name}"));
        self.0.path(id, 0)
    }

    fn first(&self, name: &str) -> f64 {
        self.path(name)[0]
    }

    fn last(&self, name: &str) -> f64 {
        *self.path(name).last().unwrap()
    }

    fn times(&self) -> Vec<f64> {
        self.0.times().to_vec()
    }
}

/// Two paths, value by value, up to `tolerance`.
fn check_close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (step, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what} at step {step}: {a}, and should be {b}");
    }
}

/// The values of equations without variables.
fn check_values(rows: &[(&str, f64)]) {
    let names: Vec<String> = (0..rows.len()).map(|i| format!("v{i}")).collect();
    let variables: String = names.iter().zip(rows).map(|(name, (equation, _))| aux(name, equation)).collect();
    let ran = ran_ten(&variables);
    for (name, (equation, expected)) in names.iter().zip(rows) {
        let found = ran.first(name);
        assert!((found - expected).abs() <= 1e-14 * expected.abs() || found == *expected, "{equation} is {found}");
    }
}
