//! `flywheel sensitivity`: which of the things that are not known matter.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::estimate::Estimate;
use crate::analysis::morris::{Effects, effects};
use crate::analysis::quantity::Quantity;
use crate::analysis::ranking::{Ranking, rank};
use crate::analysis::sensitivity::{Influence, Sensitivity, sensitivity};
use crate::analysis::swing::TAIL;
use crate::figure::tornado::{End, Factor as Bars, Tornado, tornado};
use crate::model::Spread;
use crate::model::scenario::Scenario;
use crate::results::{field, shortest};
use crate::run::design::max_dimensions;
use crate::run::keep::Wanted;
use crate::run::luck::{LuckError, distribution};
use crate::run::points::{Factor, LEVELS, Step, factors, saltelli, trajectories};
use crate::text::diagnostic::Diagnostic;

use super::charts::Charts;
use super::files::write;
use super::numbers::{person, small, table};
use super::run::paths;
use super::{Failure, Manner, Outcome, ensemble, open, out_folder, print, refusal};

pub const EXAMPLES: &str = "\
Examples:
  flywheel sensitivity                                      what the demonstration rests on
  flywheel sensitivity my-team.toml                         throughput, trust, flow time and the outcome classes
  flywheel sensitivity my-team.toml --of 'trust@52'         one outcome; say --of again for more, all are found in one pass
  flywheel sensitivity my-team.toml --of 'delivered@104 - delivered@52' --samples 4096
  flywheel sensitivity my-team.toml --method morris         a first look, a fiftieth of the runs

An outcome is written as in a claim: a variable at a moment (trust@104), its mean over a stretch (throughput@97..104), or \
a calculation with such. Sobol indices say which share of an outcome's variance goes back to which assumption: alone, and \
in all that it has a part in. Morris's effects say how far an outcome moves when one assumption moves and all others stay.";

#[derive(Args)]
pub struct Arguments {
    /// A scenario or model file; none: the demonstration's second scenario.
    scenario: Option<String>,
    /// An outcome to ask about, such as trust@104; once for each.
    #[arg(long, value_name = "OUTCOME")]
    of: Vec<String>,
    /// How to ask: sobol (shares of the variance) or morris (a first look with few runs).
    #[arg(long, value_name = "METHOD", value_parser = method, default_value = "sobol")]
    method: Method,
    /// Sobol: rows of the design, a power of two, 1024 if not given. Morris: trajectories, 20 if not given.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    samples: Option<String>,
    /// Seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The folder for results, in place of out/.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    charts: Charts,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    Sobol,
    Morris,
}

const METHODS: [(&str, Method); 2] = [("sobol", Method::Sobol), ("morris", Method::Morris)];

fn method(text: &str) -> Result<Method, String> {
    let found = METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, method)| *method).ok_or_else(|| "it is one of sobol, morris".to_string())
}

impl Method {
    fn name(self) -> &'static str {
        METHODS.iter().find(|(_, method)| *method == self).map_or("", |(name, _)| *name)
    }
}

/// Least and most rows of Saltelli's design; with fewer an error means nothing, with more the memory is full.
const ROWS: (usize, usize) = (16, 1 << 20);
const USUAL_ROWS: usize = 1024;
/// Least and most trajectories: of one, nothing is known about the spread.
const WALKS: (usize, usize) = (2, 100_000);
const USUAL_WALKS: usize = 20;

/// How many outcomes are asked about where nobody says which.
const MOST_USUAL: usize = 9;

/// Lines of a table, and bars of a panel that is alone and of one that is not.
const MOST_LINES: usize = 10;
const MOST_BARS: (usize, usize) = (10, 7);

/// A share of the variance that is worth a line.
const LEAST_SHARE: f64 = 0.02;
/// An effect that is worth a line, as a part of the largest.
const LEAST_EFFECT: f64 = 0.05;

/// What was asked, of whom.
struct Asked {
    scenario: Scenario,
    method: Method,
    samples: usize,
    runs: u64,
    factors: Vec<Factor>,
    quantities: Vec<Quantity>,
}

