//! What can be seen of a model from its own runs, whatever it is about: whether steps are short enough, whether anything
//! comes from nowhere, whether a stock goes where it cannot be, whether an outcome turns round; and how a claim stands
//! whose figure was published before.
//!
//! # Source
//! The tests of Forrester & Senge (1980), "Tests for building confidence in system dynamics models", and of Sterman
//! (2000), "Business Dynamics", chapter 21: extreme conditions, integration error, conservation, surprise behaviour.

use schemars::JsonSchema;
use serde::Serialize;

use crate::math;
use crate::model::VariableId;
use crate::model::claim::{Claim, Estimate, Statistic};
use crate::results::Results;

use super::verdict::{Finding, Verdict};

/// The largest difference of a stock, as a part of its largest size, between runs by the model's step and by half of it: a
/// hundredth is less than anyone reads off a chart.
pub const HALVED: f64 = 0.01;

/// The same between the model's method and that of Runge and Kutta: the whole error of Euler's method, of which halving
/// the step shows a half.
pub const RUNGE_KUTTA: f64 = 0.02;

/// What rounding may add up to, as a part of the largest size: a run of ten thousand steps rounds as often, by 1e-16.
pub const ROUNDING: f64 = 1e-9;

/// What an outcome may go back, as a part of its height, without being called a surprise.
pub const TURNING: f64 = 0.05;

/// What an outcome moves with a constant, as a part of its size, before it is asked whether it turns round.
pub const MOVES: f64 = 0.02;

/// Monte Carlo errors that a figure is from a published one before it is said to have moved: among dozens of figures one
/// in twenty is two away by luck.
const MOVED: f64 = 3.0;

/// How a test of a battery came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// What was found is within the limit.
    Passed,
    /// Nothing is wrong, and somebody should know.
    Noted,
    /// What was found is beyond the limit.
    Failed,
}

impl Standing {
    pub fn word(self) -> &'static str {
        match self {
            Standing::Passed => "passed",
            Standing::Noted => "noted",
            Standing::Failed => "FAILED",
        }
    }
}

/// The least that a figure has to move before it is said to have moved: five points of a share, five in a hundred of
/// anything else.
const MOVED_LEAST: f64 = 0.05;

/// How a claim stands: failed where it is refuted, noted where it is undecided, where its figure has moved from the
/// published one, or where it is refuted as its file says.
pub fn standing(claim: &Claim, finding: &Finding, replications: usize) -> Standing {
    match finding.verdict {
        Verdict::Refuted if claim.fails.is_some() => Standing::Noted,
        Verdict::Refuted => Standing::Failed,
        Verdict::Undecided => Standing::Noted,
        Verdict::Proved if moved(claim, finding, replications).is_some_and(|moved| moved.is_told) => Standing::Noted,
        Verdict::Proved => Standing::Passed,
    }
}

/// How far a figure has moved since it was published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    pub by: f64,
    /// Whether it is more than luck and rounding explain.
    pub is_told: bool,
}

/// How far the left side of a claim's first comparison is from what was published of it; None where nothing was.
///
/// It is told where it is more than three Monte Carlo errors of both figures and half a unit of the last published digit,
/// and no less than five points of a share, or five in a hundred of another figure.
/// The error of the published one is ours, scaled to its number of replications.
pub fn moved(claim: &Claim, finding: &Finding, replications: usize) -> Option<Moved> {
    let published = claim.published.as_ref()?;
    let (found, _) = finding.sides.first()?;
    let by = found.value - published.value;
    let theirs = published.replications.map_or(0.0, |n| replications as f64 / n as f64);
    let is_share = matches!(claim.comparisons.first()?.left, Estimate::Of(Statistic::Share, ..));
    let least = MOVED_LEAST * if is_share { 1.0 } else { published.value.abs() };
    let allowed = (MOVED * found.error * math::sqrt(1.0 + theirs) + published.rounding()).max(least);
    // What is no number is no figure that holds.
    Some(Moved { by, is_told: by.is_nan() || by.abs() > allowed })
}

/// The worst that was found: of which variable, and how much, as a part of the variable's largest size in the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worst {
    pub variable: VariableId,
    pub part: f64,
}

impl Worst {
    /// The worst of several.
    pub fn of(all: impl Iterator<Item = Worst>) -> Option<Worst> {
        // What is no number is worse than any.
        all.max_by(|a, b| a.part.abs().total_cmp(&b.part.abs()))
    }
}

