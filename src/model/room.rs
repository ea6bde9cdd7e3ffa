//! What a room sees of a model on one page: two charts, and four tanks that fill and drain with the arrows between them.

use crate::text::diagnostic::Code;
use crate::text::toml::{Reader, Table, Value};
use crate::text::{Span, one_line, plain};

use super::graph::Graph;
use super::loops::{NamedLoop, Step};
use super::{Better, Model, VariableId};

/// The `[room]` of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomSpec {
    /// The variables of the two charts that are shown at first.
    pub charts: [VariableId; 2],
    /// What "better in 83 of 100" is about; the model says which way it is better.
    pub odds: VariableId,
    /// Four variables that differ, clockwise from the upper left.
    pub tanks: [Tank; TANKS],
    /// In the order of the file, one or more.
    pub arrows: Vec<TankArrow>,
}

/// A variable that is drawn as a tank.
#[derive(Debug, Clone, PartialEq)]
pub struct Tank {
    pub variable: VariableId,
    /// The variable whose value fills it: another one, where arrows are about something that a room does not see by itself.
    pub shows: VariableId,
    /// What a room calls it.
    pub name: String,
    /// What stands behind its number, in words.
    pub unit: String,
    /// The value at which it is drawn full, in the variable's unit; more than 0.
    pub full: f64,
    /// Which way it is better, as the variable that it shows has it.
    pub better: Better,
}

/// One tank acts on another.
#[derive(Debug, Clone, PartialEq)]
pub struct TankArrow {
    /// Index into [`RoomSpec::tanks`].
    pub from: usize,
    /// Index into [`RoomSpec::tanks`]; another one.
    pub to: usize,
    /// Its words while both are worse.
    pub worse: String,
    /// Its words while both are better.
    pub better: String,
}

/// A ring is drawn of so many tanks.
const TANKS: usize = 4;

impl RoomSpec {
    /// The arrow between the tanks of two variables.
    pub fn arrow(&self, from: VariableId, to: VariableId) -> Option<usize> {
        self.arrows.iter().position(|a| (self.tanks[a.from].variable, self.tanks[a.to].variable) == (from, to))
    }

    /// Of each arrow the loops that run along it, by their index: those with a path that leads from the one tank to the
    /// other and to no third between.
    pub fn loops_along(&self, loops: &[NamedLoop]) -> Vec<Vec<usize>> {
        let along = |arrow: &TankArrow| {
            let (from, to) = (self.tanks[arrow.from].variable, self.tanks[arrow.to].variable);
            let runs = |path: &Vec<Step>| self.next_tank(path, from) == Some(to);
            (0..loops.len()).filter(|index| loops[*index].paths.iter().any(runs)).collect()
        };
        self.arrows.iter().map(along).collect()
    }

    /// The first tank to which a closed path leads from another; None where it does not pass that one.
    fn next_tank(&self, path: &[Step], from: VariableId) -> Option<VariableId> {
        let at = path.iter().position(|step| step.variable == from)?;
        let onwards = path[at + 1..].iter().chain(&path[..at]).map(|step| step.variable);
        onwards.into_iter().find(|id| self.tanks.iter().any(|tank| tank.variable == *id))
    }
}

