//! Each of the `examples/` asks its question and has an answer.

use std::path::Path;
use std::process::Command;

#[test]
fn every_example_answers() {
    // Built beside the tests.
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent().and_then(Path::parent).unwrap().join("examples");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_stem().unwrap().to_str().unwrap();
        let ran = Command::new(built.join(name)).output().unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
        assert!(ran.stdout.len() > 100, "{name} says next to nothing");
        seen += 1;
    }
    assert_eq!(seen, 11);
}
