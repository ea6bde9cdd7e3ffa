//! The moments of a run: the decimals that its file means. A tenth is no number of the computer, and three of them added
//! or multiplied are not 0.3; so moments are calculated in whole numbers and rounded once.

use super::time::{MOST_STEPS, TimeSpec};

/// The moments at which steps begin, and those half way between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    pub start: f64,
    pub stop: f64,
    pub dt: f64,
    exact: Option<Fractions>,
}

impl Moments {
    pub fn of(time: &TimeSpec) -> Moments {
        let TimeSpec { start, stop, dt, .. } = *time;
        Moments { start, stop, dt, exact: Fractions::new(start, dt) }
    }

    /// The moment after so many steps.
    pub fn at(&self, step: usize) -> f64 {
        self.within(step, 0.0)
    }

    /// The moment `part` of a step after the beginning of step number `step`: none of it, half of it or all of it.
    pub fn within(&self, step: usize, part: f64) -> f64 {
        match &self.exact {
            Some(fractions) => fractions.after(2 * step as i128 + (2.0 * part) as i128),
            None => self.start + step as f64 * self.dt + part * self.dt,
        }
    }
}

/// `start + step * count` in the decimals that the two numbers mean, rounded once.
///
/// ```
/// use flywheel::model::moments::reached;
/// assert_eq!(reached(0.0, 0.3, 3), 0.9);
/// assert_eq!(reached(1.0, 0.01, 59), 1.59);
/// assert_eq!(reached(0.0, 1.0 / 3.0, 3), 1.0);
/// assert_eq!(reached(0.3, -0.1, 1), 0.2);
/// ```
pub fn reached(start: f64, step: f64, count: usize) -> f64 {
    let exact = Fractions::new(start, step).map(|fractions| fractions.after(2 * count as i128));
    exact.unwrap_or(start + step * count as f64)
}

/// Half steps from a start, as whole numbers over a common divisor.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fractions {
    start: i128,
    half: i128,
    over: i128,
}

/// What a divisor and a number over it stay below, so that a quotient of 55 bits fits into 128 with its remainder.
const MOST_OVER: i128 = 1 << 72;
const MOST: i128 = 1 << 126;

impl Fractions {
    /// None where the whole numbers would be too long: numbers with more than 20 decimals, or as large.
    fn new(start: f64, step: f64) -> Option<Fractions> {
        let ((start, start_over), (step, step_over)) = (fraction(start)?, fraction(step)?);
        let over = start_over.checked_mul(step_over / divisor(start_over, step_over))?.checked_mul(2)?;
        let start = start.checked_mul(over / start_over)?;
        let half = step.checked_mul(over / (2 * step_over))?;
        let shared = divisor(divisor(start, half), over);
        let (start, half, over) = (start / shared, half / shared, over / shared);
        let longest = half.checked_mul(2 * MOST_STEPS as i128)?.checked_abs()?.checked_add(start.checked_abs()?)?;
        (over < MOST_OVER && longest < MOST).then_some(Fractions { start, half, over })
    }

    fn after(&self, halves: i128) -> f64 {
        let number = self.start + self.half * halves;
        let size = rounded(number.unsigned_abs(), self.over as u128);
        if number < 0 { -size } else { size }
    }
}

/// A number as whole numbers over each other: one over a whole number where it is the nearest to that, as a third is; and
/// else the shortest decimal that is read as this number, which is what a file says.
fn fraction(x: f64) -> Option<(i128, i128)> {
    let parts = (1.0 / x).round();
    if 1.0 / parts == x && (1.0..1e18).contains(&parts.abs()) {
        return Some((parts.signum() as i128, parts.abs() as i128));
    }
    let written = format!("{x:e}");
    let (digits, exponent) = written.split_once('e')?;
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let number: i128 = digits.replace('.', "").parse().ok()?;
    let exponent = exponent.parse::<i32>().ok()? - decimals as i32;
    let power = 10i128.checked_pow(exponent.unsigned_abs())?;
    if exponent < 0 { Some((number, power)) } else { Some((number.checked_mul(power)?, 1)) }
}

/// The greatest common divisor; that of 0 and 0 is 1.
fn divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1) as i128
}

/// The nearest number to a quotient.
fn rounded(number: u128, over: u128) -> f64 {
    let bits = |x: u128| u128::BITS - x.leading_zeros();
    let shift = (bits(over) + 55).saturating_sub(bits(number));
    let quotient = (number << shift) / over;
    let whole = quotient * over == number << shift;
    // Below what is rounded away the last bit says that there is more.
    (quotient | u128::from(!whole)) as f64 / (1u128 << shift) as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Method;

    fn moments(start: f64, dt: f64) -> Moments {
        let time = TimeSpec { unit: "day".into(), start, stop: start + dt, dt, save: dt, method: Method::Euler };
        Moments::of(&time)
    }

    #[test]
    fn tenths_hundredths_and_thirds() {
        let all = moments(0.0, 0.3);
        assert_eq!((0..=5).map(|k| all.at(k)).collect::<Vec<_>>(), [0.0, 0.3, 0.6, 0.9, 1.2, 1.5]);
        assert_eq!((all.within(2, 0.5), all.within(2, 1.0)), (0.75, 0.9));
        let hundredths = moments(1.0, 0.01);
        assert_eq!([36, 59, 100].map(|k| hundredths.at(k)), [1.36, 1.59, 2.0]);
        assert_eq!(moments(-0.7, 0.1).at(7), 0.0);
        assert_eq!(moments(-0.7, 0.1).at(4), -0.3);
        // 0.041666666666666664 is the nearest number to 1/24, and 24 of them are 1.
        assert_eq!(moments(2.0, 0.041666666666666664).at(24), 3.0);
        assert_eq!(moments(0.1, 1.0 / 3.0).at(3), 1.1);
        assert_eq!(moments(1e15, 0.5).at(3), 1e15 + 1.5);
    }

    /// What is too long for whole numbers is calculated as it always can be.
    #[test]
    fn numbers_of_very_many_decimals() {
        let tiny = moments(0.0, 1e-300);
        assert_eq!(tiny.exact, None);
        assert_eq!((tiny.at(2), tiny.within(0, 0.5)), (2e-300, 0.5e-300));
        assert_eq!(reached(1e-300, 1.0, 3), 3.0);
    }

    proptest! {
        /// Beside the reading of a decimal by the standard library, which is exact for any number of digits.
        #[test]
        fn moments_are_the_decimals_that_are_meant(
            start in -9_999_999i64..9_999_999, start_decimals in 0u32..8,
            dt in 2i64..99_999, dt_decimals in 0u32..8, step in 0usize..10_000_000,
        ) {
            let read = |number: i64, decimals: u32| format!("{number}e-{decimals}").parse::<f64>().unwrap();
            let dt_value = read(dt, dt_decimals);
            let found = moments(read(start, start_decimals), dt_value).at(step);
            let places = start_decimals.max(dt_decimals);
            let scaled = |number: i64, decimals: u32| i128::from(number) * 10i128.pow(places - decimals);
            let expected = scaled(start, start_decimals) + scaled(dt, dt_decimals) * step as i128;
            prop_assert_eq!(found, format!("{expected}e-{places}").parse::<f64>().unwrap());
        }

        #[test]
        fn quotients_are_rounded_as_whole_numbers_are_read(number in any::<u64>(), over in 1u64..1 << 53) {
            // Both without loss: then one division rounds once.
            let number = number >> 11;
            prop_assert_eq!(rounded(u128::from(number), u128::from(over)), number as f64 / over as f64);
        }
    }
}
