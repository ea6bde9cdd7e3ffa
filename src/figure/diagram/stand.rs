//! Finds places round a ring: each landmark where its arrows are short and cross little, and each loop's mark.

use crate::figure::draw::geometry::{Point, Rect};
use crate::model::VariableId;

use super::curve::{around, grown, middle, overlap};
use super::frame::{Frame, Sectors, rectangle};
use super::wire::{Scene, Wire};

/// Between places that are tried.
const STEP: f64 = 46.0;
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

/// Finds places for what is not on the ring, bends the arrows, and finds places for the marks of loops: the best of
/// several ways to begin.
pub fn settle(
    frame: &Frame,
    scene: &mut Scene,
    sectors: &Sectors,
    fixed: usize,
    others: &[VariableId],
    marks: &Marks,
) -> Vec<Rect> {
    let candidates: Vec<Vec<Rect>> = others
        .iter()
        .zip(&scene.bodies[fixed..])
        .map(|(variable, body)| {
            places(frame, scene, sectors, fixed, *variable, (0.5 * body.width(), 0.5 * body.height()))
        })
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

/// Finds places for the marks of loops in a scene, and what is wrong with them.
pub type Marks<'a> = dyn Fn(&Scene) -> (Vec<Rect>, f64) + 'a;

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
            let near = grown(rect, 1.3 * scene.head);
            let blocked = (0..scene.bodies.len()).any(|i| i != body && overlap(near, scene.bodies[i]))
                || scene.obstacles[yard.titles..].iter().any(|mark| overlap(rect, *mark));
            if !blocked {
                scene.bodies[body] = rect;
                free.push((standing.iter().map(|i| scene.least_cost(*i)).sum(), rect));
            }
        }
        // Where arrows are short it is good most often; what cannot be better then is not looked at.
        free.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best = (f64::INFINITY, around(middle(scene.page), 1.0, 1.0));
        for (least, rect) in free {
            if least >= best.0 {
                break;
            }
            let tight = grown(rect, 0.5 * scene.head);
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
fn places(
    frame: &Frame,
    scene: &Scene,
    sectors: &Sectors,
    fixed: usize,
    variable: VariableId,
    half: Point,
) -> Vec<Rect> {
    let Frame { field, hub: radii, .. } = *frame;
    let mut out = Vec::new();
    let own = sectors.sector(variable);
    let (columns, rows) = ((field.width() / STEP) as i32, (field.height() / STEP) as i32);
    let hub = |rect: Rect, grow: f64| {
        let centre = middle(field);
        let corners = rectangle(rect);
        let far = |c: &Point| ((c.0 - centre.0) / (radii.0 + grow)).hypot((c.1 - centre.1) / (radii.1 + grow));
        corners.iter().map(far).fold((f64::INFINITY, 0.0_f64), |(a, b), f| (a.min(f), b.max(f)))
    };
    let track = frame.ellipse(frame.ring, 180);
    for row in 0..=rows {
        for column in 0..=columns {
            let at = (field.left + STEP * f64::from(column), field.top + STEP * f64::from(row));
            let rect = around(at, half.0, half.1);
            let inner = grown(field, -14.0);
            let on_page = inner.contains((rect.left, rect.top)) && inner.contains((rect.right, rect.bottom));
            let fits = match own {
                _ if sectors.count < 2 => true,
                Some(sector) => sectors.holds(frame, sector, rect) && hub(rect, 8.0).0 > 1.0,
                None => hub(rect, 0.0).1 < 1.0,
            };
            let near = grown(rect, scene.head);
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
