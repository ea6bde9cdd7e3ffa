//! What a team can be before its dates are seen, and teams simulated from that.
//!
//! A team begins somewhere between the model's healthy and its stressed team, or a little beyond, with people, items, demand,
//! releases and dependencies of its own; all other constants are as uncertain as the model says. Half a year later what
//! starting points do not hold together has settled, and the weeks begin that are seen: so trust, debt and pressure are where
//! the model itself has them in a team with such figures.

use std::sync::Arc;

use crate::analysis::fit::history::History;
use crate::analysis::fit::regression::Teams;
use crate::analysis::fit::trace::{Course, trace};
use crate::answer::Refusal;
use crate::math;
use crate::model::points::Points;
use crate::model::scenario::Scenario;
use crate::model::{Kind, Model, VariableId, file};
use crate::run::ensemble::{Part, RunError, Samples, in_chunks, over};
use crate::run::points::everywhere;
use crate::run::quantile::normal_quantile;
use crate::run::stream::{Kind as StreamKind, Stream, open_unit};

use super::questions::{QUESTIONS, Truth};
use super::scale::Scale;
use crate::answer::Work;

/// Weeks that a team lives before it is seen.
const SETTLING: usize = 26;
/// How far beyond the model's healthy (0) and stressed (1) team one may begin.
const ENDS: (f64, f64) = (-0.2, 1.3);
/// People of a team that has not said: as many as this, or as that, or anything between, by ratio.
const PEOPLE: (f64, f64) = (3.0, 30.0);
/// The share of teams in which what is called open is partly not worked on; then any part of what waits is called so.
const CALLED_OPEN: f64 = 0.5;

/// How far teams differ in the spread of their items' times, beside what the model says: the spread of the logarithm of a factor.
///
/// Judgement: it is the mix of small and large items, which the model does not have; two teams in three lie within two thirds
/// and one and a half of it.
const SPREAD: f64 = 0.4;

/// A constant of which a team has its own: the model's usual value, times a factor whose logarithm spreads so much.
///
/// Judgement: two teams in three have items between half and twice the model's, and a demand within an eighth of it.
pub const OWN: [(&str, f64); 4] =
    [("item_effort", 0.7), ("request_rate", 0.12), ("release_effort", 0.7), ("dependency", 0.4)];

/// Simulated teams, with all that is asked of one.
pub struct Bank {
    /// The summaries are of dates alone, those of created ones last.
    pub teams: Teams,
    /// What each team would leave in a tracker.
    pub histories: Vec<History>,
    /// The numbers, in their order.
    pub numbers: Vec<Number>,
    /// What is carried along, in its order.
    pub carried: Vec<Carried>,
    /// How each team would answer each question: `answers[question][team]`.
    pub answers: Vec<Vec<f64>>,
    /// The people that somebody has said.
    pub people: Option<f64>,
    pub model: Arc<Model>,
}

/// A number that is asked of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub of: Of,
    pub scale: Scale,
}

/// What a number is.
#[derive(Debug, Clone, PartialEq)]
pub enum Of {
    /// Pressure now: where the team stands between the flywheel and the wicked loop.
    Position,
    /// A constant of its own.
    Constant(VariableId),
    /// The share of promises that slip now.
    Slipped,
}

/// What is carried along with the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    pub what: What,
    pub scale: Scale,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// A stock when the weeks that are seen begin.
    Then(VariableId),
    /// A stock at their end.
    Now(VariableId),
    /// What would be true of a question.
    Answer(usize),
}

