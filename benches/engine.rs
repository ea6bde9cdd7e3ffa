//! How fast the engine is, as a ratio to the slow interpreter in the same run: `cargo bench`.
//!
//! Times differ from machine to machine and hour to hour; ratios within one run are what compares.
//!
//! `cargo bench --bench engine -- --only 10000` does nothing but run the engine once on so many replications: for whoever
//! measures the processor time of the whole program from outside.

use std::time::Instant;

use flywheel::analysis::loops::discovery::discover;
use flywheel::analysis::loops::dominance::{Rows, dominance};
use flywheel::analysis::loops::loop_set::{Selection, loop_set};
use flywheel::model::graph::Graph;
use flywheel::model::library::ShippedLibrary;
use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::model::scenario_file::load;
use flywheel::program::compile::compile;
use flywheel::run::ensemble::{Nobody, Part, RunError, run};
use flywheel::run::prepared::Prepared;
use flywheel::run::windows::Windows;
use flywheel::run::{reference, scores};

/// Seconds of one call, the least of several.
fn seconds(times: usize, mut call: impl FnMut()) -> f64 {
    let once = |call: &mut dyn FnMut()| {
        let start = Instant::now();
        call();
        start.elapsed().as_secs_f64()
    };
    (0..times).map(|_| once(&mut call)).fold(f64::INFINITY, f64::min)
}

fn main() {
    // Cargo's own arguments mean nothing here.
    let only = std::env::args().skip_while(|argument| argument != "--only").nth(1);
    let only = only.map(|number| number.parse().expect("--only takes a number of replications"));
    let scenario = load("<one-from-each-box.toml>", &ShippedLibrary).expect("the shipped scenario is sound");
    let scenario = Scenario { replications: only.unwrap_or(4096), ..scenario };
    let wanted = scenario.recorded();
    if only.is_some() {
        run(&scenario, &wanted, &Part::whole(&scenario)).expect("it runs");
        return;
    }
    let program = compile(&scenario, &wanted);
    let steps = (scenario.time.steps() * program.step.len()) as f64;

    let slow = seconds(5, || drop(reference::run(&scenario, 0).expect("it runs")));
    println!("slow interpreter            {:9.1} us a replication   1.0", slow * 1e6);
    for (name, threads) in [("engine, one thread", 1), ("engine, two threads", 2)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made");
        let whole =
            seconds(5, || pool.install(|| drop(run(&scenario, &wanted, &Part::whole(&scenario)).expect("it runs"))));
        let each = whole / scenario.replications as f64;
        let nanoseconds = each * 1e9 / steps;
        println!(
            "{name:<27} {:9.1} us a replication   {:.1} times as fast, {nanoseconds:.2} ns an operation",
            each * 1e6,
            slow / each
        );
    }
    prepared(&Scenario { replications: 50, ..scenario.clone() });
    loops(&Scenario { replications: 2000, uncertainty: Uncertainty::Constants, ..scenario.clone() });
    trajectories(&Scenario { replications: 1000, ..scenario });
}

/// What it takes to run 50 replications after a pick has moved by a week: read from its file, compiled again, or prepared.
fn prepared(scenario: &Scenario) {
    let (wanted, part) = (scenario.recorded(), Part::whole(scenario));
    let prepared = Prepared::new(scenario, &wanted);
    let mut moved = scenario.clone();
    moved.picks[0].start += 1.0;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads can be made");
    let timed = |call: &(dyn Fn() + Sync)| pool.install(|| seconds(20, call));
    let ready = timed(&|| drop(prepared.run(&moved, &part, &Nobody).expect("it runs")));
    let compiled = timed(&|| drop(run(&moved, &wanted, &part).expect("it runs")));
    let read = timed(&|| {
        let read = load("<one-from-each-box.toml>", &ShippedLibrary).expect("the shipped scenario is sound");
        drop(run(&Scenario { replications: 50, ..read }, &wanted, &part).expect("it runs"));
    });
    for (name, seconds) in [("prepared", ready), ("compiled again", compiled), ("read again", read)] {
        println!("50 replications, {name:<14} {:9.2} ms   {:.2} times as long", seconds * 1e3, seconds / ready);
    }
}

/// What it costs to score the loops of an ensemble beside running it, on one thread.
fn loops(scenario: &Scenario) {
    let graph = Graph::of(&scenario.model);
    let usual = Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario.clone() };
    let found = discover(&graph, |asked| {
        let scored = scores::run(&usual, &[], &graph, asked, &Part::whole(&usual), &Nobody)?;
        Ok::<_, RunError>(scored.scores.chunks(scored.samples.times.len()).map(<[f64]>::to_vec).collect())
    });
    let set = loop_set(&scenario.model, &graph, &found.expect("it runs").loops, Selection::Main);
    let (wanted, part) = (scenario.recorded(), Part::whole(scenario));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads can be made");
    let plain = seconds(5, || pool.install(|| drop(run(scenario, &wanted, &part).expect("it runs"))));
    let asked = set.scores(&graph);
    let scored = seconds(5, || {
        pool.install(|| {
            let rows = scores::run(scenario, &wanted, &graph, &asked, &part, &Nobody).expect("it runs");
            let (times, others) = (rows.samples.times.len(), set.rest_counts());
            let partition = &set.partition;
            dominance(&Rows { scores: &rows.scores, partition, others: &others, times, replications: 2000 });
        })
    });
    println!(
        "{} named loops and {} others, scored in {} replications: {:.2} times the plain run ({:.0} and {:.0} ms)",
        set.loops.len(),
        set.rest_counts().iter().sum::<usize>(),
        scenario.replications,
        scored / plain,
        scored * 1e3,
        plain * 1e3
    );
}

/// What it costs to find what each loop did in quarters that begin every 13 weeks, beside running the ensemble, on one thread.
fn trajectories(scenario: &Scenario) {
    let graph = Graph::of(&scenario.model);
    let set = loop_set(&scenario.model, &graph, &[], Selection::Main);
    let links: Vec<_> = set.loops.iter().map(|told| vec![told.cut]).collect();
    let steps = (13.0 / scenario.time.dt) as usize;
    let variable = scenario.model.told_by.expect("the shipped model says what loops are told by");
    let starts: Vec<usize> = (1..8).map(|window| window * steps).collect();
    let part = Part::whole(scenario);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads can be made");
    let plain = seconds(5, || pool.install(|| drop(run(scenario, &[variable], &part).expect("it runs"))));
    let asked = |sets: Vec<Vec<_>>| {
        let windows = Windows { sets, starts: starts.clone(), length: steps, variable };
        seconds(3, || pool.install(|| drop(windows.run(scenario, &part, &Nobody).expect("it runs"))))
    };
    let (each, pairs) =
        (asked(links.clone()), asked(vec![links[..2].concat(), links[1..3].concat(), links[..3].concat()]));
    println!(
        "{} loops held in {} quarters, {} replications: {:.1} times the plain run; three pairs: {:.1} times",
        links.len(),
        starts.len(),
        scenario.replications,
        each / plain,
        pairs / plain
    );
}
