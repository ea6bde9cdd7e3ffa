//! The smallest shock that tips a team that is well.

use crate::analysis::basin::threshold::{Threshold, threshold, threshold_amount};
use crate::analysis::estimate::{Estimate, share};
use crate::model::moments::reached;
use crate::model::scenario::{ALLOW_OUTSIDE, Scenario, Shock, Uncertainty, outside};
use crate::model::{Role, VariableId};
use crate::text::plain;

use super::teams::Teams;
use crate::answer::Refusal;

/// A shock of which only the duration is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub constant: VariableId,
    pub amount: f64,
    /// When it begins.
    pub at: f64,
    /// How long it lasts, for the table: first 0, which is no shock at all, and so what others are held against.
    pub durations: Vec<f64>,
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Tipped {
    /// The least duration that tips for good without luck, in save intervals; None where none does within the run.
    pub least: Option<Threshold>,
    /// Without luck: a duration, and the least amount that tips with it.
    pub amount: Option<(f64, f64)>,
    /// For each kind of luck, the share that is tipped at the end of the run, duration by duration.
    pub shares: Vec<(Uncertainty, Vec<Estimate>)>,
}

/// Who is shocked, and what comes of it.
#[derive(Debug, Clone)]
pub struct Shocked {
    pub plan: Plan,
    /// The starting point of the team that is shocked; None where it starts where the scenario starts.
    pub from: Option<String>,
    /// The class in which a team counts as tipped; None: any but the class asked about.
    pub into: Option<usize>,
    /// Without a shock and without luck it ends elsewhere than in the class asked about: there is nothing to tip.
    pub is_lost: bool,
    pub tipped: Tipped,
}

/// Durations for the table, in hundred-and-fourths of the length that the model gives a run: weeks, in two years.
const DURATIONS: [f64; 8] = [4.0, 8.0, 10.0, 12.0, 14.0, 16.0, 20.0, 26.0];
const OF: f64 = 104.0;

/// Save intervals before the shock begins, where nobody says when.
const BEFORE: usize = 4;

/// Reads what was typed; None where nothing was, and the model has no shock of its own.
///
/// # Errors
/// What is wrong with it, in words for whoever typed it.
pub fn read(
    scenario: &Scenario,
    typed: Option<&str>,
    at: Option<f64>,
    durations: &[f64],
) -> Result<Option<Plan>, Refusal> {
    let time = &scenario.time;
    let own = scenario.model.tipping.shock.map(|(constant, amount)| {
        let name = &scenario.model.variable(constant).name;
        amount.map_or(name.clone(), |amount| format!("{name}={}", plain(amount)))
    });
    let Some(text) = typed.or(own.as_deref()) else {
        return if at.is_none() && durations.is_empty() {
            Ok(None)
        } else {
            Err(Refusal::missing("shock", format!("say what it is{}", such_as(scenario))))
        };
    };
    let refuse = |why: String| Refusal::of("shock", text, why);
    let (name, amount) = match text.rsplit_once('=') {
        Some((name, amount)) => (name.trim(), Some(amount.trim())),
        None => (text.trim(), None),
    };
    let constant = scenario.clone().set(name, 0.0).map_err(|refusal| refuse(refusal.to_string()))?;
    let Some((_, spread)) = scenario.constants.iter().find(|(id, _)| *id == constant) else {
        let own = &scenario.model.variable(constant).name;
        return Err(refuse(format!("`{own}` is a stock, and a shock moves a constant{}", such_as(scenario))));
    };
    let amount = match amount {
        None if spread.value == 0.0 => 1.0,
        None => spread.value,
        Some(amount) => match amount.parse::<f64>() {
            Ok(number) if number.is_finite() && number != 0.0 => number,
            _ => return Err(refuse(format!("what is added is a number other than 0, such as {name}=1"))),
        },
    };
    let own = scenario.model.variable(constant);
    if let Some(why) = outside(own, spread.value + amount).filter(|_| !scenario.allow_outside) {
        return Err(refuse(format!("{why}; {ALLOW_OUTSIDE}")));
    }
    let usual = reached(time.start, time.saves(1), BEFORE);
    let at = at.unwrap_or(if usual < time.stop { usual } else { time.start });
    if !(time.start..time.stop).contains(&at) {
        let (at, start, stop) = (plain(at), plain(time.start), plain(time.stop));
        return Err(Refusal::of("at", at, format!("the run goes from {start} to {stop}")));
    }
    let durations = match durations {
        [] => usual_durations(scenario, at),
        typed => typed.to_vec(),
    };
    if let Some(wrong) = durations.iter().find(|d| d.is_nan() || **d <= 0.0 || reached(at, **d, 1) > time.stop) {
        let (wrong, room, unit) = (plain(*wrong), plain(reached(time.stop, -at, 1)), &time.unit);
        let from = plain(at);
        let why = format!(
            "from {unit} {from} a shock lasts more than 0 and at most {room} {unit}s; a later horizon makes the run longer"
        );
        return Err(Refusal::of("durations", wrong, why));
    }
    let mut plan = Plan { constant, amount, at, durations };
    if let Some(why) = plan.durations.iter().find_map(|d| plan.shock(*d, amount).misfit(time)) {
        return Err(Refusal::asked(why));
    }
    if !plan.durations.is_empty() {
        plan.durations.insert(0, 0.0);
    }
    Ok(Some(plan))
}

