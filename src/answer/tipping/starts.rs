//! The starting points of the model.

use crate::analysis::estimate::Estimate;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::run::luck::LuckError;
use crate::run::reference;

use crate::answer::Refusal;
use crate::answer::ensemble::refusal;

/// A starting point of the model.
#[derive(Debug, Clone)]
pub struct StartingPoint {
    pub name: String,
    pub scenario: Scenario,
    /// Every variable at the first moment, by its id.
    pub values: Vec<f64>,
    /// The share of each class at the end.
    pub shares: Vec<Estimate>,
    /// The class without luck, in the long run.
    pub without_luck: usize,
}

/// A scenario with the stocks of a starting point, all else as it is.
pub fn starting_at(scenario: &Scenario, name: &str) -> Option<Scenario> {
    let start = scenario.model.starts.iter().find(|start| start.name == name)?;
    let mut out = scenario.clone();
    out.begin_at(start);
    Some(out)
}

/// Every variable at the first moment, without luck.
///
/// # Errors
/// What is no number there.
pub fn beginning(scenario: &Scenario) -> Result<Vec<f64>, Refusal> {
    let mut first = Scenario { uncertainty: Uncertainty::None, ..scenario.clone() };
    first.time.stop = first.time.start;
    let run = reference::run(&first, 0).map_err(|why: LuckError| refusal(scenario, why.into()))?;
    Ok(run.values.into_iter().next().unwrap_or_default())
}

/// The starting point whose teams end in the class most often; of equals the first.
pub fn best(starting_points: &[StartingPoint], class: usize) -> Option<usize> {
    let share = |index: usize| starting_points[index].shares[class].value;
    (0..starting_points.len()).reduce(|a, b| if share(b) > share(a) { b } else { a })
}

/// The best starting point and the one whose teams end in the class least often, where the two end differently without luck
/// too.
pub fn extremes(starting_points: &[StartingPoint], class: usize) -> Option<[usize; 2]> {
    let share = |index: usize| starting_points[index].shares[class].value;
    let best = best(starting_points, class)?;
    let worst = (0..starting_points.len()).reduce(|a, b| if share(b) < share(a) { b } else { a })?;
    let differ = (starting_points[best].without_luck == class) && (starting_points[worst].without_luck != class);
    differ.then_some([best, worst])
}
