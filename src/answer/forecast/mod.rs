//! How many items a team will have finished by when, from the dates of its own items; how far the same method was right about
//! this team in the past; and which open items are in danger.

mod ageing;
mod chart;
pub mod data;
mod promise;
mod sheets;
#[cfg(test)]
mod tests;
mod words;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::analysis::forecast::backtest::{Backtest, HORIZON};
use crate::analysis::forecast::known::{Dates, Known};
use crate::analysis::forecast::score::{Band, Quantiles};
use crate::analysis::forecast::simulate::{Futures, Team, simulate};
use crate::analysis::forecast::survival::{WATCHED_WEEKS, watched};
use crate::data::{Item, Items, StartFrom};
use crate::text::counted;

use super::form::{Chart, Manifest, Sheet};
use super::own_items::{Asked, Came};
use super::provenance::sha256;
use super::{Answer, Onlooker, Refusal, Words};
use ageing::Ageing;
use promise::{Promise, When};

/// Futures on which a forecast rests: a share of them is right to two in a hundred.
pub const FUTURES: usize = 2000;

/// Futures of each forecast of the past, of which only quantiles are told.
const FUTURES_OF_LOOKS: usize = 500;

/// Weeks that are looked ahead at most. Scores are known of 13.
pub const MOST_WEEKS: u16 = 52;

/// Without so many weeks from the first finish on, and so many finishes in the last year, nothing is forecast: 13 weeks are as
/// far back as the forecast looks ahead, and of ten finishes the pace is known to a third.
pub const LEAST_WEEKS: usize = 13;
pub const LEAST_FINISHED: usize = 10;

/// With less the bands are told to be wide for want of history.
const FEW_WEEKS: usize = 26;
const FEW_FINISHED: usize = 30;

/// How many items will a team have finished, and when? What is None is as usual.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// How the files are to be read. `as_of` is the day at whose end the forecast is made; the last in the files, if not given.
    pub reading: Asked,
    /// Weeks to look ahead: 1 to 52, 13 if not given.
    pub weeks: Option<u16>,
    /// A day by which so many are promised, or about which is asked how many.
    pub by: Option<String>,
    /// So many more items to be finished.
    pub items: Option<u32>,
    /// Seed of all luck, 1 if not given.
    pub seed: Option<u64>,
}

/// What was found.
pub struct Forecast {
    /// The name of the file, and what its results are called.
    pub name: String,
    pub stem: String,
    /// At the end of this day.
    pub as_of: Date,
    pub seed: u64,
    /// Weeks that are told.
    pub weeks: usize,
    known: Known,
    team: Team,
    futures: Futures,
    pub promise: Option<Promise>,
    pub when: Option<When>,
    /// The age in days by which 85 of 100 items are finished; None where fewer ever are.
    pub usual_85: Option<usize>,
    /// Open items that are in danger, the oldest first.
    pub ageing: Vec<Ageing>,
    pub backtest: Backtest,
    /// What else is to be known of the forecast.
    pub warnings: Vec<String>,
}

impl Question {
    /// Forecasts from the files of one team.
    ///
    /// ```
    /// use flywheel::answer::own_items::Asked;
    /// use flywheel::answer::{Answer, forecast::Question};
    /// use flywheel::run::ensemble::Nobody;
    /// use jiff::{Span, civil::date};
    ///
    /// let day = |number: i64| date(2026, 1, 5).saturating_add(Span::new().days(number));
    /// let row = |number: i64| format!("A-{number},{},{}\n", day(2 * number), day(2 * number + 5));
    /// let file = format!("key,started,done\n{}", (0..100).map(row).collect::<String>());
    /// let reading = Asked { as_of: Some("2026-07-20".into()), ..Asked::default() };
    /// let question = Question { reading, ..Question::default() };
    /// let forecast = question.ask(&[("team.csv", file.as_bytes())], &Nobody).unwrap();
    /// assert!(forecast.words().wide(100).contains("80 of 100"));
    /// ```
    ///
    /// # Errors
    /// As for [`Asked::read`]; a part of the question that means nothing; a history that is too short.
    pub fn ask(&self, files: &[Came], onlooker: &dyn Onlooker) -> Result<Forecast, Refusal> {
        let mut read = self.reading.read(files)?.into_iter();
        let Some(mut first) = read.next() else { return Err(Refusal::asked("there is no file to forecast from")) };
        for other in read {
            first.items.items.extend(other.items.items);
            first.items.rejected.extend(other.items.rejected);
            first.items.as_of = first.items.as_of.max(other.items.as_of);
            if other.items.start_from == StartFrom::Created {
                first.items.start_from = StartFrom::Created;
            }
        }
        self.of(&first.items, &first.name, onlooker)
    }

