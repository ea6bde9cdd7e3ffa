//! How arrows run between things that stand: bent so that they cross no words and few other arrows, with a sign beside
//! each head; and where the marks of loops find room.

use crate::figure::draw::geometry::{Point, Rect, cut_segment};

/// Things that stand, and arrows between them.
#[derive(Debug, Clone)]
pub struct Scene {
    pub page: Rect,
    /// What arrows run between.
    pub bodies: Vec<Rect>,
    /// What else no arrow should cross: titles.
    pub obstacles: Vec<Rect>,
    /// Lines that are there already: pipes.
    pub lines: Vec<Vec<Point>>,
    pub wires: Vec<Wire>,
    /// The width of an arrow's head.
    pub head: f64,
}

/// An arrow from body to body.
#[derive(Debug, Clone)]
pub struct Wire {
    pub from: usize,
    pub to: usize,
    /// Where it must pass in the middle, if it must.
    pub through: Option<Point>,
    /// From the edge of one body to that of the other; empty until both stand.
    pub curve: Vec<Point>,
    reach: Reach,
    /// What is wrong with the curve itself: its length, its bend, the words it crosses.
    own: f64,
}

/// What other arrows ask of a curve.
#[derive(Debug, Clone, Copy, Default)]
struct Reach {
    bounds: Rect,
    middle: Point,
    /// A little way and some way from its first point, and the same from its last.
    ends: [[Point; 2]; 2],
}

impl Reach {
    fn of(curve: &[Point], head: f64) -> Reach {
        let whole = length(curve);
        let way = |heads: f64| (heads * head).min(0.5 * whole);
        let near = [NEAR, FARTHER].map(way);
        Reach {
            bounds: bounds(curve),
            middle: curve.get(curve.len() / 2).copied().unwrap_or_default(),
            ends: [near.map(|way| from_end(curve, whole - way).0), near.map(|way| from_end(curve, way).0)],
        }
    }
}

/// How far an arrow leaves the straight line, as shares of its length.
const BENDS: [f64; 13] = [0.0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.46, -0.46, 0.62, -0.62, 0.85, -0.85];
/// How far along its length an arrow bends, at first, and where all else stands.
const EVEN: &[f64] = &[0.5];
const UNEVEN: &[f64] = &[0.5, 0.25, 0.75, 0.0, 1.0];
/// Pieces of a curve.
const PIECES: usize = 20;
/// The most rounds of bending.
const ROUNDS: usize = 8;

// What is worse than what: words under an arrow above all, then heads that cannot be told apart, then crossings.
const OVER_WORDS: f64 = 150.0;
const OFF_PAGE: f64 = 400.0;
const OVER_PIPE: f64 = 2.0;
const CROSSING: f64 = 14.0;
const HEADS_TOGETHER: f64 = 14.0;
const SIDE_BY_SIDE: f64 = 4.0;
const SHORT: f64 = 9.0;
/// In heads: room for a head, a sign and the strokes of a delay.
const SHORTEST: f64 = 5.0;
const NARROW: f64 = 14.0;
/// How far apart two arrows should be some way from the body they share, in heads.
const FAN: f64 = 2.6;
/// Where they are held against each other, in heads.
const NEAR: f64 = 3.0;
const FARTHER: f64 = 8.0;
const CUT_OFF: f64 = 10.0;
const OUTSIDE: f64 = 40.0;
const FAR: f64 = 0.25;
const BENT: f64 = 1.6;
const LONG: f64 = 7.0;

impl Wire {
    pub fn new(from: usize, to: usize, through: Option<Point>) -> Wire {
        Wire { from, to, through, curve: Vec::new(), reach: Reach::default(), own: 0.0 }
    }
}

impl Scene {
    /// Bends all arrows evenly.
    pub fn bend(&mut self) {
        self.bend_all(EVEN);
    }

    /// Whether an arrow runs under words or off the page, as well as it may be bent.
    pub fn is_blocked(&self, wire: usize) -> bool {
        self.wires[wire].own >= OVER_WORDS
    }

