//! Names to meanings: an equation's tree with variables, tables and functions in place of words.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::diagnostic::{Code, Diagnostic, Mistakes};
use crate::text::expr::{Binary, Expr, ExprKind, Unary};
use crate::text::lexer::short;
use crate::text::mapping::EquationText;
use crate::text::{Span, canonical, parser, suggestion};

use super::builtin::{Callable, Function, MANY};
use super::family::member_name;
use super::stateful::Hidden;
use super::{Equation, Member, Stretch, TableId, Term, TermKind, VariableId};

/// What names stand for in one model.
#[derive(Debug, Default)]
pub struct Scope {
    pub variables: BTreeMap<String, VariableId>,
    pub tables: BTreeMap<String, TableId>,
    /// Labels with the names they belong to: equations do not know them, and messages do.
    pub labels: BTreeMap<String, String>,
    /// What is declared once for each intervention, with those interventions.
    pub families: BTreeMap<String, Vec<String>>,
    /// The tables whose steepness is uncertain.
    pub stretches: BTreeMap<TableId, Stretch>,
    /// Functions that equations call and that are not there, which has been told.
    pub missing: BTreeSet<String>,
    /// Whether names may stand in equations as other tools write them.
    pub is_lenient: bool,
}

impl Scope {
    /// The name of the member that a family has for an intervention; None where the name is no family's.
    pub fn member_of(&self, name: &str, of: &str) -> Option<String> {
        let family = canonical(name);
        self.families.contains_key(&family).then(|| member_name(&family, of))
    }

    /// The way out where the name of a family stands for one variable.
    pub fn help_for_family(&self, family: &str) -> Option<String> {
        let first = self.families.get(family)?.first()?;
        Some(format!(
            "name one of them, such as `{}`; in equations, sum({family}) is all of them",
            member_name(family, first)
        ))
    }

    /// The way out where no variable is called `name`.
    pub fn help_for(&self, name: &str) -> Option<String> {
        let key = canonical(name);
        if self.families.contains_key(&key) {
            return self.help_for_family(&key);
        }
        match self.labels.get(&key) {
            Some(owner) => Some(format!("`{}` is the label of `{owner}`: files use the name", short(name))),
            None => suggestion::help_for(&key, self.variables.keys().map(String::as_str)),
        }
    }

    /// The way out where no function or table is called by this canonical name.
    pub fn help_for_function(&self, key: &str) -> Option<String> {
        if let Some((_, ours)) = ELSEWHERE.iter().find(|(theirs, _)| *theirs == key) {
            return Some(format!("here it is written {ours}"));
        }
        if self.variables.contains_key(key) {
            return Some(format!("`{key}` is a variable: write it without brackets, or put `*` between"));
        }
        let mut known: Vec<&str> = Callable::names().collect();
        known.extend(self.tables.keys().map(String::as_str));
        suggestion::nearest(key, known).map(|n| format!("did you mean `{n}`?"))
    }

    /// The variable with this name, or a diagnostic.
    pub fn named(&self, name: &str, span: Span, mistakes: &mut Mistakes) -> Option<VariableId> {
        let found = self.variables.get(&canonical(name)).copied();
        if found.is_none() && self.tables.contains_key(&canonical(name)) {
            let message = format!("`{}` is a table without an input, and no variable", short(name));
            mistakes.refuse(Code::WrongType, span, message, "a variable belongs here").help =
                Some(format!("a variable's equation calls it: {}(x)", canonical(name)));
        } else if found.is_none() && !mistakes.is_full() {
            let message = format!("nothing is called `{}`", short(name));
            mistakes.refuse(Code::UnknownName, span, message, "unknown variable").help = self.help_for(name);
        }
        found
    }
}

/// The most members of a family that are added up: an export writes them in one equation, and an equation is nested at
/// most so deep.
const MOST_ADDED: usize = 150;

/// The most terms that the equations of families have, each family's as often as there are interventions: far above what
/// people write, far below what would fill the memory.
const MOST_WRITTEN_OUT: usize = 1_000_000;

