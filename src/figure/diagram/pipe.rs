//! How pipes run: level through the valve, and to their stocks along the free ways between the cells, so that they cross
//! no words where there is any such way.

use crate::figure::draw::geometry::{Point, Rect};

use super::curve::{around, bounds, crosses, distance, grown, length, meet, middle, overlap};
use super::grid::CELL;
use super::near::Near;
use super::subject::{Conduit, Subject};
use super::{Node, Pipe};

/// How far from its valve a cloud is.
const CLOUD: f64 = 0.30 * CELL.0;
/// How far ways beside each other are apart.
const BESIDE: f64 = 9.0;
/// The least length of the last piece, which has the arrow's head.
const LAST: f64 = 15.0;
/// How near words a pipe may come.
const CLEAR: f64 = 4.0;

// What is worse than what, in pixels of length.
const OVER_WORDS: f64 = 20_000.0;
const ALONG_PIPE: f64 = 1_500.0;
const OVER_PIPE: f64 = 150.0;
const CORNER: f64 = 60.0;

/// Lays the pipes of a subject, one after the other.
pub fn laid(page: Rect, subject: &Subject, nodes: &[Node], titles: &[Rect]) -> Vec<Pipe> {
    let mut yard = Yard::new(page, nodes, titles);
    let places = subject.places();
    for conduit in &subject.pipes {
        let place = |v| places.get(&v).copied().unwrap_or(0);
        yard.lay(conduit, place(conduit.flow), conduit.source.map(place), conduit.sink.map(place));
    }
    yard.pipes
}

/// What stands, and the pipes that run already.
struct Yard<'a> {
    nodes: &'a [Node],
    /// The symbol and the words of each node, and after them titles.
    rooms: Vec<Rect>,
    near: Near,
    pipes: Vec<Pipe>,
    near_pipes: Near,
}

/// A way from a valve to where a pipe ends, and how bad it is.
struct Leg {
    cost: f64,
    corners: Vec<Point>,
    cloud: Option<Point>,
}

