//! Start, stop, dt, method and save interval (2.3).

use flywheel::math::pow;
use flywheel::model::Method;

use super::*;

fn times_of(specs: &str) -> (Vec<f64>, usize) {
    let text = document(specs, &aux("x", "TIME"));
    let ran = ran_text(&text);
    assert_eq!(ran.path("x"), ran.times());
    (ran.times(), ran.0.scenario.model.warnings.len())
}

#[test]
fn moments_are_counted_and_not_added_up() {
    let tenths = "<sim_specs><start>0</start><stop>1</stop><dt>0.1</dt></sim_specs>";
    let expected = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
    assert_eq!(times_of(tenths), (expected.to_vec(), 0));
    assert_eq!(times_of(&tenths.replace("<dt>0.1", "<dt reciprocal=\"true\">10")), (expected.to_vec(), 0));
    let (eighths, _) = times_of("<sim_specs><start>-1</start><stop>1</stop><dt reciprocal=\"true\">8</dt></sim_specs>");
    assert_eq!((eighths.len(), eighths[1]), (17, -0.875));
    // The third of three tenths is written as people write it.
    let csv = ran_text(&document(tenths, &aux("x", "TIME"))).0.wide_csv(0);
    assert_eq!(csv.lines().nth(4), Some("0.3,0.3"));
    // Without a dt it is 1.
    let (whole, _) = times_of("<sim_specs><start>0</start><stop>3</stop></sim_specs>");
    assert_eq!(whole, [0.0, 1.0, 2.0, 3.0]);
}

/// The third step of 0.3 is 0.9 for all who ask, in the stages of Runge and Kutta too.
#[test]
fn moments_are_the_decimals_of_the_file() {
    let specs = |start: &str, stop: &str, dt: &str, method: &str| {
        format!("<sim_specs method=\"{method}\"><start>{start}</start><stop>{stop}</stop><dt>{dt}</dt></sim_specs>")
    };
    let asked = auxiliaries(&[
        ("t", "TIME"),
        ("if", "IF TIME >= 0.9 THEN 1 ELSE 0"),
        ("same", "IF TIME = 0.9 THEN 1 ELSE 0"),
        ("step", "STEP(1, 0.9)"),
        ("pulse", "PULSE(0.3, 0.9)"),
        ("ramp", "IF RAMP(1, 0.9) > 0 THEN 1 ELSE 0"),
        ("train", "PULSE TRAIN(0.9, 0.3, 9, 9)"),
    ]);
    for method in ["euler", "rk4"] {
        let ran = ran_text(&document(&specs("0", "1.5", "0.3", method), &asked));
        assert_eq!(ran.path("t"), [0.0, 0.3, 0.6, 0.9, 1.2, 1.5]);
        for (name, expected) in
            [("if", [0, 1, 1, 1]), ("same", [0, 1, 0, 0]), ("step", [0, 1, 1, 1]), ("pulse", [0, 1, 0, 0])]
        {
            assert_eq!(ran.path(name)[2..], expected.map(f64::from), "{name} by {method}");
        }
        assert_eq!(
            (&ran.path("ramp")[2..], &ran.path("train")[2..]),
            (&[0.0, 0.0, 1.0, 1.0][..], &[0.0, 1.0, 0.0, 0.0][..])
        );
        assert_eq!(ran.0.wide_csv(0).lines().nth(4).map(|line| line.split(',').next()), Some(Some("0.9")));
    }
    for (start, stop, dt) in
        [("1", "3", "0.01"), ("-0.7", "0.7", "0.1"), ("0.3", "33.3", "0.3"), ("2000.1", "2010.1", "0.05")]
    {
        let digits = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let decimals = digits(start).max(digits(dt));
        let whole = |text: &str| {
            format!("{:.decimals$}", text.parse::<f64>().unwrap()).replace('.', "").parse::<i64>().unwrap()
        };
        let times = ran_text(&document(&specs(start, stop, dt, "euler"), &aux("t", "TIME"))).times();
        for (k, time) in times.iter().enumerate() {
            let written = format!("{}e-{decimals}", whole(start) + whole(dt) * k as i64);
            assert_eq!(*time, written.parse::<f64>().unwrap(), "step {k} of {dt} from {start}");
        }
    }
    // A third given in as many digits as the machine has is a third.
    let ran = ran_text(&document(&specs("0", "2", "0.3333333333333333", "rk4"), &aux("t", "TIME")));
    assert_eq!((ran.path("t")[3], ran.path("t")[6]), (1.0, 2.0));
}

