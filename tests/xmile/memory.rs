//! Delays, averages, trends, present values: what carries something from step to step (3.5.3, 3.5.5).

use flywheel::math::{exp, pow};

use super::*;

#[test]
fn init_previous_and_self() {
    let specs = "<sim_specs isee:save_interval=\"1\"><start>2</start><stop>5</stop><dt>0.5</dt></sim_specs>";
    let variables = auxiliaries(&[
        ("at first", "INIT(TIME * 3 + 1)"),
        ("before", "PREVIOUS(TIME, -1)"),
        ("itself", "PREVIOUS(TIME)"),
        ("count", "PREVIOUS(SELF, 0) + 1"),
        ("highest", "MAX(PREVIOUS(highest, 0), SIN(TIME))"),
    ]);
    for method in ["euler", "rk4"] {
        let ran =
            ran_text(&document(&specs.replace("<sim_specs", &format!("<sim_specs method=\"{method}\"")), &variables));
        assert_eq!(ran.path("at_first"), [7.0; 4]);
        assert_eq!(ran.path("before"), [-1.0, 2.5, 3.5, 4.5], "{method}");
        assert_eq!(ran.path("itself"), [2.0, 2.5, 3.5, 4.5], "{method}");
        assert_eq!(ran.path("count"), [1.0, 3.0, 5.0, 7.0], "{method}");
        assert_eq!(ran.last("highest"), flywheel::math::sin(2.0));
    }
    assert_eq!(codes(&document(TEN, &aux("x", "SELF + 1"))), [Code::Circular]);
}

/// A pipeline: what comes out is what went in, a whole number of steps ago.
#[test]
fn a_pipeline_delay_lasts_whole_steps_and_at_least_one() {
    for (dt, length, steps) in [
        (1.0, "0.5", 1),
        (1.0, "1.2", 1),
        (1.0, "1.5", 2),
        (1.0, "3.7", 4),
        (1.0, "0", 1),
        (0.25, "1", 4),
        (0.25, "0.1", 1),
        (0.1, "0.3", 3),
        (0.125, "100", 1000),
        // Read at the start, and then never again.
        (1.0, "2 + TIME", 2),
        (1.0, "IF TIME > 3 THEN 1 ELSE 4", 4),
    ] {
        for method in ["euler", "rk4"] {
            let variables = auxiliaries(&[
                ("x", "3 + TIME*TIME"),
                ("late", &format!("DELAY(x, {length}, 77)")),
                ("own", &format!("DELAY(x, {length})")),
            ]);
            let ran = ran_text(&document(&specs(12.0, dt, method), &variables));
            let x = ran.path("x");
            let after = |initial: f64| -> Vec<f64> {
                (0..x.len()).map(|k| k.checked_sub(steps).map_or(initial, |then| x[then])).collect()
            };
            assert_eq!(ran.path("late"), after(77.0), "{length} at dt {dt}, {method}");
            assert_eq!(ran.path("own"), after(3.0), "{length} at dt {dt}, {method}");
        }
    }
}

/// Exponential averages by Euler's method: `time` is that of each step, shared by the stages.
fn smoothed(input: &[f64], time: &[f64], order: usize, initial: f64, dt: f64) -> Vec<f64> {
    let mut stages = vec![initial; order];
    let mut out = Vec::new();
    for (x, time) in input.iter().zip(time) {
        out.push(stages[order - 1]);
        let above: Vec<f64> = std::iter::once(*x).chain(stages.iter().copied()).collect();
        for (stage, above) in stages.iter_mut().zip(above) {
            *stage += dt * (above - *stage) / (time / order as f64);
        }
    }
    out
}

/// Stocks in a row, each emptied by what is in it over its time.
fn delayed(input: &[f64], time: impl Fn(usize, usize) -> f64, order: usize, initial: f64, dt: f64) -> Vec<f64> {
    let mut stages: Vec<f64> = (0..order).map(|stage| initial * time(stage, 0)).collect();
    let mut out = Vec::new();
    for (step, x) in input.iter().enumerate() {
        let left: Vec<f64> = (0..order).map(|stage| stages[stage] / time(stage, step)).collect();
        out.push(left[order - 1]);
        let came: Vec<f64> = std::iter::once(*x).chain(left.iter().copied()).collect();
        for stage in 0..order {
            stages[stage] += dt * (came[stage] - left[stage]);
        }
    }
    out
}

