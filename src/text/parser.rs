//! Tokens to a tree, after XMILE 1.0 (section 3.3.1).
//!
//! ```text
//! expression = binary
//! binary     = unary { operator unary }              precedence below, all left to right but `^`
//! unary      = ("-" | "+" | "not") unary | power
//! power      = moment [ "^" unary ]                  right to left, above unary minus: -2^2 = -4
//! moment     = primary [ "@" primary [ ".." primary ] ]        claims only
//! primary    = number | name | name "(" [ expression { "," expression } ] ")"
//!            | "(" expression ")" | "if" expression "then" expression "else" expression
//!
//! precedence, loosest first:   or   and   = <>   < <= > >=   + -   * / // mod
//! ```
//!
//! Parsing never fails: it returns a tree and what was wrong, and the tree has [`ExprKind::Unreadable`] in the
//! places of the wrong text.

use super::diagnostic::{Code, Diagnostic};
use super::expr::{Binary, Expr, ExprKind, Unary};
use super::lexer::{Token, short, tokens};
use super::mapping::EquationText;
use super::plain;
use super::span::Span;

/// How deep an equation may be nested. Far above what a person writes, far below what the stack holds.
const DEEPEST: usize = 200;

/// How high a tree may be: everything that reads one goes down to its leaves, and the stack of a thread of 2 MiB holds
/// about twice as much.
const HIGHEST: usize = 500;

/// The most tokens of one name.
const MOST_PIECES: usize = 32;

/// Reads an equation.
pub fn parse(equation: &EquationText) -> (Expr, Vec<Diagnostic>) {
    parse_among(equation, &|_| false)
}

/// Reads an equation in which names that are `known` may stand as other tools write them: with blanks between their
/// words, beginning with a digit, and with signs that mean nothing in an equation (`R&D spending`, `is it on?`).
pub fn parse_among(equation: &EquationText, known: &dyn Fn(&str) -> bool) -> (Expr, Vec<Diagnostic>) {
    let tokens = tokens(&equation.text);
    let places = equation.locate_all(tokens.iter().map(|(_, span)| *span));
    let mut parser = Parser { equation, known, tokens, places, at: 0, wrong: None };
    let tree = parser.expression(0).expr;
    if parser.wrong.is_none() && *parser.peek() != Token::End {
        parser.fail_after_the_end();
    }
    // After the first slip the rest is guesswork: only the first is told.
    let wrong = parser.wrong.into_iter().collect();
    (tree, wrong)
}

struct Parser<'a> {
    equation: &'a EquationText,
    known: &'a dyn Fn(&str) -> bool,
    tokens: Vec<(Token, Span)>,
    /// Where in the file each token stands.
    places: Vec<Span>,
    at: usize,
    wrong: Option<Diagnostic>,
}

/// Left binding power of a binary operator; higher binds tighter.
fn binary(token: &Token) -> Option<(Binary, u8)> {
    Some(match token {
        Token::Keyword("or") => (Binary::Or, 1),
        Token::Keyword("and") => (Binary::And, 2),
        Token::Sign("=") => (Binary::Equal, 3),
        Token::Sign("<>") => (Binary::NotEqual, 3),
        Token::Sign("<") => (Binary::Less, 4),
        Token::Sign("<=") => (Binary::LessEqual, 4),
        Token::Sign(">") => (Binary::Greater, 4),
        Token::Sign(">=") => (Binary::GreaterEqual, 4),
        Token::Sign("+") => (Binary::Add, 5),
        Token::Sign("-") => (Binary::Subtract, 5),
        Token::Sign("*") => (Binary::Multiply, 6),
        Token::Sign("/") => (Binary::Divide, 6),
        Token::Sign("//") => (Binary::SafeDivide, 6),
        Token::Keyword("mod") => (Binary::Modulo, 6),
        _ => return None,
    })
}

/// A tree and how many steps lead from its root to its farthest leaf.
struct Tree {
    expr: Expr,
    height: usize,
}

impl Tree {
    fn leaf(kind: ExprKind, span: Span) -> Tree {
        Tree { expr: Expr { kind, span }, height: 0 }
    }

