//! What people read of the loops: sentences on which leads when, in which direction they move a team and whether cuts agree,
//! a table, and what its words mean.

use crate::analysis::estimate::{Estimate, quantile};
use crate::analysis::loops::dominance_phases::{Dominant, dominance_phases};
use crate::analysis::loops::polarity_phases::PolarityPhase;
use crate::analysis::outcome::Ending;
use crate::answer::Words;
use crate::answer::numbers::{fine, person};
use crate::answer::scoring::title;
use crate::model::loops::Polarity;
use crate::results::Spread;
use crate::text::{counted, listed, plain, plural};

use super::cuts::{Agreement, Cutting};
use super::{Driven, Scores};

/// Of fewer replications than these nothing is said in counts of 100.
const FEW: usize = 20;

/// A team may be on its way and not have arrived.
const NOT_THE_PLACE: &str = "That is the direction at that moment, not the place.";

impl Scores {
    pub fn told(&self) -> Words {
        let driven = &self.driven;
        let mut out = format!(
            "{}: which loop drives it\n{}, seed {}\n\n",
            driven.scenario.title,
            self.teams(),
            driven.scenario.seed
        );
        let leaders = self.leaders();
        let rest = self.turns().into_iter().chain(self.direction()).chain(self.scores_and_cuts());
        for sentence in leaders.into_iter().chain(rest) {
            out.push_str(&sentence);
            out.push('\n');
        }
        out.push('\n');
        let mut words = Words::of(out);
        // Where no loop has a line there are no columns to explain.
        if self.worth_a_line().is_empty() {
            words.say(&self.below_table());
            return words;
        }
        words.table(self.table());
        words.say(&format!("{}\n{}", self.below_table(), self.legend()));
        words
    }

    /// "1000 possible teams, without the luck of single weeks".
    pub fn teams(&self) -> String {
        let driven = &self.driven;
        let all = driven.results.all();
        let luck = self.has_luck();
        if luck { format!("{all}, without the luck of single {}", plural(&driven.scenario.time.unit)) } else { all }
    }

    fn has_luck(&self) -> bool {
        self.driven.scenario.model.variables.iter().any(|v| matches!(v.kind, crate::model::Kind::Noise(_)))
    }

    /// "week 23".
    fn moment(&self, index: usize) -> String {
        format!("{} {}", self.driven.scenario.time.unit, plain(self.driven.results.times()[index]))
    }

    /// Which loop leads, from the first saved moment to the last, a line for each phase.
    fn leaders(&self) -> Vec<String> {
        let Driven { dominance, results, .. } = &self.driven;
        if dominance.alone.iter().all(|alone| *alone) {
            return vec!["No loop competes with another, so none can lead.".to_string()];
        }
        let phases = dominance_phases(dominance);
        let one = results.one();
        let name = |of: usize| title(&self.set.loops[of]);
        let is_few = dominance.replications < FEW;
        let told = |lead: &Dominant| match lead {
            Dominant::One(of, part) if dominance.replications == 1 => {
                format!("{} leads{}", name(*of), if *part < 1.0 { " most of the time" } else { "" })
            }
            Dominant::One(of, part) => {
                // What reads as 50 of 100 is no majority to anyone.
                let how = match percent(*part) > 50.0 {
                    true => format!("in most {one}s"),
                    false => format!("in more {one}s than any other loop"),
                };
                let number = if is_few { String::new() } else { format!(" ({} of 100)", percent(*part)) };
                format!("{} leads {how}{number}", name(*of))
            }
            Dominant::Shared(parts) if is_few => {
                let names: Vec<String> = parts.iter().map(|(of, _)| name(*of)).collect();
                format!("no loop leads clearly: {} take turns", listed(&names, "and"))
            }
            Dominant::Shared(parts) => {
                let each = |(place, (of, part)): (usize, &(usize, f64))| {
                    let all = if place == 0 { format!(" of 100 {one}s") } else { String::new() };
                    format!("{} in {}{all}", name(*of), percent(*part))
                };
                let names: Vec<String> = parts.iter().enumerate().map(each).collect();
                format!("no loop leads clearly: {}", listed(&names, "and"))
            }
            Dominant::NoLoop => "no loop leads: nothing changes that more than one loop could move".to_string(),
            Dominant::NoNumber => "no claim: the scores of loops are infinite or no number".to_string(),
        };
        let unit = &self.driven.scenario.time.unit;
        let at = |index: usize| plain(results.times()[index]);
        let line = |from: usize, to: usize, lead: &Dominant| match from == to {
            true => format!("  {unit} {}: {}", at(from), told(lead)),
            false => format!("  {unit} {} to {}: {}", at(from), at(to), told(lead)),
        };
        let mut out = vec!["Which loop leads:".to_string()];
        out.extend(phases.iter().map(|phase| line(phase.from, phase.to, &phase.dominant)));
        out
    }

