//! Where results come from: what has to be known to have them again.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::model::file::SHIPPED_NAME;
use crate::model::scenario::Scenario;
use crate::text::Source;

/// The SHA-256 of a text, in hexadecimal digits.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The name of a file, of a shipped one too.
pub fn file_name(source: &Source) -> String {
    if source.name == SHIPPED_NAME {
        return "shipped".into();
    }
    source.name.trim_matches(|c| c == '<' || c == '>').to_string()
}

/// The files that scenarios are read from, each once: what it is, its name and its hash.
pub fn sources<'s>(scenarios: impl IntoIterator<Item = &'s Scenario>) -> Vec<[String; 3]> {
    let mut out: Vec<[String; 3]> = Vec::new();
    let mut note = |what: &str, source: &Source| {
        let row = [what.to_string(), file_name(source), sha256(&source.text)];
        if out.iter().all(|other| other[1..] != row[1..]) {
            out.push(row);
        }
    };
    for scenario in scenarios {
        note("model", &scenario.model.source);
        note("scenario", &scenario.source);
        scenario.joint.iter().for_each(|joint| note("points", &joint.source));
        scenario.extends.iter().for_each(|source| note("extended", source));
    }
    out
}

/// What a manifest says of the results of a command: whose they are and what they are of. No clock is in it, so that equal
/// work gives equal files.
pub fn manifest<'s>(of: &str, scenarios: impl IntoIterator<Item = &'s Scenario> + Clone) -> Value {
    let first = scenarios.clone().into_iter().next();
    let source = |[what, file, sha256]: [String; 3]| json!({"what": what, "file": file, "sha256": sha256});
    json!({
        "flywheel": env!("CARGO_PKG_VERSION"),
        "of": of,
        "seed": first.map(|scenario| scenario.seed),
        "replications": first.map(|scenario| scenario.replications),
        "sources": sources(scenarios).into_iter().map(source).collect::<Vec<_>>(),
    })
}
