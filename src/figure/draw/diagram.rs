//! The picture of a model as shapes.

use super::color::{Color, GREY, INK, WHITE};
use super::geometry::{Point, Rect};
use super::page::Page;
use super::shape::{Anchor, Pen, Sheet};
use super::text::Face;
use crate::figure::Hue;
use crate::figure::diagram::{Align, Arrow, Diagram, Label, Look, Node, Pipe, Region, Turn, Way};
use crate::math;
use crate::model::loops::Sign;

/// How much of its colour the ground of a box has.
const GROUND: f64 = 0.14;
/// The width of the way of the ring.
const TRACK: f64 = 54.0;
/// The brightest that words may be.
const READABLE: f64 = 90.0;

impl From<&Diagram> for Page {
    fn from(diagram: &Diagram) -> Page {
        let mut sheet = Sheet::default();
        let (right, bottom) = (f64::from(diagram.width), f64::from(diagram.height));
        sheet.rect(Rect { left: 0.0, top: 0.0, right, bottom }, WHITE);
        diagram.regions.iter().for_each(|r| region(&mut sheet, r));
        for track in &diagram.tracks {
            let closed: Vec<Point> = track.iter().chain(track.first()).copied().collect();
            sheet.line(&closed, Pen::plain(WHITE.at(0.75), TRACK));
        }
        diagram.pipes.iter().for_each(|p| pipe(&mut sheet, p));
        diagram.arrows.iter().for_each(|a| arrow(&mut sheet, a));
        // Where everything is shown, some arrows run under words, which are read by their rims.
        let rimmed = diagram.tracks.is_empty();
        diagram.nodes.iter().for_each(|n| node(&mut sheet, n, rimmed));
        diagram.arrows.iter().for_each(|a| sign(&mut sheet, a));
        diagram.turns.iter().for_each(|t| turn(&mut sheet, t));
        let titles = diagram.regions.iter().filter_map(|r| r.title.as_ref());
        titles.chain(&diagram.legend).chain([&diagram.title]).for_each(|l| label(&mut sheet, l));
        let (width, height) = (diagram.width, diagram.height);
        let title = diagram.title.lines.join(" ");
        Page { shapes: sheet.shapes, title, about: about(diagram), unit: 1.0, width, height }
    }
}

/// What is on the page, in words: the variables, and the loops with their letters.
fn about(diagram: &Diagram) -> String {
    let said = |label: &Label| label.lines.join(" ");
    let nodes: Vec<String> = diagram.nodes.iter().filter(|n| n.look != Look::Ghost).map(|n| said(&n.label)).collect();
    let turns: Vec<String> = diagram.turns.iter().map(|t| format!("{} {}", said(&t.letter), said(&t.name))).collect();
    let loops = if turns.is_empty() { String::new() } else { format!(" Loops: {}.", turns.join(", ")) };
    format!("A causal diagram of {}.{loops} {}", nodes.join(", "), diagram.legend.iter().map(said).collect::<String>())
}

fn words(hue: Hue) -> Color {
    Color::of(hue).darkened(READABLE)
}

fn label(sheet: &mut Sheet, label: &Label) {
    written(sheet, label, words(label.hue), false);
}

fn written(sheet: &mut Sheet, label: &Label, color: Color, rimmed: bool) {
    let face = Face { size: label.size, bold: label.bold, color };
    let centre = 0.5 * (label.rect.left + label.rect.right);
    for (i, line) in label.lines.iter().enumerate() {
        let middle = label.rect.top + (i as f64 + 0.5) * Label::LINE * label.size;
        let (x, anchor) = match label.align {
            Align::Left => (label.rect.left, Anchor::Start),
            Align::Middle => (centre, Anchor::Middle),
        };
        let at = (x, middle + face.half_height());
        match rimmed {
            true => sheet.text_on_marks(face, at, anchor, line),
            false => sheet.text(face, at, anchor, line),
        }
    }
}

fn region(sheet: &mut Sheet, region: &Region) {
    let ground = if region.title.is_some() { Color::of(region.hue).on_white(GROUND) } else { WHITE };
    sheet.area(region.corners.clone(), ground);
    let mut rim = region.corners.clone();
    rim.extend(region.corners.first().copied());
    sheet.line(&rim, Pen::plain(WHITE, 8.0));
}

