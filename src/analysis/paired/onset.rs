//! The onset of a difference: since when it can be seen, and how sure that date is.

use super::time_course::Side;
use crate::analysis::bootstrap::{Resamples, spread};
use crate::analysis::criterion::Criterion;
use crate::analysis::loops::dominance_phases::least;

/// The share of replications that lie on one side where a difference is to be seen: four of five.
///
/// A team sees itself and no twin: what most teams cannot tell from a good or a bad month is not there to be seen, however
/// small the error of a median over a thousand of them.
pub const VISIBLE: f64 = 0.8;

/// The moment from which on a difference is to be seen; moments are indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Onset {
    pub from: usize,
    /// Nine of ten repetitions with other replications would find a moment from here...
    pub earliest: usize,
    /// ...to here; None where more than one in twenty would find none, or where there are too few replications to tell.
    pub latest: Option<usize>,
}

impl Onset {
    /// Whether the date is known to within a quarter of a run of so many moments.
    pub fn is_clear(&self, moments: usize) -> bool {
        self.latest.is_some_and(|latest| latest - self.earliest <= moments / 4)
    }
}

/// How many errors below [`VISIBLE`] a stretch is told to lie there: more than two, for every stretch of the run is looked at.
const TOLD_BELOW: f64 = 3.0;

/// Of fewer replications all may lie on one side by luck.
const FEWEST: usize = 20;

/// Resamples by which the date is made uncertain.
const RESAMPLES: usize = 200;

/// Since when at least [`VISIBLE`] of the replications lie on a side, given the differences of each moment.
///
/// With s(t) the share on the side at moment t, the date is that from which the sum of s(t) - 0.8 to the end is largest (of
/// equals the last): every stretch that begins there has the share on average, and none that ends there has. One noisy
/// moment costs its own shortfall and no more. What lasts is no noise: the date lies behind the last stretch of so many
/// moments as a coach would tell ([`least`]) of which the share is told to be below. The range is that of the same
/// date over resamples of the replications, in which each keeps its whole path.
///
/// # Shape
/// `differences[time][replication]`, turned as they are; NaN where there is none.
///
/// # Source
/// The date is where an isotonic regression of s crosses 0.8: Barlow, Bartholomew, Bremner & Brunk (1972), "Statistical
/// inference under order restrictions"; as an argmax of sums, Groeneboom (1985), "Estimating a monotone density". The range:
/// Efron (1979), see [`Resamples`].
pub fn onset(differences: &[Vec<f64>], side: Side) -> Option<Onset> {
    let replications = differences.first()?.len();
    let resamples = Resamples::new(0, replications, RESAMPLES);
    let excess = |row: &Vec<f64>| -> (f64, Vec<f64>) {
        let on_side = |difference: &f64| match difference.is_finite() {
            true => f64::from(side.signed(*difference) > 0.0) - VISIBLE,
            false => f64::NAN,
        };
        let row: Vec<f64> = row.iter().map(on_side).collect();
        (Criterion::Mean.of(&row), resamples.of(Criterion::Mean, &row))
    };
    let (found, resampled): (Vec<f64>, Vec<Vec<f64>>) = differences.iter().map(excess).unzip();
    let count = resampled.first()?.len();
    let path = |resample: usize| resampled.iter().map(|row| row[resample]).collect::<Vec<f64>>();
    let paths: Vec<Vec<f64>> = (0..count).map(path).collect();
    let stretch = least(found.len());
    let sums: Vec<Vec<f64>> = paths.iter().map(|path| stretches(path, stretch)).collect();
    let errors: Vec<f64> =
        (0..stretches(&found, stretch).len()).map(|at| spread(sums.iter().map(|sums| sums[at]))).collect();
    let from = date(&found, stretch, &errors)?;
    let never = found.len();
    let mut dates: Vec<usize> = paths.iter().map(|path| date(path, stretch, &errors).unwrap_or(never)).collect();
    dates.sort_unstable();
    let twentieth = count / 20;
    let (earliest, latest) = (dates[twentieth].min(from), dates[count - 1 - twentieth].max(from));
    let is_known = replications >= FEWEST && latest < never;
    Some(Onset { from, earliest, latest: is_known.then_some(latest) })
}

/// The sums of all stretches of so many moments.
fn stretches(excess: &[f64], length: usize) -> Vec<f64> {
    excess.windows(length).map(|stretch| stretch.iter().sum()).collect()
}

