//! What machines read of the loops: CSV and JSON in full precision.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::estimate::Estimate;
use crate::analysis::upper_hand::{Way, mean_part};
use crate::cli::run::paths;
use crate::model::VariableId;
use crate::model::loops::Polarity;
use crate::results::{field, shortest};

use super::cuts::Agreement;
use super::{Driven, Loops};

/// So many of the loops without a name are told in full.
const UNNAMED: usize = 20;

impl Loops {
    /// `loops.csv`: for each saved moment and loop how its share is spread, in which share of the replications it leads,
    /// and what part of what happens it has while it runs wicked and as a flywheel; the last of a moment is what has no
    /// name.
    pub fn shares_csv(&self) -> String {
        let Driven { dominance, results, ways, .. } = &self.driven;
        let mut out = String::from("time,loop,name,polarity,mean,p5,p25,p50,p75,p95,leads,wicked,flywheel\n");
        for (time, moment) in results.times().iter().enumerate() {
            let leads = dominance.leads(time);
            for (of, told) in self.story.loops.iter().enumerate() {
                let band = dominance.band(of, time);
                let parts = [Way::Wicked, Way::Flywheel].map(|way| mean_part(dominance, ways, of, way, time));
                let numbers = [*moment].into_iter();
                let mut row: Vec<String> = numbers.map(shortest).collect();
                row.extend([field(&told.id), field(&told.name), letter(told.polarity).to_string()]);
                row.push(shortest(band.mean));
                row.extend(band.quantiles.into_iter().chain([leads[of].value]).chain(parts).map(shortest));
                out.push_str(&row.join(","));
                out.push('\n');
            }
            let rest = dominance.rest(time).iter().sum::<f64>() / dominance.replications as f64;
            out.push_str(&format!("{},,without a name,,{},,,,,,,,\n", shortest(*moment), shortest(rest)));
        }
        out
    }

    /// `links.csv`: the score of each link in the run of the usual team, at each saved moment.
    pub fn links_csv(&self) -> String {
        let name = |id: VariableId| field(&self.driven.scenario.model.variable(id).name);
        let mut out = String::from("time,cause,effect,score\n");
        for (time, moment) in self.driven.results.times().iter().enumerate() {
            for (link, scores) in self.graph.links.iter().zip(&self.links) {
                let (cause, effect) = (name(link.cause), name(link.effect));
                out.push_str(&format!("{},{cause},{effect},{}\n", shortest(*moment), shortest(scores[time])));
            }
        }
        out
    }

    pub fn json(&self, files: &[PathBuf]) -> Value {
        let Driven { dominance, results, scenario, takeover, .. } = &self.driven;
        let name = |id: VariableId| &scenario.model.variable(id).name;
        let last = dominance.times.saturating_sub(1);
        let lead = dominance.moments_in_the_lead();
        let told = self.by_share().into_iter().map(|of| {
            let told = &self.story.loops[of];
            let cuts: Vec<Value> = self
                .cuttings
                .iter()
                .map(|cutting| {
                    let effect = &cutting.each[of];
                    json!({
                        "at": cutting.from, "to": cutting.to, "change": estimate(effect.size),
                        "carried": estimate(cutting.carried(&self.driven, of)),
                        "outcome": cutting.quantity.text, "difference": estimate(effect.on.mean),
                    })
                })
                .collect();
            json!({
                "loop": told.id, "name": told.name, "polarity": letter(told.polarity), "story": told.story,
                "alone": dominance.alone[of],
                "share": estimate(dominance.mean_size(of, last.min(1), last)),
                "moments_in_the_lead": estimate(lead[of]),
                "cut": {"cause": name(told.cut.0), "effect": name(told.cut.1)},
                "paths": told.routes.iter().map(|r| r.through.iter().map(|id| name(*id)).collect()).collect::<Vec<Vec<_>>>(),
                "cuts": cuts,
            })
        });
        let moments: Vec<Value> = self
            .cuttings
            .iter()
            .map(|cutting| {
                let id = |of: usize| &self.story.loops[of].id;
                match cutting.agreement(&self.driven) {
                    Agreement::Agree { leader } => json!({"at": cutting.from, "leads": id(leader), "agree": true}),
                    Agreement::Disagree { leader, other } => {
                        json!({"at": cutting.from, "leads": id(leader), "agree": false, "cut_changes_more": id(other)})
                    }
                    Agreement::NoLeader => json!({"at": cutting.from, "leads": null, "agree": null}),
                }
            })
            .collect();
        json!({
            "file": scenario.source.name,
            "title": scenario.title,
            "seed": scenario.seed,
            "replications": dominance.replications,
            "all_other_loops": estimate(dominance.mean_rest(last.min(1), last)),
            "loops": told.collect::<Vec<_>>(),
            "found": {"ways": self.found.ways.len(), "every": self.found.every},
            "strongest_without_a_name": self.story.rest.iter().flatten().filter(|rest| rest.less.is_empty()).take(UNNAMED)
                .map(|rest| rest.of.through.iter().map(|id| name(*id)).collect()).collect::<Vec<Vec<_>>>(),
            "flywheel_has_upper_hand_at_end": estimate(takeover.at_end),
            "since": takeover.since.get(takeover.since.len() / 2).map(|index| results.times()[*index]),
            "scores_and_cuts": moments,
            "files": paths(files),
        })
    }
}

fn estimate(estimate: Estimate) -> Value {
    json!({"value": estimate.value, "monte_carlo_error": estimate.error})
}

fn letter(polarity: Polarity) -> &'static str {
    crate::text::toml::word_of(Polarity::CHOICES, polarity)
}
