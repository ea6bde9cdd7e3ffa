//! What XMILE means, a subject a test: tiny models against closed forms, sums by hand and a few lines that calculate
//! the same in another way. Numbers in brackets are the sections of XMILE 1.0 (OASIS 2015).

use std::sync::Arc;

use flywheel::math::{cos, exp, ln, pow};
use flywheel::model::draft::Dialect;
use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::model::{Method, Model, file};
use flywheel::results::Results;
use flywheel::run::ensemble::{Part, RunError, run};
use flywheel::text::diagnostic::Code;
use flywheel::text::{Diagnostic, Source};

/// Ten steps of 1.
const TEN: &str = "<sim_specs><start>0</start><stop>10</stop><dt>1</dt></sim_specs>";

fn specs(stop: f64, dt: f64, method: &str) -> String {
    format!("<sim_specs method=\"{method}\"><start>0</start><stop>{stop}</stop><dt>{dt}</dt></sim_specs>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn aux(name: &str, equation: &str) -> String {
    format!("<aux name=\"{}\"><eqn>{}</eqn></aux>\n", escaped(name), escaped(equation))
}

fn flow(name: &str, equation: &str) -> String {
    aux(name, equation).replace("aux", "flow")
}

fn stock(name: &str, initial: &str, inflows: &[&str], outflows: &[&str]) -> String {
    let listed = |tag: &str, names: &[&str]| names.iter().map(|n| format!("<{tag}>{n}</{tag}>")).collect::<String>();
    let flows = listed("inflow", inflows) + &listed("outflow", outflows);
    format!("<stock name=\"{name}\"><eqn>{}</eqn>{flows}</stock>\n", escaped(initial))
}

/// Auxiliaries by name and equation.
fn auxiliaries(rows: &[(&str, &str)]) -> String {
    rows.iter().map(|(name, equation)| aux(name, equation)).collect()
}

fn document(specs: &str, variables: &str) -> String {
    format!(
        "<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\">{specs}\
         <model><variables>{variables}</variables></model></xmile>"
    )
}

fn read(text: &str) -> Result<Model, Vec<Diagnostic>> {
    flywheel::model::read(&Source::new("test.xmile", text))
}

fn model(text: &str) -> Arc<Model> {
    Arc::new(read(text).unwrap_or_else(|wrong| panic!("{wrong:#?}\n{text}")))
}

fn codes(text: &str) -> Vec<Code> {
    read(text).map_or_else(|wrong| wrong.iter().map(|d| d.code).collect(), |_| Vec::new())
}

/// One run without luck.
fn quiet(text: &str) -> Scenario {
    Scenario { uncertainty: Uncertainty::None, replications: 1, ..Scenario::of_model(model(text)) }
}

struct Ran(Results);

fn ran(scenario: Scenario) -> Ran {
    let wanted: Vec<_> = scenario.model.ids().collect();
    let samples = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap_or_else(|why| panic!("{why}"));
    Ran(Results::new(scenario.into(), samples))
}

fn ran_text(text: &str) -> Ran {
    ran(quiet(text))
}

/// Runs variables from 0 to 10 by steps of 1.
fn ran_ten(variables: &str) -> Ran {
    ran_text(&document(TEN, variables))
}

impl Ran {
    fn path(&self, name: &str) -> Vec<f64> {
        let id = self.0.scenario.model.find(name).unwrap_or_else(|| panic!("nothing is called {name}"));
        self.0.path(id, 0)
    }

    fn first(&self, name: &str) -> f64 {
        self.path(name)[0]
    }

    fn last(&self, name: &str) -> f64 {
        *self.path(name).last().unwrap()
    }

    fn times(&self) -> Vec<f64> {
        self.0.times().to_vec()
    }
}

/// Two paths, value by value, up to `tolerance`.
fn check_close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (step, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what} at step {step}: {a}, and should be {b}");
    }
}

/// The values of equations without variables.
fn check_values(rows: &[(&str, f64)]) {
    let names: Vec<String> = (0..rows.len()).map(|i| format!("v{i}")).collect();
    let variables: String = names.iter().zip(rows).map(|(name, (equation, _))| aux(name, equation)).collect();
    let ran = ran_ten(&variables);
    for (name, (equation, expected)) in names.iter().zip(rows) {
        let found = ran.first(name);
        assert!((found - expected).abs() <= 1e-14 * expected.abs() || found == *expected, "{equation} is {found}");
    }
}

