//! What machines read of `flywheel pick`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::credit::Credit;
use crate::analysis::estimate::Estimate;
use crate::analysis::search::{Leader, TOP};
use crate::model::plan::Plan;
use crate::results::{field, shortest};

use super::Asked;
use super::raced::{CloseUp, Picked};
use crate::cli::run::paths;

impl Asked {
    /// Every plan as far as it got: a column a box with the pick and one with its start, cost, in how many replications it
    /// was run, the objective by the criterion and its Monte Carlo error; of leaders the place at which they are told,
    /// how far they are behind the highest, the error of that, and whether they cannot be told from it.
    pub fn csv(&self, picked: &Picked) -> String {
        let model = &self.scenario.model;
        let boxes = model.boxes.iter().flat_map(|own| [field(&own.name), field(&format!("{}_start", own.name))]);
        let mut head: Vec<String> = boxes.collect();
        let others = ["cost", "replications", "value", "monte_carlo_error", "place", "behind", "behind_error", "ties"];
        head.extend(others.map(String::from));
        let mut out = head.join(",") + "\n";
        let mut places: Vec<Option<(usize, &Leader)>> = vec![None; self.plans.len()];
        for (place, leader) in picked.search.leaders.iter().enumerate() {
            places[leader.alternative] = Some((place + 1, leader));
        }
        for (index, plan) in self.plans.iter().enumerate() {
            let standing = picked.search.standings[index];
            let mut row: Vec<String> = Vec::new();
            for own in 0..model.boxes.len() {
                let pick = plan.pick_in(model, own);
                row.extend(pick.map_or([String::new(), String::new()], |pick| {
                    [field(&model.interventions[pick.intervention].name), shortest(pick.start)]
                }));
            }
            row.extend([shortest(plan.cost(model)), standing.replications.to_string()]);
            // Of a leader what was found last, from more resamples.
            let at = places[index].map_or(standing.at, |(_, leader)| leader.at);
            row.extend([shortest(self.own(at.value)), shortest(at.error)]);
            row.extend(places[index].map_or([(); 4].map(|()| String::new()), |(place, leader)| {
                let behind = [leader.behind.value, leader.behind.error].map(shortest);
                [&[place.to_string()], &behind[..], &[leader.ties.to_string()]].concat().try_into().unwrap_or_default()
            }));
            out.push_str(&row.join(","));
            out.push('\n');
        }
        out
    }

    pub fn json(&self, picked: &Picked, files: &[PathBuf]) -> Value {
        let search = &picked.search;
        let quantity = &self.objective.quantity;
        let told = search.leaders.iter().enumerate().filter(|(place, leader)| *place < TOP || leader.ties);
        let leaders = told.map(|(_, leader)| {
            let mut out = self.json_of_plan(&self.plans[leader.alternative]);
            out["value"] = json!(self.own(leader.at.value));
            out["monte_carlo_error"] = json!(leader.at.error);
            out["behind"] = estimate(leader.behind);
            out["ties"] = json!(leader.ties);
            out["most_at_once"] = json!(self.plans[leader.alternative].most_at_once());
            out["chance_of_being_best"] = json!(leader.chance);
            out
        });
        let beside = picked.beside.iter().map(|(name, close_up)| {
            let mut out = self.json_of_close_up(picked, close_up);
            out["name"] = json!(name);
            out
        });
        json!({
            "file": self.scenario.source.name,
            "title": self.scenario.title,
            "objective": {
                "name": self.objective.name, "outcome": quantity.text, "label": quantity.words, "unit": quantity.measure,
                "less_is_better": self.objective.less, "by": self.criterion.name(),
            },
            "seed": self.scenario.seed,
            "replications": self.scenario.replications,
            "plans": self.plans.len(),
            "exhaustive": self.exhaustive,
            "ended": search.ended,
            "runs": search.runs,
            "runs_of_all_plans": self.plans.len() as u64 * self.scenario.replications,
            "runs_of_the_closer_look": picked.more_runs,
            "replications_of_leaders": search.replications,
            "highest": self.json_of_plan(&self.plans[picked.highest]),
            "confidence": search.confidence,
            "ties": picked.ties,
            "confidence_of_ties": search.confidence_of_ties,
            "nothing_ties": search.leaders.iter().any(|leader| leader.ties && self.plans[leader.alternative].picks.is_empty()),
            "leaders": leaders.collect::<Vec<_>>(),
            "top": picked.top.iter().map(|close_up| self.json_of_close_up(picked, close_up)).collect::<Vec<_>>(),
            "against_nothing": picked.odds.as_ref().map(|odds| json!({
                "share_better": estimate(odds.more), "median_gain": estimate(odds.median),
                "p5": odds.range().0, "p95": odds.range().1,
            })),
            "credit": picked.credit.as_ref().zip(picked.top.first()).map(|(credit, best)| self.json_of_credit(credit, &best.plan)),
            "side_by_side": beside.collect::<Vec<_>>(),
            "files": paths(files),
        })
    }

    fn json_of_plan(&self, plan: &Plan) -> Value {
        let model = &self.scenario.model;
        let pick = |pick: &crate::model::scenario::Pick| {
            let own = &model.interventions[pick.intervention];
            json!({"box": model.boxes[own.in_box].name, "intervention": own.name, "start": pick.start})
        };
        json!({"picks": plan.picks.iter().map(pick).collect::<Vec<_>>(), "cost": plan.cost(model)})
    }

    fn json_of_close_up(&self, picked: &Picked, close_up: &CloseUp) -> Value {
        let mut out = self.json_of_plan(&close_up.plan);
        out["value"] = json!(self.own(close_up.objective.value));
        out["monte_carlo_error"] = json!(close_up.objective.error);
        let columns = picked.columns.iter().zip(&close_up.columns).zip(&close_up.ranges);
        let outcome =
            |((column, at), (low, high)): ((&crate::analysis::quantity::Quantity, &Estimate), &(f64, f64))| {
                let (variable, label) = column.named(&self.scenario.model);
                let mut out = json!({
                    "outcome": column.text, "variable": variable, "label": label, "words": column.words,
                    "unit": column.measure,
                });
                let name = if column.is_class { "share" } else { "median" };
                out[name] = json!(at.value);
                out["monte_carlo_error"] = json!(at.error);
                if !column.is_class {
                    out["p5"] = json!(low);
                    out["p95"] = json!(high);
                }
                out
            };
        out["outcomes"] = columns.map(outcome).collect::<Vec<_>>().into();
        out
    }

    fn json_of_credit(&self, credit: &Credit, best: &Plan) -> Value {
        let name = |place: usize| &self.scenario.model.interventions[best.picks[place].intervention].name;
        let shares = credit.shares.iter().enumerate().map(|(place, share)| {
            json!({
                "intervention": name(place), "alone": estimate(share.alone), "leave_one_out": estimate(share.last),
                "shapley": estimate(share.shapley),
            })
        });
        let pairs = credit.pairs.iter().map(
            |pair| json!({"pair": [name(pair.picks.0), name(pair.picks.1)], "interaction": estimate(pair.interaction)}),
        );
        json!({
            "gain": estimate(credit.gain),
            "picks": shares.collect::<Vec<_>>(),
            "pairs": pairs.collect::<Vec<_>>(),
        })
    }
}

fn estimate(estimate: Estimate) -> Value {
    json!({"value": estimate.value, "monte_carlo_error": estimate.error})
}
