//! How many instructions does it take? `cargo bench --bench instructions` in this package, which needs valgrind and
//! gungraun-runner in the version of gungraun; `benches/table.py` fetches the latter.
//!
//! Counts do not depend on what else the machine does, so they compare commits; the order in which maps are hashed moves
//! them by up to a hundredth. Valgrind's processor has AVX2 and not AVX-512.

use std::hint::black_box;

use flywheel::analysis::summary::{Summary, summarise};
use flywheel::model::scenario::Scenario;
use flywheel::program::Program;
use flywheel::results::Results;
use gungraun::{Callgrind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};
use questions::{compile_scenario, on_this_thread_alone, step_replications, wicked_loop, with_replications, yardstick};

/// One block of the engine: 64 replications.
fn block_of(scenario: Scenario) -> Scenario {
    on_this_thread_alone();
    with_replications(scenario, 64)
}

fn results_of(scenario: Scenario) -> Results {
    step_replications(block_of(scenario))
}

#[library_benchmark]
#[bench::wicked_loop()]
fn parse() -> Scenario {
    black_box(wicked_loop())
}

#[library_benchmark]
#[bench::wicked_loop(wicked_loop())]
fn compile(scenario: Scenario) -> Program {
    black_box(compile_scenario(black_box(&scenario)))
}

#[library_benchmark]
#[bench::yardstick(block_of(yardstick()))]
#[bench::wicked_loop(block_of(wicked_loop()))]
fn step_64_replications(scenario: Scenario) -> Results {
    black_box(step_replications(black_box(scenario)))
}

#[library_benchmark]
#[bench::wicked_loop(results_of(wicked_loop()))]
fn summarise_64_replications(results: Results) -> Summary {
    black_box(summarise(black_box(&results)))
}

library_benchmark_group!(name = asked, benchmarks = [parse, compile, step_64_replications, summarise_64_replications]);

// Addresses in the profile let a reader of it look up which instructions they were.
main!(
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no", "--dump-instr=yes"])),
    library_benchmark_groups = asked
);
