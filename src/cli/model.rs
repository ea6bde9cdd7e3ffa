//! `flywheel model`: read a model, verify it, and write it for others.

mod assumptions;
mod battery;
mod check;
mod diagram;
mod export;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::model::draft::Dialect;
use crate::model::graph::Graph;
use crate::model::loops::{NamedLoop, Polarity};
use crate::model::scenario_file::is_model;
use crate::model::{
    Constant, DistributionKind, Equation, Intervention, Kind, Model, Noise, Role, Start, Stock, Table, Unit, Variable,
    VariableId, file, read as read_model,
};
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::{Source, canonical, plain, plural, suggestion, toml};

use super::files::read;
use super::{Failure, Manner, Outcome, print};
use crate::cli::tables::table;

#[derive(Subcommand)]
pub enum Command {
    /// Read a model: what it is about, or one variable with all that it is made of.
    Show(Show),
    /// Verify a model: names, units, order of calculation, named loops; --battery, and whether it behaves.
    #[command(after_help = check::EXAMPLES)]
    Check(check::Arguments),
    /// Write a model or scenario for other tools and people: XMILE, a graph, a document.
    #[command(after_help = export::EXAMPLES)]
    Export(export::Arguments),
    /// Draw a model: stocks, flows, arrows with their signs, loops.
    #[command(after_help = diagram::EXAMPLES)]
    Diagram(diagram::Diagram),
}

#[derive(Args)]
pub struct Show {
    /// A variable, constant, table, intervention or loop; without it, the whole model.
    name: Option<String>,
    /// The model file; the shipped model, if not given. With --assumptions a scenario too.
    #[arg(long, value_name = "FILE")]
    model: Option<std::path::PathBuf>,
    /// Every assumption: value, range, source and its grade, and how far the outcomes move with it.
    #[arg(long, conflicts_with = "name")]
    assumptions: bool,
    #[command(flatten)]
    ask: assumptions::Ask,
}

pub fn run(command: &Command, manner: Manner) -> Outcome {
    match command {
        Command::Export(arguments) => export::run(arguments, manner),
        Command::Diagram(arguments) => diagram::run(arguments, manner),
        Command::Show(show) if show.assumptions => {
            let file = show.model.as_ref().map(|path| path.to_string_lossy().into_owned());
            assumptions::run(&show.ask, file.as_deref(), manner)
        }
        Command::Show(show) => {
            let model = open(&show.model)?;
            let text = match &show.name {
                None if manner.json => print::pretty(&whole_json(&model)),
                None => whole(&model),
                Some(name) => one(&model, name, manner)?,
            };
            if manner.json { print::answer(&text) } else { print::told(&text) }
        }
        Command::Check(arguments) => check::run(arguments, manner),
    }
}

fn open(path: &Option<std::path::PathBuf>) -> Result<Model, Failure> {
    let Some(path) = path else { return Ok(file::read(&Source::new(file::SHIPPED_NAME, file::SHIPPED))?) };
    let source = read(path)?;
    if !is_model(&source) {
        // What is no TOML at all says so first.
        toml::read(&source)?;
        let message = format!("`{}` is not a model: it declares no stock, flow or auxiliary", path.display());
        let wrong = Diagnostic::error(Code::WrongType, message);
        return Err(wrong.help("a scenario is run, not checked or drawn: its model is the file it names with `model`, or the one that is shipped").into());
    }
    Ok(read_model(&source)?)
}

pub fn counts(model: &Model) -> Vec<(&'static str, usize)> {
    let of = |kind: &str| model.declared().filter(|id| model.variable(*id).kind_name() == kind).count();
    let mut out = vec![
        ("stocks", of("stock")),
        ("flows", of("flow")),
        ("auxiliaries", of("auxiliary")),
        ("constants", of("constant")),
        ("tables", model.tables.len()),
        ("noise sources", of("noise")),
        ("counters", of("counter")),
        ("interventions", model.interventions.len()),
        ("loops", model.loops.len()),
    ];
    // What XMILE has no word for is not missing there.
    if model.dialect == Dialect::Xmile {
        out.truncate(5);
    }
    out
}

