//! Every transcendental function of the simulator, from `libm`.
//!
//! The platform's `exp`, `ln`, `pow` and their kin differ in the last bit between machines and between native
//! code and WebAssembly; `libm` is the same source everywhere. Nothing else may call the methods of `f64` that
//! go to the platform (clippy's `disallowed-methods` refuses them). `sqrt`, `floor`, `abs` and the four
//! arithmetic operations are exact by IEEE 754 and need no substitute.

/// `e` to the power `x`.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm; NaN below 0, negative infinity at 0.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, accurate near 0.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Logarithm to base 10.
#[inline]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// Square root, exactly rounded (IEEE 754).
#[inline]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// `base` to the power `exponent`; exactly the square root where the exponent is one half.
///
/// ```
/// assert_eq!(flywheel::math::pow(2.0, 0.5), 2f64.sqrt());
/// assert_eq!(flywheel::math::pow(3.0, 2.0), 9.0);
/// ```
#[inline]
pub fn pow(base: f64, exponent: f64) -> f64 {
    if exponent == 0.5 { base.sqrt() } else { libm::pow(base, exponent) }
}

/// Sine of an angle in radians.
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of an angle in radians.
#[inline]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Tangent of an angle in radians.
#[inline]
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}

/// Angle in radians whose sine is `x`; NaN outside -1..1.
#[inline]
pub fn arcsin(x: f64) -> f64 {
    libm::asin(x)
}

/// Angle in radians whose cosine is `x`; NaN outside -1..1.
#[inline]
pub fn arccos(x: f64) -> f64 {
    libm::acos(x)
}

/// Angle in radians whose tangent is `x`.
#[inline]
pub fn arctan(x: f64) -> f64 {
    libm::atan(x)
}

/// Complementary error function.
#[inline]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// Logarithm of the gamma function, for positive `x`.
#[inline]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The sign of a number.
const SIGN: u64 = 1 << 63;

/// Not 0 if `x` is too large or too small to be divided by [`quotient`]: it has to be 0 or, in size, between 2^-511 and
/// 2^513, so that nothing on the way is lost beyond the ends of what a number can be.
///
/// Calculated from the bits, without a choice between two ways, so that a processor does it for many numbers at once.
#[inline(always)]
pub fn dividend_beyond(x: f64) -> u64 {
    let bits = x.to_bits();
    // Exponents 512 to 1535: less 512, they leave the two highest bits free.
    let beyond = (bits & !SIGN).wrapping_sub(512 << 52) >> 62;
    // Of -0 the left-over would lose the sign.
    if bits == 0 { 0 } else { beyond }
}

/// Not 0 if `by` is too large or too small to divide in [`quotient`]: in size it has to be between 2^-64 and 2^64.
#[inline(always)]
pub fn divisor_beyond(by: f64) -> u64 {
    (by.to_bits() & !SIGN).wrapping_sub(959 << 52) >> 59
}

/// `x / by`, to the last bit, from the correctly rounded `reciprocal` of `by`: a first guess, and two corrections by what is
/// left over, each with one rounding. Only where neither [`dividend_beyond`] nor [`divisor_beyond`] says no.
///
/// # Source
/// Markstein (1990), "Computation of elementary functions on the IBM RISC System/6000 processor", IBM J. Res. Dev. 34(1),
/// theorem on correcting a quotient: where the guess is next to x / by and the reciprocal correctly rounded, the corrected
/// guess is the correctly rounded quotient.
#[inline(always)]
#[expect(clippy::disallowed_methods, reason = "the one rounding of mul_add is what makes the left-over exact")]
pub fn quotient(x: f64, by: f64, reciprocal: f64) -> f64 {
    let guess = x * reciprocal;
    let near = (-guess).mul_add(by, x).mul_add(reciprocal, guess);
    (-near).mul_add(by, x).mul_add(reciprocal, near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(x: f64, by: f64) {
        assert_eq!(dividend_beyond(x) | divisor_beyond(by), 0, "{x:e} / {by:e}");
        let (found, exact) = (quotient(x, by, 1.0 / by), x / by);
        assert_eq!(found.to_bits(), exact.to_bits(), "{x:e} / {by:e} = {exact:e}, not {found:e}");
    }

    /// A number with these bits of mantissa, and a power of two that is allowed.
    fn number(bits: u64, power: i32) -> f64 {
        f64::from_bits(((1023 + power) as u64) << 52 | bits >> 12)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn a_quotient_is_a_division_to_the_last_bit(a: u64, b: u64, x in -511i32..513, by in -64i32..64) {
            check(number(a, x), number(b, by));
            check(-number(a, x), number(b, by));
        }

        /// Where rounding is hardest: few bits, or almost all of them.
        #[test]
        fn odd_mantissas_too(a in 0u64..4000, b in 0u64..4000, high: bool, low: bool) {
            let bits = |n: u64, high: bool| if high { !(n << 12) } else { n << 12 };
            check(number(bits(a, high), 0), number(bits(b, low), 3));
        }
    }

    #[test]
    fn whole_numbers_and_nothing() {
        for x in -300..300 {
            for by in (1..120).flat_map(|by| [by, -by]) {
                check(f64::from(x), f64::from(by));
                check(f64::from(x) / 7.0, f64::from(by) / 10.0);
            }
        }
        check(0.0, 3.0);
        check(0.0, -3.0);
    }

    #[test]
    fn what_is_too_large_or_small_is_left_to_the_division() {
        for x in [f64::INFINITY, f64::NAN, -0.0, 5e-324, f64::MAX, number(0, -512), -number(0, 513)] {
            assert_ne!(dividend_beyond(x), 0, "{x}");
        }
        for by in [f64::INFINITY, f64::NAN, 0.0, -0.0, 1e-300, number(0, -65), -number(0, 64)] {
            assert_ne!(divisor_beyond(by), 0, "{by}");
        }
    }
}
