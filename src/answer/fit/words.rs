//! What a person reads of where a team stands.

use crate::answer::Words;
use crate::math;
use crate::model::contradiction::short_number as short;

use super::questions::QUESTIONS;
use super::{Fit, Known};

/// An answer that fewer than this share of the teams would give is told as odd.
const ODD: f64 = 0.05;

impl Fit {
    pub(super) fn told(&self) -> Words {
        let with = if self.known == Known::Created { "created, start and done" } else { "start and done" };
        let mut out = Words::of(format!(
            "{}, from the dates of {} weeks ({with}): {} items done a week, {} open\n\n",
            self.title,
            self.weeks,
            short(self.history.throughput()),
            short(self.history.open_now())
        ));
        if !self.outside.is_empty() {
            out.say("No position is told: these data lie outside of what the model can be.\n");
            for own in &self.outside {
                out.say(&format!(
                    "  {}: {}; of 100 simulated teams 99 have from {} to {}\n",
                    own.what,
                    figure(own.found),
                    figure(own.range.0),
                    figure(own.range.1)
                ));
            }
            out.say(
                "What helps: leave out what is open and not worked on (answer that question, or close it); count items of one \
                 kind; take the dates of one team; say how many people do the work.\n",
            );
            return out;
        }
        let classes: Vec<String> =
            self.classes.iter().map(|(class, share)| format!("{:.0} {class}", 100.0 * share)).collect();
        out.say(&format!("Of 100 teams that look like yours now, {}.\n\n", classes.join(", ")));
        let mut rows = vec![["number", "how far it is told", "is", "80% within", "before"].map(String::from).to_vec()];
        let between = |[low, _, high]: [f64; 3]| format!("{} to {}", short(low), short(high));
        rows.extend(self.rows.iter().map(|row| {
            let told = [&row.words, row.word.text(), &short(row.after[1]), &between(row.after), &between(row.before)];
            told.map(String::from).to_vec()
        }));
        out.columns(rows, 2);
        if self.people.is_none() {
            out.say("\nHow many people do the work? Nobody said, and it is the one number that tells most beside the dates.\n");
        }
        if let Some(own) = &self.backcast {
            let inside =
                |own: &super::backcast::Weekly| format!("{} in {} of {}", own.what, own.inside(), own.own.len());
            out.say(&format!(
                "\nBackcast: in your own last weeks nine tenths of such teams hold {}, {} weeks.\n",
                inside(&own.done),
                inside(&own.open)
            ));
        }
        let mut rows = vec![["question", "your dates say", "you say"].map(String::from).to_vec()];
        let mut odd = Vec::new();
        for asked in &self.asked {
            let question = &QUESTIONS[asked.question];
            let mut likely: Vec<usize> = (0..asked.predicted.len()).collect();
            likely.sort_by(|a, b| asked.predicted[*b].total_cmp(&asked.predicted[*a]));
            let told = |answer: &usize| {
                format!("{} ({:.0} of 100)", question.answers[*answer].1, 100.0 * asked.predicted[*answer])
            };
            let says: Vec<String> = likely.iter().take(2).map(told).collect();
            let answer = asked.answer.map_or("don't know", |answer| question.answers[answer].1);
            rows.push(vec![question.asks.into(), says.join(", "), answer.into()]);
            if asked.answer.is_some_and(|answer| asked.predicted[answer] < ODD) {
                odd.push(format!(
                    "Your answer to \"{}\" is not what your dates say: one of the two is of something else.\n",
                    question.asks
                ));
            }
        }
        out.say("\n");
        out.columns(rows, 3);
        odd.iter().for_each(|odd| out.say(odd));
        out
    }
}

/// A summary as people count it.
fn figure(on: f64) -> String {
    short(math::exp(on))
}
