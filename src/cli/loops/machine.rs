//! What machines read of the loops: CSV and JSON in full precision.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::estimate::Estimate;
use crate::analysis::lead::{Lead, Stretch, stretches};
use crate::analysis::turning::Phase;
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
    /// and what part of what happens it has while it carries down and while it carries up; the last of a moment is what has
    /// no name. What is no number is left empty.
    pub fn shares_csv(&self) -> String {
        let Driven { dominance, results, ways, .. } = &self.driven;
        let mut out = String::from("time,loop,name,polarity,mean,p5,p25,p50,p75,p95,leads,carries_down,carries_up\n");
        for (time, moment) in results.times().iter().enumerate() {
            let leads = dominance.leads(time);
            for (of, told) in self.story.loops.iter().enumerate() {
                let band = dominance.band(of, time);
                let part = |way: Way| mean_part(dominance, ways, of, way, time);
                let parts =
                    [Way::Wicked, Way::Flywheel].map(|way| if band.mean.is_finite() { part(way) } else { f64::NAN });
                let mut row = vec![shortest(*moment), field(&told.id), field(&told.name)];
                row.push(letter(told.polarity).to_string());
                row.push(cell(band.mean));
                row.extend(band.quantiles.into_iter().chain([leads[of].value]).chain(parts).map(cell));
                out.push_str(&row.join(","));
                out.push('\n');
            }
            let rest = dominance.mean_rest(time, time).value;
            out.push_str(&format!("{},,without a name,,{},,,,,,,,\n", shortest(*moment), cell(rest)));
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
                out.push_str(&format!("{},{cause},{effect},{}\n", shortest(*moment), cell(scores[time])));
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
                "turns": phases(&self.driven.courses[of], results.times()),
                "share_size": estimate(dominance.mean_size(of, last.min(1), last)),
                "share_signed": estimate(dominance.mean_share(of, last.min(1), last)),
                "moments_in_the_lead": estimate(lead[of]),
                "cut": {"cause": name(told.cut.0), "effect": name(told.cut.1), "shared_with": self.sharing(of)},
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
                    Agreement::NoNumber { leader } => json!({"at": cutting.from, "leads": id(leader), "agree": null}),
                }
            })
            .collect();
        let places: Value = self.driven.ending.as_ref().map_or(Value::Null, |ending| {
            ending.shares.iter().map(|(place, share)| json!({"place": place, "share": estimate(*share)})).collect()
        });
        json!({
            "file": scenario.source.name,
            "title": scenario.title,
            "seed": scenario.seed,
            "replications": dominance.replications,
            "all_other_loops": estimate(dominance.mean_rest(last.min(1), last)),
            "loops": told.collect::<Vec<_>>(),
            "found": {"ways": self.found.ways.len(), "every": self.found.every, "to_the_end": self.found.to_the_end},
            "strongest_without_a_name": self.story.rest.iter().flatten().filter(|rest| rest.less.is_empty()).take(UNNAMED)
                .map(|rest| rest.of.through.iter().map(|id| name(*id)).collect()).collect::<Vec<Vec<_>>>(),
            "leads": self.leads_json(),
            "carried_up_at_end": estimate(takeover.at_end),
            "carried_up_since": takeover.half_since().map(|index| results.times()[index]),
            "places_at_end": places,
            "scores_and_cuts": moments,
            "files": paths(files),
        })
    }
}

impl Loops {
    /// The other loops that are cut at the link at which a loop is.
    fn sharing(&self, of: usize) -> Vec<&String> {
        let loops = &self.story.loops;
        (0..loops.len())
            .filter(|other| *other != of && loops[*other].cut == loops[of].cut)
            .map(|i| &loops[i].id)
            .collect()
    }

    /// Who leads from when to when.
    fn leads_json(&self) -> Vec<Value> {
        let times = self.driven.results.times();
        let part = |(of, part): &(usize, f64)| json!({"loop": self.story.loops[*of].id, "leads": part});
        let told = |stretch: &Stretch| {
            let (clear, loops) = match &stretch.lead {
                Lead::One(of, part) => (true, vec![(*of, *part)]),
                Lead::Several(parts) => (false, parts.clone()),
                Lead::Nobody | Lead::NoNumber => (false, Vec::new()),
            };
            let loops: Vec<Value> = loops.iter().map(part).collect();
            json!({"from": times[stretch.from], "to": times[stretch.to], "clear": clear, "loops": loops})
        };
        stretches(&self.driven.dominance).iter().map(told).collect()
    }
}

/// From when on a loop reinforces or balances.
fn phases(phases: &[Phase], times: &[f64]) -> Vec<Value> {
    phases.iter().map(|phase| json!({"from": times[phase.from], "polarity": letter(phase.polarity)})).collect()
}

/// A cell of a table: empty where it is no number.
fn cell(value: f64) -> String {
    // A zero has no sign.
    if value.is_finite() { shortest(value + 0.0) } else { String::new() }
}

fn estimate(estimate: Estimate) -> Value {
    // What is no number is null, and a zero has no sign.
    json!({"value": estimate.value + 0.0, "monte_carlo_error": estimate.error})
}

fn letter(polarity: Polarity) -> &'static str {
    crate::text::toml::word_of(Polarity::CHOICES, polarity)
}
