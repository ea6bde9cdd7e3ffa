//! JSON Schemas say the truth: of every answer, every scenario and every model, and so do those that are kept in
//! `docs/schema/`.

use std::path::{Path, PathBuf};

use flywheel::answer::ask::{self, QUESTIONS};
use flywheel::export::schema;
use flywheel::model::file;
use flywheel::model::scenario_file::is_model;
use flywheel::text::Source;
use jsonschema::Validator;
use serde_json::{Value, json};

#[path = "wasm/answers.rs"]
mod answers;
#[path = "wasm/questions.rs"]
mod questions;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn check(validator: &Validator, value: &Value, name: &str) {
    let wrong: Vec<String> =
        validator.iter_errors(value).take(3).map(|wrong| format!("{}: {wrong}", wrong.instance_path())).collect();
    assert!(wrong.is_empty(), "{name}: {}", wrong.join("; "));
}

/// Every file below a folder that ends in `.toml`.
fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => files(&entry, out),
            false if entry.extension().is_some_and(|ending| ending == "toml") => out.push(entry),
            false => {}
        }
    }
}

#[test]
fn every_scenario_and_every_model_fits_its_schema() {
    let scenario = jsonschema::validator_for(&schema::scenario(&file::shipped())).unwrap();
    let model = jsonschema::validator_for(&schema::model()).unwrap();
    let mut all = Vec::new();
    ["scenarios", "models", "conformance"].iter().for_each(|folder| files(&root().join(folder), &mut all));
    let mut models = 0;
    for path in &all {
        let text = std::fs::read_to_string(path).unwrap();
        let value = serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap();
        let is_model = is_model(&Source::new("any", text));
        models += usize::from(is_model);
        check(if is_model { &model } else { &scenario }, &value, &path.display().to_string());
    }
    assert!(models >= 2 && all.len() - models > 80, "{models} models of {} files", all.len());
}

#[test]
fn what_no_reader_takes_no_schema_takes() {
    let scenario = jsonschema::validator_for(&schema::scenario(&file::shipped())).unwrap();
    for wrong in [
        json!({"replication": 100}),
        json!({"replications": 0}),
        json!({"seed": "7"}),
        json!({"design": "even"}),
        json!({"picks": {"quick_wins": true}}),
        json!({"picks": {"quick_wins": {"strength": 1}}}),
        json!({"constants": {"team_size": {"value": 8, "distribution": "beta"}}}),
        json!({"expect": [{"claim": "c"}]}),
        json!({"story": [{"talk": true}]}),
        json!({"story": [{"say": "s", "words": {"de": {"title": "t"}}}]}),
        json!({"shock": {"s": {"constant": "team_size", "amount": 1}}}),
    ] {
        assert!(!scenario.is_valid(&wrong), "{wrong}");
    }
    let model = jsonschema::validator_for(&schema::model()).unwrap();
    for wrong in [
        json!({"stock": {"a": {"inflows": []}}}),
        json!({"stock": {"a": {"unit": "1", "equation": "1"}}}),
        json!({"constant": {"a": {"unit": "1"}}}),
        json!({"room": {"charts": ["a", "b"], "odds": "a", "tanks": [{"variable": "a"}], "arrows": []}}),
        json!({"table": {"t": {"input": "1", "output": "1", "points": [[0, 1], [1]]}}}),
    ] {
        assert!(!model.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn every_answer_fits_its_schema() {
    for question in QUESTIONS {
        let validator = jsonschema::validator_for(&Value::from(ask::schema(question).unwrap())).unwrap();
        let text = answers::answered(&questions::small(question));
        let reply: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{question}: {text}"));
        check(&validator, &reply["answer"], question);
        assert_eq!(reply["answer"]["answer"], **question);
    }
}

/// What is kept is what the program prints; written anew with `FLYWHEEL_WRITE=1 cargo test --test schema`.
#[test]
fn the_schemas_in_the_documents_are_those_of_the_program() {
    let folder = root().join("docs/schema");
    let answers = QUESTIONS.iter().chain(&["errors"]).map(|name| (*name, Value::from(ask::schema(name).unwrap())));
    let files = [("scenario", schema::scenario(&file::shipped())), ("model", schema::model())];
    for (name, schema) in answers.chain(files) {
        let path = folder.join(format!("{name}.schema.json"));
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("FLYWHEEL_WRITE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{} is old: FLYWHEEL_WRITE=1 cargo test --test schema", path.display());
    }
}

/// The program adds the files that it wrote, and answers that no question of the library has.
#[test]
fn what_the_program_answers_fits_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let flywheel = |arguments: &[&str]| -> Value {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_flywheel"));
        let told = command.current_dir(&folder).args(arguments).output().unwrap();
        let text = String::from_utf8(told.stdout).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{arguments:?}: {text}"))
    };
    for (name, arguments) in [
        ("run", &["run", "--replications", "10"][..]),
        ("simulate", &["simulate", "<wicked-loop.toml>", "-o", "run.csv"]),
        ("check", &["check", "<busy.toml>", "--replications", "20"]),
        ("loops", &["loops", "--replications", "10"]),
        ("scores", &["loops", "--scores", "--replications", "10", "--no-cuts"]),
        ("why", &["why", "team_size", "--at", "3"]),
        ("why", &["why", "not_now", "<one-from-each-box.toml>", "--at", "30"]),
        ("verify", &["model", "check"]),
        ("show", &["model", "show"]),
        ("export", &["model", "export", "--to", "dot"]),
        ("diagram", &["model", "diagram", "-o", "model.svg"]),
        ("new", &["new", "mine.toml"]),
        ("errors", &["new", "mine.toml"]),
        ("errors", &["why"]),
        ("errors", &["run", "nowhere.toml"]),
    ] {
        let validator = jsonschema::validator_for(&flywheel(&["schema", name])).unwrap();
        let answer = flywheel(&[arguments, &["--json", "--quiet"]].concat());
        check(&validator, &answer, &arguments.join(" "));
        assert_eq!(answer["format"], 1, "{arguments:?}");
        assert_eq!(answer["answer"], if name == "errors" { Value::Null } else { name.into() }, "{arguments:?}");
    }
    // What `new` writes fits the schema that it lays beside.
    let beside = std::fs::read_to_string(folder.path().join("flywheel-scenario.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&beside).unwrap()).unwrap();
    let scenario = std::fs::read_to_string(folder.path().join("mine.toml")).unwrap();
    assert!(scenario.starts_with("#:schema ./flywheel-scenario.schema.json\n"));
    check(&validator, &serde_json::to_value(scenario.parse::<toml::Table>().unwrap()).unwrap(), "mine.toml");
}
