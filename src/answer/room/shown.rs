//! A run beside the same with no new decisions, as a page draws it.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::ending;
use crate::analysis::paired::time_course::{Side as Way, TimeCourse, between};
use crate::analysis::paired::{PairedDifference, over_time};
use crate::analysis::summary::{Quantiles, summarise};
use crate::answer::Refusal;
use crate::answer::ensemble::ensemble;
use crate::answer::outcomes::variable;
use crate::answer::provenance::sha256;
use crate::model::VariableId;
use crate::model::difference;
use crate::model::scenario::Scenario;
use crate::results::Spread;
use crate::run::ensemble::Nobody;
use crate::run::keep::Wanted;
use crate::text::Diagnostic;

use super::about::{odds, tanks};
use super::setting::{Both, Of};
use super::{MOST_BASES, Ran, Room, json};

/// A run, and the same with no new decisions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shown {
    pub replications: u64,
    /// Whether anything is done: else plan and base are the same.
    pub differs: bool,
    /// Saved moments.
    pub times: Vec<f64>,
    pub plan: Side,
    pub base: Side,
    pub odds: Odds,
    /// Paired differences of each variable of a chart, plan less base: p5, p25, p50, p75, p95, each by moment.
    pub differences: BTreeMap<String, [Vec<f64>; 5]>,
    /// How the odds' variable goes against the base.
    pub course: Course,
    /// What can be run and was probably not meant.
    pub warnings: Vec<String>,
}

/// One of the two.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Side {
    /// By variable: p5, p25, p50, p75 and p95, each by moment.
    pub bands: BTreeMap<String, [Vec<f64>; 5]>,
    /// By variable of a chart: some replications, each by moment.
    pub paths: BTreeMap<String, Vec<Vec<f64>>>,
    pub ending: Vec<Class>,
}

/// A class of outcomes, and the share of replications that end in it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Class {
    pub outcome: String,
    pub share: Figure,
}

/// A figure with its Monte Carlo error.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Figure {
    pub value: f64,
    pub error: f64,
}

impl From<Estimate> for Figure {
    fn from(estimate: Estimate) -> Figure {
        Figure { value: estimate.value, error: estimate.error }
    }
}

/// In how many replications there is more with the plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Odds {
    pub variable: String,
    pub label: String,
    /// The moments from and to which it is told.
    pub from: f64,
    pub to: f64,
    pub more: Figure,
    pub less: Figure,
    /// The share with no difference at all.
    pub same: f64,
    pub better: Way,
    /// The median difference.
    pub median: Figure,
    /// The medians of both.
    pub plan: f64,
    pub base: f64,
}

/// Where a difference ends, since when that is visible, and how far it went the other way before.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Course {
    pub end: Option<Way>,
    pub visible: Option<Visible>,
    pub before: Option<Before>,
}

/// Since when a difference is visible in eight replications of ten.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Visible {
    pub from: f64,
    pub earliest: f64,
    pub latest: Option<f64>,
}

/// A stretch on the side on which a difference does not end.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Before {
    pub side: Way,
    /// When it is farthest out, how far, and as a share of the base.
    pub week: f64,
    pub difference: Figure,
    pub share: f64,
    pub from: f64,
    pub level: Option<f64>,
}

/// What two engines have in common that tell the same to the last digit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Digest {
    pub replications: u64,
    /// The share of replications with more of what the odds are about, and the medians with the plan and without.
    pub more: f64,
    pub plan: f64,
    pub base: f64,
    /// Of all that is told, as JSON without blanks.
    pub sha256: String,
}

impl Room {
    pub(super) fn show(
        &mut self,
        of: &Of,
        replications: u64,
        charts: &[String],
        paths: usize,
    ) -> Result<Shown, Refusal> {
        let Both { plan, base, key } = self.both(of, replications)?;
        let charts: Vec<VariableId> =
            charts.iter().map(|name| variable(&plan, "charts", name)).collect::<Result<_, _>>()?;
        let (odds_of, better) = odds(&plan.model)?;
        let quantity = Quantity::at_the_end(&plan, odds_of, &plan.model.variable(odds_of).name)?;
        let variables = variables(&plan, &charts, odds_of);
        let names: Vec<&str> = variables.iter().map(|id| plan.model.variable(*id).name.as_str()).collect();
        let key = format!("{replications} {} {key}", names.join(" "));
        let first = self.base(key, &base, &variables, &quantity)?;
        // A step may be held against itself: then nothing is done in it.
        let differs = !difference::differences(&[&*base, &plan]).is_empty();
        let second = match differs {
            true => Arc::new(ran(&plan, &variables, &quantity)?),
            false => first.clone(),
        };

        let values = [&first, &second].map(|ran| quantity.values(&ran.results));
        let paired = PairedDifference::of(&values[0], &values[1]);
        let [base_median, plan_median] = values.map(|values| median(&values));
        let moments = first.results.times().len();
        let mut out = BTreeMap::new();
        for id in &charts {
            let over = over_time(&first.results, &second.results, *id, moments).unwrap_or_default();
            out.insert(plan.model.variable(*id).name.clone(), five(over.iter().map(|paired| paired.quantiles)));
        }
        let times = first.results.times().to_vec();
        let readings = quantity.readings(&plan.time);
        let window = readings.first().map_or((0, 0), |reading| (reading.from, reading.to));
        Ok(Shown {
            replications,
            differs,
            plan: side(&second, &variables, &charts, paths),
            base: side(&first, &variables, &charts, paths),
            odds: Odds {
                variable: plan.model.variable(odds_of).name.clone(),
                label: quantity.words.clone(),
                from: times.get(window.0).copied().unwrap_or_default(),
                to: times.get(window.1).copied().unwrap_or_default(),
                more: paired.more.into(),
                less: paired.less.into(),
                same: (1.0 - paired.more.value - paired.less.value).max(0.0),
                better,
                median: paired.median.into(),
                plan: plan_median,
                base: base_median,
            },
            differences: out,
            course: course(&first, &second, odds_of, &times),
            warnings: plan.warnings.iter().map(warning).collect(),
            times,
        })
    }

