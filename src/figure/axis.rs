//! The numbers of an axis: which are written, how, and where it ends.

/// Pleasant numbers from `low` to `high` to write on an axis: whole steps of 1, 2, 2.5 or 5 times a power of ten, in
/// about `intervals` intervals. Empty where the range is not finite or has no width.
///
/// ```
/// # use flywheel::figure::axis::ticks;
/// assert_eq!(ticks(0.0, 52.0, 5), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
/// assert_eq!(ticks(0.0, 1.0, 4), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
pub fn ticks(low: f64, high: f64, intervals: usize) -> Vec<f64> {
    let Some(step) = Step::between(low, high, intervals) else { return Vec::new() };
    let (first, last) = ((low / step.size() - SLACK).ceil(), (high / step.size() + SLACK).floor());
    if last < first {
        return Vec::new();
    }
    let mut ticks: Vec<f64> = (0..=(last - first) as usize).map(|i| step.times(first + i as f64)).collect();
    ticks.dedup();
    ticks
}

/// Intervals of a vertical axis; a builder who rounds the range with this number sees the axis end on its numbers.
pub const INTERVALS: usize = 4;

/// The range from `low` to `high`, widened to whole steps of [`ticks`], so that an axis ends on pleasant numbers; see
/// [`with_width`] for ranges that have none.
///
/// ```
/// # use flywheel::figure::axis::rounded_outwards;
/// assert_eq!(rounded_outwards(0.3, 11.2, 4), (0.0, 12.0));
/// assert_eq!(rounded_outwards(5.0, 5.0, 4), (4.5, 5.5));
/// ```
pub fn rounded_outwards(low: f64, high: f64, intervals: usize) -> (f64, f64) {
    let mut range = with_width(low, high);
    for _ in 0..3 {
        let Some(step) = Step::between(range.0, range.1, intervals) else { return range };
        let steps = ((range.0 / step.size() + SLACK).floor(), (range.1 / step.size() - SLACK).ceil());
        range = (step.times(steps.0), step.times(steps.1)); // wider, so that the pleasant step may be longer now
    }
    range
}

/// The range itself where it can carry an axis; else a range around its value, and 0 to 1 where it is not finite.
pub fn with_width(low: f64, high: f64) -> (f64, f64) {
    let (low, high) = if low <= high { (low, high) } else { (high, low) };
    let size = low.abs().max(high.abs());
    if !(high - low).is_finite() {
        (0.0, 1.0)
    } else if high - low > SLACK * size {
        (low, high)
    } else if size == 0.0 {
        (-1.0, 1.0)
    } else {
        (low - 0.1 * size, high + 0.1 * size)
    }
}

/// The numbers of an axis as people write them: no more decimals than tell them apart, 20k for 20000, 3M for three
/// million.
///
/// ```
/// # use flywheel::figure::axis::tick_labels;
/// assert_eq!(tick_labels(&[0.0, 0.5, 1.0]), ["0", "0.5", "1.0"]);
/// assert_eq!(tick_labels(&[-20_000.0, 0.0]), ["−20k", "0"]);
/// ```
pub fn tick_labels(ticks: &[f64]) -> Vec<String> {
    let size = ticks.iter().fold(0.0_f64, |size, tick| size.max(tick.abs()));
    let (unit, suffix) = match size {
        1e4..1e6 => (1e3, "k"),
        1e6..1e9 => (1e6, "M"),
        _ => (1.0, ""),
    };
    let spacing = ticks.windows(2).fold(size, |least, pair| least.min((pair[1] - pair[0]).abs())) / unit;
    let tells = |decimals: usize, tick: f64| {
        format!("{tick:.decimals$}").parse().is_ok_and(|written: f64| (written - tick).abs() <= 0.01 * spacing)
    };
    let decimals = (0..5).find(|&decimals| ticks.iter().all(|tick| tells(decimals, tick / unit)));
    let write = |&tick: &f64| match decimals {
        _ if tick == 0.0 => "0".to_string(),
        Some(decimals) if size < 1e9 => format!("{:.decimals$}{suffix}", tick / unit),
        _ => scientific(tick, spacing * unit),
    };
    ticks.iter().map(|tick| write(tick).replace('-', "−")).collect()
}

/// A power of ten with as few digits as tell it apart.
fn scientific(tick: f64, spacing: f64) -> String {
    let written = (0..5).map(|digits| format!("{tick:.digits$e}"));
    let tells = |text: &String| text.parse().is_ok_and(|written: f64| (written - tick).abs() <= 0.01 * spacing);
    written.into_iter().find(tells).unwrap_or_else(|| format!("{tick:e}"))
}

/// How far a number may lie beyond a whole step and still count as on it, in steps; covers rounding errors.
const SLACK: f64 = 1e-9;

