//! Edges: how far one has to go until the odds turn, or until things end elsewhere.

use crate::model::VariableId;

use super::estimate::Estimate;

/// A straight way from one place to another: a value for each of its variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    pub variables: Vec<VariableId>,
    pub from: Vec<f64>,
    pub to: Vec<f64>,
}

impl Way {
    /// The way between two places of which only those variables matter that differ.
    pub fn between(variables: &[VariableId], from: &[f64], to: &[f64]) -> Way {
        let differ: Vec<usize> = (0..variables.len()).filter(|i| from[*i] != to[*i]).collect();
        let of = |values: &[f64]| differ.iter().map(|i| values[*i]).collect();
        Way { variables: differ.iter().map(|i| variables[*i]).collect(), from: of(from), to: of(to) }
    }

    /// The place so far along the way, from 0 to 1.
    pub fn at(&self, share: f64) -> Vec<f64> {
        self.from.iter().zip(&self.to).map(|(from, to)| from + share * (to - from)).collect()
    }
}

/// The odds turn where as many replications have a property as have not.
pub const EVEN: f64 = 0.5;

/// Where along a way a share passes [`EVEN`], each place with its error; from the beginning of the way to its end.
///
/// Between the places at which it is known the share is taken as a straight line. The error of a place is a quarter of the
/// stretch on which the share lies within two of its own errors of even: infinite where that stretch has no end. Where the
/// share jumps over all of that from one place to the next, the turn may be anywhere between the two, and the error is the
/// standard deviation of a number drawn from there: the distance over the root of 12.
///
/// # Shape
/// `at[i]` is where `shares[i]` was found; it ascends.
///
/// ```
/// use flywheel::analysis::edge::turns;
/// use flywheel::analysis::estimate::Estimate;
///
/// let share = |value: f64| Estimate { value, error: 0.05 };
/// let turn = turns(&[0.0, 1.0, 2.0], &[share(0.1), share(0.5), share(0.9)])[0];
/// assert_eq!(turn.value, 1.0);
/// assert!((turn.error - 0.125).abs() < 1e-12);
/// ```
pub fn turns(at: &[f64], shares: &[Estimate]) -> Vec<Estimate> {
    let line = |errors: f64| -> Vec<f64> { shares.iter().map(|s| s.value + errors * s.error - EVEN).collect() };
    let (low, middle, high) = (line(-2.0), line(0.0), line(2.0));
    let all = |values: &[f64]| -> Vec<(usize, f64)> {
        (1..at.len()).filter_map(|i| Some((i, zero(at, values, i)?))).collect()
    };
    let rims: Vec<f64> = all(&low).into_iter().chain(all(&high)).map(|(_, rim)| rim).collect();
    let is_sure = |i: usize| (low[i] > 0.0) || (high[i] < 0.0);
    all(&middle)
        .into_iter()
        .map(|(i, value)| {
            if is_sure(i - 1) && is_sure(i) {
                return Estimate { value, error: (at[i] - at[i - 1]) / crate::math::sqrt(12.0) };
            }
            let before = rims.iter().copied().filter(|rim| *rim <= value).fold(f64::NEG_INFINITY, f64::max);
            let after = rims.iter().copied().filter(|rim| *rim >= value).fold(f64::INFINITY, f64::min);
            Estimate { value, error: (after - before) / 4.0 }
        })
        .collect()
}

/// Where between place `i` and the one before it a line is 0, if it changes its sign there.
fn zero(at: &[f64], values: &[f64], i: usize) -> Option<f64> {
    let (a, b) = (values[i - 1], values[i]);
    let turns = (a < 0.0) != (b < 0.0) && a.is_finite() && b.is_finite();
    turns.then(|| at[i - 1] + a / (a - b) * (at[i] - at[i - 1]))
}

/// The turn nearest to where one stands.
pub fn nearest(turns: &[Estimate], here: f64) -> Option<Estimate> {
    turns.iter().copied().min_by(|a, b| (a.value - here).abs().total_cmp(&(b.value - here).abs()))
}

/// A range that holds all these values with a quarter of it to spare on either side, but nothing beyond the limits; None
/// where they say nothing about a size: they are all 0, or none.
pub fn around(values: &[f64], (least, most): (f64, f64)) -> Option<(f64, f64)> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let spare = if low < high { 0.25 * (high - low) } else { 0.5 * low.abs() };
    let range = ((low - spare).max(least), (high + spare).min(most));
    (range.0 < range.1).then_some(range)
}

/// From half a value to twice as much; None of 0.
pub fn half_to_double(value: f64) -> Option<(f64, f64)> {
    let (a, b) = (0.5 * value, 2.0 * value);
    (value != 0.0).then(|| (a.min(b), a.max(b)))
}

/// `count` places from one end of a way to the other, both included.
pub fn places(low: f64, high: f64, count: usize) -> Vec<f64> {
    let last = count.saturating_sub(1).max(1) as f64;
    (0..count).map(|i| low + (high - low) * (i as f64 / last)).collect()
}

/// The middles of `count` equal parts of a stretch.
pub fn middles(low: f64, high: f64, count: usize) -> Vec<f64> {
    (0..count).map(|i| low + (high - low) * ((i as f64 + 0.5) / count as f64)).collect()
}

