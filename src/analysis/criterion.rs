//! Criteria: how an alternative's values in all replications become the one number by which it is ranked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::estimate::{mean, quantiles};
use crate::results::Spread;

/// What counts about an alternative, of which more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Criterion {
    /// The middle replication.
    Median,
    /// What nine replications in ten reach.
    #[serde(rename = "p10")]
    Tail,
    /// The mean; of what is 0 or 1, the chance.
    Mean,
    /// What nine replications in ten miss at most, against the best of the alternatives in that very replication; with a
    /// minus, so that more is better.
    ///
    /// # Source
    /// Savage (1951), "The theory of statistical decision", Journal of the American Statistical Association 46, for
    /// regret; its 90th percentile in place of its maximum, which one replication would decide. The mean of the regret
    /// would rank as the mean does.
    Regret,
}

/// The share of replications below the tail.
pub const TAIL: f64 = 0.1;

impl Criterion {
    pub const CHOICES: &[(&str, Criterion)] = &[
        ("median", Criterion::Median),
        ("p10", Criterion::Tail),
        ("mean", Criterion::Mean),
        ("regret", Criterion::Regret),
    ];

    pub fn name(self) -> &'static str {
        Criterion::CHOICES.iter().find(|(_, c)| *c == self).map_or("", |(name, _)| *name)
    }

    /// The share of values below the quantile that it is; None for the mean.
    pub(super) fn quantile(self) -> Option<f64> {
        match self {
            Criterion::Median => Some(0.5),
            Criterion::Tail | Criterion::Regret => Some(TAIL),
            Criterion::Mean => None,
        }
    }

    /// The number of one alternative, from what it is [judged by](Criterion::judged); NaN where there are no finite values.
    pub fn of(self, judged: &[f64]) -> f64 {
        match self.quantile() {
            Some(p) => quantiles(Spread::Each(judged), [p])[0],
            None => mean(judged).value,
        }
    }

    /// What alternatives are judged by: their values, or how far these stay behind the best in each replication.
    ///
    /// # Shape
    /// `values[alternative][replication]`, and so is what comes out.
    pub fn judged(self, values: &[&[f64]]) -> Vec<Vec<f64>> {
        let own = || values.iter().map(|row| row.to_vec()).collect::<Vec<_>>();
        if self != Criterion::Regret {
            return own();
        }
        let mut best = vec![f64::NEG_INFINITY; values.first().map_or(0, |row| row.len())];
        for row in values {
            best.iter_mut().zip(*row).for_each(|(best, value)| *best = best.max(*value));
        }
        let mut out = own();
        for row in &mut out {
            row.iter_mut().zip(&best).for_each(|(value, best)| *value -= best);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::toml::assert_one_word_each;

    #[test]
    fn questions_and_commands_have_the_same_words() {
        assert_one_word_each(Criterion::CHOICES);
    }

    #[test]
    fn regret_is_held_against_the_best_of_each_replication() {
        let (steady, risky): (Vec<f64>, Vec<f64>) = ((0..20).map(|_| 5.0).collect(), (0..20).map(f64::from).collect());
        let judged = Criterion::Regret.judged(&[&steady, &risky]);
        assert_eq!(judged[0][..7], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0]);
        assert_eq!(judged[1][..7], [-5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 0.0]);
        // Regrets of the steady one are 14, 13, 12.1 at a tenth (1.9 of the way from the worst), of the risky one 3.1.
        assert!((Criterion::Regret.of(&judged[0]) + 12.1).abs() < 1e-12);
        assert!((Criterion::Regret.of(&judged[1]) + 3.1).abs() < 1e-12);
        assert_eq!(Criterion::Mean.of(&risky), 9.5);
        assert_eq!(Criterion::Median.of(&risky), 9.5);
        assert!((Criterion::Tail.of(&risky) - 1.9).abs() < 1e-12);
    }
}
