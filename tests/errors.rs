//! What people are told about wrong files: one small wrong file a mistake, and the message it gets.
//!
//! Every file in `tests/errors/` is wrong (those in `tests/errors/beside/` are what the others name). Mistakes that are
//! no text one would keep in a repository, such as a binary file or a line of a megabyte, are made here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flywheel::text::Code;

/// The folder of wrong files.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

/// The wrong files, sorted.
fn wrong_files() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path());
    let wrong = entries.filter(|p| p.extension().is_some_and(|e| e == "toml" || e == "xmile"));
    let mut names: Vec<String> = wrong.map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Runs the program in a folder.
fn flywheel(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(folder).args(arguments).env_remove("NO_COLOR").output().unwrap()
}

/// What a refusal says: exit code 3, nothing on standard output, and no crash.
fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let ran = flywheel(folder, arguments);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(3), "flywheel {}\n{said}", arguments.join(" "));
    assert!(ran.stdout.is_empty(), "flywheel {} answers a wrong file", arguments.join(" "));
    assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{said}");
    said
}

/// Holds a message against its golden file.
fn golden(name: &str, said: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, said));
}

/// The message of `flywheel run`, the command that reads all there is and runs it; nothing is written.
fn message_of_run(file: &str) -> String {
    let out = tempfile::tempdir().unwrap();
    let said = refusal(&folder(), &["run", file, "--out", &out.path().to_string_lossy()]);
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0, "{file} is wrong, and something is written");
    said
}

#[test]
fn the_page_on_json_lists_every_code() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md")).unwrap();
    let (_, listed) = page.split_once("Codes of files: ").unwrap();
    let listed = listed.split("\n\n").next().unwrap();
    let listed: Vec<&str> = listed.split('`').skip(1).step_by(2).collect();
    assert_eq!(listed, Code::ALL.iter().map(|code| code.name()).collect::<Vec<_>>());
}

#[test]
fn every_wrong_file_gets_its_message() {
    insta::glob!("errors/*.{toml,xmile}", |path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut settings = insta::Settings::clone_current();
        settings.remove_snapshot_suffix();
        settings.bind(|| golden(&name, &message_of_run(&path.file_name().unwrap().to_string_lossy())));
    });
}

/// Files of `tests/errors/warned/`: nothing is wrong with them, and something is to be said all the same.
const WARNED: [&str; 1] = ["assumption-without-range-and-source"];

#[test]
fn what_is_only_warned_of_is_fine_all_the_same() {
    for name in WARNED {
        let ran = flywheel(&folder().join("warned"), &["model", "check", &format!("{name}.toml")]);
        assert_eq!(ran.status.code(), Some(0), "{name}");
        golden(name, &String::from_utf8(ran.stderr).unwrap());
    }
}

/// What a start contradicts is told once, by whatever reads it, and before anything is run.
#[test]
fn contradictions_are_told_once_by_every_command() {
    let folder = folder().join("warned");
    let out = tempfile::tempdir().unwrap();
    let out = out.path().to_string_lossy().into_owned();
    let file = "contradiction.toml";
    let said = |arguments: &[&str]| {
        let ran = flywheel(&folder, arguments);
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(0), "flywheel {}\n{said}", arguments.join(" "));
        said
    };
    let alone = said(&["simulate", file]);
    golden("contradiction-told", &alone);
    for arguments in [
        &["check", file][..],
        &["run", file, "--quiet", "--out", &out],
        &["run", file, "--json", "--quiet", "--out", &out],
        &["compare", file, file, "--quiet", "--out", &out],
    ] {
        assert!(said(arguments).starts_with(&alone), "flywheel {}: {}", arguments.join(" "), said(arguments));
        assert_eq!(said(arguments).matches("[contradiction]").count(), 1, "flywheel {}", arguments.join(" "));
    }
    let mended = ["simulate", file, "--set", "throughput=10"];
    assert_eq!(said(&mended), "");
    // A model is told of its own start likewise.
    assert_eq!(said(&["model", "check", "../beside/team.toml"]), "");
}