/// Resolves the equations of one variable.
pub struct Resolver<'a> {
    scope: &'a Scope,
    mistakes: &'a mut Mistakes,
    hidden: &'a mut Hidden,
    /// The variable, by id and name.
    owner: (VariableId, &'a str),
    /// Whose the variable is, where it is one of a family: names of families then mean that member.
    member: Option<&'a Member>,
}

impl<'a> Resolver<'a> {
    pub fn new(
        scope: &'a Scope,
        mistakes: &'a mut Mistakes,
        hidden: &'a mut Hidden,
        owner: (VariableId, &'a str),
        member: Option<&'a Member>,
    ) -> Resolver<'a> {
        Resolver { scope, mistakes, hidden, owner, member }
    }

    /// Parses and resolves an equation; None where something is wrong with it, which is noted.
    pub fn equation(&mut self, text: &EquationText) -> Option<Equation> {
        if self.hidden.written_out > MOST_WRITTEN_OUT {
            return None;
        }
        let known = |name: &str| {
            let key = canonical(name);
            self.scope.variables.contains_key(&key) || self.scope.tables.contains_key(&key)
        };
        let lenient = |name: &str| self.scope.is_lenient && known(name);
        let (tree, slips) = parser::parse_among(text, &lenient);
        let told = self.mistakes.wrong.len();
        self.mistakes.wrong.extend(slips);
        if self.mistakes.wrong.len() > told {
            return None;
        }
        let root = self.term(&tree);
        let text = self.told(text.text.trim());
        if self.hidden.written_out > MOST_WRITTEN_OUT {
            let message = format!(
                "written out for each intervention, the equations of this model have more than {MOST_WRITTEN_OUT} terms"
            );
            let help = "what is the same for all interventions is calculated once: give it a variable of its own";
            self.refuse(tree.span, Code::TooLarge, message, "too many terms from here on", Some(help.into()));
        }
        (self.mistakes.wrong.len() == told).then_some(Equation { root, text })
    }

    fn term(&mut self, tree: &Expr) -> Term {
        self.hidden.written_out += usize::from(self.member.is_some());
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

    /// The name of this variable's own member of a family.
    fn own(&self, family: &str) -> Option<String> {
        self.scope.member_of(family, &self.member?.of)
    }

    /// The text of an equation with this variable's own members in place of their families.
    fn told(&self, text: &str) -> String {
        let in_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(word.max(rest.chars().next().map_or(0, char::len_utf8)));
            let own = self.own(piece).filter(|_| !out.ends_with("sum("));
            out.push_str(own.as_deref().unwrap_or(piece));
            rest = after;
        }
        out
    }

    /// All members of a family added up.
    fn sum(&mut self, arguments: &[Expr], tree: &Expr) -> TermKind {
        let family = match arguments {
            [Expr { kind: ExprKind::Name(name), .. }] => canonical(name),
            _ => String::new(),
        };
        let Some(members) = self.scope.families.get(&family) else {
            let message = "`sum` adds up all members of one family".to_string();
            let help = match self.scope.variables.contains_key(&family) {
                true => Some(format!("`{family}` is one number: write it without sum")),
                false => {
                    let known = self.scope.families.keys().next();
                    known.map(|known| format!("it takes the name of a family and nothing else, as in sum({known})"))
                }
            };
            self.refuse(tree.span, Code::WrongArguments, message, "not a family", help);
            return TermKind::Number(0.0);
        };
        if members.len() > MOST_ADDED {
            let message = format!("`sum({family})` would add up {} variables: at most {MOST_ADDED}", members.len());
            self.refuse(tree.span, Code::TooLarge, message, "too many interventions", None);
            return TermKind::Number(0.0);
        }
        let member = |of: &String| self.scope.variables.get(&member_name(&family, of)).copied();
        match self.hidden.sum(&family, || members.iter().filter_map(member).collect(), tree.span) {
            Some((all, value)) => TermKind::Sum { all, value },
            // The family is refused, and has no members.
            None => TermKind::Number(0.0),
        }
    }

