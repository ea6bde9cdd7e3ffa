use super::backtest::Backtest;
use super::known::{Dates, Known};
use super::score::{Band, Quantiles};
use super::simulate::{Team, simulate};
use crate::math::{ln, sqrt};
use crate::run::stream::{Kind, Stream};

use super::draw::Draws;

/// A team whose items start as events of a Poisson process and take a geometric number of days each.
fn stationary(number: u64, per_week: f64, mean_days: f64, weeks: usize) -> Vec<Dates> {
    let mut draws = Draws::of(&Stream::new(Kind::Noise, "synthetic teams", 1), number);
    let mut items = Vec::new();
    for day in 0..7 * weeks as i32 {
        for _ in 0..draws.poisson(per_week / 7.0) {
            let days = (ln(draws.uniform()) / ln(1.0 - 1.0 / mean_days)) as i32;
            items.push(Dates { started: day, done: Some(day + days), dropped: None });
        }
    }
    items
}

/// The bands of teams that never change hold what they say, within three binomial errors and what not knowing that they never
/// change widens them by.
#[test]
fn bands_of_teams_that_do_not_change_hold_what_they_say() {
    const WIDER: f64 = 0.07;
    let teams = 160;
    let mut held = [0.0; 3];
    for team in 0..teams {
        let per_week = [2.0, 6.0][team as usize % 2];
        let items = stationary(team, per_week, 9.0, 120);
        let origin = 7 * 105;
        let known = Known::at(&items, origin);
        let futures = simulate(&Team::of(&known).unwrap(), 13, 300, team);
        let said = Quantiles::of_counts(futures.finished_by(91));
        let came =
            items.iter().filter(|item| item.done.is_some_and(|done| done > origin && done <= origin + 91)).count();
        for (sum, band) in held.iter_mut().zip(Band::ALL) {
            *sum += said.holds(band, came as f64) / teams as f64;
        }
    }
    for (found, band) in held.into_iter().zip(Band::ALL) {
        let share = band.share();
        let error = 3.0 * sqrt(share * (1.0 - share) / teams as f64);
        assert!(share - error < found && found < share + error + WIDER, "{band:?} held {found}");
    }
}

#[test]
fn a_longer_or_a_larger_ensemble_begins_with_the_same() {
    let items = stationary(7, 4.0, 12.0, 80);
    let known = Known::at(&items, 7 * 70);
    let team = Team::of(&known).unwrap();
    let (short, long) = (simulate(&team, 13, 50, 9), simulate(&team, 26, 80, 9));
    for day in [1, 7, 50, 91] {
        assert!(short.finished_by(day).eq(long.finished_by(day).take(50)), "day {day}");
    }
    assert!(short.open_after(13).eq(long.open_after(13).take(50)));
    assert!(!short.finished_by(91).eq(simulate(&team, 13, 50, 10).finished_by(91)));
}

#[test]
fn items_are_not_lost_and_not_made() {
    let mut items = stationary(3, 6.0, 20.0, 60);
    for item in items.iter_mut().step_by(5) {
        (item.dropped, item.done) = (item.done, None);
    }
    let known = Known::at(&items, 7 * 50);
    let team = Team::of(&known).unwrap();
    assert!(team.dropping.is_some());
    let futures = simulate(&team, 13, 200, 4);
    let open = known.open().len() as u32;
    // Whatever is finished or open later was open now or has begun since, which no more than ever were can have.
    let mut opens = 0.0;
    for (finished, open_then) in futures.finished_by(91).zip(futures.open_after(13)) {
        assert!(finished + open_then < open + 13 * 100);
        opens += f64::from(open_then) / 200.0;
    }
    assert!(opens > 0.3 * f64::from(open) && opens < 3.0 * f64::from(open), "{opens} of {open}");
    assert!(futures.finished_of_open.iter().all(|count| *count <= 200));
}

#[test]
fn what_came_later_changes_no_bit() {
    let items = stationary(2, 5.0, 9.0, 120);
    let origin = 7 * 100;
    let blanked: Vec<Dates> = items
        .iter()
        .filter(|item| item.started <= origin)
        .map(|item| Dates { done: item.done.filter(|done| *done <= origin), ..*item })
        .collect();
    let (all, some) = (Known::at(&items, origin), Known::at(&blanked, origin));
    assert_eq!(all.items, some.items);
    let backtest = |known: &Known| Backtest::of(known, |then| then.weeks >= 26, 50, 1);
    assert_eq!(backtest(&all), backtest(&some));
    assert!(backtest(&all).looks.len() >= 4);
}
