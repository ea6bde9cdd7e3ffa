//! XMILE 1.0: one deterministic run of a scenario, for other simulators.
//!
//! # Source
//! OASIS (2015), XML Interchange Language for System Dynamics (XMILE) Version 1.0. The forms are those that simlin 0.8
//! and PySD 3.14 both read: a table is an auxiliary with a graph, `mod` is in lower case, and the length of a step is a
//! constant.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::model::builtin::Function;
use crate::model::scenario::Scenario;
use crate::model::{Kind, Method, Model, Shape as TableShape, Table};
use crate::text::{canonical, is_no_character, plain, visible};

use super::connector::Ground;
use super::equation::reference;
use super::layout::{Layout, Point, layout};
use super::sheet::{Element, Shape, elements};

/// Writes a scenario's deterministic run.
pub fn write(scenario: &Scenario) -> String {
    let elements = elements(scenario);
    let mut page = Page { writer: Writer::new_with_indent(Vec::new(), b' ', 2) };
    page.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    let namespaces = [
        ("version", "1.0"),
        ("xmlns", "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"),
        ("xmlns:isee", "http://iseesystems.com/XMILE"),
    ];
    page.within("xmile", &namespaces, |page| {
        // A comment ends at the first two dashes.
        let remarks = printable(&remarks(scenario, &elements)).replace("--", "- -");
        page.event(Event::Comment(BytesText::from_escaped(format!("\n{}\n", remarks.trim_end_matches('-')))));
        page.header(scenario);
        page.clock(scenario);
        page.units(scenario);
        page.within("model", &[], |page| {
            page.within("variables", &[], |page| {
                for element in &elements {
                    page.variable(scenario, &elements, element);
                }
            });
            let layout = layout(&elements);
            page.within("views", &[], |page| page.view(&elements, &layout));
        });
    });
    let text = String::from_utf8(page.writer.into_inner()).expect("text was written") + "\n";
    // What acts on a screen is there for a program, by its number.
    let acts = |c: char| !matches!(c, '\n' | '\t') && visible::is_harmful(c);
    text.chars().map(|c| if acts(c) { format!("&#{};", u32::from(c)) } else { c.to_string() }).collect()
}

/// What a reader of the file has to know; nothing of what the model does not have.
fn remarks(scenario: &Scenario, elements: &[Element]) -> String {
    let model = &scenario.model;
    let mut out = vec![scenario.prose.trim().to_string()];
    let one_run = "One deterministic run, written by flywheel.";
    let mut names = format!("{one_run}\nModel: {}", line(&model.title));
    if scenario.title != model.title {
        names.push_str(&format!("\nScenario: {}", line(&scenario.title)));
    }
    out.push(names);
    let additions = scenario.additions();
    let mut told: Vec<String> = Vec::new();
    match (scenario.constants.iter().any(|(_, spread)| spread.varies()), has_noise(model)) {
        (true, true) => told.push("Constants are at their defaults and noise is at its mean.".into()),
        (true, false) => told.push("Constants are at their defaults.".into()),
        (false, true) => told.push("Noise is at its mean.".into()),
        (false, false) => {}
    }
    if !additions.is_empty() {
        let what = match (scenario.picks.is_empty(), scenario.shocks.is_empty()) {
            (false, true) => "picks",
            (true, _) => "shocks",
            (false, false) => "picks and shocks",
        };
        told.push(format!(
            "What {what} add to constants is written as equations over time, at the first step at or after each moment."
        ));
    }
    if has_limits(model) {
        told.push("What keeps stocks and flows from going below 0 stands in the equations.".into());
    }
    out.push(told.join(" "));
    let clocked: Vec<String> = elements.iter().filter_map(|e| Some(clocked(e.clock?, &e.name))).collect();
    if !clocked.is_empty() {
        let these = if clocked.len() == 1 { "This is written as a number" } else { "These are written as numbers" };
        out.push(format!("{these}, to be changed together with the clock: {}.", clocked.join("; ")));
    }
    if scenario.time.method == Method::Rk4 && !additions.is_empty() {
        out.push(
            "The method is RK4: in flywheel scheduled inputs stay the same within a step; in other tools they move."
                .into(),
        );
    }
    let strict: Vec<&str> =
        model.tables.iter().filter(|t| t.shape == TableShape::Strict).map(|t| t.name.as_str()).collect();
    if !strict.is_empty() {
        out.push(format!(
            "Beyond their ends these tables give no number in flywheel, and their last value here, since XMILE has no \
             such form: {}.",
            strict.join(", ")
        ));
    }
    out.retain(|paragraph| !paragraph.is_empty());
    out.join("\n\n")
}

