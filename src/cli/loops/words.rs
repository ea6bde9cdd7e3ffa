//! What people read of the loops: a table, sentences on who leads when, and what the words mean.

use crate::analysis::story::Told;
use crate::cli::numbers::{error_beside, fine, person, table};
use crate::model::loops::Polarity;
use crate::text::plain;

use super::cuts::Agreement;
use super::{Driven, Loops};

/// A loop has a line of its own where its mean share, or what cutting it changes, is at least this much.
const WORTH_A_LINE: f64 = 0.005;

const SHARES: &str = "
share: what a loop does among these, mean over all of them and over time; in the lead: its share is the largest; alone:
it competes with none.
";

const CUTS: &str = "\
cut: all of it again, one link of the loop held at its value of that moment; how far all stocks are moved by it, where 1
is as far as they move by themselves; and what becomes of the variable on top, with two Monte Carlo errors.
";

impl Loops {
    pub fn spoken(&self) -> String {
        let driven = &self.driven;
        let mut out = format!(
            "{}: which loop drives it\n{}, seed {}\n\n",
            driven.scenario.title,
            self.teams(),
            driven.scenario.seed
        );
        out.push_str(&self.table());
        out.push('\n');
        for sentence in self.sentences() {
            out.push_str(&sentence);
            out.push('\n');
        }
        out.push_str(SHARES);
        if !self.cuttings.is_empty() {
            out.push_str(CUTS);
        }
        out
    }

    /// "1000 possible teams, without the luck of single weeks".
    pub fn teams(&self) -> String {
        let driven = &self.driven;
        let all = driven.results.all();
        let luck = driven.scenario.model.variables.iter().any(|v| matches!(v.kind, crate::model::Kind::Noise(_)));
        if luck { format!("{all}, without the luck of single {}s", driven.scenario.time.unit) } else { all }
    }

    /// The loops by their share, the largest first.
    pub fn by_share(&self) -> Vec<usize> {
        let dominance = &self.driven.dominance;
        let last = dominance.times.saturating_sub(1);
        let sizes: Vec<f64> = (0..dominance.loops).map(|of| dominance.mean_size(of, last.min(1), last).value).collect();
        let mut order: Vec<usize> = (0..dominance.loops).collect();
        order.sort_by(|a, b| dominance.alone[*a].cmp(&dominance.alone[*b]).then(sizes[*b].total_cmp(&sizes[*a])));
        order
    }

    fn table(&self) -> String {
        let Driven { dominance, scenario, .. } = &self.driven;
        let unit = &scenario.time.unit;
        let last = dominance.times.saturating_sub(1);
        let first = last.min(1);
        let mut head = vec!["loop".to_string(), "share".into(), format!("time in the lead ({unit})")];
        for cutting in &self.cuttings {
            head.push(format!("cut in {unit} {}", plain(cutting.from)));
            head.push(format!("{} then", cutting.quantity.words));
        }
        let lead = dominance.moments_in_the_lead();
        // A saved moment stands for the time since the one before.
        let save = scenario.time.save;
        let mut rows = vec![head];
        let mut hidden = 0;
        for of in self.by_share() {
            let told = &self.story.loops[of];
            let size = dominance.mean_size(of, first, last);
            if size.value < WORTH_A_LINE && self.cuttings.iter().all(|c| c.each[of].size.value < WORTH_A_LINE) {
                hidden += 1;
                continue;
            }
            let mut row = vec![format!("{} {}", told.id, told.name)];
            row.push(if dominance.alone[of] { "alone".into() } else { fine(size.value) });
            row.push(if dominance.alone[of] { "-".into() } else { person(lead[of].value * save) });
            for cutting in &self.cuttings {
                let effect = &cutting.each[of];
                row.push(fine(effect.size.value));
                let mean = effect.on.mean;
                let number = fine(mean.value);
                let sign = if mean.value > 0.0 { "+" } else { "" };
                row.push(format!("{sign}{number} ({})", error_beside(&number, 2.0 * mean.error)));
            }
            rows.push(row);
        }
        let mut out = table(&rows);
        if hidden > 0 {
            out.push_str(&format!("{hidden} more with a name do next to nothing.\n"));
        }
        out.push_str(&self.search(dominance.mean_rest(first, last).value));
        out
    }

