//! `flywheel simulate`: one run without luck.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::answer::ensemble::ensemble;
use crate::answer::stages;
use crate::model::scenario::{Refusal, Scenario, Uncertainty};
use crate::model::scenario_file::load;
use crate::model::{Method, VariableId};
use crate::results::Results;
use crate::run::keep::Wanted;
use crate::text::{counted, plain};

use super::files::{Disk, is_standard, spare_sources, write};
use super::{Failure, Manner, Outcome, print, tell_warnings};

pub const EXAMPLES: &str = "\
Examples:
  flywheel simulate scenarios/wicked-loop.toml             CSV to the screen
  flywheel simulate scenarios/wicked-loop.toml -o run.csv  CSV to a file
  flywheel simulate my-model.toml                          a model: its default team
  flywheel simulate my-model.toml --set team_size=9        another constant, or another start of a stock
  flywheel simulate my-model.toml --dt 0.125 --method rk4  smaller steps, and a better method

Constants are at their defaults and noise is at its mean. Every variable is a column, time first, in the shortest \
digits that read back as the same number, at every save interval; where `--dt` is longer than that, at every step.";

#[derive(Args)]
pub struct Arguments {
    /// A model or scenario file; - is standard input.
    file: String,
    /// Where the CSV goes; standard output, if not given.
    #[arg(short, long, value_name = "CSV")]
    output: Option<PathBuf>,
    /// Length of a step, in place of the file's.
    #[arg(long, value_name = "DT", allow_negative_numbers = true)]
    dt: Option<f64>,
    /// How stocks are integrated, in place of the file's method: euler or rk4.
    #[arg(long, value_name = "METHOD", value_parser = method)]
    method: Option<Method>,
    /// Gives a constant this value, or a stock this start; once for each.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<Setting>,
    /// Lets --set go outside the range that the model allows.
    #[arg(long, requires = "set")]
    allow_outside: bool,
}

/// A name and the number it is given.
#[derive(Clone)]
struct Setting {
    name: String,
    value: f64,
}

fn method(text: &str) -> Result<Method, String> {
    let found = Method::CHOICES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, method)| *method).ok_or_else(|| "it is one of euler, rk4".to_string())
}

/// Names may hold a `=`, numbers do not: the last one divides them.
fn setting(text: &str) -> Result<Setting, String> {
    let (name, value) = text.rsplit_once('=').ok_or("it is written NAME=VALUE, such as delay=3")?;
    let name = name.trim();
    let quoted = |quote| name.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let name = quoted('"').or_else(|| quoted('\'')).unwrap_or(name);
    if name.is_empty() {
        return Err("a name should stand before the `=`".into());
    }
    match value.trim().parse() {
        Ok(value) => Ok(Setting { name: name.into(), value }),
        Err(_) => Err(format!("`{}` is not a number", value.trim())),
    }
}

impl Arguments {
    /// Puts what was typed in place of what the file says, and tells which names got which values.
    fn apply(&self, scenario: &mut Scenario) -> Result<BTreeMap<String, f64>, Failure> {
        scenario.time.method = self.method.unwrap_or(scenario.time.method);
        if let Some(dt) = self.dt {
            scenario.set_step(dt).map_err(|why| Failure::usage(format!("--dt {}: {why}", plain(dt))))?;
        }
        scenario.allow_outside |= self.allow_outside;
        let mut set = BTreeMap::new();
        for Setting { name, value } in &self.set {
            let refuse = |why: String| Failure::usage(format!("--set {name}={}: {why}", plain(*value)));
            let id = scenario.set(name, *value).map_err(|why| match why {
                Refusal::Outside(why) => refuse(format!("{why}; to try what lies beyond, add --allow-outside")),
                why => refuse(why.to_string()),
            })?;
            let own = &scenario.model.variable(id).name;
            if set.insert(own.clone(), *value).is_some() {
                return Err(refuse(format!("`{own}` is set a second time")));
            }
        }
        Ok(set)
    }
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let mut scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..load(&arguments.file, &Disk)? };
    let output = arguments.output.as_ref().filter(|path| !is_standard(path));
    if let Some(path) = output {
        spare_sources(path, &scenario)?;
    }
    let set = arguments.apply(&mut scenario)?;
    scenario.warnings.extend(stages::too_short(&scenario));
    tell_warnings(&scenario);
    let every: Vec<VariableId> = scenario.model.declared().collect();
    let wanted = Wanted { variables: every.clone(), readings: Vec::new(), ..Wanted::default() };
    let results = ensemble(&scenario, &wanted, &manner)?;
    let csv = results.wide_csv(0);
    if let Some(path) = output {
        write(path, csv.as_bytes())?;
        if !manner.quiet && !manner.json {
            let counts = [(every.len(), "variable"), (results.times().len(), "moment")];
            let [variables, moments] = counts.map(|(count, of)| counted(count as f64, of));
            print::note(&format!("{variables} at {moments} in {}", print::path(path)));
        }
    }
    match output {
        _ if manner.json => print::json(&answer(arguments, output, set, &results)),
        Some(_) => Ok(()),
        None => print::answer(&csv),
    }
}

/// The same numbers for machines; what is no finite number is null.
fn answer(arguments: &Arguments, output: Option<&PathBuf>, set: BTreeMap<String, f64>, results: &Results) -> Value {
    let model = &results.scenario.model;
    let variable = |id: &VariableId| {
        let variable = model.variable(*id);
        json!({"variable": variable.name, "label": variable.words(), "unit": variable.unit.to_string(), "values": results.path(*id, 0)})
    };
    json!({
        "file": arguments.file,
        "written": output.map(|path| path.display().to_string()),
        "set": set,
        "dt": results.scenario.time.dt,
        "method": results.scenario.time.method.name(),
        "time_unit": model.time.unit,
        "times": results.times(),
        "variables": results.variables().iter().map(variable).collect::<Vec<_>>(),
    })
}
