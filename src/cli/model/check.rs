//! `flywheel model check`: whether a model is well made; with `--battery`, whether it behaves.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use crate::answer::feedback::Feedback;
use crate::answer::stages;
use crate::cli::{Manner, Outcome, print};
use crate::model::draft::Dialect;
use crate::model::limits::not_counted;
use crate::model::scenario::Scenario;
use crate::model::{Model, VariableId, balance, grade};
use crate::text::diagnostic::{Diagnostic, sorted};
use crate::text::{counted, singular};

use super::{battery, counts, open};

pub const EXAMPLES: &str = "\
Examples:
  flywheel model check my-model.toml             names, units, order of calculation, named loops
  flywheel model check --battery                 the tests to pass before anyone acts on it
  flywheel model check my-model.toml --battery   the same for a model of your own";

/// So many names stand in a sentence.
const MOST_NAMES: usize = 8;

#[derive(Args)]
pub struct Arguments {
    /// The model file; the shipped model, if not given.
    file: Option<PathBuf>,
    /// Check the units of an XMILE model too; those of our own form are always checked.
    #[arg(long)]
    units: bool,
    /// Run the validation battery: integration error, conservation, extremes, surprises, and what the model's own battery
    /// claims of it.
    #[arg(long, conflicts_with = "units")]
    battery: bool,
    /// With --battery: how many draws of all constants, 2000 if not given.
    #[arg(long, value_name = "N", requires = "battery", value_parser = crate::cli::whole::<u64>(10, u64::MAX), allow_negative_numbers = true)]
    replications: Option<u64>,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let model = Arc::new(open(&arguments.file)?);
    if arguments.battery {
        warn(&model);
        return battery::run(&model, arguments.replications.unwrap_or(crate::answer::battery::REPLICATIONS), manner);
    }
    let units_checked = arguments.units || model.dialect == Dialect::Own;
    let unitless = balance::without_unit(&model);
    if units_checked {
        let wrong = balance::check(&model);
        if !wrong.is_empty() {
            not_compared(&model, &unitless).iter().for_each(|told| print::note(told));
            return Err(sorted(wrong).into());
        }
    }
    warn(&model);
    let feedback = Feedback::of(&model);
    let apart = apart(&model);
    let counts = counts(&model);
    if manner.json {
        let counts: serde_json::Map<String, Value> =
            counts.into_iter().map(|(name, count)| (name.to_string(), json!(count))).collect();
        let answer = json!({
            "model": model.name, "verified": true, "units_checked": units_checked, "without_unit": unitless,
            "counts": counts, "graph": feedback.json(),
            "not_counted": apart.iter().map(Apart::json).collect::<Vec<_>>(),
        });
        return print::json(&answer);
    }
    let parts: Vec<String> = counts.into_iter().map(|(name, count)| counted(count as f64, &singular(name))).collect();
    let units = match units_checked {
        true if unitless.len() == written(&model) => "no units are given",
        true if !unitless.is_empty() => "every equation balances in the units that are given",
        true => "every equation balances in its units",
        false => "units are kept as they are (--units checks them)",
    };
    let not_compared = match units_checked {
        true => not_compared(&model, &unitless).iter().map(|told| format!("\n  {told}")).collect(),
        false => String::new(),
    };
    let loops = match model.loops.is_empty() {
        true => "",
        false => ",\n  and every named loop runs along links in the equations, with signs that they do not deny",
    };
    print::told(&format!(
        "{}: fine\n  {}\n  {feedback}\n  every name is known, {units}, no equation runs in a circle{loops}{not_compared}{}",
        model.title,
        parts.join(", "),
        apart.iter().map(Apart::spoken).collect::<String>()
    ))
}

/// How many variables people wrote.
fn written(model: &Model) -> usize {
    model.variables.iter().filter(|v| v.owner.is_none()).count()
}

/// What has no unit, where variables have one: other variables, and time.
fn not_compared(model: &Model, unitless: &[&str]) -> Vec<String> {
    let all = written(model);
    if unitless.len() == all {
        return Vec::new();
    }
    let time = (!model.time_unit.is_given()).then(|| {
        "the file gives no unit of time: flows are not compared with their stocks, nor moments with anything"
            .to_string()
    });
    unitless_in_words(unitless, all).into_iter().chain(time).collect()
}

fn unitless_in_words(unitless: &[&str], all: usize) -> Option<String> {
    if unitless.is_empty() {
        return None;
    }
    let names = unitless.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let more = unitless.len().saturating_sub(MOST_NAMES);
    let names = if more == 0 { names } else { format!("{names} and {more} more") };
    let (state, are) = if unitless.len() == 1 { ("states", "is") } else { ("state", "are") };
    Some(format!("{} of {all} variables {state} no unit and {are} compared with nothing: {names}", unitless.len()))
}

/// An outflow of a stock that cannot go below 0, and what flows in meanwhile that it cannot take.
struct Apart<'a> {
    stock: &'a str,
    outflow: &'a str,
    inflows: Vec<&'a str>,
}

/// What flows into stocks and does not count where their outflows are limited, in the order of the file.
fn apart(model: &Model) -> Vec<Apart<'_>> {
    let name = |id: VariableId| model.variable(id).name.as_str();
    let mut out = Vec::new();
    for outflow in model.ids() {
        for limit in &model.limits[outflow.0 as usize] {
            let inflows: Vec<&str> = not_counted(&model.variables, limit).map(name).collect();
            if !inflows.is_empty() {
                out.push(Apart { stock: name(limit.stock), outflow: name(outflow), inflows });
            }
        }
    }
    out
}

impl Apart<'_> {
    fn spoken(&self) -> String {
        let Apart { stock, outflow, inflows } = self;
        let depend = if inflows.len() == 1 { "depends" } else { "depend" };
        let inflows: Vec<String> = inflows.iter().map(|name| format!("`{name}`")).collect();
        let inflows = inflows.join(" and ");
        format!(
            "\n  `{outflow}` takes nothing from `{stock}` that comes during the step by {inflows}, which {depend} on it"
        )
    }

    fn json(&self) -> Value {
        json!({"stock": self.stock, "outflow": self.outflow, "inflows": self.inflows})
    }
}

fn warn(model: &Arc<Model>) {
    let of_file = model.warnings.iter().cloned().chain(grade::doubts(model));
    let warnings: Vec<Diagnostic> = of_file.chain(stages::too_short(&Scenario::of_model(model.clone()))).collect();
    if !warnings.is_empty() {
        print::diagnostics(&warnings);
    }
}
