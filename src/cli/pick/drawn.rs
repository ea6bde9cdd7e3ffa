//! The charts of `flywheel pick`.

use crate::analysis::estimate::Estimate;
use crate::analysis::search::TOP;
use crate::figure::Figure;
use crate::figure::tornado::{ANY, End, Factor, Tornado, tornado};
use crate::text::plain;

use super::Asked;
use super::raced::Picked;
use crate::cli::numbers::person;

impl Asked {
    /// The best plans by how far they are behind the first.
    pub fn plans_figure(&self, picked: &Picked) -> Figure {
        let highest = if picked.ties > 1 { "the highest" } else { "the best" };
        let behind = picked.search.leaders.iter().take(TOP).map(|leader| {
            let at = self.difference(leader.behind);
            let text = match (leader.alternative == picked.highest, leader.ties) {
                (true, _) => format!("{highest}: {}", person(self.shown(leader.at.value))),
                (_, true) => format!("{}, a tie", person(at.value)),
                (_, false) => person(at.value),
            };
            let ends = vec![End { at, text, is_high: leader.ties }];
            Factor { name: self.plans[leader.alternative].words(&self.scenario.model), ends }
        });
        let subtitle = format!(
            "How far plans are behind {highest}, by {}, with the same luck. Whiskers: two Monte Carlo errors. Blue: cannot \
             be told from it.",
            self.aim()
        );
        let panel = self.panel(&format!("Behind {highest}"), 0.0, behind.collect());
        let title = format!("{}: which one from each box?", self.scenario.title);
        let page = tornado(&title, &subtitle, &self.footer(picked), &[panel]);
        // Names of plans take two lines each: neighbours are not to run into each other.
        Figure { height: page.height + page.height / 6, ..page }
    }

    /// One box, one from each, everything: what the best plan is held against; None where that was not run.
    pub fn beside_figure(&self, picked: &Picked) -> Option<Figure> {
        let nothing = self.shown(picked.beside.first()?.1.objective.value);
        let beside = picked.beside.iter().map(|(name, close_up)| {
            let error = self.difference(close_up.objective).error;
            let at = Estimate { value: self.shown(close_up.objective.value), error };
            // What does better than nothing goes one way, whatever is better.
            let is_high = (at.value >= nothing) != self.is_less();
            Factor { name: name.clone(), ends: vec![End { at, text: person(at.value), is_high }] }
        });
        let subtitle = format!("From doing nothing, by {}. Whiskers: two Monte Carlo errors.", self.aim());
        let panel = self.panel("One box, one from each, everything", nothing, beside.collect());
        let title = format!("{}: what {} is held against", self.scenario.title, picked.it());
        Some(tornado(&title, &subtitle, &self.footer(picked), &[panel]))
    }

    /// What each pick of the best plan brings; None where that is not known, or nothing is picked.
    pub fn credit_figure(&self, picked: &Picked) -> Option<Figure> {
        let (credit, best) = (picked.credit.as_ref()?, picked.top.first()?);
        if credit.shares.is_empty() {
            return None;
        }
        // Names as they are typed: titles are too long beside bars.
        let of = |place: usize| self.scenario.model.interventions[best.plan.picks[place].intervention].name.clone();
        let bar = |name: String, at: Estimate| {
            let at = self.difference(at);
            Factor { name, ends: vec![End { at, text: person(at.value), is_high: at.value >= 0.0 }] }
        };
        let shares = || credit.shares.iter().enumerate();
        let beside = shares().flat_map(|(place, share)| {
            let name = |how: &str| format!("{} {how}", of(place));
            [bar(name("alone"), share.alone), bar(name("beside the others"), share.last)]
        });
        let mut panels = vec![
            self.panel("Its share of the whole", 0.0, shares().map(|(place, s)| bar(of(place), s.shapley)).collect()),
            self.panel("Alone, and beside the others", 0.0, beside.collect()),
        ];
        if !credit.pairs.is_empty() {
            let name = |pair: (usize, usize)| format!("{} with {}", of(pair.0), of(pair.1));
            let pairs = credit.pairs.iter().map(|pair| bar(name(pair.picks), pair.interaction));
            panels.push(self.panel("Together, beyond what each does", 0.0, pairs.collect()));
        }
        let title = format!("{}: what each pick of {} brings", self.scenario.title, picked.it());
        let subtitle = format!("By {}. Shares are Shapley values. Whiskers: two Monte Carlo errors.", self.aim());
        Some(tornado(&title, &subtitle, &self.footer(picked), &panels))
    }

    fn panel(&self, title: &str, middle: f64, factors: Vec<Factor>) -> Tornado {
        Tornado { title: title.into(), note: String::new(), unit: self.measure(), limits: ANY, middle, factors }
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
