//! Loops cut one by one: the runs again with the same teams, one link of the loop held at its value of a moment.

use crate::analysis::claims::quantity::Quantity;
use crate::analysis::estimate::Estimate;
use crate::analysis::loops::knockout::{Change, effect};
use crate::analysis::loops::loop_set::LoopSet;
use crate::analysis::paired::{PairedDifference, is_told};
use crate::model::cut::{Cut, Hold};
use crate::model::scenario::Scenario;
use crate::model::{Kind, Model, VariableId};
use crate::run::keep::Wanted;
use crate::text::plain;

use crate::answer::ensemble::ensemble;
use crate::answer::{Onlooker, Refusal};

use super::Driven;

/// What came of cutting each loop at one moment.
pub struct Cutting {
    /// When.
    pub from: f64,
    /// The end of the window in which changes are measured.
    pub to: f64,
    /// The saved moments of the window, by their indices, both included.
    window: (usize, usize),
    /// What the effect is measured on at the end.
    pub quantity: Quantity,
    /// In the order of the loops.
    pub each: Vec<Effect>,
}

/// What cutting one loop does.
#[derive(Clone)]
pub struct Effect {
    /// How much it changes all stocks, whichever way, in the window.
    pub size: Estimate,
    /// The same, replication by replication.
    sizes: Vec<f64>,
    /// What it does to the quantity.
    pub on: PairedDifference,
}

/// How long after a cut changes are measured, as a part of the run: for two years, half a year.
const WINDOW: f64 = 0.25;

/// The moments at which loops are cut, in order, each once.
///
/// # Errors
/// One that is no saved moment of the run before its end.
pub fn moments(scenario: &Scenario, asked: &[f64], none: bool) -> Result<Vec<f64>, Refusal> {
    let time = &scenario.time;
    if none {
        return Ok(Vec::new());
    }
    let saved = time.saved();
    for at in asked {
        if time.saved_index(*at).is_none_or(|index| index + 1 >= saved.len()) {
            let why = format!(
                "loops are cut at a saved moment before the end of the run, from {} to {} every {}",
                plain(time.start),
                plain(saved[saved.len().saturating_sub(2)]),
                plain(time.save)
            );
            return Err(Refusal::of("at", plain(*at), why));
        }
    }
    if asked.is_empty() {
        let quarter = (saved.len() - 1) / 4;
        return Ok([quarter, 2 * quarter].into_iter().filter(|index| *index > 0).map(|index| saved[index]).collect());
    }
    let mut indices: Vec<usize> = asked.iter().filter_map(|at| time.saved_index(*at)).collect();
    indices.sort_unstable();
    indices.dedup();
    Ok(indices.into_iter().map(|index| saved[index]).collect())
}

/// The stocks that take part in what happens.
pub fn stocks(model: &Model) -> impl Iterator<Item = VariableId> + '_ {
    model.declared().filter(|id| matches!(model.variable(*id).kind, Kind::Stock(_)))
}

/// Cuts each loop at a moment.
pub fn cutting(
    driven: &Driven,
    set: &LoopSet,
    of: VariableId,
    from: f64,
    onlooker: &dyn Onlooker,
) -> Result<Cutting, Refusal> {
    let whole = &driven.scenario;
    let model = &whole.model;
    let last = whole.time.saved().last().copied().unwrap_or(from);
    let to = last.min(from + WINDOW * (whole.time.stop - whole.time.start));
    let text = format!("{}@{}", model.variable(of).name, plain(last));
    let quantity = Quantity::read(whole, &text).map_err(|wrong| Refusal::Files(vec![wrong]))?;
    let stocks: Vec<VariableId> = stocks(model).collect();
    let moving: Vec<VariableId> = stocks
        .iter()
        .copied()
        .filter(|id| Change::between(&driven.results, &driven.results, &[*id], from, to).is_some())
        .collect();
    let mut variables = stocks.clone();
    variables.push(of);
    let mut each: Vec<Effect> = Vec::new();
    for (index, told) in set.loops.iter().enumerate() {
        // Loops that share a link share what comes of cutting it.
        if let Some(other) = set.loops[..index].iter().position(|other| other.cut == told.cut) {
            each.push(each[other].clone());
            continue;
        }
        let (cause, effect_of) = told.cut;
        let cut = Cut { cause, effect: effect_of, from, hold: Hold::Then };
        let mut scenario = Scenario { cuts: vec![cut], ..whole.clone() };
        scenario.stem = format!("{} without {}", whole.stem, told.id);
        let wanted = Wanted { variables: variables.clone(), readings: Vec::new(), ..Wanted::default() };
        let results = ensemble(&scenario, &wanted, onlooker)?;
        let change = Change::between(&driven.results, &results, &moving, from, to);
        let size = change.as_ref().map_or(Estimate { value: 0.0, error: 0.0 }, Change::size);
        let sizes = change.map_or(Vec::new(), |change| change.values());
        each.push(Effect { size, sizes, on: effect(&driven.results, &results, &quantity) });
    }
    let after = |time: &f64| *time > from + 1e-6 * whole.time.dt && *time <= to + 1e-6 * whole.time.dt;
    let saved = whole.time.saved();
    let inside = |index: &usize| after(&saved[*index]);
    let window: Vec<usize> = (0..saved.len()).filter(inside).collect();
    let window = (window.first().copied().unwrap_or(0), window.last().copied().unwrap_or(0));
    Ok(Cutting { from, to, window, quantity, each })
}

/// Whether scores and cuts tell the same of a window.
pub enum Agreement {
    /// The loop whose link carries most changes most when it is cut, as far as can be told over these replications.
    Agree { leader: usize },
    /// Another one changes more.
    Disagree { leader: usize, other: usize },
    /// Nothing moves.
    NoLeader,
    /// What comes of cutting the one whose link carries most is no number.
    NoNumber { leader: usize },
}

impl Cutting {
    /// How much of what named loops do in the window runs through a loop's cut: what a cut stops is the loop, and whatever
    /// else runs along its link.
    pub fn carried(&self, driven: &Driven, of: usize) -> Estimate {
        driven.dominance.mean_through(of, self.window.0, self.window.1)
    }

    /// Holds the loop whose link carries most in the window against the cuts of all others.
    pub fn agreement(&self, driven: &Driven) -> Agreement {
        let most = |value: &dyn Fn(usize) -> f64| {
            let numbers = (0..self.each.len()).filter(|of| value(*of).is_finite());
            numbers.max_by(|a, b| value(*a).total_cmp(&value(*b)))
        };
        let carried = |of: usize| if driven.dominance.alone[of] { -1.0 } else { self.carried(driven, of).value };
        let Some(leader) = most(&carried).filter(|of| carried(*of) > 0.0) else { return Agreement::NoLeader };
        let size = |of: usize| self.each[of].size.value;
        let Some(other) = most(&size).filter(|_| size(leader).is_finite()) else {
            return Agreement::NoNumber { leader };
        };
        let more = PairedDifference::of(&self.each[leader].sizes, &self.each[other].sizes).mean;
        // One run has no error: what it shows is all there is to see.
        let is_more = if self.each[leader].sizes.len() > 1 { is_told(more) } else { more.value > 0.0 };
        if leader == other || !is_more { Agreement::Agree { leader } } else { Agreement::Disagree { leader, other } }
    }
}
