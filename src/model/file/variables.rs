//! The variables of a model file: declared first, so that equations may mention what stands further down, then resolved.

use super::*;

const ONE_FLOW: &str =
    "a flow runs from one place to one other: list it once on each side, and give other stocks their own";

/// The most outcome classes; each is held against all before it.
const MOST_OUTCOMES: usize = 100;

/// The most outflows that share what is in a stock that cannot go below 0; each waits for those before it.
const MOST_SERVED: usize = 100;

/// A variable whose equations are not yet resolved, because they may mention variables further down.
pub(super) struct Draft {
    name: String,
    span: Span,
    label: Option<(String, Span)>,
    unit: Unit,
    scale: Option<String>,
    about: String,
    pub(super) kind: DraftKind,
}

pub(super) enum DraftKind {
    Stock {
        initial: Option<EquationText>,
        inflows: Vec<(String, Span)>,
        outflows: Vec<(String, Span)>,
        non_negative: bool,
        range: Option<(f64, f64)>,
    },
    Flow {
        equation: Option<EquationText>,
        non_negative: bool,
    },
    Auxiliary {
        equation: Option<EquationText>,
    },
    Counter {
        initial: EquationText,
        rate: Option<EquationText>,
    },
    Constant(Constant),
    Noise {
        kind: DistributionKind,
        mean: Option<EquationText>,
        cv: Option<EquationText>,
        period: (f64, Span),
    },
    Outcome {
        condition: Option<EquationText>,
    },
}

