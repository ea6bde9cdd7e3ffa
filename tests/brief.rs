//! The frozen model of `conformance/brief/` against the runs it was published with: to the digit where nothing is
//! random, to Monte Carlo error where something is.

use std::collections::HashMap;
use std::sync::Arc;

use flywheel::analysis::estimate::{Estimate, quantile, quantiles, share};
use flywheel::cli::files::Disk;
use flywheel::model::VariableId;
use flywheel::model::cut::{Cut, Hold};
use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::model::scenario_file::load;
use flywheel::results::{Results, Spread};
use flywheel::run::ensemble::{Part, run};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/brief");

fn scenario(name: &str) -> Scenario {
    load(&format!("{FOLDER}/{name}.toml"), &Disk).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"))
}

fn every(scenario: &Scenario) -> Vec<VariableId> {
    scenario.model.ids().collect()
}

fn results(scenario: Scenario, wanted: &[VariableId]) -> Results {
    let samples = run(&scenario, wanted, &Part::whole(&scenario)).unwrap();
    Results::new(Arc::new(scenario), samples)
}

fn without_luck(name: &str) -> Scenario {
    Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario(name) }
}

/// A CSV of numbers, column by column.
fn columns(text: &str) -> HashMap<String, Vec<f64>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let mut out: HashMap<String, Vec<f64>> = names.iter().map(|n| (n.to_string(), Vec::new())).collect();
    for line in lines {
        for (name, cell) in names.iter().zip(line.split(',')) {
            out.get_mut(*name).unwrap().push(cell.parse().unwrap());
        }
    }
    out
}

/// The variables, and how far apart they are at worst, that differ by more than 1e-9 of their value and 1e-12.
fn differences(name: &str, scenario: Scenario) -> Vec<(String, f64)> {
    let wanted = every(&scenario);
    let ours = columns(&results(scenario, &wanted).wide_csv(0));
    let oracle = columns(&std::fs::read_to_string(format!("{FOLDER}/oracle/{name}.csv")).unwrap());
    assert_eq!(oracle["time"].len(), 105);
    assert!(oracle.len() > 60);
    let mut out = Vec::new();
    for (variable, expected) in &oracle {
        let found = ours.get(variable).unwrap_or_else(|| panic!("{variable} is missing"));
        assert_eq!(found.len(), expected.len(), "{variable}");
        let apart = |(a, b): (&f64, &f64)| ((a - b).abs() - 1e-12).max(0.0) / b.abs().max(f64::MIN_POSITIVE);
        let worst = found.iter().zip(expected).map(apart).fold(0.0, f64::max);
        if worst > 1e-9 {
            out.push((variable.clone(), worst));
        }
    }
    out
}

const ORACLES: [&str; 4] = ["nothing", "one-from-each", "healthy-demand-doubled-20-weeks", "everything-at-once"];

#[test]
fn four_deterministic_runs_agree_with_the_oracle_in_every_variable_and_week() {
    for name in ORACLES {
        assert_eq!(differences(name, without_luck(name)), [], "{name}");
    }
}

/// The check above has teeth: each constant that the runs depend on, moved by a millionth of itself, fails it.
#[test]
fn a_constant_off_by_a_millionth_is_seen() {
    for constant in ["request_rate", "item_effort", "dependency", "trust_gain_time", "caution"] {
        let mut wrong = without_luck("nothing");
        let id = wrong.model.find(constant).unwrap();
        let place = wrong.constants.iter().position(|c| c.0 == id).unwrap();
        wrong.constants[place].1.value *= 1.0 + 1e-6;
        // Trust is never gained in this run: its constant may move and nothing shows.
        let seen = !differences("nothing", wrong).is_empty();
        assert_eq!(seen, constant != "trust_gain_time", "{constant}");
    }
}

