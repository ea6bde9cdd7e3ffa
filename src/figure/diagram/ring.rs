//! The picture for a room: the ring of one loop through the boxes, each a sector of the page; the other landmarks where
//! their arrows are short and cross little.

use crate::figure::draw::geometry::{Point, Rect};
use crate::model::{Kind, Model, VariableId};

use super::curve::{around, middle};
use super::frame::{Frame, Sectors, between_angles};
use super::stand::settle;
use super::subject::{Link, Round, Subject};
use super::wire::{Scene, Wire};
use super::{Diagram, Label, Look, Node, Scale, Turn, Weights, arrows, turns_clockwise};

const WIDTH: f64 = 1920.0;
const HEIGHT: f64 = 1080.0;
pub const SIZE: (u32, u32) = (WIDTH as u32, HEIGHT as u32);
/// Between the page's edge and what is on it.
pub const MARGIN: f64 = 24.0;
/// Where the title ends.
pub const HEAD: f64 = 92.0;
/// The most landmarks that find places; of more, the picture is the full one.
pub const MOST_LANDMARKS: usize = 60;
/// The size of the legend.
pub const LEGEND: f64 = 27.0;

const SCALE: Scale = Scale { words: 30.0, width: 250.0, head: 22.0, stroke: 4.5, sign: 13.0, turn: 33.0, name: 27.0 };

/// Draws the landmarks of a room.
pub fn room(model: &Model, subject: &Subject, weights: Option<&Weights>) -> Diagram {
    let looks: Vec<Look> = subject.variables.iter().map(|v| look(model, *v)).collect();
    let mut legend = legend(subject, &looks, weights);
    let below = legend.iter().map(|line| line.rect.bottom).fold(0.0, f64::max);
    legend.extend(also_told(model, subject, below));
    let bottom = laid_below(&mut legend);
    let field = Rect { left: MARGIN, top: HEAD, right: WIDTH - MARGIN, bottom };
    let radii = (0.385 * field.width(), 0.375 * field.height());
    let frame = Frame { field, ring: radii, hub: (0.42 * radii.0, 0.46 * radii.1), scale: SCALE };
    let sectors = Sectors::of(model);
    let node = |v: VariableId, at: Point| Node::new(model, v, look(model, v), at, &SCALE);
    let half = |v: VariableId| half_of(node(v, (0.0, 0.0)).room());
    let ring = Ring::new(&frame, &sectors, subject, &half);
    let regions = sectors.regions(&frame, model, subject, &ring.standing);
    let titles: Vec<Rect> = regions.iter().filter_map(|r| r.title.as_ref()).map(|t| t.rect).collect();
    let name = |round: &Round| name(model, round);
    let (scene, marks) = ring.settled(&sectors, titles, &|round| half_of_mark(&name(round), &SCALE));
    let nodes: Vec<Node> = ring.variables.iter().zip(&scene.bodies).map(|(v, body)| node(*v, middle(*body))).collect();
    let turn = |(round, at): (&Round, &Rect)| {
        let clockwise = turns_clockwise(&scene.round(&round.links).concat());
        super::turn(&model.loops[round.named], round.named, middle(*at), clockwise, name(round), &SCALE)
    };
    let turns: Vec<Turn> = subject.rounds.iter().zip(&marks).map(turn).collect();
    let track = frame.ellipse(frame.ring, 120);
    Diagram {
        width: SIZE.0,
        height: SIZE.1,
        title: title(model),
        legend,
        regions,
        tracks: if ring.standing.is_empty() { Vec::new() } else { vec![track] },
        nodes,
        pipes: Vec::new(),
        arrows: arrows(subject, &scene, &scene.signs(SCALE.sign, scene.crowd().as_ref()), &SCALE, weights),
        turns,
    }
}

pub fn title(model: &Model) -> Label {
    Label::line(&model.title, (MARGIN + 4.0, 24.0), WIDTH - 60.0, 44.0, true)
}

pub fn look(model: &Model, id: VariableId) -> Look {
    match model.variable(id).kind {
        Kind::Stock(_) | Kind::Counter { .. } => Look::Stock,
        _ => Look::Words,
    }
}

fn legend(subject: &Subject, looks: &[Look], weights: Option<&Weights>) -> Vec<Label> {
    super::legend(subject, looks, weights, usize::MAX, ((MARGIN + 4.0, 0.0), WIDTH - 60.0), LEGEND)
}

/// The loops that a coach tells and that are not on the page, so that whoever hears of one finds it; all that are not,
/// where the file marks none to be told.
fn also_told(model: &Model, subject: &Subject, top: f64) -> Vec<Label> {
    let is_shown = |named: usize| subject.rounds.iter().any(|round| round.named == named);
    let no_story = model.loops.iter().all(|l| !l.story);
    let others = model.loops.iter().enumerate().filter(|(i, l)| (l.story || no_story) && !is_shown(*i));
    let mut told: Vec<String> = others.map(|(_, l)| format!("{} {}", l.id, l.name)).collect();
    told.first_mut().into_iter().for_each(|first| first.insert_str(0, "not drawn here: "));
    Label::listed(&told, (MARGIN + 4.0, top + 0.1 * LEGEND), WIDTH - 60.0, 3, LEGEND)
}

