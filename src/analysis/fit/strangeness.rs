//! How far a team lies from all simulated ones: summaries may each be usual, and be met together nowhere.
//!
//! The distance to a near neighbour is held against that of the simulated teams themselves. No shape of the cloud is assumed,
//! and it has one: times, levels and trends hang together in curves.
//!
//! # Source
//! Ramaswamy, Rastogi & Shim (2000), SIGMOD 29(2), 427-438: outliers by the distance to the k-th nearest neighbour.

use crate::math;

/// Which neighbour is looked at.
const NEIGHBOUR: usize = 20;
/// So many simulated teams are held against.
const MOST: usize = 600;

/// The share of the simulated teams that lie as far from the others as this one, or further.
pub fn share_as_strange(teams: &[Vec<f64>], own: &[f64]) -> f64 {
    let count = teams.len().max(1) as f64;
    let spreads: Vec<f64> = (0..own.len())
        .map(|at| {
            let mean = teams.iter().map(|team| team[at]).sum::<f64>() / count;
            math::sqrt(teams.iter().map(|team| (team[at] - mean) * (team[at] - mean)).sum::<f64>() / count).max(1e-9)
        })
        .collect();
    let far = |here: &[f64], but: Option<usize>| {
        let apart = |(_, team): (usize, &Vec<f64>)| {
            let by = team.iter().zip(here).zip(&spreads).map(|((a, b), spread)| (a - b) / spread);
            by.map(|x| x * x).sum::<f64>()
        };
        let mut squares: Vec<f64> = teams.iter().enumerate().filter(|(at, _)| Some(*at) != but).map(apart).collect();
        let place = NEIGHBOUR.min(squares.len().saturating_sub(1));
        if squares.is_empty() { 0.0 } else { *squares.select_nth_unstable_by(place, f64::total_cmp).1 }
    };
    let here = far(own, None);
    let looked = teams.len().min(MOST);
    let further = teams[..looked].iter().enumerate().filter(|(at, team)| far(team, Some(*at)) >= here).count();
    further as f64 / (looked as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::quantile::normal_quantile;
    use crate::run::stream::{Kind, Stream};

    #[test]
    fn what_lies_beside_a_line_is_strange_and_what_lies_on_it_is_not() {
        let stream = Stream::new(Kind::Trace, "strange", 1);
        let normal = |team: u64, what: u64| normal_quantile(stream.uniform(team, what));
        let teams: Vec<Vec<f64>> =
            (0..2000).map(|team| vec![normal(team, 0), normal(team, 0) + 0.1 * normal(team, 1)]).collect();
        assert!(share_as_strange(&teams, &[1.0, 1.0]) > 0.1);
        // Each of the two is usual.
        assert!(share_as_strange(&teams, &[1.0, -1.0]) < 0.002);
    }
}
