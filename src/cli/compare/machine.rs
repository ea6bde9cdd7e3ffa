//! What machines read of a comparison.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::analysis::course::{Course, Side};
use crate::analysis::estimate::Estimate;
use crate::analysis::paired::Paired;
use crate::analysis::summary::QUANTILES;
use crate::model::difference::{Difference, Setting};
use crate::results::{field, shortest};

use super::super::run::paths;
use super::{Compared, Comparison, Spreading, Way};

const NUMBERS: &str = "mean,mean_error,p5,p25,p50,p75,p95,p50_error";
const OF_PAIRS: &str = "more,more_error,less,less_error,mean_error_apart";

impl Comparison {
    /// `compare.csv`: a row for each outcome and scenario, then one for each difference to the first, whose last columns
    /// are of pairs.
    pub fn outcomes_csv(&self) -> String {
        let mut out = format!("outcome,variable,label,unit,scenario,against,{NUMBERS},{OF_PAIRS}\n");
        let first = &self.ran[0].name;
        for Compared { quantity, each, paired, .. } in &self.outcomes {
            let row = |scenario: &str, against: &str, numbers: Vec<f64>| {
                let (variable, label) = quantity.named(&self.ran[0].scenario().model);
                let names =
                    [&quantity.text, variable.unwrap_or_default(), &label, &quantity.measure, scenario, against]
                        .map(field);
                names.into_iter().chain(numbers.into_iter().map(shortest)).collect::<Vec<_>>().join(",")
            };
            for (ran, Spreading { mean, band }) in self.ran.iter().zip(each) {
                let numbers = [&[mean.value, mean.error][..], &band.quantiles, &[band.median.error]].concat();
                out.push_str(&format!("{},,,,,\n", row(&ran.name, "", numbers)));
            }
            for (ran, paired) in self.ran[1..].iter().zip(paired) {
                out.push_str(&format!("{}\n", row(&ran.name, first, numbers_of(paired))));
            }
        }
        out
    }

    /// `difference.csv`: the difference to the first at each moment, a row for each scenario, variable and moment.
    pub fn over_time_csv(&self) -> String {
        let mut out = format!("time,variable,label,unit,scenario,against,{NUMBERS},{OF_PAIRS}\n");
        let first = &self.ran[0];
        for (ran, differences) in self.ran[1..].iter().zip(&self.differences) {
            for (id, differences) in self.headline.iter().zip(differences) {
                let variable = first.results.variable(*id);
                let (label, unit) = (variable.words(), variable.unit.to_string());
                let names = [&variable.name, &label, &unit, &ran.name, &first.name].map(|name| field(name));
                for (time, paired) in self.times.iter().zip(differences) {
                    let numbers = numbers_of(paired).into_iter().map(shortest);
                    let row = std::iter::once(shortest(*time)).chain(names.clone()).chain(numbers);
                    out.push_str(&row.collect::<Vec<_>>().join(","));
                    out.push('\n');
                }
            }
        }
        out
    }

    pub fn json(&self, files: &[PathBuf]) -> Value {
        let first = self.ran[0].scenario();
        let scenarios = self.ran.iter().map(|ran| {
            let scenario = ran.scenario();
            json!({"name": ran.name, "title": scenario.title, "file": scenario.source.name})
        });
        json!({
            "scenarios": scenarios.collect::<Vec<_>>(),
            "seed": first.seed,
            "replications": first.replications,
            "design": first.design.name(),
            "uncertainty": first.uncertainty.name(),
            "until": self.times.last(),
            "changed": self.changed.iter().map(|difference| self.changed_json(difference)).collect::<Vec<_>>(),
            "outcomes": self.outcomes.iter().map(|compared| self.outcome_json(compared)).collect::<Vec<_>>(),
            "files": paths(files),
        })
    }

    fn changed_json(&self, difference: &Difference) -> Value {
        let scenario = self.ran[0].scenario();
        json!({
            "input": difference.of.key(scenario),
            "label": difference.of.words(scenario),
            "unit": difference.of.measure(scenario),
            "values": difference.values.iter().map(setting_json).collect::<Vec<_>>(),
        })
    }

