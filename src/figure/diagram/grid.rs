//! The picture of all that is on any loop: boxes as fields of a grid, each variable in a cell of its own, pipes as
//! straight as they can be. `settle` finds the cells.

use crate::figure::draw::geometry::{Point, Rect};
use crate::model::{Kind, Model, VariableId};

use super::curve::{around, crosses, distance, grown, middle, overlap};
use super::near::Near;
use super::pipe::laid;
use super::settle::Settling;
use super::subject::Subject;
use super::wire::{Scene, Wire};
use super::{Diagram, Label, Look, Node, Pipe, Region, Scale, Turn, Weights, arrows, hue_of, turns_clockwise};

/// The room of a symbol and its words.
pub const CELL: Point = (196.0, 118.0);
/// How far above the middle of its cell a pipe runs, with words below its valve.
const ABOVE: f64 = 16.0;
/// Cells for each variable: some are left free, so that arrows can be followed.
const LOOSENESS: f64 = 1.45;
/// Columns for each row.
const ASPECT: f64 = 1.05;
/// The head of the page, and between fields.
const HEAD: f64 = 90.0;
const MARGIN: f64 = 24.0;
const TITLE_ROW: f64 = 44.0;
/// The width of the list of loops.
const KEY: f64 = 400.0;

const SCALE: Scale = Scale { words: 20.0, width: 160.0, head: 12.0, stroke: 2.0, sign: 8.0, turn: 19.0, name: 18.0 };

/// How often an arrow is tried, or held against another, which is enough for some hundreds of arrows that run all over the
/// page. Of more, those that come last run straight, and the legend says so.
const MOST_LOOKS: usize = 1_500_000;

/// The least width and height of the page.
pub fn least_size(model: &Model, subject: &Subject) -> (u32, u32) {
    let size = Plan::new(model, subject).size;
    (size.0 as u32, size.1 as u32)
}