/// What came out, an outcome after the other.
enum Found {
    Sobol(Vec<Sensitivity>),
    Morris(Vec<Vec<Effects>>),
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let mut scenario = open(arguments.scenario.as_deref().unwrap_or("<one-from-each-box.toml>"))?;
    scenario.seed = arguments.seed.unwrap_or(scenario.seed);
    let quantities = quantities(&scenario, &arguments.of)?;
    let factors = factors(&scenario);
    let uncertain = scenario.uncertain().count();
    if uncertain == 0 {
        return Err(nothing_uncertain(&scenario));
    }
    let samples = samples(arguments)?;
    let method = arguments.method;
    let (points, walks) = match method {
        Method::Sobol => {
            let most = max_dimensions() / 2;
            if uncertain > most {
                let why = format!("{uncertain} constants are uncertain, and Sobol indices take at most {most}");
                return Err(Failure::Usage(format!("{why}: --method morris takes any number")));
            }
            let points = saltelli(&scenario, samples).map_err(|why| refusal(&scenario, LuckError::from(why).into()))?;
            (points, Vec::new())
        }
        Method::Morris => {
            let design = trajectories(&scenario, samples);
            (design.points, design.steps)
        }
    };
    let at = scenario.at(points);
    let values = outcomes(&at, &quantities, manner)?;
    let asked = Asked { runs: at.replications, scenario, method, samples, factors, quantities };
    let found = asked.analyse(&at, &walks, &values);
    let folder = out_folder(&arguments.out).join(&asked.scenario.stem);
    let csv = folder.join("sensitivity.csv");
    write(&csv, asked.csv(&found).as_bytes())?;
    let mut files = vec![csv];
    files.extend(arguments.charts.write(&folder.join("sensitivity"), &asked.page(&found))?);
    if manner.json {
        return print::answer(&serde_json::to_string_pretty(&asked.json(&found, &files)).unwrap_or_default());
    }
    print::answer(&asked.spoken(&found))?;
    print::written(&files, manner);
    Ok(())
}

/// What is asked about: what was typed, each once, or what people usually ask.
pub(super) fn quantities(scenario: &Scenario, typed: &[String]) -> Result<Vec<Quantity>, Failure> {
    let mut out: Vec<Quantity> = Vec::new();
    for text in typed {
        let refuse = |wrong: Diagnostic| {
            let help = wrong.help.map_or(String::new(), |help| format!(": {help}"));
            Failure::Usage(format!("--of {text}: {}{help}", wrong.message))
        };
        let quantity = Quantity::read(scenario, text).map_err(refuse)?;
        if out.iter().all(|other| other.path != quantity.path) {
            out.push(quantity);
        }
    }
    if !out.is_empty() {
        return Ok(out);
    }
    out = Quantity::usual(scenario);
    if out.is_empty() {
        let message = "the model has no headline, no stocks and no outcome classes: say what to ask about with --of";
        return Err(Failure::Usage(message.into()));
    }
    if out.len() > MOST_USUAL {
        print::note(&format!("of {} outcomes the first {MOST_USUAL}: ask for others with --of", out.len()));
        out.truncate(MOST_USUAL);
    }
    Ok(out)
}

fn nothing_uncertain(scenario: &Scenario) -> Failure {
    let name = &scenario.source.name;
    let why = match scenario.constants.iter().any(|(_, spread)| spread.varies()) {
        true => format!("`{name}` says uncertainty = \"{}\"", scenario.uncertainty.name()),
        false => format!("no constant of `{name}` has a distribution"),
    };
    Failure::Usage(format!("{why}: nothing is uncertain, so nothing can matter more or less"))
}

/// How many rows or trajectories.
fn samples(arguments: &Arguments) -> Result<usize, Failure> {
    let Some(text) = &arguments.samples else {
        return Ok(if arguments.method == Method::Sobol { USUAL_ROWS } else { USUAL_WALKS });
    };
    let number: Option<usize> = text.parse().ok();
    let right = match arguments.method {
        Method::Sobol => number.filter(|n| n.is_power_of_two() && (ROWS.0..=ROWS.1).contains(n)),
        Method::Morris => number.filter(|n| (WALKS.0..=WALKS.1).contains(n)),
    };
    right.ok_or_else(|| {
        Failure::Usage(match arguments.method {
            Method::Sobol => format!(
                "--samples {text}: Sobol indices take a power of two from {} to {}, such as {USUAL_ROWS}",
                ROWS.0, ROWS.1
            ),
            Method::Morris => {
                format!(
                    "--samples {text}: Morris's effects take from {} to {} trajectories, such as {USUAL_WALKS}",
                    WALKS.0, WALKS.1
                )
            }
        })
    })
}

