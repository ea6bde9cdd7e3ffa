//! What a loop did, as claims ask for it: `effect(R1, recent_thr@39, from = 26)`.

use crate::model::graph::depends;
use crate::model::loops::NamedLoop;
use crate::model::{Model, VariableId};
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::expr::{Binary, Expr, ExprKind};
use crate::text::lexer::short;
use crate::text::{Span, plain, suggestion};

use super::{Named, Path, Resolver, Scope};

/// How claims call it.
pub(super) const EFFECT: &str = "effect";

pub(super) fn is_effect(name: &str) -> bool {
    name.eq_ignore_ascii_case(EFFECT)
}

/// What a loop did to a variable from one moment to a later one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The link that stops the loop: cause and effect.
    pub cut: (VariableId, VariableId),
    pub variable: VariableId,
    /// From when on the link is held, at the value that its cause has then, each replication its own.
    pub from: f64,
    /// When the variable is read.
    pub at: f64,
}

impl Resolver<'_> {
    /// What stands in the brackets of `effect`.
    pub(super) fn effect(&self, span: Span, arguments: &[Expr]) -> Result<Path, Diagnostic> {
        if self.asker != "claim" {
            let message = "what a loop did takes runs of its own, and only claims have them";
            let help = "a scenario file asks for it under [[expect]]";
            return Err(self.refuse(span, message, "only in a claim").help(help));
        }
        let [of, what, since] = arguments else {
            let count = arguments.len();
            let message = format!("`effect` takes a loop, a variable at a moment, and from when on; it gets {count}");
            return Err(self.refuse(span, message, "wrong number of arguments").help(self.form()));
        };
        let from = match &since.kind {
            ExprKind::Binary(Binary::Equal, key, from) if is_from(key) => from,
            _ => {
                let message = "`effect` does not say from when on";
                return Err(self.refuse(since.span, message, "no `from = `").help(self.form()));
            }
        };
        let (read, at) = self.one_moment(what)?;
        let Named { of_base, model, time, variable } = self.named(read)?;
        let (named, from_week) = (self.named_loop(of, model)?, self.moment(from, of_base, time)?);
        let at_week = self.moment(at, of_base, time)?;
        if from_week >= at_week {
            let (early, late) = (plain(from_week), plain(at_week));
            let message = format!("what a loop did begins before it is read, and {early} is not before {late}");
            let wrong = self.refuse(at.span.to(from.span), message, "backwards");
            return Err(wrong.help("let `from` be earlier, or read the variable later"));
        }
        if !depends(model, variable, named.cut.1) {
            let message = format!("nothing that {} does reaches `{}`", named.id, model.variable(variable).name);
            let wrong = self.refuse(what.span, message, "the effect is 0 at every moment");
            return Err(wrong.help("ask for a variable that depends on the loop"));
        }
        Ok(Path::Effect { effect: Effect { cut: named.cut, variable, from: from_week, at: at_week }, of_base })
    }

    /// A variable, and the moment at which it is read.
    fn one_moment<'e>(&self, what: &'e Expr) -> Result<(&'e Expr, &'e Expr), Diagnostic> {
        match &what.kind {
            ExprKind::At { of, from, to: None } => Ok((of, from)),
            ExprKind::At { to: Some(_), .. } => {
                let message = "what a loop did is read at one moment, not over a stretch of time";
                let help = "take the end of the stretch, or add up the effects at several moments";
                Err(self.refuse(what.span, message, "a stretch").help(help))
            }
            ExprKind::Name(_) => {
                let message = "what a loop did is read at one moment";
                Err(self.refuse(what.span, message, "when?").help(self.form()))
            }
            _ => {
                let message = "a loop has an effect on one variable at one moment";
                let help = "calculate with effects: the difference of two is written effect(...) - effect(...)";
                Err(self.refuse(what.span, message, "no variable at a moment").help(help))
            }
        }
    }

    /// How an effect is written, with names that there are.
    fn form(&self) -> String {
        let Scope { model, time, .. } = self.scope;
        let first = model.loops.first();
        let id = first.map_or("R1", |first| &first.id);
        let name = first.map_or("name", |first| &model.variable(first.cut.1).name);
        format!("write it as {EFFECT}({id}, {name}@{}, from = {})", plain(time.stop), plain(time.start))
    }

    fn named_loop<'m>(&self, of: &Expr, model: &'m Model) -> Result<&'m NamedLoop, Diagnostic> {
        let ExprKind::Name(name) = &of.kind else {
            let message = "`effect` begins with a loop that the model names";
            return Err(self.refuse(of.span, message, "no name of a loop").help(self.form()));
        };
        if let Some(found) = model.loops.iter().find(|named| named.is_called(name)) {
            return Ok(found);
        }
        let (what, help) = match model.loops.is_empty() {
            true => ("no loops", Some("a model names a loop under [loop.NAME], with its paths and its cut".into())),
            false => {
                let ids = || model.loops.iter().map(|named| named.id.as_str());
                let names = ids().chain(model.loops.iter().map(|named| named.name.as_str()));
                let near = suggestion::nearest(name, names).map(|near| format!("did you mean `{near}`?"));
                ("no loop that is called so", near.or_else(|| suggestion::help_for(name, ids())))
            }
        };
        let message = format!("the claim asks for the loop `{}`, and the model names {what}", short(name));
        Err(Diagnostic::error(Code::UnknownName, message).at(self.source, of.span, "unknown loop").maybe_help(help))
    }
}

fn is_from(tree: &Expr) -> bool {
    matches!(&tree.kind, ExprKind::Name(name) if name.eq_ignore_ascii_case("from"))
}
