//! The last turning point of a path: a peak or a trough, a moment at which its slope changed more than just before and just after, or
//! one since which it goes ever more slowly, or faster, than it had begun to.

/// A turning point of a path.
///
/// # Units
/// Slopes in the path's unit per unit of time; moments as indices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TurningPoint {
    pub at: usize,
    /// Over how many saved intervals the slopes are taken, on either side.
    pub span: usize,
    pub before: f64,
    pub after: f64,
    /// The last moment of those over which the slope after is taken: just behind the turning point, or of one that still goes on, the
    /// moment that is asked about.
    pub to: usize,
}

/// What part of a run slopes are taken over, on either side: of two years about three weeks. Over a single interval the slopes
/// of a smooth path hardly differ.
const SPAN: usize = 32;

/// Turns that differ by less than this part are the same but for rounding.
const ROUNDING: f64 = 1e-7;

/// A path moves where it changes by more than this part of its largest size so far: the rest is rounding.
pub const STILL: f64 = 1e-12;

/// A turning point turns the path by at least this part of the steeper of its two slopes, and by this part of the steepest slope so far:
/// less is nothing that a person sees, unless the path turns back.
const WORTH_SEEING: [f64; 2] = [0.05, 0.01];

/// The last turning point before a moment, of which nothing after it is looked at. None where the path has not turned: one that bends
/// more and more has not yet, and what jumps turns in the middle of its jump.
///
/// `rate` is the slope in the last step up to the moment: a path may turn back within its last saved interval.
pub fn turning_point(values: &[f64], save: f64, before: usize, rate: f64) -> Option<TurningPoint> {
    let now = before.min(values.len().checked_sub(1)?);
    let path = Path::new(values, save, now)?;
    let back = path.last_extremum(rate);
    let sharp = path.last_break(back.map_or(0, |back| back.at)).or(back);
    path.under_way(sharp.map_or(0, |sharp| sharp.at)).or(sharp)
}

/// A path up to a moment.
struct Path<'a> {
    values: &'a [f64],
    save: f64,
    now: usize,
    /// The widest span of slopes.
    widest: usize,
    steepest: f64,
}

impl Path<'_> {
    fn new(values: &[f64], save: f64, now: usize) -> Option<Path<'_>> {
        let widest = ((values.len() - 1) / SPAN).max(1);
        let mut path = Path { values, save, now, widest, steepest: 0.0 };
        let slopes = (0..now).map(|i| path.slope(i, i + 1).abs()).filter(|slope| slope.is_finite());
        path.steepest = slopes.fold(0.0, f64::max);
        (now > 0).then_some(path)
    }

    fn slope(&self, from: usize, to: usize) -> f64 {
        (self.values[to] - self.values[from]) / ((to - from) as f64 * self.save)
    }

    fn turn(&self, at: usize, span: usize) -> TurningPoint {
        TurningPoint { at, span, before: self.slope(at - span, at), after: self.slope(at, at + span), to: at + span }
    }

    fn is_seen(&self, point: &TurningPoint) -> bool {
        let [own, whole] = WORTH_SEEING;
        let turn = point.turn();
        turn.is_finite() && turn >= own * point.before.abs().max(point.after.abs()) && turn > whole * self.steepest
    }

    /// The last peak or trough. Its slopes reach no farther than to the one before.
    fn last_extremum(&self, rate: f64) -> Option<TurningPoint> {
        let so_far =
            self.values[..=self.now].iter().filter(|x| x.is_finite()).fold(0.0_f64, |most, x| most.max(x.abs()));
        let way = |change: f64| if change.abs() > STILL * so_far { change.signum() } else { 0.0 };
        let mut last = 0.0;
        let mut backs: Vec<usize> = Vec::new();
        for at in 0..self.now {
            let now = way(self.values[at + 1] - self.values[at]);
            if now * last < 0.0 {
                backs.push(at);
            }
            if now != 0.0 {
                last = now;
            }
        }
        if way(rate * self.save) * last < 0.0 && self.now > 1 {
            let at = self.now - 1;
            return Some(TurningPoint { at, span: 1, before: self.slope(at, self.now), after: rate, to: self.now });
        }
        let at = backs.pop()?;
        let since = at - backs.pop().unwrap_or(0);
        Some(self.turn(at, self.widest.min(since).min(self.now - at).max(1)))
    }

    /// Of the moments after one at which the slope changes more than at those around, the last.
    fn last_break(&self, after: usize) -> Option<TurningPoint> {
        (2.max(after + 1)..self.now.saturating_sub(1)).rev().find_map(|at| {
            let span = self.widest.min(at - 1).min(self.now - at - 1);
            let here = Some(self.turn(at, span)).filter(|point| self.is_seen(point))?;
            let size = |at: usize| self.turn(at, span).turn();
            // From here back as far as it turns as much.
            let (less, more) = (here.turn() * (1.0 - ROUNDING), here.turn() * (1.0 + ROUNDING));
            let mut first = at;
            while first > span && size(first - 1) >= less && size(first - 1) <= more {
                first -= 1;
            }
            let stands_out = first > span && size(first - 1) < less && size(at + 1) < less;
            stands_out.then(|| self.turn((first + at).div_ceil(2), span))
        })
    }

    /// The turning point that still goes on: from the last moment after another at which the slope began to fall where it had risen, or
    /// to rise where it had fallen.
    fn under_way(&self, after: usize) -> Option<TurningPoint> {
        let more = |at: usize| {
            let turn = self.turn(at, 1);
            let turn = turn.after - turn.before;
            if turn.abs() > ROUNDING * self.steepest { turn.signum() } else { 0.0 }
        };
        let (mut last, mut found) = (0.0, None);
        for (at, more) in (after + 1..self.now).map(|at| (at, more(at))).filter(|(_, more)| *more != 0.0) {
            found = if more * last < 0.0 { Some(at) } else { found };
            last = more;
        }
        let at = found?;
        let span = self.widest.min(at - 1).min(self.now - at);
        let point = TurningPoint {
            at,
            span,
            before: self.slope(at - span, at),
            after: self.slope(self.now - span, self.now),
            to: self.now,
        };
        Some(point).filter(|point| self.is_seen(point))
    }
}

