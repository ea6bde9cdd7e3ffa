//! `flywheel compare`: what it says is so. Differences are exact, pairing earns what is printed, the dips are those that the
//! model was published with, and what cannot be compared is refused in one line.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use flywheel::analysis::claims::quantity::Quantity;
use flywheel::analysis::estimate::mean;
use flywheel::analysis::paired::PairedDifference;
use flywheel::cli::files::Disk;
use flywheel::model::scenario::Scenario;
use flywheel::model::scenario_file::load;
use flywheel::results::Results;
use flywheel::run::ensemble::{Nobody, Part};
use flywheel::run::keep::{Wanted, keep};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const WICKED: &str = "scenarios/wicked-loop.toml";
const EACH: &str = "scenarios/one-from-each-box.toml";
const ALL: &str = "scenarios/everything-at-once.toml";

/// A shipped scenario with the frozen model, of which figures were published.
fn frozen(folder: &Path, scenario: &str) -> String {
    let path = folder.join(Path::new(scenario).file_name().unwrap());
    let (extends, model) = (root().join(scenario), root().join("conformance/brief/model.toml"));
    let text = fs::read_to_string(&extends).unwrap();
    let named: String = text.lines().filter(|l| l.starts_with("label = ")).map(|l| format!("{l}\n")).collect();
    fs::write(&path, format!("{named}extends = {extends:?}\nmodel = {model:?}\n")).unwrap();
    path.to_string_lossy().into_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program at the top of the repository, away from any terminal.
fn compare(out: &Path, arguments: &[&str], code: i32) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.env("COLUMNS", "1000");
    command.current_dir(root()).arg("compare").args(arguments).arg("--out").arg(out).stdin(Stdio::null());
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(code), "flywheel compare {}\n{said}", arguments.join(" "));
    assert!(!said.contains("panicked"), "{said}");
    ran
}

