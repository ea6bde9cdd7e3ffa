//! Who has the upper hand: reinforcing loops that carry the team down, those that carry it up, or those that hold it. That is
//! the direction of a moment, not the place where the team is: a place is an outcome class of the model.
//!
//! One loop does both. A reinforcing loop carries on whatever movement goes round it: while that is for the worse it is
//! *wicked*, while it is for the better it is a *flywheel*. Which of the two is read off the first variable on its way that
//! the model says is better high or low: whether it has got better or worse since the saved moment before.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Better;
use crate::model::loops::Polarity;

use super::dominance::Dominance;
use super::estimate::{Estimate, share};

/// What a loop does at a moment in one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Reinforcing, on the way to the worse.
    Wicked,
    /// Reinforcing, on the way to the better.
    Flywheel,
    /// Reinforcing, on a way that is neither.
    Plain,
    Balancing,
}

impl Way {
    pub const ALL: [Way; 4] = [Way::Wicked, Way::Flywheel, Way::Plain, Way::Balancing];
}

/// Which way each loop runs.
///
/// # Shape
/// `ways[loop][time][replication]`.
#[derive(Debug, Clone)]
pub struct Ways {
    times: usize,
    replications: usize,
    ways: Vec<Way>,
}

/// What shows which way a loop runs: `values[time][replication]` of a variable, and which way it is better.
#[derive(Clone, Copy)]
pub struct Sign<'a> {
    pub values: &'a [f64],
    pub better: Better,
}

/// Says for each loop which way it runs. The sign of a loop's own share decides whether it reinforces or balances; where
/// it has none, what the loop is said to be.
///
/// # Shape
/// `signs[loop]`, in the order of the loops of `dominance`.
pub fn ways(dominance: &Dominance, polarities: &[Polarity], signs: &[Option<Sign>]) -> Ways {
    let Dominance { times, replications, .. } = *dominance;
    let mut out = Vec::with_capacity(dominance.loops * times * replications);
    for (of, sign) in signs.iter().enumerate() {
        for time in 0..times {
            for (replication, share) in dominance.share(of, time).iter().enumerate() {
                let balancing = *share < 0.0 || *share == 0.0 && polarities[of] == Polarity::Balancing;
                out.push(match sign {
                    _ if balancing => Way::Balancing,
                    Some(sign) if time > 0 => {
                        let change = sign.values[time * replications + replication]
                            - sign.values[(time - 1) * replications + replication];
                        let gain = if sign.better == Better::High { change } else { -change };
                        if gain > 0.0 {
                            Way::Flywheel
                        } else if gain < 0.0 {
                            Way::Wicked
                        } else {
                            Way::Plain
                        }
                    }
                    _ => Way::Plain,
                });
            }
        }
    }
    Ways { times, replications, ways: out }
}

impl Ways {
    /// Which way a loop runs at a saved moment, in the order of the replications.
    pub fn at(&self, of: usize, time: usize) -> &[Way] {
        &self.ways[(of * self.times + time) * self.replications..][..self.replications]
    }
}

/// The part that loops have in what happens while they run one way, in the mean of the replications: what all loops have
/// in all ways add up to 1 wherever anything changes. Replications in which its share is no number are left out.
pub fn mean_part(dominance: &Dominance, ways: &Ways, of: usize, way: Way, time: usize) -> f64 {
    let shares = dominance.share(of, time).iter().zip(ways.at(of, time));
    let (mut sum, mut numbers) = (0.0, 0.0_f64);
    for (share, its) in shares.filter(|(share, _)| share.is_finite()) {
        sum += if *its == way { share.abs() } else { 0.0 };
        numbers += 1.0;
    }
    sum / numbers.max(1.0)
}

/// When the flywheel takes over.
#[derive(Debug, Clone, PartialEq)]
pub struct Takeover {
    /// In which share of the replications the loops that carry up have the larger part at the end, of those in which shares
    /// are numbers by then; NaN where there are none.
    pub at_end: Estimate,
    /// The saved moment from which on that stays so, in each of those replications, in order.
    pub since: Vec<usize>,
}

impl Takeover {
    /// The saved moment by which half of those that are carried up at the end are, to stay so; None where none are.
    pub fn half_since(&self) -> Option<usize> {
        self.since.get(self.since.len().saturating_sub(1) / 2).copied()
    }
}

/// Finds from when on the loops that run as flywheels have a larger part than those that run wicked, to the end.
pub fn takeover(dominance: &Dominance, ways: &Ways) -> Takeover {
    let Dominance { loops, times, replications, .. } = *dominance;
    let mut since = Vec::new();
    for replication in 0..replications {
        let ahead = |time: usize| {
            let mut margin = 0.0;
            for of in (0..loops).filter(|of| !dominance.alone[*of]) {
                let size = dominance.share(of, time)[replication].abs();
                match ways.at(of, time)[replication] {
                    Way::Flywheel => margin += size,
                    Way::Wicked => margin -= size,
                    Way::Plain | Way::Balancing => {}
                }
            }
            margin > 0.0
        };
        let held = (1..times).rev().take_while(|time| ahead(*time)).last();
        since.extend(held);
    }
    since.sort_unstable();
    Takeover { at_end: share(since.len(), dominance.numbers(times.saturating_sub(1))), since }
}
