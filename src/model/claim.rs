//! Claims that a scenario makes about its own ensemble: `[[expect]]`, read and resolved. Verdicts are the business
//! of [`crate::analysis::claims::verdict`].
//!
//! ```text
//! condition  = comparison { "and" comparison }
//! comparison = estimate ("<" | "<=" | ">" | ">=") estimate
//! estimate   = number | share(path) | mean(path) | median(path) | p5(path) | p25(path) | p75(path) | p95(path)
//! path       = an expression over one replication, in which name@week is a value at a week,
//!              name@from..to the mean over the saved moments of a stretch of weeks, and base.name@week the same
//!              replication of the scenario named by `base`; share counts those where it is 1, and it is 1 or 0 in all;
//!              effect(loop, name@week, from = week) is what a named loop did to a value from one week to another
//! ```

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::expr::{Binary, Expr, ExprKind, Unary};
use crate::text::lexer::short;
use crate::text::mapping::EquationText;
use crate::text::{Source, Span, parser, plain, suggestion};

use super::builtin::{Function, TABLE, UnitRule};
use super::resolve::{a, function_of, wrong_arguments};
use super::{Model, TimeSpec, VariableId};

mod effect;

pub use effect::Effect;
use effect::{EFFECT, is_effect};

/// A sentence and the condition that proves or refutes it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What people read.
    pub sentence: String,
    /// The condition as the file has it.
    pub text: String,
    /// All of these have to hold.
    pub comparisons: Vec<Comparison>,
    /// The scenario that `base.` means, as the file names it.
    pub base: Option<(String, Span)>,
    /// What the left side of the first comparison was when it was published.
    pub published: Option<Published>,
    /// Why it does not hold, where the file says that it does not: a case that the model cannot show.
    pub fails: Option<String>,
    pub source: Arc<Source>,
    pub span: Span,
}

/// A figure that was found before, and that a later one is to be held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    pub value: f64,
    /// The same in the digits that were published.
    pub written: String,
    /// Of how many replications it came; None where nothing was drawn.
    pub replications: Option<u64>,
}

impl Published {
    /// Half a unit of the last digit that was published.
    pub fn rounding(&self) -> f64 {
        let decimals = self.written.split_once('.').map_or(0, |(_, digits)| digits.len());
        (0..decimals).fold(0.5, |unit, _| unit / 10.0)
    }
}

/// Two estimates in the author's order, and which is to be the smaller.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub left: Estimate,
    pub relation: Relation,
    pub right: Estimate,
    pub span: Span,
}

/// What a comparison says of its left side. Of two estimates that differ at all, `<` and `<=` say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Relation {
    /// It is below the right side.
    #[serde(rename = "<")]
    Below,
    /// It is above the right side.
    #[serde(rename = ">")]
    Above,
}

impl Relation {
    pub fn symbol(self) -> &'static str {
        match self {
            Relation::Below => "<",
            Relation::Above => ">",
        }
    }
}

/// A number about a whole ensemble.
#[derive(Debug, Clone, PartialEq)]
pub enum Estimate {
    Number(f64),
    /// Of the values that a path has, which stands at a place of the file.
    Of(Statistic, Path, Span),
}

/// How the replications are summed up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// Share of replications in which the path is not 0.
    Share,
    Mean,
    /// The value with this share of the replications below it.
    Quantile(f64),
}

const STATISTICS: &[(&str, Statistic)] = &[
    ("share", Statistic::Share),
    ("mean", Statistic::Mean),
    ("median", Statistic::Quantile(0.5)),
    ("p5", Statistic::Quantile(0.05)),
    ("p25", Statistic::Quantile(0.25)),
    ("p75", Statistic::Quantile(0.75)),
    ("p95", Statistic::Quantile(0.95)),
];

/// A number about one replication.
#[derive(Debug, Clone, PartialEq)]
pub enum Path {
    Number(f64),
    /// A variable at one moment, or its mean over the saved moments from one to another.
    Value {
        variable: VariableId,
        of_base: bool,
        from: f64,
        to: f64,
    },
    /// What a loop did to a variable: the value in the run as it is, less that in the run in which the loop's link is held.
    Effect {
        effect: Effect,
        of_base: bool,
    },
    Apply(Function, Vec<Path>),
}

impl Path {
    /// Calls `visit` with each variable, whether it is the base scenario's, and from when to when it is read.
    pub fn each_value(&self, visit: &mut impl FnMut(VariableId, bool, f64, f64)) {
        match self {
            Path::Number(_) => {}
            Path::Value { variable, of_base, from, to } => visit(*variable, *of_base, *from, *to),
            Path::Effect { effect, of_base } => visit(effect.variable, *of_base, effect.at, effect.at),
            Path::Apply(_, arguments) => arguments.iter().for_each(|a| a.each_value(visit)),
        }
    }

