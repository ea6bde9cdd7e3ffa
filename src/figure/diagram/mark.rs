//! Where the marks of a picture find room: a sign beside each head, two strokes across what is slow, and the turning
//! arrows of loops.

use crate::figure::draw::geometry::{Point, Rect};

use super::curve::*;
use super::near::Near;
use super::wire::{Crowd, Scene, Wire, which};

/// What lies between a mark and where it would stand best.
const CUT_OFF: f64 = 10.0;
const OUTSIDE: f64 = 40.0;
const OVER_WORDS: f64 = 200.0;
const OVER_ARROWS: f64 = 100.0;
const FAR: f64 = 0.25;

impl Scene {
    /// Where across an arrow two strokes are easiest to see, and the direction of the arrow there.
    pub fn strokes(&self, wire: usize, crowd: Option<&Crowd>) -> (Point, Point) {
        let most = 2.5 * self.head;
        let clear = |at: Point| {
            let near = crowd.map(|c| c.wires.to(around(at, most, most)));
            let is_near = |i: &usize| *i != wire && grown(self.wires[*i].reach.bounds, most).contains(at);
            let others = which(near, self.wires.len()).filter(is_near).flat_map(|i| &self.wires[i].curve);
            others.map(|p| distance(*p, at)).fold(most, f64::min)
        };
        let curve = &self.wires[wire].curve;
        let whole = length(curve);
        // Rather in the middle than a little clearer.
        let place = |share: f64| {
            let (at, along) = from_end(curve, share * whole);
            let worth = clear(at) - 2.0 * self.head * (share - 0.5).abs();
            (worth, (at, along))
        };
        let all = [0.5, 0.56, 0.44, 0.62, 0.38, 0.7, 0.3].map(place);
        all.into_iter().reduce(|a, b| if b.0 > a.0 + 1e-9 { b } else { a }).map_or(Default::default(), |p| p.1)
    }

    /// A place for each sign, as the middle of a square of this half width: beside the head of its arrow, on no word and
    /// no other sign, and if it can be on no other arrow.
    pub fn signs(&self, half: f64, crowd: Option<&Crowd>) -> Vec<Point> {
        let mut out: Vec<Point> = Vec::new();
        let head = |w: &Wire| w.curve.last().copied();
        let mut heads = Near::new(self.page);
        let mut signs = Near::new(self.page);
        for (i, wire) in self.wires.iter().enumerate() {
            head(wire).into_iter().for_each(|at| heads.add(i, around(at, 0.0, 0.0)));
        }
        for (i, wire) in self.wires.iter().enumerate() {
            let mut best = (f64::INFINITY, (0.0, 0.0));
            for back in [0.9, 1.2, 1.6, 2.0, 2.6, 3.2, 4.0] {
                let (at, along) = from_end(&wire.curve, back * self.head);
                for side in [1.0, -1.0] {
                    let aside = side * (half + 0.75 * self.head);
                    let place = (at.0 - along.1 * aside, at.1 + along.0 * aside);
                    let square = around(place, half, half);
                    let bodies = self.bodies.iter().chain(&self.obstacles);
                    let bodies = match crowd {
                        None => bodies.filter(|b| overlap(square, **b)).count(),
                        Some(crowd) => {
                            let word =
                                |i: usize| self.bodies.get(i).unwrap_or_else(|| &self.obstacles[i - self.bodies.len()]);
                            crowd.words.to(square).into_iter().filter(|i| overlap(square, *word(*i))).count()
                        }
                    };
                    let other_signs: Vec<Point> =
                        signs.to(around(place, 4.4 * half, 4.4 * half)).into_iter().map(|s| out[s]).collect();
                    let over_signs = other_signs.iter().filter(|s| overlap(square, around(**s, half, half))).count();
                    let beside = other_signs.iter().filter(|s| distance(**s, place) < 4.4 * half).count();
                    let is_over = |w: &Wire| meet(w.reach.bounds, square) && crosses(&w.curve, square);
                    let near = crowd.map(|c| c.wires.to(square));
                    let arrows = which(near, self.wires.len()).filter(|j| *j != i && is_over(&self.wires[*j])).count();
                    let own = crosses(&wire.curve, square);
                    let mine = head(wire).map_or(f64::INFINITY, |h| distance(h, place));
                    let is_nearer =
                        |j: &usize| *j != i && head(&self.wires[*j]).is_some_and(|other| distance(other, place) < mine);
                    let reach = mine.min(self.page.width() + self.page.height());
                    let mistaken = heads.to(around(place, reach, reach)).into_iter().filter(is_nearer).count();
                    let to = away(place, self.bodies[wire.to]);
                    let is_other = |b: &usize| *b < self.bodies.len() && *b != wire.to && *b != wire.from;
                    let near = crowd.map(|c| c.words.to(around(place, to, to)));
                    let astray =
                        which(near, self.bodies.len()).any(|b| is_other(&b) && away(place, self.bodies[b]) < to);
                    let near = crowd.map(|c| c.lines.to(square));
                    let pipes = which(near, self.lines.len()).filter(|l| crosses(&self.lines[*l], square)).count();
                    let off = !self.page.contains(place);
                    let cost = 20.0 * (bodies + over_signs) as f64
                        + 4.0 * (arrows + pipes + usize::from(own)) as f64
                        + 3.0 * mistaken as f64
                        + 2.0 * f64::from(astray)
                        + 3.0 * beside as f64
                        + 40.0 * f64::from(off)
                        + 0.5 * back;
                    if cost < best.0 {
                        best = (cost, place);
                    }
                }
            }
            signs.add(i, around(best.1, 0.0, 0.0));
            out.push(best.1);
        }
        out
    }

