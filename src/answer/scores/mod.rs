//! Scores of loops, by Loops that Matter: which feedback loop of a scenario leads when, and what cutting each would do.

mod charts;
mod cuts;
mod data;
mod sheets;
mod table;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::loops::direction::{Directions, Indicator, VirtuousShift, directions, virtuous_shift};
use crate::analysis::loops::discovery::{Discovery, discover, of_links};
use crate::analysis::loops::dominance::{Dominance, Rows, dominance};
use crate::analysis::loops::loop_set::{Loop, LoopSet, Selection};
use crate::analysis::loops::polarity_phases::{PolarityPhase, polarity_phases_of_loops};
use crate::analysis::outcome::{Ending, ending};
use crate::analysis::summary::{Summary, summarise};
use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::model::loops::Polarity;
use crate::model::scenario::Scenario;
use crate::program::scores::Between;
use crate::results::Results;
use crate::run::scores::Scored;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::plain;

use super::ensemble::tell_not_finite;
use super::form::{Answer, Chart, Manifest, Picture, Sheet};
use super::provenance::manifest;
use super::scoring::{moved, named_loops, no_loops, refuse_too_large, score, usual_scores, without_weekly_luck};
use super::{Luck, Onlooker, Refusal, Words};
use cuts::{Cutting, cutting};
pub use data::Data;

/// Which loop drives a scenario, and when; what cutting each would do.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The variable whose chart stands above the loops, by its name or label; the first that the model shows, if None.
    pub of: Option<String>,
    /// When loops are cut, in the model's unit of time: saved moments before the end, in any order. A quarter and half of the
    /// run, if empty.
    pub at: Vec<f64>,
    /// Show all loops that the model names, not only the main ones, of which a coach tells; of a model without names, all that
    /// are found.
    pub all: bool,
    /// Cut no loops: their shares only.
    pub no_cuts: bool,
    pub luck: Luck,
}

/// A scenario without the luck of the weeks, and what its loops do.
struct Driven {
    scenario: Scenario,
    results: Results,
    summary: Summary,
    dominance: Dominance,
    directions: Directions,
    virtuous_shift: VirtuousShift,
    /// Whether each loop reinforces or balances, and when it turns.
    polarity_phases: Vec<Vec<PolarityPhase>>,
    /// Where these teams are at the end, in a model that says where one can be.
    ending: Option<Ending>,
}

/// What the loops of a scenario do.
pub struct Scores {
    graph: Graph,
    found: Discovery,
    set: LoopSet,
    /// The variable on top.
    of: VariableId,
    driven: Driven,
    /// The same team if nothing is done, where something is.
    base: Option<Driven>,
    /// Scores of links of the usual team: `links[link][time]`, in the order of the graph.
    links: Vec<Vec<f64>>,
    cuttings: Vec<Cutting>,
    /// Moments at which nothing is cut, because what follows them is no number.
    uncut: Vec<f64>,
}

/// A loop has a line of its own where its mean share, or what cutting it changes, is at least this much.
const WORTH_A_LINE: f64 = 0.005;

