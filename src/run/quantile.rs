//! Distributions that a scenario can name, as quantile functions: one uniform in, one value out.
//!
//! A draw by inversion is a pure function of its uniform number, which is what common random numbers, Latin hypercube
//! and Sobol designs need; a larger uniform number gives a larger value, so paired scenarios share their luck.
//! `rand_distr` checks the parameters and is the oracle of the tests, but does not draw: its samplers take an unknown
//! number of words, and their bits depend on which other crates are in the build.

use crate::math::{exp, ln, ln_1p, sqrt};
use rand_distr::{Exp, LogNormal, Normal, NormalError, Poisson, Triangular, TriangularError, uniform};

/// A distribution of one number with its parameters.
///
/// # Units
/// Those of the value drawn, for every parameter but `cv`, which is dimensionless.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Always `value`.
    Fixed { value: f64 },
    /// Equally likely everywhere from `min` to `max`.
    Uniform { min: f64, max: f64 },
    /// Density rising in a straight line from `min` to `mode` and falling in one to `max`.
    Triangular { min: f64, mode: f64, max: f64 },
    /// The normal distribution; `sd` is its standard deviation.
    Normal { mean: f64, sd: f64 },
    /// The exponential of a normal number, by its own mean and coefficient of variation (standard deviation / mean).
    Lognormal { mean: f64, cv: f64 },
    /// Waiting time of a memoryless event, by its mean.
    Exponential { mean: f64 },
    /// Number of independent events in a period, by its mean.
    Poisson { mean: f64 },
}

