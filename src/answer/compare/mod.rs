//! Compare: what differs between scenarios, and what comes of it for the same teams with the same luck.

mod alike;
mod charts;
mod data;
mod memo;
mod plan;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::estimate::{Estimate, mean};
use crate::analysis::paired::time_course::{TimeCourse, between};
use crate::analysis::paired::{PairedDifference, is_told, over_time};
use crate::analysis::summary::{Band, Summary, band, summarise};
use crate::figure::MOST_SCENARIOS;
use crate::model::difference::{Difference, differences};
use crate::model::scenario::Scenario;
use crate::model::{Kind, TermKind, VariableId};
use crate::results::{Results, Spread};
use crate::run::keep::{Reading, Wanted};

use super::ensemble::{ensemble, refuse_too_much};
use super::form::{Answer, Chart, Manifest, Sheet};
use super::memo::assumptions::{self, Draws};
use super::outcomes::{headline, quantities, values_of};
use super::provenance::manifest;
use super::several::of_several;
use super::{Luck, Onlooker, Refusal, Words};
pub use data::Data;

/// What comes of the differences between scenarios on one model? All are run with the luck of the first, and each of the
/// others is held against it, replication by replication.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The outcomes to compare, as claims write them: `trust@104`, `throughput@97..104`; if none are named, what people
    /// usually ask about.
    pub of: Vec<String>,
    /// Whether a memo is wanted: then what was drawn for the uncertain constants is kept, so that it can tell which of them
    /// its claims rest on.
    pub memo: bool,
    /// In place of the luck that the first scenario asks for.
    pub luck: Luck,
}

/// Scenarios, and what came of them.
pub struct Comparison {
    /// The first is what the others are held against.
    ran: Vec<Ran>,
    /// In which inputs they differ.
    changed: Vec<Difference>,
    /// The saved moments that all of them have.
    times: Vec<f64>,
    /// What people see first.
    headline: Vec<VariableId>,
    /// The differences of each but the first to the first.
    ///
    /// # Shape
    /// `differences[scenario][headline][time]`
    differences: Vec<Vec<Vec<PairedDifference>>>,
    outcomes: Vec<Compared>,
    /// Whether a memo is wanted.
    is_memo: bool,
    /// Where files are laid down: a folder's name that tells which scenarios these are.
    folder: String,
}

struct Ran {
    /// A few words for it, which no other has.
    name: String,
    results: Results,
    summary: Summary,
    /// What was drawn for its uncertain constants, where a memo is wanted.
    draws: Vec<Draws>,
}

impl Ran {
    fn scenario(&self) -> &Scenario {
        &self.results.scenario
    }
}

/// An outcome in all scenarios.
struct Compared {
    quantity: Quantity,
    /// In each scenario.
    each: Vec<Distribution>,
    /// Each but the first, against the first.
    paired: Vec<PairedDifference>,
    /// How each got there, where the outcome is a variable's value.
    courses: Vec<Courses>,
}

/// An outcome in one scenario.
struct Distribution {
    mean: Estimate,
    band: Band,
}

/// How a variable got to differ from that of the first scenario, and what that came to in all.
struct Courses {
    course: TimeCourse,
    /// The course of a counter of it, where the model has one.
    in_all: Option<TimeCourse>,
}

impl Question {
    /// Runs the scenarios with the same luck and holds each against the first.
    ///
    /// ```
    /// use flywheel::answer::{Answer, Luck, compare};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let scenarios = ["<wicked-loop.toml>", "<one-from-each-box.toml>"].map(|name| load(name, &ShippedLibrary).unwrap());
    /// let luck = Luck { replications: Some(50), ..Luck::default() };
    /// let question = compare::Question { of: vec!["trust@104".into()], luck, ..Default::default() };
    /// let found = question.ask(scenarios.into(), &Nobody).unwrap();
    /// assert!(found.data().outcomes[0].differences[0].told_from_noise);
    /// ```
    ///
    /// # Errors
    /// Scenarios that cannot be held against each other, with the reason; an outcome that is none; what cannot be run.
    pub fn ask(&self, mut scenarios: Vec<Scenario>, onlooker: &dyn Onlooker) -> Result<Comparison, Refusal> {
        scenarios.iter_mut().for_each(|scenario| self.luck.apply(scenario));
        let scenarios = alike::alike(scenarios, onlooker)?;
        let first = &scenarios[0];
        // The outcome has to be there in the shortest run.
        let shortest = scenarios.iter().min_by(|a, b| a.time.stop.total_cmp(&b.time.stop)).unwrap_or(first);
        let asked = quantities(shortest, &self.of, onlooker)?;
        let times = shortest.time.saved();
        let headline = headline(first);
        let variables = variables(first, &headline, &asked, self.memo);
        let points: usize = scenarios.iter().map(|scenario| scenario.time.saved().len() * variables.len()).sum();
        refuse_too_much(scenarios.len(), first.replications.saturating_mul(points as u64))?;
        if scenarios.len() > MOST_SCENARIOS {
            onlooker.note(&format!(
                "{} scenarios over each other cannot be told apart: there are no charts; name at most {MOST_SCENARIOS} for \
                 them",
                scenarios.len()
            ));
        }

        let mut ran = Vec::new();
        for (scenario, name) in scenarios.iter().zip(alike::names(&scenarios)) {
            let mut readings: Vec<Reading> =
                asked.iter().flat_map(|quantity| quantity.readings(&scenario.time)).collect();
            if self.memo {
                readings.extend(assumptions::readings(scenario));
            }
            let results =
                ensemble(scenario, &Wanted { variables: variables.clone(), readings, every: true }, onlooker)?;
            let draws = if self.memo { assumptions::draws(&results) } else { Vec::new() };
            let summary = summarise(&results);
            ran.push(Ran { name, results, summary, draws });
        }
        let changed = differences(&scenarios.iter().collect::<Vec<_>>());
        let outcomes = asked
            .into_iter()
            .map(|quantity| compared(quantity, &ran, times.len(), onlooker))
            .collect::<Result<_, _>>()?;
        let over_time = |one: &Ran| {
            headline.iter().filter_map(|id| over_time(&ran[0].results, &one.results, *id, times.len())).collect()
        };
        let differences = ran[1..].iter().map(over_time).collect();
        let folder = of_several(&scenarios);
        Ok(Comparison { ran, changed, times, headline, differences, outcomes, is_memo: self.memo, folder })
    }
}