fn json(out: &Path, arguments: &[&str]) -> Value {
    let ran = compare(out, &[arguments, &["--json", "--no-charts"]].concat(), 0);
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// What is wrong, in one line.
fn refusal(arguments: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    let ran = compare(folder.path(), arguments, 2);
    assert!(ran.stdout.is_empty(), "{}", String::from_utf8_lossy(&ran.stdout));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
    said.lines().last().unwrap().to_string()
}

/// A scenario in a folder, in a file of this name.
fn scenario_in(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_file_compared_with_itself_differs_by_exactly_nothing() {
    let folder = TempDir::new().unwrap();
    let found = json(folder.path(), &[WICKED, WICKED, "--replications", "130"]);
    assert_eq!(found["changed"], Value::Array(Vec::new()));
    assert_eq!(found["scenarios"][1]["name"], "left alone 2");
    let folder = folder.path().join("wicked-loop-and-wicked-loop");
    let mut seen = 0;
    for (file, names) in [("compare.csv", 6), ("difference.csv", 6)] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        for line in text.lines().skip(1) {
            // An outcome may have a comma in its name, and none in these scenarios has.
            let cells: Vec<&str> = line.split(',').collect();
            if cells[names - 1].is_empty() {
                continue;
            }
            for (name, cell) in header.iter().zip(&cells).skip(names) {
                // That a share is 0 in so many replications is not known for sure, and each scenario has its luck.
                let of_errors = ["more_error", "less_error", "mean_error_apart"].contains(name);
                assert!(of_errors || cell.parse() == Ok(0.0_f64), "{name} is {cell}: {line}");
            }
            seen += 1;
        }
    }
    assert!(seen > 800);
    let course = &found["outcomes"][0]["differences"][0]["course"];
    assert_eq!(
        (&course["end"], &course["visible_from"], &course["before"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
}

/// The error of a mean difference over independent seeds, both ways: with one seed for both scenarios, and with one each.
#[test]
fn pairing_makes_the_error_as_much_smaller_as_is_printed() {
    const SEEDS: u64 = 200;
    const REPLICATIONS: u64 = 20;
    let read = |name: &str| load(&root().join(name).to_string_lossy(), &Disk).unwrap();
    let quantity = |scenario: &Scenario| Quantity::read(scenario, "trust@104").unwrap();
    let trust = |scenario: &Scenario, seed: u64| {
        let mut scenario = Scenario { seed, replications: REPLICATIONS, ..scenario.clone() };
        scenario.time.save = 104.0;
        let wanted = Wanted {
            variables: Vec::new(),
            readings: quantity(&scenario).readings(&scenario.time),
            ..Wanted::default()
        };
        let kept = keep(&scenario, &wanted, &Part::whole(&scenario), &Nobody).unwrap();
        let of = quantity(&scenario);
        of.values(&Results::new(scenario.into(), kept))
    };
    let (mut wicked, mut all) = (read(WICKED), read(ALL));
    // Long steps will do: what luck shares does not depend on them.
    for scenario in [&mut wicked, &mut all] {
        scenario.set_step(0.5).unwrap();
    }
    let (mut together, mut apart) = (Vec::new(), Vec::new());
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for seed in 0..SEEDS {
        let (first, same, other) = (trust(&wicked, seed), trust(&all, seed), trust(&all, seed + SEEDS));
        together.push(mean(&same).value - mean(&first).value);
        apart.push(mean(&other).value - mean(&first).value);
        before.extend(first);
        after.extend(same);
    }
    // The error of a mean over seeds is the deviation over seeds, but for one factor.
    let measured = mean(&apart).error / mean(&together).error;
    let printed = PairedDifference::of(&before, &after).error_ratio().unwrap();
    // Each deviation is known to 1 / sqrt(2 * 200), a twentieth; a quotient of two to a fourteenth: three of those.
    assert!((measured / printed - 1.0).abs() < 0.21, "{measured} measured, {printed} printed");
    assert!(printed > 1.25, "{printed}");

    let folder = TempDir::new().unwrap();
    let found = json(folder.path(), &[WICKED, ALL, "--of", "trust@104"]);
    let told = found["outcomes"][0]["differences"][0]["pairing"].as_f64().unwrap();
    assert!((told / printed - 1.0).abs() < 0.1, "{told} told, {printed} over many seeds");
}

/// Reference mode R5 of the model: worse before better, on medians of single weeks, where it was published on medians of
/// four.
#[test]
fn the_dips_are_those_that_the_model_was_published_with() {
    let folder = TempDir::new().unwrap();
    let [wicked, each, all] = [WICKED, EACH, ALL].map(|name| frozen(folder.path(), name));
    let found = json(folder.path(), &[&wicked, &each, &all, "--of", "throughput@97..104", "--replications", "600"]);
    let differences = found["outcomes"][0]["differences"].as_array().unwrap();
    let check = |index: usize, key: &str, low: f64, high: f64| {
        let course = &differences[index];
        let value = key.split('.').fold(course, |at, key| &at[key]).as_f64();
        let value = value.unwrap_or_else(|| panic!("no {key} in {course:#}"));
        assert!((low..=high).contains(&value), "{key} is {value}, not in {low} to {high}");
    };
    // One from each box: lowest at week 20, -9.4%; level at week 29, paid back at week 40.
    check(0, "course.before.at", 16.0, 21.0);
    check(0, "course.before.share_of_first", -0.11, -0.085);
    check(0, "course.before.level_at", 26.0, 30.0);
    check(0, "course_in_all.before.level_at", 37.0, 43.0);
    check(0, "course.visible_from", 28.0, 36.0);
    // All at once: -23.3% at week 13, level at week 52, never paid back.
    check(1, "course.before.at", 10.0, 14.0);
    check(1, "course.before.share_of_first", -0.26, -0.22);
    check(1, "course.before.level_at", 46.0, 58.0);
    assert_eq!(differences[1]["course_in_all"]["end"], "less");
}

/// The same odds as a claim finds that counts the same pairs.
#[test]
fn the_odds_are_those_of_the_claim() {
    let folder = TempDir::new().unwrap();
    let found = json(folder.path(), &[WICKED, EACH, "--replications", "150", "--of", "delivering@97..104"]);
    let mut check = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    check.env("COLUMNS", "1000");
    let ran = check.current_dir(root()).args(["check", EACH, "--replications", "150", "--json"]).output().unwrap();
    let claims: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let claims = &claims["claims"];
    assert_eq!(claims[1]["that"], "share(delivering@97..104 > base.delivering@97..104) > 0.80");
    assert_eq!(found["outcomes"][0]["differences"][0]["more"], claims[1]["comparisons"][0]["left"]);
}

#[test]
fn changed_inputs_come_side_by_side_and_unchanged_ones_do_not() {
    let folder = TempDir::new().unwrap();
    let other = scenario_in(
        &folder,
        "other.toml",
        "start = \"stressed\"\n[constants]\nteam_size = 9\n[picks]\nwip_limit = { start = 3, strength = 0.5 }\n",
    );
    let found = json(folder.path(), &[WICKED, &other, "--replications", "3", "--of", "trust@104"]);
    let changed = found["changed"].as_array().unwrap();
    let rows: Vec<(&str, &Value)> = changed.iter().map(|c| (c["input"].as_str().unwrap(), &c["values"])).collect();
    let expected = [
        ("constants.team_size", serde_json::json!([8.0, 9.0])),
        ("picks.wip_limit", serde_json::json!([null, {"start": 3.0, "strength": 0.5, "kind": "habit"}])),
    ];
    assert_eq!(rows, expected.iter().map(|(key, values)| (*key, values)).collect::<Vec<_>>());
}

#[test]
fn other_starts_horizons_and_steps_are_compared_as_far_as_both_go() {
    let folder = TempDir::new().unwrap();
    let other = scenario_in(
        &folder,
        "other.toml",
        "start = \"healthy\"\nhorizon = 52\ndt = 0.0625\nsave = 2\nseed = 3\nreplications = 9\n",
    );
    let ran = compare(folder.path(), &[WICKED, &other, "--replications", "40", "--json"], 0);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains("the files ask for different luck") && said.contains("with seed 1\n"), "{said}");
    assert!(said.contains("they are compared up to week 52"), "{said}");
    let found: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((found["until"].as_f64(), found["replications"].as_u64()), (Some(52.0), Some(40)));
    let inputs: BTreeSet<&str> =
        found["changed"].as_array().unwrap().iter().map(|c| c["input"].as_str().unwrap()).collect();
    assert!(["start", "horizon", "dt", "stocks.trust"].iter().all(|input| inputs.contains(input)), "{inputs:?}");
    assert!(found["outcomes"][0]["outcome"].as_str().unwrap().ends_with("52"));

    // Up to where both go, the longer run is the same as a run that ends there.
    let both = scenario_in(&folder, "both.toml", "start = \"stressed\"\nhorizon = 52\nsave = 2\n");
    let shorter = json(folder.path(), &[&both, &other, "--replications", "40", "--seed", "1"]);
    assert_eq!(found["outcomes"][0]["scenarios"][0]["mean"], shorter["outcomes"][0]["scenarios"][0]["mean"]);
}

/// A step half as long is another calculation of the same team with the same luck: nearly nothing changes.
#[test]
fn luck_belongs_to_moments_and_not_to_steps() {
    let folder = TempDir::new().unwrap();
    let fine = scenario_in(&folder, "fine.toml", "start = \"stressed\"\ndt = 0.0625\n");
    let found = json(folder.path(), &[WICKED, &fine, "--replications", "60", "--of", "trust@52"]);
    let difference = &found["outcomes"][0]["differences"][0];
    assert!(difference["p95"].as_f64().unwrap() < 0.01 && difference["p5"].as_f64().unwrap() > -0.01, "{difference:#}");
}

#[test]
fn what_cannot_be_compared_is_refused_in_one_line() {
    let said = refusal(&[]);
    assert_eq!(said, "error: there is nothing to compare: name two scenario files or more");
    let said = refusal(&[WICKED]);
    assert_eq!(
        said,
        "error: there is only `scenarios/wicked-loop.toml` to compare: name a second scenario, such as \
         scenarios/one-from-each-box.toml"
    );
    let said = refusal(&[WICKED, "conformance/brief/nothing.toml"]);
    assert_eq!(
        said,
        "error: `scenarios/wicked-loop.toml` is about the shipped model, and `conformance/brief/nothing.toml` about the \
         model `conformance/brief/model.toml`: only scenarios on one model can be compared"
    );
    let said = refusal(&[WICKED, EACH, "--of", "trsut@104"]);
    assert_eq!(
        said,
        "error: --of trsut@104: the outcome asks for `trsut`, and nothing in the model is called so: did you mean `trust`?"
    );
    let said = refusal(&[WICKED, EACH, "--replications", "10001"]);
    assert_eq!(said, "error: --replications 10001: scenarios are compared path by path in at most 10000 replications");
    refusal(&[WICKED, EACH, "--replications", "0"]);
    let folder = TempDir::new().unwrap();
    let odd = scenario_in(&folder, "odd.toml", "save = 1.5\nhorizon = 75\n");
    let two = scenario_in(&folder, "two.toml", "save = 2\nhorizon = 52\n");
    let said = refusal(&[&odd, &two, "--replications", "3"]);
    assert!(said.contains("kept every 1.5 and every 2 weeks"), "{said}");
}

#[test]
fn the_same_comparison_writes_the_same_bytes_whatever_the_threads() {
    let folder = TempDir::new().unwrap();
    let written = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        let arguments = [WICKED, EACH, ALL, "--replications", "70", "--threads", threads];
        let answer = compare(&out, &arguments, 0).stdout;
        let mut files: Vec<_> = fs::read_dir(out.join("wicked-loop-and-one-from-each-box-and-everything-at-once"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(
            names,
            ["compare-manifest.json", "compare.csv", "difference.csv", "difference.svg", "overlay.svg", "slope.svg"]
        );
        (answer, files.iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>())
    };
    assert!(written("one", "1") == written("many", "3"));
}

/// Every key of the JSON, with the kind of what it holds: what those who read it rely on.
#[test]
fn the_shape_of_the_json_stays() {
    fn shape(value: &Value, at: &str, out: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| shape(value, &format!("{at}.{key}"), out)),
            Value::Array(items) => items.iter().for_each(|item| shape(item, &format!("{at}[]"), out)),
            Value::Null => drop(out.insert(format!("{at}: null"))),
            Value::Bool(_) => drop(out.insert(format!("{at}: true or false"))),
            Value::Number(_) => drop(out.insert(format!("{at}: number"))),
            Value::String(_) => drop(out.insert(format!("{at}: text"))),
        }
    }
    let folder = TempDir::new().unwrap();
    let mut out = BTreeSet::new();
    shape(&json(folder.path(), &[WICKED, EACH, "--replications", "50"]), "", &mut out);
    insta::assert_snapshot!("json", out.into_iter().collect::<Vec<_>>().join("\n"));
}

/// What people read, to the letter: a comparison small enough to be looked through.
#[test]
fn what_people_read() {
    let folder = TempDir::new().unwrap();
    let arguments = [WICKED, EACH, "--replications", "100", "--no-charts"];
    insta::assert_snapshot!("spoken", String::from_utf8(compare(folder.path(), &arguments, 0).stdout).unwrap());
    let same = [WICKED, WICKED, "--replications", "20", "--no-charts", "--of", "trust@104"];
    insta::assert_snapshot!("spoken-same", String::from_utf8(compare(folder.path(), &same, 0).stdout).unwrap());
}

/// The text under a heading of a memo in Markdown.
fn under<'m>(memo: &'m str, heading: &str) -> &'m str {
    let after = memo.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading} in {memo}")).1;
    after.split("\n## ").next().unwrap_or_default()
}

