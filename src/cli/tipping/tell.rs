//! What was found, for people and for machines.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::{Ending, of_hundred};
use crate::figure::basins::{self, Basins, basins};
use crate::figure::shocks::{Shocks, shocks};
use crate::figure::{Figure, source};
use crate::model::scenario::Uncertainty;
use crate::results::{field, shortest};
use crate::text::{capital, counted, plain, plural};

use super::super::run::paths;
use super::{FIGURE, Found, Shocked};
use crate::answer::numbers::{error_beside, person};
use crate::answer::tipping::axes::Axis;
use crate::answer::tipping::map::Others;
use crate::cli::tables::table;

impl Found {
    fn words(&self, class: usize) -> String {
        self.classes.get(class).map_or("in no class".into(), |id| self.scenario.model.variable(*id).words())
    }

    fn name(&self, class: usize) -> Option<&str> {
        self.classes.get(class).map(|id| self.scenario.model.variable(*id).name.as_str())
    }

    fn axis_words(&self, axis: &Axis) -> String {
        self.scenario.model.variable(axis.id).words()
    }

    fn measured(&self, axis: &Axis, value: f64) -> String {
        let variable = self.scenario.model.variable(axis.id);
        let unit = if variable.unit.is_one() { String::new() } else { format!(" {}", variable.unit) };
        format!("{}{unit}", person(value))
    }

    fn one(&self) -> &str {
        self.scenario.one()
    }

    fn unit(&self) -> &str {
        &self.scenario.time.unit
    }

    fn end(&self) -> String {
        let time = &self.scenario.time;
        format!("after {} {}", plain(time.length()), plural(&time.unit))
    }

    fn figures(&self) -> u64 {
        FIGURE * self.replications
    }

    // ---- what people read ----

    pub fn spoken(&self) -> String {
        let (one, class, grid) = (self.one(), self.words(self.class), self.map.x.len());
        let ending =
            Ending { shares: self.here.iter().enumerate().map(|(class, share)| (self.words(class), *share)).collect() };
        let here: Vec<String> = self
            .axes
            .iter()
            .map(|axis| format!("{} {}", self.axis_words(axis), self.measured(axis, axis.here)))
            .collect();
        let mut out = format!(
            "{}: where the edge is\n{} possible {one}s in each of {grid} x {grid} places of the map, {} for each figure here; {}, \
             seed {}\n\n",
            self.scenario.title,
            self.replications,
            self.figures(),
            self.end(),
            self.scenario.seed
        );
        out.push_str(&format!(
            "You are here: {}. Of 100 such {one}s, {}: {} (give or take {:.0}). Without luck such a {one} ends {} in the long run.\n\n",
            here.join(", "),
            self.end(),
            ending.words(),
            ending.give_or_take(),
            self.words(self.fate)
        ));
        out.push_str(&format!("How far is it to the edge, where as many {one}s end {class} as do not?\n"));
        for (axis, turn) in self.axes.iter().zip(&self.alone) {
            out.push_str(&format!("  {}\n", self.spoken_alone(axis, *turn)));
        }
        if let Some(towards) = self.spoken_towards() {
            out.push_str(&format!("  {towards}\n"));
        }
        out.push_str(match self.others {
            Others::Follow => "\"Alone\" leaves all else as it is; on the map the other stocks move along.\n",
            Others::Stay => "\"Alone\" leaves all else as it is.\n",
        });
        if let Some(between) = &self.between {
            out.push_str(&format!(
                "Without luck there are two states in which a {one} comes to rest: one is reached from \"{}\", the other from \"{}\". \
                 Between these states, which are not the starting points, the edge lies {:.0}% of the way from the first to the \
                 second.\n",
                between.from,
                between.to,
                100.0 * between.at
            ));
        }
        if let Some(shocked) = &self.shocked {
            out.push_str(&self.spoken_shock(shocked));
        }
        out.push_str("\"Give or take\" is two Monte Carlo errors: what other luck would change.\n");
        out
    }