/// Means over the `weeks` weeks up to and with `week`, in each replication. The published medians are of four weeks, the
/// published shares compare eight.
fn mean_of(weeks: usize, results: &Results, variable: &str, week: usize) -> Vec<f64> {
    let id = results.scenario.model.find(variable).unwrap();
    let rows: Vec<&[f64]> = (week + 1 - weeks..=week).map(|w| results.at(id, w).unwrap()).collect();
    (0..results.replications()).map(|r| rows.iter().map(|row| row[r]).sum::<f64>() / weeks as f64).collect()
}

fn four_weeks(results: &Results, variable: &str, week: usize) -> Vec<f64> {
    mean_of(4, results, variable, week)
}

/// Whether a figure that was published to so many digits, from 600 replications, lies within three Monte Carlo errors
/// of ours: of both runs' errors together, and of what rounding hides.
fn check_median(results: &Results, variable: &str, week: usize, published: &str) {
    let Estimate { value, error } = quantile(Spread::Each(&four_weeks(results, variable, week)), 0.5);
    let theirs = error * (results.replications() as f64 / 600.0).sqrt();
    let allowed = 3.0 * (error * error + theirs * theirs).sqrt() + rounding(published);
    let published: f64 = published.parse().unwrap();
    assert!((value - published).abs() <= allowed, "{variable}@{week}: {value} against {published}, allowed {allowed}");
}

fn check_tail(results: &Results, variable: &str, p: f64, published: &str) {
    let [value] = quantiles(Spread::Each(&four_weeks(results, variable, 104)), [p]);
    let number: f64 = published.parse().unwrap();
    assert!(
        (value - number).abs() <= 0.1 * number + rounding(published),
        "{variable} p{p}: {value} against {published}"
    );
}

fn check_share(hits: usize, n: usize, published: f64) {
    let found = share(hits, n).value;
    assert!((found - published).abs() <= 0.03, "{found} against {published}");
}

/// Half a unit of the last digit.
fn rounding(published: &str) -> f64 {
    let decimals = published.split_once('.').map_or(0, |(_, d)| d.len());
    0.5 / flywheel::math::pow(10.0, decimals as f64)
}

fn thousand(name: &str) -> Results {
    let mut scenario = Scenario { replications: 1000, seed: 1, ..scenario(name) };
    scenario.record = scenario.model.find("delivering").into_iter().collect();
    let wanted = scenario.recorded();
    results(scenario, &wanted)
}

/// The published reference modes R1 and R2: medians at weeks 26, 52 and 104, 5 and 95% points at week 104, shares.
#[test]
fn the_reference_modes_are_those_of_the_brief() {
    let wicked = thousand("nothing");
    for (variable, medians, low, high) in [
        ("throughput", ["3.10", "2.55", "2.18"], "1.24", "4.07"),
        ("trust", ["0.26", "0.20", "0.16"], "0.10", "0.32"),
        ("pressure", ["2.29", "2.69", "3.02"], "1.98", "3.58"),
        ("wip", ["27", "31", "33"], "23", "45"),
        ("switch_loss", ["0.25", "0.28", "0.31"], "0.18", "0.43"),
        ("batch", ["12.9", "14.9", "16.7"], "9.9", "29"),
        ("flow_time", ["8.3", "10.8", "13.0"], "6.1", "25.6"),
    ] {
        for (week, published) in [26, 52, 104].into_iter().zip(medians) {
            check_median(&wicked, variable, week, published);
        }
        check_tail(&wicked, variable, 0.05, low);
        check_tail(&wicked, variable, 0.95, high);
    }
    let flywheel = thousand("one-from-each");
    for (variable, medians, low, high) in [
        ("throughput", ["2.98", "3.68", "4.76"], "1.74", "5.81"),
        ("trust", ["0.37", "0.44", "0.83"], "0.26", "0.89"),
        ("pressure", ["2.24", "1.91", "0.76"], "0.63", "3.09"),
        ("wip", ["25", "20", "9"], "4", "34"),
        ("batch", ["11.8", "7.3", "3.2"], "2.1", "16"),
        ("flow_time", ["8.0", "5.5", "2.1"], "1.15", "15.5"),
    ] {
        for (week, published) in [26, 52, 104].into_iter().zip(medians) {
            check_median(&flywheel, variable, week, published);
        }
        check_tail(&flywheel, variable, 0.05, low);
        check_tail(&flywheel, variable, 0.95, high);
    }
    let count = |a: &[f64], b: &[f64]| a.iter().zip(b).filter(|(a, b)| a < b).count();
    let start = mean_of(8, &wicked, "throughput", 7);
    let (end, better) = (mean_of(8, &wicked, "throughput", 104), mean_of(8, &flywheel, "throughput", 104));
    let pressure = flywheel.at(flywheel.scenario.model.find("pressure").unwrap(), 104).unwrap();
    check_share(count(&end, &start), 1000, 0.97);
    check_share(count(&start, &better), 1000, 0.80);
    check_share(count(&end, &better), 1000, 0.99);
    check_share(pressure.iter().filter(|p| **p < 1.2).count(), 1000, 0.76);
}