/// A parameter that no such distribution has: what is wrong, and what would be right.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum DistributionError {
    #[error("{parameter} is {value}: give a finite number")]
    NotFinite { parameter: &'static str, value: f64 },
    #[error("min {min} is above max {max}: exchange them")]
    MinAboveMax { min: f64, max: f64 },
    #[error("min {min:e} and max {max:e} are further apart than numbers reach: bring them closer together")]
    TooWide { min: f64, max: f64 },
    #[error("mode {mode} is outside {min} to {max}: move it between min and max, or move the nearer of them")]
    ModeOutside { min: f64, mode: f64, max: f64 },
    #[error("{parameter} {value} is negative: give 0 or more")]
    Negative { parameter: &'static str, value: f64 },
    #[error("mean {mean} is not above 0, but lognormal values are: give a positive mean, or take normal or fixed")]
    NotPositive { mean: f64 },
    #[error("{parameter} {value:e} is too large to draw from: give at most {limit:e}")]
    TooLarge { parameter: &'static str, value: f64, limit: f64 },
}

impl Distribution {
    /// Names and values of the parameters, in the order in which they are written.
    pub fn parameters(&self) -> Vec<(&'static str, f64)> {
        match *self {
            Distribution::Fixed { value } => vec![("value", value)],
            Distribution::Uniform { min, max } => vec![("min", min), ("max", max)],
            Distribution::Triangular { min, mode, max } => vec![("min", min), ("mode", mode), ("max", max)],
            Distribution::Normal { mean, sd } => vec![("mean", mean), ("sd", sd)],
            Distribution::Lognormal { mean, cv } => vec![("mean", mean), ("cv", cv)],
            Distribution::Exponential { mean } | Distribution::Poisson { mean } => vec![("mean", mean)],
        }
    }

    /// Refuses parameters that no such distribution has.
    ///
    /// The rules are those of `rand_distr`'s constructors, save that a negative standard deviation and a lognormal
    /// mean of 0 or less are refused always, and a Poisson mean of 0 (no events) never.
    pub fn check(&self) -> Result<(), DistributionError> {
        use DistributionError::*;
        if let Some((parameter, value)) = self.parameters().into_iter().find(|(_, value)| !value.is_finite()) {
            return Err(NotFinite { parameter, value });
        }
        match *self {
            Distribution::Fixed { .. } => Ok(()),
            Distribution::Uniform { min, max } => uniform_range(min, max),
            Distribution::Triangular { min, mode, max } => {
                uniform_range(min, max)?;
                Triangular::new(min, max, mode).map(drop).map_err(|error| match error {
                    TriangularError::RangeTooSmall => MinAboveMax { min, max },
                    TriangularError::ModeRange => ModeOutside { min, mode, max },
                })
            }
            Distribution::Normal { sd, .. } if sd < 0.0 => Err(Negative { parameter: "sd", value: sd }),
            Distribution::Normal { mean, sd } => {
                Normal::new(mean, sd).map(drop).map_err(|_| NotFinite { parameter: "sd", value: sd })
            }
            Distribution::Lognormal { mean, .. } if mean <= 0.0 => Err(NotPositive { mean }),
            Distribution::Lognormal { cv, .. } if cv < 0.0 => Err(Negative { parameter: "cv", value: cv }),
            Distribution::Lognormal { mean, cv } => {
                LogNormal::from_mean_cv(mean, cv).map(drop).map_err(|error| match error {
                    NormalError::MeanTooSmall => NotPositive { mean },
                    NormalError::BadVariance => TooLarge { parameter: "cv", value: cv, limit: 1e154 },
                })
            }
            Distribution::Exponential { mean } => {
                Exp::new(1.0 / mean).map(drop).map_err(|_| Negative { parameter: "mean", value: mean })
            }
            Distribution::Poisson { mean: 0.0 } => Ok(()),
            Distribution::Poisson { mean } => Poisson::new(mean).map(drop).map_err(|_| {
                let (parameter, value, limit) = ("mean", mean, Poisson::<f64>::MAX_LAMBDA);
                if mean < 0.0 { Negative { parameter, value } } else { TooLarge { parameter, value, limit } }
            }),
        }
    }

    /// Whether a value can be drawn: as [`Distribution::check`], but cheap, and with a mean of 0 where the limit of
    /// small means is plain (it gives 0).
    #[inline]
    fn is_defined(&self) -> bool {
        match *self {
            Distribution::Fixed { .. } => true,
            Distribution::Uniform { min, max } => min <= max && (max - min).is_finite(),
            Distribution::Triangular { min, mode, max } => min <= mode && mode <= max && (max - min).is_finite(),
            Distribution::Normal { mean, sd } => mean.is_finite() && sd.is_finite() && sd >= 0.0,
            Distribution::Lognormal { mean, cv } => {
                mean.is_finite() && mean >= 0.0 && (cv * cv).is_finite() && cv >= 0.0
            }
            Distribution::Exponential { mean } | Distribution::Poisson { mean } => mean.is_finite() && mean >= 0.0,
        }
    }

    /// The value below which a share `u` of all draws lies; for counts, the smallest that at least `u` do not exceed.
    ///
    /// NaN where `u` is not strictly between 0 and 1 or where the parameters, which may be equations computed while a
    /// model runs, are not those of any distribution.
    ///
    /// # Determinism
    /// A pure function over `libm`: the same bits on every machine.
    ///
    /// # Source
    /// Devroye (1986), "Non-Uniform Random Variate Generation", chapter II.2 (inversion).
    ///
    /// ```
    /// use flywheel::run::quantile::Distribution;
    ///
    /// assert_eq!(Distribution::Triangular { min: 0.0, mode: 1.0, max: 4.0 }.quantile(0.25), 1.0);
    /// assert_eq!(Distribution::Poisson { mean: 5.2 }.quantile(0.5), 5.0);
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        if !(u > 0.0 && u < 1.0 && self.is_defined()) {
            return f64::NAN;
        }
        match *self {
            Distribution::Fixed { value } => value,
            // Rounding of the width may reach past the end; the end itself may be drawn.
            Distribution::Uniform { min, max } => (min + u * (max - min)).min(max),
            Distribution::Triangular { min, mode, max } => triangular_quantile(min, mode, max, u),
            Distribution::Normal { mean, sd } => mean + sd * normal_quantile(u),
            Distribution::Lognormal { mean, cv } => LognormalShape::new(cv).quantile(mean, u),
            Distribution::Exponential { mean } => -mean * ln_1p(-u),
            Distribution::Poisson { mean } => poisson_quantile(mean, u),
        }
    }

    /// The expected value.
    pub fn mean(&self) -> f64 {
        match *self {
            Distribution::Fixed { value } => value,
            Distribution::Uniform { min, max } => min + 0.5 * (max - min),
            Distribution::Triangular { min, mode, max } => min + ((mode - min) + (max - min)) / 3.0,
            Distribution::Normal { mean, .. }
            | Distribution::Lognormal { mean, .. }
            | Distribution::Exponential { mean }
            | Distribution::Poisson { mean } => mean,
        }
    }

    /// The smallest interval that holds every draw, as (lower end, upper end), either of which may be infinite.
    pub fn support(&self) -> (f64, f64) {
        match *self {
            Distribution::Fixed { value } => (value, value),
            Distribution::Uniform { min, max } | Distribution::Triangular { min, max, .. } => (min, max),
            Distribution::Normal { mean, sd: 0.0 } | Distribution::Lognormal { mean, cv: 0.0 } => (mean, mean),
            Distribution::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Distribution::Exponential { mean: 0.0 } | Distribution::Poisson { mean: 0.0 } => (0.0, 0.0),
            Distribution::Lognormal { .. } | Distribution::Exponential { .. } | Distribution::Poisson { .. } => {
                (0.0, f64::INFINITY)
            }
        }
    }
}

/// Refuses a range that is reversed, or too wide for a number; `min == max` is a range of one value.
fn uniform_range(min: f64, max: f64) -> Result<(), DistributionError> {
    rand_distr::Uniform::new_inclusive(min, max).map(drop).map_err(|error| match error {
        uniform::Error::EmptyRange => DistributionError::MinAboveMax { min, max },
        uniform::Error::NonFinite => DistributionError::TooWide { min, max },
    })
}

/// Quantile of the triangular distribution, for `min <= mode <= max`: each side is a square root.
fn triangular_quantile(min: f64, mode: f64, max: f64, u: f64) -> f64 {
    let width = max - min;
    if width == 0.0 {
        return min;
    }
    // The shares of the width and of the draws on the left of the mode are one number, and so are those on the right.
    // Shares keep the product under the root from overflowing.
    let left = (mode - min) / width;
    if u < left { min + width * sqrt(u * left) } else { max - width * sqrt((1.0 - u) * ((max - mode) / width)) }
}

/// The lognormal distribution of a given coefficient of variation, for drawing many values that differ in mean.
///
/// The parameters are not checked: [`Distribution::quantile`] is the same arithmetic, checked and computed anew each
/// time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LognormalShape {
    sigma: f64,
    half_variance: f64,
}

