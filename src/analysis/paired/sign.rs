//! From when on a plan shows: the early signs by which people see whether it works for them.

use super::PairedDifference;
use crate::model::Better;

/// How far apart the medians have to be, as a part of the first scenario's: less than this nobody sees in one team.
///
/// Our choice: the weekly figures of a team vary by more than a tenth, their mean over a few weeks by about that.
const SEEN: f64 = 0.1;

/// The first moment from which on, to the end, three replications in four are better off than they would be, and the median is
/// better by a tenth of what it would be; `base` has the first scenario's median at each moment. None where it never shows.
pub fn shows_from(differences: &[PairedDifference], base: &[f64], better: Better) -> Option<usize> {
    let shows = |(own, base): &(&PairedDifference, &f64)| {
        let (quarter, median) = match better {
            Better::High => (own.quantiles.p25, own.median.value),
            Better::Low => (-own.quantiles.p75, -own.median.value),
        };
        quarter > 0.0 && median >= SEEN * base.abs()
    };
    let count = differences.iter().zip(base).rev().take_while(shows).count();
    (count > 0).then(|| differences.len().min(base.len()) - count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(gaps: [f64; 4]) -> PairedDifference {
        PairedDifference::of(&[1.0; 4], &gaps.map(|gap| 1.0 + gap))
    }

    #[test]
    fn it_shows_once_three_in_four_are_better_off_for_good() {
        let none = pairs([0.0; 4]);
        let clear = pairs([0.3, 0.4, 0.5, 0.6]);
        let small = pairs([0.01, 0.02, 0.03, 0.04]);
        let split = pairs([-0.9, -0.8, 0.9, 0.9]);
        let base = [1.0; 6];
        assert_eq!(
            shows_from(&[none, clear, none, clear, clear, clear], &base, Better::High),
            Some(3),
            "and not for a while"
        );
        assert_eq!(shows_from(&[clear, small], &base, Better::High), None, "less than anybody sees");
        assert_eq!(shows_from(&[clear, split], &base, Better::High), None, "half of them are worse off");
        let less = pairs([-0.3, -0.4, -0.5, -0.6]);
        assert_eq!(shows_from(&[none, less, less], &base, Better::Low), Some(1));
        assert_eq!(shows_from(&[], &[], Better::Low), None);
    }
}
