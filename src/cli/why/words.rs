//! What people read: what moves the variable, and what changed where it bent.

use crate::analysis::chain::{End, Shift};
use crate::cli::loops::title;
use crate::cli::numbers::{fine, person};
use crate::model::VariableId;
use crate::model::scenario::{Addition, Scenario};
use crate::text::{capital, plain};

use super::{EventKind, Passing, Why};

/// How many loops are named one by one.
const MOST_LOOPS: usize = 3;

/// A part below this changes nothing that is worth a sentence.
const WORTH_A_WORD: f64 = 0.05;

/// Lines are broken so that they can be read.
const WIDTH: usize = 100;

impl Why {
    pub fn spoken(&self) -> String {
        let time = &self.scenario.time;
        let mut out = format!(
            "{}: why {} does what it does in {} {}\n\n",
            self.scenario.title,
            self.words(self.of),
            time.unit,
            plain(self.times[self.at])
        );
        let first = [self.outside(), self.level(), self.loops_sentence(), self.chain_sentence(), self.against()];
        let second = [self.bend_sentence(), self.leaders(), self.shift_sentence()];
        for paragraph in [&first[..], &second] {
            let sentences: Vec<&str> = paragraph.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            out.push_str(&wrapped(&sentences.join(" ")));
        }
        out
    }

    fn words(&self, id: VariableId) -> String {
        let model = &self.scenario.model;
        model.variable(model.shown(id)).words()
    }

    /// "week 20".
    fn moment(&self, index: usize) -> String {
        format!("{} {}", self.scenario.time.unit, plain(self.times[index]))
    }

    /// What is done near the moment.
    fn outside(&self) -> String {
        let unit = &self.scenario.time.unit;
        let parts: Vec<String> = self
            .events
            .iter()
            .map(|event| {
                let what = if event.kind == EventKind::Starts { "starts" } else { "ends" };
                format!("in {unit} {} \"{}\" {what}", plain(event.time), event.title)
            })
            .collect();
        match parts.is_empty() {
            true => String::new(),
            false => format!("First what comes from outside: {}.", parts.join(", ")),
        }
    }

    /// How high it is and where it goes.
    fn level(&self) -> String {
        let variable = self.scenario.model.variable(self.of);
        let value = self.values[self.of.0 as usize][self.at];
        let unit = if variable.unit.is_one() { String::new() } else { format!(" {}", variable.unit) };
        let stands = format!("{}: {} {}{unit}", capital(&self.moment(self.at)), variable.words(), person(value));
        let rate = self.rate(self.of, self.scored);
        let a = &self.scenario.time.unit;
        let moves = match rate {
            rate if !rate.is_finite() => {
                return format!("{stands}, where it is no number, and nothing can be said of it.");
            }
            _ if self.is_level(self.of) => "standing still".to_string(),
            rate => format!("{} by {} a {a}", if rate > 0.0 { "rising" } else { "falling" }, fine(rate.abs())),
        };
        let start = match self.at {
            0 if self.scored > 0 => format!(" from there to {}", self.moment(self.scored)),
            _ => String::new(),
        };
        let pace = match (variable.is_state() && !self.is_level(self.of), self.pace(self.of)) {
            (true, Some(pace)) => format!(", {pace}"),
            _ => String::new(),
        };
        format!("{stands}, {moves}{start}{pace}.")
    }

    /// Change per unit of time up to a moment.
    pub fn rate(&self, of: VariableId, time: usize) -> f64 {
        let values = &self.values[of.0 as usize];
        let Some(before) = time.checked_sub(1) else { return 0.0 };
        (values[time] - values[before]) / self.scenario.time.save
    }

