//! Designs of an ensemble: how the uniform numbers of the constants are spread over its replications.
//!
//! In a random design each replication draws for itself. In a stratified design the points of one constant are dealt out
//! so that every part of its range gets its share, which a mean over the ensemble repays with a smaller error.
//!
//! Every design has random access: point `r` of a constant is computed from `r`, the seed, the name (and the size or
//! dimension) alone, never from point `r - 1`. So an ensemble may be cut anywhere, and each part, on whatever thread or
//! machine, computes its range of the one design.

use crate::run::stream::{Kind, Stream, open_unit};
use sobol::params::{JoeKuoD6, JoeKuoD6Dim};
use std::sync::LazyLock;

/// How the uniform numbers of a constant are spread over the replications of an ensemble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Design {
    /// Independent draws, which do not depend on the size of the ensemble.
    #[default]
    Random,
    /// One draw in each of `size` equal strata of every constant, the strata of two constants paired at random.
    ///
    /// # Source
    /// McKay, Beckman & Conover (1979), Technometrics 21(2), 239-245.
    LatinHypercube,
    /// A scrambled Sobol sequence: one draw in each stratum of every constant, and few gaps between constants taken
    /// together; exact where `size` is a power of two.
    ///
    /// # Source
    /// Sobol numbers: Joe & Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", SIAM J.
    /// Sci. Comput. 30(5), 2635-2654. Scrambling: Owen (1995), by the hash of Laine & Karras (2011) as given in Burley
    /// (2020), "Practical hash-based Owen scrambling", Journal of Computer Graphics Techniques 9(4).
    Sobol,
}

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
static JOE_KUO: LazyLock<JoeKuoD6> = LazyLock::new(JoeKuoD6::standard);

/// The number of constants that a Sobol design can spread.
pub fn max_dimensions() -> usize {
    JOE_KUO.max_dims
}

impl Design {
    /// Every design, the plainest first.
    pub const ALL: [Design; 3] = [Design::Random, Design::LatinHypercube, Design::Sobol];

    /// The name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Design::Random => "random",
            Design::LatinHypercube => "latin-hypercube",
            Design::Sobol => "sobol",
        }
    }

    /// The design of that name.
    pub fn from_name(name: &str) -> Option<Design> {
        Design::ALL.into_iter().find(|design| design.name() == name)
    }

    /// The uniform numbers of the constant `name` in an ensemble of `size` replications.
    ///
    /// `dimension` is the place of the constant among all constants of the model, from 0. Only the Sobol design reads it:
    /// there, and there alone, a constant that is added before this one changes its numbers.
    ///
    /// # Errors
    /// A stratified design of more than 2^32 replications; a Sobol design of more than [`max_dimensions`] constants.
    ///
    /// ```
    /// use flywheel::run::design::Design;
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
/// The number of a replication is a pure function of (seed, name, replication) in a random design, of these and the size
/// in a Latin hypercube, and of these and the dimension in a Sobol design.
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
    /// `row[lane]` is `at(first_replication + lane)`, bit for bit, and several times faster.
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
/// A balanced Feistel network shuffles the smallest set of `4^k` numbers that holds them; a number that lands outside is
/// shuffled on until it lands inside (at most 4 times on average), which leaves a permutation.
///
/// # Source
/// Black & Rogaway (2002), "Ciphers with arbitrary finite domains", CT-RSA, LNCS 2271 (the cycle-walking cipher); Luby &
/// Rackoff (1988), SIAM J. Comput. 17(2), on Feistel networks.
#[derive(Clone, Debug)]
struct Permutation {
    size: u64,
    half_bits: u32,
    /// Luby and Rackoff need 4 rounds; 8 also make every order of 3 or 4 things equally likely to within 2 %.
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
/// Bratley & Fox (1988), "Algorithm 659", ACM Transactions on Mathematical Software 14(1), in the notation of Joe & Kuo:
/// `v_i = a_1 v_(i-1) ^ ... ^ a_(s-1) v_(i-s+1) ^ v_(i-s) ^ (v_(i-s) >> s)`, begun by `v_i = m_i 2^(32-i)`.
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

/// Point `index` of a Sobol sequence in units of 2^-32, in the order of the index itself, not of its Gray code: the first
/// `2^k` points are the same set, and any one is reached without those before it.
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
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn points(design: Design, seed: u64, name: &str, dimension: usize, size: u64) -> Vec<f64> {
        let mut row = vec![f64::NAN; size as usize];
        design.uniforms(seed, name, dimension, size).unwrap().fill(0, &mut row);
        row
    }