    /// Loops that are not, or not all along, what their letter says.
    fn turns(&self) -> Vec<String> {
        let most = match self.driven.dominance.replications {
            1 => String::new(),
            _ => format!(", in most {}s", self.driven.results.one()),
        };
        let mut out = Vec::new();
        for of in self.worth_a_line() {
            let told = &self.set.loops[of];
            let word = |phase: &PolarityPhase| match phase.polarity {
                Polarity::Reinforcing => "reinforcing",
                Polarity::Balancing => "balancing",
            };
            let when = |phase: &PolarityPhase| self.moment(phase.from);
            let name = title(told);
            out.extend(match self.driven.polarity_phases[of].as_slice() {
                [phase] if phase.polarity != told.polarity => {
                    Some(format!("{name} is {} throughout{most}, although its letter says otherwise.", word(phase)))
                }
                [first, second] => {
                    Some(format!("{name} turns from {} to {} in {}{most}.", word(first), word(second), when(second)))
                }
                [first, second, third] => Some(format!(
                    "{name} turns from {} to {} in {}, and back in {}{most}.",
                    word(first),
                    word(second),
                    when(second),
                    when(third)
                )),
                [_, second, .., last] => Some(format!(
                    "{name} turns between reinforcing and balancing {} times, first in {}, last in {}{most}.",
                    self.driven.polarity_phases[of].len() - 1,
                    when(second),
                    when(last)
                )),
                _ => None,
            });
        }
        out
    }

    /// In which direction the loops move the teams at the end, and that this is not where the teams are.
    fn direction(&self) -> Option<String> {
        let Driven { dominance, scenario, virtuous_shift, results, ending, .. } = &self.driven;
        let last = dominance.times.checked_sub(1)?;
        let numbers = dominance.numbers(last);
        if numbers == 0 || !self.has_directions() {
            return None;
        }
        let (one, unit, end) = (results.one(), &scenario.time.unit, self.moment(last));
        let since = &virtuous_shift.since;
        let place = ending.as_ref().map_or(String::new(), |ending| self.place(ending));
        if dominance.replications == 1 {
            let way = match since.first() {
                Some(index) => {
                    format!("In {end} virtuous loops outweigh vicious ones, and have since {}", self.moment(*index))
                }
                None => format!("In {end} virtuous loops do not outweigh vicious ones"),
            };
            return Some(format!("{way}. {NOT_THE_PLACE}{place}"));
        }
        let at = |index: Option<&usize>| index.map_or(String::new(), |index| plain(results.times()[*index]));
        let way = match since.len() {
            0 => format!("In {end} virtuous loops outweigh vicious ones in none of the {numbers} {one}s"),
            few if numbers < FEW => {
                let (first, last) = (at(since.first()), at(since.last()));
                let when = if first == last { first } else { format!("{first} to {last}") };
                format!(
                    "In {end} virtuous loops outweigh vicious ones in {few} of {numbers} {one}s, since {unit} {when}"
                )
            }
            many => format!(
                "In {end} virtuous loops outweigh vicious ones in {} of 100 {one}s, in half of these since {unit} {} or before",
                percent(many as f64 / numbers as f64),
                at(virtuous_shift.half_since().as_ref())
            ),
        };
        let speed = self.speed();
        Some(format!("{way}. {speed}{NOT_THE_PLACE}{place}"))
    }

    /// How far the variable on top went in the last quarter of the run: what hardly moves is not moved much by any loop.
    fn speed(&self) -> String {
        let Driven { results, scenario, .. } = &self.driven;
        let last = results.times().len() - 1;
        let before = last - last / 4;
        let middle = |time: usize| {
            results.at(self.of, time).map(|values| quantile(Spread::Each(values), 0.5).value).filter(|x| x.is_finite())
        };
        let (Some(from), Some(to), true) = (middle(before), middle(last), before < last) else { return String::new() };
        let variable = results.variable(self.of);
        let name = variable.label.as_ref().unwrap_or(&variable.name);
        let over = counted(results.times()[last] - results.times()[before], &scenario.time.unit);
        format!("In the last {over} the median of {name} went from {} to {}. ", fine(from), fine(to))
    }

