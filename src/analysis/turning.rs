//! Whether a loop reinforces or balances, and from when on: one whose links have no sure sign can turn while it runs.

use crate::model::loops::Polarity;

use super::dominance::Dominance;
use super::lead::least;

/// From a saved moment on, to the next phase or the end, a loop is of one polarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    pub from: usize,
    pub polarity: Polarity,
}

/// The phases of a loop, from what says at each saved moment whether it reinforces (above 0), balances (below 0) or does
/// nothing that could be told (0, or no number). What lasts too short to be told is no phase. None where it does nothing.
pub fn phases(signs: &[f64]) -> Vec<Phase> {
    let polarity = |sign: f64| match sign {
        sign if sign > 0.0 => Some(Polarity::Reinforcing),
        sign if sign < 0.0 => Some(Polarity::Balancing),
        _ => None,
    };
    // Where nothing can be told, what was goes on.
    let mut found: Vec<(Phase, usize)> = Vec::new();
    for (from, polarity) in signs.iter().enumerate().filter_map(|(from, sign)| Some((from, polarity(*sign)?))) {
        match found.last_mut() {
            Some((phase, moments)) if phase.polarity == polarity => *moments += 1,
            _ => found.push((Phase { from, polarity }, 1)),
        }
    }
    let least = least(signs.len());
    // The shortest goes first: it may have parted two that are one.
    while let Some(shortest) = (0..found.len()).min_by_key(|i| found[*i].1).filter(|i| found[*i].1 < least) {
        if found.len() == 1 {
            break;
        }
        found.remove(shortest);
        found.dedup_by(|next, before| {
            let same = next.0.polarity == before.0.polarity;
            if same {
                before.1 += next.1;
            }
            same
        });
    }
    found.into_iter().map(|(phase, _)| phase).collect()
}

/// The phases of each loop in most of the replications.
pub fn courses(dominance: &Dominance) -> Vec<Vec<Phase>> {
    let sign = |share: &f64| if share.is_finite() && *share != 0.0 { share.signum() } else { 0.0 };
    let of_loop = |of: usize| {
        let signs = (0..dominance.times).map(|time| dominance.share(of, time).iter().map(sign).sum());
        phases(&signs.collect::<Vec<f64>>())
    };
    (0..dominance.loops).map(of_loop).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_told_and_a_blip_is_not() {
        let check = |sign: &dyn Fn(usize) -> f64, expected: &[(usize, Polarity)]| {
            let signs: Vec<f64> = (0..=100).map(sign).collect();
            let found: Vec<(usize, Polarity)> = phases(&signs).iter().map(|p| (p.from, p.polarity)).collect();
            assert_eq!(found, expected);
        };
        let turns = |time: usize| if time == 0 { 0.0 } else { 23.0 - time as f64 + 0.5 };
        check(&turns, &[(1, Polarity::Reinforcing), (24, Polarity::Balancing)]);
        check(&|time| if time == 50 { 1.0 } else { -1.0 }, &[(0, Polarity::Balancing)]);
        check(&|_| f64::NAN, &[]);
    }
}
