//! A scenario file to a scenario: every key is described in `docs/scenario-file.md`.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic, Severity, sorted};
use crate::text::lexer::short;
use crate::text::span::Place;
use crate::text::toml::{self, Entry, Reader, Table, Value, Written};
use crate::text::{Source, Span, canonical, one_line, plain, suggestion};

use super::change::NO_DECISIONS;
use super::draft::Dialect;
use super::library::Library;
use super::moments::reached;
use super::resolve::a;
use super::scenario::{
    ALLOW_OUTSIDE, Design, Pick, Scenario, Shock, Uncertainty, as_share, check_start, doubt, outside,
};
use super::time::{Method, TimePlaces};
use super::xmile::is_xmile;
use super::{
    Beginning, ChangeKind, DistributionKind, Model, Spread, TeamFigure, Variable, VariableId, balance, beginning, read,
};

use named::Named;

mod claims;
mod layers;
mod named;
mod points;
mod story;
mod team;

/// Whether a file is a model and not a scenario: it declares variables.
pub fn is_model(source: &Arc<Source>) -> bool {
    is_xmile(source) || toml::read(source).is_ok_and(|root| declares(&root))
}

/// A mistyped key does not make a model of a scenario, nor a scenario of a model: what the rest of the file says counts.
fn declares(root: &Table) -> bool {
    let any = |keys: &[&str]| root.entries.iter().any(|e| keys.contains(&e.key.as_str()));
    if any(&["model", "extends"]) {
        return false;
    }
    // A scenario's `[stock]` with a number or an equation a stock, or with nothing, is a slip for `[stocks]`, and declares nothing.
    let declares = |inner: &Table| {
        !inner.entries.is_empty()
            && !inner.entries.iter().any(|e| matches!(e.node.value, Value::Number(_) | Value::Text(_)))
    };
    let declared = |e: &Entry| match (e.key.as_str(), &e.node.value) {
        ("flow" | "aux", _) => true,
        ("stock", Value::Table(inner)) => declares(inner),
        ("stock", _) => true,
        _ => false,
    };
    // So is `[constant]`; and `constant = "demand_shock"` is a line of a shock.
    let sets = |e: &Entry| match (e.key.as_str(), &e.node.value) {
        ("constant", Value::Table(inner)) => !declares(inner),
        ("constant", Value::Text(_)) => true,
        _ => false,
    };
    root.entries.iter().any(declared)
        || !root.entries.iter().any(sets)
            && any(&["constant", "table", "counter", "noise", "time", "unit"])
            && !any(&["picks", "constants", "shock", "expect", "horizon", "replications", "seed", "prose"])
}

/// Reads the scenario called `name`, with all it extends and is held against; a model file gives the scenario in which
/// nothing is done.
///
/// # Errors
/// Everything that is wrong, sorted by file and place.
pub fn load(name: &str, library: &dyn Library) -> Result<Scenario, Vec<Diagnostic>> {
    load_source(library.read(name).map_err(|d| vec![d])?, None, library, Claims::Read)
}

/// Reads the scenario called `name` and those it is held against, all of them about this model, whatever model they name:
/// what is claimed of a model is asked of the one at hand.
///
/// # Errors
/// As [`load`].
pub fn load_about(name: &str, model: &Arc<Model>, library: &dyn Library) -> Result<Scenario, Vec<Diagnostic>> {
    load_source(library.read(name).map_err(|d| vec![d])?, Some(model), library, Claims::Read)
}

#[derive(Clone, Copy, PartialEq)]
enum Claims {
    Read,
    /// A base case is run for its values; what it claims is its own affair.
    Skip,
}

