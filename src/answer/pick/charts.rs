//! The charts of a search among plans.

use crate::analysis::estimate::Estimate;
use crate::analysis::search::race::TOP;
use crate::analysis::search::shapley::Contribution;
use crate::answer::numbers::person;
use crate::figure::tornado::{ANY, End, Factor, Tornado, tornado};
use crate::figure::{Figure, source};
use crate::model::plan::Plan;
use crate::model::scenario::Pick;
use crate::text::{capital, plain};

use super::search::Picked;
use super::setup::Setup;

impl Setup {
    /// The best plans by how far they are behind the first.
    pub fn plans_figure(&self, picked: &Picked) -> Figure {
        let highest = if picked.ties > 1 { "the highest" } else { "the best" };
        let told: Vec<&Plan> =
            picked.search.leaders.iter().take(TOP).map(|leader| &self.plans[leader.alternative]).collect();
        let common = shared(&told);
        let behind = picked.search.leaders.iter().take(TOP).map(|leader| {
            let at = self.difference(leader.behind);
            let text = match (leader.alternative == picked.highest, leader.ties) {
                (true, _) => format!("{highest}: {}", person(self.shown(leader.at.value))),
                (_, true) => format!("{}, a tie", person(at.value)),
                (_, false) => person(at.value),
            };
            let ends = vec![End { at, text, is_high: leader.ties }];
            Factor { name: self.apart(&self.plans[leader.alternative], &common), ends }
        });
        let in_all = match &common[..] {
            [] => String::new(),
            picks => format!(" All have {}.", self.titles(picks)),
        };
        let subtitle = format!(
            "How far plans are behind {highest}, by {}, with the same luck.{in_all} Numbers after picks: the {} in which they \
             start. Whiskers: two Monte Carlo errors. Blue: a tie.",
            self.aim(),
            self.scenario.time.unit
        );
        let reading =
            format!("Blue: a tie. Whiskers: two errors.{in_all} After picks: their {}.", self.scenario.time.unit);
        let best = picked.search.leaders.first().map(|leader| self.titles(&self.plans[leader.alternative].picks));
        let headline = best.map_or(String::new(), |best| format!("{}: {best}", capital(picked.it())));
        let panel = Tornado { reading, ..self.panel(&format!("Behind {highest}"), headline, 0.0, behind.collect()) };
        let title = format!("{}: which one from each box?", self.scenario.title);
        tornado(title, subtitle, self.run(picked), source(self.scenario.seed), &[panel])
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
        let subtitle =
            format!("By {}. Bars begin at the value if nothing is done. Whiskers: two Monte Carlo errors.", self.aim());
        let best = picked.top.first().map(|best| self.shown(best.objective.value));
        let headline = best.map_or(String::new(), |best| {
            format!(
                "{} reaches {}, against {} if nothing is done",
                capital(picked.it()),
                self.measured_in(best),
                person(nothing)
            )
        });
        let panel = self.panel("One box, one from each, everything", headline, nothing, beside.collect());
        let title = format!("{}: {} and its alternatives", self.scenario.title, picked.it());
        Some(tornado(title, subtitle, self.run(picked), source(self.scenario.seed), &[panel]))
    }

    /// What each pick of the best plan brings; None where that is not known, or nothing is picked.
    pub fn contributions_figure(&self, picked: &Picked) -> Option<Figure> {
        let (shapley, best) = (picked.shapley.as_ref()?, picked.top.first()?);
        if shapley.picks.is_empty() {
            return None;
        }
        let of = |place: usize| short(self.title(best.plan.picks[place].intervention)).to_string();
        let bar = |name: String, at: Estimate| {
            let at = self.difference(at);
            Factor { name, ends: vec![End { at, text: person(at.value), is_high: at.value >= 0.0 }] }
        };
        let shares = || shapley.picks.iter().enumerate();
        let both = shares().map(|(place, share)| {
            let end = |at: Estimate, is_high: bool| {
                let at = self.difference(at);
                End { at, text: person(at.value), is_high }
            };
            Factor { name: of(place), ends: vec![end(share.alone, false), end(share.leave_one_out, true)] }
        });
        // The pick that brings most, where that is more than what luck makes of it.
        let largest = |by: &dyn Fn(&Contribution) -> Estimate| {
            let mut all: Vec<(usize, Estimate)> = shares().map(|(place, share)| (place, by(share))).collect();
            all.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
            let clear = match all[..] {
                [(_, first), (_, second), ..] => {
                    let error = (first.error * first.error + second.error * second.error).sqrt();
                    first.value - second.value > 2.0 * error
                }
                [(_, only)] => only.value > 2.0 * only.error,
                [] => false,
            };
            all.first().filter(|_| clear).map(|(place, _)| of(*place))
        };
        let it = picked.it();
        let share = match largest(&|share| share.shapley) {
            Some(pick) => format!("{pick} brings the largest part of what {it} brings"),
            None => format!("No pick clearly brings the largest part of what {it} brings"),
        };
        let (alone, last) = (largest(&|share| share.alone), largest(&|share| share.leave_one_out));
        let both_ways = match (alone, last) {
            (Some(one), Some(other)) if one == other => format!("{one} brings most, alone and on top of the others"),
            (Some(one), Some(other)) => format!("Alone, {one} brings most; on top of the others, {other}"),
            (Some(one), None) => format!("Alone, {one} brings most; on top of the others, none clearly"),
            (None, Some(other)) => format!("Alone, none clearly brings most; on top of the others, {other}"),
            (None, None) => "No pick clearly brings most, alone or on top of the others".into(),
        };
        let mut panels = vec![
            self.panel(
                "Its share of the whole",
                share,
                0.0,
                shares().map(|(place, s)| bar(of(place), s.shapley)).collect(),
            ),
            self.panel("Alone (orange), and on top of the others (blue)", both_ways, 0.0, both.collect()),
        ];
        if !shapley.pairs.is_empty() {
            let name = |pair: (usize, usize)| format!("{} with {}", of(pair.0), of(pair.1));
            let pairs = shapley.pairs.iter().map(|pair| bar(name(pair.picks), pair.index));
            let told = shapley.pairs.iter().filter(|pair| pair.index.value.abs() > 2.0 * pair.index.error);
            let most = told.max_by(|a, b| a.index.value.abs().total_cmp(&b.index.value.abs()));
            let headline =
                most.map_or("No two picks clearly need each other or stand in for each other".into(), |pair| {
                    let Estimate { value, .. } = pair.index;
                    let how = if value > 0.0 { "need each other" } else { "stand in for each other" };
                    let (one, other) = pair.picks;
                    let (by, more) = (person(self.difference(pair.index).value.abs()), value > 0.0);
                    format!("{} and {} {how}: {by} {} together", of(one), of(other), if more { "more" } else { "less" })
                });
            panels.push(self.panel("Together, compared with separately", headline, 0.0, pairs.collect()));
        }
        let title = format!("{}: what each pick of {} brings", self.scenario.title, picked.it());
        let subtitle = format!("By {}. Shares are Shapley values. Whiskers: two Monte Carlo errors.", self.aim());
        Some(tornado(title, subtitle, self.run(picked), source(self.scenario.seed), &panels))
    }