/// The values of all quantities, replication by replication, found in one pass.
fn outcomes(at: &Scenario, quantities: &[Quantity], manner: Manner) -> Result<Vec<Vec<f64>>, Failure> {
    let readings = quantities.iter().flat_map(|quantity| quantity.readings(&at.time)).collect();
    let results = ensemble(at, &Wanted { variables: Vec::new(), readings }, manner)?;
    Ok(quantities.iter().map(|quantity| quantity.values(&results)).collect())
}

impl Asked {
    fn analyse(&self, at: &Scenario, walks: &[Vec<Step>], values: &[Vec<f64>]) -> Found {
        match (self.method, &at.points) {
            (Method::Sobol, Some(points)) => {
                Found::Sobol(values.iter().map(|values| sensitivity(points, self.samples, values)).collect())
            }
            _ => Found::Morris(values.iter().map(|values| effects(walks, self.factors.len(), values)).collect()),
        }
    }

    /// The words for a factor.
    fn words(&self, factor: usize) -> String {
        match self.factors[factor] {
            Factor::Constant(id, _) => self.scenario.model.variable(id).words(),
            Factor::Luck => format!("luck of the {}s", self.scenario.time.unit),
        }
    }

    /// The name of a factor in files: the constant's own.
    fn name(&self, factor: usize) -> &str {
        match self.factors[factor] {
            Factor::Constant(id, _) => &self.scenario.model.variable(id).name,
            Factor::Luck => "luck",
        }
    }

    /// Unit, low and high value of a constant.
    fn ends(&self, factor: usize) -> Option<(String, f64, f64)> {
        let Factor::Constant(id, spread) = self.factors[factor] else { return None };
        let (low, high) = ends(&spread, self.method);
        Some((self.scenario.model.variable(id).measure(), low, high))
    }

    fn ranking(&self, sizes: &[Estimate], most: usize) -> Ranking {
        let least = match self.method {
            Method::Sobol => LEAST_SHARE,
            Method::Morris => sizes.iter().map(|size| size.value).fold(0.0, f64::max) * LEAST_EFFECT,
        };
        rank(sizes, least, most)
    }

    // ---- what people read ----

    fn spoken(&self, found: &Found) -> String {
        let constants = self.scenario.uncertain().count();
        let luck = if self.factors.contains(&Factor::Luck) { " and luck" } else { "" };
        let design = match self.method {
            Method::Sobol => format!("Sobol indices from {} samples", self.samples),
            Method::Morris => format!("Morris's effects from {} trajectories", self.samples),
        };
        let mut out = format!(
            "{}: what it rests on\n{design} of {constants} uncertain constants{luck}: {} runs, seed {}\n",
            self.scenario.title, self.runs, self.scenario.seed
        );
        for (index, quantity) in self.quantities.iter().enumerate() {
            out.push('\n');
            out.push_str(&match found {
                Found::Sobol(found) => self.spoken_shares(quantity, &found[index]),
                Found::Morris(found) => self.spoken_effects(quantity, &found[index]),
            });
        }
        out.push('\n');
        out.push_str(match self.method {
            Method::Sobol => SHARES,
            Method::Morris => EFFECTS,
        });
        out
    }

    fn spoken_shares(&self, quantity: &Quantity, found: &Sensitivity) -> String {
        let mut out = format!("{}\n", headed(quantity));
        if !found.varies() {
            out.push_str(&format!("  {} in all runs: nothing moves it\n", person(found.mean.value)));
            return out;
        }
        out.push_str(&format!(
            "  on average {}, error {}; standard deviation {}\n\n",
            person(found.mean.value),
            small(found.mean.error),
            person(found.deviation)
        ));
        let totals: Vec<Estimate> = found.influences.iter().map(|i| i.indices.total).collect();
        let Ranking { told, others, together } = self.ranking(&totals, MOST_LINES);
        let mut rows = vec![HEAD_OF_SHARES.map(String::from).to_vec()];
        for factor in &told {
            let Influence { indices, swing } = &found.influences[*factor];
            let mut row = vec![format!("  {}", self.words(*factor)), self.from_to(*factor)];
            row.extend([with_error(indices.first), with_error(indices.total)]);
            row.extend(swing.map_or([String::new(), String::new()], |s| [with_error(s.low), with_error(s.high)]));
            rows.push(row);
        }
        out.push_str(&table(&rows));
        if others > 0 {
            out.push_str(&format!("  {}: together at most {}\n", count_of(others, told.is_empty()), person(together)));
        }
        out.push_str(&self.sentence(quantity, found, &told));
        out
    }

