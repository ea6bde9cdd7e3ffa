//! A model file in our own form to a model: every key is described in `docs/model-file.md`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic, sorted};
use crate::text::lexer::short;
use crate::text::mapping::EquationText;
use crate::text::toml::{self, Node, Reader, Table as Keys, Value, Written};
use crate::text::{Source, Span, canonical, one_line, plain, suggestion};

use super::diagram::DiagramSpec;
use super::draft::{self, Dialect, Draft, DraftKind};
use super::graph::Graph;
use super::resolve::{Scope, a};
use super::time::{TimeSpec, whole_steps};
use super::units::{Unit, parse_unit};
use super::usual::{ObjectiveSpec, Over, PickSpec, TippingSpec};
use super::*;

mod changes;
mod families;
mod flows;
mod objectives;
mod team;
mod tipping;
mod variables;

use changes::Change;

/// The text of the model that is shipped inside the program.
pub const SHIPPED: &str = include_str!("../../models/improvement-flywheel.toml");

/// The most values of which starting points are mixed: each has all those of the points that it is mixed of.
const MOST_MIXED: usize = 1_000_000;

/// The name by which messages call the shipped model.
pub const SHIPPED_NAME: &str = "<improvement-flywheel>";

/// The shipped model.
pub fn shipped() -> Arc<Model> {
    let model = read(&Source::new(SHIPPED_NAME, SHIPPED));
    Arc::new(model.unwrap_or_else(|wrong| panic!("the shipped model is broken: {wrong:?}")))
}

/// Reads and checks a model.
///
/// # Errors
/// Everything that is wrong with it, sorted by place; only the first mistake where it is not TOML at all.
pub fn read(source: &Arc<Source>) -> Result<Model, Vec<Diagnostic>> {
    let root = toml::read(source).map_err(|d| vec![d])?;
    let mut reader = Reader::new(source);
    reader.above = ABOVE;
    let mut file =
        File { reader, units: Vec::new(), doubtful: Vec::new(), scope: Scope::default(), steepness: Vec::new() };
    let model = file.model(root);
    let mut wrong = std::mem::take(&mut file.reader.wrong);
    // What is too large is not read to its end: all else follows from it.
    if wrong.iter().any(|d| d.code == Code::TooLarge) {
        wrong.retain(|d| d.code == Code::TooLarge);
    }
    if wrong.is_empty() { Ok(model) } else { Err(sorted(wrong)) }
}

/// Keys of the whole file that are no tables.
const ABOVE: &[&str] = &[
    "name",
    "title",
    "about",
    "one",
    "default_start",
    "team_start",
    "headline",
    "moments",
    "cost_constant",
    "decided_constant",
    "left_out",
    "battery",
];

struct File {
    reader: Reader,
    units: Vec<String>,
    /// Base units named as keys of the whole file are, which no variable has been given in yet: where none is, such a key
    /// stands below [unit] by a slip. With its place, and what to do about it.
    doubtful: Vec<(String, Span, String)>,
    scope: Scope,
    /// The tables whose steepness is uncertain, with the point about which they are stretched and the constant that
    /// does it.
    steepness: Vec<(TableId, f64, Draft)>,
}

