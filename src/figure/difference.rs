//! Paired differences over time: a panel a variable, bands around a zero line, one scenario against another or several
//! against one.

use crate::analysis::paired::Paired;
use crate::model::VariableId;
use crate::model::scenario::Scenario;
use crate::text::capital;

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::{Figure, Hue, Mark, Panel, moments_of_all};

/// What one scenario makes different.
pub struct Series<'a> {
    pub scenario: &'a Scenario,
    pub name: &'a str,
    /// Moment by moment, for each variable of the page.
    pub differences: &'a [Vec<Paired>],
}

/// What a page of differences is about.
pub struct Page<'a> {
    pub title: String,
    /// What the differences are to.
    pub base: &'a Scenario,
    pub base_name: String,
    /// "1000 possible teams".
    pub all: String,
    pub variables: &'a [VariableId],
    pub times: &'a [f64],
}

/// The most scenarios whose outer bands can be told apart.
const FEW: usize = 2;

/// Panels side by side.
const COLUMNS: usize = 4;

/// A page with a panel for each variable.
pub fn difference(page: &Page, series: &[Series]) -> Figure {
    let panels: Vec<Panel> = (0..page.variables.len()).map(|index| panel(page, series, index)).collect();
    // Two rows fill a projector; more of them make the page longer, not the panels smaller.
    let rows = panels.len().div_ceil(COLUMNS).max(2) as u32;
    let bands = if series.len() > FEW { "band holds 50 of 100" } else { "bands hold 50 and 90 of 100" };
    Figure {
        title: page.title.clone(),
        subtitle: format!(
            "{}, each against itself with the same luck: difference to \"{}\"; thick line median; {bands}",
            page.all, page.base_name
        ),
        footer: format!(
            "Above 0: more than \"{}\". Seed {}, flywheel {}",
            page.base_name,
            page.base.seed,
            env!("CARGO_PKG_VERSION")
        ),
        panels,
        columns: COLUMNS,
        width: 1920,
        height: 540 * rows,
    }
}

fn panel(page: &Page, series: &[Series], index: usize) -> Panel {
    let variable = page.base.model.variable(page.variables[index]);
    let x = page.times.to_vec();
    let mut marks = Vec::new();
    let mut range = (0.0_f64, 0.0_f64);
    for (place, one) in series.iter().enumerate() {
        let hue = hue_of(place);
        let line = |quantile: usize| -> Vec<f64> {
            one.differences[index].iter().map(|paired| paired.quantiles[quantile]).collect()
        };
        // Many bands over each other make mud: from three scenarios on only the inner ones are drawn.
        let outer = if series.len() > FEW { None } else { Some((0.0, 0, 4)) };
        for (strength, low, high) in outer.into_iter().chain([(1.0, 1, 3)]) {
            let (low, high) = (line(low), line(high));
            range = low.iter().chain(&high).filter(|v| v.is_finite()).fold(range, |r, v| (r.0.min(*v), r.1.max(*v)));
            marks.push(Mark::Band { hue, strength, x: x.clone(), low, high });
        }
        let dashed = place % 2 == 1;
        let label = (series.len() > 1).then(|| one.name.to_string());
        marks.push(Mark::Line { hue, width: 5, dashed, x: x.clone(), y: line(2), label, value: None });
    }
    let ends = (page.times.first().copied().unwrap_or(0.0), page.times.last().copied().unwrap_or(1.0));
    let zero = (vec![ends.0, ends.1], vec![0.0, 0.0]);
    marks.push(Mark::Line { hue: Hue::Ink, width: 3, dashed: false, x: zero.0, y: zero.1, label: None, value: None });
    let everybody = std::iter::once((page.base, page.base_name.as_str()));
    let scenarios: Vec<_> = everybody.chain(series.iter().map(|s| (s.scenario, s.name))).collect();
    marks.extend(moments_of_all(&scenarios));
    let time = &page.base.time;
    Panel {
        title: capital(&variable.words()),
        unit: variable.measure(),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, ends.0, ends.1),
        x: ends,
        y: rounded_outwards(range.0, range.1, INTERVALS),
        marks,
    }
}

/// The hues that the same scenarios have where all lie over each other.
fn hue_of(place: usize) -> Hue {
    if place == 0 { Hue::Change } else { Hue::Series(place - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;

    #[test]
    fn zero_is_always_on_the_page_and_has_a_line() {
        let base = Scenario::of_model(file::shipped());
        let trust = base.model.find("trust").unwrap();
        let times = [0.0, 1.0, 2.0];
        let page = Page {
            title: "t".into(),
            base: &base,
            base_name: "nothing".into(),
            all: "4 possible teams".into(),
            variables: &[trust],
            times: &times,
        };
        let paired = |by: f64| Paired::of(&[0.2; 4], &[0.2 + by, 0.3 + by, 0.4 + by, 0.5 + by]);
        let differences = [[0.0, 0.2, 0.3].map(paired).to_vec()];
        let one = || Series { scenario: &base, name: "something", differences: &differences };
        let figure = difference(&page, &[one()]);
        let [panel] = &figure.panels[..] else { panic!() };
        assert!(panel.y.0 <= 0.0 && panel.y.1 >= 0.6, "{:?}", panel.y);
        let zero = |mark: &&Mark| matches!(mark, Mark::Line { hue: Hue::Ink, y, .. } if *y == [0.0, 0.0]);
        assert_eq!(panel.marks.iter().filter(zero).count(), 1);
        let bands =
            |figure: &Figure| figure.panels[0].marks.iter().filter(|mark| matches!(mark, Mark::Band { .. })).count();
        assert_eq!((bands(&figure), bands(&difference(&page, &[one(), one(), one()]))), (2, 3));
        // A page without anything can be made.
        assert!(difference(&Page { variables: &[], times: &[], ..page }, &[]).panels.is_empty());
    }
}
