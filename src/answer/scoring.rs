//! Loop scores of scenarios: what each loop does, from moment to moment.

use crate::analysis::loops::loop_set::{Loop, LoopSet, Selection, loop_set};
use crate::model::graph::Graph;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::{Kind, VariableId};
use crate::program::scores::{MOST_MENTIONS, Route, Score, too_much};
use crate::run::ensemble::Part;
use crate::run::scores::{self, Scored};
use crate::text::diagnostic::{Code, Diagnostic};

use super::ensemble::refusal;
use super::{Briefly, Onlooker, Refusal, outcomes};

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

/// The variable that loops move and that is asked about: by its name or label, or else the usual one, or else the first stock.
///
/// # Errors
/// One that there is none of, or that no loop moves; a model without stocks.
pub fn moved(scenario: &Scenario, asked: Option<&str>, usual: Option<VariableId>) -> Result<VariableId, Refusal> {
    let model = &scenario.model;
    let Some(asked) = asked else {
        let stock = model.declared().find(|id| model.variable(*id).is_state());
        return usual
            .or(stock)
            .ok_or_else(|| Refusal::asked("the model has no stocks: nothing can feed back on itself"));
    };
    let found = outcomes::variable(scenario, "of", asked)?;
    let what = match model.variable(found).kind {
        Kind::Constant(_) => "a constant",
        Kind::Noise(_) => "luck",
        _ => return Ok(found),
    };
    let such = usual.map_or(String::new(), |id| format!(", such as `{}`", model.variable(id).name));
    let why =
        format!("that is {what}, and no loop moves it: name a stock, a flow or what is calculated from them{such}");
    Err(Refusal::of("of", asked, why))
}

/// That there is nothing to tell of.
pub fn no_loops(scenario: &Scenario) -> Refusal {
    let name = &scenario.source.name;
    Refusal::asked(format!("nothing in `{name}` feeds back on itself while it runs: it has no loops"))
}

/// Refuses a model with more links, into longer equations, than can be scored.
///
/// # Errors
/// Which equation is the largest.
pub fn refuse_too_large(scenario: &Scenario, graph: &Graph) -> Result<(), Refusal> {
    match too_much(&scenario.model, graph) {
        Some((heaviest, links)) => Err(too_large(scenario, heaviest, links).into()),
        None => Ok(()),
    }
}

/// That there are more links, into longer equations, than can be scored.
fn too_large(scenario: &Scenario, heaviest: VariableId, links: usize) -> Diagnostic {
    let own = scenario.model.variable(heaviest);
    let message = format!(
        "what each link does is found by its effect's equation, and all of these together mention variables more than \
         {MOST_MENTIONS} times; most of them is `{}`, which has {links} links",
        own.name
    );
    // Whether it is this equation that makes it so many, or that there are so many equations.
    let (mark, way_out) = match links * links > MOST_MENTIONS / 10 {
        true => (
            "calculated from too many at a time",
            "give parts of this equation names of their own: a sum of a hundred sums of a hundred is no trouble",
        ),
        false => (
            "calculated from the most",
            "no single equation makes it too large: take a part of the model, as a model of its own",
        ),
    };
    Diagnostic::error(Code::TooLarge, message).at(&scenario.model.source, own.span, mark).help(way_out)
}
