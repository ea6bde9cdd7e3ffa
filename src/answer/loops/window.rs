//! Windows of time: how long, and where they begin.

use crate::answer::Refusal;
use crate::model::TimeSpec;
use crate::text::{plain, plural, singular};

/// Windows, counted in saved moments.
pub struct Spans {
    /// Indices of the saved moments at which windows begin.
    pub starts: Vec<usize>,
    /// From the beginning of one to its end.
    pub length: usize,
}

/// The windows of a run: as asked, or as usual.
///
/// # Errors
/// A length that is no number of saved moments from 1 to the whole run; a run that keeps one moment only.
pub fn windows(time: &TimeSpec, length: Option<f64>, every: Option<f64>) -> Result<Spans, Refusal> {
    let last = time.saved().len() - 1;
    if last == 0 {
        return Err(Refusal::asked("the run keeps one moment only, and a window begins at one and ends at another"));
    }
    let read = |part: &'static str, asked: f64| {
        let saves = (asked / time.save).round();
        let is_whole = (saves * time.save - asked).abs() <= 1e-9 * asked.abs();
        if is_whole && saves >= 1.0 && saves <= last as f64 {
            return Ok(saves as usize);
        }
        let (units, run) = (plural(&time.unit), plain(time.saves(last)));
        let why = match time.save == 1.0 {
            true => format!("it is a whole number of {units}, from 1 to the whole run of {run}"),
            false => format!("it is a multiple of {} {units}, up to the whole run of {run}", plain(time.save)),
        };
        Err(Refusal::of(part, plain(asked), why))
    };
    let length = length.map_or(Ok(usual(time, last)), |asked| read("window", asked))?;
    let every = every.map_or(Ok(length), |asked| read("every", asked))?;
    Ok(Spans { starts: (0..=last - length).step_by(every).collect(), length })
}

/// A quarter of a year where the unit of time says how long that is and two of them have room; else an eighth of the run.
///
/// A quarter is what teams look back on, and long enough for a push to go once round the model's quick loops.
///
/// Counted in saved moments, of which `last` is the number of the last.
pub fn usual(time: &TimeSpec, last: usize) -> usize {
    let year = match singular(&time.unit).to_lowercase().as_str() {
        "day" => 364.0,
        "week" => 52.0,
        "month" => 12.0,
        "quarter" => 4.0,
        "year" => 1.0,
        _ => 0.0,
    };
    let quarter = (year / 4.0 / time.save).round() as usize;
    if quarter >= 1 && 2 * quarter <= last { quarter } else { (last / 8).max(1) }
}
