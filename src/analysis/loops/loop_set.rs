//! The loops that are analysed together: those that the model names, or where it names none the strongest that
//! were found; and what has no name.

use crate::model::graph::Graph;
use crate::model::loops::{NamedLoop, Polarity, Step};
use crate::model::polarity::Influence;
use crate::model::{Better, Model, VariableId};
use crate::program::scores::{Between, Remainder, Route, Score};

use super::membership::runs_along;
use super::polarity_phases::polarity_phases;

/// A loop that is told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Loop {
    /// "R1", as the model says; where it says nothing, the same by strength.
    pub id: String,
    pub name: String,
    pub polarity: Polarity,
    /// The closed ways on which it runs.
    pub routes: Vec<Route>,
    /// The link that is held to see what the loop does.
    pub cut: (VariableId, VariableId),
    /// Whether a coach tells it.
    pub story: bool,
    /// The first variable on its way that it is better to have high, or low: it shows which way the loop runs.
    pub shown_by: Option<(VariableId, Better)>,
}

/// All that is scored together.
#[derive(Debug, Clone, PartialEq)]
pub struct LoopSet {
    pub loops: Vec<Loop>,
    /// The cycle partition of each loop: its strongly connected part.
    pub partition: Vec<usize>,
    /// Of each partition, what is left of the ways that were found when the loops' own are taken away.
    pub rest: Vec<Vec<Remainder>>,
}

/// The most loops of a set where the model names none.
const MOST_FOUND: usize = 12;

/// Which loops are told of: of those that the model names, or where it names none, of those that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Those that a coach tells, where the model says which; the strongest few.
    Main,
    All,
}

/// Makes a set of the loops that were found, the strongest first.
///
/// A way that is found is one cycle, or, where there are too many of those, all paths together that pass the same states
/// in the same order; a loop's path that passes just these is a part of it, and taken away from what is left.
pub fn loop_set(model: &Model, graph: &Graph, ways: &[Route], selection: Selection) -> LoopSet {
    let parts = graph.parts();
    let mut number = vec![0; graph.width()];
    parts.iter().enumerate().for_each(|(own, part)| part.iter().for_each(|id| number[id.0 as usize] = own));
    let part_of = |id: VariableId| number[id.0 as usize];
    let told = |named: &&NamedLoop| selection == Selection::All || named.story || model.loops.iter().all(|l| !l.story);
    let mut loops: Vec<Loop> = model.loops.iter().filter(told).map(|named| of_model(model, named)).collect();
    if loops.is_empty() {
        let most = if selection == Selection::All { ways.len() } else { MOST_FOUND };
        loops = ways.iter().take(most).map(|way| found(model, graph, way)).collect();
        give_numbers(&mut loops);
    }
    let partition: Vec<usize> = loops.iter().map(|told| part_of(told.routes[0].through[0])).collect();
    let mut rest = vec![Vec::new(); parts.len()];
    for way in ways {
        let own = loops.iter().flat_map(|told| &told.routes).filter(|route| falls_to(graph, way, route));
        let less: Vec<Route> = own.cloned().collect();
        // One cycle that has a name is that and nothing else.
        if way.between == Between::Paths || less.is_empty() {
            rest[part_of(way.through[0])].push(Remainder { of: way.clone(), less });
        }
    }
    LoopSet { loops, partition, rest }
}

impl LoopSet {
    /// What has to be scored for [`dominance`](super::dominance::dominance), row by row.
    pub fn scores(&self, graph: &Graph) -> Vec<Score> {
        let loops = self.loops.iter().map(|told| Score::Loop(told.routes.clone()));
        let rest = self.rest.iter().map(|rest| Score::Sizes(rest.clone()));
        let through = self.loops.iter().map(|told| {
            let routes =
                self.loops.iter().flat_map(|other| &other.routes).filter(|route| runs_along(graph, route, told.cut));
            Score::Sizes(routes.map(|route| Remainder { of: route.clone(), less: Vec::new() }).collect())
        });
        loops.chain(rest).chain(through).collect()
    }

    /// Calls loops that were found R or B by what they do in a run, each as it begins: the structure alone need not fix it.
    /// One that does nothing keeps what it is taken for.
    ///
    /// # Shape
    /// `scores[loop][time]`.
    pub fn name_by(&mut self, scores: &[Vec<f64>]) {
        for (told, scores) in self.loops.iter_mut().zip(scores) {
            told.polarity = polarity_phases(scores).first().map_or(told.polarity, |phase| phase.polarity);
        }
        give_numbers(&mut self.loops);
    }

