//! What a model's authors say of its picture: the loop round which a room sees the others, the few landmarks by which
//! each loop is shown there, and influences that are worth an arrow though no named loop runs along them.

use crate::text::diagnostic::Code;
use crate::text::lexer::short;
use crate::text::suggestion;
use crate::text::toml::{Reader, Table};
use crate::text::{Span, canonical};

use super::graph::Graph;
use super::loops::{NamedLoop, Sign, is_so};
use super::resolve::Scope;
use super::{Model, VariableId};

/// The `[diagram]` of a model; all of it may be missing.
#[derive(Debug, Default)]
pub struct DiagramSpec {
    /// Index of the loop that a room sees as the ring.
    pub ring: Option<usize>,
    /// Index of a loop, and the variables by which a room sees it, in the order of its path.
    pub landmarks: Vec<(usize, Vec<VariableId>)>,
    /// Further influences that a room sees.
    pub links: Vec<SignedLink>,
    /// What a variable does while the loops through it drag the outcome down, and while they lift it.
    pub words: Vec<(VariableId, [String; 2])>,
}

/// More of the cause gives more, or less, of the effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedLink {
    pub cause: VariableId,
    pub effect: VariableId,
    pub sign: Sign,
}

/// The fewest landmarks between which there is a turn to see.
const FEWEST_LANDMARKS: usize = 2;

/// Reads the `[diagram]` table of a model whose loops are read, and holds it against them and the equations, which
/// `graph` shows; where these are refused there is none, and a picture of nothing is not judged.
pub fn read(reader: &mut Reader, root: &mut Table, model: &Model, graph: Option<&Graph>) -> DiagramSpec {
    let (scope, loops) = (&model.scope, &model.loops);
    let mut table = reader.table(root, "diagram");
    let Some(graph) = graph else { return DiagramSpec::default() };
    let ring = reader.text(&mut table, "ring");
    let ring = ring.and_then(|(id, span)| named_loop(reader, loops, &id, span));
    let mut landmarks = Vec::new();
    let mut given = reader.table(&mut table, "landmarks");
    for (index, found) in loops.iter().enumerate() {
        let Some(key) = given.entries.iter().position(|e| e.key == found.id) else { continue };
        let place = given.entries[key].node.span;
        let told = reader.wrong.len();
        let names = texts(reader, &mut given, key, "landmarks");
        let named: Vec<VariableId> = names.iter().filter_map(|(name, span)| scope.named(name, *span, reader)).collect();
        if reader.wrong.len() == told {
            landmarks.extend(on_one_path(reader, model, found, &named, place).map(|all| (index, all)));
        }
    }
    for entry in given.entries {
        named_loop(reader, loops, &entry.key, entry.key_span);
    }
    let words = both_ways(reader, &mut table, scope);
    let told = reader.texts(&mut table, "links");
    reader.close(table, "[diagram]");
    let links = told.iter().filter_map(|(text, span)| link(reader, model, graph, text, *span)).collect();
    DiagramSpec { ring, landmarks, links, words }
}

/// Takes a list of texts out of a table whose keys are the author's own.
fn texts(reader: &mut Reader, table: &mut Table, entry: usize, key: &'static str) -> Vec<(String, Span)> {
    let mut entry = table.entries.remove(entry);
    entry.key = key.into();
    let mut alone = Table::empty(entry.node.span);
    alone.entries.push(entry);
    reader.texts(&mut alone, key)
}

/// What variables do on the way down and on the way up, each with its two texts.
fn both_ways(reader: &mut Reader, table: &mut Table, scope: &Scope) -> Vec<(VariableId, [String; 2])> {
    let mut given = reader.table(table, "words");
    let mut out: Vec<(VariableId, [String; 2])> = Vec::new();
    while let Some(entry) = given.entries.first() {
        let (name, span, place) = (entry.key.clone(), entry.key_span, entry.node.span);
        let told = reader.wrong.len();
        let both: Vec<String> = texts(reader, &mut given, 0, "words").into_iter().map(|(text, _)| text).collect();
        let Some(variable) = scope.named(&name, span, reader).filter(|_| reader.wrong.len() == told) else { continue };
        match <[String; 2]>::try_from(both) {
            Ok(both) => out.push((variable, both)),
            Err(_) => {
                let name = short(&name);
                let message =
                    format!("the words for `{name}` are two texts: while loops drag down, and while they lift");
                reader.refuse(Code::BadLoop, place, message, "not two texts").help =
                    Some(format!("for example {name} = [\"promises slip\", \"promises kept\"]"));
            }
        }
    }
    out
}

