//! Why a constant is what it is: no loop moves it.

use schemars::JsonSchema;
use serde::Serialize;

use super::asked::AskedData;
use crate::answer::machine::Number;
use crate::answer::numbers::fine;
use crate::model::VariableId;
use crate::model::scenario::{Addition, Scenario};
use crate::text::{capital, counted, plain, singular};

use super::exogenous::{Mover, movers};
use super::words::measured;

/// A constant at a moment.
pub struct Constant {
    scenario: Scenario,
    of: VariableId,
    at: f64,
    /// By itself, and with all that picks and shocks add.
    values: [f64; 2],
    movers: Vec<Mover>,
}

/// Why a constant is what it is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ConstantData {
    #[serde(flatten)]
    pub asked: AskedData,
    pub at: Number,
    /// At that moment, with all that picks and shocks add, in its unit.
    pub value: Number,
    /// By itself.
    pub constant: Number,
    /// The picks and shocks that move it, in the order in which they begin.
    pub exogenous: Vec<AdditionData>,
}

/// What a pick or shock adds to a constant.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AdditionData {
    /// The intervention or the shock.
    pub title: String,
    /// In the end, in the constant's unit.
    pub amount: Number,
    /// When it begins.
    pub from: Number,
    /// How long it takes until all of it is there.
    pub ramp: Number,
    /// When it ends; null where it stays.
    pub to: Option<Number>,
    /// At the moment that is asked about.
    pub now: Number,
}

impl Constant {
    /// At a saved moment.
    pub fn of(scenario: Scenario, of: VariableId, at: usize) -> Constant {
        let at = scenario.time.saved()[at];
        let (values, movers) = (values(&scenario, of, at), movers(&scenario, of));
        Constant { scenario, of, at, values, movers }
    }

    fn slack(&self) -> f64 {
        1e-6 * self.scenario.time.dt
    }

    pub fn data(&self) -> ConstantData {
        let Constant { scenario, of, at, values: [own, value], movers } = self;
        let addition = |mover: &Mover| {
            let Addition { amount, from, ramp, to, .. } = mover.addition;
            AdditionData {
                title: mover.title.clone(),
                amount: amount.into(),
                from: from.into(),
                ramp: ramp.into(),
                to: to.map(Number::from),
                now: mover.addition.at(*at, self.slack()).into(),
            }
        };
        ConstantData {
            asked: AskedData::of(scenario, *of),
            at: (*at).into(),
            value: (*value).into(),
            constant: (*own).into(),
            exogenous: movers.iter().map(addition).collect(),
        }
    }

    pub fn told(&self) -> String {
        let Constant { scenario, of, at, values: [own, value], movers } = self;
        let (variable, unit) = (scenario.model.variable(*of), singular(&scenario.time.unit));
        let mut out = format!(
            "{}\n{} in {unit} {}: {}. It is a constant: only picks and shocks move it, no loop does.\n",
            scenario.title,
            capital(&variable.words()),
            plain(*at),
            measured(variable, *value, &unit),
        );
        out.push_str(&match movers.is_empty() {
            true => "In this scenario nothing moves it.\n".to_string(),
            false => format!("Its own value is {}. This scenario moves it by\n", fine(*own)),
        });
        for mover in movers {
            out.push_str(&format!("  \"{}\" {}\n", mover.title, added(&mover.addition, *at, self.slack(), &unit)));
        }
        out
    }
}

/// What a constant is by itself, and what it is at a moment with all that picks and shocks add.
pub fn values(scenario: &Scenario, of: VariableId, at: f64) -> [f64; 2] {
    let own = scenario.constants.iter().find(|(id, _)| *id == of).map_or(f64::NAN, |(_, spread)| spread.value);
    let slack = 1e-6 * scenario.time.dt;
    [own, own + movers(scenario, of).iter().map(|mover| mover.addition.at(at, slack)).sum::<f64>()]
}

/// "from week 16: +0.70 over 6 weeks (all of it now)".
pub fn added(a: &Addition, at: f64, slack: f64, unit: &str) -> String {
    let now = match a.at(at, slack) {
        _ if at < a.from - slack => "not yet".to_string(),
        _ if a.to.is_some_and(|to| at >= to - slack) => "no longer".to_string(),
        now if now == a.amount => "all of it now".to_string(),
        now => format!("{} now", signed(now)),
    };
    let to = a.to.map_or(String::new(), |to| format!(" to {}", plain(to)));
    format!("from {unit} {}{to}: {} ({now})", plain(a.from), ramped(a.amount, a.ramp, unit))
}

/// "+0.70 over 6 weeks".
pub fn ramped(amount: f64, ramp: f64, unit: &str) -> String {
    let over = if ramp > 0.0 { format!(" over {}", counted(ramp, unit)) } else { String::new() };
    format!("{}{over}", signed(amount))
}

fn signed(amount: f64) -> String {
    format!("{}{}", if amount > 0.0 { "+" } else { "" }, fine(amount))
}
