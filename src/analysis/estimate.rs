//! Estimates from independent replications, each with its Monte Carlo error.

use crate::math;
use crate::results::Spread;

/// A number found from replications, and how far it would vary if they were drawn again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub value: f64,
    /// One standard error: about two in three repetitions come within it, and 95 of 100 within two.
    pub error: f64,
}

/// The second less the first, each with luck of its own.
pub fn gap(first: Estimate, second: Estimate) -> Estimate {
    let error = math::sqrt(first.error * first.error + second.error * second.error);
    Estimate { value: second.value - first.value, error }
}

/// Quantiles of replications: each value has its share `p` of them below it, by linear interpolation between order
/// statistics; NaN where there are none. What is infinite or no number is left out: it is counted and reported where it
/// arises. Of values that were counted in bins, to within a bin: [`Tally::quantile`](crate::run::tally::Tally::quantile).
///
/// # Source
/// Hyndman and Fan (1996), "Sample quantiles in statistical packages", definition 7.
pub fn quantiles<const N: usize>(spread: Spread, ps: [f64; N]) -> [f64; N] {
    match spread {
        Spread::Counted(tally) => ps.map(|p| tally.quantile(p)),
        Spread::Each(values) => of_each(values, ps),
    }
}

fn of_each<const N: usize>(values: &[f64], ps: [f64; N]) -> [f64; N] {
    let mut values: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let Some(last) = values.len().checked_sub(1) else { return [f64::NAN; N] };
    let place = |p: f64| p.clamp(0.0, 1.0) * last as f64;
    let around = |p: f64| [place(p).floor() as usize, (place(p).floor() as usize + 1).min(last)];
    let mut ranks: Vec<usize> = ps.iter().flat_map(|p| around(*p)).collect();
    ranks.sort_unstable();
    ranks.dedup();
    select(&mut values, &ranks, 0);
    ps.map(|p| {
        let ([below, above], part) = (around(p), place(p) - place(p).floor());
        if part == 0.0 || values[below] == values[above] {
            return values[below];
        }
        values[below] + part * (values[above] - values[below])
    })
}

/// Moves the values of the given ranks, which ascend, to where sorting would put them; `values` begins with rank `first`.
fn select(values: &mut [f64], ranks: &[usize], first: usize) {
    let Some(rank) = ranks.get(ranks.len() / 2) else { return };
    let (below, _, above) = values.select_nth_unstable_by(rank - first, f64::total_cmp);
    select(below, &ranks[..ranks.len() / 2], first);
    select(above, &ranks[ranks.len() / 2 + 1..], rank + 1);
}

/// A quantile with its error: half the distance between the quantiles one binomial standard deviation to either side,
/// which needs no assumption about the distribution.
///
/// # Source
/// Conover (1999), "Practical Nonparametric Statistics", section 3.2: the number of replications below a quantile is
/// binomial.
pub fn quantile(spread: Spread, p: f64) -> Estimate {
    let beside = beside(spread, p);
    let [below, value, above] = quantiles(spread, [beside[0], p, beside[1]]);
    Estimate { value, error: quantile_error(spread, below, above) }
}

/// The shares of which the quantiles give the error of that of `p`.
pub fn beside(spread: Spread, p: f64) -> [f64; 2] {
    let spread = math::sqrt(p * (1.0 - p) / finite(spread) as f64);
    [p - spread, p + spread]
}

/// The error of a quantile from those [`beside`] it.
pub fn quantile_error(spread: Spread, below: f64, above: f64) -> f64 {
    match finite(spread) {
        0 => f64::NAN,
        1 => f64::INFINITY,
        _ => (above - below) / 2.0,
    }
}

fn finite(spread: Spread) -> u64 {
    match spread {
        Spread::Each(values) => values.iter().filter(|v| v.is_finite()).count() as u64,
        Spread::Counted(tally) => tally.finite(),
    }
}

/// The mean, summed in the order of the replications, with its error; what is infinite or no number is left out.
pub fn mean(values: &[f64]) -> Estimate {
    let finite = || values.iter().filter(|v| v.is_finite());
    let n = finite().count() as f64;
    let value = finite().sum::<f64>() / n;
    let squares: f64 = finite().map(|v| (v - value) * (v - value)).sum();
    let error = if n < 2.0 { f64::INFINITY } else { math::sqrt(squares / (n - 1.0) / n) };
    Estimate { value, error }
}

/// The share of `n` replications of which `hits` have a property, with its error.
///
/// # Source
/// Agresti and Coull (1998): two hits and two misses are added for the error, so that a share of 0 or 1 found in few
/// replications is not taken for certainty.
pub fn share(hits: usize, n: usize) -> Estimate {
    let (hits, n) = (hits as f64, n as f64);
    let p = (hits + 2.0) / (n + 4.0);
    Estimate { value: hits / n, error: math::sqrt(p * (1.0 - p) / (n + 4.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tally::Tally;
    use proptest::prelude::*;

    #[test]
    fn quantiles_are_those_of_definition_seven() {
        // numpy 1.26: np.percentile([3, 1, 4, 1, 5, 9, 2, 6], [5, 25, 50, 75, 95])
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        let found = quantiles(Spread::Each(&values), [0.05, 0.25, 0.5, 0.75, 0.95]);
        for (found, expected) in found.into_iter().zip([1.0, 1.75, 3.5, 5.25, 7.95]) {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
        let third = |values: &[f64]| quantiles(Spread::Each(values), [0.3])[0];
        assert_eq!(third(&[7.0]), 7.0);
        assert!(third(&[]).is_nan());
        assert_eq!(third(&[f64::NAN, 2.0]), 2.0);
    }

    #[test]
    fn the_error_of_a_median_is_that_of_theory() {
        // Of a uniform variable the median of n has standard error 1 / (2 sqrt(n)).
        let values: Vec<f64> = (0..10_000).map(|i| (f64::from(i) + 0.5) / 10_000.0).collect();
        let mut tally = Tally::default();
        values.iter().for_each(|value| tally.add(*value));
        for spread in [Spread::Each(&values), Spread::Counted(&tally)] {
            let estimate = quantile(spread, 0.5);
            assert!((estimate.value - 0.5).abs() < 1e-4);
            assert!((estimate.error - 0.005).abs() < 1e-4, "{}", estimate.error);
        }
    }

    proptest! {
        #[test]
        fn selecting_finds_what_sorting_finds(values in prop::collection::vec(-9.0..9.0f64, 1..300), p in 0.0..1.0f64) {
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let place = p * (sorted.len() - 1) as f64;
            let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
            let expected = below + (place - place.floor()) * (above - below);
            let [low, found, high] = quantiles(Spread::Each(&values), [0.0, p, 1.0]);
            prop_assert_eq!((low, high), (sorted[0], sorted[sorted.len() - 1]));
            prop_assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn mean_and_share() {
        let estimate = mean(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(estimate.value, 2.5);
        // Standard deviation sqrt(5/3), over sqrt(4).
        assert!((estimate.error - (5.0f64 / 3.0).sqrt() / 2.0).abs() < 1e-15);
        // Of one replication nothing is known about another.
        assert_eq!(mean(&[3.0]), Estimate { value: 3.0, error: f64::INFINITY });
        assert_eq!(share(1000, 1000).value, 1.0);
        assert!(share(1000, 1000).error > 0.001);
        assert!((share(500, 1000).error - 0.5 / 1000f64.sqrt()).abs() < 1e-4);
    }
}
