//! What a team can take up: boxes and the interventions in them.

use super::*;

impl File {
    pub(super) fn boxes(&mut self, root: &mut Keys) -> Vec<ChangeBox> {
        let (mut out, mut listed) = (Vec::new(), Vec::new());
        for (name, _, mut table) in self.reader.named_tables(root, "box") {
            let number = self.reader.number(&mut table, "number").map_or(out.len() as f64 + 1.0, |(n, _)| n);
            let title = self.reader.line(&mut table, "title").unwrap_or_else(|| name.clone());
            let about = self.reader.prose(&mut table, "about");
            let inside = self.reader.texts(&mut table, "variables");
            self.reader.close(table, "a box");
            listed.push((canonical(&name), inside));
            out.push((number, ChangeBox { name: canonical(&name), title, about, variables: Vec::new() }));
        }
        let listed = diagram::in_boxes(&mut self.reader, &self.scope, &listed);
        out.iter_mut().zip(listed).for_each(|((_, b), inside)| b.variables = inside);
        out.sort_by(|a, b| a.0.total_cmp(&b.0));
        out.into_iter().map(|(_, b)| b).collect()
    }

    pub(super) fn interventions(
        &mut self,
        root: &mut Keys,
        variables: &[Variable],
        boxes: &[ChangeBox],
        cost_constant: Option<(String, Span)>,
    ) -> Vec<Intervention> {
        let mut out = Vec::new();
        // One for all is looked up once, so that a mistake is told once.
        let is_family = |name: &str| self.scope.families.contains_key(&canonical(name));
        let shared = cost_constant.as_ref().filter(|(name, _)| !is_family(name));
        let shared = shared.and_then(|(name, place)| self.constant(variables, name, *place));
        for (name, span, mut table) in self.reader.named_tables(root, "intervention") {
            let what = format!("the intervention `{}`", short(&name));
            let title = self.reader.line(&mut table, "title").unwrap_or_else(|| name.clone());
            let about = self.reader.prose(&mut table, "about");
            let in_box = self.in_box(&mut table, boxes, &what);
            let ramp = self.not_negative(&mut table, "ramp");
            let cost = self.not_negative(&mut table, "cost");
            let mut adds = Vec::new();
            for entry in self.reader.table(&mut table, "adds").entries {
                let amount = self.reader.as_number(&entry);
                let constant = self.constant(variables, &entry.key, entry.key_span);
                adds.extend(constant.zip(amount));
            }
            if cost > 0.0 {
                let own = cost_constant.as_ref().and_then(|(family, place)| {
                    let own = self.scope.member_of(family, &canonical(&name))?;
                    self.constant(variables, &own, *place)
                });
                match own.or(shared) {
                    Some(constant) => adds.push((constant, cost)),
                    // A name that means nothing is told where it stands.
                    None if cost_constant.is_some() => {}
                    None => {
                        self.reader
                            .refuse(
                                Code::MissingKey,
                                span,
                                format!("{what} has a cost, and the model does not say what it is added to"),
                                "has a cost",
                            )
                            .help = Some("name a constant at the top of the file: cost_constant = \"...\"".into());
                    }
                }
            }
            self.reader.close(table, "an intervention");
            out.push(Intervention { name: canonical(&name), in_box, title, about, ramp, adds, cost, span });
        }
        out
    }

    fn in_box(&mut self, table: &mut Keys, boxes: &[ChangeBox], what: &str) -> usize {
        let Some((name, span)) = self.reader.text(table, "box") else {
            self.reader.missing(table, "box", what);
            return 0;
        };
        boxes.iter().position(|b| b.name == canonical(&name)).unwrap_or_else(|| {
            let help = suggestion::help_for(&name, boxes.iter().map(|b| b.name.as_str()));
            self.reader
                .refuse(Code::UnknownName, span, format!("there is no box `{}`", short(&name)), "unknown box")
                .help = help;
            0
        })
    }

    fn not_negative(&mut self, table: &mut Keys, key: &'static str) -> f64 {
        let Some((x, span)) = self.reader.number(table, key) else { return 0.0 };
        if x < 0.0 {
            self.reader.refuse(
                Code::OutOfRange,
                span,
                format!("`{key}` is {}, and cannot be negative", plain(x)),
                "at least 0",
            );
        }
        x
    }
}
