//! What people read: where one stands, how far the edge is, and what tips a team.

use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::{Ending, of_hundred};
use crate::answer::Words;
use crate::answer::numbers::{error_beside, person};
use crate::model::scenario::Uncertainty;
use crate::text::{capital, counted, plain, plural, units};

use super::Tipping;
use super::axes::Axis;
use super::map::Others;
use super::shock::Shocked;

impl Tipping {
    pub(super) fn axis_words(&self, axis: &Axis) -> String {
        self.scenario.model.variable(axis.id).words()
    }

    fn measured(&self, axis: &Axis, value: f64) -> String {
        let variable = self.scenario.model.variable(axis.id);
        let unit =
            if variable.unit.is_one() { String::new() } else { format!(" {}", units(&variable.unit.to_string())) };
        format!("{}{unit}", person(value))
    }

    pub(super) fn one(&self) -> &str {
        self.scenario.one()
    }

    pub(super) fn unit(&self) -> &str {
        &self.scenario.time.unit
    }

    pub fn spoken(&self) -> Words {
        let (one, class, grid) = (self.one(), self.class_words(self.class), self.map.x.len());
        let ending = Ending {
            shares: self.here.iter().enumerate().map(|(class, share)| (self.class_words(class), *share)).collect(),
        };
        let here: Vec<String> = self
            .axes
            .iter()
            .map(|axis| format!("{} {}", self.axis_words(axis), self.measured(axis, axis.here)))
            .collect();
        let mut out = Words::of(format!("{}\n", self.title()));
        out.say(&format!(
            "You are here: {}. {}, of 100 such {one}s: {} (give or take {:.0}). Without luck, such a {one} ends up {} in the \
             long run.\n\n",
            here.join(", "),
            capital(&self.end()),
            ending.words(),
            ending.give_or_take(),
            self.class_words(self.without_luck)
        ));
        out.say(&format!("How far is the edge, where as many {one}s end up {class} as do not?\n"));
        for (axis, turn) in self.axes.iter().zip(&self.alone) {
            out.say(&format!("  {}\n", self.spoken_alone(axis, *turn)));
        }
        if let Some(towards) = self.spoken_towards() {
            out.say(&format!("  {towards}\n"));
        }
        out.say(match self.others {
            Others::Follow => "\"Alone\" leaves everything else as it is. On the map the other stocks move too.\n",
            Others::Stay => "\"Alone\" leaves everything else as it is.\n",
        });
        if let Some(between) = &self.between {
            out.say(&format!(
                "Without luck, a {one} comes to rest in one of two states. A {one} that starts \"{}\" reaches the first, a {one} that \
                 starts \"{}\" the second. The edge lies {:.0}% of the way from the first state to the second. These states \
                 are not the starting points.\n",
                between.from,
                between.to,
                100.0 * between.at
            ));
        }
        if let Some(shocked) = &self.shocked {
            out.extend(self.spoken_shock(shocked));
        }
        out.say(&format!(
            "\n{} possible {one}s start in each of {grid} x {grid} places of the map. Each figure above rests on {} {one}s, counted \
             {}. Seed {}.\n\"Give or take\" is two Monte Carlo errors: what other luck would change.\n",
            self.replications,
            self.replications_of_figure(),
            self.end(),
            self.scenario.seed
        ));
        out
    }

    fn spoken_alone(&self, axis: &Axis, turn: Option<Estimate>) -> String {
        let words = self.axis_words(axis);
        match turn {
            None => format!(
                "{words} alone: the odds are even nowhere from {} to {}",
                person(axis.low),
                self.measured(axis, axis.high)
            ),
            Some(turn) => format!(
                "{words} alone: {} by {}, from {} to {} {}",
                if turn.value < axis.here { "down" } else { "up" },
                person((turn.value - axis.here).abs()),
                person(axis.here),
                self.measured(axis, turn.value),
                give_or_take(turn.error, &|error| error_beside(&person(turn.value), error)),
            ),
        }
    }

    fn spoken_towards(&self) -> Option<String> {
        let towards = self.towards.as_ref()?;
        let percent = |share: f64| format!("{:.0}%", 100.0 * share);
        let still = match towards.without_luck {
            Some(still) => format!("without luck, {}", percent(still)),
            None => "without luck, nowhere".into(),
        };
        let turn = match towards.at {
            Some(turn) => {
                let give = |error: f64| format!("{:.0}", (100.0 * error).ceil());
                format!("{} of the way {}", percent(turn.value), give_or_take(turn.error, &give))
            }
            None => "nowhere on the way".into(),
        };
        Some(format!("all stocks together, straight to \"{}\": {turn}; {still}", towards.name))
    }

