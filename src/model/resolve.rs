//! Names to meanings: an equation's tree with variables, tables and functions in place of words.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::expr::{Binary, Expr, ExprKind, Unary};
use crate::text::lexer::short;
use crate::text::parser::EquationText;
use crate::text::{Source, Span, canonical, parser, suggestion};

use super::builtin::{Function, Row, TABLE};
use super::{Equation, TableId, Term, TermKind, VariableId};

/// What names stand for in one model.
#[derive(Debug, Default)]
pub struct Scope {
    pub variables: BTreeMap<String, VariableId>,
    pub tables: BTreeMap<String, TableId>,
    /// Labels with the names they belong to: equations do not know them, and messages do.
    pub labels: BTreeMap<String, String>,
}

impl Scope {
    /// The way out where no variable is called `name`.
    pub fn help_for(&self, name: &str) -> Option<String> {
        let key = canonical(name);
        match self.labels.get(&key) {
            Some(owner) => Some(format!("`{}` is the label of `{owner}`: files use the name", short(name))),
            None => suggestion::help_for(&key, self.variables.keys().map(String::as_str)),
        }
    }

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
            ExprKind::Call { name, name_span, arguments } => self.call(name, *name_span, arguments, tree),
            ExprKind::Unary(Unary::Negate, x) => TermKind::Apply(Function::Negate, vec![self.term(x)]),
            ExprKind::Unary(Unary::Not, x) => TermKind::Apply(Function::Not, vec![self.term(x)]),
            ExprKind::Binary(operator, a, b) => {
                TermKind::Apply(function_of(*operator), vec![self.term(a), self.term(b)])
            }
            ExprKind::If(c, a, b) => TermKind::Apply(Function::Choose, vec![self.term(c), self.term(a), self.term(b)]),
            ExprKind::At { .. } => {
                let message = "`@` asks for a value at a week: it belongs in claims, not in equations";
                self.refuse(tree.span, Code::Syntax, message.into(), "an equation knows only the present", None);
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
            let help = format!("write it as {}", function.row().form);
            self.refuse(tree.span, Code::WrongArguments, format!("`{key}` is a function"), "no arguments", Some(help));
        } else if self.scope.tables.contains_key(&key) {
            let help = format!("write it as {key}(x)");
            self.refuse(tree.span, Code::WrongArguments, format!("`{key}` is a table"), "no argument", Some(help));
        } else {
            let message = format!("nothing is called `{}`", short(name));
            self.refuse(tree.span, Code::UnknownName, message, "unknown name", self.scope.help_for(name));
        }
        TermKind::Number(0.0)
    }

    fn call(&mut self, name: &str, name_span: Span, arguments: &[Expr], tree: &Expr) -> TermKind {
        let key = canonical(name);
        let terms: Vec<Term> = arguments.iter().map(|a| self.term(a)).collect();
        if let Some(id) = self.scope.tables.get(&key) {
            if terms.len() != 1 {
                let message = format!("the table `{key}` takes 1 argument, and gets {}", terms.len());
                let help = Some(format!("write it as {key}(x)"));
                self.refuse(tree.span, Code::WrongArguments, message, "wrong number of arguments", help);
                return TermKind::Number(0.0);
            }
            return TermKind::Look(*id, Box::new(terms.into_iter().next().expect("one argument")));
        }
        let Some(function) = Function::named(&key) else {
            let functions = TABLE.iter().filter(|row| !row.is_operator()).map(|row| row.name);
            let known = functions.chain(self.scope.tables.keys().map(String::as_str));
            let mut help = suggestion::nearest(&key, known).map(|n| format!("did you mean `{n}`?"));
            if self.scope.variables.contains_key(&key) {
                help = Some(format!("`{key}` is a variable: write it without brackets, or put `*` between"));
            }
            let message = format!("there is no function or table `{}`", short(name));
            self.refuse(name_span, Code::UnknownName, message, "unknown function", help);
            return TermKind::Number(0.0);
        };
        if let Some(message) = wrong_arguments(function.row(), terms.len()) {
            let help = Some(format!("write it as {}", function.row().form));
            self.refuse(tree.span, Code::WrongArguments, message, "wrong number of arguments", help);
            return TermKind::Number(0.0);
        }
        TermKind::Apply(function, terms)
    }

    fn refuse(&mut self, span: Span, code: Code, message: String, label: &str, help: Option<String>) {
        self.wrong.push(Diagnostic::error(code, message).at(self.source, span, label).maybe_help(help));
    }
}

/// A word with its article.
pub fn a(word: &str) -> String {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { format!("an {word}") } else { format!("a {word}") }
}

/// What is to be said where a function does not take as many arguments as it gets.
pub fn wrong_arguments(row: &Row, given: usize) -> Option<String> {
    let (least, most) = row.arguments;
    let takes = match (least, most) {
        _ if (least..=most).contains(&given) => return None,
        (0, 0) => "no arguments".to_string(),
        (1, 1) => "1 argument".to_string(),
        (n, m) if n == m => format!("{n} arguments"),
        (n, m) => format!("{n} or {m} arguments"),
    };
    Some(format!("`{}` takes {takes}, and gets {given}", row.name))
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
