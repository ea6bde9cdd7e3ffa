//! Designs of an ensemble: how the uniform numbers of the constants are spread over its replications.
//!
//! In a random design each replication draws for itself. In a stratified design the points of one constant are dealt
//! out so that every part of its range gets its share, which a mean over the ensemble repays with a smaller error.
//!
//! Every design has random access: point `r` of a constant is computed from `r`, the seed, the name (and the size or
//! dimension) alone, never from point `r - 1`. So an ensemble may be cut anywhere, and each part, on whatever thread or
//! machine, computes its range of the one design.

use crate::model::scenario::Design;
use crate::run::stream::{Kind, Stream, open_unit};
use sobol::params::{JoeKuoD6, JoeKuoD6Dim};
use std::sync::LazyLock;

/// A design that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    #[error(
        "{name} is constant number {}, and a sobol design spreads {limit} of them: \
         take the latin-hypercube or random design",
        dimension + 1
    )]
    TooManyDimensions { name: String, dimension: usize, limit: usize },
    #[error(
        "{size} replications are too many for a {} design, which holds {limit}: \
         take fewer, or the random design",
        design.name()
    )]
    TooManyReplications { design: Design, size: u64, limit: u64 },
}

/// The most replications of a stratified design: as many as a 32-bit Sobol sequence has points.
const MAX_STRATIFIED_SIZE: u64 = 1 << 32;

/// The table of Joe and Kuo: a constant, unpacked when first asked for.
///
/// It comes from a crate. Numbers of our own, for each dimension the best of 512 random starts by how evenly it lies with
/// each dimension before it, come out no better over the first 120: the mean t of two dimensions is 1.87, 2.39, 2.73 and
/// 3.05 at 2^6, 2^8, 2^10 and 2^12 points, that of Joe and Kuo 1.93, 2.42, 2.77 and 3.04.
static JOE_KUO: LazyLock<JoeKuoD6> = LazyLock::new(JoeKuoD6::standard);

/// The number of constants that a Sobol design can spread.
pub fn max_dimensions() -> usize {
    JOE_KUO.max_dims
}

impl Design {
    /// The uniform numbers of the constant `name` in an ensemble of `size` replications.
    ///
    /// `dimension` is the place of the constant among all constants of the model, from 0. Only the Sobol design reads
    /// it: there, and there alone, a constant that is added before this one changes its numbers.
    ///
    /// # Errors
    /// A stratified design of more than 2^32 replications; a Sobol design of more than [`max_dimensions`] constants.
    ///
    /// ```
    /// use flywheel::model::scenario::Design;
    ///
    /// let skill = Design::LatinHypercube.uniforms(7, "skill", 0, 5).unwrap();
    /// let mut strata: Vec<u64> = (0..5).map(|replication| (5.0 * skill.at(replication)) as u64).collect();
    /// strata.sort();
    /// assert_eq!(strata, [0, 1, 2, 3, 4]);
    /// ```
    pub fn uniforms(self, seed: u64, name: &str, dimension: usize, size: u64) -> Result<Uniforms, DesignError> {
        let limit = MAX_STRATIFIED_SIZE;
        if self != Design::Random && size > limit {
            return Err(DesignError::TooManyReplications { design: self, size, limit });
        }
        let keys = Stream::new(Kind::Scramble, name, seed);
        let (kind, points) = match self {
            Design::Random => (Kind::Constant, Points::Random),
            Design::LatinHypercube => (Kind::Jitter, Points::LatinHypercube(Permutation::new(size, &keys))),
            Design::Sobol => {
                let directions = directions(dimension).ok_or_else(|| {
                    let (name, limit) = (name.to_owned(), max_dimensions());
                    DesignError::TooManyDimensions { name, dimension, limit }
                })?;
                (Kind::Jitter, Points::Sobol { directions, key: keys.bits(0, 1) as u32 })
            }
        };
        Ok(Uniforms { size, points, stream: Stream::new(kind, name, seed) })
    }
}

/// The uniform numbers of one constant over an ensemble, each in the open interval (0, 1).
///
/// # Determinism
/// The number of a replication is a pure function of (seed, name, replication) in a random design, of these and the
/// size in a Latin hypercube, and of these and the dimension in a Sobol design.
#[derive(Clone, Debug)]
pub struct Uniforms {
    size: u64,
    points: Points,
    stream: Stream,
}

impl Uniforms {
    /// The uniform number of one replication.
    ///
    /// # Panics
    /// Where the ensemble has no such replication.
    pub fn at(&self, replication: u64) -> f64 {
        assert!(replication < self.size, "replication {replication} of {}", self.size);
        self.points.uniform(replication, self.size, self.stream.bits(replication, 0))
    }

    /// Fills `row` with the uniform numbers of `first_replication` and of those after it.
    ///
    /// # Shape
    /// `row[lane]` is `at(first_replication + lane)`, bit for bit; the generator is positioned once a row.
    ///
    /// # Panics
    /// Where the ensemble ends before the row.
    pub fn fill(&mut self, first_replication: u64, row: &mut [f64]) {
        let end = first_replication.saturating_add(row.len() as u64);
        assert!(end <= self.size, "replications up to {end} of {}", self.size);
        let words = self.stream.words(first_replication, 0);
        for ((uniform, bits), replication) in row.iter_mut().zip(words).zip(first_replication..) {
            *uniform = self.points.uniform(replication, self.size, bits);
        }
    }
}

