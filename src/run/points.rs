//! Designs that ask which of the things that are not known matter, or where it matters to begin: the points at which a
//! model has to be run, so that the analysis of what comes out can tell.
//!
//! What is not known is a [`Factor`]: each uncertain constant, and the luck of the weeks as one more. A design changes
//! one factor and keeps all others, luck included: neighbours differ in that factor alone, so that the difference is
//! owed to it.

use crate::model::points::{Points, Row};
use crate::model::scenario::{Design, Scenario};
use crate::model::{Spread, VariableId};

use super::design::DesignError;
use super::stream::{Kind, Stream};

/// Something that is not known before a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Factor {
    Constant(VariableId, Spread),
    /// Every draw of every noise source: other luck for the same team.
    Luck,
}

/// What is not known in a scenario: its uncertain constants in the order of the model file, then luck, where it has any.
pub fn factors(scenario: &Scenario) -> Vec<Factor> {
    let constants = scenario.uncertain().map(|(id, spread)| Factor::Constant(id, spread));
    constants.chain(scenario.has_luck().then_some(Factor::Luck)).collect()
}

/// The design of Saltelli for sensitivity indices: two independent sets of `size` points, A and B, and for each factor
/// the points of A with that factor from B.
///
/// # Shape
/// Replications `0..size` are A, those from `size` to `2 size` are B, and those from `(2 + i) size` on are A with factor
/// `i` from B. Luck is that of replication `j` in row `j` of A, and of `size + j` in row `j` of B.
///
/// # Determinism
/// A and B are points of one scrambled Sobol sequence in twice as many dimensions as there are constants, A the first
/// half of them; they depend on the seed, the names and the places of the constants. `size` is best a power of two.
///
/// # Errors
/// More constants than half the dimensions of the sequence.
///
/// # Source
/// Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), "Variance based sensitivity analysis of model output",
/// Computer Physics Communications 181(2), 259-270.
pub fn saltelli(scenario: &Scenario, size: usize) -> Result<Points, DesignError> {
    let factors = factors(scenario);
    let columns = two_sets(scenario, size, Design::Sobol)?;
    let base = (0..2 * size).map(|at| Row { at, but: None, luck: at as u64 });
    let swapped = factors.iter().enumerate().flat_map(|(index, factor)| {
        (0..size).map(move |at| match factor {
            Factor::Constant(..) => Row { at, but: Some((index, size + at)), luck: at as u64 },
            Factor::Luck => Row { at, but: None, luck: (size + at) as u64 },
        })
    });
    // Without constants the rows differ in luck alone.
    Ok(Points::new(columns, base.chain(swapped).collect()))
}

/// Two independent sets of points, A above B in each column.
fn two_sets(scenario: &Scenario, size: usize, design: Design) -> Result<Vec<Vec<f64>>, DesignError> {
    let names: Vec<&str> = scenario.uncertain().map(|(id, _)| scenario.model.variable(id).name.as_str()).collect();
    let mut columns = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let mut column = vec![0.0; 2 * size];
        // No constant is named with a blank: the two halves of a column are scrambled apart.
        let halves = [(name.to_string(), place), (format!("{name} again"), names.len() + place)];
        for (half, (name, dimension)) in column.chunks_mut(size.max(1)).zip(halves) {
            design.uniforms(scenario.seed, &name, dimension, size as u64)?.fill(0, half);
        }
        columns.push(column);
    }
    Ok(columns)
}

