//! What a person reads of a model: all of it on a few screens, or all about a name.

use crate::answer::Words;
use crate::answer::words::refilled;
use crate::model::change::Effect;
use crate::model::contradiction::Contradiction;
use crate::model::draft::Dialect;
use crate::model::graph::Graph;
use crate::model::loops::{NamedLoop, Sign, Step};
use crate::model::{
    Beginning, Card, ChangeKind, Constant, DistributionKind, Equation, Intervention, Kind, Model, Noise, Role, Start,
    Stock, Table, TeamFigure, Unit, Variable, VariableId,
};
use crate::text::{plain, plural, singular};

/// The whole model on a few screens: what it has of each kind.
pub fn whole(model: &Model) -> Words {
    let mut out = Words::of(format!("{}\n", model.title));
    if !model.about.is_empty() {
        out.say(&format!("\n{}\n", refilled(&model.about)));
    }
    let time = &model.time;
    out.say(&format!(
        "\nTime: {} {} to {} by steps of {}, {}.\n",
        time.unit,
        time.start,
        time.stop,
        time.dt,
        time.method.name()
    ));
    let mut words_of = |title: &str, words: Words| {
        if !words.is_empty() {
            out.say(&format!("\n{title}\n"));
            out.extend(words);
        }
    };
    words_of(
        "UNITS",
        Words::of(model.units.iter().map(|(unit, about)| format!("  {unit}: {about}\n")).collect::<String>()),
    );
    words_of("STOCKS", stocks(model));
    let mut section = |title: &str, text: String| words_of(title, Words::of(text));
    for (kind, title) in [
        ("flow", "FLOWS"),
        ("auxiliary", "AUXILIARIES"),
        ("counter", "COUNTERS"),
        ("noise", "NOISE"),
        ("outcome", "OUTCOMES"),
    ] {
        let entry = |variable: &Variable| {
            let label = model.listed_label(variable).map_or(String::new(), |l| format!(" ({l})"));
            let unit = variable.unit.to_string();
            let unit = if unit.is_empty() { unit } else { format!(" [{unit}]") };
            let head = format!("{}{label}{unit}", model.listed_name(variable));
            entry(&head, &model.of_family(variable, &definition(model, variable)))
        };
        let declared = model.listed().map(|id| model.variable(id));
        section(title, declared.filter(|v| v.kind_name() == kind).map(entry).collect());
    }
    let graphical = |t: &Table| entry(&format!("{} [{} to {}]", t.name, input_of(t), t.output), &t.about);
    section("TABLES", model.tables.iter().map(graphical).collect());
    let constant = |(variable, constant): (&Variable, &Constant)| {
        let Constant { role, source, .. } = constant;
        let origin = if *role == Role::Assumption { source.as_str() } else { role.name() };
        // XMILE does not say what a constant is to those who use the model.
        let origin = if model.dialect == Dialect::Xmile { String::new() } else { format!("[{origin}]") };
        let about = format!("{} {origin}", variable.about);
        entry(&format!("{} = {}", model.listed_name(variable), value_of(constant, variable)), about.trim())
    };
    let constants = model.listed().filter_map(|id| Some((model.variable(id), model.variable(id).constant()?)));
    section("CONSTANTS", constants.map(constant).collect());
    for (index, in_box) in model.boxes.iter().enumerate() {
        let inside = model.interventions.iter().filter(|i| i.in_box == index);
        let text = inside.map(|i| entry(&format!("{}: {}", i.name, i.title), &i.about)).collect();
        section(&format!("BOX {}: {}", index + 1, in_box.title), text);
    }
    section("LOOPS", model.loops.iter().map(|l| entry(&format!("{} {}", l.id, l.name), &l.about)).collect());
    let figure = |own: &TeamFigure| entry(&figure_words(model, own), &own.about);
    section("A TEAM'S OWN FIGURES", model.team.iter().map(figure).collect());
    let contradiction = |own: &Contradiction| entry(&format!("when {}{}", own.when.text, own.moment()), &own.say.text);
    section("CONTRADICTIONS", model.contradictions.iter().map(contradiction).collect());
    section("LEFT OUT", model.left_out.iter().map(|sentence| format!("  - {sentence}\n")).collect());
    out
}

/// "people [person]: team_size (team size)".
fn figure_words(model: &Model, own: &TeamFigure) -> String {
    let constant = model.variable(own.constant);
    format!("{} [{}]: {} ({})", own.name, constant.unit, constant.name, model.words_of(own))
}

/// A figure that a team knows of itself.
pub fn figure(model: &Model, own: &TeamFigure) -> Words {
    let told = Words::of(format!(
        "{}
{}
",
        figure_words(model, own),
        own.about
    ));
    if own.about.is_empty() {
        Words::of(format!(
            "{}
",
            figure_words(model, own)
        ))
    } else {
        told
    }
}

