//! Symbols of the grid change places as long as that makes links shorter or clears words.

use std::cell::OnceCell;

use crate::figure::draw::geometry::{Point, Rect};
use crate::model::VariableId;

use super::curve::{bounds, grown_by};
use super::grid::{CELL, Plan};
use super::subject::Subject;

/// How much more than an arrow a pipe wants to be short and straight.
const PIPE: f64 = 4.0;
/// How much worse words under an arrow are than a cell more of its length.
const UNDER: f64 = 1.3;
/// Exchanges that are tried for each variable.
const TRIES: usize = 2000;
/// The most exchanges; a large model has fewer for each variable.
const MOST_TRIES: usize = 300_000;
/// The most links that are looked at to make the whole better.
const MOST_LOOKS: usize = 10_000_000;
/// Of so many cells it is kept what lies between each two; a plan of more is large.
const MOST_KNOWN: usize = 512;
/// How many pieces of links are walked by annealing in a large plan: those of some thousand variables are long.
const MOST_WALKED: usize = 8_000_000;
/// In a large plan, how many columns or rows from a neighbour a symbol may go.
const NEIGHBOURHOOD: usize = 2;
/// How freely symbols change places at first; in a large plan neighbours stand side by side already, and should stay there.
const HEAT: f64 = 1.6;
const HEAT_OF_LARGE: f64 = 0.4;

/// The links of a plan, which want to be short and to have no words under them.
pub struct Settling<'a> {
    plan: &'a Plan,
    links: Vec<(usize, usize, f64)>,
    at_ends: Vec<Vec<usize>>,
    is_valve: Vec<bool>,
    /// The cells under the straight way from each cell to each other, as they are first asked for; none in a large plan.
    under: Vec<OnceCell<Box<[usize]>>>,
}

impl<'a> Settling<'a> {
    pub fn new(plan: &'a Plan, subject: &Subject) -> Settling<'a> {
        let places = subject.places();
        let place = |v: VariableId| places.get(&v).copied().unwrap_or(0);
        let mut links: Vec<(usize, usize, f64)> = (0..subject.links.len())
            .filter(|i| subject.ghosts.binary_search(i).is_err())
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
        let mut is_valve = vec![false; subject.variables.len()];
        subject.pipes.iter().for_each(|pipe| is_valve[place(pipe.flow)] = true);
        let known = if plan.cells.len() > MOST_KNOWN { 0 } else { plan.cells.len() };
        Settling { plan, links, at_ends, is_valve, under: vec![OnceCell::new(); known * known] }
    }

    /// Whether there are too many cells for settling to find the way from anywhere.
    pub fn is_large(&self) -> bool {
        self.under.is_empty()
    }

    /// The symbols in the order in which they take their first cells: as they come, and in a large plan each after one to
    /// which it is linked.
    pub fn one_after_the_other(&self) -> Vec<usize> {
        let all = 0..self.at_ends.len();
        if !self.is_large() {
            return all.collect();
        }
        let mut out = Vec::with_capacity(all.len());
        let mut seen = vec![false; all.len()];
        for root in all {
            let mut open = vec![root];
            while let Some(at) = open.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                out.push(at);
                let other = |k: &usize| self.links[*k].0 + self.links[*k].1 - at;
                open.extend(self.at_ends[at].iter().rev().map(other).filter(|i| !seen[*i]));
            }
        }
        out
    }

    /// Simulated annealing (Kirkpatrick, Gelatt & Vecchi 1983) with a fixed sequence of draws.
    pub fn anneal(&self, cells: &mut [usize], taken: &mut [Option<usize>]) {
        let peers = self.plan.cells_by_field();
        let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
        let tries = (TRIES * cells.len()).min(MOST_TRIES);
        let (most_heat, most_walked) = if self.is_large() { (HEAT_OF_LARGE, MOST_WALKED) } else { (HEAT, usize::MAX) };
        let mut walked = 0;
        for step in 0..tries {
            let done = (step as f64 / tries as f64).max(walked as f64 / most_walked as f64);
            if done >= 1.0 {
                return;
            }
            let heat = most_heat * {
                let left = 1.0 - done;
                left * left * left
            } + 1e-3;
            let i = draw.below(cells.len());
            let field = &peers[self.plan.field[i]];
            let to = match self.is_large() {
                true => self.near_a_neighbour(i, cells, &mut draw),
                false => Some(field[draw.below(field.len())]),
            };
            let from = cells[i];
            let Some(to) = to else { continue };
            if to == from {
                continue;
            }
            let other = taken[to];
            if self.is_large() {
                walked += self.pieces(i, cells) + other.map_or(0, |other| self.pieces(other, cells));
            }
            // What is worse by so much is still taken.
            let most = -heat * crate::math::ln(draw.share().max(1e-12));
            let most = most + self.cost_of(i, other, cells, taken, f64::INFINITY);
            self.exchange(i, other, from, to, cells, taken);
            if self.cost_of(i, other, cells, taken, most) >= most {
                self.exchange(i, other, to, from, cells, taken);
            }
        }
    }

    /// A cell of the field of a symbol beside one to which it is linked, if there is any.
    fn near_a_neighbour(&self, i: usize, cells: &[usize], draw: &mut Draw) -> Option<usize> {
        let links = &self.at_ends[i];
        if links.is_empty() {
            return None;
        }
        let (a, b, _) = self.links[links[draw.below(links.len())]];
        let mut aside = |side: f64| side * (draw.below(2 * NEIGHBOURHOOD + 1) as f64 - NEIGHBOURHOOD as f64);
        let at = self.plan.cells[cells[a + b - i]].0;
        let cell = self.plan.cell_at((at.0 + aside(CELL.0), at.1 + aside(CELL.1)))?;
        (self.plan.cells[cell].1 == self.plan.field[i]).then_some(cell)
    }

