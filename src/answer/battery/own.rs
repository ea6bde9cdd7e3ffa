//! What can be asked of any model: from its units and its own runs.

use std::sync::Arc;

use crate::analysis::claims::checks::{
    HALVED, ROUNDING, RUNGE_KUTTA, Standing, Worst, apart, below_zero, is_non_monotonic, out_of_range, overdrawn,
    unbalanced,
};
use crate::answer::ensemble::{refusal, watched};
use crate::answer::numbers::fine;
use crate::answer::{Refusal, Work};
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::{Kind, Method, Model, Start, VariableId, balance};
use crate::results::Results;
use crate::run::ensemble::{NotFinite, Part, RunError};
use crate::run::extremes::{corners, one_by_one, ranges};
use crate::run::keep::{Reading, Wanted, keep};

use super::Test;
use super::data::Figures;

/// Values of a constant from one end of its range to the other, to see which way an outcome goes.
const LEVELS: usize = 9;

/// Corners at which every step is looked at.
const CLOSELY: u64 = 64;

/// The most replications and the most values that are in memory together.
const TOGETHER: u64 = 256;
const VALUES: u64 = 1 << 24;

/// The tests of a model by its own runs.
pub struct Own<'a> {
    model: &'a Model,
    /// The model's own scenario, in which nothing is done.
    scenario: Scenario,
    replications: u64,
}

