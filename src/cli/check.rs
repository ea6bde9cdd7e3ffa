//! `flywheel check`: what scenario files claim, proved or refuted.

use std::path::Path;

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use crate::analysis::estimate::Estimate;
use crate::analysis::verdict::{Finding, Verdict};
use crate::answer::Refusal;
use crate::answer::ensemble::ensemble;
use crate::answer::judging::judge_all;
use crate::model::claim::{Claim, Comparison};
use crate::model::grade;
use crate::model::scenario::Scenario;
use crate::model::xmile::ENDINGS;
use crate::text::{Diagnostic, one_line, visible};

use super::files::{Walk, read};
use super::model::counts;
use super::{Failure, Manner, Outcome, Overrides, open, print};
use crate::answer::numbers::{person, small};
use crate::cli::tables::table;

pub const EXAMPLES: &str = "\
Examples:
  flywheel check scenarios/               every scenario in a folder
  flywheel check my-team.toml --seed 7    the same claims with other luck

A claim is proved, or refuted, where its two sides lie at least two Monte Carlo errors apart; otherwise it is \
undecided, and more replications would tell. The exit code is 0 only if every claim is proved, save those of which the \
file says that they fail.

With --json the answer is one list: an entry for each claim; one for each model, and for each scenario that claims nothing; and \
one with `error` for each mistake that keeps a file from being judged, which standard error tells too.";

#[derive(Args)]
pub struct Arguments {
    /// Scenario files, or folders of them.
    #[arg(required = true)]
    paths: Vec<String>,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(Serialize)]
struct Answer {
    file: String,
    claim: String,
    that: String,
    verdict: &'static str,
    comparisons: Vec<Compared>,
    /// What was published of the left side of the first comparison, and the range of 90 in 100 replications around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<[f64; 2]>,
    /// Why it fails, where the file says that it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    fails: Option<String>,
    /// Whether the verdict is the one that the file states.
    as_stated: bool,
}

#[derive(Serialize)]
struct Compared {
    left: Side,
    relation: &'static str,
    right: Side,
}

#[derive(Serialize)]
struct Side {
    value: f64,
    monte_carlo_error: f64,
}

pub fn run(arguments: &Arguments, manner: Manner) -> Outcome {
    let mut answers = Vec::new();
    let mut cases: Vec<Vec<String>> = Vec::new();
    let mut claims = 0;
    let (mut judged_files, mut models, mut others, mut wrong) = (0, 0, Vec::new(), Vec::new());
    let named = files(&arguments.paths, &mut wrong)?;
    for file in named {
        let (scenario, findings) = match judged(&file, &arguments.overrides, manner) {
            Ok(judged) => judged,
            // One bad file does not keep the others from being judged.
            Err(Failure::Refused(Refusal::Files(found))) => {
                wrong.extend(found);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        judged_files += 1;
        if scenario.is_model_alone() {
            models += 1;
            others.push(json!({"file": file, "model": scenario.model.name, "verified": true}));
            if !manner.json {
                print::answer(&model_text(&file, &scenario))?;
            }
            continue;
        }
        if !manner.json {
            print::told(&text(&file, &scenario, &findings))?;
        }
        if findings.is_empty() {
            others.push(json!({"file": file, "claims": 0}));
        }
        claims += findings.len();
        for (claim, finding) in scenario.claims.iter().zip(&findings) {
            cases.extend(case(claim, finding));
            answers.push(answer(&file, claim, finding));
        }
    }
    if judged_files == 0 && !wrong.is_empty() && !manner.json {
        return Err(wrong.into());
    }
    let proved = answers.iter().filter(|a| a.verdict == Verdict::Proved.word()).count();
    let as_stated = answers.iter().filter(|a| a.as_stated).count();
    if manner.json {
        let answers = answers.iter().map(|answer| json!(answer)).chain(others).chain(wrong.iter().map(mistake));
        print::json(&answers.collect::<Vec<Value>>())?;
    } else if models == judged_files {
        // Models claim nothing.
    } else if claims == 0 {
        print::told("no claims: a scenario makes one with [[expect]]")?;
    } else {
        let undecided = answers.iter().filter(|a| a.verdict == Verdict::Undecided.word()).count();
        let refuted = claims - proved - undecided;
        let known = answers.iter().filter(|a| a.as_stated && a.fails.is_some()).count();
        let known = if known == 0 { String::new() } else { format!(" ({known} as their files say)") };
        let unlike = answers.iter().filter(|a| !a.as_stated && a.fails.is_some()).count();
        let unlike = if unlike == 0 { String::new() } else { format!("; {unlike} not failing, as their files say") };
        print::told(&format!(
            "{proved} of {claims} claims proved, {refuted} refuted{known}, {undecided} undecided{unlike}"
        ))?;
        if !cases.is_empty() {
            let head = ["published", "simulated", "90 of 100", "", "claim"].map(String::from).to_vec();
            let rows: Vec<Vec<String>> = std::iter::once(head).chain(cases).collect();
            print::told(&format!("\nPublished against simulated:\n{}", table(&rows)))?;
        }
    }
    match as_stated == claims {
        _ if !wrong.is_empty() => Err(wrong.into()),
        true => Ok(()),
        false => Err(Failure::Check),
    }
}

/// What is wrong with a file, as an entry of the answer in JSON.
fn mistake(wrong: &Diagnostic) -> Value {
    let place = wrong.labels.first().map(|label| &label.place);
    json!({
        "file": place.map(|place| &place.source.name),
        "line": place.map(|place| place.source.line(place.span.start)),
        "error": wrong.code.name(), "message": wrong.message, "help": wrong.help,
    })
}

/// The scenario in a file, and what became of its claims.
fn judged(file: &str, overrides: &Overrides, manner: Manner) -> Result<(Scenario, Vec<Finding>), Failure> {
    let mut scenario = open(file)?;
    overrides.apply(&mut scenario);
    if scenario.is_model_alone() {
        let doubts = grade::doubts(&scenario.model);
        if !doubts.is_empty() {
            print::diagnostics(&doubts);
        }
    }
    let findings = judge_all(&scenario, overrides.luck(), &|scenario, wanted| ensemble(scenario, wanted, &manner))?;
    Ok((scenario, findings))
}

/// The files named, and the scenarios and models in the folders named; what there cannot be read is wrong, and keeps no
/// other from being judged.
fn files(paths: &[String], wrong: &mut Vec<Diagnostic>) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    for path in paths {
        if !Path::new(path).is_dir() {
            out.push(path.clone());
            continue;
        }
        let found = Walk::through(Path::new(path), &|path| ending(path).is_some_and(|ending| is_ours(&ending)))?;
        found.passed.iter().for_each(|told| print::note(&visible::line(told)));
        if found.files.is_empty() && found.wrong.is_empty() {
            return Err(Failure::usage(format!(
                "there is no scenario and no model in `{path}`: no file in it ends in .toml or .{}",
                ENDINGS.join(", .")
            )));
        }
        wrong.extend(found.wrong);
        // Much else is XML.
        let is_other = |file: &Path| {
            ending(file).is_some_and(|e| e == "xml") && read(file).is_ok_and(|source| !source.text.contains("<xmile"))
        };
        let ours = found.files.into_iter().filter(|file| !is_other(file));
        out.extend(ours.map(|file| file.to_string_lossy().into_owned()));
    }
    Ok(out)
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_lowercase())
}

