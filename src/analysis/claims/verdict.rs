//! Claims held against results: proved, refuted, or left undecided.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::claim::{self, Claim, Effect, Path, Relation, Statistic};
use crate::model::{TimeSpec, VariableId};
use crate::program::op::{Clock, apply};
use crate::results::{Results, Spread};
use crate::run::keep::Reading;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::person;

use crate::analysis::estimate::{Estimate, gap, mean, quantile, share};

/// What an ensemble says to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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

    /// Of one comparison whose sides lie so far apart on the side that is claimed, with the error of that distance.
    fn of(distance: f64, error: f64) -> Verdict {
        match distance.abs() >= APART * error {
            true if distance > 0.0 => Verdict::Proved,
            true if distance < 0.0 => Verdict::Refuted,
            _ => Verdict::Undecided,
        }
    }

    /// Of two that are claimed together: one refuted part refutes the whole; else one undecided part leaves it open.
    fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Refuted, _) | (_, Verdict::Refuted) => Verdict::Refuted,
            (Verdict::Undecided, _) | (_, Verdict::Undecided) => Verdict::Undecided,
            _ => Verdict::Proved,
        }
    }
}

/// A verdict with the figures it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub verdict: Verdict,
    /// Both sides of each comparison, in the claim's order.
    pub sides: Vec<(Estimate, Estimate)>,
    /// The range that holds 90 of 100 replications of what the left side of the first comparison is a mean or a quantile
    /// of, where a published figure is to be held against it.
    pub band: Option<(f64, f64)>,
}

impl Finding {
    /// Whether it is what the claim's author says it is: proved, or refuted where the file says that it fails.
    pub fn is_as_stated(&self, claim: &Claim) -> bool {
        match claim.fails {
            None => self.verdict == Verdict::Proved,
            Some(_) => self.verdict == Verdict::Refuted,
        }
    }
}

/// How many Monte Carlo errors two sides must lie apart to be told apart.
const APART: f64 = 2.0;

/// What the runs of one scenario have to say to claims.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    pub results: &'a Results,
    /// For each effect of a loop that is asked for, its variable at its moment with the loop's link held: replication by
    /// replication, with the luck of the results.
    pub held: &'a [(Effect, Vec<f64>)],
}

impl Evidence<'_> {
    /// Results alone, in which no link is held.
    pub fn of(results: &Results) -> Evidence<'_> {
        Evidence { results, held: &[] }
    }

    /// A variable at a moment, or its mean over some, in every replication; None where it was not kept.
    fn read(&self, variable: VariableId, from: f64, to: f64) -> Option<Vec<f64>> {
        Some(self.results.reading(reading(variable, from, to, &self.results.scenario.time)?)?.into_owned())
    }

    /// What a loop did in every replication; None where its link was not held.
    fn effect(&self, effect: &Effect) -> Option<Vec<f64>> {
        let (_, held) = self.held.iter().find(|(own, _)| own == effect)?;
        let plain = self.read(effect.variable, effect.at, effect.at)?;
        Some(plain.iter().zip(held).map(|(plain, held)| plain - held).collect())
    }
}

/// Judges a claim. `base` is what the scenario that it calls base has to say, run with the same seed and replications, so
/// that replication by replication both had the same luck.
pub fn judge(claim: &Claim, own: Evidence, base: Option<Evidence>) -> Finding {
    let mut verdict = Verdict::Proved;
    let mut sides = Vec::new();
    for comparison in &claim.comparisons {
        let left = estimate(&comparison.left, own, base);
        let right = estimate(&comparison.right, own, base);
        let gap = gap(left, right);
        let distance = match comparison.relation {
            Relation::Below => gap.value,
            Relation::Above => -gap.value,
        };
        sides.push((left, right));
        verdict = verdict.and(Verdict::of(distance, gap.error));
    }
    let band = claim.published.as_ref().and_then(|_| band(&claim.comparisons.first()?.left, own, base));
    Finding { verdict, sides, band }
}

/// Refuses a share of what is no yes or no: a value that is neither 1 nor 0 in some replication is not counted, it is
/// compared with something first.
pub fn share_of_a_number(claim: &Claim, own: Evidence, base: Option<Evidence>) -> Option<Diagnostic> {
    let sides = claim.comparisons.iter().flat_map(|comparison| [&comparison.left, &comparison.right]);
    sides.filter_map(|side| no_yes_or_no(side, claim, own, base)).next()
}

