//! Families of variables: declared once in a file, `each = "intervention"`, and there once for each intervention.
//!
//! A model has all members as variables of their own, so that everything else in the program knows variables only. Where
//! people read the whole of a model, a family is told once, as the file has it.

use super::loops::Step;
use super::{Model, Variable, VariableId};

/// Whose a variable is that belongs to a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name that the file declares, canonical.
    pub family: String,
    /// The name of the intervention, canonical.
    pub of: String,
}

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

    /// The label of a listed variable, with how many it stands for.
    pub fn listed_label(&self, variable: &Variable) -> Option<String> {
        let label = variable.label.as_deref()?;
        let Some(member) = &variable.member else { return Some(label.to_string()) };
        let shared = label.split_once(": ").map_or(label, |(shared, _)| shared);
        let each = "one for each intervention";
        let says_more = shared != member.family.replace('_', " ");
        Some(if says_more { format!("{shared}, {each}") } else { each.to_string() })
    }

    /// The paths of a loop in words; those that differ in the intervention alone are told once.
    pub fn listed_paths(&self, paths: &[Vec<Step>], word: impl Fn(&[Step]) -> String) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for path in paths {
            let member = path.iter().map(|step| self.variable(step.variable)).find(|v| v.member.is_some());
            let told = member.map_or(word(path), |member| self.of_family(member, &word(path)));
            if !out.contains(&told) {
                out.push(told);
            }
        }
        out
    }
}
