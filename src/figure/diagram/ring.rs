//! The picture for a room: the ring of one loop through the boxes, each a sector of the page; the other landmarks where
//! their arrows are short and cross little.

use std::f64::consts::{PI, TAU};

use crate::figure::Hue;
use crate::figure::draw::geometry::{Point, Rect};
use crate::math;
use crate::model::{Kind, Model, VariableId};

use super::curve::{around, grown, middle, overlap};
use super::subject::{Link, Subject};
use super::wire::{Scene, Wire};
use super::{Diagram, Label, Look, Node, Region, Scale, Turn, Weights, arrows, hue_of, turns_clockwise};

const WIDTH: f64 = 1920.0;
const HEIGHT: f64 = 1080.0;
pub const SIZE: (u32, u32) = (WIDTH as u32, HEIGHT as u32);
/// Where boxes and arrows are.
const FIELD: Rect = Rect { left: 24.0, top: 92.0, right: WIDTH - 24.0, bottom: HEIGHT - 62.0 };
/// The radii of the ring.
const RING: Point = (0.385 * (FIELD.right - FIELD.left), 0.375 * (FIELD.bottom - FIELD.top));
/// The radii of the hub, for what stands in no box.
const HUB: Point = (0.42 * RING.0, 0.46 * RING.1);
/// The size of a box's title.
const TITLE: f64 = 34.0;
/// Between places that are tried.
const STEP: f64 = 46.0;
/// The most landmarks that find places; of more, the picture is the full one.
pub const MOST_LANDMARKS: usize = 60;
/// The most rounds of moving landmarks.
const ROUNDS: usize = 5;
/// The most ways to begin.
const MOST_STARTS: usize = 16;
/// So many of them, the best after one round, are followed to the end.
const MOST_FOLLOWED: usize = 3;
/// How much the places of marks count beside the arrows.
const MARKS: f64 = 0.25;
/// How much worse a landmark on an arrow is than anything.
const ON_ARROW: f64 = 200.0;

const SCALE: Scale = Scale { words: 30.0, width: 250.0, head: 22.0, stroke: 4.5, sign: 13.0, turn: 30.0, name: 27.0 };

/// Draws the landmarks of a room.
pub fn room(model: &Model, subject: &Subject, weights: Option<&Weights>) -> Diagram {
    let sectors = Sectors::of(model);
    let on_ring = subject.ring.map_or(Vec::new(), |ring| subject.rounds[ring].variables.clone());
    let angles = sectors.angles(&on_ring);
    let look = |id: VariableId| match model.variable(id).kind {
        Kind::Stock(_) | Kind::Counter { .. } => Look::Stock,
        _ => Look::Words,
    };
    let mut nodes: Vec<Node> = Vec::new();
    for (&variable, angle) in on_ring.iter().zip(&angles) {
        let at = on_ellipse(*angle, RING);
        let node = Node::new(model, variable, look(variable), at, &SCALE);
        nodes.push(inside(node, FIELD));
    }
    let standing: Vec<Rect> = nodes.iter().map(Node::room).collect();
    let regions = sectors.regions(model, subject, &standing);
    let others: Vec<VariableId> = subject.variables.iter().copied().filter(|v| !on_ring.contains(v)).collect();
    nodes.extend(others.iter().map(|v| Node::new(model, *v, look(*v), middle(FIELD), &SCALE)));

    let place = |v: VariableId| nodes.iter().position(|n| n.variable == v).unwrap_or(0);
    let wire = |link: &Link| {
        let (from, to) = (place(link.cause), place(link.effect));
        let neighbours = from < on_ring.len() && to == (from + 1) % on_ring.len();
        let bulge = || on_ellipse(between_angles(angles[from], angles[to]), RING);
        Wire::new(from, to, neighbours.then(bulge))
    };
    let wires: Vec<Wire> = subject.links.iter().map(wire).collect();
    let titles: Vec<Rect> = regions.iter().filter_map(|r| r.title.as_ref()).map(|t| t.rect).collect();
    let mut scene = Scene {
        page: FIELD,
        bodies: nodes.iter().map(Node::room).collect(),
        obstacles: titles,
        lines: Vec::new(),
        wires,
        head: SCALE.head,
        patience: usize::MAX,
    };
    let marks = settle(&mut scene, &sectors, on_ring.len(), &others, &|scene| marks(model, subject, scene));
    for (node, room) in nodes.iter_mut().zip(&scene.bodies).skip(on_ring.len()) {
        *node = Node::new(model, node.variable, node.look, middle(*room), &SCALE);
    }
    let turns = subject.rounds.iter().zip(&marks).map(|(round, at)| {
        let curves: Vec<&[Point]> = round.links.iter().map(|i| scene.wires[*i].curve.as_slice()).collect();
        let found = &model.loops[round.named];
        super::turn(found, round.named, middle(*at), turns_clockwise(&curves.concat()), name(&found.name), &SCALE)
    });
    let turns: Vec<Turn> = turns.collect();
    let track = if on_ring.is_empty() {
        Vec::new()
    } else {
        (0..120).map(|i| on_ellipse(TAU * f64::from(i) / 120.0, RING)).collect()
    };
    let title = Label::line(&model.title, (FIELD.left + 4.0, 24.0), WIDTH - 60.0, 44.0, true);
    Diagram {
        width: SIZE.0,
        height: SIZE.1,
        title,
        legend: super::legend(
            subject,
            &[],
            weights,
            usize::MAX,
            ((FIELD.left + 4.0, FIELD.bottom + 14.0), WIDTH - 60.0),
            27.0,
        ),
        regions,
        track,
        nodes,
        pipes: Vec::new(),
        arrows: arrows(subject, &scene, &scene.signs(SCALE.sign, scene.crowd().as_ref()), &SCALE, weights),
        turns,
    }
}

