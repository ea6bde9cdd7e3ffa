//! The dates that a simulated team would leave in a tracker.
//!
//! A run of the model tells how many items are open and how many were finished, and how widely their times spread; it has
//! no items. They are made here: whole numbers of starts and finishes, week by week, as the flows say. An item that is
//! started draws the time it is meant to take, with the mean of Little's law and the spread of the model; whenever
//! something is finished, it is what was meant to be finished first. So levels and flows are the model's to the item, the
//! mean time follows from them, and the spread is about the model's. First come, first served would leave no spread at
//! all, and a finish by chance an exponential one, whatever the team.
//!
//! # Source
//! Little (1961), Operations Research 9(3), 383-387.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::math;

use super::history::{History, Queue};

/// What a run tells of a team, at the beginning of the window and at the end of each week.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// Items started and not finished, those included that are said to be open and wait to be started.
    pub open: Vec<f64>,
    /// Items finished so far.
    pub finished: Vec<f64>,
    /// Spread of the times of items: standard deviation of their logarithm.
    pub sigma: Vec<f64>,
    /// Requests accepted so far.
    pub accepted: Vec<f64>,
    /// Requests accepted, and not open yet.
    pub waiting: Vec<f64>,
}

/// What a tracker would tell of such a team. `normal` and `uniform` draw.
pub fn trace(course: &Course, uniform: &mut impl FnMut() -> f64, normal: &mut impl FnMut() -> f64) -> History {
    let weeks = course.open.len().saturating_sub(1);
    // How far a whole number is ahead of the flow is a matter of chance, and stays so.
    let offset = uniform();
    let whole = |x: f64| (x + offset).floor();
    let level = |week: usize| whole(course.open[week]).max(0.0);
    let done = |week: usize| whole(course.finished[week]) - whole(course.finished[0]);
    let mut out = History { open: vec![level(0)], ..History::default() };
    // Those that are open at the start: the age of what is there is longer where times spread widely.
    let mut open: BinaryHeap<Reverse<Meant>> = BinaryHeap::new();
    let mean = |from: usize, to: usize| {
        let finished = (course.finished[to] - course.finished[from]).max(0.25 * (to - from) as f64);
        let level = course.open[from..=to].iter().sum::<f64>() / (to - from + 1) as f64;
        level * (to - from) as f64 / finished
    };
    let first = mean(0, weeks.min(6));
    for _ in 0..level(0) as usize {
        // Of what is there, long ones are met more often: the logarithm is shifted by the square of its spread.
        let (sigma, part) = (course.sigma[0], uniform());
        let length = first * math::exp(sigma * normal() + sigma * sigma / 2.0);
        open.push(Reverse(Meant { end: (1.0 - part) * length, start: -part * length }));
    }
    for week in 0..weeks {
        let finishing = (done(week + 1) - done(week)).max(0.0) as usize;
        let next = level(week + 1);
        let starting = (next - open.len() as f64 + finishing as f64).max(0.0) as usize;
        let (from, to) = (week.saturating_sub(4), week + 1);
        let (mean, sigma) = (mean(from, to), course.sigma[week]);
        for i in 0..starting {
            let start = week as f64 + (i as f64 + 0.5) / starting as f64;
            let length = mean * math::exp(sigma * normal() - sigma * sigma / 2.0);
            open.push(Reverse(Meant { end: start + length, start }));
        }
        let mut finished = 0.0;
        for i in 0..finishing {
            let Some(Reverse(item)) = open.pop() else { break };
            let at = (week as f64 + (i as f64 + 0.5) / finishing as f64).max(item.start + 0.1);
            out.cycle.push(at - item.start);
            finished += 1.0;
        }
        out.starts.push(starting as f64);
        out.finishes.push(finished);
        out.open.push(open.len() as f64);
    }
    out.ages = open.into_iter().map(|Reverse(item)| weeks as f64 - item.start).collect();
    let arrivals = (0..weeks).map(|w| (whole(course.accepted[w + 1]) - whole(course.accepted[w])).max(0.0)).collect();
    let waiting = course.waiting.iter().map(|waiting| waiting.round()).collect();
    out.queue = Some(Queue { arrivals, waiting });
    out
}

/// An item by the moment at which it is meant to be done.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Meant {
    end: f64,
    start: f64,
}

impl Eq for Meant {}

impl Ord for Meant {
    fn cmp(&self, other: &Meant) -> std::cmp::Ordering {
        self.end.total_cmp(&other.end).then(self.start.total_cmp(&other.start))
    }
}

impl PartialOrd for Meant {
    fn partial_cmp(&self, other: &Meant) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::quantile::normal_quantile;
    use crate::run::stream::{Kind, Stream};

    #[test]
    fn a_steady_team_leaves_the_times_that_its_flows_tell() {
        let weeks = 400;
        let course = Course {
            open: vec![20.0; weeks + 1],
            finished: (0..=weeks).map(|week| 5.0 * week as f64).collect(),
            sigma: vec![0.6; weeks + 1],
            accepted: (0..=weeks).map(|week| 5.0 * week as f64).collect(),
            waiting: vec![10.0; weeks + 1],
        };
        let stream = Stream::new(Kind::Trace, "test", 1);
        let mut at = 0;
        let mut next = || {
            at += 1;
            stream.uniform(at, 0)
        };
        let drawn: Vec<f64> = (0..20_000).map(|_| next()).collect();
        let (mut a, mut b) = (drawn.iter().copied(), drawn.iter().rev().copied());
        let found = trace(&course, &mut || a.next().unwrap(), &mut || normal_quantile(b.next().unwrap()));
        assert!(found.open.iter().all(|open| *open == 20.0) && found.finishes.iter().all(|done| *done == 5.0));
        let n = found.cycle.len() as f64;
        let mean = found.cycle.iter().sum::<f64>() / n;
        // Little: 20 open over 5 a week.
        assert!((mean - 4.0).abs() < 0.1, "{mean}");
        let logs: Vec<f64> = found.cycle.iter().map(|time| math::ln(*time)).collect();
        let middle = logs.iter().sum::<f64>() / n;
        let spread = math::sqrt(logs.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>() / n);
        assert!((0.4..0.8).contains(&spread), "{spread}");
    }
}
