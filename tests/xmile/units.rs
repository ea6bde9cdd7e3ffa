//! Units as Stella, iThink and Vensim write them: which of them are one, and what is compared.

use flywheel::model::{Unit, balance};

use super::*;

/// The units of auxiliaries that are written in these texts, in a file that declares `units` and runs in months.
fn units(declared: &str, texts: &[&str]) -> Vec<Unit> {
    let variable =
        |(i, text): (usize, &&str)| format!("<aux name=\"v{i}\"><eqn>1</eqn><units>{}</units></aux>", escaped(text));
    let variables: String = texts.iter().enumerate().map(variable).collect();
    let model = model(&with_units(declared, &variables));
    model.variables.iter().map(|variable| variable.unit.clone()).collect()
}

fn with_units(declared: &str, variables: &str) -> String {
    format!(
        "<xmile version=\"1.0\"><sim_specs time_units=\"Months\"><start>0</start><stop>2</stop><dt>1</dt></sim_specs>\
         <model_units>{declared}</model_units><model><variables>{variables}</variables></model></xmile>"
    )
}

/// Every text of a row means the same, and the rows differ.
fn check_rows(declared: &str, rows: &[&[&str]]) {
    let all: Vec<&str> = rows.concat();
    let found = units(declared, &all);
    let row_of: Vec<usize> = rows.iter().enumerate().flat_map(|(row, texts)| texts.iter().map(move |_| row)).collect();
    for (i, a) in found.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            assert_eq!(a == b, row_of[i] == row_of[j], "`{}` is {a:?}, `{}` is {b:?}", all[i], all[j]);
        }
    }
}

#[test]
fn notations_of_one_unit() {
    check_rows(
        "",
        &[
            &[
                "1",
                "dmnl",
                "Dmnl",
                "Dimensionless",
                "unitless",
                "fraction",
                "%",
                "1/1",
                "days/days",
                "Non-dimensional",
                "Dmnl [0,1]",
            ],
            &[
                "people/month",
                "People per Month",
                "person / months",
                "month^-1*people",
                "(persons)/(Month)",
                "people/Month [0,?,1]",
                "people/[month] [ 0, 1e3 ]",
            ],
            &["widget/month/person", "widgets per month per person", "Widgets/(month*person)", "widget/month-person"],
            &[
                "1/month",
                "1/Months",
                "per month",
                "/month",
                "month^-1",
                "Per Month",
                "month-1",
                "month⁻¹",
                "1 / [month]",
            ],
            &["meters^2", "m*m*meter^2/m^2", "square meters", "meter squared", "meters²", "meter**2", "meters*meters"],
            &["m^2", "m²", "m·m", "m × m", "m squared", "M^2", "m^(2)", "m^(4/2)", "m^2.0"],
            &["m^3", "cubic m", "m cubed", "m*m^2"],
            &["m^(1/2)", "m^0.5", "m^.5"],
            &["kg*m^2/s^2", "kg m^2 s^-2", "kg-m^2/s^2", "kg m² s⁻²", "kg*m²/s²"],
            &[
                "person*year",
                "person-years",
                "person year",
                "people_years",
                "Person Years",
                "person\u{2010}year",
                "person\\nyears",
            ],
            &["$/person/year", "$/person-year", "$ per person year", "dollars/(person*year)", "Dollar/Person/Year"],
            &["US Dollars", "US_Dollars", "us dollar", "\"US Dollars\"", "  US  Dollars "],
            &["1000*people", "1000 people", "1e3*people", "people/0.001"],
            &["thousand people"],
            &["m2"],
            &["ms"],
            &["m"],
            &["kg"],
            &["s"],
            &["year"],
            &["person", "people", "Persons"],
            &["CO2/GtC"],
            &["°C", "°c"],
            &["boxes", "box"],
            &["countries", "country"],
            &["calories", "calorie"],
            &["glass", "glasses"],
            &["gas"],
            &["units of product", "unit of products", "unit of product"],
            &["product", "products"],
        ],
    );
}

/// What cannot be read is a name of its own, and is shown as it stands.
#[test]
fn what_is_no_unit_is_a_name() {
    let odd =
        ["(/", "people/", "m^x", "dollars (2010)", "a+b", "\"", "per", "((((((((((((((((((((((((x", "-3", "0", "1e999"];
    let found = units("", &odd);
    for (i, a) in found.iter().enumerate() {
        assert_eq!(a.to_string(), odd[i]);
        assert!(!a.is_one() && found.iter().enumerate().all(|(j, b)| (a == b) == (i == j)), "{a:?}");
    }
}