    /// What knowing would be worth, and what luck is.
    fn sentence(&self, quantity: &Quantity, found: &Sensitivity, told: &[usize]) -> String {
        let subject = first_words(quantity);
        let luck = self.factors.iter().position(|factor| *factor == Factor::Luck);
        let of_hundred = |share: Estimate| format!("{:.0} of 100", (100.0 * share.value).max(0.0));
        let constants: Vec<usize> = told.iter().copied().filter(|factor| Some(*factor) != luck).collect();
        let luck = luck.map_or(String::new(), |luck| {
            let Influence { indices, .. } = &found.influences[luck];
            format!(" Luck alone makes {} of it.", of_hundred(indices.first))
        });
        match constants[..] {
            [] => format!("No assumption by itself can be told to move {subject}.{luck}\n"),
            [most, ..] => format!(
                "If \"{}\" were known exactly, {} parts of the variance of {subject} would go (error {:.0}).{luck}\n",
                self.words(most),
                of_hundred(found.influences[most].indices.first),
                (100.0 * found.influences[most].indices.first.error).ceil(),
            ),
        }
    }

    fn spoken_effects(&self, quantity: &Quantity, found: &[Effects]) -> String {
        let mut out = format!("{}\n\n", headed(quantity));
        let sizes: Vec<Estimate> = found.iter().map(|effects| effects.size).collect();
        let Ranking { told, others, .. } = self.ranking(&sizes, MOST_LINES);
        let mut rows = vec![HEAD_OF_EFFECTS.map(String::from).to_vec()];
        for factor in &told {
            let Effects { size, mean, spread } = found[*factor];
            let mut row = vec![format!("  {}", self.words(*factor)), self.from_to(*factor), with_error(size)];
            let luck = self.factors[*factor] == Factor::Luck;
            row.push(if luck { String::new() } else { with_error(mean) });
            row.push(person(spread));
            rows.push(row);
        }
        out.push_str(&table(&rows));
        if others > 0 {
            let less = "less, or not to be told from nothing";
            out.push_str(&format!("  {}: {less}\n", count_of(others, told.is_empty())));
        }
        let most = told.iter().find(|factor| self.factors[**factor] != Factor::Luck);
        out.push_str(&match most {
            None => format!("No assumption by itself can be told to move {}.\n", first_words(quantity)),
            Some(most) => format!(
                "\"{}\" moves {} most: by {} on average from its low end to its high end.\n",
                self.words(*most),
                first_words(quantity),
                person(found[*most].size.value)
            ),
        });
        out
    }

    fn from_to(&self, factor: usize) -> String {
        let Some((measure, low, high)) = self.ends(factor) else { return String::new() };
        let measure = if measure.is_empty() { measure } else { format!(" {measure}") };
        format!("{} to {}{measure}", person(low), person(high))
    }

    // ---- the chart ----

    fn page(&self, found: &Found) -> crate::figure::Figure {
        let most = if self.quantities.len() > 2 { MOST_BARS.1 } else { MOST_BARS.0 };
        let panels: Vec<Tornado> = (0..self.quantities.len())
            .map(|index| match found {
                Found::Sobol(found) => self.swings(index, &found[index], most),
                Found::Morris(found) => self.moves(index, &found[index], most),
            })
            .collect();
        let one = self.scenario.one();
        let subtitle = match self.method {
            Method::Sobol => format!(
                "Mean outcome of the tenth of {one}s with the least of an assumption (orange) and with the most (blue). At the \
                 ends: the assumption's own value. Whiskers: two Monte Carlo errors."
            ),
            Method::Morris => {
                "How far an outcome moves, on average, when an assumption alone goes from its low end to its \
                               high end: up (blue) or down (orange). Whiskers: two Monte Carlo errors."
                    .into()
            }
        };
        let footer = format!("{} runs, seed {}, flywheel {}", self.runs, self.scenario.seed, env!("CARGO_PKG_VERSION"));
        tornado(&format!("{}: what it rests on", self.scenario.title), &subtitle, &footer, &panels)
    }

