//! The variables of a model file, as drafts.

use super::*;

/// The most outcome classes; each is held against all before it.
const MOST_OUTCOMES: usize = 100;

impl File {
    /// `range = [least, most]`.
    pub(super) fn range(&mut self, table: &mut Keys) -> Option<(f64, f64)> {
        let entry = self.reader.any(table, "range")?;
        match point(&entry.node.value) {
            Some([least, most]) if least < most => Some((least, most)),
            given => {
                let code = if given.is_some() { Code::OutOfRange } else { Code::WrongType };
                let message = "`range` should be two numbers, the least and the most";
                self.reader.refuse(code, entry.node.span, message, "not a range").help =
                    Some("for example range = [0, 1]".into());
                None
            }
        }
    }

    pub(super) fn drafts(&mut self, root: &mut Keys, changes: &[Change], cost_constant: Option<&str>) -> Vec<Draft> {
        let mut out = Vec::new();
        for (name, span, mut t) in self.reader.named_tables(root, "stock") {
            let initial = self.reader.equation(&mut t, "initial");
            // One that cannot be read is there all the same, and not to be missed once more.
            let unread = t.holds("initial").then(|| self.zero(span));
            let kind = DraftKind::Stock {
                initial: initial.or(unread),
                inflows: self.reader.texts(&mut t, "inflows"),
                outflows: self.reader.texts(&mut t, "outflows"),
                non_negative: self.reader.flag(&mut t, "non_negative").unwrap_or(false),
                range: self.range(&mut t),
            };
            out.push(self.draft(name, span, t, "a stock", kind));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "flow") {
            let equation = self.needed_equation(&mut t, "equation", "a flow");
            let non_negative = self.reader.flag(&mut t, "non_negative").unwrap_or(false);
            out.push(self.draft(name, span, t, "a flow", DraftKind::Flow { equation, non_negative }));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "aux") {
            let equation = self.needed_equation(&mut t, "equation", "an auxiliary");
            out.push(self.draft(name, span, t, "an auxiliary", DraftKind::Auxiliary { equation }));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "counter") {
            let initial = self.reader.equation(&mut t, "initial").unwrap_or_else(|| self.zero(span));
            let rate = self.needed_equation(&mut t, "rate", "a counter");
            out.push(self.draft(name, span, t, "a counter", DraftKind::Counter { initial, rate }));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "constant") {
            let spread = Spread::read(&mut self.reader, &mut t, &name);
            let role = self.reader.choice(&mut t, "role", Role::CHOICES).unwrap_or(Role::Assumption);
            let range = self.range(&mut t);
            let (source, grade) = self.source(&mut t, &name);
            let constant = Constant { spread, range, role, source, grade };
            out.push(self.draft(name, span, t, "a constant", DraftKind::Constant(constant)));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "noise") {
            let kinds = [("lognormal", DistributionKind::Lognormal), ("poisson", DistributionKind::Poisson)];
            let kind = self.reader.choice(&mut t, "distribution", &kinds);
            if kind.is_none() {
                self.reader.missing(&t, "distribution", "a noise source");
            }
            let mean = self.needed_equation(&mut t, "mean", "a noise source");
            let spread = match kind {
                Some(DistributionKind::Lognormal) => self.needed_equation(&mut t, "cv", "a lognormal noise source"),
                Some(_) => None,
                // Nobody can say whether it is needed.
                None => self.reader.equation(&mut t, "cv"),
            };
            let kind = kind.unwrap_or(DistributionKind::Lognormal);
            let period = self.reader.number(&mut t, "period").unwrap_or((1.0, span));
            out.push(self.draft(name, span, t, "a noise source", DraftKind::Noise { kind, mean, spread, period }));
        }
        out.extend(self.steepness.iter().map(|(_, _, draft)| draft.clone()));
        // The file tells its story in its own order, whatever the kinds.
        out.sort_by_key(|d| d.span);
        if let Some(family) = out.iter().find(|draft| draft.member.is_some()).filter(|_| changes.is_empty()) {
            let (message, span) =
                (format!("`{}` is there once for each intervention", short(&family.name)), family.span);
            self.reader.refuse(Code::MissingKey, span, message, "and there is none").help =
                Some("an intervention is declared with [intervention.NAME]".into());
        }
        let mut out = self.members(out, changes);
        out.extend(File::sizes(changes, cost_constant, &out));
        out.sort_by_key(|d| d.span);
        for (number, mut t) in self.reader.listed_tables(root, "outcome").into_iter().enumerate() {
            if number == MOST_OUTCOMES {
                let message = format!("there are more than {MOST_OUTCOMES} outcome classes");
                self.reader.refuse(Code::OutOfRange, t.span, message, "one too many");
                break;
            }
            let Some((name, span)) = self.reader.text(&mut t, "name") else {
                self.reader.missing(&t, "name", "an outcome class");
                t.entries.retain(|e| !matches!(e.key.as_str(), "when" | "label" | "better" | "about"));
                self.reader.close(t, "an outcome class");
                continue;
            };
            let condition = self.reader.equation(&mut t, "when");
            out.push(self.draft(name, span, t, "an outcome class", DraftKind::Outcome { condition }));
        }
        out
    }

    fn needed_equation(&mut self, table: &mut Keys, key: &'static str, what: &str) -> Option<EquationText> {
        let equation = self.reader.equation(table, key);
        if equation.is_none() {
            self.reader.missing(table, key, what);
        }
        equation
    }

    fn zero(&self, span: Span) -> EquationText {
        EquationText { text: "0".into(), ..self.reader.equation_text(String::new(), span) }
    }

    fn draft(&mut self, name: String, span: Span, mut table: Keys, what: &str, kind: DraftKind) -> Draft {
        let label = self.reader.text(&mut table, "label").map(|(label, at)| (one_line(&label), at));
        let scale = self.reader.line(&mut table, "scale");
        let better = self.reader.choice(&mut table, "better", Better::CHOICES);
        let about = self.reader.prose(&mut table, "about");
        let each = self.each(&mut table, &kind);
        let unit = match kind {
            DraftKind::Outcome { .. } => Unit::one(),
            _ => self.unit(&mut table, "unit", &format!("`{}`", short(&name))),
        };
        self.reader.close(table, what);
        let name_in_file = name.clone();
        let name = canonical(&name);
        // Whose it is, is not known before all are there.
        let member = each.then(|| Member { family: name.clone(), of: String::new() });
        Draft { name, spelling: name_in_file, span, label, unit, scale, better, about, through: None, member, kind }
    }
}
