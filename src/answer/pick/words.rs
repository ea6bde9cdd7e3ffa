//! What people read of a search among plans.

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::criterion::Criterion;
use crate::analysis::estimate::{Estimate, gap};
use crate::analysis::outcome::of_hundred;
use crate::analysis::paired::is_told;
use crate::analysis::search::race::{Leader, TOP};
use crate::analysis::search::shapley::ShapleyValues;
use crate::answer::Words;
use crate::answer::numbers::{fine, give_or_take, person, small};
use crate::answer::words::Rows;
use crate::model::plan::{Orders, Plan};
use crate::text::{capital, plain, plural};

use super::search::{CloseUp, Picked};
use super::setup::Setup;

impl Setup {
    pub fn spoken(&self, picked: &Picked) -> Words {
        let mut out =
            Words::of(format!("{}: which one from each box?\n\n{}\n", self.scenario.title, self.answer(picked)));
        out.say(&format!("{}\n", self.what_was_done(picked)));
        self.say_boxes(picked, &mut out);
        self.say_top(picked, &mut out);
        if let Some(shapley) = picked.shapley.as_ref().filter(|shapley| !shapley.picks.is_empty()) {
            out.say("\n");
            self.say_contributions(picked, shapley, &mut out);
        }
        if !picked.beside.is_empty() {
            out.say("\n");
            out.table(self.beside_rows(picked));
        }
        if !picked.search.ended {
            out.say("\n");
            out.say(NOTES);
        }
        out
    }

    /// "1766 plans ..., in the same 1000 possible teams ...: 214000 runs".
    pub fn what_was_done(&self, picked: &Picked) -> String {
        let (model, choices) = (&self.scenario.model, &self.choices);
        let (one, unit) = (self.scenario.one(), &self.scenario.time.unit);
        let allowed = choices.allowed.iter().filter(|allowed| **allowed).count();
        let gaps: Vec<String> = choices.gaps.iter().map(|gap| plain(*gap)).collect();
        let orders = match choices.orders {
            Orders::Boxes => "in the order of the boxes",
            Orders::All => "in every order",
        };
        let budget = choices.budget.map_or(String::new(), |budget| {
            format!(", for at most {} of change effort", measured(plain(budget), &self.cost_unit()))
        });
        let search = &picked.search;
        let all = self.plans.len() as u64 * self.scenario.replications;
        let mut out = format!(
            "{} plans: at most one of {allowed} interventions from each of {} boxes, {orders}, from {unit} {} on, {} {} \
             apart{budget}\nCompared in {}, seed {}, by {}\n",
            self.plans.len(),
            model.boxes.len(),
            plain(choices.first),
            listed(&gaps, "or"),
            plural(unit),
            match self.scenario.replications {
                1 => format!("one possible {one}, the same for all"),
                n => format!("the same {n} possible {one}s"),
            },
            self.scenario.seed,
            self.aim(),
        );
        out.push_str(&if search.ended {
            format!(
                "Stopped after {} runs (all plans in all {one}s would take {all}): these figures rest on the first {} {one}s\n",
                search.runs, search.replications
            )
        } else if self.exhaustive {
            format!("{} runs: all plans in all {one}s, and {} more for the figures below\n", search.runs, picked.more_runs)
        } else {
            format!(
                "{} runs found the best (all plans in all {one}s would take {all}), and {} more gave the figures below\n",
                search.runs, picked.more_runs
            )
        });
        out
    }

    /// "the median of outcome delivered in 104 weeks (item)".
    pub fn aim(&self) -> String {
        let quantity = &self.objective.quantity;
        let of = match self.criterion {
            Criterion::Median => "the median of ",
            Criterion::Tail => "what nine in ten reach of ",
            Criterion::Mean if quantity.is_class => "the chance of being ",
            Criterion::Mean => "the mean of ",
            Criterion::Regret => "the regret that nine in ten do not exceed, of ",
        };
        let unit = if quantity.is_class { String::new() } else { bracketed(&quantity.measure) };
        let less = if self.objective.less { ", of which less is better" } else { "" };
        format!("{}{less}", measured(format!("{of}{}", quantity.words), &unit))
    }

