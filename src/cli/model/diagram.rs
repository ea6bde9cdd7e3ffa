//! `flywheel model diagram`: the picture of a model.

use std::path::PathBuf;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::form::{FORMAT, Whole};
use crate::figure::diagram::{View, diagram, least_size};
use crate::figure::draw;
use crate::text::diagnostic::{Code, Diagnostic};

use super::{Failure, Manner, Outcome, open, print};
use crate::cli::files::{is_standard, spare, write};

pub const EXAMPLES: &str = "\
Examples:
  flywheel model diagram -o loops.png                       the shipped model for a room: one ring through four boxes
  flywheel model diagram --view full -o everything.svg      all that is on any loop
  flywheel model diagram model.stmx -o model.svg            a model from Stella or Vensim";

#[derive(Args)]
pub struct Diagram {
    /// The model file; the shipped model, if not given.
    file: Option<PathBuf>,
    /// How much is shown: room (a few landmarks, to be read at five metres) or full.
    #[arg(long, value_name = "VIEW", default_value = "room", value_parser = view)]
    view: View,
    /// The file to write, SVG or PNG by its ending. If not given, SVG goes to standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn view(text: &str) -> Result<View, String> {
    let found = View::CHOICES.iter().find(|(name, _)| *name == text);
    found.map(|(_, view)| *view).ok_or_else(|| "it is room or full".to_string())
}

pub fn run(arguments: &Diagram, manner: Manner) -> Outcome {
    let model = open(&arguments.file)?;
    let refuse =
        |error: draw::DrawError| Diagnostic::error(Code::NotWritable, format!("cannot draw the model: {error}"));
    let (width, height) = least_size(&model, arguments.view).map_err(|large| {
        Diagnostic::error(Code::NotWritable, format!("cannot draw the model: {large}")).help(match model.loops.is_empty() {
            true => "name loops in the file, and `--view room` shows the landmarks on them; `flywheel model export --to dot` \
                     hands all of it to a program for large graphs",
            false => "`--view room` shows the landmarks on the loops that the file names, if it gives few; \
                      `flywheel model export --to dot` hands all of it to a program for large graphs",
        })
    })?;
    let drawn = arguments.view.drawn(&model).name();
    let Some(path) = arguments.output.as_ref().filter(|path| !is_standard(path)) else {
        let text = draw::svg(&diagram(&model, arguments.view, None)).map_err(refuse)?;
        return match manner.json {
            true => print::json(&answer(drawn, Some(text), None)),
            false => print::answer(&text),
        };
    };
    spare(path, std::iter::once(model.source.name.as_str()))?;
    match path.extension().and_then(|e| e.to_str()) {
        Some("svg") => {
            write(path, draw::svg(&diagram(&model, arguments.view, None)).map_err(refuse)?.as_bytes())?;
        }
        Some("png") => {
            draw::fits_png(width, height).map_err(refuse)?;
            write(path, &draw::png(&diagram(&model, arguments.view, None)).map_err(refuse)?)?;
        }
        _ => {
            let message = format!("`{}` ends in neither .svg nor .png: a picture is one of the two", path.display());
            return Err(Failure::usage(message));
        }
    }
    if manner.json {
        return print::json(&answer(drawn, None, Some(vec![path.display().to_string()])));
    }
    if !manner.quiet {
        print::note(&format!("{}, the {} view, in {}", model.title, drawn, print::path(path)));
    }
    Ok(())
}

/// A picture of a model.
#[derive(Serialize, JsonSchema)]
pub struct Data {
    /// What is drawn: the view for a room, or the full one.
    pub view: String,
    /// The picture, where it goes into no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub svg: Option<String>,
}

fn answer(view: &str, svg: Option<String>, files: Option<Vec<String>>) -> Whole<Data> {
    Whole { format: FORMAT, answer: "diagram".into(), data: Data { view: view.into(), svg }, files }
}
