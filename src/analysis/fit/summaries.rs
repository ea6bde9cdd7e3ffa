//! A team's last weeks in a few numbers, the same of real dates and of simulated ones.
//!
//! All are logarithms of levels and ratios, for effects on a team multiply. Where nothing was counted, half an item stands.

use crate::math;

use super::history::History;

/// What is known of a team, by which other summaries there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Start and done.
    Dates,
    /// And when an item was created.
    Created,
}

/// The summaries of dates, in their order, in words.
pub const WORDS: [&str; 11] = [
    "items done a week",
    "items done a week in the second half against the first",
    "items open now against those done a week",
    "items open in the second half against the first",
    "how unevenly items are done from week to week",
    "typical time of an item against open items over throughput",
    "slow items against typical ones",
    "age of what is open against open items over throughput",
    "items waiting to be started against those done a week",
    "items created against those done",
    "items waiting in the second half against the first",
];

/// Of these the first are told by start and done.
pub const OF_DATES: usize = 8;

/// The place of the open items over the throughput: the ratio of which a model has only so much.
pub const OPEN_OVER_THROUGHPUT: usize = 2;

/// The summaries of a history.
pub fn summaries(history: &History, known: Known) -> Vec<f64> {
    let weeks = history.weeks() as f64;
    let total: f64 = history.finishes.iter().sum();
    let throughput = (total + 0.5) / weeks.max(1.0);
    let little = (mean(&history.open) + 0.5) / throughput;
    let variance = {
        let mean = total / weeks.max(1.0);
        history.finishes.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (weeks - 1.0).max(1.0)
    };
    let [p50, p85] = [0.5, 0.85].map(|share| quantile(&history.cycle, share).unwrap_or(little).max(0.07));
    let age = quantile(&history.ages, 0.5).unwrap_or(little / 2.0).max(0.07);
    let mut out = vec![
        math::ln(throughput),
        halves(&history.finishes),
        math::ln((history.open_now() + 0.5) / throughput),
        halves(&history.open),
        math::ln((variance + 0.1) / (throughput + 0.1)),
        math::ln(p50 / little),
        math::ln(p85 / p50),
        math::ln(age / little),
    ];
    if let (Known::Created, Some(queue)) = (known, &history.queue) {
        let now = queue.waiting.last().copied().unwrap_or(0.0);
        out.push(math::ln((now + 0.5) / throughput));
        out.push(math::ln((queue.arrivals.iter().sum::<f64>() + 0.5) / (total + 0.5)));
        out.push(halves(&queue.waiting));
    }
    out
}

/// The second half against the first.
fn halves(weekly: &[f64]) -> f64 {
    let (first, second) = weekly.split_at(weekly.len() / 2);
    math::ln((mean(second) + 0.5) / (mean(first) + 0.5))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / (values.len() as f64).max(1.0)
}

/// The quantile of a sample: the value at a share of the way, straight between neighbours.
pub fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = share * (sorted.len().checked_sub(1)? as f64);
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(low + (at - at.floor()) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fit::history::{Dates, History};

    #[test]
    fn a_steady_team_is_summed_up_by_what_it_is() {
        // Two items begin each week and take four weeks each.
        let items: Vec<Dates> = (-20..40)
            .flat_map(|half| {
                let start = f64::from(half) / 2.0 + 0.25;
                [Dates { created: Some(start - 3.0), started: Some(start), done: Some(start + 4.0), dropped: None }]
            })
            .collect();
        let found = summaries(&History::of(&items, 16), Known::Created);
        assert_eq!(found.len(), WORDS.len());
        let near =
            |at: usize, value: f64| assert!((math::exp(found[at]) - value).abs() < 0.1 * value, "{at}: {found:?}");
        near(0, 2.0);
        near(1, 1.0);
        near(2, 4.2);
        near(3, 1.0);
        near(5, 0.96);
        near(6, 1.0);
        near(7, 0.48);
        near(8, 3.2);
        near(9, 1.0);
    }
}