    /// Whether a variable stays where it is, but for rounding.
    fn is_level(&self, of: VariableId) -> bool {
        let values = &self.values[of.0 as usize];
        let largest = values.iter().filter(|x| x.is_finite()).fold(0.0_f64, |most, x| most.max(x.abs()));
        (self.rate(of, self.scored) * self.scenario.time.save).abs() <= super::ROUNDING * largest
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

    fn loops_sentence(&self) -> String {
        if self.chain.steps.is_empty() {
            return self.nothing();
        }
        let kind = if self.named { "named loops" } else { "loops that were found" };
        let Some(anchor) = self.anchor else {
            return format!("No {}loop passes it or what moves it.", if self.named { "named " } else { "" });
        };
        let through = match anchor == self.of {
            true => "it".to_string(),
            false => self.words(anchor),
        };
        let none = match anchor == self.of {
            true => String::new(),
            false if self.named => format!("No named loop passes it; what moves it comes by way of {through}. "),
            false => format!("It is in no loop; what moves it comes by way of {through}. "),
        };
        let news: Vec<&Passing> =
            self.loops.iter().filter(|p| p.shares[self.scored] >= WORTH_A_WORD).take(MOST_LOOPS).collect();
        let share = |p: &Passing| hundred(p.shares[self.scored]);
        let Some((first, others)) = news.split_first() else {
            return format!("{none}The {kind} through {through} do nothing now.");
        };
        let alone = self.loops.len() == 1;
        let others = match others {
            _ if alone => String::new(),
            [] => " and the others next to nothing".to_string(),
            [one] => format!(", {} {}", title(&one.told), share(one)),
            [one, two, ..] => {
                format!(", {} {} and {} {}", title(&one.told), share(one), title(&two.told), share(two))
            }
        };
        match alone {
            true => format!("{none}One of the {kind} passes {through}: {}.", title(&first.told)),
            false => format!(
                "{none}Of what the {kind} through {through} do, {} does {}{others}.",
                title(&first.told),
                share(first)
            ),
        }
    }

    /// Why there is no chain.
    fn nothing(&self) -> String {
        let variable = self.scenario.model.variable(self.of);
        match (self.is_level(self.of), variable.is_state()) {
            (true, _) => "It is in balance: nothing moves it.".to_string(),
            (false, true) => "Its pace stays the same: nothing makes it faster or slower.".to_string(),
            (false, false) => "No other variable moves it: its equation follows the clock.".to_string(),
        }
    }

    /// The chain in the order in which things happen.
    fn chain_sentence(&self) -> String {
        let model = &self.scenario.model;
        if self.chain.steps.is_empty() {
            return String::new();
        }
        let variables = self.chain.variables(self.of);
        let mut way: Vec<usize> = Vec::new();
        for (i, id) in variables.iter().enumerate() {
            let is_new = way.iter().all(|other| model.shown(variables[*other]) != model.shown(*id));
            if is_new && (i == 0 || !self.is_silent(i - 1)) {
                way.push(i);
            }
        }
        let news: Vec<String> = way.iter().rev().map(|i| self.goes(&variables, *i)).collect();
        let chain = news.join(", so ");
        match self.chain.end {
            End::Circle(at) => {
                let words = self.words(at);
                let name = match &self.closes {
                    Some(told) => title(told),
                    None => "a circle without a name".to_string(),
                };
                let round = match model.shown(at) == model.shown(self.of) {
                    true => format!("and so on round and round: {name}"),
                    false => format!("where {words} comes round again: {name}"),
                };
                format!("Link by link, the largest part each time: {chain}, {round}.")
            }
            End::Origin(id) => format!("{}: {chain}.", capital(&self.origin(id))),
        }
    }

    /// The cause of a step says nothing that its effect does not say: the one flow of a stock, and one that works against it
    /// and is followed for what in it does not.
    fn is_silent(&self, step: usize) -> bool {
        let effect = self.scenario.model.variable(self.chain.steps[step].effect);
        let sole = effect.stock().is_some_and(|stock| stock.inflows.len() + stock.outflows.len() == 1);
        sole || self.chain.is_carried(step)
    }

    /// "trust up", and of a state that is told of for what slows it, that it does.
    fn goes(&self, variables: &[VariableId], place: usize) -> String {
        let model = &self.scenario.model;
        let id = variables[place];
        let words = self.words(id);
        let way = match self.changes[model.shown(id).0 as usize][self.scored] {
            change if change > 0.0 => "up",
            change if change < 0.0 => "down",
            _ => "unmoved",
        };
        let slowed = model.variable(id).is_state()
            && self.chain.steps.get(place).is_some_and(|step| step.cause.share < 0.0)
            && !self.chain.is_carried(place);
        if slowed { format!("{words} {way} more slowly") } else { format!("{words} {way}") }
    }

    /// What works against the way it goes and is stronger than what works for it, nearest to the variable.
    fn against(&self) -> String {
        let model = &self.scenario.model;
        let found = self.seen().find_map(|step| {
            let strongest = step.others.iter().find(|other| other.share < -step.cause.share.abs())?;
            Some((step.effect, strongest)).filter(|_| step.cause.share > 0.0)
        });
        let Some((effect, other)) = found else { return String::new() };
        let share = hundred(other.share.abs());
        let is_own = model
            .variable(other.cause)
            .stock()
            .is_some_and(|stock| stock.inflows.iter().chain(&stock.outflows).any(|(flow, _)| *flow == effect));
        match is_own {
            true => {
                format!("Stronger, and against it: {} itself, which catches up ({share}).", self.words(other.cause))
            }
            false => {
                format!("Stronger, and against it: {} in {} ({share}).", self.words(other.cause), self.words(effect))
            }
        }
    }

    /// Where a chain comes from that closes no loop.
    pub fn origin(&self, id: VariableId) -> String {
        let model = &self.scenario.model;
        let variable = model.variable(model.shown(id));
        let words = variable.words();
        if variable.is_constant() {
            return match self.movers(id) {
                titles if titles.is_empty() => format!("{words} is moved from outside"),
                titles => format!("{words} is moved from outside, by {}", titles.join(" and ")),
            };
        }
        match variable.is_state() || model.variable(id).is_state() {
            true => format!("{words} moves at a steady pace"),
            false => format!("{words} follows the clock"),
        }
    }

    /// The titles of the picks and shocks that move a constant at the moment.
    fn movers(&self, constant: VariableId) -> Vec<String> {
        let Scenario { model, picks, shocks, time, .. } = &self.scenario;
        let now = self.times[self.scored];
        let slack = 1e-6 * time.dt;
        let moves = |addition: &Addition| addition.at(now, slack) != addition.at(now - time.save, slack);
        let mut out = Vec::new();
        for pick in picks {
            let intervention = &model.interventions[pick.intervention];
            let (ramp, from) = (intervention.ramp, pick.start);
            let own = intervention.adds.iter().filter(|(id, _)| *id == constant);
            if own.map(|&(constant, amount)| Addition { constant, amount, from, ramp, to: None }).any(|a| moves(&a)) {
                out.push(format!("\"{}\"", intervention.title));
            }
        }
        for shock in shocks.iter().filter(|shock| shock.constant == constant) {
            let (amount, from, to) = (shock.amount, shock.from, shock.to);
            if moves(&Addition { constant, amount, from, ramp: 0.0, to }) {
                out.push(format!("\"{}\"", shock.title));
            }
        }
        out
    }

    fn bend_sentence(&self) -> String {
        let reach = (self.times.len() - 1) / super::REACH;
        let (from, to) = (self.at.saturating_sub(reach), (self.at + reach).min(self.times.len() - 1));
        let Some(bend) = self.bend else {
            return format!(
                "From {} to {} it does not bend: it goes straight on.",
                self.moment(from),
                plain(self.times[to])
            );
        };
        let variable = self.scenario.model.variable(self.of);
        let a = &self.scenario.time.unit;
        let unit = if variable.unit.is_one() { String::new() } else { format!(" {}", variable.unit) };
        let slope = |slope: f64| format!("{}{}", if slope > 0.0 { "+" } else { "" }, fine(slope));
        let hardly = bend.turn() < WORTH_A_WORD * bend.before.abs().max(bend.after.abs());
        let span = bend.span as f64 * self.scenario.time.save;
        format!(
            "Between {} and {} it {} in {}: {}{unit} a {a} before, {} after (over {} {a}{} each way).",
            self.moment(from),
            plain(self.times[to]),
            if hardly { "hardly bends, most" } else { "bends most" },
            self.moment(bend.at),
            slope(bend.before),
            slope(bend.after),
            plain(span),
            if span == 1.0 { "" } else { "s" },
        )
    }

    fn leaders(&self) -> String {
        let Some(bend) = self.bend else { return String::new() };
        let through = match self.anchor {
            Some(anchor) if anchor != self.of => format!(" through {}", self.words(anchor)),
            _ => String::new(),
        };
        match (self.leader(bend.moments_before()), self.leader(bend.moments_after())) {
            (Some((old, before)), Some((new, after))) if std::ptr::eq(old, new) => format!(
                "Before and after {} leads{through} ({}, then {}).",
                title(&old.told),
                hundred(before),
                person_hundred(after)
            ),
            (Some((old, before)), Some((new, after))) => format!(
                "Before it {} leads{through} ({}), after it {} ({}).",
                title(&old.told),
                hundred(before),
                title(&new.told),
                person_hundred(after)
            ),
            (None, Some((new, after))) => {
                format!(
                    "Before it no loop moves anything, after it {} leads{through} ({}).",
                    title(&new.told),
                    hundred(after)
                )
            }
            (Some((old, before)), None) => {
                format!(
                    "Before it {} leads{through} ({}), after it no loop moves anything.",
                    title(&old.told),
                    hundred(before)
                )
            }
            (None, None) => String::new(),
        }
    }

    fn shift_sentence(&self) -> String {
        let Some(Shift { cause, effect, before, after }) = self.shift else { return String::new() };
        if (after - before).abs() < WORTH_A_WORD {
            return "No link on the way has changed its part by much.".to_string();
        }
        format!(
            "The link that has changed most is that from {} to {}: {} of the change before, {} after.",
            self.words(cause),
            self.words(effect),
            hundred(before),
            person_hundred(after)
        )
    }
}

/// "62 of 100".
pub fn hundred(share: f64) -> String {
    format!("{} of 100", person_hundred(share))
}

fn person_hundred(share: f64) -> String {
    match 100.0 * share {
        percent if percent > 0.0 && percent < 1.0 => "less than 1".to_string(),
        percent => format!("{percent:.0}"),
    }
}

/// Breaks a text into lines.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        match width {
            0 => {}
            _ if width + 1 + length > WIDTH => {
                out.push('\n');
                width = 0;
            }
            _ => {
                out.push(' ');
                width += 1;
            }
        }
        out.push_str(word);
        width += length;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}
