//! The check that equations balance: both sides of a sum have one unit, and an equation has its variable's.

use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::{Source, Span};

use super::builtin::{Function, Sort, StatefulRow, UnitRule};
use super::draft::Dialect;
use super::units::{Unit, fraction};
use super::{Equation, Kind, Model, Term, TermKind, Variable, VariableId};

/// What is known of a term's unit.
#[derive(Debug, Clone, PartialEq)]
enum Measure {
    /// This unit and no other.
    Of(Unit),
    /// A number that an XMILE file writes: it takes the unit that is needed, and is a pure number in a product.
    Written,
    /// A literal 0, and what has no unit in its file: it fits every unit, and so does what is made of it.
    Any,
}

impl Measure {
    fn of(unit: &Unit) -> Measure {
        if unit.is_given() { Measure::Of(unit.clone()) } else { Measure::Any }
    }

    /// What comes of a calculation with units.
    fn map(self, calculated: impl Fn(Unit) -> Unit) -> Measure {
        match self {
            Measure::Of(unit) => Measure::Of(calculated(unit)),
            other => other,
        }
    }

    /// What comes of a product or a quotient.
    fn join(self, other: Measure, calculated: impl Fn(&Unit, &Unit) -> Unit) -> Measure {
        match (self, other) {
            (Measure::Of(a), Measure::Of(b)) => Measure::Of(calculated(&a, &b)),
            (Measure::Of(a), Measure::Written) => Measure::Of(calculated(&a, &Unit::one())),
            (Measure::Written, Measure::Of(b)) => Measure::Of(calculated(&Unit::one(), &b)),
            (Measure::Written, Measure::Written) => Measure::Written,
            (Measure::Any, _) | (_, Measure::Any) => Measure::Any,
        }
    }
}

/// Checks that every equation of a model balances, and has the unit its variable declares. What has no unit in its file is
/// compared with nothing.
///
/// # Errors
/// A diagnostic for each equation with a clash, showing both sides.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut check = Check { model, source: &model.source, wrong: Vec::new() };
    for variable in model.variables.iter().filter(|v| v.owner.is_none()) {
        for (equation, unit) in variable.equations(&model.time_unit) {
            // `initial = 46` is a value in the stock's own unit, as `value = 8` is in a constant's.
            let bare = variable.is_state() && constant(&equation.root).is_some();
            if !bare {
                check.equation(equation, &unit, variable);
            }
        }
        check.flows_of(variable);
    }
    // What is mixed of starting points holds their equations once more: what is wrong is told once.
    let stocks = model.starts.iter().flat_map(|start| &start.stocks);
    for (id, equation) in stocks.filter_map(|(id, value)| Some((*id, value.equation()?))) {
        let mut own = check_beginning(model, &model.source, id, equation);
        own.retain(|wrong| !check.wrong.contains(wrong));
        check.wrong.append(&mut own);
    }
    check.wrong
}

/// Checks that an equation in a file beside the model gives what a stock can begin with.
///
/// # Errors
/// As of [`check`].
pub fn check_beginning(model: &Model, source: &Arc<Source>, id: VariableId, equation: &Equation) -> Vec<Diagnostic> {
    let mut check = Check { model, source, wrong: Vec::new() };
    let variable = model.variable(id);
    // `'46'` is a value in the stock's own unit.
    if constant(&equation.root).is_none() {
        check.equation(equation, &variable.unit, variable);
    }
    check.wrong
}

/// Checks that the condition of a contradiction is one.
///
/// # Errors
/// As of [`check`].
pub fn check_condition(model: &Model, equation: &Equation) -> Vec<Diagnostic> {
    let mut check = Check { model, source: &model.source, wrong: Vec::new() };
    if let Ok(Measure::Of(unit)) = check.measure(&equation.root)
        && !unit.is_one()
    {
        let message = format!("the condition is a value in {}, where a comparison belongs", words(&unit));
        let wrong = Diagnostic::error(Code::UnitMismatch, message);
        check.wrong.push(wrong.at(&model.source, equation.root.span, format!("this is in {}", words(&unit))));
    }
    check.wrong
}

/// The unit of what stands in a sentence.
///
/// # Errors
/// As of [`check`].
pub fn unit_of(model: &Model, term: &Term) -> Result<Unit, Vec<Diagnostic>> {
    let mut check = Check { model, source: &model.source, wrong: Vec::new() };
    match check.measure(term) {
        Ok(Measure::Of(unit)) => Ok(unit),
        Ok(Measure::Written | Measure::Any) => Ok(Unit::one()),
        Err(()) => Err(check.wrong),
    }
}

