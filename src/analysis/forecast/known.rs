//! What is known of a team's items at the end of a day, and nothing that came later.

/// The days of one item, as numbers of days from any one beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// The day on which work on it began.
    pub started: i32,
    /// The day on which it was finished; None while it is not.
    pub done: Option<i32>,
    /// The day on which it was given up; None where it was not.
    pub dropped: Option<i32>,
}

impl Dates {
    /// The last day on which it was in progress, or the day on which it left; None while it is open.
    pub fn left(&self) -> Option<i32> {
        match (self.done, self.dropped) {
            (Some(done), Some(dropped)) => Some(done.min(dropped)),
            (done, dropped) => done.or(dropped),
        }
    }

    /// Whether it had begun by the end of a day and not left.
    pub fn is_open_at(&self, day: i32) -> bool {
        self.started <= day && self.left().is_none_or(|left| left > day)
    }

    /// The days from start to finish; 0 where both are on one day.
    pub fn cycle_time(&self) -> Option<i32> {
        self.done.map(|done| done - self.started)
    }

    /// The same item as it was known at the end of a day; None where it had not begun.
    fn known_at(self, day: i32) -> Option<Dates> {
        let by = |date: Option<i32>| date.filter(|date| *date <= day);
        let (done, dropped) = (by(self.done), by(self.dropped));
        let dropped = dropped.filter(|dropped| done.is_none_or(|done| *dropped < done));
        // What was given up first was not finished, whatever was written later.
        let done = done.filter(|_| dropped.is_none());
        (self.started <= day).then_some(Dates { started: self.started, done, dropped })
    }
}

/// Weeks of history from which the drift of a level is learned, at most.
///
/// # Source
/// Three years hold twelve quarters: as many changes from one quarter to the next as there are, and a team of longer ago is
/// another team.
pub const MOST_WEEKS: usize = 156;

/// The items of a team as they were known at the end of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The day at whose end it is known.
    pub origin: i32,
    /// Whole weeks before the end of that day of which all is known: from the first finish on, at most [`MOST_WEEKS`].
    ///
    /// Files hold what was finished since some day. From then on starts are all there too; before it those are missing whose
    /// items were finished earlier.
    pub weeks: usize,
    /// In the order of their starts, then of the rows.
    pub items: Vec<Dates>,
    /// For each item, its place among those it was made of.
    pub rows: Vec<usize>,
}

impl Known {
    /// Forgets what came after the end of the day `origin`.
    pub fn at(items: &[Dates], origin: i32) -> Known {
        let mut known: Vec<(usize, Dates)> =
            items.iter().enumerate().filter_map(|(row, item)| Some((row, item.known_at(origin)?))).collect();
        known.sort_by_key(|(row, item)| (item.started, *row));
        let (rows, items): (Vec<usize>, Vec<Dates>) = known.into_iter().unzip();
        let first = items.iter().filter_map(|item| item.done).min();
        let weeks = first.map_or(0, |first| (origin - first + 1) / 7);
        Known { origin, weeks: usize::try_from(weeks).unwrap_or(0).min(MOST_WEEKS), items, rows }
    }

    /// Counts of days in each of the last `weeks` weeks, the oldest first; the last week ends with the origin.
    pub fn weekly(&self, weeks: usize, day: impl Fn(&Dates) -> Option<i32>) -> Vec<u32> {
        let mut out = vec![0; weeks];
        for day in self.items.iter().filter_map(day).filter(|day| *day <= self.origin) {
            let back = ((self.origin - day) / 7) as usize;
            if back < weeks {
                out[weeks - 1 - back] += 1;
            }
        }
        out
    }

    /// Starts a week.
    pub fn starts(&self, weeks: usize) -> Vec<u32> {
        self.weekly(weeks, |item| Some(item.started))
    }

    /// Finishes a week.
    pub fn finishes(&self, weeks: usize) -> Vec<u32> {
        self.weekly(weeks, |item| item.done)
    }

    /// Places of the items that are open.
    pub fn open(&self) -> Vec<usize> {
        (0..self.items.len()).filter(|index| self.items[*index].left().is_none()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(started: i32, done: Option<i32>, dropped: Option<i32>) -> Dates {
        Dates { started, done, dropped }
    }

    #[test]
    fn what_came_later_is_not_known() {
        let items = [
            item(20, Some(30), None),
            item(1, Some(10), None),
            item(5, None, Some(40)),
            item(50, None, None),
            item(5, Some(30), Some(12)),
        ];
        let known = Known::at(&items, 30);
        assert_eq!(known.rows, [1, 2, 4, 0]);
        assert_eq!(known.items[1], item(5, None, None));
        assert_eq!(known.items[2], item(5, None, Some(12)));
        assert_eq!(known.open(), [1]);
        assert_eq!(known.weeks, 3);
        // The week that ends with day 30 begins on day 24.
        assert_eq!(known.finishes(3), [1, 0, 1]);
        assert_eq!(known.starts(2), [1, 0]);
    }

    #[test]
    fn an_item_that_leaves_today_is_open_no_more() {
        assert!(item(3, Some(9), None).is_open_at(8));
        assert!(!item(3, Some(9), None).is_open_at(9));
        assert!(!item(3, None, None).is_open_at(2));
    }
}
