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
}

/// The most characters that the families of a model have, each as often as there are interventions.
const MOST_CHARACTERS: usize = 5_000_000;

/// About as many characters as the rest of a variable takes.
const OF_A_VARIABLE: usize = 100;

impl File {
    /// Puts a member for each intervention in place of each draft that is declared for all of them, where that is no
    /// more than a memory holds.
    pub(super) fn members(&mut self, drafts: Vec<Draft>, interventions: &[Change]) -> Vec<Draft> {
        let titles: usize = interventions.iter().map(|own| 2 * own.name.len() + own.title.len() + OF_A_VARIABLE).sum();
        let mut characters = 0;
        for draft in drafts.iter().filter(|draft| draft.member.is_some()) {
            characters += titles + interventions.len() * characters_of(draft);
            if characters > MOST_CHARACTERS {
                let message = format!(
                    "written out for each of the {} interventions, the families have more than {MOST_CHARACTERS} \
                     characters",
                    interventions.len()
                );
                self.reader.refuse(Code::TooLarge, draft.span, message, "too much from here on");
                return drafts;
            }
        }
        members(drafts, interventions)
    }
}

/// How much text a variable has.
fn characters_of(draft: &Draft) -> usize {
    let of = |text: &Option<EquationText>| text.as_ref().map_or(0, |text| text.text.len());
    let flows = |flows: &[(String, Span)]| flows.iter().map(|(name, _)| name.len() + OF_A_VARIABLE).sum::<usize>();
    let own = match &draft.kind {
        DraftKind::Stock { initial, inflows, outflows, .. } => of(initial) + flows(inflows) + flows(outflows),
        DraftKind::Flow { equation, .. } | DraftKind::Auxiliary { equation } => of(equation),
        DraftKind::Constant(constant) => constant.source.len(),
        DraftKind::Counter { .. } | DraftKind::Noise { .. } | DraftKind::Outcome { .. } => 0,
    };
    let words = draft.label.as_ref().map_or(0, |(label, _)| label.len()) + draft.scale.as_ref().map_or(0, String::len);
    own + words + draft.about.len() + 2 * draft.name.len()
}

/// Members that belong to one intervention move each other.
fn members(drafts: Vec<Draft>, interventions: &[Change]) -> Vec<Draft> {
    let families: HashSet<String> = drafts.iter().filter_map(|d| Some(d.member.as_ref()?.family.clone())).collect();
    let mut out = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let Some(Member { family, .. }) = &draft.member else {
            out.push(draft);
            continue;
        };
        for Change { name: of, title, .. } in interventions {
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
