use jiff::civil::date;

use super::*;

fn item(created: Option<Date>, started: Option<Date>, done: Option<Date>) -> Item {
    Item { row: 2, created, started, done, ..Item::default() }
}

#[test]
fn a_percentile_is_the_smallest_that_so_many_do_not_exceed() {
    // Nearest rank: of 5 numbers the 50th percentile is the third, the 85th and the 95th are the fifth.
    let sorted = [15, 20, 35, 40, 50];
    assert_eq!([30, 40, 50, 85, 95, 100].map(|share| percentile(&sorted, share)), [20, 20, 35, 50, 50, 50]);
    assert_eq!(percentile(&[7], 50), 7);
}

#[test]
fn weeks_end_with_the_last_day_and_open_items_are_what_came_and_has_not_left() {
    let d = |day: i8| Some(date(2025, 1, day));
    let all = [
        item(d(1), d(2), d(3)),
        item(d(1), d(6), d(14)),
        item(d(7), None, None),
        item(None, d(8), None),
        item(d(8), None, d(14)),
    ];
    let items: Vec<&Item> = all.iter().collect();
    let (before, weeks) = weeks(&items, date(2025, 1, 14), 52);
    assert_eq!(before, Open::default());
    assert_eq!(weeks.len(), 2);
    let told: Vec<_> = weeks.iter().map(|w| (w.arrived, w.started, w.done, w.in_progress, w.waiting)).collect();
    assert_eq!(told, [(3, 2, 1, 1, 1), (2, 1, 2, 1, 1)]);
    assert_eq!((weeks[0].first, weeks[1].last), (date(2025, 1, 1), date(2025, 1, 14)));
    let (before, last) = super::weeks(&items, date(2025, 1, 14), 1);
    assert_eq!((before, &last[..]), (Open { in_progress: 1, waiting: 1 }, &weeks[1..]));
}

#[test]
fn an_item_done_on_the_day_it_was_begun_took_no_days() {
    let d = |day: i8| Some(date(2025, 1, day));
    let all = [item(None, d(2), d(2)), item(None, d(2), d(9)), item(None, d(3), None)];
    let items: Vec<&Item> = all.iter().collect();
    let times = CycleTimes::of(&items, date(2025, 1, 1), date(2025, 1, 10)).unwrap();
    assert_eq!(times.percentiles, [0, 7, 7]);
    let ages = Ages::of(&items, Some(&times), date(2025, 1, 12));
    assert_eq!((ages.each[0].2, ages.older), (9, Some([1, 1, 1])));
}
