//! The memo of a comparison.

use crate::analysis::outcome::of_hundred;
use crate::answer::form::Chart;
use crate::answer::memo::assumptions::{self, Claim};
use crate::answer::memo::{Memo, Part, Repeat, Told, limits};
use crate::answer::numbers::{fine, person};
use crate::answer::words::Rows;
use crate::model::Better;

use super::charts::ON_MEMO;
use super::words::{first_words, hundreds, only_in_one, share_words, side};
use super::{Compared, Comparison};

impl Told for Comparison {
    fn memo(&self, command: String, mut charts: Vec<Chart>) -> Memo {
        // Of a plan one picture says what there is to see.
        if charts.iter().any(is_of_plan) {
            charts.retain(is_of_plan);
        }
        let scenarios: Vec<_> = self.ran.iter().map(|ran| ran.scenario()).collect();
        let titles: Vec<&str> = self.ran[1..].iter().map(|ran| ran.scenario().title.as_str()).collect();
        let (mut texts, mut rows) = (Vec::new(), vec![assumptions::head()]);
        // Where nothing differs there is nothing to turn.
        for index in (0..self.ran.len() - 1).filter(|index| !self.is_same(*index)) {
            self.rests_on(index, &mut texts, &mut rows);
        }
        let odds = Part { rows: self.odds_rows(), ..Part::of("Odds") };
        let mut parts = match self.is_plan() {
            true => self.plan_parts(),
            false => vec![Part { rows: self.changes("input"), ..Part::of("What was changed") }],
        };
        parts.push(odds);
        let runs = scenarios.iter().map(|scenario| scenario.replications).sum();
        Memo {
            title: format!("{} against \"{}\"", titles.join(", "), scenarios[0].title),
            claim: (0..self.ran.len() - 1).map(|index| self.claim_with_way(index)).collect(),
            parts,
            charts,
            assumptions: (texts, rows),
            limits: limits(scenarios[0]),
            repeat: Repeat::of(command, &scenarios, runs),
        }
    }
}

fn is_of_plan(chart: &Chart) -> bool {
    chart.stem.rsplit('/').next() == Some(ON_MEMO)
}

impl Comparison {
    /// A row for each outcome and scenario but the first.
    fn odds_rows(&self) -> Rows {
        let base = &self.ran[0].name;
        let one = self.ran[0].results.one();
        // Where there is one only, it needs no column.
        let is_one = self.ran.len() == 2;
        let head = ["outcome", "scenario"].map(String::from).into_iter().take(if is_one { 1 } else { 2 });
        let head = head.chain([base.clone(), "with it".into(), "difference (90 of 100)".into()]);
        let mut rows = vec![head.chain([format!("of 100 {one}s")]).collect()];
        for compared in &self.outcomes {
            for (index, ran) in self.ran[1..].iter().enumerate() {
                let Compared { quantity, each, paired, .. } = compared;
                let (first, other, paired) = (&each[0], &each[index + 1], &paired[index]);
                let (before, after, by) = if quantity.is_class {
                    let count = |share: f64| format!("{} of 100", of_hundred(share));
                    (
                        count(first.mean.value),
                        count(other.mean.value),
                        hundreds(paired, [first.mean.value, other.mean.value]),
                    )
                } else {
                    let (low, high) = paired.range();
                    let by = match paired.is_nothing() {
                        true => "the same".into(),
                        false => format!("{} ({} to {})", fine(paired.median.value), fine(low), fine(high)),
                    };
                    (person(first.band.median.value), person(other.band.median.value), by)
                };
                let measure = if quantity.measure.is_empty() || quantity.is_class {
                    String::new()
                } else {
                    format!(" ({})", quantity.measure)
                };
                let words = format!("{}{measure}", quantity.title());
                let odds = if quantity.is_class { only_in_one(base, paired) } else { share_words(quantity, paired) };
                let scenario = (!is_one).then(|| ran.name.clone());
                rows.push([words].into_iter().chain(scenario).chain([before, after, by, odds]).collect());
            }
        }
        rows
    }

    /// What the claim about a scenario rests on, in a sentence and in rows; the same of the first outcome class that is
    /// good to be in.
    fn rests_on(&self, index: usize, texts: &mut Vec<String>, rows: &mut Rows) {
        let first = self.outcomes.iter().position(|compared| !compared.quantity.is_class);
        let good = |compared: &Compared| compared.quantity.is_class && compared.quantity.better == Some(Better::High);
        let asked: Vec<usize> = first.into_iter().chain(self.outcomes.iter().position(good)).collect();
        for outcome in if asked.is_empty() { vec![0] } else { asked } {
            let compared = &self.outcomes[outcome];
            if !compared.quantity.is_class && !compared.is_told(index) {
                let (name, base) = (&self.ran[index + 1].name, &self.ran[0].name);
                let what = first_words(&compared.quantity);
                let why = if compared.paired[index].is_nothing() { "is the same as" } else { "cannot be told from" };
                texts
                    .push(format!("\"{name}\" {why} \"{base}\" in {what}: no assumption can be shown to change that."));
                continue;
            }
            let claim = self.claimed(index, compared);
            let ran = &self.ran[index + 1];
            let (text, shown) = assumptions::rests_on(ran.scenario(), &ran.draws, &claim);
            texts.push(text);
            rows.extend(shown);
        }
    }

    /// What is claimed of a scenario: of an outcome class that a team is in it, else that it is on the side of most.
    fn claimed(&self, index: usize, compared: &Compared) -> Claim {
        let Compared { quantity, paired, .. } = compared;
        let name = &self.ran[index + 1].name;
        let values = quantity.values(&self.ran[index + 1].results);
        let among = format!("{}s", self.ran[0].results.one());
        let who = if self.ran.len() == 2 { String::new() } else { format!("\"{name}\" ") };
        if quantity.is_class {
            let that = format!("That a {} with \"{name}\" is {},", self.ran[0].results.one(), quantity.words);
            return Claim { holds: values, that, short: format!("{who}{}", quantity.words), among };
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
        Claim { holds: holds.collect(), that, short: format!("{who}{word} in {what}"), among }
    }
}
