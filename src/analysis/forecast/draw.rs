//! What one future is made of: random numbers in order, from a stream of its own.

use crate::math::{ln, sqrt};
use crate::run::quantile::{Distribution, normal_quantile};
use crate::run::stream::{Stream, open_unit};

/// Random numbers that are fetched at once.
const AT_ONCE: usize = 32;

/// The random numbers of one future for one purpose.
///
/// # Determinism
/// A pure function of the stream, which is seed and purpose, and the number of the future: other futures and other
/// purposes change nothing.
pub struct Draws {
    stream: Stream,
    future: u64,
    fetched: [u64; AT_ONCE],
    /// Numbers drawn so far.
    drawn: u64,
}

impl Draws {
    pub fn of(stream: &Stream, future: u64) -> Draws {
        Draws { stream: stream.clone(), future, fetched: [0; AT_ONCE], drawn: 0 }
    }

    /// A number in the open interval (0, 1).
    pub fn uniform(&mut self) -> f64 {
        let at = (self.drawn % AT_ONCE as u64) as usize;
        if at == 0 {
            let words = self.stream.words(self.drawn, self.future);
            self.fetched.iter_mut().zip(words).for_each(|(own, word)| *own = word);
        }
        self.drawn += 1;
        open_unit(self.fetched[at])
    }

    /// A whole number from 0 to `below - 1`.
    pub fn below(&mut self, below: usize) -> usize {
        ((self.uniform() * below as f64) as usize).min(below.saturating_sub(1))
    }

    /// The exponential distribution with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// The gamma distribution with this shape, at least 1, and scale 1.
    ///
    /// # Source
    /// Marsaglia & Tsang (2000), "A simple method for generating gamma variables", ACM TOMS 26(3), 363-372,
    /// doi:10.1145/358407.358414.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape.max(1.0) - 1.0 / 3.0;
        let c = 1.0 / sqrt(9.0 * d);
        loop {
            let x = normal_quantile(self.uniform());
            let v = 1.0 + c * x;
            let v = v * v * v;
            let u = self.uniform();
            if v > 0.0 && ln(u) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v;
            }
        }
    }

    /// The Poisson distribution with this mean.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        Distribution::Poisson { mean }.quantile(self.uniform()) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::stream::Kind;

    fn draws() -> Draws {
        Draws::of(&Stream::new(Kind::Noise, "test", 3), 5)
    }

    #[test]
    fn numbers_are_those_of_the_stream_in_order() {
        let stream = Stream::new(Kind::Noise, "test", 3);
        let mut draws = draws();
        for place in 0..100 {
            assert_eq!(draws.uniform(), stream.uniform(place, 5));
        }
    }

    /// Mean and variance of a gamma distribution are both its shape; within five standard errors.
    #[test]
    fn gamma_numbers_have_their_moments() {
        for shape in [1.0, 1.25, 3.0, 20.0] {
            let mut draws = draws();
            let n = 20_000;
            let all: Vec<f64> = (0..n).map(|_| draws.gamma(shape)).collect();
            let mean = all.iter().sum::<f64>() / f64::from(n);
            let variance = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n - 1);
            let root = sqrt(f64::from(n));
            assert!((mean - shape).abs() < 5.0 * sqrt(shape) / root, "{shape}: mean {mean}");
            // The fourth central moment of a gamma distribution is 3 shape^2 + 6 shape.
            let spread = sqrt(2.0 * shape * shape + 6.0 * shape);
            assert!((variance - shape).abs() < 5.0 * spread / root, "{shape}: variance {variance}");
        }
    }

    /// The share of a gamma distribution of shape 1 below x is `1 - exp(-x)`, of shape 2 `1 - (1 + x) exp(-x)`.
    #[test]
    fn gamma_numbers_are_spread_as_their_closed_forms() {
        for (shape, below) in [(1.0, 1.0 - crate::math::exp(-1.5)), (2.0, 1.0 - 2.5 * crate::math::exp(-1.5))] {
            let mut draws = draws();
            let n = 20_000;
            let found = (0..n).filter(|_| draws.gamma(shape) < 1.5).count() as f64 / f64::from(n);
            let error = sqrt(below * (1.0 - below) / f64::from(n));
            assert!((found - below).abs() < 5.0 * error, "{shape}: {found} is not {below}");
        }
    }
}
