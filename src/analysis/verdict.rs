//! Claims held against results: proved, refuted, or left undecided.

use crate::math;
use crate::model::claim::{self, Claim, Path, Relation, Statistic};
use crate::program::op::{Clock, apply};
use crate::results::Results;

use super::estimate::{Estimate, Sorted, mean, share};

/// What an ensemble says to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, by at least two Monte Carlo errors.
    Proved,
    /// Its contrary holds, by at least two Monte Carlo errors.
    Refuted,
    /// The two sides are closer than two Monte Carlo errors: more replications would tell.
    Undecided,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Proved => "proved",
            Verdict::Refuted => "refuted",
            Verdict::Undecided => "undecided",
        }
    }
}

/// A verdict with the figures it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub verdict: Verdict,
    /// Both sides of each comparison, in the claim's order.
    pub sides: Vec<(Estimate, Estimate)>,
}

/// How many Monte Carlo errors two sides must lie apart to be told apart.
const APART: f64 = 2.0;

/// Judges a claim. `base` are the results of the scenario it calls base, run with the same seed and replications, so
/// that replication by replication both had the same luck.
pub fn judge(claim: &Claim, results: &Results, base: Option<&Results>) -> Finding {
    let mut verdict = Verdict::Proved;
    let mut sides = Vec::new();
    for comparison in &claim.comparisons {
        let left = estimate(&comparison.left, results, base);
        let right = estimate(&comparison.right, results, base);
        let error = math::sqrt(left.error * left.error + right.error * right.error);
        let distance = match comparison.relation {
            Relation::Below => right.value - left.value,
            Relation::Above => left.value - right.value,
        };
        let one = if distance > 0.0 && distance >= APART * error {
            Verdict::Proved
        } else if distance < 0.0 && -distance >= APART * error {
            Verdict::Refuted
        } else {
            Verdict::Undecided
        };
        sides.push((left, right));
        // One refuted part refutes the whole; else one undecided part leaves it open.
        verdict = match (verdict, one) {
            (Verdict::Refuted, _) | (_, Verdict::Refuted) => Verdict::Refuted,
            (Verdict::Undecided, _) | (_, Verdict::Undecided) => Verdict::Undecided,
            _ => Verdict::Proved,
        };
    }
    Finding { verdict, sides }
}

fn estimate(estimate: &claim::Estimate, results: &Results, base: Option<&Results>) -> Estimate {
    let (statistic, path) = match estimate {
        claim::Estimate::Number(value) => return Estimate { value: *value, error: 0.0 },
        claim::Estimate::Of(statistic, path) => (statistic, path),
    };
    let values: Vec<f64> = (0..results.replications()).map(|r| value(path, r, results, base)).collect();
    match statistic {
        Statistic::Share => share(values.iter().filter(|v| **v != 0.0 && !v.is_nan()).count(), values.len()),
        Statistic::Mean => mean(&values),
        Statistic::Quantile(p) => Sorted::new(&values).quantile_estimate(*p),
    }
}

/// The value of a path in one replication; NaN where a variable was not kept.
pub fn value(path: &Path, replication: usize, results: &Results, base: Option<&Results>) -> f64 {
    match path {
        Path::Number(value) => *value,
        Path::Value { variable, of_base, from, to } => {
            let Some(results) = (if *of_base { base } else { Some(results) }) else { return f64::NAN };
            let (Some(from), Some(to)) = (results.time_index(*from), results.time_index(*to)) else { return f64::NAN };
            results.mean(*variable, from, to, replication).unwrap_or(f64::NAN)
        }
        Path::Apply(function, arguments) => {
            let operand = |i: usize| arguments.get(i).map_or(0.0, |a| value(a, replication, results, base));
            // Claims know no functions of time, so the moment does not matter.
            let clock = Clock { time: 0.0, step_start: 0.0, dt: 1.0, start: 0.0, stop: 0.0 };
            apply(*function, [operand(0), operand(1), operand(2)], &clock)
        }
    }
}