impl Question {
    /// Runs the scenario without the luck of single weeks, scores its loops, and cuts them.
    ///
    /// ```
    /// use flywheel::answer::{Answer, scores};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let mut scenario = load("<wicked-loop.toml>", &ShippedLibrary).unwrap();
    /// scenario.replications = 20;
    /// let question = scores::Question { at: vec![26.0], ..Default::default() };
    /// let scores = question.ask(scenario, &Nobody).unwrap();
    /// println!("{}", scores.words().wide(100));
    /// let data = scores.data();
    /// assert!(data.loops.iter().any(|told| told.id == "R1"));
    /// assert!(data.loops.iter().all(|told| told.cuts.len() == 1));
    /// ```
    ///
    /// # Errors
    /// A variable that there is none of or that no loop moves, a moment that is not saved; a model without loops, or with
    /// more links than can be scored; loops that are no number from the first step on.
    pub fn ask(&self, scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Scores, Refusal> {
        self.found(scenario, onlooker).map_err(|refusal| self.luck.refused(refusal))
    }

    fn found(&self, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Scores, Refusal> {
        if self.no_cuts && !self.at.is_empty() {
            return Err(Refusal::of(
                "at",
                plain(self.at[0]),
                "nothing is cut where no cuts are asked for: omit one of the two",
            ));
        }
        self.luck.apply(&mut scenario);
        let of = moved(&scenario, self.of.as_deref(), scenario.model.headline.first().copied())?;
        let moments = cuts::moments(&scenario, &self.at, self.no_cuts)?;
        let scenario = without_weekly_luck(scenario);
        let graph = Graph::of(&scenario.model);
        refuse_too_large(&scenario, &graph)?;
        let links = usual_scores(&scenario, &graph, &of_links(&graph, Between::Link), onlooker)?;
        let found = discover(&graph, |asked| usual_scores(&scenario, &graph, asked, onlooker))?;
        if found.loops.is_empty() {
            return Err(no_loops(&scenario));
        }
        let selection = if self.all { Selection::All } else { Selection::Main };
        let set = named_loops(&scenario, &graph, &found.loops, selection, onlooker)?;
        let driven = drive(&scenario, &graph, &set, of, onlooker)?;
        if (1..driven.dominance.times).all(|time| driven.dominance.numbers(time) == 0) {
            return Err(no_numbers(&driven.results).into());
        }
        tell_not_finite(&driven.results, onlooker);
        let base = match scenario.picks.is_empty() {
            true => None,
            false => {
                let left_alone = Scenario { picks: Vec::new(), ..scenario.clone() };
                Some(drive(&left_alone, &graph, &set, of, onlooker)?)
            }
        };
        let is_number = |moment: &f64| {
            let index = scenario.time.saved_index(*moment);
            index.is_none_or(|index| driven.dominance.numbers(index + 1) > 0)
        };
        let (moments, uncut): (Vec<f64>, Vec<f64>) = moments.into_iter().partition(is_number);
        let cuttings = moments
            .iter()
            .map(|moment| cutting(&driven, &set, of, *moment, onlooker))
            .collect::<Result<Vec<Cutting>, Refusal>>()?;
        Ok(Scores { graph, found, set, of, driven, base, links, cuttings, uncut })
    }
}

impl Answer for Scores {
    type Data = Data;
    const NAME: &'static str = "scores";

    fn data(&self) -> Data {
        data::of(self)
    }

    fn words(&self) -> Words {
        self.told()
    }

    fn sheets(&self) -> Vec<Sheet> {
        let sheet = |name: &str, text: String| Sheet { name: self.file(name), text };
        vec![sheet("shares.csv", self.shares_csv()), sheet("links.csv", self.links_csv())]
    }

    fn charts(&self) -> Vec<Chart> {
        let drawn = [("dominance", self.dominance_chart()), ("shares", self.each_chart())];
        let figures = drawn.into_iter().map(|(stem, figure)| Chart::of(self.file(stem), figure));
        let diagram = self.diagram();
        figures
            .chain(diagram.map(|diagram| Chart { stem: self.file("diagram"), picture: Picture::Diagram(diagram) }))
            .collect()
    }

    fn manifests(&self) -> Vec<Manifest> {
        vec![Manifest { name: self.file("scores-manifest.json"), told: manifest("scores", [&self.driven.scenario]) }]
    }
}

impl Scores {
    /// The place of a file below the folder of results.
    fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.driven.scenario.stem)
    }

    /// Whether some loop can be virtuous or vicious: the model says of a variable on it what is better.
    fn has_directions(&self) -> bool {
        let can = |told: &Loop| told.shown_by.is_some() && told.polarity == Polarity::Reinforcing;
        self.set.loops.iter().any(can)
    }

