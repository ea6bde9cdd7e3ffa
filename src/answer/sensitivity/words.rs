//! What people read of a sensitivity: a table an outcome, a sentence below each, and what the words mean.

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::estimate::Estimate;
use crate::analysis::sensitivity::decomposition::{Contribution, Decomposition};
use crate::analysis::sensitivity::morris::Effects;
use crate::analysis::sensitivity::ranking::Ranking;
use crate::analysis::sensitivity::sobol_indices::Indices;
use crate::answer::Words;
use crate::answer::numbers::{error_beside, fine, person};
use crate::run::points::Factor;
use crate::text::capital;

use super::{Found, Method, Sensitivity};

/// Lines of a table.
const MOST_LINES: usize = 10;

impl Sensitivity {
    /// All of it.
    pub(super) fn spoken(&self) -> Words {
        let constants = match self.scenario.uncertain().count() {
            1 => "1 uncertain constant".to_string(),
            n => format!("{n} uncertain constants"),
        };
        let luck = if self.factors.contains(&Factor::Luck) { " and luck" } else { "" };
        let design = match self.method {
            Method::Sobol => format!("Sobol indices from {} samples", self.samples),
            Method::Morris => format!("Morris's effects from {} trajectories", self.samples),
        };
        let mut out = Words::of(format!("{}: which assumptions matter\n\n", self.scenario.title));
        (0..self.quantities.len()).for_each(|index| out.say(&format!("  {}.\n", self.headline(index))));
        for (index, quantity) in self.quantities.iter().enumerate() {
            out.say("\n");
            out.extend(match &self.found {
                Found::Sobol(found) => self.spoken_shares(quantity, &found[index]),
                Found::Morris(found) => self.spoken_effects(quantity, &found[index]),
            });
        }
        out.say("\n");
        out.say(&self.glossary());
        out.say(&format!("{design}, {constants}{luck}: {} runs, seed {}\n", self.runs, self.scenario.seed));
        out.say(match self.method {
            Method::Sobol => SHARES,
            Method::Morris => EFFECTS,
        });
        out
    }

    /// What an outcome rests on, in a sentence without its end: luck is no assumption, and what has a part only together
    /// with others is told as that.
    pub(super) fn headline(&self, index: usize) -> String {
        let quantity = &self.quantities[index];
        let sizes = self.sizes(index);
        let mut told = self.ranking(&sizes, MOST_LINES).told;
        told.retain(|factor| self.factors[*factor] != Factor::Luck);
        let Some(most) = told.first().copied() else { return self.no_effect(quantity) };
        let (title, name) = (capital(&self.subject(quantity)), self.factor_words(most));
        if let Found::Sobol(found) = &self.found {
            let Indices { first, total } = found[index].contributions[most].indices;
            if first.value <= 2.0 * first.error {
                let part = 100.0 * total.value;
                return format!("{title}: {name} is involved in {part:.0}% of the variance, together with others");
            }
        }
        match told.get(1).is_some_and(|next| !is_clear(sizes[most], sizes[*next])) {
            true => format!("{title} depends on {name}, among others"),
            false => format!("{title} depends most on {name}"),
        }
    }

    /// How much each factor matters to an outcome.
    fn sizes(&self, index: usize) -> Vec<Estimate> {
        match &self.found {
            Found::Sobol(found) => found[index].contributions.iter().map(|own| own.indices.total).collect(),
            Found::Morris(found) => found[index].iter().map(|effects| effects.size).collect(),
        }
    }

