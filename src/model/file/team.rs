//! The figures that a team knows of itself.

use super::*;

impl File {
    /// `[team.NAME]`.
    pub(super) fn team(&mut self, root: &mut Keys, variables: &[Variable]) -> Vec<TeamFigure> {
        let mut out: Vec<TeamFigure> = Vec::new();
        let mut places: HashMap<VariableId, Span> = HashMap::new();
        for (name, span, mut table) in self.reader.named_tables(root, "team") {
            let constant = self.reader.text(&mut table, "constant");
            let label = self.reader.line(&mut table, "label");
            let range = self.range(&mut table);
            let about = self.reader.prose(&mut table, "about");
            if constant.is_none() {
                self.reader.missing(&table, "constant", &format!("the figure `{}`", short(&name)));
            }
            self.reader.close(table, "a figure of the team");
            let Some((constant, place)) = constant else { continue };
            let Some(constant) = self.constant(variables, &constant, place) else { continue };
            let first = places.get(&constant).copied();
            if let Some(first) = first.or_else(|| places.insert(constant, place)) {
                let source = self.reader.source.clone();
                let message = format!("two figures of the team set `{}`", variables[constant.0 as usize].name);
                let wrong = self.reader.refuse(Code::Duplicate, place, message, "and again here");
                *wrong = wrong.clone().at(&source, first, "set here");
                continue;
            }
            out.push(TeamFigure { name: canonical(&name), constant, range, label, about, span });
        }
        out
    }
}
