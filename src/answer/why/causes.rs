//! What people read of what moves a variable: one sentence on which loop leads and by which links it is moved.

use crate::analysis::loops::causal_chain::{Chain, End};
use crate::analysis::loops::direction::Direction;
use crate::analysis::loops::membership::runs_along;
use crate::answer::scoring::title;
use crate::model::graph::Graph;
use crate::model::loops::Polarity;
use crate::model::{Kind, Model, VariableId};
use crate::text::{capital, listed};

use super::Explained;
use super::dominance::{LoopThrough, Searched};
use super::exogenous::movers;
use super::words::percent;

/// A chain has at most so many steps in words.
pub const MOST_STEPS: usize = 5;

/// So many causes of an output are named.
const MOST_NAMED: usize = 3;

/// Which steps of a chain are told in words, each by its cause: those to a variable that has not been named and that says
/// more than its effect does. The one flow of a stock does not, nor does a flow that works against its stock and is
/// followed for what in it does not.
pub fn told(model: &Model, chain: &Chain, of: VariableId) -> Vec<bool> {
    let mut named = vec![model.shown(of)];
    let steps = chain.steps.iter().map(|step| {
        let stock = model.variable(step.effect).stock();
        let sole = stock.is_some_and(|stock| stock.inflows.len() + stock.outflows.len() == 1);
        let cause = model.shown(step.cause.cause);
        let is_told = !named.contains(&cause) && !sole && !step.carried;
        named.extend(is_told.then_some(cause));
        is_told
    });
    steps.collect()
}

impl Explained {
    /// Which loops and links move it.
    pub fn first(&self) -> String {
        let links = self.links();
        if self.chain.steps.is_empty() {
            return match self.output() {
                Some(output) => format!("{}. {}.", capital(&output), capital(&links)),
                None => format!("{}.", capital(&links)),
            };
        }
        let comes = self.comes().map_or(String::new(), |comes| format!(" {}.", capital(&comes)));
        format!("{}.{comes} The chain: {links}.", capital(&self.loops()))
    }

    /// That no loop depends on it, and what it is calculated from; None where one does.
    fn output(&self) -> Option<String> {
        let model = &self.scenario.model;
        let graph = Graph::shown(model);
        let parts = graph.parts();
        let comes_round = |id: &VariableId| parts.iter().any(|part| part.binary_search(id).is_ok());
        if comes_round(&self.of) || graph.reached(self.of, |_| true).keys().any(comes_round) {
            return None;
        }
        let variable = model.variable(self.of);
        let into = graph.links.iter().filter(|link| link.effect == self.of && link.cause != self.of);
        let causes: Vec<String> = into
            .map(|link| model.variable(link.cause))
            .filter(|cause| !cause.is_constant())
            .map(|c| c.words())
            .collect();
        let more = causes.len().saturating_sub(MOST_NAMED);
        let mut names: Vec<String> = causes.into_iter().take(MOST_NAMED).collect();
        names.extend((more > 0).then(|| format!("{more} more")));
        if names.is_empty() {
            return None;
        }
        let from = listed(&names, "and");
        let made = if variable.is_state() { "only adds up" } else { "is calculated from" };
        let what = match variable.kind {
            Kind::Outcome { .. } => format!("whether a {} is {}", self.scenario.one(), variable.words()),
            _ => variable.words(),
        };
        Some(format!("{what} {made} {from}. No loop depends on it"))
    }

    /// The loop that does most.
    fn loops(&self) -> String {
        let dominance = &self.dominance;
        let output = self.output();
        let is_named = matches!(dominance.searched, Searched::Named);
        let Some(anchor) = dominance.anchor else {
            return output.unwrap_or_else(|| match is_named {
                true => "no named loop runs through it or what moves it".to_string(),
                false => "nothing that moves it feeds back on itself".to_string(),
            });
        };
        let through = self.words(anchor);
        let before = match (output, anchor == self.of) {
            (Some(output), _) => format!("{output}. "),
            (None, true) => String::new(),
            (None, false) if is_named => format!("no named loop runs through {} itself. ", self.words(self.of)),
            (None, false) => format!("{} is in no loop itself. ", self.words(self.of)),
        };
        // It begins a sentence where something stands before it.
        let first = |text: String| if before.is_empty() { text } else { capital(&text) };
        let Some((most, share)) = self.leader(self.scored..=self.scored) else {
            return format!("{before}{}", first(format!("the loops through {through} do nothing now")));
        };
        let works = self.works(most);
        if dominance.loops.len() == 1 {
            let named = if is_named { "one named loop" } else { "one loop" };
            return format!(
                "{before}{}",
                first(format!("the {named} through {through} is {}{works}", title(&most.told)))
            );
        }
        match self.leading() {
            Some(leading) => {
                let (told, at) = (&leading.told, self.moment(self.scored));
                // In most of many runs another loop may lead.
                let of = if self.is_one_of_many() {
                    format!(" in the usual {}", self.scenario.one())
                } else {
                    String::new()
                };
                let most = match told.id == most.told.id {
                    true => {
                        format!("It also has the largest share of the loops through {through} ({})", percent(share))
                    }
                    false => {
                        format!("{} has a larger share through {through} ({})", title(&most.told), percent(share))
                    }
                };
                format!("{before}{}{}, leads in {at}{of}. {most}", title(told), self.works(leading))
            }
            None => format!(
                "{before}{} {}{works}, has the largest share ({})",
                first(format!("of the loops through {through},")),
                title(&most.told),
                percent(share)
            ),
        }
    }