    fn say_top(&self, picked: &Picked, out: &mut Words) {
        let model = &self.scenario.model;
        let more = self.more_columns(picked);
        let mut head = vec![String::new()];
        head.extend(model.boxes.iter().map(|own| own.title.clone()));
        head.extend(["cost", self.short(), "behind the highest"].map(String::from));
        let mut units = vec![String::new(); 1 + model.boxes.len()];
        let measure = bracketed(&self.measure());
        units.extend([bracketed(&self.cost_unit()), measure.clone(), measure]);
        if !picked.top.is_empty() {
            head.extend(more.iter().map(|column| first_words(&picked.columns[*column].words).to_string()));
            units.extend(more.iter().map(|column| self.column_unit(&picked.columns[*column])));
        }
        let mut rows = vec![head, units];
        for (place, leader) in picked.search.leaders.iter().take(TOP).enumerate() {
            let plan = &self.plans[leader.alternative];
            let ties = if leader.ties && picked.ties > 1 { "=" } else { " " };
            let mut row = vec![format!("{:>3}{ties}", place + 1)];
            for index in 0..model.boxes.len() {
                let words = plan
                    .pick_in(model, index)
                    .map(|pick| format!("{}@{}", model.interventions[pick.intervention].name, plain(pick.start)));
                row.push(words.unwrap_or("-".into()));
            }
            row.extend([person_cost(plan.cost(&self.scenario)), person(self.shown(leader.at.value))]);
            let is_highest = leader.alternative == picked.highest;
            row.push(if is_highest { String::new() } else { with_error(self.difference(leader.behind)) });
            if let Some(close_up) = picked.top.get(place) {
                row.extend(more.iter().map(|column| figure(&picked.columns[*column], close_up.columns[*column])));
            }
            rows.push(row);
        }
        out.say(&self.names_of_picks(picked));
        let below = picks_above(rows.clone(), model.boxes.len());
        out.columns_or(rows, 1 + model.boxes.len(), below);
        if picked.ties > TOP {
            out.say(&format!("     and {} more that tie\n", picked.ties - TOP));
        }
        out.say(&self.what_costs_are());
    }

    /// What the costs are counted in and for whom, where the model says so.
    fn what_costs_are(&self) -> String {
        let model = &self.scenario.model;
        let about = model.interventions.iter().find_map(|own| own.cost_constant).map(|id| &model.variable(id).about);
        match about.filter(|about| !about.is_empty()) {
            Some(about) => format!("     Costs {}: {about}.\n", bracketed(&self.cost_unit())),
            None => String::new(),
        }
    }

    /// What the names in the list are called, which are those of scenario files.
    fn names_of_picks(&self, picked: &Picked) -> String {
        let model = &self.scenario.model;
        let plans: Vec<&Plan> =
            picked.search.leaders.iter().take(TOP).map(|leader| &self.plans[leader.alternative]).collect();
        let is_picked =
            |index: usize| plans.iter().any(|plan| plan.picks.iter().any(|pick| pick.intervention == index));
        let named = (0..model.interventions.len()).filter(|index| is_picked(*index));
        let names: Vec<String> = named
            .map(|index| format!("{} is \"{}\"", model.interventions[index].name, model.interventions[index].title))
            .collect();
        match names.is_empty() {
            true => String::new(),
            false => format!(
                "In the list, NAME@4 begins in {} 4, and the names are those of scenario files: {}.\n\n",
                self.scenario.time.unit,
                names.join(", ")
            ),
        }
    }

    /// What stands beside the objective in the list: a class and a number, as far as neither is the objective.
    fn more_columns(&self, picked: &Picked) -> Vec<usize> {
        let is_other = |column: &Quantity| column.path != self.objective.quantity.path;
        let first =
            |is_class: bool| picked.columns.iter().position(|column| column.is_class == is_class && is_other(column));
        first(true).into_iter().chain(first(false)).collect()
    }