#[test]
fn averages_and_delays_are_the_stocks_that_they_stand_for() {
    let dt = 0.125;
    for time in ["6", "4 + STEP(2, 5) + TIME/10"] {
        let variables = auxiliaries(&[
            ("x", "10 + 5*SIN(TIME) + STEP(20, 4)"),
            ("t", time),
            ("s1", "SMTH1(x, t)"),
            ("s1i", "SMTH1(x, t, 3)"),
            ("s3", "SMTH3(x, t)"),
            ("s3i", "SMTH3(x, t, 3)"),
            ("sn", "SMTHN(x, t, 5)"),
            ("sni", "SMTHN(x, t, 5, 3)"),
            ("d1", "DELAY1(x, t)"),
            ("d1i", "DELAY1(x, t, 3)"),
            ("d3", "DELAY3(x, t)"),
            ("d3i", "DELAY3(x, t, 3)"),
            ("dn", "DELAYN(x, t, 5)"),
            ("dni", "DELAYN(x, t, 5, 3)"),
        ]);
        let ran = ran_text(&document(&specs(20.0, dt, "euler"), &variables));
        let (x, t) = (ran.path("x"), ran.path("t"));
        for (name, order) in [("1", 1), ("3", 3), ("n", 5)] {
            // In a delay of order n, a change of the time travels down the row with what is in it.
            let of_stage = |stage: usize, step: usize| {
                let then = if name == "n" { step.saturating_sub(stage) } else { step };
                t[then] / order as f64
            };
            for (suffix, initial) in [("", x[0]), ("i", 3.0)] {
                let (average, delay) = (format!("s{name}{suffix}"), format!("d{name}{suffix}"));
                check_close(&average, &ran.path(&average), &smoothed(&x, &t, order, initial, dt), 1e-11);
                check_close(&delay, &ran.path(&delay), &delayed(&x, of_stage, order, initial, dt), 1e-11);
            }
        }
    }
}

/// The share of a step that a row of `order` stages has let through: Erlang's distribution.
fn erlang(order: usize, time: f64, moment: f64) -> f64 {
    let stages = order as f64 * moment / time;
    let mut term = 1.0;
    let mut sum = 0.0;
    for k in 1..=order {
        sum += term;
        term *= stages / k as f64;
    }
    1.0 - exp(-stages) * sum
}

/// As dt falls, the answer to a step goes to Erlang's distribution (of order 1: 1 - exp(-t/T)), in proportion to dt.
#[test]
fn the_answer_to_a_step_converges_to_its_closed_form() {
    for (equation, order) in [
        ("SMTH1(one, 6, 0)", 1),
        ("DELAY1(one, 6, 0)", 1),
        ("SMTH3(one, 6, 0)", 3),
        ("DELAY3(one, 6, 0)", 3),
        ("SMTHN(one, 6, 4, 0)", 4),
        ("DELAYN(one, 6, 4, 0)", 4),
    ] {
        let worst = |dt: f64| {
            let ran = ran_text(&document(&specs(20.0, dt, "euler"), &auxiliaries(&[("one", "1"), ("y", equation)])));
            let apart = |(y, t): (f64, f64)| (y - erlang(order, 6.0, t)).abs();
            ran.path("y").into_iter().zip(ran.times()).map(apart).fold(0.0, f64::max)
        };
        let ratio = worst(1.0 / 64.0) / worst(1.0 / 128.0);
        assert!((ratio - 2.0).abs() < 0.05, "{equation}: {ratio}");
        assert!(worst(1.0 / 128.0) < 0.002, "{equation}");
    }
}