    fn outcome_json(&self, compared: &Compared) -> Value {
        let Compared { quantity, each, paired, ways } = compared;
        let (variable, label) = quantity.named(&self.ran[0].scenario().model);
        let scenarios = self.ran.iter().zip(each).map(|(ran, Spreading { mean, band })| {
            let mut out = bands_json(*mean, band.quantiles, band.median);
            out.insert("scenario".into(), json!(ran.name));
            Value::Object(out)
        });
        let differences = self.ran[1..].iter().zip(paired).enumerate().map(|(index, (ran, paired))| {
            let mut out = self.paired_json(paired);
            out.insert("scenario".into(), json!(ran.name));
            out.insert("against".into(), json!(self.ran[0].name));
            out.insert("same".into(), json!(paired.is_nothing()));
            out.insert("told_from_noise".into(), json!(compared.is_told(index)));
            if let Some(Way { course, in_all }) = ways.get(index) {
                out.insert("course".into(), self.course_json(course));
                out.insert("course_in_all".into(), in_all.as_ref().map_or(Value::Null, |c| self.course_json(c)));
            }
            Value::Object(out)
        });
        json!({
            "outcome": quantity.text,
            "variable": variable,
            "label": label,
            "words": quantity.words,
            "unit": quantity.measure,
            "better": quantity.better.map(|way| way.name()),
            "scenarios": scenarios.collect::<Vec<_>>(),
            "differences": differences.collect::<Vec<_>>(),
        })
    }

    fn paired_json(&self, paired: &Paired) -> Map<String, Value> {
        let mut out = bands_json(paired.mean, paired.quantiles, paired.median);
        out.insert("more".into(), estimate_json(paired.more));
        out.insert("less".into(), estimate_json(paired.less));
        out.insert("mean_monte_carlo_error_apart".into(), json!(paired.apart));
        out.insert("pairing".into(), json!(paired.pairing()));
        out
    }

    /// Moments instead of their indices; null where there is none.
    fn course_json(&self, course: &Course) -> Value {
        let time = |index: usize| self.times.get(index).copied();
        json!({
            "end": course.end.map(side),
            "visible_from": course.visible.and_then(|since| time(since.from)),
            "visible_earliest": course.visible.and_then(|since| time(since.earliest)),
            "visible_latest": course.visible.and_then(|since| time(since.latest?)),
            "visible_is_clear": course.visible.map(|since| since.is_clear(self.times.len())),
            "before": course.before.map(|excursion| json!({
                "side": side(excursion.side),
                "at": time(excursion.at),
                "difference": estimate_json(excursion.size),
                "share_of_first": excursion.share,
                "from": time(excursion.from),
                "level_at": excursion.level.and_then(time),
            })),
        })
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::More => "more",
        Side::Less => "less",
    }
}

/// The numbers of a row of a CSV that is about a difference.
fn numbers_of(paired: &Paired) -> Vec<f64> {
    let Paired { more, less, mean, apart, median, quantiles } = paired;
    let of_pairs = [more.value, more.error, less.value, less.error, *apart];
    [&[mean.value, mean.error][..], quantiles, &[median.error], &of_pairs].concat()
}

fn bands_json(mean: Estimate, quantiles: [f64; 5], median: Estimate) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("mean".into(), estimate_json(mean));
    for (p, value) in QUANTILES.iter().zip(quantiles) {
        out.insert(format!("p{:.0}", p * 100.0), json!(value));
    }
    out.insert("median_monte_carlo_error".into(), json!(median.error));
    out
}

fn estimate_json(estimate: Estimate) -> Value {
    json!({"value": estimate.value, "monte_carlo_error": estimate.error})
}

fn setting_json(setting: &Setting) -> Value {
    match setting {
        Setting::Nothing => Value::Null,
        Setting::Word(word) => json!(word),
        Setting::Number(value) => json!(value),
        Setting::Spread(spread) if !spread.varies() => json!(spread.value),
        Setting::Spread(spread) => {
            let mut out = json!({"value": spread.value, "distribution": spread.kind.name()});
            if let Some((min, max)) = spread.range {
                out["min"] = json!(min);
                out["max"] = json!(max);
            }
            out["sd"] = json!((spread.sd > 0.0).then_some(spread.sd));
            out["cv"] = json!((spread.cv > 0.0).then_some(spread.cv));
            out
        }
        Setting::Pick(pick) => json!({"start": pick.start, "strength": pick.strength}),
        Setting::Shock(shock) => json!({"amount": shock.amount, "from": shock.from, "to": shock.to}),
    }
}