fn load_source(
    source: Arc<Source>,
    about: Option<&Arc<Model>>,
    library: &dyn Library,
    claims: Claims,
) -> Result<Scenario, Vec<Diagnostic>> {
    if is_model(&source) {
        let model = match about {
            Some(model) => model.clone(),
            None => Arc::new(read(&source)?),
        };
        return Ok(Scenario { stem: stem(&source.name), ..Scenario::of_model(model) });
    }
    let mut layers = layers::chain(source, library)?;
    let own = layers[0].0.clone();
    let model = layers::model_of(&mut layers, about, library)?;
    let mut scenario = Scenario::of_model(model);
    scenario.stem = stem(&own.name);
    scenario.source = own.clone();
    scenario.extends = layers.iter().skip(1).map(|(source, _)| source.clone()).collect();

    // Who tells of a team and names no starting point begins where the model says of such a team.
    let holds = |key: &str| layers.iter().any(|(_, root)| root.holds(key));
    if holds("team") && !holds("start") {
        let model = scenario.model.clone();
        let own = model.starts.iter().find(|start| Some(&start.name) == model.team_start.as_ref());
        own.into_iter().for_each(|start| scenario.begin_at(start));
    }

    let mut wrong = Vec::new();
    let mut places = Places::default();
    let mut told = Told::default();
    for (source, mut root) in layers.into_iter().rev() {
        let mut reader = Reader::new(&source);
        let named = reader.text(&mut root, "points");
        let before = (scenario.constants.clone(), scenario.initial.clone());
        told = apply(&mut scenario, &mut reader, root, &mut places);
        points::part(&mut scenario, &before);
        points::read(&mut scenario, &mut reader, named, library);
        wrong.append(&mut reader.wrong);
    }
    if wrong.is_empty() {
        wrong.extend(check(&scenario, &places));
    }
    if wrong.is_empty() {
        wrong.extend(beginning::initial_order(&scenario.model, &scenario.initial).err().unwrap_or_default());
    }
    if wrong.is_empty() && claims == Claims::Read {
        let mut reader = Reader::new(&own);
        reader.above = ABOVE;
        let mut named = Named::about(about.cloned());
        claims::read(&mut scenario, &mut reader, told.expects, &mut named, library);
        // A story is about one model, the file's own.
        let mut named = Named::about(Some(scenario.model.clone()));
        story::read(&mut scenario, &mut reader, told.story, &mut named, library);
        wrong.append(&mut reader.wrong);
    }
    if wrong.is_empty() { Ok(scenario) } else { Err(sorted(wrong)) }
}

/// What a file says of its scenario, unread: what it claims, and what it tells step by step.
#[derive(Default)]
struct Told {
    expects: Vec<Table>,
    story: Vec<Table>,
}

/// The name of a file without folder and ending; `-` is standard input, and no name for a folder.
pub fn stem(name: &str) -> String {
    if name == "-" {
        return "standard-input".to_string();
    }
    let file = name.trim_matches(|c| c == '<' || c == '>').rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    // A stem names a folder: one of dots alone would be another folder than it seems.
    if stem.trim_matches('.').is_empty() { file.trim_start_matches('.').to_string() } else { stem.to_string() }
}

/// Where things stand that can only be judged when all files are read.
#[derive(Default)]
struct Places {
    time: Option<(Arc<Source>, TimePlaces)>,
    picks: BTreeMap<usize, (Arc<Source>, Span)>,
    shocks: BTreeMap<String, (Arc<Source>, Span)>,
}

/// Keys of the whole file that are no tables.
const ABOVE: &[&str] = &[
    "extends",
    "model",
    "points",
    "title",
    "label",
    "prose",
    "start",
    "horizon",
    "dt",
    "save",
    "method",
    "record",
    "replications",
    "seed",
    "design",
    "uncertainty",
    "allow_outside",
];

