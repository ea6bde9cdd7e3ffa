//! How long items take, from those that are finished and those that are still open.
//!
//! An open item says that it takes longer than its age; to leave it out makes a team look faster than it is. An item that
//! was open when the window began counts only from the age that it had then: had it been finished earlier, it would not be
//! seen. Items that are given up are no finishes: for the time to a finish they are watched until then (and the other way
//! round), which makes the hazards those of two competing ends.
//!
//! # Source
//! Kaplan & Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53(282), 457-481,
//! doi:10.1080/01621459.1958.10501452. Late entry: Turnbull (1976), JRSS B 38(3), 290-295. Hazards of one cause: Prentice et
//! al. (1978), Biometrics 34(4), 541-554.

use crate::math::ln_1p;

use super::known::Known;

/// One item as it was watched: ages in days, all of them whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// The age from which on its end would have been seen.
    pub from: usize,
    /// The last age at which it was watched.
    pub to: usize,
    /// Whether it ended at that age, rather than being watched no longer.
    pub ended: bool,
}

/// Items at risk, and ends, at every age in days.
///
/// At one age ends come before those that are watched no longer: these are still at risk there (the convention of Kaplan &
/// Meier).
#[derive(Debug, Clone, PartialEq)]
pub struct AtRisk {
    pub at_risk: Vec<u32>,
    pub ends: Vec<u32>,
}

impl AtRisk {
    /// Counts those that are watched at each age.
    pub fn of(items: impl IntoIterator<Item = Watched>) -> AtRisk {
        let (mut change, mut ends): (Vec<i64>, Vec<u32>) = (vec![0], Vec::new());
        for Watched { from, to, ended } in items {
            if from > to {
                continue;
            }
            if change.len() < to + 2 {
                change.resize(to + 2, 0);
                ends.resize(to + 1, 0);
            }
            change[from] += 1;
            change[to + 1] -= 1;
            ends[to] += u32::from(ended);
        }
        let mut now = 0;
        let at_risk = change[..ends.len()].iter().map(|change| {
            now += change;
            now as u32
        });
        AtRisk { at_risk: at_risk.collect(), ends }
    }

    /// The share of items that last longer than each age: the product of `1 - ends / at risk` up to it.
    pub fn survival(&self) -> Vec<f64> {
        let mut left = 1.0;
        let step = |(risk, ends): (&u32, &u32)| {
            if *risk > 0 {
                left *= 1.0 - f64::from(*ends) / f64::from(*risk);
            }
            left
        };
        self.at_risk.iter().zip(&self.ends).map(step).collect()
    }
}

/// Bins of age, doubling: 0, 1, 2-3, 4-7, ... and all from 512 days on.
///
/// # Source
/// Cycle times spread over factors, not over days, so that a bin is a factor of two; within one the hazard is taken as even.
pub const BINS: usize = 11;

/// The bin of an age in days.
#[inline]
pub fn bin(age: u32) -> usize {
    ((32 - age.leading_zeros()) as usize).min(BINS - 1)
}

/// The first age of a bin.
#[inline]
pub fn first_age(bin: usize) -> u32 {
    if bin == 0 { 0 } else { 1 << (bin - 1) }
}

/// The chance a day that an open item ends, by bins of age, with how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazards {
    /// The chance a day of an item that is open in the morning.
    pub chance: [f64; BINS],
    /// Ends on which the chance of each bin rests, the borrowed one among them: the shape of a gamma distribution about it.
    pub ends: [f64; BINS],
}

