use super::super::chance::{normal_tail, variance_within};
use super::super::field::Field;
use super::*;
use crate::analysis::estimate::mean;
use crate::run::ensemble::Nobody;
use crate::run::stream::{Kind, Stream};

/// A standard normal number for each place, by the sum of twelve uniform ones.
fn normals(name: &str, seed: u64, n: usize) -> Vec<f64> {
    let mut stream = Stream::new(Kind::Noise, name, seed);
    let mut out = vec![-6.0; n];
    for period in 0..12 {
        let mut row = vec![0.0; n];
        stream.fill(0, period, &mut row);
        out.iter_mut().zip(row).for_each(|(sum, uniform)| *sum += uniform);
    }
    out
}

/// Alternatives with given means, which share their luck and have some of their own.
fn values(seed: u64, means: &[f64], replications: usize) -> Vec<Vec<f64>> {
    let shared = normals("shared", seed, replications);
    let own = |alternative: usize| normals(&format!("own {alternative}"), seed, replications);
    let value =
        |mean: &f64, own: Vec<f64>| own.iter().zip(&shared).map(|(own, shared)| mean + own + 3.0 * shared).collect();
    means.iter().enumerate().map(|(alternative, mean)| value(mean, own(alternative))).collect()
}

fn race(alternatives: usize, replications: u64, criterion: Criterion) -> Race {
    Race { alternatives, replications, criterion, seed: 1, exhaustive: false }
}

/// The race over values that are there.
fn search(race: &Race, values: &[Vec<f64>]) -> Search {
    let mut runs = 0;
    let search = race.run(&Nobody, |round| {
        let Range { start, end } = round.replications;
        runs += round.alternatives.len() as u64 * (end - start);
        let of = |a: &usize| values[*a][start as usize..end as usize].to_vec();
        Ok::<_, ()>(Some(round.alternatives.iter().map(of).collect()))
    });
    let search = search.unwrap();
    assert_eq!(search.runs, runs);
    search
}

fn top(search: &Search) -> Vec<usize> {
    search.leaders.iter().take(TOP).map(|leader| leader.alternative).collect()
}

/// A few stand out of many.
fn field(alternatives: usize) -> Vec<f64> {
    (0..alternatives).map(|a| 3.0 / (1.0 + ((a * 37) % alternatives) as f64 / 4.0)).collect()
}

#[test]
fn the_race_finds_what_running_everything_finds_with_a_fifth_of_the_runs() {
    let (alternatives, replications) = (300, 1000);
    let values = values(1, &field(alternatives), replications);
    for criterion in [Criterion::Mean, Criterion::Median, Criterion::Tail] {
        let race = race(alternatives, replications as u64, criterion);
        let all = search(&Race { exhaustive: true, ..race.clone() }, &values);
        let quick = search(&race, &values);
        assert_eq!(top(&quick), top(&all), "{criterion:?}");
        assert_eq!((all.runs, all.leaders.len()), (300_000, 300));
        assert!(quick.runs <= 60_000, "{criterion:?}: {}", quick.runs);
        // The numbers of leaders are those of all replications, and so are what is between them.
        for (quick, all) in quick.leaders.iter().zip(&all.leaders).take(TOP) {
            assert_eq!((quick.at, quick.behind, quick.ties), (all.at, all.behind, all.ties));
        }
    }
}

/// Plans that drop out because there is no time for them might have been the best: their chances are those of a normal
/// number as many errors out as each is behind, and the confidence goes without them.
#[test]
fn confidence_counts_those_that_dropped_out() {
    let (alternatives, replications) = (300, 1000);
    let means: Vec<f64> = (0..alternatives).map(|a| if a == 0 { 0.2 } else { 0.0 }).collect();
    let values = values(5, &means, replications);
    let found = search(&race(alternatives, replications as u64, Criterion::Mean), &values);
    let dropped = |a: &usize| found.leaders.iter().all(|leader| leader.alternative != *a);
    let dropped: Vec<usize> = (0..alternatives).filter(dropped).collect();
    assert!(dropped.len() > 100 && found.leaders[0].alternative == 0);
    let (mut told, mut known) = (0.0, 0.0);
    for a in dropped.iter().copied() {
        let ran = found.standings[a].replications;
        let so_far = |a: usize| &values[a][..ran as usize];
        let sum = |a: usize| so_far(a).iter().sum::<f64>();
        let beside = (0..alternatives).filter(|a| found.standings[*a].replications >= ran);
        let ahead = beside.max_by(|a, b| sum(*a).total_cmp(&sum(*b))).unwrap();
        let between: Vec<f64> = so_far(ahead).iter().zip(so_far(a)).map(|(x, y)| x - y).collect();
        let between = mean(&between);
        told += found.standings[a].missed;
        known += normal_tail(between.value / between.error);
    }
    // Errors from a hundred resamples are known to a fourteenth, and those drop out first whose error came out small.
    assert!(known > 0.5 && (0.6..1.2).contains(&(told / known)), "told {told}, known {known}");
    let missed: f64 = dropped.iter().map(|a| found.standings[*a].missed).sum();
    let left = (1.0 - missed).max(0.0);
    assert!((found.confidence - left * found.leaders[0].chance).abs() < 1e-12, "{}", found.confidence);
    let of_ties: f64 = found.leaders.iter().filter(|leader| leader.ties).map(|leader| leader.chance).sum();
    assert!((found.confidence_of_ties - left * of_ties).abs() < 1e-12, "{}", found.confidence_of_ties);
    assert!(found.confidence < 0.5 && found.leaders[0].chance > 0.9);
}

