//! The picture of a model as plain data: stocks as boxes, flows as pipes with valves, auxiliaries as words, arrows with a
//! sign at each head and two strokes where a stock makes them slow, loops as turning arrows with an R or a B inside.
//!
//! The signs of the drawing are those of Sterman (2000), "Business Dynamics", chapters 5 and 6. What is shown comes from
//! `subject`, where it stands from `ring` (a room) or `grid` (everything), how arrows run from `wire`, where
//! signs and loops are marked from `mark`; there is no chance
//! in it, and the same model gives the same picture. `src/figure/draw.rs` paints it.

mod curve;
mod grid;
mod mark;
mod near;
mod ring;
mod settle;
pub mod subject;
mod wire;

use std::collections::BTreeMap;

use thiserror::Error;

use crate::figure::Hue;
use crate::figure::draw::geometry::{Point, Rect};
use crate::figure::draw::text::Face;
use crate::model::loops::{NamedLoop, Polarity, Sign};
use crate::model::{Model, VariableId};

use self::curve::{around, grown_by};
use self::subject::Subject;
use self::wire::Scene;

/// How much of a model is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// A few landmarks round one ring, legible at five metres.
    Room,
    /// Every stock, flow and auxiliary on any loop.
    Full,
}

impl View {
    pub const CHOICES: &[(&str, View)] = &[("room", View::Room), ("full", View::Full)];

    pub fn name(self) -> &'static str {
        crate::text::toml::word_of(View::CHOICES, self)
    }

    /// What is drawn where this is asked for: all of a model that has no loops for a room to see, or too many landmarks.
    pub fn drawn(self, model: &Model) -> View {
        match landmarks(model, self) {
            Some(_) => View::Room,
            None => View::Full,
        }
    }
}

/// How much each arrow matters at a moment.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// What the caption says of them: "share of influence in week 12".
    pub caption: String,
    /// By cause and effect of an [`Arrow`], from -1 to 1; of members of families one by one, for their sum. The size is the arrow's thickness, the sign is that which the
    /// influence has at that moment, whatever the file says. What is missing is drawn thin.
    pub of: BTreeMap<(VariableId, VariableId), f64>,
}

/// A page with a model on it. Lengths are in pixels from its upper left corner.
#[derive(Debug, Clone)]
pub struct Diagram {
    pub width: u32,
    pub height: u32,
    pub title: Label,
    /// How to read the signs, and what the weights are.
    pub legend: Vec<Label>,
    pub regions: Vec<Region>,
    /// The way of the ring; empty where there is none.
    pub track: Vec<Point>,
    pub nodes: Vec<Node>,
    pub pipes: Vec<Pipe>,
    pub arrows: Vec<Arrow>,
    pub turns: Vec<Turn>,
}

/// Words on the page, a line below the other, around one vertical axis.
#[derive(Debug, Clone)]
pub struct Label {
    pub lines: Vec<String>,
    pub rect: Rect,
    /// The em in pixels.
    pub size: f64,
    pub bold: bool,
    pub hue: Hue,
    pub align: Align,
}

/// Where the lines of a label begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Middle,
}

/// The ground on which the variables of a box stand.
#[derive(Debug, Clone)]
pub struct Region {
    pub hue: Hue,
    pub corners: Vec<Point>,
    /// None on the ground of what stands in no box.
    pub title: Option<Label>,
}

/// A variable.
#[derive(Debug, Clone)]
pub struct Node {
    pub variable: VariableId,
    pub look: Look,
    /// Whether it stands for a family, as the field draws arrays: with a second symbol behind it.
    pub stacked: bool,
    /// The box of a stock, the valve of a flow; of plain words their own room, and of a family's the box around them.
    pub symbol: Rect,
    pub label: Label,
}

/// What a variable is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Stock,
    Valve,
    Words,
    /// A variable that stands elsewhere, named once more beside what it acts on.
    Ghost,
}

/// A flow's pipe, from its source to its valve and on to its sink.
#[derive(Debug, Clone)]
pub struct Pipe {
    pub flow: VariableId,
    pub corners: Vec<Point>,
    /// Where it comes from and goes to nowhere in the model.
    pub clouds: Vec<Point>,
}