impl Hazards {
    /// Pools the ages of each bin, which borrows one end from the bin before it (the first from all ages together), so that
    /// where nothing was seen the hazard goes on as it was. None where nothing ended.
    ///
    /// # Source
    /// The mean of the gamma posterior of a rate whose gamma prior has shape 1 and the mean of the bin before.
    pub fn of(seen: &AtRisk) -> Option<Hazards> {
        let mut pooled = [(0.0, 0.0); BINS];
        for (age, (risk, ends)) in seen.at_risk.iter().zip(&seen.ends).enumerate() {
            let own = &mut pooled[bin(age as u32)];
            *own = (own.0 + f64::from(*ends), own.1 + f64::from(*risk));
        }
        let all = pooled.iter().fold((0.0, 0.0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        if all.0 == 0.0 {
            return None;
        }
        let mut before: f64 = all.0 / all.1;
        let (mut chance, mut shape) = ([0.0; BINS], [0.0; BINS]);
        for (index, (ends, risk)) in pooled.into_iter().enumerate() {
            shape[index] = ends + 1.0;
            before = shape[index] / (risk + 1.0 / before);
            chance[index] = before;
        }
        Some(Hazards { chance, ends: shape })
    }

    /// The rates that would end as many if they acted all day long: `-ln(1 - chance)`.
    pub fn rates(&self) -> [f64; BINS] {
        self.chance.map(|chance| -ln_1p(-chance.min(SUREST)))
    }

    /// The sum of chances at the ages from `from` to `to`, the last one not among them.
    pub fn expected(&self, from: u32, to: u32) -> f64 {
        (bin(from)..=bin(to.max(1) - 1))
            .map(|bin| {
                let end = if bin + 1 == BINS { to } else { first_age(bin + 1).min(to) };
                self.chance[bin] * f64::from(end.saturating_sub(first_age(bin).max(from)))
            })
            .sum()
    }
}

/// Of a thousand items one at least survives a day: a rate stays finite where all that were seen ended on their first.
const SUREST: f64 = 0.999;

/// Weeks over which times to an end are watched: a year, so that every season is in it once.
pub const WATCHED_WEEKS: usize = 52;

/// How the items of a team were watched in the last year for one of their ends.
pub fn watched(known: &Known, dropped: bool) -> AtRisk {
    let before = known.origin - 7 * known.weeks.min(WATCHED_WEEKS) as i32;
    AtRisk::of(known.items.iter().filter_map(|item| {
        let to = item.left().unwrap_or(known.origin);
        let ended = if dropped { item.dropped.is_some() } else { item.done.is_some() };
        let age = |day: i32| usize::try_from(day - item.started).unwrap_or(0);
        (to > before).then(|| Watched { from: age(before + 1), to: age(to), ended })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(ends: &[usize], censored: &[usize]) -> AtRisk {
        let all = ends.iter().map(|to| (*to, true)).chain(censored.iter().map(|to| (*to, false)));
        AtRisk::of(all.map(|(to, ended)| Watched { from: 0, to, ended }))
    }

    /// Weeks in remission under 6-MP: Freireich et al. (1963), Blood 21(6), 699-716; the survival as in Kalbfleisch &
    /// Prentice and every textbook since.
    #[test]
    fn the_patients_of_freireich() {
        let seen = after(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
        let survival = seen.survival();
        let published = [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)];
        for (week, share) in published {
            assert!((survival[week] - share).abs() < 5e-4, "week {week}: {} is not {share}", survival[week]);
        }
        for (week, at_risk) in [(6, 21), (7, 17), (10, 15), (13, 12), (16, 11), (22, 7), (23, 6)] {
            assert_eq!(seen.at_risk[week], at_risk, "week {week}");
        }
        assert_eq!(survival[35], survival[23]);
    }

    #[test]
    fn without_open_items_it_is_the_share_that_is_left() {
        let seen = after(&[0, 0, 1, 3], &[]);
        assert_eq!(seen.survival(), [0.5, 0.25, 0.25, 0.0]);
    }

    #[test]
    fn who_enters_late_is_at_risk_from_then_on() {
        let early = Watched { from: 0, to: 2, ended: true };
        let late = Watched { from: 5, to: 9, ended: true };
        let seen = AtRisk::of([early, late]);
        assert_eq!(seen.at_risk, [1, 1, 1, 0, 0, 1, 1, 1, 1, 1]);
        assert_eq!(AtRisk::of([Watched { from: 3, to: 2, ended: true }]).at_risk, [0; 0]);
    }

    #[test]
    fn bins_double() {
        let bins: Vec<usize> = [0, 1, 2, 3, 4, 7, 8, 511, 512, 100_000].map(bin).into();
        assert_eq!(bins, [0, 1, 2, 2, 3, 3, 4, 9, 10, 10]);
        assert!((1..BINS).all(|index| bin(first_age(index)) == index && bin(first_age(index) - 1) == index - 1));
    }

    #[test]
    fn expected_ends_are_the_sum_of_chances() {
        let hazards = Hazards { chance: std::array::from_fn(|bin| 0.5 / (bin + 1) as f64), ends: [1.0; BINS] };
        for (from, to) in [(0, 0), (0, 1), (0, 7), (3, 5), (5, 5), (100, 2000), (600, 601)] {
            let slow: f64 = (from..to).map(|age| hazards.chance[bin(age)]).sum();
            assert!((hazards.expected(from, to) - slow).abs() < 1e-9, "{from} to {to}");
        }
    }

    #[test]
    fn a_bin_without_ends_goes_on_as_the_one_before_until_it_is_watched_long() {
        let hazards = Hazards::of(&after(&[0; 50], &[0; 50])).unwrap();
        assert!((hazards.chance[0] - 51.0 / 102.0).abs() < 1e-12);
        assert!((hazards.chance[5] - hazards.chance[0]).abs() < 1e-12);
        assert_eq!(Hazards::of(&after(&[], &[3, 4])), None);
    }
}