/// The names of what people wrote without a unit, in the order of the file.
pub fn without_unit(model: &Model) -> Vec<&str> {
    let own = model.variables.iter().filter(|v| v.owner.is_none() && !v.unit.is_given());
    own.map(|variable| variable.name.as_str()).collect()
}

struct Check<'a> {
    model: &'a Model,
    /// The file that the equations stand in.
    source: &'a Arc<Source>,
    wrong: Vec<Diagnostic>,
}

impl Check<'_> {
    fn equation(&mut self, equation: &Equation, unit: &Unit, variable: &Variable) {
        let Ok(Measure::Of(found)) = self.measure(&equation.root) else { return };
        if found == *unit || !unit.is_given() {
            return;
        }
        let source = self.source;
        let (name, span) = (&variable.name, equation.root.span);
        let (message, declared) = match variable.kind {
            Kind::Outcome { .. } => {
                (format!("the condition of `{name}` is a value in {}, where a comparison belongs", words(&found)), None)
            }
            Kind::Noise(_) if *unit != variable.unit => {
                (format!("`cv` of `{name}` is in {}, and belongs in {}", words(&found), words(unit)), None)
            }
            Kind::Counter { .. } if *unit != variable.unit => {
                let declared = format!("counts in {}", words(&variable.unit));
                (
                    format!("the rate of `{name}` is in {}, and should be in {}", words(&found), words(unit)),
                    Some(declared),
                )
            }
            _ => {
                let message =
                    format!("`{name}` is declared in {}, and its equation gives {}", words(unit), words(&found));
                (message, Some(format!("declared in {}", words(unit))))
            }
        };
        let mut wrong =
            Diagnostic::error(Code::UnitMismatch, message).at(source, span, format!("this is in {}", words(&found)));
        if let Some(declared) = declared {
            wrong = wrong.at(&self.model.source, variable.span, declared);
        }
        self.wrong.push(wrong.maybe_help(help_for_number(&equation.root, unit)));
    }

    /// A flow is in the stock's unit per unit of time.
    fn flows_of(&mut self, variable: &Variable) {
        let (Some(stock), time) = (variable.stock(), &self.model.time_unit) else { return };
        if !variable.unit.is_given() || !time.is_given() {
            return;
        }
        let wanted = variable.unit.over(time);
        for &(flow, span) in stock.inflows.iter().chain(&stock.outflows) {
            let flow = self.model.variable(flow);
            if flow.unit != wanted && flow.unit.is_given() {
                let (name, unit) = (&variable.name, &variable.unit);
                let message = format!(
                    "the flow `{}` is in {}, and the stock `{name}` needs {wanted}",
                    flow.name,
                    words(&flow.unit)
                );
                let source = self.source;
                let wrong = Diagnostic::error(Code::UnitMismatch, message).at(source, span, "moves this stock");
                let wrong = wrong.at(source, flow.span, format!("a flow in {}", flow.unit));
                self.wrong.push(wrong.at(source, variable.span, format!("a stock in {unit}")));
            }
        }
    }

    /// The unit of a term; `Err` where a clash below it has been told already.
    fn measure(&mut self, term: &Term) -> Result<Measure, ()> {
        match &term.kind {
            TermKind::Number(0.0) => Ok(Measure::Any),
            // The reference point of a table, which no equation writes: it is in the unit of the table's input.
            TermKind::Number(_) if term.span == Span::default() => Ok(Measure::Any),
            TermKind::Number(_) if self.model.dialect == Dialect::Xmile => Ok(Measure::Written),
            TermKind::Number(_) => Ok(Measure::Of(Unit::one())),
            TermKind::Variable(id) | TermKind::Sum { value: id, .. } => Ok(Measure::of(&self.model.variable(*id).unit)),
            TermKind::Look(id, x) => {
                let table = self.model.table(*id);
                let (input, output, name) = (table.input.clone(), table.output.clone(), table.name.clone());
                match input {
                    Some(input) => self.expect(x, &input, &format!("the table `{name}` takes {}", words(&input)))?,
                    None => drop(self.measure(x)?),
                }
                Ok(Measure::of(&output))
            }
            TermKind::Apply(function, arguments) => self.apply(*function, arguments, term.span),
            TermKind::Stateful { function, arguments, .. } => self.stateful(function.row(), arguments, term.span),
        }
    }

    /// Arguments of one sort share a unit, and time is time.
    fn stateful(&mut self, row: &StatefulRow, arguments: &[Term], span: Span) -> Result<Measure, ()> {
        let time = &self.model.time_unit;
        let timed = time.is_given();
        let mut same: Vec<Term> = Vec::new();
        for (argument, sort) in arguments.iter().zip(row.sorts) {
            match sort {
                Sort::X => same.push(argument.clone()),
                Sort::XTime => {}
                Sort::Time => self.expect_time(argument)?,
                Sort::PerTime if !timed => drop(self.measure(argument)?),
                Sort::PerTime => {
                    let wanted = Unit::one().over(time);
                    self.expect(argument, &wanted, &format!("`{}` takes a rate in {wanted} here", row.name))?;
                }
                Sort::Pure => {
                    self.expect(argument, &Unit::one(), &format!("`{}` takes a pure number here", row.name))?
                }
            }
        }
        let x = self.same(&same, span)?;
        for (argument, _) in arguments.iter().zip(row.sorts).filter(|(_, sort)| **sort == Sort::XTime) {
            match &x {
                Measure::Of(x) if timed => {
                    let wanted = x.times(time);
                    self.expect(argument, &wanted, &format!("`{}` takes {} here", row.name, words(&wanted)))?;
                }
                _ => drop(self.measure(argument)?),
            }
        }
        Ok(match row.result {
            Sort::X => x,
            Sort::Pure => Measure::Of(Unit::one()),
            _ if !timed => Measure::Any,
            Sort::XTime => x.map(|x| x.times(time)),
            Sort::Time => Measure::Of(time.clone()),
            Sort::PerTime => Measure::Of(Unit::one().over(time)),
        })
    }

    fn apply(&mut self, function: Function, arguments: &[Term], span: Span) -> Result<Measure, ()> {
        match function.row().units {
            UnitRule::Same => self.same(arguments, span),
            UnitRule::Compare => self.same(arguments, span).map(|_| Measure::Of(Unit::one())),
            UnitRule::Pure => {
                for x in arguments {
                    self.expect(x, &Unit::one(), &format!("`{}` takes a pure number", function.row().name))?;
                }
                Ok(Measure::Of(Unit::one()))
            }
            UnitRule::Product => Ok(self.measure(&arguments[0])?.join(self.measure(&arguments[1])?, Unit::times)),
            UnitRule::Quotient => {
                let quotient = self.measure(&arguments[0])?.join(self.measure(&arguments[1])?, Unit::over);
                match arguments.get(2) {
                    Some(instead) => self.joined(quotient, instead),
                    None => Ok(quotient),
                }
            }
            UnitRule::Keep => self.measure(&arguments[0]),
            UnitRule::Root => Ok(self.measure(&arguments[0])?.map(|a| a.power((1, 2)))),
            UnitRule::Power => self.power(arguments),
            UnitRule::Choice => {
                self.expect(&arguments[0], &Unit::one(), "a condition is a pure number")?;
                self.same(&arguments[1..], span)
            }
            UnitRule::Clock => Ok(Measure::of(&self.model.time_unit)),
            UnitRule::Step => {
                self.expect_time(&arguments[1])?;
                self.measure(&arguments[0])
            }
            UnitRule::Ramp => {
                for x in &arguments[1..] {
                    self.expect_time(x)?;
                }
                self.per_time(&arguments[0], Unit::times)
            }
            UnitRule::Pulse => {
                for x in &arguments[1..] {
                    self.expect_time(x)?;
                }
                self.per_time(&arguments[0], Unit::over)
            }
            UnitRule::Clocked => {
                for x in arguments {
                    self.expect_time(x)?;
                }
                Ok(Measure::Of(Unit::one()))
            }
        }
    }

    /// A slope or a volume, with time: what a ramp comes to, or a pulse.
    fn per_time(&mut self, term: &Term, calculated: impl Fn(&Unit, &Unit) -> Unit) -> Result<Measure, ()> {
        let time = &self.model.time_unit;
        let own = self.measure(term)?;
        Ok(if time.is_given() { own.map(|unit| calculated(&unit, time)) } else { Measure::Any })
    }

    fn expect_time(&mut self, term: &Term) -> Result<(), ()> {
        let time = &self.model.time_unit;
        if !time.is_given() {
            return self.measure(term).map(drop);
        }
        self.expect(term, time, &format!("a moment or a length of time is in {time}"))
    }

    fn expect(&mut self, term: &Term, unit: &Unit, rule: &str) -> Result<(), ()> {
        match self.measure(term)? {
            Measure::Of(found) if found != *unit => {
                let message = format!("{rule}, and gets {}", words(&found));
                let wrong = Diagnostic::error(Code::UnitMismatch, message);
                let wrong = wrong.at(self.source, term.span, format!("this is in {}", words(&found)));
                self.wrong.push(wrong.maybe_help(help_for_number(term, unit)));
                Err(())
            }
            _ => Ok(()),
        }
    }

    /// All terms have one unit, which is the result's.
    fn same(&mut self, terms: &[Term], whole: Span) -> Result<Measure, ()> {
        let mut first: Option<(Unit, &Term)> = None;
        let mut written = true;
        for term in terms {
            let measure = self.measure(term)?;
            written &= measure == Measure::Written;
            let Measure::Of(unit) = measure else { continue };
            match &first {
                None => first = Some((unit, term)),
                Some((wanted, _)) if *wanted == unit => {}
                Some((wanted, left)) => {
                    let clash = self.clash((wanted, left), (&unit, term), whole);
                    self.wrong.push(clash);
                    return Err(());
                }
            }
        }
        Ok(match first {
            Some((unit, _)) => Measure::Of(unit),
            None if written && !terms.is_empty() => Measure::Written,
            None => Measure::Any,
        })
    }

    /// Two operands of different units: both are pointed at, and the operator between them.
    fn clash(&self, (a, left): (&Unit, &Term), (b, right): (&Unit, &Term), whole: Span) -> Diagnostic {
        let source = self.source;
        let message = format!("{} and {} do not go together", words(a), words(b));
        let wrong = Diagnostic::error(Code::UnitMismatch, message);
        let wrong = wrong.maybe_help(help_for_number(right, a).or_else(|| help_for_number(left, b)));
        if left.span.end >= right.span.start {
            return wrong.at(source, whole, "both sides of an operator need one unit");
        }
        let between = trimmed(&source.text, Span::new(left.span.end, right.span.start));
        let wrong = wrong.at(source, between, "both sides need one unit");
        wrong.at(source, left.span, format!("in {}", words(a))).at(source, right.span, format!("in {}", words(b)))
    }

    fn joined(&mut self, left: Measure, right: &Term) -> Result<Measure, ()> {
        match left {
            Measure::Of(unit) => {
                self.expect(right, &unit, &format!("the value in place of a division by 0 is in {unit}"))?;
                Ok(Measure::Of(unit))
            }
            Measure::Written | Measure::Any => self.measure(right),
        }
    }

    fn power(&mut self, arguments: &[Term]) -> Result<Measure, ()> {
        self.expect(&arguments[1], &Unit::one(), "an exponent is a pure number")?;
        match self.measure(&arguments[0])? {
            measure @ (Measure::Written | Measure::Any) => Ok(measure),
            Measure::Of(base) if base.is_one() => Ok(Measure::Of(base)),
            Measure::Of(base) => match constant(&arguments[1]).and_then(|x| fraction(x, 1.0)) {
                Some(power) => Ok(Measure::Of(base.power(power))),
                None => {
                    let message = format!(
                        "something in {base} can only be raised to a power that is written out, like 2 or (1/2)"
                    );
                    self.wrong.push(Diagnostic::error(Code::UnitMismatch, message).at(
                        self.source,
                        arguments[1].span,
                        "not a written number",
                    ));
                    Err(())
                }
            },
        }
    }
}