/// The design of [`saltelli`] for groups of factors: A, B, and for each group the points of A with all of that group from B.
///
/// # Shape
/// As there, with a group in place of a factor. `groups` has the factors of each, by their place among [`factors`].
///
/// # Determinism
/// As there; where the Sobol sequence has too few dimensions, A and B are drawn independently.
///
/// # Errors
/// A design that cannot draw so many constants.
///
/// # Source
/// Saltelli, Ratto, Andres, Campolongo, Cariboni, Gatelli, Saisana & Tarantola (2008), "Global Sensitivity Analysis: The
/// Primer", section 4.7: indices of sets of factors are those of factors, with the set exchanged as one.
pub fn saltelli_of_groups(scenario: &Scenario, size: usize, groups: &[Vec<usize>]) -> Result<Points, DesignError> {
    let sets = two_sets(scenario, size, Design::Sobol).or_else(|_| two_sets(scenario, size, Design::Random))?;
    let luck = factors(scenario).iter().position(|factor| *factor == Factor::Luck);
    let column = |(place, sets): (usize, &Vec<f64>)| {
        let (a, b) = sets.split_at(size);
        let of_group = |group: &Vec<usize>| if group.contains(&place) { b } else { a };
        [a, b].into_iter().chain(groups.iter().map(of_group)).flatten().copied().collect()
    };
    let columns: Vec<Vec<f64>> = sets.iter().enumerate().map(column).collect();
    // B has its own luck, and so has A with the luck from B.
    let own = |set: usize| set == 1 || set > 1 && luck.is_some_and(|luck| groups[set - 2].contains(&luck));
    let row = |at: usize| Row { at, but: None, luck: (at % size + if own(at / size) { size } else { 0 }) as u64 };
    Ok(Points::new(columns, (0..size * (2 + groups.len())).map(row).collect()))
}

/// The same replications at many places: the first `replications` of a scenario, each with the constants and the luck that
/// it has there, once for every place.
///
/// A place is a value for each of the `variables`, which are constants or stocks; of a stock it is the start.
///
/// # Shape
/// `places[place][variable]`; replication `place * replications + r` is `r` of the scenario, at that place.
///
/// # Determinism
/// Replication `r` draws what it would draw if the scenario were run with so many replications and no places.
///
/// # Errors
/// A design that cannot draw so many constants.
pub fn everywhere(
    scenario: &Scenario,
    replications: u64,
    variables: &[VariableId],
    places: &[Vec<f64>],
) -> Result<Points, DesignError> {
    let count = replications as usize;
    let mut columns = Vec::new();
    for (id, _) in scenario.uncertain() {
        let dimension = scenario.constants.iter().position(|(constant, _)| *constant == id).unwrap_or(0);
        let name = &scenario.model.variable(id).name;
        let mut column = vec![0.0; count];
        scenario.design.uniforms(scenario.seed, name, dimension, replications)?.fill(0, &mut column);
        columns.push(column);
    }
    let rows = places.iter().flat_map(|_| (0..count).map(|at| Row { at, but: None, luck: at as u64 }));
    let mut points = Points::new(columns, rows.collect());
    for (index, variable) in variables.iter().enumerate() {
        let values = places.iter().flat_map(|place| std::iter::repeat_n(place[index], count));
        points = points.giving(*variable, values.collect());
    }
    Ok(points)
}

/// One step of a trajectory: the factor that moves, and how far, where 1 is the whole way from the lowest level to the
/// highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub factor: usize,
    pub by: f64,
}

/// Walks through the space of all factors, on each of which every factor moves once.
///
/// # Shape
/// Point `s` of trajectory `t` is replication `s * count + t`; step `s` of it leads from point `s` to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectories {
    pub points: Points,
    pub steps: Vec<Vec<Step>>,
}

/// The levels of a constant: the middles of so many equally likely parts of its distribution.
pub const LEVELS: u64 = 4;

