//! How far numbers found from replications would vary with other replications: the bootstrap, with the same resamples for
//! every alternative, so that the luck that alternatives share cancels in what is between them.

use crate::math;
use crate::run::stream::{Kind, Stream, open_unit};

use super::criterion::Criterion;
use super::estimate::Estimate;

/// Replications drawn anew, with replacement, many times over.
///
/// # Shape
/// `counts[resample * replications + replication]`: how often the resample has the replication.
///
/// # Determinism
/// The draws depend on the seed and the number of replications alone.
///
/// # Source
/// Efron (1979), "Bootstrap methods: another look at the jackknife", Annals of Statistics 7(1).
pub struct Resamples {
    replications: usize,
    counts: Vec<u16>,
}

/// The most counts of all resamples together: 2^26 of them are 128 MiB.
const MOST_COUNTS: usize = 1 << 26;

impl Resamples {
    /// So many resamples of so many replications; fewer where they would not fit into memory, but at least one. Of one
    /// replication there is one: all would be the same, and an error of 0 that nobody knows.
    pub fn new(seed: u64, replications: usize, wanted: usize) -> Resamples {
        let wanted = if replications < 2 { 1 } else { wanted };
        let wanted = wanted.clamp(1, (MOST_COUNTS / replications.max(1)).max(1));
        let mut stream = Stream::new(Kind::Resample, "replications", seed);
        let mut counts = vec![0u16; wanted * replications];
        for (period, counts) in (0..).zip(counts.chunks_mut(replications.max(1))) {
            for bits in stream.words(0, period).take(replications) {
                let drawn = (open_unit(bits) * replications as f64) as usize;
                counts[drawn] = counts[drawn].saturating_add(1);
            }
        }
        Resamples { replications, counts }
    }

    /// A criterion with its Monte Carlo error.
    pub fn estimate(&self, criterion: Criterion, judged: &[f64]) -> Estimate {
        Estimate { value: criterion.of(judged), error: spread(self.of(criterion, judged).into_iter()) }
    }

    /// A criterion in each resample; NaN in one without finite values.
    ///
    /// # Panics
    /// Where there is not one value a replication.
    pub fn of(&self, criterion: Criterion, judged: &[f64]) -> Vec<f64> {
        assert_eq!(judged.len(), self.replications, "one value a replication");
        let resamples = self.counts.chunks(self.replications.max(1));
        let Some(p) = criterion.quantile() else {
            let mean = |counts: &[u16]| {
                let finite = || counts.iter().zip(judged).filter(|(_, value)| value.is_finite());
                let n: u64 = finite().map(|(count, _)| u64::from(*count)).sum();
                finite().map(|(count, value)| f64::from(*count) * value).sum::<f64>() / n as f64
            };
            return resamples.map(mean).collect();
        };
        let mut order: Vec<usize> = (0..judged.len()).filter(|r| judged[*r].is_finite()).collect();
        order.sort_unstable_by(|a, b| judged[*a].total_cmp(&judged[*b]));
        resamples.map(|counts| quantile(&order, counts, judged, p)).collect()
    }
}

/// The quantile of a resample, by the same definition as [`super::estimate::quantiles`]; `order` holds the replications
/// with finite values, from the least.
fn quantile(order: &[usize], counts: &[u16], judged: &[f64], p: f64) -> f64 {
    let n: u64 = order.iter().map(|r| u64::from(counts[*r])).sum();
    let Some(last) = n.checked_sub(1) else { return f64::NAN };
    let place = p * last as f64;
    let (below, part) = (place.floor() as u64, place - place.floor());
    let (mut seen, mut low) = (0, None);
    for r in order {
        seen += u64::from(counts[*r]);
        if seen > below && low.is_none() {
            low = Some(judged[*r]);
        }
        if seen > (below + 1).min(last) {
            let low = low.unwrap_or(judged[*r]);
            return low + part * (judged[*r] - low);
        }
    }
    low.unwrap_or(f64::NAN)
}

/// The standard deviation of a number over resamples: its Monte Carlo error.
pub fn spread(resampled: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = resampled.clone().count() as f64;
    if n < 2.0 {
        return f64::INFINITY;
    }
    let mean = resampled.clone().sum::<f64>() / n;
    math::sqrt(resampled.map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(name: &str, n: usize) -> Vec<f64> {
        let mut row = vec![0.0; n];
        Stream::new(Kind::Noise, name, 3).fill(0, 0, &mut row);
        row
    }

    #[test]
    fn every_resample_is_as_large_as_the_sample() {
        let resamples = Resamples::new(1, 50, 20);
        for counts in resamples.counts.chunks(50) {
            assert_eq!(counts.iter().map(|c| u32::from(*c)).sum::<u32>(), 50);
        }
        assert_ne!(resamples.counts[..50], resamples.counts[50..100]);
    }

    /// Of a uniform number the mean of n has standard error 1/sqrt(12 n), and the p-quantile sqrt(p (1 - p) / n).
    #[test]
    fn errors_are_those_of_theory() {
        let n = 4000;
        let values = draws("uniform", n);
        let resamples = Resamples::new(1, n, 400);
        let root = (n as f64).sqrt();
        for (criterion, theory) in
            [(Criterion::Mean, 1.0 / 12f64.sqrt()), (Criterion::Median, 0.5), (Criterion::Tail, 0.3)]
        {
            let found = spread(resamples.of(criterion, &values).into_iter()) * root;
            // A standard deviation from 400 is known to 1 part in sqrt(800); a quantile's rests on few values besides.
            assert!((found / theory - 1.0).abs() < 0.2, "{criterion:?}: {found}, theory {theory}");
        }
    }

    /// A resample is a sample: its quantile is that of the values written out.
    #[test]
    fn quantiles_of_resamples_are_those_of_the_values_written_out() {
        let mut values = draws("uniform", 37);
        values[5] = f64::NAN;
        let resamples = Resamples::new(1, 37, 30);
        for criterion in [Criterion::Median, Criterion::Tail, Criterion::Mean] {
            for (found, counts) in resamples.of(criterion, &values).into_iter().zip(resamples.counts.chunks(37)) {
                let times = |(value, count): (&f64, &u16)| vec![*value; usize::from(*count)];
                let written: Vec<f64> = values.iter().zip(counts).flat_map(times).collect();
                assert!((found - criterion.of(&written)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_is_shared_cancels() {
        let shared = draws("shared", 500);
        let better: Vec<f64> = shared.iter().map(|x| x + 0.01).collect();
        let resamples = Resamples::new(1, 500, 100);
        for criterion in [Criterion::Median, Criterion::Tail, Criterion::Mean] {
            let (a, b) = (resamples.of(criterion, &shared), resamples.of(criterion, &better));
            assert!(spread(b.iter().zip(&a).map(|(b, a)| b - a)) < 1e-12);
        }
    }

    #[test]
    fn of_nothing_nothing_is_known() {
        assert!(Resamples::new(1, 2, 3).of(Criterion::Median, &[f64::NAN; 2]).iter().all(|x| x.is_nan()));
        assert_eq!(spread([1.0].into_iter()), f64::INFINITY);
    }
}
