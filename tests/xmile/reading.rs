//! Names, quotes, entities, foreign elements, units (2, 3.2, 4).

use flywheel::model::draft::Dialect;

use super::*;

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
    assert_eq!([unit("a"), unit("b")], ["People/(Year*Year)", "Dmnl"]);
    assert_eq!(ran.0.scenario.model.dialect, Dialect::Xmile);
}
