//! Units of measure with rational powers, and the check that equations balance.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::expr::{Binary, Expr, ExprKind, Unary};
use crate::text::parser::EquationText;
use crate::text::{Source, Span, canonical, parser, suggestion};

use super::builtin::{Function, Sort, StatefulRow, UnitRule};
use super::draft::Dialect;
use super::{Equation, Kind, Model, Term, TermKind, Variable};

/// A product of base units to rational powers; the empty product is "1", a pure number.
///
/// ```
/// use flywheel::model::units::Unit;
/// let item = Unit::base("item");
/// let week = Unit::base("week");
/// assert_eq!(item.over(&week).to_string(), "item/week");
/// assert_eq!(item.times(&item).power((1, 2)), item);
/// ```
///
/// Names of base units are compared as names are, in one spelling; each keeps the one it was written in, for people.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// Base unit to its power as (numerator, denominator); the power is never 0, in lowest terms, and its
    /// denominator positive.
    powers: BTreeMap<Base, (i32, i32)>,
    /// The whole unit as a file has it, where that is kept; empty where a file gives none.
    written: Option<String>,
}

impl PartialEq for Unit {
    fn eq(&self, other: &Unit) -> bool {
        self.powers == other.powers
    }
}

impl Eq for Unit {}

/// A base unit: compared by its canonical name, shown as it is spelt.
#[derive(Debug, Clone)]
struct Base {
    name: String,
    spelling: String,
}

impl PartialEq for Base {
    fn eq(&self, other: &Base) -> bool {
        self.name == other.name
    }
}

impl Eq for Base {}

impl PartialOrd for Base {
    fn partial_cmp(&self, other: &Base) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Base {
    fn cmp(&self, other: &Base) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl Unit {
    /// The unit of a pure number.
    pub fn one() -> Unit {
        Unit::default()
    }

    /// A base unit, in any spelling.
    pub fn base(spelling: &str) -> Unit {
        let base = Base { name: canonical(spelling), spelling: spelling.to_string() };
        Unit { powers: BTreeMap::from([(base, (1, 1))]), written: None }
    }

    /// The same unit, shown as a file has it.
    pub fn written(self, text: &str) -> Unit {
        Unit { written: Some(text.split_whitespace().collect::<Vec<_>>().join(" ")), ..self }
    }

    /// What has no unit in its file: it counts as a pure number, and is shown without a unit.
    pub fn not_given() -> Unit {
        Unit::one().written("")
    }

    pub fn is_one(&self) -> bool {
        self.powers.is_empty()
    }

    /// The unit of a product.
    pub fn times(&self, other: &Unit) -> Unit {
        let mut powers = self.powers.clone();
        for (name, &(n, d)) in &other.powers {
            let (n0, d0) = powers.remove(name).unwrap_or((0, 1));
            let power = lowest(n0.saturating_mul(d).saturating_add(n.saturating_mul(d0)), d0.saturating_mul(d));
            if power.0 != 0 {
                powers.insert(name.clone(), power);
            }
        }
        Unit { powers, written: None }
    }

    /// The unit of a quotient.
    pub fn over(&self, other: &Unit) -> Unit {
        self.times(&other.power((-1, 1)))
    }

    /// The unit of a power with a rational exponent (numerator, denominator).
    pub fn power(&self, (n, d): (i32, i32)) -> Unit {
        let raised = |&(n0, d0): &(i32, i32)| lowest(n0.saturating_mul(n), d0.saturating_mul(d));
        let powers = self.powers.iter().map(|(name, p)| (name.clone(), raised(p))).filter(|(_, p)| p.0 != 0);
        Unit { powers: powers.collect(), written: None }
    }
}

fn lowest(n: i32, d: i32) -> (i32, i32) {
    let (mut a, mut b) = (n.unsigned_abs(), d.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let divisor = (a.max(1)) as i32;
    let sign = if d < 0 { -1 } else { 1 };
    (sign * n / divisor, sign * d / divisor)
}

/// The fraction with the smallest denominator (at most 12) that equals `x`.
fn rational(x: f64) -> Option<(i32, i32)> {
    (1..=12).find_map(|d| {
        let n = x * f64::from(d);
        (n == n.round() && n.abs() < 1000.0).then_some((n as i32, d))
    })
}

/// As a file has it, or as in our files: `person*week/item`, `1/week`, `item/(person*week)`, `item^(1/2)`.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(text) = &self.written {
            return f.write_str(text);
        }
        let part = |(Base { spelling, .. }, (n, d)): (&Base, (i32, i32))| match (n, d) {
            (1, 1) => spelling.clone(),
            (n, 1) => format!("{spelling}^{n}"),
            (n, d) => format!("{spelling}^({n}/{d})"),
        };
        let above: Vec<String> = self.powers.iter().filter(|(_, p)| p.0 > 0).map(|(b, p)| part((b, *p))).collect();
        let below: Vec<String> =
            self.powers.iter().filter(|(_, p)| p.0 < 0).map(|(b, p)| part((b, (-p.0, p.1)))).collect();
        f.write_str(&if above.is_empty() { "1".to_string() } else { above.join("*") })?;
        match below.len() {
            0 => Ok(()),
            1 => write!(f, "/{}", below[0]),
            _ => write!(f, "/({})", below.join("*")),
        }
    }
}

