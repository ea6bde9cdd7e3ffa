//! The command line: exit codes, help, the two streams, the files it writes, and what it does when it is misused.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const FINE: i32 = 0;
const CHECK_FAILED: i32 = 1;
const USAGE: i32 = 2;
const BAD_FILE: i32 = 3;
const INTERRUPTED: i32 = 130;

/// A model with luck, two outcome classes and one intervention, small enough to be run at every turn.
const MODEL: &str = r#"
name = "queue"
title = "A queue"
default_start = "calm"
headline = ["queue"]

[time]
unit = "week"
stop = 10

[unit]
item = "a request"

[stock.queue]
label = "open requests"
unit = "item"
inflows = ["arriving"]
outflows = ["leaving"]

[flow.arriving]
unit = "item/week"
equation = 'luck'

[flow.leaving]
unit = "item/week"
equation = 'queue / delay'

[noise.luck]
unit = "item/week"
distribution = "poisson"
mean = 'demand'

[constant.demand]
value = 5
unit = "item/week"
distribution = "uniform"
min = 4
max = 6

[constant.delay]
value = 2
unit = "week"

[constant.many]
value = 12
unit = "item"

[box.limits]
title = "What comes in"

[intervention.say_no]
box = "limits"
adds = { demand = -2 }

[start.calm]
stocks = { queue = 10 }

[[outcome]]
name = "long"
when = 'queue > many'

[[outcome]]
name = "short"
"#;

const NOTHING: &str = r#"
model = "queue.toml"
replications = 100
"#;

const SAY_NO: &str = r#"
model = "queue.toml"
replications = 100

[picks]
say_no = 2

[[expect]]
claim = "Saying no makes the queue shorter, whatever the luck"
that = 'share(queue@10 < base.queue@10) > 0.95'
base = "nothing.toml"
"#;

const REFUTED: &str = r#"
model = "queue.toml"
replications = 100

[[expect]]
claim = "The queue is gone in the end"
that = 'median(queue@10) < 1'
"#;

/// A folder with a model, two scenarios, one claim that holds and one that does not, and a file that is wrong.
fn team() -> TempDir {
    let folder = TempDir::new().unwrap();
    let files = [
        ("queue.toml", MODEL),
        ("nothing.toml", NOTHING),
        ("say-no.toml", SAY_NO),
        ("refuted.toml", REFUTED),
        ("wrong.toml", "replicatons = 3\n"),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The program with arguments, in a folder, away from any terminal.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    // Help is as wide as the terminal.
    command.current_dir(folder).args(arguments).env("COLUMNS", "100").stdin(Stdio::null());
    command
}

/// Runs the program, which is to end with a certain exit code and never to crash.
fn flywheel(folder: &Path, arguments: &[&str], code: i32) -> Output {
    let ran = command(folder, arguments).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(code), "flywheel {}\n{said}", arguments.join(" "));
    assert!(!said.contains("panicked"), "flywheel {}\n{said}", arguments.join(" "));
    ran
}

fn answer(folder: &Path, arguments: &[&str]) -> String {
    String::from_utf8(flywheel(folder, arguments, FINE).stdout).unwrap()
}

fn talk(folder: &Path, arguments: &[&str], code: i32) -> String {
    String::from_utf8(flywheel(folder, arguments, code).stderr).unwrap()
}

/// All files below a folder with what is in them.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                out.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    out
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn exit_codes() {
    let team = team();
    let here = team.path();
    for arguments in [
        &["--version"][..],
        &["--help"],
        &["run", "nothing.toml", "--out", "o"],
        &["simulate", "queue.toml"],
        &["check", "say-no.toml"],
        &["check", "nothing.toml"],
        &["sensitivity", "nothing.toml", "--samples", "16", "--out", "o"],
        &["sensitivity", "queue.toml", "--method", "morris", "--out", "o"],
        &["loops", "nothing.toml", "--of", "queue", "--window", "2", "--out", "o"],
        &["loops", "nothing.toml", "--scores", "--of", "queue", "--at", "5", "--out", "o"],
        &["why", "queue", "nothing.toml", "--at", "5"],
        &[
            "tipping",
            "nothing.toml",
            "--x",
            "queue",
            "--y",
            "delay",
            "--grid",
            "3",
            "--replications",
            "4",
            "--out",
            "o",
        ],
        &["model", "show"],
        &["model", "show", "open requests", "--model", "queue.toml"],
        &["model", "check", "queue.toml"],
        &["completions", "bash"],
        &["man"],
    ] {
        flywheel(here, arguments, FINE);
    }
    flywheel(here, &["check", "refuted.toml"], CHECK_FAILED);
    flywheel(here, &["check", "say-no.toml", "refuted.toml"], CHECK_FAILED);
    for arguments in [
        &[][..],
        &["fly"],
        &["run", "--fast"],
        &["run", "nothing.toml", "--replications", "0"],
        &["run", "nothing.toml", "--replications", "many"],
        &["run", "nothing.toml", "--seed", "-1"],
        &["run", "nothing.toml", "--design", "square"],
        &["run", "nothing.toml", "--threads", "0"],
        &["run", "nothing.toml", "./nothing.toml"],
        #[cfg(not(feature = "parquet"))]
        &["run", "nothing.toml", "--parquet"],
        &["simulate"],
        &["check"],
        &["sensitivity", "nothing.toml", "say-no.toml"],
        &["sensitivity", "nothing.toml", "--method", "guess"],
        &["tipping", "nothing.toml", "say-no.toml"],
        &["tipping", "nothing.toml"],
        &["tipping", "nothing.toml", "--grid", "1"],
        &["tipping", "nothing.toml", "--others", "go"],
        &["sensitivity", "nothing.toml", "--of", "no_such_thing@10"],
        &["loops", "nothing.toml", "say-no.toml"],
        &["loops", "nothing.toml", "--of", "no_such_thing"],
        &["loops", "nothing.toml", "--window", "1000"],
        &["loops", "nothing.toml", "--at", "5"],
        &["loops", "nothing.toml", "--scores", "--at", "1000"],
        &["loops", "nothing.toml", "--scores", "--at", "nan"],
        &["loops", "nothing.toml", "--scores", "--at", "5", "--no-cuts"],
        &["why", "queue", "nothing.toml"],
        &["why", "no_such_thing", "nothing.toml", "--at", "5"],
        &["why", "queue", "nothing.toml", "--at", "500"],
        &["model"],
        &["model", "show", "no_such_thing"],
        &["new", "queue.toml"],
        &["completions", "cobol"],
    ] {
        flywheel(here, arguments, USAGE);
    }
    for arguments in [
        &["run", "wrong.toml"][..],
        &["run", "no-such-file.toml"],
        &["run", "nothing.toml", "--out", "queue.toml"],
        &["run", "nothing.toml", "--replications", "99999999999", "--out", "o"],
        &["simulate", "wrong.toml"],
        &["simulate", "queue.toml", "-o", "queue.toml/run.csv"],
        &["check", "wrong.toml"],
        &["check", "no-such-folder"],
        &["sensitivity", "wrong.toml"],
        &["loops", "wrong.toml"],
        &["why", "queue", "wrong.toml", "--at", "5"],
        &["loops", "nothing.toml", "--out", "queue.toml"],
        &["tipping", "wrong.toml"],
        &["tipping", "queue.toml", "--x=queue", "--y=delay", "--grid=2", "--replications=2", "--out", "queue.toml"],
        &["sensitivity", "nothing.toml", "--samples", "16", "--out", "queue.toml"],
        &["model", "check", "nothing.toml"],
        &["model", "show", "--model", "wrong.toml"],
        &["new", "queue.toml/new.toml"],
    ] {
        flywheel(here, arguments, BAD_FILE);
    }
}

