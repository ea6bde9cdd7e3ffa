//! Claims of scenario files, judged.

use crate::analysis::claims::verdict::{Finding, judge, readings, share_of_a_number};
use crate::model::TimeSpec;
use crate::model::scenario::Scenario;
use crate::results::Results;
use crate::run::keep::Wanted;
use crate::text::Diagnostic;

use super::{Luck, Refusal};

/// Runs the scenario, and each it is held against with the same luck, and judges its claims.
///
/// # Errors
/// Those of `run`, which runs an ensemble.
pub fn judge_all(
    scenario: &Scenario,
    luck: Luck,
    run: &dyn Fn(&Scenario, &Wanted) -> Result<Results, Refusal>,
) -> Result<Vec<Finding>, Refusal> {
    if scenario.claims.is_empty() {
        return Ok(Vec::new());
    }
    // A claim reads a few numbers of each replication; nothing else is kept.
    let wanted = |of_base: bool, time: &TimeSpec| Wanted {
        variables: Vec::new(),
        readings: scenario.claims.iter().flat_map(|claim| readings(claim, of_base, time)).collect(),
        ..Wanted::default()
    };
    let results = run(scenario, &wanted(false, &scenario.time))?;
    let mut bases: Vec<(String, Results)> = Vec::new();
    for base in scenario.bases.iter().flatten() {
        if bases.iter().any(|(name, _)| *name == base.source.name) {
            continue;
        }
        // The same seed, number and design: replication by replication, the same team with the same luck.
        let mut same = Scenario {
            seed: scenario.seed,
            replications: scenario.replications,
            design: scenario.design,
            ..(**base).clone()
        };
        luck.apply(&mut same);
        let results = run(&same, &wanted(true, &same.time))?;
        bases.push((base.source.name.clone(), results));
    }
    let base_of = |base: &Option<std::sync::Arc<Scenario>>| {
        let name = &base.as_ref()?.source.name;
        bases.iter().find(|(n, _)| n == name).map(|(_, results)| results)
    };
    let claims = || scenario.claims.iter().zip(&scenario.bases).map(|(claim, base)| (claim, base_of(base)));
    let wrong: Vec<Diagnostic> =
        claims().filter_map(|(claim, base)| share_of_a_number(claim, &results, base)).collect();
    if !wrong.is_empty() {
        return Err(wrong.into());
    }
    Ok(claims().map(|(claim, base)| judge(claim, &results, base)).collect())
}
