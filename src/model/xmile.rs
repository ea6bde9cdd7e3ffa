//! An XMILE file (OASIS XMILE 1.0, 2015) to a model. Numbers in brackets are the sections of that text.
//!
//! What XMILE knows and this engine does not (arrays, modules, macros, conveyors, queues) is refused by name and line:
//! a model is read as a whole or not at all. What other tools add for themselves (colours, interfaces, prefixes of their
//! own) is passed over.

use std::collections::HashSet;
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic, Mistakes, Severity, sorted};
use crate::text::lexer::short;
use crate::text::mapping::{EquationText, Mapping};
use crate::text::xml::{self, Element};
use crate::text::{Source, Span, canonical, one_line, parser, plain, suggestion};

use super::diagram::DiagramSpec;
use super::draft::{self, Dialect, Draft, DraftKind};
use super::time::{TimePlaces, TimeSpec, whole_steps};
use super::*;
use unread::Unread;

mod graphs;
mod time;
mod unit_text;
mod units;
mod unread;

use units::Units;

/// Endings of XMILE files.
pub const ENDINGS: &[&str] = &["xmile", "stmx", "itmx", "xml"];

/// Whether a file is XMILE and not our own form: by its ending, or by how it begins.
pub fn is_xmile(source: &Source) -> bool {
    let ending = source.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|e| ending.eq_ignore_ascii_case(e)) || source.text.trim_start().starts_with('<')
}

/// Elements of a variable that are read.
const PARTS: &[&str] = &["eqn", "gf", "doc", "units", "inflow", "outflow", "non_negative", "dimensions"];

/// Elements of a file that are read (2), and those of a model (4).
const OF_FILE: &[&str] = &["header", "sim_specs", "model_units", "dimensions", "behavior", "data", "model", "macro"];
const OF_MODEL: &[&str] = &["variables", "sim_specs", "behavior", "model_units", "dimensions", "data"];