    /// How the loops were looked for, and how much the others do.
    fn search(&self, rest: f64) -> String {
        let count = self.found.ways.len();
        let others = format!("All other loops: {} of 100 of what is done.", person(100.0 * rest));
        match self.found.every {
            true if count == 1 => "It is the only loop of the model.\n".to_string(),
            true => format!("{others} The model has {count} loops in all.\n"),
            false => format!(
                "{others} The model has more than can be listed: these are what is left\nof the {count} strongest ways round its \
                 stocks.\n"
            ),
        }
    }

    fn sentences(&self) -> Vec<String> {
        let Driven { dominance, scenario, takeover, results, .. } = &self.driven;
        let (unit, one) = (&scenario.time.unit, results.one());
        let times = results.times();
        let mut out = vec![self.leaders()];
        if self.story.loops.iter().any(|told| told.shown_by.is_some() && told.polarity == Polarity::Reinforcing) {
            let percent = person(100.0 * takeover.at_end.value);
            let since = match takeover.since.get(takeover.since.len() / 2) {
                Some(index) if !takeover.since.is_empty() => {
                    format!(", in the middle of them since {unit} {}", plain(times[*index]))
                }
                _ => String::new(),
            };
            out.push(match dominance.replications {
                1 => match takeover.since.first() {
                    Some(index) => format!(
                        "The flywheel has the upper hand at the end: more is carried up than down since {unit} {}.",
                        plain(times[*index])
                    ),
                    None => "The wicked loop has the upper hand at the end: more is carried down than up.".to_string(),
                },
                _ => format!(
                    "The flywheel has the upper hand at the end in {percent} of 100 {one}s{since}: more is carried up than down."
                ),
            });
        }
        for cutting in &self.cuttings {
            let name = |of: usize| title(&self.story.loops[of]);
            let window = format!("From {unit} {} to {}", plain(cutting.from), plain(cutting.to));
            let carried = |of: usize| person(100.0 * cutting.carried(&self.driven, of).value);
            out.push(match cutting.agreement(&self.driven) {
                Agreement::Agree { leader } => format!(
                    "{window} most runs through the link of {} ({} of 100 of what these loops do), and no other cut changes \
                     more: scores and cuts agree.",
                    name(leader),
                    carried(leader)
                ),
                Agreement::Disagree { leader, other } => format!(
                    "{window} most runs through the link of {} ({} of 100 of what these loops do), but cutting {} changes more \
                     ({} against {}): scores and cuts do not agree. A score says what moves the {one}, a cut what would have \
                     come without it.",
                    name(leader),
                    carried(leader),
                    name(other),
                    fine(cutting.each[other].size.value),
                    fine(cutting.each[leader].size.value),
                ),
                Agreement::NoLeader => format!("{window} no loop competes with another: nothing leads."),
            });
        }
        out
    }

    /// Who leads in most replications, and from when to when.
    fn leaders(&self) -> String {
        let Driven { dominance, results, scenario, .. } = &self.driven;
        let mut stretches: Vec<(usize, usize, usize)> = Vec::new();
        for time in 1..dominance.times {
            let leads = dominance.leads(time);
            let best = (0..leads.len()).max_by(|a, b| leads[*a].value.total_cmp(&leads[*b].value));
            let Some(best) = best.filter(|of| leads[*of].value > 0.0) else { continue };
            match stretches.last_mut() {
                Some((of, _, to)) if *of == best && *to + 1 == time => *to = time,
                _ => stretches.push((best, time, time)),
            }
        }
        // Somebody who leads for a moment is no news.
        let least = dominance.times / 20;
        let news: Vec<String> = stretches
            .iter()
            .filter(|(_, from, to)| to - from >= least)
            .map(|(of, from, to)| {
                let [from, to] = [from, to].map(|index| plain(results.times()[*index]));
                format!("{} from {} {from} to {to}", title(&self.story.loops[*of]), scenario.time.unit)
            })
            .collect();
        match (news.is_empty(), dominance.replications) {
            (true, _) => "No loop leads for long.".to_string(),
            (_, 1) => format!("In the lead: {}.", news.join(", ")),
            _ => format!("In the lead in most {}s: {}.", results.one(), news.join(", ")),
        }
    }
}

/// "R1 Reactive team".
pub(crate) fn title(told: &Told) -> String {
    format!("{} {}", told.id, told.name)
}
