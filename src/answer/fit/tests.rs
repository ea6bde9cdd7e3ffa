use super::*;
use crate::math;
use crate::model::library::Texts;
use crate::model::scenario::Scenario;
use crate::model::scenario_file::load;
use crate::run::ensemble::{Nobody, Part, run};
use crate::run::quantile::normal_quantile;
use crate::run::stream::{Kind, Stream};

/// Items of a team that goes on as it is: so many begun a week by chance, each taking so many weeks, some half and some twice as
/// much.
fn steady(a_week: f64, weeks: f64) -> Vec<Item> {
    let stream = Stream::new(Kind::Trace, "steady", (100.0 * a_week + weeks) as u64);
    let (mut out, mut at) = (Vec::new(), 0.0);
    for number in 0.. {
        at -= 7.0 / a_week * math::ln(stream.uniform(number, 0));
        if at > 500.0 {
            break;
        }
        let length = 7.0 * weeks * math::exp(0.7 * normal_quantile(stream.uniform(number, 1)) - 0.245);
        let day = |at: f64| Some(at as i32);
        out.push(Item { created: None, started: day(at), done: day(at + length), dropped: None });
    }
    out
}

fn question(items: Vec<Item>) -> Question {
    Question { items, as_of: Some(419), people: Some(8.0), teams: Some(2500), ..Question::default() }
}

#[test]
fn a_calm_team_is_in_the_flywheel_and_a_choked_one_is_not() {
    let share = |fit: &Fit, class: usize| fit.classes[class].1;
    let calm = question(steady(5.0, 1.0)).ask(&Nobody).unwrap();
    assert!(calm.stands() && share(&calm, 0) > 0.8, "{}", calm.words().wide(120));
    let choked = question(steady(5.0, 7.0)).ask(&Nobody).unwrap();
    assert!(choked.stands() && share(&choked, 2) > 0.5 && share(&choked, 0) < 0.2, "{}", choked.words().wide(120));
}

#[test]
fn what_no_team_of_the_model_is_has_no_position() {
    let found = question(steady(1.0, 150.0)).ask(&Nobody);
    assert!(found.is_err() || !found.unwrap().stands());
    let fit = question(steady(90.0, 20.0)).ask(&Nobody).unwrap();
    assert!(!fit.stands() && fit.scenario("p.csv").is_none());
    assert!(fit.words().wide(100).contains("What helps"));
}

/// Pull requests: most are done on the day, some lie for half a year.
#[test]
fn what_each_is_usual_and_is_met_together_nowhere_has_no_position() {
    let items = (0..1600).map(|i| {
        let started = i * 420 / 1600;
        let length = if i % 25 == 0 { 150 } else { i % 2 };
        Item { started: Some(started), done: Some(started + length), ..Item::default() }
    });
    for people in [None, Some(8.0)] {
        let fit = Question { people, ..question(items.clone().collect()) }.ask(&Nobody).unwrap();
        assert!(!fit.stands(), "{}", fit.words().wide(120));
    }
}

