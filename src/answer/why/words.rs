//! What people read: how the variable goes, what moves it, what has changed, and which run that is of.

use crate::answer::Words;
use crate::answer::numbers::fine;
use crate::model::{Kind, Variable, VariableId};
use crate::text::{capital, plain, singular, units};

use super::Explained;
use super::dominance::Searched;

impl Explained {
    /// What moves it, and the loop behind it: a sentence each.
    pub fn in_short(&self) -> [String; 2] {
        [self.mover(), self.loop_behind()]
    }

    /// How it goes, what moves it and the loop behind it; in detail what has changed and which run that is; then the equations.
    pub fn told(&self) -> Words {
        let in_short = self.in_short().join(" ");
        let paragraphs = match self.details {
            true => vec![in_short, self.first(), self.second(), self.which_run()],
            false => vec![in_short],
        };
        let told: String =
            paragraphs.iter().filter(|text| !text.is_empty()).map(|text| format!("\n{text}\n")).collect();
        let mut words = Words::of(format!("{}\n{}\n{told}", self.scenario.title, self.level()));
        if let Some(equations) = self.picture() {
            words.say("\n");
            words.mark(equations);
        }
        words
    }

    /// What people call a variable, as it stands in a sentence: of one of a family, "adoption (WIP limit)"; of the sum of a
    /// family, what it is summed for.
    pub(super) fn words(&self, id: VariableId) -> String {
        let model = &self.scenario.model;
        let id = model.shown(id);
        let variable = model.variable(id);
        let words = variable.words();
        // The sum of a family belongs to no variable, and has no label: its members share one.
        if let (Some(owner), Kind::Auxiliary { equation }) = (variable.owner, &variable.kind)
            && owner == id
        {
            let mut members = Vec::new();
            equation.root.each_variable(&mut |member| members.push(model.variable(member).words()));
            let family = members.first().and_then(|first| first.split_once(": "));
            return family.map_or(words, |(family, _)| format!("{family} (all together)"));
        }
        match words.split_once(": ").filter(|_| variable.member.is_some()) {
            Some((family, one)) => format!("{family} ({one})"),
            None => words,
        }
    }

    pub(super) fn unit(&self) -> String {
        singular(&self.scenario.time.unit)
    }

    /// "week 20".
    pub(super) fn moment(&self, index: usize) -> String {
        format!("{} {}", self.unit(), plain(self.times[index]))
    }

    /// How high it is and where it goes.
    fn level(&self) -> String {
        let variable = self.scenario.model.variable(self.of);
        let value = self.values[self.of.0 as usize][self.at];
        let start = match self.at {
            0 if self.scored > 0 => format!(" up to {}", self.moment(self.scored)),
            _ => String::new(),
        };
        let pace = match (variable.is_state() && !self.is_level(self.of), self.pace(self.of)) {
            (true, Some(pace)) => format!(", {pace}"),
            _ => String::new(),
        };
        let (name, at) = (capital(&variable.words()), self.moment(self.at));
        if matches!(variable.kind, Kind::Outcome { .. }) {
            return format!("{name} in {at}: {}.", if value == 0.0 { "no" } else { "yes" });
        }
        let value = measured(variable, value, &self.unit());
        format!("{name} in {at}: {value}, {}{start}{pace}.", self.moves())
    }

    fn moves(&self) -> String {
        match self.is_level(self.of) {
            true => "standing still".to_string(),
            false => going(self.rate(self.of), &format!(" a {}", self.unit())),
        }
    }

    /// Whether a variable stays where it is, but for rounding.
    pub(super) fn is_level(&self, of: VariableId) -> bool {
        super::is_still(&self.values, &self.changes, of, self.scored)
    }

    /// Whether a state moves faster or more slowly.
    fn pace(&self, of: VariableId) -> Option<&'static str> {
        let (change, turn) = (self.changes[of.0 as usize][self.scored], self.turns[of.0 as usize][self.scored]);
        match change * turn {
            product if product > 0.0 => Some("faster and faster"),
            product if product < 0.0 => Some("more and more slowly"),
            _ => None,
        }
    }

    /// Whether runs differ, of which the usual one is explained.
    pub(super) fn is_one_of_many(&self) -> bool {
        let Self { scenario, .. } = self;
        scenario.constants.iter().any(|(_, spread)| spread.varies())
            || scenario.model.variables.iter().any(|v| matches!(v.kind, Kind::Noise(_)))
    }

    /// Which run is explained, and which loops were looked at.
    fn which_run(&self) -> String {
        let scenario = &self.scenario;
        let one = scenario.one();
        let differs = self.is_one_of_many();
        let run = match differs {
            true => format!("This is the usual {one}: every constant at its default, no luck"),
            false => "This is the only run of the model: nothing in it is uncertain".to_string(),
        };
        let loops = match self.dominance.searched {
            Searched::Named => {
                let count = self.dominance.told.len();
                let loops = if count == 1 { "one loop".to_string() } else { format!("{count} loops") };
                format!("The answer considers the {loops} named in the model")
            }
            Searched::Found(0, _) => "The model has no loops".to_string(),
            Searched::Found(1, true) => "The model has one loop".to_string(),
            Searched::Found(count, true) => format!("The answer considers all {count} loops"),
            Searched::Found(count, false) => {
                format!("The answer considers the {count} strongest loops, of more than can be listed")
            }
        };
        let more = if differs { format!(" For many {one}s, ask `loops`.") } else { String::new() };
        format!("{run}. {loops}.{more}")
    }
}

/// "falling by 0.3 a week".
pub fn going(rate: f64, a: &str) -> String {
    match rate {
        rate if rate > 0.0 => format!("rising by {}{a}", fine(rate)),
        rate if rate < 0.0 => format!("falling by {}{a}", fine(-rate)),
        _ => "level".to_string(),
    }
}

/// A value with its unit as it is read: "0.31 items", "0.0024 a week".
pub fn measured(variable: &Variable, value: f64, unit_of_time: &str) -> String {
    let unit = match variable.unit.to_string() {
        _ if variable.unit.is_one() => String::new(),
        unit if unit == format!("1/{unit_of_time}") => format!(" a {unit_of_time}"),
        unit => format!(" {}", units(&unit)),
    };
    format!("{}{unit}", fine(value))
}

/// "62%".
pub fn percent(share: f64) -> String {
    match 100.0 * share {
        percent if percent > 0.0 && percent < 1.0 => "less than 1%".to_string(),
        percent => format!("{percent:.0}%"),
    }
}
