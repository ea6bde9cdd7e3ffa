//! What machines read: all of it in full precision.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Serialize;

use super::asked::AskedData;
use crate::analysis::loops::causal_chain::{End, Share, Step};
use crate::analysis::loops::direction::Direction;
use crate::answer::machine::Number;
use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::model::loops::Polarity;

use super::Explained;
use super::constant::ConstantData;
use super::dominance::LoopThrough;
use super::equations::mentions;
use super::exogenous::EventKind;
use super::intervention::InterventionData;
use super::noise::LuckData;
use super::quarter::QuarterData;

/// Why something is what it is at a moment: what is asked about decides which of these it is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Data {
    Variable(Box<VariableData>),
    Constant(ConstantData),
    Luck(LuckData),
    Intervention(InterventionData),
}

/// Which loops and links move a variable at a moment, and what has changed since before its last turning point.
///
/// Shares of links and loops are those of "Loops that Matter": how far an effect moves if one cause alone moves, among all of
/// its causes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VariableData {
    #[serde(flatten)]
    pub asked: AskedData,
    pub at: Number,
    /// At that moment, in its unit.
    pub value: Number,
    /// Its change per unit of time, in the last step up to the moment; at the start, up to the first saved moment after it.
    pub rate: Number,
    /// The picks and shocks that have begun or ended since before its last turning point.
    pub exogenous: Vec<EventData>,
    /// The first variable on the chain that a loop passes: `loops` pass it. Null where none does.
    pub loops_through: Option<String>,
    /// The loop that leads in the whole model at the moment, as `flywheel loops` tells it; null where nothing does.
    pub dominant_loop: Option<String>,
    /// The loops that pass `loops_through`, the largest share first.
    pub loops: Vec<LoopData>,
    /// Which of these loops did most from when on, up to the moment.
    pub dominance_phases: Vec<DominancePhaseData>,
    /// From the variable back, each time to the cause that does most of what works the way its effect goes.
    pub chain: Vec<StepData>,
    pub ends: EndData,
    /// Where its path last turned; null where it has not.
    pub turning_point: Option<TurningPointData>,
    /// Null at the start, and in a model without loops.
    pub last_quarter: Option<QuarterData>,
}

/// What came from outside.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EventData {
    pub time: Number,
    /// The intervention or the shock.
    pub title: String,
    pub event: EventKind,
}

/// A loop that passes a variable.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LoopData {
    /// "R1": as the model calls it, or else by its polarity and strength.
    #[serde(rename = "loop")]
    pub id: String,
    pub name: String,
    /// What its name says that it does.
    pub polarity: Polarity,
    /// Which way it runs at the moment; null where it is none of the loops that `flywheel loops` tells.
    pub direction: Option<Direction>,
    /// Its part in what all loops do that pass the variable, from 0 to 1.
    pub share: Number,
    /// When it turned from reinforcing to balancing, or back, for the last time; null where it has not.
    pub polarity_changed: Option<Number>,
}

/// A loop that does most from a moment on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DominancePhaseData {
    pub from: Number,
    #[serde(rename = "loop")]
    pub id: String,
}

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StepData {
    pub effect: String,
    pub cause: String,
    /// The part of the cause among all causes of the effect, from -1 to 1; below 0 where it works against the way the effect
    /// goes.
    pub share: Number,
    /// The largest of the loops that run along the link; null where none does.
    #[serde(rename = "loop")]
    pub id: Option<String>,
    /// The line of the model's file on which the effect mentions the cause, from 1 on; null where none does.
    pub line: Option<usize>,
    /// The other causes, the largest part first.
    pub others: Vec<CauseData>,
}

/// A cause of an effect.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CauseData {
    pub cause: String,
    pub share: Number,
}

/// Where the chain ends.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EndData {
    #[serde(rename = "in")]
    pub kind: EndKind,
    /// The variable at which it ends.
    pub at: String,
    /// The loop that it runs round, where it is one with a name.
    #[serde(rename = "loop")]
    pub id: Option<String>,
}

/// In what a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndKind {
    /// It comes back to a variable that it has passed.
    Loop,
    /// No other variable has a part in what this one does.
    Origin,
    /// It is not followed any farther.
    Cut,
}

