//! `flywheel model check --battery`: the tests that the field expects of a model before anyone acts on it.

use std::sync::Arc;

use crate::analysis::checks::Standing;
use crate::answer::battery::{Test, UNNAMED, machine, notes, tally, tests};
use crate::cli::files::Disk;
use crate::cli::tables::columns;
use crate::cli::{Failure, Manner, Outcome, print};
use crate::model::Model;

/// Runs the battery of a model, with so many draws of its constants wherever something is drawn.
///
/// # Errors
/// That a test failed; a file of the battery that cannot be read; a model that cannot be run.
pub fn run(model: &Arc<Model>, replications: u64, manner: Manner) -> Outcome {
    let tests = tests(model, replications, &Disk, &manner)?;
    match manner.json {
        true => print::json(&machine(model, replications, &tests))?,
        false => print::told(&spoken(model, replications, &tests))?,
    }
    match tests.iter().any(|test| test.standing == Standing::Failed) {
        true => Err(Failure::Check),
        false => Ok(()),
    }
}

fn spoken(model: &Model, replications: u64, tests: &[Test]) -> String {
    let mut rows = vec![["", "test", "found", "limit", "published", "asks"].map(String::from).to_vec()];
    rows.extend(tests.iter().map(|test| {
        let Test { name, asks, found, limit, published, standing, .. } = test;
        vec![standing.word().into(), name.clone(), found.clone(), limit.clone(), published.clone(), asks.clone()]
    }));
    let mut out = format!(
        "{}: the validation battery, with {replications} draws (± is one Monte Carlo error)\n{}\n\n{}",
        model.title,
        tally(tests),
        columns(&rows, 6)
    );
    let notes = notes(tests);
    if !notes.is_empty() {
        out.push_str("\nTo be known:\n");
    }
    notes.iter().for_each(|note| out.push_str(&format!("  {note}\n")));
    if model.battery.is_empty() {
        out.push_str(&format!("\n{UNNAMED}\n"));
    }
    out
}