/// What goes into a delay comes out of it, also where its time changes on the way; an average makes no such promise.
/// The input changes at whole steps, which are all that a pipeline sees.
#[test]
fn a_delay_loses_nothing_and_makes_nothing() {
    let delays =
        ["DELAY1(in, t, 0)", "DELAY3(in, t, 0)", "DELAYN(in, t, 6, 0)", "DELAY(in, 3.5, 0)", "SMTH1(in, t, 0)"];
    for delay in delays {
        for method in ["euler", "rk4"] {
            let variables = stock("left", "0", &["out"], &[])
                + &stock("entered", "0", &["in"], &[])
                + &flow("in", "PULSE(60, 1, 3) * (1 - STEP(1, 11.9))")
                + &flow("out", delay)
                + &aux("t", "4 + STEP(3, 5) - STEP(5, 9)");
            let ran = ran_text(&document(&specs(120.0, 0.25, method), &variables));
            let lost = (ran.last("left") - ran.last("entered")).abs();
            if delay.starts_with("SMTH") {
                assert!(lost > 1.0, "{method}");
            } else {
                assert!(lost < 1e-9, "{delay} by {method}: {lost}");
            }
        }
    }
}

/// A stage whose time is below half a dt takes one dt; half a dt is still stepped through.
#[test]
fn a_time_too_short_to_step_through_is_one_step() {
    let t: Vec<f64> = (0..=10).map(f64::from).collect();
    let x: Vec<f64> = t.iter().map(|t| t * t).collect();
    let late = |steps: usize| -> Vec<f64> { (0..=10).map(|k| x[k.max(steps) - steps]).collect() };
    let rows = [
        ("SMTH1(x, 0)", 1),
        ("SMTH1(x, 0.49)", 1),
        ("SMTH1(x, 1)", 1),
        ("DELAY1(x, 0)", 1),
        ("DELAY1(x, -3)", 1),
        ("SMTH3(x, 0)", 3),
        ("SMTH3(x, 1.4)", 3),
        ("DELAY3(x, 0)", 3),
        ("DELAYN(x, 1, 4)", 4),
    ];
    for (equation, steps) in rows {
        let ran = ran_ten(&auxiliaries(&[("x", "TIME*TIME"), ("y", equation)]));
        check_close(equation, &ran.path("y"), &late(steps), 1e-12);
    }
    for time in [0.5, 0.6, 0.9] {
        let ran = ran_ten(&auxiliaries(&[("x", "TIME*TIME"), ("y", &format!("SMTH1(x, {time})"))]));
        check_close("short", &ran.path("y"), &smoothed(&x, &[time; 11], 1, 0.0, 1.0), 1e-9);
    }
}

#[test]
fn the_order_is_what_it_is_at_the_start() {
    let text = |order: &str, n: &str| {
        let rows = [
            ("x", "STEP(1, 1)"),
            ("n", n),
            ("s", &format!("SMTHN(x, 6, {order})")),
            ("d", &format!("DELAYN(x, 6, {order})")),
        ];
        document(&specs(20.0, 0.125, "euler"), &auxiliaries(&rows))
    };
    let both = |ran: &Ran| [ran.path("s"), ran.path("d")];
    let written = |order: &str| both(&ran_text(&text(order, "0")));
    assert_ne!(written("3"), written("5"));
    for (n, order) in [("3", "3"), ("2.6", "3"), ("3 + STEP(2, 4)", "3"), ("30", "30"), ("INIT(x) + 5", "5")] {
        for (found, expected) in both(&ran_text(&text("n", n))).iter().zip(written(order)) {
            check_close(n, found, &expected, 1e-12);
        }
    }
    // A scenario may give a constant another value; more stages than were made are not a wrong number but none.
    let with = |value: f64| {
        let mut scenario = quiet(&text("n", "3"));
        let n = scenario.model.find("n").unwrap();
        scenario.constants.iter_mut().find(|c| c.0 == n).unwrap().1.value = value;
        scenario
    };
    for (found, expected) in both(&ran(with(5.0))).iter().zip(written("5")) {
        check_close("overridden", found, &expected, 1e-12);
    }
    assert!(both(&ran(with(25.0))).iter().flatten().all(|y| y.is_nan()));
    let none = with(0.0);
    let averaged = [none.model.find("s").unwrap()];
    let samples = run(&none, &averaged, &Part::whole(&none)).unwrap();
    assert!(samples.values.iter().all(|y| y.is_nan()));
    assert_eq!(codes(&text("0", "0")), [Code::OutOfRange; 2]);
    assert_eq!(codes(&text("1001", "0")), [Code::OutOfRange; 2]);
}