/// Which number of the clock an auxiliary holds.
fn clocked(function: Function, name: &str) -> String {
    let number = match function {
        Function::StartTime => "<start>",
        Function::StopTime => "<stop>",
        _ => "<dt>, the length of a step",
    };
    format!("{} is {number}", line(name))
}

fn has_noise(model: &Model) -> bool {
    model.variables.iter().any(|v| matches!(v.kind, Kind::Noise(_)))
}

/// Whether something is kept from going below 0.
fn has_limits(model: &Model) -> bool {
    model.variables.iter().any(|variable| match &variable.kind {
        Kind::Stock(stock) => stock.non_negative && !stock.outflows.is_empty(),
        Kind::Flow { non_negative, .. } => *non_negative,
        _ => false,
    })
}

/// A title on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An attribute: its name and value.
type Attribute<'a> = (&'a str, &'a str);

struct Page {
    writer: Writer<Vec<u8>>,
}

impl Page {
    fn event(&mut self, event: Event) {
        self.writer.write_event(event).expect("memory takes what is written");
    }

    /// An element with others in it.
    fn within(&mut self, tag: &str, attributes: &[Attribute], write: impl FnOnce(&mut Page)) {
        self.event(Event::Start(start(tag, attributes)));
        write(self);
        self.event(Event::End(BytesEnd::new(tag)));
    }

    fn empty(&mut self, tag: &str, attributes: &[Attribute]) {
        self.event(Event::Empty(start(tag, attributes)));
    }

    /// An element with a text in it.
    fn text(&mut self, tag: &str, attributes: &[Attribute], text: &str) {
        let text = printable(text);
        self.within(tag, attributes, |page| page.event(Event::Text(BytesText::new(&text))));
    }

    fn header(&mut self, scenario: &Scenario) {
        self.within("header", &[], |page| {
            page.text("name", &[], &scenario.title);
            page.text("vendor", &[], "flywheel");
            page.text("product", &[("version", env!("CARGO_PKG_VERSION")), ("lang", "en")], "flywheel");
        });
    }

    fn clock(&mut self, scenario: &Scenario) {
        let time = &scenario.time;
        let method = match time.method {
            Method::Euler => "Euler",
            Method::Rk4 => "RK4",
        };
        let save = plain(time.save);
        // As its file spells it, if it does.
        let unit = Some(&scenario.model.time_unit).filter(|unit| unit.is_given());
        let unit = unit.map_or(time.unit.clone(), ToString::to_string);
        let attributes = [("method", method), ("time_units", &unit), ("isee:save_interval", &save)];
        self.within("sim_specs", &attributes, |page| {
            page.text("start", &[], &plain(time.start));
            page.text("stop", &[], &plain(time.stop));
            page.text("dt", &[], &plain(time.dt));
        });
    }

    fn units(&mut self, scenario: &Scenario) {
        let Model { units, named_units, .. } = &*scenario.model;
        if units.is_empty() && named_units.is_empty() {
            return;
        }
        self.within("model_units", &[], |page| {
            for (name, about) in units {
                page.within("unit", &[("name", name)], |page| page.text("doc", &[], about));
            }
            for unit in named_units {
                let disabled = if unit.disabled { &[("disabled", "true")][..] } else { &[] };
                page.within("unit", &[&[("name", unit.name.as_str())], disabled].concat(), |page| {
                    unit.equation.iter().for_each(|equation| page.text("eqn", &[], equation));
                    unit.aliases.iter().for_each(|alias| page.text("alias", &[], alias));
                });
            }
        });
    }

