//! Models with their answers, run through the library: a folder each, with `model.xmile` and `output.csv`. Those of
//! `conformance/made/` always; those of another suite where the environment variable FLYWHEEL_SUITE names its folder.
//!
//! # When a cell agrees
//! Within a millionth of the reference value, or of its column's largest value where that is below 1, or 1e-9.
//! References of which no number has more than seven digits are taken as single precision: there it is a
//! hundred-thousandth. Where a column was written with four to seven decimals, half a unit of the last one is enough.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::model::{Kind, Method, VariableId};
use flywheel::results::Results;
use flywheel::run::ensemble::{Part, Samples, run};
use flywheel::run::reference;
use flywheel::text::{Source, canonical, encoding};

const MADE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/made");

/// The folders to run: ours, and those of the suite that the environment names.
fn suites() -> Vec<PathBuf> {
    let mut out = vec![PathBuf::from(MADE)];
    match std::env::var_os("FLYWHEEL_SUITE") {
        Some(folder) => out.push(PathBuf::from(folder)),
        None => eprintln!("SKIPPED all suites but conformance/made: FLYWHEEL_SUITE names no folder"),
    }
    out
}

/// The models of a suite, by name.
fn models(suite: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(suite).unwrap_or_else(|why| panic!("{}: {why}", suite.display()));
    let whole = |folder: &PathBuf| ["model.xmile", "output.csv"].iter().all(|name| folder.join(name).is_file());
    let mut out: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(whole).collect();
    assert!(!out.is_empty(), "no model in {}", suite.display());
    out.sort();
    out
}

fn model_scenario(folder: &Path) -> Result<Scenario, String> {
    let bytes = fs::read(folder.join("model.xmile")).map_err(|why| why.to_string())?;
    let source = encoding::source("model.xmile", &bytes).map_err(|wrong| wrong.to_string())?;
    let model = flywheel::model::read(&source).map_err(|wrong| format!("{wrong:?}"))?;
    Ok(Scenario::of_model(model.into()))
}

fn every(scenario: &Scenario) -> Vec<VariableId> {
    scenario.model.ids().collect()
}

/// A table of cells as they are written: the moments, and each column under its name.
struct Table {
    times: Vec<f64>,
    columns: Vec<(String, Vec<String>)>,
}

fn table(text: &str) -> Table {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().skip(1).map(str::to_string).collect();
    let mut out = Table { times: Vec::new(), columns: names.into_iter().map(|name| (name, Vec::new())).collect() };
    for record in reader.records().map(Result::unwrap).filter(|record| record.iter().any(|c| !c.trim().is_empty())) {
        out.times.push(number(&record[0]).expect("a moment"));
        for (i, (_, cells)) in out.columns.iter_mut().enumerate() {
            cells.push(record.get(i + 1).unwrap_or_default().trim().to_string());
        }
    }
    out
}

/// A cell's number; None where it is empty or no number.
fn number(cell: &str) -> Option<f64> {
    match cell.trim().to_lowercase().as_str() {
        "-nan" | ":na:" | "?" => Some(f64::NAN),
        plain => plain.parse().ok(),
    }
}

/// Digits from the first that is not 0.
fn digits(cell: &str) -> usize {
    let mantissa = cell.split(['e', 'E']).next().unwrap_or_default();
    let written: String = mantissa.chars().filter(|c| !matches!(c, '+' | '-' | '.')).collect();
    if written.bytes().all(|b| b.is_ascii_digit()) { written.trim_start_matches('0').len() } else { 0 }
}

fn decimals(cell: &str) -> usize {
    if cell.contains(['e', 'E']) { 0 } else { cell.split_once('.').map_or(0, |(_, decimals)| decimals.len()) }
}

/// How far a cell may be off.
struct Tolerance {
    /// Of the cell, and of the column's largest.
    share: (f64, f64),
    least: f64,
    /// Half the last decimal of the column, and a little.
    rounding: f64,
}

