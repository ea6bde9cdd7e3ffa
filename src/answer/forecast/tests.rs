use jiff::civil::{Date, date};

use super::*;
use crate::run::ensemble::Nobody;

fn day(number: i64) -> Date {
    day_after(date(2023, 1, 2), number)
}

/// Three items a week, each begun a day after the other and finished after 2, 6 and 17 days; every 40th is never finished.
fn items(weeks: i64) -> Items {
    let item = |index: i64| {
        let started = 7 * (index / 3) + index % 3;
        Item {
            row: index as usize + 2,
            name: (index % 2 == 0).then(|| format!("A-{index}")),
            started: Some(day(started)),
            done: (index % 40 != 7).then(|| day(started + [2, 6, 17][(index % 3) as usize])),
            ..Item::default()
        }
    };
    Items { items: (0..3 * weeks).map(item).collect(), ..Items::default() }
}

fn ask(question: Question) -> Forecast {
    question.of(&items(180), "teams/ours.csv", &Nobody).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

fn until(day: String) -> Asked {
    Asked { as_of: Some(day), ..Asked::default() }
}

fn as_of(weeks: i64) -> Asked {
    until(day(7 * weeks).to_string())
}

#[test]
fn a_steady_team_is_told_about_what_it_does() {
    let found = ask(Question { reading: as_of(150), ..Default::default() });
    let total = found.finished(13);
    let (low, high) = total.band(Band::Eighty);
    assert!(low < 38.0 && 38.0 < high && (total.median() - 38.0).abs() < 5.0, "{total:?}");
    assert!(found.backtest.looks.len() >= 8);
    assert_eq!(found.backtest.held(Band::Ninety, |look| look.said), found.backtest.looks.len() as f64);
    let words = found.words().wide(100);
    assert!(words.contains("its 80% band held what came in"), "{words}");
    assert!(!words.contains("changed") && !words.contains("history is short"), "{words}");
    // The seventh item, row 9, is open for good, and so are all later ones like it; even numbers have names.
    assert!(found.ageing.iter().any(|item| item.name == "row 9" && item.is_old), "{words}");
}

#[test]
fn what_came_later_changes_no_bit_of_any_output() {
    let all = items(180);
    let known = day(7 * 120);
    let blank = |date: &mut Option<Date>| *date = date.filter(|date| *date <= known);
    let mut blanked = all.clone();
    for item in &mut blanked.items {
        [&mut item.created, &mut item.started, &mut item.done, &mut item.dropped].into_iter().for_each(blank);
    }
    blanked.items.retain(|item| item.started.is_some());
    let question = Question { reading: until(known.to_string()), items: Some(30), ..Default::default() };
    let outputs = |items: &Items| {
        let found = question.of(items, "ours.csv", &Nobody).unwrap_or_else(|refusal| panic!("{refusal:?}"));
        let charts: Vec<String> = found.charts().iter().map(|chart| format!("{:?}", chart.picture)).collect();
        let data = serde_json::to_string(&found.data()).unwrap();
        (data, found.words(), found.sheets(), charts, found.manifests())
    };
    assert_eq!(outputs(&all), outputs(&blanked));
}

#[test]
fn odds_of_a_promise_and_the_day_of_so_many_agree() {
    let by = |items: u32| {
        let by = Some(day(7 * 150 + 60).to_string());
        let found = ask(Question { reading: as_of(150), by, items: Some(items), ..Default::default() });
        found.promise.unwrap().odds.unwrap().1
    };
    assert!(by(1) > 0.99 && by(500) == 0.0);
    let found = ask(Question { reading: as_of(150), items: Some(25), ..Default::default() });
    let [half, _, ninety, _] = found.when.as_ref().unwrap().days;
    assert!(half.unwrap() < ninety.unwrap());
    let reached = Promise::of(&found.futures, ninety.unwrap(), day(0), Some(25)).odds.unwrap().1;
    let before = Promise::of(&found.futures, ninety.unwrap() - 1, day(0), Some(25)).odds.unwrap().1;
    assert!(before < 0.9 && 0.9 <= reached, "{before} {reached}");
}

#[test]
fn a_team_that_stopped_is_told_that_something_has_changed() {
    let mut all = items(150);
    all.items.retain(|item| item.started.unwrap() < day(7 * 137));
    let question = Question { reading: as_of(150), ..Default::default() };
    let words =
        question.of(&all, "ours.csv", &Nobody).unwrap_or_else(|refusal| panic!("{refusal:?}")).words().wide(100);
    assert!(words.contains("Something has changed"), "{words}");
}

#[test]
fn a_short_history_is_refused_or_told() {
    let refused = |weeks: i64| match (Question { reading: as_of(weeks), ..Default::default() }).of(
        &items(180),
        "ours.csv",
        &Nobody,
    ) {
        Err(Refusal::Asked { why, .. }) => Some(why),
        _ => None,
    };
    assert!(refused(5).unwrap().contains("at least 13 weeks"));
    assert_eq!(refused(20), None);
    let words = ask(Question { reading: as_of(20), ..Default::default() }).words().wide(100);
    assert!(words.contains("history is short") && words.contains("too few to judge"), "{words}");
}

#[test]
fn wrong_days_are_refused_with_the_part_of_the_question() {
    let part = |question: Question| match question.of(&items(60), "ours.csv", &Nobody) {
        Err(Refusal::Asked { of: Some(part), .. }) => part.name,
        _ => "none",
    };
    let with_by = |by: String| Question { reading: as_of(50), by: Some(by), ..Default::default() };
    assert_eq!(part(with_by(day(7 * 50).to_string())), "by");
    assert_eq!(part(with_by(day(7 * 150).to_string())), "by");
    assert_eq!(part(with_by("31.12.2026".into())), "by");
    assert_eq!(part(Question { reading: until("soon".into()), ..Default::default() }), "as_of");
    assert_eq!(part(Question { weeks: Some(53), ..Default::default() }), "weeks");
}
