//! What machines read of a comparison.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::estimate::Estimate;
use crate::analysis::paired::PairedDifference;
use crate::analysis::paired::time_course::{Excursion, Side, TimeCourse};
use crate::analysis::summary;
use crate::answer::machine::{Estimated, Number, OutcomeName, Quantiles};
use crate::model::difference::{Difference, Setting};
use crate::model::scenario::{Design, Pick, Uncertainty};
use crate::model::{Better, ChangeKind, DistributionKind};
use crate::results::{field, shortest};

use super::{Compared, Comparison, Distribution, Ran};

/// What differs between scenarios, and what comes of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Data {
    /// The scenarios in the order in which they were asked about; the others are held against the first.
    pub scenarios: Vec<ScenarioData>,
    /// The seed of all luck, the same for all scenarios.
    pub seed: u64,
    /// In how many replications each scenario was run.
    pub replications: u64,
    /// How the replications' constants are spread.
    pub design: Design,
    /// What differs between replications.
    pub uncertainty: Uncertainty,
    /// The last saved moment that all scenarios have, in the model's unit of time.
    pub until: Number,
    /// The inputs in which the scenarios differ, in the order of a scenario file.
    pub changed: Vec<Changed>,
    /// What came of it.
    pub outcomes: Vec<OutcomeData>,
}

/// A scenario that is compared.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScenarioData {
    /// A few words for it, which no other has: its label, else its title, else its file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The file that it was read from.
    pub file: String,
}

/// An input in which scenarios differ.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Changed {
    /// The key of a scenario file that sets it, such as `constants.team_size`.
    pub input: String,
    /// What people call it.
    pub label: String,
    /// The unit of its numbers; empty where there is none.
    pub unit: String,
    /// What each scenario has, in the order of the scenarios.
    pub values: Vec<SettingData>,
}

/// What a scenario has set an input to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SettingData {
    /// It is not set.
    Nothing,
    /// A word, such as the name of a starting point.
    Word(String),
    /// A number in the input's unit.
    Number(Number),
    /// A constant that differs between replications.
    Spread {
        /// The value that a run without luck has.
        value: Number,
        /// The distribution that values are drawn from.
        distribution: DistributionKind,
        /// The least value, where it has a range.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<Number>,
        /// The largest value, where it has a range.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<Number>,
        /// The standard deviation, where it has one.
        sd: Option<Number>,
        /// The coefficient of variation, where it has one.
        cv: Option<Number>,
    },
    /// An intervention that is picked.
    Pick {
        /// When it starts, in the model's unit of time.
        start: Number,
        /// How much of it is done: 1 is all.
        strength: Number,
        /// Whether it is learned or decided.
        kind: ChangeKind,
    },
    /// A shock to a constant.
    Shock {
        /// What is added to the constant, in its unit.
        amount: Number,
        /// When it begins, in the model's unit of time.
        from: Number,
        /// When it ends; null where it lasts to the end of the run.
        to: Option<Number>,
    },
}

/// An outcome in all scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OutcomeData {
    #[serde(flatten)]
    pub named: OutcomeName,
    /// Which way it is better; null where the model does not say.
    pub better: Option<Better>,
    /// Its values in each scenario.
    pub scenarios: Vec<InScenario>,
    /// The differences of each scenario but the first to the first.
    pub differences: Vec<DifferenceData>,
}

/// The values of an outcome in one scenario, over its replications.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InScenario {
    /// The name of the scenario.
    pub scenario: String,
    #[serde(flatten)]
    pub bands: Bands,
}

/// A distribution over replications, in the outcome's unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Bands {
    /// The mean; of an outcome class, the share of replications that are in it, from 0 to 1.
    pub mean: Estimated,
    #[serde(flatten)]
    pub quantiles: Quantiles,
    /// The standard error of the median: what other luck would change.
    pub median_monte_carlo_error: Number,
}

