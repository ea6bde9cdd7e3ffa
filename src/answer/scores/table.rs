//! The table of the loops, and what its columns mean.

use crate::analysis::loops::discovery::Discovery;
use crate::analysis::loops::polarity_phases::PolarityPhase;
use crate::answer::numbers::{error_beside, fine, person};
use crate::answer::scoring::title;
use crate::answer::words::Rows;
use crate::model::loops::Polarity;
use crate::text::{counted, listed, plain, plural};

use super::{Driven, Scores};

/// Others that do so much of all are more than a remainder, and want a reason.
const MOSTLY_OTHERS: f64 = 0.5;

impl Scores {
    /// A row for each loop that does enough, under two lines of heads: what, and in what.
    pub fn table(&self) -> Rows {
        let Driven { dominance, scenario, .. } = &self.driven;
        let unit = &scenario.time.unit;
        let last = dominance.times.saturating_sub(1);
        let first = last.min(1);
        let mut heads = [vec![String::new(), "share".into(), "leads".into()], vec!["loop".into(), "(size)".into()]];
        heads[1].push(format!("({})", units(unit)));
        let end = scenario.time.saved().last().copied().unwrap_or(scenario.time.stop);
        for cutting in &self.cuttings {
            heads[0].push(format!("cut in {unit} {}:", plain(cutting.from)));
            heads[1].push("all stocks".into());
            heads[0].push(scenario.model.variable(self.of).words());
            heads[1].push(format!("in {unit} {}", plain(end)));
        }
        let lead = dominance.moments_in_the_lead();
        // A saved moment stands for the time since the one before.
        let save = scenario.time.save;
        let mut rows: Rows = heads.into();
        for of in &self.worth_a_line() {
            let alone = dominance.alone[*of];
            let mut row = vec![format!("{}{}", title(&self.set.loops[*of]), self.mark(*of))];
            row.push(if alone { "alone".into() } else { fine(dominance.mean_size(*of, first, last).value) });
            row.push(if alone { "-".into() } else { person(lead[*of].value * save) });
            for cutting in &self.cuttings {
                let effect = &cutting.each[*of];
                row.push(fine(effect.size.value));
                let mean = effect.on.mean;
                let number = fine(mean.value);
                let sign = if mean.value > 0.0 { "+" } else { "" };
                let error = match mean.error.is_finite() {
                    true => format!(" ({})", error_beside(&number, 2.0 * mean.error)),
                    false => String::new(),
                };
                row.push(format!("{sign}{number}{error}"));
            }
            rows.push(row);
        }
        rows
    }

    /// What stands under the table: loops that have no line, cuts that are one, and all other loops.
    pub fn below_table(&self) -> String {
        let dominance = &self.driven.dominance;
        let last = dominance.times.saturating_sub(1);
        let hidden = dominance.loops - self.worth_a_line().len();
        let hidden = if hidden > 0 {
            let does = if hidden == 1 { "does" } else { "do" };
            format!("Not shown: {} that {does} next to nothing.\n", counted(hidden as f64, "loop"))
        } else {
            String::new()
        };
        let rest = dominance.mean_rest(last.min(1), last).value;
        format!("{hidden}{}{}", self.shared_cuts(), searched(&self.found, rest))
    }

    /// " (R→B)": that a loop is not, or not all along, what its letter says.
    fn mark(&self, of: usize) -> String {
        let phases = &self.driven.polarity_phases[of];
        let letter = |phase: &PolarityPhase| if phase.polarity == Polarity::Reinforcing { "R" } else { "B" };
        match phases.as_slice() {
            [] => String::new(),
            [phase] if phase.polarity == self.set.loops[of].polarity => String::new(),
            [_, _, _, _, ..] => " (R↔B)".to_string(),
            phases => format!(" ({})", phases.iter().map(letter).collect::<Vec<_>>().join("→")),
        }
    }

    /// Which loops are cut at one and the same link, so that their cuts are one cut.
    fn shared_cuts(&self) -> String {
        if self.cuttings.is_empty() {
            return String::new();
        }
        let loops = &self.set.loops;
        let told = self.worth_a_line();
        let mut out = String::new();
        for (place, of) in told.iter().enumerate() {
            let same = |other: &&usize| loops[**other].cut == loops[*of].cut;
            let others: Vec<String> = told.iter().filter(same).map(|other| loops[*other].id.clone()).collect();
            if others.len() < 2 || told[..place].iter().any(|other| same(&other)) {
                continue;
            }
            let model = &self.driven.scenario.model;
            let (cause, effect) = loops[*of].cut;
            out.push_str(&format!(
                "{} are cut at the same link, from {} to {}: what follows from that cut belongs to all of them.\n",
                listed(&others, "and"),
                model.variable(cause).words(),
                model.variable(effect).words()
            ));
        }
        out
    }