/// Draws everything.
pub fn full(model: &Model, subject: &Subject, weights: Option<&Weights>) -> Diagram {
    let plan = Plan::new(model, subject);
    let cells = plan.settled(subject);
    let at: Vec<Point> = cells.iter().map(|cell| plan.cells[*cell].0).collect();
    let look = |id: VariableId| match model.variable(id).kind {
        Kind::Stock(_) => Look::Stock,
        Kind::Flow { .. } => Look::Valve,
        _ => Look::Words,
    };
    let mut nodes: Vec<Node> = subject
        .variables
        .iter()
        .zip(&at)
        .map(|(v, at)| {
            let up = if look(*v) == Look::Words { 0.0 } else { ABOVE };
            Node::listed(model, *v, look(*v), (at.0, at.1 - up), &SCALE)
        })
        .collect();
    let places = subject.places();
    let place = |v: VariableId| places.get(&v).copied().unwrap_or(0);
    let page = Rect { left: 0.0, top: HEAD - 10.0, right: plan.size.0, bottom: plan.size.1 };
    let titles: Vec<Rect> = plan.regions.iter().filter_map(|r| r.title.as_ref()).map(|t| t.rect).collect();
    let pipes = laid(page, subject, &nodes, &titles);
    let mut wires = Vec::new();
    let mut standing = Standing::new(page, &nodes, &titles, &pipes);
    for (i, link) in subject.links.iter().enumerate() {
        let effect = place(link.effect);
        let ghost = if subject.ghosts.binary_search(&i).is_ok() {
            let node = Node::ghost(model, link.cause, (0.0, 0.0), &SCALE);
            standing.beside(node, nodes[effect].room())
        } else {
            None
        };
        wires.push(Wire::new(if ghost.is_some() { nodes.len() } else { place(link.cause) }, effect, None));
        nodes.extend(ghost);
    }
    let mut scene = Scene {
        page,
        bodies: nodes.iter().map(Node::room).collect(),
        obstacles: titles,
        lines: pipes.iter().map(|p| p.corners.clone()).collect(),
        wires,
        head: SCALE.head,
        patience: MOST_LOOKS,
    };
    scene.bend();
    scene.bend_unevenly();
    // What still runs under words starts beside its effect, too.
    let blocked: Vec<usize> = (0..scene.wires.len()).filter(|i| scene.is_blocked(*i)).collect();
    for i in blocked {
        let (link, effect) = (&subject.links[i], scene.wires[i].to);
        let ghost = Node::ghost(model, link.cause, (0.0, 0.0), &SCALE);
        if let Some(ghost) = standing.beside(ghost, nodes[effect].room()) {
            scene.wires[i] = Wire::new(nodes.len(), effect, None);
            scene.bodies.push(ghost.room());
            nodes.push(ghost);
        }
    }
    scene.bend_unevenly();
    let signs = scene.signs(SCALE.sign, scene.crowd().as_ref());
    let mut taken: Vec<Rect> = signs.iter().map(|s| around(*s, SCALE.sign, SCALE.sign)).collect();
    let mut turns: Vec<Turn> = Vec::new();
    let mut legend = super::legend(
        subject,
        &nodes.iter().map(|node| node.look).collect::<Vec<_>>(),
        weights,
        scene.patience,
        ((MARGIN, plan.size.1 + 6.0), plan.size.0 - 2.0 * MARGIN),
        24.0,
    );
    let keyed = !subject.rounds.is_empty();
    let mut y = HEAD;
    let mut listed = |words: String, legend: &mut Vec<Label>| {
        let lines = Label::listed(&[words], (plan.size.0 + MARGIN, y), KEY - 2.0 * MARGIN, 4, 24.0);
        y = lines.last().map_or(y, |line| line.rect.top + 34.0);
        legend.extend(lines);
    };
    let mut unmarked: Vec<&str> = Vec::new();
    for round in &subject.rounds {
        let curves = scene.round(&round.links);
        let wish = super::heart(subject, round, &curves);
        let found = &model.loops[round.named];
        // The list has its name; its number stands below its mark where it is too long to stand inside.
        let number = if super::is_short(found) { "" } else { found.id.as_str() };
        let name = Label::centred(number, wish, 100.0, 1, SCALE.name, true);
        let half = ((0.5 * name.rect.width()).max(SCALE.turn) + 2.0, 0.5 * super::height_of_turn(&name, &SCALE) + 2.0);
        let (centre, _) = scene.clearing(wish, &curves.concat(), half, &taken, 8.0);
        let room = around(centre, half.0, half.1);
        if scene.bodies.iter().chain(&taken).any(|other| overlap(room, *other)) {
            unmarked.push(&found.id);
            continue;
        }
        taken.push(room);
        let clockwise = turns_clockwise(&curves.concat());
        turns.push(super::turn(found, round.named, centre, clockwise, name, &SCALE));
        listed(format!("{} {}", found.id, found.name), &mut legend);
    }
    if !unmarked.is_empty() {
        listed(format!("no room to mark {}", unmarked.join(", ")), &mut legend);
    }
    let width = plan.size.0 + if keyed { KEY } else { 0.0 };
    let below = legend.iter().map(|l| l.rect.bottom).fold(plan.size.1, f64::max);
    let height = (below + 14.0).max(y + 20.0);
    Diagram {
        width: width as u32,
        height: height as u32,
        title: Label::line(&model.title, (MARGIN, 24.0), width - 2.0 * MARGIN, 40.0, true),
        legend,
        regions: plan.regions,
        tracks: Vec::new(),
        nodes,
        pipes,
        arrows: arrows(subject, &scene, &signs, &SCALE, weights),
        turns,
    }
}

/// Rows of a band.
const BAND: usize = 3;

/// How far a ghost stands from what it acts on: room for an arrow and its sign.
const GHOST: f64 = 30.0;

/// What a ghost may not stand on.
struct Standing<'a> {
    page: Rect,
    rooms: Vec<Rect>,
    near: Near,
    pipes: &'a [Pipe],
    near_pipes: Near,
}

