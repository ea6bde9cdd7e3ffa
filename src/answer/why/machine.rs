//! What machines read: all of it in full precision, as JSON.

use serde_json::{Value, json};

use crate::analysis::chain::End;
use crate::analysis::upper_hand::Way;
use crate::model::VariableId;
use crate::model::graph::Graph;
use crate::model::loops::Polarity;

use super::Why;
use super::driving::Passing;
use super::outside::EventKind;
use super::picture::mentions;

impl Why {
    pub fn json(&self) -> Value {
        let model = &self.scenario.model;
        let graph = Graph::of(model);
        let name = |id: VariableId| &model.variable(model.shown(id)).name;
        let variable = model.variable(self.of);
        let outside = self.events.iter().map(|event| {
            let kind = if event.kind == EventKind::Begins { "starts" } else { "ends" };
            json!({"time": event.time, "title": event.title, "event": kind})
        });
        let driving = &self.driving;
        let loops = driving.loops.iter().map(|passing| {
            let Passing { told, shares, .. } = passing;
            let polarity = if told.polarity == Polarity::Reinforcing { "R" } else { "B" };
            let way = driving.way(&told.id).map(|way| match way {
                Way::Wicked => "wicked",
                Way::Flywheel => "flywheel",
                Way::Plain => "plain",
                Way::Balancing => "balancing",
            });
            let turned = passing.turned().map(|phase| self.times[phase.from]);
            json!({
                "loop": told.id, "name": told.name, "polarity": polarity, "way": way, "share": shares[self.scored],
                "turned": turned,
            })
        });
        let chain = self.seen().map(|step| {
            let along = self.loop_along(&graph, (step.cause.cause, step.effect)).map(|passing| &passing.told.id);
            let effect = model.shown(step.effect);
            let line = mentions(model, effect, step.cause.cause).first().map(|span| model.source.line(span.start));
            let others = step.others.iter().filter(|other| model.shown(other.cause) != effect);
            json!({
                "effect": name(effect), "cause": name(step.cause.cause), "share": step.cause.share, "loop": along,
                "line": line,
                "others": others.map(|o| json!({"cause": name(o.cause), "share": o.share})).collect::<Vec<_>>(),
            })
        });
        let (end, at) = match self.chain.end {
            End::Circle(at) => ("loop", at),
            End::Origin(at) => ("origin", at),
            End::Cut(at) => ("cut", at),
        };
        let leader =
            |moments| self.leader(moments).map(|(passing, share)| json!({"loop": passing.told.id, "share": share}));
        let most = driving
            .leads
            .iter()
            .map(|(from, of)| json!({"from": self.times[*from], "loop": driving.loops[*of].told.id}));
        let bend = self.bend.map(|bend| {
            json!({
                "at": self.times[bend.at], "span": self.scenario.time.saves(bend.span),
                "goes_on": bend.goes_on(),
                "slope_before": bend.before, "slope_after": bend.after,
                "leads_before": leader(bend.moments_before()), "leads_after": leader(bend.moments_after()),
                "link": self.shift.map(|shift| json!({
                    "cause": name(shift.cause), "effect": name(shift.effect), "before": shift.before, "after": shift.after,
                })),
            })
        });
        json!({
            "file": self.scenario.source.name,
            "title": self.scenario.title,
            "variable": variable.name,
            "label": variable.words(),
            "unit": variable.unit.to_string(),
            "at": self.times[self.at],
            "value": self.values[self.of.0 as usize][self.at],
            "rate": self.rate(self.of),
            "outside": outside.collect::<Vec<_>>(),
            "loops_through": driving.anchor.map(name),
            "leads": driving.whole.leads,
            "loops": loops.collect::<Vec<_>>(),
            "most": most.collect::<Vec<_>>(),
            "chain": chain.collect::<Vec<_>>(),
            "ends": {"in": end, "at": name(at), "loop": self.closes.as_ref().map(|told| &told.id)},
            "bend": bend,
        })
    }
}
