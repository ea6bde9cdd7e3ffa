//! What a picture of a model shows, before it is known where: variables, pipes, arrows with their signs, loops.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::model::builtin::Function;
use crate::model::graph::Graph;
use crate::model::loops::{NamedLoop, Sign, Step};
use crate::model::polarity::Influence;
use crate::model::{Kind, Model, Term, TermKind, VariableId};

/// What is shown of a model.
#[derive(Debug, Default)]
pub struct Subject {
    pub variables: Vec<VariableId>,
    pub pipes: Vec<Conduit>,
    pub links: Vec<Link>,
    /// Indices of the links that start beside their effect, at a ghost of a cause that has too many to be a star.
    pub ghosts: Vec<usize>,
    pub rounds: Vec<Round>,
    /// Index into `rounds` of the one round which the others stand.
    pub ring: Option<usize>,
}

/// A flow with the stocks it leaves and enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conduit {
    pub flow: VariableId,
    pub source: Option<VariableId>,
    pub sink: Option<VariableId>,
}

/// An influence that is drawn as one arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub cause: VariableId,
    pub effect: VariableId,
    /// None where more of the cause gives more of the effect at some values, and less at others.
    pub sign: Option<Sign>,
    /// What it runs through and is not shown.
    pub through: Vec<VariableId>,
    /// Whether a stock makes it take time.
    pub delayed: bool,
    /// The influences of the model that it stands for, by cause and effect: more than one where families are joined.
    pub joins: Vec<(VariableId, VariableId)>,
}

impl Link {
    /// Becomes one arrow with a link that has the same ends.
    fn join(&mut self, other: Link) {
        self.sign = self.sign.filter(|sign| Some(*sign) == other.sign);
        self.delayed |= other.delayed;
        self.joins.extend(other.joins);
    }
}

/// A loop as it is shown.
#[derive(Debug, Clone)]
pub struct Round {
    /// Index into [`Model::loops`].
    pub named: usize,
    /// Indices of its arrows, in order.
    pub links: Vec<usize>,
    /// Variables in order.
    pub variables: Vec<VariableId>,
}

/// The most arrows that leave one variable; of more, each starts at a ghost of it.
const MOST_ARROWS: usize = 12;

/// The most loops of a room, where the file marks none.
const MOST_IN_ROOM: usize = 8;

impl Subject {
    /// The few landmarks of the loops that a room sees; everything, in a model that names no loops.
    pub fn room(model: &Model) -> Subject {
        let all = || model.loops.iter().enumerate();
        let mut chosen: Vec<(usize, &NamedLoop)> = all().filter(|(_, l)| l.room).collect();
        if chosen.is_empty() {
            chosen = all().filter(|(_, l)| l.story).collect();
        }
        if chosen.is_empty() {
            chosen = all().collect();
        }
        chosen.truncate(MOST_IN_ROOM);
        let mut out = Subject::default();
        for (index, found) in chosen {
            let given = model.diagram.landmarks.iter().find(|(of, _)| *of == index);
            let landmarks = given.map_or_else(|| landmarks(model, found), |(_, given)| given.clone());
            let whole = |path: &&Vec<Step>| landmarks.iter().all(|v| path.iter().any(|s| s.variable == *v));
            // Paths that pass the same landmarks are one to the eye.
            for path in found.paths.iter().filter(whole) {
                out.enter(index, between(model, path, &landmarks));
            }
        }
        for influence in &model.diagram.links {
            let link = Link {
                cause: influence.cause,
                effect: influence.effect,
                sign: Some(influence.sign),
                through: Vec::new(),
                delayed: model.variable(influence.effect).is_state(),
                joins: vec![(influence.cause, influence.effect)],
            };
            out.variables.extend([link.cause, link.effect]);
            out.link(link);
        }
        if out.rounds.is_empty() {
            return Subject::full(model);
        }
        let longest = (0..out.rounds.len()).rev().max_by_key(|r| out.rounds[*r].variables.len());
        let named = |index: usize| out.rounds.iter().position(|r| r.named == index);
        out.ring = model.diagram.ring.and_then(named).or(longest);
        out.settled()
    }

