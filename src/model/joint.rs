//! What is known of a team as a cloud of points: a table beside a scenario, with a row for each way in which the team can be.
//!
//! A row has a value for each of some constants and for the start of some stocks, and all of its values belong together: who
//! has large items and little trust in one row has no small ones with it. Constants that vary one by one cannot say so.

use std::sync::Arc;

use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::lexer::short;
use crate::text::{Source, Span, suggestion};

use super::scenario::{check_start, outside};
use super::{Model, VariableId};

/// Rows of values that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// The file that it was read from.
    pub source: Arc<Source>,
    columns: Vec<(VariableId, Vec<f64>)>,
    rows: usize,
}

impl Joint {
    /// Reads a table: a head of names, then rows of numbers, between commas.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its place.
    pub fn read(source: &Arc<Source>, model: &Model) -> Result<Joint, Diagnostic> {
        let text = &source.text;
        let at = |part: &str| {
            let start = part.as_ptr() as usize - text.as_ptr() as usize;
            Span { start, end: start + part.len() }
        };
        let wrong = |code: Code, message: String, part: &str, label: &str| {
            Diagnostic::error(code, message).at(source, at(part), label)
        };
        let mut lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
        let head = lines.next().unwrap_or("");
        let mut columns: Vec<(VariableId, Vec<f64>)> = Vec::new();
        for cell in head.split(',') {
            let name = cell.trim();
            let known = model.find(name).filter(|id| {
                let variable = model.variable(*id);
                variable.owner.is_none() && (variable.is_constant() || variable.stock().is_some())
            });
            let Some(id) = known else {
                let message =
                    format!("points name constants and stocks of the model, and `{}` is neither", short(name));
                let names = model.declared().map(|id| model.variable(id));
                let names = names.filter(|own| own.is_constant() || own.stock().is_some()).map(|own| own.name.as_str());
                let wrong = wrong(Code::UnknownName, message, cell, "unknown");
                return Err(suggestion::help_for(name, names).into_iter().fold(wrong, Diagnostic::help));
            };
            if columns.iter().any(|(other, _)| *other == id) {
                let message = format!("two columns of points are called `{}`", short(name));
                return Err(wrong(Code::Duplicate, message, cell, "again"));
            }
            columns.push((id, Vec::new()));
        }
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            if cells.len() != columns.len() {
                let message =
                    format!("a row of points has {} values, and the head {} names", cells.len(), columns.len());
                return Err(wrong(Code::WrongType, message, line, "this row"));
            }
            for (cell, (id, values)) in cells.into_iter().zip(&mut columns) {
                let variable = model.variable(*id);
                let Some(value) = cell.trim().parse::<f64>().ok().filter(|value| value.is_finite()) else {
                    let message =
                        format!("points are numbers, and `{}` of `{}` is none", short(cell.trim()), variable.name);
                    return Err(wrong(Code::WrongType, message, cell, "no number"));
                };
                let start = variable.stock().and_then(|_| check_start(variable, value).err().map(|e| e.to_string()));
                if let Some(message) = start.or_else(|| outside(variable, value)) {
                    return Err(wrong(Code::OutOfRange, message, cell, "outside its range"));
                }
                values.push(value);
            }
        }
        let rows = columns.first().map_or(0, |(_, values)| values.len());
        if rows == 0 {
            let message = "points need a row at least, below the names".to_string();
            return Err(wrong(Code::WrongType, message, head, "no row below this"));
        }
        Ok(Joint { source: source.clone(), columns, rows })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns: a constant or a stock, and its values.
    pub fn columns(&self) -> impl Iterator<Item = (VariableId, &[f64])> {
        self.columns.iter().map(|(id, values)| (*id, &values[..]))
    }

    pub fn has(&self, id: VariableId) -> bool {
        self.columns.iter().any(|(own, _)| *own == id)
    }

    /// The value of a constant, or of a stock at its start, for whoever has this luck: rows come round and round.
    pub fn at(&self, id: VariableId, luck: u64) -> Option<f64> {
        let (_, values) = self.columns.iter().find(|(own, _)| *own == id)?;
        values.get((luck % self.rows as u64) as usize).copied()
    }

    /// The middle value of a column.
    pub fn median(&self, id: VariableId) -> Option<f64> {
        let (_, values) = self.columns.iter().find(|(own, _)| *own == id)?;
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }

    /// The same without some columns; None, if none is left.
    pub fn without(&self, gone: impl Fn(VariableId) -> bool) -> Option<Joint> {
        let columns: Vec<_> = self.columns.iter().filter(|(id, _)| !gone(*id)).cloned().collect();
        (!columns.is_empty()).then(|| Joint { columns, ..self.clone() })
    }
}