/// Where the points of one constant lie, but for the random bits of each.
#[derive(Clone, Debug)]
enum Points {
    Random,
    LatinHypercube(Permutation),
    Sobol { directions: [u32; 32], key: u32 },
}

impl Points {
    fn uniform(&self, replication: u64, size: u64, bits: u64) -> f64 {
        match self {
            Points::Random => open_unit(bits),
            Points::LatinHypercube(permutation) => within_stratum(permutation.at(replication), size, bits),
            Points::Sobol { directions, key } => {
                let point = scramble(sobol_point(directions, replication as u32), *key);
                within_stratum(u64::from(point), 1 << 32, bits)
            }
        }
    }
}

/// A random place strictly inside stratum `index` of `count` equal strata of the unit interval.
fn within_stratum(index: u64, count: u64, bits: u64) -> f64 {
    // Index and jitter share the 53 digits of a double: the sum is exact, and the jitter stays so far from both borders
    // that the rounded quotient, and that times `count`, do not reach them.
    let digits = 50 - bit_width(count);
    let jitter = ((bits >> (64 - digits)) as f64 + 0.5) / (1u64 << digits) as f64;
    (index as f64 + jitter) / count as f64
}

/// The number of bits that tell `count` things apart.
fn bit_width(count: u64) -> u32 {
    u64::BITS - count.saturating_sub(1).leading_zeros()
}

/// A keyed permutation of `0..size` with random access.
///
/// A balanced Feistel network shuffles the smallest set of `4^k` numbers that holds them; a number that lands outside
/// is shuffled on until it lands inside (at most 4 times on average), which leaves a permutation.
///
/// # Source
/// Black & Rogaway (2002), "Ciphers with arbitrary finite domains", CT-RSA, LNCS 2271 (the cycle-walking cipher); Luby
/// & Rackoff (1988), SIAM J. Comput. 17(2), on Feistel networks.
#[derive(Clone, Debug)]
struct Permutation {
    size: u64,
    half_bits: u32,
    /// 4 rounds are enough in theory (Luby & Rackoff); 8 make every order of 3 or 4 things equally likely to 2 %.
    round_keys: [u64; 8],
}

impl Permutation {
    fn new(size: u64, keys: &Stream) -> Permutation {
        let half_bits = bit_width(size).div_ceil(2).max(1);
        Permutation { size, half_bits, round_keys: std::array::from_fn(|round| keys.bits(round as u64, 0)) }
    }

    fn at(&self, index: u64) -> u64 {
        let mut image = self.shuffle(index);
        while image >= self.size {
            image = self.shuffle(image);
        }
        image
    }

    fn shuffle(&self, index: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let halves = (index >> self.half_bits, index & mask);
        let (left, right) = self
            .round_keys
            .iter()
            .fold(halves, |(left, right), key| (right, left ^ (mix(right ^ key) >> (u64::BITS - self.half_bits))));
        left << self.half_bits | right
    }
}

/// A hash of 64 bits to 64 bits: the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The direction integers of a dimension, from 0: `directions[i]` is what bit `i` of an index adds to the point.
///
/// # Source
/// Bratley & Fox (1988), "Algorithm 659", ACM Transactions on Mathematical Software 14(1), in the notation of Joe &
/// Kuo: `v_i = a_1 v_(i-1) ^ ... ^ a_(s-1) v_(i-s+1) ^ v_(i-s) ^ (v_(i-s) >> s)`, begun by `v_i = m_i 2^(32-i)`.
fn directions(dimension: usize) -> Option<[u32; 32]> {
    if dimension == 0 {
        return Some(std::array::from_fn(|i| 1 << (31 - i)));
    }
    let JoeKuoD6Dim { a, m, .. } = JOE_KUO.dim_params.get(dimension - 1)?;
    let degree = m.len();
    let mut v = [0; 32];
    for i in 0..32 {
        v[i] = match m.get(i) {
            Some(start) => start << (31 - i),
            None => (1..degree)
                .filter(|j| a >> (degree - 1 - j) & 1 == 1)
                .fold(v[i - degree] ^ (v[i - degree] >> degree), |sum, j| sum ^ v[i - j]),
        };
    }
    Some(v)
}

/// Point `index` of a Sobol sequence in units of 2^-32, in the order of the index itself, not of its Gray code: the
/// first `2^k` points are the same set, and any one is reached without those before it.
fn sobol_point(directions: &[u32; 32], index: u32) -> u32 {
    directions.iter().enumerate().filter(|(i, _)| index >> i & 1 == 1).fold(0, |sum, (_, v)| sum ^ v)
}

/// Nested uniform scrambling: each digit is flipped or not by a hash of the key and of the digits before it.
///
/// Additions and even multiplications carry from low bits to high ones only, so between two reversals they carry from
/// early digits to late ones.
fn scramble(point: u32, key: u32) -> u32 {
    let mut x = point.reverse_bits().wrapping_add(key);
    for factor in [0x6c50_b47c, 0xb82f_1e52, 0xc7af_e638, 0x8d22_f6e6] {
        x ^= x.wrapping_mul(factor);
    }
    x.reverse_bits()
}

#[cfg(test)]
mod tests;
