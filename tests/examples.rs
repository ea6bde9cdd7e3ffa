//! Each question has an example in `examples/`, which asks it and has an answer.

use std::path::Path;
use std::process::Command;

use flywheel::answer::ask::QUESTIONS;

#[test]
fn every_example_answers() {
    // Built beside the tests.
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent().and_then(Path::parent).unwrap().join("examples");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_stem().unwrap().to_str().unwrap();
        let ran = Command::new(built.join(name)).output().unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
        assert!(ran.stdout.len() > 100, "{name} says next to nothing");
        seen.push(name.to_string());
    }
    let mut questions = QUESTIONS.to_vec();
    questions.sort_unstable();
    seen.sort_unstable();
    assert_eq!(seen, questions, "an example for each question");
}
