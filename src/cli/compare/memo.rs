//! The memo of a comparison.

use std::path::PathBuf;

use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::of_hundred;
use crate::analysis::quantity::Quantity;
use crate::analysis::stake::{Stake, stake};
use crate::analysis::swing::TAIL;
use crate::figure::Figure;
use crate::model::scenario::Scenario;
use crate::model::{Better, Spread, VariableId};
use crate::run::keep::Reading;
use crate::run::luck::distribution;
use crate::text::capital;

use super::super::memo::{Chart, Memo, Repeat, Rows};
use super::super::numbers::{fine, person};
use super::words::{give_or_take, hundreds, share_words, side};
use super::{Compared, Comparison};

/// How many assumptions a claim is shown to rest on, where none flips it, and at most.
const FEW: usize = 3;
const MOST: usize = 8;

/// What is claimed of a scenario.
struct Claim {
    /// 1 in the replications in which it holds, 0 in the others.
    holds: Vec<f64>,
    /// "That "one of each" is better in throughput".
    that: String,
    /// ""one of each" better in throughput".
    short: String,
}

/// An assumption and what a claim has at stake in it.
struct Rests {
    id: VariableId,
    spread: Spread,
    stake: Stake,
}

impl Comparison {
    /// What of each replication has to be kept for a memo: what was drawn for the uncertain constants.
    pub fn drawn(scenario: &Scenario) -> Vec<Reading> {
        scenario.uncertain().map(|(variable, _)| Reading { variable, from: 0, to: 0 }).collect()
    }

    pub fn memo(&self, command: String, charts: Vec<(PathBuf, Figure)>) -> Memo {
        let scenarios: Vec<_> = self.ran.iter().map(|ran| ran.scenario()).collect();
        let titles: Vec<&str> = self.ran[1..].iter().map(|ran| ran.scenario().title.as_str()).collect();
        let (mut texts, mut rows) = (Vec::new(), vec![self.head_of_stakes()]);
        for index in 0..self.ran.len() - 1 {
            self.rests_on(index, &mut texts, &mut rows);
        }
        let chart = |(file, figure): (PathBuf, Figure)| Chart { file, figure };
        Memo {
            title: format!("{} against \"{}\"", titles.join(", "), scenarios[0].title),
            claim: (0..self.ran.len() - 1).map(|index| self.claim_with_way(index)).collect(),
            changed: self.changes("input"),
            odds: self.odds_rows(),
            charts: charts.into_iter().map(chart).collect(),
            assumptions: (texts, rows),
            limits: self.limits(),
            repeat: Repeat::of(command, &scenarios),
        }
    }

    fn claim_with_way(&self, index: usize) -> String {
        let way = self.way_there(index).map_or(String::new(), |way| format!(" {way}"));
        self.claim(index) + &way
    }

    /// A row for each outcome and scenario but the first.
    fn odds_rows(&self) -> Rows {
        let base = &self.ran[0].name;
        let one = self.ran[0].results.one();
        let head = ["outcome", "scenario"].map(String::from).into_iter();
        let head = head.chain([base.clone(), "with it".into(), "difference, 90 of 100".into()]);
        let mut rows = vec![head.chain([format!("of 100 {one}s")]).collect()];
        for compared in &self.outcomes {
            for (index, ran) in self.ran[1..].iter().enumerate() {
                let Compared { quantity, each, paired, .. } = compared;
                let (first, other, paired) = (&each[0], &each[index + 1], &paired[index]);
                let (before, after, by) = if quantity.is_class {
                    let count = |share: f64| format!("{} of 100", of_hundred(&[share])[0]);
                    (count(first.mean.value), count(other.mean.value), hundreds(paired))
                } else {
                    let (low, high) = paired.range();
                    let by = format!("{} ({} to {})", fine(paired.median.value), fine(low), fine(high));
                    (person(first.band.median.value), person(other.band.median.value), by)
                };
                let measure = if quantity.measure.is_empty() || quantity.is_class {
                    String::new()
                } else {
                    format!(" ({})", quantity.measure)
                };
                let words = format!("{}{measure}", quantity.title());
                let odds = if quantity.is_class { String::new() } else { share_words(quantity, paired) };
                rows.push(vec![words, ran.name.clone(), before, after, by, odds]);
            }
        }
        rows
    }

    fn head_of_stakes(&self) -> Vec<String> {
        ["claim", "assumption", "in the lowest tenth, about", "odds there", "in the highest tenth, about", "odds there"]
            .map(String::from)
            .to_vec()
    }

    /// What the claim about a scenario rests on, in a sentence and in rows; the same of the first outcome class that is
    /// good to be in.
    fn rests_on(&self, index: usize, texts: &mut Vec<String>, rows: &mut Rows) {
        let first = self.outcomes.iter().position(|compared| !compared.quantity.is_class);
        let good = |compared: &Compared| compared.quantity.is_class && compared.quantity.better == Some(Better::High);
        let asked: Vec<usize> = first.into_iter().chain(self.outcomes.iter().position(good)).collect();
        for outcome in if asked.is_empty() { vec![0] } else { asked } {
            self.outcome_rests_on(index, outcome, texts, rows);
        }
    }