/// Lays one file over what those it extends have said; returns what it says of it.
fn apply(scenario: &mut Scenario, reader: &mut Reader, mut root: Table, places: &mut Places) -> Told {
    let model = scenario.model.clone();
    reader.above = ABOVE;
    scenario.allow_outside = reader.flag(&mut root, "allow_outside").unwrap_or(scenario.allow_outside);
    // What a file is called and tells is its own: one that extends it does something else.
    scenario.title = reader.line(&mut root, "title").unwrap_or_else(|| one_line(&stem(&reader.source.name)));
    scenario.label = reader.line(&mut root, "label");
    scenario.prose = reader.prose(&mut root, "prose");
    start(scenario, reader, &mut root);
    time(scenario, reader, &mut root, places);
    let mut seen: HashSet<VariableId> = scenario.record.iter().copied().collect();
    for (name, span) in reader.texts(&mut root, "record") {
        match model.find(&name) {
            Some(id) => scenario.record.extend(seen.insert(id).then_some(id)),
            None if reader.is_full() => break,
            None => unknown(reader, &model, (&name, span), "variable", model.names()),
        }
    }
    if let Some((n, _)) = reader.whole(&mut root, "replications", 1) {
        scenario.replications = n;
    }
    if let Some((seed, _)) = reader.whole(&mut root, "seed", 0) {
        scenario.seed = seed;
    }
    if let Some(design) = reader.choice(&mut root, "design", Design::CHOICES) {
        scenario.design = design;
    }
    if let Some(uncertainty) = reader.choice(&mut root, "uncertainty", Uncertainty::CHOICES) {
        scenario.uncertainty = uncertainty;
    }
    let figures = team::read(scenario, reader, &mut root);
    for entry in reader.table(&mut root, "constants").entries {
        if reader.is_full() {
            break;
        }
        named_constant(scenario, reader, entry, &figures);
    }
    for entry in reader.table(&mut root, "picks").entries {
        if reader.is_full() {
            break;
        }
        pick(scenario, reader, entry, places);
    }
    let shocks = reader.any(&mut root, "shock").and_then(|entry| nameless(reader, entry));
    for entry in shocks.map_or(Vec::new(), |table| table.entries) {
        if let Value::Flag(false) = entry.node.value {
            scenario.shocks.retain(|s| s.name != entry.key);
            continue;
        }
        let name = entry.key.clone();
        if let Some((span, table)) = reader.as_table(entry) {
            shock(scenario, reader, name, span, table, places);
        }
    }
    let expects = reader.listed_tables(&mut root, "expect");
    let story = reader.listed_tables(&mut root, "story");
    headless(reader, &mut root);
    reader.close(root, "a scenario file");
    Told { expects, story }
}

/// The way out for a shock without a name.
const NAMED: &str = "a shock has a name of your own in its heading: [shock.demand_doubled]";

/// The shocks under `[shock]`; None, with one message, where lines of one stand there and nothing names it.
fn nameless(reader: &mut Reader, entry: Entry) -> Option<Table> {
    let is_line =
        |e: &&Entry| !matches!(e.node.value, Value::Table(_) | Value::Flag(false)) && !ABOVE.contains(&e.key.as_str());
    let (place, message) = match &entry.node.value {
        Value::Table(table) => match table.entries.iter().find(is_line) {
            Some(line) => (line.key_span, format!("`{}` belongs to a shock that has no name", short(&line.key))),
            None => return reader.as_table(entry).map(|(_, table)| table),
        },
        _ => (entry.key_span, "`shock` should be tables with names".to_string()),
    };
    reader.refuse(Code::WrongType, place, message, "of which shock?").help = Some(NAMED.into());
    None
}

/// Refuses lines of a shock, a claim or a step that stand under no heading: one message for each of them.
fn headless(reader: &mut Reader, root: &mut Table) {
    for (keys, of, help) in [
        (&["constant", "amount", "from", "to"][..], "a shock", NAMED),
        (&["claim", "that", "base", "fails", "published"], "a claim", "a claim has a heading: [[expect]]"),
        (&["say", "more", "talk", "holds", "against", "guess"], "a step of a story", "a step has a heading: [[story]]"),
    ] {
        let is_line = |e: &Entry| keys.contains(&e.key.as_str()) && !matches!(e.node.value, Value::Table(_));
        let Some(first) = root.entries.iter().find(|e| is_line(e)) else { continue };
        let message = format!("`{}` is a line of {of}, and stands under no heading", first.key);
        reader.refuse(Code::UnknownKey, first.key_span, message, "no heading above this").help = Some(help.into());
        root.entries.retain(|e| !is_line(e));
    }
}

