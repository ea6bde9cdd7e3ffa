//! The page of a ring: the ellipse round which its variables stand, and the boxes of the model as sectors of it.

use std::f64::consts::{PI, TAU};

use crate::figure::Hue;
use crate::figure::draw::geometry::{Point, Rect};
use crate::math;
use crate::model::{Model, VariableId};

use super::curve::{grown, middle, overlap};
use super::subject::Subject;
use super::{Label, Region, Scale, hue_of};

/// The size of a box's title.
const TITLE: f64 = 34.0;

/// Where a ring is drawn, and how large.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Where boxes and arrows are.
    pub field: Rect,
    /// The radii of the ring.
    pub ring: Point,
    /// The radii of the hub, for what stands in no box.
    pub hub: Point,
    pub scale: Scale,
}

impl Frame {
    pub fn on_ring(&self, angle: f64) -> Point {
        self.on_ellipse(angle, self.ring)
    }

    fn on_ellipse(&self, angle: f64, radii: Point) -> Point {
        let centre = middle(self.field);
        (centre.0 + radii.0 * math::cos(angle), centre.1 + radii.1 * math::sin(angle))
    }

    /// So many points round the middle.
    pub fn ellipse(&self, radii: Point, points: u32) -> Vec<Point> {
        (0..points).map(|i| self.on_ellipse(TAU * f64::from(i) / f64::from(points), radii)).collect()
    }

    /// A rectangle moved so that all of it is on the field.
    pub fn inside(&self, rect: Rect) -> Rect {
        let field = grown(self.field, -16.0);
        let dx = into(rect.left, rect.right, field.left, field.right);
        let dy = into(rect.top, rect.bottom, field.top, field.bottom);
        Rect { left: rect.left + dx, right: rect.right + dx, top: rect.top + dy, bottom: rect.bottom + dy }
    }

    /// In which direction from the middle a point lies, growing clockwise.
    fn angle_of(&self, at: Point) -> f64 {
        let centre = middle(self.field);
        direction((at.0 - centre.0) / self.ring.0, (at.1 - centre.1) / self.ring.1)
    }

    /// Where the field ends in a direction.
    fn edge(&self, angle: f64) -> Point {
        let centre = middle(self.field);
        let (dx, dy) = (self.ring.0 * math::cos(angle), self.ring.1 * math::sin(angle));
        let reach = |d: f64, half: f64| if d.abs() < 1e-9 { f64::INFINITY } else { half / d.abs() };
        let far = reach(dx, 0.5 * self.field.width()).min(reach(dy, 0.5 * self.field.height()));
        (centre.0 + far * dx, centre.1 + far * dy)
    }

    /// The part of the field between two directions.
    fn wedge(&self, from: f64, to: f64) -> Vec<Point> {
        let mut out = vec![middle(self.field), self.edge(from)];
        let mut corners: Vec<(f64, Point)> = rectangle(self.field)
            .into_iter()
            .map(|c| ((self.angle_of(c) - from).rem_euclid(TAU), c))
            .filter(|(turned, _)| *turned > 1e-6 && *turned < to - from - 1e-6)
            .collect();
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        out.extend(corners.into_iter().map(|(_, corner)| corner));
        out.push(self.edge(to));
        out
    }
}

/// The boxes as sectors of the page, clockwise from the left.
#[derive(Debug, Default)]
pub struct Sectors {
    /// The box of each variable that stands in one.
    of: Vec<Option<usize>>,
    pub count: usize,
}

impl Sectors {
    pub fn of(model: &Model) -> Sectors {
        let mut of = vec![None; model.variables.len()];
        let filled: Vec<usize> = (0..model.boxes.len()).filter(|b| !model.boxes[*b].variables.is_empty()).collect();
        for (sector, b) in filled.iter().enumerate() {
            model.boxes[*b].variables.iter().for_each(|v| of[v.0 as usize] = Some(sector));
        }
        Sectors { of, count: filled.len() }
    }

    pub fn sector(&self, variable: VariableId) -> Option<usize> {
        self.of.get(variable.0 as usize).copied().flatten()
    }

    /// Where a sector begins; angles grow clockwise.
    fn begin(&self, sector: usize) -> f64 {
        PI + TAU * sector as f64 / self.count.max(1) as f64
    }

    /// Whether all of a rectangle lies in a sector.
    pub fn holds(&self, frame: &Frame, sector: usize, rect: Rect) -> bool {
        let corners =
            [(rect.left, rect.top), (rect.right, rect.top), (rect.left, rect.bottom), (rect.right, rect.bottom)];
        self.count < 2
            || corners.iter().all(|corner| {
                let turned = (frame.angle_of(*corner) - self.begin(0)).rem_euclid(TAU);
                (turned / TAU * self.count as f64) as usize == sector
            })
    }

    /// An angle for each variable on the ring: those of a box spread over its sector, in the order of the ring.
    pub fn angles(&self, ring: &[VariableId]) -> Vec<f64> {
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

    pub fn regions(&self, frame: &Frame, model: &Model, subject: &Subject, standing: &[Rect]) -> Vec<Region> {
        let mut out = Vec::new();
        let filled = model.boxes.iter().filter(|b| !b.variables.is_empty());
        for (sector, b) in filled.enumerate() {
            let (from, to) = (self.begin(sector), self.begin(sector) + TAU / self.count as f64);
            let corners = if self.count == 1 { rectangle(frame.field) } else { frame.wedge(from, to) };
            let title = |angle: f64| {
                let mut title = Label::centred(&b.title, frame.edge(angle), 420.0, 2, TITLE, true);
                title.hue = hue_of(sector);
                let (rect, field) = (title.rect, grown(frame.field, -20.0));
                let dx = into(rect.left, rect.right, field.left, field.right);
                title.move_by(dx, into(rect.top, rect.bottom, field.top, field.bottom));
                title
            };
            // In the middle of the sector's edge, or as near to it as the ring lets it.
            let middle = 0.5 * (from + to);
            let aside = [0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4];
            let clear = |t: &Label| standing.iter().all(|body| !overlap(grown(t.rect, frame.scale.head), *body));
            let places = aside.map(|share| title(middle + share * (to - from)));
            let title = places.iter().find(|t| clear(t)).unwrap_or(&places[0]).clone();
            out.push(Region { hue: hue_of(sector), corners, title: Some(title) });
        }
        let homeless = subject.variables.iter().any(|v| self.sector(*v).is_none());
        if self.count > 1 && homeless {
            let corners = frame.ellipse(frame.hub, 72);
            out.push(Region { hue: Hue::Ink, corners, title: None });
        }
        out
    }
}

/// How far something has to move to lie between two bounds.
pub fn into(low: f64, high: f64, least: f64, most: f64) -> f64 {
    if low < least { least - low } else { (most - high).min(0.0) }
}

/// Half way on the shorter way round.
pub fn between_angles(a: f64, b: f64) -> f64 {
    let apart = (b - a + PI).rem_euclid(TAU) - PI;
    a + 0.5 * apart
}

pub fn rectangle(rect: Rect) -> Vec<Point> {
    vec![(rect.left, rect.top), (rect.right, rect.top), (rect.right, rect.bottom), (rect.left, rect.bottom)]
}

/// The angle of a direction, growing clockwise on the page.
fn direction(x: f64, y: f64) -> f64 {
    let angle = math::arccos(x / math::sqrt(x * x + y * y).max(1e-9));
    if y < 0.0 { -angle } else { angle }
}
