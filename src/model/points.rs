//! Points at which an ensemble is run, in place of those that its design would draw.

use super::VariableId;

/// For each replication of an ensemble a point in the unit cube of what is uncertain, and whose luck it has.
///
/// A coordinate is the share of draws that lie below the constant's value: what a design would have drawn. Most designs
/// of points are a few rows over and over, but for one column: such a row is told by the two that it is made of.
///
/// Beside that, replications may be given values of their own, for any constant and for the start of any stock.
///
/// # Shape
/// A column for each constant that varies, in the order of the model file; a row for each replication.
///
/// # Determinism
/// A coordinate depends on the replication and the column alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    columns: Vec<Vec<f64>>,
    rows: Vec<Row>,
    given: Vec<(VariableId, Vec<f64>)>,
}

/// Where a replication stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Index into each column.
    pub at: usize,
    /// A column that is taken from elsewhere, and its index there.
    pub but: Option<(usize, usize)>,
    /// The number of the replication whose noise this one has: those of one number share the luck of every period.
    pub luck: u64,
}

impl Points {
    /// Rows made from columns of numbers between 0 and 1.
    ///
    /// # Panics
    /// Where a row stands outside the columns, or a number outside (0, 1).
    pub fn new(columns: Vec<Vec<f64>>, rows: Vec<Row>) -> Points {
        assert!(columns.iter().flatten().all(|u| *u > 0.0 && *u < 1.0), "a coordinate lies strictly between 0 and 1");
        let inside = |row: &Row| {
            columns.iter().all(|column| row.at < column.len())
                && row.but.is_none_or(|(column, at)| columns.get(column).is_some_and(|c| at < c.len()))
        };
        assert!(rows.iter().all(inside), "a row stands outside the columns");
        Points { columns, rows, given: Vec::new() }
    }

    /// The same points, with a value for a constant, or for the start of a stock, in each replication: it stands in place
    /// of whatever the scenario and the model say.
    ///
    /// # Panics
    /// Where there is not one value for each replication.
    pub fn giving(mut self, variable: VariableId, values: Vec<f64>) -> Points {
        assert_eq!(values.len(), self.rows.len(), "one value for each replication");
        self.given.retain(|(other, _)| *other != variable);
        self.given.push((variable, values));
        self
    }

    /// The values that replications are given, where they are given any.
    pub fn given(&self, variable: VariableId) -> Option<&[f64]> {
        self.given.iter().find(|(given, _)| *given == variable).map(|(_, values)| &values[..])
    }

    /// How many constants vary.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// How many replications there are.
    pub fn replications(&self) -> u64 {
        self.rows.len() as u64
    }

    /// A coordinate of a replication's point.
    pub fn at(&self, replication: u64, column: usize) -> f64 {
        let row = self.rows[replication as usize];
        match row.but {
            Some((other, at)) if other == column => self.columns[column][at],
            _ => self.columns[column][row.at],
        }
    }

    /// The number of the replication whose noise this one has.
    pub fn luck(&self, replication: u64) -> u64 {
        self.rows[replication as usize].luck
    }
}