    /// The loop that leads the whole model, where it passes and does something.
    fn leading(&self) -> Option<&LoopThrough> {
        let leads = self.dominance.whole.dominant.as_ref()?;
        self.dominance.loops.iter().find(|passing| passing.told.id == *leads && passing.shares[self.scored] > 0.0)
    }

    /// ", a reinforcing loop, vicious at the moment"; of one that has turned, that it has, and when.
    fn works(&self, passing: &LoopThrough) -> String {
        let told = &passing.told;
        let way = self.dominance.direction(&told.id);
        let now = match (way, told.polarity) {
            (Some(Direction::Balancing), _) | (None, Polarity::Balancing) => Polarity::Balancing,
            _ => Polarity::Reinforcing,
        };
        let kind = if now == Polarity::Reinforcing { "reinforcing" } else { "balancing" };
        let loops = match passing.phases.last() {
            Some(phase) if phase.polarity == now && told.polarity != now && passing.turned().is_some() => {
                format!(", by now {kind} (since {})", self.moment(phase.from))
            }
            Some(phase) if phase.polarity != now && told.polarity != now => format!(", just now {kind}"),
            _ => format!(", a {kind} loop"),
        };
        match way {
            Some(Direction::Vicious) => format!("{loops}, vicious at the moment"),
            Some(Direction::Virtuous) => format!("{loops}, virtuous at the moment"),
            _ => loops,
        }
    }

    /// The chain in the order in which things happen.
    fn links(&self) -> String {
        if self.chain.steps.is_empty() {
            return self.nothing();
        }
        let variables = self.chain.variables(self.of);
        let told = told(&self.scenario.model, &self.chain, self.of);
        let mut way: Vec<usize> = (0..variables.len()).filter(|i| *i == 0 || told[*i - 1]).collect();
        // What hardly has another cause says least.
        let says_least = |way: &[usize]| {
            let again = |place: &usize| matches!(self.chain.end, End::Circle(at) if self.words(at) == self.words(variables[way[*place]]));
            let middle = (1..way.len() - 1).filter(|place| !again(place));
            let share = |place: &usize| self.chain.steps.get(way[*place]).map_or(0.0, |step| step.cause.share);
            let keeps = |place: &usize| self.scenario.model.variable(variables[way[*place]]).is_state();
            middle.max_by(|a, b| keeps(b).cmp(&keeps(a)).then(share(a).total_cmp(&share(b))))
        };
        while way.len() > MOST_STEPS + 1 {
            match says_least(&way) {
                Some(place) => way.remove(place),
                None => break,
            };
        }
        let mut news: Vec<String> = way.iter().rev().map(|i| self.goes(&variables, *i)).collect();
        if let (End::Origin(id), Some(first)) = (self.chain.end, news.first_mut()) {
            *first = format!("{first}{}", self.comes_of(id));
        }
        if let (End::Cut(id), Some(first)) = (self.chain.end, news.first_mut())
            && matches!(self.scenario.model.variable(id).kind, Kind::Pipeline(_))
        {
            *first = format!("{first} with what went into it earlier");
        }
        let chain = news.join(", so ");
        match self.chain.end {
            End::Circle(at) => {
                let at = match self.scenario.model.shown(at) == self.scenario.model.shown(self.of) {
                    true => "and so on round".to_string(),
                    false => format!("which closes the loop at {}", self.words(at)),
                };
                match (&self.closes, self.stocks_on_circle().as_slice()) {
                    (Some(told), _) => format!("{chain}, {at}. This is the loop {}", title(told)),
                    (None, [alone]) => format!("{chain}. Here {alone} acts on itself"),
                    (None, stocks) => format!("{chain}, {at}. This is the loop through {}", listed(stocks, "and")),
                }
            }
            End::Origin(_) | End::Cut(_) => chain,
        }
    }

