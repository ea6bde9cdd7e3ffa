//! Dominance: which loop has the largest part in what happens, when, and in how many replications.
//!
//! # Source
//! Schoenberg, Davidsen & Eberlein (2020), "Understanding model behavior using the Loops that Matter method", System
//! Dynamics Review 36(2), 158-190: relative loop scores. Counting replications in which a loop leads is ours.

use crate::results::Spread;

use crate::analysis::estimate::{Estimate, mean, share};
use crate::analysis::summary::{Band, band};

/// The shares of loops in what happens: loop scores over the sum of the sizes of all loops in the same cycle partition.
///
/// # Units
/// None: a share lies between -1 and 1, and is negative where the loop works as a balancing one.
///
/// # Shape
/// `shares[loop][time][replication]` among the loops that are told of, `through` the same way, and
/// `rest[time][replication]`. Where nothing changes, all are 0; where what happens is infinite or no number, they are NaN.
#[derive(Debug, Clone)]
pub struct Dominance {
    pub loops: usize,
    pub times: usize,
    pub replications: usize,
    shares: Vec<f64>,
    /// What runs through the cut of each loop, on the same scale.
    through: Vec<f64>,
    /// The part of all others in what all do.
    rest: Vec<f64>,
    /// Whether a loop competes with none: its share is always -1, 0 or 1 and says nothing.
    pub alone: Vec<bool>,
}

/// What is scored, row by row: see [`dominance`].
pub struct Rows<'a> {
    /// # Shape
    /// `scores[row][time][replication]`
    pub scores: &'a [f64],
    /// The cycle partition of each loop.
    pub partition: &'a [usize],
    /// How many others each partition has.
    pub others: &'a [usize],
    pub times: usize,
    pub replications: usize,
}

/// Makes shares of scores: first a row for each loop, then one for each cycle partition with the sum of the sizes of all
/// others in it, then, for each loop, one with the sum of the sizes of all that runs through its cut.
pub fn dominance(rows: &Rows) -> Dominance {
    let Rows { partition, others, times, replications, .. } = *rows;
    let (loops, points) = (partition.len(), times * replications);
    let row = |row: usize| &rows.scores[row * points..][..points];
    let share = |score: f64, whole: f64| match whole {
        whole if !whole.is_finite() => f64::NAN,
        0.0 => 0.0,
        whole => score / whole,
    };
    let mut shares = vec![0.0; loops * points];
    let mut through = vec![0.0; loops * points];
    let (mut named, mut unnamed) = (vec![0.0; points], vec![0.0; points]);
    for part in 0..others.len() {
        let members: Vec<usize> = (0..loops).filter(|of| partition[*of] == part).collect();
        let mut whole = vec![0.0; points];
        for member in &members {
            whole.iter_mut().zip(row(*member)).for_each(|(whole, score)| *whole += score.abs());
        }
        for member in &members {
            let lines = [(&mut shares, row(*member)), (&mut through, row(loops + others.len() + member))];
            for (line, scores) in lines {
                let own = &mut line[member * points..][..points];
                own.iter_mut().zip(scores).zip(&whole).for_each(|((own, score), whole)| *own = share(*score, *whole));
            }
        }
        // What has no name beside no named loop is no part of the story that names tell.
        if !members.is_empty() {
            named.iter_mut().zip(&whole).for_each(|(sum, whole)| *sum += whole);
            unnamed.iter_mut().zip(row(loops + part)).for_each(|(sum, sizes)| *sum += sizes.abs());
        }
    }
    let rest = unnamed.iter().zip(&named).map(|(rest, named)| share(*rest, rest + named)).collect();
    let competitors = |part: usize| partition.iter().filter(|p| **p == part).count() + others[part];
    let alone = partition.iter().map(|part| competitors(*part) < 2).collect();
    Dominance { loops, times, replications, shares, through, rest, alone }
}

impl Dominance {
    /// A loop's shares among those that are told of at a saved moment, in the order of the replications.
    pub fn share(&self, of: usize, time: usize) -> &[f64] {
        &self.shares[(of * self.times + time) * self.replications..][..self.replications]
    }

    /// The part that all other loops have in what all of them do.
    pub fn rest(&self, time: usize) -> &[f64] {
        &self.rest[time * self.replications..][..self.replications]
    }

    /// How a loop's share is spread over the replications.
    pub fn band(&self, of: usize, time: usize) -> Band {
        band(Spread::Each(self.share(of, time)))
    }

    /// The loop with the largest share, of either sign, in one replication; None where nothing changes. A loop that
    /// competes with none leads nothing, and nothing leads where a share is no number.
    pub fn leader(&self, time: usize, replication: usize) -> Option<usize> {
        if !self.is_number(time, replication) {
            return None;
        }
        let size = |of: usize| self.share(of, time)[replication].abs();
        let contenders = (0..self.loops).filter(|of| !self.alone[*of] && size(*of) > 0.0);
        contenders.max_by(|a, b| size(*a).total_cmp(&size(*b)))
    }

    fn is_number(&self, time: usize, replication: usize) -> bool {
        (0..self.loops).all(|of| self.share(of, time)[replication].is_finite())
    }

