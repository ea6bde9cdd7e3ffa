//! What a file holds that is not read, each kind of it told with how many there are and where the first one stands: who
//! has to do without something wants to know all of it at once.

use std::collections::HashSet;

use crate::model::builtin::Callable;
use crate::model::resolve::Scope;
use crate::text::lexer::{Token, tokens};

use super::*;

/// A kind of thing that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Thing {
    one: &'static str,
    many: &'static str,
}

pub(super) const MODULE: Thing = Thing { one: "module", many: "modules" };
pub(super) const FURTHER_MODEL: Thing = Thing { one: "further model", many: "further models" };
pub(super) const MACRO: Thing = Thing { one: "macro", many: "macros" };
const INCLUDED: Thing = Thing { one: "included file", many: "included files" };
const ARRAY: Thing = Thing { one: "array", many: "arrays" };
const DIMENSION: Thing = Thing { one: "dimension", many: "dimensions" };

/// Elements of a variable that change what it does.
const PARTS: &[(&str, Thing)] = &[
    ("element", ARRAY),
    ("conveyor", Thing { one: "conveyor", many: "conveyors" }),
    ("queue", Thing { one: "queue", many: "queues" }),
    ("oven", Thing { one: "oven", many: "ovens" }),
    ("leak", Thing { one: "leak of a conveyor", many: "leaks of conveyors" }),
    ("leak_integers", Thing { one: "leak of a conveyor", many: "leaks of conveyors" }),
    ("overflow", Thing { one: "overflow of a queue", many: "overflows of queues" }),
    (
        "multiplier",
        Thing { one: "flow that changes its unit on the way", many: "flows that change their unit on the way" },
    ),
    ("init_eqn", Thing { one: "initial equation beside the equation", many: "initial equations beside the equation" }),
];

/// Whether an element of a variable with this name makes it something that is not read.
pub(super) fn is_part(name: &str) -> bool {
    PARTS.iter().any(|(part, _)| *part == name)
}

/// All things of one kind: how many, and the name and the place of the first.
pub(super) struct Unread {
    thing: Thing,
    count: usize,
    name: String,
    span: Span,
}

impl File {
    /// Notes a thing that is not read.
    pub(super) fn unread(&mut self, thing: Thing, element: &Element, name: &str) {
        match self.unread.iter_mut().find(|u| u.thing == thing) {
            Some(known) => known.count += 1,
            None => self.unread.push(Unread { thing, count: 1, name: unquoted(name).to_string(), span: element.span }),
        }
    }

    /// Notes what makes a variable something that is not read, and says whether anything does.
    pub(super) fn is_unread(&mut self, variable: &Element) -> bool {
        let told = self.unread.iter().map(|u| u.count).sum::<usize>();
        let name = variable.attribute("name").map_or("", |name| name.value.as_str());
        if variable.name == "module" {
            self.unread(MODULE, variable, name);
        }
        let array = variable.child("dimensions").filter(|d| !d.children.is_empty()).or(variable.child("element"));
        if let Some(array) = array {
            self.unread(ARRAY, array, name);
        }
        for (part, thing) in PARTS.iter().filter(|(_, thing)| *thing != ARRAY) {
            if let Some(part) = variable.child(part) {
                self.unread(*thing, part, name);
            }
        }
        self.unread.iter().map(|u| u.count).sum::<usize>() > told
    }

    /// Notes the files that are included below an element, wherever that stands: each may hold a part of the model.
    pub(super) fn included(&mut self, element: &Element) {
        for child in &element.children {
            match child.name.as_str() {
                "include" => {
                    self.unread(INCLUDED, child, child.attribute("resource").map_or("", |file| file.value.as_str()));
                }
                "views" | "doc" => {}
                name if name.contains(':') => {}
                _ => self.included(child),
            }
        }
    }

    /// Notes the dimensions of arrays: where there is no array, they change nothing.
    pub(super) fn dimensions(&mut self, root: &Element) {
        if self.unread.iter().any(|u| u.thing == ARRAY) {
            let lists = std::iter::once(root).chain(root.children_named("model")).filter_map(|e| e.child("dimensions"));
            for dimension in lists.flat_map(|list| list.children_named("dim")) {
                self.unread(DIMENSION, dimension, dimension.attribute("name").map_or("", |name| name.value.as_str()));
            }
        }
    }

