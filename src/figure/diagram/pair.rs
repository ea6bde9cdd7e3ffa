//! The ring twice, side by side: the same variables at the same places with the same arrows, which carry an outcome down
//! on one side and up on the other.

use crate::figure::Hue;
use crate::figure::draw::geometry::{Point, Rect};
use crate::model::loops::{Polarity, Sign};
use crate::model::{Better, Model, VariableId};
use crate::text;

use super::frame::{Frame, Sectors, rectangle};
use super::ring::{HEAD, LEGEND, MARGIN, Ring, SIZE, half_of, half_of_mark, laid_below, look, title};
use super::subject::{Link, Round, Subject};
use super::wire::Scene;
use super::{Arrow, Diagram, Label, Look, Node, Region, Scale, Side, Turn, Way, packed, turns_clockwise};

const SCALE: Scale = Scale { words: 31.0, width: 164.0, head: 26.0, stroke: 2.5, sign: 13.0, turn: 30.0, name: 27.0 };

/// The most loops beside the ring: more arrows than theirs could not be followed from afar.
const MOST_LOOPS: usize = 4;
/// The width of the thickest arrow.
const THICKEST: f64 = 20.0;
/// The size of a side's title, and of the words below it.
const TITLE: f64 = 36.0;
/// The most lines that tell a side's loops.
const MOST_LINES: usize = 2;

/// Draws the ring of a subject and the strongest loops beside it, once for each side; None where it has no ring.
pub fn rings(model: &Model, subject: &Subject, sides: &[Side; 2], measure: &str) -> Option<Diagram> {
    let (shown, kept) = strongest(subject, subject.ring?, sides);
    let effects = Effects { model, subject };
    let thickest =
        sides.iter().flat_map(|side| kept.iter().map(|link| effects.along(*link, side).abs())).fold(0.0, f64::max);
    let decimals = decimals(sides);
    let mut legend = legend(thickest, decimals, measure);
    let foot = laid_below(&mut legend);
    let half_width = 0.5 * f64::from(SIZE.0);
    let ground = Rect { left: MARGIN, top: HEAD, right: half_width - 4.0, bottom: foot };
    let told = MOST_LINES as f64 * 1.2 * LEGEND;
    let field = Rect { top: HEAD + 2.6 * TITLE, bottom: foot - told - 14.0, ..ground };
    let ring = (0.38 * field.width(), 0.405 * field.height());
    let frame = Frame { field, ring, hub: ring, scale: SCALE };
    // The boxes say where on the ring a variable stands, and no more.
    let (sectors, anywhere) = (Sectors::of(model), Sectors::default());
    let node = |variable: VariableId, side: &Side, at: Point| {
        let way = effects.at(variable, side);
        let words = effects.words(variable, way);
        let mut node = Node::called(&words, variable, look(model, variable), at, &SCALE);
        node.label.hue = hue_of(way);
        node
    };
    // Room for what is said on either side, so that arrows are the same on both.
    let half = |variable: VariableId| {
        let [a, b] = sides.each_ref().map(|side| half_of(node(variable, side, (0.0, 0.0)).room()));
        (a.0.max(b.0), a.1.max(b.1))
    };
    let stood = Ring::new(&frame, &sectors, &shown, &half);
    // The names of the loops stand in a list with what each did: their marks are small, to stand inside of them.
    let name = Label::centred("", (0.0, 0.0), 0.0, 1, SCALE.name, true);
    let (scene, marks) = stood.settled(&anywhere, Vec::new(), &|_| half_of_mark(&name, &SCALE));
    let mut out = Diagram {
        width: SIZE.0,
        height: SIZE.1,
        title: title(model),
        legend,
        regions: Vec::new(),
        tracks: Vec::new(),
        nodes: Vec::new(),
        pipes: Vec::new(),
        arrows: Vec::new(),
        turns: Vec::new(),
    };
    for (side, dx) in sides.iter().zip([0.0, half_width - MARGIN + 4.0]) {
        let moved = |p: Point| (p.0 + dx, p.1);
        let (way, corner) = (effects.all(side), moved((ground.left + 18.0, ground.top + 10.0)));
        let width = ground.width() - 36.0;
        let mut heading = Label::line(&heading(side, way), corner, width, TITLE, true);
        heading.hue = hue_of(way);
        out.legend.push(Label::line(&side.caption, (corner.0, heading.rect.bottom + 2.0), width, LEGEND, false));
        out.legend.extend(told_below(model, &shown, side, decimals, (corner.0, foot - told - 4.0), width));
        let corners = rectangle(ground).into_iter().map(moved).collect();
        out.regions.push(Region { hue: hue_of(way), corners, title: Some(heading) });
        out.tracks.push(frame.ellipse(frame.ring, 120).into_iter().map(moved).collect());
        for (variable, body) in stood.variables.iter().zip(&scene.bodies) {
            let mut node = node(*variable, side, moved(body.centre()));
            if node.look == Look::Stock {
                node.symbol = Rect { left: body.left + dx, right: body.right + dx, ..*body };
            }
            out.nodes.push(node);
        }
        for (wire, (link, of)) in scene.wires.iter().zip(shown.links.iter().zip(&kept)) {
            let effect = effects.along(*of, side);
            let share = if thickest > 0.0 { effect.abs() / thickest } else { 0.0 };
            out.arrows.push(arrow(link, wire.curve.iter().copied().map(moved).collect(), Way::of(effect), share));
        }
        for (round, at) in shown.rounds.iter().zip(&marks) {
            out.turns.push(mark(model, &scene, round, moved(at.centre()), name.clone()));
        }
    }
    Some(out)
}

