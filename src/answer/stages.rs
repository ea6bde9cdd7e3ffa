//! Delays and averages that the steps of a run cannot follow.

use crate::model::scenario::Scenario;
use crate::model::{Method, VariableId};
use crate::run::reference;
use crate::text::diagnostic::{Code, Diagnostic, Severity};
use crate::text::{counted, plain};

/// What to know of delays and averages that steps cannot follow.
pub fn too_short(scenario: &Scenario) -> Option<Diagnostic> {
    let short = reference::short_stages(scenario).ok()?;
    let (first, shortest) = short.iter().min_by(|a, b| a.1.total_cmp(b.1))?;
    let (model, time, name) = (&scenario.model, &scenario.time, |id: &VariableId| &scenario.model.variable(*id).name);
    let rounded = format!("{shortest:.2e}").parse().unwrap_or(*shortest);
    // A file need not say in what time is measured.
    let stage = if time.unit == "time" { plain(rounded) } else { counted(rounded, &time.unit) };
    let message = format!(
        "`{}` has a delay or an average with a stage of {stage}, which is shorter than a step: dt is {}",
        name(first),
        plain(time.dt)
    );
    let warning = Diagnostic { severity: Severity::Warning, ..Diagnostic::error(Code::BadTime, message) };
    let mut warning = warning.at(&model.source, model.variable(*first).span, "its stages are too short");
    for (id, _) in short.iter().filter(|(id, _)| *id != first).take(11) {
        warning = warning.at(&model.source, model.variable(*id).span, "and those of this one");
    }
    let halves = std::iter::successors(Some(time.dt), |dt| Some(dt / 2.0));
    let fits = halves.take(40).find(|dt| dt <= shortest).map(|dt| format!("; a dt of {} follows it", plain(dt)));
    let comes_out = match time.method {
        _ if *shortest < time.dt / 2.0 => "such a stage takes a whole step",
        Method::Euler => "what comes out of it swings",
        Method::Rk4 => "what comes out of it is not exact",
    };
    Some(warning.help(format!("{comes_out}{}", fits.unwrap_or_default())))
}
