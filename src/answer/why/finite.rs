//! A run in which something became infinite or no number at all: what does not exist is not explained.

use crate::answer::{Onlooker, Refusal};
use crate::model::graph::Graph;
use crate::model::scenario::Scenario;
use crate::model::{Unit, VariableId};
use crate::run::ensemble::NotFinite;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::{plain, singular};

/// The run that is explained.
pub struct Run<'a> {
    pub scenario: &'a Scenario,
    pub graph: &'a Graph,
    pub times: &'a [f64],
    /// # Shape
    /// `values[variable][time]`
    pub values: &'a [Vec<f64>],
}

impl Run<'_> {
    /// Says once what became no number. `unknown` is a variable on the chain of which is not known what its causes do.
    ///
    /// # Errors
    /// The variable that is asked about, one on its chain or a cause of one of these is no number where the chain looks.
    pub fn refuse_or_warn(
        &self,
        of: VariableId,
        wrong: &NotFinite,
        chain: &[VariableId],
        moment: usize,
        unknown: Option<VariableId>,
        onlooker: &dyn Onlooker,
    ) -> Result<(), Refusal> {
        let Run { scenario, graph, times, values } = self;
        let model = &scenario.model;
        let causes = graph.links.iter().filter(|link| chain.contains(&link.effect)).map(|link| link.cause);
        let is_number = |id: VariableId| values[id.0 as usize][moment - 1..=moment].iter().all(|x| x.is_finite());
        let lost = chain.iter().copied().chain(causes).find(|id| !is_number(*id)).or(unknown);
        let (unit, root) = (singular(&scenario.time.unit), model.variable(wrong.variable));
        let usual = model.one.as_ref().map_or("without luck".into(), |one| format!("of the usual {one}"));
        let fact = format!(
            "`{}` is infinite or no number at all from {unit} {} on in the run {usual}",
            root.name,
            plain(wrong.time),
        );
        let Some(lost) = lost.map(|id| model.shown(id)) else {
            onlooker.note(&format!("warning: {fact}, and so may be what follows from it"));
            return Ok(());
        };
        let on_way = match lost == of || lost == wrong.variable {
            true => String::new(),
            false => format!(", with it `{}`", model.variable(lost).name),
        };
        let message = format!(
            "{fact}{on_way}: what `{}` does in {unit} {} cannot be explained",
            model.variable(of).name,
            plain(times[moment])
        );
        let earlier = times.iter().rev().find(|time| **time < wrong.time);
        let counts = match scenario.constants.iter().any(|(_, spread)| spread.varies()) {
            true => format!("; the question `run` counts in how many {}s it happens", scenario.one()),
            false => String::new(),
        };
        let help = earlier.map(|time| format!("up to {unit} {} there are numbers{counts}", plain(*time)));
        let equation = root.equations(&Unit::one()).first().map(|(equation, _)| equation.root.span);
        let place = equation.filter(|span| *span != Default::default()).unwrap_or(root.span);
        let refused =
            Diagnostic::error(Code::NotFinite, message).at(&model.source, place, "no number from here".to_string());
        Err(match help {
            Some(help) => refused.help(help),
            None => refused,
        }
        .into())
    }
}
