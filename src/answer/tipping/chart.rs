//! The map, and the chart of shocks.

use crate::analysis::estimate::Estimate;
use crate::analysis::outcome::of_hundred;
use crate::figure::basins::{self, Basins, basins};
use crate::figure::shocks::{Shocks, shocks};
use crate::figure::{Figure, source};
use crate::text::{capital, plain};

use super::Tipping;
use super::axes::Axis;
use super::map::Others;
use super::words::signed;

impl Tipping {
    pub(super) fn map_chart(&self) -> Figure {
        let (one, class) = (self.one(), self.class_words(self.class));
        let other = self.against.map_or(format!("not {class}"), |against| self.class_words(against));
        let value = |shares: &Vec<Estimate>| match self.against {
            Some(against) => shares[self.class].value - shares[against].value,
            None => 2.0 * shares[self.class].value - 1.0,
        };
        let axis = |axis: &Axis| {
            let variable = self.scenario.model.variable(axis.id);
            basins::Axis { words: variable.words(), unit: variable.measure(), range: (axis.low, axis.high) }
        };
        let rest = match self.extremes.filter(|_| self.others == Others::Follow) {
            Some([best, worst]) => format!(
                "The other stocks move too, as from {} to {}.",
                self.title_of(&self.starting_points[best].name),
                self.title_of(&self.starting_points[worst].name)
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
        let lines = match (drawn(&self.map.border), drawn(&self.map.border_without_luck)) {
            (true, true) => "Solid line: even odds. Dashed: the border without luck.",
            (true, false) => "Solid line: even odds. Without luck there is no border here.",
            (false, true) => "The odds are even nowhere here. Dashed: the border without luck.",
            (false, false) => "There is no edge here, with luck or without.",
        };
        let colours = format!("blue {class}, orange {other}, white in between");
        basins(&Basins {
            title: self.title(),
            subtitle: format!("Where {one}s that start here are {}: {colours}. {lines} {rest}", self.end()),
            reading: format!("{}: {colours}. {lines} {rest}", capital(&self.end())),
            footer: if drawn(&self.map.border) {
                format!(
                    "{} {one}s in each of {grid} x {grid} places, {} beside the line of even odds: everywhere the same {one}s \
                     with the same luck.",
                    self.replications,
                    self.replications_of_figure()
                )
            } else {
                format!(
                    "{} {one}s in each of {grid} x {grid} places: everywhere the same {one}s with the same luck.",
                    self.replications
                )
            },
            source: source(self.scenario.seed),
            headline: format!(
                "You are here: {} of 100 such {one}s end up {class}",
                of_hundred(self.here[self.class].value)
            ),
            axes: [axis(x), axis(y)],
            columns: grid,
            values: self.map.shares.iter().map(value).collect(),
            border: self.map.border.clone(),
            border_without_luck: self.map.border_without_luck.clone(),
            here: Some(("you are here".into(), (x.here, y.here))),
            places: self
                .starting_points
                .iter()
                .filter(|_| self.is_stock(x) || self.is_stock(y))
                .map(|start| (self.title_of(&start.name), place(&start.values)))
                .chain(self.turn_on_the_way(&place))
                .collect(),
        })
    }

    /// Where on the map the odds turn on the straight way that the words tell of; none where that leads out of the map.
    fn turn_on_the_way(&self, place: &dyn Fn(&[f64]) -> (f64, f64)) -> Option<(String, (f64, f64))> {
        let towards = self.towards.as_ref().filter(|_| self.others == Others::Follow)?;
        let (share, [x, y]) = (towards.at?.value, &self.axes);
        let end = place(&self.starting_points.iter().find(|start| start.name == towards.name)?.values);
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

    pub(super) fn shock_chart(&self) -> Option<Figure> {
        let shocked = self.shocked.as_ref().filter(|shocked| !shocked.is_lost)?;
        let (plan, unit) = (&shocked.plan, self.unit());
        if shocked.tipped.shares.is_empty() || plan.durations.is_empty() {
            return None;
        }
        let what = format!("{} {}", self.scenario.model.variable(plan.constant).words(), signed(plan.amount));
        let victim = shocked.from.as_ref().map_or_else(|| self.victim(shocked), |start| self.title_of(start));
        Some(shocks(&Shocks {
            title: format!("{} under a shock: {what}", capital(&victim)),
            what,
            subtitle: format!(
                "The shock begins in {unit} {}. {}s are counted {}. Bands: two Monte Carlo errors.",
                plain(plan.at),
                capital(self.one()),
                self.end()
            ),
            footer: format!("{} {}s for each point.", self.replications_of_figure(), self.one()),
            source: source(self.scenario.seed),
            counted: format!("of 100 {}s, {}", self.one(), self.words_for_tipped(shocked)),
            unit: unit.into(),
            durations: plan.durations.clone(),
            series: shocked
                .tipped
                .shares
                .iter()
                .map(|(luck, shares)| (Self::luck(*luck).to_string(), shares.clone()))
                .collect(),
            least_without_luck: shocked.tipped.least.map(|least| self.scenario.time.saves(least.number)),
        }))
    }
}