/// The boxes as sectors of the page, clockwise from the left.
struct Sectors {
    /// The box of each variable that stands in one.
    of: Vec<Option<usize>>,
    count: usize,
}

impl Sectors {
    fn of(model: &Model) -> Sectors {
        let mut of = vec![None; model.variables.len()];
        let filled: Vec<usize> = (0..model.boxes.len()).filter(|b| !model.boxes[*b].variables.is_empty()).collect();
        for (sector, b) in filled.iter().enumerate() {
            model.boxes[*b].variables.iter().for_each(|v| of[v.0 as usize] = Some(sector));
        }
        Sectors { of, count: filled.len() }
    }

    fn sector(&self, variable: VariableId) -> Option<usize> {
        self.of[variable.0 as usize]
    }

    /// Where a sector begins; angles grow clockwise.
    fn begin(&self, sector: usize) -> f64 {
        PI + TAU * sector as f64 / self.count.max(1) as f64
    }

    /// Whether all of a rectangle lies in a sector.
    fn holds(&self, sector: usize, rect: Rect) -> bool {
        let corners =
            [(rect.left, rect.top), (rect.right, rect.top), (rect.left, rect.bottom), (rect.right, rect.bottom)];
        self.count < 2
            || corners.iter().all(|corner| {
                let centre = middle(FIELD);
                let angle = direction((corner.0 - centre.0) / RING.0, (corner.1 - centre.1) / RING.1);
                let turned = (angle - self.begin(0)).rem_euclid(TAU);
                (turned / TAU * self.count as f64) as usize == sector
            })
    }

    /// An angle for each variable on the ring: those of a box spread over its sector, in the order of the ring.
    fn angles(&self, ring: &[VariableId]) -> Vec<f64> {
        if self.count == 0 {
            return (0..ring.len()).map(|i| PI + TAU * (i as f64 + 0.5) / ring.len() as f64).collect();
        }
        // What stands in no box goes with what is before it on the ring.
        let first = ring.iter().find_map(|v| self.sector(*v)).unwrap_or(0);
        let mut last = first;
        let sector: Vec<usize> = ring
            .iter()
            .map(|v| {
                last = self.sector(*v).unwrap_or(last);
                last
            })
            .collect();
        let angle = |i: usize| {
            let own = sector[i];
            let before = sector[..i].iter().filter(|s| **s == own).count() as f64;
            let all = sector.iter().filter(|s| **s == own).count() as f64;
            self.begin(own) + TAU / self.count as f64 * (before + 0.5) / all
        };
        (0..ring.len()).map(angle).collect()
    }

