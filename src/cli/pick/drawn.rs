//! The charts of `flywheel pick`.

use crate::analysis::estimate::Estimate;
use crate::analysis::search::TOP;
use crate::figure::tornado::{ANY, End, Factor, Tornado, tornado};
use crate::figure::{Figure, source};
use crate::model::plan::Plan;
use crate::model::scenario::Pick;
use crate::text::{capital, plain};

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
            Factor { name: self.titles(&self.plans[leader.alternative]), ends }
        });
        let subtitle = format!(
            "How far plans are behind {highest}, by {}, with the same luck. Whiskers: two Monte Carlo errors. Blue: cannot \
             be told from it.",
            self.aim()
        );
        let best = picked.search.leaders.first().map(|leader| self.titles(&self.plans[leader.alternative]));
        let headline = best.map_or(String::new(), |best| format!("{}: {best}", capital(picked.it())));
        let panel = self.panel(&format!("Behind {highest}"), headline, 0.0, behind.collect());
        let title = format!("{}: which one from each box?", self.scenario.title);
        tornado(title, subtitle, self.source(picked), &[panel])
    }

    /// One box, one from each, everything: what the best plan is held against; None where that was not run.
    pub fn beside_figure(&self, picked: &Picked) -> Option<Figure> {
        let nothing = self.shown(picked.beside.first()?.1.objective.value);
        let beside = picked.beside.iter().map(|(name, close_up)| {
            let error = self.difference(close_up.objective).error;
            let at = Estimate { value: self.shown(close_up.objective.value), error };
            // What does better than nothing goes one way, whatever is better.
            let is_high = (at.value >= nothing) != self.is_less();
            Factor { name: self.said(name, &close_up.plan), ends: vec![End { at, text: person(at.value), is_high }] }
        });
        let subtitle = format!("From doing nothing, by {}. Whiskers: two Monte Carlo errors.", self.aim());
        let best = picked.top.first().map(|best| self.shown(best.objective.value));
        let headline = best.map_or(String::new(), |best| {
            format!(
                "{} reaches {}, doing nothing {}",
                capital(picked.it()),
                self.measured_in(best),
                self.measured_in(nothing)
            )
        });
        let panel = self.panel("One box, one from each, everything", headline, nothing, beside.collect());
        let title = format!("{}: what {} is held against", self.scenario.title, picked.it());
        Some(tornado(title, subtitle, self.source(picked), &[panel]))
    }

    /// What each pick of the best plan brings; None where that is not known, or nothing is picked.
    pub fn credit_figure(&self, picked: &Picked) -> Option<Figure> {
        let (credit, best) = (picked.credit.as_ref()?, picked.top.first()?);
        if credit.shares.is_empty() {
            return None;
        }
        let of = |place: usize| short(self.title(best.plan.picks[place].intervention)).to_string();
        let bar = |name: String, at: Estimate| {
            let at = self.difference(at);
            Factor { name, ends: vec![End { at, text: person(at.value), is_high: at.value >= 0.0 }] }
        };
        let shares = || credit.shares.iter().enumerate();
        let both = shares().map(|(place, share)| {
            let end = |at: Estimate, is_high: bool| {
                let at = self.difference(at);
                End { at, text: person(at.value), is_high }
            };
            Factor { name: of(place), ends: vec![end(share.alone, false), end(share.last, true)] }
        });
        let first = |by: &dyn Fn(usize) -> f64| (0..credit.shares.len()).max_by(|a, b| by(*a).total_cmp(&by(*b)));
        let largest = |by: &dyn Fn(usize) -> f64| first(by).map_or(String::new(), &of);
        let share = |place: usize| self.difference(credit.shares[place].shapley).value;
        let alone = |place: usize| self.difference(credit.shares[place].alone).value;
        let mut panels = vec![
            self.panel(
                "Its share of the whole",
                format!("{} brings most of what the best plan brings", largest(&share)),
                0.0,
                shares().map(|(place, s)| bar(of(place), s.shapley)).collect(),
            ),
            self.panel(
                "Alone (orange), and beside the others (blue)",
                format!("Alone (orange), {} brings most; beside the others: blue", largest(&alone)),
                0.0,
                both.collect(),
            ),
        ];
        if !credit.pairs.is_empty() {
            let name = |pair: (usize, usize)| format!("{} with {}", of(pair.0), of(pair.1));
            let pairs = credit.pairs.iter().map(|pair| bar(name(pair.picks), pair.interaction));
            let headline = "What two picks bring together, beyond what each does".into();
            panels.push(self.panel("Together, beyond what each does", headline, 0.0, pairs.collect()));
        }
        let title = format!("{}: what each pick of {} brings", self.scenario.title, picked.it());
        let subtitle = format!("By {}. Shares are Shapley values. Whiskers: two Monte Carlo errors.", self.aim());
        Some(tornado(title, subtitle, self.source(picked), &panels))
    }

    fn panel(&self, title: &str, headline: String, middle: f64, factors: Vec<Factor>) -> Tornado {
        let (title, note) = (title.to_string(), String::new());
        Tornado { title, headline, note, unit: self.measure(), limits: ANY, middle, factors }
    }

    /// A plan in the words of a room: "Ship quick wins in week 4, WIP limit in week 12".
    fn titles(&self, plan: &Plan) -> String {
        let unit = &self.scenario.time.unit;
        let words = |pick: &Pick| format!("{} in {unit} {}", short(self.title(pick.intervention)), plain(pick.start));
        if plan.picks.is_empty() {
            "nothing".into()
        } else {
            plan.picks.iter().map(words).collect::<Vec<_>>().join(", ")
        }
    }

    /// What a plan is called, with titles for the names that are typed.
    fn said(&self, name: &str, plan: &Plan) -> String {
        let model = &self.scenario.model;
        if let Some(before) = name.strip_suffix(&plan.words(model)) {
            return format!("{before}{}", self.titles(plan));
        }
        if let [pick] = &plan.picks[..]
            && let Some(rest) = name.strip_prefix(&model.interventions[pick.intervention].name)
        {
            return format!("{}{rest}", short(self.title(pick.intervention)));
        }
        let of = |word: &str| {
            model.boxes.iter().find_map(|one| Some((one, name.strip_suffix(&format!("{word} {}", one.name))?)))
        };
        match of("box").or(of("without")) {
            Some((one, before)) if before.ends_with("the ") => format!("{before}box \"{}\"", one.title),
            Some((one, before)) => format!("{before}without \"{}\"", one.title),
            None => name.to_string(),
        }
    }

    fn measured_in(&self, value: f64) -> String {
        format!("{} {}", person(value), self.measure()).trim_end().to_string()
    }

    fn source(&self, picked: &Picked) -> String {
        format!(
            "{} plans on {} possible {}s, {} runs, first start {} {}. {}",
            self.plans.len(),
            self.scenario.replications,
            self.scenario.one(),
            picked.search.runs + picked.more_runs,
            self.scenario.time.unit,
            plain(self.choices.first),
            source(self.scenario.seed)
        )
    }
}

/// A title without what is explained behind a colon.
fn short(title: &str) -> &str {
    title.split(": ").next().unwrap_or(title)
}
