//! What people read of the last turning point: what has changed since before it.

use crate::analysis::loops::causal_chain::Shift;
use crate::answer::scoring::title;
use crate::model::loops::Polarity;
use crate::text::{capital, counted, listed, plain};

use super::Explained;
use super::dominance::DominanceThrough;
use super::exogenous::{EventKind, reach};
use super::words::going;

/// What loops do is told where they do at least this part.
const WORTH_TELLING: f64 = 0.1;

/// So many turns, and so many loops that take over, the last ones.
const MOST_TOLD: usize = 2;

/// A part below this changes nothing that is worth a word.
const WORTH_A_WORD: f64 = 0.05;

impl Explained {
    /// What has changed since before its last turning point.
    pub fn second(&self) -> String {
        let Some(turning_point) = self.turning_point else {
            let goes = match self.at {
                0 => "at the start there is no turning point yet".to_string(),
                _ => format!("up to {} it has had no turning point", self.moment(self.at)),
            };
            let from = self.moment(self.at.saturating_sub(reach(&self.times)));
            let outside =
                self.exogenous(|_| true).map(|outside| format!("what came from outside since {from}: {outside}"));
            let news: Vec<String> = self.turned().into_iter().chain(self.handed_over()).chain(outside).collect();
            return sentences(std::iter::once(goes).chain(news));
        };
        let a = format!(" a {}", self.unit());
        let after = match turning_point.goes_on() {
            true => format!("in the last {}", counted(self.scenario.time.saves(turning_point.span), &self.unit())),
            false => "just after".to_string(),
        };
        let slopes =
            format!("{} just before, {} {after}", going(turning_point.before, &a), going(turning_point.after, &a));
        let at = self.times[turning_point.at];
        let then =
            self.exogenous(|time| time <= at).map(|outside| format!("what had come from outside by then: {outside}"));
        let since =
            self.exogenous(|time| time > at).map(|outside| format!("what has come from outside since then: {outside}"));
        let loops = self.turned().into_iter().chain(self.handed_over().or_else(|| self.leaders()));
        let news: Vec<String> = then.into_iter().chain(loops).chain(self.shifted()).chain(since).collect();
        let news = match news.is_empty() {
            true => vec!["no loop or cause along the chain has changed its share by much".to_string()],
            false => news,
        };
        let what = match turning_point.before * turning_point.after < 0.0 {
            true => "it last turned in",
            false => "its pace last changed in",
        };
        let turned = format!("{what} {} ({slopes})", self.moment(turning_point.at));
        sentences(std::iter::once(turned).chain(news))
    }

    /// What picks and shocks have begun or ended at some moments.
    fn exogenous(&self, is_asked: impl Fn(f64) -> bool) -> Option<String> {
        let events = self.events.iter().filter(|event| is_asked(event.time));
        let parts = events.map(|event| {
            let what = if event.kind == EventKind::Begins { "" } else { "the end of " };
            format!("{what}\"{}\" in {} {}", event.title, self.unit(), plain(event.time))
        });
        let parts: Vec<String> = parts.collect();
        (!parts.is_empty()).then(|| listed(&parts, "and"))
    }

    /// Which loops have turned since the turning point before the last one, of those that do something: the largest first.
    fn turned(&self) -> Vec<String> {
        let found = self.dominance.loops.iter().filter(|passing| passing.shares[self.scored] >= WORTH_TELLING);
        let turns =
            found.filter_map(|passing| Some((passing, passing.turned().filter(|phase| phase.from >= self.previous)?)));
        let told = turns.map(|(passing, phase)| {
            let way = match phase.polarity {
                Polarity::Balancing => "from reinforcing to balancing",
                Polarity::Reinforcing => "from balancing to reinforcing",
            };
            format!("{} turned {way} in {}", title(&passing.told), self.moment(phase.from))
        });
        told.take(MOST_TOLD).collect()
    }

    /// Which loop did most, and which has taken over from it since the turning point before the last one; None where none has.
    fn handed_over(&self) -> Option<String> {
        let DominanceThrough { dominant, loops, anchor, .. } = &self.dominance;
        let fresh = dominant.iter().skip(1).filter(|(from, _)| *from >= self.previous).count().min(MOST_TOLD);
        let (old, new) =
            dominant[dominant.len().saturating_sub(fresh + 1)..].split_first().filter(|(_, new)| !new.is_empty())?;
        let told = |of: usize| title(&loops[of].told);
        let mut parts = vec![format!("{} had the largest share through {}", told(old.1), self.words((*anchor)?))];
        parts.extend(new.iter().map(|(from, of)| format!("then {} from {} on", told(*of), self.moment(*from))));
        let last = &loops[dominant.last()?.1];
        // What has taken over just now has not lasted yet.
        let now = self.leader(self.scored..=self.scored).filter(|(now, _)| !std::ptr::eq(*now, last));
        parts.extend(now.map(|(now, _)| format!("and just now {}", title(&now.told))));
        Some(parts.join(", "))
    }

    fn leaders(&self) -> Option<String> {
        let turning_point = self.turning_point.filter(|_| self.dominance.loops.len() > 1)?;
        let through = self.words(self.dominance.anchor?);
        match (self.leader(turning_point.moments_before()), self.leader(turning_point.moments_after())) {
            (Some((old, _)), Some((new, _))) if std::ptr::eq(old, new) => {
                Some(format!("{} has the largest share through {through} before and after", title(&old.told)))
            }
            (Some((old, _)), Some((new, _))) => Some(format!(
                "before it {} had the largest share through {through}, after it {}",
                title(&old.told),
                title(&new.told)
            )),
            (None, Some((new, _))) => {
                Some(format!("after it {} has the largest share through {through}", title(&new.told)))
            }
            (Some((old, _)), None) => Some(format!(
                "before it {} had the largest share through {through}, after it no loop does anything",
                title(&old.told)
            )),
            (None, None) => None,
        }
    }

    fn shifted(&self) -> Option<String> {
        let Shift { cause, effect, before, after } = self.shift.filter(|shift| shift.size() >= WORTH_A_WORD)?;
        let model = &self.scenario.model;
        let than = if after > before { "more" } else { "less" };
        let (of, on) = (self.words(effect), self.words(cause));
        Some(match model.shown(cause) == model.shown(effect) {
            true => format!("since then {of} depends {than} on what it was before"),
            false => format!("since then {of} depends {than} on {on}"),
        })
    }
}

/// Parts as sentences.
fn sentences(parts: impl Iterator<Item = String>) -> String {
    parts.map(|part| format!("{}.", capital(&part))).collect::<Vec<_>>().join(" ")
}
