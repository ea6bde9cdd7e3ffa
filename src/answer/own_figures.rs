//! A team that is told in its own figures: what else its scenario says of it, and the figures do not carry.

use crate::model::contradiction::short_number as short;
use crate::model::scenario::Scenario;
use crate::model::{Spread, Term, VariableId};
use crate::run::luck::LuckError;
use crate::run::reference;
use crate::text::diagnostic::{Code, Diagnostic, Severity};
use crate::text::listed;
use crate::text::span::Place;

/// What is apart by a smaller share is taken as equal.
const EQUAL: f64 = 0.01;

/// What moves by more is told.
const MUCH: f64 = 0.1;

/// How many of the values that are inferred from the figures are told.
const MOST_INFERRED: usize = 3;

/// A figure of the model and the stock that begins with it: what is open.
type Same = (usize, VariableId);

/// What contradicts the figures of a scenario's team: a starting point beside them, and starts of stocks.
///
/// # Errors
/// A constant that cannot be drawn.
pub fn of(scenario: &Scenario) -> Result<Vec<Diagnostic>, LuckError> {
    let model = &scenario.model;
    let own = model.starts.iter().find(|start| Some(&start.name) == model.team_start.as_ref());
    let (Some(own), false) = (own, scenario.team.is_empty()) else { return Ok(Vec::new()) };
    let mut plain = scenario.clone();
    plain.begin_at(own);
    if plain.initial == scenario.initial {
        return Ok(Vec::new());
    }
    let same = same(&plain)?;
    match scenario.start == plain.start {
        true => stocks(scenario, &plain, &same),
        false => Ok(elsewhere(scenario, &same, &at_the_start(scenario)?).into_iter().collect()),
    }
}

/// Whether it is a team of which figures are told, and begins as they say.
pub fn is_told(scenario: &Scenario) -> bool {
    scenario.start.is_some() && scenario.start == scenario.model.team_start && !scenario.team.is_empty()
}

/// The same team left alone, for as long as its model usually runs.
pub fn left_alone(scenario: &Scenario) -> Scenario {
    Scenario { picks: Vec::new(), shocks: Vec::new(), time: scenario.model.time.clone(), ..scenario.clone() }
}

/// Figures that are a stock of the beginning: whatever is told, the stock begins with it.
fn same(plain: &Scenario) -> Result<Vec<Same>, LuckError> {
    const TRIED: [f64; 2] = [7.25, 11.5];
    let mut out = Vec::new();
    for (index, figure) in plain.model.team.iter().enumerate() {
        let told = |value: f64| {
            let mut trial = plain.clone();
            let own = trial.constants.iter_mut().find(|(id, _)| *id == figure.constant);
            own.into_iter().for_each(|(_, spread)| *spread = Spread::fixed(value));
            at_the_start(&trial)
        };
        let begun = [told(TRIED[0])?, told(TRIED[1])?];
        let unit = |id: &VariableId| &plain.model.variable(*id).unit;
        let is_same = |id: &VariableId| {
            unit(id) == unit(&figure.constant)
                && begun.iter().zip(TRIED).all(|(all, value)| all[id.0 as usize] == value)
        };
        out.extend(plain.initial.keys().copied().find(is_same).map(|id| (index, id)));
    }
    Ok(out)
}

/// Every variable at the first moment, without luck.
fn at_the_start(scenario: &Scenario) -> Result<Vec<f64>, LuckError> {
    reference::at_the_start(scenario, |value| all(scenario, value))
}

fn all(scenario: &Scenario, value: &dyn Fn(&Term) -> f64) -> Vec<f64> {
    scenario.model.ids().map(|id| value(&Term::variable(id))).collect()
}

fn is_apart(a: f64, b: f64, share: f64) -> bool {
    (a - b).abs() > share * b.abs()
}

/// A starting point that is another team than the figures. In one file one of the two is not meant; who extends a file may
/// try its team elsewhere.
fn elsewhere(scenario: &Scenario, same: &[Same], begun: &[f64]) -> Option<Diagnostic> {
    let model = &scenario.model;
    let (start, place) = (scenario.start.as_ref()?, scenario.start_named_at.as_ref()?);
    let lost = |(index, stock): &&Same| {
        let told = usual(scenario, model.team[*index].constant);
        scenario.team.contains(index) && is_apart(begun[stock.0 as usize], told, EQUAL)
    };
    let (index, stock) = same.iter().find(lost)?;
    let figure = &model.team[*index];
    let message = format!(
        "start = \"{start}\" is one team and your figures are another: it begins with {}, and `{}` says {}",
        told(scenario, *stock, begun[stock.0 as usize]),
        figure.name,
        told(scenario, figure.constant, usual(scenario, figure.constant)),
    );
    let figure_at = scenario.set_at.get(&figure.constant);
    let is_one_file = figure_at.is_some_and(|figure| figure.source == place.source);
    let severity = if is_one_file { Severity::Error } else { Severity::Warning };
    let told = Diagnostic { severity, ..Diagnostic::error(Code::Contradiction, message) };
    let told = told.at(&place.source, place.span, "this team");
    let told = figure_at.iter().fold(told, |told, Place { source, span }| told.at(source, *span, "and that one"));
    Some(told.help("leave out `start` for the team of your figures, or the figures for a team that is known"))
}

