//! What stocks begin with where a starting point or a scenario says it in place of their own equations: a number, or an
//! equation that each replication calculates with its own constants, so that a start scales with its team.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic, Mistakes};
use crate::text::mapping::{EquationText, Mapping};
use crate::text::{Source, Span, parser, plain};

use super::builtin::Function;
use super::order::{Moment, order};
use super::resolve::{Resolver, Scope};
use super::stateful::Hidden;
use super::{Equation, Model, Start, Term, TermKind, VariableId};

/// What a stock begins with, in its unit.
#[derive(Debug, Clone)]
pub enum Beginning {
    Number(f64),
    /// An equation, and the file that it stands in.
    Equation(Arc<Equation>, Arc<Source>),
}

/// What is given of stocks, by their ids.
pub type Beginnings = BTreeMap<VariableId, Beginning>;

/// Equations are the same where they read the same.
impl PartialEq for Beginning {
    fn eq(&self, other: &Beginning) -> bool {
        match (self, other) {
            (Beginning::Number(a), Beginning::Number(b)) => a == b,
            (Beginning::Equation(a, _), Beginning::Equation(b, _)) => a.text == b.text,
            _ => false,
        }
    }
}

impl From<f64> for Beginning {
    fn from(value: f64) -> Beginning {
        Beginning::Number(value)
    }
}

impl Beginning {
    pub fn number(&self) -> Option<f64> {
        match self {
            Beginning::Number(value) => Some(*value),
            Beginning::Equation(..) => None,
        }
    }

    pub fn equation(&self) -> Option<&Equation> {
        match self {
            Beginning::Number(_) => None,
            Beginning::Equation(equation, _) => Some(equation),
        }
    }

    /// As a file writes it, without quotes.
    pub fn text(&self) -> String {
        match self {
            Beginning::Number(value) => plain(*value),
            Beginning::Equation(equation, _) => equation.text.clone(),
        }
    }

    /// About how much memory it takes, in numbers.
    pub(super) fn size(&self) -> usize {
        self.equation().map_or(1, |equation| equation.text.len())
    }

    /// Why an equation that is mixed of others could not be written as one: nested too deep, or too long.
    pub(super) fn misfit(&self) -> Option<String> {
        let Beginning::Equation(equation, source) = self else { return None };
        let mapping = Mapping::Within(equation.root.span);
        let text = EquationText { source: source.clone(), text: equation.text.clone(), mapping };
        parser::parse(&text).1.pop().map(|wrong| wrong.message)
    }

    /// This and a share of another.
    pub(super) fn plus(self, share: f64, other: &Beginning) -> Beginning {
        let (equation, source) = match other {
            Beginning::Number(value) => match self {
                Beginning::Number(own) => return Beginning::Number(own + share * value),
                Beginning::Equation(own, source) => {
                    let more = share * value;
                    let span = own.root.span;
                    let root = Term { span, ..Term::apply(Function::Add, [own.root.clone(), Term::number(more)]) };
                    let text = format!("{} + {}", own.text, plain(more));
                    return Beginning::Equation(Arc::new(Equation { root, text }), source);
                }
            },
            Beginning::Equation(equation, source) => (equation, source.clone()),
        };
        let span = equation.root.span;
        let root = Term { span, ..Term::apply(Function::Multiply, [Term::number(share), equation.root.clone()]) };
        let text = format!("{}*({})", plain(share), equation.text);
        let (root, text) = match self {
            Beginning::Number(0.0) => (root, text),
            own => {
                let before =
                    own.equation().map_or_else(|| Term::number(own.number().unwrap_or(0.0)), |e| e.root.clone());
                let root = Term { span, ..Term::apply(Function::Add, [before, root]) };
                (root, format!("{} + {text}", own.text()))
            }
        };
        Beginning::Equation(Arc::new(Equation { root, text }), source)
    }
}

/// Reads the equation with which a stock begins, by its id and name; None where something is wrong with it, which is noted.
pub(super) fn read(
    text: &EquationText,
    of: (VariableId, &str),
    scope: &Scope,
    mistakes: &mut Mistakes,
) -> Option<Beginning> {
    let equation = resolve(text, of, scope, mistakes)?;
    Some(Beginning::Equation(Arc::new(equation), text.source.clone()))
}

