//! Keyed random streams: where every random number of a run comes from.
//!
//! A generator that is asked "what is next" answers by how often it was asked before, so one more noise source, one
//! more thread or another order of evaluation changes every number after it. A [`Stream`] is instead asked for a
//! place: ChaCha8 is a hash of (key, stream number, counter), so that any word of it is reached in one step.
//!
//! ```text
//! (seed, kind, name) -> SHA-256 -> key      period -> stream number      replication -> word position
//! ```
//!
//! Replications run along the words because a block of lanes is a row of neighbouring replications in one period: one
//! positioned generator fills the row, eight replications for each 64-byte block of ChaCha.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// Begins every key; another mapping of draws to places is another version.
const VERSION: &[u8] = b"flywheel stream 1";

/// What a stream is drawn for: a constant and a noise source of one name share no luck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One value a replication, drawn before it starts (period 0).
    Constant,
    /// One value a replication and period, drawn while it runs.
    Noise,
    /// The keys by which a stratified design is shuffled.
    Scramble,
    /// The place of a point within its stratum.
    Jitter,
    /// Where a trajectory through the space of constants begins, and in which order it goes.
    Trajectory,
    /// Which replications a resample is made of.
    Resample,
    /// Which end of its range a constant is at.
    Corner,
    /// When the items of a simulated team are started and done, and what it answers if asked.
    Trace,
}

impl Kind {
    /// The byte that stands for the kind in a key: a promise, so a new kind takes a new number.
    fn tag(self) -> u8 {
        match self {
            Kind::Constant => 0,
            Kind::Noise => 1,
            Kind::Scramble => 2,
            Kind::Jitter => 3,
            Kind::Trajectory => 4,
            Kind::Resample => 5,
            Kind::Corner => 6,
            Kind::Trace => 7,
        }
    }
}

/// The random numbers of one name under one seed, addressed by replication and period.
///
/// # Determinism
/// A draw is a pure function of (seed, kind, name, replication, period): the order of asking, the length of a row and
/// the machine change nothing.
///
/// # Source
/// Bernstein (2008), "ChaCha, a variant of Salsa20", reduced to 8 rounds; keys by SHA-256 (FIPS 180-4).
///
/// ```
/// use flywheel::run::stream::{Kind, Stream};
///
/// let mut arrivals = Stream::new(Kind::Noise, "arrivals", 7);
/// let mut row = [0.0; 4];
/// arrivals.fill(100, 12, &mut row);
/// assert_eq!(row[3], arrivals.uniform(103, 12));
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
}

impl Stream {
    /// The stream of `name` under `seed`; the name comes last in the key, so no two triples share one.
    pub fn new(kind: Kind, name: &str, seed: u64) -> Stream {
        let key = Sha256::new()
            .chain_update(VERSION)
            .chain_update([kind.tag()])
            .chain_update(seed.to_le_bytes())
            .chain_update(name)
            .finalize();
        Stream { generator: ChaCha8Rng::from_seed(key.into()) }
    }

    /// The 64 random bits of one replication and period.
    ///
    /// Copies and positions the generator, about 0.1 microseconds: many neighbours are cheaper by [`Stream::words`].
    pub fn bits(&self, replication: u64, period: u64) -> u64 {
        let mut generator = self.generator.clone();
        position(&mut generator, replication, period);
        generator.next_u64()
    }

    /// The uniform number, in the open interval (0, 1), of one replication and period.
    pub fn uniform(&self, replication: u64, period: u64) -> f64 {
        open_unit(self.bits(replication, period))
    }

    /// The bits of `first_replication` and of those after it, in one period.
    pub fn words(&mut self, first_replication: u64, period: u64) -> impl Iterator<Item = u64> {
        position(&mut self.generator, first_replication, period);
        std::iter::repeat_with(|| self.generator.next_u64())
    }

    /// Fills `row` with the uniform numbers of `first_replication` and of those after it, in one period.
    ///
    /// # Shape
    /// `row[lane]` is `uniform(first_replication + lane, period)`, bit for bit. The generator is positioned once a row
    /// and computes 32 replications at a time, so rows of 32 lanes or a multiple, begun at a multiple of 8, waste none.
    pub fn fill(&mut self, first_replication: u64, period: u64, row: &mut [f64]) {
        for (uniform, bits) in row.iter_mut().zip(self.words(first_replication, period)) {
            *uniform = open_unit(bits);
        }
    }
}

/// Puts `generator` at the two 32-bit words that belong to a replication and period.
fn position(generator: &mut ChaCha8Rng, replication: u64, period: u64) {
    // `set_stream` computes a block anew unless the generator stands at the start of one.
    generator.set_word_pos(0);
    generator.set_stream(period);
    generator.set_word_pos(2 * u128::from(replication));
}