/// Wrong only when it is run, or only because so much of it is run.
const WRONG_IN_A_RUN: [&str; 10] = [
    "constant-drawn-infinite",
    "division-by-zero-at-the-start",
    "division-by-zero-from-the-scenario",
    "initial-not-finite",
    "start-equation-infinite",
    "too-many-values",
    "xmile-average-of-not-a-number",
    "xmile-delay-order-calculated-huge",
    "xmile-initial-infinite",
    "xmile-initial-not-a-number",
];

#[test]
fn other_commands_say_the_same() {
    for file in wrong_files().iter().filter(|f| !WRONG_IN_A_RUN.contains(&f.split('.').next().unwrap())) {
        let said = message_of_run(file);
        assert_eq!(refusal(&folder(), &["simulate", file]), said, "{file}");
        assert_eq!(refusal(&folder(), &["check", file]), said, "{file}");
        let text = fs::read_to_string(folder().join(file)).unwrap();
        if text.contains("[stock.") || text.contains("[aux.") || file.ends_with(".xmile") {
            assert_eq!(refusal(&folder(), &["model", "check", file]), said, "{file}");
            assert_eq!(refusal(&folder(), &["model", "show", "--model", file]), said, "{file}");
        }
    }
}

#[test]
fn a_message_has_a_place_a_picture_and_a_code() {
    let codes: Vec<String> = Code::ALL.iter().map(|c| format!("[{c}]: ")).collect();
    for file in wrong_files() {
        let said = message_of_run(&file);
        let first = said.lines().next().unwrap();
        assert!(first.starts_with("error[") && codes.iter().any(|c| first.contains(c.as_str())), "{file}: {first}");
        if file != "too-many-values.toml" {
            assert!(said.contains("--> ") && said.contains('^'), "{file}:\n{said}");
        }
        assert!(said.lines().all(|line| line.chars().count() < 250), "{file}:\n{said}");
    }
}

#[test]
fn every_code_has_a_wrong_file() {
    let snapshots = fs::read_dir(folder().join("snapshots")).unwrap();
    let all: String = snapshots.map(|e| fs::read_to_string(e.unwrap().path()).unwrap()).collect();
    let missing: Vec<&str> =
        Code::ALL.iter().map(|c| c.name()).filter(|name| !all.contains(&format!("error[{name}]"))).collect();
    assert!(missing.is_empty(), "no golden file shows {}", missing.join(", "));
}

#[test]
fn no_golden_file_is_left_over() {
    let made = ["no-such-file", "no-such-folder", "a-folder", "a-binary-file", "another-encoding", "too-large-a-file"];
    let made = made.iter().chain(&["a-folder-to-write", "a-file-as-folder", "a-line-of-a-megabyte"]);
    let made = made.chain(&["an-equation-of-a-megabyte", "a-name-of-a-megabyte", "nested-lists", "nested-brackets"]);
    let made = made.chain(&["nested-keys", "windows-line-ends", "control-characters", "xmile-another-encoding"]);
    let made = made.chain(&[
        "xmile-a-binary-file",
        "xmile-unknown-encoding",
        "xmile-too-large-a-file",
        "xmile-nested-brackets",
    ]);
    let made = made.chain(&["xmile-nested-elements", "xmile-entity-bomb", "xmile-a-name-of-a-megabyte"]);
    let made: Vec<&str> =
        made.chain(&["xmile-delays-too-long", "xmile-delays-too-many", "contradiction-told"]).copied().collect();
    for entry in fs::read_dir(folder().join("snapshots")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".snap") else { continue };
        let known = made.contains(&name)
            || WARNED.contains(&name)
            || wrong_files().iter().any(|file| file.split('.').next() == Some(name));
        assert!(known, "tests/errors/snapshots/{name}.snap belongs to no wrong file");
    }
}

/// Files that are made for the test, in a folder of their own.
struct Made(tempfile::TempDir);

impl Made {
    fn new() -> Made {
        Made(tempfile::tempdir().unwrap())
    }

    /// Writes `file`, and holds what is said about it against the golden file `name`.
    fn check(&self, name: &str, file: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(file), contents).unwrap();
        golden(name, &refusal(self.0.path(), &["simulate", file]));
    }
}