/// A line with what there is to say about it below.
fn entry(head: &str, text: &str) -> String {
    if text.is_empty() { format!("  {head}\n") } else { format!("  {head}\n      {text}\n") }
}

/// Every stock with its unit and its value in each starting point; what it starts at, where there are none.
fn stocks(model: &Model) -> Words {
    let starts = model.starts.iter().map(|s| s.name.clone());
    let starts: Vec<String> = if model.starts.is_empty() { vec!["initial".into()] } else { starts.collect() };
    let mut rows = vec![["  stock".to_string(), "unit".into()].into_iter().chain(starts).collect::<Vec<_>>()];
    for id in model.listed() {
        let variable = model.variable(id);
        let Some(stock) = variable.stock() else { continue };
        let own = || stock.initial.as_ref().map_or(String::from("-"), |e| e.text.clone());
        let value = |start: &Start| {
            start.stocks.iter().find(|s| s.0 == id).map_or_else(own, |s| match &s.1 {
                Beginning::Number(value) => crate::text::person(*value),
                equation => equation.text(),
            })
        };
        let each = if variable.member.is_some() { ", for each intervention" } else { "" };
        let mut row = vec![format!("  {}{each}", model.listed_name(variable)), variable.unit.to_string()];
        match model.starts.is_empty() {
            true => row.push(stock.initial.as_ref().map_or(String::new(), |e| e.text.clone())),
            false => row.extend(model.starts.iter().map(value)),
        }
        rows.push(row);
    }
    let mut out = Words::default();
    if rows.len() > 1 {
        out.table(rows);
    }
    out
}

/// What a variable is calculated from, in the file's own words.
pub fn definition(model: &Model, variable: &Variable) -> String {
    let text = |equation: &Equation| equation.text.clone();
    let names = |flows: &[(VariableId, crate::text::Span)], sign: &str| {
        flows.iter().map(|(id, _)| format!(" {sign} {}", model.variable(*id).spelling)).collect::<String>()
    };
    match &variable.kind {
        Kind::Stock(Stock { inflows, outflows, .. }) => {
            format!("d/dt ={}{}", names(inflows, "+"), names(outflows, "-"))
        }
        Kind::Flow { equation, non_negative: true } => format!("max(0, {})", model.text_of(variable, equation)),
        Kind::Flow { equation, .. } | Kind::Auxiliary { equation } => model.text_of(variable, equation),
        Kind::Counter { rate, .. } => format!("d/dt = {}", text(rate)),
        Kind::Constant(constant) => value_of(constant, variable),
        // The others are hidden.
        Kind::Pipeline(_) => String::new(),
        Kind::Noise(Noise { kind, mean, spread, period }) => {
            let cv = spread.as_ref().map_or(String::new(), |cv| format!(", coefficient of variation {}", text(cv)));
            format!("{} with mean {}{cv}, drawn every {} {}", kind.name(), text(mean), plain(*period), model.time.unit)
        }
        Kind::Outcome { condition, .. } => {
            condition.as_ref().map_or("everything else".into(), |c| format!("when {}", text(c)))
        }
    }
}

fn value_of(constant: &Constant, variable: &Variable) -> String {
    let spread = &constant.spread;
    let unit = if variable.unit.is_one() { String::new() } else { format!(" {}", variable.unit) };
    let mut out = format!("{}{unit}", spread.value);
    if spread.varies() {
        out.push_str(&format!(", {}", spread.kind.name()));
    }
    match spread.kind {
        DistributionKind::Normal => out.push_str(&format!(" with standard deviation {}", spread.sd)),
        DistributionKind::Lognormal => out.push_str(&format!(" with coefficient of variation {}", spread.cv)),
        _ => {}
    }
    if let Some((min, max)) = spread.range.filter(|_| spread.varies()) {
        out.push_str(&format!(" from {min} to {max}"));
    }
    out
}

/// A starting point.
pub fn start(model: &Model, found: &Start) -> Words {
    let Start { name, title, about, stocks } = found;
    let unit = |id: &VariableId| model.variable(*id).measure();
    let row = |(id, x): &(VariableId, Beginning)| vec![format!("  {}", model.variable(*id).name), x.text(), unit(id)];
    let mut out = Words::of(format!("{name} (starting point)\n{title}\n{about}\n"));
    out.table(stocks.iter().map(row).collect());
    out
}

pub fn input_of(table: &Table) -> String {
    table.input.as_ref().map_or("any unit".into(), Unit::to_string)
}

/// A table with its points.
pub fn table(model: &Model, found: &Table) -> Words {
    let Table { name, output, x, y, about, source, grade, .. } = found;
    let points = x.iter().zip(y).map(|(x, y)| vec![format!("  {}", plain(*x)), plain(*y)]);
    let mut out = Words::of(format!("{name} (table, {} to {output})\n{about}\n", input_of(found)));
    out.table(points.collect());
    if let Some(stretch) = &found.stretch {
        let constant = &model.variable(stretch.steepness).name;
        out.say(&format!("looked up at {about} + {constant}*(input - {about})\n", about = stretch.about));
    }
    out.say(&format!("source: {source} [{}]\n", grade.name()));
    out
}