impl File {
    fn model(&mut self, mut root: Keys) -> Model {
        let name = self.reader.line(&mut root, "name").unwrap_or_default();
        let title = self.reader.line(&mut root, "title").unwrap_or_else(|| name.clone());
        let about = self.reader.prose(&mut root, "about");
        let one = self.reader.line(&mut root, "one");
        let units = self.base_units(&mut root);
        let time = {
            let mut table = self.reader.table(&mut root, "time");
            let time = TimeSpec::read(&mut self.reader, &mut table);
            if !self.units.contains(&time.unit) {
                self.units.push(time.unit.clone());
            }
            self.reader.close(table, "[time]");
            time
        };
        let mut tables = self.tables(&mut root);
        let cost_constant = self.reader.text(&mut root, "cost_constant");
        let changes = self.changes(&mut root, &time);
        let drafts = self.drafts(&mut root, &changes, cost_constant.as_ref().map(|(name, _)| name.as_str()));
        let is_empty = drafts.is_empty();
        self.scope = draft::declare(&drafts, &tables, Dialect::Own, &mut self.reader);
        self.stretch(&mut tables);
        self.check_periods(&time, &drafts);
        let variables = draft::variables(drafts, &self.scope, time.dt, &mut self.reader);
        let outcome = |(_, variable): &(VariableId, &Variable)| matches!(variable.kind, Kind::Outcome { .. });
        let outcomes = (0..).map(VariableId).zip(&variables).filter(outcome).map(|(id, _)| id).collect();

        let boxes = self.boxes(&mut root);
        let decided_constant = self.reader.text(&mut root, "decided_constant");
        let interventions = self.interventions(changes, &variables, &boxes, cost_constant, decided_constant);
        let costs = interventions.iter().filter_map(|i| i.cost_constant);
        let cost_unit = costs.map(|id| variables[id.0 as usize].unit.clone()).next();
        let starts = self.starts(&mut root, &variables);
        let default_start = self.start_named(&mut root, "default_start", &starts);
        let team = self.team(&mut root, &variables);
        let team_start = self.start_named(&mut root, "team_start", &starts);
        let headline = self.reader.texts(&mut root, "headline");
        let headline =
            headline.iter().filter_map(|(name, span)| self.scope.named(name, *span, &mut self.reader)).collect();
        let (usual_outcomes, told_by) = self.usual_outcomes(&mut root);
        let objectives = self.objectives(&mut root);
        let pick = self.pick_spec(&mut root);
        let moments = self.moments(&mut root);
        let flow_diagram = self.flow_diagram(&mut root);
        let flow_distribution = self.flow_distribution(&mut root, &variables);
        let tipping = self.tipping(&mut root, &variables);
        let left_out = self.reader.texts(&mut root, "left_out").into_iter().map(|(text, _)| one_line(&text)).collect();
        let battery = self.reader.texts(&mut root, "battery");
        self.check_initials(&variables, &starts, default_start.as_deref());

        let source = self.reader.source.clone();
        let orders = draft::orders(&variables, Dialect::Own, &mut self.reader);
        let mut model = Model {
            source,
            dialect: Dialect::Own,
            name,
            title,
            about,
            one,
            time_unit: Unit::base(&time.unit),
            time,
            units,
            named_units: Vec::new(),
            variables,
            scope: std::mem::take(&mut self.scope),
            tables,
            order: orders.step,
            initial_order: orders.initial,
            limits: orders.limits,
            boxes,
            interventions,
            loops: Vec::new(),
            starts,
            default_start,
            team,
            team_start,
            contradictions: Vec::new(),
            outcomes,
            headline,
            usual_outcomes,
            told_by,
            objectives,
            pick,
            moments,
            flow_diagram,
            flow_distribution,
            tipping,
            diagram: DiagramSpec::default(),
            room: None,
            cost_unit,
            left_out,
            battery,
            warnings: Vec::new(),
        };
        // Nothing is derived from a model that is refused: signs and ways are sought only where all else is sound.
        let is_asked = ["loop", "diagram", "room"].iter().any(|key| root.holds(key));
        let graph = (is_asked && self.reader.wrong.is_empty()).then(|| Graph::of(&model));
        model.loops = loops::read(&mut self.reader, &mut root, &model, graph.as_ref());
        model.diagram = diagram::read(&mut self.reader, &mut root, &model, graph.as_ref());
        model.room = room::read(&mut self.reader, &mut root, &model, graph.as_ref());
        model.contradictions = contradiction::read(&mut self.reader, &mut root, &model);
        let place = root.span;
        for (name, span, help) in std::mem::take(&mut self.doubtful) {
            let message = format!("`{name}` would be a unit here");
            self.reader.refuse(Code::UnknownKey, span, message, "below [unit]").help = Some(help);
        }
        self.close(root);
        if is_empty && self.reader.wrong.is_empty() {
            let message = "the model has no variables: no stock, flow or auxiliary";
            let help = "a variable is declared by its name: [stock.backlog]";
            self.reader.refuse(Code::MissingKey, place, message, "nothing to simulate in here").help =
                Some(help.into());
        }
        // A name that means nothing leaves a 0 behind: units are judged only where all names are known.
        if self.reader.wrong.is_empty() {
            self.reader.wrong.extend(balance::check(&model));
            self.reader.wrong.extend(beginning::circles(&model));
        }
        model
    }

