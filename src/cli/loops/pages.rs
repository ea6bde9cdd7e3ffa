//! The charts of the loops.

use crate::figure::dominance::{Page, Sharer, dominance};
use crate::figure::each_loop::{Line, each_loop};
use crate::figure::fans::Series;
use crate::figure::{Figure, Hue};

use super::words::title;
use super::{Driven, Loops};

impl Loops {
    /// A variable, and under it who does what.
    pub fn dominance_page(&self) -> Figure {
        let Driven { results, summary, dominance: shares, ways, scenario, .. } = &self.driven;
        let sharers: Vec<Sharer> =
            self.by_share().into_iter().map(|of| Sharer { of, name: title(&self.story.loops[of]) }).collect();
        dominance(&Page {
            series: Series { results, summary, name: scenario.title.clone() },
            of: self.of,
            dominance: shares,
            ways,
            sharers,
            teams: self.teams(),
        })
    }

    /// A panel for each loop that a coach tells: its share, over that of the same team if nothing is done.
    pub fn each_page(&self) -> Figure {
        let driven = &self.driven;
        let told: Vec<(usize, String)> = self
            .by_share()
            .into_iter()
            .filter(|of| self.story.loops[*of].story && !driven.dominance.alone[*of])
            .map(|of| (of, title(&self.story.loops[of])))
            .collect();
        let own = Line {
            name: driven.scenario.label.clone().unwrap_or_else(|| driven.scenario.title.clone()),
            dominance: &driven.dominance,
            hue: if self.base.is_some() { Hue::Change } else { Hue::Base },
        };
        let base = self.base.as_ref();
        let nothing =
            base.map(|base| Line { name: "no new decisions".into(), dominance: &base.dominance, hue: Hue::Base });
        let lines: Vec<Line> = nothing.into_iter().chain([own]).collect();
        each_loop(&driven.scenario, driven.results.times(), &lines, &told, &self.teams())
    }
}