#[test]
fn help_of_every_command() {
    let team = team();
    for words in [
        "",
        "run",
        "simulate",
        "check",
        "compare",
        "flow",
        "sensitivity",
        "pick",
        "loops",
        "why",
        "tipping",
        "forecast",
        "model",
        "model show",
        "model check",
        "model export",
        "model diagram",
        "new",
        "completions",
        "man",
    ] {
        let mut arguments: Vec<&str> = words.split_whitespace().collect();
        arguments.push("--help");
        let name = if words.is_empty() { "help".into() } else { format!("help-{}", words.replace(' ', "-")) };
        insta::assert_snapshot!(name, answer(team.path(), &arguments));
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let team = team();
    assert_eq!(answer(team.path(), &["--version"]), concat!("flywheel ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn json_is_all_that_a_machine_reads() {
    let team = team();
    let here = team.path();
    for arguments in [
        &["run", "nothing.toml", "--out", "o"][..],
        &["run", "nothing.toml", "say-no.toml", "--out", "o"],
        &["run", "queue.toml", "--replications", "1", "--out", "o"],
        &["simulate", "nothing.toml"],
        &["simulate", "nothing.toml", "-o", "run.csv"],
        &["check", "say-no.toml"],
        &["check", "nothing.toml"],
        &["compare", "nothing.toml", "say-no.toml", "--out", "o"],
        &["sensitivity", "nothing.toml", "--samples", "16", "--of", "queue@10", "--of", "delay@10", "--out", "o"],
        &["sensitivity", "nothing.toml", "--method", "morris", "--out", "o"],
        &["loops", "nothing.toml", "--out", "o"],
        &["loops", "nothing.toml", "--scores", "--out", "o"],
        &["why", "queue", "nothing.toml", "--at", "5"],
        &[
            "tipping",
            "nothing.toml",
            "--x=queue",
            "--y=delay",
            "--grid=3",
            "--replications=4",
            "--shock=demand",
            "--out=o",
        ],
        &["model", "show"],
        &["model", "show", "--model", "queue.toml"],
        &["model", "show", "queue", "--model", "queue.toml"],
        &["model", "show", "say_no", "--model", "queue.toml"],
        &["model", "show", "R1"],
        &["model", "check"],
        &["model", "export", "queue.toml", "--to", "dot"],
        &["model", "export", "queue.toml", "--to", "xmile", "-o", "queue.xmile"],
        &["new", "mine.toml"],
    ] {
        for arguments in [[arguments, &["--json"]].concat(), [&["--json"], arguments].concat()] {
            let _ = fs::remove_file(here.join("mine.toml"));
            let text = answer(here, &arguments);
            let read: Result<Value, _> = serde_json::from_str(&text);
            assert!(read.is_ok(), "flywheel {}: {read:?}\n{text}", arguments.join(" "));
        }
    }
    let refuted = flywheel(here, &["check", "refuted.toml", "--json"], CHECK_FAILED);
    let refuted: Value = serde_json::from_slice(&refuted.stdout).unwrap();
    assert_eq!(refuted["claims"][0]["verdict"], "refuted");
}

#[test]
fn a_simulation_says_the_same_in_csv_and_json() {
    let team = team();
    let csv = answer(team.path(), &["simulate", "nothing.toml"]);
    let json: Value = serde_json::from_str(&answer(team.path(), &["simulate", "nothing.toml", "--json"])).unwrap();
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|l| l.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    assert_eq!(header[0], "time");
    assert_eq!(rows.len(), 11);
    for (row, time) in rows.iter().zip(json["times"].as_array().unwrap()) {
        assert_eq!(Some(row[0]), time.as_f64());
    }
    for (column, variable) in json["variables"].as_array().unwrap().iter().enumerate() {
        assert_eq!(variable["variable"], header[column + 1]);
        for (row, value) in rows.iter().zip(variable["values"].as_array().unwrap()) {
            assert_eq!(Some(row[column + 1]), value.as_f64());
        }
    }
}

/// The rows of a simulation, by column.
fn simulated(folder: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<f64>> {
    let csv = answer(folder, &[&["simulate"], arguments].concat());
    let mut lines = csv.lines().map(|line| line.split(','));
    let mut columns: Vec<(String, Vec<f64>)> = lines.next().unwrap().map(|name| (name.into(), Vec::new())).collect();
    for line in lines {
        columns.iter_mut().zip(line).for_each(|((_, values), x)| values.push(x.parse().unwrap()));
    }
    columns.into_iter().collect()
}

#[test]
fn a_simulation_takes_other_numbers_steps_and_methods() {
    let team = team();
    let here = team.path();
    let own = simulated(here, &["queue.toml"]);
    for file in ["queue.toml", "nothing.toml"] {
        let set = simulated(here, &[file, "--set", "Delay=4", "--set", "\"open  requests\" = 20"]);
        assert_eq!((set["delay"][0], set["queue"][0], set["leaving"][0]), (4.0, 20.0, 5.0));
        assert_eq!(set["demand"], own["demand"]);
    }
    // The closed form is 10, where as much comes as goes: from 18 the queue falls to it as exp(-t/2).
    let error = |arguments: &[&str]| {
        let run = simulated(here, &[&["queue.toml", "--set", "queue=18"], arguments].concat());
        assert_eq!(run["time"], own["time"], "the save interval stays");
        (run["queue"][10] - 10.0 - 8.0 * flywheel::math::exp(-5.0)).abs()
    };
    let (one, half, better) = (error(&[]), error(&["--dt", "0.5"]), error(&["--dt", "0.5", "--method", "rk4"]));
    assert!(half < one && better < half / 100.0, "{one}, {half}, {better}");
    let json = answer(here, &["simulate", "queue.toml", "--dt", "0.5", "--set", "delay=4", "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["dt"], &json["method"]), (&0.5.into(), &"euler".into()));
    assert_eq!(json["set"], serde_json::json!({"delay": 4.0}));
}

/// Without noise a step can be longer than the save interval: then every step is saved.
#[test]
fn a_step_longer_than_the_save_interval_is_saved() {
    let team = team();
    let quiet = MODEL.replace("equation = 'luck'", "equation = 'demand'");
    let (before, after) = quiet.split_once("[noise.luck]").unwrap();
    let (_, after) = after.split_once("[constant.demand]").unwrap();
    fs::write(team.path().join("quiet.toml"), format!("{before}[constant.demand]{after}")).unwrap();
    assert_eq!(simulated(team.path(), &["quiet.toml", "--dt", "2.5"])["time"], [0.0, 2.5, 5.0, 7.5, 10.0]);
    let said = talk(team.path(), &["simulate", "quiet.toml", "--dt", "4"], USAGE);
    assert_eq!(said, "error: --dt 4: from 0 to 10 is not a whole number of steps of 4\n");
}

/// A delay whose stages are shorter than a step is told of once, by every command that runs it.
#[test]
fn stages_that_steps_cannot_follow_are_told() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let model = |equation: &str, method: &str| {
        let text = format!(
            "<xmile version=\"1.0\"><sim_specs method=\"{method}\" time_units=\"Months\"><start>0</start><stop>8</stop><dt>1</dt>\
             </sim_specs><model><variables><aux name=\"x\"><eqn>10</eqn></aux><aux name=\"long\"><eqn>2</eqn></aux>\
             <aux name=\"a\"><eqn>{equation}</eqn></aux></variables></model></xmile>"
        );
        fs::write(here.join("model.xmile"), text).unwrap();
    };
    model("DELAY3(x,long,0)", "Euler");
    let said = talk(here, &["simulate", "model.xmile"], FINE);
    let message = "`a` has a delay or an average with a stage of 0.667 months, which is shorter than a step: dt is 1\n";
    assert!(said.starts_with(&format!("warning[bad-time]: {message}")), "{said}");
    let help = "what comes out of it swings; a dt of 0.5 follows it\n";
    assert!(said.contains(help) && said.matches("warning").count() == 1, "{said}");
    assert_eq!(talk(here, &["model", "check", "model.xmile"], FINE), said);
    // By what is set, calculated and typed.
    let quiet = ["--set long=3", "--dt 0.5", "--set long=7 --dt 2"];
    for arguments in quiet {
        let said =
            talk(here, &[&["simulate", "model.xmile"], &arguments.split(' ').collect::<Vec<_>>()[..]].concat(), FINE);
        assert_eq!(said, "", "{arguments}");
    }
    for (equation, help) in [
        ("SMTH1(x, long/4)", "is not exact; a dt of 0.5"),
        ("TREND(x, 0.9)", "is not exact; a dt of 0.5"),
        ("DELAYN(x, 3, long*2)", "is not exact; a dt of 0.5"),
        ("DELAY1(SMTH3(x, long), 5)", "is not exact; a dt of 0.5"),
        ("SMTHN(x, 0.3, 1)", "takes a whole step; a dt of 0.25"),
        ("SMTHN(x, 0, 1)", "takes a whole step\n"),
    ] {
        model(equation, "rk4");
        let said = talk(here, &["simulate", "model.xmile"], FINE);
        assert!(said.contains(help) && said.matches("warning").count() == 1, "{equation}: {said}");
    }
    model("DELAY(x, 0.1) + DELAY1(x, 1)", "Euler");
    assert_eq!(talk(here, &["simulate", "model.xmile"], FINE), "");
}

#[test]
fn what_cannot_be_set_is_wrong_usage() {
    let team = team();
    let limited = MODEL.replace("label = \"open", "non_negative = true\nlabel = \"open");
    fs::write(team.path().join("limited.toml"), limited).unwrap();
    let shock = format!("{NOTHING}\n[shock.blip]\nconstant = \"delay\"\namount = 1\nfrom = 1.5\nto = 2\n");
    fs::write(team.path().join("blip.toml"), shock.replace("replications", "dt = 0.5\nreplications")).unwrap();
    let set = "only constants and the starts of stocks can be set";
    for (file, arguments, message) in [
        ("queue.toml", "--set leaving=3", format!("`leaving` is a flow and is calculated by its equation: {set}")),
        ("queue.toml", "--set luck=3", format!("`luck` is a noise and is calculated by its equation: {set}")),
        ("nothing.toml", "--set dleay=3", "there is no `dleay` in the model: did you mean `delay`?".into()),
        ("queue.toml", "--set delay=nan", "`delay` cannot be NaN, which is not a number one can compute with".into()),
        ("queue.toml", "--set delay=-inf", "`delay` cannot be -inf, which".into()),
        ("queue.toml", "--set delay=3 --set Delay=4", "--set Delay=4: `delay` is set a second time".into()),
        ("limited.toml", "--set queue=-1", "`queue` starts at -1, and cannot be negative".into()),
        ("queue.toml", "--set delay=long", "`long` is not a number".into()),
        ("queue.toml", "--set a=b=", "`` is not a number".into()),
        ("queue.toml", "--set delay", "it is written NAME=VALUE, such as delay=3".into()),
        ("queue.toml", "--set =3", "a name should stand before the `=`".into()),
        ("queue.toml", "--method rk45", "it is one of euler, rk4".into()),
        ("queue.toml", "--dt 0", "--dt 0: a step has to be a number above 0, and 0 is none".into()),
        ("queue.toml", "--dt -1", "--dt -1: a step has to be a number above 0, and -1 is none".into()),
        ("queue.toml", "--dt nan", "--dt NaN: a step".into()),
        ("queue.toml", "--dt inf", "--dt inf: a step".into()),
        ("queue.toml", "--dt 1e-9", "--dt 1e-9: from 0 to 10 by steps of 1e-9 are more than".into()),
        ("queue.toml", "--dt 0.4", "--dt 0.4: results cannot be kept every 1: it is not a whole number of".into()),
        ("queue.toml", "--dt 2", "--dt 2: the noise `luck` is drawn every 1, which is not a whole number".into()),
        ("queue.toml", "--dt 1e12", "from 0 to 10 is not a whole number of steps of 1000000000000".into()),
        ("blip.toml", "--dt 1", "--dt 1: the shock `blip` begins and ends between two steps of 1".into()),
    ] {
        let arguments: Vec<&str> = ["simulate", file].into_iter().chain(arguments.split(' ')).collect();
        let said = talk(team.path(), &arguments, USAGE);
        assert!(said.contains(&message), "{}:\n{said}", arguments.join(" "));
    }
}

#[test]
fn what_cannot_be_asked_of_a_sensitivity_is_wrong_usage() {
    let team = team();
    let here = team.path();
    fs::write(here.join("none.toml"), "model = \"queue.toml\"\nuncertainty = \"none\"\n").unwrap();
    fs::write(here.join("fixed.toml"), "model = \"queue.toml\"\n[constants]\ndemand = 5\n").unwrap();
    let rows = "Sobol indices take a power of two from 16 to 1048576, such as 1024";
    let walks = "Morris's effects take from 2 to 100000 trajectories, such as 20";
    let nothing = "nothing is uncertain, so nothing can matter more or less";
    for (arguments, message) in [
        ("nothing.toml --samples 0", format!("--samples 0: {rows}")),
        ("nothing.toml --samples 1000", format!("--samples 1000: {rows}")),
        ("nothing.toml --samples many", format!("--samples many: {rows}")),
        ("nothing.toml --samples -4", format!("--samples -4: {rows}")),
        ("nothing.toml --samples 4194304", format!("--samples 4194304: {rows}")),
        ("nothing.toml --method morris --samples 0", format!("--samples 0: {walks}")),
        ("none.toml", format!("`none.toml` says uncertainty = \"none\": {nothing}")),
        ("fixed.toml", format!("no constant of `fixed.toml` has a distribution: {nothing}")),
        (
            "nothing.toml --of quue@10",
            "--of quue@10: the outcome asks for `quue`, and nothing in the model is called so: did you mean `queue`?".into(),
        ),
        (
            "nothing.toml --of queue",
            "--of queue: `queue` has a value at every moment: say when: queue@10, or the mean over a stretch: queue@0..10"
                .into(),
        ),
        (
            "nothing.toml --of queue@11",
            "--of queue@11: no results are kept at week 11: they are kept from 0 to 10, every 1".into(),
        ),
        ("nothing.toml --of 3", "--of 3: a number is the same whatever happens".into()),
    ] {
        let arguments: Vec<&str> = ["sensitivity"].into_iter().chain(arguments.split(' ')).collect();
        assert_eq!(talk(here, &arguments, USAGE), format!("error: {message}\n"));
    }
    assert!(!here.join("out").exists(), "nothing is written where nothing is found");
}

/// One pass for all outcomes: each has the same figures as if it were asked about alone, in JSON and in CSV.
#[test]
fn what_cannot_be_asked_of_tipping_is_wrong_usage() {
    let team = team();
    let here = team.path();
    let classless = MODEL.split("[[outcome]]").next().unwrap();
    fs::write(here.join("classless.toml"), classless).unwrap();
    let map = "nothing.toml --x queue --y delay";
    for (arguments, message) in [
        ("nothing.toml".into(), "--y: say what it is: the model has too few stocks to choose from"),
        ("nothing.toml --x queue --y queue".into(), "--y queue: x is the same, and a map needs two"),
        ("nothing.toml --x quue --y delay".into(), "--x quue: there is no `quue` in the model: did you mean `queue`?"),
        (
            "nothing.toml --x arriving --y delay".into(),
            "--x arriving: `arriving` is a flow and is calculated by its equation: only constants and the starts",
        ),
        ("nothing.toml --x queue=9..2 --y delay".into(), "--x queue=9..2: a range goes from a number to a higher one"),
        ("nothing.toml --x queue=2..2 --y delay".into(), "--x queue=2..2: a range goes from a number to a higher one"),
        ("nothing.toml --x queue=few --y delay".into(), "--x queue=few: a range goes from a number to a higher one"),
        ("nothing.toml --x queue=0..inf --y delay".into(), "--x queue=0..inf: `queue` cannot be inf"),
        ("nothing.toml --x queue --y delay=nan..3".into(), "--y delay=nan..3: a range goes from a number"),
        (format!("{map} --grid 1"), "invalid value '1' for '--grid <N>': it is a whole number from 2 to 200"),
        (
            format!("{map} --replications 0"),
            "invalid value '0' for '--replications <N>': it is a whole number from 2 to 100000",
        ),
        (format!("{map} --grid 200 --replications 1000"), "40000000 runs at once are more than 4194304"),
        (format!("{map} --others go"), "it is one of stay, follow"),
        (
            format!("{map} --others follow"),
            "--others follow: the model has no two starting points that end differently",
        ),
        (format!("{map} --class lnog"), "--class lnog: the model has no such outcome class: did you mean `long`?"),
        (format!("{map} --horizon 0"), "--horizon 0: the run ends at 0, and begins at 0"),
        (format!("{map} --horizon -3"), "--horizon -3: the run ends at -3, and begins at 0"),
        (format!("{map} --horizon 7.5"), "--horizon 7.5: from 0 to 7.5 is not a whole number of steps of 1"),
        (format!("{map} --horizon nan"), "--horizon NaN: from 0 to NaN is not a whole number of steps"),
        (format!("{map} --from clam"), "--from clam: the model has no such starting point: did you mean `calm`?"),
        (format!("{map} --from calm --here"), "cannot be used with '--here'"),
        (format!("{map} --at 3"), "--shock: say what it is, such as demand"),
        (format!("{map} --shock demnad"), "--shock demnad: there is no `demnad` in the model: did you mean `demand`?"),
        (format!("{map} --shock queue"), "--shock queue: `queue` is a stock, and a shock moves a constant"),
        (format!("{map} --shock demand=0"), "--shock demand=0: what is added is a number other than 0"),
        (format!("{map} --shock demand=much"), "--shock demand=much: what is added is a number other than 0"),
        (format!("{map} --shock demand --at 10"), "--at 10: the run goes from 0 to 10"),
        (format!("{map} --shock demand --at -1"), "--at -1: the run goes from 0 to 10"),
        (format!("{map} --shock demand --at nan"), "--at NaN: the run goes from 0 to 10"),
        (
            format!("{map} --shock demand --durations 2,9"),
            "--durations 9: from week 4 a shock lasts more than 0 and at most 6 weeks; a later horizon makes the run longer",
        ),
        (format!("{map} --shock demand --durations 0"), "--durations 0: from week 4 a shock lasts more than 0"),
        (format!("{map} --shock demand --at 3.2 --durations 0.5"), "begins and ends between two steps of 1"),
        (
            "classless.toml --x queue --y delay".into(),
            "the model `classless.toml` has no outcome classes: nothing says where a run ends; [[outcome]] in its file does",
        ),
    ] {
        let arguments: Vec<&str> = ["tipping"].into_iter().chain(arguments.split(' ')).collect();
        let said = talk(here, &arguments, USAGE);
        assert!(said.contains(message), "{}:\n{said}", arguments.join(" "));
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
    assert!(!here.join("out").exists(), "nothing is written");
}

#[test]
fn a_sensitivity_says_the_same_in_csv_and_json() {
    let team = team();
    let here = team.path();
    let ask = |more: &[&str]| -> Value {
        let arguments = [&["sensitivity", "nothing.toml", "--samples", "64", "--json", "--png"], more].concat();
        serde_json::from_str(&answer(here, &arguments)).unwrap()
    };
    let alone = ask(&["--of", "long@10"]);
    let both = ask(&["--of", "queue@8..10", "--of", "long@10", "--of", "long@10"]);
    assert_eq!((&both["runs"], &both["samples"]), (&256.into(), &64.into()));
    assert_eq!(both["outcomes"][1], alone["outcomes"][0]);
    assert_eq!(both["outcomes"][0]["words"], "open requests, mean of weeks 8 to 10");
    assert_eq!([&both["outcomes"][0]["variable"], &both["outcomes"][0]["label"]], ["queue", "open requests"]);
    let csv = fs::read_to_string(here.join("out/nothing/sensitivity.csv")).unwrap();
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 1 + 2 * 2);
    for (row, (outcome, factor)) in rows[1..].iter().zip([(0, 0), (0, 1), (1, 0), (1, 1)]) {
        let own = &both["outcomes"][outcome]["factors"][factor];
        assert_eq!(
            (row[0].into(), row[2].into()),
            (both["outcomes"][outcome]["outcome"].clone(), own["factor"].clone())
        );
        for (column, key) in [(7, "first"), (9, "total"), (11, "mean_if_low"), (13, "mean_if_high")] {
            for (cell, own) in [(row[column], &own[key]["value"]), (row[column + 1], &own[key]["monte_carlo_error"])] {
                // The reader of JSON rounds the last digit.
                let same = |own: f64| (cell.parse::<f64>().unwrap() - own).abs() <= 1e-15 * own.abs();
                assert!(own.as_f64().map_or(cell.is_empty(), same), "{key}: {cell} and {own}");
            }
        }
    }
    let written: Vec<String> = contents(&here.join("out")).into_keys().collect();
    assert_eq!(written, ["-manifest.json", ".csv", ".png", ".svg"].map(|end| format!("nothing/sensitivity{end}")));
    let named: Vec<&str> = both["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    assert_eq!(named, [".csv", ".svg", ".png", "-manifest.json"].map(|end| format!("out/nothing/sensitivity{end}")));
}

/// What a person reads: shares with their errors in words, the luck of the weeks beside the constants, one sentence.
#[test]
fn loops_are_told_in_words() {
    let team = team();
    let here = team.path();
    insta::assert_snapshot!("loops", answer(here, &["loops", "nothing.toml"]));
    insta::assert_snapshot!("loops-scores", answer(here, &["loops", "nothing.toml", "--scores"]));
    insta::assert_snapshot!("loops-shares-only", answer(here, &["loops", "nothing.toml", "--scores", "--no-cuts"]));
    let scores = |at: &'static str| ["--scores", "--at", at];
    let wrong: Vec<String> = [&["--of", "quue"][..], &["--window", "0.3"], &scores("0.3"), &scores("-1")]
        .iter()
        .map(|more| talk(here, &[&["loops", "nothing.toml"], *more].concat(), USAGE))
        .collect();
    insta::assert_snapshot!("loops-wrong-usage", wrong.join("\n"));
}

#[test]
fn a_sensitivity_is_told_in_words() {
    let team = team();
    let here = team.path();
    insta::assert_snapshot!("sensitivity", answer(here, &["sensitivity", "nothing.toml", "--samples", "256"]));
    insta::assert_snapshot!("sensitivity-morris", answer(here, &["sensitivity", "nothing.toml", "--method", "morris"]));
    let still = answer(here, &["sensitivity", "nothing.toml", "--of", "delay@10", "--samples", "16"]);
    assert!(still.contains("Delay, week 10 (week)\n  2.00 in all runs: nothing moves it\n"), "{still}");
}

#[test]
fn a_sensitivity_is_the_same_whatever_the_threads() {
    let team = team();
    let here = team.path();
    let run = |out: &str, more: &[&str]| {
        flywheel(here, &[&["sensitivity", "nothing.toml", "--samples", "64", "--out", out], more].concat(), FINE);
        contents(&here.join(out))
    };
    let first = run("first", &[]);
    assert_eq!(run("one", &["--threads", "1"]), first);
    assert_eq!(run("three", &["--threads", "3"]), first);
    assert_ne!(run("seed", &["--seed", "2"]), first);
}

/// What nothing asked is calculated from is not run, and that is told.
#[test]
fn a_sensitivity_leaves_out_what_cannot_matter() {
    let team = team();
    let here = team.path();
    let spread = "unit = \"1\"\nvalue = 1\ndistribution = \"uniform\"\nmin = 0\nmax = 2\n";
    let model = format!(
        "[time]\nstop = 2\n[constant.read]\n{spread}[constant.unread]\n{spread}[stock.level]\nunit = \"1\"\ninitial = 'read'\n"
    );
    fs::write(here.join("two.toml"), model).unwrap();
    let arguments = ["sensitivity", "two.toml", "--of", "level@2", "--samples", "16", "--no-charts"];
    let ran = flywheel(here, &arguments, FINE);
    let (said, talk) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("1 uncertain constant: 48 runs"), "{said}");
    assert!(talk.contains("1 uncertain constant is left out: no outcome depends on it"), "{talk}");
}

/// Where every run breaks, nobody is counted in any class.
#[test]
fn no_place_is_told_of_runs_that_are_no_number() {
    let team = team();
    let here = team.path();
    let model = "[time]\nunit = \"week\"\nstop = 10\n[constant.pace]\nunit = \"1/week\"\nvalue = 1\ndistribution = \"uniform\"\nmin = 1\nmax = 2\n\
                 [stock.size]\nunit = \"1\"\ninitial = 1e300\ninflows = [\"growing\"]\n[flow.growing]\nunit = \"1/week\"\n\
                 equation = 'size*size*pace'\n[[outcome]]\nname = \"large\"\nlabel = \"large\"\nwhen = 'size > 1'\n\
                 [[outcome]]\nname = \"small\"\nlabel = \"small\"\n";
    fs::write(here.join("bursts.toml"), model).unwrap();
    let ran = flywheel(here, &["run", "bursts.toml", "--replications", "20", "--no-charts"], FINE);
    let (said, talk) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(talk.contains("in 20 of 20 replications"), "{talk}");
    assert!(said.contains("it cannot be told where such runs end."), "{said}");
    assert!(!said.contains("give or take"), "{said}");
}

/// Runs that break are told, and left out of the figures.
#[test]
fn a_sensitivity_tells_what_becomes_no_number() {
    let team = team();
    let here = team.path();
    let shock = "model = \"queue.toml\"\n[shock.stop]\nconstant = \"delay\"\namount = -2\nfrom = 3\n";
    fs::write(here.join("breaks.toml"), shock).unwrap();
    let said = talk(here, &["sensitivity", "breaks.toml", "--samples", "16", "--quiet"], USAGE);
    for part in ["64 of 64", "leaving", "week 3", "open_requests@10 is infinite or no number at all in every run"] {
        assert!(said.contains(part), "{part} is not told:\n{said}");
    }
    let nothing = ["sensitivity", "nothing.toml", "--samples", "16", "--quiet", "--of", "queue@10/0"];
    assert!(talk(here, &nothing, USAGE).contains("queue@10/0 is infinite"));
    let compared = ["compare", "nothing.toml", "say-no.toml", "--quiet", "--of", "queue@10/0"];
    assert!(talk(here, &compared, USAGE).contains("queue@10/0 is infinite"));
}

#[test]
fn a_seed_below_0_is_told_what_a_seed_is() {
    for command in ["run nothing.toml", "sensitivity nothing.toml", "tipping nothing.toml", "model show --assumptions"]
    {
        let line: Vec<&str> = command.split(' ').chain(["--seed", "-1"]).collect();
        let said = talk(team().path(), &line, USAGE);
        assert!(said.contains("it is a whole number from 0 to 18446744073709551615"), "{command}: {said}");
    }
}

/// A value outside the model's range is run, and told: the same sentence as for a scenario's own constants.
#[test]
fn what_is_unusual_is_told() {
    let team = team();
    let ranged = MODEL.replace("label = \"open", "range = [0, 50]\nlabel = \"open");
    fs::write(team.path().join("ranged.toml"), ranged).unwrap();
    let said = talk(team.path(), &["simulate", "ranged.toml", "--set", "delay=-1"], FINE);
    assert!(said.contains("`delay` is -1 here, and is never negative"), "{said}");
    let said = talk(team.path(), &["simulate", "ranged.toml", "--set", "queue=60"], USAGE);
    let told = "--set queue=60: `queue` would start at 60, and the model allows 0 to 50; to try what lies beyond, add --allow-outside";
    assert!(said.contains(told), "{said}");
    let beyond = ["simulate", "ranged.toml", "--set", "queue=60", "--allow-outside"];
    assert!(flywheel(team.path(), &beyond, FINE).stdout.starts_with(b"time,"));
    for allow in ["", "allow_outside = true\n"] {
        let full = format!("model = \"ranged.toml\"\n{allow}[stocks]\nqueue = 60\n");
        fs::write(team.path().join("full.toml"), full).unwrap();
        let ran = ["simulate", "full.toml"];
        let code = if allow.is_empty() { BAD_FILE } else { FINE };
        assert_eq!(talk(team.path(), &ran, code).contains("`queue` would start at 60"), allow.is_empty());
    }
}

#[test]
fn quiet_is_quiet() {
    let team = team();
    for arguments in [
        &["run", "nothing.toml", "say-no.toml", "--out", "o", "--quiet"][..],
        &["simulate", "nothing.toml", "-o", "run.csv", "--quiet"],
        &["check", "say-no.toml", "--quiet"],
        &["sensitivity", "nothing.toml", "--samples", "16", "--out", "o", "--quiet"],
        &["tipping", "nothing.toml", "--x=queue", "--y=delay", "--grid=2", "--replications=2", "--out", "o", "--quiet"],
        &["new", "mine.toml", "--quiet"],
    ] {
        assert_eq!(talk(team.path(), arguments, FINE), "", "flywheel {}", arguments.join(" "));
    }
    assert_ne!(talk(team.path(), &["run", "wrong.toml", "--quiet"], BAD_FILE), "");
}

#[test]
fn talk_is_not_mixed_with_answers() {
    let team = team();
    let ran = flywheel(team.path(), &["simulate", "nothing.toml"], FINE);
    assert!(ran.stderr.is_empty() && ran.stdout.starts_with(b"time,"));
    let ran = flywheel(team.path(), &["simulate", "nothing.toml", "-o", "run.csv"], FINE);
    assert!(ran.stdout.is_empty() && !ran.stderr.is_empty());
    let ran = flywheel(team.path(), &["run", "wrong.toml"], BAD_FILE);
    assert!(ran.stdout.is_empty() && !ran.stderr.contains(&b'\x1b'), "no colours where no person reads");
}

#[test]
fn the_scenario_that_new_writes_runs_and_is_left_alone() {
    let team = team();
    let here = team.path();
    flywheel(here, &["new", "mine.toml"], FINE);
    let written = fs::read(here.join("mine.toml")).unwrap();
    flywheel(here, &["run", "mine.toml", "--replications", "20", "--out", "o"], FINE);
    flywheel(here, &["simulate", "mine.toml"], FINE);
    let said = talk(here, &["new", "mine.toml"], USAGE);
    assert!(said.contains("mine.toml") && said.contains("exists"), "{said}");
    assert_eq!(fs::read(here.join("mine.toml")).unwrap(), written);
    flywheel(here, &["new", "a/new/folder/mine.toml"], FINE);
    assert_eq!(fs::read(here.join("a/new/folder/mine.toml")).unwrap(), written);
}

#[test]
fn completions_and_the_manual_page() {
    let team = team();
    for shell in ["bash", "zsh", "fish"] {
        let script = answer(team.path(), &["completions", shell]);
        for word in [
            "flywheel",
            "simulate",
            "check",
            "compare",
            "pick",
            "sensitivity",
            "loops",
            "why",
            "tipping",
            "completions",
        ] {
            assert!(script.contains(word), "{shell} cannot complete {word}");
        }
    }
    assert!(answer(team.path(), &["man"]).starts_with(".ie"), "no manual page in troff");
}

#[test]
fn a_run_writes_the_files_it_names_and_no_other() {
    let team = team();
    let here = team.path();
    let before = contents(here);
    let json: Value =
        serde_json::from_str(&answer(here, &["run", "nothing.toml", "say-no.toml", "--png", "--json"])).unwrap();
    let mut named: Vec<String> =
        json["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap().to_string()).collect();
    named.sort();
    let written: Vec<String> = contents(here).into_keys().filter(|name| !before.contains_key(name)).collect();
    assert_eq!(written, named);
    for name in ["nothing/summary.csv", "nothing/manifest.json", "nothing/trajectories.svg", "say-no/trajectories.png"]
    {
        assert!(named.contains(&format!("out/{name}")), "{name} is not in {named:?}");
    }
    let said = talk(here, &["run", "nothing.toml"], FINE);
    let told: Vec<&str> = said.lines().filter_map(|l| l.strip_prefix("  ")).collect();
    assert_eq!(told, ["out/nothing/summary.csv", "out/nothing/trajectories.svg", "out/nothing/manifest.json"]);
}

#[test]
fn the_same_run_writes_the_same_bytes_whatever_the_threads() {
    let team = team();
    let scenario = root().join("scenarios/wicked-loop.toml");
    let run = |out: &str, more: &[&str]| {
        let arguments = ["run", scenario.to_str().unwrap(), "--replications", "200", "--out", out];
        flywheel(team.path(), &[&arguments, more].concat(), FINE);
        contents(&team.path().join(out))
    };
    let first = run("first", &[]);
    assert!(
        first.keys().any(|name| name.ends_with("summary.csv")) && first.keys().any(|n| n.ends_with("manifest.json"))
    );
    assert_eq!(run("first", &[]), first, "over the files of the run before");
    assert_eq!(run("second", &[]), first, "in another folder");
    assert_eq!(run("one", &["--threads", "1"]), first, "on one thread");
    assert_eq!(run("three", &["--threads", "3"]), first, "on three threads");
    assert_ne!(run("seed", &["--seed", "2"]), first, "with another seed");
}

#[test]
fn results_stay_in_the_folder_named_for_the_file() {
    let team = team();
    let here = team.path();
    fs::write(here.join("model.toml"), MODEL.replace("name = \"queue\"", "name = \"../../elsewhere\"")).unwrap();
    flywheel(here, &["run", "model.toml", "--replications", "5"], FINE);
    assert!(here.join("out/model/summary.csv").exists());
    fs::write(here.join("...toml"), NOTHING).unwrap();
    flywheel(here, &["run", "...toml", "--replications", "5"], FINE);
    let written = contents(here);
    assert!(written.keys().all(|name| !name.ends_with("summary.csv") || name.starts_with("out/")), "{written:?}");
}

#[test]
fn what_becomes_no_number_is_told_and_kept() {
    let team = team();
    let here = team.path();
    let shock =
        "model = \"queue.toml\"\nreplications = 20\n\n[shock.stop]\nconstant = \"delay\"\namount = -2\nfrom = 3\n";
    fs::write(here.join("breaks.toml"), shock).unwrap();
    let ran = flywheel(here, &["simulate", "breaks.toml"], FINE);
    let (csv, said) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    for part in ["leaving", "week 3"] {
        assert!(said.contains(part), "{part} is not told:\n{said}");
    }
    // Without luck there is nothing to number.
    assert!(!said.contains("replication"), "{said}");
    assert_eq!(csv.lines().count(), 12);
    assert!(csv.lines().nth(3).is_some_and(|l| !l.contains("inf")) && csv.lines().nth(4).unwrap().contains("inf"));
    assert!(csv.lines().last().unwrap().contains("NaN"));
    let json: Value = serde_json::from_str(&answer(here, &["simulate", "breaks.toml", "--json"])).unwrap();
    assert_eq!(json["variables"][0]["values"][10], Value::Null);
    let said = talk(here, &["run", "breaks.toml", "--out", "o", "--quiet"], FINE);
    for part in ["20 of 20", "leaving", "week 3", "replication 0", "seed 1"] {
        assert!(said.contains(part), "{part} is not told:\n{said}");
    }
    let written = contents(&here.join("o"));
    for (name, bytes) in written.iter().filter(|(name, _)| name.ends_with(".svg")) {
        let picture = String::from_utf8_lossy(bytes);
        assert!(!picture.contains("NaN") && !picture.contains("inf\""), "{name} draws what is no number");
    }
}

#[test]
fn a_folder_is_checked_file_by_file() {
    let team = team();
    let here = team.path();
    fs::create_dir(here.join("empty")).unwrap();
    assert!(talk(here, &["check", "empty"], USAGE).contains("no scenario and no model in `empty`"));
    let ran = flywheel(here, &["check", "."], BAD_FILE);
    let (said, wrong) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert!(said.contains("refuted.toml") && said.contains("1 of 2 claims proved, 1 refuted"), "{said}");
    assert!(wrong.contains("wrong.toml:1:1"), "{wrong}");
    fs::remove_file(here.join("wrong.toml")).unwrap();
    flywheel(here, &["check", "."], CHECK_FAILED);
    fs::remove_file(here.join("refuted.toml")).unwrap();
    flywheel(here, &["check", "."], FINE);
    assert!(answer(here, &["check", "queue.toml"]).starts_with("queue.toml: A queue, a model, and fine: 1 stock, "));
}

#[test]
fn a_claim_may_be_held_against_a_model() {
    let team = team();
    fs::write(team.path().join("against.toml"), SAY_NO.replace("nothing.toml", "queue.toml")).unwrap();
    assert!(answer(team.path(), &["check", "against.toml"]).contains("1 of 1 claims proved"));
}

/// `flywheel simulate ... | head -1`: the reader goes away, and nobody complains.
#[test]
fn a_reader_may_go_away() {
    let team = team();
    let scenario = root().join("scenarios/wicked-loop.toml");
    for arguments in [&["simulate", scenario.to_str().unwrap()][..], &["model", "show"], &["run", "nothing.toml"]] {
        let mut running =
            command(team.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(running.stdout.take());
        let mut said = String::new();
        running.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(running.wait().unwrap().code(), Some(FINE), "{said}");
        assert!(!said.contains("error") && !said.contains("panicked"), "{said}");
    }
}

/// A run that would take days ends where it is told to, with nothing behind it.
#[test]
#[cfg(target_os = "linux")]
fn a_run_that_is_interrupted_ends_and_leaves_nothing() {
    let folder = team();
    let vast = ["run", "nothing.toml", "--replications", "4000000000"];
    let child = command(folder.path(), &vast).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let before = contents(folder.path());
    // Until the program listens, the signal would end it as it ends any other.
    while fs::read_to_string(format!("/proc/{}/status", child.id())).is_ok_and(|status| !catches_interrupts(&status)) {
        std::thread::yield_now();
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(INTERRUPTED));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "stopped before the end; files that are written are whole\n");
    assert_eq!(contents(folder.path()), before);
}

/// Whether a process, by what Linux tells of it, catches signal 2.
#[cfg(target_os = "linux")]
fn catches_interrupts(status: &str) -> bool {
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 2 != 0)
}

#[test]
fn a_full_disk_is_told() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("SKIPPED: no /dev/full here");
        return;
    };
    let team = team();
    let ran = command(team.path(), &["simulate", "nothing.toml"]).stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(BAD_FILE));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("cannot write the answer"));
    for question in ["--help", "--version"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran = command(team.path(), &[question]).stdout(full).output().unwrap();
        assert_eq!(ran.status.code(), Some(BAD_FILE), "{question}");
        assert!(String::from_utf8_lossy(&ran.stderr).contains("cannot write the answer"));
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_written_through() {
    let team = team();
    let here = team.path();
    fs::write(here.join("kept.csv"), "old").unwrap();
    std::os::unix::fs::symlink("kept.csv", here.join("link.csv")).unwrap();
    flywheel(here, &["simulate", "nothing.toml", "-o", "link.csv"], FINE);
    assert!(here.join("link.csv").is_symlink());
    assert!(fs::read_to_string(here.join("kept.csv")).unwrap().starts_with("time,"));
    // What leads nowhere is not free either.
    std::os::unix::fs::symlink("nowhere.toml", here.join("dangling.toml")).unwrap();
    flywheel(here, &["new", "dangling.toml"], USAGE);
}

#[cfg(unix)]
#[test]
fn a_scenario_may_come_through_a_pipe() {
    let team = team();
    let text = fs::File::open(team.path().join("queue.toml")).unwrap();
    let ran = command(team.path(), &["simulate", "/dev/stdin"]).stdin(text).output().unwrap();
    assert_eq!(ran.status.code(), Some(FINE), "{}", String::from_utf8_lossy(&ran.stderr));
    // A device that never ends is given up in time.
    if Path::new("/dev/zero").exists() {
        assert!(talk(team.path(), &["simulate", "/dev/zero"], BAD_FILE).contains("larger than"));
    }
}

#[test]
fn names_of_all_alphabets_and_with_commas() {
    let team = team();
    let text = "[unit]\n\"件\" = \"x\"\n[time]\nstop = 1\n[stock.\"Überfälliges, 件\"]\nunit = \"件\"\ninitial = 3\n\
                [aux.doppelt]\nunit = \"件\"\nequation = '\"überfälliges,_件\" * 2'\n";
    fs::write(team.path().join("names.toml"), text).unwrap();
    let csv = answer(team.path(), &["simulate", "names.toml"]);
    assert_eq!(csv, "time,\"Überfälliges, 件\",doppelt\n0.0,3.0,6.0\n1.0,3.0,6.0\n");
}

#[test]
fn a_chain_of_a_hundred_thousand_auxiliaries_runs() {
    let team = team();
    let links = 100_000;
    let mut text = String::from("[time]\nstop = 1\n[stock.first]\nunit = \"1\"\ninitial = 1\n");
    text.push_str("[aux.a0]\nunit = \"1\"\nequation = 'first + 1'\n");
    // From the last to the first, so that the file is read against the order of calculation.
    for i in (1..links).rev() {
        text.push_str(&format!("[aux.a{i}]\nunit = \"1\"\nequation = 'a{} + 1'\n", i - 1));
    }
    fs::write(team.path().join("chain.toml"), text).unwrap();
    let csv = answer(team.path(), &["simulate", "chain.toml"]);
    let last = csv.lines().last().unwrap();
    assert!(last.starts_with("1.0,1.0,2.0,100001.0,100000.0,"), "{}", &last[..80]);
}

/// Names with blanks, quotes, commas and signs, some of them functions, and equations that keep hidden stocks.
const ODD_NAMES: &str = r#"<xmile><sim_specs><start>0</start><stop>10</stop><dt>0.5</dt></sim_specs><model><variables>
<stock name="Work, in #progress"><eqn>"mod" * 2</eqn><inflow>"$ &quot;in&quot;"</inflow><outflow>out\nflow</outflow></stock>
<flow name="$ &quot;in&quot;"><eqn>DELAY3(time, "delay") + RANDOM(0, 1)</eqn></flow>
<flow name="out\nflow"><eqn>"Work, in #progress" / delay</eqn></flow>
<aux name="mod"><eqn>4</eqn></aux>
<aux name="time"><eqn>7</eqn></aux>
<aux name="&quot;delay&quot;"><eqn>3</eqn></aux>
<aux name="größe 💡"><eqn>SMTH1("Work, in #progress", 3) + PREVIOUS(time, 0)</eqn></aux>
</variables></model></xmile>
"#;

const ODD_SCENARIO: &str = r#"
model = "odd.xmile"
replications = 20
record = ["WORK, in #progress", "out\\nflow", "größe_💡"]

[constants]
mod = 5
Delay = 4

[[expect]]
claim = "Every name can be asked for"
that = 'median("Work, in #progress"@10) > 1 and mean("mod"@10) > 4.5 and mean("out flow"@5..10) > 0 and mean(time@1) > 6'
"#;

/// Units are compared where they are given; that none are, or some are not, is told once.
#[test]
fn what_has_no_unit_is_told_and_not_compared() {
    let folder = TempDir::new().unwrap();
    let check = |units: [&str; 3], code: i32| {
        let [s, f, t] =
            units.map(|unit| if unit.is_empty() { String::new() } else { format!("<units>{unit}</units>") });
        let text = format!(
            "<xmile><sim_specs time_units='Months'><start>0</start><stop>2</stop><dt>1</dt></sim_specs><model><variables>\
             <stock name='S'><eqn>10</eqn><outflow>f</outflow>{s}</stock><flow name='f'><eqn>S/t</eqn>{f}</flow>\
             <aux name='t'><eqn>5</eqn>{t}</aux></variables></model></xmile>"
        );
        fs::write(folder.path().join("cups.xmile"), text).unwrap();
        let said = flywheel(folder.path(), &["model", "check", "cups.xmile", "--units"], code);
        String::from_utf8([said.stdout, said.stderr].concat()).unwrap()
    };
    let none = check(["", "", ""], FINE);
    assert!(none.contains("no units are given") && !none.contains("compared"), "{none}");
    let all = check(["cups", "cup/month", "months"], FINE);
    assert!(all.contains("every equation balances in its units") && !all.contains("compared"), "{all}");
    let some = check(["cups", "", "months"], FINE);
    assert!(some.contains("1 of 3 variables states no unit and is compared with nothing: `f`"), "{some}");
    let wrong = check(["cups", "cups", ""], BAD_FILE);
    assert!(
        wrong.contains("1 of 3 variables states no unit") && wrong.matches("unit-mismatch").count() == 1,
        "{wrong}"
    );
}

/// What delays, averages and draws keep from step to step belongs to the variable that asks for it.
#[test]
fn hidden_variables_are_never_shown_and_odd_names_can_be_used() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("odd.xmile"), ODD_NAMES).unwrap();
    fs::write(folder.path().join("odd.toml"), ODD_SCENARIO).unwrap();
    let answer = |arguments: &[&str]| {
        let text = answer(folder.path(), arguments);
        let hidden = text.replace("#progress", "").contains('#');
        assert!(!hidden, "flywheel {}\n{text}", arguments.join(" "));
        text
    };
    assert!(answer(&["check", "odd.toml"]).contains("1 of 1 claims proved"));
    let counted = answer(&["model", "check", "odd.xmile"]);
    assert!(
        counted.contains("1 stock, 2 flows, 1 auxiliary, 3 constants")
            && counted.contains("units are kept as they are")
    );
    let show = |name: &str| answer(&["model", "show", "--model", "odd.xmile", name]);
    assert!(show("größe 💡").contains("made of: \"Work, in #progress\", time\n"));
    assert!(show("$ \"in\"").contains("made of: time, delay\n"));
    assert!(show("Delay").contains("goes into: $ \"in\", out\\nflow\n"));
    answer(&["model", "show", "--model", "odd.xmile"]);
    answer(&["model", "show", "--model", "odd.xmile", "--json"]);
    answer(&["simulate", "odd.xmile"]);
    answer(&["simulate", "odd.xmile", "--json"]);
    answer(&["run", "odd.toml"]);
    for name in ["summary.csv", "manifest.json"] {
        let text = fs::read_to_string(folder.path().join("out/odd").join(name)).unwrap();
        assert!(!text.replace("#progress", "").contains('#'), "{name}: {text}");
    }
    flywheel(folder.path(), &["model", "show", "--model", "odd.xmile", "größe 💡#1"], USAGE);
    let slips = "[stocks]\n\"größe 💡#1\" = 3\n[constants]\n\"größe 💡#2\" = 3\n";
    for slip in [slips, "record = [\"größe 💡#1\"]\n", "dt = 0.3\nhorizon = 9\nsave = 0.3\n"] {
        fs::write(folder.path().join("slip.toml"), format!("model = \"odd.xmile\"\n{slip}")).unwrap();
        let said = talk(folder.path(), &["run", "slip.toml"], BAD_FILE);
        let helped: Vec<&str> = said.lines().filter(|l| l.contains("help") || l.contains("the noise")).collect();
        assert!(!helped.is_empty() && !helped.join(" ").replace("#progress", "").contains('#'), "{said}");
    }
}

/// The model would be lost for its result.
#[test]
fn what_is_read_is_not_written_over() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::write(here.join("odd.xmile"), ODD_NAMES).unwrap();
    fs::write(here.join("odd.toml"), ODD_SCENARIO).unwrap();
    for arguments in [
        &["simulate", "odd.xmile", "-o", "odd.xmile"][..],
        &["simulate", "odd.toml", "-o", "./odd.xmile"],
        &["model", "export", "odd.toml", "--to", "markdown", "-o", "odd.toml"],
    ] {
        flywheel(here, arguments, USAGE);
        assert_eq!(fs::read_to_string(here.join("odd.xmile")).unwrap(), ODD_NAMES);
        assert_eq!(fs::read_to_string(here.join("odd.toml")).unwrap(), ODD_SCENARIO);
    }
}