/// An influence.
#[derive(Debug, Clone)]
pub struct Arrow {
    pub cause: VariableId,
    pub effect: VariableId,
    /// What it runs through and is not shown.
    pub through: Vec<VariableId>,
    /// Points along it, the last one at its head.
    pub curve: Vec<Point>,
    /// In pixels.
    pub width: f64,
    /// With the middle of its place; None where it changes with the values.
    pub sign: Option<(Sign, Point)>,
    /// Half the side of the square in which the sign stands.
    pub sign_half: f64,
    /// Where two strokes across it, and its direction there, say that a stock makes it slow.
    pub delay: Option<(Point, Point)>,
}

/// The mark of a loop.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Index into [`Model::loops`].
    pub named: usize,
    pub polarity: Polarity,
    pub centre: Point,
    pub radius: f64,
    pub clockwise: bool,
    /// The letter inside.
    pub letter: Label,
    /// The loop's name, or its number where the name stands in the list.
    pub name: Label,
}

/// The most variables of a picture that somebody could find a way through.
const MOST_VARIABLES: usize = 3_000;
/// The same of arrows.
const MOST_ARROWS: usize = 15_000;

/// A model has more than can be seen in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "{variables} variables and {arrows} arrows are more than anybody could find a way through: a picture has at most \
     {MOST_VARIABLES} and {MOST_ARROWS}"
)]
pub struct TooLarge {
    pub variables: usize,
    pub arrows: usize,
}

/// The picture of a model, with arrows as thick as they matter where weights are given. One of a large model cannot be
/// read: see [`least_size`].
pub fn diagram(model: &Model, view: View, weights: Option<&Weights>) -> Diagram {
    match landmarks(model, view) {
        Some(subject) => ring::room(model, &subject, weights),
        None => grid::full(model, &Subject::full(model), weights),
    }
}

/// The least width and height in pixels that the picture of a model has, told before anything is laid out.
///
/// # Errors
/// There is too much to be seen.
pub fn least_size(model: &Model, view: View) -> Result<(u32, u32), TooLarge> {
    if landmarks(model, view).is_some() {
        return Ok(ring::SIZE);
    }
    let subject = Subject::full(model);
    let (variables, arrows) = (subject.variables.len(), subject.links.len());
    match variables <= MOST_VARIABLES && arrows <= MOST_ARROWS {
        true => Ok(grid::least_size(model, &subject)),
        false => Err(TooLarge { variables, arrows }),
    }
}

/// What a room sees, where that is asked for and there are loops to show, with few enough landmarks.
fn landmarks(model: &Model, view: View) -> Option<Subject> {
    let has_room = view == View::Room && !model.loops.is_empty();
    has_room.then(|| Subject::room(model)).filter(|subject| subject.variables.len() <= ring::MOST_LANDMARKS)
}

impl Diagram {
    /// All words on the page.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        let regions = self.regions.iter().filter_map(|r| r.title.as_ref());
        let turns = self.turns.iter().flat_map(|t| [&t.letter, &t.name]);
        std::iter::once(&self.title)
            .chain(&self.legend)
            .chain(regions)
            .chain(self.nodes.iter().map(|n| &n.label))
            .chain(turns)
    }
}

impl Label {
    fn face(size: f64, bold: bool) -> Face {
        Face { size, bold, ..crate::figure::draw::text::NAME }
    }

    /// From one line to the next, in ems.
    pub const LINE: f64 = 1.12;

    /// Text around a point, in at most `most` lines of this width.
    fn centred(text: &str, centre: Point, width: f64, most: usize, size: f64, bold: bool) -> Label {
        let face = Label::face(size, bold);
        let lines = balanced(face, text, width, most);
        let widest = lines.iter().map(|line| face.width(line)).fold(0.0, f64::max);
        let height = Label::LINE * size * lines.len() as f64;
        Label {
            lines,
            rect: around(centre, 0.5 * widest, 0.5 * height),
            size,
            bold,
            hue: Hue::Ink,
            align: Align::Middle,
        }
    }

    /// One line whose upper left corner is here.
    fn line(text: &str, corner: Point, width: f64, size: f64, bold: bool) -> Label {
        let mut label = Label::centred(text, corner, width, 1, size, bold);
        label.align = Align::Left;
        let (dx, dy) = (corner.0 - label.rect.left, corner.1 - label.rect.top);
        label.move_by(dx, dy);
        label
    }