#[test]
fn what_is_told_of_moments_is_in_the_decimals_of_the_file() {
    let told = |text: &str| {
        let text = format!("<sim_specs isee:save_interval=\"0.25\">{text}</sim_specs>");
        model(&document(&text, &aux("x", "1"))).warnings.iter().map(|w| w.message.clone()).collect::<Vec<_>>()
    };
    let rows = "0.25 is no whole number of steps: rows stand 0.3 apart";
    assert_eq!(told("<start>0</start><stop>3</stop><dt>0.1</dt>"), [rows]);
    let end = "1 is not reached by steps of 0.3: the run ends at 0.9";
    assert_eq!(told("<start>0</start><stop>1</stop><dt>0.3</dt>"), [end, rows]);
}

#[test]
fn rows_stand_a_save_interval_apart_while_steps_stay_short() {
    let saved = |save: &str, stop: &str| {
        let interval = format!("<sim_specs isee:save_interval=\"{save}\">");
        format!("{interval}<start>0</start><stop>{stop}</stop><dt>0.5</dt></sim_specs>")
    };
    assert_eq!(times_of(&saved("2", "6")), (vec![0.0, 2.0, 4.0, 6.0], 0));
    assert_eq!(times_of(&saved("4", "10")), (vec![0.0, 4.0, 8.0], 0));
    assert_eq!(times_of(&saved("0", "1")), (vec![0.0, 0.5, 1.0], 0));
    // No whole number of steps: the nearest, and a warning.
    assert_eq!(times_of(&saved("1.2", "3")), (vec![0.0, 1.0, 2.0, 3.0], 1));
    let growth = stock("s", "1", &["f"], &[]) + &flow("f", "s");
    let ran = ran_text(&document(&saved("2", "6"), &growth));
    check_close("growth", &ran.path("s"), &[0, 4, 8, 12].map(|steps| pow(1.5, f64::from(steps))), 1e-12);
}

#[test]
fn a_stop_between_two_steps_ends_the_run_before_it() {
    let (times, warnings) = times_of("<sim_specs><start>0</start><stop>10</stop><dt>3</dt></sim_specs>");
    assert_eq!((times, warnings), (vec![0.0, 3.0, 6.0, 9.0], 1));
    for impossible in ["<stop>0</stop><dt>1</dt>", "<stop>9</stop><dt>0</dt>", "<stop>1e9</stop><dt>0.001</dt>"] {
        let specs = format!("<sim_specs><start>0</start>{impossible}</sim_specs>");
        assert_eq!(codes(&document(&specs, &aux("x", "1"))), [Code::BadTime], "{impossible}");
    }
}

/// The first method of a list that is there.
#[test]
fn a_method_is_chosen_from_a_list() {
    let chosen = |list: &str| {
        let model = model(&document(&specs(1.0, 1.0, list), &aux("x", "1")));
        (model.time.method, model.warnings.len())
    };
    assert_eq!(chosen("Euler"), (Method::Euler, 0));
    assert_eq!(chosen("RK4"), (Method::Rk4, 0));
    assert_eq!(chosen("rk4, euler"), (Method::Rk4, 0));
    assert_eq!(chosen("rk45, euler"), (Method::Euler, 0));
    assert_eq!(chosen("gear,rk4,euler"), (Method::Rk4, 0));
    assert_eq!(chosen("rk45"), (Method::Rk4, 1));
    assert_eq!(chosen(""), (Method::Euler, 0));
    assert_eq!(codes(&document(&specs(1.0, 1.0, "runge"), &aux("x", "1"))), [Code::UnknownName]);
}

/// Vensim's control variables come as auxiliaries; the run keeps to `<sim_specs>`.
#[test]
fn control_variables_are_only_variables() {
    let variables = auxiliaries(&[
        ("TIME STEP", "0.125"),
        ("SAVEPER", "TIME_STEP"),
        ("INITIAL TIME", "5"),
        ("FINAL TIME", "99"),
        ("x", "time_step * 8 + Final_Time"),
        ("clock", "STARTTIME + STOPTIME*10 + DT*100"),
    ]);
    let ran = ran_ten(&variables);
    assert_eq!((ran.times().len(), ran.first("x"), ran.first("saveper")), (11, 100.0, 0.125));
    assert_eq!(ran.first("clock"), 200.0);
}