    fn column_unit(&self, column: &Quantity) -> String {
        if column.is_class { format!("({}s of 100)", self.scenario.one()) } else { bracketed(&column.measure) }
    }

    fn short(&self) -> &'static str {
        match self.criterion {
            Criterion::Median => "median",
            Criterion::Tail => "nine in ten",
            Criterion::Mean if self.objective.quantity.is_class => "chance",
            Criterion::Mean => "mean",
            Criterion::Regret => "regret",
        }
    }

    /// The answer in sentences: which is best, how sure that is, and what it is worth.
    pub fn answer(&self, picked: &Picked) -> String {
        let search = &picked.search;
        let Some(told) = search.leaders.first() else { return String::new() };
        let best = &self.plans[told.alternative];
        let one = self.scenario.one();
        let mut out = self.nothing_needed(picked);
        out.push_str(&match picked.ties {
            1 => format!(
                "{}.\nWith confidence {} it is the best of all {} plans for {one}s like these. No other plan ties with it.\n",
                match best.picks.len() {
                    0 => "The best plan is to do nothing".to_string(),
                    _ => format!("Best plan: {}", self.in_words(best)),
                },
                rounded_down(search.confidence),
                self.plans.len()
            ),
            _ => self.answer_of_ties(picked, told),
        });
        if let (Some(odds), false) = (&picked.odds, best.picks.is_empty()) {
            let (low, high) = odds.range();
            let quantity = &self.objective.quantity;
            let more = of_hundred(odds.more.value);
            let give = give_or_take(odds.more.error);
            if quantity.is_class {
                out.push_str(&format!(
                    "With the same luck {more} of 100 such {one}s (give or take {give}) are {} with it and would not be \
                     if nothing were done.\n",
                    first_words(&quantity.words)
                ));
            } else {
                let (better, by) = match self.objective.less {
                    true => (
                        format!("{} is lower, and so better, with it than with", first_words(&quantity.words)),
                        "lower by",
                    ),
                    false => ("it brings more than".into(), ""),
                };
                let by = format!("{by} {}", measured(person(odds.median.value), &quantity.unit));
                out.push_str(&format!(
                    "With the same luck {better} doing nothing in {more} of 100 such {one}s (give or take {give}). The \
                     median difference is {} ({} to {} in 90 of 100 {one}s).\n",
                    by.trim_start(),
                    person(low),
                    person(high)
                ));
            }
        }
        out.push_str(&self.more_than_a_plan(picked, best));
        out
    }

    /// That all picks of a box, or all there are, bring more than the plan told first, though no plan may have them.
    fn more_than_a_plan(&self, picked: &Picked, best: &Plan) -> String {
        let model = &self.scenario.model;
        let is_plan = |plan: &Plan| {
            let boxes: Vec<usize> =
                plan.picks.iter().map(|pick| model.interventions[pick.intervention].in_box).collect();
            boxes.iter().enumerate().all(|(place, own)| !boxes[..place].contains(own))
        };
        let Some((_, own)) = picked.beside.iter().find(|(_, close)| close.plan == *best) else { return String::new() };
        let more = picked.beside.iter().filter(|(_, close)| {
            let gap = gap(own.objective, close.objective);
            !is_plan(&close.plan) && gap.value > 0.0 && is_told(gap)
        });
        let Some((name, close)) = more.max_by(|a, b| a.1.objective.value.total_cmp(&b.1.objective.value)) else {
            return String::new();
        };
        let [theirs, ours] = [close, own].map(|close| person(self.shown(close.objective.value)));
        format!(
            "{} would do better ({theirs} against {ours}), but no plan here may do so: each has at most one pick from a box. \
             Two from one box may be the answer: try them with `compare`.\n",
            capital(name)
        )
    }

    /// Where several cannot be told apart: the one that changes least at once, which stands highest, and that the best is
    /// among them.
    fn answer_of_ties(&self, picked: &Picked, told: &Leader) -> String {
        let (search, one) = (&picked.search, self.scenario.one());
        let best = &self.plans[told.alternative];
        let highest = &self.plans[picked.highest];
        let teams = match search.replications {
            1 => format!("one {one}"),
            n => format!("{n} {one}s"),
        };
        let mut out = match best.picks.len() {
            0 => format!("Doing nothing is as good as the best of these plans, as far as {teams} can tell.\n"),
            _ => format!("No plan is better than this one, as far as {teams} can tell: {}.\n", self.in_words(best)),
        };
        if best != highest && told.behind.value != 0.0 {
            let Estimate { value, error } = self.difference(told.behind);
            let ahead = measured(format!("{}, error {}", fine(value), small(error)), &bracketed(&self.measure()));
            out.push_str(&match highest.picks.len() {
                0 => format!("Doing nothing stands highest, ahead of it by {ahead}.\n"),
                _ => format!("The plan that stands highest is ahead of it by {ahead}: {}.\n", self.in_words(highest)),
            });
        }
        let sure = match search.confidence_of_ties {
            _ if search.replications == 1 => "One alone tells nothing about that.".to_string(),
            sure if sure < 0.01 => "Whether the best of all is among them cannot be told.".into(),
            sure => {
                format!("With confidence {} the best of all {} is among them.", rounded_down(sure), self.plans.len())
            }
        };
        out.push_str(&format!(
            "{} plans tie (marked =): other {one}s might put them in another order. {sure}\nThe first is the one that starts the \
             fewest picks at once; of several such, the cheapest.\n",
            picked.ties
        ));
        out
    }

    /// "Ship quick wins from week 4, WIP limit from week 12".
    pub fn in_words(&self, plan: &Plan) -> String {
        let unit = &self.scenario.time.unit;
        let starts: Vec<f64> = plan.picks.iter().map(|pick| pick.start).collect();
        let together = starts.windows(2).all(|pair| pair[0] == pair[1]);
        let words = plan.picks.iter().map(|pick| match together {
            true => self.title(pick.intervention).to_string(),
            false => format!("{} from {unit} {}", self.title(pick.intervention), plain(pick.start)),
        });
        let words: Vec<String> = words.collect();
        match (together, starts.first()) {
            (true, Some(start)) => format!("{}, from {unit} {} on", words.join("; "), plain(*start)),
            _ => words.join("; "),
        }
    }

    fn say_contributions(&self, picked: &Picked, shapley: &ShapleyValues, out: &mut Words) {
        let Some(best) = picked.top.first() else { return };
        let brings = if self.objective.less { "takes away" } else { "brings" };
        let title = measured(format!("What each pick of {} {brings}", picked.it()), &bracketed(&self.measure()));
        let head = ["", "alone", "on top of the others", "its share of the whole"];
        let mut rows = vec![head.map(String::from).to_vec()];
        for (pick, share) in best.plan.picks.iter().zip(&shapley.picks) {
            let figures =
                [share.alone, share.leave_one_out, share.shapley].map(|figure| with_error(self.difference(figure)));
            rows.push([&[format!("  {}", self.title(pick.intervention))][..], &figures].concat());
        }
        rows.push(
            ["  all together".into(), String::new(), String::new(), with_error(self.difference(shapley.gain))].to_vec(),
        );
        out.say(&format!("{title}\n"));
        out.table(rows);
        for (is_meant, words) in [(1.0, "need each other"), (-1.0, "stand in for each other")] {
            let mut pairs: Vec<_> =
                shapley.pairs.iter().filter(|pair| is_meant * pair.index.value > 2.0 * pair.index.error).collect();
            pairs.sort_by(|a, b| b.index.value.abs().total_cmp(&a.index.value.abs()));
            let names = |pair: (usize, usize)| {
                let name = |place: usize| self.title(best.plan.picks[place].intervention);
                format!("{} and {}", name(pair.0), name(pair.1))
            };
            let told = pairs.iter().map(|p| {
                let Estimate { value, error } = self.difference(p.index);
                format!(
                    "  {}: {}{}, error {}\n",
                    names(p.picks),
                    if value > 0.0 { "+" } else { "" },
                    person(value),
                    small(error)
                )
            });
            let told: String = told.collect();
            if !told.is_empty() {
                out.say(&format!("Picks that {words}, and how the pair differs from the two separately:\n{told}"));
            }
        }
    }

    fn beside_rows(&self, picked: &Picked) -> Rows {
        let shown: Vec<usize> = (0..picked.columns.len())
            .filter(|column| picked.columns[*column].path != self.objective.quantity.path)
            .collect();
        let mut head = vec!["Side by side".to_string(), "cost".into(), self.short().into()];
        head.extend(shown.iter().map(|column| first_words(&picked.columns[*column].words).to_string()));
        let mut units = vec![String::new(), bracketed(&self.cost_unit()), bracketed(&self.measure())];
        units.extend(shown.iter().map(|column| self.column_unit(&picked.columns[*column])));
        let mut rows = vec![head, units];
        for (name, CloseUp { plan, objective, columns: figures, ranges }) in &picked.beside {
            let mut row = vec![format!("  {name}"), person_cost(plan.cost(&self.scenario))];
            let error = self.difference(*objective).error;
            row.push(with_error(Estimate { value: self.shown(objective.value), error }));
            for (place, column) in shown.iter().enumerate() {
                let at = figure(&picked.columns[*column], figures[*column]);
                let (low, high) = ranges[*column];
                // The spread over teams is told once, where people look first.
                let is_spread = place == 0 && !picked.columns[*column].is_class;
                row.push(if is_spread { format!("{at} ({} to {})", person(low), person(high)) } else { at });
            }
            rows.push(row);
        }
        rows
    }
}

