//! Names to meanings: an equation's tree with variables, tables and functions in place of words.

use std::collections::HashMap;
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::expr::{Binary, Expr, ExprKind, Unary};
use crate::text::lexer::short;
use crate::text::parser::EquationText;
use crate::text::{Source, canonical, parser, suggestion};

use super::builtin::{Function, TABLE};
use super::{Equation, TableId, Term, TermKind, VariableId};

/// What names stand for in one model.
#[derive(Debug, Default)]
pub struct Scope {
    pub variables: HashMap<String, VariableId>,
    pub tables: HashMap<String, TableId>,
}

impl Scope {
    /// Parses and resolves an equation; what is wrong with it goes to `wrong`, and None comes back.
    pub fn equation(&self, text: &EquationText, wrong: &mut Vec<Diagnostic>) -> Option<Equation> {
        let (tree, slips) = parser::parse(text);
        let told = wrong.len();
        wrong.extend(slips);
        if wrong.len() > told {
            return None;
        }
        let mut resolver = Resolver { scope: self, source: &text.source, wrong };
        let root = resolver.term(&tree);
        (wrong.len() == told).then_some(Equation { root })
    }
}

struct Resolver<'a> {
    scope: &'a Scope,
    source: &'a Arc<Source>,
    wrong: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn term(&mut self, tree: &Expr) -> Term {
        let kind = match &tree.kind {
            ExprKind::Number(x) => TermKind::Number(*x),
            ExprKind::Name(name) => self.name(name, tree),
            ExprKind::Call { name, arguments, .. } => self.call(name, arguments, tree),
            ExprKind::Unary(Unary::Negate, x) => TermKind::Apply(Function::Negate, vec![self.term(x)]),
            ExprKind::Unary(Unary::Not, x) => TermKind::Apply(Function::Not, vec![self.term(x)]),
            ExprKind::Binary(operator, a, b) => {
                TermKind::Apply(function_of(*operator), vec![self.term(a), self.term(b)])
            }
            ExprKind::If(c, a, b) => TermKind::Apply(Function::Choose, vec![self.term(c), self.term(a), self.term(b)]),
            ExprKind::At { .. } => {
                self.refuse(
                    tree,
                    Code::Syntax,
                    "`@` asks for a value at a week: it belongs in claims, not in equations".into(),
                    None,
                );
                TermKind::Number(0.0)
            }
            ExprKind::Unreadable => TermKind::Number(0.0),
        };
        Term { kind, span: tree.span }
    }

    fn name(&mut self, name: &str, tree: &Expr) -> TermKind {
        let key = canonical(name);
        if let Some(id) = self.scope.variables.get(&key) {
            return TermKind::Variable(*id);
        }
        if let Some(function) = Function::named(&key) {
            if function.row().arguments.0 == 0 {
                return TermKind::Apply(function, Vec::new());
            }
            let form = function.row().form;
            self.refuse(tree, Code::WrongArguments, format!("`{key}` is a function: {form}"), None);
        } else if self.scope.tables.contains_key(&key) {
            self.refuse(tree, Code::WrongArguments, format!("`{key}` is a table: write {key}(x)"), None);
        } else {
            let known = self.scope.variables.keys().map(String::as_str);
            let help = suggestion::nearest(&key, known).map(|n| format!("did you mean `{n}`?"));
            self.refuse(tree, Code::UnknownName, format!("nothing is called `{}`", short(name)), help);
        }
        TermKind::Number(0.0)
    }

    fn call(&mut self, name: &str, arguments: &[Expr], tree: &Expr) -> TermKind {
        let key = canonical(name);
        let terms: Vec<Term> = arguments.iter().map(|a| self.term(a)).collect();
        if let Some(id) = self.scope.tables.get(&key) {
            if terms.len() != 1 {
                let message = format!("the table `{key}` takes one argument, and gets {}", terms.len());
                self.refuse(tree, Code::WrongArguments, message, None);
                return TermKind::Number(0.0);
            }
            return TermKind::Look(*id, Box::new(terms.into_iter().next().expect("one argument")));
        }
        let Some(function) = Function::named(&key) else {
            let functions = TABLE.iter().filter(|row| !row.is_operator()).map(|row| row.name);
            let known = functions.chain(self.scope.tables.keys().map(String::as_str));
            let mut help = suggestion::nearest(&key, known).map(|n| format!("did you mean `{n}`?"));
            if self.scope.variables.contains_key(&key) {
                help = Some(format!("`{key}` is a variable: write it without brackets"));
            }
            self.refuse(tree, Code::UnknownName, format!("there is no function or table `{}`", short(name)), help);
            return TermKind::Number(0.0);
        };
        let (least, most) = function.row().arguments;
        if !(least..=most).contains(&terms.len()) {
            let message =
                format!("`{key}` is called as {}, and here with {} arguments", function.row().form, terms.len());
            self.refuse(tree, Code::WrongArguments, message, None);
            return TermKind::Number(0.0);
        }
        TermKind::Apply(function, terms)
    }

    fn refuse(&mut self, tree: &Expr, code: Code, message: String, help: Option<String>) {
        self.wrong.push(Diagnostic::error(code, message).at(self.source, tree.span, "here").maybe_help(help));
    }
}

/// The function an operator stands for.
pub fn function_of(operator: Binary) -> Function {
    match operator {
        Binary::Add => Function::Add,
        Binary::Subtract => Function::Subtract,
        Binary::Multiply => Function::Multiply,
        Binary::Divide => Function::Divide,
        Binary::Power => Function::Power,
        Binary::Modulo => Function::Modulo,
        Binary::Less => Function::Less,
        Binary::LessEqual => Function::LessEqual,
        Binary::Greater => Function::Greater,
        Binary::GreaterEqual => Function::GreaterEqual,
        Binary::Equal => Function::Equal,
        Binary::NotEqual => Function::NotEqual,
        Binary::And => Function::And,
        Binary::Or => Function::Or,
    }
}
