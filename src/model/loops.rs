//! Named feedback loops: read, and held against the equations.
//!
//! A loop is one or more closed paths of landmark variables with the polarity of each influence, `trust + heard -
//! backlog + lateness - trust`. An influence may run through further auxiliaries and flows, but through no stock
//! that the path does not name.

use crate::text::diagnostic::Code;
use crate::text::toml::{Reader, Table};
use crate::text::{Span, lexer::short, suggestion};

use super::order::{Moment, causes};
use super::resolve::Scope;
use super::{Kind, Variable, VariableId};

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
            Kind::Counter { rate, .. } => {
                let mut all = Vec::new();
                rate.root.each_variable(&mut |id| all.push(id));
                all
            }
            _ => causes(variable, &[], Moment::Step),
        };
        for cause in into {
            let effects: &mut Vec<VariableId> = &mut out[cause.0 as usize];
            if !effects.contains(&VariableId(i as u32)) {
                effects.push(VariableId(i as u32));
            }
        }
    }
    out
}

/// Reads the `[loop.*]` tables of a model and checks each against the equations.
pub fn read(reader: &mut Reader, root: &mut Table, scope: &Scope, variables: &[Variable]) -> Vec<NamedLoop> {
    let links = links(variables);
    let mut out: Vec<NamedLoop> = Vec::new();
    for (id, span, mut table) in reader.named_tables(root, "loop") {
        let name = reader.text(&mut table, "name").map_or(id.clone(), |(name, _)| name);
        let about = reader.prose(&mut table, "about");
        let story = reader.flag(&mut table, "story").unwrap_or(false);
        let room = reader.flag(&mut table, "room").unwrap_or(false);
        let polarity = reader.choice(&mut table, "polarity", Polarity::CHOICES);
        let paths = reader.texts(&mut table, "paths");
        let cut = reader.text(&mut table, "cut");
        if paths.is_empty() || cut.is_none() || polarity.is_none() {
            for key in ["polarity", "paths", "cut"] {
                let given = match key {
                    "polarity" => polarity.is_some(),
                    "paths" => !paths.is_empty(),
                    _ => cut.is_some(),
                };
                if !given {
                    reader.missing(&table, key, &format!("the loop `{}`", short(&id)));
                }
            }
            reader.close(table, "a loop");
            continue;
        }
        reader.close(table, "a loop");
        let (Some(polarity), Some((cut_text, cut_span))) = (polarity, cut) else { continue };
        let told = reader.wrong.len();
        let paths: Vec<Vec<Step>> = paths
            .iter()
            .filter_map(|(text, span)| path(reader, scope, variables, &links, polarity, text, *span))
            .collect();
        let cut = link(reader, scope, &cut_text, cut_span);
        let Some(cut) = cut.filter(|_| reader.wrong.len() == told) else { continue };
        if !paths.iter().any(|path| lies_on(&links, variables, path, cut)) {
            let message = format!("the cut of loop `{id}` is not a link on its path");
            reader.refuse(Code::BadLoop, cut_span, message, "no such link on the loop");
        }
        if let Some(other) = out.iter().find(|other| other.cut == cut) {
            let message = format!("loops `{}` and `{id}` have the same cut: cutting one would cut both", other.id);
            reader.refuse(Code::BadLoop, cut_span, message, "each loop has a cut of its own");
        }
        out.push(NamedLoop { id, name, polarity, paths, cut, story, room, about, span });
    }
    for (flag, most, chosen) in [
        ("story", MOST_STORY, out.iter().filter(|l| l.story).count()),
        ("room", MOST_ROOM, out.iter().filter(|l| l.room).count()),
    ] {
        if chosen > most {
            let span = out.last().map_or(Span::default(), |l| l.span);
            reader.refuse(
                Code::BadLoop,
                span,
                format!("{chosen} loops have `{flag} = true`: at most {most} can be told"),
                "too many",
            );
        }
    }
    out
}

fn variable(reader: &mut Reader, scope: &Scope, word: &str, span: Span) -> Option<VariableId> {
    let found = scope.variables.get(&crate::text::canonical(word)).copied();
    if found.is_none() {
        let help = suggestion::help_for(word, scope.variables.keys().map(String::as_str));
        reader
            .refuse(Code::UnknownName, span, format!("nothing is called `{}`", short(word)), "unknown variable")
            .help = help;
    }
    found
}

/// Reads `a -> b`.
fn link(reader: &mut Reader, scope: &Scope, text: &str, span: Span) -> Option<(VariableId, VariableId)> {
    let Some((cause, effect)) = text.split_once("->") else {
        reader.refuse(Code::BadLoop, span, "a cut is one link: 'cause -> effect'", "not a link");
        return None;
    };
    Some((variable(reader, scope, cause.trim(), span)?, variable(reader, scope, effect.trim(), span)?))
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
    let mut steps = Vec::new();
    for (word, sign) in words.iter().step_by(2).zip(signs.iter().flatten()) {
        steps.push(Step { variable: variable(reader, scope, word, span)?, sign: *sign });
    }
    let minuses = steps.iter().filter(|s| s.sign == Sign::Minus).count();
    let found = if minuses % 2 == 0 { Polarity::Reinforcing } else { Polarity::Balancing };
    if found != polarity {
        let kind = if found == Polarity::Reinforcing { "reinforcing (R)" } else { "balancing (B)" };
        let message = format!("{minuses} minus signs make this path {kind}, and the loop says otherwise");
        reader.refuse(Code::BadLoop, span, message, "polarity does not fit");
        return None;
    }
    for (i, step) in steps.iter().enumerate() {
        let next = steps[(i + 1) % steps.len()].variable;
        if !reaches(links, variables, step.variable, next) {
            let (a, b) = (&variables[step.variable.0 as usize].name, &variables[next.0 as usize].name);
            let message = format!("no influence of `{a}` on `{b}` that passes no other stock is in the equations");
            reader.refuse(Code::BadLoop, span, message, format!("from `{a}` to `{b}`"));
            return None;
        }
    }
    Some(steps)
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
