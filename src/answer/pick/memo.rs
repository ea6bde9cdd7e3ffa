//! The memo of a search among plans.

use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::of_hundred;
use crate::analysis::search::race::{Leader, TOP};
use crate::answer::form::Chart;
use crate::answer::memo::assumptions::{self, Claim};
use crate::answer::memo::{Memo, Part, Repeat, Told, limits};
use crate::answer::numbers::{fine, give_or_take, small};
use crate::answer::words::Rows;
use crate::model::ChangeKind;
use crate::text::{capital, plain};

use super::Found;
use super::search::Picked;
use super::setup::Setup;
use super::words::{bracketed, first_words, person_cost, rounded_down, with_error};

/// How many a claim has to be about for its odds in a tenth of them to be known to a fifth, give or take.
const DECIDING: usize = 200;

impl Told for Found {
    fn memo(&self, command: String, charts: Vec<Chart>) -> Memo {
        self.setup.memo(&self.picked, command, charts)
    }
}

impl Setup {
    fn memo(&self, picked: &Picked, command: String, charts: Vec<Chart>) -> Memo {
        let search = &picked.search;
        let done = self.what_was_done(picked);
        let (asked, ran) = done.trim_end().rsplit_once('\n').unwrap_or_default();
        // What rests on little is said before anything else.
        let mut claim: Vec<String> = search.ended.then(|| format!("{ran}.")).into_iter().collect();
        claim.extend(self.answer(picked).lines().map(|line| line.replace(" (marked =)", "")));
        let mut more: Vec<String> = asked.lines().map(|line| format!("{line}.")).collect();
        // Here the figures stand above.
        more.extend((!search.ended).then(|| format!("{}.", ran.replace("the figures below", "the other figures"))));
        more.extend(limits(&self.scenario));
        more.push(
            "The confidence is how often such a search reports the best of these plans, alone or among its ties. \
             Plans that were not tried may be better."
                .into(),
        );
        let odds = Part { rows: self.odds_rows(picked), ..Part::of("Odds") };
        let heading = match &picked.shapley {
            Some(_) => format!("The plan, and what each pick brings {}", bracketed(&self.measure())),
            None => "The plan".into(),
        };
        let plan = Part { heading, rows: self.plan_rows(picked), ..Part::default() };
        Memo {
            title: format!("{}: which one from each box?", self.scenario.title),
            claim,
            parts: vec![plan, odds],
            charts,
            assumptions: self.assumptions(picked),
            limits: more,
            repeat: Repeat::of(command, &[&self.scenario], search.runs + picked.more_runs),
        }
    }

    /// The picks of the best plan, each with what it brings where that is known.
    fn plan_rows(&self, picked: &Picked) -> Rows {
        let model = &self.scenario.model;
        let best = &self.plans[picked.search.leaders[0].alternative];
        let cost = format!("cost {}", bracketed(&self.cost_unit()));
        let mut head = vec!["box".to_string(), "pick".into(), "from".into(), cost.trim_end().into()];
        let shapley = picked.shapley.as_ref();
        if shapley.is_some() {
            head.extend(["alone", "on top of the others", "share of the whole"].map(String::from));
        }
        let mut rows = vec![head];
        for (place, pick) in best.picks.iter().enumerate() {
            let own = &model.interventions[pick.intervention];
            // In one line, however narrow the column.
            let decided = if pick.kind == ChangeKind::Decision { ", decided" } else { "" };
            let from = format!("{}\u{a0}{}{decided}", self.scenario.time.unit, plain(pick.start));
            let mut row = vec![
                model.boxes[own.in_box].title.clone(),
                own.title.clone(),
                from,
                person_cost(self.scenario.usual(own.cost)),
            ];
            if let Some(share) = shapley.and_then(|shapley| shapley.picks.get(place)) {
                let figures = [share.alone, share.leave_one_out, share.shapley];
                row.extend(figures.map(|figure| with_error(self.difference(figure))));
            }
            rows.push(row);
        }
        if best.picks.len() > 1 {
            let mut all =
                vec!["all together".into(), String::new(), String::new(), person_cost(best.cost(&self.scenario))];
            if let Some(shapley) = shapley {
                all.extend([String::new(), String::new(), with_error(self.difference(shapley.gain))]);
            }
            rows.push(all);
        }
        rows
    }

