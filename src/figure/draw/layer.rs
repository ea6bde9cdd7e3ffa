//! Layers of a stack, and where in them their names may stand.

use super::color::{Color, WHITE};
use super::geometry::{Point, cut_area, unbroken};
use super::panel::{Name, Plan};
use super::shape::{Anchor, Pen, Sheet};
use super::text::NAME;
use crate::figure::{Hue, Mark};

/// Width of the white rim between two layers.
const RIM: f64 = 2.5;
/// Free room around a name, in ems: on either side, and above and below.
const ROOM: (f64, f64) = (0.35, 0.07);
/// Part of the room that is given up for a place in the middle, where a name is better seen than at an end.
const FOR_THE_MIDDLE: f64 = 0.1;
/// Places along a layer that are tried for its name.
const PLACES: usize = 160;

/// A name broken into lines around a point.
struct Spot {
    centre: Point,
    lines: Vec<String>,
}

/// A layer on the page: its lower and upper edge from left to right, in pieces where it has gaps.
struct Strip {
    runs: Vec<Vec<(Point, Point)>>,
}

impl Strip {
    fn new(edges: impl Iterator<Item = Option<(Point, Point)>>) -> Strip {
        Strip { runs: unbroken(edges) }
    }

    /// The corners of each piece.
    fn areas(&self) -> impl Iterator<Item = Vec<Point>> {
        self.runs
            .iter()
            .map(|run| run.iter().map(|(_, high)| *high).chain(run.iter().rev().map(|(low, _)| *low)).collect())
    }

    /// Where a name in one line, or else in two, lies wholly within the layer, and has most room; None where it does not.
    fn spot(&self, name: &str) -> Option<Spot> {
        let width = NAME.width(name);
        let two = [0.55, 0.65, 0.8].iter().find(|share| NAME.fits(name, *share * width, 2));
        let two = two.map(|share| NAME.wrapped(name, share * width, 2)).filter(|lines| lines.len() == 2);
        [Some(NAME.wrapped(name, width, 1)), two].into_iter().flatten().find_map(|lines| {
            let widest = lines.iter().map(|line| NAME.width(line)).fold(0.0, f64::max);
            let size = (
                widest + 2.0 * ROOM.0 * NAME.size,
                (lines.len() as f64 - 1.0 + 2.0 * ROOM.1) * NAME.line() + 0.95 * NAME.size,
            );
            self.clearing(size).map(|centre| Spot { centre, lines })
        })
    }

    /// The middle of the rectangle of this size with most room above and below.
    fn clearing(&self, (width, height): (f64, f64)) -> Option<Point> {
        let mut best: Option<(f64, Point)> = None;
        for run in &self.runs {
            let (first, last) = (run[0].0.0, run[run.len() - 1].0.0);
            for i in 0..=PLACES {
                let left = first + (last - width - first) * i as f64 / PLACES as f64;
                if last - first < width {
                    break;
                }
                let (floor, roof) = between(run, left, left + width);
                let room = floor - roof;
                let off = (2.0 * i as f64 / PLACES as f64 - 1.0).abs();
                let worth = room * (1.0 - FOR_THE_MIDDLE * off);
                if room >= height && best.is_none_or(|(most, _)| worth > most) {
                    best = Some((worth, (left + 0.5 * width, 0.5 * (floor + roof))));
                }
            }
        }
        best.map(|(_, centre)| centre)
    }
}