/// The constants that are there to be moved.
fn such_as(scenario: &Scenario) -> String {
    let lever = scenario.model.constants().find(|(_, _, constant)| constant.role == Role::Lever);
    let any = lever.or_else(|| scenario.model.constants().next());
    any.map_or(String::new(), |(_, variable, _)| format!(", such as {}", variable.name))
}

fn usual_durations(scenario: &Scenario, at: f64) -> Vec<f64> {
    let (time, whole) = (&scenario.time, &scenario.model.time);
    let unit = (whole.stop - whole.start) / OF;
    let saves = |d: &f64| time.saves((d * unit / time.save).round().max(1.0) as usize);
    let mut out: Vec<f64> = DURATIONS.iter().map(saves).filter(|d| reached(at, *d, 1) <= time.stop).collect();
    out.dedup();
    out
}

impl Plan {
    fn shock(&self, duration: f64, amount: f64) -> Shock {
        let (name, title) = ("shock".to_string(), "shock".to_string());
        Shock { name, title, constant: self.constant, amount, from: self.at, to: Some(reached(self.at, duration, 1)) }
    }

    /// The scenario with the shock, if it lasts at all.
    fn shocked(&self, scenario: &Scenario, duration: f64, amount: f64) -> Scenario {
        let mut out = scenario.clone();
        if duration > 0.0 {
            out.shocks.push(self.shock(duration, amount));
        }
        out
    }

    /// Runs the shock for all durations. `tipped` says of a class whether a team that ends in it was tipped.
    ///
    /// # Errors
    /// As a run.
    pub fn run(
        &self,
        scenario: &Scenario,
        teams: &Teams,
        replications: u64,
        tipped: impl Fn(usize) -> bool,
    ) -> Result<Tipped, Refusal> {
        let time = &scenario.time;
        let tips = |duration: f64, amount: f64| {
            Ok::<bool, Refusal>(tipped(teams.attractor_of(&self.shocked(scenario, duration, amount))?))
        };
        let most = ((time.stop - self.at) / time.save + 1e-9).floor() as usize;
        let least = threshold(most, |saves| tips(time.saves(saves), self.amount))?;
        // Half as long, if it would do by itself.
        let shorter = least.map(|least| time.saves(least.number.div_ceil(2)));
        let shorter = shorter.or_else(|| self.durations.last().copied());
        let amount = match shorter {
            Some(duration) => threshold_amount(self.amount, |amount| tips(duration, amount))?.map(|a| (duration, a)),
            None => None,
        };
        let mut shares = Vec::new();
        for uncertainty in lucks(scenario) {
            let mut row = Vec::new();
            for duration in &self.durations {
                let scenario = Scenario { uncertainty, ..self.shocked(scenario, *duration, self.amount) };
                let ends = teams.shares_of(&scenario, replications)?;
                let hits: f64 = ends.iter().enumerate().filter(|(class, _)| tipped(*class)).map(|(_, e)| e.value).sum();
                row.push(share((hits * replications as f64).round() as usize, replications as usize));
            }
            shares.push((uncertainty, row));
        }
        Ok(Tipped { least, amount, shares })
    }
}

/// What is left to luck in the table: the weeks alone, then all that the scenario leaves to it.
pub fn lucks(scenario: &Scenario) -> Vec<Uncertainty> {
    let noise = scenario.has_luck().then_some(Uncertainty::Noise);
    let constants = scenario.uncertain().next().is_some().then_some(scenario.uncertainty);
    noise.into_iter().chain(constants.filter(|kind| Some(*kind) != noise)).collect()
}