/// Refuses the name of a `what` (a stock, an intervention) that the model does not have.
fn unknown<'a>(
    reader: &mut Reader,
    model: &Model,
    (name, span): (&str, Span),
    what: &str,
    known: impl IntoIterator<Item = &'a str>,
) {
    let help = reader.help_above(name).or_else(|| suggestion::help_for(name, known));
    let help = help
        .unwrap_or_else(|| "`flywheel model show` tells what there is; --model FILE, for a model of your own".into());
    let message = match model.find(name).map(|id| model.variable(id).kind_name()) {
        Some(kind) if kind != what => format!("`{}` is {} of the model, and no {what}", short(name), a(kind)),
        _ => format!("there is no {what} `{}` in the model", short(name)),
    };
    reader.refuse(Code::UnknownName, span, message, format!("unknown {what}")).help = Some(help);
}

/// Refuses a value that the model does not allow, unless the scenario says that it is meant.
fn allow(scenario: &Scenario, reader: &mut Reader, span: Span, variable: &Variable, value: f64) {
    if let Some(message) = outside(variable, value).filter(|_| !scenario.allow_outside) {
        let meant = as_share(variable, value).map_or(String::new(), |meant| format!("{meant}; "));
        let help = Some(format!("{meant}{ALLOW_OUTSIDE}"));
        reader.refuse(Code::OutOfRange, span, message, "outside its range").help = help;
    }
}

/// The same of a figure of the team. One that is less than any is no team that lies beyond, and nothing can be meant by it.
fn allow_figure(scenario: &Scenario, reader: &mut Reader, span: Span, figure: &TeamFigure, value: f64) {
    let constant = scenario.model.variable(figure.constant);
    let Some((least, most)) = figure.range.or_else(|| constant.constant()?.range) else { return };
    let help = match () {
        () if value < least => Some(figure.about.clone()).filter(|about| !about.is_empty()),
        () if value > most && !scenario.allow_outside => Some(ALLOW_OUTSIDE.into()),
        () => return,
    };
    let (name, value, least, most) = (&figure.name, plain(value), plain(least), plain(most));
    let message = format!("`{name}` is {value}, and as a figure of a team it is from {least} to {most}");
    reader.refuse(Code::OutOfRange, span, message, "outside its range").help = help;
}

/// Notes what can be run and is probably a slip.
fn warn(scenario: &mut Scenario, reader: &Reader, span: Span, message: String) {
    let warning = Diagnostic::error(Code::OutOfRange, message).at(&reader.source, span, "is this meant?");
    scenario.warnings.push(Diagnostic { severity: Severity::Warning, ..warning });
}

/// `start = "stressed"`, and `[stocks]` over it.
fn start(scenario: &mut Scenario, reader: &mut Reader, root: &mut Table) {
    let model = scenario.model.clone();
    if let Some((name, span)) = reader.text(root, "start") {
        match model.starts.iter().find(|s| s.name == canonical(&name)) {
            Some(start) => {
                scenario.begin_at(start);
                scenario.start_named_at = Some(Place { source: reader.source.clone(), span });
            }
            None => {
                let starts = model.starts.iter().map(|s| s.name.as_str());
                unknown(reader, &model, (&name, span), "starting point", starts);
            }
        }
    }
    for entry in reader.table(root, "stocks").entries {
        let value = reader.number_or_equation(&entry);
        match model.find(&entry.key).filter(|id| model.variable(*id).stock().is_some()) {
            Some(id) => {
                let value = value.and_then(|value| beginning(scenario, reader, id, value));
                scenario.initial.extend(value.map(|v| (id, v)));
                scenario.set_at.insert(id, Place { source: reader.source.clone(), span: entry.node.span });
            }
            None => {
                let declared = model.declared().map(|id| model.variable(id));
                let stocks = declared.filter(|v| v.stock().is_some()).map(|v| v.name.as_str());
                unknown(reader, &model, (&entry.key, entry.key_span), "stock", stocks);
            }
        }
    }
}