impl LognormalShape {
    /// The shape in which standard deviation / mean is `cv`: `sigma^2 = ln(1 + cv^2)`.
    #[inline]
    pub fn new(cv: f64) -> LognormalShape {
        let variance = ln_1p(cv * cv);
        LognormalShape { sigma: sqrt(variance), half_variance: 0.5 * variance }
    }

    /// The value below which a share `u` in (0, 1) of all draws lies: `exp(mu + sigma z)` with
    /// `mu = ln(mean) - sigma^2 / 2`.
    ///
    /// The mean is taken out of the exponential: one logarithm less, and exactly the mean where `cv` is 0.
    #[inline]
    pub fn quantile(&self, mean: f64, u: f64) -> f64 {
        mean * exp(self.sigma * normal_quantile(u) - self.half_variance)
    }
}

/// Quantile of the standard normal distribution, for `u` in (0, 1), to a relative error of about 1e-15.
///
/// # Source
/// Wichura (1988), "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37(3),
/// 477-484, routine PPND16: rational functions of `0.425^2 - (u - 1/2)^2` in the middle and of `sqrt(-ln u)` in the
/// tails.
pub fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&CENTRE, 0.180_625 - q * q);
    }
    let r = sqrt(-ln(if q < 0.0 { u } else { 1.0 - u }));
    let size = if r <= 5.0 { ratio(&TAIL, r - 1.6) } else { ratio(&FAR_TAIL, r - 5.0) };
    if q < 0.0 { -size } else { size }
}