    fn spoken_shares(&self, quantity: &Quantity, found: &Decomposition) -> Words {
        let mut out = Words::of(format!("{}\n", headed(quantity)));
        if !found.varies() {
            out.say(&format!("  {} in all runs: nothing moves it\n", person(found.mean.value)));
            return out;
        }
        let totals: Vec<Estimate> = found.contributions.iter().map(|i| i.indices.total).collect();
        let Ranking { told, others, largest, together } = self.ranking(&totals, MOST_LINES);
        out.say(&self.sentence(quantity, found, &told));
        out.say(&format!("Mean {}; standard deviation {}\n\n", with_error(found.mean), person(found.deviation)));
        let mut rows = vec![HEAD_OF_SHARES.map(String::from).to_vec()];
        for factor in &told {
            let Contribution { indices, means } = &found.contributions[*factor];
            let mut row = vec![format!("  {}", self.factor_words(*factor)), self.ends_in_words(*factor)];
            row.extend([with_error(indices.first), with_error(indices.total)]);
            row.extend(means.map_or([String::new(), String::new()], |s| [with_error(s.low), with_error(s.high)]));
            rows.push(row);
        }
        out.table(rows);
        if others > 0 {
            // What two of them do together is counted twice: a sum beyond 1 says nothing.
            let together =
                if together < 1.0 { format!(", all of them at most {}", person(together)) } else { String::new() };
            let count = count_of(others, told.is_empty());
            out.say(&format!("  {count}: in total each at most {}{together}\n", person(largest)));
        }
        out
    }

    /// What knowing would be worth, and what luck is.
    fn sentence(&self, quantity: &Quantity, found: &Decomposition, told: &[usize]) -> String {
        let subject = self.subject(quantity);
        let percent = |share: f64| format!("{:.0}%", 100.0 * share);
        let is_told = |share: Estimate| share.value > 2.0 * share.error;
        let indices = |factor: usize| found.contributions[factor].indices;
        let luck = |factor: usize| match indices(factor) {
            Indices { first, total } if is_told(first) => {
                format!(
                    " Luck alone makes up {} of it, and is involved in {}.",
                    percent(first.value),
                    percent(total.value)
                )
            }
            Indices { total, .. } => format!(" Luck is involved in {} of it.", percent(total.value)),
        };
        let is_luck = |factor: &usize| self.factors[*factor] == Factor::Luck;
        let luck = (0..self.factors.len()).find(is_luck).map_or(String::new(), luck);
        let Some(most) = told.iter().copied().find(|factor| !is_luck(factor)) else {
            return format!("{}.{luck}\n", self.no_effect(quantity));
        };
        let (name, Indices { first, total }) = (self.factor_words(most), indices(most));
        let error = |share: Estimate| (100.0 * share.error).ceil();
        if is_told(first) {
            let (known, error) = (percent(first.value), error(first));
            // Of what is known to its error only, the part with others may come out below the part alone.
            let together = match total.value > first.value {
                true => format!(" With others it is involved in {}.", percent(total.value)),
                false => String::new(),
            };
            return format!(
                "Knowing \"{name}\" exactly would remove {known} of the variance in {subject} (error {error:.0}%).{together}{luck}\n"
            );
        }
        let (part, error) = (percent(total.value), error(total));
        format!(
            "\"{name}\" is involved in {part} of the variance in {subject} (error {error:.0}%), together with others. Its effect \
             alone is too small to tell from zero.{luck}\n"
        )
    }

    fn spoken_effects(&self, quantity: &Quantity, found: &[Effects]) -> Words {
        let mut out = Words::of(format!("{}\n\n", headed(quantity)));
        let sizes: Vec<Estimate> = found.iter().map(|effects| effects.size).collect();
        let Ranking { told, others, .. } = self.ranking(&sizes, MOST_LINES);
        let mut rows = vec![HEAD_OF_EFFECTS.map(String::from).to_vec()];
        for factor in &told {
            let Effects { size, mean, spread } = found[*factor];
            let mut row =
                vec![format!("  {}", self.factor_words(*factor)), self.ends_in_words(*factor), with_error(size)];
            let luck = self.factors[*factor] == Factor::Luck;
            row.push(if luck { String::new() } else { with_error(mean) });
            row.push(person(spread));
            rows.push(row);
        }
        out.table(rows);
        if others > 0 {
            let less = "less, or too small to tell from zero";
            out.say(&format!("  {}: {less}\n", count_of(others, told.is_empty())));
        }
        let most = told.iter().find(|factor| self.factors[**factor] != Factor::Luck);
        out.say(&match most {
            None => format!("{}.\n", self.no_effect(quantity)),
            Some(most) => format!(
                "\"{}\" has the largest effect on {}: {} on average, from its low end to its high end.\n",
                self.factor_words(*most),
                self.subject(quantity),
                person(found[*most].size.value)
            ),
        });
        out
    }