/// Where on the way from 0 to 1 things begin to end as they do at 1, found by asking at `parts` places at once and again
/// between the two around it, until it is known to a 2000th; None where both ends end
/// alike.
///
/// It takes for granted that there is one such place; of several it finds one.
///
/// # Errors
/// What asking fails with.
pub fn border<T: PartialEq, E>(
    parts: usize,
    mut ends: impl FnMut(&[f64]) -> Result<Vec<T>, E>,
) -> Result<Option<f64>, E> {
    let (mut low, mut high) = (0.0, 1.0);
    let mut far = None;
    while high - low > 1e-3 {
        let at = places(low, high, parts.max(2) + 1);
        let mut found = ends(&at)?;
        let last = match far.take() {
            Some(last) => last,
            None => match found.pop() {
                Some(last) if found.first().is_some_and(|first| *first != last) => last,
                _ => return Ok(None),
            },
        };
        let there = found.iter().skip(1).position(|end| *end == last).map_or(at.len() - 1, |i| i + 1);
        (low, high) = (at[there - 1], at[there]);
        far = Some(last);
    }
    Ok(Some(0.5 * (low + high)))
}

/// The least that is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Least {
    pub number: usize,
    /// More of it is enough too, as far as was looked: what is asked for again beyond it holds.
    pub steady: bool,
}

/// The least whole number, of at most `most`, that is enough, by bisection; None where `most` is not. It takes for granted
/// that more than enough is enough, and looks at the two numbers that follow to see whether it is.
///
/// # Errors
/// What asking fails with.
///
/// ```
/// use flywheel::analysis::edge::{Least, least};
///
/// let found = least(100, |n| Ok::<bool, ()>(n * n > 150)).unwrap();
/// assert_eq!(found, Some(Least { number: 13, steady: true }));
/// ```
pub fn least<E>(most: usize, mut enough: impl FnMut(usize) -> Result<bool, E>) -> Result<Option<Least>, E> {
    let (mut too_few, mut number) = (0, most);
    if most == 0 || !enough(most)? {
        return Ok(None);
    }
    while number - too_few > 1 {
        let middle = too_few + (number - too_few) / 2;
        if enough(middle)? { number = middle } else { too_few = middle }
    }
    let mut steady = true;
    for more in number + 1..=most.min(number + 2) {
        steady &= enough(more)?;
    }
    Ok(Some(Least { number, steady }))
}

/// The least amount that is enough, to a thousandth of itself, where enough is somewhere between a 64th of `about` and
/// 64 times as much.
///
/// # Errors
/// What asking fails with.
pub fn least_amount<E>(about: f64, mut enough: impl FnMut(f64) -> Result<bool, E>) -> Result<Option<f64>, E> {
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
    fn a_border_is_found_however_many_are_asked_at_once() {
        for (parts, edge) in [(2, 0.27), (16, 0.27), (64, 0.999_9), (64, 1e-5), (1, 0.5)] {
            let found = sure(border(parts, |at| Ok(at.iter().map(|s| *s > edge).collect()))).unwrap();
            assert!((found - edge).abs() <= 5e-4, "{found} for {edge}");
        }
        assert_eq!(sure(border(8, |at| Ok(vec!["wicked"; at.len()]))), None);
    }

    #[test]
    fn a_turn_within_noise_is_not_told_closely() {
        let share = |value: f64| Estimate { value, error: 0.1 };
        let flat = turns(&[0.0, 1.0, 2.0], &[share(0.45), share(0.52), share(0.55)]);
        assert!(flat[0].error.is_infinite());
        assert!(turns(&[0.0, 1.0], &[share(0.6), share(0.9)]).is_empty());
        let both = turns(&[0.0, 1.0, 2.0], &[share(0.0), share(1.0), share(0.0)]);
        let turn = nearest(&both, 2.0).unwrap();
        // Anywhere between 1 and 2: the variance of a uniform number is a twelfth.
        assert_eq!(turn.value, 1.5);
        assert!((12.0 * turn.error * turn.error - 1.0).abs() < 1e-12, "{turn:?}");
    }

    #[test]
    fn the_least_that_is_enough_and_what_is_not_steady() {
        assert_eq!(sure(least(0, |_| Ok(true))), None);
        assert_eq!(sure(least(9, |_| Ok(false))), None);
        assert_eq!(sure(least(9, |_| Ok(true))), Some(Least { number: 1, steady: true }));
        let odd = sure(least(9, |n| Ok(n % 2 == 1))).unwrap();
        assert!(!odd.steady);
        for edge in [0.03, 0.9, 1.0, 7.7] {
            let found = sure(least_amount(1.0, |amount| Ok(amount > edge))).unwrap();
            assert!((found / edge - 1.0).abs() < 1.1e-3, "{found} for {edge}");
        }
        let negative = sure(least_amount(-1.0, |amount| Ok(amount < -0.3))).unwrap();
        assert!((negative + 0.3).abs() < 1e-3, "{negative}");
        assert_eq!(sure(least_amount(1.0, |_| Ok(false))), None);
    }
}
