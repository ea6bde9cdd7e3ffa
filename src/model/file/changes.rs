//! What a team can take up: boxes and the interventions in them.

use super::*;
use crate::model::change::NO_DECISIONS;
use crate::model::family::member_name;

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

    /// The interventions of the file, before anybody knows its variables.
    pub(super) fn changes(&mut self, root: &mut Keys, time: &TimeSpec) -> Vec<Change> {
        let mut out = Vec::new();
        for (spelling, span, mut table) in self.reader.named_tables(root, "intervention") {
            let name = canonical(&spelling);
            let what = format!("the intervention `{}`", short(&spelling));
            let title = self.reader.line(&mut table, "title").unwrap_or(spelling);
            let about = self.reader.prose(&mut table, "about");
            let card = self.card(&mut table, time);
            let in_box = self.reader.text(&mut table, "box");
            if in_box.is_none() {
                self.reader.missing(&table, "box", &what);
            }
            let kind = self.reader.choice_at(&mut table, "kind", ChangeKind::CHOICES);
            let ramp = self.not_negative(&mut table, "ramp");
            let cost = self.reader.any(&mut table, "cost");
            let cost = cost.and_then(|entry| self.size(format!("{name}_cost"), entry));
            if let Some(cost) = &cost {
                self.refuse_negative("cost", cost.least(), cost.place);
            }
            let adds = self.reader.table(&mut table, "adds").entries.into_iter().filter_map(|entry| {
                let to = (entry.key.clone(), entry.key_span);
                let own = format!("{name}_adds_{}", canonical(&entry.key));
                Some((to, self.size(own, entry)?))
            });
            let adds = adds.collect();
            self.reader.close(table, "an intervention");
            out.push(Change { name, title, about, card, in_box, kind, ramp, adds, cost, span });
        }
        out
    }

    /// What a room is told of an intervention.
    fn card(&mut self, table: &mut Keys, time: &TimeSpec) -> Card {
        let [real, watch, objection] = ["real", "watch", "objection"].map(|key| self.reader.line(table, key));
        let start = self.reader.number(table, "start");
        if let Some((start, place)) = start.filter(|(start, _)| *start < time.start || *start > time.stop) {
            let (first, last) = (plain(time.start), plain(time.stop));
            let message = format!("a start at {} is not within the run, from {first} to {last}", plain(start));
            self.reader.refuse(Code::BadTime, place, message, "outside the run");
        }
        Card { real, watch, objection, start: start.map(|(start, _)| start) }
    }

    /// `0.7`, or `{ value = 0.7, min = 0.35, max = 0.9, source = "..." }`: then a constant holds it.
    fn size(&mut self, name: String, entry: toml::Entry) -> Option<SizeText> {
        let place = entry.node.span;
        let Value::Table(_) = entry.node.value else {
            return self.reader.as_number(&entry).map(|value| SizeText { value, place, constant: None });
        };
        let (_, mut table) = self.reader.as_table(entry)?;
        let label = self.reader.text(&mut table, "label").map(|(label, at)| (one_line(&label), at));
        let spread = Spread::read_as(&mut self.reader, &mut table, &name, DistributionKind::Triangular);
        let (source, grade) = self.source(&mut table, &name);
        self.reader.close(table, "the size of a change");
        let constant = Constant { spread, range: None, role: Role::Assumption, source, grade };
        Some(SizeText { value: spread.value, place, constant: Some(Holder { name, label, constant }) })
    }

    /// The constants that hold the sizes of interventions: each is measured as the constant to which it is added.
    pub(super) fn sizes(changes: &[Change], cost_constant: Option<&str>, drafts: &[Draft]) -> Vec<Draft> {
        let has_any = changes.iter().any(|change| change.sizes().any(|size| size.constant.is_some()));
        if !has_any {
            return Vec::new();
        }
        let known: HashMap<&str, &Draft> = drafts.iter().map(|draft| (draft.name.as_str(), draft)).collect();
        let constant = |name: &str| {
            let draft = *known.get(name)?;
            if let DraftKind::Constant(constant) = &draft.kind { Some((draft, constant)) } else { None }
        };
        let mut out = Vec::new();
        for change in changes {
            for ((lever, _), size) in &change.adds {
                // A lever that is none is told when the change is read.
                let Some((lever, of_lever)) = constant(&canonical(lever)) else { continue };
                let words = lever.label.as_ref().map_or(lever.spelling.replace('_', " "), |(label, _)| label.clone());
                let shared = words.split_once(": ").filter(|_| lever.member.is_some());
                let words = shared.map_or(words.as_str(), |(shared, _)| shared);
                let about = format!("What `{}` adds to `{}` when all of it is there.", change.name, lever.name);
                out.extend(size.draft((lever, of_lever), format!("{}: {words}", change.title), about));
            }
            let to = cost_constant.map(canonical);
            let own = to.as_ref().and_then(|to| constant(&member_name(to, &change.name)));
            if let (Some(to), Some(cost)) = (own.or(to.as_deref().and_then(constant)), &change.cost) {
                let about = format!("What `{}` costs when all of it is there.", change.name);
                out.extend(cost.draft(to, format!("{}: cost", change.title), about));
            }
        }
        out
    }

    /// The interventions, and the constants that they move.
    pub(super) fn interventions(
        &mut self,
        changes: Vec<Change>,
        variables: &[Variable],
        boxes: &[ChangeBox],
        cost_constant: Option<(String, Span)>,
        decided_by: Option<(String, Span)>,
    ) -> Vec<Intervention> {
        let sized =
            changes.iter().flat_map(Change::sizes).filter_map(|size| Some(size.constant.as_ref()?.name.as_str()));
        let sized: HashSet<&str> = sized.collect();
        let costs = self.of_each(cost_constant.as_ref(), &changes, &sized, variables);
        let decided = self.of_each(decided_by.as_ref(), &changes, &sized, variables);
        if let Some((_, place)) = &decided_by {
            self.refuse_measured(&decided, variables, *place);
        }
        let mut out = Vec::new();
        for ((change, cost_to), decided_constant) in changes.iter().zip(costs).zip(decided) {
            let what = format!("the intervention `{}`", short(&change.name));
            let in_box = change.in_box.as_ref().map_or(0, |(name, span)| self.in_box(name, *span, boxes));
            let mut adds = Vec::new();
            for ((name, span), size) in &change.adds {
                adds.extend(self.lever(&sized, variables, name, *span).map(|lever| (lever, self.resolved(size))));
            }
            let cost = change.cost.as_ref().map_or(Size::default(), |cost| self.resolved(cost));
            // A name that means nothing is told where it stands.
            if cost.is_any() && cost_constant.is_none() {
                let message = format!("{what} has a cost, and the model does not say what it is added to");
                self.reader.refuse(Code::MissingKey, change.span, message, "has a cost").help =
                    Some("name a constant at the top of the file: cost_constant = \"...\"".into());
            }
            let kind = change.kind.map_or(ChangeKind::Habit, |(kind, _)| kind);
            if let Some((ChangeKind::Decision, place)) = change.kind.filter(|_| decided_by.is_none()) {
                let message = format!("{what} is a decision, and the model does not say what that changes");
                self.reader.refuse(Code::MissingKey, place, message, "a decision").help = Some(NO_DECISIONS.into());
            }
            out.push(Intervention {
                name: change.name.clone(),
                in_box,
                title: change.title.clone(),
                about: change.about.clone(),
                kind,
                ramp: change.ramp,
                adds,
                cost,
                cost_constant: cost_to.filter(|_| cost.is_any()),
                decided_constant,
                card: change.card.clone(),
                span: change.span,
            });
        }
        out
    }

    /// The constant of each intervention where one is named for all of them, or a family with one for each.
    fn of_each(
        &mut self,
        named: Option<&(String, Span)>,
        changes: &[Change],
        sized: &HashSet<&str>,
        variables: &[Variable],
    ) -> Vec<Option<VariableId>> {
        let none = vec![None; changes.len()];
        let Some((name, place)) = named else { return none };
        if !self.scope.families.contains_key(&canonical(name)) {
            return vec![self.lever(sized, variables, name, *place); changes.len()];
        }
        let mut out = Vec::new();
        for change in changes {
            let member = self.scope.member_of(name, &change.name);
            let own = member.and_then(|member| self.lever(sized, variables, &member, *place));
            // A mistake is told once.
            let Some(own) = own else { return none };
            out.push(Some(own));
        }
        out
    }

    /// Refuses to add a plain 1 to what has a unit.
    fn refuse_measured(&mut self, decided: &[Option<VariableId>], variables: &[Variable], place: Span) {
        let first = decided.iter().flatten().map(|id| &variables[id.0 as usize]).next();
        if let Some(measured) = first.filter(|variable| !variable.unit.is_one()) {
            let message = format!("a decision adds 1 to `{}`, which is in {}", measured.name, measured.unit);
            self.reader.refuse(Code::BadUnit, place, message, "no pure number").help =
                Some("what tells that something is decided has unit = \"1\"".into());
        }
    }

    /// The constant of this name, which is no size of an intervention: what a change adds does not change with others.
    fn lever(&mut self, sized: &HashSet<&str>, variables: &[Variable], name: &str, span: Span) -> Option<VariableId> {
        if sized.contains(canonical(name).as_str()) {
            let message = format!("`{}` is the size of an intervention, and no intervention moves it", short(name));
            self.reader.refuse(Code::UnknownName, span, message, "not a lever").help =
                Some("name the constant that the equations read".into());
            return None;
        }
        self.constant(variables, name, span)
    }

    fn resolved(&self, size: &SizeText) -> Size {
        let own = size.constant.as_ref().and_then(|own| self.scope.variables.get(&own.name).copied());
        Size { value: size.value, constant: own }
    }

    fn in_box(&mut self, name: &str, span: Span, boxes: &[ChangeBox]) -> usize {
        boxes.iter().position(|b| b.name == canonical(name)).unwrap_or_else(|| {
            let help = suggestion::help_for(name, boxes.iter().map(|b| b.name.as_str()));
            self.reader
                .refuse(Code::UnknownName, span, format!("there is no box `{}`", short(name)), "unknown box")
                .help = help;
            0
        })
    }

    fn not_negative(&mut self, table: &mut Keys, key: &'static str) -> f64 {
        let Some((x, span)) = self.reader.number(table, key) else { return 0.0 };
        self.refuse_negative(key, x, span);
        x
    }

    fn refuse_negative(&mut self, key: &str, x: f64, span: Span) {
        if x < 0.0 {
            let message = format!("`{key}` is {}, and cannot be negative", plain(x));
            self.reader.refuse(Code::OutOfRange, span, message, "at least 0");
        }
    }
}

