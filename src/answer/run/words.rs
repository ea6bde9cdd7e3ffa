//! What a person reads of runs: a sentence on how each ended, which of two ends with more, and a table of each.

use crate::analysis::outcome::{ending, of_hundred};
use crate::analysis::paired::{compare, share_luck};
use crate::analysis::summary::{Band, Quantiles};
use crate::answer::Words;
use crate::answer::numbers::{person, small};
use crate::answer::outcomes::headline;
use crate::answer::words::Rows;
use crate::run::keep::Reading;
use crate::text::plural;

use super::{Run, Runs, last_throughput};

impl Runs {
    /// A sentence on how each ended, and a table of each.
    pub(super) fn told(&self) -> Words {
        let mut out = Words::default();
        if self.demonstration {
            out.say(DEMONSTRATION);
        }
        self.runs.iter().for_each(|run| out.say(&ending_sentence(run)));
        if let [first, second] = &self.runs[..] {
            out.say(&paired_sentence(first, second).unwrap_or_default());
        }
        out.say(if out.is_empty() { "" } else { "\n" });
        for run in &self.runs {
            let scenario = run.scenario();
            out.say(&format!(
                "{}\n{}, seed {}: medians; at the end the range that holds 90 of 100, and the median's Monte Carlo error\n\n",
                scenario.title,
                run.results.all(),
                scenario.seed
            ));
            out.table(run.bands());
            out.say("\n");
        }
        if self.runs.iter().any(|run| ending(&run.results).is_some()) {
            out.say(
                "\"Give or take\" is two Monte Carlo errors: what other luck would change. What other judgement would change \
                 is not in it.\n",
            );
        }
        out
    }
}

const DEMONSTRATION: &str = "\
The demonstration: one team, deep in work, twice. The first time nobody does anything. The second time, with the same \
luck week by week, the team picks one change from each of the four boxes.

";

impl Run {
    /// The saved moments that are shown: the start, quarters of the way that people think in, the end.
    pub(super) fn moments(&self) -> Vec<usize> {
        let time = &self.scenario().time;
        let last = self.results.times().len() - 1;
        let mut out = vec![0];
        for week in [26.0, 52.0, 104.0, 156.0, 208.0] {
            out.extend(self.results.time_index(time.start + week).filter(|i| *i < last));
        }
        out.push(last);
        out.dedup();
        out
    }

    /// Medians over time; at the end also the range that holds 90 of 100 teams, and how sure the median is.
    fn bands(&self) -> Rows {
        let moments = self.moments();
        let unit = &self.scenario().time.unit;
        let week = |i: &usize| format!("{unit} {}", person_time(self.results.times()[*i]));
        let mut head = vec![String::new()];
        head.extend(moments.iter().map(week));
        head.extend(["90 of 100".to_string(), "error".to_string()]);
        let mut rows = vec![head];
        for id in headline(self.scenario()) {
            let variable = self.results.variable(id);
            let Some(bands) = self.summary.of(id) else { continue };
            let measure = variable.measure();
            let mut row =
                vec![if measure.is_empty() { variable.words() } else { format!("{} ({measure})", variable.words()) }];
            row.extend(moments.iter().map(|i| person(bands[*i].median.value)));
            if let Some(Band { quantiles: Quantiles { p5, p95, .. }, median, .. }) = moments.last().map(|i| bands[*i]) {
                row.extend([format!("{} to {}", person(p5), person(p95)), small(median.error)]);
            }
            rows.push(row);
        }
        rows
    }
}

fn person_time(time: f64) -> String {
    if time.fract() == 0.0 { format!("{time:.0}") } else { person(time) }
}

/// "One from each box: after 104 weeks, of 100 such teams: 76 in the flywheel, ... (give or take 3)."
fn ending_sentence(run: &Run) -> String {
    let Some(ending) = ending(&run.results) else {
        return match run.results.not_finite().is_some() && !run.scenario().model.outcomes.is_empty() {
            true => format!("{}: where such {}s end cannot be told.\n", run.scenario().title, run.results.one()),
            false => String::new(),
        };
    };
    let time = &run.scenario().time;
    format!(
        "{}: after {} {}, of 100 such {}s: {} (give or take {}).\n",
        run.scenario().title,
        person_time(run.results.times().last().map_or(0.0, |last| last - time.start)),
        plural(&time.unit),
        run.results.one(),
        ending.words(),
        person_time(ending.give_or_take())
    )
}

/// Replication by replication: which scenario ends with more throughput, in how many pairs, and by how much.
fn paired_sentence(first: &Run, second: &Run) -> Option<String> {
    let model = &first.scenario().model;
    let Reading { variable: throughput, from, to: last } = last_throughput(first.scenario())?;
    if !share_luck(&first.results, &second.results) {
        return None;
    }
    let forwards = compare(&first.results, &second.results, throughput, from, last)?;
    if forwards.is_nothing() {
        return Some(format!(
            "With the same luck, \"{}\" and \"{}\" end with the same throughput in every {}.\n",
            first.scenario().title,
            second.scenario().title,
            first.results.one()
        ));
    }
    let (better, worse, paired) = if forwards.more.value >= 0.5 {
        (second, first, forwards)
    } else {
        (first, second, compare(&second.results, &first.results, throughput, from, last)?)
    };
    let (unit, (low, high)) = (&model.variable(throughput).unit, paired.range());
    Some(format!(
        "With the same luck, \"{}\" ends with more throughput than \"{}\" in {} of 100 {}s (give or take {}), by a median \
         of {} {unit} (90 of 100: {} to {}), over the last {} {}.\n",
        better.scenario().title,
        worse.scenario().title,
        of_hundred(paired.more.value),
        first.results.one(),
        person_time((200.0 * paired.more.error).ceil()),
        person(paired.median.value),
        person(low),
        person(high),
        last - from + 1,
        plural(&first.scenario().time.unit)
    ))
}