/// What a scenario lets a stock begin with; None where that cannot be.
fn beginning(scenario: &Scenario, reader: &mut Reader, id: VariableId, value: Written) -> Option<Beginning> {
    let model = &scenario.model;
    let own = model.variable(id);
    match value {
        Written::Number(value, place) => {
            match check_start(own, value) {
                Err(impossible) => {
                    reader.refuse(Code::OutOfRange, place, impossible.to_string(), "at least 0");
                }
                Ok(()) => allow(scenario, reader, place, own, value),
            }
            Some(value.into())
        }
        Written::Equation(text) => {
            let value = beginning::read(&text, (id, &own.name), &model.scope, reader)?;
            // An XMILE file need not say its units, and they are compared where somebody asks for it.
            if let Some(equation) = value.equation().filter(|_| model.dialect == Dialect::Own) {
                let wrong = balance::check_beginning(model, &text.source, id, equation);
                reader.wrong.extend(wrong);
            }
            Some(value)
        }
    }
}

fn time(scenario: &mut Scenario, reader: &mut Reader, root: &mut Table, places: &mut Places) {
    let horizon = reader.number(root, "horizon");
    let dt = reader.number(root, "dt");
    let save = reader.number(root, "save");
    if let Some((horizon, _)) = horizon {
        scenario.time.stop = reached(scenario.time.start, horizon, 1);
    }
    if let Some((dt, _)) = dt {
        scenario.time.dt = dt;
    }
    if let Some((save, _)) = save {
        scenario.time.save = save;
    }
    if let Some(method) = reader.choice(root, "method", Method::CHOICES) {
        scenario.time.method = method;
    }
    // A key that this file does not set is judged where the one that clashes with it is set.
    let given = [horizon, dt, save].into_iter().flatten().map(|(_, span)| span);
    if let Some(any) = given.max() {
        let place = |given: Option<(f64, Span)>| given.map_or(any, |(_, span)| span);
        let spans = TimePlaces { start: any, stop: place(horizon), dt: place(dt), save: place(save) };
        places.time = Some((reader.source.clone(), spans));
    }
}

/// A constant by its name; `figures` are those that the file sets as figures of the team.
fn named_constant(scenario: &mut Scenario, reader: &mut Reader, entry: Entry, figures: &BTreeMap<VariableId, Span>) {
    let model = scenario.model.clone();
    let Some(id) = model.find(&entry.key).filter(|id| model.variable(*id).is_constant()) else {
        let constants = model.constants().map(|(_, v, _)| v.name.as_str());
        unknown(reader, &model, (&entry.key, entry.key_span), "constant", constants);
        if let (Some(figure), Some(wrong)) = (model.figure(&entry.key), reader.wrong.last_mut()) {
            wrong.help = Some(format!("a figure of the team stands under [team]: {} = ...", figure.name));
        }
        return;
    };
    if let Some(figure) = figures.get(&id) {
        let source = reader.source.clone();
        let message = format!("`{}` is set twice: as a figure of the team and as a constant", model.variable(id).name);
        let wrong = reader.refuse(Code::Duplicate, entry.key_span, message, "the constant");
        *wrong = wrong.clone().at(&source, *figure, "the figure").help("one of the two is enough");
        return;
    }
    // What is said later of a constant by its name is no longer the figure of a file that is extended.
    scenario.team.retain(|index| model.team[*index].constant != id);
    constant(scenario, reader, entry, id, None);
}

