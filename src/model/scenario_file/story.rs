//! What a scenario file tells a room: `[[story]]`, with the scenarios that its steps show.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::claim::{self, Claim};
use crate::model::library::Library;
use crate::model::scenario::{Pick, Scenario};
use crate::model::story::{Step, Words};
use crate::model::{Model, VariableId};
use crate::text::diagnostic::Code;
use crate::text::lexer::short;
use crate::text::toml::{Reader, Table};
use crate::text::{Span, plain};

use super::{Named, Places, check, pick};

/// Reads `[[story]]` of a scenario that is read for all else.
pub(super) fn read(
    scenario: &mut Scenario,
    reader: &mut Reader,
    steps: Vec<Table>,
    named: &mut Named,
    library: &dyn Library,
) {
    // A step shows what the file is about, and neither claims nor tells.
    let own = Scenario { claims: Vec::new(), bases: Vec::new(), warnings: Vec::new(), ..scenario.clone() };
    let mut shown = Shown { own: Arc::new(own), made: Vec::new() };
    let mut story = Vec::new();
    for table in steps {
        if reader.is_full() {
            break;
        }
        story.extend(step(scenario, reader, table, &mut shown, named, library));
    }
    scenario.story = story;
}

fn step(
    scenario: &mut Scenario,
    reader: &mut Reader,
    mut table: Table,
    shown: &mut Shown,
    named: &mut Named,
    library: &dyn Library,
) -> Option<Step> {
    let told = reader.wrong.len();
    let model = scenario.model.clone();
    let words = words(reader, &mut table, "a step of the story");
    let translated = translated(reader, &mut table);
    let other = reader.text(&mut table, "scenario");
    let other = other.map(|(path, at)| named.scenario(reader, library, &path, at));
    let against = reader.text(&mut table, "against");
    let against = against.map(|(path, at)| named.scenario(reader, library, &path, at));
    let is_picked = table.holds("picks");
    let picks = reader.table(&mut table, "picks");
    let tanks = tanks(reader, &model, &mut table);
    let arrows = arrows(reader, &model, &mut table);
    let charts = reader.texts(&mut table, "charts");
    let charts = charts.iter().filter_map(|(name, span)| variable(reader, &model, name, *span)).collect();
    let wheel = reader.flag(&mut table, "wheel").unwrap_or(true);
    let odds = reader.flag(&mut table, "odds").unwrap_or(false);
    let week = reader.number(&mut table, "week");
    let guess = reader.text(&mut table, "guess").and_then(|(name, span)| variable(reader, &model, &name, span));
    let own = reader.flag(&mut table, "own").unwrap_or(false);
    let talk = reader.flag(&mut table, "talk").unwrap_or(false);
    let holds = reader.text(&mut table, "holds");
    let place = table.span;
    let is_grounded = talk != table.holds("holds");
    reader.close(table, "a step of the story");
    if !is_grounded && reader.wrong.len() == told {
        let (message, label) = match talk {
            true => ("a sentence that is talk has no condition", "both `talk` and `holds` stand here"),
            false => ("a step of the story needs what proves its sentence", "neither `holds` nor `talk` stands here"),
        };
        reader.refuse(Code::MissingKey, place, message, label).help =
            Some("give the condition, as holds = 'median(trust@26) < 0.3', or say that it is talk: talk = true".into());
    }

    // A file that is named is shown with its picks, and the file itself with none, unless the step says which.
    let base = other.unwrap_or_else(|| Some(shown.own.clone()))?;
    let taken = match is_picked {
        true => picked(scenario, reader, &base, picks),
        false if Arc::ptr_eq(&base, &shown.own) => Vec::new(),
        false => base.picks.clone(),
    };
    let step_scenario = shown.with(&base, taken);
    let against = against.unwrap_or_else(|| Some(shown.with(&base, Vec::new())))?;
    let time = &step_scenario.time;
    if let Some((week, at)) = week.filter(|(week, _)| time.saved_index(*week).is_none()) {
        let (unit, first, last, save) = (&time.unit, plain(time.start), plain(time.stop), plain(time.save));
        let message = format!("no results are kept at {unit} {}", plain(week));
        reader.refuse(Code::BadTime, at, message, "not a kept moment").help =
            Some(format!("they are kept from {first} to {last}, every {save}"));
    }
    let holds = match holds {
        None => None,
        Some((text, span)) => {
            let scope = claim::Scope { model: &model, time, base: Some((&against.model, &against.time)) };
            match scope.condition(&reader.equation_text(text.clone(), span)) {
                Err(wrong) => {
                    reader.wrong.push(wrong);
                    return None;
                }
                Ok(comparisons) => Some(Claim {
                    sentence: words.as_ref()?.say.clone(),
                    text,
                    comparisons,
                    base: None,
                    published: None,
                    fails: None,
                    source: reader.source.clone(),
                    span,
                }),
            }
        }
    };
    let week = week.map_or(time.start, |(week, _)| week);
    let words = words?;
    let scenario = step_scenario;
    Some(Step { words, translated, scenario, against, tanks, arrows, charts, wheel, odds, week, guess, own, holds })
}

/// The scenarios that steps show; steps that show the same share one.
struct Shown {
    own: Arc<Scenario>,
    /// What was changed, and to what.
    made: Vec<(Arc<Scenario>, Arc<Scenario>)>,
}

