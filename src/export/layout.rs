//! Where the symbols of a stock and flow diagram stand.
//!
//! Everything stands on a grid, a symbol with its label to a cell, so that nothing overlaps. Stocks joined by flows form
//! chains that run from left to right, valves between them; chains stand on shelves. Auxiliaries and constants take the
//! cells that chains leave free: each begins near what it is linked to, then symbols move and change places as long as
//! links become shorter. There is no chance in it: the same model gives the same picture.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::sheet::{Element, Shape};

/// The room of a symbol and its label, in pixels.
pub const CELL: Point = Point { x: 120.0, y: 66.0 };

/// Half the size of a stock.
pub const STOCK: Point = Point { x: 24.0, y: 16.0 };

/// A place on the page, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A picture of a model.
#[derive(Debug)]
pub struct Layout {
    pub width: f64,
    pub height: f64,
    /// The centre of each element's symbol, in the order of the elements.
    pub places: Vec<Point>,
    /// For a flow the corners of its pipe, from source to sink; empty for others.
    pub pipes: Vec<Vec<Point>>,
}

/// Column and row on the grid.
type Cell = (i32, i32);

/// How much wider than high a page is to be.
const ASPECT: f64 = 1.6;

/// Cells for each auxiliary: some are left free, so that links can be followed.
const LOOSENESS: f64 = 1.35;

/// Cells from one chain to the next.
const GAP: i32 = 2;

/// Links shorter by less are as long as before.
const SHORTER: f64 = 1e-6;

/// The most rounds of moving symbols; each is shorter than the one before, and few are needed.
const MOST_ROUNDS: usize = 60;

/// The most pairs of places that are compared: big models have to do with the cells in which their symbols begin.
const MOST_COMPARED: usize = 6_000_000;

/// Places all elements.
pub fn layout(elements: &[Element]) -> Layout {
    let chains = chains(elements);
    let (columns, mut shelves) = shelves(elements, chains);
    let loose: Vec<usize> = (0..elements.len()).filter(|i| is_loose(&elements[*i])).collect();
    let wanted = (loose.len() as f64 * LOOSENESS).ceil() as i32;
    let in_shelves: i32 = shelves.iter().map(|s| columns * s.rows - s.reserved()).sum();
    let spacing = ((wanted - in_shelves) as f64 / f64::from(columns * (shelves.len() as i32 + 1))).ceil().max(1.0);
    let mut row = spacing as i32;
    for shelf in &mut shelves {
        shelf.top = row;
        row += shelf.rows + spacing as i32;
    }
    let rows = row;

    let mut cells: Vec<Option<Cell>> = vec![None; elements.len()];
    let mut pipes: Vec<Vec<Cell>> = vec![Vec::new(); elements.len()];
    let mut reserved: HashSet<Cell> = HashSet::new();
    for shelf in &shelves {
        for (left, chain) in &shelf.chains {
            let moved = |cell: &Cell| (cell.0 + left, cell.1 + shelf.top);
            chain.symbols.iter().for_each(|(i, cell)| cells[*i] = Some(moved(cell)));
            reserved.extend(chain.reserved.iter().map(moved));
        }
    }
    let free = (0..rows).flat_map(|r| (0..columns).map(move |c| (c, r))).filter(|c| !reserved.contains(c));
    let free: Vec<Cell> = free.collect();
    let rigid =
        shelves.iter().flat_map(|shelf| shelf.chains.iter().map(|(left, chain)| Rigid::of(chain, (*left, shelf.top))));
    let (cells, rigid) = Settling { links: links(elements), cells, free, rigid: rigid.collect() }.settle(&loose);
    for chain in rigid {
        let moved = |cell: &Cell| (cell.0 + chain.corner.0, cell.1 + chain.corner.1);
        chain.pipes.iter().for_each(|(i, path)| pipes[*i] = path.iter().map(moved).collect());
    }

    let ends = ends(elements);
    let pipe = |i: usize| trimmed(&pipes[i], ends[i]);
    Layout {
        width: f64::from(columns) * CELL.x,
        height: f64::from(rows) * CELL.y,
        places: cells.into_iter().map(centre).collect(),
        pipes: (0..elements.len()).map(pipe).collect(),
    }
}

