//! Symbols of the grid change places as long as that makes links shorter or clears words.

use crate::figure::draw::geometry::Point;
use crate::model::VariableId;

use super::grid::{CELL, Plan};
use super::subject::Subject;

/// How much more than an arrow a pipe wants to be short and straight.
const PIPE: f64 = 4.0;
/// How much worse words under an arrow are than a cell more of its length.
const UNDER: f64 = 1.3;
/// Exchanges that are tried for each variable.
const TRIES: usize = 5000;
/// The most exchanges; a large model has fewer for each variable.
const MOST_TRIES: usize = 900_000;
/// The most links that are looked at to make the whole better.
const MOST_LOOKS: usize = 10_000_000;

/// The links of a plan, which want to be short and to have no words under them.
pub struct Settling<'a> {
    plan: &'a Plan,
    links: Vec<(usize, usize, f64)>,
    at_ends: Vec<Vec<usize>>,
    is_valve: Vec<bool>,
}

impl<'a> Settling<'a> {
    pub fn new(plan: &'a Plan, subject: &Subject) -> Settling<'a> {
        let place = |v: VariableId| subject.variables.iter().position(|other| *other == v).unwrap_or(0);
        let mut links: Vec<(usize, usize, f64)> = (0..subject.links.len())
            .filter(|i| !subject.ghosts.contains(i))
            .map(|i| &subject.links[i])
            .map(|l| (place(l.cause), place(l.effect), 1.0))
            .collect();
        for pipe in &subject.pipes {
            links.extend(pipe.source.into_iter().chain(pipe.sink).map(|s| (place(s), place(pipe.flow), PIPE)));
        }
        let mut at_ends: Vec<Vec<usize>> = vec![Vec::new(); subject.variables.len()];
        for (k, (a, b, _)) in links.iter().enumerate() {
            at_ends[*a].push(k);
            at_ends[*b].push(k);
        }
        let is_valve = subject.variables.iter().map(|v| subject.pipes.iter().any(|p| p.flow == *v)).collect();
        Settling { plan, links, at_ends, is_valve }
    }

    /// Simulated annealing (Kirkpatrick, Gelatt & Vecchi 1983) with a fixed sequence of draws.
    pub fn anneal(&self, cells: &mut [usize], taken: &mut [Option<usize>]) {
        let peers = self.plan.cells_by_field();
        let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
        let tries = (TRIES * cells.len()).min(MOST_TRIES);
        for step in 0..tries {
            let heat = 1.6 * {
                let left = 1.0 - step as f64 / tries as f64;
                left * left * left
            } + 1e-3;
            let i = draw.below(cells.len());
            let field = &peers[self.plan.field[i]];
            let to = field[draw.below(field.len())];
            let from = cells[i];
            if to == from {
                continue;
            }
            let other = taken[to];
            let before = self.cost_of(i, other, cells, taken);
            self.exchange(i, other, from, to, cells, taken);
            let change = self.cost_of(i, other, cells, taken) - before;
            if change > 0.0 && draw.share() >= crate::math::exp(-change / heat) {
                self.exchange(i, other, to, from, cells, taken);
            }
        }
    }

    /// Exchanges that make the whole better. Annealing looks at the links of what moves, and does not see that it moves
    /// under a link of others.
    pub fn improve(&self, cells: &mut [usize], taken: &mut [Option<usize>]) {
        let peers = self.plan.cells_by_field();
        let whole = |cells: &[usize], taken: &[Option<usize>]| -> f64 {
            (0..self.links.len()).map(|k| self.link(k, cells, taken)).sum()
        };
        let mut least = whole(cells, taken);
        let mut left = MOST_LOOKS / self.links.len().max(1);
        let mut better = true;
        while std::mem::take(&mut better) {
            for i in 0..cells.len() {
                for &to in &peers[self.plan.field[i]] {
                    let (from, other) = (cells[i], taken[to]);
                    if to == from {
                        continue;
                    }
                    if left == 0 {
                        return;
                    }
                    left -= 1;
                    self.exchange(i, other, from, to, cells, taken);
                    let now = whole(cells, taken);
                    if now < least - 1e-9 {
                        (least, better) = (now, true);
                    } else {
                        self.exchange(i, other, to, from, cells, taken);
                    }
                }
            }
        }
    }

    fn exchange(
        &self,
        i: usize,
        other: Option<usize>,
        from: usize,
        to: usize,
        cells: &mut [usize],
        taken: &mut [Option<usize>],
    ) {
        cells[i] = to;
        taken[to] = Some(i);
        taken[from] = other;
        if let Some(other) = other {
            cells[other] = from;
        }
    }

    fn cost_of(&self, i: usize, other: Option<usize>, cells: &[usize], taken: &[Option<usize>]) -> f64 {
        let mut cost: f64 = self.at_ends[i].iter().map(|k| self.link(*k, cells, taken)).sum();
        if let Some(other) = other {
            cost += self.at_ends[other].iter().map(|k| self.link(*k, cells, taken)).sum::<f64>();
        }
        cost
    }

    /// Length of a link in cells, and more where words stand on its way.
    fn link(&self, k: usize, cells: &[usize], taken: &[Option<usize>]) -> f64 {
        let (a, b, weight) = self.links[k];
        let (p, q) = (self.plan.cells[cells[a]].0, self.plan.cells[cells[b]].0);
        let (dx, dy) = ((p.0 - q.0) / CELL.0, (p.1 - q.1) / CELL.1);
        if weight > 1.0 {
            let bent = if dy.abs() < 0.5 { 0.0 } else { 0.7 };
            let below = f64::from(dx.abs() < 0.5);
            let corner = (q.0, p.1);
            let (stock, valve) = if self.is_valve[b] { (p, q) } else { (q, p) };
            let corner = if self.is_valve[b] || self.is_valve[a] { (stock.0, valve.1) } else { corner };
            let under = self.words_between(valve, corner, cells[a], cells[b], taken)
                + self.words_between(corner, stock, cells[a], cells[b], taken);
            return weight * (dx.abs() + dy.abs() + bent + below) + 6.0 * under;
        }
        let length = crate::math::sqrt(dx * dx + dy * dy);
        weight * (length + UNDER * self.words_between(p, q, cells[a], cells[b], taken))
    }

    /// How many symbols stand on the straight way between two points, each counted as far as it is under it.
    fn words_between(&self, p: Point, q: Point, a: usize, b: usize, taken: &[Option<usize>]) -> f64 {
        let pieces = (2.0 * ((p.0 - q.0).abs() / CELL.0 + (p.1 - q.1).abs() / CELL.1)).ceil().max(1.0);
        let at = |i: usize| {
            let t = i as f64 / pieces;
            (p.0 + t * (q.0 - p.0), p.1 + t * (q.1 - p.1))
        };
        let under = |i: usize| {
            let point = at(i);
            let cell = self.plan.cell_at(point).filter(|c| *c != a && *c != b && taken[*c].is_some());
            cell.map_or(0.0, |c| {
                let centre = self.plan.cells[c].0;
                let off = ((point.1 - centre.1) / CELL.1).abs().max(0.7 * ((point.0 - centre.0) / CELL.0).abs());
                f64::from(off < 0.34)
            })
        };
        (1..pieces as usize).map(under).sum()
    }
}

/// A sequence of draws that is the same everywhere (Knuth's MMIX constants).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn share(&mut self) -> f64 {
        self.next() as f64 / f64::from(u32::MAX >> 1)
    }
}
