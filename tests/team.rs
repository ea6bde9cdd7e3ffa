//! The shipped model: alike for each head whatever the size of the team, true to the figures that a team gives of itself, and
//! accountable for every item.

use std::sync::Arc;

use flywheel::answer::{Answer, contradictions, tipping};
use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::run::ensemble::{Nobody, Part, run};
use flywheel::text::{Diagnostic, Source};
use flywheel::{Library, load, math};

/// A scenario, told in a few lines.
struct Told<'a>(&'a str);

impl Library for Told<'_> {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        Ok(Source::new(name, self.0))
    }

    fn beside(&self, _: &str, path: &str) -> String {
        path.into()
    }
}

fn scenario(text: &str) -> Scenario {
    load("told.toml", &Told(text)).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// Without luck, the values of one variable after the other, week by week.
fn course(text: &str, names: &[&str]) -> Vec<Vec<f64>> {
    let scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario(text) };
    let wanted: Vec<_> = names.iter().map(|name| scenario.model.find(name).unwrap()).collect();
    let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
    samples.values.chunks(samples.times.len()).map(<[f64]>::to_vec).collect()
}

/// Everything that is counted in items or in people goes with the people; everything else is the same.
#[test]
fn a_team_of_any_size_behaves_alike_for_each_head() {
    const COUNTED: [&str; 9] =
        ["options", "backlog", "wip", "waiting", "recent_thr", "batch", "debt", "delivering", "value_total"];
    const FELT: [&str; 8] =
        ["pressure", "trust", "cohesion", "energy", "lead_time", "flow_time", "switch_loss", "adoption_wip_limit"];
    let names = [&COUNTED[..], &FELT[..]].concat();
    let picks = "[picks]\nquick_wins = 4\nreplenish = 10\nwip_limit = 16\nsmall_batch = 22\n";
    for (start, picks) in [("healthy", ""), ("loaded", picks), ("stressed", ""), ("stressed", picks)] {
        let of =
            |people: f64| course(&format!("start = \"{start}\"\n[constants]\nteam_size = {people}\n{picks}"), &names);
        let eight = of(8.0);
        for people in [3.0, 20.0, 40.0, 80.0] {
            for (name, (those, eight)) in names.iter().zip(of(people).iter().zip(&eight)) {
                let share = if COUNTED.contains(name) { people / 8.0 } else { 1.0 };
                let largest = eight.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
                for (week, (that, this)) in those.iter().zip(eight).enumerate() {
                    let apart = (that / share - this).abs();
                    assert!(
                        apart <= 1e-12 * largest,
                        "{people} people, {start}: {name} in week {week} differs by {apart}"
                    );
                }
            }
        }
    }
}

const NINE: &str = "[team]\npeople = 9\nthroughput = 2.5\nopen = 34\nrelease_every = 3\n";

/// Who gives figures gets them back, and if nothing is done they stay within a tenth for half a year.
#[test]
fn a_team_that_gives_its_figures_does_what_they_say() {
    let others = [
        NINE.to_string(),
        "[team]\npeople = 8\nthroughput = 4.8\nopen = 4.5\nwaiting_to_start = 4.5\nrelease_every = 1\n".into(),
        "[team]\npeople = 6\nthroughput = 1.3\nopen = 20\nwaiting_to_start = 80\nrelease_every = 3\nrequests = 6.5\n"
            .into(),
        "[team]\npeople = 40\nthroughput = 12\nopen = 110\nwaiting_to_start = 90\nrelease_every = 4\n".into(),
    ];
    for text in others {
        let read = scenario(&text);
        let told = |name: &str| {
            let id = read.model.find(name).unwrap();
            read.constants.iter().find(|(constant, _)| *constant == id).unwrap().1.value
        };
        let found = course(&text, &["shipping", "wip", "people"]);
        for (course, figure) in found.iter().zip(["own_throughput", "own_open", "team_size"]) {
            assert!((course[0] / told(figure) - 1.0).abs() < 1e-9, "{figure} of {text} is {} at the start", course[0]);
            for (week, value) in course.iter().enumerate().take(27) {
                let away = value / course[0] - 1.0;
                assert!(away.abs() < 0.1, "{figure} of {text} is off by {away} in week {week}");
            }
        }
    }
}

/// What is open, in use or gone is all that was there and all that came.
#[test]
fn no_item_is_lost_whoever_says_no() {
    for text in [
        "start = \"stressed\"\nreplications = 50\n[picks]\nreplenish = 4\nnot_now = 8\nquick_wins = 12\n".to_string(),
        format!("replications = 50\n{NINE}[picks]\nreplenish = {{ start = 3, kind = \"decision\" }}\n"),
    ] {
        let scenario = scenario(&text);
        let names =
            ["options", "backlog", "wip", "waiting", "defects", "declined", "withdrawn", "delivered", "requested"];
        let wanted: Vec<_> = names.iter().map(|name| scenario.model.find(name).unwrap()).collect();
        let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
        let (times, count) = (samples.times.len(), 50);
        let at = |variable: usize, time: usize, r: usize| samples.values[(variable * times + time) * count + r];
        for replication in 0..count {
            let balance = |time| (0..8).map(|v| at(v, time, replication)).sum::<f64>() - at(8, time, replication);
            for time in 0..times {
                let lost = (balance(time) - balance(0)).abs();
                assert!(lost < 1e-9, "replication {replication}, week {time}: {lost} items");
            }
        }
    }
}

