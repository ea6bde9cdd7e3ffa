//! Which loops drive a variable: those that pass it or what moves it, and the one that leads the whole model.

use crate::analysis::dominance::{Rows, dominance};
use crate::analysis::lead::least;
use crate::analysis::passing::via;
use crate::analysis::story::{Cast, Told};
use crate::analysis::turning::{Phase, lasting, phases_up_to};
use crate::analysis::upper_hand::{Sign, Way, ways};
use crate::analysis::ways_round::{Found, search};
use crate::answer::scoring::{cast_story, score, usual_scores};
use crate::answer::{Onlooker, Refusal};
use crate::model::VariableId;
use crate::model::loops::Polarity;
use crate::program::scores::{Route, Score};

use super::finite::Run;

/// A loop with its part in what all loops do that pass the same variable.
pub struct Passing {
    pub told: Told,
    /// The part of it that passes the variable.
    pub routes: Vec<Route>,
    /// # Shape
    /// By saved moment, from 0 to 1.
    pub shares: Vec<f64>,
    /// Whether it has reinforced or balanced, up to the moment.
    pub phases: Vec<Phase>,
}

impl Passing {
    /// The phase that it is in, where it has been in another before.
    pub fn turned(&self) -> Option<Phase> {
        self.phases.last().copied().filter(|_| self.phases.len() > 1)
    }
}

/// Which loops drive a variable.
pub struct Driving {
    /// All loops that are told of.
    pub told: Vec<Told>,
    /// The first variable on the chain that a loop passes: the variable itself where it is on one.
    pub anchor: Option<VariableId>,
    /// The loops that pass it, by their shares at the moment, the largest first.
    pub loops: Vec<Passing>,
    /// From which saved moment on which of these did most, up to the moment; what is too short to be told is left out.
    pub leads: Vec<(usize, usize)>,
    pub whole: Whole,
    pub searched: Searched,
}

/// What the loops of the whole model do at the moment, as `flywheel loops` tells them.
#[derive(Default)]
pub struct Whole {
    /// The one that leads.
    pub leads: Option<String>,
    /// Which way each of them runs.
    ways: Vec<(String, Way)>,
}

/// Where the loops come from.
pub enum Searched {
    /// The model names them.
    Named,
    /// So many were found; whether these are all that the model has.
    Found(usize, bool),
}

impl Driving {
    /// Which way a loop runs at the moment.
    pub fn way(&self, id: &str) -> Option<Way> {
        self.whole.ways.iter().find(|(other, _)| other == id).map(|(_, way)| *way)
    }
}

/// Finds all loops that are told of, and those that pass the first of the variables which any pass, with their shares.
pub fn driving(
    run: &Run,
    variables: &[VariableId],
    moment: usize,
    onlooker: &dyn Onlooker,
) -> Result<Driving, Refusal> {
    let Run { scenario, graph, times, .. } = run;
    let (model, times) = (&scenario.model, times.len());
    let is_named = !model.loops.is_empty();
    let Found { ways, every, .. } = match is_named {
        true => Found { ways: Vec::new(), every: false, to_the_end: true },
        false => search(graph, |asked| usual_scores(scenario, graph, asked, onlooker))?,
    };
    let searched = if is_named { Searched::Named } else { Searched::Found(ways.len(), every) };
    let told = cast_story(scenario, graph, &ways, Cast::Everyone, onlooker)?.loops;
    let whole_model = whole(run, &ways, moment, onlooker)?;
    let parts = |told: &Told, id: VariableId| told.routes.iter().flat_map(|route| via(graph, route, id)).collect();
    let passing = |told: &[Told], id: VariableId| -> Vec<Passing> {
        let all = told.iter().map(|told| Passing {
            told: told.clone(),
            routes: parts(told, id),
            shares: Vec::new(),
            phases: Vec::new(),
        });
        all.filter(|passing| !passing.routes.is_empty()).collect()
    };
    let found = variables.iter().find_map(|id| Some((*id, passing(&told, *id))).filter(|(_, loops)| !loops.is_empty()));
    let Some((anchor, mut loops)) = found else {
        return Ok(Driving { told, anchor: None, loops: Vec::new(), leads: Vec::new(), whole: whole_model, searched });
    };
    let asked: Vec<Score> = loops.iter().map(|passing| Score::Loop(passing.routes.clone())).collect();
    let scores = score(scenario, graph, &[], &asked, onlooker)?.scores;
    let all = |time: usize| scores.iter().skip(time).step_by(times).map(|score| score.abs()).sum::<f64>();
    let wholes: Vec<f64> = (0..times).map(all).collect();
    for (passing, scores) in loops.iter_mut().zip(scores.chunks(times)) {
        let share =
            |(score, whole): (&f64, &f64)| if *whole > 0.0 && whole.is_finite() { score.abs() / whole } else { 0.0 };
        passing.phases = phases_up_to(scores, moment);
        passing.shares = scores.iter().zip(&wholes).map(share).collect();
    }
    loops.sort_by(|a, b| b.shares[moment].total_cmp(&a.shares[moment]));
    let leads = leads(&loops, times, moment);
    Ok(Driving { told, anchor: Some(anchor), loops, leads, whole: whole_model, searched })
}

/// From when on which loop has done most, of those that pass.
fn leads(loops: &[Passing], times: usize, moment: usize) -> Vec<(usize, usize)> {
    let most = |time: usize| {
        let share = |of: &usize| loops[*of].shares[time];
        (0..loops.len()).max_by(|a, b| share(a).total_cmp(&share(b))).filter(|of| share(of) > 0.0)
    };
    let least = least(times);
    lasting((0..=moment).map(most), least, least.div_ceil(2))
}

/// The loop that leads among those that `flywheel loops` tells, and which way each of them runs.
fn whole(run: &Run, found: &[Route], moment: usize, onlooker: &dyn Onlooker) -> Result<Whole, Refusal> {
    let Run { scenario, graph, times, values } = run;
    let story = cast_story(scenario, graph, found, Cast::Story, onlooker)?;
    if story.loops.is_empty() {
        return Ok(Whole::default());
    }
    let scores = score(scenario, graph, &[], &story.scores(graph), onlooker)?.scores;
    let others = story.rest_counts();
    let rows =
        Rows { scores: &scores, partition: &story.partition, others: &others, times: times.len(), replications: 1 };
    let dominance = dominance(&rows);
    let sign = |told: &Told| told.shown_by.map(|(id, better)| Sign { values: &values[id.0 as usize], better });
    let signs: Vec<Option<Sign>> = story.loops.iter().map(sign).collect();
    let polarities: Vec<Polarity> = story.loops.iter().map(|told| told.polarity).collect();
    let ways = ways(&dominance, &polarities, &signs);
    let id = |of: usize| story.loops[of].id.clone();
    let ways = (0..story.loops.len()).map(|of| (id(of), ways.at(of, moment)[0])).collect();
    Ok(Whole { leads: dominance.leader(moment, 0).map(id), ways })
}