fn centre((column, row): Cell) -> Point {
    Point { x: (f64::from(column) + 0.5) * CELL.x, y: (f64::from(row) + 0.5) * CELL.y }
}

/// A cell with its row first, which is the order of the page.
fn turned((a, b): Cell) -> Cell {
    (b, a)
}

/// Whether a symbol may stand anywhere.
fn is_loose(element: &Element) -> bool {
    matches!(element.shape, Shape::Auxiliary | Shape::Constant)
}

/// The stocks from which and into which a flow runs.
type Ends = (Option<usize>, Option<usize>);

fn ends(elements: &[Element]) -> Vec<Ends> {
    let mut out: Vec<Ends> = vec![(None, None); elements.len()];
    for (stock, element) in elements.iter().enumerate() {
        let Shape::Stock { inflows, outflows } = &element.shape else { continue };
        outflows.iter().for_each(|flow| out[*flow].0 = out[*flow].0.or(Some(stock)));
        inflows.iter().for_each(|flow| out[*flow].1 = out[*flow].1.or(Some(stock)));
    }
    out
}

/// For each element those that its symbol has a link with.
fn links(elements: &[Element]) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); elements.len()];
    for (effect, element) in elements.iter().enumerate() {
        for &cause in element.causes.iter().filter(|cause| **cause != effect) {
            out[effect].push(cause);
            out[cause].push(effect);
        }
    }
    out
}

/// The corners of a pipe: it ends at the edges of stocks, and in the middle of clouds.
fn trimmed(path: &[Cell], (source, sink): Ends) -> Vec<Point> {
    let mut out: Vec<Point> = path.iter().map(|cell| centre(*cell)).collect();
    let count = out.len();
    if count < 2 {
        return out;
    }
    let towards = |end: Point, next: Point| Point {
        x: end.x + STOCK.x.copysign(next.x - end.x) * f64::from(next.x != end.x),
        y: end.y + STOCK.y.copysign(next.y - end.y) * f64::from(next.y != end.y),
    };
    if source.is_some() {
        out[0] = towards(out[0], out[1]);
    }
    if sink.is_some() {
        out[count - 1] = towards(out[count - 1], out[count - 2]);
    }
    out
}

/// Stocks joined by flows, with its upper left cell at (0, 0).
#[derive(Debug, Default)]
struct Chain {
    symbols: Vec<(usize, Cell)>,
    pipes: Vec<(usize, Vec<Cell>)>,
    /// Cells of symbols, pipes and clouds.
    reserved: HashSet<Cell>,
    /// The lowest row with something in it.
    lowest: i32,
    columns: i32,
    rows: i32,
}

/// All chains in the order of their first stock, then flows that belong to no stock.
fn chains(elements: &[Element]) -> Vec<Chain> {
    let ends = ends(elements);
    let stocks = (0..elements.len()).filter(|i| matches!(elements[*i].shape, Shape::Stock { .. }));
    let flows: Vec<usize> = (0..elements.len()).filter(|i| elements[*i].shape == Shape::Flow).collect();
    let mut chains = Vec::new();
    let mut flows_at: Vec<Vec<usize>> = vec![Vec::new(); elements.len()];
    for &flow in &flows {
        let (source, sink) = ends[flow];
        source.into_iter().chain(sink).for_each(|stock| flows_at[stock].push(flow));
    }
    let mut placed: HashSet<usize> = HashSet::new();
    for stock in stocks {
        if !placed.insert(stock) {
            continue;
        }
        let mut joined = vec![stock];
        let mut next = 0;
        while let Some(&at) = joined.get(next) {
            next += 1;
            for &flow in &flows_at[at] {
                let (source, sink) = ends[flow];
                joined.extend(source.into_iter().chain(sink).filter(|other| placed.insert(*other)));
            }
        }
        joined.sort_unstable();
        let mine: BTreeSet<usize> = joined.iter().flat_map(|stock| &flows_at[*stock]).copied().collect();
        chains.push(Chain::of(&joined, &Vec::from_iter(mine), &ends));
    }
    for &flow in flows.iter().filter(|flow| ends[**flow] == (None, None)) {
        let mut chain = Chain::default();
        chain.lay(flow, vec![(0, 0), (2, 0)], (1, 0));
        chains.push(chain.at_origin());
    }
    chains
}