/// The published loop cuts: from week 0, deterministic, stressed start; throughput and pressure at week 104. A table set
/// constant is a link held where the table has that value; what is set to 0 is a constant. Both compare with a team that is at
/// another level from the start, not with one whose loop stands still where it is.
#[test]
fn loop_cuts_are_those_of_the_brief() {
    // The good equilibrium: f_reactive is 0.0848483 on its piece from (0.5, 0.05) to (1, 0.15), f_schedule is 0.7246054 on
    // its piece from (0, 0.6) to (0.5, 0.75).
    let calm = 0.5 + (0.0848483 - 0.05) / (0.15 - 0.05) * 0.5;
    let early = (0.7246054 - 0.6) / (0.75 - 0.6) * 0.5;
    type Links<'a> = &'a [(&'a str, &'a str, f64)];
    let cuts: [(Links, &[&str], &str, &str); 13] = [
        (&[], &[], "2.41", "2.89"),
        (&[("pressure", "reactive_share", calm)], &[], "4.97", "1.27"),
        (&[("lateness", "pressure_felt", early)], &[], "4.88", "0.80"),
        (&[], &["debt_drag", "defect_debt"], "5.05", "1.53"),
        (&[], &["switch_severity"], "4.42", "1.90"),
        (&[], &["energy_effect", "defect_fatigue"], "4.12", "2.13"),
        (&[], &["entangle", "caution"], "4.04", "2.06"),
        (&[], &["fill_gaps"], "3.75", "2.22"),
        (&[], &["oversight_max", "failure_demand"], "3.63", "2.11"),
        (&[], &["apart_items"], "3.61", "2.28"),
        (&[], &["distrust_pressure"], "3.43", "2.00"),
        (&[("pressure", "defect_share", 1.0), ("pressure", "debt_adding", 1.0)], &[], "3.36", "2.60"),
        (&[("pressure", "intensity", 1.0), ("pressure", "effort_per_item", 1.0)], &[], "1.62", "3.31"),
    ];
    for (links, zero, throughput, pressure) in cuts {
        let mut scenario = without_luck("nothing");
        let id = |name: &str| scenario.model.find(name).unwrap();
        let held = |(cause, effect, value): &(&str, &str, f64)| {
            let cut = Cut { cause: id(cause), effect: id(effect), from: 0.0, hold: Hold::At(*value) };
            assert_eq!(cut.misfit(&scenario.model, &scenario.time), None);
            cut
        };
        scenario.cuts = links.iter().map(held).collect();
        for name in zero {
            scenario.set(name, 0.0).unwrap();
        }
        let wanted = ["delivering", "pressure"].map(|name| scenario.model.find(name).unwrap());
        let results = results(scenario, &wanted);
        for (id, published) in wanted.into_iter().zip([throughput, pressure]) {
            let found = results.at(id, 104).unwrap()[0];
            let apart = (found - published.parse::<f64>().unwrap()).abs();
            assert!(apart <= rounding(published), "{links:?} {zero:?}: {found} against {published}");
        }
    }
}
