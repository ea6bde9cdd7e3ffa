//! What is asked about the edge between outcomes where nobody says what.

use super::*;

impl File {
    /// `[tipping]`.
    pub(super) fn tipping(&mut self, root: &mut Keys, variables: &[Variable]) -> TippingSpec {
        let mut table = self.reader.table(root, "tipping");
        let mut axes: Vec<VariableId> = Vec::new();
        let named = self.reader.texts(&mut table, "axes");
        for (name, span) in &named {
            let Some(id) = self.scope.named(name, *span, &mut self.reader) else { continue };
            let own = &variables[id.0 as usize];
            if own.stock().is_none() && !own.is_constant() {
                let message =
                    format!("`{}` is {}, and a map goes over stocks and constants", own.name, a(own.kind_name()));
                self.reader.refuse(Code::WrongType, *span, message, "neither a stock nor a constant").help =
                    Some("what can be set is where a stock starts, or a constant".into());
            }
            axes.push(id);
        }
        if let Some((_, span)) = named.last().filter(|_| named.len() != 2 || matches!(axes[..], [x, y] if x == y)) {
            let message = "a map has two axes that differ: axes = [\"across\", \"up\"]";
            self.reader.refuse(Code::OutOfRange, *span, message, "two that differ belong here");
        }
        let shock = self.reader.text(&mut table, "shock").map(|(name, span)| self.constant(variables, &name, span));
        let amount = self.reader.number(&mut table, "amount");
        if let Some((amount, span)) = amount {
            if shock.is_none() {
                let message = "an amount is added to a constant, and `shock` names none";
                self.reader.refuse(Code::MissingKey, span, message, "added to what?").help =
                    Some("name the constant in [tipping]: shock = \"demand\"".into());
            } else if amount == 0.0 {
                self.reader.refuse(
                    Code::OutOfRange,
                    span,
                    "a shock of 0 is none",
                    "a number other than 0 belongs here",
                );
            }
        }
        self.reader.close(table, "[tipping]");
        TippingSpec { axes, shock: shock.flatten().map(|constant| (constant, amount.map(|(amount, _)| amount))) }
    }
}
