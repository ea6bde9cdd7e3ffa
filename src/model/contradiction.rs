//! Contradictions: what cannot be true together of a team at its start, with the sentence that says so and the way to mend
//! it. A file says them once, of the model; every scenario is judged before it is run.

use std::collections::HashSet;

use crate::text::diagnostic::{Code, Severity};
use crate::text::mapping::{EquationText, Mapping};
use crate::text::span::Place;
use crate::text::toml::{Reader, Table};
use crate::text::{Span, one_line, plain};

use super::order::{Moment, causes};
use super::scenario::Scenario;
use super::units::Unit;
use super::{Beginning, Equation, Model, Term, VariableId, balance, beginning};

/// Something that cannot be, or can hardly be meant.
#[derive(Debug)]
pub struct Contradiction {
    /// Holds where it is not 0, without luck.
    pub when: Equation,
    /// Whether it is judged at the end of a run in which nothing is done, or at the first moment.
    pub at_end: bool,
    pub say: Sentence,
    /// How it is mended.
    pub mend: Option<Sentence>,
    /// Whether the scenario is refused, or only told.
    pub severity: Severity,
}

/// Words with figures in them.
#[derive(Debug)]
pub struct Sentence {
    /// As the file has it, on one line.
    pub text: String,
    pub pieces: Vec<Piece>,
}

/// A piece of a sentence.
#[derive(Debug)]
pub enum Piece {
    Words(String),
    /// A value in its unit.
    Figure(Term, Unit),
}

const LEVELS: &[(&str, Severity)] = &[("warning", Severity::Warning), ("error", Severity::Error)];

const MOMENTS: &[(&str, bool)] = &[("start", false), ("end", true)];

/// The words for when it is judged.
pub fn moments() -> Vec<&'static str> {
    MOMENTS.iter().map(|(word, _)| *word).collect()
}

/// The words for how bad it is.
pub fn levels() -> Vec<&'static str> {
    LEVELS.iter().map(|(word, _)| *word).collect()
}

/// Reads `[[contradiction]]`.
pub(super) fn read(reader: &mut Reader, root: &mut Table, model: &Model) -> Vec<Contradiction> {
    let mut out = Vec::new();
    for mut table in reader.listed_tables(root, "contradiction") {
        let when = reader.equation(&mut table, "when");
        let say = reader.text(&mut table, "say");
        let mend = reader.text(&mut table, "mend");
        let at_end = reader.choice(&mut table, "at", MOMENTS).unwrap_or(false);
        let severity = reader.choice(&mut table, "level", LEVELS).unwrap_or(Severity::Warning);
        for (key, is_missing) in [("when", when.is_none()), ("say", say.is_none())] {
            if is_missing {
                reader.missing(&table, key, "a contradiction");
            }
        }
        reader.close(table, "a contradiction");
        let when = when.and_then(|text| equation(reader, &text, model));
        let say = say.and_then(|(text, span)| sentence(reader, text, span, model));
        let mend = match mend {
            Some((text, span)) => sentence(reader, text, span, model).map(Some),
            None => Some(None),
        };
        let (Some(when), Some(say), Some(mend)) = (when, say, mend) else { continue };
        if reader.wrong.is_empty() {
            reader.wrong.extend(balance::check_condition(model, &when));
        }
        out.push(Contradiction { when, at_end, say, mend, severity });
    }
    out
}

/// An equation that is no variable's.
fn equation(reader: &mut Reader, text: &EquationText, model: &Model) -> Option<Equation> {
    beginning::resolve(text, (beginning::NOBODY, ""), &model.scope, reader)
}

