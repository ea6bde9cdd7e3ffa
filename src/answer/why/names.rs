//! What was typed as a variable, and what else it may be.

use crate::answer::Refusal;
use crate::model::loops::Polarity;
use crate::model::scenario::Scenario;
use crate::model::{Model, TableId, Term, TermKind, Unit, VariableId};
use crate::text::{canonical, suggestion};

/// What can be asked about.
pub enum Asked {
    Variable(VariableId),
    /// By its place in the model's list.
    Intervention(usize),
}

/// The variable with a name or label, or the intervention with a name or title. What is called the same is an intervention,
/// which tells of its namesake, unless it is typed as a variable is written that moves.
///
/// # Errors
/// What else is called so, and what to ask about that; what is called nearly so, or where all names are told.
pub fn asked(scenario: &Scenario, typed: &str) -> Result<Asked, Refusal> {
    let model = &scenario.model;
    let found = model.find(typed);
    let is_asked = |name: &str| canonical(name) == canonical(typed);
    let given = model.interventions.iter().position(|own| is_asked(&own.name) || is_asked(&own.title));
    match (found, given) {
        (Some(id), Some(_)) if !model.variable(id).is_constant() && model.variable(id).name == typed => {
            Ok(Asked::Variable(id))
        }
        (_, Some(index)) => Ok(Asked::Intervention(index)),
        (Some(id), None) => Ok(Asked::Variable(id)),
        (None, None) => Err(Refusal::asked(of_else(model, typed))),
    }
}

/// What a name that no variable has stands for, or which was meant.
fn of_else(model: &Model, typed: &str) -> String {
    let known = of_loop(model, typed).or_else(|| of_table(model, typed)).or_else(|| of_family(model, typed));
    known.unwrap_or_else(|| {
        let titles = model.interventions.iter().map(|own| own.title.as_str());
        let near = suggestion::nearest(typed, model.names().chain(titles)).filter(|_| !is_loop(typed));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if model.loops.is_empty() && is_loop(typed) => "the question `loops` tells what loops do".to_string(),
            None => "`flywheel model show` lists what can be asked about".to_string(),
        };
        match typed.trim().is_empty() {
            true => "say which variable is asked about: `flywheel model show` lists them".to_string(),
            false => format!("nothing in the model is called `{typed}`: {help}"),
        }
    })
}

/// Whether a name is one by which loops are called that have none of their own: R1, B12.
fn is_loop(typed: &str) -> bool {
    let count = typed.strip_prefix(['R', 'B', 'r', 'b']);
    count.is_some_and(|count| !count.is_empty() && count.chars().all(|c| c.is_ascii_digit()))
}

/// Of what is there once for each intervention, by the name or the label that all of it share.
fn of_family(model: &Model, typed: &str) -> Option<String> {
    let is_asked = |name: &str| canonical(name) == canonical(typed);
    let first = model.declared().map(|id| model.variable(id)).find(|variable| {
        let shared = variable.label.as_deref().and_then(|label| label.split_once(": "));
        let family = variable.member.as_ref().map(|member| member.family.as_str());
        family.is_some_and(|family| is_asked(family) || shared.is_some_and(|(shared, _)| is_asked(shared)))
    })?;
    Some(format!("`{typed}` exists once for each intervention: name one of them, such as `{}`", first.name))
}

fn of_loop(model: &Model, typed: &str) -> Option<String> {
    let is_asked = |name: &str| canonical(name) == canonical(typed);
    let named = model.loops.iter().find(|named| {
        is_asked(&named.id) || is_asked(&named.name) || is_asked(&format!("{} {}", named.id, named.name))
    })?;
    let polarity = if named.polarity == Polarity::Reinforcing { "reinforcing" } else { "balancing" };
    let on_it = named.paths.first().and_then(|path| path.first()).map(|step| &model.variable(step.variable).name);
    let ask = on_it.map_or(String::new(), |name| format!(", or `why` about `{name}`, a variable on it"));
    Some(format!(
        "`{typed}` is not a variable but the {polarity} loop {} {}: ask `loops` what it does and when{ask}",
        named.id, named.name
    ))
}

fn of_table(model: &Model, typed: &str) -> Option<String> {
    let id = *model.scope.tables.get(&canonical(typed))?;
    let reads = |variable: &&crate::model::Variable| {
        variable.equations(&Unit::one()).iter().any(|(equation, _)| looks_up(&equation.root, id))
    };
    let mut readers: Vec<String> = Vec::new();
    for variable in model.variables.iter().filter(reads) {
        let shown = variable.owner.map_or(variable, |owner| model.variable(owner));
        let name = format!("`{}`", shown.name);
        if !readers.contains(&name) {
            readers.push(name);
        }
    }
    let readers = match readers.is_empty() {
        true => "which no variable reads".to_string(),
        false => format!("read by {}: ask about what reads it", readers.join(", ")),
    };
    Some(format!("`{typed}` is a table, a curve that never changes, {readers}"))
}

fn looks_up(term: &Term, table: TableId) -> bool {
    match &term.kind {
        TermKind::Number(_) | TermKind::Variable(_) | TermKind::Sum { .. } => false,
        TermKind::Look(id, x) => *id == table || looks_up(x, table),
        TermKind::Apply(_, arguments) | TermKind::Stateful { arguments, .. } => {
            arguments.iter().any(|argument| looks_up(argument, table))
        }
    }
}
