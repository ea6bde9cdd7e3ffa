//! Native code and WebAssembly give the same bits.
//!
//! Needs Node and the target wasm32-unknown-unknown (`rustup target add wasm32-unknown-unknown`); where either is
//! missing the test says so and proves nothing.

use std::path::Path;
use std::process::Command;

#[path = "wasm/digest.rs"]
mod digest;

fn missing() -> Option<&'static str> {
    if Command::new("node").arg("--version").output().is_err() {
        return Some("Node is not installed");
    }
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_string();
    let target = Path::new(&sysroot).join("lib/rustlib/wasm32-unknown-unknown");
    (!target.exists()).then_some("the target wasm32-unknown-unknown is not installed")
}

#[test]
fn native_and_webassembly_give_the_same_bits() {
    if let Some(why) = missing() {
        eprintln!("SKIPPED native_and_webassembly_give_the_same_bits: {why}");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/wasm");
    let built = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--release", "--example", "digest", "--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&folder)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let wasm = folder.join("wasm32-unknown-unknown/release/examples/digest.wasm");
    // The module imports nothing: no clock, no files, no randomness from outside.
    let script = "const bytes = require('fs').readFileSync(process.argv[1]);
        WebAssembly.instantiate(bytes, {}).then(({instance}) => {
            for (const design of [0, 1, 2]) console.log(BigInt.asUintN(64, instance.exports.digest(design, 20)).toString());
        });";
    let ran = Command::new("node").args(["-e", script]).arg(&wasm).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let there: Vec<u64> = String::from_utf8_lossy(&ran.stdout).lines().map(|l| l.parse().unwrap()).collect();
    let here: Vec<u64> = (0..3).map(|design| digest::digest(design, 20)).collect();
    assert!(here.iter().all(|d| *d != 0) && here[0] != here[1]);
    assert_eq!(there, here);
}
