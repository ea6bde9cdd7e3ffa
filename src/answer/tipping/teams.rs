//! Teams run from many places: what share of them ends where, and where the one without luck ends.

use std::cell::RefCell;
use std::sync::Arc;

use crate::analysis::estimate::{Estimate, share};
use crate::model::moments::reached;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::{Beginnings, VariableId};
use crate::results::Results;
use crate::run::ensemble::{Nobody, Part};
use crate::run::keep::{Reading, Wanted, keep};
use crate::run::luck::LuckError;
use crate::run::points::everywhere;
use crate::text::visible;

use crate::answer::ensemble::refusal;
use crate::answer::{Onlooker, Refusal, Work, own_figures};

/// Where a team ends without luck is looked at after so many times the length of the run: near the border between two
/// basins nothing is decided for long.
pub const LONG: usize = 10;

/// Runs that share one line of progress.
pub struct Teams<'w> {
    work: Box<dyn Work + 'w>,
    /// The outcome classes.
    pub classes: Vec<VariableId>,
    /// What the stocks of a team begin with that is told in its own figures.
    told: Option<Beginnings>,
    /// In how many runs something became infinite or NaN, and where it did first.
    wrong: RefCell<Option<(usize, VariableId, f64)>>,
}

impl<'w> Teams<'w> {
    /// Runs of the team of a scenario. What follows from a team's own figures follows from them as they are told, wherever
    /// its stocks are put.
    pub fn new(work: Box<dyn Work + 'w>, scenario: &Scenario) -> Teams<'w> {
        let told = own_figures::is_told(scenario).then(|| scenario.initial.clone());
        Teams { work, classes: scenario.model.outcomes.clone(), told, wrong: RefCell::new(None) }
    }

    /// Ends the progress and tells, once for all runs, whether something in them was no number: never a silent NaN.
    pub fn end(self, scenario: &Scenario, onlooker: &dyn Onlooker) -> Vec<VariableId> {
        let Teams { work, classes, wrong, .. } = self;
        drop(work);
        let Some((runs, variable, time)) = wrong.into_inner() else { return classes };
        let (name, unit) = (&scenario.model.variable(variable).name, &scenario.time.unit);
        onlooker.note(&format!(
            "warning: in {runs} runs of `{}` something became infinite or no number at all: first `{name}` at {unit} \
             {time}. Where such runs end means little.",
            visible::line(&scenario.stem)
        ));
        classes
    }

    /// The shares of the classes at the end of a scenario's run, at each of many places.
    ///
    /// # Shape
    /// `places[place][variable]` in, `shares[place][class]` out.
    pub fn shares(
        &self,
        scenario: &Scenario,
        replications: u64,
        variables: &[VariableId],
        places: &[Vec<f64>],
    ) -> Result<Vec<Vec<Estimate>>, Refusal> {
        let ends = self.ends(scenario, replications, (variables, places), &self.classes)?;
        let count = replications as usize;
        let of = |place: usize, values: &Vec<f64>| {
            let own = &values[place * count..][..count];
            share(own.iter().filter(|value| **value > 0.0).count(), count)
        };
        Ok((0..places.len()).map(|place| ends.iter().map(|values| of(place, values)).collect()).collect())
    }

    /// The same for a scenario as it stands.
    pub fn shares_of(&self, scenario: &Scenario, replications: u64) -> Result<Vec<Estimate>, Refusal> {
        Ok(self.shares(scenario, replications, &[], &[Vec::new()])?.remove(0))
    }

    /// The class of the attractor of each of many places: in which a team without luck ends in the long run.
    pub fn attractors(
        &self,
        scenario: &Scenario,
        variables: &[VariableId],
        places: &[Vec<f64>],
    ) -> Result<Vec<usize>, Refusal> {
        let ends = self.ends(&lasting(scenario), 1, (variables, places), &self.classes)?;
        let class = |place: usize| ends.iter().position(|values| values[place] > 0.0);
        Ok((0..places.len()).map(|place| class(place).unwrap_or(self.classes.len())).collect())
    }

    /// The same for a scenario as it stands.
    pub fn attractor_of(&self, scenario: &Scenario) -> Result<usize, Refusal> {
        Ok(self.attractors(scenario, &[], &[Vec::new()])?.remove(0))
    }

    /// What variables are without luck in the long run.
    pub fn settled(&self, scenario: &Scenario, variables: &[VariableId]) -> Result<Vec<f64>, Refusal> {
        let ends = self.ends(&lasting(scenario), 1, (&[], &[Vec::new()]), variables)?;
        Ok(ends.into_iter().map(|values| values[0]).collect())
    }

    /// The values of variables at the end of a run.
    ///
    /// # Shape
    /// `values[variable][place * replications + replication]`.
    fn ends(
        &self,
        scenario: &Scenario,
        replications: u64,
        (places_of, places): (&[VariableId], &[Vec<f64>]),
        variables: &[VariableId],
    ) -> Result<Vec<Vec<f64>>, Refusal> {
        let mut scenario = Scenario { replications, ..scenario.clone() };
        // Nothing between the beginning and the end is kept.
        scenario.time.save = reached(0.0, scenario.time.dt, scenario.time.steps());
        let points = everywhere(&scenario, replications, places_of, places);
        let mut points = points.map_err(|why| refusal(&scenario, LuckError::from(why).into()))?;
        for (id, values) in self.kept(&scenario, replications, (places_of, places))? {
            points = points.giving(id, values);
        }
        let scenario = scenario.at(points);
        let reading = |id: &VariableId| Reading { variable: *id, from: 1, to: 1 };
        let wanted =
            Wanted { variables: Vec::new(), readings: variables.iter().map(reading).collect(), ..Wanted::default() };
        let kept = keep(&scenario, &wanted, &Part::whole(&scenario), &*self.work);
        let results = Results::new(Arc::new(scenario.clone()), kept.map_err(|error| refusal(&scenario, error))?);
        if let Some(wrong) = results.not_finite() {
            let mut all = self.wrong.borrow_mut();
            let (runs, ..) = all.get_or_insert((0, wrong.variable, wrong.time));
            *runs += wrong.replications;
        }
        let values = |id: &VariableId| results.reading(reading(id)).map(|values| values.into_owned());
        Ok(variables.iter().map(|id| values(id).unwrap_or_default()).collect())
    }
}

impl Teams<'_> {
    /// What the equations of a team that is told in its own figures keep from the first moment, where its stocks begin as
    /// they are told: the same item is as large, and the same team as fast, wherever the stocks are put.
    ///
    /// # Shape
    /// As for [`Teams::ends`].
    fn kept(
        &self,
        scenario: &Scenario,
        replications: u64,
        (places_of, places): (&[VariableId], &[Vec<f64>]),
    ) -> Result<Vec<(VariableId, Vec<f64>)>, Refusal> {
        let Some(told) = &self.told else { return Ok(Vec::new()) };
        let mut first = Scenario { initial: told.clone(), ..scenario.clone() };
        first.time.save = first.time.dt;
        first.time.stop = reached(first.time.start, first.time.dt, 1);
        let constants: Vec<usize> =
            (0..places_of.len()).filter(|at| scenario.model.variable(places_of[*at]).is_constant()).collect();
        let of: Vec<VariableId> = constants.iter().map(|at| places_of[*at]).collect();
        let at: Vec<Vec<f64>> = places.iter().map(|place| constants.iter().map(|at| place[*at]).collect()).collect();
        let points = everywhere(&first, replications, &of, &at);
        let first = first.at(points.map_err(|why| refusal(scenario, LuckError::from(why).into()))?);
        let reading = |variable: VariableId| Reading { variable, from: 0, to: 0 };
        let readings = own_figures::kept(scenario).map(reading).collect();
        let wanted = Wanted { variables: Vec::new(), readings, ..Wanted::default() };
        let kept = keep(&first, &wanted, &Part::whole(&first), &Nobody).map_err(|error| refusal(scenario, error))?;
        Ok(kept.readings.into_iter().map(|(reading, values)| (reading.variable, values)).collect())
    }
}

/// The one team without luck, for long enough to settle.
fn lasting(scenario: &Scenario) -> Scenario {
    let mut out = Scenario { uncertainty: Uncertainty::None, ..scenario.clone() };
    let time = &mut out.time;
    time.stop = reached(time.start, time.length(), LONG);
    if time.impossible().is_some() {
        out.time = scenario.time.clone();
    }
    out
}
