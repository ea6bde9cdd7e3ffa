//! How the values of very many replications are spread: counts in fixed bins, in memory that does not grow with them.
//!
//! The bins are the same for every variable and every run: each octave, from a power of two to the next, is cut into
//! [`BINS`] equal ones, on both sides of 0. Counts are whole numbers, so whichever order values come in, and whichever
//! tallies are added up, the counts are the same.

/// Bins of an octave: a value is known to within a 1024th of its size.
pub const BINS: usize = 1 << BITS;

const BITS: u32 = 10;

/// Bits of a mantissa that are not told apart.
const DROPPED: u32 = f64::MANTISSA_DIGITS - 1 - BITS;

/// Values counted in bins.
///
/// # Shape
/// Memory is taken for the octaves in which there are values: 4 KiB each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// The octaves with values, from the lowest.
    octaves: Vec<Octave>,
    /// Where in `octaves` the last value fell: the next is most often near.
    last: usize,
    finite: u64,
    not_zero: u64,
    all: u64,
    sum: f64,
    ends: Option<(f64, f64)>,
}

/// One octave of one sign.
#[derive(Debug, Clone, PartialEq)]
struct Octave {
    /// Its place among all octaves, from the lowest negative number up.
    place: u16,
    counts: Box<[u32; BINS]>,
}

/// The most values of one tally, which a count may have to hold.
pub const MOST: u64 = u32::MAX as u64;

impl Tally {
    /// Counts a value; one that is infinite or no number is left out, as everywhere.
    pub fn add(&mut self, value: f64) {
        self.all += 1;
        self.not_zero += u64::from(value != 0.0);
        if !value.is_finite() {
            return;
        }
        self.finite += 1;
        self.sum += value;
        let (least, most) = self.ends.unwrap_or((value, value));
        self.ends = Some((least.min(value), most.max(value)));
        let bin = bin(value);
        let place = (bin >> BITS) as u16;
        if self.octaves.get(self.last).is_none_or(|octave| octave.place != place) {
            self.last = self.octave(place);
        }
        self.octaves[self.last].counts[bin as usize % BINS] += 1;
    }

    /// Where in `octaves` one stands, which is made if there is none.
    fn octave(&mut self, place: u16) -> usize {
        match self.octaves.binary_search_by_key(&place, |octave| octave.place) {
            Ok(at) => at,
            Err(at) => {
                self.octaves.insert(at, Octave { place, counts: Box::new([0; BINS]) });
                at
            }
        }
    }

    /// All values, those that are no numbers included.
    pub fn all(&self) -> u64 {
        self.all
    }

    /// How many values are finite numbers.
    pub fn finite(&self) -> u64 {
        self.finite
    }

    /// How many values are not 0.
    pub fn not_zero(&self) -> u64 {
        self.not_zero
    }

    /// The mean, summed in the order in which the values came.
    pub fn mean(&self) -> f64 {
        self.sum / self.finite as f64
    }

    /// The value with a share `p` of the values below it; NaN where there are none.
    ///
    /// By definition 7 of Hyndman and Fan (1996), with the values of a bin taken as evenly spread over it, and none beyond
    /// the least and the greatest: it differs from the quantile of the values themselves by at most a bin, a 1024th of
    /// the larger of the two values between which it lies.
    pub fn quantile(&self, p: f64) -> f64 {
        let Some((least, most)) = self.ends else { return f64::NAN };
        let last = self.finite - 1;
        let place = p.clamp(0.0, 1.0) * last as f64;
        let (below, part) = (place.floor() as u64, place - place.floor());
        let [low, high] = [below, last.min(below + 1)].map(|rank| self.ranked(rank).clamp(least, most));
        if part == 0.0 || low == high { low } else { low + part * (high - low) }
    }

    /// About the value with `rank` values below it.
    fn ranked(&self, rank: u64) -> f64 {
        let mut before = 0;
        for octave in &self.octaves {
            for (index, &count) in octave.counts.iter().enumerate() {
                if rank < before + u64::from(count) {
                    let (low, high) = edges(u64::from(octave.place) << BITS | index as u64);
                    return low + ((rank - before) as f64 + 0.5) / f64::from(count) * (high - low);
                }
                before += u64::from(count);
            }
        }
        f64::NAN
    }
}