/// The largest difference of a stock between two runs of one scenario at the moments that both keep, one of which may be
/// computed by other steps; None where there is no stock.
pub fn apart(first: &Results, second: &Results) -> Option<Worst> {
    let of = |id: VariableId| {
        let moments = first.times().len().min(second.times().len());
        let rows = (0..moments).filter_map(|t| Some((first.at(id, t)?, second.at(id, t)?)));
        let pairs = rows.flat_map(|(a, b)| a.iter().zip(b));
        let part = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, worse) / size(first, id);
        Worst { variable: id, part }
    };
    Worst::of(stocks(first).map(of))
}

/// The largest difference between what a stock changes by in a step and what its flows bring and take in it.
///
/// The results keep every step of a run by Euler's method, all stocks and all flows; None where there is no stock.
pub fn unbalanced(results: &Results) -> Option<Worst> {
    let dt = results.scenario.time.dt;
    let of = |id: VariableId| {
        let stock = results.variable(id).stock()?;
        let mut worst = 0.0;
        for t in 1..results.times().len() {
            let (before, after) = (results.at(id, t - 1)?, results.at(id, t)?);
            for replication in 0..results.replications() {
                let sum = |flows: &[(VariableId, _)]| -> Option<f64> {
                    flows.iter().map(|(flow, _)| Some(results.at(*flow, t - 1)?[replication])).sum()
                };
                let moved = dt * (sum(&stock.inflows)? - sum(&stock.outflows)?);
                worst = worse(worst, (after[replication] - before[replication] - moved).abs());
            }
        }
        Some(Worst { variable: id, part: worst / size(results, id) })
    };
    Worst::of(stocks(results).filter_map(of))
}

/// The least content of a stage of the flow diagram, where it is below 0: more has left it than ever entered. None where
/// no stage is ever below 0, or there is no diagram. The variable is that which counts what enters.
pub fn overdrawn(results: &Results) -> Option<Worst> {
    let lines = &results.scenario.model.flow_diagram.as_ref()?.lines;
    let of = |pair: &[VariableId]| {
        let rows = (0..results.times().len()).filter_map(|t| Some((results.at(pair[0], t)?, results.at(pair[1], t)?)));
        let contents = rows.flat_map(|(enter, leave)| enter.iter().zip(leave)).map(|(enter, leave)| enter - leave);
        Worst { variable: pair[0], part: contents.fold(0.0, f64::min) / size(results, pair[0]) }
    };
    Worst::of(lines.windows(2).map(of)).filter(|worst| worst.part < 0.0)
}

/// The stock that goes farthest below 0 of those that cannot; None where none does.
pub fn below_zero(results: &Results) -> Option<Worst> {
    let cannot = |id: &VariableId| results.variable(*id).stock().is_some_and(|stock| stock.non_negative);
    let of = |id: VariableId| Worst { variable: id, part: values(results, id).fold(0.0, f64::min) / size(results, id) };
    Worst::of(stocks(results).filter(cannot).map(of)).filter(|worst| worst.part < 0.0)
}

/// The stock that goes farthest beyond the range in which its values mean something, as a part of the range's width.
pub fn out_of_range(results: &Results) -> Option<Worst> {
    let of = |id: VariableId| {
        let (least, most) = results.variable(id).stock()?.range?;
        let beyond = values(results, id).map(|v| (least - v).max(v - most)).fold(0.0, f64::max);
        Some(Worst { variable: id, part: beyond / (most - least) })
    };
    Worst::of(stocks(results).filter_map(of)).filter(|worst| worst.part > 0.0)
}

/// Whether an outcome, at evenly spaced values of a constant, goes one way and then visibly the other.
pub fn is_non_monotonic(curve: &[f64]) -> bool {
    let size = curve.iter().map(|v| v.abs()).fold(0.0, f64::max);
    height(curve) > MOVES * size && turning_back(curve) > TURNING
}

/// How far a curve turns back: what it goes against its main direction, as a part of its height. 0 for a curve that only
/// rises or only falls, and for a flat one.
///
/// ```
/// use flywheel::analysis::claims::checks::turning_back;
/// assert_eq!(turning_back(&[1.0, 2.0, 5.0]), 0.0);
/// assert_eq!(turning_back(&[1.0, 5.0, 3.0]), 0.5);
/// ```
pub fn turning_back(curve: &[f64]) -> f64 {
    let steps = || curve.windows(2).map(|pair| pair[1] - pair[0]);
    let (up, down) = (steps().map(|s| s.max(0.0)).sum::<f64>(), steps().map(|s| (-s).max(0.0)).sum::<f64>());
    let height = height(curve);
    if height > 0.0 { up.min(down) / height } else { 0.0 }
}