/// Simulates so many teams over the weeks that are seen.
///
/// # Errors
/// As those of a run; that somebody ended it.
pub fn bank(people: Option<f64>, weeks: usize, teams: usize, seed: u64, watch: &dyn Work) -> Result<Bank, Refusal> {
    let model = file::shipped();
    let named = |name: &str| model.find(name).ok_or_else(|| Refusal::asked(format!("the model has no `{name}`")));
    let mut scenario = Scenario { seed, replications: teams as u64, ..Scenario::of_model(model.clone()) };
    scenario.time.stop = (SETTLING + weeks) as f64;
    let plain =
        everywhere(&scenario, teams as u64, &[], &[vec![]]).map_err(|wrong| Refusal::asked(wrong.to_string()))?;
    let uniform = |name: &str| -> Vec<f64> {
        let stream = Stream::new(StreamKind::Constant, &format!("fit {name}"), seed);
        (0..teams as u64).map(|team| stream.uniform(team, 0)).collect()
    };
    let team_size = named("team_size")?;
    let heads: Vec<f64> = match people {
        Some(people) => vec![people; teams],
        None => uniform("people").iter().map(|u| PEOPLE.0 * math::pow(PEOPLE.1 / PEOPLE.0, *u)).collect(),
    };
    let mut numbers = vec![Number { of: Of::Position, scale: Scale::Log }];
    let mut values: Vec<Vec<f64>> = Vec::new();
    let mut points = plain.giving(team_size, heads.clone());
    if people.is_none() {
        numbers.push(Number { of: Of::Constant(team_size), scale: Scale::Log });
        values.push(heads);
    }
    for (name, spread) in OWN {
        let id = named(name)?;
        let usual = scenario.constants.iter().find(|(own, _)| *own == id).map_or(1.0, |(_, own)| own.value);
        let own: Vec<f64> = uniform(name).iter().map(|u| usual * math::exp(spread * normal_quantile(*u))).collect();
        points = points.giving(id, own.clone());
        numbers.push(Number { of: Of::Constant(id), scale: Scale::Log });
        values.push(own);
    }
    numbers.push(Number { of: Of::Slipped, scale: Scale::Share });

    let stocks: Vec<VariableId> = model
        .declared()
        .filter(|id| {
            let own = model.variable(*id);
            // A habit is one that nobody has begun to learn.
            matches!(own.kind, Kind::Stock(_)) && !own.name.starts_with("practice")
        })
        .collect();
    let points = begun(&scenario, &points, &stocks, &uniform("position"))?;
    let seen = ["wip", "completed_total", "item_sigma", "requested", "declined", "backlog", "on_time"];
    let seen: Vec<VariableId> = seen.iter().map(|name| named(name)).collect::<Result<_, _>>()?;
    let truths: Vec<VariableId> = ["reactive_share", "batch", "recent_thr", "blocked_share"]
        .iter()
        .map(|n| named(n))
        .collect::<Result<_, _>>()?;
    let wanted: Vec<VariableId> = seen.iter().chain(&truths).chain(&stocks).copied().collect();
    let ran = run(&scenario.at(points), &wanted, watch)?;
    let times = ran.times.len();
    let value = |variable: usize, time: usize, team: usize| ran.values[(variable * times + time) * teams + team];
    let (then, now) = (SETTLING, times - 1);

    let (called, part) = (uniform("called open"), uniform("part called open"));
    let part: Vec<f64> = called.iter().zip(part).map(|(u, part)| if *u < CALLED_OPEN { part } else { 0.0 }).collect();
    let wider: Vec<f64> = uniform("spread").iter().map(|u| math::exp(SPREAD * normal_quantile(*u))).collect();
    let mut histories = vec![History::default(); teams];
    let stream = Stream::new(StreamKind::Trace, "fit", seed);
    over(&mut histories, |team, out| {
        let level = |of: &dyn Fn(usize) -> f64| (then..=now).map(of).collect::<Vec<f64>>();
        let course = Course {
            open: level(&|t| value(0, t, team) + part[team] * value(5, t, team)),
            finished: level(&|t| value(1, t, team)),
            sigma: level(&|t| value(2, t, team) * wider[team]),
            accepted: level(&|t| value(3, t, team) - value(4, t, team)),
            waiting: level(&|t| (1.0 - part[team]) * value(5, t, team)),
        };
        let mut draws = [stream.clone(), Stream::new(StreamKind::Trace, "fit times", seed)];
        let [a, b] = &mut draws;
        let mut uniforms = a.words(0, team as u64).map(open_unit);
        let mut normals = b.words(0, team as u64).map(|bits| normal_quantile(open_unit(bits)));
        *out = trace(&course, &mut || uniforms.next().unwrap_or(0.5), &mut || normals.next().unwrap_or(0.0));
    });

    let at_end = |variable: usize| (0..teams).map(|team| value(variable, now, team)).collect::<Vec<f64>>();
    let pressure = stocks.iter().position(|id| model.variable(*id).name == "pressure").unwrap_or(0);
    values.insert(0, at_end(seen.len() + truths.len() + pressure));
    values.push(at_end(6).iter().map(|kept| 1.0 - kept).collect());
    let numbers_of = numbers.iter().zip(&values).map(|(number, own)| number.scale.open(own)).collect();

    let mut carried = Vec::new();
    let mut along = Vec::new();
    for (index, id) in stocks.iter().enumerate() {
        let scale = Scale::of(&model, *id);
        for (what, time) in [(What::Then(*id), then), (What::Now(*id), now)] {
            let own: Vec<f64> = (0..teams).map(|team| value(seen.len() + truths.len() + index, time, team)).collect();
            // What nobody has is nobody's.
            if own.iter().any(|value| *value > 0.0) {
                along.push(scale.open(&own));
                carried.push(Carried { what, scale });
            }
        }
    }
    let mut answers = Vec::new();
    for (index, question) in QUESTIONS.iter().enumerate() {
        let truth: Vec<f64> = (0..teams)
            .map(|team| {
                let at = |variable: usize| value(variable, now, team);
                let truth = Truth {
                    open: at(0),
                    called_open: part[team] * at(5),
                    slipped: 1.0 - at(6),
                    reactive: at(seen.len()),
                    cycle: at(seen.len() + 1) / at(seen.len() + 2).max(1e-9),
                    blocked: at(seen.len() + 3),
                };
                question.truth(&truth)
            })
            .collect();
        let luck = Stream::new(StreamKind::Trace, &format!("fit answer {index}"), seed);
        let said = |(team, truth): (usize, &f64)| {
            question.nearest(truth + question.doubt() * normal_quantile(luck.uniform(team as u64, 0)))
        };
        answers.push(truth.iter().enumerate().map(said).collect());
        carried.push(Carried { what: What::Answer(index), scale: Scale::Plain });
        along.push(truth);
    }
    let teams = Teams { summaries: Vec::new(), numbers: numbers_of, carried: along };
    Ok(Bank { teams, histories, numbers, carried, answers, people, model })
}

