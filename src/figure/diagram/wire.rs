//! How arrows run between things that stand: bent so that they cross no words and few other arrows.

use std::ops::Range;

use crate::figure::draw::geometry::{Point, Rect};

use super::curve::*;
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
    /// How often an arrow is still held against something. Where that has been too often those that are bent stay, and the
    /// others run straight.
    pub patience: usize,
}

/// What stands in a scene that is too crowded for looking at all of it, by its place in the scene's lists.
pub struct Crowd {
    /// Bodies, and after them obstacles.
    pub words: Near,
    pub lines: Near,
    pub wires: Near,
}

/// More arrows than these are a crowd.
const CROWD: usize = 100;

/// All of a list, or what of it is near.
pub enum Which {
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
    pub reach: Reach,
    /// How far the curve is bent.
    bend: f64,
    /// What is wrong with the curve itself: its length, its bend, the words it crosses.
    own: f64,
}

/// What other arrows ask of a curve.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach {
    pub bounds: Rect,
    /// What is around each stretch of it.
    stretches: [Rect; STRETCHES],
    middle: Point,
    /// A little way and some way from its first point, and the same from its last.
    ends: [[Point; 2]; 2],
}

/// Parts of a curve that are held against those of another before their pieces are.
const STRETCHES: usize = 5;
const STRETCH: usize = PIECES / STRETCHES;

fn stretch(curve: &[Point], number: usize) -> &[Point] {
    &curve[number * STRETCH..=(number + 1) * STRETCH]
}

