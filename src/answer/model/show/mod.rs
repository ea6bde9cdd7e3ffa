//! Show: what a model is made of, or all about one name in it.

mod data;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::answer::form::Answer;
use crate::answer::{Refusal, Words};
use crate::model::Model;
use crate::text::{canonical, suggestion};

pub use data::{Data, Found};

/// What a model is made of.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// A variable, constant, table, intervention, starting point or loop, by its name or label; the whole model, if not given.
    pub name: Option<String>,
}

/// What a model is made of.
pub struct Shown {
    data: Data,
    words: Words,
}

impl Question {
    /// Reads a model, or all that a name in it stands for.
    ///
    /// ```
    /// use flywheel::answer::{Answer, model::show::Question};
    /// use flywheel::model::file;
    ///
    /// let answer = Question { name: Some("trust".into()) }.ask(&file::shipped()).unwrap();
    /// assert!(answer.words().wide(100).starts_with("trust (stock, 1)"));
    /// ```
    ///
    /// # Errors
    /// That nothing is called so, with the nearest name that there is.
    pub fn ask(&self, model: &Model) -> Result<Shown, Refusal> {
        let Some(name) = &self.name else {
            return Ok(Shown { data: Data::Whole(data::whole(model)), words: words::whole(model) });
        };
        let (found, told): (Vec<Found>, Vec<Words>) = named(model, name).into_iter().unzip();
        if found.is_empty() {
            return Err(Refusal::asked(format!("nothing in the model is called `{name}`{}", nearest(model, name))));
        }
        let mut words = Words::default();
        for told in told {
            words.say(if words.is_empty() { "" } else { "\n" });
            words.extend(told);
        }
        Ok(Shown { data: Data::Named(data::Named { found }), words })
    }
}

/// All that a name stands for: a variable, a table, an intervention, a loop; an intervention may share its name with what
/// it changes.
fn named(model: &Model, name: &str) -> Vec<(Found, Words)> {
    let key = canonical(name);
    let mut out = Vec::new();
    out.extend(model.find(name).map(|id| (Found::Variable(data::made(model, id)), words::variable(model, id))));
    let start = model.starts.iter().find(|start| start.name == key);
    out.extend(start.map(|start| (Found::Start(data::start(model, start)), words::start(model, start))));
    let figure = model.team.iter().find(|figure| figure.name == key);
    out.extend(figure.map(|own| (Found::Figure(data::figure(model, own)), words::figure(model, own))));
    let table = model.tables.iter().find(|table| table.name == key);
    out.extend(table.map(|table| (Found::Table(data::table(model, table)), words::table(model, table))));
    let of = |found| (Found::Intervention(data::intervention(model, found)), words::intervention(model, found));
    out.extend(model.intervention(name).map(of));
    let found = model.loops.iter().find(|named| named.is_called(name));
    out.extend(found.map(|found| (Found::Loop(data::named_loop(model, found)), words::named_loop(model, found))));
    out
}

/// What may have been meant.
fn nearest(model: &Model, name: &str) -> String {
    let known = model
        .names()
        .chain(model.tables.iter().map(|t| t.name.as_str()))
        .chain(model.interventions.iter().map(|i| i.name.as_str()))
        .chain(model.starts.iter().map(|s| s.name.as_str()))
        .chain(model.team.iter().map(|figure| figure.name.as_str()));
    let near = suggestion::nearest(&canonical(name), known);
    near.map_or(String::new(), |near| format!(": did you mean `{near}`?"))
}

impl Answer for Shown {
    type Data = Data;
    const NAME: &'static str = "show";

    fn data(&self) -> Data {
        self.data.clone()
    }

    fn words(&self) -> Words {
        self.words.clone()
    }
}
