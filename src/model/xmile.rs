//! An XMILE file (OASIS XMILE 1.0, 2015) to a model. Numbers in brackets are the sections of that text.
//!
//! What XMILE knows and this engine does not (arrays, modules, macros, conveyors, queues) is refused by name and line:
//! a model is read as a whole or not at all. What other tools add for themselves (colours, interfaces, prefixes of their
//! own) is passed over.

use std::collections::HashMap;
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic, Mistakes, Severity, sorted};
use crate::text::expr::{Binary, Expr, ExprKind, Unary};
use crate::text::lexer::short;
use crate::text::parser::{EquationText, Mapping};
use crate::text::xml::{self, Element};
use crate::text::{Source, Span, canonical, parser, plain, suggestion};

use super::draft::{self, Dialect, Draft, DraftKind};
use super::time::{TimePlaces, TimeSpec, whole_steps};
use super::*;

/// Endings of XMILE files.
pub const ENDINGS: &[&str] = &["xmile", "stmx", "itmx", "xml"];

/// Whether a file is XMILE and not our own form: by its ending, or by how it begins.
pub fn is_xmile(source: &Source) -> bool {
    let ending = source.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|e| ending.eq_ignore_ascii_case(e)) || source.text.trim_start().starts_with('<')
}

/// Elements of a variable that change what it does, and what they are called; none is supported.
const NOT_SUPPORTED: &[(&str, &str)] = &[
    ("element", "an array"),
    ("conveyor", "a conveyor"),
    ("queue", "a queue"),
    ("oven", "an oven"),
    ("leak", "the leakage of a conveyor"),
    ("leak_integers", "the leakage of a conveyor"),
    ("overflow", "the overflow of a queue"),
    ("multiplier", "a flow that changes its unit on the way"),
    ("init_eqn", "an initial equation beside the equation"),
];

/// Elements of a variable that are read.
const PARTS: &[&str] = &["eqn", "gf", "doc", "units", "inflow", "outflow", "non_negative", "dimensions"];

/// Elements that change no number (groups, and what is for people to look at).
const WITHOUT_EFFECT: &[&str] = &[
    "group",
    "mathml",
    "format",
    "range",
    "scale",
    "event_poster",
    "display",
    "label",
    "access",
    "delay_aux",
    "summing_converter",
    "views",
    "view",
    "sim_specs",
    "behavior",
    "variables",
    "model_units",
    "dimensions",
    "data",
];

/// Units that say that there is none.
const WITHOUT_UNIT: [&str; 6] = ["1", "dmnl", "dimensionless", "unitless", "none", "no_unit"];

/// Reads and checks a model. Units are kept as the file has them and not checked: many published models do not balance.
///
/// # Errors
/// Everything that is wrong with it, sorted by place; only the first mistake where it is not XML at all.
pub fn read(source: &Arc<Source>) -> Result<Model, Vec<Diagnostic>> {
    refuse_web_page(source).map_err(|d| vec![d])?;
    let root = xml::read(source).map_err(|d| vec![d])?;
    let mut file = File {
        mistakes: Mistakes::new(source),
        warnings: Vec::new(),
        units: HashMap::new(),
        named_units: Vec::new(),
        non_negative_stocks: false,
        non_negative_flows: false,
        drafts: Vec::new(),
        tables: Vec::new(),
    };
    let model = file.model(&root);
    let wrong = sorted(file.mistakes.wrong);
    match model {
        Some(model) if wrong.is_empty() => Ok(model),
        _ => Err(without_followers(wrong)),
    }
}

/// A page saved from a browser in place of the file it shows, which seldom is XML at all.
fn refuse_web_page(source: &Arc<Source>) -> Result<(), Diagnostic> {
    let text = source.text.trim_start();
    let start = source.text.len() - text.len();
    let begins = |with: &&str| text.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let Some(begin) = ["<!doctype html", "<html"].into_iter().find(begins) else { return Ok(()) };
    let wrong = Diagnostic::error(Code::WrongType, "this is a web page, and no model");
    let wrong = wrong.at(source, Span::new(start, start + begin.len()), "an XMILE file begins with <xmile>");
    Err(wrong.help("the page may show the file or lead to it: save the file itself"))
}