/// The last turning point of the variable's path.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TurningPointData {
    pub at: Number,
    /// How long the stretches are over which slopes are taken, on either side.
    pub span: Number,
    /// Whether it is not over yet at the moment that is asked about.
    pub goes_on: bool,
    /// In the variable's unit per unit of time.
    pub slope_before: Number,
    pub slope_after: Number,
    /// The loop that did most before it, and after it; null where none did anything.
    pub dominant_before: Option<ShareData>,
    pub dominant_after: Option<ShareData>,
    /// The link on the chain whose part has changed most; null where none has.
    pub link: Option<ShiftData>,
}

/// A loop with its mean share.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShareData {
    #[serde(rename = "loop")]
    pub id: String,
    pub share: Number,
}

/// A link whose part has changed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShiftData {
    pub cause: String,
    pub effect: String,
    /// The size of its part before, from 0 to 1, and after.
    pub before: Number,
    pub after: Number,
}

impl Explained {
    pub fn data(&self) -> VariableData {
        let Explained { scenario, dominance, times, .. } = self;
        let model = &scenario.model;
        let graph = Graph::of(model);
        let event =
            |event: &super::Event| EventData { time: event.time.into(), title: event.title.clone(), event: event.kind };
        let passing = |passing: &LoopThrough| LoopData {
            id: passing.told.id.clone(),
            name: passing.told.name.clone(),
            polarity: passing.told.polarity,
            direction: dominance.direction(&passing.told.id),
            share: passing.shares[self.scored].into(),
            polarity_changed: passing.turned().map(|phase| times[phase.from].into()),
        };
        let phase = |(from, of): &(usize, usize)| DominancePhaseData {
            from: times[*from].into(),
            id: dominance.loops[*of].told.id.clone(),
        };
        let (kind, end) = match self.chain.end {
            End::Circle(at) => (EndKind::Loop, at),
            End::Origin(at) => (EndKind::Origin, at),
            End::Cut(at) => (EndKind::Cut, at),
        };
        VariableData {
            asked: AskedData::of(scenario, self.of),
            at: times[self.at].into(),
            value: self.values[self.of.0 as usize][self.at].into(),
            rate: self.rate(self.of).into(),
            exogenous: self.events.iter().map(event).collect(),
            loops_through: dominance.anchor.map(|id| self.name(id)),
            dominant_loop: dominance.whole.dominant.clone(),
            loops: dominance.loops.iter().map(passing).collect(),
            dominance_phases: dominance.dominant.iter().map(phase).collect(),
            chain: self.seen().map(|step| self.of_step(&graph, step)).collect(),
            ends: EndData { kind, at: self.name(end), id: self.closes.as_ref().map(|told| told.id.clone()) },
            turning_point: self.of_turning_point(),
            last_quarter: self.quarter.as_ref().map(|quarter| quarter.data(times[self.at])),
        }
    }

    /// The name of a variable that people see.
    fn name(&self, id: VariableId) -> String {
        let model = &self.scenario.model;
        model.variable(model.shown(id)).name.clone()
    }

    fn of_step(&self, graph: &Graph, step: &Step) -> StepData {
        let model = &self.scenario.model;
        let effect = model.shown(step.effect);
        let line = mentions(model, effect, step.cause.cause).first().map(|span| model.source.line(span.start));
        let along = self.loop_along(graph, (step.cause.cause, step.effect));
        let cause = |share: &Share| CauseData { cause: self.name(share.cause), share: share.share.into() };
        StepData {
            effect: self.name(effect),
            cause: self.name(step.cause.cause),
            share: step.cause.share.into(),
            id: along.map(|passing| passing.told.id.clone()),
            line,
            others: step.others.iter().filter(|other| model.shown(other.cause) != effect).map(cause).collect(),
        }
    }

    fn of_turning_point(&self) -> Option<TurningPointData> {
        let point = self.turning_point?;
        let leader = |moments: RangeInclusive<usize>| {
            let (passing, share) = self.leader(moments)?;
            Some(ShareData { id: passing.told.id.clone(), share: share.into() })
        };
        Some(TurningPointData {
            at: self.times[point.at].into(),
            span: self.scenario.time.saves(point.span).into(),
            goes_on: point.goes_on(),
            slope_before: point.before.into(),
            slope_after: point.after.into(),
            dominant_before: leader(point.moments_before()),
            dominant_after: leader(point.moments_after()),
            link: self.shift.map(|shift| ShiftData {
                cause: self.name(shift.cause),
                effect: self.name(shift.effect),
                before: shift.before.into(),
                after: shift.after.into(),
            }),
        })
    }
}
