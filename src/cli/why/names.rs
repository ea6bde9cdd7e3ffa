//! What was typed as a variable, and what else it may be.

use crate::cli::Failure;
use crate::model::loops::Polarity;
use crate::model::scenario::Scenario;
use crate::model::{Model, TableId, Term, TermKind, Unit, VariableId};
use crate::text::{canonical, suggestion};

/// The variable with a name or label.
///
/// # Errors
/// What else is called so, and what to ask about that; what is called nearly so.
pub fn variable(scenario: &Scenario, typed: &str) -> Result<VariableId, Failure> {
    let model = &scenario.model;
    model.find(typed).ok_or_else(|| {
        let said = of_loop(model, typed).or_else(|| of_table(model, typed)).unwrap_or_else(|| {
            let near = suggestion::nearest(typed, model.names());
            let help = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
            format!("nothing in the model is called `{typed}`{help}")
        });
        Failure::Usage(said)
    })
}

fn of_loop(model: &Model, typed: &str) -> Option<String> {
    let is_asked = |name: &str| canonical(name) == canonical(typed);
    let named = model.loops.iter().find(|named| is_asked(&named.id) || is_asked(&named.name))?;
    let polarity = if named.polarity == Polarity::Reinforcing { "reinforcing" } else { "balancing" };
    let on_it = named.paths.first().and_then(|path| path.first()).map(|step| &model.variable(step.variable).name);
    let ask = on_it.map_or(String::new(), |name| format!(", and `flywheel why {name}` what moves one variable on it"));
    Some(format!(
        "`{typed}` is no variable but the {polarity} loop {} {}: `flywheel loops` tells what it does and when{ask}",
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
        false => format!("read by {}: ask why of what reads it", readers.join(", ")),
    };
    Some(format!("`{typed}` is a table, a curve that stays what it is, {readers}"))
}

fn looks_up(term: &Term, table: TableId) -> bool {
    match &term.kind {
        TermKind::Number(_) | TermKind::Variable(_) => false,
        TermKind::Look(id, x) => *id == table || looks_up(x, table),
        TermKind::Apply(_, arguments) | TermKind::Stateful { arguments, .. } => {
            arguments.iter().any(|argument| looks_up(argument, table))
        }
    }
}
