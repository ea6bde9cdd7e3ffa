//! What in a scenario's start contradicts itself, by what its model says of contradictions.

use crate::model::contradiction::{Contradiction, Sentence, places};
use crate::model::scenario::{ALLOW_OUTSIDE, Scenario, check_start, outside};
use crate::model::{Beginning, Term, VariableId};
use crate::run::reference;
use crate::text::diagnostic::{Code, Diagnostic, Severity, sorted};

use super::{Onlooker, Refusal, own_figures};

/// What is to be told of a scenario's beginning, each with the places where that is set: what the model calls a
/// contradiction, what is said beside a team's own figures, and equations that begin where their stocks cannot. An error
/// among it keeps the scenario from being run.
pub fn of(scenario: &Scenario) -> Vec<Diagnostic> {
    let model = &scenario.model;
    let (at_end, at_start): (Vec<_>, Vec<_>) = model.contradictions.iter().partition(|own| own.at_end);
    let all_of = |contradictions: &[&Contradiction], value: &dyn Fn(&Term) -> f64| -> Vec<Diagnostic> {
        contradictions.iter().filter_map(|own| told(scenario, own, value)).collect()
    };
    let mut out = Vec::new();
    if !at_start.is_empty() || scenario.initial.values().any(|value| value.number().is_none()) {
        let found = reference::at_the_start(scenario, |value| {
            let impossible = scenario.initial.iter().filter_map(|(id, given)| impossible(scenario, *id, given, value));
            impossible.chain(all_of(&at_start, value)).collect::<Vec<_>>()
        });
        // What cannot be drawn is told where it is run.
        out.extend(found.unwrap_or_default());
    }
    if out.iter().any(|told| told.severity == Severity::Error) {
        return out;
    }
    let beside = own_figures::of(scenario).unwrap_or_default();
    if beside.is_empty() && !at_end.is_empty() && own_figures::is_told(scenario) {
        let left_alone = own_figures::left_alone(scenario);
        out.extend(reference::at_the_end(&left_alone, |value| all_of(&at_end, value)).unwrap_or_default());
    }
    out.extend(beside);
    out
}

/// The same: what is only to be told, and whether the scenario can be run.
pub fn judged(scenario: &Scenario) -> (Vec<Diagnostic>, Result<(), Refusal>) {
    let (wrong, doubts): (Vec<_>, Vec<_>) = of(scenario).into_iter().partition(|d| d.severity == Severity::Error);
    (doubts, if wrong.is_empty() { Ok(()) } else { Err(sorted(wrong).into()) })
}

/// The same, told to an onlooker.
///
/// # Errors
/// What keeps the scenario from being run.
pub fn tell(scenario: &Scenario, onlooker: &dyn Onlooker) -> Result<(), Refusal> {
    let (doubts, judged) = judged(scenario);
    if !doubts.is_empty() {
        onlooker.warn(&doubts);
    }
    judged
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
