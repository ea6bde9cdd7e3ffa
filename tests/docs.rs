//! The documents of the two file forms, and the scenario that `flywheel new` writes: their examples run, they describe
//! every key and function that the program knows, and none that it does not know.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use flywheel::cli::files::Disk;
use flywheel::cli::new::TEMPLATE;
use flywheel::model::builtin::{Callable, STATEFUL, TABLE};
use flywheel::model::keys::{self, Form, Key, Keys};
use flywheel::model::loops::Polarity;
use flywheel::model::scenario::{Design, Scenario, Uncertainty};
use flywheel::model::scenario_file::load;
use flywheel::model::story::Step;
use flywheel::model::{DistributionKind, Grade, Method, Model, Role, VariableId, file};
use flywheel::results::Results;
use flywheel::run::ensemble::{Part, run};
use flywheel::text::diagnostic::Code;
use flywheel::text::{Diagnostic, Source};
use tempfile::TempDir;

const MODEL: &str = "docs/model-file.md";
const SCENARIO: &str = "docs/scenario-file.md";
const ANALYSIS: &str = "docs/sensitivity.md";
const TIPPING: &str = "docs/tipping.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a document in one language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in document.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(opened)) => open = Some((opened == language, String::new())),
            (Some(_), Some(_)) => out.extend(open.take().and_then(|(wanted, block)| wanted.then_some(block))),
            (Some((_, block)), None) => block.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    out
}

/// The name by which an example calls itself in its first line: `# our-plan.toml: what we want to try.`
fn file_name(block: &str) -> &str {
    let name = block.strip_prefix("# ").and_then(|rest| rest.split_once(':')).map(|(name, _)| name);
    name.filter(|name| name.ends_with(".toml")).unwrap_or_else(|| panic!("an example without a name:\n{block}"))
}

/// A folder with the shipped models and scenarios, and the examples of the scenario document among the scenarios.
fn folder_with_examples() -> (TempDir, Vec<PathBuf>) {
    let folder = TempDir::new().unwrap();
    for name in ["models", "scenarios"] {
        let to = folder.path().join(name);
        fs::create_dir(&to).unwrap();
        let entries = fs::read_dir(root().join(name)).unwrap().map(Result::unwrap);
        for entry in entries.filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    let write = |block: &String| {
        let path = folder.path().join("scenarios").join(file_name(block));
        assert!(!path.exists(), "{} is there already", path.display());
        fs::write(&path, block).unwrap();
        path
    };
    fs::write(folder.path().join("scenarios/inbox.toml"), &blocks(&text(MODEL), "toml")[0]).unwrap();
    fs::write(folder.path().join("scenarios/our-plan.points.csv"), &blocks(&text(SCENARIO), "csv")[0]).unwrap();
    let examples = blocks(&text(SCENARIO), "toml").iter().map(write).collect();
    (folder, examples)
}

fn scenario(path: &Path) -> Scenario {
    load(&path.to_string_lossy(), &Disk).unwrap_or_else(|wrong| panic!("{}: {wrong:#?}", path.display()))
}

/// Runs all variables of a scenario and refuses what is no finite number.
fn results(scenario: Scenario) -> Results {
    let every: Vec<VariableId> = scenario.model.ids().collect();
    let samples = run(&scenario, &every, &Part::whole(&scenario)).unwrap();
    let results = Results::new(scenario.into(), samples);
    assert_eq!(results.not_finite(), None);
    results
}

fn without_luck(scenario: Scenario) -> Results {
    results(Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario })
}

fn model(text: &str) -> Model {
    file::read(&Source::new("example", text)).unwrap_or_else(|wrong| panic!("{wrong:#?}\n{text}"))
}

fn path_of(results: &Results, name: &str) -> Vec<f64> {
    results.path(results.scenario.model.find(name).unwrap(), 0)
}