    fn spoken_shock(&self, shocked: &Shocked) -> Words {
        let (one, unit, plan, time) = (self.one(), self.unit(), &shocked.plan, &self.scenario.time);
        let constant = self.scenario.model.variable(plan.constant);
        let team = self.victim(shocked);
        let amount = signed(plan.amount);
        let start = plain(plan.at);
        let what = constant.words();
        let mut out = Words::of(format!("\nA shock to {team}: {what} {amount}, from {unit} {start} on\n"));
        if shocked.is_lost {
            let end = self.class_words(self.class);
            out.say(&format!(
                "There is nothing to tip: without luck, it does not end up {end} even without a shock.\n"
            ));
            return out;
        }
        out.say(&match shocked.tipped.least {
            None => format!(
                "Without luck, this does not tip it for good, even if it lasts until {unit} {}.",
                plain(time.stop)
            ),
            Some(least) => {
                let (number, before) = (time.saves(least.number), time.saves(least.number - 1));
                let before = if least.number > 1 { format!(", and {} do not", plain(before)) } else { String::new() };
                let steady = if least.is_monotone { "" } else { " A little longer does not: there is no single edge." };
                format!("Without luck, {} of it tip the {one} for good{before}.{steady}", counted(number, unit))
            }
        });
        if let Some((duration, amount)) = shocked.tipped.amount {
            out.say(&format!(
                " If it lasts {}, it has to be {} to do so.",
                counted(duration, unit),
                signed_words(amount)
            ));
        }
        out.say("\n");
        if shocked.tipped.shares.is_empty() || plan.durations.is_empty() {
            return out;
        }
        out.say(&format!("{}\n", self.why_counted(shocked)));
        let end = self.end();
        out.say(&format!("How many of 100 {one}s are {} {end}:\n\n", self.words_for_tipped(shocked)));
        let mut rows = vec![vec![format!("  how long ({})", plural(unit))]];
        rows[0].extend(shocked.tipped.shares.iter().map(|(luck, _)| Self::luck(*luck).to_string()));
        for (index, duration) in plan.durations.iter().enumerate() {
            let mut row = vec![if *duration == 0.0 { "  no shock".into() } else { format!("  {}", plain(*duration)) }];
            for (_, shares) in &shocked.tipped.shares {
                let share = shares[index];
                let give = |error: f64| format!("{:.0}", (100.0 * error).ceil());
                row.push(format!("{} {}", of_hundred(share.value), give_or_take(share.error, &give)));
            }
            rows.push(row);
        }
        out.table(rows);
        out
    }

    pub(super) fn victim(&self, shocked: &Shocked) -> String {
        match &shocked.from {
            Some(start) => format!("a {} that starts \"{start}\"", self.one()),
            None => format!("the {} of the scenario", self.one()),
        }
    }

    /// What the table counts, and whether the scenario's own picks are made there.
    fn why_counted(&self, shocked: &Shocked) -> String {
        let (one, class) = (self.one(), self.class_words(self.class));
        let counted = match self.extremes.filter(|_| shocked.into.is_some()) {
            Some([_, worst]) => {
                let (end, worst) = (self.words_for_tipped(shocked), &self.starting_points[worst].name);
                format!(
                    "A {one} counts as tipped if it ends up {end}, as a {one} that starts \"{worst}\" does without luck"
                )
            }
            None => format!(
                "A {one} counts as tipped if it does not end up {class}. Without luck, all starting points of the model lead to one class"
            ),
        };
        let picks = match self.scenario.picks.len() {
            0 => "",
            _ => " The scenario's own picks are included.",
        };
        format!("{counted}.{picks}")
    }

    pub(super) fn words_for_tipped(&self, shocked: &Shocked) -> String {
        match shocked.into {
            Some(class) => self.class_words(class),
            None => format!("not {}", self.class_words(self.class)),
        }
    }

    /// "Our team: where the edge is".
    pub(super) fn title(&self) -> String {
        let has_edge = self.map.border.iter().chain(&self.map.border_without_luck).any(|line| line.len() > 1);
        let what = if has_edge { "where the edge is" } else { "no edge on this map" };
        format!("{}: {what}", self.scenario.title)
    }

    pub(super) fn luck(luck: Uncertainty) -> &'static str {
        match luck {
            Uncertainty::Noise => "luck only",
            Uncertainty::Constants => "uncertain constants only",
            _ => "luck and uncertain constants",
        }
    }
}

/// "(give or take 0.02)": two errors.
fn give_or_take(error: f64, words: &dyn Fn(f64) -> String) -> String {
    match 2.0 * error {
        twice if !twice.is_finite() => "(give or take more than this range)".into(),
        twice => format!("(give or take {})", words(twice)),
    }
}

/// "+1", "-0.5".
pub(super) fn signed(amount: f64) -> String {
    if amount > 0.0 { format!("+{}", plain(amount)) } else { plain(amount) }
}

fn signed_words(amount: f64) -> String {
    if amount > 0.0 { format!("+{}", person(amount)) } else { person(amount) }
}