    /// How sure the claim is, and against what.
    fn odds_rows(&self, picked: &Picked) -> Rows {
        let search = &picked.search;
        let one = self.scenario.one();
        let plans = self.plans.len();
        let (best, sure) = match picked.ties {
            1 => (format!("it is the best of all {plans} plans, for {one}s like these"), search.confidence),
            ties => (
                format!("the best of all {plans} plans, for {one}s like these, is one of the {ties} that tie"),
                search.confidence_of_ties,
            ),
        };
        let confidence =
            if sure < 0.01 { "cannot be told".into() } else { format!("confidence {}", rounded_down(sure)) };
        let mut rows = vec![vec!["claim".to_string(), "odds".into()], vec![best, confidence]];
        if let (Some(odds), [at, ..]) = (&picked.odds, &picked.top[..]) {
            let nothing = picked.beside.first().map(|(_, nothing)| nothing.objective);
            let shown = |at: Estimate| self.measured(self.shown(at.value), self.difference(at).error);
            if let Some(nothing) = nothing.filter(|_| !at.plan.picks.is_empty()) {
                let words = [odds.more, odds.less].map(|share| of_hundred(share.value));
                let error = give_or_take(odds.more.error.max(odds.less.error));
                let text = format!("in {} of 100 {one}s, worse in {} (give or take {error})", words[0], words[1]);
                rows.push(vec!["it is better than doing nothing".into(), text]);
                let aim = self.aim();
                rows.push(vec![format!("{aim}: with it"), shown(at.objective)]);
                rows.push(vec![format!("{aim}: if nothing is done"), shown(nothing)]);
            }
        }
        for leader in search.leaders.iter().skip(1).take_while(|leader| leader.ties).take(TOP - 1) {
            let words = self.in_words(&self.plans[leader.alternative]);
            let at = match leader.alternative == picked.highest {
                true => "stands highest".to_string(),
                false => self.behind(leader),
            };
            rows.push(vec![format!("a tie: {words}"), at]);
        }
        if let Some(next) = search.leaders.iter().find(|leader| !leader.ties) {
            let words = self.in_words(&self.plans[next.alternative]);
            let which = if picked.ties > 1 { "the first that does not tie" } else { "the next" };
            rows.push(vec![format!("{which}: {words}"), self.behind(next)]);
        }
        rows[1..].iter_mut().for_each(|row| row[0] = capital(&row[0]));
        rows
    }

    fn behind(&self, leader: &Leader) -> String {
        let Estimate { value, error } = self.difference(leader.behind);
        format!("behind the highest by {}", self.measured(value, error))
    }

    /// "2.50 teams of 100, error 0.72".
    fn measured(&self, value: f64, error: f64) -> String {
        let quantity = &self.objective.quantity;
        let unit = if quantity.is_class { self.measure() } else { quantity.unit.clone() };
        format!("{}, error {}", format!("{} {unit}", fine(value)).trim_end(), small(error))
    }

    /// What would make the plan worse than doing nothing, or than the next.
    fn assumptions(&self, picked: &Picked) -> (Vec<String>, Rows) {
        let (mut texts, mut rows) = (Vec::new(), vec![assumptions::head()]);
        if picked.search.ended {
            texts.push(
                "The search was stopped before this was examined. Run the command below to its end to find out.".into(),
            );
            return (texts, rows);
        }
        for claim in self.against_nothing(picked).into_iter().chain(self.against_next(picked)) {
            let deciding = claim.holds.iter().filter(|holds| holds.is_finite()).count();
            if deciding < DECIDING {
                let more = DECIDING.div_ceil(deciding.max(1)) as u64 * self.scenario.replications;
                texts.push(format!(
                    "{} can be judged in only {deciding} of {} {}s. These are too few to tell which assumptions it rests on. Run the \
                     command below with {more} replications to tell more.",
                    claim.that,
                    self.scenario.replications,
                    self.scenario.one()
                ));
                continue;
            }
            let (text, shown) = assumptions::rests_on(&self.scenario, &picked.draws, &claim);
            texts.push(text);
            rows.extend(shown);
        }
        (texts, rows)
    }

    fn against_nothing(&self, picked: &Picked) -> Option<Claim> {
        let (best, gains) = (picked.top.first()?, picked.gains.first()?);
        let (one, quantity) = (self.scenario.one(), &self.objective.quantity);
        if best.plan.picks.is_empty() {
            return None;
        }
        let among = format!("{one}s");
        if quantity.is_class {
            let not = if self.objective.less { "not " } else { "" };
            let short = format!("{not}{}", first_words(&quantity.words));
            let that = format!("That a {one} with this plan is {not}{},", quantity.words);
            let holds = gains.iter().map(|gain| if self.objective.less { 1.0 + gain } else { *gain });
            return Some(Claim { holds: holds.collect(), that, short, among });
        }
        let holds = gains.iter().zip(&picked.nothing).map(|(gain, nothing)| {
            let by = gain - nothing;
            if by.is_finite() { f64::from(by > 0.0) } else { f64::NAN }
        });
        let that = "That this plan is better than doing nothing".to_string();
        Some(Claim { holds: holds.collect(), that, short: "better than nothing".into(), among })
    }

    /// Against the first plan that can be told from the best, in those that it makes a difference to.
    fn against_next(&self, picked: &Picked) -> Option<Claim> {
        let next = picked.search.leaders.iter().take(picked.gains.len()).position(|leader| !leader.ties)?;
        let holds = picked.gains[0].iter().zip(&picked.gains[next]).map(|(best, next)| {
            let by = best - next;
            if by.is_finite() && by != 0.0 { f64::from(by > 0.0) } else { f64::NAN }
        });
        let holds: Vec<f64> = holds.collect();
        let one = self.scenario.one();
        let count = holds.iter().filter(|holds| holds.is_finite()).count();
        let words = self.in_words(&picked.top[next].plan);
        let among = format!("{one}s to which it makes a difference ({count} of {})", holds.len());
        let that = format!("That it is better than the next ({words})");
        Some(Claim { holds, that, short: "better than the next".into(), among })
    }
}