impl Own<'_> {
    pub fn new(model: &Arc<Model>, replications: u64) -> Own<'_> {
        Own { model, scenario: Scenario::of_model(model.clone()), replications }
    }

    /// How many replications it takes.
    pub fn work(&self) -> u64 {
        let starts = self.model.starts.len().max(1);
        (3 * starts + LEVELS * ranges(&self.scenario).len()) as u64 + CLOSELY + 2 * self.replications
    }

    /// # Errors
    /// A model that cannot be run at all; that somebody ended it.
    pub fn tests(&self, work: &dyn Work) -> Result<Vec<Test>, Refusal> {
        let mut out = vec![self.units()];
        out.extend(self.steps(work)?);
        out.push(self.conservation(work)?);
        out.extend(self.ranges(work)?);
        out.extend(self.corners(work)?);
        out.push(self.surprises(work)?);
        Ok(out)
    }

    fn name(&self, id: VariableId) -> &str {
        &self.model.variable(self.model.shown(id)).name
    }

    fn units(&self) -> Test {
        let wrong = balance::check(self.model);
        Test {
            name: "units".into(),
            asks: "does every equation balance in its units?".into(),
            found: format!("{} wrong", wrong.len()),
            limit: "0 wrong".into(),
            published: String::new(),
            standing: if wrong.is_empty() { Standing::Passed } else { Standing::Failed },
            notes: wrong.iter().map(|wrong| wrong.message.clone()).collect(),
            figures: Figures::Count { found: wrong.len() as u64, limit: 0 },
        }
    }

    /// A test of how far the worst of all variables goes.
    fn within(&self, name: &str, asks: &str, worst: Option<Worst>, limit: f64) -> Test {
        let part = worst.map_or(0.0, |worst| worst.part.abs());
        let of = worst.map(|worst| self.name(worst.variable).to_string());
        // What is no number is beyond any limit.
        let holds = part <= limit;
        Test {
            name: name.into(),
            asks: asks.into(),
            found: of.as_ref().map_or("none".into(), |of| format!("{} of {of}", percent(part))),
            limit: format!("< {}", percent(limit)),
            published: String::new(),
            standing: if holds { Standing::Passed } else { Standing::Failed },
            notes: Vec::new(),
            figures: Figures::Worst { found: part.into(), limit: limit.into(), variable: of },
        }
    }

    fn all(&self, is_wanted: impl Fn(&Kind) -> bool) -> Vec<VariableId> {
        self.model.declared().filter(|id| is_wanted(&self.model.variable(*id).kind)).collect()
    }

    /// The model's own scenario from each of its starting points.
    fn beginnings(&self) -> Vec<Scenario> {
        let from = |start: &Start| {
            let mut scenario = self.scenario.clone();
            scenario.begin_at(start);
            scenario
        };
        match self.model.starts.is_empty() {
            true => vec![self.scenario.clone()],
            false => self.model.starts.iter().map(from).collect(),
        }
    }

    /// Every starting point without luck, by other steps than the model's own.
    fn steps(&self, work: &dyn Work) -> Result<Vec<Test>, Refusal> {
        let wanted = Wanted {
            variables: self.all(|kind| matches!(kind, Kind::Stock(_))),
            readings: Vec::new(),
            ..Wanted::default()
        };
        let run = |scenario: &Scenario| watched(scenario, &wanted, work);
        let (mut halved, mut other) = (Vec::new(), Vec::new());
        for beginning in self.beginnings() {
            let scenario = Scenario { replications: 1, uncertainty: Uncertainty::None, ..beginning };
            let own = run(&scenario)?;
            let mut finer = scenario.clone();
            finer.time.dt /= 2.0;
            halved.extend(apart(&own, &run(&finer)?));
            if self.model.time.method == Method::Euler {
                let mut smoother = scenario;
                smoother.time.method = Method::Rk4;
                other.extend(apart(&own, &run(&smoother)?));
            }
        }
        let asks = "do all stocks stay practically the same when the step is halved?";
        let mut out = vec![self.within("steps halved", asks, Worst::of(halved.into_iter()), HALVED)];
        if self.model.time.method == Method::Euler {
            let asks = "does the method of Runge and Kutta give the same stocks as that of Euler?";
            out.push(self.within("Runge and Kutta", asks, Worst::of(other.into_iter()), RUNGE_KUTTA));
        }
        Ok(out)
    }

    /// Whether teams that do nothing stay where the values of their stocks mean something.
    fn ranges(&self, work: &dyn Work) -> Result<Option<Test>, Refusal> {
        let ranged = self.all(|kind| matches!(kind, Kind::Stock(stock) if stock.range.is_some()));
        if ranged.is_empty() {
            return Ok(None);
        }
        let beginnings = self.beginnings();
        let replications = self.replications.div_ceil(beginnings.len() as u64);
        let mut worst = Vec::new();
        for beginning in beginnings {
            let scenario = Scenario { replications, ..beginning };
            self.in_parts(&scenario, &ranged, work, &mut |found| worst.extend(found.ok().and_then(out_of_range)))?;
        }
        let asks = "does every stock stay in its range, from every starting point, if nothing is done?";
        Ok(Some(self.within("ranges", asks, Worst::of(worst.into_iter()), ROUNDING)))
    }

    /// Some corners, step by step.
    fn conservation(&self, work: &dyn Work) -> Result<Test, Refusal> {
        let variables = self.all(|kind| matches!(kind, Kind::Stock(_) | Kind::Flow { .. }));
        let mut scenario = self.scenario.clone();
        scenario.time.method = Method::Euler;
        scenario.time.save = scenario.time.dt;
        let fit = VALUES / (variables.len() * scenario.time.saved().len()).max(1) as u64;
        let count = fit.clamp(1, CLOSELY);
        let corners = corners(&scenario, count as usize);
        let worst = match self.part(&corners, 0..count, variables, work)? {
            Ok(results) => unbalanced(&results),
            // It is told with the numbers that are none.
            Err(_) => None,
        };
        let asks = "does every stock change by just what its flows bring and take?";
        Ok(self.within("conservation", asks, worst, ROUNDING))
    }

    /// A part of an ensemble, or the variable that begins as no number.
    fn part(
        &self,
        scenario: &Scenario,
        replications: std::ops::Range<u64>,
        variables: Vec<VariableId>,
        work: &dyn Work,
    ) -> Result<Result<Results, NotFinite>, Refusal> {
        let part = Part { replications, width: crate::run::ensemble::WIDTH };
        let wanted = Wanted { variables, readings: Vec::new(), ..Wanted::default() };
        match keep(scenario, &wanted, &part, work) {
            Ok(kept) => Ok(Ok(Results::new(Arc::new(scenario.clone()), kept))),
            Err(RunError::NotFiniteAtStart { variable, replication, .. }) => {
                Ok(Err(NotFinite { replications: 1, replication, variable, time: scenario.time.start }))
            }
            Err(error) => Err(refusal(scenario, error)),
        }
    }

    /// All replications of a scenario, so many at a time as memory holds every value of.
    fn in_parts(
        &self,
        scenario: &Scenario,
        variables: &[VariableId],
        work: &dyn Work,
        take: &mut dyn FnMut(Result<&Results, NotFinite>),
    ) -> Result<(), Refusal> {
        let fit = VALUES / (variables.len() * scenario.time.saved().len()).max(1) as u64;
        let together = fit.clamp(1, TOGETHER);
        let mut first = 0;
        while first < scenario.replications {
            let last = scenario.replications.min(first + together);
            match self.part(scenario, first..last, variables.to_vec(), work)? {
                Ok(results) => take(Ok(&results)),
                Err(at_start) => take(Err(at_start)),
            }
            first = last;
        }
        Ok(())
    }

    /// Random corners of everything: what no team lives in, and no equation may break at.
    fn corners(&self, work: &dyn Work) -> Result<Vec<Test>, Refusal> {
        let variables = self.all(|kind| !matches!(kind, Kind::Constant(_)));
        let corners = corners(&self.scenario, self.replications as usize);
        let (mut below, mut outside, mut over) = (Vec::new(), Vec::new(), Vec::new());
        let (mut wrong, mut first_wrong) = (0, None);
        self.in_parts(&corners, &variables, work, &mut |found| {
            let not_finite = match found {
                Ok(results) => {
                    below.extend(below_zero(results));
                    outside.extend(out_of_range(results));
                    over.extend(overdrawn(results));
                    results.not_finite().cloned()
                }
                Err(at_start) => Some(at_start),
            };
            if let Some(found) = not_finite {
                wrong += found.replications;
                first_wrong.get_or_insert(found);
            }
        })?;
        let (count, one) = (self.replications, self.scenario.one());
        let at_corners = format!("at {count} random corners of all ranges, starting points and interventions");
        let mut out = vec![Test {
            name: "numbers".into(),
            asks: format!("is everything a number {at_corners}?"),
            found: format!("{wrong} {one}s not"),
            limit: format!("0 {one}s not"),
            published: String::new(),
            standing: if wrong == 0 { Standing::Passed } else { Standing::Failed },
            notes: Vec::new(),
            figures: Figures::Count { found: wrong as u64, limit: 0 },
        }];
        if let Some(NotFinite { variable, time, replication, .. }) = first_wrong {
            let (name, unit) = (self.name(variable), &self.model.time.unit);
            out[0].notes.push(format!("`{name}` is no number at {unit} {time} of corner {replication}"));
        }
        let within = |name: &str, asks: &str, worst: Vec<Worst>| {
            self.within(name, &format!("{asks} at the same corners?"), Worst::of(worst.into_iter()), ROUNDING)
        };
        out.push(within("below nothing", "does a stock that cannot be negative stay at 0 or above", below));
        if self.model.flow_diagram.is_some() {
            out.push(within("stages", "does no more leave a stage of the flow diagram than has entered it", over));
        }
        // Nobody lives at a corner: what goes too far there is worth knowing, and no fault.
        let test = within("ranges at corners", "does every stock stay in its range", outside);
        let standing = if test.standing == Standing::Failed { Standing::Noted } else { test.standing };
        out.push(Test { standing, ..test });
        Ok(out)
    }

    /// Which outcomes turn round along the range of a constant.
    fn surprises(&self, work: &dyn Work) -> Result<Test, Refusal> {
        let ranges = ranges(&self.scenario);
        let outcomes = match self.model.headline.is_empty() {
            true => self.all(|kind| matches!(kind, Kind::Stock(_))),
            false => self.model.headline.clone(),
        };
        let mut turning: Vec<(VariableId, Vec<VariableId>)> = Vec::new();
        if !ranges.is_empty() {
            let walked = one_by_one(&self.scenario, LEVELS);
            let last = walked.time.saved().len() - 1;
            let at_the_end = |id: &VariableId| Reading { variable: *id, from: last, to: last };
            let readings = outcomes.iter().map(at_the_end).collect();
            let results = watched(&walked, &Wanted { variables: Vec::new(), readings, ..Wanted::default() }, work)?;
            for id in &outcomes {
                let values = results.reading(at_the_end(id)).unwrap_or_default();
                let curves = ranges.iter().zip(values.chunks(LEVELS));
                let turn: Vec<VariableId> =
                    curves.filter(|(_, c)| is_non_monotonic(c)).map(|((id, ..), _)| *id).collect();
                turning.extend((!turn.is_empty()).then_some((*id, turn)));
            }
        }
        let count: usize = turning.iter().map(|(_, constants)| constants.len()).sum();
        let names = |ids: &[VariableId]| ids.iter().map(|id| self.name(*id)).collect::<Vec<_>>().join(", ");
        let told = |(outcome, constants): &(VariableId, Vec<VariableId>)| {
            format!("{} goes up and down along {}", self.name(*outcome), names(constants))
        };
        let pair =
            |(outcome, constant): (VariableId, &VariableId)| [outcome, *constant].map(|id| self.name(id).to_string());
        let pairs = turning.iter().flat_map(|(outcome, constants)| constants.iter().map(|id| pair((*outcome, id))));
        Ok(Test {
            name: "surprises".into(),
            asks: "does each outcome at the end only rise or only fall along each constant, all else equal?".into(),
            found: format!("{count} of {} turn", outcomes.len() * ranges.len()),
            limit: "none required".into(),
            published: String::new(),
            standing: if count == 0 { Standing::Passed } else { Standing::Noted },
            notes: turning.iter().map(told).collect(),
            figures: Figures::Turning { found: count, pairs: pairs.collect() },
        })
    }
}

/// A part in hundredths: 0.13%, or the nearest power of ten where that is next to nothing.
fn percent(part: f64) -> String {
    if part != 0.0 && part < 1e-5 { format!("{:.0e}", part) } else { format!("{}%", fine(100.0 * part)) }
}
