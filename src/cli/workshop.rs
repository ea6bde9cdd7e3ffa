//! `flywheel workshop`: the page for a room, one file with the engine inside.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::form::{FORMAT, Whole};
use crate::answer::room::Room;
use crate::model::library::{Library, is_shipped};
use crate::model::scenario_file::load;
use crate::text::{Diagnostic, Source};

use super::files::{Disk, spare, try_place, write};
use super::{Failure, Manner, Outcome, print};

pub const EXAMPLES: &str = "\
Examples:
  flywheel workshop                             out/workshop.html: the shipped scenarios and their story
  flywheel workshop our-team.toml -o room.html  your own team; a [[story]] in the file is told
  flywheel workshop --url https://example.org/  links and QR codes name the copy that is hosted there

Open the file in any browser: it asks nothing of a network, and nothing has to be installed.";

/// The page without anything in it that is said of scenarios; `cargo xtask page` builds it.
const PAGE: &str = include_str!("../../page/built/room.html");

/// Where what is given to the page stands in it.
const GIVEN: &str = "<script type=\"application/json\" id=\"given\">";

/// What a page shows that is given nothing: the team left alone, then what else can be chosen. The story is told in any case.
const SHOWN: [&str; 8] = [
    "wicked-loop.toml",
    "one-from-each-box.toml",
    "with-room.toml",
    "everything-at-once.toml",
    "busy.toml",
    "work-harder.toml",
    "push-hard.toml",
    "healthy.toml",
];

/// So many teams are run when the page tries itself against the figures of this program.
const TRIED: u64 = 64;

#[derive(Args)]
pub struct Arguments {
    /// Scenario or model files, the first of which is opened; the shipped ones, if none is given.
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// The file to write.
    #[arg(short, long, value_name = "FILE", default_value = "out/workshop.html")]
    out: PathBuf,
    /// Where a copy of the page is hosted: links and QR codes name it.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    url: Option<String>,
    /// The language in which it opens.
    #[arg(long, value_name = "LANGUAGE", value_parser = ["en", "de"])]
    lang: Option<String>,
}

/// That a page was written.
#[derive(Serialize, JsonSchema)]
pub struct Data {}

/// An address of the web; anything else would be a link that leads nowhere, or a script.
fn address(text: &str) -> Result<String, String> {
    let harmless = |c: char| c.is_ascii_graphic() && !"<>\"'`\\#".contains(c);
    let known = ["https://", "http://"].iter().any(|start| text.len() > start.len() && text.starts_with(start));
    match known && text.chars().all(harmless) {
        true => Ok(text.into()),
        false => Err("it begins with https:// and has neither blanks, quotes nor a #".into()),
    }
}

/// A disk that remembers what was read from it.
#[derive(Default)]
struct Remembering(RefCell<BTreeMap<String, Arc<Source>>>);

impl Library for Remembering {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        let source = Disk.read(name)?;
        if !is_shipped(name) {
            self.0.borrow_mut().insert(name.into(), source.clone());
        }
        Ok(source)
    }

    fn beside(&self, from: &str, path: &str) -> String {
        Disk.beside(from, path)
    }
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    refuse_stale()?;
    let names: Vec<String> = match &arguments.scenarios[..] {
        [] => SHOWN.iter().map(|name| format!("<{name}>")).collect(),
        given => given.iter().map(|path| path.display().to_string()).collect(),
    };
    let disk = Remembering::default();
    for name in &names {
        let scenario = load(name, &disk)?;
        print::diagnostics(&scenario.warnings);
    }
    let read = disk.0.into_inner();
    spare(&arguments.out, read.keys().map(String::as_str))?;
    try_place(&arguments.out)?;
    let short = short_names(read.keys());
    let files: BTreeMap<&str, &str> =
        read.iter().map(|(name, own)| (short[name].as_str(), own.text.as_str())).collect();
    let names: Vec<&str> = names.iter().map(|name| short.get(name).map_or(name.as_str(), String::as_str)).collect();
    let given = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "sources": env!("FLYWHEEL_SOURCES"),
        "open": names[0],
        "beside": names[1..],
        "files": files,
        "url": arguments.url,
        "lang": arguments.lang,
    });
    write(&arguments.out, page(&given, &tried(&names, &files)?)?.as_bytes())?;
    if manner.json {
        let files = Some(vec![arguments.out.display().to_string()]);
        return print::json(&Whole { format: FORMAT, answer: "workshop".into(), data: Data {}, files });
    }
    if !manner.quiet {
        print::note(&format!(
            "{} is written: open it in any browser. It needs no network.",
            print::path(&arguments.out)
        ));
    }
    Ok(())
}

