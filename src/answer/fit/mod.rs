//! Where you stand: a team of the model that looks like yours, from the dates of your items and five plain questions.
//!
//! `docs/fit.md` tells the method. What is found is a cloud of teams, not one; it is written as a scenario with its points
//! beside it, on which all other questions can be asked.

mod backcast;
pub mod calibrated;
mod data;
mod own;
mod prior;
pub mod questions;
mod scale;
mod scenario;
mod told;
mod words;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::fit::history::{Dates, History};
use crate::analysis::fit::regression::{Looks, Posterior, Teams};
use crate::analysis::fit::strangeness::share_as_strange;
use crate::analysis::fit::summaries::{Known, OF_DATES, OPEN_OVER_THROUGHPUT, WORDS, quantile, summaries};

use crate::model::VariableId;

use super::form::{Answer, Sheet};
use super::{Onlooker, Refusal, Words};

pub use data::Data;
pub use prior::{Bank, bank};

use backcast::Backcast;
use prior::What;
use questions::QUESTIONS;
use scale::Scale;
use told::Row;

/// An item by its days, counted from any day that all share (such as 1970-01-01).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Item {
    pub created: Option<i32>,
    pub started: Option<i32>,
    pub done: Option<i32>,
    /// The day on which it was given up.
    pub dropped: Option<i32>,
}

/// Where does a team stand whose items have these dates?
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    pub items: Vec<Item>,
    /// The last day that is looked at, in the same count; the last that any item has, if not given.
    pub as_of: Option<i32>,
    /// Everyone who does the work. If nobody says so it is guessed from the dates, and badly.
    pub people: Option<f64>,
    /// Answers to the five questions, by their names: a word for each; "dont_know" is as good as leaving it out.
    pub answers: BTreeMap<String, String>,
    /// What the team is called.
    pub title: Option<String>,
    /// How many teams are simulated; 6000, if not given.
    pub teams: Option<usize>,
    /// What all luck follows from; 1, if not given.
    pub seed: Option<u64>,
}

/// The weeks that are looked at, at most and at least.
const WEEKS: (usize, usize) = (26, 8);
/// The fewest items done within them.
const DONE: f64 = 10.0;
const TEAMS: usize = 6000;
/// The share of simulated teams that is kept, and how many draws are made of them.
const NEAREST: f64 = 0.2;
pub const DRAWS: usize = 500;
/// A position is refused outside the range in which so many of the simulated teams lie.
const BELIEVED: f64 = 0.99;

/// Where a team stands.
pub struct Fit {
    title: String,
    weeks: usize,
    known: Known,
    people: Option<f64>,
    seed: u64,
    simulated: usize,
    history: History,
    /// Why there is no position; what follows is empty then.
    outside: Vec<Outside>,
    rows: Vec<Row>,
    /// The share of teams in each class of outcome at the end of the weeks that were seen.
    classes: Vec<(String, f64)>,
    asked: Vec<Asked>,
    backcast: Option<Backcast>,
    scenario: Option<scenario::Written>,
}

/// A summary that no team of the model has.
#[derive(Debug, Clone, PartialEq)]
struct Outside {
    what: &'static str,
    /// On the scale of the summary.
    found: f64,
    range: (f64, f64),
}

/// A question, what the dates say that its answer would be, and what it was.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    question: usize,
    /// The share of draws from dates alone that would give each answer.
    predicted: Vec<f64>,
    answer: Option<usize>,
}

impl Question {
    /// Simulates teams and finds those that look like this one.
    ///
    /// # Errors
    /// Too few weeks or items; an answer that there is not; that somebody ended it.
    pub fn ask(&self, onlooker: &dyn Onlooker) -> Result<Fit, Refusal> {
        let answers = self.given()?;
        if let Some(people) = self.people.filter(|people| !(1.0..=500.0).contains(people)) {
            return Err(Refusal::of("people", people, "a team has from 1 to 500 people"));
        }
        let (history, weeks) = self.history()?;
        let seed = self.seed.unwrap_or(1);
        let count = self.teams.unwrap_or(TEAMS).clamp(500, 100_000);
        let work = onlooker.begin("fit", (count + DRAWS) as u64);
        let bank = bank(self.people, weeks, count, seed, &*work)?;
        let known = if history.queue.is_some() { Known::Created } else { Known::Dates };
        let own = summaries(&history, known);
        let mut fit = Fit {
            title: self.title.clone().unwrap_or_else(|| "Our team".into()),
            weeks,
            known,
            people: self.people,
            seed,
            simulated: count,
            history,
            outside: Vec::new(),
            rows: Vec::new(),
            classes: Vec::new(),
            asked: Vec::new(),
            backcast: None,
            scenario: None,
        };
        let (dates, mut found) = posterior(&bank, known, &own, &answers);
        fit.outside = outside(&bank, &own);
        fit.asked = predicted(&bank, &dates, &answers);
        if !fit.outside.is_empty() {
            return Ok(fit);
        }
        as_counted(&bank, &mut found, &fit.history);
        fit.rows = told::rows(&bank, &found, answers[1].is_some());
        fit.classes = told::classes(&bank, &found);
        fit.backcast = Some(backcast::backcast(&bank, &found, &fit.history, seed, &*work)?);
        fit.scenario = Some(scenario::write(&bank, &found, &fit));
        Ok(fit)
    }

