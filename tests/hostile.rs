//! Nothing from a file controls the terminal, a spreadsheet or a document: titles, labels, sentences and file names that
//! try to, through every command and into every file that is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flywheel::text::visible::is_harmful;
use tempfile::TempDir;

/// What files can hold and no screen should be given: breaks of lines, marks of direction, what has no width, tags.
const HOSTILE: &str = r"\r  proved\n\t\u202Eevil\u202C\u2066x\u2069\u200F\u200B\u2028\uFEFF\U000E0041";
/// The same in a text for people, with what Markdown, HTML, a spreadsheet and drawing tools take for their own.
const PROSE: &str = r"\n# Forged\n\n| a |\n|---|\n<script>alert(1)</script> [link](javascript:x) ![p](x) ``` --> ]]>";

const MODEL: &str = r#"
name = "=q HOSTILE"
title = "=A queue HOSTILE PROSE"
about = "A queue HOSTILE PROSE"
one = "te\u202Eam"
default_start = "calm"
headline = ["queue"]
left_out = ["- nothing HOSTILE PROSE"]

[time]
unit = "week"
stop = 10

[unit]
item = "a request HOSTILE PROSE"

[stock.queue]
label = "=open HOSTILE requests"
about = "HOSTILE PROSE"
unit = "item"
inflows = ["arriving"]
outflows = ["leaving"]

[flow.arriving]
unit = "item/week"
equation = 'luck'

[flow.leaving]
label = "+leaving HOSTILE PROSE"
unit = "item/week"
equation = "queue / delay {HOSTILE}"

[noise.luck]
unit = "item/week"
distribution = "poisson"
mean = 'demand'

[constant.demand]
label = "@demand HOSTILE"
value = 5
unit = "item/week"
distribution = "uniform"
min = 4
max = 6
source = "- a source HOSTILE PROSE"

[constant.delay]
value = 2
unit = "week"
distribution = "uniform"
min = 1
max = 3

[constant.many]
value = 12
unit = "item"

[box.limits]
title = "-What HOSTILE PROSE"
about = "HOSTILE PROSE"

[intervention.say_no]
box = "limits"
title = "=Say no HOSTILE PROSE"
about = "HOSTILE PROSE"
adds = { demand = -2 }

[start.calm]
title = "Calm HOSTILE PROSE"
about = "HOSTILE PROSE"
stocks = { queue = 10 }

[loop.B1]
name = "=Drain HOSTILE PROSE"
about = "HOSTILE PROSE"
polarity = "B"
paths = ["queue + leaving - queue"]
cut = "queue -> leaving"
story = true

[[outcome]]
name = "long"
label = "=long HOSTILE"
when = 'queue > many'

[[outcome]]
name = "short"
"#;

const SCENARIO: &str = r#"
model = "model.toml"
title = "=Nothing HOSTILE PROSE"
label = "=n HOSTILE"
prose = "HOSTILE PROSE"
replications = 40

[shock.more]
title = "-More HOSTILE PROSE"
constant = "demand"
amount = 1
from = 3
to = 5

[[expect]]
claim = "x HOSTILE proved The plan pays for itself within a year"
that = "mean(queue@8) < 0{HOSTILE}"

[[expect]]
claim = "known HOSTILE"
fails = "because HOSTILE"
that = "mean(queue@8) < 0"
"#;

/// An XMILE file may hold every one of these characters.
const XMILE: &str = "<?xml version=\"1.0\"?>
<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\"><header><name>=m\u{202e} &#10;x</name>
<vendor>v</vendor><product version=\"1\">p</product></header>
<sim_specs time_units=\"week\"><start>0</start><stop>4</stop><dt>1</dt></sim_specs>
<model><variables><stock name=\"=st\u{202e}ock&#10;b\u{200b}\"><eqn>1</eqn><inflow>in\u{2066}flow</inflow><doc>d\u{2028}\u{202e}</doc></stock>
<flow name=\"in\u{2066}flow\"><eqn>\"=st\u{202e}ock b\u{200b}\"*rate {\u{202e}}</eqn></flow>
<aux name=\"rate\"><eqn>0.1</eqn><doc># x</doc></aux></variables></model></xmile>";

