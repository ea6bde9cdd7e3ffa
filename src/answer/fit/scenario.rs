//! The team that was found as a scenario, every number beside the question that it answers, and its points.

use crate::analysis::fit::regression::Posterior;
use crate::analysis::fit::summaries::quantile;
use crate::export::scenario::text as quoted;
use crate::model::VariableId;
use crate::text::plain;

use super::prior::{Bank, Of, What};
use super::told::{Word, spread};
use super::{Fit, Known};

/// What is written of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Constants and stocks, each with the lines that stand for it.
    constants: Vec<String>,
    stocks: Vec<String>,
    pub points: String,
}

/// What a number is asked as, by its name in the model.
const ASKED: [(&str, &str); 20] = [
    ("team_size", "How many people do the work?"),
    ("item_effort", "How many weeks of one person does a typical item take, if nothing comes between?"),
    (
        "request_rate",
        "How much is asked of you, on the scale of a team of eight? 4.4 is four fifths of what it could do.",
    ),
    ("release_effort", "How many weeks of one person does a release cost, on the scale of a team of eight?"),
    ("dependency", "How much do your items hang on others? 0.07 is usual."),
    ("backlog", "How many items are promised and not started?"),
    ("wip", "How many items are worked on?"),
    ("waiting", "How many items are finished and not released?"),
    ("defects", "How many released items do not work, and nobody knows it yet?"),
    ("recent_thr", "How many items have you released a week lately?"),
    ("recent_wd", "How many promises have you taken back a week lately?"),
    ("batch", "How many items go out together?"),
    ("debt", "How many person-weeks would it take to clean up the code?"),
    ("pressure", "How hard are you pressed? 1 is everyday, and above 1.5 is the wicked loop."),
    ("trust", "How far do those outside believe what you say, from 0 to 1?"),
    ("cohesion", "How far do you work as one team, from 0 to 1?"),
    ("energy", "How rested are you, from 0 to 1?"),
    ("expected_time", "How many weeks do those who ask expect to wait?"),
    ("skilled", "How many of you know the work?"),
    ("newcomers", "How many of you are new?"),
];

pub fn write(bank: &Bank, found: &Posterior, fit: &Fit) -> Written {
    let model = &bank.model;
    let mut columns: Vec<(VariableId, Vec<f64>)> = Vec::new();
    let mut out = Written { constants: Vec::new(), stocks: Vec::new(), points: String::new() };
    let word = |name: &str| fit.rows.iter().find(|row| row.name == name).map(|row| row.word);
    let comment = |name: &str, word: Option<Word>| {
        let asks = ASKED.iter().find(|(own, _)| *own == name).map_or(name, |(_, asks)| asks);
        format!("# {asks} ({})", word.unwrap_or(Word::FromModel).text())
    };
    if let Some(people) = bank.people {
        out.constants.push(format!("# How many people do the work? (you said so)\nteam_size = {}", plain(people)));
    }
    for (number, on) in bank.numbers.iter().zip(&found.numbers) {
        let Of::Constant(id) = number.of else { continue };
        let name = &model.variable(id).name;
        let values: Vec<f64> = on.iter().map(|on| number.scale.close(*on)).collect();
        let middle = rounded(quantile(&values, 0.5).unwrap_or(f64::NAN));
        // The logarithm is nearly normal: its spread is the coefficient of variation.
        let cv = rounded(spread(on).max(0.001));
        let spread = format!("{{ value = {middle}, distribution = \"lognormal\", cv = {cv} }}");
        out.constants.push(format!("{}\n{name} = {spread}", comment(name, word(name))));
        columns.push((id, values));
    }
    for (carried, on) in bank.carried.iter().zip(&found.carried) {
        let What::Now(id) = carried.what else { continue };
        let name = &model.variable(id).name;
        let values: Vec<f64> = on.iter().map(|on| carried.scale.close(*on)).collect();
        let middle = rounded(quantile(&values, 0.5).unwrap_or(f64::NAN));
        out.stocks.push(format!("{}\n{name} = {middle}", comment(name, word(name))));
        columns.push((id, values));
    }
    let names: Vec<&str> = columns.iter().map(|(id, _)| model.variable(*id).name.as_str()).collect();
    out.points = names.join(",") + "\n";
    for draw in 0..found.of.len() {
        let row: Vec<String> = columns.iter().map(|(_, values)| rounded(values[draw])).collect();
        out.points += &(row.join(",") + "\n");
    }
    out
}

impl Written {
    /// The scenario, whose points lie beside it in a file of this name.
    pub fn toml(&self, fit: &Fit, points: &str) -> String {
        let with = if fit.known == Known::Created { "created, start and done" } else { "start and done" };
        let said = fit.asked.iter().filter(|asked| asked.answer.is_some()).count();
        let prose = format!(
            "Found by `flywheel fit` from the dates of {} weeks ({with}) and {said} of five answers: among {} simulated teams \
             those that look like this one. Nothing new is done.",
            fit.weeks, fit.simulated
        );
        format!(
            "# Your team as far as its dates tell it. Behind each question stands how far they do: known, weakly, not from\n\
             # your data (what was guessed before), or from the model, not from your data (what the model ties to what is seen).\n\
             # These are middle values. What is not known of your team stands in the points: a row is one way in which it\n\
             # can be. A number that you change here counts as the usual one; to set it for all rows, extend this file.\n\
             title = {}\nprose = {}\npoints = {}\nstart = \"healthy\"\n\n[constants]\n{}\n\n[stocks]\n{}\n",
            quoted(&fit.title),
            quoted(&prose),
            quoted(points),
            self.constants.join("\n"),
            self.stocks.join("\n"),
        )
    }
}

/// A number to five digits.
fn rounded(value: f64) -> String {
    let digits = format!("{value:.4e}").parse().unwrap_or(value);
    plain(digits)
}
