//! When a run begins and ends, and by which steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::diagnostic::{Code, Mistakes};
use crate::text::toml::{Reader, Table};
use crate::text::{Span, canonical, plain};

use super::moments::{Moments, reached};

/// The time axis of a run. Its [`Moments`] are `start + step * dt`, never accumulated.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeSpec {
    /// The base unit in which time is measured.
    pub unit: String,
    pub start: f64,
    pub stop: f64,
    pub dt: f64,
    /// Interval at which results are kept; a whole number of steps.
    pub save: f64,
    pub method: Method,
}

/// How stocks are integrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    Euler,
    /// The classical fourth-order method of Runge and Kutta.
    Rk4,
}

impl Method {
    pub const CHOICES: &[(&str, Method)] = &[("euler", Method::Euler), ("rk4", Method::Rk4)];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(Method::CHOICES, self)
    }
}

/// The most steps a run may have; more is a slip of the pen (a horizon of 1e12), not a question.
pub(super) const MOST_STEPS: f64 = 10_000_000.0;

/// What a moment has to differ from the next by, as a share of it, for the two to be told apart with a margin.
const FINEST: f64 = 16.0 * f64::EPSILON;

/// How many steps of `dt` make up `length`; None where it is not a whole number of them, up to rounding.
///
/// ```
/// assert_eq!(flywheel::model::time::whole_steps(104.0, 0.1), Some(1040));
/// assert_eq!(flywheel::model::time::whole_steps(1.0, 0.3), None);
/// ```
pub fn whole_steps(length: f64, dt: f64) -> Option<usize> {
    let steps = length / dt;
    let near = steps.round();
    ((steps - near).abs() <= 1e-6 && (0.0..=MOST_STEPS).contains(&near)).then_some(near as usize)
}

/// Where the numbers of a time axis stand in the file.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimePlaces {
    pub start: Span,
    pub stop: Span,
    pub dt: Span,
    pub save: Span,
}

/// The numbers of a time axis that can be at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeNumber {
    Stop,
    Dt,
    Save,
}

/// Why no run is possible on a time axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Misfit {
    pub of: TimeNumber,
    pub message: String,
    /// The rule that the number breaks, in a few words.
    pub label: &'static str,
    pub help: Option<String>,
}

impl Misfit {
    /// Notes it where the number stands.
    pub fn tell(self, mistakes: &mut Mistakes, places: TimePlaces) {
        let span = match self.of {
            TimeNumber::Stop => places.stop,
            TimeNumber::Dt => places.dt,
            TimeNumber::Save => places.save,
        };
        mistakes.refuse(Code::BadTime, span, self.message, self.label).help = self.help;
    }
}

impl TimeSpec {
    /// The number of steps from start to stop; the last one ends at or before it.
    pub fn steps(&self) -> usize {
        let length = (self.stop - self.start) / self.dt;
        whole_steps(self.stop - self.start, self.dt).unwrap_or(length.clamp(0.0, MOST_STEPS) as usize)
    }

    /// Steps from one saved moment to the next; the nearest whole number of them.
    pub fn steps_a_save(&self) -> usize {
        (self.save / self.dt).round().clamp(1.0, MOST_STEPS) as usize
    }

    /// From the first moment to the last that is asked for.
    pub fn length(&self) -> f64 {
        reached(self.stop, -self.start, 1)
    }

    /// How long so many save intervals are.
    pub fn saves(&self, number: usize) -> f64 {
        reached(0.0, self.dt, number * self.steps_a_save())
    }

    /// The moments at which results are kept.
    pub fn saved(&self) -> Vec<f64> {
        let moments = Moments::of(self);
        (0..=self.steps()).step_by(self.steps_a_save()).map(|k| moments.at(k)).collect()
    }

    /// The index in [`TimeSpec::saved`] of a moment, where results are kept at it.
    pub fn saved_index(&self, moment: f64) -> Option<usize> {
        let index = whole_steps(moment - self.start, self.save)?;
        (index <= self.steps() / self.steps_a_save()).then_some(index)
    }