/// The bin of a value: bins are numbered in the order of the numbers in them.
fn bin(value: f64) -> u64 {
    // Both zeros are one number.
    let bits = (value + 0.0).to_bits();
    let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    ordered >> DROPPED
}

/// The numbers between which a bin lies.
fn edges(bin: u64) -> (f64, f64) {
    let number = |ordered: u64| f64::from_bits(if ordered >> 63 == 1 { ordered & !(1 << 63) } else { !ordered });
    let low = number(bin << DROPPED);
    let high = number((bin << DROPPED) | ((1 << DROPPED) - 1));
    // What cannot be told from nothing is nothing.
    if low.abs().min(high.abs()) < f64::MIN_POSITIVE { (0.0, 0.0) } else { (low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(values: &[f64]) -> Tally {
        let mut tally = Tally::default();
        values.iter().for_each(|value| tally.add(*value));
        tally
    }

    fn sorted(values: &[f64]) -> Vec<f64> {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    }

    #[test]
    fn bins_are_in_the_order_of_numbers_and_hold_them() {
        let numbers = [f64::MIN, -3.0, -1.0, -1e-300, 0.0, 1e-300, 0.1, 0.999, 1.0, 1.0001, 7e200, f64::MAX];
        for pair in numbers.windows(2) {
            assert!(bin(pair[0]) <= bin(pair[1]), "{pair:?}");
        }
        for number in numbers {
            let (low, high) = edges(bin(number));
            assert!(low <= number && number <= high, "{number} in {low} to {high}");
            assert!(high - low <= number.abs() / BINS as f64, "{number} in {low} to {high}");
        }
        assert_eq!(bin(-0.0), bin(0.0));
    }

    #[test]
    fn one_value_many_times_is_that_value() {
        for value in [0.0, 1.0, 0.1, -7.3] {
            let tally = tally(&[value; 1000]);
            assert_eq!([0.0, 0.05, 0.5, 1.0].map(|p| tally.quantile(p)), [value; 4]);
        }
        assert!(Tally::default().quantile(0.5).is_nan());
    }

    #[test]
    fn what_is_no_number_is_left_out_of_quantiles_and_counted() {
        let tally = tally(&[f64::NAN, 2.0, f64::INFINITY, 0.0, 4.0]);
        assert_eq!((tally.all(), tally.finite(), tally.not_zero()), (5, 3, 4));
        assert_eq!(tally.mean(), 2.0);
        assert_eq!(tally.quantile(1.0), 4.0);
    }

    #[test]
    fn of_an_even_spread_the_bins_hardly_matter() {
        // 0.5 to 1.5 in a million steps: between two values a quantile is as exact as the spread is even.
        let values: Vec<f64> = (0..1_000_000).map(|i| 0.5 + (f64::from(i) + 0.5) / 1e6).collect();
        let tally = tally(&values);
        for p in [0.05, 0.25, 0.5, 0.75, 0.95] {
            assert!((tally.quantile(p) - 0.5 - p).abs() < 3e-6, "{p}: {}", tally.quantile(p));
        }
    }

    proptest! {
        #[test]
        fn quantiles_are_those_of_a_plain_sort_to_a_bin(
            values in prop::collection::vec(prop_oneof![-1e3..1e3f64, -1e-9..1e-9f64, Just(0.0), -1e12..1e12f64], 1..400),
            p in 0.0..1.0f64,
        ) {
            let sorted = sorted(&values);
            let place = p * (sorted.len() - 1) as f64;
            let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
            let exact = below + (place - place.floor()) * (above - below);
            let found = tally(&values).quantile(p);
            let bin = below.abs().max(above.abs()) / BINS as f64;
            prop_assert!((found - exact).abs() <= bin, "{} for {}", found, exact);
        }

        #[test]
        fn the_order_of_values_changes_no_quantile(mut values in prop::collection::vec(-50.0..50.0f64, 1..200)) {
            let there = tally(&values);
            values.reverse();
            let back = tally(&values);
            prop_assert_eq!(&there.octaves, &back.octaves);
            prop_assert_eq!(there.quantile(0.3).to_bits(), back.quantile(0.3).to_bits());
        }
    }
}