impl Reach {
    fn of(curve: &[Point], head: f64) -> Reach {
        let whole = length(curve);
        let way = |heads: f64| (heads * head).min(0.5 * whole);
        let near = [NEAR, FARTHER].map(way);
        Reach {
            bounds: bounds(curve),
            stretches: std::array::from_fn(|i| bounds(stretch(curve, i))),
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
const BENT: f64 = 1.6;
const LONG: f64 = 7.0;
/// Less than this is wrong with an arrow that is short and straight enough and crosses nothing.
const CLEAN: f64 = 2.0;

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
        Wire { from, to, through, curve: Vec::new(), reach: Reach::default(), bend: 0.0, own: 0.0 }
    }
}

impl Scene {
    /// The curves of some arrows.
    pub fn round(&self, wires: &[usize]) -> Vec<&[Point]> {
        wires.iter().map(|i| self.wires[*i].curve.as_slice()).collect()
    }

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
                let Some(before) = self.bend_along(wire, shifts, f64::INFINITY, crowd.as_ref()).1 else { continue };
                moved = true;
                if let Some(crowd) = &mut crowd {
                    crowd.wires.remove_line(wire, &before);
                    crowd.wires.add_line(wire, &self.wires[wire].curve);
                }
            }
            if !moved {
                return;
            }
        }
    }

    pub fn crowd(&self) -> Option<Crowd> {
        (self.wires.len() > CROWD).then(|| Crowd {
            words: Near::of(self.page, self.bodies.iter().chain(&self.obstacles).copied()),
            lines: Near::of_lines(self.page, self.lines.iter().map(Vec::as_slice)),
            wires: Near::of_lines(self.page, self.wires.iter().map(|w| w.curve.as_slice())),
        })
    }

    /// The best bend of one arrow while the others stay; returns what is still wrong with it, if that is less than `most`.
    pub fn bend_one(&mut self, wire: usize, most: f64) -> f64 {
        self.bend_along(wire, EVEN, most, None).0
    }

    /// What an arrow costs at least, however it is bent.
    pub fn least_cost(&self, wire: usize) -> f64 {
        let (from, to) = (self.bodies[self.wires[wire].from], self.bodies[self.wires[wire].to]);
        let apart = |low: f64, high: f64| low.max(high).max(0.0);
        let (dx, dy) =
            (apart(to.left - from.right, from.left - to.right), apart(to.top - from.bottom, from.top - to.bottom));
        let length = (crate::math::sqrt(dx * dx + dy * dy) - self.head).max(0.0);
        LONG * length / (self.page.width() + self.page.height())
    }

    /// Bends an arrow better than it is, if that can be; returns what is wrong with it, and how it ran before.
    fn bend_along(
        &mut self,
        wire: usize,
        shifts: &[f64],
        most: f64,
        crowd: Option<&Crowd>,
    ) -> (f64, Option<Vec<Point>>) {
        let Wire { from, to, .. } = self.wires[wire];
        let (a, b) = (middle(self.bodies[from]), middle(self.bodies[to]));
        let mut least = most;
        let standing = &self.wires[wire];
        if !standing.curve.is_empty() {
            let own = self.own_cost(from, to, &standing.curve, most, crowd) + BENT * standing.bend;
            let (against, looked) = self.against_others(wire, &standing.curve, &standing.reach, most, crowd);
            least = own + against;
            self.wires[wire].own = own;
            self.patience = self.patience.saturating_sub(looked);
        }
        let mut best = None;
        for (bend, control) in self.choices(wire, shifts) {
            // A bend costs something in itself, and what is as good as this needs no other.
            if BENT * bend >= least || (shifts.len() > 1 && least < CLEAN) {
                continue;
            }
            let curve = bezier(a, control, b, self.bodies[from], self.bodies[to], 0.3 * self.head);
            let own = self.own_cost(from, to, &curve, least - BENT * bend, crowd) + BENT * bend;
            self.patience = self.patience.saturating_sub(1);
            if own >= least - 1e-9 {
                continue;
            }
            let reach = Reach::of(&curve, self.head);
            let (against, looked) = self.against_others(wire, &curve, &reach, least - own, crowd);
            self.patience = self.patience.saturating_sub(looked);
            if own + against < least - 1e-9 {
                least = own + against;
                best = Some((curve, reach, bend, own));
            }
            if self.patience == 0 {
                break;
            }
        }
        let before = best.map(|(curve, reach, bend, own)| {
            let wire = &mut self.wires[wire];
            (wire.reach, wire.bend, wire.own) = (reach, bend, own);
            std::mem::replace(&mut wire.curve, curve)
        });
        (least, before)
    }

    /// All that is wrong with the arrows, each pair counted once.
    pub fn cost(&self) -> f64 {
        let pair =
            |i: usize| 0.5 * self.against_others(i, &self.wires[i].curve, &self.wires[i].reach, f64::INFINITY, None).0;
        (0..self.wires.len()).map(|i| self.wires[i].own + pair(i)).sum()
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

    /// What is wrong with a curve itself; not all of it where that is more than `most`.
    fn own_cost(&self, from: usize, to: usize, curve: &[Point], most: f64, crowd: Option<&Crowd>) -> f64 {
        let off = !curve.iter().all(|p| self.page.contains(*p));
        let length = length(curve);
        let short = (SHORTEST - length / self.head).max(0.0);
        let unit = self.page.width() + self.page.height();
        let cost = OFF_PAGE * f64::from(off) + LONG * length / unit + SHORT * short;
        if cost >= most {
            return cost;
        }
        let margin = 0.5 * self.head;
        let around = bounds(curve);
        let words = crowd.map(|c| c.words.to_line(curve, margin));
        let word = |i: usize| self.bodies.get(i).unwrap_or_else(|| &self.obstacles[i - self.bodies.len()]);
        let is_over = |i: &usize| {
            let rect = grown(*word(*i), margin);
            *i != from && *i != to && meet(around, rect) && crosses(curve, rect)
        };
        let over = which(words, self.bodies.len() + self.obstacles.len()).filter(is_over).count() as f64;
        let cost = cost + OVER_WORDS * over;
        if cost >= most {
            return cost;
        }
        let lines = crowd.map(|c| c.lines.to_line(curve, 0.0));
        let crossed = |i: usize| crossings(&self.lines[i], curve, around);
        cost + OVER_PIPE * which(lines, self.lines.len()).map(crossed).sum::<usize>() as f64
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
            cost += CROSSING * crossed(curve, reach, &other.curve, &other.reach) as f64;
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
}

/// How often two curves cross.
fn crossed(a: &[Point], reach: &Reach, b: &[Point], other: &Reach) -> usize {
    let mut count = 0;
    for (i, around_a) in reach.stretches.iter().enumerate() {
        if !meet(*around_a, other.bounds) {
            continue;
        }
        for (j, around_b) in other.stretches.iter().enumerate() {
            if meet(*around_a, *around_b) {
                count += crossings(stretch(a, i), stretch(b, j), *around_b);
            }
        }
    }
    count
}

pub fn which(near: Option<Vec<usize>>, all: usize) -> Which {
    near.map_or(Which::All(0..all), |near| Which::Near(near.into_iter()))
}
