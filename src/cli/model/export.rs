//! `flywheel model export`: a model or scenario for other tools and people.
//!
//! Exports run nothing. The document of a model is complete only with what its runs tell (what hangs on each assumption,
//! and how the model stands in its battery), so that this command finds these and hands them over.

use std::sync::Arc;

use clap::Args;
use serde_json::json;

use crate::cli::files::{is_standard, spare_sources, try_place, write};
use crate::cli::shell::quoted;
use crate::cli::{Failure, Manner, Outcome, print};
use crate::export::room::{Arrow, Landmark, Room};
use crate::export::{self, Form, markdown, room};
use crate::figure::diagram::{self, Label, Look, View, diagram};
use crate::model::Model;
use crate::model::draft::Dialect;
use crate::model::scenario::Scenario;

use super::{assumptions, open};
use crate::answer::battery;
use crate::cli::files::Disk;

pub const EXAMPLES: &str = "\
Examples:
  flywheel model export --to xmile -o model.xmile                     the shipped model, for Stella, PySD, simlin
  flywheel model export scenarios/work-harder.toml --to xmile         one run of a scenario, its schedule as equations
  flywheel model export my-model.toml --to dot | dot -Tsvg > my.svg   the causal graph, drawn by Graphviz
  flywheel model export --to mermaid --view room                      a few landmarks and the loops by name
  flywheel model export my-team.toml --to markdown -o my-team.md      all that a reviewer needs
  flywheel model export --to markdown -o reference.md                 the shipped model, with how it stands in its battery";

/// Fewer tell nothing.
const FEWEST: u64 = 10;

#[derive(Args)]
pub struct Arguments {
    /// The model or scenario file; the shipped model, if not given.
    file: Option<String>,
    /// What to write: xmile, dot, mermaid or markdown.
    #[arg(long, value_name = "FORM", value_parser = form)]
    to: Form,
    /// Of dot and mermaid, how much is shown: room (a few landmarks, boxes and the loops by name) or all.
    #[arg(long, value_name = "VIEW", value_parser = seen)]
    view: Option<Seen>,
    /// Where it goes; standard output, if not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
    /// For a model as markdown: how many draws tell what hangs on its assumptions and how it stands in its battery, 4000 and
    /// 2000 if not given; 0 leaves both out.
    #[arg(long, value_name = "N", value_parser = replications)]
    replications: Option<u64>,
}

fn form(text: &str) -> Result<Form, String> {
    let found = Form::CHOICES.iter().find(|(name, _)| *name == text);
    found.map(|(_, form)| *form).ok_or_else(|| "it is one of xmile, dot, mermaid, markdown".to_string())
}

/// How much of a causal graph is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Room,
    All,
}

fn seen(text: &str) -> Result<Seen, String> {
    match text {
        "room" => Ok(Seen::Room),
        "all" => Ok(Seen::All),
        _ => Err("it is room or all".into()),
    }
}

fn replications(text: &str) -> Result<u64, String> {
    let asked = text.parse().ok().filter(|asked| *asked == 0 || *asked >= FEWEST);
    asked.ok_or_else(|| format!("it is a whole number, {FEWEST} or more, or 0 for none"))
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let scenario = match &arguments.file {
        Some(file) => crate::cli::open(file)?,
        None => Scenario::of_model(Arc::new(open(&None)?)),
    };
    // XMILE knows neither assumptions nor a battery.
    let has_results = scenario.is_model_alone() && scenario.model.dialect == Dialect::Own;
    if arguments.replications.is_some() && !(has_results && arguments.to == Form::Markdown) {
        let message = "--replications: only a model of our own form, --to markdown, is run for what is written";
        return Err(Failure::usage(message));
    }
    if arguments.view.is_some() && !matches!(arguments.to, Form::Dot | Form::Mermaid) {
        return Err(Failure::usage("--view: only a graph, --to dot or --to mermaid, has views"));
    }
    // Without named loops there are no landmarks.
    let is_room = arguments.view == Some(Seen::Room) && !scenario.model.loops.is_empty();
    let output = arguments.output.as_ref().filter(|path| !is_standard(path));
    if let Some(path) = output {
        spare_sources(path, &scenario)?;
        try_place(path)?;
    }
    let text = match arguments.to {
        Form::Markdown if has_results => reference(&scenario, arguments, manner)?,
        Form::Dot if is_room => room::dot(&scenario.model, &room_of(&scenario.model)),
        Form::Mermaid if is_room => room::mermaid(&scenario.model, &room_of(&scenario.model)),
        form => export::write(&scenario, form),
    };
    let Some(path) = output else {
        return match manner.json {
            true => print::json(&json!({"form": arguments.to.name(), "text": text})),
            false => print::answer(&text),
        };
    };
    write(path, text.as_bytes())?;
    if manner.json {
        return print::json(&json!({"form": arguments.to.name(), "written": path.display().to_string()}));
    }
    if !manner.quiet {
        print::note(&format!("{} as {} in {}", scenario.title, arguments.to.name(), print::path(path)));
    }
    Ok(())
}

/// What a room sees of a model, where our own picture has it.
fn room_of(model: &Model) -> Room {
    let drawn = diagram(model, View::Room, None);
    let words = |label: &Label| label.lines.join(" ");
    let nodes = drawn.nodes.iter().filter(|node| node.look != Look::Ghost);
    let arrow = |arrow: &diagram::Arrow| Arrow {
        cause: arrow.cause,
        effect: arrow.effect,
        sign: arrow.sign.map(|(sign, _)| sign),
        is_delayed: arrow.delay.is_some(),
    };
    Room {
        landmarks: nodes
            .map(|node| Landmark { variable: node.variable, lines: node.label.lines.clone(), at: node.symbol.centre() })
            .collect(),
        arrows: drawn.arrows.iter().map(arrow).collect(),
        loops: drawn.turns.iter().map(|turn| (words(&turn.letter), words(&turn.name), turn.centre)).collect(),
        boxes: drawn
            .regions
            .iter()
            .filter_map(|region| region.title.as_ref())
            .map(|t| (words(t), t.rect.centre()))
            .collect(),
        height: f64::from(drawn.height),
    }
}

/// All there is to say about a model, and how it was found.
fn reference(scenario: &Scenario, arguments: &Arguments, manner: Manner) -> Result<String, Failure> {
    let Arguments { file, replications, .. } = arguments;
    let file_told = file.as_ref().map_or(String::new(), |file| format!(" {}", quoted(file)));
    let count_told = replications.map_or(String::new(), |count| format!(" --replications {count}"));
    let command = format!("flywheel model export{file_told} --to markdown{count_told}");
    let results = match replications {
        Some(0) => Vec::new(),
        _ => {
            let (model, draws) = (&scenario.model, replications.unwrap_or(battery::REPLICATIONS));
            let tests = battery::tests(model, draws, &Disk, &manner)?;
            vec![
                assumptions::section(file.as_deref(), *replications, manner)?,
                battery::section(&tests, draws, model.battery.is_empty()),
            ]
        }
    };
    let below_title = format!("Written by {} from the model itself.", markdown::code(&command));
    Ok(markdown::with_results(scenario, &below_title, &results))
}