#[test]
fn trend_and_forecast_are_the_average_that_they_stand_for() {
    let variables = auxiliaries(&[
        ("x", "10 + 5*SIN(TIME) - STEP(30, 6)"),
        ("t", "3 + TIME/10"),
        ("tr", "TREND(x, t, 0.1)"),
        ("bare", "TREND(x, t)"),
        ("fc", "FORCST(x, t, 2.5, 0.1)"),
        ("nothing", "TREND(0, 5)"),
    ]);
    let dt = 0.25;
    let ran = ran_text(&document(&specs(20.0, dt, "euler"), &variables));
    let (x, t) = (ran.path("x"), ran.path("t"));
    let trend = |initial: f64| -> Vec<f64> {
        let mut average = x[0] / (1.0 + initial * t[0]);
        let mut out = Vec::new();
        for (x, t) in x.iter().zip(&t) {
            out.push((x - average) / (t * average.abs()));
            average += dt * (x - average) / t;
        }
        out
    };
    check_close("trend", &ran.path("tr"), &trend(0.1), 1e-9);
    check_close("trend", &ran.path("bare"), &trend(0.0), 1e-9);
    assert!((ran.first("tr") - 0.1).abs() < 1e-15);
    let forecast: Vec<f64> = trend(0.1).iter().zip(&x).map(|(trend, x)| x * (1.0 + 2.5 * trend)).collect();
    check_close("forecast", &ran.path("fc"), &forecast, 1e-8);
    assert_eq!(ran.path("nothing"), [0.0; 81]);
}

/// Of an exponential, the trend goes to the growth rate: by Euler's method to (exp(g*dt) - 1)/dt, which goes to g.
#[test]
fn the_trend_of_an_exponential_is_its_growth_rate() {
    for dt in [1.0, 0.25, 0.015625] {
        let rows = [
            ("x", "EXP(0.04*TIME)"),
            ("down", "-x"),
            ("tr", "TREND(x, 4)"),
            ("fc", "FORCST(x, 4, 10)/x"),
            ("td", "TREND(down, 4)"),
        ];
        let ran = ran_text(&document(&specs(160.0, dt, "euler"), &auxiliaries(&rows)));
        let rate = (exp(0.04 * dt) - 1.0) / dt;
        let found = ["tr", "fc", "td"].map(|name| ran.last(name));
        check_close("trend", &found, &[rate, 1.0 + 10.0 * rate, -rate], 1e-12);
    }
}

/// Of a constant stream c at rate r, after k steps: the sum of c * dt * (1 - r*dt)^j for j from 0 to k.
#[test]
fn present_value_is_a_discounted_sum() {
    let npv = |dt: f64| {
        let rows =
            [("a", "NPV(3, 0.1)"), ("b", "NPV(3, 0.1, 7, 2)"), ("x", "TIME*TIME"), ("c", "NPV(x, 0.1 + TIME/100)")];
        ran_text(&document(&specs(10.0, dt, "euler"), &auxiliaries(&rows)))
    };
    let ran = npv(0.5);
    let kept = 1.0 - 0.1 * 0.5;
    let sum: Vec<f64> = (1..=21).map(|k| 3.0 * (1.0 - pow(kept, f64::from(k))) / 0.1).collect();
    check_close("constant stream", &ran.path("a"), &sum, 1e-12);
    let with_start: Vec<f64> = sum.iter().map(|v| (v + 7.0) * 2.0).collect();
    check_close("initial value and factor", &ran.path("b"), &with_start, 1e-12);
    let (mut so_far, mut worth) = (0.0, 1.0);
    let by_hand: Vec<f64> = (0..=20)
        .map(|k| {
            let t = f64::from(k) * 0.5;
            so_far += t * t * worth * 0.5;
            worth *= 1.0 - (0.1 + t / 100.0) * 0.5;
            so_far
        })
        .collect();
    check_close("a stream that changes", &ran.path("c"), &by_hand, 1e-12);
    // As dt falls, it goes to the integral.
    let error = |dt: f64| (npv(dt).last("a") - 3.0 * (1.0 - exp(-1.0)) / 0.1).abs();
    let ratio = error(1.0 / 64.0) / error(1.0 / 128.0);
    assert!((ratio - 2.0).abs() < 0.05, "{ratio}");
}

