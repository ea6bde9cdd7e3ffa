//! The order of calculation, and equations that run in a circle.

use std::sync::Arc;

use crate::text::Source;
use crate::text::diagnostic::{Code, Diagnostic};

use super::limits::Limit;
use super::{Beginning, Beginnings, Kind, Noise, Pipeline, Variable, VariableId};

/// The moment for which an order is asked: what a stock depends on differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Stocks are calculated from their initial equations.
    Initial,
    /// Stocks are known.
    Step,
}

/// The variables that `variable` is calculated from within one moment.
///
/// A flow also depends on what limits it.
pub fn causes(variable: &Variable, limits: &[Limit], moment: Moment) -> Vec<VariableId> {
    let mut out: Vec<VariableId> = limits.iter().flat_map(Limit::variables).collect();
    let mut visit = |id| out.push(id);
    match &variable.kind {
        Kind::Stock(stock) if moment == Moment::Initial => {
            stock.initial.iter().for_each(|e| e.root.each_variable(&mut visit));
        }
        Kind::Counter { initial, .. } if moment == Moment::Initial => initial.root.each_variable(&mut visit),
        Kind::Pipeline(Pipeline { input, length, initial }) if moment == Moment::Initial => {
            initial.as_ref().unwrap_or(input).root.each_variable(&mut visit);
            length.iter().for_each(|e| e.root.each_variable(&mut visit));
        }
        Kind::Stock(_) | Kind::Counter { .. } | Kind::Pipeline(_) | Kind::Constant(_) => {}
        Kind::Flow { equation, .. } | Kind::Auxiliary { equation } => equation.root.each_variable(&mut visit),
        Kind::Noise(Noise { mean, spread, .. }) => {
            mean.root.each_variable(&mut visit);
            spread.iter().for_each(|e| e.root.each_variable(&mut visit));
        }
        Kind::Outcome { condition, before } => {
            condition.iter().for_each(|e| e.root.each_variable(&mut visit));
            out.extend(before);
        }
    }
    out.sort();
    out.dedup();
    out
}

/// Sorts the variables so that each comes after its causes; what is `given` stands in place of the initial equations of
/// stocks.
///
/// # Errors
/// Where equations depend on each other, a diagnostic for each circle that names it variable by variable; of circles that
/// share a variable only one.
pub fn order(
    variables: &[Variable],
    limits: &[Vec<Limit>],
    source: &Arc<Source>,
    moment: Moment,
    given: &Beginnings,
) -> Result<Vec<VariableId>, Vec<Diagnostic>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let causes_of = |(i, variable): (usize, &Variable)| match given.get(&VariableId(i as u32)) {
        Some(beginning) => {
            let mut out = Vec::new();
            beginning.equation().iter().for_each(|e| e.root.each_variable(&mut |id| out.push(id)));
            out
        }
        None => causes(variable, &limits[i], moment),
    };
    let causes: Vec<Vec<VariableId>> = variables.iter().enumerate().map(causes_of).collect();
    let mut marks = vec![Mark::New; variables.len()];
    let mut out = Vec::with_capacity(variables.len());
    let mut circles: Vec<Vec<usize>> = Vec::new();
    let mut on_circle = vec![false; variables.len()];
    // Depth first with a stack of its own: a chain of a hundred thousand variables is a valid model.
    for root in 0..variables.len() {
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some(&mut (at, ref mut next)) = path.last_mut() {
            if marks[at] == Mark::Done {
                path.pop();
                continue;
            }
            marks[at] = Mark::Open;
            match causes[at].get(*next) {
                Some(cause) => {
                    *next += 1;
                    let cause = cause.0 as usize;
                    match marks[cause] {
                        Mark::New => path.push((cause, 0)),
                        Mark::Done => {}
                        Mark::Open if on_circle[cause] || on_circle[at] => {}
                        Mark::Open => {
                            let from =
                                path.iter().rposition(|p| p.0 == cause).expect("an open variable is on the path");
                            let circle: Vec<usize> = path[from..].iter().map(|p| p.0).collect();
                            if !circle.iter().any(|i| on_circle[*i]) {
                                circle.iter().for_each(|i| on_circle[*i] = true);
                                circles.push(circle);
                            }
                        }
                    }
                }
                None => {
                    marks[at] = Mark::Done;
                    out.push(VariableId(at as u32));
                    path.pop();
                }
            }
        }
    }
    if circles.is_empty() {
        Ok(out)
    } else {
        Err(circles.into_iter().map(|circle| circular(variables, source, moment, given, circle)).collect())
    }
}

fn circular(
    variables: &[Variable],
    source: &Arc<Source>,
    moment: Moment,
    given: &Beginnings,
    mut circle: Vec<usize>,
) -> Diagnostic {
    // The path runs from effect to cause; people read from cause to effect, beginning with the first in the file.
    circle.reverse();
    // What a delay or an average keeps is its owner's, and the sum of a family is nobody's.
    circle.retain(|i| variables[*i].owner != Some(VariableId(*i as u32)));
    circle.iter_mut().for_each(|i| *i = variables[*i].owner.map_or(*i, |owner| owner.0 as usize));
    circle.dedup();
    if circle.len() > 1 && circle.first() == circle.last() {
        circle.pop();
    }
    let first = (0..circle.len()).min_by_key(|i| circle[*i]).unwrap_or(0);
    circle.rotate_left(first);
    let name = |i: &usize| variables[*i].name.as_str();
    let mut names: Vec<&str> = circle.iter().take(12).map(name).collect();
    if circle.len() > 12 {
        names.push("...");
    }
    names.push(name(&circle[0]));
    let (what, help) = match moment {
        Moment::Step => ("equations run in a circle", "one of these has to be a stock, or be taken from one"),
        Moment::Initial => {
            ("initial values run in a circle", "give one of these an initial value that does not depend on the others")
        }
    };
    let mut wrong = Diagnostic::error(Code::Circular, format!("{what}: {}", names.join(" -> "))).help(help);
    for (k, i) in circle.iter().enumerate().take(12) {
        let next = name(&circle[(k + 1) % circle.len()]);
        let (source, place) = match given.get(&VariableId(*i as u32)) {
            Some(Beginning::Equation(equation, source)) => (source, equation.root.span),
            _ => (source, variables[*i].span),
        };
        wrong = wrong.at(source, place, format!("goes into `{next}`"));
    }
    wrong
}