    /// How many ways round each partition has beside those that its loops are.
    pub fn rest_counts(&self) -> Vec<usize> {
        self.rest.iter().map(Vec::len).collect()
    }
}

fn of_model(model: &Model, named: &NamedLoop) -> Loop {
    let way = |path: &Vec<Step>| path.iter().map(|step| step.variable).collect::<Vec<_>>();
    let routes: Vec<Route> =
        named.paths.iter().map(|path| Route { through: way(path), between: Between::Paths }).collect();
    Loop {
        id: named.id.clone(),
        name: named.name.clone(),
        polarity: named.polarity,
        shown_by: routes.iter().find_map(|route| shown_by(model, &route.through)),
        routes,
        cut: named.cut,
        story: named.story,
    }
}

/// A way as a loop: called by what is carried over time on it.
fn found(model: &Model, graph: &Graph, way: &Route) -> Loop {
    let through = &way.through;
    let mut states: Vec<VariableId> = through.iter().copied().filter(|id| model.variable(*id).is_state()).collect();
    states.iter_mut().for_each(|id| *id = model.shown(*id));
    states.dedup();
    let words: Vec<String> = states.iter().map(|id| model.variable(*id).words()).collect();
    let sign = |i: usize| graph.link(through[i], through[(i + 1) % through.len()]).map(|link| link.influence);
    let signs = (0..through.len()).map(|i| sign(i).unwrap_or(Influence::Either));
    Loop {
        id: String::new(),
        name: words.join(", "),
        // What it does for certain, or else what it is taken for until scores say more.
        polarity: match signs.fold(Influence::Plus, Influence::then) {
            Influence::Minus => Polarity::Balancing,
            _ => Polarity::Reinforcing,
        },
        routes: vec![way.clone()],
        cut: cut_of(model, graph, through),
        story: true,
        shown_by: shown_by(model, through),
    }
}

/// The first link of a way from its first state on.
fn cut_of(model: &Model, graph: &Graph, way: &[VariableId]) -> (VariableId, VariableId) {
    let at = way.iter().position(|id| model.variable(*id).is_state()).unwrap_or(0);
    let (from, to) = (way[at], way[(at + 1) % way.len()]);
    let leads = |id: VariableId| id == to || graph.reached(id, |id| !model.variable(id).is_state()).contains_key(&to);
    let mut effects = graph.links[graph.leaving(from)].iter().map(|link| link.effect);
    (from, effects.find(|effect| leads(*effect)).unwrap_or(to))
}

fn shown_by(model: &Model, way: &[VariableId]) -> Option<(VariableId, Better)> {
    way.iter().find_map(|id| Some((*id, model.variable(*id).better?)))
}

/// R1, R2, B1 and so on, each letter by itself.
fn give_numbers(loops: &mut [Loop]) {
    let mut counts = [0, 0];
    for told in loops {
        let (letter, count) = match told.polarity {
            Polarity::Reinforcing => ("R", &mut counts[0]),
            Polarity::Balancing => ("B", &mut counts[1]),
        };
        *count += 1;
        told.id = format!("{letter}{count}");
    }
}

/// Whether a loop's route is a part of a way that was found, or the way of the route.
fn falls_to(graph: &Graph, way: &Route, route: &Route) -> bool {
    let is_state = |id: &VariableId| graph.states.binary_search(id).is_ok();
    // Of what the one passes, that which the other would have to name.
    let (marked, through): (Vec<VariableId>, Vec<VariableId>) = match (way.between, route.between) {
        (Between::Link, Between::Paths) => {
            let named = |id: &&VariableId| route.through.contains(id) || is_state(id);
            (way.through.iter().filter(named).copied().collect(), route.through.clone())
        }
        (Between::Link, Between::Link) => (way.through.clone(), route.through.clone()),
        (Between::Paths, _) => (way.through.clone(), route.through.iter().filter(|id| is_state(id)).copied().collect()),
    };
    let Some(start) = through.first().and_then(|first| marked.iter().position(|id| id == first)) else { return false };
    marked.len() == through.len() && (0..through.len()).all(|i| marked[(start + i) % marked.len()] == through[i])
}