    /// What even bends cannot clear, uneven ones may.
    pub fn bend_unevenly(&mut self) {
        self.bend_all(UNEVEN);
    }

    fn bend_all(&mut self, shifts: &[f64]) {
        for _ in 0..ROUNDS {
            let mut moved = false;
            for wire in 0..self.wires.len() {
                let before = std::mem::take(&mut self.wires[wire].curve);
                self.bend_along(wire, shifts);
                moved |= self.wires[wire].curve != before;
            }
            if !moved {
                return;
            }
        }
    }

    /// The best bend of one arrow while the others stay; returns what is still wrong with it.
    pub fn bend_one(&mut self, wire: usize) -> f64 {
        self.bend_along(wire, EVEN)
    }

    fn bend_along(&mut self, wire: usize, shifts: &[f64]) -> f64 {
        let mut best = (f64::INFINITY, Vec::new(), 0.0, Reach::default());
        for (curve, own) in self.choices(wire, shifts) {
            if own >= best.0 {
                continue;
            }
            let reach = Reach::of(&curve, self.head);
            let cost = own + self.against_others(wire, &curve, &reach);
            if cost < best.0 {
                best = (cost, curve, own, reach);
            }
        }
        let wire = &mut self.wires[wire];
        (wire.curve, wire.own, wire.reach) = (best.1, best.2, best.3);
        best.0
    }

    /// All that is wrong with the arrows, each pair counted once.
    pub fn cost(&self) -> f64 {
        let pair = |i: usize| 0.5 * self.against_others(i, &self.wires[i].curve, &self.wires[i].reach);
        (0..self.wires.len()).map(|i| self.wires[i].own + pair(i)).sum()
    }

    /// Where across each arrow two strokes are easiest to see, and the direction of the arrow there.
    pub fn strokes(&self) -> Vec<(Point, Point)> {
        let clear = |i: usize, at: Point| {
            let others = self.wires.iter().enumerate().filter(|(j, _)| *j != i).flat_map(|(_, w)| &w.curve);
            others.map(|p| distance(*p, at)).fold(2.5 * self.head, f64::min)
        };
        let best = |(i, wire): (usize, &Wire)| {
            let whole = length(&wire.curve);
            // Rather in the middle than a little clearer.
            let place = |share: f64| {
                let (at, along) = from_end(&wire.curve, share * whole);
                let worth = clear(i, at) - 2.0 * self.head * (share - 0.5).abs();
                (worth, (at, along))
            };
            let all = [0.5, 0.56, 0.44, 0.62, 0.38, 0.7, 0.3].map(place);
            all.into_iter().reduce(|a, b| if b.0 > a.0 + 1e-9 { b } else { a }).map_or(Default::default(), |p| p.1)
        };
        self.wires.iter().enumerate().map(best).collect()
    }

    /// The curves that an arrow may take.
    fn choices(&self, wire: usize, shifts: &[f64]) -> Vec<(Vec<Point>, f64)> {
        let Wire { from, to, through, .. } = self.wires[wire];
        let (a, b) = (middle(self.bodies[from]), middle(self.bodies[to]));
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let controls: Vec<(f64, Point)> = match through {
            Some(m) => vec![(0.0, (2.0 * m.0 - 0.5 * (a.0 + b.0), 2.0 * m.1 - 0.5 * (a.1 + b.1)))],
            None => {
                let at =
                    |bend: f64, shift: f64| (a.0 + shift * dx - 2.0 * bend * dy, a.1 + shift * dy + 2.0 * bend * dx);
                let each = |shift: &f64| {
                    let shift = *shift;
                    BENDS.iter().map(move |bend| (bend.abs() + 0.3 * (shift - 0.5).abs(), at(*bend, shift)))
                };
                shifts.iter().flat_map(each).collect()
            }
        };
        let curve = |(bend, control): (f64, Point)| {
            let points = bezier(a, control, b, self.bodies[from], self.bodies[to], 0.3 * self.head);
            let own = self.own_cost(from, to, &points) + BENT * bend;
            (points, own)
        };
        controls.into_iter().map(curve).collect()
    }

