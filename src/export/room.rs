//! What a room sees of a model, for Graphviz and Mermaid: a few landmarks with the arrows between them, and the loops by
//! name. Graphviz is told where each of them stands; Mermaid finds places itself, box by box.

use crate::model::loops::Sign;
use crate::model::{Kind, Model, VariableId};

use super::graph::{escaped, quoted};

/// A picture of a model with few things in it, and where they are; lengths are in pixels from its upper left corner.
#[derive(Debug, Default)]
pub struct Room {
    pub landmarks: Vec<Landmark>,
    pub arrows: Vec<Arrow>,
    /// The letter and the name of each loop, and where they stand.
    pub loops: Vec<(String, String, Point)>,
    /// The titles of the boxes, and where they stand.
    pub boxes: Vec<(String, Point)>,
    pub height: f64,
}

type Point = (f64, f64);

/// A variable with its words, line by line.
#[derive(Debug)]
pub struct Landmark {
    pub variable: VariableId,
    pub lines: Vec<String>,
    pub at: Point,
}

/// More of the cause gives more or less of the effect, at once or after a time; no sign where that changes with the values.
#[derive(Debug)]
pub struct Arrow {
    pub cause: VariableId,
    pub effect: VariableId,
    pub sign: Option<Sign>,
    pub is_delayed: bool,
}

/// Pixels to an inch of Graphviz.
const INCH: f64 = 100.0;
/// The ground of the boxes, in order.
const GROUNDS: [&str; 4] = ["#DAF1EA", "#FBF0D9", "#E3F3FC", "#F6EAF1"];
const MORE: &str = "#0072B2";
const LESS: &str = "#D55E00";
const EITHER: &str = "#5E5E5E";
const SLOW: &str = "\u{2016}";
const LEGEND: &str = "+ more gives more, \u{2212} more gives less, \u{2016} takes time";

impl Arrow {
    fn color(&self) -> &'static str {
        match self.sign {
            Some(Sign::Plus) => MORE,
            Some(Sign::Minus) => LESS,
            None => EITHER,
        }
    }

    fn sign(&self) -> &'static str {
        match self.sign {
            Some(Sign::Plus) => "+",
            Some(Sign::Minus) => "\u{2212}",
            None => "",
        }
    }
}

/// The index of the box that a variable is in.
fn box_of(model: &Model, variable: VariableId) -> Option<usize> {
    model.boxes.iter().position(|one| one.variables.contains(&variable))
}

/// The picture in the language of Graphviz, everything in its place.
pub fn dot(model: &Model, room: &Room) -> String {
    let title = quoted(&format!("{}\n{LEGEND}", model.title));
    let mut out = format!(
        "digraph {{\n  layout=neato; splines=true; esep=\"+1\"; outputorder=edgesfirst; pad=0.3;\n  \
         label={title}; labelloc=t; fontname=\"Helvetica\"; fontsize=22;\n  \
         node [fontname=\"Helvetica\", fontsize=18]; edge [fontname=\"Helvetica-Bold\", fontsize=22, penwidth=2];\n"
    );
    let pos = |(x, y): Point| format!("pos=\"{:.2},{:.2}!\"", x / INCH, (room.height - y) / INCH);
    for (index, (title, at)) in room.boxes.iter().enumerate() {
        let (label, pos) = (quoted(title), pos(*at));
        out.push_str(&format!("  b{index} [label={label}, {pos}, shape=plain, fontsize=20, fontcolor=\"#5E5E5E\"];\n"));
    }
    for Landmark { variable, lines, at } in &room.landmarks {
        let (label, pos) = (quoted(&lines.join("\n")), pos(*at));
        let ground = box_of(model, *variable).map_or("#FFFFFF", |place| GROUNDS[place % GROUNDS.len()]);
        let look = match model.variable(*variable).kind {
            Kind::Stock(_) => "shape=box, style=\"filled,bold\"",
            _ => "shape=box, style=\"filled,rounded\", penwidth=0",
        };
        out.push_str(&format!("  v{} [label={label}, {pos}, {look}, fillcolor=\"{ground}\"];\n", variable.0));
    }
    for (index, (letter, name, at)) in room.loops.iter().enumerate() {
        let (label, pos) = (quoted(&format!("{letter}\n{name}")), pos(*at));
        out.push_str(&format!(
            "  l{index} [label={label}, {pos}, shape=plain, fontname=\"Helvetica-Bold\", fontsize=16];\n"
        ));
    }
    for arrow in &room.arrows {
        let (from, to, color, sign) = (arrow.cause.0, arrow.effect.0, arrow.color(), arrow.sign());
        let slow = if arrow.is_delayed { format!(", label=\"{SLOW}\"") } else { String::new() };
        out.push_str(&format!(
            "  v{from} -> v{to} [color=\"{color}\", fontcolor=\"{color}\", headlabel=\"{sign}\", labeldistance=2{slow}];\n"
        ));
    }
    out + "}\n"
}

/// The picture as a Mermaid flowchart, a subgraph a box.
pub fn mermaid(model: &Model, room: &Room) -> String {
    let mut out = String::from("flowchart TB\n");
    let node = |landmark: &Landmark| {
        let label = escaped(&landmark.lines.join(" "));
        match model.variable(landmark.variable).kind {
            Kind::Stock(_) => format!("v{}[\"{label}\"]:::stock\n", landmark.variable.0),
            _ => format!("v{}(\"{label}\"):::other\n", landmark.variable.0),
        }
    };
    let inside =
        |place: Option<usize>| room.landmarks.iter().filter(move |landmark| box_of(model, landmark.variable) == place);
    for (index, of) in model.boxes.iter().enumerate().filter(|(index, _)| inside(Some(*index)).next().is_some()) {
        out.push_str(&format!("  subgraph b{index}[\"{}\"]\n", escaped(&of.title)));
        inside(Some(index)).for_each(|landmark| out.push_str(&format!("    {}", node(landmark))));
        out.push_str(&format!("  end\n  style b{index} fill:{},stroke:none\n", GROUNDS[index % GROUNDS.len()]));
    }
    inside(None).for_each(|landmark| out.push_str(&format!("  {}", node(landmark))));
    for arrow in &room.arrows {
        let slow = if arrow.is_delayed { SLOW } else { "" };
        // A sign by itself would be read as a list without items.
        let label = match arrow.sign() {
            "" => slow.to_string(),
            sign => format!("({sign}) {slow}").trim_end().to_string(),
        };
        let label = if label.is_empty() { label } else { format!("|\"{label}\"|") };
        out.push_str(&format!("  v{} -->{label} v{}\n", arrow.cause.0, arrow.effect.0));
    }
    for (index, arrow) in room.arrows.iter().enumerate() {
        out.push_str(&format!("  linkStyle {index} stroke:{0},stroke-width:2px,color:{0}\n", arrow.color()));
    }
    let loops: Vec<String> = room.loops.iter().map(|(letter, name, _)| format!("{letter} {}", escaped(name))).collect();
    if !loops.is_empty() {
        let all = loops.join("<br/>");
        out.push_str(&format!("  loops[\"Loops: R feeds on itself, B holds itself in check<br/>{all}\"]:::note\n"));
    }
    out.push_str(&format!("  legend[\"{LEGEND}\"]:::note\n"));
    for (class, look) in [
        ("stock", "fill:#ffffff,stroke:#262626,stroke-width:3px,font-weight:bold"),
        ("other", "fill:#ffffff,stroke:#c8c8c8"),
        ("note", "fill:#ffffff,stroke:none"),
    ] {
        out.push_str(&format!("  classDef {class} {look}\n"));
    }
    out
}
