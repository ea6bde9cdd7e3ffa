//! Chores of this repository.
//!
//! ```text
//! cargo xtask bless     accept what the tests now print: snapshots and the README's outputs; then look at the diff
//! cargo xtask figures   draw the pictures of the README again
//! cargo xtask page      build the page of a workshop again: page/built/room.html; it needs Node and the target of WebAssembly
//! cargo xtask page check   build it, and hold it against the one that is committed
//! cargo xtask long      what takes hours: build the page and hold it against the committed one, try it in two browsers, then
//!                       read a million strange texts with each target of tests/fuzz, and a million strange exports (tests/items),
//!                       or as many as are named; `long page` leaves the texts out
//! ```

mod page;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

fn main() -> ExitCode {
    let done = match env::args().nth(1).as_deref() {
        _ if env::var_os(page::AS_RUSTC).is_some() => page::rustc(),
        Some("bless") => {
            run(cargo().args(["test", "--workspace"]).env("INSTA_UPDATE", "always").env("TRYCMD", "overwrite"))
        }
        Some("figures") => figures(),
        Some("page") => page::page(env::args().nth(2).as_deref() == Some("check")),
        Some("long") => long(),
        _ => {
            eprintln!("cargo xtask bless | figures | page [check] | long [page | CASES]");
            return ExitCode::from(2);
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn cargo() -> Command {
    let mut command = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    command.current_dir(root());
    command
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn run(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

/// The page, built again; every view of it in two browsers, by mouse, by keyboard and for screen readers. Then what the tests
/// try a few thousand times, tried as often as the second argument says: a target after the other, each with its number of
/// cases and its time.
fn long() -> bool {
    let cases = env::args().nth(2).unwrap_or("1000000".into());
    let tried = page::page(true) && page::in_browsers();
    if !tried || cases == "page" {
        return tried;
    }
    let test = |name: &'static str, only: &'static str| {
        let test = ["test", "--test", name, only, "--", "--nocapture", "--test-threads", "1"];
        run(cargo().args(test.iter().filter(|word| !word.is_empty())).env("FLYWHEEL_CASES", &cases))
    };
    test("fuzz", "") && test("items", "breaks_the_reading")
}

/// Runs the demonstration, draws the model, and keeps the pictures that the README shows.
fn figures() -> bool {
    if !run(cargo().args(["run", "--release", "--", "run", "--png", "--quiet"])) {
        return false;
    }
    if !run(cargo().args(["run", "--release", "--", "model", "diagram", "-o", "docs/diagram.png", "--quiet"])) {
        return false;
    }
    let pictures =
        [("side-by-side.png", "demonstration.png"), ("one-from-each-box/cumulative-flow.png", "cumulative-flow.png")];
    pictures
        .iter()
        .all(|(from, to)| fs::copy(root().join("out/demonstration").join(from), root().join("docs").join(to)).is_ok())
}
