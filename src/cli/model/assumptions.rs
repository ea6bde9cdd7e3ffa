//! `flywheel model show --assumptions`: what an answer rests on, where each number comes from and what hangs on it.

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::assumption::{Influence, by_influence, influence};
use crate::analysis::estimate::Estimate;
use crate::analysis::quantity::Quantity;
use crate::answer::ensemble::ensemble;
use crate::answer::numbers::{fine, person, small};
use crate::answer::outcomes::{quantities, values_of};
use crate::answer::{Onlooker, Refusal};
use crate::cli::tables::lines_of;
use crate::cli::{Failure, Manner, Outcome, open, print};
use crate::export::markdown;
use crate::model::scenario::Scenario;
use crate::model::{DistributionKind, Grade, Role, Spread, VariableId};
use crate::run::keep::{Reading, Wanted};
use crate::text::plain;

/// Enough that a rank correlation is known to 0.02.
const REPLICATIONS: u64 = 4000;

/// Of what people usually ask about, so much that it fits beside the rest: the first of the variables and the first of the
/// outcome classes.
const MOST_VARIABLES: usize = 2;
const MOST_CLASSES: usize = 1;

#[derive(Args)]
pub struct Ask {
    /// With --assumptions: the same as a Markdown page.
    #[arg(long, requires = "assumptions")]
    markdown: bool,
    /// With --assumptions: an outcome to ask about, such as trust@104; once for each.
    #[arg(long, value_name = "OUTCOME", requires = "assumptions")]
    of: Vec<String>,
    /// With --assumptions: how many replications, 4000 if not given.
    #[arg(long, value_name = "N", requires = "assumptions", value_parser = crate::cli::whole::<u64>(10, u64::MAX), allow_negative_numbers = true)]
    replications: Option<u64>,
    /// With --assumptions: seed of all luck, in place of the scenario's.
    #[arg(long, value_name = "N", requires = "assumptions", value_parser = super::super::whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
}

/// A constant that is an assumption.
struct Assumption {
    id: VariableId,
    spread: Spread,
    source: String,
    grade: Grade,
    /// Outcome by outcome; empty where all replications have the same value.
    influences: Vec<Influence>,
}

/// Everything that is to be shown.
struct Shown {
    scenario: Scenario,
    quantities: Vec<Quantity>,
    /// The most influential first.
    assumptions: Vec<Assumption>,
}

pub fn run(ask: &Ask, file: Option<&str>, manner: Manner) -> Outcome {
    let scenario = asked(file, ask.replications, ask.seed)?;
    let quantities = usual(&scenario, &ask.of, &manner)?;
    let shown = Shown::of(scenario, quantities, &manner)?;
    match (manner.json, ask.markdown) {
        (true, _) => print::json(&shown.json()),
        (false, true) => print::answer(&shown.markdown()),
        (false, false) => print::told(&shown.spoken()),
    }
}

/// The same, the sources aside, as a section of the model's document; nothing where there is nothing to tell.
///
/// # Errors
/// A file that cannot be read; a model that cannot be run, or whose outcomes are no numbers.
pub fn section(file: Option<&str>, replications: Option<u64>, manner: Manner) -> Result<String, Failure> {
    let scenario = asked(file, replications, None)?;
    let is_assumed = scenario.model.constants().any(|(_, _, constant)| constant.role == Role::Assumption);
    if !is_assumed || Quantity::usual(&scenario).is_empty() {
        return Ok(String::new());
    }
    let quantities = usual(&scenario, &[], &manner)?;
    Ok(Shown::of(scenario, quantities, &manner)?.section())
}

/// What is asked about: a plan with the shipped model, for of a team that nothing is done to no lever's strength matters.
fn asked(file: Option<&str>, replications: Option<u64>, seed: Option<u64>) -> Result<Scenario, Failure> {
    let mut scenario = open(file.unwrap_or("<one-from-each-box.toml>"))?;
    scenario.replications = replications.unwrap_or(REPLICATIONS);
    scenario.seed = seed.unwrap_or(scenario.seed);
    Ok(scenario)
}

/// The outcomes that were typed, or a few that fit beside the rest.
fn usual(scenario: &Scenario, typed: &[String], onlooker: &dyn Onlooker) -> Result<Vec<Quantity>, Refusal> {
    let mut quantities = quantities(scenario, typed, onlooker)?;
    if typed.is_empty() {
        let (mut variables, mut classes) = (0, 0);
        quantities.retain(|quantity| {
            let (seen, most) =
                if quantity.is_class { (&mut classes, MOST_CLASSES) } else { (&mut variables, MOST_VARIABLES) };
            *seen += 1;
            *seen <= most
        });
    }
    Ok(quantities)
}

