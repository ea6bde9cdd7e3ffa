//! What a person reads of claims.

use crate::analysis::claims::verdict::{Finding, Verdict};
use crate::analysis::estimate::Estimate;
use crate::answer::Words;
use crate::answer::model::counts;
use crate::answer::numbers::{fine, person, small};
use crate::model::claim::{Claim, Comparison};
use crate::text::{counted, listed, one_line, singular, visible};

use super::{Checks, Judged, Proof};

impl Judged {
    /// What became of the claims of one file.
    pub fn told(&self) -> Words {
        let scenario = &self.scenario;
        if scenario.is_model_alone() {
            return Words::of(self.model());
        }
        let mut out = format!("{}: {}\n", visible::line(self.file()), scenario.title);
        if self.is_silent() {
            out.push_str("  claims nothing\n");
        }
        for proof in self.proofs() {
            let Proof { claim, finding, .. } = proof;
            out.push_str(&format!("  {:<9}  {}\n", finding.verdict.word(), proof.sentence()));
            let as_stated = proof.is_as_stated();
            if let Some(why) = &claim.fails {
                let said = match finding.verdict {
                    Verdict::Refuted => "as this file says",
                    Verdict::Proved => "this file says that it fails, and it does not",
                    Verdict::Undecided => "this file says that it fails; more replications would tell",
                };
                out.push_str(&format!("             {said}: {why}\n"));
            }
            if !as_stated {
                let line = claim.source.line(claim.span.start);
                out.push_str(&format!("             line {line}: {}\n", one_line(&claim.text)));
            }
            let found = |(comparison, (left, right)): (&Comparison, &(Estimate, Estimate))| {
                format!("{}, claimed {} {}", side(left), comparison.relation.symbol(), side(right))
            };
            let sides: Vec<String> = claim.comparisons.iter().zip(&finding.sides).map(found).collect();
            let published = claim.published.as_ref().map_or(String::new(), |p| format!("; published {}", p.written));
            out.push_str(&format!("             found {}{published}\n", sides.join("; ")));
        }
        let talk = self.talk();
        if !talk.is_empty() {
            let steps: Vec<String> = talk.iter().map(usize::to_string).collect();
            let (count, steps) = (counted(scenario.story.len() as f64, "step"), listed(&steps, "and"));
            out.push_str(&format!("  {:<9}  {} of the {count} of the story: {steps}\n", "talk", talk.len()));
        }
        Words::of(out)
    }

    /// That a model is well made, in one line.
    fn model(&self) -> String {
        let counts = counts(&self.scenario.model).into_iter().filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(name, count)| counted(count as f64, &singular(name))).collect();
        let title = &self.scenario.title;
        let title = if title.is_empty() { String::new() } else { format!("{title}, ") };
        format!("{}: {title}a model, and fine: {}\n", visible::line(self.file()), counts.join(", "))
    }
}

impl Checks {
    /// How many claims of all files came out how, and what was published beside what was simulated.
    pub fn told_together(&self) -> Words {
        let claims = self.proofs().count();
        match claims {
            // Models claim nothing.
            _ if self.judged.iter().all(|judged| judged.scenario.is_model_alone()) => return Words::default(),
            0 => return Words::of("no claims: a scenario makes one with [[expect]]\n"),
            _ => {}
        }
        let [proved, refuted, undecided] =
            [Verdict::Proved, Verdict::Refuted, Verdict::Undecided].map(|verdict| self.count_of(verdict));
        let known = self.count(|proof| proof.is_as_stated() && proof.claim.fails.is_some());
        let known = if known == 0 { String::new() } else { format!(" ({known} as their files say)") };
        let unlike = self.count(|proof| !proof.is_as_stated() && proof.claim.fails.is_some());
        let unlike =
            if unlike == 0 { String::new() } else { format!("; {unlike} did not fail, though their files say so") };
        let mut out = Words::of(format!(
            "{proved} of {claims} claims proved, {refuted} refuted{known}, {undecided} undecided{unlike}\n"
        ));
        let mut rows = vec![["published", "simulated", "90 of 100", "", "claim"].map(String::from).to_vec()];
        rows.extend(self.proofs().filter_map(|proof| case(proof.claim, proof.finding)));
        if rows.len() > 1 {
            out.say("\nPublished against simulated:\n");
            out.table(rows);
        }
        out
    }
}

/// A published figure beside the simulated one.
fn case(claim: &Claim, finding: &Finding) -> Option<Vec<String>> {
    let published = claim.published.as_ref()?;
    let (found, _) = finding.sides.first()?;
    let band = finding.band.map_or(String::new(), |(low, high)| format!("{} to {}", person(low), person(high)));
    let verdict = finding.verdict.word().to_string();
    Some(vec![published.written.clone(), person(found.value), band, verdict, claim.sentence.clone()])
}

fn side(estimate: &Estimate) -> String {
    // What is short by itself stays so: a bound of -0.05.
    let short = person(estimate.value);
    let value = if short.parse() == Ok(estimate.value) { short } else { fine(estimate.value) };
    if estimate.error == 0.0 {
        return value;
    }
    format!("{value} (Monte Carlo error {})", small(estimate.error))
}
