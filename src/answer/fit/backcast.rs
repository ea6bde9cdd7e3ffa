//! A backcast: what the teams that were found would have done in the weeks that are known, beside what was done.

use crate::analysis::fit::history::History;
use crate::analysis::fit::regression::Posterior;
use crate::analysis::fit::summaries::quantile;
use crate::answer::{Refusal, Work};
use crate::math;
use crate::model::scenario::Scenario;
use crate::run::points::everywhere;

use super::prior::{Bank, Of, What, run};

/// A weekly figure with the band of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Weekly {
    pub what: &'static str,
    pub own: Vec<f64>,
    /// The ends of nine tenths of the teams.
    pub low: Vec<f64>,
    pub high: Vec<f64>,
}

/// What was done, and the bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Backcast {
    pub done: Weekly,
    pub open: Weekly,
}

impl Weekly {
    /// In how many weeks the figure lies inside its band.
    pub fn inside(&self) -> usize {
        // Items are whole: a band reaches to the whole number around each end.
        let within = |((own, low), high): ((&f64, &f64), &f64)| *own >= low.floor() && *own <= high.ceil();
        self.own.iter().zip(&self.low).zip(&self.high).filter(|week| within(*week)).count()
    }
}

/// Runs the draws from where they were when the weeks began, with luck of their own.
///
/// # Errors
/// As those of a run.
pub fn backcast(
    bank: &Bank,
    found: &Posterior,
    history: &History,
    seed: u64,
    watch: &dyn Work,
) -> Result<Backcast, Refusal> {
    let model = &bank.model;
    let draws = found.of.len();
    let mut scenario =
        Scenario { seed: seed.wrapping_add(1), replications: draws as u64, ..Scenario::of_model(model.clone()) };
    scenario.time.stop = history.weeks() as f64;
    let mut points =
        everywhere(&scenario, draws as u64, &[], &[vec![]]).map_err(|wrong| Refusal::asked(wrong.to_string()))?;
    for (number, on) in bank.numbers.iter().zip(&found.numbers) {
        if let Of::Constant(id) = number.of {
            points = points.giving(id, on.iter().map(|on| number.scale.close(*on)).collect());
        }
    }
    if let (Some(people), Some(id)) = (bank.people, model.find("team_size")) {
        points = points.giving(id, vec![people; draws]);
    }
    for (carried, on) in bank.carried.iter().zip(&found.carried) {
        if let What::Then(id) = carried.what {
            points = points.giving(id, on.iter().map(|on| carried.scale.close(*on)).collect());
        }
    }
    let wanted = ["completed_total", "wip"].map(|name| model.find(name));
    let wanted: Vec<_> = wanted.into_iter().flatten().collect();
    let ran = run(&scenario.at(points), &wanted, watch)?;
    let times = ran.times.len();
    let value = |variable: usize, time: usize, draw: usize| ran.values[(variable * times + time) * draws + draw];
    // What is called open and not worked on is in a team's own count.
    let called = bank.carried.iter().position(|carried| carried.what == What::Answer(0));
    let worked = |draw: usize| {
        let on = called.map_or(4.0, |at| found.carried[at][draw]);
        (1.0 / (1.0 + math::exp(-on))).clamp(0.05, 1.0)
    };
    let band = |what: &'static str, own: &[f64], of: &dyn Fn(usize, usize) -> f64| {
        let end = |share: f64| -> Vec<f64> {
            let week = |week: usize| quantile(&(0..draws).map(|draw| of(week, draw)).collect::<Vec<_>>(), share);
            (1..times).map(|w| week(w).unwrap_or(f64::NAN)).collect()
        };
        Weekly { what, own: own.to_vec(), low: end(0.05), high: end(0.95) }
    };
    Ok(Backcast {
        done: band("items done", &history.finishes, &|week, draw| value(0, week, draw) - value(0, week - 1, draw)),
        open: band("items open", &history.open[1..], &|week, draw| value(1, week, draw) / worked(draw)),
    })
}