impl Shown {
    fn of(scenario: Scenario, quantities: Vec<Quantity>, onlooker: &dyn Onlooker) -> Result<Shown, Refusal> {
        let uncertain: Vec<VariableId> = scenario.uncertain().map(|(id, _)| id).collect();
        let at_first = |id: VariableId| Reading { variable: id, from: 0, to: 0 };
        let mut influences = Vec::new();
        if !uncertain.is_empty() {
            let asked = quantities.iter().flat_map(|quantity| quantity.readings(&scenario.time));
            let readings = asked.chain(uncertain.iter().map(|id| at_first(*id))).collect();
            let results =
                ensemble(&scenario, &Wanted { variables: Vec::new(), readings, ..Wanted::default() }, onlooker)?;
            let outcomes = quantities
                .iter()
                .map(|quantity| values_of(quantity, &results, onlooker))
                .collect::<Result<Vec<_>, _>>()?;
            for id in &uncertain {
                let own = results.reading(at_first(*id)).unwrap_or_default();
                influences.push((*id, outcomes.iter().map(|of| influence(&own, of)).collect::<Vec<_>>()));
            }
        }
        let mut assumptions = Vec::new();
        for (id, _, constant) in scenario.model.constants().filter(|(_, _, c)| c.role == Role::Assumption) {
            let spread = scenario.constants.iter().find(|(own, _)| *own == id).map_or(constant.spread, |(_, s)| *s);
            let is_own = spread == constant.spread;
            assumptions.push(Assumption {
                id,
                spread,
                source: if is_own { constant.source.clone() } else { format!("set in {}", scenario.source.name) },
                grade: if is_own { constant.grade } else { Grade::Unverified },
                influences: influences.iter().find(|(own, _)| *own == id).map_or(Vec::new(), |(_, i)| i.clone()),
            });
        }
        let order = by_influence(&assumptions.iter().map(|a| a.influences.clone()).collect::<Vec<_>>());
        let mut slots: Vec<Option<Assumption>> = assumptions.into_iter().map(Some).collect();
        let assumptions = order.into_iter().filter_map(|i| slots[i].take()).collect();
        Ok(Shown { scenario, quantities, assumptions })
    }

    fn name(&self, id: VariableId) -> &str {
        &self.scenario.model.variable(id).name
    }

    fn title(&self) -> String {
        let Scenario { title, model, replications, .. } = &self.scenario;
        let (count, one) = (self.assumptions.len(), self.scenario.one());
        let of = if *title == model.title { title.clone() } else { format!("{title} ({})", model.title) };
        format!("{count} assumptions, by influence on the outcomes of {of}, over {replications} possible {one}s")
    }

    /// The numbers of the constants that are none of it, role by role.
    fn others(&self) -> Vec<(Role, Vec<&str>)> {
        let of = |role: Role| {
            let constants = self.scenario.model.constants().filter(move |(_, _, constant)| constant.role == role);
            (role, constants.map(|(_, variable, _)| variable.name.as_str()).collect::<Vec<_>>())
        };
        let roles = Role::CHOICES.iter().map(|(_, role)| *role).filter(|role| *role != Role::Assumption);
        roles.map(of).filter(|(_, names)| !names.is_empty()).collect()
    }

    fn graded(&self, grade: Grade) -> usize {
        self.assumptions.iter().filter(|a| a.grade == grade).count()
    }

    /// The largest error in the column of an outcome.
    fn error(&self, outcome: usize, of: impl Fn(&Influence) -> Estimate) -> f64 {
        let errors = self.assumptions.iter().filter_map(|a| a.influences.get(outcome)).map(|i| of(i).error);
        errors.filter(|error| error.is_finite()).fold(0.0, f64::max)
    }

    /// What stands under the table, a sentence each.
    fn foot(&self) -> Vec<String> {
        let mut out = self.findings();
        out.extend(self.elsewhere());
        out
    }

