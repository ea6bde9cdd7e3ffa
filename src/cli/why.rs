//! `flywheel why`: what moves a variable at a moment, by which chain of links and which loops, and what changed where it
//! bent.

mod constant;
mod machine;
mod picture;
mod words;

use std::io::IsTerminal;

use clap::Args;

use crate::analysis::bend::{Bend, bend};
use crate::analysis::chain::{Chain, End, Motion, Parts, Shift};
use crate::analysis::passing::{runs_along, via};
use crate::analysis::story::{Cast, Told, story};
use crate::analysis::ways_round::search;
use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::model::loops::Polarity;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::program::scores::{Route, Score};
use crate::text::{plain, suggestion};

use super::loops::{cast_story, score, usual_scores};
use super::{Failure, Manner, Outcome, open, print};

pub const EXAMPLES: &str = "\
Examples:
  flywheel why throughput --week 20               the demonstration: what moves throughput in week 20
  flywheel why trust --week 26 my-team.toml       the same for your team, and any variable by its name or label
  flywheel why \"open requests\" --at 26 --json     for machines
  flywheel why births --at 12.5 model.xmile       any model, in its own unit of time

Three answers, from the run of the usual team (every constant at its default, no luck): which loops move the variable, by \
which links, each time the one with the largest part; where near that moment it bends most, and what changed there; and the \
model's own equations along those links, with carets under the cause.

A part is how far the equation moves if that cause alone moves, among all causes (Loops that Matter). What is carried over \
time (stocks) is asked about its pace: what makes it move faster or more slowly. The bend is looked for within an eighth of \
the run.";

#[derive(Args)]
pub struct Arguments {
    /// What is asked about: any variable of the model, by name or label.
    variable: String,
    /// A scenario or model file; none: the demonstration's second scenario.
    scenario: Option<String>,
    /// When, in the model's unit of time.
    #[arg(long, visible_alias = "week", value_name = "MOMENT", allow_negative_numbers = true)]
    at: f64,
}

/// What is done to the team near the moment, by its title.
struct Event {
    time: f64,
    title: String,
    kind: EventKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EventKind {
    Starts,
    Ends,
}

/// A loop with its part in what all loops do that pass the same variable.
struct Passing {
    told: Told,
    /// The part of it that passes the variable.
    routes: Vec<Route>,
    /// # Shape
    /// By saved moment, from 0 to 1.
    shares: Vec<f64>,
}

/// All that was found of a variable.
struct Why {
    scenario: Scenario,
    of: VariableId,
    times: Vec<f64>,
    /// The saved moment that is asked about.
    at: usize,
    /// The one up to which changes are looked at: the same, or at the start the one after.
    scored: usize,
    /// # Shape
    /// `values[variable][time]`, and the same of changes and turns: see [`Score::Change`] and [`Score::Turn`].
    values: Vec<Vec<f64>>,
    changes: Vec<Vec<f64>>,
    turns: Vec<Vec<f64>>,
    chain: Chain,
    /// The first variable on the chain that a loop passes: the variable itself where it is on one.
    anchor: Option<VariableId>,
    /// The loops that pass it, by their shares at the moment, the largest first.
    loops: Vec<Passing>,
    /// Whether the model names the loops.
    named: bool,
    /// The loop that the chain runs round, where it has a name.
    closes: Option<Told>,
    events: Vec<Event>,
    bend: Option<Bend>,
    shift: Option<Shift>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = open(arguments.scenario.as_deref().unwrap_or("<one-from-each-box.toml>"))?;
    let of = variable(&scenario, &arguments.variable)?;
    let at = moment(&scenario, arguments.at)?;
    if scenario.model.variable(of).is_constant() {
        return constant::tell(&scenario, of, manner);
    }
    let why = find(Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario }, of, at, manner)?;
    if manner.json {
        return print::answer(&serde_json::to_string_pretty(&why.json()).unwrap_or_default());
    }
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    print::answer(&format!("{}{}", why.spoken(), why.picture(colour)))
}

fn variable(scenario: &Scenario, typed: &str) -> Result<VariableId, Failure> {
    let model = &scenario.model;
    model.find(typed).ok_or_else(|| {
        let help =
            suggestion::nearest(typed, model.names()).map_or(String::new(), |near| format!(": did you mean `{near}`?"));
        Failure::Usage(format!("nothing in the model is called `{typed}`{help}"))
    })
}