#[test]
fn a_share_is_of_what_is_so_or_not() {
    let team = team();
    let here = team.path();
    let claim = |that: &str| {
        let text = format!("extends = \"nothing.toml\"\n\n[[expect]]\nclaim = \"So it is\"\nthat = \"{that}\"\n");
        fs::write(here.join("share.toml"), text).unwrap();
    };
    claim("share(queue@10) > 0.5");
    let said = talk(here, &["check", "share.toml", "--replications", "50"], BAD_FILE);
    assert!(
        said.contains("[bad-claim]") && said.contains("help: say from where on it counts: share(queue@10 > "),
        "{said}"
    );
    // What it says to write can be written.
    let way_out = said.split("it counts: ").nth(1).unwrap().trim();
    claim(&format!("{way_out} < 0.9"));
    flywheel(here, &["check", "share.toml", "--replications", "50"], FINE);
    // An auxiliary of 0 and 1 is so or not.
    claim("share((queue@10 > 1) * (queue@10 < 1000)) > 0.1");
    flywheel(here, &["check", "share.toml", "--replications", "50"], FINE);
}

/// A script that checks a folder finds every file in the answer: its claims, that it has none, or its mistakes.
#[test]
fn every_file_checked_is_in_the_answer_in_json() {
    let team = team();
    let here = team.path();
    fs::write(here.join("bad.toml"), "extends = \"nothing.toml\"\n  horizn = 3\n").unwrap();
    let checked = |files: &[&str], code: i32| {
        let ran = flywheel(here, &[&["check", "--json"], files].concat(), code);
        let found: Value = serde_json::from_slice(&ran.stdout).unwrap();
        (found, String::from_utf8(ran.stderr).unwrap())
    };
    let (found, said) = checked(&["nothing.toml", "say-no.toml", "queue.toml", "bad.toml"], BAD_FILE);
    assert_eq!((&found["format"], &found["answer"]), (&1.into(), &"check".into()));
    assert_eq!(found["without_claims"], serde_json::json!(["nothing.toml"]));
    assert_eq!(
        (&found["claims"][0]["file"], &found["claims"][0]["verdict"]),
        (&"say-no.toml".into(), &"proved".into())
    );
    assert_eq!(found["models"], serde_json::json!([{"file": "queue.toml", "model": "queue", "verified": true}]));
    let mistake = serde_json::json!([{
        "code": "unknown-key", "message": "`horizn` is not a key of a scenario file", "file": "bad.toml", "line": 2,
        "column": 3, "help": "did you mean `horizon`?",
    }]);
    assert_eq!(found["errors"], mistake);
    assert!(said.contains("bad.toml:2:3"), "{said}");
    let (alone, _) = checked(&["bad.toml"], BAD_FILE);
    assert_eq!((&alone["claims"], &alone["errors"]), (&serde_json::json!([]), &mistake));
}