/// From the lowest to the highest value of a curve.
fn height(curve: &[f64]) -> f64 {
    let (least, most) =
        (curve.iter().copied().fold(f64::INFINITY, f64::min), curve.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    if least.is_finite() && most.is_finite() { most - least } else { 0.0 }
}

fn stocks(results: &Results) -> impl Iterator<Item = VariableId> + '_ {
    results.variables().iter().copied().filter(|id| results.variable(*id).stock().is_some())
}

fn values(results: &Results, id: VariableId) -> impl Iterator<Item = f64> + '_ {
    (0..results.times().len()).filter_map(move |t| results.at(id, t)).flatten().copied()
}

/// The largest size of a variable; 1 where it is always 0, so that a part of it is the amount itself.
fn size(results: &Results, id: VariableId) -> f64 {
    let size = values(results, id).map(f64::abs).filter(|v| v.is_finite()).fold(0.0, f64::max);
    if size > 0.0 { size } else { 1.0 }
}

/// The larger of two, where what is no number is larger than any.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::Scenario;
    use crate::model::{Kind, file};
    use crate::run::ensemble::{Part, Samples, run};
    use std::sync::Arc;

    /// Every step of the shipped model's stocks and flows, in two replications, changed before anybody looks.
    fn looked_at(change: impl Fn(&mut Samples, &Scenario)) -> Results {
        let mut scenario = Scenario { replications: 2, ..Scenario::of_model(file::shipped()) };
        scenario.time.save = scenario.time.dt;
        scenario.time.stop = scenario.time.start + 4.0;
        let model = scenario.model.clone();
        let moves = |id: &VariableId| matches!(model.variable(*id).kind, Kind::Stock(_) | Kind::Flow { .. });
        let wanted: Vec<VariableId> = model.declared().filter(moves).collect();
        let mut samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
        change(&mut samples, &scenario);
        Results::new(Arc::new(scenario), samples)
    }

    /// Where a variable's value at a moment stands, in the second replication.
    fn place(samples: &Samples, scenario: &Scenario, name: &str, time: usize) -> usize {
        let id = scenario.model.find(name).unwrap();
        let variable = samples.variables.iter().position(|v| *v == id).unwrap();
        (variable * samples.times.len() + time) * 2 + 1
    }

    #[test]
    fn what_comes_from_nowhere_is_seen() {
        let sound = unbalanced(&looked_at(|_, _| {})).unwrap();
        assert!(sound.part < ROUNDING, "{sound:?}");
        let leaking = looked_at(|samples, scenario| {
            let at = place(samples, scenario, "wip", 9);
            samples.values[at] += 1e-6;
        });
        let worst = unbalanced(&leaking).unwrap();
        assert_eq!(leaking.variable(worst.variable).name, "wip");
        assert!(worst.part > ROUNDING, "{worst:?}");
    }

    #[test]
    fn what_goes_where_it_cannot_be_is_seen() {
        let sound = looked_at(|_, _| {});
        assert_eq!((below_zero(&sound), out_of_range(&sound)), (None, None));
        let wrong = looked_at(|samples, scenario| {
            let below = place(samples, scenario, "wip", 9);
            samples.values[below] = -0.5;
            let beyond = place(samples, scenario, "trust", 3);
            samples.values[beyond] = 1.25;
        });
        let name = |worst: Worst| wrong.variable(worst.variable).name.clone();
        assert_eq!(below_zero(&wrong).map(name).as_deref(), Some("wip"));
        assert_eq!(out_of_range(&wrong).map(|worst| worst.part), Some(0.25));
        assert_eq!(out_of_range(&wrong).map(name).as_deref(), Some("trust"));
    }

    #[test]
    fn runs_that_differ_are_told_apart_and_what_is_no_number_is_worst() {
        let sound = looked_at(|_, _| {});
        assert_eq!(apart(&sound, &sound).unwrap().part, 0.0);
        let changed = |by: f64| {
            looked_at(move |samples, scenario| {
                let at = place(samples, scenario, "energy", 9);
                samples.values[at] += by;
            })
        };
        let worst = apart(&sound, &changed(0.1)).unwrap();
        assert_eq!(sound.variable(worst.variable).name, "energy");
        assert!(apart(&sound, &changed(f64::NAN)).unwrap().part.is_nan());
    }

    #[test]
    fn only_what_moves_and_comes_back_turns_round() {
        assert!(!is_non_monotonic(&[1.0, 2.0, 3.0]));
        assert!(is_non_monotonic(&[1.0, 2.0, 1.5]));
        assert!(!is_non_monotonic(&[1.0, 2.0, 1.99]), "next to nothing");
        assert!(!is_non_monotonic(&[100.0, 100.5, 100.0]), "of next to nothing");
        assert!(!is_non_monotonic(&[0.0, 0.0, 0.0]));
    }
}
