//! What people read of what loops did: which did most, which turn, what they come to together; and tables.

use crate::analysis::estimate::gap;
use crate::analysis::loops::acted_on::Form;
use crate::analysis::loops::trajectory::{Phase, phases, worth_telling};
use crate::analysis::paired::{PairedDifference, is_told};
use crate::answer::Words;
use crate::answer::numbers::fine;
use crate::text::{capital, counted, listed, plain, signed};

use super::case::Case;
use super::{Loops, WORTH_A_WORD};

/// So many loops are named in a sentence.
const MOST_NAMED: usize = 4;

/// Of fewer replications than these nothing is said in counts of 100.
const FEW: u64 = 20;

impl Loops {
    pub fn told(&self) -> Words {
        let case = self.case();
        let mut words = Words::of(format!(
            "{}: what each loop did to {}\n{}, seed {}\n\n",
            case.scenario.title,
            self.outcome().words(),
            case.results.all(),
            case.scenario.seed
        ));
        let sentences = [self.all_told(), self.turning(), self.most(), self.altogether(), self.together_beyond()];
        for sentence in sentences.into_iter().flatten() {
            words.say(&format!("{sentence}\n"));
        }
        for case in self.cases.iter().rev() {
            words.say("\n");
            words.table(self.table(case));
        }
        words.say(&format!("\n{}", self.legend()));
        words
    }

    pub fn window(&self, case: &Case, window: usize) -> String {
        let (from, to) = case.windows[window];
        let unit = &case.scenario.time.unit;
        format!("the {} from {unit} {} on", counted(to - from, unit), plain(from))
    }

    /// Which loops turn in the scenario, and whether they do when the team is left alone.
    fn turning(&self) -> Option<String> {
        let case = self.case();
        let turning: Vec<(usize, Phase)> =
            self.at_work().into_iter().filter_map(|set| Some((set, self.turned(case, set)?))).collect();
        let of = self.outcome().words();
        let good = |raises: bool| raises != self.outcome().is_better_low();
        let way = |raises: bool, what: &str| self.outcome().does(Form::Doing, raises, what);
        let told = |better: bool, is_first: bool| -> Option<String> {
            let those: Vec<&(usize, Phase)> = turning.iter().filter(|(_, then)| good(then.raises) == better).collect();
            let (_, then) = those.first()?;
            let unit = &case.scenario.time.unit;
            let named = those.iter().take(MOST_NAMED).enumerate().map(|(place, (set, then))| {
                let from = if place == 0 { format!("from {unit}") } else { "from".into() };
                format!("{} ({from} {})", self.title(*set), plain(case.windows[then.from].0))
            });
            let mut names: Vec<String> = named.collect();
            let more = those.len() - names.len();
            names.extend((more > 0).then(|| counted(more as f64, "more loop")));
            let turns = if those.len() == 1 { "turns" } else { "turn" };
            let turn = match (is_first, then.raises) {
                (true, raises) => format!("from {} to {}", way(!raises, &of), way(raises, "it")),
                (false, _) => "the other way".into(),
            };
            Some(format!("{} {turns} {turn}.", listed(&names, "and")))
        };
        let first = told(true, true);
        let second = told(false, first.is_none());
        let mut out: Vec<String> = first.into_iter().chain(second).collect();
        if let Some(base) = self.base().filter(|_| !turning.is_empty()) {
            let also = turning
                .iter()
                .filter(|(set, then)| self.turned(base, *set).is_some_and(|other| other.raises == then.raises));
            let also: Vec<String> = also.map(|(set, _)| self.title(*set)).collect();
            let turn = if also.len() == 1 { "turns" } else { "turn" };
            out.push(match also.len() {
                0 => "Left alone, none of them turns.".into(),
                all if all == turning.len() => "Left alone, they turn as well.".into(),
                _ => format!("Left alone, only {} {turn}.", listed(&also, "and")),
            });
        }
        (!out.is_empty()).then(|| out.join(" "))
    }

    /// When a loop first works the other way than it began, in a case.
    fn turned(&self, case: &Case, set: usize) -> Option<Phase> {
        self.phases(case, set).get(1).copied()
    }

    /// What did most, in each case.
    fn most(&self) -> Option<String> {
        let each: Vec<String> = self.cases.iter().rev().filter_map(|case| self.most_of(case)).collect();
        (!each.is_empty()).then(|| each.join("\n"))
    }