/// Whatever goes wrong is JSON on standard output under `--json`, says the same to people, and ends with the same code.
#[test]
fn errors_are_json_where_json_is_asked_for() {
    let team = team();
    let here = team.path();
    fs::write(here.join("bad.toml"), "extends = \"nothing.toml\"\nhorizn = 3\n").unwrap();
    let usage: &[(&[&str], &str)] = &[
        // What clap says, and what it tells to do.
        (
            &["run", "--replications=-5"],
            "invalid value '-5' for '--replications <N>': it is a whole number of at least 1",
        ),
        (&["run", "--replication=5"], "unexpected argument '--replication' found"),
        (&["nonsense"], "unrecognized subcommand 'nonsense'"),
        (&["check"], "the following required arguments were not provided: <PATHS>..."),
        (&["--quiet"], "'flywheel' requires a subcommand but one was not provided"),
        // A part of a question, a whole one, and one that only this interface has.
        (&["simulate", "queue.toml", "--dt", "0"], "--dt 0: "),
        (
            &["model", "show", "delai", "--model", "queue.toml"],
            "nothing in the model is called `delai`: did you mean `delay`?",
        ),
        (&["run", "nothing.toml", "nothing.toml"], "`nothing.toml` is named twice"),
    ];
    let files: &[(&[&str], &str, Value, Value)] = &[
        (&["run", "bad.toml"], "unknown-key", "bad.toml".into(), 2.into()),
        (&["run", "missing.toml"], "not-readable", Value::Null, Value::Null),
        (&["model", "check", "wrong.toml"], "wrong-type", Value::Null, Value::Null),
        (&["run", "nothing.toml", "--out", "queue.toml/out"], "not-writable", Value::Null, Value::Null),
    ];
    let errors = |arguments: &[&str], code: i32| {
        let ran = flywheel(here, &[arguments, &["--json"]].concat(), code);
        let found: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(said, talk(here, arguments, code), "people are told the same");
        assert_eq!((&found["format"], found["errors"].as_array().map(Vec::len)), (&1.into(), Some(1)), "{found}");
        assert_eq!(found.as_object().unwrap().len(), 2);
        (found["errors"][0].clone(), said)
    };
    for (arguments, message) in usage {
        let (error, _) = errors(arguments, USAGE);
        assert_eq!(
            (&error["code"], &error["file"], &error["line"]),
            (&"wrong-usage".into(), &Value::Null, &Value::Null)
        );
        assert!(error["message"].as_str().unwrap().starts_with(message), "{error}");
    }
    for (arguments, code, file, line) in files {
        let (error, said) = errors(arguments, BAD_FILE);
        assert_eq!((&error["code"], &error["file"], &error["line"]), (&(*code).into(), file, line), "{error}");
        assert!(said.contains(code) && said.contains(error["message"].as_str().unwrap()), "{said}");
        assert_eq!(error["column"].is_null(), line.is_null());
    }
    let ran = flywheel(here, &["--json", "model"], USAGE);
    let found: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(found["errors"][0]["message"], "a command is missing");
    let (error, _) = errors(&["run", "--replication=5"], USAGE);
    assert_eq!(error["help"], "a similar argument exists: '--replications'");
}

