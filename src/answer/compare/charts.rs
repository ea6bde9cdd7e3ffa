//! The charts of a comparison: all over each other, paired differences, from start to end.

use crate::analysis::estimate::{mean, quantile};
use crate::analysis::outcome::of_hundred;
use crate::analysis::summary::Quantiles;
use crate::answer::numbers::person;
use crate::figure::difference::{self, difference};
use crate::figure::fans::{self, fans};
use crate::figure::slope::{Slope, Slopes, slope};
use crate::figure::{Figure, MOST_SCENARIOS, source};
use crate::model::claim::Path;
use crate::results::Spread;

use super::{Compared, Comparison, Ran};

/// The name of the chart that a memo of a plan has.
pub(super) const ON_MEMO: &str = "plan";

/// The longest title, in characters, that stands in one line.
const LONGEST: usize = 75;

impl Ran {
    fn series(&self) -> fans::Series<'_> {
        fans::Series { results: &self.results, summary: &self.summary, name: self.name.clone() }
    }
}

impl Comparison {
    /// Each page with its file's name; none of so many scenarios that they cannot be told apart.
    pub fn pages(&self) -> Vec<(&'static str, Figure)> {
        if self.ran.len() > MOST_SCENARIOS {
            return Vec::new();
        }
        let mut out = vec![("overlay", self.overlay()), ("difference", self.difference())];
        out.extend(self.slope().map(|page| ("slope", page)));
        out.extend(self.on_memo().map(|page| (ON_MEMO, page)));
        out
    }

    fn title(&self) -> String {
        let title = |index: usize| {
            let (title, name) = (&self.ran[index].scenario().title, &self.ran[index].name);
            if title == name { title.clone() } else { format!("{title} ({name})") }
        };
        let titles = (0..self.ran.len()).map(title).collect::<Vec<_>>().join(" · ");
        let names = || self.ran.iter().map(|ran| ran.name.as_str()).collect::<Vec<_>>().join(" · ");
        match self.ran.len() {
            4.. => format!("{} scenarios", self.ran.len()),
            _ if titles.chars().count() <= LONGEST => titles,
            _ => names(),
        }
    }

    fn overlay(&self) -> Figure {
        fans(&self.title(), &self.series(), &self.headline)
    }

    fn series(&self) -> Vec<fans::Series<'_>> {
        self.ran.iter().map(Ran::series).collect()
    }

    fn difference(&self) -> Figure {
        let (first, others) = (&self.ran[0], &self.ran[1..]);
        let page = difference::Page {
            title: match others {
                [one] => format!("What \"{}\" changes against \"{}\"", one.name, first.name),
                _ => format!("What changes against \"{}\"", first.name),
            },
            base: first.scenario(),
            base_name: first.name.clone(),
            all: first.results.all(),
            variables: &self.headline,
            times: &self.times,
        };
        let series: Vec<difference::Series> = others
            .iter()
            .zip(&self.differences)
            .map(|(ran, differences)| difference::Series { scenario: ran.scenario(), name: &ran.name, differences })
            .collect();
        difference(&page, &series)
    }

    /// The two charts that a room sees first, of a plan that is to be handed on.
    fn on_memo(&self) -> Option<Figure> {
        let room = self.first_scenario().model.room.as_ref().filter(|_| self.is_memo && self.is_plan())?;
        Some(fans("With the plan, and with no new decisions", &self.series(), &room.charts))
    }

    /// None where no outcome has a start.
    fn slope(&self) -> Option<Figure> {
        let slopes: Vec<Slopes> = self.outcomes.iter().filter_map(|compared| self.slopes(compared)).collect();
        let first = &self.ran[0];
        let ranged = slopes.iter().any(|slopes| slopes.lines.iter().any(|line| line.range.is_some()));
        let counted = self.outcomes.iter().any(|compared| compared.quantity.is_class);
        let subtitle = format!(
            "{} with the same luck: {}",
            first.results.all(),
            match (ranged, counted) {
                (true, true) => {
                    "medians at the start and at the end (upright lines hold 90 of 100), counts of outcome classes"
                }
                (true, false) => "medians at the start and at the end; upright lines hold 90 of 100",
                (false, true) => "counts of outcome classes at the start and at the end",
                (false, false) => "medians at the start and at the end",
            }
        );
        let title = format!("{}: from start to end", self.title());
        (!slopes.is_empty()).then(|| slope(title, subtitle, source(first.scenario().seed), &slopes))
    }

    fn slopes(&self, compared: &Compared) -> Option<Slopes> {
        let Compared { quantity, each, .. } = compared;
        let Path::Value { variable, to, .. } = quantity.path else { return None };
        let start = *self.times.first()?;
        let lines = self.ran.iter().zip(each).map(|(ran, distribution)| {
            let at_start = ran.results.at(variable, 0)?;
            let (start, end, range) = if quantity.is_class {
                (100.0 * mean(at_start).value, 100.0 * distribution.mean.value, None)
            } else {
                let Quantiles { p5, p95, .. } = distribution.band.quantiles;
                (quantile(Spread::Each(at_start), 0.5).value, distribution.band.median.value, Some((p5, p95)))
            };
            let number = if quantity.is_class { of_hundred(distribution.mean.value) } else { person(end) };
            Some(Slope { name: ran.name.clone(), number, start, end, range })
        });
        let behind = match (quantity.is_class, quantity.unit.as_str(), quantity.measure.as_str()) {
            (true, ..) => format!(" of 100 {}s", self.ran[0].results.one()),
            (_, "", "") => String::new(),
            (_, "", scale) => format!(" ({scale})"),
            (_, unit, _) => format!(" {unit}"),
        };
        Some(Slopes {
            title: quantity.title(),
            behind,
            unit: if quantity.is_class {
                format!("of 100 {}s", self.ran[0].results.one())
            } else {
                quantity.measure.clone()
            },
            x_label: self.ran[0].scenario().time.unit.clone(),
            moments: (start, to),
            lines: lines.collect::<Option<_>>()?,
        })
        .filter(|slopes| slopes.moments.1 > slopes.moments.0)
    }
}
