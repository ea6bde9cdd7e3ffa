//! Named feedback loops: read, and held against the equations.
//!
//! A loop is one or more closed paths of landmark variables with the polarity of each influence, `trust + heard -
//! backlog + lateness - trust`. An influence may run through further auxiliaries and flows, but through no stock
//! that the path does not name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::diagnostic::Code;
use crate::text::mapping::EquationText;
use crate::text::toml::{Reader, Table};
use crate::text::{Span, canonical, lexer::short};

use super::graph::{Graph, Link};
use super::polarity::Influence;
use super::resolve::Scope;
use super::{Model, Unit, VariableId};

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

impl NamedLoop {
    /// Whether people mean this loop: by its number or its name.
    pub fn is_called(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name) || canonical(&self.name) == canonical(name)
    }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Polarity {
    /// Carries it further the same way.
    #[serde(rename = "R")]
    Reinforcing,
    /// Carries it back.
    #[serde(rename = "B")]
    Balancing,
}

impl Polarity {
    pub const CHOICES: &[(&str, Polarity)] = &[("R", Polarity::Reinforcing), ("B", Polarity::Balancing)];

    /// As an adjective.
    pub fn words(self) -> &'static str {
        match self {
            Polarity::Reinforcing => "reinforcing",
            Polarity::Balancing => "balancing",
        }
    }
}

/// The most loops with `story` and with `room`: what a coach can tell, and what a room can hold (needs of users).
const MOST_STORY: usize = 12;
const MOST_ROOM: usize = 8;

/// The most steps of all paths, those of families as often as there are interventions.
const MOST_WRITTEN_OUT: usize = 100_000;

impl Model {
    /// The paths of a loop in words; those that differ in the intervention alone are told once.
    pub fn listed_paths(&self, paths: &[Vec<Step>], word: impl Fn(&[Step]) -> String) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for path in paths {
            let member = path.iter().map(|step| self.variable(step.variable)).find(|v| v.member.is_some());
            let told = member.map_or(word(path), |member| self.of_family(member, &word(path)));
            if !out.contains(&told) {
                out.push(told);
            }
        }
        out
    }
}