impl Chain {
    fn of(stocks: &[usize], flows: &[usize], ends: &[Ends]) -> Chain {
        let mut chain = Chain::default();
        let mut at: HashMap<usize, Cell> = HashMap::new();
        let mut used: HashMap<i32, i32> = HashMap::new();
        for (stock, rank) in ranks(stocks, flows, ends) {
            let row = used.entry(rank).or_insert(0);
            let cell = (2 * rank, *row);
            *row += 3;
            at.insert(stock, cell);
            chain.symbols.push((stock, cell));
            chain.reserve(cell);
        }
        for &flow in flows {
            if let (Some(source), Some(sink)) = ends[flow] {
                chain.join(flow, at[&source], at[&sink]);
            }
        }
        // An open end takes the place before or behind its stock first: outflows, in listed order, and then inflows.
        for &flow in flows {
            match ends[flow] {
                (Some(stock), None) => chain.open(flow, at[&stock], 1),
                (None, Some(stock)) => chain.open(flow, at[&stock], -1),
                _ => {}
            }
        }
        chain.at_origin()
    }

    fn is_free(&self, from: Cell, to: Cell) -> bool {
        between(from, to).all(|cell| !self.reserved.contains(&cell))
    }

    fn reserve(&mut self, cell: Cell) {
        self.reserved.insert(cell);
        self.lowest = self.lowest.max(cell.1);
    }

    /// Enters a flow, with the corners of its pipe and the cell of its valve.
    fn lay(&mut self, flow: usize, corners: Vec<Cell>, valve: Cell) {
        for pair in corners.windows(2) {
            between(pair[0], pair[1]).for_each(|cell| self.reserve(cell));
        }
        self.symbols.push((flow, valve));
        self.pipes.push((flow, corners));
    }

    /// A flow from stock to stock: straight, or round one corner, or below all that is there.
    fn join(&mut self, flow: usize, source: Cell, sink: Cell) {
        let along = |from: Cell, to: Cell| (from.0 + (to.0 - from.0).signum(), from.1);
        if source.1 == sink.1 && source.0 != sink.0 {
            let (first, last) = (along(source, sink), along(sink, source));
            if self.is_free(first, last) {
                return self.lay(flow, vec![source, sink], first);
            }
        }
        let corner = (sink.0, source.1);
        if source.0 != sink.0 && source.1 != sink.1 {
            let before = (sink.0, sink.1 + (source.1 - sink.1).signum());
            if self.is_free(along(source, sink), corner) && self.is_free(corner, before) {
                return self.lay(flow, vec![source, corner, sink], along(source, sink));
            }
        }
        let below = 2 + self.lowest;
        let (down, up) = ((source.0, below), (sink.0, below));
        let valve = ((down.0 + up.0).div_euclid(2), below);
        self.lay(flow, vec![source, down, up, sink], valve);
    }

    /// A flow from a stock into a cloud (`forward` 1) or the other way (-1).
    fn open(&mut self, flow: usize, stock: Cell, forward: i32) {
        let straight = [(forward, 0), (0, 1), (0, -1)].map(|(x, y)| (vec![], (stock.0 + x, stock.1 + y), (x, y)));
        // Then round a corner, farther and farther away.
        let bent = (2..).flat_map(|far| [far, -far]).map(|y| {
            let corner = (stock.0, stock.1 + y);
            (vec![corner], (corner.0 + forward, corner.1), (forward, 0))
        });
        for (corner, valve, (x, y)) in straight.into_iter().chain(bent) {
            let cloud = (valve.0 + x, valve.1 + y);
            let pipe_is_free = corner.iter().all(|c| !self.reserved.contains(c));
            if !pipe_is_free || !self.is_free(valve, cloud) {
                continue;
            }
            let mut corners: Vec<Cell> = std::iter::once(stock).chain(corner).chain([cloud]).collect();
            if forward < 0 {
                corners.reverse();
            }
            return self.lay(flow, corners, valve);
        }
    }

