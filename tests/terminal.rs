//! What a person at a terminal meets: lines as wide as the screen, the conclusion before the table, `-` for standard input
//! and output, folders that tell files of one name apart, and commands that can be typed again.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const WICKED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/wicked-loop.toml");
const EACH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/one-from-each-box.toml");

/// A queue that grows or not, with two ways to shorten it.
const MODEL: &str = r#"
name = "queue"
title = "A queue"
one = "team"
headline = ["queue", "leaving"]

[time]
unit = "week"
stop = 10

[unit]
item = "a request"

[stock.queue]
label = "open requests of all kinds that somebody waits for"
unit = "item"
better = "low"
initial = 10
inflows = ["arriving"]
outflows = ["leaving"]

[flow.arriving]
unit = "item/week"
equation = 'demand'

[flow.leaving]
unit = "item/week"
equation = 'queue / delay'

[constant.demand]
value = 5
unit = "item/week"
distribution = "uniform"
min = 4
max = 6

[constant.delay]
value = 2
unit = "week"
distribution = "uniform"
min = 1
max = 3

[constant.many]
value = 12
unit = "item"
role = "definition"

[box.limits]
title = "What comes in"

[intervention.say_no]
title = "Say no more often, to more people, and about more things than before"
box = "limits"
adds = { demand = -2 }

[[outcome]]
name = "long"
label = "with a queue that is long"
when = 'queue > many'

[[outcome]]
name = "short"
label = "with a queue that is short"
"#;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("queue.toml"), MODEL).unwrap();
    for (name, text) in [("now", ""), ("plan", "[picks]\nsay_no = 2\n")] {
        let text = format!("model = \"queue.toml\"\ntitle = \"A team {name}\"\nreplications = 100\n{text}");
        fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
    }
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(folder).args(arguments).env("COLUMNS", "1000").stdin(Stdio::null());
    command
}

fn text(ran: &Output) -> String {
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout.clone()).unwrap()
}

fn answer(folder: &Path, arguments: &[&str]) -> String {
    text(&command(folder, arguments).output().unwrap())
}

/// With something on standard input.
fn fed(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut running = command(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    text(&running.wait_with_output().unwrap())
}

#[test]
fn no_line_is_longer_than_the_screen_is_wide() {
    let folder = folder();
    let here = folder.path();
    let few = ["--replications", "40", "--quiet"];
    for arguments in [
        &["run", "now.toml", "plan.toml", "--no-charts"][..],
        &["compare", "now.toml", "plan.toml", "--no-charts"],
        &["pick", "now.toml", "--less", "--objective", "queue@10", "--no-charts"],
        &["loops", "plan.toml", "--no-charts"],
        &["check", "plan.toml"],
    ] {
        let arguments = [arguments, &few].concat();
        let (mut words, mut lines) = (Vec::new(), Vec::new());
        for width in [60, 80, 120, 200] {
            let ran = command(here, &arguments).env("COLUMNS", width.to_string()).output().unwrap();
            let said = text(&ran);
            for line in said.lines() {
                assert!(line.chars().count() <= width, "{} at {width}:\n{said}", arguments.join(" "));
            }
            // Columns that stand below others have their names again, what has no column of its own stands in a list with
            // commas, and nothing else is said more or less often.
            let mut all: Vec<String> = said.split_whitespace().map(|word| word.trim_end_matches(',').into()).collect();
            all.sort();
            all.dedup();
            words.push(all);
            lines.push(said.lines().count());
        }
        assert!(words.windows(2).all(|pair| pair[0] == pair[1]), "{}", arguments.join(" "));
        assert!(lines.windows(2).all(|pair| pair[0] >= pair[1]), "{}: {lines:?}", arguments.join(" "));
    }
    for arguments in [&["why", "queue", "now.toml", "--at", "5"][..], &["sensitivity", "now.toml", "--samples", "64"]] {
        let arguments = [arguments, &["--quiet"]].concat();
        let said = text(&command(here, &arguments).env("COLUMNS", "60").output().unwrap());
        // A picture of equations is as wide as they are.
        let told = said.split("note:").next().unwrap();
        assert!(told.lines().all(|line| line.chars().count() <= 60), "{said}");
    }
}

#[test]
fn where_nothing_says_how_wide_lines_have_a_hundred_columns() {
    let folder = folder();
    let arguments = ["compare", "now.toml", "plan.toml", "--no-charts", "--quiet"];
    let said = text(&command(folder.path(), &arguments).env_remove("COLUMNS").output().unwrap());
    let longest = said.lines().map(|line| line.chars().count()).max().unwrap();
    assert!((80..=100).contains(&longest), "{said}");
}

#[test]
fn the_conclusion_stands_before_the_table() {
    let folder = folder();
    let here = folder.path();
    for (arguments, conclusion, table) in [
        (&["run", "now.toml"][..], "of 100 such teams:", "90 of 100"),
        (&["compare", "now.toml", "plan.toml"], "With the same luck, \"A team plan\" has lower", "What was changed"),
        (&["pick", "now.toml", "--less", "--objective", "queue@10"], "Best plan:", "behind the highest"),
        (&["loops", "now.toml"], "No loop did anything", "change of"),
        (&["loops", "now.toml", "--scores"], "No loop competes", "share"),
        (&["sensitivity", "now.toml", "--samples", "64"], "of the variance", "from low to high"),
    ] {
        let said = answer(here, &[arguments, &["--no-charts", "--quiet"]].concat());
        let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words} is not in\n{said}"));
        assert!(at(conclusion) < at(table), "{said}");
    }
}