/// `name = 0.3`, or `name = { value = 0.3, distribution = "uniform", min = 0.2, max = 0.4 }`; a figure of the team goes by
/// its own name.
fn constant(scenario: &mut Scenario, reader: &mut Reader, entry: Entry, id: VariableId, figure: Option<&TeamFigure>) {
    let model = scenario.model.clone();
    let name = figure.map_or(&model.variable(id).name, |figure| &figure.name).clone();
    let entry_span = entry.node.span;
    scenario.set_at.insert(id, Place { source: reader.source.clone(), span: entry_span });
    let spread = match entry.node.value {
        Value::Number(x) => Spread::fixed(x),
        Value::Table(mut table) => {
            let spread = Spread::read_as(reader, &mut table, &name, DistributionKind::Triangular);
            reader.close(table, "a constant");
            spread
        }
        other => {
            let message = format!("`{name}` should be a number, or a table with `value` and how it spreads");
            let help = if let Value::Text(text) = &other { toml::percentage(text) } else { None };
            reader.refuse(Code::WrongType, entry.node.span, message, "a number belongs here").help = help;
            return;
        }
    };
    // Who says how it spreads has thought about it; what is below 0 and cannot be is a slip all the same.
    let is_meant = spread.varies() && spread.value >= 0.0;
    let own = model.variable(id);
    match figure {
        Some(figure) => allow_figure(scenario, reader, entry_span, figure, spread.value),
        None => allow(scenario, reader, entry_span, own, spread.value),
    }
    let is_meant = is_meant || scenario.allow_outside;
    if let Some(message) = doubt(own, spread.value).filter(|_| !is_meant) {
        warn(scenario, reader, entry_span, message);
        let value = plain(spread.value);
        let help = format!(
            "if it is, say how sure it is: {{ value = {value}, distribution = \"triangular\", min = ..., max = ... }}"
        );
        scenario.warnings.last_mut().into_iter().for_each(|warning| warning.help = Some(help.clone()));
    }
    // Constants stand in the order of the file, and so do ids.
    if let Ok(index) = scenario.constants.binary_search_by_key(&id, |(id, _)| *id) {
        scenario.constants[index].1 = spread;
    }
}

/// `wip_limit = 16`, `wip_limit = { start = 16, strength = 0.5, kind = "decision" }`, or `wip_limit = false` to drop an
/// inherited pick.
fn pick(scenario: &mut Scenario, reader: &mut Reader, entry: Entry, places: &mut Places) {
    let model = scenario.model.clone();
    let name = canonical(&entry.key);
    let Some(intervention) = model.interventions.iter().position(|i| i.name == name) else {
        let interventions = model.interventions.iter().map(|i| i.name.as_str());
        return unknown(reader, &model, (&entry.key, entry.key_span), "intervention", interventions);
    };
    let key_span = entry.key_span;
    let own = &model.interventions[intervention];
    let (start, strength, kind) = match entry.node.value {
        Value::Flag(false) => {
            scenario.picks.retain(|p| p.intervention != intervention);
            return;
        }
        Value::Number(start) => (start, 1.0, own.kind),
        Value::Table(mut table) => {
            let start = reader.number(&mut table, "start");
            let strength = reader.number(&mut table, "strength");
            if start.is_none() {
                reader.missing(&table, "start", &format!("the pick `{name}`"));
            }
            if let Some((x, span)) = strength.filter(|s| s.0 < 0.0) {
                let message = format!("the strength of `{name}` is {}, and cannot be negative", plain(x));
                reader.refuse(Code::OutOfRange, span, message, "at least 0");
            }
            let kind = reader.choice_at(&mut table, "kind", ChangeKind::CHOICES);
            let decided = kind.filter(|(kind, _)| *kind == ChangeKind::Decision);
            if let Some((_, place)) = decided.filter(|_| own.decided_constant.is_none()) {
                let message = format!("`{name}` cannot be a decision: the model knows habits only");
                reader.refuse(Code::MissingKey, place, message, "a decision").help = Some(NO_DECISIONS.into());
            }
            reader.close(table, "a pick");
            let Some((start, _)) = start else { return };
            (start, strength.map_or(1.0, |s| s.0), kind.map_or(own.kind, |(kind, _)| kind))
        }
        other => {
            let message =
                format!("`{name}` should be the week it starts, a table with `start` and `strength`, or false");
            let kind = match &other {
                Value::Text(text) => ChangeKind::CHOICES.iter().map(|(word, _)| *word).find(|word| word == text),
                _ => None,
            };
            reader.refuse(Code::WrongType, entry.node.span, message, "a week belongs here").help =
                kind.map(|kind| format!("for example {name} = {{ start = 16, kind = \"{kind}\" }}"));
            return;
        }
    };
    if strength > 1.0 {
        let message = format!("`{name}` is taken up at {} times its full strength", plain(strength));
        warn(scenario, reader, key_span, message);
    }
    scenario.picks.retain(|p| p.intervention != intervention);
    scenario.picks.push(Pick { intervention, start, strength, kind });
    places.picks.insert(intervention, (reader.source.clone(), key_span));
}

