//! Whether where a team stands can be believed: teams of the model whose position is known, each left out in turn.

use crate::analysis::fit::calibration::{coverage, flatness, rank};
use crate::analysis::fit::regression::Looks;
use crate::analysis::fit::summaries::Known;

use super::prior::{Bank, Of};
use super::told::spread;
use super::{DRAWS, nearest};

/// How a number comes out over many teams.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrated {
    /// Its name in the model.
    pub number: String,
    /// Spread after over spread before: the square root of the mean of squares over the teams.
    pub ratio: f64,
    /// The share of teams that intervals of nine tenths hold.
    pub holds: f64,
    /// How likely ranks that are spread evenly would fill ten bins as unevenly.
    pub flat: f64,
}

/// Takes the first `tests` teams as if they were real, with what they answer to these questions.
pub fn calibrated(bank: &Bank, known: Known, questions: &[usize], tests: usize) -> Vec<Calibrated> {
    let teams = bank.summed_up(known, questions);
    let looks = Looks::new(&teams);
    let tests = tests.min(teams.summaries.len());
    let mut ranks = vec![Vec::new(); teams.numbers.len()];
    let mut squares = vec![0.0; teams.numbers.len()];
    for team in 0..tests {
        let found = looks.posterior(&teams.summaries[team], nearest(&teams), DRAWS, Some(team));
        for (number, draws) in found.numbers.iter().enumerate() {
            ranks[number].push(rank(draws, teams.numbers[number][team]));
            let ratio = spread(draws) / spread(&teams.numbers[number]);
            squares[number] += ratio * ratio / tests as f64;
        }
    }
    let name = |of: &Of| match of {
        Of::Position => "pressure".to_string(),
        Of::Slipped => "promises that slip".to_string(),
        Of::Constant(id) => bank.model.variable(*id).name.clone(),
    };
    let row = |(at, number): (usize, &super::prior::Number)| Calibrated {
        number: name(&number.of),
        ratio: crate::math::sqrt(squares[at]),
        holds: coverage(&ranks[at], 0.9),
        flat: flatness(&ranks[at], 10),
    };
    bank.numbers.iter().enumerate().map(row).collect()
}
