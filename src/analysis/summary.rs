//! Bands of every kept variable over time.

use crate::model::VariableId;
use crate::results::{Results, Spread, field, shortest};

use super::estimate::{Estimate, beside, mean, quantile_error, quantiles};

macro_rules! quantiles {
    ($($name:ident $share:literal $words:literal;)*) => {
        /// The quantiles of which a distribution is told.
        #[derive(Debug, Clone, Copy, Default, PartialEq)]
        pub struct Quantiles {
            $(#[doc = concat!("The value that this share of the replications lies below: ", $share, ".")] pub $name: f64,)*
        }

        impl Quantiles {
            /// The share of the replications below each.
            pub const SHARES: [f64; [$($share),*].len()] = [$($share),*];
            /// What each is called in CSV and JSON.
            pub const NAMES: [&str; Quantiles::SHARES.len()] = [$(stringify!($name)),*];
            /// What each is called in a table for people.
            pub const HEADS: [&str; Quantiles::SHARES.len()] = [$($words),*];

            /// All of them, the lowest first.
            pub fn values(&self) -> [f64; Quantiles::SHARES.len()] {
                [$(self.$name),*]
            }
        }

        impl From<[f64; Quantiles::SHARES.len()]> for Quantiles {
            fn from([$($name),*]: [f64; Quantiles::SHARES.len()]) -> Quantiles {
                Quantiles { $($name),* }
            }
        }
    };
}

// One row each: summaries, comparisons, their CSV, JSON and tables follow from it.
quantiles! {
    p5 0.05 "5%";
    p25 0.25 "25%";
    p50 0.5 "median";
    p75 0.75 "75%";
    p95 0.95 "95%";
}

impl Quantiles {
    /// Of a spread, and its median with its Monte Carlo error.
    pub fn with_median(spread: Spread) -> (Quantiles, Estimate) {
        const COUNT: usize = Quantiles::SHARES.len();
        let mut shares = [0.0; COUNT + 2];
        shares[..COUNT].copy_from_slice(&Quantiles::SHARES);
        shares[COUNT..].copy_from_slice(&beside(spread, 0.5));
        let found = quantiles(spread, shares);
        let own = Quantiles::from(std::array::from_fn(|place| found[place]));
        (own, Estimate { value: own.p50, error: quantile_error(spread, found[COUNT], found[COUNT + 1]) })
    }
}

/// Mean and quantiles of one variable at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    pub mean: f64,
    pub quantiles: Quantiles,
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
    let (quantiles, median) = Quantiles::with_median(spread);
    Band {
        mean: match spread {
            Spread::Each(values) => mean(values).value,
            Spread::Counted(tally) => tally.mean(),
        },
        quantiles,
        median,
    }
}

impl Summary {
    /// The bands of a variable over time; None where it was not kept.
    pub fn of(&self, id: VariableId) -> Option<&[Band]> {
        let index = self.variables.iter().position(|v| *v == id)?;
        Some(&self.bands[index])
    }

    /// `summary.csv`: time, variable, label, unit, mean and the quantiles by their names, a row a moment and variable.
    pub fn csv(&self, results: &Results) -> String {
        let mut out = format!("time,variable,label,unit,mean,{}\n", Quantiles::NAMES.join(","));
        for (id, bands) in self.variables.iter().zip(&self.bands) {
            let variable = results.variable(*id);
            for (time, band) in self.times.iter().zip(bands) {
                let numbers = std::iter::once(band.mean)
                    .chain(band.quantiles.values())
                    .map(shortest)
                    .collect::<Vec<_>>()
                    .join(",");
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