#[test]
fn files_that_are_no_text() {
    let made = Made::new();
    made.check("a-binary-file", "team.toml", (0..=255u8).collect::<Vec<u8>>());
    let utf16: Vec<u8> = "\u{feff}title = \"x\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    made.check("another-encoding", "team.toml", utf16);
    golden("no-such-file", &refusal(made.0.path(), &["simulate", "taem.toml"]));
    golden("no-such-folder", &refusal(made.0.path(), &["simulate", "teams/team.toml"]));
    fs::create_dir(made.0.path().join("folder")).unwrap();
    golden("a-folder", &refusal(made.0.path(), &["simulate", "folder"]));
    // A hundred megabytes, none of them on the disk.
    let large = fs::File::create(made.0.path().join("large.toml")).unwrap();
    large.set_len(100 << 20).unwrap();
    golden("too-large-a-file", &refusal(made.0.path(), &["simulate", "large.toml"]));
}

#[test]
fn places_that_cannot_be_written() {
    let made = Made::new();
    let queue = fs::read(folder().join("beside/queue.toml")).unwrap();
    fs::write(made.0.path().join("queue.toml"), queue).unwrap();
    fs::create_dir(made.0.path().join("folder")).unwrap();
    golden("a-folder-to-write", &refusal(made.0.path(), &["simulate", "queue.toml", "-o", "folder"]));
    golden("a-file-as-folder", &refusal(made.0.path(), &["run", "queue.toml", "--out", "queue.toml"]));
}

#[test]
fn long_lines_get_short_messages() {
    let made = Made::new();
    let megabyte = 1_000_000;
    made.check("a-line-of-a-megabyte", "team.toml", format!("title = \"{}\n", "x".repeat(megabyte)));
    let equation = |text: &str| format!("[aux.a]\nunit = \"1\"\nequation = '{text}'\n");
    made.check("an-equation-of-a-megabyte", "team.toml", equation(&"1 + ".repeat(megabyte / 4)));
    made.check("a-name-of-a-megabyte", "team.toml", equation(&"x".repeat(megabyte)));
}

#[test]
fn deep_nesting_is_refused() {
    let made = Made::new();
    let depth = 10_000;
    made.check("nested-lists", "team.toml", format!("record = {}{}\n", "[".repeat(depth), "]".repeat(depth)));
    made.check("nested-keys", "team.toml", format!("{}a = 1\n", "a.".repeat(depth)));
    let brackets = format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    made.check("nested-brackets", "team.toml", format!("[aux.a]\nunit = \"1\"\nequation = '{brackets}'\n"));
}

#[test]
fn line_ends_and_control_characters_do_not_spoil_the_picture() {
    let made = Made::new();
    let windows = fs::read_to_string(folder().join("equation-on-many-lines.toml")).unwrap().replace('\n', "\r\n");
    made.check("windows-line-ends", "team.toml", windows);
    made.check("control-characters", "team.toml", "[stock.\"\\u001b[31mred\"]\nunit = \"1\"\ninitial = 1\n");
}

/// An XMILE file with these variables, and with these attributes on its times.
fn xmile(variables: &str, attributes: &str, stop: usize) -> String {
    let times = format!("<sim_specs{attributes}><start>0</start><stop>{stop}</stop><dt>1</dt></sim_specs>");
    format!("<xmile>{times}\n<model><variables>\n{variables}</variables></model></xmile>\n")
}

/// An auxiliary in XMILE.
fn aux(name: &str, equation: &str) -> String {
    format!("<aux name=\"{name}\"><eqn>{equation}</eqn></aux>\n")
}

#[test]
fn xmile_files_that_are_no_text() {
    let made = Made::new();
    made.check("xmile-a-binary-file", "team.xmile", (0..=255u8).collect::<Vec<u8>>());
    let text = "<?xml version=\"1.0\" encoding=\"EBCDIC-CP-US\"?>\n<xmile/>\n";
    made.check("xmile-unknown-encoding", "team.xmile", text);
    made.check(
        "xmile-another-encoding",
        "team.xmile",
        [text.replace("EBCDIC-CP-US", "EUC-JP").as_bytes(), b"\xff"].concat(),
    );
    let large = xmile(&format!("<!-- {} -->", "x".repeat(20_000_000)), "", 10);
    made.check("xmile-too-large-a-file", "team.xmile", large);
}

