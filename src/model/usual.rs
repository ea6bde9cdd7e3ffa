//! What is asked of a model where nobody says: what plans may be to bring, when their picks start, and what is asked about
//! its tipping.

use super::VariableId;

/// What is asked about the edge between outcomes where nobody says what.
#[derive(Debug, Default)]
pub struct TippingSpec {
    /// What goes across and up the map: two stocks or constants; none where the model does not say.
    pub axes: Vec<VariableId>,
    /// The constant that a shock moves, and by how much; None: it is doubled, and one that is 0 is raised by 1.
    pub shock: Option<(VariableId, Option<f64>)>,
}

/// What a plan may be to bring, under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveSpec {
    pub name: String,
    pub variable: VariableId,
    pub over: Over,
    /// Words for the sum over a run, such as "outcome delivered".
    pub label: Option<String>,
    pub about: String,
}

/// When a variable counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Over {
    /// At the end of the run; what moves from moment to moment as the mean of the last ones.
    #[default]
    End,
    /// Added up over the whole run.
    Run,
}

impl Over {
    pub const CHOICES: &[(&str, Over)] = &[("end", Over::End), ("run", Over::Run)];
}

/// What is usual of plans where nobody says. Times are in the model's unit of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PickSpec {
    /// When the first pick starts, after the start of the run.
    pub first: Option<f64>,
    /// From the start of one pick to that of the next, each to be tried.
    pub gaps: Vec<f64>,
    /// What is told of a plan beside its objective.
    pub beside: Vec<VariableId>,
}