#[test]
fn the_model_example_runs_from_each_of_its_starting_points() {
    let blocks = blocks(&text(MODEL), "toml");
    let [example, families] = blocks.as_slice() else { panic!("{} examples", blocks.len()) };
    assert_eq!(model(families).find("habit_board").map(|_| ()), Some(()));
    let bare = Scenario::of_model(model(example).into());
    let starts = &bare.model.starts;
    assert_eq!(starts.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["calm", "swamped", "halfway"]);
    for start in starts {
        let results = without_luck(Scenario { initial: start.stocks.iter().cloned().collect(), ..bare.clone() });
        assert_eq!(results.times().len(), 61);
        // No message is made or lost on the way.
        let (asked, answered) = (path_of(&results, "asked"), path_of(&results, "answered"));
        for (time, inbox) in path_of(&results, "inbox").into_iter().enumerate() {
            assert!((asked[time] - answered[time] - inbox).abs() < 1e-9 * asked[time], "{} {time}", start.name);
        }
    }
}

/// What its prose says of it: an edge, which prepared answers move.
#[test]
fn the_model_example_has_an_edge() {
    let bare = Scenario::of_model(model(&blocks(&text(MODEL), "toml")[0]).into());
    let (inbox, on_top) = (bare.model.find("inbox").unwrap(), bare.model.find("on_top").unwrap());
    let templates = bare.model.find("templates").unwrap();
    let ends_on_top = |messages: f64, gain: f64| {
        let mut scenario = bare.clone();
        scenario.initial.insert(inbox, messages.into());
        scenario.constants.iter_mut().find(|c| c.0 == templates).unwrap().1.value = gain;
        let results = without_luck(scenario);
        *results.path(on_top, 0).last().unwrap() == 1.0
    };
    assert!(ends_on_top(200.0, 0.0));
    assert!(!ends_on_top(300.0, 0.0));
    assert!(ends_on_top(300.0, 0.25));
}

#[test]
fn the_scenario_examples_run_and_prove_what_they_claim() {
    let (_folder, examples) = folder_with_examples();
    assert!(examples.len() >= 3);
    let mut claims = 0;
    for path in &examples {
        let scenario = scenario(path);
        claims += scenario.claims.len() + scenario.story.iter().filter_map(Step::claim).count();
        without_luck(scenario);
    }
    assert!(claims >= 8);
    let checked = Command::new(env!("CARGO_BIN_EXE_flywheel"))
        .env("COLUMNS", "1000")
        .arg("check")
        .args(&examples)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stdout) + String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{said}");
    // One is stated to fail, and does.
    assert!(
        said.contains(&format!("{} of {claims} claims proved, 1 refuted (1 as their files say)", claims - 1)),
        "{said}"
    );
}

/// `demo = false` and `start`, of which the document says that they take something away.
#[test]
fn the_plan_of_the_scenario_document_extends_the_team_as_described() {
    let (folder, _) = folder_with_examples();
    let read = |name: &str| scenario(&folder.path().join("scenarios").join(name));
    let (team, plan) = (read("our-team.toml"), read("our-plan.toml"));
    let picks = |s: &Scenario| -> Vec<String> {
        s.picks.iter().map(|p| s.model.interventions[p.intervention].name.clone()).collect()
    };
    assert_eq!(picks(&team), ["demo"]);
    assert_eq!(picks(&plan), ["quick_wins", "not_now", "wip_limit", "small_batch"]);
    let spread = |s: &Scenario, name: &str| {
        let id = s.model.find(name).unwrap();
        s.constants.iter().find(|c| c.0 == id).unwrap().1
    };
    for inherited in ["team_size", "own_throughput", "promise_time"] {
        assert_eq!(spread(&team, inherited), spread(&plan, inherited), "{inherited}");
    }
    assert_ne!(spread(&team, "release_effort"), spread(&plan, "release_effort"));

    let later = folder.path().join("scenarios/later.toml");
    let [trust, options] = ["trust", "options"].map(|name| team.model.find(name).unwrap());
    fs::write(&later, "extends = \"our-team.toml\"\n").unwrap();
    assert_eq!(scenario(&later).initial[&options], 6.0.into());
    fs::write(&later, "extends = \"our-team.toml\"\nstart = \"stressed\"\n").unwrap();
    assert_eq!(scenario(&later).initial[&trust], 0.3.into());
    assert!(!scenario(&later).initial.contains_key(&options));
}

/// The template with its switched-off lines, `#key = value`, switched on.
fn switched_on() -> String {
    let on = |line: &str| line.strip_prefix('#').filter(|l| l.starts_with(|c| c != ' ')).unwrap_or(line).to_string();
    TEMPLATE.lines().map(|line| on(line) + "\n").collect()
}