#[test]
fn xmile_that_would_fill_stack_or_memory_is_refused() {
    let made = Made::new();
    let depth = 10_000;
    let brackets = format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    made.check("xmile-nested-brackets", "team.xmile", xmile(&aux("a", &brackets), "", 10));
    let elements = format!("<xmile>{}{}</xmile>", "<a>".repeat(depth), "</a>".repeat(depth));
    made.check("xmile-nested-elements", "team.xmile", elements);
    let entities: String = ('b'..='k').zip('a'..).map(|(n, of)| format!("\n<!ENTITY {n} \"&{of};&{of};\">")).collect();
    let bomb = format!("<!DOCTYPE xmile [<!ENTITY a \"ha\">{entities}]>\n<xmile>&k;</xmile>\n");
    made.check("xmile-entity-bomb", "team.xmile", bomb);
    made.check("xmile-a-name-of-a-megabyte", "team.xmile", xmile(&aux(&"x".repeat(1_000_000), "b"), "", 10));
    let delays: String = (0..1000).map(|i| aux(&format!("a{i}"), &format!("DELAY(TIME + {i}, 1000000)"))).collect();
    let seldom = " isee:save_interval=\"5000000\"";
    made.check("xmile-delays-too-long", "team.xmile", xmile(&delays, seldom, 10_000_000));
    let orders: String = (0..1000).map(|i| aux(&format!("a{i}"), "DELAYN(TIME, 5, 1000)")).collect();
    made.check("xmile-delays-too-many", "team.xmile", xmile(&orders, "", 10));
}

#[test]
fn large_xmile_runs() {
    let made = Made::new();
    let runs = |text: String| {
        fs::write(made.0.path().join("team.xmile"), text).unwrap();
        let ran = flywheel(made.0.path(), &["simulate", "team.xmile"]);
        assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    let chain: String = (0..100_000).map(|i| aux(&format!("a{i}"), &format!("a{} + 1", i + 1))).collect();
    runs(xmile(&(chain + &aux("a100000", "TIME")), "", 1));
    let points = vec!["1"; 1_000_000].join(",");
    let table = format!("<eqn>TIME</eqn><gf><xscale min=\"0\" max=\"1\"/><ypts>{points}</ypts></gf>");
    runs(xmile(&format!("<aux name=\"a\">{table}</aux>"), "", 1));
}

/// Windows line ends and references such as `&lt;` take more bytes than the characters they stand for.
#[test]
fn xmile_places_are_right_behind_references_and_line_ends() {
    let made = Made::new();
    let equation = "IF TIME &lt; 3 THEN\r\n  &#116;ime\r\n  ELSE trsut";
    fs::write(made.0.path().join("team.xmile"), xmile(&aux("trust", equation), "", 10)).unwrap();
    let said = refusal(made.0.path(), &["simulate", "team.xmile"]);
    assert!(said.contains("team.xmile:5:8") && said.contains("^^^^^ unknown name"), "{said}");
}

/// A byte order mark at the beginning of a file moves no column.
#[test]
fn a_byte_order_mark_is_no_text() {
    let made = Made::new();
    let plain = "replicatons = 3\n";
    fs::write(made.0.path().join("team.toml"), plain).unwrap();
    let without = refusal(made.0.path(), &["simulate", "team.toml"]);
    fs::write(made.0.path().join("team.toml"), format!("\u{feff}{plain}")).unwrap();
    assert_eq!(refusal(made.0.path(), &["simulate", "team.toml"]), without);
}

/// A file made by a program can be wrong in a hundred thousand places: a few are told, and soon.
#[test]
fn a_hundred_thousand_mistakes_are_told_in_a_page() {
    let made = Made::new();
    let unknown: String = (0..100_000).map(|i| format!("[aux.a{i}]\nunit = \"1\"\nequation = 'b{i} + 1'\n")).collect();
    fs::write(made.0.path().join("team.toml"), unknown).unwrap();
    let said = refusal(made.0.path(), &["simulate", "team.toml"]);
    assert!(said.len() < 10_000 && said.contains("and 80 more"), "{said}");
}