/// Reads a unit; `known` are the base units of the model.
///
/// # Errors
/// A unit that is not a product of known base units.
pub fn parse_unit(text: &EquationText, known: &[String]) -> Result<Unit, Diagnostic> {
    let (tree, mut wrong) = parser::parse(text);
    match wrong.pop() {
        Some(mut wrong) => {
            // A unit is read as an equation is, and people need not know it.
            wrong.message = wrong.message.replace("equation", "unit");
            wrong.labels.iter_mut().for_each(|label| label.text = label.text.replace("equation", "unit"));
            Err(Diagnostic { code: Code::BadUnit, ..wrong })
        }
        None => unit_of(&tree, &text.source, known),
    }
}

fn unit_of(tree: &Expr, source: &Arc<Source>, known: &[String]) -> Result<Unit, Diagnostic> {
    let refuse =
        |span: Span, message: String| Err(Diagnostic::error(Code::BadUnit, message).at(source, span, "not a unit"));
    match &tree.kind {
        ExprKind::Number(1.0) => Ok(Unit::one()),
        ExprKind::Name(name) => {
            let name = canonical(name);
            if known.contains(&name) {
                return Ok(Unit::base(&name));
            }
            let help = suggestion::nearest(&name, known.iter().map(String::as_str));
            let help = help.map(|n| format!("did you mean `{n}`?"));
            let help = help.unwrap_or_else(|| match name.as_str() {
                _ if known.is_empty() => {
                    format!("base units are declared under [unit]: {name} = \"what one of it is\"")
                }
                _ => format!("known here: {}; a new one is declared under [unit]", known.join(", ")),
            });
            refuse(tree.span, format!("`{name}` is not a base unit of this model"))
                .map_err(|d: Diagnostic| d.help(help))
        }
        ExprKind::Binary(Binary::Multiply, a, b) => Ok(unit_of(a, source, known)?.times(&unit_of(b, source, known)?)),
        ExprKind::Binary(Binary::Divide, a, b) => Ok(unit_of(a, source, known)?.over(&unit_of(b, source, known)?)),
        ExprKind::Binary(Binary::Power, a, b) => match literal(b).and_then(rational) {
            Some(power) => Ok(unit_of(a, source, known)?.power(power)),
            None => refuse(b.span, "a unit's power should be a simple fraction, like 2 or (1/2)".into()),
        },
        _ => refuse(tree.span, "a unit is a product of base units, like person*week/item, or 1".into()),
    }
}

fn literal(tree: &Expr) -> Option<f64> {
    match &tree.kind {
        ExprKind::Unary(Unary::Negate, x) => literal(x).map(|x| -x),
        ExprKind::Binary(Binary::Divide, a, b) => Some(literal(a)? / literal(b)?),
        _ => tree.literal(),
    }
}

/// What is known of a term's unit.
#[derive(Debug, Clone, PartialEq)]
enum Measure {
    /// This unit and no other.
    Of(Unit),
    /// A literal 0, which fits every unit.
    Any,
}

