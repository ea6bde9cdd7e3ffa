//! Native code and WebAssembly give the same bits.
//!
//! Needs Node and the target wasm32-unknown-unknown (`rustup target add wasm32-unknown-unknown`); where either is
//! missing the test says so and proves nothing.

use std::path::Path;
use std::process::Command;

use flywheel::answer::ask::QUESTIONS;

#[path = "wasm/answers.rs"]
mod answers;
#[path = "wasm/digest.rs"]
mod digest;
#[path = "wasm/questions.rs"]
mod questions;

fn missing() -> Option<&'static str> {
    if Command::new("node").arg("--version").output().is_err() {
        return Some("Node is not installed");
    }
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_string();
    let target = Path::new(&sysroot).join("lib/rustlib/wasm32-unknown-unknown");
    (!target.exists()).then_some("the target wasm32-unknown-unknown is not installed")
}

/// Builds an example as WebAssembly and runs a script of Node about it; None where that cannot be, which is said.
fn in_node(test: &str, example: &str, script: &str, arguments: &[String]) -> Option<Vec<String>> {
    if let Some(why) = missing() {
        eprintln!("SKIPPED {test}: {why}");
        return None;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/wasm");
    let built = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--release", "--example", example, "--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&folder)
        // How hard it is optimised changes no bit, and much of the time it takes.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let wasm = folder.join(format!("wasm32-unknown-unknown/release/examples/{example}.wasm"));
    let ran = Command::new("node").args(["-e", script]).arg(&wasm).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(String::from_utf8(ran.stdout).unwrap().lines().map(String::from).collect())
}

#[test]
fn native_and_webassembly_give_the_same_bits() {
    // The module imports nothing: no clock, no files, no randomness from outside.
    let script = "const bytes = require('fs').readFileSync(process.argv[1]);
        WebAssembly.instantiate(bytes, {}).then(({instance}) => {
            for (const design of [0, 1, 2]) console.log(BigInt.asUintN(64, instance.exports.digest(design, 20)).toString());
        });";
    let Some(there) = in_node("native_and_webassembly_give_the_same_bits", "digest", script, &[]) else { return };
    let here: Vec<String> = (0..3).map(|design| digest::digest(design, 20).to_string()).collect();
    assert!(here.iter().all(|d| d != "0") && here[0] != here[1]);
    assert_eq!(there, here);
}

/// Every question, with 50 replications where it has any: its JSON, its words, its tables and its charts are the same bytes.
#[test]
fn every_answer_is_the_same_in_webassembly() {
    let questions: Vec<String> = QUESTIONS.iter().map(|question| questions::small(question)).collect();
    let script = "const bytes = require('fs').readFileSync(process.argv[1]);
        WebAssembly.instantiate(bytes, {}).then(({instance}) => {
            const { memory, room, ask, answer } = instance.exports;
            for (const question of process.argv.slice(2)) {
                const text = Buffer.from(question, 'utf8');
                const at = room(text.length);
                new Uint8Array(memory.buffer).set(text, at);
                const length = ask();
                console.log(Buffer.from(memory.buffer, answer(), length).toString('utf8'));
            }
        });";
    let test = "every_answer_is_the_same_in_webassembly";
    let Some(there) = in_node(test, "answers", script, &questions) else { return };
    assert_eq!(there.len(), questions.len());
    for (question, there) in questions.iter().zip(there) {
        let here = answers::answered(question);
        assert!(here.starts_with(r#"{"answer":{"format":1,"#), "{question}: {}", &here[..here.len().min(400)]);
        let differ =
            here.bytes().zip(there.bytes()).position(|(a, b)| a != b).or((here.len() != there.len()).then_some(0));
        let around = |text: &str, at: usize| text.chars().skip(at.saturating_sub(60)).take(120).collect::<String>();
        assert_eq!(differ, None, "{question}: {:?}", differ.map(|at| (around(&here, at), around(&there, at))));
    }
}
