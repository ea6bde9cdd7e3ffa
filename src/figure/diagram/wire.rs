//! How arrows run between things that stand: bent so that they cross no words and few other arrows, with a sign beside
//! each head; and where the marks of loops find room.

use std::ops::Range;

use crate::figure::draw::geometry::{Point, Rect, cut_segment};

use super::near::Near;

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
    /// How often two arrows are still held against each other. Where that has been too often those that are bent stay,
    /// and the others heed nothing but words.
    pub patience: usize,
}

/// What stands in a scene that is too crowded for looking at all of it, by its place in the scene's lists.
struct Crowd {
    /// Bodies, and after them obstacles.
    words: Near,
    lines: Near,
    wires: Near,
}

/// More arrows than these are a crowd.
const CROWD: usize = 100;

/// All of a list, or what of it is near.
enum Which {
    All(Range<usize>),
    Near(std::vec::IntoIter<usize>),
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

impl Iterator for Which {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match self {
            Which::All(all) => all.next(),
            Which::Near(near) => near.next(),
        }
    }
}

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

    /// Whether an arrow runs through a rectangle.
    pub fn runs_through(&self, wire: usize, rect: Rect) -> bool {
        let wire = &self.wires[wire];
        meet(wire.reach.bounds, rect) && crosses(&wire.curve, rect)
    }

    /// What even bends cannot clear, uneven ones may.
    pub fn bend_unevenly(&mut self) {
        self.bend_all(UNEVEN);
    }

    fn bend_all(&mut self, shifts: &[f64]) {
        let mut crowd = self.crowd();
        for _ in 0..ROUNDS {
            let mut moved = false;
            for wire in 0..self.wires.len() {
                if self.patience == 0 && !self.wires[wire].curve.is_empty() {
                    continue;
                }
                let before = std::mem::take(&mut self.wires[wire].curve);
                if let Some(crowd) = &mut crowd {
                    crowd.wires.remove_line(wire, &before);
                }
                self.bend_along(wire, shifts, crowd.as_ref());
                let after = &self.wires[wire].curve;
                moved |= *after != before;
                if let Some(crowd) = &mut crowd {
                    crowd.wires.add_line(wire, after);
                }
            }
            if !moved {
                return;
            }
        }
    }

    fn crowd(&self) -> Option<Crowd> {
        (self.wires.len() > CROWD).then(|| Crowd {
            words: Near::of(self.page, self.bodies.iter().chain(&self.obstacles).copied()),
            lines: Near::of_lines(self.page, self.lines.iter().map(Vec::as_slice)),
            wires: Near::of_lines(self.page, self.wires.iter().map(|w| w.curve.as_slice())),
        })
    }

    /// The best bend of one arrow while the others stay; returns what is still wrong with it.
    pub fn bend_one(&mut self, wire: usize) -> f64 {
        self.bend_along(wire, EVEN, None)
    }

    fn bend_along(&mut self, wire: usize, shifts: &[f64], crowd: Option<&Crowd>) -> f64 {
        let Wire { from, to, .. } = self.wires[wire];
        let (a, b) = (middle(self.bodies[from]), middle(self.bodies[to]));
        let mut best = (f64::INFINITY, Vec::new(), 0.0, Reach::default());
        for (bend, control) in self.choices(wire, shifts) {
            // A bend costs something in itself.
            if BENT * bend >= best.0 {
                continue;
            }
            let curve = bezier(a, control, b, self.bodies[from], self.bodies[to], 0.3 * self.head);
            let own = self.own_cost(from, to, &curve, crowd) + BENT * bend;
            if own >= best.0 {
                continue;
            }
            let reach = Reach::of(&curve, self.head);
            let (against, looked) = self.against_others(wire, &curve, &reach, best.0 - own, crowd);
            self.patience = self.patience.saturating_sub(looked);
            let cost = own + against;
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
        let pair =
            |i: usize| 0.5 * self.against_others(i, &self.wires[i].curve, &self.wires[i].reach, f64::INFINITY, None).0;
        (0..self.wires.len()).map(|i| self.wires[i].own + pair(i)).sum()
    }

    /// Where across an arrow two strokes are easiest to see, and the direction of the arrow there.
    pub fn strokes(&self, wire: usize) -> (Point, Point) {
        let most = 2.5 * self.head;
        let clear = |at: Point| {
            let near = |(i, other): &(usize, &Wire)| *i != wire && grown(other.reach.bounds, most).contains(at);
            let others = self.wires.iter().enumerate().filter(near).flat_map(|(_, other)| &other.curve);
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

    /// How far an arrow may be bent, and the point towards which.
    fn choices(&self, wire: usize, shifts: &[f64]) -> Vec<(f64, Point)> {
        let Wire { from, to, through, .. } = self.wires[wire];
        let (a, b) = (middle(self.bodies[from]), middle(self.bodies[to]));
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        match through {
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
        }
    }

    fn own_cost(&self, from: usize, to: usize, curve: &[Point], crowd: Option<&Crowd>) -> f64 {
        let margin = 0.5 * self.head;
        let around = bounds(curve);
        let words = crowd.map(|c| c.words.to_line(curve, margin));
        let lines = crowd.map(|c| c.lines.to_line(curve, 0.0));
        let word = |i: usize| self.bodies.get(i).unwrap_or_else(|| &self.obstacles[i - self.bodies.len()]);
        let is_over = |i: &usize| {
            let rect = grown(*word(*i), margin);
            *i != from && *i != to && meet(around, rect) && crosses(curve, rect)
        };
        let over = which(words, self.bodies.len() + self.obstacles.len()).filter(is_over).count() as f64;
        let off = !curve.iter().all(|p| self.page.contains(*p));
        let crossed = |i: usize| crossings(&self.lines[i], curve, around);
        let pipes: usize = which(lines, self.lines.len()).map(crossed).sum();
        let length = length(curve);
        let short = (SHORTEST - length / self.head).max(0.0);
        let unit = self.page.width() + self.page.height();
        OVER_WORDS * over + OFF_PAGE * f64::from(off) + OVER_PIPE * pipes as f64 + LONG * length / unit + SHORT * short
    }

    /// What is wrong between an arrow and the others, where it is at most `most`, and with how many of them it was held
    /// against.
    fn against_others(
        &self,
        wire: usize,
        curve: &[Point],
        reach: &Reach,
        most: f64,
        crowd: Option<&Crowd>,
    ) -> (f64, usize) {
        let (mut cost, mut looked) = (0.0, 0);
        if self.patience == 0 {
            return (cost, looked);
        }
        let near = |a: Option<&Point>, b: Option<&Point>, heads: f64| {
            f64::from(a.zip(b).is_some_and(|(a, b)| distance(*a, *b) < heads * self.head))
        };
        let own = &self.wires[wire];
        let wide = grown(reach.bounds, 2.0 * self.head);
        // Nothing farther than this matters to two arrows.
        let others = crowd.map(|c| c.wires.to_line(curve, FAN.max(2.0) * self.head));
        for i in which(others, self.wires.len()) {
            let other = &self.wires[i];
            if i == wire || other.curve.len() < 2 || !overlap(wide, other.reach.bounds) {
                continue;
            }
            looked += 1;
            cost += CROSSING * crossings(curve, &other.curve, other.reach.bounds) as f64;
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
            if cost > most {
                return (f64::INFINITY, looked);
            }
        }
        (cost, looked)
    }

    /// A place for each sign, as the middle of a square of this half width: beside the head of its arrow, on no word and
    /// no other sign, and if it can be on no other arrow.
    pub fn signs(&self, half: f64) -> Vec<Point> {
        let mut out: Vec<Point> = Vec::new();
        let crowd = self.crowd();
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
                    let bodies = match &crowd {
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
                    let near = crowd.as_ref().map(|c| c.wires.to(square));
                    let arrows = which(near, self.wires.len()).filter(|j| *j != i && is_over(&self.wires[*j])).count();
                    let own = crosses(&wire.curve, square);
                    let mine = head(wire).map_or(f64::INFINITY, |h| distance(h, place));
                    let is_nearer =
                        |j: &usize| *j != i && head(&self.wires[*j]).is_some_and(|other| distance(other, place) < mine);
                    let reach = mine.min(self.page.width() + self.page.height());
                    let mistaken = heads.to(around(place, reach, reach)).into_iter().filter(is_nearer).count();
                    let to = away(place, self.bodies[wire.to]);
                    let is_other = |b: &usize| *b < self.bodies.len() && *b != wire.to && *b != wire.from;
                    let near = crowd.as_ref().map(|c| c.words.to(around(place, to, to)));
                    let astray =
                        which(near, self.bodies.len()).any(|b| is_other(&b) && away(place, self.bodies[b]) < to);
                    let near = crowd.as_ref().map(|c| c.lines.to(square));
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
        let mut enclosing: Vec<Option<Vec<f64>>> = vec![None; rows as usize + 1];
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
                let cuts = enclosing[row as usize].get_or_insert_with(|| cuts_at(round, at.1));
                if let Some(cost) = self.in_the_way(at, wish, cuts, half, taken, &heads, far, best.0.0) {
                    let found = (cost, far, row * (columns + 1) + column);
                    if found < best.0 {
                        best = (found, at);
                    }
                }
            }
        }
        (best.1, best.0.0)
    }

    /// What is wrong with a place for a mark, beside how far it is; None where that is more than `most`. `cuts` is where
    /// the closed line that it should be inside of passes its height.
    #[expect(clippy::too_many_arguments, reason = "one search in two functions")]
    fn in_the_way(
        &self,
        at: Point,
        wish: Point,
        cuts: &[f64],
        half: Point,
        taken: &[Rect],
        heads: &[Rect],
        far: f64,
        most: f64,
    ) -> Option<f64> {
        let within = |cost: f64| (cost <= most).then_some(cost);
        within(far)?;
        let rect = around(at, half.0, half.1);
        let corners = [(rect.left, rect.top), (rect.right, rect.bottom)];
        let off = corners.iter().any(|c| !self.page.contains(*c));
        let wide = grown(rect, 0.5 * self.head);
        let fixed = self.bodies.iter().chain(&self.obstacles).chain(taken);
        let words = fixed.filter(|b| overlap(wide, **b)).count() + usize::from(off);
        let cost = within(far + 60.0 * words as f64)?;
        let heads = heads.iter().filter(|head| overlap(rect, **head)).count();
        let cost = within(cost + 6.0 * heads as f64)?;
        let cost = within(cost + OUTSIDE * f64::from(!encloses(cuts, at)))?;
        let over = |w: &&Wire| overlap(wide, grown(w.reach.bounds, 1e-6)) && crosses(&w.curve, wide);
        let arrows = self.wires.iter().filter(over).count();
        let pipes = self.lines.iter().filter(|line| crosses(line, rect)).count();
        let cost = within(cost + 40.0 * (arrows + pipes) as f64)?;
        // What lies between the mark and where it would be best makes it another loop's to the eye.
        let between = [at, wish];
        let reach = bounds(&between);
        let crossing = |w: &&Wire| meet(reach, w.reach.bounds);
        let cut = self.wires.iter().filter(crossing).map(|w| crossings(&w.curve, &between, reach)).sum::<usize>()
            + self.bodies.iter().filter(|b| crosses(&between, **b)).count();
        within(cost + CUT_OFF * cut as f64)
    }
}

/// The cells so many steps from one.
fn around_cell((column, row): (i32, i32), ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let across = (-ring..=ring).flat_map(move |d| [(column + d, row - ring), (column + d, row + ring)]);
    let down = (1 - ring..ring).flat_map(move |d| [(column - ring, row + d), (column + ring, row + d)]);
    // The one cell that is no step away would come twice.
    across.take(if ring == 0 { 1 } else { usize::MAX }).chain(down)
}

fn which(near: Option<Vec<usize>>, all: usize) -> Which {
    near.map_or(Which::All(0..all), |near| Which::Near(near.into_iter()))
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
fn cuts_at(line: &[Point], y: f64) -> Vec<f64> {
    let next = line.iter().cycle().skip(1);
    let passing = line.iter().zip(next).filter(|(a, b)| (a.1 > y) != (b.1 > y));
    passing.map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).collect()
}

/// Whether a point lies inside a closed line, by where that passes the point's height.
fn encloses(cuts: &[f64], p: Point) -> bool {
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
    grown_by(rect, by, by)
}

pub fn grown_by(rect: Rect, x: f64, y: f64) -> Rect {
    Rect { left: rect.left - x, right: rect.right + x, top: rect.top - y, bottom: rect.bottom + y }
}

pub fn overlap(a: Rect, b: Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// The same, edges that touch included.
fn meet(a: Rect, b: Rect) -> bool {
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