#[test]
fn usage_says_what_may_be_left_out_and_numbers_below_what_they_may_be() {
    let team = team();
    let here = team.path();
    let usage = talk(here, &["tipping", "nothing.toml", "--from", "calm", "--here"], USAGE);
    assert!(usage.contains("Usage: flywheel tipping [OPTIONS] [SCENARIO]"), "{usage}");
    for (arguments, range) in [
        (["run", "--replications=-5"], "at least 1"),
        (["run", "--threads=-1"], "from 1 to 1024"),
        (["tipping", "--grid=-3"], "from 2 to 200"),
    ] {
        for words in
            [&arguments.map(String::from).to_vec(), &arguments.join("=").split('=').map(String::from).collect()]
        {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let said = talk(here, &words, USAGE);
            assert!(
                said.contains(&format!("it is a whole number {range}").replace("number at", "number of at")),
                "{said}"
            );
        }
    }
    let page = answer(here, &["man", "why"]);
    assert!(page.contains(".SH SYNOPSIS\nflywheel why [OPTIONS] \\-\\-at <MOMENT> <VARIABLE> [SCENARIO]\n"), "{page}");
    assert!(page.contains(concat!("\"flywheel ", env!("CARGO_PKG_VERSION"), "\"")), "{page}");
}

#[test]
fn the_same_scenario_under_two_names_is_the_same() {
    let team = team();
    let here = team.path();
    for folder in ["a", "b"] {
        fs::create_dir(here.join(folder)).unwrap();
        fs::write(here.join(folder).join("x.toml"), "title = \"Our team\"\nreplications = 50\nhorizon = 26\n").unwrap();
    }
    let said =
        answer(here, &["run", "a/x.toml", "b/x.toml", "--quiet", "--no-charts", "--out", "o"]).replace('\n', " ");
    assert!(
        said.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("\"Our team (a/x)\" and \"Our team (b/x)\" end with the same good output in every team."),
        "{said}"
    );
    answer(here, &["compare", "a/x.toml", "b/x.toml", "--quiet", "--no-charts", "--memo", "memo.md", "--out", "o"]);
    assert!(here.join("o/a-x-and-b-x/compare.csv").exists());
    let memo = fs::read_to_string(here.join("memo.md")).unwrap();
    assert!(memo.starts_with("# Our team (b/x) against \"Our team (a/x)\"\n"), "{memo}");
}
