//! Which of many factors are worth a line.

use crate::analysis::estimate::Estimate;

/// Factors in order of what they do, those that do next to nothing apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Index of each factor worth a line, the one that does most first.
    pub told: Vec<usize>,
    /// How many others there are.
    pub others: usize,
    /// The largest size among them, and all their sizes together.
    pub largest: f64,
    pub together: f64,
}

/// Ranks factors by size. One is worth a line where it is at least `least` and told from nothing by two errors, as long as
/// there are no more than `most`.
///
/// Of Sobol's total indices, the sum over some factors is at least the share of variance that all of them have to do
/// with: what two of them do together is counted twice.
pub fn rank(sizes: &[Estimate], least: f64, most: usize) -> Ranking {
    let mut told: Vec<usize> = (0..sizes.len()).filter(|i| sizes[*i].value >= least).collect();
    told.retain(|i| sizes[*i].value > 2.0 * sizes[*i].error);
    told.sort_by(|a, b| sizes[*b].value.total_cmp(&sizes[*a].value));
    told.truncate(most);
    let others = (0..sizes.len()).filter(|i| !told.contains(i)).map(|i| sizes[i].value).filter(|size| size.is_finite());
    let (largest, together) = others.fold((0.0, 0.0), |(largest, sum), size| (size.max(largest), sum + size));
    Ranking { others: sizes.len() - told.len(), told, largest, together }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_told_from_nothing_is_counted() {
        let sizes = [(0.1, 0.01), (0.3, 0.02), (0.005, 0.001), (0.04, 0.03), (f64::NAN, f64::NAN), (0.2, 0.01)];
        let sizes = sizes.map(|(value, error)| Estimate { value, error });
        let ranking = rank(&sizes, 0.02, 9);
        assert_eq!((ranking.told, ranking.others), (vec![1, 5, 0], 3));
        assert!(ranking.largest == 0.04 && (ranking.together - 0.045).abs() < 1e-15);
        assert_eq!(rank(&sizes, 0.02, 1).told, [1]);
        assert_eq!(rank(&[], 0.02, 1), Ranking { told: vec![], others: 0, largest: 0.0, together: 0.0 });
    }
}