fn no_yes_or_no(side: &claim::Estimate, claim: &Claim, own: Evidence, base: Option<Evidence>) -> Option<Diagnostic> {
    let claim::Estimate::Of(Statistic::Share, path, span) = side else { return None };
    let values = values(path, own, base);
    let odd = values.iter().copied().find(|value| value.is_finite() && *value != 0.0 && *value != 1.0)?;
    let middle = person(quantile(Spread::Each(&values), 0.5).value);
    let message =
        format!("a share counts the replications in which something is true, 1 or 0; this is {} in one", person(odd));
    let written = &claim.source.text[span.start..span.end];
    let what = if claim.text.contains(written) { written } else { "..." };
    let help = format!("say from where on it counts: share({what} > {middle})");
    Some(Diagnostic::error(Code::BadClaim, message).at(&claim.source, *span, "neither 1 nor 0").help(help))
}

fn band(of: &claim::Estimate, own: Evidence, base: Option<Evidence>) -> Option<(f64, f64)> {
    let claim::Estimate::Of(Statistic::Mean | Statistic::Quantile(_), path, _) = of else { return None };
    let values = values(path, own, base);
    let at = |p: f64| quantile(Spread::Each(&values), p).value;
    Some((at(0.05), at(0.95)))
}

fn estimate(estimate: &claim::Estimate, own: Evidence, base: Option<Evidence>) -> Estimate {
    let (statistic, path) = match estimate {
        claim::Estimate::Number(value) => return Estimate { value: *value, error: 0.0 },
        claim::Estimate::Of(statistic, path, _) => (statistic, path),
    };
    let values = values(path, own, base);
    match statistic {
        Statistic::Share => share(values.iter().filter(|v| **v != 0.0 && !v.is_nan()).count(), values.len()),
        Statistic::Mean => mean(&values),
        Statistic::Quantile(p) => quantile(Spread::Each(&values), *p),
    }
}

/// The values of a path in all replications; NaN where a variable was not kept.
pub fn values(path: &Path, own: Evidence, base: Option<Evidence>) -> Vec<f64> {
    let count = own.results.replications();
    let of = |of_base: bool| if of_base { base } else { Some(own) };
    let known = |values: Option<Vec<f64>>| values.unwrap_or_else(|| vec![f64::NAN; count]);
    match path {
        Path::Number(value) => vec![*value; count],
        Path::Value { variable, of_base, from, to } => {
            known(of(*of_base).and_then(|of| of.read(*variable, *from, *to)))
        }
        Path::Effect { effect, of_base } => known(of(*of_base).and_then(|of| of.effect(effect))),
        Path::Apply(function, arguments) => {
            let operands: Vec<Vec<f64>> = arguments.iter().map(|a| values(a, own, base)).collect();
            // Claims know no functions of time, so the moment does not matter.
            let clock = Clock { time: 0.0, step_start: 0.0, dt: 1.0, start: 0.0, stop: 0.0 };
            let operand = |i: usize, r: usize| operands.get(i).map_or(0.0, |row| row[r]);
            (0..count).map(|r| apply(*function, [operand(0, r), operand(1, r), operand(2, r)], &clock)).collect()
        }
    }
}

/// What a path reads of each replication; None where results are not kept at these moments.
pub(super) fn reading(variable: VariableId, from: f64, to: f64, time: &TimeSpec) -> Option<Reading> {
    Some(Reading { variable, from: time.saved_index(from)?, to: time.saved_index(to)? })
}

