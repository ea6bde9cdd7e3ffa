//! Which way a loop runs: a reinforcing one makes things worse, better or neither, a balancing one holds them. That is the
//! direction of a moment, not where the system is: that is an outcome class of the model.
//!
//! One loop does both. A reinforcing loop carries on whatever movement goes round it: while that is for the worse it is a
//! *vicious* circle, while it is for the better a *virtuous* one. Which of the two is read off the first variable on its way
//! that the model says is better high or low: whether it has got better or worse since the saved moment before.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Better;
use crate::model::loops::Polarity;

use super::dominance::Dominance;
use crate::analysis::estimate::{Estimate, share};

/// What a loop does at a moment in one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Reinforcing, on the way to the worse.
    Vicious,
    /// Reinforcing, on the way to the better.
    Virtuous,
    /// Reinforcing, on a way that is neither.
    Neutral,
    Balancing,
}

impl Direction {
    pub const ALL: [Direction; 4] = [Direction::Vicious, Direction::Virtuous, Direction::Neutral, Direction::Balancing];
}

/// Which way each loop runs.
///
/// # Shape
/// `directions[loop][time][replication]`.
#[derive(Debug, Clone)]
pub struct Directions {
    times: usize,
    replications: usize,
    directions: Vec<Direction>,
}

/// What shows which way a loop runs: `values[time][replication]` of a variable, and which way it is better.
#[derive(Clone, Copy)]
pub struct Indicator<'a> {
    pub values: &'a [f64],
    pub better: Better,
}

/// Says for each loop which way it runs. The sign of a loop's own share decides whether it reinforces or balances; where
/// it has none, what the loop is said to be.
///
/// # Shape
/// `indicators[loop]`, in the order of the loops of `dominance`.
pub fn directions(dominance: &Dominance, polarities: &[Polarity], indicators: &[Option<Indicator>]) -> Directions {
    let Dominance { times, replications, .. } = *dominance;
    let mut out = Vec::with_capacity(dominance.loops * times * replications);
    for (of, sign) in indicators.iter().enumerate() {
        for time in 0..times {
            for (replication, share) in dominance.share(of, time).iter().enumerate() {
                let balancing = *share < 0.0 || *share == 0.0 && polarities[of] == Polarity::Balancing;
                out.push(match sign {
                    _ if balancing => Direction::Balancing,
                    Some(indicator) if time > 0 => {
                        let change = indicator.values[time * replications + replication]
                            - indicator.values[(time - 1) * replications + replication];
                        let gain = if indicator.better == Better::High { change } else { -change };
                        if gain > 0.0 {
                            Direction::Virtuous
                        } else if gain < 0.0 {
                            Direction::Vicious
                        } else {
                            Direction::Neutral
                        }
                    }
                    _ => Direction::Neutral,
                });
            }
        }
    }
    Directions { times, replications, directions: out }
}

impl Directions {
    /// Which way a loop runs at a saved moment, in the order of the replications.
    pub fn at(&self, of: usize, time: usize) -> &[Direction] {
        &self.directions[(of * self.times + time) * self.replications..][..self.replications]
    }
}

/// The part that loops have in what happens while they run one way, in the mean of the replications: what all loops have
/// in all ways add up to 1 wherever anything changes. Replications in which its share is no number are left out.
pub fn mean_part(dominance: &Dominance, directions: &Directions, of: usize, direction: Direction, time: usize) -> f64 {
    let shares = dominance.share(of, time).iter().zip(directions.at(of, time));
    let (mut sum, mut numbers) = (0.0, 0.0_f64);
    for (share, its) in shares.filter(|(share, _)| share.is_finite()) {
        sum += if *its == direction { share.abs() } else { 0.0 };
        numbers += 1.0;
    }
    sum / numbers.max(1.0)
}

/// When virtuous loops come to outweigh vicious ones.
#[derive(Debug, Clone, PartialEq)]
pub struct VirtuousShift {
    /// In which share of the replications the virtuous loops have the larger part at the end, of those in which shares
    /// are numbers by then; NaN where there are none.
    pub at_end: Estimate,
    /// The saved moment from which on that stays so, in each of those replications, in order.
    pub since: Vec<usize>,
}

impl VirtuousShift {
    /// The saved moment by which half of those in which virtuous loops have the larger part at the end they do, to stay so; None where none are.
    pub fn half_since(&self) -> Option<usize> {
        self.since.get(self.since.len().saturating_sub(1) / 2).copied()
    }
}

/// Finds from when on the loops that are virtuous have a larger part than those that are vicious, to the end.
pub fn virtuous_shift(dominance: &Dominance, directions: &Directions) -> VirtuousShift {
    let Dominance { loops, times, replications, .. } = *dominance;
    let mut since = Vec::new();
    for replication in 0..replications {
        let ahead = |time: usize| {
            let mut margin = 0.0;
            for of in (0..loops).filter(|of| !dominance.alone[*of]) {
                let size = dominance.share(of, time)[replication].abs();
                match directions.at(of, time)[replication] {
                    Direction::Virtuous => margin += size,
                    Direction::Vicious => margin -= size,
                    Direction::Neutral | Direction::Balancing => {}
                }
            }
            margin > 0.0
        };
        let held = (1..times).rev().take_while(|time| ahead(*time)).last();
        since.extend(held);
    }
    since.sort_unstable();
    VirtuousShift { at_end: share(since.len(), dominance.numbers(times.saturating_sub(1))), since }
}