    fn regions(&self, model: &Model, subject: &Subject, standing: &[Rect]) -> Vec<Region> {
        let mut out = Vec::new();
        let filled = model.boxes.iter().filter(|b| !b.variables.is_empty());
        for (sector, b) in filled.enumerate() {
            let (from, to) = (self.begin(sector), self.begin(sector) + TAU / self.count as f64);
            let corners = if self.count == 1 { rectangle(FIELD) } else { wedge(from, to) };
            let title = |angle: f64| {
                let mut title = Label::centred(&b.title, edge(angle), 420.0, 2, TITLE, true);
                title.hue = hue_of(sector);
                let (rect, field) = (title.rect, grown(FIELD, -20.0));
                let dx = into(rect.left, rect.right, field.left, field.right);
                title.move_by(dx, into(rect.top, rect.bottom, field.top, field.bottom));
                title
            };
            // In the middle of the sector's edge, or as near to it as the ring lets it.
            let middle = 0.5 * (from + to);
            let aside = [0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4];
            let clear = |t: &Label| standing.iter().all(|body| !overlap(grown(t.rect, SCALE.head), *body));
            let places = aside.map(|share| title(middle + share * (to - from)));
            let title = places.iter().find(|t| clear(t)).unwrap_or(&places[0]).clone();
            out.push(Region { hue: hue_of(sector), corners, title: Some(title) });
        }
        let homeless = subject.variables.iter().any(|v| self.sector(*v).is_none());
        if self.count > 1 && homeless {
            let corners = (0..72).map(|i| on_ellipse(TAU * f64::from(i) / 72.0, HUB)).collect();
            out.push(Region { hue: Hue::Ink, corners, title: None });
        }
        out
    }
}

/// How far something has to move to lie between two bounds.
fn into(low: f64, high: f64, least: f64, most: f64) -> f64 {
    if low < least { least - low } else { (most - high).min(0.0) }
}

/// A node moved so that all of it is on the field.
fn inside(mut node: Node, field: Rect) -> Node {
    let room = node.room();
    let field = grown(field, -16.0);
    let (dx, dy) =
        (into(room.left, room.right, field.left, field.right), into(room.top, room.bottom, field.top, field.bottom));
    node.label.move_by(dx, dy);
    let s = node.symbol;
    node.symbol = Rect { left: s.left + dx, right: s.right + dx, top: s.top + dy, bottom: s.bottom + dy };
    node
}

fn on_ellipse(angle: f64, radii: Point) -> Point {
    let centre = middle(FIELD);
    (centre.0 + radii.0 * math::cos(angle), centre.1 + radii.1 * math::sin(angle))
}

/// Half way on the shorter way round.
fn between_angles(a: f64, b: f64) -> f64 {
    let apart = (b - a + PI).rem_euclid(TAU) - PI;
    a + 0.5 * apart
}

/// Where the field ends in a direction.
fn edge(angle: f64) -> Point {
    let centre = middle(FIELD);
    let (dx, dy) = (RING.0 * math::cos(angle), RING.1 * math::sin(angle));
    let reach = |d: f64, half: f64| if d.abs() < 1e-9 { f64::INFINITY } else { half / d.abs() };
    let far = reach(dx, 0.5 * FIELD.width()).min(reach(dy, 0.5 * FIELD.height()));
    (centre.0 + far * dx, centre.1 + far * dy)
}

fn rectangle(rect: Rect) -> Vec<Point> {
    vec![(rect.left, rect.top), (rect.right, rect.top), (rect.right, rect.bottom), (rect.left, rect.bottom)]
}

/// The part of the field between two directions.
fn wedge(from: f64, to: f64) -> Vec<Point> {
    let centre = middle(FIELD);
    let mut out = vec![centre, edge(from)];
    let mut corners: Vec<(f64, Point)> = rectangle(FIELD)
        .into_iter()
        .map(|c| {
            let angle = direction((c.0 - centre.0) / RING.0, (c.1 - centre.1) / RING.1);
            ((angle - from).rem_euclid(TAU), c)
        })
        .filter(|(turned, _)| *turned > 1e-6 && *turned < to - from - 1e-6)
        .collect();
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    out.extend(corners.into_iter().map(|(_, corner)| corner));
    out.push(edge(to));
    out
}

/// Finds places for what is not on the ring, bends the arrows, and finds places for the marks of loops: the best of
/// several ways to begin.
fn settle(scene: &mut Scene, sectors: &Sectors, fixed: usize, others: &[VariableId], marks: &Marks) -> Vec<Rect> {
    let candidates: Vec<Vec<Rect>> = others
        .iter()
        .zip(&scene.bodies[fixed..])
        .map(|(variable, body)| places(scene, sectors, fixed, *variable, (0.5 * body.width(), 0.5 * body.height())))
        .collect();
    let yard = Yard { fixed, titles: scene.obstacles.len(), candidates, marks };
    // Those with the most arrows first; then each other one in turn before them.
    let joined = |k: usize| scene.wires.iter().filter(|w| w.from == fixed + k || w.to == fixed + k).count();
    let mut order: Vec<usize> = (0..others.len()).collect();
    order.sort_by_key(|k| std::cmp::Reverse(joined(*k)));
    let beginning = |start: usize| {
        let mut order = order.clone();
        // Another one first, and the others round from where it was or back from there.
        if !order.is_empty() {
            let count = order.len();
            order.rotate_left(start / 2 % count);
            if start % 2 == 1 {
                order.reverse();
            }
            if start >= 2 * count {
                order.swap(0, count / 2);
            }
        }
        let mut attempt = Attempt::new(scene.clone(), order, &yard);
        attempt.go_round(&yard);
        attempt
    };
    let mut attempts: Vec<Attempt> = (0..MOST_STARTS.min(others.len() * others.len()).max(1)).map(beginning).collect();
    attempts.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    attempts.truncate(MOST_FOLLOWED);
    attempts.iter_mut().for_each(|attempt| (1..ROUNDS).for_each(|_| attempt.go_round(&yard)));
    let best = attempts.into_iter().reduce(|a, b| if b.cost < a.cost { b } else { a });
    let best = best.expect("there is one start at least");
    *scene = best.scene;
    scene.bend_unevenly();
    best.standing
}

