//! Bands of every kept variable over time.

use crate::model::VariableId;
use crate::results::{Results, Spread, field, shortest};

use super::estimate::{Estimate, beside, mean, quantile_error, quantiles};

/// The shares of replications that lie below the lines of a band.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Mean and quantiles of one variable at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    pub mean: f64,
    /// The quantiles of [`QUANTILES`].
    pub quantiles: [f64; 5],
    /// The median with its Monte Carlo error.
    pub median: Estimate,
}

/// Bands of the kept variables.
///
/// # Shape
/// `bands[variable][time]`, in the order of the results.
#[derive(Debug, Clone)]
pub struct Summary {
    pub variables: Vec<VariableId>,
    pub times: Vec<f64>,
    pub bands: Vec<Vec<Band>>,
}

/// Sums up results, variable by variable and moment by moment.
pub fn summarise(results: &Results) -> Summary {
    let times = results.times().to_vec();
    let of = |id: &VariableId| {
        (0..times.len()).map(|time| band(results.spread(*id, time).unwrap_or(Spread::Each(&[])))).collect()
    };
    let bands = results.variables().iter().map(of).collect();
    Summary { variables: results.variables().to_vec(), times, bands }
}

/// Sums up one spread.
pub fn band(spread: Spread) -> Band {
    let ([p5, p25, p50, p75, p95], [before, after]) = (QUANTILES, beside(spread, 0.5));
    let [p5, p25, p50, p75, p95, below, above] = quantiles(spread, [p5, p25, p50, p75, p95, before, after]);
    Band {
        mean: match spread {
            Spread::Each(values) => mean(values).value,
            Spread::Counted(tally) => tally.mean(),
        },
        quantiles: [p5, p25, p50, p75, p95],
        median: Estimate { value: p50, error: quantile_error(spread, below, above) },
    }
}

impl Summary {
    /// The bands of a variable over time; None where it was not kept.
    pub fn of(&self, id: VariableId) -> Option<&[Band]> {
        let index = self.variables.iter().position(|v| *v == id)?;
        Some(&self.bands[index])
    }

    /// `summary.csv`: time, variable, label, unit, mean, p5, p25, p50, p75, p95, a row a moment and variable.
    pub fn csv(&self, results: &Results) -> String {
        let mut out = String::from("time,variable,label,unit,mean,p5,p25,p50,p75,p95\n");
        for (id, bands) in self.variables.iter().zip(&self.bands) {
            let variable = results.variable(*id);
            for (time, band) in self.times.iter().zip(bands) {
                let numbers =
                    std::iter::once(band.mean).chain(band.quantiles).map(shortest).collect::<Vec<_>>().join(",");
                out.push_str(&format!(
                    "{},{},{},{},{numbers}\n",
                    shortest(*time),
                    field(&variable.name),
                    field(&variable.words()),
                    field(&variable.unit.to_string())
                ));
            }
        }
        out
    }
}
