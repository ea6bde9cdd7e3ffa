//! The battery: the tests that the field expects of a model before anyone acts on it.
//!
//! One half can be asked of any model ([`own`]), the other only of this one: scenario files, which the model names as its
//! `battery`, with what they claim. `docs/battery.md` says what each test asks and where it comes from.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::analysis::checks::{Standing, moved, standing};
use crate::analysis::estimate::Estimate;
use crate::analysis::verdict::{Finding, Verdict};
use crate::export::markdown;
use crate::model::Model;
use crate::model::claim::Claim;
use crate::model::library::Library;
use crate::model::scenario::{Scenario, Uncertainty};
use crate::model::scenario_file::load_about;
use crate::text::Diagnostic;

use super::ensemble::watched;
use super::judging::judge_all;
use super::numbers::{fine, person, small};
use super::{Luck, Onlooker, Refusal};

mod own;

/// Enough that a share is known to about a hundredth.
pub const REPLICATIONS: u64 = 2000;

/// Said of a model that has nothing but what can be asked of any.
pub const UNNAMED: &str = "The model names no scenarios by which it wants to be judged: `battery` in its file does.";

/// One test, and how it came out.
pub struct Test {
    pub name: String,
    /// What it asks, in a sentence.
    pub asks: String,
    pub found: String,
    pub limit: String,
    /// What was published of the same figure, and how far it has moved.
    pub published: String,
    pub standing: Standing,
    /// What somebody should know, a sentence each.
    pub notes: Vec<String>,
    /// The same for machines.
    pub figures: Value,
}

/// The tests as a section of the model's document, where a failed one is told as any other.
pub fn section(tests: &[Test], replications: u64, unnamed: bool) -> String {
    let row = |test: &Test| {
        let Test { name, asks, found, limit, published, standing, .. } = test;
        [standing.word(), name, asks, found, limit, published].map(markdown::cell).to_vec()
    };
    let rows: Vec<Vec<String>> = tests.iter().map(row).collect();
    let head = ["standing", "test", "asks", "found", "limit", "published"];
    let lead = format!("{}, with {replications} draws; ± is one Monte Carlo error.", tally(tests));
    let unnamed = unnamed.then(|| UNNAMED.to_string());
    let told = notes(tests).into_iter().chain(unnamed);
    let foot: String = told.map(|sentence| format!("- {}\n", markdown::line(&sentence))).collect();
    markdown::section("Battery", format!("{lead}\n\n{}{foot}", markdown::table(&head, &rows)))
}

/// Runs the battery of a model, with so many draws of its constants wherever something is drawn; its files come from the
/// library.
///
/// # Errors
/// A file of the battery that cannot be read; a model that cannot be run.
pub fn tests(
    model: &Arc<Model>,
    replications: u64,
    library: &dyn Library,
    onlooker: &dyn Onlooker,
) -> Result<Vec<Test>, Refusal> {
    let scenarios = scenarios(model, replications, library)?;
    let own = own::Own::new(model, replications);
    let work = own.work() + scenarios.iter().map(work).sum::<u64>();
    let work = onlooker.begin("battery", work);
    let mut tests = own.tests(&*work)?;
    for scenario in &scenarios {
        // Where nothing is drawn, all replications are one.
        let drawn = scenario.uncertainty != Uncertainty::None;
        let luck = Luck { replications: drawn.then_some(replications), ..Luck::default() };
        let run = |scenario: &Scenario, wanted: &_| watched(scenario, wanted, &*work);
        let findings = judge_all(scenario, luck, &run)?;
        let claims = scenario.claims.iter().zip(&findings);
        tests.extend(claims.map(|(claim, finding)| claimed(scenario, claim, finding)));
    }
    Ok(tests)
}

