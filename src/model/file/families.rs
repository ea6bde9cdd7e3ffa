//! Families: what a file declares once for each intervention.

use super::*;
use crate::model::family::member_name;

impl File {
    /// `each = "intervention"` of a stock, a flow, an auxiliary or a constant.
    pub(super) fn each(&mut self, table: &mut Keys, kind: &DraftKind) -> bool {
        use DraftKind::{Auxiliary, Constant, Flow, Stock};
        let may = matches!(kind, Stock { .. } | Flow { .. } | Auxiliary { .. } | Constant(_));
        may && self.reader.choice(table, "each", &[("intervention", ())]).is_some()
    }

    /// The interventions that the file holds, by name and title; they are read later, for they move variables.
    pub(super) fn interventions_named(&self, root: &Keys) -> Vec<(String, String)> {
        let of = |key: &str, table: &Keys| table.entries.iter().position(|e| e.key == key);
        let Some(at) = of("intervention", root) else { return Vec::new() };
        let Value::Table(all) = &root.entries[at].node.value else { return Vec::new() };
        let title = |entry: &toml::Entry| match &entry.node.value {
            Value::Table(inner) => match of("title", inner).map(|at| &inner.entries[at].node.value) {
                Some(Value::Text(title)) => title.clone(),
                _ => entry.key.clone(),
            },
            _ => entry.key.clone(),
        };
        all.entries.iter().map(|entry| (canonical(&entry.key), title(entry))).collect()
    }
}

/// Puts a member for each intervention in place of each draft that is declared for all of them. Members that belong to
/// one intervention move each other.
pub(super) fn members(drafts: Vec<Draft>, interventions: &[(String, String)]) -> Vec<Draft> {
    let families: HashSet<String> = drafts.iter().filter_map(|d| Some(d.member.as_ref()?.family.clone())).collect();
    let mut out = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let Some(Member { family, .. }) = &draft.member else {
            out.push(draft);
            continue;
        };
        for (of, title) in interventions {
            let mut member = Draft { name: member_name(family, of), ..draft.clone() };
            member.spelling = member.name.clone();
            let (label, place) = draft.label.clone().unwrap_or((draft.spelling.replace('_', " "), draft.span));
            member.label = Some((format!("{label}: {title}"), place));
            member.member = Some(Member { family: family.clone(), of: of.clone() });
            if let DraftKind::Stock { inflows, outflows, .. } = &mut member.kind {
                for (name, _) in inflows.iter_mut().chain(outflows) {
                    let flow = canonical(name);
                    if families.contains(&flow) {
                        *name = member_name(&flow, of);
                    }
                }
            }
            out.push(member);
        }
    }
    out
}