fn outline(sheet: &mut Sheet, rect: Rect, ground: Color, pen: Pen) {
    let grown =
        |by: f64| Rect { left: rect.left - by, top: rect.top - by, right: rect.right + by, bottom: rect.bottom + by };
    sheet.rect(grown(0.5 * pen.width), pen.color);
    sheet.rect(grown(-0.5 * pen.width), ground);
}

fn node(sheet: &mut Sheet, node: &Node, rimmed: bool) {
    let em = node.label.size;
    let Rect { left, top, right, bottom } = node.symbol;
    let by = Node::BEHIND;
    let behind = Rect { left: left + by, right: right + by, top: top - by, bottom: bottom - by };
    for (rect, is_behind) in [(behind, true), (node.symbol, false)] {
        if is_behind && !node.stacked {
            continue;
        }
        match node.look {
            Look::Words if node.stacked => outline(sheet, rect, WHITE, Pen::plain(GREY, 0.06 * em)),
            Look::Words => {}
            Look::Ghost => return written(sheet, &node.label, GREY, rimmed),
            Look::Stock => outline(sheet, rect, WHITE, Pen::plain(INK, 0.1 * em)),
            Look::Valve => valve(sheet, rect, if is_behind { GREY } else { INK }),
        }
    }
    let is_boxed = node.look == Look::Stock || node.stacked;
    written(sheet, &node.label, words(node.label.hue), rimmed && !is_boxed);
}

/// Two triangles and a handle.
fn valve(sheet: &mut Sheet, Rect { left, top, right, bottom }: Rect, color: Color) {
    let (centre, height) = ((0.5 * (left + right), 0.5 * (top + bottom)), bottom - top);
    for side in [vec![(left, top), (left, bottom), centre], vec![(right, top), (right, bottom), centre]] {
        sheet.area(side, color);
    }
    let end = top - 0.11 * height;
    sheet.line(&[centre, (centre.0, end)], Pen::plain(color, 0.1 * height));
    sheet.line(&[(centre.0 - 0.28 * height, end), (centre.0 + 0.28 * height, end)], Pen::plain(color, 0.13 * height));
}

/// Two walls with white between them, an arrow's head at the sink, clouds where it leaves the model.
fn pipe(sheet: &mut Sheet, pipe: &Pipe) {
    const WIDTH: f64 = 7.0;
    let (before, head) = headed(&pipe.corners, 12.0);
    sheet.line(&before, Pen::plain(GREY, WIDTH));
    sheet.line(&before, Pen::plain(WHITE, WIDTH - 3.6));
    for cloud in &pipe.clouds {
        for (dx, dy, radius) in [(-8.0, 2.0, 7.0), (0.0, -4.0, 8.0), (8.0, 2.0, 7.0), (0.0, 4.0, 7.0)] {
            sheet.disc((cloud.0 + dx, cloud.1 + dy), radius, GREY);
        }
        for (dx, dy, radius) in [(-8.0, 2.0, 5.2), (0.0, -4.0, 6.2), (8.0, 2.0, 5.2), (0.0, 4.0, 5.2)] {
            sheet.disc((cloud.0 + dx, cloud.1 + dy), radius, WHITE);
        }
    }
    if let Some(head) = head {
        triangle(sheet, head, 12.0, 14.0, GREY);
    }
}

/// A line without its last piece of this length, and where its head stands: tip and direction.
fn headed(line: &[Point], length: f64) -> (Vec<Point>, Option<(Point, Point)>) {
    let mut out = line.to_vec();
    let Some(tip) = out.last().copied() else { return (out, None) };
    let mut left = length;
    while out.len() > 1 {
        let (a, b) = (out[out.len() - 2], out[out.len() - 1]);
        let piece = far(a, b);
        if piece > left {
            let share = left / piece;
            let base = (b.0 + share * (a.0 - b.0), b.1 + share * (a.1 - b.1));
            *out.last_mut().expect("there are two") = base;
            let whole = far(base, tip).max(1e-9);
            return (out, Some((tip, ((tip.0 - base.0) / whole, (tip.1 - base.1) / whole))));
        }
        left -= piece;
        out.pop();
    }
    (line.to_vec(), None)
}