/// The index of a saved moment.
fn moment(scenario: &Scenario, typed: f64) -> Result<usize, Failure> {
    let time = &scenario.time;
    time.saved_index(typed).ok_or_else(|| {
        let last = time.saved().last().copied().unwrap_or(time.start);
        Failure::Usage(format!(
            "--at {}: results are kept from {} {} to {}, every {}",
            plain(typed),
            time.unit,
            plain(time.start),
            plain(last),
            plain(time.save)
        ))
    })
}

/// How far around a moment a bend is looked for, as a part of the run.
const REACH: usize = 8;

fn find(scenario: Scenario, of: VariableId, at: usize, manner: Manner) -> Result<Why, Failure> {
    let quiet = Manner { quiet: true, ..manner };
    let model = scenario.model.clone();
    let graph = Graph::of(&model);
    let every: Vec<VariableId> = model.ids().collect();
    let mut asked: Vec<Score> = graph.links.iter().map(|link| Score::Part(link.cause, link.effect)).collect();
    asked.extend(every.iter().map(|id| Score::Change(*id)));
    asked.extend(every.iter().map(|id| Score::Turn(*id)));
    let scored = score(&scenario, &graph, &every, &asked, quiet)?;
    let times = scored.samples.times;
    let rows = |values: &[f64]| values.chunks(times.len()).map(<[f64]>::to_vec).collect::<Vec<Vec<f64>>>();
    let values = rows(&scored.samples.values);
    let mut parts = rows(&scored.scores);
    let mut changes = parts.split_off(graph.links.len());
    let turns = changes.split_off(every.len());

    let parts = Parts::new(&graph, &parts, Motion { changes: &changes, turns: &turns });
    let moment = at.max(1).min(times.len() - 1);
    let chain = match is_still(&values, &turns, of, moment) {
        true => Chain { steps: Vec::new(), end: End::Origin(of) },
        false => parts.chain(of, moment),
    };
    let Passage { told, anchor, loops } = passing(&scenario, &graph, &chain.variables(of), times.len(), moment, quiet)?;
    let circle = chain.circle();
    let round = |told: &&Told| {
        !circle.is_empty() && told.routes.iter().any(|route| circle.iter().all(|link| runs_along(&graph, route, *link)))
    };
    let closes = loops.iter().map(|passing| &passing.told).chain(&told).find(round).cloned();
    let reach = (times.len() - 1) / REACH;
    let bend = bend(&values[of.0 as usize], scenario.time.save, at, reach);
    let shift = bend.as_ref().and_then(|bend| {
        let on_way = parts.chain(of, bend.moments_after().last().unwrap_or(moment)).variables(of);
        let mut effects = chain.variables(of);
        effects.extend(on_way);
        parts.largest_shift(&effects, bend.moments_before(), bend.moments_after())
    });
    let events = events(&scenario, times[at], times[times.len() - 1]);
    let named = !model.loops.is_empty();
    Ok(Why {
        scenario,
        of,
        times,
        at,
        scored: moment,
        values,
        changes,
        turns,
        chain,
        anchor,
        loops,
        named,
        closes,
        events,
        bend,
        shift,
    })
}

/// Whether nothing changes what a variable does, but for rounding.
fn is_still(values: &[Vec<f64>], turns: &[Vec<f64>], of: VariableId, time: usize) -> bool {
    let largest = values[of.0 as usize].iter().filter(|x| x.is_finite()).fold(0.0_f64, |most, x| most.max(x.abs()));
    turns[of.0 as usize][time].abs() <= ROUNDING * largest
}

/// Changes below this part of a variable's largest value are none.
const ROUNDING: f64 = 1e-12;

/// The loops of a model, and which of them have to do with a variable.
struct Passage {
    /// All that are told of.
    told: Vec<Told>,
    /// The variable that the others pass, where there is one.
    anchor: Option<VariableId>,
    loops: Vec<Passing>,
}