    /// Asserts that each of `row.len()` equal strata holds exactly one number, and that strictly inside.
    fn check_strata(row: &[f64], what: &str) {
        let mut taken = vec![false; row.len()];
        for &u in row {
            let place = u * row.len() as f64;
            assert!(u > 0.0 && u < 1.0 && place.fract() > 0.0, "{what}: {u} is on a border");
            assert!(!std::mem::replace(&mut taken[place as usize], true), "{what}: two numbers around {u}");
        }
    }

    #[test]
    fn names_round_trip() {
        for design in Design::ALL {
            assert_eq!(Design::from_name(design.name()), Some(design));
        }
        assert_eq!(Design::from_name("Sobol"), None);
        assert_eq!(Design::default(), Design::Random);
    }

    #[test]
    fn latin_hypercube_hits_each_stratum_once() {
        for size in [1, 2, 3, 4, 5, 7, 16, 17, 64, 65, 1000, 4097] {
            for seed in 0..20 {
                check_strata(&points(Design::LatinHypercube, seed, "skill", 3, size), &format!("{size}, seed {seed}"));
            }
        }
    }

    #[test]
    fn the_largest_size_stays_in_its_strata() {
        let size = MAX_STRATIFIED_SIZE;
        let uniforms = Design::LatinHypercube.uniforms(7, "skill", 0, size).unwrap();
        let Points::LatinHypercube(permutation) = &uniforms.points else { unreachable!() };
        for replication in (0..size).step_by(9_999_991) {
            let stratum = uniforms.at(replication) * size as f64;
            assert_eq!(stratum as u64, permutation.at(replication));
            assert!(stratum.fract() > 0.0);
        }
        for bits in [0, u64::MAX] {
            for count in [1, 2, 3, 1000, size - 1, size] {
                let place = within_stratum(count - 1, count, bits) * count as f64;
                assert!(place > (count - 1) as f64 && place < count as f64, "{count} {bits}");
            }
        }
    }

    /// Over 24,000 seeds the orders of 3 and of 4 things occur equally often: chi-square with 5 and 23 degrees of
    /// freedom exceeds 35.9 and 70.6 with probability 1e-6.
    #[test]
    fn permutations_of_a_handful_are_equally_likely() {
        for (size, orders, limit) in [(3, 6, 35.9), (4, 24, 70.6)] {
            let mut counts = std::collections::BTreeMap::<Vec<u64>, f64>::new();
            for seed in 0..24_000 {
                let permutation = Permutation::new(size, &Stream::new(Kind::Scramble, "skill", seed));
                *counts.entry((0..size).map(|index| permutation.at(index)).collect()).or_default() += 1.0;
            }
            let expected = 24_000.0 / orders as f64;
            let chi_square: f64 = counts.values().map(|n| (n - expected) * (n - expected) / expected).sum();
            assert_eq!(counts.len(), orders);
            assert!(chi_square < limit, "{chi_square}");
        }
    }

    /// The first ten points of the first three dimensions as Joe and Kuo's own program prints them
    /// (https://web.maths.unsw.edu.au/~fkuo/sobol/), in units of 1/16; they go by Gray code.
    #[test]
    fn unscrambled_points_are_those_of_joe_and_kuo() {
        let published = [
            [0, 0, 0],
            [8, 8, 8],
            [12, 4, 4],
            [4, 12, 12],
            [6, 6, 10],
            [14, 14, 2],
            [10, 2, 14],
            [2, 10, 6],
            [3, 5, 15],
            [11, 13, 7],
        ];
        for (i, point) in published.iter().enumerate() {
            for (dimension, sixteenths) in point.iter().enumerate() {
                let gray = (i ^ (i >> 1)) as u32;
                assert_eq!(sobol_point(&directions(dimension).unwrap(), gray), sixteenths << 28, "{i} {dimension}");
            }
        }
    }

