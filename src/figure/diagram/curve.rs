//! Curves, lines and rectangles, and how they lie to each other.

use crate::figure::draw::geometry::{Point, Rect, cut_segment};

/// Pieces of a curve.
pub const PIECES: usize = 20;

/// A quadratic curve, from where it leaves the first rectangle to where it enters the second, `gap` away from both.
pub fn bezier(a: Point, control: Point, b: Point, leaves: Rect, enters: Rect, gap: f64) -> Vec<Point> {
    let at = |t: f64| {
        let mix = |a: f64, c: f64, b: f64| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * c + t * t * b;
        (mix(a.0, control.0, b.0), mix(a.1, control.1, b.1))
    };
    const FINE: usize = 64;
    let share = |i: usize| i as f64 / FINE as f64;
    // Where the curve crosses an edge, between a moment inside and one outside.
    let edge = |rect: Rect, mut inside: f64, mut outside: f64| {
        for _ in 0..8 {
            let half = 0.5 * (inside + outside);
            if rect.contains(at(half)) { inside = half } else { outside = half }
        }
        outside
    };
    let (leaves, enters) = (grown(leaves, gap), grown(enters, gap));
    // From one moment to the next a point goes no farther than this; so far from a rectangle, it need not be looked for in it.
    let stride = 2.0 * distance(a, control).max(distance(control, b)) / FINE as f64;
    let pause = |rect: Rect, p: Point| ((0.999 * beyond(rect, p) / stride) as usize).max(1);
    let mut last_inside = FINE - 1;
    while last_inside > 0 {
        let p = at(share(last_inside));
        if leaves.contains(p) {
            break;
        }
        last_inside = last_inside.saturating_sub(pause(leaves, p));
    }
    let from = edge(leaves, share(last_inside), share(last_inside + 1));
    let mut first_inside = last_inside + 1;
    while first_inside < FINE {
        let p = at(share(first_inside));
        if enters.contains(p) {
            break;
        }
        first_inside = FINE.min(first_inside.saturating_add(pause(enters, p)));
    }
    let to = edge(enters, share(first_inside), share(first_inside - 1)).max(from);
    (0..=PIECES).map(|i| at(from + (to - from) * i as f64 / PIECES as f64)).collect()
}

/// Where a closed line passes a height.
pub fn cuts_at(line: &[Point], y: f64) -> Vec<f64> {
    let next = line.iter().cycle().skip(1);
    let passing = line.iter().zip(next).filter(|(a, b)| (a.1 > y) != (b.1 > y));
    passing.map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).collect()
}

/// Whether a point lies inside a closed line, by where that passes the point's height.
pub fn encloses(cuts: &[f64], p: Point) -> bool {
    cuts.iter().filter(|x| p.0 < **x).count() % 2 == 1
}

/// The point this far before a curve's end, and the direction there.
pub fn from_end(curve: &[Point], back: f64) -> (Point, Point) {
    let mut left = back;
    for pair in curve.windows(2).rev() {
        let (a, b) = (pair[0], pair[1]);
        let piece = distance(a, b);
        if piece > 0.0 && (left <= piece || pair.as_ptr() == curve.as_ptr()) {
            let share = (left / piece).min(1.0);
            let along = ((b.0 - a.0) / piece, (b.1 - a.1) / piece);
            return ((b.0 - share * (b.0 - a.0), b.1 - share * (b.1 - a.1)), along);
        }
        left -= piece;
    }
    (curve.last().copied().unwrap_or_default(), (1.0, 0.0))
}

pub fn length(curve: &[Point]) -> f64 {
    curve.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

pub fn distance(a: Point, b: Point) -> f64 {
    crate::math::sqrt((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1))
}

/// How far a point is from a rectangle at least.
fn beyond(rect: Rect, p: Point) -> f64 {
    (rect.left - p.0).max(p.0 - rect.right).max(rect.top - p.1).max(p.1 - rect.bottom)
}

/// How far a point is from a rectangle.
pub fn away(p: Point, rect: Rect) -> f64 {
    let outside = |x: f64, low: f64, high: f64| (low - x).max(x - high).max(0.0);
    distance((outside(p.0, rect.left, rect.right), outside(p.1, rect.top, rect.bottom)), (0.0, 0.0))
}

pub fn middle(rect: Rect) -> Point {
    (0.5 * (rect.left + rect.right), 0.5 * (rect.top + rect.bottom))
}

pub fn around(centre: Point, half_width: f64, half_height: f64) -> Rect {
    Rect {
        left: centre.0 - half_width,
        top: centre.1 - half_height,
        right: centre.0 + half_width,
        bottom: centre.1 + half_height,
    }
}

pub fn grown(rect: Rect, by: f64) -> Rect {
    grown_by(rect, by, by)
}

pub fn grown_by(rect: Rect, x: f64, y: f64) -> Rect {
    Rect { left: rect.left - x, right: rect.right + x, top: rect.top - y, bottom: rect.bottom + y }
}

pub fn overlap(a: Rect, b: Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// The same, edges that touch included.
pub fn meet(a: Rect, b: Rect) -> bool {
    a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom
}

pub fn bounds(points: &[Point]) -> Rect {
    let mut out = Rect { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
    for p in points {
        out.left = out.left.min(p.0);
        out.right = out.right.max(p.0);
        out.top = out.top.min(p.1);
        out.bottom = out.bottom.max(p.1);
    }
    out
}

/// Whether any part of a line lies in a rectangle.
pub fn crosses(line: &[Point], rect: Rect) -> bool {
    let reaches = |pair: &[Point]| {
        let (a, b) = (pair[0], pair[1]);
        let apart = a.0.max(b.0) < rect.left
            || a.0.min(b.0) > rect.right
            || a.1.max(b.1) < rect.top
            || a.1.min(b.1) > rect.bottom;
        !apart && cut_segment(a, b, rect).is_some()
    };
    line.windows(2).any(reaches)
}

/// How often two lines cross, the second of which lies in these bounds.
pub fn crossings(a: &[Point], b: &[Point], around_b: Rect) -> usize {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    let mut count = 0;
    for s in a.windows(2) {
        let reach = bounds(s);
        if !meet(reach, around_b) {
            continue;
        }
        for t in b.windows(2) {
            let apart = reach.right < t[0].0.min(t[1].0)
                || reach.left > t[0].0.max(t[1].0)
                || reach.bottom < t[0].1.min(t[1].1)
                || reach.top > t[0].1.max(t[1].1);
            if !apart
                && side(s[0], s[1], t[0]) * side(s[0], s[1], t[1]) < 0.0
                && side(t[0], t[1], s[0]) * side(t[0], t[1], s[1]) < 0.0
            {
                count += 1;
            }
        }
    }
    count
}
