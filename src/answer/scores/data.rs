//! What machines read of the loops.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::loops::dominance_phases::{DominancePhase, Dominant, dominance_phases};
use crate::answer::machine::{Estimated, Number};
use crate::model::VariableId;
use crate::model::loops::Polarity;

use super::cuts::{Agreement, Cutting};
use super::{Driven, Scores};

/// So many of the loops without a name are told in full.
const UNNAMED: usize = 20;

/// The feedback loops of a scenario: what each does, which of them leads when, and what cutting each would do.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Data {
    /// The scenario or model file.
    pub file: String,
    pub title: String,
    pub seed: u64,
    /// How many replications, all without the luck of single periods.
    pub replications: usize,
    /// The mean share that all loops without a name have in what all loops do, over replications and saved moments.
    pub all_other_loops: Estimated,
    /// The loops that are told of, the largest share first; those that compete with none come last.
    pub loops: Vec<LoopData>,
    pub search: SearchData,
    /// Of the loops without a name the strongest, each by the variables on its way.
    pub strongest_without_a_name: Vec<Vec<String>>,
    /// Which loops lead from when to when, without gaps from the second saved moment to the last.
    pub dominance_phases: Vec<DominancePhaseData>,
    /// In which share of the replications the reinforcing loops that make things better at the end, the virtuous ones, have
    /// the larger part in what happens than the vicious ones; null where shares are numbers in none.
    pub virtuous_at_end: Estimated,
    /// The moment by which half of those do, to stay so; null where none do.
    pub virtuous_since: Option<Number>,
    /// The share of the replications in each outcome class at the end; null where the model has none.
    pub outcomes_at_end: Option<Vec<OutcomeData>>,
    /// For each moment at which loops are cut, whether the loop whose link carries most changes most when it is cut.
    pub scores_and_cuts: Vec<AgreementData>,
}

/// What one loop does.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LoopData {
    /// "R1": as the model calls it, or else by its polarity and strength.
    #[serde(rename = "loop")]
    pub id: String,
    pub name: String,
    /// What its name says that it does; `polarity_phases` says what it really does.
    pub polarity: Polarity,
    /// Whether a coach tells it.
    pub story: bool,
    /// Whether it competes with no other loop: its share says nothing then.
    pub alone: bool,
    /// From when on it reinforces or balances, in most of the replications; empty where it does nothing.
    pub polarity_phases: Vec<PolarityPhaseData>,
    /// How much of what the loops do is done by this one, from 0 to 1: the mean size of its share over replications and saved
    /// moments.
    pub share_size: Estimated,
    /// The same with its sign: positive where it reinforces, negative where it balances.
    pub share_signed: Estimated,
    /// At how many saved moments its share is the largest, in the mean of the replications.
    pub moments_dominant: Estimated,
    /// The link that is held to cut it.
    pub cut: CutData,
    /// The closed ways on which it runs, each by its variables.
    pub paths: Vec<Vec<String>>,
    /// What cutting it does, for each moment at which loops are cut.
    pub cuts: Vec<CuttingData>,
}

/// A phase of a loop: it lasts to the next one, or to the end.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PolarityPhaseData {
    pub from: Number,
    pub polarity: Polarity,
}

/// The link at which a loop is cut.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CutData {
    pub cause: String,
    pub effect: String,
    /// Other loops that are cut at the same link: what comes of the cut belongs to all of them together.
    pub shared_with: Vec<String>,
}

/// What comes of cutting a loop at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CuttingData {
    /// From when on its link is held.
    pub at: Number,
    /// The end of the window over which `change` and `carried` are taken.
    pub to: Number,
    /// How far all stocks go another way in the window, where 1 is as far as they move by themselves: root mean square of the
    /// difference in units of each stock's standard deviation, in the mean of the stocks.
    pub change: Estimated,
    /// How much of what the loops do in the window runs through its link, from 0 on.
    pub carried: Estimated,
    /// What `difference` is of: a variable at the end, as `--of` and claims name it.
    pub outcome: String,
    /// The outcome with the cut less the outcome without it, in its unit.
    pub difference: Estimated,
}

/// How the loops were looked for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SearchData {
    /// How many loops were found, of all that close in a model without a name for them too.
    pub loops: usize,
    /// Whether these are all that the model has.
    pub all: bool,
    /// Whether the search came to its end, and was not ended because it took too long.
    pub finished: bool,
}

/// Who leads in a stretch of the run.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DominancePhaseData {
    pub from: Number,
    /// Its last saved moment.
    pub to: Number,
    /// Whether one loop leads clearly.
    pub clear: bool,
    /// That loop, or those that lead most; none where nothing changes, no loop competes with another, or what loops do is no
    /// number.
    pub loops: Vec<LeaderData>,
}

/// A loop that leads.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LeaderData {
    #[serde(rename = "loop")]
    pub id: String,
    /// In which share of the replications and saved moments of the stretch.
    pub dominant_in: Number,
}

/// An outcome class at the end.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OutcomeData {
    pub outcome: String,
    /// Of the replications.
    pub share: Estimated,
}

