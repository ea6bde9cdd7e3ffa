//! The figures that a team knows of itself, in one table.

use super::*;

/// `[team]`: the figures of a team, each the value of a constant; where each of those is set.
pub(super) fn read(scenario: &mut Scenario, reader: &mut Reader, root: &mut Table) -> BTreeMap<VariableId, Span> {
    let model = scenario.model.clone();
    let mut out = BTreeMap::new();
    let is_given = root.holds("team");
    let table = reader.table(root, "team");
    if is_given && model.team.is_empty() {
        let message = "`[team]` holds the figures that a model asks of a team, and this model asks for none";
        reader.refuse(Code::UnknownKey, table.span, message, "no such figures").help =
            Some("its constants are set by name under [constants]".into());
        return out;
    }
    for entry in table.entries {
        let Some(index) = model.team.iter().position(|figure| figure.name == canonical(&entry.key)) else {
            let names = model.team.iter().map(|figure| figure.name.as_str());
            unknown(reader, &model, (&entry.key, entry.key_span), "figure of a team", names);
            let behind = model.find(&entry.key).and_then(|id| model.team.iter().find(|own| own.constant == id));
            if let (Some(figure), Some(wrong)) = (behind, reader.wrong.last_mut()) {
                wrong.help = Some(format!("as a figure of the team it is called `{}`", figure.name));
            }
            continue;
        };
        let id = model.team[index].constant;
        out.insert(id, entry.key_span);
        scenario.team.insert(index);
        constant(scenario, reader, entry, id, Some(&model.team[index]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Diagnostic;
    use crate::text::diagnostic::Code;

    /// Files by their names.
    struct Files<'a>(&'a [(&'a str, &'a str)]);

    impl Library for Files<'_> {
        fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
            let found = self.0.iter().find(|(own, _)| *own == name);
            let own = [("desk.toml", include_str!("../../../tests/errors/beside/team.toml"))];
            let (name, text) = found.or_else(|| own.iter().find(|(own, _)| *own == name)).unwrap();
            Ok(Source::new(*name, *text))
        }

        fn beside(&self, _: &str, path: &str) -> String {
            path.into()
        }
    }

    fn value(scenario: &Scenario, name: &str) -> f64 {
        let id = scenario.model.find(name).unwrap();
        scenario.constants.iter().find(|(own, _)| *own == id).unwrap().1.value
    }

    #[test]
    fn figures_set_their_constants_and_the_start_that_reads_them() {
        let files = Files(&[
            (
                "own.toml",
                "model = 'desk.toml'\n[team]\npeople = 9\n\
                 open = { value = 34, distribution = 'uniform', min = 30, max = 40 }\n",
            ),
            ("later.toml", "extends = 'own.toml'\n[team]\nOpen = 12\n"),
            ("renamed.toml", "extends = 'own.toml'\n[constants]\nteam_size = 7\n"),
            ("elsewhere.toml", "extends = 'own.toml'\nstart = 'usual'\n"),
            ("silent.toml", "model = 'desk.toml'\n"),
        ]);
        let read = |name: &str| load(name, &files).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let own = read("own.toml");
        assert_eq!((value(&own, "team_size"), value(&own, "throughput"), value(&own, "open_now")), (9.0, 2.9, 34.0));
        assert_eq!(own.start.as_deref(), Some("own"));
        assert!(own.uncertain().any(|(id, _)| id == own.model.find("open_now").unwrap()));
        let later = read("later.toml");
        assert_eq!((value(&later, "team_size"), value(&later, "open_now")), (9.0, 12.0));
        assert_eq!(later.team.len(), 2, "the first and the last figure");
        let renamed = read("renamed.toml");
        assert_eq!((value(&renamed, "team_size"), renamed.team.len()), (7.0, 1));
        assert_eq!(read("elsewhere.toml").start.as_deref(), Some("usual"));
        assert_eq!(read("silent.toml").start.as_deref(), Some("usual"));
    }

    #[test]
    fn one_constant_has_one_place_in_a_file() {
        let text = "model = 'desk.toml'\n[constants]\nteam_size = 7\n[team]\npeople = 9\n";
        let wrong = load("two.toml", &Files(&[("two.toml", text)])).unwrap_err();
        let [wrong] = &wrong[..] else { panic!("{wrong:?}") };
        let places: Vec<&str> = wrong.labels.iter().map(|label| label.place.text()).collect();
        assert_eq!((wrong.code, &places[..]), (Code::Duplicate, &["team_size", "people"][..]));
    }
}