    /// Moves the upper left cell to (0, 0).
    fn at_origin(mut self) -> Chain {
        let left = self.reserved.iter().map(|c| c.0).min().unwrap_or(0);
        let top = self.reserved.iter().map(|c| c.1).min().unwrap_or(0);
        let moved = |cell: &Cell| (cell.0 - left, cell.1 - top);
        self.reserved = self.reserved.iter().map(moved).collect();
        self.symbols.iter_mut().for_each(|(_, cell)| *cell = moved(cell));
        self.pipes.iter_mut().for_each(|(_, path)| path.iter_mut().for_each(|cell| *cell = moved(cell)));
        self.columns = self.reserved.iter().map(|c| c.0 + 1).max().unwrap_or(0);
        self.rows = self.reserved.iter().map(|c| c.1 + 1).max().unwrap_or(0);
        self
    }
}

/// The cells on the straight line between two, both included.
fn between(a: Cell, b: Cell) -> impl Iterator<Item = Cell> {
    let columns = a.0.min(b.0)..=a.0.max(b.0);
    columns.flat_map(move |c| (a.1.min(b.1)..=a.1.max(b.1)).map(move |r| (c, r)))
}

/// How far along its chain each stock stands: behind those that flow into it, save where flows run in a circle.
fn ranks(stocks: &[usize], flows: &[usize], ends: &[Ends]) -> Vec<(usize, i32)> {
    let mut sinks: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut waiting: HashMap<usize, usize> = HashMap::new();
    let mut fed: HashSet<usize> = HashSet::new();
    for &flow in flows {
        let (Some(source), Some(sink)) = ends[flow] else { continue };
        sinks.entry(source).or_default().push(sink);
        *waiting.entry(sink).or_default() += 1;
        fed.insert(sink);
    }
    let after = |stock: usize| sinks.get(&stock).into_iter().flatten().copied();
    // Next is the one that waits for the fewest before it; of those the first in the file.
    let mut open: BTreeSet<(usize, usize)> =
        stocks.iter().map(|stock| (waiting.get(stock).copied().unwrap_or(0), *stock)).collect();
    let mut order = Vec::with_capacity(stocks.len());
    let mut rank_of: HashMap<usize, i32> = HashMap::new();
    let mut least: HashMap<usize, i32> = HashMap::new();
    while let Some((_, stock)) = open.pop_first() {
        let rank = least.get(&stock).copied().unwrap_or(0);
        order.push(stock);
        rank_of.insert(stock, rank);
        for sink in after(stock).filter(|sink| !rank_of.contains_key(sink)) {
            let count = waiting.entry(sink).or_default();
            open.remove(&(*count, sink));
            *count -= 1;
            open.insert((*count, sink));
            let before = least.entry(sink).or_default();
            *before = (*before).max(rank + 1);
        }
    }
    // What nothing flows into stands close to what it flows into.
    for stock in order.iter().filter(|stock| !fed.contains(stock)) {
        if let Some(next) = after(*stock).map(|sink| rank_of[&sink]).min() {
            rank_of.insert(*stock, (next - 1).max(0));
        }
    }
    order.into_iter().map(|stock| (stock, rank_of[&stock])).collect()
}

/// Chains side by side.
#[derive(Debug, Default)]
struct Shelf {
    /// With the column at which each begins.
    chains: Vec<(i32, Chain)>,
    top: i32,
    rows: i32,
}

impl Shelf {
    fn reserved(&self) -> i32 {
        self.chains.iter().map(|(_, chain)| chain.reserved.len() as i32).sum()
    }
}

