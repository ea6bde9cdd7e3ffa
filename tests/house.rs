//! The rules of the house, read off the sources: which room may use which, where files and clocks may be touched, what
//! words may not be names, that prose names only paths that exist, that the code is formatted and free of lints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rooms from the first to the last: each may use those before it, and itself.
const ROOMS: [&str; 12] =
    ["math", "text", "data", "model", "export", "program", "run", "results", "analysis", "figure", "answer", "cli"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files with one of these endings below a folder, sorted.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|e| path.extension().is_some_and(|x| x == *e)) {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// Source lines outside comments, with their file and number; tests inside a file are left out.
fn code_lines() -> Vec<(String, usize, String)> {
    let mut out = Vec::new();
    for path in files("src", &["rs"]) {
        let name = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
        if name.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            out.push((name.clone(), number + 1, code.to_string()));
        }
    }
    out
}

fn room(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// How deep below the root the module in a file of `src` stands.
fn depth(file: &str) -> usize {
    file.split('/').filter(|part| !matches!(*part, "mod.rs" | "lib.rs" | "main.rs")).count()
}

/// What the root gives of rooms by names of its own: `Model` stands in `model`.
fn given_by_the_root() -> Vec<(String, String)> {
    let root = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut out = Vec::new();
    for given in root.split("pub use ").skip(1).filter_map(|text| text.split_once(';')).map(|(given, _)| given) {
        let room = given.split("::").next().unwrap().to_string();
        let (_, names) = given.rsplit_once("::").unwrap();
        let names = given.split_once('{').map_or(names, |(_, names)| names.trim_end_matches('}'));
        let own = |name: &str| name.rsplit(" as ").next().unwrap().trim().to_string();
        out.extend(names.split(',').filter(|name| !name.trim().is_empty()).map(|name| (own(name), room.clone())));
    }
    out
}

/// The names below the root that code in a module so deep uses, each with where it stands: `crate::model`,
/// `use crate::{model, run::keep}`, and as many `super::` as lead to the root.
fn names_below_the_root(code: &str, depth: usize) -> Vec<(usize, String)> {
    let climbs = "super::".repeat(depth);
    let mut places: Vec<usize> = code.match_indices("crate::").map(|(at, word)| at + word.len()).collect();
    places.extend(code.match_indices(&climbs).filter(|_| depth > 0).map(|(at, word)| at + word.len()));
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut out = Vec::new();
    for at in places {
        let Some(group) = code[at..].strip_prefix('{') else {
            out.push((at, name(&code[at..])));
            continue;
        };
        let (mut open, mut begins) = (1, true);
        for (place, c) in group.char_indices() {
            match c {
                '{' => open += 1,
                '}' => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
            if begins && (c.is_alphabetic() || c == '_') {
                out.push((at + 1 + place, name(&group[place..])));
                begins = false;
            }
            begins |= open == 1 && c == ',';
        }
    }
    out
}

#[test]
fn names_below_the_root_are_seen_however_they_are_written() {
    let seen = |code: &str, depth: usize| -> Vec<String> {
        names_below_the_root(code, depth).into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(seen("use crate::model::{Model, Unit};", 2), ["model"]);
    assert_eq!(seen("use crate::{\n    model::{self, Unit},\n    cli,\n};", 2), ["model", "cli"]);
    assert_eq!(seen("let x: crate::Model = super::super::cli::open();", 2), ["Model", "cli"]);
    assert_eq!(seen("super::cli::open()", 2), [""; 0]);
    let given = given_by_the_root();
    assert!(
        given.contains(&("ShippedLibrary".into(), "model".into())) && given.contains(&("Source".into(), "text".into()))
    );
}

#[test]
fn rooms_use_only_rooms_above_them() {
    let given = given_by_the_root();
    let mut files: Vec<(String, String)> = Vec::new();
    for (file, _, line) in code_lines() {
        match files.last_mut() {
            Some((last, code)) if *last == file => code.push_str(&format!("\n{line}")),
            _ => files.push((file, line)),
        }
    }
    let mut seen = 0;
    for (file, code) in files {
        let own = room(&file);
        let Some(place) = ROOMS.iter().position(|r| *r == own) else { continue };
        for (at, name) in names_below_the_root(&code, depth(&file)) {
            let other = given.iter().find(|(given, _)| *given == name).map_or(&name, |(_, room)| room);
            let Some(other_place) = ROOMS.iter().position(|r| r == other) else { continue };
            seen += 1;
            let number = 1 + code[..at].matches('\n').count();
            assert!(other_place <= place, "src/{file}:{number}: `{own}` may not use `{other}`, which stands after it");
        }
    }
    assert!(seen > 50, "the test has stopped reading imports");
}

#[test]
fn only_interfaces_know_files_terminals_and_clocks() {
    let outside = [
        "std::fs",
        "std::io",
        "std::env",
        "std::time",
        "std::thread",
        "std::net",
        "std::process",
        "println!",
        "eprintln!",
        "print!(",
    ];
    for (file, number, line) in code_lines() {
        if matches!(room(&file), "cli" | "main") {
            continue;
        }
        // A workbook is unpacked from memory, for which the libraries that do it want a reader.
        if file == "data/table/workbook.rs" && line.trim() == "use std::io::{Cursor, Read};" {
            continue;
        }
        for word in outside {
            assert!(!line.contains(word), "src/{file}:{number}: `{word}` belongs to the interfaces");
        }
        for (library, owner) in [("plotters::", "figure/draw"), ("clap::", "cli"), ("rayon::", "run/ensemble")] {
            assert!(
                !line.contains(library) || file.starts_with(owner),
                "src/{file}:{number}: only src/{owner} knows {library}"
            );
        }
    }
}

#[test]
fn names_say_what_things_are() {
    let banned = ["manager", "helper", "util", "common", "handle_", "do_", "_info", "_data"];
    for (file, number, line) in code_lines() {
        for keyword in ["fn ", "struct ", "enum ", "mod ", "trait "] {
            let Some((_, after)) = line.split_once(keyword) else { continue };
            let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let lower = name.to_lowercase();
            let wrong = banned.iter().find(|b| lower.starts_with(**b) || (b.starts_with('_') && lower.ends_with(**b)));
            assert!(wrong.is_none(), "src/{file}:{number}: `{name}` says nothing: use the field's words");
        }
    }
}

/// A path in backticks in prose, or in a doc comment, has to exist.
#[test]
fn prose_names_paths_that_exist() {
    let mut seen = 0;
    let mut prose: Vec<PathBuf> = files("docs", &["md"]);
    prose.extend(["README.md", "ARCHITECTURE.md"].map(|f| root().join(f)));
    prose.extend(files("src", &["rs"]));
    for path in prose {
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            if path.extension().is_some_and(|e| e == "rs") && !line.trim_start().starts_with("//") {
                continue;
            }
            for piece in line.split('`').skip(1).step_by(2) {
                let folders =
                    ["src/", "tests/", "docs/", "models/", "scenarios/", "conformance/", "benches/", "xtask/"];
                let named = folders.iter().any(|f| piece.starts_with(f)) && !piece.contains(['<', '*', ' ', '{']);
                if named {
                    seen += 1;
                    let line = format!("{}:{}", path.display(), number + 1);
                    assert!(root().join(piece).exists(), "{line}: `{piece}` does not exist");
                }
            }
        }
    }
    assert!(seen > 5, "the test has stopped reading prose");
}

/// Runs a tool of cargo, without which the rules are not held.
fn cargo(tool: &str, arguments: &[&str]) {
    let there = Command::new(env!("CARGO")).args([tool, "--version"]).output().is_ok_and(|o| o.status.success());
    assert!(there, "cargo {tool} is not installed: `rustup component add rustfmt clippy`");
    let ran = Command::new(env!("CARGO")).current_dir(root()).arg(tool).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "cargo {tool} {}:\n{said}", arguments.join(" "));
}

#[test]
fn the_code_is_formatted() {
    cargo("fmt", &["--all", "--check"]);
    // A package outside the workspace, so that what it measures with is not built here.
    cargo("fmt", &["--manifest-path", "benches/questions/Cargo.toml", "--check"]);
}

#[test]
fn the_code_is_free_of_lints() {
    cargo("clippy", &["--workspace", "--all-targets", "--", "-D", "warnings"]);
}