/// Places for the marks of loops in a scene, and what is wrong with them.
type Marks<'a> = dyn Fn(&Scene) -> (Vec<Rect>, f64) + 'a;

/// What is the same however one begins.
struct Yard<'a> {
    /// So many bodies stand on the ring.
    fixed: usize,
    /// So many obstacles are titles; those after them are marks.
    titles: usize,
    /// Where each of the other bodies may stand.
    candidates: Vec<Vec<Rect>>,
    marks: &'a Marks<'a>,
}

/// One way to begin, and how far it has come.
struct Attempt {
    scene: Scene,
    order: Vec<usize>,
    /// Where the marks of loops stand.
    standing: Vec<Rect>,
    cost: f64,
    /// Whether the last round moved nothing.
    done: bool,
}

impl Attempt {
    /// Nothing but the ring stands yet.
    fn new(mut scene: Scene, order: Vec<usize>, yard: &Yard) -> Attempt {
        for k in 0..order.len() {
            scene.bodies[yard.fixed + k] = around((-1e4 - 1e3 * k as f64, -1e4), 1.0, 1.0);
        }
        let all: Vec<usize> = (0..scene.wires.len()).collect();
        bend_standing(&mut scene, &all, f64::INFINITY);
        Attempt { scene, order, standing: Vec::new(), cost: f64::INFINITY, done: false }
    }

    /// Moves each landmark to where it is best, bends all arrows, and marks the loops.
    fn go_round(&mut self, yard: &Yard) {
        if self.done {
            return;
        }
        let before = self.scene.bodies.clone();
        for k in self.order.clone() {
            self.move_one(yard.fixed + k, &yard.candidates[k], yard);
        }
        let scene = &mut self.scene;
        scene.bend();
        scene.obstacles.truncate(yard.titles);
        let (standing, wrong) = (yard.marks)(scene);
        scene.obstacles.extend(&standing);
        scene.bend();
        self.standing = standing;
        self.cost = scene.cost() + MARKS * wrong;
        self.done = scene.bodies == before;
    }

    fn move_one(&mut self, body: usize, candidates: &[Rect], yard: &Yard) {
        let scene = &mut self.scene;
        let ends = |w: &Wire| w.from == body || w.to == body;
        let (own, others): (Vec<usize>, Vec<usize>) = (0..scene.wires.len()).partition(|i| ends(&scene.wires[*i]));
        let standing: Vec<usize> = own.iter().copied().filter(|i| stands(scene, *i, body)).collect();
        let mut free: Vec<(f64, Rect)> = Vec::new();
        for &rect in candidates {
            let near = grown(rect, 1.3 * SCALE.head);
            let blocked = (0..scene.bodies.len()).any(|i| i != body && overlap(near, scene.bodies[i]))
                || scene.obstacles[yard.titles..].iter().any(|mark| overlap(rect, *mark));
            if !blocked {
                scene.bodies[body] = rect;
                free.push((standing.iter().map(|i| scene.least_cost(*i)).sum(), rect));
            }
        }
        // Where arrows are short it is good most often; what cannot be better then is not looked at.
        free.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best = (f64::INFINITY, around(middle(FIELD), 1.0, 1.0));
        for (least, rect) in free {
            if least >= best.0 {
                break;
            }
            let tight = grown(rect, 0.5 * SCALE.head);
            let crossed = ON_ARROW * others.iter().filter(|i| scene.runs_through(**i, tight)).count() as f64;
            if crossed + least >= best.0 {
                continue;
            }
            scene.bodies[body] = rect;
            own.iter().for_each(|i| scene.wires[*i].curve.clear());
            let cost = crossed + bend_standing(scene, &own, best.0 - crossed);
            if cost < best.0 {
                best = (cost, rect);
            }
        }
        scene.bodies[body] = best.1;
        own.iter().for_each(|i| scene.wires[*i].curve.clear());
        bend_standing(scene, &own, f64::INFINITY);
    }
}

