//! Loops: what each feedback loop of a scenario did to an outcome, window by window, in the outcome's own unit; beside the same
//! team left alone.

mod case;
mod charts;
mod data;
mod sheets;
mod table;
pub mod window;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::loops::acted_on::ActedOn;
use crate::analysis::loops::discovery::{Discovery, discover};
use crate::analysis::loops::loop_set::{LoopSet, Selection};
use crate::analysis::loops::trajectory::{Phase, phases};
use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::model::scenario::Scenario;
use crate::text::capital;

use super::form::{Answer, Chart, Manifest, Picture, Sheet};
use super::provenance::manifest;
use super::scoring::{moved, named_loops, no_loops, refuse_too_large, title, usual_scores};
use super::{Luck, Onlooker, Refusal, Words};
use case::{Case, Held};
pub use data::{CaseData, Data, TrajectoryData};
use window::Spans;

/// What each loop did to an outcome, and when it turned.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The outcome: a variable, by its name or label; where it is missing, the one that the model asks about, or the first that
    /// it shows.
    pub of: Option<String>,
    /// How long a window is, in the model's unit of time. A quarter of a year, if it is missing; in a model whose unit of time
    /// is no part of a year, or that runs less than half a year, an eighth of the run.
    pub window: Option<f64>,
    /// From the beginning of one window to that of the next; a window, if it is missing.
    pub every: Option<f64>,
    /// Tell of all loops that the model names, not only the main ones; of a model without names, of all that are found.
    pub all: bool,
    pub luck: Luck,
}

/// What loops did.
pub struct Loops {
    set: LoopSet,
    /// Loops that are held at one and the same link are one: each set has its loops, by their places.
    held: Vec<Held>,
    /// The outcome.
    of: VariableId,
    /// The team left alone, where something is done in the scenario; and the scenario.
    cases: Vec<Case>,
    /// Of the sets that do most, two by two; each case has what they do beyond each alone.
    pairs: Vec<[usize; 2]>,
}

/// So many loops are held two by two.
const STRONGEST: usize = 3;

/// What is less than this part of the most that any loop did is not told of in words.
const WORTH_A_WORD: f64 = 0.05;

