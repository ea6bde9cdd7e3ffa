//! Why: in two short sentences what moves a variable at a moment, since when, and which loop is behind it; then the model's own
//! equations along the links that move it, and if it is asked for, all that was found in words.

mod asked;
mod causes;
mod constant;
mod data;
mod dominance;
mod equations;
mod exogenous;
mod finite;
mod intervention;
mod names;
mod noise;
mod quarter;
mod turning_point;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::loops::causal_chain::{Chain, End, Motion, Parts, Shift};
use crate::analysis::loops::loop_set::Loop;
use crate::analysis::loops::membership::runs_along;
use crate::analysis::turning_point::{STILL, TurningPoint, turning_point};
use crate::model::graph::Graph;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::{Kind, VariableId};
use crate::program::scores::Score;
use crate::text::{plain, singular};

use super::scoring::score;
use super::{Answer, Briefly, Onlooker, Refusal, Words};
use constant::Constant;
pub use data::Data;
use dominance::{DominanceThrough, LoopThrough, dominance_through};
use exogenous::Event;
use intervention::Intervention;
use names::Asked;
use noise::Luck;
use quarter::Quarter;

/// All that was found of a variable.
pub struct Explained {
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
    dominance: DominanceThrough,
    /// The loop that the chain runs round, where it has a name.
    closes: Option<Loop>,
    events: Vec<Event>,
    turning_point: Option<TurningPoint>,
    /// The turning point before the last one, or the start: what loops have done since may have made it turn.
    previous: usize,
    shift: Option<Shift>,
    /// What loops did in the quarter up to the moment; None where there was none.
    quarter: Option<Quarter>,
    /// Whether all that was found is told in words.
    details: bool,
}

/// Why a variable, or what an intervention has done, is what it is at a moment, in the run of the usual team.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// What is asked about: a variable by its name or label, or an intervention by its title.
    pub variable: String,
    /// When, in the model's unit of time: a saved moment.
    pub at: f64,
    /// Tell in words, too, which loop leads, the chain of causes, and what has changed since before the last turning point.
    pub details: bool,
}

/// Why it is what it is.
pub enum Why {
    /// Of a variable that others move.
    Variable(Box<Explained>),
    /// Of a constant, which picks and shocks move.
    Constant(Constant),
    /// Of noise, which nothing moves.
    Luck(Luck),
    /// Of an intervention.
    Intervention(Intervention),
}

impl Question {
    /// Finds what moves it, in a run in which every constant is at its default, without luck.
    ///
    /// ```
    /// use flywheel::answer::{Answer, why};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let scenario = load("<wicked-loop.toml>", &ShippedLibrary).unwrap();
    /// let question = why::Question { variable: "trust".into(), at: 26.0, ..Default::default() };
    /// let why = question.ask(scenario, &Nobody).unwrap();
    /// assert!(why.words().wide(100).contains("Trust in week 26: "));
    /// let why::Data::Variable(trust) = why.data() else { panic!("it is no constant") };
    /// assert_eq!(trust.chain[0].effect, "trust");
    /// ```
    ///
    /// # Errors
    /// What is not called so, or not kept; what is no number at that moment; a run that is too large.
    pub fn ask(&self, scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Why, Refusal> {
        let asked = names::asked(&scenario, &self.variable)?;
        let at = moment(&scenario, self.at)?;
        let of = match asked {
            Asked::Variable(of) => of,
            Asked::Intervention(index) => {
                return Ok(Why::Intervention(Intervention::of(scenario, index, at, onlooker)?));
            }
        };
        let model = scenario.model.clone();
        match &model.variable(of).kind {
            Kind::Constant(_) => Ok(Why::Constant(Constant::of(scenario, of, at))),
            Kind::Noise(noise) => Ok(Why::Luck(Luck::of(scenario, of, noise))),
            _ => {
                let usual = Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario.clone() };
                let mut explained = explain(usual, of, at, onlooker)?;
                let loops = &explained.dominance.whole.told;
                explained.quarter = Quarter::of(&scenario, of, at, loops, &Briefly(onlooker))?;
                explained.details = self.details;
                Ok(Why::Variable(Box::new(explained)))
            }
        }
    }
}

impl Why {
    /// What moves it, and the loop behind it: a sentence each, and nothing else.
    pub fn in_short(&self) -> Vec<String> {
        match self {
            Why::Variable(explained) => explained.in_short().into_iter().filter(|text| !text.is_empty()).collect(),
            Why::Constant(constant) => vec![constant.told()],
            Why::Luck(luck) => vec![luck.told()],
            Why::Intervention(intervention) => vec![intervention.told()],
        }
    }
}

impl Answer for Why {
    type Data = Data;
    const NAME: &'static str = "why";

    fn data(&self) -> Data {
        match self {
            Why::Variable(explained) => Data::Variable(Box::new(explained.data())),
            Why::Constant(constant) => Data::Constant(constant.data()),
            Why::Luck(luck) => Data::Luck(luck.data()),
            Why::Intervention(intervention) => Data::Intervention(intervention.data()),
        }
    }