/// An intervention as a file has it.
pub(super) struct Change {
    /// Canonical.
    pub(super) name: String,
    pub(super) title: String,
    about: String,
    card: Card,
    in_box: Option<(String, Span)>,
    kind: Option<(ChangeKind, Span)>,
    ramp: f64,
    /// The names of constants, with what is added to each.
    adds: Vec<((String, Span), SizeText)>,
    cost: Option<SizeText>,
    span: Span,
}

impl Change {
    fn sizes(&self) -> impl Iterator<Item = &SizeText> {
        self.adds.iter().map(|(_, size)| size).chain(&self.cost)
    }
}

/// How much an intervention adds or costs, as a file has it.
struct SizeText {
    value: f64,
    place: Span,
    /// The constant that is to hold it.
    constant: Option<Holder>,
}

/// A constant that holds the size of an intervention.
struct Holder {
    name: String,
    label: Option<(String, Span)>,
    constant: Constant,
}

impl SizeText {
    /// The least that it can be.
    fn least(&self) -> f64 {
        match self.constant.as_ref().map(|own| own.constant.spread) {
            Some(spread) if spread.kind == DistributionKind::Normal => f64::NEG_INFINITY,
            Some(spread) => spread.range.map_or(self.value, |(min, _)| min),
            None => self.value,
        }
    }

    /// The constant that holds it, where it has one, in the unit and the range of the one to which it is added.
    fn draft(&self, (lever, of_lever): (&Draft, &Constant), label: String, about: String) -> Option<Draft> {
        let Holder { name, label: own, constant } = self.constant.as_ref()?;
        let Spread { value, range, .. } = constant.spread;
        let ends = range.unwrap_or((value, value));
        let range = of_lever.range.filter(|(least, most)| *least <= ends.0 && ends.1 <= *most);
        Some(Draft {
            name: name.clone(),
            spelling: name.clone(),
            span: self.place,
            label: Some(own.clone().unwrap_or((label, self.place))),
            unit: lever.unit.clone(),
            scale: lever.scale.clone(),
            better: None,
            about,
            through: None,
            member: None,
            kind: DraftKind::Constant(Constant { range, ..constant.clone() }),
        })
    }
}