#[test]
fn a_memo_says_what_is_claimed_and_how_to_have_it_again() {
    let folder = TempDir::new().unwrap();
    let (out, memo) = (folder.path().join("out"), folder.path().join("notes/plan.md"));
    let arguments = [WICKED, EACH, "--replications", "300", "--seed", "5", "--memo", &memo.to_string_lossy()];
    let said = String::from_utf8(compare(&out, &arguments, 0).stdout).unwrap();
    let text = fs::read_to_string(&memo).unwrap();
    // The claim is the sentence that is spoken.
    let claim = said.lines().find(|line| line.starts_with("With the same luck, ")).unwrap();
    assert!(text.contains(claim), "{text}");
    // Who changes sides: most get into the flywheel only with the plan.
    let sides = under(&text, "Odds").lines().find(|line| line.starts_with("| In the flywheel")).unwrap();
    assert!(sides.contains(" only with it, ") && sides.contains(" only with \"left alone\" (give or take "), "{sides}");
    // Of a plan it says what to do and when, the dip to come, and by which signs to see that it works.
    assert!(under(&text, "Do this").lines().any(|line| line.starts_with("| week 4 | Ship quick wins | ")), "{text}");
    assert!(under(&text, "What to expect").starts_with("\nGood output: worse by "), "{text}");
    let signs = under(&text, "Early signs, and when to stop");
    assert!(
        signs.contains("Stop, and ask why, if none of these is seen by week ") && signs.contains("| Trust | week "),
        "{text}"
    );
    // Every link leads to a chart: a plan has one picture.
    let links: Vec<&str> = text.split("](<").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    assert_eq!(links.len(), 1);
    for link in links {
        assert!(memo.parent().unwrap().join(link).is_file(), "{link}");
    }
    // The command, run again, gives the same numbers.
    let command = under(&text, "To repeat it").lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    let words: Vec<&str> = command.split(' ').collect();
    assert_eq!(words[..2], ["flywheel", "compare"]);
    let again = folder.path().join("again");
    compare(&again, &words[2..], 0);
    let numbers = |out: &Path| fs::read(out.join("wicked-loop-and-one-from-each-box/compare.csv")).unwrap();
    assert!(numbers(&out) == numbers(&again));
    // The hashes are those of the files.
    for name in [WICKED, EACH] {
        let hash: String =
            Sha256::digest(fs::read(root().join(name)).unwrap()).iter().map(|b| format!("{b:02x}")).collect();
        assert!(text.contains(&format!("| {name} | `{hash}` |")), "{name} {hash}");
    }
}