/// The owner of equations that are no variable's.
pub(super) const NOBODY: VariableId = VariableId(u32::MAX);

/// Resolves an equation that is judged at the first moment alone, of the variable `of` or of [`NOBODY`]; None where something is
/// wrong with it, which is noted.
pub(super) fn resolve(
    text: &EquationText,
    of: (VariableId, &str),
    scope: &Scope,
    mistakes: &mut Mistakes,
) -> Option<Equation> {
    let mut hidden = Hidden::after(&[], 1.0, &mistakes.source);
    let Equation { root, text } = Resolver::new(scope, mistakes, &mut hidden, of, None).equation(text)?;
    match of_one_moment(root) {
        Ok(root) => Some(Equation { root, text }),
        Err(place) => {
            let message = "what remembers or draws has no place in what is calculated for the first moment alone";
            mistakes.refuse(Code::NotSupported, place, message, "needs more than one moment").help =
                Some("give it a variable of its own, and name that variable here".into());
            None
        }
    }
}

/// A term without what only a variable can keep: sums of families are written out.
///
/// # Errors
/// The place of a function that remembers or draws.
fn of_one_moment(Term { kind, span }: Term) -> Result<Term, Span> {
    let kind = match kind {
        TermKind::Stateful { .. } | TermKind::Variable(NOBODY) => return Err(span),
        TermKind::Sum { all, .. } => all.kind.clone(),
        TermKind::Look(table, x) => TermKind::Look(table, Box::new(of_one_moment(*x)?)),
        TermKind::Apply(function, arguments) => {
            TermKind::Apply(function, arguments.into_iter().map(of_one_moment).collect::<Result<_, _>>()?)
        }
        kind @ (TermKind::Number(_) | TermKind::Variable(_)) => kind,
    };
    Ok(Term { kind, span })
}

/// The order in which the first moment is calculated where stocks begin with this.
///
/// # Errors
/// That initial values run in a circle.
pub fn initial_order(model: &Model, given: &Beginnings) -> Result<Vec<VariableId>, Vec<Diagnostic>> {
    match given.values().any(|value| value.equation().is_some()) {
        true => order(&model.variables, &model.limits, &model.source, Moment::Initial, given),
        false => Ok(model.initial_order.clone()),
    }
}

/// The circles in which initial values run from the first starting point of a model that has any.
pub(super) fn circles(model: &Model) -> Vec<Diagnostic> {
    let circles = |start: &Start| initial_order(model, &start.stocks.iter().cloned().collect()).err();
    model.starts.iter().find_map(circles).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;

    /// Starting points after `first`, each mixed of what `of` says.
    fn mixed(count: usize, of: impl Fn(usize) -> String) -> Vec<Diagnostic> {
        let model = "[time]\nunit = 'week'\n[unit]\nitem = 'a request'\n[stock.wip]\nunit = 'item'\ninitial = 3\n\
            [constant.most]\nunit = 'item'\nvalue = 4\n[start.s0]\nstocks = { wip = 'most' }\n";
        let starts: String = (1..=count).map(|i| format!("[start.s{i}]\nmix = {{ {} }}\n", of(i))).collect();
        file::read(&Source::new("mixed.toml", format!("{model}{starts}"))).err().unwrap_or_default()
    }

    #[test]
    fn what_is_mixed_is_no_longer_than_an_equation_can_be() {
        assert_eq!(mixed(30, |i| format!("s{} = 0.5", i - 1)), []);
        // One that rests on the one before, two hundred times; and one of six hundred, side by side.
        let flat = |i: usize| match i {
            601 => (0..601).map(|k| format!("s{k} = 0.5")).collect::<Vec<_>>().join(", "),
            _ => "s0 = 1".to_string(),
        };
        for wrong in [mixed(300, |i| format!("s{} = 0.5", i - 1)), mixed(601, flat)] {
            assert_eq!(wrong.iter().map(|wrong| wrong.code).collect::<Vec<_>>(), [Code::TooLarge]);
        }
    }
}
