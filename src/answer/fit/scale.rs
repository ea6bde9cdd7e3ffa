//! Scales without ends, on which numbers of teams are near to normal: straight lines never lead out of what can be.

use crate::math;
use crate::model::{Model, VariableId};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    Plain,
    /// What is above 0: its logarithm.
    Log,
    /// What lies between 0 and 1: the logarithm of its odds.
    Share,
    /// What lies between 0 and so much.
    Up(f64),
}

/// A share is no nearer to its ends than this, and no amount nearer to 0.
const LEAST: f64 = 0.002;

impl Scale {
    /// The scale of a stock.
    pub fn of(model: &Model, id: VariableId) -> Scale {
        match model.variable(id).stock().and_then(|stock| stock.range) {
            Some((_, 1.0)) => Scale::Share,
            Some((_, most)) => Scale::Up(most),
            None => Scale::Log,
        }
    }

    /// Values on the scale.
    pub fn open(self, values: &[f64]) -> Vec<f64> {
        let share = |x: f64| {
            let x = x.clamp(LEAST, 1.0 - LEAST);
            math::ln(x / (1.0 - x))
        };
        let one = |value: &f64| match self {
            Scale::Plain => *value,
            Scale::Log => math::ln(value.max(LEAST)),
            Scale::Share => share(*value),
            Scale::Up(most) => share(value / most),
        };
        values.iter().map(one).collect()
    }

    /// A value back from the scale.
    pub fn close(self, on: f64) -> f64 {
        match self {
            Scale::Plain => on,
            Scale::Log => math::exp(on.clamp(-20.0, 20.0)),
            Scale::Share => 1.0 / (1.0 + math::exp(-on)),
            Scale::Up(most) => most / (1.0 + math::exp(-on)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_on_a_scale_comes_back() {
        for (scale, value) in [(Scale::Plain, -3.0), (Scale::Log, 40.0), (Scale::Share, 0.3), (Scale::Up(5.0), 1.9)] {
            let on = scale.open(&[value])[0];
            assert!((scale.close(on) - value).abs() < 1e-12, "{scale:?}");
        }
    }
}