    fn move_by(&mut self, dx: f64, dy: f64) {
        let Rect { left, top, right, bottom } = self.rect;
        self.rect = Rect { left: left + dx, top: top + dy, right: right + dx, bottom: bottom + dy };
    }
}

/// The text in as few lines as its width needs, all of them about as long.
fn balanced(face: Face, text: &str, width: f64, most: usize) -> Vec<String> {
    let lines = face.wrapped(text, width, most);
    let fits = |width: f64| {
        let again = face.wrapped(text, width, lines.len());
        (again.join(" ") == lines.join(" ") && again.len() == lines.len()).then_some(again)
    };
    let narrower = [0.5, 0.6, 0.7, 0.8, 0.9].iter().find_map(|share| fits(share * width));
    narrower.unwrap_or(lines)
}

/// How large things are on a page.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// The em of a variable's words.
    words: f64,
    /// The width at which they are broken.
    width: f64,
    /// The width of an arrow's head.
    head: f64,
    /// The width of an arrow.
    stroke: f64,
    /// Half the side of a sign.
    sign: f64,
    /// The radius of a turning arrow.
    turn: f64,
    /// The em of a loop's name.
    name: f64,
}

impl Node {
    /// How far to the right of a symbol, and above it, the one behind it stands.
    pub const BEHIND: f64 = 6.0;

    /// A variable around a point.
    fn new(model: &Model, variable: VariableId, look: Look, at: Point, scale: &Scale) -> Node {
        Node::called(&model.variable(variable).words(), variable, look, at, scale)
    }

    /// A variable around a point, or its family.
    fn listed(model: &Model, variable: VariableId, look: Look, at: Point, scale: &Scale) -> Node {
        let declared = model.variable(variable);
        if declared.member.is_none() {
            return Node::new(model, variable, look, at, scale);
        }
        // Its words are longer, and stand in a cell of the same height.
        let scale = Scale { width: 1.1 * scale.width, ..*scale };
        let mut node = Node::called(&model.listed_title(declared), variable, look, at, &scale);
        node.stacked = true;
        if look == Look::Words {
            node.symbol = grown_by(node.symbol, 0.35 * scale.words, 0.15 * scale.words);
        }
        node
    }

    fn called(words: &str, variable: VariableId, look: Look, at: Point, scale: &Scale) -> Node {
        let mut label = Label::centred(words, at, scale.width, 4, scale.words, look == Look::Stock);
        let em = scale.words;
        let symbol = match look {
            Look::Words | Look::Ghost => label.rect,
            Look::Stock => grown_by(label.rect, 0.55 * em, 0.3 * em),
            Look::Valve => {
                let valve = around(at, 0.6 * em, 0.45 * em);
                let down = valve.bottom + 0.15 * em - label.rect.top;
                label.move_by(0.0, down);
                valve
            }
        };
        Node { variable, look, stacked: false, symbol, label }
    }

    /// A variable named once more, at a point.
    fn ghost(model: &Model, variable: VariableId, at: Point, scale: &Scale) -> Node {
        let words = format!("<{}>", model.listed_words(model.variable(variable)));
        let label = Label::centred(&words, at, scale.width, 2, 0.85 * scale.words, false);
        Node { variable, look: Look::Ghost, stacked: false, symbol: label.rect, label }
    }

    /// All the room it takes.
    pub fn room(&self) -> Rect {
        let (a, b) = (self.symbol, self.label.rect);
        let behind = if self.stacked { Node::BEHIND } else { 0.0 };
        Rect {
            left: a.left.min(b.left),
            right: (a.right + behind).max(b.right),
            top: (a.top - behind).min(b.top),
            bottom: a.bottom.max(b.bottom),
        }
    }
}

