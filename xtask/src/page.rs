//! The page of a workshop: the engine as WebAssembly, then the page around it, as one file.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use crate::{cargo, root, run};

#[path = "../../page/sources.rs"]
mod sources;

/// What is committed, below the root.
const BUILT: &str = "page/built/room.html";

/// What the page is built of beside its own sources: the engine, packed, which is not committed by itself.
const ENGINE: &str = "page/built/engine.wasm.gz";

/// Steps of the model are vectors. What is done once is not inlined for it, which takes a quarter off the engine.
const FLAGS: [&str; 2] = ["-Ctarget-feature=+simd128", "-Cllvm-args=-inline-threshold=40"];

/// Builds the page; to `check` it is to hold it against the committed one and leave that as it is.
///
/// The same sources and the same `rustc` give the same bytes: no path of this machine is in them. Of another `rustc`, what is
/// told is that the bytes cannot be held against each other: the page tries its own figures against those of the program
/// that writes it.
pub fn page(check: bool) -> bool {
    let rustc = told(Command::new("rustc").arg("--version"));
    let hash = sources::hash(root());
    println!("sources {hash}, {rustc}");
    let folder = root().join("page");
    let installed = folder.join("node_modules").is_dir() || run(npm(&folder).args(["ci", "--no-audit", "--no-fund"]));
    let built = installed
        && engine()
        && run(npm(&folder).args(["run", "build"]).env("FLYWHEEL_SOURCES", &hash).env("FLYWHEEL_RUSTC", &rustc));
    let Some(page) = fs::read_to_string(folder.join("dist/index.html")).ok().filter(|_| built) else { return false };
    println!("the page has {} bytes", page.len());
    let kept = fs::read_to_string(root().join(BUILT)).unwrap_or_default();
    match (check, kept == page, kept.contains(&rustc)) {
        (false, ..) => fs::write(root().join(BUILT), page).is_ok(),
        (true, true, _) => same("the committed page is what is built of these sources, byte for byte"),
        (true, false, false) => {
            same("the committed page was built by another rustc: its bytes are not held against these")
        }
        (true, false, true) => {
            eprintln!("FAILED: the committed page is not what is built of these sources: `cargo xtask page` builds it");
            false
        }
    }
}

fn same(told: &str) -> bool {
    println!("{told}");
    true
}

fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder);
    npm
}

fn told(command: &mut Command) -> String {
    command.output().map(|out| String::from_utf8_lossy(&out.stdout).trim().to_string()).unwrap_or_default()
}

/// Writes the page and tries all of it in Chromium and Firefox.
pub fn in_browsers() -> bool {
    let page = root().join("out/workshop.html");
    let mut workshop = cargo();
    let plan = "scenarios/one-from-each-box.toml";
    workshop
        .args(["run", "--release", "--quiet", "--", "workshop", plan, "scenarios/wicked-loop.toml", "-o"])
        .arg(&page);
    run(&mut workshop) && run(npm(&root().join("page")).args(["run", "--silent", "browsers", "--"]).arg(&page))
}

/// What `cargo` calls in place of `rustc` while it builds the engine: names of symbols, and with them the order of functions, come
/// of a crate's metadata, in which `cargo` puts the folder of a package that is outside its workspace. The crates of this project
/// are called by their names alone.
pub fn rustc() -> bool {
    let mut given: Vec<String> = env::args().skip(1).collect();
    let of = |flag: &str| given.iter().position(|one| one == flag).and_then(|at| given.get(at + 1)).cloned();
    if let Some(name) = of("--crate-name").filter(|name| name.starts_with("flywheel")) {
        for one in given.iter_mut().filter(|one| one.starts_with("metadata=")) {
            *one = format!("metadata={name}");
        }
    }
    run(Command::new(&given[0]).args(&given[1..]))
}

/// The name of the environment variable by which this program knows that it is to be [`rustc`].
pub const AS_RUSTC: &str = "FLYWHEEL_AS_RUSTC";

/// Builds the engine, with paths that are the same everywhere.
fn engine() -> bool {
    let home = |name: &str, usual: &str| {
        let usual = env::var("HOME").map(|home| PathBuf::from(home).join(usual)).unwrap_or_default();
        env::var(name).map_or(usual, PathBuf::from)
    };
    let remapped = [(root().to_path_buf(), "flywheel"), (home("CARGO_HOME", ".cargo"), "cargo")];
    let remapped = remapped.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    let flags: Vec<String> = FLAGS.iter().map(|flag| flag.to_string()).chain(remapped).collect();
    let target = root().join("target/page");
    let mut build = cargo();
    build
        .args(["build", "--release", "--locked", "--target", "wasm32-unknown-unknown", "--manifest-path"])
        .arg(root().join("page/engine/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env(AS_RUSTC, "")
        .env("RUSTC_WRAPPER", env::current_exe().unwrap_or_default());
    let from = target.join("wasm32-unknown-unknown/release/flywheel_page_engine.wasm");
    run(&mut build) && fs::read(from).and_then(|bytes| fs::write(root().join(ENGINE), packed(&bytes)?)).is_ok()
}

/// As small as gzip can be: a twentieth smaller than it usually is, and the same bytes on every machine.
fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, bytes, &mut out)?;
    Ok(out)
}