/// A unit in a sentence.
fn words(unit: &Unit) -> String {
    if unit.is_one() { "1 (a pure number)".into() } else { unit.to_string() }
}

/// The way out where a written number stands in place of something that has a unit.
fn help_for_number(term: &Term, wanted: &Unit) -> Option<String> {
    let written = matches!(term.kind, TermKind::Number(_)) && !wanted.is_one();
    written.then(|| format!("a written number has no unit, and only 0 fits all: make it a constant in {wanted}"))
}

/// A span without the blanks and brackets around it: the operator between two operands.
fn trimmed(text: &str, span: Span) -> Span {
    let piece = &text[span.start..span.end];
    let blank = |c: char| c.is_whitespace() || c == '(' || c == ')';
    let inner = piece.trim_matches(blank);
    if inner.is_empty() {
        return span;
    }
    let start = span.start + piece.find(inner).unwrap_or(0);
    Span::new(start, start + inner.len())
}

fn constant(term: &Term) -> Option<f64> {
    match &term.kind {
        TermKind::Number(x) => Some(*x),
        TermKind::Apply(Function::Negate, x) => constant(&x[0]).map(|x| -x),
        TermKind::Apply(Function::Divide, x) => Some(constant(&x[0])? / constant(&x[1])?),
        _ => None,
    }
}