/// What is not supported is told once and alone: all else may be wrong because of it.
fn without_followers(wrong: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut unsupported = wrong.iter().filter(|d| d.code == Code::NotSupported).cloned();
    let Some(mut first) = unsupported.next() else { return wrong };
    match unsupported.count() {
        0 => {}
        1 => first.message.push_str(", nor is another such thing in this file"),
        more => first.message.push_str(&format!(", nor are {more} more such things in this file")),
    }
    vec![first]
}

struct File {
    mistakes: Mistakes,
    warnings: Vec<Diagnostic>,
    /// Names of units, with the unit each stands for.
    units: HashMap<String, Unit>,
    named_units: Vec<NamedUnit>,
    /// What holds for stocks and flows that do not say (4.1.1).
    non_negative_stocks: bool,
    non_negative_flows: bool,
    drafts: Vec<Draft>,
    tables: Vec<Table>,
}

impl File {
    fn model(&mut self, root: &Element) -> Option<Model> {
        if root.name != "xmile" {
            let message = format!("the file is XML of another kind: it begins with `<{}>`", short(&root.name));
            self.mistakes.refuse(Code::WrongType, root.span, message, "an XMILE file begins with <xmile>");
            return None;
        }
        let models: Vec<&Element> = root.children_named("model").collect();
        let Some(&model) = models.first() else {
            self.mistakes.refuse(Code::MissingKey, root.span, "the file holds no `<model>`", "no model in here");
            return None;
        };
        if let Some(element) = root.child("macro") {
            self.not_supported(element.span, "a macro");
        }
        if let Some(module) = models.get(1) {
            self.not_supported(module.span, "a second model, for modules");
        }
        for data in [root, model].iter().filter_map(|e| e.child("data")) {
            self.warn(
                Code::NotSupported,
                data.span,
                "imported data is not read: equations keep the numbers that stand in them".into(),
            );
        }
        self.units(root, model);
        for behavior in [root, model].iter().filter_map(|e| e.child("behavior")) {
            let default = |kind: &str| behavior.child(kind).and_then(|e| e.child("non_negative")).map(is_true);
            self.non_negative_stocks = default("stock").unwrap_or(self.non_negative_stocks);
            self.non_negative_flows = default("flow").unwrap_or(self.non_negative_flows);
        }
        let time = self.time(root, model);
        // Drafts of the standard have the variables right under the model.
        for element in &model.child("variables").unwrap_or(model).children {
            self.variable(element);
        }
        if self.drafts.is_empty() && self.mistakes.wrong.is_empty() {
            let message = "the model has no variables: no stock, flow or auxiliary";
            self.mistakes.refuse(Code::MissingKey, model.span, message, "nothing to simulate in here");
        }
        Some(self.assemble(root, time))
    }

    /// From drafts on, XMILE goes the way of our own form.
    fn assemble(&mut self, root: &Element, time: TimeSpec) -> Model {
        let (drafts, tables) = (std::mem::take(&mut self.drafts), std::mem::take(&mut self.tables));
        let scope = draft::declare(&drafts, &tables, Dialect::Xmile, &mut self.mistakes);
        let variables = draft::variables(drafts, &scope, time.dt, &mut self.mistakes);
        let flows_are_sound = draft::check_flows(&variables, Dialect::Xmile, &mut self.mistakes);
        let names_are_sound = !self.mistakes.wrong.iter().any(|d| d.code == Code::Duplicate);
        let (order, initial_order) = match flows_are_sound && names_are_sound {
            true => draft::orders(&variables, &mut self.mistakes),
            false => Default::default(),
        };
        let source = self.mistakes.source.clone();
        let header = root.child("header");
        let told = |name: &str| {
            let text = header.and_then(|h| h.child(name)).map(|e| e.text.trim().to_string());
            text.filter(|text| !text.is_empty())
        };
        let title = told("name").unwrap_or_else(|| scenario_file::stem(&source.name));
        Model {
            source,
            dialect: Dialect::Xmile,
            name: title.clone(),
            title,
            about: told("doc").unwrap_or_default(),
            one: None,
            time,
            units: Vec::new(),
            named_units: std::mem::take(&mut self.named_units),
            variables,
            scope,
            tables,
            order,
            initial_order,
            boxes: Vec::new(),
            interventions: Vec::new(),
            loops: Vec::new(),
            starts: Vec::new(),
            default_start: None,
            outcomes: Vec::new(),
            headline: Vec::new(),
            flow_diagram: None,
            cost_constant: None,
            left_out: Vec::new(),
            warnings: std::mem::take(&mut self.warnings),
        }
    }