/// The date by the excess of each moment and the errors of the sums of stretches.
fn date(excess: &[f64], stretch: usize, errors: &[f64]) -> Option<usize> {
    let sums = stretches(excess, stretch);
    let told_below = sums.iter().zip(errors).rposition(|(sum, error)| *sum < 0.0 && sum + TOLD_BELOW * error < 0.0);
    let first = told_below.map_or(0, |last| last + 1);
    let (mut sum, mut most, mut found) = (0.0, 0.0, None);
    for time in (first..excess.len()).rev() {
        sum += excess[time];
        if sum > most {
            (most, found) = (sum, Some(time));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::stream::{Kind, Stream};

    /// Differences of which, at each moment, such a share is above 0: every replication by its own luck.
    fn drawn(shares: &[f64], replications: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut stream = Stream::new(Kind::Noise, "visible", seed);
        let mut row = vec![0.0; replications];
        let mut at = |(period, share): (usize, &f64)| {
            stream.fill(0, period as u64, &mut row);
            row.iter().map(|uniform| share - uniform).collect()
        };
        shares.iter().enumerate().map(&mut at).collect()
    }

    /// Exactly these shares of a hundred replications.
    fn exact(shares: &[f64]) -> Vec<Vec<f64>> {
        let row = |share: &f64| (0..100).map(|i| share - (f64::from(i) + 0.5) / 100.0).collect();
        shares.iter().map(row).collect()
    }

    fn visible_from(shares: &[f64]) -> Option<usize> {
        onset(&exact(shares), Side::More).map(|onset| onset.from)
    }

    fn two_years(share: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..105).map(share).collect()
    }

    #[test]
    fn one_noisy_week_does_not_decide() {
        let but_one = two_years(|week| match week {
            0..=32 => 0.2,
            103 => 0.79,
            _ => 0.84,
        });
        let found = onset(&drawn(&but_one, 1000, 1), Side::More).unwrap();
        assert_eq!((found.from, found.earliest, found.latest), (33, 33, Some(33)));
    }

    #[test]
    fn what_lasts_begins_it_anew_and_what_is_below_in_the_end_is_not_visible() {
        let dip = |week| if (60..70).contains(&week) { 0.5 } else { 0.95 };
        assert_eq!(visible_from(&two_years(dip)), Some(70));
        assert_eq!(visible_from(&two_years(|week| if week < 90 { 0.95 } else { 0.5 })), None);
        assert_eq!(visible_from(&two_years(|_| 0.5)), None);
        assert_eq!(visible_from(&two_years(|_| 0.9)), Some(0));
    }

    #[test]
    fn what_does_not_differ_is_on_neither_side() {
        let equal = [vec![0.0; 100], vec![0.0; 100], vec![1.0; 100], vec![1.0; 100]];
        assert_eq!(onset(&equal, Side::More), Some(Onset { from: 2, earliest: 2, latest: Some(2) }));
        assert_eq!(onset(&equal[..2], Side::More), None);
    }

    /// From moment 1 on the share is 0.8 and half to the end, so beginning at 1 or at 2 gives the same sum.
    #[test]
    fn of_equal_dates_the_last() {
        assert_eq!(date(&[-0.5, 0.0, 0.25, 0.25], 1, &[0.0; 4]), Some(2));
        assert_eq!(date(&[0.0, 0.0], 1, &[0.0; 2]), None);
    }

    /// Of 100 replications more than 80 of a resample are on the side at moment 0 in 2.6, 14.5, 83.1 and 98.5 of 100
    /// (binomial, of 0.72 to 0.88): where that is less than one in twenty, the range does not begin there, and where the
    /// rest is, it ends there.
    #[test]
    fn the_range_leaves_one_in_twenty_out_at_each_end() {
        for (share, from, earliest, latest) in [(0.72, 1, 1, 1), (0.76, 1, 0, 1), (0.84, 0, 0, 1), (0.88, 0, 0, 0)] {
            let found = onset(&exact(&[share, 1.0, 1.0]), Side::More);
            assert_eq!(found, Some(Onset { from, earliest, latest: Some(latest) }), "{share}");
        }
    }

    #[test]
    fn either_side() {
        let less: Vec<Vec<f64>> = exact(&[0.1, 0.1, 0.9, 0.9]).iter().map(|r| r.iter().map(|d| -d).collect()).collect();
        assert_eq!(onset(&less, Side::Less).map(|onset| onset.from), Some(2));
        assert_eq!(onset(&less, Side::More).map(|onset| onset.from), None);
    }

    /// Where the share creeps through four of five, other luck finds other dates: nine ranges of ten hold the true one.
    #[test]
    fn the_range_holds_the_true_date_as_often_as_it_says() {
        let creeping = two_years(|week| (0.5 + 0.4 * week as f64 / 70.0).min(0.9));
        let truth = creeping.iter().position(|share| *share >= VISIBLE).unwrap();
        let trials = 60;
        let (mut held, mut within_two) = (0, 0);
        for seed in 0..trials {
            let found = onset(&drawn(&creeping, 400, seed), Side::More).unwrap();
            assert!(found.is_clear(105), "{found:?}");
            held += u64::from((found.earliest..=found.latest.unwrap()).contains(&truth));
            within_two += u64::from(found.from.abs_diff(truth) <= 6);
        }
        // Nine of ten of 60 are 54, and two standard deviations less are 49.
        assert!(held >= 49 && within_two >= 49, "{held} hold it, {within_two} are near, of {trials}");
    }

    #[test]
    fn where_it_is_four_of_five_all_along_nobody_knows_since_when() {
        let level = two_years(|week| if week < 20 { 0.1 } else { 0.8 });
        let clear = (0..10).filter_map(|seed| onset(&drawn(&level, 400, seed), Side::More));
        assert_eq!(clear.filter(|onset| onset.is_clear(105)).count(), 0);
    }

    #[test]
    fn of_few_teams_no_date_is_known() {
        let found = onset(&drawn(&[0.0, 0.0, 1.0, 1.0], 10, 1), Side::More).unwrap();
        assert_eq!((found.from, found.latest), (2, None));
        assert_eq!(onset(&[], Side::More), None);
        assert_eq!(onset(&[vec![f64::NAN; 3]], Side::More), None);
    }
}