    /// Where these teams are at the end.
    fn place(&self, ending: &Ending) -> String {
        let Driven { dominance, scenario, results, .. } = &self.driven;
        let one = results.one();
        let luck = match self.has_luck() {
            true => format!(", without the luck of single {}", plural(&scenario.time.unit)),
            false => String::new(),
        };
        match dominance.replications {
            1 => {
                let there = ending.shares.iter().find(|(_, share)| share.value == 1.0);
                there.map_or(String::new(), |(place, _)| format!(" By then the {one} is {place}{luck}."))
            }
            few if few < FEW => {
                let count = |(place, share): &(String, Estimate)| format!("{:.0} {place}", share.value * few as f64);
                let counts: Vec<String> = ending.shares.iter().map(count).collect();
                format!(" Outcomes by then, of {few} {one}s{luck}: {}.", counts.join(", "))
            }
            _ => format!(" Outcomes by then, of 100 such {one}s{luck}: {}.", ending.words()),
        }
    }

    /// Whether the loop that carries most is the one that is missed most, cut by cut.
    fn scores_and_cuts(&self) -> Vec<String> {
        let unit = &self.driven.scenario.time.unit;
        let can_lead = self.driven.dominance.alone.contains(&false);
        let cuttings = self.cuttings.iter().filter(|_| can_lead);
        let mut out: Vec<String> = cuttings.map(|cutting| self.score_and_cut(cutting)).collect();
        if !self.uncut.is_empty() {
            let moments: Vec<String> = self.uncut.iter().map(|moment| plain(*moment)).collect();
            out.push(format!(
                "Nothing is cut in {unit} {}: what comes after is infinite or no number.",
                listed(&moments, "and")
            ));
        }
        let has_story = self.driven.scenario.model.loops.iter().any(|named| named.story);
        if !self.cuttings.is_empty() && has_story && self.set.loops.iter().any(|told| !told.story) {
            out.push(
                "Scores and cuts can only be compared among the main loops. Some of the others keep a stock within bounds: \
                 without them it runs away, and that changes most whichever loop leads."
                    .to_string(),
            );
        }
        out
    }

    fn score_and_cut(&self, cutting: &Cutting) -> String {
        let (unit, one) = (&self.driven.scenario.time.unit, self.driven.results.one());
        let name = |of: usize| title(&self.set.loops[of]);
        let window = format!("From {unit} {} to {}", plain(cutting.from), plain(cutting.to));
        let carried = |of: usize| person(100.0 * cutting.carried(&self.driven, of).value);
        // What carries most is a link, along which more may run than the loop that is cut there.
        let link = |of: usize| {
            let (cause, effect) = self.set.loops[of].cut;
            let called = |id| {
                let variable = self.driven.results.variable(id);
                variable.label.as_ref().unwrap_or(&variable.name).clone()
            };
            format!("the link from {} to {}, where {} is cut", called(cause), called(effect), name(of))
        };
        match cutting.agreement(&self.driven) {
            Agreement::Agree { leader } => format!(
                "{window} {}, carries most ({}% of the activity of these loops). No other cut changes more: what moves most is \
                 also what would be missed most.",
                link(leader),
                carried(leader)
            ),
            Agreement::Disagree { leader, other } => format!(
                "{window} {}, carries most ({}% of the activity of these loops). But cutting {} changes more ({} against \
                 {}). The share says what moves the {one}, the cut what would have happened without it: here they differ.",
                link(leader),
                carried(leader),
                name(other),
                fine(cutting.each[other].size.value),
                fine(cutting.each[leader].size.value),
            ),
            Agreement::NoLeader => format!("{window} no loop competes with another, so none leads."),
            Agreement::NoNumber { leader } => format!(
                "{window} {}, carries most. What follows from cutting it is infinite or no number, so nothing can be compared.",
                link(leader)
            ),
        }
    }
}

/// A part in counts of 100, as it is written.
fn percent(part: f64) -> f64 {
    (100.0 * part).round()
}