    fn swings(&self, quantity: usize, found: &Sensitivity, most: usize) -> Tornado {
        let totals: Vec<Estimate> = found.influences.iter().map(|i| i.indices.total).collect();
        let mut told = self.ranking(&totals, most + 1).told;
        told.retain(|factor| found.influences[*factor].swing.is_some());
        told.truncate(most);
        let width = |factor: &usize| found.influences[*factor].swing.map_or(0.0, |swing| swing.width().abs());
        told.sort_by(|a, b| width(b).total_cmp(&width(a)));
        let bars = |factor: &usize| {
            let swing = found.influences[*factor].swing?;
            let (_, low, high) = self.ends(*factor)?;
            let end = |at: Estimate, own: f64, is_high: bool| End { at, text: person(own), is_high };
            let ends = vec![end(swing.low, low, false), end(swing.high, high, true)];
            Some(Bars { name: self.words(*factor), ends })
        };
        let luck = self.factors.iter().position(|factor| *factor == Factor::Luck);
        let note = luck.filter(|_| found.varies()).map_or(String::new(), |luck| {
            let total = found.influences[luck].indices.total;
            format!("luck has a part in {:.0} of 100 of its variance", 100.0 * total.value)
        });
        self.panel(quantity, note, found.mean.value, told.iter().filter_map(bars).collect())
    }

    fn moves(&self, quantity: usize, found: &[Effects], most: usize) -> Tornado {
        let sizes: Vec<Estimate> = found.iter().map(|effects| effects.size).collect();
        let told = self.ranking(&sizes, most).told;
        let bars = |factor: &usize| {
            let Effects { size, mean, .. } = found[*factor];
            let (is_high, value) = (mean.value >= 0.0, if mean.value >= 0.0 { size.value } else { -size.value });
            let end = End { at: Estimate { value, ..size }, text: person(value), is_high };
            Bars { name: self.words(*factor), ends: vec![end] }
        };
        self.panel(quantity, String::new(), 0.0, told.iter().map(bars).collect())
    }

    fn panel(&self, quantity: usize, note: String, middle: f64, mut factors: Vec<Bars>) -> Tornado {
        let Quantity { words, measure, .. } = &self.quantities[quantity];
        if factors.is_empty() {
            factors.push(Bars { name: "nothing stands out".into(), ends: Vec::new() });
        }
        Tornado { title: capital(words), note, unit: measure.clone(), middle, factors }
    }

    // ---- what machines read ----

    fn csv(&self, found: &Found) -> String {
        let mut out = String::from("outcome,unit,factor,label,factor_unit,low,high,");
        out.push_str(match self.method {
            Method::Sobol => {
                "first,first_error,total,total_error,mean_if_low,mean_if_low_error,mean_if_high,mean_if_high_error"
            }
            Method::Morris => "size,size_error,mean,mean_error,spread",
        });
        out.push('\n');
        for (index, quantity) in self.quantities.iter().enumerate() {
            for factor in 0..self.factors.len() {
                let (unit, low, high) =
                    self.ends(factor).map_or_else(Default::default, |(u, l, h)| (u, shortest(l), shortest(h)));
                let mut row = vec![field(&quantity.text), field(&quantity.measure), field(self.name(factor))];
                row.extend([field(&self.words(factor)), field(&unit), low, high]);
                row.extend(self.numbers(found, index, factor).into_iter().map(|x| x.map_or(String::new(), shortest)));
                out.push_str(&row.join(","));
                out.push('\n');
            }
        }
        out
    }

    /// The numbers of a row of the CSV; none where luck has no low and no high.
    fn numbers(&self, found: &Found, quantity: usize, factor: usize) -> Vec<Option<f64>> {
        let both = |estimate: Estimate| [Some(estimate.value), Some(estimate.error)];
        match found {
            Found::Sobol(found) => {
                let Influence { indices, swing } = &found[quantity].influences[factor];
                let swing = swing.map_or([None; 4], |s| {
                    [Some(s.low.value), Some(s.low.error), Some(s.high.value), Some(s.high.error)]
                });
                [&both(indices.first)[..], &both(indices.total), &swing].concat()
            }
            Found::Morris(found) => {
                let Effects { size, mean, spread } = found[quantity][factor];
                [&both(size)[..], &both(mean), &[Some(spread)]].concat()
            }
        }
    }