/// An arrow as thick as this share of the thickest.
fn arrow(link: &Link, curve: Vec<Point>, way: Option<Way>, share: f64) -> Arrow {
    Arrow {
        cause: link.cause,
        effect: link.effect,
        through: link.through.clone(),
        curve,
        width: (share * THICKEST).max(SCALE.stroke),
        sign: None,
        sign_half: SCALE.sign,
        delay: None,
        way,
    }
}

fn mark(model: &Model, scene: &Scene, round: &Round, at: Point, name: Label) -> Turn {
    let clockwise = turns_clockwise(&scene.round(&round.links).concat());
    super::turn(&model.loops[round.named], round.named, at, clockwise, name, &SCALE)
}

/// The ring, and beside it the loops that did most on either side; and which links of the whole its links are.
fn strongest(subject: &Subject, ring: usize, sides: &[Side; 2]) -> (Subject, Vec<usize>) {
    let most = |r: &usize| {
        let effects = sides.iter().filter_map(|side| side.effect(subject.rounds[*r].named));
        effects.map(f64::abs).fold(0.0, f64::max)
    };
    let mut others: Vec<usize> = (0..subject.rounds.len()).filter(|r| *r != ring && most(r) > 0.0).collect();
    others.sort_by(|a, b| most(b).total_cmp(&most(a)));
    others.truncate(MOST_LOOPS);
    let rounds: Vec<&Round> = std::iter::once(&ring).chain(&others).map(|r| &subject.rounds[*r]).collect();
    let mut kept: Vec<usize> = rounds.iter().flat_map(|round| round.links.iter().copied()).collect();
    kept.sort_unstable();
    kept.dedup();
    let own = |link: &usize| kept.binary_search(link).expect("links of all rounds are kept");
    let mut variables: Vec<VariableId> = rounds.iter().flat_map(|round| round.variables.iter().copied()).collect();
    variables.sort_unstable();
    variables.dedup();
    let shown = Subject {
        variables,
        links: kept.iter().map(|link| subject.links[*link].clone()).collect(),
        rounds: rounds.iter().map(|r| Round { links: r.links.iter().map(own).collect(), ..(*r).clone() }).collect(),
        ring: Some(0),
        ..Subject::default()
    };
    (shown, kept)
}

/// What loops did, for what they run along.
struct Effects<'a> {
    model: &'a Model,
    subject: &'a Subject,
}

