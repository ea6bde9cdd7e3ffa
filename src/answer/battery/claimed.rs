//! The half of the battery that a model names: claims of its scenario files.

use crate::analysis::claims::checks::{moved, standing};
use crate::analysis::claims::verdict::{Finding, Verdict};
use crate::analysis::estimate::Estimate;
use crate::answer::numbers::{fine, person, small};
use crate::model::claim::Claim;
use crate::model::scenario::Scenario;

use super::Test;
use super::data::{Compared, Figures, Published};

/// A claim of the model's battery.
pub fn test(scenario: &Scenario, claim: &Claim, finding: &Finding) -> Test {
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
    let comparisons = sides().map(|(comparison, (left, right))| Compared {
        found: left.value.into(),
        monte_carlo_error: left.error.into(),
        relation: comparison.relation,
        limit: right.value.into(),
        limit_error: right.error.into(),
    });
    let figures = Figures::Claim {
        that: claim.text.clone(),
        comparisons: comparisons.collect(),
        published: moved.zip(published).map(|(moved, published)| Published {
            value: published.value.into(),
            moved_by: moved.by.into(),
            more_than_luck: moved.is_told,
        }),
    };
    Test {
        name: scenario.stem.clone(),
        asks: claim.sentence.clone(),
        found: found.join("; "),
        limit: limit.join("; "),
        published: published.map_or(String::new(), |published| published.written.clone()),
        standing: standing(claim, finding, replications),
        notes,
        figures,
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
