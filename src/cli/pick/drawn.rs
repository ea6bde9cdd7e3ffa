//! The charts of `flywheel pick`.

use crate::analysis::estimate::Estimate;
use crate::analysis::search::TOP;
use crate::figure::Figure;
use crate::figure::tornado::{End, Factor, Tornado, tornado};
use crate::text::plain;

use super::Asked;
use super::raced::Picked;
use crate::cli::numbers::person;

impl Asked {
    /// The best plans by how far they are behind the first, and what the best plan is held against.
    pub fn plans_figure(&self, picked: &Picked) -> Figure {
        let measure = self.measure();
        let behind = picked.search.leaders.iter().take(TOP).map(|leader| {
            let at = self.difference(leader.behind);
            let text = if leader.ties { format!("{} tie", person(at.value)) } else { person(at.value) };
            let end = End { at, text, is_high: leader.ties };
            Factor { name: self.plans[leader.alternative].words(&self.scenario.model), ends: vec![end] }
        });
        let beside = picked.beside.iter().map(|(name, close_up)| {
            let error = self.difference(close_up.objective).error;
            let at = Estimate { value: self.shown(close_up.objective.value), error };
            let end = End { at, text: person(at.value), is_high: true };
            Factor { name: name.clone(), ends: vec![end] }
        });
        let nothing = picked.beside.first().map_or(0.0, |(_, close_up)| self.shown(close_up.objective.value));
        let panel = |title: &str, middle: f64, factors: Vec<Factor>| Tornado {
            title: title.into(),
            note: String::new(),
            unit: measure.clone(),
            middle,
            factors,
        };
        let panels = [
            panel("Behind the best plan", 0.0, behind.collect()),
            panel("One box, one from each, everything", nothing, beside.collect()),
        ];
        let title = format!("{}: which one from each box?", self.scenario.title);
        tornado(&title, "Whiskers: two Monte Carlo errors.", &self.footer(picked), &panels)
    }

    /// What each pick of the best plan brings; None where that is not known, or nothing is picked.
    pub fn credit_figure(&self, picked: &Picked) -> Option<Figure> {
        let (credit, best) = (picked.credit.as_ref()?, picked.top.first()?);
        if credit.shares.is_empty() {
            return None;
        }
        let of = |place: usize| self.title(best.plan.picks[place].intervention).to_string();
        let bar = |name: String, at: Estimate| {
            let at = self.difference(at);
            let end = End { at, text: person(at.value), is_high: at.value >= 0.0 };
            Factor { name, ends: vec![end] }
        };
        let panel = |title: &str, factors: Vec<Factor>| Tornado {
            title: title.into(),
            note: String::new(),
            unit: self.measure(),
            middle: 0.0,
            factors,
        };
        let shares = || credit.shares.iter().enumerate();
        let mut panels = vec![
            panel("Its share of the whole", shares().map(|(place, s)| bar(of(place), s.shapley)).collect()),
            panel(
                "Alone, and beside the others",
                shares()
                    .flat_map(|(place, s)| {
                        [
                            bar(format!("{} alone", of(place)), s.alone),
                            bar(format!("{} beside the others", of(place)), s.last),
                        ]
                    })
                    .collect(),
            ),
        ];
        if !credit.pairs.is_empty() {
            let pairs = credit
                .pairs
                .iter()
                .map(|pair| bar(format!("{} with {}", of(pair.picks.0), of(pair.picks.1)), pair.interaction));
            panels.push(panel("Together, beyond each", pairs.collect()));
        }
        let title = format!("{}: what each pick brings", self.scenario.title);
        Some(tornado(&title, "Whiskers: two Monte Carlo errors.", &self.footer(picked), &panels))
    }

    fn footer(&self, picked: &Picked) -> String {
        format!(
            "{} plans on {} possible {}s, {} runs, seed {}, first start {} {}, flywheel {}",
            self.plans.len(),
            self.scenario.replications,
            self.scenario.one(),
            picked.search.runs + picked.more_runs,
            self.scenario.seed,
            self.scenario.time.unit,
            plain(self.choices.first),
            env!("CARGO_PKG_VERSION")
        )
    }
}
