//! XMILE 1.0: one deterministic run of a scenario, for other simulators.
//!
//! # Source
//! OASIS (2015), XML Interchange Language for System Dynamics (XMILE) Version 1.0. The forms are those that simlin 0.8
//! and PySD 3.14 both read: a table is an auxiliary with a graph, `mod` is in lower case, and the length of a step is a
//! constant.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::math;
use crate::model::scenario::Scenario;
use crate::model::{Method, Shape as TableShape, Table};
use crate::text::{canonical, plain};

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
        let remarks = printable(&remarks(scenario)).replace("--", "- -");
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
    String::from_utf8(page.writer.into_inner()).expect("text was written") + "\n"
}

/// What a reader of the file has to know.
fn remarks(scenario: &Scenario) -> String {
    let model = &scenario.model;
    let mut out = vec![scenario.prose.trim().to_string()];
    let alone = scenario.title == model.title;
    let what = if alone { "nothing is done".to_string() } else { format!("the scenario \"{}\"", scenario.title) };
    out.push(format!(
        "This is one deterministic run of the model \"{}\": {what}. Constants are at their defaults and noise is at its \
         mean: distributions, noise and interventions have no form in XMILE. What picks and shocks add to constants is \
         written as equations over time, and what keeps stocks and flows from going below 0 stands in the equations too.",
        model.title
    ));
    if scenario.time.method == Method::Rk4 && !scenario.additions().is_empty() {
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
        self.event(Event::Start(BytesStart::new(tag).with_attributes(attributes.iter().copied())));
        write(self);
        self.event(Event::End(BytesEnd::new(tag)));
    }

    fn empty(&mut self, tag: &str, attributes: &[Attribute]) {
        self.event(Event::Empty(BytesStart::new(tag).with_attributes(attributes.iter().copied())));
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
        let attributes = [("method", method), ("time_units", &time.unit), ("isee:save_interval", &save)];
        self.within("sim_specs", &attributes, |page| {
            page.text("start", &[], &plain(time.start));
            page.text("stop", &[], &plain(time.stop));
            page.text("dt", &[], &plain(time.dt));
        });
    }

    fn units(&mut self, scenario: &Scenario) {
        self.within("model_units", &[], |page| {
            for (name, about) in &scenario.model.units {
                page.within("unit", &[("name", name)], |page| page.text("doc", &[], about));
            }
        });
    }

    fn variable(&mut self, scenario: &Scenario, elements: &[Element], element: &Element) {
        let tag = tag(element);
        self.within(tag, &[("name", &element.name)], |page| {
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
            page.text("units", &[], &element.unit);
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
        let page_size = [("view_type", "stock_flow"), ("page_width", &*width), ("page_height", &*height)];
        self.within("view", &page_size, |page| {
            for (i, element) in elements.iter().enumerate() {
                page.symbol(element, layout.places[i], &layout.pipes[i]);
            }
            let mut uid = 0;
            for (effect, element) in elements.iter().enumerate() {
                for &cause in element.causes.iter().filter(|cause| **cause != effect) {
                    uid += 1;
                    page.connector(uid, (elements, layout), cause, effect);
                }
            }
        });
    }

    fn symbol(&mut self, element: &Element, at: Point, pipe: &[Point]) {
        let (x, y) = (plain(at.x), plain(at.y));
        let mut attributes = vec![("name", element.name.as_str()), ("x", &x), ("y", &y)];
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

    fn connector(&mut self, uid: usize, (elements, layout): (&[Element], &Layout), cause: usize, effect: usize) {
        let angle = plain(angle(layout.places[cause], layout.places[effect]));
        self.within("connector", &[("uid", &uid.to_string()), ("angle", &angle)], |page| {
            page.text("from", &[], &reference(&canonical(&elements[cause].name)));
            page.text("to", &[], &reference(&canonical(&elements[effect].name)));
        });
    }
}

/// A text without what XML cannot hold.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn tag(element: &Element) -> &'static str {
    match element.shape {
        Shape::Stock { .. } => "stock",
        Shape::Flow => "flow",
        Shape::Auxiliary | Shape::Constant => "aux",
    }
}

/// The direction in which a straight connector leaves, in degrees from the right, against the clock; rounded to tenths.
fn angle(from: Point, to: Point) -> f64 {
    let (right, up) = (to.x - from.x, from.y - to.y);
    let radians = match right {
        0.0 => std::f64::consts::FRAC_PI_2.copysign(up),
        _ if right < 0.0 => math::arctan(up / right) + std::f64::consts::PI,
        _ => math::arctan(up / right),
    };
    let tenths = (radians.to_degrees().rem_euclid(360.0) * 10.0).round();
    tenths / 10.0
}
