//! Designs that put a model where it is not at home, to see whether it stands it: at the ends of all ranges at once, and
//! along each of them, to see which way it goes.

use crate::model::change::Effect;
use crate::model::points::{Points, Row};
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::{Spread, Start, VariableId};

use super::luck::distribution;
use super::reference;
use super::stream::{Kind, Stream};

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
    let count = ranges.len() * levels;
    let mut points = Points::new(Vec::new(), (0..count).map(|_| Row { at: 0, but: None, luck: 0 }).collect());
    for (moved, (id, spread, low, high)) in ranges.iter().enumerate() {
        let value = |replication: usize| match replication / levels == moved {
            true => low + (high - low) * (replication % levels) as f64 / (levels - 1) as f64,
            false => spread.value,
        };
        points = points.giving(*id, (0..count).map(value).collect());
    }
    Scenario { uncertainty: Uncertainty::None, ..scenario.clone() }.at(points)
}

/// So many random corners of all ranges: every constant at one of its ends, any of the model's starting points, any of its
/// interventions at full strength from the first moment, and luck.
///
/// # Determinism
/// Each is tossed by the seed, its own name and the replication alone.
pub fn corners(scenario: &Scenario, count: usize) -> Scenario {
    let model = &scenario.model;
    let toss = |name: &str| {
        let mut stream = Stream::new(Kind::Corner, name, scenario.seed);
        stream.words(0, 0).take(count).collect::<Vec<u64>>()
    };
    let is_heads = |word: &u64| word >> 63 == 1;
    let mut given: Vec<(VariableId, Vec<f64>)> = Vec::new();
    for (id, _, low, high) in ranges(scenario) {
        let sides = toss(&model.variable(id).name);
        given.push((id, sides.iter().map(|word| if is_heads(word) { high } else { low }).collect()));
    }
    for intervention in &model.interventions {
        let taken = toss(&format!("intervention {}", intervention.name));
        for Effect { constant, size, .. } in intervention.effects(intervention.kind) {
            let sizes = given.iter().find(|(id, _)| Some(*id) == size.constant).map(|(_, values)| values.clone());
            let sizes = sizes.unwrap_or_else(|| vec![scenario.usual(size); count]);
            let at = given.iter().position(|(id, _)| *id == constant).unwrap_or_else(|| {
                let value = scenario.constants.iter().find(|(id, _)| *id == constant).map_or(0.0, |(_, s)| s.value);
                given.push((constant, vec![value; count]));
                given.len() - 1
            });
            let row = given[at].1.iter_mut().zip(&taken).zip(sizes).filter(|((_, word), _)| is_heads(word));
            row.for_each(|((value, _), size)| *value += size);
        }
    }
    // Of the stocks only those that every starting point sets: another has its own beginning.
    if let Some((first, others)) = model.starts.split_first() {
        let which = toss("starting point");
        let which = |replication: usize| (which[replication] % model.starts.len() as u64) as usize;
        let sets = |start: &Start, id| start.stocks.iter().any(|(stock, _)| *stock == id);
        let placed = at(scenario, &given, count);
        let begun = begun(&placed, which);
        for &(stock, _) in first.stocks.iter().filter(|(stock, _)| others.iter().all(|start| sets(start, *stock))) {
            given.push((stock, (0..count).map(|replication| begun(replication, stock)).collect()));
        }
    }
    at(scenario, &given, count)
}

/// So many replications with what is given to each, and with luck.
fn at(scenario: &Scenario, given: &[(VariableId, Vec<f64>)], count: usize) -> Scenario {
    let rows = (0..count).map(|replication| Row { at: 0, but: None, luck: replication as u64 }).collect();
    let points = Points::new(Vec::new(), rows);
    let points = given.iter().fold(points, |points, (id, values)| points.giving(*id, values.clone()));
    Scenario { uncertainty: Uncertainty::Noise, ..scenario.clone() }.at(points)
}

/// What a stock begins with in a replication, by its starting point and, where that says an equation, by its constants.
fn begun<'a>(placed: &'a Scenario, which: impl Fn(usize) -> usize + 'a) -> impl Fn(usize, VariableId) -> f64 + 'a {
    let model = &placed.model;
    let starting = |start: &Start| {
        let mut first = placed.clone();
        first.begin_at(start);
        first.time.stop = first.time.start;
        first
    };
    let scenarios: Vec<Scenario> = model.starts.iter().map(starting).collect();
    move |replication, stock| {
        let start = which(replication);
        let value =
            model.starts[start].stocks.iter().find(|(id, _)| *id == stock).and_then(|(_, value)| value.number());
        value.unwrap_or_else(|| {
            let run = reference::run(&scenarios[start], replication as u64);
            run.map_or(f64::NAN, |run| run.values[0][stock.0 as usize])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ChangeKind;
    use crate::model::family::member_name;
    use crate::model::file;

    #[test]
    fn corners_are_ends_of_ranges_starting_points_and_interventions() {
        let scenario = Scenario::of_model(file::shipped());
        let (ranges, count) = (ranges(&scenario), 2000);
        assert!(ranges.len() > 60);
        let corners = corners(&scenario, count);
        for (id, _, low, high) in &ranges {
            let values = corners.points.as_ref().unwrap().given(*id).unwrap();
            assert!(values.iter().all(|x| x == low || x == high));
            let share = values.iter().filter(|x| *x == high).count() as f64 / count as f64;
            // Four errors of a share of a half.
            assert!((share - 0.5).abs() < 2.0 / (count as f64).sqrt(), "{share}");
        }
        let of = |name: &str| corners.points.as_ref().unwrap().given(scenario.model.find(name).unwrap()).unwrap();
        // A start that gives trust as a number gives it to its share of the teams.
        let trust = scenario.model.find("trust").unwrap();
        let given =
            |start: &Start| start.stocks.iter().find(|(id, _)| *id == trust).and_then(|(_, value)| value.number());
        let given: Vec<f64> = scenario.model.starts.iter().filter_map(given).collect();
        assert!(given.len() > 1);
        for given in given {
            let share = of("trust").iter().filter(|value| **value == given).count() as f64 / count as f64;
            assert!((share * scenario.model.starts.len() as f64 - 1.0).abs() < 0.2, "{share}");
        }
        // What all habits ask together is asked of some team, and nothing of another; a decision asks nothing.
        let habits = scenario.model.interventions.iter().filter(|i| i.kind == ChangeKind::Habit);
        let each = habits.map(|i| of(&member_name("change_asked", &i.name)));
        let asked = each.fold(vec![0.0; count], |sums, asked| sums.iter().zip(asked).map(|(a, b)| a + b).collect());
        assert!(asked.iter().any(|x: &f64| *x > 40.0) && asked.iter().any(|x| *x < 20.0));
    }

    #[test]
    fn levels_run_from_end_to_end_one_constant_at_a_time() {
        let scenario = Scenario::of_model(file::shipped());
        let (id, spread, low, high) = ranges(&scenario)[1];
        let walked = one_by_one(&scenario, 5);
        let values = walked.points.as_ref().unwrap().given(id).unwrap();
        assert_eq!((values[0], values[5], values[9], values[10]), (spread.value, low, high, spread.value));
    }
}
