//! The fan of a forecast: how many items were finished week by week, and how many will be.

use crate::analysis::forecast::score::{Band, Quantiles};
use crate::analysis::outcome::of_hundred;

use super::{Figure, Hue, Mark, Panel, axis};

/// What the fan shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    pub title: String,
    pub subtitle: String,
    /// What came out, without a full stop.
    pub headline: String,
    pub footer: String,
    pub source: String,
    pub x_label: String,
    /// Items finished since the beginning of the chart, at its beginning and at the end of each week up to now.
    pub past: Vec<f64>,
    /// Items finished since now, at the end of each week ahead.
    pub ahead: Vec<Quantiles>,
    /// A promise: the week by which, so many more items, the share of futures that keep it, and the day.
    pub promised: Option<(f64, f64, f64, String)>,
}

/// How strongly each band is drawn, the widest first.
const BANDS: [(Band, f64); 3] = [(Band::Ninety, 0.0), (Band::Eighty, 0.4), (Band::Half, 1.0)];

/// The page with the fan.
pub fn fan(fan: &Fan) -> Figure {
    let weeks_past = fan.past.len().saturating_sub(1) as f64;
    let now = fan.past.last().copied().unwrap_or(0.0);
    let x: Vec<f64> = (0..=fan.ahead.len()).map(|week| week as f64).collect();
    let from_now = |of: &dyn Fn(&Quantiles) -> f64| -> Vec<f64> {
        std::iter::once(now).chain(fan.ahead.iter().map(|told| now + of(told))).collect()
    };
    let mut marks: Vec<Mark> = BANDS
        .into_iter()
        .map(|(band, strength)| Mark::Band {
            hue: Hue::Change,
            strength,
            x: x.clone(),
            low: from_now(&|told| told.band(band).0),
            high: from_now(&|told| told.band(band).1),
        })
        .collect();
    let line = |hue, x: Vec<f64>, y: Vec<f64>, label: Option<&str>| {
        let (label, value) = (label.map(String::from), None);
        Mark::Line { hue, width: 5, dashed: false, x, y, label, value }
    };
    let before = (0..fan.past.len()).map(|week| week as f64 - weeks_past).collect();
    marks.push(line(Hue::Base, before, fan.past.clone(), None));
    marks.push(line(Hue::Change, x, from_now(&Quantiles::median), Some("middle")));
    marks.push(Mark::Moment { x: 0.0, label: "now".into(), count: 1 });
    let mut top = from_now(&|told| told.band(Band::Ninety).1).into_iter().fold(now, f64::max);
    if let Some((week, items, odds, day)) = &fan.promised {
        top = top.max(now + items);
        let name = format!("{items:.0} more by {day}: {} of 100", of_hundred(*odds));
        marks.push(Mark::Place { x: *week, y: now + items, name, here: true });
    }
    let panel = Panel {
        title: "Items finished".into(),
        headline: fan.headline.clone(),
        unit: "items since the beginning of the chart".into(),
        x_label: fan.x_label.clone(),
        x: (-weeks_past, fan.ahead.len() as f64),
        y: axis::rounded_outwards(0.0, top.max(1.0), axis::INTERVALS),
        marks,
        ..Panel::default()
    };
    let Fan { title, subtitle, footer, source, .. } = fan.clone();
    Figure::screen(title, subtitle, footer, source, vec![panel])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_future_goes_on_where_the_past_ends() {
        let figure = fan(&Fan {
            title: "t".into(),
            subtitle: "s".into(),
            headline: "h".into(),
            footer: String::new(),
            source: String::new(),
            x_label: "weeks".into(),
            past: vec![0.0, 4.0, 7.0],
            ahead: vec![Quantiles([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])],
            promised: Some((1.0, 4.0, 0.4, "2026-12-07".into())),
        });
        let panel = &figure.panels[0];
        assert_eq!((panel.x, panel.y.0), ((-2.0, 1.0), 0.0));
        let Mark::Band { low, high, .. } = &panel.marks[0] else { panic!() };
        assert_eq!((low.as_slice(), high.as_slice()), ([7.0, 7.0].as_slice(), [7.0, 13.0].as_slice()));
        let place = Mark::Place { x: 1.0, y: 11.0, name: "4 more by 2026-12-07: 40 of 100".into(), here: true };
        assert!(panel.marks.contains(&place));
    }
}
