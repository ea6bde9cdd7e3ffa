//! Thresholds: the least that is enough, by bisection.

/// The least whole number that is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    pub number: usize,
    /// More of it is enough too, as far as was looked: what is asked for again beyond it holds.
    pub is_monotone: bool,
}

/// The least whole number, of at most `most`, that is enough, by bisection; None where `most` is not. It takes for granted
/// that more than enough is enough, and looks at the two numbers that follow to see whether it is.
///
/// # Errors
/// What asking fails with.
///
/// ```
/// use flywheel::analysis::basin::threshold::{Threshold, threshold};
///
/// let found = threshold(100, |n| Ok::<bool, ()>(n * n > 150)).unwrap();
/// assert_eq!(found, Some(Threshold { number: 13, is_monotone: true }));
/// ```
pub fn threshold<E>(most: usize, mut enough: impl FnMut(usize) -> Result<bool, E>) -> Result<Option<Threshold>, E> {
    let (mut too_few, mut number) = (0, most);
    if most == 0 || !enough(most)? {
        return Ok(None);
    }
    while number - too_few > 1 {
        let middle = too_few + (number - too_few) / 2;
        if enough(middle)? { number = middle } else { too_few = middle }
    }
    let mut is_monotone = true;
    for more in number + 1..=most.min(number + 2) {
        is_monotone &= enough(more)?;
    }
    Ok(Some(Threshold { number, is_monotone }))
}

/// The least amount that is enough, to a thousandth of itself, where enough is somewhere between a 64th of `about` and
/// 64 times as much.
///
/// # Errors
/// What asking fails with.
pub fn threshold_amount<E>(about: f64, mut enough: impl FnMut(f64) -> Result<bool, E>) -> Result<Option<f64>, E> {
    const REACH: i32 = 6;
    let times = |doublings: i32| about * crate::math::pow(2.0, f64::from(doublings));
    let up = !enough(about)?;
    let mut doublings: i32 = 0;
    loop {
        doublings += if up { 1 } else { -1 };
        if doublings.abs() > REACH {
            return Ok(None);
        }
        if enough(times(doublings))? == up {
            break;
        }
    }
    let (mut low, mut high) =
        if up { (times(doublings - 1), times(doublings)) } else { (times(doublings), times(doublings + 1)) };
    while (high - low).abs() > 1e-3 * high.abs() {
        let middle = 0.5 * (low + high);
        if enough(middle)? { high = middle } else { low = middle }
    }
    Ok(Some(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure<T>(value: Result<T, ()>) -> T {
        value.unwrap()
    }

    #[test]
    fn the_least_that_is_enough_and_what_is_not_monotone() {
        assert_eq!(sure(threshold(0, |_| Ok(true))), None);
        assert_eq!(sure(threshold(9, |_| Ok(false))), None);
        assert_eq!(sure(threshold(9, |_| Ok(true))), Some(Threshold { number: 1, is_monotone: true }));
        let odd = sure(threshold(9, |n| Ok(n % 2 == 1))).unwrap();
        assert!(!odd.is_monotone);
        // Five and six are enough, and seven is not: that is the second number that follows.
        let gap = sure(threshold(9, |n| Ok(n >= 5 && n != 7)));
        assert_eq!(gap, Some(Threshold { number: 5, is_monotone: false }));
        for edge in [0.03, 0.9, 1.0, 7.7] {
            let found = sure(threshold_amount(1.0, |amount| Ok(amount > edge))).unwrap();
            assert!((found / edge - 1.0).abs() < 1.1e-3, "{found} for {edge}");
        }
        let negative = sure(threshold_amount(-1.0, |amount| Ok(amount < -0.3))).unwrap();
        assert!((negative + 0.3).abs() < 1e-3, "{negative}");
        assert_eq!(sure(threshold_amount(1.0, |_| Ok(false))), None);
    }
}