#[test]
fn a_loop_through_what_remembers_is_no_circle() {
    for through in [
        "SMTH1(a, 2, 1)",
        "SMTH3(a, 2, 1)",
        "DELAY1(a, 2, 1)",
        "DELAY(a, 2, 1)",
        "PREVIOUS(a, 1)",
        "DELAYN(a, 2, 2, 1)",
    ] {
        let ran = ran_ten(&auxiliaries(&[("a", "b + 0"), ("b", through)]));
        check_close(through, &ran.path("a"), &[1.0; 11], 1e-12);
    }
    // b = SMTH1(2b, T): the difference grows by half a step in T = 4 with dt 1, so by 1.25 a step.
    let ran = ran_ten(&auxiliaries(&[("a", "2*b"), ("b", "SMTH1(a, 4, 1)")]));
    let growth: Vec<f64> = (0..=10).map(|k| pow(1.25, f64::from(k))).collect();
    check_close("growth", &ran.path("b"), &growth, 1e-9);
    assert_eq!(codes(&document(TEN, &auxiliaries(&[("a", "2*b"), ("b", "a + 1")]))), [Code::Circular]);
    // Without an initial value of its own it begins with its input, which is itself.
    assert_eq!(codes(&document(TEN, &auxiliaries(&[("a", "2*b"), ("b", "SMTH1(a, 4)")]))), [Code::Circular]);
}

#[test]
fn initial_values_go_from_stock_to_stock_through_hidden_ones() {
    let variables = stock("last", "2*middle + seen", &["f"], &[])
        + &stock("middle", "smoothed + late", &["f"], &[])
        + &flow("f", "0")
        + &auxiliaries(&[
            ("smoothed", "SMTH1(first, 5)"),
            ("late", "DELAY3(first + 1, 3, first*2)"),
            ("seen", "INIT(middle) + DELAY(middle, 3)"),
        ])
        + &stock("first", "7", &["f"], &[]);
    let ran = ran_ten(&variables);
    assert_eq!(["first", "smoothed", "late", "middle"].map(|n| ran.first(n)), [7.0, 7.0, 14.0, 21.0]);
    assert_eq!(ran.first("last"), 84.0);
    let circle = stock("a", "b", &[], &[]) + &aux("b", "SMTH1(a, 2)");
    assert_eq!(codes(&document(TEN, &circle)), [Code::Circular]);
}

/// Two averages of T/2, one in the other, are the average of second order.
#[test]
fn an_average_of_an_average_is_one_of_second_order() {
    let rows = [
        ("x", "SIN(TIME) + STEP(3, 2)"),
        ("nested", "SMTH1(SMTH1(x, 2), 2)"),
        ("second", "SMTHN(x, 4, 2)"),
        ("nested delay", "DELAY1(DELAY1(x, 2), 2)"),
        ("second delay", "DELAYN(x, 4, 2)"),
        ("in a sum", "1 + 2*SMTH1(x, 2) - SMTH1(x, 2)"),
        ("alone", "SMTH1(x, 2)"),
    ];
    for method in ["euler", "rk4"] {
        let ran = ran_text(&document(&specs(10.0, 0.25, method), &auxiliaries(&rows)));
        check_close(method, &ran.path("nested"), &ran.path("second"), 1e-12);
        check_close(method, &ran.path("nested_delay"), &ran.path("second_delay"), 1e-12);
        let expected: Vec<f64> = ran.path("alone").iter().map(|y| 1.0 + y).collect();
        check_close(method, &ran.path("in_a_sum"), &expected, 1e-12);
    }
}

/// RK4 moves time within a step, and neither pipelines nor pulses.
#[test]
fn runge_and_kutta_see_the_middle_of_a_step() {
    let variables = stock("by time", "0", &["t"], &[])
        + &stock("by pipe", "0", &["p"], &[])
        + &flow("t", "3*TIME*TIME")
        + &flow("p", "DELAY(3*TIME*TIME, 1)");
    let ran = ran_text(&document(&specs(4.0, 1.0, "rk4"), &variables));
    check_close("t cubed", &ran.path("by_time"), &[0.0, 1.0, 8.0, 27.0, 64.0], 1e-12);
    assert_eq!(ran.path("by_pipe"), [0.0, 0.0, 0.0, 3.0, 15.0]);
}