/// The whole model on a few screens: what it has of each kind.
fn whole(model: &Model) -> String {
    let mut out = format!("{}\n", model.title);
    if !model.about.is_empty() {
        out.push_str(&format!("\n{}\n", model.about));
    }
    let time = &model.time;
    out.push_str(&format!(
        "\nTime: {} {} to {} by steps of {}, {}.\n",
        time.unit,
        time.start,
        time.stop,
        time.dt,
        time.method.name()
    ));
    let mut section = |title: &str, text: String| {
        if !text.is_empty() {
            out.push_str(&format!("\n{title}\n{text}"));
        }
    };
    section("UNITS", model.units.iter().map(|(unit, about)| format!("  {unit}: {about}\n")).collect());
    section("STOCKS", stocks(model));
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
    section("LEFT OUT", model.left_out.iter().map(|sentence| format!("  - {sentence}\n")).collect());
    out.push_str("\n`flywheel model show NAME` tells all about one of these.\n");
    out
}

/// A line with what there is to say about it below.
fn entry(head: &str, text: &str) -> String {
    if text.is_empty() { format!("  {head}\n") } else { format!("  {head}\n      {text}\n") }
}

/// Every stock with its unit and its value in each starting point; what it starts at, where there are none.
fn stocks(model: &Model) -> String {
    let starts = model.starts.iter().map(|s| s.name.clone());
    let starts: Vec<String> = if model.starts.is_empty() { vec!["initial".into()] } else { starts.collect() };
    let mut rows = vec![["  stock".to_string(), "unit".into()].into_iter().chain(starts).collect::<Vec<_>>()];
    for id in model.listed() {
        let variable = model.variable(id);
        let Some(stock) = variable.stock() else { continue };
        let own = || stock.initial.as_ref().map_or(String::from("-"), |e| e.text.clone());
        let value =
            |start: &Start| start.stocks.iter().find(|s| s.0 == id).map_or_else(own, |s| crate::text::person(s.1));
        let each = if variable.member.is_some() { ", for each intervention" } else { "" };
        let mut row = vec![format!("  {}{each}", model.listed_name(variable)), variable.unit.to_string()];
        match model.starts.is_empty() {
            true => row.push(stock.initial.as_ref().map_or(String::new(), |e| e.text.clone())),
            false => row.extend(model.starts.iter().map(value)),
        }
        rows.push(row);
    }
    if rows.len() == 1 { String::new() } else { table(&rows) }
}