    /// All kinds of things that are not read, in one diagnostic; none where all is.
    pub(super) fn refusal(&mut self) -> Option<Diagnostic> {
        self.unread.sort_by_key(|u| u.span);
        let counted = |u: &Unread| match u.count {
            1 => format!("1 {}", u.thing.one),
            many => format!("{many} {}", u.thing.many),
        };
        let all = listed(self.unread.iter().map(counted).collect())?;
        let is_one = self.unread.iter().map(|u| u.count).sum::<usize>() == 1;
        let message = format!("{all} in this file {} not read", if is_one { "is" } else { "are" });
        let mut refusal = Diagnostic::error(Code::NotSupported, message);
        for u in &self.unread {
            let name = if u.name.is_empty() { String::new() } else { format!(" `{}`", short(&u.name)) };
            let label = match u.count {
                1 => format!("the {}{name}", u.thing.one),
                many => format!("the first of {many} {}{}", u.thing.many, name.replacen(' ', ", ", 1)),
            };
            refusal = refusal.at(&self.mistakes.source, u.span, label);
        }
        Some(refusal.help("arrays, modules, macros, conveyors and queues are not read; the rest of XMILE is"))
    }

    /// Functions that are called anywhere in the file and are not there, in one diagnostic. They are looked for in the
    /// words of the equations, since an equation that cannot be read otherwise may call some as well.
    pub(super) fn missing_functions(&self, root: &Element, scope: &Scope) -> Option<(Diagnostic, Vec<String>)> {
        let mut declared = HashSet::new();
        let mut equations = Vec::new();
        names_and_equations(root, &mut declared, &mut equations);
        let mut missing: Vec<(String, String, Span)> = Vec::new();
        for element in equations {
            let text = text_of(element, &self.mistakes.source);
            let tokens = tokens(&text.text);
            for (at, pair) in tokens.windows(2).enumerate() {
                let [(Token::Name(name), place), (Token::Sign("("), _)] = pair else { continue };
                // The last word of a name that is several words.
                let follows = |(token, _): &(Token, Span)| matches!(token, Token::Name(_) | Token::Number(_));
                if at > 0 && follows(&tokens[at - 1]) {
                    continue;
                }
                let key = canonical(name);
                let is_there = Callable::named(&key).is_some() || key == "lookup" || declared.contains(&key);
                if !is_there && !missing.iter().any(|(known, ..)| *known == key) {
                    missing.push((key, name.clone(), text.locate(*place)));
                }
            }
        }
        missing.sort_by_key(|(_, _, span)| *span);
        let names = listed(missing.iter().map(|(_, name, _)| format!("`{}`", short(name))).collect())?;
        let message = match missing.as_slice() {
            [_] => format!("there is no function or table {names}"),
            _ => format!("there are no functions or tables {names}"),
        };
        let mut refusal = Diagnostic::error(Code::UnknownName, message);
        let helps: Vec<Option<String>> = missing.iter().map(|(key, ..)| scope.help_for_function(key)).collect();
        for ((_, name, span), help) in missing.iter().zip(&helps) {
            let label = match (helps.len(), help) {
                (1, _) => "unknown function".to_string(),
                (_, Some(help)) => format!("`{}`: {help}", short(name)),
                (_, None) => format!("`{}` is called here first", short(name)),
            };
            refusal = refusal.at(&self.mistakes.source, *span, label);
        }
        if let [Some(help)] = helps.as_slice() {
            refusal = refusal.help(help.clone());
        }
        Some((refusal, missing.into_iter().map(|(key, ..)| key).collect()))
    }
}

/// The names of variables, modules and macros below an element, and their equations.
fn names_and_equations<'a>(element: &'a Element, names: &mut HashSet<String>, equations: &mut Vec<&'a Element>) {
    for child in &element.children {
        match child.name.as_str() {
            "views" | "header" | "model_units" => continue,
            "eqn" | "init_eqn" => equations.push(child),
            "stock" | "flow" | "aux" | "gf" | "macro" | "module" => {
                names.extend(child.attribute("name").map(|name| canonical(unquoted(&name.value))));
            }
            _ => {}
        }
        names_and_equations(child, names, equations);
    }
}

/// "a, b and c"; None where there is nothing.
fn listed(mut words: Vec<String>) -> Option<String> {
    let last = words.pop()?;
    Some(if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) })
}
