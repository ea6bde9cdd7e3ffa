//! What moves a variable: its causes with their parts, and the chain that is found by following back, each time, the largest
//! part that works the way the variable goes.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::model::VariableId;
use crate::model::graph::Graph;

/// The parts of causes in what their effects do: see [`Score::Part`](crate::program::scores::Score::Part).
pub struct Parts<'a> {
    graph: &'a Graph,
    /// # Shape
    /// `parts[link][time]`, in the order of the graph's links.
    parts: &'a [Vec<f64>],
    motion: Motion<'a>,
    /// Delays of fixed length.
    delayed: HashSet<VariableId>,
    /// The links into each variable.
    into: Vec<Vec<usize>>,
}

/// How variables move, as [`Score::Change`](crate::program::scores::Score::Change) and
/// [`Score::Turn`](crate::program::scores::Score::Turn) say.
///
/// # Shape
/// `changes[variable][time]`, and turns the same way.
#[derive(Debug, Clone, Copy)]
pub struct Motion<'a> {
    pub changes: &'a [Vec<f64>],
    pub turns: &'a [Vec<f64>],
}

/// A cause among all of an effect.
///
/// # Units
/// The size of its part in the sizes of all: those of one effect add up to 1. Negative where it works against the way that is
/// followed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub cause: VariableId,
    pub share: f64,
}

/// A link of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub effect: VariableId,
    pub cause: Share,
    /// The cause is a flow that works against the way its state goes, and is followed for what in it still works for it.
    pub carried: bool,
    /// The other causes that have a part, the largest first.
    pub others: Vec<Share>,
}

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It comes back to a variable that it has passed: from there on it is a loop.
    Circle(VariableId),
    /// No other variable has a part in what this one does.
    Origin(VariableId),
    /// It goes on from here, and is not followed any farther.
    Cut(VariableId),
}

/// A way back from a variable, each time to the cause that does most of what works the way it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    pub steps: Vec<Step>,
    pub end: End,
}

/// How a cause's share is another one after a moment than before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    pub cause: VariableId,
    pub effect: VariableId,
    /// Sizes, from 0 to 1.
    pub before: f64,
    pub after: f64,
}

impl<'a> Parts<'a> {
    pub fn new(graph: &'a Graph, parts: &'a [Vec<f64>], motion: Motion<'a>) -> Parts<'a> {
        assert_eq!(parts.len(), graph.links.len(), "parts of each link");
        let mut into = vec![Vec::new(); graph.width()];
        graph.links.iter().enumerate().for_each(|(i, link)| into[link.effect.0 as usize].push(i));
        Parts { graph, parts, motion, delayed: HashSet::new(), into }
    }

    /// The same where these are delays of fixed length.
    pub fn with_delays(self, delayed: impl IntoIterator<Item = VariableId>) -> Parts<'a> {
        Parts { delayed: delayed.into_iter().collect(), ..self }
    }

    /// The first of these variables into which what a link brings is no finite number.
    pub fn unknown(&self, effects: &[VariableId], time: usize) -> Option<VariableId> {
        let unknown =
            |effect: &&VariableId| self.into[effect.0 as usize].iter().any(|link| !self.parts[*link][time].is_finite());
        effects.iter().find(unknown).copied()
    }

