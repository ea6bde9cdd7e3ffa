//! The charts of what loops did.

use crate::figure::Figure;
use crate::figure::diagram::{Diagram, Side, rings};
use crate::figure::fans::Series;
use crate::figure::trajectories::{Column, Page, Ribbon, each, ribbons};

use crate::text::capital;

use super::Loops;
use super::case::Case;

/// So many loops have ribbons of their own; the others are one together.
const MOST_RIBBONS: usize = 5;

impl Loops {
    /// The outcome, and below it a ribbon for each loop, the same team left alone beside it.
    pub fn ribbons(&self) -> Figure {
        let order = self.at_work();
        // One that would be alone among the others has a ribbon of its own.
        let most = if order.len() == MOST_RIBBONS + 1 { order.len() } else { MOST_RIBBONS.min(order.len()) };
        let (named, others) = order.split_at(most);
        let columns = self.cases.iter().map(|case| {
            let own = named.iter().map(|set| Ribbon { name: self.title(*set), did: case.each[*set].clone() });
            let rest = (!others.is_empty())
                .then(|| Ribbon { name: format!("{} others, added up", others.len()), did: case.summed(others) });
            self.column(case, own.chain(rest).collect())
        });
        ribbons(&self.page(columns.collect()))
    }

    /// A panel for each loop, all with one scale.
    pub fn each(&self) -> Figure {
        let columns = self.cases.iter().map(|case| {
            let own = |set: usize| Ribbon { name: self.title(set), did: case.each[set].clone() };
            self.column(case, self.at_work().into_iter().map(own).collect())
        });
        each(&self.page(columns.collect()))
    }

    /// The ring of the model twice: of the team left alone in the window in which all loops drag the outcome down most, and of
    /// the scenario in that in which they lift it most. None where nothing is done, where the model does not say that more of the outcome is better, and in a
    /// model without a ring.
    pub fn rings(&self) -> Option<Diagram> {
        let base = self.base().filter(|_| self.outcome().is_better_high())?;
        let lowest = |case: &Case, way: f64| {
            let size = |window: &usize| way * case.together[*window].mean.value;
            (0..case.windows.len()).filter(|w| size(w).is_finite()).min_by(|a, b| size(a).total_cmp(&size(b)))
        };
        let side = |case: &Case, way: f64| -> Option<Side> {
            let window = lowest(case, way)?;
            let model = &case.scenario.model;
            let named = |of: usize| model.loops.iter().position(|named| named.id == self.set.loops[of].id);
            let effects = self.held.iter().enumerate().flat_map(|(set, held)| {
                let did = case.each[set][window].mean.value;
                held.loops.iter().filter_map(move |of| Some((named(*of)?, did)))
            });
            let effects = effects.filter(|(_, did)| did.is_finite()).collect();
            let caption = format!("in {}", self.window(case, window));
            let changes = case.changes(window).collect();
            Some(Side { title: capital(&case.label), caption, effects, changes })
        };
        let measure = self.outcome().with_unit();
        rings(&self.case().scenario.model, &[side(base, 1.0)?, side(self.case(), -1.0)?], &measure)
    }

    fn column<'a>(&self, case: &'a Case, ribbons: Vec<Ribbon>) -> Column<'a> {
        let name = case.label.clone();
        Column {
            series: Series { results: &case.results, summary: &case.summary, name },
            windows: &case.windows,
            ribbons,
        }
    }

    fn page<'a>(&'a self, columns: Vec<Column<'a>>) -> Page<'a> {
        let case = self.case();
        Page {
            title: case.scenario.title.clone(),
            of: self.of,
            outcome: self.outcome(),
            teams: case.results.all(),
            columns,
        }
    }
}