    #[test]
    fn unscrambled_points_are_those_of_the_sobol_crate_in_every_dimension() {
        let every: Vec<[u32; 32]> = (0..max_dimensions()).map(|dimension| directions(dimension).unwrap()).collect();
        for (i, point) in sobol::Sobol::<u32>::new(max_dimensions(), &*JOE_KUO).take(100).enumerate() {
            let gray = (i ^ (i >> 1)) as u32;
            let own: Vec<u32> = every.iter().map(|directions| sobol_point(directions, gray)).collect();
            assert_eq!(own, point, "point {i}");
        }
    }

    #[test]
    fn sobol_hits_each_stratum_once_in_every_dimension() {
        for dimension in 0..256 {
            let name = format!("constant {dimension}");
            check_strata(&points(Design::Sobol, 7, &name, dimension, 256), &name);
        }
    }

    /// The first two dimensions are a (0, m, 2)-net: each box of sides `2^-k` and `2^-(m - k)` holds one of `2^m` points.
    #[test]
    fn sobol_hits_each_box_of_the_first_two_dimensions_once() {
        for m in 0..=10 {
            let [x, y] = [0, 1].map(|d| points(Design::Sobol, 7, ["skill", "noise"][d], d, 1 << m));
            for k in 0..=m {
                let (columns, rows) = ((1 << k) as f64, (1 << (m - k)) as f64);
                let boxes: std::collections::HashSet<(u64, u64)> =
                    x.iter().zip(&y).map(|(x, y)| ((x * columns) as u64, (y * rows) as u64)).collect();
                assert_eq!(boxes.len(), 1 << m, "m {m}, k {k}");
            }
        }
    }

    /// Root mean square, over 64 seeds, of the error of the mean of `(1 + x_1) ... (1 + x_5)`, whose true mean is 1,
    /// with `x = u - 1/2`.
    fn integration_error(design: Design, size: u64) -> f64 {
        let square = |seed| {
            let mut products = vec![1.0; size as usize];
            for dimension in 0..5 {
                let column = points(design, seed, &format!("x{dimension}"), dimension, size);
                products.iter_mut().zip(column).for_each(|(product, u)| *product *= u + 0.5);
            }
            let error = products.iter().sum::<f64>() / size as f64 - 1.0;
            error * error
        };
        ((0..64).map(square).sum::<f64>() / 64.0).sqrt()
    }

    /// Random: the variance of a product is `(1 + 1/12)^5 - 1 = 0.492`. A Latin hypercube removes the main effects
    /// (Stein 1987, Technometrics 29(2)), `5/12` of it, and leaves 0.0755. A scrambled net has a root mean square error of order
    /// `n^(-3/2) (log n)^2` for five smooth variables (Owen 1997, Annals of Statistics 25(4)). An estimate from 64 seeds is within 4.5 / sqrt(128)
    /// = 40 % of the truth.
    #[test]
    fn stratified_designs_integrate_a_smooth_function_better() {
        let size = 1024.0;
        let error = Design::ALL.map(|design| integration_error(design, size as u64) * f64::sqrt(size));
        assert!((error[0] / 0.492f64.sqrt() - 1.0).abs() < 0.4, "{error:?}");
        assert!((error[1] / 0.0755f64.sqrt() - 1.0).abs() < 0.4, "{error:?}");
        assert!(error[2] < error[0] * 100.0 / size, "{error:?}");
    }

    /// The correlation of independent columns has standard deviation `1 / sqrt(n)` in a random design.
    #[test]
    fn columns_of_different_names_are_uncorrelated() {
        let size = 4096;
        for design in Design::ALL {
            let columns: Vec<_> = (0..12).map(|d| points(design, 7, &format!("x{d}"), d, size)).collect();
            for (i, x) in columns.iter().enumerate() {
                for y in &columns[..i] {
                    let covariance: f64 =
                        x.iter().zip(y).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum::<f64>() / size as f64;
                    assert!((covariance * 12.0 * (size as f64).sqrt()).abs() < 5.0, "{design:?} {covariance}");
                }
            }
        }
    }