/// A queue that is served first come, first served at a rate, and that each who waits leaves at another: who is served has
/// waited as long as `thinning` says of the queue over the rate. Held against the wait of one place, step by step.
#[test]
fn who_is_served_waits_as_long_as_the_thinned_queue() {
    for (queue, served, leaving) in [(40.0, 2.0, 0.05), (10.0, 4.0, 0.3), (80.0, 1.3, 0.065)] {
        let (mut before, mut waited) = (queue, 0.0);
        let step = 1e-5;
        while before > 0.0 {
            before -= step * (served + leaving * before);
            waited += step;
        }
        let ratio: f64 = leaving * queue / served;
        let thinned = queue * math::ln_1p(ratio) / ratio / served;
        assert!((waited / thinned - 1.0_f64).abs() < 1e-3, "{waited} and {thinned}");
    }
    // The model's own, at the start of a team whose queue is as it was.
    let found = course(NINE, &["backlog", "recent_thr", "stale", "thinning", "wip", "waiting", "lead_time"]);
    let [queue, served, stale, thinning, wip, waiting, lead] = [0, 1, 2, 3, 4, 5, 6].map(|i| found[i][0]);
    let ratio = stale / served;
    assert!((thinning - math::ln_1p(ratio) / ratio).abs() < 1e-12);
    assert!((lead - (queue * thinning + wip + waiting) / served).abs() < 1e-12);
}

/// A decision is there in full from its week on; a habit of the same cost has to be learned.
#[test]
fn a_decision_acts_at_once_and_a_habit_is_learned() {
    let limited = |kind: &str| {
        let text = format!("start = \"stressed\"\n[picks]\nwip_limit = {{ start = 4, kind = \"{kind}\" }}\n");
        course(&text, &["adoption_wip_limit", "change_gap"])
    };
    let [decision, habit] = ["decision", "habit"].map(limited);
    assert_eq!((decision[0][3], decision[0][4], decision[1][4]), (0.0, 1.0, 0.0));
    assert!(habit[0][8] > 0.0 && habit[0][8] < 0.6 && habit[1][8] > 0.0, "{:?}", habit[0][8]);
}

/// Figures that cannot be true together are told with the way out, before anything is run.
#[test]
fn figures_that_contradict_each_other_are_told() {
    let team = |figures: &str| format!("[team]\npeople = 9\n{figures}");
    for (figures, told) in [
        ("open = 34", "Your figures say nothing of the throughput"),
        ("throughput = 2.5", "Your figures do not say how many items are open"),
        ("throughput = 40\nopen = 34\nitem_effort = 2", "80 people of work a week, and the team has 9 people"),
        ("throughput = 2.5\nopen = 34\nflow_time = 3", "and you say 3 weeks"),
        ("throughput = 2.5\nopen = 340", "340 items open are 37.8 items"),
        ("throughput = 2.5\nopen = 34\nrequests = 1", "Fewer requests come (1 item a week) than you ship"),
        ("throughput = 0.05\nopen = 34", "an item of yours is"),
        ("throughput = 3\nopen = 34\nrequests = 30", "27 items a week would be given up"),
        ("throughput = 2.5\nopen = 34\nrequests = 1", "They are not used"),
        ("throughput = 3\nopen = 34\nwaiting_to_start = 5000", "1667 weeks of work"),
        ("throughput = 2.5\nopen = 34\nrelease_every = 52", "130 items go out at once"),
        ("throughput = 3\nopen = 34\nitem_effort = 2.9", "4.73 times as fast"),
    ] {
        let text = team(figures);
        let found = contradictions::of(&scenario(&text));
        let found: Vec<_> = found.iter().map(|told| told.message.as_str()).collect();
        assert!(found.iter().any(|found| found.contains(told)), "{figures}: {found:?}");
    }
    // Figures that hold each other are told nothing but where such a team goes by itself.
    let [one] = &told(NINE)[..] else { panic!("{:?}", told(NINE)) };
    assert!(
        one.starts_with("With nothing done and no luck, this team would go from 2.5 items a week to 2.83"),
        "{one}"
    );
}

fn told(text: &str) -> Vec<String> {
    contradictions::of(&scenario(text)).into_iter().map(|told| told.message).collect()
}

const LATE: &str = "[team]\npeople = 9\nthroughput = 2.5\nopen = 34\nwaiting_to_start = 40\nrelease_every = 3\n";

