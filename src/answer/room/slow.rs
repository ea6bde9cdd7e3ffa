//! What a page asks beside the run itself, and waits for: loops, reasons, files, the memo, and the edge.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::form::Answer;
use crate::answer::machine::Number;
use crate::answer::memo::{Part, Told};
use crate::answer::words::Rows;
use crate::answer::{Refusal, compare, loops, tipping, why};
use crate::export::scenario::toml;
use crate::model::library::is_shipped;
use crate::model::scenario::Scenario;
use crate::run::ensemble::Nobody;
use crate::text::units;

use super::Room;
use super::setting::{Both, Of};

/// What loops did to the outcome, quarter by quarter, on the mean over the replications.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Did {
    pub variable: String,
    pub unit: String,
    /// Where quarters begin, and how long they are.
    pub starts: Vec<Number>,
    pub length: Number,
    /// By the loop's name in the model, such as `R1`.
    pub plan: BTreeMap<String, Vec<Number>>,
    /// The same with no new decisions.
    pub base: BTreeMap<String, Vec<Number>>,
}

/// Why a variable goes as it does.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sentences {
    /// What moves it, and the loop behind it.
    pub sentences: Vec<String>,
}

/// A scenario file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct File {
    pub name: String,
    pub toml: String,
}

/// The memo of a comparison, part by part: charts are drawn by who asks. Texts are plain.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Memo {
    pub title: String,
    /// What is claimed, and how sure that is: a paragraph each.
    pub claim: Vec<String>,
    /// What it is about, what to do, what to expect, and the odds.
    pub parts: Vec<Part>,
    /// What the claim rests on: paragraphs, then a table.
    pub assumptions: (Vec<String>, Rows),
    pub limits: Vec<String>,
    /// How the same is had again from the command line, and by which version.
    pub command: String,
    pub version: String,
}

/// The odds of ending in the best class, by where the team starts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Edge {
    pub x: EdgeAxis,
    pub y: EdgeAxis,
    /// The share of teams that end in the class: `cells[row][column]`, the lowest y first.
    pub cells: Vec<Vec<f64>>,
    /// The words for the class.
    pub class: String,
    pub here: Here,
    /// Where the odds are even: lines of points.
    pub edge: Vec<Vec<(f64, f64)>>,
}

/// An axis of the map, with the middles of its cells.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EdgeAxis {
    pub name: String,
    pub label: String,
    pub unit: String,
    pub low: f64,
    pub high: f64,
    pub values: Vec<f64>,
}

/// Where the team stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Here {
    pub x: f64,
    pub y: f64,
}

impl Room {
    pub(super) fn did(&mut self, of: &Of, replications: u64) -> Result<Did, Refusal> {
        let Both { plan, base, .. } = self.both(of, replications)?;
        let own = loops_of(plan)?;
        // The first case is the team left alone. A step may be held against something else.
        let apart = matches!(of, Of::Step(_)).then(|| loops_of((*base).clone())).transpose()?;
        let left_alone = apart.as_ref().map_or(own.cases.first(), |apart| apart.cases.last());
        let effects = |case: &loops::CaseData| -> BTreeMap<String, Vec<Number>> {
            let of_loop = |own: &loops::TrajectoryData| own.windows.iter().map(|window| window.mean.value).collect();
            case.loops.iter().map(|own| (own.id.clone(), of_loop(own))).collect()
        };
        let windows = own.cases.last().and_then(|case| Some(&case.loops.first()?.windows));
        Ok(Did {
            starts: windows.into_iter().flatten().map(|window| window.from).collect(),
            length: own.window,
            plan: own.cases.last().map(effects).unwrap_or_default(),
            base: left_alone.map(effects).unwrap_or_default(),
            unit: units(&own.unit),
            variable: own.outcome,
        })
    }

    pub(super) fn why(&mut self, of: &Of, variable: &str, week: f64) -> Result<Sentences, Refusal> {
        let Both { plan, .. } = self.both(of, REPLICATIONS_OF_WHY)?;
        let question = why::Question { variable: variable.into(), at: week, ..Default::default() };
        let found = question.ask(plan, &Nobody)?;
        Ok(Sentences { sentences: found.in_short() })
    }

    pub(super) fn file(&mut self, of: &Of, base: bool, replications: Option<u64>) -> Result<File, Refusal> {
        let usual = self.opened()?.replications;
        let both = self.both(of, replications.unwrap_or(usual))?;
        let name = if base { "no-new-decisions.toml" } else { "our-plan.toml" };
        let scenario = if base { self.base_named(&both)? } else { self.plan_named(&both)? };
        let model = &scenario.model.source.name;
        let model = (!is_shipped(model)).then_some(model.as_str());
        Ok(File { name: name.into(), toml: toml(&scenario, model) })
    }

    fn plan_named(&self, both: &Both) -> Result<Scenario, Refusal> {
        self.named(&both.plan, "our plan")
    }

    fn base_named(&self, both: &Both) -> Result<Scenario, Refusal> {
        self.named(&both.base, "no new decisions")
    }

    /// A scenario of the page, as who has it elsewhere is to know it.
    fn named(&self, scenario: &Scenario, label: &str) -> Result<Scenario, Refusal> {
        let title = format!("{}, {label}", self.opened()?.title);
        Ok(Scenario { title, label: Some(label.into()), ..scenario.clone() })
    }

    pub(super) fn memo(&mut self, of: &Of, replications: u64) -> Result<Memo, Refusal> {
        let both = self.both(of, replications)?;
        let both = vec![self.base_named(&both)?, self.plan_named(&both)?];
        let question = compare::Question { memo: true, ..Default::default() };
        let found = question.ask(both, &Nobody)?;
        let memo =
            found.memo("flywheel compare no-new-decisions.toml our-plan.toml --memo memo.html".into(), Vec::new());
        Ok(Memo {
            version: memo.repeat.version(),
            command: memo.repeat.command,
            title: memo.title,
            claim: memo.claim,
            parts: memo.parts,
            assumptions: memo.assumptions,
            limits: memo.limits,
        })
    }

    pub(super) fn edge(&mut self, of: &Of, grid: u16, replications: u64) -> Result<Edge, Refusal> {
        let Both { base, .. } = self.both(of, replications)?;
        let model = base.model.clone();
        let question = tipping::Question { grid: Some(grid), replications: Some(replications), ..Default::default() };
        let (class, [x, y], sketch) = question.sketch((*base).clone(), &Nobody)?;
        let axis = |axis: &tipping::axes::Axis, values: &[f64]| {
            let own = model.variable(axis.id);
            EdgeAxis {
                name: own.name.clone(),
                label: own.words(),
                unit: own.measure(),
                low: axis.low,
                high: axis.high,
                values: values.to_vec(),
            }
        };
        Ok(Edge {
            cells: sketch.odds.chunks(sketch.x.len().max(1)).map(<[f64]>::to_vec).collect(),
            class: model.variable(class).words(),
            here: Here { x: x.here, y: y.here },
            edge: sketch.border.clone(),
            x: axis(&x, &sketch.x),
            y: axis(&y, &sketch.y),
        })
    }
}

/// Enough for the loop behind it; [`why::Question`] takes no more.
const REPLICATIONS_OF_WHY: u64 = 100;

fn loops_of(scenario: Scenario) -> Result<loops::Data, Refusal> {
    Ok(loops::Question::default().each_alone(scenario, &Nobody)?.data())
}
