//! What loops did to the variable in the last quarter up to the moment, in its own unit, over a hundred replications.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::estimate::quantile;
use crate::analysis::loops::loop_set::Loop;
use crate::analysis::loops::trajectory::did;
use crate::analysis::paired::{PairedDifference, is_told};
use crate::answer::ensemble::{held, watched};
use crate::answer::loops::window::usual;
use crate::answer::machine::{Estimated, Number, Share};
use crate::answer::numbers::fine;
use crate::answer::scoring::title;
use crate::answer::{Onlooker, Refusal};
use crate::model::VariableId;
use crate::model::scenario::Scenario;
use crate::results::Spread;
use crate::run::keep::{Reading, Wanted};
use crate::run::windows::Windows;
use crate::text::{capital, counted, units};

use super::Explained;
use super::causes::told;

/// Over so many replications: enough to tell what is worth a sentence, and over at once.
const REPLICATIONS: u64 = 100;

/// What loops did in a window that ends at the moment.
pub struct Quarter {
    from: f64,
    replications: u64,
    /// The largest first.
    loops: Vec<(Loop, PairedDifference)>,
    /// What is no more is not worth a word.
    least: f64,
    /// The median of the replications where the window begins and where it ends.
    middle: [f64; 2],
}

/// What is less than this part of a variable's size is not worth a word.
const WORTH_A_WORD: f64 = 1e-3;

/// The middle replication goes somewhere if it changes by more than this part of itself.
const MOVED: f64 = 0.02;

impl Quarter {
    /// Runs the scenario with its luck up to the saved moment, and its last quarter once more for each loop with its link held.
    /// None at the start, and where there is no loop.
    ///
    /// # Errors
    /// Those of a run.
    pub fn of(
        scenario: &Scenario,
        of: VariableId,
        at: usize,
        loops: &[Loop],
        onlooker: &dyn Onlooker,
    ) -> Result<Option<Quarter>, Refusal> {
        if at == 0 || loops.is_empty() {
            return Ok(None);
        }
        let time = &scenario.time;
        let length = usual(time, time.saved().len() - 1).min(at);
        let replications = if scenario.differs() { REPLICATIONS } else { 1 };
        let scenario = Scenario { replications, ..scenario.clone() };
        let steps = time.steps_a_save();
        let windows = Windows {
            sets: loops.iter().map(|told| vec![told.cut]).collect(),
            starts: vec![(at - length) * steps],
            length: length * steps,
            variable: of,
        };
        let found = held(&scenario, &windows, onlooker)?;
        let ends = [at - length, at].map(|time| Reading { variable: of, from: time, to: time });
        let wanted = Wanted { variables: Vec::new(), readings: ends.to_vec(), every: false };
        let kept = watched(&scenario, &wanted, &*onlooker.begin(&scenario.stem, replications))?;
        let middle =
            ends.map(|end| kept.reading(end).map_or(f64::NAN, |values| quantile(Spread::Each(&values), 0.5).value));
        let mut loops: Vec<(Loop, PairedDifference)> =
            loops.iter().enumerate().map(|(set, told)| (told.clone(), did(&found, set, 0))).collect();
        let size = |did: &PairedDifference| if did.mean.value.is_finite() { did.mean.value.abs() } else { 0.0 };
        loops.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)));
        let sizes = found.plain[0].iter().filter(|value| value.is_finite()).map(|value| value.abs());
        let least = WORTH_A_WORD * sizes.clone().sum::<f64>() / sizes.count().max(1) as f64;
        Ok(Some(Quarter { from: time.saves(at - length), replications, loops, least, middle }))
    }

    /// The loop that did most of those that work one way, as far as that can be told from nothing and is worth a word.
    fn most(&self, raises: bool) -> Option<&(Loop, PairedDifference)> {
        self.loops.iter().find(|(_, did)| {
            did.mean.value.abs() > self.least
                && (did.mean.value > 0.0) == raises
                && (self.replications == 1 || is_told(did.mean))
        })
    }

    /// How much the middle replication changed, where that is worth a word.
    fn changed(&self) -> Option<f64> {
        let change = self.middle[1] - self.middle[0];
        (self.replications > 1 && change.abs() > MOVED * self.middle[0].abs().max(self.middle[1].abs()))
            .then_some(change)
    }

    pub fn data(&self, to: f64) -> QuarterData {
        let one = |(told, did): &(Loop, PairedDifference)| LoopDid {
            id: told.id.clone(),
            name: told.name.clone(),
            mean: did.mean.into(),
            raised: did.more.into(),
            lowered: did.less.into(),
        };
        QuarterData {
            from: self.from.into(),
            to: to.into(),
            replications: self.replications,
            loops: self.loops.iter().map(one).collect(),
        }
    }
}

/// What loops did to the variable in the last quarter up to the moment, in its unit: the variable as it is, less what it would
/// be if the loop's link had kept its value of the quarter's beginning.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuarterData {
    pub from: Number,
    pub to: Number,
    /// Over so many replications, with all their luck.
    pub replications: u64,
    /// The largest first.
    pub loops: Vec<LoopDid>,
}

