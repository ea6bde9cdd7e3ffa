//! Which kinds of assumptions an outcome varies with: what was measured, what was judged, sizes of interventions, luck.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::sensitivity::sobol_indices::{Indices, indices};
use crate::answer::ensemble::{ensemble, refusal};
use crate::answer::machine::Estimated;
use crate::answer::numbers::{person, small};
use crate::answer::outcomes::values_of;
use crate::answer::words::Rows;
use crate::answer::{Onlooker, Refusal};
use crate::model::scenario::Scenario;
use crate::model::{Grade, Role};
use crate::run::keep::Wanted;
use crate::run::luck::LuckError;
use crate::run::points::{Factor, factors, saltelli_of_groups};

/// A kind of assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Constants whose source measured them, or tells what others measured.
    Sourced,
    /// Constants that somebody judged, and those whose source was not checked.
    Judged,
    /// How large interventions are, and what they cost.
    Interventions,
    /// Constants that are no assumptions: decisions, levers and definitions that vary.
    Others,
    /// The luck of the weeks.
    Luck,
}

impl Group {
    const ALL: [Group; 5] = [Group::Sourced, Group::Judged, Group::Interventions, Group::Others, Group::Luck];

    fn words(self, count: usize) -> String {
        let s = if count == 1 { "" } else { "s" };
        match self {
            Group::Sourced => format!("{count} constant{s} that somebody measured"),
            Group::Judged => format!("{count} constant{s} judged or not checked"),
            Group::Interventions => format!("{count} size{s} and costs of interventions"),
            Group::Others => format!("{count} other constant{s}"),
            Group::Luck => "luck of single weeks".into(),
        }
    }
}

/// Which share of the variance of each outcome is owed to a group.
pub struct Share {
    pub group: Group,
    /// How many constants are in it.
    pub constants: usize,
    /// Outcome by outcome.
    pub indices: Vec<Indices>,
}

/// The shares of all groups that there are; none where nothing varies.
///
/// # Errors
/// As [`super::Question::ask`].
pub fn shares(scenario: &Scenario, quantities: &[Quantity], onlooker: &dyn Onlooker) -> Result<Vec<Share>, Refusal> {
    let (model, factors) = (&scenario.model, factors(scenario));
    let sizes = model.sizes();
    let group = |factor: &Factor| match factor {
        Factor::Luck => Group::Luck,
        Factor::Constant(id, _) if sizes.contains(id) => Group::Interventions,
        Factor::Constant(id, spread) => match model.constants().find(|(own, ..)| own == id).map(|(.., own)| own) {
            Some(own) if own.role != Role::Assumption => Group::Others,
            Some(own) if own.spread == *spread && own.grade <= Grade::Secondary => Group::Sourced,
            _ => Group::Judged,
        },
    };
    let mut groups: Vec<(Group, Vec<usize>)> = Vec::new();
    for kind in Group::ALL {
        let own: Vec<usize> = (0..factors.len()).filter(|factor| group(&factors[*factor]) == kind).collect();
        if !own.is_empty() {
            groups.push((kind, own));
        }
    }
    // Of one group all the variance is.
    if groups.len() < 2 {
        return Ok(Vec::new());
    }
    // A quarter of the replications a set of points: with one for each group that is twice the work of the rest.
    let size = (scenario.replications as usize / 4).next_power_of_two().max(16);
    let places: Vec<Vec<usize>> = groups.iter().map(|(_, own)| own.clone()).collect();
    let points = saltelli_of_groups(scenario, size, &places);
    let at = scenario.at(points.map_err(|why| refusal(scenario, LuckError::from(why).into()))?);
    let readings = quantities.iter().flat_map(|quantity| quantity.readings(&at.time)).collect();
    let results = ensemble(&at, &Wanted { variables: Vec::new(), readings, ..Wanted::default() }, onlooker)?;
    let values: Vec<Vec<f64>> =
        quantities.iter().map(|quantity| values_of(quantity, &results, onlooker)).collect::<Result<_, _>>()?;
    let found: Vec<Vec<Indices>> = values.iter().map(|values| indices(values, size)).collect();
    let share = |(place, (group, own)): (usize, (Group, Vec<usize>))| Share {
        group,
        constants: if group == Group::Luck { 0 } else { own.len() },
        indices: found.iter().map(|of| of[place]).collect(),
    };
    Ok(groups.into_iter().enumerate().map(share).collect())
}

/// A group of assumptions, and its share of the variance of each outcome.
#[derive(Serialize, JsonSchema)]
pub struct VarianceShare {
    /// The kind of assumption.
    pub group: Group,
    /// How many constants are in it; 0 of luck.
    pub constants: u64,
    /// Outcome by outcome.
    pub outcomes: Vec<ShareOfOutcome>,
}

/// A group's share of the variance of an outcome.
#[derive(Serialize, JsonSchema)]
pub struct ShareOfOutcome {
    /// As it was asked: `trust@104`.
    pub outcome: String,
    /// What would go, on average, if all of the group were known: a first-order Sobol index of the group, from 0 to 1.
    pub alone: Estimated,
    /// What would be left, on average, if all else were known: a total Sobol index of the group, from 0 to 1.
    pub with_others: Estimated,
}

impl Share {
    pub fn told(&self, quantities: &[Quantity]) -> VarianceShare {
        let of = |(quantity, own): (&Quantity, &Indices)| ShareOfOutcome {
            outcome: quantity.text.clone(),
            alone: own.first.into(),
            with_others: own.total.into(),
        };
        let outcomes = quantities.iter().zip(&self.indices).map(of).collect();
        VarianceShare { group: self.group, constants: self.constants as u64, outcomes }
    }
}

/// The shares as rows, a group each: alone and, in brackets, together with others.
pub fn rows(shares: &[Share], outcomes: &[&str]) -> Rows {
    let head = ["share of the variance".to_string()].into_iter().chain(outcomes.iter().map(|o| o.to_string()));
    let row = |own: &Share| {
        let told = |of: &Indices| format!("{} ({})", person(of.first.value.max(0.0)), person(of.total.value));
        [own.group.words(own.constants)].into_iter().chain(own.indices.iter().map(told)).collect()
    };
    [head.collect()].into_iter().chain(shares.iter().map(row)).collect()
}

/// How the rows are to be read.
pub fn foot(shares: &[Share]) -> String {
    let errors = shares.iter().flat_map(|own| &own.indices).map(|of| of.first.error.max(of.total.error));
    format!(
        "A share is what would go, on average, if all of these were known, and in brackets what would be left if all else \
         were (Sobol indices of groups, errors at most {})",
        small(errors.filter(|error| error.is_finite()).fold(0.0, f64::max))
    )
}
