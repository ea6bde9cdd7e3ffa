//! How many instructions does it take? `cargo bench --bench instructions` in this package, which needs valgrind and
//! gungraun-runner in the version of gungraun; `benches/table.py` fetches the latter.
//!
//! Counts do not differ from hour to hour, so they compare commits. Valgrind's processor has AVX2 and not AVX-512.

use std::hint::black_box;

use flywheel::analysis::summary::{Summary, summarise};
use flywheel::model::scenario::Scenario;
use flywheel::program::Program;
use flywheel::results::Results;
use gungraun::{library_benchmark, library_benchmark_group, main};
use questions::{
    compile_scenario, on_this_thread_alone, parse_wicked_loop, parse_yardstick, step_replications, with_replications,
};

/// One block of the engine: 64 replications.
fn block_of(scenario: Scenario) -> Scenario {
    on_this_thread_alone();
    with_replications(scenario, 64)
}

fn results_of(scenario: Scenario) -> Results {
    step_replications(block_of(scenario))
}

#[library_benchmark]
fn parse() -> Scenario {
    black_box(parse_wicked_loop())
}

#[library_benchmark]
#[bench::wicked_loop(parse_wicked_loop())]
fn compile(scenario: Scenario) -> Program {
    black_box(compile_scenario(black_box(&scenario)))
}

#[library_benchmark]
#[bench::yardstick(block_of(parse_yardstick()))]
#[bench::wicked_loop(block_of(parse_wicked_loop()))]
fn step_64_replications(scenario: Scenario) -> Results {
    black_box(step_replications(black_box(scenario)))
}

#[library_benchmark]
#[bench::wicked_loop(results_of(parse_wicked_loop()))]
fn summarise_64_replications(results: Results) -> Summary {
    black_box(summarise(black_box(&results)))
}

library_benchmark_group!(
    name = wicked_loop,
    benchmarks = [parse, compile, step_64_replications, summarise_64_replications]
);

main!(library_benchmark_groups = wicked_loop);