/// What a variable is calculated from, in the file's own words.
fn definition(model: &Model, variable: &Variable) -> String {
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

/// All that a name stands for: a variable, a table, an intervention, a loop; an intervention may share its name with
/// what it changes.
fn one(model: &Model, name: &str, manner: Manner) -> Result<String, Failure> {
    let key = canonical(name);
    let mut found: Vec<(Value, String)> = Vec::new();
    found.extend(model.find(name).map(|id| variable(model, id)));
    found.extend(model.starts.iter().find(|s| s.name == key).map(|s| starting_point(model, s)));
    found.extend(model.tables.iter().find(|t| t.name == key).map(|t| graphical(model, t)));
    found.extend(model.intervention(name).map(|i| intervention(model, i)));
    let is_called = |l: &&NamedLoop| l.id.eq_ignore_ascii_case(name) || canonical(&l.name) == key;
    found.extend(model.loops.iter().find(is_called).map(|l| named_loop(model, l)));
    if found.is_empty() {
        let known = model
            .names()
            .chain(model.tables.iter().map(|t| t.name.as_str()))
            .chain(model.interventions.iter().map(|i| i.name.as_str()))
            .chain(model.starts.iter().map(|s| s.name.as_str()));
        let help = suggestion::nearest(&key, known).map(|name| format!("did you mean `{name}`?"));
        let help = help.unwrap_or_else(|| match std::path::Path::new(name).is_file() {
            true => "it is a file; `flywheel model show --model FILE` reads one".into(),
            false => "`flywheel model show` tells what there is".into(),
        });
        return Err(Failure::usage(format!("nothing in the model is called `{name}`: {help}")));
    }
    let (mut values, texts): (Vec<Value>, Vec<String>) = found.into_iter().unzip();
    Ok(match values.len() {
        _ if !manner.json => texts.join("\n"),
        1 => print::pretty(&values.remove(0)),
        _ => print::pretty(&Value::Array(values)),
    })
}

fn starting_point(model: &Model, found: &Start) -> (Value, String) {
    let Start { name, title, about, stocks } = found;
    let unit = |id: &VariableId| model.variable(*id).measure();
    let row = |(id, x): &(VariableId, f64)| vec![format!("  {}", model.variable(*id).name), x.to_string(), unit(id)];
    let text =
        format!("{name} (starting point)\n{title}\n{about}\n{}", table(&stocks.iter().map(row).collect::<Vec<_>>()));
    let stocks: serde_json::Map<String, Value> =
        stocks.iter().map(|(id, x)| (model.variable(*id).name.clone(), json!(x))).collect();
    (json!({"start": name, "title": title, "about": about, "stocks": stocks}), text)
}

fn input_of(table: &Table) -> String {
    table.input.as_ref().map_or("any unit".into(), Unit::to_string)
}

fn graphical(model: &Model, found: &Table) -> (Value, String) {
    let Table { name, output, x, y, about, source, grade, .. } = found;
    let (input, output) = (input_of(found), output.to_string());
    let points: Vec<[f64; 2]> = x.iter().zip(y).map(|(x, y)| [*x, *y]).collect();
    let rows: Vec<Vec<String>> = points.iter().map(|[x, y]| vec![format!("  {}", plain(*x)), plain(*y)]).collect();
    let steepness = found.stretch.map(|s| (s.about, &model.variable(s.steepness).name));
    let stretched = steepness
        .map_or(String::new(), |(about, constant)| format!("looked up at {about} + {constant}*(input - {about})\n"));
    let text = format!(
        "{name} (table, {input} to {output})\n{about}\n{}{stretched}source: {source} [{}]\n",
        table(&rows),
        grade.name()
    );
    let value = json!({
        "table": name, "input": input, "output": output, "points": points, "about": about, "source": source,
        "grade": grade.name(), "steepness": steepness.map(|(about, constant)| json!({"about": about, "constant": constant})),
    });
    (value, text)
}

fn intervention(model: &Model, found: &Intervention) -> (Value, String) {
    let Intervention { name, title, ramp, cost, about, .. } = found;
    let in_box = &model.boxes[found.in_box];
    let adds: Vec<String> =
        found.adds.iter().map(|(id, x)| format!("{} +{}", model.variable(*id).name, plain(*x))).collect();
    let text = format!(
        "{name} (intervention, box {}: {})\n{title}\n{about}\nadds over {ramp} {}: {}\n",
        found.in_box + 1,
        in_box.title,
        plural(&model.time.unit),
        adds.join(", ")
    );
    let value = json!({
        "intervention": name, "title": title, "box": in_box.name, "ramp": ramp, "cost": cost, "adds": adds, "about": about,
    });
    (value, text)
}

fn named_loop(model: &Model, found: &NamedLoop) -> (Value, String) {
    let NamedLoop { id, name, about, .. } = found;
    let kind = if found.polarity == Polarity::Reinforcing { "reinforcing" } else { "balancing" };
    let (cause, effect) = (&model.variable(found.cut.0).name, &model.variable(found.cut.1).name);
    let paths = model.listed_paths(&found.paths, |p| path(model, p));
    let text = format!("{id} {name} ({kind})\n{about}\n  {}\ncut at {cause} -> {effect}\n", paths.join("\n  "));
    let value = json!({
        "loop": id, "name": name, "polarity": kind, "paths": paths, "cut": [cause, effect], "about": about,
    });
    (value, text)
}

fn path(model: &Model, steps: &[crate::model::loops::Step]) -> String {
    use crate::model::loops::Sign;
    let mut out = String::new();
    for step in steps {
        let sign = if step.sign == Sign::Plus { "+" } else { "-" };
        out.push_str(&format!("{} {sign} ", model.variable(step.variable).name));
    }
    out + &steps.first().map_or(String::new(), |s| model.variable(s.variable).name.clone())
}

fn variable(model: &Model, id: VariableId) -> (Value, String) {
    let variable = model.variable(id);
    let links = Graph::shown(model).links;
    let name = |id: VariableId| {
        let spelling = &model.variable(id).spelling;
        if spelling.contains(',') { format!("\"{spelling}\"") } else { spelling.clone() }
    };
    let into: Vec<String> = links.iter().filter(|link| link.cause == id).map(|link| name(link.effect)).collect();
    let from: Vec<String> = links.iter().filter(|link| link.effect == id).map(|link| name(link.cause)).collect();
    let mut value = json!({
        "name": variable.spelling, "label": variable.label, "kind": variable.kind_name(), "unit": variable.unit.to_string(),
        "definition": definition(model, variable), "about": variable.about, "causes": from, "effects": into,
    });
    let mut out = format!("{} ({}, {})\n", variable.spelling, variable.kind_name(), variable.unit);
    if let Some(label) = &variable.label {
        out.push_str(&format!("called {label}\n"));
    }
    if !variable.about.is_empty() {
        out.push_str(&format!("{}\n", variable.about));
    }
    out.push_str(&format!("\n  {}\n", definition(model, variable)));
    if let Kind::Constant(constant) = &variable.kind {
        value["role"] = json!(constant.role.name());
        value["source"] = json!(constant.source);
        value["grade"] = json!(constant.grade.name());
        value["value"] = json!(constant.spread.value);
        value["distribution"] = json!(constant.spread.kind.name());
        value["range"] = json!(constant.spread.range);
        if model.dialect == Dialect::Own {
            let Constant { role, source, grade, .. } = constant;
            let graded = if *role == Role::Assumption { format!(" [{}]", grade.name()) } else { String::new() };
            out.push_str(&format!("\nrole: {}\nsource: {source}{graded}\n", role.name()));
        }
    }
    let start = |s: &Start| s.stocks.iter().find(|(v, _)| *v == id).map(|(_, x)| format!("{} {}", s.name, plain(*x)));
    let starts: Vec<String> = model.starts.iter().filter_map(start).collect();
    for (word, list) in [("starts at", starts), ("made of", from), ("goes into", into)] {
        if !list.is_empty() {
            out.push_str(&format!("\n{word}: {}\n", list.join(", ")));
        }
    }
    (value, out)
}

fn whole_json(model: &Model) -> Value {
    let variables: Vec<Value> = model
        .declared()
        .map(|id| model.variable(id))
        .map(|v| json!({"name": v.spelling, "label": v.label, "kind": v.kind_name(), "unit": v.unit.to_string(), "definition": definition(model, v), "about": v.about}))
        .collect();
    let interventions: Vec<Value> = model
        .interventions
        .iter()
        .map(|i| json!({"name": i.name, "title": i.title, "box": model.boxes[i.in_box].name, "ramp": i.ramp, "cost": i.cost}))
        .collect();
    let loops: Vec<Value> = model.loops.iter().map(|l| json!({"id": l.id, "name": l.name, "about": l.about})).collect();
    json!({"name": model.name, "title": model.title, "about": model.about, "variables": variables, "interventions": interventions, "loops": loops, "left_out": model.left_out})
}
