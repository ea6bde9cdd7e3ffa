//! Where a path bends: the moment at which its slope changes most.

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

/// Slopes that differ by less than this part of the steepest between neighbours are the same but for rounding.
const ROUNDING: f64 = 1e-7;

/// The bend near a moment, at most `reach` from it: of all moments at which the slope changes more than at those beside, the one
/// where it changes most, which counts less the farther it is; of equals the last, which is where a path arrives that
/// jumps. Where it changes more and more all the way, the moment at which it changes most. None where the path is straight.
pub fn bend(values: &[f64], save: f64, around: usize, reach: usize) -> Option<Bend> {
    let last = values.len().checked_sub(1)?;
    let slope = |from: usize, to: usize| (values[to] - values[from]) / ((to - from) as f64 * save);
    let steepest = (0..last).map(|i| slope(i, i + 1).abs()).filter(|slope| slope.is_finite()).fold(0.0, f64::max);
    let widest = (last / SPAN).max(1);
    let at = |at: usize| {
        let span = widest.min(at).min(last - at);
        let here = Bend { at, span, before: slope(at - span, at), after: slope(at, at + span) };
        Some(here).filter(|here| here.turn().is_finite() && here.turn() > ROUNDING * steepest)
    };
    let turn = |index: usize| if index == 0 || index >= last { 0.0 } else { at(index).map_or(0.0, |bend| bend.turn()) };
    let near = || (around.saturating_sub(reach).max(1)..(around + reach + 1).min(last)).filter_map(at);
    let stands_out = |bend: &Bend| {
        let least = bend.turn() * (1.0 + ROUNDING);
        turn(bend.at - 1) <= least && turn(bend.at + 1) <= least
    };
    let nearness = |bend: &Bend| 1.0 - around.abs_diff(bend.at) as f64 / (reach + 1) as f64;
    let best = |found: Option<(Bend, f64)>, (bend, weight): (Bend, f64)| match found {
        Some((_, most)) if weight < most * (1.0 - ROUNDING) => found,
        _ => Some((bend, weight)),
    };
    let outstanding = near().filter(stands_out).map(|bend| (bend, bend.turn() * nearness(&bend))).fold(None, best);
    let found = outstanding.or_else(|| near().map(|bend| (bend, bend.turn())).fold(None, best));
    found.map(|(bend, _)| bend)
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
        for around in [30, 40, 50] {
            let found = bend(&values, 0.5, around, 12).unwrap();
            assert_eq!((found.at, found.before, found.after, found.span), (40, 2.0, -4.0, 3));
            assert_eq!((found.moments_before(), found.moments_after()), (38..=40, 41..=43));
        }
        assert_eq!(bend(&values, 0.5, 20, 12), None);
    }

    #[test]
    fn a_jump_bends_where_it_arrives() {
        let values: Vec<f64> = (0..=20).map(|i| if i < 10 { 1.0 } else { 3.0 }).collect();
        assert_eq!(bend(&values, 1.0, 10, 2), Some(Bend { at: 10, span: 1, before: 2.0, after: 0.0 }));
    }

    #[test]
    fn a_sharper_bend_far_away_gives_way_to_one_near() {
        // Slopes 5, 0 and 1, which meet at 5 and at 15.
        let values: Vec<f64> = (0..=40).map(|i| 5.0 * f64::from(i.min(5)) + f64::from((i - 15).max(0))).collect();
        assert_eq!([6, 8, 14].map(|around| bend(&values, 1.0, around, 10).unwrap().at), [5, 5, 15]);
        // Nothing stands out where it bends more and more.
        let square: Vec<f64> = (0..=40).map(|i| f64::from(i * i * i)).collect();
        assert_eq!(bend(&square, 1.0, 20, 5).unwrap().at, 25);
    }

    #[test]
    fn too_little_to_bend() {
        assert_eq!(bend(&[], 1.0, 0, 3), None);
        assert_eq!(bend(&[1.0, 2.0], 1.0, 1, 3), None);
        assert_eq!(bend(&[1.0, f64::NAN, 2.0], 1.0, 1, 3), None);
    }
}