    /// The causes that have a part in what a variable does at a moment, with a plus for those that work upwards; first those
    /// with the largest part.
    fn causes(&self, effect: VariableId, time: usize) -> Vec<Share> {
        let part = |link: &usize| (self.graph.links[*link].cause, self.parts[*link][time]);
        let parts: Vec<(VariableId, f64)> = self.into[effect.0 as usize].iter().map(part).collect();
        let whole: f64 = parts.iter().map(|(_, part)| part.abs()).sum();
        if whole == 0.0 || !whole.is_finite() {
            return Vec::new();
        }
        let turn = self.motion.turns[effect.0 as usize][time].signum();
        let shares = parts.into_iter().map(|(cause, part)| Share { cause, share: turn * part / whole });
        let mut out: Vec<Share> = shares.filter(|share| share.share != 0.0).collect();
        out.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()));
        out
    }

    /// The way a variable goes: 1 for up, -1 for down. One that stands still goes where it turns.
    fn way(&self, of: VariableId, time: usize) -> f64 {
        let [change, turn] = [self.motion.changes, self.motion.turns].map(|rows| rows[of.0 as usize][time]);
        if change == 0.0 { turn.signum() } else { change.signum() }
    }

    /// Follows the way a variable goes at a moment back to what makes it go there: of all causes that work that way the one
    /// with the largest part, and so on from there.
    ///
    /// Nothing may work the way that a state goes, which then goes ever more slowly: of its flow that is asked which works
    /// most, for what in it still works that way. Where even there nothing does, what slows it is followed.
    ///
    /// What comes out of a delay of fixed length went in long before: what goes in now is no cause of it, and the chain is
    /// cut there, as it is where no part works the way that something else than a state goes.
    pub fn chain(&self, from: VariableId, time: usize) -> Chain {
        let mut steps: Vec<Step> = Vec::new();
        let mut passed = HashSet::from([from]);
        let (mut effect, mut way) = (from, self.way(from, time));
        loop {
            let mut causes = self.causes(effect, time);
            causes.iter_mut().for_each(|cause| cause.share *= way);
            if causes.is_empty() {
                return Chain { steps, end: End::Origin(effect) };
            }
            let is_state = self.graph.states.binary_search(&effect).is_ok();
            let along = causes.iter().position(|cause| cause.share > 0.0);
            if self.delayed.contains(&effect) || along.is_none() && !is_state {
                return Chain { steps, end: End::Cut(effect) };
            }
            let cause = causes.remove(along.unwrap_or(0));
            way = self.way(cause.cause, time);
            let carried = along.is_none() && self.causes(cause.cause, time).iter().any(|share| share.share * way < 0.0);
            if carried {
                way = -way;
            }
            steps.push(Step { effect, cause, carried, others: causes });
            if !passed.insert(cause.cause) {
                return Chain { steps, end: End::Circle(cause.cause) };
            }
            effect = cause.cause;
        }
    }

    /// The link into one of these variables whose share differs most between two stretches of a run; of equals the first.
    /// Stretches in which the effect does nothing do not count.
    pub fn largest_shift(
        &self,
        effects: &[VariableId],
        before: RangeInclusive<usize>,
        after: RangeInclusive<usize>,
    ) -> Option<Shift> {
        let mut found: Option<Shift> = None;
        for &effect in effects {
            let [Some(old), Some(new)] = [&before, &after].map(|moments| self.mean_shares(effect, moments.clone()))
            else {
                continue;
            };
            for ((link, before), after) in self.into[effect.0 as usize].iter().zip(old).zip(new) {
                let shift = Shift { cause: self.graph.links[*link].cause, effect, before, after };
                if found.is_none_or(|best| shift.size() > best.size()) {
                    found = Some(shift);
                }
            }
        }
        found
    }

    /// Sizes of the shares of all links into a variable, in the mean of the moments at which it changes.
    fn mean_shares(&self, effect: VariableId, moments: RangeInclusive<usize>) -> Option<Vec<f64>> {
        let into = &self.into[effect.0 as usize];
        let mut sums = vec![0.0; into.len()];
        let mut count = 0;
        for time in moments {
            let sizes: Vec<f64> = into.iter().map(|link| self.parts[*link][time].abs()).collect();
            let whole: f64 = sizes.iter().sum();
            if whole > 0.0 && whole.is_finite() {
                count += 1;
                sums.iter_mut().zip(sizes).for_each(|(sum, size)| *sum += size / whole);
            }
        }
        (count > 0).then(|| sums.into_iter().map(|sum| sum / f64::from(count)).collect())
    }
}

impl Shift {
    pub fn size(&self) -> f64 {
        (self.after - self.before).abs()
    }
}

