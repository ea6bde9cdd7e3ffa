//! Families of variables: declared once in a file, `each = "intervention"`, and there once for each intervention.
//!
//! A model has all members as variables of their own, so that everything else in the program knows variables only. Where
//! people read the whole of a model, a family is told once, as the file has it.

use super::{Model, Variable, VariableId};

/// Whose a variable is that belongs to a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name that the file declares, canonical.
    pub family: String,
    /// The name of the intervention, canonical.
    pub of: String,
}

/// How many there are of a family, in words.
const EACH: &str = "one for each intervention";

/// The name of the member of a family that belongs to one intervention.
pub fn member_name(family: &str, of: &str) -> String {
    format!("{family}_{of}")
}

impl Model {
    /// The declared variables, of each family the first member only.
    pub fn listed(&self) -> impl Iterator<Item = VariableId> + use<'_> {
        let first = |m: &Member| self.scope.families.get(&m.family).and_then(|all| all.first()) == Some(&m.of);
        self.declared().filter(move |id| self.variable(*id).member.as_ref().is_none_or(first))
    }

    /// The listed variable that stands for a variable: of a family the first member, of others the variable itself.
    pub fn listed_as(&self, id: VariableId) -> VariableId {
        let first = self.variable(id).member.as_ref().and_then(|member| {
            let of = self.scope.families.get(&member.family)?.first()?;
            self.scope.variables.get(&member_name(&member.family, of)).copied()
        });
        first.unwrap_or(id)
    }

    /// A text about a member as its family has it: `practice_swarm + gap_swarm` is `practice + gap`.
    pub fn of_family(&self, variable: &Variable, text: &str) -> String {
        let Some(Member { of, .. }) = &variable.member else { return text.to_string() };
        let families = self.scope.families.keys();
        families.fold(text.to_string(), |text, family| text.replace(&member_name(family, of), family))
    }

    /// The name of a listed variable as the file declares it.
    pub fn listed_name(&self, variable: &Variable) -> String {
        variable.member.as_ref().map_or(variable.spelling.clone(), |member| member.family.clone())
    }

    /// The words for people about a listed variable: of a family those that all members share.
    pub fn listed_words(&self, variable: &Variable) -> String {
        let words = variable.words();
        let shared = variable.member.as_ref().and_then(|_| words.split_once(": "));
        shared.map_or(words.clone(), |(shared, _)| shared.to_string())
    }

    /// The words about a listed variable, with how many it stands for.
    pub fn listed_title(&self, variable: &Variable) -> String {
        let words = self.listed_words(variable);
        if variable.member.is_some() { format!("{words}, {EACH}") } else { words }
    }

    /// The label of a listed variable, with how many it stands for.
    pub fn listed_label(&self, variable: &Variable) -> Option<String> {
        let label = variable.label.as_deref()?;
        let Some(member) = &variable.member else { return Some(label.to_string()) };
        let shared = self.listed_words(variable);
        let says_more = shared != member.family.replace('_', " ");
        Some(if says_more { self.listed_title(variable) } else { EACH.to_string() })
    }
}