    pub(super) fn digest(&mut self, of: &Of, replications: u64) -> Result<Digest, Refusal> {
        let shown = self.show(of, replications, &[], 0)?;
        Ok(Digest {
            replications,
            more: shown.odds.more.value,
            plan: shown.odds.plan,
            base: shown.odds.base,
            sha256: sha256(&json(&shown)),
        })
    }

    /// What the base comes to, run once for as long as it is asked about.
    fn base(
        &mut self,
        key: String,
        base: &Scenario,
        variables: &[VariableId],
        quantity: &Quantity,
    ) -> Result<Arc<Ran>, Refusal> {
        if let Some(place) = self.bases.iter().position(|(own, _)| *own == key) {
            let found = self.bases.remove(place);
            let ran = found.1.clone();
            self.bases.push(found);
            return Ok(ran);
        }
        let ran = Arc::new(ran(base, variables, quantity)?);
        if self.bases.len() >= MOST_BASES {
            self.bases.remove(0);
        }
        self.bases.push((key, ran.clone()));
        Ok(ran)
    }
}

/// The ring, the charts, what the odds are about, and the outcome classes; each once.
fn variables(scenario: &Scenario, charts: &[VariableId], odds: VariableId) -> Vec<VariableId> {
    let model = &scenario.model;
    let mut out: Vec<VariableId> = Vec::new();
    let all =
        tanks(model).into_iter().chain(charts.iter().copied()).chain([odds]).chain(model.outcomes.iter().copied());
    for id in all {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

fn ran(scenario: &Scenario, variables: &[VariableId], quantity: &Quantity) -> Result<Ran, Refusal> {
    let readings = quantity.readings(&scenario.time);
    let wanted = Wanted { variables: variables.to_vec(), readings, every: true };
    let results = ensemble(scenario, &wanted, &Nobody)?;
    Ok(Ran { summary: summarise(&results), results })
}

/// What is wrong and what can be done instead, without its place: a page has none.
fn warning(told: &Diagnostic) -> String {
    told.help.as_ref().map_or_else(|| told.message.clone(), |help| format!("{} {help}", told.message))
}

/// The middle of some values.
fn median(values: &[f64]) -> f64 {
    Quantiles::with_median(Spread::Each(values)).0.p50
}

fn five(moments: impl Iterator<Item = Quantiles>) -> [Vec<f64>; 5] {
    let mut out: [Vec<f64>; 5] = Default::default();
    for quantiles in moments {
        out.iter_mut().zip(quantiles.values()).for_each(|(row, value)| row.push(value));
    }
    out
}

fn side(ran: &Ran, variables: &[VariableId], charts: &[VariableId], paths: usize) -> Side {
    let model = &ran.results.scenario.model;
    let classes = &model.outcomes;
    let mut side = Side { bands: BTreeMap::new(), paths: BTreeMap::new(), ending: Vec::new() };
    for id in variables.iter().filter(|id| !classes.contains(id)) {
        let bands = ran.summary.of(*id).unwrap_or_default();
        side.bands.insert(model.variable(*id).name.clone(), five(bands.iter().map(|band| band.quantiles)));
    }
    for id in charts {
        let count = paths.min(ran.results.paths());
        let path = |place| ran.results.path(*id, place);
        side.paths.insert(model.variable(*id).name.clone(), (0..count).map(path).collect());
    }
    let shares = ending(&ran.results).map(|ending| ending.shares).unwrap_or_default();
    side.ending = classes
        .iter()
        .zip(shares)
        .map(|(id, (_, share))| Class { outcome: model.variable(*id).name.clone(), share: share.into() })
        .collect();
    side
}

fn course(first: &Ran, second: &Ran, of: VariableId, times: &[f64]) -> Course {
    let Some(TimeCourse { end, visible, before }) =
        between(&first.results, &first.summary, &second.results, of, times.len())
    else {
        return Course::default();
    };
    Course {
        end,
        visible: visible.map(|onset| Visible {
            from: times[onset.from],
            earliest: times[onset.earliest],
            latest: onset.latest.map(|latest| times[latest]),
        }),
        before: before.map(|before| Before {
            side: before.side,
            week: times[before.at],
            difference: before.size.into(),
            share: before.share,
            from: times[before.from],
            level: before.level.map(|level| times[level]),
        }),
    }
}