    fn boxed(self) -> Box<Expr> {
        Box::new(self.expr)
    }
}

impl Parser<'_> {
    fn expression(&mut self, depth: usize) -> Tree {
        self.binary(0, depth)
    }

    /// A tree over others of which the highest is so high. A chain like a + b + c grows to the left without recursion, and
    /// still makes a high tree.
    fn above(&mut self, height: usize, kind: ExprKind, span: Span) -> Tree {
        if height >= HIGHEST {
            return self.fail(format!(
                "this equation is too long: at most {HIGHEST} operations hang on each other in one; give parts of it names of \
                 their own"
            ));
        }
        Tree { expr: Expr { kind, span }, height: height + 1 }
    }

    fn binary(&mut self, floor: u8, depth: usize) -> Tree {
        if depth > DEEPEST {
            return self.too_deep();
        }
        let mut left = self.unary(depth + 1);
        while let Some((operator, power)) = binary(self.peek()) {
            if power <= floor || self.wrong.is_some() {
                break;
            }
            self.next();
            let right = self.binary(power, depth + 1);
            left = self.joined(operator, left, right);
        }
        left
    }

    fn joined(&mut self, operator: Binary, left: Tree, right: Tree) -> Tree {
        let (height, span) = (left.height.max(right.height), left.expr.span.to(right.expr.span));
        self.above(height, ExprKind::Binary(operator, left.boxed(), right.boxed()), span)
    }

    fn unary(&mut self, depth: usize) -> Tree {
        if depth > DEEPEST {
            return self.too_deep();
        }
        let start = self.span();
        let operator = match self.peek() {
            Token::Sign("-") => Some(Unary::Negate),
            Token::Keyword("not") => Some(Unary::Not),
            Token::Sign("+") => None,
            _ => return self.power(depth),
        };
        self.next();
        let operand = self.unary(depth + 1);
        let span = start.to(operand.expr.span);
        match operator {
            Some(operator) => self.above(operand.height, ExprKind::Unary(operator, operand.boxed()), span),
            None => operand,
        }
    }

    fn power(&mut self, depth: usize) -> Tree {
        let base = self.moment(depth);
        if !self.accept("^") {
            return base;
        }
        let exponent = self.unary(depth + 1);
        self.joined(Binary::Power, base, exponent)
    }

    fn moment(&mut self, depth: usize) -> Tree {
        let of = self.primary(depth);
        if !self.accept("@") {
            return of;
        }
        let from = self.primary(depth + 1);
        let to = if self.accept("..") { Some(self.primary(depth + 1)) } else { None };
        let span = of.expr.span.to(to.as_ref().map_or(from.expr.span, |to| to.expr.span));
        let height = of.height.max(from.height).max(to.as_ref().map_or(0, |to| to.height));
        let kind = ExprKind::At { of: of.boxed(), from: from.boxed(), to: to.map(Tree::boxed) };
        self.above(height, kind, span)
    }

    fn primary(&mut self, depth: usize) -> Tree {
        let start = self.span();
        match self.loose_name().unwrap_or_else(|| self.peek().clone()) {
            Token::Number(value) => {
                self.next();
                Tree::leaf(ExprKind::Number(value), start)
            }
            Token::Name(name) => {
                self.next();
                let name_span = start.to(self.before());
                if self.accept("(") {
                    return self.call(name, name_span, start, depth);
                }
                Tree::leaf(ExprKind::Name(name), name_span)
            }
            Token::Sign("(") => {
                self.next();
                let inner = self.expression(depth + 1);
                self.expect(")", start);
                let span = start.to(self.before());
                Tree { expr: Expr { kind: inner.expr.kind, span }, height: inner.height }
            }
            Token::Keyword("if") => {
                self.next();
                let condition = self.expression(depth + 1);
                self.expect("then", start);
                let yes = self.expression(depth + 1);
                self.expect("else", start);
                let no = self.expression(depth + 1);
                let span = start.to(no.expr.span);
                let height = condition.height.max(yes.height).max(no.height);
                self.above(height, ExprKind::If(condition.boxed(), yes.boxed(), no.boxed()), span)
            }
            // Some tools write the operator as a function.
            Token::Keyword("mod") if self.follows("(") => {
                self.next();
                self.next();
                self.call("modulo".into(), start, start, depth)
            }
            Token::Wrong(why) => self.fail(why),
            Token::End if self.tokens.len() == 1 => self.fail("this equation is empty".into()),
            token => self.fail(format!("a number, a name or `(` should stand before {}", name(&token))),
        }
    }

    /// A function of what stands between the brackets, of which the first has been taken.
    fn call(&mut self, name: String, name_span: Span, start: Span, depth: usize) -> Tree {
        let arguments = self.arguments(depth + 1);
        let span = start.to(self.before());
        let height = arguments.iter().map(|tree| tree.height).max().unwrap_or(0);
        let arguments = arguments.into_iter().map(|tree| tree.expr).collect();
        self.above(height, ExprKind::Call { name, name_span, arguments }, span)
    }

    /// A known name that is no single token, up to its last one: wherever it stands, nothing else could.
    fn loose_name(&mut self) -> Option<Token> {
        let is_piece = |(token, _): &&(Token, Span)| {
            matches!(token, Token::Name(_) | Token::Number(_) | Token::Wrong(_) | Token::Sign("@" | ".." | ";"))
        };
        let pieces = self.tokens[self.at..].iter().take(MOST_PIECES).take_while(is_piece).count();
        let least = if let Some((Token::Name(_) | Token::Number(_), _)) = self.tokens.get(self.at) { 2 } else { 1 };
        let start = self.tokens[self.at].1.start;
        (least..=pieces).rev().find_map(|count| {
            let last = self.at + count - 1;
            let text = &self.equation.text[start..self.tokens[last].1.end];
            (self.known)(text).then(|| {
                self.at = last;
                Token::Name(text.into())
            })
        })
    }

    fn arguments(&mut self, depth: usize) -> Vec<Tree> {
        let open = self.before();
        let mut arguments = Vec::new();
        if self.accept(")") {
            return arguments;
        }
        loop {
            arguments.push(self.expression(depth));
            if self.wrong.is_some() || !self.accept(",") {
                break;
            }
        }
        self.expect(")", open);
        arguments
    }

    fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    /// Whether the token after the one to come is this sign.
    fn follows(&self, sign: &str) -> bool {
        matches!(self.tokens.get(self.at + 1), Some((Token::Sign(next), _)) if *next == sign)
    }

    /// The span, in the file, of the token to come.
    fn span(&self) -> Span {
        self.places[self.at]
    }

    /// The span, in the file, of the token just taken.
    fn before(&self) -> Span {
        self.places[self.at.saturating_sub(1)]
    }

    fn next(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    fn accept(&mut self, word: &str) -> bool {
        let here = matches!(self.peek(), Token::Sign(w) | Token::Keyword(w) if *w == word);
        if here {
            self.next();
        }
        here
    }

    fn expect(&mut self, word: &str, opened: Span) {
        if self.wrong.is_none() && !self.accept(word) {
            if let Token::Wrong(why) = self.peek() {
                let why = why.clone();
                self.fail(why);
                return;
            }
            let before = &self.tokens[self.at.saturating_sub(1)];
            let help = match (&before.0, self.peek()) {
                (Token::Name(first), Token::Name(second)) => {
                    Some(format!("a name of several words is joined, or in quotes: {first}_{second}"))
                }
                _ => None,
            };
            self.fail(format!("`{word}` should stand before {}", name(self.peek())));
            let source = &self.equation.source;
            let belongs = |d: Diagnostic| d.at(source, opened, format!("`{word}` belongs to this")).maybe_help(help);
            self.wrong = self.wrong.take().map(belongs);
        }
    }

    /// Something stands where the equation could have ended.
    fn fail_after_the_end(&mut self) {
        let (before, here) = (&self.tokens[self.at.saturating_sub(1)], &self.tokens[self.at]);
        let text = |span: Span| short(&self.equation.text[span.start..span.end]);
        let mut help = None;
        let message = match &here.0 {
            Token::Wrong(why) => {
                if let (Token::Number(value), "%") = (&before.0, &*text(here.1)) {
                    help = Some(format!("{value}% is written {}", plain(value / 100.0)));
                }
                why.clone()
            }
            Token::Sign(")") => "this `)` closes nothing".into(),
            Token::Sign(",") => {
                if let (Token::Number(_), Some((Token::Number(_), after))) = (&before.0, self.tokens.get(self.at + 1)) {
                    help = Some(format!("a number is written with a point: {}.{}", text(before.1), text(*after)));
                }
                "this `,` stands outside a function's brackets".into()
            }
            token @ (Token::Number(_) | Token::Name(_) | Token::Sign("(") | Token::Keyword("if" | "not")) => {
                if let (Token::Name(_), Token::Name(_)) = (&before.0, token) {
                    help = Some(format!("a name of several words is joined: {}_{}", text(before.1), text(here.1)));
                }
                format!("an operator (+ - * / ^ and so on) should stand before {}", name(token))
            }
            token => format!("the equation should end before {}", name(token)),
        };
        self.fail(message);
        self.wrong = self.wrong.take().map(|d| d.maybe_help(help));
    }

    fn too_deep(&mut self) -> Tree {
        self.fail(format!("this equation is nested more than {DEEPEST} deep: give parts of it names of their own"))
    }

    /// Notes the first mistake and goes to the end, where nothing more can be misread.
    fn fail(&mut self, message: String) -> Tree {
        let span = self.span();
        if self.wrong.is_none() {
            let text = if *self.peek() == Token::End { "the equation ends here" } else { "here" };
            self.wrong = Some(Diagnostic::error(Code::Syntax, message).at(&self.equation.source, span, text));
        }
        self.at = self.tokens.len() - 1;
        Tree::leaf(ExprKind::Unreadable, span)
    }
}