    /// How the table is to be read, and what it says of all assumptions together.
    fn findings(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (index, quantity) in self.quantities.iter().enumerate() {
            let measure = if quantity.measure.is_empty() { String::new() } else { format!(" [{}]", quantity.measure) };
            out.push(format!(
                "{}: {}{measure}; error of a rank correlation at most {}, of a swing at most {}",
                quantity.text,
                quantity.words,
                small(self.error(index, |i| i.correlation)),
                small(self.error(index, |i| i.swing)),
            ));
        }
        out.push(
            "Under an outcome stand the rank correlation (Spearman) and, in brackets, the swing: the mean outcome where the \
             constant is in its highest tenth, less that where it is in its lowest, all else as it comes. Errors are one \
             Monte Carlo error"
                .into(),
        );
        let untold = |a: &&Assumption| !a.influences.is_empty() && !a.influences.iter().any(Influence::is_told);
        let count = self.assumptions.iter().filter(untold).count();
        out.push(format!(
            "{count} of the {} have no influence on any of these that can be told from luck (two errors)",
            self.assumptions.len()
        ));
        let grades = Grade::CHOICES.iter().map(|(name, grade)| format!("{} {name}", self.graded(*grade)));
        out.push(format!("Grades of the sources: {}", grades.collect::<Vec<_>>().join(", ")));
        let held = self.assumptions.iter().filter(|a| a.influences.is_empty()).map(|a| self.name(a.id));
        let held = held.collect::<Vec<_>>();
        if !held.is_empty() {
            out.push(format!(
                "Assumed, and the same in all replications, so that nobody sees what hangs on it: {}",
                held.join(", ")
            ));
        }
        out
    }

    /// What is assumed, set or left out, and is not in the table.
    fn elsewhere(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (role, names) in self.others() {
            let count = names.len();
            let s = if count == 1 { "" } else { "s" };
            out.push(format!("Not in the table: {count} {}{s}: {}", role.name(), names.join(", ")));
        }
        let tables = &self.scenario.model.tables;
        if !tables.is_empty() {
            out.push(format!("The points of the {} tables are assumed too; how steep a table is may vary, its points by themselves do not", tables.len()));
        }
        if !self.scenario.model.left_out.is_empty() {
            out.push(format!(
                "Left out of the model altogether: {} things, told by `flywheel model show`",
                self.scenario.model.left_out.len()
            ));
        }
        out
    }

    /// Outcome by outcome in a few signs: rank correlation and swing.
    fn influences(&self, own: &Assumption) -> Vec<String> {
        let told = |index: usize| match own.influences.get(index) {
            Some(found) => format!("{} ({})", person(found.correlation.value), person(found.swing.value)),
            None => "not varied".into(),
        };
        (0..self.quantities.len()).map(told).collect()
    }

    fn spoken(&self) -> String {
        let mut rows = vec![["assumption", "grade", "value", "low", "high"].map(String::from).to_vec()];
        rows[0].extend(self.quantities.iter().map(|quantity| quantity.text.clone()));
        for own in &self.assumptions {
            let (low, high) = ends(&own.spread);
            let mut row =
                vec![self.name(own.id).to_string(), own.grade.name().into(), plain(own.spread.value), low, high];
            row.extend(self.influences(own));
            rows.push(row);
        }
        let lines = lines_of(&rows, 2);
        let mut lines = lines.lines();
        let mut out = format!("{}\n\n{}\n", self.title(), lines.next().unwrap_or_default());
        for (own, line) in self.assumptions.iter().zip(lines) {
            let variable = self.scenario.model.variable(own.id);
            let unit = variable.measure();
            let unit = if unit.is_empty() { String::new() } else { format!("{unit}, ") };
            let kind = own.spread.kind.name();
            out.push_str(&format!("{line}\n    {unit}{kind}: {}\n    source: {}\n", variable.about, told(&own.source)));
        }
        out.push('\n');
        self.foot().iter().for_each(|sentence| out.push_str(&format!("{sentence}.\n")));
        if !self.scenario.model.tables.is_empty() {
            out.push_str("\nTables\n");
        }
        for table in &self.scenario.model.tables {
            out.push_str(&format!("  {} [{}] source: {}\n", table.name, table.grade.name(), told(&table.source)));
        }
        out
    }

