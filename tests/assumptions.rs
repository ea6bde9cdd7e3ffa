//! What the shipped model assumes: every number says where it comes from, and what hangs on it is found and shown.

use std::process::Command;

use flywheel::model::{Grade, Role, file, grade};
use serde_json::Value;

fn flywheel(arguments: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_flywheel")).env("COLUMNS", "1000").args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "flywheel {}: {said}", arguments.join(" "));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn no_assumption_of_the_shipped_model_is_without_range_and_source() {
    let model = file::shipped();
    let mut assumptions = 0;
    for (_, variable, constant) in model.constants() {
        assert!(!constant.source.is_empty(), "{} says nothing of where it comes from", variable.name);
        if constant.role == Role::Assumption {
            assumptions += 1;
            assert!(constant.spread.range.is_some(), "{} has no range", variable.name);
        }
    }
    assert!(assumptions > 60);
    assert!(model.tables.iter().all(|table| !table.source.is_empty()));
    assert_eq!(grade::doubts(&model), []);
}

/// A source that calls itself judgement is nothing better; a work whose text was read is in the table of evidence with the
/// same grade, and a work that is named from memory is not verified.
#[test]
fn no_source_is_graded_above_what_it_says() {
    let model = file::shipped();
    let evidence = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/evidence.md")).unwrap();
    let read = |source: &str, grade: &str| {
        let is_name = |word: &&str| word.len() > 4 && word.starts_with(char::is_uppercase);
        let names: Vec<&str> = source.split([' ', ',']).filter(is_name).collect();
        let mut rows = evidence.lines().filter(|row| row.starts_with("| E") && row.contains(grade));
        rows.any(|row| names.iter().any(|name| row.contains(name)))
    };
    let constants = model.constants().filter(|(_, _, c)| c.role == Role::Assumption);
    let constants = constants.map(|(_, v, c)| (v.name.clone(), c.source.clone(), c.grade));
    let tables = model.tables.iter().map(|t| (t.name.clone(), t.source.clone(), t.grade));
    for (name, source, grade) in constants.chain(tables) {
        let is_judged =
            source.contains("judg") || source.starts_with("scale choice") || source.starts_with("set so that");
        match grade {
            Grade::Judgement => assert!(is_judged, "{name}: {source}"),
            // The shape of a table is taken from a work, its sizes are judged.
            Grade::Unverified => assert!(!is_judged || name.starts_with("f_"), "{name}: {source}"),
            Grade::Primary | Grade::Secondary => assert!(read(&source, grade.name()), "{name}: {source}"),
        }
    }
}

#[test]
fn the_assumptions_are_sorted_by_influence_and_none_is_missing() {
    let answer = flywheel(&["model", "show", "--assumptions", "--json", "--replications", "1000"]);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let model = file::shipped();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let named = |value: &Value| value["name"].as_str().unwrap().to_string();
    let assumptions = list(&answer["assumptions"]);
    let mut names: Vec<String> = assumptions.iter().map(named).collect();
    for names_of_role in answer["other_constants"].as_object().unwrap().values() {
        names.extend(list(names_of_role).iter().map(|name| name.as_str().unwrap().to_string()));
    }
    let mut all: Vec<String> = model.constants().map(|(_, v, _)| v.name.clone()).collect();
    names.sort();
    all.sort();
    assert_eq!(names, all);
    assert_eq!(list(&answer["tables"]).len(), model.tables.len());

    let size = |of: &Value| {
        let values =
            list(&of["influences"]).into_iter().map(|i| i["rank_correlation"]["value"].as_f64().unwrap().abs());
        values.fold(0.0, f64::max)
    };
    let sizes: Vec<f64> = assumptions.iter().map(size).collect();
    assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]), "{sizes:?}");
    // The brief of the model, section 8: more dependencies cost most, whatever is done.
    assert_eq!(named(&assumptions[0]), "dependency");
    let outcome = &assumptions[0]["influences"][0];
    let (rank, swing) = (&outcome["rank_correlation"], &outcome["swing"]);
    assert_eq!(outcome["outcome"], "good_output@97..104");
    assert!((rank["value"].as_f64().unwrap() + 0.30).abs() < 0.12, "{rank}");
    assert!(swing["value"].as_f64().unwrap() < -3.0 * swing["monte_carlo_error"].as_f64().unwrap(), "{swing}");
    assert!((rank["monte_carlo_error"].as_f64().unwrap() - 0.031).abs() < 0.004, "{rank}");
}

#[test]
fn what_is_no_assumption_or_not_varied_is_told_and_the_page_has_a_row_for_each() {
    let model = file::shipped();
    let count = |role: Role| model.constants().filter(|(_, _, c)| c.role == role).count();
    let spoken = flywheel(&["model", "show", "--assumptions", "--replications", "100"]);
    for (role, word) in [(Role::Definition, "definitions"), (Role::Decision, "decisions"), (Role::Lever, "levers")] {
        assert!(spoken.contains(&format!("Not in the table: {} {word}: ", count(role))), "{word}\n{spoken}");
    }
    assert!(spoken.contains("so its influence is not known: release_cap."), "{spoken}");
    assert!(spoken.contains("f_energy [judgement] source: judgement"), "{spoken}");
    let page = flywheel(&["model", "show", "--assumptions", "--markdown", "--replications", "100"]);
    for (_, variable, constant) in model.constants() {
        let rows = page.lines().filter(|line| line.starts_with(&format!("| `{}` |", variable.name))).count();
        assert_eq!(rows, usize::from(constant.role == Role::Assumption), "{}", variable.name);
    }
}