    fn panel(&self, title: &str, headline: String, middle: f64, factors: Vec<Factor>) -> Tornado {
        let (title, reading, note) = (title.to_string(), String::new(), String::new());
        Tornado { title, headline, reading, note, unit: self.measure(), limits: ANY, middle, factors }
    }

    /// A plan in the words of a room: "Ship quick wins in week 4, WIP limit in week 12".
    fn titles(&self, picks: &[Pick]) -> String {
        let unit = &self.scenario.time.unit;
        let words = |pick: &Pick| format!("{} in {unit} {}", short(self.title(pick.intervention)), plain(pick.start));
        if picks.is_empty() { LEFT_ALONE.into() } else { picks.iter().map(words).collect::<Vec<_>>().join(", ") }
    }

    /// What tells a plan from others that have some picks in common: "WIP limit 12, Smaller batches 16".
    fn apart(&self, plan: &Plan, common: &[Pick]) -> String {
        let own = plan.picks.iter().filter(|pick| !common.contains(pick));
        let words = own.map(|pick| format!("{} {}", brief(self.title(pick.intervention)), plain(pick.start)));
        match words.collect::<Vec<_>>() {
            _ if plan.picks.is_empty() => LEFT_ALONE.into(),
            words if words.is_empty() => "nothing else".into(),
            words => words.join(", "),
        }
    }

    /// What a plan is called, with titles for the names that are typed.
    fn said(&self, name: &str, plan: &Plan) -> String {
        let model = &self.scenario.model;
        if plan.picks.is_empty() {
            return LEFT_ALONE.into();
        }
        if let Some(before) = name.strip_suffix(&format!(": {}", plan.words(model))) {
            let words: Vec<String> =
                plan.picks.iter().map(|pick| brief(self.title(pick.intervention)).to_string()).collect();
            return format!("{before}: {}", words.join(", "));
        }
        if let [pick] = &plan.picks[..]
            && let Some(rest) = name.strip_prefix(&model.interventions[pick.intervention].name)
        {
            let title = short(self.title(pick.intervention));
            return match rest.contains("best single") {
                true => format!("best alone: {title}"),
                false => format!("{title}{rest}"),
            };
        }
        let of = |word: &str| {
            model.boxes.iter().find_map(|one| Some((one, name.strip_suffix(&format!("{word} {}", one.name))?)))
        };
        match of("box").or(of("without")) {
            Some((one, before)) if before.ends_with("the ") => format!("{before}box \"{}\"", one.title),
            Some((one, _)) => format!("it without \"{}\"", one.title),
            None => name.to_string(),
        }
    }

    fn measured_in(&self, value: f64) -> String {
        format!("{} {}", person(value), self.measure()).trim_end().to_string()
    }

    /// What was run.
    fn run(&self, picked: &Picked) -> String {
        format!(
            "{} plans on {} possible {}s, {} runs, first start {} {}.",
            self.plans.len(),
            self.scenario.replications,
            self.scenario.one(),
            picked.search.runs + picked.more_runs,
            self.scenario.time.unit,
            plain(self.choices.first)
        )
    }
}

/// What nothing is done to.
const LEFT_ALONE: &str = "left alone";

/// The picks that all of these plans have, at one moment.
fn shared(plans: &[&Plan]) -> Vec<Pick> {
    let Some((first, others)) = plans.split_first().filter(|(_, others)| !others.is_empty()) else { return Vec::new() };
    first.picks.iter().filter(|pick| others.iter().all(|plan| plan.picks.contains(pick))).cloned().collect()
}

/// The same without what follows a comma, as one of several in a row.
fn brief(title: &str) -> &str {
    let title = short(title);
    title.split(", ").next().unwrap_or(title)
}

/// A title without what is explained behind a colon.
fn short(title: &str) -> &str {
    title.split(": ").next().unwrap_or(title)
}