impl Tolerance {
    /// Of a column in a reference with so many digits; `own` is what a file `tolerance` says.
    fn of(cells: &[String], most_digits: usize, own: Option<(f64, f64)>) -> Tolerance {
        let largest =
            cells.iter().filter_map(|c| number(c)).filter(|x| x.is_finite()).fold(0.0, |m: f64, x| m.max(x.abs()));
        if let Some((share, scale)) = own {
            return Tolerance { share: (share, scale * largest), least: 0.0, rounding: 0.0 };
        }
        let share = if most_digits <= 7 { 1e-5 } else { 1e-6 };
        let written = cells.iter().map(|c| decimals(c)).max().unwrap_or(0);
        let rounding = if (4..=7).contains(&written) { 0.51 / flywheel::math::pow(10.0, written as f64) } else { 0.0 };
        Tolerance { share: (share, share * largest.min(1.0)), least: 1e-9, rounding }
    }

    fn allows(&self, found: f64, expected: f64) -> bool {
        if expected.is_nan() || found.is_nan() {
            return expected.is_nan() && found.is_nan();
        }
        if expected.is_infinite() || found.is_infinite() {
            return expected == found;
        }
        let allowed = (self.share.0 * expected.abs()).max(self.share.1).max(self.least).max(self.rounding);
        (found - expected).abs() <= allowed
    }
}

/// A name as columns are found by: quotation marks around names and parts of names do not count.
fn bare(name: &str) -> String {
    canonical(&name.replace("\\\"", "").replace('"', "")).trim_matches('_').to_string()
}

/// What differs between a run and its reference: the first cell of each column that does, or why it cannot be told.
fn differences(folder: &Path) -> Result<Vec<String>, String> {
    let scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..model_scenario(folder)? };
    let samples = run(&scenario, &every(&scenario), &Part::whole(&scenario)).map_err(|why| why.to_string())?;
    let results = Results::new(scenario.into(), samples);
    let reference = table(&String::from_utf8_lossy(&fs::read(folder.join("output.csv")).unwrap()));
    let own = fs::read_to_string(folder.join("tolerance")).ok().map(|text| {
        let mut numbers = text.split_whitespace().map(|word| word.parse().unwrap());
        (numbers.next().unwrap(), numbers.next().unwrap())
    });
    let most_digits = reference.columns.iter().flat_map(|(_, cells)| cells).map(|c| digits(c)).max().unwrap_or(0);
    let rows = reference.times.iter().map(|moment| row_at(results.times(), *moment)).collect::<Result<Vec<_>, _>>()?;
    let mut compared = 0;
    let mut out = Vec::new();
    for (name, cells) in &reference.columns {
        // Hidden variables have no column.
        let found = results.scenario.model.ids().find(|id| {
            let variable = results.variable(*id);
            variable.owner.is_none() && bare(&variable.name) == bare(name)
        });
        let Some(id) = found else {
            out.push(format!("`{name}` is missing"));
            continue;
        };
        let (path, tolerance) = (results.path(id, 0), Tolerance::of(cells, most_digits, own));
        for (cell, row) in cells.iter().zip(&rows) {
            let Some(expected) = number(cell) else { continue };
            compared += 1;
            if !tolerance.allows(path[*row], expected) {
                out.push(format!("`{name}` at {} is {}, and should be {cell}", results.times()[*row], path[*row]));
                break;
            }
        }
    }
    if compared == 0 { Err("nothing to compare".into()) } else { Ok(out) }
}

/// The row of a moment; none where the nearest one is not the same moment up to the digits that are written.
fn row_at(times: &[f64], moment: f64) -> Result<usize, String> {
    let apart = |row: &usize| (times[*row] - moment).abs();
    let nearest = (0..times.len()).min_by(|a, b| apart(a).total_cmp(&apart(b))).ok_or("no rows")?;
    if apart(&nearest) <= 2e-5 * moment.abs().max(1.0) { Ok(nearest) } else { Err(format!("no row at {moment}")) }
}

