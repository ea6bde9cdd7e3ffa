//! The course of a difference over time: which way it ends, since when that can be seen, and whether it went the other way
//! first: worse before better, or better before worse.

use super::estimate::Estimate;
use super::paired::{Paired, is_told};

/// One side of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    More,
    Less,
}

impl Side {
    pub fn other(self) -> Side {
        match self {
            Side::More => Side::Less,
            Side::Less => Side::More,
        }
    }

    /// A difference as it is counted on this side: positive on it, negative on the other.
    fn signed(self, difference: f64) -> f64 {
        match self {
            Side::More => difference,
            Side::Less => -difference,
        }
    }
}

/// How a paired difference goes; moments are indices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Where it ends; None where the median at the end cannot be told from nothing.
    pub end: Option<Side>,
    /// From here on to the end it is to be seen: see [`VISIBLE`].
    pub visible: Option<usize>,
    /// How far it went the other way before that.
    pub before: Option<Excursion>,
}

/// A stretch on the side on which a difference does not end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excursion {
    pub side: Side,
    /// Where the median is farthest out, and how far: in the variable's unit, with its sign.
    pub at: usize,
    pub size: Estimate,
    /// The same as a share of the first scenario's median there, with its sign.
    pub share: f64,
    /// Since when the median is on this side.
    pub from: usize,
    /// When it is level again; None where it never is.
    pub level: Option<usize>,
}

/// The share of replications that lie on one side where a difference is to be seen: four of five.
///
/// A team sees itself and no twin: what most teams cannot tell from a good or a bad month is not there to be seen, however
/// small the error of a median over a thousand of them.
pub const VISIBLE: f64 = 0.8;

/// What is less than a hundredth of the first scenario's median is not worth a word: where many moments are looked at, some
/// are told from nothing by chance.
pub const LEAST: f64 = 0.01;

/// The course of a difference, given moment by moment with the medians of the first scenario.
///
/// It is visible from the first moment from which on, to the end, at least [`VISIBLE`] of the replications lie on the side
/// on which it ends, and the median is told from nothing. Where it ends level, the farther of its excursions to either side
/// is told.
pub fn course(differences: &[Paired], base: &[f64]) -> Course {
    let end = differences.last().filter(|last| is_told(last.median)).map(|last| side_of(last.median.value));
    let visible = end.and_then(|side| {
        let seen = |paired: &Paired| {
            let share = if side == Side::More { paired.more } else { paired.less };
            share.value >= VISIBLE && is_told(paired.median) && side_of(paired.median.value) == side
        };
        let unseen = differences.iter().rposition(|paired| !seen(paired));
        Some(unseen.map_or(0, |last| last + 1)).filter(|first| *first < differences.len())
    });
    let until = visible.unwrap_or(differences.len());
    let before = match end {
        Some(side) => excursion(differences, base, side.other(), until),
        None => {
            let sides = [Side::Less, Side::More].map(|side| excursion(differences, base, side, until));
            sides.into_iter().flatten().max_by(|a, b| a.size.value.abs().total_cmp(&b.size.value.abs()))
        }
    };
    Course { end, visible, before }
}

fn side_of(difference: f64) -> Side {
    if difference > 0.0 { Side::More } else { Side::Less }
}

/// The farthest that a median is told to be on one side, before the moment `until`.
fn excursion(differences: &[Paired], base: &[f64], side: Side, until: usize) -> Option<Excursion> {
    let out = |at: usize| side.signed(differences[at].median.value);
    // The first of equals.
    let at = (0..until)
        .filter(|at| is_told(differences[*at].median) && out(*at) > 0.0)
        .reduce(|farthest, at| if out(at) > out(farthest) { at } else { farthest })?;
    let size = differences[at].median;
    let share = size.value / base[at].abs();
    (share.abs() >= LEAST).then_some(Excursion {
        side,
        at,
        size,
        share,
        from: (0..at).rfind(|before| out(*before) <= 0.0).map_or(0, |before| before + 1),
        level: (at..differences.len()).find(|after| out(*after) <= 0.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred replications, spread by 0.1 around each of these.
    fn over(middles: &[f64]) -> Vec<Paired> {
        let paired = |middle: &f64| {
            let second: Vec<f64> = (0..100).map(|i| 10.0 + middle + (f64::from(i) - 49.5) / 1000.0).collect();
            Paired::of(&[10.0; 100], &second)
        };
        middles.iter().map(paired).collect()
    }

    fn of(middles: &[f64]) -> Course {
        course(&over(middles), &vec![10.0; middles.len()])
    }

    #[test]
    fn worse_before_better() {
        let found = of(&[0.0, -0.5, -2.0, -1.0, 0.02, 0.5, 1.0]);
        // At moment 4 the median is up, and 70 of 100 are: not yet four of five.
        assert_eq!((found.end, found.visible), (Some(Side::More), Some(5)));
        let dip = found.before.unwrap();
        assert_eq!((dip.side, dip.at, dip.from, dip.level), (Side::Less, 2, 1, Some(4)));
        assert!((dip.size.value + 2.0).abs() < 1e-12 && (dip.share + 0.2).abs() < 1e-12);
    }

    #[test]
    fn better_before_worse_and_never_level_again() {
        let found = of(&[0.3, 0.1, -1.0, -1.0]);
        let rise = found.before.unwrap();
        assert_eq!((found.end, found.visible), (Some(Side::Less), Some(2)));
        assert_eq!((rise.side, rise.at, rise.from, rise.level), (Side::More, 0, 0, Some(2)));
        let found = of(&[0.0, -1.0, -0.5]);
        assert_eq!((found.end, found.visible, found.before), (Some(Side::Less), Some(1), None));
    }

    #[test]
    fn what_ends_level_may_have_been_out() {
        let found = of(&[0.0, 0.5, -0.7, 0.0]);
        assert_eq!((found.end, found.visible), (None, None));
        let dip = found.before.unwrap();
        assert_eq!((dip.side, dip.at, dip.level), (Side::Less, 2, Some(3)));
    }

    #[test]
    fn nothing_is_nothing() {
        let none = over(&[0.0; 3]).iter().map(|_| Paired::of(&[1.0; 9], &[1.0; 9])).collect::<Vec<_>>();
        assert_eq!(course(&none, &[1.0; 3]), Course { end: None, visible: None, before: None });
        assert_eq!(course(&[], &[]), Course { end: None, visible: None, before: None });
    }

    #[test]
    fn what_is_to_be_seen_once_and_not_to_the_end_is_not_visible() {
        assert_eq!(of(&[0.0, 1.0, 0.0, 1.0, 1.0]).visible, Some(3));
        assert_eq!(of(&[1.0, 1.0, 0.02]).visible, None, "in the end 70 of 100");
    }

    #[test]
    fn less_than_a_hundredth_is_no_excursion() {
        assert_eq!(of(&[0.0, -0.08, 1.0]).before, None);
        assert!(of(&[0.0, -0.12, 1.0]).before.is_some());
    }
}
