//! Loops cut one by one: the runs again with the same teams, one link of the loop held at its value of a moment.

use crate::analysis::estimate::Estimate;
use crate::analysis::knockout::{Change, effect};
use crate::analysis::paired::Paired;
use crate::analysis::quantity::Quantity;
use crate::analysis::story::Story;
use crate::model::cut::{Cut, Hold};
use crate::model::scenario::Scenario;
use crate::model::{Kind, Model, VariableId};
use crate::run::keep::Wanted;
use crate::text::plain;

use super::super::{Failure, Manner, ensemble};
use super::Driven;

/// What came of cutting each loop at one moment.
pub struct Cutting {
    /// When, on the time axis and as the index of a saved moment.
    pub from: f64,
    pub index: usize,
    /// The last moment of the window in which changes are measured.
    pub to: f64,
    /// What the effect is measured on at the end.
    pub quantity: Quantity,
    /// In the order of the loops.
    pub each: Vec<Effect>,
}

/// What cutting one loop does.
pub struct Effect {
    /// How much it changes all stocks, whichever way, in the window.
    pub size: Estimate,
    /// The same, replication by replication.
    pub sizes: Vec<f64>,
    /// What it does to the quantity.
    pub on: Paired,
}

/// How long after a cut changes are measured, as a part of the run: for two years, half a year.
const WINDOW: f64 = 0.25;

/// The moments at which loops are cut.
///
/// # Errors
/// One that is no saved moment of the run before its end.
pub fn moments(scenario: &Scenario, typed: &[f64], none: bool) -> Result<Vec<f64>, Failure> {
    let time = &scenario.time;
    if none {
        return Ok(Vec::new());
    }
    let saved = time.saved();
    for at in typed {
        if time.saved_index(*at).is_none_or(|index| index + 1 >= saved.len()) {
            return Err(Failure::Usage(format!(
                "--at {}: loops are cut at a saved moment before the end of the run, from {} to {} every {}",
                plain(*at),
                plain(time.start),
                plain(saved[saved.len().saturating_sub(2)]),
                plain(time.save)
            )));
        }
    }
    if typed.is_empty() {
        let quarter = (saved.len() - 1) / 4;
        return Ok([quarter, 2 * quarter].into_iter().filter(|index| *index > 0).map(|index| saved[index]).collect());
    }
    Ok(typed.to_vec())
}

/// The stocks that take part in what happens.
pub fn stocks(model: &Model) -> impl Iterator<Item = VariableId> + '_ {
    model.declared().filter(|id| matches!(model.variable(*id).kind, Kind::Stock(_)))
}

/// Cuts each loop at a moment.
pub fn cutting(
    driven: &Driven,
    story: &Story,
    of: VariableId,
    from: f64,
    manner: Manner,
) -> Result<Cutting, Failure> {
    let whole = &driven.scenario;
    let model = &whole.model;
    let last = whole.time.saved().last().copied().unwrap_or(from);
    let w: f64 = std::env::var("WINDOW").ok().and_then(|w| w.parse().ok()).unwrap_or(WINDOW);
    let to = last.min(from + w * (whole.time.stop - whole.time.start));
    let text = format!("{}@{}", model.variable(of).name, plain(last));
    let quantity = Quantity::read(whole, &text).map_err(|wrong| Failure::Files(vec![wrong]))?;
    let stocks: Vec<VariableId> = stocks(model).collect();
    let moving: Vec<VariableId> =
        stocks.iter().copied().filter(|id| Change::between(&driven.results, &driven.results, &[*id], from, to).is_some()).collect();
    let mut variables = stocks.clone();
    variables.push(of);
    let mut each = Vec::new();
    for told in &story.loops {
        let (cause, effect_of) = told.cut;
        let cut = Cut { cause, effect: effect_of, from, hold: Hold::Then };
        let mut scenario = Scenario { cuts: vec![cut], ..whole.clone() };
        scenario.stem = format!("{} without {}", whole.stem, told.id);
        let wanted = Wanted { variables: variables.clone(), readings: Vec::new() };
        let results = ensemble(&scenario, &wanted, manner)?;
        let sizes = Change::between(&driven.results, &results, &moving, from, to).map_or(Vec::new(), |c| c.values());
        let on = effect(&driven.results, &results, &quantity);
        each.push(Effect { size: crate::analysis::estimate::mean(&sizes), sizes, on });
    }
    let index = whole.time.saved_index(from).unwrap_or(0);
    Ok(Cutting { from, index, to, quantity, each })
}

/// Whether scores and cuts tell the same of a moment.
pub enum Agreement {
    /// The loop that leads changes most when it is cut, or as much as any other as far as can be told.
    Agree { leader: usize },
    /// Another one changes more.
    Disagree { leader: usize, other: usize },
    /// No loop leads.
    NoLeader,
}

impl Cutting {
    /// Holds the loop that leads in most replications against the cuts of all others.
    pub fn agreement(&self, driven: &Driven) -> Agreement {
        let leads = driven.dominance.leads(self.index);
        let leader = (0..leads.len()).max_by(|a, b| leads[*a].value.total_cmp(&leads[*b].value));
        let Some(leader) = leader.filter(|of| leads[*of].value > 0.0) else { return Agreement::NoLeader };
        let size = |of: usize| self.each[of].size.value;
        let most = (0..self.each.len()).max_by(|a, b| size(*a).total_cmp(&size(*b))).unwrap_or(leader);
        match most == leader {
            true => Agreement::Agree { leader },
            false => Agreement::Disagree { leader, other: most },
        }
    }
}
