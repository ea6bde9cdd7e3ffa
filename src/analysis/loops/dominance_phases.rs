//! Which loop leads from when to when: stretches that cover the whole run, in which one loop leads or several share the lead.

use super::dominance::Dominance;

/// Who leads in a stretch.
#[derive(Debug, Clone, PartialEq)]
pub enum Dominant {
    /// One loop leads in more replications than any other: in this part of the moments and replications of the stretch.
    One(usize, f64),
    /// None does so clearly: the loops that lead most, each with its part, the largest first.
    Shared(Vec<(usize, f64)>),
    /// Nothing changes, or no loop competes with another.
    NoLoop,
    /// What loops do is no number in any replication.
    NoNumber,
}

/// A part of the run: saved moments, both included.
#[derive(Debug, Clone, PartialEq)]
pub struct DominancePhase {
    pub from: usize,
    pub to: usize,
    pub dominant: Dominant,
}

/// One loop leads clearly where it leads in so much more of the replications than the next.
const CLEAR: f64 = 0.1;

/// A short stretch of one loop is no news beside another loop that leads in nearly as many replications.
const LITTLE: f64 = 0.2;

/// So many loops at most share the lead of a stretch, each with at least the part that is worth a word.
const MOST: usize = 3;
const WORTH_A_WORD: f64 = 0.1;

/// Of so many saved moments, fewer than these are no stretch that anyone would tell: of two years, three weeks.
pub fn least(times: usize) -> usize {
    (times.saturating_sub(1) / 32).max(1)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Label {
    One(usize),
    Several,
    NoLoop,
    NoNumber,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
    label: Label,
}

impl Run {
    fn is_short(&self, least: usize) -> bool {
        self.to + 1 - self.from < least
    }

    /// Whether it is of loops: what no loop leads, or is no number, stays as it is.
    fn is_of_loops(&self) -> bool {
        matches!(self.label, Label::One(_) | Label::Several)
    }
}

/// In which part of a run's moments and replications each of the loops leads.
struct Means<'a> {
    loops: usize,
    mean: &'a dyn Fn(&Run, usize) -> f64,
}

/// Tells the run from its second saved moment on (before the first step nothing has changed) in stretches without gaps.
pub fn dominance_phases(dominance: &Dominance) -> Vec<DominancePhase> {
    let leads: Vec<Vec<f64>> =
        (0..dominance.times).map(|time| dominance.leads(time).iter().map(|lead| lead.value).collect()).collect();
    let label = |time: usize| match order(&leads[time]).as_slice() {
        _ if dominance.numbers(time) == 0 => Label::NoNumber,
        [first, ..] if leads[time][*first] == 0.0 => Label::NoLoop,
        [first, second, ..] if leads[time][*first] - leads[time][*second] < CLEAR => Label::Several,
        [first, ..] => Label::One(*first),
        [] => Label::NoLoop,
    };
    let runs: Vec<Run> = (1..dominance.times).map(|time| Run { from: time, to: time, label: label(time) }).collect();
    let mean = |run: &Run, of: usize| {
        (run.from..=run.to).map(|time| leads[time][of]).sum::<f64>() / (run.to + 1 - run.from) as f64
    };
    let means = Means { loops: dominance.loops, mean: &mean };
    let runs = merged(runs, least(dominance.times), &means);
    runs.iter().map(|run| DominancePhase { from: run.from, to: run.to, dominant: dominant(run, &means) }).collect()
}

fn dominant(run: &Run, of: &Means) -> Dominant {
    let Means { loops, mean } = of;
    match run.label {
        Label::NoNumber => Dominant::NoNumber,
        Label::NoLoop => Dominant::NoLoop,
        Label::One(of) => Dominant::One(of, mean(run, of)),
        Label::Several => {
            let parts: Vec<f64> = (0..*loops).map(|of| mean(run, of)).collect();
            let worth = |(place, of): &(usize, usize)| *place < 2 || parts[*of] >= WORTH_A_WORD;
            let first = order(&parts).into_iter().enumerate().take(MOST).filter(worth);
            Dominant::Shared(first.map(|(_, of)| (of, parts[of])).filter(|(_, part)| *part > 0.0).collect())
        }
    }
}

/// The loops by a number, the largest first.
fn order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    order
}

/// Joins neighbours that are the same, and takes short ones into their neighbours where little is lost by it.
fn merged(mut runs: Vec<Run>, least: usize, of: &Means) -> Vec<Run> {
    join(&mut runs);
    loop {
        let mut short: Vec<usize> =
            (0..runs.len()).filter(|i| runs[*i].is_of_loops() && runs[*i].is_short(least)).collect();
        short.sort_by_key(|i| runs[*i].to - runs[*i].from);
        let Some((index, label)) = short.iter().find_map(|i| Some((*i, taken_in(&runs, *i, least, of)?))) else {
            return runs;
        };
        runs[index].label = label;
        join(&mut runs);
    }
}