/// Reads the `[room]` table of a model and holds it against the equations, which `graph` shows; where these are refused
/// there is none, and nothing is judged.
pub fn read(reader: &mut Reader, root: &mut Table, model: &Model, graph: Option<&Graph>) -> Option<RoomSpec> {
    let is_given = root.holds("room");
    let mut table = reader.table(root, "room");
    let graph = graph.filter(|_| is_given)?;
    let (told, place) = (reader.wrong.len(), table.span);
    let charts = charts(reader, model, &mut table);
    let odds = reader.text(&mut table, "odds");
    let odds = odds.and_then(|(name, span)| known_better(reader, model, &name, span));
    let tanks = tables(reader, &mut table, "tanks");
    let tanks: Vec<(Tank, Span)> = tanks.into_iter().filter_map(|own| tank(reader, model, own)).collect();
    // Arrows lead from tank to tank: where tanks are refused they are not judged.
    let whole = tanks.len() == TANKS && reader.wrong.len() == told;
    let arrows = tables(reader, &mut table, "arrows");
    let is_bare = arrows.is_empty() && reader.wrong.len() == told;
    let drawn = arrows.into_iter().filter_map(|own| arrow(reader, model, own)).collect();
    for key in ["charts", "odds", "tanks", "arrows"] {
        if !table.holds(key) {
            reader.missing(&table, key, "[room]");
        }
    }
    if table.holds("tanks") && tanks.len() != TANKS && reader.wrong.len() == told {
        let message = format!("a ring has {TANKS} tanks, clockwise from the upper left, and this has {}", tanks.len());
        reader.refuse(Code::OutOfRange, place, message, format!("{TANKS} tanks belong here"));
    }
    if table.holds("arrows") && is_bare {
        reader.refuse(Code::OutOfRange, place, "no arrow leads from tank to tank", "one arrow or more belongs here");
    }
    reader.close(table, "[room]");
    if let Some(at) = (1..tanks.len()).find(|i| tanks[..*i].iter().any(|t| t.0.variable == tanks[*i].0.variable)) {
        let message = format!("two tanks are of `{}`", model.variable(tanks[at].0.variable).name);
        reader.refuse(Code::Duplicate, tanks[at].1, message, "once more");
    }
    let tanks: Vec<Tank> = tanks.into_iter().map(|(tank, _)| tank).collect();
    let tanks = <[Tank; TANKS]>::try_from(tanks).ok().filter(|_| whole)?;
    let arrows = between(reader, model, graph, &tanks, drawn);
    Some(RoomSpec { charts: charts?, odds: odds?.0, tanks, arrows })
}

fn charts(reader: &mut Reader, model: &Model, table: &mut Table) -> Option<[VariableId; 2]> {
    let told = reader.wrong.len();
    let named = reader.texts(table, "charts");
    let found: Vec<_> = named.iter().filter_map(|(name, span)| model.scope.named(name, *span, reader)).collect();
    let two = <[VariableId; 2]>::try_from(found).ok().filter(|[first, second]| first != second);
    if two.is_none() && table.holds("charts") && reader.wrong.len() == told {
        let message = "a room is shown two charts that differ at first: charts = [\"trust\", \"delivering\"]";
        let place = named.last().map_or(table.span, |(_, span)| *span);
        reader.refuse(Code::OutOfRange, place, message, "two that differ belong here");
    }
    two
}

/// The tables of a list in `[room]`.
fn tables(reader: &mut Reader, table: &mut Table, key: &'static str) -> Vec<Table> {
    let wanted = format!("a list of tables ([[room.{key}]])");
    let mut out = Vec::new();
    for node in reader.list(table, key, &wanted) {
        let Value::Table(inner) = node.value else {
            reader.wrong_type(key, &node, &wanted);
            break;
        };
        out.push(inner);
    }
    out
}

/// A variable of which the model says which way it is better, or a diagnostic.
fn known_better(reader: &mut Reader, model: &Model, name: &str, span: Span) -> Option<(VariableId, Better)> {
    let id = model.scope.named(name, span, reader)?;
    let better = model.variable(id).better;
    if better.is_none() {
        let message = format!("the model does not say which way `{}` is better", model.variable(id).name);
        reader.refuse(Code::MissingKey, span, message, "better which way?").help =
            Some("say so where it is declared: better = \"high\", or \"low\"".into());
    }
    better.map(|better| (id, better))
}

/// A tank and the place of its variable's name.
fn tank(reader: &mut Reader, model: &Model, mut table: Table) -> Option<(Tank, Span)> {
    let named = reader.text(&mut table, "variable");
    let [name, unit] = ["name", "unit"].map(|key| reader.line(&mut table, key));
    let shows = reader.text(&mut table, "shows");
    let full = reader.number(&mut table, "full");
    for (key, given) in [("variable", named.is_some()), ("full", full.is_some())] {
        if !given {
            reader.missing(&table, key, "a tank");
        }
    }
    reader.close(table, "a tank");
    if let Some((full, place)) = full.filter(|(full, _)| *full <= 0.0) {
        let message = format!("a tank that is full at {} could never fill", plain(full));
        reader.refuse(Code::OutOfRange, place, message, "more than 0");
    }
    let (named, span) = named?;
    let (variable, better) = known_better(reader, model, &named, span)?;
    let (shows, better) = match shows {
        Some((name, span)) => known_better(reader, model, &name, span)?,
        None => (variable, better),
    };
    let own = model.variable(shows);
    let (name, unit) = (name.unwrap_or_else(|| own.words()), unit.unwrap_or_else(|| own.measure()));
    Some((Tank { variable, shows, name, unit, full: full?.0, better }, span))
}