/// The model was published with the constants that go most with how the flywheel ends: dependency (-0.30), promise_time
/// (+0.27), reactive_items (-0.22). A memo finds them from its own replications, and the way each goes.
#[test]
fn the_assumptions_that_flip_a_claim_are_those_that_matter() {
    let folder = TempDir::new().unwrap();
    let memo = folder.path().join("plan.md");
    let of = ["--of", "flywheel@104", "--no-charts", "--memo", &memo.to_string_lossy()];
    let [wicked, each] = [WICKED, EACH].map(|name| frozen(folder.path(), name));
    compare(&folder.path().join("out"), &[&[wicked.as_str(), each.as_str()][..], &of].concat(), 0);
    let text = fs::read_to_string(&memo).unwrap();
    let rows: Vec<Vec<&str>> = under(&text, "What it rests on")
        .lines()
        .filter(|line| line.starts_with("| in the flywheel"))
        .map(|line| line.split(" | ").collect())
        .collect();
    let odds = |cell: &str| cell.split(' ').next().unwrap().parse::<f64>().unwrap();
    let found: Vec<(&str, bool)> = rows.iter().map(|row| (row[1], odds(row[5]) > odds(row[3]))).collect();
    for known in [("Dependency", false), ("Promise time", true), ("Reactive items", false)] {
        assert!(found.contains(&known), "{known:?} in {found:?}");
    }
    assert!(!text.contains("## Charts"), "none were wanted");
}