    fn json(&self, found: &Found, files: &[PathBuf]) -> Value {
        let outcomes = self.quantities.iter().enumerate().map(|(index, quantity)| {
            let factors: Vec<Value> =
                (0..self.factors.len()).map(|factor| self.json_of(found, index, factor)).collect();
            let mut out = json!({
                "outcome": quantity.text, "label": quantity.words, "unit": quantity.measure, "factors": factors,
            });
            if let Found::Sobol(found) = found {
                out["mean"] = json!(found[index].mean.value);
                out["mean_monte_carlo_error"] = json!(found[index].mean.error);
                out["standard_deviation"] = json!(found[index].deviation);
            }
            out
        });
        json!({
            "file": self.scenario.source.name,
            "title": self.scenario.title,
            "method": self.method.name(),
            "seed": self.scenario.seed,
            "samples": self.samples,
            "runs": self.runs,
            "outcomes": outcomes.collect::<Vec<_>>(),
            "files": paths(files),
        })
    }

    fn json_of(&self, found: &Found, quantity: usize, factor: usize) -> Value {
        let estimate = |e: Estimate| json!({"value": e.value, "monte_carlo_error": e.error});
        let mut out = json!({"factor": self.name(factor), "label": self.words(factor)});
        if let Some((unit, low, high)) = self.ends(factor) {
            out["unit"] = json!(unit);
            out["low"] = json!(low);
            out["high"] = json!(high);
        }
        match found {
            Found::Sobol(found) => {
                let Influence { indices, swing } = &found[quantity].influences[factor];
                out["first"] = estimate(indices.first);
                out["total"] = estimate(indices.total);
                if let Some(swing) = swing {
                    out["mean_if_low"] = estimate(swing.low);
                    out["mean_if_high"] = estimate(swing.high);
                }
            }
            Found::Morris(found) => {
                let Effects { size, mean, spread } = found[quantity][factor];
                out["size"] = estimate(size);
                out["mean"] = estimate(mean);
                out["spread"] = json!(spread);
            }
        }
        out
    }
}

const HEAD_OF_SHARES: [&str; 6] = ["  what is not known", "from low to high", "alone", "in all", "if low", "if high"];

const SHARES: &str = "\
alone: the share of the variance that would go if this were known; in all: the share that it has a part in, with others too.
if low, if high: the mean of the outcome in the tenth of runs in which this is lowest and highest; from low to high: the
middle of these tenths. Errors are Monte Carlo errors: other luck would change a figure by so much.
";

const HEAD_OF_EFFECTS: [&str; 5] = ["  what is not known", "from low to high", "moves it by", "on balance", "spread"];

const EFFECTS: &str = "\
moves it by: the mean size of what the outcome does when this alone goes from its low end to its high end; on balance: the
mean with its sign; spread: how much that depends on everything else. Errors are Monte Carlo errors. It is a first look:
shares of the variance, with the default method, say more.
";

/// A constant's low and high value: the middle of its low and of its high tenth, or its lowest and highest level.
fn ends(spread: &Spread, method: Method) -> (f64, f64) {
    let low = match method {
        Method::Sobol => 0.5 * TAIL,
        Method::Morris => 0.5 / LEVELS as f64,
    };
    let distribution = distribution(spread);
    (distribution.quantile(low), distribution.quantile(1.0 - low))
}

/// "0.31, error 0.02".
fn with_error(estimate: Estimate) -> String {
    format!("{}, error {}", person(estimate.value), person_error(estimate.error))
}

/// An error beside a number of two decimals needs no more of them than that.
fn person_error(error: f64) -> String {
    if error > 0.0 && error < 0.01 { "0.01".into() } else { small(error) }
}

fn headed(quantity: &Quantity) -> String {
    let measure = if quantity.measure.is_empty() { String::new() } else { format!(" ({})", quantity.measure) };
    format!("{}{measure}", capital(&quantity.words))
}

/// The outcome without the moment, for a sentence.
fn first_words(quantity: &Quantity) -> &str {
    quantity.words.split(", ").next().unwrap_or(&quantity.words)
}

fn count_of(others: usize, is_all: bool) -> String {
    match (others, is_all) {
        (n, true) => format!("all {n}"),
        (1, false) => "1 other".into(),
        (n, false) => format!("{n} others"),
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
