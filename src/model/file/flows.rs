//! The charts of flows: which variables make a cumulative flow diagram, and which a flow distribution.

use super::*;

impl File {
    /// `[flow_diagram]`.
    pub(super) fn flow_diagram(&mut self, root: &mut Keys) -> Option<FlowDiagram> {
        let mut table = self.reader.table(root, "flow_diagram");
        if table.entries.is_empty() {
            return None;
        }
        let place = table.span;
        let title = self.reader.line(&mut table, "title").unwrap_or("Cumulative flow".into());
        let lines = self.reader.texts(&mut table, "lines");
        let lines: Vec<VariableId> =
            lines.iter().filter_map(|(name, span)| self.scope.named(name, *span, &mut self.reader)).collect();
        let stages: Vec<String> =
            self.reader.texts(&mut table, "stages").into_iter().map(|(s, _)| one_line(&s)).collect();
        self.reader.close(table, "[flow_diagram]");
        if lines.len() != stages.len() + 1 && self.reader.wrong.is_empty() {
            let (lines, stages) = (lines.len(), stages.len());
            let message = format!("between {lines} lines there is one stage fewer, and {stages} are named");
            self.reader.refuse(Code::OutOfRange, place, message, "one stage a space");
        }
        Some(FlowDiagram { title, lines, stages })
    }

    /// `[flow_distribution]`.
    pub(super) fn flow_distribution(&mut self, root: &mut Keys, variables: &[Variable]) -> Option<FlowDistribution> {
        let mut table = self.reader.table(root, "flow_distribution");
        if table.entries.is_empty() {
            return None;
        }
        let place = table.span;
        let told = self.reader.wrong.len();
        let title = self.reader.line(&mut table, "title").unwrap_or("Flow distribution".into());
        let of = self.reader.line(&mut table, "of").unwrap_or("the whole".into());
        let named = self.reader.texts(&mut table, "parts");
        let labels: Vec<String> =
            self.reader.texts(&mut table, "labels").into_iter().map(|(s, _)| one_line(&s)).collect();
        let mut parts: Vec<VariableId> = Vec::new();
        let unit = |id: VariableId| &variables[id.0 as usize].unit;
        for (name, span) in &named {
            let Some(id) = self.scope.named(name, *span, &mut self.reader) else { continue };
            if let Some(first) = parts.first().filter(|first| unit(**first) != unit(id)) {
                let message = format!("parts of one whole have one unit: {} is not {}", unit(id), unit(*first));
                self.reader.refuse(Code::UnitMismatch, *span, message, "another unit");
            }
            parts.push(id);
        }
        self.reader.close(table, "[flow_distribution]");
        if self.reader.wrong.len() == told && (parts.len() < 2 || parts.len() != labels.len()) {
            let (parts, labels) = (parts.len(), labels.len());
            let message = format!("a whole has two parts or more, and a label for each: here {parts} and {labels}");
            self.reader.refuse(Code::OutOfRange, place, message, "a label a part");
        }
        Some(FlowDistribution { title, of, parts, labels })
    }
}