/// What one loop did.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LoopDid {
    #[serde(rename = "loop")]
    pub id: String,
    pub name: String,
    pub mean: Estimated,
    /// In which share of the replications there was more of the variable for it.
    pub raised: Share,
    pub lowered: Share,
}

impl Explained {
    /// The loop behind it, and what that did in the last quarter, in at most 25 words.
    pub(super) fn loop_behind(&self) -> String {
        let at = self.moment(self.at);
        let Some(quarter) = &self.quarter else {
            return match self.at {
                0 => "At the start no loop has done anything yet.".to_string(),
                _ => "The model has no loops.".to_string(),
            };
        };
        let unit = &self.scenario.time.unit;
        let span = format!("the {} to {at}", counted(self.times[self.at] - quarter.from, unit));
        let who = match quarter.replications {
            1 => String::new(),
            count => format!(" ({count} {}s)", self.scenario.one()),
        };
        let goes = self.apart().unwrap_or(self.rate(self.of));
        let behind = match goes == 0.0 || self.is_level(self.of) {
            true => quarter.most(true).into_iter().chain(quarter.most(false)).next(),
            false => quarter.most(goes > 0.0),
        };
        let variable = self.scenario.model.variable(self.of);
        let measure =
            if variable.unit.is_one() { String::new() } else { format!(" {}", units(&variable.unit.to_string())) };
        let size = |did: &PairedDifference| format!("{}{measure}", fine(did.mean.value.abs()));
        let Some((told, did)) = behind else {
            return match quarter.most(goes <= 0.0) {
                Some((told, did)) => {
                    let by = size(did);
                    format!("In {span} no loop pushed that way; {} worked against it by {by}{who}.", title(told))
                }
                None => format!("In {span} no loop did anything worth telling to it{who}."),
            };
        };
        let way = if did.mean.value > 0.0 { "raised" } else { "lowered" };
        format!("{} {way} it by {} in {span}{who}.", title(told), size(did))
    }

    /// Which way it goes, since when, and what moved it most, in at most 25 words.
    pub(super) fn mover(&self) -> String {
        let name = capital(&self.scenario.model.variable(self.of).words());
        let rate = self.rate(self.of);
        if self.is_level(self.of) {
            return format!("{name} stands still in {}.", self.moment(self.at));
        }
        if let (Some(change), Some(quarter)) = (self.apart(), &self.quarter) {
            let way = if change > 0.0 { "rose" } else { "fell" };
            let [before, now] = quarter.middle.map(fine);
            return format!(
                "In the middle {} {} {way} from {before} to {now} in the {} to {}; without luck it went the other way.",
                self.scenario.one(),
                self.scenario.model.variable(self.of).words(),
                counted(self.times[self.at] - quarter.from, &self.scenario.time.unit),
                self.moment(self.at)
            );
        }
        let way = if rate > 0.0 { "rising" } else { "falling" };
        if self.at == 0 {
            return format!("{name} is {way} at the start{}.", self.moved_most());
        }
        format!("{name} has been {way} since {}{}.", self.moment(self.since(rate)), self.moved_most())
    }

    /// How much the middle replication changed over the quarter, where the run without luck went the other way: such a run can
    /// end in another basin than most.
    fn apart(&self) -> Option<f64> {
        let quarter = self.quarter.as_ref()?;
        let change = quarter.changed()?;
        let values = &self.values[self.of.0 as usize];
        let from = self.times.iter().position(|time| *time >= quarter.from)?;
        (change * (values[self.at] - values[from]) < 0.0).then_some(change)
    }

    /// The saved moment since which it has gone the way that it goes now.
    fn since(&self, rate: f64) -> usize {
        let values = &self.values[self.of.0 as usize];
        let goes_on = |time: &usize| (values[*time] - values[time - 1]) * rate >= 0.0;
        let turned = (1..=self.at).rev().take_while(goes_on).last().unwrap_or(self.at);
        turned - 1
    }

    /// ", moved most by falling promises kept"; of a stock, of which the chain tells what changes its pace, whether that is what
    /// speeds it up, what keeps it going, or what holds it back.
    fn moved_most(&self) -> String {
        let variables = self.chain.variables(self.of);
        let is_told = told(&self.scenario.model, &self.chain, self.of);
        let Some(step) = is_told.iter().position(|told| *told) else { return String::new() };
        let cause = variables[step + 1];
        let shown = self.scenario.model.shown(cause);
        let way = match self.changes[shown.0 as usize][self.scored] {
            change if change > 0.0 => "rising ",
            change if change < 0.0 => "falling ",
            _ => "",
        };
        let first = &self.chain.steps[0].cause;
        let how =
            match (self.scenario.model.variable(self.of).is_state(), self.chain.steps[0].carried, first.share < 0.0) {
                (false, ..) => "moved most by",
                (true, true, _) => "kept going by",
                (true, false, true) => "held back most by",
                (true, false, false) => "sped up most by",
            };
        format!(", {how} {way}{}", self.words(cause))
    }
}
