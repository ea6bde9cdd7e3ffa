//! Between which two numbers something lies: arithmetic on intervals.
//!
//! # Source
//! Moore (1966), Interval Analysis. Ends are not rounded outwards: what is asked of an interval here is on which side of
//! 0 it lies, and a sum that rounding alone keeps from 0 is 0.

use crate::math;

/// All numbers from `low` to `high`, both included; an end may be infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

use Interval as I;

impl Interval {
    /// Every number.
    pub const WHOLE: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
    /// 0 and every number above.
    pub const NOT_NEGATIVE: Interval = Interval { low: 0.0, high: f64::INFINITY };
    /// From false to true.
    pub const TRUTH: Interval = Interval { low: 0.0, high: 1.0 };
    pub const ZERO: Interval = Interval { low: 0.0, high: 0.0 };
    pub const ONE: Interval = Interval { low: 1.0, high: 1.0 };

    /// From one number to another; every number, where one of them is none or they are upside down.
    pub fn new(low: f64, high: f64) -> Interval {
        if low <= high { I { low, high } } else { I::WHOLE }
    }

    pub fn point(x: f64) -> Interval {
        I::new(x, x)
    }

    pub fn contains(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    pub fn is_zero(self) -> bool {
        self == I::ZERO
    }

    pub fn hull(self, other: Interval) -> Interval {
        I { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What lies in both; this one, where nothing does.
    pub fn within(self, other: Interval) -> Interval {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if low <= high { I { low, high } } else { self }
    }

    pub fn plus(self, other: Interval) -> Interval {
        I::new(sum(self.low, other.low), sum(self.high, other.high))
    }

    pub fn minus(self, other: Interval) -> Interval {
        self.plus(other.negative())
    }

    pub fn negative(self) -> Interval {
        I { low: -self.high, high: -self.low }
    }

    pub fn times(self, other: Interval) -> Interval {
        // Nothing of something without bound is nothing: an infinite end is never reached.
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        let ends = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        let ends = ends.map(|(a, b)| product(a, b));
        I::new(ends.into_iter().fold(f64::INFINITY, f64::min), ends.into_iter().fold(f64::NEG_INFINITY, f64::max))
    }

    /// One over each number; every number, where 0 lies inside.
    pub fn inverse(self) -> Interval {
        match self {
            I { low, high } if low > 0.0 || high < 0.0 => I::new(1.0 / high, 1.0 / low),
            I { low: 0.0, high } if high > 0.0 => I::new(1.0 / high, f64::INFINITY),
            I { low, high: 0.0 } if low < 0.0 => I::new(f64::NEG_INFINITY, 1.0 / low),
            _ => I::WHOLE,
        }
    }

    pub fn square(self) -> Interval {
        let size = self.size();
        I::new(size.low * size.low, size.high * size.high)
    }

    /// Without sign.
    pub fn size(self) -> Interval {
        match self {
            I { low, .. } if low >= 0.0 => self,
            I { high, .. } if high <= 0.0 => self.negative(),
            I { low, high } => I::new(0.0, high.max(-low)),
        }
    }

    /// The image under a function that nowhere falls.
    pub fn rising(self, f: impl Fn(f64) -> f64) -> Interval {
        I::new(f(self.low), f(self.high))
    }

    /// Each number to a power. Where the exponent is no whole number only what is not negative has one.
    pub fn power(self, exponent: Interval) -> Interval {
        let whole = exponent.low == exponent.high && exponent.low.fract() == 0.0;
        if whole && self.low < 0.0 {
            let n = exponent.low;
            return match (n < 0.0, n % 2.0 == 0.0) {
                (true, _) => self.power(exponent.negative()).inverse(),
                (false, true) => self.size().power(exponent),
                (false, false) => self.rising(|x| math::pow(x, n)),
            };
        }
        let base = self.within(I::NOT_NEGATIVE);
        let ends = [
            (base.low, exponent.low),
            (base.low, exponent.high),
            (base.high, exponent.low),
            (base.high, exponent.high),
        ];
        let ends = ends.map(|(a, b)| math::pow(a, b));
        if ends.iter().any(|x| x.is_nan()) {
            return I::NOT_NEGATIVE;
        }
        // The power is monotone in each of the two, though in which direction may change at 1 and at 0.
        let turns = if base.contains(1.0) && exponent.contains(0.0) { I::ONE } else { I::point(ends[0]) };
        ends.into_iter().map(I::point).fold(turns, I::hull)
    }

    /// Which way a step goes, of a size that nobody knows, where a slope lies in this interval.
    pub fn direction(self) -> Interval {
        I {
            low: if self.low < 0.0 { f64::NEG_INFINITY } else { 0.0 },
            high: if self.high > 0.0 { f64::INFINITY } else { 0.0 },
        }
    }
}

fn sum(a: f64, b: f64) -> f64 {
    let sum = a + b;
    // As many roundings as a long equation may heap up.
    if sum.abs() <= 64.0 * f64::EPSILON * (a.abs() + b.abs()) && sum.is_finite() { 0.0 } else { sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_of_numbers_inside_lies_inside() {
        let numbers = [-3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 2.0, 7.0];
        let within = |low: f64, high: f64| numbers.into_iter().filter(move |x| low <= *x && *x <= high);
        let mut seen = 0;
        for (a, b) in numbers.iter().flat_map(|a| numbers.map(|b| (*a, b))).filter(|(a, b)| a <= b) {
            for (c, d) in numbers.iter().flat_map(|c| numbers.map(|d| (*c, d))).filter(|(c, d)| c <= d) {
                let (left, right) = (I::new(a, b), I::new(c, d));
                for (x, y) in within(a, b).flat_map(|x| within(c, d).map(move |y| (x, y))) {
                    let results = [
                        (left.plus(right), x + y),
                        (left.minus(right), x - y),
                        (left.times(right), x * y),
                        (left.times(right.inverse()), x / y),
                        (left.square(), x * x),
                        (left.size(), x.abs()),
                        (left.power(right), math::pow(x, y)),
                    ];
                    for (k, (found, value)) in results.into_iter().enumerate() {
                        seen += 1;
                        // A power that is no number, and one of something negative to a power of which not all are
                        // whole, are nothing that a model may have.
                        let power_of_negative = k == 6 && x < 0.0 && c != d;
                        let none = !value.is_finite() || power_of_negative;
                        // Ends are not rounded outwards.
                        let near = 1e-12 * value.abs();
                        let inside = found.low - near <= value && value <= found.high + near;
                        assert!(none || inside, "{k}: {left:?} {right:?}: {x} {y} {value} {found:?}");
                    }
                }
            }
        }
        assert!(seen > 1000);
    }

    #[test]
    fn ends_without_bound() {
        assert_eq!(I::NOT_NEGATIVE.times(I::ZERO), I::ZERO);
        assert_eq!(I::NOT_NEGATIVE.minus(I::NOT_NEGATIVE), I::WHOLE);
        assert_eq!(I::NOT_NEGATIVE.inverse(), I::NOT_NEGATIVE);
        assert_eq!(I::WHOLE.power(I::point(2.0)), I::NOT_NEGATIVE);
        assert_eq!(I::WHOLE.power(I::point(0.5)), I::NOT_NEGATIVE);
        assert_eq!(I::point(0.6).plus(I::point(0.4)).minus(I::point(0.1).times(I::point(10.0))), I::ZERO);
    }
}