/// Value of a rational function: numerator and denominator by rising powers of `x`.
#[inline]
fn ratio([numerator, denominator]: &[[f64; 8]; 2], x: f64) -> f64 {
    let horner = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    horner(numerator) / horner(denominator)
}

/// Wichura's a0..a7 over 1, b1..b7: within 0.425 of the median.
#[rustfmt::skip]
#[expect(clippy::excessive_precision, reason = "digits as published")]
const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_608, 133.141_667_891_784_377_45, 1_971.590_950_306_551_442_7,
        13_731.693_765_509_461_125, 45_921.953_931_549_871_457, 67_265.770_927_008_700_853,
        33_430.575_583_588_128_105, 2_509.080_928_730_122_672_7,
    ],
    [
        1.0, 42.313_330_701_600_911_252, 687.187_007_492_057_908_3,
        5_394.196_021_424_751_107_7, 21_213.794_301_586_595_867, 39_307.895_800_092_710_61,
        28_729.085_735_721_942_674, 5_226.495_278_852_854_561,
    ],
];

/// Wichura's c0..c7 over 1, d1..d7: `sqrt(-ln u)` from 1.6 (u = 0.075) to 5 (u = 1.4e-11).
#[rustfmt::skip]
#[expect(clippy::excessive_precision, reason = "digits as published")]
const TAIL: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_577_34, 4.630_337_846_156_545_295_9, 5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04, 1.270_458_252_452_368_382_58, 2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2, 7.745_450_142_783_414_076_4e-4,
    ],
    [
        1.0, 2.053_191_626_637_758_821_87, 1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1, 1.481_039_764_274_800_745_9e-1, 1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4, 1.050_750_071_644_416_843_24e-9,
    ],
];

/// Wichura's e0..e7 over 1, f1..f7: beyond.
#[rustfmt::skip]
#[expect(clippy::excessive_precision, reason = "digits as published")]
const FAR_TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103_777_2, 5.463_784_911_164_114_369_9, 1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1, 2.653_218_952_657_612_309_3e-2, 1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5, 2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0, 5.998_322_065_558_879_376_9e-1, 1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2, 7.868_691_311_456_132_591e-4, 1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7, 2.044_263_103_389_939_785_64e-15,
    ],
];

/// The smallest Poisson mean whose quantile is sought by the expansion: below, summing is about as fast.
const EXPANDED_FROM: f64 = 4.0;

/// The largest Poisson mean whose probabilities are ever summed.
const SUMMED_TO: f64 = 1e6;

/// Smallest count that at least a share `u` of Poisson numbers do not exceed, for a finite `mean >= 0`.
///
/// The Cornish-Fisher expansion gives the count at once unless it lies so near a step that its error could tell (one
/// draw in 20 at a mean of 4, in 250 at 10, in 2000 at 50); then, and for means below 4, the probabilities are summed.
/// So the result is that of summing, at the cost of a normal quantile whatever the mean. Above a mean of a million the
/// expansion alone is taken: off by one count in at most a share of `2e-15 mean` of all draws.
fn poisson_quantile(mean: f64, u: f64) -> f64 {
    // The share of zeros, `exp(-mean)`, is then nearer to 1 than any `u`.
    if mean < f64::EPSILON / 2.0 {
        return 0.0;
    }
    if mean >= EXPANDED_FROM {
        let (value, error) = poisson_expansion(mean, u);
        let count = value.floor();
        let past_step = value - count;
        if (error <= past_step && past_step <= 1.0 - error) || mean > SUMMED_TO {
            return count;
        }
    }
    // Few terms of a size that neither underflows nor, away from 1, loses digits of `1 - u`.
    if mean < 100.0 && u < 0.999 { poisson_sum(mean, u) } else { poisson_search(mean, u) }
}