/// What a claim reads of the scenario that makes it and, `of_base`, of the one that it is held against, whose time axis is
/// given.
pub fn readings(claim: &Claim, of_base: bool, time: &TimeSpec) -> Vec<Reading> {
    let mut out = Vec::new();
    claim.each_value(&mut |variable, base, from, to| {
        out.extend(reading(variable, from, to, time).filter(|_| base == of_base));
    });
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Verdict::{self, Proved, Refuted, Undecided};
    use super::{Evidence, Finding, judge};
    use crate::model::library::Library;
    use crate::model::scenario::Scenario;
    use crate::model::scenario_file::load_about;
    use crate::model::{VariableId, file};
    use crate::results::Results;
    use crate::run::ensemble::Samples;
    use crate::text::{Diagnostic, Source};

    struct Alone(String);

    impl Library for Alone {
        fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
            Ok(Source::new(name, self.0.as_str()))
        }

        fn beside(&self, _: &str, path: &str) -> String {
            path.into()
        }
    }

    /// What becomes of a claim where `x` and `y` have these values at 1, replication by replication, and whether that is what
    /// its file states.
    fn judged(claim: &str, x: &[f64], y: &[f64]) -> (Finding, bool) {
        let text = "[time]\nstop = 1\n[aux.x]\nunit = \"1\"\nequation = 0\n[aux.y]\nunit = \"1\"\nequation = 0\n";
        let model = Arc::new(file::read(&Source::new("model.toml", text)).unwrap());
        let library = Alone(format!("[[expect]]\nclaim = \"c\"\n{claim}\n"));
        let scenario = load_about("claims.toml", &model, &library).unwrap();
        let variables: Vec<VariableId> = ["x", "y"].iter().map(|name| model.find(name).unwrap()).collect();
        // At 0 both are what no claim asks for.
        let before = vec![99.0; x.len()];
        let values = [&before[..], x, &before[..], y].concat();
        let replications = x.len() as u64;
        let scenario = Arc::new(Scenario { replications, ..scenario });
        let samples =
            Samples { variables, times: vec![0.0, 1.0], replications: 0..replications, values, not_finite: None };
        let finding = judge(&scenario.claims[0], Evidence::of(&Results::new(scenario.clone(), samples)), None);
        let as_stated = finding.is_as_stated(&scenario.claims[0]);
        (finding, as_stated)
    }

    #[test]
    fn both_sides_of_a_comparison_have_errors() {
        // Two replications that lie 2 apart have a mean with an error of 1, and two such sides one of the root of 2.
        let verdict =
            |ahead: f64| judged("that = 'mean(x@1) > mean(y@1)'", &[ahead + 1.0, ahead - 1.0], &[1.0, -1.0]).0.verdict;
        assert_eq!([2.5, 2.9, -2.5, -2.9].map(verdict), [Undecided, Proved, Undecided, Refuted]);
    }

    #[test]
    fn what_is_no_number_is_no_hit_of_a_share() {
        let (finding, _) = judged("that = 'share(x@1) > 0.1'", &[1.0, f64::NAN, 0.0, 1.0], &[0.0; 4]);
        assert_eq!(finding.sides[0].0.value, 0.5);
    }

    #[test]
    fn nine_in_ten_lie_in_the_band_beside_a_published_figure() {
        let ramp: Vec<f64> = (0..=100).map(f64::from).collect();
        let (finding, _) = judged("that = 'mean(x@1) > 1'\npublished = 48", &ramp, &ramp);
        assert_eq!(finding.band, Some((5.0, 95.0)));
    }

    #[test]
    fn a_claim_that_fails_as_its_file_says_is_refuted_and_not_merely_open() {
        let stated = |ahead: f64| {
            judged("that = 'mean(x@1) > 0'\nfails = \"it does\"", &[ahead + 1.0, ahead - 1.0], &[0.0; 2]).1
        };
        assert_eq!([-3.0, 0.5, 3.0].map(stated), [true, false, false]);
        let plain = |ahead: f64| judged("that = 'mean(x@1) > 0'", &[ahead + 1.0, ahead - 1.0], &[0.0; 2]).1;
        assert_eq!([-3.0, 0.5, 3.0].map(plain), [false, false, true]);
    }

    #[test]
    fn two_errors_tell_two_sides_apart_and_nothing_less_does() {
        let table =
            [(0.9, Undecided, Undecided), (1.5, Undecided, Undecided), (2.0, Proved, Refuted), (2.1, Proved, Refuted)];
        for (errors, ahead, behind) in table {
            for error in [0.25, 1.0, 8.0] {
                assert_eq!(Verdict::of(errors * error, error), ahead, "{errors} errors ahead");
                assert_eq!(Verdict::of(-errors * error, error), behind, "{errors} errors behind");
            }
        }
        // Where luck plays no part any distance tells, and equal sides are neither above nor below each other.
        assert_eq!([1e-9, 0.0, -1e-9].map(|distance| Verdict::of(distance, 0.0)), [Proved, Undecided, Refuted]);
        assert_eq!([f64::NAN, 1.0].map(|distance| Verdict::of(distance, f64::NAN)), [Undecided; 2]);
    }

    #[test]
    fn one_refuted_part_refutes_and_one_undecided_part_leaves_open() {
        let all = [Proved, Undecided, Refuted];
        let table = [[Proved, Undecided, Refuted], [Undecided, Undecided, Refuted], [Refuted; 3]];
        assert_eq!(all.map(|one| all.map(|other| one.and(other))), table);
    }
}