/// Where a team goes by itself is told if it is far, with the reason: held, it does not go.
#[test]
fn a_late_team_is_told_where_it_goes_by_itself_and_why() {
    let [one] = &told(LATE)[..] else { panic!("{:?}", told(LATE)) };
    assert!(
        one.contains("from 2.5 items a week to 3.05 items a week in 104 weeks: those who wait come to expect"),
        "{one}"
    );
    let end = |text: &str| *course(text, &["recent_thr"])[0].last().unwrap();
    assert!((end(LATE) / 3.05 - 1.0).abs() < 0.01);
    let held = format!("{LATE}[constants]\nexpectation_drift = 0\n");
    assert!(told(&held).is_empty() && (end(&held) / 2.5 - 1.0).abs() < 0.1, "{:?} {}", told(&held), end(&held));
    // What is done about it changes nothing of what would be without it.
    assert_eq!(told(&format!("horizon = 26\n{LATE}[picks]\nwip_limit = 4\n")), told(LATE));
    for calm in [
        "[team]\npeople = 8\nthroughput = 4.8\nopen = 4.5\nwaiting_to_start = 4.5\nrelease_every = 1\n",
        "[team]\npeople = 9\n",
        "start = \"stressed\"\n",
    ] {
        assert!(told(calm).is_empty(), "{calm}: {:?}", told(calm));
    }
}

/// A stock beside the figures is told with what they give it, and where it goes; one that is a figure is refused.
#[test]
fn a_stock_beside_the_figures_is_told_with_what_they_give_it() {
    let beside = |stock: &str| told(&format!("{LATE}[stocks]\n{stock}\n"));
    for (stock, what) in [
        ("trust = 0.6", "Your figures tell 0.23 for `trust`, and it begins with 0.6"),
        ("energy = 0.9", "tell 0.402 for `energy`"),
        ("debt = 5", "tell 237 person*week for `debt`"),
        ("pressure = 1", "tell 2.55 for `pressure`"),
        ("cohesion = 0.9", "tell 0.311 for `cohesion`"),
        ("wip = 20", "`wip` begins with 20 items, and `open` says 34 items"),
        ("backlog = 80", "`backlog` begins with 80 items, and `waiting_to_start` says 40 items"),
        ("recent_thr = 3", "`recent_thr` begins with 3 items a week, and `throughput` says 2.5 items a week"),
    ] {
        let [one] = &beside(stock)[..] else { panic!("{stock}: {:?}", beside(stock)) };
        assert!(one.contains(what), "{stock}: {one}");
    }
    let text = format!("{LATE}[stocks]\ntrust = 0.6\n");
    let found = course(&text, &["trust", "recent_thr"]);
    let [trust, throughput] = [0, 1].map(|index| *found[index].last().unwrap());
    assert!(beside("trust = 0.6")[0].contains("from 0.6 to 0.165 by week 104, and `throughput` goes from 2.5 to 1.9"));
    assert!((trust / 0.165 - 1.0).abs() < 0.01 && (throughput / 1.9 - 1.0).abs() < 0.01, "{trust} {throughput}");
    let help = contradictions::of(&scenario(&text)).remove(0).help.unwrap();
    assert!(help.contains("effort of a typical item 1.21 for 1.09"), "{help}");
    // What the figures say, in other words, is no contradiction.
    assert!(beside("wip = 34").iter().all(|told| told.starts_with("With nothing done")));
    assert!(told("[team]\npeople = 9\n[stocks]\nwip = 20\n").is_empty());
    assert!(told("start = \"stressed\"\n[team]\npeople = 20\n").is_empty());
}

/// On the map of a team that is told in its own figures less open is less to switch between: the team is the same in every
/// cell. Were the size of its items inferred anew in each, those with less open would have larger ones.
#[test]
fn on_the_map_of_own_figures_the_team_stays_the_same() {
    let question = tipping::Question {
        x: Some("wip=8..60".into()),
        y: Some("trust=0.1..0.5".into()),
        grid: Some(2),
        replications: Some(24),
        durations: vec![4.0],
        ..tipping::Question::default()
    };
    let found = question.ask(scenario(LATE), &Nobody).unwrap().data();
    let shares = serde_json::to_value(&found.map.shares["flywheel"]).unwrap();
    let share = |row: usize, column: usize| shares[row][column].as_f64().unwrap();
    for row in 0..2 {
        assert!(share(row, 0) > share(row, 1) + 0.1, "{shares}");
    }
    // A constant may be an axis whose least value is above 0.
    let [x, y] = ["team_size=4..10", "request_rate"].map(|axis| Some(axis.into()));
    let people = tipping::Question { x, y, replications: Some(8), horizon: Some(26.0), ..question };
    assert!(people.ask(scenario(LATE), &Nobody).is_ok());
}

/// A range without a distribution is no range that is passed over.
#[test]
fn a_figure_with_a_range_is_drawn() {
    let read = scenario("[team]\npeople = { value = 9, min = 8, max = 10 }\n");
    let id = read.model.find("team_size").unwrap();
    assert!(read.uncertain().any(|(own, spread)| own == id && spread.range == Some((8.0, 10.0))));
}