/// A file name that colours, sets a title, breaks the line and turns the direction of reading.
const NAME: &str = "a\u{1b}[31mred\u{1b}]0;T\u{7}\n# Forged\n  proved\r\u{202e}b";

fn hostile(text: &str) -> String {
    text.replace("HOSTILE", HOSTILE).replace("PROSE", PROSE)
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("model.toml"), hostile(MODEL)).unwrap();
    fs::write(path("model.xmile"), XMILE).unwrap();
    let scenario = hostile(SCENARIO);
    fs::write(path(&format!("{NAME}.toml")), &scenario).unwrap();
    fs::write(path("plan.toml"), scenario + "\n[picks]\nsay_no = 2\n").unwrap();
    fs::write(path("wrong.toml"), "replicatons = 3 # \u{202e} \n[picks]\n\"a\u{202e}\" = \"\u{200b}x\"\n").unwrap();
    folder
}

fn flywheel(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    let ran = command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(!String::from_utf8_lossy(&ran.stderr).contains("panicked"), "{arguments:?}");
    ran
}

/// Every file below a folder that was written as text.
fn written(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(written(&path)) } else { out.push(path) }
    }
    out.retain(|path| path.extension().is_none_or(|e| e != "png" && e != "parquet"));
    out
}

fn assert_harmless(what: &str, bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let found = text.char_indices().find(|(_, c)| is_harmful(*c) && !matches!(c, '\n' | '\t'));
    if let Some((at, c)) = found {
        let from = text.floor_char_boundary(at.saturating_sub(60));
        panic!("{what} holds {c:?} after {:?}", &text[from..at]);
    }
}

