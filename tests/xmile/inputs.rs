//! Steps, ramps and pulses, against whole numbers of steps (3.5.4).

use super::*;

/// Against whole numbers of steps, where nothing is rounded.
#[test]
fn inputs_begin_and_end_at_their_step_whatever_dt() {
    for (steps_a_unit, method) in [(10i64, "euler"), (8, "euler"), (4, "rk4"), (10, "rk4")] {
        let n = steps_a_unit as f64;
        let at = |step: i64| step as f64 / n;
        // Moments and lengths in steps.
        let (from, to, gap, length) = (3, 17, 5, 2);
        let equation = |text: &str| {
            let places = [("FROM", from), ("TO", to), ("GAP", gap), ("LENGTH", length), ("EARLY", from - 2 * gap)];
            places.iter().fold(text.to_string(), |text, (word, steps)| text.replace(word, &at(*steps).to_string()))
        };
        let rows = [
            ("s", "STEP(5, FROM)"),
            ("r", "RAMP(2, FROM)"),
            ("r2", "RAMP(2, FROM, TO)"),
            ("once", "PULSE(20, FROM)"),
            ("never again", "PULSE(20, FROM, 0)"),
            ("often", "PULSE(20, FROM, GAP)"),
            ("before", "PULSE(20, EARLY, GAP)"),
            ("train", "PULSE TRAIN(FROM, LENGTH, GAP, TO)"),
        ];
        let equations: Vec<(&str, String)> = rows.iter().map(|(name, text)| (*name, equation(text))).collect();
        let variables: String = equations.iter().map(|(name, text)| aux(name, text)).collect();
        let filled = variables + &stock("tank", "0", &["filling"], &[]) + &flow("filling", &equations[5].1);
        let specs = format!(
            "<sim_specs method=\"{method}\"><start>0</start><stop>4</stop><dt reciprocal=\"true\">{n}</dt></sim_specs>"
        );
        let ran = ran_text(&document(&specs, &filled));
        let by_step = |name: &str, value: &dyn Fn(i64) -> f64| {
            let expected: Vec<f64> = (0..=4 * steps_a_unit).map(value).collect();
            check_close(&format!("{name} at dt 1/{n}"), &ran.path(name), &expected, 1e-12 * 20.0 * n);
        };
        let truth = |holds: bool| if holds { 1.0 } else { 0.0 };
        let again = |k: i64, first: i64| k >= first && (k - first) % gap == 0;
        by_step("s", &|k| 5.0 * truth(k >= from));
        by_step("r", &|k| 2.0 * at((k - from).max(0)));
        by_step("r2", &|k| 2.0 * at((k.min(to) - from).max(0)));
        by_step("once", &|k| 20.0 * n * truth(k == from));
        by_step("never again", &|k| 20.0 * n * truth(k == from));
        by_step("often", &|k| 20.0 * n * truth(again(k, from)));
        by_step("before", &|k| 20.0 * n * truth(again(k, from - 2 * gap)));
        by_step("train", &|k| truth(k >= from && (k - from) % gap < length && k <= to));
        // A pulse brings its whole volume into a stock, in either method.
        by_step("tank", &|k| 20.0 * (0..k).filter(|k| again(*k, from)).count() as f64);
    }
}

/// A pulse between two steps comes at the second, whole: none is lost and none comes twice.
#[test]
fn a_pulse_between_two_steps_comes_at_the_next() {
    let variables = stock("tank", "0", &["f"], &[])
        + &auxiliaries(&[("early", "PULSE(1, 0.32)"), ("late", "PULSE(1, 0.38)"), ("half", "PULSE(1, 0.35)")])
        + &flow("f", "PULSE(1, 0, 0.25)");
    let ran = ran_text(&document(&specs(2.0, 0.1, "euler"), &variables));
    let at_four: Vec<f64> = (0..=20).map(|k| if k == 4 { 10.0 } else { 0.0 }).collect();
    for name in ["early", "late", "half"] {
        check_close(name, &ran.path(name), &at_four, 1e-12);
    }
    // At 0, 2.5, 5, ... steps.
    let expected: Vec<f64> = (0..=20).map(|k| (0..k).filter(|j| [0, 3].contains(&(j % 5))).count() as f64).collect();
    check_close("tank", &ran.path("tank"), &expected, 1e-9);
    let long = ran_text(&document(
        &specs(2100.0, 0.001, "euler"),
        &aux("x", "PULSE(1, 0, 1000) + PULSE TRAIN(0, 0.5, 1000)*1e6"),
    ));
    let path = long.path("x");
    let begins: Vec<usize> = (0..path.len()).filter(|k| path[*k] == 1000.0 + 1e6).collect();
    assert_eq!(begins, [0, 1_000_000, 2_000_000]);
    assert_eq!(path.iter().filter(|x| **x >= 1e6).count(), 1500);
}
