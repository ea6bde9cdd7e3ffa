//! Knock-outs: what hangs on a link, seen by cutting it and running again with the same luck.
//!
//! The caller hands over the results as they are and those with the cut; whether they share their luck is for
//! [`share_luck`](crate::analysis::paired::share_luck) to say.

use std::collections::HashMap;

use crate::math;
use crate::model::VariableId;
use crate::results::Results;

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::estimate::{Estimate, mean};
use crate::analysis::paired::PairedDifference;

/// What a cut does to a quantity: with the cut less without. The link itself does the opposite.
pub fn effect(whole: &Results, cut: &Results, quantity: &Quantity) -> PairedDifference {
    PairedDifference::of(&quantity.values(whole), &quantity.values(cut))
}

/// How much a cut changes trajectories over a window, whichever way.
///
/// For a variable `v` and a replication `r`, over the saved moments `t` of the window,
///
/// ```text
/// size[v][r] = sqrt(mean over t of (cut[v][t][r] - whole[v][t][r])^2) / scale[v]
/// ```
///
/// where `scale[v]` is the standard deviation of the variable over all saved moments and replications of the whole run.
/// 1 is a change as large as all that the variable does, and all that tells one replication from another, when nothing is
/// cut. The scale does not depend on what is cut, nor on the window, so that cuts compare fairly, and windows too. It is
/// taken as known: its own error moves all cuts alike.
///
/// # Shape
/// `each[variable][replication]`, variables as they were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub variables: Vec<VariableId>,
    pub each: Vec<Vec<f64>>,
    /// What each variable counts in the whole: all alike, but the members of a family together as much as one other, or
    /// what is written down once would count as often as it has members.
    pub weights: Vec<f64>,
}

impl Change {
    /// Over the saved moments after `from`, up to and with `to`, on the time axis. What is infinite or no number at some
    /// moment makes that replication NaN: estimates leave it out.
    ///
    /// None where there is no saved moment in the window, the two have other moments or another number of replications,
    /// not every value of a variable was kept, or a variable never moves in the whole run and so has no scale.
    pub fn between(whole: &Results, cut: &Results, variables: &[VariableId], from: f64, to: f64) -> Option<Change> {
        let replications = whole.replications();
        if whole.times() != cut.times() || cut.replications() != replications {
            return None;
        }
        let slack = 1e-6 * whole.scenario.time.dt;
        let after = |time: f64| time > from + slack && time <= to + slack;
        let window: Vec<usize> = (0..whole.times().len()).filter(|i| after(whole.times()[*i])).collect();
        if window.is_empty() {
            return None;
        }
        let size = |id: &VariableId| {
            let scale = scale(whole, *id)?;
            let mut squares = vec![0.0; replications];
            for time in &window {
                let pairs = whole.at(*id, *time)?.iter().zip(cut.at(*id, *time)?);
                squares.iter_mut().zip(pairs).for_each(|(sum, (a, b))| *sum += (b - a) * (b - a));
            }
            let moments = window.len() as f64;
            Some(squares.into_iter().map(|sum| math::sqrt(sum / moments) / scale).collect())
        };
        let each = variables.iter().map(size).collect::<Option<Vec<Vec<f64>>>>()?;
        Some(Change { variables: variables.to_vec(), each, weights: weights(whole, variables) })
    }

    /// The size of the change of each variable, a mean over the replications.
    pub fn of_each(&self) -> Vec<Estimate> {
        self.each.iter().map(|values| mean(values)).collect()
    }

    /// In each replication, the weighted mean over the variables: two cuts of one run can be compared by
    /// [`PairedDifference::of`] these.
    pub fn values(&self) -> Vec<f64> {
        let replications = self.each.first().map_or(0, Vec::len);
        let whole: f64 = self.weights.iter().sum();
        let weighted =
            |r: usize| -> f64 { self.each.iter().zip(&self.weights).map(|(values, weight)| weight * values[r]).sum() };
        (0..replications).map(|r| weighted(r) / whole).collect()
    }

    /// The size of the change: the mean over variables and replications, with the error over these.
    pub fn size(&self) -> Estimate {
        mean(&self.values())
    }
}

fn weights(results: &Results, variables: &[VariableId]) -> Vec<f64> {
    let family = |id: &VariableId| results.variable(*id).member.as_ref().map(|member| &member.family);
    let mut members: HashMap<&String, usize> = HashMap::new();
    variables.iter().filter_map(family).for_each(|of| *members.entry(of).or_default() += 1);
    variables.iter().map(|id| family(id).map_or(1.0, |of| 1.0 / members[of] as f64)).collect()
}