#[test]
fn every_model_of_the_suites_agrees_with_its_reference() {
    let mut wrong = Vec::new();
    for suite in suites() {
        let models = models(&suite);
        for folder in &models {
            let name = folder.file_name().unwrap().to_string_lossy();
            match differences(folder) {
                Ok(differences) => wrong.extend(differences.into_iter().map(|d| format!("{name}: {d}"))),
                Err(why) => wrong.push(format!("{name}: {why}")),
            }
        }
        eprintln!("{} models of {} compared", models.len(), suite.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether the comparison sees what it should: made worse by a little more than it allows, every column is refused.
#[test]
fn a_cell_that_is_off_by_more_than_the_rule_allows_is_seen() {
    let check = |cells: &[&str], most_digits, found: f64, expected: bool| {
        let cells: Vec<String> = cells.iter().map(|c| c.to_string()).collect();
        let tolerance = Tolerance::of(&cells, most_digits, None);
        assert_eq!(tolerance.allows(found, number(&cells[0]).unwrap()), expected, "{cells:?} {found}");
    };
    check(&["2000.00000001"], 12, 2000.0019, true);
    check(&["2000.00000001"], 12, 2000.0021, false);
    check(&["2000.1"], 5, 2000.119, true);
    check(&["2000.1"], 5, 2000.121, false);
    // A column's largest counts up to 1 only.
    check(&["0", "0.5"], 12, 4.9e-7, true);
    check(&["0", "0.5"], 12, 5.1e-7, false);
    check(&["0", "2000"], 12, 1.1e-6, false);
    // Half of the last of four decimals.
    check(&["0.0012", "0.0033"], 4, 0.00125, true);
    check(&["0.0012", "0.0033"], 4, 0.00126, false);
    check(&["0.012"], 4, 0.0124, false);
    check(&["nan"], 4, f64::NAN, true);
    check(&["nan"], 4, 1.0, false);
    check(&["1"], 4, f64::NAN, false);
    check(&["inf"], 4, f64::INFINITY, true);
    check(&["inf"], 4, 1e300, false);
    assert!(row_at(&[0.0, 0.1, 0.2], 0.100001).is_ok());
    assert!(row_at(&[0.0, 0.1, 0.2], 0.15).is_err());
    assert_eq!(["0.00120", "-31.5e-7", "100", ":NA:"].map(digits), [3, 3, 3, 0]);
}

/// The same bits, or both not a number: what sign a NaN has depends on how the processor came by it.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// Holds the engine, in blocks of several widths, against the interpreter: every variable, hidden ones included, at
/// every saved moment.
fn check_against_interpreter(name: &str, scenario: &Scenario) {
    let (wanted, count) = (every(scenario), scenario.replications as usize);
    let whole = run(scenario, &wanted, &Part::whole(scenario)).unwrap();
    let times = whole.times.len();
    let at = |samples: &Samples, point: usize, replication: usize| samples.values[point * count + replication];
    for width in [1, 7] {
        let part = Part { width, ..Part::whole(scenario) };
        let other = run(scenario, &wanted, &part).unwrap();
        let agree = whole.values.iter().zip(&other.values).all(|(a, b)| same(*a, *b));
        assert!(agree, "{name}: blocks of {width} differ from blocks of {}", Part::whole(scenario).width);
    }
    for replication in [0, count / 2, count - 1] {
        let slow = reference::run(scenario, replication as u64).unwrap();
        for (index, id) in wanted.iter().enumerate() {
            for time in 0..times {
                let fast = at(&whole, index * times + time, replication);
                let slow = slow.values[time * scenario.time.steps_a_save()][id.0 as usize];
                let variable = &scenario.model.variable(*id).name;
                assert!(same(fast, slow), "{name}: {variable} at {time} in {replication}: {fast} and {slow}");
            }
        }
    }
}

#[test]
fn engine_and_interpreter_agree_on_every_model_to_the_last_bit() {
    for folder in suites().iter().flat_map(|suite| models(suite)) {
        let name = folder.file_name().unwrap().to_string_lossy();
        let Ok(mut scenario) = model_scenario(&folder) else { panic!("{name} cannot be read") };
        // More than a block of 64, if there is luck at all.
        let lucky = scenario.model.variables.iter().any(|v| matches!(v.kind, Kind::Noise(_)));
        scenario.replications = if lucky { 66 } else { 9 };
        for method in [Method::Euler, Method::Rk4] {
            scenario.time.method = method;
            for uncertainty in [Uncertainty::All, Uncertainty::None] {
                scenario.uncertainty = uncertainty;
                check_against_interpreter(&name, &scenario);
            }
        }
    }
}

/// Every function that remembers or draws, some inside others, with lengths and orders that are calculated.
const EVERYTHING: &str = r#"
<xmile version="1.0"><sim_specs><start>0</start><stop>12</stop><dt>0.25</dt></sim_specs><model><variables>
<aux name="wave"><eqn>10 + 3*SIN(TIME) + STEP(5, 3) - RAMP(0.5, 2, 7) + PULSE(2, 1, 4) + rows</eqn></aux>
<aux name="rows"><eqn>PULSE TRAIN(1, 1, 3, 9)</eqn></aux>
<aux name="steady"><eqn>2</eqn></aux>
<aux name="length"><eqn>steady + SIN(TIME)</eqn></aux>
<aux name="order"><eqn>INT(steady + 0.9)</eqn></aux>
<aux name="s1"><eqn>SMTH1(wave, length)</eqn></aux>
<aux name="s3"><eqn>SMTH3(SMTH1(wave, 3, 4), length, back)</eqn></aux>
<aux name="sn"><eqn>SMTHN(wave, length, order, 1)</eqn></aux>
<aux name="d1"><eqn>DELAY1(wave, length, 4)</eqn></aux>
<aux name="d3"><eqn>DELAY3(DELAY1(wave, 3), length)</eqn></aux>
<aux name="dn"><eqn>DELAYN(wave, length, steady*1.5, 2)</eqn></aux>
<aux name="pipe"><eqn>DELAY(wave + luck, steady*luck/luck, 7) + DELAY(wave, 100) + DELAY(wave, 0)</eqn></aux>
<aux name="drawn pipe"><eqn>DELAY(wave, EXPRND(2))</eqn></aux>
<aux name="back"><eqn>PREVIOUS(SELF, 1) + INIT(wave) - PREVIOUS(wave)/2</eqn></aux>
<aux name="tr"><eqn>TREND(wave, length, 0.1) + FORCST(wave, 2, 3) + NPV(wave, 0.1, 3, 2)</eqn></aux>
<aux name="luck"><eqn>LOGNORMAL(2, 0.5) + uniform_one + RANDOM(1, 3, 7) + normals + POISSON(s1) + EXPRND(d1)</eqn></aux>
<aux name="normals"><eqn>NORMAL(5, 1, 7) - NORMAL(5, 1)</eqn></aux>
<aux name="uniform one"><eqn>RANDOM(0, 1)</eqn></aux>
<aux name="ring"><eqn>SMTH1(SELF + wave, 3, 1)/2 + bend</eqn></aux>
<aux name="bend"><eqn>luck</eqn><gf type="extrapolate"><xscale min="0" max="40"/><ypts>0,3,4,10</ypts></gf></aux>
<stock name="tank"><eqn>s3*4 + luck</eqn><inflow>in</inflow><outflow>first</outflow><outflow>second</outflow>
<non_negative/></stock>
<flow name="in"><eqn>wave - 12</eqn><non_negative/></flow>
<flow name="first"><eqn>DELAY3(in, 2) + second/3</eqn></flow>
<flow name="second"><eqn>3*luck</eqn></flow>
</variables></model></xmile>"#;

#[test]
fn engine_and_interpreter_agree_on_every_function_that_remembers_or_draws() {
    let model = flywheel::model::read(&Source::new("everything.xmile", EVERYTHING));
    let model = Arc::new(model.unwrap_or_else(|wrong| panic!("{wrong:#?}")));
    let forms = flywheel::model::builtin::STATEFUL.iter().map(|row| row.name.to_uppercase());
    let missing: Vec<String> = forms.filter(|name| !EVERYTHING.contains(&format!("{name}("))).collect();
    assert_eq!(missing, [""; 0]);
    let mut scenario = Scenario { replications: 66, ..Scenario::of_model(model) };
    for method in [Method::Euler, Method::Rk4] {
        scenario.time.method = method;
        for (uncertainty, dt) in [(Uncertainty::All, 0.25), (Uncertainty::All, 0.125), (Uncertainty::None, 0.25)] {
            (scenario.uncertainty, scenario.time.dt) = (uncertainty, dt);
            check_against_interpreter("everything", &scenario);
        }
    }
}
