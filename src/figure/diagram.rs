//! The picture of a model as plain data: stocks as boxes, flows as pipes with valves, auxiliaries as words, arrows with a
//! sign at each head and two strokes where a stock makes them slow, loops as turning arrows with their numbers inside.
//!
//! The signs of the drawing are those of Sterman (2000), "Business Dynamics", chapters 5 and 6. What is shown comes from
//! `subject`, where it stands from `ring` (a room), `pair` (a ring that turns) or `grid` (everything), how arrows
//! run from `wire`, where signs and loops are marked from `mark`; there is no chance in it, and the same model gives the
//! same picture. `src/figure/draw.rs` paints it.

mod curve;
mod frame;
mod grid;
mod mark;
mod near;
mod pair;
mod pipe;
mod ring;
mod settle;
mod stand;
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

/// One half of a picture of a ring that turns.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// "Left alone".
    pub title: String,
    /// "the quarter from week 39".
    pub caption: String,
    /// By index into [`Model::loops`], what each loop did to the outcome, in its unit; what is negative drags it down.
    pub effects: Vec<(usize, f64)>,
    /// What became of variables in the quarter: how each changed, where that can be told. Of what is missing the words follow the
    /// loops along it.
    pub changes: Vec<(VariableId, f64)>,
}

/// Where something carries an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Down,
    Up,
}

/// A page with a model on it. Lengths are in pixels from its upper left corner.
#[derive(Debug, Clone)]
pub struct Diagram {
    pub width: u32,
    pub height: u32,
    pub title: Label,
    /// How to read the signs, what the weights are, and what is told of loops beside their marks.
    pub legend: Vec<Label>,
    pub regions: Vec<Region>,
    /// The ways of rings.
    pub tracks: Vec<Vec<Point>>,
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
    /// Where the loops along it carry an outcome, if that is what the picture shows instead of signs.
    pub way: Option<Way>,
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
    /// What stands inside: the loop's number; of a longer one the letter of its polarity.
    pub letter: Label,
    /// What stands below: the loop's name, or nothing where a list has it.
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

/// The ring of a room's picture twice, side by side, with the loops that did most: arrows are as thick, on one scale, as
/// what the loops along them did, and words and colours say whether they drag the outcome down or lift it. `measure` is
/// what the effects are of, with its unit. None where the model has no ring that a room could see.
pub fn rings(model: &Model, sides: &[Side; 2], measure: &str) -> Option<Diagram> {
    pair::rings(model, &landmarks(model, View::Room)?, sides, measure)
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

impl Side {
    /// What a loop did, if it is told.
    fn effect(&self, named: usize) -> Option<f64> {
        self.effects.iter().find(|(of, effect)| *of == named && effect.is_finite()).map(|(_, effect)| *effect)
    }
}

impl Way {
    fn of(effect: f64) -> Option<Way> {
        match effect {
            ..0.0 => Some(Way::Down),
            _ if effect > 0.0 => Some(Way::Up),
            _ => None,
        }
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

    /// Items one after the other in as many lines as they take, each line a label, from an upper left corner down.
    fn listed(items: &[String], corner: Point, width: f64, most: usize, size: f64) -> Vec<Label> {
        let lines = packed(Label::face(size, false), items, width, most);
        let line = |(i, text): (usize, &String)| {
            Label::line(text, (corner.0, corner.1 + i as f64 * 1.2 * size), width, size, false)
        };
        lines.iter().enumerate().map(line).collect()
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

/// Between the items of a list in running text.
const BETWEEN: &str = " · ";

/// Items as running text, broken between them where that can be.
fn packed(face: Face, items: &[String], width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if face.width(&format!("{line}{BETWEEN}{item}")) <= width => {
                line.push_str(BETWEEN);
                line.push_str(item);
            }
            _ => lines.push(item.clone()),
        }
    }
    let fits = lines.len() <= most && lines.iter().all(|line| face.width(line) <= width);
    if fits { lines } else { face.wrapped(&items.join(BETWEEN), width, most) }
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
            way: None,
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
    looks: &[Look],
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
    if looks.contains(&Look::Ghost) {
        words.push("<in brackets>: it stands elsewhere");
    }
    if looks.contains(&Look::Stock) {
        words.extend(["box: builds up over time", "no box: follows at once"]);
    }
    if looks.contains(&Look::Valve) {
        words.push("on a pipe: fills a box or empties it");
    }
    if !subject.rounds.is_empty() {
        words.extend(["R feeds on itself", "B holds itself in check"]);
    }
    words.extend(weights.map(|w| w.caption.as_str()).filter(|caption| !caption.is_empty()));
    let simply = format!("drawn simply: {} arrows are too many to keep clear of each other", subject.links.len());
    words.extend((patience == 0).then_some(simply.as_str()));
    let words: Vec<String> = words.into_iter().map(str::to_string).collect();
    Label::listed(&words, at, width, 4, size)
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

/// The longest number of a loop that stands in its turning arrow.
const LONGEST_NUMBER: usize = 3;

/// How high the mark of a loop is with its name.
fn height_of_turn(name: &Label, scale: &Scale) -> f64 {
    let below = if name.lines.is_empty() { 0.0 } else { 0.3 * scale.name + name.rect.height() };
    2.0 * scale.turn + below
}

/// The mark of a loop in a rectangle around a point: the turning arrow above its name.
fn turn(found: &NamedLoop, named: usize, at: Point, clockwise: bool, mut name: Label, scale: &Scale) -> Turn {
    let height = height_of_turn(&name, scale);
    let centre = (at.0, at.1 - 0.5 * height + scale.turn);
    let middle = (0.5 * (name.rect.left + name.rect.right), name.rect.bottom);
    name.move_by(at.0 - middle.0, at.1 + 0.5 * height - middle.1);
    let polarity = if found.polarity == Polarity::Reinforcing { "R" } else { "B" };
    let inside = if is_short(found) { &found.id } else { polarity };
    let most = 1.55 * scale.turn / Label::face(1.0, true).width(inside);
    let letter = Label::centred(inside, centre, 2.0 * scale.turn, 1, most.min(0.95 * scale.turn), true);
    Turn { named, polarity: found.polarity, centre, radius: scale.turn, clockwise, letter, name }
}

/// Whether the number of a loop finds room in its turning arrow.
fn is_short(found: &NamedLoop) -> bool {
    found.id.chars().count() <= LONGEST_NUMBER
}
