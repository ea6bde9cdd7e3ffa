//! Run: scenarios as bands over time, where their teams end, and which of two ends with more.

mod data;
mod manifest;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::summary::{Summary, summarise};
use crate::figure::MOST_SCENARIOS;
use crate::figure::fans::{Series, fans};
use crate::figure::flow_diagram::{flow_diagram, top};
use crate::figure::flow_distribution::flow_distribution;
use crate::model::scenario::Scenario;
use crate::model::{Better, VariableId};
use crate::results::Results;
use crate::run::keep::{Reading, Wanted, values_in_memory};

use super::ensemble::{ensemble, refuse_too_much};
use super::form::{Answer, Chart, Manifest, Sheet};
use super::luck::Luck;
use super::outcomes::headline;
use super::several::{of_several, tell_titles_apart};
use super::{Onlooker, Refusal, Words, provenance};

pub use data::Data;

/// The scenarios of the demonstration, by the names of shipped files: one team, twice.
pub const DEMONSTRATION: [&str; 2] = ["<wicked-loop.toml>", "<one-from-each-box.toml>"];

/// How scenarios go: bands over time, where their teams end, and, of two with the same luck, which ends with more.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The scenarios are those of the demonstration, and the answer says first what that is.
    pub demonstration: bool,
    pub luck: Luck,
}

/// Scenarios that have been run.
pub struct Runs {
    pub runs: Vec<Run>,
    demonstration: bool,
}

/// A scenario that has been run.
pub struct Run {
    pub results: Results,
    pub summary: Summary,
}

impl Question {
    /// Runs every replication of each scenario; the stems of the scenarios differ.
    ///
    /// ```
    /// use flywheel::answer::{Answer, Luck, run::Question};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let scenario = load("<wicked-loop.toml>", &ShippedLibrary).unwrap();
    /// let question = Question { luck: Luck { replications: Some(100), ..Luck::default() }, ..Question::default() };
    /// let answer = question.ask(vec![scenario], &Nobody).unwrap();
    /// assert!(answer.words().wide(100).contains("of 100 such teams"));
    /// assert_eq!(answer.sheets()[0].name, "wicked-loop/summary.csv");
    /// ```
    ///
    /// # Errors
    /// That there is nothing to run; runs that are too large, or begin with what is no number; that somebody ended it.
    pub fn ask(&self, mut scenarios: Vec<Scenario>, onlooker: &dyn Onlooker) -> Result<Runs, Refusal> {
        scenarios.iter_mut().for_each(|scenario| self.luck.apply(scenario));
        tell_titles_apart(&mut scenarios);
        match &scenarios[..] {
            [] => return Err(Refusal::missing("scenarios", "there is nothing to run")),
            [_] => {}
            several => {
                let values = |s: &Scenario| values_in_memory(s.recorded().len(), s.time.saved().len(), s.replications);
                refuse_too_much(several.len(), several.iter().map(values).fold(0, u64::saturating_add))?;
            }
        }
        let runs = scenarios.iter().map(|scenario| Run::of(scenario, onlooker)).collect::<Result<_, _>>()?;
        Ok(Runs { runs, demonstration: self.demonstration })
    }
}

impl Run {
    fn of(scenario: &Scenario, onlooker: &dyn Onlooker) -> Result<Run, Refusal> {
        let readings = Target::of(scenario).map(|target| target.reading).into_iter().collect();
        let results =
            ensemble(scenario, &Wanted { variables: scenario.recorded(), readings, ..Wanted::default() }, onlooker)?;
        let summary = summarise(&results);
        Ok(Run { results, summary })
    }

    pub fn scenario(&self) -> &Scenario {
        &self.results.scenario
    }

    /// The place of one of its files.
    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.scenario().stem)
    }

    fn series(&self) -> Series<'_> {
        Series {
            results: &self.results,
            summary: &self.summary,
            name: self.scenario().label.clone().unwrap_or_else(|| self.scenario().title.clone()),
        }
    }

    fn charts(&self, top: f64) -> impl Iterator<Item = Chart> {
        let page = fans(&self.scenario().title, &[self.series()], &headline(self.scenario()));
        let all = [
            ("trajectories", Some(page)),
            ("cumulative-flow", flow_diagram(&self.results, &self.summary, top)),
            ("flow-distribution", flow_distribution(&self.results, &self.summary)),
        ];
        all.into_iter().filter_map(|(name, figure)| Some(Chart::of(self.place(name), figure?)))
    }
}