/// The scenarios of the model's battery, each about this very model.
fn scenarios(model: &Arc<Model>, replications: u64, library: &dyn Library) -> Result<Vec<Scenario>, Refusal> {
    let mut out = Vec::new();
    let mut wrong = Vec::new();
    for (path, span) in &model.battery {
        match load_about(&library.beside(&model.source.name, path), model, library) {
            Ok(scenario) if scenario.uncertainty == Uncertainty::None => out.push(scenario),
            Ok(scenario) => out.push(Scenario { replications, ..scenario }),
            Err(found) => {
                let place = |d: Diagnostic| match d.labels.is_empty() {
                    true => d.at(&model.source, *span, "named here"),
                    false => d,
                };
                wrong.extend(found.into_iter().map(place));
            }
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(wrong.into()) }
}

/// How many replications judging a scenario takes.
fn work(scenario: &Scenario) -> u64 {
    let mut bases: Vec<&str> = scenario.bases.iter().flatten().map(|base| base.source.name.as_str()).collect();
    bases.sort_unstable();
    bases.dedup();
    scenario.replications * (1 + bases.len() as u64)
}

/// A claim of the model's battery.
fn claimed(scenario: &Scenario, claim: &Claim, finding: &Finding) -> Test {
    let replications = scenario.replications as usize;
    let moved = moved(claim, finding, replications);
    let sides = || claim.comparisons.iter().zip(&finding.sides);
    let found: Vec<String> = sides().map(|(_, (left, _))| figure(left)).collect();
    let limit: Vec<String> =
        sides().map(|(c, (_, right))| format!("{} {}", c.relation.symbol(), figure(right))).collect();
    let published = claim.published.as_ref();
    let mut notes = Vec::new();
    if let (Verdict::Refuted, Some(why)) = (finding.verdict, &claim.fails) {
        notes.push(format!("refuted, as its file says: {}", why.trim_end_matches('.')));
    }
    if finding.verdict == Verdict::Undecided {
        notes.push("too close to its limit to be told from luck: more replications would tell".to_string());
    }
    if let (Some(moved), Some(published)) = (moved.filter(|moved| moved.is_told), published) {
        let by = fine(moved.by);
        let was = &published.written;
        notes.push(format!("it was {was} when it was published, and has moved by {by}, more than luck explains"));
    }
    let figures: Vec<Value> = sides()
        .map(|(comparison, (left, right))| {
            json!({
                "found": left.value, "monte_carlo_error": left.error, "relation": comparison.relation.symbol(),
                "limit": right.value, "limit_error": right.error,
            })
        })
        .collect();
    let of_published = moved.zip(published).map(
        |(moved, published)| json!({"value": published.value, "moved_by": moved.by, "more_than_luck": moved.is_told}),
    );
    Test {
        name: scenario.stem.clone(),
        asks: claim.sentence.clone(),
        found: found.join("; "),
        limit: limit.join("; "),
        published: published.map_or(String::new(), |published| published.written.clone()),
        standing: standing(claim, finding, replications),
        notes,
        figures: json!({"that": claim.text, "comparisons": figures, "published": of_published}),
    }
}

/// A figure with its Monte Carlo error: 0.966 ± 0.0040.
fn figure(of: &Estimate) -> String {
    match of.error {
        0.0 => fine(of.value),
        error if of.value.abs() < 9.9995 => format!("{:.3} ± {}", of.value, small(error)),
        error => format!("{} ± {}", person(of.value), small(error)),
    }
}

fn count(tests: &[Test], standing: Standing) -> usize {
    tests.iter().filter(|test| test.standing == standing).count()
}

/// What somebody should know of single tests, a sentence each.
pub fn notes(tests: &[Test]) -> Vec<String> {
    let of = |test: &Test| test.notes.iter().map(|note| format!("{}: {note}.", test.name)).collect::<Vec<_>>();
    tests.iter().flat_map(of).collect()
}

/// How many stand how.
pub fn tally(tests: &[Test]) -> String {
    let [passed, noted, failed] = [Standing::Passed, Standing::Noted, Standing::Failed].map(|s| count(tests, s));
    format!("{passed} of {} tests passed, {noted} noted, {failed} failed", tests.len())
}

/// The same for machines.
pub fn machine(model: &Model, replications: u64, tests: &[Test]) -> Value {
    let test = |test: &Test| {
        json!({
            "test": test.name, "asks": test.asks, "standing": test.standing.word().to_lowercase(),
            "found": test.found, "limit": test.limit, "figures": test.figures, "notes": test.notes,
        })
    };
    json!({
        "model": model.name, "replications": replications, "tests": tests.iter().map(test).collect::<Vec<_>>(),
        "passed": count(tests, Standing::Passed), "noted": count(tests, Standing::Noted),
        "failed": count(tests, Standing::Failed),
    })
}