    /// In how many replications the shares of all loops are numbers at a saved moment.
    pub fn numbers(&self, time: usize) -> usize {
        (0..self.replications).filter(|replication| self.is_number(time, *replication)).count()
    }

    /// In which share of the replications each loop leads at a moment, of those in which shares are numbers; NaN where
    /// there are none.
    pub fn leads(&self, time: usize) -> Vec<Estimate> {
        let mut counts = vec![0; self.loops];
        for leader in (0..self.replications).filter_map(|replication| self.leader(time, replication)) {
            counts[leader] += 1;
        }
        let numbers = self.numbers(time);
        counts.into_iter().map(|count| share(count, numbers)).collect()
    }

    /// At how many saved moments each loop leads, in the mean of the replications.
    pub fn moments_in_the_lead(&self) -> Vec<Estimate> {
        let mut counts = vec![vec![0.0; self.replications]; self.loops];
        let moments =
            (0..self.times).flat_map(|time| (0..self.replications).map(move |replication| (time, replication)));
        for (time, replication) in moments {
            if let Some(leader) = self.leader(time, replication) {
                counts[leader][replication] += 1.0;
            }
        }
        counts.iter().map(|counts| mean(counts)).collect()
    }

    /// The mean size of a loop's share over the replications and over the moments from one to another, both included, as
    /// far as they are numbers.
    pub fn mean_size(&self, of: usize, from: usize, to: usize) -> Estimate {
        self.mean_over(from, to, |time| self.share(of, time), f64::abs)
    }

    /// The mean of a loop's share with its sign.
    pub fn mean_share(&self, of: usize, from: usize, to: usize) -> Estimate {
        self.mean_over(from, to, |time| self.share(of, time), |share| share)
    }

    /// The mean size of what runs through a loop's cut: the loop itself where it has the cut for itself.
    pub fn mean_through(&self, of: usize, from: usize, to: usize) -> Estimate {
        let row = |time| &self.through[(of * self.times + time) * self.replications..][..self.replications];
        self.mean_over(from, to, row, f64::abs)
    }

    /// The same of what all others have in what all loops do.
    pub fn mean_rest(&self, from: usize, to: usize) -> Estimate {
        self.mean_over(from, to, |time| self.rest(time), f64::abs)
    }

    fn mean_over<'a>(
        &'a self,
        from: usize,
        to: usize,
        row: impl Fn(usize) -> &'a [f64],
        of: impl Fn(f64) -> f64,
    ) -> Estimate {
        let mut sums = vec![(0.0, 0.0); self.replications];
        for time in from..=to {
            for ((sum, moments), share) in sums.iter_mut().zip(row(time)).filter(|(_, share)| share.is_finite()) {
                *sum += of(*share);
                *moments += 1.0;
            }
        }
        mean(&sums.iter().map(|(sum, moments)| sum / moments).collect::<Vec<f64>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_within_a_partition_and_who_stands_alone_leads_nothing() {
        // Two loops compete with each other and with others, a third stands alone; two replications at one moment.
        let loops = [3.0, 0.0, -1.0, 0.0, 7.0, 7.0];
        let (others, through) = ([4.0, 0.0, 0.0, 0.0], [3.0, 0.0, 4.0, 0.0, 7.0, 7.0]);
        let scores = [&loops[..], &others, &through].concat();
        let found =
            dominance(&Rows { scores: &scores, partition: &[0, 0, 1], others: &[1, 0], times: 1, replications: 2 });
        assert_eq!((found.share(0, 0), found.share(1, 0)), (&[0.75, 0.0][..], &[-0.25, 0.0][..]));
        assert_eq!(found.share(2, 0), [1.0, 1.0]);
        // Of 3 + 1 + 7 that are told of and 4 beside.
        assert_eq!(found.rest(0), [4.0 / 15.0, 0.0]);
        assert_eq!([0, 1].map(|of| found.mean_through(of, 0, 0).value), [0.375, 0.5]);
        assert_eq!(found.alone, [false, false, true]);
        assert_eq!([found.leader(0, 0), found.leader(0, 1)], [Some(0), None]);
        assert_eq!(found.leads(0).iter().map(|lead| lead.value).collect::<Vec<_>>(), [0.5, 0.0, 0.0]);
        assert_eq!(found.moments_in_the_lead()[0].value, 0.5);
    }

    #[test]
    fn what_is_no_number_has_no_share_and_leads_nothing() {
        // Two loops, two moments, two replications: the first replication ends in what is infinite.
        let loops = [3.0, 3.0, f64::INFINITY, 1.0, -1.0, -1.0, f64::NAN, -3.0];
        let scores = [&loops[..], &[0.0; 4], &loops].concat();
        let found = dominance(&Rows { scores: &scores, partition: &[0, 0], others: &[0], times: 2, replications: 2 });
        assert!(found.share(0, 1)[0].is_nan());
        assert_eq!((found.leader(1, 0), found.leader(1, 1)), (None, Some(1)));
        assert_eq!((found.numbers(0), found.numbers(1)), (2, 1));
        assert_eq!(found.leads(1)[1].value, 1.0, "of those that are left");
        assert_eq!(found.mean_size(0, 0, 1).value, 0.5 * (0.75 + 0.5));
        assert_eq!(found.mean_share(1, 0, 1).value, -0.5 * (0.25 + 0.5));
    }
}