/// The standard deviation of a variable over all saved moments and replications, from its mean over all of them; None
/// where it was not kept, or does not move.
fn scale(results: &Results, id: VariableId) -> Option<f64> {
    let rows = (0..results.times().len()).map(|time| results.at(id, time)).collect::<Option<Vec<&[f64]>>>()?;
    let finite = || rows.iter().flat_map(|row| row.iter()).filter(|value| value.is_finite());
    let count = finite().count() as f64;
    let middle = finite().sum::<f64>() / count;
    let scale = math::sqrt(finite().map(|value| (value - middle) * (value - middle)).sum::<f64>() / count);
    // What is left by rounding alone is no movement.
    (scale > 1e-12 * middle.abs()).then_some(scale)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::file;
    use crate::model::scenario::Scenario;
    use crate::run::ensemble::Samples;

    const TRUST: VariableId = VariableId(0);
    const SPEED: VariableId = VariableId(1);

    /// Two variables at three moments in two replications.
    fn results(trust: [[f64; 2]; 3], speed: [[f64; 2]; 3]) -> Results {
        let mut scenario = Scenario { replications: 2, ..Scenario::of_model(file::shipped()) };
        scenario.time.stop = 2.0;
        let values = [trust, speed].as_flattened().as_flattened().to_vec();
        let (variables, times) = (vec![TRUST, SPEED], vec![0.0, 1.0, 2.0]);
        Results::new(Arc::new(scenario), Samples { variables, times, replications: 0..2, values, not_finite: None })
    }

    #[test]
    fn a_change_is_measured_against_what_the_variable_does_anyway() {
        // 1 and 3 by turns: a standard deviation of 1; and ten times that.
        let [trust, speed] = [[[1.0, 3.0]; 3], [[10.0, 30.0]; 3]];
        let whole = results(trust, speed);
        // Replication 0 moves by 3 and by 4, the other one not at all; speed is left alone.
        let cut = results([[1.0, 3.0], [4.0, 3.0], [5.0, 3.0]], speed);
        let change = |variables: &[VariableId], from, to| Change::between(&whole, &cut, variables, from, to);
        let both = change(&[TRUST, SPEED], 0.0, 2.0).unwrap();
        let root = (12.5f64).sqrt();
        assert_eq!(both.each, [[root, 0.0], [0.0, 0.0]]);
        assert_eq!(both.values(), [root / 2.0, 0.0]);
        assert_eq!(both.of_each()[0].value, root / 2.0);
        // The standard error of the mean of two numbers is half their distance.
        assert_eq!(both.size(), Estimate { value: root / 4.0, error: (root * root / 16.0).sqrt() });
        assert_eq!(change(&[TRUST], 1.0, 2.0).unwrap().each, [[4.0, 0.0]], "the moment `from` is not in the window");
        assert_eq!(change(&[TRUST], 2.0, 9.0), None);
        let tenfold =
            Change::between(&whole, &results(trust, [[10.0, 30.0], [40.0, 30.0], [50.0, 30.0]]), &[SPEED], 0.0, 2.0);
        assert_eq!(tenfold.unwrap().each, [[root, 0.0]], "a unit ten times smaller changes nothing");
    }

    #[test]
    fn what_does_not_move_or_is_no_number_has_no_size() {
        let still = results([[2.0, 2.0]; 3], [[1.0, 3.0]; 3]);
        assert_eq!(Change::between(&still, &still, &[TRUST], 0.0, 2.0), None);
        assert_eq!(Change::between(&still, &still, &[SPEED], 0.0, 2.0).unwrap().size().value, 0.0);
        let broken = results([[2.0, 2.0]; 3], [[1.0, 3.0], [f64::NAN, 3.5], [1.0, 3.0]]);
        let change = Change::between(&still, &broken, &[SPEED], 0.0, 1.0).unwrap();
        assert!(change.each[0][0].is_nan());
        assert_eq!(change.size().value, 0.5, "the other replication");
    }

    #[test]
    fn the_effect_of_a_cut_is_with_it_less_without() {
        let whole = results([[1.0, 3.0]; 3], [[0.0; 2]; 3]);
        let cut = results([[1.0, 3.0], [1.0, 3.0], [2.0, 5.0]], [[0.0; 2]; 3]);
        let trust = &whole.scenario.model.variable(TRUST).name;
        let quantity = Quantity::read(&whole.scenario, &format!("{trust}@2")).unwrap();
        let effect = effect(&whole, &cut, &quantity);
        assert_eq!((effect.mean.value, effect.mean.error, effect.more.value), (1.5, 0.5, 1.0));
    }
}
