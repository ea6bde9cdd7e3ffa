//! Named feedback loops: read, and held against the equations.
//!
//! A loop is one or more closed paths of landmark variables with the polarity of each influence, `trust + heard -
//! backlog + lateness - trust`. An influence may run through further auxiliaries and flows, but through no stock
//! that the path does not name.

use std::collections::BTreeSet;

use crate::text::diagnostic::Code;
use crate::text::parser::EquationText;
use crate::text::toml::{Reader, Table};
use crate::text::{Span, canonical, lexer::short};

use super::order::{Moment, causes};
use super::resolve::Scope;
use super::{Kind, Model, Pipeline, Variable, VariableId};

/// A feedback loop that the model's authors name.
#[derive(Debug, Clone)]
pub struct NamedLoop {
    /// "R1", "B2".
    pub id: String,
    /// What a coach calls it.
    pub name: String,
    pub polarity: Polarity,
    /// Closed paths, each without the repetition of its first variable at the end.
    pub paths: Vec<Vec<Step>>,
    /// The direct link that stops the loop when it is held: cause and effect.
    pub cut: (VariableId, VariableId),
    /// One of the few loops that a coach tells as a story.
    pub story: bool,
    /// One of the very few that a room sees first.
    pub room: bool,
    pub about: String,
    pub span: Span,
}

/// A variable on a loop, and its influence on the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub variable: VariableId,
    pub sign: Sign,
}

/// The polarity of an influence: with all else equal, more of the cause gives more, or less, of the effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Plus,
    Minus,
}

/// What a loop does to a deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// Carries it further the same way.
    Reinforcing,
    /// Carries it back.
    Balancing,
}

impl Polarity {
    pub const CHOICES: &[(&str, Polarity)] = &[("R", Polarity::Reinforcing), ("B", Polarity::Balancing)];
}

/// The most loops with `story` and with `room`: what a coach can tell, and what a room can hold (needs of users).
const MOST_STORY: usize = 12;
const MOST_ROOM: usize = 8;

/// Direct links between variables: `links[x]` are the variables whose equations, or flows, mention `x`.
pub fn links(variables: &[Variable]) -> Vec<Vec<VariableId>> {
    let mut out = vec![Vec::new(); variables.len()];
    for (i, variable) in variables.iter().enumerate() {
        let into: Vec<VariableId> = match &variable.kind {
            Kind::Stock(stock) => stock.inflows.iter().chain(&stock.outflows).map(|f| f.0).collect(),
            Kind::Counter { rate: cause, .. } | Kind::Pipeline(Pipeline { input: cause, .. }) => {
                let mut all = Vec::new();
                cause.root.each_variable(&mut |id| all.push(id));
                all
            }
            _ => causes(variable, &[], Moment::Step),
        };
        for cause in into {
            let effects: &mut Vec<VariableId> = &mut out[cause.0 as usize];
            // Effects come in order: what is there already is there last.
            if effects.last() != Some(&VariableId(i as u32)) {
                effects.push(VariableId(i as u32));
            }
        }
    }
    out
}

/// Direct links between the variables that people see, each once, cause and effect: what delays and averages keep for
/// themselves is seen through.
pub fn shown_links(model: &Model) -> Vec<(VariableId, VariableId)> {
    let links = links(&model.variables);
    let mut out = Vec::new();
    for from in model.declared() {
        let mut seen = BTreeSet::new();
        let mut open = links[from.0 as usize].clone();
        while let Some(effect) = open.pop() {
            let hidden = model.variable(effect).owner.is_some();
            if seen.insert(effect) && hidden {
                open.extend(&links[effect.0 as usize]);
            }
        }
        out.extend(seen.into_iter().filter(|id| model.variable(*id).owner.is_none()).map(|to| (from, to)));
    }
    out
}

