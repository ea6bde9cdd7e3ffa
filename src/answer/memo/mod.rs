//! A memo: an answer on one page to hand on, as Markdown with links to charts or as HTML with the charts inside.

pub mod assumptions;
mod html;
mod markdown;

use schemars::JsonSchema;
use serde::Serialize;

use crate::figure::draw::DrawError;
use crate::model::scenario::Scenario;
use crate::text::visible;

use super::Answer;
use super::form::Chart;
use super::provenance::sources;
use super::words::Rows;

/// What a memo says, in the order in which it stands there. Texts are plain: nothing in them means anything to Markdown or
/// HTML. The first row of a table is its head, and nothing but a head is no table.
#[derive(Debug, Clone)]
pub struct Memo {
    pub title: String,
    /// What is claimed, and how sure that is: a paragraph each.
    pub claim: Vec<String>,
    /// What it is about, what to do, what to expect, and the odds.
    pub parts: Vec<Part>,
    pub charts: Vec<Chart>,
    /// What the claim rests on: a paragraph, then a table.
    pub assumptions: (Vec<String>, Rows),
    /// What is not in it.
    pub limits: Vec<String>,
    pub repeat: Repeat,
}

/// A part of a memo under its heading; one without texts and rows is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Part {
    pub heading: String,
    /// A paragraph each.
    pub texts: Vec<String>,
    /// The first row is the head.
    pub rows: Rows,
}

impl Part {
    /// With nothing under it yet.
    pub fn of(heading: impl Into<String>) -> Part {
        Part { heading: heading.into(), ..Part::default() }
    }
}

/// What is needed to have the same results again.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// How the question is asked again, in the words of the interface.
    pub command: String,
    pub seed: u64,
    pub replications: u64,
    /// Of all plans or scenarios together.
    pub runs: u64,
    /// What each file is, its name and its SHA-256.
    pub sources: Vec<[String; 3]>,
}

/// An answer that can be handed on as a memo.
pub trait Told: Answer {
    /// The memo, with the charts that belong in it and the command that asks the same again. The question has to say that a
    /// memo is wanted: otherwise nothing is known of what its claims rest on.
    fn memo(&self, command: String, charts: Vec<Chart>) -> Memo;
}

impl Memo {
    /// As Markdown; `link` gives the address of each chart.
    pub fn markdown(&self, link: &dyn Fn(&Chart) -> String) -> String {
        // What a title or a source hides is written out.
        visible::lines(&markdown::page(self, link)).into_owned()
    }

    /// As one HTML page that needs nothing else: no other file, no network.
    ///
    /// # Errors
    /// A chart that cannot be drawn.
    pub fn html(&self) -> Result<String, DrawError> {
        Ok(visible::lines(&html::page(self)?).into_owned())
    }
}

impl Repeat {
    /// Of scenarios that are run alike, in so many runs.
    pub fn of(command: String, scenarios: &[&Scenario], runs: u64) -> Repeat {
        let (seed, replications) = scenarios.first().map_or((0, 0), |first| (first.seed, first.replications));
        Repeat { command, seed, replications, runs, sources: sources(scenarios.iter().copied()) }
    }

    /// The version, the luck, and how much was run.
    pub fn version(&self) -> String {
        format!(
            "flywheel {}, seed {}, {} replications, {} runs. The same command gives the same numbers.",
            env!("CARGO_PKG_VERSION"),
            self.seed,
            self.replications,
            self.runs
        )
    }
}

/// What a reader of results of a scenario has to know, and what its model leaves out.
pub fn limits(scenario: &Scenario) -> Vec<String> {
    let one = scenario.one();
    let mut out = vec![
        format!(
            "These are {} {one}s of a model, not {one}s that were observed. Use them to think about which way things go \
             and why, not to promise dates.",
            scenario.replications
        ),
        "\"Give or take\" is two Monte Carlo errors: how far other luck would move a figure. Other ranges for the \
         constants could move it further."
            .into(),
        format!(
            "The odds at an end of an assumption are those of the tenth of all {one}s that lies there. Other assumptions vary \
             among them as they do everywhere."
        ),
    ];
    // What it is, without what is said of it.
    let title = |text: &String| {
        let sentence = text.split(". ").next().unwrap_or(text);
        sentence.split(": ").next().unwrap_or(sentence).trim_end_matches('.').to_string()
    };
    let left_out: Vec<String> = scenario.model.left_out.iter().map(title).collect();
    if !left_out.is_empty() {
        out.push(format!("Left out of the model: {}.", left_out.join("; ")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn signs_of_both_languages_stay_what_they_are() {
        let figure =
            Figure { title: "t".into(), subtitle: "a < b".into(), width: 400, height: 300, ..Figure::default() };
        let memo = Memo {
            title: "A & B | <C>".into(),
            claim: vec!["*so* it is".into()],
            parts: vec![Part { rows: vec![vec!["outcome".into()], vec!["a|b <c>".into()]], ..Part::of("Odds") }],
            charts: vec![Chart::of("a", figure)],
            assumptions: (Vec::new(), Vec::new()),
            limits: Vec::new(),
            repeat: Repeat::of("flywheel run a.toml".into(), &[], 10),
        };
        let markdown = memo.markdown(&|chart| format!("out/{}.svg", chart.stem));
        assert!(markdown.starts_with("# A & B | \\<C>\n\n\\*so\\* it is\n\n## Odds\n"), "{markdown}");
        assert!(markdown.contains("a\\|b \\<c>") && markdown.contains("](<out/a.svg>)"), "{markdown}");
        assert!(!markdown.contains("## Limits") && markdown.contains("    flywheel run a.toml\n"), "{markdown}");
        let html = memo.html().unwrap();
        assert!(html.contains("<h1>A &amp; B | &lt;C&gt;</h1>") && html.contains("<td>a|b &lt;c&gt;</td>"), "{html}");
        assert!(html.contains("<svg role=\"img\""), "{html}");
        assert!(html.contains("viewBox") && html.contains("a &lt; b"), "a picture without size needs one");
    }
}