#[test]
fn the_new_scenario_runs_as_it_is_and_with_every_line_switched_on() {
    let folder = TempDir::new().unwrap();
    let read = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        scenario(&path)
    };
    let (fresh, full) = (read("fresh.toml", TEMPLATE), read("full.toml", &switched_on()));
    results(Scenario { replications: 70, ..fresh.clone() });
    results(Scenario { replications: 70, ..full.clone() });
    assert_eq!(fresh.picks.len(), fresh.model.boxes.len(), "one from each box");
    assert_eq!(full.picks.len(), full.model.interventions.len(), "every intervention is offered");
    assert!(fresh.claims.is_empty() && full.claims.len() >= 2);
    assert_eq!(full.shocks.len(), 1);
    // The figures that it offers are those in force: switching them on changes nothing but what is certain, and what a team
    // says beside.
    assert_eq!(fresh.initial, full.initial);
    assert_eq!((&fresh.time, fresh.replications, fresh.seed), (&full.time, full.replications, full.seed));
    let is_figure = |id| fresh.model.team.iter().any(|figure| figure.constant == id);
    for (fresh, full) in fresh.constants.iter().zip(&full.constants).filter(|(fresh, _)| !is_figure(fresh.0)) {
        assert_eq!(fresh.1.value, full.1.value);
    }
}

/// The keys of a table and of all tables in it.
fn keys_of(table: &Keys) -> BTreeSet<String> {
    fn inside(form: &Form) -> BTreeSet<String> {
        match form {
            Form::Table(keys) | Form::Named(keys) | Form::Listed(keys) => keys_of(keys),
            Form::Each(_, form) => inside(form),
            Form::Either(forms) => forms.iter().flat_map(inside).collect(),
            _ => BTreeSet::new(),
        }
    }
    table.keys().flat_map(|key| inside(&key.form).into_iter().chain([key.name.to_string()])).collect()
}

/// A table of keys in a document: the table of a file that it describes (`[stock.NAME]`; empty for the top of the file),
/// and the keys in its first column.
fn tables_of_keys(document: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut out: Vec<(String, BTreeSet<String>)> = Vec::new();
    let (mut place, mut in_keys) = (String::new(), false);
    for line in document.lines() {
        if line.starts_with('#') {
            place.clear();
        }
        if let Some(header) = line.strip_prefix('`').filter(|header| header.starts_with('[')) {
            place = header.split('`').next().unwrap_or_default().to_string();
        }
        if line.starts_with("| key |") {
            out.push((place.clone(), BTreeSet::new()));
            in_keys = true;
        } else if !line.starts_with('|') {
            in_keys = false;
        } else if let Some((_, keys)) = out.last_mut().filter(|_| in_keys) {
            let cell = line.split('|').nth(1).unwrap_or_default();
            keys.extend(cell.split('`').skip(1).step_by(2).map(|key| key.trim_matches(['[', ']']).to_string()));
        }
    }
    out
}

fn described(document: &str) -> BTreeSet<String> {
    tables_of_keys(document).into_iter().flat_map(|(_, keys)| keys).collect()
}

/// The keys that a document describes neither in a table of keys nor as a table of its own: `[key]`, `[key.NAME]` or
/// `[[key]]` at the beginning of a line.
fn undocumented<'a>(keys: &'a BTreeSet<String>, document: &str) -> Vec<&'a str> {
    let described = described(document);
    let headed = |key: &str| [format!("\n`[{key}]`"), format!("\n`[{key}."), format!("\n`[[{key}]]`")];
    let shown = |key: &&String| described.contains(*key) || headed(key).iter().any(|head| document.contains(head));
    keys.iter().filter(|key| !shown(key)).map(String::as_str).collect()
}

/// The keys that no example of a document uses.
fn unused<'a>(keys: &'a BTreeSet<String>, document: &str) -> Vec<&'a str> {
    let examples: String = blocks(document, "toml").iter().map(|block| format!("\n{block}")).collect();
    let forms = |key: &str| {
        [
            format!("\n{key} = "),
            format!("{{ {key} = "),
            format!(", {key} = "),
            format!("\n{key}."),
            format!("\n[{key}]"),
            format!("\n[{key}."),
            format!("\n[[{key}]]"),
        ]
    };
    let used = |key: &&String| forms(key).iter().any(|form| examples.contains(form));
    keys.iter().filter(|key| !used(key)).map(String::as_str).collect()
}