    /// Every stock, flow and auxiliary on any loop, and the flows of those stocks; of a model that names no loops, all. A
    /// family is one, and so are the links of its members.
    pub fn full(model: &Model) -> Subject {
        let graph = Graph::shown(model);
        let drawn = |id: &VariableId| {
            let kind = &model.variable(*id).kind;
            matches!(kind, Kind::Stock(_) | Kind::Flow { .. } | Kind::Auxiliary { .. } | Kind::Noise(_))
        };
        let listed = |id: VariableId| model.listed_as(id);
        let on_loops: BTreeSet<VariableId> = match model.loops.is_empty() {
            true => model.declared().filter(drawn).map(listed).collect(),
            false => graph.parts().into_iter().flatten().filter(drawn).map(listed).collect(),
        };
        let mut out = Subject { variables: on_loops.iter().copied().collect(), ..Subject::default() };
        let mut entered: HashMap<(VariableId, VariableId), usize> = HashMap::new();
        let mut slow: HashMap<VariableId, HashSet<VariableId>> = HashMap::new();
        for link in &graph.links {
            let (cause, effect) = (listed(link.cause), listed(link.effect));
            let sign = match link.influence {
                Influence::Plus => Some(Sign::Plus),
                Influence::Minus => Some(Sign::Minus),
                Influence::Either => None,
                Influence::Nothing => continue,
            };
            // What flows into a stock or out of it is a pipe, and a variable's hold on itself has no room for an arrow.
            let is_pipe = is_pipe(model, link.cause, link.effect);
            if cause != effect && !is_pipe && on_loops.contains(&cause) && on_loops.contains(&effect) {
                let slow = slow.entry(link.effect).or_insert_with(|| slow_causes(model, link.effect));
                let (joins, delayed) = (vec![(link.cause, link.effect)], slow.contains(&link.cause));
                let own = Link { cause, effect, sign, through: Vec::new(), delayed, joins };
                match entered.get(&(cause, effect)) {
                    Some(same) => out.links[*same].join(own),
                    None => {
                        entered.insert((cause, effect), out.links.len());
                        out.links.push(own);
                    }
                }
            }
        }
        let mut leaving: HashMap<VariableId, usize> = HashMap::new();
        out.links.iter().for_each(|link| *leaving.entry(link.cause).or_default() += 1);
        out.ghosts = (0..out.links.len()).filter(|i| leaving[&out.links[*i].cause] > MOST_ARROWS).collect();
        for (named, found) in model.loops.iter().enumerate() {
            let round = written_out(model, &graph, &found.paths[0]);
            let round: Vec<_> = round.into_iter().map(|(cause, effect)| (listed(cause), listed(effect))).collect();
            let variables = round.iter().map(|(cause, _)| *cause).collect();
            let links = round.iter().filter_map(|step| entered.get(step).copied()).collect();
            out.rounds.push(Round { named, links, variables });
        }
        let (mut sources, mut sinks) = (BTreeMap::new(), BTreeMap::new());
        for id in model.declared().filter(|id| on_loops.contains(&listed(*id))) {
            let Some(stock) = model.variable(id).stock() else { continue };
            for (flows, ends) in [(&stock.inflows, &mut sinks), (&stock.outflows, &mut sources)] {
                for (flow, _) in flows {
                    out.variables.push(listed(*flow));
                    ends.entry(listed(*flow)).or_insert(listed(id));
                }
            }
        }
        let mut out = out.settled();
        let flows = out.variables.iter().filter(|id| matches!(model.variable(**id).kind, Kind::Flow { .. }));
        let end = |ends: &BTreeMap<VariableId, VariableId>, flow| ends.get(flow).copied();
        out.pipes =
            flows.map(|flow| Conduit { flow: *flow, source: end(&sources, flow), sink: end(&sinks, flow) }).collect();
        out
    }

    /// Where in `variables` each stands.
    pub fn places(&self) -> HashMap<VariableId, usize> {
        self.variables.iter().enumerate().map(|(place, id)| (*id, place)).collect()
    }

    /// Enters a closed path of links.
    fn enter(&mut self, named: usize, steps: Vec<Link>) {
        let variables: Vec<VariableId> = steps.iter().map(|link| link.cause).collect();
        self.variables.extend(&variables);
        let links: Vec<usize> = steps.into_iter().map(|step| self.link(step)).collect();
        if self.rounds.iter().all(|round| round.named != named) {
            self.rounds.push(Round { named, links, variables });
        }
    }

    /// The index of a link; the same influence is one arrow.
    fn link(&mut self, link: Link) -> usize {
        let same = |l: &Link| (l.cause, l.effect, l.sign) == (link.cause, link.effect, link.sign);
        self.links.iter().position(same).unwrap_or_else(|| {
            self.links.push(link);
            self.links.len() - 1
        })
    }

