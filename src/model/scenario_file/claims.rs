//! What a scenario file claims: `[[expect]]`, with what it is held against.

use crate::model::claim::{self, Claim, Published};
use crate::model::library::Library;
use crate::model::scenario::Scenario;
use crate::text::toml::{Reader, Table, Value};

use super::Named;

/// Reads `[[expect]]`, and the scenarios that it names.
pub(super) fn read(
    scenario: &mut Scenario,
    reader: &mut Reader,
    expects: Vec<Table>,
    named: &mut Named,
    library: &dyn Library,
) {
    for mut table in expects {
        let sentence = reader.line(&mut table, "claim");
        let condition = reader.text(&mut table, "that");
        let base = reader.text(&mut table, "base");
        let published = published(reader, &mut table);
        let fails = reader.line(&mut table, "fails");
        for (key, given) in [("claim", sentence.is_some()), ("that", condition.is_some())] {
            if !given {
                reader.missing(&table, key, "an expectation");
            }
        }
        reader.close(table, "an expectation");
        let (Some(sentence), Some((condition, span))) = (sentence, condition) else { continue };
        let base_scenario = match &base {
            None => None,
            Some((path, at)) => match named.scenario(reader, library, path, *at) {
                Some(scenario) => Some(scenario),
                None => continue,
            },
        };
        let text = reader.equation_text(condition.clone(), span);
        let scope = claim::Scope {
            model: &scenario.model,
            time: &scenario.time,
            base: base_scenario.as_deref().map(|b| (&*b.model, &b.time)),
        };
        match scope.condition(&text) {
            Ok(comparisons) => {
                let source = reader.source.clone();
                scenario.claims.push(Claim {
                    sentence,
                    text: condition,
                    comparisons,
                    base,
                    published,
                    fails,
                    source,
                    span,
                });
                scenario.bases.push(base_scenario);
            }
            Err(wrong) => reader.wrong.push(wrong),
        }
    }
}

/// `published = 2.41`, or `published = { value = 0.97, replications = 600 }`.
fn published(reader: &mut Reader, table: &mut Table) -> Option<Published> {
    let entry = reader.any(table, "published")?;
    let ((value, span), replications) = match entry.node.value {
        Value::Number(value) => ((value, entry.node.span), None),
        _ => {
            let (_, mut table) = reader.as_table(entry)?;
            let value = reader.number(&mut table, "value");
            if value.is_none() {
                reader.missing(&table, "value", "a published figure");
            }
            let replications = reader.whole(&mut table, "replications", 1).map(|(n, _)| n);
            reader.close(table, "a published figure");
            (value?, replications)
        }
    };
    let written = reader.source.text[span.start..span.end].to_string();
    Some(Published { value, written, replications })
}
