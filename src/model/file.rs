//! A model file to a model: every key is described in `docs/model-file.md`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic, sorted};
use crate::text::lexer::{is_keyword, short};
use crate::text::parser::EquationText;
use crate::text::toml::{self, Reader, Table as Keys, Value};
use crate::text::{Source, Span, canonical, suggestion};

use super::order::{Moment, order};
use super::resolve::Scope;
use super::time::{TimeSpec, whole_steps};
use super::units::{self, Unit, parse_unit};
use super::*;

/// The text of the model that is shipped inside the program.
pub const SHIPPED: &str = include_str!("../../models/improvement-flywheel.toml");

/// The name by which messages call the shipped model.
pub const SHIPPED_NAME: &str = "<improvement-flywheel>";

/// The shipped model.
pub fn shipped() -> Arc<Model> {
    let model = read(&Source::new(SHIPPED_NAME, SHIPPED));
    Arc::new(model.unwrap_or_else(|wrong| panic!("the shipped model is broken: {wrong:?}")))
}

/// Reads and checks a model.
///
/// # Errors
/// Everything that is wrong with it, sorted by place; only the first mistake where it is not TOML at all.
pub fn read(source: &Arc<Source>) -> Result<Model, Vec<Diagnostic>> {
    let root = toml::read(source).map_err(|d| vec![d])?;
    let mut file = File { reader: Reader::new(source), units: Vec::new(), scope: Scope::default() };
    let model = file.model(root);
    if file.reader.wrong.is_empty() { Ok(model) } else { Err(sorted(file.reader.wrong)) }
}

struct File {
    reader: Reader,
    units: Vec<String>,
    scope: Scope,
}

/// A variable whose equations are not yet resolved, because they may mention variables further down.
struct Draft {
    name: String,
    span: Span,
    label: Option<(String, Span)>,
    unit: Unit,
    about: String,
    kind: DraftKind,
}

enum DraftKind {
    Stock {
        initial: Option<EquationText>,
        inflows: Vec<(String, Span)>,
        outflows: Vec<(String, Span)>,
        non_negative: bool,
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
        period: f64,
    },
    Outcome {
        condition: Option<EquationText>,
    },
}

impl File {
    fn model(&mut self, mut root: Keys) -> Model {
        let name = self.reader.text(&mut root, "name").map_or(String::new(), |(n, _)| n);
        let title = self.reader.text(&mut root, "title").map_or(name.clone(), |(t, _)| t);
        let about = self.reader.prose(&mut root, "about");
        let units = self.base_units(&mut root);
        let time = {
            let mut table = self.reader.table(&mut root, "time");
            let time = TimeSpec::read(&mut self.reader, &mut table);
            if !self.units.contains(&time.unit) {
                self.units.push(time.unit.clone());
            }
            self.reader.close(table, "[time]");
            time
        };
        let tables = self.tables(&mut root);
        let drafts = self.drafts(&mut root);
        self.declare(&drafts, &tables);
        let outcomes: Vec<VariableId> = drafts
            .iter()
            .enumerate()
            .filter(|(_, d)| matches!(d.kind, DraftKind::Outcome { .. }))
            .map(|(i, _)| VariableId(i as u32))
            .collect();
        let noise_places: Vec<(f64, Span)> = drafts.iter().filter_map(noise_period).collect();
        self.check_periods(&time, &noise_places);
        let variables: Vec<Variable> =
            drafts.into_iter().enumerate().map(|(i, d)| self.variable(d, i, &outcomes)).collect();

        let boxes = self.boxes(&mut root);
        let cost_constant = self.reader.text(&mut root, "cost_constant");
        let cost_constant = cost_constant.and_then(|(name, span)| self.constant(&variables, &name, span));
        let interventions = self.interventions(&mut root, &variables, &boxes, cost_constant);
        let starts = self.starts(&mut root, &variables);
        let default_start = self.default_start(&mut root, &starts);
        let loops = loops::read(&mut self.reader, &mut root, &self.scope, &variables);
        let headline = self.reader.texts(&mut root, "headline");
        let headline = headline.iter().filter_map(|(name, span)| self.named(name, *span)).collect();
        let flow_diagram = self.flow_diagram(&mut root);
        let left_out = self.reader.texts(&mut root, "left_out").into_iter().map(|(text, _)| text).collect();
        self.reader.close(root, "a model file");
        self.check_initials(&variables, &starts, default_start.as_deref());

        let source = self.reader.source.clone();
        let mut ordered = |moment| match order(&variables, &source, moment) {
            Ok(order) => order,
            Err(circle) => {
                // A circle within a step is one at the start as well: once is enough.
                if !self.reader.wrong.iter().any(|d| d.code == Code::Circular) {
                    self.reader.wrong.push(circle);
                }
                Vec::new()
            }
        };
        let (step_order, initial_order) = (ordered(Moment::Step), ordered(Moment::Initial));
        let model = Model {
            source,
            name,
            title,
            about,
            time,
            units,
            variables,
            tables,
            order: step_order,
            initial_order,
            boxes,
            interventions,
            loops,
            starts,
            default_start,
            outcomes,
            headline,
            flow_diagram,
            cost_constant,
            left_out,
        };
        // A name that means nothing leaves a 0 behind: units are judged only where all names are known.
        if self.reader.wrong.is_empty() {
            self.reader.wrong.extend(units::check(&model));
        }
        model
    }

