//! The forecast in sentences and tables.

use crate::analysis::forecast::backtest::{HORIZON, LEAST_ORIGINS};
use crate::analysis::forecast::score::{Band, Quantiles};
use crate::analysis::outcome::of_hundred;
use crate::answer::Words;
use crate::text::{counted, person};

use super::promise::SHARES;
use super::{Forecast, day_after, finished_in_a_year};

/// So many open items in danger are told; the rest are counted.
const TOLD: usize = 20;

/// Weeks of the table: the first, then every fourth, and the last.
fn told_weeks(weeks: usize) -> Vec<usize> {
    (1..=weeks).filter(|week| *week == 1 || week % 4 == 0 || *week == weeks).collect()
}

/// "20 to 31", by whole items.
pub(super) fn range(told: &Quantiles, band: Band) -> String {
    let (low, high) = told.band(band);
    format!("{:.0} to {:.0}", low.floor(), high.ceil())
}

impl Forecast {
    pub(super) fn spoken(&self) -> Words {
        let mut out = Words::default();
        out.say(&format!("{}: forecast from {}\n\n", self.stem, self.as_of));
        out.say(&self.rests_on());
        for warning in &self.warnings {
            out.say(&format!("! {warning}\n"));
        }
        out.say("\n");
        out.extend(self.answered());
        out.extend(self.table());
        out.extend(self.danger());
        out.say("\nHow good has this been?\n");
        out.say(&format!("  {}\n", self.looked_back()));
        out
    }

    fn rests_on(&self) -> String {
        let weeks = self.known.weeks;
        format!(
            "It rests on {} finished in the last {}, and {} in progress. Now about {} a week begin.\n",
            counted(finished_in_a_year(&self.known) as f64, "item"),
            counted(weeks.min(52) as f64, "week"),
            self.team.ages.len(),
            person(self.team.starts.now()),
        )
    }

    /// What was asked for first.
    fn answered(&self) -> Words {
        let mut out = Words::default();
        if let Some(promise) = &self.promise {
            if let Some((items, odds)) = promise.odds {
                out.say(&format!(
                    "{} finished by {}: in {} of 100 futures.\n",
                    more(items),
                    promise.by,
                    of_hundred(odds)
                ));
            }
            out.say(&format!(
                "By {}, {} or more are finished in half of all futures; {} in 80 of 100.\n\n",
                promise.by,
                promise.finished.median().floor(),
                range(&promise.finished, Band::Eighty)
            ));
        }
        if let Some(when) = &self.when {
            out.say(&format!("{} finished:\n\n", more(when.items)));
            let row = |(share, days): (&f64, &Option<usize>)| {
                let odds = format!("  in {} of 100 futures", of_hundred(*share));
                let day = match days {
                    Some(days) => format!("by {}", day_after(self.as_of, *days as i64)),
                    None => format!("later than {}", day_after(self.as_of, 7 * self.futures.weeks as i64)),
                };
                vec![odds, day]
            };
            out.columns(SHARES.iter().zip(&when.days).map(row).collect(), 2);
            out.say("\n");
        }
        out
    }

    fn table(&self) -> Words {
        let mut out = Words::default();
        out.say("Finished from now on, and in progress:\n\n");
        let head = ["  by", "middle", "50 of 100", "80 of 100", "90 of 100", "in progress, 80 of 100"];
        let mut rows = vec![head.map(String::from).to_vec()];
        for week in told_weeks(self.weeks) {
            let (finished, open) = (self.finished(week), self.open(week));
            let mut row = vec![format!("  {}", self.day(week)), format!("{:.0}", finished.median())];
            row.extend(Band::ALL.map(|band| range(&finished, band)));
            row.push(range(&open, Band::Eighty));
            rows.push(row);
        }
        out.table(rows);
        if self.futures.weeks > HORIZON {
            out.say(&format!("\nWhat is beyond {HORIZON} weeks was never held against what came: trust it less.\n"));
        }
        out
    }

    fn danger(&self) -> Words {
        let mut out = Words::default();
        let usual = match self.usual_85 {
            Some(days) => format!("85 of 100 items are finished within {}", counted(days as f64, "day")),
            None => "Fewer than 85 of 100 items are ever finished".into(),
        };
        if self.ageing.is_empty() {
            out.say(&format!("\n{usual}; no open item is older, or less than even odds to be finished in 13 weeks.\n"));
            return out;
        }
        out.say(&format!(
            "\n{usual}. Open items that are older, or have less than even odds to be finished within {HORIZON} weeks:\n\n"
        ));
        let mut rows = vec![["  item", "age in days", "finished within 13 weeks"].map(String::from).to_vec()];
        for item in self.ageing.iter().take(TOLD) {
            rows.push(vec![
                format!("  {}", item.name),
                item.age.to_string(),
                format!("in {} of 100", of_hundred(item.odds)),
            ]);
        }
        out.table(rows);
        if self.ageing.len() > TOLD {
            out.say(&format!("  and {} more\n", self.ageing.len() - TOLD));
        }
        out
    }

    /// What the method would have said of this team in the past.
    pub(super) fn looked_back(&self) -> String {
        let looks = self.backtest.looks.len();
        if looks < LEAST_ORIGINS {
            let seen = match looks {
                0 => "The history is too short to look back from any quarter".to_string(),
                _ => format!("The history lets it look back from only {}", counted(looks as f64, "quarter")),
            };
            return format!(
                "{seen}: too few to judge it by this team, for which {LEAST_ORIGINS} are needed. docs/forecast.md says how it did \
                 on nine others."
            );
        }
        let held = |band: Band| person_count(self.backtest.held(band, |look| look.said));
        let other = |band: Band| person_count(self.backtest.held(band, |look| look.mc13));
        let score = match self.backtest.score_to_mc13() {
            Some(score) => format!(" Its error was {} of that of resampling (WIS).", person(score)),
            None => String::new(),
        };
        format!(
            "Over the last {looks} quarters its 80% band held what came in {}, its 90% band in {}. Resampling the last {HORIZON} \
             weeks, as Monte Carlo tools do: {} and {}.{score}",
            held(Band::Eighty),
            held(Band::Ninety),
            other(Band::Eighty),
            other(Band::Ninety),
        )
    }
}

/// "40 more items are", "1 more item is".
fn more(items: u32) -> String {
    if items == 1 { "1 more item is".into() } else { format!("{items} more items are") }
}

/// A count of looks, in which an edge counts a half.
fn person_count(count: f64) -> String {
    if count.fract() < 0.25 || count.fract() > 0.75 { format!("{count:.0}") } else { format!("{count:.1}") }
}
