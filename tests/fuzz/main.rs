//! Whatever a stranger's file holds, it is read, or refused with a message and a place: nothing breaks.
//!
//! Six targets read texts that are made of others (`mutate`), every valid file of the repository is broken in one place
//! at a time (`one_change`), and random models are exported and read again (`round_trip`). All follow from their
//! numbers alone, and all arithmetic is checked for overflow. `FLYWHEEL_CASES=1000000` asks for so many cases of each;
//! `cargo xtask long` does that; `FLYWHEEL_CASE=7` reads case 7 alone and shows it. A text that breaks something is kept under `tests/fuzz/corpus/`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

mod luck;
mod models;
mod mutate;
mod one_change;
mod round_trip;
mod targets;

/// Threads that read at the same time; the tests beside have the rest.
const THREADS: usize = 2;

/// As deep as the stack of the program itself.
const STACK: usize = 8 << 20;

/// The most findings that are told.
const MOST_TOLD: usize = 5;

/// How many cases are asked for: `usual` in the tests.
fn cases(usual: usize) -> usize {
    std::env::var("FLYWHEEL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Tries cases on all threads; `make` gives the text of each, and what may break reads it.
fn each_case(name: &str, cases: usize, make: impl Fn(u64) -> String + Sync, read: impl Fn(&str, u64) + Sync) {
    let begun = Instant::now();
    let alone: Option<usize> = std::env::var("FLYWHEEL_CASE").ok().and_then(|n| n.parse().ok());
    let (first, cases) = alone.map_or((0, cases), |case| (case, case + 1));
    let next = AtomicUsize::new(first);
    let found: Mutex<Vec<String>> = Mutex::default();
    let slowest: Mutex<(Duration, u64)> = Mutex::default();
    let work = || {
        loop {
            let case = next.fetch_add(1, Ordering::Relaxed);
            if case >= cases || found.lock().unwrap().len() >= MOST_TOLD {
                break;
            }
            let case = case as u64;
            let text = make(case);
            if alone.is_some() {
                println!("{text}");
            }
            let before = Instant::now();
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| read(&text, case))) {
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or(panic.downcast_ref::<&str>().map(|s| s.to_string())).unwrap_or_default();
                found.lock().unwrap().push(format!("case {case} of {name}: {said}\n{text}\n"));
            }
            let took = before.elapsed();
            let mut slowest = slowest.lock().unwrap();
            *slowest = (*slowest).max((took, case));
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).unwrap())
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    let (slow, at) = *slowest.lock().unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    println!("{name}: {cases} cases in {seconds:.1} s; the slowest, {at}, took {:.0} ms", slow.as_secs_f64() * 1e3);
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn target(name: &str, usual: usize) {
    let targets = targets::all();
    let (number, target) = targets.iter().enumerate().find(|(_, t)| t.name == name).expect("a target");
    let corpus = target.mutator.corpus();
    // First the corpus as it stands, then what is made of it.
    let make = |case: u64| match corpus.get(case as usize) {
        Some(text) => text.clone(),
        None => target.mutator.text(&mut luck::Luck::new(number as u64, case)),
    };
    each_case(name, corpus.len() + cases(usual), make, target.read);
}

#[test]
fn models() {
    target("model", 1_500);
}

#[test]
fn scenarios() {
    target("scenario", 1_500);
}

#[test]
fn equations() {
    target("equation", 3_000);
}

#[test]
fn units() {
    target("unit", 3_000);
}

#[test]
fn claims() {
    target("claim", 5_000);
}

#[test]
fn xmile() {
    target("xmile", 1_500);
}
