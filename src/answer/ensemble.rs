//! Runs of whole ensembles, and what is told of values that are no numbers.

use std::sync::Arc;

use crate::model::builtin::Stateful;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::stateful::MOST_STAGES;
use crate::model::{Beginning, Kind, TermKind, VariableId};
use crate::results::Results;
use crate::run::ensemble::{MOST_VALUES, Part, RunError};
use crate::run::keep::{Wanted, keep};
use crate::run::reference;
use crate::run::windows::{AtTheEnd, Windows};
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::visible;

use super::{Onlooker, Refusal, Work};

/// Runs a scenario's whole ensemble, keeps what is `wanted`, and tells what in it is no number.
///
/// # Errors
/// Those of [`refusal`].
pub fn ensemble(scenario: &Scenario, wanted: &Wanted, onlooker: &dyn Onlooker) -> Result<Results, Refusal> {
    let work = onlooker.begin(&scenario.stem, scenario.replications);
    let results = watched(scenario, wanted, &*work)?;
    drop(work);
    tell_not_finite(&results, onlooker);
    Ok(results)
}

/// The same as a piece of longer work, which tells of itself what is no number.
///
/// # Errors
/// Those of [`refusal`].
pub fn watched(scenario: &Scenario, wanted: &Wanted, work: &dyn Work) -> Result<Results, Refusal> {
    let kept = keep(scenario, wanted, &Part::whole(scenario), work).map_err(|error| refusal(scenario, error))?;
    Ok(Results::new(Arc::new(scenario.clone()), kept))
}

/// Runs windows of a scenario's whole ensemble, with links held, and tells where that makes what is no number.
///
/// # Errors
/// Those of [`refusal`].
pub fn held(scenario: &Scenario, windows: &Windows, onlooker: &dyn Onlooker) -> Result<AtTheEnd, Refusal> {
    let work = onlooker.begin(&format!("{}: loops", scenario.stem), scenario.replications);
    let found = watched_held(scenario, windows, &*work)?;
    drop(work);
    let is_lost = |r: usize| {
        let own = found.plain.iter().enumerate().filter(|(_, plain)| plain[r].is_finite());
        own.into_iter().any(|(window, _)| found.held.iter().any(|set| !set[window][r].is_finite()))
    };
    let count = found.plain.first().map_or(0, Vec::len);
    let lost = (0..count).filter(|r| is_lost(*r)).count();
    if lost > 0 {
        onlooker.note(&format!(
            "warning: with a link of a loop held, `{}` is infinite or no number at all in {lost} of {count} replications of \
             `{}`. Such values are left out of the figures.",
            scenario.model.variable(windows.variable).name,
            visible::line(&scenario.stem)
        ));
    }
    Ok(found)
}

/// The same as a piece of longer work, of which nothing is told.
///
/// # Errors
/// Those of [`refusal`].
pub fn watched_held(scenario: &Scenario, windows: &Windows, work: &dyn Work) -> Result<AtTheEnd, Refusal> {
    windows.run(scenario, &Part::whole(scenario), work).map_err(|error| refusal(scenario, error))
}

/// A failure while running, as something to be mended in a file.
pub fn refusal(scenario: &Scenario, error: RunError) -> Refusal {
    let message = error.to_string();
    match error {
        RunError::NotFiniteAtStart { variable, value, replication, .. } => {
            not_finite_at_start(scenario, variable, value, replication).into()
        }
        RunError::Ended => Refusal::Ended,
        RunError::Luck(_) | RunError::TooLong(_) | RunError::TooMany { .. } | RunError::TooManyToCount(_) => {
            Diagnostic::error(Code::TooLarge, message).into()
        }
    }
}