    fn variable(&mut self, scenario: &Scenario, elements: &[Element], element: &Element) {
        let tag = tag(element);
        self.within(tag, &[("name", &element.title())], |page| {
            if !element.about.is_empty() {
                page.text("doc", &[], &element.about);
            }
            page.text("eqn", &[], &element.equation);
            if let Shape::Stock { inflows, outflows } = &element.shape {
                for (tag, flows) in [("inflow", inflows), ("outflow", outflows)] {
                    flows.iter().for_each(|flow| page.text(tag, &[], &reference(&canonical(&elements[*flow].name))));
                }
            }
            if let Some(table) = element.table {
                page.graph(scenario.model.table(table));
            }
            if !element.unit.is_empty() {
                page.text("units", &[], &element.unit);
            }
            if let Some((min, max)) = element.range {
                page.empty("range", &[("min", &plain(min)), ("max", &plain(max))]);
            }
        });
    }

    fn graph(&mut self, table: &Table) {
        let joined = |numbers: &[f64]| numbers.iter().map(|x| plain(*x)).collect::<Vec<_>>().join(",");
        let kind = match table.shape {
            TableShape::Clamp | TableShape::Strict => "continuous",
            TableShape::Extrapolate => "extrapolate",
            TableShape::Discrete => "discrete",
        };
        self.within("gf", &[("type", kind)], |page| {
            page.text("xpts", &[], &joined(&table.x));
            page.text("ypts", &[], &joined(&table.y));
        });
    }

    fn view(&mut self, elements: &[Element], layout: &Layout) {
        let (width, height) = (plain(layout.width), plain(layout.height));
        // The attributes of Stella's files, which has no page borders where it shows none.
        let attributes =
            [("isee:show_pages", "false"), ("page_width", &*width), ("page_height", &*height), ("type", "stock_flow")];
        let ground = Ground::of(elements, layout);
        self.within("view", &attributes, |page| {
            for (i, element) in elements.iter().enumerate() {
                page.symbol(element, layout.places[i], &layout.pipes[i]);
            }
            let mut uid = 0;
            for (effect, element) in elements.iter().enumerate() {
                for &cause in element.causes.iter().filter(|cause| **cause != effect) {
                    uid += 1;
                    page.connector(uid, (elements, &ground), cause, effect);
                }
            }
        });
    }

    fn symbol(&mut self, element: &Element, at: Point, pipe: &[Point]) {
        let (x, y) = (plain(at.x), plain(at.y));
        let title = element.title();
        let mut attributes = vec![("name", title.as_str()), ("x", &x), ("y", &y)];
        match element.shape {
            Shape::Stock { .. } => attributes.push(("label_side", "top")),
            Shape::Flow | Shape::Auxiliary => attributes.push(("label_side", "bottom")),
            // Numbers stand back behind what is made of them.
            Shape::Constant => attributes.extend([("label_side", "bottom"), ("font_size", "7pt"), ("color", "gray")]),
        }
        if pipe.is_empty() {
            return self.empty(tag(element), &attributes);
        }
        self.within(tag(element), &attributes, |page| {
            page.within("pts", &[], |page| {
                pipe.iter().for_each(|point| page.empty("pt", &[("x", &plain(point.x)), ("y", &plain(point.y))]));
            });
        });
    }

    fn connector(&mut self, uid: usize, (elements, ground): (&[Element], &Ground), cause: usize, effect: usize) {
        let angle = plain(ground.angle(cause, effect));
        self.within("connector", &[("uid", &uid.to_string()), ("angle", &angle)], |page| {
            page.text("from", &[], &reference(&canonical(&elements[cause].name)));
            page.text("to", &[], &reference(&canonical(&elements[effect].name)));
        });
    }
}

/// A tag with its attributes.
fn start<'a>(tag: &'a str, attributes: &[Attribute]) -> BytesStart<'a> {
    let attributes: Vec<(&str, String)> = attributes.iter().map(|(name, value)| (*name, printable(value))).collect();
    BytesStart::new(tag).with_attributes(attributes.iter().map(|(name, value)| (*name, value.as_str())))
}

/// A text without what XML cannot hold.
fn printable(text: &str) -> String {
    let holds = |c: &char| !is_no_character(*c) && (!c.is_control() || matches!(c, '\n' | '\t'));
    text.chars().filter(holds).collect()
}

fn tag(element: &Element) -> &'static str {
    match element.shape {
        Shape::Stock { .. } => "stock",
        Shape::Flow => "flow",
        Shape::Auxiliary | Shape::Constant => "aux",
    }
}