/// A sentence with `{equations}` in it; None where something is wrong with it, which is noted.
fn sentence(reader: &mut Reader, text: String, span: Span, model: &Model) -> Option<Sentence> {
    let whole = reader.equation_text(text, span);
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(open) = whole.text[at..].find('{').map(|found| at + found) {
        let Some(close) = whole.text[open..].find('}').map(|found| open + found) else {
            let place = whole.locate(Span::new(open, open + 1));
            reader.refuse(Code::Syntax, place, "a figure in a sentence stands between { and }", "not closed").help =
                Some("for example {queue / throughput}".into());
            return None;
        };
        pieces.push(Piece::Words(whole.text[at..open].into()));
        let inner = open + 1;
        let mapping = match whole.mapping {
            Mapping::From(offset) => Mapping::From(offset + inner),
            other => other,
        };
        let text = EquationText { source: whole.source.clone(), text: whole.text[inner..close].into(), mapping };
        let Equation { root, .. } = equation(reader, &text, model)?;
        let unit = match reader.wrong.is_empty() {
            true => balance::unit_of(model, &root).unwrap_or_else(|wrong| {
                reader.wrong.extend(wrong);
                Unit::one()
            }),
            false => Unit::one(),
        };
        pieces.push(Piece::Figure(root, unit));
        at = close + 1;
    }
    pieces.push(Piece::Words(whole.text[at..].into()));
    Some(Sentence { text: one_line(&whole.text), pieces })
}

impl Contradiction {
    /// When it is judged, behind its condition, where that is not the start.
    pub fn moment(&self) -> &'static str {
        if self.at_end { ", at the end" } else { "" }
    }
}

impl Sentence {
    /// The terms of its figures, in order.
    pub fn figures(&self) -> impl Iterator<Item = &Term> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Figure(term, _) => Some(term),
            Piece::Words(_) => None,
        })
    }

    /// The sentence with the values of its figures.
    pub fn words(&self, values: &[f64]) -> String {
        let mut values = values.iter();
        let piece = |piece: &Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Figure(_, unit) => {
                let value = short_number(values.next().copied().unwrap_or(f64::NAN));
                let unit = unit.after(&value);
                if unit.is_empty() { value } else { format!("{value} {unit}") }
            }
        };
        one_line(&self.pieces.iter().map(piece).collect::<String>())
    }
}

/// A number in a sentence, to three digits and no fewer than it has before the point: 34, 13.6, 0.004.
pub fn short_number(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => "no number of".into(),
        size if size >= 100.0 => plain(value.round()),
        _ => format!("{value:.2e}").parse().map_or(String::new(), plain),
    }
}

/// Where a scenario sets what makes a condition hold: the values nearest to it on the ways by which the first moment is
/// calculated, else the starting point that the scenario names.
pub fn places(scenario: &Scenario, when: &Equation) -> Vec<Place> {
    let model = &scenario.model;
    let mut seen: HashSet<VariableId> = HashSet::new();
    let mut level: Vec<VariableId> = Vec::new();
    when.root.each_variable(&mut |id| level.push(id));
    let given = |id: &VariableId| scenario.initial.get(id).and_then(Beginning::equation);
    while !level.is_empty() {
        level.retain(|id| seen.insert(*id));
        // What a stock begins with is read as it stands in its place.
        let begun: Vec<&Equation> = level.iter().filter_map(given).collect();
        begun.iter().for_each(|e| e.root.each_variable(&mut |id| level.extend(seen.insert(id).then_some(id))));
        let found: Vec<Place> = level.iter().filter_map(|id| scenario.set_at.get(id).cloned()).collect();
        if !found.is_empty() {
            return found;
        }
        let before = |id: &VariableId| match scenario.initial.contains_key(id) {
            true => Vec::new(),
            false => causes(model.variable(*id), &model.limits[id.0 as usize], Moment::Initial),
        };
        level = level.iter().flat_map(before).collect();
    }
    scenario.start_named_at.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_sentences_are_short() {
        let told = [34.0, 13.6, 1234.4, 0.00412, -2.5, 99.96, f64::NAN].map(short_number);
        assert_eq!(told, ["34", "13.6", "1234", "0.00412", "-2.5", "100", "no number of"]);
    }
}