impl Standing<'_> {
    fn new<'a>(page: Rect, nodes: &[Node], titles: &[Rect], pipes: &'a [Pipe]) -> Standing<'a> {
        let rooms: Vec<Rect> = titles.iter().copied().chain(nodes.iter().map(Node::room)).collect();
        let near = Near::of(page, rooms.iter().copied());
        let near_pipes = Near::of_lines(page, pipes.iter().map(|pipe| pipe.corners.as_slice()));
        Standing { page, rooms, near, pipes, near_pipes }
    }

    /// A ghost where it stands on nothing, as near as can be to its effect; None where there is no such place.
    fn beside(&mut self, mut ghost: Node, effect: Rect) -> Option<Node> {
        let half = (0.5 * ghost.symbol.width() + 2.0, 0.5 * ghost.symbol.height());
        let centre = middle(effect);
        let free = |at: &Point| {
            let rect = around(*at, half.0, half.1);
            let inside = self.page.contains((rect.left, rect.top)) && self.page.contains((rect.right, rect.bottom));
            let over = |i: usize| overlap(rect, self.rooms[i]);
            let wide = grown(rect, 4.0);
            let crossed = |i: usize| crosses(&self.pipes[i].corners, wide);
            inside && !self.near.to(rect).into_iter().any(over) && !self.near_pipes.to(wide).into_iter().any(crossed)
        };
        let around_it = (0..3).flat_map(|ring| (0..24).map(move |i| (ring, i))).map(|(ring, i)| {
            let angle = std::f64::consts::TAU * f64::from(i) / 24.0;
            let far = GHOST + 14.0 * f64::from(ring);
            let reach = (0.5 * effect.width() + half.0 + far, 0.5 * effect.height() + half.1 + far);
            (centre.0 + reach.0 * crate::math::cos(angle), centre.1 + reach.1 * crate::math::sin(angle))
        });
        let at = around_it.filter(free).min_by(|a, b| distance(*a, centre).total_cmp(&distance(*b, centre)))?;
        let from = middle(ghost.symbol);
        ghost.label.move_by(at.0 - from.0, at.1 - from.1);
        ghost.symbol = ghost.label.rect;
        self.near.add(self.rooms.len(), ghost.room());
        self.rooms.push(ghost.room());
        Some(ghost)
    }
}

/// The cells of the page, and what may stand in each.
pub(super) struct Plan {
    /// By column and row of the page, which has all fields on one grid.
    by_place: Vec<Vec<Option<usize>>>,
    /// Which row is nearest, by whole pixels from the top.
    row_at: Vec<usize>,
    /// The middle of each cell, and the field it belongs to.
    pub(super) cells: Vec<(Point, usize)>,
    /// The field of each variable shown.
    pub(super) field: Vec<usize>,
    regions: Vec<Region>,
    size: Point,
}

