//! What a person reads of runs: a sentence on how each ended, which of two ends with more, and a table of each.

use crate::analysis::outcome::{ending, of_hundred};
use crate::analysis::paired::{compare, share_luck};
use crate::analysis::summary::{Band, Quantiles};
use crate::answer::Words;
use crate::answer::numbers::{person, small};
use crate::answer::outcomes::headline;
use crate::answer::words::Rows;
use crate::model::scenario::Scenario;
use crate::text::{capital, counted, plural};

use super::{Run, Runs, Target};

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
                "{}\n{}, seed {}: medians over time. For the end, also the range of 90 of 100 and the \
                 Monte Carlo error of the median.\n\n",
                scenario.title,
                run.results.all(),
                scenario.seed
            ));
            out.table(run.bands());
            out.say("\n");
        }
        if self.runs.iter().any(|run| ending(&run.results).is_some()) {
            out.say(
                "\"Give or take\" is two Monte Carlo errors: what other luck would change. It does not include what other \
                 assumptions would change.\n",
            );
        }
        out
    }
}

const DEMONSTRATION: &str = "\
The demonstration: one overloaded team, twice. The first time nothing is done. The second time, with the same \
luck week by week, the team picks one change from each of the four boxes.

";

impl Run {
    /// The saved moments that are shown: the start, those that the model names or else quarters of the run, the end.
    pub(super) fn moments(&self) -> Vec<usize> {
        let Scenario { time, model, .. } = self.scenario();
        let last = self.results.times().len() - 1;
        let between: Vec<usize> = match &model.moments[..] {
            [] => (1..4).map(|quarter| last * quarter / 4).collect(),
            named => named.iter().filter_map(|after| self.results.time_index(time.start + after)).collect(),
        };
        let mut out: Vec<usize> = std::iter::once(0).chain(between).filter(|at| *at < last).chain([last]).collect();
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
            true => format!("{}: it cannot be told where such {}s end.\n", run.scenario().title, run.results.one()),
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

/// Replication by replication: which scenario ends better, in how many pairs, and by how much.
fn paired_sentence(first: &Run, second: &Run) -> Option<String> {
    let Target { variable, less, reading } = Target::of(first.scenario())?;
    if !share_luck(&first.results, &second.results) {
        return None;
    }
    let difference = |from: &Run, to: &Run| compare(&from.results, &to.results, variable, reading.from, reading.to);
    let forwards = difference(first, second)?;
    let (own, time) = (first.results.variable(variable), &first.scenario().time);
    if forwards.is_nothing() {
        return Some(format!(
            "With the same luck, \"{}\" and \"{}\" end with the same {} in every {}.\n",
            first.scenario().title,
            second.scenario().title,
            own.words(),
            first.results.one()
        ));
    }
    // The second has more of it, as a rule.
    let rises = forwards.more.value >= 0.5;
    let (better, worse) = if rises == less { (first, second) } else { (second, first) };
    let paired = if rises { forwards } else { difference(second, first)? };
    let ((low, high), measure) = (paired.range(), own.measure());
    let over = match time.saves(reading.to - reading.from + 1) {
        _ if reading.from == reading.to => "at the end".into(),
        last => format!("over the last {}", counted(last, &time.unit)),
    };
    Some(format!(
        "With the same luck, \"{}\" ends with {} {} than \"{}\" in {} of 100 {}s (give or take {}). {} the median difference \
         is {}{} ({} to {} in 90 of 100 {}s).\n",
        better.scenario().title,
        if less { "less" } else { "more" },
        own.words(),
        worse.scenario().title,
        of_hundred(paired.more.value),
        first.results.one(),
        person_time((200.0 * paired.more.error).ceil()),
        capital(&over),
        person(paired.median.value),
        if measure.is_empty() { String::new() } else { format!(" {measure}") },
        person(low),
        person(high),
        first.results.one(),
    ))
}