    /// What the columns mean, a line each.
    pub fn legend(&self) -> String {
        let Driven { scenario, dominance, .. } = &self.driven;
        let (unit, one) = (&scenario.time.unit, scenario.one());
        let over = if dominance.replications > 1 {
            format!("mean over {one}s and {}", units(unit))
        } else {
            format!("mean over {}", units(unit))
        };
        let mut out = format!(
            "share: the size of this loop's part of the activity of all loops shown, reinforcing (R) or balancing (B); \
             {over}\nleads: {} in which it has the largest share\n",
            units(unit)
        );
        if (1..dominance.times).any(|time| dominance.numbers(time) < dominance.replications) {
            out.push_str("values that are infinite or no number are left out of all means and counts\n");
        }
        if dominance.alone.contains(&true) {
            out.push_str("alone: it competes with no other loop\n");
        }
        if (0..dominance.loops).any(|of| !self.mark(of).is_empty()) {
            out.push_str(
                "in brackets: what the loop really is, reinforcing (R) or balancing (B), throughout or one after the other (→)\n",
            );
        }
        if self.has_directions() {
            out.push_str("virtuous, vicious: a reinforcing loop while it makes things better, or worse\n");
        }
        let Some(cutting) = self.cuttings.first() else { return out };
        let own = scenario.model.variable(self.of);
        let end = scenario.time.saved().last().copied().unwrap_or(scenario.time.stop);
        let error = match dominance.replications {
            1 => format!("there is no error with one {one}"),
            _ => "two Monte Carlo errors in brackets".to_string(),
        };
        out.push_str(&format!(
            "cut, all stocks: the runs are repeated with one link of the loop held at its value at that moment. The \
             figure is how far the stocks differ over the next {} {} (1: as far as they move by themselves)\n",
            plain(cutting.to - cutting.from),
            units(unit)
        ));
        let measure = match own.measure() {
            none if none.is_empty() => none,
            measure => format!(" ({measure})"),
        };
        out.push_str(&format!(
            "cut, {}{measure}: how much more or less of it there is in {unit} {}; {error}\n",
            own.words(),
            plain(end)
        ));
        out
    }
}

/// Many of a unit of time: "weeks"; of one that has no name, "time".
fn units(unit: &str) -> String {
    if unit == "time" { unit.to_string() } else { plural(unit) }
}

/// How the loops were looked for, how much the others do, and why that may be so much.
fn searched(found: &Discovery, rest: f64) -> String {
    let count = found.loops.len();
    if found.all && count == 1 {
        return "This is the only loop in the model.\n".to_string();
    }
    let mut out = format!("All other loops: {}% of all loop activity. ", person(100.0 * rest));
    out.push_str(&match found.all {
        true => format!("The model has {count} loops in all.\n"),
        false => format!(
            "The model has more loops than can be listed: this is what remains of the {count} strongest ones found.\n"
        ),
    });
    if !found.finished {
        out.push_str(
            "The model is so large and dense that the search was stopped: stronger loops may have been missed. Take a part of \
             it as a model of its own, or name its loops: named loops need no search.\n",
        );
    }
    if rest > MOSTLY_OTHERS {
        out.push_str(
            "This is so much because every long loop counts separately. Those through stocks that fill and drain quickly have \
             large scores of either sign, which nearly cancel out. The loops above are all measured on the same scale: their \
             order does not depend on the others.\n",
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_that_was_ended_says_so() {
        let found =
            |every, to_the_end| searched(&Discovery { loops: Vec::new(), all: every, finished: to_the_end }, 0.0);
        let [unlisted, ended] =
            ["more loops than can be listed", "the search was stopped: stronger loops may have been missed"];
        for (told, expected) in
            [(found(true, true), [false; 2]), (found(false, true), [true, false]), (found(false, false), [true; 2])]
        {
            assert_eq!([unlisted, ended].map(|words| told.contains(words)), expected, "{told}");
        }
    }
}