#[test]
fn where_nothing_can_be_told_apart_it_says_so_and_keeps_to_its_budget() {
    let values = values(2, &[0.0; 200], 1000);
    let found = search(&race(200, 1000, Criterion::Mean), &values);
    assert!(found.runs <= 40_000, "{}", found.runs);
    assert!(found.confidence < 0.1, "{}", found.confidence);
    assert!(found.leaders.iter().filter(|leader| leader.ties).count() > 5);
}

/// What is said to be so sure has to be so as often, however near each other the best are.
#[test]
fn confidence_is_how_often_it_is_right() {
    let (trials, alternatives, replications) = (200, 8, 100);
    for (spread, rightly) in [(0.05, 0.2..0.5), (0.2, 0.5..0.8), (1.0, 0.8..1.0)] {
        let (mut right, mut said, mut among, mut said_among) = (0.0, 0.0, 0.0, 0.0);
        for trial in 0..trials {
            let means: Vec<f64> = normals("means", trial, alternatives).iter().map(|x| spread * x).collect();
            let best = (0..alternatives).max_by(|a, b| means[*a].total_cmp(&means[*b])).unwrap();
            let values = values(trial, &means, replications as usize);
            let found = search(&race(alternatives, replications, Criterion::Mean), &values);
            right += f64::from(u8::from(found.leaders[0].alternative == best)) / trials as f64;
            said += found.confidence / trials as f64;
            let is_among = found.leaders.iter().any(|leader| leader.ties && leader.alternative == best);
            among += f64::from(u8::from(is_among)) / trials as f64;
            said_among += found.confidence_of_ties / trials as f64;
            assert!(found.confidence_of_ties >= found.confidence);
        }
        assert!(rightly.contains(&right), "{spread}: right in {right}");
        // The standard error of a share found in so many trials; to the other side there is some caution besides.
        let error = (right * (1.0 - right) / trials as f64).sqrt();
        assert!(said < right + 2.0 * error, "{spread}: said {said}, right {right}");
        assert!(said > right - 2.0 * error - 0.1, "{spread}: said {said}, right {right}");
        // The same of those that tie; a share of nearly all has the error of one that is four of 200 short of it.
        let error = (among.min(0.98) * (1.0 - among.min(0.98)) / trials as f64).sqrt();
        assert!((said_among - among).abs() < 2.0 * error + 0.05, "{spread}: said {said_among}, among {among}");
    }
}

/// Of equal ones each is as likely to be the best: the bootstrap by itself would say 0.46 of eight.
#[test]
fn the_first_of_equals_is_not_taken_for_the_best() {
    let trials = 100;
    let said = |trial| search(&race(8, 100, Criterion::Mean), &values(trial, &[0.0; 8], 100)).confidence;
    let said: f64 = (0..trials).map(said).sum::<f64>() / trials as f64;
    assert!((0.1..0.3).contains(&said), "{said}");
}

#[test]
fn variances_of_what_is_cut_off() {
    // Of a standard normal number within 3, the square is 0.9733 on average: 1 - 2*3*phi(3)/(2*Phi(3) - 1).
    assert!((variance_within(3.0, 0.973_336_9) - 1.0).abs() < 1e-4);
    assert_eq!(variance_within(3.0, 3.0), f64::INFINITY);
    assert!(variance_within(3.0, 1e-4) < 1.1e-4);
}