fn far(a: Point, b: Point) -> f64 {
    math::sqrt((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1))
}

fn triangle(sheet: &mut Sheet, (tip, along): (Point, Point), length: f64, width: f64, color: Color) {
    let at =
        |back: f64, aside: f64| (tip.0 - back * along.0 - aside * along.1, tip.1 - back * along.1 + aside * along.0);
    sheet.area(vec![tip, at(length, 0.5 * width), at(length, -0.5 * width)], color);
}

/// More is blue and less is vermillion, beside being + and −.
fn color(sign: Option<Sign>) -> Color {
    match sign {
        Some(Sign::Plus) => Color::of(Hue::Change),
        Some(Sign::Minus) => Color::of(Hue::Base),
        None => GREY,
    }
}

fn arrow(sheet: &mut Sheet, arrow: &Arrow) {
    let color = match arrow.way {
        Some(Way::Up) => Color::of(Hue::Change),
        Some(Way::Down) => Color::of(Hue::Base),
        None => color(arrow.sign.map(|(sign, _)| sign)),
    };
    let length = (3.0 * arrow.width + 6.0).min(1.3 * arrow.width + 16.0);
    let (shaft, head) = headed(&arrow.curve, 0.85 * length);
    // What drags down is broken, to be told without colours.
    let dash = (arrow.way == Some(Way::Down)).then_some((0.9 * arrow.width + 12.0, 0.35 * arrow.width + 6.0));
    sheet.line(&shaft, Pen { color, width: arrow.width, dash });
    if let Some(head) = head {
        triangle(sheet, head, length, (0.9 * length).max(1.9 * arrow.width), color);
    }
    if let Some(place) = arrow.delay {
        strokes(sheet, place, arrow.width, color);
    }
}

/// The mark of a delay: two strokes across the arrow, with white between them.
fn strokes(sheet: &mut Sheet, (place, along): (Point, Point), width: f64, color: Color) {
    let (reach, gap) = (1.6 * width + 5.0, 0.8 * width + 1.6);
    let at = |on: f64, aside: f64| (place.0 + on * along.0 - aside * along.1, place.1 + on * along.1 + aside * along.0);
    sheet.line(&[at(-gap, 0.0), at(gap, 0.0)], Pen::plain(WHITE, width + 2.0));
    for side in [-gap, gap] {
        sheet.line(&[at(side, -reach), at(side, reach)], Pen::plain(color, 0.8 * width + 0.6));
    }
}

fn sign(sheet: &mut Sheet, arrow: &Arrow) {
    let Some((sign, at)) = arrow.sign else { return };
    let half = 0.8 * arrow.sign_half;
    let pen = Pen::plain(color(Some(sign)), 0.42 * half);
    sheet.disc(at, 1.25 * half, WHITE);
    sheet.line(&[(at.0 - half, at.1), (at.0 + half, at.1)], pen);
    if sign == Sign::Plus {
        sheet.line(&[(at.0, at.1 - half), (at.0, at.1 + half)], pen);
    }
}

fn turn(sheet: &mut Sheet, turn: &Turn) {
    // From the lower right round to the right, so that the gap and the head are easy to see.
    let way = if turn.clockwise { 1.0 } else { -1.0 };
    let at = |degrees: f64| {
        let angle = std::f64::consts::PI / 180.0 * (90.0 + way * degrees);
        (turn.centre.0 + turn.radius * math::cos(angle), turn.centre.1 + turn.radius * math::sin(angle))
    };
    let arc: Vec<Point> = (0..=60).map(|i| at(40.0 + 5.0 * f64::from(i))).collect();
    sheet.disc(turn.centre, 1.12 * turn.radius, WHITE);
    let (shaft, head) = headed(&arc, 0.4 * turn.radius);
    sheet.line(&shaft, Pen::plain(INK, 0.13 * turn.radius));
    if let Some(head) = head {
        triangle(sheet, head, 0.5 * turn.radius, 0.55 * turn.radius, INK);
    }
    label(sheet, &turn.letter);
    label(sheet, &turn.name);
}