/// All loops that are told of, and those that pass the first of the variables which any pass, with their shares.
fn passing(
    scenario: &Scenario,
    graph: &Graph,
    variables: &[VariableId],
    times: usize,
    moment: usize,
    manner: Manner,
) -> Result<Passage, Failure> {
    let model = &scenario.model;
    let ways = match model.loops.is_empty() {
        false => Vec::new(),
        true => search(graph, |asked| usual_scores(scenario, graph, asked, manner))?.ways,
    };
    let told = cast_story(scenario, graph, &ways, Cast::Everyone, manner)?.loops;
    let parts = |told: &Told, id: VariableId| told.routes.iter().flat_map(|route| via(graph, route, id)).collect();
    let passing = |told: &[Told], id: VariableId| -> Vec<Passing> {
        let all = told.iter().map(|told| Passing { told: told.clone(), routes: parts(told, id), shares: Vec::new() });
        all.filter(|passing| !passing.routes.is_empty()).collect()
    };
    let mut found =
        variables.iter().find_map(|id| Some((*id, passing(&told, *id))).filter(|(_, loops)| !loops.is_empty()));
    if found.is_none() && model.loops.is_empty() {
        // None of the strongest: then the strongest of those that do, which have no number.
        found = variables.iter().find_map(|id| {
            let ways: Vec<Route> = ways.iter().filter(|way| !via(graph, way, *id).is_empty()).cloned().collect();
            let mut told = story(model, graph, &ways, Cast::Everyone).loops;
            for told in &mut told {
                told.id = if told.polarity == Polarity::Reinforcing { "R" } else { "B" }.to_string();
            }
            Some((*id, passing(&told, *id))).filter(|(_, loops)| !loops.is_empty())
        });
    }
    let Some((anchor, mut loops)) = found else {
        return Ok(Passage { told, anchor: None, loops: Vec::new() });
    };
    let asked: Vec<Score> = loops.iter().map(|passing| Score::Loop(passing.routes.clone())).collect();
    let scores = score(scenario, graph, &[], &asked, manner)?.scores;
    let whole = |time: usize| scores.iter().skip(time).step_by(times).map(|score| score.abs()).sum::<f64>();
    let wholes: Vec<f64> = (0..times).map(whole).collect();
    for (passing, scores) in loops.iter_mut().zip(scores.chunks(times)) {
        let share =
            |(score, whole): (&f64, &f64)| if *whole > 0.0 && whole.is_finite() { score.abs() / whole } else { 0.0 };
        passing.shares = scores.iter().zip(&wholes).map(share).collect();
    }
    loops.sort_by(|a, b| b.shares[moment].total_cmp(&a.shares[moment]));
    Ok(Passage { told, anchor: Some(anchor), loops })
}

/// What picks and shocks begin or end within an eighth of the run around a moment, in order.
fn events(scenario: &Scenario, at: f64, last: f64) -> Vec<Event> {
    let time = &scenario.time;
    let reach = (last - time.start) / REACH as f64;
    let near = |event: &Event| (event.time - at).abs() <= reach && event.time < last;
    let mut out: Vec<Event> = Vec::new();
    for pick in &scenario.picks {
        let title = scenario.model.interventions[pick.intervention].title.clone();
        out.push(Event { time: pick.start, title, kind: EventKind::Starts });
    }
    for shock in &scenario.shocks {
        out.push(Event { time: shock.from, title: shock.title.clone(), kind: EventKind::Starts });
        out.extend(shock.to.map(|to| Event { time: to, title: shock.title.clone(), kind: EventKind::Ends }));
    }
    out.retain(near);
    out.sort_by(|a, b| a.time.total_cmp(&b.time));
    out
}

impl Why {
    /// The loop that leads among those that pass, over some moments, with its mean share.
    fn leader(&self, moments: std::ops::RangeInclusive<usize>) -> Option<(&Passing, f64)> {
        let mean = |passing: &Passing| {
            let shares = &passing.shares[moments.clone()];
            shares.iter().sum::<f64>() / shares.len() as f64
        };
        let found = self.loops.iter().map(|passing| (passing, mean(passing))).max_by(|a, b| a.1.total_cmp(&b.1));
        found.filter(|(_, share)| *share > 0.0)
    }

    /// The loop with the largest share of those that run along a link.
    fn loop_along(&self, graph: &Graph, link: (VariableId, VariableId)) -> Option<&Passing> {
        self.loops.iter().find(|passing| {
            passing.shares[self.scored] > 0.0 && passing.routes.iter().any(|r| runs_along(graph, r, link))
        })
    }
}
