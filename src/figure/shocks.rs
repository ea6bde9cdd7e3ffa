//! Charts of shocks: how many are tipped, by how long the shock lasts.

use crate::analysis::estimate::Estimate;

use crate::text::{counted, plain, plural};

use super::{Figure, Hue, Mark, Panel};

/// What a chart of shocks shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Shocks {
    pub title: String,
    pub subtitle: String,
    pub footer: String,
    pub source: String,
    /// What tips: "a shock of demand +1".
    pub what: String,
    /// "of 100 teams, in the wicked loop": what is counted.
    pub counted: String,
    /// The unit of the durations.
    pub unit: String,
    /// From 0 on, which is no shock.
    pub durations: Vec<f64>,
    /// Each with its name and, duration by duration, the share that is tipped.
    pub series: Vec<(String, Vec<Estimate>)>,
    /// The least duration that tips without luck.
    pub least_without_luck: Option<f64>,
}

/// Bands reach so many Monte Carlo errors to either side.
const BAND: f64 = 2.0;

/// The page with the chart.
pub fn shocks(shocks: &Shocks) -> Figure {
    let x = &shocks.durations;
    let mut marks = Vec::new();
    for (index, (name, shares)) in shocks.series.iter().enumerate() {
        let hue = if index == 0 { Hue::Change } else { Hue::Base };
        let line = |errors: f64| -> Vec<f64> {
            shares.iter().map(|s| (100.0 * (s.value + errors * s.error)).clamp(0.0, 100.0)).collect()
        };
        marks.push(Mark::Band { hue, strength: 0.6, x: x.clone(), low: line(-BAND), high: line(BAND) });
        let (y, label) = (line(0.0), Some(name.clone()));
        marks.push(Mark::Line { hue, width: 5, dashed: index > 0, x: x.clone(), y, label, value: None });
    }
    if let Some(least) = shocks.least_without_luck {
        let label = format!("without luck: {}", counted(least, &shocks.unit));
        marks.push(Mark::Moment { x: least, label, count: 1 });
    }
    let last = x.iter().copied().chain(shocks.least_without_luck).fold(0.0, f64::max);
    let panel = Panel {
        title: "Tipped".into(),
        headline: headline(shocks).unwrap_or_default(),
        reading: String::new(),
        unit: shocks.counted.clone(),
        x_label: format!("Length of the shock ({})", plural(&shocks.unit)),
        x_ticks: Vec::new(),
        x_names: Vec::new(),
        x: (0.0, last),
        y: (0.0, 100.0),
        marks,
    };
    let Shocks { title, subtitle, footer, source, .. } = shocks.clone();
    Figure::screen(title, subtitle, footer, source, vec![panel])
}

/// From about how long a shock on half of them are tipped, by each kind of luck.
fn headline(shocks: &Shocks) -> Option<String> {
    let (longest, what) = (*shocks.durations.last()?, &shocks.what);
    let half = |shares: &[Estimate]| -> Half {
        let points: Vec<(f64, f64)> =
            shocks.durations.iter().copied().zip(shares.iter().map(|share| share.value)).collect();
        if points.first().is_some_and(|(_, share)| *share >= 0.5) {
            return Half::Anyway;
        }
        points.windows(2).find(|pair| pair[1].1 >= 0.5).map_or(Half::More(longest), |pair| {
            let part = (0.5 - pair[0].1) / (pair[1].1 - pair[0].1);
            Half::About((pair[0].0 + part * (pair[1].0 - pair[0].0)).round())
        })
    };
    let ((name, shares), others) = shocks.series.split_first()?;
    let first = half(shares);
    let others: Vec<(&String, Half)> = others.iter().map(|(name, shares)| (name, half(shares))).collect();
    let told = match first {
        Half::Anyway => "Half of them end so even without a shock".to_string(),
        Half::About(about) => format!("About {} of {what} tip half of them", counted(about, &shocks.unit)),
        Half::More(longest) => format!("Not even {} of {what} tip half of them", counted(longest, &shocks.unit)),
    };
    if others.iter().all(|(_, other)| *other == first) {
        return Some(told);
    }
    let other = |(name, half): &(&String, Half)| match half {
        Half::Anyway => format!(". With {name} half end so even without one"),
        Half::About(about) => format!(". With {name}, about {} do", plain(*about)),
        Half::More(longest) => format!(". With {name}, not even {} do", plain(*longest)),
    };
    Some(format!("{told} with {name}{}", others.iter().map(other).collect::<String>()))
}

/// How long a shock lasts that tips half.
#[derive(PartialEq)]
enum Half {
    /// Without one there are as many.
    Anyway,
    About(f64),
    /// Longer than the longest.
    More(f64),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_of_two_errors_stays_within_the_hundred() {
        let share = |value: f64| Estimate { value, error: 0.02 };
        let figure = shocks(&Shocks {
            title: "t".into(),
            subtitle: "s".into(),
            footer: "f".into(),
            source: "Seed 1".into(),
            what: "demand +1".into(),
            counted: "of 100 teams".into(),
            unit: "week".into(),
            durations: vec![0.0, 4.0, 8.0],
            series: vec![("luck only".into(), vec![share(0.0), share(0.01), share(0.5)])],
            least_without_luck: Some(13.0),
        });
        let panel = &figure.panels[0];
        assert_eq!(panel.x, (0.0, 13.0));
        let Mark::Band { low, high, .. } = &panel.marks[0] else { panic!() };
        assert_eq!((low[1], high[2].round()), (0.0, 54.0));
        assert_eq!(panel.headline, "About 8 weeks of demand +1 tip half of them");
        assert!(matches!(&panel.marks[2], Mark::Moment { label, .. } if label.contains("13 weeks")));
    }
}
