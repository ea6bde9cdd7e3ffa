//! The two axes of the map, as typed.

use crate::analysis::basin::grid::{around, half_to_double};
use crate::figure::axis::{INTERVALS, rounded_outwards};
use crate::model::scenario::Scenario;
use crate::model::{Kind, Start, Stock, VariableId};
use crate::text::plain;

use super::starts::{beginning, starting_at};
use crate::answer::{Onlooker, Refusal};

/// A stock's start, or a constant, from low to high.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub id: VariableId,
    pub low: f64,
    pub high: f64,
    /// What it is in the scenario.
    pub here: f64,
}

/// An axis as it was typed: what, and from where to where if that was said.
type Typed = (VariableId, Option<(f64, f64)>);

const NAMES: [&str; 2] = ["x", "y"];

/// Reads both axes; what is not typed is chosen. `start` has the value of every variable at the first moment.
///
/// # Errors
/// What is wrong with them, in words for whoever typed them.
pub fn read(
    scenario: &Scenario,
    start: &[f64],
    typed: [Option<&str>; 2],
    onlooker: &dyn Onlooker,
) -> Result<[Axis; 2], Refusal> {
    let mut axes: [Option<Typed>; 2] = [None, None];
    for (index, text) in typed.into_iter().enumerate() {
        axes[index] = text.map(|text| parse(scenario, NAMES[index], text, onlooker)).transpose()?;
    }
    if let [Some((x, _)), Some((y, _))] = axes
        && x == y
    {
        let name = &scenario.model.variable(x).name;
        return Err(Refusal::of(NAMES[1], name, "x is the same, and a map needs two"));
    }
    let mut usual = usual(scenario).into_iter().filter(|id| axes.iter().flatten().all(|(typed, _)| typed != id));
    let mut full = [0, 1].map(|index| axes[index].or_else(|| Some((usual.next()?, None))));
    let mut axis = |index: usize| {
        let name = NAMES[index];
        let missing = || Refusal::missing(name, "say what it is: the model has too few stocks to choose from");
        let (id, range) = full[index].take().ok_or_else(missing)?;
        ranged(scenario, start, name, id, range)
    };
    Ok([axis(0)?, axis(1)?])
}

/// What is shown where nobody says which: what the model wants shown, then its stocks.
fn usual(scenario: &Scenario) -> Vec<VariableId> {
    let model = &scenario.model;
    let is_stock = |id: &VariableId| model.variable(*id).stock().is_some();
    let mut out = model.tipping.axes.clone();
    for id in model.headline.iter().copied().filter(is_stock).chain(model.declared().filter(is_stock)) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// Reads `trust` or `trust=0.2..0.9`.
fn parse(scenario: &Scenario, axis: &'static str, text: &str, onlooker: &dyn Onlooker) -> Result<Typed, Refusal> {
    let (name, range) = match text.rsplit_once('=') {
        Some((name, range)) => (name.trim(), Some(range)),
        None => (text.trim(), None),
    };
    let refuse = |why: String| Refusal::of(axis, text, why);
    // What can be set can be an axis.
    let mut trial = scenario.clone();
    let id = trial.settable(name).map_err(|refusal| refuse(refusal.to_string()))?;
    let Some(range) = range else { return Ok((id, None)) };
    let before = trial.warnings.len();
    let ends = range.split_once("..").map(|(low, high)| (low.trim().parse::<f64>(), high.trim().parse::<f64>()));
    let Some((Ok(low), Ok(high))) = ends.filter(|(low, high)| matches!((low, high), (Ok(low), Ok(high)) if low < high))
    else {
        return Err(refuse(format!("a range goes from a number to a higher one, such as {name}=0.2..0.9")));
    };
    for end in [low, high] {
        trial.set(name, end).map_err(|refusal| refuse(refusal.to_string()))?;
    }
    let unusual = &trial.warnings[before..];
    if !unusual.is_empty() {
        onlooker.warn(unusual);
    }
    Ok((id, Some((low, high))))
}

/// What a starting point lets a stock begin with, without luck.
fn given_at(scenario: &Scenario, start: &Start, stock: VariableId) -> Option<f64> {
    let (_, value) = start.stocks.iter().find(|(id, _)| *id == stock)?;
    value.number().or_else(|| Some(beginning(&starting_at(scenario, &start.name)?).ok()?[stock.0 as usize]))
}

fn ranged(
    scenario: &Scenario,
    start: &[f64],
    axis: &'static str,
    id: VariableId,
    typed: Option<(f64, f64)>,
) -> Result<Axis, Refusal> {
    let variable = scenario.model.variable(id);
    let constant = scenario.constants.iter().find(|(constant, _)| *constant == id);
    let here = constant.map_or(start[id.0 as usize], |(_, spread)| spread.value);
    if let Some((low, high)) = typed {
        return Ok(Axis { id, low, high, here });
    }
    let limits = match &variable.kind {
        Kind::Stock(Stock { range, non_negative, .. }) => {
            let least = if *non_negative { 0.0 } else { f64::NEG_INFINITY };
            range.map_or((least, f64::INFINITY), |(low, high)| (low.max(least), high))
        }
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    };
    let given = constant.and_then(|(_, spread)| spread.range).filter(|(low, high)| low < high);
    let found = match constant {
        Some(_) => given.or_else(|| half_to_double(here)),
        None => {
            let starts = scenario.model.starts.iter();
            let mut values: Vec<f64> = starts.filter_map(|start| given_at(scenario, start, id)).collect();
            values.push(here);
            around(&values, limits).map(|(low, high)| {
                let (low, high) = rounded_outwards(low, high, INTERVALS);
                (low.max(limits.0), high.min(limits.1))
            })
        }
    };
    let Some((low, high)) = found.filter(|(low, high)| low.is_finite() && high.is_finite()) else {
        let (name, here) = (&variable.name, plain(here));
        let why = format!("`{name}` is {here}, which says nothing about a range: say it, such as {name}=0..1");
        return Err(Refusal::of(axis, name, why));
    };
    Ok(Axis { id, low, high, here })
}
