//! Graphical functions (3.1.4).

use super::*;

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