impl Effects<'_> {
    /// What some loops did together: the reinforcing ones, since these run the one way or the other; or, where there are
    /// none of these, the balancing ones.
    fn of(&self, rounds: impl Iterator<Item = usize> + Clone, side: &Side) -> f64 {
        let of = |polarity: Polarity| rounds.clone().filter(move |named| self.model.loops[*named].polarity == polarity);
        let sum = |polarity| of(polarity).filter_map(|named| side.effect(named)).sum::<f64>();
        match of(Polarity::Reinforcing).next() {
            Some(_) => sum(Polarity::Reinforcing),
            None => sum(Polarity::Balancing),
        }
    }

    fn along(&self, link: usize, side: &Side) -> f64 {
        self.of(self.subject.rounds.iter().filter(|r| r.links.contains(&link)).map(|r| r.named), side)
    }

    fn at(&self, variable: VariableId, side: &Side) -> Option<Way> {
        let changed = side.changes.iter().find(|(of, _)| *of == variable).map(|(_, change)| *change);
        if let (Some(change), Some(more_is_up)) = (changed, self.more_is_up(variable)) {
            return Way::of(if more_is_up { change } else { -change });
        }
        let through = self.subject.rounds.iter().filter(|r| r.variables.contains(&variable));
        Way::of(self.of(through.map(|r| r.named), side))
    }

    /// Whether more of a variable is on the way up: where the model says that more of it is better, or that less of it is, or as
    /// the signs of links carry it from the nearest variable of which that is said.
    fn more_is_up(&self, variable: VariableId) -> Option<bool> {
        let mut reached = vec![(variable, true)];
        let mut next = 0;
        while let Some((id, is_same)) = reached.get(next).copied() {
            next += 1;
            if let Some(better) = self.model.variable(id).better {
                return Some((better == Better::High) == is_same);
            }
            for link in &self.subject.links {
                let other = match () {
                    () if link.cause == id => link.effect,
                    () if link.effect == id => link.cause,
                    () => continue,
                };
                if let Some(sign) = link.sign.filter(|_| reached.iter().all(|(seen, _)| *seen != other)) {
                    reached.push((other, is_same == (sign == Sign::Plus)));
                }
            }
        }
        None
    }

    fn all(&self, side: &Side) -> Option<Way> {
        Way::of(self.of(side.effects.iter().map(|(named, _)| *named), side))
    }

    /// What a variable does on the way down or up, as the file says it; or what it is.
    fn words(&self, variable: VariableId, way: Option<Way>) -> String {
        let given = self.model.diagram.words.iter().find(|(of, _)| *of == variable);
        match (given, way) {
            (Some((_, [down, _])), Some(Way::Down)) => down.clone(),
            (Some((_, [_, up])), Some(Way::Up)) => up.clone(),
            _ => self.model.variable(variable).words(),
        }
    }
}

fn hue_of(way: Option<Way>) -> Hue {
    match way {
        Some(Way::Down) => Hue::Base,
        Some(Way::Up) => Hue::Change,
        None => Hue::Ink,
    }
}

fn heading(side: &Side, way: Option<Way>) -> String {
    let turns = match way {
        Some(Way::Down) => "the loops drag down",
        Some(Way::Up) => "the loops lift",
        None => "the loops do nothing",
    };
    format!("{}: {turns}", side.title)
}

/// How to read it.
fn legend(thickest: f64, decimals: usize, measure: &str) -> Vec<Label> {
    let words = [
        "blue, unbroken: lifts".to_string(),
        "orange, broken: drags down".to_string(),
        "words: what became of it".to_string(),
        "box: builds up over time".to_string(),
        format!(
            "thickness: what the reinforcing loops along an arrow (or else the balancing ones) did to {measure}, added up"
        ),
        format!("one scale for both sides, the thickest {thickest:.decimals$}"),
    ];
    Label::listed(&words, (MARGIN + 4.0, 0.0), f64::from(SIZE.0) - 60.0, 2, LEGEND)
}

/// The loops of a side with what each did, those drawn first and those that did most, as many as there is room for.
fn told_below(model: &Model, shown: &Subject, side: &Side, decimals: usize, corner: Point, width: f64) -> Vec<Label> {
    let mut all: Vec<(usize, f64)> = side.effects.iter().copied().filter(|(_, effect)| effect.is_finite()).collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    all.sort_by_key(|(named, _)| shown.rounds.iter().all(|round| round.named != *named));
    let told = |(named, effect): &(usize, f64)| {
        let found = &model.loops[*named];
        format!("{} {} {}", found.id, found.name, signed(*effect, decimals))
    };
    let told: Vec<String> = all.iter().map(told).collect();
    let face = Label::face(LEGEND, false);
    let fits = |count: &usize| packed(face, &told[..*count], width, MOST_LINES + 1).len() <= MOST_LINES;
    let count = (0..=told.len()).rev().find(fits).unwrap_or(0);
    Label::listed(&told[..count], corner, width, MOST_LINES, LEGEND)
}

/// So many that the largest effect has two figures.
fn decimals(sides: &[Side; 2]) -> usize {
    let all = sides.iter().flat_map(|side| &side.effects).map(|(_, effect)| effect.abs()).filter(|e| e.is_finite());
    text::decimals(all.fold(0.0, f64::max), 2)
}

/// A number with its sign, as a picture has it.
fn signed(effect: f64, decimals: usize) -> String {
    text::signed(effect, decimals).replace('-', "−")
}