    fn spoken_alone(&self, axis: &Axis, turn: Option<Estimate>) -> String {
        let words = self.axis_words(axis);
        match turn {
            None => format!(
                "{words} alone: nothing from {} to {} turns the odds",
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
        let still = match towards.still {
            Some(still) => format!("without luck, after {}", percent(still)),
            None => "without luck, nowhere".into(),
        };
        let turn = match towards.at {
            Some(turn) => {
                let give = |error: f64| format!("{:.0}", (100.0 * error).ceil());
                format!("after {} of the way {}", percent(turn.value), give_or_take(turn.error, &give))
            }
            None => "nowhere on the way".into(),
        };
        Some(format!("all stocks together, straight to \"{}\": {turn}; {still}", towards.name))
    }

    fn spoken_shock(&self, shocked: &Shocked) -> String {
        let (one, unit, plan, time) = (self.one(), self.unit(), &shocked.plan, &self.scenario.time);
        let constant = self.scenario.model.variable(plan.constant);
        let team = self.victim(shocked);
        let amount = signed(plan.amount);
        let start = plain(plan.at);
        let mut out = format!("\nWhat tips {team}: {} {amount}, from {unit} {start} on\n", constant.words());
        if shocked.is_lost {
            let end = self.words(self.class);
            out.push_str(&format!(
                "There is nothing to tip: without luck it does not end {end} even without a shock.\n"
            ));
            return out;
        }
        out.push_str(&match shocked.tipped.least {
            None => format!(
                "Without luck nothing tips it for good, however long it lasts up to {unit} {}.",
                plain(time.stop)
            ),
            Some(least) => {
                let (number, before) = (time.saves(least.number), time.saves(least.number - 1));
                let before = if least.number > 1 { format!(", {} do not", plain(before)) } else { String::new() };
                let steady = if least.steady { "" } else { "; a little longer does not: there is no single edge" };
                format!("Without luck {} tip it for good{before}{steady}.", counted(number, unit))
            }
        });
        if let Some((duration, amount)) = shocked.tipped.amount {
            out.push_str(&format!(" In {} it takes {}.", counted(duration, unit), signed_words(amount)));
        }
        out.push('\n');
        if shocked.tipped.shares.is_empty() || plan.durations.is_empty() {
            return out;
        }
        out.push_str(&format!("{}\n", self.why_counted(shocked)));
        let end = self.end();
        out.push_str(&format!("Of 100 {one}s, so many are {} {end}:\n\n", self.words_for_tipped(shocked)));
        let mut rows = vec![vec![format!("  {} of it", plural(unit))]];
        rows[0].extend(shocked.tipped.shares.iter().map(|(luck, _)| self.luck(*luck)));
        for (index, duration) in plan.durations.iter().enumerate() {
            let mut row = vec![format!("  {}", plain(*duration))];
            for (_, shares) in &shocked.tipped.shares {
                let share = shares[index];
                let give = |error: f64| format!("{:.0}", (100.0 * error).ceil());
                row.push(format!("{} {}", of_hundred(share.value), give_or_take(share.error, &give)));
            }
            rows.push(row);
        }
        out.push_str(&table(&rows));
        out.push('\n');
        out
    }

    fn victim(&self, shocked: &Shocked) -> String {
        match &shocked.from {
            Some(start) => format!("a {} that starts \"{start}\"", self.one()),
            None => format!("the {} of the scenario", self.one()),
        }
    }

    /// What the table counts, and whether the scenario's own picks are made there.
    fn why_counted(&self, shocked: &Shocked) -> String {
        let (one, class) = (self.one(), self.words(self.class));
        let counted = match self.line.filter(|_| shocked.into.is_some()) {
            Some([_, worst]) => {
                let (end, worst) = (self.words_for_tipped(shocked), &self.standings[worst].name);
                format!(
                    "A {one} counts as tipped if it ends {end}, where one that starts \"{worst}\" ends without luck"
                )
            }
            None => format!(
                "A {one} counts as tipped if it does not end {class}; without luck, all starting points of the model end in one class"
            ),
        };
        let picks = match self.scenario.picks.len() {
            0 => "",
            _ => " The scenario's own picks are made here too.",
        };
        format!("{counted}.{picks}")
    }

    fn words_for_tipped(&self, shocked: &Shocked) -> String {
        match shocked.into {
            Some(class) => self.words(class),
            None => format!("not {}", self.words(self.class)),
        }
    }

    fn luck(&self, luck: Uncertainty) -> String {
        match luck {
            Uncertainty::Noise => format!("luck of the {} alone", plural(self.unit())),
            Uncertainty::Constants => "uncertain constants".into(),
            _ => "uncertain constants too".into(),
        }
    }

    // ---- the charts ----

    pub fn page(&self) -> Figure {
        let (one, class) = (self.one(), self.words(self.class));
        let other = self.against.map_or(format!("not {class}"), |against| self.words(against));
        let value = |shares: &Vec<Estimate>| match self.against {
            Some(against) => shares[self.class].value - shares[against].value,
            None => 2.0 * shares[self.class].value - 1.0,
        };
        let axis = |axis: &Axis| {
            let variable = self.scenario.model.variable(axis.id);
            basins::Axis { words: variable.words(), unit: variable.measure(), range: (axis.low, axis.high) }
        };
        let rest = match self.line.filter(|_| self.others == Others::Follow) {
            Some([best, worst]) => format!(
                "The other stocks move along, as from {} to {}.",
                self.title_of(&self.standings[best].name),
                self.title_of(&self.standings[worst].name)
            ),
            None => "Everything else is as in the scenario.".into(),
        };
        let [x, y] = &self.axes;
        let place = |values: &[f64]| {
            let of = |axis: &Axis| if self.is_stock(axis) { values[axis.id.0 as usize] } else { axis.here };
            (of(x), of(y))
        };
        let grid = self.map.x.len();
        let drawn = |lines: &Vec<Vec<(f64, f64)>>| lines.iter().any(|line| line.len() > 1);
        let lines = match (drawn(&self.map.border), drawn(&self.map.still)) {
            (true, true) => "Solid: the odds are even. Dashed: the border without luck.",
            (true, false) => "Solid: the odds are even. Without luck there is no border here.",
            (false, true) => "The odds are even nowhere here. Dashed: the border without luck.",
            (false, false) => "There is no edge here, with luck or without.",
        };
        let colours = format!("blue {class}, orange {other}, white in between");
        basins(&Basins {
            title: format!("{}: where the edge is", self.scenario.title),
            subtitle: format!("Where {one}s that start here are {}: {colours}. {lines} {rest}", self.end()),
            reading: format!("{}: {colours}. {lines} {rest}", capital(&self.end())),
            footer: if drawn(&self.map.border) {
                format!(
                    "{} {one}s in each of {grid} x {grid} places, {} beside the line of even odds, the same ones with the same \
                     luck.",
                    self.replications,
                    self.figures()
                )
            } else {
                format!(
                    "{} {one}s in each of {grid} x {grid} places, the same ones with the same luck.",
                    self.replications
                )
            },
            source: source(self.scenario.seed),
            headline: format!(
                "You are here: of 100 such {one}s {} end {class}",
                of_hundred(self.here[self.class].value)
            ),
            axes: [axis(x), axis(y)],
            columns: grid,
            values: self.map.shares.iter().map(value).collect(),
            border: self.map.border.clone(),
            still: self.map.still.clone(),
            here: Some(("you are here".into(), (x.here, y.here))),
            places: self
                .standings
                .iter()
                .filter(|_| self.is_stock(x) || self.is_stock(y))
                .map(|standing| (self.title_of(&standing.name), place(&standing.values)))
                .chain(self.turn_on_the_way(&place))
                .collect(),
        })
    }

    /// Where on the map the odds turn on the straight way that the words tell of; none where that leads out of the map.
    fn turn_on_the_way(&self, place: &dyn Fn(&[f64]) -> (f64, f64)) -> Option<(String, (f64, f64))> {
        let towards = self.towards.as_ref().filter(|_| self.others == Others::Follow)?;
        let (share, [x, y]) = (towards.at?.value, &self.axes);
        let end = place(&self.standings.iter().find(|standing| standing.name == towards.name)?.values);
        let on = |from: f64, to: f64| from + share * (to - from);
        Some((format!("{:.0}% of the way", 100.0 * share), (on(x.here, end.0), on(y.here, end.1))))
    }

    /// What a starting point is called, as it goes on in a sentence: "a healthy team".
    fn title_of(&self, start: &str) -> String {
        let found = self.scenario.model.starts.iter().find(|known| known.name == start);
        let title = found.map_or(start, |known| known.title.as_str());
        let mut chars = title.chars();
        chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
    }

    fn is_stock(&self, axis: &Axis) -> bool {
        self.scenario.model.variable(axis.id).stock().is_some()
    }

    pub fn shock_page(&self) -> Option<Figure> {
        let shocked = self.shocked.as_ref().filter(|shocked| !shocked.is_lost)?;
        let (plan, unit) = (&shocked.plan, self.unit());
        if shocked.tipped.shares.is_empty() || plan.durations.is_empty() {
            return None;
        }
        let what = format!("{} {}", self.scenario.model.variable(plan.constant).words(), signed(plan.amount));
        let victim = shocked.from.as_ref().map_or_else(|| self.victim(shocked), |start| self.title_of(start));
        Some(shocks(&Shocks {
            title: format!("What tips {victim}: {what}"),
            what,
            subtitle: format!(
                "From {unit} {} on, for so many {unit}s; counted {}. Bands: two Monte Carlo errors.",
                plain(plan.at),
                self.end()
            ),
            footer: format!("{} {}s for each point.", self.figures(), self.one()),
            source: source(self.scenario.seed),
            counted: format!("of 100 {}s, {}", self.one(), self.words_for_tipped(shocked)),
            unit: unit.into(),
            durations: plan.durations.clone(),
            series: shocked.tipped.shares.iter().map(|(luck, shares)| (self.luck(*luck), shares.clone())).collect(),
            still: shocked.tipped.least.map(|least| self.scenario.time.saves(least.number)),
        }))
    }

    // ---- what machines read ----

    /// A row for each cell: where it is, the share of each class, and how the team without luck ends.
    pub fn csv(&self) -> String {
        let name = |axis: &Axis| field(&self.scenario.model.variable(axis.id).name);
        let mut head: Vec<String> = self.axes.iter().map(name).collect();
        for class in 0..self.classes.len() {
            let name = self.name(class).unwrap_or_default();
            head.extend([field(name), field(&format!("{name}_error"))]);
        }
        head.push("without_luck".into());
        let mut out = head.join(",") + "\n";
        let columns = self.map.x.len();
        for (index, shares) in self.map.shares.iter().enumerate() {
            let mut row = vec![shortest(self.map.x[index % columns]), shortest(self.map.y[index / columns])];
            row.extend(shares.iter().flat_map(|share| [shortest(share.value), shortest(share.error)]));
            row.push(field(self.name(self.map.fates[index]).unwrap_or_default()));
            out.push_str(&row.join(","));
            out.push('\n');
        }
        out
    }

    /// A row for each duration and each kind of luck; None where there was no shock.
    pub fn shock_csv(&self) -> Option<String> {
        let shocked = self.shocked.as_ref()?;
        let mut out = String::from("duration,uncertainty,tipped,tipped_error\n");
        for (luck, shares) in &shocked.tipped.shares {
            for (duration, share) in shocked.plan.durations.iter().zip(shares) {
                let numbers = [share.value, share.error].map(shortest).join(",");
                out.push_str(&format!("{},{},{numbers}\n", shortest(*duration), luck.name()));
            }
        }
        Some(out)
    }

    pub fn json(&self, files: &[PathBuf]) -> Value {
        let estimate = |e: &Estimate| json!({"value": e.value, "monte_carlo_error": finite(e.error)});
        let time = &self.scenario.time;
        let axis = |axis: &Axis, alone: &Option<Estimate>| {
            let variable = self.scenario.model.variable(axis.id);
            json!({
                "name": variable.name, "label": variable.words(), "unit": variable.unit.to_string(),
                "low": axis.low, "high": axis.high, "here": axis.here, "border": alone.as_ref().map(estimate),
            })
        };
        let columns = self.map.x.len();
        let shares: serde_json::Map<String, Value> = (0..self.classes.len())
            .map(|class| {
                let rows: Vec<Vec<f64>> =
                    self.map.shares.chunks(columns).map(|row| row.iter().map(|s| s[class].value).collect()).collect();
                (self.name(class).unwrap_or_default().to_string(), json!(rows))
            })
            .collect();
        let fates: Vec<Vec<Option<&str>>> =
            self.map.fates.chunks(columns).map(|row| row.iter().map(|fate| self.name(*fate)).collect()).collect();
        let here: Vec<Value> = self
            .here
            .iter()
            .enumerate()
            .map(|(class, e)| json!({"outcome": self.words(class), "share": e.value, "monte_carlo_error": e.error}))
            .collect();
        json!({
            "file": self.scenario.source.name,
            "title": self.scenario.title,
            "seed": self.scenario.seed,
            "horizon": time.length(),
            "replications": {"cell": self.replications, "figure": self.figures()},
            "class": self.name(self.class),
            "x": axis(&self.axes[0], &self.alone[0]),
            "y": axis(&self.axes[1], &self.alone[1]),
            "here": {"outcomes": here, "without_luck": self.name(self.fate)},
            "towards": self.towards.as_ref().map(|towards| json!({
                "start": towards.name, "border": towards.at.as_ref().map(estimate), "without_luck": towards.still,
            })),
            "between": self.between.as_ref().map(|b| json!({"from": b.from, "to": b.to, "border_without_luck": b.at})),
            "map": {
                "x": self.map.x, "y": self.map.y, "shares": shares, "without_luck": fates,
                "border": self.map.border, "border_without_luck": self.map.still,
            },
            "shock": self.shocked.as_ref().map(|shocked| self.json_of_shock(shocked)),
            "files": paths(files),
        })
    }

    fn json_of_shock(&self, shocked: &Shocked) -> Value {
        let (plan, tipped, time) = (&shocked.plan, &shocked.tipped, &self.scenario.time);
        let row = |(index, duration): (usize, &f64)| {
            let mut row = json!({"duration": duration});
            for (luck, shares) in &tipped.shares {
                row[luck.name()] = json!({"share": shares[index].value, "monte_carlo_error": shares[index].error});
            }
            row
        };
        json!({
            "constant": self.scenario.model.variable(plan.constant).name,
            "amount": plan.amount,
            "at": plan.at,
            "start": shocked.from,
            "into": shocked.into.and_then(|class| self.name(class)),
            "lost_anyway": shocked.is_lost,
            "without_luck": {
                "least_duration": tipped.least.map(|least| time.saves(least.number)),
                "longer_tips_too": tipped.least.map(|least| least.steady),
                "least_amount": tipped.amount.map(|(duration, amount)| json!({"duration": duration, "amount": amount})),
            },
            "tipped": plan.durations.iter().enumerate().map(row).collect::<Vec<_>>(),
        })
    }
}

/// A number as JSON has it: null where it is infinite.
fn finite(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}

/// "(give or take 0.02)": two errors.
fn give_or_take(error: f64, words: &dyn Fn(f64) -> String) -> String {
    match 2.0 * error {
        twice if !twice.is_finite() => "(give or take more than was looked at)".into(),
        twice => format!("(give or take {})", words(twice)),
    }
}

/// "+1", "-0.5".
fn signed(amount: f64) -> String {
    if amount > 0.0 { format!("+{}", plain(amount)) } else { plain(amount) }
}

fn signed_words(amount: f64) -> String {
    if amount > 0.0 { format!("+{}", person(amount)) } else { person(amount) }
}