/// Reads the `[loop.*]` tables of a model and checks each against the equations, which `graph` shows; where these are
/// refused there is none, and only the form of the loops is judged.
pub fn read(reader: &mut Reader, root: &mut Table, model: &Model, graph: Option<&Graph>) -> Vec<NamedLoop> {
    let tables = reader.named_tables(root, "loop");
    let mut out: Vec<NamedLoop> = Vec::new();
    let mut written_out = 0;
    for (id, span, mut table) in tables {
        let told = reader.wrong.len();
        let name = reader.line(&mut table, "name").unwrap_or_else(|| id.clone());
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
        let (Some(polarity), Some((cut_text, cut_span)), Some(graph)) = (polarity, cut, graph) else { continue };
        let paths: Vec<Vec<Step>> =
            paths.iter().flat_map(|(text, span)| paths_of(reader, model, graph, polarity, text, *span)).collect();
        let cut = link(reader, &model.scope, &cut_text, cut_span);
        let Some(cut) = cut.filter(|_| reader.wrong.len() == told) else { continue };
        let (cause, effect) = (&model.variable(cut.0).name, &model.variable(cut.1).name);
        let runs_along = |path: &Vec<Step>| {
            let through: Vec<VariableId> = path.iter().map(|step| step.variable).collect();
            graph.runs_along(&through, cut)
        };
        written_out += paths.iter().map(|path| path.len() + 1).sum::<usize>();
        if written_out > MOST_WRITTEN_OUT {
            let message = format!("written out, the loops of this model have more than {MOST_WRITTEN_OUT} steps");
            reader.refuse(Code::TooLarge, span, message, "too many from here on");
            break;
        }
        if !paths.iter().any(runs_along) {
            let message = if graph.link(cut.0, cut.1).is_some() {
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

/// The paths that a text stands for: one, or where it names families one for each intervention for which all of its
/// influences are there.
fn paths_of(
    reader: &mut Reader,
    model: &Model,
    graph: &Graph,
    polarity: Polarity,
    text: &str,
    span: Span,
) -> Vec<Vec<Step>> {
    let families = &model.scope.families;
    let named = text.split_whitespace().find_map(|word| families.get(&canonical(word)));
    let Some(members) = named else {
        return path(reader, model, graph, polarity, text, span, None).into_iter().collect();
    };
    let told = reader.wrong.len();
    let (mut out, mut first) = (Vec::new(), None);
    for of in members {
        out.extend(path(reader, model, graph, polarity, text, span, Some(of)));
        let wrong = reader.wrong.split_off(told);
        first = first.or(Some(wrong).filter(|wrong| !wrong.is_empty()));
    }
    if out.is_empty() {
        reader.wrong.extend(first.into_iter().flatten());
    }
    out
}

/// Reads `a + b - c + a` and checks that it is closed, has the polarity, and runs along links.
fn path(
    reader: &mut Reader,
    model: &Model,
    graph: &Graph,
    polarity: Polarity,
    text: &str,
    span: Span,
    of: Option<&String>,
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
        let own = of.and_then(|of| model.scope.member_of(word, of));
        let variable = variable(reader, &model.scope, own.as_deref().unwrap_or(word), *place)?;
        steps.push(Step { variable, sign: *sign });
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
        let passes = between(model, &steps);
        let place = places[2 * i].to(places[2 * i + 2]);
        if !is_so(reader, model, graph, (step.variable, step.sign, next), place, &passes) {
            return None;
        }
    }
    Some(steps)
}

/// Whether a variable has this influence on another through nothing but what passes; where the equations say that it has
/// none, or the other one, a diagnostic.
pub(super) fn is_so(
    reader: &mut Reader,
    model: &Model,
    graph: &Graph,
    (cause, sign, effect): (VariableId, Sign, VariableId),
    place: Span,
    passes: impl Fn(VariableId) -> bool,
) -> bool {
    let (a, b) = (&model.variable(cause).name, &model.variable(effect).name);
    let Some(influence) = graph.reached(cause, &passes).get(&effect).copied() else {
        let message = format!("in the equations `{a}` has no influence on `{b}`, save through other stocks");
        reader.refuse(Code::BadLoop, place, message, "no such influence");
        return false;
    };
    let (found, gives) = match (influence, sign) {
        (Influence::Minus, Sign::Plus) => ("-", "less"),
        (Influence::Plus, Sign::Minus) => ("+", "more"),
        _ => return true,
    };
    let message = format!("more of `{a}` gives {gives} of `{b}`: the sign between them is {found}");
    let source = reader.source.clone();
    let wrong = reader.refuse(Code::BadLoop, place, message, "wrong sign");
    if let Some(link) = deciding(graph, cause, effect, &passes) {
        let (cause, effect) = (model.variable(link.cause), model.variable(link.effect));
        let gives = if link.influence == Influence::Minus { "less" } else { "more" };
        let label = format!("more `{}` gives {gives} `{}` here", cause.name, effect.name);
        *wrong = wrong.clone().at(&source, mention(model, &link), label);
    }
    false
}

/// What an influence between neighbours on a path runs through: nothing that is carried over time, and nothing that the
/// path names.
fn between<'a>(model: &'a Model, path: &'a [Step]) -> impl Fn(VariableId) -> bool + use<'a> {
    |id| !model.variable(id).is_state() && !path.iter().any(|step| step.variable == id)
}

/// Of the links on the shortest way from one variable to another the one that makes its sign: the first minus, or the
/// last link where there is none.
fn deciding(graph: &Graph, from: VariableId, to: VariableId, passes: impl Fn(VariableId) -> bool) -> Option<Link> {
    let way = graph.way(from, to, passes)?;
    way.iter().find(|link| link.influence == Influence::Minus).or(way.last()).copied()
}

/// Where the effect of a link mentions its cause.
fn mention(model: &Model, link: &Link) -> Span {
    let effect = model.variable(link.effect);
    let flows = effect.stock().into_iter().flat_map(|stock| stock.inflows.iter().chain(&stock.outflows));
    let mut found = flows.filter(|(id, _)| *id == link.cause).map(|(_, span)| *span).next();
    for (equation, _) in effect.equations(&Unit::one()) {
        equation.root.each_mention(&mut |id, span| {
            if id == link.cause && found.is_none() {
                found = Some(span);
            }
        });
    }
    found.unwrap_or(effect.span)
}

fn sign(word: &str) -> Option<Sign> {
    match word {
        "+" => Some(Sign::Plus),
        "-" => Some(Sign::Minus),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::toml::assert_one_word_each;

    #[test]
    fn files_and_answers_have_the_same_letters() {
        assert_one_word_each(Polarity::CHOICES);
    }
}