    fn base_units(&mut self, root: &mut Keys) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for entry in self.reader.table(root, "unit").entries {
            let name = canonical(&entry.key);
            let Value::Text(about) = entry.node.value else {
                self.reader.refuse(
                    Code::WrongType,
                    entry.node.span,
                    format!("`{name}` should say in words what one of it is"),
                    "text belongs here",
                );
                continue;
            };
            self.units.push(name.clone());
            out.push((name, about));
        }
        out
    }

    fn unit(&mut self, table: &mut Keys, key: &'static str, what: &str) -> Unit {
        let Some((text, span)) = self.reader.text(table, key) else {
            if self.reader.wrong.is_empty() {
                self.reader.missing(table, key, what);
            }
            return Unit::one();
        };
        let text = self.reader.equation_text(text, span);
        parse_unit(&text, &self.units).unwrap_or_else(|wrong| {
            self.reader.wrong.push(wrong);
            Unit::one()
        })
    }

    fn tables(&mut self, root: &mut Keys) -> Vec<Table> {
        let mut out = Vec::new();
        for (name, span, mut table) in self.reader.named_tables(root, "table") {
            let what = format!("the table `{}`", short(&name));
            let input = self.unit(&mut table, "input", &what);
            let output = self.unit(&mut table, "output", &what);
            let strict =
                self.reader.choice(&mut table, "range", &[("clamp", false), ("strict", true)]).unwrap_or(false);
            let about = self.reader.prose(&mut table, "about");
            let source = self.reader.prose(&mut table, "source");
            let (x, y) = self.points(&mut table, span, &what);
            self.reader.close(table, "a table");
            out.push(Table { name: canonical(&name), input, output, x, y, strict, about, source, span });
        }
        out
    }

    /// `points = [[x, y], ...]`: at least two, x rising.
    fn points(&mut self, table: &mut Keys, place: Span, what: &str) -> (Vec<f64>, Vec<f64>) {
        let wanted = "a list of points [x, y]";
        let (mut x, mut y) = (Vec::new(), Vec::new());
        let told = self.reader.wrong.len();
        for node in self.reader.list(table, "points", wanted) {
            let pair = match &node.value {
                Value::List(items) => {
                    items.iter().filter_map(|i| if let Value::Number(v) = i.value { Some(v) } else { None }).collect()
                }
                _ => Vec::new(),
            };
            let &[px, py] = pair.as_slice() else {
                self.reader.refuse(Code::WrongType, node.span, "a point is two numbers: [x, y]", "not a point");
                return (vec![0.0, 1.0], vec![0.0, 0.0]);
            };
            if let Some(last) = x.last().filter(|last| **last >= px) {
                let message = format!("the points of {what} should go from left to right: {px} comes after {last}");
                self.reader.refuse(Code::BadTable, node.span, message, "x does not rise here");
                return (vec![0.0, 1.0], vec![0.0, 0.0]);
            }
            x.push(px);
            y.push(py);
        }
        if x.len() < 2 && self.reader.wrong.len() == told {
            self.reader.refuse(
                Code::BadTable,
                place,
                format!("{what} has {} points, and a line needs two", x.len()),
                "needs points = [[x, y], ...]",
            );
        }
        (x, y)
    }

    fn drafts(&mut self, root: &mut Keys) -> Vec<Draft> {
        let mut out = Vec::new();
        for (name, span, mut t) in self.reader.named_tables(root, "stock") {
            let kind = DraftKind::Stock {
                initial: self.reader.equation(&mut t, "initial"),
                inflows: self.reader.texts(&mut t, "inflows"),
                outflows: self.reader.texts(&mut t, "outflows"),
                non_negative: self.reader.flag(&mut t, "non_negative").unwrap_or(false),
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
            let zero = EquationText { text: "0".into(), ..self.reader.equation_text(String::new(), span) };
            let initial = self.reader.equation(&mut t, "initial").unwrap_or(zero);
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
            if kind.is_none() && self.reader.wrong.is_empty() {
                self.reader.missing(&t, "distribution", "a noise source");
            }
            let kind = kind.unwrap_or(DistributionKind::Lognormal);
            let mean = self.needed_equation(&mut t, "mean", "a noise source");
            let cv = match kind {
                DistributionKind::Lognormal => self.needed_equation(&mut t, "cv", "a lognormal noise source"),
                _ => None,
            };
            let period = self.reader.number(&mut t, "period").map_or(1.0, |(p, _)| p);
            out.push(self.draft(name, span, t, "a noise source", DraftKind::Noise { kind, mean, cv, period }));
        }
        // The file tells its story in its own order, whatever the kinds.
        out.sort_by_key(|d| d.span);
        for mut t in self.reader.listed_tables(root, "outcome") {
            let Some((name, span)) = self.reader.text(&mut t, "name") else {
                self.reader.missing(&t, "name", "an outcome class");
                continue;
            };
            let condition = self.reader.equation(&mut t, "when");
            out.push(self.draft(name, span, t, "an outcome class", DraftKind::Outcome { condition }));
        }
        out
    }

    fn needed_equation(&mut self, table: &mut Keys, key: &'static str, what: &str) -> Option<EquationText> {
        let told = self.reader.wrong.len();
        let equation = self.reader.equation(table, key);
        if equation.is_none() && self.reader.wrong.len() == told {
            self.reader.missing(table, key, what);
        }
        equation
    }

    fn draft(&mut self, name: String, span: Span, mut table: Keys, what: &str, kind: DraftKind) -> Draft {
        let label = self.reader.text(&mut table, "label");
        let about = self.reader.prose(&mut table, "about");
        let unit = match kind {
            DraftKind::Outcome { .. } => Unit::one(),
            _ => self.unit(&mut table, "unit", &format!("`{}`", short(&name))),
        };
        self.reader.close(table, what);
        Draft { name: canonical(&name), span, label, unit, about, kind }
    }

    /// Enters all names, and refuses those that stand for two things.
    fn declare(&mut self, drafts: &[Draft], tables: &[Table]) {
        let mut places: HashMap<String, Span> = HashMap::new();
        let named =
            drafts.iter().map(|d| (d.name.clone(), d.span)).chain(tables.iter().map(|t| (t.name.clone(), t.span)));
        for (name, span) in named {
            if name.is_empty() || is_keyword(&name) {
                self.reader.refuse(
                    Code::Syntax,
                    span,
                    format!("`{name}` cannot be a name"),
                    "a word of the equation language",
                );
            }
            if let Some(first) = places.insert(name.clone(), span) {
                let source = self.reader.source.clone();
                let wrong =
                    self.reader.refuse(Code::Duplicate, span, format!("`{name}` is declared twice"), "and again here");
                *wrong = wrong.clone().at(&source, first, "first declared here");
            }
        }
        for draft in drafts {
            let Some((label, span)) = &draft.label else { continue };
            let key = canonical(label);
            if key == draft.name {
                continue;
            }
            if let Some(first) = places.insert(key, *span) {
                let source = self.reader.source.clone();
                let wrong = self.reader.refuse(
                    Code::Duplicate,
                    *span,
                    format!("the label `{label}` already means something else"),
                    "a second use",
                );
                *wrong = wrong.clone().at(&source, first, "the first");
            }
        }
        self.scope.variables = drafts.iter().enumerate().map(|(i, d)| (d.name.clone(), VariableId(i as u32))).collect();
        self.scope.tables = tables.iter().enumerate().map(|(i, t)| (t.name.clone(), TableId(i as u32))).collect();
    }

    fn variable(&mut self, draft: Draft, index: usize, outcomes: &[VariableId]) -> Variable {
        let nothing = || Equation { root: Term { kind: TermKind::Number(0.0), span: draft.span } };
        let (scope, wrong) = (&self.scope, &mut self.reader.wrong);
        let mut resolve =
            |text: Option<EquationText>| text.and_then(|t| scope.equation(&t, wrong)).unwrap_or_else(nothing);
        let kind = match draft.kind {
            DraftKind::Flow { equation, non_negative } => Kind::Flow { equation: resolve(equation), non_negative },
            DraftKind::Auxiliary { equation } => Kind::Auxiliary { equation: resolve(equation) },
            DraftKind::Counter { initial, rate } => {
                Kind::Counter { initial: resolve(Some(initial)), rate: resolve(rate) }
            }
            DraftKind::Constant(constant) => Kind::Constant(constant),
            DraftKind::Noise { kind, mean, cv, period } => {
                Kind::Noise(Noise { kind, mean: resolve(mean), cv: cv.map(|e| resolve(Some(e))), period })
            }
            DraftKind::Outcome { condition } => {
                let before = outcomes.iter().copied().filter(|o| (o.0 as usize) < index).collect();
                Kind::Outcome { condition: condition.map(|e| resolve(Some(e))), before }
            }
            DraftKind::Stock { initial, inflows, outflows, non_negative } => {
                let initial = initial.map(|e| resolve(Some(e)));
                let mut named = |flows: Vec<(String, Span)>| -> Vec<(VariableId, Span)> {
                    flows.into_iter().filter_map(|(name, span)| self.named(&name, span).map(|id| (id, span))).collect()
                };
                let (inflows, outflows) = (named(inflows), named(outflows));
                Kind::Stock(Stock { initial, inflows, outflows, non_negative })
            }
        };
        let label = draft.label.map(|(label, _)| label);
        Variable { name: draft.name, label, unit: draft.unit, about: draft.about, span: draft.span, kind }
    }

    /// The variable with this name, or a diagnostic.
    fn named(&mut self, name: &str, span: Span) -> Option<VariableId> {
        let found = self.scope.variables.get(&canonical(name)).copied();
        if found.is_none() {
            let help = suggestion::help_for(name, self.scope.variables.keys().map(String::as_str));
            self.reader
                .refuse(Code::UnknownName, span, format!("nothing is called `{}`", short(name)), "unknown variable")
                .help = help;
        }
        found
    }

    /// The constant with this name, or a diagnostic.
    fn constant(&mut self, variables: &[Variable], name: &str, span: Span) -> Option<VariableId> {
        let found = self.scope.variables.get(&canonical(name)).copied();
        if let Some(id) = found.filter(|id| variables[id.0 as usize].is_constant()) {
            return Some(id);
        }
        let constants = variables.iter().filter(|v| v.is_constant()).map(|v| v.name.as_str());
        let help = suggestion::help_for(name, constants);
        let message = match found {
            Some(id) => {
                format!("`{name}` is a {}, and only a constant can be set", variables[id.0 as usize].kind_name())
            }
            None => format!("no constant is called `{}`", short(name)),
        };
        self.reader.refuse(Code::UnknownName, span, message, "not a constant").help = help;
        None
    }

    fn check_periods(&mut self, time: &TimeSpec, periods: &[(f64, Span)]) {
        for &(period, span) in periods {
            if whole_steps(period, time.dt).is_none_or(|steps| steps == 0) {
                let message = format!("a noise period of {period} is not a whole number of steps of {}", time.dt);
                self.reader.refuse(Code::BadTime, span, message, "not a whole number of steps");
            }
        }
    }

    fn boxes(&mut self, root: &mut Keys) -> Vec<ChangeBox> {
        let mut out = Vec::new();
        for (name, _, mut table) in self.reader.named_tables(root, "box") {
            let number = self.reader.number(&mut table, "number").map_or(out.len() as f64 + 1.0, |(n, _)| n);
            let title = self.reader.text(&mut table, "title").map_or(name.clone(), |(t, _)| t);
            let about = self.reader.prose(&mut table, "about");
            self.reader.close(table, "a box");
            out.push((number, ChangeBox { name: canonical(&name), title, about }));
        }
        out.sort_by(|a, b| a.0.total_cmp(&b.0));
        out.into_iter().map(|(_, b)| b).collect()
    }

    fn interventions(
        &mut self,
        root: &mut Keys,
        variables: &[Variable],
        boxes: &[ChangeBox],
        cost_constant: Option<VariableId>,
    ) -> Vec<Intervention> {
        let mut out = Vec::new();
        for (name, span, mut table) in self.reader.named_tables(root, "intervention") {
            let what = format!("the intervention `{}`", short(&name));
            let title = self.reader.text(&mut table, "title").map_or(name.clone(), |(t, _)| t);
            let about = self.reader.prose(&mut table, "about");
            let in_box = self.in_box(&mut table, boxes, &what);
            let ramp = self.not_negative(&mut table, "ramp");
            let cost = self.not_negative(&mut table, "cost");
            let mut adds = Vec::new();
            for entry in self.reader.table(&mut table, "adds").entries {
                let amount = self.reader.as_number(&entry);
                let constant = self.constant(variables, &entry.key, entry.key_span);
                adds.extend(constant.zip(amount));
            }
            if cost > 0.0 {
                match cost_constant {
                    Some(constant) => adds.push((constant, cost)),
                    None => {
                        self.reader
                            .refuse(
                                Code::MissingKey,
                                span,
                                format!("{what} has a cost, and the model does not say what it is added to"),
                                "has a cost",
                            )
                            .help = Some("name a constant at the top of the file: cost_constant = \"...\"".into());
                    }
                }
            }
            self.reader.close(table, "an intervention");
            out.push(Intervention { name: canonical(&name), in_box, title, about, ramp, adds, cost, span });
        }
        out
    }

    fn in_box(&mut self, table: &mut Keys, boxes: &[ChangeBox], what: &str) -> usize {
        let Some((name, span)) = self.reader.text(table, "box") else {
            self.reader.missing(table, "box", what);
            return 0;
        };
        boxes.iter().position(|b| b.name == canonical(&name)).unwrap_or_else(|| {
            let help = suggestion::help_for(&name, boxes.iter().map(|b| b.name.as_str()));
            self.reader
                .refuse(Code::UnknownName, span, format!("there is no box `{}`", short(&name)), "unknown box")
                .help = help;
            0
        })
    }

    fn not_negative(&mut self, table: &mut Keys, key: &'static str) -> f64 {
        let Some((x, span)) = self.reader.number(table, key) else { return 0.0 };
        if x < 0.0 {
            self.reader.refuse(Code::OutOfRange, span, format!("`{key}` is {x}, and cannot be negative"), "at least 0");
        }
        x
    }

    fn starts(&mut self, root: &mut Keys, variables: &[Variable]) -> Vec<Start> {
        let mut out: Vec<Start> = Vec::new();
        for (name, span, mut table) in self.reader.named_tables(root, "start") {
            let title = self.reader.text(&mut table, "title").map_or(name.clone(), |(t, _)| t);
            let about = self.reader.prose(&mut table, "about");
            let mut stocks: BTreeMap<VariableId, f64> = BTreeMap::new();
            for entry in self.reader.table(&mut table, "mix").entries {
                let Some(share) = self.reader.as_number(&entry) else { continue };
                let Some(other) = out.iter().find(|s: &&Start| s.name == canonical(&entry.key)) else {
                    let help = suggestion::help_for(&entry.key, out.iter().map(|s| s.name.as_str()));
                    let message = format!("no starting point `{}` stands above this one", short(&entry.key));
                    self.reader.refuse(Code::UnknownName, entry.key_span, message, "unknown here").help = help;
                    continue;
                };
                for &(stock, value) in &other.stocks {
                    *stocks.entry(stock).or_insert(0.0) += share * value;
                }
            }
            for entry in self.reader.table(&mut table, "stocks").entries {
                let value = self.reader.as_number(&entry);
                let Some(id) = self.named(&entry.key, entry.key_span) else { continue };
                if variables[id.0 as usize].stock().is_none() {
                    let message = format!(
                        "`{}` is a {}, and only stocks have a starting value",
                        entry.key,
                        variables[id.0 as usize].kind_name()
                    );
                    self.reader.refuse(Code::WrongType, entry.key_span, message, "not a stock");
                    continue;
                }
                stocks.extend(value.map(|v| (id, v)));
            }
            self.reader.close(table, "a starting point");
            let name = canonical(&name);
            if out.iter().any(|s| s.name == name) {
                self.reader.refuse(
                    Code::Duplicate,
                    span,
                    format!("the starting point `{name}` stands here twice"),
                    "a second one",
                );
            }
            out.push(Start { name, title, about, stocks: stocks.into_iter().collect() });
        }
        out
    }

    fn default_start(&mut self, root: &mut Keys, starts: &[Start]) -> Option<String> {
        let (name, span) = self.reader.text(root, "default_start")?;
        let key = canonical(&name);
        if !starts.iter().any(|s| s.name == key) {
            let help = suggestion::help_for(&name, starts.iter().map(|s| s.name.as_str()));
            self.reader
                .refuse(Code::UnknownName, span, format!("there is no starting point `{}`", short(&name)), "unknown")
                .help = help;
            return None;
        }
        Some(key)
    }

    /// A stock without an initial equation needs a value in every starting point, and one of them to be the default.
    fn check_initials(&mut self, variables: &[Variable], starts: &[Start], default: Option<&str>) {
        for (i, variable) in variables.iter().enumerate() {
            let Some(Stock { initial: None, .. }) = variable.stock() else { continue };
            let lacks = |s: &&Start| !s.stocks.iter().any(|(id, _)| id.0 as usize == i);
            let message = match (default, starts.iter().find(lacks)) {
                (Some(_), None) => continue,
                (Some(_), Some(start)) => format!(
                    "the stock `{}` has no initial value, and the starting point `{}` gives it none",
                    variable.name, start.name
                ),
                (None, _) => format!("the stock `{}` has no initial value", variable.name),
            };
            self.reader.refuse(Code::MissingKey, variable.span, message, "needs `initial`");
        }
    }

    fn flow_diagram(&mut self, root: &mut Keys) -> Option<FlowDiagram> {
        let mut table = self.reader.table(root, "flow_diagram");
        if table.entries.is_empty() {
            return None;
        }
        let place = table.span;
        let title = self.reader.text(&mut table, "title").map_or("Cumulative flow".into(), |(t, _)| t);
        let lines = self.reader.texts(&mut table, "lines");
        let lines: Vec<VariableId> = lines.iter().filter_map(|(name, span)| self.named(name, *span)).collect();
        let stages: Vec<String> = self.reader.texts(&mut table, "stages").into_iter().map(|(s, _)| s).collect();
        self.reader.close(table, "[flow_diagram]");
        if lines.len() != stages.len() + 1 && self.reader.wrong.is_empty() {
            let message = format!(
                "{} lines leave {} spaces between them, and {} stages are named",
                lines.len(),
                lines.len().saturating_sub(1),
                stages.len()
            );
            self.reader.refuse(Code::OutOfRange, place, message, "one stage a space");
        }
        Some(FlowDiagram { title, lines, stages })
    }
}

fn noise_period(draft: &Draft) -> Option<(f64, Span)> {
    match draft.kind {
        DraftKind::Noise { period, .. } => Some((period, draft.span)),
        _ => None,
    }
}