impl Shown {
    /// A scenario with these picks in the place of its own.
    fn with(&mut self, base: &Arc<Scenario>, picks: Vec<Pick>) -> Arc<Scenario> {
        if base.picks == picks {
            return base.clone();
        }
        let is_same = |(from, made): &&(Arc<Scenario>, Arc<Scenario>)| Arc::ptr_eq(from, base) && made.picks == picks;
        if let Some((_, made)) = self.made.iter().find(is_same) {
            return made.clone();
        }
        let made = Arc::new(Scenario { picks, ..(**base).clone() });
        self.made.push((base.clone(), made.clone()));
        made
    }
}

/// The picks of a step; what is unusual about them is noted among the warnings of the file.
fn picked(scenario: &mut Scenario, reader: &mut Reader, base: &Scenario, picks: Table) -> Vec<Pick> {
    let mut own = Scenario { picks: Vec::new(), warnings: Vec::new(), ..base.clone() };
    let mut places = Places::default();
    for entry in picks.entries {
        if reader.is_full() {
            break;
        }
        pick(&mut own, reader, entry, &mut places);
    }
    reader.wrong.extend(check(&own, &places));
    scenario.warnings.append(&mut own.warnings);
    own.picks
}

/// What is said in one language.
fn words(reader: &mut Reader, table: &mut Table, what: &str) -> Option<Words> {
    let say = reader.line(table, "say");
    let title = reader.line(table, "title");
    let more = reader.prose(table, "more");
    if say.is_none() {
        reader.missing(table, "say", what);
    }
    Some(Words { title, say: say?, more })
}

/// `words.de = { say = "..." }`, for any language.
fn translated(reader: &mut Reader, table: &mut Table) -> BTreeMap<String, Words> {
    let mut out = BTreeMap::new();
    for entry in reader.table(table, "words").entries {
        let (code, span) = (entry.key.clone(), entry.key_span);
        if code.len() != 2 || !code.bytes().all(|c| c.is_ascii_lowercase()) {
            let message = format!("`{}` is not the code of a language", short(&code));
            reader.refuse(Code::UnknownName, span, message, "two small letters belong here").help =
                Some("for German: words.de = { say = \"...\" }".into());
            continue;
        }
        let Some((_, mut inner)) = reader.as_table(entry) else { continue };
        let own = words(reader, &mut inner, "what is said in another language");
        reader.close(inner, "what is said in another language");
        out.extend(own.map(|words| (code, words)));
    }
    out
}

fn variable(reader: &mut Reader, model: &Model, name: &str, span: Span) -> Option<VariableId> {
    let found = model.find(name);
    if found.is_none() {
        super::unknown(reader, model, (name, span), "variable", model.names());
    }
    found
}

/// The tanks that are drawn; all where the step does not say.
fn tanks(reader: &mut Reader, model: &Model, table: &mut Table) -> Vec<VariableId> {
    let all: Vec<VariableId> = model.room.iter().flat_map(|room| room.tanks.iter().map(|tank| tank.variable)).collect();
    let is_given = table.holds("tanks");
    let mut out = Vec::new();
    for (name, span) in reader.texts(table, "tanks") {
        out.extend(tank(reader, model, &all, &name, span));
    }
    if is_given { out } else { all }
}

/// A tank of the model by the name of its variable, or a diagnostic.
fn tank(reader: &mut Reader, model: &Model, all: &[VariableId], name: &str, span: Span) -> Option<VariableId> {
    let id = variable(reader, model, name, span)?;
    if !all.contains(&id) {
        let message = format!("`{}` is no tank of the model", short(name));
        let names: Vec<&str> = all.iter().map(|id| model.variable(*id).name.as_str()).collect();
        reader.refuse(Code::UnknownName, span, message, "not a tank").help = Some(match names.is_empty() {
            true => "a model says under [room] what is drawn as a tank".into(),
            false => format!("the tanks are {}", names.join(", ")),
        });
        return None;
    }
    Some(id)
}

/// The arrows that are drawn, `"from -> to"`; all where the step does not say.
fn arrows(reader: &mut Reader, model: &Model, table: &mut Table) -> Vec<usize> {
    let (count, tanks) = model
        .room
        .as_ref()
        .map_or((0, Vec::new()), |room| (room.arrows.len(), room.tanks.iter().map(|tank| tank.variable).collect()));
    let is_given = table.holds("arrows");
    let mut out = Vec::new();
    for (text, span) in reader.texts(table, "arrows") {
        let Some((from, to)) = text.split_once("->") else {
            let message = "an arrow is written \"from -> to\", with the variables of two tanks";
            reader.refuse(Code::WrongType, span, message, "not an arrow");
            continue;
        };
        let ends = [from, to].map(|name| tank(reader, model, &tanks, name.trim(), span));
        let [Some(from), Some(to)] = ends else { continue };
        match model.room.as_ref().and_then(|room| room.arrow(from, to)) {
            Some(index) => out.push(index),
            None => {
                let name = |id: VariableId| model.variable(id).name.as_str();
                let message = format!("the model has no arrow from `{}` to `{}`", name(from), name(to));
                let room = model.room.iter().flat_map(|room| room.arrows.iter().map(move |arrow| (room, arrow)));
                let known = room.map(|(room, arrow)| {
                    format!("{} -> {}", name(room.tanks[arrow.from].variable), name(room.tanks[arrow.to].variable))
                });
                let known: Vec<String> = known.collect();
                reader.refuse(Code::UnknownName, span, message, "no such arrow").help =
                    Some(format!("known here: {}", known.join(", ")));
            }
        }
    }
    if is_given { out } else { (0..count).collect() }
}