    /// The outcome without the moment, for a sentence.
    pub(super) fn subject(&self, quantity: &Quantity) -> String {
        let words = quantity.words.split(", ").next().unwrap_or(&quantity.words);
        if quantity.is_class { format!("whether a {} is {words}", self.scenario.one()) } else { words.to_string() }
    }

    pub(super) fn no_effect(&self, quantity: &Quantity) -> String {
        format!("No single assumption has a measurable effect on {}", self.subject(quantity))
    }

    /// What the constants are that any table has named.
    fn glossary(&self) -> String {
        let told: Vec<usize> =
            (0..self.quantities.len()).flat_map(|index| self.ranking(&self.sizes(index), MOST_LINES).told).collect();
        let unit = &self.scenario.time.unit;
        let line = |factor: usize| {
            let about = match self.factors[factor] {
                Factor::Constant(id, _) => self.scenario.model.variable(id).about.clone(),
                Factor::Luck => format!("all that is random from {unit} to {unit}"),
            };
            let named = told.contains(&factor) && !about.is_empty();
            named.then(|| format!("  {}: {about}\n", self.factor_words(factor)))
        };
        let lines: String = (0..self.factors.len()).filter_map(line).collect();
        if lines.is_empty() { lines } else { format!("What they are:\n{lines}\n") }
    }

    fn ends_in_words(&self, factor: usize) -> String {
        let Some((measure, low, high)) = self.ends(factor) else { return String::new() };
        let measure = if measure.is_empty() { measure } else { format!(" {measure}") };
        format!("{} to {}{measure}", fine(low), fine(high))
    }
}

/// Whether one of two is more than what luck makes of them.
fn is_clear(most: Estimate, next: Estimate) -> bool {
    most.value - next.value > 2.0 * (most.error * most.error + next.error * next.error).sqrt()
}

const HEAD_OF_SHARES: [&str; 6] = ["  assumption", "from low to high", "alone", "in total", "if low", "if high"];

const SHARES: &str = "\
alone: the share of the variance that would disappear if this were known (first Sobol index).
in total: the share in which it is involved, alone or with others (total Sobol index).
if low, if high: the mean outcome in the tenth of runs where this is lowest, and highest.
from low to high: the middles of these two tenths.
Errors are Monte Carlo errors: how much other luck would change a figure.
";

const HEAD_OF_EFFECTS: [&str; 5] = ["  assumption", "from low to high", "moves it by", "on balance", "spread"];

const EFFECTS: &str = "\
moves it by: how far the outcome moves, up or down, when this alone goes from its low end to its high end (mean size, mu*).
on balance: the same with its sign, so that up and down cancel (mean, mu).
spread: how much the effect depends on everything else (standard deviation, sigma).
Errors are Monte Carlo errors. This is a first look: the default method tells more.
";

/// "0.31, error 0.02".
fn with_error(estimate: Estimate) -> String {
    let (value, Estimate { error, .. }) = (person(estimate.value), estimate);
    format!("{value}, error {}", error_beside(&value, error))
}

fn headed(quantity: &Quantity) -> String {
    let measure = if quantity.measure.is_empty() { String::new() } else { format!(" ({})", quantity.measure) };
    format!("{}{measure}", quantity.title())
}

fn count_of(others: usize, is_all: bool) -> String {
    match (others, is_all) {
        (n, true) => format!("all {n}"),
        (1, false) => "1 other".into(),
        (n, false) => format!("{n} others"),
    }
}