    fn not_supported(&mut self, span: Span, what: &str) {
        let message = format!("this is {what}, and that is not supported");
        let help = "arrays, modules, macros, conveyors and queues are not read; the rest of XMILE is";
        self.mistakes.refuse(Code::NotSupported, span, message, "not supported").help = Some(help.into());
    }

    fn warn(&mut self, code: Code, span: Span, message: String) {
        let warning = Diagnostic::error(code, message).at(&self.mistakes.source, span, "here");
        self.warnings.push(Diagnostic { severity: Severity::Warning, ..warning });
    }

    /// Start, stop, dt, method and save interval (2.3).
    fn time(&mut self, root: &Element, model: &Element) -> TimeSpec {
        let nothing =
            TimeSpec { unit: "time".into(), start: 0.0, stop: 1.0, dt: 1.0, save: 1.0, method: Method::Euler };
        let Some(specs) = model.child("sim_specs").or(root.child("sim_specs")) else {
            let message = "the file does not say from when to when the model runs";
            self.mistakes.refuse(Code::MissingKey, root.span, message, "needs <sim_specs>").help =
                Some("<sim_specs><start>0</start><stop>100</stop><dt>1</dt></sim_specs>".into());
            return nothing;
        };
        let told = self.mistakes.wrong.len();
        let mut places = TimePlaces { start: specs.span, stop: specs.span, dt: specs.span, save: specs.span };
        let start = self.moment(specs, "start", &mut places.start);
        let stop = self.moment(specs, "stop", &mut places.stop);
        // The standard's own default (2.3).
        let mut dt = match specs.child("dt") {
            Some(_) => self.moment(specs, "dt", &mut places.dt),
            None => 1.0,
        };
        if specs.child("dt").and_then(|e| e.attribute("reciprocal")).is_some_and(|a| a.value.trim() == "true") {
            dt = if dt > 0.0 { 1.0 / dt } else { dt };
        }
        let own = |name: &str| specs.attributes.iter().find(|a| a.name.rsplit(':').next() == Some(name));
        let mut save = dt;
        if let Some(given) = own("save_interval").filter(|a| !a.value.trim().is_empty()) {
            places.save = given.span;
            save = self.number(&given.value, given.span, "save_interval");
            save = if save == 0.0 { dt } else { save };
        }
        let unit = own("time_units").map_or("", |a| a.value.trim());
        let unit = match self.units.get(&canonical(unit)) {
            _ if unit.is_empty() => nothing.unit.clone(),
            Some(known) => known.to_string(),
            None => unit.to_string(),
        };
        let method = own("method").map_or(Method::Euler, |a| self.method(&a.value, a.span));
        if self.mistakes.wrong.len() > told {
            return nothing;
        }
        let time = TimeSpec { unit, start, stop, dt, save, method };
        if let Some(misfit) = time.impossible() {
            misfit.tell(&mut self.mistakes, places);
            return nothing;
        }
        if time.steps() == 0 {
            let message = format!("a step of {} is longer than the run", plain(dt));
            self.mistakes.refuse(Code::BadTime, places.dt, message, "too long");
        } else if whole_steps(stop - start, dt).is_none() {
            let last = plain(time.at(time.steps()));
            let message = format!("{} is not reached by steps of {}: the run ends at {last}", plain(stop), plain(dt));
            self.warn(Code::BadTime, places.stop, message);
        }
        if whole_steps(save, dt).is_none() {
            let every = plain(time.steps_a_save() as f64 * dt);
            self.warn(
                Code::BadTime,
                places.save,
                format!("{} is no whole number of steps: rows stand {every} apart", plain(save)),
            );
        }
        time
    }

    fn moment(&mut self, specs: &Element, name: &'static str, place: &mut Span) -> f64 {
        let Some(element) = self.only(specs, name) else {
            let message = format!("`<sim_specs>` does not give `<{name}>`");
            self.mistakes.refuse(Code::MissingKey, specs.span, message, format!("`<{name}>` is missing here"));
            return 0.0;
        };
        let text = text_of(element, &self.mistakes.source);
        *place = whole(&text);
        self.number(&text.text, *place, name)
    }