/// The distance between two numbers of an axis, kept as a decimal so that its multiples are the nearest floats.
struct Step {
    digits: f64,
    exponent: i32,
}

impl Step {
    /// The step that comes nearest to dividing the range into so many intervals.
    fn between(low: f64, high: f64, intervals: usize) -> Option<Step> {
        let exact = (high - low) / intervals.max(1) as f64;
        if !exact.is_normal() || exact < 0.0 {
            return None;
        }
        let exponent = crate::math::log10(exact).floor() as i32;
        let too_far = |step: &Step| (step.size() / exact).max(exact / step.size());
        [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .filter(|&digits| digits != 2.5 || exponent != 0) // 2.5, 5, 7.5 read badly where whole numbers would do
            .map(|digits| Step { digits, exponent })
            .min_by(|a, b| too_far(a).total_cmp(&too_far(b)))
    }

    fn size(&self) -> f64 {
        self.times(1.0)
    }

    /// `count` steps from zero. Dividing by a power of ten gives 0.3 where multiplying gives 0.30000000000000004.
    fn times(&self, count: f64) -> f64 {
        let power = crate::math::pow(10.0, f64::from(self.exponent.abs()));
        let digits = count * self.digits + 0.0; // turns -0 into 0
        if self.exponent < 0 { digits / power } else { digits * power }
    }
}

/// Numbers for an axis of weeks: quarters, halves or whole years, as people plan; empty for other units of time, and
/// where there would be too many or too few.
pub fn calendar(unit: &str, start: f64, stop: f64) -> Vec<f64> {
    const MOST: f64 = 6.0;
    let quarters = [1.0, 2.0, 4.0, 8.0, 16.0];
    let step = quarters.iter().map(|q| q * 13.0).find(|step| (stop - start) / step <= MOST);
    match step.filter(|step| unit.eq_ignore_ascii_case("week") && start.fract() == 0.0 && stop - start >= 2.0 * step) {
        Some(step) => (0..=((stop - start) / step) as usize).map(|i| start + i as f64 * step).collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_pleasant_exact_and_inside() {
        assert_eq!(ticks(0.0, 0.31, 3), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(ticks(-1.0, 1.0, 4), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(ticks(0.0, 104.0, 4), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(ticks(0.0, 10.0, 4), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks(0.0, 1e12, 4), [0.0, 2.5e11, 5e11, 7.5e11, 1e12]);
        assert_eq!(ticks(0.0, 1e-9, 2), [0.0, 5e-10, 1e-9]);
    }

    #[test]
    fn ticks_of_odd_ranges_are_few() {
        for (low, high) in [(f64::NAN, 1.0), (0.0, f64::INFINITY), (3.0, 3.0), (2.0, 1.0), (f64::MIN, f64::MAX)] {
            assert_eq!(ticks(low, high, 4), [0.0; 0], "{low} to {high}");
        }
        for (low, high) in [(1e12, 1e12 + 1e-3), (0.0, 5e-324), (0.0, 1e-307), (0.0, 1e308), (3.1, 3.2)] {
            assert!(ticks(low, high, 4).len() < 10, "{low} to {high}");
        }
    }

    #[test]
    fn rounding_outwards_holds_the_range() {
        assert_eq!(rounded_outwards(0.0, 0.3, 3), (0.0, 0.3));
        assert_eq!(rounded_outwards(-3.0, 97.0, 4), (-25.0, 100.0));
        assert_eq!(rounded_outwards(0.0, 0.0, 4), (-1.0, 1.0));
        for high in (1..2000).map(|i| f64::from(i) * 0.037) {
            let range = rounded_outwards(-0.1 * high, high, INTERVALS);
            let ticks = ticks(range.0, range.1, INTERVALS);
            assert!(range.0 <= -0.1 * high && range.1 >= high && (3..8).contains(&ticks.len()), "{range:?}");
            assert_eq!((ticks.first(), ticks.last()), (Some(&range.0), Some(&range.1)), "{range:?}");
        }
        assert_eq!(rounded_outwards(f64::NAN, 2.0, 4), (0.0, 1.0));
    }

    #[test]
    fn labels_tell_their_numbers_apart() {
        let check = |ticks: &[f64], labels: &[&str]| assert_eq!(tick_labels(ticks), labels);
        check(&[], &[]);
        check(&[0.0, 2.5, 5.0], &["0", "2.5", "5.0"]);
        check(&[0.0, 5e3, 1e4], &["0", "5k", "10k"]);
        check(&[0.0, 2.5e6], &["0", "2.5M"]);
        check(&[0.0, 1e12], &["0", "1e12"]);
        check(&[0.0, 5e-10], &["0", "5e−10"]);
        check(&[0.0, 4.999999999999999e305, 9.999999999999999e305], &["0", "5e305", "1e306"]);
    }
}
