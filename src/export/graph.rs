//! The causal graph for drawing tools: stocks as boxes, flows between them as valves, what goes into what as arrows
//! with their signs. A family is there once.

use crate::model::graph::{Graph, Link};
use crate::model::polarity::Influence;
use crate::model::{Kind, Model, VariableId};
use crate::text::visible;

/// The graph in the language of Graphviz: `dot -Tsvg`.
pub fn dot(model: &Model) -> String {
    let mut out = String::from("digraph {\n");
    out.push_str(&format!("  label={}; labelloc=t; fontname=\"Helvetica\";\n", quoted(&model.title)));
    // Feedback has no first and last: springs show who is close to whom, where ranks would draw a band of arrows.
    out.push_str("  layout=sfdp; overlap=prism; splines=true; K=0.9;\n");
    out.push_str("  node [fontname=\"Helvetica\", fontsize=11]; edge [color=\"#8a9aa8\", arrowsize=0.6, fontname=\"Helvetica\", fontsize=11];\n");
    for id in model.listed() {
        let variable = model.variable(id);
        let look = match variable.kind {
            Kind::Stock(_) => {
                "shape=box, style=\"filled,bold\", fillcolor=\"#dbe9f6\", fontsize=14, width=1.6, height=0.7"
            }
            Kind::Counter { .. } => "shape=box, style=filled, fillcolor=\"#f0f0f0\"",
            Kind::Flow { .. } => "shape=hexagon, style=filled, fillcolor=\"#fdf3d8\", height=0.3",
            // Pipelines are hidden.
            Kind::Auxiliary { .. } | Kind::Pipeline(_) => "shape=plain, margin=0.03",
            Kind::Noise(_) => "shape=plain, margin=0.03, fontcolor=\"#8a4fbf\"",
            Kind::Constant(_) => "shape=plain, fontsize=8, fontcolor=\"#808080\"",
            Kind::Outcome { .. } => "shape=ellipse, style=dashed",
        };
        let tooltip = quoted(&variable.about);
        let label = quoted(&wrapped(&model.listed_title(variable)));
        out.push_str(&format!("  v{} [label={label}, tooltip={tooltip}, {look}];\n", id.0));
    }
    for link in links(model) {
        let (from, to) = (link.cause, link.effect);
        let mut look = match (&model.variable(from).kind, &model.variable(to).kind) {
            (Kind::Flow { .. }, Kind::Stock(_)) if flows_out(model, from, to) => {
                // What leaves a stock runs from it to the valve.
                out.push_str(&format!("  v{} -> v{} [{PIPE}, dir=none];\n", to.0, from.0));
                continue;
            }
            (Kind::Flow { .. }, Kind::Stock(_)) => {
                out.push_str(&format!("  v{} -> v{} [{PIPE}];\n", from.0, to.0));
                continue;
            }
            (Kind::Constant(_), _) => vec!["color=\"#c8c8c8\", arrowsize=0.4".to_string()],
            _ => Vec::new(),
        };
        look.extend(sign(link.influence).map(|sign| format!("headlabel=\"{sign}\"")));
        let look = if look.is_empty() { String::new() } else { format!(" [{}]", look.join(", ")) };
        out.push_str(&format!("  v{} -> v{}{look};\n", from.0, to.0));
    }
    out.push_str("}\n");
    visible::lines(&out).into_owned()
}

/// The look of a pipe.
const PIPE: &str = "penwidth=3, color=\"#4a7fb0\", arrowsize=0.8, weight=8";

/// The graph as a Mermaid flowchart.
pub fn mermaid(model: &Model) -> String {
    let mut out = String::from("flowchart LR\n");
    for id in model.listed() {
        let variable = model.variable(id);
        let label = escaped(&model.listed_title(variable));
        let (open, close, class) = match variable.kind {
            Kind::Stock(_) => ("[", "]", "stock"),
            Kind::Counter { .. } => ("[", "]", "counter"),
            Kind::Flow { .. } => ("{{", "}}", "flow"),
            Kind::Auxiliary { .. } | Kind::Pipeline(_) => ("(", ")", "auxiliary"),
            Kind::Noise(_) => ("(", ")", "noise"),
            Kind::Constant(_) => ("([", "])", "constant"),
            Kind::Outcome { .. } => ("([", "])", "outcome"),
        };
        out.push_str(&format!("  v{}{open}\"{label}\"{close}:::{class}\n", id.0));
    }
    for link in links(model) {
        let (from, to) = (link.cause, link.effect);
        let pipe =
            matches!((&model.variable(from).kind, &model.variable(to).kind), (Kind::Flow { .. }, Kind::Stock(_)));
        out.push_str(&match pipe {
            true if flows_out(model, from, to) => format!("  v{} === v{}\n", to.0, from.0),
            true => format!("  v{} ==> v{}\n", from.0, to.0),
            // A sign by itself would be read as a list without items.
            false => match sign(link.influence) {
                Some(sign) => format!("  v{} -->|\"({sign})\"| v{}\n", from.0, to.0),
                None => format!("  v{} --> v{}\n", from.0, to.0),
            },
        });
    }
    for (class, look) in [
        ("stock", "fill:#dbe9f6,stroke:#4a7fb0,stroke-width:3px,font-weight:bold"),
        ("counter", "fill:#f0f0f0,stroke:#808080"),
        ("flow", "fill:#fdf3d8,stroke:#4a7fb0"),
        ("auxiliary", "fill:#ffffff,stroke:#c8c8c8"),
        ("noise", "fill:#ffffff,stroke:#8a4fbf"),
        ("constant", "fill:#ffffff,stroke:#e0e0e0,color:#808080,font-size:10px"),
        ("outcome", "fill:#ffffff,stroke:#808080,stroke-dasharray:4"),
    ] {
        out.push_str(&format!("  classDef {class} {look}\n"));
    }
    visible::lines(&out).into_owned()
}

fn links(model: &Model) -> Vec<Link> {
    Graph::shown(model).joined(|id| model.listed_as(id)).links
}

/// The sign of a link, where it has one at all values. A pipe shows its own by its direction.
fn sign(influence: Influence) -> Option<&'static str> {
    match influence {
        Influence::Plus => Some("+"),
        Influence::Minus => Some("\u{2212}"),
        Influence::Nothing | Influence::Either => None,
    }
}

fn flows_out(model: &Model, flow: VariableId, stock: VariableId) -> bool {
    let outflows = model.variable(stock).stock().map(|s| &s.outflows);
    outflows.is_some_and(|outflows| outflows.iter().any(|(id, _)| *id == flow))
}

/// A text in quotes, as Graphviz reads it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', " "))
}

/// Words on lines of about the width of a box.
fn wrapped(words: &str) -> String {
    const WIDTH: usize = 18;
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => *line += &format!(" {word}"),
            _ => lines.push(word.to_string()),
        }
    }
    lines.join("\n")
}

/// A label of Mermaid, inside quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            '\n' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