impl Answer for Comparison {
    type Data = Data;
    const NAME: &'static str = "compare";

    fn data(&self) -> Data {
        self.told()
    }

    fn words(&self) -> Words {
        self.spoken()
    }

    fn sheets(&self) -> Vec<Sheet> {
        let sheet = |name: &str, text: String| Sheet { name: format!("{}/{name}", self.folder), text };
        vec![sheet("compare.csv", self.outcomes_csv()), sheet("difference.csv", self.over_time_csv())]
    }

    fn charts(&self) -> Vec<Chart> {
        let chart = |(name, figure)| Chart::of(format!("{}/{name}", self.folder), figure);
        self.pages().into_iter().map(chart).collect()
    }

    fn manifests(&self) -> Vec<Manifest> {
        let told = manifest("compare", self.ran.iter().map(Ran::scenario));
        vec![Manifest { name: format!("{}/compare-manifest.json", self.folder), told }]
    }
}

impl Comparison {
    /// What is asked first, and claims are about: an outcome that is a number, where there is one.
    fn first(&self) -> &Compared {
        self.outcomes.iter().find(|compared| !compared.quantity.is_class).unwrap_or(&self.outcomes[0])
    }

    /// Whether a scenario but the first is exactly the first in all that was asked.
    fn is_same(&self, index: usize) -> bool {
        self.outcomes.iter().all(|compared| compared.paired[index].is_nothing())
    }

    /// The scenario that is run once for all, as it was run.
    pub fn first_scenario(&self) -> &Scenario {
        self.ran[0].scenario()
    }
}

impl Compared {
    /// Whether what differs between a scenario and the first can be told from noise.
    fn is_told(&self, index: usize) -> bool {
        let paired = &self.paired[index];
        is_told(if self.quantity.is_class { paired.mean } else { paired.median })
    }
}

/// What is kept of each scenario: what people see first, the outcome classes, what is asked about, what counts it, and for a memo
/// what early signs are read of.
fn variables(scenario: &Scenario, headline: &[VariableId], asked: &[Quantity], memo: bool) -> Vec<VariableId> {
    let mut out = Vec::new();
    let own: Vec<VariableId> = asked.iter().filter_map(Quantity::variable).collect();
    let counters = own.iter().filter_map(|id| counter_of(scenario, *id));
    let signs = plan::shown_by_signs(scenario).filter(|_| memo);
    for id in headline.iter().chain(&scenario.model.outcomes).chain(&own).copied().chain(counters).chain(signs) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// The counter that adds up a variable and nothing else.
fn counter_of(scenario: &Scenario, of: VariableId) -> Option<VariableId> {
    let counts = |id: &VariableId| match &scenario.model.variable(*id).kind {
        Kind::Counter { rate, .. } => matches!(rate.root.kind, TermKind::Variable(id) if id == of),
        _ => false,
    };
    scenario.model.declared().find(counts)
}

/// Holds an outcome of all scenarios against that of the first.
fn compared(quantity: Quantity, ran: &[Ran], moments: usize, onlooker: &dyn Onlooker) -> Result<Compared, Refusal> {
    let values = ran.iter().map(|one| values_of(&quantity, &one.results, onlooker));
    let values: Vec<Vec<f64>> = values.collect::<Result<_, _>>()?;
    let distribution = |values: &Vec<f64>| Distribution { mean: mean(values), band: band(Spread::Each(values)) };
    let of = quantity.variable().filter(|_| !quantity.is_class);
    let courses_of = |one: &Ran| {
        let id = of?;
        let course = |id| between(&ran[0].results, &ran[0].summary, &one.results, id, moments);
        Some(Courses { course: course(id)?, in_all: counter_of(ran[0].scenario(), id).and_then(course) })
    };
    Ok(Compared {
        each: values.iter().map(distribution).collect(),
        paired: values[1..].iter().map(|second| PairedDifference::of(&values[0], second)).collect(),
        courses: ran[1..].iter().filter_map(courses_of).collect(),
        quantity,
    })
}