/// Refuses a page that was built of other sources than this program.
fn refuse_stale() -> Outcome {
    let own = env!("FLYWHEEL_SOURCES");
    match PAGE.contains(&format!("name=\"sources\" content=\"{own}\"")) {
        true => Ok(()),
        false => Err(Failure::usage(
            "the page in this program was built of other sources than the program itself, and could tell other numbers: \
             `cargo xtask page` builds it again (it needs Node and the target wasm32-unknown-unknown)",
        )),
    }
}

/// Names without the folders that all of them share: a page says nothing of where it was made.
fn short_names<'n>(names: impl Iterator<Item = &'n String> + Clone) -> BTreeMap<String, String> {
    let folders = |name: &String| -> Vec<String> {
        let folder = Path::new(name).parent().unwrap_or(Path::new(""));
        folder.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let shared = names
        .clone()
        .map(folders)
        .reduce(|a, b| a.into_iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect());
    let count = shared.map_or(0, |shared| shared.len());
    let short = |name: &String| Path::new(name).components().skip(count).collect::<PathBuf>();
    names.map(|name| (name.clone(), short(name).display().to_string().replace('\\', "/"))).collect()
}

/// What the page asks its engine to see whether it has the figures of this program, each with this program's answer: as JSON,
/// in which the names stand in the order in which an engine tells them.
fn tried(names: &[&str], files: &BTreeMap<&str, &str>) -> Result<String, Failure> {
    let mut room = Room::default();
    let mut answer = |ask: &Value| -> Result<String, Failure> {
        let text = room.ask(&ask.to_string());
        let read: Value = serde_json::from_str(&text).unwrap_or_default();
        match read.get("errors").and_then(Value::as_array).and_then(|errors| errors.first()) {
            None => Ok(text),
            Some(wrong) => Err(Failure::usage(wrong["message"].as_str().unwrap_or_default())),
        }
    };
    let about = answer(&json!({ "about": { "scenario": names[0], "files": files, "beside": names[1..] } }))?;
    let about: Value = serde_json::from_str(&about).unwrap_or_default();
    let own = about["scenarios"].as_array().into_iter().flatten();
    let settings = own.map(|scenario| json!({ "scenario": scenario["name"], "picks": scenario["picks"] }));
    let tried = settings.take(3).map(|of| {
        let ask = json!({ "digest": { "of": of, "replications": TRIED } });
        Ok(format!("{{\"ask\":{ask},\"answer\":{}}}", answer(&ask)?))
    });
    Ok(format!("[{}]", tried.collect::<Result<Vec<String>, Failure>>()?.join(",")))
}

/// The page with what is given to it.
fn page(given: &Value, tried: &str) -> Result<String, Failure> {
    let (before, after) =
        PAGE.split_once(GIVEN).ok_or_else(|| Failure::usage("the page has no place for scenarios"))?;
    let (_, after) = after.split_once("</script>").unwrap_or_default();
    let given = given.to_string();
    let given = format!("{},\"self_test\":{tried}}}", given.strip_suffix('}').unwrap_or(&given));
    // Nothing in a file can end the element that it stands in, or begin another.
    let given = given.replace('<', "\\u003c");
    Ok(format!("{before}{GIVEN}{given}</script>{after}"))
}
