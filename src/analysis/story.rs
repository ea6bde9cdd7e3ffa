//! The loops in which the story of a run is told: those that the model names, or where it names none the strongest that
//! were found; and what has no name.

use crate::model::graph::Graph;
use crate::model::loops::Polarity;
use crate::model::{Better, Model, VariableId};
use crate::program::scores::{Between, Route, Score};

use super::cycles::Cycle;

/// A loop that is told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// "R1", as the model says; where it says nothing, the same by strength.
    pub id: String,
    pub name: String,
    pub polarity: Polarity,
    pub about: String,
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
pub struct Story {
    pub loops: Vec<Told>,
    /// The cycle partition of each loop: its strongly connected part.
    pub partition: Vec<usize>,
    /// Of each partition, the cycles that fall to none of the loops.
    pub unnamed: Vec<Vec<Route>>,
}

/// The most loops that are told of where the model names none.
const MOST_FOUND: usize = 12;

/// Makes a story of the cycles that were found, the strongest first.
///
/// A cycle falls to a named loop where it passes the variables of one of the loop's paths in their order, and no state
/// besides: it is then one of the ways over which the loop's score is summed.
pub fn story(model: &Model, graph: &Graph, cycles: &[Cycle]) -> Story {
    let parts = graph.parts();
    let part_of = |id: VariableId| parts.iter().position(|part| part.binary_search(&id).is_ok()).unwrap_or(0);
    let variables: Vec<Vec<VariableId>> = cycles.iter().map(|cycle| cycle.variables(graph)).collect();
    let mut loops: Vec<Told> = model.loops.iter().map(|named| of_model(model, named)).collect();
    if loops.is_empty() {
        loops = cycles.iter().zip(&variables).take(MOST_FOUND).map(|(c, v)| found(model, graph, c, v)).collect();
        number(&mut loops);
    }
    let partition: Vec<usize> = loops.iter().map(|told| part_of(told.routes[0].through[0])).collect();
    let mut unnamed = vec![Vec::new(); parts.len()];
    for way in variables {
        if !loops.iter().any(|told| told.routes.iter().any(|route| falls_to(graph, &way, route))) {
            unnamed[part_of(way[0])].push(Route { through: way, between: Between::Link });
        }
    }
    Story { loops, partition, unnamed }
}

impl Story {
    /// What has to be scored for [`dominance`](super::dominance::dominance): a row for each loop, then one for each
    /// partition.
    pub fn scores(&self) -> Vec<Score> {
        let loops = self.loops.iter().map(|told| Score::Loop(told.routes.clone()));
        loops.chain(self.unnamed.iter().map(|routes| Score::Sizes(routes.clone()))).collect()
    }

    /// How many cycles of each partition have no name.
    pub fn unnamed_counts(&self) -> Vec<usize> {
        self.unnamed.iter().map(Vec::len).collect()
    }
}

fn of_model(model: &Model, named: &crate::model::loops::NamedLoop) -> Told {
    let way = |path: &Vec<crate::model::loops::Step>| path.iter().map(|step| step.variable).collect::<Vec<_>>();
    let routes: Vec<Route> =
        named.paths.iter().map(|path| Route { through: way(path), between: Between::Paths }).collect();
    Told {
        id: named.id.clone(),
        name: named.name.clone(),
        polarity: named.polarity,
        about: named.about.clone(),
        shown_by: routes.iter().find_map(|route| shown_by(model, &route.through)),
        routes,
        cut: named.cut,
        story: named.story,
    }
}

/// A cycle as a loop: called by what is carried over time on it.
fn found(model: &Model, graph: &Graph, cycle: &Cycle, way: &[VariableId]) -> Told {
    let states: Vec<String> = way
        .iter()
        .filter(|id| model.variable(**id).is_state())
        .map(|id| model.variable(model.shown(*id)).words())
        .collect();
    // What it does for certain, or else what it is taken for until the scores have a sign.
    let polarity = cycle.polarity(graph).unwrap_or(Polarity::Reinforcing);
    let cut = cut_of(model, way);
    Told {
        id: String::new(),
        name: states.join(", "),
        polarity,
        about: String::new(),
        routes: vec![Route { through: way.to_vec(), between: Between::Link }],
        cut,
        story: true,
        shown_by: shown_by(model, way),
    }
}

/// The link of a cycle that leaves its first state.
fn cut_of(model: &Model, way: &[VariableId]) -> (VariableId, VariableId) {
    let at = way.iter().position(|id| model.variable(*id).is_state()).unwrap_or(0);
    (way[at], way[(at + 1) % way.len()])
}

fn shown_by(model: &Model, way: &[VariableId]) -> Option<(VariableId, Better)> {
    way.iter().find_map(|id| Some((*id, model.variable(*id).better?)))
}

/// R1, R2, B1 and so on, each letter by itself.
fn number(loops: &mut [Told]) {
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

/// Whether a cycle is one of the ways of a route.
fn falls_to(graph: &Graph, way: &[VariableId], route: &Route) -> bool {
    let marks = |id: &&VariableId| route.through.contains(id) || graph.states.binary_search(id).is_ok();
    let marked: Vec<VariableId> = match route.between {
        Between::Paths => way.iter().filter(marks).copied().collect(),
        Between::Link => way.to_vec(),
    };
    let through = &route.through;
    let Some(start) = marked.iter().position(|id| *id == through[0]) else { return false };
    marked.len() == through.len() && (0..through.len()).all(|i| marked[(start + i) % marked.len()] == through[i])
}
