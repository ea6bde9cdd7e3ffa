//! The functions that remember or draw in our own form, where units are checked.

use flywheel::model::file;

use super::*;

const OWN: &str = r#"
name = "own"
[time]
unit = "week"
start = 0
stop = 10
dt = 0.25
[unit]
item = "one"
[aux.x]
unit = "item/week"
equation = 'base * (1 + sin(time/week))'
[constant.base]
unit = "item/week"
value = 5
[constant.week]
unit = "week"
value = 1
[constant.lag]
unit = "week"
value = 3
[constant.rate]
unit = "1/week"
value = 0.1
[constant.order]
unit = "1"
value = 2
[aux.y]
unit = "UNIT"
equation = 'EQUATION'
"#;

fn own(unit: &str, equation: &str) -> Result<Model, Vec<Diagnostic>> {
    file::read(&Source::new("own.toml", OWN.replace("UNIT", unit).replace("EQUATION", equation)))
}

const OWN_CALLS: [(&str, &str); 16] = [
    ("item/week", "smth1(x, lag)"),
    ("item/week", "smth3(x, lag, base)"),
    ("item/week", "smthn(x, lag, order, base)"),
    ("item/week", "delay1(x, lag)"),
    ("item/week", "delay3(x, lag, base)"),
    ("item/week", "delayn(x, lag, order, base)"),
    ("item/week", "delay(x, lag, base)"),
    ("item/week", "previous(x, base) + init(x)"),
    ("1/week", "trend(x, lag, rate)"),
    ("item/week", "forcst(x, lag, week, rate)"),
    ("item", "npv(x, rate)"),
    ("item", "npv(x, rate, base*week, order)"),
    ("item/week", "random(base, x)"),
    ("item/week", "normal(x, base, 3)"),
    ("item/week", "lognormal(x + base, base)"),
    ("item/week", "exprnd(base) + poisson(base)"),
];

#[test]
fn in_our_own_form_the_same_functions_give_the_same_numbers() {
    let xmile = |equation: &str| {
        let rows = [
            ("x", "base * (1 + SIN(TIME/week))"),
            ("base", "5"),
            ("week", "1"),
            ("lag", "3"),
            ("rate", "0.1"),
            ("order", "2"),
            ("y", equation),
        ];
        ran_text(&document(&specs(10.0, 0.25, "euler"), &auxiliaries(&rows))).path("y")
    };
    for (unit, equation) in OWN_CALLS {
        let model = own(unit, equation).unwrap_or_else(|wrong| panic!("{equation}: {wrong:#?}"));
        let scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..Scenario::of_model(model.into()) };
        let found: Vec<u64> = ran(scenario).path("y").iter().map(|y| y.to_bits()).collect();
        assert_eq!(found, xmile(equation).iter().map(|y| y.to_bits()).collect::<Vec<u64>>(), "{equation}");
    }
}

#[test]
fn units_of_what_is_remembered_are_checked() {
    for (unit, equation) in OWN_CALLS {
        let wrong = own("item^3", equation).expect_err(equation);
        assert_eq!(wrong.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::UnitMismatch], "{equation} is {unit}");
    }
    for (unit, equation) in [
        ("item/week", "smth1(x, rate)"),
        ("item/week", "delay3(x, order)"),
        ("item/week", "delay(x, base)"),
        ("item/week", "smth1(x, lag, lag)"),
        ("item/week", "delayn(x, lag, lag)"),
        ("item/week", "previous(x, week)"),
        ("1/week", "trend(x, rate)"),
        ("1/week", "trend(x, lag, lag)"),
        ("item/week", "forcst(x, lag, order)"),
        ("item", "npv(x, lag)"),
        ("item", "npv(x, rate, base)"),
        ("item/week", "random(base, lag)"),
        ("item/week", "normal(x, rate)"),
    ] {
        let wrong = own(unit, equation).expect_err(equation);
        assert_eq!(wrong.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::UnitMismatch], "{equation}");
    }
}