    fn number(&mut self, text: &str, place: Span, what: &str) -> f64 {
        match text.trim().parse::<f64>() {
            Ok(x) if x.is_finite() => x,
            _ => {
                let text = text.trim();
                let message = match text {
                    "" => format!("`{what}` should be a number, and nothing stands here"),
                    _ => format!("`{what}` should be a number, and is `{}`", short(text)),
                };
                let with_point = text.replacen(',', ".", 1);
                let meant = with_point.parse::<f64>().is_ok_and(|_| with_point != text);
                let help = meant.then(|| format!("a number is written with a point: {with_point}"));
                self.mistakes.refuse(Code::WrongType, place, message, "a number belongs here").help = help;
                0.0
            }
        }
    }

    /// The only child with this name; a second one is refused.
    fn only<'a>(&mut self, element: &'a Element, name: &str) -> Option<&'a Element> {
        let mut children = element.children_named(name);
        let first = children.next()?;
        if let Some(second) = children.next() {
            let source = self.mistakes.source.clone();
            let message = format!("`<{}>` has a second `<{name}>`", element.name);
            let wrong = self.mistakes.refuse(Code::Duplicate, second.span, message, "and again here");
            *wrong = wrong.clone().at(&source, first.span, "first here");
        }
        Some(first)
    }

    /// The first method of the list that this engine has (2.3); where it has none, its most precise one.
    fn method(&mut self, text: &str, place: Span) -> Method {
        let named = |word: &str| Method::CHOICES.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        let words: Vec<&str> = text.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
        if let Some((_, method)) = words.iter().find_map(|word| named(word)) {
            return *method;
        }
        if words.is_empty() {
            return Method::Euler;
        }
        if words.iter().any(|word| ["rk2", "rk45", "gear"].iter().any(|known| word.eq_ignore_ascii_case(known))) {
            self.warn(
                Code::NotSupported,
                place,
                format!("the method `{}` is not available: rk4 takes its place", short(text)),
            );
            return Method::Rk4;
        }
        let help = suggestion::help_for(text, Method::CHOICES.iter().map(|(name, _)| *name));
        let message = format!("there is no method `{}`", short(text));
        self.mistakes.refuse(Code::UnknownName, place, message, "unknown method").help = help;
        Method::Euler
    }

    /// Names and aliases of units (4.1.2).
    fn units(&mut self, root: &Element, model: &Element) {
        for list in [root, model].iter().filter_map(|e| e.child("model_units")) {
            for element in list.children_named("unit") {
                let Some(name) = element.attribute("name") else { continue };
                let unit = Unit::base(name.value.trim());
                for alias in element.children_named("alias").chain(element.child("eqn")) {
                    self.units.entry(canonical(&alias.text)).or_insert(unit.clone());
                }
                self.units.insert(canonical(&name.value), unit);
                let told = |child: &Element| child.text.trim().to_string();
                self.named_units.push(NamedUnit {
                    name: name.value.trim().to_string(),
                    equation: element.child("eqn").map(told).filter(|text| !text.is_empty()),
                    aliases: element.children_named("alias").map(told).filter(|text| !text.is_empty()).collect(),
                });
            }
        }
    }

    /// A unit as far as it can be read, shown as it is written; what is no product of names is a name of its own.
    fn unit(&self, text: &EquationText) -> Unit {
        let key = canonical(&text.text);
        if key.is_empty() {
            return Unit::not_given();
        }
        let unit = self.units.get(&key).cloned().or_else(|| {
            let (tree, slips) = parser::parse(text);
            if slips.is_empty() { self.unit_of(&tree) } else { None }
        });
        unit.unwrap_or_else(|| Unit::base(&text.text)).written(&text.text)
    }

    fn unit_of(&self, tree: &Expr) -> Option<Unit> {
        match &tree.kind {
            ExprKind::Number(1.0) => Some(Unit::one()),
            ExprKind::Name(name) => {
                let key = canonical(name);
                let without = || WITHOUT_UNIT.contains(&key.as_str());
                let own = || if without() { Unit::one() } else { Unit::base(name) };
                Some(self.units.get(&key).cloned().unwrap_or_else(own))
            }
            ExprKind::Binary(Binary::Multiply, a, b) => Some(self.unit_of(a)?.times(&self.unit_of(b)?)),
            ExprKind::Binary(Binary::Divide, a, b) => Some(self.unit_of(a)?.over(&self.unit_of(b)?)),
            ExprKind::Binary(Binary::Power, a, b) => match literal(b) {
                Some(power) if power.fract() == 0.0 && power.abs() < 100.0 => {
                    Some(self.unit_of(a)?.power((power as i32, 1)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Reads one child of `<variables>` (4.2 to 4.5).
    fn variable(&mut self, element: &Element) {
        match element.name.as_str() {
            "module" => return self.not_supported(element.span, "a module"),
            "gf" => {
                if let Some((spelling, span)) = self.name(element) {
                    let table = self.table(element, &spelling, span, Unit::not_given());
                    self.tables.extend(table);
                }
                return;
            }
            "stock" | "flow" | "aux" => {}
            _ => return self.pass_over(element, &["stock", "flow", "aux", "gf", "module"]),
        }
        let Some((spelling, span)) = self.name(element) else { return };
        for child in &element.children {
            self.pass_over(child, PARTS);
        }
        if let Some(dimensions) = element.child("dimensions").filter(|d| !d.children.is_empty()) {
            return self.not_supported(dimensions.span, &format!("an array, `{}`", short(&spelling)));
        }
        let unsupported =
            NOT_SUPPORTED.iter().find_map(|(name, what)| element.child(name).map(|child| (child.span, what)));
        if let Some((place, what)) = unsupported {
            return self.not_supported(place, what);
        }
        let source = self.mistakes.source.clone();
        let unit = element.child("units").map_or(Unit::not_given(), |e| self.unit(&text_of(e, &source)));
        let equation = self.only(element, "eqn").map(|e| text_of(e, &source)).filter(|e| !e.text.is_empty());
        let table = self.only(element, "gf");
        let through = match table.map(|gf| self.table(gf, &spelling, span, unit.clone())) {
            None => None,
            Some(None) => return,
            Some(Some(table)) => {
                self.tables.push(table);
                Some(TableId(self.tables.len() as u32 - 1))
            }
        };
        let about = element.child("doc").map_or(String::new(), |doc| doc.text.trim().to_string());
        if equation.is_none() {
            // A table that others call, and no variable of its own.
            if let Some(table) = through.and_then(|_| self.tables.last_mut()) {
                table.about = about;
            }
            if through.is_none() || element.name != "aux" {
                let (what, tag) = if element.name == "stock" { ("initial value", "eqn") } else { ("equation", "eqn") };
                let message = format!("`{}` has no {what}", short(&spelling));
                self.mistakes.refuse(Code::MissingKey, span, message, format!("needs <{tag}>"));
            }
            return;
        }
        let kind = match element.name.as_str() {
            "stock" => DraftKind::Stock {
                initial: equation,
                inflows: self.flows(element, "inflow"),
                outflows: self.flows(element, "outflow"),
                non_negative: element.child("non_negative").map_or(self.non_negative_stocks, is_true),
                range: None,
            },
            "flow" => DraftKind::Flow {
                equation,
                non_negative: element.child("non_negative").map_or(self.non_negative_flows, is_true),
            },
            _ => match equation.as_ref().filter(|_| through.is_none()).and_then(number_of) {
                Some(value) => DraftKind::Constant(Constant {
                    spread: Spread::fixed(value),
                    role: Role::Decision,
                    source: String::new(),
                }),
                None => DraftKind::Auxiliary { equation },
            },
        };
        let name = canonical(&spelling);
        self.drafts.push(Draft { name, spelling, span, label: None, unit, scale: None, about, through, kind });
    }

    /// Passes over an element that is none of those that are read: silently where it belongs to a tool (it has a prefix)
    /// or is known to change no number, with a warning where it is unknown. One that looks mistyped is refused: without
    /// it the model would run, and run wrong.
    fn pass_over(&mut self, element: &Element, read: &[&str]) {
        let name = element.name.as_str();
        let known = |list: &[&str]| list.contains(&name);
        if name.contains(':') || known(read) || known(WITHOUT_EFFECT) || NOT_SUPPORTED.iter().any(|(n, _)| *n == name) {
            return;
        }
        match suggestion::nearest(name, read.iter().copied()) {
            Some(meant) => {
                let message = format!("there is no element `<{}>` here", short(name));
                self.mistakes.refuse(Code::UnknownKey, element.span, message, "unknown element").help =
                    Some(format!("did you mean `<{meant}>`?"));
            }
            None => self.warn(
                Code::UnknownKey,
                element.span,
                format!("`<{}>` is not known, and is passed over", short(name)),
            ),
        }
    }

    /// The name as it is spelt, without quotes around it, and its place.
    fn name(&mut self, element: &Element) -> Option<(String, Span)> {
        match element.attribute("name") {
            Some(name) if !unquoted(&name.value).trim().is_empty() => {
                let spelling = unquoted(&name.value);
                // Quotes around a name make quotes within it need a mark, which is no part of the name.
                let marked = spelling.len() < name.value.trim().len();
                let spelling = if marked { spelling.replace("\\\"", "\"") } else { spelling.to_string() };
                Some((spelling, name.span))
            }
            given => {
                let message = format!("this `<{}>` has no name", element.name);
                let place = given.map_or(element.span, |name| name.span);
                self.mistakes.refuse(Code::MissingKey, place, message, "needs name=\"...\"");
                None
            }
        }
    }

    fn flows(&self, stock: &Element, direction: &str) -> Vec<(String, Span)> {
        let named = |e: &Element| {
            let text = text_of(e, &self.mistakes.source);
            (unquoted(&text.text).to_string(), whole(&text))
        };
        stock.children_named(direction).map(named).filter(|(name, _)| !name.is_empty()).collect()
    }

    /// A graphical function (3.1.4); None where it cannot be read, which is told.
    fn table(&mut self, gf: &Element, spelling: &str, span: Span, output: Unit) -> Option<Table> {
        let told = self.mistakes.wrong.len();
        let what = format!("the table `{}`", short(spelling));
        let shape = match gf.attribute("type").map(|a| (a.value.trim().to_lowercase(), a.span)) {
            None => Shape::Clamp,
            Some((kind, place)) => match kind.as_str() {
                "continuous" | "" => Shape::Clamp,
                "extrapolate" => Shape::Extrapolate,
                "discrete" => Shape::Discrete,
                _ => {
                    let message = format!("{what} is of a kind `{}` that XMILE does not have", short(&kind));
                    let help = "it is one of continuous, extrapolate, discrete";
                    self.mistakes.refuse(Code::UnknownName, place, message, "unknown kind").help = Some(help.into());
                    Shape::Clamp
                }
            },
        };
        let Some(ypts) = gf.child("ypts") else {
            self.mistakes.refuse(Code::BadTable, gf.span, format!("{what} has no points"), "needs <ypts>");
            return None;
        };
        let y = self.points(ypts);
        let place = whole(&text_of(ypts, &self.mistakes.source));
        let x = match (gf.child("xpts").filter(|e| !e.text.trim().is_empty()), gf.child("xscale")) {
            (Some(xpts), _) => self.points(xpts),
            (None, Some(scale)) => {
                let mut end = |name| match scale.attribute(name) {
                    Some(end) => self.number(&end.value, end.span, name),
                    None => {
                        let message = format!("the scale of {what} has no `{name}`");
                        self.mistakes.refuse(Code::MissingKey, scale.span, message, format!("needs {name}=\"...\""));
                        0.0
                    }
                };
                let (min, max) = (end("min"), end("max"));
                let last = y.len().saturating_sub(1);
                let between = |i: usize| min + (max - min) * i as f64 / last as f64;
                (0..y.len()).map(|i| if i == last { max } else { between(i) }).collect()
            }
            (None, None) => {
                let message = format!("{what} does not say where its points lie");
                self.mistakes.refuse(Code::BadTable, gf.span, message, "needs <xscale min max> or <xpts>");
                return None;
            }
        };
        if self.mistakes.wrong.len() > told {
            return None;
        }
        let (nx, ny) = (x.len(), y.len());
        if nx != ny {
            let message = format!("{what} has {nx} values for x and {ny} for y");
            self.mistakes.refuse(Code::BadTable, place, message, "one y for each x");
        } else if ny < 2 {
            let message = format!("{what} needs two points or more, and has {}", if ny == 0 { "none" } else { "one" });
            self.mistakes.refuse(Code::BadTable, place, message, "too few points");
        } else if let Some(i) = (1..nx).find(|i| x[*i] < x[i - 1]) {
            let message = format!(
                "the points of {what} should go from left to right: {} comes after {}",
                plain(x[i]),
                plain(x[i - 1])
            );
            let place = gf.child("xpts").or(gf.child("xscale")).map_or(place, |e| e.span);
            self.mistakes.refuse(Code::BadTable, place, message, "x falls here");
        }
        if self.mistakes.wrong.len() > told {
            return None;
        }
        let (name, spelling) = (canonical(spelling), spelling.to_string());
        let (about, source) = (String::new(), String::new());
        Some(Table { name, spelling, input: None, output, x, y, shape, about, source, span })
    }

    /// Numbers with a separator between them: a comma, or what `sep` says (3.1.4).
    fn points(&mut self, list: &Element) -> Vec<f64> {
        let separator = list.attribute("sep").map_or(",", |a| a.value.as_str());
        let text = text_of(list, &self.mistakes.source);
        let blank = separator.trim().is_empty();
        let parts: Vec<&str> =
            if blank { text.text.split_whitespace().collect() } else { text.text.split(separator.trim()).collect() };
        // A separator after the last number is nobody's mistake.
        let parts = match parts.split_last() {
            Some((last, rest)) if last.trim().is_empty() => rest,
            _ => &parts,
        };
        let number = |part: &&str| part.trim().parse::<f64>().ok().filter(|x| x.is_finite());
        let out: Vec<f64> = parts.iter().map_while(number).collect();
        if let Some(wrong) = parts.get(out.len()) {
            let trimmed = wrong.trim();
            // The parts are slices of the text, and so know where they stand in it.
            let start = trimmed.as_ptr() as usize - text.text.as_ptr() as usize;
            let place = text.locate(Span::new(start, start + trimmed.len()));
            let message = match trimmed {
                "" => format!("a number is missing in `{}`", list.name),
                _ => format!("`{}` holds numbers, and `{}` is none", list.name, short(trimmed)),
            };
            let help = "a comma stands between two numbers, or what the attribute `sep` gives";
            self.mistakes.refuse(Code::WrongType, place, message, "a number belongs here").help = Some(help.into());
        }
        out
    }
}

/// `<non_negative/>`, or one that says false.
fn is_true(element: &Element) -> bool {
    !element.text.trim().eq_ignore_ascii_case("false")
}

/// The text of an element, without blanks around it.
fn text_of(element: &Element, source: &Arc<Source>) -> EquationText {
    let trimmed = element.text.trim();
    let mapping = match element.mapping {
        Mapping::From(offset) if !trimmed.is_empty() => {
            Mapping::From(offset + (element.text.len() - element.text.trim_start().len()))
        }
        Mapping::Escaped(_) if !trimmed.is_empty() => {
            let start = element.text.len() - element.text.trim_start().len();
            let place = element.equation_text(source).locate(Span::new(start, start + trimmed.len()));
            Mapping::Escaped(place)
        }
        Mapping::From(_) | Mapping::Escaped(_) => Mapping::Within(element.span),
        within => within,
    };
    EquationText { source: source.clone(), text: trimmed.to_string(), mapping }
}

/// The place of a whole text.
fn whole(text: &EquationText) -> Span {
    text.locate(Span::new(0, text.text.len()))
}

/// A name without the quotes around it: they only mark its ends (2.2.1).
fn unquoted(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(name)
}

/// The value of an equation that is a number: such an auxiliary is a constant, and can be set.
fn number_of(equation: &EquationText) -> Option<f64> {
    let (tree, slips) = parser::parse(equation);
    if slips.is_empty() { literal(&tree) } else { None }
}

fn literal(tree: &Expr) -> Option<f64> {
    match &tree.kind {
        ExprKind::Number(x) => Some(*x),
        ExprKind::Unary(Unary::Negate, x) => literal(x).map(|x| -x),
        _ => None,
    }
}