/// An intervention.
pub fn intervention(model: &Model, found: &Intervention) -> Words {
    let Intervention { name, title, ramp, about, .. } = found;
    let in_box = &model.boxes[found.in_box];
    let how = match found.kind {
        ChangeKind::Habit => format!("adds over {ramp} {}", plural(&model.time.unit)),
        ChangeKind::Decision => "a decision: adds at once".into(),
    };
    let mut out = Words::of(format!(
        "{name} (intervention, box {}: {})\n{title}\n{about}\n{how}: {}\n",
        found.in_box + 1,
        in_box.title,
        adds(model, found).join(", ")
    ));
    // The cost of a habit is among what it adds.
    if found.kind == ChangeKind::Decision && found.cost.is_any() {
        let unit = model.cost_unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
        out.say(&format!("its price: {}{unit}\n", plain(found.cost.value)));
    }
    let Card { real, watch, objection, start } = &found.card;
    for (word, told) in [("in a real team", real), ("to watch", watch), ("an objection", objection)] {
        if let Some(told) = told {
            out.say(&format!("{word}: {told}\n"));
        }
    }
    if let Some(start) = start {
        out.say(&format!("usual start: {} {}\n", singular(&model.time.unit), plain(*start)));
    }
    out
}

/// What an intervention adds to which constants.
pub fn adds(model: &Model, found: &Intervention) -> Vec<String> {
    let of = |Effect { constant, size, .. }: Effect| {
        let range = size.constant.and_then(|own| model.variable(own).constant()?.spread.range);
        let range = range.map_or(String::new(), |(min, max)| format!(" ({} to {})", plain(min), plain(max)));
        let sign = if size.value < 0.0 { "" } else { "+" };
        format!("{} {sign}{}{range}", model.variable(constant).name, plain(size.value))
    };
    found.effects(found.kind).into_iter().map(of).collect()
}

/// A loop that the model names.
pub fn named_loop(model: &Model, found: &NamedLoop) -> Words {
    let NamedLoop { id, name, about, polarity, .. } = found;
    let (cause, effect) = (&model.variable(found.cut.0).name, &model.variable(found.cut.1).name);
    let paths = paths(model, found).join("\n  ");
    Words::of(format!("{id} {name} ({})\n{about}\n  {paths}\ncut at {cause} -> {effect}\n", polarity.words()))
}

/// The ways round a loop, with the sign of each influence.
pub fn paths(model: &Model, found: &NamedLoop) -> Vec<String> {
    model.listed_paths(&found.paths, |steps| path(model, steps))
}

fn path(model: &Model, steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        let sign = if step.sign == Sign::Plus { "+" } else { "-" };
        out.push_str(&format!("{} {sign} ", model.variable(step.variable).name));
    }
    out + &steps.first().map_or(String::new(), |s| model.variable(s.variable).name.clone())
}

/// The names of what a variable is made of, and of what it goes into.
pub fn neighbours(model: &Model, id: VariableId) -> [Vec<String>; 2] {
    let links = Graph::shown(model).links;
    let name = |id: VariableId| {
        let spelling = &model.variable(id).spelling;
        if spelling.contains(',') { format!("\"{spelling}\"") } else { spelling.clone() }
    };
    let from = links.iter().filter(|link| link.effect == id).map(|link| name(link.cause)).collect();
    let into = links.iter().filter(|link| link.cause == id).map(|link| name(link.effect)).collect();
    [from, into]
}

/// A variable with all that it is made of.
pub fn variable(model: &Model, id: VariableId) -> Words {
    let variable = model.variable(id);
    let mut out = Words::of(format!("{} ({}, {})\n", variable.spelling, variable.kind_name(), variable.unit));
    if let Some(label) = &variable.label {
        out.say(&format!("called {label}\n"));
    }
    if !variable.about.is_empty() {
        out.say(&format!("{}\n", refilled(&variable.about)));
    }
    out.say(&format!("\n  {}\n", definition(model, variable)));
    if let (Some(Constant { role, source, grade, .. }), Dialect::Own) = (variable.constant(), model.dialect) {
        let graded = if *role == Role::Assumption { format!(" [{}]", grade.name()) } else { String::new() };
        out.say(&format!("\nrole: {}\nsource: {source}{graded}\n", role.name()));
    }
    let start = |s: &Start| s.stocks.iter().find(|(v, _)| *v == id).map(|(_, x)| format!("{} {}", s.name, x.text()));
    let starts: Vec<String> = model.starts.iter().filter_map(start).collect();
    let [from, into] = neighbours(model, id);
    for (word, list) in [("starts at", starts), ("made of", from), ("goes into", into)] {
        if !list.is_empty() {
            out.say(&format!("\n{word}: {}\n", list.join(", ")));
        }
    }
    out
}
