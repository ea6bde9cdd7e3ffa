//! The trajectory of a loop: what it did to a variable in one window of time after another, in the variable's own unit.
//!
//! What a loop did in a window is the value at the window's end, less the value that would stand there if the loop's link had
//! kept the value that it had when the window began, replication by replication with the same luck. A link that is the same
//! all along has done nothing, however much it carries.
//!
//! # Source
//! Ours. Holding a link is the knockout of Ford (1999), "A behavioral approach to feedback loop dominance analysis", System
//! Dynamics Review 15(1), which asks whether the behaviour changes its kind; here it is measured by how much, and short windows
//! keep what the rest of the model makes of it small.

use crate::analysis::estimate::Estimate;
use crate::analysis::paired::{PairedDifference, is_told};
use crate::run::windows::AtTheEnd;

/// What a set of loops did in a window: the values as they are less those with its links held.
pub fn did(found: &AtTheEnd, set: usize, window: usize) -> PairedDifference {
    PairedDifference::of(&found.held[set][window], &found.plain[window])
}

/// What several sets did, each alone, added up replication by replication.
pub fn summed(found: &AtTheEnd, sets: &[usize], window: usize) -> PairedDifference {
    let plain = &found.plain[window];
    let sum = |r: usize| sets.iter().map(|set| plain[r] - found.held[*set][window][r]).sum::<f64>();
    let sums: Vec<f64> = (0..plain.len()).map(sum).collect();
    PairedDifference::of(&vec![0.0; sums.len()], &sums)
}

/// What two sets did together beyond what each did alone: 0 where neither minds whether the other is held.
pub fn beyond(found: &AtTheEnd, each: [usize; 2], both: &AtTheEnd, pair: usize, window: usize) -> PairedDifference {
    let plain = &found.plain[window];
    let alone = |r: usize| each.iter().map(|set| plain[r] - found.held[*set][window][r]).sum::<f64>();
    let alone: Vec<f64> = (0..plain.len()).map(alone).collect();
    let together: Vec<f64> = plain.iter().zip(&both.held[pair][window]).map(|(plain, held)| plain - held).collect();
    PairedDifference::of(&alone, &together)
}

/// A loop from some window on, until it turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// The first window.
    pub from: usize,
    /// Whether there is more of the variable for it.
    pub raises: bool,
}

/// Which way a loop works, window by window: phases of one sign. What cannot be told from nothing, or is less than `least`
/// on the mean, begins no phase and ends none.
pub fn phases(trajectory: &[PairedDifference], least: f64) -> Vec<Phase> {
    let mut out: Vec<Phase> = Vec::new();
    for (from, did) in trajectory.iter().enumerate() {
        let raises = did.mean.value > 0.0;
        if worth_telling(did, least) && out.last().is_none_or(|last| last.raises != raises) {
            out.push(Phase { from, raises });
        }
    }
    out
}

/// Whether something was done that can be told from nothing and is worth a word. One run has no error: what it shows is all.
pub fn worth_telling(did: &PairedDifference, least: f64) -> bool {
    let Estimate { value, error } = did.mean;
    value.abs() >= least && value != 0.0 && (error.is_infinite() || is_told(did.mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(plain: [f64; 2], held: &[[f64; 2]]) -> AtTheEnd {
        AtTheEnd {
            starts: vec![0],
            plain: vec![plain.into()],
            held: held.iter().map(|own| vec![own.to_vec()]).collect(),
        }
    }

    #[test]
    fn what_a_loop_did_is_with_it_less_without() {
        let alone = found([5.0, 7.0], &[[4.0, 5.0], [6.0, 8.0]]);
        assert_eq!(did(&alone, 0, 0).mean.value, 1.5);
        assert_eq!(did(&alone, 1, 0).mean.value, -1.0);
        let sum = summed(&alone, &[0, 1], 0);
        assert_eq!((sum.mean.value, sum.more.value), (0.5, 0.5));
        // Both held: 2 and 3 less; each alone came to 0 and 1.
        let both = found([5.0, 7.0], &[[3.0, 4.0]]);
        assert_eq!(beyond(&alone, [0, 1], &both, 0, 0).mean.value, 2.0);
    }

    #[test]
    fn a_loop_turns_where_its_sign_can_be_told() {
        let of = |low: f64, high: f64| PairedDifference::of(&[0.0, 0.0, 0.0], &[low, high, 0.5 * (low + high)]);
        let trajectory = [of(-1.1, -0.9), of(-0.5, 0.6), of(0.01, 0.02), of(0.9, 1.1), of(0.8, 0.9), of(-0.2, -0.1)];
        let turns: Vec<(usize, bool)> =
            phases(&trajectory, 0.05).iter().map(|phase| (phase.from, phase.raises)).collect();
        assert_eq!(turns, [(0, false), (3, true), (5, false)]);
        assert_eq!(phases(&trajectory, 0.05).len(), 3);
        assert_eq!(phases(&[of(f64::NAN, f64::NAN)], 0.0), []);
        assert_eq!(phases(&[PairedDifference::of(&[0.0], &[2.0])], 0.0), [Phase { from: 0, raises: true }]);
    }
}