impl Question {
    /// Runs the scenario with all its luck, and from the beginning of each window once more for each loop with its link held.
    ///
    /// ```
    /// use flywheel::answer::{Answer, loops};
    /// use flywheel::run::ensemble::Nobody;
    /// use flywheel::{ShippedLibrary, load};
    ///
    /// let mut scenario = load("<one-from-each-box.toml>", &ShippedLibrary).unwrap();
    /// scenario.replications = 20;
    /// let loops = loops::Question::default().ask(scenario, &Nobody).unwrap();
    /// println!("{}", loops.words().wide(100));
    /// let data = loops.data();
    /// assert_eq!(data.cases.len(), 2);
    /// assert_eq!(data.cases[0].label, "left alone");
    /// assert_eq!(data.cases[1].loops[0].windows.len(), 8);
    /// ```
    ///
    /// # Errors
    /// An outcome that there is none of or that no loop moves; a window that is not a number of saved moments, or has no room;
    /// a model without loops; of a model that names no loops, that it is too large to look for them.
    pub fn ask(&self, scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Loops, Refusal> {
        self.found(scenario, onlooker).map_err(|refusal| self.luck.refused(refusal))
    }

    /// The same without what loops did two by two, which takes a quarter of the time.
    ///
    /// # Errors
    /// As [`Question::ask`].
    pub fn each_alone(&self, scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Loops, Refusal> {
        self.cases(scenario, onlooker).map(|(found, _)| found)
    }

    fn found(&self, scenario: Scenario, onlooker: &dyn Onlooker) -> Result<Loops, Refusal> {
        let (mut found, windows) = self.cases(scenario, onlooker)?;
        let strongest = case::strongest(&found.cases, found.held.len());
        let strongest = &strongest[..strongest.len().min(STRONGEST)];
        for (place, first) in strongest.iter().enumerate() {
            found.pairs.extend(strongest[place + 1..].iter().map(|second| [*first, *second]));
        }
        for case in &mut found.cases {
            case.run_pairs(&found.held, found.of, &windows, &found.pairs, onlooker)?;
        }
        Ok(found)
    }

    fn cases(&self, mut scenario: Scenario, onlooker: &dyn Onlooker) -> Result<(Loops, Spans), Refusal> {
        self.luck.apply(&mut scenario);
        if !scenario.differs() {
            scenario.replications = 1;
        }
        let model = scenario.model.clone();
        let usual = model.told_by.or(model.headline.first().copied());
        let of = moved(&scenario, self.of.as_deref(), usual)?;
        let windows = window::windows(&scenario.time, self.window, self.every)?;
        let graph = Graph::of(&model);
        let found = match model.loops.is_empty() {
            false => Discovery { loops: Vec::new(), all: false, finished: true },
            true => {
                refuse_too_large(&scenario, &graph)?;
                discover(&graph, |asked| usual_scores(&scenario, &graph, asked, onlooker))?
            }
        };
        let selection = if self.all { Selection::All } else { Selection::Main };
        let set = named_loops(&scenario, &graph, &found.loops, selection, onlooker)?;
        if set.loops.is_empty() {
            return Err(no_loops(&scenario));
        }
        let held = case::held(&set);
        let mut cases = Vec::new();
        if !scenario.picks.is_empty() {
            let left_alone = Scenario { picks: Vec::new(), ..scenario.clone() };
            cases.push(Case::run("left alone".into(), left_alone, &held, of, &windows, onlooker)?);
        }
        let label = scenario.label.clone().unwrap_or_else(|| scenario.title.clone());
        cases.push(Case::run(label, scenario, &held, of, &windows, onlooker)?);
        Ok((Loops { set, held, of, cases, pairs: Vec::new() }, windows))
    }
}

impl Answer for Loops {
    type Data = Data;
    const NAME: &'static str = "loops";

    fn data(&self) -> Data {
        data::of(self)
    }

    fn words(&self) -> Words {
        self.told()
    }

    fn sheets(&self) -> Vec<Sheet> {
        vec![Sheet { name: self.file("loops.csv"), text: self.csv() }]
    }

    fn charts(&self) -> Vec<Chart> {
        let figures = [("loops", self.ribbons()), ("each-loop", self.each())];
        let figures = figures.into_iter().map(|(stem, figure)| Chart::of(self.file(stem), figure));
        let rings = self.rings().map(|rings| Chart { stem: self.file("rings"), picture: Picture::Diagram(rings) });
        figures.chain(rings).collect()
    }

    fn manifests(&self) -> Vec<Manifest> {
        vec![Manifest { name: self.file("loops-manifest.json"), told: manifest("loops", [&self.case().scenario]) }]
    }
}

impl Loops {
    /// The scenario that is asked about.
    fn case(&self) -> &Case {
        &self.cases[self.cases.len() - 1]
    }

    /// The same team, left alone.
    fn base(&self) -> Option<&Case> {
        (self.cases.len() > 1).then(|| &self.cases[0])
    }

    /// The place of a file below the folder of results.
    fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.case().scenario.stem)
    }

    fn outcome(&self) -> ActedOn<'_> {
        ActedOn(self.case().scenario.model.variable(self.of))
    }

    /// "R1 Reactive team"; of loops that are held at one link "R1 Reactive team, with R4".
    fn title(&self, set: usize) -> String {
        let [first, others @ ..] = &self.held[set].loops[..] else { return String::new() };
        let others: Vec<&str> = others.iter().map(|other| self.set.loops[*other].id.as_str()).collect();
        let with = if others.is_empty() { String::new() } else { format!(", with {}", others.join(", ")) };
        format!("{}{with}", title(&self.set.loops[*first]))
    }

    /// The sets by the most that they did in any window, the first the strongest.
    fn by_size(&self) -> Vec<usize> {
        case::strongest(&self.cases, self.held.len())
    }

    /// The least that is told of in words.
    fn least(&self) -> f64 {
        let sizes = self.cases.iter().flat_map(|case| case.each.iter().flatten()).map(|did| did.mean.value.abs());
        WORTH_A_WORD * sizes.filter(|size| size.is_finite()).fold(0.0, f64::max)
    }

    /// From when on a set works which way in a case. Nothing is told of one replication of many that differ.
    fn phases(&self, case: &Case, set: usize) -> Vec<Phase> {
        if self.is_one_of_many(case) { Vec::new() } else { phases(&case.each[set], self.least()) }
    }

    /// Whether a case is one replication of many that differ, of which nothing can be told.
    fn is_one_of_many(&self, case: &Case) -> bool {
        case.scenario.replications == 1 && case.scenario.differs()
    }

    /// What a sentence about a case begins with, where there are several.
    fn who(&self, case: &Case) -> String {
        if self.cases.len() > 1 { format!("{}: ", capital(&case.label)) } else { String::new() }
    }
}
