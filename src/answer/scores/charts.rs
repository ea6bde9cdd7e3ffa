//! The charts of the loops.

use crate::answer::scoring::title;
use crate::figure::diagram::subject::Subject;
use crate::figure::diagram::{Diagram, View, Weights, diagram};
use crate::figure::dominance::{LoopLabel, Page, dominance};
use crate::figure::each_loop::{Line, each_loop};
use crate::figure::fans::Series;
use crate::figure::{Figure, Hue};
use crate::model::loops::Sign;
use crate::text::plain;

use super::{Driven, Scores};

impl Scores {
    /// A variable, and under it who does what.
    pub fn dominance_chart(&self) -> Figure {
        let Driven { results, summary, dominance: shares, directions, scenario, .. } = &self.driven;
        let labels: Vec<LoopLabel> =
            self.by_share().into_iter().map(|of| LoopLabel { of, name: title(&self.set.loops[of]) }).collect();
        dominance(&Page {
            series: Series { results, summary, name: scenario.title.clone() },
            of: self.of,
            dominance: shares,
            directions,
            labels,
            teams: self.teams(),
        })
    }

    /// A panel for each loop that a coach tells: its share, over that of the same team if nothing is done.
    pub fn each_chart(&self) -> Figure {
        let driven = &self.driven;
        let told: Vec<(usize, String)> = self
            .by_share()
            .into_iter()
            .filter(|of| self.set.loops[*of].story && !driven.dominance.alone[*of])
            .map(|of| (of, title(&self.set.loops[of])))
            .collect();
        let own = Line {
            name: driven.scenario.label.clone().unwrap_or_else(|| driven.scenario.title.clone()),
            dominance: &driven.dominance,
            hue: if self.base.is_some() { Hue::Change } else { Hue::Base },
        };
        let base = self.base.as_ref();
        let nothing = base.map(|base| Line { name: "left alone".into(), dominance: &base.dominance, hue: Hue::Base });
        let lines: Vec<Line> = nothing.into_iter().chain([own]).collect();
        each_loop(&driven.scenario, driven.results.times(), &lines, &told, &self.teams())
    }

    /// The model as a room sees it, when loops are first cut or half way: an arrow is as thick as the shares are large that
    /// the loops along it have, in the mean of the teams. None where the model names no loops.
    pub fn diagram(&self) -> Option<Diagram> {
        let Driven { scenario, dominance, results, .. } = &self.driven;
        let model = &scenario.model;
        if model.loops.is_empty() {
            return None;
        }
        let times = results.times();
        let first_cut = self.cuttings.first().and_then(|cutting| scenario.time.saved_index(cutting.from));
        let moment = first_cut.unwrap_or(times.len() / 2);
        let share = |named: usize| {
            let of = self.set.loops.iter().position(|told| told.id == model.loops[named].id);
            // What is no number makes an arrow no thicker.
            of.map_or(0.0, |of| dominance.mean_size(of, moment, moment).value).max(0.0)
        };
        let caption = format!("thickness: share of loop activity, {} {}", scenario.time.unit, plain(times[moment]));
        let mut weights = Weights { caption, ..Weights::default() };
        let subject = Subject::room(model);
        for round in &subject.rounds {
            for link in round.links.iter().map(|link| &subject.links[*link]) {
                let size = if link.sign == Some(Sign::Minus) { -share(round.named) } else { share(round.named) };
                *weights.of.entry((link.cause, link.effect)).or_insert(0.0) += size;
            }
        }
        Some(diagram(model, View::Room, Some(&weights)))
    }
}