/// Whether scores and cuts say the same of the window after a moment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgreementData {
    pub at: Number,
    /// The loop whose link carries most; null where none competes with another.
    pub dominant: Option<String>,
    /// Whether no other loop changes more when it is cut, as far as can be told over the replications; null where there is
    /// nothing to compare.
    pub agree: Option<bool>,
    /// The loop that changes more, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_changes_more: Option<String>,
}

/// All of it.
pub fn of(loops: &Scores) -> Data {
    let Driven { dominance, results, scenario, virtuous_shift, ending, .. } = &loops.driven;
    let last = dominance.times.saturating_sub(1);
    let lead = dominance.moments_in_the_lead();
    let outcome =
        |(outcome, share): &(String, _)| OutcomeData { outcome: outcome.clone(), share: Estimated::from(*share) };
    let unnamed = loops.set.rest.iter().flatten().filter(|rest| rest.less.is_empty()).take(UNNAMED);
    Data {
        file: scenario.source.name.clone(),
        title: scenario.title.clone(),
        seed: scenario.seed,
        replications: dominance.replications,
        all_other_loops: dominance.mean_rest(last.min(1), last).into(),
        loops: loops.by_share().into_iter().map(|of| of_loop(loops, of, lead[of].into())).collect(),
        search: SearchData { loops: loops.found.loops.len(), all: loops.found.all, finished: loops.found.finished },
        strongest_without_a_name: unnamed.map(|rest| names(loops, &rest.of.through)).collect(),
        dominance_phases: dominance_phases(dominance).iter().map(|stretch| of_phase(loops, stretch)).collect(),
        virtuous_at_end: virtuous_shift.at_end.into(),
        virtuous_since: virtuous_shift.half_since().map(|index| results.times()[index].into()),
        outcomes_at_end: ending.as_ref().map(|ending| ending.shares.iter().map(outcome).collect()),
        scores_and_cuts: loops.cuttings.iter().map(|cutting| of_agreement(loops, cutting)).collect(),
    }
}

fn names(loops: &Scores, through: &[VariableId]) -> Vec<String> {
    through.iter().map(|id| name(loops, *id)).collect()
}

fn name(loops: &Scores, id: VariableId) -> String {
    loops.driven.scenario.model.variable(id).name.clone()
}

fn of_loop(loops: &Scores, of: usize, moments_dominant: Estimated) -> LoopData {
    let Driven { dominance, results, polarity_phases, .. } = &loops.driven;
    let told = &loops.set.loops[of];
    let last = dominance.times.saturating_sub(1);
    let cutting = |cutting: &Cutting| {
        let effect = &cutting.each[of];
        CuttingData {
            at: cutting.from.into(),
            to: cutting.to.into(),
            change: effect.size.into(),
            carried: cutting.carried(&loops.driven, of).into(),
            outcome: cutting.quantity.text.clone(),
            difference: effect.on.mean.into(),
        }
    };
    let all = loops.set.loops.iter().enumerate();
    let sharing = all.filter(|(other, own)| *other != of && own.cut == told.cut).map(|(_, own)| own.id.clone());
    LoopData {
        id: told.id.clone(),
        name: told.name.clone(),
        polarity: told.polarity,
        story: told.story,
        alone: dominance.alone[of],
        polarity_phases: polarity_phases[of]
            .iter()
            .map(|phase| PolarityPhaseData { from: results.times()[phase.from].into(), polarity: phase.polarity })
            .collect(),
        share_size: dominance.mean_size(of, last.min(1), last).into(),
        share_signed: dominance.mean_share(of, last.min(1), last).into(),
        moments_dominant,
        cut: CutData {
            cause: name(loops, told.cut.0),
            effect: name(loops, told.cut.1),
            shared_with: sharing.collect(),
        },
        paths: told.routes.iter().map(|route| names(loops, &route.through)).collect(),
        cuts: loops.cuttings.iter().map(cutting).collect(),
    }
}

fn of_phase(loops: &Scores, stretch: &DominancePhase) -> DominancePhaseData {
    let times = loops.driven.results.times();
    let (clear, leaders) = match &stretch.dominant {
        Dominant::One(of, part) => (true, vec![(*of, *part)]),
        Dominant::Shared(parts) => (false, parts.clone()),
        Dominant::NoLoop | Dominant::NoNumber => (false, Vec::new()),
    };
    let leader = |(of, part): (usize, f64)| LeaderData { id: loops.set.loops[of].id.clone(), dominant_in: part.into() };
    DominancePhaseData {
        from: times[stretch.from].into(),
        to: times[stretch.to].into(),
        clear,
        loops: leaders.into_iter().map(leader).collect(),
    }
}

fn of_agreement(loops: &Scores, cutting: &Cutting) -> AgreementData {
    let id = |of: usize| Some(loops.set.loops[of].id.clone());
    let (dominant, agree, cut_changes_more) = match cutting.agreement(&loops.driven) {
        Agreement::Agree { leader } => (id(leader), Some(true), None),
        Agreement::Disagree { leader, other } => (id(leader), Some(false), id(other)),
        Agreement::NoLeader => (None, None, None),
        Agreement::NoNumber { leader } => (id(leader), None, None),
    };
    AgreementData { at: cutting.from.into(), dominant, agree, cut_changes_more }
}