    /// Exchanges that make the whole better. Annealing looks at the links of what moves, and does not see that it moves
    /// under a link of others.
    pub fn improve(&self, cells: &mut [usize], taken: &mut [Option<usize>]) {
        if self.is_large() {
            return;
        }
        let peers = self.plan.cells_by_field();
        let mut costs: Vec<f64> = (0..self.links.len()).map(|k| self.link(k, cells, taken)).collect();
        let mut reaches: Vec<Rect> = (0..self.links.len()).map(|k| self.reach(k, cells)).collect();
        let mut left = MOST_LOOKS / self.links.len().max(1);
        let mut better = true;
        let mut before: Vec<(usize, f64, Rect)> = Vec::new();
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
                    // Only links from and to what has moved, and those that it stood under or stands under now, are others.
                    let (p, q) = (self.plan.cells[from].0, self.plan.cells[to].0);
                    before.clear();
                    before.extend(
                        (0..self.links.len())
                            .filter(|k| {
                                let (a, b, _) = self.links[*k];
                                let moves = |end: usize| end == i || Some(end) == other;
                                moves(a) || moves(b) || reaches[*k].contains(p) || reaches[*k].contains(q)
                            })
                            .map(|k| (k, costs[k], reaches[k])),
                    );
                    let mut change = 0.0;
                    for (k, cost, _) in &before {
                        (costs[*k], reaches[*k]) = (self.link(*k, cells, taken), self.reach(*k, cells));
                        change += costs[*k] - cost;
                    }
                    if change < -1e-9 {
                        better = true;
                    } else {
                        self.exchange(i, other, to, from, cells, taken);
                        for (k, cost, reach) in &before {
                            (costs[*k], reaches[*k]) = (*cost, *reach);
                        }
                    }
                }
            }
        }
    }

    /// Where the middles are of all cells that may be under a link.
    fn reach(&self, k: usize, cells: &[usize]) -> Rect {
        let (a, b, _) = self.links[k];
        grown_by(bounds(&[self.plan.cells[cells[a]].0, self.plan.cells[cells[b]].0]), CELL.0, CELL.1)
    }

    /// How long the links of a symbol are, in pieces.
    fn pieces(&self, i: usize, cells: &[usize]) -> usize {
        self.at_ends[i].iter().map(|k| self.walk(*k, cells)).sum()
    }

    /// How long a link is, in pieces.
    fn walk(&self, k: usize, cells: &[usize]) -> usize {
        let (a, b, _) = self.links[k];
        pieces(self.plan.cells[cells[a]].0, self.plan.cells[cells[b]].0) as usize
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

    /// What the links of one or two symbols cost; not all of it where that is more than `most`.
    fn cost_of(&self, i: usize, other: Option<usize>, cells: &[usize], taken: &[Option<usize>], most: f64) -> f64 {
        let mut cost = 0.0;
        for end in [i].into_iter().chain(other) {
            for k in &self.at_ends[end] {
                cost += self.link(*k, cells, taken);
                if cost > most {
                    return cost;
                }
            }
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
        weight * (length + UNDER * self.words_from_cell_to_cell(cells[a], cells[b], taken))
    }

    /// The same between the middles of two cells.
    fn words_from_cell_to_cell(&self, a: usize, b: usize, taken: &[Option<usize>]) -> f64 {
        let (p, q) = (self.plan.cells[a].0, self.plan.cells[b].0);
        let Some(known) = self.under.get(a * self.plan.cells.len() + b) else {
            return self.words_between(p, q, a, b, taken);
        };
        let under = known.get_or_init(|| self.cells_between(p, q).filter(|c| *c != a && *c != b).collect());
        under.iter().filter(|c| taken[**c].is_some()).count() as f64
    }

    /// How many symbols stand on the straight way between two points, each counted as far as it is under it.
    fn words_between(&self, p: Point, q: Point, a: usize, b: usize, taken: &[Option<usize>]) -> f64 {
        let is_word = |c: &usize| *c != a && *c != b && taken[*c].is_some();
        self.cells_between(p, q).filter(is_word).count() as f64
    }

    /// The cells on the straight way between two points, each as often as a piece of the way begins in the midst of it.
    fn cells_between(&self, p: Point, q: Point) -> impl Iterator<Item = usize> + '_ {
        let pieces = pieces(p, q);
        (1..pieces as usize).filter_map(move |i| {
            let t = i as f64 / pieces;
            let point = (p.0 + t * (q.0 - p.0), p.1 + t * (q.1 - p.1));
            let cell = self.plan.cell_at(point)?;
            let centre = self.plan.cells[cell].0;
            let off = ((point.1 - centre.1) / CELL.1).abs().max(0.7 * ((point.0 - centre.0) / CELL.0).abs());
            (off < 0.34).then_some(cell)
        })
    }
}

/// Half cells from one point to another, along columns and rows.
fn pieces(p: Point, q: Point) -> f64 {
    (2.0 * ((p.0 - q.0).abs() / CELL.0 + (p.1 - q.1).abs() / CELL.1)).ceil().max(1.0)
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
