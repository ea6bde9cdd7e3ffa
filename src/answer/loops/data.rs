//! What loops did, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::loops::trajectory::Phase;
use crate::analysis::paired::PairedDifference;
use crate::answer::machine::{Estimated, Number, Share};
use crate::model::loops::Polarity;

use super::Loops;
use super::case::Case;

/// What each feedback loop of a scenario did to an outcome, window by window.
///
/// What a loop did in a window is the outcome at the window's end, less what would stand there if the loop's link had kept its
/// value of the window's beginning, replication by replication, in the outcome's unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Data {
    /// The scenario or model file.
    pub file: String,
    pub title: String,
    pub seed: u64,
    /// How many replications, with all their luck.
    pub replications: u64,
    /// The variable that is the outcome.
    pub outcome: String,
    /// Its unit; `1` for a pure number.
    pub unit: String,
    /// How long a window is, in the model's unit of time.
    pub window: Number,
    /// The loops that are told of.
    pub loops: Vec<LoopData>,
    /// The same team left alone, where something is done in the scenario; and the scenario, last.
    pub cases: Vec<CaseData>,
}

/// A loop.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LoopData {
    /// "R1": as the model calls it, or else by its polarity and strength.
    #[serde(rename = "loop")]
    pub id: String,
    pub name: String,
    pub polarity: Polarity,
    /// Whether a coach tells it.
    pub story: bool,
    /// The link that is held: its cause and its effect.
    pub cause: String,
    pub effect: String,
    /// Other loops that are held at the same link: what is told of one is told of all of them.
    pub shared_with: Vec<String>,
}

/// What loops did in a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CaseData {
    /// "left alone", or what the scenario is called.
    pub label: String,
    /// In the order of `loops`.
    pub loops: Vec<TrajectoryData>,
    /// What each loop did alone, added up.
    pub each_alone_added_up: Vec<WindowData>,
    /// What all of them did: with all links held at once.
    pub all_held_at_once: Vec<WindowData>,
    /// How the outcome itself changed.
    pub change: Vec<WindowData>,
    /// Of the three loops that do most, two by two, what both did beyond each alone.
    pub pairs: Vec<PairData>,
}

/// What one loop did.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TrajectoryData {
    #[serde(rename = "loop")]
    pub id: String,
    pub windows: Vec<WindowData>,
    /// Which way it worked, from which window on; what cannot be told from nothing, or is less than a twentieth of the most that
    /// any loop did, is left out.
    pub phases: Vec<PhaseData>,
}

/// What was done in a window.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WindowData {
    pub from: Number,
    pub to: Number,
    pub mean: Estimated,
    /// The range that holds 90 of 100 replications.
    pub p5: Number,
    pub p95: Number,
    /// In which share of the replications there was more of the outcome for it.
    pub raised: Share,
    /// In which share there was less; in the rest it made no difference.
    pub lowered: Share,
}

/// Which way a loop worked, up to the next phase or the end.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PhaseData {
    /// The beginning of the first window.
    pub from: Number,
    /// Whether there was more of the outcome for it.
    pub raises: bool,
}

/// Two loops that were held at once.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PairData {
    pub first: String,
    pub second: String,
    pub beyond_each_alone: Vec<WindowData>,
}

pub fn of(loops: &Loops) -> Data {
    let scenario = &loops.case().scenario;
    let name = |id| scenario.model.variable(id).name.clone();
    let told = loops.held.iter().flat_map(|held| held.loops.iter().map(move |of| (*of, held)));
    let id = |of: &usize| loops.set.loops[*of].id.clone();
    Data {
        file: scenario.source.name.clone(),
        title: scenario.title.clone(),
        seed: scenario.seed,
        replications: scenario.replications,
        outcome: loops.outcome().0.name.clone(),
        unit: loops.outcome().0.unit.to_string(),
        window: loops.case().windows.first().map_or(f64::NAN, |(from, to)| to - from).into(),
        loops: told
            .map(|(of, held)| {
                let own = &loops.set.loops[of];
                LoopData {
                    id: own.id.clone(),
                    name: own.name.clone(),
                    polarity: own.polarity,
                    story: own.story,
                    cause: name(held.link.0),
                    effect: name(held.link.1),
                    shared_with: held.loops.iter().filter(|other| **other != of).map(id).collect(),
                }
            })
            .collect(),
        cases: loops.cases.iter().map(|case| of_case(loops, case)).collect(),
    }
}

fn of_case(loops: &Loops, case: &Case) -> CaseData {
    let id = |set: usize| loops.set.loops[loops.held[set].loops[0]].id.clone();
    let trajectory = |set: usize| {
        let phases = loops.phases(case, set);
        let phase = |phase: &Phase| PhaseData { from: case.windows[phase.from].0.into(), raises: phase.raises };
        (windows(case, &case.each[set]), phases.iter().map(phase).collect::<Vec<_>>())
    };
    let each = loops.held.iter().enumerate().flat_map(|(set, held)| {
        let (windows, phases) = trajectory(set);
        let one = move |of: &usize| TrajectoryData {
            id: loops.set.loops[*of].id.clone(),
            windows: windows.clone(),
            phases: phases.clone(),
        };
        held.loops.iter().map(one).collect::<Vec<_>>()
    });
    let pair = |(place, [first, second]): (usize, &[usize; 2])| PairData {
        first: id(*first),
        second: id(*second),
        beyond_each_alone: windows(case, &case.beyond[place]),
    };
    CaseData {
        label: case.label.clone(),
        loops: each.collect(),
        each_alone_added_up: windows(case, &case.summed),
        all_held_at_once: windows(case, &case.together),
        change: windows(case, &case.change),
        pairs: loops.pairs.iter().enumerate().map(pair).collect(),
    }
}

fn windows(case: &Case, trajectory: &[PairedDifference]) -> Vec<WindowData> {
    let one = |((from, to), did): (&(f64, f64), &PairedDifference)| WindowData {
        from: (*from).into(),
        to: (*to).into(),
        mean: did.mean.into(),
        p5: did.quantiles.p5.into(),
        p95: did.quantiles.p95.into(),
        raised: did.more.into(),
        lowered: did.less.into(),
    };
    case.windows.iter().zip(trajectory).map(one).collect()
}