/// The paired differences of an outcome between two scenarios: replication by replication, the scenario minus the one that
/// it is held against.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DifferenceData {
    /// The name of the scenario.
    pub scenario: String,
    /// The name of the one that it is held against: the first.
    pub against: String,
    #[serde(flatten)]
    pub bands: Bands,
    /// The share of replications in which the scenario has more of it.
    pub more: Estimated,
    /// The share in which it has less; in the rest both have the same.
    pub less: Estimated,
    /// The standard error that the difference of the means would have if each scenario had luck of its own.
    pub mean_monte_carlo_error_apart: Number,
    /// How many times smaller the shared luck makes the error of the mean difference; null where there is no error.
    pub pairing: Option<Number>,
    /// Whether both are exactly the same in every replication.
    pub same: bool,
    /// Whether the difference can be told from noise: it is at least two Monte Carlo errors from 0.
    pub told_from_noise: bool,
    /// How the difference goes over time; null of an outcome class or a calculation.
    pub course: Option<CourseData>,
    /// The same of the counter that adds the outcome up; null where the model has none.
    pub course_in_all: Option<CourseData>,
}

/// How the difference goes over time. Moments are in the model's unit of time.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CourseData {
    /// The side on which it ends; null where its median at the end cannot be told from 0.
    pub end: Option<Side>,
    /// From when on it is visible: on the whole at least 80% of replications are on the side where it ends; null where it is
    /// not visible by the end.
    pub visible_from: Option<Number>,
    /// The earliest moment that 9 in 10 repetitions with other luck would find instead.
    pub visible_earliest: Option<Number>,
    /// The latest such moment; null where more than one in 20 repetitions would find none.
    pub visible_latest: Option<Number>,
    /// Whether that moment is known to within a quarter of the run.
    pub visible_is_clear: Option<bool>,
    /// How far it went to the other side before that; null where it did not.
    pub before: Option<ExcursionData>,
}

/// A stretch on the side on which a difference does not end.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExcursionData {
    /// The side.
    pub side: Side,
    /// When the median is farthest out.
    pub at: Option<Number>,
    /// The median difference there, in the outcome's unit.
    pub difference: Estimated,
    /// The same as a share of the first scenario's median there, with its sign.
    pub share_of_first: Number,
    /// From when on the median is on this side.
    pub from: Option<Number>,
    /// When it is level again; null where it never is.
    pub level_at: Option<Number>,
}

/// The heads of the numbers of a distribution.
fn numbers() -> String {
    format!("mean,mean_error,{},p50_error", summary::Quantiles::NAMES.join(","))
}

const OF_PAIRS: &str = "more,more_error,less,less_error,mean_error_apart";