fn check_keys(document: &str, table: &Keys) {
    let (keys, document) = (keys_of(table), text(document));
    assert_eq!(undocumented(&keys, &document), [""; 0], "keys that are read and not described");
    assert_eq!(unused(&keys, &document), [""; 0], "keys that no example uses");
    let invented: Vec<String> = described(&document).into_iter().filter(|key| !keys.contains(key)).collect();
    assert_eq!(invented, [""; 0], "keys that are described and not read");
}

#[test]
fn every_key_of_a_model_is_described_and_used() {
    check_keys(MODEL, &keys::MODEL);
}

#[test]
fn every_key_of_a_scenario_is_described_and_used() {
    check_keys(SCENARIO, &keys::SCENARIO);
}

/// The checks above have teeth: a key taken out of the text is missed, and so is one taken out of the examples.
#[test]
fn a_key_that_is_not_described_is_seen() {
    let (keys, document) = (keys_of(&keys::MODEL), text(MODEL));
    assert_eq!(undocumented(&keys, &document.replace("| `save` |", "|")), ["save"]);
    assert_eq!(undocumented(&keys, &document.replace("`[counter.", "")), ["counter"]);
    assert_eq!(unused(&keys, &document.replace("\nramp = ", "\n")), ["ramp"]);
}

/// The keys that the program names as known where it meets one that is not.
fn keys_known_beside<T>(read: Result<T, Vec<Diagnostic>>) -> BTreeSet<String> {
    let wrong = read.err().unwrap_or_default();
    let unknown = wrong.iter().find(|d| d.code == Code::UnknownKey && d.message.contains(STRANGER));
    let help = unknown.and_then(|d| d.help.as_deref()).unwrap_or_else(|| panic!("no unknown key in {wrong:#?}"));
    let known = help.strip_prefix("known here: ").unwrap_or_else(|| panic!("{help}"));
    known.split(", ").map(str::to_string).collect()
}

/// A key so strange that none is like it.
const STRANGER: &str = "xqxqxqxqxqxq";

/// What each table of a model file takes is what its section describes: no more, no less.
#[test]
fn each_table_of_a_model_takes_the_keys_that_its_section_describes() {
    let tables = tables_of_keys(&text(MODEL));
    let of_all_variables = tables.iter().find(|(_, keys)| keys.contains("unit") && keys.contains("label")).unwrap();
    let mut seen = 0;
    for (place, keys) in tables.iter().filter(|(place, _)| !place.is_empty()) {
        let header = place.replace("NAME", "x").replace("ID", "x");
        // An outcome class is read no further than its name where it has none.
        let name = if place == "[[outcome]]" { "name = \"x\"" } else { "" };
        let read = file::read(&Source::new("example", format!("{header}\n{name}\n{STRANGER} = 1\n")));
        let mut expected = keys.clone();
        match place.split(['.', ']']).next().unwrap() {
            "[stock" | "[flow" | "[aux" | "[counter" | "[constant" | "[noise" => {
                expected.extend(of_all_variables.1.clone())
            }
            _ => {}
        }
        assert_eq!(keys_known_beside(read), expected, "{place}");
        seen += 1;
    }
    let is_table = |key: &&Key| matches!(key.form, Form::Table(_) | Form::Named(_) | Form::Listed(_));
    assert_eq!(seen, keys::MODEL.keys().filter(is_table).count());
}

#[test]
fn each_table_of_a_scenario_takes_the_keys_that_its_section_describes() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("strange.toml");
    let tables = tables_of_keys(&text(SCENARIO));
    for (place, wrong) in [
        ("[constants]", format!("[constants]\nteam_size = {{ {STRANGER} = 1 }}\n")),
        ("[picks]", format!("[picks]\ndemo = {{ {STRANGER} = 1 }}\n")),
        ("[shock.NAME]", format!("[shock.x]\n{STRANGER} = 1\n")),
        ("[[expect]]", format!("[[expect]]\n{STRANGER} = 1\n")),
        ("[[story]]", format!("[[story]]\n{STRANGER} = 1\n")),
    ] {
        fs::write(&path, wrong).unwrap();
        let (_, expected) = tables.iter().find(|table| table.0 == place).unwrap();
        assert_eq!(keys_known_beside(load(&path.to_string_lossy(), &Disk)), *expected, "{place}");
    }
    // What stands at the top of the file is described in sections of its own, and nowhere else.
    assert_eq!(tables.iter().filter(|(place, _)| !place.is_empty()).count(), 5);
}