    fn most_of(&self, case: &Case) -> Option<String> {
        let all = (0..self.held.len()).flat_map(|set| (0..case.windows.len()).map(move |window| (set, window)));
        let size = |(set, window): &(usize, usize)| case.each[*set][*window].mean.value.abs();
        let most = all.filter(|place| size(place).is_finite()).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        let (set, window) = most;
        let who = self.who(case);
        let did = &case.each[set][window];
        if self.is_one_of_many(case) {
            return Some(format!("{who}One {} alone tells nothing of what is luck: run more.", case.scenario.one()));
        }
        if !worth_telling(did, 0.0) {
            return Some(format!("{who}No loop did anything that can be told from nothing."));
        }
        let raised = did.mean.value > 0.0;
        let size = format!("{}{}", fine(did.mean.value.abs()), self.outcome().behind());
        let way = self.outcome().does(Form::Did, raised, &self.outcome().words());
        let at = self.window(case, window);
        let count = self.count(did, raised);
        // Others that cannot be told from it did as much.
        let alike = self.at_work().into_iter().filter(|other| {
            let (a, b) = (&case.each[set][window].mean, &case.each[*other][window].mean);
            let gap = gap(*a, *b);
            *other != set && a.value * b.value > 0.0 && gap.error.is_finite() && !is_told(gap)
        });
        let alike: Vec<String> = alike.map(|other| self.title(other)).collect();
        let about = match alike.len() {
            0 => String::new(),
            _ => format!(" {} did about as much.", listed(&alike, "and")),
        };
        Some(format!("{who}{} did most: in {at} it {way} by {size}{count}.{about}", self.title(set)))
    }

    /// " (in 83 of 100 teams)".
    fn count(&self, did: &PairedDifference, raised: bool) -> String {
        let scenario = &self.case().scenario;
        if scenario.replications < FEW {
            return String::new();
        }
        let share = if raised { did.more.value } else { did.less.value };
        format!(" (in {:.0} of 100 {}s)", 100.0 * share, scenario.one())
    }

    /// What all loops do together, from when to when, in each case.
    fn all_told(&self) -> Option<String> {
        let most = self.cases.iter().flat_map(|case| &case.together).map(|did| did.mean.value.abs());
        let least = WORTH_A_WORD * most.filter(|size| size.is_finite()).fold(0.0, f64::max);
        let way = |raises: bool, what: &str| self.outcome().does(Form::Do, raises, what);
        let told = |case: &Case| -> Option<String> {
            let unit = &case.scenario.time.unit;
            let phases = if self.is_one_of_many(case) { Vec::new() } else { phases(&case.together, least) };
            let (first, others) = phases.split_first()?;
            let from = |phase: &Phase| format!("from {unit} {} on", plain(case.windows[phase.from].0));
            let start = if first.from == 0 { String::new() } else { format!("{} ", from(first)) };
            let then: Vec<String> =
                others.iter().map(|phase| format!("{} they {}", from(phase), way(phase.raises, "it"))).collect();
            let then = if then.is_empty() { String::new() } else { format!("; {}", then.join("; ")) };
            let who = self.who(case);
            Some(format!("{who}All told, {start}the loops {}{then}.", way(first.raises, &self.outcome().words())))
        };
        let each: Vec<String> = self.cases.iter().rev().filter_map(told).collect();
        (!each.is_empty()).then(|| each.join("\n"))
    }

    /// What all loops come to, each alone and held at once, in the window in which that is most.
    fn altogether(&self) -> Option<String> {
        let case = self.case();
        if self.held.len() < 2 {
            return None;
        }
        let size = |window: &usize| case.together[*window].mean.value.abs();
        let most =
            (0..case.windows.len()).filter(|w| size(w).is_finite()).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        let (each, all) = (&case.summed[most].mean, &case.together[most].mean);
        let change = &case.change[most].mean;
        let decimals = self.decimals();
        let gap = match each.value.abs() > all.value.abs() {
            true => "in part they do the same",
            false => "they carry each other on",
        };
        let why =
            if (each.value - all.value).abs() < 0.1 * all.value.abs() { String::new() } else { format!(": {gap}") };
        let who = self.who(case);
        Some(format!(
            "{who}In {} the {} told here made {}{}, each taken alone and added up, and {} taken all at once{why}. {} itself \
             changed by {}.",
            self.window(case, most),
            counted(self.at_work().len() as f64, "loop"),
            signed(each.value, decimals),
            self.outcome().behind(),
            signed(all.value, decimals),
            capital(&self.outcome().words()),
            signed(change.value, decimals)
        ))
    }

    /// Of the strongest loops, two by two, those that did most beyond what each did alone, where that is worth a word.
    fn together_beyond(&self) -> Option<String> {
        let case = self.case();
        let least = self.least();
        let all = case
            .beyond
            .iter()
            .enumerate()
            .flat_map(|(pair, beyond)| beyond.iter().enumerate().map(move |(window, did)| (pair, window, did)));
        let told = all.filter(|(.., did)| worth_telling(did, least));
        let (pair, window, did) = told.max_by(|a, b| a.2.mean.value.abs().total_cmp(&b.2.mean.value.abs()))?;
        let [first, second] = self.pairs[pair].map(|set| &self.set.loops[self.held[set].loops[0]].id);
        Some(format!(
            "{first} and {second} together made {}{} beyond what each made alone, in {}.",
            signed(did.mean.value, self.decimals()),
            self.outcome().behind(),
            self.window(case, window)
        ))
    }
}
