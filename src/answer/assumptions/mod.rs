//! Assumptions: what an answer rests on, where each number comes from and what hangs on it.

mod data;
mod variance;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::sensitivity::influence::{Influence, by_influence, influence};
use crate::model::scenario::Scenario;
use crate::model::{Grade, Role, Spread, VariableId};
use crate::run::keep::{Reading, Wanted};

use super::ensemble::ensemble;
use super::form::Answer;
use super::outcomes::{quantities, values_of};
use super::{Luck, Onlooker, Refusal, Words};

pub use data::Data;
use variance::{Share, shares};

/// Enough that a rank correlation is known to 0.02.
pub const REPLICATIONS: u64 = 4000;

/// What is asked about where nobody says, by the name of a shipped file: a plan, for of a team that nothing is done to no
/// lever's strength matters.
pub const USUAL: &str = "<one-from-each-box.toml>";

/// Of what people usually ask about, so much that it fits beside the rest: the first of the variables and the first of the
/// outcome classes.
const MOST_VARIABLES: usize = 2;
const MOST_CLASSES: usize = 1;

/// What a scenario assumes, the most influential first.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The outcomes on which influence is sought, such as `trust@104`; a few of the usual ones, if empty.
    pub of: Vec<String>,
    /// Of 4000 replications, unless it says how many.
    pub luck: Luck,
}

/// What a scenario assumes.
pub struct Assumptions {
    scenario: Scenario,
    quantities: Vec<Quantity>,
    /// The most influential first.
    assumptions: Vec<Assumption>,
    /// What the outcomes vary with, group by group; empty where there are no two groups.
    shares: Vec<Share>,
}

/// A constant that is an assumption.
struct Assumption {
    id: VariableId,
    spread: Spread,
    source: String,
    grade: Grade,
    /// Outcome by outcome; empty where all replications have the same value.
    influences: Vec<Influence>,
}

impl Question {
    /// Finds what hangs on each assumption of a scenario.
    ///
    /// ```
    /// use flywheel::answer::assumptions::{Question, USUAL};
    /// use flywheel::answer::{Answer, Luck};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let question = Question { of: vec!["trust@104".into()], luck: Luck { replications: Some(200), ..Luck::default() } };
    /// let answer = question.ask(load(USUAL, &ShippedLibrary).unwrap(), &Nobody).unwrap();
    /// assert_eq!(answer.data().outcomes[0].outcome, "trust@104");
    /// assert!(answer.page().starts_with("# Assumptions"));
    /// ```
    ///
    /// # Errors
    /// An outcome that means nothing, or is no number; a scenario that cannot be run; that somebody ended it.
    pub fn ask(&self, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Assumptions, Refusal> {
        self.luck.apply(&mut scenario);
        scenario.replications = self.luck.replications.unwrap_or(REPLICATIONS);
        let quantities = usual(&scenario, &self.of, onlooker)?;
        Assumptions::of(scenario, quantities, onlooker)
    }
}

/// What a scenario assumes, the sources aside, as a section of the model's document; nothing where there is nothing to tell.
///
/// # Errors
/// As [`Question::ask`].
pub fn section(scenario: &Scenario, replications: Option<u64>, onlooker: &dyn Onlooker) -> Result<String, Refusal> {
    let is_assumed = scenario.model.constants().any(|(_, _, constant)| constant.role == Role::Assumption);
    if !is_assumed || Quantity::usual(scenario).is_empty() {
        return Ok(String::new());
    }
    let luck = Luck { replications, ..Luck::default() };
    Ok(Question { luck, ..Question::default() }.ask(scenario.clone(), onlooker)?.section())
}

/// The outcomes that were typed, or a few that fit beside the rest.
fn usual(scenario: &Scenario, typed: &[String], onlooker: &dyn Onlooker) -> Result<Vec<Quantity>, Refusal> {
    let mut quantities = quantities(scenario, typed, onlooker)?;
    if typed.is_empty() {
        let (mut variables, mut classes) = (0, 0);
        quantities.retain(|quantity| {
            let (seen, most) =
                if quantity.is_class { (&mut classes, MOST_CLASSES) } else { (&mut variables, MOST_VARIABLES) };
            *seen += 1;
            *seen <= most
        });
    }
    Ok(quantities)
}

impl Assumptions {
    fn of(scenario: Scenario, quantities: Vec<Quantity>, onlooker: &dyn Onlooker) -> Result<Assumptions, Refusal> {
        let uncertain: Vec<VariableId> = scenario.uncertain().map(|(id, _)| id).collect();
        let at_first = |id: VariableId| Reading { variable: id, from: 0, to: 0 };
        let mut influences = Vec::new();
        if !uncertain.is_empty() {
            let asked = quantities.iter().flat_map(|quantity| quantity.readings(&scenario.time));
            let readings = asked.chain(uncertain.iter().map(|id| at_first(*id))).collect();
            let results =
                ensemble(&scenario, &Wanted { variables: Vec::new(), readings, ..Wanted::default() }, onlooker)?;
            let outcomes = quantities
                .iter()
                .map(|quantity| values_of(quantity, &results, onlooker))
                .collect::<Result<Vec<_>, _>>()?;
            for id in &uncertain {
                let own = results.reading(at_first(*id)).unwrap_or_default();
                influences.push((*id, outcomes.iter().map(|of| influence(&own, of)).collect::<Vec<_>>()));
            }
        }
        let mut assumptions = Vec::new();
        for (id, _, constant) in scenario.model.constants().filter(|(_, _, c)| c.role == Role::Assumption) {
            let spread = scenario.constants.iter().find(|(own, _)| *own == id).map_or(constant.spread, |(_, s)| *s);
            let is_own = spread == constant.spread;
            assumptions.push(Assumption {
                id,
                spread,
                source: if is_own { constant.source.clone() } else { format!("set in {}", scenario.source.name) },
                grade: if is_own { constant.grade } else { Grade::Unverified },
                influences: influences.iter().find(|(own, _)| *own == id).map_or(Vec::new(), |(_, i)| i.clone()),
            });
        }
        let order = by_influence(&assumptions.iter().map(|a| a.influences.clone()).collect::<Vec<_>>());
        let mut slots: Vec<Option<Assumption>> = assumptions.into_iter().map(Some).collect();
        let assumptions = order.into_iter().filter_map(|i| slots[i].take()).collect();
        let shares = shares(&scenario, &quantities, onlooker)?;
        Ok(Assumptions { scenario, quantities, assumptions, shares })
    }
}

impl Answer for Assumptions {
    type Data = Data;
    const NAME: &'static str = "assumptions";

    fn data(&self) -> Data {
        self.machine()
    }

    fn words(&self) -> Words {
        self.spoken()
    }
}
