//! What a tracker tells of the last weeks: items counted week by week, how long they took, how long the open ones lie.

/// When things happened to an item, in weeks from the first moment of the window; None, if it did not or nobody wrote it down.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Dates {
    pub created: Option<f64>,
    pub started: Option<f64>,
    pub done: Option<f64>,
    /// When it was given up.
    pub dropped: Option<f64>,
}

/// A team's last weeks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Items started in each week.
    pub starts: Vec<f64>,
    /// Items done in each week.
    pub finishes: Vec<f64>,
    /// Items that are started and not done, at the beginning of the window and at the end of each week.
    pub open: Vec<f64>,
    /// Weeks from start to done, of those done within the window.
    pub cycle: Vec<f64>,
    /// Weeks since the start, of those open at the end.
    pub ages: Vec<f64>,
    /// What is known of items before their start.
    pub queue: Option<Queue>,
}

/// What is known of items before their start, where they have a date on which they were created.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Queue {
    /// Items created in each week.
    pub arrivals: Vec<f64>,
    /// Items that are created and not started, at the beginning of the window and at the end of each week.
    pub waiting: Vec<f64>,
}

impl History {
    /// Counts items over a window of so many weeks. What happened after its end is not known, and not looked at.
    ///
    /// An item without a start is none that was worked on; one that is done and was never started counts as done alone.
    pub fn of(items: &[Dates], weeks: usize) -> History {
        let end = weeks as f64;
        let by = |at: Option<f64>, moment: f64| at.is_some_and(|at| at <= moment);
        let mut out = History {
            starts: vec![0.0; weeks],
            finishes: vec![0.0; weeks],
            open: vec![0.0; weeks + 1],
            ..History::default()
        };
        let mut queue = Queue { arrivals: vec![0.0; weeks], waiting: vec![0.0; weeks + 1] };
        let mut has_created = false;
        let count = |at: Option<f64>, weekly: &mut [f64]| {
            // A week ends with its last moment, so that levels and counts agree.
            let week = at.filter(|at| *at > 0.0 && *at <= end).map(|at| (at.ceil() as usize).clamp(1, weeks) - 1);
            week.into_iter().for_each(|week| weekly[week] += 1.0);
        };
        for item in items {
            let gone = [item.done, item.dropped].into_iter().flatten().reduce(f64::min);
            count(item.started, &mut out.starts);
            count(item.done.filter(|done| item.dropped.is_none_or(|dropped| *done <= dropped)), &mut out.finishes);
            for (moment, open) in out.open.iter_mut().enumerate() {
                *open += f64::from(u8::from(by(item.started, moment as f64) && !by(gone, moment as f64)));
            }
            if let Some(started) = item.started.filter(|started| *started <= end) {
                match item.done.filter(|done| *done <= end) {
                    Some(done) => out.cycle.extend((done > 0.0 && done >= started).then_some(done - started)),
                    None => out.ages.extend((!by(gone, end)).then_some(end - started)),
                }
            }
            if item.created.is_some_and(|created| created <= end) {
                has_created = true;
                count(item.created, &mut queue.arrivals);
                let left = [item.started, gone].into_iter().flatten().reduce(f64::min);
                for (moment, waiting) in queue.waiting.iter_mut().enumerate() {
                    let there = by(item.created, moment as f64) && !by(left, moment as f64);
                    *waiting += f64::from(u8::from(there));
                }
            }
        }
        out.queue = has_created.then_some(queue);
        out
    }

    /// Weeks of the window.
    pub fn weeks(&self) -> usize {
        self.finishes.len()
    }

    /// Items done in a week, on average.
    pub fn throughput(&self) -> f64 {
        self.finishes.iter().sum::<f64>() / (self.weeks() as f64).max(1.0)
    }

    /// Items open at the end.
    pub fn open_now(&self) -> f64 {
        self.open.last().copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(created: f64, started: f64, done: Option<f64>) -> Dates {
        Dates { created: Some(created), started: Some(started), done, dropped: None }
    }

    #[test]
    fn items_are_counted_where_they_stand() {
        let items = [
            item(-3.0, -1.0, Some(0.5)),
            item(-1.0, 0.5, Some(2.0)),
            item(0.5, 1.5, None),
            Dates { dropped: Some(1.2), ..item(-9.0, -5.0, None) },
            Dates { created: Some(1.5), ..Dates::default() },
            // Nobody knows of it yet.
            item(2.5, 3.0, Some(4.0)),
        ];
        let found = History::of(&items, 2);
        assert_eq!(found.starts, [1.0, 1.0]);
        assert_eq!(found.finishes, [1.0, 1.0]);
        assert_eq!(found.open, [2.0, 2.0, 1.0]);
        assert_eq!(found.cycle, [1.5, 1.5]);
        assert_eq!(found.ages, [0.5]);
        let queue = found.queue.unwrap();
        assert_eq!(queue.arrivals, [1.0, 1.0]);
        assert_eq!(queue.waiting, [1.0, 1.0, 1.0]);
    }

    #[test]
    fn what_comes_later_changes_nothing() {
        let items = [item(-3.0, -1.0, Some(0.5)), item(0.1, 1.0, Some(9.0)), item(5.0, 6.0, None)];
        let blanked = [items[0], item(0.1, 1.0, None)];
        assert_eq!(History::of(&items, 2), History::of(&blanked, 2));
    }
}