/// The number of columns, and the chains on shelves of that width.
fn shelves(elements: &[Element], chains: Vec<Chain>) -> (i32, Vec<Shelf>) {
    let loose = elements.iter().filter(|e| is_loose(e)).count() as f64;
    let area: i32 = chains.iter().map(|c| c.reserved.len() as i32).sum();
    let columns = ((loose * LOOSENESS + f64::from(area)) * ASPECT * CELL.y / CELL.x).sqrt().ceil() as i32;
    let widest = chains.iter().map(|c| c.columns).max().unwrap_or(0);
    let columns = columns.max(widest + GAP).max(4);
    let mut shelves: Vec<Shelf> = Vec::new();
    let mut used = columns;
    for chain in chains {
        if used + GAP + chain.columns > columns {
            shelves.push(Shelf::default());
            used = 0;
        }
        let shelf = shelves.last_mut().expect("a shelf has been opened");
        used += chain.columns + if shelf.chains.is_empty() { 0 } else { GAP };
        shelf.rows = shelf.rows.max(chain.rows);
        shelf.chains.push((0, chain));
    }
    for shelf in &mut shelves {
        let taken: i32 = shelf.chains.iter().map(|(_, chain)| chain.columns).sum();
        let (spare, count) = (columns - taken, shelf.chains.len() as i32);
        let mut column = 0;
        for (k, (left, chain)) in shelf.chains.iter_mut().enumerate() {
            *left = column + spare * (k as i32 + 1) / (count + 1);
            column += chain.columns;
        }
    }
    (columns, shelves)
}

/// A chain at a place on the page: it changes places only with one that takes the same cells.
struct Rigid<'a> {
    corner: Cell,
    cells: Vec<Cell>,
    symbols: &'a [(usize, Cell)],
    pipes: &'a [(usize, Vec<Cell>)],
}

impl Rigid<'_> {
    fn of(chain: &Chain, corner: Cell) -> Rigid<'_> {
        let mut cells: Vec<Cell> = chain.reserved.iter().copied().collect();
        cells.sort_unstable();
        Rigid { corner, cells, symbols: &chain.symbols, pipes: &chain.pipes }
    }
}

/// Symbols on their way to their cells.
struct Settling<'a> {
    links: Vec<Vec<usize>>,
    cells: Vec<Option<Cell>>,
    free: Vec<Cell>,
    rigid: Vec<Rigid<'a>>,
}

impl<'a> Settling<'a> {
    /// A cell for each symbol, and the chains where they stand now.
    fn settle(mut self, loose: &[usize]) -> (Vec<Cell>, Vec<Rigid<'a>>) {
        // Next is the one with the most links to what stands already; of those the first in the file.
        let placed = |i: &usize| self.links[*i].iter().filter(|j| self.cells[**j].is_some()).count();
        let mut known: HashMap<usize, usize> = loose.iter().map(|i| (*i, placed(i))).collect();
        let mut open: BTreeSet<(usize, Reverse<usize>)> =
            known.iter().map(|(i, count)| (*count, Reverse(*i))).collect();
        let mut free: BTreeSet<Cell> = self.free.drain(..).map(turned).collect();
        let is_small = loose.len() * free.len() <= MOST_COMPARED;
        while let Some((_, Reverse(symbol))) = open.pop_last() {
            let all = || free.iter().map(|cell| turned(*cell)).collect();
            let near = if is_small { all() } else { self.near(symbol, &free) };
            let length = |cell: &Cell| self.length(symbol, *cell, symbol);
            let nearest = near.into_iter().min_by(|a, b| length(a).total_cmp(&length(b)));
            let cell = nearest.expect("the page has a cell for each");
            free.remove(&turned(cell));
            self.cells[symbol] = Some(cell);
            for other in &self.links[symbol] {
                let Some(count) = known.get_mut(other) else { continue };
                if open.remove(&(*count, Reverse(*other))) {
                    *count += 1;
                    open.insert((*count, Reverse(*other)));
                }
            }
        }
        self.free = free.into_iter().map(turned).collect();
        let compared = loose.len() * (self.free.len() + loose.len()) + self.rigid.len() * self.rigid.len();
        for _ in 0..MOST_ROUNDS.min(MOST_COMPARED / compared.max(1)) {
            let (moved, exchanged) = (self.improve(loose), self.exchange());
            if !moved && !exchanged {
                break;
            }
        }
        (self.cells.into_iter().flatten().collect(), self.rigid)
    }

