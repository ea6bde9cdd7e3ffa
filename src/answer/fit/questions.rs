//! Five questions for what dates cannot say, in plain words, each answerable with "don't know".
//!
//! A simulated team answers them too: what is true of it, a little off, as the nearest of the answers. So an answer weighs as
//! much as it would tell if teams answered so.

use crate::math;

/// A question with its possible answers. "Don't know" is an answer to each of them.
pub struct Question {
    /// Its name, on a command line and in data.
    pub name: &'static str,
    /// As it is asked.
    pub asks: &'static str,
    /// The answers: a word for a command line, the words that a person reads, and what it means.
    pub answers: &'static [(&'static str, &'static str, f64)],
    /// What of the model it speaks to.
    pub speaks_to: &'static str,
    /// Whether what it asks is a share between 0 and 1, not a time.
    is_share: bool,
}

/// What is true of a team.
#[derive(Debug, Clone, Copy)]
pub struct Truth {
    /// Items that are started and not finished.
    pub open: f64,
    /// Items that wait and are called open.
    pub called_open: f64,
    pub slipped: f64,
    pub reactive: f64,
    /// Weeks from one release to the next.
    pub cycle: f64,
    pub blocked: f64,
}

pub const QUESTIONS: [Question; 5] = [
    Question {
        name: "worked_on",
        asks: "Of the items that your tracker calls open, how many are really being worked on?",
        answers: &[
            ("all", "nearly all", 0.95),
            ("most", "three in four", 0.75),
            ("half", "about half", 0.5),
            ("few", "a quarter or less", 0.2),
        ],
        speaks_to: "wip: how much of what is called open is open",
        is_share: true,
    },
    Question {
        name: "slips",
        asks: "Of ten dates that you promise, how many slip?",
        answers: &[
            ("hardly", "one or none", 0.07),
            ("quarter", "two or three", 0.25),
            ("half", "about five", 0.5),
            ("most", "seven or eight", 0.75),
            ("nearly_all", "nine or ten", 0.95),
        ],
        speaks_to: "on_time: the share of promises kept",
        is_share: true,
    },
    Question {
        name: "decides",
        asks: "Who decides what is started next?",
        answers: &[
            ("plan", "we do, from an agreed order", 0.12),
            ("mixed", "we do, and often something urgent comes in between", 0.35),
            ("loudest", "whoever presses hardest", 0.7),
        ],
        speaks_to: "reactive_share: the share of work that is rushed in",
        is_share: true,
    },
    Question {
        name: "releases",
        asks: "How often does finished work reach those who use it?",
        answers: &[
            ("daily", "every day or so", 0.3),
            ("weekly", "every week", 1.0),
            ("fortnight", "every two weeks", 2.0),
            ("monthly", "every month", 4.3),
            ("quarter", "every quarter or less often", 13.0),
        ],
        speaks_to: "batch over recent_thr: the time between releases",
        is_share: false,
    },
    Question {
        name: "waits",
        asks: "Of the items that are open, how many wait for somebody else at any moment?",
        answers: &[
            ("hardly", "hardly any", 0.05),
            ("tenth", "one in ten", 0.1),
            ("quarter", "one in four", 0.25),
            ("half", "half or more", 0.5),
        ],
        speaks_to: "blocked_share: the share of open items that are blocked",
        is_share: true,
    },
];

impl Question {
    /// What is true of a team, on the scale of the answers.
    pub fn truth(&self, truth: &Truth) -> f64 {
        self.on_scale(match self.name {
            "worked_on" => truth.open / (truth.open + truth.called_open).max(1e-9),
            "slips" => truth.slipped,
            "decides" => truth.reactive,
            "releases" => truth.cycle,
            _ => truth.blocked,
        })
    }

    fn on_scale(&self, value: f64) -> f64 {
        match self.is_share {
            true => {
                let value = value.clamp(0.02, 0.98);
                math::ln(value / (1.0 - value))
            }
            false => math::ln(value.clamp(0.1, 26.0)),
        }
    }

    /// An answer on the scale, by its place.
    pub fn value(&self, answer: usize) -> f64 {
        self.on_scale(self.answers[answer].2)
    }

    /// How far people are off, on the scale: half of the way from an answer to the next.
    ///
    /// Judgement: one answer in three is the neighbour of the right one.
    pub fn doubt(&self) -> f64 {
        let last = self.answers.len() - 1;
        (self.value(last) - self.value(0)).abs() / last as f64 / 2.0
    }

    /// The answer that is nearest to a value on the scale, by its place.
    pub fn nearest_answer(&self, value: f64) -> usize {
        let apart = |answer: &usize| (self.value(*answer) - value).abs();
        (0..self.answers.len()).min_by(|a, b| apart(a).total_cmp(&apart(b))).unwrap_or(0)
    }

    /// Its value.
    pub fn nearest(&self, value: f64) -> f64 {
        self.value(self.nearest_answer(value))
    }

    /// The answer of this word, by its place.
    pub fn find(&self, word: &str) -> Option<usize> {
        self.answers.iter().position(|(name, _, _)| *name == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_is_nearest_to_itself() {
        for question in &QUESTIONS {
            for (place, (word, _, _)) in question.answers.iter().enumerate() {
                assert_eq!(question.nearest_answer(question.value(place)), place);
                assert_eq!(question.find(word), Some(place));
            }
        }
    }
}