/// Stocks that begin with something else than what the figures tell.
fn stocks(scenario: &Scenario, plain: &Scenario, same: &[Same]) -> Result<Vec<Diagnostic>, LuckError> {
    let model = &scenario.model;
    let given = scenario.initial.iter().filter(|(id, value)| plain.initial.get(id) != Some(value));
    let (implied, begun) = (at_the_start(plain)?, at_the_start(scenario)?);
    let mut out = Vec::new();
    let mut loose = Vec::new();
    for (id, value) in given {
        let at = |all: &[f64]| told(scenario, *id, all[id.0 as usize]);
        let found = |message: String, severity: Severity| {
            let told = Diagnostic { severity, ..Diagnostic::error(Code::Contradiction, message) };
            let place = scenario.set_at.get(id);
            place.iter().fold(told, |told, Place { source, span }| told.at(source, *span, "begins here"))
        };
        let name = &model.variable(*id).name;
        if let Some((index, _)) = same.iter().find(|(_, stock)| stock == id) {
            let (figure, own) = (&model.team[*index], begun[id.0 as usize]);
            if scenario.team.contains(index) && is_apart(own, implied[id.0 as usize], 1e-9) {
                let message = format!(
                    "`{name}` begins with {}, and `{}` says {}: the two are one thing",
                    at(&begun),
                    figure.name,
                    at(&implied)
                );
                let wrong = found(message, Severity::Error);
                let wrong = scenario
                    .set_at
                    .get(&figure.constant)
                    .iter()
                    .fold(wrong, |wrong, place| wrong.at(&place.source, place.span, "said here"));
                out.push(wrong.help(format!("leave out `{name}`, or say {} = {}", figure.name, short(own))));
            }
            continue;
        }
        let mut alone = plain.clone();
        alone.initial.insert(*id, value.clone());
        let inferred = inferred(scenario, &at_the_start(&alone)?, &implied);
        if inferred.is_empty() {
            continue;
        }
        let message = format!("Your figures tell {} for `{name}`, and it begins with {}", at(&implied), at(&begun));
        loose.push((*id, found(message, Severity::Warning), inferred));
    }
    if loose.is_empty() || !out.is_empty() {
        return Ok(out);
    }
    let quiet = left_alone(scenario);
    let end = reference::at_the_end(&quiet, |value| all(scenario, value))?;
    let goes =
        |id: VariableId, from: f64| format!("from {} to {}", short(from), told(scenario, id, end[id.0 as usize]));
    let time = format!("{} {}", scenario.time.unit, short(quiet.time.stop));
    let mut fate = same.iter().filter(|(index, stock)| {
        let at = stock.0 as usize;
        scenario.team.contains(index) && is_apart(end[at], begun[at], MUCH)
    });
    let mut fate = fate.next().map(|(index, stock)| {
        let figure = &model.team[*index];
        format!(", and `{}` goes {}", figure.name, goes(*stock, begun[stock.0 as usize]))
    });
    for (id, mut warning, inferred) in loose {
        warning.message += &format!(
            ": nothing holds it there. With nothing done and no luck it goes {} by {time}{}",
            goes(id, begun[id.0 as usize]),
            fate.take().unwrap_or_default(),
        );
        let name = &model.variable(id).name;
        let inferred = listed(&inferred, "and");
        out.push(warning.help(format!(
            "leave out `{name}`, and it follows from the figures. With it they are true only by what is made up for it, and \
             stays when it has gone: {inferred}"
        )));
    }
    Ok(out)
}

/// What is inferred from the figures at the start and kept for the run, where it is another than without the stock.
fn inferred(scenario: &Scenario, begun: &[f64], implied: &[f64]) -> Vec<String> {
    let model = &scenario.model;
    let mut found: Vec<(f64, VariableId)> = Vec::new();
    for id in kept(scenario) {
        let (owner, at) = (model.shown(id), id.0 as usize);
        let moved = ((begun[at] - implied[at]) / implied[at]).abs();
        if moved > EQUAL && found.iter().all(|(_, other)| *other != owner) {
            found.push((moved, owner));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let words = |(_, id): &(f64, VariableId)| {
        let at = id.0 as usize;
        format!("{} {} for {}", model.variable(*id).words(), short(begun[at]), told(scenario, *id, implied[at]))
    };
    found.iter().take(MOST_INFERRED).map(words).collect()
}

/// What equations keep from the first moment for the whole run: `init(...)`.
pub fn kept(scenario: &Scenario) -> impl Iterator<Item = VariableId> {
    let model = &scenario.model;
    model.ids().filter(|id| {
        let own = model.variable(*id);
        own.owner.is_some() && own.stock().is_some_and(|stock| stock.inflows.is_empty() && stock.outflows.is_empty())
    })
}

fn usual(scenario: &Scenario, id: VariableId) -> f64 {
    scenario.constants.iter().find(|(own, _)| *own == id).map_or(f64::NAN, |(_, spread)| spread.value)
}

/// A value of a variable with its unit.
fn told(scenario: &Scenario, id: VariableId, value: f64) -> String {
    let value = short(value);
    let unit = scenario.model.variable(id).unit.after(&value);
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}
