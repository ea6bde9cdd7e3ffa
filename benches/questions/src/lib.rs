//! What people wait for, each as a question with what it needs: `benches/times.rs` asks how long it takes,
//! `benches/instructions.rs` how many instructions.

use std::sync::Arc;

use flywheel::cli::files::Disk;
use flywheel::model::library::ShippedLibrary;
use flywheel::model::scenario::Scenario;
use flywheel::model::scenario_file::load;
use flywheel::program::Program;
use flywheel::program::compile::compile;
use flywheel::results::Results;
use flywheel::run::ensemble::{Part, run};

/// From the text of the wicked loop and its model to a scenario whose names, units and order are checked.
pub fn wicked_loop() -> Scenario {
    load("<wicked-loop.toml>", &ShippedLibrary).expect("the shipped scenario is sound")
}

/// The yardstick, as `cargo bench --bench yardstick` runs it.
pub fn yardstick() -> Scenario {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench.toml");
    load(file, &Disk).expect("the yardstick is beside this package")
}

/// From a scenario to straight-line code over rows.
pub fn compile_scenario(scenario: &Scenario) -> Program {
    compile(scenario, &scenario.recorded())
}

/// A scenario of so many replications.
pub fn with_replications(scenario: Scenario, replications: u64) -> Scenario {
    Scenario { replications, ..scenario }
}

/// From a scenario to the values that are kept of it, compiled on the way.
pub fn step_replications(scenario: Scenario) -> Results {
    let wanted = scenario.recorded();
    let samples = run(&scenario, &wanted, &Part::whole(&scenario)).expect("it runs");
    Results::new(Arc::new(scenario), samples)
}

/// Makes the thread that calls it the only one that steps, so that all instructions are counted where they are asked for.
pub fn on_this_thread_alone() {
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().expect("no pool is there yet");
}