    /// The answers that were given, by the places of their questions.
    fn given(&self) -> Result<Vec<Option<usize>>, Refusal> {
        let names: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
        if let Some(name) = self.answers.keys().find(|name| !names.contains(&name.as_str())) {
            return Err(Refusal::of("answer", name, format!("it answers one of {}", names.join(", "))));
        }
        let place = |question: &questions::Question| match self.answers.get(question.name) {
            None => Ok(None),
            Some(word) if word == "dont_know" => Ok(None),
            Some(word) => question.find(word).map(Some).ok_or_else(|| {
                let words: Vec<&str> = question.answers.iter().map(|(word, _, _)| *word).collect();
                let why = format!("{} {}, or dont_know", question.asks, words.join(", "));
                Refusal::of("answer", format!("{} {word}", question.name), why)
            }),
        };
        QUESTIONS.iter().map(place).collect()
    }

    /// The weeks that are looked at, and how many they are.
    fn history(&self) -> Result<(History, usize), Refusal> {
        let days = |item: &Item| [item.created, item.started, item.done, item.dropped].into_iter().flatten();
        let Some(as_of) = self.as_of.or_else(|| self.items.iter().flat_map(days).max()) else {
            return Err(Refusal::asked("there are no items with dates"));
        };
        let end = f64::from(as_of) + 1.0;
        let started = self.items.iter().filter_map(|item| item.started).filter(|day| *day <= as_of).min();
        let Some(first) = started else {
            let why = "no item says when work on it began, and dates of done alone tell nothing of where a team stands: \
                export the status changes too, or the date on which an item went into progress";
            return Err(Refusal::asked(why));
        };
        let there = ((end - f64::from(first)) / 7.0).floor() as usize;
        let weeks = there.min(WEEKS.0);
        if weeks < WEEKS.1 {
            let why = format!("the items tell of {there} weeks, and a position needs {}", WEEKS.1);
            return Err(Refusal::asked(why));
        }
        // Whatever happens on a day, happens in the middle of it.
        let at = |day: Option<i32>| day.map(|day| (f64::from(day) + 0.5 - end) / 7.0 + weeks as f64);
        let dates: Vec<Dates> = self
            .items
            .iter()
            .map(|item| Dates {
                created: at(item.created),
                started: at(item.started),
                done: at(item.done),
                dropped: at(item.dropped),
            })
            .collect();
        let history = History::of(&dates, weeks);
        let done: f64 = history.finishes.iter().sum();
        if done < DONE {
            let why = format!("{done} items were done in {weeks} weeks, and a position needs {DONE}");
            return Err(Refusal::asked(why));
        }
        Ok((history, weeks))
    }
}

/// What a team can be that looks so: by its dates alone, and by its answers too.
fn posterior(bank: &Bank, known: Known, own: &[f64], answers: &[Option<usize>]) -> (Posterior, Posterior) {
    let looked = |answers: &[Option<usize>]| {
        let given: Vec<(usize, usize)> =
            answers.iter().enumerate().filter_map(|(question, answer)| Some((question, (*answer)?))).collect();
        let mut here = own.to_vec();
        here.extend(given.iter().map(|(question, answer)| QUESTIONS[*question].value(*answer)));
        let questions: Vec<usize> = given.iter().map(|(question, _)| *question).collect();
        let teams = bank.summed_up(known, &questions);
        Looks::new(&teams).posterior(&here, nearest(&teams), DRAWS, None)
    };
    let dates = looked(&[]);
    let found = if answers.iter().any(Option::is_some) { looked(answers) } else { dates.clone() };
    (dates, found)
}

/// Puts what is counted where it is counted: of what is open in the tracker so much is worked on as a draw says, and what is
/// created, not open and not worked on waits.
fn as_counted(bank: &Bank, found: &mut Posterior, history: &History) {
    let at = |what: What| bank.carried.iter().position(|carried| carried.what == what);
    let Some(worked) = at(What::Answer(0)) else { return };
    let worked: Vec<f64> = found.carried[worked].iter().map(|on| Scale::Share.close(*on)).collect();
    let open = [history.open[0], history.open_now()];
    let waiting = history.queue.as_ref().map(|queue| [queue.waiting[0], queue.waiting.last().copied().unwrap_or(0.0)]);
    let (Some(wip), Some(backlog)) = (bank.model.find("wip"), bank.model.find("backlog")) else { return };
    for (moment, of) in [What::Then as fn(VariableId) -> What, What::Now].into_iter().enumerate() {
        let set = |found: &mut Posterior, stock: VariableId, value: &dyn Fn(f64) -> f64| {
            let Some(place) = at(of(stock)) else { return };
            let values: Vec<f64> = worked.iter().map(|share| value(*share)).collect();
            found.carried[place] = bank.carried[place].scale.open(&values);
        };
        set(found, wip, &|share| open[moment] * share);
        if let Some(waiting) = waiting {
            set(found, backlog, &|share| waiting[moment] + open[moment] * (1.0 - share));
        }
    }
}