#[test]
fn nothing_acts_on_the_terminal_or_in_a_file() {
    let folder = folder();
    let own = format!("{NAME}.toml");
    let own = own.as_str();
    let commands: &[&[&str]] = &[
        &["run", own],
        &["run", own, "plan.toml"],
        &["run", own, "--json"],
        &["simulate", own],
        &["simulate", "model.xmile"],
        &["simulate", "model.xmile", "--json"],
        &["simulate", own, "-o", "a\u{1b}.csv"],
        &["check", own, "plan.toml"],
        &["check", own, "--json"],
        &["check", "."],
        &["compare", own, "plan.toml", "--memo", "m\u{1b}\n.md"],
        &["compare", own, "plan.toml", "--memo", "m.html", "--json"],
        &["compare", own, own],
        &["pick", own, "--objective", "queue@10", "--less", "--memo", "p.md"],
        &["pick", own, "--objective", "queue@10", "--less", "--memo", "p.html", "--json"],
        &["sensitivity", own, "--samples", "16"],
        &["sensitivity", own, "--samples", "16", "--json"],
        &["sensitivity", own, "--method", "morris", "--samples", "16"],
        &["tipping", own, "--grid", "3", "--y", "demand", "--replications", "10"],
        &["tipping", own, "--grid", "3", "--y", "demand", "--replications", "10", "--json"],
        &["loops", own],
        &["loops", own, "--json"],
        &["loops", own, "--scores"],
        &["loops", own, "--scores", "--json"],
        &["why", "queue", own, "--week", "5"],
        &["why", "queue", own, "--week", "5", "--json"],
        &["why", "demand", own, "--week", "5"],
        &["why", "luck", own, "--week", "5"],
        &["why", "say_no", "plan.toml", "--week", "5"],
        &["model", "show", "--model", "model.toml"],
        &["model", "show", "--model", "model.toml", "--json"],
        &["model", "show", "queue", "--model", "model.toml"],
        &["model", "show", "B1", "--model", "model.toml"],
        &["model", "show", "say_no", "--model", "model.toml"],
        &["model", "show", "--model", "model.xmile"],
        &["model", "show", "--assumptions", "--model", "model.toml", "--replications", "20"],
        &["model", "show", "--assumptions", "--markdown", "--model", "model.toml", "--replications", "20"],
        &["model", "check", "model.toml"],
        &["model", "check", "model.xmile", "--units"],
        &["model", "check", "model.toml", "--battery", "--replications", "10"],
        &["model", "export", own, "--to", "xmile"],
        &["model", "export", "model.xmile", "--to", "xmile", "-o", "again.xmile"],
        &["model", "export", own, "--to", "dot"],
        &["model", "export", own, "--to", "mermaid", "-o", "x.mmd"],
        &["model", "export", own, "--to", "markdown"],
        &["model", "export", "model.toml", "--to", "markdown", "--replications", "10"],
        &["model", "export", "model.xmile", "--to", "markdown"],
        &["model", "diagram", "model.toml"],
        &["model", "diagram", "model.toml", "-o", "d\u{1b}.svg"],
        &["run", "wrong.toml"],
        &["run", "no\u{1b}where\n.toml"],
        &["run", "--\u{1b}[31m"],
        &["new", "new\u{1b}\n.toml"],
        &["why", "no\u{202e}ne\u{1b}", own, "--week", "5"],
    ];
    for arguments in commands {
        let ran = flywheel(folder.path(), arguments);
        assert_harmless(&format!("{arguments:?}: what is answered"), &ran.stdout);
        assert_harmless(&format!("{arguments:?}: what is said"), &ran.stderr);
        let said = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
        // As `check` tells a verdict.
        let is_forged = arguments[0] == "check" && said.lines().any(|line| line.starts_with("  proved"));
        assert!(!is_forged, "{arguments:?}\n{said}");
        let is_wrong =
            ["wrong.toml", "no\u{1b}where", "--\u{1b}", "no\u{202e}ne"].iter().any(|w| arguments[1].starts_with(w));
        let may_fail =
            is_wrong || arguments[0] == "check" || arguments.contains(&"--battery") || arguments.contains(&"--units");
        assert!(ran.status.success() || may_fail, "{arguments:?}\n{said}");
    }
    let outputs =
        ["out", "again.xmile", "x.mmd", "a\u{1b}.csv", "m\u{1b}\n.md", "m.html", "p.md", "p.html", "d\u{1b}.svg"];
    for name in outputs {
        let path = folder.path().join(name);
        for path in if path.is_dir() { written(&path) } else { vec![path] } {
            assert_harmless(&format!("{path:?}"), &fs::read(&path).unwrap());
        }
    }

    for path in written(&folder.path().join("out")).iter().filter(|path| path.extension().is_some_and(|e| e == "csv")) {
        let mut table = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
        for field in table.records().flat_map(|row| row.unwrap().iter().map(str::to_string).collect::<Vec<_>>()) {
            let acts = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!acts || field.parse::<f64>().is_ok(), "{path:?}: {field:?}");
        }
    }
    for name in ["m\u{1b}\n.md", "p.md"] {
        let memo = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(!memo.lines().any(|line| line.starts_with("# Forged")), "{memo}");
        let memo = memo.replace(r"\<", "").replace(r"\[", "").replace(r"\]", "");
        assert!(!memo.contains("<script>") && !memo.contains("[link](") && !memo.contains("![p]("), "{memo}");
    }
    for name in ["m.html", "p.html"] {
        let memo = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(!memo.contains("<script>"), "{memo}");
    }
}

/// A carriage return in a claim once showed a refuted claim as proved.
#[test]
fn a_verdict_cannot_be_forged() {
    let folder = TempDir::new().unwrap();
    let text = "replications = 20\nhorizon = 8\n[[expect]]\n\
                claim = \"x\\r  proved     The plan pays for itself within a year\"\nthat = 'mean(trust@8) > 5'\n";
    fs::write(folder.path().join("s.toml"), text).unwrap();
    let ran = flywheel(folder.path(), &["check", "s.toml"]);
    let said = String::from_utf8(ran.stdout).unwrap();
    assert!(
        said.contains("refuted    x proved The plan pays for itself within a year\n") && !said.contains('\r'),
        "{said}"
    );
}