/// A variable that begins as no number: its equation, with the values that it is given.
fn not_finite_at_start(scenario: &Scenario, variable: VariableId, value: f64, replication: u64) -> Diagnostic {
    let model = &scenario.model;
    let own = model.variable(variable);
    let of = if scenario.replications > 1 { format!(" of replication {replication}") } else { String::new() };
    let wrong = Diagnostic::error(Code::NotFinite, format!("`{}` is {value} at the start{of}", own.name));
    let equation = own.equations(&model.time_unit).first().map(|(equation, _)| (*equation).clone());
    let ordered =
        |kind: &TermKind| matches!(kind, TermKind::Stateful { function: Stateful::DelayN | Stateful::SmoothN, .. });
    let wrong = wrong.help(match &equation {
        _ if own.is_constant() => "a narrower distribution keeps it among the numbers that a computer can hold".into(),
        Some(equation) if ordered(&equation.root.kind) => {
            format!("it begins with numbers, and its order, where that is calculated, is at most {MOST_STAGES}")
        }
        _ => "a run begins with numbers: no division by 0, no root or logarithm of what is below 0".to_string(),
    });
    let given = scenario.initial.get(&variable);
    let (source, equation) = match given {
        Some(Beginning::Equation(own, source)) => (source, Some((**own).clone())),
        Some(Beginning::Number(_)) => (&model.source, None),
        None => (&model.source, equation),
    };
    let Some(equation) = equation else {
        let what = if own.is_constant() { "its distribution draws" } else { "begins at" };
        return wrong.at(&model.source, own.span, format!("{what} {value}"));
    };
    let mut beginning = scenario.clone();
    beginning.time.stop = beginning.time.start;
    let mut given: Vec<String> = Vec::new();
    if let Ok(trajectory) = reference::run(&beginning, replication) {
        equation.root.each_variable(&mut |id| {
            let value = format!("{} = {}", model.variable(id).name, trajectory.values[0][id.0 as usize]);
            if model.variable(id).owner.is_none() && given.len() < 4 && !given.contains(&value) {
                given.push(value);
            }
        });
    }
    let given = if given.is_empty() { String::new() } else { format!(", with {}", given.join(", ")) };
    let what = if matches!(own.kind, Kind::Noise(_)) { "a mean that draws" } else { "gives" };
    wrong.at(source, equation.root.span, format!("{what} {value}{given}"))
}

/// Tells what became infinite or NaN on the way: never a silent NaN.
pub fn tell_not_finite(results: &Results, onlooker: &dyn Onlooker) {
    let Some(wrong) = results.not_finite() else { return };
    let scenario = &results.scenario;
    let name = &results.variable(wrong.variable).name;
    if results.replications() == 1 {
        let which = match scenario.uncertainty {
            Uncertainty::None => String::new(),
            _ => format!(" (replication {}, seed {})", wrong.replication, scenario.seed),
        };
        return onlooker.note(&format!(
            "warning: in `{}`, `{name}` is infinite or no number at all from {} {} on{which}, and so may be what follows \
             from it",
            visible::line(&scenario.stem),
            scenario.time.unit,
            wrong.time
        ));
    }
    onlooker.note(&format!(
        "warning: in {} of {} replications of `{}` something became infinite or no number at all: first `{name}` at {} {}, \
         replication {}, seed {}. Such values are left out of the figures.",
        wrong.replications,
        results.replications(),
        visible::line(&scenario.stem),
        scenario.time.unit,
        wrong.time,
        wrong.replication,
        scenario.seed,
    ));
}

/// Refuses scenarios that together would keep more values than one alone may: before any of them is run.
///
/// # Errors
/// That they would, by how much, and the way out.
pub fn refuse_too_much(scenarios: usize, values: u64) -> Result<(), Refusal> {
    const IN_A_GIB: f64 = (1 << 27) as f64;
    if values <= MOST_VALUES {
        return Ok(());
    }
    Err(Refusal::asked(format!(
        "{scenarios} scenarios would keep {:.1} GiB of values, and at most {:.0} GiB are kept: take fewer replications, record \
         less, save less often, or run them one by one",
        values as f64 / IN_A_GIB,
        MOST_VALUES as f64 / IN_A_GIB
    )))
}