/// Names and aliases of Stella's own blocks; a unit that is disabled means nothing.
#[test]
fn what_a_file_declares() {
    let declared = "<unit name=\"Dimensionless\"><eqn>1</eqn><alias>dmnl</alias><alias>unitless</alias></unit>\
        <unit name=\"Per Month\" isee:color=\"red\"><eqn>1/Months</eqn></unit>\
        <unit name=\"Joules\"><eqn>Newton-meters</eqn><alias>J</alias></unit>\
        <unit name=\"Watts\"><eqn>J/Second</eqn></unit>\
        <unit name=\"Dollar\"><eqn>$</eqn><alias>Dollars</alias><alias>$s</alias><alias>USD</alias></unit>\
        <unit name=\"Rabbits\"><alias>bunny</alias></unit>\
        <unit name=\"man-hours\"><eqn/></unit><unit name=\"people/month\"><alias>ppm</alias></unit>\
        <unit name=\"Square Meters\"><eqn>Meters^2</eqn><alias>m²</alias></unit>\
        <unit name=\"Newton\" disabled=\"true\"><eqn>kg</eqn></unit>\
        <unit name=\"Millisecond\"><eqn>0.001*second</eqn><alias>ms</alias></unit>\
        <unit name=\"Hundred\"><eqn>100</eqn></unit>\
        <unit name=\"Chicken\"><eqn>Egg*2</eqn></unit><unit name=\"Egg\"><eqn>Chicken/2</eqn></unit>\
        <unit name=\"News\"/><unit name=\"New\"/>";
    check_rows(
        declared,
        &[
            &["dimensionless", "1", "DMNL", "unitless"],
            &["per month", "1/Months", "unitless per month", "dmnl/month"],
            &["J", "joule", "newton*meter", "watts*second", "Newtons-Meter"],
            &["$/rabbit", "USD/bunny", "Dollars per Rabbits"],
            &["man-hours", "Man-Hours", "man*hours"],
            &["kg/meter^2", "kg/m²", "kg per square meter", "kg per Square Meters"],
            &["seconds", "1000*ms", "1000 Milliseconds"],
            &["millisecond", "ms", "second/1000", "0.001 seconds", "1e-3*second"],
            &["m"],
            &["Hundred people", "100*people", "hundreds-people"],
            &["people"],
            &["people/month", "ppm", "persons per month"],
            &["chicken", "2*eggs"],
            &["news"],
            &["new"],
        ],
    );
}

fn wrong(text: &str) -> Vec<String> {
    balance::check(&model(text)).into_iter().map(|wrong| wrong.message).collect()
}

/// A block that Stella writes by itself.
#[test]
fn dimensionless_is_one() {
    let declared = "<unit name=\"Dimensionless\"><eqn>1</eqn><alias>dmnl</alias><alias>unitless</alias></unit>";
    let variables = "<aux name=\"share\"><eqn>0.25</eqn><units>dmnl</units></aux>\
        <aux name=\"rest\"><eqn>1-share</eqn><units>unitless</units></aux>\
        <aux name=\"a\"><eqn>8</eqn><units>people</units></aux>\
        <aux name=\"b\"><eqn>a*share</eqn><units>people</units></aux>";
    assert_eq!(wrong(&with_units(declared, variables)), [""; 0]);
}

#[test]
fn what_has_no_unit_is_not_compared() {
    let none = "<stock name=\"S\"><eqn>10</eqn><outflow>f</outflow></stock><flow name=\"f\"><eqn>S/t</eqn></flow>\
        <aux name=\"t\"><eqn>5</eqn></aux>";
    let none = with_units("", none);
    assert_eq!(wrong(&none), [""; 0]);
    assert_eq!(balance::without_unit(&model(&none)), ["s", "f", "t"]);
    let some = |unit: &str, flow: &str| {
        let variables = format!(
            "<stock name=\"S\"><eqn>10</eqn><outflow>f</outflow><units>cups</units></stock>\
             <flow name=\"f\"><eqn>(S + more)/t</eqn>{flow}</flow><aux name=\"t\"><eqn>5</eqn>{unit}</aux>\
             <aux name=\"more\"><eqn>S + t/t</eqn></aux>"
        );
        wrong(&with_units("", &variables))
    };
    assert_eq!(some("", "<units>cup/month</units>"), [""; 0]);
    assert_eq!(some("", "<units>cups</units>"), ["the flow `f` is in cups, and the stock `s` needs cups/Months"]);
    let known = some("<units>month</units>", "<units>cup/week</units>");
    assert!(known.len() == 3 && known[2].contains("cups and 1 (a pure number) do not go together"), "{known:#?}");
}

/// A written number takes the unit that is needed, and is a pure number where it multiplies or divides.
#[test]
fn written_numbers() {
    let variable = |unit: &str, equation: &str| {
        let other = "<aux name=\"a\"><eqn>8</eqn><units>people</units></aux>";
        let variables = format!("{other}<aux name=\"b\"><eqn>{}</eqn><units>{unit}</units></aux>", escaped(equation));
        wrong(&with_units("", &variables)).len()
    };
    for (unit, equation) in [
        ("people", "a + 5"),
        ("people", "2*3*a"),
        ("people", "-(4 + 5)"),
        ("1", "IF TIME > 3 THEN 1 ELSE 0"),
        ("people", "STEP(4, 3)"),
        ("people", "a + RAMP(2, 1)"),
        ("people", "SMTH1(a, 3) + DELAY1(5, 2)"),
        ("people/month", "PULSE(10, 1, 5)"),
        ("people^2", "(a - 3)^2"),
        ("1/people", "1/(a + 1)"),
        ("people", "MAX(a, 2)"),
    ] {
        assert_eq!(variable(unit, equation), 0, "{equation} in {unit}");
    }
    for (unit, equation) in [
        ("people", "a*a"),
        ("people", "1/a"),
        ("people", "2*3*a*a"),
        ("1", "a/5"),
        ("people", "a + TIME"),
        ("people", "(2 + 3)/a"),
    ] {
        assert_eq!(variable(unit, equation), 1, "{equation} in {unit}");
    }
}

/// Without a unit of time, nothing is said of flows and moments.
#[test]
fn time_without_a_unit() {
    let variables = "<stock name=\"S\"><eqn>10</eqn><outflow>f</outflow><units>cups</units></stock>\
        <flow name=\"f\"><eqn>S/t + STEP(s, t)/t + SMTH1(S, t)/t + PULSE(s, t, t)</eqn><units>cups/day</units></flow>\
        <aux name=\"t\"><eqn>5</eqn><units>days</units></aux>";
    assert_eq!(wrong(&with_units("", variables).replace("time_units=\"Months\"", "")), [""; 0]);
    assert!(wrong(&with_units("", variables)).len() > 1);
}