    /// The stocks on the circle at the end of the chain, in the order in which things happen.
    fn stocks_on_circle(&self) -> Vec<String> {
        let model = &self.scenario.model;
        let mut stocks: Vec<String> = Vec::new();
        for (cause, _) in self.chain.circle().into_iter().rev() {
            let words = self.words(cause);
            let is_state = model.variable(cause).is_state() || model.variable(model.shown(cause)).is_state();
            if is_state && !stocks.contains(&words) {
                stocks.push(words);
            }
        }
        stocks
    }

    /// Where the chain leaves the loop that is named before it; None where it runs along it, or none is named.
    fn comes(&self) -> Option<String> {
        let dominance = &self.dominance;
        let named = self.leading().or(self.leader(self.scored..=self.scored).map(|(passing, _)| passing))?;
        let graph = Graph::of(&self.scenario.model);
        let along = |link| named.told.routes.iter().any(|route| runs_along(&graph, route, link));
        let steps = &self.chain.steps;
        let from = steps.iter().position(|step| Some(step.effect) == dominance.anchor)?;
        let leaves = from + steps[from..].iter().position(|step| !along((step.cause.cause, step.effect)))?;
        let what = match (steps[0].carried, steps[0].cause.share < 0.0) {
            (true, _) => "what still drives it",
            (false, true) => "what slows it most",
            (false, false) => "the strongest push",
        };
        let told = told(&self.scenario.model, &self.chain, self.of);
        let is_beside = !told[from..leaves].contains(&true);
        Some(match is_beside {
            true => format!("{what} comes from outside {}", named.told.id),
            false => format!("{what} enters {} at {}", named.told.id, self.words(steps[leaves].effect)),
        })
    }

    /// Why there is no chain.
    fn nothing(&self) -> String {
        let variable = self.scenario.model.variable(self.of);
        let at = self.moment(self.scored);
        match (self.chain.end, self.is_level(self.of), variable.is_state()) {
            (End::Cut(_), ..) => format!("in {at} no single cause moves it the way it goes, but several together do"),
            (_, true, _) => format!("nothing moves it in {at}"),
            (_, false, true) => format!("nothing speeds it up or slows it down in {at}"),
            (_, false, false) => "no other variable moves it: its equation depends on time alone".to_string(),
        }
    }

    /// "trust up", and of a state that is told of for what slows it, that it does.
    fn goes(&self, variables: &[VariableId], place: usize) -> String {
        let model = &self.scenario.model;
        let id = variables[place];
        let words = self.words(id);
        let way = match self.changes[model.shown(id).0 as usize][self.scored] {
            change if change > 0.0 => "up",
            change if change < 0.0 => "down",
            _ => "unmoved",
        };
        let slowed = model.variable(id).is_state()
            && self.chain.steps.get(place).is_some_and(|step| step.cause.share < 0.0 && !step.carried);
        if slowed { format!("{words} {way} more slowly") } else { format!("{words} {way}") }
    }

    /// Behind the first on a chain that closes no loop: where that comes from.
    fn comes_of(&self, id: VariableId) -> String {
        let model = &self.scenario.model;
        let variable = model.variable(model.shown(id));
        if variable.is_constant() {
            return match self.movers(id).as_slice() {
                [] => ", moved from outside".to_string(),
                titles => format!(" because of {}", listed(titles, "and")),
            };
        }
        match variable.is_state() || model.variable(id).is_state() {
            true => " at a steady pace".to_string(),
            false => " with time".to_string(),
        }
    }

    /// The same under the equations.
    pub fn origin(&self, id: VariableId) -> String {
        let come = self.comes_of(id);
        let come = come.trim_start_matches([',', ' ']);
        let moved = if come.starts_with("moved") { "" } else { "moves " };
        format!("{} {}{come}", self.words(id), if moved.is_empty() { "is " } else { moved })
    }

    /// The titles of the picks and shocks that move a constant in the step that is scored.
    fn movers(&self, constant: VariableId) -> Vec<String> {
        let time = &self.scenario.time;
        let now = self.times[self.scored];
        // Of what begins just now nothing has come yet.
        let after = if time.steps_a_save() >= 3 { now - time.dt } else { now };
        let slack = 1e-6 * time.dt;
        let mut titles: Vec<String> = Vec::new();
        for mover in movers(&self.scenario, constant) {
            let title = format!("\"{}\"", mover.title);
            let moves = mover.addition.at(after, slack) != mover.addition.at(now - time.save, slack);
            if moves && !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles
    }
}