/// Elements that change no number (groups, and what is for people to look at).
const WITHOUT_EFFECT: &[&str] = &[
    "doc",
    "style",
    "interface",
    "prefs",
    "equation_prefs",
    "default_format",
    "run",
    "includes",
    "include",
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
        units: Units::default(),
        time_unit: Unit::not_given(),
        non_negative_stocks: false,
        non_negative_flows: false,
        moving: HashSet::new(),
        unread: Vec::new(),
        drafts: Vec::new(),
        tables: Vec::new(),
    };
    file.tell_what_is_guessed();
    let model = file.model(&root);
    match model {
        Some(model) if file.mistakes.wrong.is_empty() => Ok(model),
        _ => Err(sorted(file.mistakes.wrong)),
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

struct File {
    mistakes: Mistakes,
    warnings: Vec<Diagnostic>,
    units: Units,
    time_unit: Unit,
    /// What holds for stocks and flows that do not say (4.1.1).
    non_negative_stocks: bool,
    non_negative_flows: bool,
    /// The canonical names of what moves stocks.
    moving: HashSet<String>,
    unread: Vec<Unread>,
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
        let Some(&model) = models.iter().find(|model| holds_variables(model)).or(models.first()) else {
            self.mistakes.refuse(Code::MissingKey, root.span, "the file holds no `<model>`", "no model in here");
            return None;
        };
        self.others(root, &models, model);
        root.children.iter().for_each(|e| self.pass_over(e, OF_FILE));
        if model.child("variables").is_some() {
            model.children.iter().for_each(|e| self.pass_over(e, OF_MODEL));
        }
        for data in [root, model].iter().filter_map(|e| e.child("data")) {
            self.warn(
                Code::NotSupported,
                data.span,
                "imported data is not read: equations keep the numbers that stand in them".into(),
            );
        }
        self.units = Units::of(root, model);
        for behavior in [root, model].iter().filter_map(|e| e.child("behavior")) {
            let own = |e: &Element| e.child("non_negative").map(is_true);
            let default = |kind: &str| behavior.child(kind).and_then(own).or(own(behavior));
            self.non_negative_stocks = default("stock").unwrap_or(self.non_negative_stocks);
            self.non_negative_flows = default("flow").unwrap_or(self.non_negative_flows);
        }
        self.moving = moving(model);
        for element in variables(model) {
            self.variable(element);
        }
        self.dimensions(root);
        // Moments may be given by constants.
        let time = self.time(root, model);
        if self.drafts.is_empty() && self.mistakes.wrong.is_empty() && self.unread.is_empty() {
            let message = "the model has no variables: no stock, flow or auxiliary";
            self.mistakes.refuse(Code::MissingKey, model.span, message, "nothing to simulate in here");
        }
        self.assemble(root, time)
    }

    /// From drafts on, XMILE goes the way of our own form; None where the file holds what is not read.
    fn assemble(&mut self, root: &Element, time: TimeSpec) -> Option<Model> {
        let (drafts, tables) = (std::mem::take(&mut self.drafts), std::mem::take(&mut self.tables));
        let mut scope = draft::declare(&drafts, &tables, Dialect::Xmile, &mut self.mistakes);
        let missing = self.missing_functions(root, &scope);
        if let Some(refusal) = self.refusal() {
            // All else may be wrong because of it.
            self.mistakes.wrong = [refusal].into_iter().chain(missing.map(|(told, _)| told)).collect();
            return None;
        }
        if let Some((told, names)) = missing {
            self.mistakes.wrong.push(told);
            scope.missing.extend(names);
        }
        let variables = draft::variables(drafts, &scope, time.dt, &mut self.mistakes);
        let orders = draft::orders(&variables, Dialect::Xmile, &mut self.mistakes);
        let source = self.mistakes.source.clone();
        let header = root.child("header");
        let told = |name: &str| {
            let text = header.and_then(|h| h.child(name)).map(|e| e.text.trim().to_string());
            text.filter(|text| !text.is_empty())
        };
        let title = one_line(&told("name").unwrap_or_else(|| scenario_file::stem(&source.name)));
        Some(Model {
            source,
            dialect: Dialect::Xmile,
            name: title.clone(),
            title,
            about: told("doc").unwrap_or_default(),
            one: None,
            time,
            time_unit: self.time_unit.clone(),
            units: Vec::new(),
            named_units: std::mem::take(&mut self.units.named),
            variables,
            scope,
            tables,
            order: orders.step,
            initial_order: orders.initial,
            limits: orders.limits,
            boxes: Vec::new(),
            interventions: Vec::new(),
            loops: Vec::new(),
            starts: Vec::new(),
            default_start: None,
            team: Vec::new(),
            team_start: None,
            contradictions: Vec::new(),
            outcomes: Vec::new(),
            headline: Vec::new(),
            usual_outcomes: Vec::new(),
            told_by: None,
            objectives: Vec::new(),
            pick: PickSpec::default(),
            moments: Vec::new(),
            flow_diagram: None,
            flow_distribution: None,
            tipping: TippingSpec::default(),
            diagram: DiagramSpec::default(),
            room: None,
            cost_unit: None,
            left_out: Vec::new(),
            battery: Vec::new(),
            warnings: std::mem::take(&mut self.warnings),
        })
    }

    /// What stands beside the model that is read: what is empty is passed over, the rest is not read.
    fn others(&mut self, root: &Element, models: &[&Element], model: &Element) {
        let named = |e: &Element| e.attribute("name").map_or(String::new(), |name| name.value.clone());
        for element in root.children_named("macro") {
            self.unread(unread::MACRO, element, &named(element));
        }
        self.included(root);
        for other in models.iter().filter(|other| !std::ptr::eq(**other, model)) {
            if holds_variables(other) {
                self.unread(unread::FURTHER_MODEL, other, &named(other));
                for variable in variables(other) {
                    self.is_unread(variable);
                }
            } else {
                let message = "the file holds another model, without variables: it is passed over";
                self.warn(Code::NotSupported, other.span, message.into());
            }
        }
    }

    /// Bytes that are none of the file's encoding have been guessed.
    fn tell_what_is_guessed(&mut self) {
        let source = self.mistakes.source.clone();
        let Some(first) = source.guessed.first() else { return };
        let count: usize = source.guessed.iter().map(|s| source.text[s.start..s.end].chars().count()).sum();
        let what = if count == 1 {
            "a byte is no UTF-8, and is".into()
        } else {
            format!("{count} bytes are no UTF-8, and are")
        };
        self.warn(Code::NotText, *first, format!("{what} read as in Windows-1252: save the file in UTF-8"));
    }

    fn warn(&mut self, code: Code, span: Span, message: String) {
        let warning = Diagnostic::error(code, message).at(&self.mistakes.source, span, "here");
        self.warnings.push(Diagnostic { severity: Severity::Warning, ..warning });
    }

    fn number(&mut self, text: &str, place: Span, what: &str) -> f64 {
        match text.trim().parse().ok().or_else(|| self.settled(text)) {
            Some(x) if f64::is_finite(x) => x,
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

    /// The value of a moment that is calculated from numbers and constants.
    fn settled(&self, text: &str) -> Option<f64> {
        let equation =
            EquationText { source: self.mistakes.source.clone(), text: text.into(), mapping: Mapping::From(0) };
        let constant = |name: &str| {
            let key = canonical(name);
            self.drafts.iter().filter(|d| d.name == key).find_map(|d| match &d.kind {
                DraftKind::Constant(constant) => Some(constant.spread.value),
                _ => None,
            })
        };
        let (tree, slips) = parser::parse_among(&equation, &|name| constant(name).is_some());
        if slips.is_empty() { tree.settled(&constant) } else { None }
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

    /// Reads one child of `<variables>` (4.2 to 4.5).
    fn variable(&mut self, element: &Element) {
        match element.name.as_str() {
            "module" => {
                self.is_unread(element);
                return;
            }
            // Older files keep variables in groups.
            "group" => return element.children.iter().filter(|e| is_variable(e)).for_each(|e| self.variable(e)),
            "gf" => {
                if let Some((spelling, span)) = self.name(element) {
                    let table = self.table(element, &spelling, span, Unit::not_given());
                    self.tables.extend(table);
                }
                return;
            }
            "stock" | "flow" | "aux" => {}
            _ => return self.pass_over(element, VARIABLES),
        }
        let Some((spelling, span)) = self.name(element) else { return };
        for child in &element.children {
            self.pass_over(child, PARTS);
        }
        if self.is_unread(element) {
            return;
        }
        let source = self.mistakes.source.clone();
        let unit = element.child("units").map_or(Unit::not_given(), |e| self.units.read(&e.text).written(&e.text));
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
                let what = if element.name == "stock" { "initial value" } else { "equation" };
                let message = format!("`{}` has no {what}", short(&spelling));
                self.mistakes.refuse(Code::MissingKey, span, message, "needs <eqn>");
            }
            return;
        }
        if element.name == "stock" && through.is_some() {
            let message = format!("`{}` is a stock, and its graph is passed over", short(&spelling));
            self.warn(Code::NotSupported, span, message);
        }
        let moves = self.moving.contains(&canonical(&spelling));
        if element.name == "aux" && moves {
            let message = format!("`{}` is an auxiliary and moves a stock: it is read as a flow", short(&spelling));
            self.warn(Code::WrongType, span, message);
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
            _ if moves => DraftKind::Flow { equation, non_negative: false },
            _ => match equation.as_ref().filter(|_| through.is_none()).and_then(number_of) {
                Some(value) => DraftKind::Constant(Constant {
                    spread: Spread::fixed(value),
                    range: None,
                    role: Role::Decision,
                    source: String::new(),
                    grade: Grade::Unverified,
                }),
                None => DraftKind::Auxiliary { equation },
            },
        };
        let name = canonical(&spelling);
        let (label, scale, better) = (None, None, None);
        self.drafts.push(Draft {
            name,
            spelling,
            span,
            label,
            unit,
            scale,
            better,
            about,
            through,
            member: None,
            kind,
        });
    }

    /// Passes over an element that is none of those that are read: silently where it belongs to a tool (it has a prefix)
    /// or is known to change no number, with a warning where it is unknown. One that looks mistyped is refused: without
    /// it the model would run, and run wrong.
    fn pass_over(&mut self, element: &Element, read: &[&str]) {
        let name = element.name.as_str();
        let known = |list: &[&str]| list.contains(&name);
        if name.contains(':') || known(read) || known(WITHOUT_EFFECT) || unread::is_part(name) {
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
}

/// What a model's variables are.
const VARIABLES: &[&str] = &["stock", "flow", "aux", "gf", "module"];

fn is_variable(element: &Element) -> bool {
    VARIABLES.contains(&element.name.as_str())
}

/// The variables of a model, and what else stands among them. Drafts of the standard have them right under the model.
fn variables(model: &Element) -> &[Element] {
    &model.child("variables").unwrap_or(model).children
}

fn holds_variables(model: &Element) -> bool {
    variables(model).iter().any(|e| is_variable(e) || (e.name == "group" && e.children.iter().any(is_variable)))
}

/// The canonical names of the inflows and outflows of a model's stocks.
fn moving(model: &Element) -> HashSet<String> {
    let stocks = variables(model)
        .iter()
        .flat_map(|e| if e.name == "group" { e.children.as_slice() } else { std::slice::from_ref(e) });
    let flows = stocks.filter(|e| e.name == "stock").flat_map(|stock| &stock.children);
    flows.filter(|e| matches!(e.name.as_str(), "inflow" | "outflow")).map(|e| canonical(unquoted(&e.text))).collect()
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
    if slips.is_empty() { tree.literal() } else { None }
}
