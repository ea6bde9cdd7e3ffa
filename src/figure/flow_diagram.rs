//! A cumulative flow diagram: how much has entered each stage, and how much has left the last.
//!
//! The height of a band is the work in that stage; its width, read across, is how long work takes to get through it
//! (Little 1961).

use crate::analysis::summary::Summary;
use crate::model::FlowDiagram;
use crate::results::Results;
use crate::text::{person, plural};

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::{Figure, Hue, Mark, Panel, moments, source};

/// How high the diagram of a scenario reaches; None as for [`flow_diagram`]. Scenarios side by side have one scale.
pub fn top(results: &Results, summary: &Summary) -> Option<f64> {
    let lines = &results.scenario.model.flow_diagram.as_ref()?.lines;
    let bands = lines.iter().map(|id| summary.of(*id)).collect::<Option<Vec<_>>>()?;
    Some(bands.into_iter().flatten().map(|band| band.mean).filter(|mean| mean.is_finite()).fold(0.0, f64::max))
}

/// The diagram of a scenario on an axis up to `top`; None where the model names no stages, or their counters were not kept.
///
/// The lines are means over all replications: only means add up, so that the band between two of them is the mean of
/// the stock between them.
pub fn flow_diagram(results: &Results, summary: &Summary, top: f64) -> Option<Figure> {
    let scenario = &results.scenario;
    let FlowDiagram { title, lines, stages } = scenario.model.flow_diagram.as_ref()?;
    let x = summary.times.clone();
    let means: Vec<Vec<f64>> =
        lines.iter().map(|id| Some(summary.of(*id)?.iter().map(|b| b.mean).collect())).collect::<Option<_>>()?;
    let mut marks = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let hue = Hue::Series(index);
        let (high, low) = (means[index].clone(), means[index + 1].clone());
        marks.push(Mark::Band { hue, strength: 1.0, x: x.clone(), low, high: high.clone() });
        let label = Some(stage.clone());
        marks.push(Mark::Line { hue, width: 3, dashed: false, x: x.clone(), y: high, label, value: None });
    }
    let out = means.last()?;
    let done = lines.last().map(|id| results.variable(*id).words());
    marks.push(Mark::Line {
        hue: Hue::Ink,
        width: 3,
        dashed: false,
        x: x.clone(),
        y: out.clone(),
        label: done,
        value: None,
    });
    marks.extend(moments(scenario));
    let unit = lines.first().map(|id| results.variable(*id).unit.to_string()).unwrap_or_default();
    let headline = headline(stages, &means, &unit).unwrap_or_default();
    let subtitle = format!(
        "{title}: mean of {}, no band. Up and down: work in a stage; across the lower stages: how long it stays.",
        results.all()
    );
    let panel = Panel {
        title: "Work that has entered each stage".into(),
        headline,
        reading: String::new(),
        unit,
        x_label: scenario.time.unit.clone(),
        x_ticks: calendar(&scenario.time.unit, scenario.time.start, scenario.time.stop),
        x_names: Vec::new(),
        x: (scenario.time.start, scenario.time.stop),
        // Half steps: the height is for the data.
        y: rounded_outwards(0.0, top, 2 * INTERVALS),
        marks,
    };
    Some(Figure::screen(scenario.title.clone(), subtitle, String::new(), source(scenario.seed), vec![panel]))
}

/// How much work is on its way, and where most of it is.
fn headline(stages: &[String], means: &[Vec<f64>], unit: &str) -> Option<String> {
    let (first, last) = (means.first()?, means.last()?);
    let inside = |at: Option<(&f64, &f64)>| at.map(|(came, left)| came - left);
    let start = inside(first.first().zip(last.first()))?;
    let end = inside(first.last().zip(last.last()))?;
    let held = |stage: &usize| inside(means[*stage].last().zip(means[*stage + 1].last())).unwrap_or(0.0);
    let most = (0..stages.len()).max_by(|a, b| held(a).total_cmp(&held(b)))?;
    Some(format!(
        "{} {} are under way at the end, {} at the start. Most at the end: {} ({})",
        person(end),
        plural(unit),
        person(start),
        stages[most],
        person(held(&most))
    ))
}