impl TurningPoint {
    /// How much the slope changes, whichever way.
    pub fn turn(&self) -> f64 {
        (self.after - self.before).abs()
    }

    /// The moments whose changes lie before the turning point: a change is that up to its moment.
    pub fn moments_before(&self) -> std::ops::RangeInclusive<usize> {
        self.at + 1 - self.span..=self.at
    }

    pub fn moments_after(&self) -> std::ops::RangeInclusive<usize> {
        self.to + 1 - self.span..=self.to
    }

    /// Whether it still goes on at the moment that is asked about.
    pub fn goes_on(&self) -> bool {
        self.to > self.at + self.span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last turning point, where the last step goes as the last saved interval.
    fn last(values: &[f64], save: f64, before: usize) -> Option<TurningPoint> {
        let rate =
            if before == 0 || values.len() <= before { 0.0 } else { (values[before] - values[before - 1]) / save };
        super::turning_point(values, save, before, rate)
    }

    #[test]
    fn a_path_of_two_straight_lines_bends_where_they_meet() {
        let values: Vec<f64> =
            (0..=100).map(|i| if i < 40 { i as f64 } else { 40.0 - 2.0 * (i - 40) as f64 }).collect();
        for before in [50, 100] {
            let found = last(&values, 0.5, before).unwrap();
            assert_eq!((found.at, found.before, found.after, found.span), (40, 2.0, -4.0, 3));
            assert_eq!((found.moments_before(), found.moments_after()), (38..=40, 41..=43));
        }
        // Near the moment there is less to take slopes over; what comes after it is not looked at.
        assert_eq!(last(&values, 0.5, 42).map(|point| (point.at, point.span)), Some((40, 2)));
        assert_eq!(last(&values, 0.5, 40), None);
    }

    #[test]
    fn a_jump_bends_where_it_arrives() {
        let values: Vec<f64> = (0..=20).map(|i| if i < 10 { 1.0 } else { 3.0 }).collect();
        assert_eq!(last(&values, 1.0, 13), Some(TurningPoint { at: 10, span: 1, before: 2.0, after: 0.0, to: 11 }));
    }

    #[test]
    fn of_several_bends_the_last_one_counts() {
        // Slopes 5, 0 and 1, which meet at 5 and at 15.
        let values: Vec<f64> = (0..=40).map(|i| 5.0 * f64::from(i.min(5)) + f64::from((i - 15).max(0))).collect();
        assert_eq!([8, 14, 18, 40].map(|before| last(&values, 1.0, before).unwrap().at), [5, 5, 15, 15]);
    }

    #[test]
    fn what_bends_more_and_more_or_less_and_less_has_not_bent() {
        let cubic: Vec<f64> = (0..=40).map(|i| f64::from(i * i * i)).collect();
        let halved: Vec<f64> = std::iter::successors(Some(1.0), |x| Some(0.5 * x)).take(41).collect();
        for values in [cubic, halved] {
            assert!((0..=40).all(|before| last(&values, 1.0, before).is_none()));
        }
    }

    #[test]
    fn too_little_to_bend() {
        assert_eq!(last(&[], 1.0, 0), None);
        assert_eq!(last(&[1.0, 2.0], 1.0, 1), None);
        assert_eq!(last(&[1.0, f64::NAN, 2.0, 1.0, 0.0], 1.0, 4), None);
    }

    /// Half a wave up, half a wave down: the last turning point goes the way that the path goes.
    #[test]
    fn a_peak_or_a_trough_is_always_a_bend() {
        let wave: Vec<f64> = (0..=400).map(|i| crate::math::sin(f64::from(i) / 20.0)).collect();
        for before in 40..=400 {
            let now = wave[before] - wave[before - 1];
            assert!(last(&wave, 1.0, before).unwrap().after * now > 0.0, "{before}");
        }
        // Even where it is small against what was before, and just begun.
        let back: Vec<f64> =
            (0..=40).map(|i| if i < 30 { f64::from(i) } else { 29.0 - 1e-3 * f64::from(i - 29) }).collect();
        assert_eq!(last(&back, 1.0, 30).map(|bend| (bend.at, bend.before)), Some((29, 1.0)));
        // Within the last saved interval only its last step tells.
        let turned = super::turning_point(&back, 1.0, 20, -0.5).unwrap();
        assert_eq!((turned.at, turned.before, turned.after), (19, 1.0, -0.5));
        assert_eq!(turned.moments_after(), 20..=20);
    }

    /// The slope rises to 2 at 40 and then falls, faster and faster.
    #[test]
    fn what_has_begun_to_slow_down_has_bent_once_it_is_seen() {
        let slope = |i: i32| 1.0 + 0.025 * f64::from(i.min(40)) - 0.001 * f64::from((i - 40).max(0).pow(2));
        let values: Vec<f64> = (0..=100).scan(0.0, |sum, i| Some(std::mem::replace(sum, *sum + slope(i)))).collect();
        assert_eq!(last(&values, 1.0, 42), None);
        let found = last(&values, 1.0, 60).unwrap();
        assert_eq!((found.at, found.goes_on(), found.moments_after()), (41, true, 58..=60));
        assert!(found.before > 1.9 && found.after < 1.8, "{found:?}");
    }
}
