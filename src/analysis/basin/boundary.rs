//! The boundary between basins of attraction: how far one has to go until the odds are even, or until a run without luck ends
//! elsewhere.

use crate::model::VariableId;

use super::grid::evenly_spaced;
use crate::analysis::estimate::Estimate;

/// A straight line from one place to another: a value for each of its variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    pub variables: Vec<VariableId>,
    pub from: Vec<f64>,
    pub to: Vec<f64>,
}

impl Segment {
    /// The line between two places; only the variables that differ belong to it.
    pub fn between(variables: &[VariableId], from: &[f64], to: &[f64]) -> Segment {
        let differ: Vec<usize> = (0..variables.len()).filter(|i| from[*i] != to[*i]).collect();
        let of = |values: &[f64]| differ.iter().map(|i| values[*i]).collect();
        Segment { variables: differ.iter().map(|i| variables[*i]).collect(), from: of(from), to: of(to) }
    }

    /// The place so far along the line, from 0 to 1.
    pub fn at(&self, share: f64) -> Vec<f64> {
        self.from.iter().zip(&self.to).map(|(from, to)| from + share * (to - from)).collect()
    }
}

/// The odds are even where as many replications have a property as have not.
pub const EVEN: f64 = 0.5;

/// Where along a line a share passes [`EVEN`], each place with its error; from the beginning of the line to its end.
///
/// Between the places at which it is known the share is taken as a straight line. The error of a place is a quarter of the
/// stretch on which the share lies within two of its own errors of even: infinite where that stretch has no end. Where the
/// share jumps over all of that from one place to the next, the crossing may be anywhere between the two, and the error is the
/// standard deviation of a number drawn from there: the distance over the root of 12.
///
/// # Shape
/// `at[i]` is where `shares[i]` was found; it ascends.
///
/// ```
/// use flywheel::analysis::basin::boundary::even_odds;
/// use flywheel::analysis::estimate::Estimate;
///
/// let share = |value: f64| Estimate { value, error: 0.05 };
/// let crossing = even_odds(&[0.0, 1.0, 2.0], &[share(0.1), share(0.5), share(0.9)])[0];
/// assert_eq!(crossing.value, 1.0);
/// assert!((crossing.error - 0.125).abs() < 1e-12);
/// ```
pub fn even_odds(at: &[f64], shares: &[Estimate]) -> Vec<Estimate> {
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

/// The crossing nearest to where one stands.
pub fn nearest(crossings: &[Estimate], here: f64) -> Option<Estimate> {
    crossings.iter().copied().min_by(|a, b| (a.value - here).abs().total_cmp(&(b.value - here).abs()))
}

/// Where on the line from 0 to 1 things begin to end as they do at 1, found by asking at `parts` places at once and again
/// between the two around it, until it is known to a 2000th; None where both ends end
/// alike.
///
/// It takes for granted that there is one such place; of several it finds one.
///
/// # Errors
/// What asking fails with.
pub fn boundary<T: PartialEq, E>(
    parts: usize,
    mut ends: impl FnMut(&[f64]) -> Result<Vec<T>, E>,
) -> Result<Option<f64>, E> {
    let (mut low, mut high) = (0.0, 1.0);
    let mut far = None;
    while high - low > 1e-3 {
        let at = evenly_spaced(low, high, parts.max(2) + 1);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sure<T>(value: Result<T, ()>) -> T {
        value.unwrap()
    }

    #[test]
    fn a_boundary_is_found_however_many_are_asked_at_once() {
        for (parts, edge) in [(2, 0.27), (16, 0.27), (64, 0.999_9), (64, 1e-5), (1, 0.5)] {
            let found = sure(boundary(parts, |at| Ok(at.iter().map(|s| *s > edge).collect()))).unwrap();
            assert!((found - edge).abs() <= 5e-4, "{found} for {edge}");
        }
        assert_eq!(sure(boundary(8, |at| Ok(vec!["wicked"; at.len()]))), None);
    }

    #[test]
    fn what_two_places_share_is_no_part_of_the_line_between_them() {
        let variables = [VariableId(4), VariableId(7), VariableId(9)];
        let line = Segment::between(&variables, &[1.0, 2.0, 3.0], &[1.0, 5.0, 3.0]);
        assert_eq!(line, Segment { variables: vec![VariableId(7)], from: vec![2.0], to: vec![5.0] });
        assert_eq!(line.at(0.5), [3.5]);
    }

    /// From 0.2 at 0 through 0.6 at 1 to 1 at 2 the share is even at 0.75. With an error of 0.1 its upper line is even at
    /// 0.25 and its lower one at 1.25: that far from even it is at 0, and at 1 it is not.
    #[test]
    fn a_crossing_is_known_to_a_quarter_of_where_it_may_be() {
        let shares = |error: f64| [0.2, 0.6, 1.0].map(|value| Estimate { value, error });
        let found = even_odds(&[0.0, 1.0, 2.0], &shares(0.1));
        assert_eq!(found.len(), 1);
        let Estimate { value, error } = found[0];
        assert!((value - 0.75).abs() < 1e-12 && (error - 0.25).abs() < 1e-12, "{found:?}");
        // Without an error, even at a place is even there.
        let sure = [0.1, 0.5, 0.9].map(|value| Estimate { value, error: 0.0 });
        assert_eq!(even_odds(&[0.0, 1.0, 2.0], &sure), [Estimate { value: 1.0, error: 0.0 }]);
    }

    #[test]
    fn what_is_no_number_crosses_nothing() {
        let shares = [f64::NAN, 0.2, 0.1, f64::NAN].map(|value| Estimate { value, error: 0.05 });
        assert_eq!(even_odds(&[0.0, 1.0, 2.0, 3.0], &shares), []);
    }

    #[test]
    fn a_turn_within_noise_is_not_told_closely() {
        let share = |value: f64| Estimate { value, error: 0.1 };
        let flat = even_odds(&[0.0, 1.0, 2.0], &[share(0.45), share(0.52), share(0.55)]);
        assert!(flat[0].error.is_infinite());
        assert!(even_odds(&[0.0, 1.0], &[share(0.6), share(0.9)]).is_empty());
        let both = even_odds(&[0.0, 1.0, 2.0], &[share(0.0), share(1.0), share(0.0)]);
        let turn = nearest(&both, 2.0).unwrap();
        // Anywhere between 1 and 2: the variance of a uniform number is a twelfth.
        assert_eq!(turn.value, 1.5);
        assert!((12.0 * turn.error * turn.error - 1.0).abs() < 1e-12, "{turn:?}");
    }
}