/// The arrows of a subject, as they run in a scene.
fn arrows(subject: &Subject, scene: &Scene, signs: &[Point], scale: &Scale, weights: Option<&Weights>) -> Vec<Arrow> {
    let crowd = scene.crowd();
    let arrow = |(i, link): (usize, &subject::Link)| {
        let weight = weights.map(|w| link.joins.iter().filter_map(|ends| w.of.get(ends)).sum::<f64>());
        let sign = match weight {
            Some(weight) if weight < 0.0 => Some(Sign::Minus),
            Some(weight) if weight > 0.0 => Some(Sign::Plus),
            _ => link.sign,
        };
        Arrow {
            cause: link.cause,
            effect: link.effect,
            through: link.through.clone(),
            curve: scene.wires[i].curve.clone(),
            width: scale.stroke * weight.map_or(1.0, |weight| 0.5 + 2.5 * weight.abs().min(1.0)),
            sign: sign.map(|sign| (sign, signs[i])),
            sign_half: scale.sign,
            delay: link.delayed.then(|| scene.strokes(i, crowd.as_ref())),
        }
    };
    subject.links.iter().enumerate().map(arrow).collect()
}

/// Whether a loop turns clockwise, by the area that its arrows and pipes go round.
fn turns_clockwise(points: &[Point]) -> bool {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() > 0.0
}

/// The hue of a box.
fn hue_of(number: usize) -> Hue {
    // Green, orange, sky and purple: those of blue and vermillion are the signs'.
    Hue::Series(number % 4)
}

/// How to read the signs that are there, the caption of the weights, and whether arrows were too many for `patience`.
fn legend(
    subject: &Subject,
    nodes: &[Node],
    weights: Option<&Weights>,
    patience: usize,
    (at, width): (Point, f64),
    size: f64,
) -> Vec<Label> {
    let mut words: Vec<&str> = Vec::new();
    if subject.links.iter().any(|link| link.sign.is_some()) {
        words.extend(["+ more gives more", "− more gives less"]);
    }
    if subject.links.iter().any(|link| link.sign.is_none()) {
        words.push("grey: one or the other, as the values are");
    }
    if subject.links.iter().any(|link| link.delayed) {
        words.push("‖ takes time");
    }
    if nodes.iter().any(|node| node.look == Look::Ghost) {
        words.push("<in brackets>: it stands elsewhere");
    }
    if !subject.rounds.is_empty() {
        words.extend(["R feeds on itself", "B holds itself in check"]);
    }
    words.extend(weights.map(|w| w.caption.as_str()).filter(|caption| !caption.is_empty()));
    let simply = format!("drawn simply: {} arrows are too many to keep clear of each other", subject.links.len());
    words.extend((patience == 0).then_some(simply.as_str()));
    let lines = Label::face(size, false).wrapped(&words.join(" · "), width, 4);
    let line =
        |(i, text): (usize, &String)| Label::line(text, (at.0, at.1 + i as f64 * 1.2 * size), width, size, false);
    lines.iter().enumerate().map(line).collect()
}

/// Where the mark of a loop would stand best: the middle of the arrows that are most its own.
fn heart(subject: &Subject, round: &subject::Round, curves: &[&[Point]]) -> Point {
    let shared = |link: &usize| subject.rounds.iter().filter(|other| other.links.contains(link)).count().max(1) as f64;
    let all = curves.iter().map(|c| c.len()).sum::<usize>().max(1) as f64;
    let (mut sum, mut weight) = ((0.0, 0.0), 0.0);
    for (link, curve) in round.links.iter().zip(curves) {
        // Mostly beside what is its own, and a little towards the middle of the whole.
        let share = 1.0 / (shared(link) * shared(link)) + 4.0 / all;
        for point in curve.iter() {
            sum = (sum.0 + share * point.0, sum.1 + share * point.1);
            weight += share;
        }
    }
    if weight == 0.0 { (0.0, 0.0) } else { (sum.0 / weight, sum.1 / weight) }
}

/// The mark of a loop in a rectangle around a point: the turning arrow above its name.
fn turn(found: &NamedLoop, named: usize, at: Point, clockwise: bool, mut name: Label, scale: &Scale) -> Turn {
    let height = 2.0 * scale.turn + 0.3 * scale.name + name.rect.height();
    let centre = (at.0, at.1 - 0.5 * height + scale.turn);
    let middle = (0.5 * (name.rect.left + name.rect.right), name.rect.bottom);
    name.move_by(at.0 - middle.0, at.1 + 0.5 * height - middle.1);
    let letter = if found.polarity == Polarity::Reinforcing { "R" } else { "B" };
    let letter = Label::centred(letter, centre, scale.turn * 2.0, 1, 1.05 * scale.turn, true);
    Turn { named, polarity: found.polarity, centre, radius: scale.turn, clockwise, letter, name }
}
