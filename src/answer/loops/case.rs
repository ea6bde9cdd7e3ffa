//! A scenario run with each of its loops held in turn.

use crate::analysis::loops::loop_set::LoopSet;
use crate::analysis::loops::trajectory::{beyond, did, summed};
use crate::analysis::paired::{PairedDifference, is_told};
use crate::analysis::summary::{Summary, summarise};
use crate::answer::ensemble::{ensemble, held as run_held};
use crate::answer::{Onlooker, Refusal};
use crate::figure::diagram::subject::Subject;
use crate::model::VariableId;
use crate::model::scenario::Scenario;
use crate::results::Results;
use crate::run::keep::Wanted;
use crate::run::windows::{AtTheEnd, Windows};

use super::window::Spans;

/// Loops that are held at one and the same link.
pub struct Held {
    /// Their places among all that are told of.
    pub loops: Vec<usize>,
    pub link: (VariableId, VariableId),
}

/// The links at which loops are held, each once.
pub fn held(set: &LoopSet) -> Vec<Held> {
    let mut out: Vec<Held> = Vec::new();
    for (place, told) in set.loops.iter().enumerate() {
        match out.iter_mut().find(|held| held.link == told.cut) {
            Some(held) => held.loops.push(place),
            None => out.push(Held { loops: vec![place], link: told.cut }),
        }
    }
    out
}

/// What loops did in a scenario.
pub struct Case {
    pub label: String,
    pub scenario: Scenario,
    /// The outcome, moment by moment.
    pub results: Results,
    pub summary: Summary,
    /// First and last moment of each window.
    pub windows: Vec<(f64, f64)>,
    /// The same, by the indices of saved moments.
    saved: Vec<(usize, usize)>,
    /// What each set did.
    ///
    /// # Shape
    /// `each[set][window]`
    pub each: Vec<Vec<PairedDifference>>,
    /// What each did alone, added up.
    pub summed: Vec<PairedDifference>,
    /// What all did together: with all links held at once.
    pub together: Vec<PairedDifference>,
    /// How the outcome itself changed from the beginning of a window to its end.
    pub change: Vec<PairedDifference>,
    /// What pairs did beyond each alone.
    ///
    /// # Shape
    /// `beyond[pair][window]`
    pub beyond: Vec<Vec<PairedDifference>>,
    found: AtTheEnd,
}

impl Case {
    /// Runs it: once as it is, and from each window's beginning once for each set and once for all of them.
    ///
    /// # Errors
    /// Those of a run.
    pub fn run(
        label: String,
        scenario: Scenario,
        held: &[Held],
        of: VariableId,
        spans: &Spans,
        onlooker: &dyn Onlooker,
    ) -> Result<Case, Refusal> {
        let mut variables = vec![of];
        variables.extend(Subject::room(&scenario.model).variables.into_iter().filter(|id| *id != of));
        let wanted = Wanted { variables, ..Wanted::default() };
        let results = ensemble(&scenario, &wanted, onlooker)?;
        let mut sets: Vec<Vec<(VariableId, VariableId)>> = held.iter().map(|held| vec![held.link]).collect();
        sets.push(held.iter().map(|held| held.link).collect());
        let found = go_on(&scenario, sets, of, spans, onlooker)?;
        let all: Vec<usize> = (0..held.len()).collect();
        let windows = 0..spans.starts.len();
        let times = results.times();
        let nothing = vec![0.0; results.replications()];
        let row = |time: usize| results.at(of, time).unwrap_or(&nothing);
        let change = |start: &usize| PairedDifference::of(row(*start), row(start + spans.length));
        Ok(Case {
            label,
            windows: spans.starts.iter().map(|start| (times[*start], times[start + spans.length])).collect(),
            saved: spans.starts.iter().map(|start| (*start, start + spans.length)).collect(),
            each: all.iter().map(|set| windows.clone().map(|window| did(&found, *set, window)).collect()).collect(),
            summed: windows.clone().map(|window| summed(&found, &all, window)).collect(),
            together: windows.map(|window| did(&found, held.len(), window)).collect(),
            change: spans.starts.iter().map(change).collect(),
            beyond: Vec::new(),
            summary: summarise(&results),
            results,
            scenario,
            found,
        })
    }

    /// Runs pairs of sets, held at once.
    ///
    /// # Errors
    /// Those of a run.
    pub fn run_pairs(
        &mut self,
        held: &[Held],
        of: VariableId,
        spans: &Spans,
        pairs: &[[usize; 2]],
        onlooker: &dyn Onlooker,
    ) -> Result<(), Refusal> {
        if pairs.is_empty() {
            return Ok(());
        }
        let sets = pairs.iter().map(|pair| pair.map(|set| held[set].link).to_vec()).collect();
        let both = go_on(&self.scenario, sets, of, spans, onlooker)?;
        let windows = 0..self.windows.len();
        let of_pair = |(place, pair): (usize, &[usize; 2])| -> Vec<PairedDifference> {
            windows.clone().map(|window| beyond(&self.found, *pair, &both, place, window)).collect()
        };
        self.beyond = pairs.iter().enumerate().map(of_pair).collect();
        Ok(())
    }

    /// How the variables that a room sees changed in a window, on the mean, where that can be told from nothing.
    pub fn changes(&self, window: usize) -> impl Iterator<Item = (VariableId, f64)> + '_ {
        let (from, to) = self.saved[window];
        let change = move |id: &VariableId| {
            let change = PairedDifference::of(self.results.at(*id, from)?, self.results.at(*id, to)?).mean;
            is_told(change).then_some((*id, change.value))
        };
        self.results.variables().iter().filter_map(change)
    }

    /// What several sets did, each alone, added up.
    pub fn summed(&self, sets: &[usize]) -> Vec<PairedDifference> {
        (0..self.windows.len()).map(|window| summed(&self.found, sets, window)).collect()
    }
}

/// Runs a scenario with sets of links held from the beginning of each window to its end.
fn go_on(
    scenario: &Scenario,
    sets: Vec<Vec<(VariableId, VariableId)>>,
    of: VariableId,
    spans: &Spans,
    onlooker: &dyn Onlooker,
) -> Result<AtTheEnd, Refusal> {
    let steps = scenario.time.steps_a_save();
    let starts = spans.starts.iter().map(|start| start * steps).collect();
    let windows = Windows { sets, starts, length: spans.length * steps, variable: of };
    run_held(scenario, &windows, onlooker)
}

/// The sets by the most that they did in any window of any case, the first the strongest.
pub fn strongest(cases: &[Case], sets: usize) -> Vec<usize> {
    let most = |set: usize| {
        let sizes = cases.iter().flat_map(|case| &case.each[set]).map(|did| did.mean.value.abs());
        sizes.filter(|size| size.is_finite()).fold(0.0, f64::max)
    };
    let sizes: Vec<f64> = (0..sets).map(most).collect();
    let mut order: Vec<usize> = (0..sets).collect();
    order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]));
    order
}
