//! Which loops drive a variable: those that pass it or what moves it, and the one that leads the whole model.

use crate::analysis::loops::direction::{Direction, Indicator, directions};
use crate::analysis::loops::discovery::{Discovery, discover};
use crate::analysis::loops::dominance::{Rows, dominance};
use crate::analysis::loops::dominance_phases::least;
use crate::analysis::loops::loop_set::{Loop, Selection};
use crate::analysis::loops::membership::via;
use crate::analysis::loops::polarity_phases::{PolarityPhase, lasting, polarity_phases_up_to};
use crate::answer::scoring::{named_loops, score, usual_scores};
use crate::answer::{Onlooker, Refusal};
use crate::model::VariableId;
use crate::model::loops::Polarity;
use crate::program::scores::{Route, Score};

use super::finite::Run;

/// A loop with its part in what all loops do that pass the same variable.
pub struct LoopThrough {
    pub told: Loop,
    /// The part of it that passes the variable.
    pub routes: Vec<Route>,
    /// # Shape
    /// By saved moment, from 0 to 1.
    pub shares: Vec<f64>,
    /// Whether it has reinforced or balanced, up to the moment.
    pub phases: Vec<PolarityPhase>,
}

impl LoopThrough {
    /// The phase that it is in, where it has been in another before.
    pub fn turned(&self) -> Option<PolarityPhase> {
        self.phases.last().copied().filter(|_| self.phases.len() > 1)
    }
}

/// Which loops drive a variable.
pub struct DominanceThrough {
    /// All loops that are told of.
    pub told: Vec<Loop>,
    /// The first variable on the chain that a loop passes: the variable itself where it is on one.
    pub anchor: Option<VariableId>,
    /// The loops that pass it, by their shares at the moment, the largest first.
    pub loops: Vec<LoopThrough>,
    /// From which saved moment on which of these did most, up to the moment; what is too short to be told is left out.
    pub dominant: Vec<(usize, usize)>,
    pub whole: WholeModel,
    pub searched: Searched,
}

/// What the loops of the whole model do at the moment, as `flywheel loops` tells them.
#[derive(Default)]
pub struct WholeModel {
    /// Those that it tells.
    pub told: Vec<Loop>,
    /// The one that leads.
    pub dominant: Option<String>,
    /// Which way each of them runs.
    directions: Vec<(String, Direction)>,
}

/// Where the loops come from.
pub enum Searched {
    /// The model names them.
    Named,
    /// So many were found; whether these are all that the model has.
    Found(usize, bool),
}

impl DominanceThrough {
    /// Which way a loop runs at the moment.
    pub fn direction(&self, id: &str) -> Option<Direction> {
        self.whole.directions.iter().find(|(other, _)| other == id).map(|(_, direction)| *direction)
    }
}

/// Finds all loops that are told of, and those that pass the first of the variables which any pass, with their shares.
pub fn dominance_through(
    run: &Run,
    variables: &[VariableId],
    moment: usize,
    onlooker: &dyn Onlooker,
) -> Result<DominanceThrough, Refusal> {
    let Run { scenario, graph, times, .. } = run;
    let (model, times) = (&scenario.model, times.len());
    let is_named = !model.loops.is_empty();
    let Discovery { loops: found, all, .. } = match is_named {
        true => Discovery { loops: Vec::new(), all: false, finished: true },
        false => discover(graph, |asked| usual_scores(scenario, graph, asked, onlooker))?,
    };
    let searched = if is_named { Searched::Named } else { Searched::Found(found.len(), all) };
    let told = named_loops(scenario, graph, &found, Selection::All, onlooker)?.loops;
    let whole_model = whole(run, &found, moment, onlooker)?;
    let parts = |told: &Loop, id: VariableId| told.routes.iter().flat_map(|route| via(graph, route, id)).collect();
    let passing = |told: &[Loop], id: VariableId| -> Vec<LoopThrough> {
        let all = told.iter().map(|told| LoopThrough {
            told: told.clone(),
            routes: parts(told, id),
            shares: Vec::new(),
            phases: Vec::new(),
        });
        all.filter(|passing| !passing.routes.is_empty()).collect()
    };
    let through =
        variables.iter().find_map(|id| Some((*id, passing(&told, *id))).filter(|(_, loops)| !loops.is_empty()));
    let Some((anchor, mut loops)) = through else {
        return Ok(DominanceThrough {
            told,
            anchor: None,
            loops: Vec::new(),
            dominant: Vec::new(),
            whole: whole_model,
            searched,
        });
    };
    let asked: Vec<Score> = loops.iter().map(|passing| Score::Loop(passing.routes.clone())).collect();
    let scores = score(scenario, graph, &[], &asked, onlooker)?.scores;
    let all = |time: usize| scores.iter().skip(time).step_by(times).map(|score| score.abs()).sum::<f64>();
    let wholes: Vec<f64> = (0..times).map(all).collect();
    for (passing, scores) in loops.iter_mut().zip(scores.chunks(times)) {
        let share =
            |(score, whole): (&f64, &f64)| if *whole > 0.0 && whole.is_finite() { score.abs() / whole } else { 0.0 };
        passing.phases = polarity_phases_up_to(scores, moment);
        passing.shares = scores.iter().zip(&wholes).map(share).collect();
    }
    loops.sort_by(|a, b| b.shares[moment].total_cmp(&a.shares[moment]));
    let dominant = dominant(&loops, times, moment);
    Ok(DominanceThrough { told, anchor: Some(anchor), loops, dominant, whole: whole_model, searched })
}

/// From when on which loop has done most, of those that pass.
fn dominant(loops: &[LoopThrough], times: usize, moment: usize) -> Vec<(usize, usize)> {
    let most = |time: usize| {
        let share = |of: &usize| loops[*of].shares[time];
        (0..loops.len()).max_by(|a, b| share(a).total_cmp(&share(b))).filter(|of| share(of) > 0.0)
    };
    let least = least(times);
    lasting((0..=moment).map(most), least, least.div_ceil(2))
}

/// The loop that leads among those that `flywheel loops` tells, and which way each of them runs.
fn whole(run: &Run, found: &[Route], moment: usize, onlooker: &dyn Onlooker) -> Result<WholeModel, Refusal> {
    let Run { scenario, graph, times, values } = run;
    let set = named_loops(scenario, graph, found, Selection::Main, onlooker)?;
    if set.loops.is_empty() {
        return Ok(WholeModel::default());
    }
    let scores = score(scenario, graph, &[], &set.scores(graph), onlooker)?.scores;
    let others = set.rest_counts();
    let rows =
        Rows { scores: &scores, partition: &set.partition, others: &others, times: times.len(), replications: 1 };
    let dominance = dominance(&rows);
    let indicator =
        |told: &Loop| told.shown_by.map(|(id, better)| Indicator { values: &values[id.0 as usize], better });
    let indicators: Vec<Option<Indicator>> = set.loops.iter().map(indicator).collect();
    let polarities: Vec<Polarity> = set.loops.iter().map(|told| told.polarity).collect();
    let directions = directions(&dominance, &polarities, &indicators);
    let id = |of: usize| set.loops[of].id.clone();
    let directions = (0..set.loops.len()).map(|of| (id(of), directions.at(of, moment)[0])).collect();
    let dominant = dominance.leader(moment, 0).map(id);
    Ok(WholeModel { told: set.loops, dominant, directions })
}
