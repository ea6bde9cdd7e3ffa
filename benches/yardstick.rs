//! How far the engine is from code written by hand: `cargo bench --bench yardstick`.
//!
//! `limit.rs` is the model of `bench.xmile` as a person would write it for speed, with nothing but the arithmetic; it is
//! compiled here for processors with AVX2, and both run in turn on one thread. Times differ from machine to machine and
//! hour to hour; the ratio of the best of each is what compares.
//!
//! `cargo bench --bench yardstick -- --only 40960` does nothing but run the engine once on so many replications, on one
//! thread: for whoever measures the processor time of the whole program from outside.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use flywheel::model::library::Library;
use flywheel::model::scenario::Scenario;
use flywheel::model::scenario_file::load;
use flywheel::program::compile::compile;
use flywheel::run::ensemble::{Part, run};
use flywheel::text::{Diagnostic, Source};

/// The files beside this one.
struct Beside;

impl Library for Beside {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(name);
        Ok(Source::new(name, std::fs::read_to_string(path).expect("the yardstick is here")))
    }

    fn beside(&self, _from: &str, path: &str) -> String {
        path.to_string()
    }
}

const ROUNDS: usize = 7;

fn main() {
    let scenario = load("bench.toml", &Beside).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let wanted = scenario.record.clone();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be made");
    if let Some(number) = std::env::args().skip_while(|argument| argument != "--only").nth(1) {
        let replications = number.parse().expect("--only takes a number of replications");
        pool.install(|| engine(&Scenario { replications, ..scenario }, &wanted));
        return;
    }
    let program = compile(&scenario, &wanted);
    let limit = compile_limit().expect("rustc compiles for processors with AVX2");
    let (mut hand, mut ours) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        hand = hand.min(by_hand(&limit, scenario.replications));
        ours = ours.min(pool.install(|| engine(&scenario, &wanted)));
    }
    println!("{} operations a step, {} rows", program.step.len(), program.rows);
    println!("by hand, 16 side by side   {hand:7.2} us a run   1.00");
    println!("engine, one thread         {ours:7.2} us a run   {:.2}", ours / hand);
}

/// Microseconds a replication.
fn engine(scenario: &Scenario, wanted: &[flywheel::model::VariableId]) -> f64 {
    let start = Instant::now();
    run(scenario, wanted, &Part::whole(scenario)).expect("it runs");
    start.elapsed().as_secs_f64() * 1e6 / scenario.replications as f64
}

/// The program that is written by hand; None where it cannot be compiled for this processor.
fn compile_limit() -> Option<std::path::PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/limit.rs");
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("limit");
    let flags = ["-C", "opt-level=3", "-C", "target-cpu=x86-64-v3", "-A", "warnings", "-o"];
    let made = Command::new("rustc").args(flags).arg(&out).arg(source).status();
    made.is_ok_and(|status| status.success()).then_some(out)
}

/// Microseconds a replication, as the program tells it: the last number before `us/run` in its line on lanes.
fn by_hand(program: &Path, replications: u64) -> f64 {
    let ran = Command::new(program).args([&replications.to_string(), "lanes"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let line = said.lines().find(|line| line.starts_with("lanes")).expect("it tells its time");
    let before = line.split(" us/run").next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number of microseconds")
}