    /// Free cells around the middle of what a symbol has links with: those at the least distance, counted in rows and
    /// columns, and one more. The first free cell of the page where it has none.
    fn near(&self, symbol: usize, free: &BTreeSet<Cell>) -> Vec<Cell> {
        let linked: Vec<Cell> = self.links[symbol].iter().filter_map(|other| self.cells[*other]).collect();
        let Some((&first, &last)) = free.first().zip(free.last()) else { return Vec::new() };
        if linked.is_empty() {
            return vec![turned(first)];
        }
        let middle = |axis: fn(&Cell) -> i32| {
            (linked.iter().map(|cell| i64::from(axis(cell))).sum::<i64>() / linked.len() as i64) as i32
        };
        let (column, row) = (middle(|cell| cell.0), middle(|cell| cell.1));
        let rows = |far: i32| (row - far).max(first.0)..=(row + far).min(last.0);
        let mut out: Vec<Cell> = Vec::new();
        let mut found = None;
        for far in 0.. {
            for r in rows(far) {
                let across = (r - row).abs() == far;
                let step = if across { 1 } else { (2 * far).max(1) };
                let columns = (column - far..=column + far).step_by(step as usize);
                out.extend(columns.map(|c| (c, r)).filter(|cell| free.contains(&turned(*cell))));
            }
            found = found.or((!out.is_empty()).then_some(far));
            if found.is_some_and(|found| far > found) {
                break;
            }
        }
        out
    }

    /// One round of chains: two of one shape change places where links become shorter.
    fn exchange(&mut self) -> bool {
        let mut moved = false;
        for a in 0..self.rigid.len() {
            for b in 0..a {
                if self.rigid[a].cells != self.rigid[b].cells {
                    continue;
                }
                let before = self.length_of(a) + self.length_of(b);
                self.put(a, b);
                if self.length_of(a) + self.length_of(b) < before - SHORTER {
                    moved = true;
                } else {
                    self.put(a, b);
                }
            }
        }
        moved
    }

    /// Lets two chains change places.
    fn put(&mut self, a: usize, b: usize) {
        let corners = (self.rigid[a].corner, self.rigid[b].corner);
        (self.rigid[b].corner, self.rigid[a].corner) = corners;
        for chain in [&self.rigid[a], &self.rigid[b]] {
            for (symbol, cell) in chain.symbols {
                self.cells[*symbol] = Some((cell.0 + chain.corner.0, cell.1 + chain.corner.1));
            }
        }
    }

    /// The length of all links of a chain.
    fn length_of(&self, chain: usize) -> f64 {
        let own = |symbol: &usize| self.cells[*symbol].map_or(0.0, |cell| self.length(*symbol, cell, *symbol));
        self.rigid[chain].symbols.iter().map(|(symbol, _)| own(symbol)).sum()
    }

    /// The length of a symbol's links if it stood in `cell`; links with `except` do not count.
    fn length(&self, symbol: usize, cell: Cell, except: usize) -> f64 {
        let to = |other: &usize| {
            let (c, r) = self.cells[*other].filter(|_| *other != except)?;
            let (x, y) = (f64::from(c - cell.0) * CELL.x, f64::from(r - cell.1) * CELL.y);
            Some((x * x + y * y).sqrt())
        };
        self.links[symbol].iter().filter_map(to).sum()
    }

    /// One round: each symbol moves to the free cell, or changes places with the symbol, that shortens links most.
    fn improve(&mut self, loose: &[usize]) -> bool {
        let mut moved = false;
        for &symbol in loose {
            let Some(own) = self.cells[symbol] else { continue };
            let here = self.length(symbol, own, symbol);
            let mut best = (SHORTER, None);
            for (k, cell) in self.free.iter().enumerate() {
                let gain = here - self.length(symbol, *cell, symbol);
                if gain > best.0 {
                    best = (gain, Some(Move::To(k)));
                }
            }
            for &other in loose.iter().filter(|other| **other != symbol) {
                let Some(there) = self.cells[other] else { continue };
                let before = self.length(symbol, own, other) + self.length(other, there, symbol);
                let after = self.length(symbol, there, other) + self.length(other, own, symbol);
                if before - after > best.0 {
                    best = (before - after, Some(Move::Swap(other)));
                }
            }
            match best.1 {
                Some(Move::To(k)) => self.cells[symbol] = Some(std::mem::replace(&mut self.free[k], own)),
                Some(Move::Swap(other)) => self.cells.swap(symbol, other),
                None => continue,
            }
            moved = true;
        }
        moved
    }
}

/// Where a symbol goes.
enum Move {
    /// To the free cell with this index.
    To(usize),
    /// To the place of another symbol, which takes its own.
    Swap(usize),
}
