//! Where a path last bent: the moment at which its slope changed more than just before and just after.

/// A bend in a path.
///
/// # Units
/// Slopes in the path's unit per unit of time; moments as indices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bend {
    pub at: usize,
    /// Over how many saved intervals the slopes are taken, on either side.
    pub span: usize,
    pub before: f64,
    pub after: f64,
}

/// What part of a run slopes are taken over, on either side: of two years about three weeks. Over a single interval the slopes
/// of a smooth path hardly differ.
const SPAN: usize = 32;

/// Turns that differ by less than this part are the same but for rounding.
const ROUNDING: f64 = 1e-7;

/// A bend turns the path by at least this part of the steeper of its two slopes, and by this part of the steepest slope so far:
/// less is nothing that a person sees.
const WORTH_SEEING: [f64; 2] = [0.05, 0.01];

/// The last bend before a moment: of the moments at which the slope changes more than at those around, the nearest. Nothing
/// after the moment is looked at, so that a path that bends more and more has not bent yet; what jumps bends in the middle of
/// its jump. None where the path has not bent.
pub fn bend(values: &[f64], save: f64, before: usize) -> Option<Bend> {
    let now = before.min(values.len().checked_sub(1)?);
    let widest = ((values.len() - 1) / SPAN).max(1);
    let slope = |from: usize, to: usize| (values[to] - values[from]) / ((to - from) as f64 * save);
    let steepest = (0..now).map(|i| slope(i, i + 1).abs()).filter(|slope| slope.is_finite()).fold(0.0, f64::max);
    let turn = |at: usize, span: usize| Bend { at, span, before: slope(at - span, at), after: slope(at, at + span) };
    let is_seen = |bend: &Bend| {
        let [own, whole] = WORTH_SEEING;
        let turn = bend.turn();
        turn.is_finite() && turn >= own * bend.before.abs().max(bend.after.abs()) && turn > whole * steepest
    };
    (2..now.saturating_sub(1)).rev().find_map(|at| {
        let span = widest.min(at - 1).min(now - at - 1);
        let here = Some(turn(at, span)).filter(is_seen)?;
        let size = |at: usize| turn(at, span).turn();
        // From here back as far as it turns as much.
        let (less, more) = (here.turn() * (1.0 - ROUNDING), here.turn() * (1.0 + ROUNDING));
        let mut first = at;
        while first > span && size(first - 1) >= less && size(first - 1) <= more {
            first -= 1;
        }
        let stands_out = first > span && size(first - 1) < less && size(at + 1) < less;
        stands_out.then(|| turn((first + at).div_ceil(2), span))
    })
}

impl Bend {
    /// How much the slope changes, whichever way.
    pub fn turn(&self) -> f64 {
        (self.after - self.before).abs()
    }

    /// The moments whose changes lie before the bend: a change is that up to its moment.
    pub fn moments_before(&self) -> std::ops::RangeInclusive<usize> {
        self.at + 1 - self.span..=self.at
    }

    pub fn moments_after(&self) -> std::ops::RangeInclusive<usize> {
        self.at + 1..=self.at + self.span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_two_straight_lines_bends_where_they_meet() {
        let values: Vec<f64> =
            (0..=100).map(|i| if i < 40 { i as f64 } else { 40.0 - 2.0 * (i - 40) as f64 }).collect();
        for before in [50, 100] {
            let found = bend(&values, 0.5, before).unwrap();
            assert_eq!((found.at, found.before, found.after, found.span), (40, 2.0, -4.0, 3));
            assert_eq!((found.moments_before(), found.moments_after()), (38..=40, 41..=43));
        }
        // Near the moment there is less to take slopes over; what comes after it is not looked at.
        assert_eq!(bend(&values, 0.5, 42).map(|bend| (bend.at, bend.span)), Some((40, 1)));
        assert_eq!(bend(&values, 0.5, 41), None);
    }

    #[test]
    fn a_jump_bends_where_it_arrives() {
        let values: Vec<f64> = (0..=20).map(|i| if i < 10 { 1.0 } else { 3.0 }).collect();
        assert_eq!(bend(&values, 1.0, 13), Some(Bend { at: 10, span: 1, before: 2.0, after: 0.0 }));
    }

    #[test]
    fn of_several_bends_the_last_one_counts() {
        // Slopes 5, 0 and 1, which meet at 5 and at 15.
        let values: Vec<f64> = (0..=40).map(|i| 5.0 * f64::from(i.min(5)) + f64::from((i - 15).max(0))).collect();
        assert_eq!([8, 14, 18, 40].map(|before| bend(&values, 1.0, before).unwrap().at), [5, 5, 15, 15]);
    }

    #[test]
    fn what_bends_more_and_more_or_less_and_less_has_not_bent() {
        let cubic: Vec<f64> = (0..=40).map(|i| f64::from(i * i * i)).collect();
        let halved: Vec<f64> = std::iter::successors(Some(1.0), |x| Some(0.5 * x)).take(41).collect();
        for values in [cubic, halved] {
            assert!((0..=40).all(|before| bend(&values, 1.0, before).is_none()));
        }
    }

    #[test]
    fn too_little_to_bend() {
        assert_eq!(bend(&[], 1.0, 0), None);
        assert_eq!(bend(&[1.0, 2.0], 1.0, 1), None);
        assert_eq!(bend(&[1.0, f64::NAN, 2.0, 1.0, 0.0], 1.0, 4), None);
    }
}
