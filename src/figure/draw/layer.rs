//! Layers of a stack, and where in them their names may stand.

use super::geometry::{Point, unbroken};
use super::text::NAME;
use crate::figure::Mark;

/// Width of the white rim between two layers.
pub const RIM: f64 = 2.5;
/// Free room around a name, in ems: on either side, and above and below.
const ROOM: (f64, f64) = (0.35, 0.07);
/// Part of the room that is given up for a place in the middle, where a name is better seen than at an end.
const FOR_THE_MIDDLE: f64 = 0.1;
/// Places along a layer that are tried for its name.
const PLACES: usize = 160;

/// A name broken into lines around a point.
pub struct Spot {
    pub centre: Point,
    pub lines: Vec<String>,
}

/// A layer on the page: its lower and upper edge from left to right, in pieces where it has gaps.
pub struct Strip {
    runs: Vec<Vec<(Point, Point)>>,
}

impl Strip {
    pub fn new(edges: impl Iterator<Item = Option<(Point, Point)>>) -> Strip {
        Strip { runs: unbroken(edges) }
    }

    /// The corners of each piece.
    pub fn areas(&self) -> impl Iterator<Item = Vec<Point>> {
        self.runs
            .iter()
            .map(|run| run.iter().map(|(_, high)| *high).chain(run.iter().rev().map(|(low, _)| *low)).collect())
    }

    /// Where a name in one line, or else in two, lies wholly within the layer, and has most room; None where it does not.
    pub fn spot(&self, name: &str) -> Option<Spot> {
        let width = NAME.width(name);
        let two = [0.55, 0.65, 0.8].iter().find(|share| NAME.fits(name, *share * width, 2));
        let two = two.map(|share| NAME.wrapped(name, share * width, 2)).filter(|lines| lines.len() == 2);
        [Some(NAME.wrapped(name, width, 1)), two].into_iter().flatten().find_map(|lines| {
            let widest = lines.iter().map(|line| NAME.width(line)).fold(0.0, f64::max);
            let size = (
                widest + 2.0 * ROOM.0 * NAME.size,
                (lines.len() as f64 - 1.0 + 2.0 * ROOM.1) * NAME.line() + 0.95 * NAME.size,
            );
            self.clearing(size).map(|centre| Spot { centre, lines })
        })
    }

    /// The middle of the rectangle of this size with most room above and below.
    fn clearing(&self, (width, height): (f64, f64)) -> Option<Point> {
        let mut best: Option<(f64, Point)> = None;
        for run in &self.runs {
            let (first, last) = (run[0].0.0, run[run.len() - 1].0.0);
            for i in 0..=PLACES {
                let left = first + (last - width - first) * i as f64 / PLACES as f64;
                if last - first < width {
                    break;
                }
                let (floor, roof) = between(run, left, left + width);
                let room = floor - roof;
                let off = (2.0 * i as f64 / PLACES as f64 - 1.0).abs();
                let worth = room * (1.0 - FOR_THE_MIDDLE * off);
                if room >= height && best.is_none_or(|(most, _)| worth > most) {
                    best = Some((worth, (left + 0.5 * width, 0.5 * (floor + roof))));
                }
            }
        }
        best.map(|(_, centre)| centre)
    }
}

/// The highest point of the lower edge and the lowest of the upper edge, from left to right; y grows downwards.
fn between(run: &[(Point, Point)], left: f64, right: f64) -> (f64, f64) {
    let (mut floor, mut roof) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut take = |low: f64, high: f64| (floor, roof) = (floor.min(low), roof.max(high));
    for pair in run.windows(2) {
        let ((from, above), (to, beyond)) = (pair[0], pair[1]);
        if to.0 < left || from.0 > right {
            continue;
        }
        for x in [left.max(from.0), right.min(to.0)] {
            let share = if to.0 > from.0 { (x - from.0) / (to.0 - from.0) } else { 0.0 };
            take(from.1 + share * (to.1 - from.1), above.1 + share * (beyond.1 - above.1));
        }
    }
    (floor, roof)
}

/// The middle of a layer where it is widest; at its right end where it is nearly as wide there, so that a line to the margin
/// is short.
pub fn widest(x: &[f64], low: &[f64], high: &[f64]) -> Option<Point> {
    let wide = |i: &usize| high[*i] - low[*i];
    let known: Vec<usize> = (0..x.len().min(low.len()).min(high.len())).filter(|i| wide(i).is_finite()).collect();
    let most = known.iter().copied().max_by(|a, b| wide(a).total_cmp(&wide(b)))?;
    let last = *known.last()?;
    let at = if wide(&last) >= 0.5 * wide(&most) { last } else { most };
    Some((x[at], 0.5 * (low[at] + high[at])))
}

/// The middle of the right end of a layer of this name, and how thick it is there.
pub fn end(mark: &Mark, of: &str) -> Option<(Point, f64)> {
    let Mark::Layer { x, low, high, name, .. } = mark else { return None };
    let (x, low, high) = (*x.last()?, *low.last()?, *high.last()?);
    (name == of && (high - low).is_finite()).then_some(((x, 0.5 * (low + high)), high - low))
}