    fn markdown(&self) -> String {
        let mut head = ["assumption", "value", "low", "high", "distribution", "unit", "grade", "source"].to_vec();
        let titles: Vec<[String; 2]> = self
            .quantities
            .iter()
            .map(|q| [format!("rank correlation with {}", q.text), format!("swing of {}", q.text)])
            .collect();
        head.extend(titles.iter().flatten().map(String::as_str));
        head.push("what it is");
        let give = |of: Estimate| format!("{} ± {}", fine(of.value), small(of.error));
        let row = |own: &Assumption| {
            let variable = self.scenario.model.variable(own.id);
            let (low, high) = ends(&own.spread);
            let mut row = vec![markdown::code(&variable.name), plain(own.spread.value), low, high];
            let measure = variable.measure();
            let unit = if measure.is_empty() { "1".into() } else { markdown::cell(&measure) };
            row.extend([
                own.spread.kind.name().into(),
                unit,
                own.grade.name().into(),
                markdown::cell(told(&own.source)),
            ]);
            for index in 0..self.quantities.len() {
                let found = own.influences.get(index);
                row.push(found.map_or("not varied".into(), |i| give(i.correlation)));
                row.push(found.map_or("not varied".into(), |i| give(i.swing)));
            }
            row.push(markdown::cell(&variable.about));
            row
        };
        let rows: Vec<Vec<String>> = self.assumptions.iter().map(row).collect();
        let mut out =
            format!("# Assumptions\n\n{}.\n\n{}", markdown::line(&self.title()), markdown::table(&head, &rows));
        self.foot().iter().for_each(|sentence| out.push_str(&format!("- {}.\n", markdown::line(sentence))));
        let tables = self.scenario.model.tables.iter().map(|table| {
            vec![
                markdown::code(&table.name),
                table.grade.name().into(),
                markdown::cell(told(&table.source)),
                markdown::cell(&table.about),
            ]
        });
        out.push_str(&format!(
            "\n{}",
            markdown::table(&["table", "grade", "source", "what it is"], &tables.collect::<Vec<_>>())
        ));
        out
    }

    /// As [`Shown::markdown`], for a document that has the sources already.
    fn section(&self) -> String {
        let outcomes: Vec<String> = self.quantities.iter().map(|quantity| markdown::code(&quantity.text)).collect();
        let mut head = ["assumption", "grade", "value", "low", "high"].to_vec();
        head.extend(outcomes.iter().map(String::as_str));
        head.push("what it is");
        let row = |own: &Assumption| {
            let variable = self.scenario.model.variable(own.id);
            let (low, high) = ends(&own.spread);
            let mut row =
                vec![markdown::code(&variable.name), own.grade.name().into(), plain(own.spread.value), low, high];
            row.extend(self.influences(own));
            row.push(markdown::cell(&variable.about));
            row
        };
        let table = markdown::table(&head, &self.assumptions.iter().map(row).collect::<Vec<_>>());
        let foot: String = self.findings().iter().map(|told| format!("- {}.\n", markdown::line(told))).collect();
        let lead = markdown::line(&self.title());
        markdown::section("Assumptions, by influence", format!("{lead}.\n\n{table}{foot}"))
    }

    fn json(&self) -> Value {
        let model = &self.scenario.model;
        let estimate = |of: Estimate| json!({"value": of.value, "monte_carlo_error": of.error});
        let found = |(quantity, found): (&Quantity, &Influence)| {
            json!({
                "outcome": quantity.text, "rank_correlation": estimate(found.correlation), "swing": estimate(found.swing),
                "told_from_luck": found.is_told(),
            })
        };
        let assumption = |own: &Assumption| {
            let variable = model.variable(own.id);
            let influences: Vec<Value> = self.quantities.iter().zip(&own.influences).map(found).collect();
            json!({
                "name": variable.name, "value": own.spread.value, "range": own.spread.range,
                "distribution": own.spread.kind.name(), "sd": own.spread.sd, "cv": own.spread.cv,
                "unit": variable.unit.to_string(), "about": variable.about, "source": own.source,
                "grade": own.grade.name(), "influences": influences,
            })
        };
        let outcome = |q: &Quantity| json!({"outcome": q.text, "words": q.words, "measure": q.measure});
        let others: serde_json::Map<String, Value> =
            self.others().into_iter().map(|(role, names)| (role.name().to_string(), json!(names))).collect();
        let tables = model.tables.iter().map(|t| json!({"name": t.name, "grade": t.grade.name(), "source": t.source}));
        json!({
            "scenario": self.scenario.stem, "model": model.name, "replications": self.scenario.replications,
            "seed": self.scenario.seed, "outcomes": self.quantities.iter().map(outcome).collect::<Vec<_>>(),
            "assumptions": self.assumptions.iter().map(assumption).collect::<Vec<_>>(),
            "other_constants": others, "tables": tables.collect::<Vec<_>>(), "left_out": model.left_out,
        })
    }
}

/// The low and the high end in words; of a distribution without ends its spread.
fn ends(spread: &Spread) -> (String, String) {
    match (spread.range, spread.kind) {
        (Some((low, high)), _) => (plain(low), plain(high)),
        (None, DistributionKind::Normal) => ("-".into(), format!("sd {}", person(spread.sd))),
        (None, DistributionKind::Lognormal) => ("-".into(), format!("cv {}", person(spread.cv))),
        (None, _) => ("-".into(), "-".into()),
    }
}

fn told(source: &str) -> &str {
    if source.is_empty() { "none given" } else { source }
}
