//! The model's own equations along the chain, with carets under the cause and its part in the margin.

use crate::analysis::loops::causal_chain::{End, Share, Step};
use crate::model::graph::Graph;
use crate::model::{Kind, Model, Term, TermKind, Unit, VariableId};
use crate::text::diagnostic::Label;
use crate::text::excerpt::Marked;
use crate::text::{Place, Span, plain, singular};

use super::Explained;
use super::words::percent;

/// Of the other causes those with at least this part are shown.
const WORTH_SHOWING: f64 = 0.1;

impl Explained {
    /// The chain as a picture; None where there is none.
    pub fn picture(&self) -> Option<Marked> {
        let model = &self.scenario.model;
        let graph = Graph::of(model);
        let mut places: Vec<Vec<Label>> = self
            .seen()
            .map(|step| {
                let along = self.loop_along(&graph, (step.cause.cause, step.effect));
                let along = along.map_or(String::new(), |passing| format!("; {}", passing.told.id));
                self.labels(step, &along)
            })
            .collect();
        if places.is_empty() {
            return None;
        }
        if let End::Origin(id) = self.chain.end {
            let at = model.variable(id);
            if at.owner.is_none() {
                places.push(vec![label(model, at.span, self.origin(id))]);
            }
        }
        let title = format!(
            "what moves {} in {} {}, link by link",
            model.variable(self.of).words(),
            singular(&self.scenario.time.unit),
            plain(self.times[self.at])
        );
        Some(Marked { title, places })
    }

    /// The links of the chain between variables that people see: what a delay does inside itself is no link.
    pub fn seen(&self) -> impl Iterator<Item = &Step> {
        let model = &self.scenario.model;
        self.chain.steps.iter().filter(|step| model.shown(step.cause.cause) != model.shown(step.effect))
    }

    fn labels(&self, step: &Step, along: &str) -> Vec<Label> {
        let model = &self.scenario.model;
        let effect = model.shown(step.effect);
        let of = match model.variable(effect).is_state() || model.variable(step.effect).is_state() {
            true => format!("the pace of {}", self.words(effect)),
            false => self.words(effect),
        };
        let mut out = Vec::new();
        let mut add = |share: &Share, text: String| {
            let places = mentions(model, effect, share.cause);
            for (i, span) in places.into_iter().enumerate() {
                out.push(label(model, span, if i == 0 { text.clone() } else { String::new() }));
            }
        };
        let whole = format!("{} of the change in {of}{along}", percent(step.cause.share.abs()));
        add(&step.cause, whole.clone());
        for other in step.others.iter().filter(|other| other.share.abs() >= WORTH_SHOWING) {
            if model.shown(other.cause) != effect {
                let way = if other.share < 0.0 { ", against it" } else { "" };
                add(other, format!("{}{way}", percent(other.share.abs())));
            }
        }
        if out.is_empty() {
            let cause = self.words(step.cause.cause);
            out.push(label(model, model.variable(effect).span, format!("{cause}: {whole}")));
        }
        out
    }
}

pub fn label(model: &Model, span: Span, text: String) -> Label {
    Label { place: Place { source: model.source.clone(), span }, text }
}

/// Where the equations or flow lists of an effect mention a cause, from the first on. What a delay or an average keeps is
/// mentioned where it is asked for.
pub fn mentions(model: &Model, effect: VariableId, cause: VariableId) -> Vec<Span> {
    let variable = model.variable(effect);
    if let Kind::Stock(stock) = &variable.kind {
        let flows = stock.inflows.iter().chain(&stock.outflows);
        return flows.filter(|(id, _)| *id == cause).map(|(_, span)| *span).collect();
    }
    let mut out = Vec::new();
    for (equation, _) in variable.equations(&Unit::one()) {
        within(&equation.root, cause, &mut out);
    }
    out.retain(|span| *span != Span::default());
    out
}

fn within(term: &Term, cause: VariableId, out: &mut Vec<Span>) {
    match &term.kind {
        TermKind::Number(_) => {}
        TermKind::Variable(id) => out.extend((*id == cause).then_some(term.span)),
        TermKind::Look(_, x) => within(x, cause, out),
        TermKind::Apply(_, arguments) => arguments.iter().for_each(|a| within(a, cause, out)),
        TermKind::Stateful { value, .. } if *value == cause => out.push(term.span),
        TermKind::Sum { all, value } => {
            let mut is_asked = *value == cause;
            all.each_variable(&mut |id| is_asked |= id == cause);
            out.extend(is_asked.then_some(term.span));
        }
        TermKind::Stateful { arguments, .. } => arguments.iter().for_each(|a| within(a, cause, out)),
    }
}
