//! How connectors run: straight where nothing is in the way, else along an arc that leads past it.

use std::collections::HashMap;

use crate::math;

use super::layout::{CELL, Layout, Point, STOCK};
use super::sheet::{Element, Shape};

/// Degrees by which a connector may leave to the side of where it goes, in the order in which they are tried.
const BENDS: [f64; 7] = [0.0, 30.0, -30.0, 45.0, -45.0, 60.0, -60.0];

/// Pixels from one point of an arc to the next where it is looked at.
const STRIDE: f64 = 8.0;

/// Half the size of a valve, and of the circle of an auxiliary.
const SYMBOL: f64 = 9.0;

/// A connector this close to a pipe can be taken for a part of it, in pixels.
const CLOSE: f64 = 5.0;

/// The most points in a row that a connector has on a pipe that it crosses.
const CROSSING: usize = 3;

/// What connectors have to lead past, by the cells of the grid in which it lies.
pub struct Ground<'a> {
    elements: &'a [Element],
    layout: &'a Layout,
    symbols: HashMap<(i64, i64), Vec<usize>>,
    pipes: HashMap<(i64, i64), Vec<(Point, Point)>>,
}

fn cell(at: Point) -> (i64, i64) {
    ((at.x / CELL.x).floor() as i64, (at.y / CELL.y).floor() as i64)
}

impl Ground<'_> {
    pub fn of<'a>(elements: &'a [Element], layout: &'a Layout) -> Ground<'a> {
        let mut ground = Ground { elements, layout, symbols: HashMap::new(), pipes: HashMap::new() };
        for (i, place) in layout.places.iter().enumerate() {
            ground.symbols.entry(cell(*place)).or_default().push(i);
        }
        for pair in layout.pipes.iter().flat_map(|pipe| pipe.windows(2)) {
            let (a, b) = (cell(pair[0]), cell(pair[1]));
            for column in a.0.min(b.0)..=a.0.max(b.0) {
                for row in a.1.min(b.1)..=a.1.max(b.1) {
                    ground.pipes.entry((column, row)).or_default().push((pair[0], pair[1]));
                }
            }
        }
        ground
    }

    /// The direction in which the connector leaves its cause, in degrees from the right, against the clock; rounded to
    /// tenths. Where it is not that of its effect, the connector is an arc.
    pub fn angle(&self, cause: usize, effect: usize) -> f64 {
        let (from, to) = (self.layout.places[cause], self.layout.places[effect]);
        let degrees = (direction(from, to) + self.bend(cause, effect)).rem_euclid(360.0);
        ((degrees * 10.0).round() / 10.0).rem_euclid(360.0)
    }

    /// By how many degrees a connector leaves to the left of where it goes: the first bend that meets the least.
    pub fn bend(&self, cause: usize, effect: usize) -> f64 {
        let mut best = (usize::MAX, 0.0);
        for bend in BENDS {
            let hits = self.hits(cause, effect, bend);
            if hits < best.0 {
                best = (hits, bend);
            }
            if hits == 0 {
                break;
            }
        }
        best.1
    }

    /// At how many of its points a connector with this bend lies along a pipe or on the symbol of another. To cross a
    /// pipe does no harm.
    pub fn hits(&self, cause: usize, effect: usize, bend: f64) -> usize {
        let (from, to) = (self.layout.places[cause], self.layout.places[effect]);
        let ends = [cause, effect];
        let (mut hits, mut along) = (0, 0);
        for at in arc(from, to, bend) {
            if ends.iter().any(|end| self.covers(*end, at)) {
                continue;
            }
            let here = cell(at);
            let mut symbols = self.symbols.get(&here).into_iter().flatten();
            let mut pipes = self.pipes.get(&here).into_iter().flatten();
            along = if pipes.any(|(a, b)| is_close(at, *a, *b)) { along + 1 } else { 0 };
            if along > CROSSING || symbols.any(|i| !ends.contains(i) && self.covers(*i, at)) {
                hits += 1;
            }
        }
        hits
    }

    /// Whether an element's symbol lies on a point.
    fn covers(&self, element: usize, at: Point) -> bool {
        let half = match self.elements[element].shape {
            Shape::Stock { .. } => STOCK,
            Shape::Flow | Shape::Auxiliary | Shape::Constant => Point { x: SYMBOL, y: SYMBOL },
        };
        let place = self.layout.places[element];
        (at.x - place.x).abs() <= half.x && (at.y - place.y).abs() <= half.y
    }
}

/// Whether a point is close to a line from side to side or from top to bottom.
fn is_close(at: Point, a: Point, b: Point) -> bool {
    let outside = |x: f64, a: f64, b: f64| (a.min(b) - x).max(x - a.max(b)).max(0.0);
    outside(at.x, a.x, b.x) <= CLOSE && outside(at.y, a.y, b.y) <= CLOSE
}

/// The direction from one point to another, in degrees from the right, against the clock.
fn direction(from: Point, to: Point) -> f64 {
    let (right, up) = (to.x - from.x, from.y - to.y);
    let radians = match right {
        0.0 => std::f64::consts::FRAC_PI_2.copysign(up),
        _ if right < 0.0 => math::arctan(up / right) + std::f64::consts::PI,
        _ => math::arctan(up / right),
    };
    radians.to_degrees()
}

/// Points on the arc of a circle that leaves `from` by an angle of `bend` degrees to the left of the way to `to`.
fn arc(from: Point, to: Point, bend: f64) -> Vec<Point> {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let length = (x * x + y * y).sqrt();
    let count = (length / STRIDE).ceil().max(1.0);
    let half = bend.to_radians();
    let point = |k: f64| {
        let share = k / count;
        // Along the straight way, and to its left, both in lengths of it.
        let (along, left) = if bend == 0.0 {
            (share, 0.0)
        } else {
            let turned = half * (1.0 - 2.0 * share);
            let radius = 0.5 / math::sin(half);
            (0.5 - radius * math::sin(turned), radius * (math::cos(turned) - math::cos(half)))
        };
        // Rows are counted downwards: what is to the left of the way to the right lies above it.
        Point { x: from.x + along * x + left * y, y: from.y + along * y - left * x }
    };
    (0..=count as usize).map(|k| point(k as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_begins_and_ends_at_its_ends_and_leaves_to_its_left() {
        let (from, to) = (Point { x: 10.0, y: 20.0 }, Point { x: 170.0, y: 20.0 });
        for bend in BENDS {
            let points = arc(from, to, bend);
            let (first, last) = (points[0], points[points.len() - 1]);
            for (found, expected) in [(first, from), (last, to)] {
                assert!((found.x - expected.x).abs() < 1e-9 && (found.y - expected.y).abs() < 1e-9, "{bend}");
            }
            let next = points[1];
            // The first chord turns by half of what one of its twenty strides turns.
            let leaves = direction(first, next);
            assert!((leaves - bend).abs() <= bend.abs() / 20.0 + 1e-9, "{leaves} for {bend}");
        }
    }
}