fn join(runs: &mut Vec<Run>) {
    runs.dedup_by(|next, before| {
        let same = next.label == before.label;
        if same {
            before.to = next.to;
        }
        same
    });
}

/// What a short stretch becomes; None where it stays.
fn taken_in(runs: &[Run], index: usize, least: usize, of: &Means) -> Option<Label> {
    let own = &runs[index];
    let before = index.checked_sub(1).map(|i| &runs[i]).filter(|run| run.is_of_loops());
    let after = runs.get(index + 1).filter(|run| run.is_of_loops());
    let beside = || before.into_iter().chain(after);
    let several = (own.label != Label::Several).then_some(Label::Several);
    if beside().any(|run| run.label == Label::Several) {
        return several;
    }
    // The neighbour whose loop leads most often here too, if not much less than who does.
    let mean = |id: usize| (of.mean)(own, id);
    let ones = beside().filter_map(|run| if let Label::One(of) = run.label { Some(of) } else { None });
    let nearest = ones.max_by(|a, b| mean(*a).total_cmp(&mean(*b)))?;
    let largest = (0..of.loops).map(mean).fold(0.0, f64::max);
    if largest - mean(nearest) <= LITTLE {
        return Some(Label::One(nearest));
    }
    // Several that come and go are several; one moment among long ones is none.
    if beside().any(|run| run.is_short(least)) {
        return several;
    }
    match (before, after) {
        (Some(before), Some(after)) if before.label == after.label => Some(before.label),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::loops::dominance::{Rows, dominance};

    /// Of ten replications, in how many each of two loops leads at each moment.
    fn told(leads: &[(usize, usize)]) -> Vec<DominancePhase> {
        let (times, replications) = (leads.len(), 10);
        let mut scores = vec![0.0; 4 * times * replications];
        // Beside the two loops no others, and nothing is asked of what runs through their cuts.
        scores.resize((2 + 1 + 2) * times * replications, 0.0);
        for (time, (first, second)) in leads.iter().enumerate() {
            for replication in 0..first + second {
                let of = usize::from(replication >= *first);
                scores[(of * times + time) * replications + replication] = 2.0;
                scores[((1 - of) * times + time) * replications + replication] = 1.0;
            }
        }
        let rows = Rows { scores: &scores, partition: &[0, 0], others: &[0], times, replications };
        dominance_phases(&dominance(&rows))
    }

    fn one(from: usize, to: usize, of: usize, part: f64) -> DominancePhase {
        DominancePhase { from, to, dominant: Dominant::One(of, part) }
    }

    #[test]
    fn every_moment_is_told_and_a_plurality_is_no_majority() {
        // Of 100 moments a stretch has three at least.
        let leads = |time| match time {
            0..=40 => (5, 5),
            41..=70 => (4, 2),
            _ => (1, 9),
        };
        let found = told(&(0..=100).map(leads).collect::<Vec<_>>());
        assert_eq!((found[0].from, found[0].to), (1, 40));
        assert_eq!(found[0].dominant, Dominant::Shared(vec![(0, 0.5), (1, 0.5)]));
        let close = |a: &DominancePhase, b: &DominancePhase| match (&a.dominant, &b.dominant) {
            (Dominant::One(x, p), Dominant::One(y, q)) => {
                (a.from, a.to, x) == (b.from, b.to, y) && (p - q).abs() < 1e-9
            }
            _ => false,
        };
        assert!(close(&found[1], &one(41, 70, 0, 0.4)) && close(&found[2], &one(71, 100, 1, 0.9)), "{found:?}");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn single_moments_do_not_break_a_stretch() {
        let leads = |time| if time == 50 { (0, 10) } else { (10, 0) };
        let found = told(&(0..=100).map(leads).collect::<Vec<_>>());
        assert_eq!(found.len(), 1);
        assert!(matches!(found[0].dominant, Dominant::One(0, part) if (part - 0.99).abs() < 1e-9), "{found:?}");
        // Two that come and go every moment take turns.
        let found = told(&(0..=100).map(|time| if time % 4 < 2 { (0, 10) } else { (10, 0) }).collect::<Vec<_>>());
        assert!(found.iter().all(|stretch| stretch.to + 1 - stretch.from >= 2), "{found:?}");
        assert!(
            found.len() <= 3 && found.iter().any(|s| matches!(&s.dominant, Dominant::Shared(all) if all.len() == 2))
        );
    }

    #[test]
    fn where_nothing_changes_nobody_leads() {
        let found = told(&(0..=100).map(|time| if time < 40 { (9, 1) } else { (0, 0) }).collect::<Vec<_>>());
        assert_eq!(found.last().map(|s| (s.from, s.to, s.dominant.clone())), Some((40, 100, Dominant::NoLoop)));
    }
}