impl Runs {
    /// Why there is no chart of all scenarios over each other; None where there is one, and of a single scenario.
    pub fn why_not_together(&self) -> Option<String> {
        let text = |run: &Run| run.scenario().model.source.text.clone();
        if self.runs.iter().any(|run| text(run) != text(&self.runs[0])) {
            let why = "the scenarios have different models: each has its own charts, and there is no common one";
            return Some(why.into());
        }
        let count = self.runs.len();
        (count > MOST_SCENARIOS).then(|| {
            format!(
                "{count} scenarios over each other cannot be told apart: each has its own charts; name at most \
                 {MOST_SCENARIOS} for a common one"
            )
        })
    }

    /// How high the cumulative flow diagrams of the scenarios of one model reach: they are seen on one scale.
    fn top(&self, of: &Run) -> f64 {
        let same = self.runs.iter().filter(|run| run.scenario().model.source.text == of.scenario().model.source.text);
        same.filter_map(|run| top(&run.results, &run.summary)).fold(0.0, f64::max)
    }

    /// The place of a file that is of all scenarios together; None where there is none.
    fn place(&self, name: &str) -> Option<String> {
        if self.runs.len() < 2 || self.why_not_together().is_some() {
            return None;
        }
        Some(match self.demonstration {
            true => name.into(),
            false => format!("{}/{name}", of_several(self.runs.iter().map(Run::scenario))),
        })
    }

    /// The page on which the scenarios lie over each other.
    fn side_by_side(&self) -> Option<Chart> {
        let stem = self.place("side-by-side")?;
        let series: Vec<Series> = self.runs.iter().map(Run::series).collect();
        let title = |run: &Run| match &run.scenario().label {
            Some(label) if *label != run.scenario().title => format!("{} ({label})", run.scenario().title),
            _ => run.scenario().title.clone(),
        };
        let title = match &self.runs[..] {
            few @ ([] | [_] | [_, _] | [_, _, _]) => few.iter().map(title).collect::<Vec<_>>().join(" · "),
            many => format!("{} scenarios over each other", many.len()),
        };
        Some(Chart::of(stem, fans(&title, &series, &headline(self.runs[0].scenario()))))
    }
}

impl Answer for Runs {
    type Data = Data;
    const NAME: &'static str = "run";

    fn data(&self) -> Data {
        self.machine()
    }

    fn words(&self) -> Words {
        self.told()
    }

    fn sheets(&self) -> Vec<Sheet> {
        let sheet = |run: &Run| Sheet { name: run.place("summary.csv"), text: run.summary.csv(&run.results) };
        self.runs.iter().map(sheet).collect()
    }

    fn charts(&self) -> Vec<Chart> {
        self.runs.iter().flat_map(|run| run.charts(self.top(run))).chain(self.side_by_side()).collect()
    }

    /// One of each scenario, in their order, and one of the chart that they have in common.
    fn manifests(&self) -> Vec<Manifest> {
        let own = |run: &Run| Manifest { name: run.place("manifest.json"), told: manifest::of(&run.results) };
        let together = self
            .place("manifest.json")
            .map(|name| Manifest { name, told: provenance::manifest("run", self.runs.iter().map(Run::scenario)) });
        self.runs.iter().map(own).chain(together).collect()
    }
}

/// By what two scenarios are told apart in a sentence.
struct Target {
    variable: VariableId,
    /// Less of it is better.
    less: bool,
    reading: Reading,
}

impl Target {
    /// The first variable that people usually ask about of which the model says which way is better.
    fn of(scenario: &Scenario) -> Option<Target> {
        Quantity::usual(scenario).into_iter().filter(|quantity| !quantity.is_class).find_map(|quantity| {
            let reading = *quantity.readings(&scenario.time).first()?;
            Some(Target { variable: quantity.variable()?, less: quantity.better? == Better::Low, reading })
        })
    }
}