    fn of(&self, items: &Items, name: &str, onlooker: &dyn Onlooker) -> Result<Forecast, Refusal> {
        let as_of = self.day_of_forecast(items)?;
        let seed = self.seed.unwrap_or(1);
        let weeks = usize::from(self.weeks.unwrap_or(HORIZON as u16));
        if !(1..=usize::from(MOST_WEEKS)).contains(&weeks) {
            return Err(Refusal::of("weeks", weeks, format!("it is a whole number from 1 to {MOST_WEEKS}")));
        }
        let by = self.by.as_deref().map(|by| promise::day_after(as_of, by)).transpose()?;
        if self.items == Some(0) {
            return Err(Refusal::of("items", 0, "it is a whole number of at least 1"));
        }

        let (rows, dates) = dates(&items.items);
        if rows.is_empty() {
            let why = "no item has a start of work, without which nothing is known of open items; `created` takes the day on \
                       which each was asked for in its place";
            return Err(Refusal::missing("start", why));
        }
        let known = Known::at(&dates, number(as_of));
        let Some(team) = Team::of(&known).filter(|_| is_enough(&known)) else {
            return Err(Refusal::asked(too_short(&known, as_of)));
        };
        // When so many are done may be a year away.
        let far = if self.items.is_some() && by.is_none() { usize::from(MOST_WEEKS) } else { 0 };
        let ahead = weeks.max(far).max(by.map_or(0, |(day, _)| day.div_ceil(7)));
        let futures = simulate(&team, ahead, FUTURES, seed);
        if onlooker.ended() {
            return Err(Refusal::Ended);
        }
        let backtest = Backtest::of(&known, is_enough, FUTURES_OF_LOOKS, seed);
        let promise = by.map(|(day, date)| Promise::of(&futures, day, date, self.items));
        let when = self.items.filter(|_| by.is_none()).map(|items| When::of(&futures, items));
        let usual_85 = watched(&known, false).survival().iter().position(|left| *left <= 0.15);
        let near = if ahead == HORIZON { None } else { Some(simulate(&team, HORIZON, FUTURES, seed)) };
        let finished = &near.as_ref().unwrap_or(&futures).finished_of_open;
        let item = |row: usize| &items.items[rows[row]];
        let ageing = ageing::of(&known, finished, usual_85, item);
        let mut warnings = warnings(&known, &backtest);
        warnings.extend(of_reading(items, rows.len()));
        let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).to_string();
        Ok(Forecast {
            name: name.into(),
            stem,
            as_of,
            seed,
            weeks,
            known,
            team,
            futures,
            promise,
            when,
            usual_85,
            ageing,
            backtest,
            warnings,
        })
    }

    fn day_of_forecast(&self, items: &Items) -> Result<Date, Refusal> {
        match &self.reading.as_of {
            Some(day) => parsed("as_of", day),
            None => {
                let last = items.items.iter().flat_map(|item| [item.started, item.done, item.dropped]).flatten().max();
                let last = items.as_of.or(last);
                last.ok_or_else(|| Refusal::asked("no item of the file has a date: there is nothing to forecast from"))
            }
        }
    }
}

/// A date as it is typed.
fn parsed(part: &'static str, text: &str) -> Result<Date, Refusal> {
    text.parse().map_err(|_| Refusal::of(part, text, "it is a date, written as 2026-11-30"))
}

/// The number of a day.
fn number(day: Date) -> i32 {
    jiff::civil::date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}