fn name(token: &Token) -> String {
    match token {
        Token::Number(value) => format!("`{value}`"),
        Token::Name(name) => format!("`{}`", short(name)),
        Token::Keyword(word) | Token::Sign(word) => format!("`{word}`"),
        Token::Wrong(_) => "this".into(),
        Token::End => "the end".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::mapping::Mapping;
    use crate::text::span::Source;
    use proptest::prelude::*;

    fn equation(text: &str) -> EquationText {
        EquationText { source: Source::new("test", text), text: text.into(), mapping: Mapping::From(0) }
    }

    fn check(text: &str, expected: &str) {
        let (tree, wrong) = parse(&equation(text));
        assert!(wrong.is_empty(), "{text}: {wrong:?}");
        assert_eq!(tree.to_string(), expected, "{text}");
    }

    fn check_wrong(text: &str, expected: &str) {
        let (_, wrong) = parse(&equation(text));
        assert_eq!(wrong.first().map(|d| d.message.as_str()), Some(expected), "{text}");
    }

    #[test]
    fn precedence_is_that_of_xmile() {
        check("1 + 2 * 3", "(1.0 + (2.0 * 3.0))");
        check("-2^2", "(-(2.0 ^ 2.0))");
        check("2^3^2", "(2.0 ^ (3.0 ^ 2.0))");
        check("2^-1", "(2.0 ^ (-1.0))");
        check("8 - 3 - 2", "((8.0 - 3.0) - 2.0)");
        check("7 mod 4 * 2", "((7.0 mod 4.0) * 2.0)");
        check("a < b = c < d", "((a < b) = (c < d))");
        check("a or b and not c", "(a or (b and (not c)))");
        check("not a = b", "((not a) = b)");
        check("IF a THEN b ELSE c + 1", "(if a then b else (c + 1.0))");
    }

    #[test]
    fn names_comments_moments_and_calls() {
        check("{why} max(0, x) {because}", "max(0.0, x)");
        check("\"Net change\" + 1", "(\"Net change\" + 1.0)");
        check(
            "share(throughput@104 > base.throughput@52..104)",
            "share(((throughput @ 104.0) > (base.throughput @ 52.0..104.0)))",
        );
        check("pi()", "pi()");
        check("mod(7, 4) + 7 mod 4", "(modulo(7.0, 4.0) + (7.0 mod 4.0))");
        check("IF THEN ELSE(a, b, c)", "if_then_else(a, b, c)");
        check("base.\"batch size\" + 1", "(\"base.batch size\" + 1.0)");
        check("base.\"\" + 1", "(\"base.\" + 1.0)");
        check("a // b * 2", "((a // b) * 2.0)");
        check("PULSE TRAIN (1, 2, 3) * €", "(pulse_train(1.0, 2.0, 3.0) * \"€\")");
        check(r#""a \"b\" c" + 1"#, r#"("a \"b\" c" + 1.0)"#);
        check("1e-3 + .5 + 2.", "((0.001 + 0.5) + 2.0)");
    }

    #[test]
    fn the_first_slip_is_told_in_words() {
        check_wrong("", "this equation is empty");
        check_wrong("a +", "a number, a name or `(` should stand before the end");
        check_wrong("(a + b", "`)` should stand before the end");
        check_wrong("a b", "an operator (+ - * / ^ and so on) should stand before `b`");
        check_wrong("a)", "this `)` closes nothing");
        check_wrong("a # b", "`#` means nothing in an equation");
        check_wrong("a == b", "`==` is written `=` here");
        check_wrong("if a && b then 1 else 2", "`&&` is written `and` here");
        check_wrong("1,5", "this `,` stands outside a function's brackets");
        check_wrong("1e999", "`1e999` is not a number that a computer can hold (at most about 1.8e308)");
        check_wrong("if a then b", "`else` should stand before the end");
    }

    #[test]
    fn depth_is_bounded_however_it_is_made() {
        let deep = "this equation is nested more than 200 deep: give parts of it names of their own";
        check_wrong(&format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000)), deep);
        check_wrong(&"-".repeat(10_000), deep);
        check_wrong(&"1^".repeat(10_000), deep);
        check_wrong(&"if ".repeat(10_000), deep);
        let long = "this equation is too long: at most 500 operations hang on each other in one; give parts of it names of \
                    their own";
        check_wrong(&format!("{}1", "1+".repeat(10_000)), long);
        // Each bracket holds as long a chain as may be, and hangs on the one in it.
        let chains = (0..50).fold("1".to_string(), |inner, _| format!("({inner}{})", "+1".repeat(90)));
        check_wrong(&chains, long);
    }

    #[test]
    fn a_long_sum_is_no_deep_nest() {
        let (tree, wrong) = parse(&equation(&format!("{}1", "1+".repeat(HIGHEST))));
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(tree.to_string().matches('1').count(), HIGHEST + 1);
    }

    fn any_expr() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            (0.0..1e6f64).prop_map(|x| format!("{x:?}")),
            "[a-z][a-z_0-9]{0,6}".prop_map(|n| if crate::text::lexer::is_keyword(&n) { "x".into() } else { n }),
        ];
        leaf.prop_recursive(5, 40, 3, |inner| {
            prop_oneof![
                (
                    inner.clone(),
                    prop::sample::select(vec!["+", "-", "*", "/", "^", "mod", "<", "<=", "=", "<>", "and", "or"]),
                    inner.clone()
                )
                    .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
                inner.clone().prop_map(|a| format!("-{a}")),
                inner.clone().prop_map(|a| format!("({a})")),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("max({a}, {b})")),
                (inner.clone(), inner.clone(), inner).prop_map(|(c, a, b)| format!("if {c} then {a} else {b}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn printing_and_parsing_again_gives_the_same_tree(text in any_expr()) {
            let (tree, wrong) = parse(&equation(&text));
            prop_assume!(wrong.is_empty());
            let printed = tree.to_string();
            let (again, wrong) = parse(&equation(&printed));
            prop_assert!(wrong.is_empty(), "{}: {:?}", printed, wrong);
            prop_assert_eq!(again.to_string(), printed);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = parse(&equation(&text));
        }
    }
}