impl Plan {
    /// Boxes in two rows, turning clockwise, and what stands in no box between them.
    fn new(model: &Model, subject: &Subject) -> Plan {
        let places = subject.places();
        let boxes: Vec<usize> = (0..model.boxes.len())
            .filter(|b| model.boxes[*b].variables.iter().any(|v| places.contains_key(v)))
            .collect();
        let none = boxes.len();
        let mut field = vec![none; subject.variables.len()];
        for (own, b) in boxes.iter().enumerate() {
            model.boxes[*b].variables.iter().filter_map(|v| places.get(v)).for_each(|place| field[*place] = own);
        }
        let count = |f: usize| field.iter().filter(|own| **own == f).count() as f64 * LOOSENESS;
        let upper = boxes.len().div_ceil(2);
        let mut bands: Vec<Vec<usize>> = vec![(0..upper).collect(), vec![none], (upper..none).rev().collect()];
        bands.retain(|band| band.iter().any(|f| count(*f) > 0.0));
        let total: f64 = (0..=none).map(count).sum();
        let columns = crate::math::sqrt(total * ASPECT * CELL.1 / CELL.0 * 1.6).ceil().max(3.0);
        let mut cells = Vec::new();
        let mut regions = Vec::new();
        let mut top = HEAD;
        for band in &bands {
            // A column more than its share for every field but the last, which has what is left.
            let all: f64 = band.iter().map(|f| count(*f)).sum();
            let mut left = 0.0;
            let shares: Vec<f64> = band
                .iter()
                .enumerate()
                .map(|(k, f)| {
                    let share =
                        if k + 1 == band.len() { columns - left } else { (columns * count(*f) / all).round().max(1.0) };
                    left += share;
                    share.max(1.0)
                })
                .collect();
            let rows = band.iter().zip(&shares).map(|(f, s)| (count(*f) / s).ceil()).fold(1.0, f64::max);
            let titled = band != &vec![none];
            let head = if titled { TITLE_ROW } else { 8.0 };
            let mut x = MARGIN;
            for (&f, &share) in band.iter().zip(&shares) {
                let rect = Rect { left: x, top, right: x + share * CELL.0, bottom: top + head + rows * CELL.1 + 8.0 };
                for row in 0..rows as usize {
                    for column in 0..share as usize {
                        let at = (x + (column as f64 + 0.5) * CELL.0, top + head + (row as f64 + 0.5) * CELL.1);
                        cells.push((at, f));
                    }
                }
                if titled {
                    let mut title = Label::line(
                        &model.boxes[boxes[f]].title,
                        (x + 14.0, top + 8.0),
                        rect.width() - 28.0,
                        28.0,
                        true,
                    );
                    title.hue = hue_of(f);
                    let corners = vec![
                        (rect.left, rect.top),
                        (rect.right, rect.top),
                        (rect.right, rect.bottom),
                        (rect.left, rect.bottom),
                    ];
                    regions.push(Region { hue: hue_of(f), corners, title: Some(title) });
                }
                x = rect.right;
            }
            top += head + rows * CELL.1 + 8.0;
        }
        let width = cells.iter().map(|(at, _)| at.0).fold(0.0, f64::max) + 0.5 * CELL.0 + MARGIN;
        let mut rows: Vec<f64> = cells.iter().map(|(at, _)| at.1).collect();
        rows.sort_by(f64::total_cmp);
        rows.dedup_by(|a, b| (*a - *b).abs() < 1.0);
        let mut row = 0;
        let row_at = (0..=top as usize).map(|y| {
            let y = y as f64 + 0.5;
            while rows.get(row + 1).is_some_and(|next| next - y < y - rows[row]) {
                row += 1;
            }
            row
        });
        let row_at: Vec<usize> = row_at.collect();
        let mut plan = Plan { by_place: Vec::new(), row_at, cells, field, regions, size: (width, top) };
        for (c, (at, _)) in plan.cells.iter().enumerate() {
            let (column, row) = plan.place(*at);
            if plan.by_place.len() <= column {
                plan.by_place.resize(column + 1, vec![None; rows.len()]);
            }
            plan.by_place[column][row] = Some(c);
        }
        plan
    }

    /// Column and row of a point.
    fn place(&self, at: Point) -> (usize, usize) {
        let column = ((at.0 - MARGIN) / CELL.0).max(0.0) as usize;
        (column, self.row_at[(at.1.max(0.0) as usize).min(self.row_at.len() - 1)])
    }

    pub(super) fn cells_by_field(&self) -> Vec<Vec<usize>> {
        let fields = self.cells.iter().map(|(_, f)| *f).max().map_or(0, |f| f + 1);
        (0..fields).map(|f| (0..self.cells.len()).filter(|c| self.cells[*c].1 == f).collect()).collect()
    }

    pub(super) fn cell_at(&self, at: Point) -> Option<usize> {
        let (column, row) = self.place(at);
        *self.by_place.get(column)?.get(row)?
    }

    /// Where a cell comes on a way to and fro along bands of some rows, on which cells that follow each other are near.
    fn along_bands(&self, cell: usize) -> (usize, usize, usize) {
        let (column, row) = self.place(self.cells[cell].0);
        let band = row / BAND;
        (band, if band.is_multiple_of(2) { column } else { self.by_place.len() - column }, row)
    }

    /// A cell for each variable.
    fn settled(&self, subject: &Subject) -> Vec<usize> {
        let settling = Settling::new(self, subject);
        let mut cells = vec![usize::MAX; self.field.len()];
        let mut free: Vec<Option<usize>> = vec![None; self.cells.len()];
        let mut left = self.cells_by_field();
        // The last is the first to be taken.
        for of_field in &mut left {
            if settling.is_large() {
                of_field.sort_by_key(|cell| self.along_bands(*cell));
            }
            of_field.reverse();
        }
        for i in settling.one_after_the_other() {
            let cell = left[self.field[i]].pop().expect("each field has a cell for each of its variables");
            cells[i] = cell;
            free[cell] = Some(i);
        }
        settling.anneal(&mut cells, &mut free);
        settling.improve(&mut cells, &mut free);
        cells
    }
}