const NOTES: &str = "\
An error is one Monte Carlo error: how far other luck would move a figure. Other ranges for the constants could move it \
further: ask `sensitivity`. = marks ties: plans that are behind the highest by less than two errors. Confidence is how often \
such a search reports the best plan of all, alone or among its ties. A pick's share of the whole is its Shapley value: what it \
adds on average over all orders in which the picks could join. Alone and on top of the others, each pick starts \
when the plan says. Alone in the list side by side, it starts at the first moment. Outcomes other than the objective are \
medians. Names with @ are written as under [picks] in a scenario file.
";

/// The list of plans where there is no room for a column a box: the picks of each plan stand first, in the order of the
/// boxes, and its figures after them, so that none is missing.
fn picks_above(mut rows: Rows, boxes: usize) -> Words {
    let mut out = Words::default();
    for row in &mut rows {
        let picks: Vec<String> = row.drain(1..=boxes).collect();
        // A row of units says nothing of picks.
        if picks.iter().any(|pick| !pick.is_empty()) {
            out.say(&format!("{:<4} {}\n", row[0], picks.join(", ")));
        }
    }
    out.say("\n");
    out.table(rows);
    out
}

/// "3.1, error 0.2"; what can be told from 0 does not read as 0.
pub fn with_error(estimate: Estimate) -> String {
    format!("{}, error {}", fine(estimate.value), small(estimate.error))
}

/// A median, or a share in counts of 100.
fn figure(column: &Quantity, at: Estimate) -> String {
    if column.is_class { of_hundred(at.value) } else { person(at.value) }
}

/// Never surer than it is.
pub fn rounded_down(confidence: f64) -> String {
    let hundredths = (confidence * 100.0 + 1e-9).floor();
    if hundredths < 1.0 { "below 0.01".into() } else { format!("{:.2}", hundredths / 100.0) }
}

pub fn person_cost(cost: f64) -> String {
    if cost.fract() == 0.0 { format!("{cost:.0}") } else { person(cost) }
}

/// The words before the moment.
pub fn first_words(words: &str) -> &str {
    words.split(", ").next().unwrap_or(words)
}

pub fn bracketed(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!("({unit})") }
}

/// A text with what stands after it, if anything does.
fn measured(text: String, unit: &str) -> String {
    if unit.is_empty() { text } else { format!("{text} {unit}") }
}

/// "0, 4 or 8".
fn listed(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., end] => format!("{} {last} {end}", before.join(", ")),
    }
}