    /// Whatever the design, one replication is uniform over seeds: Kolmogorov's limit 2.7 is exceeded once in a million.
    #[test]
    fn each_point_is_uniform_over_seeds() {
        for design in Design::ALL {
            for replication in [0, 1, 6] {
                let at = |seed| design.uniforms(seed, "skill", 2, 7).unwrap().at(replication);
                let mut draws: Vec<f64> = (0..4000).map(at).collect();
                draws.sort_by(f64::total_cmp);
                let distance = (0..4000).map(|i| (draws[i] - (i as f64 + 0.5) / 4000.0).abs()).fold(0.0, f64::max);
                assert!(distance * 4000f64.sqrt() < 2.7, "{design:?} {distance}");
            }
        }
    }

    #[test]
    fn splitting_an_ensemble_changes_nothing() {
        for design in Design::ALL {
            let whole = points(design, 7, "skill", 5, 300);
            let mut uniforms = design.uniforms(7, "skill", 5, 300).unwrap();
            for (first, lanes) in [(200, 100), (0, 64), (64, 64), (7, 1), (128, 72), (300, 0)] {
                let mut row = vec![f64::NAN; lanes];
                uniforms.fill(first, &mut row);
                assert_eq!(row, whole[first as usize..][..lanes], "{design:?}");
            }
            assert_eq!(uniforms.at(299), whole[299]);
        }
    }

    #[test]
    fn a_constant_depends_on_its_place_in_a_sobol_design_only() {
        for design in Design::ALL {
            let moved = points(design, 7, "skill", 0, 100) != points(design, 7, "skill", 1, 100);
            assert_eq!(moved, design == Design::Sobol);
            assert_ne!(points(design, 7, "skill", 0, 100), points(design, 7, "Skill", 0, 100), "names tell apart");
            assert_ne!(points(design, 7, "skill", 0, 100), points(design, 8, "skill", 0, 100), "seeds tell apart");
        }
        assert_eq!(points(Design::Random, 7, "skill", 0, 100), points(Design::Random, 7, "skill", 0, 200)[..100]);
    }

    #[test]
    fn designs_that_cannot_be_made_say_why() {
        assert_eq!(max_dimensions(), 1000);
        assert!(Design::Sobol.uniforms(7, "skill", 999, 10).is_ok());
        let error = Design::Sobol.uniforms(7, "skill", 1000, 10).unwrap_err().to_string();
        let expected = "skill is constant number 1001, and a sobol design spreads 1000 of them: take the \
                        latin-hypercube or random design";
        assert_eq!(error, expected);
        let error = Design::LatinHypercube.uniforms(7, "skill", 0, u64::MAX).unwrap_err().to_string();
        let expected = "18446744073709551615 replications are too many for a latin-hypercube design, which holds \
                        4294967296: take fewer, or the random design";
        assert_eq!(error, expected);
        assert!(Design::Random.uniforms(7, "skill", usize::MAX, u64::MAX).is_ok());
    }

    /// SHA-256 of the first 10,000 points, little-endian; computed a second time by an independent Python program.
    #[test]
    fn golden_bits() {
        let golden = [0x1da0_f596_60c8_866e, 0xadbf_e43c_f533_2f6b, 0x4ac4_9d70_943d_0cc4];
        for (design, golden) in Design::ALL.into_iter().zip(golden) {
            let mut hash = Sha256::new();
            points(design, 20_261_120, "golden", 3, 10_000).iter().for_each(|u| hash.update(u.to_le_bytes()));
            let start = u64::from_be_bytes(hash.finalize()[..8].try_into().unwrap());
            assert_eq!(start, golden, "the promise that a seed keeps its {design:?} points is broken: {start:#x}");
        }
    }
}
