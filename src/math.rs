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