    /// The moments that tables show, counted from the start.
    fn moments(&mut self, root: &mut Keys) -> Vec<f64> {
        let mut out: Vec<f64> = Vec::new();
        for node in self.reader.list(root, "moments", "a list of numbers") {
            let before = out.last().copied().unwrap_or(0.0);
            match node.value {
                Value::Number(after) if after > before => out.push(after),
                Value::Number(after) => {
                    let message = format!("the moment {} comes no later than the one before it", plain(after));
                    let help =
                        "moments are counted from the start of the run, each later than the one before: [26, 52]";
                    self.reader
                        .refuse(Code::BadTime, node.span, message, format!("more than {}", plain(before)))
                        .help = Some(help.into());
                }
                _ => self.reader.wrong_type("moments", &node, "a list of numbers"),
            }
        }
        out
    }

    /// Refuses the keys that nobody took. What stands under a mistyped `[constnat.delay]` is told there, and not once
    /// more wherever `delay` is used.
    fn close(&mut self, root: Keys) {
        let mut misplaced = HashSet::new();
        for entry in &root.entries {
            if let Value::Table(inner) = &entry.node.value {
                misplaced.extend(inner.entries.iter().map(|e| canonical(&e.key)));
            }
        }
        let about_misplaced = |d: &Diagnostic| {
            let written = d.labels.first().map_or("", |l| l.place.text());
            let name = written.trim_matches(|c| matches!(c, '"' | '\'' | '(' | ')'));
            d.code == Code::UnknownName && misplaced.contains(&canonical(name))
        };
        self.reader.wrong.retain(|d| !about_misplaced(d));
        self.reader.close(root, "a model file");
    }

