//! The tree of an equation, with a span on every node.

use std::fmt;

use super::span::Span;

/// A piece of an equation and where it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

impl Expr {
    /// The number that is written here, with or without a sign; None where anything is to be calculated.
    pub fn literal(&self) -> Option<f64> {
        match &self.kind {
            ExprKind::Number(x) => Some(*x),
            ExprKind::Unary(Unary::Negate, x) => x.literal().map(|x| -x),
            _ => None,
        }
    }

    /// The value of what is calculated from written numbers and from names that are known to be numbers.
    pub fn settled(&self, known: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
        match &self.kind {
            ExprKind::Number(x) => Some(*x),
            ExprKind::Name(name) => known(name),
            ExprKind::Unary(Unary::Negate, x) => x.settled(known).map(|x| -x),
            ExprKind::Binary(operator, a, b) => {
                let (a, b) = (a.settled(known)?, b.settled(known)?);
                match operator {
                    Binary::Add => Some(a + b),
                    Binary::Subtract => Some(a - b),
                    Binary::Multiply => Some(a * b),
                    Binary::Divide => Some(a / b),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The shapes an equation is made of; names are not resolved yet.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Number(f64),
    /// A variable, or a function without arguments (`time`).
    Name(String),
    /// A function or a table with its arguments.
    Call {
        name: String,
        name_span: Span,
        arguments: Vec<Expr>,
    },
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `name @ week`, or the mean over `name @ from..to`; only claims use it.
    At {
        of: Box<Expr>,
        from: Box<Expr>,
        to: Option<Box<Expr>>,
    },
    /// A place where the text could not be read; a diagnostic says why.
    Unreadable,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    Negate,
    Not,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// Division that gives 0 where the divisor is 0.
    SafeDivide,
    Power,
    Modulo,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

impl Binary {
    /// How the operator is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Binary::Add => "+",
            Binary::Subtract => "-",
            Binary::Multiply => "*",
            Binary::Divide => "/",
            Binary::SafeDivide => "//",
            Binary::Power => "^",
            Binary::Modulo => "mod",
            Binary::Less => "<",
            Binary::LessEqual => "<=",
            Binary::Greater => ">",
            Binary::GreaterEqual => ">=",
            Binary::Equal => "=",
            Binary::NotEqual => "<>",
            Binary::And => "and",
            Binary::Or => "or",
        }
    }
}

/// Writes the tree with every operation in parentheses, so that parsing it again gives the same tree.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.kind {
            ExprKind::Number(value) => write!(f, "{value:?}"),
            ExprKind::Name(name) => write_name(f, name),
            ExprKind::Call { name, arguments, .. } => {
                write_name(f, name)?;
                f.write_str("(")?;
                for (i, argument) in arguments.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{argument}")?;
                }
                f.write_str(")")
            }
            ExprKind::Unary(Unary::Negate, x) => write!(f, "(-{x})"),
            ExprKind::Unary(Unary::Not, x) => write!(f, "(not {x})"),
            ExprKind::Binary(op, a, b) => write!(f, "({a} {} {b})", op.symbol()),
            ExprKind::If(c, a, b) => write!(f, "(if {c} then {a} else {b})"),
            ExprKind::At { of, from, to: None } => write!(f, "({of} @ {from})"),
            ExprKind::At { of, from, to: Some(to) } => write!(f, "({of} @ {from}..{to})"),
            ExprKind::Unreadable => f.write_str("?"),
        }
    }
}

fn write_name(f: &mut fmt::Formatter, name: &str) -> fmt::Result {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'))
        && !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && super::lexer::is_one_name(name);
    if plain { f.write_str(name) } else { write!(f, "\"{name}\"") }
}
