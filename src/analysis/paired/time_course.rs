//! The time course of a difference: which way it ends, since when that can be seen, and whether it went the other way
//! first: worse before better, or better before worse.

use schemars::JsonSchema;
use serde::Serialize;

use super::onset::{Onset, onset};
use super::{PairedDifference, differences, is_told, over_time};
use crate::analysis::estimate::Estimate;
use crate::analysis::summary::Summary;
use crate::model::VariableId;
use crate::results::Results;

/// One side of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Above 0.
    More,
    /// Below 0.
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
    pub fn signed(self, difference: f64) -> f64 {
        match self {
            Side::More => difference,
            Side::Less => -difference,
        }
    }
}

/// How a paired difference goes; moments are indices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeCourse {
    /// Where it ends; None where the median at the end cannot be told from nothing.
    pub end: Option<Side>,
    /// Since when it is to be seen, and how sure that is; None where it is not by the end.
    pub visible: Option<Onset>,
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

/// What is less than a hundredth of the first scenario's median is not worth a word: where many moments are looked at, some
/// are told from nothing by chance.
pub const LEAST: f64 = 0.01;

/// The time course of a variable's difference over the first `moments` saved moments, second less first; `summary` is of the
/// first. None where not every value was kept.
pub fn between(
    first: &Results,
    summary: &Summary,
    second: &Results,
    id: VariableId,
    moments: usize,
) -> Option<TimeCourse> {
    let base: Vec<f64> = summary.of(id)?.iter().map(|band| band.median.value).collect();
    let paired = over_time(first, second, id, moments)?;
    Some(time_course(&paired, &base, |side| onset(&differences(first, second, id, moments)?, side)))
}

/// The time course of a difference, given moment by moment with the medians of the first scenario; `onset` tells from when on it
/// is visible on a side.
///
/// Where it ends level, the farther of its excursions to either side is told.
pub fn time_course(
    differences: &[PairedDifference],
    base: &[f64],
    onset: impl FnOnce(Side) -> Option<Onset>,
) -> TimeCourse {
    let end = differences.last().filter(|last| is_told(last.median)).map(|last| side_of(last.median.value));
    let visible = end.and_then(onset);
    let until = visible.map_or(differences.len(), |onset| onset.from);
    let before = match end {
        Some(side) => excursion(differences, base, side.other(), until),
        None => {
            let sides = [Side::Less, Side::More].map(|side| excursion(differences, base, side, until));
            sides.into_iter().flatten().max_by(|a, b| a.size.value.abs().total_cmp(&b.size.value.abs()))
        }
    };
    TimeCourse { end, visible, before }
}

fn side_of(difference: f64) -> Side {
    if difference > 0.0 { Side::More } else { Side::Less }
}

