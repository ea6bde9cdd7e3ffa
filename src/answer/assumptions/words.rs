//! What a person reads of assumptions: a table with what each is and where it comes from, and what it says of all.

use crate::analysis::estimate::Estimate;
use crate::analysis::sensitivity::influence::Influence;
use crate::answer::Words;
use crate::answer::numbers::{fine, person, small};
use crate::answer::words::Rows;
use crate::export::markdown;
use crate::model::scenario::Scenario;
use crate::model::{DistributionKind, Grade, Role, Spread, VariableId};
use crate::text::plain;

use super::variance;
use super::{Assumption, Assumptions};

impl Assumptions {
    pub(super) fn name(&self, id: VariableId) -> &str {
        &self.scenario.model.variable(id).name
    }

    fn title(&self) -> String {
        let Scenario { title, model, replications, .. } = &self.scenario;
        let (count, one) = (self.assumptions.len(), self.scenario.one());
        let of = if *title == model.title { title.clone() } else { format!("{title} ({})", model.title) };
        format!("{count} assumptions, by influence on the outcomes of {of}, over {replications} possible {one}s")
    }

    /// The numbers of the constants that are none of it, role by role.
    pub(super) fn others(&self) -> Vec<(Role, Vec<&str>)> {
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
                small(self.error(index, |i| i.difference)),
            ));
        }
        out.push(
            "Each outcome has its rank correlation (Spearman) and, in brackets, its swing: the mean outcome with the constant \
             in its highest tenth, minus that with it in its lowest tenth. Errors are one Monte Carlo error"
                .into(),
        );
        let untold = |a: &&Assumption| !a.influences.is_empty() && !a.influences.iter().any(Influence::is_told);
        let count = self.assumptions.iter().filter(untold).count();
        out.push(format!(
            "{count} of the {} have no influence that can be told from luck (two errors)",
            self.assumptions.len()
        ));
        let grades = Grade::CHOICES.iter().map(|(name, grade)| format!("{} {name}", self.graded(*grade)));
        out.push(format!("Grades of the sources: {}", grades.collect::<Vec<_>>().join(", ")));
        let held = self.assumptions.iter().filter(|a| a.influences.is_empty()).map(|a| self.name(a.id));
        let held = held.collect::<Vec<_>>();
        if !held.is_empty() {
            out.push(format!("Assumed but not varied, so its influence is not known: {}", held.join(", ")));
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
            out.push(format!("The points of the {} tables are assumptions too. The steepness of a table may vary; its points do not vary by themselves", tables.len()));
        }
        if !self.scenario.model.left_out.is_empty() {
            out.push(format!(
                "The model leaves out {} things; `flywheel model show` lists them",
                self.scenario.model.left_out.len()
            ));
        }
        out
    }

    /// Outcome by outcome in a few signs: rank correlation and swing.
    fn influences(&self, own: &Assumption) -> Vec<String> {
        let told = |index: usize| match own.influences.get(index) {
            Some(found) => format!("{} ({})", person(found.correlation.value), person(found.difference.value)),
            None => "not varied".into(),
        };
        (0..self.quantities.len()).map(told).collect()
    }

    pub(super) fn spoken(&self) -> Words {
        let mut rows = vec![["assumption", "value"].map(String::from).to_vec()];
        rows[0].extend(self.quantities.iter().map(|quantity| first_words(&quantity.words).to_string()));
        for own in &self.assumptions {
            let variable = self.scenario.model.variable(own.id);
            let mut row = vec![variable.words(), plain(own.spread.value)];
            row.extend(self.influences(own));
            rows.push(row);
        }
        let mut out = Words::of(format!("{}\n\n", self.title()));
        if !self.shares.is_empty() {
            out.table(self.share_rows());
            out.say(&format!("{}.\n\n", self.share_foot()));
        }
        out.table(rows);
        out.say("\n");
        self.foot().iter().for_each(|sentence| out.say(&format!("{sentence}.\n")));
        out.say("\nWhat they are, and where they come from\n");
        for own in &self.assumptions {
            let variable = self.scenario.model.variable(own.id);
            let unit = variable.measure();
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            let (kind, (low, high)) = (own.spread.kind.name(), ends(&own.spread));
            let range = if low == "-" { format!("{kind}, {high}") } else { format!("{kind}, {low} to {high}{unit}") };
            out.say(&format!(
                "  {} (`{}`, {range}): {}\n    {}, source: {}\n",
                variable.words(),
                variable.name,
                variable.about,
                own.grade.name(),
                told(&own.source)
            ));
        }
        if !self.scenario.model.tables.is_empty() {
            out.say("\nTables\n");
        }
        for table in &self.scenario.model.tables {
            out.say(&format!("  {} [{}] source: {}\n", table.name, table.grade.name(), told(&table.source)));
        }
        out
    }

    /// What the outcomes vary with.
    fn share_rows(&self) -> Rows {
        let outcomes: Vec<&str> = self.quantities.iter().map(|quantity| first_words(&quantity.words)).collect();
        variance::rows(&self.shares, &outcomes)
    }

    /// The same as a Markdown table, with how to read it; empty where there is nothing to tell.
    fn share_table(&self) -> String {
        let rows = self.share_rows();
        let Some((head, rows)) = rows.split_first().filter(|_| !self.shares.is_empty()) else { return String::new() };
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        format!("{}{}.\n\n", markdown::table(&head, rows), markdown::line(&self.share_foot()))
    }

    /// How the table of shares is to be read, and how many assumptions are in none of its groups.
    fn share_foot(&self) -> String {
        let held = self.assumptions.iter().filter(|own| own.influences.is_empty()).count();
        let held = match held {
            0 => String::new(),
            1 => format!(". Of the {} assumptions one is not varied, and in no group", self.assumptions.len()),
            held => format!(". Of the {} assumptions {held} are not varied, and in no group", self.assumptions.len()),
        };
        format!("{}{held}", variance::foot(&self.shares))
    }

    /// The same as a Markdown page.
    pub fn page(&self) -> String {
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
                row.push(found.map_or("not varied".into(), |i| give(i.difference)));
            }
            row.push(markdown::cell(&variable.about));
            row
        };
        let rows: Vec<Vec<String>> = self.assumptions.iter().map(row).collect();
        let mut out = format!(
            "# Assumptions\n\n{}.\n\n{}{}",
            markdown::line(&self.title()),
            self.share_table(),
            markdown::table(&head, &rows)
        );
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

    /// As [`Assumptions::page`], for a document that has the sources already.
    pub(super) fn section(&self) -> String {
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
        markdown::section("Assumptions, by influence", format!("{lead}.\n\n{}{table}{foot}", self.share_table()))
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

/// An outcome without its moment.
fn first_words(words: &str) -> &str {
    words.split(", ").next().unwrap_or(words)
}

fn told(source: &str) -> &str {
    if source.is_empty() { "none given" } else { source }
}
