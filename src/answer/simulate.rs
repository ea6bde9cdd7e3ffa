//! Simulate: one run without luck, every variable at every saved moment.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::scenario::{self, Scenario, Uncertainty};
use crate::model::{Method, VariableId};
use crate::results::Results;
use crate::run::keep::Wanted;
use crate::text::{counted, plain};

use super::ensemble::ensemble;
use super::form::{Answer, Sheet};
use super::machine::Number;
use super::{Onlooker, Refusal, Words, contradictions, stages};

/// What is said of a value outside the range that the model allows: what can be done.
pub const BEYOND: &str = "allow values outside the range";

/// One run without luck: constants at their defaults, noise at its mean.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The length of a step in place of the scenario's, in its unit of time.
    pub dt: Option<f64>,
    /// How stocks are integrated, in place of the scenario's method.
    pub method: Option<Method>,
    /// Constants with other values, and stocks with other starts.
    pub set: Vec<Setting>,
    /// Whether these may lie outside the ranges that the model allows.
    pub allow_outside: bool,
}

/// A constant or a stock by its name or label, and the number that it is given, in its unit.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub name: String,
    pub value: f64,
}

/// One run without luck.
pub struct Simulation {
    /// The values that were given, by the names of the model.
    set: BTreeMap<String, f64>,
    results: Results,
}

/// One run without luck.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// The file that was read, as it was named.
    pub file: String,
    /// The values that were given, by the names of the model.
    pub set: BTreeMap<String, Number>,
    /// The length of a step.
    pub dt: Number,
    pub method: Method,
    /// What time is measured in.
    pub time_unit: String,
    /// The saved moments.
    pub times: Vec<Number>,
    /// Every variable.
    pub variables: Vec<Path>,
}

/// A variable over time.
#[derive(Serialize, JsonSchema)]
pub struct Path {
    /// The name of the variable.
    pub variable: String,
    /// What people call it.
    pub label: String,
    /// Its unit; `1` of a pure number.
    pub unit: String,
    /// Moment by moment; null where it is infinite or no number at all.
    pub values: Vec<Number>,
}

impl Question {
    /// Runs a scenario once, without luck.
    ///
    /// ```
    /// use flywheel::answer::{Answer, simulate::{Question, Setting}};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let set = vec![Setting { name: "team_size".into(), value: 9.0 }];
    /// let scenario = load("<wicked-loop.toml>", &ShippedLibrary).unwrap();
    /// let answer = Question { set, ..Question::default() }.ask(scenario, &Nobody).unwrap();
    /// assert!(answer.csv().starts_with("time,"));
    /// ```
    ///
    /// # Errors
    /// A step or a value that means nothing; a run that is too large, or begins with what is no number.
    pub fn ask(&self, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Simulation, Refusal> {
        scenario.uncertainty = Uncertainty::None;
        scenario.replications = 1;
        let set = self.apply(&mut scenario)?;
        scenario.warnings.extend(stages::too_short(&scenario));
        if !scenario.warnings.is_empty() {
            onlooker.warn(&scenario.warnings);
        }
        contradictions::tell(&scenario, onlooker)?;
        let variables: Vec<VariableId> = scenario.model.declared().collect();
        let wanted = Wanted { variables, readings: Vec::new(), ..Wanted::default() };
        Ok(Simulation { set, results: ensemble(&scenario, &wanted, onlooker)? })
    }

    /// Puts what was asked in place of what the scenario says, and tells which names got which values.
    fn apply(&self, scenario: &mut Scenario) -> Result<BTreeMap<String, f64>, Refusal> {
        scenario.time.method = self.method.unwrap_or(scenario.time.method);
        if let Some(dt) = self.dt {
            scenario.set_step(dt).map_err(|why| Refusal::of("dt", plain(dt), why.to_string()))?;
        }
        scenario.allow_outside |= self.allow_outside;
        let mut set = BTreeMap::new();
        for Setting { name, value } in &self.set {
            let refuse = |why: String| Refusal::of("set", format!("{name}={}", plain(*value)), why);
            let id = scenario.set(name, *value).map_err(|why| match why {
                scenario::Refusal::Outside(why) => refuse(format!("{why}; to try what lies beyond, {BEYOND}")),
                why => refuse(why.to_string()),
            })?;
            let own = &scenario.model.variable(id).name;
            if set.insert(own.clone(), *value).is_some() {
                return Err(refuse(format!("`{own}` is set a second time")));
            }
        }
        Ok(set)
    }
}

impl Simulation {
    /// Every variable as a column, time first.
    pub fn csv(&self) -> String {
        self.results.wide_csv(0)
    }

    /// "73 variables at 105 moments".
    pub fn size(&self) -> String {
        let counts = [(self.results.variables().len(), "variable"), (self.results.times().len(), "moment")];
        counts.map(|(count, of)| counted(count as f64, of)).join(" at ")
    }
}

impl Answer for Simulation {
    type Data = Data;
    const NAME: &'static str = "simulate";

    fn data(&self) -> Data {
        let scenario = &self.results.scenario;
        let numbers = |values: &[f64]| values.iter().copied().map(Number::from).collect();
        let path = |id: &VariableId| {
            let variable = self.results.variable(*id);
            Path {
                variable: variable.name.clone(),
                label: variable.words(),
                unit: variable.unit.to_string(),
                values: numbers(&self.results.path(*id, 0)),
            }
        };
        Data {
            file: scenario.source.name.clone(),
            set: self.set.iter().map(|(name, value)| (name.clone(), Number::from(*value))).collect(),
            dt: scenario.time.dt.into(),
            method: scenario.time.method,
            time_unit: scenario.time.unit.clone(),
            times: numbers(self.results.times()),
            variables: self.results.variables().iter().map(path).collect(),
        }
    }

    fn words(&self) -> Words {
        Words::of(format!("{}: {}\n", self.results.scenario.title, self.size()))
    }

    fn sheets(&self) -> Vec<Sheet> {
        vec![Sheet { name: format!("{}/simulation.csv", self.results.scenario.stem), text: self.csv() }]
    }
}