/// The day so many days after another.
fn day_after(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

/// The dates of the items that have a start, and which these are.
fn dates(items: &[Item]) -> (Vec<usize>, Vec<Dates>) {
    let dates = |item: &Item| {
        let (done, dropped) = (item.done.map(number), item.dropped.map(number));
        Some(Dates { started: number(item.started?), done, dropped })
    };
    items.iter().enumerate().filter_map(|(index, item)| Some((index, dates(item)?))).unzip()
}

/// Items finished in the last year, or in as much of it as is known.
fn finished_in_a_year(known: &Known) -> usize {
    known.finishes(known.weeks.min(WATCHED_WEEKS)).iter().map(|count| *count as usize).sum()
}

fn is_enough(known: &Known) -> bool {
    known.weeks >= LEAST_WEEKS && finished_in_a_year(known) >= LEAST_FINISHED
}

fn too_short(known: &Known, as_of: Date) -> String {
    format!(
        "the history up to {as_of} is too short: a forecast needs at least {LEAST_WEEKS} weeks since the first finish, and \
         {LEAST_FINISHED} items finished in the last year; there are {} and {}",
        counted(known.weeks as f64, "week"),
        counted(finished_in_a_year(known) as f64, "item")
    )
}

fn warnings(known: &Known, backtest: &Backtest) -> Vec<String> {
    let mut out = Vec::new();
    let finished = finished_in_a_year(known);
    if known.weeks < FEW_WEEKS || finished < FEW_FINISHED {
        out.push(format!(
            "The history is short: {} weeks, and {finished} items finished in the last year. With {FEW_WEEKS} weeks and \
             {FEW_FINISHED} items the bands would be narrower.",
            known.weeks
        ));
    }
    if let Some(last) = backtest.looks.last() {
        let (low, high) = last.said.band(Band::Ninety);
        if last.came < low || last.came > high {
            out.push(format!(
                "Something has changed: in the last {HORIZON} weeks {} items were finished, and a forecast made before them held \
                 {low:.0} to {high:.0} for nine chances in ten. Luck alone does so once in ten quarters. The forecast follows \
                 what is new; whether it stays is not in the dates.",
                last.came
            ));
        }
    }
    out
}

/// What the reading leaves to be known.
fn of_reading(items: &Items, with_start: usize) -> Vec<String> {
    let mut out = Vec::new();
    if items.start_from == StartFrom::Created {
        out.push("Work is taken to begin when an item was asked for: time in the queue counts as work.".into());
    }
    let left_out = items.items.len() - with_start;
    if left_out > 0 {
        out.push(format!("{} left out: no start is known.", many(left_out, "item is", "items are")));
    }
    // What has no date up to the day of the forecast may be of later: the file as it was then did not have it.
    let rejected = items.rejected.iter().filter(|row| !row.reason.kind.starts_with("no date")).count();
    if rejected > 0 {
        let rows = many(rejected, "row was", "rows were");
        out.push(format!("{rows} not read as items: `flywheel flow` lists them with the reason."));
    }
    out
}

fn many(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

impl Forecast {
    /// Items finished by the end of a week, counted from 1.
    fn finished(&self, week: usize) -> Quantiles {
        Quantiles::of_counts(self.futures.finished_by(7 * week))
    }

    /// Items in progress at the end of a week.
    fn open(&self, week: usize) -> Quantiles {
        Quantiles::of_counts(self.futures.open_after(week))
    }

    /// The last day of a week.
    fn day(&self, week: usize) -> Date {
        day_after(self.as_of, 7 * week as i64)
    }

    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.stem)
    }
}

impl Answer for Forecast {
    type Data = data::Data;
    const NAME: &'static str = "forecast";

    fn data(&self) -> data::Data {
        data::data(self)
    }

    fn words(&self) -> Words {
        self.spoken()
    }

    fn sheets(&self) -> Vec<Sheet> {
        let sheet = |name: &str, text: String| Sheet { name: self.place(name), text };
        vec![sheet("forecast.csv", sheets::weeks(self)), sheet("forecast-backtest.csv", sheets::looks(self))]
    }

    fn charts(&self) -> Vec<Chart> {
        vec![Chart::of(self.place("forecast"), self.chart())]
    }

    fn manifests(&self) -> Vec<Manifest> {
        // Of what is known, not of the file: what came later changes nothing.
        let known: String = self.known.items.iter().map(|item| format!("{item:?}\n")).collect();
        let told = json!({
            "flywheel": env!("CARGO_PKG_VERSION"),
            "of": Self::NAME,
            "seed": self.seed,
            "futures": self.futures.count(),
            "as_of": self.as_of.to_string(),
            "file": self.name,
            "sha256_of_known_dates": sha256(&known),
        });
        vec![Manifest { name: self.place("forecast-manifest.json"), told }]
    }
}