/// The design of Morris for screening: `count` trajectories, each from a random point through all factors in random
/// order. A constant steps over half its levels; luck steps to another luck.
///
/// # Determinism
/// Start, direction and place in the order of a factor depend on the seed, its name and the trajectory alone.
///
/// # Source
/// Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33(2), 161-174,
/// with p = 4 levels and steps of p / (2 (p - 1)) = 2/3. Levels stand at 1/8, 3/8, 5/8 and 7/8 of the distribution, not
/// at 0, 1/3, 2/3 and 1, for many distributions have no ends.
pub fn trajectories(scenario: &Scenario, count: usize) -> Trajectories {
    let factors = factors(scenario);
    let streams: Vec<Stream> = factors
        .iter()
        .map(|factor| {
            let name = match factor {
                Factor::Constant(id, _) => scenario.model.variable(*id).name.as_str(),
                Factor::Luck => "luck of the weeks",
            };
            Stream::new(Kind::Trajectory, name, scenario.seed)
        })
        .collect();
    let constants = factors.iter().filter(|factor| **factor != Factor::Luck).count();
    let length = factors.len() + 1;
    let mut columns = vec![vec![0.0; length * count]; constants];
    let mut rows = vec![Row { at: 0, but: None, luck: 0 }; length * count];
    let mut steps = Vec::new();
    for t in 0..count {
        let mut order: Vec<usize> = (0..factors.len()).collect();
        order.sort_by_key(|factor| streams[*factor].bits(t as u64, 1));
        let mut level: Vec<u64> = streams.iter().map(|stream| stream.bits(t as u64, 0) >> 32 & (LEVELS - 1)).collect();
        let mut luck = t as u64;
        let mut walk = Vec::new();
        for s in 0..length {
            let at = s * count + t;
            columns.iter_mut().zip(&level).for_each(|(column, level)| column[at] = middle(*level));
            rows[at] = Row { at, but: None, luck };
            let Some(&factor) = order.get(s) else { break };
            walk.push(match factors[factor] {
                Factor::Luck => {
                    luck += count as u64;
                    Step { factor, by: 1.0 }
                }
                Factor::Constant(..) => {
                    let before = level[factor];
                    let half = LEVELS / 2;
                    level[factor] = if before < half { before + half } else { before - half };
                    Step { factor, by: (level[factor] as f64 - before as f64) / (LEVELS - 1) as f64 }
                }
            });
        }
        steps.push(walk);
    }
    Trajectories { points: Points::new(columns, rows), steps }
}

