//! What a person reads of the battery: on a screen, and as a section of the model's document.

use crate::analysis::claims::checks::Standing;
use crate::answer::Words;
use crate::export::markdown;

use super::{Battery, Test};

/// Said of a model that has nothing but what can be asked of any.
const UNNAMED: &str = "The model names no scenarios to be judged by. Its file can name them under `battery`.";

impl Battery {
    pub(super) fn told(&self) -> Words {
        let mut rows = vec![["", "test", "found", "limit", "published", "asks"].map(String::from).to_vec()];
        rows.extend(self.tests.iter().map(|test| {
            let Test { name, asks, found, limit, published, standing, .. } = test;
            vec![standing.word().into(), name.clone(), found.clone(), limit.clone(), published.clone(), asks.clone()]
        }));
        let mut out = Words::of(format!(
            "{}: the validation battery, with {} draws (± is one Monte Carlo error)\n{}\n\n",
            self.model.title,
            self.replications,
            self.tally()
        ));
        out.columns(rows, 6);
        let notes = self.notes();
        if !notes.is_empty() {
            out.say("\nNotes:\n");
        }
        notes.iter().for_each(|note| out.say(&format!("  {note}\n")));
        if self.model.battery.is_empty() {
            out.say(&format!("\n{UNNAMED}\n"));
        }
        out
    }

    /// The tests as a section of the model's document, where a failed one is told as any other.
    pub fn section(&self) -> String {
        let row = |test: &Test| {
            let Test { name, asks, found, limit, published, standing, .. } = test;
            [standing.word(), name, asks, found, limit, published].map(markdown::cell).to_vec()
        };
        let rows: Vec<Vec<String>> = self.tests.iter().map(row).collect();
        let head = ["standing", "test", "asks", "found", "limit", "published"];
        let lead = format!("{}, with {} draws; ± is one Monte Carlo error.", self.tally(), self.replications);
        let unnamed = self.model.battery.is_empty().then(|| UNNAMED.to_string());
        let told = self.notes().into_iter().chain(unnamed);
        let foot: String = told.map(|sentence| format!("- {}\n", markdown::line(&sentence))).collect();
        markdown::section("Battery", format!("{lead}\n\n{}{foot}", markdown::table(&head, &rows)))
    }

    /// What somebody should know of single tests, a sentence each.
    fn notes(&self) -> Vec<String> {
        let of = |test: &Test| test.notes.iter().map(|note| format!("{}: {note}.", test.name)).collect::<Vec<_>>();
        self.tests.iter().flat_map(of).collect()
    }

    /// How many stand how.
    fn tally(&self) -> String {
        let [passed, noted, failed] =
            [Standing::Passed, Standing::Noted, Standing::Failed].map(|standing| self.count(standing));
        format!("{passed} of {} tests passed, {noted} noted, {failed} failed", self.tests.len())
    }
}