/// Reads the `[loop.*]` tables of a model and checks each against the equations.
pub fn read(reader: &mut Reader, root: &mut Table, scope: &Scope, variables: &[Variable]) -> Vec<NamedLoop> {
    let links = links(variables);
    let mut out: Vec<NamedLoop> = Vec::new();
    for (id, span, mut table) in reader.named_tables(root, "loop") {
        let told = reader.wrong.len();
        let name = reader.text(&mut table, "name").map_or(id.clone(), |(name, _)| name);
        let about = reader.prose(&mut table, "about");
        let story = reader.flag(&mut table, "story").unwrap_or(false);
        let room = reader.flag(&mut table, "room").unwrap_or(false);
        let polarity = reader.choice(&mut table, "polarity", Polarity::CHOICES);
        let paths = reader.texts(&mut table, "paths");
        let cut = reader.text(&mut table, "cut");
        let what = format!("the loop `{}`", short(&id));
        for (key, given) in [("polarity", polarity.is_some()), ("paths", !paths.is_empty()), ("cut", cut.is_some())] {
            if !given {
                reader.missing(&table, key, &what);
            }
        }
        if paths.is_empty() && table.holds("paths") && reader.wrong.len() == told {
            reader.refuse(Code::BadLoop, span, format!("{what} has no path"), "an empty list");
        }
        reader.close(table, "a loop");
        let (Some(polarity), Some((cut_text, cut_span))) = (polarity, cut) else { continue };
        let paths: Vec<Vec<Step>> = paths
            .iter()
            .filter_map(|(text, span)| path(reader, scope, variables, &links, polarity, text, *span))
            .collect();
        let cut = link(reader, scope, &cut_text, cut_span);
        let Some(cut) = cut.filter(|_| reader.wrong.len() == told) else { continue };
        let (cause, effect) = (&variables[cut.0.0 as usize].name, &variables[cut.1.0 as usize].name);
        if !paths.iter().any(|path| lies_on(&links, variables, path, cut)) {
            let message = if links[cut.0.0 as usize].contains(&cut.1) {
                format!("{what} does not run along its cut, from `{cause}` to `{effect}`")
            } else {
                format!("the equation of `{effect}` does not mention `{cause}`: there is nothing to cut")
            };
            reader.refuse(Code::BadLoop, cut_span, message, "no such link on the loop");
        }
        if let Some(other) = out.iter().find(|other| other.cut == cut) {
            let message =
                format!("loops `{}` and `{}` have the same cut: cutting one would cut both", other.id, short(&id));
            let (source, first) = (reader.source.clone(), other.span);
            let wrong = reader.refuse(Code::BadLoop, cut_span, message, "each loop has a cut of its own");
            *wrong = wrong.clone().at(&source, first, "cut there as well");
        }
        out.push(NamedLoop { id, name, polarity, paths, cut, story, room, about, span });
    }
    let story: Vec<&NamedLoop> = out.iter().filter(|l| l.story).collect();
    let room: Vec<&NamedLoop> = out.iter().filter(|l| l.room).collect();
    for (flag, most, chosen) in [("story", MOST_STORY, story), ("room", MOST_ROOM, room)] {
        if let Some(one_more) = chosen.get(most) {
            let message = format!("{} loops have `{flag} = true`: at most {most} can be told", chosen.len());
            reader.refuse(Code::BadLoop, one_more.span, message, "one too many");
        }
    }
    out
}

fn variable(reader: &mut Reader, scope: &Scope, word: &str, span: Span) -> Option<VariableId> {
    let found = scope.variables.get(&canonical(word)).copied();
    if found.is_none() {
        let message = format!("nothing is called `{}`", short(word));
        reader.refuse(Code::UnknownName, span, message, "unknown variable").help = scope.help_for(word);
    }
    found
}

/// Reads `a -> b`.
fn link(reader: &mut Reader, scope: &Scope, text: &str, span: Span) -> Option<(VariableId, VariableId)> {
    let Some((cause, effect)) = text.split_once("->") else {
        reader.refuse(Code::BadLoop, span, "a cut is one link: 'cause -> effect'", "not a link");
        return None;
    };
    let whole = reader.equation_text(text.to_string(), span);
    let mut named = |word: &str| variable(reader, scope, word, place_of(&whole, text, word));
    Some((named(cause.trim())?, named(effect.trim())?))
}

/// The place in the file of a piece of a text.
fn place_of(whole: &EquationText, text: &str, piece: &str) -> Span {
    let start = piece.as_ptr() as usize - text.as_ptr() as usize;
    whole.locate(Span::new(start, start + piece.len()))
}

