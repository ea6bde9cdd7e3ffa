//! Random functions (3.5.2).

use super::*;

fn lucky(variables: &str, replications: u64) -> Scenario {
    let specs = "<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>";
    Scenario { replications, ..Scenario::of_model(model(&document(specs, variables))) }
}

/// All replications of a variable at the saved moment with this index.
fn draws(ran: &Ran, name: &str, time: usize) -> Vec<f64> {
    ran.0.at(ran.0.scenario.model.find(name).unwrap(), time).unwrap().to_vec()
}

/// Equations with the mean, the variance and the kurtosis of their draws.
fn drawn() -> Vec<(&'static str, f64, f64, f64)> {
    // Of a lognormal distribution with w = 1 + cv^2.
    let w: f64 = 1.0 + 0.25 * 0.25;
    vec![
        ("RANDOM(2, 8)", 5.0, 3.0, 1.8),
        ("NORMAL(-3, 2)", -3.0, 4.0, 3.0),
        ("LOGNORMAL(4, 1)", 4.0, 1.0, w * w * (w * w + 2.0 * w + 3.0) - 3.0),
        ("EXPRND(5)", 5.0, 25.0, 9.0),
        ("POISSON(2.5)", 2.5, 2.5, 3.0 + 1.0 / 2.5),
    ]
}

#[test]
fn a_run_without_luck_takes_the_mean_of_each_draw() {
    for (equation, mean, _, _) in drawn() {
        assert_eq!(ran_ten(&aux("x", equation)).path("x"), [mean; 11], "{equation}");
    }
    let moving: Vec<f64> = (0..=10).map(|t| f64::from(t) / 2.0).collect();
    assert_eq!(ran_ten(&aux("x", "RANDOM(0, TIME)")).path("x"), moving);
}

#[test]
fn draws_have_the_mean_and_the_variance_that_they_are_given() {
    let n = 10_000.0;
    for (equation, mean, variance, kurtosis) in drawn() {
        let ran = ran(lucky(&aux("x", equation), n as u64));
        let found = [0, 1].map(|time| draws(&ran, "x", time));
        for x in &found {
            let m = x.iter().sum::<f64>() / n;
            let v = x.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / (n - 1.0);
            assert!((m - mean).abs() < 4.0 * (variance / n).sqrt(), "{equation}: mean {m}");
            assert!((v - variance).abs() < 4.0 * variance * ((kurtosis - 1.0) / n).sqrt(), "{equation}: variance {v}");
        }
        // One step's draw says nothing about the next one's.
        let [a, b] = found;
        let together = a.iter().zip(&b).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / (n * variance);
        assert!(together.abs() < 4.0 / n.sqrt(), "{equation}: correlation {together}");
    }
}

#[test]
fn draws_with_one_seed_share_their_luck_and_others_do_not() {
    let variables = auxiliaries(&[
        ("a", "RANDOM(0, 1, 7)"),
        ("b", "10*RANDOM(0, 1, 7)"),
        ("bell", "NORMAL(0, 1, 7)"),
        ("other", "RANDOM(0, 1, 8)"),
        ("own", "RANDOM(0, 1)"),
        ("too", "RANDOM(0, 1)"),
        ("two", "RANDOM(0, 1) - RANDOM(0, 1)"),
    ]);
    let ran_with = |seed: u64| ran(Scenario { seed, ..lucky(&variables, 500) });
    let one = ran_with(1);
    let of = |name: &str| draws(&one, name, 1);
    let (a, bell) = (of("a"), of("bell"));
    check_close("ten times", &of("b"), &a.iter().map(|x| 10.0 * x).collect::<Vec<_>>(), 0.0);
    // Several distributions over one luck: what is above the middle of one is above the middle of the other.
    assert!(a.iter().zip(&bell).all(|(a, bell)| (*a > 0.5) == (*bell > 0.0)));
    let apart = |a: &[f64], b: &[f64]| a.iter().zip(b).filter(|(a, b)| a != b).count() == a.len();
    assert!(apart(&a, &of("other")) && apart(&a, &of("own")) && apart(&of("own"), &of("too")));
    assert!(of("two").iter().all(|x| *x != 0.0));
    assert!(apart(&a, &draws(&ran_with(2), "a", 1)), "the seed of the scenario");
}

/// A seed is its value, however it is written; one that is found out only in a run is told from others by its words, and
/// 0 is none.
#[test]
fn a_seed_may_be_calculated() {
    let variables = auxiliaries(&[
        ("n", "7"),
        ("later", "n + TIME"),
        ("written", "RANDOM(0, 1, 7)"),
        ("constant", "RANDOM(0, 1, n)"),
        ("calculated", "UNIFORM(0, 1, (n - 1)*2 - 10/2)"),
        ("varying", "RANDOM(0, 1, later)"),
        ("again", "RANDOM(0, 1, LATER )"),
        ("none", "RANDOM(0, 1, 0)"),
        ("too", "RANDOM(0, 1, n - 7)"),
    ]);
    let ran = ran(lucky(&variables, 50));
    let of = |name: &str| draws(&ran, name, 1);
    assert_eq!((of("constant"), of("calculated")), (of("written"), of("written")));
    assert_eq!(of("again"), of("varying"));
    let apart = [of("written"), of("varying"), of("none"), of("too")];
    for (i, a) in apart.iter().enumerate() {
        assert!(apart[..i].iter().all(|b| a.iter().zip(b).all(|(a, b)| a != b)), "{i}");
    }
}

#[test]
fn a_draw_is_held_for_the_dt_of_the_model_whatever_that_of_the_scenario() {
    let whole = lucky(&auxiliaries(&[("x", "NORMAL(0, 1)"), ("y", "EXPRND(3, 4)")]), 20);
    let mut half = whole.clone();
    half.time.dt = 0.5;
    half.time.save = 0.5;
    let [whole, half] = [ran(whole), ran(half)];
    assert_eq!((whole.times().len(), half.times().len()), (3, 5));
    for name in ["x", "y"] {
        for step in 0..4 {
            assert_eq!(draws(&half, name, step), draws(&whole, name, step / 2), "{name} {step}");
        }
        assert_ne!(draws(&whole, name, 0), draws(&whole, name, 1));
    }
}

#[test]
fn another_draw_changes_none() {
    let before = auxiliaries(&[("x", "NORMAL(0, 1)"), ("y", "POISSON(4)"), ("z", "RANDOM(0, 1, 3)")]);
    let more = auxiliaries(&[("aardvark", "RANDOM(0, 1)")]) + &before + &auxiliaries(&[("zebra", "RANDOM(0, 1, 4)")]);
    let [a, b] = [before, more].map(|variables| ran(lucky(&variables, 70)));
    for name in ["x", "y", "z"] {
        for time in 0..3 {
            assert_eq!(draws(&a, name, time), draws(&b, name, time), "{name}");
        }
    }
}