impl File {
    /// `range = [least, most]`.
    fn range(&mut self, table: &mut Keys) -> Option<(f64, f64)> {
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

    pub(super) fn drafts(&mut self, root: &mut Keys) -> Vec<Draft> {
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
            let source = self.reader.prose(&mut t, "source");
            out.push(self.draft(name, span, t, "a constant", DraftKind::Constant(Constant { spread, role, source })));
        }
        for (name, span, mut t) in self.reader.named_tables(root, "noise") {
            let kinds = [("lognormal", DistributionKind::Lognormal), ("poisson", DistributionKind::Poisson)];
            let kind = self.reader.choice(&mut t, "distribution", &kinds);
            if kind.is_none() {
                self.reader.missing(&t, "distribution", "a noise source");
            }
            let mean = self.needed_equation(&mut t, "mean", "a noise source");
            let cv = match kind {
                Some(DistributionKind::Lognormal) => self.needed_equation(&mut t, "cv", "a lognormal noise source"),
                Some(_) => None,
                // Nobody can say whether it is needed.
                None => self.reader.equation(&mut t, "cv"),
            };
            let kind = kind.unwrap_or(DistributionKind::Lognormal);
            let period = self.reader.number(&mut t, "period").unwrap_or((1.0, span));
            out.push(self.draft(name, span, t, "a noise source", DraftKind::Noise { kind, mean, cv, period }));
        }
        // The file tells its story in its own order, whatever the kinds.
        out.sort_by_key(|d| d.span);
        for (number, mut t) in self.reader.listed_tables(root, "outcome").into_iter().enumerate() {
            if number == MOST_OUTCOMES {
                let message = format!("there are more than {MOST_OUTCOMES} outcome classes");
                self.reader.refuse(Code::OutOfRange, t.span, message, "one too many");
                break;
            }
            let Some((name, span)) = self.reader.text(&mut t, "name") else {
                self.reader.missing(&t, "name", "an outcome class");
                t.entries.retain(|e| !matches!(e.key.as_str(), "when" | "label" | "about"));
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
        let label = self.reader.text(&mut table, "label");
        let scale = self.reader.text(&mut table, "scale").map(|(scale, _)| scale);
        let about = self.reader.prose(&mut table, "about");
        let unit = match kind {
            DraftKind::Outcome { .. } => Unit::one(),
            _ => self.unit(&mut table, "unit", &format!("`{}`", short(&name))),
        };
        self.reader.close(table, what);
        Draft { name: canonical(&name), span, label, unit, scale, about, kind }
    }

    /// Enters all names, and refuses those that stand for two things.
    pub(super) fn declare(&mut self, drafts: &[Draft], tables: &[Table]) {
        let mut places: HashMap<String, Span> = HashMap::new();
        let named =
            drafts.iter().map(|d| (d.name.clone(), d.span)).chain(tables.iter().map(|t| (t.name.clone(), t.span)));
        for (name, span) in named {
            let taken = is_keyword(&name) || Function::named(&name).is_some();
            if taken || name.is_empty() || name.contains('"') {
                let label = if taken { "a word of the equation language" } else { "no equation could name it" };
                self.reader.refuse(Code::Syntax, span, format!("`{}` cannot be a name", short(&name)), label);
            }
            if let Some(first) = places.insert(name.clone(), span) {
                let source = self.reader.source.clone();
                let message = format!("`{}` is declared twice", short(&name));
                let wrong = self.reader.refuse(Code::Duplicate, span, message, "and again here");
                *wrong = wrong.clone().at(&source, first, "first declared here");
            }
        }
        for draft in drafts {
            let Some((label, span)) = &draft.label else { continue };
            let key = canonical(label);
            if key == draft.name {
                continue;
            }
            if let Some(first) = places.insert(key.clone(), *span) {
                let source = self.reader.source.clone();
                let message = format!("the label `{}` already means something else", short(label));
                let wrong = self.reader.refuse(Code::Duplicate, *span, message, "a second use");
                *wrong = wrong.clone().at(&source, first, "the first");
            }
            self.scope.labels.insert(key, draft.name.clone());
        }
        self.scope.variables = drafts.iter().enumerate().map(|(i, d)| (d.name.clone(), VariableId(i as u32))).collect();
        self.scope.tables = tables.iter().enumerate().map(|(i, t)| (t.name.clone(), TableId(i as u32))).collect();
    }

    pub(super) fn variable(&mut self, draft: Draft, index: usize, outcomes: &[VariableId]) -> Variable {
        let nothing = || Equation { root: Term { kind: TermKind::Number(0.0), span: draft.span } };
        let (scope, wrong) = (&self.scope, &mut self.reader.wrong);
        let mut resolve = |text: Option<EquationText>| match text {
            Some(text) if wrong.len() < MOST_WRONG => scope.equation(&text, wrong).unwrap_or_else(nothing),
            _ => nothing(),
        };
        let kind = match draft.kind {
            DraftKind::Flow { equation, non_negative } => Kind::Flow { equation: resolve(equation), non_negative },
            DraftKind::Auxiliary { equation } => Kind::Auxiliary { equation: resolve(equation) },
            DraftKind::Counter { initial, rate } => {
                Kind::Counter { initial: resolve(Some(initial)), rate: resolve(rate) }
            }
            DraftKind::Constant(constant) => Kind::Constant(constant),
            DraftKind::Noise { kind, mean, cv, period } => {
                Kind::Noise(Noise { kind, mean: resolve(mean), cv: cv.map(|e| resolve(Some(e))), period: period.0 })
            }
            DraftKind::Outcome { condition } => {
                let before = outcomes.iter().copied().filter(|o| (o.0 as usize) < index).collect();
                Kind::Outcome { condition: condition.map(|e| resolve(Some(e))), before }
            }
            DraftKind::Stock { initial, inflows, outflows, non_negative, range } => {
                let initial = initial.map(|e| resolve(Some(e)));
                let mut named = |flows: Vec<(String, Span)>| -> Vec<(VariableId, Span)> {
                    flows.into_iter().filter_map(|(name, span)| self.named(&name, span).map(|id| (id, span))).collect()
                };
                let (inflows, outflows) = (named(inflows), named(outflows));
                Kind::Stock(Stock { initial, inflows, outflows, non_negative, range })
            }
        };
        let label = draft.label.map(|(label, _)| label);
        Variable {
            name: draft.name,
            label,
            unit: draft.unit,
            scale: draft.scale,
            about: draft.about,
            span: draft.span,
            kind,
        }
    }

    /// The variable with this name, or a diagnostic.
    pub(super) fn named(&mut self, name: &str, span: Span) -> Option<VariableId> {
        let found = self.scope.variables.get(&canonical(name)).copied();
        if found.is_none() && !self.reader.is_full() {
            let help = self.scope.help_for(name);
            let message = format!("nothing is called `{}`", short(name));
            self.reader.refuse(Code::UnknownName, span, message, "unknown variable").help = help;
        }
        found
    }

    /// Whether stocks are moved by flows, and each flow takes from at most one stock and gives to at most one: what
    /// leaves one stock twice, or two at once, would come from nowhere.
    pub(super) fn check_flows(&mut self, variables: &[Variable]) -> bool {
        let told = self.reader.wrong.len();
        let source = self.reader.source.clone();
        for outwards in [false, true] {
            let mut seen: HashMap<VariableId, (Span, VariableId)> = HashMap::new();
            for (stock_id, variable) in (0..).map(VariableId).zip(variables) {
                let Some(stock) = variable.stock() else { continue };
                for &(id, span) in if outwards { &stock.outflows } else { &stock.inflows } {
                    let listed = &variables[id.0 as usize];
                    let (name, kind) = (&listed.name, a(listed.kind_name()));
                    if !matches!(listed.kind, Kind::Flow { .. }) {
                        let message = format!("`{name}` is {kind}, and only flows move a stock");
                        let wrong = self.reader.refuse(Code::WrongType, span, message, "not a flow");
                        *wrong = wrong.clone().at(&source, listed.span, kind);
                        wrong.help =
                            Some(format!("a flow may have it as its equation: [flow.NAME] equation = '{name}'"));
                    } else if let Some((first, other)) = seen.insert(id, (span, stock_id)) {
                        let twice = match (other == stock_id, outwards) {
                            (true, _) => format!("`{name}` is listed twice"),
                            (false, true) => format!("`{name}` flows out of two stocks"),
                            (false, false) => format!("`{name}` flows into two stocks"),
                        };
                        let wrong = self.reader.refuse(Code::Duplicate, span, twice, "and again here");
                        *wrong = wrong.clone().at(&source, first, "listed here");
                        wrong.help =
                            Some("a flow runs from one place to one other: give each stock a flow of its own".into());
                    }
                }
                let crowd = stock.outflows.len();
                if outwards && stock.non_negative && crowd > MOST_SERVED {
                    let message = format!("`{}` cannot go below 0 and has {crowd} outflows", variable.name);
                    self.reader.refuse(
                        Code::OutOfRange,
                        variable.span,
                        message,
                        format!("serves at most {MOST_SERVED}"),
                    );
                }
            }
        }
        for variable in variables {
            let Some(stock) = variable.stock() else { continue };
            for &(id, span) in &stock.outflows {
                if let Some((_, first)) = stock.inflows.iter().find(|(inflow, _)| *inflow == id) {
                    let message =
                        format!("`{}` flows into `{1}` and out of it", variables[id.0 as usize].name, variable.name);
                    let wrong = self.reader.refuse(Code::Duplicate, span, message, "out of it here");
                    *wrong = wrong.clone().at(&source, *first, "into it here").help(ONE_FLOW);
                }
            }
        }
        self.reader.wrong.len() == told
    }

    /// The constant with this name, or a diagnostic.
    pub(super) fn constant(&mut self, variables: &[Variable], name: &str, span: Span) -> Option<VariableId> {
        let found = self.scope.variables.get(&canonical(name)).copied();
        if let Some(id) = found.filter(|id| variables[id.0 as usize].is_constant()) {
            return Some(id);
        }
        let constants = variables.iter().filter(|v| v.is_constant()).map(|v| v.name.as_str());
        let help = suggestion::help_for(name, constants);
        let message = match found {
            Some(id) => {
                let kind = a(variables[id.0 as usize].kind_name());
                format!("`{}` is {kind}, and only a constant can be set", short(name))
            }
            None => format!("no constant is called `{}`", short(name)),
        };
        self.reader.refuse(Code::UnknownName, span, message, "not a constant").help = help;
        None
    }

    pub(super) fn check_periods(&mut self, time: &TimeSpec, periods: &[(f64, Span)]) {
        for &(period, span) in periods {
            if whole_steps(period, time.dt).is_none_or(|steps| steps == 0) {
                let message =
                    format!("a noise period of {} is not a whole number of steps of {}", plain(period), plain(time.dt));
                self.reader.refuse(Code::BadTime, span, message, "not a whole number of steps");
            }
        }
    }
}

pub(super) fn noise_period(draft: &Draft) -> Option<(f64, Span)> {
    match draft.kind {
        DraftKind::Noise { period, .. } => Some(period),
        _ => None,
    }
}
