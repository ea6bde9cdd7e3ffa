//! Tables of the loops, as CSV in full precision.

use crate::analysis::loops::direction::{Direction, mean_part};
use crate::analysis::summary::Quantiles;
use crate::model::VariableId;
use crate::model::loops::Polarity;
use crate::results::{field, shortest};
use crate::text::toml::word_of;

use super::{Driven, Scores};

impl Scores {
    /// `loops.csv`: for each saved moment and loop how its share is spread, in which share of the replications it leads,
    /// and what part of what happens it has while it carries down and while it carries up; the last of a moment is what has
    /// no name. What is no number is left empty.
    pub fn shares_csv(&self) -> String {
        let Driven { dominance, results, directions, .. } = &self.driven;
        let mut out =
            format!("time,loop,name,polarity,mean,{},dominant,vicious,virtuous\n", Quantiles::NAMES.join(","));
        for (time, moment) in results.times().iter().enumerate() {
            let leads = dominance.leads(time);
            for (of, told) in self.set.loops.iter().enumerate() {
                let band = dominance.band(of, time);
                let part = |way: Direction| mean_part(dominance, directions, of, way, time);
                let parts = [Direction::Vicious, Direction::Virtuous]
                    .map(|way| if band.mean.is_finite() { part(way) } else { f64::NAN });
                let mut row = vec![shortest(*moment), field(&told.id), field(&told.name)];
                row.push(word_of(Polarity::CHOICES, told.polarity).to_string());
                row.push(cell(band.mean));
                row.extend(band.quantiles.values().into_iter().chain([leads[of].value]).chain(parts).map(cell));
                out.push_str(&row.join(","));
                out.push('\n');
            }
            let rest = dominance.mean_rest(time, time).value;
            // Of what has no name only the mean is known: no quantiles, and none of the three after them.
            let unknown = ",".repeat(Quantiles::NAMES.len() + 3);
            out.push_str(&format!("{},,without a name,,{}{unknown}\n", shortest(*moment), cell(rest)));
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
}

/// A cell of a table: empty where it is no number.
fn cell(value: f64) -> String {
    // A zero has no sign.
    if value.is_finite() { shortest(value + 0.0) } else { String::new() }
}