impl Comparison {
    /// `compare.csv`: a row for each outcome and scenario, then one for each difference to the first, whose last columns
    /// are of pairs.
    pub fn outcomes_csv(&self) -> String {
        let mut out = format!("outcome,variable,label,unit,scenario,against,{},{OF_PAIRS}\n", numbers());
        let first = &self.ran[0].name;
        for Compared { quantity, each, paired, .. } in &self.outcomes {
            let row = |scenario: &str, against: &str, numbers: Vec<f64>| {
                let (variable, label) = quantity.named(&self.ran[0].scenario().model);
                let names =
                    [&quantity.text, variable.unwrap_or_default(), &label, &quantity.measure, scenario, against]
                        .map(field);
                names.into_iter().chain(numbers.into_iter().map(shortest)).collect::<Vec<_>>().join(",")
            };
            for (ran, Distribution { mean, band }) in self.ran.iter().zip(each) {
                let numbers = [&[mean.value, mean.error][..], &band.quantiles.values(), &[band.median.error]].concat();
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
        let mut out = format!("time,variable,label,unit,scenario,against,{},{OF_PAIRS}\n", numbers());
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

    pub fn told(&self) -> Data {
        let first = self.ran[0].scenario();
        let scenario = |ran: &Ran| ScenarioData {
            name: ran.name.clone(),
            title: ran.scenario().title.clone(),
            file: ran.scenario().source.name.clone(),
        };
        Data {
            scenarios: self.ran.iter().map(scenario).collect(),
            seed: first.seed,
            replications: first.replications,
            design: first.design,
            uncertainty: first.uncertainty,
            until: self.times.last().copied().unwrap_or(f64::NAN).into(),
            changed: self.changed.iter().map(|difference| self.changed(difference)).collect(),
            outcomes: self.outcomes.iter().map(|compared| self.outcome(compared)).collect(),
        }
    }

    fn changed(&self, difference: &Difference) -> Changed {
        let scenario = self.ran[0].scenario();
        Changed {
            input: difference.of.key(scenario),
            label: difference.of.words(scenario),
            unit: difference.of.measure(scenario),
            values: difference.values.iter().map(SettingData::from).collect(),
        }
    }

    fn outcome(&self, compared: &Compared) -> OutcomeData {
        let Compared { quantity, each, paired, courses } = compared;
        let scenarios = self.ran.iter().zip(each).map(|(ran, Distribution { mean, band })| InScenario {
            scenario: ran.name.clone(),
            bands: Bands::of(*mean, band.quantiles, band.median),
        });
        let differences = self.ran[1..].iter().zip(paired).enumerate().map(|(index, (ran, paired))| {
            let courses = courses.get(index);
            DifferenceData {
                scenario: ran.name.clone(),
                against: self.ran[0].name.clone(),
                bands: Bands::of(paired.mean, paired.quantiles, paired.median),
                more: paired.more.into(),
                less: paired.less.into(),
                mean_monte_carlo_error_apart: paired.independent_error.into(),
                pairing: paired.error_ratio().map(Number::from),
                same: paired.is_nothing(),
                told_from_noise: compared.is_told(index),
                course: courses.map(|courses| self.course(&courses.course)),
                course_in_all: courses.and_then(|courses| courses.in_all.as_ref()).map(|course| self.course(course)),
            }
        });
        OutcomeData {
            named: OutcomeName::of(quantity, &self.ran[0].scenario().model),
            better: quantity.better,
            scenarios: scenarios.collect(),
            differences: differences.collect(),
        }
    }

    /// Moments instead of their indices.
    fn course(&self, course: &TimeCourse) -> CourseData {
        let time = |index: usize| self.times.get(index).map(|time| Number::from(*time));
        let before = |excursion: Excursion| ExcursionData {
            side: excursion.side,
            at: time(excursion.at),
            difference: excursion.size.into(),
            share_of_first: excursion.share.into(),
            from: time(excursion.from),
            level_at: excursion.level.and_then(time),
        };
        CourseData {
            end: course.end,
            visible_from: course.visible.and_then(|onset| time(onset.from)),
            visible_earliest: course.visible.and_then(|onset| time(onset.earliest)),
            visible_latest: course.visible.and_then(|onset| time(onset.latest?)),
            visible_is_clear: course.visible.map(|onset| onset.is_clear(self.times.len())),
            before: course.before.map(before),
        }
    }
}

/// The numbers of a row of a CSV that is about a difference.
fn numbers_of(paired: &PairedDifference) -> Vec<f64> {
    let PairedDifference { more, less, mean, independent_error, median, quantiles } = paired;
    let of_pairs = [more.value, more.error, less.value, less.error, *independent_error];
    [&[mean.value, mean.error][..], &quantiles.values(), &[median.error], &of_pairs].concat()
}

impl Bands {
    fn of(mean: Estimate, quantiles: summary::Quantiles, median: Estimate) -> Bands {
        Bands { mean: mean.into(), quantiles: quantiles.into(), median_monte_carlo_error: median.error.into() }
    }
}

impl From<&Setting> for SettingData {
    fn from(setting: &Setting) -> SettingData {
        match setting {
            Setting::Nothing => SettingData::Nothing,
            Setting::Word(word) => SettingData::Word(word.clone()),
            Setting::Number(value) => SettingData::Number((*value).into()),
            Setting::Spread(spread) if !spread.varies() => SettingData::Number(spread.value.into()),
            Setting::Spread(spread) => SettingData::Spread {
                value: spread.value.into(),
                distribution: spread.kind,
                min: spread.range.map(|(min, _)| min.into()),
                max: spread.range.map(|(_, max)| max.into()),
                sd: (spread.sd > 0.0).then(|| spread.sd.into()),
                cv: (spread.cv > 0.0).then(|| spread.cv.into()),
            },
            Setting::Pick(Pick { start, strength, kind, .. }) => {
                SettingData::Pick { start: (*start).into(), strength: (*strength).into(), kind: *kind }
            }
            Setting::Shock(shock) => SettingData::Shock {
                amount: shock.amount.into(),
                from: shock.from.into(),
                to: shock.to.map(Number::from),
            },
        }
    }
}
