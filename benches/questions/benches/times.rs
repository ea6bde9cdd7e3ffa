//! How long does one wait? `cargo bench --bench times` in this package.

use divan::{Bencher, black_box};
use flywheel::analysis::summary::summarise;
use questions::{compile_scenario, step_replications, wicked_loop, with_replications};

fn main() {
    divan::main();
}

#[divan::bench]
fn parse_wicked_loop() {
    black_box(wicked_loop());
}

#[divan::bench]
fn compile_wicked_loop(bencher: Bencher) {
    let scenario = wicked_loop();
    bencher.bench_local(|| compile_scenario(black_box(&scenario)));
}

#[divan::bench(sample_count = 10)]
fn step_1000_replications(bencher: Bencher) {
    let scenario = with_replications(wicked_loop(), 1000);
    bencher.with_inputs(|| scenario.clone()).bench_local_values(step_replications);
}

#[divan::bench(sample_count = 10)]
fn summarise_1000_replications(bencher: Bencher) {
    let results = step_replications(with_replications(wicked_loop(), 1000));
    bencher.bench_local(|| summarise(black_box(&results)));
}
