//! Loop scores of scenarios: what each loop does, from moment to moment.

use crate::analysis::loops::loop_set::{Loop, LoopSet, Selection, loop_set};
use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::program::scores::{Route, Score};
use crate::run::ensemble::Part;
use crate::run::scores::{self, Scored};

use super::ensemble::refusal;
use super::{Briefly, Onlooker, Refusal};

/// Which loops are told of; in a model that names none, each is called R or B by what it does in the run of the usual team.
///
/// # Errors
/// Those of [`score`].
pub fn named_loops(
    scenario: &Scenario,
    graph: &Graph,
    ways: &[Route],
    selection: Selection,
    onlooker: &dyn Onlooker,
) -> Result<LoopSet, Refusal> {
    let mut set = loop_set(&scenario.model, graph, ways, selection);
    if scenario.model.loops.is_empty() {
        let asked: Vec<Score> = set.loops.iter().map(|told| Score::Loop(told.routes.clone())).collect();
        set.name_by(&usual_scores(scenario, graph, &asked, onlooker)?);
    }
    Ok(set)
}

/// A scenario in which every week has its mean: a score says what the structure does, and luck that differs from week to week
/// would drown it in what comes of luck.
pub fn without_weekly_luck(mut scenario: Scenario) -> Scenario {
    scenario.uncertainty = match scenario.uncertainty {
        Uncertainty::All | Uncertainty::Constants if scenario.uncertain().count() > 0 => Uncertainty::Constants,
        _ => Uncertainty::None,
    };
    if scenario.uncertainty == Uncertainty::None {
        scenario.replications = 1;
    }
    scenario
}

/// The scores that are `asked` of the run of the usual team, every constant at its default.
///
/// # Shape
/// `scores[asked][time]`
///
/// # Errors
/// Those of [`score`].
pub fn usual_scores(
    scenario: &Scenario,
    graph: &Graph,
    asked: &[Score],
    onlooker: &dyn Onlooker,
) -> Result<Vec<Vec<f64>>, Refusal> {
    let usual = Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario.clone() };
    let scored = score(&usual, graph, &[], asked, &Briefly(onlooker))?;
    Ok(scored.scores.chunks(scored.samples.times.len().max(1)).map(<[f64]>::to_vec).collect())
}

/// The scores that are `asked` of a scenario's whole ensemble, and the values of what is `wanted`.
///
/// # Errors
/// Those of [`refusal`].
pub fn score(
    scenario: &Scenario,
    graph: &Graph,
    wanted: &[VariableId],
    asked: &[Score],
    onlooker: &dyn Onlooker,
) -> Result<Scored, Refusal> {
    let work = onlooker.begin(&scenario.stem, scenario.replications);
    scores::run(scenario, wanted, graph, asked, &Part::whole(scenario), &*work)
        .map_err(|error| refusal(scenario, error))
}

/// What a loop is called: "R1 Reactive team".
pub fn title(told: &Loop) -> String {
    format!("{} {}", told.id, told.name)
}
