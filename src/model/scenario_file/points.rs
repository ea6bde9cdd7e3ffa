//! `points = "my-team.points.csv"`: what is known of a team as a table beside its scenario.

use super::*;
use crate::model::beginning::Beginnings;
use crate::model::joint::Joint;

/// Reads the table that a file names. What the file itself says of a constant or of a stock is then the usual value, and the
/// table tells how it differs; where the file says nothing, the middle of the column is usual.
pub(super) fn read(scenario: &mut Scenario, reader: &mut Reader, named: Option<(String, Span)>, library: &dyn Library) {
    let Some((path, span)) = named else { return };
    let name = library.beside(&reader.source.name, &path);
    let joint = match library.read(&name).and_then(|source| Joint::read(&source, &scenario.model)) {
        Ok(joint) => joint,
        Err(wrong) => {
            let is_placed = !wrong.labels.is_empty();
            let wrong = if is_placed { wrong } else { wrong.at(&reader.source, span, "named here") };
            return reader.wrong.push(wrong);
        }
    };
    let source = &reader.source;
    let said = |scenario: &Scenario, id: VariableId| scenario.set_at.get(&id).is_some_and(|at| at.source == *source);
    for (id, _) in joint.columns() {
        let Some(middle) = joint.median(id) else { continue };
        let is_said = said(scenario, id);
        match scenario.constants.iter_mut().find(|(own, _)| *own == id) {
            // Its spread is the table's.
            Some((_, spread)) => {
                let value = if is_said { spread.value } else { middle };
                *spread = Spread::fixed(value);
            }
            None if is_said => {}
            None => {
                scenario.initial.insert(id, middle.into());
            }
        }
    }
    scenario.joint = Some(Arc::new(joint));
}

/// What a file says anew, no table of a file that it extends speaks for.
pub(super) fn part(scenario: &mut Scenario, (constants, initial): &(Vec<(VariableId, Spread)>, Beginnings)) {
    let changed: Vec<VariableId> = scenario
        .constants
        .iter()
        .zip(constants)
        .filter(|(now, before)| now.1 != before.1)
        .map(|(now, _)| now.0)
        .chain(scenario.initial.iter().filter(|(id, value)| initial.get(id) != Some(*value)).map(|(id, _)| *id))
        .collect();
    scenario.part(|id| changed.contains(&id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::library::Texts;
    use crate::run::ensemble::{Part, run};
    use std::collections::BTreeMap;

    fn load(files: &[(&str, &str)]) -> Result<Scenario, Vec<Diagnostic>> {
        let texts: BTreeMap<String, String> = files.iter().map(|(n, t)| (n.to_string(), t.to_string())).collect();
        super::super::load(files[0].0, &Texts(&texts))
    }

    const POINTS: &str = "item_effort,wip,pressure\n0.5,10,0.9\n0.7,20,1.1\n0.9,30,1.3\n";

    #[test]
    fn a_row_is_a_team() {
        let text = "points = 'p.csv'\nstart = 'healthy'\nhorizon = 1\nreplications = 7\n[stocks]\nwip = 18\n";
        let scenario = load(&[("a.toml", text), ("p.csv", POINTS)]).unwrap();
        let id = |name: &str| scenario.model.find(name).unwrap();
        let wanted = [id("item_size"), id("wip"), id("pressure")];
        let found = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap();
        let begin = |variable: usize| found.values[variable * 2 * 7..][..7].to_vec();
        assert_eq!(begin(0), [0.5, 0.7, 0.9, 0.5, 0.7, 0.9, 0.5]);
        assert_eq!(begin(1), [10.0, 20.0, 30.0, 10.0, 20.0, 30.0, 10.0]);
        // Without uncertainty a team is what the file says, or the middle.
        let text = format!("uncertainty = 'none'\n{text}");
        let plain = load(&[("a.toml", &text), ("p.csv", POINTS)]).unwrap();
        let found = run(&plain, &wanted, &Part::whole(&plain)).unwrap();
        assert_eq!([0, 1, 2].map(|v: usize| found.values[v * 2 * 7]), [0.7, 18.0, 1.1]);
    }

    #[test]
    fn who_extends_a_team_may_say_otherwise() {
        let base = ("a.toml", "points = 'p.csv'\nstart = 'healthy'\n");
        let own = load(&[("b.toml", "extends = 'a.toml'\n[constants]\nitem_effort = 0.6\n"), base, ("p.csv", POINTS)]);
        let own = own.unwrap();
        let id = |name: &str| own.model.find(name).unwrap();
        assert_eq!(own.given(id("item_effort"), 1), None);
        assert_eq!((own.given(id("wip"), 1), own.given(id("wip"), 5)), (Some(20.0), Some(30.0)));
        let elsewhere =
            load(&[("b.toml", "extends = 'a.toml'\nstart = 'stressed'\n"), base, ("p.csv", POINTS)]).unwrap();
        assert!(elsewhere.given(id("wip"), 1).is_none() && elsewhere.given(id("item_effort"), 1).is_some());
    }

    #[test]
    fn a_table_that_says_nothing_is_refused_with_its_place() {
        for (points, place) in [
            ("", ""),
            ("wip\n", "wip"),
            ("wips\n3\n", "wips"),
            ("wip,wip\n3,4\n", "wip"),
            ("wip\n3,4\n", "3,4"),
            ("wip\nmany\n", "many"),
            ("trust\n45\n", "45"),
            ("wip\n-1\n", "-1"),
        ] {
            let wrong = load(&[("a.toml", "points = 'p.csv'\n"), ("p.csv", points)]).unwrap_err();
            assert_eq!(wrong.len(), 1, "{points}");
            assert_eq!(wrong[0].labels[0].place.text(), place, "{points}");
        }
    }
}