/// Moves lines that begin at the top of the page to its foot; returns where what is above them ends.
pub fn laid_below(lines: &mut [Label]) -> f64 {
    let height = lines.iter().map(|line| line.rect.bottom).fold(0.0, f64::max);
    let top = HEIGHT - 16.0 - height;
    lines.iter_mut().for_each(|line| line.move_by(0.0, top));
    top - 14.0
}

fn name(model: &Model, round: &Round) -> Label {
    Label::centred(&model.loops[round.named].name, (0.0, 0.0), 220.0, 2, SCALE.name, true)
}

pub fn half_of(rect: Rect) -> Point {
    (0.5 * rect.width(), 0.5 * rect.height())
}

/// Half the room of a loop's mark above its name.
pub fn half_of_mark(name: &Label, scale: &Scale) -> Point {
    let height = super::height_of_turn(name, scale);
    ((0.5 * name.rect.width()).max(scale.turn) + 4.0, 0.5 * height + 2.0)
}

/// The variables of a subject, and where those on its ring stand.
pub struct Ring<'a> {
    frame: &'a Frame,
    subject: &'a Subject,
    /// Those on the ring first.
    pub variables: Vec<VariableId>,
    angles: Vec<f64>,
    /// Where those on the ring stand.
    pub standing: Vec<Rect>,
    halves: Vec<Point>,
}

impl Ring<'_> {
    /// With half the size of each variable.
    pub fn new<'a>(
        frame: &'a Frame,
        sectors: &Sectors,
        subject: &'a Subject,
        half: &dyn Fn(VariableId) -> Point,
    ) -> Ring<'a> {
        let mut variables = subject.ring.map_or(Vec::new(), |ring| subject.rounds[ring].variables.clone());
        let angles = sectors.angles(&variables);
        let others: Vec<VariableId> = subject.variables.iter().copied().filter(|v| !variables.contains(v)).collect();
        variables.extend(others);
        let halves: Vec<Point> = variables.iter().map(|v| half(*v)).collect();
        let body = |(angle, half): (&f64, &Point)| {
            let at = frame.on_ring(*angle);
            frame.inside(around(at, half.0, half.1))
        };
        let standing = angles.iter().zip(&halves).map(body).collect();
        Ring { frame, subject, variables, angles, standing, halves }
    }

    /// Places for what is not on the ring, arrows, and the marks of loops, given half the size of each.
    pub fn settled(
        &self,
        sectors: &Sectors,
        titles: Vec<Rect>,
        half_of_mark: &dyn Fn(&Round) -> Point,
    ) -> (Scene, Vec<Rect>) {
        let fixed = self.standing.len();
        let place = |v: VariableId| self.variables.iter().position(|other| *other == v).unwrap_or(0);
        let wire = |link: &Link| {
            let (from, to) = (place(link.cause), place(link.effect));
            let neighbours = from < fixed && to == (from + 1) % fixed;
            let bulge = || self.frame.on_ring(between_angles(self.angles[from], self.angles[to]));
            Wire::new(from, to, neighbours.then(bulge))
        };
        let centre = middle(self.frame.field);
        let others = self.halves[fixed..].iter().map(|half| around(centre, half.0, half.1));
        let mut scene = Scene {
            page: self.frame.field,
            bodies: self.standing.iter().copied().chain(others).collect(),
            obstacles: titles,
            lines: Vec::new(),
            wires: self.subject.links.iter().map(wire).collect(),
            head: self.frame.scale.head,
            patience: usize::MAX,
        };
        let marks = |scene: &Scene| marks(self.subject, scene, half_of_mark);
        let marks = settle(self.frame, &mut scene, sectors, fixed, &self.variables[fixed..], &marks);
        (scene, marks)
    }
}

/// Places for the marks of the loops, each near the arrows that are its own.
fn marks(subject: &Subject, scene: &Scene, half: &dyn Fn(&Round) -> Point) -> (Vec<Rect>, f64) {
    let mut order: Vec<usize> = (0..subject.rounds.len()).collect();
    // The ring goes round everything: its mark stands well wherever there is room left.
    order.sort_by_key(|r| (Some(*r) == subject.ring, subject.rounds[*r].links.len()));
    let mut out = vec![Rect::default(); order.len()];
    let mut wrong = vec![0.0; order.len()];
    // Once more, for those that stood in each other's way.
    for r in order.iter().chain(&order) {
        let round = &subject.rounds[*r];
        let curves = scene.round(&round.links);
        let wish = super::heart(subject, round, &curves);
        let half = half(round);
        out[*r] = Rect::default();
        let (at, cost) = scene.clearing(wish, &curves.concat(), half, &out, 20.0);
        out[*r] = around(at, half.0, half.1);
        wrong[*r] = cost;
    }
    (out, wrong.iter().sum())
}
