//! What machines read.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::forecast::backtest::LEAST_ORIGINS;
use crate::analysis::forecast::score::{Band, Quantiles};
use crate::answer::machine::Number;

use super::promise::SHARES;
use super::{Forecast, day_after, finished_in_a_year, number};

/// How many items are finished by when, from a team's own dates.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Data {
    /// The file of the items.
    pub file: String,
    /// The day at whose end the forecast is made, such as 2026-11-30. Nothing later was looked at.
    pub as_of: String,
    pub seed: u64,
    /// Futures on which it rests.
    pub futures: u64,
    /// Whole weeks of history, at most 156.
    pub weeks_known: u64,
    /// Items finished in the last year, or in as much of it as is known.
    pub finished_in_a_year: u64,
    /// Items in progress.
    pub in_progress: u64,
    /// Items that begin a week, at the level that it has now.
    pub starts_per_week: Number,
    /// Each week ahead.
    pub weeks: Vec<Week>,
    /// The days that half, and 85 of 100, of the items finished in the weeks looked ahead take at most, as quantiles over futures.
    pub cycle_times: CycleTimes,
    /// What was asked of a day.
    pub promise: Option<Promise>,
    /// When so many more items are finished.
    pub when: Option<When>,
    /// The age in days by which 85 of 100 items are finished (Kaplan-Meier); null where fewer ever are.
    pub usual_85: Option<u64>,
    /// Open items that are older than that, or have less than even odds to be finished within 13 weeks; the oldest first.
    pub ageing: Vec<Ageing>,
    pub backtest: Backtest,
    /// What else is to be known, in sentences.
    pub warnings: Vec<String>,
}

/// A forecast of a number by its quantiles: from q5 to q95 90 of 100 futures, from q10 to q90 80, from q25 to q75 50.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Told {
    pub q5: Number,
    pub q10: Number,
    pub q25: Number,
    pub q50: Number,
    pub q75: Number,
    pub q90: Number,
    pub q95: Number,
}

impl From<Quantiles> for Told {
    fn from(Quantiles([q5, q10, q25, q50, q75, q90, q95]): Quantiles) -> Told {
        let [q5, q10, q25, q50, q75, q90, q95] = [q5, q10, q25, q50, q75, q90, q95].map(Number::from);
        Told { q5, q10, q25, q50, q75, q90, q95 }
    }
}

/// A week ahead.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Week {
    /// Counted from 1.
    pub week: u64,
    /// Its last day.
    pub date: String,
    /// Items finished since the day of the forecast.
    pub finished: Told,
    /// Items in progress at its end.
    pub in_progress: Told,
}

/// Cycle times in days.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CycleTimes {
    pub half: Told,
    pub of_85: Told,
}

/// How many are finished by a day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Promise {
    pub by: String,
    pub finished: Told,
    /// How many were promised; null where that was not asked.
    pub items: Option<u64>,
    /// The share of futures in which at least so many are finished by then, 0 to 1.
    pub odds: Option<Number>,
}

/// When so many more are finished.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct When {
    pub items: u64,
    pub by: Vec<By>,
}

/// The day by which a share of futures has finished so many.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct By {
    /// 0 to 1.
    pub share: Number,
    /// Null where it is further than was looked.
    pub date: Option<String>,
}

/// An open item in danger.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Ageing {
    /// Its key or title; where it has none, its row.
    pub name: String,
    /// Its row in the file.
    pub row: u64,
    /// Days since its start.
    pub age: u64,
    /// It is older than 85 of 100 items are when they are finished.
    pub older_than_85: bool,
    /// The share of futures in which it is finished within 13 weeks, 0 to 1.
    pub finished_in_13_weeks: Number,
}

/// What the method would have said of 13 weeks, from days 13 weeks apart, and what came.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Backtest {
    /// Whether these are enough to judge the method by this team: eight.
    pub enough_to_judge: bool,
    /// The error of the method, as the mean weighted interval score, over that of resampling the last 13 weeks; null where
    /// there are too few.
    pub error_to_mc13: Option<Number>,
    pub looks: Vec<Look>,
}

/// One forecast of the past: how many items were to be finished in the 13 weeks after a day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Look {
    pub as_of: String,
    pub item_by_item: Told,
    /// By resampling the 13 weeks before it.
    pub mc13: Told,
    /// How many were.
    pub came: Number,
    /// Whether the bands of 50, 80 and 90 of 100 held it: 1, 0, or a half on an edge.
    pub held: [Number; 3],
    pub held_by_mc13: [Number; 3],
}

pub(super) fn data(found: &Forecast) -> Data {
    let week = |week: usize| Week {
        week: week as u64,
        date: found.day(week).to_string(),
        finished: found.finished(week).into(),
        in_progress: found.open(week).into(),
    };
    let cycle_times = |which: usize| Quantiles::of(found.futures.cycle_times.iter().map(|times| times[which])).into();
    let looks: Vec<Look> = found.backtest.looks.iter().map(|look| self::look(found, look)).collect();
    let enough_to_judge = looks.len() >= LEAST_ORIGINS;
    Data {
        file: found.name.clone(),
        as_of: found.as_of.to_string(),
        seed: found.seed,
        futures: found.futures.count() as u64,
        weeks_known: found.known.weeks as u64,
        finished_in_a_year: finished_in_a_year(&found.known) as u64,
        in_progress: found.team.ages.len() as u64,
        starts_per_week: found.team.starts.now().into(),
        weeks: (1..=found.weeks).map(week).collect(),
        cycle_times: CycleTimes { half: cycle_times(0), of_85: cycle_times(1) },
        promise: found.promise.as_ref().map(|promise| Promise {
            by: promise.by.to_string(),
            finished: promise.finished.into(),
            items: promise.odds.map(|(items, _)| items.into()),
            odds: promise.odds.map(|(_, odds)| odds.into()),
        }),
        when: found.when.as_ref().map(|when| When {
            items: when.items.into(),
            by: SHARES
                .iter()
                .zip(&when.days)
                .map(|(share, days)| By {
                    share: (*share).into(),
                    date: days.map(|days| day_after(found.as_of, days as i64).to_string()),
                })
                .collect(),
        }),
        usual_85: found.usual_85.map(|days| days as u64),
        ageing: found
            .ageing
            .iter()
            .map(|item| Ageing {
                name: item.name.clone(),
                row: item.row as u64,
                age: item.age as u64,
                older_than_85: item.is_old,
                finished_in_13_weeks: item.odds.into(),
            })
            .collect(),
        backtest: Backtest {
            enough_to_judge,
            error_to_mc13: found.backtest.score_to_mc13().filter(|_| enough_to_judge).map(Number::from),
            looks,
        },
        warnings: found.warnings.clone(),
    }
}

fn look(found: &Forecast, look: &crate::analysis::forecast::backtest::Look) -> Look {
    let held = |told: &Quantiles| Band::ALL.map(|band| Number::from(told.holds(band, look.came)));
    Look {
        as_of: day_after(found.as_of, i64::from(look.origin - number(found.as_of))).to_string(),
        item_by_item: look.said.into(),
        mc13: look.mc13.into(),
        came: look.came.into(),
        held: held(&look.said),
        held_by_mc13: held(&look.mc13),
    }
}
