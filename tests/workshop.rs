//! The page that `flywheel workshop` writes: what it is built of, and that nothing in a scenario gets out of its place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

fn workshop(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_flywheel")).arg("workshop").args(arguments).output().unwrap()
}

/// Whether the program has a page of its own sources; a stale one is told, and is no failure of a test.
fn is_stale(output: &Output) -> bool {
    let stale = String::from_utf8_lossy(&output.stderr).contains("cargo xtask page");
    if stale {
        eprintln!("NOT TESTED: the page is stale: `cargo xtask page` builds it again");
    }
    stale
}

/// What stands in the page for its scripts to read.
fn given(page: &str) -> Value {
    let (_, after) = page.split_once("<script type=\"application/json\" id=\"given\">").unwrap();
    serde_json::from_str(after.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn the_engine_is_built_with_the_versions_of_the_project() {
    let versions = |text: &str| -> BTreeMap<String, BTreeSet<String>> {
        let lock: toml::Table = text.parse().unwrap();
        let mut out = BTreeMap::<String, BTreeSet<String>>::new();
        for package in lock["package"].as_array().unwrap() {
            let of = |key: &str| package[key].as_str().unwrap().to_string();
            out.entry(of("name")).or_default().insert(of("version"));
        }
        out
    };
    let [own, engine] = [include_str!("../Cargo.lock"), include_str!("../page/engine/Cargo.lock")].map(versions);
    for (name, versions) in engine.iter().filter(|(name, _)| *name != "flywheel-page-engine") {
        let ours =
            own.get(name).unwrap_or_else(|| panic!("{name} is in the engine's lock file and not in the project's"));
        assert!(versions.is_subset(ours), "{name}: {versions:?} in the engine, {ours:?} in the project");
    }
}

#[test]
fn a_page_is_small_and_holds_what_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = folder.path().join("teams/hostile.toml");
    fs::create_dir(folder.path().join("teams")).unwrap();
    let title = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>";
    fs::write(&hostile, format!("title = '{title}'\nextends = '../base.toml'\n")).unwrap();
    fs::write(folder.path().join("base.toml"), "title = 'base'\nextends = '<wicked-loop.toml>'\nseed = 3\n").unwrap();
    let out = folder.path().join("page.html");
    let output =
        workshop(&[hostile.to_str().unwrap(), "-o", out.to_str().unwrap(), "--url", "https://example.org/room"]);
    if is_stale(&output) {
        return;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"));
    // Nothing of where it was made is in it.
    assert!(!page.contains(folder.path().to_str().unwrap()));
    let given = given(&page);
    assert_eq!((&given["open"], &given["url"]), (&"teams/hostile.toml".into(), &"https://example.org/room".into()));
    assert_eq!(given["files"].as_object().unwrap().keys().collect::<Vec<_>>(), ["base.toml", "teams/hostile.toml"]);
    assert_eq!(given["self_test"][0]["answer"]["replications"], 64);
}

#[test]
fn addresses_that_are_none_are_refused() {
    for address in
        ["javascript:alert(1)", "example.org", "https://", "https://a b", "https://a#b", "https://\"><script>"]
    {
        let output = workshop(&["--url", address]);
        assert_eq!(output.status.code(), Some(2), "{address}");
    }
}