/// The middle of one of 2^52 equal cells of the unit interval.
///
/// 52 bits, not 53: the middle `k + 1/2` of a cell then has 53 significant bits and is exact, so that neither 0 nor 1
/// is ever returned and `1 - u` is exactly as likely as `u`. With 53 bits the last cell would round to 1.
#[inline]
pub fn open_unit(bits: u64) -> f64 {
    const CELL: f64 = 1.0 / (1u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(stream: &mut Stream, first: u64, period: u64, lanes: usize) -> Vec<f64> {
        let mut row = vec![f64::NAN; lanes];
        stream.fill(first, period, &mut row);
        row
    }

    #[test]
    fn a_draw_is_a_pure_function_of_its_place() {
        let mut stream = Stream::new(Kind::Noise, "arrivals", 7);
        let whole = row(&mut stream, 0, 3, 200);
        // Backwards, by single draws, and with rows of other periods in between.
        for replication in (0..200).rev() {
            row(&mut stream, 1000, replication, 5);
            assert_eq!(stream.uniform(replication, 3), whole[replication as usize]);
        }
        let fresh = Stream::new(Kind::Noise, "arrivals", 7);
        assert_eq!(fresh.uniform(150, 3), whole[150]);
    }

    #[test]
    fn splitting_a_row_changes_nothing() {
        let mut stream = Stream::new(Kind::Noise, "arrivals", 7);
        let whole = row(&mut stream, 5, 40, 300);
        for width in [1, 2, 3, 7, 8, 31, 32, 33, 64, 299, 300] {
            let split: Vec<f64> = (0..300)
                .step_by(width)
                .flat_map(|lane| row(&mut stream, 5 + lane as u64, 40, width.min(300 - lane)))
                .collect();
            assert_eq!(split, whole, "rows of {width}");
        }
        assert!(row(&mut stream, 0, 0, 0).is_empty());
    }

    #[test]
    fn the_last_replication_and_period_are_places_too() {
        let mut stream = Stream::new(Kind::Noise, "arrivals", 7);
        let last = row(&mut stream, u64::MAX, u64::MAX, 1);
        assert_eq!(last, [stream.uniform(u64::MAX, u64::MAX)]);
        assert_ne!(last, [stream.uniform(u64::MAX - 1, u64::MAX)]);
    }

    #[test]
    fn names_kinds_seeds_periods_and_replications_differ() {
        let mut seen = std::collections::HashSet::new();
        for kind in [Kind::Constant, Kind::Noise, Kind::Scramble, Kind::Jitter, Kind::Trajectory, Kind::Resample] {
            for name in ["", "a", "b", "ab", "a b", "arrivals"] {
                for seed in [0, 1, 1 << 32, u64::MAX] {
                    let stream = Stream::new(kind, name, seed);
                    for place in [(0, 0), (1, 0), (0, 1), (8, 0), (1 << 40, 0), (0, 1 << 40)] {
                        assert!(seen.insert(stream.bits(place.0, place.1)), "{kind:?} {name:?} {seed} {place:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_interval_is_open() {
        assert_eq!(open_unit(0), f64::EPSILON / 2.0);
        assert_eq!(open_unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        for bits in [0, 1 << 12, 0x0123_4567_89ab_cdef] {
            assert_eq!(1.0 - open_unit(bits), open_unit(!bits));
        }
    }

    /// Largest distance between the empirical distribution of `draws` and the uniform one.
    fn kolmogorov_distance(mut draws: Vec<f64>) -> f64 {
        draws.sort_by(f64::total_cmp);
        let n = draws.len() as f64;
        let gap = |(i, u): (usize, &f64)| (u - i as f64 / n).max((i + 1) as f64 / n - u);
        draws.iter().enumerate().map(gap).fold(0.0, f64::max)
    }

    /// By Kolmogorov's limit law a true uniform exceeds `sqrt(n) D = 2.7` with probability `2 exp(-2 * 2.7^2)`, 9e-7.
    const KOLMOGOROV_LIMIT: f64 = 2.7;

    #[test]
    fn draws_are_uniform_along_replications_and_along_periods() {
        let n = 100_000;
        let mut stream = Stream::new(Kind::Noise, "arrivals", 7);
        let across = row(&mut stream, 0, 0, n);
        let along: Vec<f64> = (0..n as u64).map(|period| stream.uniform(3, period)).collect();
        for draws in [&across, &along] {
            assert!(kolmogorov_distance(draws.clone()) * (n as f64).sqrt() < KOLMOGOROV_LIMIT);
            // The product of centred neighbours has mean 0 and standard deviation 1/12; five of them is one in 1.7
            // million.
            let products: f64 = draws.windows(2).map(|w| (w[0] - 0.5) * (w[1] - 0.5)).sum();
            assert!((products * 12.0 / (n as f64).sqrt()).abs() < 5.0);
        }
    }

    /// SHA-256 of the first 10,000 draws, little-endian; computed a second time by an independent ChaCha8 in Python.
    #[test]
    fn golden_bits() {
        let mut stream = Stream::new(Kind::Noise, "golden", 20_261_120);
        let mut hash = Sha256::new();
        for period in 0..100 {
            stream.words(0, period).take(100).for_each(|bits| hash.update(bits.to_le_bytes()));
        }
        let hash: [u8; 32] = hash.finalize().into();
        let start = u64::from_be_bytes(hash[..8].try_into().unwrap());
        assert_eq!(start, 0x59a0_df0a_bcf9_6096, "the promise that a seed keeps its draws is broken: {start:#x}");
    }
}
