//! Regression ABC: what a team can be, from simulated teams that look like it.
//!
//! 1. A curved surface is fitted to each number over all simulated teams: what the summaries, and their products, say of it.
//!    What these surfaces say of the real team are as many new summaries as there are numbers, and the best that there are.
//! 2. The simulated teams nearest to the real one by them are kept, nearer ones with more weight.
//! 3. Among these a straight line tells how a number changes with the new summaries, and by how much it scatters about the
//!    line: each team is moved along the line to where the real one is, and its distance from it is stretched accordingly.
//!
//! Whatever else a simulated team has (what its stocks hold at the end) is moved in the same way, so that all numbers of one
//! draw belong together.
//!
//! # Source
//! Beaumont, Zhang & Balding (2002), Genetics 162(4), 2025-2035: kernel and straight line. Blum & Francois (2010), Statistics
//! and Computing 20(1), 63-73: the scatter. Fearnhead & Prangle (2012), JRSS B 74(3), 419-474: expected numbers as summaries.

use crate::math;

use super::least_squares::{Fitted, fit};
use super::summaries::quantile;

/// Simulated teams.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Teams {
    /// `summaries[team][summary]`
    pub summaries: Vec<Vec<f64>>,
    /// What is asked, on a scale without ends: `numbers[number][team]`.
    pub numbers: Vec<Vec<f64>>,
    /// What else belongs to a team, likewise: `carried[what][team]`.
    pub carried: Vec<Vec<f64>>,
}

/// Simulated teams, ready to be held against a real one.
pub struct Looks<'a> {
    teams: &'a Teams,
    /// Mean and spread of each summary.
    standard: Vec<(f64, f64)>,
    surfaces: Fitted,
    /// What the surfaces say of each team, over how far they are off: `seen[team][number]`.
    seen: Vec<Vec<f64>>,
    off: Vec<f64>,
}

/// Draws of what a team can be.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// `numbers[number][draw]`
    pub numbers: Vec<Vec<f64>>,
    /// `carried[what][draw]`
    pub carried: Vec<Vec<f64>>,
    /// The simulated team that each draw comes from.
    pub of: Vec<usize>,
}

/// The least pull of coefficients to nothing.
const RIDGE: f64 = 1e-3;
/// A summary further from the mean than so many spreads counts as that far.
const FAR: f64 = 4.0;
/// A draw's distance from the line is stretched by no more than this.
const STRETCH: f64 = 3.0;