    /// The middle of a rectangle of half size `half` that stands as near to `wish` as it can, clear of `taken`, of words
    /// and arrows, if it can be inside of the closed line `round`; and what is wrong with the place.
    pub fn clearing(&self, wish: Point, round: &[Point], half: Point, taken: &[Rect], step: f64) -> (Point, f64) {
        let head = |w: &Wire| w.curve.last().map(|h| around(*h, 1.5 * self.head, 1.5 * self.head));
        let heads: Vec<Rect> = self.wires.iter().filter_map(head).collect();
        let (columns, rows) = ((self.page.width() / step) as i32, (self.page.height() / step) as i32);
        let mut beside: Vec<Option<Beside>> = vec![None; rows as usize + 1];
        let place = |x: f64, most: i32| ((x / step).round() as i32).clamp(0, most);
        let centre = (place(wish.0 - self.page.left, columns), place(wish.1 - self.page.top, rows));
        // Of places that are as good the nearest, and of those the first by rows.
        let mut best = ((f64::INFINITY, f64::INFINITY, i32::MAX), wish);
        for ring in 0..=columns.max(rows) {
            // All places of a ring are at least so far.
            if FAR * (f64::from(ring) - 1.0) > best.0.0 {
                break;
            }
            for (column, row) in around_cell(centre, ring) {
                if !(0..=columns).contains(&column) || !(0..=rows).contains(&row) {
                    continue;
                }
                let at = (self.page.left + f64::from(column) * step, self.page.top + f64::from(row) * step);
                let far = FAR * distance(at, wish) / step;
                // Before anything is looked at: it may be farther than what is good enough.
                if far > best.0.0 {
                    continue;
                }
                let beside =
                    beside[row as usize].get_or_insert_with(|| self.beside(at.1, half.1, round, taken, &heads));
                if let Some(cost) = self.in_the_way(at, wish, beside, half, far, best.0.0) {
                    let found = (cost, far, row * (columns + 1) + column);
                    if found < best.0 {
                        best = (found, at);
                    }
                }
            }
        }
        (best.1, best.0.0)
    }

    /// What stands beside a mark of this half height anywhere in a row.
    fn beside(&self, y: f64, half: f64, round: &[Point], taken: &[Rect], heads: &[Rect]) -> Beside {
        let (low, high) = (y - half - self.head, y + half + self.head);
        let is_beside = |rect: &Rect| rect.top < high && low < rect.bottom;
        let of = |rects: &[Rect]| rects.iter().copied().filter(is_beside).collect::<Vec<_>>();
        Beside {
            cuts: cuts_at(round, y),
            words: [of(&self.bodies), of(&self.obstacles), of(taken)].concat(),
            heads: of(heads),
            wires: (0..self.wires.len()).filter(|i| is_beside(&grown(self.wires[*i].reach.bounds, 1e-6))).collect(),
        }
    }

    /// What is wrong with a place for a mark, beside how far it is; None where that is more than `most`.
    fn in_the_way(&self, at: Point, wish: Point, beside: &Beside, half: Point, far: f64, most: f64) -> Option<f64> {
        let within = |cost: f64| (cost <= most).then_some(cost);
        let cost = within(far + OUTSIDE * f64::from(!encloses(&beside.cuts, at)))?;
        let rect = around(at, half.0, half.1);
        let corners = [(rect.left, rect.top), (rect.right, rect.bottom)];
        let off = corners.iter().any(|c| !self.page.contains(*c));
        let wide = grown(rect, 0.5 * self.head);
        let words = beside.words.iter().filter(|b| overlap(wide, **b)).count() + usize::from(off);
        let cost = within(cost + OVER_WORDS * words as f64)?;
        let heads = beside.heads.iter().filter(|head| overlap(rect, **head)).count();
        let cost = within(cost + 6.0 * heads as f64)?;
        let over = |w: &&Wire| overlap(wide, grown(w.reach.bounds, 1e-6)) && crosses(&w.curve, wide);
        let arrows = beside.wires.iter().map(|i| &self.wires[*i]).filter(over).count();
        let pipes = self.lines.iter().filter(|line| crosses(line, rect)).count();
        let cost = within(cost + OVER_ARROWS * (arrows + pipes) as f64)?;
        // What lies between the mark and where it would be best makes it another loop's to the eye.
        let between = [at, wish];
        let reach = bounds(&between);
        let crossing = |w: &&Wire| meet(reach, w.reach.bounds);
        let cut = self.wires.iter().filter(crossing).map(|w| crossings(&w.curve, &between, reach)).sum::<usize>()
            + self.bodies.iter().filter(|b| crosses(&between, **b)).count();
        within(cost + CUT_OFF * cut as f64)
    }
}

/// What stands in a row in which a mark is tried.
#[derive(Clone)]
struct Beside {
    /// Where the closed line that the mark should be inside of passes the height.
    cuts: Vec<f64>,
    words: Vec<Rect>,
    heads: Vec<Rect>,
    wires: Vec<usize>,
}

/// The cells so many steps from one.
fn around_cell((column, row): (i32, i32), ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let across = (-ring..=ring).flat_map(move |d| [(column + d, row - ring), (column + d, row + ring)]);
    let down = (1 - ring..ring).flat_map(move |d| [(column - ring, row + d), (column + ring, row + d)]);
    // The one cell that is no step away would come twice.
    across.take(if ring == 0 { 1 } else { usize::MAX }).chain(down)
}