/// The middle of one of the equally likely parts.
fn middle(level: u64) -> f64 {
    (level as f64 + 0.5) / LEVELS as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;
    use crate::run::ensemble::{Part, run};
    use crate::run::reference;

    fn shipped() -> Scenario {
        Scenario::of_model(file::shipped())
    }

    fn point(points: &Points, replication: usize) -> Vec<f64> {
        (0..points.width()).map(|column| points.at(replication as u64, column)).collect()
    }

    #[test]
    fn saltelli_swaps_one_factor_at_a_time() {
        let (scenario, size) = (shipped(), 8);
        let points = saltelli(&scenario, size).unwrap();
        let factors = factors(&scenario);
        assert_eq!(factors.last(), Some(&Factor::Luck));
        assert_eq!(points.replications() as usize, size * (factors.len() + 2));
        for (i, j) in (0..factors.len()).flat_map(|i| (0..size).map(move |j| (i, j))) {
            let (a, b, swapped) = (point(&points, j), point(&points, size + j), point(&points, (2 + i) * size + j));
            for column in 0..points.width() {
                assert_ne!(a[column], b[column]);
                assert_eq!(swapped[column], if column == i { b[column] } else { a[column] });
            }
            let luck = points.luck(((2 + i) * size + j) as u64);
            assert_eq!(luck as usize, if factors[i] == Factor::Luck { size + j } else { j });
        }
    }

    /// Groups of one factor each are factors.
    #[test]
    fn groups_are_swapped_as_one() {
        let (scenario, size) = (shipped(), 8);
        let count = factors(&scenario).len();
        let single: Vec<Vec<usize>> = (0..count).map(|factor| vec![factor]).collect();
        let (one, other) = (saltelli(&scenario, size).unwrap(), saltelli_of_groups(&scenario, size, &single).unwrap());
        assert_eq!(one.replications(), other.replications());
        for replication in 0..one.replications() as usize {
            assert_eq!(point(&one, replication), point(&other, replication));
            assert_eq!(one.luck(replication as u64), other.luck(replication as u64));
        }
        let odd: Vec<usize> = (0..count).filter(|factor| factor % 2 == 1).collect();
        let groups = saltelli_of_groups(&scenario, size, &[odd]).unwrap();
        let (a, b, swapped) = (point(&groups, 3), point(&groups, size + 3), point(&groups, 2 * size + 3));
        for column in 0..groups.width() {
            assert_eq!(swapped[column], if column % 2 == 1 { b[column] } else { a[column] });
        }
    }

    #[test]
    fn at_its_own_place_a_replication_is_what_it_is_in_the_ensemble() {
        for design in [Design::Random, Design::LatinHypercube, Design::Sobol] {
            let mut scenario = Scenario { design, replications: 70, ..shipped() };
            scenario.time.stop = 8.0;
            let find = |name: &str| scenario.model.find(name).unwrap();
            let (trust, size, wip) = (find("trust"), find("team_size"), find("wip"));
            let size_here = scenario.constants.iter().find(|(id, _)| *id == size).unwrap().1.value;
            let own = vec![scenario.initial[&trust].number().unwrap(), size_here];
            let points = everywhere(&scenario, 70, &[trust, size], &[vec![0.9, 5.0], own]).unwrap();
            let (wanted, whole) = ([trust, wip], Part::whole(&scenario));
            let plain = run(&scenario, &wanted, &whole).unwrap();
            let placed = scenario.at(points);
            let found = run(&placed, &wanted, &Part::whole(&placed)).unwrap();
            for (plain, found) in plain.values.chunks(70).zip(found.values.chunks(140)) {
                assert_eq!(plain, &found[70..]);
            }
            assert_eq!(found.values[..70], [0.9; 70], "trust begins where it is told to");
            assert_ne!(plain.values[8 * 70..9 * 70], found.values[8 * 140..8 * 140 + 70]);
            // The slow interpreter says the same, at both places.
            for replication in [3, 69, 70, 139] {
                let slow = reference::run(&placed, replication as u64).unwrap();
                let last = slow.values.last().unwrap()[wip.0 as usize];
                assert_eq!(last.to_bits(), found.values[(9 + 8) * 140 + replication].to_bits());
            }
        }
    }

    #[test]
    fn each_column_of_saltelli_fills_its_strata() {
        let size = 64;
        let points = saltelli(&shipped(), size).unwrap();
        for (column, half) in (0..points.width()).flat_map(|column| [(column, 0), (column, size)]) {
            let mut strata: Vec<usize> =
                (half..half + size).map(|r| (points.at(r as u64, column) * size as f64) as usize).collect();
            strata.sort_unstable();
            assert!(strata.into_iter().eq(0..size), "column {column}");
        }
    }

    #[test]
    fn a_trajectory_moves_every_factor_once_by_two_thirds() {
        let (scenario, count) = (shipped(), 5);
        let Trajectories { points, steps } = trajectories(&scenario, count);
        let factors = factors(&scenario);
        assert_eq!(points.replications() as usize, count * (factors.len() + 1));
        for (t, walk) in steps.iter().enumerate() {
            let mut moved: Vec<usize> = walk.iter().map(|step| step.factor).collect();
            for (s, step) in walk.iter().enumerate() {
                let (from, to) = (s * count + t, (s + 1) * count + t);
                let (before, after) = (point(&points, from), point(&points, to));
                let changed: Vec<usize> = (0..points.width()).filter(|c| before[*c] != after[*c]).collect();
                let luck = points.luck(from as u64) != points.luck(to as u64);
                match factors[step.factor] {
                    Factor::Luck => assert!(luck && changed.is_empty() && step.by == 1.0),
                    Factor::Constant(..) => {
                        assert!(!luck && changed == [step.factor], "{changed:?}");
                        assert_eq!(step.by.abs(), 2.0 / 3.0);
                        assert_eq!(after[step.factor] - before[step.factor], 0.5 * step.by.signum());
                    }
                }
            }
            moved.sort_unstable();
            assert!(moved.into_iter().eq(0..factors.len()), "each once");
        }
        assert_ne!(steps[0], steps[1], "each in its own order");
    }

    #[test]
    fn what_does_not_vary_is_no_factor() {
        use crate::model::scenario::Uncertainty;
        let only = |uncertainty| factors(&Scenario { uncertainty, ..shipped() });
        assert_eq!(only(Uncertainty::None), []);
        assert_eq!(only(Uncertainty::Noise), [Factor::Luck]);
        assert!(!only(Uncertainty::Constants).contains(&Factor::Luck));
        let noise = Scenario { uncertainty: Uncertainty::Noise, ..shipped() };
        assert_eq!(saltelli(&noise, 4).unwrap().replications(), 12);
    }
}
