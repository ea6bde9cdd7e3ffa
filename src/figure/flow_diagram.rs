//! A cumulative flow diagram: how much has entered each stage, and how much has left the last.
//!
//! The height of a band is the work in that stage; its width, read across, is how long work takes to get through it
//! (Little 1961).

use crate::analysis::summary::Summary;
use crate::model::FlowDiagram;
use crate::results::Results;

use super::axis::{INTERVALS, calendar, rounded_outwards};
use super::{Figure, Hue, Mark, Panel, moments};

/// The diagram of a scenario; None where the model names no stages, or their counters were not kept.
///
/// The lines are means over all replications: only means add up, so that the band between two of them is the mean of
/// the stock between them.
pub fn flow_diagram(results: &Results, summary: &Summary) -> Option<Figure> {
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
    let top = means.iter().flatten().copied().filter(|v| v.is_finite()).fold(0.0, f64::max);
    let unit = lines.first().map(|id| results.variable(*id).unit.to_string()).unwrap_or_default();
    Some(Figure {
        title: scenario.title.clone(),
        subtitle: format!(
            "{title}: mean of {}, no band. Up and down: work in a stage; across the lower stages: how long it stays.",
            results.all()
        ),
        footer: format!("seed {}, flywheel {}", scenario.seed, env!("CARGO_PKG_VERSION")),
        panels: vec![Panel {
            title: "All that has come and not been taken back".into(),
            unit,
            x_label: scenario.time.unit.clone(),
            x_ticks: calendar(&scenario.time.unit, scenario.time.start, scenario.time.stop),
            x: (scenario.time.start, scenario.time.stop),
            y: rounded_outwards(0.0, top, INTERVALS),
            marks,
        }],
        columns: 1,
        width: 1920,
        height: 1080,
    })
}
