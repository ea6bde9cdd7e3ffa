//! What people ask a model where nobody says: outcomes, what plans are to bring, and when their picks start.

use super::*;

impl File {
    /// `[questions]`: the outcomes that questions are about, and the one that loops are told by.
    pub(super) fn usual_outcomes(&mut self, root: &mut Keys) -> (Vec<VariableId>, Option<VariableId>) {
        let mut table = self.reader.table(root, "questions");
        let outcomes = self.variables_named(&mut table, "outcomes");
        let loops = self.reader.text(&mut table, "loops");
        let loops = loops.and_then(|(name, span)| self.scope.named(&name, span, &mut self.reader));
        self.reader.close(table, "[questions]");
        (outcomes, loops)
    }

    /// `[objective.NAME]`.
    pub(super) fn objectives(&mut self, root: &mut Keys) -> Vec<ObjectiveSpec> {
        let mut out = Vec::new();
        for (name, _, mut table) in self.reader.named_tables(root, "objective") {
            let about = self.reader.prose(&mut table, "about");
            let label = self.reader.line(&mut table, "label");
            let over = self.reader.choice(&mut table, "over", Over::CHOICES).unwrap_or_default();
            let of = self.reader.text(&mut table, "of");
            if of.is_none() {
                self.reader.missing(&table, "of", &format!("the objective `{}`", short(&name)));
            }
            self.reader.close(table, "an objective");
            let variable = of.and_then(|(of, span)| self.scope.named(&of, span, &mut self.reader));
            out.extend(variable.map(|variable| ObjectiveSpec { name: one_line(&name), variable, over, label, about }));
        }
        out
    }

    /// `[pick]`: when the picks of plans start, and what is told of plans beside their objective.
    pub(super) fn pick_spec(&mut self, root: &mut Keys) -> PickSpec {
        let mut table = self.reader.table(root, "pick");
        let first = self.reader.number(&mut table, "first");
        let first = first.and_then(|(first, span)| self.wait(first, span, "`first`"));
        let mut gaps = Vec::new();
        for node in self.reader.list(&mut table, "gaps", "a list of numbers") {
            match node.value {
                Value::Number(gap) => gaps.extend(self.wait(gap, node.span, "a gap")),
                _ => {
                    self.reader.refuse(Code::WrongType, node.span, "a gap is a number", "a number belongs here");
                }
            }
        }
        let beside = self.variables_named(&mut table, "beside");
        self.reader.close(table, "[pick]");
        PickSpec { first, gaps, beside }
    }

    /// A time that passes before something, which cannot be negative.
    fn wait(&mut self, time: f64, span: Span, what: &str) -> Option<f64> {
        if time < 0.0 {
            let message = format!("{what} is {}, and cannot be negative", plain(time));
            self.reader.refuse(Code::OutOfRange, span, message, "at least 0");
            return None;
        }
        Some(time)
    }

    fn variables_named(&mut self, table: &mut Keys, key: &'static str) -> Vec<VariableId> {
        let names = self.reader.texts(table, key);
        names.iter().filter_map(|(name, span)| self.scope.named(name, *span, &mut self.reader)).collect()
    }
}