    /// Calls `visit` with each effect of a loop, and whether it is one in the base scenario.
    pub fn each_effect(&self, visit: &mut impl FnMut(Effect, bool)) {
        match self {
            Path::Number(_) | Path::Value { .. } => {}
            Path::Effect { effect, of_base } => visit(*effect, *of_base),
            Path::Apply(_, arguments) => arguments.iter().for_each(|a| a.each_effect(visit)),
        }
    }
}

impl Claim {
    /// What the claim asks about each replication.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let estimates = self.comparisons.iter().flat_map(|comparison| [&comparison.left, &comparison.right]);
        estimates.filter_map(|estimate| match estimate {
            Estimate::Number(_) => None,
            Estimate::Of(_, path, _) => Some(path),
        })
    }

    /// Whether it asks for anything of the base scenario.
    pub fn asks_base(&self) -> bool {
        let mut asks = false;
        self.each_value(&mut |_, of_base, _, _| asks |= of_base);
        asks
    }

    /// Calls `visit` with each variable the claim asks for, whether it is the base scenario's, and from when to when.
    pub fn each_value(&self, visit: &mut impl FnMut(VariableId, bool, f64, f64)) {
        self.paths().for_each(|path| path.each_value(visit));
    }
}

/// What names in a claim stand for.
pub struct Scope<'a> {
    pub model: &'a Model,
    pub time: &'a TimeSpec,
    /// Model and time axis of the scenario that `base.` means.
    pub base: Option<(&'a Model, &'a TimeSpec)>,
}

impl Scope<'_> {
    /// Parses and resolves a condition.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn condition(&self, text: &EquationText) -> Result<Vec<Comparison>, Diagnostic> {
        let (tree, mut slips) = parser::parse(text);
        if let Some(slip) = slips.pop() {
            return Err(slip);
        }
        let mut out = Vec::new();
        Resolver { scope: self, source: &text.source, asker: "claim" }.condition(&tree, &mut out)?;
        Ok(out)
    }

    /// Parses and resolves a path alone: the outcome that an analysis is to be about.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn outcome(&self, text: &EquationText) -> Result<Path, Diagnostic> {
        let (tree, mut slips) = parser::parse(text);
        match slips.pop() {
            Some(slip) => Err(slip),
            None => {
                let resolver = Resolver { scope: self, source: &text.source, asker: "outcome" };
                let path = resolver.path(&tree)?;
                let mut asks = false;
                path.each_value(&mut |_, _, _, _| asks = true);
                let nothing = || resolver.refuse(tree.span, "a number is the same whatever happens", "no variable");
                if asks { Ok(path) } else { Err(nothing()) }
            }
        }
    }
}

/// A variable, with the model and the time axis that it belongs to.
struct Named<'a> {
    of_base: bool,
    model: &'a Model,
    time: &'a TimeSpec,
    variable: VariableId,
}

struct Resolver<'a> {
    scope: &'a Scope<'a>,
    source: &'a Arc<Source>,
    /// What is being read, for messages.
    asker: &'static str,
}

