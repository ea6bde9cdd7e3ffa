//! Trees to equations in the spelling of XMILE 1.0 (section 3.3), with few parentheses.
//!
//! Parentheses stand where the tree needs them, and where simulators are known to read an equation differently: around
//! a sign that is not in front, `mod` among other operators, the operand of `NOT`, `AND` within `OR`, a power of a power.

use crate::model::builtin::{Callable, Function, Stateful};
use crate::model::{TableId, Term, TermKind, VariableId};
use crate::text::{lexer, plain};

/// What an equation's names are written as.
pub trait Naming {
    fn variable(&mut self, id: VariableId) -> String;
    /// The value of a table at the value of a term.
    fn look(&mut self, table: TableId, at: &Term) -> String;
    /// `dt`, `starttime` or `stoptime`.
    fn clock(&mut self, function: Function) -> String;
}

/// How tightly an operator binds, loosest first. What stands inside has to bind at least as tightly as its place asks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Choice,
    Or,
    And,
    Comparison,
    Modulo,
    Sum,
    Product,
    Sign,
    Power,
    Primary,
}

/// The text of an equation.
pub fn write(term: &Term, naming: &mut dyn Naming) -> String {
    piece(term, naming).0
}

/// A term in parentheses where it binds less tightly than its place asks.
fn within(term: &Term, least: Binding, naming: &mut dyn Naming) -> String {
    let (text, binding) = piece(term, naming);
    if binding < least { format!("({text})") } else { text }
}

/// The right operand of an operator: two signs in a row are parted.
fn right(term: &Term, least: Binding, naming: &mut dyn Naming) -> String {
    let text = within(term, least, naming);
    if text.starts_with('-') { format!("({text})") } else { text }
}

fn piece(term: &Term, naming: &mut dyn Naming) -> (String, Binding) {
    match &term.kind {
        TermKind::Number(x) if x.is_sign_negative() => (plain(*x), Binding::Sign),
        TermKind::Number(x) => (plain(*x), Binding::Primary),
        TermKind::Variable(id) => (naming.variable(*id), Binding::Primary),
        TermKind::Look(table, x) => (naming.look(*table, x), Binding::Primary),
        TermKind::Apply(function, arguments) => apply(*function, arguments, naming),
        TermKind::Stateful { function, arguments, .. } => stateful(*function, arguments, naming),
        TermKind::Sum { all, .. } => piece(all, naming),
    }
}

/// What remembers is written as a call; what draws, as its mean.
fn stateful(function: Stateful, arguments: &[Term], naming: &mut dyn Naming) -> (String, Binding) {
    match function {
        Stateful::Uniform => {
            let least = within(&arguments[0], Binding::Sum, naming);
            let most = right(&arguments[1], Binding::Product, naming);
            (format!("({least} + {most}) / 2"), Binding::Product)
        }
        Stateful::Normal | Stateful::Lognormal | Stateful::Exponential | Stateful::Poisson => {
            piece(&arguments[0], naming)
        }
        Stateful::Init
        | Stateful::Previous
        | Stateful::Delay
        | Stateful::Delay1
        | Stateful::Delay3
        | Stateful::DelayN
        | Stateful::Smooth1
        | Stateful::Smooth3
        | Stateful::SmoothN
        | Stateful::Trend
        | Stateful::Forecast
        | Stateful::PresentValue => (call(function.row().name, arguments, naming), Binding::Primary),
    }
}

fn call(name: &str, arguments: &[Term], naming: &mut dyn Naming) -> String {
    let arguments: Vec<String> = arguments.iter().map(|a| within(a, Binding::Or, naming)).collect();
    format!("{}({})", name.to_uppercase(), arguments.join(", "))
}

fn apply(function: Function, arguments: &[Term], naming: &mut dyn Naming) -> (String, Binding) {
    use Binding::*;
    let (own, first, second) = match function {
        Function::Or | Function::And => return (logic(function, arguments, naming), logic_binding(function)),
        Function::Less
        | Function::LessEqual
        | Function::Greater
        | Function::GreaterEqual
        | Function::Equal
        | Function::NotEqual => (Comparison, Modulo, Modulo),
        Function::Modulo => (Modulo, Power, Power),
        Function::Add | Function::Subtract => (Sum, Sum, Product),
        Function::Multiply | Function::Divide => (Product, Product, Sign),
        Function::Power => (Power, Primary, Primary),
        Function::Negate => return (format!("-{}", within(&arguments[0], Primary, naming)), Sign),
        Function::Not => return (format!("NOT {}", within(&arguments[0], Primary, naming)), Comparison),
        Function::Choose => {
            let [c, a, b] = [0, 1, 2].map(|i| within(&arguments[i], Or, naming));
            return (format!("IF {c} THEN {a} ELSE {b}"), Choice);
        }
        Function::Time => return ("TIME".into(), Primary),
        Function::Pi => return ("PI".into(), Primary),
        Function::Infinity => return ("INF".into(), Primary),
        Function::Dt | Function::StartTime | Function::StopTime => return (naming.clock(function), Primary),
        Function::Min
        | Function::Max
        | Function::Abs
        | Function::Exp
        | Function::Ln
        | Function::Log10
        | Function::Sqrt
        | Function::Sin
        | Function::Cos
        | Function::Tan
        | Function::Arcsin
        | Function::Arccos
        | Function::Arctan
        | Function::Int
        | Function::Round
        | Function::SafeDivide
        | Function::Step
        | Function::Ramp
        | Function::Pulse
        | Function::PulseTrain => return (call(function.row().name, arguments, naming), Primary),
    };
    let left = within(&arguments[0], first, naming);
    let right = right(&arguments[1], second, naming);
    (format!("{left} {} {right}", function.row().name), own)
}

/// `a AND b AND c`: a chain grows to the left, and everything looser stands in parentheses.
fn logic(function: Function, arguments: &[Term], naming: &mut dyn Naming) -> String {
    let chained = matches!(arguments[0].kind, TermKind::Apply(inner, _) if inner == function);
    let left = within(&arguments[0], if chained { logic_binding(function) } else { Binding::Comparison }, naming);
    let right = within(&arguments[1], Binding::Comparison, naming);
    format!("{left} {} {right}", function.row().name.to_uppercase())
}

fn logic_binding(function: Function) -> Binding {
    if function == Function::Or { Binding::Or } else { Binding::And }
}

/// Names of functions and times that other readers of XMILE give a meaning, and we do not.
const FOREIGN: &[&str] = &[
    "e",
    "endval",
    "final_time",
    "history",
    "initial_time",
    "irr",
    "log",
    "lookup",
    "mean",
    "prod",
    "rank",
    "saveper",
    "self",
    "size",
    "stddev",
    "sum",
    "time_step",
    "uniform",
];

/// A name as equations write it: in quotes where it is not a plain word, or begins as an operator does.
pub fn reference(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_numeric());
    // PySD 3.14 reads the beginning of `notes` as NOT.
    let called = lexer::is_keyword(name) || name.starts_with("not") || Callable::named(name).is_some();
    if plain && !called && !FOREIGN.contains(&name) { name.to_string() } else { quoted(name) }
}

/// A name in quotes.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\\\""))
}