impl Chain {
    /// The variables from the one that is asked about back to the last, each once.
    pub fn variables(&self, from: VariableId) -> Vec<VariableId> {
        let mut out = vec![from];
        out.extend(self.steps.iter().map(|step| step.cause.cause));
        if matches!(self.end, End::Circle(_)) {
            out.pop();
        }
        out
    }

    /// The chain as far as it can be told: to the farthest stock, or its end, that is reached by at most so many steps that
    /// are told; where there is none so near, to the nearest.
    ///
    /// # Shape
    /// `told[step]`: whether the step is told.
    pub fn within(mut self, most: usize, told: &[bool], is_stock: impl Fn(VariableId) -> bool) -> Chain {
        let last = self.steps.len().saturating_sub(1);
        let mut count = 0;
        let mut found = None;
        for (i, step) in self.steps.iter().enumerate() {
            count += usize::from(told[i]);
            if count > most && found.is_some() {
                break;
            }
            if i == last || count > 0 && is_stock(step.cause.cause) {
                found = Some(i);
            }
        }
        if let Some(at) = found.filter(|at| *at < last) {
            self.end = End::Cut(self.steps[at].cause.cause);
            self.steps.truncate(at + 1);
        }
        self
    }

    /// The links of the loop at its end, as cause and effect; none where it comes from outside.
    pub fn circle(&self) -> Vec<(VariableId, VariableId)> {
        let End::Circle(at) = self.end else { return Vec::new() };
        let first = self.steps.iter().position(|step| step.effect == at).unwrap_or(0);
        self.steps[first..].iter().map(|step| (step.cause.cause, step.effect)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::graph::Link;
    use crate::model::polarity::Influence;

    const A: VariableId = VariableId(0);
    const B: VariableId = VariableId(1);
    const C: VariableId = VariableId(2);
    const D: VariableId = VariableId(3);

    /// D goes into C, C into B, B into A and A into C again.
    fn graph() -> Graph {
        let link = |(cause, effect)| Link { cause, effect, influence: Influence::Plus };
        Graph::new(4, [(A, C), (B, A), (C, B), (D, C)].map(link).to_vec(), vec![A])
    }

    fn parts<'a>(graph: &'a Graph, parts: &'a [Vec<f64>], changes: &'a [Vec<f64>], turns: &'a [Vec<f64>]) -> Parts<'a> {
        Parts::new(graph, parts, Motion { changes, turns })
    }

    #[test]
    fn the_largest_part_that_works_the_way_it_goes_is_followed() {
        // What works against it is larger at the first moment: it is told and not followed.
        let scores = [vec![2.0, -3.0], vec![1.0; 2], vec![1.0; 2], vec![-3.0, 1.0]];
        let (graph, up) = (graph(), vec![vec![1.0; 2]; 4]);
        let parts = parts(&graph, &scores, &up, &up);
        let round = parts.chain(B, 0);
        assert_eq!(round.end, End::Circle(B));
        assert_eq!(round.variables(B), [B, C, A]);
        assert_eq!(round.circle(), [(C, B), (A, C), (B, A)]);
        let of_c = &round.steps[1];
        assert_eq!(of_c.cause, Share { cause: A, share: 0.4 });
        assert_eq!(of_c.others, [Share { cause: D, share: -0.6 }]);
        let outside = parts.chain(B, 1);
        assert_eq!((outside.end, outside.variables(B)), (End::Origin(D), vec![B, C, D]));
        assert_eq!(outside.circle(), []);
    }

    /// A goes up, ever more slowly, for its flow B shrinks; in B works A itself against it, and C, which still drives A.
    #[test]
    fn a_state_that_slows_down_is_asked_for_what_still_drives_it() {
        let link = |(cause, effect)| Link { cause, effect, influence: Influence::Plus };
        let graph = Graph::new(3, [(A, B), (B, A), (C, B)].map(link).to_vec(), vec![A]);
        let (changes, turns) = ([vec![1.0], vec![-1.0], vec![1.0]], [vec![-1.0], vec![-1.0], vec![1.0]]);
        let scores = [vec![3.0], vec![1.0], vec![-2.0]];
        let chain = parts(&graph, &scores, &changes, &turns).chain(A, 0);
        assert_eq!((chain.end, chain.variables(A)), (End::Origin(C), vec![A, B, C]));
        assert_eq!(chain.steps.iter().map(|step| step.cause.share).collect::<Vec<_>>(), [-1.0, 0.4]);
        assert!(chain.steps[0].carried && !chain.steps[1].carried);
        // With nothing that drives it any more, what slows it is told.
        let scores = [vec![3.0], vec![1.0], vec![0.0]];
        let slowing = parts(&graph, &scores, &changes, &turns).chain(A, 0);
        assert_eq!((slowing.end, slowing.steps[0].carried), (End::Circle(A), false));
    }

    #[test]
    fn it_is_told_to_the_farthest_stock_that_is_near() {
        let step = |i| Step {
            effect: VariableId(i),
            cause: Share { cause: VariableId(i + 1), share: 1.0 },
            carried: false,
            others: Vec::new(),
        };
        let chain = Chain { steps: (0..8).map(step).collect(), end: End::Origin(VariableId(8)) };
        let cut = |most, stocks: &[u32], told: &[bool]| {
            let cut = chain.clone().within(most, told, |id| stocks.contains(&id.0));
            (cut.steps.len(), cut.end)
        };
        let all = [true; 8];
        assert_eq!(cut(5, &[2, 4, 6], &all), (4, End::Cut(VariableId(4))));
        assert_eq!(cut(5, &[7], &all), (7, End::Cut(VariableId(7))));
        assert_eq!(cut(8, &[2], &all), (8, End::Origin(VariableId(8))));
        // What is not told does not count.
        let silent = [true, false, true, false, true, true, true, true];
        assert_eq!(cut(5, &[2, 4, 7], &silent), (7, End::Cut(VariableId(7))));
    }

    #[test]
    fn what_came_out_of_a_delay_went_in_before() {
        let (scores, up) = (vec![vec![1.0]; 4], vec![vec![1.0]; 4]);
        let graph = graph();
        let chain = parts(&graph, &scores, &up, &up).with_delays([C]).chain(B, 0);
        assert_eq!((chain.end, chain.variables(B)), (End::Cut(C), vec![B, C]));
    }

    #[test]
    fn what_works_against_the_way_it_goes_is_no_cause() {
        // B goes down while the one link into it works upwards.
        let scores = [vec![1.0], vec![1.0], vec![-1.0], vec![1.0]];
        let (graph, up) = (graph(), vec![vec![1.0]; 4]);
        assert_eq!(parts(&graph, &scores, &up, &up).chain(B, 0).end, End::Cut(B));
    }

    #[test]
    fn a_loop_may_begin_behind_the_variable() {
        let link = |(cause, effect)| Link { cause, effect, influence: Influence::Plus };
        let graph = Graph::new(3, [(B, A), (B, C), (C, B)].map(link).to_vec(), vec![B]);
        let (scores, up) = ([vec![1.0], vec![1.0], vec![1.0]], vec![vec![1.0]; 3]);
        let chain = parts(&graph, &scores, &up, &up).chain(A, 0);
        assert_eq!((chain.end, chain.variables(A)), (End::Circle(B), vec![A, B, C]));
        assert_eq!(chain.circle(), [(C, B), (B, C)]);
    }

    #[test]
    fn the_share_that_changes_most_is_found_and_rest_does_not_count() {
        // Into C come A and D: one to three, then nothing moves, then three to one.
        let (a, d) = (vec![1.0, 0.0, 3.0, 3.0], vec![-3.0, 0.0, 1.0, 1.0]);
        let scores = [a, vec![1.0; 4], vec![1.0; 4], d];
        let (graph, up) = (graph(), vec![vec![1.0; 4]; 4]);
        let parts = parts(&graph, &scores, &up, &up);
        let found = parts.largest_shift(&[A, B, C], 0..=1, 2..=3);
        assert_eq!(found, Some(Shift { cause: A, effect: C, before: 0.25, after: 0.75 }));
        assert_eq!(parts.largest_shift(&[C], 1..=1, 2..=3), None);
    }
}