#[test]
fn luck_that_is_shared_decides_nothing() {
    // Alike but for a constant: nothing is left to luck.
    let shared = normals("shared", 1, 500);
    let values: Vec<Vec<f64>> = (0..30).map(|a| shared.iter().map(|x| x + 0.01 * f64::from(a / 2)).collect()).collect();
    for criterion in [Criterion::Mean, Criterion::Median, Criterion::Tail] {
        let found = search(&race(30, 500, criterion), &values);
        // The last two are the same, and share the first place.
        assert_eq!(top(&found)[..4], [28, 29, 26, 27]);
        assert_eq!(found.leaders[..4].iter().map(|l| l.ties).collect::<Vec<_>>(), [true, true, false, false]);
        assert!((found.confidence - 0.5).abs() < 1e-9, "{}", found.confidence);
    }
}

#[test]
fn who_ends_it_gets_what_is_known() {
    let values = values(1, &field(100), 1000);
    let race = race(100, 1000, Criterion::Median);
    let mut rounds = 0;
    let found = race.run(&Nobody, |round| {
        rounds += 1;
        let Range { start, end } = round.replications;
        let of = |a: &usize| values[*a][start as usize..end as usize].to_vec();
        Ok::<_, ()>((rounds < 3).then(|| round.alternatives.iter().map(of).collect()))
    });
    let found = found.unwrap();
    assert!(found.ended && found.replications == 128 && found.leaders.len() >= TOP);
    assert!(found.confidence > 0.0 && found.confidence < 1.0);
    // In what order those that are left are told, when others dropped out in the last round: the best first.
    assert!(found.leaders.len() < 100 && found.leaders.windows(2).all(|two| two[0].at.value >= two[1].at.value));
    let nothing = race.run(&Nobody, |_| Ok::<_, ()>(None)).unwrap();
    assert!(nothing.ended && nothing.leaders.is_empty() && nothing.runs == 0);
    assert_eq!(race.run(&Nobody, |_| Err("wrong")), Err("wrong"));
}

#[test]
fn few_replications_and_few_alternatives() {
    for (alternatives, replications) in [(1, 1), (1, 1000), (2, 2), (3, 65), (20, 1)] {
        let found = search(
            &race(alternatives, replications, Criterion::Median),
            &values(3, &vec![0.0; alternatives], replications as usize),
        );
        assert_eq!(found.replications, replications);
        assert!(!found.leaders.is_empty() && found.leaders[0].ties);
        assert!((0.0..=1.0).contains(&found.confidence));
        if replications == 1 {
            assert_eq!((found.confidence, found.confidence_of_ties), (0.0, 0.0), "one says nothing of others");
        }
    }
}

#[test]
fn what_is_no_number_comes_last() {
    let mut values = values(1, &[0.0, 5.0, 1.0], 200);
    values[1] = vec![f64::NAN; 200];
    let found = search(&race(3, 200, Criterion::Mean), &values);
    assert_eq!(found.leaders[0].alternative, 2);
    assert!(found.standings[1].at.value.is_nan() && found.confidence > 0.9);
}

/// 1 and -1 by turns, which change every so many replications: the mean of n is 0, with an error of 1 over the root of n.
fn turns(every: usize, n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| if (i / every).is_multiple_of(2) { 1.0 } else { -1.0 })
}