impl<'a> Looks<'a> {
    /// Fits what summaries say of numbers.
    pub fn new(teams: &'a Teams) -> Looks<'a> {
        let count = teams.summaries.len().max(1) as f64;
        let width = teams.summaries.first().map_or(0, Vec::len);
        let standard: Vec<(f64, f64)> = (0..width)
            .map(|at| {
                let mean = teams.summaries.iter().map(|s| s[at]).sum::<f64>() / count;
                let variance = teams.summaries.iter().map(|s| (s[at] - mean) * (s[at] - mean)).sum::<f64>() / count;
                (mean, math::sqrt(variance).max(1e-9))
            })
            .collect();
        let curved: Vec<Vec<f64>> = teams.summaries.iter().map(|s| curved(&standard, s)).collect();
        let surfaces = fit(&curved, &teams.numbers, &vec![1.0; curved.len()], RIDGE);
        let said: Vec<Vec<f64>> =
            curved.iter().map(|c| (0..teams.numbers.len()).map(|number| surfaces.at(number, c)).collect()).collect();
        let off: Vec<f64> = teams
            .numbers
            .iter()
            .enumerate()
            .map(|(number, values)| {
                let square = |(value, said): (&f64, &Vec<f64>)| (value - said[number]) * (value - said[number]);
                math::sqrt(values.iter().zip(&said).map(square).sum::<f64>() / count).max(1e-9)
            })
            .collect();
        let over = |said: Vec<f64>| said.iter().zip(&off).map(|(said, off)| said / off).collect();
        let seen = said.into_iter().map(over).collect();
        Looks { teams, standard, surfaces, seen, off }
    }

    /// What a team that looks like this can be: so many draws, from so many of the nearest teams. A team `but` is left out.
    pub fn posterior(&self, summaries: &[f64], nearest: usize, draws: usize, but: Option<usize>) -> Posterior {
        let here = curved(&self.standard, summaries);
        let here: Vec<f64> =
            (0..self.off.len()).map(|number| self.surfaces.at(number, &here) / self.off[number]).collect();
        let mut by: Vec<(f64, usize)> = self
            .seen
            .iter()
            .enumerate()
            .filter(|(team, _)| Some(*team) != but)
            .map(|(team, seen)| (seen.iter().zip(&here).map(|(a, b)| (a - b) * (a - b)).sum::<f64>(), team))
            .collect();
        by.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        by.truncate(nearest.max(1));
        // The kernel of Epanechnikov, which ends at the furthest.
        let most = by.last().map_or(1.0, |(square, _)| *square).max(1e-300) * (1.0 + 1e-9);
        let weights: Vec<f64> = by.iter().map(|(square, _)| 1.0 - square / most).collect();
        let of: Vec<usize> = by.iter().map(|(_, team)| *team).collect();
        let apart = |team: usize| -> Vec<f64> {
            std::iter::once(1.0).chain(self.seen[team].iter().zip(&here).map(|(a, b)| a - b)).collect()
        };
        let features: Vec<Vec<f64>> = of.iter().map(|team| apart(*team)).collect();
        let chosen = systematic(&weights, draws);
        let all = self.teams.numbers.iter().chain(&self.teams.carried);
        let outcomes: Vec<Vec<f64>> = all.map(|values| of.iter().map(|team| values[*team]).collect()).collect();
        let lines = fit(&features, &outcomes, &weights, RIDGE);
        let rest: Vec<Vec<f64>> = outcomes
            .iter()
            .enumerate()
            .map(|(at, values)| values.iter().zip(&features).map(|(value, x)| value - lines.at(at, x)).collect())
            .collect();
        let log_squares: Vec<Vec<f64>> =
            rest.iter().map(|rest| rest.iter().map(|r| math::ln(r * r + 1e-12)).collect()).collect();
        // The scatter is known less well than the line, and bent less.
        let scatter = fit(&features, &log_squares, &weights, 0.05);
        let zero: Vec<f64> = (0..features.first().map_or(0, Vec::len)).map(|at| f64::from(u8::from(at == 0))).collect();
        let moved = |at: usize| -> Vec<f64> {
            let (line, log) = (lines.at(at, &zero), scatter.at(at, &zero));
            let one = |row: &usize| {
                let stretch = math::exp((log - scatter.at(at, &features[*row])) / 2.0).clamp(1.0 / STRETCH, STRETCH);
                line + stretch * rest[at][*row]
            };
            chosen.iter().map(one).collect()
        };
        let mut values: Vec<Vec<f64>> = (0..outcomes.len()).map(moved).collect();
        let carried = values.split_off(self.teams.numbers.len());
        Posterior { numbers: values, carried, of: chosen.iter().map(|row| of[*row]).collect() }
    }

    /// The range of a summary in which so large a share of the simulated teams lies.
    pub fn range(&self, summary: usize, share: f64) -> (f64, f64) {
        let all: Vec<f64> = self.teams.summaries.iter().map(|s| s[summary]).collect();
        let end = |share: f64| quantile(&all, share).unwrap_or(f64::NAN);
        (end((1.0 - share) / 2.0), end((1.0 + share) / 2.0))
    }
}

/// One, each summary by its spread, and their products two by two.
fn curved(standard: &[(f64, f64)], summaries: &[f64]) -> Vec<f64> {
    let by: Vec<f64> =
        summaries.iter().zip(standard).map(|(x, (mean, spread))| ((x - mean) / spread).clamp(-FAR, FAR)).collect();
    let mut out = vec![1.0];
    out.extend(&by);
    for (i, x) in by.iter().enumerate() {
        out.extend(by[..=i].iter().map(|y| x * y));
    }
    out
}

/// So many rows, each as often as its weight asks for: the places of a comb on the sum of weights.
///
/// # Source
/// Systematic resampling: Kitagawa (1996), J. Computational and Graphical Statistics 5(1), 1-25.
fn systematic(weights: &[f64], draws: usize) -> Vec<usize> {
    let step = weights.iter().sum::<f64>() / draws.max(1) as f64;
    let (mut out, mut row, mut sum) = (Vec::with_capacity(draws), 0, weights.first().copied().unwrap_or(0.0));
    for draw in 0..draws {
        let place = (draw as f64 + 0.5) * step;
        while sum < place && row + 1 < weights.len() {
            row += 1;
            sum += weights[row];
        }
        out.push(row);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::quantile::normal_quantile;
    use crate::run::stream::{Kind, Stream};

    /// A normal mean under a normal prior, of which one draw with a known error is seen: the answer is known.
    #[test]
    fn a_normal_mean_is_told_as_by_the_formula() {
        let stream = Stream::new(Kind::Trace, "test", 3);
        let normal = |team: u64, what: u64| normal_quantile(stream.uniform(team, what));
        let means: Vec<f64> = (0..4000).map(|team| normal(team, 0)).collect();
        let summaries = means.iter().enumerate().map(|(team, m)| vec![m + 0.5 * normal(team as u64, 1)]).collect();
        let teams = Teams { summaries, carried: vec![means.iter().map(|m| 2.0 * m).collect()], numbers: vec![means] };
        let found = Looks::new(&teams).posterior(&[1.0], 1000, 1000, None);
        let n = found.numbers[0].len() as f64;
        let mean = found.numbers[0].iter().sum::<f64>() / n;
        let spread = math::sqrt(found.numbers[0].iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n);
        // Precisions 1 and 4: mean 4/5, spread 1/sqrt(5).
        assert!((mean - 0.8).abs() < 0.05 && (spread - 0.447).abs() < 0.04, "{mean} {spread}");
        // What is carried along stays with it.
        let twice = |(x, y): (&f64, &f64)| (y - 2.0 * x).abs() < 1e-2;
        assert!(found.numbers[0].iter().zip(&found.carried[0]).all(twice));
    }
}