    fn own_cost(&self, from: usize, to: usize, curve: &[Point]) -> f64 {
        let margin = 0.5 * self.head;
        let others = (0..self.bodies.len()).filter(|i| *i != from && *i != to).map(|i| self.bodies[i]);
        let words = others.chain(self.obstacles.iter().copied());
        let over = words.filter(|rect| crosses(curve, grown(*rect, margin))).count() as f64;
        let off = !curve.iter().all(|p| self.page.contains(*p));
        let pipes: usize = self.lines.iter().map(|line| crossings(curve, line)).sum();
        let length = length(curve);
        let short = (SHORTEST - length / self.head).max(0.0);
        let unit = self.page.width() + self.page.height();
        OVER_WORDS * over + OFF_PAGE * f64::from(off) + OVER_PIPE * pipes as f64 + LONG * length / unit + SHORT * short
    }

    fn against_others(&self, wire: usize, curve: &[Point], reach: &Reach) -> f64 {
        let mut cost = 0.0;
        let near = |a: Option<&Point>, b: Option<&Point>, heads: f64| {
            f64::from(a.zip(b).is_some_and(|(a, b)| distance(*a, *b) < heads * self.head))
        };
        let own = &self.wires[wire];
        let wide = grown(reach.bounds, 2.0 * self.head);
        for (i, other) in self.wires.iter().enumerate() {
            if i == wire || other.curve.len() < 2 || !overlap(wide, other.reach.bounds) {
                continue;
            }
            cost += CROSSING * crossings(curve, &other.curve) as f64;
            cost += SIDE_BY_SIDE * near(Some(&reach.middle), Some(&other.reach.middle), 1.6);
            cost += HEADS_TOGETHER * near(curve.last(), other.curve.last(), 2.0);
            // A head at a tail can be taken for the other's.
            cost += 0.5 * HEADS_TOGETHER * near(curve.last(), other.curve.first(), 1.5);
            cost += 0.5 * HEADS_TOGETHER * near(curve.first(), other.curve.last(), 1.5);
            // Arrows that share an end should leave it in different directions.
            for (body, ways) in [own.from, own.to].iter().zip(&reach.ends) {
                for (other_body, other_ways) in [other.from, other.to].iter().zip(&other.reach.ends) {
                    if body == other_body {
                        for ((a, b), fan) in ways.iter().zip(other_ways).zip([0.6 * FAN, FAN]) {
                            cost += NARROW * (1.0 - distance(*a, *b) / (fan * self.head)).max(0.0);
                        }
                    }
                }
            }
        }
        cost
    }