/// The scenario of a team, read again.
fn read(fit: &Fit) -> Scenario {
    let (scenario, points) = fit.scenario("p.csv").unwrap();
    let files = [("t.toml".to_string(), scenario), ("p.csv".to_string(), points)].into_iter().collect();
    load("t.toml", &Texts(&files)).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

#[test]
fn a_steady_team_is_written_as_a_scenario_that_goes_on_so() {
    for (a_week, weeks) in [(5.0, 1.0), (4.0, 5.0), (3.0, 8.0)] {
        let fit = question(steady(a_week, weeks)).ask(&Nobody).unwrap();
        let mut team = read(&fit);
        assert_eq!(team.warnings, []);
        team.time.stop = 13.0;
        let wanted = ["wip", "completed_total"].map(|name| team.model.find(name).unwrap());
        let found = run(&team, &wanted, &Part::whole(&team)).unwrap();
        let n = team.replications as usize;
        let at = |variable: usize, week: usize| found.values[(variable * 14 + week) * n..][..n].to_vec();
        let middle = |values: &[f64]| quantile(values, 0.5).unwrap();
        let (open, own) = (fit.history.open_now(), fit.history.throughput());
        let begun = at(0, 0);
        assert!(middle(&begun) > 0.6 * open && middle(&begun) <= open, "{} {open}", middle(&begun));
        // No two ways in which the team can be are the same.
        assert!(quantile(&begun, 0.9).unwrap() > 1.05 * quantile(&begun, 0.1).unwrap());
        let done = |from: usize, to: usize| {
            let (a, b) = (at(1, from), at(1, to));
            middle(&a.iter().zip(&b).map(|(a, b)| (b - a) / (to - from) as f64).collect::<Vec<_>>())
        };
        let (first, last) = (done(0, 4), done(9, 13));
        // By chance more or less is open at the end than usual.
        assert!((first / own - 1.0).abs() < 0.25 && (last / own - 1.0).abs() < 0.2, "{own} {first} {last}");
    }
}

#[test]
fn what_comes_after_the_day_changes_nothing() {
    let created = |item: Item| Item { created: item.started.map(|day| day - 20), ..item };
    let items: Vec<Item> = steady(4.0, 3.0).into_iter().map(created).collect();
    let blank = |day: Option<i32>| day.filter(|day| *day <= 300);
    let known = items.iter().filter(|item| item.created <= Some(300));
    let known = known.map(|item| Item { started: blank(item.started), done: blank(item.done), ..*item });
    let asked = |items: Vec<Item>| Question { as_of: Some(300), teams: Some(500), ..question(items) };
    let (whole, cut) = (asked(items.clone()).ask(&Nobody).unwrap(), asked(known.collect()).ask(&Nobody).unwrap());
    assert_eq!(whole.words().wide(100), cut.words().wide(100));
    assert_eq!(whole.scenario("p.csv"), cut.scenario("p.csv"));
}

/// A smaller version of `benches/fit_calibration.rs`.
#[test]
fn intervals_hold_what_they_say() {
    let bank = bank(Some(8.0), 26, 4000, 5, &Nobody).unwrap();
    let tests = 300;
    for known in [Known::Dates, Known::Created] {
        let found = calibrated::calibrated(&bank, known, &[], tests);
        for number in &found {
            // Four errors of nine tenths.
            assert!((number.holds - 0.9).abs() < 4.0 * (0.09 / tests as f64).sqrt(), "{number:?}");
            assert!(number.flat > 0.001, "{number:?}");
        }
        assert!(found[0].ratio < 0.35, "{:?}", found[0]);
    }
}

#[test]
fn few_teams_of_the_model_are_refused_and_all_that_lie_far_beyond() {
    let bank = bank(Some(8.0), 26, 2000, 6, &Nobody).unwrap();
    let all: Vec<Vec<f64>> = bank.histories.iter().take(150).map(|h| summaries(h, Known::Created)).collect();
    let refused = all.iter().filter(|own| !outside(&bank, own).is_empty()).count();
    assert!(refused <= 11, "{refused} of 150");
    // One and a half times beyond the range of open items over throughput, whatever else they are.
    let (low, high) = {
        let values: Vec<f64> =
            bank.histories.iter().map(|h| summaries(h, Known::Dates)[OPEN_OVER_THROUGHPUT]).collect();
        (quantile(&values, 0.005).unwrap(), quantile(&values, 0.995).unwrap())
    };
    for beyond in [low - 0.4055, high + 0.4055] {
        let far = |own: &&Vec<f64>| {
            let mut own = own.to_vec();
            own[OPEN_OVER_THROUGHPUT] = beyond;
            !outside(&bank, &own).is_empty()
        };
        assert_eq!(all.iter().filter(far).count(), 150);
    }
}