    fn name(&mut self, name: &str, tree: &Expr) -> TermKind {
        let key = canonical(name);
        if let Some(id) = self.own(&key).and_then(|own| self.scope.variables.get(&own)) {
            return TermKind::Variable(*id);
        }
        if self.scope.families.contains_key(&key) {
            let message = format!("`{}` stands for one variable for each intervention", short(name));
            self.refuse(tree.span, Code::UnknownName, message, "which of them?", self.scope.help_for_family(&key));
            return TermKind::Number(0.0);
        }
        if let Some(id) = self.scope.variables.get(&key) {
            return TermKind::Variable(*id);
        }
        if key == "self" {
            return TermKind::Variable(self.owner.0);
        }
        let callable = Callable::named(&key);
        if let Some(Callable::Function(function)) = callable {
            if function.row().arguments.0 == 0 {
                return TermKind::Apply(function, Vec::new());
            }
            let help = format!("write it as {}", function.row().form);
            self.refuse(tree.span, Code::WrongArguments, format!("`{key}` is a function"), "no arguments", Some(help));
        } else if let Some(callable) = callable {
            // Such a name may be a variable's as well, so one is missing.
            let message = format!("nothing is called `{key}`");
            let help = format!("the function of that name is written {}", callable.form());
            self.refuse(tree.span, Code::UnknownName, message, "unknown name", Some(help));
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
        // XMILE also writes LOOKUP(table, x) for table(x).
        if let ("lookup", [Expr { kind: ExprKind::Name(table), span }, rest @ ..]) = (key.as_str(), arguments)
            && self.scope.tables.contains_key(&canonical(table))
        {
            return self.call(table, *span, rest, tree);
        }
        // A table of that name is the author's own word, and without families there is nothing to add up.
        if key == "sum" && !self.scope.families.is_empty() && !self.scope.tables.contains_key(&key) {
            return self.sum(arguments, tree);
        }
        let terms: Vec<Term> = arguments.iter().map(|a| self.term(a)).collect();
        if let Some(id) = self.scope.tables.get(&key) {
            if terms.len() != 1 {
                let message = format!("the table `{key}` takes 1 argument, and gets {}", terms.len());
                let help = Some(format!("write it as {key}(x)"));
                self.refuse(tree.span, Code::WrongArguments, message, "wrong number of arguments", help);
                return TermKind::Number(0.0);
            }
            let at = terms.into_iter().next().expect("one argument");
            return TermKind::Look(*id, Box::new(self.stretched(*id, at)));
        }
        let Some(callable) = Callable::named(&key) else {
            if !self.scope.missing.contains(&key) {
                let message = format!("there is no function or table `{}`", short(name));
                let help = self.scope.help_for_function(&key);
                self.refuse(name_span, Code::UnknownName, message, "unknown function", help);
            }
            return TermKind::Number(0.0);
        };
        if let Some(message) = wrong_arguments(&key, callable.arguments(), terms.len()) {
            let help = Some(format!("write it as {}", callable.form()));
            self.refuse(tree.span, Code::WrongArguments, message, "wrong number of arguments", help);
            return TermKind::Number(0.0);
        }
        match callable {
            Callable::Function(Function::PulseTrain) => pulse_train(terms, tree.span),
            Callable::Function(function @ (Function::Min | Function::Max)) => among(function, &terms, tree.span).kind,
            Callable::Function(Function::Ramp) => {
                let mut terms = terms;
                if terms.len() == 1 {
                    terms.push(Term { span: tree.span, ..Term::apply(Function::StartTime, []) });
                }
                TermKind::Apply(Function::Ramp, terms)
            }
            Callable::Function(function) => TermKind::Apply(function, terms),
            Callable::Stateful(_) if self.hidden.is_full => TermKind::Number(0.0),
            Callable::Stateful(function) => match self.hidden.add(function, &terms, self.owner, tree.span) {
                Ok(value) => TermKind::Stateful { function, arguments: terms, value },
                Err((span, message)) => {
                    let help = (!self.hidden.is_full).then(|| format!("write it as {}", callable.form()));
                    self.refuse(span, Code::OutOfRange, message, "cannot be used", help);
                    TermKind::Number(0.0)
                }
            },
        }
    }

    /// The point at which a table is looked up, moved away from its reference point where its steepness is uncertain.
    fn stretched(&self, table: TableId, at: Term) -> Term {
        let Some(Stretch { about, steepness }) = self.scope.stretches.get(&table).copied() else { return at };
        let span = at.span;
        let away = Term::apply(Function::Subtract, [at, Term::number(about)]);
        let away = Term::apply(Function::Multiply, [Term::variable(steepness), away]);
        Term { span, ..Term::apply(Function::Add, [Term::number(about), away]) }
    }

    /// What has been found wrong so far.
    pub fn wrong(&self) -> &[Diagnostic] {
        &self.mistakes.wrong
    }

    fn refuse(&mut self, span: Span, code: Code, message: String, label: &str, help: Option<String>) {
        self.mistakes.refuse(code, span, message, label).help = help;
    }
}

/// Functions of other tools that are not quite the same here, and what comes nearest.
const ELSEWHERE: &[(&str, &str)] = &[
    ("integer", "int(a)"),
    ("sample_if_true", "if c then a else previous(self, initial)"),
    ("random_normal", "normal(mean, sd)"),
];

/// The smallest or the largest of several, by halves: a long list makes no deep tree.
fn among(function: Function, terms: &[Term], span: Span) -> Term {
    match terms {
        [one] => one.clone(),
        _ => {
            let (a, b) = terms.split_at(terms.len() / 2);
            Term { kind: TermKind::Apply(function, vec![among(function, a, span), among(function, b, span)]), span }
        }
    }
}

/// A row of pulses that ends is one that does not, until half a step after its end.
fn pulse_train(mut arguments: Vec<Term>, span: Span) -> TermKind {
    let term = |kind| Term { kind, span };
    let end = (arguments.len() == 4).then(|| arguments.remove(3));
    let train = TermKind::Apply(Function::PulseTrain, arguments);
    let Some(end) = end else { return train };
    let dt = term(TermKind::Apply(Function::Dt, Vec::new()));
    let half = term(TermKind::Apply(Function::Divide, vec![dt, term(TermKind::Number(2.0))]));
    let after = term(TermKind::Apply(Function::Add, vec![end, half]));
    let over = term(TermKind::Apply(Function::Step, vec![term(TermKind::Number(1.0)), after]));
    TermKind::Apply(Function::Choose, vec![over, term(TermKind::Number(0.0)), term(train)])
}

/// A word with its article.
pub fn a(word: &str) -> String {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { format!("an {word}") } else { format!("a {word}") }
}

/// What is to be said where a function does not take as many arguments as it gets.
pub fn wrong_arguments(name: &str, (least, most): (usize, usize), given: usize) -> Option<String> {
    let takes = match (least, most) {
        _ if (least..=most).contains(&given) => return None,
        (0, 0) => "no arguments".to_string(),
        (1, 1) => "1 argument".to_string(),
        (n, m) if n == m => format!("{n} arguments"),
        (n, MANY) => format!("{n} arguments or more"),
        (n, m) if n + 1 == m => format!("{n} or {m} arguments"),
        (n, m) => format!("{n} to {m} arguments"),
    };
    Some(format!("`{name}` takes {takes}, and gets {given}"))
}

/// The function an operator stands for.
pub fn function_of(operator: Binary) -> Function {
    match operator {
        Binary::Add => Function::Add,
        Binary::Subtract => Function::Subtract,
        Binary::Multiply => Function::Multiply,
        Binary::Divide => Function::Divide,
        Binary::SafeDivide => Function::SafeDivide,
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