#[test]
fn a_minus_is_standard_input_and_output() {
    let folder = folder();
    let here = folder.path();
    let plan = fs::read_to_string(here.join("plan.toml")).unwrap();
    let csv = answer(here, &["simulate", "plan.toml"]);
    assert_eq!(fed(here, &["simulate", "-"], &plan), csv);
    assert_eq!(fed(here, &["simulate", "-", "-o", "-"], &plan), csv);
    assert_eq!(fed(here, &["simulate", "-"], MODEL), answer(here, &["simulate", "queue.toml"]));
    assert!(fed(here, &["check", "-"], &plan).contains("A team plan"));
    assert!(fed(here, &["compare", "now.toml", "-", "--no-charts", "--quiet"], &plan).contains("A team plan"));
    assert!(fed(here, &["model", "check", "-"], MODEL).contains("A queue: fine"));
    let xmile = answer(here, &["model", "export", "queue.toml", "--to", "xmile"]);
    assert_eq!(answer(here, &["model", "export", "queue.toml", "--to", "xmile", "-o", "-"]), xmile);
    assert!(fed(here, &["simulate", "-"], &xmile).starts_with("time,"));
    assert!(answer(here, &["new", "-"]).contains("[picks]"));
    assert!(answer(here, &["model", "diagram", "queue.toml", "-o", "-"]).starts_with("<svg"));
    let memo = answer(here, &["compare", "now.toml", "plan.toml", "--no-charts", "--quiet", "--memo", "-"]);
    assert!(memo.starts_with("# A team plan against"), "{memo}");
    fed(here, &["run", "-", "--no-charts", "--quiet"], &plan);
    assert!(here.join("out/standard-input/summary.csv").exists() && !here.join("-").exists());
    let refused = command(here, &["run", "now.toml", "--out", "-"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(!here.join("-").exists());
}

#[test]
fn files_of_one_name_have_folders_that_tell_them_apart() {
    let folder = folder();
    let here = folder.path();
    for place in ["a", "b"] {
        fs::create_dir(here.join(place)).unwrap();
        fs::write(here.join(place).join("x.toml"), "model = \"../queue.toml\"\nreplications = 10\n").unwrap();
        fs::write(here.join(place).join("x.xmile"), answer(here, &["model", "export", "queue.toml", "--to", "xmile"]))
            .unwrap();
    }
    let said = answer(here, &["run", "a/x.toml", "b/x.toml", "now.toml", "--no-charts", "--quiet"]);
    for stem in ["a/x", "b/x", "now"] {
        assert_eq!(said.contains(&format!("({stem})")), stem != "now", "{said}");
        assert!(here.join("out").join(stem).join("summary.csv").exists(), "{stem}");
    }
    answer(here, &["run", "a/x.xmile", "b/x.xmile", "--no-charts", "--quiet", "--out", "o"]);
    assert!(here.join("o/a/x/summary.csv").exists() && here.join("o/b/x/summary.csv").exists());
    let twice = command(here, &["run", "a/x.toml", "./a/x.toml"]).output().unwrap();
    assert_eq!(twice.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&twice.stderr).contains("named twice"));
}

/// What a manifest says can be given to a shell, whatever the file is called.
#[test]
#[cfg(unix)]
fn a_command_that_is_kept_can_be_typed_again() {
    let folder = folder();
    let here = folder.path();
    for name in ["it's $HOME; a plan.toml", "-x.toml"] {
        fs::copy(here.join("plan.toml"), here.join(name)).unwrap();
        let file = format!("./{name}");
        answer(here, &["run", &file, "--no-charts", "--quiet"]);
        let stem = name.strip_suffix(".toml").unwrap();
        let manifest = here.join("out").join(stem).join("manifest.json");
        let before = fs::read_to_string(&manifest).unwrap();
        let kept: Value = serde_json::from_str(&before).unwrap();
        let typed = kept["command"].as_str().unwrap().replacen("flywheel", env!("CARGO_BIN_EXE_flywheel"), 1);
        fs::remove_file(&manifest).unwrap();
        let ran = Command::new("sh").current_dir(here).args(["-c", &format!("{typed} --no-charts")]).output().unwrap();
        assert!(ran.status.success(), "{typed}: {}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(fs::read_to_string(&manifest).unwrap(), before);
    }
}

#[test]
fn one_default_scenario_and_one_name_for_a_moment() {
    let folder = folder();
    let here = folder.path();
    let default = answer(here, &["why", "throughput", "--at", "20"]);
    assert_eq!(default, answer(here, &["why", "throughput", "--week", "20"]));
    assert!(default.starts_with("The wicked loop\n"), "{default}");
    assert_ne!(default, answer(here, &["why", "throughput", "--at", "20", EACH]));
    let of = |arguments: &[&str]| -> Value {
        serde_json::from_str(&answer(here, &[arguments, &["--json", "--quiet"]].concat())).unwrap()
    };
    assert_eq!(
        of(&["why", "throughput", "--at", "20"])["title"],
        of(&["why", "throughput", "--at", "20", WICKED])["title"]
    );
    for command in ["why", "loops", "tipping"] {
        let help = answer(here, &[command, "--help"]);
        assert!(help.contains("--at <") && !help.contains("--week"), "{help}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = folder();
    let here = folder.path();
    answer(here, &["man", "--out", "pages", "--quiet"]);
    let mut pages: Vec<String> =
        fs::read_dir(here.join("pages")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    pages.sort();
    for page in ["flywheel.1", "flywheel-run.1", "flywheel-pick.1", "flywheel-model.1", "flywheel-model-check.1"] {
        assert!(pages.iter().any(|own| own == page), "{page} is not in {pages:?}");
    }
    let check = answer(here, &["man", "model", "check"]);
    assert!(check.contains("battery") && check.contains("flywheel model check"), "{check}");
    assert_eq!(check, fs::read_to_string(here.join("pages/flywheel-model-check.1")).unwrap());
    let refused = command(here, &["man", "modle"]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("did you mean `model`?"), "{said}");
}

#[test]
fn nothing_is_coloured_where_nobody_reads() {
    let folder = folder();
    fs::write(folder.path().join("wrong.toml"), "replicatons = 3\n").unwrap();
    for arguments in [&["run", "wrong.toml"][..], &["run", "wrong.toml", "--no-color"], &["--no-color", "nonsense"]] {
        let ran = command(folder.path(), arguments).output().unwrap();
        assert!(!ran.stderr.contains(&0x1b) && !ran.stderr.is_empty(), "{}", arguments.join(" "));
    }
}
