//! Paired differences over time: a panel a variable, bands around a zero line, one scenario against another or several
//! against one.

use crate::analysis::paired::PairedDifference;
use crate::analysis::summary::Quantiles;
use crate::model::VariableId;
use crate::model::scenario::Scenario;
use crate::text::{capital, fine};

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::{
    Figure, Hue, Mark, Panel, bands_of, behind, called, furthest, look_of, moments_of_all, source, words_for_bands,
};

/// What one scenario makes different.
pub struct Series<'a> {
    pub scenario: &'a Scenario,
    pub name: &'a str,
    /// Moment by moment, for each variable of the page.
    pub differences: &'a [Vec<PairedDifference>],
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

/// A page with a panel for each variable.
pub fn difference(page: &Page, series: &[Series]) -> Figure {
    let panels: Vec<Panel> = (0..page.variables.len()).map(|index| panel(page, series, index)).collect();
    let bands = words_for_bands(series.len());
    let subtitle =
        format!("{}, each against itself with the same luck: difference to \"{}\"; {bands}", page.all, page.base_name);
    let footer = format!("Above 0: more than \"{}\".", page.base_name);
    Figure::screen(page.title.clone(), subtitle, footer, source(page.base.seed), panels)
}

fn panel(page: &Page, series: &[Series], index: usize) -> Panel {
    let variable = page.base.model.variable(page.variables[index]);
    let x = page.times.to_vec();
    let mut marks = Vec::new();
    let mut range = (0.0_f64, 0.0_f64);
    for (place, one) in series.iter().enumerate() {
        let (hue, dashed) = look_of(place + 1);
        let line = |quantile: fn(&Quantiles) -> f64| -> Vec<f64> {
            one.differences[index].iter().map(|paired| quantile(&paired.quantiles)).collect()
        };
        let mut seen = |values: &[f64]| {
            range = values.iter().filter(|v| v.is_finite()).fold(range, |r, v| (r.0.min(*v), r.1.max(*v)));
        };
        for (strength, low, high) in bands_of(series.len()).iter().copied() {
            let (low, high) = (line(low), line(high));
            seen(&low);
            seen(&high);
            marks.push(Mark::Band { hue, strength, x: x.clone(), low, high });
        }
        let label = (series.len() > 1).then(|| one.name.to_string());
        let median = line(|of| of.p50);
        seen(&median);
        marks.push(Mark::Line { hue, width: 5, dashed, x: x.clone(), y: median, label, value: None });
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
        headline: headline(page, series, index),
        reading: String::new(),
        unit: variable.measure(),
        x_label: time.unit.clone(),
        x_ticks: calendar(&time.unit, ends.0, ends.1),
        x_names: Vec::new(),
        x: ends,
        y: rounded_outwards(range.0, range.1, INTERVALS),
        marks,
    }
}

/// A difference below this is rounding.
const NOTHING: f64 = 1e-8;

/// How far a variable is from the base at the end, where that is most and least.
fn headline(page: &Page, series: &[Series], index: usize) -> String {
    let variable = page.base.model.variable(page.variables[index]);
    // A scale stands behind the name, a unit behind each number.
    let (scale, unit) = match variable.scale {
        Some(_) => (behind(variable), String::new()),
        None => (String::new(), behind(variable)),
    };
    let number = |value: f64| match fine(value.abs()) {
        size if value.abs() < NOTHING => format!("{}{unit} more", size.replace("0.00", "0")),
        size if value < 0.0 => format!("{size}{unit} less"),
        size => format!("{size}{unit} more"),
    };
    let last = |one: &Series| one.differences[index].last().map_or(f64::NAN, |paired| paired.quantiles.p50);
    let each: Vec<(&str, f64)> = series.iter().map(|one| (one.name, last(one))).collect();
    let (title, base) = (capital(&variable.words()), &page.base_name);
    if each.iter().all(|(_, value)| value.abs() < NOTHING) {
        return format!("{title}{scale} ends the same as with {}", called(base));
    }
    format!("{title}{scale} ends {} than with {}", furthest(&each, number, ""), called(base))
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
        let paired = |by: f64| PairedDifference::of(&[0.2; 4], &[0.2 + by, 0.3 + by, 0.4 + by, 0.5 + by]);
        let differences = [[0.0, 0.2, 0.3].map(paired).to_vec()];
        let one = || Series { scenario: &base, name: "something", differences: &differences };
        let figure = difference(&page, &[one()]);
        let [panel] = &figure.panels[..] else { panic!() };
        assert!(panel.y.0 <= 0.0 && panel.y.1 >= 0.6, "{:?}", panel.y);
        let zero = |mark: &&Mark| matches!(mark, Mark::Line { hue: Hue::Ink, y, .. } if *y == [0.0, 0.0]);
        assert_eq!(panel.marks.iter().filter(zero).count(), 1);
        let bands =
            |figure: &Figure| figure.panels[0].marks.iter().filter(|mark| matches!(mark, Mark::Band { .. })).count();
        let of = |count: usize| bands(&difference(&page, &(0..count).map(|_| one()).collect::<Vec<_>>()));
        assert_eq!((bands(&figure), of(3), of(9)), (2, 3, 0));
        // A page without anything can be made.
        assert!(difference(&Page { variables: &[], times: &[], ..page }, &[]).panels.is_empty());
    }
}