    fn outcome_rests_on(&self, index: usize, outcome: usize, texts: &mut Vec<String>, rows: &mut Rows) {
        let compared = &self.outcomes[outcome];
        let ran = &self.ran[index + 1];
        let Claim { holds, that, short } = self.claimed(index, compared);
        let known: Vec<f64> = holds.iter().copied().filter(|holds| holds.is_finite()).collect();
        let odds = known.iter().sum::<f64>() / known.len().max(1) as f64;
        let mut all: Vec<Rests> = Vec::new();
        for (id, spread) in ran.scenario().uncertain() {
            let Some(values) = ran.results.reading(Reading { variable: id, from: 0, to: 0 }) else { continue };
            all.push(Rests { id, spread, stake: stake(&values, &holds) });
        }
        all.sort_by(|a, b| b.stake.width().total_cmp(&a.stake.width()));
        let uncertain = all.len();
        let told: Vec<Rests> = all.into_iter().filter(|rests| rests.stake.is_told()).collect();
        let flips = told.iter().filter(|rests| rests.stake.flips(odds)).count();
        let holds = format!("{that} holds for {} of 100 {}s.", of_hundred(&[odds])[0], self.ran[0].results.one());
        texts.push(match (uncertain, told.len(), flips) {
            (0, ..) => format!("{holds} No constant is uncertain: there is nothing to flip it."),
            (_, 0, _) => format!("{holds} None of the {uncertain} uncertain constants can be told to change that."),
            (.., 0) => format!("{holds} None of the {uncertain} uncertain constants flips it; these move the odds most."),
            _ => format!(
                "{holds} Of the {uncertain} uncertain constants these bring the odds to even at one end, or beyond, or may."
            ),
        });
        let shown: Vec<&Rests> = match flips {
            0 => told.iter().take(FEW).collect(),
            _ => told.iter().filter(|rests| rests.stake.flips(odds)).take(MOST).collect(),
        };
        rows.extend(shown.into_iter().map(|rests| self.row(&short, rests)));
    }

    fn row(&self, claim: &str, rests: &Rests) -> Vec<String> {
        let variable = self.ran[0].results.variable(rests.id);
        let distribution = distribution(&rests.spread);
        let measure = variable.measure();
        let at = |share: f64| format!("{} {measure}", person(distribution.quantile(share))).trim_end().to_string();
        let odds = |odds: Estimate| {
            format!("{} of 100 (give or take {})", of_hundred(&[odds.value])[0], give_or_take(odds.error))
        };
        let (low, high) = (at(0.5 * TAIL), at(1.0 - 0.5 * TAIL));
        vec![claim.into(), capital(&variable.words()), low, odds(rests.stake.low), high, odds(rests.stake.high)]
    }

    /// What is claimed of a scenario: of an outcome class that a team is in it, else that it is on the side of most.
    fn claimed(&self, index: usize, compared: &Compared) -> Claim {
        let Compared { quantity, paired, .. } = compared;
        let name = &self.ran[index + 1].name;
        let values = quantity.values(&self.ran[index + 1].results);
        if quantity.is_class {
            let that = format!("That a {} with \"{name}\" is {},", self.ran[0].results.one(), quantity.words);
            return Claim { holds: values, that, short: format!("\"{name}\": {}", quantity.words) };
        }
        let before = quantity.values(&self.ran[0].results);
        let (sign, word) = side(quantity, &paired[index]);
        let holds = values.iter().zip(&before).map(|(after, before)| {
            let difference = after - before;
            if difference.is_finite() { f64::from(sign * difference > 0.0) } else { f64::NAN }
        });
        let what = first_words(quantity);
        let that = match quantity.better {
            Some(_) => format!("That \"{name}\" is {word} in {what}"),
            None => format!("That \"{name}\" has {word} of {what}"),
        };
        Claim { holds: holds.collect(), that, short: format!("\"{name}\" {word} in {what}") }
    }

    /// What a reader has to know, and what the model leaves out.
    fn limits(&self) -> Vec<String> {
        let scenario = self.ran[0].scenario();
        let one = scenario.one();
        let mut out = vec![
            format!(
                "These are {} {one}s of a model, not {one}s that were watched: it is for thinking about which way things go \
                 and why, not for promising dates.",
                scenario.replications
            ),
            "\"Give or take\" is two Monte Carlo errors: what other luck would change. What another judgement of the ranges \
             would change is not in it."
                .into(),
            "The odds at the ends of an assumption are of a tenth of all: other assumptions vary there as they do everywhere."
                .into(),
        ];
        let left_out: Vec<&str> = scenario
            .model
            .left_out
            .iter()
            .map(|text| text.split(": ").next().unwrap_or(text).trim_end_matches('.'))
            .collect();
        if !left_out.is_empty() {
            out.push(format!("Left out of the model: {}.", left_out.join("; ")));
        }
        out
    }
}

/// The outcome without the moment.
fn first_words(quantity: &Quantity) -> &str {
    quantity.words.split(", ").next().unwrap_or(&quantity.words)
}