impl<'a> Yard<'a> {
    fn new(page: Rect, nodes: &'a [Node], titles: &[Rect]) -> Yard<'a> {
        let of_nodes = nodes.iter().flat_map(|node| [node.symbol, node.label.rect]);
        let rooms: Vec<Rect> = of_nodes.chain(titles.iter().copied()).collect();
        let near = Near::of(page, rooms.iter().copied());
        Yard { nodes, rooms, near, pipes: Vec::new(), near_pipes: Near::new(page) }
    }

    fn lay(&mut self, conduit: &Conduit, flow: usize, source: Option<usize>, sink: Option<usize>) {
        // It leaves the valve on the other side than it enters.
        let from_side = |side: f64| {
            let (before, after) = (self.leg(flow, source, side), self.leg(flow, sink, -side));
            (before.cost + after.cost, before, after)
        };
        let (left, right) = (from_side(-1.0), from_side(1.0));
        let (_, before, after) = if right.0 < left.0 { right } else { left };
        let clouds = before.cloud.into_iter().chain(after.cloud).collect();
        let mut corners: Vec<Point> =
            before.corners.into_iter().rev().chain(after.corners.into_iter().skip(1)).collect();
        corners.dedup_by(|a, b| distance(*a, *b) < 1.0);
        self.near_pipes.add_line(self.pipes.len(), &corners);
        self.pipes.push(Pipe { flow: conduit.flow, corners, clouds });
    }

    /// The best way from the valve that begins on this side of it.
    fn leg(&self, flow: usize, stock: Option<usize>, side: f64) -> Leg {
        let valve = middle(self.nodes[flow].symbol);
        let Some(stock) = stock else {
            let cloud = (valve.0 + side * CLOUD, valve.1);
            let around_it = around(cloud, 16.0, 13.0);
            let is_over = |i: &usize| *i / 2 != flow && overlap(self.rooms[*i], around_it);
            let over = self.near.to(around_it).iter().filter(|i| is_over(i)).count() as f64;
            let corners = vec![valve, cloud];
            return Leg { cost: OVER_WORDS * over + self.cost(&corners, flow, None), corners, cloud: Some(cloud) };
        };
        let mut ways: Vec<(f64, Vec<Point>)> = ways(valve, side, &self.nodes[flow], self.nodes[stock].room())
            .into_iter()
            .map(|way| (plain(&way), way))
            .collect();
        ways.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best = Leg { cost: f64::INFINITY, corners: vec![valve], cloud: None };
        for (least, corners) in ways {
            if least >= best.cost {
                break;
            }
            let cost = self.cost(&corners, flow, Some(stock));
            if cost < best.cost {
                best = Leg { cost, corners, cloud: None };
            }
        }
        best
    }

    /// All that is wrong with a way.
    fn cost(&self, corners: &[Point], flow: usize, stock: Option<usize>) -> f64 {
        let mut cost = plain(corners);
        for piece in corners.windows(2) {
            let reach = grown(bounds(piece), BESIDE);
            let is_over = |i: &usize| {
                let (of, room) = (*i / 2, self.rooms[*i]);
                match of {
                    // It begins in its valve, and ends at the edge of its stock.
                    _ if *i == 2 * flow => false,
                    _ if Some(of) == stock => crosses(piece, grown(room, -1.0)),
                    _ => crosses(piece, grown(room, CLEAR)),
                }
            };
            cost += OVER_WORDS * self.near.to(reach).iter().filter(|i| is_over(i)).count() as f64;
            for other in self.near_pipes.to(reach) {
                cost += self.pipes[other].corners.windows(2).map(|laid| between(laid, piece)).sum::<f64>();
            }
        }
        cost
    }
}

/// What is wrong with a way for itself.
fn plain(corners: &[Point]) -> f64 {
    length(corners) + CORNER * corners.len() as f64
}

/// What is wrong between a piece that is laid and one that is to be: they run along each other, or cross.
fn between(laid: &[Point], piece: &[Point]) -> f64 {
    let (a, b) = (bounds(laid), bounds(piece));
    let is_level = |r: Rect| r.width() >= r.height();
    let beside = BESIDE - 1.0;
    match is_level(a) == is_level(b) {
        true if overlap(grown(a, 0.5 * beside), grown(b, 0.5 * beside)) => ALONG_PIPE,
        false if meet(a, b) => OVER_PIPE,
        _ => 0.0,
    }
}

/// Ways from a valve, beginning on one side of it, to a stock: level and straight in, or by the gaps between columns and
/// rows.
fn ways(valve: Point, side: f64, flow: &Node, stock: Rect) -> Vec<Vec<Point>> {
    let centre = middle(stock);
    let beside = [0.0, -BESIDE, BESIDE];
    let mut out = Vec::new();
    let near_edge = if centre.0 > valve.0 { stock.left } else { stock.right };
    let is_ahead = |x: f64| (x - valve.0) * side > LAST;
    let enters_level = |y: f64| y > stock.top + 4.0 && y < stock.bottom - 4.0;
    if enters_level(valve.1) && is_ahead(near_edge) {
        out.push(vec![valve, (near_edge, valve.1)]);
    }
    let inside: Vec<f64> = [0.0, -0.25, 0.25].iter().map(|share| centre.0 + share * stock.width()).collect();
    let inside = || {
        inside.iter().copied().chain([valve.0].into_iter().filter(|x| *x > stock.left + 6.0 && *x < stock.right - 6.0))
    };
    // Into it from above or below.
    let into = |x: f64, from: f64| if from < stock.top { (x, stock.top) } else { (x, stock.bottom) };
    let outside = |y: f64| y < stock.top - LAST || y > stock.bottom + LAST;
    let levels: Vec<f64> = {
        let gaps = [
            stock.top - 1.6 * LAST,
            stock.bottom + 1.6 * LAST,
            flow.symbol.top - 1.2 * LAST,
            flow.label.rect.bottom + 10.0,
        ];
        gaps.iter().flat_map(|gap| beside.map(|by| gap + by)).filter(|y| outside(*y)).collect()
    };
    let columns = [valve.0 + side * 0.5 * CELL.0, centre.0 - 0.5 * CELL.0, centre.0 + 0.5 * CELL.0];
    let columns = columns.iter().flat_map(|column| beside.map(|by| column + by));
    for x in columns.chain(inside()).filter(|x| is_ahead(*x)) {
        let turn = (x, valve.1);
        if x > stock.left + 6.0 && x < stock.right - 6.0 {
            if outside(valve.1) {
                out.push(vec![valve, turn, into(x, valve.1)]);
            }
            continue;
        }
        let edge = if x < centre.0 { stock.left } else { stock.right };
        for y in beside.map(|by| centre.1 + by).into_iter().filter(|y| enters_level(*y)) {
            if (edge - x).abs() > LAST {
                out.push(vec![valve, turn, (x, y), (edge, y)]);
            }
        }
        for y in &levels {
            for end in inside() {
                out.push(vec![valve, turn, (x, *y), (end, *y), into(end, *y)]);
            }
        }
    }
    out
}
