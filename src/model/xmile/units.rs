//! Units of measure: their names and aliases, and what variables are measured in.

use super::*;

/// Units that say that there is none.
const WITHOUT_UNIT: [&str; 6] = ["1", "dmnl", "dimensionless", "unitless", "none", "no_unit"];

impl File {
    /// Names and aliases of units (4.1.2).
    pub(super) fn units(&mut self, root: &Element, model: &Element) {
        for list in [root, model].iter().filter_map(|e| e.child("model_units")) {
            for element in list.children_named("unit") {
                let Some(name) = element.attribute("name") else { continue };
                let unit = Unit::base(name.value.trim());
                for alias in element.children_named("alias").chain(element.child("eqn")) {
                    self.units.entry(canonical(&alias.text)).or_insert(unit.clone());
                }
                self.units.insert(canonical(&name.value), unit);
                let told = |child: &Element| child.text.trim().to_string();
                self.named_units.push(NamedUnit {
                    name: name.value.trim().to_string(),
                    equation: element.child("eqn").map(told).filter(|text| !text.is_empty()),
                    aliases: element.children_named("alias").map(told).filter(|text| !text.is_empty()).collect(),
                });
            }
        }
    }

    /// A unit as far as it can be read, shown as it is written; what is no product of names is a name of its own.
    pub(super) fn unit(&self, text: &EquationText) -> Unit {
        let key = canonical(&text.text);
        if key.is_empty() {
            return Unit::not_given();
        }
        let unit = self.units.get(&key).cloned().or_else(|| {
            let (tree, slips) = parser::parse(text);
            if slips.is_empty() { self.unit_of(&tree) } else { None }
        });
        unit.unwrap_or_else(|| Unit::base(&text.text)).written(&text.text)
    }

    fn unit_of(&self, tree: &Expr) -> Option<Unit> {
        match &tree.kind {
            ExprKind::Number(1.0) => Some(Unit::one()),
            ExprKind::Name(name) => {
                let key = canonical(name);
                let without = || WITHOUT_UNIT.contains(&key.as_str());
                let own = || if without() { Unit::one() } else { Unit::base(name) };
                Some(self.units.get(&key).cloned().unwrap_or_else(own))
            }
            ExprKind::Binary(Binary::Multiply, a, b) => Some(self.unit_of(a)?.times(&self.unit_of(b)?)),
            ExprKind::Binary(Binary::Divide, a, b) => Some(self.unit_of(a)?.over(&self.unit_of(b)?)),
            ExprKind::Binary(Binary::Power, a, b) => match b.literal() {
                Some(power) if power.fract() == 0.0 && power.abs() < 100.0 => {
                    Some(self.unit_of(a)?.power((power as i32, 1)))
                }
                _ => None,
            },
            _ => None,
        }
    }
}