/// Behind by a known number of errors: two of them part those that tie from those that do not, who are as likely to be the
/// best as a normal number is to lie so far out, and no part of the confidence in those that tie.
#[test]
fn two_errors_part_what_ties_from_what_does_not() {
    for (errors, ties) in [(0.9, true), (1.5, true), (1.85, true), (2.15, false), (2.5, false)] {
        let values = [vec![0.0; 100], turns(1, 100).map(|luck| luck - 0.1 * errors).collect()];
        let found = search(&race(2, 100, Criterion::Mean), &values);
        assert_eq!(found.leaders.iter().map(|leader| leader.alternative).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(found.leaders[1].ties, ties, "{errors}: {:?}", found.leaders[1].behind);
        let of_ties = found.leaders.iter().filter(|leader| leader.ties).map(|leader| leader.chance).sum::<f64>();
        assert_eq!(found.confidence_of_ties, of_ties);
        // Two that lie further apart than luck puts them: nothing of what is between them is taken for luck.
        if errors == 2.5 {
            let chance = found.leaders[1].chance;
            assert!((0.5..2.0).contains(&(chance / normal_tail(errors))), "{chance}");
            assert!((found.confidence_of_ties - (1.0 - chance)).abs() < 1e-12);
        }
    }
}

/// The first is one error ahead of two that share their luck, and are a hundred errors apart. That says nothing of how far
/// luck puts contenders apart: it is known from the first and each of these, whose squares are 1 and 1.21. A normal number
/// with such a square within 3 has a variance of 1.16, of which 0.136 is real, so the lead counts as 0.37 errors, and the
/// chance is that of a normal number below 0.37: 0.64. The bootstrap by itself would say 0.84.
#[test]
fn contenders_that_no_luck_parts_do_not_say_how_far_luck_goes() {
    let of = |behind: f64, own: f64| turns(2, 100).map(|luck| own * luck - behind).collect::<Vec<f64>>();
    let values = [turns(1, 100).collect(), of(0.1, 0.0), of(0.11, 0.001)];
    let found = search(&race(3, 100, Criterion::Mean), &values);
    assert_eq!(top(&found), [0, 1, 2]);
    assert!((0.58..0.70).contains(&found.confidence), "{}", found.confidence);
}

/// One that is far behind as a rule and now and then ahead of all: what the others miss then counts against them, so it is
/// run to the end like them. Without it, the first two would change places.
#[test]
fn regret_is_held_against_whoever_is_best_somewhere() {
    let now_and_then = |rule: f64, then: f64| (0..200).map(|i| if i % 6 == 0 { then } else { rule }).collect();
    let mut values: Vec<Vec<f64>> = vec![now_and_then(0.0, 0.0), now_and_then(-2.0, 1.0), now_and_then(-100.0, 5.0)];
    values.extend((0..10).map(|filler| now_and_then(-20.0 - f64::from(filler), -20.0 - f64::from(filler))));
    let race = race(values.len(), 200, Criterion::Regret);
    for race in [Race { exhaustive: true, ..race.clone() }, race] {
        let found = search(&race, &values);
        let first = |place: usize| (found.leaders[place].alternative, found.leaders[place].at.value);
        // One replication in six: at a tenth, one misses 5 less 1 and the other 5.
        assert_eq!((first(0), first(1)), ((1, -4.0), (0, -5.0)), "{race:?}");
        assert_eq!(found.standings[2].replications, 200);
    }
}

/// Ten make the list, and another is behind the last of it by a known number of errors. It drops out where that is more than
/// six, in all the replications that there could be: of what is known from three quarters of them half is left in doubt.
/// But what is less than four errors behind the first stays.
#[test]
fn who_is_clearly_behind_the_list_drops_out() {
    let n = 96;
    let stays = |first: f64, errors: f64, all: u64| {
        let mut values = vec![vec![0.0; n]; 11];
        values[0] = vec![first; n];
        values[10] = turns(1, n).map(|luck| luck - errors / (n as f64).sqrt()).collect();
        let alive: Vec<usize> = (0..11).collect();
        let field = Field::new(&race(11, all, Criterion::Mean), &alive, &values, n as u64, &Nobody).unwrap();
        let stays = field.stays(11, all);
        assert!(stays[..10].iter().all(|stays| *stays));
        stays[10]
    };
    assert_eq!([4.5, 8.0].map(|errors| stays(10.0, errors, 1 << 40)), [true, false]);
    assert_eq!([2.0, 4.5].map(|errors| stays(10.0, errors, 128)), [true, false]);
    // Of all but one nearly nothing is left in doubt.
    assert_eq!([stays(10.0, 3.0, 97), stays(0.0, 3.0, 97), stays(0.0, 5.0, 97)], [false, true, false]);
}

#[test]
fn what_may_follow_is_known_before_each_round() {
    let values = values(4, &[0.0; 30], 200);
    let race = Race { exhaustive: true, ..race(30, 200, Criterion::Mean) };
    let mut runs = 0;
    race.run(&Nobody, |round| {
        let Range { start, end } = round.replications;
        runs += round.alternatives.len() as u64 * (end - start);
        assert_eq!(runs + round.later, 30 * 200);
        let of = |a: &usize| values[*a][start as usize..end as usize].to_vec();
        Ok::<_, ()>(Some(round.alternatives.iter().map(of).collect()))
    })
    .unwrap();
    assert_eq!(runs, 30 * 200);
}

/// A thousand in a thousand replications may cost 200,000 runs, of which the first 64 of each take 64,000. 20 in the other
/// 936 take 18,720, and half of the 117,280 that are left is 64 for each of 916 more. Of the last 40 replications 20 take
/// 800; of 10,000 that are left then, 9,200 are 40 for each of 230 more.
#[test]
fn a_round_costs_half_of_what_is_left_and_the_last_all() {
    let race = race(1000, 1000, Criterion::Mean);
    assert_eq!(race.affordable(1000, 64, 64_000), 20 + 916);
    assert_eq!(race.affordable(100, 960, 190_000), 20 + 230);
}
