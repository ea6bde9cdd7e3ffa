//! The tornado chart of a sensitivity.

use crate::analysis::estimate::Estimate;
use crate::analysis::sensitivity::decomposition::Decomposition;
use crate::analysis::sensitivity::morris::Effects;
use crate::answer::numbers::{fine, person};
use crate::figure::tornado::{ANY, End, Factor as Bars, Tornado, tornado};
use crate::figure::{Figure, source};
use crate::run::points::Factor;

use super::{Found, Method, Sensitivity};

/// Bars of a panel that has a half of the page or more, and of one that has less.
const MOST_BARS: (usize, usize) = (10, 5);

impl Sensitivity {
    /// A page with a panel an outcome.
    pub(super) fn chart(&self) -> Figure {
        let most = if self.quantities.len() > 2 { MOST_BARS.1 } else { MOST_BARS.0 };
        let panels: Vec<Tornado> = (0..self.quantities.len())
            .map(|index| match &self.found {
                Found::Sobol(found) => self.mean_bars(index, &found[index], most),
                Found::Morris(found) => self.effect_bars(index, &found[index], most),
            })
            .collect();
        let one = self.scenario.one();
        let subtitle = match self.method {
            Method::Sobol => format!(
                "Mean outcome in the tenth of {one}s where an assumption is lowest (orange) and highest (blue). At the ends: the \
                 assumption's own value. Whiskers: two Monte Carlo errors."
            ),
            Method::Morris => {
                "How far an outcome moves on average when one assumption goes from its low end to its high end: up (blue) or \
                 down (orange). Whiskers: two Monte Carlo errors."
                    .into()
            }
        };
        let (title, runs) =
            (format!("{}: which assumptions matter", self.scenario.title), format!("{} runs.", self.runs));
        tornado(title, subtitle, runs, source(self.scenario.seed), &panels)
    }

    fn mean_bars(&self, quantity: usize, found: &Decomposition, most: usize) -> Tornado {
        let totals: Vec<Estimate> = found.contributions.iter().map(|i| i.indices.total).collect();
        let mut told = self.ranking(&totals, most + 1).told;
        told.retain(|factor| found.contributions[*factor].means.is_some());
        told.truncate(most);
        let bars = |factor: &usize| {
            let means = found.contributions[*factor].means?;
            let (_, low, high) = self.ends(*factor)?;
            let end = |at: Estimate, own: f64, is_high: bool| End { at, text: fine(own).replace('-', "−"), is_high };
            let ends = vec![end(means.low, low, false), end(means.high, high, true)];
            Some(Bars { name: self.factor_words(*factor), ends })
        };
        let luck = self.factors.iter().position(|factor| *factor == Factor::Luck);
        let note = luck.filter(|_| found.varies()).map_or(String::new(), |luck| {
            let total = found.contributions[luck].indices.total;
            format!("luck is involved in {:.0}% of its variance", 100.0 * total.value)
        });
        self.panel(quantity, note, found.mean.value, told.iter().filter_map(bars).collect())
    }

    fn effect_bars(&self, quantity: usize, found: &[Effects], most: usize) -> Tornado {
        let sizes: Vec<Estimate> = found.iter().map(|effects| effects.size).collect();
        let told = self.ranking(&sizes, most).told;
        let bars = |factor: &usize| {
            let Effects { size, mean, .. } = found[*factor];
            let (is_high, value) = (mean.value >= 0.0, if mean.value >= 0.0 { size.value } else { -size.value });
            let end = End { at: Estimate { value, ..size }, text: person(value).replace('-', "−"), is_high };
            Bars { name: self.factor_words(*factor), ends: vec![end] }
        };
        self.panel(quantity, String::new(), 0.0, told.iter().map(bars).collect())
    }

    fn panel(&self, quantity: usize, note: String, middle: f64, mut factors: Vec<Bars>) -> Tornado {
        let measure = &self.quantities[quantity].measure;
        let title = self.quantities[quantity].title();
        let headline = self.headline(quantity);
        let reading = match self.method {
            Method::Sobol => format!(
                "Mean in the tenth of {}s where an assumption is lowest (orange) and highest (blue); at the ends its own value. \
                 Whiskers: two errors.",
                self.scenario.one()
            ),
            Method::Morris => {
                "How far one assumption moves it on average, from its low to its high end: up (blue) or down (orange). \
                 Whiskers: two errors."
                    .into()
            }
        };
        if factors.is_empty() {
            factors.push(Bars { name: "nothing stands out".into(), ends: Vec::new() });
        }
        // A chance is between none and all; what it moves by is not a chance.
        let is_chance = self.quantities[quantity].is_class && matches!(self.method, Method::Sobol);
        let limits = if is_chance { (0.0, 1.0) } else { ANY };
        Tornado { title, headline, reading, note, unit: measure.clone(), limits, middle, factors }
    }
}