/// Points with starts between the model's healthy and its stressed team, each for its own constants.
fn begun(scenario: &Scenario, points: &Points, stocks: &[VariableId], places: &[f64]) -> Result<Points, Refusal> {
    let model = &scenario.model;
    let count = places.len();
    let at = |name: &str| -> Result<Samples, Refusal> {
        let mut scenario = scenario.clone();
        let start = model.starts.iter().find(|start| start.name == name);
        scenario.begin_at(start.ok_or_else(|| Refusal::asked(format!("the model has no start `{name}`")))?);
        (scenario.time.stop, scenario.time.save) = (scenario.time.dt, scenario.time.dt);
        let scenario = scenario.at(points.clone());
        crate::run::ensemble::run(&scenario, stocks, &Part::whole(&scenario)).map_err(refused)
    };
    let (healthy, stressed) = (at("healthy")?, at("stressed")?);
    let mut out = points.clone();
    for (index, id) in stocks.iter().enumerate() {
        let scale = Scale::of(model, *id);
        let begin = |samples: &Samples| scale.open(&samples.values[index * 2 * count..][..count]);
        // What neither has is nobody's.
        let is_there =
            |samples: &Samples| samples.values[index * 2 * count..][..count].iter().any(|value| *value > 0.0);
        if !is_there(&healthy) && !is_there(&stressed) {
            continue;
        }
        let (low, high) = (begin(&healthy), begin(&stressed));
        let mixed =
            |((low, high), u): ((&f64, &f64), &f64)| scale.close(low + (high - low) * (ENDS.0 + (ENDS.1 - ENDS.0) * u));
        out = out.giving(*id, low.iter().zip(&high).zip(places).map(mixed).collect());
    }
    Ok(out)
}

/// Runs a scenario, and lets somebody look on.
pub fn run(scenario: &Scenario, wanted: &[VariableId], watch: &dyn Work) -> Result<Samples, Refusal> {
    let (times, part) = (scenario.time.saved(), Part::whole(scenario));
    let count = scenario.replications as usize;
    let mut values = vec![0.0; wanted.len() * times.len() * count];
    let mut rows: Vec<&mut [f64]> = values.chunks_mut(count.max(1)).collect();
    let not_finite = in_chunks(scenario, wanted, &part, watch, &mut |chunk| {
        over(&mut rows, |point, row| chunk.copy_to(point, row));
    })
    .map_err(refused)?;
    Ok(Samples { variables: wanted.to_vec(), times, replications: part.replications, values, not_finite })
}

fn refused(wrong: RunError) -> Refusal {
    match wrong {
        RunError::Ended => Refusal::Ended,
        wrong => Refusal::asked(wrong.to_string()),
    }
}
