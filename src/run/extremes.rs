//! Designs that put constants at the ends of their ranges, to see whether a model stands it, and along them, to see which
//! way it goes.

use crate::model::points::{Points, Row};
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::{Spread, VariableId};

use super::luck::distribution;

/// Which part of a distribution without ends lies beyond what is taken for its ends, on each side.
const BEYOND: f64 = 0.001;

/// The constants that can be elsewhere, with their lowest and highest values: the range, or nearly the whole of a
/// distribution that has no ends.
pub fn ranges(scenario: &Scenario) -> Vec<(VariableId, Spread, f64, f64)> {
    let ends = |spread: &Spread| match spread.range {
        Some(range) => range,
        None => (distribution(spread).quantile(BEYOND), distribution(spread).quantile(1.0 - BEYOND)),
    };
    let all = scenario.constants.iter().map(|(id, spread)| (*id, *spread, ends(spread)));
    all.filter(|(_, _, (low, high))| low < high).map(|(id, spread, (low, high))| (id, spread, low, high)).collect()
}

/// Every constant alone at so many evenly spaced values from one end of its range to the other, all others at their
/// values, without luck.
///
/// # Shape
/// Replication `constant * levels + level`, constants in the order of [`ranges`].
pub fn one_by_one(scenario: &Scenario, levels: usize) -> Scenario {
    let ranges = ranges(scenario);
    let value = |constant: usize, replication: usize| {
        let (_, spread, low, high) = ranges[constant];
        let (moved, level) = (replication / levels, replication % levels);
        if moved == constant { low + (high - low) * level as f64 / (levels - 1) as f64 } else { spread.value }
    };
    given(scenario, &ranges, ranges.len() * levels, value)
}

/// All constants at ends of their ranges at once, in a design in which every constant is as often low as high, and so are
/// any two together; without luck.
///
/// # Source
/// Hadamard matrix of Sylvester (1867) as a two-level design, with its mirror image: Plackett & Burman (1946), "The
/// design of optimum multifactorial experiments", Biometrika 33(4), 305-325.
pub fn corners(scenario: &Scenario) -> Scenario {
    let ranges = ranges(scenario);
    let rows = (ranges.len() + 1).next_power_of_two();
    let value = |constant: usize, replication: usize| {
        let (_, _, low, high) = ranges[constant];
        let is_mirrored = replication >= rows;
        let odd = ((replication % rows) & (constant + 1)).count_ones() % 2 == 1;
        if odd != is_mirrored { high } else { low }
    };
    given(scenario, &ranges, 2 * rows, value)
}

fn given(
    scenario: &Scenario,
    ranges: &[(VariableId, Spread, f64, f64)],
    count: usize,
    value: impl Fn(usize, usize) -> f64,
) -> Scenario {
    let rows = (0..count).map(|_| Row { at: 0, but: None, luck: 0 }).collect();
    let mut points = Points::new(Vec::new(), rows);
    for (constant, (id, ..)) in ranges.iter().enumerate() {
        points = points.giving(*id, (0..count).map(|replication| value(constant, replication)).collect());
    }
    Scenario { uncertainty: Uncertainty::None, ..scenario.clone() }.at(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;

    #[test]
    fn corners_are_balanced_and_levels_run_from_end_to_end() {
        let scenario = Scenario::of_model(file::shipped());
        let ranges = ranges(&scenario);
        assert!(ranges.len() > 60);
        let corners = corners(&scenario);
        let count = corners.replications as usize;
        let high =
            |i: usize| -> Vec<bool> { corners.given(ranges[i].0).unwrap().iter().map(|x| *x == ranges[i].3).collect() };
        for i in 0..ranges.len() {
            assert_eq!(high(i).iter().filter(|h| **h).count(), count / 2);
            let both = high(i).iter().zip(high((i + 1) % ranges.len())).filter(|(a, b)| **a && *b).count();
            assert_eq!(both, count / 4, "{i}");
        }
        let walked = one_by_one(&scenario, 5);
        let (id, spread, low, high) = ranges[1];
        let values = walked.given(id).unwrap();
        assert_eq!((values[0], values[5], values[9], values[10]), (spread.value, low, high, spread.value));
    }
}
