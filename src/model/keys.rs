//! The keys of scenario and model files, table by table: what the readers take, in a form from which schemas are written.
//!
//! The readers read by hand, since they tell mistakes better than a schema can; a test reads files that hold everything, and
//! fails where a reader asks for a key that is not here, or a key is here that no reader asks for.

use super::grade::Grade;
use super::time::Method;
use super::{Better, ChangeKind, DistributionKind};

mod model;
mod scenario;

pub use model::MODEL;
pub use scenario::SCENARIO;

/// A key of a table.
pub struct Key {
    pub name: &'static str,
    pub form: Form,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// Whether a table is refused without it.
    pub needed: bool,
}

/// A table: what messages call it, and its keys, those that it shares with other tables as they are named.
pub struct Keys {
    pub what: &'static str,
    groups: &'static [&'static [Key]],
}

impl Keys {
    /// All of its keys.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        self.groups.iter().copied().flatten()
    }
}

/// What stands behind a key.
pub enum Form {
    Number,
    /// A whole number of at least so many.
    Whole(u64),
    Text,
    Flag,
    /// `false`, which takes away what an extended file has.
    Dropped,
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    Texts,
    Numbers,
    /// Text in the equation language, or a number.
    Equation,
    /// The least and the most.
    Range,
    /// Points of a table, `[x, y]` each.
    Points,
    Table(&'static Keys),
    /// Tables with names of the author's: `[stock.wip]`.
    Named(&'static Keys),
    /// A list of tables: `[[outcome]]`.
    Listed(&'static Keys),
    /// A value of this form behind each of some names.
    Each(Names, &'static Form),
    /// Any of these.
    Either(&'static [Form]),
}

/// Whose names stand before values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The author's own.
    Own,
    Stocks,
    Constants,
    Interventions,
    Figures,
    Starts,
    Loops,
}

const fn key(name: &'static str, form: Form, about: &'static str) -> Key {
    Key { name, form, about, needed: false }
}

const fn needed(name: &'static str, form: Form, about: &'static str) -> Key {
    Key { name, form, about, needed: true }
}

fn words<T: Copy + PartialEq>(choices: &'static [(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(word, _)| *word).collect()
}

const METHOD: Form = Form::Word(|| words(Method::CHOICES));
const CHANGE_KIND: Form = Form::Word(|| words(ChangeKind::CHOICES));
const DISTRIBUTION: Form = Form::Word(|| words(DistributionKind::CHOICES));

/// How a number differs between replications.
const SPREADS: &[Key] = &[
    key(
        "distribution",
        DISTRIBUTION,
        "How it differs between replications; if omitted fixed, or in a scenario triangular beside a range.",
    ),
    MIN,
    MAX,
    SD,
    CV,
];

const MIN: Key = key("min", Form::Number, "The least value, of a uniform or triangular distribution.");
const MAX: Key = key("max", Form::Number, "The most, of a uniform or triangular distribution.");
const SD: Key = key("sd", Form::Number, "The standard deviation, of a normal distribution.");
const CV: Key = key("cv", Form::Number, "The standard deviation over the mean, of a lognormal distribution.");

const ABOUT: Key = key("about", Form::Text, "What it is, in a sentence.");
const UNIT: Key = needed("unit", Form::Text, "The unit of measure, such as item/week; 1 for a pure number.");
const LABEL: Key = key("label", Form::Text, "Words for people.");
const SCALE: Key = key("scale", Form::Text, "What a pure number runs on, in words.");
const BETTER: Key = key("better", Form::Word(|| words(Better::CHOICES)), "Which way it is better.");
const EACH: Key = key("each", Form::Word(|| vec!["intervention"]), "Declares one of these for each intervention.");
const SOURCE: Key = key("source", Form::Text, "Where the number comes from.");
const GRADE: Key = key("grade", Form::Word(|| words(Grade::CHOICES)), "How good the source is.");
const NON_NEGATIVE: Key = key("non_negative", Form::Flag, "Whether it never goes below 0.");
const EQUATION: Key = needed("equation", Form::Equation, "Its value.");
const RANGE: Key = key("range", Form::Range, "The values that mean something: the least and the most.");
const TITLE: Key = key("title", Form::Text, "What people read.");

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::model::library::{BATTERY, ShippedLibrary};
    use crate::model::{file, scenario_file};
    use crate::text::Source;
    use crate::text::toml::asked;

    /// The keys of a table and of all tables in it, by what messages call the table.
    fn listed(keys: &Keys, out: &mut BTreeMap<String, BTreeSet<String>>) {
        let own = out.entry(keys.what.to_string()).or_default();
        own.extend(keys.keys().map(|key| key.name.to_string()));
        keys.keys().for_each(|key| inside(&key.form, out));
    }

    fn inside(form: &Form, out: &mut BTreeMap<String, BTreeSet<String>>) {
        match form {
            Form::Table(keys) | Form::Named(keys) | Form::Listed(keys) => listed(keys, out),
            Form::Each(_, form) => inside(form, out),
            Form::Either(forms) => forms.iter().for_each(|form| inside(form, out)),
            _ => {}
        }
    }

    fn check(keys: &Keys) {
        let mut here = BTreeMap::new();
        listed(keys, &mut here);
        let there: BTreeMap<String, BTreeSet<String>> = asked();
        assert_eq!(here, there);
    }

    #[test]
    fn the_keys_of_scenarios_are_those_that_are_asked_for() {
        let model = file::shipped();
        asked();
        for (name, _) in BATTERY.iter().chain(crate::model::library::SHIPPED) {
            scenario_file::load_about(&format!("<{name}>"), &model, &ShippedLibrary).unwrap();
        }
        let rest = "[constants]\nteam_size = { value = 8 }\n[picks]\ndemo = { start = 1 }\n\
            [[expect]]\nclaim = \"c\"\nthat = 'mean(trust@1) > 0'\npublished = { value = 1 }\n";
        struct One(&'static str);
        impl crate::Library for One {
            fn read(&self, name: &str) -> Result<std::sync::Arc<Source>, crate::Diagnostic> {
                Ok(Source::new(name, self.0))
            }
            fn beside(&self, _: &str, path: &str) -> String {
                path.into()
            }
        }
        scenario_file::load_about("rest.toml", &model, &One(rest)).unwrap();
        check(&SCENARIO);
    }

    #[test]
    fn the_keys_of_models_are_those_that_are_asked_for() {
        asked();
        file::read(&Source::new(file::SHIPPED_NAME, file::SHIPPED)).unwrap();
        let sized =
            file::SHIPPED.replace("adds = { wip_adherence = 0.7 }", "adds = { wip_adherence = { value = 0.7 } }");
        file::read(&Source::new("sized.toml", &sized)).unwrap();
        let rest = "[time]\nunit = 'week'\n[constant.a]\nvalue = 1\nunit = '1'\n[team.people]\nconstant = 'a'\n\
            [[contradiction]]\nwhen = 'a > 1'\nsay = 'a'\n";
        file::read(&Source::new("rest.toml", rest)).unwrap();
        check(&MODEL);
    }
}