/// The index of the loop with this number, or a diagnostic. A loop that is itself refused is not missed once more.
fn named_loop(reader: &mut Reader, loops: &[NamedLoop], id: &str, span: Span) -> Option<usize> {
    let found = loops.iter().position(|l| l.id == id);
    if found.is_none() && !reader.wrong.iter().any(|d| d.code == Code::BadLoop) {
        let help = suggestion::help_for(id, loops.iter().map(|l| l.id.as_str()));
        reader.refuse(Code::UnknownName, span, format!("there is no loop `{}`", short(id)), "unknown loop").help = help;
    }
    found
}

/// The landmarks in the order of a path on which all of them stand, or a diagnostic.
fn on_one_path(
    reader: &mut Reader,
    model: &Model,
    found: &NamedLoop,
    named: &[VariableId],
    place: Span,
) -> Option<Vec<VariableId>> {
    let id = &found.id;
    if named.len() < FEWEST_LANDMARKS {
        let message = format!("the loop `{id}` needs {FEWEST_LANDMARKS} landmarks or more, to be seen turning");
        reader.refuse(Code::BadLoop, place, message, "too few");
        return None;
    }
    let stands = |path: &&Vec<super::loops::Step>| named.iter().all(|v| path.iter().any(|s| s.variable == *v));
    if let Some(path) = found.paths.iter().find(stands) {
        return Some(path.iter().map(|step| step.variable).filter(|v| named.contains(v)).collect());
    }
    let nowhere = named.iter().find(|v| found.paths.iter().flatten().all(|step| step.variable != **v));
    let message = match nowhere {
        Some(v) => format!("`{}` stands on no path of the loop `{id}`", model.variable(*v).name),
        None => format!("no path of the loop `{id}` has all these landmarks"),
    };
    let on: Vec<&str> =
        found.paths.iter().take(1).flatten().map(|s| model.variable(s.variable).name.as_str()).collect();
    reader.refuse(Code::BadLoop, place, message, "not on one path").help =
        Some(format!("one path runs along {}", on.join(", ")));
    None
}

/// Reads `cause + effect` and checks that there is such an influence.
fn link(reader: &mut Reader, model: &Model, graph: &Graph, text: &str, span: Span) -> Option<SignedLink> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (cause, sign, effect) = match words[..] {
        [cause, "+", effect] => (cause, Sign::Plus, effect),
        [cause, "-", effect] => (cause, Sign::Minus, effect),
        _ => {
            let message = "a link is 'cause + effect' or 'cause - effect'";
            reader.refuse(Code::BadLoop, span, message, "not a link with its sign");
            return None;
        }
    };
    let (cause, effect) = (model.scope.named(cause, span, reader)?, model.scope.named(effect, span, reader)?);
    let passes = |id: VariableId| !model.variable(id).is_state() && id != cause && id != effect;
    is_so(reader, model, graph, (cause, sign, effect), span, passes).then_some(SignedLink { cause, effect, sign })
}

/// Which box each variable stands in: the lists of names of the boxes, held against each other.
pub fn in_boxes(reader: &mut Reader, scope: &Scope, boxes: &[(String, Vec<(String, Span)>)]) -> Vec<Vec<VariableId>> {
    let mut taken: Vec<(VariableId, String)> = Vec::new();
    let mut out = Vec::new();
    for (own, names) in boxes {
        let mut inside = Vec::new();
        for (name, span) in names {
            let Some(id) = scope.named(name, *span, reader) else { continue };
            if let Some((_, other)) = taken.iter().find(|(v, _)| *v == id) {
                let name = canonical(name);
                let message = if other == own {
                    format!("`{name}` is listed twice in the box `{own}`")
                } else {
                    format!("`{name}` stands in the box `{other}` already, and in one box only")
                };
                reader.refuse(Code::Duplicate, *span, message, "once more");
                continue;
            }
            taken.push((id, own.clone()));
            inside.push(id);
        }
        out.push(inside);
    }
    out
}