impl Resolver<'_> {
    fn condition(&self, tree: &Expr, out: &mut Vec<Comparison>) -> Result<(), Diagnostic> {
        let (left, relation, right) = match &tree.kind {
            ExprKind::Binary(Binary::And, a, b) => {
                self.condition(a, out)?;
                return self.condition(b, out);
            }
            ExprKind::Binary(Binary::Less | Binary::LessEqual, a, b) => (a, Relation::Below, b),
            ExprKind::Binary(Binary::Greater | Binary::GreaterEqual, a, b) => (a, Relation::Above, b),
            ExprKind::Binary(Binary::Or, ..) => {
                let wrong = self.refuse(tree.span, "a claim is proved or not: `or` would hide which", "two claims");
                return Err(wrong.help("make each side a claim of its own, or join them with `and`"));
            }
            ExprKind::Binary(Binary::Equal | Binary::NotEqual, ..) => {
                let message = "an estimate is never exactly equal to a number: a claim compares with < or >";
                return Err(self.refuse(tree.span, message, "no < or > here"));
            }
            _ => {
                let message = "a claim compares an estimate with a number or another estimate";
                let help = "for example: share(throughput@104 > 4) > 0.9, or median(trust@104) < 0.35";
                return Err(self.refuse(tree.span, message, "no < or > here").help(help));
            }
        };
        let (left, right) = (self.estimate(left)?, self.estimate(right)?);
        if matches!((&left, &right), (Estimate::Number(_), Estimate::Number(_))) {
            return Err(self.refuse(tree.span, "two numbers say nothing about the ensemble", "only numbers"));
        }
        self.share_of_one(tree.span, &left, &right)?;
        out.push(Comparison { left, relation, right, span: tree.span });
        Ok(())
    }

    /// Refuses a bound that no share reaches.
    fn share_of_one(&self, span: Span, left: &Estimate, right: &Estimate) -> Result<(), Diagnostic> {
        let bound = match (left, right) {
            (Estimate::Of(Statistic::Share, ..), Estimate::Number(bound)) => *bound,
            (Estimate::Number(bound), Estimate::Of(Statistic::Share, ..)) => *bound,
            _ => return Ok(()),
        };
        if (0.0..=1.0).contains(&bound) {
            return Ok(());
        }
        let message = format!("a share lies between 0 and 1, and is held against {}", plain(bound));
        let of_hundred = (0.0..=100.0).contains(&bound);
        let help = of_hundred.then(|| format!("{0} of 100 is written {1}", plain(bound), plain(bound / 100.0)));
        Err(self.refuse(span, message, "no share is so large or so small").maybe_help(help))
    }

    /// Refuses a stretch of time that is written with a minus: `trust@97-104`.
    fn no_stretch(&self, tree: &Expr, a: &Expr, b: &Expr) -> Result<(), Diagnostic> {
        let ExprKind::At { of, from, to: None } = &a.kind else { return Ok(()) };
        let (ExprKind::Name(name), ExprKind::Number(last)) = (&of.kind, &b.kind) else { return Ok(()) };
        let Some(first) = from.literal().filter(|first| first < last) else { return Ok(()) };
        // With blanks around it the minus is meant.
        if b.span.start != a.span.end + 1 {
            return Ok(());
        }
        let (name, first, last) = (short(name), plain(first), plain(*last));
        let message = format!("`{name}@{first}-{last}` is {name} at {first}, less the number {last}");
        let help = format!(
            "the mean over a stretch is written {name}@{first}..{last}; a difference, with blanks: {name}@{first} - {last}"
        );
        Err(self.refuse(tree.span, message, "a stretch, or a difference?").help(help))
    }

    fn estimate(&self, tree: &Expr) -> Result<Estimate, Diagnostic> {
        if let Some(x) = tree.literal() {
            return Ok(Estimate::Number(x));
        }
        if let ExprKind::Call { name, arguments, name_span } = &tree.kind
            && !is_effect(name)
        {
            let statistic = STATISTICS.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
            let Some((_, statistic)) = statistic else {
                let help = suggestion::help_for(name, STATISTICS.iter().map(|s| s.0));
                let message = format!("`{}` is not an estimate over replications", short(name));
                return Err(self.refuse(*name_span, message, "unknown estimate").maybe_help(help));
            };
            if let [argument] = arguments.as_slice() {
                return Ok(Estimate::Of(*statistic, self.path(argument)?, argument.span));
            }
            let message = format!("`{name}` takes 1 argument, and gets {}", arguments.len());
            return Err(self.refuse(tree.span, message, "wrong number of arguments"));
        }
        let names: Vec<&str> = STATISTICS.iter().map(|s| s.0).collect();
        let help = format!("sum the replications up by one of {}", names.join(", "));
        let message = "here stands a value of one replication, where an estimate over all of them belongs";
        Err(self.refuse(tree.span, message, "of one replication").help(help))
    }

    fn path(&self, tree: &Expr) -> Result<Path, Diagnostic> {
        Ok(match &tree.kind {
            ExprKind::Number(x) => Path::Number(*x),
            ExprKind::At { of, from, to } => self.value(of, from, to.as_deref())?,
            ExprKind::Name(name) if Function::named(name) == Some(Function::Pi) => {
                Path::Apply(Function::Pi, Vec::new())
            }
            ExprKind::Name(name) => {
                if self.scope.model.find(name).is_none() {
                    return Err(self.unknown(name, tree.span));
                }
                let (name, TimeSpec { start, stop, .. }) = (short(name), self.scope.time);
                let help = format!("say when: {name}@{stop}, or the mean over a stretch: {name}@{start}..{stop}");
                return Err(self
                    .refuse(tree.span, format!("`{name}` has a value at every moment"), "when?")
                    .help(help));
            }
            ExprKind::Unary(Unary::Negate, x) => Path::Apply(Function::Negate, vec![self.path(x)?]),
            ExprKind::Unary(Unary::Not, x) => Path::Apply(Function::Not, vec![self.path(x)?]),
            ExprKind::Binary(op, a, b) => {
                if *op == Binary::Subtract {
                    self.no_stretch(tree, a, b)?;
                }
                Path::Apply(function_of(*op), vec![self.path(a)?, self.path(b)?])
            }
            ExprKind::If(c, a, b) => Path::Apply(Function::Choose, vec![self.path(c)?, self.path(a)?, self.path(b)?]),
            ExprKind::Call { name, arguments, .. } if is_effect(name) => self.effect(tree.span, arguments)?,
            ExprKind::Call { name, arguments, name_span } => {
                let timeless = |r: &&super::builtin::Row| {
                    !matches!(
                        r.units,
                        UnitRule::Clock | UnitRule::Step | UnitRule::Ramp | UnitRule::Pulse | UnitRule::Clocked
                    ) && !r.is_operator()
                };
                let Some(row) = TABLE.iter().filter(timeless).find(|r| r.name.eq_ignore_ascii_case(name)) else {
                    let help =
                        suggestion::help_for(name, TABLE.iter().filter(timeless).map(|r| r.name).chain([EFFECT]));
                    let message = format!("{} knows no function `{}`", a(self.asker), short(name));
                    return Err(self.refuse(*name_span, message, "unknown function").maybe_help(help));
                };
                if let Some(message) = wrong_arguments(row.name, row.arguments, arguments.len()) {
                    let help = format!("write it as {}", row.form);
                    return Err(self.refuse(tree.span, message, "wrong number of arguments").help(help));
                }
                Path::Apply(row.function, arguments.iter().map(|a| self.path(a)).collect::<Result<_, _>>()?)
            }
            ExprKind::Unreadable => Path::Number(0.0),
        })
    }

    fn value(&self, of: &Expr, from: &Expr, to: Option<&Expr>) -> Result<Path, Diagnostic> {
        let Named { of_base, time, variable, .. } = self.named(of)?;
        let from_week = self.moment(from, of_base, time)?;
        let to_week = to.map_or(Ok(from_week), |to| self.moment(to, of_base, time))?;
        if to_week < from_week {
            let message = format!(
                "a stretch of time ends after it begins, and {} is before {}",
                plain(to_week),
                plain(from_week)
            );
            return Err(self.refuse(from.span.to(to.map_or(from.span, |to| to.span)), message, "backwards"));
        }
        Ok(Path::Value { variable, of_base, from: from_week, to: to_week })
    }

    /// A variable, and what it is one of.
    fn named(&self, of: &Expr) -> Result<Named<'_>, Diagnostic> {
        let ExprKind::Name(name) = &of.kind else {
            return Err(self.refuse(of.span, "only a variable has a value at a moment", "no variable"));
        };
        let (of_base, own_name) = match name.split_once('.') {
            Some((scenario, rest)) if scenario.eq_ignore_ascii_case("base") => (true, rest),
            _ => (false, name.as_str()),
        };
        let (model, time) = match (of_base, self.scope.base) {
            (false, _) => (self.scope.model, self.scope.time),
            (true, Some(base)) => base,
            (true, None) => {
                let help = match self.asker {
                    "claim" => "name its file beside the claim: base = \"wicked-loop.toml\"",
                    _ => "an outcome is about one scenario: leave `base.` away",
                };
                let message = format!("the {} does not say which scenario `base` is", self.asker);
                return Err(self.refuse(of.span, message, "of which scenario?").help(help));
            }
        };
        let variable = model.find(own_name).ok_or_else(|| self.unknown(own_name, of.span))?;
        Ok(Named { of_base, model, time, variable })
    }

    /// A moment at which results are kept.
    fn moment(&self, tree: &Expr, of_base: bool, time: &TimeSpec) -> Result<f64, Diagnostic> {
        let Some(week) = tree.literal() else {
            return Err(self.refuse(tree.span, "a moment is a number", "no number"));
        };
        if time.saved_index(week).is_some() {
            return Ok(week);
        }
        let whose = if of_base { "the base case keeps no results" } else { "no results are kept" };
        let message = format!("{whose} at {} {}", time.unit, plain(week));
        let (start, stop, save) = (plain(time.start), plain(time.stop), plain(time.save));
        let help = format!("they are kept from {start} to {stop}, every {save}");
        Err(Diagnostic::error(Code::BadTime, message).at(self.source, tree.span, "not kept").help(help))
    }

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        let message = format!("the {} asks for `{}`, and nothing in the model is called so", self.asker, short(name));
        Diagnostic::error(Code::UnknownName, message)
            .at(self.source, span, "unknown variable")
            .maybe_help(suggestion::help_for(name, self.scope.model.names()))
    }

    fn refuse(&self, span: Span, message: impl Into<String>, label: &str) -> Diagnostic {
        Diagnostic::error(Code::BadClaim, message).at(self.source, span, label)
    }
}