    /// The loops by their share, the largest first; those that compete with none come last.
    fn by_share(&self) -> Vec<usize> {
        let dominance = &self.driven.dominance;
        let last = dominance.times.saturating_sub(1);
        let sizes: Vec<f64> = (0..dominance.loops).map(|of| dominance.mean_size(of, last.min(1), last).value).collect();
        let mut order: Vec<usize> = (0..dominance.loops).collect();
        order.sort_by(|a, b| dominance.alone[*a].cmp(&dominance.alone[*b]).then(sizes[*b].total_cmp(&sizes[*a])));
        order
    }

    /// Those of them that do enough for a line.
    fn worth_a_line(&self) -> Vec<usize> {
        let dominance = &self.driven.dominance;
        let last = dominance.times.saturating_sub(1);
        let is_much = |of: &usize| {
            dominance.mean_size(*of, last.min(1), last).value >= WORTH_A_LINE
                || self.cuttings.iter().any(|cutting| cutting.each[*of].size.value >= WORTH_A_LINE)
        };
        self.by_share().into_iter().filter(is_much).collect()
    }
}

/// Runs a scenario and finds what its loops do.
fn drive(
    scenario: &Scenario,
    graph: &Graph,
    set: &LoopSet,
    of: VariableId,
    onlooker: &dyn Onlooker,
) -> Result<Driven, Refusal> {
    let mut wanted = vec![of];
    wanted.extend(&scenario.model.headline);
    wanted.extend(set.loops.iter().filter_map(|told| Some(told.shown_by?.0)));
    wanted.extend(cuts::stocks(&scenario.model));
    wanted.extend(&scenario.model.outcomes);
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|id| seen.insert(*id));
    let Scored { samples, scores } = score(scenario, graph, &wanted, &set.scores(graph), onlooker)?;
    let (times, replications) = (samples.times.len(), scenario.replications as usize);
    let others = set.rest_counts();
    let rows = Rows { scores: &scores, partition: &set.partition, others: &others, times, replications };
    let dominance = dominance(&rows);
    let row = |id: VariableId| {
        let place = wanted.iter().position(|other| *other == id).unwrap_or(0);
        &samples.values[place * times * replications..][..times * replications]
    };
    let indicators: Vec<Option<Indicator>> =
        set.loops.iter().map(|told| told.shown_by.map(|(id, better)| Indicator { values: row(id), better })).collect();
    let polarities: Vec<_> = set.loops.iter().map(|told| told.polarity).collect();
    let directions = directions(&dominance, &polarities, &indicators);
    let virtuous_shift = virtuous_shift(&dominance, &directions);
    let results = Results::new(std::sync::Arc::new(scenario.clone()), samples);
    let (summary, polarity_phases, ending) =
        (summarise(&results), polarity_phases_of_loops(&dominance), ending(&results));
    Ok(Driven {
        scenario: scenario.clone(),
        results,
        summary,
        dominance,
        directions,
        virtuous_shift,
        polarity_phases,
        ending,
    })
}

/// That there is not one moment at which loops can be held against each other.
fn no_numbers(results: &Results) -> Diagnostic {
    let scenario = &results.scenario;
    let all = if results.replications() > 1 { format!(", in every {}", results.one()) } else { String::new() };
    let Some(wrong) = results.not_finite() else {
        let message = format!(
            "what the loops of `{}` do is infinite or no number at all from the first step on{all}",
            scenario.stem
        );
        return Diagnostic::error(Code::NotFinite, message).help("look at the run with `flywheel simulate`");
    };
    let (own, unit) = (results.variable(wrong.variable), &scenario.time.unit);
    let message = format!(
        "`{}` is infinite or no number at all from {unit} {} on{all}: before it no moment is saved at which loops could be \
         compared",
        own.name,
        plain(wrong.time)
    );
    Diagnostic::error(Code::NotFinite, message)
        .at(&scenario.model.source, own.span, "grows beyond all numbers, or divides by 0")
        .help("a smaller dt, or a limit in this equation, keeps it among the numbers that a computer can hold")
}