/// How many simulated teams are kept.
fn nearest(teams: &Teams) -> usize {
    (NEAREST * teams.summaries.len() as f64) as usize
}

impl Bank {
    /// The teams with the summaries of their dates, and what they answer to these questions.
    fn summed_up(&self, known: Known, questions: &[usize]) -> Teams {
        let all = self.histories.iter().enumerate().map(|(team, history)| {
            let mut out = summaries(history, known);
            out.extend(questions.iter().map(|question| self.answers[*question][team]));
            out
        });
        Teams { summaries: all.collect(), ..self.teams.clone() }
    }
}

/// The summaries that lie outside of what the model can be: how much is done, how much is open for that, and how much waits;
/// and where all of them together are met nowhere, those that stand out.
fn outside(bank: &Bank, own: &[f64]) -> Vec<Outside> {
    let known = if own.len() > OF_DATES { Known::Created } else { Known::Dates };
    let all: Vec<Vec<f64>> = bank.histories.iter().map(|history| summaries(history, known)).collect();
    let look = |at: usize| {
        let values: Vec<f64> = all.iter().map(|own| own[at]).collect();
        let end = |share: f64| quantile(&values, share).unwrap_or(f64::NAN);
        let range = (end((1.0 - BELIEVED) / 2.0), end((1.0 + BELIEVED) / 2.0));
        let out = Outside { what: WORDS[at], found: own[at], range };
        (own[at] < range.0 || own[at] > range.1, out)
    };
    let found: Vec<(bool, Outside)> = (0..own.len()).map(look).collect();
    let hard = [0, OPEN_OVER_THROUGHPUT, OF_DATES];
    let is_out = found.iter().enumerate().any(|(at, (is_out, _))| *is_out && hard.contains(&at));
    if !is_out && share_as_strange(&all, own) >= 1.0 - BELIEVED {
        return Vec::new();
    }
    // What lies furthest from the middle of its range stands out, where none lies beyond.
    let far = |own: &Outside| {
        let (low, high) = own.range;
        ((own.found - (low + high) / 2.0) / (high - low).max(1e-9)).abs()
    };
    let furthest = found.iter().map(|(_, own)| far(own)).fold(0.0, f64::max);
    let is_any = found.iter().any(|(is_out, _)| *is_out);
    let told = |(is_out, own): (bool, Outside)| (is_out || !is_any && far(&own) >= furthest).then_some(own);
    found.into_iter().filter_map(told).collect()
}

/// What the dates say that each answer would be.
fn predicted(bank: &Bank, dates: &Posterior, answers: &[Option<usize>]) -> Vec<Asked> {
    let of = |(question, answer): (usize, &Option<usize>)| {
        let own = &QUESTIONS[question];
        let at = bank.carried.iter().position(|carried| carried.what == What::Answer(question));
        let mut predicted = vec![0.0; own.answers.len()];
        let draws = at.map_or(&[][..], |at| &dates.carried[at][..]);
        for (draw, truth) in draws.iter().enumerate() {
            // The places of a comb stand for how far people are off.
            let u = ((draw * 7919) % draws.len()) as f64 + 0.5;
            let off = own.doubt() * crate::run::quantile::normal_quantile(u / draws.len() as f64);
            predicted[own.nearest_answer(truth + off)] += 1.0 / draws.len() as f64;
        }
        Asked { question, predicted, answer: *answer }
    };
    answers.iter().enumerate().map(of).collect()
}

impl Fit {
    /// Whether there is a position.
    pub fn stands(&self) -> bool {
        self.outside.is_empty()
    }

    /// The scenario and its points, as files of these names beside each other; None where there is no position.
    pub fn scenario(&self, points: &str) -> Option<(String, String)> {
        self.scenario.as_ref().map(|written| (written.toml(self, points), written.points.clone()))
    }
}

impl Answer for Fit {
    type Data = Data;
    const NAME: &'static str = "fit";

    fn data(&self) -> Data {
        self.machine()
    }

    fn words(&self) -> Words {
        self.told()
    }

    fn sheets(&self) -> Vec<Sheet> {
        self.scenario.iter().map(|own| Sheet { name: "points.csv".into(), text: own.points.clone() }).collect()
    }
}

#[cfg(test)]
mod tests;