/// Reads `a + b - c + a` and checks that it is closed, has the polarity, and runs along links.
fn path(
    reader: &mut Reader,
    scope: &Scope,
    variables: &[Variable],
    links: &[Vec<VariableId>],
    polarity: Polarity,
    text: &str,
    span: Span,
) -> Option<Vec<Step>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let closed = words.len() >= 3 && words.len() % 2 == 1 && words.first() == words.last();
    let signs: Vec<Option<Sign>> = words.iter().skip(1).step_by(2).map(|w| sign(w)).collect();
    if !closed || signs.contains(&None) {
        let message = "a path is 'a + b - a': variables with the sign of each influence, ending where it begins";
        reader.refuse(Code::BadLoop, span, message, "not a closed path");
        return None;
    }
    let whole = reader.equation_text(text.to_string(), span);
    let places: Vec<Span> = words.iter().map(|word| place_of(&whole, text, word)).collect();
    let mut steps = Vec::new();
    for ((word, place), sign) in words.iter().zip(&places).step_by(2).zip(signs.iter().flatten()) {
        steps.push(Step { variable: variable(reader, scope, word, *place)?, sign: *sign });
    }
    let minuses = steps.iter().filter(|s| s.sign == Sign::Minus).count();
    let (found, number) = match minuses % 2 {
        0 => (Polarity::Reinforcing, "an even number of minus signs makes this path reinforcing (R)"),
        _ => (Polarity::Balancing, "an odd number of minus signs makes this path balancing (B)"),
    };
    if found != polarity {
        reader.refuse(Code::BadLoop, span, format!("{number}, and the loop says otherwise"), "polarity does not fit");
        return None;
    }
    for (i, step) in steps.iter().enumerate() {
        let next = steps[(i + 1) % steps.len()].variable;
        if flow_sign(variables, step.variable, next).is_some_and(|sign| sign != step.sign) {
            let (a, b) = (&variables[step.variable.0 as usize].name, &variables[next.0 as usize].name);
            let way = if step.sign == Sign::Plus { "an outflow of" } else { "an inflow of" };
            reader.refuse(
                Code::BadLoop,
                span,
                format!("`{a}` is {way} `{b}`: the sign between them is the other one"),
                "wrong sign",
            );
            return None;
        }
        if !reaches(links, variables, step.variable, next) {
            let (a, b) = (&variables[step.variable.0 as usize].name, &variables[next.0 as usize].name);
            let message = format!("in the equations `{a}` has no influence on `{b}`, save through other stocks");
            reader.refuse(Code::BadLoop, places[2 * i].to(places[2 * i + 2]), message, "no such influence");
            return None;
        }
    }
    Some(steps)
}

/// The sign of a direct influence of a flow on its stock; None for all other pairs, whose sign depends on equations.
fn flow_sign(variables: &[Variable], flow: VariableId, stock: VariableId) -> Option<Sign> {
    let stock = variables[stock.0 as usize].stock()?;
    let lists = |flows: &[(VariableId, Span)]| flows.iter().any(|(id, _)| *id == flow);
    match (lists(&stock.inflows), lists(&stock.outflows)) {
        (true, false) => Some(Sign::Plus),
        (false, true) => Some(Sign::Minus),
        _ => None,
    }
}

fn sign(word: &str) -> Option<Sign> {
    match word {
        "+" => Some(Sign::Plus),
        "-" => Some(Sign::Minus),
        _ => None,
    }
}

/// Whether an influence runs from one variable to another through nothing that is carried over time.
fn reaches(links: &[Vec<VariableId>], variables: &[Variable], from: VariableId, to: VariableId) -> bool {
    let mut seen = vec![false; variables.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for &next in &links[at.0 as usize] {
            if next == to {
                return true;
            }
            if !seen[next.0 as usize] && !variables[next.0 as usize].is_state() {
                seen[next.0 as usize] = true;
                open.push(next);
            }
        }
    }
    false
}

/// Whether the link `a -> b` is part of some influence between neighbours on the path.
fn lies_on(links: &[Vec<VariableId>], variables: &[Variable], path: &[Step], (a, b): (VariableId, VariableId)) -> bool {
    links[a.0 as usize].contains(&b)
        && (0..path.len()).any(|i| {
            let (from, to) = (path[i].variable, path[(i + 1) % path.len()].variable);
            (from == a || (!variables[a.0 as usize].is_state() && reaches(links, variables, from, a)))
                && (to == b || (!variables[b.0 as usize].is_state() && reaches(links, variables, b, to)))
        })
}
