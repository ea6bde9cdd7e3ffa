//! What in a scenario's start contradicts itself, by what its model says of contradictions.

use crate::model::contradiction::{Contradiction, Sentence, places};
use crate::model::scenario::{ALLOW_OUTSIDE, Scenario, check_start, outside};
use crate::model::{Beginning, Term, VariableId};
use crate::run::reference;
use crate::text::diagnostic::{Code, Diagnostic, Severity, sorted};

use super::{Onlooker, Refusal};

/// What is to be told of a scenario's first moment, each with the places where that is set: what the model calls a
/// contradiction, and equations that begin where their stocks cannot. An error among it keeps the scenario from being run.
pub fn of(scenario: &Scenario) -> Vec<Diagnostic> {
    let contradictions = &scenario.model.contradictions;
    if contradictions.is_empty() && scenario.initial.values().all(|value| value.number().is_some()) {
        return Vec::new();
    }
    let found = reference::at_the_start(scenario, |value| {
        let impossible = scenario.initial.iter().filter_map(|(id, given)| impossible(scenario, *id, given, value));
        let contradictions = contradictions.iter().filter_map(|own| told(scenario, own, value));
        impossible.chain(contradictions).collect()
    });
    // What cannot be drawn is told where it is run.
    found.unwrap_or_default()
}

/// The same, told to an onlooker.
///
/// # Errors
/// What keeps the scenario from being run.
pub fn tell(scenario: &Scenario, onlooker: &dyn Onlooker) -> Result<(), Refusal> {
    let (wrong, doubts): (Vec<_>, Vec<_>) = of(scenario).into_iter().partition(|d| d.severity == Severity::Error);
    if !doubts.is_empty() {
        onlooker.warn(&doubts);
    }
    if wrong.is_empty() { Ok(()) } else { Err(sorted(wrong).into()) }
}

/// Why a stock cannot begin as its equation says; a number has been judged where it was read.
fn impossible(
    scenario: &Scenario,
    id: VariableId,
    given: &Beginning,
    value: &dyn Fn(&Term) -> f64,
) -> Option<Diagnostic> {
    let Beginning::Equation(equation, source) = given else { return None };
    let (own, value) = (scenario.model.variable(id), value(&equation.root));
    let (why, help) = match check_start(own, value) {
        Err(negative) => (negative.to_string(), None),
        Ok(()) => (outside(own, value).filter(|_| !scenario.allow_outside)?, Some(ALLOW_OUTSIDE.to_string())),
    };
    Some(Diagnostic::error(Code::OutOfRange, why).at(source, equation.root.span, "begins here").maybe_help(help))
}

/// What is said of a contradiction, where it holds.
fn told(scenario: &Scenario, own: &Contradiction, value: &dyn Fn(&Term) -> f64) -> Option<Diagnostic> {
    // What is no number is no condition that holds.
    let holds = value(&own.when.root);
    if holds == 0.0 || holds.is_nan() {
        return None;
    }
    let words = |sentence: &Sentence| sentence.words(&sentence.figures().map(value).collect::<Vec<_>>());
    let told = Diagnostic { severity: own.severity, ..Diagnostic::error(Code::Contradiction, words(&own.say)) };
    let mut told = told.maybe_help(own.mend.as_ref().map(words));
    let places = places(scenario, &own.when);
    if places.is_empty() {
        told = told.at(&scenario.model.source, own.when.root.span, "by this condition of the model");
    }
    for (i, place) in places.iter().enumerate() {
        told = told.at(&place.source, place.span, if i == 0 { "set here" } else { "and here" });
    }
    Some(told)
}
