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

/// Any blank of Unicode, a letter with its mark in one character or in two.
#[test]
fn names_are_equal_in_any_form_of_unicode() {
    for blank in "\u{a0}\u{1680}\u{2000}\u{2003}\u{2009}\u{200a}\u{202f}\u{205f}\u{3000}\u{2028}\u{200b}".chars() {
        let name = format!("net{blank}flow");
        let ran = ran_ten(&auxiliaries(&[(&name, "7"), ("a", "net_flow + Net  Flow"), ("b", &format!("{name}*2"))]));
        assert_eq!((ran.first("a"), ran.first("b")), (14.0, 14.0), "{blank:?}");
    }
    let forms = [("caf\u{e9}", "CAFE\u{301}"), ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"), ("5 \u{212b}", "5_a\u{30a}")];
    for (one, other) in forms {
        for (name, used) in [(one, other), (other, one)] {
            assert_eq!(ran_ten(&auxiliaries(&[(name, "7"), ("a", &format!("2*{used}"))])).first("a"), 14.0, "{name}");
        }
    }
}

/// What could be a calculation is one: only signs and blanks that mean nothing else join a name.
#[test]
fn a_name_without_quotes_takes_nothing_from_an_equation() {
    let values =
        [("a", "2"), ("b", "1"), ("a b", "100"), ("a-b", "100"), ("a and b", "100"), ("a/b", "100"), ("r", "3")];
    for (equation, expected) in
        [("a-b", 1.0), ("a and b", 1.0), ("a/b", 2.0), ("a b - b", 99.0), ("a\n b", 100.0), ("r {&d} + b", 4.0)]
    {
        let ran = ran_ten(&(auxiliaries(&values) + &aux("r&d", "50") + &aux("x", equation)));
        assert_eq!(ran.first("x"), expected, "{equation}");
    }
    for unknown in ["a c", "r&e", "a ~ b", "2 a", "a b c", "'a'"] {
        assert_eq!(codes(&document(TEN, &(auxiliaries(&values) + &aux("x", unknown)))), [Code::Syntax], "{unknown}");
    }
    // A table is called by such a name as well.
    let table = "<aux name=\"what if?\"><gf><xscale min=\"0\" max=\"10\"/><ypts>0,20</ypts></gf></aux>";
    assert_eq!(ran_ten(&(table.to_string() + &aux("x", "what_if?(3) + LOOKUP(what_if?, 1)"))).first("x"), 8.0);
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

/// Every kind once, with its number and the place of the first; every function once; and nothing that may follow from it.
#[test]
fn one_refusal_names_all_that_is_not_read() {
    let conveyor = "<stock name=\"belt\"><eqn>1</eqn><conveyor><len>3</len></conveyor></stock>\n";
    let array =
        "<aux name=\"arr\"><dimensions><dim name=\"D\"/></dimensions><eqn>GAMMA(unknown[1]) + MAX(1, 2)</eqn></aux>";
    let variables = conveyor.repeat(3) + array + &aux("x", "WEIBULL(nothing, ") + &aux("y", "weibull(1) + belt(2)");
    let text = document(TEN, &variables)
        .replace("<model>", "<dimensions><dim name=\"D\" size=\"2\"/></dimensions><model>")
        .replace(
            "</model>",
            "</model><model name=\"part\"><variables><aux name=\"z\"/><module name=\"m\"/></variables></model>",
        );
    let told = read(&text).unwrap_err();
    let labels = |d: &Diagnostic| d.labels.iter().map(|l| l.text.clone()).collect::<Vec<_>>();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert_eq!(
        told[0].message,
        "1 dimension, 3 conveyors, 1 array, 1 further model and 1 module in this file are not read"
    );
    let expected =
        ["the dimension `D`", "the first of 3 conveyors, `belt`", "the array `arr`", "the further model `part`"];
    assert_eq!(labels(&told[0])[..4], expected);
    assert_eq!(told[0].labels[1].place.text(), "<conveyor>");
    assert_eq!(told[1].message, "there are no functions or tables `GAMMA` and `WEIBULL`");
    assert_eq!(told[1].labels[1].place.source.line(told[1].labels[1].place.span.start), 4);
    // Dimensions without arrays change nothing.
    let unused = document(TEN, &aux("x", "1")).replace("<model>", "<dimensions><dim name=\"D\"/></dimensions><model>");
    assert!(codes(&unused).is_empty());
}

/// Around the variables too: what XMILE and its tools have there is silent, what nobody knows is told.
#[test]
fn what_is_not_known_around_the_variables_is_told() {
    let whole = document(TEN, &aux("x", "1"));
    let beside = |inside: &str| {
        let text = whole.replace("</sim_specs>", &format!("{inside}</sim_specs>{inside}"));
        read(&text.replace("<model>", &format!("<model>{inside}"))).unwrap().warnings
    };
    let known = "<style/><isee:prefs/><interface/><views/><doc/><run by=\"all\"/><default_format/><equation_prefs/>";
    assert!(beside(known).is_empty(), "{:?}", beside(known));
    let told = beside("<frobnicate/>");
    assert!(told.iter().all(|d| d.message == "`<frobnicate>` is not known, and is passed over"), "{told:?}");
    assert_eq!(told.len(), 3);
}

/// A model that says from when to when it runs goes before the file.
#[test]
fn a_model_has_its_own_times() {
    let text = document(TEN, &aux("x", "1"));
    let own = text.replace("<model>", "<model><sim_specs><start>0</start><stop>3</stop></sim_specs>");
    assert_eq!((read(&text).unwrap().time.stop, read(&own).unwrap().time.stop), (10.0, 3.0));
}

/// Whichever of several models holds variables is the model.
#[test]
fn a_model_without_variables_is_passed_over() {
    let whole = document(TEN, &aux("x", "1"));
    for (begin, end) in
        [("<model/>", ""), ("", "<model name=\"m2\"><variables/><views/></model>"), ("<model/>", "<model/>")]
    {
        let text = whole.replace("<model>", &format!("{begin}<model>")).replace("</model>", &format!("</model>{end}"));
        let model = read(&text).unwrap();
        let others = text.matches("<model").count() - 1;
        assert_eq!((model.variables.len(), model.warnings.len()), (1, others), "{text}");
    }
}

#[test]
fn an_auxiliary_that_moves_a_stock_is_a_flow() {
    let model = read(&document(TEN, &(stock("s", "1", &["Rate"], &[]) + &aux("rate", "3")))).unwrap();
    assert_eq!(model.variable(model.find("rate").unwrap()).kind_name(), "flow");
    assert_eq!((model.warnings.len(), model.warnings[0].labels[0].place.text()), (1, "rate"));
}

/// A byte of another encoding in a title changes no number: the file is read, and it is told.
#[test]
fn a_stray_byte_is_read_with_a_warning() {
    let text = document(TEN, &aux("x", "1")).replace("</variables>", "</variables><views><view>caf?</view></views>");
    let bytes: Vec<u8> = text.bytes().map(|b| if b == b'?' { 0xe9 } else { b }).collect();
    let model = flywheel::model::read(&flywheel::text::encoding::source("test.xmile", &bytes).unwrap()).unwrap();
    let [warning] = model.warnings.as_slice() else { panic!("{:?}", model.warnings) };
    assert_eq!((warning.code, warning.labels[0].place.text()), (Code::NotText, "é"));
}

#[test]
fn variables_in_a_group_are_read() {
    let grouped = format!("<group name=\"g\"><entity name=\"x\"/>{}</group>", aux("x", "3"));
    assert_eq!(ran_ten(&(grouped + &aux("y", "x + 1"))).first("y"), 4.0);
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