// Reading: names, numbers, elements (2, 3.2, 4).

#[test]
fn names_are_equal_in_any_case_and_with_any_blanks() {
    let spellings = ["net flow", "Net_Flow", "NET  FLOW", "net\u{a0}flow", "Net&#10;Flow", "net&#9;flow", r"Net\nFlow"];
    for spelling in spellings {
        let variables = format!("<aux name=\"{spelling}\"><eqn> \n\t7\n </eqn></aux>")
            + &auxiliaries(&[("a", "net_flow"), ("b", "\"Net Flow\" + NET_FLOW"), ("c", r#""net\nflow""#)]);
        let ran = ran_ten(&variables);
        assert_eq!(["a", "b", "c"].map(|n| ran.first(n)), [7.0, 14.0, 7.0], "{spelling:?}");
    }
    let umlauts = ran_ten(&auxiliaries(&[("Übergröße Nr 1", "3"), ("x", "ÜBERGRÖßE_nr_1 * 2")]));
    assert_eq!(umlauts.first("x"), 6.0);
    assert_eq!(codes(&document(TEN, &auxiliaries(&[("net flow", "1"), ("NET_FLOW", "2")]))), [Code::Duplicate]);
}

#[test]
fn quotes_hold_names_that_could_not_stand_without() {
    let names = ["Flow w/ division, lists, and INIT(it)", "100% true", "a ≤ b & c", "2nd", "mod", "if", "x - y"];
    for name in names {
        let used = format!("\"{name}\" * 2 + 1");
        assert_eq!(ran_ten(&auxiliaries(&[(name, "3"), ("used", &used)])).first("used"), 7.0, "{name}");
        // The file may write the name itself in quotes; they only delimit.
        let quoted = format!("\"{name}\"");
        assert_eq!(ran_ten(&auxiliaries(&[(&quoted, "3"), ("used", &used)])).first("used"), 7.0, "{name}");
    }
    assert_eq!(ran_ten(&auxiliaries(&[("$ euro", "3"), ("$x", "4"), ("y", "$x + $_euro")])).first("y"), 7.0);
}

/// A name means the model's variable where it stands alone, and the function where it is called.
#[test]
fn a_variable_may_be_called_like_a_function() {
    let ran =
        ran_ten(&auxiliaries(&[("max", "3"), ("Step", "max + MAX(max, 5)"), ("delay", "step"), ("pi", "PI() - 3")]));
    assert_eq!((ran.first("step"), ran.first("delay")), (8.0, 8.0));
    assert_eq!(ran.first("pi"), std::f64::consts::PI - 3.0);
    let called = ran_ten(&auxiliaries(&[("time", "42"), ("x", "time")]));
    assert_eq!(called.last("x"), 42.0);
}

#[test]
fn entities_character_data_and_comments_are_read() {
    let variables = "<aux name=\"a &#x2264; b &amp; c\"><eqn><![CDATA[1 < 2]]></eqn></aux>
        <!-- <aux name=\"gone\"><eqn>1</eqn></aux> -->
        <aux name=\"x\"><eqn>(3 &gt; 2) + (2 &lt;&#61; 2)
        + &quot;a &#8804; b &amp; c&quot; {one &amp; one} {a * b}</eqn></aux>";
    let ran = ran_ten(variables);
    assert_eq!(ran.first("x"), 3.0);
    assert_eq!(ran.0.scenario.model.find("gone"), None);
}

#[test]
fn foreign_elements_prefixes_and_views_are_passed_over() {
    let text = "<?xml version=\"1.0\" encoding=\"utf-8\"?><xmile version=\"1.0\"
        xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\"><header><name>a file</name><isee:x a=\"1\"/></header>
        <isee:prefs show=\"true\"/><sim_specs isee:sim_duration=\"1.5\" isee:run_prefix=\"Run\"><start>
        \t0</start><stop>\n4\n</stop><dt>\t1 </dt></sim_specs>
        <model><variables><stock name=\"s\"><eqn>\n1</eqn><inflow>\n\t my  Flow </inflow><dimensions/></stock>
        <flow name=\"My_Flow\"><eqn>2</eqn><isee:summing/></flow><isee:deps><aux name=\"no\"/></isee:deps>
        <group name=\"g\"><entity name=\"s\"/></group></variables>
        <views><view><stock name=\"s\" x=\"1\"/><flow name=\"My Flow\"/><aux name=\"unknown\"/></view></views>
        </model></xmile>";
    let ran = ran_text(text);
    assert_eq!(ran.path("s"), [1.0, 3.0, 5.0, 7.0, 9.0]);
    assert_eq!(ran.0.scenario.model.title, "a file");
}

/// Drafts of the standard have another namespace, and the variables right under the model.
#[test]
fn the_draft_of_the_standard_is_read() {
    let text = "<xmile xmlns=\"http://www.systemdynamics.org/XMILE\" version=\"1.0\" level=\"3\">
        <sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>
        <model><stock name=\"s\"><eqn>1</eqn><inflow>f</inflow></stock><flow name=\"f\"><eqn>s</eqn></flow>
        </model></xmile>";
    assert_eq!(ran_text(text).path("s"), [1.0, 2.0, 4.0]);
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    for variables in [
        "<aux name=\"a\"><dimensions><dim name=\"r\"/></dimensions><eqn>1</eqn></aux>",
        "<stock name=\"a\"><eqn>1</eqn><conveyor><len>3</len></conveyor></stock>",
        "<stock name=\"a\"><eqn>1</eqn><queue/></stock>",
        "<module name=\"a\"/>",
    ] {
        assert_eq!(codes(&document(TEN, variables)), [Code::NotSupported], "{variables}");
    }
    assert_eq!(codes(&document(TEN, "")), [Code::MissingKey]);
}

/// `<units>` is kept, and a model whose units do not balance runs.
#[test]
fn units_are_kept_and_not_checked() {
    let variables = "<aux name=\"a\"><eqn>1</eqn><units>People/(Year*Year)</units></aux>
        <aux name=\"b\"><eqn>a + 1</eqn><units>Dmnl</units></aux>";
    let ran = ran_ten(variables);
    let unit = |name: &str| ran.0.variable(ran.0.scenario.model.find(name).unwrap()).unit.to_string();
    assert_eq!([unit("a"), unit("b")], ["people/year^2", "1"]);
    assert_eq!(ran.0.scenario.model.dialect, Dialect::Xmile);
}

// Expressions (3.3, 3.5).

#[test]
fn operators_bind_and_associate_as_the_standard_says() {
    check_values(&[
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("2^3^2", 512.0),
        ("10 - 4 - 3", 3.0),
        ("100/10*2", 20.0),
        ("2 + 3 * 4 ^ 2", 50.0),
        ("7 MOD 4 * 2", 6.0),
        ("NOT 0 + 1", 2.0),
        ("NOT 1 = 0", 1.0),
        ("NOT 0 AND 0", 0.0),
        ("1 OR 0 AND 0", 1.0),
        ("1 < 2 = 1", 1.0),
        ("3 <> 3", 0.0),
        ("2 >= 2 AND 2 <= 2", 1.0),
        ("1 + (IF 1 > 2 THEN 10 ELSE 20) * 2", 41.0),
        ("IF 0 THEN 1 ELSE IF 1 THEN 2 ELSE 3", 2.0),
        ("If 1 < 2 Then 5 eLsE 6 + 1", 5.0),
        ("5 {a comment, (2 +} + 2", 7.0),
        ("1e-3*1.5E3 + .5 + 2.", 4.0),
        ("+3 - -3", 6.0),
    ]);
}

#[test]
fn whole_numbers_and_remainders_go_down() {
    check_values(&[
        ("INT(-19.875)", -20.0),
        ("INT(19.875)", 19.0),
        ("INT(-2)", -2.0),
        ("(-7) MOD 3", 2.0),
        ("-7 MOD 3", 2.0),
        ("7 MOD (-3)", -2.0),
        ("(-7) MOD (-3)", -1.0),
        ("-7.5 MOD 2", 0.5),
        ("MODULO(-7, 3)", 2.0),
        ("MOD(-7, 3)", 2.0),
        ("7 mod 4", 3.0),
        ("ROUND(2.5) + ROUND(-0.4)", 3.0),
        ("ROUND(-2.5)", -3.0),
    ]);
}

#[test]
fn division_by_nothing_can_be_made_safe() {
    check_values(&[
        ("7 // 0", 0.0),
        ("7 // 2 * 2", 7.0),
        ("SAFEDIV(6, 4)", 1.5),
        ("SAFEDIV(6, 0)", 0.0),
        ("SAFEDIV(6, 0, 9)", 9.0),
        ("ZIDZ(6, 0) + ZIDZ(6, 4)", 1.5),
        ("XIDZ(6, 0, 9) + XIDZ(6, 4, 9)", 10.5),
        ("1 / 0", f64::INFINITY),
        ("INF", f64::INFINITY),
        ("-INF()", f64::NEG_INFINITY),
        ("INF > 1e308", 1.0),
    ]);
}

#[test]
fn functions_of_numbers_are_known_in_any_case() {
    check_values(&[
        ("MaX(1, mIn(5, 3)) + aBS(-4)", 7.0),
        ("PI - PI()", 0.0),
        ("4 * ARCTAN(1)", std::f64::consts::PI),
        ("ARCSIN(1) + ARCCOS(1)", std::f64::consts::FRAC_PI_2),
        ("SIN(PI/6)", 0.5),
        ("COS(0) + TAN(PI/4)", 2.0),
        ("LN(EXP(2))", 2.0),
        ("LOG10(1000)", 3.0),
        ("SQRT(2)", std::f64::consts::SQRT_2),
        ("2 ^ 0.5 = SQRT(2)", 1.0),
        ("POWER(2, 10)", 1024.0),
        ("IF_THEN_ELSE(3 > 2, 5, 6)", 5.0),
    ]);
    let wrong = [("a", "MAX(1)"), ("b", "SMTH1(2)"), ("c", "MAXX(1, 2)"), ("d", "1 +"), ("e", "unknown + 1")];
    let expected = [Code::WrongArguments, Code::WrongArguments, Code::UnknownName, Code::Syntax, Code::UnknownName];
    for (row, code) in wrong.into_iter().zip(expected) {
        assert_eq!(codes(&document(TEN, &auxiliaries(&[row]))), [code], "{}", row.1);
    }
}

// Graphical functions (3.1.4).

/// The values at some points of a table with these attributes and elements.
fn looked(gf: &str, points: &[f64]) -> Vec<f64> {
    let mut variables = format!("<aux name=\"table\">{gf}</aux>");
    let names: Vec<String> = (0..points.len()).map(|i| format!("v{i}")).collect();
    for (name, x) in names.iter().zip(points) {
        variables += &aux(name, &format!("table({x})"));
    }
    let ran = ran_ten(&variables);
    names.iter().map(|name| ran.first(name)).collect()
}

const AT: [f64; 6] = [-1.0, 0.0, 0.5, 1.5, 2.0, 3.0];

#[test]
fn tables_are_continuous_extrapolated_or_discrete() {
    let of = |kind: &str| format!("<gf{kind}><xscale min=\"0\" max=\"2\"/><ypts>1,2,5</ypts></gf>");
    assert_eq!(looked(&of(""), &AT), [1.0, 1.0, 1.5, 3.5, 5.0, 5.0]);
    assert_eq!(looked(&of(" type=\"continuous\""), &AT), [1.0, 1.0, 1.5, 3.5, 5.0, 5.0]);
    assert_eq!(looked(&of(" type=\"extrapolate\""), &AT), [0.0, 1.0, 1.5, 3.5, 5.0, 8.0]);
    assert_eq!(looked(&of(" type=\"discrete\""), &AT), [1.0, 1.0, 1.0, 2.0, 5.0, 5.0]);
    let unknown = format!("<aux name=\"t\">{}</aux>", of(" type=\"spline\""));
    assert_eq!(codes(&document(TEN, &unknown)), [Code::UnknownName]);
}

#[test]
fn points_win_over_a_scale_and_may_be_set_apart_by_other_signs() {
    let expected = [1.0, 1.0, 1.5, 3.5, 5.0, 5.0];
    for gf in [
        "<gf><xscale min=\"0\" max=\"90\"/><xpts>0,1,2</xpts><ypts>1,2,5</ypts></gf>",
        "<gf><xpts sep=\";\">0; 1 ;2</xpts><ypts>\n1,\n2,\n5,\n</ypts></gf>",
        "<gf><xpts sep=\" \">0 1  2</xpts><ypts sep=\"|\">1|2|5</ypts></gf>",
        // The scale of y is for drawing and cuts nothing off.
        "<gf><xscale min=\"0\" max=\"2\"/><yscale min=\"0\" max=\"2\"/><ypts>1,2,5</ypts></gf>",
    ] {
        assert_eq!(looked(gf, &AT), expected, "{gf}");
    }
    for wrong in [
        "<gf><xpts>0,1</xpts><ypts>1,2,5</ypts></gf>",
        "<gf><xpts>0,2,1</xpts><ypts>1,2,5</ypts></gf>",
        "<gf><ypts>1,2,5</ypts></gf>",
        "<gf><xscale min=\"0\" max=\"2\"/></gf>",
        "<gf><xscale min=\"0\" max=\"2\"/><ypts>1</ypts></gf>",
    ] {
        let variables = format!("<aux name=\"t\">{wrong}</aux>");
        assert_eq!(codes(&document(TEN, &variables)), [Code::BadTable], "{wrong}");
    }
}

#[test]
fn a_repeated_x_is_a_jump() {
    let jump = "<gf><xpts>0,1,1,2</xpts><ypts>0,0,5,5</ypts></gf>";
    assert_eq!(looked(jump, &[0.5, 0.999, 1.0, 1.001, 2.0]), [0.0, 0.0, 5.0, 5.0, 5.0]);
    let at_the_end = "<gf><xpts>0,1,1</xpts><ypts>0,2,5</ypts></gf>";
    assert_eq!(looked(at_the_end, &[0.5, 1.0, 2.0]), [1.0, 5.0, 5.0]);
}

#[test]
fn a_table_is_called_by_its_name_or_through_lookup_or_stands_in_a_variable() {
    let gf = "<gf><xscale min=\"0\" max=\"10\"/><ypts>0,100</ypts></gf>";
    let variables = format!(
        "<aux name=\"my table\">{gf}</aux><gf name=\"bare\"><xscale min=\"0\" max=\"10\"/><ypts>0,50</ypts></gf>
         <aux name=\"both\"><eqn>TIME/2</eqn>{gf}</aux><stock name=\"s\"><eqn>0</eqn><inflow>f</inflow></stock>
         <flow name=\"f\"><eqn>TIME</eqn>{gf}</flow>"
    ) + &auxiliaries(&[
        ("called", "My_Table(TIME) + \"my table\"(1)"),
        ("through", "LOOKUP(my_table, TIME/4)"),
        ("of bare", "bare(TIME)"),
        ("inner", "LOOKUP(both, 3) + both(1) + both"),
    ]);
    let ran = ran_ten(&variables);
    let line = |slope: f64, from: f64| (0..=10).map(|t| from + slope * t as f64).collect::<Vec<f64>>();
    check_close("called", &ran.path("called"), &line(10.0, 10.0), 1e-12);
    check_close("through", &ran.path("through"), &line(2.5, 0.0), 1e-12);
    check_close("of bare", &ran.path("of_bare"), &line(5.0, 0.0), 1e-12);
    check_close("both", &ran.path("both"), &line(5.0, 0.0), 1e-12);
    check_close("inner", &ran.path("inner"), &line(5.0, 40.0), 1e-12);
    // The flow is what comes out of the table: 0 + 10 + ... + 90.
    assert_eq!(ran.last("s"), 450.0);
}

// Time (2.3).

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

// Inputs over time (3.5.4).

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

// Stocks and flows that cannot be negative (4.2, 4.3).

#[test]
fn a_uniflow_is_never_below_nothing_and_defaults_can_be_switched() {
    let flows = "<flow name=\"both ways\"><eqn>5 - TIME</eqn></flow>
        <flow name=\"one way\"><eqn>5 - TIME</eqn><non_negative/></flow>
        <flow name=\"switched off\"><eqn>5 - TIME</eqn><non_negative>false</non_negative></flow>";
    let with = |behavior: &str, inside: &str| {
        let text = document(&(TEN.to_string() + behavior), flows);
        let ran = ran_text(&text.replace("<model>", &format!("<model>{inside}")));
        ["both_ways", "one_way", "switched_off"].map(|name| ran.last(name))
    };
    let default = "<behavior><flow><non_negative/></flow></behavior>";
    let off = "<behavior><flow><non_negative>false</non_negative></flow></behavior>";
    assert_eq!(with("", ""), [-5.0, 0.0, -5.0]);
    assert_eq!(with(default, ""), [0.0, 0.0, -5.0]);
    assert_eq!(with("", default), [0.0, 0.0, -5.0]);
    // The model's own word goes before the file's.
    assert_eq!(with(default, off), [-5.0, 0.0, -5.0]);
    let tank =
        stock("tank", "0", &["one_way"], &[]) + "<flow name=\"one way\"><eqn>5 - TIME</eqn><non_negative/></flow>";
    assert_eq!(ran_ten(&tank).last("tank"), 5.0 + 4.0 + 3.0 + 2.0 + 1.0);
}

/// Outflows are served in listed order, each with what those before it leave; the flow is shown as it is served, and
/// what leaves one stock is what enters the next.
#[test]
fn a_stock_that_cannot_be_negative_limits_its_outflows_in_listed_order() {
    let tank = |order: [&str; 2], non_negative: &str, dt: f64| {
        let text = stock("tank", "10", &["filling"], &order).replace("</stock>", &format!("{non_negative}</stock>"))
            + &stock("pool", "0", &["first"], &[])
            + &flow("filling", "2")
            + &flow("first", "7")
            + &flow("second", "6");
        let ran = ran_text(&document(&specs(3.0 * dt, dt, "euler"), &text));
        ["tank", "first", "second", "pool"].map(|name| ran.path(name))
    };
    let both = ["first", "second"];
    // 10 gives 7 and 3; what flows in meanwhile can leave at the next step.
    let [level, first, second, pool] = tank(both, "<non_negative/>", 1.0);
    assert_eq!(level, [10.0, 2.0, 2.0, 2.0]);
    assert_eq!((first, second), (vec![7.0, 2.0, 2.0, 2.0], vec![3.0, 0.0, 0.0, 0.0]));
    assert_eq!(pool, [0.0, 7.0, 9.0, 11.0]);
    let [level, first, second, _] = tank(["second", "first"], "<non_negative/>", 1.0);
    assert_eq!((first, second), (vec![4.0, 0.0, 0.0, 0.0], vec![6.0, 2.0, 2.0, 2.0]));
    assert_eq!(level, [10.0, 2.0, 2.0, 2.0]);
    // In half a step half as much leaves: the limit is level/dt. 10 - 6.5 + 1 is 4.5, which gives 7/2 and then 1.
    let [level, first, second, _] = tank(both, "<non_negative/>", 0.5);
    assert_eq!(level, [10.0, 4.5, 1.0, 1.0]);
    assert_eq!((first, second), (vec![7.0, 7.0, 2.0, 2.0], vec![6.0, 2.0, 0.0, 0.0]));
    for unlimited in ["", "<non_negative>false</non_negative>"] {
        let [level, first, second, _] = tank(both, unlimited, 1.0);
        assert_eq!(level, [10.0, -1.0, -12.0, -23.0]);
        assert_eq!((first, second), (vec![7.0; 4], vec![6.0; 4]));
    }
}

#[test]
fn stocks_that_cannot_be_negative_may_be_the_default() {
    let variables = stock("a", "3", &[], &["f"]) + &flow("f", "2");
    let with = |text: &str| ran_text(&document(&(TEN.to_string() + text), &variables)).last("a");
    assert_eq!(with("<behavior><stock><non_negative/></stock></behavior>"), 0.0);
    assert_eq!(with("<behavior><flow><non_negative/></flow></behavior>"), -17.0);
}

/// Of a non-negative stock between two others nothing is made or lost, whichever flow binds.
#[test]
fn what_is_limited_is_conserved() {
    let chain =
        stock("a", "9", &[], &["ab"]) + &stock("b", "1", &["ab"], &["bc", "ba"]) + &stock("c", "0", &["bc"], &[]);
    let back =
        chain.replace("<eqn>9</eqn>", "<eqn>9</eqn><inflow>ba</inflow>").replace("</stock>", "<non_negative/></stock>");
    let flows = flow("ab", "4 + TIME") + &flow("bc", "3*TIME") + &flow("ba", "2");
    for method in ["euler", "rk4"] {
        let ran = ran_text(&document(&specs(10.0, 0.25, method), &(back.clone() + &flows)));
        let [a, b, c] = ["a", "b", "c"].map(|name| ran.path(name));
        for step in 0..a.len() {
            assert!((a[step] + b[step] + c[step] - 10.0).abs() < 1e-12, "{method} at {step}");
            let least = a[step].min(b[step]).min(c[step]);
            // Each stage of Runge and Kutta is limited by itself, so that there a rounding may remain.
            assert!(least >= -1e-12, "{method} at {step}: {least}");
        }
        assert!(c.last().unwrap() > &7.0, "{method}: {c:?}");
    }
}

// What is no number.

#[test]
fn division_by_nothing_stops_no_run_and_is_told() {
    let variables = auxiliaries(&[("a", "1/(TIME - 5)"), ("b", "0/(TIME - 5)"), ("c", "MAX(a, 0) + 1")])
        + &stock("s", "0", &["f"], &[])
        + &flow("f", "IF TIME = 5 THEN 1/0 ELSE 1");
    let ran = ran_ten(&variables);
    assert_eq!((ran.path("a")[5], ran.path("a")[6], ran.last("a")), (f64::INFINITY, 1.0, 0.2));
    assert!(ran.path("b")[5].is_nan() && ran.last("b") == 0.0);
    assert_eq!((ran.path("s")[5], ran.path("s")[6]), (5.0, f64::INFINITY));
    let told = ran.0.not_finite().unwrap();
    assert_eq!((told.time, told.replications), (5.0, 1));
    // At the first moment too, where models of other tools divide by what is still nothing.
    assert_eq!(ran_ten(&auxiliaries(&[("a", "1/TIME")])).path("a")[..2], [f64::INFINITY, 1.0]);
}

#[test]
fn a_stock_that_begins_as_no_number_is_refused() {
    for initial in ["1/0", "0/0", "LN(-1)"] {
        let scenario = quiet(&document(TEN, &(stock("s", initial, &["f"], &[]) + &flow("f", "1"))));
        let wanted: Vec<_> = scenario.model.ids().collect();
        let refused = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap_err();
        assert!(matches!(&refused, RunError::NotFiniteAtStart { name, .. } if name == "s"), "{initial}: {refused}");
    }
}

// What is remembered (3.5.3, 3.5.5).

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

// What is drawn (3.5.2).

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
    let calculated = auxiliaries(&[("n", "7"), ("a", "RANDOM(0, 1, n)")]);
    assert_eq!(codes(&document(TEN, &calculated)), [Code::OutOfRange]);
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

// The same functions in our own form, where units are checked.

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

// Convergence.

/// The slope of the straight line that fits best.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (mx, my) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let covariance: f64 = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    covariance / points.iter().map(|p| (p.0 - mx) * (p.0 - mx)).sum::<f64>()
}

/// A pendulum (x'' = -x), logistic growth and a decay driven by time, at moment 2, against their solutions. Near a
/// multiple of pi the leading error of a pendulum vanishes: there the slope would say nothing.
#[test]
fn euler_converges_at_first_order_and_runge_kutta_at_fourth() {
    let pendulum = stock("x", "1", &["v"], &[]) + &stock("w", "0", &["dw"], &[]) + &flow("v", "w") + &flow("dw", "-x");
    let logistic = stock("x", "1", &["g"], &[]) + &flow("g", "x*(1 - x/10)");
    // x' = 2t - x with x = 1 at first.
    let driven = stock("x", "1", &["in"], &["out"]) + &flow("in", "2*TIME") + &flow("out", "x");
    for (what, variables, solution) in [
        ("pendulum", pendulum, cos(2.0)),
        ("logistic", logistic, 10.0 / (1.0 + 9.0 * exp(-2.0))),
        ("driven", driven, 2.0 * 2.0 - 2.0 + 3.0 * exp(-2.0)),
    ] {
        for (method, order, coarsest) in [("euler", 1.0, 128), ("rk4", 4.0, 8)] {
            let error = |steps: i32| {
                let dt = format!("<dt reciprocal=\"true\">{steps}</dt>");
                let text = format!("<sim_specs method=\"{method}\"><start>0</start><stop>2</stop>{dt}</sim_specs>");
                (ran_text(&document(&text, &variables)).last("x") - solution).abs()
            };
            let points: Vec<(f64, f64)> =
                (0..4).map(|i| coarsest << i).map(|steps| (ln(1.0 / f64::from(steps)), ln(error(steps)))).collect();
            let found = slope(&points);
            assert!((found - order).abs() < 0.05 * order, "{what} by {method}: slope {found} of {points:?}");
        }
    }
}
