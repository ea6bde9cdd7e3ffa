//! The flow distribution: what a team's time goes to, as shares over time.
//!
//! # Source
//! Kersten (2018), "Project to Product": features, defects, debts and risks; time in the place of items.

use crate::analysis::estimate::quantiles;
use crate::analysis::summary::Summary;
use crate::model::{FlowDistribution, VariableId};
use crate::results::{Results, Spread};
use crate::text::{capital, plural};

use super::axis::calendar;
use super::{Figure, Hue, Mark, Panel, moments, source};

/// The chart of a scenario; None where the model names no parts, or they were not kept.
///
/// A layer is the mean of its part over the mean of all parts: its share of what all replications spend together. Only
/// such shares add up. How far single replications lie apart at the end is written beside it.
pub fn flow_distribution(results: &Results, summary: &Summary) -> Option<Figure> {
    let scenario = &results.scenario;
    let FlowDistribution { title, of, parts, labels } = scenario.model.flow_distribution.as_ref()?;
    let x = &summary.times;
    let means: Vec<Vec<f64>> =
        parts.iter().map(|id| Some(summary.of(*id)?.iter().map(|b| b.mean).collect())).collect::<Option<_>>()?;
    let shares: Vec<Vec<f64>> = (0..x.len()).map(|time| shares(means.iter().map(|part| part[time]))).collect();
    let ranges = ranges(results, parts);
    let (mut layers, mut ends) = (Vec::new(), Vec::new());
    let mut low = vec![0.0; x.len()];
    for (index, label) in labels.iter().enumerate() {
        let high: Vec<f64> = low.iter().zip(&shares).map(|(low, shares)| low + shares[index]).collect();
        if let (Some(at), Some(share), Some(low), Some(high)) = (x.last(), shares.last(), low.last(), high.last()) {
            let range = ranges.as_ref().map_or(String::new(), |r| format!(" ({:.0} to {:.0})", r[index].0, r[index].1));
            ends.push(Mark::Line {
                hue: Hue::Ink,
                width: 1,
                dashed: false,
                x: vec![*at],
                y: vec![0.5 * (low + high)],
                label: Some(label.clone()),
                value: Some(format!("{:.0}%{range}", share[index])),
            });
        }
        layers.push(Mark::Layer {
            hue: Hue::Series(index),
            strength: STRENGTHS[index % STRENGTHS.len()],
            x: x.clone(),
            low: std::mem::replace(&mut low, high.clone()),
            high,
            name: label.clone(),
            short: None,
            leads: false,
        });
    }
    let mut marks = layers;
    marks.append(&mut ends);
    marks.extend(moments(scenario));
    let beside = match ranges {
        Some(_) => format!(". On the right the end, in brackets what holds 90 of 100 {}", plural(results.one())),
        None => String::new(),
    };
    let panel = Panel {
        title: title.clone(),
        headline: headline(labels, &shares, of).unwrap_or_default(),
        reading: String::new(),
        unit: format!("share of {of}, in %"),
        x_label: scenario.time.unit.clone(),
        x_ticks: calendar(&scenario.time.unit, scenario.time.start, scenario.time.stop),
        x_names: Vec::new(),
        x: (scenario.time.start, scenario.time.stop),
        y: (0.0, WHOLE),
        marks,
    };
    let subtitle = format!("Shares of the total of {}{beside}", results.all());
    Some(Figure::screen(scenario.title.clone(), subtitle, String::new(), source(scenario.seed), vec![panel]))
}

/// What most goes to at the end, and how much went there at the start.
fn headline(labels: &[String], shares: &[Vec<f64>], of: &str) -> Option<String> {
    let (start, end) = (shares.first()?, shares.last()?);
    let most = (0..labels.len()).max_by(|a, b| end[*a].total_cmp(&end[*b]))?;
    let label = capital(&labels[most]);
    Some(format!("{label}: {:.0}% of {of} at the end, {:.0}% at the start", end[most], start[most]))
}

/// Shares are told in a hundred.
const WHOLE: f64 = 100.0;

/// Neighbours differ in strength, and so without colour too.
const STRENGTHS: [f64; 2] = [0.75, 0.45];

/// The shares of parts of a whole, in a hundred; not numbers where there is nothing to share, or a part is below 0.
fn shares(parts: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let total: f64 = parts.clone().sum();
    let is_whole = total > 0.0 && parts.clone().all(|part| part >= 0.0);
    parts.map(|part| if is_whole { WHOLE * part / total } else { f64::NAN }).collect()
}

/// What 90 of 100 replications lie between at the last moment, part by part; None of a single replication, and where
/// values were counted only: a share needs all parts of one replication.
fn ranges(results: &Results, parts: &[VariableId]) -> Option<Vec<(f64, f64)>> {
    let last = results.times().len().checked_sub(1)?;
    let values: Vec<&[f64]> = parts.iter().map(|id| results.at(*id, last)).collect::<Option<_>>()?;
    let each: Vec<Vec<f64>> =
        (0..results.replications()).map(|one| shares(values.iter().map(|part| part[one]))).collect();
    let range = |part: usize| {
        let of_part: Vec<f64> = each.iter().map(|shares| shares[part]).collect();
        let [low, high] = quantiles(Spread::Each(&of_part), [0.05, 0.95]);
        (low, high)
    };
    (each.len() > 1).then(|| (0..parts.len()).map(range).collect())
}