#[test]
fn a_memo_in_html_needs_nothing_else() {
    let folder = TempDir::new().unwrap();
    let memo = folder.path().join("plan.html");
    let arguments = [WICKED, EACH, ALL, "--replications", "60", "--memo", &memo.to_string_lossy()];
    compare(&folder.path().join("out"), &arguments, 0);
    let text = fs::read_to_string(&memo).unwrap();
    assert_eq!(text.matches("<svg role=\"img\"").count(), 3);
    let outside = text.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").replace("xlink:href=\"#", "");
    for word in ["http", "src=", "href=", "@import", "url(", "<script"] {
        assert!(!outside.contains(word), "{word}");
    }
    for tag in ["html", "body", "table", "tr", "td", "th", "figure", "svg", "p", "h2", "section", "g", "text"] {
        let opened = text.matches(&format!("<{tag}>")).count() + text.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, text.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    assert!(text.len() < 2 << 20, "{} bytes", text.len());
}

#[test]
fn a_memo_of_no_form_is_refused_before_anything_is_run() {
    let said = refusal(&[WICKED, EACH, "--memo", "plan.txt"]);
    assert_eq!(said, "error: --memo plan.txt: a memo is Markdown or HTML: call it plan.md or plan.html");
}

#[test]
fn a_memo_of_what_is_the_same_or_cannot_be_told_claims_nothing_else() {
    let folder = TempDir::new().unwrap();
    let memo = folder.path().join("memo.md");
    let of = |arguments: &[&str]| {
        let memo = memo.to_str().unwrap();
        let ran = compare(folder.path(), &[arguments, &["--no-charts", "--memo", memo]].concat(), 0);
        (String::from_utf8(ran.stdout).unwrap(), fs::read_to_string(memo).unwrap())
    };
    let (said, memo) = of(&[WICKED, WICKED, "--replications", "50"]);
    for text in [&said, &memo] {
        assert!(text.contains("are the same in every outcome, in every team."), "{text}");
        assert!(!text.contains("in 0 of 100"), "{text}");
    }
    assert!(!memo.contains("What it rests on"), "{memo}");
    let found = json(folder.path(), &[WICKED, WICKED, "--replications", "50"]);
    let is_same = |outcome: &Value| outcome["differences"][0]["same"] == true;
    assert!(found["outcomes"].as_array().unwrap().iter().all(is_same));

    let (said, memo) = of(&[WICKED, EACH, "--replications", "1"]);
    for text in [&said, &memo] {
        assert!(text.contains("\"one of each\" cannot be told from \"left alone\" in good output"), "{text}");
        assert!(text.contains("which may be noise") && !text.contains("has higher good output"), "{text}");
    }
}

#[test]
fn a_slip_in_a_file_that_several_extend_is_told_once() {
    let folder = TempDir::new().unwrap();
    let base = scenario_in(&folder, "base.toml", "[constants]\nrequest_rate = 3.9\n");
    let other = scenario_in(&folder, "other.toml", "extends = \"base.toml\"\npicks = { demo = 4 }\n");
    let said = || {
        let ran = compare(folder.path(), &[&base, &other, "--replications", "4", "--no-charts", "--quiet"], 0);
        String::from_utf8(ran.stderr).unwrap().matches("outside the model's range").count()
    };
    assert_eq!(said(), 1);
    let spread = "request_rate = { value = 3.9, distribution = \"triangular\", min = 3.75, max = 4.05 }";
    fs::write(folder.path().join("base.toml"), format!("[constants]\n{spread}\n")).unwrap();
    assert_eq!(said(), 0, "who says how it spreads means it");
}