/// Poisson quantile by summing from 0 upwards.
///
/// Probabilities are relative to that of 0, which is `exp(-mean)`; about `mean` of them are needed.
fn poisson_sum(mean: f64, u: f64) -> f64 {
    let target = u * exp(mean);
    let (mut count, mut weight, mut sum) = (0.0, 1.0, 1.0);
    while sum < target {
        count += 1.0;
        weight *= mean / count;
        sum += weight;
    }
    count
}

/// The real number whose floor is the Poisson quantile, and a bound of its error, infinite where none is known.
///
/// The number is the `x` at which the regularised upper incomplete gamma function `Q(x, mean)`, the distribution
/// function carried on between the counts, is `u`.
///
/// # Source
/// Cornish & Fisher (1938) for the method; Giles (2016), "Algorithm 955: Approximation of the inverse Poisson
/// cumulative distribution function", ACM Transactions on Mathematical Software 42(1), for this expansion and for
/// summing only where its error could tell. The bound is the remainder `(0.02 + 0.005 |z|^5) / mean^(3/2)`, which the
/// next term obeys with a margin (compared with `Q` by mpmath for means from 4 to 10^5 and `|z|` up to `min(8.3,
/// sqrt(mean))`: at most 0.86 of it), and the rounding of the sum.
fn poisson_expansion(mean: f64, u: f64) -> (f64, f64) {
    let z = normal_quantile(u);
    let (z2, root) = (z * z, sqrt(mean));
    let value = mean + root * z + (1.0 / 3.0 + z2 / 6.0) - z * (1.0 / 36.0 + z2 / 72.0) / root
        + (z2 * (7.0 / 810.0 + z2 / 270.0) - 8.0 / 405.0) / mean;
    let remainder = (0.02 + 0.005 * z.abs() * z2 * z2) / (mean * root);
    (value, if z2 <= mean { remainder + 1e-15 * mean } else { f64::INFINITY })
}

/// Poisson quantile by summing every probability that matters, from the nearer end so that small tails keep their
/// digits.
///
/// Weights are relative to that of the mode and are divided by their own sum, so that neither `exp(-mean)` nor a
/// factorial can underflow. Those below 1e-30 cannot move a quantile of a double: about `24 sqrt(mean)` are left.
fn poisson_search(mean: f64, u: f64) -> f64 {
    const NEGLIGIBLE: f64 = 1e-30;
    let mode = mean.floor();
    let (mut low, mut low_weight, mut total) = (mode, 1.0, 1.0);
    while low > 0.0 && low_weight > NEGLIGIBLE {
        low_weight *= low / mean;
        low -= 1.0;
        total += low_weight;
    }
    let (mut high, mut high_weight) = (mode, 1.0);
    while high_weight > NEGLIGIBLE {
        high += 1.0;
        high_weight *= mean / high;
        total += high_weight;
    }
    if u < 0.5 {
        let mut at_most_low = low_weight;
        while at_most_low < u * total && low < high {
            low += 1.0;
            low_weight *= mean / low;
            at_most_low += low_weight;
        }
        low
    } else {
        // Summed from above until leaving out one more would leave too many above.
        let mut at_least_high = high_weight;
        while at_least_high <= (1.0 - u) * total && high > low {
            high_weight *= high / mean;
            high -= 1.0;
            at_least_high += high_weight;
        }
        high
    }
}

#[cfg(test)]
mod tests;