impl Plan<'_> {
    /// Finds where the layers have their names, now that the axes have their place; whether that needs other room beside
    /// the axes than there is.
    pub fn name_layers(&mut self) -> bool {
        let marks = self.panel.marks.iter().enumerate();
        let layers: Vec<(usize, &Mark, Strip)> =
            marks.filter_map(|(i, mark)| Some((i, mark, self.strip(mark)?))).collect();
        let mut inside: Vec<(usize, String)> = Vec::new();
        let mut written: Vec<&str> = Vec::new();
        let mut led: Vec<Name> = Vec::new();
        let beside = |name: &str, end: Point, is_led: bool| Name {
            end,
            hue: Hue::Ink,
            lines: NAME.wrapped(name, self.name_width, 2),
            led: is_led,
        };
        for (i, mark, strip) in &layers {
            let Mark::Layer { name, .. } = mark else { continue };
            if !written.contains(&name.as_str()) && strip.spot(name).is_some() {
                inside.push((*i, name.clone()));
                written.push(name);
            }
        }
        let room = |led: &[Name]| {
            let lines: usize = self.names.iter().chain(led).map(|name| name.lines.len()).sum();
            self.plot.height() - lines as f64 * NAME.line()
        };
        let full: Vec<usize> = inside.iter().map(|(i, _)| *i).collect();
        let others = || layers.iter().filter(|(i, ..)| !full.contains(i));
        // A loop that runs both ways has two layers and one name: it leads with either, and where one of them has room for
        // the short name no line has to lead to the other.
        let any = |of: &str, is_so: &dyn Fn(&Option<String>, bool, &Strip) -> bool| {
            layers.iter().any(|(_, mark, strip)| match mark {
                Mark::Layer { name, short, leads, .. } => name == of && is_so(short, *leads, strip),
                _ => false,
            })
        };
        let has_lead = |name: &str| any(name, &|_, leads, _| leads);
        let has_short =
            |name: &str| any(name, &|short, _, strip| short.as_ref().is_some_and(|short| strip.spot(short).is_some()));
        // Those that lead come first: what stands beside the axes for them explains the short names of others too.
        for wanted in [true, false] {
            for (i, mark, strip) in others() {
                let Mark::Layer { name, short, x, low, high, .. } = mark else { continue };
                let leads = has_lead(name);
                let short = short.as_ref().filter(|short| strip.spot(short).is_some());
                let known = written.contains(&name.as_str());
                match short {
                    _ if leads != wanted => {}
                    // Names beside the axes that are there for others may have company, as far as there is room.
                    Some(short) if known || leads || !led.is_empty() && room(&led) > 2.0 * NAME.line() => {
                        inside.push((*i, short.clone()));
                        if !known {
                            let ends = layers.iter().filter_map(|(_, mark, _)| end(mark, name));
                            let end = ends.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, thick)| *thick > 0.0);
                            let (end, is_led) = end.map_or(((self.x.1, self.y.0), false), |(end, _)| (end, true));
                            led.push(beside(name, end, is_led));
                            written.push(name);
                        }
                    }
                    _ if leads && !known && !has_short(name) => {
                        led.extend(widest(x, low, high).map(|end| beside(name, end, true)));
                        written.push(name);
                    }
                    _ => {}
                }
            }
        }
        if room(&led) < 0.0 {
            led.iter_mut().for_each(|name| name.lines = NAME.wrapped(&name.lines.join(" "), self.name_width, 1));
        }
        let lines = |names: &[Name]| names.iter().map(|name| name.lines.clone()).collect::<Vec<_>>();
        let changed = lines(&led) != lines(&self.led);
        (self.layers, self.led) = (inside, led);
        changed
    }

    /// A layer's edges on the page.
    fn strip(&self, mark: &Mark) -> Option<Strip> {
        let Mark::Layer { x, low, high, .. } = mark else { return None };
        let edges = x.iter().zip(low.iter().zip(high));
        Some(Strip::new(edges.map(|(&x, (&low, &high))| Some((self.place((x, low))?, self.place((x, high))?)))))
    }

    pub fn draw_layer(&self, sheet: &mut Sheet, mark: &Mark) {
        let Mark::Layer { hue, strength, .. } = mark else { return };
        let Some(strip) = self.strip(mark) else { return };
        for corners in strip.areas() {
            let corners = cut_area(corners, self.plot);
            let mut rim = corners.clone();
            rim.extend(corners.first().copied());
            sheet.area(corners, Color::of(*hue).on_white(strength.clamp(0.0, 1.0)));
            // A white rim tells neighbours apart, whatever colours one sees.
            sheet.line(&rim, Pen::plain(WHITE, RIM));
        }
    }

    pub fn draw_layer_names(&self, sheet: &mut Sheet) {
        for (mark, text) in &self.layers {
            let Some(Spot { centre, lines }) = self.strip(&self.panel.marks[*mark]).and_then(|strip| strip.spot(text))
            else {
                continue;
            };
            let mut baseline = centre.1 - 0.5 * (lines.len() as f64 - 1.0) * NAME.line() + NAME.half_height();
            for line in &lines {
                sheet.text_on_marks(NAME, (centre.0, baseline), Anchor::Middle, line);
                baseline += NAME.line();
            }
        }
    }
}

/// The highest point of the lower edge and the lowest of the upper edge, from left to right; y grows downwards.
fn between(run: &[(Point, Point)], left: f64, right: f64) -> (f64, f64) {
    let (mut floor, mut roof) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut take = |low: f64, high: f64| (floor, roof) = (floor.min(low), roof.max(high));
    for pair in run.windows(2) {
        let ((from, above), (to, beyond)) = (pair[0], pair[1]);
        if to.0 < left || from.0 > right {
            continue;
        }
        for x in [left.max(from.0), right.min(to.0)] {
            let share = if to.0 > from.0 { (x - from.0) / (to.0 - from.0) } else { 0.0 };
            take(from.1 + share * (to.1 - from.1), above.1 + share * (beyond.1 - above.1));
        }
    }
    (floor, roof)
}

/// The middle of a layer where it is widest; at its right end where it is nearly as wide there, so that a line to the margin
/// is short.
fn widest(x: &[f64], low: &[f64], high: &[f64]) -> Option<Point> {
    let wide = |i: &usize| high[*i] - low[*i];
    let known: Vec<usize> = (0..x.len().min(low.len()).min(high.len())).filter(|i| wide(i).is_finite()).collect();
    let most = known.iter().copied().max_by(|a, b| wide(a).total_cmp(&wide(b)))?;
    let last = *known.last()?;
    let at = if wide(&last) >= 0.5 * wide(&most) { last } else { most };
    Some((x[at], 0.5 * (low[at] + high[at])))
}

/// The middle of the right end of a layer of this name, and how thick it is there.
fn end(mark: &Mark, of: &str) -> Option<(Point, f64)> {
    let Mark::Layer { x, low, high, name, .. } = mark else { return None };
    let (x, low, high) = (*x.last()?, *low.last()?, *high.last()?);
    (name == of && (high - low).is_finite()).then_some(((x, 0.5 * (low + high)), high - low))
}
