//! Ranges, and the places in them at which a basin is looked at.

/// A range that holds all these values with a quarter of it to spare on either side, but nothing beyond the limits; None
/// where they say nothing about a size: they are all 0, or none.
pub fn around(values: &[f64], (least, most): (f64, f64)) -> Option<(f64, f64)> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let spare = if low < high { 0.25 * (high - low) } else { 0.5 * low.abs() };
    let range = ((low - spare).max(least), (high + spare).min(most));
    (range.0 < range.1).then_some(range)
}

/// From half a value to twice as much; None of 0.
pub fn half_to_double(value: f64) -> Option<(f64, f64)> {
    let (a, b) = (0.5 * value, 2.0 * value);
    (value != 0.0).then(|| (a.min(b), a.max(b)))
}

/// `count` numbers from one to another, both included, equally far apart.
pub fn evenly_spaced(low: f64, high: f64, count: usize) -> Vec<f64> {
    let last = count.saturating_sub(1).max(1) as f64;
    (0..count).map(|i| low + (high - low) * (i as f64 / last)).collect()
}

/// The middles of `count` equal parts of an interval.
pub fn midpoints(low: f64, high: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| low + (high - low) * ((i as f64 + 0.5) / count as f64)).collect()
}