    /// A place for each sign, as the middle of a square of this half width: beside the head of its arrow, on no word and
    /// no other sign, and if it can be on no other arrow.
    pub fn signs(&self, half: f64) -> Vec<Point> {
        let mut out: Vec<Point> = Vec::new();
        for (i, wire) in self.wires.iter().enumerate() {
            let mut best = (f64::INFINITY, (0.0, 0.0));
            for back in [0.9, 1.2, 1.6, 2.0, 2.6, 3.2, 4.0] {
                let (at, along) = from_end(&wire.curve, back * self.head);
                for side in [1.0, -1.0] {
                    let aside = side * (half + 0.75 * self.head);
                    let place = (at.0 - along.1 * aside, at.1 + along.0 * aside);
                    let square = around(place, half, half);
                    let bodies = self.bodies.iter().chain(&self.obstacles).filter(|b| overlap(square, **b)).count();
                    let signs = out.iter().filter(|s| overlap(square, around(**s, half, half))).count();
                    let beside = out.iter().filter(|s| distance(**s, place) < 4.4 * half).count();
                    let over = |(j, w): &(usize, &Wire)| *j != i && crosses(&w.curve, square);
                    let arrows = self.wires.iter().enumerate().filter(over).count();
                    let own = crosses(&wire.curve, square);
                    let head = |w: &Wire| w.curve.last().map_or(f64::INFINITY, |h| distance(*h, place));
                    let mine = head(wire);
                    let mistaken = self.wires.iter().enumerate().filter(|(j, w)| *j != i && head(w) < mine).count();
                    let astray = self.bodies.iter().enumerate().any(|(b, rect)| {
                        b != wire.to && b != wire.from && away(place, *rect) < away(place, self.bodies[wire.to])
                    });
                    let pipes = self.lines.iter().filter(|l| crosses(l, square)).count();
                    let off = !self.page.contains(place);
                    let cost = 20.0 * (bodies + signs) as f64
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
        let at = |(c, r): (i32, i32)| (self.page.left + f64::from(c) * step, self.page.top + f64::from(r) * step);
        let all = (0..=rows).flat_map(|r| (0..=columns).map(move |c| (c, r))).map(at);
        let mut places: Vec<(f64, Point)> = all.map(|at| (FAR * distance(at, wish) / step, at)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best = (f64::INFINITY, wish);
        for (far, at) in places {
            if far >= best.0 {
                break;
            }
            let rect = around(at, half.0, half.1);
            let corners = [(rect.left, rect.top), (rect.right, rect.bottom)];
            let off = corners.iter().any(|c| !self.page.contains(*c));
            let wide = grown(rect, 0.5 * self.head);
            let fixed = self.bodies.iter().chain(&self.obstacles).chain(taken);
            let words = fixed.filter(|b| overlap(wide, **b)).count() + usize::from(off);
            let heads = heads.iter().filter(|head| overlap(rect, **head)).count();
            let cost = far + 60.0 * words as f64 + 6.0 * heads as f64 + OUTSIDE * f64::from(!encloses(round, at));
            if cost >= best.0 {
                continue;
            }
            let over = |w: &&Wire| overlap(wide, grown(w.reach.bounds, 1e-6)) && crosses(&w.curve, wide);
            let arrows = self.wires.iter().filter(over).count();
            let pipes = self.lines.iter().filter(|line| crosses(line, rect)).count();
            // What lies between the mark and where it would be best makes it another loop's to the eye.
            let between = [at, wish];
            let cut = self.wires.iter().map(|w| crossings(&between, &w.curve)).sum::<usize>()
                + self.bodies.iter().filter(|b| crosses(&between, **b)).count();
            let cost = cost + 40.0 * (arrows + pipes) as f64 + CUT_OFF * cut as f64;
            if cost < best.0 {
                best = (cost, at);
            }
        }
        (best.1, best.0)
    }
}

/// A quadratic curve, from where it leaves the first rectangle to where it enters the second, `gap` away from both.
fn bezier(a: Point, control: Point, b: Point, leaves: Rect, enters: Rect, gap: f64) -> Vec<Point> {
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
    let last_inside = (0..FINE).rev().find(|i| leaves.contains(at(share(*i)))).unwrap_or(0);
    let from = edge(leaves, share(last_inside), share(last_inside + 1));
    let first_inside = (last_inside + 1..=FINE).find(|i| enters.contains(at(share(*i)))).unwrap_or(FINE);
    let to = edge(enters, share(first_inside), share(first_inside - 1)).max(from);
    (0..=PIECES).map(|i| at(from + (to - from) * i as f64 / PIECES as f64)).collect()
}

/// Whether a point lies inside a closed line.
fn encloses(line: &[Point], p: Point) -> bool {
    let next = line.iter().cycle().skip(1);
    let right =
        |(a, b): &(&Point, &Point)| (a.1 > p.1) != (b.1 > p.1) && p.0 < a.0 + (p.1 - a.1) / (b.1 - a.1) * (b.0 - a.0);
    line.iter().zip(next).filter(right).count() % 2 == 1
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

/// How far a point is from a rectangle.
fn away(p: Point, rect: Rect) -> f64 {
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
    Rect { left: rect.left - by, top: rect.top - by, right: rect.right + by, bottom: rect.bottom + by }
}

pub fn overlap(a: Rect, b: Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

fn bounds(points: &[Point]) -> Rect {
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

/// How often two lines cross.
pub fn crossings(a: &[Point], b: &[Point]) -> usize {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    let mut count = 0;
    for s in a.windows(2) {
        let reach = bounds(s);
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
