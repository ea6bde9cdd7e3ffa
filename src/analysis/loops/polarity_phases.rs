//! Whether a loop reinforces or balances, and from when on: one whose links have no sure sign can turn while it runs.

use crate::model::loops::Polarity;

use super::dominance::Dominance;
use super::dominance_phases::least;

/// From a saved moment on, to the next phase or the end, a loop is of one polarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolarityPhase {
    pub from: usize,
    pub polarity: Polarity,
}

/// The phases of a loop, from what says at each saved moment whether it reinforces (above 0), balances (below 0) or does
/// nothing that could be told (0, or no number). What lasts too short to be told is no phase. None where it does nothing.
pub fn polarity_phases(signs: &[f64]) -> Vec<PolarityPhase> {
    let least = least(signs.len());
    told(lasting(signs.iter().map(polarity), least, least))
}

/// The same up to a moment, of which nothing after it is looked at. What has just begun may go on: half as long is enough.
pub fn polarity_phases_up_to(signs: &[f64], moment: usize) -> Vec<PolarityPhase> {
    let least = least(signs.len());
    told(lasting(signs.iter().take(moment + 1).map(polarity), least, least.div_ceil(2)))
}

fn told(phases: Vec<(usize, Polarity)>) -> Vec<PolarityPhase> {
    phases.into_iter().map(|(from, polarity)| PolarityPhase { from, polarity }).collect()
}

fn polarity(sign: &f64) -> Option<Polarity> {
    match *sign {
        sign if sign > 0.0 => Some(Polarity::Reinforcing),
        sign if sign < 0.0 => Some(Polarity::Balancing),
        _ => None,
    }
}

/// What lasts, each with the moment from which on it does, of what is the case at each moment: where nothing is, what was goes
/// on, and what is the case at fewer moments than `least` is left out, or at the end, at fewer than `last`.
pub fn lasting<T: PartialEq>(cases: impl Iterator<Item = Option<T>>, least: usize, last: usize) -> Vec<(usize, T)> {
    let mut found: Vec<(usize, T, usize)> = Vec::new();
    for (from, case) in cases.enumerate().filter_map(|(from, case)| Some((from, case?))) {
        match found.last_mut() {
            Some((_, last, moments)) if *last == case => *moments += 1,
            _ => found.push((from, case, 1)),
        }
    }
    // The shortest goes first: it may have parted two that are one.
    loop {
        let enough = |i: usize| if i + 1 == found.len() { last } else { least };
        let short = (0..found.len()).filter(|i| found.len() > 1 && found[*i].2 < enough(*i));
        let Some(shortest) = short.min_by_key(|i| found[*i].2) else { break };
        found.remove(shortest);
        found.dedup_by(|next, before| {
            let same = next.1 == before.1;
            if same {
                before.2 += next.2;
            }
            same
        });
    }
    found.into_iter().map(|(from, case, _)| (from, case)).collect()
}

/// The phases of each loop in most of the replications.
pub fn polarity_phases_of_loops(dominance: &Dominance) -> Vec<Vec<PolarityPhase>> {
    let sign = |share: &f64| if share.is_finite() && *share != 0.0 { share.signum() } else { 0.0 };
    let of_loop = |of: usize| {
        let signs = (0..dominance.times).map(|time| dominance.share(of, time).iter().map(sign).sum());
        polarity_phases(&signs.collect::<Vec<f64>>())
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
            let found: Vec<(usize, Polarity)> = polarity_phases(&signs).iter().map(|p| (p.from, p.polarity)).collect();
            assert_eq!(found, expected);
        };
        let turns = |time: usize| if time == 0 { 0.0 } else { 23.0 - time as f64 + 0.5 };
        check(&turns, &[(1, Polarity::Reinforcing), (24, Polarity::Balancing)]);
        check(&|time| if time == 50 { 1.0 } else { -1.0 }, &[(0, Polarity::Balancing)]);
        check(&|_| f64::NAN, &[]);
        // What has just begun may be a blip.
        let signs: Vec<f64> = (0..=100).map(turns).collect();
        assert_eq!([24, 25].map(|moment| polarity_phases_up_to(&signs, moment).len()), [1, 2]);
    }
}
