//! Families, `each = "intervention"`, against the same model written out; and tables of uncertain steepness against what
//! their definition says.

use std::sync::Arc;

use flywheel::model::file;
use flywheel::model::scenario::{Pick, Scenario, Uncertainty};
use flywheel::run::ensemble::{Part, run};
use flywheel::text::Source;

const FAMILY: &str = r#"
cost_constant = "asked"
[time]
unit = "week"
stop = 20
dt = 0.25
[unit]
hour = "an hour"
[constant.asked]
each = "intervention"
value = 0
unit = "hour"
role = "lever"
[stock.habit]
each = "intervention"
unit = "hour"
initial = 0
inflows = ["learning"]
[aux.gap]
each = "intervention"
unit = "hour"
equation = 'max(0, asked - habit)'
[flow.learning]
each = "intervention"
unit = "hour/week"
equation = 'pace * sum(gap) * gap // sum(gap)'
[constant.pace]
value = 0.1
unit = "1/week"
role = "decision"
[box.work]
[intervention.a]
box = "work"
ramp = 4
cost = 20
[intervention.b]
box = "work"
cost = 60
"#;

/// The same, each member by hand.
fn written_out() -> String {
    let mut out = String::new();
    let (mut head, mut each) = (String::new(), String::new());
    for block in FAMILY.split("\n[").map(|block| format!("\n[{block}")) {
        match block.contains("each = ") {
            true => each += &block.replace("\neach = \"intervention\"", ""),
            false => head += &block,
        }
    }
    let head = head.replacen("\n[\n", "\n", 1).replace("cost_constant = \"asked\"\n", "");
    let head = head.replace("cost = 20", "adds = { asked_a = 20 }").replace("cost = 60", "adds = { asked_b = 60 }");
    out += &head;
    for of in ["a", "b"] {
        let mut own = each.replace("sum(gap)", "ALL");
        for name in ["asked", "habit", "gap", "learning"] {
            own = own.replace(name, &format!("{name}_{of}"));
        }
        out += &own.replace("ALL", "(gap_a + gap_b)");
    }
    out
}

/// What each variable is, by name, at every saved moment.
fn values(text: &str) -> Vec<(String, Vec<f64>)> {
    let model = file::read(&Source::new("test", text)).unwrap_or_else(|wrong| panic!("{wrong:#?}\n{text}"));
    let model = Arc::new(model);
    let picks = vec![(0, 2.0, 1.0), (1, 6.0, 0.5)].into_iter().take(model.interventions.len());
    let picks = picks
        .map(|(intervention, start, strength)| Pick { strength, ..Pick::of(&model, intervention, start) })
        .collect();
    let scenario =
        Scenario { picks, uncertainty: Uncertainty::None, replications: 1, ..Scenario::of_model(model.clone()) };
    let ids: Vec<_> = model.declared().collect();
    let samples = run(&scenario, &ids, &Part::whole(&scenario)).unwrap();
    let moments = samples.times.len();
    let of =
        |(i, id): (usize, &_)| (model.variable(*id).name.clone(), samples.values[i * moments..][..moments].to_vec());
    let mut out: Vec<(String, Vec<f64>)> = ids.iter().enumerate().map(of).collect();
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

#[test]
fn a_family_is_its_members_written_out() {
    let (family, members) = (values(FAMILY), values(&written_out()));
    assert_eq!(family, members);
    // Both are learned in the end, the second at half its strength, and the first does not fade when the second is asked.
    let last = |name: &str| *family.iter().find(|(n, _)| n == name).unwrap().1.last().unwrap();
    assert!(last("habit_a") > 10.0 && last("habit_b") > 10.0 && last("asked_b") == 30.0, "{family:?}");
}

#[test]
fn a_table_is_stretched_about_its_reference_point() {
    let text = |input: &str| {
        format!(
            "[table.f]\ninput = '1'\noutput = '1'\npoints = [[0, 0], [1, 1], [2, 4]]\n\
             steepness = {{ about = 1, value = 0.5, distribution = 'fixed', source = 'judgement' }}\n\
             [aux.y]\nunit = '1'\nequation = 'f({input})'\n[stock.z]\nunit = '1'\ninitial = 0\n"
        )
    };
    for (input, expected) in [("1", 1.0), ("2", 2.5), ("0", 0.5), ("5", 4.0)] {
        let model = Arc::new(file::read(&Source::new("test", text(input))).unwrap());
        let y = model.find("y").unwrap();
        let scenario = Scenario { replications: 1, ..Scenario::of_model(model.clone()) };
        let samples = run(&scenario, &[y], &Part::whole(&scenario)).unwrap();
        assert_eq!(samples.values[0], expected, "f({input})");
        assert!(model.find("f_steepness").is_some());
    }
}

/// Authors may call a table what they like.
#[test]
fn a_table_called_sum_is_that_table() {
    let table = "[table.sum]\ninput = '1'\noutput = '1'\npoints = [[0, 7], [1, 7]]\n[aux.y]\nunit = '1'\nequation = 'sum(0.5)'\n";
    let text = FAMILY.replace("equation = 'pace * sum(gap) * gap // sum(gap)'", "equation = 'pace * gap'");
    for text in [format!("{text}{table}"), format!("[stock.z]\nunit = '1'\ninitial = 0\n{table}")] {
        assert!(values(&text).iter().any(|(name, row)| name == "y" && row[0] == 7.0));
    }
}