    fn base_units(&mut self, root: &mut Keys) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for entry in self.reader.table(root, "unit").entries {
            let name = canonical(&entry.key);
            if let Some(help) = self.reader.help_above(&name) {
                self.doubtful.push((name.clone(), entry.key_span, help));
            }
            self.units.push(name.clone());
            match entry.node.value {
                Value::Text(about) => out.push((name, about)),
                _ => {
                    let message = format!("`{}` should say in words what one of it is", short(&name));
                    self.reader.refuse(Code::WrongType, entry.node.span, message, "text belongs here");
                }
            }
        }
        out
    }

    fn unit(&mut self, table: &mut Keys, key: &'static str, what: &str) -> Unit {
        let Some((text, span)) = self.reader.text(table, key) else {
            if let Some(wrong) = self.reader.missing(table, key, what) {
                wrong.help = Some(format!("for example {key} = \"item/week\", or \"1\" for a pure number"));
            }
            return Unit::one();
        };
        let text = self.reader.equation_text(text, span);
        let read = parse_unit(&text, &self.units);
        if let Ok(unit) = &read {
            self.doubtful.retain(|(name, ..)| !unit.has(name));
        }
        read.unwrap_or_else(|wrong| {
            // A base unit that is missing is missing everywhere: once is enough.
            let told = self.reader.is_full()
                || self.reader.wrong.iter().any(|d| d.code == Code::BadUnit && d.message == wrong.message);
            self.reader.wrong.extend((!told).then_some(wrong));
            Unit::one()
        })
    }

    fn tables(&mut self, root: &mut Keys) -> Vec<Table> {
        let mut out = Vec::new();
        for (name, span, mut table) in self.reader.named_tables(root, "table") {
            let what = format!("the table `{}`", short(&name));
            let input = Some(self.unit(&mut table, "input", &what));
            let output = self.unit(&mut table, "output", &what);
            let shape = self.reader.choice(&mut table, "range", Shape::CHOICES).unwrap_or(Shape::Clamp);
            let about = self.reader.prose(&mut table, "about");
            let (source, grade) = self.source(&mut table, &name);
            let (x, y) = self.points(&mut table, span, &what);
            let id = TableId(out.len() as u32);
            self.read_steepness(&mut table, id, &name);
            self.reader.close(table, "a table");
            let spelling = name.clone();
            out.push(Table {
                name: canonical(&name),
                spelling,
                input,
                output,
                x,
                y,
                shape,
                about,
                source,
                grade,
                stretch: None,
                span,
            });
        }
        out
    }

    /// `steepness = { about = 1, value = 1, distribution = "triangular", min = 0.8, max = 1.25 }`: a constant by which
    /// the distance of the input from `about` is multiplied.
    fn read_steepness(&mut self, table: &mut Keys, id: TableId, name: &str) {
        let is_given = table.holds("steepness");
        let mut given = self.reader.table(table, "steepness");
        if !is_given {
            return;
        }
        let span = given.span;
        let about = self.reader.number(&mut given, "about").map(|(about, _)| about);
        if about.is_none() {
            self.reader.missing(&given, "about", &format!("the steepness of `{}`", short(name)));
        }
        let own = format!("{name}_steepness");
        let label = self.reader.text(&mut given, "label").map(|(label, at)| (one_line(&label), at));
        let spread = Spread::read(&mut self.reader, &mut given, &own);
        let (source, grade) = self.source(&mut given, &own);
        self.reader.close(given, "the steepness of a table");
        let least = spread.range.filter(|_| spread.varies()).map_or(spread.value, |(min, _)| min.min(spread.value));
        if least < 0.0 {
            let message = format!(
                "the steepness of `{}` can be {}: that is the table the other way round",
                short(name),
                plain(least)
            );
            self.reader.refuse(Code::OutOfRange, span, message, "at least 0").help =
                Some("1 is the table as drawn, 0 the same value everywhere".into());
        }
        let about = about.unwrap_or(0.0);
        let told = format!("how steep `{name}` is on both sides of {}; 1 is as drawn", plain(about));
        let constant = Constant { spread, range: None, role: Role::Assumption, source, grade };
        let draft = Draft {
            name: canonical(&own),
            spelling: own,
            span,
            label,
            unit: Unit::one(),
            scale: None,
            better: None,
            about: told,
            through: None,
            member: None,
            kind: DraftKind::Constant(constant),
        };
        self.steepness.push((id, about, draft));
    }

    /// Ties each table whose steepness is uncertain to its constant.
    fn stretch(&mut self, tables: &mut [Table]) {
        for (id, about, draft) in std::mem::take(&mut self.steepness) {
            let Some(steepness) = self.scope.variables.get(&draft.name).copied() else { continue };
            let stretch = Stretch { about, steepness };
            tables[id.0 as usize].stretch = Some(stretch);
            self.scope.stretches.insert(id, stretch);
        }
    }

    /// `source` and `grade` of a constant or a table.
    fn source(&mut self, table: &mut Keys, name: &str) -> (String, Grade) {
        let place = table.span;
        let source = self.reader.prose(table, "source");
        let grade = self.reader.choice(table, "grade", Grade::CHOICES);
        if let Some(grade @ (Grade::Primary | Grade::Secondary)) = grade.filter(|_| source.is_empty()) {
            let message = format!("`{}` has a {} source, and names none", short(name), grade.name());
            self.reader.refuse(Code::MissingKey, place, message, "`source` is missing here").help =
                Some("name the text that was read: source = \"author, year, page\"".into());
        }
        let grade = grade.unwrap_or_else(|| Grade::of(&source));
        (source, grade)
    }

    /// `points = [[x, y], ...]`: at least two, x rising.
    fn points(&mut self, table: &mut Keys, place: Span, what: &str) -> (Vec<f64>, Vec<f64>) {
        let (mut x, mut y) = (Vec::new(), Vec::new());
        let told = self.reader.wrong.len();
        for node in self.reader.list(table, "points", "a list of points [x, y]") {
            let Some([px, py]) = point(&node.value) else {
                self.reader.refuse(Code::WrongType, node.span, "a point is two numbers: [x, y]", "not a point").help =
                    Some("points are written like this: points = [[0, 1], [10, 0.5]]".into());
                break;
            };
            if let Some(last) = x.last().filter(|last| **last >= px) {
                let message = format!(
                    "the points of {what} should go from left to right: {} comes after {}",
                    plain(px),
                    plain(*last)
                );
                self.reader.refuse(Code::BadTable, node.span, message, "x does not rise here");
                break;
            }
            x.push(px);
            y.push(py);
        }
        if x.len() < 2 && self.reader.wrong.len() == told {
            let message =
                format!("{what} needs two points or more, and has {}", if x.is_empty() { "none" } else { "one" });
            self.reader.refuse(Code::BadTable, place, message, "needs points = [[x, y], ...]");
        }
        (x, y)
    }

    fn starts(&mut self, root: &mut Keys, variables: &[Variable]) -> Vec<Start> {
        let mut out: Vec<Start> = Vec::new();
        let mut mixed = 0;
        for (name, _, mut table) in self.reader.named_tables(root, "start") {
            let title = self.reader.line(&mut table, "title").unwrap_or_else(|| name.clone());
            let about = self.reader.prose(&mut table, "about");
            let mut stocks = Beginnings::new();
            for entry in self.reader.table(&mut table, "mix").entries {
                let Some(share) = self.reader.as_number(&entry) else { continue };
                let Some(other) = out.iter().find(|s: &&Start| s.name == canonical(&entry.key)) else {
                    let help = suggestion::help_for(&entry.key, out.iter().map(|s| s.name.as_str()));
                    let message = format!("no starting point `{}` stands above this one", short(&entry.key));
                    self.reader.refuse(Code::UnknownName, entry.key_span, message, "unknown here").help = help;
                    continue;
                };
                for (stock, value) in &other.stocks {
                    let before = stocks.remove(stock).unwrap_or(Beginning::Number(0.0));
                    let value = before.plus(share, value);
                    mixed += value.size();
                    let too_large = match mixed > MOST_MIXED {
                        true => Some(format!("the starting points are mixed of more than {MOST_MIXED} values")),
                        false => value
                            .misfit()
                            .map(|why| format!("the starting point `{}` is mixed of too many: {why}", short(&name))),
                    };
                    if let Some(message) = too_large {
                        self.reader.refuse(Code::TooLarge, entry.key_span, message, "one too many");
                        return out;
                    }
                    stocks.insert(*stock, value);
                }
            }
            for entry in self.reader.table(&mut table, "stocks").entries {
                let value = self.reader.number_or_equation(&entry);
                let id = self.scope.variables.get(&canonical(&entry.key)).copied();
                let Some(id) = id.filter(|id| variables[id.0 as usize].stock().is_some()) else {
                    let message = match id {
                        Some(id) => format!("`{}` is {}", short(&entry.key), a(variables[id.0 as usize].kind_name())),
                        None => format!("nothing is called `{}`", short(&entry.key)),
                    };
                    let stocks = variables.iter().filter(|v| v.stock().is_some()).map(|v| v.name.as_str());
                    let help = suggestion::help_for(&entry.key, stocks);
                    let message = format!("{message}, and only stocks have a starting value");
                    self.reader.refuse(Code::UnknownName, entry.key_span, message, "not a stock").help = help;
                    continue;
                };
                let own = &variables[id.0 as usize];
                let value = match value {
                    Some(Written::Number(value, place)) => {
                        if let Some(why) = scenario::outside(own, value) {
                            self.reader.refuse(Code::OutOfRange, place, why, "outside its range").help =
                                Some("a starting point lies in the `range` of its stock".into());
                        }
                        Some(Beginning::Number(value))
                    }
                    Some(Written::Equation(text)) => {
                        beginning::read(&text, (id, &own.name), &self.scope, &mut self.reader)
                    }
                    None => None,
                };
                // One that cannot be read is there all the same, and not to be missed once more.
                stocks.insert(id, value.unwrap_or(Beginning::Number(0.0)));
            }
            self.reader.close(table, "a starting point");
            out.push(Start { name: canonical(&name), title, about, stocks: stocks.into_iter().collect() });
        }
        out
    }

    /// A key that names a starting point.
    fn start_named(&mut self, root: &mut Keys, key: &'static str, starts: &[Start]) -> Option<String> {
        let (name, span) = self.reader.text(root, key)?;
        let key = canonical(&name);
        if !starts.iter().any(|s| s.name == key) {
            let help = suggestion::help_for(&name, starts.iter().map(|s| s.name.as_str()));
            let message = format!("there is no starting point `{}`", short(&name));
            self.reader.refuse(Code::UnknownName, span, message, "unknown starting point").help = help;
        }
        Some(key)
    }

    /// A stock without an initial equation needs a value in every starting point, and one of them to be the default.
    fn check_initials(&mut self, variables: &[Variable], starts: &[Start], default: Option<&str>) {
        let bare: Vec<usize> =
            (0..variables.len()).filter(|i| variables[*i].stock().is_some_and(|s| s.initial.is_none())).collect();
        let mut lacking: HashMap<usize, &str> = HashMap::new();
        for start in starts.iter().rev() {
            let given: HashSet<usize> = start.stocks.iter().map(|(id, _)| id.0 as usize).collect();
            lacking.extend(bare.iter().filter(|i| !given.contains(i)).map(|i| (*i, start.name.as_str())));
        }
        for i in bare {
            let Variable { name, span, .. } = &variables[i];
            let mut message = format!("the stock `{name}` has no initial value");
            let mut help = "give it one in its own unit: initial = 10".to_string();
            match (default, lacking.get(&i)) {
                (Some(_), None) => continue,
                (_, Some(start)) => {
                    message.push_str(&format!(", and the starting point `{start}` gives it none"));
                    help.push_str(&format!(", or one in [start.{start}.stocks]"));
                }
                (None, None) if starts.is_empty() => {}
                (None, None) => {
                    message.push_str(" of its own, and the model no starting point by default");
                    help.push_str(&format!(
                        ", or name a starting point at the top of the file: default_start = \"{}\"",
                        starts[0].name
                    ));
                }
            }
            self.reader.refuse(Code::MissingKey, *span, message, "starts at what?").help = Some(help);
        }
    }

    /// The constant with this name, or a diagnostic.
    fn constant(&mut self, variables: &[Variable], name: &str, span: Span) -> Option<VariableId> {
        let found = self.scope.variables.get(&canonical(name)).copied();
        if let Some(id) = found.filter(|id| variables[id.0 as usize].is_constant()) {
            return Some(id);
        }
        let constants = variables.iter().filter(|v| v.is_constant()).map(|v| v.name.as_str());
        let help = suggestion::help_for(name, constants);
        let message = match found {
            Some(id) => {
                let kind = a(variables[id.0 as usize].kind_name());
                format!("`{}` is {kind}, and only a constant can be set", short(name))
            }
            None => format!("no constant is called `{}`", short(name)),
        };
        self.reader.refuse(Code::UnknownName, span, message, "not a constant").help = help;
        None
    }

    fn check_periods(&mut self, time: &TimeSpec, drafts: &[Draft]) {
        for draft in drafts {
            let DraftKind::Noise { period: (period, span), .. } = draft.kind else { continue };
            if whole_steps(period, time.dt).is_none_or(|steps| steps == 0) {
                let message =
                    format!("a noise period of {} is not a whole number of steps of {}", plain(period), plain(time.dt));
                self.reader.refuse(Code::BadTime, span, message, "not a whole number of steps");
            }
        }
    }
}

/// A point `[x, y]`.
fn point(value: &Value) -> Option<[f64; 2]> {
    let Value::List(items) = value else { return None };
    match items.as_slice() {
        [Node { value: Value::Number(x), .. }, Node { value: Value::Number(y), .. }] => Some([*x, *y]),
        _ => None,
    }
}