/// Whether both ends of an arrow stand, one of which is to be moved.
fn stands(scene: &Scene, wire: usize, moved: usize) -> bool {
    let wire = &scene.wires[wire];
    [wire.from, wire.to].iter().all(|body| *body == moved || scene.bodies[*body].left > -1e3)
}

/// Bends those of some arrows whose ends stand; returns what is wrong with them, where that is less than `most`.
fn bend_standing(scene: &mut Scene, wires: &[usize], most: f64) -> f64 {
    let mut cost = 0.0;
    for &i in wires {
        if stands(scene, i, usize::MAX) {
            cost += scene.bend_one(i, most - cost);
        }
        if cost >= most {
            return f64::INFINITY;
        }
    }
    cost
}

/// Where a landmark may stand: in the sector of its box, or in the hub; anywhere, where there is neither.
fn places(scene: &Scene, sectors: &Sectors, fixed: usize, variable: VariableId, half: Point) -> Vec<Rect> {
    let mut out = Vec::new();
    let own = sectors.sector(variable);
    let (columns, rows) = ((FIELD.width() / STEP) as i32, (FIELD.height() / STEP) as i32);
    let hub = |rect: Rect, grow: f64| {
        let centre = middle(FIELD);
        let corners = rectangle(rect);
        let far = |c: &Point| ((c.0 - centre.0) / (HUB.0 + grow)).hypot((c.1 - centre.1) / (HUB.1 + grow));
        corners.iter().map(far).fold((f64::INFINITY, 0.0_f64), |(a, b), f| (a.min(f), b.max(f)))
    };
    let track: Vec<Point> = (0..180).map(|i| on_ellipse(TAU * f64::from(i) / 180.0, RING)).collect();
    for row in 0..=rows {
        for column in 0..=columns {
            let at = (FIELD.left + STEP * f64::from(column), FIELD.top + STEP * f64::from(row));
            let rect = around(at, half.0, half.1);
            let inner = grown(FIELD, -14.0);
            let on_page = inner.contains((rect.left, rect.top)) && inner.contains((rect.right, rect.bottom));
            let fits = match own {
                _ if sectors.count < 2 => true,
                Some(sector) => sectors.holds(sector, rect) && hub(rect, 8.0).0 > 1.0,
                None => hub(rect, 0.0).1 < 1.0,
            };
            let near = grown(rect, SCALE.head);
            let on_track = || track.iter().any(|at| grown(rect, 30.0).contains(*at));
            let free = !(fixed > 0 && on_track())
                && scene.bodies[..fixed].iter().chain(&scene.obstacles).all(|b| !overlap(near, *b));
            if on_page && fits && free {
                out.push(rect);
            }
        }
    }
    out
}

fn name(text: &str) -> Label {
    Label::centred(text, (0.0, 0.0), 220.0, 2, SCALE.name, true)
}

/// Places for the marks of the loops, each near the arrows that are its own.
fn marks(model: &Model, subject: &Subject, scene: &Scene) -> (Vec<Rect>, f64) {
    let mut order: Vec<usize> = (0..subject.rounds.len()).collect();
    // The ring goes round everything: its mark stands well wherever there is room left.
    order.sort_by_key(|r| (Some(*r) == subject.ring, subject.rounds[*r].links.len()));
    let mut out = vec![Rect::default(); order.len()];
    let mut wrong = vec![0.0; order.len()];
    // Once more, for those that stood in each other's way.
    for r in order.iter().chain(&order) {
        let round = &subject.rounds[*r];
        let curves: Vec<&[Point]> = round.links.iter().map(|i| scene.wires[*i].curve.as_slice()).collect();
        let wish = super::heart(subject, round, &curves);
        let name = name(&model.loops[round.named].name);
        let height = 2.0 * SCALE.turn + 0.3 * SCALE.name + name.rect.height();
        let half = ((0.5 * name.rect.width()).max(SCALE.turn) + 4.0, 0.5 * height + 2.0);
        out[*r] = Rect::default();
        let (at, cost) = scene.clearing(wish, &curves.concat(), half, &out, 20.0);
        out[*r] = around(at, half.0, half.1);
        wrong[*r] = cost;
    }
    (out, wrong.iter().sum())
}

/// The angle of a direction, growing clockwise on the page.
fn direction(x: f64, y: f64) -> f64 {
    let angle = math::arccos(x / math::sqrt(x * x + y * y).max(1e-9));
    if y < 0.0 { -angle } else { angle }
}