/// Checks that every equation of a model balances, and has the unit its variable declares.
///
/// # Errors
/// A diagnostic for each equation with a clash, showing both sides.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut check = Check { model, wrong: Vec::new() };
    let time = Unit::base(&model.time.unit);
    for variable in model.variables.iter().filter(|v| v.owner.is_none()) {
        for (equation, unit) in variable.equations(&time) {
            // `initial = 46` is a value in the stock's own unit, as `value = 8` is in a constant's; in XMILE that holds
            // for everything that is written as a number alone.
            let own_number = variable.is_state() || model.dialect == Dialect::Xmile;
            let bare = own_number && constant(&equation.root).is_some();
            if !bare {
                check.equation(equation, &unit, variable);
            }
        }
        check.flows_of(variable, &time);
    }
    check.wrong
}

struct Check<'a> {
    model: &'a Model,
    wrong: Vec<Diagnostic>,
}

impl Check<'_> {
    fn equation(&mut self, equation: &Equation, unit: &Unit, variable: &Variable) {
        let Ok(Measure::Of(found)) = self.measure(&equation.root) else { return };
        if found == *unit {
            return;
        }
        let source = &self.model.source;
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
            wrong = wrong.at(source, variable.span, declared);
        }
        self.wrong.push(wrong.maybe_help(help_for_number(&equation.root, unit)));
    }

    /// A flow is in the stock's unit per unit of time.
    fn flows_of(&mut self, variable: &Variable, time: &Unit) {
        let Some(stock) = variable.stock() else { return };
        let wanted = variable.unit.over(time);
        for &(flow, span) in stock.inflows.iter().chain(&stock.outflows) {
            let flow = self.model.variable(flow);
            if flow.unit != wanted {
                let (name, unit) = (&variable.name, &variable.unit);
                let message = format!(
                    "the flow `{}` is in {}, and the stock `{name}` needs {wanted}",
                    flow.name,
                    words(&flow.unit)
                );
                let source = &self.model.source;
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
            TermKind::Number(_) => Ok(Measure::Of(Unit::one())),
            TermKind::Variable(id) | TermKind::Sum { value: id, .. } => {
                Ok(Measure::Of(self.model.variable(*id).unit.clone()))
            }
            TermKind::Look(id, x) => {
                let table = self.model.table(*id);
                let (input, output, name) = (table.input.clone(), table.output.clone(), table.name.clone());
                match input {
                    Some(input) => self.expect(x, &input, &format!("the table `{name}` takes {}", words(&input)))?,
                    None => drop(self.measure(x)?),
                }
                Ok(Measure::Of(output))
            }
            TermKind::Apply(function, arguments) => self.apply(*function, arguments, term.span),
            TermKind::Stateful { function, arguments, .. } => self.stateful(function.row(), arguments, term.span),
        }
    }

    /// Arguments of one sort share a unit, and time is time.
    fn stateful(&mut self, row: &StatefulRow, arguments: &[Term], span: Span) -> Result<Measure, ()> {
        let time = self.time();
        let mut same: Vec<Term> = Vec::new();
        for (argument, sort) in arguments.iter().zip(row.sorts) {
            match sort {
                Sort::X => same.push(argument.clone()),
                Sort::XTime => {}
                Sort::Time => self.expect_time(argument)?,
                Sort::PerTime => {
                    let wanted = Unit::one().over(&time);
                    self.expect(argument, &wanted, &format!("`{}` takes a rate in {wanted} here", row.name))?;
                }
                Sort::Pure => {
                    self.expect(argument, &Unit::one(), &format!("`{}` takes a pure number here", row.name))?
                }
            }
        }
        let Measure::Of(x) = self.same(&same, span)? else { return Ok(Measure::Any) };
        for (argument, _) in arguments.iter().zip(row.sorts).filter(|(_, sort)| **sort == Sort::XTime) {
            let wanted = x.times(&time);
            self.expect(argument, &wanted, &format!("`{}` takes {} here", row.name, words(&wanted)))?;
        }
        Ok(Measure::Of(match row.result {
            Sort::X => x,
            Sort::XTime => x.times(&time),
            Sort::Time => time,
            Sort::PerTime => Unit::one().over(&time),
            Sort::Pure => Unit::one(),
        }))
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
            UnitRule::Product => {
                let (a, b) = (self.measure(&arguments[0])?, self.measure(&arguments[1])?);
                Ok(match (a, b) {
                    (Measure::Of(a), Measure::Of(b)) => Measure::Of(a.times(&b)),
                    _ => Measure::Any,
                })
            }
            UnitRule::Quotient => {
                let (a, b) = (self.measure(&arguments[0])?, self.measure(&arguments[1])?);
                let quotient = match (a, b) {
                    (Measure::Of(a), Measure::Of(b)) => Measure::Of(a.over(&b)),
                    _ => Measure::Any,
                };
                match arguments.get(2) {
                    Some(instead) => self.joined(quotient, instead),
                    None => Ok(quotient),
                }
            }
            UnitRule::Keep => self.measure(&arguments[0]),
            UnitRule::Root => Ok(match self.measure(&arguments[0])? {
                Measure::Of(a) => Measure::Of(a.power((1, 2))),
                Measure::Any => Measure::Any,
            }),
            UnitRule::Power => self.power(arguments),
            UnitRule::Choice => {
                self.expect(&arguments[0], &Unit::one(), "a condition is a pure number")?;
                self.same(&arguments[1..], span)
            }
            UnitRule::Clock => Ok(Measure::Of(self.time())),
            UnitRule::Step => {
                self.expect_time(&arguments[1])?;
                self.measure(&arguments[0])
            }
            UnitRule::Ramp => {
                for x in &arguments[1..] {
                    self.expect_time(x)?;
                }
                Ok(match self.measure(&arguments[0])? {
                    Measure::Of(slope) => Measure::Of(slope.times(&self.time())),
                    Measure::Any => Measure::Any,
                })
            }
            UnitRule::Pulse => {
                for x in &arguments[1..] {
                    self.expect_time(x)?;
                }
                Ok(match self.measure(&arguments[0])? {
                    Measure::Of(volume) => Measure::Of(volume.over(&self.time())),
                    Measure::Any => Measure::Any,
                })
            }
            UnitRule::Clocked => {
                for x in arguments {
                    self.expect_time(x)?;
                }
                Ok(Measure::Of(Unit::one()))
            }
        }
    }

    fn time(&self) -> Unit {
        Unit::base(&self.model.time.unit)
    }

    fn expect_time(&mut self, term: &Term) -> Result<(), ()> {
        let time = self.time();
        self.expect(term, &time, &format!("a moment or a length of time is in {time}"))
    }

    fn expect(&mut self, term: &Term, unit: &Unit, rule: &str) -> Result<(), ()> {
        match self.measure(term)? {
            Measure::Of(found) if found != *unit => {
                let message = format!("{rule}, and gets {}", words(&found));
                let wrong = Diagnostic::error(Code::UnitMismatch, message);
                let wrong = wrong.at(&self.model.source, term.span, format!("this is in {}", words(&found)));
                self.wrong.push(wrong.maybe_help(help_for_number(term, unit)));
                Err(())
            }
            _ => Ok(()),
        }
    }

    /// All terms have one unit, which is the result's.
    fn same(&mut self, terms: &[Term], whole: Span) -> Result<Measure, ()> {
        let mut first: Option<(Unit, &Term)> = None;
        for term in terms {
            let Measure::Of(unit) = self.measure(term)? else { continue };
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
        Ok(first.map_or(Measure::Any, |(unit, _)| Measure::Of(unit)))
    }

    /// Two operands of different units: both are pointed at, and the operator between them.
    fn clash(&self, (a, left): (&Unit, &Term), (b, right): (&Unit, &Term), whole: Span) -> Diagnostic {
        let source = &self.model.source;
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
            Measure::Any => self.measure(right),
        }
    }

    fn power(&mut self, arguments: &[Term]) -> Result<Measure, ()> {
        self.expect(&arguments[1], &Unit::one(), "an exponent is a pure number")?;
        match self.measure(&arguments[0])? {
            Measure::Any => Ok(Measure::Any),
            Measure::Of(base) if base.is_one() => Ok(Measure::Of(base)),
            Measure::Of(base) => match constant(&arguments[1]).and_then(rational) {
                Some(power) => Ok(Measure::Of(base.power(power))),
                None => {
                    let message = format!(
                        "something in {base} can only be raised to a power that is written out, like 2 or (1/2)"
                    );
                    self.wrong.push(Diagnostic::error(Code::UnitMismatch, message).at(
                        &self.model.source,
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