fn is_ours(ending: &str) -> bool {
    ending == "toml" || ENDINGS.contains(&ending)
}

/// That a model is well made, in one line, as `flywheel model check` tells it at length.
fn model_text(file: &str, scenario: &Scenario) -> String {
    let counts = counts(&scenario.model).into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(name, count)| format!("{count} {name}")).collect();
    let title = if scenario.title.is_empty() { String::new() } else { format!("{}, ", scenario.title) };
    format!("{}: {title}a model, and fine: {}\n", visible::line(file), counts.join(", "))
}

fn text(file: &str, scenario: &Scenario, findings: &[Finding]) -> String {
    let mut out = format!("{}: {}\n", visible::line(file), scenario.title);
    if findings.is_empty() {
        out.push_str("  claims nothing\n");
    }
    for (claim, finding) in scenario.claims.iter().zip(findings) {
        out.push_str(&format!("  {:<9}  {}\n", finding.verdict.word(), claim.sentence));
        let as_stated = finding.is_as_stated(claim);
        if let Some(why) = &claim.fails {
            let said = match finding.verdict {
                Verdict::Refuted => "as this file says",
                Verdict::Proved => "this file says that it fails, and it does not",
                Verdict::Undecided => "this file says that it fails, which cannot be told",
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
    out
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
    if estimate.error == 0.0 {
        return person(estimate.value);
    }
    format!("{} (Monte Carlo error {})", person(estimate.value), small(estimate.error))
}

fn answer(file: &str, claim: &Claim, finding: &Finding) -> Answer {
    let side = |e: &Estimate| Side { value: e.value, monte_carlo_error: e.error };
    Answer {
        file: file.to_string(),
        claim: claim.sentence.clone(),
        that: claim.text.clone(),
        verdict: finding.verdict.word(),
        published: claim.published.as_ref().map(|published| published.value),
        band: finding.band.map(|(low, high)| [low, high]),
        fails: claim.fails.clone(),
        as_stated: finding.is_as_stated(claim),
        comparisons: claim
            .comparisons
            .iter()
            .zip(&finding.sides)
            .map(|(c, (left, right))| Compared { left: side(left), relation: c.relation.symbol(), right: side(right) })
            .collect(),
    }
}