/// An arrow as a file has it: variables, with the places of their names.
struct Drawn {
    ends: [(VariableId, Span); 2],
    worse: String,
    better: String,
}

fn arrow(reader: &mut Reader, model: &Model, mut table: Table) -> Option<Drawn> {
    let [from, to, worse, better] = ["from", "to", "worse", "better"].map(|key| {
        let text = reader.text(&mut table, key);
        if text.is_none() {
            reader.missing(&table, key, "an arrow");
        }
        text
    });
    reader.close(table, "an arrow");
    let mut end = |(name, span): (String, Span)| Some((model.scope.named(&name, span, reader)?, span));
    let ends = [end(from?), end(to?)];
    let [worse, better] = [one_line(&worse?.0), one_line(&better?.0)];
    Some(Drawn { ends: [ends[0]?, ends[1]?], worse, better })
}

/// The arrows between tanks: each pair once, and only where the one acts on the other in the equations and not by way of
/// a third.
fn between(
    reader: &mut Reader,
    model: &Model,
    graph: &Graph,
    tanks: &[Tank; TANKS],
    drawn: Vec<Drawn>,
) -> Vec<TankArrow> {
    let position = |id: VariableId| tanks.iter().position(|tank| tank.variable == id);
    let name = |id: VariableId| &model.variable(id).name;
    let mut out: Vec<TankArrow> = Vec::new();
    for Drawn { ends, worse, better } in drawn {
        if let Some((other, span)) = ends.iter().find(|(id, _)| position(*id).is_none()) {
            let message = format!("an arrow leads from tank to tank, and `{}` is none", name(*other));
            let names: Vec<&str> = tanks.iter().map(|tank| name(tank.variable).as_str()).collect();
            reader.refuse(Code::UnknownName, *span, message, "not a tank").help =
                Some(format!("the tanks are {}", names.join(", ")));
            continue;
        }
        let [(cause, _), (effect, span)] = ends;
        let (Some(from), Some(to)) = (position(cause), position(effect)) else { continue };
        let (a, b) = (name(cause), name(effect));
        if out.iter().any(|arrow| (arrow.from, arrow.to) == (from, to)) {
            let message = format!("there is an arrow from `{a}` to `{b}` already");
            reader.refuse(Code::Duplicate, span, message, "once more");
        } else if from == to {
            reader.refuse(Code::BadLoop, span, format!("an arrow leads from `{a}` to itself"), "another tank");
        } else if !graph.reached(cause, |id| position(id).is_none()).contains_key(&effect) {
            let message = format!("in the equations `{a}` has no influence on `{b}`, save through other tanks");
            reader.refuse(Code::BadLoop, span, message, "no such influence");
        }
        out.push(TankArrow { from, to, worse, better });
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::model::file;

    #[test]
    fn a_loop_runs_along_the_arrows_whose_tanks_follow_each_other_on_its_paths() {
        let model = file::shipped();
        let room = model.room.as_ref().unwrap();
        let along = room.loops_along(&model.loops);
        let of = |from: &str, to: &str| {
            let [from, to] = [from, to].map(|name| model.find(name).unwrap());
            let loops = &along[room.arrow(from, to).unwrap()];
            loops.iter().map(|index| model.loops[*index].id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of("pressure", "wip"), ["R1", "R2", "R6", "R8", "R12", "R13", "B10"]);
        assert_eq!(of("recent_thr", "trust"), ["R2", "R9"]);
        assert!(of("trust", "pressure").contains(&"R2") && !of("trust", "pressure").contains(&"R1"));
        assert!(of("recent_thr", "pressure").contains(&"B1") && of("wip", "recent_thr").contains(&"R1"));
        assert!(room.arrow(room.tanks[0].variable, room.tanks[3].variable).is_none());
    }
}