    /// Each variable once, in the order of the file.
    fn settled(mut self) -> Subject {
        self.variables = BTreeSet::from_iter(self.variables).into_iter().collect();
        self
    }
}

/// Where the file names no landmarks: the stocks of the first path, and the ends of the cut.
fn landmarks(model: &Model, found: &NamedLoop) -> Vec<VariableId> {
    let path = &found.paths[0];
    let chosen = |s: &&Step| {
        let v = s.variable;
        model.variable(v).stock().is_some() || v == found.cut.0 || v == found.cut.1
    };
    let out: Vec<VariableId> = path.iter().filter(chosen).map(|s| s.variable).collect();
    if out.len() > 1 { out } else { path.iter().map(|s| s.variable).collect() }
}

/// A path as links from landmark to landmark.
fn between(model: &Model, path: &[Step], landmarks: &[VariableId]) -> Vec<Link> {
    let stands = |i: &usize| landmarks.contains(&path[*i].variable);
    let marks: Vec<usize> = (0..path.len()).filter(stands).collect();
    let mut out = Vec::new();
    for (k, &from) in marks.iter().enumerate() {
        let to = marks[(k + 1) % marks.len()];
        let length = (to + path.len() - from - 1) % path.len() + 1;
        let steps: Vec<Step> = (0..length).map(|i| path[(from + i) % path.len()]).collect();
        let passed = steps[1..].iter().map(|s| s.variable).chain([path[to].variable]);
        out.push(Link {
            cause: path[from].variable,
            effect: path[to].variable,
            sign: Some(steps.iter().fold(Sign::Plus, |sign, step| product(sign, step.sign))),
            through: steps[1..].iter().map(|s| s.variable).collect(),
            delayed: passed.into_iter().any(|v| model.variable(v).is_state()),
            joins: vec![(path[from].variable, path[to].variable)],
        });
    }
    out
}

fn product(a: Sign, b: Sign) -> Sign {
    if a == b { Sign::Plus } else { Sign::Minus }
}

/// A path by the shortest links that the equations have.
fn written_out(model: &Model, graph: &Graph, path: &[Step]) -> Vec<(VariableId, VariableId)> {
    let passes = |id: VariableId| !model.variable(id).is_state() && path.iter().all(|step| step.variable != id);
    let next = path.iter().cycle().skip(1);
    let steps = path.iter().zip(next).filter_map(|(step, next)| graph.way(step.variable, next.variable, passes));
    steps.flatten().map(|link| (link.cause, link.effect)).collect()
}

/// Whether a flow fills or drains a stock.
fn is_pipe(model: &Model, flow: VariableId, stock: VariableId) -> bool {
    let stock = model.variable(stock).stock();
    stock.is_some_and(|stock| stock.inflows.iter().chain(&stock.outflows).any(|(id, _)| *id == flow))
}

/// The causes that an effect follows slowly: as the goal that a stock's flow closes the gap to, `(goal - stock) / time`, or
/// through a function that remembers.
fn slow_causes(model: &Model, effect: VariableId) -> HashSet<VariableId> {
    let mut out = HashSet::new();
    match &model.variable(effect).kind {
        Kind::Flow { equation, .. } => {
            goals(&equation.root, &|stock| is_pipe(model, effect, stock), &mut out);
            remembered(&equation.root, &mut out);
        }
        Kind::Auxiliary { equation } => remembered(&equation.root, &mut out),
        _ => {}
    }
    out
}

fn goals(term: &Term, follows: &dyn Fn(VariableId) -> bool, out: &mut HashSet<VariableId>) {
    match &term.kind {
        TermKind::Apply(function, parts) => {
            if *function == Function::Subtract && mentions(&parts[1], follows) {
                parts[0].each_variable(&mut |v| _ = out.insert(v));
            }
            parts.iter().for_each(|part| goals(part, follows, out));
        }
        TermKind::Look(_, x) => goals(x, follows, out),
        _ => {}
    }
}

fn remembered(term: &Term, out: &mut HashSet<VariableId>) {
    match &term.kind {
        TermKind::Stateful { arguments, .. } => {
            arguments.iter().for_each(|argument| argument.each_variable(&mut |v| _ = out.insert(v)));
        }
        TermKind::Apply(_, parts) => parts.iter().for_each(|part| remembered(part, out)),
        TermKind::Look(_, x) => remembered(x, out),
        _ => {}
    }
}

fn mentions(term: &Term, wanted: &dyn Fn(VariableId) -> bool) -> bool {
    let mut found = false;
    term.each_variable(&mut |v| found |= wanted(v));
    found
}
