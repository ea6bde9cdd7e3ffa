//! Dominance: which loop has the largest part in what happens, when, and in how many replications.
//!
//! # Source
//! Schoenberg, Davidsen & Eberlein (2020), "Understanding model behavior using the Loops that Matter method", System
//! Dynamics Review 36(2), 158-190: relative loop scores. Counting replications in which a loop leads is ours.

use crate::results::Spread;

use super::estimate::{Estimate, mean, share};
use super::summary::{Band, band};

/// The shares of loops in what happens: loop scores over the sum of the sizes of all that were found in the same cycle
/// partition, the unnamed among them.
///
/// # Units
/// None: a share lies between -1 and 1, and is negative where the loop works as a balancing one.
///
/// # Shape
/// `shares[loop][time][replication]`, and `rest[time][replication]` for all unnamed loops together, which has no sign.
/// Where nothing changes, all are 0.
#[derive(Debug, Clone)]
pub struct Dominance {
    pub loops: usize,
    pub times: usize,
    pub replications: usize,
    shares: Vec<f64>,
    rest: Vec<f64>,
    /// Whether a loop competes with none: its share is always -1, 0 or 1 and says nothing.
    pub alone: Vec<bool>,
}

/// Makes shares of scores.
///
/// # Shape
/// `scores[row][time][replication]`: first a row for each loop, then one for each cycle partition with the sum of the sizes
/// of its unnamed loops. `partition[loop]` says to which a loop belongs, and `unnamed[partition]` of how many loops such a
/// row is the sum.
pub fn dominance(scores: &[f64], partition: &[usize], unnamed: &[usize], times: usize) -> Dominance {
    let (loops, partitions) = (partition.len(), unnamed.len());
    let points = times * (loops + partitions);
    let replications = scores.len() / points.max(1);
    let row = |row: usize| &scores[row * times * replications..][..times * replications];
    let mut shares = vec![0.0; loops * times * replications];
    let mut rest = vec![0.0; times * replications];
    for (part, count) in unnamed.iter().enumerate() {
        let members: Vec<usize> = (0..loops).filter(|l| partition[*l] == part).collect();
        let mut whole: Vec<f64> = row(loops + part).iter().map(|sizes| sizes.abs()).collect();
        for member in &members {
            whole.iter_mut().zip(row(*member)).for_each(|(whole, score)| *whole += score.abs());
        }
        let share = |score: f64, whole: f64| if whole > 0.0 && whole.is_finite() { score / whole } else { 0.0 };
        for member in &members {
            let own = &mut shares[member * times * replications..][..times * replications];
            for ((own, score), whole) in own.iter_mut().zip(row(*member)).zip(&whole) {
                *own = share(*score, *whole);
            }
        }
        // What is unnamed beside no named loop is no part of the story that names tell.
        if *count > 0 && !members.is_empty() {
            for ((rest, sizes), whole) in rest.iter_mut().zip(row(loops + part)).zip(&whole) {
                *rest += share(sizes.abs(), *whole);
            }
        }
    }
    let competitors = |part: usize| partition.iter().filter(|p| **p == part).count() + unnamed[part];
    let alone = partition.iter().map(|part| competitors(*part) < 2).collect();
    Dominance { loops, times, replications, shares, rest, alone }
}

impl Dominance {
    /// A loop's shares at a saved moment, in the order of the replications.
    pub fn share(&self, of: usize, time: usize) -> &[f64] {
        &self.shares[(of * self.times + time) * self.replications..][..self.replications]
    }

    /// The shares of all unnamed loops together.
    pub fn rest(&self, time: usize) -> &[f64] {
        &self.rest[time * self.replications..][..self.replications]
    }

    /// How a loop's share is spread over the replications.
    pub fn band(&self, of: usize, time: usize) -> Band {
        band(Spread::Each(self.share(of, time)))
    }

    /// The loop with the largest share, of either sign, in one replication; None where nothing changes. A loop that
    /// competes with none leads nothing.
    pub fn leader(&self, time: usize, replication: usize) -> Option<usize> {
        let size = |of: usize| self.share(of, time)[replication].abs();
        let contenders = (0..self.loops).filter(|of| !self.alone[*of] && size(*of) > 0.0);
        contenders.max_by(|a, b| size(*a).total_cmp(&size(*b)))
    }

    /// In which share of the replications each loop leads at a moment.
    pub fn leads(&self, time: usize) -> Vec<Estimate> {
        let mut counts = vec![0; self.loops];
        for leader in (0..self.replications).filter_map(|replication| self.leader(time, replication)) {
            counts[leader] += 1;
        }
        counts.into_iter().map(|count| share(count, self.replications)).collect()
    }

    /// At how many saved moments each loop leads, in the mean of the replications.
    pub fn moments_in_the_lead(&self) -> Vec<Estimate> {
        let mut counts = vec![vec![0.0; self.replications]; self.loops];
        for time in 0..self.times {
            for replication in 0..self.replications {
                if let Some(leader) = self.leader(time, replication) {
                    counts[leader][replication] += 1.0;
                }
            }
        }
        counts.iter().map(|counts| mean(counts)).collect()
    }

    /// The mean size of a loop's share over the replications and over the moments from one to another, both included.
    pub fn mean_size(&self, of: usize, from: usize, to: usize) -> Estimate {
        let mut sums = vec![0.0; self.replications];
        for time in from..=to {
            sums.iter_mut().zip(self.share(of, time)).for_each(|(sum, share)| *sum += share.abs());
        }
        let moments = (to - from + 1) as f64;
        mean(&sums.iter().map(|sum| sum / moments).collect::<Vec<f64>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_within_a_partition_and_who_stands_alone_leads_nothing() {
        // Two loops compete with each other and with one unnamed, a third stands alone; two replications at one moment.
        let scores = [3.0, 0.0, -1.0, 0.0, 7.0, 7.0, 4.0, 0.0, 0.0, 0.0];
        let found = dominance(&scores, &[0, 0, 1], &[1, 0], 1);
        assert_eq!((found.share(0, 0), found.share(1, 0)), (&[0.375, 0.0][..], &[-0.125, 0.0][..]));
        assert_eq!(found.rest(0), [0.5, 0.0]);
        assert_eq!(found.share(2, 0), [1.0, 1.0]);
        assert_eq!(found.alone, [false, false, true]);
        assert_eq!([found.leader(0, 0), found.leader(0, 1)], [Some(0), None]);
        assert_eq!(found.leads(0).iter().map(|lead| lead.value).collect::<Vec<_>>(), [0.5, 0.0, 0.0]);
        assert_eq!(found.moments_in_the_lead()[0].value, 0.5);
    }
}