/// The farthest that a median is told to be on one side, before the moment `until`.
fn excursion(differences: &[PairedDifference], base: &[f64], side: Side, until: usize) -> Option<Excursion> {
    let out = |at: usize| side.signed(differences[at].median.value);
    // The first of equals.
    let at = (0..until)
        .filter(|at| is_told(differences[*at].median) && out(*at) > 0.0)
        .reduce(|farthest, at| if out(at) > out(farthest) { at } else { farthest })?;
    let size = differences[at].median;
    let share = size.value / base[at].abs();
    // One moment back on the other side between moments out there is noise; two in a row, or the last one, are none.
    let is_back = |time: usize| out(time) <= 0.0;
    let stays_back = |time: usize| is_back(time) && (time + 1 == differences.len() || is_back(time + 1));
    let was_back = |time: usize| is_back(time) && (time == 0 || is_back(time - 1));
    (share.abs() >= LEAST).then_some(Excursion {
        side,
        at,
        size,
        share,
        from: (0..at).rfind(|before| was_back(*before)).map_or(0, |before| before + 1),
        level: (at..differences.len()).find(|after| stays_back(*after)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::paired::onset::onset;

    /// A hundred replications, spread by 0.1 around each of these.
    fn rows(middles: &[f64]) -> Vec<Vec<f64>> {
        let second = |middle: &f64| (0..100).map(|i| middle + (f64::from(i) - 49.5) / 1000.0).collect();
        middles.iter().map(second).collect()
    }

    fn paired(rows: &[Vec<f64>]) -> Vec<PairedDifference> {
        rows.iter().map(|row| PairedDifference::of(&[0.0; 100], row)).collect()
    }

    fn of(middles: &[f64]) -> TimeCourse {
        let rows = rows(middles);
        time_course(&paired(&rows), &vec![10.0; middles.len()], |side| onset(&rows, side))
    }

    fn visible(course: TimeCourse) -> Option<usize> {
        course.visible.map(|onset| onset.from)
    }

    #[test]
    fn worse_before_better() {
        let found = of(&[0.0, -0.5, -2.0, -1.0, 0.02, 0.5, 1.0]);
        // At moment 4 the median is up, and 70 of 100 are: not yet four of five.
        assert_eq!((found.end, visible(found)), (Some(Side::More), Some(5)));
        let dip = found.before.unwrap();
        assert_eq!((dip.side, dip.at, dip.from, dip.level), (Side::Less, 2, 1, Some(4)));
        assert!((dip.size.value + 2.0).abs() < 1e-12 && (dip.share + 0.2).abs() < 1e-12);
    }

    #[test]
    fn better_before_worse_and_never_level_again() {
        let found = of(&[0.3, 0.1, -1.0, -1.0]);
        let rise = found.before.unwrap();
        assert_eq!((found.end, visible(found)), (Some(Side::Less), Some(2)));
        assert_eq!((rise.side, rise.at, rise.from, rise.level), (Side::More, 0, 0, Some(2)));
        let found = of(&[0.0, -1.0, -0.5]);
        assert_eq!((found.end, visible(found), found.before), (Some(Side::Less), Some(1), None));
    }

    #[test]
    fn what_ends_level_may_have_been_out() {
        let found = of(&[0.0, 0.5, -0.7, 0.0]);
        assert_eq!((found.end, visible(found)), (None, None));
        let dip = found.before.unwrap();
        assert_eq!((dip.side, dip.at, dip.level), (Side::Less, 2, Some(3)));
    }

    #[test]
    fn a_lone_week_back_is_no_end_of_an_excursion() {
        let dip = of(&[0.0, 0.0, -1.0, 0.02, -2.0, -1.0, 0.03, -1.0, 0.5, 1.0]).before.unwrap();
        assert_eq!((dip.at, dip.from, dip.level), (4, 2, Some(8)));
    }

    #[test]
    fn of_moments_that_are_as_far_out_the_first() {
        let dip = of(&[0.0, -1.0, -0.5, -1.0, 1.0]).before.unwrap();
        assert_eq!((dip.at, dip.from, dip.level), (1, 1, Some(4)));
    }

    /// What comes after it is to be seen is no way there, however far out it is.
    #[test]
    fn an_excursion_lies_before_the_onset() {
        let paired = paired(&rows(&[0.0, -0.5, 1.0, -2.0, 1.0]));
        let seen = Onset { from: 2, earliest: 2, latest: Some(2) };
        let dip = time_course(&paired, &[10.0; 5], |_| Some(seen)).before.unwrap();
        assert_eq!((dip.at, dip.from, dip.level), (1, 1, Some(4)));
    }

    #[test]
    fn a_share_has_the_sign_of_the_difference_whatever_that_of_the_median_is() {
        let rows = rows(&[0.0, -2.0, 1.0]);
        for base in [10.0, -10.0] {
            let dip = time_course(&paired(&rows), &[base; 3], |side| onset(&rows, side)).before.unwrap();
            assert!((dip.share + 0.2).abs() < 1e-12, "{}", dip.share);
        }
    }

    #[test]
    fn nothing_is_nothing() {
        let none = [PairedDifference::of(&[1.0; 9], &[1.0; 9]); 3];
        assert_eq!(time_course(&none, &[1.0; 3], |_| None), TimeCourse { end: None, visible: None, before: None });
        assert_eq!(time_course(&[], &[], |_| None), TimeCourse { end: None, visible: None, before: None });
    }

    #[test]
    fn what_is_to_be_seen_once_and_not_to_the_end_is_not_visible() {
        assert_eq!(visible(of(&[0.0, 1.0, 0.0, 1.0, 1.0])), Some(3));
        assert_eq!(visible(of(&[1.0, 1.0, 0.01])), None, "in the end 60 of 100");
    }

    #[test]
    fn less_than_a_hundredth_is_no_excursion() {
        assert_eq!(of(&[0.0, -0.08, 1.0]).before, None);
        assert!(of(&[0.0, -0.12, 1.0]).before.is_some());
    }
}