fn words<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|choice| choice.0).collect()
}

#[test]
fn every_word_that_a_key_can_have_is_described() {
    let (distributions, methods) = (words(DistributionKind::CHOICES), words(Method::CHOICES));
    let roles = [words(Role::CHOICES), words(Grade::CHOICES)].concat();
    let in_models = [&distributions, &methods, &roles, &words(Polarity::CHOICES)].map(Vec::clone).concat();
    let in_scenarios = [distributions, methods, words(Design::CHOICES), words(Uncertainty::CHOICES)].concat();
    let (model, scenario) = (text(MODEL), text(SCENARIO));
    for (name, document, words) in [(MODEL, model, in_models), (SCENARIO, scenario, in_scenarios)] {
        for word in words {
            assert!(document.contains(&format!("`\"{word}\"`")), "{name} does not describe \"{word}\"");
        }
    }
}

#[test]
fn every_function_is_described_in_the_words_of_the_table() {
    let document = text(MODEL);
    let forms = TABLE.iter().map(|row| (row.form, row.about));
    let all: Vec<(&str, &str)> = forms.chain(STATEFUL.iter().map(|row| (row.form, row.about))).collect();
    for (form, about) in &all {
        let expected = format!("\n| `{form}` | {about} | ");
        assert!(document.contains(&expected), "{MODEL} lacks the row{expected}...");
    }
    let tables = document.split("\n| call | meaning | units |\n|---|---|---|").skip(1);
    let rows = |table: &str| table.lines().skip(1).take_while(|line| line.starts_with('|')).count();
    assert_eq!(tables.map(rows).sum::<usize>(), all.len());
    let names = Callable::names().filter(|name| !document.contains(&format!("`{name}")));
    assert_eq!(names.collect::<Vec<_>>(), [] as [&str; 0], "not in {MODEL}");
}

#[test]
fn equations_give_what_the_document_says() {
    let document = text(MODEL);
    let lines: Vec<(&str, f64)> = document
        .lines()
        .skip_while(|line| *line != "```equations")
        .skip(1)
        .take_while(|line| *line != "```")
        .map(|line| line.split_once("->").map(|(left, right)| (left.trim(), right.trim().parse().unwrap())).unwrap())
        .collect();
    assert!(lines.len() >= 15);
    let declare =
        |(i, (equation, _)): (usize, &(&str, f64))| format!("[aux.line_{i}]\nunit = \"1\"\nequation = '{equation}'\n");
    let declarations: String = lines.iter().enumerate().map(declare).collect();
    let results = without_luck(Scenario::of_model(model(&declarations).into()));
    for (i, (equation, expected)) in lines.iter().enumerate() {
        assert_eq!(path_of(&results, &format!("line_{i}"))[0], *expected, "{equation}");
    }
}

/// The statistics are private to the claims: their names are read off the source.
#[test]
fn every_statistic_of_a_claim_is_described() {
    let code = text("src/model/claim.rs").split_whitespace().collect::<Vec<_>>().join(" ");
    let names: Vec<&str> =
        code.match_indices("\", Statistic::").map(|(at, _)| code[..at].rsplit('"').next().unwrap()).collect();
    assert!(names.contains(&"share") && names.contains(&"p95") && names.len() >= 7, "{names:?}");
    for name in names {
        assert!(text(SCENARIO).contains(&format!("\"{name}\"")), "{SCENARIO} does not describe {name}");
    }
}

/// A heading as a link names it.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
    words.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
}

#[test]
fn links_lead_somewhere() {
    let mut seen = 0;
    for own in [MODEL, SCENARIO, ANALYSIS, TIPPING] {
        for link in text(own).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("https://") {
                continue;
            }
            seen += 1;
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let other = if path.is_empty() { own.to_string() } else { format!("docs/{path}") };
            let found = text(&other).lines().any(|line| line.starts_with('#') && anchor(line) == heading);
            assert!(found || heading.is_empty(), "{own}: {link} leads nowhere");
        }
    }
    assert!(seen > 30);
}