    fn words(&self) -> Words {
        match self {
            Why::Variable(explained) => explained.told(),
            Why::Constant(constant) => Words::of(constant.told()),
            Why::Luck(luck) => Words::of(luck.told()),
            Why::Intervention(intervention) => Words::of(intervention.told()),
        }
    }
}

/// The index of a saved moment.
fn moment(scenario: &Scenario, asked: f64) -> Result<usize, Refusal> {
    let time = &scenario.time;
    time.saved_index(asked).ok_or_else(|| {
        let last = time.saved().last().copied().unwrap_or(time.start);
        let why = format!(
            "results are kept from {} {} to {}, every {}",
            singular(&time.unit),
            plain(time.start),
            plain(last),
            plain(time.save)
        );
        Refusal::of("at", plain(asked), why)
    })
}

fn explain(scenario: Scenario, of: VariableId, at: usize, onlooker: &dyn Onlooker) -> Result<Explained, Refusal> {
    let quiet = &Briefly(onlooker);
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

    let delays = model.ids().filter(|id| matches!(model.variable(*id).kind, Kind::Pipeline(_)));
    let parts = Parts::new(&graph, &parts, Motion { changes: &changes, turns: &turns }).with_delays(delays);
    let moment = at.max(1).min(times.len() - 1);
    let back = |time: usize| match is_still(&values, &turns, of, time) {
        true => Chain { steps: Vec::new(), end: End::Origin(of) },
        false => parts.chain(of, time),
    };
    let whole = back(moment);
    let on_chain = whole.variables(of);
    let run = finite::Run { scenario: &scenario, graph: &graph, times: &times, values: &values };
    if let Some(wrong) = &scored.samples.not_finite {
        run.refuse_or_warn(of, wrong, &on_chain, moment, parts.unknown(&on_chain, moment), onlooker)?;
    }
    let dominance = dominance_through(&run, &on_chain, moment, quiet)?;
    let circle = whole.circle();
    let round = |told: &&Loop| {
        !circle.is_empty() && told.routes.iter().any(|route| circle.iter().all(|link| runs_along(&graph, route, *link)))
    };
    let closes = dominance.loops.iter().map(|passing| &passing.told).chain(&dominance.told).find(round).cloned();
    let near = |chain: Chain| {
        let told = causes::told(&model, &chain, of);
        chain.within(causes::MOST_STEPS, &told, |id| {
            model.variable(id).is_state() || model.variable(model.shown(id)).is_state()
        })
    };
    // A circle with a name is told whole.
    let chain = if closes.is_some() { whole } else { near(whole) };
    let time = &scenario.time;
    let last_before =
        |at: usize| turning_point(&values[of.0 as usize], time.save, at, changes[of.0 as usize][at] / time.dt);
    let turning_point = last_before(at);
    let shift = turning_point.as_ref().and_then(|point| {
        let then = near(back(point.at + point.span));
        let effects: Vec<VariableId> = chain.variables(of).into_iter().chain(then.variables(of)).collect();
        parts.largest_shift(&effects, point.moments_before(), point.moments_after())
    });
    let from = turning_point.map_or(at.saturating_sub(exogenous::reach(&times)), |point| point.at - point.span);
    let events = exogenous::events(&scenario, times[from], times[moment]);
    let previous = turning_point.and_then(|last| last_before(last.at)).map_or(0, |point| point.at);
    Ok(Explained {
        scenario,
        of,
        times,
        at,
        scored: moment,
        values,
        changes,
        turns,
        chain,
        dominance,
        closes,
        events,
        turning_point,
        previous,
        shift,
        quarter: None,
        details: false,
    })
}

/// Whether these are changes, or turns, that come to nothing but for rounding beside what the variable has been so far.
fn is_still(values: &[Vec<f64>], changes: &[Vec<f64>], of: VariableId, time: usize) -> bool {
    let so_far =
        values[of.0 as usize][..=time].iter().filter(|x| x.is_finite()).fold(0.0_f64, |most, x| most.max(x.abs()));
    changes[of.0 as usize][time].abs() <= STILL * so_far
}

impl Explained {
    /// The loop that does most of those that pass, over some moments, with its mean share.
    fn leader(&self, moments: std::ops::RangeInclusive<usize>) -> Option<(&LoopThrough, f64)> {
        let mean = |passing: &LoopThrough| {
            let shares = &passing.shares[moments.clone()];
            shares.iter().sum::<f64>() / shares.len() as f64
        };
        let found = self.dominance.loops.iter().map(|passing| (passing, mean(passing)));
        found.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, share)| *share > 0.0)
    }

    /// The loop with the largest share of those that run along a link.
    fn loop_along(&self, graph: &Graph, link: (VariableId, VariableId)) -> Option<&LoopThrough> {
        self.dominance.loops.iter().find(|passing| {
            passing.shares[self.scored] > 0.0 && passing.routes.iter().any(|r| runs_along(graph, r, link))
        })
    }

    /// Change per unit of time at the moment, by the last step that is scored.
    fn rate(&self, of: VariableId) -> f64 {
        self.changes[of.0 as usize][self.scored] / self.scenario.time.dt
    }
}
