//! What machines read of a sensitivity: CSV and JSON with the same numbers, in full precision.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::estimate::Estimate;
use crate::analysis::morris::Effects;
use crate::analysis::sensitivity::Influence;
use crate::cli::run::paths;
use crate::results::{field, shortest};

use super::{Asked, Found, Method};

impl Asked {
    /// A row an outcome and factor.
    pub fn csv(&self, found: &Found) -> String {
        let mut out = String::from("outcome,unit,factor,label,factor_unit,low,high,");
        out.push_str(match self.method {
            Method::Sobol => {
                "first,first_error,total,total_error,mean_if_low,mean_if_low_error,mean_if_high,mean_if_high_error"
            }
            Method::Morris => "size,size_error,mean,mean_error,spread",
        });
        out.push('\n');
        for (index, quantity) in self.quantities.iter().enumerate() {
            for factor in 0..self.factors.len() {
                let (unit, low, high) =
                    self.ends(factor).map_or_else(Default::default, |(u, l, h)| (u, shortest(l), shortest(h)));
                let mut row = vec![field(&quantity.text), field(&quantity.measure), field(self.name(factor))];
                row.extend([field(&self.words(factor)), field(&unit), low, high]);
                row.extend(self.numbers(found, index, factor).into_iter().map(|x| x.map_or(String::new(), shortest)));
                out.push_str(&row.join(","));
                out.push('\n');
            }
        }
        out
    }

    /// The numbers of a row of the CSV; none where luck has no low and no high.
    fn numbers(&self, found: &Found, quantity: usize, factor: usize) -> Vec<Option<f64>> {
        let both = |estimate: Estimate| [Some(estimate.value), Some(estimate.error)];
        match found {
            Found::Sobol(found) => {
                let Influence { indices, swing } = &found[quantity].influences[factor];
                let swing = swing.map_or([None; 4], |s| {
                    [Some(s.low.value), Some(s.low.error), Some(s.high.value), Some(s.high.error)]
                });
                [&both(indices.first)[..], &both(indices.total), &swing].concat()
            }
            Found::Morris(found) => {
                let Effects { size, mean, spread } = found[quantity][factor];
                [&both(size)[..], &both(mean), &[Some(spread)]].concat()
            }
        }
    }

    pub fn json(&self, found: &Found, files: &[PathBuf]) -> Value {
        let outcomes = self.quantities.iter().enumerate().map(|(index, quantity)| {
            let factors: Vec<Value> =
                (0..self.factors.len()).map(|factor| self.json_of(found, index, factor)).collect();
            let (variable, label) = quantity.named(&self.scenario.model);
            let mut out = json!({
                "outcome": quantity.text, "variable": variable, "label": label, "words": quantity.words,
                "unit": quantity.measure, "factors": factors,
            });
            if let Found::Sobol(found) = found {
                out["mean"] = json!(found[index].mean.value);
                out["mean_monte_carlo_error"] = json!(found[index].mean.error);
                out["standard_deviation"] = json!(found[index].deviation);
            }
            out
        });
        json!({
            "file": self.scenario.source.name,
            "title": self.scenario.title,
            "method": self.method.name(),
            "seed": self.scenario.seed,
            "samples": self.samples,
            "runs": self.runs,
            "outcomes": outcomes.collect::<Vec<_>>(),
            "files": paths(files),
        })
    }

    fn json_of(&self, found: &Found, quantity: usize, factor: usize) -> Value {
        let estimate = |e: Estimate| json!({"value": e.value, "monte_carlo_error": e.error});
        let mut out = json!({"factor": self.name(factor), "label": self.words(factor)});
        if let Some((unit, low, high)) = self.ends(factor) {
            out["unit"] = json!(unit);
            out["low"] = json!(low);
            out["high"] = json!(high);
        }
        match found {
            Found::Sobol(found) => {
                let Influence { indices, swing } = &found[quantity].influences[factor];
                out["first"] = estimate(indices.first);
                out["total"] = estimate(indices.total);
                if let Some(swing) = swing {
                    out["mean_if_low"] = estimate(swing.low);
                    out["mean_if_high"] = estimate(swing.high);
                }
            }
            Found::Morris(found) => {
                let Effects { size, mean, spread } = found[quantity][factor];
                out["size"] = estimate(size);
                out["mean"] = estimate(mean);
                out["spread"] = json!(spread);
            }
        }
        out
    }
}