    /// Reads a model's `[time]`.
    pub fn read(reader: &mut Reader, table: &mut Table) -> TimeSpec {
        let whole = table.span;
        let mut places = TimePlaces { start: whole, stop: whole, dt: whole, save: whole };
        let mut number = |key, otherwise: f64, place: &mut Span| match reader.number(table, key) {
            Some((x, span)) => {
                *place = span;
                x
            }
            None => otherwise,
        };
        let start = number("start", 0.0, &mut places.start);
        let stop = number("stop", reached(start, 100.0, 1), &mut places.stop);
        let dt = number("dt", 1.0, &mut places.dt);
        let save = number("save", dt, &mut places.save);
        let unit = reader.text(table, "unit").map_or("time".into(), |(u, _)| canonical(&u));
        let method = reader.choice(table, "method", Method::CHOICES).unwrap_or(Method::Euler);
        let time = TimeSpec { unit, start, stop, dt, save, method };
        time.check(reader, places);
        time
    }

    /// Refuses a time axis that is at fault.
    pub fn check(&self, mistakes: &mut Mistakes, places: TimePlaces) {
        if let Some(misfit) = self.misfit() {
            misfit.tell(mistakes, places);
        }
    }

    /// Why no run is possible on this time axis, where none is.
    pub fn impossible(&self) -> Option<Misfit> {
        let TimeSpec { start, stop, dt, save, .. } = *self;
        let misfit = |of, message, label| Some(Misfit { of, message, label, help: None });
        if dt <= 0.0 || !dt.is_finite() {
            let message = format!("dt is {}, and a step has to be longer than 0", plain(dt));
            misfit(TimeNumber::Dt, message, "must be above 0")
        } else if stop <= start {
            let message = format!("the run ends at {}, and begins at {}", plain(stop), plain(start));
            misfit(TimeNumber::Stop, message, "the end comes after the beginning")
        } else if (stop - start) / dt > MOST_STEPS {
            let run = format!("from {} to {}", plain(start), plain(stop));
            let message = format!("{run} by steps of {} are more than {MOST_STEPS} steps", plain(dt));
            misfit(TimeNumber::Stop, message, "too far, or dt too small")
        } else if start.abs().max(stop.abs()) * FINEST > dt {
            let message = format!("steps of {} are lost in moments such as {}", plain(dt), plain(stop));
            misfit(TimeNumber::Dt, message, "too small beside them")
        } else if save < 0.0 {
            let message = format!("results cannot be kept every {}", plain(save));
            misfit(TimeNumber::Save, message, "must be above 0")
        } else {
            None
        }
    }

    /// Why no run is possible on this time axis, or how its parts do not fit each other.
    pub fn misfit(&self) -> Option<Misfit> {
        if let Some(misfit) = self.impossible() {
            return Some(misfit);
        }
        let TimeSpec { start, stop, dt, save, .. } = *self;
        let run = format!("from {} to {}", plain(start), plain(stop));
        let misfit = |of, message, label, help| Some(Misfit { of, message, label, help });
        // An interval that does not fit one of the others seldom fits the next: one of them is mended at a time.
        if whole_steps(stop - start, dt).is_none_or(|steps| steps == 0) {
            let message = format!("{run} is not a whole number of steps of {}", plain(dt));
            let steps = ((stop - start) / dt).round().max(1.0);
            let help = format!(
                "from {} to {} it would be {steps} steps",
                plain(start),
                plain(reached(start, dt, steps as usize))
            );
            return misfit(TimeNumber::Stop, message, "not a whole number of steps", Some(help));
        }
        if save <= 0.0 || whole_steps(save, dt).is_none_or(|steps| steps == 0) {
            let message = format!(
                "results cannot be kept every {}: it is not a whole number of steps of {}",
                plain(save),
                plain(dt)
            );
            let help = format!(
                "`save` is a multiple of `dt`, such as {}",
                plain(reached(0.0, dt, (save / dt).round().max(1.0) as usize))
            );
            return misfit(TimeNumber::Save, message, "not a whole number of steps", Some(help));
        }
        if whole_steps(stop - start, save).is_none_or(|saves| saves == 0) {
            let message =
                format!("{run} is not a whole number of save intervals of {}: the end would be lost", plain(save));
            let help = format!("`save` divides the length of the run, as `dt` does: {}", plain(dt));
            return misfit(TimeNumber::Save, message, "does not reach the end", Some(help));
        }
        None
    }
}