/// `[shock.demand_doubled]` with `constant`, `amount`, `from`, `to`; `demand_doubled = false` under `[shock]` drops an
/// inherited one.
fn shock(
    scenario: &mut Scenario,
    reader: &mut Reader,
    name: String,
    span: Span,
    mut table: Table,
    places: &mut Places,
) {
    let model = scenario.model.clone();
    let title = reader.line(&mut table, "title");
    let constant = reader.text(&mut table, "constant");
    let amount = reader.number(&mut table, "amount");
    let from = reader.number(&mut table, "from");
    let to = reader.number(&mut table, "to");
    let what = format!("the shock `{}`", short(&name));
    for (key, given) in [("constant", constant.is_some()), ("amount", amount.is_some()), ("from", from.is_some())] {
        if !given {
            reader.missing(&table, key, &what);
        }
    }
    reader.close(table, "a shock");
    let (Some((constant, at)), Some((amount, of)), Some((from, _))) = (constant, amount, from) else { return };
    let Some(id) = model.find(&constant).filter(|id| model.variable(*id).is_constant()) else {
        let constants = model.constants().map(|(_, v, _)| v.name.as_str());
        return unknown(reader, &model, (&constant, at), "constant", constants);
    };
    let own = scenario.constants.iter().find(|(constant, _)| *constant == id).map_or(0.0, |(_, spread)| spread.value);
    allow(scenario, reader, of, model.variable(id), own + amount);
    if let Some((to, at)) = to.filter(|(to, _)| *to <= from) {
        let message = format!("{what} ends at {}, and begins at {}", plain(to), plain(from));
        reader.refuse(Code::BadTime, at, message, "the end comes after the beginning");
    }
    let title = title.unwrap_or_else(|| model.variable(id).words());
    if places.shocks.contains_key(&name) {
        scenario.shocks.retain(|s| s.name != name);
    }
    scenario.shocks.push(Shock { name: name.clone(), title, constant: id, amount, from, to: to.map(|t| t.0) });
    places.shocks.insert(name, (reader.source.clone(), span));
}

/// What can only be judged when all files are read.
fn check(scenario: &Scenario, places: &Places) -> Vec<Diagnostic> {
    let time = &scenario.time;
    let mut wrong = Vec::new();
    if let Some((source, spans)) = &places.time {
        let mut reader = Reader::new(source);
        time.check(&mut reader, *spans);
        if let Some(message) = scenario.noise_misfit().filter(|_| reader.wrong.is_empty()) {
            reader.refuse(Code::BadTime, spans.dt, message, "dt does not fit the noise");
        }
        wrong.append(&mut reader.wrong);
    }
    let unit = &time.unit;
    let beyond = |start: f64, what: String, (source, span): &(Arc<Source>, Span)| {
        if (time.start..time.stop).contains(&start) {
            return None;
        }
        let (start, first, last) = (plain(start), plain(time.start), plain(time.stop));
        let message = format!("{what} starts at {unit} {start}, and the run goes from {first} to {last}");
        Some(Diagnostic::error(Code::BadTime, message).at(source, *span, "outside the run"))
    };
    for pick in &scenario.picks {
        let name = &scenario.model.interventions[pick.intervention].name;
        wrong.extend(places.picks.get(&pick.intervention).and_then(|p| beyond(pick.start, format!("`{name}`"), p)));
    }
    let lost = |message: String, (source, span): &(Arc<Source>, Span)| {
        Diagnostic::error(Code::BadTime, message).at(source, *span, "lasts no step")
    };
    for shock in &scenario.shocks {
        let Some(place) = places.shocks.get(&shock.name) else { continue };
        let outside = beyond(shock.from, format!("the shock `{}`", shock.name), place);
        let between = || shock.misfit(time).map(|m| lost(m, place));
        wrong.extend(outside.or_else(between));
    }
    wrong
}
